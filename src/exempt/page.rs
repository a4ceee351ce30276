//! The parts that pages of exemptions share: the list with its ends, the form, the address of one.
use super::model::Exemption;
use crate::enterprise::page::EnterpriseField;
use crate::i18n;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Badge, DateField, Empty, Hidden, Section, State, Table, TextField, Th, Words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// What a page says of its exemptions, and where they are changed.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Where the form is sent; one exemption lies below.
    pub address: &'static str,
    pub title: Words,
    pub none: Words,
    pub none_text: Words,
    /// Over what they free from.
    pub from: Words,
    /// Where an enterprise is shown.
    pub enterprise: fn(Uuid) -> String,
}

/// The exemptions of a list, or why there is none.
type Found<From> = Result<Vec<Exemption<From>>, Halt>;

/// Looks through a list for the exemption that the address names: one that is not there is nobody's.
pub fn named<From>() -> impl FnOnce(Found<From>) -> Found<From> {
    let named = use_params_map().read_untracked().get("id");
    move |found| match (found, named) {
        (Ok(rows), Some(id)) if !rows.iter().any(|row| row.id.to_string() == id) => Err(Halt::Missing),
        (found, _) => found,
    }
}

/// The list, with a way to end those that run.
#[component]
pub fn Granted(rows: Vec<Exemption<Words>>, kind: Kind) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if rows.is_empty() {
        return view! { <Empty title=kind.none text=kind.none_text/> }.into_any();
    }
    let (today, may) = (ctx.today(), ctx.inspector().is_ok());
    let (address, enterprise, from) = (kind.address, kind.enterprise, kind.from.clone());
    let line = move |row: Exemption<Words>| {
        let runs = today <= row.until;
        let (state, word) = match runs {
            true => (State::Info, t!(lang, "exempt.runs")),
            false => (State::Nothing, t!(lang, "exempt.over")),
        };
        let end = (may && runs).then(|| {
            view! {
                <form method="post" action=format!("{address}/{}/end", row.id)>
                    <input type="hidden" name="version" value=row.version.to_string()/>
                    <button type="submit" class="button button-small">{t!(lang, "exempt.end")}</button>
                </form>
            }
        });
        view! {
            <tr>
                <th scope="row"><a href=enterprise(row.enterprise)>{row.enterprise_name}</a></th>
                <td data-label=from.clone()>{row.from}</td>
                <td data-label=t!(lang, "exempt.days") class="date">{i18n::day_range(lang, row.since, row.until)} " " <Badge state word/></td>
                <td data-label=t!(lang, "exempt.authority")>{row.authority}</td>
                <td data-label=t!(lang, "exempt.reason")>{row.reason}</td>
                <td class="act">{end}</td>
            </tr>
        }
    };
    view! {
        <Table caption=kind.title>
            <thead>
                <tr>
                    <Th label=t!(lang, "exempt.enterprise")/>
                    <Th label=kind.from/>
                    <Th label=t!(lang, "exempt.days")/>
                    <Th label=t!(lang, "exempt.authority")/>
                    <Th label=t!(lang, "exempt.reason")/>
                    <Th label=t!(lang, "exempt.decision")/>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

/// The form for a new one; its children say what it frees from.
#[component]
pub fn Grant(address: &'static str, title: Words, note: Words, does: Words, children: Children) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Section title note>
            <form class="form" method="post" action=address novalidate>
                <Hidden name="id" value=Uuid::now_v7().to_string()/>
                <EnterpriseField label=t!(lang, "exempt.enterprise")/>
                {children()}
                <DateField name="since" label=t!(lang, "exempt.since")/>
                <DateField name="until" label=t!(lang, "exempt.until")/>
                <TextField name="authority" label=t!(lang, "exempt.authority") hint=t!(lang, "exempt.authority-hint")/>
                <TextField name="reason" label=t!(lang, "exempt.reason")/>
                <div class="actions"><button type="submit" class="button button-primary">{does}</button></div>
            </form>
        </Section>
    }
}
