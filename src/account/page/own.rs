//! One's own account.
use crate::account::model::{Actor, Role};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{ErrorSummary, Fact, Facts, Page, PasswordField, Section, Words};
use leptos::prelude::*;

/// How far one sees, in words; nothing for those who see no records, or one enterprise only.
fn reach(lang: Lang, role: &Role) -> Option<String> {
    let area =
        |town: Option<&str>| town.map_or_else(|| t!(lang, "account.district"), |town| Words::from(town.to_owned()));
    match role {
        Role::Inspector(inspector) => {
            let department = i18n::words(lang, &format!("account.department.{}", inspector.department().key()));
            Some(format!("{department} · {}", area(inspector.town())))
        }
        Role::Leader(leader) => Some(area(leader.town()).into_owned()),
        Role::Rep(_) | Role::Admin(_) => None,
    }
}

/// `/account`
#[component]
pub fn Own() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let actor = ctx.actor().cloned();
    answer(actor, move |actor| view! { <Mine lang actor/> })
}

#[component]
fn Mine(lang: Lang, actor: Actor) -> impl IntoView {
    let sees = reach(lang, &actor.role);
    let role = i18n::words(lang, &format!("account.role.{}", actor.role.key()));
    let language = move |choice: Lang, words: Words| {
        let pressed = if choice == lang { "true" } else { "false" };
        view! { <button type="submit" class="button" name="lang" value=choice.tag() lang=choice.tag() aria-pressed=pressed>{words}</button> }
    };
    view! {
        <Page title=t!(lang, "account.own.title")>
            <ErrorSummary/>
            <Section title=t!(lang, "account.one.facts")>
                <Facts>
                    <Fact label=t!(lang, "account.login")>{actor.login}</Fact>
                    <Fact label=t!(lang, "account.name")>{actor.name}</Fact>
                    <Fact label=t!(lang, "account.new.role")>{role}</Fact>
                    {sees.map(|sees| view! { <Fact label=t!(lang, "account.list.reach")>{sees}</Fact> })}
                </Facts>
            </Section>
            <Section title=t!(lang, "account.own.language") note=t!(lang, "account.own.language-note")>
                <form class="row" method="post" action="/preferences">
                    <input type="hidden" name="next" value="/account"/>
                    {language(Lang::Zh, t!(lang, "account.own.chinese"))}
                    {language(Lang::En, t!(lang, "account.own.english"))}
                </form>
            </Section>
            <Section title=t!(lang, "account.own.change") note=t!(lang, "account.own.change-note")>
                <form class="form" method="post" action="/account" novalidate>
                    <PasswordField name="present" label=t!(lang, "account.own.present")/>
                    <PasswordField name="password" label=t!(lang, "account.new-password") hint=t!(lang, "account.password-hint") autocomplete="new-password"/>
                    <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "account.own.save")}</button></div>
                </form>
            </Section>
            <form method="post" action="/sign-out"><button type="submit" class="button">{t!(lang, "account.own.sign-out")}</button></form>
        </Page>
    }
}
