//! The book as the program carries it: `rules/*.toml`.
use super::Rule;
use serde::Deserialize;

#[derive(Deserialize)]
struct Page {
    rule: Vec<Rule>,
}

/// Every rule, in the order of the files.
pub fn rules() -> Vec<Rule> {
    [
        include_str!("../../../rules/congress.toml"),
        include_str!("../../../rules/incident.toml"),
        include_str!("../../../rules/training.toml"),
        include_str!("../../../rules/hazard.toml"),
        include_str!("../../../rules/health.toml"),
        include_str!("../../../rules/trends.toml"),
        include_str!("../../../rules/compliance.toml"),
    ]
    .iter()
    .flat_map(|text| toml::from_str::<Page>(text).expect("the embedded rules are read by a test").rule)
    .collect()
}

/// The program knows its rules; only islands need to be told.
pub fn tell<'a>(_: impl Iterator<Item = &'a str>) {}
