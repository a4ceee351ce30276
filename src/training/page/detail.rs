use super::super::rule::{Certificate, Need};
use super::super::service::{self, Detail, Seat};
use super::{content, hours, id_here, kind, state, state_words};
use crate::i18n::{self, Lang};
use crate::kernel::Centi;
use crate::server::page::{answer, elsewhere};
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Badge, Crumb, Fact, Facts, History, Notice, Page, Section, Source, State, Sum, Sums, Table, Th};
use chrono::Datelike;
use leptos::prelude::*;

/// One session: who took part, whether the hours suffice, what changed.
#[component]
pub fn Session() -> impl IntoView {
    let ctx = Ctx::here();
    let session = id_here("session").ok();
    Suspend::new(async move {
        let Some(session) = session else { return answer(Err(Halt::Missing), |()| ()) };
        let found = service::detail(&ctx, session).await;
        if matches!(found, Err(Halt::Missing))
            && let Ok(Some(now)) = service::now_at(&ctx, session).await
        {
            return elsewhere(&format!("/training/{now}"));
        }
        answer(found, move |detail| view! { <Whole detail/> })
    })
}

#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let lang = Ctx::here().lang;
    let sitting = detail.sitting;
    let course = sitting.course.clone();
    let day = i18n::date(lang, course.held_on);
    let crumbs = vec![Crumb::new("/training", t!(lang, "training.title"))];
    let how = view! { <p>{t!(lang, "training.how")}</p> }.into_any();
    let enterprise = format!("/enterprises/{}", sitting.enterprise);
    let (needs, seats, risk) =
        (detail.needs.clone(), detail.seats.iter().map(|seat| seat.year_hours).collect(), sitting.high_risk);
    let from = detail.seats.iter().find_map(|seat| seat.record.filed.clone());
    view! {
        <Page title=content(lang, &course) purpose=format!("{} · {day}", sitting.enterprise_name) crumbs how>
            <Facts>
                <Fact label=t!(lang, "training.enterprise")><a href=enterprise>{sitting.enterprise_name.clone()}</a> " · " {sitting.town.clone()}</Fact>
                <Fact label=t!(lang, "training.field.kind")>{kind(lang, course.kind)}</Fact>
                <Fact label=t!(lang, "training.field.hours")>{hours(lang, course.hours)}</Fact>
                <Fact label=t!(lang, "training.field.people")>{t!(lang, "training.people", n = sitting.people)}</Fact>
                <Fact label=t!(lang, "training.list.passed")>{sitting.passed} " / " {sitting.failed}</Fact>
            </Facts>
            {from.map(|source| view! { <p class="section-note"><Source source/></p> })}
            <Section title=t!(lang, "training.section.law") note=t!(lang, "training.section.law-note", day = day)>
                <Law needs seats risk/>
            </Section>
            <Section title=t!(lang, "training.section.roster")>
                <Roster seats=detail.seats needs=detail.needs year=course.held_on.year()/>
            </Section>
            <Section title=t!(lang, "training.section.history")>
                <History entries=detail.history labels="training.field"/>
            </Section>
        </Page>
    }
}

/// What the law asks of this kind, and how many people of the session reach it.
#[component]
fn Law(needs: Vec<Need>, seats: Vec<Centi>, risk: Option<bool>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if needs.is_empty() {
        return view! { <p>{t!(lang, "training.law.none")}</p> }.into_any();
    }
    let sums = needs.iter().map(|need| law(lang, need, &seats)).collect();
    let unknown = risk
        .is_none()
        .then(|| view! { <Notice state=State::Info><p>{t!(lang, "training.law.risk-unknown")}</p></Notice> });
    view! { <Sums label=t!(lang, "training.section.law") sums/> {unknown} }.into_any()
}

fn law(lang: Lang, need: &Need, seats: &[Centi]) -> Sum {
    let met = seats.iter().filter(|hours| need.met(**hours)).count();
    let sector = match need.high_risk {
        true => t!(lang, "training.law.high-risk", n = need.hours),
        false => t!(lang, "training.law.ordinary", n = need.hours),
    };
    let reached = t!(lang, "training.law.reached", met = met, all = seats.len());
    let (state, verdict) = match met == seats.len() {
        true => (State::Ok, t!(lang, "training.law.all-met")),
        false => (State::Soon, t!(lang, "training.law.some-short")),
    };
    Sum {
        name: i18n::words(lang, &format!("training.need.{}", need.code)),
        sum: format!("{sector} · {reached}").into(),
        law: i18n::cite(lang, &need.cite).into(),
        state,
        verdict,
    }
}

#[component]
fn Roster(seats: Vec<Seat>, needs: Vec<Need>, year: i32) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let may_write = service::may_write(&ctx);
    // The least that is asked every year or once: whoever lacks it lacks everything above it too.
    let least = needs.into_iter().min_by_key(|need| need.hours);
    let row = move |seat: Seat| view! { <Person seat year least=least.clone() may_write/> };
    view! {
        <Table caption=t!(lang, "training.section.roster")>
            <thead><tr>
                <Th label=t!(lang, "training.field.name")/>
                <Th label=t!(lang, "training.field.post")/>
                <Th label=t!(lang, "training.field.score") number=true/>
                <Th label=t!(lang, "training.field.passed")/>
                <Th label=t!(lang, "training.seat.year-hours", year = year) number=true/>
                <Th label=t!(lang, "training.seat.certificate")/>
                {may_write.then(|| view! { <th scope="col"><span class="sr-only">{t!(lang, "training.correct")}</span></th> })}
            </tr></thead>
            <tbody>{seats.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

#[component]
fn Person(seat: Seat, year: i32, #[prop(optional_no_strip)] least: Option<Need>, may_write: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let unknown = move || t!(lang, "ui.not-given").into_owned();
    let of = seat.record.attendance;
    let passed = match of.passed {
        Some(true) => t!(lang, "ui.yes"),
        Some(false) => t!(lang, "ui.no"),
        None => unknown().into(),
    };
    let judged = least.map(|need| match need.missing(seat.year_hours) {
        Centi(0) => view! { <Badge state=State::Ok word=t!(lang, "training.seat.enough")/> },
        missing => view! { <Badge state=State::Soon word=t!(lang, "training.seat.short", n = missing)/> },
    });
    let certificate = (seat.certificate != Certificate::Unknown || of.cert_no.is_some()).then(|| {
        let word = state_words(lang, seat.certificate);
        view! { {of.cert_no.clone()} " " <Badge state=state(seat.certificate) word/> }
    });
    let edit = may_write.then(|| {
        let href = format!("/training/people/{}/edit", seat.record.id);
        view! { <td class="act"><a href=href>{t!(lang, "training.correct")}</a></td> }
    });
    let rep = Ctx::here().rep().is_ok();
    let row = seat.record.filed.as_ref().filter(|_| !rep).map(|source| {
        let href = crate::ui::source_row(source.filing, &source.sheet, source.row);
        view! { " " <small><a href=href>{t!(lang, "training.seat.row", row = source.row)}</a></small> }
    });
    view! {
        <tr>
            <th scope="row">{of.name} " " <small>{of.id.map(|id| id.mask)}</small> {row}</th>
            <td data-label=t!(lang, "training.field.post")>{of.post.unwrap_or_else(unknown)}</td>
            <td class="num" data-label=t!(lang, "training.field.score")>{of.score.map_or_else(unknown, |score| score.to_string())}</td>
            <td data-label=t!(lang, "training.field.passed")>{passed}</td>
            <td class="num" data-label=t!(lang, "training.seat.year-hours", year = year)>{seat.year_hours.to_string()} " " {judged}</td>
            <td data-label=t!(lang, "training.seat.certificate")>{certificate}</td>
            {edit}
        </tr>
    }
}
