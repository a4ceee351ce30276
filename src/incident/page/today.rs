use super::super::model::Record;
use super::super::rule::{Duty, Graded};
use super::super::service;
use super::{GradeBadge, say, standing};
use crate::i18n;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Draw, Empty, Icon, Page, Section};
use leptos::prelude::*;

/// The inspector's first page: clocks, what waits, and the big button.
#[component]
pub fn Today() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    Suspend::new(async move {
        answer(service::today(&ctx).await, move |today| {
            let nothing = today.open == 0;
            view! {
                <Page title=t!(lang, "incident.today.title") purpose=t!(lang, "incident.today.purpose")
                    action=view! { <a class="button button-primary button-big" href="/incidents/new"><Draw icon=Icon::Plus/>{t!(lang, "incident.new")}</a> }.into_any()>
                    <Section title=t!(lang, "incident.today.clocks")>
                        <Clocks clocks=today.clocks/>
                    </Section>
                    <Section title=t!(lang, "incident.today.waiting")>
                        <Waiting missing=today.missing open=today.open/>
                    </Section>
                    <Section title=t!(lang, "incident.today.latest")>
                        {if nothing {
                            view! { <Empty title=t!(lang, "incident.today.none") text=t!(lang, "incident.today.none-text")/> }.into_any()
                        } else {
                            view! { <ul class="cards">{today.latest.into_iter().map(|(record, graded)| view! { <Case record graded/> }).collect_view()}</ul> }.into_any()
                        }}
                    </Section>
                </Page>
            }
        })
    })
}

#[component]
fn Clocks(clocks: Vec<(Record, Duty)>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if clocks.is_empty() {
        return view! { <p class="section-note">{t!(lang, "incident.today.clocks-none")}</p> }.into_any();
    }
    let one = |(record, duty): (Record, Duty)| {
        let (left, state) = standing(lang, duty.state);
        let law = duty.cite.as_ref().map(|cite| i18n::cite(lang, cite)).unwrap_or_default();
        let due = duty.due_at.map(|at| t!(lang, "incident.duty.due", at = i18n::moment(lang, at)).into_owned());
        let name = i18n::words(lang, &format!("incident.duty.{}", duty.code));
        let href = format!("/incidents/{}", record.id);
        view! {
            <li class=format!("clock clock-{}", state.key())>
                <p><a href=href>{record.enterprise_name}</a> " · " {name}</p>
                <p class="clock-left">{left}</p>
                <p class="clock-due">{format!("{} · {law}", due.unwrap_or_default())}</p>
            </li>
        }
    };
    view! { <ul class="clocks">{clocks.into_iter().map(one).collect_view()}</ul> }.into_any()
}

#[component]
fn Waiting(missing: i64, open: i64) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <dl class="kv">
            <dt>{t!(lang, "incident.today.missing")}</dt>
            <dd><a href="/incidents?missing=yes&closed=no">{i18n::number(missing)}</a></dd>
            <dt>{t!(lang, "incident.today.open")}</dt>
            <dd><a href="/incidents?closed=no">{i18n::number(open)}</a></dd>
        </dl>
    }
}

#[component]
fn Case(record: Record, #[prop(optional_no_strip)] graded: Option<Graded>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let why = graded.as_ref().map(|graded| say(lang, |say| say.because(&record.incident, graded)));
    view! {
        <li class="card">
            <div class="card-top"><span>{i18n::moment(lang, record.incident.occurred_at)}</span><GradeBadge graded/></div>
            <h2><a href=format!("/incidents/{}", record.id)>{record.enterprise_name}</a></h2>
            <p class="card-why">{why}</p>
        </li>
    }
}
