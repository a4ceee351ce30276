use super::super::model::{Filter, Level, Record, Totals};
use super::super::rule::{Standing, State};
use super::super::service::{self, Listed, PAGE_SIZE};
use super::{level, levels, rate, standing, state};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    self, Badge, Chip, Chips, Choice, DateField, Draw, Empty, Export, Filters, Icon, MoreFilters, Page, Pager, Query,
    SearchField, Section, SelectField, Tab, Table, Tabs, Th, Width,
};
use leptos::prelude::*;

/// Filters that other pages link with; they travel with the form and can be taken off by their chip.
const CARRIED: [&str; 3] = ["enterprise", "state", "late_on"];

fn yes_no(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("yes", t!(lang, "ui.yes")), Choice::new("no", t!(lang, "ui.no"))]
}

/// The list, with how many of it stand how.
#[component]
pub fn Hazards() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let filter = Filter::read(Query::here().fields());
    Suspend::new(async move {
        let own = ctx.rep().is_ok();
        answer(service::list(&ctx, &filter).await, move |listed| {
            let purpose = if own { t!(lang, "hazard.purpose-own") } else { t!(lang, "hazard.purpose") };
            let action = listed.may_write.then(|| {
                view! { <a class="button button-primary" href="/hazards/new"><Draw icon=Icon::Plus/>{t!(lang, "hazard.new")}</a> }
            });
            let how = view! { <p>{t!(lang, "hazard.how")}</p> }.into_any();
            view! {
                <Page title=t!(lang, "hazard.title") purpose action=action.into_any() how>
                    <States totals=listed.totals here=filter.state/>
                    <Find towns=listed.towns.clone()/>
                    <Chosen enterprise=listed.enterprise.clone()/>
                    <Found listed filter own/>
                </Page>
            }
        })
    })
}

/// The three states, each with as many as the list behind it holds.
#[component]
fn States(totals: Totals, #[prop(optional_no_strip)] here: Option<State>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let count = |of: State| match of {
        State::Open => totals.open,
        State::Overdue => totals.overdue,
        State::Closed => totals.closed,
    };
    let whole = Tab {
        href: query.without("state"),
        words: t!(lang, "ui.all"),
        count: Some(totals.records),
        here: here.is_none(),
    };
    let one = |of: State| Tab {
        href: query.with("state", of.key()),
        words: state(lang, of),
        count: Some(count(of)),
        here: here == Some(of),
    };
    let tabs = std::iter::once(whole).chain(State::ALL.map(one)).collect();
    view! { <Tabs label=t!(lang, "hazard.list.states") tabs/> }
}

#[component]
fn Find(towns: Vec<String>) -> impl IntoView {
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
            <SearchField name="q" label=t!(lang, "hazard.list.find")/>
            {(!towns.is_empty()).then(|| view! { <SelectField name="town" label=t!(lang, "hazard.town") choices=towns blank=t!(lang, "ui.all") width=Width::Short/> })}
            <SelectField name="level" label=t!(lang, "hazard.field.level") choices=levels(lang) blank=t!(lang, "ui.all") width=Width::Short/>
            <DateField name="from" label=t!(lang, "hazard.list.from")/>
            <DateField name="to" label=t!(lang, "hazard.list.to")/>
            <MoreFilters names=&["missing", "unverified", "closed_from", "closed_to"]>
                <DateField name="closed_from" label=t!(lang, "hazard.list.closed_from")/>
                <DateField name="closed_to" label=t!(lang, "hazard.list.closed_to")/>
                <SelectField name="missing" label=t!(lang, "hazard.list.missing") choices=yes_no(lang) blank=t!(lang, "ui.all")/>
                <SelectField name="unverified" label=t!(lang, "hazard.list.unverified") choices=yes_no(lang) blank=t!(lang, "ui.all")/>
            </MoreFilters>
        </Filters>
    }
}

#[component]
fn Chosen(#[prop(optional_no_strip)] enterprise: Option<String>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let mut about = Chip::of(&query, "enterprise", t!(lang, "hazard.enterprise"));
    if let (Some(chip), Some(name)) = (&mut about, enterprise) {
        chip.value = name.into();
    }
    let chips = [
        Chip::of(&query, "q", t!(lang, "hazard.list.find")),
        about,
        Chip::of(&query, "town", t!(lang, "hazard.town")),
        Chip::chosen(&query, "level", t!(lang, "hazard.field.level"), &levels(lang)),
        Chip::of(&query, "from", t!(lang, "hazard.list.from")),
        Chip::of(&query, "to", t!(lang, "hazard.list.to")),
        Chip::chosen(&query, "missing", t!(lang, "hazard.list.missing"), &yes_no(lang)),
        Chip::chosen(&query, "unverified", t!(lang, "hazard.list.unverified"), &yes_no(lang)),
        Chip::of(&query, "closed_from", t!(lang, "hazard.list.closed_from")),
        Chip::of(&query, "closed_to", t!(lang, "hazard.list.closed_to")),
        Chip::of(&query, "late_on", t!(lang, "hazard.list.late_on")),
    ];
    view! { <Chips chips=chips.into_iter().flatten().collect()/> }
}

/// How many rows the list holds in all its pages.
fn rows(totals: Totals, here: Option<State>) -> i64 {
    match here {
        None => totals.records,
        Some(State::Open) => totals.open,
        Some(State::Overdue) => totals.overdue,
        Some(State::Closed) => totals.closed,
    }
}

/// What the list adds up to, with links to what needs somebody's attention.
#[component]
fn Sums(totals: Totals, #[prop(optional_no_strip)] here: Option<State>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let waiting = |name: &'static str, n: i64| {
        let words = i18n::fill(lang, &format!("hazard.list.n-{name}"), &[("n", &n)]);
        (n > 0 && query.get(name).is_empty()).then(|| view! { " · " <a href=query.with(name, "yes")>{words}</a> })
    };
    here.is_none().then(|| {
        view! {
            <p class="section-note">
                {t!(lang, "hazard.list.rate")} {t!(lang, "ui.colon")} {rate(lang, totals.closed, totals.records)}
                {waiting("missing", totals.missing)}
                {waiting("unverified", totals.unverified)}
            </p>
        }
    })
}

#[component]
fn Found(listed: Listed, filter: Filter, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let total = rows(listed.totals, filter.state);
    if total == 0 {
        return view! { <Nothing may_write=listed.may_write/> }.into_any();
    }
    let row = move |(record, standing)| view! { <Row record standing own/> };
    view! {
        <Sums totals=listed.totals here=filter.state/>
        <Table caption=t!(lang, "hazard.title")>
            <thead><tr>
                <Th label=t!(lang, "hazard.field.found_on") sort="found" default="-found"/>
                <Th label=t!(lang, "hazard.field.description")/>
                {(!own).then(|| view! {
                    <Th label=t!(lang, "hazard.enterprise") sort="name"/>
                    <Th label=t!(lang, "hazard.town")/>
                })}
                <Th label=t!(lang, "hazard.field.level")/>
                <Th label=t!(lang, "hazard.field.owner")/>
                <Th label=t!(lang, "hazard.field.due_on") sort="due"/>
                <Th label=t!(lang, "hazard.list.standing")/>
            </tr></thead>
            <tbody>{listed.rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager page=filter.page size=PAGE_SIZE total/>
        <Export path="/hazards.xlsx"/>
    }
    .into_any()
}

#[component]
fn Nothing(may_write: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    if !Query::here().fields().0.is_empty() {
        return view! { <Empty title=t!(lang, "hazard.nothing-title") text=t!(lang, "hazard.nothing-text")/> }
            .into_any();
    }
    let first = may_write.then(|| view! { <p><a class="button" href="/hazards/new">{t!(lang, "hazard.new")}</a></p> });
    view! { <Empty title=t!(lang, "hazard.none-title") text=t!(lang, "hazard.none-text")>{first}</Empty> }.into_any()
}

#[component]
fn LevelMark(of: Level) -> impl IntoView {
    let lang = Ctx::here().lang;
    let words = level(lang, of);
    match of {
        Level::Major => view! { <Badge state=ui::State::Late word=words/> }.into_any(),
        Level::Ordinary => words.into_any(),
    }
}

#[component]
fn Row(record: Record, standing: Standing, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let hazard = record.hazard;
    let (words, mark) = self::standing(lang, standing);
    let place = hazard.place.map(|place| format!(" · {place}"));
    let href = format!("/hazards/{}", record.id);
    view! {
        <tr>
            <th scope="row" class="date"><a href=href>{i18n::short_date(hazard.found_on)}</a></th>
            <td data-label=t!(lang, "hazard.field.description")><span class="clamp">{hazard.description} {place}</span></td>
            {(!own).then(|| view! {
                <td data-label=t!(lang, "hazard.enterprise")><span class="clamp">{record.enterprise_name}</span></td>
                <td data-label=t!(lang, "hazard.town")>{record.town}</td>
            })}
            <td data-label=t!(lang, "hazard.field.level")><LevelMark of=hazard.level/></td>
            <td data-label=t!(lang, "hazard.field.owner")>{hazard.owner}</td>
            <td data-label=t!(lang, "hazard.field.due_on") class="date">{hazard.due_on.map(i18n::short_date)}</td>
            <td data-label=t!(lang, "hazard.list.standing")><Badge state=mark word=words/></td>
        </tr>
    }
}

/// What waits for an inspector on the first page: hazards that are late, and major ones that lack one of the five.
#[component]
pub fn Waiting() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    Suspend::new(async move {
        answer(service::waiting(&ctx).await, move |totals| {
            view! {
                <Section title=t!(lang, "hazard.title")>
                    <dl class="kv">
                        <dt>{t!(lang, "hazard.list.n-overdue")}</dt>
                        <dd><a href="/hazards?state=overdue">{i18n::number(totals.overdue)}</a></dd>
                        <dt>{t!(lang, "hazard.list.missing")}</dt>
                        <dd><a href="/hazards?missing=yes">{i18n::number(totals.missing)}</a></dd>
                    </dl>
                </Section>
            }
        })
    })
}
