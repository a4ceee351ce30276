//! The two charts: this year's months beside last year's, and both years' running totals.
use crate::bulletin::model::{Figures, Step};
use crate::bulletin::rule::wording;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::ui::{Lines, Words};
use chrono::Datelike;
use leptos::prelude::*;

const WIDTH: f64 = 680.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 672.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 208.0;

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
    let names: Vec<Words> = names(lang, &figures.steps).into_iter().map(Words::from).collect();
    let (now, last) = totals(&figures.steps);
    let alone = figures.steps.iter().any(|step| step.last.is_none());
    let said = t!(lang, "bulletin.one.chart-said", now = now.last().copied().unwrap_or(0));
    // A single month has no line.
    let line = (names.len() > 1).then(|| {
        view! {
            <Lines title=t!(lang, "bulletin.one.chart-total") unit=t!(lang, "bulletin.one.chart-unit") said=said.clone()
                steps=names.clone() now=now.clone() last=last.clone()/>
        }
    });
    view! {
        <div class="columns">
            <Months steps=figures.steps.clone() names=names.clone()/>
            {line}
        </div>
        {alone.then(|| view! { <p class="section-note">{t!(lang, "bulletin.one.chart-alone")}</p> })}
    }
}

/// Two bars a month: last year grey, this year teal; each bears its number.
#[component]
fn Months(steps: Vec<Step>, names: Vec<Words>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let most = steps.iter().map(|step| step.now.max(step.last.unwrap_or(0))).max().unwrap_or(0).max(1) as f64;
    let slot = (RIGHT - LEFT) / steps.len().max(1) as f64;
    let bar = (slot * 0.36).min(26.0);
    let one = move |left: f64, value: i64, class: &'static str| {
        let height = (BOTTOM - TOP) * value as f64 / most;
        let (x, y) = (format!("{left:.1}"), format!("{:.1}", BOTTOM - height));
        view! {
            <rect class=class x=x y=y width=format!("{bar:.1}") height=format!("{height:.1}")></rect>
            <text class="c-mid" x=format!("{:.1}", left + bar / 2.0) y=format!("{:.1}", BOTTOM - height - 5.0)>{i18n::number(value)}</text>
        }
    };
    let month = |(at, (step, name)): (usize, (&Step, &Words))| {
        let middle = LEFT + slot * (at as f64 + 0.5);
        view! {
            {step.last.map(|last| one(middle - bar - 1.0, last, "c-bar-last"))}
            {one(middle + 1.0, step.now, "c-bar-now")}
            <text class="c-mid" x=format!("{middle:.1}") y=(BOTTOM + 20.0).to_string()>{name.clone()}</text>
        }
    };
    let bars = steps.iter().zip(&names).enumerate().map(month).collect_view();
    let (this_year, last_year) = (t!(lang, "ui.this-year"), t!(lang, "ui.last-year"));
    let row = |(step, name): (&Step, &Words)| {
        let last = step.last.map_or_else(|| t!(lang, "bulletin.one.no-data"), |last| i18n::number(last).into());
        view! { <tr><th scope="row">{name.clone()}</th><td class="num">{last}</td><td class="num">{i18n::number(step.now)}</td></tr> }
    };
    let rows = steps.iter().zip(&names).map(row).collect_view();
    let sum: i64 = steps.iter().map(|step| step.now).sum();
    view! {
        <figure class="chart">
            <figcaption>{t!(lang, "bulletin.one.chart-months")} " " <small>{t!(lang, "bulletin.one.chart-unit")}</small></figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=t!(lang, "bulletin.one.chart-said", now = sum)>
                <line class="c-axis" x1=LEFT.to_string() x2=RIGHT.to_string() y1=BOTTOM.to_string() y2=BOTTOM.to_string()></line>
                {bars}
            </svg>
            <ul class="legend">
                <li><svg viewBox="0 0 28 12" aria-hidden="true" focusable="false"><rect class="c-bar-now" x="8" width="12" height="12"></rect></svg>{this_year.clone()}</li>
                <li><svg viewBox="0 0 28 12" aria-hidden="true" focusable="false"><rect class="c-bar-last" x="8" width="12" height="12"></rect></svg>{last_year.clone()}</li>
            </ul>
            <details class="more">
                <summary>{t!(lang, "ui.numbers")}</summary>
                <table class="table table-small">
                    <thead><tr><th scope="col">{t!(lang, "ui.step")}</th><th scope="col" class="num">{last_year}</th><th scope="col" class="num">{this_year}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figure>
    }
}
