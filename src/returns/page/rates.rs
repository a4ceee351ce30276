//! Completeness and timeliness by town, who did not file with whom to ask, and a reminder to copy.
use super::super::model::duty::{Period, Rate};
use super::super::rule::calendar::window;
use super::super::rule::rates::written;
use super::super::service::{self, Filer, RatesAsked as Asked, Table as Rates};
use super::{Views, words};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Badge, Choice, Crumb, Empty, Filters, Page, Query, Section, SelectField, Table, Th, Words};
use leptos::prelude::*;

/// Enterprises on the page; the workbook has them all.
const LISTED_MAX: usize = 200;

#[component]
pub fn WhoFiled() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let field = |name: &str| query.get(name).to_owned();
    let asked = Asked { template: field("template"), period: field("period"), town: field("town") };
    let asking = ctx.clone();
    let body = Suspend::new(async move {
        let town = asked.town.clone();
        answer(service::rates(&asking, &asked).await, move |table| view! { <Body table town/> })
    });
    let crumbs = vec![Crumb::new("/returns", t!(lang, "returns.desk.title"))];
    let how = view! { <p>{t!(lang, "standing.rates.how")}</p> }.into_any();
    view! {
        <Page title=t!(lang, "standing.rates.title") purpose=t!(lang, "standing.rates.purpose") crumbs how>
            <Views/>
            {body}
        </Page>
    }
}

fn percent(lang: Lang, share: Option<i64>) -> Words {
    share.map_or_else(|| t!(lang, "standing.rates.no-rate"), |share| format!("{}%", written(share)).into())
}

#[component]
fn Body(table: Rates, town: String) -> impl IntoView {
    let lang = Ctx::here().lang;
    // The first is what the page shows when nothing is asked.
    let mut kinds: Vec<Choice> =
        table.templates.iter().map(|key| Choice::new(*key, words::template_name(lang, key))).collect();
    let first = if kinds.is_empty() { "".into() } else { kinds.remove(0).words };
    let period = |period: &Period| Choice::new(period.to_string(), words::period_name(lang, *period));
    let periods: Vec<Choice> = table.periods.iter().map(period).collect();
    let towns: Vec<Choice> = table.towns.iter().map(|row| Choice::new(row.town.clone(), row.town.clone())).collect();
    let query = Query::here();
    let export = format!("/returns/rates.xlsx{}", query.search());
    let due = table.due.map(|due| t!(lang, "standing.rates.due-on", day = i18n::date(lang, due)));
    let exempt = (table.exempt > 0).then(|| t!(lang, "standing.rates.exempt", n = table.exempt));
    let head = format!("{} · {}", words::template_name(lang, &table.template), words::period_name(lang, table.period));
    view! {
        <Filters>
            <SelectField name="template" label=t!(lang, "returns.desk.kinds") choices=kinds blank=first/>
            <SelectField name="period" label=t!(lang, "standing.list.period") choices=periods blank=t!(lang, "standing.rates.latest")/>
            <SelectField name="town" label=t!(lang, "standing.list.town") choices=towns blank=t!(lang, "ui.all")/>
        </Filters>
        <p class="as-of"><span>{head}</span> <span>{due}</span> <span>{exempt}</span></p>
        {match table.running {
            true => {
                let last = window(table.period).map(|days| i18n::date(lang, days.to())).unwrap_or_default();
                let text = t!(lang, "standing.rates.running-text", last = last, n = i18n::number(table.early));
                view! { <Empty title=t!(lang, "standing.rates.running") text/> }.into_any()
            }
            false => view! {
                <ByTown table=table.clone()/>
                <Missing table town export/>
            }
            .into_any(),
        }}
    }
}

fn cells(lang: Lang, rate: Rate) -> AnyView {
    let number = |n: i64, label: Words| view! { <td class="num" data-label=label>{i18n::number(n)}</td> };
    view! {
        {number(rate.expected, t!(lang, "standing.rates.expected"))}
        {number(rate.received, t!(lang, "standing.rates.received"))}
        {number(rate.in_time, t!(lang, "standing.rates.in-time"))}
        <td class="num" data-label=t!(lang, "standing.rates.complete")>{percent(lang, rate.complete())}</td>
        <td class="num" data-label=t!(lang, "standing.rates.timely")>{percent(lang, rate.timely())}</td>
    }
    .into_any()
}

#[component]
fn ByTown(table: Rates) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let line = move |row: service::TableRow| {
        let href = query.with("town", &row.town);
        view! { <tr><th scope="row"><a href=href>{row.town}</a></th>{cells(lang, row.rate)}</tr> }
    };
    let several = table.towns.len() > 1;
    view! {
        <Table caption=t!(lang, "standing.rates.by-town")>
            <thead>
                <tr>
                    <Th label=t!(lang, "standing.rates.town")/>
                    <Th label=t!(lang, "standing.rates.expected") number=true/>
                    <Th label=t!(lang, "standing.rates.received") number=true/>
                    <Th label=t!(lang, "standing.rates.in-time") number=true/>
                    <Th label=t!(lang, "standing.rates.complete") number=true/>
                    <Th label=t!(lang, "standing.rates.timely") number=true/>
                </tr>
            </thead>
            <tbody>{table.towns.clone().into_iter().map(line).collect_view()}</tbody>
            {several.then(|| view! {
                <tfoot><tr><th scope="row">{t!(lang, "standing.rates.all")}</th>{cells(lang, table.total)}</tr></tfoot>
            })}
        </Table>
    }
}

/// Those whose return has not arrived, with whom to ask, and the words to send them.
#[component]
fn Missing(table: Rates, town: String, export: String) -> impl IntoView {
    let lang = Ctx::here().lang;
    let count = table.missing.len();
    let title = match town.is_empty() {
        true => t!(lang, "standing.rates.missing-title", n = i18n::number(count as i64)),
        false => t!(lang, "standing.rates.missing-in", town = town, n = i18n::number(count as i64)),
    };
    let get = view! { <a class="button" href=export download=true>{t!(lang, "standing.rates.export")}</a> };
    if count == 0 {
        return view! {
            <Section title>
                <Empty title=t!(lang, "standing.rates.none") text=t!(lang, "standing.rates.none-text")/>
                {get}
            </Section>
        }
        .into_any();
    }
    let line = move |filer: Filer| {
        let (state, word, _) = words::duty_words(lang, &filer.duty);
        let phone = filer.owner.phone.clone().map(|phone| {
            let call = format!("tel:{phone}");
            view! { <a href=call>{phone}</a> }
        });
        view! {
            <tr>
                <th scope="row"><a href=format!("/enterprises/{}", filer.owner.id)>{filer.owner.name}</a></th>
                <td data-label=t!(lang, "standing.rates.town")>{filer.owner.town}</td>
                <td data-label=t!(lang, "standing.rates.stands")><Badge state word/></td>
                <td data-label=t!(lang, "standing.rates.officer")>{filer.owner.officer}</td>
                <td data-label=t!(lang, "standing.rates.phone")>{phone}</td>
            </tr>
        }
    };
    let more = (count > LISTED_MAX).then(|| {
        view! { <p class="hint">{t!(lang, "returns.desk.more", n = i18n::number((count - LISTED_MAX) as i64))}</p> }
    });
    let draft = reminder(lang, &table);
    view! {
        <Section title>
            <div class="row no-print">{get}</div>
            <Table caption=t!(lang, "standing.rates.missing")>
                <thead>
                    <tr>
                        <Th label=t!(lang, "standing.rates.enterprise")/>
                        <Th label=t!(lang, "standing.rates.town")/>
                        <Th label=t!(lang, "standing.rates.stands")/>
                        <Th label=t!(lang, "standing.rates.officer")/>
                        <Th label=t!(lang, "standing.rates.phone")/>
                    </tr>
                </thead>
                <tbody>{table.missing.into_iter().take(LISTED_MAX).map(line).collect_view()}</tbody>
            </Table>
            {more}
        </Section>
        <Section title=t!(lang, "standing.rates.reminder") note=t!(lang, "standing.rates.reminder-note")>
            <textarea class="input" rows="8" readonly=true aria-label=t!(lang, "standing.rates.reminder")>{draft}</textarea>
        </Section>
    }
    .into_any()
}

/// The words of a reminder, to be copied into a message: names of those it is for, what, by when.
fn reminder(lang: Lang, table: &Rates) -> String {
    let names: Vec<&str> = table.missing.iter().take(LISTED_MAX).map(|filer| filer.owner.name.as_str()).collect();
    let kind = words::template_name(lang, &table.template);
    let period = words::period_name(lang, table.period);
    let due = table.due.map(|due| i18n::date(lang, due)).unwrap_or_default();
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    t!(lang, "standing.rates.reminder-text", names = names.join(comma), kind = kind, period = period, due = due)
        .into_owned()
}
