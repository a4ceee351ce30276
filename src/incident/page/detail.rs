use super::super::model::Record;
use super::super::rule::{Counted, Duty, Graded};
use super::super::service::{self, Detail};
use super::{GradeBadge, say, standing};
use crate::i18n::{self, Lang};
use crate::kernel::rulebook;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{self, Badge, Clock, Crumb, Fact, Facts, History, Notice, Page, Section, Source};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The id in the address; what is no id names nothing.
pub(super) fn id_here() -> Result<Uuid, Halt> {
    use_params_map().with_untracked(|map| map.get("id")).and_then(|id| id.parse().ok()).ok_or(Halt::Missing)
}

/// One accident in full.
#[component]
pub fn Incident() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = id_here();
    Suspend::new(async move {
        let found = match id {
            Ok(id) => service::detail(&ctx, id).await,
            Err(halt) => Err(halt),
        };
        answer(found, move |detail| view! { <Whole detail lang/> })
    })
}

fn when(lang: Lang, record: &Record) -> String {
    let incident = &record.incident;
    match incident.time_known {
        true => i18n::moment(lang, incident.occurred_at),
        false => format!("{}{}", i18n::date(lang, incident.day()), t!(lang, "incident.day-only")),
    }
}

#[component]
fn Whole(detail: Detail, lang: Lang) -> impl IntoView {
    let record = detail.record.clone();
    let edit = format!("/incidents/{}/edit", record.id);
    let action = detail.may_write.then(|| {
        view! { <a class="button button-primary" href=edit.clone()>{t!(lang, "incident.edit")}</a> }.into_any()
    });
    let title = format!("{} · {}", record.enterprise_name, i18n::date(lang, record.incident.day()));
    let crumbs = vec![Crumb::new("/incidents", t!(lang, "incident.title"))];
    let may_write = detail.may_write;
    view! {
        <Page title purpose=format!("{} · {}", record.town, when(lang, &record)) crumbs action=action.unwrap_or_else(|| ().into_any())>
            <GradeSection record=record.clone() graded=detail.graded may_write/>
            <Section title=t!(lang, "incident.duty.title")>
                <ul class="clocks">{detail.duties.into_iter().map(|duty| view! { <DutyClock duty/> }).collect_view()}</ul>
            </Section>
            <div class="columns">
                <People record=record.clone() conflict=detail.conflict/>
                <FactsSection record=record.clone()/>
            </div>
            <CountedSection counted=detail.counted day=record.incident.day()/>
            <Section title=t!(lang, "incident.detail.source")>
                <p>{match record.filed {
                    Some(source) => view! { <Source source/> }.into_any(),
                    None => t!(lang, "incident.detail.typed").into_any(),
                }}</p>
            </Section>
            <Section title=t!(lang, "incident.detail.history")><History entries=detail.history labels="incident.field"/></Section>
        </Page>
    }
}

#[component]
fn GradeSection(record: Record, #[prop(optional_no_strip)] graded: Option<Graded>, may_write: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let why = graded.as_ref().map(|graded| {
        let law = i18n::cite(lang, &graded.cite);
        say(lang, |say| format!("{} · {} · {law}", say.because(&record.incident, graded), say.raises(graded)))
    });
    let missing = graded.as_ref().and_then(|graded| say(lang, |say| say.missing(graded)));
    let edit = format!("/incidents/{}/edit#deaths", record.id);
    view! {
        <Section title=t!(lang, "incident.detail.grade")>
            <p><GradeBadge graded/></p>
            {why.map(|why| view! { <p>{why}</p> })}
            {missing.map(|words| view! {
                <Notice state=ui::State::Soon>
                    <p>{words}</p>
                    {may_write.then(|| view! { <p><a href=edit>{t!(lang, "incident.detail.missing-action")}</a></p> })}
                </Notice>
            })}
        </Section>
    }
}

#[component]
fn DutyClock(duty: Duty) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (left, state) = standing(lang, duty.state);
    let due = match duty.due_at {
        Some(at) => t!(lang, "incident.duty.due", at = i18n::moment(lang, at)),
        None => t!(lang, "incident.duty.no-due"),
    };
    let law = duty.cite.as_ref().map(|cite| i18n::cite(lang, cite)).unwrap_or_default();
    view! { <Clock name=i18n::words(lang, &format!("incident.duty.{}", duty.code)) left due=format!("{due} · {law}") state/> }
}

/// A fact, or that it was not given.
fn fact(label: ui::Words, value: Option<String>) -> AnyView {
    match value {
        Some(value) => view! { <Fact label>{value}</Fact> }.into_any(),
        None => view! { <Fact label/> }.into_any(),
    }
}

#[component]
fn People(record: Record, #[prop(optional_no_strip)] conflict: Option<&'static str>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let incident = record.incident;
    let count = |n: Option<i64>, unit: ui::Words| n.map(|n| format!("{} {unit}", i18n::number(n)));
    let (persons, days, wan) = (t!(lang, "incident.persons"), t!(lang, "incident.days"), t!(lang, "incident.wan"));
    let words = conflict.map(|code| i18n::words(lang, &format!("incident.conflict.{code}")));
    view! {
        <Section title=t!(lang, "incident.detail.people")>
            <Facts>
                {fact(t!(lang, "incident.field.deaths"), count(incident.deaths, persons.clone()))}
                {fact(t!(lang, "incident.field.serious"), count(incident.serious, persons.clone()))}
                {fact(t!(lang, "incident.field.minor"), count(incident.minor, persons))}
                {fact(t!(lang, "incident.field.lost_days"), count(incident.lost_days, days))}
                {fact(t!(lang, "incident.field.loss"), incident.loss.map(|loss| format!("{loss} {wan}")))}
            </Facts>
            {words.map(|words| view! { <Notice state=ui::State::Soon><p>{words}</p></Notice> })}
        </Section>
    }
}

#[component]
fn FactsSection(record: Record) -> impl IntoView {
    let lang = Ctx::here().lang;
    let happened = when(lang, &record);
    let incident = record.incident;
    let moment = move |at: Option<chrono::NaiveDateTime>| at.map(move |at| i18n::moment(lang, at));
    let kind = incident.category.map(|label| {
        let list = match record.listed {
            Some((year, code)) => t!(lang, "incident.listed", list = format!("GB 6441-{year}"), code = code),
            None => t!(lang, "incident.as-written"),
        };
        format!("{}{}", super::category(lang, label), t!(lang, "ui.bracketed", words = list))
    });
    let cause = incident.cause.map(|cause| super::cause(lang, cause).into_owned());
    let recorder = record.recorder.map(|who| super::recorder(lang, who));
    let closed = incident.closed.map(|yes| if yes { t!(lang, "ui.yes") } else { t!(lang, "ui.no") }.into_owned());
    view! {
        <Section title=t!(lang, "incident.detail.facts")>
            <Facts>
                {fact(t!(lang, "incident.field.occurred_at"), Some(happened))}
                {fact(t!(lang, "incident.field.place"), incident.place)}
                {fact(t!(lang, "incident.field.category"), kind)}
                {fact(t!(lang, "incident.field.informed_at"), moment(incident.informed_at))}
                {fact(t!(lang, "incident.field.reported_at"), moment(incident.reported_at))}
                {fact(t!(lang, "incident.field.brief"), incident.brief)}
                {fact(t!(lang, "incident.field.cause"), cause)}
                {fact(t!(lang, "incident.field.closed"), closed)}
                {recorder.map(|who| view! { <Fact label=t!(lang, "incident.list.recorder")>{who}</Fact> })}
            </Facts>
        </Section>
    }
}

#[component]
fn CountedSection(counted: Counted, day: chrono::NaiveDate) -> impl IntoView {
    let lang = Ctx::here().lang;
    let state = match counted {
        Counted::Yes => ui::State::Info,
        Counted::NoBelowFloor => ui::State::Nothing,
        Counted::Unknown => ui::State::Soon,
    };
    let rules = rulebook::at(day);
    let floor = rules.whole("incident.counted-loss");
    let why = match floor {
        Some(floor) => i18n::fill(lang, &format!("incident.counted.why-{}", counted.key()), &[("floor", &floor)]),
        None => t!(lang, "incident.counted.why-before").into_owned(),
    };
    let law = rules.get("incident.counted-loss").map(|rule| i18n::cite(lang, &rule.cite()));
    view! {
        <Section title=t!(lang, "incident.counted.title")>
            <p><Badge state word=i18n::words(lang, &format!("incident.counted.{}", counted.key()))/></p>
            <p>{why} " " {law.map(|law| view! { <span class="law">{law}</span> })}</p>
        </Section>
    }
}
