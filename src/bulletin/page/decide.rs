//! What may be done with a bulletin: count it again, issue it, discard it, correct an issued one.
use super::link;
use crate::bulletin::rule::numbers::Aligned;
use crate::bulletin::service::Shown;
use crate::i18n::Lang;
use crate::server::Ctx;
use crate::t;
use crate::ui::{CheckField, Choice, Confirm, Hidden, Section, TextAreaField};
use leptos::prelude::*;
use uuid::Uuid;

/// Nothing for those who only read.
#[component]
pub fn Decide(shown: Shown) -> impl IntoView {
    let lang = Ctx::here().lang;
    if !shown.may_write {
        return ().into_any();
    }
    if shown.bulletin.is_draft() {
        return view! { <OfDraft shown lang/> }.into_any();
    }
    let open = shown.versions.iter().any(crate::bulletin::model::Bulletin::is_draft);
    if open || !shown.is_latest() {
        return ().into_any();
    }
    let here = link::one(shown.bulletin.id);
    view! {
        <Section title=t!(lang, "bulletin.correct.title") note=t!(lang, "bulletin.correct.what") id="correct">
            <form class="form no-print" method="post" action=format!("{here}/correct") novalidate>
                <Hidden name="id" value=Uuid::now_v7().to_string()/>
                <TextAreaField name="reason" label=t!(lang, "bulletin.correct.reason") hint=t!(lang, "bulletin.correct.reason-hint") rows=2/>
                <div class="actions"><button type="submit" class="button">{t!(lang, "bulletin.correct.button")}</button></div>
            </form>
        </Section>
    }
    .into_any()
}

#[component]
fn OfDraft(shown: Shown, lang: Lang) -> impl IntoView {
    let here = link::one(shown.bulletin.id);
    let version = shown.bulletin.revision.to_string();
    let differs = shown.aligned.iter().any(Aligned::differs);
    let stale = shown.moved == Some(true);
    let recount = {
        let (here, version) = (here.clone(), version.clone());
        let class = if stale { "button button-primary" } else { "button" };
        view! {
            <Section title=t!(lang, "bulletin.recount.title") note=t!(lang, "bulletin.recount.what")>
                <form class="form no-print" method="post" action=format!("{here}/recount") novalidate>
                    <Hidden name="version" value=version/>
                    {differs.then(|| view! {
                        <CheckField name="anew" label=t!(lang, "bulletin.recount.words") choices=vec![Choice::new("yes", t!(lang, "bulletin.recount.anew"))] optional=true/>
                    })}
                    <div class="actions"><button type="submit" class=class>{t!(lang, "bulletin.recount.button")}</button></div>
                </form>
            </Section>
        }
    };
    let issue_here = format!("{here}/issue");
    let issue = view! {
        <Section title=t!(lang, "bulletin.issue.title") note=t!(lang, "bulletin.issue.what") id="issue">
            <form class="form no-print" method="post" action=issue_here novalidate>
                <Hidden name="version" value=version/>
                {differs.then(|| view! {
                    <CheckField name="checked" label=t!(lang, "bulletin.issue.confirm-numbers") choices=vec![Choice::new("yes", t!(lang, "bulletin.issue.checked"))]/>
                })}
                <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "bulletin.issue.button")}</button></div>
            </form>
        </Section>
    };
    view! {
        {stale.then_some(recount)}
        {issue}
        <Section title=t!(lang, "bulletin.discard.button") note=t!(lang, "bulletin.discard.what")>
            <Confirm button=t!(lang, "bulletin.discard.button")>
                <form method="post" action=format!("{here}/discard")>
                    <button type="submit" class="button button-danger">{t!(lang, "bulletin.discard.confirm")}</button>
                </form>
            </Confirm>
        </Section>
    }
}
