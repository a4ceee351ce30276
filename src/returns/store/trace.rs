//! What sending did to the records.
use crate::db::{Tx, all, one, run};
use crate::returns::model::review::Traced;
use uuid::Uuid;

/// One line of the trace: its number, the template, the table and what was done to its rows.
pub(in crate::returns) struct Piece {
    pub(in crate::returns) seq: i64,
    pub(in crate::returns) template: String,
    pub(in crate::returns) noun: String,
    pub(in crate::returns) what: Traced,
}

pub(in crate::returns) async fn add(
    tx: &mut Tx,
    filing: Uuid,
    seq: i64,
    (template, noun): (&str, &str),
    what: &Traced,
) -> sqlx::Result<u64> {
    const ADD: &str = "
INSERT INTO taken (filing_id, seq, template, noun, changed, what)
VALUES ($1, $2, $3, $4, $5, $6)";
    let changed = what.more.iter().filter(|row| row.before.is_some()).count() as i64;
    let what = serde_json::to_string(what).unwrap_or_default();
    run!(tx, ADD, filing, seq, template, noun, changed, what)
}

/// The latest line of the trace before `seq`.
pub(in crate::returns) async fn before(tx: &mut Tx, filing: Uuid, seq: i64) -> sqlx::Result<Option<Piece>> {
    const BEFORE: &str = "
SELECT seq, template, noun, what
FROM taken
WHERE filing_id = $1
  AND seq < $2
ORDER BY seq DESC
LIMIT 1";
    Ok(one!(tx, Row, BEFORE, filing, seq)?.map(piece))
}

type Row = (i64, String, String, String);

fn piece((seq, template, noun, what): Row) -> Piece {
    Piece { seq, template, noun, what: serde_json::from_str(&what).unwrap_or_default() }
}

/// The lines of the trace in which rows were changed, or all of them, in order.
pub(in crate::returns) async fn pieces(tx: &mut Tx, filing: Uuid, only_changed: bool) -> sqlx::Result<Vec<Piece>> {
    const PIECES: &str = "
SELECT seq, template, noun, what
FROM taken
WHERE filing_id = $1
  AND (changed > 0 OR NOT $2)
ORDER BY seq";
    Ok(all!(tx, Row, PIECES, filing, only_changed)?.into_iter().map(piece).collect())
}

/// Whether nobody wrote a row since it had the version `left`; a row that an undo put back to that counts as unwritten.
pub(in crate::returns) async fn is_as_left(
    tx: &mut Tx,
    row: (&str, &str),
    left: i64,
    mut version: i64,
) -> sqlx::Result<bool> {
    while version > left {
        match was(tx, row, version).await? {
            Some(was) if was < version => version = was,
            _ => break,
        }
    }
    Ok(version == left)
}

/// How many lines the trace of a filing has.
pub(in crate::returns) async fn count(tx: &mut Tx, filing: Uuid) -> sqlx::Result<i64> {
    Ok(one!(tx, (i64,), "SELECT COUNT(*) FROM taken WHERE filing_id = $1", filing)?.map_or(0, |(n,)| n))
}

/// Remembers that a row put back is what it was under an old version.
pub(in crate::returns) async fn put_back(
    tx: &mut Tx,
    (noun, object): (&str, &str),
    version: i64,
    was: i64,
) -> sqlx::Result<u64> {
    const PUT: &str = "
INSERT INTO taken_back (noun, object, version, was)
VALUES ($1, $2, $3, $4)
ON CONFLICT (noun, object, version) DO UPDATE SET was = excluded.was";
    run!(tx, PUT, noun, object, version, was)
}

/// Under which version the row was the same, if it was put back to it.
async fn was(tx: &mut Tx, (noun, object): (&str, &str), version: i64) -> sqlx::Result<Option<i64>> {
    const WAS: &str = "
SELECT was
FROM taken_back
WHERE noun = $1
  AND object = $2
  AND version = $3";
    Ok(one!(tx, (i64,), WAS, noun, object, version)?.map(|(was,)| was))
}

/// Marks what a filing answered for as taken back, and lets the next return of the year stand in its place.
pub(in crate::returns) async fn unfile(tx: &mut Tx, filing: Uuid) -> sqlx::Result<()> {
    run!(tx, "UPDATE filed_period SET undone = TRUE WHERE filing_id = $1", filing)?;
    const OWN: &str = "
SELECT enterprise_id, template, year
FROM filed
WHERE filing_id = $1
ORDER BY enterprise_id, template, year";
    let own = all!(tx, (Uuid, String, i64), OWN, filing)?;
    run!(tx, "DELETE FROM filed WHERE filing_id = $1", filing)?;
    const NEXT: &str = "
INSERT INTO filed (enterprise_id, template, year, filing_id, filed_on)
SELECT p.enterprise_id, p.template, CAST($3 AS BIGINT), p.filing_id, p.filed_on
FROM filed_period p
WHERE p.enterprise_id = $1
  AND p.template = $2
  AND NOT p.undone
  AND p.period LIKE $4
ORDER BY p.filed_on, p.filing_id
LIMIT 1
ON CONFLICT (enterprise_id, template, year) DO NOTHING";
    for (enterprise, template, year) in own {
        run!(tx, NEXT, enterprise, &template, year, format!("{year:04}%"))?;
    }
    Ok(())
}
