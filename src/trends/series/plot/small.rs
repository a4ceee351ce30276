//! The same small chart for each town, or for each type inside a town.
use super::super::model::{Dated, Small};
use super::super::service::Charts;
use super::super::words;
use super::{View, Which, both, href, of_name, value};
use crate::i18n::{self, Lang};
use crate::t;
use crate::ui::Words;
use crate::ui::chart::{Cell, Multiple, Multiples, Numbers};

pub(super) fn small(lang: Lang, charts: &Charts) -> View {
    let (asked, all) = (&charts.asked, &charts.figures.small);
    let item = |small: &Small| {
        let name = words::name(lang, &small.name);
        let one = |dated: &Dated| {
            let when = t!(lang, "chart.heat.cell", name = name, when = words::year(lang, dated.year()));
            let of = of_name(charts, &small.name).unwrap_or_default();
            value(lang, charts, dated, of, &when)
        };
        Multiple { values: small.years.iter().map(one).collect(), name: name.clone() }
    };
    let years: Vec<Words> = asked.years().map(|year| year.to_string().into()).collect();
    let drawn = Multiples { years: years.clone(), items: all.iter().map(item).collect() };
    let row = |small: &Small| {
        let of = of_name(charts, &small.name).unwrap_or_default();
        let cell = |dated: &Dated| Cell::count(dated.count(), href(charts, dated, of));
        (words::name(lang, &small.name), small.years.iter().map(cell).collect())
    };
    let by_town = charts.town.is_none();
    let measure = words::measure(lang, asked.metric);
    let (title, first) = match by_town {
        true => (t!(lang, "chart.small.title-town", measure = measure), t!(lang, "trends.town")),
        false => (t!(lang, "chart.small.title-type", measure = measure), t!(lang, "trends.groups.name")),
    };
    View {
        which: Which::Small,
        title,
        said: said(lang, charts),
        unit: words::unit(lang, asked.metric),
        drawings: both(|size| drawn.draw(size)),
        numbers: Numbers { head: std::iter::once(first).chain(years).collect(), rows: all.iter().map(row).collect() },
        is_drawn: !all.is_empty(),
    }
}

fn said(lang: Lang, charts: &Charts) -> Words {
    let pair = |small: &Small| {
        let mut back = small.years.iter().rev();
        Some((back.next()?.count()?, back.next()?.count()?))
    };
    let pairs: Vec<(i64, i64)> = charts.figures.small.iter().filter_map(pair).collect();
    let Some(last) = charts.figures.totals.last() else { return Words::default() };
    let day = i18n::date(lang, last.window.to());
    if pairs.is_empty() {
        return t!(lang, "chart.small.said-alone", day = day);
    }
    if charts.is_unlike(charts.asked.year - 1) {
        let unlike = words::unlike_too(lang, charts, charts.asked.year - 1);
        return format!("{}{unlike}", t!(lang, "chart.small.said-until", day = day)).into();
    }
    let count = |way: fn(&(i64, i64)) -> bool| pairs.iter().filter(|pair| way(pair)).count();
    let (more, fewer) = (count(|(now, last)| now > last), count(|(now, last)| now < last));
    let same = pairs.len() - more - fewer;
    t!(lang, "chart.small.said", day = day, n = pairs.len(), more = more, fewer = fewer, same = same)
}
