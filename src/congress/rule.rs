//! Whether a meeting met as the law asks: whole-number arithmetic with the sum shown.
use super::model::Meeting;
use crate::kernel::rulebook::{Cite, InForce};
use crate::kernel::window::add_days;
use serde::{Deserialize, Serialize};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Met,
    NotMet,
    /// A fact is missing, or no rule was in force that day.
    Unknown,
    /// A figure worth seeing that no rule decides.
    Info,
}

impl Verdict {
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::NotMet => "not-met",
            Verdict::Unknown => "unknown",
            Verdict::Info => "info",
        }
    }

    fn of(met: Option<bool>) -> Verdict {
        match met {
            Some(true) => Verdict::Met,
            Some(false) => Verdict::NotMet,
            None => Verdict::Unknown,
        }
    }
}

/// One judgement with its sum: `got` of `of`, `needed` needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `quorum`, `majority`, `managers`, `delegates`, `assembly`, `notice`, `published`, `women`, `frontline`.
    pub code: &'static str,
    pub verdict: Verdict,
    /// The threshold in the check's unit (delegates; days for `notice`); for `managers` the most allowed.
    pub needed: Option<i64>,
    pub got: Option<i64>,
    /// The whole that `got` is a part of.
    pub of: Option<i64>,
    /// The law; none for an [`Verdict::Info`].
    pub cite: Option<Cite>,
}

/// Every check of a meeting, those that decide first.
pub fn checks(meeting: &Meeting, rules: &InForce) -> Vec<Check> {
    let mut all = vec![
        quorum(meeting.delegates_present, meeting.delegates_total, rules),
        majority(meeting.votes_yes, meeting.delegates_total, rules),
        managers(meeting.delegates_managers, meeting.delegates_total, rules),
        delegates(meeting, rules),
        notice(meeting, rules),
        published(meeting, rules),
    ];
    for (code, part) in [("frontline", meeting.delegates_frontline), ("women", meeting.delegates_women)] {
        all.push(Check {
            code,
            verdict: Verdict::Info,
            needed: None,
            got: part,
            of: Some(meeting.delegates_total),
            cite: None,
        });
    }
    all
}

fn cite(rules: &InForce, id: &str) -> Option<Cite> {
    rules.get(id).map(|rule| rule.cite())
}

/// 3 · present ≥ 2 · total.
///
/// Law: 企业民主管理规定 art. 17 — at least two thirds of all delegates are present.
pub fn quorum(present: i64, total: i64, rules: &InForce) -> Check {
    let share = rules.share("congress.quorum");
    Check {
        code: "quorum",
        verdict: Verdict::of(share.map(|s| s.reached(present, total))),
        needed: share.map(|s| s.least(total)),
        got: Some(present),
        of: Some(total),
        cite: cite(rules, "congress.quorum"),
    }
}

/// 2 · yes > total: a delegate who stayed away counts as not-yes.
///
/// Law: 企业民主管理规定 art. 20 — more than half of all delegates, not of those present.
pub fn majority(yes: Option<i64>, total: i64, rules: &InForce) -> Check {
    let share = rules.share("congress.majority");
    Check {
        code: "majority",
        verdict: Verdict::of(share.zip(yes).map(|(s, yes)| s.exceeded(yes, total))),
        needed: share.map(|s| s.least_above(total)),
        got: yes,
        of: Some(total),
        cite: cite(rules, "congress.majority"),
    }
}

/// 5 · managers ≤ total; `needed` is the most allowed.
///
/// Law: 企业民主管理规定 art. 9 — middle managers and above are at most a fifth of the delegates.
pub fn managers(managers: Option<i64>, total: i64, rules: &InForce) -> Check {
    let share = rules.share("congress.managers-most");
    Check {
        code: "managers",
        verdict: Verdict::of(share.zip(managers).map(|(s, m)| !s.exceeded(m, total))),
        needed: share.map(|s| s.most(total)),
        got: managers,
        of: Some(total),
        cite: cite(rules, "congress.managers-most"),
    }
}

/// total ≥ max(30, 5 % of the staff rounded up). Below 100 staff an assembly of all staff is normal
/// and the check only informs (`assembly`).
///
/// Law: 企业民主管理规定 art. 8 — the least number of delegates.
pub fn delegates(meeting: &Meeting, rules: &InForce) -> Check {
    let total = meeting.delegates_total;
    let limit = rules.whole("congress.assembly-below");
    if let (Some(staff), Some(limit)) = (meeting.staff, limit)
        && staff < limit
    {
        return Check {
            code: "assembly",
            verdict: Verdict::Info,
            needed: None,
            got: Some(total),
            of: Some(staff),
            cite: cite(rules, "congress.assembly-below"),
        };
    }
    let least = rules.whole("congress.delegates-least").zip(rules.share("congress.delegates-share"));
    let needed = least.zip(meeting.staff).map(|((floor, share), staff)| floor.max(share.least(staff)));
    Check {
        code: "delegates",
        verdict: Verdict::of(needed.map(|needed| total >= needed)),
        needed,
        got: Some(total),
        of: meeting.staff,
        cite: cite(rules, "congress.delegates-least"),
    }
}

/// Papers sent on or before the meeting's day less 7; `got` is the number of days between, negative when they came after.
///
/// Law: 企业民主管理规定 art. 18 — papers reach the delegates 7 days before the meeting.
pub fn notice(meeting: &Meeting, rules: &InForce) -> Check {
    let needed = rules.whole("congress.notice-days");
    let met = needed.zip(meeting.papers_sent_on).map(|(days, sent)| sent <= add_days(meeting.held_on, -days));
    Check {
        code: "notice",
        verdict: Verdict::of(met),
        needed,
        got: meeting.papers_sent_on.map(|sent| (meeting.held_on - sent).num_days()),
        of: None,
        cite: cite(rules, "congress.notice-days"),
    }
}

/// Whether the result was published on or after the day of the meeting; no national text fixes a number of days.
/// `got` is the number of days it took.
///
/// Law: 劳动合同法 art. 4 — decisions on safety and health are published or told to the workers.
pub fn published(meeting: &Meeting, rules: &InForce) -> Check {
    let rule = rules.get("congress.published");
    let days = meeting.published_on.map(|on| (on - meeting.held_on).num_days());
    Check {
        code: "published",
        verdict: Verdict::of(rule.and(days).map(|days| days >= 0)),
        needed: None,
        got: days,
        of: None,
        cite: rule.map(|rule| rule.cite()),
    }
}

/// Whether the vote stands: quorum and majority both met; unknown while either is.
///
/// Law: 企业民主管理规定 art. 21 — decisions made within the congress's powers bind both sides.
pub fn passed(meeting: &Meeting, rules: &InForce) -> Verdict {
    let quorum = quorum(meeting.delegates_present, meeting.delegates_total, rules).verdict;
    let majority = majority(meeting.votes_yes, meeting.delegates_total, rules).verdict;
    match (quorum, majority) {
        (Verdict::NotMet, _) | (_, Verdict::NotMet) => Verdict::NotMet,
        (Verdict::Met, Verdict::Met) => Verdict::Met,
        _ => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Typed, rulebook};
    use proptest::prelude::*;

    fn rules() -> InForce {
        rulebook::at("2022-11-05".parse().expect("a day"))
    }

    fn meeting(fields: &[(&str, &str)]) -> Meeting {
        let mut typed = Typed::default();
        for (name, value) in [("held_on", "2022-11-05"), ("delegates_total", "45"), ("delegates_present", "31")] {
            typed.set(name, value);
        }
        for (name, value) in fields {
            typed.set(name, *value);
        }
        Meeting::parse(&typed).expect("a meeting")
    }

    fn sum(check: &Check) -> (Verdict, Option<i64>, Option<i64>, Option<i64>) {
        (check.verdict, check.got, check.of, check.needed)
    }

    #[test]
    fn the_quorum_is_two_thirds_of_all_delegates() {
        for (total, needed) in [(30, 20), (45, 30), (31, 21)] {
            let enough = quorum(needed, total, &rules());
            assert_eq!(sum(&enough), (Verdict::Met, Some(needed), Some(total), Some(needed)));
            assert_eq!(quorum(needed - 1, total, &rules()).verdict, Verdict::NotMet);
        }
    }

    #[test]
    fn the_majority_is_of_all_delegates_not_of_those_present() {
        for (total, needed) in [(30, 16), (45, 23), (31, 16)] {
            assert_eq!(majority(Some(needed), total, &rules()).verdict, Verdict::Met);
            assert_eq!(majority(Some(needed - 1), total, &rules()).verdict, Verdict::NotMet);
        }
        // 70 of 100 present, 50 yes: a majority of the hall, not of the delegates.
        let short = majority(Some(50), 100, &rules());
        assert_eq!(sum(&short), (Verdict::NotMet, Some(50), Some(100), Some(51)));
        assert_eq!(majority(None, 100, &rules()).verdict, Verdict::Unknown);
    }

    #[test]
    fn managers_are_at_most_a_fifth() {
        assert_eq!(sum(&managers(Some(9), 45, &rules())), (Verdict::Met, Some(9), Some(45), Some(9)));
        assert_eq!(managers(Some(10), 45, &rules()).verdict, Verdict::NotMet);
        assert_eq!(managers(None, 45, &rules()).verdict, Verdict::Unknown);
    }

    #[test]
    fn the_least_number_of_delegates_grows_with_the_staff() {
        let of =
            |staff: &str, total: &str| delegates(&meeting(&[("staff", staff), ("delegates_total", total)]), &rules());
        assert_eq!(sum(&of("812", "45")), (Verdict::Met, Some(45), Some(812), Some(41)));
        assert_eq!(of("901", "45").needed, Some(46));
        assert_eq!(of("901", "45").verdict, Verdict::NotMet);
        assert_eq!(of("100", "31").needed, Some(30));
        assert_eq!((of("99", "99").code, of("99", "99").verdict), ("assembly", Verdict::Info));
        assert_eq!(delegates(&meeting(&[]), &rules()).verdict, Verdict::Unknown);
    }

    #[test]
    fn papers_are_due_seven_days_before() {
        let sent = |on: &str| notice(&meeting(&[("papers_sent_on", on)]), &rules());
        assert_eq!(sum(&sent("2022-10-29")), (Verdict::Met, Some(7), None, Some(7)));
        assert_eq!(sum(&sent("2022-10-30")), (Verdict::NotMet, Some(6), None, Some(7)));
        assert_eq!(sent("2022-11-06").got, Some(-1));
        assert_eq!(notice(&meeting(&[]), &rules()).verdict, Verdict::Unknown);
    }

    #[test]
    fn publication_before_the_meeting_is_no_publication() {
        let on = |day: &str| published(&meeting(&[("published_on", day)]), &rules()).verdict;
        assert_eq!(
            (on("2022-11-07"), on("2022-11-05"), on("2022-11-04")),
            (Verdict::Met, Verdict::Met, Verdict::NotMet)
        );
        assert_eq!(published(&meeting(&[]), &rules()).verdict, Verdict::Unknown);
    }

    #[test]
    fn a_vote_stands_only_with_quorum_and_majority() {
        assert_eq!(passed(&meeting(&[("votes_yes", "27")]), &rules()), Verdict::Met);
        assert_eq!(passed(&meeting(&[("votes_yes", "22")]), &rules()), Verdict::NotMet);
        assert_eq!(passed(&meeting(&[]), &rules()), Verdict::Unknown);
        assert_eq!(passed(&meeting(&[("delegates_present", "29")]), &rules()), Verdict::NotMet);
    }

    #[test]
    fn every_deciding_check_cites_its_law_and_the_province_its_own() {
        let shanghai = rules().profile("shanghai");
        for check in checks(&meeting(&[]), &rules()) {
            assert_eq!(check.cite.is_none(), check.verdict == Verdict::Info, "{}", check.code);
        }
        assert_eq!(quorum(1, 1, &shanghai).cite.map(|c| c.article).as_deref(), Some("28"));
        let before = rulebook::at("2001-01-01".parse().expect("a day"));
        assert_eq!(quorum(45, 45, &before).verdict, Verdict::Unknown);
    }

    proptest! {
        #[test]
        fn the_sum_shown_is_the_sum_judged(total in 1_i64..5_000, part in 0_i64..5_000) {
            let part = part.min(total);
            let checks = [quorum(part, total, &rules()), majority(Some(part), total, &rules())];
            for check in checks {
                prop_assert_eq!(check.verdict == Verdict::Met, part >= check.needed.expect("a rule"));
            }
            let most = managers(Some(part), total, &rules());
            prop_assert_eq!(most.verdict == Verdict::Met, part <= most.needed.expect("a rule"));
        }
    }
}
