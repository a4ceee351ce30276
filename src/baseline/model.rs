//! A baseline and its rows.
use crate::kernel::Wan;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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

macro_rules! keys {
    ($type:ident { $($variant:ident = $key:literal),+ }) => {
        impl $type {
            pub const ALL: &[$type] = &[$($type::$variant),+];

            pub fn key(self) -> &'static str {
                match self {
                    $($type::$variant => $key),+
                }
            }

            pub fn parse(key: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|it| it.key() == key)
            }
        }
    };
}
keys!(State { Draft = "draft", Frozen = "frozen" });
keys!(Origin { Imported = "imported", Computed = "computed" });
keys!(Resolution { Day = "day", Month = "month", Year = "year" });
keys!(Metric { Incidents = "incidents", Deaths = "deaths", Serious = "serious", Loss = "loss" });

/// One baseline: the figures of one year, as counted on one day by one definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    pub year: i32,
    /// 1, 2, 3 … within the year.
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
