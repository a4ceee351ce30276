//! One sheet: looking for the table, reading it, looking for another one below.
mod below;
mod lower;
mod unread;

use super::peek::peek;
use super::table::{Came, Known, Table, tell_above, tell_note};
use super::{Lines, Seen, Settings};
use crate::returns::cell::{Cell, Epoch, RowIn, SheetHead, column_name};
use crate::returns::header::{self, Above, Found, Search};
use crate::returns::label::{self, Label, Upright};
use crate::returns::marks;
use crate::returns::report::{Counts, Line, Problem, SheetInfo, Unmatched};
use crate::returns::table::is_substantial;
use crate::returns::told::Layout;
use below::Below;
use lower::Tables;
use unread::Unread;

/// Rows that are kept while the header is looked for.
const HUNT_ROWS: usize = 200;
/// Problems of one code that are told in detail; the others are counted.
const DETAIL_MAX: u64 = 1_000;

/// Writes problems and rows of a sheet and counts them.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub counts: Counts,
    /// In which years the sheet counts its days.
    pub epoch: Epoch,
    /// Lines of a table beside the first one wait until that is over.
    held: Option<Vec<Line>>,
}

impl Out {
    pub fn held() -> Out {
        Out { held: Some(Vec::new()), ..Out::default() }
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
    Tables(Tables),
    /// Below tables that seem to be over.
    Below(Below),
    /// In a table that is not read.
    Unread(Unread),
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
    /// What those that are over came to.
    came: Vec<Came>,
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
            came: Vec::new(),
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
            State::Tables(_) => self.in_tables(row, seen, lines),
            State::Unread(unread) => {
                if let Some(kept) = unread.row(row) {
                    let above = unread.above;
                    self.tell_unread(lines);
                    self.state = State::Below(Below::new(Vec::new(), kept, above));
                }
            }
            State::Below(below) => {
                if below.goes_on(&row, lines) {
                    self.state = State::Tables(std::mem::take(&mut below.tables).into());
                    return self.take(row, seen, lines);
                }
                below.kept.push(row);
                if below.is_full() {
                    self.settle_below(seen, lines);
                }
            }
        }
    }

    /// A row of the tables that are being read.
    fn in_tables(&mut self, row: RowIn, seen: &mut Seen, lines: &mut Lines<'_>) {
        let State::Tables(mut tables) = std::mem::replace(&mut self.state, State::Idle) else { return };
        if let Some((table, out)) = tables.all.first_mut().filter(|(table, _)| table.found.across.is_some()) {
            let again = table.found.across.as_ref().is_some_and(|across| across.comes_again(&row));
            if again && table.is_untitled() && !table.is_over() {
                tell_note(&row, Some("header-again"), out, lines);
                self.state = State::Tables(tables);
                return;
            }
            if header::is_run(&row) {
                let above = table.found.leaves();
                let kept = table.take_titles().into_iter().chain([row]).collect();
                tables.all.iter_mut().for_each(|(table, _)| table.meet_header());
                self.state = State::Below(Below::new(tables.all, kept, above));
                return;
            }
            if let Some(problem) = table.crosswise(&row) {
                out.problem(problem, lines);
            }
        }
        tables.row(&row, seen, lines);
        if let Some((table, _)) = tables.all.first_mut().filter(|(table, _)| table.found.across.is_some())
            && row.cells.iter().filter(|(_, cell)| !cell.is_empty()).count() == 1
        {
            table.entitle(&row);
        }
        self.state = if self.settle_lower(&mut tables, Some(row.index), seen, lines) {
            let kept = tables.take_header(&row);
            let above = tables.all.first().map_or_else(Above::default, |(table, _)| table.found.leaves());
            State::Below(Below::new(tables.all, kept, above))
        } else {
            State::Tables(tables)
        };
    }

    /// Looks for the table in the kept rows and reads those below its header.
    fn settle(&mut self, seen: &mut Seen, lines: &mut Lines<'_>) {
        let State::Hunting(kept) = std::mem::replace(&mut self.state, State::Idle) else { return };
        self.left_out = self.is_left_out();
        match self.search(&kept, Above::default()) {
            Search::Found(found) if !self.left_out => {
                let top = found.iter().map(|f| f.top).min().unwrap_or(0);
                let above: Vec<RowIn> =
                    kept.iter().filter(|row| row.index < top && is_substantial(row)).cloned().collect();
                self.begin(found, kept, seen, lines);
                self.tell_above(&above, lines);
            }
            failed => {
                self.failed = Some(if self.left_out { Search::Nothing } else { failed });
                self.kept = kept;
            }
        }
    }

    /// Rows above a header that are more than titles are told: nothing was made of them.
    fn tell_above(&mut self, above: &[RowIn], lines: &mut Lines<'_>) {
        let open = match &mut self.state {
            State::Tables(tables) => tables.all.first_mut(),
            State::Below(below) => below.tables.first_mut(),
            State::Hunting(_) | State::Unread(_) | State::Idle => None,
        };
        let Some((_, out)) = open else { return };
        for row in above {
            tell_above(row, out, lines);
        }
    }

    /// The same below tables that were read: what begins no other table is told to be left out.
    fn settle_below(&mut self, seen: &mut Seen, lines: &mut Lines<'_>) {
        let State::Below(mut below) = std::mem::replace(&mut self.state, State::Idle) else { return };
        let above = below.above;
        let kept = std::mem::take(&mut below.kept);
        let (header, labels) = match self.search(&kept, above) {
            // Nothing above could tell that it is left out.
            Search::Nothing if below.tables.is_empty() && kept.iter().any(is_substantial) => {
                let row = kept.first().map_or(0, |row| row.index);
                ((row, row), labels_of(&kept[..1]))
            }
            Search::Nothing => {
                below.leave_all_out(&kept, lines);
                self.state = State::Below(Below::new(below.tables, Vec::new(), above));
                return;
            }
            Search::Unknown { top, bottom, labels } => ((top, bottom), labels),
            Search::Found(found) => {
                let top = found.iter().map(|f| f.top).min().unwrap_or(0);
                let (before, rest): (Vec<RowIn>, Vec<RowIn>) = kept.iter().cloned().partition(|row| row.index < top);
                // Above the table that was found another one may stand that nobody knows.
                match self.search(&before, above) {
                    Search::Unknown { top, bottom, labels } => {
                        below.leave_out(before.iter().filter(|row| row.index < top), lines);
                        self.close(below.tables, seen, lines);
                        let mut unread = Unread::new((top, bottom), labels, self.is_left_out(), above);
                        let own = before.into_iter().filter(|row| row.index >= top);
                        let mut next: Vec<RowIn> = own.filter_map(|row| unread.row(row)).flatten().collect();
                        next.extend(unread.take_titles());
                        next.extend(rest);
                        self.state = State::Unread(unread);
                        self.tell_unread(lines);
                        self.state = State::Below(Below::new(Vec::new(), next, above));
                        return self.settle_below(seen, lines);
                    }
                    _ if self.is_left_out() => header_of(&found),
                    _ => {
                        below.leave_out(&before, lines);
                        self.close(below.tables, seen, lines);
                        return self.begin(found, kept, seen, lines);
                    }
                }
            }
        };
        below.leave_out(kept.iter().filter(|row| row.index < header.0), lines);
        self.close(below.tables, seen, lines);
        self.state = State::Unread(Unread::new(header, labels, self.is_left_out(), above));
        for row in kept.into_iter().filter(|row| row.index >= header.0) {
            self.take(row, seen, lines);
        }
    }

    /// Tells the table that is not read, once it is over.
    fn tell_unread(&mut self, lines: &mut Lines<'_>) {
        if let State::Unread(unread) = std::mem::replace(&mut self.state, State::Idle) {
            self.blocks += 1;
            unread.tell(&self.head, self.blocks, self.settings.peek, lines);
        }
    }

    fn begin(&mut self, found: Vec<Found>, kept: Vec<RowIn>, seen: &mut Seen, lines: &mut Lines<'_>) {
        let bottom = found.iter().map(|f| f.bottom).max().unwrap_or(0);
        let beside = found.len() > 1;
        let earlier = self.came.clone();
        let mut tables: Vec<_> = Vec::new();
        for one in found {
            let out = if tables.is_empty() { Out::default() } else { Out::held() };
            tables.push(self.table(one, &kept, beside, &earlier, out, lines));
            self.peek(&kept, Some(bottom), lines);
        }
        self.state = State::Tables(tables.into());
        for row in kept {
            if row.index > bottom {
                self.take(row, seen, lines);
            }
        }
    }

    /// The tables that start in these rows: where a person pointed them out, as they said; else where they are found.
    fn search(&self, kept: &[RowIn], above: Above) -> Search {
        let (name, merges) = (&self.head.name, &self.head.merges);
        let found = header::search_below(name, kept, merges, self.settings.template, above);
        let across = || self.across(kept, above).unwrap_or_else(|| found.clone());
        let Some(first) = self.layout(self.blocks + 1).filter(|layout| layout.template.is_some()) else {
            return across();
        };
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
    fn across(&self, kept: &[RowIn], above: Above) -> Option<Search> {
        let (name, merges, template) = (&self.head.name, &self.head.merges, self.settings.template);
        let found = header::across(name, kept, merges, template, above.figure);
        found.or_else(|| header::kinds(name, kept, merges, template)).map(Search::Found)
    }

    /// A person said that the table at hand is not to be sent.
    fn is_left_out(&self) -> bool {
        self.layout(self.blocks + 1).is_some_and(|layout| layout.template.is_none())
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

    fn close(&mut self, tables: Vec<(Table, Out)>, seen: &mut Seen, lines: &mut Lines<'_>) {
        for (mut table, mut out) in tables {
            table.end(&mut out, seen, lines);
            out.end(lines);
            self.came.extend(table.came());
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
        self.state = match std::mem::replace(&mut self.state, State::Idle) {
            State::Tables(mut tables) => {
                self.settle_lower(&mut tables, None, seen, lines);
                State::Tables(tables)
            }
            state => state,
        };
        if matches!(self.state, State::Unread(_)) {
            self.tell_unread(lines);
        }
        let mut tables = self.take_tables();
        let told = !tables.is_empty();
        if let (Some(problem), Some((_, out))) = (&partly, tables.first_mut()) {
            out.problem(problem.clone(), lines);
        }
        self.close(tables, seen, lines);
        if self.blocks > 0 && (told || partly.is_none()) {
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
        let problem = problem.map(|problem| match self.upright() {
            Some(upright) => upright.told(problem),
            None => problem,
        });
        let bottom = info.header_rows.last().map(|row| row - 1);
        lines(Line::Sheet(info));
        let kept = std::mem::take(&mut self.kept);
        self.peek(&kept, bottom, lines);
        for problem in problem.into_iter().chain(partly) {
            out.problem(problem.sheet(&self.head.name), lines);
        }
        out.end(lines);
    }

    /// How the items stand on a sheet without a table, where they stand one below the other.
    fn upright(&self) -> Option<Upright> {
        let text = |cell: &'_ Cell| if let Cell::Text(text) = cell { text.clone() } else { String::new() };
        let filled = |row: &RowIn| {
            row.cells.iter().filter(|(_, cell)| !cell.is_empty()).map(|(c, cell)| (*c, text(cell))).collect()
        };
        let rows: Vec<Vec<(u16, String)>> = self.kept.iter().filter(|_| !self.closed).map(filled).collect();
        label::upright(&rows)
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

/// The texts of rows as labels.
fn labels_of(rows: &[RowIn]) -> Vec<Label> {
    let cells = rows.iter().flat_map(|row| &row.cells).filter(|(_, cell)| !cell.is_empty());
    let text = |cell: &Cell| if let Cell::Text(text) = cell { text.clone() } else { String::new() };
    cells.map(|(column, cell)| Label { column: *column, parts: vec![text(cell)] }).collect()
}

/// Rows and labels of a table's header.
fn header_of(found: &[Found]) -> ((u32, u32), Vec<Label>) {
    let (top, bottom) = (found.iter().map(|f| f.top).min(), found.iter().map(|f| f.bottom).max());
    let columns = found.iter().flat_map(|f| f.columns.iter().map(|c| (c.index, c.label.clone())));
    let loose = found.iter().flat_map(|f| f.loose.iter().map(|l| (l.index, l.label.clone())));
    let mut labels: Vec<Label> =
        columns.chain(loose).map(|(column, label)| Label { column, parts: vec![label] }).collect();
    labels.sort_by_key(|label| label.column);
    ((top.unwrap_or(0), bottom.unwrap_or(0)), labels)
}
