//! Calendar windows and their twins in the year before.
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A window of whole days, both ends included; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    from: NaiveDate,
    to: NaiveDate,
}

impl Window {
    /// `None` when the window would end before it starts.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Window> {
        (from <= to).then_some(Window { from, to })
    }

    /// 1 January of the year of `as_of` up to and including `as_of`: 本年累计.
    pub fn to_date(as_of: NaiveDate) -> Window {
        Window { from: first_of(as_of.year(), 1).unwrap_or(as_of), to: as_of }
    }

    /// A whole month, 1 to 12; `None` for any other number.
    pub fn month(year: i32, month: u32) -> Option<Window> {
        Window::months(year, month, 1)
    }

    /// A whole quarter, 1 to 4; `None` for any other number.
    pub fn quarter(year: i32, quarter: u32) -> Option<Window> {
        (1..=4).contains(&quarter).then(|| Window::months(year, quarter * 3 - 2, 3)).flatten()
    }

    /// 1 January to 31 December; `None` for a year outside the calendar.
    pub fn year(year: i32) -> Option<Window> {
        Window::months(year, 1, 12)
    }

    fn months(year: i32, month: u32, count: u32) -> Option<Window> {
        let from = first_of(year, month)?;
        let to = from.checked_add_months(Months::new(count))?.pred_opt()?;
        Window::new(from, to)
    }

    pub fn from(&self) -> NaiveDate {
        self.from
    }

    pub fn to(&self) -> NaiveDate {
        self.to
    }

    /// The same calendar dates one year earlier. 29 February has no twin there and becomes 28 February:
    /// [`Window::lost_leap_day`] says so, and the page prints both windows.
    #[must_use]
    pub fn twin(&self) -> Window {
        Window { from: add_years(self.from, -1), to: add_years(self.to, -1) }
    }

    /// The same dates `years` years earlier, where whole months stay whole: of a February that has 28 days the one before
    /// with 29 is the whole month too.
    #[must_use]
    pub fn years_before(&self, years: u32) -> Window {
        let back = -i32::try_from(years).unwrap_or(i32::MAX);
        let dates = Window { from: add_years(self.from, back), to: add_years(self.to, back) };
        if !self.is_whole_months() {
            return dates;
        }
        let end = Window::month(dates.to.year(), dates.to.month()).map_or(dates.to, |month| month.to);
        Window { to: end, ..dates }
    }

    /// Whether one end of this window is a 29 February that its twin had to move to the 28th.
    pub fn lost_leap_day(&self) -> bool {
        [self.from, self.to].iter().any(|day| (day.month(), day.day()) == (2, 29))
    }

    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// How many days, both ends counted; at least 1.
    pub fn days_count(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Every day of the window in order.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let to = self.to;
        self.from.iter_days().take_while(move |day| *day <= to)
    }

    /// The whole months (year, month) inside the window, in order. A month cut by either end is left out.
    pub fn whole_months(&self) -> Vec<(i32, u32)> {
        let mut found = Vec::new();
        let mut at = first_of(self.from.year(), self.from.month());
        while let Some(first) = at.filter(|first| *first <= self.to) {
            if let Some(month) = Window::month(first.year(), first.month())
                && self.from <= month.from
                && month.to <= self.to
            {
                found.push((first.year(), first.month()));
            }
            at = first.checked_add_months(Months::new(1));
        }
        found
    }

    /// The window cut at each new year, in order.
    pub fn by_year(&self) -> Vec<Window> {
        let inside = |year| {
            let whole = Window::year(year)?;
            Window::new(whole.from.max(self.from), whole.to.min(self.to))
        };
        (self.from.year()..=self.to.year()).filter_map(inside).collect()
    }

    /// Whether the window is made of whole months, so that monthly figures can answer for it.
    pub fn is_whole_months(&self) -> bool {
        self.from.day() == 1 && self.to.succ_opt().is_some_and(|next| next.day() == 1)
    }

    /// Whether the window is made of whole calendar years.
    pub fn is_whole_years(&self) -> bool {
        self.is_whole_months() && self.from.month() == 1 && self.to.month() == 12
    }
}

fn first_of(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)
}

/// The same day and month `years` later (earlier when negative), as certificates and anniversaries count:
/// 29 February becomes 28 February, never 1095 days. A date outside the calendar stays where it is.
pub fn add_years(day: NaiveDate, years: i32) -> NaiveDate {
    let months = Months::new(years.unsigned_abs().saturating_mul(12));
    let moved = if years < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) };
    moved.unwrap_or(day)
}

/// `count` days later, as a period of days runs: the first day is not counted (Civil Code art. 201).
pub fn add_days(day: NaiveDate, count: i64) -> NaiveDate {
    let days = Days::new(count.unsigned_abs());
    let moved = if count < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) };
    moved.unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn window(from: &str, to: &str) -> Window {
        Window::new(day(from), day(to)).expect("in order")
    }

    #[test]
    fn to_date_runs_from_new_year_and_its_twin_has_the_same_dates() {
        let now = Window::to_date(day("2022-10-31"));
        assert_eq!(now, window("2022-01-01", "2022-10-31"));
        assert_eq!(now.twin(), window("2021-01-01", "2021-10-31"));
        assert!(!now.lost_leap_day());
    }

    #[test]
    fn the_leap_day_has_the_28th_as_twin_and_says_so() {
        let now = Window::to_date(day("2024-02-29"));
        assert_eq!(now.twin(), window("2023-01-01", "2023-02-28"));
        assert!(now.lost_leap_day());
        assert_eq!(Window::to_date(day("2025-02-28")).twin(), window("2024-01-01", "2024-02-28"));
    }

    #[test]
    fn whole_months_stay_whole_in_earlier_years_and_other_days_keep_their_dates() {
        assert_eq!(window("2025-01-01", "2025-02-28").years_before(1), window("2024-01-01", "2024-02-29"));
        assert_eq!(window("2024-02-01", "2024-02-29").years_before(1), window("2023-02-01", "2023-02-28"));
        assert_eq!(window("2027-02-01", "2027-02-28").years_before(3), window("2024-02-01", "2024-02-29"));
        assert_eq!(window("2025-01-02", "2025-02-28").years_before(1), window("2024-01-02", "2024-02-28"));
    }

    #[test]
    fn months_quarters_and_years_end_on_their_last_day() {
        assert_eq!(Window::month(2024, 2), Some(window("2024-02-01", "2024-02-29")));
        assert_eq!(Window::quarter(2022, 3), Some(window("2022-07-01", "2022-09-30")));
        assert_eq!(Window::quarter(2022, 4), Some(window("2022-10-01", "2022-12-31")));
        assert_eq!(Window::year(2022), Some(window("2022-01-01", "2022-12-31")));
        assert_eq!((Window::month(2022, 13), Window::quarter(2022, 0), Window::quarter(2022, 5)), (None, None, None));
    }

    #[test]
    fn only_whole_months_are_counted_as_such() {
        let cut = window("2022-01-15", "2022-04-30");
        assert_eq!(cut.whole_months(), [(2022, 2), (2022, 3), (2022, 4)]);
        assert!(!cut.is_whole_months());
        assert!(Window::quarter(2022, 1).is_some_and(|q| q.is_whole_months() && !q.is_whole_years()));
        assert!(Window::year(2022).is_some_and(|y| y.is_whole_years() && y.whole_months().len() == 12));
        assert_eq!(window("2022-03-02", "2022-03-31").whole_months(), []);
    }

    #[test]
    fn a_window_over_new_year_has_a_piece_in_each() {
        let pieces = [window("2024-11-06", "2024-12-31"), window("2025-01-01", "2025-11-05")];
        assert_eq!(window("2024-11-06", "2025-11-05").by_year(), pieces);
        assert_eq!(window("2024-01-01", "2024-12-31").by_year(), [window("2024-01-01", "2024-12-31")]);
    }

    #[test]
    fn years_are_counted_by_the_calendar() {
        assert_eq!(add_years(day("2020-02-29"), 3), day("2023-02-28"));
        assert_eq!(add_years(day("2020-02-29"), 4), day("2024-02-29"));
        assert_eq!(add_years(day("2022-11-05"), -1), day("2021-11-05"));
        assert_eq!(add_days(day("2022-12-31"), 30), day("2023-01-30"));
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0_i64..80_000).prop_map(|n| add_days(NaiveDate::from_ymd_opt(1950, 1, 1).expect("a day"), n))
    }

    proptest! {
        #[test]
        fn a_twin_is_one_year_earlier_and_never_empty(a in any_day(), b in any_day()) {
            let window = Window::new(a.min(b), a.max(b)).expect("in order");
            let twin = window.twin();
            prop_assert!(twin.from() <= twin.to());
            for (here, there) in [(window.from(), twin.from()), (window.to(), twin.to())] {
                prop_assert_eq!(here.year() - 1, there.year());
                prop_assert_eq!(here.month(), there.month());
                prop_assert!(here.day() == there.day() || (here.day(), there.day()) == (29, 28));
            }
            prop_assert!((window.days_count() - twin.days_count()).abs() <= 1);
        }

        #[test]
        fn the_days_are_as_many_as_counted_and_all_inside(a in any_day(), length in 0_i64..800) {
            let window = Window::new(a, add_days(a, length)).expect("in order");
            let days: Vec<_> = window.days().collect();
            prop_assert_eq!(days.len() as i64, window.days_count());
            prop_assert!(days.iter().all(|d| window.contains(*d)));
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
            let months = window.whole_months();
            let inside: i64 = months.iter().filter_map(|(y, m)| Window::month(*y, *m)).map(|m| m.days_count()).sum();
            prop_assert!(inside <= window.days_count());
            prop_assert_eq!(window.is_whole_months(), inside == window.days_count());
        }
    }
}
