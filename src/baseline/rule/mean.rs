//! The mean of several years over the same dates of each.
use super::{Cut, Figure, Why, figure};
use crate::baseline::model::{Baseline, Metric, Row};
use crate::kernel::window::{Window, add_years};
use chrono::Datelike;

/// What several years say about the same dates: a year without an answer is missing, never 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mean {
    /// Sum over [`Mean::known`], in the metric's own unit.
    pub total: i64,
    pub known: Vec<i32>,
    pub missing: Vec<(i32, Why)>,
}

impl Mean {
    /// Sum and number of years, when every year has an answer.
    pub fn of_all(&self) -> Option<(i64, i64)> {
        (self.missing.is_empty() && !self.known.is_empty()).then_some((self.total, self.known.len() as i64))
    }
}

/// A year with its frozen baseline and rows; none: there is none.
pub type Held<'a> = (i32, Option<(&'a Baseline, &'a [Row])>);

/// Asks each year for the dates that `window` has in its own year; 29 February is asked for as the 28th elsewhere.
pub fn mean(years: &[Held<'_>], window: Window, cut: Cut<'_>, metric: Metric) -> Mean {
    let mut mean = Mean::default();
    for (year, held) in years {
        let back = year - window.from().year();
        let there = Window::new(add_years(window.from(), back), add_years(window.to(), back));
        let answer = match (held, there) {
            (Some((baseline, rows)), Some(there)) => figure(baseline, rows, there, cut, metric),
            _ => Figure::NoData(Why::YearMissing),
        };
        match answer {
            Figure::Count(count) => {
                mean.total += count;
                mean.known.push(*year);
            }
            Figure::NoData(why) => mean.missing.push((*year, why)),
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::model::{Origin, Period, Resolution, State};

    fn base(year: i32) -> Baseline {
        Baseline {
            year,
            version: 1,
            state: State::Frozen,
            origin: Origin::Imported,
            resolution: Resolution::Month,
            as_of: chrono::NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day"),
            definition: String::new(),
        }
    }

    fn january(town: &str, incidents: i64) -> Row {
        Row {
            period: Period::Month(1),
            town: Some(town.to_owned()),
            industry: None,
            group: None,
            incidents: Some(incidents),
            deaths: None,
            serious: None,
            loss: None,
        }
    }

    #[test]
    fn a_year_without_data_is_missing_and_never_zero() {
        let bases = [base(2023), base(2025)];
        let rows = [vec![january("白米镇", 3), january("张甸镇", 4)], vec![january("白米镇", 6)]];
        let years = [
            (2023, Some((&bases[0], rows[0].as_slice()))),
            (2024, None),
            (2025, Some((&bases[1], rows[1].as_slice()))),
        ];
        let window = Window::month(2026, 1).expect("a month");
        let town = |name| Cut { town: Some(name), ..Cut::WHOLE };
        let found = mean(&years, window, town("白米镇"), Metric::Incidents);
        assert_eq!((found.total, found.known.as_slice()), (9, [2023, 2025].as_slice()));
        assert_eq!(found.missing, [(2024, Why::YearMissing)]);
        assert_eq!(found.of_all(), None);
        let two = [years[0], years[2]];
        assert_eq!(mean(&two, window, town("白米镇"), Metric::Incidents).of_all(), Some((9, 2)));
        assert_eq!(mean(&two, window, Cut::WHOLE, Metric::Incidents).of_all(), Some((13, 2)));
        let other = mean(&two, window, town("张甸镇"), Metric::Incidents);
        assert_eq!(other.missing, [(2025, Why::CutMissing)], "not given there");
        let deaths = mean(&two, window, Cut::WHOLE, Metric::Deaths);
        assert_eq!(deaths.missing.len(), 2);
        let february = Window::month(2026, 2).expect("a month");
        assert_eq!(mean(&two, february, Cut::WHOLE, Metric::Incidents).known, Vec::<i32>::new());
    }
}
