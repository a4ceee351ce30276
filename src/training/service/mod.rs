//! Deeds and reads of training. [`import`] takes the rows of workbooks, [`deed`] what people type.
mod deed;
mod import;

pub use super::store::aside::ASIDE;
pub use deed::{correct, record};
pub use import::{preview, upsert};

use super::model::{Filter, Holder, Record, Sitting};
use super::rule::{self, Certificate, Coverage, Need};
use super::store::read as store;
use crate::account::model::{Role, Scope};
use crate::audit::model::{Change, Entry};
use crate::audit::service::{Object, history};
use crate::enterprise;
use crate::kernel::intake::{LINES_MAX, Line};
use crate::kernel::window::{Window, add_days};
use crate::kernel::{Centi, rulebook};
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use std::collections::HashSet;
use uuid::Uuid;

/// Rows on one page of a list.
pub const PAGE_SIZE: i64 = 50;

/// One person of a session with what the law makes of it.
pub struct Seat {
    pub record: Record,
    /// Hours of this kind in the calendar year of the session, this one included.
    pub year_hours: Centi,
    pub certificate: Certificate,
}

/// A session with its people, what the law asks and what happened to it.
pub struct Detail {
    pub sitting: Sitting,
    pub needs: Vec<Need>,
    pub seats: Vec<Seat>,
    pub history: Vec<Entry>,
}

/// One page of sessions.
pub struct Listed {
    pub rows: Vec<Sitting>,
    pub total: i64,
    /// The towns that may be asked for: none for those who see only one.
    pub towns: Vec<String>,
}

/// One page of certificates that need somebody's attention.
pub struct Due {
    pub rows: Vec<(Holder, Certificate)>,
    pub total: i64,
    /// How long before its date a certificate is listed.
    pub window_days: i64,
}

/// One enterprise's coverage in a year.
pub struct Covered {
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub coverage: Coverage,
}

/// Whether the reader may record and correct.
pub fn may_write(ctx: &Ctx) -> bool {
    writing(ctx).is_ok()
}

/// The name that a new form begins with: the rep's own enterprise, or the one asked for when it is in scope.
///
/// # Errors
/// Somebody who may only read.
pub async fn to_record(ctx: &Ctx, asked: Option<Uuid>) -> Result<Option<String>, Halt> {
    let scope = writing(ctx)?;
    let Some(id) = scope.enterprise().or(asked) else { return Ok(None) };
    let mut tx = ctx.read().await?;
    Ok(enterprise::service::of(&mut tx, &scope, id).await?.map(|found| found.facts.name))
}

/// One person's row to be corrected, with its history.
///
/// # Errors
/// Somebody who may only read; [`Halt::Missing`] outside the scope.
pub async fn to_correct(ctx: &Ctx, id: Uuid) -> Result<(Record, Vec<Entry>), Halt> {
    writing(ctx)?;
    person(ctx, id).await
}

/// The scope within which someone may write: reps and inspectors.
fn writing(ctx: &Ctx) -> Result<Scope, Halt> {
    match ctx.actor()?.role {
        Role::Rep(_) | Role::Inspector(_) => ctx.scope(),
        Role::Leader(_) | Role::Admin(_) => Err(Halt::Forbidden),
    }
}

fn object(id: Uuid, enterprise: Uuid) -> Object {
    Object { noun: "training", id: Some(id), enterprise: Some(enterprise) }
}

/// A page of sessions, latest first, and how many the filter finds in all.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn list(ctx: &Ctx, filter: &Filter) -> Result<Listed, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let (rows, total) = store::sittings(&mut tx, &scope, filter, PAGE_SIZE).await?;
    let one_town = scope.enterprise().is_some() || scope.town().is_some();
    let towns = if one_town { Vec::new() } else { enterprise::service::towns(&mut tx).await? };
    Ok(Listed { rows, total, towns })
}

/// Everybody in the sessions that the list holds, in its order, as rows of the template; one more than a workbook takes
/// when there are too many.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn lines(ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Halt> {
    let mut tx = ctx.read().await?;
    let rows = store::everybody(&mut tx, &ctx.scope()?, filter, LINES_MAX + 1).await?;
    Ok(rows.iter().map(|r| Line { enterprise: Some(r.enterprise), values: r.attendance.values() }).collect())
}

/// A page of certificates that are expired, late for their recheck, or due within the window the law gives.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn certificates(ctx: &Ctx, filter: &Filter) -> Result<Due, Halt> {
    let scope = ctx.scope()?;
    let rules = rulebook::at(ctx.today());
    let window_days = rules.whole("training.recheck-window-days").unwrap_or(0);
    let mut tx = ctx.read().await?;
    let until = add_days(ctx.today(), window_days);
    let (holders, total) = store::certificates(&mut tx, &scope, filter, until, PAGE_SIZE).await?;
    let judged = holders.into_iter().map(|holder| {
        let state = rule::certificate(holder.expires_on, holder.recheck_on, ctx.today(), &rules);
        (holder, state)
    });
    Ok(Due { rows: judged.collect(), total, window_days })
}

/// Different people trained in the calendar year of `year` against the year's headcount, least covered first;
/// enterprises without a headcount come last. Only enterprises that told a headcount or trained somebody are listed.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn coverage(ctx: &Ctx, year: i32) -> Result<Vec<Covered>, Halt> {
    let scope = ctx.scope()?;
    let window = Window::year(year).ok_or(Halt::Missing)?;
    let mut tx = ctx.read().await?;
    let trained = store::trained(&mut tx, &scope, (window.from(), window.to())).await?;
    let figures = enterprise::service::figures_of_year(&mut tx, &scope, i64::from(year)).await?;
    let finder = enterprise::service::Finder::load(&mut tx, &scope).await?;
    let ids: HashSet<Uuid> = trained.keys().chain(figures.keys()).copied().collect();
    let mut covered: Vec<Covered> = ids
        .into_iter()
        .filter_map(|id| {
            let headcount = figures.get(&id).map(|f| f.headcount);
            let coverage = Coverage { trained: trained.get(&id).copied().unwrap_or(0), headcount };
            Some(Covered { enterprise: id, enterprise_name: finder.name(id)?.to_owned(), coverage })
        })
        .collect();
    covered.sort_by_key(|c| (c.coverage.per_mille().unwrap_or(i64::MAX), c.enterprise));
    Ok(covered)
}

/// What the line in the trail of a session that moved calls its new address.
const MOVED: &str = "session";
/// How many corrections in a row are followed.
const MOVES_MAX: usize = 16;

/// Where a session is now whose content was corrected: a session is named by what it was about, so its address changes
/// with that. `None` when it never was, or where it is now is not for this reader to know.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn now_at(ctx: &Ctx, session: Uuid) -> Result<Option<Uuid>, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let mut at = session;
    for _ in 0..MOVES_MAX {
        let moves = history(&mut tx, at).await?;
        let next = moves.into_iter().find(|line| line.deed == "move").and_then(|line| line.changes().pop());
        let Some(next) = next.and_then(|Change(_, _, to)| to?.parse().ok()) else { return Ok(None) };
        if store::sitting(&mut tx, &scope, next).await?.is_some() {
            return Ok(Some(next));
        }
        at = next;
    }
    Ok(None)
}

/// One session with its people.
///
/// # Errors
/// [`Halt::Missing`] when there is none, or it is outside the reader's scope.
pub async fn detail(ctx: &Ctx, session: Uuid) -> Result<Detail, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let sitting = store::sitting(&mut tx, &scope, session).await?.ok_or(Halt::Missing)?;
    let course = &sitting.course;
    let needs = rule::needs(course.kind, sitting.high_risk == Some(true), &rulebook::at(course.held_on));
    let year = Window::year(course.held_on.year()).ok_or(Halt::Missing)?;
    let hours = store::hours(&mut tx, sitting.enterprise, course.kind, (year.from(), year.to())).await?;
    let today = rulebook::at(ctx.today());
    let seat = |record: Record| {
        let of = &record.attendance;
        let year_hours = hours.get(of.who()).copied().unwrap_or(of.hours);
        let certificate = rule::certificate(of.cert_expires_on, of.recheck_on, ctx.today(), &today);
        Seat { record, year_hours, certificate }
    };
    let seats = store::people(&mut tx, &scope, session).await?.into_iter().map(seat).collect();
    let history = history(&mut tx, session).await?;
    Ok(Detail { sitting, needs, seats, history })
}

/// One person's row and its history.
///
/// # Errors
/// [`Halt::Missing`] when there is none, or it is outside the reader's scope.
pub async fn person(ctx: &Ctx, id: Uuid) -> Result<(Record, Vec<Entry>), Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let record = store::person(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let history = history(&mut tx, id).await?;
    Ok((record, history))
}
