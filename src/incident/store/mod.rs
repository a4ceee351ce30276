//! SQL of incidents. [`write`] keeps records, [`read`] finds them.
pub mod aside;
pub(super) mod read;
pub(super) mod write;

use super::cause::{Cause, Recorder};
use super::model::{Incident, Record};
use crate::kernel::{Provenance, Wan};
use chrono::{DateTime, NaiveDateTime, Utc};
use uuid::Uuid;

/// One row as stored, with the names that go with it.
#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    town: String,
    occurred_at: NaiveDateTime,
    time_known: bool,
    informed_at: Option<NaiveDateTime>,
    reported_at: Option<NaiveDateTime>,
    place: Option<String>,
    category_scheme: Option<i64>,
    category_code: Option<String>,
    category: Option<String>,
    deaths: Option<i64>,
    serious: Option<i64>,
    minor: Option<i64>,
    lost_days: Option<i64>,
    loss_fen: Option<i64>,
    brief: Option<String>,
    cause: Option<String>,
    closed: Option<bool>,
    counted: bool,
    recorder: Option<String>,
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
            incident: Incident {
                occurred_at: r.occurred_at,
                time_known: r.time_known,
                informed_at: r.informed_at,
                reported_at: r.reported_at,
                place: r.place,
                category: r.category,
                deaths: r.deaths,
                serious: r.serious,
                minor: r.minor,
                lost_days: r.lost_days,
                loss: r.loss_fen.map(Wan),
                brief: r.brief,
                cause: r.cause.as_deref().and_then(Cause::parse),
                closed: r.closed,
            },
            listed: r.category_scheme.zip(r.category_code),
            counted: r.counted,
            recorder: r.recorder.as_deref().and_then(Recorder::parse),
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
SELECT i.id, i.enterprise_id, e.name AS enterprise_name, e.town, i.occurred_at, i.time_known, i.informed_at,
  i.reported_at, i.place, i.category_scheme, i.category_code, i.category, i.deaths, i.serious, i.minor, i.lost_days,
  i.loss_fen, i.brief, i.cause, i.closed, i.counted, i.recorder, i.filing_id, f.number AS filing_number, i.source_sheet, i.source_row,
  i.version, i.updated_at
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
LEFT JOIN filing f ON f.id = i.filing_id
",
            $($rest),+
        )
    };
}
pub(super) use select;
