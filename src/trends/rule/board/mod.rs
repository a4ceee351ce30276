//! From records and a frozen baseline to the figures of the leader's page.
use super::{Exact, Exposure, Report, report};
use crate::baseline::model::{Baseline, Metric, Resolution, Row, Sum};
use crate::baseline::rule::{self as baseline, Cut, Figure, Why};
use crate::incident::group::Group;
use crate::kernel::rulebook::InForce;
use crate::kernel::window::Window;
use crate::trends::model::{Accident, Board, Cell, Column, HEADLINE, Line, Order, Step, Windows};
use chrono::{Datelike, NaiveDate};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// 1 January to `to`, and the same dates of last year. Against figures by month both windows end with the last whole month,
/// where there is one.
pub fn windows(to: NaiveDate, resolution: Option<Resolution>) -> Windows {
    let asked = Window::to_date(to);
    let plain = Windows { asked, now: asked, last: asked.twin() };
    if resolution != Some(Resolution::Month) {
        return plain;
    }
    let Some((year, month)) = asked.whole_months().last().copied() else { return plain };
    let until = |year: i32| Window::month(year, month).map(|window| Window::to_date(window.to()));
    match (until(year), until(year - 1)) {
        (Some(now), Some(last)) => Windows { asked, now, last },
        _ => plain,
    }
}

/// Last year's side: a frozen baseline and its rows.
#[derive(Debug, Clone, Copy)]
pub struct Last<'a> {
    pub baseline: &'a Baseline,
    pub rows: &'a [Row],
}

impl Last<'_> {
    fn sum(&self, window: Window, cut: Cut<'_>, metric: Metric) -> Result<Sum, Why> {
        let found = baseline::answering(self.baseline, self.rows, window, cut)?;
        let rows = || found.iter().map(|at| &self.rows[*at]);
        match baseline::sum(self.baseline, rows(), metric) {
            Figure::Count(_) => Ok(Sum::of(rows(), metric)),
            Figure::NoData(why) => Err(why),
        }
    }
}

/// Adds everything up. `town` narrows all figures to one town; `towns` are the district's, in their own order.
///
/// Every figure of this year is a sum over counted accidents of the window, every figure of last year a sum over rows of
/// the baseline: the lists behind the numbers are cut by the same window, town, group and metric.
pub fn board(
    accidents: &[Accident],
    last: Option<Last<'_>>,
    windows: Windows,
    towns: &[String],
    town: Option<&str>,
) -> Board {
    let inside = |a: &&Accident| windows.now.contains(a.day) && town.is_none_or(|town| a.town == town);
    let here: Vec<&Accident> = accidents.iter().filter(inside).collect();
    let counted: Vec<&Accident> = here.iter().copied().filter(|a| a.counted).collect();
    let side = Side { counted: &counted, last, windows };
    let whole = Cut { town, ..Cut::WHOLE };
    let headline = side.cells(whole, |_| true);
    let town_lines: Vec<Line<String>> = match town {
        Some(_) => Vec::new(),
        None => side.towns(towns),
    };
    let group_line =
        |group| Line { name: group, cells: side.cells(Cut { group: Some(group), ..whole }, |a| a.group == group) };
    Board {
        windows,
        towns_sum: gap(&headline[0], &town_lines),
        towns: town_lines,
        groups: Group::ALL.into_iter().map(group_line).filter(|line| !is_blank(line)).collect(),
        steps: side.steps(whole),
        uncounted: (here.len() - counted.len()) as i64,
        headline,
    }
}

/// Nothing happened in either year, as far as anybody knows.
fn is_blank(line: &Line<Group>) -> bool {
    line.cells.iter().all(|cell| cell.now == Sum::default() && cell.before.unwrap_or_default() == Sum::default())
}

/// What the towns of last year add up to, when they were all given and the total says something else.
fn gap(whole: &Cell, towns: &[Line<String>]) -> Option<i64> {
    let known: Option<Vec<i64>> = towns.iter().map(|line| line.cells[0].before.map(|sum| sum.total)).collect();
    let sum: i64 = known.filter(|known| !known.is_empty())?.iter().sum();
    (whole.before?.total != sum).then_some(sum)
}

struct Side<'a> {
    counted: &'a [&'a Accident],
    last: Option<Last<'a>>,
    windows: Windows,
}

impl Side<'_> {
    fn cells(&self, cut: Cut<'_>, within: impl Fn(&Accident) -> bool) -> [Cell; 3] {
        HEADLINE.map(|metric| {
            let values = self.counted.iter().filter(|a| within(a)).map(|a| a.value(metric));
            let now = values.fold(Sum::default(), |sum, value| match value {
                Some(value) => Sum { total: sum.total + value, ..sum },
                None => Sum { unknown: sum.unknown + 1, ..sum },
            });
            let before = self.last.map(|last| last.sum(self.windows.last, cut, metric));
            Cell { metric, now, before: before.and_then(Result::ok), why: before.and_then(Result::err) }
        })
    }

    /// The towns in their own order, then those that only records or the baseline know.
    fn towns(&self, towns: &[String]) -> Vec<Line<String>> {
        let rows = self.last.map_or(&[] as &[Row], |last| last.rows);
        let in_window = |row: &&Row| match row.period {
            crate::baseline::model::Period::Day(day) => self.windows.last.contains(day),
            _ => true,
        };
        let elsewhere = rows.iter().filter(in_window).filter_map(|row| row.town.as_deref());
        let known: BTreeSet<&str> = towns.iter().map(String::as_str).collect();
        let others: BTreeSet<&str> =
            self.counted.iter().map(|a| a.town.as_str()).chain(elsewhere).filter(|t| !known.contains(t)).collect();
        let names = towns.iter().map(String::as_str).chain(others);
        names
            .map(|name| Line {
                name: name.to_owned(),
                cells: self.cells(Cut { town: Some(name), ..Cut::WHOLE }, |a| a.town == name),
            })
            .collect()
    }

    /// Running totals of accidents at each month's end and at the window's.
    fn steps(&self, cut: Cut<'_>) -> Vec<Step> {
        let (now, last) = (self.windows.now, self.windows.last);
        let months = 1..=now.to().month();
        let ends = months.filter_map(|month| {
            let end = |year, until: NaiveDate| Window::month(year, month).map(|window| window.to().min(until));
            Some((end(now.from().year(), now.to())?, end(last.from().year(), last.to())?))
        });
        ends.map(|(until, until_last)| Step {
            until,
            now: self.counted.iter().filter(|a| a.day <= until).count() as i64,
            last: self.last.and_then(|side| {
                let sum = side.sum(Window::to_date(until_last), cut, Metric::Incidents);
                sum.ok().map(|sum| sum.total)
            }),
        })
        .collect()
    }
}

/// The comparison of one cell: the very function behind `cuan compare`.
pub fn compared(cell: &Cell, rules: &InForce) -> Option<Report> {
    let count = |sum: Sum| Exact::count(sum.total).ok();
    let before = match cell.before {
        Some(before) => Some(count(before)?),
        None => None,
    };
    Some(report(before, count(cell.now)?, Exposure::EQUAL, 1, rules))
}

/// Puts lines in order by their accidents. Those without a figure of last year come last where it matters; equal ones keep
/// their places, so that every order is a total one.
pub fn order<N: Clone>(lines: &[Line<N>], by: Order) -> Vec<Line<N>> {
    let mut lines = lines.to_vec();
    if by.column == Column::Name {
        if by.down {
            lines.reverse();
        }
        return lines;
    }
    lines.sort_by(|a, b| match (value(a, by.column), value(b, by.column)) {
        (Some(a), Some(b)) if by.down => compare(b, a),
        (Some(a), Some(b)) => compare(a, b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    lines
}

/// A value to order by, as a fraction.
fn value<N>(line: &Line<N>, column: Column) -> Option<(i64, i64)> {
    let cell = &line.cells[0];
    let (now, before) = (cell.now.total, cell.before.map(|sum| sum.total));
    match column {
        Column::Name => None,
        Column::Now => Some((now, 1)),
        Column::Before => Some((before?, 1)),
        Column::Diff => Some((now - before?, 1)),
        Column::Percent => Some((now - before?, before?)).filter(|(_, before)| *before > 0),
    }
}

fn compare((a, b): (i64, i64), (c, d): (i64, i64)) -> Ordering {
    (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)))
}

#[cfg(test)]
mod tests;
