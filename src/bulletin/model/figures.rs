//! Everything a bulletin counts, as it is kept with the version: figures, the baselines and rules they used, the records.
use super::Period;
use crate::incident::group::Group;
use crate::kernel::keys;
use crate::kernel::window::Window;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is counted of accidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    Incidents,
    Deaths,
    Serious,
    /// Not in baselines: told as a count of this period only.
    Minor,
}
keys!(Measure { Incidents = "incidents", Deaths = "deaths", Serious = "serious", Minor = "minor" });

/// The measures that are compared, in the order of the paragraph.
pub const MEASURES: [Measure; 3] = [Measure::Incidents, Measure::Deaths, Measure::Serious];

/// Which records a number is of. The address of its page says it: `of=now.deaths`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Was {
    Now,
    Last,
    Prior,
    ToDate,
    ToDateLast,
    /// The same dates of the three years before.
    Mean,
    Larger,
    LargerLast,
    /// Accidents whose casualties are not known yet.
    Unknown,
    /// Recorded, but not counted by the statistics rule.
    Uncounted,
    Congress,
    CongressLast,
    Hazards,
    HazardsLast,
    Fixed,
    FixedLast,
    Overdue,
    OverdueLast,
    Trained,
    TrainedLast,
    /// Hours of training, in hundredths.
    Hours,
    HoursLast,
    Filed,
    FiledLast,
}
keys!(Was {
    Now = "now",
    Last = "last",
    Prior = "prior",
    ToDate = "to-date",
    ToDateLast = "to-date-last",
    Mean = "mean",
    Larger = "larger",
    LargerLast = "larger-last",
    Unknown = "unknown",
    Uncounted = "uncounted",
    Congress = "congress",
    CongressLast = "congress-last",
    Hazards = "hazards",
    HazardsLast = "hazards-last",
    Fixed = "fixed",
    FixedLast = "fixed-last",
    Overdue = "overdue",
    OverdueLast = "overdue-last",
    Trained = "trained",
    TrainedLast = "trained-last",
    Hours = "hours",
    HoursLast = "hours-last",
    Filed = "filed",
    FiledLast = "filed-last",
});

/// A number's address within its bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    pub was: Was,
    pub measure: Measure,
}

impl Key {
    pub const fn new(was: Was, measure: Measure) -> Key {
        Key { was, measure }
    }

    /// Of things that are simply counted.
    pub const fn of(was: Was) -> Key {
        Key { was, measure: Measure::Incidents }
    }

    pub fn parse(text: &str) -> Option<Key> {
        let (was, measure) = text.split_once('.').unwrap_or((text, Measure::Incidents.key()));
        Some(Key { was: Was::parse(was)?, measure: Measure::parse(measure)? })
    }

    pub fn text(self) -> String {
        format!("{}.{}", self.was.key(), self.measure.key())
    }
}

/// One line of a table, as an address says it; none of it: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    pub town: Option<String>,
    pub group: Option<Group>,
    /// The empty text: no industry given.
    pub industry: Option<String>,
}

/// Why last year has no answer: a code of `baseline.why`, or `none` without any frozen baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub code: String,
    pub day: Option<NaiveDate>,
    pub month: Option<u32>,
}

/// One measure of this period and of the same dates of last year. `last` is none where `gap` says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub measure: Measure,
    pub now: i64,
    /// Accidents of which this figure is not known yet; they add nothing to `now`.
    pub unknown: i64,
    pub last: Option<i64>,
    pub gap: Option<Gap>,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line<N> {
    pub name: N,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// None of them for a bulletin of one town.
    pub towns: Vec<Line<String>>,
    pub groups: Vec<Line<Group>>,
    /// The empty name: enterprises without an industry.
    pub industries: Vec<Line<String>>,
}

/// One month of the year up to the end of the period (the last may be cut), with the same dates of last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub window: Window,
    pub now: i64,
    pub last: Option<i64>,
}

/// Accidents above the lowest grade (较大及以上).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Larger {
    pub now: i64,
    pub deaths: i64,
    /// None where last year's figures are not given accident by accident.
    pub last: Option<i64>,
}

/// A count of this period, and of the same dates of last year by today's records; none where nobody had begun to record by then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub now: i64,
    pub last: Option<i64>,
}

/// How duties were done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    pub congress: Pair,
    pub hazards: Pair,
    pub fixed: Pair,
    /// Major hazards that stood open past their date on the last day.
    pub overdue: Pair,
    /// Persons trained, each as often as trained.
    pub trained: Pair,
    pub hours_centi: Pair,
    /// Enterprises with any return for the year, up to the last day.
    pub filed: Pair,
    pub roll: i64,
}

/// A frozen baseline that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    pub id: Uuid,
    pub year: i32,
    pub number: i64,
    pub as_of: NaiveDate,
    /// By the business wall clock.
    pub frozen_on: Option<NaiveDate>,
    pub hash: String,
    /// Counted by other rules than the bulletin's own year: 口径调整，不可比.
    #[serde(default)]
    pub redefined: bool,
    /// What it counts, in its own words; empty in bulletins of before this was kept.
    #[serde(default)]
    pub definition: String,
    /// Why it corrects an earlier version; none where it corrects none.
    #[serde(default)]
    pub restated: Option<String>,
    /// Nobody said whether it counts what the program counts.
    #[serde(default)]
    pub unknown: bool,
    /// The records had come to say otherwise, and nobody had decided yet.
    #[serde(default)]
    pub waiting: bool,
}

/// What the frozen baseline of the bulletin's own year holds otherwise than the records that were counted: accidents, deaths,
/// serious injuries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub id: Uuid,
    pub year: i32,
    pub number: i64,
    pub window: Window,
    pub frozen: [i64; 3],
    pub recorded: [i64; 3],
}

/// What a bulletin counts. Kept whole with each version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub period: Period,
    pub town: Option<String>,
    /// When the records were read: the data cut-off.
    pub counted_at: DateTime<Utc>,
    /// The version of the rules of wording, then the rules of the book with the day they are in force from.
    pub wording: u32,
    pub rules: Vec<(String, NaiveDate)>,
    /// Newest year first; the first three years before at most.
    pub baselines: Vec<Baseline>,
    pub headline: Vec<Cell>,
    /// By measure; none where it is not known. Without a period before: empty.
    pub prior: Vec<Option<i64>>,
    pub to_date: Vec<Cell>,
    /// Sums of the same dates of three years, by measure; none where one of the years cannot answer.
    pub three_years: Vec<Option<i64>>,
    pub minor: Cell,
    pub larger: Larger,
    /// Counted accidents of the period with a casualty figure that is not known yet.
    pub unknown: i64,
    pub uncounted: i64,
    pub tables: Tables,
    pub steps: Vec<Step>,
    /// Of the period, and of the year up to its end; none where both agree, or nothing is frozen.
    #[serde(default)]
    pub frozen: Vec<Frozen>,
    pub compliance: Compliance,
}

impl Figures {
    /// Whether both count the same: when they were counted does not matter.
    pub fn same_counts(&self, other: &Figures) -> bool {
        Figures { counted_at: other.counted_at, ..self.clone() } == *other
    }

    /// Whether a year was counted by other rules than the bulletin's own: nothing is made of its difference.
    pub fn is_unlike(&self, year: i32) -> bool {
        self.baseline(year).is_some_and(|used| used.redefined)
    }

    /// Whether last year's figures were.
    pub fn is_last_unlike(&self) -> bool {
        self.is_unlike(self.period.year() - 1)
    }

    pub fn baseline(&self, year: i32) -> Option<&Baseline> {
        self.baselines.iter().find(|used| used.year == year)
    }
}

/// What a record behind a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Noun {
    Incident,
    Congress,
    Hazard,
    Training,
    Filed,
}
keys!(Noun { Incident = "incident", Congress = "congress", Hazard = "hazard", Training = "training", Filed = "filed" });

/// One record as it stood when the bulletin counted it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Of the accident, the meeting, the hazard, the training session; the enterprise of a return.
    pub id: Uuid,
    /// Of the record then; 0 where records bear none.
    #[serde(default)]
    pub version: i64,
    pub enterprise: Uuid,
    pub name: String,
    pub town: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// When it happened, was held or found; when the first return of the year came.
    pub day: NaiveDate,
    pub what: What,
}

/// What is counted of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    Incident {
        group: Group,
        deaths: Option<i64>,
        serious: Option<i64>,
        minor: Option<i64>,
        counted: bool,
        larger: bool,
    },
    Congress,
    Hazard {
        major: bool,
        due_on: Option<NaiveDate>,
        closed_on: Option<NaiveDate>,
    },
    Training {
        people: i64,
        hours_centi: i64,
    },
    Filed {
        year: i32,
    },
}

impl What {
    pub fn noun(&self) -> Noun {
        match self {
            What::Incident { .. } => Noun::Incident,
            What::Congress => Noun::Congress,
            What::Hazard { .. } => Noun::Hazard,
            What::Training { .. } => Noun::Training,
            What::Filed { .. } => Noun::Filed,
        }
    }
}
