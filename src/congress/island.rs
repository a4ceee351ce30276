//! What the form says while one types.
use crate::kernel::rulebook::Share;
use crate::kernel::{Typed, text};
use crate::live::{self, Told};
use leptos::prelude::*;

const READ: [&str; 3] = ["delegates_total", "delegates_present", "votes_yes"];

/// What a line needs: its share of the delegates and its words, with `{got}`, `{of}`, `{needed}`, `{short}` in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub share: Share,
    pub met: String,
    pub not_met: String,
}

impl Line {
    /// Tells the island this line by the name of `quorum` or `majority`.
    #[must_use]
    pub fn tell(&self, told: Told, name: &str) -> Told {
        told.with(format!("{name}.num"), self.share.num)
            .with(format!("{name}.den"), self.share.den)
            .with(format!("{name}.met"), &self.met)
            .with(format!("{name}.not-met"), &self.not_met)
    }

    fn told(told: &Told, name: &str) -> Option<Line> {
        let text = |end: &str| told.get(&format!("{name}.{end}")).to_owned();
        let share = Share { num: text("num").parse().ok()?, den: text("den").parse().ok()? };
        Some(Line { share, met: text("met"), not_met: text("not-met") })
    }

    /// The sum in words; nothing while a figure is missing. `above`: more than the share is needed, not just the share.
    fn say(&self, got: Option<i64>, of: Option<i64>, above: bool) -> Option<String> {
        let (got, of) = (got?, of.filter(|of| *of > 0)?);
        let needed = if above { self.share.least_above(of) } else { self.share.least(of) };
        let words = if got >= needed { &self.met } else { &self.not_met };
        let figures = [("{got}", got), ("{of}", of), ("{needed}", needed), ("{short}", needed - got)];
        Some(figures.into_iter().fold(words.clone(), |text, (name, value)| text.replace(name, &value.to_string())))
    }
}

/// Whether there is a quorum and a majority, a line each as far as the figures are there.
pub fn said(told: &Told, typed: &Typed) -> String {
    let count = |name: &str| text::normal(typed.get(name)).parse().ok().filter(|n: &i64| *n >= 0);
    let [total, present, yes] = READ.map(count);
    let quorum = Line::told(told, "quorum").and_then(|line| line.say(present, total, false));
    let majority = Line::told(told, "majority").and_then(|line| line.say(yes, total, true));
    quorum.into_iter().chain(majority).collect::<Vec<_>>().join("\n")
}

/// Holds the fields of attendance and vote and says, while one types, whether there is a quorum and a majority:
/// the same arithmetic that judges the meeting on record. Told: two [`Line`]s.
#[island]
pub fn QuorumHint(children: Children) -> impl IntoView {
    live::hint("notice-body lines", &READ, said, children)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_sum_is_the_sum_of_the_law() {
        let words = |met: &str| format!("{met} {{got}}/{{of}} {{needed}} {{short}}");
        let line = |num, den| Line { share: Share { num, den }, met: words("yes"), not_met: words("no") };
        let told = line(1, 2).tell(line(2, 3).tell(Told::default(), "quorum"), "majority");
        for (total, present, yes, expected) in [
            ("45", "30", "", "yes 30/45 30 0"),
            ("45", "29", "", "no 29/45 30 1"),
            ("100", "", "50", "no 50/100 51 1"),
            ("４５", " 31 ", "23", "yes 31/45 30 -1\nyes 23/45 23 0"),
            ("0", "1", "1", ""),
            ("", "1", "1", ""),
            ("45", "-1", "x", ""),
        ] {
            let typed =
                Typed(READ.iter().zip([total, present, yes]).map(|(n, v)| ((*n).to_owned(), v.to_owned())).collect());
            assert_eq!(said(&told, &typed), expected, "{total} {present} {yes}");
        }
    }
}
