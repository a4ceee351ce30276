//! One table: rows told apart, merged cells filled, totals compared.
mod between;
mod came;
mod left;
mod odd;
mod so_far;
mod supply;
mod verdict;
mod whose;

pub(super) use came::Came;
pub(super) use left::{tell_above, tell_left_out, tell_note};
pub(super) use verdict::is_labels;

use super::look::{as_shown, is_struck_out};
use super::row::Reading;
use super::sheet::Out;
use super::{Lines, Seen, Settings};
use crate::returns::cell::{Cell, Epoch, Merge, RowIn, SheetHead, column_name};
use crate::returns::cross;
use crate::returns::header::{Column, Found};
use crate::returns::lexer::{self, Amount, Context};
use crate::returns::report::{ColumnInfo, Heading, Line, Problem, SheetInfo, Unmatched};
use crate::returns::table::{Mismatch, Shape, Total, Totals, is_substantial, says_something};
use crate::returns::template::Field;
use came::comparable;
use left::tell_total;
use so_far::{SoFar, unit_of};
use std::collections::BTreeSet;
use supply::{Supplied, supplied};
use verdict::{HeaderLine, Verdict};
use whose::{Section, heading};

/// What the sheet knows of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Counted from 1.
    pub block: u32,
    /// A person said which column is which.
    pub told: bool,
    /// The column with the marks of an earlier round.
    pub marked: Option<u16>,
}

/// A table being read.
pub(super) struct Table {
    pub sheet: String,
    pub found: Found,
    pub epoch: Epoch,
    /// The workbook is an export of ours: it may say that a figure is not known yet.
    pub exported: bool,
    pub settings: Settings,
    /// Columns in the order of the template.
    pub columns: Vec<Column>,
    /// Columns without a field whose texts tell rows apart.
    pub telling: Vec<u16>,
    /// Required fields that the sheet's period or a line above the table supplies, and the kind of accident that a heading
    /// names.
    pub supplied: Vec<Supplied>,
    /// Whose it is, by what stands above it.
    heading: Heading,
    /// Whose its rows are that name nobody themselves, by that or by the sheet's name.
    owner: Option<String>,
    /// The headings in rows of their own above the row at hand, the highest level first, where no column says whose its rows are.
    sections: Vec<Section>,
    /// Rows below it, which may say whose it is.
    foot: Vec<RowIn>,
    /// Whom the rows so far named last, where a column says whose they are.
    named: Option<String>,
    /// Whether a required column is missing altogether: no row can be taken.
    pub lacking: bool,
    shape: Shape,
    numbers: Vec<usize>,
    totals: Totals,
    merges: Vec<Merge>,
    next_merge: usize,
    /// Merged cells that reach below their first row.
    open: Vec<(Merge, Cell)>,
    /// Columns with data but no label.
    stray: BTreeSet<u16>,
    over: bool,
    met_header: bool,
    first_row: bool,
    /// The header's own rows, and which of them comes next where they are being repeated.
    header: Vec<HeaderLine>,
    repeating: Option<usize>,
    /// The row that seemed to end the table.
    ended: Option<RowIn>,
    /// Notes right above the row at hand: titles, if that is a header.
    noted: Vec<RowIn>,
    /// Rows of which nothing could be read: labels of another table, if what follows says so.
    odd: Vec<(RowIn, Reading)>,
    /// Rows that seem to be a legend below the table, unless rows of it follow.
    tail: Vec<(RowIn, Reading)>,
    so_far: SoFar,
}

/// Notes that are remembered above a header.
const NOTED_MAX: usize = 4;

impl Table {
    /// `rows` are those among which the header was found; `beside` says that other tables stand at its side, `earlier`
    /// what those above came to.
    pub fn new(
        found: Found,
        head: &SheetHead,
        settings: Settings,
        rows: &[RowIn],
        beside: bool,
        earlier: &[Came],
    ) -> Table {
        let position = |field: &Field| found.template.fields.iter().position(|f| f.key == field.key);
        let mut columns = found.columns.clone();
        columns.sort_by_key(|c| position(c.field));
        let shape = shape_of(&found, &columns);
        let numbers: Vec<usize> =
            columns.iter().enumerate().filter(|(_, c)| c.field.adds_up()).map(|(at, _)| at).collect();
        let mut supplied = supplied(&found, rows, head.epoch);
        let lacking = found.missing.len() > supplied.len();
        // Of kinds of accident or months side by side the heading names that of every row.
        let given = found.across.as_ref().and_then(|across| across.given.clone());
        supplied.extend(given.map(|(field, value)| Supplied::heading(field, value)));
        let own = beside.then_some(shape.columns.as_slice());
        let header = HeaderLine::all(&found, rows, own);
        let heading = heading(&found, rows);
        let merges: Vec<Merge> = head.merges.iter().filter(|m| m.top > found.bottom).copied().collect();
        Table {
            sheet: head.name.clone(),
            epoch: head.epoch,
            exported: head.exported,
            settings,
            telling: found.loose.iter().filter(|l| !l.ignorable).map(|l| l.index).collect(),
            lacking,
            supplied,
            owner: whose::owner(&found, &heading, &head.name),
            heading,
            sections: Vec::new(),
            foot: Vec::new(),
            named: None,
            totals: Totals::new(numbers.len()).below(comparable(&found, &columns, &numbers, earlier).into_iter()),
            numbers,
            shape,
            columns,
            merges,
            next_merge: 0,
            open: Vec::new(),
            stray: BTreeSet::new(),
            over: false,
            met_header: false,
            first_row: true,
            header,
            repeating: None,
            ended: None,
            noted: Vec::new(),
            odd: Vec::new(),
            tail: Vec::new(),
            so_far: SoFar::default(),
            found,
        }
    }

    /// Whether the table has ended before the sheet.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Whether it ended at the header of another table.
    pub fn met_header(&self) -> bool {
        self.met_header
    }

    /// It ends at the header of another table.
    pub fn meet_header(&mut self) {
        (self.over, self.met_header) = (true, true);
    }

    /// First and last of its columns.
    pub fn reach(&self) -> (u16, u16) {
        let ends = (self.shape.columns.first(), self.shape.columns.last());
        (ends.0.copied().unwrap_or(0), ends.1.copied().unwrap_or(0))
    }

    /// Keeps a row as a title of what may come below.
    pub fn entitle(&mut self, row: &RowIn) {
        if self.noted.len() < NOTED_MAX {
            self.noted.push(row.clone());
        }
    }

    /// Whether nothing that could be a title stands right above.
    pub fn is_untitled(&self) -> bool {
        self.noted.is_empty()
    }

    /// The cells of a row that belong to this table, when another one stands beside it.
    pub fn cut(&self, row: &RowIn) -> RowIn {
        if self.found.across.is_some() {
            let own = |(column, _): &&(u16, Cell)| self.shape.columns.contains(column);
            return RowIn { cells: row.cells.iter().filter(own).cloned().collect(), ..row.clone() };
        }
        let (first, last) = self.reach();
        row.cut(first..=last)
    }

    /// Of years side by side with a column for their sum: what that column says otherwise. A cell that is no plain number
    /// leaves the row alone.
    pub fn crosswise(&self, row: &RowIn) -> Option<Problem> {
        let across = self.found.across.as_ref().filter(|_| !self.over)?;
        let number = |column: u16| match row.get(column) {
            Cell::Empty => Some(0.0),
            Cell::Number(n) => Some(*n),
            Cell::Text(text) => text.replace(',', "").trim().parse().ok(),
            _ => None,
        };
        let column = across.total.filter(|column| !row.get(*column).is_empty())?;
        let (stated, sum) = (number(column)?, across.columns.iter().map(|c| number(*c)).sum::<Option<f64>>()?);
        let problem = Problem::warning("sum-mismatch").at(column, row.number());
        let problem = problem.raw(stated.to_string()).with("rule", "sum-across").with("stated", stated);
        (stated != sum).then(|| problem.with("sum", sum))
    }

    /// Tells what the table is and what is wrong with its columns.
    pub fn announce(&self, sheet: &Known, out: &mut Out, lines: &mut Lines<'_>) {
        let found = &self.found;
        let info = SheetInfo {
            sheet: self.sheet.clone(),
            template: Some(found.template.key.into()),
            header_rows: (found.top + 1..=found.bottom + 1).collect(),
            columns: found
                .columns
                .iter()
                .map(|c| ColumnInfo { field: c.field.key.into(), column: column_name(c.index), label: c.label.clone() })
                .collect(),
            unmatched: found
                .loose
                .iter()
                .map(|l| Unmatched {
                    column: column_name(l.index),
                    label: l.label.clone(),
                    suggestion: l.suggestion.map(|f| f.key.into()),
                })
                .collect(),
            period: found.period.map(|p| (p.first.to_string(), p.last.to_string())),
            block: (sheet.block > 1).then_some(sheet.block),
            told: sheet.told,
            marked: sheet.marked.map(column_name),
            supplied: self.supplied.iter().map(|s| s.field.key.to_owned()).collect(),
            heading: self.heading.clone(),
            ..SheetInfo::default()
        };
        out.line(Line::Sheet(info), lines);
        if let Some(across) = found.across.as_ref().filter(|across| !matches!(across.left.as_str(), "" | "年" | "年度"))
            && let Some(figure) = found.columns.iter().find(|column| column.field.adds_up())
        {
            let problem = Problem::warning("unit-stripped").at(figure.index, found.top + 1).field("year");
            out.problem(problem.raw(&across.label).with("unit", &across.left), lines);
        }
        if let Some(money) = found.money {
            // The label's own unit goes before the line above.
            for column in found.columns.iter().filter(|c| c.field.unit == "万元" && c.scale.power != money) {
                let above = unit_of(money);
                let problem = Problem::warning("cross-check").at(column.index, found.bottom + 1);
                let problem = problem.field(column.field.key).with("rule", "unit-above").with("above", above);
                out.problem(problem.with("label", &column.label), lines);
            }
        }
        for column in &found.loose {
            let problem = match (column.duplicate, column.suggestion) {
                (Some(field), _) => Problem::warning("duplicate-column").field(field.key),
                (None, Some(field)) => Problem::warning("column-unmatched").suggest(field.key),
                (None, None) if column.ignorable || column.told => continue,
                (None, None) => Problem::info("column-unmatched"),
            };
            out.problem(problem.column(column.index).with("label", &column.label), lines);
        }
        for field in &found.missing {
            let supplied = self.supplied.iter().find(|s| s.field.key == field.key);
            let problem = match supplied {
                // Its heading says the year.
                Some(_) if found.across.is_some() => continue,
                Some(supplied) => supplied.told(),
                None => Problem::error("required-column-missing"),
            };
            out.problem(problem.field(field.key), lines);
        }
    }

    pub fn row(&mut self, row: &RowIn, out: &mut Out, seen: &mut Seen, lines: &mut Lines<'_>) {
        if row.is_empty() {
            return;
        }
        if self.over {
            // Beside a table that goes on, another header may stand below a note.
            if !self.met_header && is_labels(row) {
                self.met_header = true;
                return;
            }
            if self.met_header || !self.fits(row, true) {
                if is_substantial(row) && !self.is_untold(row) {
                    tell_left_out(row, out, lines);
                } else if !self.met_header && says_something(row) {
                    self.keep_foot(row);
                    tell_note(row, Some("below-note"), out, lines);
                }
                return;
            }
            self.resume(out, lines);
        }
        let verdict = self.verdict(row);
        if verdict == Verdict::OtherHeader {
            self.leave_tail(out, lines);
            return self.meet_header();
        }
        if !matches!(verdict, Verdict::Data | Verdict::Blank) {
            if self.ends_waiting() {
                return;
            }
            self.tell_odd(out, seen, lines);
            match verdict {
                // Below a heading rows follow.
                Verdict::Note(_) | Verdict::Total(_) => self.tell_tail(out, seen, lines),
                _ => self.leave_tail(out, lines),
            }
        }
        match verdict {
            Verdict::Blank | Verdict::OtherHeader => {}
            Verdict::Outside => tell_left_out(row, out, lines),
            Verdict::Zeros => tell_note(row, Some("only-zeros"), out, lines),
            Verdict::End => {
                self.foot.append(&mut self.noted);
                (self.over, self.ended) = (true, Some(row.clone()));
            }
            Verdict::Note(kind) => {
                if kind.is_none() {
                    self.totals.heading();
                    self.enter_section(row);
                }
                tell_note(row, kind, out, lines);
                if kind.is_none() && self.noted.len() < NOTED_MAX {
                    self.noted.push(row.clone());
                }
                return;
            }
            Verdict::Total(kind) => self.total(kind, row, out, lines),
            Verdict::Data => self.data(row, out, seen, lines),
        }
        // What was noted above labels stays theirs while they wait.
        if self.odd.is_empty() && !self.met_header {
            self.noted.clear();
        }
    }

    /// Goes on below a note.
    pub fn resume(&mut self, out: &mut Out, lines: &mut Lines<'_>) {
        self.over = false;
        self.foot.clear();
        if let Some(row) = self.ended.take() {
            tell_note(&row, None, out, lines);
        }
    }

    /// Rows above the header of another table that belong to that: its titles, the upper row of its labels.
    pub fn take_titles(&mut self) -> Vec<RowIn> {
        let mut titles = std::mem::take(&mut self.noted);
        titles.extend(self.odd.drain(..).map(|(row, _)| row));
        titles
    }

    pub fn end(&mut self, out: &mut Out, seen: &mut Seen, lines: &mut Lines<'_>) {
        self.tell_odd(out, seen, lines);
        self.leave_tail(out, lines);
        let ended = self.ended.take();
        // A company alone below the last row looks like a heading of rows that do not come.
        let last: Vec<RowIn> = self.noted.drain(..).chain(ended.clone()).collect();
        self.foot.splice(0..0, last);
        if let Some(row) = ended {
            tell_note(&row, Some("below-note"), out, lines);
        }
        for mismatch in self.totals.finish() {
            self.mismatch(&mismatch, out, lines);
        }
        out.counts.foot = self.signed();
        self.tell_small_amounts(out, lines);
        for column in std::mem::take(&mut self.stray) {
            out.problem(Problem::info("column-unmatched").column(column), lines);
        }
    }

    /// Of years side by side: this one says nothing of the row. What was not told is no data.
    fn is_untold(&self, row: &RowIn) -> bool {
        self.found.across.is_some() && self.shape.numbers.iter().all(|column| row.get(*column).is_empty())
    }

    fn tell(&mut self, reading: Reading, row: &RowIn, out: &mut Out, seen: &mut Seen, lines: &mut Lines<'_>) {
        let amounts: Vec<(Option<Amount>, bool)> = self
            .numbers
            .iter()
            .map(|at| {
                let key = self.columns[*at].field.key;
                (reading.values.get(key).and_then(cross::amount), reading.failed.contains(&key))
            })
            .collect();
        // A total may count what is hidden or struck out, or leave it.
        self.totals.data(&amounts, row.hidden || is_struck_out(self, row));
        for (column, cell) in &row.cells {
            if !cell.is_empty() && self.shape.columns.binary_search(column).is_err() && self.stray.len() < 64 {
                self.stray.insert(*column);
            }
        }
        self.keep_amounts(row);
        reading.tell(self, row, out, seen, lines);
    }

    fn total(&mut self, kind: Total, row: &RowIn, out: &mut Out, lines: &mut Lines<'_>) {
        self.so_far.forget_days();
        let stated: Vec<Option<Amount>> = self
            .numbers
            .iter()
            .map(|at| {
                let column = &self.columns[*at];
                let lexed = lexer::read(row.get(column.index), &self.context(column));
                as_shown(row, column, &self.context(column), lexed).value.as_ref().and_then(cross::amount)
            })
            .collect();
        tell_total(row, out, lines);
        for mismatch in self.totals.total(kind, row.number(), stated) {
            self.mismatch(&mismatch, out, lines);
        }
    }

    fn mismatch(&self, mismatch: &Mismatch, out: &mut Out, lines: &mut Lines<'_>) {
        let column = &self.columns[self.numbers[mismatch.column]];
        // 平均职工人数 of a quarter is no sum of its months, unless several enterprises are listed.
        let averaged = self.found.template.key == "exposure" && column.field.key == "headcount";
        if averaged && !self.columns.iter().any(|c| matches!(c.field.key, "enterprise" | "uscc")) {
            return;
        }
        let problem = Problem::warning("sum-mismatch").at(column.index, mismatch.row).field(column.field.key);
        let problem = problem.raw(&mismatch.stated).with("stated", &mismatch.stated).with("sum", &mismatch.sum);
        let problem = match &mismatch.tables {
            Some((tables, together)) => {
                problem.with("rule", "sum-of-tables").with("tables", tables).with("together", together)
            }
            None => problem.with("rule", "sum-of-table"),
        };
        out.problem(problem, lines);
    }

    pub fn context(&self, column: &Column) -> Context<'static> {
        Context { field: column.field, epoch: self.epoch, period: self.found.period, scale: column.scale }
    }

    /// Notes merged cells that start in this row, and forgets those that ended above.
    fn open_merges(&mut self, row: &RowIn) {
        self.open.retain(|(merge, _)| merge.bottom >= row.index);
        while let Some(merge) = self.merges.get(self.next_merge).filter(|m| m.top <= row.index) {
            if merge.top == row.index && merge.bottom > merge.top && !row.get(merge.left).is_empty() {
                self.open.push((*merge, row.get(merge.left).clone()));
            }
            self.next_merge += 1;
        }
    }

    /// The cell of a column: its own, or that of the merged cell it lies under.
    pub fn cell<'a>(&'a self, row: &'a RowIn, column: &Column) -> &'a Cell {
        if column.field.fills_down() { self.under(row, column.index) } else { row.get(column.index) }
    }

    /// What stands in a column, in the row itself or merged from above.
    pub fn under<'a>(&'a self, row: &'a RowIn, column: u16) -> &'a Cell {
        let own = row.get(column);
        let merged = || self.open.iter().find(|(m, _)| m.left == column && m.top < row.index);
        if own.is_empty() { merged().map_or(own, |(_, cell)| cell) } else { own }
    }
}

/// What tells the rows of a table apart; `columns` are in the order of the template.
fn shape_of(found: &Found, columns: &[Column]) -> Shape {
    let mut shape = Shape {
        columns: found
            .columns
            .iter()
            .map(|c| c.index)
            .chain(found.loose.iter().map(|l| l.index))
            .chain(found.columns.iter().flat_map(|c| c.with.iter().copied()))
            .collect(),
        fields: found.columns.iter().map(|c| c.index).collect(),
        numbers: columns.iter().filter(|c| c.field.adds_up()).map(|c| c.index).collect(),
        required: columns.iter().filter(|c| c.field.required).map(|c| c.index).collect(),
        dated: columns.iter().find(|c| Some(c.field.key) == found.template.dated_by).map(|c| c.index),
        ignorable: found.loose.iter().filter(|l| l.ignorable).map(|l| l.index).collect(),
    };
    shape.columns.sort_unstable();
    shape.fields.sort_unstable();
    shape.numbers.sort_unstable();
    shape
}
