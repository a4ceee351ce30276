//! Pages of the desk: what I owe, my returns, a new one, its preview, its receipt, the templates.
mod filing;
mod fix;
mod layouts;
mod new;
mod preview;
mod receipt;
mod sheet;
mod steps;
mod templates;
mod words;

pub use filing::OneReturn;
pub use layouts::Layouts;
pub use new::NewReturn;
pub use steps::{WhichColumns, WhichTable};
pub use templates::Templates;
pub use words::said;

use super::model::{Listed, Standing};
use super::service::{self, Owed};
use crate::i18n;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Badge, Choice, Empty, Filters, Page, Pager, Query, Section, SelectField, State, Table, Th};
use leptos::prelude::*;

/// Returns on one page of the list.
const PAGE_SIZE: i64 = 50;
/// Returns under what is owed.
const LAST: i64 = 5;

/// Whoever may send finds the way to a new return at the top of each page.
fn new_button(ctx: &Ctx) -> Option<AnyView> {
    let may = ctx.rep().is_ok() || ctx.inspector().is_ok();
    let lang = ctx.lang;
    may.then(|| {
        view! { <a class="button button-primary" href="/returns/new">{t!(lang, "returns.desk.new")}</a> }.into_any()
    })
}

/// The first page of a rep: what their enterprise owes this year, one action each, and the last receipts.
#[component]
pub fn Desk() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asking = ctx.clone();
    let owed = Suspend::new(async move {
        let data = async { Ok((service::owed(&asking).await?, service::list(&asking, None, 1, LAST).await?.0)) };
        answer(data.await, move |(owed, last)| {
            view! {
                <ul class="cards">{owed.into_iter().map(|owed| view! { <OwedCard owed/> }).collect_view()}</ul>
                <Section title=t!(lang, "returns.desk.last")>
                    <Rows rows=last/>
                    <p><a href="/returns">{t!(lang, "returns.desk.all")}</a></p>
                </Section>
            }
        })
    });
    let purpose = t!(lang, "returns.desk.owe-purpose");
    let action = new_button(&ctx).unwrap_or_else(|| ().into_any());
    view! {
        <Page title=t!(lang, "returns.desk.owe") purpose action>
            {owed}
        </Page>
    }
}

#[component]
fn OwedCard(owed: Owed) -> impl IntoView {
    let lang = Ctx::here().lang;
    let name = words::template_name(lang, owed.template);
    let year = owed.year;
    let kind = owed.template;
    match owed.filed {
        Some((filing, on)) => {
            let why = t!(lang, "returns.desk.filed-on", day = i18n::date(lang, on));
            let receipt = filing.map(|id| {
                view! { <a class="button button-small" href=format!("/returns/{id}")>{t!(lang, "returns.desk.see-receipt")}</a> }
            });
            view! {
                <li class="card">
                    <p class="card-top"><span>{year}</span> <Badge state=State::Ok word=t!(lang, "returns.desk.filed")/></p>
                    <h2>{name}</h2>
                    <p class="card-why">{why}</p>
                    <p class="card-actions">{receipt}</p>
                </li>
            }
            .into_any()
        }
        None => view! {
            <li class="card card-soon">
                <p class="card-top"><span>{year}</span> <Badge state=State::Soon word=t!(lang, "returns.desk.not-filed")/></p>
                <h2>{name}</h2>
                <p class="card-why">{t!(lang, "returns.desk.not-filed-why", year = year)}</p>
                <p class="card-actions">
                    <a class="button button-small" href=format!("/returns/new?template={kind}")>{t!(lang, "returns.desk.upload")}</a>
                    <a href=format!("/templates/{kind}")>{t!(lang, "returns.desk.get-template")}</a>
                </p>
            </li>
        }
        .into_any(),
    }
}

/// Every return that the reader may see.
#[component]
pub fn Returns() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let page = query.get("page").parse().unwrap_or(1_i64).clamp(1, 1_000_000);
    let standing = Standing::parse(query.get("state"));
    let choices = [Standing::Sent, Standing::Draft, Standing::Checking, Standing::Refused, Standing::Withdrawn]
        .map(|standing| Choice::new(standing.key(), words::standing_name(lang, standing)))
        .to_vec();
    let asking = ctx.clone();
    let list = Suspend::new(async move {
        answer(service::list(&asking, standing, page, PAGE_SIZE).await, move |(rows, total)| {
            view! { <Rows rows/> <Pager page size=PAGE_SIZE total/> }
        })
    });
    let action = new_button(&ctx).unwrap_or_else(|| ().into_any());
    view! {
        <Page title=t!(lang, "returns.desk.title") purpose=t!(lang, "returns.desk.purpose") action>
            <Filters>
                <SelectField name="state" label=t!(lang, "returns.desk.state") choices blank=t!(lang, "ui.all")/>
            </Filters>
            {list}
        </Page>
    }
}

/// Returns as a table; empty, what to do first.
#[component]
fn Rows(rows: Vec<Listed>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if rows.is_empty() {
        let text = t!(lang, "returns.desk.none-text");
        return view! { <Empty title=t!(lang, "returns.desk.none") text/> }.into_any();
    }
    let line = move |row: Listed| {
        let names: Vec<_> = row.templates.iter().map(|key| words::template_name(lang, key)).collect();
        let whom = row.enterprise.unwrap_or(row.sender);
        let at = i18n::moment(lang, ctx.local(row.sent_at.unwrap_or(row.uploaded_at)));
        let number = row.number;
        view! {
            <tr>
                <th scope="row"><a href=format!("/returns/{}", row.id)>{number}</a></th>
                <td data-label=t!(lang, "returns.desk.file")>{row.file_name}</td>
                <td data-label=t!(lang, "returns.desk.kinds")>{names.join(" · ")}</td>
                <td data-label=t!(lang, "returns.desk.from")>{whom}</td>
                <td data-label=t!(lang, "returns.desk.rows") class="num">{i18n::number(row.tally.good() as i64)}</td>
                <td data-label=t!(lang, "returns.desk.state")>
                    <Badge state=words::standing_state(row.standing) word=words::standing_name(lang, row.standing)/>
                </td>
                <td data-label=t!(lang, "returns.desk.at") class="date">{at}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "returns.desk.title")>
            <thead>
                <tr>
                    <Th label=t!(lang, "returns.desk.number")/>
                    <Th label=t!(lang, "returns.desk.file")/>
                    <Th label=t!(lang, "returns.desk.kinds")/>
                    <Th label=t!(lang, "returns.desk.from")/>
                    <Th label=t!(lang, "returns.desk.rows") number=true/>
                    <Th label=t!(lang, "returns.desk.state")/>
                    <Th label=t!(lang, "returns.desk.at")/>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}
