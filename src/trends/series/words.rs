//! The words that all charts share.
use super::model::{Dated, Gap, Name, Unit};
use super::service::Charts;
use crate::baseline::model::{Document, Flag, Metric};
use crate::baseline::page as baseline;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::trends::rule::control::Side;
use crate::trends::rule::funnel::Place;
use crate::ui::Words;
use chrono::Datelike;

/// What is counted: `事故`, `死亡`.
pub fn measure(lang: Lang, metric: Metric) -> Words {
    i18n::words(lang, &format!("chart.measure.{}", metric.key()))
}

/// The same at the head of a column or in a list of choices.
pub fn heading(lang: Lang, metric: Metric) -> Words {
    let words = measure(lang, metric);
    let mut chars = words.chars();
    match chars.next().filter(char::is_ascii_lowercase) {
        Some(first) => format!("{}{}", first.to_ascii_uppercase(), chars.as_str()).into(),
        None => words,
    }
}

/// 起 or 人.
pub fn unit(lang: Lang, metric: Metric) -> Words {
    i18n::words(lang, &format!("trends.unit.{}", metric.key()))
}

pub fn year(lang: Lang, year: i32) -> Words {
    t!(lang, "chart.year", year = year)
}

/// `2021、2022`
pub fn years(lang: Lang, years: &[i32]) -> String {
    listed(lang, &years.iter().map(i32::to_string).collect::<Vec<_>>())
}

/// That a year was counted by another definition, so that nothing is made of it and the last one.
pub fn unlike(lang: Lang, charts: &Charts, year: i32) -> Words {
    t!(lang, "chart.unlike", year = year, last = charts.asked.year)
}

/// The same behind another sentence.
pub fn unlike_too(lang: Lang, charts: &Charts, year: i32) -> Words {
    let words = unlike(lang, charts, year);
    if lang == Lang::En { format!(" {words}").into() } else { words }
}

/// Of 1 to 12.
pub fn month(lang: Lang, month: u32) -> Words {
    i18n::words(lang, &format!("chart.month.{month}"))
}

/// The unit behind a number: 1 case, 2 cases.
pub fn unit_of(lang: Lang, metric: Metric, n: i64) -> String {
    i18n::fill(lang, &format!("trends.unit-of.{}", metric.key()), &[("n", &n)])
}

/// `2026年3月`; with its days where the month is not over.
pub fn of_month(lang: Lang, dated: &Dated) -> String {
    if dated.running {
        return i18n::day_range(lang, dated.window.from(), dated.window.to());
    }
    i18n::month(lang, dated.window.from())
}

/// The twelve names under an axis, short enough for a phone.
pub fn axis(lang: Lang) -> Vec<Words> {
    (1..=12)
        .map(|number| match lang {
            Lang::Zh if number > 1 => number.to_string().into(),
            _ => month(lang, number),
        })
        .collect()
}

/// `3 起`, or why there is no figure.
pub fn amount(lang: Lang, metric: Metric, dated: &Dated) -> String {
    match dated.figure {
        Ok(sum) => {
            let amount = t!(lang, "chart.amount", n = i18n::number(sum.total), unit = unit_of(lang, metric, sum.total));
            match sum.unknown {
                0 => amount.into_owned(),
                n => format!("{amount} {}", t!(lang, "trends.unknown-more", n = n)),
            }
        }
        Err(_) => t!(lang, "trends.no-data").into_owned(),
    }
}

/// Why there is no figure, as a sentence.
pub fn gap(lang: Lang, gap: Gap, year: i32) -> String {
    match gap {
        Gap::Ahead => t!(lang, "chart.gap.ahead").into_owned(),
        Gap::NoBaseline => t!(lang, "chart.gap.no-baseline", year = year).into_owned(),
        Gap::NotHeld => t!(lang, "chart.gap.not-held").into_owned(),
        Gap::Why(why) => baseline::why(lang, why),
    }
}

pub fn name(lang: Lang, name: &Name) -> Words {
    match name {
        Name::Town(name) => name.clone().into(),
        Name::Group(group) => baseline::group(lang, *group),
        Name::Unit(Unit::Industry(Some(letter))) => i18n::words(lang, &format!("figures.section.{letter}")),
        Name::Unit(Unit::Size(Some(size))) => i18n::words(lang, &format!("enterprise.size.{}", size.key())),
        Name::Unit(Unit::Industry(None) | Unit::Size(None)) => t!(lang, "chart.unknown"),
    }
}

/// The place the charts are of, with the type that was asked for.
pub fn place(lang: Lang, charts: &Charts) -> Words {
    let town = charts.town.clone().map_or_else(|| t!(lang, "trends.district"), Words::from);
    match charts.asked.group {
        Some(group) => t!(lang, "chart.place", town = town, group = baseline::group(lang, group)),
        None => town,
    }
}

/// `a、b、c`
pub fn listed<S: AsRef<str>>(lang: Lang, names: &[S]) -> String {
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(&t!(lang, "trends.towns.comma"))
}

/// Where a rate stands to the common one.
pub fn standing(lang: Lang, place: Place) -> Words {
    match place {
        Place::Within => t!(lang, "chart.funnel.within"),
        Place::Outside(Side::Above) => t!(lang, "chart.funnel.above"),
        Place::Outside(Side::Below) => t!(lang, "chart.funnel.below"),
        Place::FarOutside(Side::Above) => t!(lang, "chart.funnel.far-above"),
        Place::FarOutside(Side::Below) => t!(lang, "chart.funnel.far-below"),
    }
}

/// A rate with two decimals below ten, else one.
pub fn rate(value: f64) -> String {
    if value < 10.0 { format!("{value:.2}") } else { format!("{value:.1}") }
}

/// What must be known of each baseline, in the words of every page that uses it.
pub fn flags(ctx: &Ctx, charts: &Charts) -> Vec<String> {
    let said = |(document, flags, beside): (&Document, &[Flag], String)| {
        flags.iter().map(|flag| baseline::flag_words(ctx, document, flag, &beside).into_owned()).collect::<Vec<_>>()
    };
    charts.flagged(ctx.lang).into_iter().flat_map(said).collect()
}

/// What each year was taken from: `2024：基线第2版`.
pub fn source(lang: Lang, charts: &Charts, of: i32) -> String {
    if of == charts.today.year() {
        let day = i18n::date(lang, charts.today);
        return t!(lang, "chart.source.records", year = of, day = day).into_owned();
    }
    match charts.document(of) {
        Some(document) => {
            t!(lang, "chart.source.baseline", year = of, version = baseline::version(lang, document)).into_owned()
        }
        None => t!(lang, "chart.source.nothing", year = of).into_owned(),
    }
}
