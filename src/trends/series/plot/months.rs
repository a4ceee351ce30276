//! Months of two years side by side, and both as running totals.
use super::super::model::{Dated, Gap};
use super::super::service::Charts;
use super::super::words;
use super::{View, Which, halves, href, is_running, value, whole};
use crate::i18n::{self, Lang};
use crate::t;
use crate::trends::link;
use crate::trends::model::Against;
use crate::trends::rule::mean::{Mean, mean};
use crate::trends::service::Asked as Compare;
use crate::ui::Words;
use crate::ui::chart::{Cell, Cumulative, Numbers, Value, YearBars};
use chrono::Datelike;

pub(super) fn bars(lang: Lang, charts: &Charts) -> View {
    let (asked, months) = (&charts.asked, &charts.figures.months);
    let (now, last) = (words::year(lang, asked.year), words::year(lang, asked.year - 1));
    let of = |dated: &Dated| value(lang, charts, dated, whole(charts), &words::of_month(lang, dated));
    let pair = |((dated_now, dated_last), name): (&(Dated, Dated), Words)| (name, of(dated_now), of(dated_last));
    let chart = YearBars {
        now: now.clone(),
        last: last.clone(),
        pairs: months.iter().zip(words::axis(lang)).map(pair).collect(),
    };
    let row = |(at, (now, last)): (usize, &(Dated, Dated))| {
        let cell = |dated: &Dated| Cell::count(dated.count(), href(charts, dated, whole(charts)));
        (words::month(lang, at as u32 + 1), vec![cell(last), cell(now)])
    };
    let unit = words::unit(lang, asked.metric);
    View {
        which: Which::Bars,
        title: t!(lang, "chart.bars.title", measure = words::measure(lang, asked.metric)),
        said: bars_said(lang, charts),
        drawings: halves(|size| chart.draw(size)),
        numbers: Numbers {
            head: vec![t!(lang, "chart.column.month"), last, now],
            rows: months.iter().enumerate().map(row).collect(),
        },
        is_drawn: true,
        unit,
    }
}

fn bars_said(lang: Lang, charts: &Charts) -> Words {
    let whole = charts.figures.months.iter().filter(|(now, _)| !now.running);
    let pairs: Vec<(i64, i64)> = whole.filter_map(|(now, last)| Some((now.count()?, last.count()?))).collect();
    let running = charts.figures.months.iter().find(|(now, _)| now.running && now.count().is_some());
    let tail = running.map(|(now, last)| {
        let days = i18n::day_range(lang, now.window.from(), now.window.to());
        match last.figure {
            Ok(_) => t!(lang, "chart.bars.running", days = days),
            Err(_) => t!(lang, "chart.bars.running-alone", days = days),
        }
    });
    let head = if !pairs.is_empty() && charts.is_unlike(charts.asked.year - 1) {
        words::unlike(lang, charts, charts.asked.year - 1)
    } else if pairs.is_empty() {
        t!(lang, "chart.bars.nothing", year = charts.asked.year - 1)
    } else {
        let count = |way: fn(&(i64, i64)) -> bool| pairs.iter().filter(|pair| way(pair)).count();
        t!(
            lang,
            "chart.bars.said",
            n = pairs.len(),
            more = count(|(now, last)| now > last),
            fewer = count(|(now, last)| now < last),
            same = count(|(now, last)| now == last),
        )
    };
    format!("{head}{}", tail.unwrap_or_default()).into()
}

pub(super) fn so_far(lang: Lang, charts: &Charts) -> View {
    let (asked, figures) = (&charts.asked, &charts.figures);
    let (now, last) = (words::year(lang, asked.year), words::year(lang, asked.year - 1));
    let of = |dated: &Dated| -> (f64, Value) {
        let to = dated.window.to();
        let days = crate::kernel::window::Window::month(to.year(), to.month()).map_or(30, |month| month.days_count());
        let until = f64::from(to.month0()) + f64::from(to.day()) / days as f64;
        let when = t!(lang, "chart.so-far.until", day = i18n::date(lang, to));
        (until, value(lang, charts, dated, whole(charts), &when))
    };
    let chart = Cumulative {
        now: now.clone(),
        last: last.clone(),
        months: words::axis(lang),
        so_far: figures.so_far.iter().map(of).collect(),
        so_far_last: figures.so_far_last.iter().map(of).collect(),
    };
    let cell = |dated: Option<&Dated>| match dated {
        Some(dated) => Cell::count(dated.count(), href(charts, dated, whole(charts))),
        None => Cell::Words(Words::default()),
    };
    // The month that runs has a row of its own up to today, beside the same date: a part never stands beside a whole.
    let row = |(at, last): (usize, &Dated)| {
        let month = words::month(lang, at as u32 + 1);
        match figures.so_far.get(at) {
            Some(now) if now.running => {
                let twin = figures.totals.iter().rev().nth(1);
                let same = |total: &&Dated| total.window.to() == now.window.to();
                let twin = twin.filter(|_| figures.totals.last().as_ref().is_some_and(same));
                let day = i18n::date(lang, now.window.to()).into();
                vec![(day, vec![cell(twin), cell(Some(now))]), (month, vec![cell(Some(last)), cell(None)])]
            }
            now => vec![(month, vec![cell(Some(last)), cell(now)])],
        }
    };
    View {
        which: Which::SoFar,
        title: t!(lang, "chart.so-far.title", measure = words::measure(lang, asked.metric)),
        said: so_far_said(lang, charts),
        unit: words::unit(lang, asked.metric),
        drawings: halves(|size| chart.draw(size)),
        numbers: Numbers {
            head: vec![t!(lang, "chart.so-far.column"), last, now],
            rows: figures.so_far_last.iter().enumerate().flat_map(row).collect(),
        },
        is_drawn: true,
    }
}

/// The mean of the years before, to the same date.
fn mean_before(charts: &Charts, span: i32) -> Mean {
    let of = |year: i32| charts.figures.totals.iter().find(|dated| dated.year() == year).and_then(Dated::count);
    mean(charts.asked.year, span, of)
}

/// The means that are told: of as many years as the charts are of.
fn spans(charts: &Charts) -> &'static [i32] {
    match charts.asked.span {
        ..=3 => &[],
        4..=5 => &[3],
        _ => &[3, 5],
    }
}

/// One mean with what it is made of: each year's count with the list of its records, and the comparison with that mean.
pub struct MadeOf {
    pub span: i32,
    pub mean: Mean,
    pub years: Vec<(i32, i64, Option<String>)>,
    pub comparison: Option<String>,
}

/// What stands behind each mean that the sentence tells.
pub fn means(charts: &Charts) -> Vec<MadeOf> {
    let Some(now) = charts.figures.totals.last().filter(|now| now.count().is_some()) else { return Vec::new() };
    let one = |span: &i32| {
        let mean = mean_before(charts, *span);
        if !mean.is_whole() || !charts.unlike(mean.years.iter().copied()).is_empty() {
            return None;
        }
        let of = |year: &i32| {
            let dated = charts.figures.totals.iter().find(|dated| dated.year() == *year)?;
            Some((*year, dated.count()?, href(charts, dated, whole(charts))))
        };
        let against = if *span == 3 { Against::Mean3 } else { Against::Mean5 };
        // The comparison's own table tells a type's mean only among all types.
        let asked = Compare { against, ..Compare::to_date(now.window.to(), charts.town.clone()) };
        let comparison = charts.asked.group.is_none().then(|| link::same("/trends", &asked));
        Some(MadeOf { span: *span, years: mean.years.iter().filter_map(of).collect(), mean, comparison })
    };
    spans(charts).iter().filter_map(one).collect()
}

fn so_far_said(lang: Lang, charts: &Charts) -> Words {
    let unit = words::unit(lang, charts.asked.metric);
    let mut totals = charts.figures.totals.iter().rev();
    let (Some(now), Some(last)) = (totals.next(), totals.next()) else { return Words::default() };
    let day = i18n::date(lang, now.window.to());
    let head = match (now.count(), last.figure) {
        (Some(now), Ok(last)) => {
            t!(
                lang,
                "chart.so-far.said",
                day = day,
                now = i18n::number(now),
                last = i18n::number(last.total),
                unit = words::unit_of(lang, charts.asked.metric, now)
            )
        }
        (Some(now), Err(why)) => {
            let why = words::gap(lang, why, last.year());
            t!(
                lang,
                "chart.so-far.said-alone",
                day = day,
                now = i18n::number(now),
                unit = words::unit_of(lang, charts.asked.metric, now),
                why = why
            )
        }
        (None, _) => {
            let why = words::gap(lang, now.figure.err().unwrap_or(Gap::NoBaseline), now.year());
            return why.into();
        }
    };
    let unlike = match last.figure {
        Ok(_) if charts.is_unlike(last.year()) => words::unlike_too(lang, charts, last.year()),
        _ => Words::default(),
    };
    let means = spans(charts).iter().map(|span| mean_said(lang, charts, *span, &unit)).collect::<String>();
    let note = if is_running(charts) && now.window.to() != charts.today {
        t!(lang, "chart.so-far.shortened", day = i18n::date(lang, now.window.to()))
    } else {
        Words::default()
    };
    format!("{head}{unlike}{means}{note}").into()
}

fn mean_said(lang: Lang, charts: &Charts, span: i32, unit: &str) -> String {
    let made = mean_before(charts, span);
    let names = |years: &[i32]| words::years(lang, years);
    let unlike = charts.unlike(made.years.iter().copied());
    if !unlike.is_empty() {
        return t!(lang, "chart.mean.unlike", n = span, years = names(&unlike)).into_owned();
    }
    if !made.is_whole() {
        return t!(lang, "chart.mean.missing", n = span, missing = names(&made.missing)).into_owned();
    }
    t!(lang, "chart.mean.said", n = span, mean = made, unit = unit, years = names(&made.years)).into_owned()
}
