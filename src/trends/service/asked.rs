//! What a comparison asks the records, kept while they stand.
use crate::account::model::Scope;
use crate::audit::areas::Areas;
use crate::db::Tx;
use crate::figures::model::Cut;
use crate::kernel::window::Window;
use crate::server::Halt;
use crate::server::kept::{Stand, kept};
use crate::trends::model::{Accident, Filing};
use crate::trends::store;
use chrono::NaiveDate;
use std::sync::Arc;

/// The accidents of a window one by one: of a town, of those who filed for a year and the year before, with their part of a cut.
pub(super) async fn accidents(
    tx: &mut Tx,
    stand: &Stand,
    scope: &Scope,
    filter: (Option<&str>, Option<i32>, Option<Cut>),
    window: Window,
) -> Result<Arc<Vec<Accident>>, Halt> {
    let filers = filter.1.map_or(Areas::NONE, |_| Areas::FILING);
    let areas = Areas::ROLL | Areas::INCIDENT | filers;
    let asked = (scope, filter, window);
    Ok(kept!(stand, areas, "accidents one by one", asked, store::accidents(tx, scope, filter, window)))
}

/// Who filed for a year by a day, and for the year before by another.
pub(super) async fn filing(
    tx: &mut Tx,
    stand: &Stand,
    scope: &Scope,
    town: Option<&str>,
    by: (i32, NaiveDate, NaiveDate),
) -> Result<Filing, Halt> {
    let asked = (scope, town, by);
    Ok(*kept!(stand, Areas::ROLL | Areas::FILING, "filers", asked, store::filing(tx, scope, town, by)))
}
