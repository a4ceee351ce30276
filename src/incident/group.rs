//! Accident types put together so that both lists agree: how a year by the 1986 list is set beside one by the 2025 list.
//!
//! Neither standard says which new type an old one became, and some became two (车辆伤害, 中毒和窒息). A group holds every
//! type of either list that could have been the other's, so no accident moves between groups when its list changes.
//! It is for display only: records keep the type of their own day's list (docs/decisions/accident-groups.md).
use serde::{Deserialize, Serialize};

/// A group of accident types; [`Group::Unlisted`] holds what is on neither list, and accidents without a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    Struck,
    Vehicle,
    Machinery,
    Lifting,
    Electric,
    Drowning,
    Burns,
    Fire,
    Fall,
    Collapse,
    Water,
    Explosives,
    Explosion,
    Poisoning,
    Other,
    Unlisted,
}

impl Group {
    pub const ALL: [Group; 16] = [
        Group::Struck,
        Group::Vehicle,
        Group::Machinery,
        Group::Lifting,
        Group::Electric,
        Group::Drowning,
        Group::Burns,
        Group::Fire,
        Group::Fall,
        Group::Collapse,
        Group::Water,
        Group::Explosives,
        Group::Explosion,
        Group::Poisoning,
        Group::Other,
        Group::Unlisted,
    ];

    /// The key in addresses (`category=machinery`) and of the words.
    pub fn key(self) -> &'static str {
        match self {
            Group::Struck => "struck",
            Group::Vehicle => "vehicle",
            Group::Machinery => "machinery",
            Group::Lifting => "lifting",
            Group::Electric => "electric",
            Group::Drowning => "drowning",
            Group::Burns => "burns",
            Group::Fire => "fire",
            Group::Fall => "fall",
            Group::Collapse => "collapse",
            Group::Water => "water",
            Group::Explosives => "explosives",
            Group::Explosion => "explosion",
            Group::Poisoning => "poisoning",
            Group::Other => "other",
            Group::Unlisted => "unlisted",
        }
    }

    pub fn parse(key: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.key() == key)
    }

    /// The codes of both lists in this group, the 1986 list first; none for [`Group::Unlisted`].
    ///
    /// Codes by GB 6441-1986 and GB 6441-2025; the grouping is ours.
    pub fn codes(self) -> &'static [&'static str] {
        match self {
            Group::Struck => &["01", "WSA10001"],
            Group::Vehicle => &["02", "WSA10002", "WSA10003"],
            Group::Machinery => &["03", "WSA10004"],
            Group::Lifting => &["04", "WSA10005"],
            Group::Electric => &["05", "WSA10006"],
            Group::Drowning => &["06", "WSA10007"],
            Group::Burns => &["07", "WSA10008"],
            Group::Fire => &["08", "WSA10009"],
            Group::Fall => &["09", "WSA10010"],
            Group::Collapse => &["10", "11", "WSA10012", "WSA10025"],
            Group::Water => &["12", "WSA10013"],
            Group::Explosives => &["13", "14", "WSA10019", "WSA10020"],
            Group::Explosion => &[
                "15", "16", "17", "18", "WSA10014", "WSA10015", "WSA10016", "WSA10017", "WSA10018", "WSA10021",
                "WSA10022",
            ],
            Group::Poisoning => &["19", "WSA10023", "WSA10024"],
            Group::Other => &["20", "WSA10011", "WSA10026", "WSA10099"],
            Group::Unlisted => &[],
        }
    }

    /// The codes between bars, `|03|WSA10004|`, for a search by containment; `|` alone for [`Group::Unlisted`].
    pub fn barred(self) -> String {
        self.codes().iter().fold("|".to_owned(), |text, code| text + code + "|")
    }

    /// The group of a code of either list; no code, or one on neither, is [`Group::Unlisted`].
    pub fn of(code: Option<&str>) -> Group {
        let found = code.and_then(|code| Group::ALL.into_iter().find(|group| group.codes().contains(&code)));
        found.unwrap_or(Group::Unlisted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_in_one_group_and_finds_it_again() {
        let mut seen = std::collections::BTreeSet::new();
        for group in Group::ALL {
            assert_eq!(Group::parse(group.key()), Some(group));
            for code in group.codes() {
                assert!(seen.insert(*code), "{code} twice");
                assert_eq!(Group::of(Some(code)), group);
                assert!(group.barred().contains(&format!("|{code}|")));
            }
        }
        let old = (1..=20).map(|n| format!("{n:02}"));
        let new = (1..=26).chain([99]).map(|n| format!("WSA1{n:04}"));
        for code in old.chain(new) {
            assert!(seen.remove(code.as_str()), "{code} has no group");
        }
        assert!(seen.is_empty(), "on neither list: {seen:?}");
    }

    #[test]
    fn what_is_on_neither_list_stays_as_written() {
        assert_eq!(Group::of(None), Group::Unlisted);
        assert_eq!(Group::of(Some("WSA10027")), Group::Unlisted);
        assert_eq!(Group::Unlisted.barred(), "|");
    }
}
