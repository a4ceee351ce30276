use crate::account::model::Scope;
use crate::baseline::model::{Differences, Refusal};
use crate::db::{Tx, all, like, one, run};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

fn read<T: serde::de::DeserializeOwned>(text: &str) -> sqlx::Result<T> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// What was kept of the differences when a version was frozen; none for a first version.
pub(in crate::baseline) async fn differences(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<Differences>> {
    let found = one!(tx, (Option<String>,), "SELECT b.differences FROM baseline b WHERE b.id = $1", id)?;
    found.and_then(|(text,)| text).map(|text| read(&text)).transpose()
}

/// The version that corrects this one: its id.
pub(in crate::baseline) async fn later(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<Uuid>> {
    const LATER: &str =
        "SELECT b.id FROM baseline b WHERE b.restates = $1 AND b.state = 'frozen' ORDER BY b.number LIMIT 1";
    Ok(one!(tx, (Uuid,), LATER, id)?.map(|(id,)| id))
}

#[derive(sqlx::FromRow)]
struct RefusalRow {
    id: Uuid,
    draft_id: Option<Uuid>,
    print: String,
    differences: String,
    reason: String,
    refused_by: String,
    refused_at: DateTime<Utc>,
}

/// What was refused of a frozen version, the latest first.
pub(in crate::baseline) async fn refusals(tx: &mut Tx, baseline: Uuid) -> sqlx::Result<Vec<Refusal>> {
    const REFUSALS: &str = "
SELECT x.id, x.draft_id, x.print, x.differences, x.reason, x.refused_by, x.refused_at
FROM baseline_refused x
WHERE x.baseline_id = $1
ORDER BY x.refused_at DESC, x.id DESC";
    let read = |row: RefusalRow| {
        Ok(Refusal {
            id: row.id,
            draft: row.draft_id,
            print: row.print,
            differences: read(&row.differences)?,
            reason: row.reason,
            by: row.refused_by,
            at: row.refused_at,
        })
    };
    all!(tx, RefusalRow, REFUSALS, baseline)?.into_iter().map(read).collect()
}

pub(in crate::baseline) async fn add_refusal(tx: &mut Tx, baseline: Uuid, refusal: &Refusal) -> sqlx::Result<u64> {
    const ADD: &str = "
INSERT INTO baseline_refused (id, baseline_id, draft_id, print, differences, reason, refused_by, refused_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let differences = serde_json::to_string(&refusal.differences).unwrap_or_default();
    run!(
        tx,
        ADD,
        refusal.id,
        baseline,
        refusal.draft,
        &refusal.print,
        differences,
        &refusal.reason,
        &refusal.by,
        refusal.at
    )
}

/// What is recorded of an accident now.
#[derive(sqlx::FromRow)]
pub(in crate::baseline) struct Now {
    pub(in crate::baseline) occurred_on: NaiveDate,
    pub(in crate::baseline) created_at: DateTime<Utc>,
    pub(in crate::baseline) enterprise_id: Uuid,
    pub(in crate::baseline) filing_id: Option<Uuid>,
    pub(in crate::baseline) filing_number: Option<String>,
    pub(in crate::baseline) sender: Option<String>,
    pub(in crate::baseline) sent_at: Option<DateTime<Utc>>,
}

/// An accident as it is recorded, with the return it came in; none when it is not there, or not for this reader.
pub(in crate::baseline) async fn now_of(tx: &mut Tx, scope: &Scope, incident: Uuid) -> sqlx::Result<Option<Now>> {
    const NOW: &str = "
SELECT i.occurred_on, i.created_at, i.enterprise_id, i.filing_id, f.number AS filing_number, a.name AS sender, f.sent_at
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
LEFT JOIN filing f ON f.id = i.filing_id
LEFT JOIN account a ON a.id = f.account_id
WHERE i.id = $1
  AND ($2 IS NULL OR e.id = $2)
  AND ($3 IS NULL OR e.town = $3)";
    one!(tx, Now, NOW, incident, scope.enterprise(), scope.town())
}

/// The return that brought an accident and was taken back: its id and number, by whom and when.
pub(in crate::baseline) async fn undone_by(
    tx: &mut Tx,
    incident: Uuid,
) -> sqlx::Result<Option<(Uuid, String, Option<String>, Option<DateTime<Utc>>)>> {
    const UNDONE: &str = "
SELECT f.id, f.number, f.reviewed_by, f.reviewed_at
FROM taken t
JOIN filing f ON f.id = t.filing_id
WHERE t.noun = 'incident' AND f.review = 'undone' AND t.what LIKE $1 ESCAPE '\\'
ORDER BY f.reviewed_at DESC, f.id
LIMIT 1";
    one!(tx, (Uuid, String, Option<String>, Option<DateTime<Utc>>), UNDONE, like(&incident.to_string()))
}
