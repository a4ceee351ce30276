//! Who is freed from which duty, by whose word, why and until when.
use super::super::model::{Freed, Grant};
use super::super::service;
use super::{Views, words};
use crate::enterprise::page::EnterpriseField;
use crate::i18n;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{
    Badge, Choice, Crumb, DateField, Empty, ErrorSummary, Hidden, Page, Section, SelectField, State, Table, TextField,
    Th,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// `/compliance/exemptions`
#[component]
pub fn FreedFrom() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asking = ctx.clone();
    let named = use_params_map().read_untracked().get("id");
    let body = Suspend::new(async move {
        let found = service::freed(&asking).await;
        // The address of one that is not there is nobody's.
        let found = match (found, &named) {
            (Ok(rows), Some(id)) if !rows.iter().any(|row| row.id.to_string() == *id) => Err(Halt::Missing),
            (found, _) => found,
        };
        answer(found, move |rows| view! { <Rows rows/> })
    });
    let crumbs = vec![Crumb::new("/compliance", t!(lang, "compliance.title"))];
    let form = ctx.inspector().is_ok().then(|| view! { <New/> });
    view! {
        <Page title=t!(lang, "compliance.freed.title") purpose=t!(lang, "compliance.freed.purpose") crumbs>
            <ErrorSummary/>
            <Views/>
            <p class="hint">{t!(lang, "compliance.freed.returns")} " " <a href="/exemptions">{t!(lang, "standing.exempt.title")}</a></p>
            {body}
            {form}
        </Page>
    }
}

#[component]
fn Rows(rows: Vec<Freed>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if rows.is_empty() {
        return view! { <Empty title=t!(lang, "compliance.freed.none") text=t!(lang, "compliance.freed.none-text")/> }
            .into_any();
    }
    let (today, may) = (ctx.today(), ctx.inspector().is_ok());
    let line = move |row: Freed| {
        let runs = today <= row.until;
        let (state, word) = match runs {
            true => (State::Info, t!(lang, "standing.exempt.runs")),
            false => (State::Nothing, t!(lang, "standing.exempt.over")),
        };
        let end = (may && runs).then(|| {
            view! {
                <form method="post" action=format!("/compliance/exemptions/{}/end", row.id)>
                    <input type="hidden" name="version" value=row.version.to_string()/>
                    <button type="submit" class="button button-small">{t!(lang, "standing.exempt.end")}</button>
                </form>
            }
        });
        view! {
            <tr>
                <th scope="row"><a href=format!("/enterprises/{}/file", row.enterprise)>{row.enterprise_name}</a></th>
                <td data-label=t!(lang, "compliance.list.duty")>{words::duty_name(lang, row.duty)}</td>
                <td data-label=t!(lang, "standing.exempt.days") class="date">{i18n::day_range(lang, row.since, row.until)} " " <Badge state word/></td>
                <td data-label=t!(lang, "standing.exempt.authority")>{row.authority}</td>
                <td data-label=t!(lang, "standing.exempt.reason")>{row.reason}</td>
                <td class="act">{end}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "compliance.freed.title")>
            <thead>
                <tr>
                    <Th label=t!(lang, "compliance.list.enterprise")/>
                    <Th label=t!(lang, "compliance.list.duty")/>
                    <Th label=t!(lang, "standing.exempt.days")/>
                    <Th label=t!(lang, "standing.exempt.authority")/>
                    <Th label=t!(lang, "standing.exempt.reason")/>
                    <Th label=t!(lang, "standing.review.decision")/>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn New() -> impl IntoView {
    let lang = Ctx::here().lang;
    let duties = Grant::duties().map(|duty| Choice::new(duty.key(), words::duty_name(lang, duty))).collect();
    view! {
        <Section title=t!(lang, "compliance.freed.new") note=t!(lang, "compliance.freed.new-note")>
            <form class="form" method="post" action="/compliance/exemptions" novalidate>
                <Hidden name="id" value=Uuid::now_v7().to_string()/>
                <EnterpriseField label=t!(lang, "compliance.list.enterprise")/>
                <SelectField name="duty" label=t!(lang, "compliance.list.duty") choices=duties/>
                <DateField name="since" label=t!(lang, "standing.exempt.since")/>
                <DateField name="until" label=t!(lang, "standing.exempt.until")/>
                <TextField name="authority" label=t!(lang, "standing.exempt.authority") hint=t!(lang, "standing.exempt.authority-hint")/>
                <TextField name="reason" label=t!(lang, "standing.exempt.reason")/>
                <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "compliance.freed.do")}</button></div>
            </form>
        </Section>
    }
}
