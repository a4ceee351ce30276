//! Deeds and reads of incidents. [`import`] takes the rows of workbooks.
mod import;

pub use super::store::aside::ASIDE;
pub use import::{preview, upsert};

use super::category;
use super::model::{Filter, Incident, Record, Totals};
use super::rule::{self, Counted, Duty, Grade, Graded, State};
use super::store::{read, write};
use crate::account::model::{Role, Scope};
use crate::audit::model::{Entry, changes, created};
use crate::audit::service::{Object, history, note};
use crate::enterprise;
use crate::kernel::intake::{LINES_MAX, Line};
use crate::kernel::{Problem, Problems, Typed, rulebook, what};
use crate::server::lock::unlocked;
use crate::server::{Ctx, Halt};
use uuid::Uuid;

/// Rows on one page of the list.
pub const PAGE_SIZE: i64 = 50;
/// The most open cases whose clocks the first page looks at.
const OPEN_MAX: i64 = 500;

/// One page of records with the grade of each, and what the whole list adds up to.
pub struct Listed {
    pub rows: Vec<(Record, Option<Graded>)>,
    pub totals: Totals,
    /// For the filter.
    pub towns: Vec<String>,
    /// The name of the one enterprise the list is about.
    pub enterprise: Option<String>,
    pub may_write: bool,
}

/// A record with everything the law makes of it.
pub struct Detail {
    pub record: Record,
    /// None for accidents before the decree.
    pub graded: Option<Graded>,
    pub duties: Vec<Duty>,
    pub counted: Counted,
    /// A code when lost workdays and casualties contradict each other.
    pub conflict: Option<&'static str>,
    pub history: Vec<Entry>,
    pub may_write: bool,
}

/// The inspector's first page.
pub struct Today {
    /// Reporting clocks that run or have run out, most urgent first.
    pub clocks: Vec<(Record, Duty)>,
    /// Cases whose grade waits for a fact.
    pub missing: i64,
    /// Cases not closed.
    pub open: i64,
    /// The latest open cases.
    pub latest: Vec<(Record, Option<Graded>)>,
}

fn object(id: Uuid, enterprise: Uuid) -> Object {
    Object { noun: "incident", id: Some(id), enterprise: Some(enterprise) }
}

fn graded(record: &Record) -> Option<Graded> {
    rule::graded(&record.incident, &rulebook::at(record.incident.day()))
}

fn with_grade(record: Record) -> (Record, Option<Graded>) {
    let graded = graded(&record);
    (record, graded)
}

/// The scope within which someone may write: reps and inspectors.
fn writing(ctx: &Ctx) -> Result<Scope, Halt> {
    match ctx.actor()?.role {
        Role::Rep(_) | Role::Inspector(_) => ctx.scope(),
        Role::Leader(_) | Role::Admin(_) => Err(Halt::Forbidden),
    }
}

/// A page of the list.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn list(ctx: &Ctx, filter: &Filter) -> Result<Listed, Halt> {
    let scope = ctx.scope()?;
    let bounds = filter.grade.and_then(|grade| rule::bounds(grade, &rulebook::at(ctx.today())));
    let mut tx = ctx.read().await?;
    let totals = read::totals(&mut tx, &scope, filter, bounds).await?;
    let rows = read::list(&mut tx, &scope, filter, bounds, PAGE_SIZE).await?;
    let towns = enterprise::service::towns(&mut tx).await?;
    let named = match filter.enterprise {
        Some(id) => enterprise::service::of(&mut tx, &scope, id).await?.map(|found| found.facts.name),
        None => None,
    };
    let rows = rows.into_iter().map(with_grade).collect();
    Ok(Listed { rows, totals, towns, enterprise: named, may_write: writing(ctx).is_ok() })
}

/// Every record that the list holds, in its order, as rows of the template; one more than a workbook takes when there
/// are too many.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn lines(ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Halt> {
    let bounds = filter.grade.and_then(|grade| rule::bounds(grade, &rulebook::at(ctx.today())));
    let whole = Filter { page: 1, ..filter.clone() };
    let mut tx = ctx.read().await?;
    let rows = read::list(&mut tx, &ctx.scope()?, &whole, bounds, LINES_MAX + 1).await?;
    Ok(rows.iter().map(|r| Line { enterprise: Some(r.enterprise), values: r.incident.values() }).collect())
}

/// One record with everything about it.
///
/// # Errors
/// [`Halt::Missing`] when there is none, or it is outside the reader's scope.
pub async fn detail(ctx: &Ctx, id: Uuid) -> Result<Detail, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let record = read::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let history = history(&mut tx, id).await?;
    let rules = rulebook::at(record.incident.day());
    let incident = &record.incident;
    Ok(Detail {
        graded: rule::graded(incident, &rules),
        duties: rule::duties(incident, ctx.local_now(), &rules),
        counted: rule::counted(incident, &rules),
        conflict: rule::counted::lost_days_conflict(incident, &rules),
        history,
        may_write: writing(ctx).is_ok(),
        record,
    })
}

/// The record to correct.
///
/// # Errors
/// [`Halt::Missing`] outside the scope; [`Halt::Forbidden`] for readers.
pub async fn to_correct(ctx: &Ctx, id: Uuid) -> Result<Record, Halt> {
    let scope = writing(ctx)?;
    let mut tx = ctx.read().await?;
    read::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)
}

/// How a form for a new record begins: the enterprise's name for a rep, or for the id an address names.
///
/// # Errors
/// [`Halt::Forbidden`] for readers; [`Halt::Missing`] when the enterprise is outside the scope.
pub async fn to_record(ctx: &Ctx, asked: Option<Uuid>) -> Result<Option<String>, Halt> {
    let scope = writing(ctx)?;
    let Some(id) = scope.enterprise().or(asked) else { return Ok(None) };
    let mut tx = ctx.read().await?;
    Ok(Some(enterprise::service::of(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?.facts.name))
}

/// The facts of a form, their type by the list of the day. A type that is not on the list is refused, unless the
/// record came with it.
fn told(typed: &Typed, before: Option<&Incident>) -> Result<Incident, Problems> {
    let (incident, listed) = import::classified(Incident::parse(typed)?);
    let kept = before.is_some_and(|old| old.category == incident.category);
    if incident.category.is_some() && listed.is_none() && !kept {
        let list = category::Scheme::on(incident.day()).name();
        return Err(vec![Problem::new("category", what!("type-not-listed", list = list))]);
    }
    Ok(incident)
}

/// Records an accident of the rep's enterprise, or of the one that the inspector names. Sent twice it has one effect.
///
/// # Errors
/// What is wrong with the fields.
pub async fn record(ctx: &Ctx, typed: &Typed) -> Result<Uuid, Halt> {
    let scope = writing(ctx)?;
    let id: Uuid = typed.get("id").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let mut tx = ctx.write().await?;
    if read::get(&mut tx, &scope, id).await?.is_some() {
        return Ok(id);
    }
    let enterprise = enterprise::service::chosen(&mut tx, &scope, typed).await?;
    let incident = told(typed, None).and_then(|incident| not_ahead(ctx, incident));
    let (enterprise, incident) = match (enterprise, incident) {
        (Ok(enterprise), Ok(incident)) => (enterprise, incident),
        (enterprise, incident) => {
            let wrong = enterprise.err().into_iter().chain(incident.err().into_iter().flatten());
            return Err(Halt::Refused(wrong.collect()));
        }
    };
    let (incident, listed) = import::classified(incident);
    let judged = import::judged(&incident, listed);
    if write::insert(&mut tx, (id, enterprise, import::recorder(ctx)), &incident, &judged, None, ctx.now).await? > 0 {
        note(&mut tx, ctx, "record", object(id, enterprise), &created(&incident.fields())).await?;
        tx.commit().await?;
    } else if read::get(&mut tx, &scope, id).await?.is_none() {
        // Somebody else's record bears this id: the form was not ours.
        return Err(Halt::field("", what!("form-stale")));
    }
    Ok(id)
}

/// Nothing can have happened tomorrow.
fn not_ahead(ctx: &Ctx, incident: Incident) -> Result<Incident, Problems> {
    let now = ctx.local_now();
    let moments = [
        ("occurred_at", Some(incident.occurred_at)),
        ("informed_at", incident.informed_at),
        ("reported_at", incident.reported_at),
    ];
    let ahead = moments.into_iter().filter(|(_, at)| at.is_some_and(|at| at > now));
    let problems: Problems = ahead.map(|(field, _)| Problem::new(field, what!("in-the-future"))).collect();
    if problems.is_empty() { Ok(incident) } else { Err(problems) }
}

/// Corrects a record over the version that was shown. Sent twice it has one effect.
///
/// # Errors
/// [`Halt::Missing`] outside the scope; what is wrong with the fields; [`Halt::Conflict`] when somebody else was first, or
/// the return it came from is locked.
pub async fn correct(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let scope = writing(ctx)?;
    let mut tx = ctx.write().await?;
    let old = read::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let incident = told(typed, Some(&old.incident)).and_then(|incident| not_ahead(ctx, incident))?;
    if incident == old.incident {
        return Ok(());
    }
    unlocked(&mut tx, old.filed.as_ref()).await?;
    let version: i64 = typed.get("version").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let (incident, listed) = import::classified(incident);
    let judged = import::judged(&incident, listed);
    if write::update(&mut tx, (id, version), &incident, &judged, None, ctx.now).await? == 0 {
        let who = history(&mut tx, id).await?.into_iter().next().map(|entry| entry.who).unwrap_or_default();
        return Err(Halt::Conflict(vec![Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    let changed = changes(&old.incident.fields(), &incident.fields());
    note(&mut tx, ctx, "correct", object(id, old.enterprise), &changed).await?;
    Ok(tx.commit().await?)
}

/// What waits for an inspector: clocks, grades to complete, open cases.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn today(ctx: &Ctx) -> Result<Today, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let open = read::open(&mut tx, &scope, OPEN_MAX).await?;
    let not_closed = Filter { closed: Some(false), page: 1, ..Filter::default() };
    let missing = Filter { missing: Some(true), ..not_closed.clone() };
    let open_count = read::totals(&mut tx, &scope, &not_closed, None).await?.records;
    let missing_count = read::totals(&mut tx, &scope, &missing, None).await?.records;
    let now = ctx.local_now();
    let mut clocks = Vec::new();
    for record in &open {
        let rules = rulebook::at(record.incident.day());
        clocks.extend(rule::duties(&record.incident, now, &rules).into_iter().filter_map(|duty| {
            let urgent = match (duty.code, duty.state) {
                ("report" | "onward", State::Running(_) | State::Overdue(_)) => true,
                // The last week of the window in which casualties may change, and of the investigation.
                ("supplement" | "investigation", State::Running(minutes)) => minutes <= 7 * 24 * 60,
                _ => false,
            };
            urgent.then(|| (record.clone(), duty))
        }));
    }
    clocks.sort_by_key(|(_, duty)| duty.due_at);
    let latest = open.into_iter().take(5).map(with_grade).collect();
    Ok(Today { clocks, missing: missing_count, open: open_count, latest })
}

/// The grades, for the filter's choices.
pub fn grades() -> [Grade; 4] {
    Grade::ALL
}
