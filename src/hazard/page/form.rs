use super::super::service;
use super::{id_here, levels};
use crate::enterprise::page::EnterpriseField;
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Crumb, DateField, ErrorSummary, Group, Hidden, NowStored, NumberField, Page, Query, RadioField, TextAreaField,
    TextField, Version, Width, Words,
};
use leptos::prelude::*;
use uuid::Uuid;

/// A new hazard, found today unless said otherwise.
#[component]
pub fn Record() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let own = ctx.rep().is_ok();
    let today = ctx.today().to_string();
    let asked = Query::here().get("enterprise").parse().ok();
    Suspend::new(async move {
        answer(service::to_record(&ctx, asked).await, move |named| {
            let begins = named.clone().unwrap_or_default();
            FormState::offer(move || {
                let mut typed = Typed::default();
                typed.set("enterprise", begins);
                typed.set("found_on", today);
                typed
            });
            let crumbs = vec![Crumb::new("/hazards", t!(lang, "hazard.title"))];
            view! {
                <Page title=t!(lang, "hazard.new") purpose=t!(lang, "hazard.new-purpose") crumbs>
                    <ErrorSummary/>
                    <form class="form" method="post" novalidate>
                        <Hidden name="id" value=Uuid::now_v7().to_string()/>
                        {if own {
                            view! { <p class="section-note">{named}</p> }.into_any()
                        } else {
                            view! { <EnterpriseField label=t!(lang, "hazard.enterprise")/> }.into_any()
                        }}
                        <Fields/>
                        <div class="actions">
                            <button type="submit" class="button button-primary button-big">{t!(lang, "hazard.save")}</button>
                            <a class="button" href="/hazards">{t!(lang, "ui.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

/// Correcting a hazard over the version that is shown, or saying that it was put right.
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
            let here = format!("/hazards/{}", record.id);
            let typed = record.hazard.typed();
            FormState::offer(move || typed);
            let title = format!("{} · {}", record.enterprise_name, i18n::date(lang, record.hazard.found_on));
            let crumbs = vec![Crumb::new("/hazards", t!(lang, "hazard.title")), Crumb::new(here.clone(), title)];
            view! {
                <Page title=t!(lang, "hazard.edit") purpose=record.enterprise_name crumbs>
                    <ErrorSummary/>
                    <NowStored typed=record.hazard.typed() labels="hazard.field"/>
                    <form class="form" method="post" novalidate>
                        <Version stored=record.version/>
                        <Fields/>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "hazard.save-edit")}</button>
                            <a class="button" href=here>{t!(lang, "ui.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

fn label(lang: Lang, field: &str) -> Words {
    i18n::words(lang, &format!("hazard.field.{field}"))
}

#[component]
fn Fields() -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Group title=t!(lang, "hazard.section.what")>
            <DateField name="found_on" label=label(lang, "found_on")/>
            <TextField name="place" label=label(lang, "place") hint=t!(lang, "hazard.hint.place") optional=true width=Width::Medium/>
            <TextAreaField name="description" label=label(lang, "description") hint=t!(lang, "hazard.hint.description") rows=3/>
            <RadioField name="level" label=label(lang, "level") choices=levels(lang)/>
        </Group>
        <Group title=t!(lang, "hazard.group.righting")>
            <p class="hint">{t!(lang, "hazard.hint.five")}</p>
            <TextField name="owner" label=label(lang, "owner") hint=t!(lang, "hazard.hint.owner") optional=true width=Width::Medium/>
            <TextAreaField name="measure" label=label(lang, "measure") optional=true rows=3/>
            <div class="field-row">
                <DateField name="due_on" label=label(lang, "due_on") hint=t!(lang, "hazard.hint.due_on") optional=true/>
                <NumberField name="fund" label=label(lang, "fund") unit=t!(lang, "hazard.wan") hint=t!(lang, "hazard.hint.fund") decimal=true optional=true/>
            </div>
            <TextField name="plan" label=label(lang, "plan") hint=t!(lang, "hazard.hint.plan") optional=true/>
        </Group>
        <Group title=t!(lang, "hazard.group.closing")>
            <p class="hint">{t!(lang, "hazard.hint.closing")}</p>
            <div class="field-row">
                <DateField name="closed_on" label=label(lang, "closed_on") optional=true/>
                <TextField name="verifier" label=label(lang, "verifier") optional=true width=Width::Medium/>
            </div>
            <TextAreaField name="result" label=label(lang, "result") optional=true rows=2/>
        </Group>
    }
}
