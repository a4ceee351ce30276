//! When a return is due, from whom, and how a duty stands on a day.
use crate::enterprise::model::{Part, Period};
use crate::kernel::intake::Values;
use crate::kernel::rulebook::Confidence;
use crate::kernel::window::{Window, add_days};
use crate::returns::model::Standing;
use crate::returns::model::duty::{Cutoff, Duty, Every, Exemption, Filed, Origin, Owner, State, Whom};
use crate::returns::template::{FieldType, Template};
use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Page {
    duty: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    template: String,
    from: NaiveDate,
    every: Every,
    months_after: u32,
    day: u32,
    whom: Whom,
    nil: bool,
    law: String,
    article: String,
    confidence: Confidence,
    zh: String,
    en: String,
}

static BOOK: LazyLock<Vec<Cutoff>> = LazyLock::new(|| {
    let page: Page =
        toml::from_str(include_str!("../../../rules/calendar.toml")).expect("the embedded calendar is read by a test");
    let cutoff = |line: Line| Cutoff {
        template: line.template,
        since: line.from,
        every: line.every,
        months_after: line.months_after,
        day: line.day,
        whom: line.whom,
        nil: line.nil,
        origin: Origin::Rule {
            law: line.law,
            article: line.article,
            confidence: line.confidence,
            zh: line.zh,
            en: line.en,
        },
    };
    page.duty.into_iter().map(cutoff).collect()
});

/// The calendar of the rules, without the district's own days.
pub fn book() -> &'static [Cutoff] {
    &BOOK
}

/// Whether "nothing happened" is a lawful answer to this template: only where rows stand for events.
pub fn may_be_nil(template: &str) -> bool {
    BOOK.iter().any(|line| line.template == template && line.nil)
}

/// The rules with the district's own days over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// From the latest to the earliest; the district's own first.
    lines: Vec<Cutoff>,
    /// Periods that end before this day are nobody's duty.
    pub begins: NaiveDate,
}

impl Calendar {
    pub fn new(own: Vec<Cutoff>, begins: NaiveDate) -> Calendar {
        let mut lines = own;
        lines.extend(BOOK.iter().cloned());
        // Stable: of two of the same day the district's own stays first.
        lines.sort_by_key(|line| {
            (std::cmp::Reverse(matches!(line.origin, Origin::District { .. })), std::cmp::Reverse(line.since))
        });
        Calendar { lines, begins }
    }

    /// The line in force for what ends on `day`.
    pub fn at(&self, template: &str, day: NaiveDate) -> Option<&Cutoff> {
        self.lines.iter().find(|line| line.template == template && line.since <= day)
    }

    /// The templates that the calendar knows, in the order of the rules.
    pub fn templates(&self) -> impl Iterator<Item = &'static str> {
        BOOK.iter().map(|line| line.template.as_str())
    }

    /// The period of a template in which a day lies, by the line in force when that period ends.
    pub fn period_of(&self, template: &str, day: NaiveDate) -> Option<Period> {
        // A line may begin inside the period it would make: the one in force at the period's end counts.
        let first = self.at(template, day).or_else(|| self.lines.iter().rev().find(|l| l.template == template))?;
        let end = window(holding(first.every, day))?.to();
        let line = self.at(template, end).unwrap_or(first);
        Some(holding(line.every, day))
    }

    /// The periods of a template that end from `from` to `to` or hold `to`, earliest first, with the line that they are due by.
    pub fn periods(&self, template: &str, from: NaiveDate, to: NaiveDate) -> Vec<(Period, &Cutoff)> {
        let mut found: Vec<(Period, &Cutoff)> = Vec::new();
        let mut day = from.max(self.begins);
        while day <= to {
            let Some(period) = self.period_of(template, day) else { break };
            let Some(window) = window(period) else { break };
            if let Some(line) = self.at(template, window.to()) {
                found.push((period, line));
            }
            day = add_days(window.to(), 1);
        }
        found
    }
}

/// The month, quarter or year that holds a day.
pub fn holding(every: Every, day: NaiveDate) -> Period {
    let part = match every {
        Every::Month => Part::Month(day.month() as u8),
        Every::Quarter => Part::Quarter(((day.month() - 1) / 3 + 1) as u8),
        Every::Year => Part::Whole,
    };
    Period { year: i64::from(day.year()), part }
}

/// The days of a period.
pub fn window(period: Period) -> Option<Window> {
    let year = i32::try_from(period.year).ok()?;
    match period.part {
        Part::Whole => Window::year(year),
        Part::Quarter(quarter) => Window::quarter(year, u32::from(quarter)),
        Part::Month(month) => Window::month(year, u32::from(month)),
    }
}

/// The last day on which a return for `period` is in time. A day that the month does not have is its last.
///
/// Law: 安全生产事故隐患排查治理暂行规定 art. 14 — the quarter's table before the 15th of the next quarter, the year's before 31 January.
pub fn due_on(cutoff: &Cutoff, period: Period) -> Option<NaiveDate> {
    let end = window(period)?.to();
    let first = end.with_day(1)?.checked_add_months(Months::new(cutoff.months_after))?;
    (1..=cutoff.day).rev().find_map(|day| first.with_day(day))
}

/// Whether an enterprise owes what a line asks. What is not known of it is not held against it.
pub fn owes(whom: Whom, owner: &Owner) -> bool {
    match whom {
        Whom::All => true,
        Whom::AboveScale => owner.above_scale == Some(true),
        Whom::HighRisk => owner.high_risk == Some(true),
        Whom::Union => owner.has_union == Some(true),
        Whom::Nobody => false,
    }
}

/// The exemption that covers a due date, the longest first.
pub fn exempt<'a>(all: &'a [Exemption], owner: uuid::Uuid, template: &str, due: NaiveDate) -> Option<&'a Exemption> {
    let covers = |e: &&Exemption| {
        e.enterprise == owner
            && e.template.as_deref().is_none_or(|of| of == template)
            && e.since <= due
            && due <= e.until
    };
    all.iter().filter(covers).max_by_key(|e| e.until)
}

/// How a duty stands on a day. Late counts from the due date: a return on that day is in time.
pub fn judge(
    (cutoff, period): (&Cutoff, Period),
    filed: Option<Filed>,
    exemption: Option<&Exemption>,
    today: NaiveDate,
) -> Option<Duty> {
    let told = filed.as_ref().map(|filed| (filed.first_on, filed.standing == Standing::SentBack));
    let (due, state) = stands((cutoff, period), told, exemption, today)?;
    Some(Duty { template: cutoff.template.clone(), period, due, nil: cutoff.nil, state, filed })
}

/// The last day of a return and how it stands, from the day of its first version and whether the last one was sent back.
pub fn stands(
    (cutoff, period): (&Cutoff, Period),
    told: Option<(NaiveDate, bool)>,
    exemption: Option<&Exemption>,
    today: NaiveDate,
) -> Option<(NaiveDate, State)> {
    let due = due_on(cutoff, period)?;
    let end = window(period)?.to();
    let state = match (told, exemption) {
        (Some((_, true)), _) => State::SentBack,
        (Some((on, false)), _) => State::Filed { on, late: (on - due).num_days().max(0) },
        (None, Some(e)) => State::Exempt { until: e.until, authority: e.authority.clone() },
        (None, None) if today > due => State::Late { days: (today - due).num_days() },
        (None, None) if today > end => State::Due { days: (due - today).num_days() },
        (None, None) => State::Running,
    };
    Some((due, state))
}

/// The order of the rep's cards: what presses first; what is done comes last.
pub fn urgency(duty: &Duty) -> (u8, NaiveDate) {
    let rank = match duty.state {
        State::SentBack => 0,
        State::Late { .. } => 1,
        State::Due { .. } => 2,
        State::Running => 3,
        State::Exempt { .. } => 4,
        State::Filed { .. } => 5,
    };
    (rank, duty.due)
}

/// The period that a good row answers for: of its day, or of its own period.
pub fn period_of_row(calendar: &Calendar, template: &Template, values: &Values) -> Option<Period> {
    if let Some(day) = template.dated_by.and_then(|field| values.moment(field)) {
        return calendar.period_of(template.key, day.date());
    }
    let field = template.fields.iter().find(|f| f.ty == FieldType::Period)?;
    let told: Period = values.text(field.key)?.parse().ok()?;
    calendar.period_of(template.key, window(told)?.from())
}

#[cfg(test)]
mod tests {
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
            (
                Some(filed("2022-10-27", Standing::Locked)),
                "2022-11-05",
                State::Filed { on: day("2022-10-27"), late: 12 },
            ),
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
            template: template.map(str::to_owned),
            since: day(since),
            until: day(until),
            authority: "区安委办".into(),
            reason: "停产".into(),
            given_by: String::new(),
            version: 1,
        };
        let all =
            [exemption(Some("training"), "2022-10-01", "2022-12-31"), exemption(None, "2023-01-01", "2023-06-30")];
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
}
