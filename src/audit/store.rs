use super::areas::{Areas, Heads};
use super::model::Entry;
use crate::db::{Tx, all, one, run};
use chrono::{DateTime, Utc};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: DateTime<Utc>,
    account_id: Option<Uuid>,
    who: String,
    role: String,
    deed: String,
    noun: String,
    object_id: Option<Uuid>,
    enterprise_id: Option<Uuid>,
    changes: String,
    prev: String,
    hash: String,
}

impl From<Row> for Entry {
    fn from(r: Row) -> Entry {
        Entry {
            seq: r.seq,
            at: r.at,
            account_id: r.account_id,
            who: r.who,
            role: r.role,
            deed: r.deed,
            noun: r.noun,
            object_id: r.object_id,
            enterprise_id: r.enterprise_id,
            changes: r.changes,
            prev: r.prev,
            hash: r.hash,
        }
    }
}

/// Takes the writer's turn and answers where the chain ends.
pub(super) async fn take_turn(tx: &mut Tx) -> sqlx::Result<(i64, String)> {
    const TURN: &str = "UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash";
    let found = one!(tx, (i64, String), TURN)?;
    found.ok_or(sqlx::Error::RowNotFound)
}

/// Makes later writers queue behind this transaction without adding a line yet.
pub(super) async fn queue(tx: &mut Tx) -> sqlx::Result<()> {
    run!(tx, "UPDATE audit_head SET seq = seq WHERE id = 1")?;
    Ok(())
}

pub(super) async fn append(tx: &mut Tx, e: &Entry, areas: Areas) -> sqlx::Result<()> {
    const APPEND: &str = "
INSERT INTO audit (seq, at, account_id, who, role, deed, noun, object_id, enterprise_id, changes, prev, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    run!(
        tx,
        APPEND,
        e.seq,
        e.at,
        e.account_id,
        &e.who,
        &e.role,
        &e.deed,
        &e.noun,
        e.object_id,
        e.enterprise_id,
        &e.changes,
        &e.prev,
        &e.hash
    )?;
    const HEAD: &str = "
UPDATE audit_head
SET hash = $1, records = CASE WHEN $2 = 'account' THEN records ELSE $3 END,
  incident = CASE WHEN $4 & 1 <> 0 THEN $3 ELSE incident END,
  hazard = CASE WHEN $4 & 2 <> 0 THEN $3 ELSE hazard END,
  training = CASE WHEN $4 & 4 <> 0 THEN $3 ELSE training END,
  health = CASE WHEN $4 & 8 <> 0 THEN $3 ELSE health END,
  congress = CASE WHEN $4 & 16 <> 0 THEN $3 ELSE congress END,
  filing = CASE WHEN $4 & 32 <> 0 THEN $3 ELSE filing END,
  roll = CASE WHEN $4 & 64 <> 0 THEN $3 ELSE roll END
WHERE id = 1";
    run!(tx, HEAD, &e.hash, &e.noun, e.seq, areas.bits())?;
    Ok(())
}

pub(super) async fn of_object(tx: &mut Tx, object: Uuid) -> sqlx::Result<Vec<Entry>> {
    const OF_OBJECT: &str = "
SELECT seq, at, account_id, who, role, deed, noun, object_id, enterprise_id, changes, prev, hash
FROM audit
WHERE object_id = $1
ORDER BY seq DESC";
    Ok(all!(tx, Row, OF_OBJECT, object)?.into_iter().map(Entry::from).collect())
}

pub(super) async fn after(tx: &mut Tx, seq: i64, most: i64) -> sqlx::Result<Vec<Entry>> {
    const AFTER: &str = "
SELECT seq, at, account_id, who, role, deed, noun, object_id, enterprise_id, changes, prev, hash
FROM audit
WHERE seq > $1
ORDER BY seq
LIMIT $2";
    Ok(all!(tx, Row, AFTER, seq, most)?.into_iter().map(Entry::from).collect())
}

pub(super) async fn head(tx: &mut Tx) -> sqlx::Result<(i64, String)> {
    let found = one!(tx, (i64, String), "SELECT seq, hash FROM audit_head WHERE id = 1")?;
    found.ok_or(sqlx::Error::RowNotFound)
}

pub(super) async fn heads(tx: &mut Tx) -> sqlx::Result<Heads> {
    const HEADS: &str =
        "SELECT incident, hazard, training, health, congress, filing, roll FROM audit_head WHERE id = 1";
    let found = one!(tx, (i64, i64, i64, i64, i64, i64, i64), HEADS)?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Heads(found.into()))
}
