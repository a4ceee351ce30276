//! Accidents so far, step by step, against the side before.
use super::tables;
use crate::baseline::page::used_name;
use crate::i18n::{self, Lang};
use crate::kernel::window::Window;
use crate::server::Ctx;
use crate::t;
use crate::trends::link::{self, Side};
use crate::trends::model::Against;
use crate::trends::rule::Exact;
use crate::trends::service::Compared;
use crate::ui::chart::{self, Chart, Lines, Size, Value};
use crate::ui::{Section, Words};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use std::sync::Arc;

/// By which the chart is asked for as a file.
pub(in crate::trends) const KEY: &str = "running";

/// Accidents so far, month by month, against last year. `pictures`: whether pictures of dots can be made here.
#[component]
pub(super) fn Running(compared: Arc<Compared>, pictures: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let Some((lines, said)) = lines(lang, &compared) else { return ().into_any() };
    let alone = lines.totals_last.is_empty().then(|| {
        view! { <p class="section-note">{t!(lang, "trends.chart.alone", before = lines.last.clone())}</p> }
    });
    let draw = [Size::Wide, Size::Narrow].map(|size| lines.draw(size));
    let numbers = lines.numbers(t!(lang, "ui.step"));
    let file = |path: &str| format!("{}&which={KEY}", link::same(path, &compared.asked));
    let mut files = vec![(Words::from("SVG"), file("/trends/chart.svg"))];
    files.extend(pictures.then(|| ("PNG".into(), file("/trends/chart.png"))));
    view! {
        <Section title=t!(lang, "trends.chart.section")>
            <Chart id="chart-running" title=t!(lang, "trends.chart.title") unit=t!(lang, "trends.chart.unit") said draw numbers files/>
            {alone}
        </Section>
    }
    .into_any()
}

/// `3月`, `11月5日`
fn name(lang: Lang, day: NaiveDate) -> Words {
    let whole = day.succ_opt().is_some_and(|next| next.day() == 1);
    let english = i18n::month(Lang::En, day);
    let month = match lang {
        Lang::Zh => day.month().to_string(),
        Lang::En => english.split(' ').next().unwrap_or_default().to_owned(),
    };
    if whole {
        t!(lang, "trends.chart.month", month = month)
    } else {
        t!(lang, "trends.chart.day", month = month, day = day.day())
    }
}

/// Both windows and the baselines used, under a picture that leaves the program.
pub(in crate::trends) fn sides(lang: Lang, compared: &Compared) -> String {
    let (before, period) = tables::columns(lang, compared);
    let range = |window: &Window| i18n::day_range(lang, window.from(), window.to());
    let earlier = compared.pasts.iter().map(range).collect::<Vec<_>>().join(&t!(lang, "trends.towns.comma"));
    let mut said = vec![format!("{period} {}", range(&compared.windows().now)), format!("{before} {earlier}")];
    let documents = compared.behind.iter().chain(&compared.here).filter_map(|one| one.document.as_ref());
    let mut named: Vec<String> = documents.map(|document| used_name(lang, document)).collect();
    named.dedup();
    said.extend(named);
    said.join(&t!(lang, "chart.sheet.semicolon"))
}

/// The lines with their message; none while nothing is known of now.
pub(in crate::trends) fn lines(lang: Lang, compared: &Compared) -> Option<(Lines, Words)> {
    let steps = &compared.board.steps;
    // Beside another part of the year a step is no month of both sides: it is so many days from their beginnings.
    let from = compared.windows().now.from();
    let nth = |until: NaiveDate| t!(lang, "trends.chart.nth", n = (until - from).num_days() + 1);
    let is_previous = compared.windows().against == Against::Previous;
    let name = |until: NaiveDate| if is_previous { nth(until) } else { name(lang, until) };
    let names: Vec<Words> = steps.iter().map(|step| name(step.until)).collect();
    let (before, period) = tables::columns(lang, compared);
    // Several years before are their mean, like every other number of that side.
    let over = compared.windows().against.years();
    // A line with a gap would join what is not known: either every step is known, or there is no line.
    let all = |totals: Vec<Option<i64>>| totals.into_iter().collect::<Option<Vec<i64>>>().unwrap_or_default();
    let now = all(steps.iter().map(|step| step.now).collect());
    let last = all(steps.iter().map(|step| step.last).collect());
    let written = |total: i64, over: u32| match Exact::mean(total, over).filter(|_| over > 1) {
        Some(mean) => mean.to_string(),
        None => i18n::number(total),
    };
    let one = |side: Side, at: usize, total: i64| {
        let (line, over) = match side {
            Side::Now => (&period, 1),
            Side::Before => (&before, over),
        };
        Value {
            value: Some(total as f64 / f64::from(over)),
            href: link::step(compared, side, steps[at].until).filter(|_| total > 0),
            said: chart::said(lang, &names[at], line, &written(total, over)),
            open: false,
        }
    };
    let values =
        |side: Side, totals: &[i64]| totals.iter().enumerate().map(|(at, total)| one(side, at, *total)).collect();
    let said = match (now.last(), last.last()) {
        (Some(now), Some(last)) => t!(
            lang,
            "trends.chart.said",
            now = i18n::number(*now),
            last = written(*last, over),
            before = before,
            period = period
        ),
        (Some(now), None) => {
            t!(lang, "trends.chart.said-alone", now = i18n::number(*now), before = before, period = period)
        }
        (None, _) => return None,
    };
    let (totals, totals_last) = (values(Side::Now, &now), values(Side::Before, &last));
    let places_last = usize::from(over > 1);
    Some((Lines { now: period, last: before, steps: names, totals, totals_last, places_last }, said))
}
