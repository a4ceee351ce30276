//! The control chart and its signs in words.
use super::super::model::{Dated, Kind};
use super::super::service::Charts;
use super::super::words;
use super::{View, Which, both, href, value, whole};
use crate::i18n::{self, Lang};
use crate::t;
use crate::trends::rule::control::{Limits, NoLimits, Rule, Signal};
use crate::trends::rule::watch::{PER, Per, Watched, of_year, watched};
use crate::ui::Words;
use crate::ui::chart::{Cell, Control, ControlPoint, Numbers, Value};

/// One sign: its number on the chart, what it is, and whether it lies in the last year.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    pub number: usize,
    pub rule: Rule,
    pub said: String,
    pub is_now: bool,
    /// The list of the records of its months.
    pub href: Option<String>,
}

/// The chart. What was counted otherwise does not say what is usual.
fn found(charts: &Charts) -> Watched {
    watched(&charts.figures, &charts.asked, &unlike(charts))
}

/// The years with months that were counted otherwise than the last year's.
fn unlike(charts: &Charts) -> Vec<i32> {
    let told = |year: &i32| charts.figures.series.iter().any(|month| month.year() == *year && month.count().is_some());
    charts.unlike(charts.asked.years().filter(told))
}

/// Every sign in words, in order of time.
pub fn signs(lang: Lang, charts: &Charts) -> Vec<Sign> {
    let found = found(charts);
    let Ok(chart) = &found.chart else { return Vec::new() };
    let series = &charts.figures.series;
    let numbered = in_time(&chart.signals);
    let (now, _) = of_year(chart, series, charts.asked.year);
    let sign = |(number, signal): (usize, &Signal)| {
        let (from, to) = (&series[signal.from], &series[signal.to]);
        let days = crate::kernel::window::Window::new(from.window.from(), to.window.to());
        let one_year = from.year() == to.year();
        let href = days.filter(|_| one_year).and_then(|window| {
            let dated = Dated { window, figure: charts.figures.series[signal.to].figure, running: false };
            let sum = series[signal.from..=signal.to].iter().filter_map(Dated::count).sum();
            let figure = dated.figure.map(|sum_of_one| crate::baseline::model::Sum { total: sum, ..sum_of_one });
            href(charts, &Dated { figure, ..dated }, whole(charts))
        });
        Sign {
            number,
            rule: signal.rule,
            said: sentence(lang, &found, signal, series),
            is_now: now.contains(signal),
            href,
        }
    };
    numbered.iter().map(|(number, signal)| sign((*number, signal))).collect()
}

/// Signs numbered by time: what the eye meets from left to right.
fn in_time(signals: &[Signal]) -> Vec<(usize, Signal)> {
    let mut signals = signals.to_vec();
    signals.sort_by_key(|signal| (signal.from, signal.rule));
    (1..).zip(signals).collect()
}

fn sentence(lang: Lang, found: &Watched, signal: &Signal, series: &[Dated]) -> String {
    let (from, to) = (words::of_month(lang, &series[signal.from]), words::of_month(lang, &series[signal.to]));
    let key = format!("chart.sign.{}.{}", signal.rule.key(), signal.side.key());
    let value = found.values[signal.from].map(|value| written(found.per, value)).unwrap_or_default();
    let limits = found.chart.as_ref().ok().and_then(|chart| chart.limits[signal.from]);
    let limit = limits.and_then(|limits| match signal.side {
        crate::trends::rule::control::Side::Above => Some(limits.upper),
        crate::trends::rule::control::Side::Below => limits.lower,
    });
    let limit = limit.map(words::rate).unwrap_or_default();
    let count = signal.to - signal.from + 1;
    i18n::fill(lang, &key, &[("from", &from), ("to", &to), ("value", &value), ("limit", &limit), ("n", &count)])
}

fn written(per: Per, value: f64) -> String {
    match per {
        Per::Workers => words::rate(value),
        Per::Month => i18n::number(value.round() as i64),
    }
}

pub(super) fn control(lang: Lang, charts: &Charts) -> View {
    let (asked, series) = (&charts.asked, &charts.figures.series);
    let found = found(charts);
    let chart = found.chart.as_ref().ok();
    let numbered = chart.map(|chart| in_time(&chart.signals)).unwrap_or_default();
    let limits = |at: usize| chart.and_then(|chart| chart.limits[at]);
    let signs_of = |at: usize| -> Vec<usize> {
        numbered.iter().filter(|(_, s)| (s.from..=s.to).contains(&at)).map(|(number, _)| *number).collect()
    };
    let beyond = |at: usize| numbered.iter().any(|(_, s)| s.rule == Rule::Beyond && s.from == at);
    let point = |(at, dated): (usize, &Dated)| ControlPoint {
        value: point_value(lang, charts, &found, at, dated),
        lower: limits(at).and_then(|limits| limits.lower),
        upper: limits(at).map(|limits| limits.upper),
        signs: signs_of(at),
        beyond: beyond(at),
    };
    let years = asked.years().enumerate().map(|(at, year)| (at * 12, year.to_string().into())).collect();
    let drawn = Control {
        points: series.iter().enumerate().map(point).collect(),
        years,
        centre: chart.map(|chart| (chart.centre, t!(lang, "chart.control.centre", value = words::rate(chart.centre)))),
        upper: t!(lang, "chart.control.upper"),
        lower: t!(lang, "chart.control.lower"),
        whole: found.per == Per::Month,
    };
    let unit = match found.per {
        Per::Workers => t!(lang, "chart.control.per-workers", per = i18n::number(PER as i64)),
        Per::Month => t!(lang, "chart.control.per-month", unit = words::unit(lang, asked.metric)),
    };
    let title = match found.kind {
        // Counts over one and the same base are a c chart; the u chart is of rates.
        Kind::U if found.per == Per::Month => {
            t!(lang, "chart.control.title-c", measure = words::measure(lang, asked.metric))
        }
        Kind::U => t!(lang, "chart.control.title-u", measure = words::measure(lang, asked.metric)),
        Kind::Xmr => t!(lang, "chart.control.title-xmr", measure = words::measure(lang, asked.metric)),
    };
    View {
        which: Which::Control,
        title,
        said: said(lang, charts, &found),
        unit,
        drawings: both(|size| drawn.draw(size)),
        numbers: numbers(lang, charts, &found, &signs_of),
        is_drawn: series.iter().any(|dated| dated.count().is_some()),
    }
}

fn point_value(lang: Lang, charts: &Charts, found: &Watched, at: usize, dated: &Dated) -> Value {
    let plain = value(lang, charts, dated, whole(charts), &words::of_month(lang, dated));
    let Some(rate) = found.values[at] else { return Value { value: None, ..plain } };
    let said = match found.per {
        Per::Workers => t!(lang, "chart.control.point", said = plain.said, rate = words::rate(rate)),
        Per::Month => plain.said,
    };
    Value { value: Some(rate), said, ..plain }
}

fn said(lang: Lang, charts: &Charts, found: &Watched) -> Words {
    let base = found.no_base.map_or_else(Words::default, |year| t!(lang, "chart.control.no-base", year = year));
    let head = match &found.chart {
        Err(NoLimits::Redefined) => {
            t!(lang, "chart.control.unlike", years = words::years(lang, &unlike(charts)))
        }
        Err(NoLimits::TooFew(known)) => t!(lang, "chart.control.too-few", n = known),
        Err(NoLimits::Nothing) => t!(lang, "chart.control.nothing"),
        Ok(chart) => {
            let (now, before) = of_year(chart, &charts.figures.series, charts.asked.year);
            match (now.len(), before.len()) {
                (0, 0) => t!(lang, "chart.control.calm"),
                (0, before) => t!(lang, "chart.control.calm-now", year = charts.asked.year, n = before),
                (now, _) => t!(lang, "chart.control.signs", year = charts.asked.year, n = now),
            }
        }
    };
    let without = match (&found.chart, unlike(charts)) {
        (Ok(_), years) if !years.is_empty() => {
            t!(lang, "chart.control.without", years = words::years(lang, &years))
        }
        _ => Words::default(),
    };
    format!("{head}{without}{base}").into()
}

fn numbers(lang: Lang, charts: &Charts, found: &Watched, signs_of: &dyn Fn(usize) -> Vec<usize>) -> Numbers {
    let series = &charts.figures.series;
    let first = *charts.asked.years().start();
    let chart = found.chart.as_ref().ok();
    let places = if found.per == Per::Workers { 2 } else { 0 };
    let row = |(at, dated): (usize, &Dated)| {
        let limits: Option<Limits> = chart.and_then(|chart| chart.limits[at]);
        let base = charts
            .figures
            .bases
            .get((dated.year() - first) as usize)
            .map(|base| base.workers)
            .filter(|workers| *workers > 0);
        let numbers: Vec<String> = signs_of(at).iter().map(usize::to_string).collect();
        let mut cells = vec![Cell::count(dated.count(), href(charts, dated, whole(charts)))];
        if found.per == Per::Workers {
            cells.push(Cell::count(charts.figures.staffed.get(at).copied().flatten(), None));
            cells.push(Cell::count(base, None));
            cells.push(Cell::decimal(found.values[at], places));
        }
        cells.push(Cell::decimal(limits.and_then(|limits| limits.lower), 2));
        cells.push(Cell::decimal(chart.filter(|_| limits.is_some()).map(|chart| chart.centre), 2));
        cells.push(Cell::decimal(limits.map(|limits| limits.upper), 2));
        cells.push(Cell::Words(numbers.join(" ").into()));
        (Words::from(words::of_month(lang, dated)), cells)
    };
    let mut head = vec![t!(lang, "chart.column.month"), words::heading(lang, charts.asked.metric)];
    if found.per == Per::Workers {
        head.push(t!(lang, "chart.column.staffed"));
        head.push(t!(lang, "chart.column.workers"));
        head.push(t!(lang, "chart.column.rate-month", per = i18n::number(PER as i64)));
    }
    head.extend([
        t!(lang, "chart.control.lower"),
        t!(lang, "chart.column.centre"),
        t!(lang, "chart.control.upper"),
        t!(lang, "chart.column.signs"),
    ]);
    let begun = |(_, dated): &(usize, &Dated)| dated.figure != Err(super::super::model::Gap::Ahead);
    Numbers { head, rows: series.iter().enumerate().filter(begun).map(row).collect() }
}
