use super::super::rule::Check;
use super::super::service::{self, Detail};
use super::{id_here, period, share, verdict};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Crumb, Fact, Facts, History, Page, Section, Source, Sum, Sums};
use leptos::prelude::*;

/// One period in full.
#[component]
pub fn Health() -> impl IntoView {
    let ctx = Ctx::here();
    let id = id_here();
    Suspend::new(async move {
        let found = match id {
            Ok(id) => service::detail(&ctx, id).await,
            Err(halt) => Err(halt),
        };
        answer(found, move |detail| view! { <Whole detail/> })
    })
}

fn line(lang: Lang, check: &Check) -> Sum {
    let (words, state) = verdict(lang, check);
    let sum = match check.code {
        "cases" => check.got.map_or_else(|| t!(lang, "ui.not-given"), |n| t!(lang, "health.cases", n = n)),
        _ => share(lang, check.got, check.of),
    };
    Sum {
        name: i18n::words(lang, &format!("health.check.{}", check.code)),
        sum,
        law: check.cite.as_ref().map(|cite| i18n::cite(lang, cite)).unwrap_or_default().into(),
        state,
        verdict: words,
    }
}

#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let lang = Ctx::here().lang;
    let record = detail.record;
    let edit = format!("/health/{}/edit", record.id);
    let action = detail.may_write.then(|| view! { <a class="button" href=edit>{t!(lang, "health.edit")}</a> });
    let said = period(lang, record.figures.period);
    let title = format!("{} · {said}", record.enterprise_name);
    let crumbs = vec![Crumb::new("/health", t!(lang, "health.title"))];
    let how = view! { <p>{t!(lang, "health.how")}</p> }.into_any();
    let sums: Vec<Sum> = detail.checks.iter().map(|check| line(lang, check)).collect();
    let enterprise = format!("/enterprises/{}", record.enterprise);
    let fact = |(field, value): (&'static str, Option<String>)| {
        let value = if field == "period" { Some(said.to_string()) } else { value };
        let label = i18n::words(lang, &format!("health.field.{field}"));
        match value {
            Some(value) => view! { <Fact label>{value}</Fact> }.into_any(),
            None => view! { <Fact label/> }.into_any(),
        }
    };
    let facts = record.figures.fields().into_iter().map(fact).collect_view();
    view! {
        <Page title purpose=record.town crumbs action=action.into_any() how>
            <Section title=t!(lang, "health.section.checks")>
                <Sums label=t!(lang, "health.section.checks") sums/>
            </Section>
            <Section title=t!(lang, "health.section.figures")>
                <Facts>
                    <Fact label=t!(lang, "health.enterprise")><a href=enterprise>{record.enterprise_name}</a></Fact>
                    {facts}
                </Facts>
            </Section>
            <Section title=t!(lang, "health.section.source")>
                <p>{match record.filed {
                    Some(source) => view! { <Source source/> }.into_any(),
                    None => t!(lang, "health.typed").into_any(),
                }}</p>
            </Section>
            <Section title=t!(lang, "health.section.history")><History entries=detail.history labels="health.field"/></Section>
        </Page>
    }
}
