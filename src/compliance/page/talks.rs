//! Who needs a talk and who may be commended, with every reason, and the thresholds that say so.
use super::super::model::{Asked, Standing};
use super::super::rule::talk::{Condition, Ground, PROFILE, Reason, thresholds};
use super::super::service::{self, Talks as Found};
use super::{Views, When, as_of, asked, not_there_yet, words};
use crate::i18n::{self, Lang};
use crate::kernel::rulebook::{Rule, Value};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    Badge, Choice, Crumb, Empty, Export, Filters, Notice, Page, Query, Section, SelectField, State, Table, Th, Words,
};
use leptos::prelude::*;

/// Enterprises of one list on the page; the workbook has them all.
const LISTED_MAX: usize = 200;

/// `/compliance/talks`
#[component]
pub fn Talks() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let town = Query::here().get("town").to_owned();
    let asked = asked();
    let body = Suspend::new(async move {
        answer(service::talks(&ctx, &asked, &town).await, move |found| view! { <Body found asked town/> })
    });
    let crumbs = vec![Crumb::new("/compliance", t!(lang, "compliance.title"))];
    view! {
        <Page title=t!(lang, "compliance.talks.title") purpose=t!(lang, "compliance.talks.purpose") crumbs>
            <Views/>
            {body}
        </Page>
    }
}

/// On the leader's first page: how many need a talk, with the way to the list.
#[component]
pub fn Teaser() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    Suspend::new(async move {
        answer(service::talks(&ctx, &Asked::default(), "").await, move |found| {
            let (talk, award) = (found.talk.len(), found.award.len());
            view! {
                <Section title=t!(lang, "compliance.talks.teaser") id="talks">
                    <p>{t!(lang, "compliance.talks.teaser-text", talk = talk, award = award)} " " <a href="/compliance/talks">{t!(lang, "compliance.talks.teaser-link")}</a></p>
                </Section>
            }
        })
    })
}

/// A reason as a sentence.
pub(in crate::compliance) fn reason(lang: Lang, reason: &Reason) -> String {
    let key = format!("compliance.ground.{}", reason.ground.key());
    i18n::fill(lang, &key, &[("n", &reason.got), ("least", &reason.least)])
}

/// A condition as a sentence.
pub(in crate::compliance) fn condition(lang: Lang, condition: &Condition) -> String {
    let key = format!("compliance.condition.{}", condition.key);
    i18n::fill(lang, &key, &[("n", &condition.got), ("limit", &condition.limit)])
}

#[component]
fn Body(found: Found, asked: Asked, town: String) -> impl IntoView {
    let lang = Ctx::here().lang;
    let at = found.district.at;
    let towns: Vec<Choice> = found.district.towns().into_iter().map(|town| Choice::new(town.clone(), town)).collect();
    let (used, known) = thresholds(&at);
    let note = t!(lang, "compliance.talks.thresholds-note", day = i18n::date(lang, at.last()));
    view! {
        <Filters>
            <When/>
            {(towns.len() > 1).then(|| view! { <SelectField name="town" label=t!(lang, "compliance.list.town") choices=towns blank=t!(lang, "ui.all")/> })}
        </Filters>
        <p class="as-of"><span>{as_of(lang, &at)}</span></p>
        <Notice state=State::Info><p>{t!(lang, "compliance.talks.caution")}</p></Notice>
        {not_there_yet(lang, &found.district, &asked, &town)}
        <TalkList found=&found asked=asked.clone()/>
        <AwardList found=&found asked/>
        <Export path="/compliance/talks.xlsx"/>
        <Section title=t!(lang, "compliance.talks.thresholds") note>
            <Thresholds rules=used/>
            {(!known.is_empty()).then(|| view! { <p class="section-note">{t!(lang, "compliance.talks.others")}</p> <Thresholds rules=known/> })}
        </Section>
    }
}

fn more(lang: Lang, n: usize) -> Option<impl IntoView> {
    (n > LISTED_MAX).then(|| view! { <p class="hint">{t!(lang, "compliance.more", n = n - LISTED_MAX)}</p> })
}

fn who(asked: &Asked, standing: &Standing) -> AnyView {
    let owner = &standing.facts.owner;
    view! { <a href=words::file(asked, owner.id)>{owner.name.clone()}</a> }.into_any()
}

#[component]
fn TalkList<'a>(found: &'a Found, asked: Asked) -> impl IntoView + use<> {
    let lang = Ctx::here().lang;
    let at = found.district.at;
    let count = found.talk.len();
    let title = t!(lang, "compliance.talks.talk");
    if count == 0 {
        return view! {
            <Section title id="talk"><Empty title=t!(lang, "compliance.talks.talk-none") text=t!(lang, "compliance.talks.talk-none-text")/></Section>
        }
        .into_any();
    }
    let row = |(place, reasons): &(usize, Vec<Reason>)| {
        let standing = found.standing(*place)?;
        let one = |told: &Reason| {
            let why = told.ground.duty().and_then(|duty| standing.of(duty)).map(|judged| words::why(lang, &judged.why));
            let law = told.ground.cite(&at).map(|cite| i18n::cite(lang, &cite));
            view! { <li><b>{reason(lang, told)}</b> " " {why} " " <span class="law">{law}</span></li> }
        };
        Some(view! {
            <tr>
                <th scope="row">{who(&asked, standing)}</th>
                <td data-label=t!(lang, "compliance.list.town")>{standing.facts.owner.town.clone()}</td>
                <td data-label=t!(lang, "compliance.talks.reasons")><ul class="reasons">{reasons.iter().map(one).collect_view()}</ul></td>
            </tr>
        })
    };
    let rows = found.talk.iter().take(LISTED_MAX).map(row).collect_view();
    let note = t!(lang, "compliance.talks.talk-note", n = count);
    view! {
        <Section title note id="talk">
            <Table caption=t!(lang, "compliance.talks.talk-caption")>
                <thead><tr>
                    <Th label=t!(lang, "compliance.list.enterprise")/>
                    <Th label=t!(lang, "compliance.list.town")/>
                    <Th label=t!(lang, "compliance.talks.reasons")/>
                </tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            {more(lang, count)}
        </Section>
    }
    .into_any()
}

#[component]
fn AwardList<'a>(found: &'a Found, asked: Asked) -> impl IntoView + use<> {
    let lang = Ctx::here().lang;
    let count = found.award.len();
    let title = t!(lang, "compliance.talks.award");
    if count == 0 {
        return view! {
            <Section title id="award"><Empty title=t!(lang, "compliance.talks.award-none") text=t!(lang, "compliance.talks.award-none-text")/></Section>
        }
        .into_any();
    }
    let row = |(place, conditions): &(usize, Vec<Condition>)| {
        let standing = found.standing(*place)?;
        let said: Vec<String> = conditions.iter().map(|one| condition(lang, one)).collect();
        Some(view! {
            <tr>
                <th scope="row">{who(&asked, standing)}</th>
                <td data-label=t!(lang, "compliance.list.town")>{standing.facts.owner.town.clone()}</td>
                <td data-label=t!(lang, "compliance.talks.conditions")><span><Badge state=State::Ok word=t!(lang, "compliance.talks.award")/> " " {said.join(" · ")}</span></td>
            </tr>
        })
    };
    let rows = found.award.iter().take(LISTED_MAX).map(row).collect_view();
    let note = t!(lang, "compliance.talks.award-note", n = count);
    view! {
        <Section title note id="award">
            <Table caption=t!(lang, "compliance.talks.award-caption")>
                <thead><tr>
                    <Th label=t!(lang, "compliance.list.enterprise")/>
                    <Th label=t!(lang, "compliance.list.town")/>
                    <Th label=t!(lang, "compliance.talks.conditions")/>
                </tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            {more(lang, count)}
        </Section>
    }
    .into_any()
}

/// The words of a threshold's list: what it calls for.
fn list_name(lang: Lang, rule: &Rule) -> Words {
    match rule.id.starts_with("compliance.talk.") {
        true => t!(lang, "compliance.talks.talk"),
        false => t!(lang, "compliance.talks.award"),
    }
}

#[component]
fn Thresholds(rules: Vec<&'static Rule>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = move |rule: &'static Rule| {
        let value = match rule.value {
            Value::Whole(n) => n.to_string(),
            Value::Share([num, den]) => format!("{num}/{den}"),
        };
        let profile = match rule.profile == PROFILE {
            true => t!(lang, "compliance.talks.district"),
            false => t!(lang, "compliance.talks.dalian"),
        };
        let words = if lang == Lang::Zh { rule.zh.as_str() } else { rule.en.as_str() };
        view! {
            <tr>
                <th scope="row">{list_name(lang, rule)}</th>
                <td data-label=t!(lang, "compliance.talks.threshold")>{words}</td>
                <td class="num" data-label=t!(lang, "compliance.talks.value")>{value}</td>
                <td data-label=t!(lang, "compliance.talks.profile")><span>{profile} " " <span class="law">{i18n::cite(lang, &rule.cite())}</span></span></td>
                <td class="date" data-label=t!(lang, "compliance.talks.since")>{i18n::short_date(rule.from)}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "compliance.talks.thresholds")>
            <thead><tr>
                <Th label=t!(lang, "compliance.talks.title")/>
                <Th label=t!(lang, "compliance.talks.threshold")/>
                <Th label=t!(lang, "compliance.talks.value") number=true/>
                <Th label=t!(lang, "compliance.talks.profile")/>
                <Th label=t!(lang, "compliance.talks.since")/>
            </tr></thead>
            <tbody>{rules.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

/// Every ground with the words of its reason, for the workbook.
pub(in crate::compliance) fn law_of(lang: Lang, ground: Ground, at: &super::AsOf) -> String {
    ground.cite(at).map(|cite| i18n::cite(lang, &cite)).unwrap_or_default()
}
