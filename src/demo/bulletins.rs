//! The bulletins of the demonstration: the months and the quarter that are over were issued, one of them corrected since;
//! last month's waits as a draft.
use super::invent::Plan;
use super::names::TOWNS;
use super::service::morning;
use crate::bulletin::model::{Kind, Period, Wanted};
use crate::bulletin::service as bulletins;
use crate::kernel::Typed;
use crate::server::{Ctx, Halt};
use chrono::{Datelike, Days, Months, NaiveDate};
use uuid::Uuid;

fn wanted(period: Period, town: Option<&str>) -> Wanted {
    Wanted { id: Uuid::now_v7(), period, town: town.map(str::to_owned) }
}

/// The month so many months before the day's own.
fn month(today: NaiveDate, back: u32) -> Option<Period> {
    let day = today.checked_sub_months(Months::new(back))?;
    Period::of(Kind::Month, day.year(), day.month())
}

/// The last quarter that was over by the day.
fn quarter(today: NaiveDate) -> Option<Period> {
    let day = today.checked_sub_months(Months::new(3))?;
    Period::of(Kind::Quarter, day.year(), day.month0() / 3 + 1)
}

/// Issues what would have been issued by the plan's day, in its order; `ctx` is an inspector's of the whole district.
///
/// # Errors
/// The database refused.
pub async fn lay(ctx: &Ctx, plan: &Plan) -> Result<(), Halt> {
    let today = plan.today;
    let mut due: Vec<(NaiveDate, Wanted)> = Vec::new();
    let mut add = |period: Option<Period>, town: Option<&str>, days: u64| {
        if let Some(period) = period {
            due.push((period.window.to() + Days::new(days), wanted(period, town)));
        }
    };
    add(Period::of(Kind::Year, today.year() - 1, 1), None, 20);
    for back in [4, 3, 2] {
        add(month(today, back), None, 5);
    }
    add(quarter(today), None, 8);
    add(month(today, 2), Some(TOWNS[0]), 6);
    due.retain(|(day, _)| *day <= today);
    due.sort_by_key(|(day, wanted)| (*day, wanted.town.is_some()));
    let corrected = month(today, 3);
    for (day, wanted) in &due {
        let then = Ctx { now: morning(ctx, *day), ..ctx.clone() };
        match bulletins::issue_at_once(&then, wanted).await {
            Err(halt) if tells_nothing(&halt) => continue,
            issued => issued?,
        };
        if wanted.town.is_none() && Some(wanted.period) == corrected {
            correct(&Ctx { now: morning(ctx, *day + Days::new(4)), ..ctx.clone() }, wanted.id).await?;
        }
    }
    let Some(last) = month(today, 1) else { return Ok(()) };
    let mut tx = ctx.write().await?;
    let now = Ctx { now: morning(ctx, today), ..ctx.clone() };
    match bulletins::draft_in(&mut tx, &now, &wanted(last, None)).await {
        Err(halt) if tells_nothing(&halt) => return Ok(()),
        drafted => drafted?,
    };
    Ok(tx.commit().await?)
}

/// Nothing was recorded by then: there is no bulletin of that time.
fn tells_nothing(halt: &Halt) -> bool {
    matches!(halt, Halt::Conflict(problems) if problems.iter().any(|one| one.what.code == "bulletin-nothing-told"))
}

/// The second version of a month: the same figures, with what is asked of the towns.
async fn correct(ctx: &Ctx, id: Uuid) -> Result<(), Halt> {
    let form = |fields: &[(&str, &str)]| {
        Typed(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    };
    let inspector = ctx.inspector()?;
    let new = Uuid::now_v7().to_string();
    let reason = form(&[("id", &new), ("reason", "首版未写工作要求，补上后重新签发")]);
    let new = bulletins::correct(ctx, inspector, id, &reason).await?;
    let said = bulletins::show(ctx, new).await?.said;
    let remarks = "请各镇街对照本期事故类型，组织企业开展一次机械防护和登高作业自查，月底前把自查情况报区应急管理局。";
    let words = [("said_zh", said.zh.as_str()), ("said_en", &said.en), ("remarks", remarks), ("version", "1")];
    bulletins::edit(ctx, inspector, new, &form(&words)).await?;
    bulletins::issue(ctx, inspector, new, &form(&[("version", "2")])).await
}
