//! .xlsx and .xlsm: cells are streamed, a sheet is never laid out in memory as a grid.
use super::scan::{Scanned, scan};
use super::zipped::{self, Package, Prescan};
use super::{Budget, Refused, Sink, limits, refuse};
use crate::returns::cell::{Cell, Epoch, RowIn, SheetHead};
use crate::returns::report::Problem;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use quick_xml::events::Event;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// How many cells of one sheet may be unreadable before the sheet is given up.
const ERRORS_MAX: u32 = 1_000;

pub(super) fn read(path: &Path, package: &Prescan, sink: &mut dyn Sink) -> Result<(), Refused> {
    let file = File::open(path).map_err(|_| Problem::error("corrupt"))?;
    let parts = sheet_parts(path, &package.names);
    // The sheets are looked through while the library reads styles and shared strings.
    let (book, scans) = std::thread::scope(|scope| {
        let scans = scope.spawn(|| -> HashMap<&str, Scanned> {
            parts.iter().filter_map(|(name, part)| Some((name.as_str(), look(path, part)?))).collect()
        });
        (Xlsx::new(BufReader::new(file)), scans.join())
    });
    let mut book: Xlsx<_> = book.map_err(|e| Box::new(refused(&e)))?;
    let mut scans = scans.map_err(|_| Problem::error("corrupt"))?;
    if package.kind == Package::Xlsm {
        sink.problem(Problem::warning("macro-present"));
    }
    let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    let sheets: Vec<_> = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).cloned().collect();
    if sheets.len() > limits::SHEETS_MAX {
        return Err(Box::new(Problem::error("too-many-cells").with("max", limits::SHEETS_MAX)));
    }
    let mut budget = Budget::default();
    for sheet in sheets {
        let scanned = scans.remove(sheet.name.as_str()).unwrap_or_default();
        let mut head = SheetHead { name: sheet.name, epoch, ..SheetHead::default() };
        head.hidden = sheet.visible != SheetVisible::Visible;
        head.merges.clone_from(&scanned.merges);
        sink.sheet(head.clone());
        if scanned.merges_cut {
            sink.sheet_problem(Problem::warning("sheet-partly-unreadable").with("what", "merges"));
        }
        match book.worksheet_cells_reader(&head.name) {
            Ok(cells) => stream(cells, &scanned, &mut budget, sink)?,
            Err(e) if is_broken(&e) => return refuse("corrupt"),
            Err(_) => sink.sheet_problem(Problem::error("sheet-partly-unreadable").with("what", "sheet")),
        }
        sink.sheet_end();
    }
    Ok(())
}

fn refused(error: &XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::error("encrypted"),
        _ => Problem::error("corrupt"),
    }
}

/// After a broken tag the stream never gets on: every further cell would be the same error.
fn is_broken(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::XmlAttr(_)
    )
}

fn look(path: &Path, part: &str) -> Option<Scanned> {
    let mut archive = zipped::archive(path).ok()?;
    let entry = archive.by_name(part).ok()?;
    scan(entry).ok()
}

fn stream<RS: std::io::Read + std::io::Seek>(
    mut cells: calamine::XlsxCellReader<'_, RS>,
    scanned: &Scanned,
    budget: &mut Budget,
    sink: &mut dyn Sink,
) -> Result<(), Refused> {
    let mut rows = Rows { scanned, budget, sink, current: None, waiting: BTreeMap::new(), twice: 0, beyond: 0 };
    let (mut errors, mut last) = (0, (0_u32, 0_u32));
    loop {
        let next = if scanned.formulas {
            cells
                .next_cell_with_formula_metadata()
                .map(|found| found.map(|c| (c.pos, value(c.value, c.formula.is_some()))))
        } else {
            cells.next_cell().map(|found| found.map(|c| (c.get_position(), value(c.get_value().clone(), false))))
        };
        match next {
            Ok(Some((at, cell))) => {
                last = at;
                rows.take(at, cell)?;
            }
            Ok(None) => break,
            Err(e) if is_broken(&e) => return refuse("corrupt"),
            Err(_) => {
                errors += 1;
                if errors > ERRORS_MAX {
                    break;
                }
                // An error the library does not know: the scan has its place. Anything else stands after the last cell.
                last = (last.0, last.1 + 1);
                if scanned.errors.is_empty() {
                    rows.take(last, Cell::Error("#?".to_owned()))?;
                }
            }
        }
    }
    rows.finish(errors)
}

fn value(value: DataRef<'_>, formula: bool) -> Cell {
    match value {
        DataRef::Empty if formula => Cell::NoCache,
        DataRef::Empty => Cell::Empty,
        DataRef::Int(n) => Cell::Number(n as f64),
        DataRef::Float(n) => Cell::Number(n),
        DataRef::String(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text.to_owned()),
        DataRef::Bool(yes) => Cell::Bool(yes),
        DataRef::DateTime(at) => Cell::Serial(at.as_f64()),
        DataRef::DateTimeIso(text) => super::ods::iso_moment(&text).map_or(Cell::Text(text), Cell::Moment),
        DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// Gathers cells into rows and hands rows over in order.
struct Rows<'a> {
    scanned: &'a Scanned,
    budget: &'a mut Budget,
    sink: &'a mut dyn Sink,
    current: Option<RowIn>,
    /// Only for sheets whose rows are out of order: all of them, until the end.
    waiting: BTreeMap<u32, RowIn>,
    twice: u32,
    beyond: u32,
}

impl Rows<'_> {
    fn take(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), Refused> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let Ok(column) =
            u16::try_from(column).map_err(|_| ()).and_then(|c| if c < limits::COLUMNS_MAX { Ok(c) } else { Err(()) })
        else {
            self.beyond += 1;
            return Ok(());
        };
        if row >= limits::ROWS_MAX {
            self.beyond += 1;
            return Ok(());
        }
        self.budget.take(1)?;
        let cell = match cell {
            Cell::Text(text) if text.len() > limits::TEXT_MAX => {
                Cell::Text(text.chars().take(limits::TEXT_MAX).collect())
            }
            cell => cell,
        };
        if self.current.as_ref().is_none_or(|current| current.index != row) {
            self.hand_over();
            let hidden = self.scanned.hidden.contains(&row);
            self.current = Some(self.waiting.remove(&row).unwrap_or(RowIn { index: row, hidden, cells: Vec::new() }));
        }
        let Some(current) = &mut self.current else { return Ok(()) };
        put(&mut current.cells, column, cell, &mut self.twice);
        Ok(())
    }

    fn hand_over(&mut self) {
        let Some(mut row) = self.current.take() else { return };
        if let Some(errors) = self.scanned.errors.get(&row.index) {
            for (column, text) in errors {
                if row.cells.binary_search_by_key(column, |(c, _)| *c).is_err() {
                    put(&mut row.cells, *column, Cell::Error(text.clone()), &mut 0);
                }
            }
        }
        if self.scanned.ordered {
            self.sink.row(row);
        } else {
            self.waiting.insert(row.index, row);
        }
    }

    fn finish(mut self, errors: u32) -> Result<(), Refused> {
        self.hand_over();
        for row in std::mem::take(&mut self.waiting).into_values() {
            self.sink.row(row);
        }
        if self.twice > 0 {
            self.sink.sheet_problem(
                Problem::warning("sheet-partly-unreadable").with("what", "twice").with("count", self.twice),
            );
        }
        if self.beyond > 0 {
            self.sink.sheet_problem(
                Problem::warning("sheet-partly-unreadable").with("what", "beyond").with("count", self.beyond),
            );
        }
        if errors > 0 {
            self.sink
                .sheet_problem(Problem::warning("sheet-partly-unreadable").with("what", "cells").with("count", errors));
        }
        Ok(())
    }
}

/// Keeps a row's cells sorted; of two cells at one place the last wins, as in Excel.
fn put(cells: &mut Vec<(u16, Cell)>, column: u16, cell: Cell, twice: &mut u32) {
    match cells.last() {
        None => cells.push((column, cell)),
        Some((last, _)) if *last < column => cells.push((column, cell)),
        Some(_) => match cells.binary_search_by_key(&column, |(c, _)| *c) {
            Ok(at) => {
                *twice += 1;
                cells[at].1 = cell;
            }
            Err(at) => cells.insert(at, (column, cell)),
        },
    }
}

/// Which part of the package each sheet is, by the workbook and its relations.
fn sheet_parts(path: &Path, names: &[String]) -> HashMap<String, String> {
    let find = |wanted: &str| names.iter().find(|n| n.eq_ignore_ascii_case(wanted)).cloned();
    let attributes = |part: Option<String>, element: &'static str, keys: [&'static str; 2]| {
        let mut found: Vec<[String; 2]> = Vec::new();
        let Some(part) = part else { return found };
        let Ok(mut archive) = zipped::archive(path) else { return found };
        let Ok(entry) = archive.by_name(&part) else { return found };
        each_element(BufReader::new(entry), element, keys, &mut found);
        found
    };
    let sheets = attributes(find("xl/workbook.xml"), "sheet", ["name", "id"]);
    let relations: HashMap<String, String> =
        attributes(find("xl/_rels/workbook.xml.rels"), "Relationship", ["Id", "Target"])
            .into_iter()
            .map(|[id, target]| (id, target))
            .collect();
    let parts = sheets.into_iter().filter_map(|[name, id]| {
        let target = relations.get(&id)?;
        let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        Some((name, find(&target)?))
    });
    parts.collect()
}

fn each_element(source: impl BufRead, element: &str, keys: [&str; 2], found: &mut Vec<[String; 2]>) {
    let mut reader = quick_xml::Reader::from_reader(source);
    let mut buffer = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        let (Event::Start(tag) | Event::Empty(tag)) = &event else {
            if matches!(event, Event::Eof) {
                break;
            }
            buffer.clear();
            continue;
        };
        if tag.local_name().as_ref() == element {
            let value = |key: &str| {
                let mut all = tag.attributes().flatten();
                let attribute = all.find(|a| a.key.local_name().as_ref() == key)?;
                attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
            };
            if let (Some(first), Some(second)) = (value(keys[0]), value(keys[1])) {
                found.push([first, second]);
            }
        }
        buffer.clear();
    }
}
