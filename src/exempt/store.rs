//! The tables of exemptions: of returns and of duties, alike but for what they free from.
use super::model::Exemption;
use super::service::Shelf;
use crate::account::model::Scope;
use crate::db::{Tx, all, run};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// The statements of one table.
struct Statements {
    /// Of many enterprises, and of one: so that each takes its index.
    many: &'static str,
    one: &'static str,
    add: &'static str,
    end: &'static str,
}

macro_rules! statements {
    ($table:literal, $from:literal) => {
        Statements {
            many: statements!(@list $table, $from, "($1 IS NULL OR x.enterprise_id = $1)"),
            one: statements!(@list $table, $from, "x.enterprise_id = $1"),
            add: concat!(
                "
INSERT INTO ", $table, " (id, enterprise_id, ", $from, ", since, until, authority, reason, given_by, given_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
ON CONFLICT (id) DO NOTHING"
            ),
            end: concat!(
                "
UPDATE ", $table, "
SET since = $3, until = $4, version = version + 1
WHERE id = $1
  AND version = $2"
            ),
        }
    };
    (@list $table:literal, $from:literal, $whose:literal) => {
        concat!(
            "
SELECT x.id, x.enterprise_id, e.name AS enterprise_name, x.", $from, " AS freed_from, x.since, x.until, x.authority, x.reason,
       x.given_by, x.version
FROM ", $table, " x
JOIN enterprise e ON e.id = x.enterprise_id
WHERE ", $whose, "
  AND ($2 IS NULL OR e.town = $2)
  AND x.until >= $3
ORDER BY x.until, x.id"
        )
    };
}

fn of(shelf: Shelf) -> Statements {
    match shelf {
        Shelf::Returns => statements!("exemption", "template"),
        Shelf::Duties => statements!("duty_exemption", "duty"),
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    freed_from: Option<String>,
    since: NaiveDate,
    until: NaiveDate,
    authority: String,
    reason: String,
    given_by: String,
    version: i64,
}

impl From<Row> for Exemption<Option<String>> {
    fn from(r: Row) -> Exemption<Option<String>> {
        Exemption {
            id: r.id,
            enterprise: r.enterprise_id,
            enterprise_name: r.enterprise_name,
            from: r.freed_from,
            since: r.since,
            until: r.until,
            authority: r.authority,
            reason: r.reason,
            given_by: r.given_by,
            version: r.version,
        }
    }
}

/// Exemptions in scope that end on `from` or later, those that end first first.
pub(super) async fn list(
    tx: &mut Tx,
    shelf: Shelf,
    scope: &Scope,
    from: NaiveDate,
) -> sqlx::Result<Vec<Exemption<Option<String>>>> {
    let statements = of(shelf);
    let list = if scope.enterprise().is_some() { statements.one } else { statements.many };
    let rows = all!(tx, Row, list, scope.enterprise(), scope.town(), from)?;
    Ok(rows.into_iter().map(Exemption::from).collect())
}

/// Puts an exemption in. 0 when the same form was sent before.
pub(super) async fn add(
    tx: &mut Tx,
    shelf: Shelf,
    e: &Exemption<Option<String>>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let (add, from) = (of(shelf).add, e.from.as_deref());
    run!(tx, add, e.id, e.enterprise, from, e.since, e.until, &e.authority, &e.reason, &e.given_by, now)
}

/// Lets an exemption end on a day, over the version that was seen. One that has not begun is void from its first day.
pub(super) async fn end(
    tx: &mut Tx,
    shelf: Shelf,
    (id, version): (Uuid, i64),
    (since, until): (NaiveDate, NaiveDate),
) -> sqlx::Result<u64> {
    let end = of(shelf).end;
    run!(tx, end, id, version, since, until)
}
