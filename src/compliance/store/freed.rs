//! Who is freed from which duty.
use super::of;
use crate::account::model::Scope;
use crate::compliance::model::{Duty, Freed};
use crate::db::{Tx, all, run};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct FreedRow {
    id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    duty: String,
    since: NaiveDate,
    until: NaiveDate,
    authority: String,
    reason: String,
    given_by: String,
    version: i64,
}

impl FreedRow {
    fn freed(self) -> Option<Freed> {
        Some(Freed {
            id: self.id,
            enterprise: self.enterprise_id,
            enterprise_name: self.enterprise_name,
            // A duty that the program no longer knows frees from nothing.
            duty: Duty::parse(&self.duty)?,
            since: self.since,
            until: self.until,
            authority: self.authority,
            reason: self.reason,
            given_by: self.given_by,
            version: self.version,
        })
    }
}

/// Exemptions in scope that end on `from` or later, those that end first first.
pub(in crate::compliance) async fn freed(tx: &mut Tx, scope: &Scope, from: NaiveDate) -> sqlx::Result<Vec<Freed>> {
    both!(
        MANY,
        ONE,
        "x.enterprise_id",
        "
SELECT x.id, x.enterprise_id, e.name AS enterprise_name, x.duty, x.since, x.until, x.authority, x.reason, x.given_by, x.version
FROM duty_exemption x
JOIN enterprise e ON e.id = x.enterprise_id
WHERE ",
        "
  AND x.until >= $3
ORDER BY x.until, x.id"
    );
    let rows = all!(tx, FreedRow, of(scope, MANY, ONE), scope.enterprise(), scope.town(), from)?;
    Ok(rows.into_iter().filter_map(FreedRow::freed).collect())
}

/// Puts an exemption in. 0 when the same form was sent before.
pub(in crate::compliance) async fn add(tx: &mut Tx, f: &Freed, now: DateTime<Utc>) -> sqlx::Result<u64> {
    const ADD: &str = "
INSERT INTO duty_exemption (id, enterprise_id, duty, since, until, authority, reason, given_by, given_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
ON CONFLICT (id) DO NOTHING";
    let (id, enterprise, duty) = (f.id, f.enterprise, f.duty.key());
    run!(tx, ADD, id, enterprise, duty, f.since, f.until, &f.authority, &f.reason, &f.given_by, now)
}

/// Lets an exemption end on a day, over the version that was seen. One that has not begun is void from its first day.
pub(in crate::compliance) async fn end(
    tx: &mut Tx,
    (id, version): (Uuid, i64),
    (since, until): (NaiveDate, NaiveDate),
) -> sqlx::Result<u64> {
    const END: &str = "
UPDATE duty_exemption
SET since = $3, until = $4, version = version + 1
WHERE id = $1
  AND version = $2";
    run!(tx, END, id, version, since, until)
}
