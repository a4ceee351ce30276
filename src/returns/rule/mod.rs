//! Who may send what, and what a receipt seals; [`calendar`]: what is due when; [`open`]: what is still to be put right; [`standing`]:
//! who may decide and undo; [`rates`]: completeness and timeliness.
pub mod calendar;
pub mod open;
pub mod rates;
pub mod standing;

use super::model::{Filing, Taken, Tally};
use super::template::Template;
use chrono::{DateTime, SecondsFormat, Utc};

/// The sides of the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// One enterprise, for itself.
    Enterprise,
    /// A department, for the enterprises of one town.
    Town,
    /// A department, for the whole district.
    District,
}

/// Templates that an enterprise owes every year.
pub const OWED: [&str; 4] = ["exposure", "congress", "incidents", "training"];
/// Templates that an enterprise may send beside those.
const ALSO: [&str; 2] = ["hazards", "health"];
/// Templates that belong to the district as a whole.
const DISTRICT: [&str; 2] = ["roll", "baseline"];

/// Whether rows of `template` are recorded for this sender.
pub fn taken(template: Option<&str>, sender: Sender) -> Taken {
    match template {
        Some(key) if OWED.contains(&key) || ALSO.contains(&key) => Taken::Yes,
        Some(key) if DISTRICT.contains(&key) && sender == Sender::District => Taken::Yes,
        Some(key) if DISTRICT.contains(&key) => Taken::NotYours,
        _ => Taken::Unknown,
    }
}

/// The templates that a sender may choose and download.
pub fn offered(sender: Sender) -> impl Iterator<Item = &'static Template> {
    super::template::TEMPLATES.iter().filter(move |t| taken(Some(t.key), sender) != Taken::NotYours)
}

/// Whether each row of the template belongs to one enterprise that is already on the roll.
pub fn has_owner(template: &str) -> bool {
    !DISTRICT.contains(&template)
}

/// What a receipt's hash is made over: whoever holds the file and the receipt can compute it again.
pub fn receipt_text(filing: &Filing, tally: &Tally, sent_at: DateTime<Utc>) -> String {
    format!(
        "{}\n{}\nread={} new={} changed={} same={} wrong={} skipped={}\n{}\n",
        filing.number,
        filing.sha256,
        tally.read,
        tally.new,
        tally.changed,
        tally.same,
        tally.wrong,
        tally.skipped,
        sent_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}

/// What is safe to show and to offer as a file's name: the last part of a path, without control characters, at most
/// 120 characters with its ending.
pub fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect();
    let clean = clean.trim();
    let count = clean.chars().count();
    if count <= 120 {
        return clean.to_owned();
    }
    let end: String = clean.chars().skip(count - 20).collect();
    clean.chars().take(100).chain(end.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_of_the_counter_sends_its_own_templates() {
        for key in OWED.into_iter().chain(ALSO) {
            for sender in [Sender::Enterprise, Sender::Town, Sender::District] {
                assert_eq!(taken(Some(key), sender), Taken::Yes, "{key}");
            }
        }
        for key in ["roll", "baseline"] {
            assert_eq!(taken(Some(key), Sender::District), Taken::Yes, "{key}");
            assert_eq!(taken(Some(key), Sender::Town), Taken::NotYours, "{key}");
            assert_eq!(taken(Some(key), Sender::Enterprise), Taken::NotYours, "{key}");
        }
        assert_eq!(
            (taken(None, Sender::District), taken(Some("?"), Sender::District)),
            (Taken::Unknown, Taken::Unknown)
        );
        assert_eq!(offered(Sender::District).count(), 8);
        assert_eq!(offered(Sender::Enterprise).count(), 6);
    }

    #[test]
    fn file_names_carry_no_paths_and_no_tricks() {
        assert_eq!(file_name("C:\\fakepath\\三季度.xlsx"), "三季度.xlsx");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("a\r\nb\u{202e}xslx.exe"), "abxslx.exe");
        let long = format!("{}.xlsx", "长".repeat(300));
        assert_eq!(file_name(&long).chars().count(), 120);
        assert!(file_name(&long).ends_with("长.xlsx"));
    }
}
