//! Figures printed in public bulletins (`rules/published.toml`): what the calculator must reproduce, and what it must not.
use super::rule::{Change, change};
use serde::Deserialize;
use std::sync::LazyLock;

/// Where the earlier figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// Printed in the year before.
    Published,
    /// Worked out from a printed difference.
    Difference,
    /// The figure that the printed percent implies.
    Implied,
}

impl From {
    pub fn key(self) -> &'static str {
        match self {
            From::Published => "published",
            From::Difference => "difference",
            From::Implied => "implied",
        }
    }
}

/// One printed comparison.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    pub id: String,
    /// The page or article.
    pub source: String,
    pub bulletin_zh: String,
    pub bulletin_en: String,
    /// What was counted.
    pub zh: String,
    pub en: String,
    pub before: String,
    pub now: String,
    /// Decimals of the printed percent.
    pub places: u32,
    /// As printed; none where the bulletin gave none.
    #[serde(default)]
    pub percent: Option<String>,
    pub before_from: From,
    /// Whether the printed percent follows from the figures.
    #[serde(default = "yes")]
    pub reproduces: bool,
    /// Why it does not.
    #[serde(default)]
    pub note_zh: String,
    #[serde(default)]
    pub note_en: String,
}

fn yes() -> bool {
    true
}

impl Printed {
    /// What we make of the same figures.
    pub fn ours(&self) -> Option<Change> {
        Some(change(Some(self.before.parse().ok()?), self.now.parse().ok()?, self.places))
    }
}

#[derive(Deserialize)]
struct Page {
    figure: Vec<Printed>,
}

static FIGURES: LazyLock<Vec<Printed>> = LazyLock::new(|| {
    let text = include_str!("../../rules/published.toml");
    toml::from_str::<Page>(text).expect("the embedded figures are read by a test").figure
});

/// Every printed comparison, in the order of the file.
pub fn all() -> &'static [Printed] {
    &FIGURES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_printed_percent_is_reproduced_but_the_two_restated_without_a_word() {
        assert_eq!(all().len(), 38);
        for printed in all() {
            let ours = printed.ours().expect("figures").percent;
            assert_eq!(ours == printed.percent, printed.reproduces, "{}: {ours:?}", printed.id);
            assert_eq!(printed.note_zh.is_empty(), printed.reproduces, "{}", printed.id);
        }
        let not: Vec<&str> = all().iter().filter(|p| !p.reproduces).map(|p| p.id.as_str()).collect();
        assert_eq!(not, ["GZ2023y-a1", "GZ2023y-b1"]);
    }
}
