//! Which days come next, month by month.
use crate::kernel::window::Window;
use chrono::{Datelike, Months, NaiveDate};

/// How many months the calendar looks ahead, this one included.
pub const MONTHS: u32 = 6;

/// A month as addresses spell it: `2026-11`.
pub fn month_key(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// From today to the last day of the sixth month, this month included.
pub fn ahead(today: NaiveDate) -> Option<Window> {
    let first = today.with_day(1)?;
    Window::new(today, first.checked_add_months(Months::new(MONTHS))?.pred_opt()?)
}

/// The first days of the months that the calendar shows.
pub fn months(today: NaiveDate) -> Vec<NaiveDate> {
    let first = today.with_day(1);
    (0..MONTHS).filter_map(|n| first?.checked_add_months(Months::new(n))).collect()
}

/// The last day of a day's month.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    Window::month(day.year(), day.month()).map_or(day, |month| month.to())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_months_begin_today_and_end_with_a_month() {
        let day = |text: &str| text.parse::<NaiveDate>().expect(text);
        let window = ahead(day("2026-11-05")).expect("a window");
        assert_eq!((window.from(), window.to()), (day("2026-11-05"), day("2027-04-30")));
        let keys: Vec<String> = months(day("2026-11-30")).into_iter().map(month_key).collect();
        assert_eq!(keys, ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"]);
        assert_eq!(month_end(day("2024-02-03")), day("2024-02-29"));
    }
}
