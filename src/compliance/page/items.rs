//! Single records behind a number, page by page.
use super::super::model::{Item, PAGE_SIZE};
use super::words;
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Pager, Query, Section, Table, Th, Words};
use leptos::prelude::*;

/// The records of one number: exactly as many rows as the number says, on pages of fifty.
#[component]
pub(super) fn Items(#[prop(into)] title: Words, items: Vec<Item>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let page: i64 = Query::here().get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1);
    let total = items.len() as i64;
    let skip = usize::try_from((page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
    let row = move |item: Item| {
        let name = match (item.name.is_empty(), item.enterprise) {
            (true, _) => t!(lang, "compliance.item.many").into_any(),
            (false, Some(id)) => view! { <a href=format!("/enterprises/{id}/file")>{item.name}</a> }.into_any(),
            (false, None) => item.name.into_any(),
        };
        view! {
            <tr>
                {(!own).then(|| view! {
                    <th scope="row">{name}</th>
                    <td data-label=t!(lang, "compliance.item.town")>{item.town}</td>
                })}
                <td data-label=t!(lang, "compliance.item.what")><a href=item.href>{words::why(lang, &item.why)}</a></td>
                <td class="date" data-label=t!(lang, "compliance.item.day")>{item.day.map(i18n::short_date)}</td>
            </tr>
        }
    };
    let rows = items.into_iter().skip(skip).take(PAGE_SIZE as usize).map(row).collect_view();
    view! {
        <Section title id="items">
            <Table caption=t!(lang, "compliance.item.caption")>
                <thead><tr>
                    {(!own).then(|| view! {
                        <Th label=t!(lang, "compliance.item.enterprise")/>
                        <Th label=t!(lang, "compliance.item.town")/>
                    })}
                    <Th label=t!(lang, "compliance.item.what")/>
                    <Th label=t!(lang, "compliance.item.day")/>
                </tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            <Pager page size=PAGE_SIZE total/>
        </Section>
    }
}
