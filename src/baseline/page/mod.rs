//! The list of baselines and one baseline in full.
mod rows;

use super::model::{Document, Metric};
use super::rule::Why;
use super::service::{self, Asked, Shown};
use crate::i18n::{self, Lang};
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::kernel::{Typed, text};
use crate::server::page::answer;
use crate::server::{Ctx, FormState, Halt};
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Confirm, Crumb, DateField, Empty, ErrorSummary, Fact, Facts, Hidden, History, Notice,
    NumberField, Page, Query, Section, State, Table, TextAreaField, Th, Words,
};
use chrono::Datelike;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use rows::Rows;
use uuid::Uuid;

/// Whether the reader may make, freeze and discard: an inspector of the whole district.
fn may_write(ctx: &Ctx) -> bool {
    ctx.inspector().is_ok_and(|inspector| inspector.town().is_none())
}

/// 第 2 版 / v2.
pub fn version(lang: Lang, document: &Document) -> Words {
    if document.is_draft() {
        t!(lang, "baseline.draft")
    } else {
        t!(lang, "baseline.version", n = document.baseline.version)
    }
}

/// Who froze it and when, in words.
pub fn frozen(ctx: &Ctx, document: &Document) -> Option<Words> {
    let frozen = document.frozen.as_ref()?;
    let when = i18n::date(ctx.lang, ctx.local(frozen.at).date());
    Some(t!(ctx.lang, "baseline.frozen-by", who = frozen.by, when = when))
}

/// Why a baseline has no answer, as a sentence.
pub fn why(lang: Lang, why: Why) -> String {
    let day = why.day().map(|day| i18n::date(lang, day)).unwrap_or_default();
    let month = if let Why::MonthMissing(month) = why { month.to_string() } else { String::new() };
    i18n::code(lang, "baseline.why", why.key(), &[("day", day), ("month", month)])
}

pub fn group(lang: Lang, group: Group) -> Words {
    i18n::words(lang, &format!("incident.type.{}", group.key()))
}

pub fn metric(lang: Lang, metric: Metric) -> Words {
    i18n::words(lang, &format!("baseline.metric.{}", metric.key()))
}

/// `/baselines`
#[component]
pub fn Baselines() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    Suspend::new(async move {
        answer(service::list(&ctx).await, move |documents| {
            view! {
                <Page title=t!(lang, "baseline.title") purpose=t!(lang, "baseline.purpose")>
                    <ErrorSummary/>
                    {if documents.is_empty() {
                        view! { <Empty title=t!(lang, "baseline.empty-title") text=t!(lang, "baseline.empty-what")>
                            <p>{t!(lang, "baseline.empty-todo")}</p>
                        </Empty> }.into_any()
                    } else {
                        view! { <List documents/> }.into_any()
                    }}
                    {may_write(&ctx).then(|| view! { <Compute/> })}
                </Page>
            }
        })
    })
}

#[component]
fn List(documents: Vec<Document>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let newest = documents.clone();
    // Frozen ones come newest first within a year.
    let used = move |document: &Document| {
        newest.iter().find(|d| !d.is_draft() && d.baseline.year == document.baseline.year).map(|d| d.id)
    };
    let row = move |document: Document| {
        let (state, word) = match used(&document) {
            _ if document.is_draft() => (State::Soon, t!(lang, "baseline.draft")),
            Some(id) if id == document.id => (State::Ok, t!(lang, "baseline.latest")),
            _ => (State::Nothing, t!(lang, "baseline.superseded")),
        };
        let baseline = &document.baseline;
        let href = format!("/baselines/{}", document.id);
        let name = format!("{} · {}", baseline.year, version(lang, &document));
        view! {
            <tr>
                <th scope="row"><a href=href>{name}</a></th>
                <td data-label=t!(lang, "baseline.state")><Badge state word/></td>
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

/// Reads which rows are asked for: the parameters of a link from a comparison.
pub fn asked(fields: &Typed) -> Asked {
    let day = |name: &str| text::date(&text::normal(fields.get(name)));
    let town = text::normal(fields.get("town"));
    let above_zero = |name: &str| fields.get(name).parse::<i64>().is_ok_and(|least| least > 0);
    Asked {
        window: day("from").zip(day("to")).and_then(|(from, to)| Window::new(from, to)),
        town: (!town.is_empty()).then_some(town),
        group: Group::parse(fields.get("category")),
        only: if above_zero("deaths_min") {
            Some(Metric::Deaths)
        } else {
            above_zero("serious_min").then_some(Metric::Serious)
        },
    }
}

/// `/baselines/{id}`
#[component]
pub fn BaselineDetail() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = use_params_map().with_untracked(|params| params.get("id").and_then(|id| id.parse::<Uuid>().ok()));
    let asked = asked(Query::here().fields());
    Suspend::new(async move {
        let found = match id {
            Some(id) => service::show(&ctx, id, &asked).await,
            None => Err(Halt::Missing),
        };
        answer(found, move |shown| {
            let title = t!(lang, "baseline.of-year", year = shown.document.baseline.year);
            let title = format!("{title} · {}", version(lang, &shown.document));
            let history = shown.history.clone();
            let draft = shown.document.is_draft();
            view! {
                <Page title=title purpose=t!(lang, "baseline.purpose-one") crumbs=vec![Crumb::new("/baselines", t!(lang, "baseline.title"))]>
                    <ErrorSummary/>
                    {draft.then(|| view! { <Notice state=State::Soon><p>{t!(lang, "baseline.draft-note")}</p></Notice> })}
                    <Provenance shown=shown.clone()/>
                    {draft.then(|| view! { <Decide shown=shown.clone()/> })}
                    <Asking asked=asked.clone() why=shown.why/>
                    <Rows shown asked=asked.clone()/>
                    <Section title=t!(lang, "baseline.history")><History entries=history labels="baseline.field"/></Section>
                </Page>
            }
        })
    })
}

#[component]
fn Provenance(shown: Shown) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let document = shown.document;
    let baseline = document.baseline.clone();
    let made = i18n::words(lang, &format!("baseline.made.{}", baseline.origin.key()));
    let by = i18n::words(lang, &format!("baseline.by.{}", baseline.resolution.key()));
    let author = format!("{} · {}", document.author, i18n::moment(lang, ctx.local(document.created_at)));
    let seal = document.frozen.as_ref().map(|f| f.hash.clone()).map(|hash| {
        let kept = shown.sealed.map(|kept| {
            let (state, word) = if kept {
                (State::Ok, t!(lang, "baseline.hash-kept"))
            } else {
                (State::Late, t!(lang, "baseline.hash-broken"))
            };
            view! { <Badge state word/> }
        });
        view! { <Fact label=t!(lang, "baseline.hash")><code>{hash}</code> " " {kept}</Fact> }
    });
    view! {
        <Facts>
            {frozen(&ctx, &document).map(|words| view! { <Fact label=t!(lang, "baseline.frozen")>{words}</Fact> })}
            <Fact label=t!(lang, "baseline.as-of")>{i18n::date(lang, baseline.as_of)}</Fact>
            <Fact label=t!(lang, "baseline.definition-name")>{baseline.definition}</Fact>
            {document.note.map(|note| view! { <Fact label=t!(lang, "baseline.note")>{note}</Fact> })}
            <Fact label=t!(lang, "baseline.origin")>{made}</Fact>
            <Fact label=t!(lang, "baseline.resolution")>{by}</Fact>
            <Fact label=t!(lang, "baseline.author")>{author}</Fact>
            {document.filing.map(|(id, number)| view! {
                <Fact label=t!(lang, "baseline.filing")><a href=format!("/returns/{id}")>{number}</a></Fact>
            })}
            {seal}
        </Facts>
    }
}

/// Freezing and discarding a draft.
#[component]
fn Decide(shown: Shown) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let document = shown.document;
    if !may_write(&ctx) {
        return view! { <p class="section-note">{t!(lang, "baseline.freeze.only")}</p> }.into_any();
    }
    let id = document.id;
    let unknown = shown.sums[1].1.unknown.max(shown.sums[2].1.unknown);
    let computed = document.baseline.resolution == super::model::Resolution::Day;
    let version = document.revision.to_string();
    FormState::offer(|| {
        let text = |value: &str| value.to_owned();
        Typed(vec![
            (text("as_of"), document.baseline.as_of.to_string()),
            (text("definition"), document.baseline.definition.clone()),
            (text("note"), document.note.clone().unwrap_or_default()),
        ])
    });
    view! {
        <Section title=t!(lang, "baseline.freeze.title") note=t!(lang, "baseline.freeze.what")>
            {(computed && unknown > 0).then(|| view! {
                <Notice state=State::Soon><p>{t!(lang, "baseline.freeze.unknown", n = unknown)}</p></Notice>
            })}
            <form class="form no-print" method="post" action=format!("/baselines/{id}/freeze") novalidate>
                <Hidden name="version" value=version/>
                <DateField name="as_of" label=t!(lang, "baseline.as-of") hint=t!(lang, "baseline.as-of-hint")/>
                <TextAreaField name="definition" label=t!(lang, "baseline.definition-name") hint=t!(lang, "baseline.definition-hint") rows=5/>
                <TextAreaField name="note" label=t!(lang, "baseline.note") hint=t!(lang, "baseline.note-hint") optional=true rows=2/>
                <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "baseline.freeze.button")}</button></div>
            </form>
        </Section>
        <Section title=t!(lang, "baseline.discard.button") note=t!(lang, "baseline.discard.what")>
            <Confirm button=t!(lang, "baseline.discard.button")>
                <form method="post" action=format!("/baselines/{id}/discard")>
                    <button type="submit" class="button button-danger">{t!(lang, "baseline.discard.confirm")}</button>
                </form>
            </Confirm>
        </Section>
    }
    .into_any()
}

/// What is asked of the baseline, as chips to take off, and why it has no answer.
#[component]
fn Asking(asked: Asked, why: Option<Why>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let chip = |name, label, value: Words| Chip { name, label, value };
    let mut chips = Vec::new();
    if let Some(window) = asked.window {
        let range = i18n::day_range(lang, window.from(), window.to());
        chips.push(chip("from", t!(lang, "baseline.asked.window"), range.into()));
        chips.extend(asked.town.map(|town| chip("town", t!(lang, "baseline.row.town"), town.into())));
        chips.extend(asked.group.map(|of| chip("category", t!(lang, "baseline.row.category"), group(lang, of))));
        chips.extend(asked.only.map(|of| {
            let name = if of == Metric::Deaths { "deaths_min" } else { "serious_min" };
            chip(name, t!(lang, "baseline.asked.only"), metric(lang, of))
        }));
    }
    view! {
        <Chips chips/>
        {why.map(|it| view! { <Notice state=State::Soon><p>{self::why(lang, it)}</p></Notice> })}
    }
}
