//! Pure judgements of a period's figures: shares with their counts, and what the law asks.
use crate::health::model::Figures;
use crate::kernel::rulebook::{Cite, InForce};
use serde::{Deserialize, Serialize};

/// Whether everything that was due was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Full,
    /// Somebody, or some point, is missing.
    Short,
    /// One of both counts was not told, or nothing was due.
    Unknown,
}

impl Verdict {
    pub const ALL: [Verdict; 3] = [Verdict::Full, Verdict::Short, Verdict::Unknown];

    pub fn key(self) -> &'static str {
        match self {
            Verdict::Full => "full",
            Verdict::Short => "short",
            Verdict::Unknown => "unknown",
        }
    }

    pub fn parse(key: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.key() == key)
    }

    fn of(part: Option<i64>, whole: Option<i64>) -> Verdict {
        match (part, whole) {
            (Some(_), Some(0)) | (None, _) | (_, None) => Verdict::Unknown,
            (Some(part), Some(whole)) if part >= whole => Verdict::Full,
            (Some(_), Some(_)) => Verdict::Short,
        }
    }
}

/// A judgement with the counts it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `checkups`, `points`, `cases`.
    pub code: &'static str,
    pub got: Option<i64>,
    pub of: Option<i64>,
    pub verdict: Verdict,
    pub cite: Option<Cite>,
}

impl Check {
    /// Tenths of a percent, half up; none without both counts, and where nothing was due.
    pub fn tenths(&self) -> Option<i64> {
        tenths(self.got?, self.of?)
    }

    /// How many are missing.
    pub fn missing(&self) -> i64 {
        self.of.zip(self.got).map_or(0, |(of, got)| (of - got).max(0))
    }
}

/// `81.7` percent as tenths, half up; none of nothing.
pub fn tenths(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 2_000 + whole) / (whole * 2))
}

fn cite(rules: &InForce, id: &str) -> Option<Cite> {
    rules.get(id).map(|rule| rule.cite())
}

/// The check-up rate: those checked of those due. Everybody due is to be checked.
///
/// Law: 职业病防治法 art. 35 — workers exposed are checked before, during and on leaving the post.
pub fn checkups(figures: &Figures, rules: &InForce) -> Check {
    let (got, of) = (figures.checked, figures.due_check);
    Check { code: "checkups", got, of, verdict: Verdict::of(got, of), cite: cite(rules, "health.check-ups") }
}

/// The pass rate: points within the limits of points tested. A point over a limit is to be dealt with at once.
///
/// Law: 职业病防治法 art. 26 — workplaces are tested regularly; where a limit is passed, it is dealt with at once.
pub fn points(figures: &Figures, rules: &InForce) -> Check {
    let (got, of) = (figures.points_ok, figures.points);
    Check { code: "points", got, of, verdict: Verdict::of(got, of), cite: cite(rules, "health.tests") }
}

/// New cases: each is reported. None told is not none.
///
/// Law: 职业病防治法 art. 50 — every case and every suspected case is reported to the health department.
pub fn cases(figures: &Figures, rules: &InForce) -> Check {
    let verdict = match figures.new_cases {
        None => Verdict::Unknown,
        Some(0) => Verdict::Full,
        Some(_) => Verdict::Short,
    };
    Check { code: "cases", got: figures.new_cases, of: None, verdict, cite: cite(rules, "health.cases-reported") }
}

/// All judgements in the order of the page.
pub fn checks(figures: &Figures, rules: &InForce) -> Vec<Check> {
    vec![checkups(figures, rules), points(figures, rules), cases(figures, rules)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Typed, rulebook};

    fn figures(fields: &[(&str, &str)]) -> Figures {
        let mut typed = Typed::default();
        for (name, value) in [("period", "2022-Q3"), ("exposed", "152")].iter().chain(fields) {
            typed.set(name, *value);
        }
        Figures::parse(&typed).expect("figures")
    }

    fn rules() -> InForce {
        rulebook::at("2022-09-30".parse().expect("a day"))
    }

    #[test]
    fn everybody_due_is_checked() {
        for (fields, verdict, rate, missing) in [
            (vec![("due_check", "148"), ("checked", "146")], Verdict::Short, Some(986), 2),
            (vec![("due_check", "148"), ("checked", "148")], Verdict::Full, Some(1000), 0),
            (vec![("due_check", "3"), ("checked", "0")], Verdict::Short, Some(0), 3),
            (vec![("due_check", "0"), ("checked", "0")], Verdict::Unknown, None, 0),
            (vec![("due_check", "148")], Verdict::Unknown, None, 0),
            (vec![("checked", "146")], Verdict::Unknown, None, 0),
        ] {
            let check = checkups(&figures(&fields), &rules());
            assert_eq!((check.verdict, check.tenths(), check.missing()), (verdict, rate, missing), "{fields:?}");
            assert_eq!(check.cite.map(|cite| cite.article), Some("35".to_owned()));
        }
    }

    #[test]
    fn a_point_over_its_limit_is_dealt_with() {
        for (tested, ok, verdict, rate) in [
            ("17", "16", Verdict::Short, Some(941)),
            ("17", "17", Verdict::Full, Some(1000)),
            ("0", "0", Verdict::Unknown, None),
        ] {
            let check = points(&figures(&[("points", tested), ("points_ok", ok)]), &rules());
            assert_eq!((check.verdict, check.tenths()), (verdict, rate), "{ok}/{tested}");
            assert_eq!(check.cite.map(|cite| cite.article), Some("26".to_owned()));
        }
    }

    #[test]
    fn every_case_is_reported_and_none_told_is_not_none() {
        for (told, verdict) in [(None, Verdict::Unknown), (Some("0"), Verdict::Full), (Some("2"), Verdict::Short)] {
            let fields: Vec<_> = told.map(|n| ("new_cases", n)).into_iter().collect();
            assert_eq!(cases(&figures(&fields), &rules()).verdict, verdict, "{told:?}");
        }
        assert_eq!(checks(&figures(&[]), &rules()).len(), 3);
    }

    #[test]
    fn every_verdict_reads_back_from_its_key() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.key()), Some(verdict));
        }
        assert_eq!(Verdict::parse("perhaps"), None);
    }
}
