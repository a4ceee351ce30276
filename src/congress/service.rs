//! Deeds: record a meeting, correct it, read it.
use super::model::{FIELDS, Filter, Meeting, NotMet, Recorded};
use super::rule::{self, Check, Verdict};
use super::store;
pub use super::store::ASIDE;
use crate::account::model::{Role, Scope};
use crate::audit::model::{Entry, Fields, changes, created};
use crate::audit::service::{Object, history, note};
use crate::db::Tx;
use crate::enterprise;
use crate::kernel::intake::{LINES_MAX, Line, Outcome, Row};
use crate::kernel::window::Window;
use crate::kernel::{Problem, Typed, rulebook, what};
use crate::server::lock::unlocked;
use crate::server::{Ctx, Halt};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows on one page of the list.
pub const PAGE_SIZE: i64 = 50;

/// A meeting with its checks and its history.
pub struct Detail {
    pub recorded: Recorded,
    pub checks: Vec<Check>,
    /// Whether the vote stands.
    pub passed: Verdict,
    pub history: Vec<Entry>,
}

/// One page of meetings with their checks.
pub struct Listed {
    pub rows: Vec<(Recorded, Vec<Check>)>,
    pub total: i64,
    /// The towns that may be asked for.
    pub towns: Vec<String>,
}

/// One page of enterprises that have held no meeting in a year.
pub struct Absent {
    pub rows: Vec<NotMet>,
    pub total: i64,
    pub towns: Vec<String>,
}

fn fields(meeting: &Meeting) -> Fields {
    let typed = meeting.typed();
    FIELDS.iter().map(|name| (*name, Some(typed.get(name).to_owned()).filter(|value| !value.is_empty()))).collect()
}

fn object(id: Uuid, enterprise: Uuid) -> Object {
    Object { noun: "congress", id: Some(id), enterprise: Some(enterprise) }
}

fn checks_of(meeting: &Meeting) -> Vec<Check> {
    rule::checks(meeting, &rulebook::at(meeting.held_on))
}

/// A page of the list.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn list(ctx: &Ctx, filter: &Filter) -> Result<Listed, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let (rows, total) = store::list(&mut tx, &scope, filter, PAGE_SIZE).await?;
    let towns = towns(&mut tx, &scope).await?;
    let rows = rows.into_iter().map(|row| (checks_of(&row.meeting), row)).map(|(checks, row)| (row, checks)).collect();
    Ok(Listed { rows, total, towns })
}

/// Every meeting that the list holds, in its order, as rows of the template; one more than a workbook takes when there
/// are too many.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn lines(ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Halt> {
    let whole = Filter { page: 1, ..filter.clone() };
    let mut tx = ctx.read().await?;
    let (rows, _) = store::list(&mut tx, &ctx.scope()?, &whole, LINES_MAX + 1).await?;
    Ok(rows.iter().map(|r| Line { enterprise: Some(r.enterprise), values: r.meeting.values() }).collect())
}

/// The towns a reader may choose from: none for those who see only one.
async fn towns(tx: &mut Tx, scope: &Scope) -> Result<Vec<String>, Halt> {
    if scope.enterprise().is_some() || scope.town().is_some() {
        return Ok(Vec::new());
    }
    enterprise::service::towns(tx).await
}

/// Enterprises that have held no meeting in the year; the law asks for one a year.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn not_met(ctx: &Ctx, filter: &Filter, year: i32) -> Result<Absent, Halt> {
    let scope = ctx.scope()?;
    let window = Window::year(year).ok_or(Halt::Missing)?;
    let mut tx = ctx.read().await?;
    let (rows, total) = store::not_met(&mut tx, &scope, filter, (window.from(), window.to()), PAGE_SIZE).await?;
    Ok(Absent { rows, total, towns: towns(&mut tx, &scope).await? })
}

/// One meeting with everything about it.
///
/// # Errors
/// [`Halt::Missing`] when there is none, or it is outside the reader's scope.
pub async fn detail(ctx: &Ctx, id: Uuid) -> Result<Detail, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let recorded = store::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let history = history(&mut tx, id).await?;
    let rules = rulebook::at(recorded.meeting.held_on);
    let checks = rule::checks(&recorded.meeting, &rules);
    let passed = rule::passed(&recorded.meeting, &rules);
    Ok(Detail { recorded, checks, passed, history })
}

/// Whether the reader may record and correct.
pub fn may_write(ctx: &Ctx) -> bool {
    writing(ctx).is_ok()
}

/// The scope within which someone may write: reps and inspectors.
fn writing(ctx: &Ctx) -> Result<Scope, Halt> {
    match ctx.actor()?.role {
        Role::Rep(_) | Role::Inspector(_) => ctx.scope(),
        Role::Leader(_) | Role::Admin(_) => Err(Halt::Forbidden),
    }
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

/// A meeting to be corrected.
///
/// # Errors
/// Somebody who may only read; [`Halt::Missing`] outside the scope.
pub async fn to_correct(ctx: &Ctx, id: Uuid) -> Result<Recorded, Halt> {
    let scope = writing(ctx)?;
    let mut tx = ctx.read().await?;
    store::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)
}

/// Records a meeting of the rep's enterprise, or of the one that the inspector names. Sent twice it has one effect.
///
/// # Errors
/// What is wrong with the fields; `already-there` when the enterprise has a meeting on that day.
pub async fn record(ctx: &Ctx, typed: &Typed) -> Result<Uuid, Halt> {
    let scope = writing(ctx)?;
    let id: Uuid = typed.get("id").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let meeting = Meeting::parse(typed);
    let mut tx = ctx.write().await?;
    if store::get(&mut tx, &scope, id).await?.is_some() {
        return Ok(id);
    }
    let enterprise = enterprise::service::chosen(&mut tx, &scope, typed).await?;
    let (enterprise, meeting) = match (enterprise, meeting) {
        (Ok(enterprise), Ok(meeting)) => (enterprise, meeting),
        (enterprise, meeting) => {
            let wrong = enterprise.err().into_iter().chain(meeting.err().into_iter().flatten());
            return Err(Halt::Refused(wrong.collect()));
        }
    };
    match add(&mut tx, ctx, id, enterprise, &meeting).await {
        Err(Halt::Refused(problems)) => {
            // Two copies of the same form at once: the second finds the first one's row.
            drop(tx);
            let mut tx = ctx.read().await?;
            if store::get(&mut tx, &scope, id).await?.is_some() { Ok(id) } else { Err(Halt::Refused(problems)) }
        }
        Err(halt) => Err(halt),
        Ok(()) => {
            tx.commit().await?;
            Ok(id)
        }
    }
}

async fn add(tx: &mut Tx, ctx: &Ctx, id: Uuid, enterprise: Uuid, meeting: &Meeting) -> Result<(), Halt> {
    store::insert(tx, id, enterprise, meeting, None, ctx.now).await.map_err(|e| Halt::unique(e, "held_on"))?;
    Ok(note(tx, ctx, "record", object(id, enterprise), &created(&fields(meeting))).await?)
}

/// Corrects a meeting over the version that was shown. Sent twice it has one effect.
///
/// # Errors
/// [`Halt::Missing`] outside the scope; what is wrong with the fields; [`Halt::Conflict`] when somebody else was first, or
/// the return it came from is locked.
pub async fn correct(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let scope = writing(ctx)?;
    let mut tx = ctx.write().await?;
    let old = store::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let meeting = Meeting::parse(typed)?;
    if meeting == old.meeting {
        return Ok(());
    }
    unlocked(&mut tx, old.source.as_ref()).await?;
    let version: i64 = typed.get("version").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let done = store::update(&mut tx, id, version, &meeting, None, ctx.now).await;
    if done.map_err(|e| Halt::unique(e, "held_on"))? == 0 {
        let who = history(&mut tx, id).await?.into_iter().next().map(|entry| entry.who).unwrap_or_default();
        let problem = Problem::new("", what!("changed-meanwhile", who = who));
        return Err(Halt::Conflict(vec![problem]));
    }
    let changed = changes(&fields(&old.meeting), &fields(&meeting));
    note(&mut tx, ctx, "correct", object(id, old.enterprise), &changed).await?;
    Ok(tx.commit().await?)
}

/// What is known of an enterprise's day while rows are taken in.
struct Known {
    id: Uuid,
    version: i64,
    meeting: Meeting,
    /// What earlier rows of the same call said, and in which row.
    told: HashMap<&'static str, (String, i64)>,
}

type Days = HashMap<(Uuid, chrono::NaiveDate), Known>;

/// What one row says, field by field.
fn told(row: &Row) -> impl Iterator<Item = (&'static str, String)> + '_ {
    FIELDS.iter().filter_map(|field| {
        let count = row.values.count(field).map(|n| n.to_string());
        Some((*field, count.or_else(|| row.values.text(field).map(str::to_owned))?))
    })
}

/// What one row does over what is known, which is brought up to date. Nothing is written.
/// A row that contradicts an earlier one is wrong: else sending a return twice would change records back and forth.
async fn judge(tx: &mut Tx, days: &mut Days, row: &Row) -> Result<Outcome, Halt> {
    let Some(enterprise) = row.enterprise else {
        return Ok(Outcome::Wrong(row.owner().err().unwrap_or_default()));
    };
    let Some(held_on) = row.values.date("held_on") else {
        return Ok(Outcome::Wrong(vec![Problem::new("held_on", what!("required"))]));
    };
    let key = (enterprise, held_on);
    if !days.contains_key(&key)
        && let Some(old) = store::on_day(tx, enterprise, held_on).await?
    {
        days.insert(key, Known { id: old.id, version: old.version, meeting: old.meeting, told: HashMap::new() });
    }
    let known = days.get(&key);
    let contradicts = |(field, value): (&'static str, String)| {
        let (earlier, at) = known?.told.get(field)?;
        (*earlier != value).then(|| Problem::new(field, what!("row-contradicts", row = at)))
    };
    let problems: Vec<Problem> = told(row).filter_map(contradicts).collect();
    if !problems.is_empty() {
        return Ok(Outcome::Wrong(problems));
    }
    let meeting = match Meeting::told(&row.values, known.map(|known| &known.meeting)) {
        Ok(meeting) => meeting,
        Err(problems) => return Ok(Outcome::Wrong(problems)),
    };
    let outcome = match known {
        None => Outcome::New(Uuid::now_v7()),
        Some(known) if known.meeting == meeting => Outcome::Same(known.id),
        Some(known) => Outcome::Changed(known.id, changes(&fields(&known.meeting), &fields(&meeting))),
    };
    let fresh = match &outcome {
        Outcome::New(id) => Known { id: *id, version: 0, meeting: meeting.clone(), told: HashMap::new() },
        _ => days.remove(&key).expect("only a new outcome has nothing known before it"),
    };
    let known = days.entry(key).or_insert(fresh);
    known.meeting = meeting;
    for (field, value) in told(row) {
        known.told.entry(field).or_insert((value, row.source.row));
    }
    Ok(outcome)
}

/// What would become of the rows of a return; writes nothing. An enterprise has at most one meeting on a day.
///
/// # Errors
/// The database refused.
pub async fn preview(tx: &mut Tx, _ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    let (mut days, mut outcomes) = (Days::new(), Vec::with_capacity(rows.len()));
    for row in rows {
        outcomes.push(judge(tx, &mut days, row).await?);
    }
    Ok(outcomes)
}

/// Takes the rows of a return into the records, in the return's own transaction. Sent twice, nothing changes.
///
/// # Errors
/// The database refused.
pub async fn upsert(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    let (mut days, mut outcomes) = (Days::new(), Vec::with_capacity(rows.len()));
    for row in rows {
        let outcome = judge(tx, &mut days, row).await?;
        let known = row.enterprise.zip(row.values.date("held_on")).and_then(|key| days.get_mut(&key));
        if let (Some(enterprise), Some(known)) = (row.enterprise, known) {
            match &outcome {
                Outcome::New(id) => {
                    store::insert(tx, *id, enterprise, &known.meeting, Some(&row.source), ctx.now).await?;
                    known.version = 1;
                }
                Outcome::Changed(id, changed) => {
                    store::update(tx, *id, known.version, &known.meeting, Some(&row.source), ctx.now).await?;
                    note(tx, ctx, "import", object(*id, enterprise), changed).await?;
                    known.version += 1;
                }
                Outcome::Same(_) | Outcome::Wrong(_) => {}
            }
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}
