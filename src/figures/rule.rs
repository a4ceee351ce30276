//! Headcounts and hours of a year, from what enterprises told in whatever periods.
use super::model::Told;
use crate::enterprise::model::{Part, Period};
use crate::kernel::window::Window;
use chrono::Datelike;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Workers and hours of one part of the district.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Base {
    /// Enterprises that told a headcount.
    pub staffed: i64,
    pub workers: i64,
    /// Enterprises that told hours of the whole window.
    pub timed: i64,
    /// In hundredths; none when nobody told hours of the whole window.
    pub hours_centi: Option<i64>,
}

/// Adds up what was told of one year, by part.
///
/// The headcount of a year is that of the whole year where it was told (a return before the roll), else of its latest part:
/// average employees are never added over periods. Hours are added over the periods that make up the window without a gap.
///
/// Source: GB 6441-2025 appendix A — rates are taken of the average number of employees in the period.
pub fn bases(told: &[Told], window: Window) -> BTreeMap<String, Base> {
    let mut by_enterprise: BTreeMap<Uuid, Vec<&Told>> = BTreeMap::new();
    for one in told {
        by_enterprise.entry(one.enterprise).or_default().push(one);
    }
    let mut parts: BTreeMap<String, Base> = BTreeMap::new();
    for rows in by_enterprise.values() {
        let Some(best) = rows.iter().min_by_key(|row| (row.from_roll, rank(row))) else { continue };
        let base = parts.entry(best.part.clone()).or_default();
        base.staffed += 1;
        base.workers += best.headcount;
        if let Some(hours) = hours(rows, window) {
            base.timed += 1;
            base.hours_centi = Some(base.hours_centi.unwrap_or_default() + hours);
        }
    }
    parts
}

/// The periods that lie inside a window, as texts to be searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods {
    /// `|2025-Q1|2025-01|`
    pub inside: String,
    /// Each of them with each that it holds: `|2025-Q1>2025-01|`
    pub wider: String,
}

/// The periods of the window's last year that lie inside it: the year only when all of it does, never a part of a period.
pub fn periods(window: Window) -> Periods {
    let year = window.to().year();
    let whole = Window::year(year).map(|days| (Part::Whole, days));
    let quarters = (1..=4_u8).filter_map(|n| Some((Part::Quarter(n), Window::quarter(year, n.into())?)));
    let months = (1..=12_u8).filter_map(|n| Some((Part::Month(n), Window::month(year, n.into())?)));
    let holds = |wide: &Window, narrow: &Window| wide.contains(narrow.from()) && wide.contains(narrow.to());
    let all = whole.into_iter().chain(quarters).chain(months);
    let inside: Vec<(Period, Window)> = all
        .filter(|(_, days)| holds(&window, days))
        .map(|(part, days)| (Period { year: year.into(), part }, days))
        .collect();
    let mut wider = String::from("|");
    for (wide, days) in &inside {
        for (narrow, _) in inside.iter().filter(|(narrow, within)| narrow != wide && holds(days, within)) {
            wider.push_str(&format!("{wide}>{narrow}|"));
        }
    }
    let inside = inside.iter().fold("|".to_owned(), |text, (period, _)| format!("{text}{period}|"));
    Periods { inside, wider }
}

/// A day's share of a year is counted in these, so that a day of 365 and one of 366 are both whole numbers of them.
const YEAR: i128 = 365 * 366;

/// The base of a window over several years, from that of each of its years.
///
/// Hours are those of all its years together. Headcounts are taken for their share of the year: up to a year in all, the base is
/// their average by days, as within one year; over longer windows it is their sum, person-years, and a rate is a rate per year.
/// A part of which one year told nothing has no base: what is missing is not nought. Of several years the fewest enterprises
/// stand for all.
pub fn over_years(years: Vec<(Window, BTreeMap<String, Base>)>) -> BTreeMap<String, Base> {
    let Some(((window, mut parts), others)) = years.split_first().map(|(first, others)| (first.clone(), others)) else {
        return BTreeMap::new();
    };
    if others.is_empty() {
        return parts;
    }
    let length: i128 = years.iter().map(|(window, _)| share(*window)).sum();
    let mut people: BTreeMap<String, i128> = BTreeMap::new();
    people.extend(parts.iter().map(|(part, base)| (part.clone(), i128::from(base.workers) * share(window))));
    for (window, of_year) in others {
        parts.retain(|part, _| of_year.contains_key(part));
        for (part, base) in &mut parts {
            let Some(more) = of_year.get(part) else { continue };
            *people.entry(part.clone()).or_default() += i128::from(more.workers) * share(*window);
            base.staffed = base.staffed.min(more.staffed);
            base.timed = base.timed.min(more.timed);
            base.hours_centi = base.hours_centi.zip(more.hours_centi).map(|(one, other)| one + other);
        }
    }
    let whole = length.min(YEAR);
    for (part, base) in &mut parts {
        let sum = people.get(part).copied().unwrap_or_default();
        base.workers = i64::try_from((2 * sum + whole) / (2 * whole)).unwrap_or(i64::MAX);
    }
    parts
}

/// The part of its year that a window within it is, in units of [`YEAR`].
fn share(window: Window) -> i128 {
    let days = Window::year(window.to().year()).map_or(365, |year| year.days_count());
    i128::from(window.days_count()) * YEAR / i128::from(days)
}

/// The whole year first, then the latest quarter or month.
fn rank(row: &Told) -> (u8, i64) {
    match row.period.part {
        Part::Whole => (0, 0),
        Part::Quarter(quarter) => (1, -i64::from(quarter) * 3),
        Part::Month(month) => (1, -i64::from(month)),
    }
}

/// Whether hours of the whole window were told: of the year for a whole year, else of all its quarters or months.
pub fn hours(rows: &[&Told], window: Window) -> Option<i64> {
    let of = |part: Part| rows.iter().find(|row| row.period.part == part).and_then(|row| row.hours_centi);
    if window.is_whole_years()
        && let Some(hours) = of(Part::Whole)
    {
        return Some(hours);
    }
    if !window.is_whole_months() {
        return None;
    }
    let mut left: Vec<u32> = window.whole_months().into_iter().map(|(_, month)| month).collect();
    let mut sum = 0;
    while let Some(month) = left.first().copied() {
        let quarter = month.div_ceil(3);
        let months: Vec<u32> = (quarter * 3 - 2..=quarter * 3).collect();
        let whole = months.iter().all(|m| left.contains(m));
        match of(Part::Quarter(quarter as u8)).filter(|_| whole) {
            Some(hours) => {
                sum += hours;
                left.retain(|m| !months.contains(m));
            }
            None => {
                sum += of(Part::Month(month as u8))?;
                left.retain(|m| *m != month);
            }
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(enterprise: u128, period: &str, headcount: i64, hours: Option<i64>, from_roll: bool) -> Told {
        let period: Period = period.parse().expect("a period");
        Told {
            enterprise: Uuid::from_u128(enterprise),
            part: "白米镇".to_owned(),
            period,
            headcount,
            hours_centi: hours,
            from_roll,
        }
    }

    fn base(rows: &[Told], window: Option<Window>) -> Base {
        bases(rows, window.expect("a window")).remove("白米镇").unwrap_or_default()
    }

    #[test]
    fn the_years_headcount_is_told_once_an_enterprise() {
        let year = Window::year(2022);
        let rows = [
            told(1, "2022", 100, None, true),
            told(1, "2022-Q1", 90, None, false),
            told(1, "2022-Q2", 95, None, false),
            told(2, "2022", 50, None, false),
            told(2, "2022-12", 70, None, false),
        ];
        assert_eq!(base(&rows, year), Base { staffed: 2, workers: 145, timed: 0, hours_centi: None });
    }

    #[test]
    fn hours_cover_the_whole_window_or_are_none() {
        let year = [told(1, "2022", 10, Some(200), false)];
        assert_eq!(base(&year, Window::year(2022)).hours_centi, Some(200));
        assert_eq!(base(&year, Window::quarter(2022, 1)).hours_centi, None);
        let parts = [
            told(1, "2022-Q1", 10, Some(30), false),
            told(1, "2022-04", 10, Some(11), false),
            told(1, "2022-05", 10, Some(12), false),
        ];
        assert_eq!(base(&parts, Window::quarter(2022, 1)).hours_centi, Some(30));
        let to_may = Window::new("2022-01-01".parse().expect("a day"), "2022-05-31".parse().expect("a day"));
        assert_eq!(base(&parts, to_may).hours_centi, Some(53));
        let to_june = Window::new("2022-01-01".parse().expect("a day"), "2022-06-30".parse().expect("a day"));
        assert_eq!(base(&parts, to_june).hours_centi, None, "June is missing");
        assert_eq!(base(&parts, Window::month(2022, 2)).hours_centi, None, "a quarter does not tell its months");
    }

    fn over(window: &str, told_of: &[(&str, i64, Option<i64>)]) -> Option<Base> {
        let (from, to) = window.split_once("..").expect("two days");
        let window = Window::new(from.parse().expect(from), to.parse().expect(to)).expect("in order");
        let year = |piece: Window| {
            let of = |(period, _, _): &&(&str, i64, Option<i64>)| period.starts_with(&piece.to().year().to_string());
            let rows: Vec<Told> =
                told_of.iter().filter(of).map(|(period, n, hours)| told(1, period, *n, *hours, false)).collect();
            (piece, bases(&rows, piece))
        };
        over_years(window.by_year().into_iter().map(year).collect()).remove("白米镇")
    }

    #[test]
    fn each_year_of_a_window_brings_its_own_base() {
        let years = [("2024", 100, Some(200_000)), ("2025", 300, Some(600_000)), ("2026", 500, None)];
        let of = |window: &str| over(window, &years).map(|base| (base.workers, base.hours_centi));
        // Two whole years are 400 person-years, so that 4 accidents are 10 per thousand and year.
        assert_eq!(of("2024-01-01..2025-12-31"), Some((400, Some(800_000))));
        assert_eq!(of("2024-01-01..2024-12-31"), Some((100, Some(200_000))), "one year is as it was told");
        assert_eq!(of("2024-05-01..2024-05-31").map(|base| base.0), Some(100), "also in part");
        // 56 days of 300 and 309 days of 500: the average of the twelve months.
        assert_eq!(of("2025-11-06..2026-11-05"), Some((469, None)));
        // Two months over new year: their average, as of two months within a year.
        assert_eq!(of("2025-12-01..2026-01-31"), Some((400, None)));
        // 2 years and 309 days of 365.
        assert_eq!(of("2024-01-01..2026-11-05"), Some((823, None)), "no hours of 2026, no hours");
        assert_eq!(of("2023-01-01..2025-12-31"), None, "2023 told nothing: no base, not a smaller one");
        assert_eq!(of("2025-01-01..2027-12-31"), None);
    }

    #[test]
    fn a_period_is_inside_a_window_as_a_whole_or_not_at_all() {
        let of = |from: &str, to: &str| {
            periods(Window::new(from.parse().expect(from), to.parse().expect(to)).expect("in order"))
        };
        let april = of("2025-01-15", "2025-05-02");
        assert_eq!((april.inside.as_str(), april.wider.as_str()), ("|2025-02|2025-03|2025-04|", "|"));
        let quarter = of("2025-01-01", "2025-03-31");
        assert_eq!(quarter.inside, "|2025-Q1|2025-01|2025-02|2025-03|");
        assert_eq!(quarter.wider, "|2025-Q1>2025-01|2025-Q1>2025-02|2025-Q1>2025-03|");
        let year = of("2024-11-01", "2025-12-31");
        assert!(year.inside.starts_with("|2025|2025-Q1|") && !year.inside.contains("2024"), "{year:?}");
        assert!(year.wider.contains("|2025>2025-Q4|2025>2025-01|") && year.wider.contains("|2025-Q4>2025-12|"));
        assert_eq!(of("2025-01-02", "2025-12-31").inside.find("|2025|"), None);
    }

    #[test]
    fn hours_over_new_year_are_those_of_the_months_on_both_sides() {
        let months = [("2025-11", 10, Some(11)), ("2025-12", 10, Some(12)), ("2026-Q1", 10, Some(30))];
        let hours = |window: &str| over(window, &months).and_then(|base| base.hours_centi);
        assert_eq!(hours("2025-11-01..2026-03-31"), Some(53));
        assert_eq!(hours("2025-10-01..2026-03-31"), None, "October told nothing");
        assert_eq!(hours("2025-11-01..2026-02-28"), None, "a quarter does not tell its months");
    }
}
