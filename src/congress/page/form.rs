use super::super::island::{self, Line, QuorumHint};
use super::super::model::Recorded;
use super::super::service;
use super::id_here;
use crate::enterprise::page::EnterpriseField;
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::kernel::rulebook::{self, InForce, Share};
use crate::live::Told;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Crumb, DateField, ErrorSummary, Group, Hidden, NumberField, Page, Query, Tell, TextAreaField, TextField, Width,
    Words,
};
use leptos::prelude::*;
use uuid::Uuid;

/// A new meeting.
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
            let crumbs = vec![Crumb::new("/congress", t!(lang, "congress.title"))];
            view! {
                <Page title=t!(lang, "congress.new") purpose=t!(lang, "congress.none-text") crumbs>
                    <ErrorSummary/>
                    <form class="form" method="post" novalidate>
                        <Hidden name="id" value=Uuid::now_v7().to_string()/>
                        {if own {
                            view! { <p class="section-note">{named}</p> }.into_any()
                        } else {
                            view! { <EnterpriseField label=t!(lang, "congress.enterprise")/> }.into_any()
                        }}
                        <Fields rules=rulebook::at(ctx.today())/>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "congress.save")}</button>
                            <a class="button" href="/congress">{t!(lang, "congress.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

/// Correcting a meeting over the version that is shown.
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
        answer(found, move |recorded: Recorded| {
            let here = format!("/congress/{}", recorded.id);
            let day = i18n::date(lang, recorded.meeting.held_on);
            let title = t!(lang, "congress.of", name = recorded.enterprise_name, day = day);
            let crumbs = vec![Crumb::new("/congress", t!(lang, "congress.title")), Crumb::new(here.clone(), title)];
            let rules = rulebook::at(recorded.meeting.held_on);
            let typed = recorded.meeting.typed();
            FormState::offer(move || typed);
            view! {
                <Page title=t!(lang, "congress.edit") purpose=recorded.enterprise_name crumbs>
                    <ErrorSummary/>
                    <form class="form" method="post" novalidate>
                        <input type="hidden" name="version" value=recorded.version/>
                        <Fields rules/>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "congress.save-edit")}</button>
                            <a class="button" href=here>{t!(lang, "congress.cancel")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}

fn label(lang: Lang, field: &str) -> Words {
    i18n::words(lang, &format!("congress.field.{field}"))
}

/// The fields of a meeting, those that decide the vote inside the island that adds them up.
#[component]
fn Fields(rules: InForce) -> impl IntoView {
    let lang = Ctx::here().lang;
    let line = |id: &str, met: Words, not_met: Words| {
        let share = rules.share(id).unwrap_or(Share { num: 1, den: 1 });
        Line { share, met: met.into_owned(), not_met: not_met.into_owned() }
    };
    let quorum =
        line("congress.quorum", t!(lang, "congress.live.quorum-met"), t!(lang, "congress.live.quorum-not-met"));
    let majority =
        line("congress.majority", t!(lang, "congress.live.majority-met"), t!(lang, "congress.live.majority-not-met"));
    let told = majority.tell(quorum.tell(Told::default(), "quorum"), "majority");
    let first = island::said(&told, &FormState::here().typed);
    view! {
        <Group title=t!(lang, "congress.group.meeting")>
            <DateField name="held_on" label=label(lang, "held_on")/>
            <TextField name="session" label=label(lang, "session") hint=t!(lang, "congress.hint.session") optional=true width=Width::Medium/>
            <TextAreaField name="topic" label=label(lang, "topic") hint=t!(lang, "congress.hint.topic") optional=true rows=3/>
            <NumberField name="staff" label=label(lang, "staff") hint=t!(lang, "congress.hint.staff") unit=t!(lang, "congress.unit.persons") optional=true/>
        </Group>
        <Tell told first>
            <QuorumHint>
                <Delegates/>
                <Votes/>
            </QuorumHint>
        </Tell>
        <Group title=t!(lang, "congress.group.after")>
            <div class="field-row">
                <DateField name="papers_sent_on" label=label(lang, "papers_sent_on") hint=t!(lang, "congress.hint.papers_sent_on") optional=true/>
                <DateField name="published_on" label=label(lang, "published_on") optional=true/>
            </div>
            <div class="field-row">
                <NumberField name="proposals" label=label(lang, "proposals") unit=t!(lang, "congress.unit.items") optional=true/>
                <NumberField name="proposals_closed" label=label(lang, "proposals_closed") unit=t!(lang, "congress.unit.items") optional=true/>
            </div>
        </Group>
    }
}

#[component]
fn Delegates() -> impl IntoView {
    let lang = Ctx::here().lang;
    let persons = move || t!(lang, "congress.unit.persons");
    view! {
        <Group title=t!(lang, "congress.group.delegates")>
            <div class="field-row">
                <NumberField name="delegates_total" label=label(lang, "delegates_total") hint=t!(lang, "congress.hint.delegates_total") unit=persons()/>
                <NumberField name="delegates_present" label=label(lang, "delegates_present") hint=t!(lang, "congress.hint.delegates_present") unit=persons()/>
            </div>
            <div class="field-row">
                <NumberField name="delegates_frontline" label=label(lang, "delegates_frontline") unit=persons() optional=true/>
                <NumberField name="delegates_women" label=label(lang, "delegates_women") unit=persons() optional=true/>
            </div>
            <NumberField name="delegates_managers" label=label(lang, "delegates_managers") hint=t!(lang, "congress.hint.delegates_managers") unit=persons() optional=true/>
        </Group>
    }
}

#[component]
fn Votes() -> impl IntoView {
    let lang = Ctx::here().lang;
    let votes = move || t!(lang, "congress.unit.votes");
    view! {
        <Group title=t!(lang, "congress.group.votes")>
            <p class="hint">{t!(lang, "congress.hint.votes_yes")}</p>
            <div class="field-row">
                <NumberField name="votes_yes" label=label(lang, "votes_yes") unit=votes() optional=true/>
                <NumberField name="votes_no" label=label(lang, "votes_no") unit=votes() optional=true/>
                <NumberField name="votes_abstain" label=label(lang, "votes_abstain") unit=votes() optional=true/>
            </div>
        </Group>
    }
}
