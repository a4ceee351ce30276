//! What stands beside a receipt: the department's remarks and decision, what the return changed, its versions, undoing it.
use super::super::model::review::{Absent, Again, Missing, Noted, Rest, Stuck, Undone, Verdict};
use super::super::model::{Filing, Standing};
use super::super::rule::standing::{may_decide, may_undo};
use super::super::service::{self, Changed, Did, Version};
use super::words;
use crate::i18n::{self, Lang};
use crate::kernel::intake::Change;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Badge, CheckField, Choice, Fact, Facts, Notice, RadioField, Section, State, Table, TextAreaField, TextField, Th,
    value_words,
};
use leptos::prelude::*;

/// Why the periods that were told before are told again: asked before sending.
#[component]
pub fn WhyAgain(again: Vec<Again>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let line = |again: Again| {
        let kind = words::template_name(lang, &again.template);
        let period = words::period_text(lang, &again.period);
        let words = t!(lang, "standing.again.line", kind = kind, period = period, number = again.number);
        view! { <li><a href=format!("/returns/{}", again.filing)>{words}</a></li> }
    };
    view! {
        <div class="notice notice-soon">
            <div class="notice-body">
                {(!again.is_empty()).then(|| view! {
                    <p>{t!(lang, "standing.again.title")}</p>
                    <ul>{again.into_iter().map(line).collect_view()}</ul>
                })}
                <TextField name="reason" label=t!(lang, "standing.again.reason") hint=t!(lang, "standing.again.hint")/>
            </div>
        </div>
    }
}

/// Records of earlier returns of the period that this workbook does not hold: asked before sending.
#[component]
pub fn WhatIsMissing(absent: Absent, wrong: u64) -> impl IntoView {
    let lang = Ctx::here().lang;
    if absent.count == 0 {
        return ().into_any();
    }
    let line = |row: Missing| {
        let noun = i18n::words(lang, &format!("standing.noun.{}", row.noun));
        let from = t!(lang, "standing.missing.from", number = row.number);
        let href = record(&row.noun, Some(row.id));
        let title = match href {
            Some(href) => view! { <a href=href>{row.title}</a> }.into_any(),
            None => row.title.into_any(),
        };
        let stays = row.stays.then(|| view! { " · " {t!(lang, "standing.missing.changed")} });
        view! { <li>{noun} " · " {title} " " <small class="muted">{from} {stays}</small></li> }
    };
    let more = absent.count.saturating_sub(absent.rows.len() as u64);
    let more = (more > 0)
        .then(|| view! { <p class="hint">{t!(lang, "returns.desk.more", n = i18n::number(more as i64))}</p> });
    let (asked, open) = (absent.asked, absent.asked || absent.count <= 5);
    let choices = Rest::ALL.map(|rest| {
        let said = |what: &str| i18n::words(lang, &format!("standing.missing.{}{what}", rest.key()));
        Choice::new(rest.key(), said("")).hint(said("-hint"))
    });
    let choice = match (asked, wrong) {
        (true, 0) => {
            view! { <RadioField name="missing" label=t!(lang, "standing.missing.what") choices=choices.to_vec()/> }
                .into_any()
        }
        (true, wrong) => view! {
            <input type="hidden" name="missing" value=Rest::Stays.key()/>
            <p class="hint">{t!(lang, "standing.missing.wrong", n = wrong)}</p>
        }
        .into_any(),
        (false, _) => view! { <p class="hint">{t!(lang, "standing.missing.running")}</p> }.into_any(),
    };
    view! {
        <div class="notice notice-soon">
            <div class="notice-body">
                <p>{t!(lang, "standing.missing.title", n = i18n::number(absent.count as i64))}</p>
                <details class="more" open=open>
                    <summary>{t!(lang, "standing.missing.list")}</summary>
                    <ul>{absent.rows.into_iter().map(line).collect_view()}</ul>
                    {more}
                </details>
                {choice}
            </div>
        </div>
    }
    .into_any()
}

/// Accept, lock, send back or unlock; nothing for those who may not.
#[component]
pub fn Decide(filing: Filing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let Some(actor) = ctx.actor.as_deref().filter(|_| ctx.inspector().is_ok()) else { return ().into_any() };
    let own = filing.account_id == actor.id;
    if own && filing.standing == Standing::Sent {
        return view! { <p class="hint">{t!(lang, "standing.verdict.own")}</p> }.into_any();
    }
    let standing = filing.standing;
    let may = move |verdict| may_decide(standing, verdict, own).is_ok();
    let action = format!("/returns/{}/review", filing.id);
    let (id, version) = (filing.id, filing.version);
    let one = move |verdict: Verdict, class: &'static str| {
        may(verdict).then(|| {
            let words = i18n::words(lang, &format!("standing.verdict.{}", verdict.key()));
            view! {
                <form method="post" action=format!("/returns/{id}/review")>
                    <input type="hidden" name="verdict" value=verdict.key()/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <button type="submit" class=class>{words}</button>
                </form>
            }
        })
    };
    let (back, unlock) = (may(Verdict::SendBack), may(Verdict::Unlock));
    if !back && !unlock {
        return ().into_any();
    }
    let typed = FormState::here();
    let open = typed.refused && typed.get("verdict") == Verdict::SendBack.key();
    let sheets = service::sheets(&filing).join(lang_comma(lang));
    view! {
        <Section title=t!(lang, "standing.verdict.title") note=t!(lang, "standing.verdict.note")>
            <div class="row no-print">
                {one(Verdict::Accept, "button button-primary")}
                {one(Verdict::Lock, "button")}
            </div>
            {back.then(|| view! {
                <details class="more no-print" open=open>
                    <summary>{t!(lang, "standing.verdict.send-back")}</summary>
                    <form class="form" method="post" action=action.clone() novalidate>
                        <input type="hidden" name="verdict" value=Verdict::SendBack.key()/>
                        <input type="hidden" name="version" value=version.to_string()/>
                        <TextAreaField name="notes" label=t!(lang, "standing.verdict.notes") hint=t!(lang, "standing.verdict.notes-hint", sheets = sheets)/>
                        <div class="actions"><button type="submit" class="button">{t!(lang, "standing.verdict.send-back-do")}</button></div>
                    </form>
                </details>
            })}
            {unlock.then(|| view! {
                <form class="form no-print" method="post" action=action.clone() novalidate>
                    <input type="hidden" name="verdict" value=Verdict::Unlock.key()/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <TextField name="reason" label=t!(lang, "standing.verdict.unlock-why")/>
                    <div class="actions"><button type="submit" class="button">{t!(lang, "standing.verdict.unlock")}</button></div>
                </form>
            })}
        </Section>
    }
    .into_any()
}

fn lang_comma(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "、" } else { ", " }
}

/// The remarks of the department, the latest round first.
#[component]
pub fn Remarks(notes: Vec<Noted>, standing: Standing, answered: Option<Version>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if notes.is_empty() {
        return ().into_any();
    }
    let state = if standing == Standing::SentBack { State::Late } else { State::Info };
    let title = match standing {
        Standing::SentBack => t!(lang, "standing.remarks.now"),
        _ => t!(lang, "standing.remarks.before"),
    };
    let open = standing == Standing::SentBack && answered.is_none();
    let todo = (open && ctx.rep().is_ok()).then(|| {
        view! { <p><a class="button button-primary" href="/returns/new">{t!(lang, "returns.desk.corrected")}</a></p> }
    });
    let answered = answered.filter(|_| standing == Standing::SentBack).map(|version| {
        let href = format!("/returns/{}", version.filing_id);
        view! { <p><a href=href>{t!(lang, "standing.remarks.answered", number = version.number)}</a></p> }
    });
    let line = move |noted: Noted| {
        let place = match (&noted.note.sheet, &noted.note.cell) {
            (Some(sheet), Some(cell)) => Some(format!("{sheet} {cell}")),
            (None, cell) => cell.clone(),
            (Some(sheet), None) => Some(sheet.clone()),
        };
        let who = t!(lang, "standing.remarks.by", who = noted.author, at = i18n::moment(lang, ctx.local(noted.at)));
        view! {
            <li>{place.map(|place| view! { <b class="cell-link">{place}</b> })} " " {noted.note.words} " " <small class="muted">{who}</small></li>
        }
    };
    view! {
        <Notice state title>
            <ul>{notes.into_iter().map(line).collect_view()}</ul>
            {todo}
            {answered}
        </Notice>
    }
    .into_any()
}

/// The address of a record; trainings have that of their session.
fn record(noun: &str, id: Option<uuid::Uuid>) -> Option<String> {
    let id = id?;
    let folder = match noun {
        "congress" => "congress",
        "incident" => "incidents",
        "hazard" => "hazards",
        "health" => "health",
        "enterprise" | "exposure" | "former_name" => "enterprises",
        _ => return None,
    };
    Some(format!("/{folder}/{id}"))
}

/// Only what the return changed, from what to what: all that a reviewer of a second version needs to read.
#[component]
pub fn WhatChanged(changed: Vec<Changed>, more: u64) -> impl IntoView {
    let lang = Ctx::here().lang;
    if changed.is_empty() {
        return ().into_any();
    }
    let line = move |row: Changed| {
        let noun = i18n::words(lang, &format!("standing.noun.{}", row.noun));
        let address = if row.noun == "training" { row.session() } else { record(&row.noun, row.id) };
        let title = match address {
            Some(href) => view! { <a href=href>{row.title}</a> }.into_any(),
            None => row.title.into_any(),
        };
        let one = move |Change(field, from, to): Change| {
            let blank = || t!(lang, "ui.blank").into_owned();
            let label = words::any_field(lang, &row.noun, &field);
            let said = |text: Option<String>| {
                text.map_or_else(blank, |text| value_words(lang, &row.noun, &field, text).into_owned())
            };
            view! {
                <li class="change">
                    <span class="change-field">{label}</span> " "
                    <del>{said(from)}</del> " → " <ins>{said(to)}</ins>
                </li>
            }
        };
        let did = match row.did {
            Did::Changed => None,
            Did::Added => Some(State::Info),
            Did::Dropped => Some(State::Late),
        };
        let did = did.map(|state| {
            view! { <Badge state word=i18n::words(lang, &format!("standing.changed.{}", row.did.key()))/> }
        });
        view! {
            <tr>
                <th scope="row">{noun} " · " {title}</th>
                <td data-label=t!(lang, "standing.changed.what")>{did} <ul class="changes">{row.changes.into_iter().map(one).collect_view()}</ul></td>
            </tr>
        }
    };
    let more = (more > 0)
        .then(|| view! { <p class="hint">{t!(lang, "returns.desk.more", n = i18n::number(more as i64))}</p> });
    view! {
        <Section title=t!(lang, "standing.changed.title") note=t!(lang, "standing.changed.note")>
            <Table caption=t!(lang, "standing.changed.title")>
                <thead><tr><Th label=t!(lang, "standing.changed.record")/><Th label=t!(lang, "standing.changed.what")/></tr></thead>
                <tbody>{changed.into_iter().map(line).collect_view()}</tbody>
            </Table>
            {more}
        </Section>
    }
    .into_any()
}

/// Every return of the same periods, in the order in which they came.
#[component]
pub fn Versions(versions: Vec<Version>, here: uuid::Uuid) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if versions.is_empty() {
        return ().into_any();
    }
    let rep = ctx.rep().is_ok();
    let line = move |version: Version| {
        let what = format!(
            "{} · {}",
            words::template_name(lang, &version.template),
            words::period_text(lang, &version.period)
        );
        let at = version.sent_at.map(|at| i18n::moment(lang, ctx.local(at)));
        // A department's return for many is not a rep's to open.
        let number = match version.filing_id == here || (rep && !version.own) {
            true => view! { <b>{version.number}</b> }.into_any(),
            false => view! { <a href=format!("/returns/{}", version.filing_id)>{version.number}</a> }.into_any(),
        };
        let undone = version
            .undone
            .then(|| view! { <Badge state=State::Nothing word=t!(lang, "returns.desk.standing.undone")/> });
        view! {
            <tr>
                <th scope="row">{what}</th>
                <td data-label=t!(lang, "returns.desk.number")>{number} " " {undone}</td>
                <td data-label=t!(lang, "returns.desk.at") class="date">{at}</td>
                <td data-label=t!(lang, "standing.versions.why")>{version.reason}</td>
            </tr>
        }
    };
    view! {
        <Section title=t!(lang, "standing.versions.title") note=t!(lang, "standing.versions.note")>
            <Table caption=t!(lang, "standing.versions.title")>
                <thead>
                    <tr>
                        <Th label=t!(lang, "standing.versions.period")/>
                        <Th label=t!(lang, "returns.desk.number")/>
                        <Th label=t!(lang, "returns.desk.at")/>
                        <Th label=t!(lang, "standing.versions.why")/>
                    </tr>
                </thead>
                <tbody>{versions.into_iter().map(line).collect_view()}</tbody>
            </Table>
        </Section>
    }
    .into_any()
}

/// Taking the return back: with a reason where one is asked; when rows stand in the way, once more for the rest.
#[component]
pub fn Undo(filing: Filing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let needs = service::undoer(&ctx, &filing).and_then(|who| may_undo(filing.standing, who).ok());
    let Some(needs_reason) = needs.filter(|_| ctx.actor.is_some()) else { return ().into_any() };
    let form = FormState::here();
    let open = form.refused && form.problems.iter().any(|p| ["reason", "rest"].contains(&p.field.as_ref()));
    let stuck = form.problems.iter().any(|p| p.what.code.starts_with("undo-stuck"));
    let rest = vec![Choice::new("yes", t!(lang, "standing.undo.rest-yes"))];
    let tally = filing.summary.tally;
    let text = match filing.is_nil() {
        true => t!(lang, "standing.undo.nil-text"),
        false => t!(
            lang,
            "standing.undo.text",
            new = i18n::number(tally.new as i64),
            changed = i18n::number(tally.changed as i64)
        ),
    };
    view! {
        <details class="confirm no-print" open=open>
            <summary class="button button-danger">{t!(lang, "standing.undo.button")}</summary>
            <div class="confirm-body">
                <p>{text}</p>
                <form class="form" method="post" action=format!("/returns/{}/undo", filing.id) novalidate>
                    {needs_reason.then(|| view! { <TextField name="reason" label=t!(lang, "standing.undo.reason") hint=t!(lang, "standing.undo.reason-hint")/> })}
                    {stuck.then(|| view! { <CheckField name="rest" label=t!(lang, "standing.undo.rest") choices=rest optional=true/> })}
                    <div class="actions"><button type="submit" class="button button-danger">{t!(lang, "standing.undo.yes")}</button></div>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// How the return was undone, and what stayed.
#[component]
pub fn WasUndone(undone: Undone) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let at = undone.at.map(|at| i18n::moment(lang, ctx.local(at))).unwrap_or_default();
    let line = move |stuck: Stuck| {
        let noun = i18n::words(lang, &format!("standing.noun.{}", stuck.noun));
        let why = i18n::words(lang, &format!("standing.undo.why.{}", stuck.why.key()));
        view! { <li>{noun} " · " {stuck.title} " · " {why}</li> }
    };
    let stayed = (undone.stuck_count > 0).then(|| {
        let words = t!(lang, "standing.undo.stayed", n = i18n::number(undone.stuck_count as i64));
        view! { <p>{words}</p> <ul>{undone.stuck.clone().into_iter().map(line).collect_view()}</ul> }
    });
    view! {
        <Notice state=State::Soon title=t!(lang, "standing.undo.done-title")>
            <Facts>
                <Fact label=t!(lang, "standing.undo.by")>{undone.by.clone()} " · " {at}</Fact>
                {undone.reason.clone().map(|reason| view! { <Fact label=t!(lang, "standing.undo.reason")>{reason}</Fact> })}
                <Fact label=t!(lang, "standing.undo.removed")>{i18n::number(undone.removed as i64)}</Fact>
                <Fact label=t!(lang, "standing.undo.restored")>{i18n::number(undone.restored as i64)}</Fact>
            </Facts>
            {stayed}
        </Notice>
    }
}
