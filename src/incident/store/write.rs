use super::{Stored, select};
use crate::db::{Tx, all, run};
use crate::incident::cause::{Cause, Recorder};
use crate::incident::model::{Incident, Record};
use crate::kernel::intake::Source;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// What is stored beside the facts: judged or looked up from them whenever they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::incident) struct Judged {
    /// The list the type is of and its code there.
    pub listed: Option<(i64, &'static str)>,
    pub counted: bool,
}

/// A new record. Answers 0 when one with this id is already there.
pub(in crate::incident) async fn insert(
    tx: &mut Tx,
    (id, enterprise, recorder): (Uuid, Uuid, Option<Recorder>),
    incident: &Incident,
    judged: &Judged,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const INSERT: &str = "
INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, informed_at, reported_at, place,
  category_scheme, category_code, category, deaths, serious, minor, lost_days, loss_fen, brief, closed, counted,
  filing_id, source_sheet, source_row, version, created_at, updated_at, cause, recorder)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 1, $23, $23,
  $24, $25)
ON CONFLICT (id) DO NOTHING";
    run!(
        tx,
        INSERT,
        id,
        enterprise,
        incident.occurred_at,
        incident.day(),
        incident.time_known,
        incident.informed_at,
        incident.reported_at,
        incident.place.as_deref(),
        judged.listed.map(|(scheme, _)| scheme),
        judged.listed.map(|(_, code)| code),
        incident.category.as_deref(),
        incident.deaths,
        incident.serious,
        incident.minor,
        incident.lost_days,
        incident.loss.map(|loss| loss.0),
        incident.brief.as_deref(),
        incident.closed,
        judged.counted,
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now,
        incident.cause.map(Cause::key),
        recorder.map(Recorder::key)
    )
}

/// Writes new facts over version `version`. Answers 0 when somebody else was first. Without a source the record keeps its own.
pub(in crate::incident) async fn update(
    tx: &mut Tx,
    (id, version): (Uuid, i64),
    incident: &Incident,
    judged: &Judged,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const UPDATE: &str = "
UPDATE incident
SET occurred_at = $3, occurred_on = $4, time_known = $5, informed_at = $6, reported_at = $7, place = $8,
  category_scheme = $9, category_code = $10, category = $11, deaths = $12, serious = $13, minor = $14,
  lost_days = $15, loss_fen = $16, brief = $17, closed = $18, counted = $19,
  source_sheet = CASE WHEN $20 IS NULL THEN source_sheet ELSE $21 END,
  source_row = CASE WHEN $20 IS NULL THEN source_row ELSE $22 END,
  filing_id = COALESCE($20, filing_id), version = version + 1, updated_at = $23, cause = $24
WHERE id = $1 AND version = $2";
    run!(
        tx,
        UPDATE,
        id,
        version,
        incident.occurred_at,
        incident.day(),
        incident.time_known,
        incident.informed_at,
        incident.reported_at,
        incident.place.as_deref(),
        judged.listed.map(|(scheme, _)| scheme),
        judged.listed.map(|(_, code)| code),
        incident.category.as_deref(),
        incident.deaths,
        incident.serious,
        incident.minor,
        incident.lost_days,
        incident.loss.map(|loss| loss.0),
        incident.brief.as_deref(),
        incident.closed,
        judged.counted,
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now,
        incident.cause.map(Cause::key)
    )
}

/// Everything on file between two days, of one enterprise or of all, oldest record first.
pub(in crate::incident) async fn between(
    tx: &mut Tx,
    enterprise: Option<Uuid>,
    from: NaiveDate,
    to: NaiveDate,
) -> sqlx::Result<Vec<Record>> {
    const BETWEEN: &str = select!(
        "WHERE i.occurred_on >= $1
  AND i.occurred_on <= $2
  AND ($3 IS NULL OR i.enterprise_id = $3)
ORDER BY i.enterprise_id, i.occurred_at, i.created_at, i.id"
    );
    Ok(all!(tx, Stored, BETWEEN, from, to, enterprise)?.into_iter().map(Record::from).collect())
}
