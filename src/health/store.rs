use super::model::{Figures, Filter, Record, Span, Totals};
use super::rule::Verdict;
use crate::account::model::Scope;
use crate::db::aside::{Aside, Kind};
use crate::db::{Tx, all, like, one, run};
use crate::enterprise::model::Period;
use crate::kernel::Provenance;
use crate::kernel::intake::Source;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One row as stored, with the names that go with it.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    town: String,
    period: String,
    year: i64,
    exposed: Option<i64>,
    due_check: Option<i64>,
    checked: Option<i64>,
    points: Option<i64>,
    points_ok: Option<i64>,
    new_cases: Option<i64>,
    filing_id: Option<Uuid>,
    filing_number: Option<String>,
    source_sheet: Option<String>,
    source_row: Option<i64>,
    version: i64,
    updated_at: DateTime<Utc>,
}

impl From<Stored> for Record {
    fn from(r: Stored) -> Record {
        let (sheet, row) = (r.source_sheet.unwrap_or_default(), r.source_row.unwrap_or_default());
        Record {
            id: r.id,
            enterprise: r.enterprise_id,
            enterprise_name: r.enterprise_name,
            town: r.town,
            figures: Figures {
                // A period is written by this program and reads back.
                period: r.period.parse().unwrap_or(Period::year(r.year)),
                exposed: r.exposed,
                due_check: r.due_check,
                checked: r.checked,
                points: r.points,
                points_ok: r.points_ok,
                new_cases: r.new_cases,
            },
            filed: r.filing_id.zip(r.filing_number).map(|(filing, number)| Provenance { filing, number, sheet, row }),
            version: r.version,
            updated_at: r.updated_at,
        }
    }
}

/// A query for [`Stored`] rows: `select!("WHERE …")`.
macro_rules! select {
    ($($rest:expr),+) => {
        concat!(
            "
SELECT h.id, h.enterprise_id, e.name AS enterprise_name, e.town, h.period, h.year, h.exposed, h.due_check,
  h.checked, h.points, h.points_ok, h.new_cases, h.filing_id, f.number AS filing_number, h.source_sheet, h.source_row,
  h.version, h.updated_at
FROM health h
JOIN enterprise e ON e.id = h.enterprise_id
LEFT JOIN filing f ON f.id = h.filing_id
",
            $($rest),+
        )
    };
}

/// The conditions of a list, numbered from 1 to 10. A verdict is judged as the rule judges it.
macro_rules! wanted {
    () => {
        "
WHERE ($1 IS NULL OR h.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR h.enterprise_id = $4)
  AND ($5 IS NULL OR h.year = $5)
  AND ($6 IS NULL OR (h.period LIKE $6 AND ($6 <> '____-__' OR h.period NOT LIKE '%Q%')))
  AND ($7 IS NULL OR $7 = CASE WHEN COALESCE(h.due_check, 0) = 0 OR h.checked IS NULL THEN 'unknown'
    WHEN h.checked >= h.due_check THEN 'full' ELSE 'short' END)
  AND ($8 IS NULL OR $8 = CASE WHEN COALESCE(h.points, 0) = 0 OR h.points_ok IS NULL THEN 'unknown'
    WHEN h.points_ok >= h.points THEN 'full' ELSE 'short' END)
  AND ($9 IS NULL OR (COALESCE(h.new_cases, 0) > 0) = $9)
  AND ($10 IS NULL OR lower(e.name) LIKE $10 ESCAPE '\\' OR lower(e.pinyin) LIKE $10 ESCAPE '\\'
    OR lower(e.initials) LIKE $10 ESCAPE '\\' OR lower(e.uscc) LIKE $10 ESCAPE '\\')"
    };
}

/// Runs a query with the 10 values of the conditions and then its own.
macro_rules! find {
    ($how:ident, $tx:expr, $row:ty, $sql:expr, $scope:expr, $filter:expr $(, $more:expr)*) => {{
        let filter = $filter;
        let q = Some(filter.q.as_str()).filter(|q| !q.is_empty()).map(like);
        $how!(
            $tx, $row, $sql,
            $scope.enterprise(), $scope.town(), filter.town.as_deref(), filter.enterprise, filter.year,
            filter.span.map(Span::pattern), filter.checkups.map(Verdict::key), filter.points.map(Verdict::key),
            filter.cases, q.as_deref() $(, $more)*
        )
    }};
}

/// Rows of the list from the one after `skip`, at most `most`.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    (skip, most): (i64, i64),
) -> sqlx::Result<Vec<Record>> {
    const LIST: &str = select!(
        wanted!(),
        "
ORDER BY
  CASE WHEN $11 = 'period' THEN h.period END,
  CASE WHEN $11 = 'name' THEN e.pinyin END,
  CASE WHEN $11 = '-name' THEN e.pinyin END DESC,
  CASE WHEN $11 = 'exposed' THEN COALESCE(h.exposed, -1) WHEN $11 = 'cases' THEN COALESCE(h.new_cases, -1) END,
  CASE WHEN $11 = '-exposed' THEN COALESCE(h.exposed, -1) WHEN $11 = '-cases' THEN COALESCE(h.new_cases, -1) END DESC,
  h.period DESC,
  e.pinyin,
  h.id DESC
LIMIT $12 OFFSET $13"
    );
    let found = find!(all, tx, Stored, LIST, scope, filter, filter.order.key(), most, skip)?;
    Ok(found.into_iter().map(Record::from).collect())
}

#[derive(sqlx::FromRow)]
struct Sums {
    records: i64,
    due_check: i64,
    checked: i64,
    points: i64,
    points_ok: i64,
    new_cases: i64,
    spans: i64,
}

/// What all the records of the list add up to.
pub(super) async fn totals(tx: &mut Tx, scope: &Scope, filter: &Filter) -> sqlx::Result<Totals> {
    const TOTALS: &str = concat!(
        "
SELECT COUNT(*) AS records,
  CAST(COALESCE(SUM(CASE WHEN h.checked IS NOT NULL THEN h.due_check END), 0) AS BIGINT) AS due_check,
  CAST(COALESCE(SUM(CASE WHEN h.due_check IS NOT NULL THEN h.checked END), 0) AS BIGINT) AS checked,
  CAST(COALESCE(SUM(CASE WHEN h.points_ok IS NOT NULL THEN h.points END), 0) AS BIGINT) AS points,
  CAST(COALESCE(SUM(CASE WHEN h.points IS NOT NULL THEN h.points_ok END), 0) AS BIGINT) AS points_ok,
  CAST(COALESCE(SUM(h.new_cases), 0) AS BIGINT) AS new_cases,
  COUNT(DISTINCT CASE WHEN h.period LIKE '%Q%' THEN 2 ELSE length(h.period) END) AS spans
FROM health h
JOIN enterprise e ON e.id = h.enterprise_id
",
        wanted!()
    );
    let found = find!(one, tx, Sums, TOTALS, scope, filter)?;
    Ok(found.map_or_else(Totals::default, |s| Totals {
        records: s.records,
        due_check: s.due_check,
        checked: s.checked,
        points: s.points,
        points_ok: s.points_ok,
        new_cases: s.new_cases,
        mixed: s.spans > 1,
    }))
}

/// The years of which something is on file within the scope, latest first.
pub(super) async fn years(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<i64>> {
    const YEARS: &str = "
SELECT DISTINCT h.year
FROM health h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE ($1 IS NULL OR h.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
ORDER BY h.year DESC";
    Ok(all!(tx, (i64,), YEARS, scope.enterprise(), scope.town())?.into_iter().map(|(year,)| year).collect())
}

/// One record, if it is within the reader's scope.
pub(super) async fn get(tx: &mut Tx, scope: &Scope, id: Uuid) -> sqlx::Result<Option<Record>> {
    const GET: &str = select!(
        "WHERE h.id = $1
  AND ($2 IS NULL OR h.enterprise_id = $2)
  AND ($3 IS NULL OR e.town = $3)"
    );
    Ok(one!(tx, Stored, GET, id, scope.enterprise(), scope.town())?.map(Record::from))
}

/// Everything on file for some years, of one enterprise or of all.
pub(super) async fn between(
    tx: &mut Tx,
    enterprise: Option<Uuid>,
    (from, to): (i64, i64),
) -> sqlx::Result<Vec<Record>> {
    const BETWEEN: &str = select!(
        "WHERE h.year >= $1
  AND h.year <= $2
  AND ($3 IS NULL OR h.enterprise_id = $3)
ORDER BY h.enterprise_id, h.period"
    );
    Ok(all!(tx, Stored, BETWEEN, from, to, enterprise)?.into_iter().map(Record::from).collect())
}

/// A new record; an enterprise has one for a period.
pub(super) async fn insert(
    tx: &mut Tx,
    (id, enterprise): (Uuid, Uuid),
    figures: &Figures,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const INSERT: &str = "
INSERT INTO health (id, enterprise_id, period, year, exposed, due_check, checked, points, points_ok, new_cases,
  filing_id, source_sheet, source_row, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14)";
    run!(
        tx,
        INSERT,
        id,
        enterprise,
        figures.period.to_string(),
        figures.period.year,
        figures.exposed,
        figures.due_check,
        figures.checked,
        figures.points,
        figures.points_ok,
        figures.new_cases,
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now
    )
}

/// Writes new figures over version `version`. Answers 0 when somebody else was first. Without a source the record keeps its own.
pub(super) async fn update(
    tx: &mut Tx,
    (id, version): (Uuid, i64),
    figures: &Figures,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const UPDATE: &str = "
UPDATE health
SET period = $3, year = $4, exposed = $5, due_check = $6, checked = $7, points = $8, points_ok = $9, new_cases = $10,
  source_sheet = CASE WHEN $11 IS NULL THEN source_sheet ELSE $12 END,
  source_row = CASE WHEN $11 IS NULL THEN source_row ELSE $13 END,
  filing_id = COALESCE($11, filing_id), version = version + 1, updated_at = $14
WHERE id = $1 AND version = $2";
    run!(
        tx,
        UPDATE,
        id,
        version,
        figures.period.to_string(),
        figures.period.year,
        figures.exposed,
        figures.due_check,
        figures.checked,
        figures.points,
        figures.points_ok,
        figures.new_cases,
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now
    )
}

/// How a record is set aside before a return changes it.
pub const ASIDE: Aside = Aside {
    table: "health",
    key: &["id"],
    columns: &[
        ("id", Kind::Id),
        ("enterprise_id", Kind::Id),
        ("period", Kind::Text),
        ("year", Kind::Whole),
        ("exposed", Kind::Whole),
        ("due_check", Kind::Whole),
        ("checked", Kind::Whole),
        ("points", Kind::Whole),
        ("points_ok", Kind::Whole),
        ("new_cases", Kind::Whole),
        ("filing_id", Kind::Id),
        ("source_sheet", Kind::Text),
        ("source_row", Kind::Whole),
        ("version", Kind::Whole),
        ("created_at", Kind::Instant),
        ("updated_at", Kind::Instant),
    ],
    title: "period",
    day: None,
    parts: &[],
};
