//! What falls due in the coming months.
use super::super::model::{Asked, Duty, Item, Kind, Standing, Status, Told, Why};
use super::super::rule::{clock, judge};
use super::super::store;
use super::district::{as_of, district, look};
use super::kept;
use crate::audit;
use crate::returns;
use crate::returns::model::duty::{Owed, Owner, Period, State as Stands};
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// One kind of thing that falls due in a month; of returns, one template's period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `2026-12`.
    pub month: String,
    pub kind: Kind,
    pub of: Option<(&'static str, Period)>,
    /// The day, where all of it falls due on one.
    pub day: Option<NaiveDate>,
    /// Earliest first.
    pub items: Vec<Item>,
}

/// The coming months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    pub today: NaiveDate,
    /// The first days of the months shown.
    pub months: Vec<NaiveDate>,
    /// By month, then by day.
    pub lines: Vec<Line>,
}

/// What falls due from today to the end of the sixth month for those whom the reader sees.
///
/// # Errors
/// The reader sees no records.
pub async fn calendar(ctx: &Ctx) -> Result<Arc<Ahead>, Halt> {
    let scope = ctx.scope()?;
    let today = ctx.today();
    let mut tx = ctx.read().await?;
    let (_, head) = audit::service::head(&mut tx).await?;
    let whose = scope.enterprise().map_or_else(|| scope.town().unwrap_or_default().to_owned(), |id| id.to_string());
    let key = format!("ahead {head} {whose} {today}");
    if let Some(found) = kept::get(&key).filter(|_| !head.is_empty()) {
        return Ok(found);
    }
    // One connection at a time: the look at the year takes its own.
    drop(tx);
    let standings = of_this_year(ctx).await?;
    let mut tx = ctx.read().await?;
    let window = clock::ahead(today).ok_or(Halt::Missing)?;
    let owed = returns::service::standings(&mut tx, ctx, &scope, window, today).await?;
    let owners: HashMap<Uuid, &Owner> = owed.owners.iter().map(|owner| (owner.id, owner)).collect();
    let mut lines = Lines::default();
    for owner in &owed.owners {
        for owes in owed.owed.get(&owner.id).into_iter().flatten() {
            if matches!(owes.state, Stands::Due { .. } | Stands::Running) {
                let href = match ctx.rep() {
                    Ok(_) => format!("/returns/new?template={}", owes.template),
                    Err(_) => format!("/enterprises/{}/file", owner.id),
                };
                let found = item(owner, ahead_of(owes, today), Some(owes.due), href);
                lines.add(Kind::Returns, Some((owes.template, owes.period)), true, found);
            }
        }
    }
    for due in store::records::certificates_due(&mut tx, &scope, (today, window.to())).await? {
        let Some(owner) = owners.get(&due.enterprise_id) else { continue };
        lines.add(Kind::Certificates, None, false, certificate(owner, due, today));
    }
    for (id, danger) in store::open_hazards(&mut tx, &scope, today, Some(window.to())).await? {
        let Some(owner) = owners.get(&id) else { continue };
        let day = danger.hazard.due_on.filter(|day| *day >= today);
        lines.add(
            Kind::Hazards,
            None,
            false,
            item(owner, hazard(&danger.hazard), day, format!("/hazards/{}", danger.id)),
        );
    }
    for standing in &standings {
        let Some(held) = standing.of(Duty::CongressHeld) else { continue };
        if matches!(held.status, Status::Soon | Status::NotDue) {
            let owner = &standing.facts.owner;
            let day = held.due.filter(|day| *day <= window.to());
            let found = item(owner, held.why.clone(), day, format!("/enterprises/{}/file", owner.id));
            lines.add(Kind::Congress, None, true, found);
        }
    }
    let ahead = Arc::new(Ahead { today, months: clock::months(today), lines: lines.in_order() });
    if !head.is_empty() {
        kept::put(key, &ahead);
    }
    Ok(ahead)
}

/// Lines as they are put together.
#[derive(Default)]
struct Lines(Vec<Line>);

impl Lines {
    /// Adds a thing with a day to the line of its month; `fixed` where all of a line falls due on one day.
    fn add(&mut self, kind: Kind, of: Option<(&'static str, Period)>, fixed: bool, item: Item) {
        let Some(day) = item.day else { return };
        let month = clock::month_key(day);
        let at = self.0.iter().position(|l| l.month == month && l.kind == kind && l.of == of).unwrap_or_else(|| {
            self.0.push(Line { month, kind, of, day: fixed.then_some(day), items: Vec::new() });
            self.0.len() - 1
        });
        self.0[at].items.push(item);
    }

    fn in_order(mut self) -> Vec<Line> {
        for line in &mut self.0 {
            line.items.sort_by_key(|item| item.day);
        }
        self.0.sort_by_key(|line| (line.month.clone(), line.items.first().and_then(|item| item.day), line.kind));
        self.0
    }
}

fn ahead_of(owes: &Owed, today: NaiveDate) -> Why {
    let why = Why::new("item-return").with("template", Told::Template(owes.template.to_owned()));
    why.with("period", Told::Period(owes.period)).n("n", (owes.due - today).num_days())
}

/// The next day that matters of a certificate.
fn certificate(owner: &Owner, due: store::records::Due, today: NaiveDate) -> Item {
    let day = due.recheck_on.into_iter().chain(due.cert_expires_on).filter(|day| *day >= today).min();
    let code = if due.recheck_on == day { "item-recheck" } else { "item-expires" };
    let why = Why::new(code).with("person", Told::Text(due.person));
    let why = why.with("post", Told::Text(due.post.unwrap_or_default()));
    item(owner, why, day, format!("/training/{}", due.session_id))
}

/// A hazard in one sentence.
pub(super) fn hazard(hazard: &crate::hazard::model::Hazard) -> Why {
    let code = match hazard.level {
        crate::hazard::model::Level::Major => "item-major",
        crate::hazard::model::Level::Ordinary => "item-hazard",
    };
    Why::new(code).with("what", Told::Text(hazard.description.clone()))
}

pub(super) fn item(owner: &Owner, why: Why, day: Option<NaiveDate>, href: String) -> Item {
    Item { enterprise: Some(owner.id), name: owner.name.clone(), town: owner.town.clone(), why, day, href }
}

/// This year's standings of everyone whom the reader sees.
async fn of_this_year(ctx: &Ctx) -> Result<Vec<Standing>, Halt> {
    if ctx.rep().is_err() {
        return Ok(district(ctx, &Asked::default()).await?.standings.clone());
    }
    let at = as_of(ctx, &Asked::default())?;
    let mut tx = ctx.read().await?;
    let facts = look(&mut tx, ctx, &ctx.scope()?, &at).await?;
    Ok(facts.into_iter().map(|facts| Standing { duties: judge(&facts, &at), facts }).collect())
}
