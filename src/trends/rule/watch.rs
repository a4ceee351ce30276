//! The control chart of a series of months: by what it is measured, from which months its limits are made.
use super::control::{self, Chart, NoLimits, Point, USUAL_MIN, u_chart, xmr};
use crate::trends::series::model::{Asked, Base, Dated, Figures, Kind};

/// Workers to whom one month's rate refers.
pub const PER: f64 = 100_000.0;

/// What one value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A rate per [`PER`] workers in a month.
    Workers,
    /// A plain count.
    Month,
}

/// The chart and what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    pub kind: Kind,
    pub per: Per,
    /// One for each month of the series; a month that is not over is here, but judged by nothing.
    pub values: Vec<Option<f64>>,
    pub chart: Result<Chart, NoLimits>,
    /// The limits were made from the months before this place: the years before, or all months.
    pub usual: usize,
    /// Rates were asked for, but in this year too few enterprises had told their workers.
    pub no_base: Option<i32>,
}

/// The share of enterprises that must have told their workers, of those that did in the best year, in per cent.
const TOLD_MIN: i64 = 80;

/// Limits come from the years before, where they have [`USUAL_MIN`] known months: they say what is usual, and this year is
/// judged by it. Else from all months. The months of `unlike` years, counted by another definition, keep their values, but make
/// no limits and are judged by none.
pub fn watched(figures: &Figures, asked: &Asked, unlike: &[i32]) -> Watched {
    let series = &figures.series;
    let no_base = too_few(figures, asked);
    let per = if asked.kind == Kind::U && no_base.is_none() { Per::Workers } else { Per::Month };
    // Above the workers of those who told stand only their own events.
    let count = |(at, month): (usize, &Dated)| match per {
        Per::Workers => month.count().and(figures.staffed.get(at).copied().flatten()),
        Per::Month => month.count(),
    };
    let counts: Vec<Option<i64>> = series.iter().enumerate().map(count).collect();
    let is_alike = |month: &Dated| !unlike.contains(&month.year());
    let may_judge = |month: &Dated| !month.running && is_alike(month);
    let judged: Vec<Option<i64>> =
        series.iter().zip(&counts).map(|(month, count)| count.filter(|_| may_judge(month))).collect();
    let before = series.iter().position(|month| month.year() == asked.year).unwrap_or(0);
    let known_before = judged.iter().take(before).flatten().count();
    let usual = if known_before >= USUAL_MIN { before } else { series.len() };
    let base = |month: &Dated| figures.bases.get((month.year() - asked.years().start()) as usize).copied();
    let workers = |month: &Dated| match per {
        Per::Workers => base(month).map(|base| base.workers as f64 / PER).filter(|workers| *workers > 0.0),
        Per::Month => Some(1.0),
    };
    let value = |(month, count): (&Dated, &Option<i64>)| Some((*count)? as f64 / workers(month)?);
    let mut chart = match asked.kind {
        Kind::U => {
            let point = |(month, count): (&Dated, &Option<i64>)| {
                Some(Point { count: u64::try_from((*count)?).ok()?, base: workers(month)? })
            };
            let points: Vec<Option<Point>> = series.iter().zip(&judged).map(point).collect();
            let bases: Vec<Option<f64>> = series.iter().map(workers).collect();
            u_chart(&points, &bases, usual)
        }
        Kind::Xmr => {
            let values: Vec<Option<f64>> = judged.iter().map(|count| count.map(|count| count as f64)).collect();
            xmr(&values, usual).map(|made| made.chart)
        }
    };
    if let Ok(chart) = &mut chart {
        let months = series.iter().zip(&mut chart.limits);
        months.filter(|(month, _)| !is_alike(month)).for_each(|(_, limits)| *limits = None);
    } else if !unlike.is_empty() {
        chart = Err(NoLimits::Redefined);
    }
    Watched { kind: asked.kind, per, values: series.iter().zip(&counts).map(value).collect(), chart, usual, no_base }
}

/// The first year with figures whose workers are not known well enough for a rate.
fn too_few(figures: &Figures, asked: &Asked) -> Option<i32> {
    let most = figures.bases.iter().map(|base| base.known).max().unwrap_or(0);
    let enough = |base: &Base| base.workers > 0 && base.known * 100 >= most * TOLD_MIN;
    let counted = |year: i32| figures.series.iter().any(|month| month.year() == year && month.count().is_some());
    // Nor where nobody says whose its events are while some told no workers.
    let nobodys = |year: i32| {
        let mut months = figures.series.iter().zip(&figures.staffed);
        months.any(|(month, staffed)| month.year() == year && month.count().is_some() && staffed.is_none())
    };
    let lacks = |(year, base): &(i32, &Base)| counted(*year) && (!enough(base) || nobodys(*year));
    asked.years().zip(&figures.bases).find(lacks).map(|(year, _)| year)
}

/// The signs that lie in the months of this year, and all others.
pub fn of_year(chart: &Chart, series: &[Dated], year: i32) -> (Vec<control::Signal>, Vec<control::Signal>) {
    chart.signals.iter().copied().partition(|signal| series.get(signal.to).is_some_and(|month| month.year() == year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::model::Sum;
    use crate::kernel::Typed;
    use crate::kernel::window::Window;
    use chrono::NaiveDate;

    fn figures(counts: &[Option<i64>], bases: &[(i64, i64)]) -> Figures {
        let month = |(at, count): (usize, &Option<i64>)| Dated {
            window: Window::month(2024 + at as i32 / 12, at as u32 % 12 + 1).expect("a month"),
            figure: count.map(|total| Sum { total, unknown: 0 }).ok_or(crate::trends::series::model::Gap::NoBaseline),
            running: at + 1 == counts.len(),
        };
        Figures {
            months: Vec::new(),
            so_far: Vec::new(),
            so_far_last: Vec::new(),
            totals: Vec::new(),
            series: counts.iter().enumerate().map(month).collect(),
            staffed: counts.to_vec(),
            bases: bases.iter().map(|(workers, known)| Base { workers: *workers, known: *known, roll: 100 }).collect(),
            heat: Vec::new(),
            heat_sum: None,
            heat_gap: None,
            small: Vec::new(),
            funnel: Vec::new(),
        }
    }

    fn asked(query: &[(&str, &str)]) -> Asked {
        let fields = Typed(query.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        Asked::read(&fields, NaiveDate::from_ymd_opt(2025, 12, 5).expect("a day"))
    }

    #[test]
    fn the_years_before_say_what_is_usual_and_a_running_month_is_not_judged() {
        let mut counts = vec![Some(4); 24];
        counts[14] = Some(30);
        counts[23] = Some(40);
        let figures = figures(&counts, &[(50_000, 90), (100_000, 95)]);
        let watched = watched(&figures, &asked(&[("years", "2")]), &[]);
        assert_eq!((watched.usual, watched.per, watched.no_base), (12, Per::Workers, None));
        assert_eq!((watched.values[0], watched.values[23]), (Some(8.0), Some(40.0)));
        let chart = watched.chart.expect("limits");
        assert!((chart.centre - 8.0).abs() < 1e-9);
        let beyond: Vec<usize> =
            chart.signals.iter().filter(|s| s.rule == control::Rule::Beyond).map(|s| s.from).collect();
        assert_eq!(beyond, [14]);
    }

    #[test]
    fn a_year_counted_otherwise_makes_no_limits_and_is_judged_by_none() {
        let mut counts = vec![Some(4); 36];
        counts[12..24].fill(Some(40));
        for kind in ["u", "xmr"] {
            let mut found = figures(&counts, &[(50_000, 90); 3]);
            // Counts that never move have no XmR limits.
            found.series[0].figure = Ok(Sum { total: 5, unknown: 0 });
            found.staffed[0] = Some(5);
            let fields = [("years", "3"), ("control", kind)].map(|(n, v)| (n.to_owned(), v.to_owned()));
            let asked = Asked::read(&Typed(fields.into()), NaiveDate::from_ymd_opt(2026, 12, 5).expect("a day"));
            let first = *asked.years().start();
            let shown = watched(&found, &asked, &[2025]);
            assert_eq!((first, shown.values[12].is_some(), shown.usual), (2024, true, 24), "{kind}");
            let chart = shown.chart.expect("limits of 2024");
            assert_eq!(chart.made_from, 12, "{kind}");
            let drawn: Vec<bool> = chart.limits.iter().map(Option::is_some).collect();
            assert_eq!(drawn, [[true; 12], [false; 12], [true; 12]].concat(), "{kind}");
            assert!(chart.signals.iter().all(|sign| sign.to < 12 || sign.from >= 24), "{kind}: {:?}", chart.signals);
            let mixed = watched(&found, &asked, &[]).chart.expect("limits of both");
            assert!(mixed.centre > chart.centre, "{kind}");
            let alone = watched(&found, &asked, &[2024, 2025]).chart;
            assert_eq!(alone.err(), Some(NoLimits::Redefined), "{kind}: eleven months of 2026 are too few");
        }
    }

    #[test]
    fn a_rate_is_of_the_events_of_those_who_told_their_workers() {
        let mut found = figures(&[Some(4); 24], &[(50_000, 90), (50_000, 90)]);
        found.staffed[3] = Some(2);
        let shown = watched(&found, &asked(&[("years", "2")]), &[]);
        assert_eq!((shown.per, shown.values[2], shown.values[3]), (Per::Workers, Some(8.0), Some(4.0)));
        found.staffed[3] = None;
        let shown = watched(&found, &asked(&[("years", "2")]), &[]);
        assert_eq!(
            (shown.per, shown.no_base, shown.values[3]),
            (Per::Month, Some(2024), Some(4.0)),
            "nobody says whose"
        );
    }

    #[test]
    fn a_year_with_too_few_headcounts_is_charted_by_counts_and_named() {
        let counts = vec![Some(4); 24];
        let found = watched(&figures(&counts, &[(50_000, 90), (20_000, 30)]), &asked(&[("years", "2")]), &[]);
        assert_eq!((found.per, found.no_base, found.values[0]), (Per::Month, Some(2025), Some(4.0)));
        let mut gaps = vec![None; 12];
        gaps.extend([Some(3); 12]);
        let found = watched(&figures(&gaps, &[(0, 0), (20_000, 30)]), &asked(&[("years", "2")]), &[]);
        assert_eq!((found.usual, found.no_base, found.chart), (24, None, Err(NoLimits::TooFew(11))));
    }
}
