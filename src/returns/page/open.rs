//! Rows that a return did not take: why, what became of them since, and the ways to close the list.
use super::super::model::review::Waived;
use super::super::model::{Filing, Left, Out};
use super::super::report::Problem;
use super::super::service::Open;
use super::words;
use crate::i18n;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Notice, Section, State, Table, TextField, Th};
use leptos::prelude::*;

/// Rows that were not taken, with the reason: an open list to work from until it is closed.
#[component]
pub fn NotTaken(filing: Filing, open: Open) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (left, wrong) = (filing.summary.left.clone(), filing.summary.tally.wrong);
    if left.is_empty() {
        return ().into_any();
    }
    let listed = left.len() as u64;
    let more = (wrong > listed).then(
        || view! { <p class="hint">{t!(lang, "returns.desk.more", n = i18n::number((wrong - listed) as i64))}</p> },
    );
    let rows = open.rows();
    let note = match rows {
        0 => t!(lang, "standing.open.none"),
        n => t!(lang, "standing.open.some", n = i18n::number(n as i64)),
    };
    view! {
        <Section title=t!(lang, "returns.desk.not-taken") note id="open">
            <Closed open=open.clone()/>
            {(rows > 0).then(|| view! { <Ways filing=filing.clone()/> })}
            <Table caption=t!(lang, "returns.desk.not-taken")>
                <thead>
                    <tr>
                        <Th label=t!(lang, "returns.desk.sheet")/>
                        <Th label=t!(lang, "returns.desk.row") number=true/>
                        <Th label=t!(lang, "returns.desk.why")/>
                    </tr>
                </thead>
                <tbody>{left.into_iter().map(line).collect_view()}</tbody>
            </Table>
            {more}
        </Section>
    }
    .into_any()
}

/// Rows that the sender left out on the preview, with the reason.
#[component]
pub fn LeftBySender(filing: Filing) -> impl IntoView {
    let lang = Ctx::here().lang;
    let out = filing.summary.out;
    if out.is_empty() {
        return ().into_any();
    }
    let line = move |out: Out| {
        view! {
            <tr>
                <th scope="row">{out.sheet}</th>
                <td class="num" data-label=t!(lang, "returns.desk.row")>{out.row}</td>
                <td data-label=t!(lang, "returns.desk.why")>{out.reason}</td>
                <td data-label=t!(lang, "sheet.left-who")>{out.by}</td>
            </tr>
        }
    };
    view! {
        <Section title=t!(lang, "sheet.left-title") note=t!(lang, "sheet.left-note")>
            <Table caption=t!(lang, "sheet.left-title")>
                <thead>
                    <tr>
                        <Th label=t!(lang, "returns.desk.sheet")/>
                        <Th label=t!(lang, "returns.desk.row") number=true/>
                        <Th label=t!(lang, "returns.desk.why")/>
                        <Th label=t!(lang, "sheet.left-who")/>
                    </tr>
                </thead>
                <tbody>{out.into_iter().map(line).collect_view()}</tbody>
            </Table>
        </Section>
    }
    .into_any()
}

fn line(row: Left) -> impl IntoView {
    let lang = Ctx::here().lang;
    let why = move |problem: Problem| {
        let place = problem.cell.clone().map(|cell| format!("{cell} "));
        let raw = problem.raw.clone().filter(|raw| !raw.is_empty()).map(|raw| format!(" “{raw}”"));
        view! { <li>{place} {words::said(lang, &problem)} {raw}</li> }
    };
    view! {
        <tr>
            <th scope="row">{row.sheet}</th>
            <td class="num" data-label=t!(lang, "returns.desk.row")>{row.row}</td>
            <td data-label=t!(lang, "returns.desk.why")><ul>{row.problems.into_iter().map(why).collect_view()}</ul></td>
        </tr>
    }
}

/// How parts of the list were closed: by a later return, or by the sender's word.
#[component]
fn Closed(open: Open) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let told = open.parts.into_iter().filter_map(|part| Some((part.told_in?, part.template, part.rows)));
    let told = told.map(|(later, template, rows)| {
        let kind = words::template_name(lang, &template);
        let n = i18n::number(rows as i64);
        let words = t!(lang, "standing.open.told-in", kind = kind, n = n, number = later.number);
        view! { <p><a href=format!("/returns/{}", later.filing)>{words}</a></p> }
    });
    let told: Vec<_> = told.collect();
    let told = (!told.is_empty()).then(|| view! { <Notice state=State::Ok>{told}</Notice> });
    let waived = open.waived.map(|Waived { by, at, reason, rows }| {
        let at = at.map(|at| i18n::moment(lang, ctx.local(at))).unwrap_or_default();
        let n = i18n::number(rows as i64);
        let words = t!(lang, "standing.open.waived", who = by, at = at, n = n, reason = reason);
        view! { <Notice state=State::Info><p>{words}</p></Notice> }
    });
    view! { {told} {waived} }
}

/// Put them right and send them, or say why they need not be sent. For the sender only.
#[component]
fn Ways(filing: Filing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let account = ctx.actor.as_deref().is_some_and(|actor| actor.id == filing.account_id);
    let enterprise = ctx.rep().is_ok_and(|rep| Some(rep.enterprise()) == filing.enterprise_id);
    if !account && !enterprise {
        return ().into_any();
    }
    let form = FormState::here();
    let asked = form.refused && form.problems.iter().any(|problem| problem.field == "why");
    let id = filing.id;
    view! {
        <div class="row no-print">
            <a class="button button-small" href=format!("/returns/{id}/marked.xlsx") download=true>{t!(lang, "sheet.mark.button")}</a>
            <a class="button button-primary button-small" href="/returns/new">{t!(lang, "standing.open.upload")}</a>
        </div>
        <details class="more no-print" open=asked>
            <summary>{t!(lang, "standing.open.waive")}</summary>
            <form class="form" method="post" action=format!("/returns/{id}/open") novalidate>
                <TextField name="why" label=t!(lang, "standing.open.why") hint=t!(lang, "standing.open.why-hint")/>
                <div class="actions"><button type="submit" class="button">{t!(lang, "standing.open.waive-do")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
