use super::super::service;
use super::{id_here, period};
use crate::enterprise::page::EnterpriseField;
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Crumb, ErrorSummary, Group, Hidden, NowStored, NumberField, Page, Query, TextField, Version, Width, Words,
};
use leptos::prelude::*;
use uuid::Uuid;

/// A new period.
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
            let crumbs = vec![Crumb::new("/health", t!(lang, "health.title"))];
            view! {
                <Page title=t!(lang, "health.new") purpose=t!(lang, "health.new-purpose") crumbs>
                    <ErrorSummary/>
                    <form class="form" method="post" novalidate>
                        <Hidden name="id" value=Uuid::now_v7().to_string()/>
                        {if own {
                            view! { <p class="section-note">{named}</p> }.into_any()
                        } else {
                            view! { <EnterpriseField label=t!(lang, "health.enterprise")/> }.into_any()
                        }}
                        <Fields/>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "health.save")}</button>
                            <a class="button" href="/health">{t!(lang, "ui.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

/// Correcting a period over the version that is shown.
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
            let here = format!("/health/{}", record.id);
            let typed = record.figures.typed();
            FormState::offer(move || typed);
            let title = format!("{} · {}", record.enterprise_name, period(lang, record.figures.period));
            let crumbs = vec![Crumb::new("/health", t!(lang, "health.title")), Crumb::new(here.clone(), title)];
            view! {
                <Page title=t!(lang, "health.edit") purpose=record.enterprise_name crumbs>
                    <ErrorSummary/>
                    <NowStored typed=record.figures.typed() labels="health.field"/>
                    <form class="form" method="post" novalidate>
                        <Version stored=record.version/>
                        <Fields/>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "health.save-edit")}</button>
                            <a class="button" href=here>{t!(lang, "ui.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

fn label(lang: Lang, field: &str) -> Words {
    i18n::words(lang, &format!("health.field.{field}"))
}

#[component]
fn Fields() -> impl IntoView {
    let lang = Ctx::here().lang;
    let (persons, points) = (move || t!(lang, "health.unit.persons"), move || t!(lang, "health.unit.points"));
    view! {
        <Group title=t!(lang, "health.group.period")>
            <TextField name="period" label=label(lang, "period") hint=t!(lang, "health.hint.period") width=Width::Short/>
            <p class="hint">{t!(lang, "health.hint.blank")}</p>
            <NumberField name="exposed" label=label(lang, "exposed") hint=t!(lang, "health.hint.exposed") unit=persons() optional=true/>
        </Group>
        <Group title=t!(lang, "health.group.checkups")>
            <div class="field-row">
                <NumberField name="due_check" label=label(lang, "due_check") unit=persons() optional=true/>
                <NumberField name="checked" label=label(lang, "checked") unit=persons() optional=true/>
            </div>
        </Group>
        <Group title=t!(lang, "health.group.points")>
            <div class="field-row">
                <NumberField name="points" label=label(lang, "points") unit=points() optional=true/>
                <NumberField name="points_ok" label=label(lang, "points_ok") unit=points() optional=true/>
            </div>
            <NumberField name="new_cases" label=label(lang, "new_cases") hint=t!(lang, "health.hint.new_cases") unit=t!(lang, "health.unit.cases") optional=true/>
        </Group>
    }
}
