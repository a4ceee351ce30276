//! What becomes of a frozen baseline when its figures turn out otherwise: what judged it, what differs, who decided.
use super::{Line, Metric, Row, Sum};
use crate::kernel::intake::Change;
use crate::kernel::rulebook::Value;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The dated rules by which figures were counted, and the program's own definition of what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The definition: [`Judged::OWN`], or [`Judged::OTHER`] for figures that somebody else counts otherwise.
    pub key: String,
    pub rules: Vec<Judge>,
}

impl Judged {
    /// What this program counts today. It changes whenever the program counts anything otherwise.
    pub const OWN: &str = "counted-accidents-1";
    /// Figures that are known to be counted by another definition.
    pub const OTHER: &str = "other";
}

/// One rule as it was in force: its id, its first day, its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judge {
    pub id: String,
    pub from: NaiveDate,
    pub value: Value,
}

/// Whether two years were counted alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    Same,
    /// Nobody said by which definition the figures were counted.
    Unknown,
    /// 口径调整，不可比.
    Redefined(Vec<Unlike>),
}

/// One thing that two years were counted otherwise by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlike {
    /// Another definition of what is counted.
    Definition,
    /// A rule of one year that the other did not have: its id and first day.
    Rule(String, NaiveDate),
    /// A rule that began within the baseline's own year.
    MidYear(String, NaiveDate),
}

/// The four figures of some rows, in the order of [`Metric::ALL`].
pub type Sums = [Sum; 4];

/// Sums of rows, figure by figure.
pub fn sums<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> Sums {
    [Metric::Incidents, Metric::Deaths, Metric::Serious, Metric::Loss].map(|metric| Sum::of(rows.clone(), metric))
}

/// Where two versions of a year differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The whole of what the versions tell.
    Whole,
    /// 1 to 12.
    Month(u32),
    Town(String),
    Industry(String),
    /// A type of accident, as written.
    Category(String),
}

/// The figures of one place in the earlier and in the later version; none where a version says nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub place: Place,
    pub old: Option<Sums>,
    pub new: Option<Sums>,
}

/// What became of one accident since the earlier version was frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// Recorded after the freezing.
    Recorded,
    /// Known before, and counted or of this year only now.
    CountedNow,
    /// The record is gone: the return that brought it was taken back.
    Gone,
    /// Still recorded, and no longer counted or of another year.
    NotCounted,
    Corrected,
}

impl Became {
    /// The code of the words.
    pub fn key(self) -> &'static str {
        match self {
            Became::Recorded => "recorded",
            Became::CountedNow => "counted-now",
            Became::Gone => "gone",
            Became::NotCounted => "not-counted",
            Became::Corrected => "corrected",
        }
    }
}

/// A record that makes a version and a recount differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub incident: Uuid,
    pub enterprise: Option<(Uuid, String)>,
    pub day: Option<NaiveDate>,
    /// The town then and the town now, once where they are the same.
    pub towns: Vec<String>,
    pub became: Became,
    /// What the version says and what the record says now; empty where one of them has nothing.
    pub changes: Vec<Change>,
    /// Who did it and when, by the audit trail.
    pub by: Option<(String, DateTime<Utc>)>,
    /// The return behind it, with its number.
    pub filing: Option<(Uuid, String)>,
}

/// What differs between two versions of a year, or between a version and a recount.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// The whole first, then months, towns, industries, types.
    pub places: Vec<Difference>,
    /// The records behind it, in order of day.
    pub causes: Vec<Cause>,
    /// How many more records there are than [`Differences::causes`] lists.
    #[serde(default)]
    pub more: i64,
}

impl Differences {
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.causes.is_empty()
    }

    /// The figures of the whole, where they differ.
    pub fn whole(&self) -> Option<&Difference> {
        self.places.iter().find(|difference| difference.place == Place::Whole)
    }

    /// What a reader of one town may see of the records behind it.
    #[must_use]
    pub fn seen_from(mut self, town: &str) -> Differences {
        self.causes.retain(|cause| cause.towns.iter().any(|other| other == town));
        self.more = 0;
        self
    }
}

/// Who refused a restatement, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub id: Uuid,
    /// The draft that was refused; none for a recount.
    pub draft: Option<Uuid>,
    pub print: String,
    pub differences: Differences,
    pub reason: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// What the records say now of a year that a frozen baseline was counted from: a restatement that waits to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    pub lines: Vec<Line>,
    pub differences: Differences,
    /// SHA-256 of the recounted rows: a decision is about exactly these.
    pub print: String,
    /// The last refusal of exactly these figures.
    pub refused: Option<Refusal>,
}

/// What a reader must know when a baseline is set beside another year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// It corrects an earlier version: number of this one, who approved it, when, why, and the earlier version.
    Restated { version: i64, by: String, at: DateTime<Utc>, why: String, earlier: Uuid },
    /// A later version of the year corrects it.
    RestatedSince { version: i64, by: String, at: DateTime<Utc>, why: String, later: Uuid },
    /// 口径调整，不可比.
    Redefined(Vec<Unlike>),
    /// Nobody said by which definition it was counted.
    DefinitionUnknown,
    /// The records say otherwise by now, and nobody has decided yet.
    Waiting,
}

impl Flag {
    /// The code of its kind.
    pub fn key(&self) -> &'static str {
        match self {
            Flag::Restated { .. } => "restated",
            Flag::RestatedSince { .. } => "restated-since",
            Flag::Redefined(_) => "redefined",
            Flag::DefinitionUnknown => "definition-unknown",
            Flag::Waiting => "waiting",
        }
    }
}

/// A version with the rows that a reader may see.
#[derive(Debug, Clone)]
pub struct Held {
    pub document: super::Document,
    pub rows: Vec<Row>,
}

/// A year that was asked for; nothing is held of it where it has no frozen baseline: no data, never 0.
#[derive(Debug, Clone)]
pub struct Year {
    pub year: i32,
    pub held: Option<Held>,
}
