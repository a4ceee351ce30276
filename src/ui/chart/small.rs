//! Pieces as small as a word: sparks, shares, and counts with a bar in each row.
use super::Words;
use super::draw::path;
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;

/// One thing in a list of bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub label: Words,
    /// The list of exactly the records counted.
    pub href: Option<String>,
    pub before: Option<i64>,
    pub now: i64,
}

/// Counts as a table with a bar in each row, so that long names wrap and every number can be read.
#[component]
pub fn Bars(#[prop(into)] title: Words, #[prop(into)] of: Words, bars: Vec<Bar>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let most = bars.iter().map(|bar| bar.now.max(bar.before.unwrap_or(0))).max().unwrap_or(0).max(1);
    let (this_year, last_year) = (t!(lang, "ui.this-year"), t!(lang, "ui.last-year"));
    let share = move |value: i64| format!("{:.1}", 100.0 * value as f64 / most as f64);
    let row = |bar: Bar| {
        let now = i18n::number(bar.now);
        let count = match bar.href {
            Some(href) => view! { <a href=href>{now}</a> }.into_any(),
            None => now.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{bar.label}</th>
                <td class="num" data-label=last_year.clone()>{bar.before.map_or("–".to_owned(), i18n::number)}</td>
                <td class="num" data-label=this_year.clone()>{count}</td>
                <td class="bar-cell">
                    <svg class="bars" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                        <rect class="c-bar-now" y="0" height="8" width=share(bar.now)></rect>
                        <rect class="c-bar-last" y="10" height="4" width=share(bar.before.unwrap_or(0))></rect>
                    </svg>
                </td>
            </tr>
        }
    };
    let rows = bars.into_iter().map(row).collect_view();
    view! {
        <table class="table table-bars">
            <caption>{title}</caption>
            <thead><tr>
                <th scope="col">{of}</th>
                <th scope="col" class="num">{last_year.clone()}</th>
                <th scope="col" class="num">{this_year.clone()}</th>
                <td></td>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// A line as small as a word, for a cell; `said` is what it shows. What is not known is a gap.
#[component]
pub fn Spark<V: Into<Option<i64>> + Copy + Send + 'static>(#[prop(into)] said: Words, values: Vec<V>) -> impl IntoView {
    let values: Vec<Option<i64>> = values.into_iter().map(Into::into).collect();
    let most = values.iter().copied().flatten().max().unwrap_or(0).max(1) as f64;
    let step = 76.0 / values.len().saturating_sub(1).max(1) as f64;
    let place = |(at, value): (usize, &Option<i64>)| {
        value.map(|value| (2.0 + step * at as f64, 18.0 - 16.0 * value as f64 / most))
    };
    let places: Vec<Option<(f64, f64)>> = values.iter().enumerate().map(place).collect();
    let last = places.last().copied().flatten().map(|(x, y)| {
        view! { <circle class="c-dot-now" cx=format!("{x:.1}") cy=format!("{y:.1}") r="2"></circle> }
    });
    view! {
        <svg class="spark" viewBox="0 0 80 20" role="img" aria-label=said>
            <path class="c-now" d=path(places)></path>
            {last}
        </svg>
    }
}

/// A share of a whole as a thin bar beside its number.
#[component]
pub fn Share(part: i64, whole: i64) -> impl IntoView {
    let width = if whole > 0 { 100.0 * (part.clamp(0, whole)) as f64 / whole as f64 } else { 0.0 };
    view! {
        <svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="share-ground" width="100" height="8"></rect>
            <rect class="share-part" width=format!("{width:.1}") height="8"></rect>
        </svg>
    }
}
