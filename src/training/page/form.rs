use super::super::model::Record as OnFile;
use super::super::service;
use super::{id_here, kinds};
use crate::audit::model::Entry;
use crate::enterprise::page::EnterpriseField;
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Crumb, DateField, ErrorSummary, Group, History, NumberField, Page, Query, RadioField, Section, TextAreaField,
    TextField, Width, Words, YesNoField,
};
use leptos::prelude::*;

fn label(lang: Lang, field: &str) -> Words {
    i18n::words(lang, &format!("training.field.{field}"))
}

/// Day, kind, content, hours: what everybody in a session shares.
#[component]
fn Shared() -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <DateField name="held_on" label=label(lang, "held_on")/>
        <RadioField name="kind" label=label(lang, "kind") choices=kinds(lang)/>
        <TextField name="course" label=label(lang, "course") optional=true/>
        <NumberField name="hours" label=label(lang, "hours") hint=t!(lang, "training.hint.hours") unit=t!(lang, "training.unit.hours") decimal=true/>
    }
}

/// A new session with its roster.
#[component]
pub fn Record() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let own = ctx.rep().is_ok();
    let asked = Query::here().get("enterprise").parse().ok();
    Suspend::new(async move {
        answer(service::to_record(&ctx, asked).await, move |named| {
            let begins = named.clone().unwrap_or_default();
            FormState::offer(move || Typed(vec![("enterprise".to_owned(), begins)]));
            let crumbs = vec![Crumb::new("/training", t!(lang, "training.title"))];
            view! {
                <Page title=t!(lang, "training.new") purpose=t!(lang, "training.new-purpose") crumbs>
                    <ErrorSummary/>
                    <form class="form" method="post" novalidate>
                        {if own {
                            view! { <p class="section-note">{named}</p> }.into_any()
                        } else {
                            view! { <EnterpriseField label=t!(lang, "training.enterprise")/> }.into_any()
                        }}
                        <Group title=t!(lang, "training.group.session")><Shared/></Group>
                        <Group title=t!(lang, "training.group.roster")>
                            <TextAreaField name="roster" label=label(lang, "roster") hint=t!(lang, "training.hint.roster") rows=10/>
                        </Group>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "training.save")}</button>
                            <a class="button" href="/training">{t!(lang, "training.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

/// Correcting one person over the version that is shown; the session's own facts for everybody in it.
#[component]
pub fn Correct() -> impl IntoView {
    let ctx = Ctx::here();
    let id = id_here("id");
    Suspend::new(async move {
        let found = match id {
            Ok(id) => service::to_correct(&ctx, id).await,
            Err(halt) => Err(halt),
        };
        answer(found, move |(record, history)| {
            let typed = record.typed();
            FormState::offer(move || typed);
            view! { <CorrectForm record history/> }
        })
    })
}

#[component]
fn CorrectForm(record: OnFile, history: Vec<Entry>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let here = format!("/training/{}", record.session);
    let title = record.attendance.course.clone().map_or_else(|| t!(lang, "training.unnamed"), Words::from);
    let crumbs = vec![Crumb::new("/training", t!(lang, "training.title")), Crumb::new(here.clone(), title)];
    let id_hint = match &record.attendance.id {
        Some(id) => t!(lang, "training.hint.id_no", mask = id.mask),
        None => t!(lang, "training.hint.id_no-none"),
    };
    view! {
        <Page title=t!(lang, "training.edit") purpose=record.attendance.name.clone() crumbs>
            <ErrorSummary/>
            <form class="form" method="post" novalidate>
                <input type="hidden" name="version" value=record.version/>
                <Group title=t!(lang, "training.group.person")>
                    <TextField name="name" label=label(lang, "name") width=Width::Medium/>
                    <TextField name="id_no" label=label(lang, "id_no") hint=id_hint optional=true width=Width::Code/>
                    <TextField name="post" label=label(lang, "post") optional=true width=Width::Medium/>
                    <NumberField name="score" label=label(lang, "score") optional=true decimal=true/>
                    <YesNoField name="passed" label=label(lang, "passed") optional=true/>
                </Group>
                <Group title=t!(lang, "training.group.certificate")>
                    <TextField name="cert_no" label=label(lang, "cert_no") optional=true width=Width::Code/>
                    <DateField name="cert_expires_on" label=label(lang, "cert_expires_on") optional=true/>
                    <DateField name="recheck_on" label=label(lang, "recheck_on") optional=true/>
                </Group>
                <Group title=t!(lang, "training.group.shared")><Shared/></Group>
                <div class="actions">
                    <button type="submit" class="button button-primary">{t!(lang, "training.save-edit")}</button>
                    <a class="button" href=here>{t!(lang, "training.cancel")}</a>
                </div>
            </form>
            <Section title=t!(lang, "training.section.history")>
                <History entries=history labels="training.field"/>
            </Section>
        </Page>
    }
}
