//! What a baseline can answer, and why it cannot answer the rest. Missing is never 0.
mod differ;
mod judged;
mod mean;
mod seal;
mod sections;

pub use differ::{changed, differing, differing_lines, side_by_side, totals};
pub use judged::{comparable, judged};
pub use mean::{Mean, mean};
pub use seal::{Sealed, sealed_rows, sealed_text};
pub use sections::{by_section, sectioned};

use self::sections::without_divisions;
use super::model::{Baseline, Metric, Period, Resolution, Row};
use crate::incident::group::Group;
use crate::kernel::Wan;
use crate::kernel::window::Window;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is asked of a baseline: the whole district, or one town, one industry, one group of accident types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut<'a> {
    pub town: Option<&'a str>,
    pub industry: Option<&'a str>,
    pub group: Option<Group>,
}

impl Cut<'_> {
    /// The whole district, all industries and types together.
    pub const WHOLE: Cut<'static> = Cut { town: None, industry: None, group: None };
}

/// Rows by day summed by month, town and industry, in that order. A figure that one of the rows leaves blank is blank in
/// their sum: what is not known is not 0.
pub fn summed_by_month(rows: &[Row]) -> Vec<Row> {
    let mut months: BTreeMap<(Period, Option<&str>, Option<&str>), Row> = BTreeMap::new();
    for row in rows {
        let period = match row.period {
            Period::Day(day) => Period::Month(day.month()),
            other => other,
        };
        let sum = |a: Option<i64>, b: Option<i64>| a.zip(b).map(|(a, b)| a + b);
        months
            .entry((period, row.town.as_deref(), row.industry.as_deref()))
            .and_modify(|all| {
                all.incidents = sum(all.incidents, row.incidents);
                all.deaths = sum(all.deaths, row.deaths);
                all.serious = sum(all.serious, row.serious);
                all.loss = sum(all.loss.map(|l| l.0), row.loss.map(|l| l.0)).map(Wan);
            })
            .or_insert_with(|| Row { period, group: None, ..row.clone() });
    }
    months.into_values().collect()
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

/// What the baseline says about `window` in this cut: the sum over [`answering`].
///
/// In a baseline by day a row is one accident: a fact of it that was never found out adds nothing, as on this year's side,
/// and the page says how many there are. In a monthly or yearly one a blank figure leaves the sum unknown.
///
/// Law: 统计法 art. 7 — a figure is neither altered nor made up: what was not given is no data.
pub fn figure(baseline: &Baseline, rows: &[Row], window: Window, cut: Cut<'_>, metric: Metric) -> Figure {
    match answering(baseline, rows, window, cut) {
        Ok(found) => sum(baseline, found.into_iter().map(|at| &rows[at]), metric),
        Err(why) => Figure::NoData(why),
    }
}

/// The figure of rows that [`answering`] chose.
pub fn sum<'a>(baseline: &Baseline, rows: impl Iterator<Item = &'a Row>, metric: Metric) -> Figure {
    let mut total = 0;
    for row in rows {
        match row.value(metric) {
            Some(value) => total += value,
            None if baseline.resolution == Resolution::Day => {}
            None => return Figure::NoData(Why::ValueMissing),
        }
    }
    Figure::Count(total)
}

/// Which rows answer for `window` in this cut, by their places in `rows`.
///
/// Rows that name no town (industry, type) are the total: where such rows exist for a period they answer for the whole,
/// else the parts are added up. A day without a row is 0 in a baseline by day, which lists only days on which something
/// happened; a month or year without a row is missing.
///
/// # Errors
/// Why the baseline has no answer.
pub fn answering(baseline: &Baseline, rows: &[Row], window: Window, cut: Cut<'_>) -> Result<Vec<usize>, Why> {
    if window.from().year() != baseline.year || window.to().year() != baseline.year {
        return Err(Why::OtherYear);
    }
    if window.to() > baseline.as_of {
        return Err(Why::AfterAsOf(baseline.as_of));
    }
    match baseline.resolution {
        Resolution::Day => Ok(by_day(rows, window, cut)),
        Resolution::Month => by_month_or_year(rows, window, cut),
        Resolution::Year if window.is_whole_years() => {
            let known = rows.iter().any(|row| row.period == Period::Year);
            let missing = if known && cut != Cut::WHOLE { Why::CutMissing } else { Why::YearMissing };
            period(rows, Period::Year, cut).ok_or(missing)
        }
        Resolution::Year => Err(Why::CutsYear),
    }
}

fn by_day(rows: &[Row], window: Window, cut: Cut<'_>) -> Vec<usize> {
    let inside = |row: &Row| matches!(row.period, Period::Day(day) if window.contains(day));
    let here = |row: &Row| {
        cut.town.is_none_or(|town| row.town.as_deref() == Some(town))
            && cut.industry.is_none_or(|industry| row.industry.as_deref() == Some(industry))
            && cut.group.is_none_or(|group| row.group == Some(group))
    };
    (0..rows.len()).filter(|at| inside(&rows[*at]) && here(&rows[*at])).collect()
}

/// A year given by month may have figures of the whole year beside: its total, or a breakdown that months lack. A stated
/// total of the whole year answers for the whole year, then the months, then the parts of the whole year.
fn by_month_or_year(rows: &[Row], window: Window, cut: Cut<'_>) -> Result<Vec<usize>, Why> {
    let whole_year = window.is_whole_years();
    if whole_year && let Some(stated) = stated(rows, Period::Year, cut) {
        return Ok(stated);
    }
    let months = by_month(rows, window, cut);
    match (months, period(rows, Period::Year, cut)) {
        (Err(_), Some(parts)) if whole_year => Ok(parts),
        (Err(Why::CutMissing | Why::MonthMissing(_)), Some(_)) => Err(Why::CutsYear),
        (months, _) => months,
    }
}

/// Rows of one period that name exactly this cut.
fn stated(rows: &[Row], period: Period, cut: Cut<'_>) -> Option<Vec<usize>> {
    let exact = |row: &Row| {
        row.period == period
            && row.town.as_deref() == cut.town
            && row.industry.as_deref() == cut.industry
            && row.group == cut.group
    };
    let found: Vec<usize> = (0..rows.len()).filter(|at| exact(&rows[*at])).collect();
    (!found.is_empty()).then_some(found)
}

fn by_month(rows: &[Row], window: Window, cut: Cut<'_>) -> Result<Vec<usize>, Why> {
    let months = window.whole_months();
    if !window.is_whole_months() {
        let last = months.last().and_then(|(year, month)| Window::month(*year, *month)).map(|month| month.to());
        // Only a window that starts with a month can be shortened to whole months.
        return Err(Why::CutsMonth(last.filter(|_| window.from().day() == 1)));
    }
    let mut found = Vec::new();
    for (_, month) in months {
        let known = rows.iter().any(|row| row.period == Period::Month(month));
        let missing = if known && cut != Cut::WHOLE { Why::CutMissing } else { Why::MonthMissing(month) };
        found.extend(period(rows, Period::Month(month), cut).ok_or(missing)?);
    }
    Ok(found)
}

/// The rows that answer for one period; none when no row does.
fn period(rows: &[Row], period: Period, cut: Cut<'_>) -> Option<Vec<usize>> {
    let here: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].period == period).collect();
    let here = choose(here, cut.town, |at| rows[at].town.as_deref());
    let here = choose(here, cut.industry, |at| rows[at].industry.as_deref());
    let here = if cut.industry.is_none() { without_divisions(rows, here) } else { here };
    let here = choose(here, cut.group, |at| rows[at].group);
    (!here.is_empty()).then_some(here)
}

/// The places of the asked name; without a name the totals, or every part where there is no total.
fn choose<T: PartialEq + Copy>(places: Vec<usize>, asked: Option<T>, name: impl Fn(usize) -> Option<T>) -> Vec<usize> {
    let found: Vec<usize> = places.iter().copied().filter(|at| name(*at) == asked).collect();
    if asked.is_none() && found.is_empty() { places } else { found }
}

/// How finely rows of one year are given: by month as soon as one of them names a month.
pub fn resolution<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Resolution {
    let by_month = rows.into_iter().any(|row| matches!(row.period, Period::Month(_)));
    if by_month { Resolution::Month } else { Resolution::Year }
}

/// A figure of the whole year that its own twelve months contradict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// The row's place.
    pub at: usize,
    pub metric: Metric,
    pub stated: i64,
    /// What the months add up to.
    pub sum: i64,
}

/// The yearly rows that the months of the same town, industry and type contradict. `name` tells types apart. Fewer than
/// twelve months, or a blank one, contradict nothing.
///
/// Law: 统计法 art. 8 — figures are true and complete: a total that its parts deny is not taken in.
pub fn contradictions(rows: &[Row], name: impl Fn(usize) -> Option<String>) -> Vec<Contradiction> {
    let key = |at: usize| (rows[at].town.as_deref(), rows[at].industry.as_deref(), name(at));
    let mut months: BTreeMap<_, BTreeMap<u32, usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Period::Month(month) = row.period {
            months.entry(key(at)).or_default().insert(month, at);
        }
    }
    let mut found = Vec::new();
    for at in (0..rows.len()).filter(|at| rows[*at].period == Period::Year) {
        let Some(twelve) = months.get(&key(at)).filter(|months| months.len() == 12) else { continue };
        let denied = Metric::ALL.iter().find_map(|metric| {
            let stated = rows[at].value(*metric)?;
            let sum = twelve.values().map(|month| rows[*month].value(*metric)).sum::<Option<i64>>()?;
            (stated != sum).then_some(Contradiction { at, metric: *metric, stated, sum })
        });
        found.extend(denied);
    }
    found
}

/// Words that name every town, industry or type together: the row is a stated total.
const EVERY: [&str; 24] = [
    "全区",
    "全市",
    "全县",
    "全部",
    "所有",
    "合计",
    "总计",
    "全行业",
    "所有行业",
    "各行业",
    "全部行业",
    "所有镇街",
    "全部镇街",
    "所有类型",
    "全部类型",
    "各类事故",
    "all",
    "total",
    "all industries",
    "all industry",
    "all sectors",
    "all kinds",
    "all types",
    "all towns",
];

/// Whether a name stands for every town, industry or type together.
pub fn names_every(name: &str) -> bool {
    EVERY.contains(&name.to_lowercase().as_str())
}

/// The last day of a row's period.
pub fn last_day(year: i32, period: Period) -> Option<NaiveDate> {
    match period {
        Period::Day(day) => Some(day),
        Period::Month(month) => Window::month(year, month).map(|window| window.to()),
        Period::Year => Window::year(year).map(|window| window.to()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::model::{Origin, State, Sum};

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
            group: None,
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
        let ask = |to| figure(&baseline(Resolution::Month), &rows, to_date(to), Cut::WHOLE, INCIDENTS);
        assert_eq!(ask("2021-03-31"), Figure::Count(6));
        assert_eq!(ask("2021-11-21"), Figure::NoData(Why::CutsMonth(Some(day("2021-10-31")))));
        assert_eq!(ask("2021-01-15"), Figure::NoData(Why::CutsMonth(None)));
        assert_eq!(ask("2021-12-31"), Figure::Count(78));
        assert_eq!(ask("2022-01-31"), Figure::NoData(Why::OtherYear));
    }

    #[test]
    fn a_missing_month_or_value_is_no_data_never_zero() {
        let rows = [row(Period::Month(1), None, Some(3)), row(Period::Month(2), None, None)];
        let ask = |to| figure(&baseline(Resolution::Month), &rows, to_date(to), Cut::WHOLE, INCIDENTS);
        assert_eq!(ask("2021-01-31"), Figure::Count(3));
        assert_eq!(ask("2021-02-28"), Figure::NoData(Why::ValueMissing));
        assert_eq!(ask("2021-03-31"), Figure::NoData(Why::MonthMissing(3)));
        let rows = [row(Period::Month(1), None, Some(0))];
        let deaths = figure(&baseline(Resolution::Month), &rows, to_date("2021-01-31"), Cut::WHOLE, Metric::Deaths);
        assert_eq!(deaths, Figure::NoData(Why::ValueMissing));
        let later = figure(&baseline(Resolution::Month), &rows, to_date("2021-02-28"), Cut::WHOLE, INCIDENTS);
        assert_eq!(later, Figure::NoData(Why::MonthMissing(2)));
    }

    #[test]
    fn towns_add_up_unless_the_total_was_given() {
        let towns = [row(Period::Month(1), Some("白米镇"), Some(1)), row(Period::Month(1), Some("张甸镇"), Some(2))];
        let january = Window::month(2021, 1).expect("a month");
        let of = |rows: &[Row], cut| figure(&baseline(Resolution::Month), rows, january, cut, INCIDENTS);
        assert_eq!(of(&towns, Cut::WHOLE), Figure::Count(3));
        let mut with_total = towns.to_vec();
        with_total.push(row(Period::Month(1), None, Some(4)));
        assert_eq!(of(&with_total, Cut::WHOLE), Figure::Count(4));
        let town = |name| Cut { town: Some(name), ..Cut::WHOLE };
        assert_eq!(of(&with_total, town("张甸镇")), Figure::Count(2));
        assert_eq!(of(&with_total, town("溱潼镇")), Figure::NoData(Why::CutMissing));
        let fires = Cut { group: Some(Group::Fire), ..Cut::WHOLE };
        assert_eq!(of(&with_total, fires), Figure::NoData(Why::CutMissing), "types were not given");
    }

    #[test]
    fn a_yearly_baseline_answers_whole_years_only() {
        let rows = [row(Period::Year, None, Some(40))];
        let ask = |to| figure(&baseline(Resolution::Year), &rows, to_date(to), Cut::WHOLE, INCIDENTS);
        assert_eq!(ask("2021-12-31"), Figure::Count(40));
        assert_eq!(ask("2021-10-31"), Figure::NoData(Why::CutsYear));
        assert_eq!(
            figure(&baseline(Resolution::Year), &[], to_date("2021-12-31"), Cut::WHOLE, INCIDENTS),
            Figure::NoData(Why::YearMissing)
        );
    }

    #[test]
    fn a_baseline_by_day_answers_any_window_up_to_its_as_of_day() {
        let rows =
            [row(Period::Day(day("2021-03-04")), None, Some(1)), row(Period::Day(day("2021-11-21")), None, Some(2))];
        let ask = |to| figure(&baseline(Resolution::Day), &rows, to_date(to), Cut::WHOLE, INCIDENTS);
        assert_eq!((ask("2021-11-20"), ask("2021-11-21")), (Figure::Count(1), Figure::Count(3)));
        assert_eq!(ask("2021-02-28"), Figure::Count(0));
        let early = Baseline { as_of: day("2021-06-30"), ..baseline(Resolution::Day) };
        let late = figure(&early, &rows, to_date("2021-07-01"), Cut::WHOLE, INCIDENTS);
        assert_eq!(late, Figure::NoData(Why::AfterAsOf(day("2021-06-30"))));
    }

    #[test]
    fn by_day_a_cut_is_a_list_of_accidents_and_an_unknown_fact_adds_nothing() {
        let accident = |on: &str, town: &str, group, deaths| Row {
            group: Some(group),
            deaths,
            ..row(Period::Day(day(on)), Some(town), Some(1))
        };
        let rows = [
            accident("2021-01-05", "白米镇", Group::Fire, Some(2)),
            accident("2021-01-05", "张甸镇", Group::Fire, None),
            accident("2021-06-01", "白米镇", Group::Fall, Some(1)),
        ];
        let base = baseline(Resolution::Day);
        let fires = Cut { group: Some(Group::Fire), ..Cut::WHOLE };
        assert_eq!(answering(&base, &rows, to_date("2021-12-31"), fires), Ok(vec![0, 1]));
        assert_eq!(figure(&base, &rows, to_date("2021-12-31"), fires, Metric::Deaths), Figure::Count(2));
        assert_eq!(Sum::of(rows.iter(), Metric::Deaths), Sum { total: 3, unknown: 1 });
        let town = Cut { town: Some("白米镇"), ..Cut::WHOLE };
        assert_eq!(figure(&base, &rows, to_date("2021-05-31"), town, INCIDENTS), Figure::Count(1));
        let nowhere = Cut { town: Some("溱潼镇"), ..Cut::WHOLE };
        assert_eq!(figure(&base, &rows, to_date("2021-05-31"), nowhere, INCIDENTS), Figure::Count(0));
    }

    #[test]
    fn a_year_total_that_its_twelve_months_deny_is_found() {
        let year = |n| row(Period::Year, None, Some(n));
        assert_eq!(resolution(&[year(1)]), Resolution::Year);
        let months = |n: u32| (1..=n).map(|m| row(Period::Month(m), None, Some(i64::from(m)))).collect::<Vec<_>>();
        let with = |n, total| [months(n), vec![year(total)]].concat();
        assert_eq!(resolution(&with(2, 3)), Resolution::Month);
        let denied = |rows: &[Row]| contradictions(rows, |_| None);
        assert_eq!(denied(&with(12, 78)), []);
        assert_eq!(denied(&with(11, 99)), [], "a month is missing: nobody can tell");
        let found = Contradiction { at: 12, metric: Metric::Incidents, stated: 77, sum: 78 };
        assert_eq!(denied(&with(12, 77)), [found]);
        let mut other = with(12, 78);
        other[12].town = Some("白米镇".to_owned());
        assert_eq!(denied(&other), [], "the months are of the whole district");
    }

    #[test]
    fn a_year_by_month_may_have_yearly_breakdowns_beside() {
        let mut rows: Vec<Row> = (1..=12).map(|m| row(Period::Month(m), None, Some(1))).collect();
        rows.push(row(Period::Year, Some("白米镇"), Some(5)));
        rows.push(row(Period::Year, Some("张甸镇"), Some(6)));
        let ask = |to, cut| figure(&baseline(Resolution::Month), &rows, to_date(to), cut, INCIDENTS);
        let town = Cut { town: Some("白米镇"), ..Cut::WHOLE };
        assert_eq!(ask("2021-12-31", Cut::WHOLE), Figure::Count(12), "the months answer, not the parts");
        assert_eq!(ask("2021-12-31", town), Figure::Count(5));
        assert_eq!(ask("2021-10-31", Cut::WHOLE), Figure::Count(10));
        assert_eq!(ask("2021-10-31", town), Figure::NoData(Why::CutsYear), "towns were given for the year only");
        rows.push(row(Period::Year, None, Some(12)));
        let whole = figure(&baseline(Resolution::Month), &rows, to_date("2021-12-31"), Cut::WHOLE, INCIDENTS);
        assert_eq!(whole, Figure::Count(12));
        assert_eq!(totals(Resolution::Month, &rows), [14], "the stated total, once");
    }
}
