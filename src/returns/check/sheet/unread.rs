//! A table below others that no template knows, or that a person left out: one question, its rows counted, nothing made of them.
use super::super::Lines;
use super::super::peek::peek;
use super::super::table::is_labels;
use super::{HUNT_ROWS, Out, unmatched};
use crate::returns::cell::{RowIn, SheetHead};
use crate::returns::header::Above;
use crate::returns::label::Label;
use crate::returns::report::{Line, Problem, SheetInfo};
use crate::returns::table::is_substantial;

/// Labels that are named in the question.
const NAMED_MAX: usize = 8;

/// A table that is not read.
pub(super) struct Unread {
    /// 0-based rows of its header.
    pub header: (u32, u32),
    pub labels: Vec<Label>,
    /// A person said so.
    pub told: bool,
    /// What the tables above leave to those below.
    pub above: Above,
    /// Rows with more in them than a note has.
    rows: u64,
    /// The first rows, for a person.
    kept: Vec<RowIn>,
    /// Rows with one text right above the row at hand: titles, if that is a header.
    titles: Vec<RowIn>,
}

impl Unread {
    pub fn new(header: (u32, u32), labels: Vec<Label>, told: bool, above: Above) -> Unread {
        Unread { header, labels, told, above, rows: 0, kept: Vec::new(), titles: Vec::new() }
    }

    /// Takes a row; answers the rows with which another table begins, when it is the header of one.
    pub fn row(&mut self, row: RowIn) -> Option<Vec<RowIn>> {
        if row.index > self.header.1 && is_labels(&row) {
            let mut kept = self.take_titles();
            kept.push(row);
            return Some(kept);
        }
        if row.index > self.header.1 {
            let filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty()).count();
            self.rows += u64::from(is_substantial(&row) || filled > 1);
            match filled {
                1 => self.titles.push(row.clone()),
                _ => self.titles.clear(),
            }
        }
        if self.kept.len() < HUNT_ROWS {
            self.kept.push(row);
        }
        None
    }

    /// Rows that may be titles of what stands below.
    pub fn take_titles(&mut self) -> Vec<RowIn> {
        std::mem::take(&mut self.titles)
    }

    /// Tells the table as block `block` of its sheet.
    pub fn tell(self, head: &SheetHead, block: u32, look: bool, lines: &mut Lines<'_>) {
        let (top, bottom) = (self.header.0 + 1, self.header.1 + 1);
        lines(Line::Sheet(SheetInfo {
            sheet: head.name.clone(),
            block: Some(block),
            header_rows: (top..=bottom).collect(),
            unmatched: self.labels.iter().map(unmatched).collect(),
            told: self.told,
            unread: Some(self.rows),
            ..SheetInfo::default()
        }));
        if look {
            lines(Line::Peek(peek(&self.kept, Some(self.header.1), head.epoch)));
        }
        let mut out = Out::default();
        if !self.told {
            let labels: Vec<String> = self.labels.iter().take(NAMED_MAX).map(Label::shown).collect();
            let problem = Problem::error("template-unknown").sheet(&head.name).with("rule", "unknown-below");
            let problem = problem.with("line", top).with("n", self.rows).with("labels", labels.join("、"));
            out.problem(problem, lines);
        }
        out.end(lines);
    }
}
