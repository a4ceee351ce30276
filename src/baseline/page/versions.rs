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
    let Versions { documents, places, .. } = versions;
    let side = |(at, metric): (usize, &Metric)| {
        let (documents, rows) = (documents.clone(), places.clone());
        view! { <Side metric=*metric at documents rows/> }
    };
    Metric::ALL.iter().enumerate().map(side).collect_view()
}

/// What each version says of one place.
type Said = (Place, Vec<Option<Sums>>);

/// One figure in every version: all together and where versions differ, every other place folded away. A place of which no
/// version knows the figure is left out.
#[component]
fn Side(metric: Metric, at: usize, documents: Vec<Document>, rows: Vec<Said>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let known = |said: &[Option<Sums>]| said.iter().flatten().any(|sums| sums[at].total != 0 || sums[at].unknown == 0);
    let differs = |said: &[Option<Sums>]| said.windows(2).any(|two| two[0].map(|s| s[at]) != two[1].map(|s| s[at]));
    let rows = rows.into_iter().filter(|(_, said)| known(said));
    let (shown, rest): (Vec<Said>, Vec<Said>) = rows.partition(|(place, said)| *place == Place::Whole || differs(said));
    if shown.is_empty() {
        return ().into_any();
    }
    let same = shown.iter().all(|(_, said)| !differs(said));
    let note = if same { t!(lang, "baseline.differ.none") } else { t!(lang, "baseline.versions.sides-what") };
    let folded = (!rest.is_empty()).then(|| {
        let summary = t!(lang, "baseline.versions.rest", n = rest.len());
        view! { <details class="more"><summary>{summary}</summary><Places metric at documents=documents.clone() rows=rest/></details> }
    });
    view! {
        <Section title=super::metric(lang, metric) note>
            <Places metric at documents rows=shown/>
            {folded}
        </Section>
    }
    .into_any()
}

#[component]
fn Places(metric: Metric, at: usize, documents: Vec<Document>, rows: Vec<Said>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let names: Vec<_> = documents.iter().map(|document| version(lang, document)).collect();
    let heads = names.iter().map(|name| view! { <Th label=name.clone() number=true/> }).collect_view();
    let row = move |(of, said): Said| {
        let mut before: Option<Option<Sums>> = None;
        let cell = |(sums, name): (Option<Sums>, crate::ui::Words)| {
            let here = sums.map(|sums| sums[at]);
            let differs = before.is_some_and(|before| before.map(|sums| sums[at]) != here);
            before = Some(sums);
            let words = sum(lang, metric, here);
            let words = if differs { view! { <ins>{words}</ins> }.into_any() } else { words.into_any() };
            view! { <td class="num" data-label=name>{words}</td> }
        };
        let cells: Vec<_> = said.into_iter().zip(names.iter().cloned()).map(cell).collect();
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
}
