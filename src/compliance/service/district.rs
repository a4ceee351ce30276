use super::super::model::{AsOf, Asked, Facts, Freed, Judged, Standing};
use super::super::rule::judge;
use super::super::store;
use super::{alliance_scope, kept, learned};
use crate::account::model::Scope;
use crate::audit;
use crate::db::Tx;
use crate::incident::rule::{self as incident, State as Clock};
use crate::kernel::rulebook;
use crate::kernel::window::Window;
use crate::returns;
use crate::server::{Ctx, Halt};
use chrono::Timelike;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Every enterprise that the reader sees, with all its duties judged as of a day.
#[derive(Debug, Clone)]
pub struct District {
    pub at: AsOf,
    /// By town and name.
    pub standings: Vec<Standing>,
    /// Whether a clock runs in it, so that it is true for a minute only.
    pub live: bool,
}

impl District {
    /// The towns that the reader sees, in the district's own order.
    pub fn towns(&self) -> Vec<String> {
        let mut towns: Vec<String> = Vec::new();
        for standing in &self.standings {
            if towns.last() != Some(&standing.facts.owner.town) {
                towns.push(standing.facts.owner.town.clone());
            }
        }
        towns
    }
}

impl District {
    /// Who of a town, or of all, came onto the roll only after the year.
    pub fn not_there_yet(&self, town: &str) -> NotThereYet {
        let here = |standing: &&Standing| town.is_empty() || standing.facts.owner.town == town;
        let of = self.standings.iter().filter(here);
        let late = of.clone().filter(|standing| self.at.end() < standing.facts.owner.since);
        let unjudged = late.clone().filter(|standing| standing.duties.iter().any(Judged::is_not_there_yet));
        NotThereYet { of: of.count() as i64, late: late.count() as i64, unjudged: unjudged.count() as i64 }
    }
}

/// Enterprises that came onto the roll only after a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotThereYet {
    /// All of the place.
    pub of: i64,
    pub late: i64,
    /// Those of the late that are not judged in something, for nothing is on record of it.
    pub unjudged: i64,
}

/// What is asked, with this year and today where it does not say.
pub(super) fn as_of(ctx: &Ctx, asked: &Asked) -> Result<AsOf, Halt> {
    let now = ctx.local_now();
    let minute = now.with_second(0).and_then(|now| now.with_nanosecond(0)).unwrap_or(now);
    let year = asked.year.unwrap_or_else(|| chrono::Datelike::year(&now.date()));
    AsOf::new(year, asked.on, minute).ok_or(Halt::Missing)
}

/// The district as the reader sees it; made once while nothing is written.
///
/// # Errors
/// The reader is not of the alliance; the year has not begun.
pub async fn district(ctx: &Ctx, asked: &Asked) -> Result<Arc<District>, Halt> {
    let scope = alliance_scope(ctx)?;
    let at = as_of(ctx, asked)?;
    let mut tx = ctx.read().await?;
    let (_, head) = audit::service::head(&mut tx).await?;
    let key = format!("district {head} {} {} {} {}", scope.town().unwrap_or_default(), at.year, at.on, ctx.today());
    // Where a clock runs, an answer is good for its own minute.
    let fresh = |found: &Arc<District>| !head.is_empty() && (!found.live || found.at.now == at.now);
    if let Some(found) = kept::get(&key).filter(fresh) {
        return Ok(found);
    }
    let standings = look(&mut tx, ctx, &scope, &at).await?;
    drop(tx);
    // Judging thousands of enterprises takes a while: not on the thread that answers others.
    let made = tokio::task::spawn_blocking(move || {
        let live = standings.iter().any(|facts| ticking(facts, &at));
        let judged = |facts: Facts| Standing { duties: judge(&facts, &at), facts };
        Arc::new(District { at, standings: standings.into_iter().map(judged).collect(), live })
    });
    let made = made.await.map_err(|e| Halt::Broke(e.into()))?;
    if !head.is_empty() {
        kept::put(key, &made);
    }
    Ok(made)
}

/// Whether an accident's hour still runs, or ran out without a report.
fn ticking(facts: &Facts, at: &AsOf) -> bool {
    let state = |i: &crate::incident::model::Incident| incident::report(i, at.now, &rulebook::at(i.day())).state;
    facts.accidents.iter().any(|a| matches!(state(&a.incident), Clock::Running(_) | Clock::Overdue(_)))
}

/// Everything that the judgements rest on, for each enterprise in scope: a query for each kind of record.
pub(in crate::compliance) async fn look(tx: &mut Tx, ctx: &Ctx, scope: &Scope, at: &AsOf) -> Result<Vec<Facts>, Halt> {
    let year = Window::new(at.from(), at.end()).ok_or(Halt::Missing)?;
    let mut returns = returns::service::standings(tx, ctx, scope, year, at.on).await?;
    let mut about = store::about(tx, scope, at).await?;
    let headcounts = crate::enterprise::service::figures_of_year(tx, scope, i64::from(at.year)).await?;
    let mut meetings = store::meetings(tx, scope, at).await?;
    let mut learned = learned::training(tx, scope, at, &returns.owners).await?;
    let mut check_ups = store::check_ups(tx, scope, at).await?;
    let mut freed: HashMap<Uuid, Vec<Freed>> = HashMap::new();
    for one in super::freed::freed_since(tx, scope, at.from()).await? {
        freed.entry(one.enterprise).or_default().push(one);
    }
    let mut all: Vec<Facts> = Vec::with_capacity(returns.owners.len());
    let mut place = HashMap::new();
    for owner in std::mem::take(&mut returns.owners) {
        let id = owner.id;
        let (industry, pilot, before) = about.remove(&id).unwrap_or_default();
        let (trained, certificates) = learned.remove(&id).unwrap_or_default();
        let (count, held) = meetings.remove(&id).map_or((0, None), |(n, held)| (n, Some(held)));
        place.insert(id, all.len());
        all.push(Facts {
            industry,
            pilot,
            before,
            headcount: headcounts.get(&id).map(|figures| figures.headcount),
            meetings: count,
            held,
            returns: returns.owed.remove(&id).unwrap_or_default(),
            trained,
            certificates,
            check_ups: check_ups.remove(&id).unwrap_or_default(),
            exemptions: returns.exemptions.remove(&id).unwrap_or_default(),
            freed: freed.remove(&id).unwrap_or_default(),
            owner,
            ..Facts::default()
        });
    }
    for (id, accident, counted) in store::accidents(tx, scope, at).await? {
        let Some(facts) = place.get(&id).and_then(|at| all.get_mut(*at)) else { continue };
        let (deaths, serious) = (accident.incident.deaths.unwrap_or(0), accident.incident.serious.unwrap_or(0));
        if counted {
            facts.deaths += deaths;
            facts.serious += serious;
        }
        // What hurt nobody and does not count need not be told within the hour.
        if counted || deaths + serious + accident.incident.minor.unwrap_or(0) > 0 {
            facts.accidents.push(accident);
        }
    }
    for (id, danger) in store::dangers(tx, scope, at).await? {
        if let Some(facts) = place.get(&id).and_then(|at| all.get_mut(*at)) {
            facts.dangers.push(danger);
        }
    }
    Ok(all)
}
