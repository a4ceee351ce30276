//! The one place where a bulletin's figures are filled in: its own queries, and the frozen baselines.
use crate::account::model::Scope;
use crate::baseline;
use crate::baseline::model::Flag;
use crate::bulletin::model::{Baseline, Figures, Period, Record};
use crate::bulletin::rule::count::{self, Facts, Known, MEAN_YEARS};
use crate::bulletin::store::{self, Of};
use crate::db::Tx;
use crate::kernel::window::Window;
use crate::server::{Ctx, Halt};
use std::collections::HashSet;

/// The figures of a period and place with the records behind them. Baselines speak for the whole district; a bulletin of
/// one town takes that town's rows of them.
///
/// # Errors
/// The database refused.
pub(in crate::bulletin) async fn fill(
    ctx: &Ctx,
    tx: &mut Tx,
    period: Period,
    town: Option<&str>,
) -> Result<(Figures, Vec<Record>), Halt> {
    let whole = Scope::whole();
    let of = Of { scope: &whole, town };
    let facts = Facts {
        period,
        town: town.map(str::to_owned),
        towns: store::towns(tx, &whole).await?,
        records: records(tx, of, period).await?,
        baselines: baselines(ctx, tx, period).await?,
        own: known(ctx, tx, period.year(), period.year()).await?,
        begun: store::begun(tx).await?,
        roll: store::roll(tx, of).await?,
        counted_at: ctx.now,
    };
    Ok((count::figures(&facts), facts.records))
}

async fn records(tx: &mut Tx, of: Of<'_>, period: Period) -> Result<Vec<Record>, Halt> {
    let (now, last) = (period.window, period.last());
    let mut all = store::accidents(tx, of, Window::to_date(now.to())).await?;
    for window in [now, last] {
        all.extend(store::meetings(tx, of, window).await?);
        all.extend(store::sittings(tx, of, window).await?);
    }
    // One hazard may be found in one year and be put right in the other.
    let mut seen = HashSet::new();
    for window in [now, last] {
        all.extend(store::hazards(tx, of, window).await?.into_iter().filter(|record| seen.insert(record.id)));
    }
    for year in [period.year(), period.year() - 1] {
        all.extend(store::filed(tx, of, year).await?);
    }
    Ok(all)
}

/// The frozen baselines of the years before that comparisons use now, newest first.
async fn baselines(ctx: &Ctx, tx: &mut Tx, period: Period) -> Result<Vec<Known>, Halt> {
    let mut all = Vec::new();
    for back in 1..=MEAN_YEARS {
        let year = period.year() - i32::try_from(back).unwrap_or_default();
        all.extend(known(ctx, tx, year, period.year()).await?);
    }
    Ok(all)
}

/// The baseline in force of a year, with what must be known of it beside the year `now`.
async fn known(ctx: &Ctx, tx: &mut Tx, year: i32, now: i32) -> Result<Option<Known>, Halt> {
    let Some((document, rows)) = baseline::service::in_force(tx, &Scope::whole(), year).await? else { return Ok(None) };
    let flags = baseline::service::flags(tx, &document, now).await?;
    let frozen = document.frozen.as_ref();
    let used = Baseline {
        id: document.id,
        year,
        number: document.baseline.version,
        as_of: document.baseline.as_of,
        frozen_on: frozen.map(|frozen| ctx.local(frozen.at).date()),
        hash: frozen.map(|frozen| frozen.hash.clone()).unwrap_or_default(),
        redefined: flags.iter().any(|flag| matches!(flag, Flag::Redefined(_))),
        definition: document.baseline.definition.clone(),
        restated: document.restates.and(document.reason.clone()),
        unknown: flags.contains(&Flag::DefinitionUnknown),
        waiting: flags.contains(&Flag::Waiting),
    };
    Ok(Some(Known { used, document: document.baseline, rows }))
}
