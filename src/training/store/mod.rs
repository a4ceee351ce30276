//! SQL of training. [`write`] keeps records and finds them again by key, [`read`] shows them.
pub mod aside;
pub(super) mod read;
pub(super) mod write;

use super::model::{Attendance, HiddenId, Kind, Record};
use crate::kernel::{Centi, Provenance};
use chrono::NaiveDate;
use uuid::Uuid;

/// One row as stored.
#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: Uuid,
    enterprise_id: Uuid,
    session_id: Uuid,
    person: String,
    id_index: Option<String>,
    id_mask: Option<String>,
    post: Option<String>,
    kind: String,
    course: Option<String>,
    held_on: NaiveDate,
    hours_centi: i64,
    score_centi: Option<i64>,
    passed: Option<bool>,
    cert_no: Option<String>,
    cert_expires_on: Option<NaiveDate>,
    recheck_on: Option<NaiveDate>,
    filing_id: Option<Uuid>,
    filing_number: Option<String>,
    source_sheet: Option<String>,
    source_row: Option<i64>,
    version: i64,
}

impl From<Stored> for Record {
    fn from(r: Stored) -> Record {
        let (sheet, row) = (r.source_sheet.unwrap_or_default(), r.source_row.unwrap_or_default());
        Record {
            id: r.id,
            enterprise: r.enterprise_id,
            session: r.session_id,
            attendance: Attendance {
                held_on: r.held_on,
                kind: Kind::parse(&r.kind).unwrap_or(Kind::Other),
                course: r.course,
                hours: Centi(r.hours_centi),
                name: r.person,
                id: r.id_index.zip(r.id_mask).map(|(index, mask)| HiddenId { index, mask }),
                post: r.post,
                score: r.score_centi.map(Centi),
                passed: r.passed,
                cert_no: r.cert_no,
                cert_expires_on: r.cert_expires_on,
                recheck_on: r.recheck_on,
            },
            filed: r.filing_id.zip(r.filing_number).map(|(filing, number)| Provenance { filing, number, sheet, row }),
            version: r.version,
        }
    }
}

/// The start of a query for [`Stored`] rows.
macro_rules! select {
    ($($rest:expr),+) => {
        concat!(
            "
SELECT t.id, t.enterprise_id, t.session_id, t.person, t.id_index, t.id_mask, t.post, t.kind, t.course, t.held_on,
  t.hours_centi, t.score_centi, t.passed, t.cert_no, t.cert_expires_on, t.recheck_on, t.filing_id,
  f.number AS filing_number, t.source_sheet, t.source_row, t.version
FROM training t
JOIN enterprise e ON e.id = t.enterprise_id
LEFT JOIN filing f ON f.id = t.filing_id
",
            $($rest),+
        )
    };
}
pub(super) use select;
