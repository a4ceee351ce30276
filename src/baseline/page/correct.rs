//! `/baselines/{id}/rows/{seq}`: one row of an imported draft, to be put right.
use super::rows::period;
use super::{metric, used_name};
use crate::baseline::model::{Document, Line, Metric};
use crate::baseline::service;
use crate::enterprise::page::industry;
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState, Halt};
use crate::t;
use crate::ui::{Confirm, Crumb, ErrorSummary, Fact, Facts, Hidden, NumberField, Page, Section};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

#[component]
pub fn CorrectRow() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let (id, seq) = use_params_map().with_untracked(|params| {
        let id = params.get("id").and_then(|id| id.parse::<Uuid>().ok());
        (id, params.get("seq").and_then(|seq| seq.parse::<i64>().ok()))
    });
    Suspend::new(async move {
        let found = match id.zip(seq) {
            Some((id, seq)) => service::row_of(&ctx, id, seq).await,
            None => Err(Halt::Missing),
        };
        answer(found, move |(document, line)| {
            let crumbs = vec![
                Crumb::new("/baselines", t!(lang, "baseline.title")),
                Crumb::new(format!("/baselines/{}", document.id), used_name(lang, &document)),
            ];
            view! {
                <Page title=t!(lang, "baseline.correct.title") purpose=t!(lang, "baseline.correct.purpose") crumbs>
                    <ErrorSummary/>
                    <Form document line/>
                </Page>
            }
        })
    })
}

#[component]
fn Form(document: Document, line: Line) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = line.row.clone();
    FormState::offer(|| {
        let count = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
        let loss = row.loss.map(|loss| loss.to_string()).unwrap_or_default();
        let fields = [
            ("incidents", count(row.incidents)),
            ("deaths", count(row.deaths)),
            ("serious", count(row.serious)),
            ("loss", loss),
        ];
        Typed(fields.map(|(name, value)| (name.to_owned(), value)).to_vec())
    });
    let action = format!("/baselines/{}/rows/{}", document.id, line.seq);
    let version = document.revision.to_string();
    let back = format!("/baselines/{}#rows", document.id);
    view! {
        <Facts>
            <Fact label=t!(lang, "baseline.row.period")>{document.baseline.year} " · " {period(lang, row.period)}</Fact>
            {row.town.map(|town| view! { <Fact label=t!(lang, "baseline.row.town")>{town}</Fact> })}
            {row.industry.map(|written| view! { <Fact label=t!(lang, "baseline.row.industry")>{industry(lang, &written)}</Fact> })}
            {line.category.map(|kind| view! { <Fact label=t!(lang, "baseline.row.category")>{crate::incident::page::category(lang, kind)}</Fact> })}
        </Facts>
        <form class="form" method="post" action=action.clone() novalidate>
            <Hidden name="version" value=version.clone()/>
            <NumberField name="incidents" label=metric(lang, Metric::Incidents) optional=true/>
            <NumberField name="deaths" label=metric(lang, Metric::Deaths) optional=true/>
            <NumberField name="serious" label=metric(lang, Metric::Serious) optional=true/>
            <NumberField name="loss" label=metric(lang, Metric::Loss) decimal=true optional=true/>
            <div class="actions">
                <button type="submit" class="button button-primary">{t!(lang, "baseline.correct.button")}</button>
                <a class="button" href=back>{t!(lang, "baseline.correct.back")}</a>
            </div>
        </form>
        <Section title=t!(lang, "baseline.correct.remove") note=t!(lang, "baseline.correct.remove-what")>
            <Confirm button=t!(lang, "baseline.correct.remove")>
                <form method="post" action=action>
                    <input type="hidden" name="version" value=version/>
                    <input type="hidden" name="deed" value="remove"/>
                    <button type="submit" class="button button-danger">{t!(lang, "baseline.correct.remove-confirm")}</button>
                </form>
            </Confirm>
        </Section>
    }
}
