//! One sheet: looking for the table, reading it, looking for another one below.
mod below;

use super::peek::peek;
use super::table::{Known, Table};
use super::{Lines, Seen, Settings};
use crate::returns::cell::{RowIn, SheetHead, column_name};
use crate::returns::header::{self, Above, Found, Search};
use crate::returns::label::Label;
use crate::returns::marks;
use crate::returns::report::{Counts, Line, Problem, SheetInfo, Unmatched};
use crate::returns::told::Layout;
use below::Below;

/// Rows that are kept while the header is looked for.
const HUNT_ROWS: usize = 200;
/// Problems of one code that are told in detail; the others are counted.
const DETAIL_MAX: u64 = 1_000;

/// Writes problems and rows of a sheet and counts them.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub counts: Counts,
    /// Lines of a table beside the first one wait until that is over.
    held: Option<Vec<Line>>,
}

impl Out {
    pub fn held() -> Out {
        Out { counts: Counts::default(), held: Some(Vec::new()) }
    }

    pub fn line(&mut self, line: Line, lines: &mut Lines<'_>) {
        match &mut self.held {
            Some(held) => held.push(line),
            None => lines(line),
        }
    }

    pub fn problem(&mut self, problem: Problem, lines: &mut Lines<'_>) {
        let count = self.counts.codes.entry(problem.code.clone()).or_default();
        *count += 1;
        if *count <= DETAIL_MAX {
            self.line(Line::Problem(problem), lines);
        }
    }

    pub fn end(&mut self, lines: &mut Lines<'_>) {
        for line in self.held.take().unwrap_or_default() {
            lines(line);
        }
        lines(Line::SheetEnd(std::mem::take(&mut self.counts)));
    }
}

enum State {
    /// Rows kept while looking for a header.
    Hunting(Vec<RowIn>),
    /// One table, or several side by side.
    Tables(Vec<(Table, Out)>),
    /// Below tables that seem to be over.
    Below(Below),
    /// Nothing more is read.
    Idle,
}

/// Checks one sheet.
pub(super) struct SheetCheck {
    head: SheetHead,
    settings: Settings,
    /// What a person said about this sheet's tables.
    layouts: Vec<Layout>,
    /// The column with the marks of an earlier round: no data.
    marked: Option<u16>,
    /// The first rows were told.
    peeked: bool,
    /// A person said that the rest of the sheet is none of ours.
    left_out: bool,
    state: State,
    /// Tables found so far.
    blocks: u32,
    /// Why there was no table at the first look.
    failed: Option<Search>,
    /// The rows of that look, or the first ones of a hidden sheet, for a person.
    kept: Vec<RowIn>,
    /// The sheet is hidden and nobody asked for it.
    closed: bool,
    /// Rows with something in them.
    rows: u64,
}

impl SheetCheck {
    pub fn new(head: SheetHead, settings: Settings, layouts: Vec<Layout>) -> SheetCheck {
        let closed = head.hidden && layouts.iter().all(|layout| layout.template.is_none());
        let state = if closed { State::Idle } else { State::Hunting(Vec::new()) };
        SheetCheck {
            head,
            settings,
            layouts,
            marked: None,
            peeked: false,
            left_out: false,
            state,
            blocks: 0,
            failed: None,
            kept: Vec::new(),
            closed,
            rows: 0,
        }
    }

    pub fn row(&mut self, row: RowIn, seen: &mut Seen, lines: &mut Lines<'_>) {
        self.rows += 1;
        self.take(row, seen, lines);
    }

    fn take(&mut self, mut row: RowIn, seen: &mut Seen, lines: &mut Lines<'_>) {
        if matches!(self.state, State::Hunting(_))
            && let Some(column) = marks::column(&row)
        {
            self.marked = Some(column);
        }
        if let Some(marked) = self.marked {
            row.cells.retain(|(column, _)| *column != marked);
            if row.is_empty() {
                return;
            }
        }
        match &mut self.state {
            State::Idle if self.closed && self.settings.peek && self.kept.len() < HUNT_ROWS => self.kept.push(row),
            State::Idle => {}
            State::Hunting(kept) => {
                kept.push(row);
                if kept.len() >= HUNT_ROWS {
                    self.settle(seen, lines);
                }
            }
            State::Tables(tables) => {
                let side_by_side = tables.len() > 1;
                if let Some((table, out)) = tables.first_mut()
                    && let Some(problem) = table.crosswise(&row)
                {
                    out.problem(problem, lines);
                }
                for (table, out) in tables.iter_mut() {
                    if side_by_side {
                        table.row(&table.cut(&row), out, seen, lines);
                    } else {
                        table.row(&row, out, seen, lines);
                    }
                }
                if tables.iter().all(|(table, _)| table.is_over()) {
                    let mut kept: Vec<RowIn> = Vec::new();
                    for (table, _) in tables.iter_mut().filter(|(table, _)| table.met_header()) {
                        if kept.is_empty() {
                            kept = table.take_titles();
                            kept.push(std::mem::take(&mut row));
                        }
                    }
                    self.state = State::Below(Below::new(std::mem::take(tables), kept));
                }
            }
            State::Below(below) => {
                if below.goes_on(&row, lines) {
                    self.state = State::Tables(std::mem::take(&mut below.tables));
                    return self.take(row, seen, lines);
                }
                below.kept.push(row);
                if below.is_full() {
                    self.settle_below(seen, lines);
                }
            }
        }
    }

    /// Looks for the table in the kept rows and reads those below its header.
    fn settle(&mut self, seen: &mut Seen, lines: &mut Lines<'_>) {
        let State::Hunting(kept) = std::mem::replace(&mut self.state, State::Idle) else { return };
        match self.search(&kept, Above::default()) {
            Search::Found(_) if self.left_out => {
                self.failed = Some(Search::Nothing);
                self.kept = kept;
            }
            Search::Found(found) => self.begin(found, kept, seen, lines),
            failed => {
                self.failed = Some(failed);
                self.kept = kept;
            }
        }
    }

    /// The same below tables that were read: what begins no other table is told to be left out.
    fn settle_below(&mut self, seen: &mut Seen, lines: &mut Lines<'_>) {
        let State::Below(mut below) = std::mem::replace(&mut self.state, State::Idle) else { return };
        let search = self.search(&below.kept, below.above());
        let top = match &search {
            Search::Found(found) => found.iter().map(|f| f.top).min().unwrap_or(0),
            Search::Unknown { .. } => 0,
            Search::Nothing => u32::MAX,
        };
        below.leave_out(top, lines);
        let kept = std::mem::take(&mut below.kept);
        match search {
            Search::Nothing => self.state = State::Below(Below::new(below.tables, Vec::new())),
            Search::Found(found) if !self.left_out => {
                self.close(below.tables, seen, lines);
                self.begin(found, kept, seen, lines);
            }
            search => {
                self.close(below.tables, seen, lines);
                self.failed = Some(if self.left_out { Search::Nothing } else { search });
                self.kept = kept;
            }
        }
    }

    fn begin(&mut self, found: Vec<Found>, kept: Vec<RowIn>, seen: &mut Seen, lines: &mut Lines<'_>) {
        let bottom = found.iter().map(|f| f.bottom).max().unwrap_or(0);
        let beside = found.len() > 1;
        let mut tables: Vec<(Table, Out)> = Vec::new();
        for one in found {
            self.blocks += 1;
            let mut out = if tables.is_empty() { Out::default() } else { Out::held() };
            let table = Table::new(one, &self.head, self.settings, &kept, beside);
            table.announce(&self.known(self.blocks), &mut out, lines);
            tables.push((table, out));
            self.peek(&kept, Some(bottom), lines);
        }
        self.state = State::Tables(tables);
        for row in kept {
            if row.index > bottom {
                self.take(row, seen, lines);
            }
        }
    }

    /// The tables that start in these rows: where a person pointed them out, as they said; else where they are found.
    fn search(&mut self, kept: &[RowIn], above: Above) -> Search {
        let (name, merges) = (&self.head.name, &self.head.merges);
        let found = header::search_below(name, kept, merges, self.settings.template, above);
        let Some(first) = self.layout(self.blocks + 1) else { return self.across(kept).unwrap_or(found) };
        if first.template.is_none() {
            self.left_out = true;
            return Search::Found(Vec::new());
        }
        let told = |layout, columns| header::told(name, kept, merges, layout, columns, above);
        match found {
            Search::Found(several) if several.len() > 1 => {
                let said = |(block, found): (u32, Found)| {
                    let own = found.reach();
                    self.layout(block).and_then(|layout| told(layout, own)).unwrap_or(found)
                };
                Search::Found((self.blocks + 1..).zip(several).map(said).collect())
            }
            found => told(first, 0..=u16::MAX).map_or(found, |told| Search::Found(vec![told])),
        }
    }

    /// The tables of a sheet with its years, or its kinds of accident, side by side.
    fn across(&self, kept: &[RowIn]) -> Option<Search> {
        let (name, merges, template) = (&self.head.name, &self.head.merges, self.settings.template);
        let found = header::across(name, kept, merges, template);
        found.or_else(|| header::kinds(name, kept, merges, template)).map(Search::Found)
    }

    fn layout(&self, block: u32) -> Option<&Layout> {
        self.layouts.iter().find(|layout| layout.block == block)
    }

    fn known(&self, block: u32) -> Known {
        let told = self.layout(block).is_some_and(|layout| !layout.columns.is_empty());
        Known { block, told, marked: self.marked }
    }

    /// Tells the first rows as they stand there, once, to those who asked.
    fn peek(&mut self, kept: &[RowIn], bottom: Option<u32>, lines: &mut Lines<'_>) {
        if self.settings.peek && !std::mem::replace(&mut self.peeked, true) {
            lines(Line::Peek(peek(kept, bottom, self.head.epoch)));
        }
    }

    fn end_tables(&mut self, seen: &mut Seen, lines: &mut Lines<'_>) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Tables(tables) => self.close(tables, seen, lines),
            State::Below(below) => self.close(below.tables, seen, lines),
            State::Hunting(_) | State::Idle => {}
        }
    }

    fn close(&self, tables: Vec<(Table, Out)>, seen: &mut Seen, lines: &mut Lines<'_>) {
        for (mut table, mut out) in tables {
            table.end(&mut out, seen, lines);
            out.end(lines);
        }
    }

    /// Answers whether the sheet had anything to say.
    pub fn end(mut self, partly: Option<Problem>, seen: &mut Seen, lines: &mut Lines<'_>) -> bool {
        if marks::is_sheet(&self.head.name) {
            return false;
        }
        // A table found in the last rows may end and leave rows that are looked through again.
        loop {
            match &self.state {
                State::Hunting(kept) if !kept.is_empty() => self.settle(seen, lines),
                State::Below(below) if !below.kept.is_empty() => self.settle_below(seen, lines),
                _ => break,
            }
        }
        let open = match &mut self.state {
            State::Tables(tables) | State::Below(Below { tables, .. }) => tables.first_mut(),
            State::Hunting(_) | State::Idle => None,
        };
        let told = open.is_some();
        if let (Some(problem), Some((_, out))) = (&partly, open) {
            out.problem(problem.clone(), lines);
        }
        self.end_tables(seen, lines);
        // Below a table that was read, text is notes; what looks like another table is never left out silently.
        let unknown = matches!(self.failed, Some(Search::Unknown { .. }));
        if self.blocks > 0 && !unknown && (told || partly.is_none()) {
            return true;
        }
        if self.rows == 0 && partly.is_none() {
            return false;
        }
        self.no_table(partly, lines);
        true
    }

    /// A sheet without a table that could be read: hidden, unknown, or only text.
    fn no_table(&mut self, partly: Option<Problem>, lines: &mut Lines<'_>) {
        let mut info = SheetInfo {
            sheet: self.head.name.clone(),
            hidden: self.head.hidden,
            told: self.left_out,
            marked: self.marked.map(column_name),
            ..SheetInfo::default()
        };
        info.block = (self.blocks > 0).then_some(self.blocks + 1);
        info.unread = (self.blocks == 0).then_some(self.rows);
        if self.closed {
            info.header_rows = self.guess();
        }
        let mut out = Out::default();
        let problem = match &self.failed {
            _ if self.closed => (self.rows > 0).then(|| Problem::warning("hidden-sheet-with-data")),
            _ if self.left_out => None,
            Some(Search::Unknown { top, bottom, labels }) => {
                info.header_rows = (top + 1..=bottom + 1).collect();
                info.unmatched = labels.iter().map(unmatched).collect();
                Some(Problem::error("template-unknown"))
            }
            _ => (self.rows > 0 && self.blocks == 0).then(|| Problem::warning("no-table-found")),
        };
        let bottom = info.header_rows.last().map(|row| row - 1);
        lines(Line::Sheet(info));
        let kept = std::mem::take(&mut self.kept);
        self.peek(&kept, bottom, lines);
        for problem in problem.into_iter().chain(partly) {
            out.problem(problem.sheet(&self.head.name), lines);
        }
        out.end(lines);
    }

    /// Where the header of a hidden sheet seems to stand, for whoever opens it.
    fn guess(&self) -> Vec<u32> {
        let rows = match header::search(&self.head.name, &self.kept, &self.head.merges, self.settings.template) {
            Search::Found(found) => found.first().map(|found| (found.top, found.bottom)),
            Search::Unknown { top, bottom, .. } => Some((top, bottom)),
            Search::Nothing => None,
        };
        rows.map_or_else(Vec::new, |(top, bottom)| (top + 1..=bottom + 1).collect())
    }
}

fn unmatched(label: &Label) -> Unmatched {
    Unmatched { column: column_name(label.column), label: label.shown(), suggestion: None }
}
