//! Months by type of accident, or by year where one type is asked for.
use super::super::model::{Dated, Gap, HeatName, HeatRow};
use super::super::service::Charts;
use super::super::words;
use super::{View, Which, both, of_group, value};
use crate::baseline::page as baseline;
use crate::baseline::rule::Why;
use crate::i18n::{self, Lang};
use crate::t;
use crate::ui::Words;
use crate::ui::chart::{Cell, Heat, HeatLine, Numbers, Value};

fn row_name(lang: Lang, name: HeatName) -> Words {
    match name {
        HeatName::Group(group) => baseline::group(lang, group),
        HeatName::Year(year) => words::year(lang, year),
    }
}

fn line(lang: Lang, charts: &Charts, row: &HeatRow, name: Words) -> HeatLine {
    let group = match row.name {
        HeatName::Group(group) => Some(group),
        HeatName::Year(_) => charts.asked.group,
    };
    let of = of_group(charts, group);
    let cell = |dated: &Dated| {
        let when = t!(lang, "chart.heat.cell", name = name, when = words::of_month(lang, dated));
        value(lang, charts, dated, of, &when)
    };
    let when = t!(lang, "chart.heat.cell", name = name, when = words::year(lang, row.total.year()));
    let total = Value { open: false, ..value(lang, charts, &row.total, of, &when) };
    HeatLine { cells: row.months.iter().map(cell).collect(), total, name }
}

/// The table with its links.
pub fn heat(lang: Lang, charts: &Charts) -> Heat {
    let figures = &charts.figures;
    let of = if charts.asked.group.is_some() { t!(lang, "chart.column.year") } else { t!(lang, "trends.groups.name") };
    Heat {
        caption: title(lang, charts),
        of,
        head: words::axis(lang),
        total: t!(lang, "trends.total"),
        rows: figures.heat.iter().map(|row| line(lang, charts, row, row_name(lang, row.name))).collect(),
        foot: figures.heat_sum.as_ref().map(|row| line(lang, charts, row, t!(lang, "trends.total"))),
    }
}

fn title(lang: Lang, charts: &Charts) -> Words {
    let measure = words::measure(lang, charts.asked.metric);
    match charts.asked.group {
        Some(group) => t!(lang, "chart.heat.title-years", measure = measure, group = baseline::group(lang, group)),
        None => t!(lang, "chart.heat.title", measure = measure, year = words::year(lang, charts.asked.year)),
    }
}

pub(super) fn view(lang: Lang, charts: &Charts) -> View {
    let table = heat(lang, charts);
    let cell = |value: &Value| Cell::count(value.value.map(|v| v.round() as i64), value.href.clone());
    let row = |line: &HeatLine| (line.name.clone(), line.cells.iter().chain([&line.total]).map(cell).collect());
    let head = std::iter::once(table.of.clone()).chain(table.head.clone()).chain([table.total.clone()]).collect();
    View {
        which: Which::Heat,
        title: table.caption.clone(),
        said: said(lang, charts),
        unit: words::unit(lang, charts.asked.metric),
        drawings: both(|size| table.draw(size)),
        numbers: Numbers { head, rows: table.rows.iter().chain(&table.foot).map(row).collect() },
        is_drawn: !table.rows.is_empty(),
    }
}

/// The baseline has a total and no types: of the whole district, or of the town alone that is looked at.
fn not_given(lang: Lang, charts: &Charts) -> Words {
    let year = charts.asked.year;
    match &charts.town {
        Some(town) => t!(lang, "chart.heat.not-given-town", year = year, town = town),
        None => t!(lang, "chart.heat.not-given", year = year),
    }
}

fn said(lang: Lang, charts: &Charts) -> Words {
    let figures = &charts.figures;
    // Where one type is asked for, its years stand below each other: of unlike ones none leads.
    let told = figures.heat.iter().filter(|row| row.total.count().is_some()).map(|row| row.total.year());
    if let Some(year) = charts.unlike(told).first().filter(|_| charts.asked.group.is_some()) {
        return words::unlike(lang, charts, *year);
    }
    let most = figures.heat.iter().filter_map(|row| Some((row, row.total.count()?))).max_by_key(|(_, count)| *count);
    let leads = |count: i64| figures.heat.iter().filter(|row| row.total.count() == Some(count)).count() == 1;
    let whole = figures.heat_sum.as_ref().map(|row| row.total.figure);
    let unit = |n: i64| words::unit_of(lang, charts.asked.metric, n);
    match (most.filter(|(_, count)| *count > 0), whole) {
        (Some((_, count)), _) if !leads(count) => {
            t!(lang, "chart.heat.said-several", n = i18n::number(count), unit = unit(count))
        }
        (Some((row, count)), Some(Ok(sum))) => {
            let (n, all) = (i18n::number(count), i18n::number(sum.total));
            t!(lang, "chart.heat.said", name = row_name(lang, row.name), n = n, all = all, unit = unit(sum.total))
        }
        (Some((row, count)), _) => {
            t!(
                lang,
                "chart.heat.said-year",
                name = row_name(lang, row.name),
                n = i18n::number(count),
                unit = unit(count)
            )
        }
        (None, Some(Ok(sum))) if sum.total > 0 => match figures.heat_gap {
            Some(gap) if gap != Gap::Why(Why::CutMissing) => words::gap(lang, gap, charts.asked.year).into(),
            _ => not_given(lang, charts),
        },
        (None, Some(Err(why))) => words::gap(lang, why, charts.asked.year).into(),
        (None, _) => t!(lang, "chart.heat.none"),
    }
}
