//! `cuan rules`: the thresholds in force on a day, each with its source and how sure we are of it.
use crate::i18n::Lang;
use crate::kernel::rulebook::{self, Rule, Value};
use chrono::NaiveDate;

/// The rules in force on `day`, one a line: id, profile, value with unit, law and article, confidence, words.
pub fn text(day: NaiveDate, lang: Lang) -> String {
    let mut lines = vec![];
    for rule in rulebook::at(day).now() {
        let words = if lang == Lang::Zh { &rule.zh } else { &rule.en };
        let article = if rule.article.is_empty() { String::new() } else { format!(" art. {}", rule.article) };
        let law = format!("{}{article}", rule.law);
        lines.push([&rule.id, &rule.profile, &value(rule), &law, rule.confidence.key(), words].join("\t"));
    }
    lines.join("\n")
}

/// The same as a JSON array.
pub fn json(day: NaiveDate) -> String {
    let rules: Vec<&Rule> = rulebook::at(day).now().collect();
    serde_json::to_string(&rules).expect("plain data is always written")
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
        assert_eq!(rules.len(), rulebook::at(day).now().count());
    }
}
