//! Running totals by steps: this year against last.
use super::Words;
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;
use std::fmt::Write;

const WIDTH: f64 = 680.0;
const HEIGHT: f64 = 260.0;
/// The plot's edges: room for the scale on the left, for the months below, for the last labels on the right.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 600.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 224.0;
/// Labels closer than this, in pixels, would cover one another.
const LABEL_GAP: f64 = 18.0;

/// The plot's scale: `steps` places from left to right, from 0 to `top` upwards.
#[derive(Debug, Clone, Copy)]
struct Scale {
    steps: usize,
    top: i64,
}

impl Scale {
    fn of(steps: usize, values: &[&[i64]]) -> Scale {
        let most = values.iter().flat_map(|v| v.iter().copied()).max().unwrap_or(0);
        Scale { steps: steps.max(2), top: round_up(most) }
    }

    fn x(self, step: usize) -> f64 {
        LEFT + (RIGHT - LEFT) * step as f64 / (self.steps - 1) as f64
    }

    fn y(self, value: i64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value as f64 / self.top as f64
    }

    /// The grid lines: quarters of the top, which is a multiple of four.
    fn ticks(self) -> Vec<i64> {
        (1..=4).map(|n| self.top * n / 4).collect()
    }

    fn path(self, values: &[i64]) -> String {
        let mut path = String::new();
        for (step, value) in values.iter().enumerate() {
            let sign = if step == 0 { 'M' } else { 'L' };
            // Writing to a String cannot fail.
            let _ = write!(path, "{sign}{:.1} {:.1}", self.x(step), self.y(*value));
        }
        path
    }
}

/// The next number that makes a quiet scale: 4, 8, 12, 16, 20, 28 or 40 times a power of ten, at least 4.
fn round_up(most: i64) -> i64 {
    let mut unit = 1;
    loop {
        for top in [4, 8, 12, 16, 20, 28, 40] {
            if top * unit >= most {
                return top * unit;
            }
        }
        unit *= 10;
    }
}

/// Running totals of this year (teal, solid) against last year (grey, dashed).
#[component]
pub fn Lines(
    #[prop(into)] title: Words,
    #[prop(into)] unit: Words,
    /// What the chart shows, in a sentence, for those who hear it.
    #[prop(into)]
    said: Words,
    /// The names of the steps from left to right, such as the months.
    steps: Vec<Words>,
    /// One value a step; shorter than `steps` while the year runs.
    now: Vec<i64>,
    last: Vec<i64>,
    /// What the lines are called, `now` first; this year and last year.
    #[prop(optional)]
    names: Option<(Words, Words)>,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let scale = Scale::of(steps.len(), &[&now, &last]);
    let (this_year, last_year) = names.unwrap_or_else(|| (t!(lang, "ui.this-year"), t!(lang, "ui.last-year")));
    view! {
        <figure class="chart">
            <figcaption>{title} " " <small>{unit}</small></figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=said>
                {grid(scale, &steps)}
                <path class="c-last" d=scale.path(&last)></path>
                <path class="c-now" d=scale.path(&now)></path>
                {ends(scale, (&now, this_year.clone()), (&last, last_year.clone()))}
            </svg>
            <ul class="legend">
                <li><svg viewBox="0 0 28 12" aria-hidden="true" focusable="false"><path class="c-now" d="M0 6H28"></path></svg>{this_year.clone()}</li>
                <li><svg viewBox="0 0 28 12" aria-hidden="true" focusable="false"><path class="c-last" d="M0 6H28"></path></svg>{last_year.clone()}</li>
            </ul>
            {numbers_table((this_year, now), (last_year, last), steps)}
        </figure>
    }
}

fn grid(scale: Scale, steps: &[Words]) -> impl IntoView + use<> {
    let line = |tick: i64| {
        let y = format!("{:.1}", scale.y(tick));
        let baseline = format!("{:.1}", scale.y(tick) + 4.0);
        view! {
            <line class="c-grid" x1=LEFT.to_string() x2=RIGHT.to_string() y1=y.clone() y2=y></line>
            <text class="c-end" x=(LEFT - 8.0).to_string() y=baseline>{i18n::number(tick)}</text>
        }
    };
    // Every label when there are few, else every second, third …: never more than about a dozen.
    let every = steps.len().div_ceil(12).max(1);
    let name = |(at, words): (usize, &Words)| {
        view! { <text class="c-mid" x=format!("{:.1}", scale.x(at)) y=(BOTTOM + 20.0).to_string()>{words.clone()}</text> }
    };
    view! {
        {scale.ticks().into_iter().map(line).collect_view()}
        <line class="c-axis" x1=LEFT.to_string() x2=RIGHT.to_string() y1=BOTTOM.to_string() y2=BOTTOM.to_string()></line>
        {steps.iter().enumerate().step_by(every).map(name).collect_view()}
    }
}

/// The last value of each line, written at its end; pushed apart where they would cover one another.
fn ends(scale: Scale, now: (&[i64], Words), last: (&[i64], Words)) -> impl IntoView + use<> {
    let end = |values: &[i64]| values.last().map(|v| (scale.x(values.len() - 1), scale.y(*v), *v));
    let (at_now, at_last) = (end(now.0), end(last.0));
    let mut now_y = at_now.map_or(0.0, |(_, y, _)| y);
    let mut last_y = at_last.map_or(0.0, |(_, y, _)| y);
    let near = matches!((at_now, at_last), (Some((a, ..)), Some((b, ..))) if (a - b).abs() < 80.0);
    if near && (now_y - last_y).abs() < LABEL_GAP {
        let middle = f64::midpoint(now_y, last_y);
        let sign = if now_y <= last_y { -1.0 } else { 1.0 };
        (now_y, last_y) = (middle + sign * LABEL_GAP / 2.0, middle - sign * LABEL_GAP / 2.0);
    }
    let mark = |at: Option<(f64, f64, i64)>, y: f64, words: Words, dot: &'static str, label: Option<&'static str>| {
        at.map(|(x, dot_y, value)| {
            view! {
                <circle class=dot cx=format!("{x:.1}") cy=format!("{dot_y:.1}") r="3.5"></circle>
                <text class=label x=format!("{:.1}", x + 8.0) y=format!("{:.1}", y + 4.0)>{words} " " {i18n::number(value)}</text>
            }
        })
    };
    view! {
        {mark(at_last, last_y, last.1, "c-dot-last", None)}
        {mark(at_now, now_y, now.1, "c-dot-now", Some("c-label-now"))}
    }
}

fn numbers_table(now: (Words, Vec<i64>), last: (Words, Vec<i64>), steps: Vec<Words>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let cell = |values: &[i64], at: usize| values.get(at).map_or("–".to_owned(), |v| i18n::number(*v));
    let row = |(at, words): (usize, Words)| {
        view! { <tr><th scope="row">{words}</th><td class="num">{cell(&last.1, at)}</td><td class="num">{cell(&now.1, at)}</td></tr> }
    };
    let rows = steps.into_iter().enumerate().map(row).collect_view();
    view! {
        <details class="more">
            <summary>{t!(lang, "ui.numbers")}</summary>
            <table class="table table-small">
                <thead><tr><th scope="col">{t!(lang, "ui.step")}</th><th scope="col" class="num">{last.0}</th><th scope="col" class="num">{now.0}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_on_a_quiet_number_and_its_ticks_are_whole() {
        for (most, top) in [(0, 4), (3, 4), (5, 8), (13, 16), (40, 40), (41, 80), (99, 120), (10_000, 12_000)] {
            assert_eq!(round_up(most), top, "{most}");
        }
        assert_eq!(Scale { steps: 12, top: 8 }.ticks(), [2, 4, 6, 8]);
        assert_eq!(Scale { steps: 12, top: 280 }.ticks(), [70, 140, 210, 280]);
    }

    #[test]
    fn lines_stay_inside_the_plot() {
        let scale = Scale::of(12, &[&[0, 3, 8], &[1]]);
        assert_eq!(scale.path(&[0, 8]), "M48.0 224.0L98.2 20.0");
        assert_eq!(scale.x(11), RIGHT);
        assert_eq!(scale.path(&[]), "");
    }
}
