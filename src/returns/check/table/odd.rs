//! Rows of which nothing can be read as what their columns hold: badly filled in, or the labels of a table that no template
//! knows, with its rows. They wait until the rows below tell.
use super::super::row::Reading;
use super::super::{Lines, Seen};
use super::verdict::known_labels;
use super::{Out, Table, tell_left_out};
use crate::returns::cell::{Cell, RowIn};
use crate::returns::header::Column;
use crate::returns::table::{Labelled, labelled};
use crate::returns::template::{Field, FieldType};

/// Rows that wait at most: labels that nobody knows, and what lies below them.
const ODD_MAX: usize = 3;
/// Rows of a legend, or of sums by kind, that wait at most for the end of the table.
const TAIL_MAX: usize = 20;

impl Table {
    /// Takes a row of data: tells it, or lets it wait, or finds in it the end of the table.
    pub(super) fn data(&mut self, row: &RowIn, out: &mut Out, seen: &mut Seen, lines: &mut Lines<'_>) {
        let reading = Reading::of(self, row);
        self.keep_days(row);
        self.note_named(&reading, row);
        let unread = !reading.failed.is_empty() && self.is_plain(&reading);
        let looks = if unread { labelled(row) } else { Labelled::No };
        let several = reading.failed.len() >= 2;
        // Labels of some template in cells of other kinds: it is one itself.
        if looks > Labelled::No && several && known_labels(row) >= 2 {
            return self.meet_header();
        }
        if let Some((first, of_first)) = self.odd.first() {
            let labels = labelled(first);
            // A row that fits the table goes on with it, unless nothing above it was but labels.
            let enough = if self.reads(row) { Labelled::Wholly } else { Labelled::Surely };
            let sure = labels >= enough && of_first.failed.len() >= 2;
            if sure || (unread && (labels >= Labelled::Likely || self.lies_below_letters(row))) {
                return self.meet_header();
            }
            if unread && self.odd.len() < ODD_MAX {
                return self.odd.push((row.clone(), reading));
            }
            self.tell_odd(out, seen, lines);
        }
        if looks >= Labelled::Likely || (looks == Labelled::Lettered && several) {
            return self.odd.push((row.clone(), reading));
        }
        if out.counts.ok > 0 && self.tail.len() < TAIL_MAX && self.may_be_legend(row, &reading) {
            return self.tail.push((row.clone(), reading));
        }
        self.tell_tail(out, seen, lines);
        self.tell(reading, row, out, seen, lines);
    }

    /// A few cells of which none says anything that a row must: 重大 需停产整改 below a list of hazards. Badly filled in, if
    /// rows of the table follow.
    fn may_be_legend(&self, row: &RowIn, reading: &Reading) -> bool {
        let own = |column: &u16| self.shape.columns.contains(column) && !self.shape.ignorable.contains(column);
        let filled = row.cells.iter().filter(|(column, cell)| !cell.is_empty() && own(column)).count();
        let supplied = |key: &str| self.supplied.iter().any(|one| one.field.key == key);
        let required: Vec<_> = self.found.template.fields.iter().filter(|f| f.required && !supplied(f.key)).collect();
        let named = ["uscc", "enterprise"].iter().any(|key| reading.values.get(key).is_some());
        // A running number says that it is a row.
        let numbered = |(column, cell): &(u16, Cell)| {
            self.shape.ignorable.contains(column)
                && match cell {
                    Cell::Number(_) => true,
                    Cell::Text(text) => text.trim().bytes().all(|b| b.is_ascii_digit()),
                    _ => false,
                }
        };
        // Figures are told all the same where it cannot be read of which year or period they are; and a number in a column
        // of days, periods or counts is a try.
        let figures =
            reading.values.0.iter().any(|(key, _)| self.found.template.field(key).is_some_and(Field::adds_up));
        let counted = |cell: &Cell| match cell {
            Cell::Empty => false,
            Cell::Text(text) => text.chars().any(char::is_numeric),
            _ => true,
        };
        let tried = |column: &Column| {
            let typed =
                matches!(column.field.ty, FieldType::Date | FieldType::Moment | FieldType::Period | FieldType::Count);
            column.field.required && typed && counted(row.get(column.index))
        };
        let tries = figures || self.columns.iter().any(tried);
        filled <= 3
            && !named
            && !tries
            && !row.cells.iter().any(numbered)
            && self.open.is_empty()
            && !required.is_empty()
            && required.iter().all(|f| reading.values.get(f.key).is_none())
    }

    /// The rows that seemed to be a legend are rows of this table.
    pub(super) fn tell_tail(&mut self, out: &mut Out, seen: &mut Seen, lines: &mut Lines<'_>) {
        for (row, reading) in std::mem::take(&mut self.tail) {
            self.tell(reading, &row, out, seen, lines);
        }
    }

    /// They are none: nothing of the table stands below them.
    pub(super) fn leave_tail(&mut self, out: &mut Out, lines: &mut Lines<'_>) {
        for (row, _) in self.tail.drain(..) {
            tell_left_out(&row, out, lines);
        }
    }

    /// Whether nothing was read but what every text is.
    fn is_plain(&self, reading: &Reading) -> bool {
        let plain = |key: &str| self.found.template.field(key).is_some_and(|field| field.ty == FieldType::Text);
        let supplied = |key: &str| self.supplied.iter().any(|one| one.field.key == key);
        reading.values.0.iter().all(|(key, _)| plain(key) || supplied(key))
    }

    /// Whether this is the second row below one of letters that has numbers, and nothing beside the columns of that one.
    fn lies_below_letters(&self, row: &RowIn) -> bool {
        let Some(((first, _), below)) = self.odd.split_first().filter(|(_, below)| below.len() + 2 == ODD_MAX) else {
            return false;
        };
        below.iter().map(|(row, _)| row).chain([row]).all(|row| {
            let mut filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty());
            labelled(row) == Labelled::No && filled.all(|(column, _)| !first.get(*column).is_empty())
        })
    }

    /// A row that is no data ends the waiting: where labels have rows below them, they are another table's.
    pub(super) fn ends_waiting(&mut self) -> bool {
        let other = self.odd.len() > 1 && self.odd.first().is_some_and(|(row, _)| labelled(row) >= Labelled::Likely);
        if other {
            self.meet_header();
        }
        other
    }

    /// The rows that waited are rows of this table.
    pub(super) fn tell_odd(&mut self, out: &mut Out, seen: &mut Seen, lines: &mut Lines<'_>) {
        if !self.odd.is_empty() {
            self.tell_tail(out, seen, lines);
        }
        for (row, reading) in std::mem::take(&mut self.odd) {
            self.tell(reading, &row, out, seen, lines);
        }
    }
}
