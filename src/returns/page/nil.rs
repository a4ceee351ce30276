//! "Nothing happened": the statement before it is signed, and again when it was refused.
use super::super::service;
use super::words;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::ui::{Crumb, Empty, ErrorSummary, Notice, Page, Query, State};
use crate::{i18n, t};
use leptos::prelude::*;
use uuid::Uuid;

#[component]
pub fn NilReturn() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let (form, query) = (FormState::here(), Query::here());
    let of = |name: &str| {
        let typed = form.get(name);
        if typed.is_empty() { query.get(name).to_owned() } else { typed }
    };
    let (template, period) = (of("template"), of("period"));
    let crumbs = vec![Crumb::new("/", t!(lang, "returns.desk.owe"))];
    let body = if template.is_empty() || period.is_empty() {
        view! { <Empty title=t!(lang, "standing.nil.choose") text=t!(lang, "standing.nil.choose-text")><a class="button" href="/">{t!(lang, "returns.desk.owe")}</a></Empty> }
            .into_any()
    } else {
        // What was refused says so above; it cannot be signed again from here.
        let refused = form.refused;
        Suspend::new(async move {
            let against = if refused { Ok(None) } else { service::against_nil(&ctx, &template, &period).await };
            answer(against, move |against| match against {
                Some(problem) => view! { <Refused template why=i18n::problem(lang, &problem.what)/> }.into_any(),
                None if refused => view! { <Otherwise template/> }.into_any(),
                None => view! { <Statement template period/> }.into_any(),
            })
        })
        .into_any()
    };
    view! {
        <Page title=t!(lang, "standing.nil.title") purpose=t!(lang, "standing.nil.purpose") crumbs>
            <ErrorSummary/>
            {body}
        </Page>
    }
}

/// What is signed, and the button that signs it.
#[component]
fn Statement(template: String, period: String) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = Uuid::now_v7().to_string();
    let name = ctx.actor.as_deref().map(|actor| actor.name.clone()).unwrap_or_default();
    let kind = words::template_name(lang, &template);
    let span = words::period_text(lang, &period);
    view! {
        <p>{t!(lang, "standing.nil.statement", name = name, kind = kind, period = span)}</p>
        <form class="form" method="post" action="/returns/nil" novalidate>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="template" value=template.clone()/>
            <input type="hidden" name="period" value=period/>
            <div class="actions">
                <button type="submit" class="button button-primary">{t!(lang, "standing.nil.sign")}</button>
                <a class="button" href=format!("/returns/new?template={template}")>{t!(lang, "returns.desk.upload")}</a>
            </div>
        </form>
    }
}

/// Why nothing can be signed.
#[component]
fn Refused(template: String, #[prop(into)] why: String) -> impl IntoView {
    view! {
        <Notice state=State::Soon><p>{why}</p></Notice>
        <Otherwise template/>
    }
}

/// What can be done instead.
#[component]
fn Otherwise(template: String) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <p class="row">
            <a class="button" href=format!("/returns/new?template={template}")>{t!(lang, "returns.desk.upload")}</a>
            <a class="button" href="/">{t!(lang, "returns.desk.owe")}</a>
        </p>
    }
}
