//! `/baselines/years/{year}`: the frozen versions of one year side by side.
use super::differences::{kind, place, sum};
use super::{frozen, version};
use crate::baseline::model::{Document, Metric, Place, Sums};
use crate::baseline::service::{self, Versions};
use crate::i18n;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Crumb, Page, Section, Table, Th};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn VersionsOfYear() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let year = use_params_map().with_untracked(|params| params.get("year").and_then(|year| year.parse::<i32>().ok()));
    Suspend::new(async move {
        let found = match year {
            Some(year) => service::versions(&ctx, year).await,
            None => Err(Halt::Missing),
        };
        answer(found, move |versions| {
            let title = t!(lang, "baseline.versions.title", year = versions.year);
            let crumbs = vec![Crumb::new("/baselines", t!(lang, "baseline.title"))];
            view! {
                <Page title purpose=t!(lang, "baseline.versions.purpose") crumbs>
                    <Heads documents=versions.documents.clone()/>
                    <Sides versions/>
                </Page>
            }
        })
    })
}

/// Who settled each version, when, and why it corrects the one before.
#[component]
fn Heads(documents: Vec<Document>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let row = move |document: Document| {
        view! {
            <tr>
                <th scope="row"><a href=format!("/baselines/{}", document.id)>{version(lang, &document)}</a></th>
                <td data-label=t!(lang, "baseline.origin")>
                    {i18n::words(lang, &format!("baseline.made.{}", document.baseline.origin.key()))}
                </td>
                <td class="date" data-label=t!(lang, "baseline.as-of")>{i18n::short_date(document.baseline.as_of)}</td>
                <td data-label=t!(lang, "baseline.frozen")>{frozen(&ctx, &document)}</td>
                <td data-label=t!(lang, "baseline.reason")>{document.reason.clone()}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "baseline.versions.caption")>
            <thead><tr>
                <Th label=t!(lang, "baseline.versions.version")/>
                <Th label=t!(lang, "baseline.origin")/>
                <Th label=t!(lang, "baseline.as-of")/>
                <Th label=t!(lang, "baseline.frozen")/>
                <Th label=t!(lang, "baseline.reason")/>
            </tr></thead>
            <tbody>{documents.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

#[component]
fn Sides(versions: Versions) -> impl IntoView {
    let lang = Ctx::here().lang;
    let Versions { documents, places, .. } = versions;
    let side = |(at, metric): (usize, &Metric)| {
        let (documents, rows) = (documents.clone(), places.clone());
        view! { <Side metric=*metric at documents rows/> }
    };
    let sides = Metric::ALL.iter().enumerate().map(side).collect_view();
    view! {
        <Section title=t!(lang, "baseline.versions.sides") note=t!(lang, "baseline.versions.sides-what")>
            {sides}
        </Section>
    }
}

/// One figure of every place in every version; places in which no version says anything of it are left out.
#[component]
fn Side(metric: Metric, at: usize, documents: Vec<Document>, rows: Vec<(Place, Vec<Option<Sums>>)>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let known = |said: &[Option<Sums>]| said.iter().flatten().any(|sums| sums[at].total != 0 || sums[at].unknown == 0);
    let rows: Vec<_> = rows.into_iter().filter(|(_, said)| known(said)).collect();
    if rows.is_empty() {
        return ().into_any();
    }
    let names: Vec<_> = documents.iter().map(|document| version(lang, document)).collect();
    let heads = names.iter().map(|name| view! { <Th label=name.clone() number=true/> }).collect_view();
    let row = move |(of, said): (Place, Vec<Option<Sums>>)| {
        let mut before: Option<Option<Sums>> = None;
        let cells: Vec<_> = said
            .into_iter()
            .zip(names.iter().cloned())
            .map(|(sums, name)| {
                let here = sums.map(|sums| sums[at]);
                let differs = before.is_some_and(|before| before.map(|sums| sums[at]) != here);
                before = Some(sums);
                let words = sum(lang, metric, here);
                let words = if differs { view! { <ins>{words}</ins> }.into_any() } else { words.into_any() };
                view! { <td class="num" data-label=name>{words}</td> }
            })
            .collect();
        view! {
            <tr>
                <th scope="row">{place(lang, &of)}</th>
                <td data-label=t!(lang, "baseline.differ.kind")>{kind(lang, &of)}</td>
                {cells}
            </tr>
        }
    };
    view! {
        <Table caption=super::metric(lang, metric)>
            <thead><tr>
                <Th label=t!(lang, "baseline.differ.place")/>
                <Th label=t!(lang, "baseline.differ.kind")/>
                {heads}
            </tr></thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}
