//! The years with their versions, what waits to be decided, and computing a draft.
use super::differences::pair;
use super::{frozen, may_write, metric, used_name};
use crate::baseline::model::{Document, Metric, Recount};
use crate::baseline::service::{self, Listed};
use crate::i18n;
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Badge, Empty, ErrorSummary, Hidden, NumberField, Page, Section, State, Table, Th};
use chrono::Datelike;
use leptos::prelude::*;
use uuid::Uuid;

/// `/baselines`
#[component]
pub fn Baselines() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    Suspend::new(async move {
        answer(service::list(&ctx).await, move |Listed { documents, waiting }| {
            let writes = may_write(&ctx);
            view! {
                <Page title=t!(lang, "baseline.title") purpose=t!(lang, "baseline.purpose")>
                    <ErrorSummary/>
                    {(!waiting.is_empty()).then(|| view! { <Waiting waiting writes/> })}
                    {if documents.is_empty() {
                        view! { <Empty title=t!(lang, "baseline.empty-title") text=t!(lang, "baseline.empty-what")>
                            <p>{t!(lang, "baseline.empty-todo")}</p>
                        </Empty> }.into_any()
                    } else {
                        view! { <Section title=t!(lang, "baseline.list")><List documents/></Section> }.into_any()
                    }}
                    {writes.then(|| view! { <Compute/> })}
                </Page>
            }
        })
    })
}

/// Versions that the records no longer bear out.
#[component]
fn Waiting(waiting: Vec<(Document, Recount)>, writes: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = move |(document, recount): (Document, Recount)| {
        let whole = recount.differences.whole().cloned();
        let cells = Metric::ALL.iter().enumerate().map(|(at, of)| {
            let (old, new) = whole.as_ref().map_or((None, None), |w| (w.old.map(|s| s[at]), w.new.map(|s| s[at])));
            let said = whole.as_ref().map(|_| pair(lang, *of, old, new));
            view! { <td class="num" data-label=metric(lang, *of)>{said.unwrap_or_else(|| t!(lang, "baseline.differ.same").into_any())}</td> }
        });
        let records = recount.differences.causes.len() as i64 + recount.differences.more;
        let href = format!("/baselines/{}#restatement", document.id);
        let word = if writes { t!(lang, "baseline.restate.look") } else { t!(lang, "baseline.restate.read") };
        view! {
            <tr>
                <th scope="row">{used_name(lang, &document)}</th>
                {cells.collect_view()}
                <td class="num" data-label=t!(lang, "baseline.restate.records")>{i18n::number(records)}</td>
                <td class="act" data-label=t!(lang, "baseline.state")><a href=href>{word}</a></td>
            </tr>
        }
    };
    view! {
        <Section title=t!(lang, "baseline.restate.waiting") note=t!(lang, "baseline.restate.waiting-what")>
            <Table caption=t!(lang, "baseline.restate.waiting")>
                <thead><tr>
                    <Th label=t!(lang, "baseline.year")/>
                    {Metric::ALL.iter().map(|of| view! { <Th label=metric(lang, *of) number=true/> }).collect_view()}
                    <Th label=t!(lang, "baseline.restate.records") number=true/>
                    <Th label=t!(lang, "baseline.state")/>
                </tr></thead>
                <tbody>{waiting.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </Section>
    }
}

#[component]
fn List(documents: Vec<Document>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let all = documents.clone();
    let frozen_of = move |year: i32| {
        // Frozen ones come newest first within a year.
        let mut ids = all.iter().filter(|d| !d.is_draft() && d.baseline.year == year).map(|d| d.id);
        (ids.next(), ids.count())
    };
    let row = move |document: Document| {
        let baseline = &document.baseline;
        let (used, others) = frozen_of(baseline.year);
        let (state, word) = if document.refused.is_some() {
            (State::Nothing, t!(lang, "baseline.refused"))
        } else if document.is_draft() && used.is_some() {
            (State::Soon, t!(lang, "baseline.draft-restates"))
        } else if document.is_draft() {
            (State::Soon, t!(lang, "baseline.draft"))
        } else if used == Some(document.id) {
            (State::Ok, t!(lang, "baseline.latest"))
        } else {
            (State::Nothing, t!(lang, "baseline.superseded"))
        };
        let beside = (used == Some(document.id) && others > 0).then(|| {
            let href = format!("/baselines/years/{}", baseline.year);
            view! { " " <a href=href>{t!(lang, "baseline.versions.link", n = others + 1)}</a> }
        });
        let href = format!("/baselines/{}", document.id);
        view! {
            <tr>
                <th scope="row"><a href=href>{used_name(lang, &document)}</a></th>
                <td data-label=t!(lang, "baseline.state")><Badge state word/>{beside}</td>
                <td data-label=t!(lang, "baseline.origin")>{i18n::words(lang, &format!("baseline.made.{}", baseline.origin.key()))}</td>
                <td data-label=t!(lang, "baseline.resolution")>{i18n::words(lang, &format!("baseline.by.{}", baseline.resolution.key()))}</td>
                <td class="date" data-label=t!(lang, "baseline.as-of")>{i18n::short_date(baseline.as_of)}</td>
                <td data-label=t!(lang, "baseline.author")>{document.author.clone()}</td>
                <td data-label=t!(lang, "baseline.frozen")>{frozen(&ctx, &document)}</td>
                <td class="num" data-label=t!(lang, "baseline.rows")>{i18n::number(document.rows_count)}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "baseline.title")>
            <thead><tr>
                <Th label=t!(lang, "baseline.year")/>
                <Th label=t!(lang, "baseline.state")/>
                <Th label=t!(lang, "baseline.origin")/>
                <Th label=t!(lang, "baseline.resolution")/>
                <Th label=t!(lang, "baseline.as-of")/>
                <Th label=t!(lang, "baseline.author")/>
                <Th label=t!(lang, "baseline.frozen")/>
                <Th label=t!(lang, "baseline.rows") number=true/>
            </tr></thead>
            <tbody>{documents.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

#[component]
fn Compute() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    FormState::offer(|| Typed(vec![("year".to_owned(), (ctx.today().year() - 1).to_string())]));
    view! {
        <Section title=t!(lang, "baseline.compute.title") note=t!(lang, "baseline.compute.what")>
            <form class="form no-print" method="post" action="/baselines/compute" novalidate>
                <Hidden name="id" value=Uuid::now_v7().to_string()/>
                <NumberField name="year" label=t!(lang, "baseline.year")/>
                <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "baseline.compute.button")}</button></div>
            </form>
        </Section>
    }
}
