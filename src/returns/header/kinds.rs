//! Kinds of accident side by side: a column for each kind, a row for each year and industry or town.
//!
//! Such a sheet is read as one table for each kind, which its heading names. Nothing is guessed: the year must be told, and
//! either a title says that kinds stand side by side, or most headings are types of a national list.
use super::across::{Across, Run, is_count, parts, usual};
use super::grid::Grid;
use super::lines::{above, period_of};
use super::{Column, Found, from_period};
use crate::incident::category as list;
use crate::returns::cell::{Merge, RowIn};
use crate::returns::label::{self, Label, squeeze};
use crate::returns::lexer::Scale;
use crate::returns::report::Value;
use crate::returns::table::{Total, total_word};
use crate::returns::template::{TEMPLATES, Template};
use chrono::NaiveDate;

/// Fewer may be anything.
const KINDS_MIN: usize = 3;
/// Rows in which the header is looked for.
const HUNT_ROWS: usize = 40;
/// What the rows may be told apart by.
const PARTS: [&str; 4] = ["year", "month", "town", "industry"];
/// Words by which a title says what the columns are.
const SAID: [&str; 9] = [
    "事故类型",
    "事故类别",
    "事故种类",
    "伤害类别",
    "伤害类型",
    "kindofaccident",
    "typeofaccident",
    "accidentkind",
    "accidenttype",
];

/// The tables of a sheet with its kinds of accident side by side; none where it is no such sheet.
pub fn kinds(name: &str, rows: &[RowIn], merges: &[Merge], forced: Option<&'static Template>) -> Option<Vec<Found>> {
    let template = TEMPLATES.iter().position(|template| template.key == "baseline")?;
    if forced.is_some_and(|forced| !std::ptr::eq(forced, &TEMPLATES[template])) {
        return None;
    }
    let grid = Grid::new(rows, merges);
    (0..rows.len().min(HUNT_ROWS)).find_map(|at| header(template, name, &grid, rows, at))
}

fn header(template: usize, name: &str, grid: &Grid<'_>, rows: &[RowIn], at: usize) -> Option<Vec<Found>> {
    let row = &rows[at];
    let last = row.cells.last().map(|(column, _)| *column)?;
    let parts = parts(template, grid, rows, (at, last + 1), &PARTS);
    let first = parts.iter().map(|part| part.index).max()? + 1;
    let period = period_of(name, grid, at);
    let dated = parts.iter().any(|part| part.field.key == "year");
    let (year, category) = (TEMPLATES[template].field("year")?, TEMPLATES[template].field("category")?);
    if !dated && period.and_then(|period| from_period(year, period)).is_none() {
        return None;
    }
    let mut total = None;
    let mut found: Vec<(u16, String)> = Vec::new();
    for column in first..=last {
        let text = grid.text(at, column);
        if text.is_empty() {
            continue;
        }
        let label = Label { column, parts: vec![text.clone()] };
        if total_word(&text) == Some(Total::All) {
            total.get_or_insert(column);
        } else if label::meant(template, &label).is_some() || found.iter().any(|(_, known)| *known == text) {
            // A column of another figure: these are no kinds.
            return None;
        } else {
            found.push((column, text));
        }
    }
    let counted = |row: &RowIn| found.iter().any(|(column, _)| is_count(row.get(*column)));
    let are_kinds =
        said(name, grid, rows, at) || found.iter().filter(|(_, text)| is_kind(text)).count() * 2 > found.len();
    if found.len() < KINDS_MIN || !are_kinds || !rows[at + 1..].iter().any(counted) {
        return None;
    }
    let figure = usual(template, name, grid, at, None)?;
    let all: Vec<u16> = found.iter().map(|(column, _)| *column).collect();
    let one = |(column, kind): (u16, String)| {
        let own = Column::new(figure, column, kind.clone(), Scale::default());
        Found {
            template: &TEMPLATES[template],
            top: row.index,
            bottom: row.index,
            columns: parts.iter().cloned().chain([own]).collect(),
            loose: Vec::new(),
            missing: if dated { Vec::new() } else { vec![year] },
            period: period.filter(|_| !dated),
            money: None,
            across: Some(Across {
                label: kind.clone(),
                left: String::new(),
                columns: if total.is_some() { all.clone() } else { Vec::new() },
                total,
                given: Some((category, Value::Text(kind))),
                headings: Vec::new(),
                run: Run::Years,
            }),
        }
    };
    Some(found.into_iter().map(one).collect())
}

/// Whether the sheet's name, a line above the header or a heading over several columns says that kinds of accident stand here. The
/// label of one column does not: below it stands a list of accidents.
fn said(name: &str, grid: &Grid<'_>, rows: &[RowIn], at: usize) -> bool {
    let end = rows[at].cells.last().map_or(0, |(column, _)| column + 1);
    let over = |row: usize, column: u16| {
        let filled = grid.filled(row);
        let next = filled.iter().copied().find(|next| *next > column).unwrap_or(end);
        filled.len() <= 2 || next > column + 1
    };
    let lines = above(grid, at).into_iter().filter(|(row, column)| over(*row, *column));
    let lines = lines.map(|(row, column)| grid.text(row, column));
    lines.chain([name.to_owned()]).any(|text| {
        let text = squeeze(&text);
        SAID.iter().any(|words| text.contains(words))
    })
}

/// Whether a heading is a type of either national list.
fn is_kind(text: &str) -> bool {
    let on = |year| NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| list::normal(day, text));
    on(2020).or_else(|| on(2027)).is_some()
}
