//! Whether statistics count an accident, and whether its figures agree with each other.
use crate::incident::model::Incident;
use crate::kernel::Wan;
use crate::kernel::rulebook::InForce;
use serde::{Deserialize, Serialize};

/// Whether an accident is counted in the statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    Yes,
    /// No casualty and a direct loss below the floor: not counted for now.
    NoBelowFloor,
    /// A fact that decides is missing. Comparisons count it until it is known: silence must not lower a figure.
    Unknown,
}

impl Counted {
    pub fn key(self) -> &'static str {
        match self {
            Counted::Yes => "yes",
            Counted::NoBelowFloor => "no-below-floor",
            Counted::Unknown => "unknown",
        }
    }

    /// Whether a comparison takes it in.
    pub fn taken(self) -> bool {
        self != Counted::NoBelowFloor
    }
}

/// Law: 生产安全事故统计管理办法 — no casualty and a direct loss below 100 万元: not counted for now.
pub fn counted(incident: &Incident, rules: &InForce) -> Counted {
    let people = [incident.deaths, incident.serious, incident.minor];
    let loss_reaches =
        incident.loss.zip(rules.whole("incident.counted-loss")).map(|(Wan(units), floor)| units >= floor * 1_000_000);
    let Some(_) = rules.whole("incident.counted-loss") else { return Counted::Yes };
    if people.iter().flatten().any(|n| *n > 0) || loss_reaches == Some(true) {
        Counted::Yes
    } else if people.iter().any(Option::is_none) || loss_reaches.is_none() {
        Counted::Unknown
    } else {
        Counted::NoBelowFloor
    }
}

/// Whether lost workdays and casualties contradict each other: a code for words, none when they agree or are not known.
///
/// Law: GB/T 15499-1995 — a serious injury loses 105 workdays or more, a death 6000.
pub fn lost_days_conflict(incident: &Incident, rules: &InForce) -> Option<&'static str> {
    let lost = incident.lost_days?;
    let serious_days = rules.whole("incident.serious-lost-days")?;
    let death_days = rules.whole("incident.death-lost-days")?;
    let (deaths, serious) = (incident.deaths?, incident.serious?);
    if lost < deaths * death_days + serious * serious_days {
        return Some("lost-days-too-few");
    }
    let nobody = deaths == 0 && serious == 0 && incident.minor == Some(0);
    (nobody && lost > 0).then_some("lost-days-without-casualty")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Typed, rulebook};

    fn rules() -> InForce {
        rulebook::at("2022-03-04".parse().expect("a day"))
    }

    fn incident(fields: &[(&str, &str)]) -> Incident {
        let mut typed = Typed::default();
        typed.set("occurred_at", "2022-03-04T09:30");
        for (name, value) in fields {
            typed.set(name, *value);
        }
        Incident::parse(&typed).expect("an incident")
    }

    #[test]
    fn small_loss_without_casualty_is_not_counted_for_now() {
        let nobody = [("deaths", "0"), ("serious", "0"), ("minor", "0")];
        let with = |loss| counted(&incident(&[nobody.as_slice(), &[("loss", loss)]].concat()), &rules());
        assert_eq!(with("99.99"), Counted::NoBelowFloor);
        assert_eq!(with("100"), Counted::Yes);
        assert_eq!(with(""), Counted::Unknown);
        assert_eq!(counted(&incident(&[("minor", "1")]), &rules()), Counted::Yes);
        let unknown = counted(&incident(&[("deaths", "0"), ("serious", "0"), ("loss", "5")]), &rules());
        assert_eq!((unknown, unknown.taken()), (Counted::Unknown, true));
    }

    #[test]
    fn before_the_floor_existed_everything_was_counted() {
        let rules = rulebook::at("2015-01-01".parse().expect("a day"));
        let small = incident(&[("deaths", "0"), ("serious", "0"), ("minor", "0"), ("loss", "5")]);
        assert_eq!(counted(&small, &rules), Counted::Yes);
    }

    #[test]
    fn lost_workdays_must_fit_the_casualties() {
        let of = |deaths, serious, minor, lost| {
            let fields = [("deaths", deaths), ("serious", serious), ("minor", minor), ("lost_days", lost)];
            lost_days_conflict(&incident(&fields), &rules())
        };
        assert_eq!(of("1", "0", "0", "6000"), None);
        assert_eq!(of("1", "0", "0", "5999"), Some("lost-days-too-few"));
        assert_eq!(of("0", "1", "0", "104"), Some("lost-days-too-few"));
        assert_eq!(of("0", "0", "0", "3"), Some("lost-days-without-casualty"));
        assert_eq!(of("0", "0", "1", "3"), None);
        assert_eq!(of("0", "0", "", "3"), None);
    }
}
