//! The leader's page: is it better than last year, and is that real?
mod calculator;
mod filing;
mod headline;
mod tables;

use super::link;
use super::service::{self, Asked, Compared};
use crate::baseline::page as baseline;
use crate::i18n::{self, Lang};
use crate::kernel::{Problem, Typed};
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Choice, DateField, ErrorSummary, Lines, Notice, Page, Query, Section, SelectField, Share, State, Words,
};
use chrono::Datelike;
use headline::Headline;
use leptos::context::Provider;
use leptos::prelude::*;
use std::sync::Arc;
use tables::{Groups, Towns};

pub use calculator::Calculator;
pub use filing::FilingList;

/// `/trends`, and the first page of leaders.
#[component]
pub fn Trends() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asked = Asked::read(Query::here().fields(), ctx.today());
    Suspend::new(async move {
        let found = service::compare(&ctx, asked).await;
        answer(found, move |compared| {
            let place = compared.town.clone().map_or_else(|| t!(lang, "trends.district"), Words::from);
            let title = t!(lang, "trends.title", place = place);
            let compared = Arc::new(compared);
            view! {
                <Page title purpose=t!(lang, "trends.purpose") how=how(lang)>
                    <AsOf compared=compared.clone()/>
                    <Choose compared=compared.clone()/>
                    <Warnings compared=compared.clone()/>
                    <Headline compared=compared.clone()/>
                    <Filed compared=compared.clone()/>
                    <Running compared=compared.clone()/>
                    <Towns compared=compared.clone()/>
                    <Groups compared/>
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
    let used = compared.document.as_ref().map(|document| {
        let name = format!("{} · {}", document.baseline.year, baseline::version(lang, document));
        let href = format!("/baselines/{}", document.id);
        view! {
            <span>{t!(lang, "trends.baseline")} " " <a href=href>{name}</a>
                {baseline::frozen(&ctx, document).map(|by| view! { " " {t!(lang, "trends.frozen", by = by)} })}
            </span>
        }
    });
    view! {
        <p class="as-of">
            <span>{t!(lang, "trends.window-now")} " " <b>{range(windows.now)}</b></span>
            <span>{t!(lang, "trends.window-last")} " " <b>{range(windows.last)}</b></span>
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
    let to = if asked.problem.is_some() { query.get("to").to_owned() } else { asked.to.to_string() };
    let typed = Typed(vec![field("to", &to), field("town", asked.town.as_deref().unwrap_or_default())]);
    let problems = asked.problem.iter().map(|what| Problem::new("to", what.clone())).collect();
    let form = FormState { typed: Arc::new(typed), problems: Arc::new(problems), refused: true };
    let several = compared.towns.len() > 1;
    let choices: Vec<Choice> = compared.towns.iter().map(|town| Choice::new(town.clone(), town.clone())).collect();
    view! {
        <Provider value=form>
            <ErrorSummary/>
            <form class="filters no-print" method="get" action="/trends">
                <DateField name="to" label=t!(lang, "trends.to")/>
                {several.then(|| view! {
                    <SelectField name="town" label=t!(lang, "trends.town") choices blank=t!(lang, "trends.district")/>
                })}
                <button type="submit" class="button">{t!(lang, "trends.show")}</button>
            </form>
        </Provider>
    }
}

/// What the reader must know before reading the figures.
#[component]
fn Warnings(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let windows = compared.windows();
    let mut said: Vec<(State, String)> = Vec::new();
    let last_year = windows.last.from().year();
    if compared.document.is_none() {
        said.push((State::Soon, t!(lang, "trends.no-baseline", year = last_year).into_owned()));
    }
    if windows.shortened() {
        let (asked, end) = (i18n::date(lang, windows.asked.to()), i18n::date(lang, windows.now.to()));
        said.push((State::Info, t!(lang, "trends.shortened", asked = asked, end = end).into_owned()));
    } else if let Some(why) = compared.board.headline[0].why {
        said.push((State::Soon, baseline::why(lang, why)));
    }
    if windows.asked.lost_leap_day() {
        said.push((State::Info, t!(lang, "trends.leap-day").into_owned()));
    }
    let missing = compared.document.is_none();
    let notice = |(at, (state, words)): (usize, (State, String))| {
        let link =
            (missing && at == 0).then(|| view! { <p><a href="/baselines">{t!(lang, "trends.to-baselines")}</a></p> });
        view! { <Notice state><p>{words}</p>{link}</Notice> }
    };
    said.into_iter().enumerate().map(notice).collect_view()
}

/// Fewer accidents, or fewer reports? The share of enterprises that filed, in both years.
#[component]
fn Filed(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let filing = compared.filing;
    let year = compared.asked.to.year();
    let town = compared.town.clone();
    let side = move |year: i32, filed: i64| {
        let percent = share(filed, filing.roll).map_or_else(|| t!(lang, "trends.no-share"), Words::from);
        let rest = filing.roll - filed;
        view! {
            <li>
                {t!(lang, "trends.filed.year", year = year)} " "
                <a href=link::filing(year, town.as_deref(), true)>{i18n::number(filed)}</a> " / " {i18n::number(filing.roll)}
                " " {t!(lang, "ui.bracketed", words = percent)} " " <Share part=filed whole=filing.roll/> " "
                {(rest > 0).then(|| view! { <a href=link::filing(year, town.as_deref(), false)>{t!(lang, "trends.filed.not", n = i18n::number(rest))}</a> })}
            </li>
        }
    };
    view! {
        <Section title=t!(lang, "trends.filed.title") note=t!(lang, "trends.filed.note")>
            <ul class="plain">{side(year, filing.now)} {side(year - 1, filing.last)}</ul>
        </Section>
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

/// Accidents so far, month by month, against last year.
#[component]
fn Running(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let steps = &compared.board.steps;
    let whole = |day: chrono::NaiveDate| day.succ_opt().is_some_and(|next| next.day() == 1);
    let name = |day: chrono::NaiveDate| -> Words {
        let english = i18n::month(Lang::En, day);
        let month = match lang {
            Lang::Zh => day.month().to_string(),
            Lang::En => english.split(' ').next().unwrap_or_default().to_owned(),
        };
        if whole(day) {
            t!(lang, "trends.chart.month", month = month)
        } else {
            t!(lang, "trends.chart.day", month = month, day = day.day())
        }
    };
    let names: Vec<Words> = steps.iter().map(|step| name(step.until)).collect();
    let now: Vec<i64> = steps.iter().map(|step| step.now).collect();
    // A line with a gap would join what is not known: either every month is known, or there is no line.
    let last: Vec<i64> = steps.iter().map(|step| step.last).collect::<Option<Vec<i64>>>().unwrap_or_default();
    let end = |values: &[i64]| values.last().copied();
    let said = match (end(&now), end(&last)) {
        (Some(now), Some(last)) => t!(lang, "trends.chart.said", now = now, last = last),
        (Some(now), None) => t!(lang, "trends.chart.said-alone", now = now),
        _ => Words::default(),
    };
    let alone = last.is_empty().then(|| view! { <p class="section-note">{t!(lang, "trends.chart.alone")}</p> });
    view! {
        <Section title=t!(lang, "trends.chart.section")>
            <Lines title=t!(lang, "trends.chart.title") unit=t!(lang, "trends.chart.unit") said=said steps=names now last/>
            {alone}
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_has_one_decimal_and_none_of_nothing() {
        assert_eq!(share(180, 200).as_deref(), Some("90.0%"));
        assert_eq!(share(1, 3).as_deref(), Some("33.3%"));
        assert_eq!(share(2, 3).as_deref(), Some("66.7%"));
        assert_eq!(share(1, 2000).as_deref(), Some("0.1%"));
        assert_eq!(share(0, 0), None);
    }
}
