use super::*;
use crate::compliance::model::{Accident, Certificates, CheckUps, Danger, Trained};
use crate::congress::model::Meeting;
use crate::enterprise::model::Period;
use crate::hazard::model::Hazard;
use crate::incident::model::Incident;
use crate::kernel::Typed;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

/// As seen on 5 November 2026 at nine.
fn at(year: i32) -> AsOf {
    AsOf::new(year, None, day("2026-11-05").and_hms_opt(9, 0, 0).expect("a time")).expect("a year")
}

fn on(text: &str) -> AsOf {
    AsOf::new(2026, Some(day(text)), day("2026-12-31").and_hms_opt(9, 0, 0).expect("a time")).expect("a year")
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

/// How a duty stands: its status and the code of its reason.
fn stands(duty: Duty, facts: &Facts, at: &AsOf) -> (&'static str, &'static str) {
    let judged = judge(facts, at).swap_remove(duty.index());
    assert_eq!(judged.duty, duty);
    (judged.status.key(), judged.why.code)
}

fn met(fields: &[(&str, &str)]) -> Facts {
    let usual =
        [("held_on", "2026-06-05"), ("delegates_total", "45"), ("delegates_present", "31"), ("votes_yes", "27")];
    let mut all = typed(&usual);
    for (name, value) in fields {
        all.set(name, *value);
    }
    let meeting = Meeting::parse(&all).expect("a meeting");
    Facts { meetings: 1, held: Some(Held { id: Uuid::nil(), meeting }), ..Facts::default() }
}

#[test]
fn nothing_on_record_is_never_met() {
    for year in [2025, 2026] {
        for judged in judge(&Facts::default(), &at(year)) {
            assert!(!matches!(judged.status, Status::Met | Status::Late), "{:?}", judged);
        }
    }
}

#[test]
fn a_congress_is_due_by_the_end_of_the_year() {
    let none = Facts::default();
    let before = Facts { before: Some(day("2025-10-11")), ..Facts::default() };
    for (facts, at, expected) in [
        (&none, on("2026-06-01"), ("not-due", "to-hold-first")),
        (&before, on("2026-10-31"), ("not-due", "to-hold")),
        (&before, on("2026-11-01"), ("soon", "to-hold")),
        (&before, on("2026-12-31"), ("soon", "to-hold")),
        (&none, at(2025), ("not-met", "not-held-ever")),
        (&before, at(2025), ("not-met", "not-held")),
    ] {
        assert_eq!(stands(Duty::CongressHeld, facts, &at), expected, "{}", at.on);
    }
    assert_eq!(stands(Duty::CongressHeld, &met(&[]), &at(2026)), ("met", "held"));
    let twice = Facts { meetings: 2, ..met(&[]) };
    assert_eq!(stands(Duty::CongressHeld, &twice, &at(2026)), ("met", "held-more"));
}

#[test]
fn whom_the_district_did_not_know_yet_owes_nothing_for_that_year() {
    let owner = crate::returns::model::duty::Owner { since: day("2026-03-01"), ..Default::default() };
    let none = Facts { owner: owner.clone(), ..Facts::default() };
    for duty in [Duty::CongressHeld, Duty::TrainingCoverage, Duty::TrainingHours, Duty::CheckUps] {
        assert_eq!(stands(duty, &none, &at(2025)), ("not-owed", "not-there-yet"), "{duty:?}");
        assert_ne!(stands(duty, &none, &at(2026)).1, "not-there-yet", "{duty:?}");
    }
    let told = Facts { owner, ..met(&[("held_on", "2025-06-05")]) };
    assert_eq!(stands(Duty::CongressHeld, &told, &at(2025)), ("met", "held"), "what is on record is judged");
}

/// Freed from a duty from March to the year's end.
fn freed(duty: Duty) -> crate::compliance::model::Freed {
    crate::compliance::model::Freed {
        id: Uuid::nil(),
        enterprise: Uuid::nil(),
        enterprise_name: String::new(),
        from: duty,
        since: day("2026-03-01"),
        until: day("2026-12-31"),
        authority: "区总工会〔2026〕3号".into(),
        reason: "停产，全员离岗".into(),
        given_by: "x".into(),
        version: 1,
    }
}

#[test]
fn an_enterprise_is_freed_from_any_duty_by_somebodys_word_and_what_was_done_stays() {
    for duty in Duty::ALL {
        let none = Facts { freed: vec![freed(duty)], ..Facts::default() };
        let before = stands(duty, &Facts::default(), &at(2026));
        let expected = if before.0 == "not-owed" || before.0 == "met" { before } else { ("exempt", "exempt") };
        assert_eq!(stands(duty, &none, &at(2026)), expected, "{duty:?}");
        for other in Duty::ALL.into_iter().filter(|other| *other != duty) {
            assert_eq!(
                stands(other, &none, &at(2026)),
                stands(other, &Facts::default(), &at(2026)),
                "{duty:?} {other:?}"
            );
        }
        assert_eq!(stands(duty, &none, &at(2025)), stands(duty, &Facts::default(), &at(2025)), "of another year");
        assert_eq!(stands(duty, &none, &on("2026-02-28")), stands(duty, &Facts::default(), &on("2026-02-28")));
    }
    let short =
        Facts { freed: vec![freed(Duty::CongressQuorum)], ..met(&[("delegates_present", "29"), ("votes_yes", "20")]) };
    assert_eq!(stands(Duty::CongressQuorum, &short, &at(2026)), ("exempt", "exempt"));
    let held = Facts { freed: vec![freed(Duty::CongressHeld)], ..met(&[]) };
    assert_eq!(stands(Duty::CongressHeld, &held, &at(2026)), ("met", "held"));
    let judged = judge(&Facts { freed: vec![freed(Duty::CongressHeld)], ..Facts::default() }, &at(2026)).swap_remove(0);
    assert_eq!(judged.why.facts.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["until", "authority", "reason"]);
    // Nobody's word undoes what is on record of certificates, accidents and major hazards.
    let expired = Certificates { on_file: 2, expired: 1, ..Certificates::default() };
    let facts = Facts { certificates: expired, freed: vec![freed(Duty::Certificates)], ..Facts::default() };
    assert_eq!(stands(Duty::Certificates, &facts, &at(2026)).0, "not-met");
}

#[test]
fn a_meeting_is_judged_by_its_sums_and_without_one_nothing_is_owed() {
    for (duty, fields, expected) in [
        (Duty::CongressQuorum, vec![], ("met", "quorum-met")),
        (Duty::CongressQuorum, vec![("delegates_present", "29"), ("votes_yes", "20")], ("not-met", "quorum-short")),
        (Duty::CongressPassed, vec![], ("met", "passed")),
        (Duty::CongressPassed, vec![("votes_yes", "22")], ("not-met", "passed-short")),
        (Duty::CongressPassed, vec![("votes_yes", "")], ("no-data", "passed-unknown")),
        (Duty::CongressPapers, vec![], ("no-data", "papers-unknown")),
        (Duty::CongressPapers, vec![("papers_sent_on", "2026-05-29")], ("met", "papers-in-time")),
        (Duty::CongressPapers, vec![("papers_sent_on", "2026-05-30")], ("not-met", "papers-late")),
        (Duty::CongressPublished, vec![], ("no-data", "published-unknown")),
        (Duty::CongressPublished, vec![("published_on", "2026-06-08")], ("met", "published")),
        (Duty::CongressPublished, vec![("published_on", "2026-06-04")], ("not-met", "published-before")),
    ] {
        assert_eq!(stands(duty, &met(&fields), &at(2026)), expected, "{fields:?}");
        assert_eq!(stands(duty, &Facts::default(), &at(2026)), ("not-owed", "no-meeting"));
    }
    let later = met(&[("published_on", "2026-06-08")]);
    assert_eq!(stands(Duty::CongressPublished, &later, &on("2026-06-06")), ("no-data", "published-unknown"));
}

fn owed(states: &[(&str, Stands)]) -> Facts {
    let one = |(due, state): &(&str, Stands)| Owed {
        template: "training",
        period: Period::year(2026),
        due: day(due),
        state: state.clone(),
    };
    Facts { returns: states.iter().map(one).collect(), ..Facts::default() }
}

#[test]
fn returns_are_judged_by_the_worst_of_them() {
    let filed = |late| Stands::Filed { on: day("2026-10-15"), late };
    let (late, due) = (Stands::Late { days: 21 }, Stands::Due { days: 10 });
    let exempt = Stands::Exempt { until: day("2026-12-31"), authority: "区安委办".into() };
    for (states, expected) in [
        (vec![], ("not-owed", "no-returns")),
        (vec![("2026-10-15", filed(0))], ("met", "returns-met")),
        (vec![("2026-10-15", filed(12))], ("late", "returns-late")),
        (vec![("2026-10-15", filed(0)), ("2026-10-15", late.clone())], ("not-met", "returns-missing")),
        (vec![("2026-10-15", Stands::SentBack)], ("not-met", "returns-back")),
        (vec![("2026-10-15", filed(0)), ("2026-11-15", due.clone())], ("soon", "returns-soon")),
        (vec![("2026-11-30", due)], ("not-due", "returns-ahead")),
        (vec![("2026-12-31", Stands::Running)], ("not-due", "returns-ahead")),
        (vec![("2026-10-15", filed(3)), ("2026-12-31", Stands::Running)], ("late", "returns-late")),
        (vec![("2026-10-15", exempt.clone())], ("exempt", "exempt-returns")),
        (vec![("2026-10-15", exempt), ("2026-10-15", late)], ("not-met", "returns-missing")),
    ] {
        assert_eq!(stands(Duty::Returns, &owed(&states), &at(2026)), expected, "{states:?}");
    }
}

#[test]
fn coverage_needs_a_headcount_and_time_until_the_year_is_over() {
    let of = |people, headcount| Facts {
        headcount,
        trained: Trained { people, judged: people, ..Trained::default() },
        ..Facts::default()
    };
    for (facts, at, expected) in [
        (of(20, Some(20)), at(2026), ("met", "coverage-met")),
        (of(21, Some(20)), at(2025), ("met", "coverage-met")),
        (of(19, Some(20)), at(2025), ("not-met", "coverage-short")),
        (of(19, Some(20)), on("2026-05-01"), ("not-due", "coverage-running")),
        (of(19, Some(20)), at(2026), ("soon", "coverage-running")),
        (of(0, Some(20)), at(2025), ("no-data", "coverage-none")),
        (of(19, None), at(2025), ("no-data", "coverage-unknown")),
        (of(0, Some(0)), at(2025), ("no-data", "coverage-unknown")),
    ] {
        assert_eq!(stands(Duty::TrainingCoverage, &facts, &at), expected, "{facts:?}");
    }
}

#[test]
fn hours_before_the_post_cannot_wait_and_those_of_the_year_can() {
    let of = |judged, short_now, short_year| Facts {
        trained: Trained { people: judged, judged, short_now, short_year },
        ..Facts::default()
    };
    for (facts, at, expected) in [
        (of(0, 0, 0), at(2026), ("no-data", "hours-unknown")),
        (of(9, 0, 0), at(2026), ("met", "hours-met")),
        (of(9, 0, 2), on("2026-03-01"), ("not-due", "hours-running")),
        (of(9, 0, 2), at(2026), ("soon", "hours-running")),
        (of(9, 0, 2), at(2025), ("not-met", "hours-short-year")),
        (of(9, 1, 0), on("2026-03-01"), ("not-met", "hours-short-now")),
        (of(9, 1, 2), at(2025), ("not-met", "hours-short")),
    ] {
        assert_eq!(stands(Duty::TrainingHours, &facts, &at), expected, "{facts:?}");
    }
}

#[test]
fn certificates_expire_and_fall_due() {
    let of = |on_file, expired, unchecked, soon| Facts {
        certificates: Certificates { on_file, expired, unchecked, soon, next: Some(day("2026-12-01")) },
        ..Facts::default()
    };
    for (facts, expected) in [
        (of(0, 0, 0, 0), ("no-data", "certificates-unknown")),
        (of(5, 0, 0, 0), ("met", "certificates-valid")),
        (of(5, 0, 0, 1), ("soon", "certificates-soon")),
        (of(5, 1, 0, 1), ("not-met", "certificates-over")),
        (of(5, 0, 2, 0), ("not-met", "certificates-over")),
    ] {
        assert_eq!(stands(Duty::Certificates, &facts, &at(2026)), expected);
    }
}

fn accident(fields: &[(&str, &str)]) -> Accident {
    let mut all = typed(&[("occurred_at", "2026-11-05T07:00"), ("serious", "1")]);
    for (name, value) in fields {
        all.set(name, *value);
    }
    Accident { id: Uuid::nil(), incident: Incident::parse(&all).expect("an accident") }
}

#[test]
fn the_worst_report_of_the_year_decides() {
    let told = ("informed_at", "2026-11-05T07:10");
    let in_time = || accident(&[told, ("reported_at", "2026-11-05T08:10")]);
    let late = || accident(&[told, ("reported_at", "2026-11-05T08:11")]);
    let running = || accident(&[("informed_at", "2026-11-05T08:30")]);
    for (accidents, expected) in [
        (vec![], ("not-owed", "no-accident")),
        (vec![in_time()], ("met", "reports-met")),
        (vec![in_time(), late()], ("not-met", "reports-late")),
        (vec![accident(&[told])], ("not-met", "reports-missing")),
        (vec![in_time(), running()], ("soon", "reports-running")),
        (vec![in_time(), accident(&[])], ("no-data", "reports-unknown")),
        (vec![accident(&[]), late()], ("not-met", "reports-late")),
    ] {
        let facts = Facts { accidents, ..Facts::default() };
        assert_eq!(stands(Duty::IncidentReports, &facts, &at(2026)), expected);
    }
}

fn danger(fields: &[(&str, &str)]) -> Danger {
    let mut all = typed(&[
        ("found_on", "2026-08-01"),
        ("description", "除尘系统未设置控爆措施"),
        ("level", "major"),
        ("owner", "张三"),
        ("measure", "停产加装"),
        ("fund", "30"),
        ("plan", "专项预案"),
        ("due_on", "2026-10-01"),
    ]);
    for (name, value) in fields {
        all.set(name, *value);
    }
    Danger { id: Uuid::nil(), hazard: Hazard::parse(&all).expect("a hazard") }
}

#[test]
fn major_hazards_are_put_right_in_time_with_the_five_in_place() {
    let done = || danger(&[("closed_on", "2026-10-01")]);
    let late = || danger(&[("closed_on", "2026-10-04")]);
    let ahead = |due: &str| danger(&[("due_on", due)]);
    for (dangers, expected) in [
        (vec![], ("not-owed", "no-danger")),
        (vec![done()], ("met", "danger-met")),
        (vec![done(), late()], ("late", "danger-late")),
        (vec![danger(&[])], ("not-met", "danger-over")),
        (vec![danger(&[("plan", "")])], ("not-met", "danger-over-lacking")),
        (vec![danger(&[("plan", ""), ("due_on", "2026-12-31")])], ("not-met", "danger-lacking")),
        (vec![late(), ahead("2026-12-05")], ("soon", "danger-soon")),
        (vec![ahead("2026-12-06")], ("not-due", "danger-open")),
        // On its last day it is in time.
        (vec![ahead("2026-11-05")], ("soon", "danger-soon")),
    ] {
        let facts = Facts { dangers, ..Facts::default() };
        assert_eq!(stands(Duty::MajorHazards, &facts, &at(2026)), expected);
    }
    let closed_later = Facts { dangers: vec![late()], ..Facts::default() };
    assert_eq!(stands(Duty::MajorHazards, &closed_later, &on("2026-10-02")), ("not-met", "danger-over"));
}

#[test]
fn everybody_due_is_checked_and_nobody_exposed_owes_nothing() {
    let of =
        |exposed, due, checked| Facts { check_ups: CheckUps { periods: 1, exposed, due, checked }, ..Facts::default() };
    for (facts, expected) in [
        (Facts::default(), ("no-data", "check-ups-none")),
        (of(Some(0), None, None), ("not-owed", "nobody-exposed")),
        (of(Some(30), Some(0), Some(0)), ("not-owed", "nobody-due")),
        (of(Some(30), Some(30), Some(30)), ("met", "check-ups-full")),
        (of(Some(30), Some(30), Some(28)), ("not-met", "check-ups-short")),
        (of(Some(30), Some(30), None), ("no-data", "check-ups-unknown")),
        (of(Some(30), None, Some(28)), ("no-data", "check-ups-unknown")),
    ] {
        assert_eq!(stands(Duty::CheckUps, &facts, &at(2026)), expected, "{facts:?}");
    }
}

#[test]
fn an_exemption_speaks_only_where_nothing_is_on_record() {
    let exemption = |template: Option<&str>, until: &str| Exemption {
        id: Uuid::nil(),
        enterprise: Uuid::nil(),
        enterprise_name: String::new(),
        from: template.map(str::to_owned),
        since: day("2026-01-01"),
        until: day(until),
        authority: "区安委办".into(),
        reason: "停产".into(),
        given_by: String::new(),
        version: 1,
    };
    let free = |template, until| Facts { exemptions: vec![exemption(template, until)], ..Facts::default() };
    let all = free(None, "2026-12-31");
    for duty in [Duty::CongressHeld, Duty::TrainingCoverage, Duty::TrainingHours, Duty::CheckUps] {
        assert_eq!(stands(duty, &all, &at(2026)), ("exempt", "exempt"), "{}", duty.key());
    }
    // Certificates, accidents and major hazards nobody frees from.
    assert_eq!(stands(Duty::Certificates, &all, &at(2026)).0, "no-data");
    assert_eq!(stands(Duty::CongressHeld, &free(Some("training"), "2026-12-31"), &at(2026)).0, "soon");
    assert_eq!(stands(Duty::CongressHeld, &free(Some("congress"), "2026-11-04"), &at(2026)).0, "soon");
    let held = Facts { exemptions: all.exemptions.clone(), ..met(&[]) };
    assert_eq!(stands(Duty::CongressHeld, &held, &at(2026)), ("met", "held"));
}

#[test]
fn every_reason_has_its_words() {
    let text = include_str!("mod.rs");
    let codes: Vec<&str> =
        text.split("Why::new(\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(c, _)| c).collect();
    assert!(codes.len() > 20, "{codes:?}");
    for code in codes {
        assert!(crate::i18n::knows(&format!("compliance.why.{code}")), "{code}");
    }
}
