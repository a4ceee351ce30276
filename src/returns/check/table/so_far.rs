//! What the rows so far leave to those below: the month that is written once, amounts that seem to be in 元.
use super::super::Lines;
use super::super::cell::{Parts, parts_for_below};
use super::super::look::DRAWN_FROM;
use super::{Out, Table};
use crate::returns::cell::{Cell, RowIn};
use crate::returns::header::{Column, Lead};
use crate::returns::lexer::{Amount, Lexed, drawn_with_sign, tidy, without_unit};
use crate::returns::report::Problem;

/// From this many on an amount without any unit is asked about: most likely it is in 元.
const ASKED_FROM: i64 = 1_000;
/// Where half of the amounts reach this, the smaller ones beside one that is asked about are in doubt, too.
const DOUBT_FROM: i64 = 100;
/// How many of them are told.
const DOUBTS_MAX: usize = 500;

#[derive(Default)]
pub(super) struct SoFar {
    /// The last day of each column that holds the first part of one.
    days: Vec<(u16, Parts)>,
    /// Amounts without a unit: all, those from [`DOUBT_FROM`] on, and whether one was asked about.
    amounts: u32,
    large: u32,
    asked: bool,
    /// Those that were not: column, row and amount.
    small: Vec<(u16, u32, Amount)>,
    /// The same of amounts that are drawn with ¥ where the column says 万元, and whether one of them was asked about.
    drawn: Vec<(u16, u32, Amount)>,
    drawn_asked: bool,
}

impl SoFar {
    /// A heading or a total: what is written once above it does not hold below.
    pub fn forget_days(&mut self) {
        self.days.clear();
    }
}

impl Table {
    /// The last day in parts above the row at hand.
    pub(in crate::returns::check) fn day_above(&self, column: &Column) -> Option<&Parts> {
        self.so_far.days.iter().find(|(index, _)| *index == column.index).map(|(_, parts)| parts)
    }

    /// Keeps the days in parts of a row for those below it.
    pub(super) fn keep_days(&mut self, row: &RowIn) {
        if self.columns.iter().all(|column| column.lead == Lead::Whole) {
            return;
        }
        let own = self.columns.iter().filter(|column| column.lead != Lead::Whole);
        let day = |column: &Column| Some((column.index, parts_for_below(self, row, column)?));
        self.so_far.days = own.filter_map(day).collect();
    }

    /// An amount as it was read, unless it is so large that it is most likely in 元 where nothing says the unit. Years of a
    /// district add up to more: of them only the largest are asked.
    pub(in crate::returns::check) fn unit_asked(&self, column: &Column, cell: &Cell, lexed: Lexed) -> Lexed {
        if !self.is_unstated(column) || lexed.is_error() {
            return lexed;
        }
        match plain(cell).filter(|amount| amount.reaches(ASKED_FROM)) {
            Some(amount) => Lexed { notes: vec![without_unit(amount)], ..Lexed::default() },
            None => lexed,
        }
    }

    fn is_unstated(&self, column: &Column) -> bool {
        column.field.unit == "万元" && !column.scale.stated && self.found.template.key != "baseline"
    }

    /// Keeps the amounts of a row without any unit.
    pub(super) fn keep_amounts(&mut self, row: &RowIn) {
        for at in 0..self.columns.len() {
            let column = &self.columns[at];
            if column.field.unit != "万元" {
                continue;
            }
            let amount = plain(row.get(column.index)).filter(|amount| *amount != Amount::ZERO);
            let Some(amount) = amount else { continue };
            let (index, unstated) = (column.index, self.is_unstated(column));
            let shown = row.look(index).shown.filter(|_| column.scale.stated && column.scale.power == 0);
            let so_far = &mut self.so_far;
            if shown.is_some_and(|shown| shown.yuan && shown.smaller == 0 && shown.unit.is_none()) {
                if amount.reaches(DRAWN_FROM) {
                    so_far.drawn_asked = true;
                } else if so_far.drawn.len() < DOUBTS_MAX {
                    so_far.drawn.push((index, row.number(), amount));
                }
            }
            if !unstated {
                continue;
            }
            so_far.amounts += 1;
            so_far.large += u32::from(amount.reaches(DOUBT_FROM));
            if amount.reaches(ASKED_FROM) {
                so_far.asked = true;
            } else if so_far.small.len() < DOUBTS_MAX {
                so_far.small.push((index, row.number(), amount));
            }
        }
    }

    /// Small amounts among large ones without a unit: the answer for the column is theirs, too.
    pub(super) fn tell_small_amounts(&mut self, out: &mut Out, lines: &mut Lines<'_>) {
        let so_far = std::mem::take(&mut self.so_far);
        let asked = so_far.asked && so_far.large * 2 >= so_far.amounts;
        let small = so_far.small.into_iter().filter(|_| asked).map(|one| (one, without_unit(one.2)));
        let drawn = so_far.drawn.into_iter().filter(|_| so_far.drawn_asked).map(|one| (one, drawn_with_sign(one.2)));
        for ((index, row, amount), note) in small.chain(drawn) {
            let Some(column) = self.columns.iter().find(|column| column.index == index) else { continue };
            let mut problem = Problem::warning(note.code).at(index, row).field(column.field.key).raw(amount.plain());
            for (name, value) in note.params {
                problem = problem.with(name, value);
            }
            problem.suggestion = note.suggestion;
            out.problem(problem, lines);
        }
    }
}

/// A number that says no unit itself.
fn plain(cell: &Cell) -> Option<Amount> {
    match cell {
        Cell::Number(n) => Amount::from_stored(*n),
        Cell::Text(text) => Amount::read(&tidy(text)),
        _ => None,
    }
}

/// The unit of money that is 万元 times a power of ten.
pub(super) fn unit_of(power: i32) -> &'static str {
    match power {
        -4 => "元",
        -2 => "百元",
        -1 => "千元",
        0 => "万元",
        1 => "十万元",
        2 => "百万元",
        _ => "亿元",
    }
}
