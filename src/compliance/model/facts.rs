//! What is known of an enterprise in a year, as the judgements need it.
use super::Freed;
use crate::congress::model::Meeting;
use crate::hazard::model::Hazard;
use crate::incident::model::Incident;
use crate::kernel::window::Window;
use crate::returns::model::duty::{Exemption, Owed, Owner};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use uuid::Uuid;

/// Of which year, and as of which day, duties are judged: what came after that day is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AsOf {
    pub year: i32,
    pub on: NaiveDate,
    /// The moment up to which clocks run, local time.
    pub now: NaiveDateTime,
}

impl AsOf {
    /// `on` is kept between the year's first day and today; without it, today. None for a year that has not begun or that
    /// the calendar does not know.
    pub fn new(year: i32, on: Option<NaiveDate>, now: NaiveDateTime) -> Option<AsOf> {
        let (window, today) = (Window::year(year)?, now.date());
        if window.from() > today {
            return None;
        }
        let on = on.unwrap_or(today).clamp(window.from(), today);
        let end = NaiveTime::from_hms_opt(23, 59, 0)?;
        Some(AsOf { year, on, now: if on == today { now } else { on.and_time(end) } })
    }

    pub fn from(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, 1, 1).unwrap_or(self.on)
    }

    /// The year's last day.
    pub fn end(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, 12, 31).unwrap_or(self.on)
    }

    /// The last day of the year that is looked at.
    pub fn last(&self) -> NaiveDate {
        self.on.min(self.end())
    }

    /// Whether the year is over.
    pub fn over(&self) -> bool {
        self.on > self.end()
    }
}

/// The last congress of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub id: Uuid,
    pub meeting: Meeting,
}

/// The year's training.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trained {
    /// Different people who were trained.
    pub people: i64,
    /// People below the hours that come before the post: induction, recheck.
    pub short_now: i64,
    /// People below the hours of the year, which may still come: refresher, principals, managers.
    pub short_year: i64,
    /// People whose kind of training has hours asked.
    pub judged: i64,
}

/// Certificates on file, those that lapsed in earlier years with them; of each person and kind only the latest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Certificates {
    pub on_file: i64,
    pub expired: i64,
    /// Late for their recheck, and not expired.
    pub unchecked: i64,
    /// Due within the days before.
    pub soon: i64,
    /// The next day on which one falls due.
    pub next: Option<NaiveDate>,
}

/// An accident of the year that has to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accident {
    pub id: Uuid,
    pub incident: Incident,
}

/// A major hazard that was open in the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    pub id: Uuid,
    pub hazard: Hazard,
}

/// The year's check-ups: the whole year's own figures, else its parts together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckUps {
    /// Periods on file.
    pub periods: i64,
    pub exposed: Option<i64>,
    pub due: Option<i64>,
    pub checked: Option<i64>,
}

/// Everything that the judgements of one enterprise's year rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub owner: Owner,
    pub industry: Option<String>,
    pub pilot: bool,
    /// Of that year; none where it was not told.
    pub headcount: Option<i64>,
    /// How many meetings the year had.
    pub meetings: i64,
    pub held: Option<Held>,
    /// The last meeting before the year.
    pub before: Option<NaiveDate>,
    /// Returns whose last day is in the year.
    pub returns: Vec<Owed>,
    pub trained: Trained,
    pub certificates: Certificates,
    pub accidents: Vec<Accident>,
    /// Dead and seriously injured in all accidents of the year, as far as known.
    pub deaths: i64,
    pub serious: i64,
    pub dangers: Vec<Danger>,
    pub check_ups: CheckUps,
    /// From returns, and from duties.
    pub exemptions: Vec<Exemption>,
    pub freed: Vec<Freed>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_kept_between_the_years_first_day_and_today() {
        let day = |text: &str| text.parse::<NaiveDate>().expect(text);
        let now = day("2026-11-05").and_hms_opt(9, 30, 0).expect("a time");
        let on = |year, on: &str| AsOf::new(year, on.parse().ok(), now).map(|at| (at.on, at.last(), at.over()));
        assert_eq!(on(2026, ""), Some((day("2026-11-05"), day("2026-11-05"), false)));
        assert_eq!(on(2026, "2027-01-01"), Some((day("2026-11-05"), day("2026-11-05"), false)));
        assert_eq!(on(2026, "2020-01-01"), Some((day("2026-01-01"), day("2026-01-01"), false)));
        assert_eq!(on(2025, ""), Some((day("2026-11-05"), day("2025-12-31"), true)));
        assert_eq!(on(2025, "2025-12-31"), Some((day("2025-12-31"), day("2025-12-31"), false)));
        assert_eq!(on(2027, ""), None);
        let today = AsOf::new(2026, None, now).expect("this year");
        assert_eq!(today.now, now, "clocks run to the minute today");
        let then = AsOf::new(2026, Some(day("2026-03-04")), now).expect("this year");
        assert_eq!(then.now, day("2026-03-04").and_hms_opt(23, 59, 0).expect("a time"));
    }
}
