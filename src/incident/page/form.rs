use super::super::category::Scheme;
use super::super::island::{self, GradeHint};
use super::super::service;
use super::detail::id_here;
use crate::enterprise::page::EnterpriseField;
use crate::i18n::{self, Lang};
use crate::kernel::{Typed, text};
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Choice, Crumb, ErrorSummary, Group, Hidden, MomentField, NowStored, NumberField, Page, Query, SelectField, Tell,
    TextAreaField, TextField, Version, YesNoField,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

/// A new accident: enterprise and time are enough.
#[component]
pub fn Record() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asked = Query::here().get("enterprise").parse().ok();
    let own = ctx.rep().is_ok();
    Suspend::new(async move {
        answer(service::to_record(&ctx, asked).await, move |named| {
            let begins = named.clone();
            FormState::offer(move || {
                let mut typed = Typed::default();
                typed.set("enterprise", begins.unwrap_or_default());
                typed
            });
            let crumbs = vec![Crumb::new("/incidents", t!(lang, "incident.title"))];
            view! {
                <Page title=t!(lang, "incident.new") purpose=t!(lang, "incident.list.none-text") crumbs>
                    <ErrorSummary/>
                    <form class="form" method="post" novalidate>
                        <Hidden name="id" value=Uuid::now_v7().to_string()/>
                        {(!own).then(|| view! {
                            <EnterpriseField label=t!(lang, "incident.enterprise")/>
                        })}
                        {own.then(|| view! { <p class="section-note">{named}</p> })}
                        <FactFields today=ctx.today()/>
                        <div class="actions">
                            <button type="submit" class="button button-primary button-big">{t!(lang, "incident.save")}</button>
                            <a class="button" href="/incidents">{t!(lang, "incident.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

/// Correcting an accident over the version that is shown.
#[component]
pub fn Correct() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = id_here();
    Suspend::new(async move {
        let found = match id {
            Ok(id) => service::to_correct(&ctx, id).await,
            Err(halt) => Err(halt),
        };
        answer(found, move |record| {
            let here = format!("/incidents/{}", record.id);
            let typed = record.incident.typed();
            FormState::offer(move || typed);
            let title = format!("{} · {}", record.enterprise_name, i18n::date(lang, record.incident.day()));
            let crumbs = vec![Crumb::new("/incidents", t!(lang, "incident.title")), Crumb::new(here.clone(), title)];
            let day = record.incident.day();
            view! {
                <Page title=t!(lang, "incident.edit") crumbs>
                    <ErrorSummary/>
                    <NowStored typed=record.incident.typed() labels="incident.field"/>
                    <form class="form" method="post" novalidate>
                        <Version stored=record.version/>
                        <FactFields today=day/>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "incident.save-edit")}</button>
                            <a class="button" href=here>{t!(lang, "incident.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

/// The types of the list in force on a day; without a day also those of the list before. Whatever is typed stays.
fn types(lang: Lang, today: NaiveDate) -> Vec<Choice> {
    let typed = FormState::here();
    let day = text::moment(&text::normal(&typed.get("occurred_at"))).map_or(today, |at| at.date());
    let (now, other) = match Scheme::on(day) {
        Scheme::Gb2025 => (Scheme::Gb2025, Scheme::Gb1986),
        Scheme::Gb1986 => (Scheme::Gb1986, Scheme::Gb2025),
    };
    let told = |kind: &super::super::category::Kind| match lang {
        Lang::Zh => kind.zh,
        Lang::En => kind.en,
    };
    let mut choices: Vec<Choice> = now.kinds().iter().map(|kind| Choice::new(kind.zh, told(kind))).collect();
    let fresh = typed.get("occurred_at").is_empty();
    for kind in other.kinds().iter().filter(|_| fresh) {
        if !choices.iter().any(|choice| choice.value == kind.zh) {
            choices.push(Choice::new(kind.zh, format!("{} ({})", told(kind), other.name())));
        }
    }
    let kept = typed.get("category");
    if !kept.is_empty() && !choices.iter().any(|choice| choice.value == kept) {
        choices.insert(0, Choice::new(kept.clone(), kept));
    }
    choices
}

/// The fields of an accident, with the grade they make.
#[component]
fn FactFields(today: NaiveDate) -> impl IntoView {
    let lang = Ctx::here().lang;
    let told = island::telling(lang, &|key| i18n::words(lang, &format!("incident.{key}")).into_owned(), today);
    let first = island::said(&told, &FormState::here().typed);
    view! {
        <Tell told first>
        <GradeHint>
            <Group title=t!(lang, "incident.group.what")>
                <MomentField name="occurred_at" label=t!(lang, "incident.field.occurred_at") hint=t!(lang, "incident.hint.occurred_at")/>
                <TextField name="place" label=t!(lang, "incident.field.place") optional=true/>
                <SelectField name="category" label=t!(lang, "incident.field.category") hint=t!(lang, "incident.hint.category")
                    choices=types(lang, today) optional=true/>
            </Group>
            <Group title=t!(lang, "incident.group.people")>
                <p class="hint">{t!(lang, "incident.hint.casualties")}</p>
                <div class="field-row">
                    <NumberField name="deaths" label=t!(lang, "incident.field.deaths") unit=t!(lang, "incident.persons")
                        hint=t!(lang, "incident.hint.deaths") optional=true/>
                    <NumberField name="serious" label=t!(lang, "incident.field.serious") unit=t!(lang, "incident.persons")
                        hint=t!(lang, "incident.hint.serious") optional=true/>
                </div>
                <div class="field-row">
                    <NumberField name="minor" label=t!(lang, "incident.field.minor") unit=t!(lang, "incident.persons") optional=true/>
                    <NumberField name="loss" label=t!(lang, "incident.field.loss") unit=t!(lang, "incident.wan")
                        hint=t!(lang, "incident.hint.loss") decimal=true optional=true/>
                </div>
            </Group>
            <Group title=t!(lang, "incident.group.clock")>
                <MomentField name="informed_at" label=t!(lang, "incident.field.informed_at") hint=t!(lang, "incident.hint.informed_at") optional=true/>
                <MomentField name="reported_at" label=t!(lang, "incident.field.reported_at") optional=true/>
            </Group>
        </GradeHint>
        </Tell>
        <Group title=t!(lang, "incident.group.later")>
            <p class="hint">{t!(lang, "incident.hint.later")}</p>
                <TextAreaField name="brief" label=t!(lang, "incident.field.brief") optional=true/>
                <SelectField name="cause" label=t!(lang, "incident.field.cause") hint=t!(lang, "incident.hint.cause") choices=super::causes(lang) optional=true/>
                <NumberField name="lost_days" label=t!(lang, "incident.field.lost_days") unit=t!(lang, "incident.days") optional=true/>
                <YesNoField name="closed" label=t!(lang, "incident.field.closed") optional=true/>
            </Group>
    }
}
