//! What a baseline can answer, and why it cannot answer the rest. Missing is never 0.
use super::model::{Baseline, Metric, Period, Resolution, Row};
use crate::kernel::window::Window;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What is asked of a baseline: one metric, perhaps of one town or one industry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut<'a> {
    pub metric: Metric,
    pub town: Option<&'a str>,
    pub industry: Option<&'a str>,
}

impl Cut<'_> {
    /// The metric over the whole district.
    pub fn whole(metric: Metric) -> Cut<'static> {
        Cut { metric, town: None, industry: None }
    }
}

/// An answer, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    /// A count, or units of `Wan` for the loss.
    Count(i64),
    NoData(Why),
}

impl Figure {
    pub fn count(self) -> Option<i64> {
        match self {
            Figure::Count(count) => Some(count),
            Figure::NoData(_) => None,
        }
    }
}

/// Why a baseline has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The window leaves the baseline's year.
    OtherYear,
    /// The window ends after the day up to which the figures were known.
    AfterAsOf(NaiveDate),
    /// Figures are by month and the window cuts one; it could be compared up to this day, if any whole month lies inside.
    CutsMonth(Option<NaiveDate>),
    /// Figures are for the whole year only.
    CutsYear,
    /// Nothing was given for this month.
    MonthMissing(u32),
    /// Nothing was given for the year.
    YearMissing,
    /// Rows exist, but this figure was left blank in one of them.
    ValueMissing,
    /// Nothing was given for this town or industry.
    CutMissing,
}

impl Why {
    /// The code of the words.
    pub fn key(self) -> &'static str {
        match self {
            Why::OtherYear => "other-year",
            Why::AfterAsOf(_) => "after-as-of",
            Why::CutsMonth(Some(_)) => "cuts-month",
            Why::CutsMonth(None) => "cuts-first-month",
            Why::CutsYear => "cuts-year",
            Why::MonthMissing(_) => "month-missing",
            Why::YearMissing => "year-missing",
            Why::ValueMissing => "value-missing",
            Why::CutMissing => "cut-missing",
        }
    }

    /// The day the words name: the last day that can be compared, or the as-of day.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Why::AfterAsOf(day) | Why::CutsMonth(Some(day)) => Some(day),
            _ => None,
        }
    }
}

/// What the baseline says about `window` in this cut.
///
/// Rows that name no town (industry) are the total: where such rows exist for a period they answer for the district,
/// else its towns are added up. A day without a row is 0 in a baseline by day, which lists only days on which something
/// happened; a month or year without a row is missing.
///
/// Law: 统计法 art. 7 — a figure is neither altered nor made up: what was not given is no data.
pub fn figure(baseline: &Baseline, rows: &[Row], window: Window, cut: Cut<'_>) -> Figure {
    if window.from().year() != baseline.year || window.to().year() != baseline.year {
        return Figure::NoData(Why::OtherYear);
    }
    if window.to() > baseline.as_of {
        return Figure::NoData(Why::AfterAsOf(baseline.as_of));
    }
    let answer = match baseline.resolution {
        Resolution::Day => by_day(rows, window, cut),
        Resolution::Month => by_month(rows, window, cut),
        Resolution::Year if window.is_whole_years() => period(rows, Period::Year, cut).unwrap_or(Err(Why::YearMissing)),
        Resolution::Year => Err(Why::CutsYear),
    };
    answer.map_or_else(Figure::NoData, Figure::Count)
}

fn by_day(rows: &[Row], window: Window, cut: Cut<'_>) -> Result<i64, Why> {
    window.days().filter_map(|day| period(rows, Period::Day(day), cut)).sum()
}

fn by_month(rows: &[Row], window: Window, cut: Cut<'_>) -> Result<i64, Why> {
    let months = window.whole_months();
    if !window.is_whole_months() {
        let last = months.last().and_then(|(year, month)| Window::month(*year, *month)).map(|month| month.to());
        // Only a window that starts with a month can be shortened to whole months.
        return Err(Why::CutsMonth(last.filter(|_| window.from().day() == 1)));
    }
    let known = |month: u32| rows.iter().any(|row| row.period == Period::Month(month));
    months
        .into_iter()
        .map(|(_, month)| {
            let missing = if known(month) && (cut.town.is_some() || cut.industry.is_some()) {
                Why::CutMissing
            } else {
                Why::MonthMissing(month)
            };
            period(rows, Period::Month(month), cut).unwrap_or(Err(missing))
        })
        .sum()
}

/// The sum of the rows that answer for one period; none when no row does.
fn period(rows: &[Row], period: Period, cut: Cut<'_>) -> Option<Result<i64, Why>> {
    let here: Vec<&Row> = rows.iter().filter(|row| row.period == period).collect();
    let here = choose(here, cut.town, |row| row.town.as_deref());
    let here = choose(here, cut.industry, |row| row.industry.as_deref());
    if here.is_empty() {
        return None;
    }
    Some(here.iter().map(|row| row.value(cut.metric).ok_or(Why::ValueMissing)).sum())
}

/// The rows of the asked name; without a name the totals, or every part where there is no total.
fn choose<'a>(rows: Vec<&'a Row>, asked: Option<&str>, name: impl Fn(&Row) -> Option<&str>) -> Vec<&'a Row> {
    let with = |wanted: Option<&str>| rows.iter().copied().filter(|row| name(row) == wanted).collect::<Vec<_>>();
    let found = with(asked);
    if asked.is_none() && found.is_empty() { rows } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::model::{Origin, State};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn baseline(resolution: Resolution) -> Baseline {
        Baseline {
            year: 2021,
            version: 1,
            state: State::Frozen,
            origin: Origin::Imported,
            resolution,
            as_of: day("2022-01-12"),
            definition: "纳入统计的生产安全事故".to_owned(),
        }
    }

    fn row(period: Period, town: Option<&str>, incidents: Option<i64>) -> Row {
        Row {
            period,
            town: town.map(str::to_owned),
            industry: None,
            incidents,
            deaths: None,
            serious: None,
            loss: None,
        }
    }

    fn to_date(to: &str) -> Window {
        Window::to_date(day(to))
    }

    const INCIDENTS: Metric = Metric::Incidents;

    #[test]
    fn a_monthly_baseline_answers_whole_months_and_says_how_far_it_can() {
        let rows: Vec<Row> = (1..=12).map(|m| row(Period::Month(m), None, Some(i64::from(m)))).collect();
        let ask = |to| figure(&baseline(Resolution::Month), &rows, to_date(to), Cut::whole(INCIDENTS));
        assert_eq!(ask("2021-03-31"), Figure::Count(6));
        assert_eq!(ask("2021-11-21"), Figure::NoData(Why::CutsMonth(Some(day("2021-10-31")))));
        assert_eq!(ask("2021-01-15"), Figure::NoData(Why::CutsMonth(None)));
        assert_eq!(ask("2021-12-31"), Figure::Count(78));
        assert_eq!(ask("2022-01-31"), Figure::NoData(Why::OtherYear));
    }

    #[test]
    fn a_missing_month_or_value_is_no_data_never_zero() {
        let rows = [row(Period::Month(1), None, Some(3)), row(Period::Month(2), None, None)];
        let ask = |to| figure(&baseline(Resolution::Month), &rows, to_date(to), Cut::whole(INCIDENTS));
        assert_eq!(ask("2021-01-31"), Figure::Count(3));
        assert_eq!(ask("2021-02-28"), Figure::NoData(Why::ValueMissing));
        assert_eq!(ask("2021-03-31"), Figure::NoData(Why::ValueMissing));
        let rows = [row(Period::Month(1), None, Some(0))];
        let deaths = figure(&baseline(Resolution::Month), &rows, to_date("2021-01-31"), Cut::whole(Metric::Deaths));
        assert_eq!(deaths, Figure::NoData(Why::ValueMissing));
        let later = figure(&baseline(Resolution::Month), &rows, to_date("2021-02-28"), Cut::whole(INCIDENTS));
        assert_eq!(later, Figure::NoData(Why::MonthMissing(2)));
    }

    #[test]
    fn towns_add_up_unless_the_total_was_given() {
        let towns = [row(Period::Month(1), Some("白米镇"), Some(1)), row(Period::Month(1), Some("张甸镇"), Some(2))];
        let january = Window::month(2021, 1).expect("a month");
        let whole = Cut::whole(INCIDENTS);
        assert_eq!(figure(&baseline(Resolution::Month), &towns, january, whole), Figure::Count(3));
        let mut with_total = towns.to_vec();
        with_total.push(row(Period::Month(1), None, Some(4)));
        assert_eq!(figure(&baseline(Resolution::Month), &with_total, january, whole), Figure::Count(4));
        let town = |name| Cut { town: Some(name), ..whole };
        assert_eq!(figure(&baseline(Resolution::Month), &with_total, january, town("张甸镇")), Figure::Count(2));
        assert_eq!(
            figure(&baseline(Resolution::Month), &with_total, january, town("溱潼镇")),
            Figure::NoData(Why::CutMissing)
        );
    }

    #[test]
    fn a_yearly_baseline_answers_whole_years_only() {
        let rows = [row(Period::Year, None, Some(40))];
        let ask = |to| figure(&baseline(Resolution::Year), &rows, to_date(to), Cut::whole(INCIDENTS));
        assert_eq!(ask("2021-12-31"), Figure::Count(40));
        assert_eq!(ask("2021-10-31"), Figure::NoData(Why::CutsYear));
        assert_eq!(
            figure(&baseline(Resolution::Year), &[], to_date("2021-12-31"), Cut::whole(INCIDENTS)),
            Figure::NoData(Why::YearMissing)
        );
    }

    #[test]
    fn a_baseline_by_day_answers_any_window_up_to_its_as_of_day() {
        let rows =
            [row(Period::Day(day("2021-03-04")), None, Some(1)), row(Period::Day(day("2021-11-21")), None, Some(2))];
        let ask = |to| figure(&baseline(Resolution::Day), &rows, to_date(to), Cut::whole(INCIDENTS));
        assert_eq!((ask("2021-11-20"), ask("2021-11-21")), (Figure::Count(1), Figure::Count(3)));
        assert_eq!(ask("2021-02-28"), Figure::Count(0));
        let early = Baseline { as_of: day("2021-06-30"), ..baseline(Resolution::Day) };
        let late = figure(&early, &rows, to_date("2021-07-01"), Cut::whole(INCIDENTS));
        assert_eq!(late, Figure::NoData(Why::AfterAsOf(day("2021-06-30"))));
    }
}
