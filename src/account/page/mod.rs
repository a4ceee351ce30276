//! Signing in and setting up; [`admin`] keeps accounts, [`own`] is one's own.
mod admin;
mod own;

pub use admin::{Account, Accounts, NewAccount};
pub use own::Own;

use super::model::Listed;
use super::service;
use crate::i18n::{self, Lang};
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Draw, ErrorSummary, Icon, Page, PasswordField, TextField};
use leptos::prelude::*;

fn next_of(here: &str) -> String {
    let query = here.split_once('?').map_or("", |(_, q)| q);
    form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == "next").map(|(_, v)| v.into_owned()).unwrap_or_default()
}

#[component]
pub fn SignIn() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let form = FormState::here();
    let next = if form.refused { form.get("next") } else { next_of(&ctx.here) };
    let people_next = next.clone();
    view! {
        <Page title=t!(lang, "account.sign-in.title") purpose=t!(lang, "account.sign-in.purpose")>
            <ErrorSummary/>
            <div class="columns-signin">
                <form class="form" method="post" action="/sign-in" novalidate>
                    <input type="hidden" name="next" value=next/>
                    <TextField name="login" label=t!(lang, "account.login") autocomplete="username"/>
                    <PasswordField name="password" label=t!(lang, "account.password") autocomplete="current-password"/>
                    <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "account.sign-in.button")}</button></div>
                </form>
                {Suspend::new(async move {
                    answer(service::demonstration_people(&ctx).await, move |people| view! { <People people next=people_next lang/> })
                })}
            </div>
        </Page>
    }
}

fn icon_of(role: &str) -> Icon {
    match role {
        "inspector" => Icon::Shield,
        "leader" => Icon::Chart,
        "admin" => Icon::Menu,
        _ => Icon::User,
    }
}

/// The people one can be in the demonstration.
#[component]
fn People(people: Vec<Listed>, next: String, lang: Lang) -> impl IntoView {
    (!people.is_empty()).then(|| {
        view! {
            <section>
                <div class="section-head"><h2>{t!(lang, "account.people.title")}</h2><p>{t!(lang, "account.people.note")}</p></div>
                <ul class="people">
                    {people.into_iter().map(|person| {
                        let what = match (&person.department, &person.enterprise, &person.town) {
                            (Some(department), _, town) => {
                                let department = i18n::words(lang, &format!("account.department.{department}"));
                                let reach = town.clone().unwrap_or_else(|| t!(lang, "account.district").into_owned());
                                format!("{department} · {reach}")
                            }
                            (None, Some(enterprise), _) => enterprise.clone(),
                            (None, None, Some(town)) => town.clone(),
                            (None, None, None) => t!(lang, "account.district").into_owned(),
                        };
                        let next = next.clone();
                        view! {
                            <li>
                                <form method="post" action="/sign-in">
                                    <input type="hidden" name="next" value=next/>
                                    <button type="submit" class="person" name="demo" value=person.login.clone() data-role=person.role.clone()>
                                        <Draw icon=icon_of(&person.role)/>
                                        <b>{i18n::words(lang, &format!("account.role.{}", person.role))} " · " {person.name}</b>
                                        <small>{what}</small>
                                    </button>
                                </form>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

#[component]
pub fn SetUp() -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Page title=t!(lang, "account.set-up.title") purpose=t!(lang, "account.set-up.purpose")>
            <ErrorSummary/>
            <form class="form" method="post" action="/set-up" novalidate>
                <TextField name="code" label=t!(lang, "account.set-up.code") hint=t!(lang, "account.set-up.code-hint") autocomplete="off"/>
                <TextField name="login" label=t!(lang, "account.login") hint=t!(lang, "account.login-hint") autocomplete="username"/>
                <TextField name="name" label=t!(lang, "account.name") autocomplete="name"/>
                <PasswordField name="password" label=t!(lang, "account.new-password") hint=t!(lang, "account.password-hint") autocomplete="new-password"/>
                <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "account.set-up.button")}</button></div>
            </form>
        </Page>
    }
}
