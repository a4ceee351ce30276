//! The two charts: this year's months beside last year's, and both years' running totals.
use crate::bulletin::model::{Figures, Step};
use crate::bulletin::rule::wording;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::ui::Words;
use crate::ui::chart::{self, Cell, Chart, Lines, Numbers, Size, Value, YearBars};
use chrono::Datelike;
use leptos::prelude::*;

/// The months' names, the last one with its day where it is cut.
pub fn names(lang: Lang, steps: &[Step]) -> Vec<String> {
    let name = |step: &Step| {
        if step.window.is_whole_months() {
            let month = i18n::words(lang, &format!("bulletin.month.{}", step.window.from().month()));
            let month = if lang == Lang::En { month.chars().take(3).collect::<String>() } else { month.into_owned() };
            t!(lang, "bulletin.step.month", month = month).into_owned()
        } else {
            wording::span(lang, step.window)
        }
    };
    steps.iter().map(name).collect()
}

/// Running totals; last year's only as long as every month is known.
pub fn totals(steps: &[Step]) -> (Vec<i64>, Vec<i64>) {
    let mut sum = 0;
    let now = steps.iter().map(|step| {
        sum += step.now;
        sum
    });
    let now = now.collect();
    let mut sum = 0;
    let last = steps.iter().map_while(|step| step.last).map(|last| {
        sum += last;
        sum
    });
    (now, last.collect())
}

/// Both charts of a bulletin.
#[component]
pub fn Charts(figures: Figures) -> impl IntoView {
    let lang = Ctx::here().lang;
    let steps = &figures.steps;
    let names: Vec<Words> = names(lang, steps).into_iter().map(Words::from).collect();
    let (now, last) = totals(steps);
    let alone = steps.iter().any(|step| step.last.is_none());
    let said = t!(lang, "bulletin.one.chart-said", year = year(steps), now = now.last().copied().unwrap_or(0));
    let unit = t!(lang, "bulletin.one.chart-unit");
    let months = months(lang, steps, &names);
    let draw = [Size::Half, Size::Narrow].map(|size| months.draw(size));
    let numbers = behind(lang, steps, &names);
    // A single month has no line.
    let line = (names.len() > 1).then(|| {
        let lines = lines(lang, names.clone(), sides(lang, steps), (&now, &last));
        let (draw, numbers) = ([Size::Half, Size::Narrow].map(|size| lines.draw(size)), lines.numbers(t!(lang, "ui.step")));
        view! { <Chart id="chart-total" title=t!(lang, "bulletin.one.chart-total") unit=unit.clone() said=said.clone() draw numbers/> }
    });
    view! {
        <div class="columns">
            <Chart id="chart-months" title=t!(lang, "bulletin.one.chart-months") unit=unit.clone() said=said.clone() draw numbers/>
            {line}
        </div>
        {alone.then(|| view! { <p class="section-note">{t!(lang, "bulletin.one.chart-alone")}</p> })}
    }
}

/// The year that the bulletin is of.
fn year(steps: &[Step]) -> i32 {
    steps.first().map_or(0, |step| step.window.from().year())
}

/// Both years by their numbers: a bulletin is read in later years.
pub fn sides(lang: Lang, steps: &[Step]) -> (Words, Words) {
    let year = year(steps);
    (t!(lang, "chart.year", year = year), t!(lang, "chart.year", year = year - 1))
}

fn of_step(lang: Lang, step: &Words, line: &Words, amount: i64) -> Value {
    chart::alone(amount, chart::said(lang, step, line, &i18n::number(amount)))
}

/// Two bars a month; what is not known of last year is a dash.
fn months(lang: Lang, steps: &[Step], names: &[Words]) -> YearBars {
    let (now, last) = sides(lang, steps);
    let pair = |(step, name): (&Step, &Words)| {
        let before = step.last.map(|amount| of_step(lang, name, &last, amount));
        let unknown =
            || Value { said: chart::said(lang, name, &last, &t!(lang, "bulletin.one.no-data")), ..Value::default() };
        (name.clone(), of_step(lang, name, &now, step.now), before.unwrap_or_else(unknown))
    };
    let pairs = steps.iter().zip(names).map(pair).collect();
    YearBars { now, last, pairs }
}

fn behind(lang: Lang, steps: &[Step], names: &[Words]) -> Numbers {
    let (now, last) = sides(lang, steps);
    let row = |(step, name): (&Step, &Words)| {
        (name.clone(), vec![Cell::count(step.last, None), Cell::count(Some(step.now), None)])
    };
    Numbers { head: vec![t!(lang, "ui.step"), last, now], rows: steps.iter().zip(names).map(row).collect() }
}

fn lines(lang: Lang, steps: Vec<Words>, (now, last): (Words, Words), totals: (&[i64], &[i64])) -> Lines {
    let of = |line: &Words, all: &[i64]| {
        all.iter().zip(&steps).map(|(amount, step)| of_step(lang, step, line, *amount)).collect()
    };
    let (totals, totals_last) = (of(&now, totals.0), of(&last, totals.1));
    Lines { now, last, steps, totals, totals_last, places_last: 0 }
}
