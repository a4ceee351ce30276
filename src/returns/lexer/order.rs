//! A date whose parts stand in an order that nobody can be sure of: every day that it can mean.
use super::Note;
use chrono::{Datelike, NaiveDate};

/// The order in which year, month and day stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    YearFirst,
    DayFirst,
    MonthFirst,
}

impl Order {
    /// Every order, the one that most people here write first.
    pub const ALL: [Order; 3] = [Order::YearFirst, Order::DayFirst, Order::MonthFirst];

    /// Its name in forms and words.
    pub fn key(self) -> &'static str {
        match self {
            Order::YearFirst => "ymd",
            Order::DayFirst => "dmy",
            Order::MonthFirst => "mdy",
        }
    }

    /// The order of that name.
    pub fn by_key(key: &str) -> Option<Order> {
        Order::ALL.into_iter().find(|order| order.key() == key)
    }
}

/// The day that each order of [`Order::ALL`] makes, if any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Readings([Option<NaiveDate>; 3]);

impl Readings {
    /// Of three numbers as they were written; two digits of a year are of this century up to 69.
    pub(super) fn of(first: &str, second: &str, third: &str) -> Readings {
        Readings([day(first, second, third), day(third, second, first), day(third, first, second)])
    }

    /// Of a year of two digits that is marked as one: 22年11月5日.
    pub(super) fn year_first(year: &str, month: &str, of_month: &str) -> Readings {
        Readings([day(year, month, of_month), None, None])
    }

    /// The day that it is in this order.
    pub fn get(self, order: Order) -> Option<NaiveDate> {
        Order::ALL.into_iter().zip(self.0).find(|(own, _)| *own == order).and_then(|(_, day)| day)
    }

    /// What is to be said of it, with every reading.
    pub(super) fn note(self) -> Note {
        let mut days: Vec<String> = Vec::new();
        for day in self.0.into_iter().flatten().map(|day| day.to_string()) {
            if !days.contains(&day) {
                days.push(day);
            }
        }
        let note = Note::error("date-ambiguous");
        match days.as_slice() {
            [] => note,
            [day] => note.with("rule", "date-short-year").with("readings", day),
            days => note.with("rule", "date-readings").with("readings", days.join(" / ")),
        }
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let number: i32 = year.parse().ok()?;
    let year = match year.len() {
        4 => number,
        1 | 2 if number < 70 => 2000 + number,
        2 => 1900 + number,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
        .filter(|day| (1950..=2100).contains(&day.year()))
}
