//! What a row below a header is to its table: data, a note, a total, the same header again or that of another table.
use super::super::cell::whole;
use super::Table;
use crate::returns::cell::{Cell, RowIn};
use crate::returns::header::{Found, Grid};
use crate::returns::label::{is_known, squeeze};
use crate::returns::lexer::{self, Said, span_in, tidy};
use crate::returns::table::{RowKind, Total, ends_table, is_substantial};
use crate::returns::template::FieldType;

/// What is done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Blank,
    /// Nothing but zeros, as formulas leave them below the last row.
    Zeros,
    /// Cells beside the table only.
    Outside,
    /// A note, with the kind of it that is told.
    Note(Option<&'static str>),
    Total(Total),
    Data,
    /// 注:, 填表人:: what follows is looked at closely.
    End,
    /// The header of another table, or the same labels in another order.
    OtherHeader,
}

/// A row of the header: its texts with their columns, as they stand there and squeezed.
#[derive(Debug, Clone)]
pub(super) struct HeaderLine(Vec<(u16, String, String)>);

impl HeaderLine {
    /// The rows of a header that have anything in them; of a table beside another one only its own columns.
    pub fn all(found: &Found, rows: &[RowIn], own: Option<&[u16]>) -> Vec<HeaderLine> {
        let inside = |column: u16| {
            own.is_none_or(|own| match (own, &found.across) {
                (own, Some(_)) => own.contains(&column),
                ([first, .., last], None) => *first <= column && column <= *last,
                (own, None) => own.contains(&column),
            })
        };
        let line = |row: &RowIn| {
            let texts = row.cells.iter().filter(|(column, cell)| !cell.is_empty() && inside(*column));
            HeaderLine(
                texts
                    .filter_map(|(column, cell)| match cell {
                        Cell::Text(text) => Some((*column, text.clone(), squeeze(text))),
                        _ => None,
                    })
                    .collect(),
            )
        };
        let rows = rows.iter().filter(|row| found.top <= row.index && row.index <= found.bottom);
        rows.map(line).filter(|line| !line.0.is_empty()).collect()
    }

    fn starts_like(&self, column: u16, text: &str) -> bool {
        self.0.first().is_some_and(|(at, own, _)| *at == column && own == text)
    }

    /// Whether a row says the same in the same columns, and nothing else.
    fn is_said_by(&self, row: &RowIn) -> bool {
        let mut filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty());
        self.0.iter().all(|(column, _, said)| {
            filled
                .next()
                .is_some_and(|(at, cell)| matches!(cell, Cell::Text(text) if at == column && squeeze(text) == *said))
        }) && filled.next().is_none()
    }
}

/// Whether every filled cell of a row is a text, and enough of them are labels that some template knows.
pub(in crate::returns::check) fn is_labels(row: &RowIn) -> bool {
    let (mut filled, mut known, mut least) = (0, 0, 2);
    for (_, cell) in row.cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        let Cell::Text(text) = cell else { return false };
        // 联系人 联系电话 below a table are no header.
        least = if filled == 0 && ends_table(text) { 3 } else { least };
        filled += 1;
        known += usize::from(text.chars().count() <= 40 && is_known(text));
    }
    known >= least && (known == filled || (known >= 3 && known * 2 >= filled))
}

/// How many cells of a row are labels that some template knows.
pub(super) fn known_labels(row: &RowIn) -> usize {
    row.cells.iter().filter(|(_, cell)| matches!(cell, Cell::Text(text) if is_known(text))).count()
}

impl Table {
    pub(super) fn verdict(&mut self, row: &RowIn) -> Verdict {
        self.open_merges(row);
        if std::mem::take(&mut self.first_row) && Grid::new(std::slice::from_ref(row), &[]).is_numbering(0) {
            return Verdict::Note(Some("column-numbers"));
        }
        if self.repeats(row) {
            return self.again();
        }
        let merges = &self.merges;
        let wide = |column: u16| {
            let from = merges.partition_point(|m| m.top < row.index);
            merges[from..].iter().take_while(|m| m.top == row.index).any(|m| m.left == column && m.right >= m.left + 2)
        };
        let kind = self.shape.kind(row, wide, || self.reads(row));
        if kind == RowKind::Data && self.is_untold(row) {
            return Verdict::Blank;
        }
        let labels = match kind {
            RowKind::Data => self.may_be_labels(row) && is_labels(row),
            RowKind::Blank => is_substantial(row) && is_labels(row),
            _ => is_labels(row),
        };
        if labels {
            let same = self.header.iter().any(|line| line.is_said_by(row));
            return if same { self.again() } else { Verdict::OtherHeader };
        }
        match kind {
            RowKind::Blank if is_substantial(row) && !self.touches(row) => Verdict::Outside,
            RowKind::Blank => Verdict::Blank,
            // A cell merged from above says more than the row itself.
            RowKind::Zeros if self.open.is_empty() => Verdict::Zeros,
            RowKind::Zeros => Verdict::Data,
            RowKind::End => Verdict::End,
            RowKind::Note => Verdict::Note(None),
            RowKind::Total(kind) => Verdict::Total(kind),
            RowKind::Data if self.is_example(row) => Verdict::Note(Some("example-row")),
            RowKind::Data if self.is_heading(row, wide) => Verdict::Note(None),
            RowKind::Data => Verdict::Data,
        }
    }

    /// Whether a row has anything in the table's columns.
    fn touches(&self, row: &RowIn) -> bool {
        row.cells.iter().any(|(c, cell)| !cell.is_empty() && self.shape.columns.binary_search(c).is_ok())
    }

    /// A quick look that most rows of data do not pass.
    fn may_be_labels(&self, row: &RowIn) -> bool {
        let first = row.cells.iter().filter(|(_, cell)| !cell.is_empty()).take(2).map(|(column, _)| *column);
        self.shape
            .required
            .iter()
            .copied()
            .chain(first)
            .any(|column| matches!(row.get(column), Cell::Text(text) if text.chars().count() <= 20 && is_known(text)))
    }

    /// The same header row again, or the next row of one that is being repeated.
    fn repeats(&mut self, row: &RowIn) -> bool {
        let expected = self.repeating.take();
        let Some((column, Cell::Text(text))) = row.cells.iter().find(|(_, cell)| !cell.is_empty()) else {
            return false;
        };
        let line = expected.or_else(|| self.header.iter().position(|line| line.starts_like(*column, text)));
        let Some(line) = line.filter(|at| self.header.get(*at).is_some_and(|line| line.is_said_by(row))) else {
            return false;
        };
        self.repeating = Some(line + 1).filter(|next| *next < self.header.len());
        true
    }

    /// The same header again: of the same table, unless a line above it names another period.
    fn again(&self) -> Verdict {
        use chrono::Datelike;
        let Some(known) = self.found.period else { return Verdict::Note(Some("header-again")) };
        let other = |text: &str| match span_in(text) {
            Some(Said::Span(span)) => !known.covers(span) && !span.covers(known),
            Some(Said::Months(from, to)) => {
                let one_year = known.first.year() == known.last.year();
                one_year && (to < known.first.month() || known.last.month() < from)
            }
            None => false,
        };
        let texts = self.noted.iter().flat_map(|row| &row.cells).filter_map(|(_, cell)| match cell {
            Cell::Text(text) if text.chars().count() <= 40 && !ends_table(text) => Some(text),
            _ => None,
        });
        if texts.into_iter().any(|text| other(&tidy(text))) {
            Verdict::OtherHeader
        } else {
            Verdict::Note(Some("header-again"))
        }
    }

    /// Whether a row below a note is still one of the table: most of what must be told is there, and most cells can be
    /// read as what their columns hold.
    /// A total fits too, unless the rows before it were none of the table's (`totals`).
    pub fn fits(&mut self, row: &RowIn, totals: bool) -> bool {
        self.open_merges(row);
        self.reads(row) || (totals && self.sums(row))
    }

    fn sums(&self, row: &RowIn) -> bool {
        let kind = self.shape.kind(row, |_| false, || false);
        matches!(kind, RowKind::Total(Total::All | Total::Group)) && is_substantial(row)
    }

    pub(super) fn reads(&self, row: &RowIn) -> bool {
        let (mut filled, mut typed, mut good, mut required) = (0_usize, 0_usize, 0_usize, 0_usize);
        for column in &self.columns {
            let cell = self.cell(row, column);
            if cell.is_empty() {
                continue;
            }
            filled += 1;
            required += usize::from(column.field.required);
            if column.field.ty != FieldType::Text {
                typed += 1;
                let whole = whole(self, row, column, cell);
                good += usize::from(lexer::read(&whole, &self.context(column)).value.is_some());
            }
        }
        filled >= 2 && good >= 1 && good * 2 >= typed && required * 2 + 1 > self.shape.required.len()
    }
}
