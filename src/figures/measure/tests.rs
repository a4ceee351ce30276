use super::*;
use crate::figures::model::Total;
use std::collections::BTreeSet;

fn counts(facts: &[(Fact, i64)]) -> Counts {
    let total = |amount| Total { amount, records: 1, enterprises: 1, staffed: amount, timed: amount };
    Counts { facts: facts.iter().map(|(fact, amount)| (*fact, total(*amount))).collect(), ..Counts::default() }
}

fn text(key: &str, counts: &Counts) -> Option<String> {
    Measure::find(key).expect(key).value(counts).map(|value| value.text())
}

#[test]
fn keys_are_unique_and_every_ratio_has_a_base() {
    let keys: BTreeSet<&str> = MEASURES.iter().map(|m| m.key).collect();
    assert_eq!(keys.len(), MEASURES.len());
    for measure in MEASURES {
        assert_eq!(measure.kind == Kind::Count, measure.under.is_none(), "{}", measure.key);
        assert!(!measure.source.is_empty(), "{}", measure.key);
    }
}

#[test]
fn the_districts_death_rates() {
    // 100,000 workers and 7, then 2 deaths: 0.07 and 0.02 per thousand, 7.0 and 2.0 per 100,000 (domain notes).
    let of = |deaths| Counts { workers: Some(100_000), ..counts(&[(Fact::Deaths, deaths)]) };
    assert_eq!(text("death-rate", &of(7)).as_deref(), Some("0.070"));
    assert_eq!(text("death-rate", &of(2)).as_deref(), Some("0.020"));
    assert_eq!(text("deaths-per-100k", &of(7)).as_deref(), Some("7.00"));
    assert_eq!(text("deaths-per-100k", &of(2)).as_deref(), Some("2.00"));
    assert_eq!(text("death-rate", &counts(&[(Fact::Deaths, 7)])), None, "no headcount, no rate");
    assert_eq!(text("death-rate", &Counts { workers: Some(0), ..counts(&[(Fact::Deaths, 7)]) }), None);
}

#[test]
fn rates_by_hours_follow_their_definitions() {
    // OSHA's own worked form: cases × 200,000 ÷ hours. 11 cases in 235,600 hours are 9.34.
    let facts = [(Fact::Serious, 3), (Fact::Minor, 8), (Fact::Deaths, 0), (Fact::Away, 5), (Fact::LostDays, 120)];
    let counts = Counts { hours_centi: Some(23_560_000), ..counts(&facts) };
    assert_eq!(text("trir", &counts).as_deref(), Some("9.34"));
    assert_eq!(text("dart", &counts).as_deref(), Some("4.24"));
    assert_eq!(text("injury-frequency", &counts).as_deref(), Some("46.69"));
    assert_eq!(text("severity", &counts).as_deref(), Some("509.34"));
}

#[test]
fn only_amounts_with_a_base_stand_above_it() {
    let mut some = counts(&[(Fact::Deaths, 7)]);
    some.workers = Some(1_000);
    some.facts.insert(Fact::Deaths, Total { amount: 7, staffed: 2, ..Total::default() });
    assert_eq!(text("death-rate", &some).as_deref(), Some("2.000"));
    assert_eq!(text("deaths", &some).as_deref(), Some("7"));
}

#[test]
fn shares_are_rounded_half_away_from_zero_and_none_is_taken_of_nothing() {
    let mut some = Counts { published: 2, ..counts(&[(Fact::Congresses, 3)]) };
    assert_eq!(text("congress-published", &some).as_deref(), Some("66.7"));
    assert_eq!(text("congress-coverage", &some), None, "no enterprise on the roll");
    some.enterprises = 2_000;
    assert_eq!(text("congress-coverage", &some).as_deref(), Some("0.1"), "1 of 2,000 is 0.05, rounded away");
    assert_eq!(text("congress-passed", &some), None, "nobody knows of any ballot");
    assert_eq!(text("checkups", &some), None);
}

#[test]
fn before_the_first_record_of_a_kind_nothing_is_known() {
    use crate::figures::model::Since;
    let day = |text: &str| text.parse::<chrono::NaiveDate>().expect(text);
    let since = Since { hazards: Some(day("2026-03-01")), filings: Some(day("2026-01-05")), ..Since::default() };
    let of = |end: &str| {
        let mut some = Counts { enterprises: 200, overdue: 3, filed: Some(20), ..counts(&[(Fact::Hazards, 109)]) };
        since.leave_out(&mut some, day(end));
        ["hazards", "hazards-overdue", "filing", "incidents", "congress-coverage"].map(|key| text(key, &some))
    };
    let known = |text: &str| Some(text.to_owned());
    assert_eq!(of("2026-11-05"), [known("109"), known("3"), known("10.0"), None, None]);
    assert_eq!(of("2026-02-28"), [None, None, known("10.0"), None, None], "none recorded yet is not nought");
    assert_eq!(of("2025-11-05"), [None, None, None, None, None]);
}

#[test]
fn hours_and_losses_are_written_in_their_own_unit() {
    let some = counts(&[(Fact::Hours, 12_350), (Fact::Loss, 5_500_000)]);
    assert_eq!(text("training-hours", &some).as_deref(), Some("123.5"));
    assert_eq!(text("loss", &some).as_deref(), Some("5.5"));
    assert_eq!(text("incidents", &some).as_deref(), Some("0"));
}
