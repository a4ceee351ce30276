//! What is counted, of which place and window.
use crate::enterprise::model::Size;
use crate::kernel::keys;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One thing that the tally adds up by day. Accidents are those that statistics count, unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    Incidents,
    Deaths,
    Serious,
    Minor,
    LostDays,
    /// Direct loss in units of 10⁻⁶ 万元.
    Loss,
    /// People hurt, not killed, in accidents that lost at least one workday.
    Away,
    /// Recorded, not counted by the statistics rule.
    Uncounted,
    /// Recorded, not counted, and nobody was hurt.
    Near,
    Hazards,
    HazardsFixed,
    Congresses,
    /// People times trainings.
    Trainings,
    /// In hundredths of an hour.
    Hours,
    /// People, on the first day in a year on which they were trained.
    People,
    /// On the day on which a certificate ends or must be rechecked, whichever comes first.
    Certificates,
}
keys!(Fact {
    Incidents = "incidents",
    Deaths = "deaths",
    Serious = "serious",
    Minor = "minor",
    LostDays = "lost-days",
    Loss = "loss",
    Away = "away",
    Uncounted = "uncounted",
    Near = "near",
    Hazards = "hazards",
    HazardsFixed = "hazards-fixed",
    Congresses = "congresses",
    Trainings = "trainings",
    Hours = "hours",
    People = "people",
    Certificates = "certificates",
});

impl Fact {
    /// What is known from records of accidents.
    pub const OF_INCIDENTS: [Fact; 9] = [
        Fact::Incidents,
        Fact::Deaths,
        Fact::Serious,
        Fact::Minor,
        Fact::LostDays,
        Fact::Loss,
        Fact::Away,
        Fact::Uncounted,
        Fact::Near,
    ];
}

/// By what figures are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    Town,
    /// Section of GB/T 4754.
    Industry,
    Size,
    /// Accidents: groups of types of both lists.
    Type,
    /// Accidents: the class of the direct cause.
    Cause,
    /// Accidents: who recorded them first, a department of the alliance or the enterprise.
    Department,
    Pilot,
    HighRisk,
    Enterprise,
}
keys!(Cut {
    Town = "town",
    Industry = "industry",
    Size = "size",
    Type = "type",
    Cause = "cause",
    Department = "department",
    Pilot = "pilot",
    HighRisk = "high-risk",
    Enterprise = "enterprise",
});

impl Cut {
    /// Whether it tells accidents apart, not enterprises: nothing else is cut by it.
    pub fn is_of_accidents(self) -> bool {
        matches!(self, Cut::Type | Cut::Cause | Cut::Department)
    }
}

/// One sum of the tally.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    pub amount: i64,
    /// How many records know the fact.
    pub records: i64,
    /// How many enterprises have such a record; of accidents and congresses only.
    pub enterprises: i64,
    /// The part of `amount` that comes from enterprises whose headcount of the year is told; of accidents and people only.
    pub staffed: i64,
    /// The part of `amount` that comes from enterprises whose hours in the window are told; of accidents only.
    pub timed: i64,
}

impl Total {
    #[must_use]
    pub fn plus(self, other: Total) -> Total {
        Total {
            amount: self.amount + other.amount,
            records: self.records + other.records,
            enterprises: self.enterprises + other.enterprises,
            staffed: self.staffed + other.staffed,
            timed: self.timed + other.timed,
        }
    }
}

/// Everything that measures are made of, for one place in one window. Missing is absent, never 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub facts: BTreeMap<Fact, Total>,
    /// Facts of which there is no figure.
    pub missing: BTreeSet<Fact>,
    /// Of how many counted accidents a figure is not known yet; it adds nothing to the sum.
    pub unknown: BTreeMap<Fact, i64>,
    /// Facts of which nobody says whose they are while not every enterprise told its headcount, or its hours: they have no rate.
    pub nobodys: (BTreeSet<Fact>, BTreeSet<Fact>),
    /// On the roll, and how many of them told a headcount of every year that the window touches.
    pub enterprises: i64,
    pub staffed: i64,
    /// The average of the window, of more than a year person-years: see [`over_years`](super::rule::over_years).
    pub workers: Option<i64>,
    /// Enterprises that told hours of the whole window.
    pub timed: i64,
    /// In hundredths, of the enterprises that told hours of the whole window.
    pub hours_centi: Option<i64>,
    /// Hazards past their date at the window's end.
    pub overdue: i64,
    /// Meetings of which it is known whether the majority was reached, and those that reached it.
    pub judged: i64,
    pub passed: i64,
    /// Meetings whose result was published by the window's end.
    pub published: i64,
    /// Certificates that end or must be rechecked within the days of the rule book after the window's end.
    pub expiring: i64,
    /// Of the periods inside the window; the enterprises that told both counts of check-ups.
    pub due_checks: Option<i64>,
    pub checked: Option<i64>,
    pub checking: i64,
    pub new_cases: Option<i64>,
    /// Enterprises that had filed anything for the year by the window's end.
    pub filed: Option<i64>,
}

/// Since when the district has records of each kind; none: it never had one. Before that day nothing is known, which is not nought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Since {
    pub incidents: Option<NaiveDate>,
    pub hazards: Option<NaiveDate>,
    pub congresses: Option<NaiveDate>,
    pub trainings: Option<NaiveDate>,
    pub filings: Option<NaiveDate>,
}

impl Since {
    /// Takes out of the counts of a window that ends on `end` what nobody had begun to record by then.
    ///
    /// Law: 统计法 art. 7 — what was not given is no data, never nought.
    pub fn leave_out(&self, counts: &mut Counts, end: NaiveDate) {
        let begun = |first: Option<NaiveDate>| first.is_some_and(|first| first <= end);
        let kinds: [(Option<NaiveDate>, &[Fact]); 4] = [
            (self.incidents, &Fact::OF_INCIDENTS),
            (self.hazards, &[Fact::Hazards, Fact::HazardsFixed]),
            (self.congresses, &[Fact::Congresses]),
            (self.trainings, &[Fact::Trainings, Fact::Hours, Fact::People, Fact::Certificates]),
        ];
        for (_, facts) in kinds.into_iter().filter(|(first, _)| !begun(*first)) {
            counts.missing.extend(facts);
        }
        counts.filed = counts.filed.filter(|_| begun(self.filings));
    }
}

impl Counts {
    /// Sets beside every figure of accidents how many of them do not know it.
    pub(super) fn find_unknown(&mut self) {
        let accidents = self.fact(Fact::Incidents).amount;
        for fact in [Fact::Deaths, Fact::Serious, Fact::Minor, Fact::LostDays, Fact::Loss] {
            let unknown = accidents - self.fact(fact).records;
            if unknown > 0 {
                self.unknown.insert(fact, unknown);
            }
        }
    }

    pub fn fact(&self, fact: Fact) -> Total {
        self.facts.get(&fact).copied().unwrap_or_default()
    }
}

/// Headcount and hours of one enterprise in one period of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub enterprise: Uuid,
    /// The name of the part it belongs to when figures are cut.
    pub part: String,
    pub period: crate::enterprise::model::Period,
    pub headcount: i64,
    pub hours_centi: Option<i64>,
    /// From the roll, not from a return.
    pub from_roll: bool,
}

/// Which enterprises are meant. None of it: the whole district.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    pub town: Option<String>,
    /// The industries that are meant, as written on the roll: `|a|b|`; see `service::of_section`.
    pub industries: Option<String>,
    pub size: Option<Size>,
    pub pilot: Option<bool>,
    pub high_risk: Option<bool>,
    pub enterprise: Option<Uuid>,
    /// Only enterprises that filed for this year and for the year before.
    pub senders_of: Option<i32>,
}

/// What a line of a list opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    Incident(Uuid),
    Hazard(Uuid),
    Congress(Uuid),
    /// The sitting, not the person's row.
    Training(Uuid),
    Health(Uuid),
    Enterprise(Uuid),
    /// A row of a frozen baseline, by its number.
    Baseline(Uuid, i64),
}

/// One record behind a number, and what it adds to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub record: Record,
    pub day: Option<NaiveDate>,
    /// Enterprise and town; a row of a baseline may name neither.
    pub enterprise: Option<String>,
    pub town: Option<String>,
    /// What the record calls itself: a type, a person, a period.
    pub label: Option<String>,
    /// In the stored unit of the quantity.
    pub amount: i64,
}

/// The records behind a number: one page of them, how many there are, and what all of them add up to in the stored unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    pub lines: Vec<Line>,
    pub count: i64,
    pub sum: i64,
}

impl Lines {
    /// A page of lines that are all at hand.
    pub fn page(all: Vec<Line>, slice: Slice) -> Lines {
        let (count, sum) = (all.len() as i64, all.iter().map(|line| line.amount).sum());
        let at = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
        Lines { lines: all.into_iter().skip(at(slice.skip)).take(at(slice.size)).collect(), count, sum }
    }
}

/// The lines of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    pub skip: i64,
    pub size: i64,
}

impl Slice {
    pub const ALL: Slice = Slice { skip: 0, size: i64::MAX };
}
