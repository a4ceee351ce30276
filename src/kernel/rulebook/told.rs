//! The book as an island knows it: what the page told.
use super::{Confidence, NATIONAL, Rule, Told, Value};
use crate::kernel::text;
use std::sync::Mutex;

static TOLD: Mutex<Vec<Told>> = Mutex::new(Vec::new());

/// The rules to judge by. Told before the first judgement; later ones are too late.
pub fn tell(rules: Vec<Told>) {
    if let Ok(mut told) = TOLD.lock() {
        told.extend(rules);
    }
}

/// What was told so far.
pub fn rules() -> Vec<Rule> {
    let told = TOLD.lock().map(|mut told| std::mem::take(&mut *told)).unwrap_or_default();
    told.into_iter().filter_map(rule).collect()
}

fn rule((id, from, to, value, article): Told) -> Option<Rule> {
    let value = if value[1] == 0 { Value::Whole(value[0]) } else { Value::Share(value) };
    let (profile, unit, law) = (NATIONAL.to_owned(), String::new(), String::new());
    let (from, to) = (text::date(&from)?, text::date(&to));
    Some(Rule {
        id,
        profile,
        from,
        to,
        value,
        unit,
        law,
        article,
        confidence: Confidence::Read,
        zh: String::new(),
        en: String::new(),
    })
}
