//! Rows that are no data of a table: each is told with what stands in it, so that nothing vanishes unseen.
use super::super::Lines;
use super::super::peek::{clip, shown};
use super::Out;
use crate::returns::cell::{Epoch, RowIn};
use crate::returns::report::Problem;

/// Words of a row that are told, in characters.
const WORDS_MAX: usize = 90;

/// A row that is none of the table's, with its kind where there is more to say: a rule of its own.
pub(in crate::returns::check) fn tell_note(
    row: &RowIn,
    kind: Option<&'static str>,
    out: &mut Out,
    lines: &mut Lines<'_>,
) {
    let problem = Problem::info("note-row-skipped").row(row.number()).raw(words(row, out.epoch));
    out.problem(if let Some(kind) = kind { problem.with("rule", kind) } else { problem }, lines);
}

/// A row that holds more than a note and was not read all the same.
pub(in crate::returns::check) fn tell_left_out(row: &RowIn, out: &mut Out, lines: &mut Lines<'_>) {
    let problem = Problem::warning("note-row-skipped").row(row.number()).raw(words(row, out.epoch));
    out.problem(problem.with("rule", "below-the-table"), lines);
}

/// A row above a header that is more than a title.
pub(in crate::returns::check) fn tell_above(row: &RowIn, out: &mut Out, lines: &mut Lines<'_>) {
    tell_note(row, Some("above-the-table"), out, lines);
}

pub(super) fn tell_total(row: &RowIn, out: &mut Out, lines: &mut Lines<'_>) {
    out.problem(Problem::info("total-row-skipped").row(row.number()).raw(words(row, out.epoch)), lines);
}

/// What stands in a row, cut to a few words.
fn words(row: &RowIn, epoch: Epoch) -> String {
    let mut said = String::new();
    for (_, cell) in row.cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        said.push_str(if said.is_empty() { "" } else { " | " });
        said.push_str(&shown(cell, epoch).replace(['\n', '\r'], " "));
        if said.chars().count() > WORDS_MAX {
            break;
        }
    }
    clip(&said, WORDS_MAX)
}
