//! Who is freed from which duty.
use super::super::model::{Duty, Freed, grant};
use super::alliance_scope;
use crate::account::model::Scope;
use crate::db::Tx;
use crate::exempt::service::{self as exempt, Shelf};
use crate::kernel::Typed;
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use uuid::Uuid;

/// A duty that the program no longer knows frees from nothing.
fn known(rows: Vec<crate::exempt::model::Exemption<Option<String>>>) -> Vec<Freed> {
    rows.into_iter().filter_map(|row| row.mapped(|duty| Duty::parse(&duty?))).collect()
}

/// Exemptions from duties that run or will, and those that ended within a year.
///
/// # Errors
/// The reader is not of the alliance.
pub async fn freed(ctx: &Ctx) -> Result<Vec<Freed>, Halt> {
    Ok(known(exempt::recent(ctx, Shelf::Duties, &alliance_scope(ctx)?).await?))
}

/// The same in scope, of those that end on `from` or later.
pub(super) async fn freed_since(tx: &mut Tx, scope: &Scope, from: NaiveDate) -> sqlx::Result<Vec<Freed>> {
    Ok(known(exempt::since(tx, Shelf::Duties, scope, from).await?))
}

/// Frees an enterprise from a duty until a day.
///
/// # Errors
/// See [`exempt::grant`].
pub async fn free(ctx: &Ctx, typed: &Typed) -> Result<(), Halt> {
    exempt::grant(ctx, Shelf::Duties, typed, grant(typed)).await
}

/// Ends an exemption with yesterday: from today on the duty is owed again.
///
/// # Errors
/// See [`exempt::end`].
pub async fn end(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    exempt::end(ctx, Shelf::Duties, id, typed).await
}
