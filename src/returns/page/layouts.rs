//! Layouts that are remembered for the sender: shown, and forgotten when they ask.
use super::super::model::{Filing, Remembered};
use super::super::service;
use super::super::template::Template;
use super::words;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::ui::{Confirm, Crumb, Empty, Fact, Facts, Notice, Page, Section, State};
use crate::{i18n, t};
use leptos::prelude::*;

/// `/layouts`
#[component]
pub fn Layouts() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let crumbs = vec![Crumb::new("/returns", t!(lang, "returns.desk.title"))];
    let list = Suspend::new(async move {
        answer(service::remembered(&ctx).await, move |layouts| {
            if layouts.is_empty() {
                let text = t!(lang, "sheet.layouts-none-text");
                return view! { <Empty title=t!(lang, "sheet.layouts-none") text/> }.into_any();
            }
            layouts.into_iter().map(|layout| view! { <OneLayout layout/> }).collect_view().into_any()
        })
    });
    view! {
        <Page title=t!(lang, "sheet.layouts") purpose=t!(lang, "sheet.layouts-purpose") crumbs>
            {list}
        </Page>
    }
}

#[component]
fn OneLayout(layout: Remembered) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let day = |at| i18n::date(lang, ctx.local(at).date());
    let key = layout.layout.template.clone();
    let title = match &key {
        Some(key) => words::template_name(lang, key),
        None => t!(lang, "sheet.left-out"),
    };
    let confirmed = t!(lang, "sheet.confirmed-by", day = day(layout.confirmed_at), who = layout.who);
    let used = layout.used_at.map_or_else(|| t!(lang, "sheet.never-used"), |at| day(at).into());
    let template = key.as_deref().and_then(Template::by_key);
    let column = |(letters, field): (String, Option<String>)| {
        let field = field.as_deref().and_then(|key| template.and_then(|t| t.field(key)));
        let name = field.map_or_else(|| t!(lang, "sheet.not-read"), |field| words::field_name(lang, field).into());
        view! { <li><b>{letters}</b> " " {name}</li> }
    };
    let columns = layout.layout.columns.into_iter().map(column).collect_view();
    let action = format!("/layouts/{}/forget", layout.id);
    view! {
        <Section title>
            <Facts>
                <Fact label=t!(lang, "returns.desk.sheet")>{layout.layout.sheet}</Fact>
                <Fact label=t!(lang, "sheet.confirmed")>{confirmed}</Fact>
                <Fact label=t!(lang, "sheet.last-used")>{used}</Fact>
                <Fact label=t!(lang, "sheet.columns")><ul class="inline">{columns}</ul></Fact>
            </Facts>
            <Confirm button=t!(lang, "sheet.forget")>
                <p>{t!(lang, "sheet.forget-text")}</p>
                <form method="post" action=action>
                    <button type="submit" class="button button-danger">{t!(lang, "sheet.forget-yes")}</button>
                </form>
            </Confirm>
        </Section>
    }
}

/// Says that a remembered layout was used for the table at `at`.
#[component]
pub fn WasRecalled(filing: Filing, at: usize) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let sheet = filing.summary.sheets.get(at).cloned().unwrap_or_default();
    let here = |r: &&super::super::model::Recalled| r.sheet == sheet.info.sheet && r.block == sheet.block();
    filing.summary.recalled.iter().find(here).map(|recalled| {
        let day = i18n::date(lang, ctx.local(recalled.confirmed_at).date());
        view! {
            <Notice state=State::Info>
                <p>
                    {t!(lang, "sheet.recalled", day = day)} " "
                    <a href=format!("/returns/{}/columns?sheet={at}", filing.id)>{t!(lang, "sheet.change")}</a> " · "
                    <a href="/layouts">{t!(lang, "sheet.layouts")}</a>
                </p>
            </Notice>
        }
    })
}
