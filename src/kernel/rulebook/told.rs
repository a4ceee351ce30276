//! The book as an island knows it: what the page told.
use super::Rule;
use std::sync::Mutex;

static TOLD: Mutex<Vec<Rule>> = Mutex::new(Vec::new());

/// The rules to judge by. Told before the first judgement; later ones are too late.
pub fn tell(rules: Vec<Rule>) {
    if let Ok(mut told) = TOLD.lock() {
        told.extend(rules);
    }
}

/// What was told so far.
pub fn rules() -> Vec<Rule> {
    TOLD.lock().map(|mut told| std::mem::take(&mut *told)).unwrap_or_default()
}
