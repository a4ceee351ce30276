//! Kinds of records, and which of them a line of the trail may have changed.
use std::ops::BitOr;

/// A set of kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas(i64);

impl Areas {
    pub const NONE: Areas = Areas(0);
    pub const INCIDENT: Areas = Areas(1);
    pub const HAZARD: Areas = Areas(2);
    pub const TRAINING: Areas = Areas(4);
    pub const HEALTH: Areas = Areas(8);
    pub const CONGRESS: Areas = Areas(16);
    /// Who filed what, for when.
    pub const FILING: Areas = Areas(32);
    /// Enterprises, their traits, headcounts and hours.
    pub const ROLL: Areas = Areas(64);
    pub const ALL: Areas = Areas(127);

    /// What a deed may have changed. Whatever is not known to leave a kind alone has changed it.
    pub fn of(noun: &str, deed: &str) -> Areas {
        match (noun, deed) {
            // These are read by no figure.
            ("account" | "baseline" | "bulletin" | "cutoff" | "duty-exemption" | "exemption" | "layout", _) => {
                Areas::NONE
            }
            ("incident", _) => Areas::INCIDENT,
            ("hazard", _) => Areas::HAZARD,
            ("training", _) => Areas::TRAINING,
            ("health", _) => Areas::HEALTH,
            ("congress", _) => Areas::CONGRESS,
            // A return before it is sent, and one that tells of nothing.
            (
                "filing",
                "upload" | "check" | "fix" | "match" | "remember" | "settle" | "leave-row" | "take-row" | "nil",
            ) => Areas::FILING,
            _ => Areas::ALL,
        }
    }

    /// What the rows of a template may change when they are taken.
    pub fn of_template(template: &str) -> Areas {
        match template {
            "incidents" => Areas::INCIDENT,
            "hazards" => Areas::HAZARD,
            "training" => Areas::TRAINING,
            "health" => Areas::HEALTH,
            "congress" => Areas::CONGRESS,
            _ => Areas::ALL,
        }
    }

    pub fn bits(self) -> i64 {
        self.0
    }

    /// Each kind by itself, in the order of [`Heads`].
    pub const EACH: [Areas; 7] =
        [Areas::INCIDENT, Areas::HAZARD, Areas::TRAINING, Areas::HEALTH, Areas::CONGRESS, Areas::FILING, Areas::ROLL];
}

impl BitOr for Areas {
    type Output = Areas;

    fn bitor(self, other: Areas) -> Areas {
        Areas(self.0 | other.0)
    }
}

/// The last line of the trail that may have changed each kind, as one transaction sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads(pub [i64; 7]);

impl Heads {
    /// Moves whenever one of these kinds is written.
    pub fn of(&self, areas: Areas) -> i64 {
        let heads = Areas::EACH.iter().zip(self.0).filter(|(area, _)| area.0 & areas.0 != 0);
        heads.map(|(_, head)| head).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_to_leave_a_kind_alone_has_changed_it() {
        for (noun, deed, areas) in [
            ("training", "correct", Areas::TRAINING),
            ("incident", "record", Areas::INCIDENT),
            ("filing", "upload", Areas::FILING),
            ("filing", "send", Areas::ALL),
            ("filing", "take-back", Areas::ALL),
            ("enterprise", "correct", Areas::ALL),
            ("account", "sign-in", Areas::NONE),
            ("something-new", "record", Areas::ALL),
        ] {
            assert_eq!(Areas::of(noun, deed), areas, "{noun} {deed}");
        }
    }

    #[test]
    fn the_head_of_several_kinds_moves_with_each_of_them() {
        let heads = Heads([3, 9, 4, 0, 0, 12, 1]);
        assert_eq!(heads.of(Areas::INCIDENT | Areas::ROLL), 3);
        assert_eq!(heads.of(Areas::HAZARD | Areas::TRAINING), 9);
        assert_eq!(heads.of(Areas::ALL), 12);
        assert_eq!(heads.of(Areas::NONE), 0);
    }
}
