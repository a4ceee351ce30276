//! Which days are set beside which: like for like, with both ends printed.
use crate::baseline::model::Resolution;
use crate::kernel::window::{Window, add_days, add_years};
use crate::trends::model::{Against, Span, Windows};
use chrono::{Datelike, Months, NaiveDate};

/// The days that were asked for. A month, quarter or year is the one that holds `to`, up to `today` while it runs; the
/// earlier side then ends on the same day, so that part of a period is never set beside more of another.
pub fn window(span: Span, from: Option<NaiveDate>, to: NaiveDate, today: NaiveDate) -> Window {
    let year = to.year();
    let found = match span {
        Span::ToDate => None,
        Span::Month => Window::month(year, to.month()),
        Span::Quarter => Window::quarter(year, to.month().div_ceil(3)),
        Span::Year => Window::year(year),
        Span::Rolling => twelve_months(to),
        Span::Range => from.and_then(|from| Window::new(from, to)),
    };
    let found = found.unwrap_or_else(|| Window::to_date(to));
    Window::new(found.from(), found.to().min(today.max(found.from()))).unwrap_or(found)
}

/// The twelve months that end on a day: whole months where it is the last of its month, else from the day after its twin.
fn twelve_months(to: NaiveDate) -> Option<Window> {
    let next = add_days(to, 1);
    let from = if next.day() == 1 { add_years(next, -1) } else { add_days(add_years(to, -1), 1) };
    Window::new(from, to)
}

/// The same dates one year earlier; whole months stay whole, so that a February is set beside a whole February.
pub fn year_before(window: Window) -> Window {
    window.years_before(1)
}

/// The period just before: as many whole months where the window is made of them, else the same days of the month before
/// (at most to its end), else as many days.
fn period_before(span: Span, window: Window) -> Window {
    let months = match span {
        Span::Month => 1,
        Span::Quarter => 3,
        Span::Rolling | Span::Year | Span::ToDate => return year_before(window),
        Span::Range if window.is_whole_months() => window.whole_months().len() as u32,
        Span::Range => {
            let end = add_days(window.from(), -1);
            return Window::new(add_days(end, 1 - window.days_count()), end).unwrap_or(window);
        }
    };
    let back = |day: NaiveDate| day.checked_sub_months(Months::new(months)).unwrap_or(day);
    let (from, to) = (back(window.from()), back(window.to()));
    let end = if window.is_whole_months() { add_days(window.from(), -1) } else { to };
    Window::new(from, end).unwrap_or(window)
}

/// The earlier window beside `now`.
fn before(span: Span, against: Against, now: Window) -> Window {
    match against {
        Against::Previous => period_before(span, now),
        Against::LastYear | Against::Mean3 | Against::Mean5 => match span {
            // Up to a day the dates are the same ones: the 28th of February beside the 28th.
            Span::ToDate => now.twin(),
            Span::Range | Span::Month | Span::Quarter | Span::Year | Span::Rolling => year_before(now),
        },
    }
}

/// Both windows. Against figures by month both end with the last whole month, where there is one: a month is never cut.
pub fn windows(span: Span, against: Against, asked: Window, resolution: Option<Resolution>) -> Windows {
    let by_month = matches!(span, Span::Month | Span::Quarter | Span::Year | Span::Rolling) && asked.is_whole_months();
    let plain = Windows { span, against, asked, now: asked, last: before(span, against, asked), by_month };
    if resolution != Some(Resolution::Month) || asked.from().day() != 1 {
        return plain;
    }
    let Some((year, month)) = asked.whole_months().last().copied() else { return plain };
    let shortened = Window::month(year, month).and_then(|end| Window::new(asked.from(), end.to()));
    let Some(now) = shortened else { return plain };
    let last = match against {
        Against::Previous => before(span, against, now),
        _ => year_before(now),
    };
    Windows { span, against, asked, now, last, by_month: true }
}

/// Every earlier window, the latest first: one, or as many as the mean has years.
pub fn pasts(windows: &Windows) -> Vec<Window> {
    let years = windows.against.years();
    // A range of whole months has whole months in each year, a leap year's February too.
    if windows.span == Span::Range && windows.against != Against::Previous {
        return (1..=years).map(|back| windows.now.years_before(back)).collect();
    }
    let earlier = |window: &Window| Some(if windows.by_month { year_before(*window) } else { window.twin() });
    std::iter::successors(Some(windows.last), earlier).take(years as usize).collect()
}

/// Days that stand on both sides, or in two years of a mean: a window of more than a year has them. What is counted there is
/// counted twice, so nothing is made of the counts.
pub fn shared_days(windows: &Windows) -> Option<Window> {
    let mut sides: Vec<Window> = std::iter::once(windows.now).chain(pasts(windows)).collect();
    sides.sort_by_key(Window::from);
    let shared = |pair: &[Window]| Window::new(pair[1].from(), pair[0].to().min(pair[1].to()));
    sides.windows(2).find_map(shared)
}

/// The part of an earlier window that stands beside the days of `now` up to `until`.
pub fn upto(now: Window, past: Window, until: NaiveDate) -> Option<Window> {
    if until >= now.to() {
        return Some(past);
    }
    let years = past.from().year() - now.from().year();
    let same_days = add_years(now.from(), years) == past.from();
    let end = if same_days {
        let twin = add_years(until, years);
        let month_end = until.succ_opt().is_some_and(|next| next.day() == 1);
        match Window::month(twin.year(), twin.month()).filter(|_| month_end) {
            Some(month) => month.to(),
            None => twin,
        }
    } else {
        add_days(past.from(), (until - now.from()).num_days())
    };
    Window::new(past.from(), end.min(past.to()))
}

/// The day up to which last year's filings are counted: as late in its year as this side ends in its own.
pub fn filed_by(windows: &Windows) -> NaiveDate {
    match windows.against {
        Against::Previous => add_years(windows.now.to(), -1),
        Against::LastYear | Against::Mean3 | Against::Mean5 => windows.last.to(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn w(text: &str) -> Window {
        let (from, to) = text.split_once("..").expect("two days");
        Window::new(day(from), day(to)).expect("in order")
    }

    const TODAY: &str = "2026-11-05";

    fn of(span: Span, against: Against, to: &str) -> Windows {
        windows(span, against, window(span, None, day(to), day(TODAY)), Some(Resolution::Day))
    }

    #[test]
    fn spans_hold_the_day_asked_for_and_end_today_while_they_run() {
        let cases = [
            (Span::ToDate, TODAY, "2026-01-01..2026-11-05"),
            (Span::Month, TODAY, "2026-11-01..2026-11-05"),
            (Span::Month, "2026-09-15", "2026-09-01..2026-09-30"),
            (Span::Quarter, TODAY, "2026-10-01..2026-11-05"),
            (Span::Quarter, "2026-05-01", "2026-04-01..2026-06-30"),
            (Span::Year, TODAY, "2026-01-01..2026-11-05"),
            (Span::Year, "2025-03-03", "2025-01-01..2025-12-31"),
            (Span::Rolling, TODAY, "2025-11-06..2026-11-05"),
            (Span::Rolling, "2024-02-29", "2023-03-01..2024-02-29"),
            (Span::Rolling, "2025-02-28", "2024-03-01..2025-02-28"),
            (Span::Rolling, "2024-02-28", "2023-03-01..2024-02-28"),
        ];
        for (span, to, expected) in cases {
            assert_eq!(window(span, None, day(to), day(TODAY)), w(expected), "{span:?} {to}");
        }
        let own = window(Span::Range, Some(day("2026-03-10")), day("2026-04-20"), day(TODAY));
        assert_eq!(own, w("2026-03-10..2026-04-20"));
    }

    #[test]
    fn the_earlier_side_is_as_long_and_ends_on_the_same_day() {
        use Against::{LastYear, Previous};
        let cases = [
            (Span::ToDate, LastYear, TODAY, "2025-01-01..2025-11-05"),
            (Span::Month, LastYear, TODAY, "2025-11-01..2025-11-05"),
            (Span::Month, Previous, TODAY, "2026-10-01..2026-10-05"),
            (Span::Month, Previous, "2026-03-31", "2026-02-01..2026-02-28"),
            (Span::Month, LastYear, "2025-02-10", "2024-02-01..2024-02-29"),
            (Span::Month, Previous, "2026-01-20", "2025-12-01..2025-12-31"),
            (Span::Quarter, Previous, "2026-02-01", "2025-10-01..2025-12-31"),
            (Span::Quarter, Previous, TODAY, "2026-07-01..2026-08-05"),
            (Span::Year, Previous, "2025-06-01", "2024-01-01..2024-12-31"),
            (Span::Rolling, LastYear, TODAY, "2024-11-06..2025-11-05"),
            (Span::Rolling, Previous, TODAY, "2024-11-06..2025-11-05"),
            (Span::Rolling, LastYear, "2025-02-28", "2023-03-01..2024-02-29"),
            (Span::Rolling, Previous, "2025-02-28", "2023-03-01..2024-02-29"),
        ];
        for (span, against, to, expected) in cases {
            assert_eq!(of(span, against, to).last, w(expected), "{span:?} {against:?} {to}");
        }
        let own = |text: &str| windows(Span::Range, Previous, w(text), None).last;
        assert_eq!(own("2026-03-10..2026-03-19"), w("2026-02-28..2026-03-09"));
        assert_eq!(own("2026-03-01..2026-05-31"), w("2025-12-01..2026-02-28"));
    }

    /// metabase#66246: of a year, quarter or month that still runs, the one before is taken up to the same day, not whole.
    /// superset#40501: with a year's offset, 1 to 28 May is set beside 1 to 28 May, not beside the whole month.
    /// superset#7311: a year back is a year of the calendar; the length of the year ahead (366 days) has no part in it.
    #[test]
    fn the_cases_that_other_tools_got_wrong() {
        for span in [Span::Year, Span::Month] {
            let running = of(span, Against::Previous, TODAY);
            assert_eq!(running.last.to().day(), 5, "{span:?}");
            assert!((running.last.days_count() - running.now.days_count()).abs() <= 1, "{span:?}");
        }
        assert_eq!(
            of(Span::Quarter, Against::Previous, TODAY).last.to(),
            day("2026-08-05"),
            "the fifth of its second month"
        );
        let year = |text: &str| windows(Span::Range, Against::LastYear, w(text), None).last;
        assert_eq!(year("2026-05-01..2026-05-28"), w("2025-05-01..2025-05-28"));
        assert_eq!(year("2019-04-16..2019-04-16"), w("2018-04-16..2018-04-16"));
        assert_eq!(year("2020-03-01..2020-12-31"), w("2019-03-01..2019-12-31"));
        assert_eq!(year("2025-01-01..2025-12-31"), w("2024-01-01..2024-12-31"), "365 days back would start on the 2nd");
        let leap_day = windows(Span::Range, Against::LastYear, w("2024-02-29..2024-02-29"), None);
        assert_eq!(leap_day.last, w("2023-02-28..2023-02-28"));
        assert!(leap_day.now.lost_leap_day());
        assert_eq!(year("2026-06-01..2026-06-07"), w("2025-06-01..2025-06-07"), "dates, not weekdays");
    }

    #[test]
    fn a_range_of_whole_months_stands_beside_whole_months() {
        let of = |against, text: &str| pasts(&windows(Span::Range, against, w(text), None));
        assert_eq!(of(Against::LastYear, "2025-02-01..2025-02-28"), [w("2024-02-01..2024-02-29")]);
        assert_eq!(of(Against::LastYear, "2025-02-02..2025-02-28"), [w("2024-02-02..2024-02-28")]);
        assert_eq!(of(Against::Mean3, "2026-01-01..2026-02-28")[1], w("2024-01-01..2024-02-29"));
        assert_eq!(of(Against::Mean3, "2024-02-29..2024-02-29")[2], w("2021-02-28..2021-02-28"));
        assert_eq!(of(Against::Previous, "2025-02-01..2025-02-28"), [w("2025-01-01..2025-01-31")]);
    }

    #[test]
    fn days_on_both_sides_are_found() {
        let shared = |against, text: &str| shared_days(&windows(Span::Range, against, w(text), None));
        let long = "2024-03-11..2025-12-31";
        assert_eq!(shared(Against::LastYear, long), Some(w("2024-03-11..2024-12-31")));
        assert!(shared(Against::Mean3, long).is_some());
        assert_eq!(shared(Against::Previous, long), None, "as many days before it");
        for year in
            ["2025-01-01..2025-12-31", "2023-03-01..2024-02-29", "2024-11-06..2025-11-05", "2024-02-29..2025-02-27"]
        {
            for against in [Against::LastYear, Against::Previous, Against::Mean5] {
                assert_eq!(shared(against, year), None, "{year} {against:?}");
            }
        }
        assert_eq!(shared(Against::LastYear, "2024-11-05..2025-11-05"), Some(w("2024-11-05..2024-11-05")));
        for span in [Span::ToDate, Span::Month, Span::Quarter, Span::Year, Span::Rolling] {
            for against in [Against::LastYear, Against::Previous, Against::Mean5] {
                for to in ["2026-11-05", "2025-02-28", "2024-02-29", "2024-12-31", "2026-01-01"] {
                    assert_eq!(shared_days(&of(span, against, to)), None, "{span:?} {against:?} {to}");
                }
            }
        }
    }

    #[test]
    fn filings_of_last_year_are_counted_up_to_the_same_date() {
        use Against::{LastYear, Mean3, Previous};
        for against in [LastYear, Mean3, Previous] {
            assert_eq!(filed_by(&of(Span::Month, against, TODAY)), day("2025-11-05"), "{against:?}");
        }
        assert_eq!(filed_by(&of(Span::Quarter, Previous, "2026-02-01")), day("2025-03-31"));
    }

    #[test]
    fn a_mean_has_the_same_dates_of_each_year() {
        let three = of(Span::ToDate, Against::Mean3, "2026-02-28");
        let all: Vec<Window> = pasts(&three);
        assert_eq!(all, [w("2025-01-01..2025-02-28"), w("2024-01-01..2024-02-28"), w("2023-01-01..2023-02-28")]);
        let february = of(Span::Month, Against::Mean5, "2025-02-01");
        assert_eq!(pasts(&february)[..2], [w("2024-02-01..2024-02-29"), w("2023-02-01..2023-02-28")]);
        assert_eq!(pasts(&february).len(), 5);
    }

    #[test]
    fn against_figures_by_month_no_month_is_cut() {
        let monthly = |span, asked| windows(span, Against::LastYear, asked, Some(Resolution::Month));
        let cut = monthly(Span::ToDate, w("2026-01-01..2026-11-05"));
        assert_eq!((cut.now, cut.last), (w("2026-01-01..2026-10-31"), w("2025-01-01..2025-10-31")));
        let quarter = monthly(Span::Quarter, w("2026-10-01..2026-11-05"));
        assert_eq!((quarter.now, quarter.shortened()), (w("2026-10-01..2026-10-31"), true));
        let month = monthly(Span::Month, w("2026-11-01..2026-11-05"));
        assert!(!month.shortened(), "there is no whole month to fall back to");
        let own = monthly(Span::Range, w("2026-03-10..2026-05-20"));
        assert!(!own.shortened());
    }

    #[test]
    fn running_totals_stand_beside_the_same_days() {
        let (now, past) = (w("2025-01-01..2025-11-05"), w("2024-01-01..2024-11-05"));
        assert_eq!(upto(now, past, day("2025-02-28")), Some(w("2024-01-01..2024-02-29")), "month beside month");
        assert_eq!(upto(now, past, day("2025-11-05")), Some(past));
        let (now, past) = (w("2026-11-01..2026-11-05"), w("2026-10-01..2026-10-05"));
        assert_eq!(upto(now, past, day("2026-11-03")), Some(w("2026-10-01..2026-10-03")));
    }
}
