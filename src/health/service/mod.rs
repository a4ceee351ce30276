//! Deeds and reads of occupational health. [`import`] takes the rows of workbooks.
mod import;

pub use super::store::ASIDE;
pub use import::{preview, upsert};

use super::model::{Figures, Filter, Record, Totals};
use super::rule::{self, Check};
use super::store;
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

/// One page of records with their judgements, and what the whole list adds up to.
pub struct Listed {
    pub rows: Vec<(Record, Vec<Check>)>,
    pub totals: Totals,
    /// For the filter: none for those who see only one town.
    pub towns: Vec<String>,
    /// The years of which something is on file.
    pub years: Vec<i64>,
    /// The name of the one enterprise the list is about.
    pub enterprise: Option<String>,
    pub may_write: bool,
}

/// A record with everything the law makes of it.
pub struct Detail {
    pub record: Record,
    pub checks: Vec<Check>,
    pub history: Vec<Entry>,
    pub may_write: bool,
}

fn object(id: Uuid, enterprise: Uuid) -> Object {
    Object { noun: "health", id: Some(id), enterprise: Some(enterprise) }
}

/// The scope within which someone may write: reps and inspectors.
fn writing(ctx: &Ctx) -> Result<Scope, Halt> {
    match ctx.actor()?.role {
        Role::Rep(_) | Role::Inspector(_) => ctx.scope(),
        Role::Leader(_) | Role::Admin(_) => Err(Halt::Forbidden),
    }
}

/// A period is judged by the rules of its last day.
fn checks(figures: &Figures) -> Vec<Check> {
    let judged = |window: crate::kernel::window::Window| rule::checks(figures, &rulebook::at(window.to()));
    figures.window().map(judged).unwrap_or_default()
}

/// A page of the list.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn list(ctx: &Ctx, filter: &Filter) -> Result<Listed, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let totals = store::totals(&mut tx, &scope, filter).await?;
    let place = ((filter.page - 1).max(0) * PAGE_SIZE, PAGE_SIZE);
    let rows = store::list(&mut tx, &scope, filter, place).await?;
    let one_town = scope.enterprise().is_some() || scope.town().is_some();
    let towns = if one_town { Vec::new() } else { enterprise::service::towns(&mut tx).await? };
    let years = store::years(&mut tx, &scope).await?;
    let named = match filter.enterprise {
        Some(id) => enterprise::service::of(&mut tx, &scope, id).await?.map(|found| found.facts.name),
        None => None,
    };
    let rows = rows.into_iter().map(|record| (checks(&record.figures), record));
    let rows = rows.map(|(checks, record)| (record, checks)).collect();
    Ok(Listed { rows, totals, towns, years, enterprise: named, may_write: writing(ctx).is_ok() })
}

/// Every record that the list holds, in its order, as rows of the template; one more than a workbook takes when there
/// are too many.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn lines(ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Halt> {
    let mut tx = ctx.read().await?;
    let rows = store::list(&mut tx, &ctx.scope()?, filter, (0, LINES_MAX + 1)).await?;
    Ok(rows.iter().map(|r| Line { enterprise: Some(r.enterprise), values: r.figures.values() }).collect())
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
    Ok(Detail { checks: checks(&record.figures), history, may_write: writing(ctx).is_ok(), record })
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

/// A period that has not begun has no figures.
fn not_ahead(ctx: &Ctx, figures: Figures) -> Result<Figures, Problems> {
    let begun = figures.window().is_some_and(|window| window.from() <= ctx.today());
    if begun { Ok(figures) } else { Err(vec![Problem::new("period", what!("in-the-future"))]) }
}

/// Records a period of the rep's enterprise, or of the one that the inspector names. Sent twice it has one effect.
///
/// # Errors
/// What is wrong with the fields; `already-there` when the period is on file.
pub async fn record(ctx: &Ctx, typed: &Typed) -> Result<Uuid, Halt> {
    let scope = writing(ctx)?;
    let id: Uuid = typed.get("id").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let mut tx = ctx.write().await?;
    if store::get(&mut tx, &scope, id).await?.is_some() {
        return Ok(id);
    }
    let enterprise = enterprise::service::chosen(&mut tx, &scope, typed).await?;
    let figures = Figures::parse(typed).and_then(|figures| not_ahead(ctx, figures));
    let (enterprise, figures) = match (enterprise, figures) {
        (Ok(enterprise), Ok(figures)) => (enterprise, figures),
        (enterprise, figures) => {
            let wrong = enterprise.err().into_iter().chain(figures.err().into_iter().flatten());
            return Err(Halt::Refused(wrong.collect()));
        }
    };
    match store::insert(&mut tx, (id, enterprise), &figures, None, ctx.now).await {
        Ok(_) => {
            note(&mut tx, ctx, "record", object(id, enterprise), &created(&figures.fields())).await?;
            tx.commit().await?;
            Ok(id)
        }
        Err(error) => {
            // Two copies of the same form at once: the second finds the first one's row.
            drop(tx);
            let mut tx = ctx.read().await?;
            let ours = store::get(&mut tx, &scope, id).await?.is_some();
            if ours { Ok(id) } else { Err(Halt::unique(error, "period")) }
        }
    }
}

/// Corrects a record over the version that was shown. Sent twice it has one effect.
///
/// # Errors
/// [`Halt::Missing`] outside the scope; what is wrong with the fields; `already-there` when another record is of the
/// period; [`Halt::Conflict`] when somebody else was first, or
/// the return it came from is locked.
pub async fn correct(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let scope = writing(ctx)?;
    let mut tx = ctx.write().await?;
    let old = store::get(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let figures = Figures::parse(typed).and_then(|figures| not_ahead(ctx, figures))?;
    if figures == old.figures {
        return Ok(());
    }
    unlocked(&mut tx, old.filed.as_ref()).await?;
    let version: i64 = typed.get("version").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let done = store::update(&mut tx, (id, version), &figures, None, ctx.now).await;
    if done.map_err(|e| Halt::unique(e, "period"))? == 0 {
        let who = history(&mut tx, id).await?.into_iter().next().map(|entry| entry.who).unwrap_or_default();
        return Err(Halt::Conflict(vec![Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    let changed = changes(&old.figures.fields(), &figures.fields());
    note(&mut tx, ctx, "correct", object(id, old.enterprise), &changed).await?;
    Ok(tx.commit().await?)
}
