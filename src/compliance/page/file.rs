//! One enterprise on one page, to read before knocking and to print.
use super::super::model::{Accident, AsOf, Asked, Danger, Freed, Judged, Standing};
use super::super::rule::talk::Reason;
use super::super::service::{self, Certificate, File};
use super::{When, as_of, asked, talks, words};
use crate::enterprise::model::{FLAGS, Facts as Roll};
use crate::hazard::model::Level;
use crate::hazard::rule::five_in_place;
use crate::i18n::{self, Lang};
use crate::incident::rule as incident;
use crate::kernel::rulebook;
use crate::returns::model::duty::{Duty as Return, Exemption, Owed};
use crate::returns::page as returns;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Badge, Crumb, Fact, Facts, Filters, Notice, Page, Section, State, Table, Th, Words};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// `/enterprises/{id}/file`
#[component]
pub fn EnterpriseFile() -> impl IntoView {
    let ctx = Ctx::here();
    let id: Option<Uuid> = use_params_map().with_untracked(|params| params.get("id")).and_then(|id| id.parse().ok());
    let asked = asked();
    Suspend::new(async move {
        let file = match id {
            Some(id) => service::file(&ctx, id, &asked).await,
            None => Err(Halt::Missing),
        };
        answer(file, move |file| view! { <Body file asked/> })
    })
}

#[component]
fn Body(file: File, asked: Asked) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let own = ctx.rep().is_ok();
    let at = file.at;
    let owner = file.standing.facts.owner.clone();
    let purpose = if own { t!(lang, "compliance.file.own-purpose") } else { t!(lang, "compliance.file.purpose") };
    let crumbs = match own {
        true => vec![Crumb::new(format!("/enterprises/{}", owner.id), owner.name.clone())],
        false => vec![
            Crumb::new("/compliance", t!(lang, "compliance.title")),
            Crumb::new(format!("/enterprises/{}", owner.id), owner.name.clone()),
        ],
    };
    let title = format!("{} · {}", owner.name, t!(lang, "compliance.file.title"));
    let standing = file.standing;
    let facts = &standing.facts;
    let (accidents, returns) = (facts.accidents.clone(), facts.returns.clone());
    let (exemptions, freed) = (facts.exemptions.clone(), facts.freed.clone());
    let (duties, reasons) = (standing.duties.clone(), file.reasons);
    view! {
        <Page title purpose crumbs>
            <Filters><When/></Filters>
            <p class="as-of"><span>{as_of(lang, &at)}</span> <span class="no-print">{t!(lang, "compliance.file.print")}</span></p>
            <div class="dossier">
                <Talk reasons at standing=standing.clone()/>
                <Section title=t!(lang, "compliance.file.about")><About roll=file.roll at standing/></Section>
                <Section title=t!(lang, "compliance.file.duties")><Duties at duties asked own/></Section>
                <Section title=t!(lang, "compliance.file.hazards")><Hazards at hazards=file.hazards/></Section>
                <Section title=t!(lang, "compliance.file.accidents")><Accidents at accidents/></Section>
                <Section title=t!(lang, "compliance.file.certificates")><Certificates certificates=file.certificates/></Section>
                <Section title=t!(lang, "compliance.file.returns")><Returns returns/></Section>
                <Section title=t!(lang, "compliance.file.exemptions")><Exemptions exemptions freed/></Section>
                {(!own).then(|| view! { <Visit/> })}
            </div>
        </Page>
    }
}

/// Why a talk is called for; only the alliance reads it.
#[component]
fn Talk(reasons: Vec<Reason>, at: AsOf, standing: Standing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let one = move |reason: &Reason| {
        let why = reason.ground.duty().and_then(|duty| standing.of(duty)).map(|judged| words::why(lang, &judged.why));
        let law = talks::law_of(lang, reason.ground, &at);
        view! { <li><b>{talks::reason(lang, reason)}</b> " " {why} " " <span class="law">{law}</span></li> }
    };
    (!reasons.is_empty() && ctx.rep().is_err()).then(|| {
        view! {
            <Notice state=State::Late title=t!(lang, "compliance.file.talk")>
                <ul class="reasons">{reasons.iter().map(one).collect_view()}</ul>
            </Notice>
        }
    })
}

#[component]
fn About(roll: Roll, at: AsOf, standing: Standing) -> impl IntoView {
    let lang = Ctx::here().lang;
    let label = move |field: &str| i18n::words(lang, &format!("enterprise.field.{field}"));
    let text = move |field: &str, value: Option<String>| {
        let label = label(field);
        match value {
            Some(value) => view! { <Fact label>{value}</Fact> }.into_any(),
            None => view! { <Fact label/> }.into_any(),
        }
    };
    let on = [roll.above_scale, roll.union, roll.pilot, roll.high_risk];
    let said: Vec<Words> = FLAGS
        .iter()
        .zip(on)
        .filter(|(_, on)| *on == Some(true))
        .map(|(flag, _)| i18n::words(lang, &format!("enterprise.flag.{flag}")))
        .collect();
    let facts = &standing.facts;
    let size = roll.size.map(|size| i18n::words(lang, &format!("enterprise.size.{}", size.key())).into_owned());
    let last = facts.held.as_ref().map(|held| (held.meeting.held_on, Some(held.id)));
    let last = last.or(facts.before.map(|day| (day, None)));
    let last = match last {
        Some((day, Some(id))) => view! { <a href=format!("/congress/{id}")>{i18n::date(lang, day)}</a> }.into_any(),
        Some((day, None)) => i18n::date(lang, day).into_any(),
        None => t!(lang, "compliance.file.congress-none").into_any(),
    };
    let phone = match roll.phone {
        Some(phone) => {
            let call = format!("tel:{phone}");
            view! { <Fact label=label("phone")><a href=call>{phone}</a></Fact> }.into_any()
        }
        None => view! { <Fact label=label("phone")/> }.into_any(),
    };
    let headcount = match facts.headcount {
        Some(n) => i18n::number(n).into_any(),
        None => view! { <span class="unknown">{t!(lang, "ui.not-given")}</span> }.into_any(),
    };
    view! {
        <Facts>
            <Fact label=label("uscc")><code>{roll.uscc.to_string()}</code></Fact>
            {text("town", Some(roll.town))}
            {text("industry", roll.industry.map(|industry| crate::enterprise::page::industry(lang, &industry).into_owned()))}
            {text("size", size)}
            <Fact label=t!(lang, "enterprise.list.traits")>{said.join(" · ")}</Fact>
            <Fact label=t!(lang, "compliance.file.headcount", year = at.year)>{headcount}</Fact>
            {text("safety_officer", roll.safety_officer)}
            {phone}
            <Fact label=t!(lang, "compliance.file.congress-last")>{last}</Fact>
        </Facts>
    }
}

#[component]
fn Duties(at: AsOf, duties: Vec<Judged>, asked: Asked, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = move |judged: Judged| {
        let (state, word, why) = words::judged(lang, &judged);
        let name = words::duty_name(lang, judged.duty);
        let law = words::law(lang, &at, judged.duty);
        let list = (!own).then(|| words::board(&asked, judged.duty));
        let law = match list {
            Some(href) => view! { <a class="law" href=href>{law}</a> }.into_any(),
            None => view! { <span class="law">{law}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-label=t!(lang, "compliance.list.stands")><Badge state word/></td>
                <td data-label=t!(lang, "compliance.list.why")>{why}</td>
                <td data-label=t!(lang, "compliance.list.law")><span>{words::asks(lang, &at, judged.duty)} " " {law}</span></td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "compliance.file.duties-caption")>
            <thead><tr>
                <Th label=t!(lang, "compliance.list.duty")/>
                <Th label=t!(lang, "compliance.list.stands")/>
                <Th label=t!(lang, "compliance.list.why")/>
                <Th label=t!(lang, "compliance.list.law")/>
            </tr></thead>
            <tbody>{duties.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

fn none(words: Words) -> AnyView {
    view! { <p class="section-note">{words}</p> }.into_any()
}

/// What of the five a major hazard lacks.
fn five(lang: Lang, danger: &Danger) -> Words {
    let Some(five) = five_in_place(&danger.hazard, &rulebook::at(danger.hazard.found_on)) else { return "".into() };
    let name = |part: crate::hazard::rule::Part| {
        let key = match part {
            crate::hazard::rule::Part::Responsibility => "compliance.five.responsibility",
            crate::hazard::rule::Part::Measure => "compliance.five.measure",
            crate::hazard::rule::Part::Fund => "compliance.five.fund",
            crate::hazard::rule::Part::Limit => "compliance.five.limit",
            crate::hazard::rule::Part::Plan => "compliance.five.plan",
        };
        i18n::words(lang, key)
    };
    let missing: Vec<Words> = five.missing().map(name).collect();
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    match missing.is_empty() {
        true => t!(lang, "compliance.file.five-all"),
        false => t!(lang, "compliance.file.five-lacks", parts = missing.join(comma)),
    }
}

#[component]
fn Hazards(at: AsOf, hazards: Vec<Danger>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if hazards.is_empty() {
        return none(t!(lang, "compliance.file.hazards-none"));
    }
    let row = move |danger: Danger| {
        let hazard = &danger.hazard;
        let days = hazard.due_on.map(|due| (due - at.on).num_days());
        let (state, word) = match days {
            None => (State::Nothing, t!(lang, "compliance.file.no-limit")),
            Some(days @ ..0) => (State::Late, t!(lang, "compliance.file.overdue", n = -days)),
            Some(days) => (State::Soon, t!(lang, "compliance.file.left", n = days)),
        };
        let level = match hazard.level {
            Level::Major => t!(lang, "hazard.level.major"),
            Level::Ordinary => t!(lang, "hazard.level.ordinary"),
        };
        let five = five(lang, &danger);
        view! {
            <tr>
                <th scope="row"><a href=format!("/hazards/{}", danger.id)>{hazard.description.clone()}</a></th>
                <td data-label=t!(lang, "compliance.file.level")>{level}</td>
                <td data-label=t!(lang, "compliance.list.stands")><Badge state word/></td>
                <td class="date" data-label=t!(lang, "compliance.list.due")>{hazard.due_on.map(i18n::short_date)}</td>
                <td data-label=t!(lang, "compliance.file.five")>{five}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "compliance.file.hazards")>
            <thead><tr>
                <Th label=t!(lang, "compliance.file.what")/>
                <Th label=t!(lang, "compliance.file.level")/>
                <Th label=t!(lang, "compliance.list.stands")/>
                <Th label=t!(lang, "compliance.list.due")/>
                <Th label=t!(lang, "compliance.file.five")/>
            </tr></thead>
            <tbody>{hazards.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn Accidents(at: AsOf, accidents: Vec<Accident>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if accidents.is_empty() {
        return none(t!(lang, "compliance.file.accidents-none"));
    }
    let row = move |accident: Accident| {
        let i = &accident.incident;
        let duty = incident::report(i, at.now, &rulebook::at(i.day()));
        let (word, state) = crate::incident::page::standing(lang, duty.state);
        let count = |n: Option<i64>| n.map_or_else(|| t!(lang, "compliance.file.unknown"), |n| n.to_string().into());
        let hurt = t!(
            lang,
            "compliance.file.hurt",
            deaths = count(i.deaths),
            serious = count(i.serious),
            minor = count(i.minor)
        );
        view! {
            <tr>
                <th scope="row" class="date"><a href=format!("/incidents/{}", accident.id)>{i18n::short_date(i.day())}</a></th>
                <td data-label=t!(lang, "compliance.file.what")>{i.category.clone().map(|label| crate::incident::page::category(lang, label))}</td>
                <td data-label=t!(lang, "compliance.file.casualties")>{hurt}</td>
                <td data-label=t!(lang, "compliance.file.report")><Badge state word/></td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "compliance.file.accidents")>
            <thead><tr>
                <Th label=t!(lang, "compliance.file.day")/>
                <Th label=t!(lang, "compliance.file.what")/>
                <Th label=t!(lang, "compliance.file.casualties")/>
                <Th label=t!(lang, "compliance.file.report")/>
            </tr></thead>
            <tbody>{accidents.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn Certificates(certificates: Vec<Certificate>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if certificates.is_empty() {
        return none(t!(lang, "compliance.file.certificates-none"));
    }
    let row = move |certificate: Certificate| {
        let day = |day: Option<NaiveDate>| day.map(i18n::short_date);
        let (state, word) = crate::training::page::certificate(lang, certificate.stands);
        let law = words::certificate_law(lang, &certificate);
        view! {
            <tr>
                <th scope="row"><a href=format!("/training/{}", certificate.session)>{certificate.person}</a></th>
                <td data-label=t!(lang, "compliance.list.stands")><Badge state word/></td>
                <td data-label=t!(lang, "compliance.file.post")>{certificate.post}</td>
                <td class="date" data-label=t!(lang, "compliance.file.recheck")>{day(certificate.recheck_on)}</td>
                <td class="date" data-label=t!(lang, "compliance.file.expires")>{day(certificate.expires_on)}</td>
                <td data-label=t!(lang, "compliance.list.law")><span class="law">{law}</span></td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "compliance.file.certificates")>
            <thead><tr>
                <Th label=t!(lang, "compliance.file.person")/>
                <Th label=t!(lang, "compliance.list.stands")/>
                <Th label=t!(lang, "compliance.file.post")/>
                <Th label=t!(lang, "compliance.file.recheck")/>
                <Th label=t!(lang, "compliance.file.expires")/>
                <Th label=t!(lang, "compliance.list.law")/>
            </tr></thead>
            <tbody>{certificates.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn Returns(returns: Vec<Owed>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if returns.is_empty() {
        return none(t!(lang, "compliance.file.returns-none"));
    }
    let row = move |owed: Owed| {
        let due = owed.due;
        let duty = Return {
            template: owed.template.to_owned(),
            period: owed.period,
            due,
            nil: false,
            state: owed.state,
            filed: None,
        };
        let (state, word, why) = returns::duty_words(lang, &duty);
        view! {
            <tr>
                <th scope="row">{returns::template_name(lang, owed.template)}</th>
                <td data-label=t!(lang, "compliance.file.period")>{returns::period_name(lang, owed.period)}</td>
                <td data-label=t!(lang, "compliance.list.stands")><Badge state word/></td>
                <td data-label=t!(lang, "compliance.list.why")>{why}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "compliance.file.returns")>
            <thead><tr>
                <Th label=t!(lang, "compliance.file.return")/>
                <Th label=t!(lang, "compliance.file.period")/>
                <Th label=t!(lang, "compliance.list.stands")/>
                <Th label=t!(lang, "compliance.list.why")/>
            </tr></thead>
            <tbody>{returns.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn Exemptions(exemptions: Vec<Exemption>, freed: Vec<Freed>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if exemptions.is_empty() && freed.is_empty() {
        return none(t!(lang, "compliance.file.exemptions-none"));
    }
    let line = move |what: Words, (since, until): (NaiveDate, NaiveDate), authority: String, reason: String| {
        let (since, until) = (i18n::date(lang, since), i18n::date(lang, until));
        let words = t!(
            lang,
            "compliance.file.exemption",
            what = what,
            since = since,
            until = until,
            authority = authority,
            reason = reason
        );
        view! { <li>{words}</li> }
    };
    let returned = move |e: Exemption| {
        let what = e.from.as_deref().map_or_else(
            || t!(lang, "compliance.file.exemption-all"),
            |template| returns::template_name(lang, template),
        );
        line(what, (e.since, e.until), e.authority, e.reason)
    };
    let owed = move |f: Freed| line(words::duty_name(lang, f.from), (f.since, f.until), f.authority, f.reason);
    view! { <ul>{freed.into_iter().map(owed).collect_view()} {exemptions.into_iter().map(returned).collect_view()}</ul> }
        .into_any()
}

/// Room to write on paper.
#[component]
fn Visit() -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <section class="section print-only visit">
            <h2>{t!(lang, "compliance.file.visit")}</h2>
            <p>{t!(lang, "compliance.file.visit-date")}</p>
            <p>{t!(lang, "compliance.file.visit-who")}</p>
            <p class="visit-room"></p>
            <p>{t!(lang, "compliance.file.visit-met")}</p>
        </section>
    }
}
