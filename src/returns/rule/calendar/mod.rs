//! When a return is due, from whom, and how a duty stands on a day; [`rhythm`]: how the periods of a template follow one
//! another when the district changes how often it is due.
mod rhythm;

use crate::enterprise::model::{Part, Period};
use crate::kernel::intake::Values;
use crate::kernel::rulebook::Confidence;
use crate::kernel::window::Window;
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
    let page: Page = toml::from_str(include_str!("../../../../rules/calendar.toml"))
        .expect("the embedded calendar is read by a test");
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
    /// Periods that end before this day are nobody's duty: the first day of the year in which the roll was begun.
    pub begins: NaiveDate,
    /// The day on which the first enterprises came onto the roll.
    first: NaiveDate,
}

impl Calendar {
    /// The rules and the district's `own` lines over them. `first` is the day on which the roll was begun.
    pub fn new(own: Vec<Cutoff>, first: NaiveDate) -> Calendar {
        let mut lines = own;
        lines.extend(BOOK.iter().cloned());
        // Stable: of two of the same day the district's own stays first.
        lines.sort_by_key(|line| {
            (std::cmp::Reverse(matches!(line.origin, Origin::District { .. })), std::cmp::Reverse(line.since))
        });
        let begins = NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap_or(first);
        Calendar { lines, begins, first }
    }

    /// From which day on an enterprise can owe anything that came onto the roll on a day. Those of the roll's first day were
    /// there before it: the district wrote down whom it had. Whoever came later owes nothing for the time before.
    pub fn since(&self, came: NaiveDate) -> NaiveDate {
        if came <= self.first { self.begins } else { came }
    }

    /// The line in force for what ends on `day`.
    pub fn at(&self, template: &str, day: NaiveDate) -> Option<&Cutoff> {
        self.lines.iter().find(|line| line.template == template && line.since <= day)
    }

    /// The templates that the calendar knows, in the order of the rules.
    pub fn templates(&self) -> impl Iterator<Item = &'static str> {
        BOOK.iter().map(|line| line.template.as_str())
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

/// Whether an enterprise owes a period: the line asks it, and the period did not end before the enterprise was there.
pub fn owes_period((line, period): (&Cutoff, Period), owner: &Owner) -> bool {
    owes(line.whom, owner) && window(period).is_some_and(|days| owner.since <= days.to())
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
    let covers =
        |e: &&Exemption| e.enterprise == owner && e.from.as_deref().is_none_or(|of| of == template) && e.covers(due);
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
mod tests;
