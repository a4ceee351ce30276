//! The tables by town and by group of accident types: each number leads to exactly its records.
use super::enterprises::Enterprises;
use crate::baseline::model::Sum;
use crate::baseline::page as baseline;
use crate::figures::model::Cut;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::trends::link::{self, Of};
use crate::trends::model::{Board, Cell, Line, Order};
use crate::trends::rule::board;
use crate::trends::rule::{Direction, Exact, Report};
use crate::trends::service::Compared;
use crate::trends::words;
use crate::ui::{Badge, Query, Section, State, Table, Th, Words};
use leptos::prelude::*;
use std::sync::Arc;

/// The order chosen for one table: `sort=town-now`, `sort=-type-diff`.
pub(super) fn order(table: &str) -> Option<Order> {
    let query = Query::here();
    let sort = query.get("sort").to_owned();
    let (sign, rest) = sort.strip_prefix('-').map_or(("", sort.as_str()), |rest| ("-", rest));
    let column = rest.strip_prefix(table)?.strip_prefix('-')?;
    Order::parse(&format!("{sign}{column}"))
}

#[component]
pub(super) fn Towns(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let board = &compared.board;
    if board.towns.is_empty() {
        return ().into_any();
    }
    let (quiet, shown): (Vec<_>, Vec<_>) = board.towns.iter().cloned().partition(|line| line.is_quiet());
    let lines = order("town").map_or_else(|| shown.clone(), |by| board::order(&shown, by));
    let quiet = (!quiet.is_empty()).then(|| {
        let names =
            quiet.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(&t!(lang, "trends.towns.comma"));
        view! { <p class="section-note">{t!(lang, "trends.towns.quiet", n = quiet.len(), names = names)}</p> }
    });
    let rows = lines.iter().map(|line| {
        let of = Of { town: Some(&line.name), ..Of::default() };
        let listed = compared.towns.contains(&line.name);
        let name = match listed {
            true => view! { <a href=link::of_town(&compared.asked, &line.name)>{line.name.clone()}</a> }.into_any(),
            false => line.name.clone().into_any(),
        };
        row(lang, &compared, name, &line.cells, of)
    });
    let rows = rows.collect_view();
    let gap = board.towns_sum.zip(board.headline[0].before).map(|(sum, whole)| {
        view! { <p class="section-note">{t!(lang, "trends.towns.gap", sum = i18n::number(sum), whole = i18n::number(whole.total))}</p> }
    });
    let foot = foot(lang, &compared);
    let (before, period) = columns(lang, &compared);
    let not_given = not_given(lang, board, &board.towns);
    view! {
        <Section title=t!(lang, "trends.towns.title") note=t!(lang, "trends.towns.note") id="towns">
            <Table caption=t!(lang, "trends.towns.caption", before = before, period = period)>
                {head(lang, &compared, t!(lang, "trends.town"), TOWN)}
                <tbody>{rows}</tbody>
                {foot}
            </Table>
            {quiet}
            {gap}
            {not_given}
        </Section>
    }
    .into_any()
}

#[component]
pub(super) fn Groups(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let board = &compared.board;
    if board.groups.is_empty() {
        return ().into_any();
    }
    let lines = order("type").map_or_else(|| board.groups.clone(), |by| board::order(&board.groups, by));
    let rows = lines.iter().map(|line| {
        let of = Of { town: compared.town.as_deref(), group: Some(line.name), part: None };
        row(lang, &compared, baseline::group(lang, line.name).into_any(), &line.cells, of)
    });
    let rows = rows.collect_view();
    let foot = foot(lang, &compared);
    let (before, period) = columns(lang, &compared);
    let not_given = not_given(lang, board, &board.groups);
    view! {
        <Section title=t!(lang, "trends.groups.title") note=t!(lang, "trends.groups.note") id="types">
            <Table caption=t!(lang, "trends.groups.caption", before = before, period = period)>
                {head(lang, &compared, t!(lang, "trends.groups.name"), TYPE)}
                <tbody>{rows}</tbody>
                {foot}
            </Table>
            {not_given}
        </Section>
    }
    .into_any()
}

/// By the cut that was asked for: industry, size, pilot or high risk.
#[component]
pub(super) fn Parts(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let Some(cut) = compared.asked.cut else { return ().into_any() };
    if cut == Cut::Enterprise {
        return view! { <Enterprises compared/> }.into_any();
    }
    let board = &compared.board;
    let lines = order("part").map_or_else(|| board.parts.clone(), |by| board::order(&board.parts, by));
    let rows = lines.iter().map(|line| {
        let of = Of { town: compared.town.as_deref(), group: None, part: Some(&line.name) };
        row(lang, &compared, super::measures::part(lang, cut, &line.name).into_any(), &line.cells, of)
    });
    let rows = rows.collect_view();
    let name = i18n::words(lang, &format!("figures.cut.{}", cut.key()));
    let (head, foot) = (head(lang, &compared, name.clone(), PART), foot(lang, &compared));
    let not_given = not_given(lang, board, &board.parts);
    let note = match cut.is_of_accidents() {
        true => t!(lang, "trends.parts.note-accidents"),
        false => t!(lang, "trends.parts.note"),
    };
    view! {
        <Section title=t!(lang, "trends.parts.title", cut = name.clone()) note=note id="parts">
            <Table caption=t!(lang, "trends.parts.title", cut = name)>{head}<tbody>{rows}</tbody>{foot}</Table>
            {not_given}
        </Section>
    }
    .into_any()
}

/// Last year is known as a whole, but was not given by this breakdown.
fn not_given<N>(lang: Lang, board: &Board, lines: &[Line<N>]) -> Option<impl IntoView + use<N>> {
    let why = lines.iter().find_map(|line| line.cells[0].why)?;
    board.headline[0].before.map(|_| view! { <p class="section-note">{baseline::why(lang, why)}</p> })
}

/// The sort keys of a table's columns: name, before, now, difference, percent.
type Keys = [&'static str; 5];
const TOWN: Keys = ["town-name", "town-before", "town-now", "town-diff", "town-percent"];
const PART: Keys = ["part-name", "part-before", "part-now", "part-diff", "part-percent"];
const TYPE: Keys = ["type-name", "type-before", "type-now", "type-diff", "type-percent"];

/// The words of both sides.
pub(super) fn columns(lang: Lang, compared: &Compared) -> (Words, Words) {
    let windows = compared.windows();
    let before = i18n::words(lang, &format!("trends.before.{}", windows.against.key()));
    (before, super::now_word(lang, windows.span))
}

fn head(
    lang: Lang,
    compared: &Compared,
    first: Words,
    [name, before, now, diff, percent]: Keys,
) -> impl IntoView + use<> {
    let (before_word, now_word) = columns(lang, compared);
    view! {
        <thead><tr>
            <Th label=first sort=name/>
            <Th label=before_word sort=before number=true/>
            <Th label=now_word sort=now number=true/>
            <Th label=t!(lang, "trends.column.diff") sort=diff number=true/>
            <Th label=t!(lang, "trends.column.percent") sort=percent number=true/>
            <Th label=t!(lang, "trends.column.deaths") number=true/>
            <Th label=t!(lang, "trends.column.serious") number=true/>
        </tr></thead>
    }
}

fn foot(lang: Lang, compared: &Compared) -> impl IntoView + use<> {
    let of = Of { town: compared.town.as_deref(), ..Of::default() };
    view! { <tfoot>{row(lang, compared, t!(lang, "trends.total").into_any(), &compared.board.headline, of)}</tfoot> }
}

fn row(lang: Lang, compared: &Compared, name: AnyView, cells: &[Cell; 3], of: Of<'_>) -> AnyView {
    let [accidents, deaths, serious] = cells;
    let report = compared.report(accidents);
    let numbers = |cell: &Cell| {
        let (now, last) = link::both(compared, cell, of);
        (number(lang, cell.before, cell.over, last), number(lang, cell.now, 1, now))
    };
    let ((before, now), deaths, serious) = (numbers(accidents), numbers(deaths), numbers(serious));
    let (before_word, now_word) = columns(lang, compared);
    let none = || t!(lang, "trends.no-share");
    let diff = report
        .as_ref()
        .map_or_else(|| none().into_any(), |report| difference(lang, report, compared.apart().is_some()));
    let percent = report.map_or_else(none, |report| words::percent(lang, &report.change).into());
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num" data-label=before_word>{before}</td>
            <td class="num" data-label=now_word>{now}</td>
            <td class="num" data-label=t!(lang, "trends.column.diff")>{diff}</td>
            <td class="num" data-label=t!(lang, "trends.column.percent")>{percent}</td>
            <td class="num" data-label=t!(lang, "trends.column.deaths")><span>{deaths.0} " → " {deaths.1}</span></td>
            <td class="num" data-label=t!(lang, "trends.column.serious")><span>{serious.0} " → " {serious.1}</span></td>
        </tr>
    }
    .into_any()
}

/// A count, or the mean of several years.
pub(super) fn written(sum: Sum, over: u32) -> String {
    match Exact::mean(sum.total, over).filter(|_| over > 1) {
        Some(mean) => mean.to_string(),
        None => i18n::number(sum.total),
    }
}

/// Where there is no figure: of years that are not to be averaged none is formed.
pub(super) fn missing(lang: Lang, over: u32) -> Words {
    if over == 0 { t!(lang, "trends.others.no-mean") } else { t!(lang, "trends.no-data") }
}

/// A number that leads to its records; none of last year is "no data". Nought has no records to lead to.
pub(super) fn number(lang: Lang, sum: Option<Sum>, over: u32, href: Option<String>) -> AnyView {
    let Some(sum) = sum else { return view! { <span class="muted">{missing(lang, over)}</span> }.into_any() };
    let unknown = (sum.unknown > 0).then(|| {
        view! { " " <small>{t!(lang, "trends.unknown-more", n = sum.unknown)}</small> }
    });
    let written = written(sum, over);
    match href.filter(|_| sum.total > 0) {
        Some(href) => view! { <a href=href>{written}</a> {unknown} }.into_any(),
        None => view! { {written} {unknown} }.into_any(),
    }
}

/// The difference. Only one that the test finds beyond chance has a hue, and then also a word: fewer is good. Of years that were
/// counted by other definitions, or share days, none has.
pub(super) fn difference(lang: Lang, report: &Report, is_apart: bool) -> AnyView {
    let Some(diff) = words::difference(lang, &report.change) else { return t!(lang, "trends.no-share").into_any() };
    let beyond_chance = !is_apart && report.caution.is_none_or(|caution| caution.key() == "small-base");
    let (state, word) = match report.change.direction {
        Direction::Down | Direction::ToZero => (State::Ok, t!(lang, "trends.fewer")),
        Direction::Up | Direction::FromZero => (State::Late, t!(lang, "trends.more")),
        Direction::Same | Direction::NoData => return diff.into_any(),
    };
    let badge = beyond_chance.then(|| view! { " " <Badge state word/> });
    view! { {diff} {badge} }.into_any()
}
