//! Which feature keeps which template's rows.
use crate::db::Tx;
use crate::db::aside::Aside;
use crate::kernel::intake::{Outcome, Row};
use crate::server::{Ctx, Halt};
use crate::{baseline, congress, enterprise, hazard, health, incident, training};
use uuid::Uuid;

/// Look, or write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Preview,
    Upsert,
}

/// The templates whose records are kept, in the order in which a workbook's sheets are taken: enterprises first.
pub const KEPT: [&str; 8] = ["roll", "exposure", "congress", "incidents", "hazards", "training", "health", "baseline"];

/// What features keep of a workbook from batch to batch.
#[derive(Default)]
pub struct Kept {
    roll: Option<enterprise::service::RollTaking>,
}

/// Hands good rows of one template to its feature; one outcome a row, in order.
///
/// # Errors
/// The database refused; the transaction must then be dropped.
pub async fn keep(
    tx: &mut Tx,
    ctx: &Ctx,
    kept: &mut Kept,
    template: &str,
    rows: &[Row],
    deed: Deed,
) -> Result<Vec<Outcome>, Halt> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let outcomes = match (template, deed) {
        ("roll", _) => {
            let roll = match kept.roll.take() {
                Some(roll) => roll,
                None => enterprise::service::RollTaking::open(tx, ctx, deed == Deed::Upsert).await?,
            };
            kept.roll.insert(roll).take(tx, ctx, rows).await?
        }
        ("exposure", Deed::Preview) => enterprise::service::preview_exposure(tx, ctx, rows).await?,
        ("exposure", Deed::Upsert) => enterprise::service::upsert_exposure(tx, ctx, rows).await?,
        ("congress", Deed::Preview) => congress::service::preview(tx, ctx, rows).await?,
        ("congress", Deed::Upsert) => congress::service::upsert(tx, ctx, rows).await?,
        ("incidents", Deed::Preview) => incident::service::preview(tx, ctx, rows).await?,
        ("incidents", Deed::Upsert) => incident::service::upsert(tx, ctx, rows).await?,
        ("hazards", Deed::Preview) => hazard::service::preview(tx, ctx, rows).await?,
        ("hazards", Deed::Upsert) => hazard::service::upsert(tx, ctx, rows).await?,
        ("training", Deed::Preview) => training::service::preview(tx, ctx, rows).await?,
        ("training", Deed::Upsert) => training::service::upsert(tx, ctx, rows).await?,
        ("health", Deed::Preview) => health::service::preview(tx, ctx, rows).await?,
        ("health", Deed::Upsert) => health::service::upsert(tx, ctx, rows).await?,
        ("baseline", Deed::Preview) => baseline::service::preview(tx, ctx, rows).await?,
        ("baseline", Deed::Upsert) => baseline::service::upsert(tx, ctx, rows).await?,
        _ => return Err(anyhow::anyhow!("no feature keeps the template {template}").into()),
    };
    if outcomes.len() == rows.len() {
        Ok(outcomes)
    } else {
        Err(anyhow::anyhow!("{template}: {} outcomes for {} rows", outcomes.len(), rows.len()).into())
    }
}

/// How the tables that a template's rows go to are set aside, enterprises first. A template that is not here keeps no
/// trace, and its returns cannot be undone.
pub fn asides(template: &str) -> &'static [&'static Aside] {
    match template {
        "roll" => {
            &[&enterprise::service::ENTERPRISE, &enterprise::service::FORMER_NAME, &enterprise::service::EXPOSURE]
        }
        "exposure" => &[&enterprise::service::EXPOSURE],
        "congress" => &[&congress::service::ASIDE],
        "incidents" => &[&incident::service::ASIDE],
        "hazards" => &[&hazard::service::ASIDE],
        "health" => &[&health::service::ASIDE],
        "training" => &[&training::service::ASIDE],
        "baseline" => &[&baseline::service::ASIDE],
        _ => &[],
    }
}

/// What a feature does after rows of these enterprises were taken back.
///
/// # Errors
/// The database refused.
pub async fn settle(tx: &mut Tx, template: &str, enterprises: &[Uuid]) -> Result<(), Halt> {
    match template {
        "roll" | "exposure" => enterprise::service::settle(tx, enterprises).await,
        _ => Ok(()),
    }
}
