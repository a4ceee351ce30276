use super::model::{Filter, Hazard, Level, Origin, Record, Totals};
use super::rule::State;
use crate::account::model::Scope;
use crate::db::aside::{Aside, Kind};
use crate::db::{Tx, all, like, one, run};
use crate::kernel::intake::Source;
use crate::kernel::{Provenance, Wan};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One row as stored, with the names that go with it.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    town: String,
    found_on: NaiveDate,
    place: Option<String>,
    description: String,
    level: String,
    origin: String,
    measure: Option<String>,
    owner: Option<String>,
    due_on: Option<NaiveDate>,
    fund_fen: Option<i64>,
    plan: Option<String>,
    closed_on: Option<NaiveDate>,
    verifier: Option<String>,
    result: Option<String>,
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
            hazard: Hazard {
                found_on: r.found_on,
                place: r.place,
                description: r.description,
                // The table's own checks keep level and origin to what is known.
                level: Level::parse(&r.level).unwrap_or(Level::Ordinary),
                measure: r.measure,
                owner: r.owner,
                due_on: r.due_on,
                fund: r.fund_fen.map(Wan),
                plan: r.plan,
                closed_on: r.closed_on,
                verifier: r.verifier,
                result: r.result,
            },
            origin: Origin::parse(&r.origin).unwrap_or(Origin::Own),
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
SELECT h.id, h.enterprise_id, e.name AS enterprise_name, e.town, h.found_on, h.place, h.description, h.level,
  h.origin, h.measure, h.owner, h.due_on, h.fund_fen, h.plan, h.closed_on, h.verifier, h.result, h.filing_id,
  f.number AS filing_number, h.source_sheet, h.source_row, h.version, h.updated_at
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
LEFT JOIN filing f ON f.id = h.filing_id
",
            $($rest),+
        )
    };
}

/// Whether a major hazard lacks one of the five, as the rule judges it.
macro_rules! lacks {
    () => {
        "(h.level = 'major' AND (h.owner IS NULL OR h.measure IS NULL OR h.fund_fen IS NULL OR h.due_on IS NULL OR h.plan IS NULL))"
    };
}

/// The conditions of a list, numbered from 1 to 15.
macro_rules! wanted {
    () => {
        concat!(
            "
WHERE ($1 IS NULL OR h.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR h.enterprise_id = $4)
  AND ($5 IS NULL OR h.found_on >= $5)
  AND ($6 IS NULL OR h.found_on <= $6)
  AND ($7 IS NULL OR h.level = $7)
  AND ($8 IS NULL
    OR ($8 = 'closed' AND h.closed_on IS NOT NULL)
    OR ($8 = 'overdue' AND h.closed_on IS NULL AND h.due_on < $9)
    OR ($8 = 'open' AND h.closed_on IS NULL AND (h.due_on IS NULL OR h.due_on >= $9)))
  AND ($10 IS NULL OR ",
            lacks!(),
            " = $10)
  AND ($11 IS NULL OR (h.closed_on IS NOT NULL AND h.verifier IS NULL) = $11)
  AND ($12 IS NULL OR lower(e.name) LIKE $12 ESCAPE '\\' OR lower(e.pinyin) LIKE $12 ESCAPE '\\'
    OR lower(e.initials) LIKE $12 ESCAPE '\\' OR lower(e.uscc) LIKE $12 ESCAPE '\\'
    OR lower(h.description) LIKE $12 ESCAPE '\\' OR lower(COALESCE(h.place, '')) LIKE $12 ESCAPE '\\'
    OR lower(COALESCE(h.owner, '')) LIKE $12 ESCAPE '\\')
  AND ($13 IS NULL OR h.closed_on >= $13)
  AND ($14 IS NULL OR h.closed_on <= $14)
  AND ($15 IS NULL OR (h.due_on < $15 AND (h.closed_on IS NULL OR h.closed_on > $15)))"
        )
    };
}

/// Runs a query with the 15 values of the conditions and then its own.
macro_rules! find {
    ($how:ident, $tx:expr, $row:ty, $sql:expr, $scope:expr, $filter:expr, $today:expr $(, $more:expr)*) => {{
        let filter = $filter;
        let q = Some(filter.q.as_str()).filter(|q| !q.is_empty()).map(like);
        $how!(
            $tx, $row, $sql,
            $scope.enterprise(), $scope.town(), filter.town.as_deref(), filter.enterprise, filter.from, filter.to,
            filter.level.map(Level::key), filter.state.map(State::key), $today, filter.missing, filter.unverified,
            q.as_deref(), filter.closed_from, filter.closed_to, filter.late_on $(, $more)*
        )
    }};
}

/// Rows of the list from the one after `skip`, at most `most`.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    today: NaiveDate,
    (skip, most): (i64, i64),
) -> sqlx::Result<Vec<Record>> {
    const LIST: &str = select!(
        wanted!(),
        "
ORDER BY
  CASE WHEN $16 = 'found' THEN h.found_on END,
  CASE WHEN $16 = 'name' THEN e.pinyin END,
  CASE WHEN $16 = '-name' THEN e.pinyin END DESC,
  CASE WHEN $16 IN ('due', '-due') AND h.due_on IS NULL THEN 1 ELSE 0 END,
  CASE WHEN $16 = 'due' THEN h.due_on END,
  CASE WHEN $16 = '-due' THEN h.due_on END DESC,
  h.found_on DESC,
  h.id DESC
LIMIT $17 OFFSET $18"
    );
    let found = find!(all, tx, Stored, LIST, scope, filter, today, filter.order.key(), most, skip)?;
    Ok(found.into_iter().map(Record::from).collect())
}

#[derive(sqlx::FromRow)]
struct Sums {
    records: i64,
    overdue: i64,
    closed: i64,
    major: i64,
    missing: i64,
    unverified: i64,
}

/// What all the records of the list add up to.
pub(super) async fn totals(tx: &mut Tx, scope: &Scope, filter: &Filter, today: NaiveDate) -> sqlx::Result<Totals> {
    const TOTALS: &str = concat!(
        "
SELECT COUNT(*) AS records,
  CAST(COALESCE(SUM(CASE WHEN h.closed_on IS NULL AND h.due_on < $9 THEN 1 ELSE 0 END), 0) AS BIGINT) AS overdue,
  CAST(COALESCE(SUM(CASE WHEN h.closed_on IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS closed,
  CAST(COALESCE(SUM(CASE WHEN h.level = 'major' THEN 1 ELSE 0 END), 0) AS BIGINT) AS major,
  CAST(COALESCE(SUM(CASE WHEN ",
        lacks!(),
        " THEN 1 ELSE 0 END), 0) AS BIGINT) AS missing,
  CAST(COALESCE(SUM(CASE WHEN h.closed_on IS NOT NULL AND h.verifier IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS unverified
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
",
        wanted!()
    );
    let found = find!(one, tx, Sums, TOTALS, scope, filter, today)?;
    Ok(found.map_or_else(Totals::default, |s| Totals {
        records: s.records,
        open: s.records - s.overdue - s.closed,
        overdue: s.overdue,
        closed: s.closed,
        major: s.major,
        missing: s.missing,
        unverified: s.unverified,
    }))
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

/// Everything found between two days, of one enterprise or of all, oldest record first.
pub(super) async fn between(
    tx: &mut Tx,
    enterprise: Option<Uuid>,
    from: NaiveDate,
    to: NaiveDate,
) -> sqlx::Result<Vec<Record>> {
    const BETWEEN: &str = select!(
        "WHERE h.found_on >= $1
  AND h.found_on <= $2
  AND ($3 IS NULL OR h.enterprise_id = $3)
ORDER BY h.enterprise_id, h.found_on, h.created_at, h.id"
    );
    Ok(all!(tx, Stored, BETWEEN, from, to, enterprise)?.into_iter().map(Record::from).collect())
}

/// A new record. Answers 0 when one with this id is already there.
pub(super) async fn insert(
    tx: &mut Tx,
    (id, enterprise): (Uuid, Uuid),
    hazard: &Hazard,
    origin: Origin,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const INSERT: &str = "
INSERT INTO hazard (id, enterprise_id, found_on, place, description, level, origin, measure, owner, due_on, fund_fen,
  plan, closed_on, verifier, result, filing_id, source_sheet, source_row, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $19)
ON CONFLICT (id) DO NOTHING";
    run!(
        tx,
        INSERT,
        id,
        enterprise,
        hazard.found_on,
        hazard.place.as_deref(),
        &hazard.description,
        hazard.level.key(),
        origin.key(),
        hazard.measure.as_deref(),
        hazard.owner.as_deref(),
        hazard.due_on,
        hazard.fund.map(|fund| fund.0),
        hazard.plan.as_deref(),
        hazard.closed_on,
        hazard.verifier.as_deref(),
        hazard.result.as_deref(),
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now
    )
}

/// Writes new facts over version `version`. Answers 0 when somebody else was first. Without a source the record keeps its own.
pub(super) async fn update(
    tx: &mut Tx,
    (id, version): (Uuid, i64),
    hazard: &Hazard,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const UPDATE: &str = "
UPDATE hazard
SET found_on = $3, place = $4, description = $5, level = $6, measure = $7, owner = $8, due_on = $9, fund_fen = $10,
  plan = $11, closed_on = $12, verifier = $13, result = $14,
  source_sheet = CASE WHEN $15 IS NULL THEN source_sheet ELSE $16 END,
  source_row = CASE WHEN $15 IS NULL THEN source_row ELSE $17 END,
  filing_id = COALESCE($15, filing_id), version = version + 1, updated_at = $18
WHERE id = $1 AND version = $2";
    run!(
        tx,
        UPDATE,
        id,
        version,
        hazard.found_on,
        hazard.place.as_deref(),
        &hazard.description,
        hazard.level.key(),
        hazard.measure.as_deref(),
        hazard.owner.as_deref(),
        hazard.due_on,
        hazard.fund.map(|fund| fund.0),
        hazard.plan.as_deref(),
        hazard.closed_on,
        hazard.verifier.as_deref(),
        hazard.result.as_deref(),
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now
    )
}

/// How a record is set aside before a return changes it.
pub const ASIDE: Aside = Aside {
    table: "hazard",
    key: &["id"],
    columns: &[
        ("id", Kind::Id),
        ("enterprise_id", Kind::Id),
        ("found_on", Kind::Day),
        ("place", Kind::Text),
        ("description", Kind::Text),
        ("level", Kind::Text),
        ("origin", Kind::Text),
        ("measure", Kind::Text),
        ("owner", Kind::Text),
        ("due_on", Kind::Day),
        ("fund_fen", Kind::Whole),
        ("plan", Kind::Text),
        ("closed_on", Kind::Day),
        ("verifier", Kind::Text),
        ("result", Kind::Text),
        ("filing_id", Kind::Id),
        ("source_sheet", Kind::Text),
        ("source_row", Kind::Whole),
        ("version", Kind::Whole),
        ("created_at", Kind::Instant),
        ("updated_at", Kind::Instant),
    ],
    title: "description",
    day: Some("found_on"),
    parts: &[],
};
