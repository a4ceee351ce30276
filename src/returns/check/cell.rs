//! One cell of a row, together with those beside it that complete it: the time of a day, the year of a month, the parts of
//! a day in columns of their own.
use super::row::raw;
use super::table::Table;
use crate::returns::cell::{Cell, RowIn, address};
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

/// The parts of a day as its columns say them, without their units; blank where nothing stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    year: String,
    month: String,
    day: String,
}

impl Parts {
    fn of(table: &Table, row: &RowIn, column: &Column, first: &Cell) -> Option<Parts> {
        let part = |cell: &Cell, unit: char| {
            let text = tidy(&raw(cell)).trim_end_matches('份').trim_end_matches(unit).trim().to_owned();
            // A number that a spreadsheet keeps as 7.0, a day it shows as one.
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        };
        let beside = |at: usize| column.with.get(at).map_or(&Cell::Empty, |column| table.under(row, *column));
        let day = |cell: &Cell| part(cell, '日').trim_end_matches('号').to_owned();
        match column.lead {
            Lead::Year => Some(Parts { year: part(first, '年'), month: part(beside(0), '月'), day: day(beside(1)) }),
            Lead::Month(year) => {
                let year = year.map(|year| year.to_string()).unwrap_or_default();
                Some(Parts { year, month: part(first, '月'), day: day(beside(0)) })
            }
            Lead::Whole => None,
        }
    }

    /// With year and month of the row above, where they are written once for the rows below. A day before that above it is of
    /// another month: of which, nobody says.
    fn below(mut self, above: Option<&Parts>) -> Parts {
        let number = |part: &str| part.parse::<u32>().ok();
        let Some(above) = above else { return self };
        let in_order = match number(&self.day) {
            Some(day) => number(&above.day).is_some_and(|before| before <= day),
            // What is no day is told by itself.
            None => !self.day.is_empty(),
        };
        if self.month.is_empty() && in_order {
            self.month.clone_from(&above.month);
        }
        let follows = number(&above.month) <= number(&self.month);
        if self.year.is_empty() && !self.month.is_empty() && follows {
            self.year.clone_from(&above.year);
        }
        self
    }

    fn is_blank(&self) -> bool {
        self.month.is_empty() && self.day.is_empty()
    }
}

/// Whether a part of a day is a number that it can be.
fn fits(part: &str, last: u32) -> bool {
    part.parse().is_ok_and(|n: u32| (1..=last).contains(&n))
}

/// What a row says of a day in parts, for the rows below it; nothing where its month is none. A row without any day leaves what
/// stands above it.
pub(super) fn parts_for_below(table: &Table, row: &RowIn, column: &Column) -> Option<Parts> {
    let above = table.day_above(column);
    let parts = Parts::of(table, row, column, table.cell(row, column))?;
    if parts.is_blank() {
        return above.cloned();
    }
    let mut parts = parts.below(above);
    if !fits(&parts.day, 31) {
        "1".clone_into(&mut parts.day);
    }
    fits(&parts.month, 12).then_some(parts)
}

/// 2026 | 7 | 5 | 9:30 as 2026年7月5日 9:30, 7 | 5 as 7月5日; nothing where the first column holds more than its part.
fn joined(table: &Table, row: &RowIn, column: &Column, first: &Cell) -> Option<Cell> {
    let parts = Parts::of(table, row, column, first)?;
    if first.is_empty() && parts.is_blank() {
        return None;
    }
    if parts.day.is_empty() && column.lead != Lead::Year && parts.month.chars().any(|c| !c.is_numeric()) {
        return None;
    }
    let Parts { year, month, day } = parts.below(table.day_above(column));
    let year = if column.lead == Lead::Year || !year.is_empty() { format!("{year}年") } else { year };
    let mut text = format!("{year}{month}月{day}日");
    let at = if column.lead == Lead::Year { 2 } else { 1 };
    let time = column.with.get(at).map_or(&Cell::Empty, |column| row.get(*column));
    match time_only(time) {
        Some(time) => text.push_str(&time.format(" %H:%M").to_string()),
        None if time.is_empty() => {}
        None => text.push_str(&format!(" {}时", tidy(&raw(time)).trim_end_matches('时').trim_end_matches(".0"))),
    }
    Some(Cell::Text(text))
}

/// A note about a day in parts: the parts as they stand there, and in which of them what is no such part.
pub(super) fn of_parts(note: Note, (table, row, column): (&Table, &RowIn, &Column), first: &Cell) -> (Note, String) {
    let rule = note.params.iter().find(|(name, _)| *name == "rule").map(|(_, rule)| rule.as_str());
    let Some(parts) = Parts::of(table, row, column, first) else { return (note, raw(first).into_owned()) };
    let columns: Vec<u16> = std::iter::once(column.index).chain(column.with.iter().copied()).collect();
    let own = match column.lead {
        Lead::Year => vec![("year", &parts.year), ("month", &parts.month), ("day", &parts.day)],
        _ => vec![("month", &parts.month), ("day", &parts.day)],
    };
    let shown: Vec<&str> = own.iter().map(|(_, part)| if part.is_empty() { "—" } else { part.as_str() }).collect();
    let shown = shown.join(" | ");
    if !matches!(rule, Some("not-a-date" | "no-such-day")) {
        return (note, shown);
    }
    let whole = parts.clone().below(table.day_above(column));
    let wrong = own.iter().zip(columns).find(|((name, _), _)| match *name {
        "year" => !fits(&whole.year, 2100),
        "month" => !fits(&whole.month, 12),
        _ => !fits(&whole.day, 31),
    });
    let Some(((name, part), at)) = wrong else { return (note, shown) };
    let note = Note { params: Vec::new(), ..note };
    let note = match (*name, part.is_empty()) {
        ("month", true) => note.with("rule", "no-month"),
        (_, true) => note.with("rule", "part-missing"),
        (_, false) => note.with("rule", "wrong-part").with("part", part),
    };
    (note.with("at", address(at, row.number())), shown)
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
