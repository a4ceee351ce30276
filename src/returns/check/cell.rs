//! One cell of a row, together with those beside it that complete it: the time of a day, the year of a month, the parts of
//! a day in columns of their own.
use super::row::raw;
use super::table::Table;
use crate::returns::cell::{Cell, RowIn};
use crate::returns::header::{Column, Lead};
use crate::returns::lexer::{self, Lexed, Note, day_of, tidy, time_only};
use crate::returns::report::Value;
use crate::returns::template::FieldType;
use std::borrow::Cow;

/// What is to be read for a cell: itself, or what it makes with its label or with the parts beside it.
pub(super) fn whole<'a>(table: &Table, row: &RowIn, column: &Column, cell: &'a Cell) -> Cow<'a, Cell> {
    if let Some(named) = part_by_label(column, cell) {
        return Cow::Owned(named);
    }
    if column.lead == Lead::Whole {
        return Cow::Borrowed(cell);
    }
    // A whole day may stand in the first column, as where a person put it right.
    let lexed = lexer::read(cell, &table.context(column));
    if lexed.value.is_some() && !lexed.no_year {
        return Cow::Borrowed(cell);
    }
    joined(table, row, column, cell).map_or(Cow::Borrowed(cell), Cow::Owned)
}

/// Reads what [`whole`] made of a cell.
pub(super) fn read(table: &Table, row: &RowIn, column: &Column, cell: &Cell) -> Lexed {
    let ctx = table.context(column);
    let lexed = lexer::read(cell, &ctx);
    if column.lead != Lead::Whole {
        return lexed;
    }
    let Some(with) = column.with.first().map(|c| row.get(*c)).filter(|with| !with.is_empty()) else { return lexed };
    if column.field.ty == FieldType::Period {
        let needs_year = lexed.notes.iter().any(|n| n.code == "date-no-year") || matches!(cell, Cell::Number(_));
        let month = raw(cell);
        let month = month.trim_end_matches("份");
        let (year, suffix) = (raw(with), if month.bytes().all(|b| b.is_ascii_digit()) { "月" } else { "" });
        if needs_year {
            return lexer::read(&Cell::Text(format!("{}年{month}{suffix}", year.trim_end_matches(['年', '度']))), &ctx);
        }
        return lexed;
    }
    // The second column may hold the whole moment, or only the time.
    let whole = lexer::read(with, &ctx);
    if whole.value.is_some() && !whole.no_time {
        return whole;
    }
    let Some(day) = lexed.value.as_ref().filter(|_| lexed.no_time).and_then(day_of) else { return lexed };
    match time_only(with) {
        Some(time) => Lexed { value: Some(Value::Text(format!("{day}T{}", time.format("%H:%M")))), ..Lexed::default() },
        None => Lexed { notes: vec![Note::error("type-error-date").with("rule", "not-a-date")], ..Lexed::default() },
    }
}

/// 2026 | 7 | 5 | 9:30 as 2026年7月5日 9:30, 7 | 5 as 7月5日; nothing where the first column holds more than its part.
fn joined(table: &Table, row: &RowIn, column: &Column, first: &Cell) -> Option<Cell> {
    let part = |cell: &Cell, unit: char| {
        let text = tidy(&raw(cell)).trim_end_matches('份').trim_end_matches(unit).trim().to_owned();
        // A number that a spreadsheet keeps as 7.0, a day it shows as one.
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    let beside = |at: usize| column.with.get(at).map_or(&Cell::Empty, |column| table.under(row, *column));
    let time = |at: usize| column.with.get(at).map_or(&Cell::Empty, |column| row.get(*column));
    let (year, month, day, time) = match column.lead {
        Lead::Year => (part(first, '年'), beside(0), beside(1), time(2)),
        Lead::Month(year) => (year.map(|year| year.to_string()).unwrap_or_default(), first, beside(0), time(1)),
        Lead::Whole => return None,
    };
    if first.is_empty() && month.is_empty() && day.is_empty() {
        return None;
    }
    let (month, day) = (part(month, '月'), part(day, '日'));
    if day.is_empty() && column.lead != Lead::Year && month.chars().any(|c| !c.is_numeric()) {
        return None;
    }
    let year = if column.lead == Lead::Year || !year.is_empty() { format!("{year}年") } else { year };
    let mut text = format!("{year}{month}月{}日", day.trim_end_matches('号'));
    match time_only(time) {
        Some(time) => text.push_str(&time.format(" %H:%M").to_string()),
        None if time.is_empty() => {}
        None => text.push_str(&format!(" {}时", part(time, '时'))),
    }
    Some(Cell::Text(text))
}

/// 7 under 月份 is 7月, 3 under 季度 is 3季度; the year is beside it or above the table.
fn part_by_label(column: &Column, cell: &Cell) -> Option<Cell> {
    if column.field.ty != FieldType::Period || !column.with.is_empty() {
        return None;
    }
    let number = match cell {
        Cell::Number(n) if *n == n.trunc() && (1.0..=12.0).contains(n) => format!("{n:.0}"),
        Cell::Text(text) => tidy(text).into_owned(),
        _ => return None,
    };
    let number: u32 = number.parse().ok().filter(|n| (1..=12).contains(n))?;
    let label = column.label.to_lowercase();
    let says = |words: [&str; 2]| words.iter().any(|word| label.contains(word));
    match (says(["月", "month"]), says(["季", "quarter"])) {
        (true, false) => Some(Cell::Text(format!("{number}月"))),
        (false, true) if number <= 4 => Some(Cell::Text(format!("{number}季度"))),
        _ => None,
    }
}
