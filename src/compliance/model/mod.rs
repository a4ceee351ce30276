//! The nouns of compliance: duties, how they stand, why, and what is known of an enterprise in a year.
mod asked;
mod facts;
mod freed;

pub use asked::{Asked, Item, Kind, ListFilter, PAGE_SIZE, StateFilter, Tell, department_of};
pub use facts::{Accident, AsOf, Certificates, CheckUps, Danger, Facts, Held, Trained};
pub use freed::{Freed, freeable, grant};

use crate::returns::model::duty::Period;
use chrono::NaiveDate;

/// What an enterprise owes in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Duty {
    CongressHeld,
    CongressQuorum,
    CongressPassed,
    CongressPapers,
    CongressPublished,
    Returns,
    TrainingCoverage,
    TrainingHours,
    Certificates,
    IncidentReports,
    MajorHazards,
    CheckUps,
}

impl Duty {
    pub const ALL: [Duty; 12] = [
        Duty::CongressHeld,
        Duty::CongressQuorum,
        Duty::CongressPassed,
        Duty::CongressPapers,
        Duty::CongressPublished,
        Duty::Returns,
        Duty::TrainingCoverage,
        Duty::TrainingHours,
        Duty::Certificates,
        Duty::IncidentReports,
        Duty::MajorHazards,
        Duty::CheckUps,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Duty::CongressHeld => "congress-held",
            Duty::CongressQuorum => "congress-quorum",
            Duty::CongressPassed => "congress-passed",
            Duty::CongressPapers => "congress-papers",
            Duty::CongressPublished => "congress-published",
            Duty::Returns => "returns",
            Duty::TrainingCoverage => "training-coverage",
            Duty::TrainingHours => "training-hours",
            Duty::Certificates => "certificates",
            Duty::IncidentReports => "incident-reports",
            Duty::MajorHazards => "major-hazards",
            Duty::CheckUps => "check-ups",
        }
    }

    pub fn parse(key: &str) -> Option<Duty> {
        Duty::ALL.into_iter().find(|duty| duty.key() == key)
    }

    /// Its place in [`Duty::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// How a duty stands; each is in exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Done in time.
    Met,
    /// Done, after its last day.
    Late,
    /// Not done, and its last day is near.
    Soon,
    /// Not done, and its last day is over; or done otherwise than the law asks.
    NotMet,
    /// Not done, and there is time.
    NotDue,
    /// Nothing is on record that would tell.
    NoData,
    /// Freed by somebody's word until a day.
    Exempt,
    /// Nothing happened that would oblige: no meeting to judge, no accident to report.
    NotOwed,
}

impl Status {
    pub const ALL: [Status; 8] = [
        Status::NotMet,
        Status::Soon,
        Status::Late,
        Status::NoData,
        Status::NotDue,
        Status::Met,
        Status::Exempt,
        Status::NotOwed,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::Late => "late",
            Status::Soon => "soon",
            Status::NotMet => "not-met",
            Status::NotDue => "not-due",
            Status::NoData => "no-data",
            Status::Exempt => "exempt",
            Status::NotOwed => "not-owed",
        }
    }

    pub fn parse(key: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.key() == key)
    }

    /// Whether the enterprise owes the duty: everyone but the exempt and those whom nothing obliges.
    pub fn obliged(self) -> bool {
        !matches!(self, Status::Exempt | Status::NotOwed)
    }
}

/// A number, a day or a name inside a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    N(i64),
    Day(NaiveDate),
    Text(String),
    /// The key of a return's template.
    Template(String),
    Period(Period),
    /// Tenths of a percent.
    Tenths(i64),
    /// Minutes, as hours and minutes.
    Minutes(i64),
}

/// Why a duty stands as it does: a code of the locale file with its numbers and dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    pub code: &'static str,
    pub facts: Vec<(&'static str, Told)>,
}

impl Why {
    pub fn new(code: &'static str) -> Why {
        Why { code, facts: Vec::new() }
    }

    #[must_use]
    pub fn n(mut self, name: &'static str, n: i64) -> Why {
        self.facts.push((name, Told::N(n)));
        self
    }

    #[must_use]
    pub fn day(mut self, name: &'static str, day: NaiveDate) -> Why {
        self.facts.push((name, Told::Day(day)));
        self
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, told: Told) -> Why {
        self.facts.push((name, told));
        self
    }
}

/// One duty of one enterprise, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub duty: Duty,
    pub status: Status,
    pub why: Why,
    /// The last day, where the duty has one.
    pub due: Option<NaiveDate>,
}

impl Judged {
    /// The reason of whom the district did not know yet in that year.
    pub const NOT_THERE_YET: &'static str = "not-there-yet";

    /// Whether it is not judged: the enterprise came onto the roll after the year, and nothing of the year is on record.
    pub fn is_not_there_yet(&self) -> bool {
        self.why.code == Judged::NOT_THERE_YET
    }
}

/// One enterprise with all its duties, in the order of [`Duty::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub facts: Facts,
    pub duties: Vec<Judged>,
}

impl Standing {
    pub fn of(&self, duty: Duty) -> Option<&Judged> {
        self.duties.get(duty.index())
    }

    pub fn count(&self, status: Status) -> i64 {
        self.duties.iter().filter(|judged| judged.status == status).count() as i64
    }
}
