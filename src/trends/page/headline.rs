//! The three figures of the headline: counts first, the percent second, the caution where it is due.
use super::tables;
use crate::baseline::model::{Metric, Sum};
use crate::baseline::page as baseline;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::trends::link::{self, Of};
use crate::trends::model::Against;
use crate::trends::model::Cell;
use crate::trends::rule::{Direction, Report};
use crate::trends::service::{Apart, Compared};
use crate::trends::words;
use crate::ui::{Figure, Stat, Words};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub(super) fn Headline(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let figures = compared.board.headline.iter().map(|cell| figure(lang, &compared, cell)).collect_view();
    let of = Of { town: compared.town.as_deref(), ..Of::default() };
    let uncounted = compared.board.uncounted;
    let notes: Vec<AnyView> = [
        (uncounted > 0 && !compared.asked.same_senders).then(|| {
            let href = link::uncounted(compared.windows().now, of);
            view! { <a href=href>{t!(lang, "trends.uncounted", n = i18n::number(uncounted))}</a> }.into_any()
        }),
        unknown(lang, &compared).map(IntoAny::into_any),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! {
        <div class="stats">{figures}</div>
        {notes.into_iter().map(|note| view! { <p class="section-note">{note}</p> }).collect_view()}
    }
}

/// How many accidents have casualties that nobody has found out yet.
fn unknown(lang: Lang, compared: &Compared) -> Option<Words> {
    let most = |of: fn(&Cell) -> Sum| compared.board.headline.iter().map(|cell| of(cell).unknown).max().unwrap_or(0);
    let (now, last) = (most(|cell| cell.now.unwrap_or_default()), most(|cell| cell.before.unwrap_or_default()));
    let (before, period) = tables::columns(lang, compared);
    (now + last > 0).then(|| t!(lang, "trends.unknown", now = now, last = last, before = before, period = period))
}

fn figure(lang: Lang, compared: &Compared, cell: &Cell) -> AnyView {
    let of = Of { town: compared.town.as_deref(), ..Of::default() };
    let (now, last) = link::both(compared, cell, of);
    let before = match cell.before {
        Some(sum) => Figure::new(tables::written(sum, cell.over), last),
        None => Figure::new(tables::missing(lang, cell.over), None),
    };
    let name = baseline::metric(lang, cell.metric);
    let unit = i18n::words(lang, &format!("trends.unit.{}", cell.metric.key()));
    let names = tables::columns(lang, compared);
    let Some((sum, report)) = cell.now.zip(compared.report(cell)) else {
        let now = Figure::new(t!(lang, "trends.no-data"), None);
        let percent = t!(lang, "trends.not-known");
        return view! { <Stat name unit names before=Some(before) now percent/> }.into_any();
    };
    let apart = compared.apart();
    let caution = caution(lang, cell, &report).filter(|_| apart.is_none());
    let now = Figure::new(i18n::number(sum.total), now);
    if cell.is_open() && report.change.before.is_some() {
        let percent = t!(lang, "trends.open");
        return view! { <Stat name unit names before=Some(before) now percent/> }.into_any();
    }
    let percent = match apart.filter(|_| report.change.before.is_some() || cell.over == 0) {
        Some(apart) => self::apart(lang, apart),
        None => percent(lang, &report, compared.windows().against),
    };
    match words::difference(lang, &report.change) {
        Some(diff) => view! { <Stat name unit names before=Some(before) now diff percent caution/> }.into_any(),
        None => view! { <Stat name unit names before=Some(before) now percent caution/> }.into_any(),
    }
}

/// The percent with the direction in a word: the sign alone does not say what is good.
fn percent(lang: Lang, report: &Report, against: Against) -> Words {
    let before = i18n::words(lang, &format!("trends.before.{}", against.key()));
    let direction =
        i18n::code(lang, "trends.direction", report.change.direction.key(), &[("before", before.into_owned())]);
    let direction = Words::from(direction);
    match report.change.direction {
        Direction::Up | Direction::Down | Direction::ToZero => {
            format!("{} · {direction}", words::percent(lang, &report.change)).into()
        }
        _ => direction,
    }
}

/// Accidents are tested. Deaths and injuries come several to an accident: they are described, never tested.
fn caution(lang: Lang, cell: &Cell, report: &Report) -> Option<Words> {
    if cell.metric == Metric::Incidents {
        return words::caution(lang, report).map(Words::from);
    }
    let changed = !matches!(report.change.direction, Direction::Same | Direction::NoData);
    changed.then(|| t!(lang, "trends.clustered"))
}

/// Why counts only stand side by side.
pub(in crate::trends) fn apart(lang: Lang, apart: Apart) -> Words {
    match apart {
        Apart::Definition => t!(lang, "trends.not-comparable"),
        Apart::Overlap(days) => {
            t!(lang, "trends.overlap", days = i18n::day_range(lang, days.from(), days.to()))
        }
    }
}
