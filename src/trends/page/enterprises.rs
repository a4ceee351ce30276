//! The cut by enterprise: counts first, each with its base, its rate, its interval and whether that is out of the ordinary.
use super::tables::{columns, number, order};
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use crate::trends::link::{self, Of};
use crate::trends::series::words as chart;
use crate::trends::service::{Compared, PER, Ranked};
use crate::ui::{Empty, Pager, Query, Section, Table, Th};
use leptos::prelude::*;
use std::sync::Arc;

/// Rows of a page.
const PAGE: usize = 50;

#[component]
pub(super) fn Enterprises(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let Some(roster) = &compared.roster else { return ().into_any() };
    let ranked = compared.ranked(order("part"));
    let total = ranked.len();
    let page = Query::here().get("page").parse().unwrap_or(1_usize).clamp(1, total.div_ceil(PAGE).max(1));
    let per = i18n::number(PER as i64);
    let (before_word, now_word) = columns(lang, &compared);
    let days = compared.windows().now.days_count();
    let rows = ranked.iter().skip((page - 1) * PAGE).take(PAGE).map(|one| row(&compared, one)).collect_view();
    let note = t!(
        lang,
        "trends.enterprises.note",
        roll = i18n::number(roster.members.len() as i64),
        known = i18n::number(roster.known),
        year = roster.year,
        chance = i18n::number((roster.known * 2 + 999) / 1_000)
    );
    let table = if total == 0 {
        view! { <Empty title=t!(lang, "trends.enterprises.none") text=t!(lang, "trends.enterprises.none-text")/> }
            .into_any()
    } else {
        view! {
            <Table caption=t!(lang, "trends.enterprises.caption")>
                <thead><tr>
                    <Th label=t!(lang, "figures.cut.enterprise") sort="part-name"/>
                    <Th label=before_word sort="part-before" number=true/>
                    <Th label=now_word sort="part-now" number=true/>
                    <Th label=t!(lang, "chart.column.workers") number=true/>
                    <Th label=t!(lang, "trends.enterprises.rate", per = per, days = days) number=true/>
                    <Th label=t!(lang, "chart.column.interval") number=true/>
                    <Th label=t!(lang, "chart.column.place")/>
                    <Th label=t!(lang, "trends.column.deaths") number=true/>
                    <Th label=t!(lang, "trends.column.serious") number=true/>
                </tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            <Pager page=page as i64 size=PAGE as i64 total=total as i64/>
        }
        .into_any()
    };
    view! {
        <Section title=t!(lang, "trends.enterprises.title") note id="parts">{table}</Section>
    }
    .into_any()
}

fn row(compared: &Compared, one: &Ranked<'_>) -> impl IntoView + use<> {
    let lang = Ctx::here().lang;
    let of = Of { town: compared.town.as_deref(), group: None, part: Some(&one.line.name) };
    let numbers = |cell| {
        let (now, last) = link::both(compared, cell, of);
        (number(lang, cell.before, cell.over, last), number(lang, cell.now, 1, now))
    };
    let [accidents, deaths, serious] = &one.line.cells;
    let ((before, now), deaths, serious) = (numbers(accidents), numbers(deaths), numbers(serious));
    let name = match one.member {
        Some(member) => view! { <a href=format!("/enterprises/{}", member.id)>{member.name.clone()}</a> }.into_any(),
        None => one.name().to_owned().into_any(),
    };
    let workers = one.member.and_then(|member| member.workers);
    let workers = workers.map_or_else(|| t!(lang, "trends.no-data").into_owned(), i18n::number);
    let none = || t!(lang, "trends.no-share").into_owned();
    let rate = one.judged.map_or_else(none, |judged| chart::rate(judged.rate));
    let interval = one
        .judged
        .map_or_else(none, |judged| format!("{}–{}", chart::rate(judged.interval[0]), chart::rate(judged.interval[1])));
    let place =
        one.judged.map_or_else(|| t!(lang, "chart.funnel.no-base"), |judged| chart::standing(lang, judged.place));
    let (before_word, now_word) = columns(lang, compared);
    let (per, days) = (i18n::number(PER as i64), compared.windows().now.days_count());
    let rate_word = t!(lang, "trends.enterprises.rate", per = per, days = days);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num" data-label=before_word>{before}</td>
            <td class="num" data-label=now_word>{now}</td>
            <td class="num" data-label=t!(lang, "chart.column.workers")>{workers}</td>
            <td class="num" data-label=rate_word>{rate}</td>
            <td class="num" data-label=t!(lang, "chart.column.interval")>{interval}</td>
            <td data-label=t!(lang, "chart.column.place")>{place}</td>
            <td class="num" data-label=t!(lang, "trends.column.deaths")><span>{deaths.0} " → " {deaths.1}</span></td>
            <td class="num" data-label=t!(lang, "trends.column.serious")><span>{serious.0} " → " {serious.1}</span></td>
        </tr>
    }
}
