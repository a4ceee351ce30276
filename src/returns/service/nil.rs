//! "Nothing happened": a statement signed by name, which is something else than silence.
use super::super::model::duty::Period;
use super::super::model::review::{NIL, Nil};
use super::super::model::{Filing, Standing, Summary, Tally};
use super::super::rule::calendar::{may_be_nil, owes, owes_period, window};
use super::super::template::Template;
use super::super::{rule, store};
use super::duty::{calendar, due_line, owners};
use super::keep;
use super::look::reader;
use super::upload::next_number;
use crate::audit::service::{Object, hex, note};
use crate::db::{Tx, aside};
use crate::kernel::intake::Change;
use crate::kernel::window::Window;
use crate::kernel::{Problem, Typed, what};
use crate::server::{Ctx, Halt};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// States for the rep's enterprise that nothing happened in a period. The same form sent again finds the statement it made.
///
/// # Errors
/// The template is none of events; the period is not over, is no duty, was told already, or has records.
pub async fn nil(ctx: &Ctx, typed: &Typed) -> Result<Uuid, Halt> {
    let enterprise = ctx.rep()?.enterprise();
    let stale = || Halt::field("", what!("form-stale"));
    let id: Uuid = typed.get("id").parse().map_err(|_| stale())?;
    let template = typed.get("template").to_owned();
    let period: Period = typed.get("period").parse().map_err(|_| stale())?;
    let mut tx = ctx.write().await?;
    let scope = ctx.scope()?;
    if store::any(&mut tx, id).await?.is_some() {
        let mine = store::filing(&mut tx, &reader(ctx, &scope), id).await?;
        return mine.map(|filing| filing.id).ok_or(Halt::Missing);
    }
    crate::audit::service::queue(&mut tx).await?;
    match refusal(&mut tx, ctx, &template, period).await? {
        Verdict::May => {}
        Verdict::NoDuty => return Err(stale()),
        Verdict::Refused(problem) if problem.what.code == "period-told" => return Err(Halt::Conflict(vec![problem])),
        Verdict::Refused(problem) => return Err(Halt::Refused(vec![problem])),
    }
    let span = period.to_string();
    let filing = stated(ctx, id, enterprise, (&template, &span), next_number(&mut tx, ctx).await?)?;
    store::review::insert_nil(&mut tx, &filing).await?;
    store::filed(&mut tx, (enterprise, &template, period.year), id, ctx.today()).await?;
    store::duty::file(&mut tx, (enterprise, &template, period), id, ctx.today()).await?;
    let changes = [
        Change::new("number", None, Some(filing.number.clone())),
        Change::new("template", None, Some(template)),
        Change::new("period", None, Some(span)),
        Change::new("receipt", None, filing.receipt),
    ];
    let object = Object { noun: "filing", id: Some(id), enterprise: Some(enterprise) };
    note(&mut tx, ctx, "nil", object, &changes).await?;
    tx.commit().await?;
    Ok(id)
}

/// Whether a statement may be signed.
enum Verdict {
    May,
    /// There is no such duty at all.
    NoDuty,
    Refused(Problem),
}

/// Why it cannot be said now that nothing happened, if so.
async fn refusal(tx: &mut Tx, ctx: &Ctx, template: &str, period: Period) -> Result<Verdict, Halt> {
    let enterprise = ctx.rep()?.enterprise();
    let refused = |what| Ok(Verdict::Refused(Problem::new("", what)));
    if !may_be_nil(template) {
        return refused(what!("no-nil"));
    }
    let calendar = calendar(tx, ctx).await?;
    let owner = owners(tx, ctx, &ctx.scope()?, &calendar).await?.into_iter().next();
    let line = due_line(&calendar, template, period).zip(owner);
    let Some(days) = window(period).filter(|_| line.is_some()) else {
        return Ok(Verdict::NoDuty);
    };
    if let Some((line, owner)) = line.filter(|(line, owner)| !owes_period((line, period), owner)) {
        // For the time before it was there nobody asks, and nobody can say that nothing happened.
        let early = days.to() < owner.since && owes(line.whom, &owner);
        return if early { refused(what!("period-before", since = owner.since)) } else { Ok(Verdict::NoDuty) };
    }
    if ctx.today() <= days.to() {
        return refused(what!("period-runs", last = days.to()));
    }
    let span = period.to_string();
    let told = store::duty::told(tx, &ctx.scope()?, Some(template), (&span, &span)).await?;
    // What was sent back is answered by another.
    let stands = |told: &store::duty::Told| told.period == period && told.filed.standing != Standing::SentBack;
    if let Some(told) = told.into_iter().find(stands) {
        return refused(what!("period-told", number = told.filed.number));
    }
    match records(tx, template, enterprise, days).await? {
        0 => Ok(Verdict::May),
        n => refused(what!("records-there", n = n)),
    }
}

/// How many records of a template an enterprise has in a window.
///
/// # Errors
/// The database refused.
pub(super) async fn records(tx: &mut Tx, template: &str, enterprise: Uuid, days: Window) -> Result<i64, Halt> {
    let mut all = 0;
    for aside in keep::asides(template) {
        all += aside::count(tx, aside, enterprise, (days.from(), days.to())).await?.unwrap_or(0);
    }
    Ok(all)
}

/// What stands against signing that nothing happened, for the page that offers it: nothing, or why not.
///
/// # Errors
/// [`Halt::Missing`] when there is no such template or period, or nobody owes it.
pub async fn against_nil(ctx: &Ctx, template: &str, period: &str) -> Result<Option<Problem>, Halt> {
    let known = Template::by_key(template).ok_or(Halt::Missing)?;
    let period: Period = period.parse().map_err(|_| Halt::Missing)?;
    let mut tx = ctx.read().await?;
    match refusal(&mut tx, ctx, known.key, period).await? {
        Verdict::May => Ok(None),
        Verdict::NoDuty => Err(Halt::Missing),
        Verdict::Refused(problem) => Ok(Some(problem)),
    }
}

/// The statement as a filing, with its receipt.
fn stated(
    ctx: &Ctx,
    id: Uuid,
    enterprise: Uuid,
    (template, period): (&str, &str),
    number: String,
) -> Result<Filing, Halt> {
    let actor = ctx.actor()?;
    let statement = Nil { template: template.to_owned(), period: period.to_owned(), by: actor.name.clone() };
    let words = format!("{NIL}\n{enterprise}\n{template}\n{period}\n{}\n", actor.name);
    let mut filing = Filing {
        id,
        number,
        account_id: actor.id,
        sender: actor.name.clone(),
        enterprise_id: Some(enterprise),
        enterprise: None,
        file_name: String::new(),
        sha256: hex(&Sha256::digest(&words)),
        bytes: words.len() as i64,
        kind: NIL.to_owned(),
        standing: Standing::Sent,
        summary: Summary { nil: Some(statement), compared_at: Some(ctx.now), ..Summary::default() },
        uploaded_at: ctx.now,
        sent_at: Some(ctx.now),
        receipt: None,
        reviewed: None,
        reason: None,
        version: 1,
    };
    filing.receipt = Some(hex(&Sha256::digest(rule::receipt_text(&filing, &Tally::default(), ctx.now))));
    Ok(filing)
}
