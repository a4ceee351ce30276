//! A workbook written anew with every cell at its place: for formats that cannot be edited part by part.
use super::merged;
use super::styles;
use super::xml::odd;
use super::{CellMark, Level, Marks, SheetMarks};
use crate::returns::cell::{Cell, Epoch, RowIn, SheetHead, Sink};
use crate::returns::marks::{self, NOTE};
use crate::returns::read;
use crate::returns::report::{FileInfo, Problem};
use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError};
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

/// Days between the two date systems.
const EPOCHS_APART: f64 = 1_462.0;

/// Writes a new workbook to `out`.
///
/// # Errors
/// The file cannot be read, or holds what no workbook can.
pub(super) fn mark(path: &Path, name: &str, marks: &Marks, out: &Path) -> io::Result<()> {
    let mut writing = Writing { marks, sheets: vec![guide(marks).map_err(odd)?], here: None, failed: None };
    let (_, readable) = read::read(path, name, &mut writing)?;
    writing.sheet_end();
    if let Some(error) = writing.failed {
        return Err(odd(error));
    }
    if !readable {
        return Err(odd("the workbook cannot be read"));
    }
    let mut book = Workbook::new();
    for sheet in writing.sheets {
        book.push_worksheet(sheet);
    }
    book.save(out).map_err(odd)
}

fn guide(marks: &Marks) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(sheet_name(&marks.guide, &[]))?;
    sheet.set_column_width(0, 110)?;
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title = plain.clone().set_bold().set_font_size(14);
    for (row, line) in (0_u32..).zip(&marks.lines) {
        sheet.write_string_with_format(row, 0, line, if row == 0 { &title } else { &plain })?;
    }
    Ok(sheet)
}

/// At most 31 characters, none of those that sheets' names cannot have, and unlike the others.
fn sheet_name(name: &str, taken: &[String]) -> String {
    let clean: String = name.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect();
    let clean = clean.trim_matches('\'').to_owned();
    let clean = if clean.is_empty() { "1".to_owned() } else { clean };
    let same = |name: &str| taken.iter().any(|t| t.to_lowercase() == name.to_lowercase());
    if !same(&clean) {
        return clean;
    }
    let numbered = |n: u32| format!("{} ({n})", clean.chars().take(25).collect::<String>());
    (2..).map(numbered).find(|name| !same(name)).unwrap_or(clean)
}

struct Writing<'a> {
    marks: &'a Marks,
    sheets: Vec<Worksheet>,
    here: Option<Here<'a>>,
    failed: Option<XlsxError>,
}

/// The sheet at hand.
struct Here<'a> {
    sheet: Worksheet,
    epoch: Epoch,
    /// Marked cells that hold something.
    filled: HashSet<(u32, u16)>,
    marks: Option<&'a SheetMarks>,
    cells: HashMap<(u32, u16), CellMark>,
    /// The last column with anything in it.
    last: u16,
    /// A copy of the sheet that an earlier round put in front: left out.
    ours: bool,
}

impl Sink for Writing<'_> {
    fn file(&mut self, _: &FileInfo) {}

    fn problem(&mut self, _: Problem) {}

    fn sheet(&mut self, head: SheetHead) {
        self.sheet_end();
        let marks = self.marks.sheets.iter().find(|sheet| sheet.sheet == head.name);
        let merges: Vec<_> = head.merges.iter().map(|m| (m.left, m.top + 1, m.right, m.bottom + 1)).collect();
        let seen = marks.map(|marks| merged::on_sight(marks, &merges).cells);
        let cells = seen.map(|cells| cells.into_iter().map(|cell| ((cell.row, cell.column), cell)).collect());
        let mut sheet = Worksheet::new();
        let taken: Vec<String> = self.sheets.iter().map(Worksheet::name).collect();
        let named = sheet.set_name(sheet_name(&head.name, &taken)).map(|_| ());
        sheet.set_hidden(head.hidden);
        for merge in &head.merges {
            // Blocks that overlap are an error in the file; the first one stands.
            let _ = sheet.merge_range(merge.top, merge.left, merge.bottom, merge.right, "", &Format::new());
        }
        self.here = Some(Here {
            sheet,
            epoch: head.epoch,
            filled: HashSet::new(),
            last: head.merges.iter().map(|merge| merge.right).max().unwrap_or(0),
            marks,
            cells: cells.unwrap_or_default(),
            ours: marks::is_sheet(&head.name),
        });
        self.note(named);
    }

    fn row(&mut self, row: RowIn) {
        if let Some(here) = &mut self.here {
            let written = here.row(&row);
            self.note(written);
        }
    }

    fn sheet_problem(&mut self, _: Problem) {}

    fn sheet_end(&mut self) {
        let Some(mut here) = self.here.take().filter(|here| !here.ours) else { return };
        let ended = here.end(self.marks);
        self.sheets.push(here.sheet);
        self.note(ended);
    }
}

impl Writing<'_> {
    fn note(&mut self, outcome: Result<(), XlsxError>) {
        if let (Err(error), None) = (outcome, &self.failed) {
            self.failed = Some(error);
        }
    }
}

impl Here<'_> {
    fn row(&mut self, row: &RowIn) -> Result<(), XlsxError> {
        let was = self.marks.and_then(|marks| marks.was);
        for (column, cell) in row.cells.iter().filter(|(column, _)| Some(*column) != was) {
            self.last = self.last.max(*column);
            let format = self.format(row, *column, cell);
            if self.cells.contains_key(&(row.number(), *column)) {
                self.filled.insert((row.number(), *column));
            }
            write(&mut self.sheet, (row.index, *column), cell, self.epoch, &format)?;
        }
        if row.hidden {
            self.sheet.set_row_hidden(row.index)?;
        }
        Ok(())
    }

    fn format(&self, row: &RowIn, column: u16, cell: &Cell) -> Format {
        let look = row.look(column);
        let format = match cell {
            // What is shown otherwise than it is stored is asked about: it still is when this copy comes back.
            Cell::Number(_) if let Some(shown) = &look.shown => Format::new().set_num_format(read::format_of(shown)),
            Cell::Serial(days) if *days < 1.0 => Format::new().set_num_format("hh:mm"),
            Cell::Serial(days) if days.fract().abs() > 1e-9 => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            Cell::Serial(_) => Format::new().set_num_format("yyyy-mm-dd"),
            Cell::Moment(_) => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            Cell::Text(_) => Format::new().set_num_format("@"),
            _ => Format::new(),
        };
        let format = if look.struck { format.set_font_strikethrough() } else { format };
        match self.cells.get(&(row.number(), column)) {
            Some(mark) => format.set_background_color(fill(mark.level)),
            None => format,
        }
    }

    fn end(&mut self, marks: &Marks) -> Result<(), XlsxError> {
        let Some(mine) = self.marks else { return Ok(()) };
        let mut cells: Vec<&CellMark> = self.cells.values().collect();
        cells.sort_by_key(|cell| (cell.row, cell.column));
        for mark in cells {
            let at = (mark.row.saturating_sub(1), mark.column);
            let format = Format::new().set_background_color(fill(mark.level));
            match mark.value.as_deref() {
                Some(value) => drop(self.sheet.write_string_with_format(at.0, at.1, value, &format)?),
                // What holds a text got its fill with the text.
                None if !self.filled.contains(&(mark.row, mark.column)) => {
                    self.sheet.write_blank(at.0, at.1, &format)?;
                }
                None => {}
            }
            if !mark.note.is_empty() {
                let note = Note::new(format!("{NOTE}{}", mark.note)).add_author_prefix(false);
                self.sheet.insert_note(at.0, at.1, &note.set_width(240).set_height(90))?;
            }
        }
        if mine.rows.is_empty() {
            return Ok(());
        }
        let column = self.last + 1;
        self.sheet.set_column_width(column, 48)?;
        let bold = Format::new().set_bold();
        for header in &mine.headers {
            self.sheet.write_string_with_format(header.saturating_sub(1), column, &marks.label, &bold)?;
        }
        for (row, text) in &mine.rows {
            self.sheet.write_string(row.saturating_sub(1), column, text)?;
        }
        let header = mine.header().saturating_sub(1);
        let last = mine.last.saturating_sub(1).max(header + 1);
        self.sheet.autofilter(header, mine.left.min(column), last, column)?;
        Ok(())
    }
}

fn fill(level: Level) -> Color {
    Color::RGB(styles::over(level, 0))
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    epoch: Epoch,
    format: &Format,
) -> Result<(), XlsxError> {
    let days = |days: f64| if epoch == Epoch::Y1904 { days + EPOCHS_APART } else { days };
    match cell {
        Cell::Empty => {}
        Cell::Text(text) | Cell::Error(text) => {
            sheet.write_string_with_format(row, column, text, format)?;
        }
        Cell::Number(n) => {
            sheet.write_number_with_format(row, column, *n, format)?;
        }
        Cell::Serial(n) => {
            let n = if *n < 1.0 { *n } else { days(*n) };
            sheet.write_number_with_format(row, column, n, format)?;
        }
        Cell::Moment(at) => {
            sheet.write_datetime_with_format(row, column, at, format)?;
        }
        Cell::Bool(yes) => {
            sheet.write_boolean_with_format(row, column, *yes, format)?;
        }
        Cell::NoCache => {
            sheet.write_blank(row, column, format)?;
        }
    }
    Ok(())
}
