//! `cuan rules`: the thresholds and the calendar in force on a day, each with its source and how sure we are of it.
//! The district's own days and thresholds are in its database, not here.
use crate::i18n::Lang;
use crate::kernel::rulebook::{self, NATIONAL, Rule, Value};
use crate::returns::model::duty::{Cutoff, Origin};
use crate::returns::rule::calendar;
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Thresholds first, then when each return is due: `calendar.hazards` with the day of the month as its value.
fn in_force(day: NaiveDate) -> Vec<Cow<'static, Rule>> {
    let mut found: Vec<_> = rulebook::at(day).now().map(Cow::Borrowed).collect();
    let mut told = BTreeSet::new();
    let mut lines: Vec<&Cutoff> = calendar::book().iter().filter(|line| line.since <= day).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.since));
    let latest: Vec<&Cutoff> = lines.into_iter().filter(|line| told.insert(&line.template)).collect();
    let inside = calendar::book().iter().filter(|line| latest.iter().any(|kept| std::ptr::eq(*kept, *line)));
    found.extend(inside.filter_map(due).map(Cow::Owned));
    found
}

/// A line of the calendar as a rule.
fn due(line: &Cutoff) -> Option<Rule> {
    let Origin::Rule { law, article, confidence, zh, en } = line.origin.clone() else { return None };
    Some(Rule {
        id: format!("calendar.{}", line.template),
        profile: NATIONAL.to_owned(),
        from: line.since,
        to: None,
        value: Value::Whole(i64::from(line.day)),
        unit: format!("day-of-month-{}-after-{}", line.months_after, line.every.key()),
        law,
        article,
        confidence,
        zh,
        en,
    })
}

/// The rules in force on `day`, one a line: id, profile, value with unit, law and article, confidence, words.
pub fn text(day: NaiveDate, lang: Lang) -> String {
    let mut lines = vec![];
    for rule in &in_force(day) {
        let words = if lang == Lang::Zh { &rule.zh } else { &rule.en };
        let article = if rule.article.is_empty() { String::new() } else { format!(" art. {}", rule.article) };
        let law = format!("{}{article}", rule.law);
        lines.push([&rule.id, &rule.profile, &value(rule), &law, rule.confidence.key(), words].join("\t"));
    }
    lines.join("\n")
}

/// The same as a JSON array.
pub fn json(day: NaiveDate) -> String {
    serde_json::to_string(&in_force(day)).expect("plain data is always written")
}

fn value(rule: &Rule) -> String {
    match rule.value {
        Value::Whole(value) => format!("{value} {}", rule.unit),
        Value::Share([num, den]) => format!("{num}/{den} {}", rule.unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_of_the_day_is_one_line_with_its_source() {
        let lines = text(NaiveDate::from_ymd_opt(2022, 10, 31).expect("a day"), Lang::En);
        let quorum = lines.lines().find(|line| line.starts_with("congress.quorum\tnational")).expect("the quorum");
        assert!(quorum.contains("2/3 of-delegates") && quorum.contains("art. 17") && quorum.contains("secondary"));
        assert!(lines.contains("令30号") && !lines.contains("令19号"));
        assert_eq!(lines.lines().filter(|line| line.split('\t').count() != 6).count(), 0);
    }

    #[test]
    fn the_json_can_be_read_back() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let rules: Vec<Rule> = serde_json::from_str(&json(day)).expect("an array of rules");
        assert_eq!(rules, in_force(day).into_iter().map(Cow::into_owned).collect::<Vec<_>>());
        let hazards: Vec<&Rule> = rules.iter().filter(|rule| rule.id == "calendar.hazards").collect();
        assert_eq!(hazards.len(), 1, "of each template the line in force");
        assert_eq!((hazards[0].value, hazards[0].unit.as_str()), (Value::Whole(15), "day-of-month-1-after-quarter"));
    }
}
