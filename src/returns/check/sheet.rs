//! One sheet: looking for the table, reading it, looking for another one below.
use super::table::Table;
use super::{Lines, Seen, Settings};
use crate::returns::cell::{RowIn, SheetHead, column_name};
use crate::returns::header::{self, Search};
use crate::returns::label::Label;
use crate::returns::report::{Counts, Line, Problem, SheetInfo, Unmatched};

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
    /// Nothing more is read.
    Idle,
}

/// Checks one sheet.
pub(super) struct SheetCheck {
    head: SheetHead,
    settings: Settings,
    state: State,
    /// Tables found so far.
    blocks: u32,
    /// Why there was no table at the first look.
    failed: Option<Search>,
    any: bool,
}

impl SheetCheck {
    pub fn new(head: SheetHead, settings: Settings) -> SheetCheck {
        let state = if head.hidden { State::Idle } else { State::Hunting(Vec::new()) };
        SheetCheck { head, settings, state, blocks: 0, failed: None, any: false }
    }

    pub fn row(&mut self, row: RowIn, seen: &mut Seen, lines: &mut Lines<'_>) {
        self.any = true;
        match &mut self.state {
            State::Idle => {}
            State::Hunting(kept) => {
                kept.push(row);
                if kept.len() >= HUNT_ROWS {
                    self.settle(seen, lines);
                }
            }
            State::Tables(tables) => {
                let side_by_side = tables.len() > 1;
                for (table, out) in tables.iter_mut() {
                    if side_by_side {
                        table.row(&table.cut(&row), out, seen, lines);
                    } else {
                        table.row(&row, out, seen, lines);
                    }
                }
                if tables.iter().all(|(table, _)| table.is_over()) {
                    let again = tables.iter().any(|(table, _)| table.met_header());
                    self.end_tables(seen, lines);
                    self.state = State::Hunting(if again { vec![row] } else { Vec::new() });
                }
            }
        }
    }

    /// Looks for the table in the kept rows and reads those below its header.
    fn settle(&mut self, seen: &mut Seen, lines: &mut Lines<'_>) {
        let State::Hunting(kept) = std::mem::replace(&mut self.state, State::Idle) else { return };
        match header::search(&self.head.name, &kept, &self.head.merges, self.settings.template) {
            Search::Found(found) => {
                let bottom = found.iter().map(|f| f.bottom).max().unwrap_or(0);
                let mut tables: Vec<(Table, Out)> = Vec::new();
                for one in found {
                    self.blocks += 1;
                    let mut out = if tables.is_empty() { Out::default() } else { Out::held() };
                    let table = Table::new(one, &self.head, self.settings);
                    table.announce(&self.head, (self.blocks > 1).then_some(self.blocks), &mut out, lines);
                    tables.push((table, out));
                }
                self.state = State::Tables(tables);
                for row in kept {
                    if row.index > bottom {
                        self.row(row, seen, lines);
                    }
                }
            }
            failed => self.failed = Some(failed),
        }
    }

    fn end_tables(&mut self, seen: &mut Seen, lines: &mut Lines<'_>) {
        if let State::Tables(tables) = std::mem::replace(&mut self.state, State::Idle) {
            for (mut table, mut out) in tables {
                table.end(&mut out, seen, lines);
                out.end(lines);
            }
        }
    }

    /// Answers whether the sheet had anything to say.
    pub fn end(mut self, partly: Option<Problem>, seen: &mut Seen, lines: &mut Lines<'_>) -> bool {
        // A table found in the last rows may end and leave rows that are looked through again.
        while matches!(&self.state, State::Hunting(kept) if !kept.is_empty()) {
            self.settle(seen, lines);
        }
        if let (Some(problem), State::Tables(tables)) = (&partly, &mut self.state)
            && let Some((_, out)) = tables.first_mut()
        {
            out.problem(problem.clone(), lines);
        }
        let told = matches!(self.state, State::Tables(_));
        self.end_tables(seen, lines);
        // Below a table that was read, text is notes; what looks like another table is never left out silently.
        let unknown = matches!(self.failed, Some(Search::Unknown { .. }));
        if self.blocks > 0 && !unknown && (told || partly.is_none()) {
            return true;
        }
        if !self.any && partly.is_none() {
            return false;
        }
        self.no_table(partly, lines);
        true
    }

    /// A sheet without a table that could be read: hidden, unknown, or only text.
    fn no_table(&self, partly: Option<Problem>, lines: &mut Lines<'_>) {
        let mut info = SheetInfo { sheet: self.head.name.clone(), hidden: self.head.hidden, ..SheetInfo::default() };
        info.block = (self.blocks > 0).then_some(self.blocks + 1);
        let mut out = Out::default();
        let problem = match &self.failed {
            _ if self.head.hidden => self.any.then(|| Problem::warning("hidden-sheet-with-data")),
            Some(Search::Unknown { top, bottom, labels }) => {
                info.header_rows = (top + 1..=bottom + 1).collect();
                info.unmatched = labels.iter().map(unmatched).collect();
                Some(Problem::error("template-unknown"))
            }
            _ => (self.any && self.blocks == 0).then(|| Problem::warning("no-table-found")),
        };
        lines(Line::Sheet(info));
        for problem in problem.into_iter().chain(partly) {
            out.problem(problem.sheet(&self.head.name), lines);
        }
        out.end(lines);
    }
}

fn unmatched(label: &Label) -> Unmatched {
    Unmatched { column: column_name(label.column), label: label.shown(), suggestion: None }
}
