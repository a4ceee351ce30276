use super::model::{Accident, Filing};
use crate::account::model::Scope;
use crate::db::{Tx, all, one};
use crate::incident::group::Group;
use crate::kernel::window::Window;
use chrono::NaiveDate;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct AccidentRow {
    occurred_on: NaiveDate,
    town: String,
    category_code: Option<String>,
    deaths: Option<i64>,
    serious: Option<i64>,
    counted: bool,
}

/// Every recorded accident of the window, counted or not, in order of day.
pub(super) async fn accidents(
    tx: &mut Tx,
    scope: &Scope,
    town: Option<&str>,
    window: Window,
) -> sqlx::Result<Vec<Accident>> {
    const ACCIDENTS: &str = "
SELECT i.occurred_on, e.town, i.category_code, i.deaths, i.serious, i.counted
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
WHERE i.occurred_on >= $1 AND i.occurred_on <= $2
  AND ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
  AND ($5 IS NULL OR e.town = $5)
ORDER BY i.occurred_on, i.id";
    let rows = all!(tx, AccidentRow, ACCIDENTS, window.from(), window.to(), scope.enterprise(), scope.town(), town)?;
    let read = |row: AccidentRow| Accident {
        day: row.occurred_on,
        town: row.town,
        group: Group::of(row.category_code.as_deref()),
        deaths: row.deaths,
        serious: row.serious,
        counted: row.counted,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The towns of the district in their own order; a reader of one town has that one.
pub(super) async fn towns(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<String>> {
    const TOWNS: &str = "
SELECT t.name
FROM town t
WHERE $1 IS NULL OR t.name = $1
ORDER BY t.sort, t.name";
    Ok(all!(tx, (String,), TOWNS, scope.town())?.into_iter().map(|(name,)| name).collect())
}

/// Enterprises on the roll, and those that filed anything for `year` and for the year before.
pub(super) async fn filing(tx: &mut Tx, scope: &Scope, town: Option<&str>, year: i32) -> sqlx::Result<Filing> {
    const FILING: &str = "
SELECT CAST(COUNT(*) AS BIGINT),
  CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id)
    THEN 1 ELSE 0 END), 0) AS BIGINT),
  CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM filed f WHERE f.year = $2 AND f.enterprise_id = e.id)
    THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM enterprise e
WHERE ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
  AND ($5 IS NULL OR e.town = $5)";
    let (this, last) = (i64::from(year), i64::from(year) - 1);
    let found = one!(tx, (i64, i64, i64), FILING, this, last, scope.enterprise(), scope.town(), town)?;
    let (roll, now, last) = found.unwrap_or_default();
    Ok(Filing { roll, now, last })
}

/// Which enterprises filed (or did not) anything for a year.
pub(super) struct Wanted<'a> {
    pub(super) year: i32,
    pub(super) town: Option<&'a str>,
    /// None: both.
    pub(super) filed: Option<bool>,
    pub(super) size: i64,
    /// From 0.
    pub(super) skip: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct FilerRow {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) town: String,
    pub(super) has_filed: bool,
}

pub(super) async fn filers(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> sqlx::Result<Vec<FilerRow>> {
    const FILERS: &str = "
SELECT e.id, e.name, e.town,
  EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id) AS has_filed
FROM enterprise e
WHERE ($2 IS NULL OR e.id = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR e.town = $4)
  AND ($5 IS NULL OR EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id) = $5)
ORDER BY e.pinyin, e.id
LIMIT $6 OFFSET $7";
    all!(
        tx,
        FilerRow,
        FILERS,
        i64::from(wanted.year),
        scope.enterprise(),
        scope.town(),
        wanted.town,
        wanted.filed,
        wanted.size,
        wanted.skip
    )
}
