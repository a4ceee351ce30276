//! Headcounts and hours of a year, from what enterprises told in whatever periods.
use super::model::Told;
use crate::enterprise::model::Part;
use crate::kernel::window::Window;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Workers and hours of one part of the district.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Base {
    /// Enterprises that told a headcount.
    pub staffed: i64,
    pub workers: i64,
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
            base.hours_centi = Some(base.hours_centi.unwrap_or_default() + hours);
        }
    }
    parts
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
    use crate::enterprise::model::Period;

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
        assert_eq!(base(&rows, year), Base { staffed: 2, workers: 145, hours_centi: None });
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
}
