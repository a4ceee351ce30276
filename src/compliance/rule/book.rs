//! Which duty holds from when on, for whom, by which article: dated data.
use crate::account::model::Department;
use crate::compliance::model::Duty;
use crate::kernel::rulebook::{Cite, Confidence};
use crate::returns::model::duty::Whom;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Page {
    duty: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    key: String,
    from: NaiveDate,
    #[serde(default)]
    to: Option<NaiveDate>,
    whom: Whom,
    department: Department,
    soon_days: i64,
    #[serde(default)]
    exempt_by: Option<String>,
    #[serde(default)]
    recorded_stands: bool,
    law: String,
    article: String,
    confidence: Confidence,
    zh: String,
    en: String,
}

/// One duty as it holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub duty: Duty,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub whom: Whom,
    /// Whose matter it is.
    pub department: Department,
    /// How many days before its last day it is due soon.
    pub soon_days: i64,
    /// The return whose exemption frees from the duty too, while nothing is on record.
    pub exempt_by: Option<String>,
    /// What is on record is judged although the enterprise is exempt: nobody's word undoes an accident that was not reported.
    pub recorded_stands: bool,
    pub cite: Cite,
    /// What it asks, in plain words.
    pub zh: String,
    pub en: String,
}

impl Rule {
    /// The duty's rule that this one took the place of; none where it is the first.
    pub fn former(&self) -> Option<&'static Rule> {
        let before = all().iter().filter(|rule| rule.duty == self.duty && rule.to.is_some_and(|to| to < self.from));
        before.max_by_key(|rule| rule.from)
    }
}

static BOOK: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let page: Page =
        toml::from_str(include_str!("../../../rules/compliance.toml")).expect("the embedded duties are read by a test");
    let rule = |line: Line| Rule {
        duty: Duty::parse(&line.key).expect("the embedded duties are read by a test"),
        from: line.from,
        to: line.to,
        whom: line.whom,
        department: line.department,
        soon_days: line.soon_days,
        exempt_by: line.exempt_by,
        recorded_stands: line.recorded_stands,
        cite: Cite { law: line.law, article: line.article, confidence: line.confidence },
        zh: line.zh,
        en: line.en,
    };
    page.duty.into_iter().map(rule).collect()
});

/// Every duty of every time, in the order of the file.
pub fn all() -> &'static [Rule] {
    &BOOK
}

/// The duty as it holds on a day; none while it does not.
pub fn at(duty: Duty, day: NaiveDate) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.duty == duty && rule.from <= day && rule.to.is_none_or(|to| day <= to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::template::Template;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    #[test]
    fn every_duty_holds_today_once_and_has_its_law_and_words() {
        for duty in Duty::ALL {
            let now = all().iter().filter(|r| r.duty == duty && r.to.is_none()).count();
            assert_eq!(now, 1, "{}", duty.key());
            assert_eq!(Duty::ALL[duty.index()], duty);
            assert_eq!(Duty::parse(duty.key()), Some(duty));
        }
        for rule in all() {
            let key = rule.duty.key();
            assert!(!rule.cite.law.is_empty() && !rule.zh.is_empty() && !rule.en.is_empty(), "{key}");
            assert!(rule.soon_days >= 0 && rule.to.is_none_or(|to| rule.from < to), "{key}");
            assert!(rule.exempt_by.as_deref().is_none_or(|template| Template::by_key(template).is_some()), "{key}");
        }
    }

    #[test]
    fn a_duty_is_never_held_twice_on_a_day() {
        for (i, one) in all().iter().enumerate() {
            for other in all()[i + 1..].iter().filter(|other| other.duty == one.duty) {
                let (first, second) = if one.from < other.from { (one, other) } else { (other, one) };
                assert!(first.to.is_some_and(|to| to < second.from), "{} overlaps itself", one.duty.key());
            }
        }
    }

    #[test]
    fn a_year_is_judged_by_its_own_law() {
        let law = |duty, on: &str| at(duty, day(on)).map(|rule| rule.cite.article.as_str());
        assert_eq!(law(Duty::MajorHazards, "2021-08-31"), Some("15"));
        assert_eq!(law(Duty::MajorHazards, "2021-09-01"), Some("41"));
        assert_eq!(law(Duty::TrainingCoverage, "2020-12-31"), Some("25"));
        assert_eq!(law(Duty::Certificates, "2026-06-01"), Some(""));
        let now = at(Duty::Certificates, day("2026-06-01")).and_then(Rule::former).expect("there was an order before");
        assert_eq!((now.cite.article.as_str(), now.to), ("21", day("2026-05-31").into()));
        assert_eq!(at(Duty::CongressHeld, day("2026-06-01")).and_then(Rule::former), None);
        assert_eq!(law(Duty::CheckUps, "2018-12-28"), None);
        assert_eq!(law(Duty::CongressHeld, "2012-02-12"), None);
    }
}
