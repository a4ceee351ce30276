//! Every other measure of the window, and what each of them means.
use super::made_of;
use super::tables::{columns, missing, written};
use crate::figures::measure::{Family, Kind, MEASURES, Measure, Polarity, Quantity, Value};
use crate::figures::model::{Counts, Cut};
use crate::i18n::{self, Lang};
use crate::kernel::window::Window;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::trends::link::{self, Side};
use crate::trends::model::Half;
use crate::trends::rule::measured::{self, Measured};
use crate::trends::service::{self, Asked, Compared, Part};
use crate::trends::words;
use crate::ui::{
    Badge, Choice, Crumb, Fact, Facts, Filters, Notice, Page, Query, Section, SelectField, State, Table, Th, Words,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The name of a part of a cut; what the roll does not tell has its own words.
pub(super) fn part(lang: Lang, cut: Cut, name: &str) -> Words {
    match cut {
        _ if name.is_empty() => t!(lang, "figures.part.unknown"),
        Cut::Town | Cut::Enterprise => name.to_owned().into(),
        Cut::Industry => format!("{name} {}", i18n::words(lang, &format!("figures.section.{name}"))).into(),
        Cut::Type => i18n::words(lang, &format!("incident.type.{name}")),
        Cut::Cause => i18n::words(lang, &format!("incident.cause.{name}")),
        Cut::Department => i18n::words(lang, &format!("incident.recorder.{name}")),
        Cut::Size | Cut::Pilot | Cut::HighRisk => i18n::words(lang, &format!("figures.part.{}-{name}", cut.key())),
    }
}

pub(super) fn name(lang: Lang, measure: &Measure) -> Words {
    i18n::words(lang, &format!("figures.measure.{}", measure.key))
}

fn unit(lang: Lang, measure: &Measure) -> Words {
    i18n::words(lang, &format!("figures.unit.{}", measure.unit))
}

/// Law, standard or paper it is taken from.
pub(in crate::trends) fn source(lang: Lang, measure: &Measure) -> Words {
    match measure.source.is_ascii() {
        true => measure.source.into(),
        false => i18n::words(lang, &format!("figures.source.{}", measure.key)),
    }
}

/// `死亡人数 ÷ 平均职工人数 × 100,000`, made from the definition.
fn formula(lang: Lang, measure: &Measure) -> String {
    let quantity = |key: &str| i18n::words(lang, &format!("figures.quantity.{key}")).into_owned();
    let top = quantity(measure.top.key());
    match (measure.under, measure.kind) {
        (None, _) => top,
        (Some(under), Kind::Rate { per, .. }) => format!("{top} ÷ {} × {}", quantity(under.key()), i18n::number(per)),
        (Some(under), _) => format!("{top} ÷ {} × 100%", quantity(under.key())),
    }
}

/// How rates are taken where a window runs over new year.
fn over_years(lang: Lang, windows: &[Window]) -> Option<impl IntoView + use<>> {
    let over = |window: &Window| window.by_year().len() > 1;
    windows.iter().any(over).then(|| view! { <p class="section-note">{t!(lang, "figures.over-years")}</p> })
}

/// Beside the unit of a rate whose window is no whole year, or has days that nobody told hours of.
pub(in crate::trends) fn part_words(lang: Lang, measure: &Measure, window: Window) -> Option<Words> {
    measured::part(measure, window).map(|part| match part {
        measured::Part::OfYear(days) => t!(lang, "figures.part-year", days = days),
        measured::Part::OfMonth => t!(lang, "figures.part-month"),
    })
}

fn part_mark(lang: Lang, measure: &Measure, window: Window) -> Option<impl IntoView + use<>> {
    part_words(lang, measure, window).map(|words| view! { " " <small>{words}</small> })
}

/// How the denominators of such rates are taken, for each kind that is among the measures.
fn part_note(lang: Lang, window: Window, all: &[Measure]) -> impl IntoView + use<> {
    let parts: Vec<measured::Part> = all.iter().filter_map(|measure| measured::part(measure, window)).collect();
    let days = measured::Part::OfYear(window.days_count());
    let year = parts.contains(&days).then(|| t!(lang, "figures.part-how-year", days = window.days_count()));
    let month = parts.contains(&measured::Part::OfMonth).then(|| t!(lang, "figures.part-how-month"));
    [year, month].into_iter().flatten().map(|words| view! { <p class="section-note">{words}</p> }).collect_view()
}

/// Digits, the sign of a share.
fn shown(measure: &Measure, value: Value) -> String {
    match measure.kind {
        Kind::Share => format!("{}%", value.text()),
        Kind::Count if value.places == 0 => i18n::number(value.top),
        _ => grouped(&value.text()),
    }
}

/// The counts a share or a rate is made of, each with its records.
fn parts(measure: &Measure, value: Value, open: &impl Fn(Half) -> Option<String>) -> Option<AnyView> {
    let under = value.under?;
    let amount = |units: i64, places: u32| i18n::number(units / 10_i64.pow(places));
    let linked = |half: Half, units: i64, places: u32| {
        let text = amount(units, places);
        match open(half).filter(|_| units != 0) {
            Some(href) => view! { <a href=href>{text}</a> }.into_any(),
            None => text.into_any(),
        }
    };
    let top = linked(Half::Top, value.top, measure.top.places());
    let under = linked(Half::Under, under, measure.under.map_or(0, |under| under.places()));
    // In brackets: 0.306 before 5 must not read as 0.3065.
    Some(view! { " " <small>"(" {top} " / " {under} ")"</small> }.into_any())
}

/// A signed difference with its thousands apart.
fn apart(diff: &str) -> String {
    let size = diff.trim_start_matches(['−', '+']);
    format!("{}{}", &diff[..diff.len() - size.len()], grouped(size))
}

/// Thousands apart, as counts are written.
pub(super) fn grouped(text: &str) -> String {
    let (whole, rest) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), i18n::number);
    rest.map_or_else(|| whole.clone(), |rest| format!("{whole}.{rest}"))
}

/// Where a measure has no value: what is counted by year has none over new year, however much is on record.
pub(in crate::trends) fn no_value(lang: Lang, measure: &Measure, window: Window) -> Words {
    match measured::defined(measure, window) {
        true => t!(lang, "trends.no-data"),
        false => t!(lang, "trends.others.by-year"),
    }
}

/// A value; a count opens its records, of shares and rates each of their halves does.
fn cell(
    lang: Lang,
    (measure, window): (&Measure, Window),
    value: Option<Value>,
    unknown: i64,
    open: impl Fn(Half) -> Option<String>,
) -> AnyView {
    let Some(value) = value else {
        return view! { <span class="muted">{no_value(lang, measure, window)}</span> }.into_any();
    };
    let (text, of) = (shown(measure, value), parts(measure, value, &open));
    let unknown = (unknown > 0).then(|| view! { " " <small>{t!(lang, "trends.unknown-more", n = unknown)}</small> });
    match open(Half::Top).filter(|_| value.under.is_none() && value.top != 0) {
        Some(href) => view! { <a href=href>{text}</a> {unknown} }.into_any(),
        None => view! { {text} {of} {unknown} }.into_any(),
    }
}

/// The difference, with a word where the measure says which way is good and the numbers are no accidents: those have their test.
fn difference(lang: Lang, measure: &Measure, measured: &Measured, by_filing: bool) -> AnyView {
    let Some(diff) = &measured.difference else { return t!(lang, "trends.no-share").into_any() };
    let text = match measure.kind {
        Kind::Share => t!(lang, "trends.points", n = diff.as_str()),
        _ => apart(diff).into(),
    };
    // Of those who were chosen by having filed all have filed.
    let chosen = by_filing && measure.top == Quantity::Filed;
    let judged = !chosen && !matches!(measure.family, Family::Accidents | Family::Rates);
    let word = match measured.better.filter(|_| judged && measure.good != Polarity::Neither) {
        Some(true) => Some((State::Ok, t!(lang, "trends.better"))),
        Some(false) => Some((State::Soon, t!(lang, "trends.worse"))),
        None => None,
    };
    let unlike = measured.unlike.map(|(before, now)| {
        let said = t!(lang, "trends.unlike", before = i18n::number(before), now = i18n::number(now));
        view! { " " <small class="said">{said}</small> }
    });
    view! { {text} {word.map(|(state, word)| view! { " " <Badge state word/> })} {unlike} }.into_any()
}

/// The section on the leader's page.
#[component]
pub(super) fn Others(compared: Arc<Compared>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let families = Family::ALL.into_iter().map(|family| rows(lang, &compared, family)).collect_view();
    let (before, now) = columns(lang, &compared);
    view! {
        <Section title=t!(lang, "trends.others.title") note=made_of::note(lang, &compared) id="measures">
            <Table caption=t!(lang, "trends.others.title")>
                <thead><tr>
                    <Th label=t!(lang, "trends.others.measure")/>
                    <Th label=before number=true/>
                    <Th label=now number=true/>
                    <Th label=t!(lang, "trends.column.diff") number=true/>
                    <Th label=t!(lang, "trends.others.unit")/>
                </tr></thead>
                {families}
            </Table>
            <p class="section-note">{t!(lang, "trends.others.how")}</p>
            {over_years(lang, &[compared.windows().now, compared.windows().last])}
            {part_note(lang, compared.windows().now, MEASURES)}
        </Section>
    }
}

/// Against a mean of years: the mean of those measures that have one, and the difference from it; of the others none is formed,
/// though there may be data.
fn mean(lang: Lang, compared: &Compared, measure: &Measure) -> Option<[AnyView; 2]> {
    if !compared.is_of_means() {
        return None;
    }
    let none = || t!(lang, "trends.no-share").into_any();
    let Some(cell) = compared.mean(measure) else {
        return Some([view! { <span class="muted">{t!(lang, "trends.others.no-mean")}</span> }.into_any(), none()]);
    };
    let Some(sum) = cell.before else {
        return Some([view! { <span class="muted">{missing(lang, cell.over)}</span> }.into_any(), none()]);
    };
    let diff = compared.report(cell).and_then(|report| words::difference(lang, &report.change));
    Some([written(sum, cell.over).into_any(), diff.map_or_else(none, IntoAny::into_any)])
}

fn rows(lang: Lang, compared: &Compared, family: Family) -> impl IntoView + use<> {
    let (before_word, now_word) = columns(lang, compared);
    let all = MEASURES.iter().filter(|measure| measure.family == family).map(|measure| {
        let both = measured::both(measure, compared.windows(), &compared.counts);
        let (last, now) = (compared.windows().last, compared.windows().now);
        let open = |side: Side| move |half: Half| Some(link::records(compared, measure, (half, side), None));
        let of_one =
            || [cell(lang, (measure, last), both.before, both.unknown.0, open(Side::Before)), difference(lang, measure, &both, compared.asked.same_senders)];
        let [before, diff] = mean(lang, compared, measure).unwrap_or_else(of_one);
        let more = format!("{}&measure={}", link::same("/trends/measures", &compared.asked), measure.key);
        view! {
            <tr>
                <th scope="row"><a href=more>{name(lang, measure)}</a></th>
                <td class="num" data-label=before_word.clone()>{before}</td>
                <td class="num" data-label=now_word.clone()>{cell(lang, (measure, now), both.now, both.unknown.1, open(Side::Now))}</td>
                <td class="num" data-label=t!(lang, "trends.column.diff")>{diff}</td>
                <td data-label=t!(lang, "trends.others.unit")>{unit(lang, measure)} {part_mark(lang, measure, compared.windows().now)}</td>
            </tr>
        }
    });
    let all = all.collect_view();
    view! {
        <tbody>
            <tr class="table-group"><th scope="rowgroup" colspan="5">{i18n::words(lang, &format!("figures.family.{}", family.key()))}</th></tr>
            {all}
        </tbody>
    }
}

/// `/trends/measures`: what each measure means; one of them by town, industry, size …
#[component]
pub fn Measures() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let asked = Asked::read(query.fields(), ctx.today());
    let chosen = Measure::find(query.get("measure"));
    let cut = Cut::parse(query.get("cut")).filter(|cut| offered(chosen).contains(cut)).unwrap_or(Cut::Town);
    Suspend::new(async move {
        answer(service::measured(&ctx, asked, cut).await, move |(compared, parts)| {
            let back = link::same("/trends", &compared.asked);
            let compared = Arc::new(compared);
            let title = chosen.map_or_else(|| t!(lang, "trends.measures.title"), |one| name(lang, one));
            let body = match chosen {
                Some(measure) => view! { <One measure compared cut parts/> }.into_any(),
                None => view! { <Definitions/> }.into_any(),
            };
            view! {
                <Page title purpose=t!(lang, "trends.measures.purpose") crumbs=vec![Crumb::new(back, t!(lang, "ui.rail.trends"))]>
                    {body}
                </Page>
            }
        })
    })
}

/// Rows of a cut by enterprise.
const ENTERPRISES_MAX: usize = 100;

/// Most of 2,000 enterprises have none: keeps those that have some, the most first; answers how many more there are.
fn most(measure: &Measure, parts: &mut Vec<Part>) -> usize {
    let top = |part: &Part| measure.value(&part.counts).map_or(0, |value| value.top);
    parts.retain(|part| top(part) != 0);
    parts.sort_by_key(|part| std::cmp::Reverse(top(part)));
    let more = parts.len().saturating_sub(ENTERPRISES_MAX);
    parts.truncate(ENTERPRISES_MAX);
    more
}

/// The cuts of a measure. Accidents alone are told apart by type, cause and department; rates have no base there.
fn offered(measure: Option<&Measure>) -> Vec<Cut> {
    let mut all = vec![Cut::Town, Cut::Industry, Cut::Size, Cut::Pilot, Cut::HighRisk];
    if measure.is_some_and(|one| one.family == Family::Accidents) {
        all.extend([Cut::Type, Cut::Cause, Cut::Department]);
    }
    // Rates of single enterprises are mostly chance: the charts' funnels show them with their bounds.
    if measure.is_some_and(|one| one.kind == Kind::Count) {
        all.push(Cut::Enterprise);
    }
    all
}

#[component]
fn Definitions() -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = move |measure: &'static Measure| {
        let good = i18n::words(lang, &format!("figures.good.{}", measure.good.key()));
        view! {
            <tr id=measure.key>
                <th scope="row"><a href=format!("/trends/measures?measure={}", measure.key)>{name(lang, measure)}</a></th>
                <td data-label=t!(lang, "trends.measures.formula")>{formula(lang, measure)}</td>
                <td data-label=t!(lang, "trends.others.unit")>{unit(lang, measure)}</td>
                <td data-label=t!(lang, "trends.measures.good")>{good}</td>
                <td data-label=t!(lang, "trends.measures.source")>{source(lang, measure)}</td>
            </tr>
        }
    };
    let rows = MEASURES.iter().map(row).collect_view();
    view! {
        <Table caption=t!(lang, "trends.measures.title")>
            <thead><tr>
                <Th label=t!(lang, "trends.others.measure")/>
                <Th label=t!(lang, "trends.measures.formula")/>
                <Th label=t!(lang, "trends.others.unit")/>
                <Th label=t!(lang, "trends.measures.good")/>
                <Th label=t!(lang, "trends.measures.source")/>
            </tr></thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

/// What is wrong with the days that were asked for.
fn refused(lang: Lang, asked: &Asked) -> Option<impl IntoView + use<>> {
    asked.problem.as_ref().map(|(_, what)| {
        let words = i18n::problem(lang, what);
        view! { <Notice state=State::Late><p>{words}</p></Notice> }
    })
}

/// On whom a single enterprise's count falls: no count stands without its base.
fn workers(lang: Lang, counts: &Counts) -> Words {
    let told = counts.workers.filter(|workers| *workers > 0);
    told.map_or_else(|| t!(lang, "trends.no-data"), |workers| i18n::number(workers).into())
}

/// One measure: its definition, and its value by part of the cut.
#[component]
fn One(measure: &'static Measure, compared: Arc<Compared>, cut: Cut, mut parts: Vec<Part>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let window = compared.windows().now;
    let named = |cut: &Cut| Choice::new(cut.key(), i18n::words(lang, &format!("figures.cut.{}", cut.key())));
    let cuts: Vec<Choice> = offered(Some(measure)).iter().map(named).collect();
    let allowed = measured::defined(measure, window);
    // Accidents told apart have no enterprises of their own to stand on, and one enterprise is one.
    let single = cut == Cut::Enterprise;
    let based = !cut.is_of_accidents() && !single;
    let more = if cut == Cut::Enterprise { most(measure, &mut parts) } else { 0 };
    let row = |Part { name, enterprise, counts }: &Part| {
        let key = enterprise.map_or_else(|| name.clone(), |id| id.to_string());
        let open = |half: Half| Some(link::records(&compared, measure, (half, Side::Now), Some((cut, &key))));
        view! {
            <tr>
                <th scope="row">{part(lang, cut, name)}</th>
                <td class="num" data-label=t!(lang, "trends.measures.value")>{cell(lang, (measure, window), measure.value(counts).filter(|_| allowed), measure.unknown(counts), open)}</td>
                {based.then(|| view! {
                    <td class="num" data-label=t!(lang, "trends.measures.enterprises")>{i18n::number(counts.enterprises)}</td>
                    <td class="num" data-label=t!(lang, "trends.measures.staffed")>{i18n::number(counts.staffed)}</td>
                })}
                {single.then(|| view! { <td class="num" data-label=t!(lang, "chart.column.workers")>{workers(lang, counts)}</td> })}
            </tr>
        }
    };
    let rows = parts.iter().map(row).collect_view();
    let whole = measure.value(&compared.counts.0).filter(|_| allowed);
    let unknown = measure.unknown(&compared.counts.0);
    let whole = cell(lang, (measure, window), whole, unknown, |half| {
        Some(link::records(&compared, measure, (half, Side::Now), None))
    });
    // Another cut is of the same days, town and senders.
    let asked: Vec<(String, String)> = link::asked(&Asked { cut: None, ..compared.asked.clone() });
    let parts_of_year = part_note(lang, window, std::slice::from_ref(measure));
    let problem = refused(lang, &compared.asked);
    let cut_name = i18n::words(lang, &format!("figures.cut.{}", cut.key()));
    view! {
        {problem}
        <Facts>
            <Fact label=t!(lang, "trends.measures.formula")>{formula(lang, measure)}</Fact>
            <Fact label=t!(lang, "trends.others.unit")>{unit(lang, measure)} {part_mark(lang, measure, window)}</Fact>
            <Fact label=t!(lang, "trends.measures.good")>{i18n::words(lang, &format!("figures.good.{}", measure.good.key()))}</Fact>
            <Fact label=t!(lang, "trends.measures.source")>{source(lang, measure)}</Fact>
            <Fact label=t!(lang, "trends.measures.window")>{i18n::day_range(lang, window.from(), window.to())}</Fact>
            <Fact label=t!(lang, "trends.measures.value")>{whole}</Fact>
        </Facts>
        <Section title=t!(lang, "trends.parts.title", cut = cut_name.clone()) note=t!(lang, "trends.measures.note")>
            <Filters>
                <input type="hidden" name="measure" value=measure.key/>
                {asked.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <SelectField name="cut" label=t!(lang, "trends.cut-label") choices=cuts/>
            </Filters>
            <Table caption=t!(lang, "trends.parts.title", cut = cut_name.clone())>
                <thead><tr>
                    <Th label=cut_name/>
                    <Th label=t!(lang, "trends.measures.value") number=true/>
                    {based.then(|| view! {
                        <Th label=t!(lang, "trends.measures.enterprises") number=true/>
                        <Th label=t!(lang, "trends.measures.staffed") number=true/>
                    })}
                    {single.then(|| view! { <Th label=t!(lang, "chart.column.workers") number=true/> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </Table>
            {(measure.family == Family::Rates).then(|| over_years(lang, &[window]))}
            {parts_of_year}
            {(cut == Cut::Enterprise).then(|| view! { <p class="section-note">{t!(lang, "trends.measures.enterprises-note", more = more)}</p> })}
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_their_thousands_apart() {
        assert_eq!(["−30746", "+1234.50", "0", "−0.5"].map(apart), ["−30,746", "+1,234.50", "0", "−0.5"]);
    }

    #[test]
    fn every_source_is_named_in_both_languages() {
        for measure in MEASURES {
            assert_eq!(source(Lang::Zh, measure), measure.source, "{}", measure.key);
            assert!(source(Lang::En, measure).is_ascii(), "{}", measure.key);
        }
    }

    /// docs/measures.md is written from the definitions; `CUAN_WRITE_DOCS=1` writes it anew.
    #[test]
    fn the_document_of_measures_is_made_from_their_definitions() {
        use crate::i18n::words;
        use std::fmt::Write;
        let mut text = String::from(
            "# Measures\n\nMade from `src/figures/measure.rs` and `locales/figures.toml`; a test holds this page to them.\n",
        );
        let _ =
            write!(text, "\n{}\n\n{}\n", words(Lang::Zh, "figures.over-years"), words(Lang::En, "figures.over-years"));
        for family in Family::ALL {
            let both = |key: &str| format!("{} · {}", words(Lang::Zh, key), words(Lang::En, key));
            let _ = write!(text, "\n## {}\n\n", both(&format!("figures.family.{}", family.key())));
            text.push_str("| key | measure | formula | unit | direction | source |\n|---|---|---|---|---|---|\n");
            for measure in MEASURES.iter().filter(|measure| measure.family == family) {
                let (name, unit) = (
                    both(&format!("figures.measure.{}", measure.key)),
                    both(&format!("figures.unit.{}", measure.unit)),
                );
                let good = both(&format!("figures.good.{}", measure.good.key()));
                let formula = [Lang::Zh, Lang::En].map(|lang| formula(lang, measure)).join(" · ");
                let _ =
                    writeln!(text, "| `{}` | {name} | {formula} | {unit} | {good} | {} |", measure.key, measure.source);
            }
        }
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/measures.md");
        if std::env::var_os("CUAN_WRITE_DOCS").is_some() {
            std::fs::write(&path, &text).expect("docs can be written");
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "run with CUAN_WRITE_DOCS=1");
    }
}
