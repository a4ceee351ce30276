//! `/trends/charts`: months and years of one measure. The address says everything that is shown.
use crate::baseline::page::UsedNotice;
use crate::i18n;
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::trends::rule::control::Rule;
use crate::trends::series::model::{Asked, By, Kind, MEASURES, SPAN, SPANS};
use crate::trends::series::plot::{self, Judgement, View, Which};
use crate::trends::series::service::{self, Charts as Found, From};
use crate::trends::series::words;
use crate::ui::chart::{Cell, Chart, HeatTable, Spark};
use crate::ui::{Badge, Choice, Crumb, Draw, Icon, Page, Section, SelectField, State, Tab, Table, Tabs, Th, Words};
use leptos::context::Provider;
use leptos::prelude::*;
use std::sync::Arc;

/// Years to choose from at the end of the charts.
const YEARS: i32 = 11;

/// `/trends/charts`
#[component]
pub fn Charts() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asked = Asked::read(crate::ui::Query::here().fields(), ctx.today());
    Suspend::new(async move {
        let found = service::charts(&ctx, asked).await;
        let pictures = tokio::task::spawn_blocking(service::has_pictures).await.unwrap_or(false);
        answer(found, move |found| {
            let found = Arc::new(Shown { found, pictures });
            let charts = &found.found;
            let title = t!(
                lang,
                "chart.title",
                place = words::place(lang, charts),
                measure = words::measure(lang, charts.asked.metric)
            );
            let how =
                view! { <ul>{plot::how(lang).into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> };
            let workbook = plot::address("/trends/charts.xlsx", &charts.asked, &[]);
            let action = view! { <a class="button" href=workbook download=true><Draw icon=Icon::Download/>{t!(lang, "chart.workbook")}</a> };
            view! {
                <Page title purpose=t!(lang, "chart.purpose") crumbs=vec![Crumb::new("/trends", t!(lang, "ui.rail.trends"))]
                    action=action.into_any() how=how.into_any()>
                    <Choose shown=found.clone()/>
                    <Sources shown=found.clone()/>
                    <Months shown=found.clone()/>
                    <Control shown=found.clone()/>
                    <Heat shown=found.clone()/>
                    <Small shown=found.clone()/>
                    <Funnel shown=found/>
                </Page>
            }
        })
    })
}

struct Shown {
    found: Found,
    /// Whether pictures of dots can be made here.
    pictures: bool,
}

impl Shown {
    fn files(&self, which: Which) -> Vec<(Words, String)> {
        let address = |path: &str| plot::address(path, &self.found.asked, &[("which", which.key())]);
        let mut files = vec![(Words::from("SVG"), address("/trends/chart.svg"))];
        files.extend(self.pictures.then(|| ("PNG".into(), address("/trends/chart.png"))));
        files
    }
}

/// Other figures: what, which years, where.
#[component]
fn Choose(shown: Arc<Shown>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asked = shown.found.asked.clone();
    let typed = Typed(asked.fields().into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    let form = FormState { typed: Arc::new(typed), refused: true, ..FormState::default() };
    // The first of each is what an address without it means.
    let [usual, others @ ..] = MEASURES;
    let measures = others.map(|metric| Choice::new(metric.key(), words::heading(lang, metric))).to_vec();
    let newest = chrono::Datelike::year(&ctx.today());
    let years = (1..YEARS).map(|back| newest - back);
    let years: Vec<Choice> = years.map(|year| Choice::new(year.to_string(), words::year(lang, year))).collect();
    let spans = SPANS.into_iter().filter(|span| *span != SPAN);
    let spans = spans.map(|span| Choice::new(span.to_string(), t!(lang, "chart.span", n = span))).collect::<Vec<_>>();
    let towns: Vec<Choice> = shown.found.towns.iter().map(|town| Choice::new(town.clone(), town.clone())).collect();
    let groups = crate::incident::group::Group::ALL
        .map(|group| Choice::new(group.key(), crate::baseline::page::group(lang, group)))
        .to_vec();
    let kinds = Kind::ALL
        .map(|kind| Choice::new(kind.key(), i18n::words(lang, &format!("chart.kind.{}", kind.key()))))
        .to_vec();
    let several = towns.len() > 1;
    view! {
        <Provider value=form>
            <form class="filters no-print" method="get" action="/trends/charts">
                <input type="hidden" name="by" value=asked.by.key()/>
                <SelectField name="measure" label=t!(lang, "chart.column.measure") choices=measures blank=words::heading(lang, usual)/>
                <SelectField name="year" label=t!(lang, "chart.column.last-year") choices=years blank=words::year(lang, newest)/>
                <SelectField name="years" label=t!(lang, "chart.column.span") choices=spans blank=t!(lang, "chart.span", n = SPAN)/>
                {several.then(|| view! {
                    <SelectField name="town" label=t!(lang, "trends.town") choices=towns blank=t!(lang, "trends.district")/>
                })}
                <SelectField name="category" label=t!(lang, "trends.groups.name") choices=groups blank=t!(lang, "ui.all")/>
                <SelectField name="control" label=t!(lang, "chart.column.kind") choices=kinds blank=t!(lang, "chart.kind.fitting")/>
                <button type="submit" class="button">{t!(lang, "chart.show")}</button>
            </form>
        </Provider>
    }
}

/// What each year was taken from, and why there are no pictures where there are none.
#[component]
fn Sources(shown: Arc<Shown>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let charts = &shown.found;
    let one = |(year, from): &(i32, From)| {
        let said = words::source(lang, charts, *year);
        match from {
            From::Baseline(document) => {
                view! { <span><a href=format!("/baselines/{}", document.id)>{said}</a></span> }.into_any()
            }
            From::Records | From::Nothing => view! { <span>{said}</span> }.into_any(),
        }
    };
    let sources = charts.sources.iter().map(one).collect_view();
    let flagged = charts.flagged(lang).into_iter();
    let flagged = flagged.map(|(document, flags, beside)| {
        view! { <UsedNotice document=document.clone() flags=flags.to_vec() beside/> }
    });
    let flagged = flagged.collect_view();
    let no_pictures =
        (!shown.pictures).then(|| view! { <p class="section-note no-print">{t!(lang, "chart.no-pictures")}</p> });
    view! {
        <p class="as-of">{sources}</p>
        {flagged}
        {no_pictures}
    }
}

/// One chart in its frame; where there is nothing to draw, only its message.
fn framed(shown: &Shown, which: Which, table: bool) -> AnyView {
    let lang = Ctx::here().lang;
    let View { title, said, unit, drawings, numbers, is_drawn, .. } = plot::view(lang, &shown.found, which);
    if !is_drawn {
        return view! { <p>{said}</p> }.into_any();
    }
    let (id, files) = (which.id(), shown.files(which));
    match table {
        true => view! { <Chart id title said unit draw=drawings numbers files/> }.into_any(),
        false => view! { <Chart id title said unit draw=drawings files/> }.into_any(),
    }
}

#[component]
fn Months(shown: Arc<Shown>) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <Section title=t!(lang, "chart.section.months")>
            <div class="columns">
                {framed(&shown, Which::Bars, true)}
                {framed(&shown, Which::SoFar, true)}
            </div>
            {plot::means(&shown.found).into_iter().map(|made| mean(lang, &shown.found, made)).collect_view()}
        </Section>
    }
}

/// What a mean is made of: each year's count leads to its records, the mean to the comparison with it.
fn mean(lang: i18n::Lang, charts: &Found, made: plot::MadeOf) -> AnyView {
    let unit = words::unit(lang, charts.asked.metric);
    let head = t!(lang, "chart.mean.behind", n = made.span, mean = made.mean, unit = unit);
    let comma = t!(lang, "trends.towns.comma");
    let year = |(at, (year, count, href)): (usize, (i32, i64, Option<String>))| {
        let count = match href {
            Some(href) => view! { <a href=href>{i18n::number(count)}</a> }.into_any(),
            None => i18n::number(count).into_any(),
        };
        view! { {(at > 0).then(|| comma.clone())} {words::year(lang, year)} " " {count} }
    };
    let years = made.years.into_iter().enumerate().map(year).collect_view();
    let comparison = made.comparison.map(|href| {
        view! { " " <a href=href>{t!(lang, "chart.mean.comparison", n = made.span)}</a> }
    });
    view! { <p class="section-note">{head} {years} {comparison}</p> }.into_any()
}

/// The control chart with its signs written out beside it.
#[component]
fn Control(shown: Arc<Shown>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let signs = plot::signs(lang, &shown.found);
    let rules = Rule::ALL.map(|rule| {
        let key = rule.key();
        let (name, source) = (
            i18n::words(lang, &format!("chart.rule.{key}.name")),
            i18n::words(lang, &format!("chart.rule.{key}.source")),
        );
        view! { <dt>{name}</dt> <dd>{source}</dd> }
    });
    let none = signs.is_empty().then(|| view! { <p class="muted">{t!(lang, "chart.signs.none")}</p> });
    let sign = move |sign: plot::Sign| {
        let rule = i18n::words(lang, &format!("chart.rule.{}.name", sign.rule.key()));
        let said = match sign.href {
            Some(href) => view! { <a href=href>{sign.said}</a> }.into_any(),
            None => sign.said.into_any(),
        };
        let now = sign.is_now.then(|| view! { " " <Badge state=State::Info word=t!(lang, "chart.signs.now")/> });
        view! { <li value=sign.number.to_string()>{said} " " <small class="muted">{rule}</small> {now}</li> }
    };
    view! {
        <Section title=t!(lang, "chart.section.control") note=t!(lang, "chart.section.control-note")>
            <div class="columns-wide-narrow">
                {framed(&shown, Which::Control, true)}
                <div class="signs">
                    <h3>{t!(lang, "chart.signs.title")}</h3>
                    {none}
                    <ol>{signs.into_iter().map(sign).collect_view()}</ol>
                    <details class="more"><summary>{t!(lang, "chart.signs.rules")}</summary><dl class="rules">{rules}</dl></details>
                </div>
            </div>
        </Section>
    }
}

#[component]
fn Heat(shown: Arc<Shown>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let view = plot::view(lang, &shown.found, Which::Heat);
    let heat = plot::heat(lang, &shown.found);
    let files = shown
        .files(Which::Heat)
        .into_iter()
        .map(|(words, href)| view! { <li><a href=href download=true>{words}</a></li> });
    let body = view.is_drawn.then(|| {
        view! {
            <HeatTable heat/>
            <ul class="chart-files no-print">{files.collect_view()}</ul>
        }
    });
    view! {
        <Section title=view.title note=view.said id=Which::Heat.id()>{body}</Section>
    }
}

#[component]
fn Small(shown: Arc<Shown>) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! { <Section title=t!(lang, "chart.section.small") note=t!(lang, "chart.section.small-note")>{framed(&shown, Which::Small, true)}</Section> }
}

/// The funnel, then its units in their own order with base and interval; those without a base apart.
#[component]
fn Funnel(shown: Arc<Shown>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let charts = &shown.found;
    let all = plot::judgements(lang, charts);
    let tab = |by: By| {
        let asked = Asked { by, ..charts.asked.clone() };
        let href = format!("{}#units", plot::address("/trends/charts", &asked, &[]));
        Tab {
            href,
            words: i18n::words(lang, &format!("chart.by.{}", by.key())),
            count: None,
            here: by == charts.asked.by,
        }
    };
    let (based, apart): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.judged.is_some());
    let persons = charts.asked.metric != MEASURES[0];
    let tabs = By::ALL.map(tab).to_vec();
    let chart = framed(&shown, Which::Funnel, false);
    let based = (!based.is_empty()).then(|| units(&shown, based));
    let apart = (!apart.is_empty()).then(|| without_base(apart));
    view! {
        <Section title=t!(lang, "chart.section.funnel") note=t!(lang, "chart.section.funnel-note") id="units">
            <Tabs label=t!(lang, "chart.section.funnel") tabs/>
            {persons.then(|| view! { <p class="section-note">{t!(lang, "chart.funnel.persons")}</p> })}
            {chart}
            {based}
            {apart}
        </Section>
    }
}

fn units(shown: &Shown, units: Vec<Judgement>) -> AnyView {
    let lang = Ctx::here().lang;
    let head = plot::view(lang, &shown.found, Which::Funnel).numbers.head;
    let [name, count, workers, known, rate, interval, place] = [0, 1, 3, 4, 6, 7, 9].map(|at| head[at].clone());
    let interval = if interval.is_empty() { interval } else { t!(lang, "chart.column.interval") };
    let years = t!(lang, "chart.column.years", n = shown.found.asked.span);
    let sparks = units.iter().any(|one| !one.years.is_empty());
    let row = |one: Judgement| {
        let Some(judged) = one.judged else { return ().into_any() };
        let base = one.unit.base;
        let verdict = one.verdict(lang);
        let out = one.left_out(lang).map(|out| view! { " " <small class="muted">{out}</small> });
        let count_cell = Cell::count(one.unit.dated.count(), None).written();
        let number = match one.href {
            Some(href) => view! { <a href=href>{count_cell}</a> }.into_any(),
            None => count_cell.into_any(),
        };
        let [low, high] = judged.interval;
        let said = words::listed(
            lang,
            &one.years.iter().map(|year| year.map_or("–".to_owned(), i18n::number)).collect::<Vec<_>>(),
        );
        view! {
            <tr>
                <th scope="row">{one.name}</th>
                <td class="num" data-label=count.clone()><span>{number} {out}</span></td>
                <td class="num" data-label=workers.clone()>{i18n::number(base.workers)}</td>
                <td class="num" data-label=known.clone()>{i18n::number(base.known)} " / " {i18n::number(base.roll)}</td>
                <td class="num" data-label=rate.clone()>{words::rate(judged.rate)}</td>
                <td class="num" data-label=interval.clone()>{words::rate(low)} "–" {words::rate(high)}</td>
                <td data-label=place.clone()>{verdict}</td>
                {sparks.then(|| view! { <td data-label=years.clone()><Spark said=said values=one.years/></td> })}
            </tr>
        }
        .into_any()
    };
    let rows = units.into_iter().map(row).collect_view();
    view! {
        <Table caption=t!(lang, "chart.funnel.caption")>
            <thead><tr>
                <Th label=name/> <Th label=count.clone() number=true/> <Th label=workers.clone() number=true/>
                <Th label=known.clone() number=true/> <Th label=rate.clone() number=true/> <Th label=interval.clone() number=true/>
                <Th label=place.clone()/> {sparks.then(|| view! { <Th label=years.clone()/> })}
            </tr></thead>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

/// Named, never dropped: with what happened there.
fn without_base(units: Vec<Judgement>) -> AnyView {
    let lang = Ctx::here().lang;
    let one = |one: Judgement| {
        let verdict = one.verdict(lang);
        let count = Cell::count(one.unit.dated.count(), None).written();
        let count = match one.href {
            Some(href) => view! { <a href=href>{count}</a> }.into_any(),
            None => count.into_any(),
        };
        view! { <li>{one.name} " " {count} " " <small class="muted">{verdict}</small></li> }
    };
    view! {
        <h3>{t!(lang, "chart.funnel.apart", n = units.len())}</h3>
        <ul>{units.into_iter().map(one).collect_view()}</ul>
    }
    .into_any()
}
