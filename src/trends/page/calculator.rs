//! The calculator: what `cuan compare` says, and the published figures it reproduces.
use crate::baseline;
use crate::baseline::model::Document;
use crate::baseline::page::{UsedNotice, used_name};
use crate::baseline::service::Beside;
use crate::i18n::{self, Lang};
use crate::kernel::{Problem, Typed, What, text, what};
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::trends::calculator::{Asked, judge};
use crate::trends::published::{self, Printed};
use crate::trends::rule::Report;
use crate::trends::rule::rates::Rates;
use crate::trends::words::{self, significant};
use crate::ui::{
    Badge, Choice, ErrorSummary, Fact, Facts, NumberField, Page, Query, Section, SelectField, State, Table, Th, Words,
};
use leptos::context::Provider;
use leptos::prelude::*;
use std::sync::Arc;

/// The example shown before anything is typed: the deaths behind "down 71.4 %".
const EXAMPLE: [(&str, &str); 3] = [("before", "7"), ("now", "2"), ("places", "1")];

/// `/compare`
#[component]
pub fn Calculator() -> impl IntoView {
    let ctx = Ctx::here();
    let id = Query::here().get("baseline").parse().ok();
    Suspend::new(async move {
        // Whoever sees no baselines has figures that stand alone: enterprises, and who only keeps the accounts.
        let sees = ctx.scope().is_ok_and(|scope| scope.enterprise().is_none());
        let found = if sees { baseline::service::beside(&ctx, id).await } else { Ok(Beside::default()) };
        answer(found, move |beside| view! { <Body beside/> })
    })
}

#[component]
fn Body(beside: Beside) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let mut typed = query.fields().clone();
    if typed.get("now").is_empty() && typed.get("before").is_empty() {
        EXAMPLE.iter().for_each(|(name, value)| typed.set(name, *value));
    }
    let outcome = read(&typed).and_then(|asked| judge(asked.as_asked(), ctx.today()).map(|told| (asked, told)));
    let problem = outcome.as_ref().err().map(|what| Problem::new(field_of(what, &typed), what.clone()));
    let form = FormState { typed: Arc::new(typed), problems: Arc::new(problem.into_iter().collect()), refused: true };
    let places = ["0", "1", "2"].map(|n| Choice::new(n, n)).to_vec();
    let named = |document: &Document| Choice::new(document.id.to_string(), used_name(lang, document));
    let baselines: Vec<Choice> = beside.documents.iter().map(named).collect();
    let words = baseline::service::definition(lang, chrono::Datelike::year(&ctx.today()));
    let flagged = beside.named.map(|(document, flags)| view! { <UsedNotice document flags beside=words/> });
    view! {
        <Page title=t!(lang, "trends.calculator.title") purpose=t!(lang, "trends.calculator.purpose") how=how(lang)>
            <Provider value=form>
                <ErrorSummary/>
                <form class="form no-print" method="get" action="/compare">
                    <div class="field-row">
                        <NumberField name="before" label=t!(lang, "trends.calculator.before") hint=t!(lang, "trends.calculator.before-hint") decimal=true optional=true/>
                        <NumberField name="now" label=t!(lang, "trends.calculator.now") hint=t!(lang, "trends.calculator.now-hint") decimal=true/>
                        <SelectField name="places" label=t!(lang, "trends.calculator.places") hint=t!(lang, "trends.calculator.places-hint") choices=places blank="1"/>
                    </div>
                    <div class="field-row">
                        <NumberField name="before_base" label=t!(lang, "trends.calculator.before-base") hint=t!(lang, "trends.calculator.base-hint") decimal=true optional=true/>
                        <NumberField name="now_base" label=t!(lang, "trends.calculator.now-base") hint=t!(lang, "trends.calculator.base-hint") decimal=true optional=true/>
                    </div>
                    {(!baselines.is_empty()).then(|| view! {
                        <SelectField name="baseline" label=t!(lang, "trends.calculator.baseline") hint=t!(lang, "trends.calculator.baseline-hint") choices=baselines blank=t!(lang, "trends.calculator.baseline-none") optional=true/>
                    })}
                    <div class="actions"><button type="submit" class="button button-primary">{t!(lang, "trends.calculator.button")}</button></div>
                </form>
            </Provider>
            {flagged}
            {outcome.ok().map(|(asked, (report, rates))| told(lang, &asked, &report, rates.as_ref()))}
            <PublishedFigures/>
        </Page>
    }
}

/// What was typed, made one for reading.
struct Read {
    before: Option<String>,
    now: String,
    before_base: Option<String>,
    now_base: Option<String>,
    places: u32,
}

impl Read {
    fn as_asked(&self) -> Asked<'_> {
        Asked {
            before: self.before.as_deref(),
            now: &self.now,
            before_base: self.before_base.as_deref(),
            now_base: self.now_base.as_deref(),
            places: self.places,
        }
    }

    /// The same question at the command line.
    fn command(&self) -> String {
        let option = |name: &str, value: &Option<String>| {
            value.as_ref().map_or_else(String::new, |value| format!(" --{name} {value}"))
        };
        format!(
            "cuan compare{} --now {}{}{} --places {} --json",
            option("before", &self.before),
            self.now,
            option("before-base", &self.before_base),
            option("now-base", &self.now_base),
            self.places
        )
    }
}

fn read(typed: &Typed) -> Result<Read, What> {
    let value = |name: &str| Some(text::normal(typed.get(name)).replace(',', "")).filter(|value| !value.is_empty());
    let now = value("now").ok_or_else(|| what!("required"))?;
    let places = typed.get("places").parse().ok().filter(|places| *places <= 2).unwrap_or(1);
    Ok(Read { before: value("before"), now, before_base: value("before_base"), now_base: value("now_base"), places })
}

/// The field a problem belongs to: the one with the text that is no figure.
fn field_of(what: &What, typed: &Typed) -> &'static str {
    let raw = what.params.first().map(|(_, raw)| raw.as_str());
    let fields = ["now", "before", "before_base", "now_base"];
    match what.code.as_ref() {
        "compare-base" => "before_base",
        _ => fields
            .into_iter()
            .find(|name| raw == Some(&text::normal(typed.get(name)).replace(',', "")))
            .unwrap_or("now"),
    }
}

fn told(lang: Lang, asked: &Read, report: &Report, rates: Option<&Rates>) -> impl IntoView + use<> {
    let compared = words::compared(report, rates);
    let json = serde_json::to_string(&compared).unwrap_or_default();
    let none = || t!(lang, "trends.no-share");
    let p = report.test.map_or_else(none, |test| words::p_text(test.p).into());
    let ratio = report.test.and_then(|test| test.ratio).map_or_else(none, |ratio| significant(ratio).into());
    let interval = report.test.and_then(|test| test.ci);
    let interval =
        interval.map_or_else(none, |[low, high]| format!("{} – {}", significant(low), significant(high)).into());
    // Over unlike bases a change of the counts alone says nothing: the rates stand in its place.
    let facts = match rates {
        Some(rates) => {
            let (before, now, per) = words::readable(lang, rates);
            let said = format!("{before} → {now}");
            view! { <Fact label=t!(lang, "trends.calculator.rates", per = per)>{said}</Fact> }.into_any()
        }
        None => {
            let diff = words::difference(lang, &report.change).map_or_else(none, Words::from);
            let percent = words::percent(lang, &report.change);
            view! {
                <Fact label=t!(lang, "trends.column.diff")>{diff}</Fact>
                <Fact label=t!(lang, "trends.column.percent")>{percent}</Fact>
            }
            .into_any()
        }
    };
    let pair = rates.map_or_else(|| words::pair(lang, &report.change), |rates| words::over_bases(report, rates));
    let (ratio_name, interval_name) = match rates {
        Some(_) => (t!(lang, "trends.calculator.rate-ratio"), t!(lang, "trends.calculator.rate-interval")),
        None => (t!(lang, "trends.calculator.ratio"), t!(lang, "trends.calculator.interval")),
    };
    let sentence = if lang == Lang::Zh { compared.zh } else { compared.en };
    let command = asked.command();
    view! {
        <Section title=t!(lang, "trends.calculator.answer") id="answer">
            <p class="stat-figure">{pair}</p>
            <p>{sentence}</p>
            <Facts>
                {facts}
                <Fact label=t!(lang, "trends.calculator.p")>{p}</Fact>
                <Fact label=ratio_name>{ratio}</Fact>
                <Fact label=interval_name>{interval}</Fact>
            </Facts>
            <details class="more">
                <summary>{t!(lang, "trends.calculator.command")}</summary>
                <p><code>{command}</code></p>
                <p><code>{json}</code></p>
            </details>
        </Section>
    }
}

fn how(lang: Lang) -> AnyView {
    let points = ["percent", "test"];
    let line = |key: &str| view! { <li>{i18n::words(lang, &format!("trends.how.{key}"))}</li> };
    view! { <ul>{points.into_iter().map(line).collect_view()}</ul> }.into_any()
}

#[component]
fn PublishedFigures() -> impl IntoView {
    let lang = Ctx::here().lang;
    let all = published::all();
    let wrong = all.iter().filter(|printed| !printed.reproduces).count();
    let note = t!(lang, "trends.published.note", n = all.len() - wrong, wrong = wrong);
    view! {
        <Section title=t!(lang, "trends.published.title") note id="published">
            <Table caption=t!(lang, "trends.published.title")>
                <thead><tr>
                    <Th label=t!(lang, "trends.published.what")/>
                    <Th label=t!(lang, "trends.calculator.before") number=true/>
                    <Th label=t!(lang, "trends.calculator.now") number=true/>
                    <Th label=t!(lang, "trends.published.printed") number=true/>
                    <Th label=t!(lang, "trends.published.ours") number=true/>
                    <Th label=t!(lang, "trends.published.verdict")/>
                </tr></thead>
                <tbody>{all.iter().map(|printed| row(lang, printed)).collect_view()}</tbody>
            </Table>
        </Section>
    }
}

fn row(lang: Lang, printed: &Printed) -> impl IntoView {
    let zh = lang == Lang::Zh;
    let (bulletin, name) = if zh { (&printed.bulletin_zh, &printed.zh) } else { (&printed.bulletin_en, &printed.en) };
    let note = if zh { &printed.note_zh } else { &printed.note_en };
    let none = || t!(lang, "trends.no-share").into_owned();
    let ours = printed.ours().map_or_else(none, |change| words::percent(lang, &change));
    let said = printed.percent.as_ref().map_or_else(none, |percent| format!("{}%", percent.replace('-', "−")));
    let from = i18n::words(lang, &format!("trends.published.from.{}", printed.before_from.key()));
    let (state, word) = if printed.reproduces {
        (State::Ok, t!(lang, "trends.published.same"))
    } else {
        (State::Late, t!(lang, "trends.published.other"))
    };
    view! {
        <tr id=printed.id.clone()>
            <th scope="row">{bulletin.clone()} " · " {name.clone()} <br/> <small class="muted">{printed.source.clone()}</small></th>
            <td class="num" data-label=t!(lang, "trends.calculator.before")>{printed.before.clone()} " " <small class="muted">{from}</small></td>
            <td class="num" data-label=t!(lang, "trends.calculator.now")>{printed.now.clone()}</td>
            <td class="num" data-label=t!(lang, "trends.published.printed")>{said}</td>
            <td class="num" data-label=t!(lang, "trends.published.ours")>{ours}</td>
            <td data-label=t!(lang, "trends.published.verdict")><Badge state word/> {(!note.is_empty()).then(|| view! { " " <small>{note.clone()}</small> })}</td>
        </tr>
    }
}
