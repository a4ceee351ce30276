use super::super::rule::{Check, Verdict};
use super::super::service::{self, Detail};
use super::{id_here, state, sum};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Crumb, Fact, Facts, History, Notice, Page, Section, Source, Sum, Sums};
use leptos::prelude::*;

/// One meeting: whether it met as the law asks, what was told, who changed what.
#[component]
pub fn Meeting() -> impl IntoView {
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

#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let recorded = detail.recorded;
    let day = i18n::date(lang, recorded.meeting.held_on);
    let title = t!(lang, "congress.of", name = recorded.enterprise_name, day = day);
    let edit = format!("/congress/{}/edit", recorded.id);
    let action =
        service::may_write(&ctx).then(|| view! { <a class="button" href=edit>{t!(lang, "congress.edit")}</a> });
    let crumbs = vec![Crumb::new("/congress", t!(lang, "congress.title"))];
    let how = view! { <p>{t!(lang, "congress.how")}</p> }.into_any();
    let outcome = i18n::words(lang, &format!("congress.outcome.{}", detail.passed.key()));
    let sums: Vec<Sum> = detail.checks.iter().map(|check| line(lang, check)).collect();
    let enterprise = format!("/enterprises/{}", recorded.enterprise);
    view! {
        <Page title crumbs action=action.into_any() how>
            <Notice state=state(detail.passed)><p>{outcome}</p></Notice>
            <Section title=t!(lang, "congress.section.checks") note=t!(lang, "congress.section.checks-note", day = day)>
                <Sums label=t!(lang, "congress.section.checks") sums/>
            </Section>
            <Section title=t!(lang, "congress.section.facts")>
                <Facts>
                    <Fact label=t!(lang, "congress.enterprise")><a href=enterprise>{recorded.enterprise_name.clone()}</a> " · " {recorded.town.clone()}</Fact>
                    <Told meeting=recorded.meeting.clone()/>
                </Facts>
                {recorded.source.map(|source| view! { <p class="section-note"><Source source/></p> })}
            </Section>
            <Section title=t!(lang, "congress.section.history")>
                <History entries=detail.history labels="congress.field"/>
            </Section>
        </Page>
    }
}

/// Everything that was told of the meeting, in the order of the form.
#[component]
fn Told(meeting: super::super::model::Meeting) -> impl IntoView {
    let lang = Ctx::here().lang;
    let typed = meeting.typed();
    super::super::model::FIELDS
        .into_iter()
        .map(|field| {
            let label = i18n::words(lang, &format!("congress.field.{field}"));
            let value = typed.get(field).to_owned();
            match value.is_empty() {
                true => view! { <Fact label/> }.into_any(),
                false => view! { <Fact label>{value}</Fact> }.into_any(),
            }
        })
        .collect_view()
}

fn line(lang: Lang, check: &Check) -> Sum {
    let verdict = if check.verdict == Verdict::Info && check.got.is_none() { Verdict::Unknown } else { check.verdict };
    Sum {
        name: i18n::words(lang, &format!("congress.check.{}", check.code)),
        sum: sum(lang, check).into(),
        law: check.cite.as_ref().map(|cite| i18n::cite(lang, cite)).unwrap_or_default().into(),
        state: state(verdict),
        verdict: i18n::words(lang, &format!("congress.verdict.{}", verdict.key())),
    }
}
