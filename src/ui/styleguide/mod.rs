//! Every piece in every state, on one page; in a demonstration only. What is not here has not been designed.
mod charts;
mod forms;
mod lists;
mod records;

use super::{Confirm, Crumb, Draw, Empty, Icon, Notice, Page, Section, State, Step, Steps, Tab, Tabs, Words};
use crate::i18n::{self, Lang};
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use leptos::prelude::*;

/// A sample text.
fn say(lang: Lang, key: &str) -> Words {
    i18n::words(lang, &format!("ui.sample.{key}"))
}

#[component]
pub fn Styleguide() -> impl IntoView {
    let ctx = Ctx::here();
    let found = if ctx.demo() { Ok(ctx.lang) } else { Err(Halt::Missing) };
    answer(found, |lang| view! { <Everything lang/> })
}

#[component]
fn Everything(lang: Lang) -> impl IntoView {
    let action = view! {
        <a class="button" href="#lists"><Draw icon=Icon::Print/>{say(lang, "print")}</a>
        <a class="button button-primary" href="#forms"><Draw icon=Icon::Plus/>{say(lang, "do")}</a>
    };
    let how = view! { <p>{say(lang, "how")}</p> };
    view! {
        <Page title=say(lang, "title") purpose=say(lang, "purpose") crumbs=vec![Crumb::new("/", crate::t!(lang, "ui.brand"))]
            action=action.into_any() how=how.into_any()>
            <Marks lang/>
            <lists::Lists lang/>
            <forms::Forms lang/>
            <records::Records lang/>
            <charts::Charts lang/>
            <Section title=say(lang, "icons")>
                <p class="row">{Icon::ALL.into_iter().map(|icon| view! { <Draw icon/> }).collect_view()}</p>
            </Section>
        </Page>
    }
}

#[component]
fn Marks(lang: Lang) -> impl IntoView {
    let badge = move |state: State| view! { <super::Badge state word=say(lang, state.key())/> };
    let notice = move |state: State| view! { <Notice state title=say(lang, "notice-title")><p>{say(lang, "notice-text")}</p></Notice> };
    let tab = move |key: &str, count, here| Tab { href: "#lists".to_owned(), words: say(lang, key), count, here };
    let steps = vec![
        (Step::Done, say(lang, "received")),
        (Step::Now, say(lang, "checking")),
        (Step::Ahead, say(lang, "passed")),
    ];
    view! {
        <Section title=say(lang, "states")>
            <p class="row">{State::ALL.into_iter().map(badge).collect_view()}</p>
            <Steps steps/>
        </Section>
        <Section title=say(lang, "notices")>
            {State::ALL.into_iter().map(notice).collect_view()}
            <Empty title=say(lang, "empty") text=say(lang, "empty-text")>
                <a class="button button-primary" href="#forms">{say(lang, "do")}</a>
            </Empty>
            <Confirm button=say(lang, "confirm")>
                <p>{say(lang, "confirm-text")}</p>
                <form method="get" action="/styleguide"><button type="submit" class="button button-danger">{say(lang, "confirm-do")}</button></form>
            </Confirm>
        </Section>
        <Section title=say(lang, "enterprise")>
            <Tabs label=say(lang, "enterprise") tabs=vec![tab("everyone", None, true), tab("same", Some(1_712), false)]/>
            <ul class="cards">
                <Card lang state=State::Late/>
                <Card lang state=State::Soon/>
                <Card lang state=State::Ok/>
            </ul>
        </Section>
    }
}

#[component]
fn Card(lang: Lang, state: State) -> impl IntoView {
    let class = format!("card card-{}", state.key());
    view! {
        <li class=class>
            <div class="card-top"><span class="card-period">{say(lang, "return")}</span><super::Badge state word=say(lang, state.key())/></div>
            <h3>{say(lang, "incidents")}</h3>
            <p class="card-why">{say(lang, "clock-due")}</p>
            <div class="card-actions"><a class="button" href="#forms">{say(lang, "do")}</a></div>
        </li>
    }
}
