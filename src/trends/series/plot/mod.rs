//! From figures to charts: each with its message in a sentence, its drawing, and the numbers behind it.
mod control;
mod funnel;
mod heat;
mod months;
mod small;

use super::model::{Asked, Dated, Name, Unit};
use super::service::Charts;
use super::words;
use crate::baseline::model::Metric;
use crate::figures::model::Cut;
use crate::i18n::Lang;
use crate::incident::group::Group;
use crate::trends::link::{self, Of};
use crate::trends::service::Asked as Compare;
use crate::ui::Words;
use crate::ui::chart::{Drawing, Numbers, Size, Value};
use chrono::Datelike;
use form_urlencoded::Serializer;

pub use control::{Sign, signs};
pub use funnel::{Judgement, judgements};
pub use heat::heat;
pub use months::{MadeOf, means};

/// One of the charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Bars,
    SoFar,
    Control,
    Heat,
    Small,
    Funnel,
}

impl Which {
    pub const ALL: [Which; 6] = [Which::Bars, Which::SoFar, Which::Control, Which::Heat, Which::Small, Which::Funnel];

    pub fn key(self) -> &'static str {
        match self {
            Which::Bars => "bars",
            Which::SoFar => "so-far",
            Which::Control => "control",
            Which::Heat => "heat",
            Which::Small => "small",
            Which::Funnel => "funnel",
        }
    }

    /// Its place on the page.
    pub fn id(self) -> &'static str {
        match self {
            Which::Bars => "chart-bars",
            Which::SoFar => "chart-so-far",
            Which::Control => "chart-control",
            Which::Heat => "chart-heat",
            Which::Small => "chart-small",
            Which::Funnel => "chart-funnel",
        }
    }

    pub fn parse(key: &str) -> Option<Which> {
        Which::ALL.into_iter().find(|which| which.key() == key)
    }
}

/// One chart, ready to be shown or written.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub which: Which,
    pub title: Words,
    /// The message.
    pub said: Words,
    pub unit: Words,
    /// For a wide window and for a phone.
    pub drawings: [Drawing; 2],
    pub numbers: Numbers,
    /// Whether there is anything to draw.
    pub is_drawn: bool,
}

pub fn view(lang: Lang, charts: &Charts, which: Which) -> View {
    let view = drawn(lang, charts, which);
    let unknown = unknown(charts, which);
    if unknown == 0 || !view.is_drawn {
        return view;
    }
    let note = crate::t!(lang, "chart.unknown-more", n = unknown, measure = words::measure(lang, charts.asked.metric));
    View { said: format!("{}{note}", view.said).into(), ..view }
}

/// Of how many accidents in a chart the figure is not known yet.
fn unknown(charts: &Charts, which: Which) -> i64 {
    let figures = &charts.figures;
    let sum =
        |all: &mut dyn Iterator<Item = &Dated>| all.filter_map(|one| one.figure.ok()).map(|sum| sum.unknown).sum();
    match which {
        Which::Bars => sum(&mut figures.months.iter().flat_map(|(now, last)| [now, last])),
        Which::SoFar => sum(&mut figures.so_far.last().into_iter().chain(figures.so_far_last.last())),
        Which::Control => sum(&mut figures.series.iter()),
        Which::Heat => sum(&mut figures.heat.iter().flat_map(|row| &row.months)),
        Which::Small => sum(&mut figures.small.iter().flat_map(|small| &small.years)),
        Which::Funnel => sum(&mut figures.funnel.iter().map(|unit| &unit.dated)),
    }
}

fn drawn(lang: Lang, charts: &Charts, which: Which) -> View {
    match which {
        Which::Bars => months::bars(lang, charts),
        Which::SoFar => months::so_far(lang, charts),
        Which::Control => control::control(lang, charts),
        Which::Heat => heat::view(lang, charts),
        Which::Small => small::small(lang, charts),
        Which::Funnel => funnel::funnel(lang, charts),
    }
}

fn both(draw: impl Fn(Size) -> Drawing) -> [Drawing; 2] {
    [Size::Wide, Size::Narrow].map(draw)
}

/// For charts that stand two in a row.
fn halves(draw: impl Fn(Size) -> Drawing) -> [Drawing; 2] {
    [Size::Half, Size::Narrow].map(draw)
}

/// The address of these charts, or of a file of them.
pub fn address(path: &str, asked: &Asked, more: &[(&str, &str)]) -> String {
    let start = format!("{path}?");
    let length = start.len();
    let mut query = Serializer::for_suffix(start, length);
    query.extend_pairs(more).extend_pairs(asked.fields());
    query.finish()
}

/// The list of exactly the records behind a figure; none where there are none, or no list can tell them.
pub fn href(charts: &Charts, dated: &Dated, of: Of<'_>) -> Option<String> {
    let metric = charts.asked.metric;
    dated.count().filter(|count| *count > 0)?;
    if dated.year() == charts.today.year() {
        return Some(link::incidents(dated.window, of, metric));
    }
    charts.document(dated.year()).map(|document| link::baseline(document.id, dated.window, of, metric))
}

fn of(town: Option<&str>, group: Option<Group>) -> Of<'_> {
    Of { town, group, part: None }
}

/// What the whole page is of.
fn whole(charts: &Charts) -> Of<'_> {
    of(charts.town.as_deref(), charts.asked.group)
}

fn of_group(charts: &Charts, group: Option<Group>) -> Of<'_> {
    of(charts.town.as_deref(), group)
}

/// A figure as a chart takes it: its amount, its list, its words. Days to come say nothing.
fn value(lang: Lang, charts: &Charts, dated: &Dated, of: Of<'_>, when: &str) -> Value {
    let metric: Metric = charts.asked.metric;
    let ahead = dated.figure == Err(super::model::Gap::Ahead);
    let said = if ahead {
        Words::default()
    } else {
        crate::t!(lang, "chart.said", when = when, amount = words::amount(lang, metric, dated))
    };
    Value {
        value: dated.count().map(|count| count as f64),
        href: href(charts, dated, of),
        said,
        open: dated.running && !ahead,
    }
}

/// What a unit or a small chart is of.
fn of_name<'a>(charts: &'a Charts, name: &'a Name) -> Option<Of<'a>> {
    match name {
        Name::Town(town) => Some(of(Some(town), charts.asked.group)),
        Name::Group(group) => Some(of_group(charts, Some(*group))),
        Name::Unit(_) => None,
    }
}

/// The rows behind a unit of industry or size, which no list of records is cut by: the comparison shows those of the running
/// year, of a frozen one its baseline does.
fn of_unit(charts: &Charts, dated: &Dated, unit: Unit) -> Option<String> {
    dated.count().filter(|count| *count > 0)?;
    if dated.year() != charts.today.year() {
        // A baseline is not cut by size: there is no such figure.
        let Unit::Industry(letter) = unit else { return None };
        let of = of_group(charts, charts.asked.group);
        let document = charts.document(dated.year())?;
        return Some(link::of_section(document.id, dated.window, of, charts.asked.metric, letter));
    }
    let (cut, part) = match unit {
        Unit::Industry(letter) => (Cut::Industry, letter.map(String::from)),
        Unit::Size(size) => (Cut::Size, size.map(|size| size.key().to_owned())),
    };
    let asked = Compare { cut: Some(cut), ..Compare::to_date(dated.window.to(), charts.town.clone()) };
    let of = Of { town: None, group: charts.asked.group, part: Some(part.as_deref().unwrap_or_default()) };
    Some(link::behind(&asked, link::Side::Now, of, charts.asked.metric))
}

/// Whether the last year is the running one.
fn is_running(charts: &Charts) -> bool {
    charts.asked.year == charts.today.year()
}

/// How the charts are made, sentence by sentence.
pub fn how(lang: Lang) -> Vec<String> {
    let points = ["now", "last", "same", "control", "rules", "xmr", "funnel", "base", "mean"];
    points.into_iter().map(|key| crate::i18n::words(lang, &format!("chart.how.{key}")).into_owned()).collect()
}
