//! What the department decided, and nil returns.
use crate::db::{Tx, all, run};
use crate::returns::model::review::{Note, Noted};
use crate::returns::model::{Filing, Standing, Summary};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Writes a decision over the version that was seen. 0 when somebody else was first.
pub(in crate::returns) async fn decide(
    tx: &mut Tx,
    (id, version): (Uuid, i64),
    to: Standing,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const DECIDE: &str = "
UPDATE filing
SET state = $3, review = $4, reviewed_by = $5, reviewed_at = $6, version = version + 1
WHERE id = $1
  AND version = $2";
    let (state, review) = to.columns();
    run!(tx, DECIDE, id, version, state, review, by, now)
}

/// Keeps what a filing's summary says now.
pub(in crate::returns) async fn summarise(tx: &mut Tx, id: Uuid, summary: &Summary) -> sqlx::Result<u64> {
    run!(tx, "UPDATE filing SET summary = $2 WHERE id = $1", id, super::json(summary))
}

/// The things that lines of the audit trail after the first number tell of, up to the second.
pub(in crate::returns) async fn touched(tx: &mut Tx, (after, until): (i64, i64)) -> sqlx::Result<Vec<Uuid>> {
    const TOUCHED: &str = "
SELECT DISTINCT a.object_id
FROM audit a
WHERE a.seq > $1
  AND a.seq <= $2
  AND a.object_id IS NOT NULL";
    Ok(all!(tx, (Uuid,), TOUCHED, after, until)?.into_iter().map(|(id,)| id).collect())
}

/// Enterprise, template and period of every return that was sent between the same lines.
pub(in crate::returns) async fn told_since(
    tx: &mut Tx,
    (after, until): (i64, i64),
) -> sqlx::Result<Vec<(Uuid, String, String)>> {
    const TOLD: &str = "
SELECT DISTINCT p.enterprise_id, p.template, p.period
FROM audit a
JOIN filed_period p ON p.filing_id = a.object_id
WHERE a.seq > $1
  AND a.seq <= $2
  AND a.noun = 'filing'
  AND a.deed = 'send'";
    all!(tx, (Uuid, String, String), TOLD, after, until)
}

pub(in crate::returns) async fn add_note(
    tx: &mut Tx,
    filing: Uuid,
    note: &Note,
    author: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const ADD: &str = "
INSERT INTO filing_note (id, filing_id, at, author, sheet, cell, words)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
    run!(tx, ADD, Uuid::now_v7(), filing, now, author, note.sheet.as_deref(), note.cell.as_deref(), &note.words)
}

#[derive(sqlx::FromRow)]
struct Row {
    at: DateTime<Utc>,
    author: String,
    sheet: Option<String>,
    cell: Option<String>,
    words: String,
}

/// Every remark on a filing, the latest round first, each round in the order in which it was written.
pub(in crate::returns) async fn notes(tx: &mut Tx, filing: Uuid) -> sqlx::Result<Vec<Noted>> {
    const NOTES: &str = "
SELECT at, author, sheet, cell, words
FROM filing_note
WHERE filing_id = $1
ORDER BY at DESC, id";
    let noted =
        |r: Row| Noted { at: r.at, author: r.author, note: Note { sheet: r.sheet, cell: r.cell, words: r.words } };
    Ok(all!(tx, Row, NOTES, filing)?.into_iter().map(noted).collect())
}

/// Puts a statement in that was sent as soon as it was made.
pub(in crate::returns) async fn insert_nil(tx: &mut Tx, f: &Filing) -> sqlx::Result<u64> {
    const INSERT: &str = "
INSERT INTO filing (id, number, account_id, enterprise_id, file_name, sha256, bytes, kind, state, summary, templates,
  uploaded_at, sent_at, receipt, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'sent', $9, $10, $11, $11, $12, 1)";
    run!(
        tx,
        INSERT,
        f.id,
        &f.number,
        f.account_id,
        f.enterprise_id,
        &f.file_name,
        &f.sha256,
        f.bytes,
        &f.kind,
        super::json(&f.summary),
        super::templates(&f.summary),
        f.uploaded_at,
        f.receipt.as_deref()
    )
}
