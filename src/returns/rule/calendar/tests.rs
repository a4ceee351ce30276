//! What is due when, and how it stands.
use super::*;
use serde_json::json;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn calendar() -> Calendar {
    Calendar::new(Vec::new(), day("2022-01-01"))
}

fn own(template: &str, since: &str, every: Every, (months_after, day_of): (u32, u32)) -> Cutoff {
    let origin = Origin::District { by: "x".into(), at: chrono::DateTime::UNIX_EPOCH };
    Cutoff {
        template: template.into(),
        since: day(since),
        every,
        months_after,
        day: day_of,
        whom: Whom::HighRisk,
        nil: may_be_nil(template),
        origin,
    }
}

#[test]
fn quarters_are_due_by_the_15th_and_years_by_31_january() {
    let calendar = calendar();
    let cases = [
        ("hazards", "2022-Q1", "2022-04-15"),
        ("hazards", "2022-Q3", "2022-10-15"),
        ("hazards", "2022-Q4", "2023-01-15"),
        ("congress", "2022", "2023-01-31"),
        ("exposure", "2023", "2024-01-31"),
    ];
    for (template, told, due) in cases {
        let line = calendar.at(template, window(period(told)).expect("days").to()).expect("a line");
        assert_eq!(due_on(line, period(told)), Some(day(due)), "{template} {told}");
    }
}

#[test]
fn a_day_that_the_month_does_not_have_is_its_last() {
    let line = own("training", "2022-01-01", Every::Month, (1, 31));
    for (told, due) in [("2022-01", "2022-02-28"), ("2024-01", "2024-02-29"), ("2022-12", "2023-01-31")] {
        assert_eq!(due_on(&line, period(told)), Some(day(due)), "{told}");
    }
}

#[test]
fn the_districts_own_days_hold_from_their_day_on() {
    let lines = vec![own("training", "2023-01-01", Every::Month, (1, 5))];
    let calendar = Calendar::new(lines, day("2022-01-01"));
    assert_eq!(calendar.period_of("training", day("2022-11-05")), Some(period("2022-Q4")));
    assert_eq!(calendar.period_of("training", day("2023-02-05")), Some(period("2023-02")));
    assert_eq!(calendar.period_of("hazards", day("2023-02-05")), Some(period("2023-Q1")));
    let told: Vec<String> = calendar
        .periods("training", day("2022-10-01"), day("2023-02-10"))
        .into_iter()
        .map(|(period, line)| format!("{period} {}", due_on(line, period).expect("due")))
        .collect();
    assert_eq!(told, ["2022-Q4 2023-01-15", "2023-01 2023-02-05", "2023-02 2023-03-05"]);
}

#[test]
fn an_enterprise_owes_nothing_for_the_time_before_it_was_there() {
    let calendar = Calendar::new(Vec::new(), day("2022-03-10"));
    assert_eq!(calendar.begins, day("2022-01-01"));
    // Of the first day's roll; of a later day.
    assert_eq!(
        (calendar.since(day("2022-03-10")), calendar.since(day("2022-03-11"))),
        (day("2022-01-01"), day("2022-03-11"))
    );
    let cases = [
        ("2022-03-10", "2021-Q4", false),
        ("2022-03-10", "2022-Q1", true),
        ("2022-05-20", "2022-Q1", false),
        ("2022-05-20", "2022-Q2", true),
        ("2022-06-30", "2022-Q2", true),
        ("2022-07-01", "2022-Q2", false),
    ];
    let line = calendar.at("training", day("2022-06-30")).expect("a line");
    for (came, told, owed) in cases {
        let owner = Owner { since: calendar.since(day(came)), ..Owner::default() };
        assert_eq!(owes_period((line, period(told)), &owner), owed, "{came} {told}");
    }
}

#[test]
fn nothing_is_owed_for_the_time_before_the_district_began() {
    let calendar = calendar();
    let told = calendar.periods("congress", day("2019-01-01"), day("2023-03-01"));
    assert_eq!(told.iter().map(|(p, _)| p.to_string()).collect::<Vec<_>>(), ["2022", "2023"]);
    assert_eq!(calendar.periods("roll", day("2022-01-01"), day("2023-01-01")), []);
}

fn filed(on: &str, standing: Standing) -> Filed {
    Filed { first_on: day(on), last: Uuid::nil(), number: "F".into(), standing, versions: 1, nil: false, own: true }
}

#[test]
fn a_colour_has_its_reason_and_late_counts_from_the_due_date() {
    let calendar = calendar();
    let q3 = period("2022-Q3");
    let line = calendar.at("incidents", day("2022-09-30")).expect("a line");
    let cases = [
        (None, "2022-09-30", State::Running),
        (None, "2022-10-01", State::Due { days: 14 }),
        (None, "2022-10-15", State::Due { days: 0 }),
        (None, "2022-10-16", State::Late { days: 1 }),
        (None, "2022-11-05", State::Late { days: 21 }),
        (Some(filed("2022-10-15", Standing::Sent)), "2022-11-05", State::Filed { on: day("2022-10-15"), late: 0 }),
        (Some(filed("2022-10-27", Standing::Locked)), "2022-11-05", State::Filed { on: day("2022-10-27"), late: 12 }),
        (Some(filed("2022-10-10", Standing::SentBack)), "2022-11-05", State::SentBack),
    ];
    for (told, today, state) in cases {
        let duty = judge((line, q3), told, None, day(today)).expect("a duty");
        assert_eq!(duty.state, state, "{today}");
        assert_eq!(duty.due, day("2022-10-15"));
    }
}

#[test]
fn an_exemption_holds_for_due_dates_inside_it_and_for_its_template() {
    let owner = Uuid::from_u128(1);
    let exemption = |template: Option<&str>, since: &str, until: &str| Exemption {
        id: Uuid::nil(),
        enterprise: owner,
        enterprise_name: String::new(),
        from: template.map(str::to_owned),
        since: day(since),
        until: day(until),
        authority: "区安委办".into(),
        reason: "停产".into(),
        given_by: String::new(),
        version: 1,
    };
    let all = [exemption(Some("training"), "2022-10-01", "2022-12-31"), exemption(None, "2023-01-01", "2023-06-30")];
    let cases = [
        ("training", "2022-10-15", Some("2022-12-31")),
        ("incidents", "2022-10-15", None),
        ("incidents", "2023-01-15", Some("2023-06-30")),
        ("training", "2023-07-15", None),
    ];
    for (template, due, until) in cases {
        assert_eq!(exempt(&all, owner, template, day(due)).map(|e| e.until), until.map(day), "{template} {due}");
    }
    assert_eq!(exempt(&all, Uuid::from_u128(2), "training", day("2022-10-15")), None);
    let line = calendar();
    let line = line.at("training", day("2022-09-30")).expect("a line");
    let duty = judge((line, period("2022-Q3")), None, Some(&all[0]), day("2022-11-05")).expect("a duty");
    assert_eq!(duty.state, State::Exempt { until: day("2022-12-31"), authority: "区安委办".into() });
}

#[test]
fn whom_a_line_asks() {
    let plain = Owner::default();
    let large = Owner { above_scale: Some(true), high_risk: Some(false), ..Owner::default() };
    let cases = [
        (Whom::All, true, true),
        (Whom::AboveScale, false, true),
        (Whom::HighRisk, false, false),
        (Whom::Union, false, false),
        (Whom::Nobody, false, false),
    ];
    for (whom, unknown, known) in cases {
        assert_eq!((owes(whom, &plain), owes(whom, &large)), (unknown, known), "{whom:?}");
    }
}

#[test]
fn a_row_answers_for_the_period_of_its_day() {
    let cases = [
        ("congress", json!({"held_on": "2022-09-17"}), Some("2022")),
        ("incidents", json!({"occurred_at": "2022-12-31T23:50"}), Some("2022-Q4")),
        ("training", json!({"held_on": "2022-01-01"}), Some("2022-Q1")),
        ("exposure", json!({"period": "2022-Q3"}), Some("2022")),
        ("exposure", json!({}), None),
        ("roll", json!({"name": "甲厂"}), None),
    ];
    for (key, row, told) in cases {
        let template = Template::by_key(key).expect("a template");
        let values: Values = serde_json::from_value(row.clone()).expect("values");
        let found = period_of_row(&calendar(), template, &values).map(|p| p.to_string());
        assert_eq!(found.as_deref(), told, "{key} {row}");
    }
}

#[test]
fn every_line_is_of_a_template_and_has_its_words() {
    for line in book() {
        assert!(Template::by_key(&line.template).is_some(), "{}", line.template);
        let Origin::Rule { law, zh, en, .. } = &line.origin else { panic!("a rule has its law") };
        assert!(!law.is_empty() && !zh.is_empty() && !en.is_empty(), "{}", line.template);
    }
    assert!(may_be_nil("incidents") && may_be_nil("hazards") && may_be_nil("training"));
    assert!(!may_be_nil("congress") && !may_be_nil("exposure") && !may_be_nil("roll"));
}

/// The periods with their due dates, under the district's own lines, as one text.
fn dues(lines: Vec<Cutoff>, from: &str, to: &str) -> String {
    let calendar = Calendar::new(lines, day("2020-01-01"));
    let told = calendar.periods("exposure", day(from), day(to)).into_iter();
    let told = told.map(|(period, line)| format!("{period} {}", due_on(line, period).expect("due")));
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_new_rhythm_begins_when_the_period_that_runs_is_over() {
    let line = |since: &str, every: Every, of: u32| own("exposure", since, every, (1, of));
    let (year, quarter, month) = (Every::Year, Every::Quarter, Every::Month);
    let cases = [
        // Yearly by the rules, monthly from October on: the year 2026 stays whole and due by the old line.
        (
            vec![line("2026-10-01", month, 15)],
            "2025-06-01",
            "2027-02-10",
            "2025 2026-01-31, 2026 2027-01-31, 2027-01 2027-02-15, 2027-02 2027-03-15",
        ),
        // From the first day of a year on there is nothing to wait for.
        (
            vec![line("2027-01-01", month, 15)],
            "2026-06-01",
            "2027-02-10",
            "2026 2027-01-31, 2027-01 2027-02-15, 2027-02 2027-03-15",
        ),
        // Monthly to yearly: months to the end of the year, then the year.
        (
            vec![line("2020-01-01", month, 15), line("2026-10-01", year, 20)],
            "2026-09-10",
            "2027-06-01",
            "2026-09 2026-10-15, 2026-10 2026-11-15, 2026-11 2026-12-15, 2026-12 2027-01-15, 2027 2028-01-20",
        ),
        // Quarterly to monthly within a quarter.
        (
            vec![line("2020-01-01", quarter, 15), line("2026-08-10", month, 5)],
            "2026-05-01",
            "2026-11-01",
            "2026-Q2 2026-07-15, 2026-Q3 2026-10-15, 2026-10 2026-11-05, 2026-11 2026-12-05",
        ),
        // The same rhythm with another day: the period that runs already follows the new one.
        (
            vec![line("2020-01-01", quarter, 15), line("2026-08-10", quarter, 25)],
            "2026-05-01",
            "2026-11-01",
            "2026-Q2 2026-07-15, 2026-Q3 2026-10-25, 2026-Q4 2027-01-25",
        ),
        // While an old rhythm runs out, its last line counts.
        (
            vec![line("2026-03-01", year, 20), line("2026-10-01", month, 15)],
            "2026-05-01",
            "2027-01-20",
            "2026 2027-01-20, 2027-01 2027-02-15",
        ),
        // Set and thought better of before it began.
        (
            vec![line("2026-10-01", month, 15), line("2026-11-01", year, 25)],
            "2026-05-01",
            "2027-01-20",
            "2026 2027-01-25, 2027 2028-01-25",
        ),
        (
            vec![line("2026-10-01", month, 15), line("2026-11-01", quarter, 25)],
            "2026-05-01",
            "2027-01-20",
            "2026 2027-01-31, 2027-Q1 2027-04-25",
        ),
    ];
    for (lines, from, to, told) in cases {
        assert_eq!(dues(lines, from, to), told);
    }
}

#[test]
fn every_day_belongs_to_one_period_whatever_the_district_sets() {
    let mut lines = Vec::new();
    for (at, since) in ["2022-02-11", "2022-07-01", "2023-05-31", "2024-01-01", "2024-12-31"].iter().enumerate() {
        lines.push(own("exposure", since, Every::ALL[(at * 2) % 3], (1, 15)));
        let calendar = Calendar::new(lines.clone(), day("2020-01-01"));
        let found = calendar.periods("exposure", day("2020-01-01"), day("2027-12-31"));
        let days: Vec<_> = found.iter().map(|(period, _)| window(*period).expect("days")).collect();
        assert_eq!(days[0].from(), day("2020-01-01"));
        for pair in days.windows(2) {
            assert_eq!(crate::kernel::window::add_days(pair[0].to(), 1), pair[1].from(), "after {at}");
        }
        for line in &lines {
            let first = calendar.first_of(line).and_then(window);
            assert!(first.is_none_or(|days| days.to() >= line.since), "{line:?}");
        }
    }
}

#[test]
fn a_line_says_from_which_period_on_it_holds() {
    let lines = vec![own("exposure", "2026-10-01", Every::Month, (1, 15))];
    let calendar = Calendar::new(lines.clone(), day("2020-01-01"));
    assert_eq!(calendar.first_of(&lines[0]), Some(period("2027-01")));
    let lines = [lines, vec![own("exposure", "2026-11-01", Every::Year, (1, 25))]].concat();
    let calendar = Calendar::new(lines.clone(), day("2020-01-01"));
    assert_eq!(calendar.first_of(&lines[0]), None, "replaced before it could begin");
    assert_eq!(calendar.first_of(&lines[1]), Some(period("2026")));
}
