//! Hours against the law, certificates against the calendar, coverage with its counts.
use super::model::Kind;
use crate::kernel::Centi;
use crate::kernel::rulebook::{Cite, InForce};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The hours that a kind of training has to reach, all sessions of a person together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// `induction`, `refresher`, `initial`, `yearly`, `special-recheck`.
    pub code: &'static str,
    pub hours: Centi,
    /// Whether the hours are those of high-risk sectors.
    pub high_risk: bool,
    /// Not law where the confidence is a setting.
    pub cite: Cite,
}

impl Need {
    pub fn met(&self, got: Centi) -> bool {
        got >= self.hours
    }

    /// What is still to be trained; zero when met.
    pub fn missing(&self, got: Centi) -> Centi {
        Centi((self.hours.0 - got.0).max(0))
    }
}

/// What the law asks of this kind of training in an enterprise that is or is not of a high-risk sector.
/// Principals and managers have two needs: the initial training and then every year's. Empty for other training.
///
/// Law: 生产经营单位安全培训规定 art. 9 — principals and safety managers: initial 32 h (48 h), yearly 12 h (16 h).
/// Law: 生产经营单位安全培训规定 art. 13 — new workers: 24 h (72 h); workers of high-risk sectors: 20 h a year.
/// Law: 特种作业人员安全技术培训考核管理规定 art. 23 — special operators: 8 h before the recheck.
pub fn needs(kind: Kind, high_risk: bool, rules: &InForce) -> Vec<Need> {
    let ids: &[(&'static str, &str)] = match kind {
        Kind::Induction => &[("induction", "induction")],
        Kind::Refresher => &[("refresher", "refresher")],
        Kind::Principal => &[("initial", "principal-initial"), ("yearly", "principal-yearly")],
        Kind::Manager => &[("initial", "manager-initial"), ("yearly", "manager-yearly")],
        Kind::Special => &[("special-recheck", "special-recheck")],
        Kind::Other => &[],
    };
    let need = |(code, id): &(&'static str, &str)| {
        let own = high_risk.then(|| rules.get(&format!("training.hours.{id}-high-risk"))).flatten();
        let rule = own.or_else(|| rules.get(&format!("training.hours.{id}")))?;
        let hours = Centi(rules.whole(&rule.id)? * 100);
        Some(Need { code, hours, high_risk: own.is_some(), cite: rule.cite() })
    };
    ids.iter().filter_map(need).collect()
}

/// How a certificate stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "days")]
pub enum Certificate {
    Valid,
    /// The recheck, or the renewal, falls due in this many days: at most 60.
    Due(i64),
    /// The recheck is this many days late.
    RecheckOverdue(i64),
    /// It expired this many days ago.
    Expired(i64),
    /// Neither date is known.
    Unknown,
}

impl Certificate {
    pub fn key(self) -> &'static str {
        match self {
            Certificate::Valid => "valid",
            Certificate::Due(_) => "due",
            Certificate::RecheckOverdue(_) => "recheck-overdue",
            Certificate::Expired(_) => "expired",
            Certificate::Unknown => "unknown",
        }
    }

    /// The days left or late; none where the state has none.
    pub fn days(self) -> Option<i64> {
        match self {
            Certificate::Due(days) | Certificate::RecheckOverdue(days) | Certificate::Expired(days) => Some(days),
            Certificate::Valid | Certificate::Unknown => None,
        }
    }
}

/// The state of a certificate on `today`: it is good on its last day and on the day of its recheck.
///
/// Law: 特种作业人员安全技术培训考核管理规定 art. 22 — the recheck is applied for within the 60 days before.
pub fn certificate(
    expires_on: Option<NaiveDate>,
    recheck_on: Option<NaiveDate>,
    today: NaiveDate,
    rules: &InForce,
) -> Certificate {
    let late = |day: NaiveDate| (today - day).num_days();
    if let Some(end) = expires_on.filter(|end| *end < today) {
        return Certificate::Expired(late(end));
    }
    if let Some(recheck) = recheck_on.filter(|recheck| *recheck < today) {
        return Certificate::RecheckOverdue(late(recheck));
    }
    let Some(next) = expires_on.into_iter().chain(recheck_on).min() else { return Certificate::Unknown };
    let left = -late(next);
    match rules.whole("training.recheck-window-days") {
        Some(window) if left <= window => Certificate::Due(left),
        _ => Certificate::Valid,
    }
}

/// The recheck and the last day of a certificate issued on a day, by the calendar: 29 February becomes the 28th.
///
/// Law: 特种作业人员安全技术培训考核管理规定 art. 19 — valid for 6 years.
/// Law: 特种作业人员安全技术培训考核管理规定 art. 21 — rechecked every 3 years.
pub fn certificate_dates(issued_on: NaiveDate, rules: &InForce) -> Option<(NaiveDate, NaiveDate)> {
    let years = |id| rules.whole(id).and_then(|years| i32::try_from(years).ok());
    let after = |years| crate::kernel::window::add_years(issued_on, years);
    Some((after(years("training.special-recheck-years")?), after(years("training.special-certificate-years")?)))
}

/// People trained of people employed; no share without a headcount, and never above the headcount's own words:
/// more trained than employed is shown as it is, because the headcount may be old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub trained: i64,
    pub headcount: Option<i64>,
}

impl Coverage {
    /// Tenths of a per cent, rounded half up; none without a headcount.
    pub fn per_mille(self) -> Option<i64> {
        let headcount = self.headcount.filter(|n| *n > 0)?;
        Some((2 * self.trained * 1000 + headcount) / (2 * headcount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rulebook::{self, Confidence};

    fn rules() -> InForce {
        rulebook::at(day("2022-05-10"))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn hours(kind: Kind, high_risk: bool) -> Vec<(&'static str, i64, String)> {
        needs(kind, high_risk, &rules()).into_iter().map(|n| (n.code, n.hours.0 / 100, n.cite.article)).collect()
    }

    fn row(code: &'static str, hours: i64, article: &str) -> (&'static str, i64, String) {
        (code, hours, article.to_owned())
    }

    #[test]
    fn the_hours_follow_the_person_and_the_sector() {
        assert_eq!(hours(Kind::Induction, false), [row("induction", 24, "13")]);
        assert_eq!(hours(Kind::Induction, true), [row("induction", 72, "13")]);
        assert_eq!(hours(Kind::Refresher, true), [row("refresher", 20, "13")]);
        assert_eq!(hours(Kind::Principal, false), [row("initial", 32, "9"), row("yearly", 12, "9")]);
        assert_eq!(hours(Kind::Manager, true), [row("initial", 48, "9"), row("yearly", 16, "9")]);
        assert_eq!(hours(Kind::Special, true), [row("special-recheck", 8, "23")]);
        assert_eq!(hours(Kind::Other, true), []);
    }

    #[test]
    fn the_ordinary_refresher_is_a_setting_and_says_so() {
        let need = &needs(Kind::Refresher, false, &rules())[0];
        assert_eq!((need.hours, need.cite.confidence, need.high_risk), (Centi(800), Confidence::Setting, false));
        assert!(need.met(Centi(800)) && !need.met(Centi(799)));
        assert_eq!((need.missing(Centi(550)), need.missing(Centi(900))), (Centi(250), Centi(0)));
    }

    #[test]
    fn a_certificate_is_judged_by_calendar_days() {
        let of = |expires: &str, recheck: &str, today: &str| {
            certificate(expires.parse().ok(), recheck.parse().ok(), day(today), &rules())
        };
        assert_eq!(of("2028-05-09", "2025-05-09", "2025-03-09"), Certificate::Valid);
        assert_eq!(of("2028-05-09", "2025-05-09", "2025-03-10"), Certificate::Due(60));
        assert_eq!(of("2028-05-09", "2025-05-09", "2025-05-09"), Certificate::Due(0));
        assert_eq!(of("2028-05-09", "2025-05-09", "2025-05-10"), Certificate::RecheckOverdue(1));
        assert_eq!(of("2028-05-09", "2025-05-09", "2028-05-10"), Certificate::Expired(1));
        assert_eq!(of("2028-05-09", "", "2028-05-01"), Certificate::Due(8));
        assert_eq!(of("", "", "2028-05-01"), Certificate::Unknown);
    }

    #[test]
    fn six_years_and_three_are_counted_by_the_calendar() {
        assert_eq!(certificate_dates(day("2020-02-29"), &rules()), Some((day("2023-02-28"), day("2026-02-28"))));
        assert_eq!(certificate_dates(day("2022-05-10"), &rules()), Some((day("2025-05-10"), day("2028-05-10"))));
    }

    #[test]
    fn coverage_has_no_share_without_a_headcount() {
        assert_eq!(Coverage { trained: 2, headcount: Some(3) }.per_mille(), Some(667));
        assert_eq!(Coverage { trained: 2, headcount: None }.per_mille(), None);
        assert_eq!(Coverage { trained: 0, headcount: Some(0) }.per_mille(), None);
    }
}
