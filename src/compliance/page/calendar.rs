//! What falls due in the coming months, month by month.
use super::super::model::Kind;
use super::super::rule::clock::month_key;
use super::super::service::{self, Ahead, Line};
use super::Views;
use super::items::Items;
use crate::i18n::{self, Lang};
use crate::returns::page as returns;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Crumb, Page, Query, Section, Table, Th, Words};
use leptos::prelude::*;
use std::sync::Arc;

/// `/compliance/calendar`
#[component]
pub fn CalendarAhead() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let own = ctx.rep().is_ok();
    let purpose =
        if own { t!(lang, "compliance.calendar.own-purpose") } else { t!(lang, "compliance.calendar.purpose") };
    let crumbs = match own {
        true => Vec::new(),
        false => vec![Crumb::new("/compliance", t!(lang, "compliance.title"))],
    };
    let body =
        Suspend::new(async move { answer(service::calendar(&ctx).await, move |ahead| view! { <Body ahead own/> }) });
    let how = view! { <p>{t!(lang, "compliance.calendar.how")}</p> }.into_any();
    view! {
        <Page title=t!(lang, "compliance.calendar.title") purpose crumbs how>
            {(!own).then(|| view! { <Views/> })}
            {body}
        </Page>
    }
}

/// What a line is about.
fn what(lang: Lang, line: &Line) -> Words {
    match (line.kind, line.of) {
        (Kind::Returns, Some((template, period))) => {
            let (template, period) = (returns::template_name(lang, template), returns::period_name(lang, period));
            t!(lang, "compliance.calendar.return", template = template, period = period)
        }
        (kind, _) => i18n::words(lang, &format!("compliance.calendar.{}", kind.key())),
    }
}

fn month_name(lang: Lang, key: &str) -> Words {
    let day = format!("{key}-01").parse();
    day.map_or_else(|_| key.to_owned().into(), |day| i18n::month(lang, day).into())
}

fn href(line: &Line) -> String {
    let of = line.of.map(|(template, period)| format!("&template={template}&period={period}")).unwrap_or_default();
    format!("/compliance/calendar?month={}&kind={}{of}", line.month, line.kind.key())
}

/// The line that the address names.
fn chosen(ahead: &Ahead) -> Option<&Line> {
    let query = Query::here();
    let kind = Kind::parse(query.get("kind"))?;
    let of = |line: &Line| match line.of {
        Some((template, period)) => query.get("template") == template && query.get("period") == period.to_string(),
        None => true,
    };
    ahead.lines.iter().find(|line| line.month == query.get("month") && line.kind == kind && of(line))
}

#[component]
fn Body(ahead: Arc<Ahead>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    if let Some(line) = chosen(&ahead) {
        let title =
            t!(lang, "compliance.calendar.items", month = month_name(lang, &line.month), what = what(lang, line));
        return view! {
            <Items title items=line.items.clone() own/>
            <p class="no-print"><a href="/compliance/calendar">{t!(lang, "compliance.calendar.back")}</a></p>
        }
        .into_any();
    }
    let month = |first: &chrono::NaiveDate| {
        let key = month_key(*first);
        let lines: Vec<Line> = ahead.lines.iter().filter(|line| line.month == key).cloned().collect();
        view! { <Month title=month_name(lang, &key) lines/> }
    };
    ahead.months.iter().map(month).collect_view().into_any()
}

#[component]
fn Month(title: Words, lines: Vec<Line>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if lines.is_empty() {
        return view! { <Section title><p class="section-note">{t!(lang, "compliance.calendar.nothing")}</p></Section> }
            .into_any();
    }
    let caption = t!(lang, "compliance.calendar.month-caption", month = title);
    let row = move |line: Line| {
        let day = line.day.map_or_else(|| t!(lang, "compliance.calendar.various"), |day| i18n::short_date(day).into());
        view! {
            <tr>
                <th scope="row">{what(lang, &line)}</th>
                <td class="date" data-label=t!(lang, "compliance.calendar.day")>{day}</td>
                <td class="num" data-label=t!(lang, "compliance.calendar.count")><a href=href(&line)>{i18n::number(line.items.len() as i64)}</a></td>
            </tr>
        }
    };
    view! {
        <Section title>
            <Table caption>
                <thead><tr>
                    <Th label=t!(lang, "compliance.calendar.what")/>
                    <Th label=t!(lang, "compliance.calendar.day")/>
                    <Th label=t!(lang, "compliance.calendar.count") number=true/>
                </tr></thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </Section>
    }
    .into_any()
}
