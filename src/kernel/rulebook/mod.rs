//! The rule book: every threshold as dated data with its source (`rules/*.toml`).
//!
//! A 2022 incident is judged by 2022's rules. A judgement asks [`at`] for the rules of its day and then for a
//! value by id; where no rule was in force the judgement is unknown, never a guess.
use super::text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

#[cfg(not(target_arch = "wasm32"))]
mod source;
// An island is told the few rules it judges by: it carries neither the book nor a reader for it.
#[cfg(target_arch = "wasm32")]
#[path = "told.rs"]
mod source;

pub use source::tell;

/// How sure we are of a rule's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Read in the official text.
    Read,
    /// Confirmed in a secondary source.
    Secondary,
    /// General knowledge, not read in a text.
    Memory,
    /// Not law: the district's own setting or a matter of method.
    Setting,
}

impl Confidence {
    pub fn key(self) -> &'static str {
        match self {
            Confidence::Read => "read",
            Confidence::Secondary => "secondary",
            Confidence::Memory => "memory",
            Confidence::Setting => "setting",
        }
    }
}

/// A part of a whole, such as two thirds: compared by multiplying, without floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub num: i64,
    pub den: i64,
}

impl Share {
    /// Whether `part` is at least this share of `whole`.
    pub fn reached(self, part: i64, whole: i64) -> bool {
        i128::from(part) * i128::from(self.den) >= i128::from(whole) * i128::from(self.num)
    }

    /// Whether `part` is more than this share of `whole`.
    pub fn exceeded(self, part: i64, whole: i64) -> bool {
        i128::from(part) * i128::from(self.den) > i128::from(whole) * i128::from(self.num)
    }

    /// The least whole number that reaches this share of `whole`.
    pub fn least(self, whole: i64) -> i64 {
        let product = i128::from(whole) * i128::from(self.num);
        let den = i128::from(self.den);
        i64::try_from((product + den - 1).div_euclid(den)).unwrap_or(i64::MAX)
    }

    /// The least whole number above this share of `whole`.
    pub fn least_above(self, whole: i64) -> i64 {
        let floor = (i128::from(whole) * i128::from(self.num)).div_euclid(i128::from(self.den));
        i64::try_from(floor + 1).unwrap_or(i64::MAX)
    }

    /// The greatest whole number within this share of `whole`.
    pub fn most(self, whole: i64) -> i64 {
        self.least_above(whole) - 1
    }

    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

/// A rule's value: a whole number in the rule's unit, or a share written `[2, 3]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Whole(i64),
    Share([i64; 2]),
}

/// One threshold and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `feature.name`, such as `congress.quorum`.
    pub id: String,
    /// `national`, or the province whose own text differs.
    #[serde(default = "national")]
    pub profile: String,
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force; none while it is.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    pub value: Value,
    /// What the value counts: `days`, `hours`, `persons`, `wan` (万元), `of-delegates` …
    pub unit: String,
    /// The law by its Chinese title.
    pub law: String,
    /// The article, such as `17`; empty when the rule is no article.
    #[serde(default)]
    pub article: String,
    pub confidence: Confidence,
    /// What it asks, in Chinese and English.
    pub zh: String,
    pub en: String,
}

impl Rule {
    /// 《生产安全事故报告和调查处理条例》第三条 in short: title and article number, as every check cites it.
    pub fn cite(&self) -> Cite {
        Cite { law: self.law.clone(), article: self.article.clone(), confidence: self.confidence }
    }
}

fn national() -> String {
    NATIONAL.to_owned()
}

/// The profile that answers where a province has no text of its own.
pub const NATIONAL: &str = "national";

impl Rule {
    /// The rule of the same name that this one took the place of; none where it is the first.
    pub fn former(&self) -> Option<&'static Rule> {
        let before = all().iter().filter(|rule| rule.id == self.id && rule.profile == self.profile);
        before.filter(|rule| rule.to.is_some_and(|to| to < self.from)).max_by_key(|rule| rule.from)
    }
}

/// The law behind a judgement, to be printed as 条例第九条 or "Regulations art. 9".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    pub law: String,
    /// Empty when the judgement rests on no single article.
    pub article: String,
    pub confidence: Confidence,
}

static BOOK: LazyLock<Vec<Rule>> = LazyLock::new(source::rules);

/// Every rule of every time, in the order of the files.
pub fn all() -> &'static [Rule] {
    &BOOK
}

/// The national rules of one feature, each as the line an island is told: id, first and last day in force (empty: still
/// is), value (a share as numerator and denominator, a whole number over 0), article.
pub fn of(feature: &str) -> Vec<String> {
    let ours =
        |rule: &&Rule| rule.profile == NATIONAL && rule.id.split_once('.').is_some_and(|(name, _)| name == feature);
    let told = |rule: &Rule| {
        let [num, den] = match rule.value {
            Value::Whole(n) => [n, 0],
            Value::Share(share) => share,
        };
        let to = rule.to.map(|day| day.to_string()).unwrap_or_default();
        format!("{}|{}|{to}|{num}|{den}|{}", rule.id, rule.from, rule.article)
    };
    all().iter().filter(ours).map(told).collect()
}

/// The rule that a line of [`of`] stands for, as far as a judgement needs it.
pub fn told(line: &str) -> Option<Rule> {
    let mut parts = line.split('|');
    let mut next = || parts.next();
    let (id, from, to) = (next()?.to_owned(), text::date(next()?)?, text::date(next()?));
    let (num, den): (i64, i64) = (next()?.parse().ok()?, next()?.parse().ok()?);
    let value = if den == 0 { Value::Whole(num) } else { Value::Share([num, den]) };
    let article = next()?.to_owned();
    let (unit, law, zh, en) = (String::new(), String::new(), String::new(), String::new());
    Some(Rule { id, profile: national(), from, to, value, unit, law, article, confidence: Confidence::Read, zh, en })
}

/// The national rules in force on `day`.
pub fn at(day: NaiveDate) -> InForce {
    InForce { day, profile: NATIONAL.to_owned() }
}

/// The rules in force on one day, for one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    day: NaiveDate,
    profile: String,
}

impl InForce {
    /// The same day under a province's profile; what it does not regulate stays national.
    #[must_use]
    pub fn profile(self, name: &str) -> InForce {
        InForce { profile: name.to_owned(), ..self }
    }

    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// The rule with this id: the profile's own, else the national one, else none.
    pub fn get(&self, id: &str) -> Option<&'static Rule> {
        let own = |profile: &str| self.now().find(|rule| rule.id == id && rule.profile == profile);
        own(&self.profile).or_else(|| own(NATIONAL))
    }

    /// A whole number in the rule's unit; none where no such rule was in force.
    pub fn whole(&self, id: &str) -> Option<i64> {
        match self.get(id)?.value {
            Value::Whole(value) => Some(value),
            Value::Share(_) => None,
        }
    }

    pub fn share(&self, id: &str) -> Option<Share> {
        match self.get(id)?.value {
            Value::Share([num, den]) => Some(Share { num, den }),
            Value::Whole(_) => None,
        }
    }

    /// Every rule in force that day, all profiles, in the order of the files.
    pub fn now(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        let day = self.day;
        all().iter().filter(move |rule| rule.from <= day && rule.to.is_none_or(|to| day <= to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    #[test]
    fn an_island_is_told_what_the_judgement_asks_for() {
        for feature in ["congress", "incident"] {
            let lines = of(feature);
            assert!(!lines.is_empty());
            for line in lines {
                let rule = told(&line).expect("a rule");
                let kept = all().iter().find(|r| r.id == rule.id && r.from == rule.from && r.profile == NATIONAL);
                let kept = kept.expect("in the book");
                assert_eq!((rule.to, rule.value, &rule.article), (kept.to, kept.value, &kept.article), "{line}");
            }
        }
    }

    #[test]
    fn every_rule_has_a_source_a_sane_value_and_words_in_both_languages() {
        assert!(all().len() > 40, "the files were read");
        for rule in all() {
            let id = &rule.id;
            assert!(id.contains('.') && !rule.unit.is_empty() && !rule.law.is_empty(), "{id}");
            assert!(!rule.zh.is_empty() && !rule.en.is_empty(), "{id}");
            assert!(rule.to.is_none_or(|to| rule.from < to), "{id}");
            match rule.value {
                Value::Whole(value) => assert!(value >= 0, "{id}"),
                Value::Share([num, den]) => assert!(0 < num && num <= den, "{id}"),
            }
        }
    }

    #[test]
    fn a_rule_of_one_profile_is_never_in_force_twice_on_a_day() {
        for (i, one) in all().iter().enumerate() {
            for other in &all()[i + 1..] {
                if (&one.id, &one.profile) == (&other.id, &other.profile) {
                    let (first, second) = if one.from < other.from { (one, other) } else { (other, one) };
                    assert!(first.to.is_some_and(|to| to < second.from), "{} overlaps itself", one.id);
                }
            }
        }
    }

    #[test]
    fn a_day_is_judged_by_the_rules_of_that_day() {
        assert!(
            at(day("2022-10-31")).get("training.special-certificate-years").is_some_and(|r| r.law.contains("30号"))
        );
        assert!(
            at(day("2026-06-01")).get("training.special-certificate-years").is_some_and(|r| r.law.contains("19号"))
        );
        assert_eq!(at(day("1999-01-01")).get("incident.grade.larger.deaths"), None);
        assert_eq!(at(day("2022-10-31")).whole("incident.grade.larger.deaths"), Some(3));
    }

    #[test]
    fn a_province_has_its_own_rule_and_else_the_nations() {
        let shanghai = at(day("2022-10-31")).profile("shanghai");
        assert!(shanghai.get("congress.notice-days").is_some_and(|r| r.profile == "shanghai"));
        assert_eq!(shanghai.whole("incident.grade.larger.deaths"), Some(3));
        assert_eq!(at(day("2022-10-31")).profile("atlantis").whole("congress.notice-days"), Some(7));
    }

    #[test]
    fn an_island_is_told_the_nations_rules_of_its_feature() {
        let told = of("incident");
        assert!(told.contains(&"incident.grade.larger.deaths|2007-06-01||3|0|3".to_owned()));
        assert!(told.iter().all(|rule| rule.starts_with("incident.")));
        assert!(of("congress").iter().any(|rule| rule.contains("|2|3|")), "a share stays a share");
    }

    #[test]
    fn shares_are_compared_without_floats() {
        let (two_thirds, half, fifth) = (Share { num: 2, den: 3 }, Share { num: 1, den: 2 }, Share { num: 1, den: 5 });
        assert_eq!((two_thirds.least(30), two_thirds.least(45), two_thirds.least(31)), (20, 30, 21));
        assert_eq!(
            (half.least_above(30), half.least_above(45), half.least_above(31), half.least_above(100)),
            (16, 23, 16, 51)
        );
        assert_eq!((fifth.most(45), fifth.most(44)), (9, 8));
        assert!(two_thirds.reached(20, 30) && !two_thirds.reached(19, 30));
        assert!(half.exceeded(51, 100) && !half.exceeded(50, 100));
    }
}
