//! The book as an island knows it: what the page told.
use super::Rule;
use std::sync::OnceLock;

static TOLD: OnceLock<Vec<Rule>> = OnceLock::new();

/// The rules to judge by, a line each. Told before the first judgement; later ones are too late.
pub fn tell<'a>(lines: impl Iterator<Item = &'a str>) {
    TOLD.get_or_init(|| lines.filter_map(super::told).collect());
}

/// What was told so far.
pub fn rules() -> Vec<Rule> {
    TOLD.get().cloned().unwrap_or_default()
}
