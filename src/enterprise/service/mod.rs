//! Deeds on the roll: [`bulk`] takes workbooks in, [`list`] reads, [`matching`] tells which
//! enterprise a name means, [`choice`] which one a form is about; here the rest.
mod bulk;
mod choice;
mod list;
mod matching;

pub use super::store::aside::{ENTERPRISE, EXPOSURE, FORMER_NAME};
pub use bulk::{RollTaking, preview_exposure, preview_roll, settle, upsert_exposure, upsert_roll};
pub use choice::chosen;
pub use list::{Detail, PAGE, Page, detail, exposure_lines, lines, list, of, offered};
pub use matching::{Against, Finder, find};

use super::model::Exposure;
use super::rule::{YearFigures, year_figures};
use super::store;
use crate::account::model::Scope;
use crate::audit::model::Change;
use crate::audit::service::{Object, note};
use crate::db::Tx;
use crate::kernel::text;
use crate::server::{Ctx, Halt};
use std::collections::HashMap;
use uuid::Uuid;

/// How far whoever writes may reach: the operator at the command line the whole district.
pub(super) fn reach(ctx: &Ctx) -> Result<Scope, Halt> {
    if ctx.actor.is_none() && ctx.operator { Ok(Scope::whole()) } else { ctx.scope() }
}

/// The towns of the district in its own order.
///
/// # Errors
/// The database refused.
pub async fn towns(tx: &mut Tx) -> Result<Vec<String>, Halt> {
    Ok(store::towns(tx).await?)
}

/// Makes sure that a town is there. Only those who see the whole district may add one: a new spelling in a workbook must
/// not become a town.
///
/// # Errors
/// [`Halt::Forbidden`] for anybody else; a blank name is refused.
pub async fn ensure_town(tx: &mut Tx, ctx: &Ctx, name: &str) -> Result<(), Halt> {
    if reach(ctx)? != Scope::whole() {
        return Err(Halt::Forbidden);
    }
    let name = text::normal(name);
    if name.is_empty() {
        return Err(Halt::field("town", crate::what!("required")));
    }
    if store::add_town(tx, &name).await? > 0 {
        let object = Object { noun: "town", id: None, enterprise: None };
        note(tx, ctx, "record", object, &[Change::new("name", None, Some(name))]).await?;
    }
    Ok(())
}

/// Headcount and hours of one year for every enterprise in scope that told them.
///
/// # Errors
/// The database refused.
pub async fn figures_of_year(tx: &mut Tx, scope: &Scope, year: i64) -> Result<HashMap<Uuid, YearFigures>, Halt> {
    let mut told: HashMap<Uuid, Vec<Exposure>> = HashMap::new();
    for (enterprise, exposure) in store::exposures(tx, scope, None, Some(year)).await? {
        told.entry(enterprise).or_default().push(exposure);
    }
    Ok(told.into_iter().filter_map(|(id, rows)| Some((id, year_figures(year, &rows)?))).collect())
}
