//! What the form says while one types.
use super::model::Incident;
use super::rule;
use super::say::{KEYS, Say};
use crate::i18n::Lang;
use crate::kernel::{Typed, rulebook};
use crate::live::{self, Told};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The fields that grade and deadline depend on.
const READ: [&str; 8] = ["occurred_at", "informed_at", "reported_at", "category", "deaths", "serious", "minor", "loss"];

/// The accident as far as it can be read: a field that cannot be is taken as not told, a missing day as today.
fn readable(typed: &Typed, today: &str) -> Option<Incident> {
    let mut good = Typed::default();
    good.set("occurred_at", typed.get("occurred_at"));
    if Incident::parse(&good).is_err() {
        good.set("occurred_at", today);
    }
    for field in &READ[1..] {
        let mut more = good.clone();
        more.set(field, typed.get(field));
        if Incident::parse(&more).is_ok() {
            good = more;
        }
    }
    Incident::parse(&good).ok()
}

/// What the island is told: the rules that judge an accident, words, language, and the business day for a form that
/// tells none yet.
pub fn telling(lang: Lang, words: &dyn Fn(&str) -> String, today: NaiveDate) -> Told {
    let told = Told::default().with("lang", lang.tag()).with("today", today);
    let told = KEYS.iter().fold(told, |told, key| told.with(*key, words(key)));
    rulebook::of("incident").into_iter().fold(told, |told, rule| told.with("rule", rule))
}

/// Grade, what would raise it, and the deadline, a line each, by the rules of the day.
pub fn said(told: &Told, typed: &Typed) -> String {
    rulebook::tell(told.all("rule"));
    let find = |key: &str| told.get(key).to_owned();
    let say = Say { lang: Lang::parse(told.get("lang")).unwrap_or_default(), words: &find };
    let Some(incident) = readable(typed, told.get("today")) else { return String::new() };
    let rules = rulebook::at(incident.day());
    let Some(graded) = rule::graded(&incident, &rules) else { return find("before-decree") };
    let grade = say.grade(&graded);
    let head = if graded.provisional() { format!("{grade} · {}", find("provisional")) } else { grade };
    let why = format!("{} · {}", say.because(&incident, &graded), say.raises(&graded));
    let report = rule::duty::report(&incident, incident.occurred_at, &rules);
    [head, why, say.due(&report)].join("\n")
}

/// Holds the fields of an accident and says, while one types, which grade they make and when it must be reported:
/// the very rules that judge it on file. Told: [`telling`].
#[island]
pub fn GradeHint(children: Children) -> impl IntoView {
    live::hint("notice-body lines lines-head", &READ, said, children)
}
