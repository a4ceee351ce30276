use super::super::model::{Level, Record};
use super::super::rule::{Five, Part, State};
use super::super::service::{self, Detail};
use super::{id_here, level, origin, standing};
use crate::i18n::{self, Lang};
use crate::kernel::rulebook::Cite;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{self, Clock, Crumb, Fact, Facts, History, Notice, Page, Section, Source, Sum, Sums, Words};
use leptos::prelude::*;

/// One hazard in full.
#[component]
pub fn Hazard() -> impl IntoView {
    let ctx = Ctx::here();
    let id = id_here();
    Suspend::new(async move {
        let found = match id {
            Ok(id) => service::detail(&ctx, id).await,
            Err(halt) => Err(halt),
        };
        answer(found, move |detail| view! { <Whole detail/> })
    })
}

#[component]
fn Whole(detail: Detail) -> impl IntoView {
    let lang = Ctx::here().lang;
    let record = detail.record.clone();
    let edit = format!("/hazards/{}/edit", record.id);
    let open = detail.standing.state() != State::Closed;
    let action = detail.may_write.then(|| {
        let (href, words) = match open {
            true => (format!("{edit}#closed_on"), t!(lang, "hazard.close")),
            false => (edit.clone(), t!(lang, "hazard.edit")),
        };
        view! { <a class="button button-primary" href=href>{words}</a> }
    });
    let correct = (detail.may_write && open)
        .then(|| view! { <p><a class="button" href=edit.clone()>{t!(lang, "hazard.edit")}</a></p> });
    let title = format!("{} · {}", record.enterprise_name, i18n::date(lang, record.hazard.found_on));
    let purpose = format!("{} · {} · {}", record.town, level(lang, record.hazard.level), origin(lang, record.origin));
    let crumbs = vec![Crumb::new("/hazards", t!(lang, "hazard.title"))];
    view! {
        <Page title purpose crumbs action=action.into_any()>
            <Limit detail=detail.record.clone() standing=detail.standing removal=detail.removal/>
            {detail.unverified.then(|| view! { <Notice state=ui::State::Soon><p>{t!(lang, "hazard.unverified")}</p></Notice> })}
            {detail.five.map(|five| view! { <FiveInPlace record=record.clone() five/> })}
            {detail.told.map(|cite| view! { <Told cite/> })}
            <div class="columns">
                <What record=record.clone()/>
                <Righting record=record.clone()/>
            </div>
            {correct}
            <Section title=t!(lang, "hazard.section.source")>
                <p>{match record.filed {
                    Some(source) => view! { <Source source/> }.into_any(),
                    None => t!(lang, "hazard.typed").into_any(),
                }}</p>
            </Section>
            <Section title=t!(lang, "hazard.section.history")><History entries=in_words(lang, detail.history) labels="hazard.field"/></Section>
        </Page>
    }
}

/// A line of the history with the level put into words.
fn in_words(lang: Lang, entries: Vec<crate::audit::model::Entry>) -> Vec<crate::audit::model::Entry> {
    use crate::audit::model::Change;
    let said =
        |value: Option<String>| value.map(|key| Level::parse(&key).map_or(key, |of| level(lang, of).into_owned()));
    let one = |mut entry: crate::audit::model::Entry| {
        let changes = entry.changes().into_iter().map(|Change(field, from, to)| match field.as_str() {
            "level" => Change(field, said(from), said(to)),
            _ => Change(field, from, to),
        });
        entry.changes = serde_json::to_string(&changes.collect::<Vec<_>>()).unwrap_or_default();
        entry
    };
    entries.into_iter().map(one).collect()
}

#[component]
fn Limit(
    detail: Record,
    standing: super::super::rule::Standing,
    #[prop(optional_no_strip)] removal: Option<Cite>,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (words, mark) = self::standing(lang, standing);
    let law = removal.map(|cite| i18n::cite(lang, &cite)).unwrap_or_default();
    let due = match detail.hazard.due_on {
        Some(day) => t!(lang, "hazard.due", day = i18n::date(lang, day)),
        None => t!(lang, "hazard.no-due"),
    };
    view! {
        <Section title=t!(lang, "hazard.section.limit")>
            <ul class="clocks"><Clock name=t!(lang, "hazard.limit-name") left=words due=format!("{due} · {law}") state=mark/></ul>
        </Section>
    }
}

#[component]
fn FiveInPlace(record: Record, five: Five) -> impl IntoView {
    let lang = Ctx::here().lang;
    let law = i18n::cite(lang, &five.cite);
    let fields = record.hazard.fields();
    let told = |part: Part| -> Words {
        let value = fields.iter().find(|(name, _)| *name == part.field()).and_then(|(_, value)| value.clone());
        match (part, value) {
            (_, None) => t!(lang, "ui.not-given"),
            (Part::Fund, Some(fund)) => format!("{fund} {}", t!(lang, "hazard.wan")).into(),
            (_, Some(value)) => value.into(),
        }
    };
    let line = |(part, there): &(Part, bool)| Sum {
        name: i18n::words(lang, &format!("hazard.five.{}", part.field())),
        sum: told(*part),
        // The article is the same for all five: it stands beside the heading.
        law: Words::default(),
        state: if *there { ui::State::Ok } else { ui::State::Late },
        verdict: if *there { t!(lang, "hazard.five.there") } else { t!(lang, "hazard.five.missing") },
    };
    let sums: Vec<Sum> = five.parts.iter().map(line).collect();
    let missing = five.missing().count();
    let note = match missing {
        0 => t!(lang, "hazard.five.complete"),
        n => t!(lang, "hazard.five.lacks", n = n),
    };
    let note = format!("{note} · {law}");
    view! {
        <Section title=t!(lang, "hazard.section.five") note>
            <Sums label=t!(lang, "hazard.section.five") sums/>
        </Section>
    }
}

/// Whom a major hazard is told to.
#[component]
fn Told(cite: Cite) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Section title=t!(lang, "hazard.told-title") note=i18n::cite(lang, &cite)>
            <p>{t!(lang, "hazard.told")}</p>
        </Section>
    }
}

/// A fact, or that it was not given.
fn fact(lang: Lang, field: &str, value: Option<String>) -> AnyView {
    let label = i18n::words(lang, &format!("hazard.field.{field}"));
    match value {
        Some(value) => view! { <Fact label>{value}</Fact> }.into_any(),
        None => view! { <Fact label/> }.into_any(),
    }
}

#[component]
fn What(record: Record) -> impl IntoView {
    let lang = Ctx::here().lang;
    let hazard = record.hazard;
    let enterprise = format!("/enterprises/{}", record.enterprise);
    view! {
        <Section title=t!(lang, "hazard.section.what")>
            <Facts>
                <Fact label=t!(lang, "hazard.enterprise")><a href=enterprise>{record.enterprise_name}</a></Fact>
                {fact(lang, "found_on", Some(i18n::date(lang, hazard.found_on)))}
                {fact(lang, "place", hazard.place)}
                {fact(lang, "description", Some(hazard.description))}
                {fact(lang, "level", Some(level(lang, hazard.level).into_owned()))}
            </Facts>
        </Section>
    }
}

#[component]
fn Righting(record: Record) -> impl IntoView {
    let lang = Ctx::here().lang;
    let hazard = record.hazard;
    let day = move |day: Option<chrono::NaiveDate>| day.map(|day| i18n::date(lang, day));
    let fund = hazard.fund.map(|fund| format!("{fund} {}", t!(lang, "hazard.wan")));
    view! {
        <Section title=t!(lang, "hazard.section.righting")>
            <Facts>
                {fact(lang, "measure", hazard.measure)}
                {fact(lang, "owner", hazard.owner)}
                {fact(lang, "due_on", day(hazard.due_on))}
                {fact(lang, "fund", fund)}
                {fact(lang, "plan", hazard.plan)}
                {fact(lang, "closed_on", day(hazard.closed_on))}
                {fact(lang, "verifier", hazard.verifier)}
                {fact(lang, "result", hazard.result)}
            </Facts>
        </Section>
    }
}
