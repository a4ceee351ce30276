//! Who need not file what, by whose word, why and until when.
use super::super::model::duty::Exemption;
use super::super::service;
use super::list::duty_choices;
use super::{Views, words};
use crate::enterprise::page::EnterpriseField;
use crate::i18n;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{
    Badge, Crumb, DateField, Empty, ErrorSummary, Hidden, Page, Section, SelectField, State, Table, TextField, Th,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

#[component]
pub fn Exemptions() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asking = ctx.clone();
    let named = use_params_map().read_untracked().get("id");
    let body = Suspend::new(async move {
        let found = service::exemptions(&asking).await;
        // The address of one that is not there is nobody's.
        let found = match (found, &named) {
            (Ok(rows), Some(id)) if !rows.iter().any(|row| row.id.to_string() == *id) => Err(Halt::Missing),
            (found, _) => found,
        };
        answer(found, move |rows| view! { <Rows rows/> })
    });
    let crumbs = vec![Crumb::new("/returns", t!(lang, "returns.desk.title"))];
    let form = ctx.inspector().is_ok().then(|| view! { <New/> });
    view! {
        <Page title=t!(lang, "standing.exempt.title") purpose=t!(lang, "standing.exempt.purpose") crumbs>
            <ErrorSummary/>
            <Views/>
            {body}
            {form}
        </Page>
    }
}

#[component]
fn Rows(rows: Vec<Exemption>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if rows.is_empty() {
        return view! { <Empty title=t!(lang, "standing.exempt.none") text=t!(lang, "standing.exempt.none-text")/> }
            .into_any();
    }
    let (today, may) = (ctx.today(), ctx.inspector().is_ok());
    let line = move |row: Exemption| {
        let kind = row
            .template
            .as_deref()
            .map_or_else(|| t!(lang, "standing.exempt.all"), |key| words::template_name(lang, key));
        let runs = today <= row.until;
        let (state, word) = match runs {
            true => (State::Info, t!(lang, "standing.exempt.runs")),
            false => (State::Nothing, t!(lang, "standing.exempt.over")),
        };
        let end = (may && runs).then(|| {
            view! {
                <form method="post" action=format!("/exemptions/{}/end", row.id)>
                    <input type="hidden" name="version" value=row.version.to_string()/>
                    <button type="submit" class="button button-small">{t!(lang, "standing.exempt.end")}</button>
                </form>
            }
        });
        view! {
            <tr>
                <th scope="row"><a href=format!("/enterprises/{}", row.enterprise)>{row.enterprise_name}</a></th>
                <td data-label=t!(lang, "returns.desk.kinds")>{kind}</td>
                <td data-label=t!(lang, "standing.exempt.days") class="date">{i18n::day_range(lang, row.since, row.until)} " " <Badge state word/></td>
                <td data-label=t!(lang, "standing.exempt.authority")>{row.authority}</td>
                <td data-label=t!(lang, "standing.exempt.reason")>{row.reason}</td>
                <td class="act">{end}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "standing.exempt.title")>
            <thead>
                <tr>
                    <Th label=t!(lang, "standing.rates.enterprise")/>
                    <Th label=t!(lang, "returns.desk.kinds")/>
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
    view! {
        <Section title=t!(lang, "standing.exempt.new") note=t!(lang, "standing.exempt.new-note")>
            <form class="form" method="post" action="/exemptions" novalidate>
                <Hidden name="id" value=Uuid::now_v7().to_string()/>
                <EnterpriseField label=t!(lang, "standing.rates.enterprise")/>
                <SelectField name="template" label=t!(lang, "returns.desk.kinds") choices=duty_choices(lang) blank=t!(lang, "standing.exempt.all") optional=true/>
                <DateField name="since" label=t!(lang, "standing.exempt.since")/>
                <DateField name="until" label=t!(lang, "standing.exempt.until")/>
                <TextField name="authority" label=t!(lang, "standing.exempt.authority") hint=t!(lang, "standing.exempt.authority-hint")/>
                <TextField name="reason" label=t!(lang, "standing.exempt.reason")/>
                <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "standing.exempt.do")}</button></div>
            </form>
        </Section>
    }
}
