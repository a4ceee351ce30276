//! What the pages are asked for, and the single records behind their numbers.
use super::{Duty, Judged, Standing, Status, Why};
use crate::account::model::Department;
use crate::kernel::form::LINE_MAX;
use crate::kernel::{Typed, text};
use chrono::NaiveDate;
use uuid::Uuid;

/// Rows on one page of a list.
pub const PAGE_SIZE: i64 = 50;

/// Of which year and as of which day; blank parts mean this year and today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Asked {
    pub year: Option<i32>,
    pub on: Option<NaiveDate>,
}

impl Asked {
    /// Reads the address's query. What cannot be read is left out, as if it had not been asked.
    pub fn read(query: &Typed) -> Asked {
        Asked {
            year: query.get("year").parse().ok().filter(|year| (1900..=2200).contains(year)),
            on: text::date(&text::normal(query.get("on"))),
        }
    }
}

/// A status, everyone who owes the duty, or everyone of whom it is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateFilter {
    One(Status),
    Obliged,
    /// On the roll only after the year, and nothing is on record.
    NotThereYet,
}

impl StateFilter {
    pub fn key(self) -> &'static str {
        match self {
            StateFilter::One(status) => status.key(),
            StateFilter::Obliged => "obliged",
            StateFilter::NotThereYet => Judged::NOT_THERE_YET,
        }
    }

    pub fn parse(key: &str) -> Option<StateFilter> {
        match key {
            "obliged" => Some(StateFilter::Obliged),
            Judged::NOT_THERE_YET => Some(StateFilter::NotThereYet),
            key => Status::parse(key).map(StateFilter::One),
        }
    }

    pub fn takes(self, judged: &Judged) -> bool {
        match self {
            StateFilter::One(one) => one == judged.status,
            StateFilter::Obliged => judged.status.obliged(),
            StateFilter::NotThereYet => judged.is_not_there_yet(),
        }
    }
}

/// What the list of enterprises is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    pub asked: Asked,
    pub town: String,
    /// None: any of them.
    pub duty: Option<Duty>,
    /// None: all.
    pub state: Option<StateFilter>,
    /// Part of a name.
    pub q: String,
    /// From 1.
    pub page: i64,
}

impl ListFilter {
    pub fn read(query: &Typed) -> ListFilter {
        ListFilter {
            asked: Asked::read(query),
            town: query.get("town").to_owned(),
            duty: Duty::parse(query.get("duty")),
            state: StateFilter::parse(query.get("state")),
            q: text::normal(query.get("q")).chars().take(LINE_MAX).collect::<String>().to_lowercase(),
            page: query.get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1),
        }
    }

    /// Whether the list holds an enterprise. Without a duty, one in the state is enough.
    pub fn takes(&self, standing: &Standing) -> bool {
        let owner = &standing.facts.owner;
        let told =
            |duty: Duty| standing.of(duty).is_some_and(|judged| self.state.is_none_or(|state| state.takes(judged)));
        (self.town.is_empty() || owner.town == self.town)
            && (self.q.is_empty() || owner.name.to_lowercase().contains(&self.q))
            && match self.duty {
                Some(duty) => told(duty),
                None => Duty::ALL.into_iter().any(told),
            }
    }
}

/// One record behind a number: whose it is, what it is about, by when, and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// None for what a department sent for many.
    pub enterprise: Option<Uuid>,
    pub name: String,
    pub town: String,
    pub why: Why,
    pub day: Option<NaiveDate>,
    pub href: String,
}

/// What falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Returns,
    Certificates,
    Hazards,
    Congress,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Returns, Kind::Certificates, Kind::Hazards, Kind::Congress];

    pub fn key(self) -> &'static str {
        match self {
            Kind::Returns => "returns",
            Kind::Certificates => "certificates",
            Kind::Hazards => "hazards",
            Kind::Congress => "congress",
        }
    }

    pub fn parse(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// One thing that a department has to do this month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tell {
    /// Returns that wait for a decision.
    Review,
    /// Returns that are due and have not come, or were sent back.
    Remind,
    /// No congress this year, and the year's end is near or over.
    Visit,
    /// A congress without a quorum or a majority.
    Invalid,
    /// A congress whose result nobody published.
    Publish,
    /// A major hazard past its date.
    Supervise,
    /// A major hazard without all five in place.
    Lacking,
    /// An accident that was not reported within the hour.
    Unreported,
    /// The window for a change of casualties ends this month.
    Supplement,
    /// The investigation report is due this month, or overdue.
    Investigate,
    /// Special operators whose certificate is expired or late for its recheck.
    Certificates,
    /// Workers due for a check-up who did not have it.
    CheckUps,
    /// Nothing told about check-ups this year.
    Untold,
}

impl Tell {
    pub fn key(self) -> &'static str {
        match self {
            Tell::Review => "review",
            Tell::Remind => "remind",
            Tell::Visit => "visit",
            Tell::Invalid => "invalid",
            Tell::Publish => "publish",
            Tell::Supervise => "supervise",
            Tell::Lacking => "lacking",
            Tell::Unreported => "unreported",
            Tell::Supplement => "supplement",
            Tell::Investigate => "investigate",
            Tell::Certificates => "certificates",
            Tell::CheckUps => "check-ups",
            Tell::Untold => "untold",
        }
    }

    /// What a department has to do, in the order of its page.
    pub fn of(department: Department) -> &'static [Tell] {
        match department {
            Department::Union => &[Tell::Visit, Tell::Invalid, Tell::Publish, Tell::Review, Tell::Remind],
            Department::Emergency => &[
                Tell::Unreported,
                Tell::Supplement,
                Tell::Investigate,
                Tell::Supervise,
                Tell::Lacking,
                Tell::Certificates,
                Tell::Review,
                Tell::Remind,
            ],
            Department::Health => &[Tell::CheckUps, Tell::Untold, Tell::Review, Tell::Remind],
        }
    }

    pub fn parse(department: Department, key: &str) -> Option<Tell> {
        Tell::of(department).iter().copied().find(|tell| tell.key() == key)
    }
}

/// Whose matter a return is.
pub fn department_of(template: &str) -> Department {
    match template {
        "congress" => Department::Union,
        "health" => Department::Health,
        _ => Department::Emergency,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compliance::model::{Facts, Judged};

    fn standing(name: &str, town: &str, held: Status) -> Standing {
        let mut facts = Facts::default();
        facts.owner.name = name.to_owned();
        facts.owner.town = town.to_owned();
        let judged = |duty| {
            let status = if duty == Duty::CongressHeld { held } else { Status::NotOwed };
            Judged { duty, status, why: Why::new("no-rule"), due: None }
        };
        Standing { facts, duties: Duty::ALL.map(judged).to_vec() }
    }

    fn filter(query: &[(&str, &str)]) -> ListFilter {
        ListFilter::read(&Typed(query.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()))
    }

    #[test]
    fn a_list_holds_whom_its_filter_names() {
        let one = standing("华东Steel厂", "白米镇", Status::NotMet);
        for (query, takes) in [
            (vec![], true),
            (vec![("town", "白米镇"), ("duty", "congress-held"), ("state", "not-met")], true),
            (vec![("duty", "congress-held"), ("state", "obliged")], true),
            (vec![("duty", "returns"), ("state", "obliged")], false),
            (vec![("state", "not-met"), ("q", "sTEEL")], true),
            (vec![("state", "met")], false),
            (vec![("town", "顾高镇")], false),
            (vec![("duty", "congress-held"), ("state", "exempt")], false),
            (vec![("duty", "nonsense"), ("state", "nonsense")], true),
        ] {
            assert_eq!(filter(&query).takes(&one), takes, "{query:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_was_not_asked() {
        let asked = filter(&[("year", "20x6"), ("on", "soon"), ("page", "-3")]);
        assert_eq!((asked.asked.year, asked.asked.on, asked.page), (None, None, 1));
        let asked = filter(&[("year", "2025"), ("on", "2025-11-05"), ("page", "3")]);
        assert_eq!((asked.asked.year, asked.page), (Some(2025), 3));
        assert_eq!(asked.asked.on.map(|on| on.to_string()).as_deref(), Some("2025-11-05"));
    }

    #[test]
    fn each_department_does_what_is_its_own() {
        for department in Department::ALL {
            for tell in Tell::of(department) {
                assert_eq!(Tell::parse(department, tell.key()), Some(*tell));
            }
        }
        assert_eq!(Tell::parse(Department::Health, "visit"), None);
        assert_eq!(department_of("congress"), Department::Union);
        assert_eq!(department_of("hazards"), Department::Emergency);
    }
}
