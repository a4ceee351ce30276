//! Who needs a talk and who may be commended, by thresholds that are dated data.
use super::book;
use super::duty::{is_late, majors};
use crate::compliance::model::{AsOf, Duty, Standing, Status};
use crate::incident::rule as incident;
use crate::kernel::rulebook::{self, Cite, InForce, Rule};
use crate::returns::model::duty::State as Stands;

/// The profile of thresholds in use.
pub const PROFILE: &str = "district";

/// The thresholds in force on the last day that is looked at.
pub fn rules(at: &AsOf) -> InForce {
    rulebook::at(at.last()).profile(PROFILE)
}

/// What calls for a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    Deaths,
    ReportsLate,
    MajorOverdue,
    NoCongress,
    ReturnsMissing,
    NotMet,
}

impl Ground {
    pub const ALL: [Ground; 6] = [
        Ground::Deaths,
        Ground::ReportsLate,
        Ground::MajorOverdue,
        Ground::NoCongress,
        Ground::ReturnsMissing,
        Ground::NotMet,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Ground::Deaths => "deaths",
            Ground::ReportsLate => "reports-late",
            Ground::MajorOverdue => "major-overdue",
            Ground::NoCongress => "no-congress",
            Ground::ReturnsMissing => "returns-missing",
            Ground::NotMet => "not-met",
        }
    }

    /// The duty behind it, whose reason and article are told.
    pub fn duty(self) -> Option<Duty> {
        match self {
            Ground::Deaths | Ground::NotMet => None,
            Ground::ReportsLate => Some(Duty::IncidentReports),
            Ground::MajorOverdue => Some(Duty::MajorHazards),
            Ground::NoCongress => Some(Duty::CongressHeld),
            Ground::ReturnsMissing => Some(Duty::Returns),
        }
    }

    fn rule(self, rules: &InForce) -> Option<&'static Rule> {
        rules.get(&format!("compliance.talk.{}", self.key()))
    }

    /// The law behind it: the duty's own; after a death, that workers supervise what is put right.
    pub fn cite(self, at: &AsOf) -> Option<Cite> {
        match self.duty() {
            Some(duty) => book::at(duty, at.last()).map(|rule| rule.cite.clone()),
            None if self == Ground::Deaths => rules(at).get("compliance.after-death").map(Rule::cite),
            None => self.rule(&rules(at)).map(Rule::cite),
        }
    }

    fn count(self, standing: &Standing, at: &AsOf) -> i64 {
        let facts = &standing.facts;
        let late =
            |i: &crate::incident::model::Incident| is_late(incident::report(i, at.now, &rulebook::at(i.day())).state);
        match self {
            Ground::Deaths => facts.deaths,
            Ground::ReportsLate => facts.accidents.iter().filter(|a| late(&a.incident)).count() as i64,
            Ground::MajorOverdue => majors(facts, at).overdue,
            Ground::NoCongress => {
                let held = standing.of(Duty::CongressHeld).map(|judged| judged.status);
                i64::from(at.over() && held == Some(Status::NotMet))
            }
            Ground::ReturnsMissing => {
                facts.returns.iter().filter(|o| matches!(o.state, Stands::Late { .. })).count() as i64
            }
            Ground::NotMet => standing.count(Status::NotMet),
        }
    }
}

/// One reason for a talk: the count, and the threshold that it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    pub ground: Ground,
    pub got: i64,
    pub least: i64,
}

/// Every reason for a talk, gravest first; empty where none is reached, and before there were thresholds.
pub fn talk(standing: &Standing, at: &AsOf) -> Vec<Reason> {
    let rules = rules(at);
    let reached = |ground: Ground| {
        let least = rules.whole(&ground.rule(&rules)?.id)?;
        let got = ground.count(standing, at);
        (got >= least.max(1)).then_some(Reason { ground, got, least })
    };
    Ground::ALL.into_iter().filter_map(reached).collect()
}

/// One condition of a commendation: the count against its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// The end of the threshold's id: `not-met-most`, `met-least` …
    pub key: &'static str,
    pub got: i64,
    pub limit: i64,
    pub held: bool,
}

/// The conditions of a commendation with how the enterprise stands to each; empty before there were thresholds.
pub fn award(standing: &Standing, at: &AsOf) -> Vec<Condition> {
    let rules = rules(at);
    let facts = &standing.facts;
    let counts = [
        ("not-met-most", standing.count(Status::NotMet)),
        ("late-most", standing.count(Status::Late)),
        ("no-data-most", standing.count(Status::NoData)),
        ("casualties-most", facts.deaths + facts.serious),
        ("met-least", standing.count(Status::Met)),
    ];
    let held = |(key, got): (&'static str, i64)| {
        let limit = rules.whole(&format!("compliance.award.{key}"))?;
        Some(Condition { key, got, limit, held: if key.ends_with("-least") { got >= limit } else { got <= limit } })
    };
    counts.into_iter().filter_map(held).collect()
}

/// Whether every condition holds.
pub fn commended(conditions: &[Condition]) -> bool {
    !conditions.is_empty() && conditions.iter().all(|condition| condition.held)
}

/// The thresholds of the profile in use on a day, and those of other profiles that are known but not used.
pub fn thresholds(at: &AsOf) -> (Vec<&'static Rule>, Vec<&'static Rule>) {
    let ours = |rule: &&'static Rule| {
        ["compliance.talk.", "compliance.award."].iter().any(|start| rule.id.starts_with(start))
            && rule.profile != rulebook::NATIONAL
    };
    rulebook::at(at.last()).now().filter(ours).partition(|rule| rule.profile == PROFILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compliance::model::{Facts, Judged, Why};
    use crate::enterprise::model::Period;
    use crate::returns::model::duty::Owed;
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn at(year: i32) -> AsOf {
        AsOf::new(year, None, day("2026-11-05").and_hms_opt(9, 0, 0).expect("a time")).expect("a year")
    }

    fn standing(facts: Facts, statuses: &[(Duty, Status)]) -> Standing {
        let judged = |duty| {
            let status = statuses.iter().find(|(of, _)| *of == duty).map_or(Status::Met, |(_, status)| *status);
            Judged { duty, status, why: Why::new("no-rule"), due: None }
        };
        Standing { facts, duties: Duty::ALL.map(judged).to_vec() }
    }

    fn missing(n: usize) -> Facts {
        let late = Owed {
            template: "training",
            period: Period::year(2025),
            due: day("2026-01-31"),
            state: Stands::Late { days: 3 },
        };
        Facts { returns: vec![late; n], ..Facts::default() }
    }

    fn grounds(standing: &Standing, at: &AsOf) -> Vec<(&'static str, i64)> {
        talk(standing, at).iter().map(|reason| (reason.ground.key(), reason.got)).collect()
    }

    #[test]
    fn a_talk_needs_a_threshold_that_is_reached() {
        let now = at(2026);
        assert_eq!(grounds(&standing(missing(3), &[]), &now), []);
        assert_eq!(grounds(&standing(missing(4), &[]), &now), [("returns-missing", 4)]);
        let dead = Facts { deaths: 1, ..Facts::default() };
        assert_eq!(grounds(&standing(dead, &[]), &now), [("deaths", 1)]);
        let four: Vec<_> = Duty::ALL[1..5].iter().map(|duty| (*duty, Status::NotMet)).collect();
        assert_eq!(grounds(&standing(Facts::default(), &four), &now), [("not-met", 4)]);
        assert_eq!(grounds(&standing(Facts::default(), &four[1..]), &now), []);
    }

    #[test]
    fn a_year_without_a_congress_calls_for_a_talk_when_it_is_over() {
        let none = [(Duty::CongressHeld, Status::NotMet)];
        assert_eq!(grounds(&standing(Facts::default(), &none), &at(2026)), []);
        assert_eq!(grounds(&standing(Facts::default(), &none), &at(2025)), [("no-congress", 1)]);
    }

    #[test]
    fn before_there_were_thresholds_nobody_is_on_a_list() {
        let dead = standing(Facts { deaths: 9, ..Facts::default() }, &[]);
        assert_eq!(grounds(&dead, &at(2021)), []);
        assert!(!commended(&award(&dead, &at(2021))));
    }

    #[test]
    fn a_commendation_needs_every_condition() {
        let now = at(2026);
        let fine = standing(Facts::default(), &[(Duty::Certificates, Status::NoData)]);
        assert!(commended(&award(&fine, &now)), "{:?}", award(&fine, &now));
        for (facts, statuses) in [
            (Facts { serious: 1, ..Facts::default() }, vec![]),
            (Facts::default(), vec![(Duty::Returns, Status::Late)]),
            (Facts::default(), vec![(Duty::Returns, Status::NotMet)]),
            (Facts::default(), vec![(Duty::Certificates, Status::NoData), (Duty::CheckUps, Status::NoData)]),
            (Facts::default(), Duty::ALL[..7].iter().map(|duty| (*duty, Status::NotOwed)).collect()),
        ] {
            assert!(!commended(&award(&standing(facts, &statuses), &now)), "{statuses:?}");
        }
    }

    #[test]
    fn every_ground_has_its_threshold_and_its_law() {
        let now = at(2026);
        for ground in Ground::ALL {
            assert!(ground.rule(&rules(&now)).is_some_and(|rule| rule.profile == PROFILE), "{}", ground.key());
            assert!(ground.cite(&now).is_some(), "{}", ground.key());
        }
        let (used, known) = thresholds(&now);
        assert_eq!((used.len(), known.len()), (11, 3));
    }
}
