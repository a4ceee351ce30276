//! Rows below a table that seems to be over: they go on with it, begin another one, or are told to be left out.
use super::super::Lines;
use super::super::table::{Table, is_labels, tell_left_out, tell_note};
use super::{HUNT_ROWS, Out};
use crate::returns::cell::RowIn;
use crate::returns::header::{Above, is_run};
use crate::returns::table::{Labelled, is_substantial, labelled, says_something};

/// Tables that met a note or another header, and the rows since then.
pub(super) struct Below {
    pub tables: Vec<(Table, Out)>,
    pub kept: Vec<RowIn>,
    /// What they leave to those below.
    pub above: Above,
    /// One of the kept rows seems to be a header: rows below it belong to that.
    headed: bool,
}

impl Below {
    /// `kept` ends with the header of another table, when there is any.
    pub fn new(tables: Vec<(Table, Out)>, kept: Vec<RowIn>, above: Above) -> Below {
        let headed = !kept.is_empty();
        Below { tables, kept, above, headed }
    }

    pub fn is_full(&self) -> bool {
        self.kept.len() >= HUNT_ROWS
    }

    /// The table with which a row goes on, if it does; it is open again, the rows in between are notes of its.
    pub fn goes_on(&mut self, row: &RowIn, lines: &mut Lines<'_>) -> bool {
        if self.headed {
            return false;
        }
        let years = self.tables.iter().any(|(table, _)| table.found.across.is_some()) && is_run(row);
        if years || is_labels(row) {
            self.headed = true;
            return false;
        }
        let several = self.tables.len() > 1;
        let totals = !self.kept.iter().any(is_substantial);
        let fits = |(table, _): &mut (Table, Out)| {
            if several { table.fits(&table.cut(row), totals) } else { table.fits(row, totals) }
        };
        let Some(at) = self.tables.iter_mut().position(fits) else { return false };
        // Below labels that nobody knows a row is theirs, however well it would fit; names are no labels.
        if self.kept.iter().any(|row| labelled(row) >= Labelled::Likely) {
            self.headed = true;
            return false;
        }
        let (table, out) = &mut self.tables[at];
        table.resume(out, lines);
        for row in std::mem::take(&mut self.kept) {
            if is_substantial(&row) { tell_left_out(&row, out, lines) } else { tell_note(&row, None, out, lines) }
        }
        true
    }

    /// Tells every row that says something: no table begins among them.
    pub fn leave_all_out(&mut self, rows: &[RowIn], lines: &mut Lines<'_>) {
        let Some((table, out)) = self.tables.first_mut() else { return };
        for row in rows {
            if is_substantial(row) {
                tell_left_out(row, out, lines);
            } else if says_something(row) {
                table.keep_foot(row);
                tell_note(row, Some("below-note"), out, lines);
            }
        }
    }

    /// Tells the rows that nothing was made of, but for titles and signatures.
    pub fn leave_out<'r>(&mut self, rows: impl IntoIterator<Item = &'r RowIn>, lines: &mut Lines<'_>) {
        let Some((_, out)) = self.tables.first_mut() else { return };
        for row in rows.into_iter().filter(|row| is_substantial(row)) {
            tell_left_out(row, out, lines);
        }
    }
}
