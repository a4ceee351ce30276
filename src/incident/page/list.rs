use super::super::group::Group;
use super::super::model::{Filter, Record, Totals, With};
use super::super::rule::Graded;
use super::super::service::{self, Listed, PAGE_SIZE};
use super::{GradeBadge, causes, recorders};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    Chip, Chips, Choice, DateField, Draw, Empty, Export, Filters, Icon, MoreFilters, Page, Pager, Query, SearchField,
    SelectField, Table, Th,
};
use leptos::prelude::*;

/// Filters that other pages link with; they travel with the form and can be taken off by their chip.
const CARRIED: [&str; 6] = ["enterprise", "deaths_min", "serious_min", "missing", "with", "unhurt"];

fn groups(lang: Lang) -> Vec<Choice> {
    let one = |group: Group| Choice::new(group.key(), i18n::words(lang, &format!("incident.type.{}", group.key())));
    Group::ALL.into_iter().map(one).collect()
}

fn withs(lang: Lang) -> Vec<Choice> {
    let one = |with: &With| Choice::new(with.key(), i18n::words(lang, &format!("incident.with.{}", with.key())));
    With::ALL.iter().map(one).collect()
}

fn grades(lang: Lang) -> Vec<Choice> {
    let one = |grade: crate::incident::rule::Grade| {
        Choice::new(grade.key(), i18n::words(lang, &format!("incident.grade.{}", grade.key())))
    };
    service::grades().into_iter().map(one).collect()
}

fn yes_no(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("yes", t!(lang, "ui.yes")), Choice::new("no", t!(lang, "ui.no"))]
}

/// The list, with the sums of everything it holds.
#[component]
pub fn Incidents() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let filter = Filter::read(query.fields());
    Suspend::new(async move {
        let own = ctx.rep().is_ok();
        answer(service::list(&ctx, &filter).await, move |listed| {
            let purpose = if own { t!(lang, "incident.purpose-own") } else { t!(lang, "incident.purpose") };
            let action = listed.may_write.then(|| {
                view! { <a class="button button-primary" href="/incidents/new"><Draw icon=Icon::Plus/>{t!(lang, "incident.new")}</a> }.into_any()
            });
            let how = view! { <p>{t!(lang, "incident.list.how")}</p> }.into_any();
            view! {
                <Page title=t!(lang, "incident.title") purpose action=action.unwrap_or_else(|| ().into_any()) how>
                    <Find towns=listed.towns.clone() own/>
                    <Chosen enterprise=listed.enterprise.clone()/>
                    <Found listed page=filter.page/>
                </Page>
            }
        })
    })
}

#[component]
fn Find(towns: Vec<String>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let towns: Vec<Choice> = towns.into_iter().map(|town| Choice::new(town.clone(), town)).collect();
    let carried: Vec<_> = CARRIED
        .into_iter()
        .map(|name| (name, query.get(name).to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    view! {
        <Filters>
            {carried.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <SearchField name="q" label=t!(lang, "incident.list.find")/>
            {(!own).then(|| view! { <SelectField name="town" label=t!(lang, "incident.town") choices=towns blank=t!(lang, "ui.all")/> })}
            <DateField name="from" label=t!(lang, "incident.list.from")/>
            <DateField name="to" label=t!(lang, "incident.list.to")/>
            <SelectField name="category" label=t!(lang, "incident.list.category") choices=groups(lang) blank=t!(lang, "ui.all")/>
            <MoreFilters names=&["grade", "counted", "closed", "cause", "recorder"]>
                <SelectField name="grade" label=t!(lang, "incident.grade-label") choices=grades(lang) blank=t!(lang, "ui.all")/>
                <SelectField name="counted" label=t!(lang, "incident.list.counted") choices=yes_no(lang) blank=t!(lang, "ui.all")/>
                <SelectField name="closed" label=t!(lang, "incident.list.closed") choices=yes_no(lang) blank=t!(lang, "ui.all")/>
                <SelectField name="cause" label=t!(lang, "incident.field.cause") choices=causes(lang) blank=t!(lang, "ui.all")/>
                <SelectField name="recorder" label=t!(lang, "incident.list.recorder") choices=recorders(lang) blank=t!(lang, "ui.all")/>
            </MoreFilters>
        </Filters>
    }
}

#[component]
fn Chosen(#[prop(optional_no_strip)] enterprise: Option<String>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let mut about = Chip::of(&query, "enterprise", t!(lang, "incident.enterprise"));
    if let (Some(chip), Some(name)) = (&mut about, enterprise) {
        chip.value = name.into();
    }
    let chips = [
        Chip::of(&query, "q", t!(lang, "incident.list.find")),
        about,
        Chip::of(&query, "town", t!(lang, "incident.town")),
        Chip::of(&query, "from", t!(lang, "incident.list.from")),
        Chip::of(&query, "to", t!(lang, "incident.list.to")),
        Chip::chosen(&query, "category", t!(lang, "incident.list.category"), &groups(lang)),
        Chip::chosen(&query, "grade", t!(lang, "incident.grade-label"), &grades(lang)),
        Chip::chosen(&query, "counted", t!(lang, "incident.list.counted"), &yes_no(lang)),
        Chip::chosen(&query, "closed", t!(lang, "incident.list.closed"), &yes_no(lang)),
        Chip::chosen(&query, "missing", t!(lang, "incident.list.missing"), &yes_no(lang)),
        Chip::of(&query, "deaths_min", t!(lang, "incident.list.deaths_min")),
        Chip::of(&query, "serious_min", t!(lang, "incident.list.serious_min")),
        Chip::chosen(&query, "with", t!(lang, "incident.list.with"), &withs(lang)),
        Chip::chosen(&query, "unhurt", t!(lang, "incident.list.unhurt"), &yes_no(lang)),
        Chip::chosen(&query, "cause", t!(lang, "incident.field.cause"), &causes(lang)),
        Chip::chosen(&query, "recorder", t!(lang, "incident.list.recorder"), &recorders(lang)),
    ];
    view! { <Chips chips=chips.into_iter().flatten().collect()/> }
}

fn sums(lang: Lang, totals: Totals) -> String {
    let (records, deaths, serious) = (totals.records, totals.deaths, totals.serious);
    t!(lang, "incident.list.caption", records = records, deaths = deaths, serious = serious).into_owned()
}

#[component]
fn Found(listed: Listed, page: i64) -> impl IntoView {
    let lang = Ctx::here().lang;
    let totals = listed.totals;
    if totals.records == 0 {
        let asked = !Query::here().fields().0.is_empty();
        let (title, text) = match asked {
            true => (t!(lang, "incident.list.empty"), t!(lang, "incident.list.empty-text")),
            false => (t!(lang, "incident.list.none"), t!(lang, "incident.list.none-text")),
        };
        return view! { <Empty title text/> }.into_any();
    }
    let unknown = (totals.unknown > 0).then(|| t!(lang, "incident.list.unknown", n = totals.unknown));
    view! {
        <Table caption=sums(lang, totals) titled=true>
            <thead>
                <tr>
                    <Th label=t!(lang, "incident.field.occurred_at") sort="day" default="-day"/>
                    <Th label=t!(lang, "incident.enterprise") sort="name"/>
                    <Th label=t!(lang, "incident.town")/>
                    <Th label=t!(lang, "incident.field.category")/>
                    <Th label=t!(lang, "incident.grade-label")/>
                    <Th label=t!(lang, "incident.field.deaths") sort="deaths" number=true/>
                    <Th label=t!(lang, "incident.field.serious") sort="serious" number=true/>
                    <Th label=format!("{} ({})", t!(lang, "incident.field.loss"), t!(lang, "incident.wan")) sort="loss" number=true/>
                    <Th label=t!(lang, "incident.list.counted")/>
                </tr>
            </thead>
            <tbody>{listed.rows.into_iter().map(|(record, graded)| view! { <Row record graded/> }).collect_view()}</tbody>
        </Table>
        {unknown.map(|words| view! { <p class="section-note">{words}</p> })}
        <Pager page size=PAGE_SIZE total=totals.records/>
        <Export path="/incidents.xlsx"/>
    }
    .into_any()
}

#[component]
fn Row(record: Record, #[prop(optional_no_strip)] graded: Option<Graded>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let incident = record.incident;
    let at = match incident.time_known {
        true => incident.occurred_at.format("%Y-%m-%d %H:%M").to_string(),
        false => i18n::short_date(incident.day()),
    };
    let count = |n: Option<i64>| n.map_or_else(|| t!(lang, "incident.list.unknown-figure"), |n| i18n::number(n).into());
    let loss = incident.loss.map_or_else(|| t!(lang, "incident.list.unknown-figure"), |loss| loss.to_string().into());
    let counted = if record.counted { t!(lang, "ui.yes") } else { t!(lang, "ui.no") };
    view! {
        <tr>
            <th scope="row" class="date"><a href=format!("/incidents/{}", record.id)>{at}</a></th>
            <td data-label=t!(lang, "incident.enterprise")><span class="clamp">{record.enterprise_name}</span></td>
            <td data-label=t!(lang, "incident.town")>{record.town}</td>
            <td data-label=t!(lang, "incident.field.category")>{incident.category.map_or_else(|| t!(lang, "ui.not-given"), |label| super::category(lang, label))}</td>
            <td data-label=t!(lang, "incident.grade-label")><GradeBadge graded/></td>
            <td data-label=t!(lang, "incident.field.deaths") class="num">{count(incident.deaths)}</td>
            <td data-label=t!(lang, "incident.field.serious") class="num">{count(incident.serious)}</td>
            <td data-label=t!(lang, "incident.field.loss") class="num">{loss}</td>
            <td data-label=t!(lang, "incident.list.counted")>{counted}</td>
        </tr>
    }
}
