//! Sheets and rows in, lines of the report out. Streams: only the first rows of a sheet are kept, to find its header.
mod again;
mod cell;
mod look;
mod mix;
mod peek;
mod row;
mod sheet;
mod table;
mod words;
#[cfg(test)]
mod tests;

use super::cell::{Cell, RowIn, SheetHead, Sink};
use super::marks;
use super::report::{FileInfo, Line, Problem};
use super::template::Template;
use super::told::Told;
use chrono::NaiveDate;
use sheet::SheetCheck;
use std::collections::HashMap;

/// How a file is to be judged.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The day of the check: events after it are remarked.
    pub as_of: Option<NaiveDate>,
    /// Key of the template by which every table is read.
    pub template: Option<String>,
    /// What people said about this workbook.
    pub told: Told,
    /// Whether the first rows of each sheet are told as they stand there.
    pub peek: bool,
}

/// [`Options`] with the template looked up.
#[derive(Debug, Clone, Copy)]
struct Settings {
    as_of: Option<NaiveDate>,
    template: Option<&'static Template>,
    peek: bool,
}

/// Takes the lines of a report as they come.
type Lines<'a> = dyn FnMut(Line) + 'a;

/// Rows already seen in the file: what they say, and where the first one stands.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    rows: HashMap<u64, Place>,
    /// The same for the events that rows tell of ([`again::event`]).
    events: HashMap<u64, Place>,
    accidents: HashMap<u64, Vec<(again::Accident, Place)>>,
    sheets: Vec<String>,
}

/// A sheet by its place in [`Seen::sheets`], and a row of it by the sheet's own number.
type Place = (u32, u32);

impl Seen {
    fn enter(&mut self, sheet: &str) {
        self.sheets.push(sheet.to_owned());
    }

    /// The sheet and row that said the same before.
    fn before(&mut self, hash: u64, row: u32) -> Option<(String, u32)> {
        let here = (self.here(), row);
        let known = met(&mut self.rows, hash, here)?;
        Some(self.named(known))
    }

    fn here(&self) -> u32 {
        u32::try_from(self.sheets.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    fn named(&self, (sheet, row): Place) -> (String, u32) {
        (self.sheets.get(sheet as usize).cloned().unwrap_or_default(), row)
    }
}

/// Where a hash was met before; else it is met here.
fn met(known: &mut HashMap<u64, Place>, hash: u64, here: Place) -> Option<Place> {
    match known.entry(hash) {
        std::collections::hash_map::Entry::Occupied(known) => Some(*known.get()),
        std::collections::hash_map::Entry::Vacant(free) => {
            free.insert(here);
            None
        }
    }
}

/// Checks one file: takes what a reader hands over, tells the lines of a report.
pub struct Checker<'a> {
    settings: Settings,
    told: Told,
    /// Corrected cells of the sheet at hand, by row.
    fixes: HashMap<u32, Vec<(u16, String)>>,
    lines: &'a mut Lines<'a>,
    seen: Seen,
    sheet: Option<SheetCheck>,
    partly: Option<Problem>,
    /// Sheets that had something to say.
    sheets: u32,
}

impl<'a> Checker<'a> {
    pub fn new(options: Options, lines: &'a mut Lines<'a>) -> Checker<'a> {
        let template = options.template.as_deref().and_then(Template::by_key);
        let settings = Settings { as_of: options.as_of, template, peek: options.peek };
        let (told, fixes) = (options.told, HashMap::new());
        Checker { settings, told, fixes, lines, seen: Seen::default(), sheet: None, partly: None, sheets: 0 }
    }

    /// The file is over.
    pub fn finish(mut self, readable: bool) {
        self.sheet_end();
        if readable && self.sheets == 0 {
            (self.lines)(Line::FileProblem(Problem::warning("no-table-found")));
        }
        (self.lines)(Line::End { readable });
    }
}

impl Sink for Checker<'_> {
    fn file(&mut self, info: &FileInfo) {
        (self.lines)(Line::File(info.clone()));
    }

    fn problem(&mut self, problem: Problem) {
        (self.lines)(Line::FileProblem(problem));
    }

    fn sheet(&mut self, head: SheetHead) {
        self.sheet_end();
        self.seen.enter(&head.name);
        self.fixes = self.told.fixes_of(&head.name);
        // The sheet that an earlier round of marks put in front is no data.
        let head = SheetHead { hidden: head.hidden || marks::is_sheet(&head.name), ..head };
        let layouts = self.told.layouts_of(&head.name);
        self.sheet = Some(SheetCheck::new(head, self.settings, layouts));
    }

    fn row(&mut self, mut row: RowIn) {
        if !self.fixes.is_empty()
            && let Some(fixes) = self.fixes.get(&row.index)
        {
            correct(&mut row, fixes);
        }
        if let Some(sheet) = &mut self.sheet
            && !row.is_empty()
        {
            sheet.row(row, &mut self.seen, self.lines);
        }
    }

    fn sheet_problem(&mut self, problem: Problem) {
        self.partly = Some(problem);
    }

    fn sheet_end(&mut self) {
        if let Some(sheet) = self.sheet.take() {
            let partly = self.partly.take();
            self.sheets += u32::from(sheet.end(partly, &mut self.seen, self.lines));
        }
    }
}

/// Puts what people typed in the place of what the file says.
fn correct(row: &mut RowIn, fixes: &[(u16, String)]) {
    for (column, text) in fixes {
        row.looks.retain(|(styled, _)| styled != column);
        let cell = if text.is_empty() { Cell::Empty } else { Cell::Text(text.clone()) };
        match row.cells.binary_search_by_key(column, |(c, _)| *c) {
            Ok(at) => row.cells[at].1 = cell,
            Err(at) => row.cells.insert(at, (*column, cell)),
        }
    }
}
