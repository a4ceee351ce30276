//! What is due from whom and when.
pub use crate::enterprise::model::{Part, Period};
use crate::kernel::form::Reader;
use crate::kernel::rulebook::Confidence;
use crate::kernel::{Problems, Typed, what};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// How often a return is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    Month,
    Quarter,
    Year,
}

impl Every {
    pub const ALL: [Every; 3] = [Every::Month, Every::Quarter, Every::Year];

    pub fn key(self) -> &'static str {
        match self {
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        }
    }

    pub fn parse(key: &str) -> Option<Every> {
        Every::ALL.into_iter().find(|every| every.key() == key)
    }
}

/// Who owes a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whom {
    All,
    AboveScale,
    HighRisk,
    /// Those with a trade union.
    Union,
    Nobody,
}

impl Whom {
    pub const ALL: [Whom; 5] = [Whom::All, Whom::AboveScale, Whom::HighRisk, Whom::Union, Whom::Nobody];

    pub fn key(self) -> &'static str {
        match self {
            Whom::All => "all",
            Whom::AboveScale => "above-scale",
            Whom::HighRisk => "high-risk",
            Whom::Union => "union",
            Whom::Nobody => "nobody",
        }
    }

    pub fn parse(key: &str) -> Option<Whom> {
        Whom::ALL.into_iter().find(|whom| whom.key() == key)
    }
}

/// When one template is due, and from whom: of the law, or the district's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cutoff {
    pub template: String,
    /// For periods that end on this day or later.
    pub since: NaiveDate,
    pub every: Every,
    /// Due on `day` of the n-th month after the period's end.
    pub months_after: u32,
    pub day: u32,
    pub whom: Whom,
    /// Whether "nothing happened" is a lawful answer.
    pub nil: bool,
    pub origin: Origin,
}

/// Where a cut-off comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Rule { law: String, article: String, confidence: Confidence, zh: String, en: String },
    District { by: String, at: DateTime<Utc> },
}

/// A district's own cut-off as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub since: NaiveDate,
    pub every: Every,
    pub months_after: u32,
    pub day: u32,
    pub whom: Whom,
}

/// The longest time that a return may take, in months.
const MONTHS_MAX: i64 = 12;

impl Setting {
    /// # Errors
    /// Every problem of the form at once.
    pub fn parse(typed: &Typed) -> Result<Setting, Problems> {
        let mut read = Reader::new(typed);
        let since = read.date("since");
        let every = read.choice("every", Every::parse);
        let months = read.count("months_after");
        if months.is_some_and(|n| !(1..=MONTHS_MAX).contains(&n)) {
            read.problem::<()>("months_after", what!("not-between", least = 1, most = MONTHS_MAX));
        }
        let day = read.count("day");
        if day.is_some_and(|n| !(1..=31).contains(&n)) {
            read.problem::<()>("day", what!("not-between", least = 1, most = 31));
        }
        let whom = read.choice("whom", Whom::parse);
        read.done(|| {
            let (months_after, day) = (u32::try_from(months?).ok()?, u32::try_from(day?).ok()?);
            Some(Setting { since: since?, every: every?, months_after, day, whom: whom? })
        })
    }
}

/// Somebody need not file something: a template's returns, or all of them.
pub type Exemption = crate::exempt::model::Exemption<Option<String>>;

/// What of an enterprise decides what it owes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    pub id: Uuid,
    pub name: String,
    pub town: String,
    pub above_scale: Option<bool>,
    pub high_risk: Option<bool>,
    pub has_union: Option<bool>,
    pub officer: Option<String>,
    pub phone: Option<String>,
    /// From which day on it can owe anything: periods that end before are none of its duties.
    pub since: NaiveDate,
}

/// A period that was filed, by the first return that told it and the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    pub first_on: NaiveDate,
    pub last: Uuid,
    pub number: String,
    pub standing: super::Standing,
    /// How many returns told it.
    pub versions: i64,
    pub nil: bool,
    /// The enterprise sent the last one itself; else a department sent it for many.
    pub own: bool,
}

/// How a duty stands, with what its colour rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Filed {
        on: NaiveDate,
        /// Days after the due date; 0 when it was in time.
        late: i64,
    },
    SentBack,
    Exempt {
        until: NaiveDate,
        authority: String,
    },
    /// The due date is over.
    Late {
        days: i64,
    },
    /// The period is over, the due date is not.
    Due {
        days: i64,
    },
    /// The period still runs.
    Running,
}

/// One return that is due from one enterprise for one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    pub template: String,
    pub period: Period,
    pub due: NaiveDate,
    /// Whether "nothing happened" is a lawful answer.
    pub nil: bool,
    pub state: State,
    pub filed: Option<Filed>,
}

/// One return that falls due, as a look at many enterprises needs it: without the return itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub template: &'static str,
    pub period: Period,
    pub due: NaiveDate,
    pub state: State,
}

/// Who should file, who did, and who did in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    pub expected: i64,
    pub received: i64,
    pub in_time: i64,
}
