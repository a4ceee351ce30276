//! The leader's page: is it better than last year, and is that real?
mod behind;
mod calculator;
mod charts;
mod enterprises;
mod filing;
mod headline;
mod made_of;
mod measures;
mod records;
pub(in crate::trends) mod running;
mod tables;

use super::link;
use super::model::{Against, Filing, Span};
use super::series::service::has_pictures;
use super::service::{self, Asked, CUTS, Compared, Unfrozen};
use crate::baseline::model::{Document, Flag};
use crate::baseline::page as baseline;
use crate::i18n::{self, Lang};
use crate::kernel::{Problem, Typed};
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Choice, DateField, ErrorSummary, MoreFilters, Notice, Page, Query, Section, SelectField, Share, State, Words,
};
use chrono::{Datelike, NaiveDate};
use headline::Headline;
use leptos::context::Provider;
use leptos::prelude::*;
use measures::Others;
use running::Running;
use std::cmp::Ordering;
use std::sync::Arc;
use tables::{Groups, Parts, Towns};

pub use behind::Behind;
pub use calculator::Calculator;
pub use charts::Charts;
pub use filing::FilingList;
pub use measures::Measures;
pub use records::Records;

/// `/trends`, and the first page of leaders.
#[component]
pub fn Trends() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asked = Asked::read(Query::here().fields(), ctx.today());
    Suspend::new(async move {
        let found = service::compare(&ctx, asked).await;
        let pictures = tokio::task::spawn_blocking(has_pictures).await.unwrap_or(false);
        answer(found, move |compared| {
            let place = compared.town.clone().map_or_else(|| t!(lang, "trends.district"), Words::from);
            let title =
                i18n::code(lang, "trends.title", compared.asked.against.key(), &[("place", place.into_owned())]);
            let compared = Arc::new(compared);
            let workbook = link::same("/trends.xlsx", &compared.asked);
            let action = view! {
                <a class="button" href="/bulletins">{t!(lang, "trends.to-bulletins")}</a>
                <a class="button" href=workbook download="">{t!(lang, "trends.workbook")}</a>
            };
            view! {
                <Page title purpose=t!(lang, "trends.purpose") action=action.into_any() how=how(lang)>
                    <AsOf compared=compared.clone()/>
                    <Choose compared=compared.clone()/>
                    <Warnings compared=compared.clone()/>
                    <Headline compared=compared.clone()/>
                    <Filed compared=compared.clone()/>
                    <Running compared=compared.clone() pictures/>
                    <Towns compared=compared.clone()/>
                    <Groups compared=compared.clone()/>
                    <Parts compared=compared.clone()/>
                    <Others compared=compared.clone()/>
                    <Elsewhere compared/>
                </Page>
            }
        })
    })
}

/// How these numbers are made, as a list.
fn how(lang: Lang) -> AnyView {
    let points = ["now", "last", "percent", "test", "town", "group", "filing"];
    let line = |key: &str| view! { <li>{i18n::words(lang, &format!("trends.how.{key}"))}</li> };
    view! {
        <ul>{points.into_iter().map(line).collect_view()}</ul>
        <p>
            <a href="/compare">{t!(lang, "trends.how.compare")}</a> " · " <a href="/baselines">{t!(lang, "trends.to-baselines")}</a>
        </p>
    }
    .into_any()
}

/// Both windows, the moment up to which records are in, and the baseline that was used.
#[component]
fn AsOf(compared: Arc<Compared>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let windows = *compared.windows();
    let range = |window: crate::kernel::window::Window| i18n::day_range(lang, window.from(), window.to());
    let mut named: Vec<uuid::Uuid> = Vec::new();
    let mut used: Vec<AnyView> = Vec::new();
    for document in compared.behind.iter().chain(&compared.here).filter_map(|one| one.document.as_ref()) {
        if named.contains(&document.id) {
            continue;
        }
        named.push(document.id);
        let name = format!("{} · {}", document.baseline.year, baseline::version(lang, document));
        let href = format!("/baselines/{}", document.id);
        used.push(
            view! {
                <span>{t!(lang, "trends.baseline")} " " <a href=href>{name}</a>
                    {baseline::frozen(&ctx, document).map(|by| view! { " " {t!(lang, "trends.frozen", by = by)} })}
                </span>
            }
            .into_any(),
        );
    }
    used.extend(made_of::from_records(lang, &compared).map(|words| view! { <span>{words}</span> }.into_any()));
    let earlier =
        compared.pasts.iter().map(|past| range(*past)).collect::<Vec<_>>().join(&t!(lang, "trends.towns.comma"));
    let before = i18n::words(lang, &format!("trends.before.{}", windows.against.key()));
    view! {
        <p class="as-of">
            <span>{now_word(lang, windows.span)} " " <b>{range(windows.now)}</b></span>
            <span>{before} " " <b>{earlier}</b></span>
            <span>{t!(lang, "trends.cut-off")} " " {i18n::moment(lang, ctx.local_now())}</span>
            {used}
        </p>
    }
}

/// Another day, another town.
#[component]
fn Choose(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let asked = &compared.asked;
    let query = Query::here();
    let to = if asked.problem.is_some() && !query.get("to").is_empty() {
        query.get("to").to_owned()
    } else {
        asked.to.to_string()
    };
    let typed = Typed(vec![
        field("span", asked.span.key()),
        field("against", asked.against.key()),
        field("from", query.get("from")),
        field("to", &to),
        field("town", asked.town.as_deref().unwrap_or_default()),
        field("senders", if asked.same_senders { "same" } else { "" }),
        field("cut", asked.cut.map_or("", |cut| cut.key())),
    ]);
    let problems = asked.problem.iter().map(|(field, what)| Problem::new(*field, what.clone())).collect();
    let form = FormState { typed: Arc::new(typed), problems: Arc::new(problems), refused: true };
    let several = compared.towns.len() > 1;
    let choices: Vec<Choice> = compared.towns.iter().map(|town| Choice::new(town.clone(), town.clone())).collect();
    view! {
        <Provider value=form>
            <ErrorSummary/>
            <form class="filters no-print" method="get" action="/trends">
                <SelectField name="span" label=t!(lang, "trends.span-label") choices=named(lang, "trends.span", Span::ALL.iter().map(|s| s.key()))/>
                <DateField name="to" label=t!(lang, "trends.to")/>
                <SelectField name="against" label=t!(lang, "trends.against-label") choices=named(lang, "trends.before", Against::ALL.iter().map(|a| a.key()))/>
                {several.then(|| view! {
                    <SelectField name="town" label=t!(lang, "trends.town") choices blank=t!(lang, "trends.district")/>
                })}
                <MoreFilters names=&["from", "cut", "senders"]>
                        <DateField name="from" label=t!(lang, "trends.from") hint=t!(lang, "trends.from-hint") optional=true/>
                        <SelectField name="cut" label=t!(lang, "trends.cut-label") choices=named(lang, "figures.cut", CUTS.iter().map(|c| c.key())) blank=t!(lang, "trends.cut-none")/>
                        <SelectField name="senders" label=t!(lang, "trends.senders-label") choices=vec![Choice::new("same", t!(lang, "trends.senders-same"))] blank=t!(lang, "trends.senders-all")/>
                </MoreFilters>
                <button type="submit" class="button">{t!(lang, "trends.show")}</button>
            </form>
        </Provider>
    }
}

/// A frozen year of this side whose records have come to say otherwise, with both figures.
pub(super) fn unfrozen(lang: Lang, one: &Unfrozen) -> String {
    let figures = |[incidents, deaths, serious]: [i64; 3]| {
        let n = |n: i64| i18n::number(n);
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("incidents", &n(incidents)), ("deaths", &n(deaths)), ("serious", &n(serious))];
        i18n::fill(lang, "trends.unfrozen-figures", &values)
    };
    i18n::fill(
        lang,
        "trends.unfrozen",
        &[
            ("window", &i18n::day_range(lang, one.window.from(), one.window.to())),
            ("year", &one.document.baseline.year),
            ("version", &one.document.baseline.version),
            ("frozen", &figures(one.frozen)),
            ("recorded", &figures(one.recorded)),
        ],
    )
}

/// What the reader must know before reading the figures.
#[component]
fn Warnings(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let windows = compared.windows();
    let mut said: Vec<(State, String)> = Vec::new();
    let missing: Vec<String> = compared
        .behind
        .iter()
        .filter(|one| one.document.is_none() && !one.from_records)
        .map(|one| one.window.to().year().to_string())
        .collect();
    if !missing.is_empty() {
        let years = missing.join(&t!(lang, "trends.towns.comma"));
        said.push((State::Soon, t!(lang, "trends.no-baseline", year = years).into_owned()));
    }
    if compared.is_blank() {
        said.push((State::Soon, t!(lang, "trends.not-begun").into_owned()));
    }
    for one in compared.here.iter().filter(|one| one.document.is_some()) {
        said.push((State::Info, t!(lang, "trends.now-frozen", year = one.window.to().year()).into_owned()));
    }
    if compared.is_unlike() && compared.is_of_means() {
        said.push((State::Soon, t!(lang, "trends.mean-unlike").into_owned()));
    }
    if compared.is_mixed() {
        said.push((State::Soon, t!(lang, "trends.mixed").into_owned()));
    }
    if windows.shortened() {
        let (asked, end) = (i18n::date(lang, windows.asked.to()), i18n::date(lang, windows.now.to()));
        said.push((State::Info, t!(lang, "trends.shortened", asked = asked, end = end).into_owned()));
    } else if let Some(why) = compared.board.headline[0].why {
        said.push((State::Soon, baseline::why(lang, why)));
    }
    let on_28th = [windows.last.from(), windows.last.to()].iter().any(|day| (day.month(), day.day()) == (2, 28));
    if windows.asked.lost_leap_day() && on_28th {
        said.push((State::Info, t!(lang, "trends.leap-day").into_owned()));
    }
    if compared.asked.same_senders {
        said.push((State::Info, made_of::same_senders(lang, &compared)));
    }
    let missing = !missing.is_empty();
    let notice = |(at, (state, words)): (usize, (State, String))| {
        let link =
            (missing && at == 0).then(|| view! { <p><a href="/baselines">{t!(lang, "trends.to-baselines")}</a></p> });
        view! { <Notice state><p>{words}</p>{link}</Notice> }
    };
    let flagged = compared.flagged(lang);
    let used = |(document, flags, beside): (&Document, &[Flag], String)| {
        view! { <baseline::UsedNotice document=document.clone() flags=flags.to_vec() beside/> }
    };
    let used = flagged.into_iter().map(used).collect_view();
    let unfrozen = compared.unfrozen.iter().map(|one| {
        let (href, words) = (format!("/baselines/{}", one.document.id), unfrozen(lang, one));
        view! { <Notice state=State::Soon><p>{words} " " <a href=href>{t!(lang, "trends.unfrozen-link")}</a></p></Notice> }
    });
    let unfrozen = unfrozen.collect_view();
    view! { {said.into_iter().enumerate().map(notice).collect_view()} {unfrozen} {used} }
}

/// Fewer accidents, or fewer reports? The share of enterprises that filed, in both years.
#[component]
fn Filed(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let filing = compared.filing;
    let year = compared.windows().now.to().year();
    let town = compared.town.clone();
    let since = compared.since.filings;
    let previous = compared.asked.against == Against::Previous;
    let side = move |year: i32, by: NaiveDate, filed: i64| {
        if since.is_none_or(|first| first > by) {
            // Before anybody filed anything there are no filings to know of: not nought.
            return view! { <li>{t!(lang, "trends.filed.year", year = year, day = i18n::date(lang, by))} " " {t!(lang, "trends.no-data")}</li> }.into_any();
        }
        let percent = share(filed, filing.roll).map_or_else(|| t!(lang, "trends.no-share"), Words::from);
        let rest = filing.roll - filed;
        view! {
            <li>
                {t!(lang, "trends.filed.year", year = year, day = i18n::date(lang, by))} " "
                <a href=link::filing(year, by, town.as_deref(), true)>{i18n::number(filed)}</a> " / " {i18n::number(filing.roll)}
                " " {t!(lang, "ui.bracketed", words = percent)} " " <Share part=filed whole=filing.roll/> " "
                {(rest > 0).then(|| view! { <a href=link::filing(year, by, town.as_deref(), false)>{t!(lang, "trends.filed.not", n = i18n::number(rest))}</a> })}
            </li>
        }
        .into_any()
    };
    view! {
        <Section title=t!(lang, "trends.filed.title") note=more_or_fewer(lang, &filing, since)>
            <ul class="plain">{side(year, filing.by, filing.now)} {side(year - 1, filing.last_by, filing.last)}</ul>
            {previous.then(|| view! { <p class="section-note">{t!(lang, "trends.filed.by-year")}</p> })}
        </Section>
    }
}

/// Which way a change of filing may have bent the counts.
fn more_or_fewer(lang: Lang, filing: &Filing, since: Option<NaiveDate>) -> Words {
    let told = since.is_some_and(|first| first <= filing.last_by);
    match filing.now.cmp(&filing.last) {
        _ if !told => t!(lang, "trends.filed.unknown"),
        Ordering::Less => t!(lang, "trends.filed.fewer"),
        Ordering::Greater => t!(lang, "trends.filed.more"),
        Ordering::Equal => t!(lang, "trends.filed.same"),
    }
}

/// A share in per cent with one decimal, half away from zero: `90.0%`.
fn share(part: i64, whole: i64) -> Option<String> {
    if whole <= 0 {
        return None;
    }
    let tenths = (i128::from(part) * 2_000 + i128::from(whole)) / (2 * i128::from(whole));
    Some(format!("{}.{}%", tenths / 10, tenths % 10))
}

/// Names that the workbook shares with the page.
pub(super) fn group_name(lang: Lang, group: crate::incident::group::Group) -> Words {
    baseline::group(lang, group)
}

pub(super) fn part_name(lang: Lang, cut: crate::figures::model::Cut, name: &str) -> Words {
    measures::part(lang, cut, name)
}

pub(in crate::trends) use headline::apart as not_compared;
pub(in crate::trends) use made_of::from_records;
pub(in crate::trends) use measures::{no_value, part_words, source};

pub(super) fn measure_name(lang: Lang, measure: &crate::figures::measure::Measure) -> Words {
    measures::name(lang, measure)
}

/// The word for the window that is looked at.
fn now_word(lang: Lang, span: Span) -> Words {
    i18n::words(lang, if span == Span::ToDate { "trends.window-now" } else { "trends.window-this" })
}

fn named<'a>(lang: Lang, table: &str, keys: impl Iterator<Item = &'a str>) -> Vec<Choice> {
    keys.map(|key| Choice::new(key.to_owned(), i18n::words(lang, &format!("{table}.{key}")))).collect()
}

/// Where to look further.
#[component]
fn Elsewhere(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let asked = &compared.asked;
    let charts = match &compared.town {
        Some(town) => format!(
            "/trends/charts?{}",
            form_urlencoded::Serializer::new(String::new()).append_pair("town", town).finish()
        ),
        None => "/trends/charts".to_owned(),
    };
    view! {
        <ul class="plain no-print">
            <li><a href=charts>{t!(lang, "trends.to-charts")}</a></li>
            <li><a href=link::same("/trends/measures", asked)>{t!(lang, "trends.to-measures")}</a></li>
            <li><a href="/compliance/talks">{t!(lang, "trends.to-talks")}</a></li>
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::{Filing, Lang, NaiveDate, more_or_fewer, share};

    #[test]
    fn a_share_has_one_decimal_and_none_of_nothing() {
        assert_eq!(share(180, 200).as_deref(), Some("90.0%"));
        assert_eq!(share(1, 3).as_deref(), Some("33.3%"));
        assert_eq!(share(2, 3).as_deref(), Some("66.7%"));
        assert_eq!(share(1, 2000).as_deref(), Some("0.1%"));
        assert_eq!(share(0, 0), None);
    }

    #[test]
    fn the_caution_about_filing_goes_the_way_filing_went() {
        let by: NaiveDate = "2025-11-05".parse().expect("a day");
        let said = |now: i64, last: i64, since: Option<NaiveDate>| {
            let filing = Filing { roll: 200, now, last, by, last_by: by };
            more_or_fewer(Lang::Zh, &filing, since).into_owned()
        };
        assert!(said(110, 158, Some(by)).contains("减少要打折扣"));
        let more = said(158, 110, Some(by));
        assert!(more.contains("增加要打折扣") && !more.contains("减少"), "{more}");
        assert!(!said(158, 158, Some(by)).contains("打折扣"));
        for since in [None, by.succ_opt()] {
            assert!(!said(158, 0, since).contains("打折扣"), "nothing is known of last year");
        }
    }
}
