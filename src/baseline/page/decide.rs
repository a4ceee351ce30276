//! What a person decides about a baseline: freezing or refusing a draft, approving or refusing what the records say now,
//! opening a draft that corrects imported figures.
use super::differences::{Changed, Records, became, change};
use super::may_write;
use crate::baseline::model::{Cause, Document, Origin, Recount, Resolution};
use crate::baseline::service::Shown;
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Confirm, DateField, Hidden, Notice, Section, State, TextAreaField, YesNoField};
use leptos::prelude::*;
use uuid::Uuid;

fn offer(fields: Vec<(&str, String)>) {
    FormState::offer(|| Typed(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
}

/// Freezing, refusing and discarding a draft.
#[component]
pub(super) fn Decide(shown: Shown) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let document = shown.document;
    if let Some(refused) = document.refused {
        let when = i18n::moment(lang, ctx.local(refused.at));
        let words = t!(lang, "baseline.refuse.was", who = refused.by, when = when, why = refused.why);
        return view! { <Notice state=State::Nothing><p>{words}</p></Notice> }.into_any();
    }
    if !may_write(&ctx) {
        return view! { <p class="section-note">{t!(lang, "baseline.freeze.only")}</p> }.into_any();
    }
    let unknown = shown.sums[1].1.unknown.max(shown.sums[2].1.unknown);
    let computed = document.baseline.resolution == Resolution::Day;
    offer(vec![
        ("as_of", document.baseline.as_of.to_string()),
        ("definition", document.baseline.definition.clone()),
        ("note", document.note.clone().unwrap_or_default()),
        ("reason", document.reason.clone().unwrap_or_default()),
        ("alike", alike(&document)),
    ]);
    let restates = shown.earlier.is_some();
    view! {
        {(computed && unknown > 0).then(|| view! {
            <Notice state=State::Soon><p>{t!(lang, "baseline.freeze.unknown", n = unknown)}</p></Notice>
        })}
        <Freeze document=document.clone() earlier=shown.earlier/>
        {restates.then(|| view! { <Refuse id=document.id seen=None/> })}
        <Section title=t!(lang, "baseline.discard.button") note=t!(lang, "baseline.discard.what")>
            <Confirm button=t!(lang, "baseline.discard.button")>
                <form method="post" action=format!("/baselines/{}/discard", document.id)>
                    <button type="submit" class="button button-danger">{t!(lang, "baseline.discard.confirm")}</button>
                </form>
            </Confirm>
        </Section>
    }
    .into_any()
}

/// Whether imported figures are said to be counted as this program counts. Of computed ones nobody needs to say it, unless
/// their words are changed.
fn alike(document: &Document) -> String {
    if document.baseline.origin == Origin::Computed {
        return String::new();
    }
    let own = |key: &str| if key == crate::baseline::model::Judged::OWN { "yes" } else { "no" };
    document.judged.as_ref().map(|judged| own(&judged.key)).unwrap_or_default().to_owned()
}

#[component]
fn Freeze(document: Document, earlier: Option<Document>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (title, note, button) = match &earlier {
        Some(earlier) => (
            t!(lang, "baseline.restate.approve-title"),
            t!(lang, "baseline.restate.approve-what", n = earlier.baseline.version),
            t!(lang, "baseline.restate.approve"),
        ),
        None => {
            (t!(lang, "baseline.freeze.title"), t!(lang, "baseline.freeze.what"), t!(lang, "baseline.freeze.button"))
        }
    };
    let against = earlier.as_ref().map(|earlier| earlier.id.to_string()).unwrap_or_default();
    let hint = match document.baseline.origin {
        Origin::Imported => t!(lang, "baseline.alike-hint"),
        Origin::Computed => t!(lang, "baseline.alike-hint-computed"),
    };
    view! {
        <Section title note>
            <form class="form no-print" method="post" action=format!("/baselines/{}/freeze", document.id) novalidate>
                <input type="hidden" name="version" value=document.revision.to_string()/>
                <input type="hidden" name="against" value=against/>
                {earlier.is_some().then(|| view! {
                    <TextAreaField name="reason" label=t!(lang, "baseline.reason") hint=t!(lang, "baseline.reason-hint") rows=3/>
                })}
                <DateField name="as_of" label=t!(lang, "baseline.as-of") hint=t!(lang, "baseline.as-of-hint")/>
                <TextAreaField name="definition" label=t!(lang, "baseline.definition-name") hint=t!(lang, "baseline.definition-hint") rows=5/>
                <YesNoField name="alike" label=t!(lang, "baseline.alike") hint=hint optional=true/>
                <TextAreaField name="note" label=t!(lang, "baseline.note") hint=t!(lang, "baseline.note-hint") optional=true rows=2/>
                <div class="actions"><button type="submit" class="button button-primary">{button}</button></div>
            </form>
        </Section>
    }
}

/// Refusing a restatement, with the reason. `seen` is the recount that is shown; none for a draft.
#[component]
fn Refuse(id: Uuid, #[prop(optional_no_strip)] seen: Option<String>) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Section title=t!(lang, "baseline.refuse.title") note=t!(lang, "baseline.refuse.what")>
            <form class="form no-print" method="post" action=format!("/baselines/{id}/refuse") novalidate>
                {seen.map(|seen| view! { <input type="hidden" name="seen" value=seen/> })}
                <TextAreaField name="refusal" label=t!(lang, "baseline.refuse.reason") rows=2/>
                <div class="actions"><button type="submit" class="button">{t!(lang, "baseline.refuse.button")}</button></div>
            </form>
        </Section>
    }
}

/// What the records say now of a frozen version, and what may be done about it; or how imported figures are corrected.
#[component]
pub(super) fn Restate(shown: Shown) -> impl IntoView {
    let ctx = Ctx::here();
    let writes = may_write(&ctx);
    let document = shown.document;
    if document.is_draft() || shown.later.is_some() {
        return ().into_any();
    }
    match (document.baseline.origin, shown.recount) {
        (Origin::Computed, Some(recount)) => view! { <Counted document recount writes/> }.into_any(),
        (Origin::Imported, _) if writes => view! { <ByHand document/> }.into_any(),
        _ => ().into_any(),
    }
}

/// A reason to begin with: what became of which record.
fn begun(lang: Lang, causes: &[Cause]) -> String {
    const SAID_MAX: usize = 5;
    let line = |cause: &Cause| {
        let day = cause.day.map(i18n::short_date).unwrap_or_default();
        let name = cause.enterprise.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        let changes: Vec<String> = cause.changes.iter().map(|it| change(lang, it)).collect();
        let words = became(lang, cause.became);
        t!(lang, "baseline.restate.line", day = day, name = name, became = words, changes = changes.join(", "))
            .into_owned()
    };
    causes.iter().take(SAID_MAX).map(line).collect::<Vec<_>>().join("\n")
}

#[component]
fn Counted(document: Document, recount: Recount, writes: bool) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    offer(vec![("reason", begun(lang, &recount.differences.causes))]);
    let refused = recount.refused.as_ref().map(|refusal| {
        let when = i18n::moment(lang, ctx.local(refusal.at));
        let words = t!(lang, "baseline.refuse.was", who = refusal.by, when = when, why = refusal.reason);
        view! { <Notice state=State::Nothing><p>{words}</p></Notice> }
    });
    let open = recount.refused.is_none();
    let id = document.id;
    let seen = recount.print.clone();
    let next = document.baseline.version + 1;
    view! {
        <div class="section" id="restatement">
            {open.then(|| view! {
                <Notice state=State::Soon title=t!(lang, "baseline.restate.open-title")><p>{t!(lang, "baseline.restate.open")}</p></Notice>
            })}
            {refused}
            <Changed
                differences=recount.differences.clone()
                title=t!(lang, "baseline.restate.changed")
                note=t!(lang, "baseline.restate.changed-what", n = document.baseline.version)
            />
            <Records differences=recount.differences/>
            {writes.then(|| view! {
                <Section title=t!(lang, "baseline.restate.approve-title") note=t!(lang, "baseline.restate.approve-next", n = next)>
                    <form class="form no-print" method="post" action=format!("/baselines/{id}/restate") novalidate>
                        <Hidden name="id" value=Uuid::now_v7().to_string()/>
                        <input type="hidden" name="seen" value=seen.clone()/>
                        <TextAreaField name="reason" label=t!(lang, "baseline.reason") hint=t!(lang, "baseline.reason-hint") rows=4/>
                        <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "baseline.restate.approve")}</button></div>
                    </form>
                </Section>
            })}
            {(writes && open).then(|| view! { <Refuse id seen=Some(recount.print)/> })}
            {(!writes).then(|| view! { <p class="section-note">{t!(lang, "baseline.freeze.only")}</p> })}
        </div>
    }
}

/// Imported figures are corrected by a person, row by row, or by another workbook.
#[component]
fn ByHand(document: Document) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Section title=t!(lang, "baseline.restate.hand-title") note=t!(lang, "baseline.restate.hand-what") id="restatement">
            <form class="form no-print" method="post" action=format!("/baselines/{}/restate", document.id) novalidate>
                <Hidden name="id" value=Uuid::now_v7().to_string()/>
                <TextAreaField name="reason" label=t!(lang, "baseline.reason") hint=t!(lang, "baseline.reason-hint") rows=3/>
                <div class="actions">
                    <button type="submit" class="button button-primary">{t!(lang, "baseline.restate.hand")}</button>
                    <a class="button" href="/returns/new">{t!(lang, "baseline.restate.workbook")}</a>
                </div>
            </form>
        </Section>
    }
}
