//! Records that earlier returns of a period brought and that a return does not hold which tells the period again.
//!
//! A row whose day was put right is another row by its natural key: without this, the wrong one would stay beside it, and one
//! death would be two. Whether such records still hold only the sender knows; they are asked, and what goes comes back when the
//! return is undone.
use super::super::model::Filing;
use super::super::model::review::{Absent, Missing, Rest, Traced};
use super::super::rule::calendar::window;
use super::super::store;
use super::undo::{drop_rows, title_of};
use super::walk::Covered;
use super::{keep, send};
use crate::db::Tx;
use crate::db::aside::{self, Aside, State};
use crate::enterprise::model::Period;
use crate::kernel::window::Window;
use crate::kernel::{Problem, what};
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// The most records that are listed.
const LISTED_MAX: usize = 200;

/// What was found, and the rows themselves, by template.
#[derive(Default)]
pub(super) struct Found {
    pub(super) absent: Absent,
    /// The periods they are of.
    pub(super) periods: BTreeSet<(Uuid, &'static str, Period)>,
    rows: Vec<(&'static str, &'static Aside, Vec<State>)>,
}

/// A period of one template that is told, with the enterprises it is told of.
struct Told<'a> {
    template: &'static str,
    aside: &'static Aside,
    period: Period,
    days: Window,
    enterprises: &'a BTreeSet<Uuid>,
}

/// What an earlier return brought: its number, and the version in which the latest of them left each row.
#[derive(Default)]
struct Brought {
    from: BTreeMap<Uuid, String>,
    left: HashMap<Uuid, i64>,
}

/// How the rows of a template are set aside when each has an id and a day of its own; rows of other templates are known
/// by their period, and telling it again means the same row.
fn dated(template: &str) -> Option<&'static Aside> {
    let aside = keep::asides(template).first().copied()?;
    (aside.is_single() && aside.day.is_some() && aside.parts.is_empty()).then_some(aside)
}

/// Looks for them. `met` are the records that rows of the return mean.
///
/// # Errors
/// The database refused.
pub(super) async fn look(
    tx: &mut Tx,
    ctx: &Ctx,
    filing: &Filing,
    covered: &Covered,
    mut met: Vec<Uuid>,
) -> Result<Found, Halt> {
    met.sort_unstable();
    let mut told: BTreeMap<(&'static str, Period), BTreeSet<Uuid>> = BTreeMap::new();
    for (enterprise, template, period) in covered.keys() {
        told.entry((*template, *period)).or_default().insert(*enterprise);
    }
    let mut found = Found::default();
    let mut by_template: BTreeMap<&'static str, Vec<Told<'_>>> = BTreeMap::new();
    for ((template, period), enterprises) in &told {
        let (Some(aside), Some(days)) = (dated(template), window(*period)) else { continue };
        let one = Told { template, aside, period: *period, days, enterprises };
        by_template.entry(template).or_default().push(one);
    }
    for (template, periods) in by_template {
        let Some(aside) = periods.first().map(|told| told.aside) else { continue };
        let (brought, returned) = brought(tx, filing, &periods).await?;
        let gone: Vec<Uuid> = brought.from.keys().copied().filter(|id| met.binary_search(id).is_err()).collect();
        let mut rows = Vec::new();
        for state in aside::states(tx, aside, &gone).await? {
            let Some((id, period)) = place(aside, &state, &periods) else { continue };
            let name = id.to_string();
            let left = brought.left.get(&id).copied().unwrap_or(1);
            let now = aside::version(&state);
            let stays = !store::trace::is_as_left(tx, (aside.table, &name), left, now).await?;
            found.absent.count += 1;
            found.absent.asked |= !stays && (returned || ctx.today() > period.days.to());
            if found.absent.rows.len() < LISTED_MAX {
                let number = brought.from.get(&id).cloned().unwrap_or_default();
                let (noun, title) = (aside.table.to_owned(), title_of(aside, &state));
                found.absent.rows.push(Missing { noun, id, title, number, stays });
            }
            if !stays {
                found.periods.extend(owner(&state).map(|enterprise| (enterprise, period.template, period.period)));
                rows.push(state);
            }
        }
        found.rows.push((template, aside, rows));
    }
    Ok(found)
}

fn owner(state: &State) -> Option<Uuid> {
    state.get("enterprise_id")?.as_str()?.parse().ok()
}

/// The record's id, and the told period it is of.
fn place<'a, 't>(aside: &Aside, state: &State, periods: &'t [Told<'a>]) -> Option<(Uuid, &'t Told<'a>)> {
    let day: NaiveDate = state.get(aside.day?)?.as_str()?.parse().ok()?;
    let enterprise = owner(state)?;
    let of = |told: &&Told<'_>| told.days.contains(day) && told.enterprises.contains(&enterprise);
    Some((aside::id_of(&aside.name(state))?, periods.iter().find(of)?))
}

/// The rows that standing returns of these periods by the same sender brought, and whether one of them was sent back.
async fn brought(tx: &mut Tx, filing: &Filing, periods: &[Told<'_>]) -> Result<(Brought, bool), Halt> {
    let sender = (filing.enterprise_id, filing.account_id);
    let (mut earlier, mut returned) = (Vec::new(), false);
    for told in periods {
        let period = told.period.to_string();
        let span = store::open::span(told.enterprises.iter());
        for one in store::open::answers(tx, (told.template, &period), span, sender, (filing.id, true)).await? {
            if told.enterprises.contains(&one.enterprise_id) && !earlier.iter().any(|(id, _)| *id == one.filing_id) {
                returned |= one.returned;
                earlier.push((one.filing_id, one.number));
            }
        }
    }
    let mut found = Brought::default();
    let table = periods.first().map_or("", |told| told.aside.table);
    for (id, number) in earlier {
        for piece in store::trace::pieces(tx, id, false).await?.into_iter().filter(|piece| piece.noun == table) {
            for id in piece.what.new.iter().filter_map(|name| name.parse::<Uuid>().ok()) {
                found.from.entry(id).or_insert_with(|| number.clone());
            }
            for row in piece.what.more {
                let Ok(id) = row.name.parse::<Uuid>() else { continue };
                found.left.entry(id).and_modify(|left| *left = row.version.max(*left)).or_insert(row.version);
                if row.before.is_none() {
                    found.from.entry(id).or_insert_with(|| number.clone());
                }
            }
        }
    }
    Ok((found, returned))
}

impl Found {
    /// Refuses to go on while the sender has not said what becomes of them.
    ///
    /// # Errors
    /// They did not say; rows are wrong, so that nobody can tell which records are meant.
    pub(super) fn settled(&self, rest: Option<Rest>, wrong: u64) -> Result<(), Halt> {
        let refused = |what| Err(Halt::Refused(vec![Problem::new("missing", what)]));
        match rest {
            Some(Rest::Goes) if wrong > 0 && self.absent.count > 0 => refused(what!("missing-wrong", n = wrong)),
            None if self.absent.asked => refused(what!("missing-choice", n = self.absent.count)),
            _ => Ok(()),
        }
    }

    /// Takes them away, each kept in the trace of the return as it was.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn take_away(&mut self, tx: &mut Tx, ctx: &Ctx, filing: &Filing) -> Result<(), Halt> {
        for (template, aside, rows) in std::mem::take(&mut self.rows) {
            let gone = drop_rows(tx, ctx, (template, aside), rows).await?;
            if gone.is_empty() {
                continue;
            }
            self.absent.dropped += gone.len() as u64;
            let seq = store::trace::count(tx, filing.id).await? + 1;
            let what = Traced { gone, ..Traced::default() };
            store::trace::add(tx, filing.id, seq, (template, aside.table), &what).await?;
        }
        Ok(())
    }

    /// What is covered, with every period of a missing record as one of which something new is told.
    pub(super) fn over(&self, covered: &Covered) -> Covered {
        let mut all = covered.clone();
        for key in &self.periods {
            all.insert(*key, true);
        }
        all
    }
}

/// Looks for what is missing and which periods are told again, for a preview.
///
/// # Errors
/// The database refused; a period is locked.
pub(super) async fn preview(
    tx: &mut Tx,
    ctx: &Ctx,
    filing: &Filing,
    covered: &Covered,
    met: Vec<Uuid>,
) -> Result<(Absent, Vec<super::super::model::review::Again>), Halt> {
    let found = look(tx, ctx, filing, covered, met).await?;
    let again = send::again(tx, ctx, filing, covered).await?;
    Ok((found.absent, again))
}
