//! The grade of an accident from its facts.
use crate::incident::model::Incident;
use crate::kernel::Wan;
use crate::kernel::rulebook::{Cite, InForce};
use serde::{Deserialize, Serialize};

/// The four grades, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// 一般
    General,
    /// 较大
    Larger,
    /// 重大
    Major,
    /// 特别重大
    Extraordinary,
}

impl Grade {
    pub const ALL: [Grade; 4] = [Grade::General, Grade::Larger, Grade::Major, Grade::Extraordinary];

    pub fn key(self) -> &'static str {
        match self {
            Grade::General => "general",
            Grade::Larger => "larger",
            Grade::Major => "major",
            Grade::Extraordinary => "extraordinary",
        }
    }

    pub fn parse(key: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.key() == key)
    }

    /// The next grade up, if there is one.
    pub fn above(self) -> Option<Grade> {
        Grade::ALL.into_iter().find(|grade| *grade > self)
    }
}

/// The three dimensions that the grade is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    Deaths,
    Serious,
    Loss,
}

impl Fact {
    pub const ALL: [Fact; 3] = [Fact::Deaths, Fact::Serious, Fact::Loss];

    pub fn key(self) -> &'static str {
        match self {
            Fact::Deaths => "deaths",
            Fact::Serious => "serious",
            Fact::Loss => "loss",
        }
    }
}

/// What a fact would have to reach for the next grade: "3 deaths would make it larger".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    pub fact: Fact,
    /// Persons, or 万元 for the loss.
    pub at_least: i64,
}

/// A grade with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// The grade, or the least it can be while `missing` is not empty.
    pub grade: Grade,
    /// Facts not known yet; unknown is not 0. Empty when a higher grade is out of their reach.
    pub missing: Vec<Fact>,
    /// The facts that give this grade: for the lowest grade those above zero.
    pub because: Vec<Fact>,
    /// The next grade and what each fact would have to reach for it; empty at the highest.
    pub raises: Vec<Raise>,
    pub cite: Cite,
}

impl Graded {
    pub fn provisional(&self) -> bool {
        !self.missing.is_empty()
    }
}

/// The threshold of a grade in persons or 万元; none for the lowest grade or where no rule was in force.
fn threshold(grade: Grade, fact: Fact, rules: &InForce) -> Option<i64> {
    match grade {
        Grade::General => None,
        _ => rules.whole(&format!("incident.grade.{}.{}", grade.key(), fact.key())),
    }
}

/// What a grade reaches in at least one dimension, and stays below in each: deaths, serious injuries, loss in 万元.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// None for the lowest grade.
    pub least: Option<[i64; 3]>,
    /// None for the highest grade.
    pub below: Option<[i64; 3]>,
}

/// The bounds of a grade, for finding its records in one search; none where no rule was in force.
///
/// Law: 生产安全事故报告和调查处理条例 art. 3 — 以上 includes the number, 以下 does not.
pub fn bounds(grade: Grade, rules: &InForce) -> Option<Bounds> {
    rules.get("incident.grade.larger.deaths")?;
    let of = |grade: Grade| {
        let [deaths, serious, loss] = Fact::ALL.map(|fact| threshold(grade, fact, rules));
        Some([deaths?, serious?, loss?])
    };
    Some(Bounds { least: of(grade), below: grade.above().and_then(of) })
}

fn reaches(incident: &Incident, fact: Fact, limit: i64) -> Option<bool> {
    match fact {
        Fact::Deaths => incident.deaths.map(|deaths| deaths >= limit),
        Fact::Serious => incident.serious.map(|serious| serious >= limit),
        Fact::Loss => incident.loss.map(|Wan(units)| i128::from(units) >= i128::from(limit) * 1_000_000),
    }
}

fn positive(incident: &Incident, fact: Fact) -> bool {
    match fact {
        Fact::Deaths => incident.deaths.is_some_and(|deaths| deaths > 0),
        Fact::Serious => incident.serious.is_some_and(|serious| serious > 0),
        Fact::Loss => incident.loss.is_some_and(|loss| loss.0 > 0),
    }
}

/// The highest grade that any one fact reaches; lower bounds are included, upper bounds are not.
/// None where no rule was in force on the day.
///
/// Law: 生产安全事故报告和调查处理条例 art. 3 — four grades by deaths, serious injuries and direct loss; the highest wins.
pub fn graded(incident: &Incident, rules: &InForce) -> Option<Graded> {
    let cite = rules.get("incident.grade.larger.deaths")?.cite();
    let of = |fact: Fact| {
        Grade::ALL
            .into_iter()
            .rev()
            .find(|grade| threshold(*grade, fact, rules).is_some_and(|t| reaches(incident, fact, t) == Some(true)))
            .unwrap_or(Grade::General)
    };
    let grade = Fact::ALL.map(of).into_iter().max().unwrap_or(Grade::General);
    let unknown = |fact: &Fact| match fact {
        Fact::Deaths => incident.deaths.is_none(),
        Fact::Serious => incident.serious.is_none(),
        Fact::Loss => incident.loss.is_none(),
    };
    let above = grade.above();
    Some(Graded {
        grade,
        missing: Fact::ALL.into_iter().filter(|fact| above.is_some() && unknown(fact)).collect(),
        because: Fact::ALL.into_iter().filter(|fact| of(*fact) == grade && positive(incident, *fact)).collect(),
        raises: above.map_or_else(Vec::new, |above| {
            let raise = |fact| threshold(above, fact, rules).map(|at_least| Raise { fact, at_least });
            Fact::ALL.into_iter().filter_map(raise).collect()
        }),
        cite,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Typed, rulebook};
    use proptest::prelude::*;

    fn incident(deaths: Option<i64>, serious: Option<i64>, loss: Option<&str>) -> Incident {
        let mut typed = Typed::default();
        typed.set("occurred_at", "2022-03-04T09:30");
        typed.set("deaths", deaths.map_or_else(String::new, |n| n.to_string()));
        typed.set("serious", serious.map_or_else(String::new, |n| n.to_string()));
        typed.set("loss", loss.unwrap_or_default());
        Incident::parse(&typed).expect("an incident")
    }

    fn judge(deaths: Option<i64>, serious: Option<i64>, loss: Option<&str>) -> Graded {
        let rules = rulebook::at("2022-03-04".parse().expect("a day"));
        graded(&incident(deaths, serious, loss), &rules).expect("a rule was in force")
    }

    #[test]
    fn the_highest_dimension_wins_with_lower_bounds_included() {
        for (deaths, serious, loss, grade) in [
            (2, 0, "0", Grade::General),
            (3, 0, "0", Grade::Larger),
            (0, 10, "0", Grade::Larger),
            (0, 0, "1000", Grade::Larger),
            (0, 0, "999.999999", Grade::General),
            (2, 60, "100", Grade::Major),
            (10, 0, "0", Grade::Major),
            (29, 99, "9999", Grade::Major),
            (30, 0, "0", Grade::Extraordinary),
            (0, 100, "0", Grade::Extraordinary),
            (0, 0, "10000", Grade::Extraordinary),
            (0, 9, "999", Grade::General),
        ] {
            let got = judge(Some(deaths), Some(serious), Some(loss));
            assert_eq!((got.grade, got.provisional()), (grade, false), "{deaths} {serious} {loss}");
        }
    }

    #[test]
    fn a_missing_fact_makes_the_grade_a_lower_bound() {
        let got = judge(Some(1), None, None);
        assert_eq!(got.grade, Grade::General);
        assert_eq!(got.missing, [Fact::Serious, Fact::Loss]);
        assert_eq!(got.because, [Fact::Deaths]);
        assert_eq!(got.raises[0], Raise { fact: Fact::Deaths, at_least: 3 });
        assert_eq!(got.raises.iter().map(|r| r.at_least).collect::<Vec<_>>(), [3, 10, 1000]);
        // Nothing can raise the highest grade.
        let highest = judge(Some(30), None, None);
        assert_eq!((highest.provisional(), highest.raises.len()), (false, 0));
    }

    #[test]
    fn the_bounds_of_a_grade_agree_with_its_judgement() {
        let rules = rulebook::at("2022-03-04".parse().expect("a day"));
        for (deaths, serious, loss) in
            [(0, 0, 0), (2, 9, 999), (3, 0, 0), (0, 10, 0), (9, 49, 5000), (30, 0, 0), (0, 99, 9999)]
        {
            let facts = [deaths, serious, loss];
            let within = |grade: &Grade| {
                let bounds = bounds(*grade, &rules).expect("a rule was in force");
                let reaches = |limits: [i64; 3]| facts.iter().zip(limits).any(|(fact, limit)| *fact >= limit);
                bounds.least.is_none_or(reaches) && !bounds.below.is_some_and(reaches)
            };
            let found: Vec<Grade> = Grade::ALL.into_iter().filter(within).collect();
            let judged = judge(Some(deaths), Some(serious), Some(&loss.to_string())).grade;
            assert_eq!(found, [judged], "{facts:?}");
        }
    }

    #[test]
    fn before_the_decree_there_is_no_grade() {
        let rules = rulebook::at("2007-05-31".parse().expect("a day"));
        assert_eq!(graded(&incident(Some(3), Some(0), Some("0")), &rules), None);
    }

    proptest! {
        #[test]
        fn more_harm_never_lowers_the_grade_and_unknown_never_raises_it(
            deaths in 0_i64..40, serious in 0_i64..120, loss in 0_i64..12_000, more in 0_i64..40
        ) {
            let text = loss.to_string();
            let base = judge(Some(deaths), Some(serious), Some(&text)).grade;
            prop_assert!(judge(Some(deaths + more), Some(serious), Some(&text)).grade >= base);
            prop_assert!(judge(Some(deaths), Some(serious + more), Some(&text)).grade >= base);
            prop_assert!(judge(None, Some(serious), Some(&text)).grade <= base);
            prop_assert!(judge(Some(deaths), None, None).grade <= base);
        }
    }
}
