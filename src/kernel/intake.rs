//! A row of a workbook on its way into a feature, and what became of it.
//!
//! The desk (`returns`) reads a workbook, matches each row to its enterprise and hands good rows, up to [`BATCH`] of one
//! template at a time and in the file's order, to the feature that keeps them. Each such feature has two functions:
//!
//! ```text
//! /// What would become of the rows; writes nothing.
//! pub async fn preview(tx: &mut Tx, ctx: &Ctx, rows: &[intake::Row]) -> Result<Vec<Outcome>, Halt>;
//! /// Writes the rows and says what became of them.
//! pub async fn upsert(tx: &mut Tx, ctx: &Ctx, rows: &[intake::Row]) -> Result<Vec<Outcome>, Halt>;
//! ```
//!
//! Promises of both:
//! - One outcome a row, in the same order. A row that cannot be taken is [`Outcome::Wrong`], never an `Err`.
//! - Sent twice, nothing changes: the second time every row is [`Outcome::Same`]. So is a row equal to an earlier one of
//!   the same call. A field that is blank in the workbook leaves what is recorded alone (blank is "not told").
//! - The caller has checked that the sender may write for `enterprise` and commits or drops the transaction.
//! - `upsert` writes one audit note for each `Changed` record. New records carry their source, and the filing's own
//!   note stands for them all: a list of 200,000 names is one deed.
use super::decimal::{Centi, Wan};
use super::form::{Problem, Problems, what};
use super::text;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The most rows handed over in one call.
pub const BATCH: usize = 1_000;

/// Where a record came from: one row of one sheet of a filing. `row` is the sheet's own number, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub filing: Uuid,
    pub sheet: String,
    pub row: i64,
}

/// A record on its way out into a workbook: whose it is, and its values as a row of its template, so that the same
/// feature reads them back to the same record. What it does not tell is blank there.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub enterprise: Option<Uuid>,
    pub values: Values,
}

/// The most records that one workbook takes out: as many as it may have rows to be read back comfortably.
pub const LINES_MAX: i64 = 50_000;

/// One value that changed: field name, old and new text; `None` is blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change(pub String, pub Option<String>, pub Option<String>);

impl Change {
    pub fn new(field: &str, from: Option<String>, to: Option<String>) -> Change {
        Change(field.to_owned(), from, to)
    }
}

/// One good row: every value is canonical, required fields are there, its own cross-checks hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Whose row it is. `None` only in the templates that belong to no one enterprise: `roll` and `baseline`.
    pub enterprise: Option<Uuid>,
    pub source: Source,
    pub values: Values,
}

impl Row {
    /// Whose row it is.
    ///
    /// # Errors
    /// The row names no enterprise: a problem to answer as [`Outcome::Wrong`].
    pub fn owner(&self) -> Result<Uuid, Problems> {
        self.enterprise.ok_or_else(|| vec![Problem::new("enterprise", what!("unknown-enterprise"))])
    }
}

/// What became of a row, or would become of it. The id is that of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    New(Uuid),
    Same(Uuid),
    /// What is recorded and what the row says instead, field by field; field names are those of the template.
    Changed(Uuid, Vec<Change>),
    /// The row breaks a rule that only the records can tell.
    Wrong(Problems),
}

/// Canonical values by field name, as the reader gives them: day `YYYY-MM-DD`, moment `YYYY-MM-DDTHH:MM`, count an
/// integer, decimal a string, yes-or-no a boolean, choice its key, text trimmed. Blank fields are absent or null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(pub Map<String, Value>);

impl Values {
    /// With one more value; none leaves the field out.
    #[must_use]
    pub fn with(mut self, field: &str, value: Option<impl Into<Value>>) -> Values {
        if let Some(value) = value {
            self.0.insert(field.to_owned(), value.into());
        }
        self
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field)?.as_str().map(str::trim).filter(|s| !s.is_empty())
    }

    pub fn count(&self, field: &str) -> Option<i64> {
        self.0.get(field)?.as_i64()
    }

    pub fn yes_no(&self, field: &str) -> Option<bool> {
        self.0.get(field)?.as_bool()
    }

    pub fn date(&self, field: &str) -> Option<NaiveDate> {
        text::date(self.text(field)?)
    }

    /// A moment, wall clock of the business time zone. A bare day reads as 00:00.
    pub fn moment(&self, field: &str) -> Option<NaiveDateTime> {
        let value = self.text(field)?;
        text::moment(value).or_else(|| text::date(value)?.and_hms_opt(0, 0, 0))
    }

    /// A decimal in hundredths: hours, scores.
    pub fn centi(&self, field: &str) -> Option<Centi> {
        self.text(field)?.parse().ok()
    }

    /// An amount given in ten thousand yuan.
    pub fn wan(&self, field: &str) -> Option<Wan> {
        self.text(field)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn canonical_values_are_read_and_blanks_are_nothing() {
        let Value::Object(map) = json!({
            "occurred_at": "2022-03-04T09:30", "held_on": "2022-03-04", "deaths": 0, "loss": "5.5", "hours": "8.25",
            "closed": true, "place": " 一车间 ", "topic": "", "brief": null,
        }) else {
            unreachable!("an object was written above")
        };
        let values = Values(map);
        assert_eq!(values.moment("occurred_at").map(|m| m.to_string()).as_deref(), Some("2022-03-04 09:30:00"));
        assert_eq!(values.moment("held_on").map(|m| m.to_string()).as_deref(), Some("2022-03-04 00:00:00"));
        assert_eq!(values.date("held_on"), NaiveDate::from_ymd_opt(2022, 3, 4));
        assert_eq!((values.count("deaths"), values.count("serious")), (Some(0), None));
        assert_eq!(values.wan("loss").map(|w| w.to_string()).as_deref(), Some("5.5"));
        assert_eq!(values.centi("hours"), Some(Centi(825)));
        assert_eq!(values.yes_no("closed"), Some(true));
        assert_eq!((values.text("place"), values.text("topic"), values.text("brief")), (Some("一车间"), None, None));
    }
}
