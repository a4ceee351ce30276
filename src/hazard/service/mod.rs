//! Deeds and reads of hazards. [`import`] takes the rows of workbooks.
mod import;

pub use super::store::ASIDE;
pub use import::{preview, upsert};

use super::model::{Filter, Hazard, Origin, Record, Totals};
use super::rule::{self, Five, Standing};
use super::store;
use crate::account::model::{Role, Scope};
use crate::audit::model::{Entry, changes, created};
use crate::audit::service::{Object, history, note};
use crate::enterprise;
use crate::kernel::intake::{LINES_MAX, Line};
use crate::kernel::rulebook::{self, Cite};
use crate::kernel::{Problem, Problems, Typed, what};
use crate::server::lock::unlocked;
use crate::server::{Ctx, Halt};
use uuid::Uuid;

/// Rows on one page of the list.
pub const PAGE_SIZE: i64 = 50;

/// One page of records with how each stands, and what the whole list adds up to.
pub struct Listed {
    pub rows: Vec<(Record, Standing)>,
    pub totals: Totals,
    /// For the filter: none for those who see only one town.
    pub towns: Vec<String>,
    /// The name of the one enterprise the list is about.
    pub enterprise: Option<String>,
    pub may_write: bool,
}

/// A record with everything the law makes of it.
pub struct Detail {
    pub record: Record,
    pub standing: Standing,
    /// By which article it has to be put right in time.
    pub removal: Option<Cite>,
    /// Of a major hazard: the five that must be in place.
    pub five: Option<Five>,
    /// Of a major hazard: the article by which department and congress are told.
    pub told: Option<Cite>,
    pub unverified: bool,
    pub history: Vec<Entry>,
    pub may_write: bool,
}

fn object(id: Uuid, enterprise: Uuid) -> Object {
    Object { noun: "hazard", id: Some(id), enterprise: Some(enterprise) }
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
    let today = ctx.today();
    let mut tx = ctx.read().await?;
    let totals = store::totals(&mut tx, &scope, filter, today).await?;
    let place = ((filter.page - 1).max(0) * PAGE_SIZE, PAGE_SIZE);
    let rows = store::list(&mut tx, &scope, filter, today, place).await?;
    let one_town = scope.enterprise().is_some() || scope.town().is_some();
    let towns = if one_town { Vec::new() } else { enterprise::service::towns(&mut tx).await? };
    let named = match filter.enterprise {
        Some(id) => enterprise::service::of(&mut tx, &scope, id).await?.map(|found| found.facts.name),
        None => None,
    };
    let rows = rows.into_iter().map(|record| (rule::standing(&record.hazard, today), record));
    let rows = rows.map(|(standing, record)| (record, standing)).collect();
    Ok(Listed { rows, totals, towns, enterprise: named, may_write: writing(ctx).is_ok() })
}

/// Every record that the list holds, in its order, as rows of the template; one more than a workbook takes when there
/// are too many.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn lines(ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Halt> {
    let mut tx = ctx.read().await?;
    let rows = store::list(&mut tx, &ctx.scope()?, filter, ctx.today(), (0, LINES_MAX + 1)).await?;
    Ok(rows.iter().map(|r| Line { enterprise: Some(r.enterprise), values: r.hazard.values() }).collect())
}

/// How the hazards within the reader's scope stand.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn waiting(ctx: &Ctx) -> Result<Totals, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    Ok(store::totals(&mut tx, &scope, &Filter::default(), ctx.today()).await?)
}

/// One record with everything about it.
///
/// # Errors
/// [`Halt::Missing`] when there is none, or it is outside the reader's scope.
pub async fn detail(ctx: &Ctx, id: Uuid) -> Result<Detail, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let record = store::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let history = history(&mut tx, id).await?;
    let rules = rulebook::at(record.hazard.found_on);
    let hazard = &record.hazard;
    Ok(Detail {
        standing: rule::standing(hazard, ctx.today()),
        removal: rules.get("hazard.removal").map(rulebook::Rule::cite),
        five: rule::five_in_place(hazard, &rules),
        told: rule::to_be_told(hazard, &rules),
        unverified: rule::unverified(hazard),
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
    store::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)
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

/// Nothing was found or put right tomorrow.
fn not_ahead(ctx: &Ctx, hazard: Hazard) -> Result<Hazard, Problems> {
    let days = [("found_on", Some(hazard.found_on)), ("closed_on", hazard.closed_on)];
    let ahead = days.into_iter().filter(|(_, day)| day.is_some_and(|day| day > ctx.today()));
    let problems: Problems = ahead.map(|(field, _)| Problem::new(field, what!("in-the-future"))).collect();
    if problems.is_empty() { Ok(hazard) } else { Err(problems) }
}

/// Records a hazard of the rep's enterprise, or of the one that the inspector names. Sent twice it has one effect.
///
/// # Errors
/// What is wrong with the fields.
pub async fn record(ctx: &Ctx, typed: &Typed) -> Result<Uuid, Halt> {
    let scope = writing(ctx)?;
    let id: Uuid = typed.get("id").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let mut tx = ctx.write().await?;
    if store::get(&mut tx, &scope, id).await?.is_some() {
        return Ok(id);
    }
    let enterprise = enterprise::service::chosen(&mut tx, &scope, typed).await?;
    let hazard = Hazard::parse(typed).and_then(|hazard| not_ahead(ctx, hazard));
    let (enterprise, hazard) = match (enterprise, hazard) {
        (Ok(enterprise), Ok(hazard)) => (enterprise, hazard),
        (enterprise, hazard) => {
            let wrong = enterprise.err().into_iter().chain(hazard.err().into_iter().flatten());
            return Err(Halt::Refused(wrong.collect()));
        }
    };
    let origin = if ctx.rep().is_ok() { Origin::Own } else { Origin::Inspection };
    if store::insert(&mut tx, (id, enterprise), &hazard, origin, None, ctx.now).await? > 0 {
        note(&mut tx, ctx, "record", object(id, enterprise), &created(&hazard.fields())).await?;
        tx.commit().await?;
    } else if store::get(&mut tx, &scope, id).await?.is_none() {
        // Somebody else's record bears this id: the form was not ours.
        return Err(Halt::field("", what!("form-stale")));
    }
    Ok(id)
}

/// Corrects a record over the version that was shown. Sent twice it has one effect.
///
/// # Errors
/// [`Halt::Missing`] outside the scope; what is wrong with the fields; [`Halt::Conflict`] when somebody else was first, or
/// the return it came from is locked.
pub async fn correct(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let scope = writing(ctx)?;
    let mut tx = ctx.write().await?;
    let old = store::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let hazard = Hazard::parse(typed).and_then(|hazard| not_ahead(ctx, hazard))?;
    if hazard == old.hazard {
        return Ok(());
    }
    unlocked(&mut tx, old.filed.as_ref()).await?;
    let version: i64 = typed.get("version").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    if store::update(&mut tx, (id, version), &hazard, None, ctx.now).await? == 0 {
        let who = history(&mut tx, id).await?.into_iter().next().map(|entry| entry.who).unwrap_or_default();
        return Err(Halt::Conflict(vec![Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    let changed = changes(&old.hazard.fields(), &hazard.fields());
    note(&mut tx, ctx, "correct", object(id, old.enterprise), &changed).await?;
    Ok(tx.commit().await?)
}
