//! Figures of many years, or of the months of a year, side by side: a column for each, a row for each industry, kind of
//! accident, town or month.
//!
//! Such a sheet is read as one table for each year or month: it stands above its columns as a period does in a title. Each
//! figure keeps its own cell, and each column its own total.
use super::grid::Grid;
use super::lines::period_of;
use super::{Column, Found, above, from_period};
use crate::returns::cell::{Cell, Merge, RowIn};
use crate::returns::label::{self, Label, squeeze};
use crate::returns::lexer::{Amount, Said, Scale, Span, span_in, tidy, year_headed};
use crate::returns::report::Value;
use crate::returns::table::{Total, total_word};
use crate::returns::template::{Field, TEMPLATES, Template};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Years side by side that make a table of years: two may be a figure and that of the year before.
const YEARS_MIN: usize = 3;
/// Rows in which the header is looked for.
const HUNT_ROWS: usize = 40;
/// Months side by side that make a table of months: three may be a quarter's.
const MONTHS_MIN: usize = 3;

/// What stands side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    Years,
    Months,
}

impl Run {
    /// What the rows of such a table may be told apart by.
    fn parts(self) -> [&'static str; 4] {
        match self {
            Run::Years => ["month", "town", "industry", "category"],
            Run::Months => ["year", "town", "industry", "category"],
        }
    }

    fn least(self) -> usize {
        match self {
            Run::Years => YEARS_MIN,
            Run::Months => MONTHS_MIN,
        }
    }

    /// The year or month that a heading says, the heading, and what else it says.
    fn heading(self, cell: &Cell) -> Option<(i64, String, String)> {
        match self {
            Run::Years => year(cell),
            Run::Months => month(cell),
        }
    }
}

/// What a table of one year, one month, or one kind of accident, knows of those beside it.
#[derive(Debug, Clone)]
pub struct Across {
    /// The heading as it stands there.
    pub label: String,
    /// What the heading says besides the year: `/14 (provisional)`.
    pub left: String,
    /// The columns of all of them, where each has one and their sum stands beside.
    pub columns: Vec<u16>,
    /// The column of their sum.
    pub total: Option<u16>,
    /// What the heading says of every row of the table: the kind of accident, the month.
    pub given: Option<(&'static Field, Value)>,
    /// All years or months with their columns; none of kinds.
    pub(super) headings: Vec<(u16, i64)>,
    pub(super) run: Run,
}

/// Whether a cell counts something: a workbook has numbers, a text file their digits.
pub(super) fn is_count(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => Amount::read(text.trim()).is_some(),
        _ => false,
    }
}

impl Across {
    /// Whether a row is the same header once more, as on the next page.
    pub fn comes_again(&self, row: &RowIn) -> bool {
        let same = |(column, own): &(u16, i64)| self.run.heading(row.get(*column)).is_none_or(|said| said.0 == *own);
        is_run(row) && !self.headings.is_empty() && self.headings.iter().all(same)
    }
}

/// Whether a row is a header of years or of months: three and more that follow each other, and texts.
pub fn is_run(row: &RowIn) -> bool {
    [Run::Years, Run::Months].into_iter().any(|run| follow(row, run))
}

fn follow(row: &RowIn, run: Run) -> bool {
    let filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty());
    let mut years: Vec<i64> = Vec::new();
    for (_, cell) in filled {
        match (run.heading(cell), cell) {
            (Some((year, ..)), _) => years.push(year),
            (None, Cell::Text(_)) => {}
            (None, _) => return false,
        }
    }
    years.dedup();
    let step = |pair: &[i64]| pair[1] - pair[0];
    let first = years.windows(2).map(step).next().unwrap_or(0);
    years.len() >= run.least() && first.abs() == 1 && years.windows(2).all(|pair| step(pair) == first)
}

/// A column of a year or month: which, its heading, what is counted.
struct Figure {
    column: u16,
    of: i64,
    label: String,
    left: String,
    field: &'static Field,
}

/// The tables of a sheet with its years or months side by side; none where it is no such sheet.
/// `before` is what a table above counts.
pub fn across(
    name: &str,
    rows: &[RowIn],
    merges: &[Merge],
    forced: Option<&'static Template>,
    before: Option<&'static Field>,
) -> Option<Vec<Found>> {
    let template = TEMPLATES.iter().position(|template| template.key == "baseline")?;
    if forced.is_some_and(|forced| !std::ptr::eq(forced, &TEMPLATES[template])) {
        return None;
    }
    let grid = Grid::new(rows, merges);
    (0..rows.len().min(HUNT_ROWS)).find_map(|at| {
        if forced.is_none() && speaks_of_others(&grid, at) {
            return None;
        }
        let usual = usual(template, name, &grid, at, before)?;
        header((template, Run::Years), usual, &grid, rows, (at, None)).or_else(|| {
            // Months may be those of anything: what is counted must be said, and of which year they are.
            let said = forced.is_some() || before.is_some() || speaks_of_accidents(name, &grid, at);
            let period = period_of(name, &grid, at);
            said.then(|| header((template, Run::Months), usual, &grid, rows, (at, period))).flatten()
        })
    })
}

/// 事故隐患排查数, 事故应急演练次数: a title that speaks of accidents and counts something else.
fn speaks_of_others(grid: &Grid<'_>, at: usize) -> bool {
    const OTHERS: [&str; 9] = ["隐患", "演练", "预案", "培训", "整改", "处罚", "检查", "率", "hazard"];
    let titles = (0..at).map(|row| (row, grid.filled(row))).filter(|(_, filled)| filled.len() <= 2);
    let texts = titles.flat_map(|(row, filled)| filled.into_iter().map(move |column| (row, column)));
    texts
        .map(|(row, column)| squeeze(&grid.text(row, column)))
        .any(|said| OTHERS.iter().any(|word| said.contains(word)))
}

fn speaks_of_accidents(name: &str, grid: &Grid<'_>, at: usize) -> bool {
    let lines = above(grid, at).into_iter().map(|(row, column)| squeeze(&grid.text(row, column)));
    lines.chain([squeeze(name)]).any(|said| spoken(&said).is_some() || said.contains("事故") || said.contains("伤亡"))
}

/// What is counted where the columns do not say: what a title speaks of, else accidents.
pub(super) fn usual(
    template: usize,
    name: &str,
    grid: &Grid<'_>,
    at: usize,
    before: Option<&'static Field>,
) -> Option<&'static Field> {
    // What stands right above goes before what a table further up counted, and that before the sheet's name.
    let titles: String = above(grid, at).into_iter().map(|(row, column)| squeeze(&grid.text(row, column))).collect();
    let key = spoken(&titles)
        .or_else(|| before.map(|field| field.key))
        .or_else(|| spoken(&format!("{titles}{}", squeeze(name))));
    TEMPLATES.get(template)?.field(key.unwrap_or("incidents"))
}

/// What words speak of: accidents, deaths, serious injuries.
fn spoken(said: &str) -> Option<&'static str> {
    let fatal = said.replace("non-fatal", "").replace("nonfatal", "");
    let speaks = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if speaks(said, &["事故起数", "incidents", "accidents", "injuries"]) && !speaks(&fatal, &["fatal"]) => {
            Some("incidents")
        }
        () if speaks(&fatal, &["死亡", "fatal", "deaths"]) => Some("deaths"),
        () if speaks(said, &["重伤", "serious", "majorinjur", "specifiedinjur"]) => Some("serious"),
        () => None,
    }
}

/// 1月, 十二月份, Mar.
fn month(cell: &Cell) -> Option<(i64, String, String)> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let Cell::Text(text) = cell else { return None };
    let said: String = tidy(text).chars().filter(|c| *c != ' ').collect();
    let own = if said.ends_with('月') || said.ends_with("月份") {
        match span_in(&said)? {
            Said::Months(from, to) if from == to => i64::from(from),
            _ => return None,
        }
    } else {
        let lower = said.to_lowercase();
        let short = lower.trim_end_matches('.');
        let is = |name: &str| short == name || short == &name[..3] || (short == "sept" && name == "september");
        let at = NAMES.iter().position(|name| is(name))?;
        i64::try_from(at).ok()? + 1
    };
    Some((own, text.trim().to_owned(), String::new()))
}

fn year(cell: &Cell) -> Option<(i64, String, String)> {
    let text = match cell {
        Cell::Number(n) if *n == n.trunc() && (1949.0..=2200.0).contains(n) => format!("{n:.0}"),
        Cell::Text(text) => tidy(text).into_owned(),
        _ => return None,
    };
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    year_headed(&compact).map(|(year, left)| (year, text, left.to_owned()))
}

fn header(
    (template, run): (usize, Run),
    usual: &'static Field,
    grid: &Grid<'_>,
    rows: &[RowIn],
    (at, period): (usize, Option<Span>),
) -> Option<Vec<Found>> {
    let row = &rows[at];
    let headings: BTreeMap<u16, (i64, String, String)> =
        row.cells.iter().filter_map(|(column, cell)| Some((*column, run.heading(cell)?))).collect();
    let mut distinct: Vec<i64> = headings.values().map(|(own, ..)| *own).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let first = *headings.keys().next()?;
    if distinct.len() < run.least() {
        return None;
    }
    let parts = parts(template, grid, rows, (at, first), &run.parts());
    let year = TEMPLATES[template].field("year")?;
    let dated = parts.iter().any(|part| part.field.key == "year");
    let known = run == Run::Years || dated || period.and_then(|period| from_period(year, period)).is_some();
    if parts.is_empty() || !known {
        return None;
    }
    // What is counted may stand below each year, or above several of them.
    let lower = rows.get(at + 1).filter(|lower| lower.index == row.index + 1);
    let field_at = |row: usize, column: u16| figure_field(template, &grid.text(row, column));
    let below =
        lower.is_some_and(|lower| lower.cells.iter().any(|(c, _)| *c >= first && field_at(at + 1, *c).is_some()));
    let last = row.cells.last().map(|(c, _)| *c).max(lower.and_then(|lower| lower.cells.last()).map(|(c, _)| *c))?;
    let mut figures: Vec<Figure> = Vec::new();
    let mut current: Option<&(i64, String, String)> = None;
    for column in first..=last {
        let own = headings.get(&column);
        if own.is_some() || !row.get(column).is_empty() {
            current = own;
        }
        let Some((one, label, left)) = current.filter(|_| own.is_some() || below) else { continue };
        let field = match below {
            true => field_at(at + 1, column),
            false => Some(upper_field((template, run), grid, rows, (at, column)).unwrap_or(usual)),
        };
        let Some(field) = field else { continue };
        let again = figures.iter().any(|known| (known.of, known.field.key) == (*one, field.key));
        // The same months once more are those of another year, or of something else.
        if again && run == Run::Months {
            return None;
        }
        if !again {
            figures.push(Figure { column, of: *one, label: label.clone(), left: left.clone(), field });
        }
    }
    let bottom = if below { at + 1 } else { at };
    let counted = |row: &RowIn| figures.iter().any(|one| is_count(row.get(one.column)));
    if !rows[bottom + 1..].iter().any(counted) {
        return None;
    }
    let sum = |column: &u16| total_word(&grid.text(at, *column)) == Some(Total::All);
    let total = (first..=last).find(sum).filter(|_| figures.len() == distinct.len());
    let whole = Whole { run, period: period.filter(|_| !dated), dated, total };
    Some(tables(template, (row.index, rows[bottom].index), &parts, &figures, &whole))
}

/// Industry, kind, town, month: the columns left of the years.
pub(super) fn parts(
    template: usize,
    grid: &Grid<'_>,
    rows: &[RowIn],
    (at, first): (usize, u16),
    wanted: &[&str],
) -> Vec<Column> {
    let mut found: Vec<Column> = Vec::new();
    for column in 0..first {
        let own = grid.text(at, column);
        // A label merged over both rows of the header stands in the upper one, or in the lower where years have a title above.
        let beside = || {
            [at.checked_sub(1), Some(at + 1)].into_iter().flatten().find_map(|row| {
                let near = rows.get(row).is_some_and(|other| other.index.abs_diff(rows[at].index) == 1);
                Some(grid.text(row, column)).filter(|text| near && !text.is_empty())
            })
        };
        let Some(text) = Some(own).filter(|own| !own.is_empty()).or_else(beside) else { continue };
        let label = Label { column, parts: vec![text.clone()] };
        let Some(meant) = label::meant(template, &label).filter(|meant| wanted.contains(&meant.field.key)) else {
            continue;
        };
        if found.iter().all(|known| known.field.key != meant.field.key) {
            found.push(Column::new(meant.field, column, text, Scale::default()));
        }
    }
    found
}

/// The figure that a label means: accidents, deaths, serious injuries.
fn figure_field(template: usize, text: &str) -> Option<&'static Field> {
    let label = Label { column: 0, parts: vec![text.to_owned()] };
    let known = label::meant(template, &label).map(|meant| meant.field).filter(|field| field.adds_up());
    let named = |key| TEMPLATES.get(template).and_then(|template: &Template| template.field(key));
    known.or_else(|| match squeeze(text).as_str() {
        "fatal" | "fatalinjuries" | "fatalities" => named("deaths"),
        "major" | "specified" | "specifiedinjuries" | "majorinjuries" => named("serious"),
        _ => None,
    })
}

/// What the label above a year says, over all the columns that it is merged over or that stand empty beside it.
fn upper_field(
    (template, run): (usize, Run),
    grid: &Grid<'_>,
    rows: &[RowIn],
    (at, column): (usize, u16),
) -> Option<&'static Field> {
    let above = at.checked_sub(1).filter(|above| rows[*above].index + 1 == rows[at].index)?;
    let start = (0..=column).rev().find(|c| !rows[above].get(*c).is_empty())?;
    // Without a merge an upper label reaches as far as the years do.
    let years = (start..=column).all(|c| run.heading(rows[at].get(c)).is_some());
    figure_field(template, &grid.text(above, start)).filter(|_| years)
}

/// What is known of all the tables of a run.
struct Whole {
    run: Run,
    /// The period of which months are, where no column says their year.
    period: Option<Span>,
    /// A column says the year.
    dated: bool,
    total: Option<u16>,
}

fn tables(
    template: usize,
    (top, bottom): (u32, u32),
    parts: &[Column],
    figures: &[Figure],
    whole: &Whole,
) -> Vec<Found> {
    let mut by_heading: BTreeMap<i64, Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        by_heading.entry(figure.of).or_default().push(figure);
    }
    let all: Vec<u16> = figures.iter().map(|figure| figure.column).collect();
    let headings: Vec<(u16, i64)> = figures.iter().map(|figure| (figure.column, figure.of)).collect();
    let one = |(own, figures): (i64, Vec<&Figure>)| {
        let day = |month, day| NaiveDate::from_ymd_opt(i32::try_from(own).ok()?, month, day);
        let (period, given) = match whole.run {
            Run::Years => (Some(Span { first: day(1, 1)?, last: day(12, 31)? }), None),
            Run::Months => (whole.period, Some((TEMPLATES[template].field("month")?, Value::Count(own)))),
        };
        let first = figures.first()?;
        let across = Across {
            label: first.label.clone(),
            left: first.left.clone(),
            columns: if whole.total.is_some() { all.clone() } else { Vec::new() },
            total: whole.total,
            given,
            headings: headings.clone(),
            run: whole.run,
        };
        let figure = |one: &&Figure| Column::new(one.field, one.column, one.label.clone(), Scale::default());
        let mut columns: Vec<Column> = parts.iter().cloned().chain(figures.iter().map(figure)).collect();
        columns.sort_by_key(|column| column.index);
        let missing = TEMPLATES[template].fields.iter().filter(|field| field.key == "year" && !whole.dated).collect();
        Some(Found {
            template: &TEMPLATES[template],
            top,
            bottom,
            columns,
            loose: Vec::new(),
            missing,
            period,
            money: None,
            across: Some(across),
        })
    };
    by_heading.into_iter().filter_map(one).collect()
}
