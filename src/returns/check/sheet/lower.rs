//! Tables side by side of which some end at another header while others go on: each has its own from there.
use super::super::table::{Came, Table, is_labels, tell_left_out};
use super::super::{Lines, Seen};
use super::{Out, SheetCheck, State};
use crate::returns::cell::RowIn;
use crate::returns::header::{Found, Search};
use crate::returns::table::is_substantial;
use std::ops::RangeInclusive;

/// Rows that are kept before a lower header is looked at: three of labels, one of units, some of data.
const KEPT_ROWS: usize = 8;

/// Tables that are read at the same time, from left to right, then those that began below one of them.
#[derive(Default)]
pub(super) struct Tables {
    pub all: Vec<(Table, Out)>,
    lower: Vec<Lower>,
    /// Those, by their place, below which another one is read.
    succeeded: Vec<usize>,
}

/// The rows below a table that met another header.
struct Lower {
    /// Its place among all.
    of: usize,
    /// The row in which it met the header.
    began: u32,
    columns: RangeInclusive<u16>,
    kept: Vec<RowIn>,
}

impl From<Vec<(Table, Out)>> for Tables {
    fn from(all: Vec<(Table, Out)>) -> Tables {
        Tables { all, ..Tables::default() }
    }
}

impl Tables {
    /// Gives a row to every table; of those that stand side by side each has its own columns.
    pub fn row(&mut self, row: &RowIn, seen: &mut Seen, lines: &mut Lines<'_>) {
        let side_by_side = self.all.len() > 1;
        for at in 0..self.all.len() {
            if self.succeeded.contains(&at) {
                continue;
            }
            if let Some(lower) = self.lower.iter_mut().find(|lower| lower.of == at) {
                lower.kept.extend(Some(row.cut(lower.columns.clone())).filter(|row| !row.is_empty()));
                continue;
            }
            let (table, out) = &mut self.all[at];
            if !side_by_side {
                table.row(row, out, seen, lines);
                continue;
            }
            let cut = table.cut(row);
            let left_out = table.met_header() && !is_labels(&cut);
            if !table.met_header() || left_out {
                table.row(&cut, out, seen, lines);
            }
            if table.met_header() && !left_out {
                let columns = self.columns_of(at);
                let mut kept = self.all[at].0.take_titles();
                kept.push(row.cut(columns.clone()));
                self.lower.push(Lower { of: at, began: row.index, columns, kept });
            }
        }
    }

    pub fn are_over(&self) -> bool {
        self.all.iter().all(|(table, _)| table.is_over())
    }

    /// The columns between the tables beside this one.
    fn columns_of(&self, at: usize) -> RangeInclusive<u16> {
        let (first, last) = self.all[at].0.reach();
        let others = || self.all.iter().map(|(table, _)| table.reach()).filter(|other| *other != (first, last));
        let left = others().map(|(_, end)| end + 1).filter(|start| *start <= first).max().unwrap_or(0);
        let right = others().map(|(start, _)| start.saturating_sub(1)).filter(|end| *end >= last).min();
        left..=right.unwrap_or(u16::MAX)
    }

    /// Whether each table that met a header met it in this row: then what stands below may be one table again.
    fn met_together(&self, row: u32) -> bool {
        self.lower.iter().all(|lower| lower.began == row)
    }

    /// The header that ended them in this row, with the titles above it; nothing where they ended otherwise.
    pub fn take_header(&mut self, row: &RowIn) -> Vec<RowIn> {
        if !self.all.iter().any(|(table, _)| table.met_header()) {
            return Vec::new();
        }
        let first = std::mem::take(&mut self.lower).into_iter().next();
        let titles = match first {
            Some(lower) => lower.kept.into_iter().filter(|kept| kept.index < row.index).collect(),
            None => self.all.first_mut().map(|(table, _)| table.take_titles()).unwrap_or_default(),
        };
        titles.into_iter().chain([row.clone()]).collect()
    }
}

impl SheetCheck {
    /// Looks at the lower headers of tables side by side: at all that wait, or at those with rows enough. Answers whether
    /// nothing goes on.
    pub(super) fn settle_lower(
        &mut self,
        tables: &mut Tables,
        row: Option<u32>,
        seen: &mut Seen,
        lines: &mut Lines<'_>,
    ) -> bool {
        let together = row.is_some_and(|row| tables.are_over() && tables.met_together(row));
        if together {
            return true;
        }
        let all = row.is_none() || tables.are_over();
        let (ready, waiting): (Vec<Lower>, Vec<Lower>) =
            std::mem::take(&mut tables.lower).into_iter().partition(|lower| all || lower.kept.len() >= KEPT_ROWS);
        tables.lower = waiting;
        for lower in ready {
            self.begin_lower(tables, lower, seen, lines);
        }
        tables.are_over()
    }

    fn begin_lower(&mut self, tables: &mut Tables, lower: Lower, seen: &mut Seen, lines: &mut Lines<'_>) {
        let above = tables.all[lower.of].0.found.leaves();
        let found = match self.search(&lower.kept, above) {
            Search::Found(found) if !self.is_left_out() => found,
            Search::Found(_) | Search::Unknown { .. } | Search::Nothing => Vec::new(),
        };
        if !found.is_empty() {
            tables.succeeded.push(lower.of);
        }
        let (_, out) = &mut tables.all[lower.of];
        let top = found.iter().map(|f| f.top).min().unwrap_or(u32::MAX);
        for row in lower.kept.iter().filter(|row| row.index < top && is_substantial(row)) {
            tell_left_out(row, out, lines);
        }
        let mut earlier = self.came.clone();
        earlier.extend(tables.all[lower.of].0.came());
        for one in found {
            let bottom = one.bottom;
            let (mut table, mut out) = self.table(one, &lower.kept, true, &earlier, Out::held(), lines);
            for row in lower.kept.iter().filter(|row| row.index > bottom) {
                table.row(&table.cut(row), &mut out, seen, lines);
            }
            tables.all.push((table, out));
        }
    }

    /// A table that begins: its number in the sheet, what is told of it.
    pub(super) fn table(
        &mut self,
        found: Found,
        kept: &[RowIn],
        beside: bool,
        earlier: &[Came],
        mut out: Out,
        lines: &mut Lines<'_>,
    ) -> (Table, Out) {
        self.blocks += 1;
        out.epoch = self.head.epoch;
        let table = Table::new(found, &self.head, self.settings, kept, beside, earlier);
        table.announce(&self.known(self.blocks), &mut out, lines);
        (table, out)
    }

    /// Every table of a sheet that is over.
    pub(super) fn take_tables(&mut self) -> Vec<(Table, Out)> {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Tables(tables) => tables.all,
            State::Below(below) => below.tables,
            State::Hunting(_) | State::Unread(_) | State::Idle => Vec::new(),
        }
    }
}
