use super::{Stored, select};
use crate::account::model::Scope;
use crate::db::{Tx, all, like, one};
use crate::incident::cause::{Cause, Recorder};
use crate::incident::model::{Filter, Record, Totals, With};
use crate::incident::rule::Bounds;
use uuid::Uuid;

/// The conditions of a list, numbered from 1 to 23.
macro_rules! wanted {
    () => {
        "WHERE ($1 IS NULL OR i.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR i.enterprise_id = $4)
  AND ($5 IS NULL OR i.occurred_on >= $5)
  AND ($6 IS NULL OR i.occurred_on <= $6)
  AND ($7 IS NULL OR ($7 = '|' AND i.category_code IS NULL) OR $7 LIKE '%|' || i.category_code || '|%')
  AND ($8 IS NULL OR i.counted = $8)
  AND ($9 IS NULL OR COALESCE(i.closed, FALSE) = $9)
  AND ($10 IS NULL OR i.deaths >= $10)
  AND ($11 IS NULL OR i.serious >= $11)
  AND ($12 IS NULL OR i.deaths >= $12 OR i.serious >= $13 OR i.loss_fen >= $14)
  AND ($15 IS NULL
    OR (COALESCE(i.deaths, 0) < $15 AND COALESCE(i.serious, 0) < $16 AND COALESCE(i.loss_fen, 0) < $17))
  AND ($18 IS NULL OR (i.deaths IS NULL OR i.serious IS NULL OR i.loss_fen IS NULL) = $18)
  AND ($19 IS NULL OR lower(e.name) LIKE $19 ESCAPE '\\' OR lower(e.pinyin) LIKE $19 ESCAPE '\\'
    OR lower(e.initials) LIKE $19 ESCAPE '\\' OR lower(e.uscc) LIKE $19 ESCAPE '\\'
    OR lower(COALESCE(i.place, '')) LIKE $19 ESCAPE '\\' OR lower(COALESCE(i.brief, '')) LIKE $19 ESCAPE '\\')
  AND ($20 IS NULL OR CASE $20 WHEN 'minor' THEN i.minor WHEN 'lost-days' THEN i.lost_days WHEN 'loss' THEN i.loss_fen
    WHEN 'away' THEN CASE WHEN i.lost_days > 0 THEN COALESCE(i.serious, 0) + COALESCE(i.minor, 0) ELSE 0 END END > 0)
  AND ($21 IS NULL OR COALESCE(i.deaths = 0 AND i.serious = 0 AND i.minor = 0, FALSE) = $21)
  AND ($22 IS NULL OR i.cause = $22)
  AND ($23 IS NULL OR i.recorder = $23)"
    };
}

/// Runs a query with the 23 values of the conditions and then its own.
macro_rules! find {
    ($how:ident, $tx:expr, $row:ty, $sql:expr, $scope:expr, $filter:expr, $bounds:expr $(, $more:expr)*) => {{
        let (filter, bounds) = ($filter, $bounds);
        let (least, below) = (bounds.and_then(|b| b.least), bounds.and_then(|b| b.below));
        let group = filter.group.map(|group| group.barred());
        let q = Some(filter.q.as_str()).filter(|q| !q.is_empty()).map(like);
        // The loss is held in units of 10^-6 of the 万元 that the law speaks of.
        let at = |limits: Option<[i64; 3]>, fact: usize| limits.map(|l| if fact == 2 { l[2] * 1_000_000 } else { l[fact] });
        $how!(
            $tx, $row, $sql,
            $scope.enterprise(), $scope.town(), filter.town.as_deref(), filter.enterprise, filter.from, filter.to,
            group.as_deref(), filter.counted, filter.closed, filter.deaths_min, filter.serious_min,
            at(least, 0), at(least, 1), at(least, 2), at(below, 0), at(below, 1), at(below, 2),
            filter.missing, q.as_deref(), filter.with.map(With::key), filter.unhurt, filter.cause.map(Cause::key),
            filter.recorder.map(Recorder::key) $(, $more)*
        )
    }};
}

/// One page of the list.
pub(in crate::incident) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    bounds: Option<Bounds>,
    size: i64,
) -> sqlx::Result<Vec<Record>> {
    const LIST: &str = select!(
        wanted!(),
        "
ORDER BY
  CASE WHEN $24 = 'day' THEN i.occurred_at END,
  CASE WHEN $24 = 'name' THEN e.pinyin END,
  CASE WHEN $24 = '-name' THEN e.pinyin END DESC,
  CASE WHEN $24 = 'deaths' THEN COALESCE(i.deaths, -1) WHEN $24 = 'serious' THEN COALESCE(i.serious, -1)
    WHEN $24 = 'loss' THEN COALESCE(i.loss_fen, -1) END,
  CASE WHEN $24 = '-deaths' THEN COALESCE(i.deaths, -1) WHEN $24 = '-serious' THEN COALESCE(i.serious, -1)
    WHEN $24 = '-loss' THEN COALESCE(i.loss_fen, -1) END DESC,
  i.occurred_at DESC,
  i.id DESC
LIMIT $25 OFFSET $26"
    );
    let offset = (filter.page - 1).max(0) * size;
    let found = find!(all, tx, Stored, LIST, scope, filter, bounds, filter.order.key(), size, offset)?;
    Ok(found.into_iter().map(Record::from).collect())
}

#[derive(sqlx::FromRow)]
struct Sums {
    records: i64,
    deaths: i64,
    serious: i64,
    unknown: i64,
}

/// What all the records of the list add up to.
pub(in crate::incident) async fn totals(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    bounds: Option<Bounds>,
) -> sqlx::Result<Totals> {
    const TOTALS: &str = concat!(
        "
SELECT COUNT(*) AS records, CAST(COALESCE(SUM(i.deaths), 0) AS BIGINT) AS deaths,
  CAST(COALESCE(SUM(i.serious), 0) AS BIGINT) AS serious,
  CAST(COALESCE(SUM(CASE WHEN i.deaths IS NULL OR i.serious IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS unknown
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
",
        wanted!()
    );
    let found = find!(one, tx, Sums, TOTALS, scope, filter, bounds)?;
    Ok(found.map_or_else(Totals::default, |s| Totals {
        records: s.records,
        deaths: s.deaths,
        serious: s.serious,
        unknown: s.unknown,
    }))
}

/// One record, if it is within the reader's scope.
pub(in crate::incident) async fn get(tx: &mut Tx, scope: &Scope, id: Uuid) -> sqlx::Result<Option<Record>> {
    const GET: &str = select!(
        "WHERE i.id = $1
  AND ($2 IS NULL OR i.enterprise_id = $2)
  AND ($3 IS NULL OR e.town = $3)"
    );
    Ok(one!(tx, Stored, GET, id, scope.enterprise(), scope.town())?.map(Record::from))
}

/// Cases that are not known to be closed, latest first.
pub(in crate::incident) async fn open(tx: &mut Tx, scope: &Scope, most: i64) -> sqlx::Result<Vec<Record>> {
    const OPEN: &str = select!(
        "WHERE ($1 IS NULL OR i.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND COALESCE(i.closed, FALSE) = FALSE
ORDER BY i.occurred_at DESC, i.id DESC
LIMIT $3"
    );
    Ok(all!(tx, Stored, OPEN, scope.enterprise(), scope.town(), most)?.into_iter().map(Record::from).collect())
}
