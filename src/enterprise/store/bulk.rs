//! Batches: one query for [`CHUNK`] rows, so that a workbook is not a query a row.
use super::{ExposureRow, Row};
use crate::db::{Tx, all, on, run};
use crate::enterprise::model::{Enterprise, Exposure};
use crate::kernel::intake::Source;
use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// Rows asked for at once.
const CHUNK: usize = 200;

/// `$1, $2, …, $count`
fn places(count: usize) -> String {
    (1..=count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Enterprises by credit code, whoever's they are: a roll must know that a code is taken, also outside one's own area.
pub(in crate::enterprise) async fn by_usccs(tx: &mut Tx, codes: &[&str]) -> sqlx::Result<Vec<Enterprise>> {
    let mut found = Vec::with_capacity(codes.len());
    for chunk in codes.chunks(CHUNK) {
        let sql = format!(
            "SELECT id, uscc, name, town, industry, size, above_scale, has_union, pilot, high_risk, safety_officer, phone, version \
             FROM enterprise WHERE uscc IN ({}) ORDER BY uscc",
            places(chunk.len())
        );
        let rows = on!(tx, |conn| {
            let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql));
            for code in chunk {
                query = query.bind(*code);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(Enterprise::from));
    }
    Ok(found)
}

/// Everything told of these enterprises, of every period.
pub(in crate::enterprise) async fn exposures_of(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<Vec<(Uuid, Exposure)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let sql = format!(
            "SELECT enterprise_id, period, headcount, hours_centi, from_roll FROM exposure \
             WHERE enterprise_id IN ({}) ORDER BY enterprise_id, period",
            places(chunk.len())
        );
        let rows = on!(tx, |conn| {
            let mut query = sqlx::query_as::<_, ExposureRow>(AssertSqlSafe(sql));
            for id in chunk {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().filter_map(ExposureRow::noun));
    }
    Ok(found)
}

/// Which of these enterprises are there.
pub(in crate::enterprise) async fn existing(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let sql = format!("SELECT id FROM enterprise WHERE id IN ({}) ORDER BY id", places(chunk.len()));
        let rows = on!(tx, |conn| {
            let mut query = sqlx::query_scalar::<_, Uuid>(AssertSqlSafe(sql));
            for id in chunk {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes one period's figures over whatever was there.
pub(in crate::enterprise) async fn put_exposure(
    tx: &mut Tx,
    enterprise: Uuid,
    exposure: &Exposure,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    const PUT: &str = "
INSERT INTO exposure (enterprise_id, period, year, headcount, hours_centi, from_roll, filing_id, source_sheet, source_row, version, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)
ON CONFLICT (enterprise_id, period) DO UPDATE
SET headcount = excluded.headcount, hours_centi = excluded.hours_centi, from_roll = excluded.from_roll,
  filing_id = excluded.filing_id, source_sheet = excluded.source_sheet, source_row = excluded.source_row,
  version = exposure.version + 1, updated_at = excluded.updated_at";
    run!(
        tx,
        PUT,
        enterprise,
        exposure.period.to_string(),
        exposure.period.year,
        exposure.headcount,
        exposure.hours.map(|hours| hours.0),
        exposure.from_roll,
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now
    )?;
    latest_headcount(tx, enterprise).await
}

/// Keeps the latest headcount told beside the name: the latest year; in it a return before a roll, the whole year before
/// its parts, the latest part first.
pub(in crate::enterprise) async fn latest_headcount(tx: &mut Tx, enterprise: Uuid) -> sqlx::Result<()> {
    const LATEST: &str = "
UPDATE enterprise
SET headcount = (
  SELECT x.headcount
  FROM exposure x
  WHERE x.enterprise_id = enterprise.id
  ORDER BY x.year DESC, x.from_roll, LENGTH(x.period), x.period DESC
  LIMIT 1)
WHERE id = $1";
    run!(tx, LATEST, enterprise)?;
    Ok(())
}

/// One name with whom it means, for matching: present names first.
#[derive(sqlx::FromRow)]
pub(in crate::enterprise) struct Known {
    pub(in crate::enterprise) id: Uuid,
    pub(in crate::enterprise) uscc: String,
    pub(in crate::enterprise) name: String,
    pub(in crate::enterprise) former: bool,
}

/// Every present and former name in scope.
pub(in crate::enterprise) async fn names(
    tx: &mut Tx,
    scope: &crate::account::model::Scope,
) -> sqlx::Result<Vec<Known>> {
    const NAMES: &str = "
SELECT e.id, e.uscc, e.name, FALSE AS former
FROM enterprise e
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
UNION ALL
SELECT e.id, e.uscc, f.name, TRUE AS former
FROM former_name f
JOIN enterprise e ON e.id = f.enterprise_id
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
ORDER BY 4, 3, 1";
    all!(tx, Known, NAMES, scope.enterprise(), scope.town())
}

/// Whose code or name this is, in scope: present names first.
pub(in crate::enterprise) async fn named(
    tx: &mut Tx,
    scope: &crate::account::model::Scope,
    uscc: Option<&str>,
    name: Option<&str>,
) -> sqlx::Result<Vec<Known>> {
    const NAMED: &str = "
SELECT e.id, e.uscc, e.name, FALSE AS former
FROM enterprise e
WHERE (e.uscc = $1 OR ($1 IS NULL AND e.name = $2))
  AND ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
UNION ALL
SELECT e.id, e.uscc, f.name, TRUE AS former
FROM former_name f
JOIN enterprise e ON e.id = f.enterprise_id
WHERE $1 IS NULL AND f.name = $2
  AND ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
ORDER BY 4, 1";
    all!(tx, Known, NAMED, uscc, name, scope.enterprise(), scope.town())
}
