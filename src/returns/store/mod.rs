//! SQL of the desk: here filings themselves, [`list`] their lists, [`layouts`] and [`corrections`] what people said about a
//! workbook, [`review`] what the department decided, [`trace`] what sending did to the records, [`open`] what was told later, [`duty`] the calendar and
//! what was filed for which period.
pub(super) mod corrections;
pub(super) mod duty;
pub(super) mod layouts;
pub(super) mod list;
pub(super) mod open;
pub(super) mod review;
pub(super) mod trace;

use super::model::{Earlier, Filing, Standing, Summary};
use crate::account::model::Scope;
use crate::db::{Tx, all, one, run};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct FilingRow {
    id: Uuid,
    number: String,
    account_id: Uuid,
    sender: String,
    enterprise_id: Option<Uuid>,
    enterprise: Option<String>,
    file_name: String,
    sha256: String,
    bytes: i64,
    kind: String,
    state: String,
    summary: String,
    uploaded_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    receipt: Option<String>,
    review: Option<String>,
    reviewed_by: Option<String>,
    reviewed_at: Option<DateTime<Utc>>,
    reason: Option<String>,
    version: i64,
}

impl FilingRow {
    fn filing(self) -> Filing {
        Filing {
            id: self.id,
            number: self.number,
            account_id: self.account_id,
            sender: self.sender,
            enterprise_id: self.enterprise_id,
            enterprise: self.enterprise,
            file_name: self.file_name,
            sha256: self.sha256,
            bytes: self.bytes,
            kind: self.kind,
            // The schema allows no other words.
            standing: Standing::of_columns(&self.state, self.review.as_deref()).unwrap_or(Standing::Refused),
            summary: serde_json::from_str(&self.summary).unwrap_or_default(),
            uploaded_at: self.uploaded_at,
            sent_at: self.sent_at,
            receipt: self.receipt,
            reviewed: self.reviewed_by.zip(self.reviewed_at),
            reason: self.reason,
            version: self.version,
        }
    }
}

/// Who asks for a filing: how far they see, and which account they are (their own filings are always theirs).
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    pub(super) scope: &'a Scope,
    pub(super) account: Option<Uuid>,
}

/// A filing that the reader may see. Drafts are the sender's own business: their enterprise's, or their account's.
pub(super) async fn filing(tx: &mut Tx, reader: &Reader<'_>, id: Uuid) -> sqlx::Result<Option<Filing>> {
    const FILING: &str = "
SELECT f.id, f.number, f.account_id, a.name AS sender, f.enterprise_id, e.name AS enterprise, f.file_name, f.sha256, f.bytes,
  f.kind, f.state, f.summary, f.uploaded_at, f.sent_at, f.receipt, f.review, f.reviewed_by, f.reviewed_at, f.reason, f.version
FROM filing f
JOIN account a ON a.id = f.account_id
LEFT JOIN enterprise e ON e.id = f.enterprise_id
WHERE f.id = $1
  AND ($2 IS NULL OR f.enterprise_id = $2)
  AND ($3 IS NULL OR e.town = $3 OR f.account_id = $4)
  AND (f.state = 'sent' OR f.review IS NOT NULL OR f.account_id = $4 OR f.enterprise_id = $2 OR $4 IS NULL)";
    let (scope, account) = (reader.scope, reader.account);
    let row = one!(tx, FilingRow, FILING, id, scope.enterprise(), scope.town(), account)?;
    Ok(row.map(FilingRow::filing))
}

/// A filing by its id, for the program's own work on it.
pub(super) async fn any(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<Filing>> {
    filing(tx, &Reader { scope: &Scope::whole(), account: None }, id).await
}

/// Whether a filing bears this number.
pub(super) async fn is_given(tx: &mut Tx, number: &str) -> sqlx::Result<bool> {
    Ok(one!(tx, (i64,), "SELECT COUNT(*) FROM filing WHERE number = $1", number)?.is_some_and(|(n,)| n > 0))
}

pub(super) async fn insert(tx: &mut Tx, f: &Filing) -> sqlx::Result<()> {
    const INSERT: &str = "
INSERT INTO filing (id, number, account_id, enterprise_id, file_name, sha256, bytes, kind, state, summary, uploaded_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
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
        f.standing.columns().0,
        json(&f.summary),
        f.uploaded_at,
        f.version
    )?;
    Ok(())
}

/// The templates of its sheets, each between commas; `None` when it has none.
pub(super) fn templates(summary: &Summary) -> Option<String> {
    let mut keys: Vec<&str> =
        summary.sheets.iter().filter(|s| s.tally.read > 0).map(super::model::SheetSummary::template).collect();
    keys.extend(summary.nil.as_ref().map(|nil| nil.template.as_str()));
    keys.retain(|key| !key.is_empty());
    keys.sort_unstable();
    keys.dedup();
    (!keys.is_empty()).then(|| format!(",{},", keys.join(",")))
}

fn json(summary: &Summary) -> String {
    serde_json::to_string(summary).unwrap_or_default()
}

/// Moves a filing from one standing to the next, if it still stands there. 0 when somebody else was first.
pub(super) async fn moved(
    tx: &mut Tx,
    id: Uuid,
    (from, to): (Standing, Standing),
    summary: &Summary,
    kind: &str,
) -> sqlx::Result<u64> {
    const MOVE: &str = "
UPDATE filing
SET state = $3, summary = $4, kind = $5, templates = $6, version = version + 1
WHERE id = $1
  AND state = $2";
    run!(tx, MOVE, id, from.columns().0, to.columns().0, json(summary), kind, templates(summary))
}

/// Takes the turn to send a draft: whoever comes second finds it sent. 0 when it is no draft (any more).
pub(super) async fn claim(tx: &mut Tx, id: Uuid, reason: Option<&str>, now: DateTime<Utc>) -> sqlx::Result<u64> {
    const CLAIM: &str = "
UPDATE filing
SET state = 'sent', sent_at = $2, reason = $3, version = version + 1
WHERE id = $1
  AND state = 'draft'";
    run!(tx, CLAIM, id, now, reason)
}

pub(super) async fn seal(tx: &mut Tx, id: Uuid, summary: &Summary, receipt: &str) -> sqlx::Result<u64> {
    run!(tx, "UPDATE filing SET summary = $2, receipt = $3 WHERE id = $1", id, json(summary), receipt)
}

/// The first filing that was taken from this file by the same enterprise, or by the same department's account.
pub(super) async fn taken_before(
    tx: &mut Tx,
    sha256: &str,
    enterprise: Option<Uuid>,
    account: Uuid,
) -> sqlx::Result<Option<Earlier>> {
    const TAKEN_BEFORE: &str = "
SELECT id, number
FROM filing
WHERE sha256 = $1
  AND state = 'sent'
  AND (enterprise_id = $2 OR (enterprise_id IS NULL AND account_id = $3))
ORDER BY sent_at, id
LIMIT 1";
    let row = one!(tx, (Uuid, String), TAKEN_BEFORE, sha256, enterprise, account)?;
    Ok(row.map(|(id, number)| Earlier { id, number }))
}

/// The latest draft of this file by the same enterprise, or by the same department's account, that was not sent yet.
pub(super) async fn draft_before(
    tx: &mut Tx,
    sha256: &str,
    enterprise: Option<Uuid>,
    account: Uuid,
) -> sqlx::Result<Option<Earlier>> {
    const DRAFT_BEFORE: &str = "
SELECT id, number
FROM filing
WHERE sha256 = $1
  AND state IN ('checking', 'draft')
  AND (enterprise_id = $2 OR (enterprise_id IS NULL AND account_id = $3))
ORDER BY uploaded_at DESC, id DESC
LIMIT 1";
    let row = one!(tx, (Uuid, String), DRAFT_BEFORE, sha256, enterprise, account)?;
    Ok(row.map(|(id, number)| Earlier { id, number }))
}

/// Filings that were being read when the program stopped.
pub(super) async fn unread(tx: &mut Tx) -> sqlx::Result<Vec<Uuid>> {
    let rows = all!(tx, (Uuid,), "SELECT id FROM filing WHERE state = 'checking' ORDER BY uploaded_at, id")?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Every filing with its file, for the clean-up: id, hash, whether its staged lines are still wanted.
pub(super) async fn wanted(tx: &mut Tx) -> sqlx::Result<Vec<(Uuid, String, bool)>> {
    const WANTED: &str = "
SELECT id, sha256, CASE WHEN state IN ('checking', 'draft', 'sent') THEN TRUE ELSE FALSE END
FROM filing
ORDER BY id";
    all!(tx, (Uuid, String, bool), WANTED)
}

/// Notes that an enterprise has filed a template for a year; the first filing stays.
pub(super) async fn filed(
    tx: &mut Tx,
    (enterprise, template, year): (Uuid, &str, i64),
    filing: Uuid,
    on: NaiveDate,
) -> sqlx::Result<u64> {
    const FILED: &str = "
INSERT INTO filed (enterprise_id, template, year, filing_id, filed_on)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (enterprise_id, template, year) DO NOTHING";
    run!(tx, FILED, enterprise, template, year, filing, on)
}
