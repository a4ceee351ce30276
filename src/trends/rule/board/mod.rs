//! From records and frozen baselines to the figures of the leader's page.
use super::Exact;
use super::past::{Of, Past};
use super::report::{self, Report};
use crate::baseline::model::{Metric, Sum};
use crate::incident::group::Group;
use crate::kernel::rulebook::InForce;
use crate::kernel::window::{Window, add_days};
use crate::trends::model::{Accident, Board, Cell, Column, HEADLINE, Line, Order, Step, Windows};
use chrono::{Datelike, NaiveDate};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What is looked at: the towns in their own order, the one town that narrows all figures, and whether parts are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub towns: &'a [String],
    pub town: Option<&'a str>,
    pub parts: bool,
}

/// Adds everything up.
///
/// Every figure is a sum over counted accidents or over rows of a baseline: the lists behind the numbers are cut by the same
/// window, town, group, part and metric. `accidents` are the records of this side, of which `present` says whether they answer.
pub fn board(
    accidents: &[Accident],
    (present, past): (&Past<'_>, &Past<'_>),
    windows: Windows,
    scene: Scene<'_>,
) -> Board {
    let inside = |a: &&Accident| windows.now.contains(a.day) && scene.town.is_none_or(|town| a.town == town);
    let uncounted = accidents.iter().filter(inside).filter(|a| !a.counted).count();
    let side = Side { present, past, windows };
    let whole = Of { town: scene.town, ..Of::default() };
    let headline = side.cells(whole);
    let town_lines: Vec<Line<String>> = match scene.town {
        Some(_) => Vec::new(),
        None => side.towns(scene.towns),
    };
    let group_line = |group| Line { name: group, cells: side.cells(Of { group: Some(group), ..whole }) };
    Board {
        windows,
        towns_sum: gap(&headline[0], &town_lines),
        towns: town_lines,
        groups: Group::ALL.into_iter().map(group_line).filter(|line| !is_blank(line)).collect(),
        parts: if scene.parts { side.parts(whole) } else { Vec::new() },
        steps: side.steps(whole),
        uncounted: uncounted as i64,
        headline,
    }
}

/// Nothing happened in either year, as far as anybody knows.
fn is_blank(line: &Line<Group>) -> bool {
    line.cells
        .iter()
        .all(|cell| cell.now.unwrap_or_default() == Sum::default() && cell.before.unwrap_or_default() == Sum::default())
}

/// What the towns of last year add up to, when they were all given and the total says something else.
fn gap(whole: &Cell, towns: &[Line<String>]) -> Option<i64> {
    let known: Option<Vec<i64>> = towns.iter().map(|line| line.cells[0].before.map(|sum| sum.total)).collect();
    let sum: i64 = known.filter(|known| !known.is_empty())?.iter().sum();
    (whole.before?.total != sum).then_some(sum)
}

struct Side<'a> {
    present: &'a Past<'a>,
    past: &'a Past<'a>,
    windows: Windows,
}

impl Side<'_> {
    fn cells(&self, of: Of<'_>) -> [Cell; 3] {
        HEADLINE.map(|metric| {
            let now = self.present.sum(of, metric).ok();
            let before = self.past.sum(of, metric);
            let over = self.windows.against.years();
            Cell { metric, now, before: before.ok(), over, why: before.err().flatten() }
        })
    }

    /// The towns in their own order, then those that only records or a baseline know.
    fn towns(&self, towns: &[String]) -> Vec<Line<String>> {
        let known: BTreeSet<&str> = towns.iter().map(String::as_str).collect();
        let all = self.present.towns().into_iter().chain(self.past.towns());
        let others: BTreeSet<&str> = all.filter(|town| !known.contains(town)).collect();
        let names = towns.iter().map(String::as_str).chain(others);
        let line =
            |name: &str| Line { name: name.to_owned(), cells: self.cells(Of { town: Some(name), ..Of::default() }) };
        names.map(line).collect()
    }

    /// Every part that either side knows, by name; what was never told ('') comes last.
    fn parts(&self, whole: Of<'_>) -> Vec<Line<String>> {
        let mut names: BTreeSet<&str> = self.present.parts().into_iter().collect();
        names.extend(self.past.parts());
        let unknown = names.remove("").then_some("");
        let names = names.into_iter().chain(unknown);
        names.map(|name| Line { name: name.to_owned(), cells: self.cells(Of { part: Some(name), ..whole }) }).collect()
    }

    /// Running totals of accidents: at each month's end and at the window's; of a month, every five days.
    fn steps(&self, of: Of<'_>) -> Vec<Step> {
        let now = self.windows.now;
        let upto = |side: &Past<'_>, until| side.upto(now, until, of, Metric::Incidents).map(|sum| sum.total);
        let step = |until| Step { until, now: upto(self.present, until), last: upto(self.past, until) };
        ends(now).into_iter().map(step).collect()
    }
}

/// The days at which a running total is drawn.
fn ends(window: Window) -> Vec<NaiveDate> {
    let month_end = |day: &NaiveDate| day.succ_opt().is_some_and(|next| next.day() == 1);
    let mut ends: Vec<NaiveDate> = match window.days_count() {
        0..=45 => (0..).map(|n| add_days(window.from(), 4 + 5 * n)).take_while(|day| *day < window.to()).collect(),
        _ => window.days().filter(month_end).filter(|day| *day < window.to()).collect(),
    };
    ends.push(window.to());
    ends
}

/// The comparison of one cell: the very function behind `cuan compare`; against several years, with their mean. None without a
/// figure of now.
pub fn compared(cell: &Cell, rules: &InForce) -> Option<Report> {
    let now = Exact::count(cell.now?.total).ok()?;
    match cell.before {
        Some(before) => report::of_years(before.total, cell.over, now, rules),
        None => Some(report::report(None, now, super::Exposure::EQUAL, 1, rules)),
    }
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
    let years = i64::from(cell.over.max(1));
    let (now, before) = (cell.now.map(|sum| sum.total * years), cell.before.map(|sum| sum.total));
    match column {
        Column::Name => None,
        Column::Now => Some((now?, years)),
        Column::Before => Some((before?, years)),
        Column::Diff => Some((now? - before?, years)),
        Column::Percent => Some((now? - before?, before?)).filter(|(_, before)| *before > 0),
    }
}

fn compare((a, b): (i64, i64), (c, d): (i64, i64)) -> Ordering {
    (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)))
}

#[cfg(test)]
mod tests;
