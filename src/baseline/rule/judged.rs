//! By which rules a year was counted, and whether two years were counted alike.
use crate::baseline::model::{Judge, Judged, Likeness, Unlike};
use crate::kernel::rulebook;
use crate::kernel::window::Window;
use chrono::{Datelike, NaiveDate};

/// The dated rules that decide whether an accident is counted.
const DECIDING: [&str; 1] = ["incident.counted-loss"];

/// By which rules this program counts the accidents of a year: all that were in force on one of its days.
pub fn judged(year: i32) -> Judged {
    let days = Window::year(year).map_or((NaiveDate::MIN, NaiveDate::MAX), |w| (w.from(), w.to()));
    let rules = rulebook::all()
        .iter()
        .filter(|rule| DECIDING.contains(&rule.id.as_str()) && rule.profile == rulebook::NATIONAL)
        .filter(|rule| rule.from <= days.1 && rule.to.is_none_or(|to| days.0 <= to))
        .map(|rule| Judge { id: rule.id.clone(), from: rule.from, value: rule.value })
        .collect();
    Judged { key: Judged::OWN.to_owned(), rules }
}

/// Whether the figures of `year`, counted by `then`, may be set beside figures counted by `now`.
///
/// Law: 统计法 art. 17 — one standard of definitions and methods: figures counted otherwise are not comparable.
pub fn comparable(year: i32, then: Option<&Judged>, now: &Judged) -> Likeness {
    let Some(then) = then else { return Likeness::Unknown };
    let mut unlike = Vec::new();
    if then.key != now.key {
        unlike.push(Unlike::Definition);
    } else {
        let only = |rules: &[Judge], others: &[Judge]| -> Vec<Unlike> {
            let other = |rule: &&Judge| !others.contains(rule);
            rules.iter().filter(other).map(|rule| Unlike::Rule(rule.id.clone(), rule.from)).collect()
        };
        unlike.extend(only(&then.rules, &now.rules));
        unlike.extend(only(&now.rules, &then.rules));
        let began = |rule: &&Judge| rule.from.year() == year && rule.from.ordinal() > 1;
        let midway = then.rules.iter().filter(began).map(|rule| Unlike::MidYear(rule.id.clone(), rule.from));
        unlike.extend(midway);
    }
    if unlike.is_empty() { Likeness::Same } else { Likeness::Redefined(unlike) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_judged_by_the_rules_in_force_on_its_days() {
        assert_eq!(judged(2015).rules, []);
        let (first, later) = (judged(2016), judged(2025));
        assert_eq!(first.rules.len(), 1);
        assert_eq!(first.rules, later.rules);
        assert_eq!(first.rules[0].from, NaiveDate::from_ymd_opt(2016, 7, 27).expect("a day"));
    }

    #[test]
    fn years_counted_by_other_rules_are_not_comparable() {
        let same = |year: i32| comparable(year, Some(&judged(year)), &judged(year + 1));
        assert_eq!(same(2024), Likeness::Same);
        assert_eq!(same(2014), Likeness::Same, "no floor in either year");
        let floor = ("incident.counted-loss".to_owned(), NaiveDate::from_ymd_opt(2016, 7, 27).expect("a day"));
        assert_eq!(same(2015), Likeness::Redefined(vec![Unlike::Rule(floor.0.clone(), floor.1)]));
        assert_eq!(same(2016), Likeness::Redefined(vec![Unlike::MidYear(floor.0, floor.1)]));
        assert_eq!(comparable(2024, None, &judged(2025)), Likeness::Unknown);
        let other = Judged { key: Judged::OTHER.to_owned(), rules: Vec::new() };
        assert_eq!(comparable(2024, Some(&other), &judged(2025)), Likeness::Redefined(vec![Unlike::Definition]));
    }
}
