//! `/bulletins/{id}/records?of=…`: exactly the records behind one number.
use super::detail::id_here;
use super::tables::{group_name, industry_name};
use super::{link, of, title, version};
use crate::baseline::model::{Cell, Line, Period as RowPeriod};
use crate::baseline::page::source;
use crate::bulletin::model::{Counted, Gap, Noun, Record, Was};
use crate::bulletin::rule::{behind, wording};
use crate::bulletin::service::{self, Asked, Behind, Row, Year};
use crate::i18n::{self, Lang};
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Crumb, Page, Pager, Query, Section, Table, Th, Words};
use leptos::prelude::*;

/// Rows on one page.
const SIZE: i64 = 100;

#[component]
pub fn Records() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = id_here();
    let asked = Asked::read(Query::here().fields());
    Suspend::new(async move {
        let found = match (id, asked) {
            (Some(id), Some(asked)) => service::behind(&ctx, id, asked).await,
            _ => Err(Halt::Missing),
        };
        answer(found, move |found| {
            let here = link::one(found.bulletin.id);
            let name = format!("{} · {}", title(lang, &found.bulletin), version(lang, &found.bulletin));
            let crumbs = vec![Crumb::new("/bulletins", t!(lang, "bulletin.title")), Crumb::new(here, name)];
            view! {
                <Page title=of(lang, found.asked.key) purpose=t!(lang, "bulletin.records.purpose") crumbs>
                    <Said found=found.clone()/>
                    {if found.years.is_empty() {
                        view! { <List found/> }.into_any()
                    } else {
                        view! { <Years years=found.years/> }.into_any()
                    }}
                </Page>
            }
        })
    })
}

/// What the number is of, and how many records add up to it.
#[component]
fn Said(found: Behind) -> impl IntoView {
    let lang = Ctx::here().lang;
    let cut = &found.asked.cut;
    let mut facts: Vec<String> = Vec::new();
    facts.extend(found.window.map(|window| i18n::day_range(lang, window.from(), window.to())));
    let place = wording::place(lang, cut.town.as_deref().or(found.bulletin.town.as_deref()));
    facts.push(if found.own_town { t!(lang, "bulletin.records.part-of", place = place).into_owned() } else { place });
    facts.extend(cut.group.map(|group| group_name(lang, group).into_owned()));
    facts.extend(cut.industry.as_deref().map(|industry| industry_name(lang, industry).into_owned()));
    let sum = amount(found.asked.key.was, found.sum);
    let sum = t!(lang, "bulletin.records.sum", n = i18n::number(found.rows.len() as i64), sum = sum);
    let baseline = found.baseline.map(|(id, year, number)| {
        let words = t!(lang, "bulletin.records.baseline", year = year, n = number);
        view! { <span><a href=format!("/baselines/{id}")>{words}</a></span> }
    });
    let listed = found.years.is_empty();
    view! {
        <p class="as-of">
            {facts.into_iter().map(|fact| view! { <span>{fact}</span> }).collect_view()}
            {listed.then(|| view! { <span><b>{sum}</b></span> })}
            {baseline}
        </p>
        {found.own_town.then(|| view! { <p class="section-note">{t!(lang, "bulletin.records.own-town")}</p> })}
    }
}

/// What a number, or a record of it, comes to: hours are counted in hundredths.
fn amount(was: Was, n: i64) -> String {
    if behind::is_hours(was) { wording::hours(n) } else { i18n::number(n) }
}

#[component]
fn List(found: Behind) -> impl IntoView {
    let lang = Ctx::here().lang;
    let total = found.rows.len() as i64;
    if total == 0 {
        let words = match found.own_town {
            true => t!(lang, "bulletin.records.none-own"),
            false => t!(lang, "bulletin.records.none"),
        };
        return view! { <p>{words}</p> }.into_any();
    }
    let pages = (total + SIZE - 1) / SIZE;
    let page = Query::here().get("page").parse::<i64>().unwrap_or(1).clamp(1, pages);
    let noun = behind::noun(found.asked.key.was).filter(|_| found.baseline.is_none());
    let extra = extra(lang, noun);
    let was = found.asked.key.was;
    let heads = extra.iter().map(|name| view! { <Th label=name.clone()/> }).collect_view();
    let skip = usize::try_from((page - 1) * SIZE).unwrap_or(0);
    let here = found.rows.into_iter().skip(skip).take(SIZE as usize);
    let rows = here.map(|row| match row {
        Row::Record(record, adds) => record_row(lang, &extra, record, amount(was, adds)),
        Row::Baseline(line, adds, cell) => baseline_row(lang, &extra, line, adds, cell.as_ref()),
    });
    let rows = rows.collect_view();
    view! {
        <Table caption=t!(lang, "bulletin.records.title")>
            <thead><tr>
                <Th label=t!(lang, "bulletin.records.day")/>
                <Th label=t!(lang, "bulletin.records.enterprise")/>
                <Th label=t!(lang, "bulletin.one.town")/>
                <Th label=t!(lang, "bulletin.one.industry")/>
                {heads}
                <Th label=t!(lang, "bulletin.records.adds") number=true/>
                <Th label=t!(lang, "bulletin.records.record")/>
            </tr></thead>
            <tbody>{rows}</tbody>
        </Table>
        <Pager page size=SIZE total/>
    }
    .into_any()
}

/// The columns of a kind of record besides those that all have; none for rows of a baseline is that of accidents.
fn extra(lang: Lang, noun: Option<Noun>) -> Vec<Words> {
    match noun {
        Some(Noun::Incident) => vec![
            t!(lang, "bulletin.one.group"),
            t!(lang, "bulletin.records.deaths"),
            t!(lang, "bulletin.records.serious"),
            t!(lang, "bulletin.records.minor"),
        ],
        Some(Noun::Hazard) => vec![
            t!(lang, "bulletin.records.level"),
            t!(lang, "bulletin.records.due"),
            t!(lang, "bulletin.records.closed"),
        ],
        Some(Noun::Training) => vec![t!(lang, "bulletin.records.hours")],
        Some(Noun::Congress | Noun::Filed) => Vec::new(),
        None => vec![
            t!(lang, "bulletin.one.group"),
            t!(lang, "bulletin.records.deaths"),
            t!(lang, "bulletin.records.serious"),
        ],
    }
}

fn casualty(lang: Lang, value: Option<i64>) -> Words {
    value.map_or_else(|| t!(lang, "bulletin.records.unknown"), |value| i18n::number(value).into())
}

fn day(value: Option<chrono::NaiveDate>) -> Words {
    value.map(i18n::short_date).unwrap_or_default().into()
}

fn record_row(lang: Lang, heads: &[Words], record: Record, adds: String) -> AnyView {
    let more: Vec<Words> = match &record.what {
        Counted::Incident { group, deaths, serious, minor, .. } => {
            let mut all = vec![group_name(lang, *group)];
            all.extend([deaths, serious, minor].map(|value| casualty(lang, *value)));
            all
        }
        Counted::Hazard { major, due_on, closed_on } => {
            let level = if *major { t!(lang, "bulletin.records.major") } else { t!(lang, "bulletin.records.ordinary") };
            vec![level, day(*due_on), day(*closed_on)]
        }
        Counted::Training { hours_centi, .. } => vec![wording::hours(*hours_centi).into()],
        Counted::Congress | Counted::Filed { .. } => Vec::new(),
    };
    let cells = more.into_iter().zip(heads.iter().cloned());
    let cells = cells.map(|(text, label)| view! { <td data-label=label>{text}</td> }).collect_view();
    let industry = record.industry.as_deref().map(|written| industry_name(lang, written));
    let href = link::record(&record);
    view! {
        <tr>
            <th scope="row" class="date">{i18n::short_date(record.day)}</th>
            <td data-label=t!(lang, "bulletin.records.enterprise")><a href=format!("/enterprises/{}", record.enterprise)>{record.name}</a></td>
            <td data-label=t!(lang, "bulletin.one.town")>{record.town}</td>
            <td data-label=t!(lang, "bulletin.one.industry")>{industry}</td>
            {cells}
            <td class="num" data-label=t!(lang, "bulletin.records.adds")>{adds}</td>
            <td data-label=t!(lang, "bulletin.records.record")><a href=href>{t!(lang, "bulletin.records.open")}</a></td>
        </tr>
    }
    .into_any()
}

fn baseline_row(lang: Lang, heads: &[Words], line: Line, adds: Option<i64>, cell: Option<&Cell>) -> AnyView {
    let when: Words = match line.row.period {
        RowPeriod::Day(day) => i18n::short_date(day).into(),
        RowPeriod::Month(month) => {
            let name = i18n::words(lang, &format!("bulletin.month.{month}"));
            t!(lang, "bulletin.step.month", month = name)
        }
        RowPeriod::Year => t!(lang, "bulletin.kinds.year"),
    };
    let group = line.row.group.map(|group| group_name(lang, group)).unwrap_or_default();
    let more = [group, casualty(lang, line.row.deaths), casualty(lang, line.row.serious)];
    let cells = more.into_iter().zip(heads.iter().cloned());
    let cells = cells.map(|(text, label)| view! { <td data-label=label>{text}</td> }).collect_view();
    let town = line.row.town.clone().unwrap_or_else(|| t!(lang, "bulletin.district").into_owned());
    let record = source(lang, cell, &line);
    let enterprise = line.enterprise.map(|(id, name)| view! { <a href=format!("/enterprises/{id}")>{name}</a> });
    view! {
        <tr>
            <th scope="row" class="date">{when}</th>
            <td data-label=t!(lang, "bulletin.records.enterprise")>{enterprise}</td>
            <td data-label=t!(lang, "bulletin.one.town")>{town}</td>
            <td data-label=t!(lang, "bulletin.one.industry")>{line.row.industry.as_deref().map(|written| industry_name(lang, written))}</td>
            {cells}
            <td class="num" data-label=t!(lang, "bulletin.records.adds")>{adds.map_or_else(|| t!(lang, "bulletin.records.unknown"), |n| i18n::number(n).into())}</td>
            <td data-label=t!(lang, "bulletin.records.record")>{record}</td>
        </tr>
    }
    .into_any()
}

fn gap_words(lang: Lang, gap: &Gap) -> Words {
    if gap.code == "none" {
        return t!(lang, "bulletin.one.no-data");
    }
    let day = gap.day.map(|day| i18n::date(lang, day)).unwrap_or_default();
    let month = gap.month.map(|month| month.to_string()).unwrap_or_default();
    i18n::code(lang, "baseline.why", &gap.code, &[("day", day), ("month", month)]).into()
}

/// The years of a mean, each with its baseline.
#[component]
fn Years(years: Vec<Year>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = |year: Year| {
        let days = i18n::day_range(lang, year.window.from(), year.window.to());
        let address = |id| format!("/baselines/{id}?from={}&to={}", year.window.from(), year.window.to());
        let count = match &year.count {
            Ok(count) => Words::from(i18n::number(*count)),
            Err(gap) => gap_words(lang, gap),
        };
        let count = match year.baseline.map(address) {
            Some(href) => view! { <a href=href>{count}</a> }.into_any(),
            None => count.into_any(),
        };
        view! { <tr><th scope="row">{days}</th><td class="num">{count}</td></tr> }
    };
    let rows = years.into_iter().map(row).collect_view();
    view! {
        <Section title=t!(lang, "bulletin.of.mean")>
            <Table caption=t!(lang, "bulletin.of.mean") plain=true>
                <thead><tr><Th label=t!(lang, "bulletin.records.window")/><Th label=t!(lang, "bulletin.records.count") number=true/></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        </Section>
    }
}
