//! Pure judgements of a hazard: how it stands on a day, and what a major one lacks.
use crate::hazard::model::{Hazard, Level};
use crate::kernel::rulebook::{Cite, InForce};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a hazard stands, as lists filter it; each hazard is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not put right, and still in time or without a time limit.
    Open,
    /// Not put right, and its last day is over.
    Overdue,
    Closed,
}

impl State {
    pub const ALL: [State; 3] = [State::Open, State::Overdue, State::Closed];

    pub fn key(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Overdue => "overdue",
            State::Closed => "closed",
        }
    }

    pub fn parse(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// The same with its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Days left; 0 on the last day.
    Running(i64),
    /// Open without a time limit.
    NoLimit,
    /// Days since its last day.
    Overdue(i64),
    /// Put right in time, or without a time limit.
    Closed,
    /// Put right, so many days late.
    ClosedLate(i64),
}

impl Standing {
    pub fn state(self) -> State {
        match self {
            Standing::Running(_) | Standing::NoLimit => State::Open,
            Standing::Overdue(_) => State::Overdue,
            Standing::Closed | Standing::ClosedLate(_) => State::Closed,
        }
    }
}

/// How a hazard stands at the end of the day `today`. Late is judged by the day: on its last day it is in time.
///
/// Law: 安全生产法 art. 102 — hazards are removed; one left past its time limit is ordered to be removed at once.
pub fn standing(hazard: &Hazard, today: NaiveDate) -> Standing {
    let late = |on: NaiveDate| hazard.due_on.map_or(0, |due| (on - due).num_days());
    match (hazard.closed_on, hazard.due_on) {
        (Some(closed), _) if late(closed) > 0 => Standing::ClosedLate(late(closed)),
        (Some(_), _) => Standing::Closed,
        (None, None) => Standing::NoLimit,
        (None, Some(_)) if late(today) > 0 => Standing::Overdue(late(today)),
        (None, Some(_)) => Standing::Running(-late(today)),
    }
}

/// One of the five that a major hazard must have in place (五落实).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    Responsibility,
    Measure,
    Fund,
    Limit,
    Plan,
}

impl Part {
    pub const ALL: [Part; 5] = [Part::Responsibility, Part::Measure, Part::Fund, Part::Limit, Part::Plan];

    /// The field of the form that fills it.
    pub fn field(self) -> &'static str {
        match self {
            Part::Responsibility => "owner",
            Part::Measure => "measure",
            Part::Fund => "fund",
            Part::Limit => "due_on",
            Part::Plan => "plan",
        }
    }

    fn there(self, hazard: &Hazard) -> bool {
        match self {
            Part::Responsibility => hazard.owner.is_some(),
            Part::Measure => hazard.measure.is_some(),
            Part::Fund => hazard.fund.is_some(),
            Part::Limit => hazard.due_on.is_some(),
            Part::Plan => hazard.plan.is_some(),
        }
    }
}

/// The five of a major hazard, each with whether it is in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Five {
    pub parts: Vec<(Part, bool)>,
    pub cite: Cite,
}

impl Five {
    pub fn missing(&self) -> impl Iterator<Item = Part> + '_ {
        self.parts.iter().filter(|(_, there)| !there).map(|(part, _)| *part)
    }
}

/// What a major hazard has in place of the five; none for an ordinary one, and before the rules were in force.
///
/// Law: 安全生产事故隐患排查治理暂行规定 art. 15 — a major hazard is put right with responsibility, measures, funds, time limit and emergency plan in place.
pub fn five_in_place(hazard: &Hazard, rules: &InForce) -> Option<Five> {
    let cite = rules.get("hazard.five-in-place").filter(|_| hazard.level == Level::Major)?.cite();
    Some(Five { parts: Part::ALL.map(|part| (part, part.there(hazard))).to_vec(), cite })
}

/// The article by which a major hazard is told to the department and to the workers' congress.
///
/// Law: 安全生产法 art. 41 — how a major hazard is dealt with is reported to the department and to the workers' congress.
pub fn to_be_told(hazard: &Hazard, rules: &InForce) -> Option<Cite> {
    Some(rules.get("hazard.major-told").filter(|_| hazard.level == Level::Major)?.cite())
}

/// Put right, while nobody is named who verified it.
pub fn unverified(hazard: &Hazard) -> bool {
    hazard.closed_on.is_some() && hazard.verifier.is_none()
}

/// `81.7` percent as tenths, half up: put right of those found; none where nothing was found, which is no 100 %.
pub fn rate_tenths(closed: i64, found: i64) -> Option<i64> {
    (found > 0).then(|| (closed * 2_000 + found) / (found * 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Typed, rulebook};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn hazard(fields: &[(&str, &str)]) -> Hazard {
        let mut typed = Typed::default();
        for (name, value) in
            [("found_on", "2022-06-01"), ("description", "护栏缺失"), ("level", "ordinary")].iter().chain(fields)
        {
            typed.set(name, *value);
        }
        Hazard::parse(&typed).expect("a hazard")
    }

    #[test]
    fn late_is_judged_by_the_day() {
        let due = ("due_on", "2022-06-30");
        for (fields, today, expected) in [
            (vec![due], "2022-06-01", Standing::Running(29)),
            (vec![due], "2022-06-30", Standing::Running(0)),
            (vec![due], "2022-07-01", Standing::Overdue(1)),
            (vec![due], "2023-06-30", Standing::Overdue(365)),
            (vec![], "2030-01-01", Standing::NoLimit),
            (vec![due, ("closed_on", "2022-06-30")], "2022-12-31", Standing::Closed),
            (vec![due, ("closed_on", "2022-07-02")], "2022-12-31", Standing::ClosedLate(2)),
            (vec![("closed_on", "2022-07-02")], "2022-12-31", Standing::Closed),
        ] {
            assert_eq!(standing(&hazard(&fields), day(today)), expected, "{fields:?} on {today}");
        }
    }

    #[test]
    fn every_hazard_is_in_one_of_three_states() {
        for (standing, state) in [
            (Standing::Running(0), State::Open),
            (Standing::NoLimit, State::Open),
            (Standing::Overdue(1), State::Overdue),
            (Standing::Closed, State::Closed),
            (Standing::ClosedLate(3), State::Closed),
        ] {
            assert_eq!((standing.state(), State::parse(state.key())), (state, Some(state)));
        }
    }

    #[test]
    fn a_major_hazard_has_five_things_in_place() {
        let rules = rulebook::at(day("2022-06-01"));
        let all =
            [("owner", "张三"), ("measure", "停产检修"), ("fund", "0"), ("due_on", "2022-07-01"), ("plan", "专项预案")];
        for left_out in 0..=all.len() {
            let mut fields = vec![("level", "major")];
            fields.extend(all.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, field)| *field));
            let five = five_in_place(&hazard(&fields), &rules).expect("a major hazard is judged");
            let missing: Vec<_> = five.missing().map(Part::field).collect();
            let expected: Vec<_> = all.iter().enumerate().filter(|(at, _)| *at == left_out).map(|(_, f)| f.0).collect();
            assert_eq!(missing, expected);
            assert_eq!(five.cite.article, "15");
        }
        assert_eq!(five_in_place(&hazard(&[]), &rules), None, "an ordinary hazard needs no five");
        let before = rulebook::at(day("2007-12-31"));
        assert_eq!(five_in_place(&hazard(&[("level", "major")]), &before), None, "no rule, no judgement");
    }

    #[test]
    fn a_major_hazard_is_told_to_department_and_congress() {
        let rules = rulebook::at(day("2022-06-01"));
        assert_eq!(to_be_told(&hazard(&[("level", "major")]), &rules).map(|cite| cite.article), Some("41".to_owned()));
        assert_eq!(to_be_told(&hazard(&[]), &rules), None);
    }

    #[test]
    fn nothing_found_is_no_rate() {
        for (closed, found, tenths) in [
            (0, 0, None),
            (98, 120, Some(817)),
            (1, 3, Some(333)),
            (2, 3, Some(667)),
            (5, 5, Some(1000)),
            (0, 7, Some(0)),
        ] {
            assert_eq!(rate_tenths(closed, found), tenths, "{closed}/{found}");
        }
    }

    #[test]
    fn what_nobody_verified_is_put_right_all_the_same() {
        assert!(unverified(&hazard(&[("closed_on", "2022-06-02")])));
        assert!(!unverified(&hazard(&[("closed_on", "2022-06-02"), ("verifier", "李四")])));
        assert!(!unverified(&hazard(&[])));
    }
}
