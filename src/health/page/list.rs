use super::super::model::{Filter, Record, Span, Totals};
use super::super::rule::{Check, Verdict};
use super::super::service::{self, Listed, PAGE_SIZE};
use super::{period, share, verdict};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Choice, Draw, Empty, Export, Filters, Icon, MoreFilters, Page, Pager, Query, SearchField,
    SelectField, Table, Th, Width,
};
use leptos::prelude::*;

fn yes_no(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("yes", t!(lang, "ui.yes")), Choice::new("no", t!(lang, "ui.no"))]
}

fn spans(lang: Lang) -> Vec<Choice> {
    let one = |span: Span| Choice::new(span.key(), i18n::words(lang, &format!("health.span.{}", span.key())));
    Span::ALL.into_iter().map(one).collect()
}

/// The verdicts of one judgement: `checkups` or `points`.
fn verdicts(lang: Lang, of: &str) -> Vec<Choice> {
    let one = |verdict: Verdict| {
        let key = format!("health.choice.{of}-{}", verdict.key());
        Choice::new(verdict.key(), i18n::words(lang, &key))
    };
    Verdict::ALL.into_iter().map(one).collect()
}

/// The list, with what it adds up to.
#[component]
pub fn Healths() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let filter = Filter::read(Query::here().fields());
    Suspend::new(async move {
        let own = ctx.rep().is_ok();
        answer(service::list(&ctx, &filter).await, move |listed| {
            let purpose = if own { t!(lang, "health.purpose-own") } else { t!(lang, "health.purpose") };
            let action = listed.may_write.then(|| {
                view! { <a class="button button-primary" href="/health/new"><Draw icon=Icon::Plus/>{t!(lang, "health.new")}</a> }
            });
            let how = view! { <p>{t!(lang, "health.how")}</p> }.into_any();
            view! {
                <Page title=t!(lang, "health.title") purpose action=action.into_any() how>
                    <Find towns=listed.towns.clone() years=listed.years.clone() own/>
                    <Chosen enterprise=listed.enterprise.clone()/>
                    <Found listed page=filter.page own/>
                </Page>
            }
        })
    })
}

#[component]
fn Find(towns: Vec<String>, years: Vec<i64>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let towns: Vec<Choice> = towns.into_iter().map(|town| Choice::new(town.clone(), town)).collect();
    let years: Vec<Choice> = years.into_iter().map(|y| Choice::new(y.to_string(), y.to_string())).collect();
    let kept = Query::here().get("enterprise").to_owned();
    view! {
        <Filters>
            {(!kept.is_empty()).then(|| view! { <input type="hidden" name="enterprise" value=kept/> })}
            {(!own).then(|| view! { <SearchField name="q" label=t!(lang, "health.list.find")/> })}
            {(!towns.is_empty()).then(|| view! { <SelectField name="town" label=t!(lang, "health.town") choices=towns blank=t!(lang, "ui.all") width=Width::Short/> })}
            <SelectField name="year" label=t!(lang, "health.list.year") choices=years blank=t!(lang, "ui.all") width=Width::Short/>
            <SelectField name="span" label=t!(lang, "health.list.span") choices=spans(lang) blank=t!(lang, "ui.all") width=Width::Short/>
            <MoreFilters names=&["checkups", "points", "cases"]>
                <SelectField name="checkups" label=t!(lang, "health.check.checkups") choices=verdicts(lang, "checkups") blank=t!(lang, "ui.all")/>
                <SelectField name="points" label=t!(lang, "health.check.points") choices=verdicts(lang, "points") blank=t!(lang, "ui.all")/>
                <SelectField name="cases" label=t!(lang, "health.list.cases") choices=yes_no(lang) blank=t!(lang, "ui.all")/>
            </MoreFilters>
        </Filters>
    }
}

#[component]
fn Chosen(#[prop(optional_no_strip)] enterprise: Option<String>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let mut about = Chip::of(&query, "enterprise", t!(lang, "health.enterprise"));
    if let (Some(chip), Some(name)) = (&mut about, enterprise) {
        chip.value = name.into();
    }
    let chips = [
        Chip::of(&query, "q", t!(lang, "health.list.find")),
        about,
        Chip::of(&query, "town", t!(lang, "health.town")),
        Chip::of(&query, "year", t!(lang, "health.list.year")),
        Chip::chosen(&query, "span", t!(lang, "health.list.span"), &spans(lang)),
        Chip::chosen(&query, "checkups", t!(lang, "health.check.checkups"), &verdicts(lang, "checkups")),
        Chip::chosen(&query, "points", t!(lang, "health.check.points"), &verdicts(lang, "points")),
        Chip::chosen(&query, "cases", t!(lang, "health.list.cases"), &yes_no(lang)),
    ];
    view! { <Chips chips=chips.into_iter().flatten().collect()/> }
}

/// What the periods of the list add up to; nothing where periods of different lengths would count people twice.
fn sums(lang: Lang, totals: Totals) -> String {
    if totals.mixed {
        return t!(lang, "health.list.mixed").into_owned();
    }
    let checkups = share(lang, Some(totals.checked), Some(totals.due_check));
    let points = share(lang, Some(totals.points_ok), Some(totals.points));
    let cases = i18n::number(totals.new_cases);
    t!(lang, "health.list.sums", checkups = checkups, points = points, cases = cases).into_owned()
}

#[component]
fn Found(listed: Listed, page: i64, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let totals = listed.totals;
    if totals.records == 0 {
        return view! { <Nothing may_write=listed.may_write/> }.into_any();
    }
    let row = move |(record, checks)| view! { <Row record checks own/> };
    view! {
        <p class="section-note">{sums(lang, totals)}</p>
        <Table caption=t!(lang, "health.title")>
            <thead><tr>
                <Th label=t!(lang, "health.field.period") sort="period" default="-period"/>
                {(!own).then(|| view! {
                    <Th label=t!(lang, "health.enterprise") sort="name"/>
                    <Th label=t!(lang, "health.town")/>
                })}
                <Th label=t!(lang, "health.field.exposed") sort="exposed" number=true/>
                <Th label=t!(lang, "health.check.checkups") number=true/>
                <Th label=t!(lang, "health.check.points") number=true/>
                <Th label=t!(lang, "health.field.new_cases") sort="cases" number=true/>
                <Th label=t!(lang, "health.list.standing")/>
            </tr></thead>
            <tbody>{listed.rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager page size=PAGE_SIZE total=totals.records/>
        <Export path="/health.xlsx"/>
    }
    .into_any()
}

#[component]
fn Nothing(may_write: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    if !Query::here().fields().0.is_empty() {
        return view! { <Empty title=t!(lang, "health.nothing-title") text=t!(lang, "health.nothing-text")/> }
            .into_any();
    }
    let first = may_write.then(|| view! { <p><a class="button" href="/health/new">{t!(lang, "health.new")}</a></p> });
    view! { <Empty title=t!(lang, "health.none-title") text=t!(lang, "health.none-text")>{first}</Empty> }.into_any()
}

/// What needs somebody's attention, else that all is well, else that nothing can be said.
fn gravest(checks: &[Check]) -> Option<&Check> {
    let of = |verdict: Verdict| checks.iter().find(|check| check.verdict == verdict);
    of(Verdict::Short).or_else(|| of(Verdict::Full)).or_else(|| checks.first())
}

#[component]
fn Row(record: Record, checks: Vec<Check>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let figures = record.figures;
    let count = |n: Option<i64>| n.map(i18n::number);
    let standing = gravest(&checks).map(|check| verdict(lang, check));
    let href = format!("/health/{}", record.id);
    view! {
        <tr>
            <th scope="row" class="date"><a href=href>{period(lang, figures.period)}</a></th>
            {(!own).then(|| view! {
                <td data-label=t!(lang, "health.enterprise")><span class="clamp">{record.enterprise_name}</span></td>
                <td data-label=t!(lang, "health.town")>{record.town}</td>
            })}
            <td data-label=t!(lang, "health.field.exposed") class="num">{count(figures.exposed)}</td>
            <td data-label=t!(lang, "health.check.checkups") class="num">{share(lang, figures.checked, figures.due_check)}</td>
            <td data-label=t!(lang, "health.check.points") class="num">{share(lang, figures.points_ok, figures.points)}</td>
            <td data-label=t!(lang, "health.field.new_cases") class="num">{count(figures.new_cases)}</td>
            <td data-label=t!(lang, "health.list.standing")>{standing.map(|(words, state)| view! { <Badge state word=words/> })}</td>
        </tr>
    }
}
