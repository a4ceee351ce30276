//! The district board: towns × duties, worst first, each number a link to exactly its enterprises.
use super::super::model::{AsOf, Asked, Duty, StateFilter, Status};
use super::super::rule::board::{Cell, Row, board};
use super::super::rule::book;
use super::super::service::{self, District};
use super::{Views, When, as_of, asked, not_there_yet, words};
use crate::i18n;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Empty, Filters, Page, Section, Table, Th, Words};
use leptos::prelude::*;
use std::sync::Arc;

/// `/compliance`
#[component]
pub fn Board() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let how = view! { <p>{t!(lang, "compliance.board.how")}</p> <p>{t!(lang, "compliance.board.how-year")}</p> <p>{t!(lang, "compliance.board.legend")}</p> };
    let asked = asked();
    let body = Suspend::new(async move {
        answer(service::district(&ctx, &asked).await, move |district| view! { <Body district asked/> })
    });
    view! {
        <Page title=t!(lang, "compliance.title") purpose=t!(lang, "compliance.purpose") how=how.into_any()>
            <Views/>
            <Filters><When/></Filters>
            {body}
        </Page>
    }
}

#[component]
fn Body(district: Arc<District>, asked: Asked) -> impl IntoView {
    let lang = Ctx::here().lang;
    let at = district.at;
    if district.standings.is_empty() {
        return view! { <Empty title=t!(lang, "compliance.board.none-title") text=t!(lang, "compliance.board.none-text")/> }
            .into_any();
    }
    let made = board(&district.standings);
    let several = made.rows.len() > 1;
    let head = move |duty: Duty| {
        view! { <th scope="col" class="num"><a class="plain-link" href=format!("#duty-{}", duty.key())>{words::duty_name(lang, duty)}</a></th> }
    };
    let n = made.total.enterprises;
    let line = |row: &Row| view! { <Line row=row.clone() asked=asked.clone() total=false/> };
    let lines = made.rows.iter().map(line).collect_view();
    let foot = several.then(|| view! { <tfoot><Line row=made.total.clone() asked=asked.clone() total=true/></tfoot> });
    view! {
        <p class="as-of"><span>{as_of(lang, &at)}</span> <span>{t!(lang, "compliance.enterprises-n", n = n)}</span></p>
        {not_there_yet(lang, &district, &asked, "")}
        <div class="board">
            <Table caption=t!(lang, "compliance.board.caption") titled=true>
                <thead><tr>
                    <Th label=t!(lang, "compliance.board.town")/>
                    <Th label=t!(lang, "compliance.board.gaps") number=true/>
                    {Duty::ALL.map(head).collect_view()}
                </tr></thead>
                <tbody>{lines}</tbody>
                {foot}
            </Table>
        </div>
        <Duties at total=made.total asked=asked.clone()/>
    }
    .into_any()
}

/// One town's cells.
#[component]
fn Line(row: Row, asked: Asked, total: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let name: Words = if total { t!(lang, "compliance.board.total") } else { row.town.clone().into() };
    let gaps = Cell { not_met: row.with_gaps, obliged: row.enterprises, ..Cell::default() };
    let town = row.town.clone();
    let label = t!(lang, "compliance.board.gaps");
    let cells = Duty::ALL.map(|duty| {
        let href = |state| words::list(&asked, &town, Some(duty), state);
        cell(lang, words::duty_name(lang, duty), row.cell(duty), total, href)
    });
    // Every enterprise on the roll owes something or has nothing to show: the list of all.
    let whole = |state: StateFilter| match state {
        StateFilter::Obliged => words::everyone(&asked, &town),
        one => words::list(&asked, &town, None, one),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cell(lang, label, gaps, total, whole)}
            {cells.into_iter().collect_view()}
        </tr>
    }
}

/// "3 / 40": both numbers lead to their enterprises. Nought leads nowhere.
fn cell(lang: i18n::Lang, label: Words, cell: Cell, total: bool, href: impl Fn(StateFilter) -> String) -> AnyView {
    let class = match cell.heat() {
        0 => "num",
        _ if total => "num",
        1 => "num heat-1",
        2 => "num heat-2",
        _ => "num heat-3",
    };
    if cell.obliged == 0 {
        return view! { <td class="num" data-label=label>{t!(lang, "compliance.board.nobody")}</td> }.into_any();
    }
    let number = |n: i64, state: StateFilter| match n {
        0 => view! { <span>{i18n::number(n)}</span> }.into_any(),
        n => view! { <a href=href(state)>{i18n::number(n)}</a> }.into_any(),
    };
    let not_met = number(cell.not_met, StateFilter::One(Status::NotMet));
    let obliged = number(cell.obliged, StateFilter::Obliged);
    view! { <td class=class data-label=label><span>{not_met} " / " {obliged}</span></td> }.into_any()
}

/// What each duty asks, by which article, how sure we are, and how everybody stands.
#[component]
fn Duties(at: AsOf, total: Row, asked: Asked) -> impl IntoView {
    let lang = Ctx::here().lang;
    let number = |duty: Duty, n: i64, status: Status| match n {
        0 => i18n::number(n).into_any(),
        n => {
            let href = words::list(&asked, "", Some(duty), StateFilter::One(status));
            view! { <a href=href>{i18n::number(n)}</a> }.into_any()
        }
    };
    let rows = Duty::ALL.map(|duty| {
        let rule = book::at(duty, at.last());
        let sure = rule.map(|rule| i18n::words(lang, &format!("compliance.confidence.{}", rule.cite.confidence.key())));
        let whose = rule.map(|rule| i18n::words(lang, &format!("compliance.department.{}", rule.department.key())));
        let cell = total.cell(duty);
        view! {
            <tr id=format!("duty-{}", duty.key())>
                <th scope="row">{words::duty_name(lang, duty)}</th>
                <td data-label=t!(lang, "compliance.board.asks")>{words::asks(lang, &at, duty)}</td>
                <td data-label=t!(lang, "compliance.board.law")><span class="law">{words::law(lang, &at, duty)}</span></td>
                <td data-label=t!(lang, "compliance.board.sure")>{sure}</td>
                <td data-label=t!(lang, "compliance.board.whose")>{whose}</td>
                <td class="num" data-label=t!(lang, "compliance.status.late")>{number(duty, cell.late, Status::Late)}</td>
                <td class="num" data-label=t!(lang, "compliance.status.soon")>{number(duty, cell.soon, Status::Soon)}</td>
                <td class="num" data-label=t!(lang, "compliance.status.no-data")>{number(duty, cell.no_data, Status::NoData)}</td>
            </tr>
        }
    });
    let note = t!(lang, "compliance.board.duties-note", day = i18n::date(lang, at.last()));
    view! {
        <Section title=t!(lang, "compliance.board.duties") note id="duties">
            <Table caption=t!(lang, "compliance.board.duties")>
                <thead><tr>
                    <Th label=t!(lang, "compliance.board.duty")/>
                    <Th label=t!(lang, "compliance.board.asks")/>
                    <Th label=t!(lang, "compliance.board.law")/>
                    <Th label=t!(lang, "compliance.board.sure")/>
                    <Th label=t!(lang, "compliance.board.whose")/>
                    <Th label=t!(lang, "compliance.status.late") number=true/>
                    <Th label=t!(lang, "compliance.status.soon") number=true/>
                    <Th label=t!(lang, "compliance.status.no-data") number=true/>
                </tr></thead>
                <tbody>{rows.into_iter().collect_view()}</tbody>
            </Table>
        </Section>
    }
}
