//! Records put right after their year was frozen: one correction of a baseline was approved, one waits to be decided.
use super::invent::Plan;
use super::service::{acting, morning};
use crate::baseline::service::{self as baselines, Asked};
use crate::incident;
use crate::incident::model::Filter;
use crate::kernel::Typed;
use crate::kernel::window::Window;
use crate::server::{Ctx, Halt};
use chrono::{Datelike, Days, NaiveDate};
use uuid::Uuid;

/// Corrects an accident of the year before last, whose baseline was restated in March.
///
/// # Errors
/// The database refused.
pub async fn restated(operator: &Ctx, plan: &Plan) -> Result<(), Halt> {
    let acting = acting(operator, "demo.emergency").await?;
    let last = plan.today.year() - 1;
    let at = |day: NaiveDate| Ctx { now: morning(&acting, day), ..acting.clone() };
    let march = NaiveDate::from_ymd_opt(last, 3, 4).unwrap_or(plan.today);
    if one_more_injured(&at(march), last - 1).await? {
        let approved = at(march + Days::new(8));
        let why = "市局复核：事故发生后 30 日内一名轻伤者转为重伤，补报核增重伤 1 人（统计复核单 2 号）";
        approve(&approved, last - 1, why).await?;
    }
    Ok(())
}

/// Corrects an accident of last year, last week: after the bulletins of the months before were issued, which counted it as it
/// was then.
///
/// # Errors
/// The database refused.
pub async fn corrected(operator: &Ctx, plan: &Plan) -> Result<(), Halt> {
    let acting = acting(operator, "demo.emergency").await?;
    let last_week = Ctx { now: morning(&acting, plan.today - Days::new(9)), ..acting.clone() };
    one_more_injured(&last_week, plan.today.year() - 1).await?;
    Ok(())
}

/// One more seriously injured in the first counted accident after 5 November, if there was any: the figures to date of
/// the story stay as they are told.
async fn one_more_injured(ctx: &Ctx, year: i32) -> Result<bool, Halt> {
    let Some(days) = Window::year(year) else { return Ok(false) };
    let autumn = NaiveDate::from_ymd_opt(year, 11, 6);
    let filter = Filter { from: autumn, to: Some(days.to()), counted: Some(true), page: 1, ..Filter::default() };
    let found = incident::service::list(ctx, &filter).await?;
    let known =
        |record: &&incident::model::Record| record.incident.serious.is_some() && record.incident.deaths.is_some();
    let Some(record) = found.rows.iter().map(|(record, _)| record).rev().find(known) else { return Ok(false) };
    let mut typed = record.incident.typed();
    typed.set("serious", (record.incident.serious.unwrap_or(0) + 1).to_string());
    typed.set("version", record.version.to_string());
    incident::service::correct(ctx, record.id, &typed).await?;
    Ok(true)
}

async fn approve(ctx: &Ctx, year: i32, why: &str) -> Result<(), Halt> {
    let mut tx = ctx.read().await?;
    let held = baselines::in_force(&mut tx, &ctx.scope()?, year).await?;
    drop(tx);
    let Some((document, _)) = held else { return Ok(()) };
    let Some(recount) = baselines::show(ctx, document.id, &Asked::default()).await?.recount else { return Ok(()) };
    let fields = [("id", Uuid::now_v7().to_string()), ("seen", recount.print), ("reason", why.to_owned())];
    let typed = Typed(fields.map(|(name, value)| (name.to_owned(), value)).to_vec());
    baselines::restate(ctx, ctx.inspector()?, document.id, &typed).await?;
    Ok(())
}
