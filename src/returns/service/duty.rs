//! What is due, the district's own days, and exemptions.
use super::super::model::Taken;
use super::super::model::duty::{Cutoff, Duty, Exemption, Filed, Owner, Period, Setting, State};
use super::super::rule::calendar::{self as rules, Calendar, exempt as exempted, judge, owes_period, urgency, window};
use super::super::rule::{self, Sender};
use super::super::store;
use super::super::template::Template;
use super::open::OpenRows;
use crate::account::model::{Role, Scope};
use crate::audit::service::{Object, note};
use crate::db::Tx;
use crate::exempt::model::Grant;
use crate::exempt::service::{self as exempt_service, Shelf};
use crate::kernel::intake::Change;
use crate::kernel::window::Window;
use crate::kernel::{Problem, Typed, what};
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The rules with the district's own days over them.
///
/// # Errors
/// The database refused.
pub async fn calendar(tx: &mut Tx, ctx: &Ctx) -> Result<Calendar, Halt> {
    let own = store::duty::cutoffs(tx).await?;
    let first = store::duty::begins(tx).await?.map_or_else(|| ctx.today(), |at| ctx.local(at).date());
    Ok(Calendar::new(own, first))
}

/// Every enterprise in scope, by town and name, with the day from which on it can owe anything.
///
/// # Errors
/// The database refused.
pub(super) async fn owners(tx: &mut Tx, ctx: &Ctx, scope: &Scope, calendar: &Calendar) -> Result<Vec<Owner>, Halt> {
    Ok(store::duty::owners(tx, scope, |at| calendar.since(ctx.local(at).date())).await?)
}

/// The line by which a period of a template is due; `None` when no such period is.
pub fn due_line<'a>(calendar: &'a Calendar, template: &str, period: Period) -> Option<&'a Cutoff> {
    let days = window(period)?;
    (calendar.period_of(template, days.from())? == period).then(|| calendar.line_of(template, period)).flatten()
}

/// Whether the records of a template are kept, so that somebody can owe it.
pub fn is_kept(template: &str) -> bool {
    rule::taken(Some(template), Sender::Enterprise) == Taken::Yes
}

/// What an enterprise owes, what presses first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owing {
    pub duties: Vec<Duty>,
    /// The next due date of what is not in yet.
    pub next: Option<NaiveDate>,
    /// Returns among them with rows that are still to be put right.
    pub open: Vec<OpenRows>,
}

/// What the rep's enterprise owes for last year and this one: every period that is late, due or running, and what is in
/// of this year's due dates.
///
/// # Errors
/// The reader is no rep.
pub async fn owed(ctx: &Ctx) -> Result<Owing, Halt> {
    ctx.rep()?;
    let (scope, today) = (ctx.scope()?, ctx.today());
    let mut tx = ctx.read().await?;
    let calendar = calendar(&mut tx, ctx).await?;
    let Some(owner) = owners(&mut tx, ctx, &scope, &calendar).await?.into_iter().next() else {
        return Ok(Owing::default());
    };
    let first = NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today);
    let span = (first.year().to_string(), format!("{:04}-Z", today.year()));
    let told = store::duty::told(&mut tx, &scope, None, (&span.0, &span.1)).await?;
    let exemptions = exempt_service::since(&mut tx, Shelf::Returns, &scope, first).await?;
    let mut duties = Vec::new();
    for template in calendar.templates().filter(|template| is_kept(template)) {
        for (period, line) in calendar.periods(template, first, today) {
            if !owes_period((line, period), &owner) {
                continue;
            }
            let filed = told.iter().find(|t| t.template == template && t.period == period).map(|t| t.filed.clone());
            let due = rules::due_on(line, period).unwrap_or(today);
            let exemption = exempted(&exemptions, owner.id, template, due);
            duties.extend(judge((line, period), filed, exemption, today));
        }
    }
    let recent = |duty: &Duty| match duty.state {
        State::Filed { .. } | State::Exempt { .. } => duty.due.year() >= today.year(),
        _ => true,
    };
    duties.retain(recent);
    for duty in duties.iter_mut().filter(|duty| duty.nil && !matches!(duty.state, State::Filed { .. })) {
        let days = window(duty.period).filter(|days| days.to() < today);
        // What has records cannot be said not to have happened.
        if let Some(days) = days {
            duty.nil = super::nil::records(&mut tx, &duty.template, owner.id, days).await? == 0;
        }
    }
    duties.sort_by_key(urgency);
    let open = |duty: &&Duty| matches!(duty.state, State::Due { .. } | State::Running);
    let next = duties.iter().filter(open).map(|duty| duty.due).min();
    let mut last: Vec<Uuid> = duties
        .iter()
        .filter_map(|d| d.filed.as_ref())
        .filter(|filed| filed.own && !filed.nil)
        .map(|f| f.last)
        .collect();
    last.sort_unstable();
    last.dedup();
    let open = super::open::among(&mut tx, &last).await?;
    Ok(Owing { duties, next, open })
}

/// The calendar as its page shows it.
#[derive(Debug, Clone)]
pub struct Page {
    pub lines: Vec<Days>,
    pub may_set: bool,
}

/// When one template is due.
#[derive(Debug, Clone)]
pub struct Days {
    pub template: &'static str,
    /// The line by which the period that runs is due.
    pub now: Option<Cutoff>,
    /// The district's own that come later, each with the first period that it holds for.
    pub later: Vec<(Period, Cutoff)>,
}

/// # Errors
/// Nobody is signed in.
pub async fn calendar_page(ctx: &Ctx) -> Result<Page, Halt> {
    ctx.actor()?;
    let mut tx = ctx.read().await?;
    let calendar = calendar(&mut tx, ctx).await?;
    let own = store::duty::cutoffs(&mut tx).await?;
    let today = ctx.today();
    let line = |template: &'static str| {
        let now = calendar.period_of(template, today).and_then(|period| calendar.line_of(template, period));
        let later = own.iter().filter(|line| line.template == template && Some(*line) != now).filter_map(|line| {
            let first = calendar.first_of(line)?;
            window(first).is_some_and(|days| days.to() >= today).then(|| (first, line.clone()))
        });
        Days { template, later: later.collect(), now: now.cloned() }
    };
    Ok(Page { lines: calendar.templates().map(line).collect(), may_set: setter(ctx).is_ok() })
}

/// Who sets the district's days: the administrator, or an inspector of the whole district.
fn setter(ctx: &Ctx) -> Result<String, Halt> {
    let actor = ctx.actor()?;
    match &actor.role {
        Role::Admin(_) => Ok(actor.name.clone()),
        Role::Inspector(inspector) if inspector.town().is_none() => Ok(actor.name.clone()),
        _ => Err(Halt::Forbidden),
    }
}

/// Sets when a template is due, for periods that end on a day or later. Set twice alike, it is set once. What reaches back,
/// or makes somebody late as it is saved, asks once more.
///
/// # Errors
/// Not the reader's to set; what is wrong with the fields; it asks whether the setter is `sure`.
pub async fn set_cutoff(ctx: &Ctx, typed: &Typed) -> Result<(), Halt> {
    let by = setter(ctx)?;
    let template = typed.get("template").to_owned();
    if !rules::book().iter().any(|line| line.template == template) {
        return Err(Halt::field("template", what!("not-a-choice")));
    }
    let setting = Setting::parse(typed)?;
    let mut tx = ctx.write().await?;
    let old = calendar(&mut tx, ctx).await?;
    let before = old.at(&template, setting.since).cloned();
    let words = |every: &str, months: u32, day: u32, whom: &str| format!("{every} +{months} {day} {whom}");
    let to = words(setting.every.key(), setting.months_after, setting.day, setting.whom.key());
    let from = before.map(|c| words(c.every.key(), c.months_after, c.day, c.whom.key()));
    if from.as_ref() == Some(&to) {
        return Ok(());
    }
    store::duty::set_cutoff(&mut tx, &template, &setting, &by, ctx.now).await?;
    if typed.get("sure") != "yes" {
        let asked = doubts(&mut tx, ctx, &template, &setting, &old).await?;
        if !asked.is_empty() {
            return Err(Halt::Refused(asked));
        }
    }
    let changes = [
        Change::new("template", None, Some(template)),
        Change::new("since", None, Some(setting.since.to_string())),
        Change::new("cutoff", from, Some(to)),
    ];
    note(&mut tx, ctx, "set", Object { noun: "cutoff", id: None, enterprise: None }, &changes).await?;
    Ok(tx.commit().await?)
}

/// What a setter should know before a line holds that stands in the calendar already: it reaches back, or it makes
/// somebody late at once.
async fn doubts(
    tx: &mut Tx,
    ctx: &Ctx,
    template: &str,
    setting: &Setting,
    old: &Calendar,
) -> Result<Vec<Problem>, Halt> {
    let mut found = Vec::new();
    if setting.since < ctx.today() {
        found.push(Problem::new("sure", what!("line-reaches-back", since = setting.since)));
    }
    let new = calendar(tx, ctx).await?;
    let (enterprises, periods) = late_at_once(tx, ctx, template, (old, &new)).await?;
    if let (Some(first), Some(last)) = (periods.first(), periods.last()) {
        let periods = if first == last { first.to_string() } else { format!("{first} – {last}") };
        found.push(Problem::new("sure", what!("line-makes-late", n = enterprises, periods = periods)));
    }
    Ok(found)
}

/// How many enterprises are late by a new calendar and were not by the old one, and for which periods, earliest first.
async fn late_at_once(
    tx: &mut Tx,
    ctx: &Ctx,
    template: &str,
    (old, new): (&Calendar, &Calendar),
) -> Result<(usize, Vec<Period>), Halt> {
    let (scope, today) = (Scope::whole(), ctx.today());
    let first = NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today);
    let names = (first.year().to_string(), format!("{:04}-Z", today.year()));
    let told: HashMap<(Uuid, Period), Filed> = store::duty::told(tx, &scope, Some(template), (&names.0, &names.1))
        .await?
        .into_iter()
        .map(|told| ((told.enterprise, told.period), told.filed))
        .collect();
    let exemptions = exempt_service::since(tx, Shelf::Returns, &scope, first).await?;
    let late = |calendar: &Calendar, owner: &Owner| -> BTreeSet<Period> {
        let periods = calendar.periods(template, first, today).into_iter();
        let periods = periods.filter(|(period, line)| owes_period((line, *period), owner));
        let late = periods.filter(|(period, line)| {
            let due = rules::due_on(line, *period).unwrap_or(today);
            let exemption = exempted(&exemptions, owner.id, template, due);
            let duty = judge((line, *period), told.get(&(owner.id, *period)).cloned(), exemption, today);
            duty.is_some_and(|duty| matches!(duty.state, State::Late { .. }))
        });
        late.map(|(period, _)| period).collect()
    };
    let (mut enterprises, mut periods) = (0, BTreeSet::new());
    for owner in owners(tx, ctx, &scope, new).await? {
        let before = late(old, &owner);
        let fresh: Vec<Period> = late(new, &owner).into_iter().filter(|period| !before.contains(period)).collect();
        enterprises += usize::from(!fresh.is_empty());
        periods.extend(fresh);
    }
    Ok((enterprises, periods.into_iter().collect()))
}

/// Exemptions from returns that run or will, and those that ended within a year.
///
/// # Errors
/// The reader sees no records.
pub async fn exemptions(ctx: &Ctx) -> Result<Vec<Exemption>, Halt> {
    exempt_service::recent(ctx, Shelf::Returns, &ctx.scope()?).await
}

/// Frees an enterprise from a return, or from all, until a day.
///
/// # Errors
/// See [`exempt_service::grant`].
pub async fn exempt(ctx: &Ctx, typed: &Typed) -> Result<(), Halt> {
    let template = |key: &str| Template::by_key(key).map(|template| template.key.to_owned());
    let parsed = Grant::parse(typed, |read| Some(read.maybe_choice("template", template)));
    exempt_service::grant(ctx, Shelf::Returns, typed, parsed).await
}

/// Ends an exemption with yesterday: what is due from today on is due again.
///
/// # Errors
/// See [`exempt_service::end`].
pub async fn end_exemption(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    exempt_service::end(ctx, Shelf::Returns, id, typed).await
}

/// The days of a year and the year before, for lists of periods.
pub fn span(today: NaiveDate) -> Option<Window> {
    Window::new(NaiveDate::from_ymd_opt(today.year() - 1, 1, 1)?, today)
}
