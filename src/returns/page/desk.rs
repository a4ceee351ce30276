//! The first page of a rep: what their enterprise owes, why each card has its colour, one action each; the last receipts.
use super::super::model::duty::{Duty, State as Stands};
use super::super::service::{self, Filter, Owing};
use super::list::Rows;
use super::{new_button, words};
use crate::i18n;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Badge, Empty, Page, Section, State};
use leptos::prelude::*;
use uuid::Uuid;

/// Returns under what is owed.
const LAST: i64 = 5;

#[component]
pub fn Desk() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asking = ctx.clone();
    let owed = Suspend::new(async move {
        let data = async {
            let last = service::list(&asking, &Filter::default(), 1, LAST).await?.0;
            Ok((service::owed(&asking).await?, last))
        };
        answer(data.await, move |(owing, last)| {
            view! {
                <Owed owing/>
                <Section title=t!(lang, "returns.desk.last")>
                    <Rows rows=last/>
                    <p><a href="/returns">{t!(lang, "returns.desk.all")}</a></p>
                </Section>
            }
        })
    });
    let purpose = t!(lang, "standing.desk.purpose");
    let action = new_button(&ctx).unwrap_or_else(|| ().into_any());
    view! {
        <Page title=t!(lang, "returns.desk.owe") purpose action>
            {owed}
        </Page>
    }
}

/// The greeting with what presses, then a card for each duty; what is done is folded away.
#[component]
fn Owed(owing: Owing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let name = ctx.actor.as_deref().map(|actor| actor.name.clone()).unwrap_or_default();
    let late = owing.duties.iter().filter(|d| matches!(d.state, Stands::Late { .. } | Stands::SentBack)).count();
    let next = match owing.next {
        Some(day) => t!(lang, "standing.desk.next", day = i18n::date(lang, day)),
        None => t!(lang, "standing.desk.nothing-next"),
    };
    let file = ctx.rep().ok().map(|rep| {
        let href = format!("/enterprises/{}/file", rep.enterprise());
        view! { <p><a href=href>{t!(lang, "standing.desk.file")}</a></p> }
    });
    let presses = match late {
        0 => t!(lang, "standing.desk.nothing-late"),
        n => t!(lang, "standing.desk.late", n = n),
    };
    let lacking = owing.open;
    let open_of = move |duty: &Duty| {
        let filed = duty.filed.as_ref()?;
        lacking.iter().find(|open| open.filing == filed.last && open.template == duty.template).map(|open| open.rows)
    };
    // A return with rows to put right is not done.
    let is_done =
        |duty: &Duty| matches!(duty.state, Stands::Filed { .. } | Stands::Exempt { .. }) && open_of(duty).is_none();
    let (done, open): (Vec<Duty>, Vec<Duty>) = owing.duties.into_iter().partition(is_done);
    let (later, open): (Vec<Duty>, Vec<Duty>) = open.into_iter().partition(|duty| duty.state == Stands::Running);
    let (count, ahead) = (done.len(), later.len());
    let none = open.is_empty().then(|| {
        view! { <Empty title=t!(lang, "standing.desk.all-in") text=t!(lang, "standing.desk.all-in-text")/> }
    });
    let card = |duty: Duty| {
        let rows = open_of(&duty);
        view! { <Card duty rows/> }
    };
    view! {
        <p class="as-of"><span>{t!(lang, "standing.desk.hello", name = name)}</span> <span>{presses}</span> <span>{next}</span></p>
        {file}
        {none}
        <ul class="cards">{open.into_iter().map(card).collect_view()}</ul>
        {(ahead > 0).then(|| view! {
            <details class="more" open=late == 0>
                <summary>{t!(lang, "standing.desk.later", n = ahead)}</summary>
                <ul class="cards">{later.into_iter().map(card).collect_view()}</ul>
            </details>
        })}
        {(count > 0).then(|| view! {
            <details class="more" open=late == 0>
                <summary>{t!(lang, "standing.desk.done", n = count)}</summary>
                <ul class="cards">{done.into_iter().map(card).collect_view()}</ul>
            </details>
        })}
    }
}

#[component]
fn Card(
    duty: Duty,
    /// Rows that are still to be put right.
    rows: Option<u64>,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (state, word, why) = words::duty_words(lang, &duty);
    // What was sent back, or is late, weighs more.
    let (state, word) = match rows {
        Some(n) if state == State::Ok => (State::Soon, t!(lang, "standing.open.badge", n = i18n::number(n as i64))),
        _ => (state, word),
    };
    let open = rows.map(|n| {
        view! { <p class="card-why">{t!(lang, "standing.open.card", n = i18n::number(n as i64))}</p> }
    });
    let class = match state {
        State::Late => "card card-late",
        State::Soon => "card card-soon",
        _ => "card",
    };
    let name = words::template_name(lang, &duty.template);
    let period = words::period_name(lang, duty.period);
    view! {
        <li class=class>
            <p class="card-top"><span>{period}</span> <Badge state word/></p>
            <h2>{name}</h2>
            <p class="card-why">{why}</p>
            {open}
            <div class="card-actions"><Action duty open=rows.is_some()/></div>
        </li>
    }
}

/// The one thing to do: send, say that nothing happened, go on with the rows to put right, or look at the receipt.
#[component]
fn Action(duty: Duty, open: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let kind = duty.template.clone();
    let upload = format!("/returns/new?template={kind}");
    let over = matches!(duty.state, Stands::Late { .. } | Stands::Due { .. } | Stands::SentBack);
    let sign = (duty.nil && over).then(|| {
        view! {
            <form method="post" action="/returns/nil">
                <input type="hidden" name="id" value=Uuid::now_v7().to_string()/>
                <input type="hidden" name="template" value=duty.template.clone()/>
                <input type="hidden" name="period" value=duty.period.to_string()/>
                <button type="submit" class="button button-small">{nil_words(lang, &duty)}</button>
            </form>
        }
    });
    if let Some(filed) = &duty.filed {
        let label = match duty.state {
            Stands::SentBack => t!(lang, "standing.desk.see-remarks"),
            _ if open => t!(lang, "standing.open.go-on"),
            _ => t!(lang, "returns.desk.see-receipt"),
        };
        let nil = filed.nil.then(|| view! { <span>{t!(lang, "standing.nil.short")}</span> });
        if !filed.own {
            return view! { <span>{t!(lang, "standing.desk.for-you", number = filed.number.clone())}</span> }
                .into_any();
        }
        let place = if open && duty.state != Stands::SentBack { "#open" } else { "" };
        let href = format!("/returns/{}{place}", filed.last);
        // A statement that was sent back is answered by another.
        let again = sign.filter(|_| filed.nil && duty.state == Stands::SentBack);
        return view! { <a class="button button-small" href=href>{label}</a> {nil} {again} }.into_any();
    }
    if matches!(duty.state, Stands::Exempt { .. }) {
        return ().into_any();
    }
    view! {
        <a class="button button-small" href=upload>{t!(lang, "returns.desk.upload")}</a>
        {sign}
    }
    .into_any()
}

/// "Nothing happened in Q3", by template.
pub fn nil_words(lang: i18n::Lang, duty: &Duty) -> crate::ui::Words {
    i18n::words(lang, &format!("standing.nil.button.{}", duty.template))
}
