//! A baseline and its rows.
mod restated;

pub use restated::{
    Became, Cause, Difference, Differences, Flag, Held, Judge, Judged, Likeness, Place, Recount, Refusal, Sums, Unlike,
    Year, sums,
};

use crate::incident::group::Group;
use crate::kernel::Wan;
use crate::kernel::intake::Values;
use crate::kernel::keys;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whether a baseline may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Draft,
    /// Immutable: a correction is a new version.
    Frozen,
}

/// Where the figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Typed or sent in a workbook.
    Imported,
    /// Counted from the records of this system.
    Computed,
}

/// How finely the figures are given; a coarse one cannot answer for a finer window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resolution {
    Day,
    Month,
    Year,
}

keys!(State { Draft = "draft", Frozen = "frozen" });
keys!(Origin { Imported = "imported", Computed = "computed" });
keys!(Resolution { Day = "day", Month = "month", Year = "year" });
keys!(Metric { Incidents = "incidents", Deaths = "deaths", Serious = "serious", Loss = "loss" });

/// One baseline: the figures of one year, as counted on one day by one definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    pub year: i32,
    /// 1, 2, 3 … within the year, given when it is frozen; 0 while a draft.
    pub version: i64,
    pub state: State,
    pub origin: Origin,
    pub resolution: Resolution,
    /// The day up to which facts were known when the figures were counted.
    pub as_of: NaiveDate,
    /// What was counted, in the words of whoever answers for it.
    pub definition: String,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    Incidents,
    Deaths,
    Serious,
    /// Direct economic loss; its figure is in fen of 万元, the units of [`Wan`].
    Loss,
}

/// The period of one row; its fineness is the baseline's [`Resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    Day(NaiveDate),
    /// 1 to 12.
    Month(u32),
    Year,
}

/// One row: a period, perhaps a town and an industry, and what was counted there. A blank figure is none, never 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub period: Period,
    /// None: all towns together.
    pub town: Option<String>,
    /// None: all industries together.
    pub industry: Option<String>,
    /// None: all types of accident together.
    pub group: Option<Group>,
    pub incidents: Option<i64>,
    pub deaths: Option<i64>,
    pub serious: Option<i64>,
    pub loss: Option<Wan>,
}

impl Row {
    pub fn value(&self, metric: Metric) -> Option<i64> {
        match metric {
            Metric::Incidents => self.incidents,
            Metric::Deaths => self.deaths,
            Metric::Serious => self.serious,
            Metric::Loss => self.loss.map(|loss| loss.0),
        }
    }
}

impl Row {
    /// The row as its template writes it, for the year of its document.
    pub fn values(&self, year: i32) -> Values {
        let month = match self.period {
            Period::Day(day) => Some(i64::from(day.month())),
            Period::Month(month) => Some(i64::from(month)),
            Period::Year => None,
        };
        Values::default()
            .with("year", Some(i64::from(year)))
            .with("month", month)
            .with("town", self.town.clone())
            .with("industry", self.industry.clone())
            .with("incidents", self.incidents)
            .with("deaths", self.deaths)
            .with("serious", self.serious)
            .with("loss", self.loss.map(|loss| loss.to_string()))
    }
}

/// A baseline with its provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub id: Uuid,
    pub baseline: Baseline,
    pub note: Option<String>,
    /// Who imported or computed it.
    pub author: String,
    pub created_at: DateTime<Utc>,
    pub frozen: Option<Frozen>,
    /// The return it came in, with its number.
    pub filing: Option<(Uuid, String)>,
    /// Of the record, for corrections; not the number of the baseline.
    pub revision: i64,
    pub rows_count: i64,
    /// By which rules it was counted; none where nobody said.
    pub judged: Option<Judged>,
    /// The frozen version of the same year that this one corrects.
    pub restates: Option<Uuid>,
    /// Why it corrects it.
    pub reason: Option<String>,
    /// The draft was refused: it stays to be read.
    pub refused: Option<Refused>,
}

/// Who refused a draft, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub by: String,
    pub at: DateTime<Utc>,
    pub why: String,
}

impl Document {
    pub fn is_draft(&self) -> bool {
        self.baseline.state == State::Draft
    }

    /// Whether its rows may still be put right by hand.
    pub fn is_open(&self) -> bool {
        self.is_draft() && self.refused.is_none()
    }
}

/// Who froze it, when, and the SHA-256 over what was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    pub by: String,
    pub at: DateTime<Utc>,
    pub hash: String,
}

/// One row as the document shows it: the figures, and what they were taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1, in the document's own order.
    pub seq: i64,
    pub row: Row,
    /// The type of accident by its own list, or as written.
    pub category_code: Option<String>,
    pub category: Option<String>,
    pub enterprise: Option<(Uuid, String)>,
    /// The accident a computed row stands for.
    pub incident: Option<Uuid>,
    /// Sheet and row number of an imported row.
    pub cell: Option<(String, i64)>,
}

/// Where a row of the figures was read: the return, its sheet and row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub filing: Option<Uuid>,
    pub sheet: String,
    pub row: i64,
}

/// Sums of some rows. A figure left blank in a row is counted in `unknown`, never added as 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    pub total: i64,
    pub unknown: i64,
}

impl Sum {
    pub fn of<'a>(rows: impl Iterator<Item = &'a Row>, metric: Metric) -> Sum {
        rows.fold(Sum::default(), |sum, row| match row.value(metric) {
            Some(value) => Sum { total: sum.total + value, ..sum },
            None => Sum { unknown: sum.unknown + 1, ..sum },
        })
    }
}
