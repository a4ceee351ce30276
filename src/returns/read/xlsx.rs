//! .xlsx and .xlsm. Sheets of a usual size that are written plainly are read in one pass ([`super::plain`]). All others are
//! streamed, never laid out in memory as a grid; three threads share that work: one looks through the sheets' XML, one
//! unpacks cells a little ahead, this one makes rows and has them checked.
use super::cells::{self, Piece};
use super::look::{self, Styles};
use super::plain::{self, Plain};
use super::scan::{Scanned, scan};
use super::zipped::{self, Package, Prescan};
use super::{Budget, Refused, Sink, limits, refuse, unharmed};
use crate::returns::cell::{Cell, Epoch, Look, RowIn, SheetHead};
use crate::returns::marks;
use crate::returns::report::Problem;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use quick_xml::events::Event;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel, sync_channel};

pub(super) fn read(path: &Path, package: &Prescan, sink: &mut dyn Sink) -> Result<(), Refused> {
    read_as(path, package, sink, true)
}

/// Without `plainly` every sheet is streamed.
pub(super) fn read_as(path: &Path, package: &Prescan, sink: &mut dyn Sink, plainly: bool) -> Result<(), Refused> {
    let parts = sheet_parts(path, &package.names);
    let styles = styles(path, &package.names);
    let exported = elements(path, part(&package.names, WORKBOOK), "definedName", ["name", "name"])
        .iter()
        .any(|[name, _]| name == marks::EXPORT);
    let file = File::open(path).map_err(|_| Problem::error("corrupt"))?;
    let book = unharmed(|| Xlsx::new(BufReader::new(file)))?;
    let mut book: Xlsx<_> = book.map_err(|e| Box::new(refused(&e)))?;
    let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    let sheets: Vec<_> = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).cloned().collect();
    if package.kind == Package::Xlsm {
        sink.problem(Problem::warning("macro-present"));
    }
    if sheets.len() > limits::SHEETS_MAX {
        return Err(Box::new(Problem::error("too-many-cells").with("max", limits::SHEETS_MAX)));
    }
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut plain = HashMap::new();
    if plainly {
        plain = unharmed(|| read_plainly(path, package, (&parts, &styles), &names, &mut book)).unwrap_or_default();
    }
    let others: Vec<String> = names.into_iter().filter(|name| !plain.contains_key(name)).collect();
    std::thread::scope(|scope| {
        let (scans_in, scans) = channel();
        let (cells_in, cells) = sync_channel(cells::AHEAD);
        if !others.is_empty() {
            let (looking, styles) = (others.clone(), &styles);
            scope.spawn(move || {
                for name in looking {
                    let scanned = parts.get(&name).and_then(|part| look(path, part, styles)).unwrap_or_default();
                    if scans_in.send(scanned).is_err() {
                        break;
                    }
                }
            });
            // When it panics nothing more is sent: the file is corrupt.
            scope.spawn(move || unharmed(|| cells::unpack(book, &others, &cells_in)).is_ok());
        }
        let mut budget = Budget::default();
        for sheet in sheets {
            let whole = plain.remove(&sheet.name);
            let scanned = match &whole {
                Some(plain) => &plain.scanned,
                // The thread is gone before its time only when it panicked; then this one does not go on either.
                None => &scans.recv().map_err(|_| Problem::error("corrupt"))?,
            };
            let mut head = SheetHead { name: sheet.name, epoch, exported, ..SheetHead::default() };
            head.hidden = sheet.visible != SheetVisible::Visible;
            head.merges.clone_from(&scanned.merges);
            sink.sheet(head);
            if scanned.merges_cut {
                sink.sheet_problem(Problem::warning("sheet-partly-unreadable").with("what", "merges"));
            }
            match whole {
                Some(plain) => {
                    for row in plain.rows {
                        budget.take(row.cells.len())?;
                        sink.row(row);
                    }
                }
                None => gather(&cells, scanned, &mut budget, sink)?,
            }
            sink.sheet_end();
        }
        Ok(())
    })
}

/// The sheets that are written plainly, by name.
fn read_plainly(
    path: &Path,
    package: &Prescan,
    (parts, styles): (&HashMap<String, String>, &Styles),
    names: &[String],
    book: &mut Xlsx<BufReader<File>>,
) -> HashMap<String, Plain> {
    let mut found = HashMap::new();
    let Ok(mut archive) = zipped::archive(path) else { return found };
    let mut whole = |part: &str| plain::whole(archive.by_name(part).ok()?);
    let strings = part(&package.names, "xl/sharedStrings.xml").and_then(|part| plain::strings(&whole(&part)?));
    let (mut room, mut days) = (plain::CELLS_HELD, HashMap::new());
    for name in names {
        // Of two sheets of one name nobody can say which is which.
        if names.iter().filter(|other| *other == name).count() > 1 {
            continue;
        }
        let refers = plain::Book { strings: strings.as_deref(), styles };
        let read = |xml: String| plain::sheet(&xml, refers, room);
        let Some(mut sheet) = parts.get(name).and_then(|part| whole(part)).and_then(read) else { continue };
        if learn_styles(book, name, &sheet, &mut days).is_none() {
            continue;
        }
        let of_days: Vec<usize> =
            sheet.styles().map(|(style, _)| style).filter(|style| days.get(style) == Some(&true)).collect();
        of_days.into_iter().for_each(|style| sheet.days(style));
        room -= sheet.cells;
        found.insert(name.clone(), sheet);
    }
    found
}

/// The most cells that are looked at to learn which styles show numbers as days.
const LEARNT_FROM: usize = 4_096;

/// Learns from the general reader which of the sheet's styles show numbers as days; `None` when they do not come up soon.
fn learn_styles(
    book: &mut Xlsx<BufReader<File>>,
    name: &str,
    sheet: &Plain,
    days: &mut HashMap<usize, bool>,
) -> Option<()> {
    let new = sheet.styles().filter(|(style, _)| !days.contains_key(style));
    let mut unknown: HashMap<(u32, u32), usize> = new.map(|(style, place)| (place, style)).collect();
    if unknown.is_empty() {
        return Some(());
    }
    let mut cells = book.worksheet_cells_reader(name).ok()?;
    for _ in 0..LEARNT_FROM {
        let cell = cells.next_cell().ok()??;
        let Some(style) = unknown.remove(&cell.get_position()) else { continue };
        days.insert(style, matches!(cell.get_value(), DataRef::DateTime(_)));
        if unknown.is_empty() {
            return Some(());
        }
    }
    None
}

fn refused(error: &XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::error("encrypted"),
        _ => Problem::error("corrupt"),
    }
}

/// What the styles of the workbook's cells say.
fn styles(path: &Path, names: &[String]) -> Styles {
    let read = || plain::whole(zipped::archive(path).ok()?.by_name(&part(names, "xl/styles.xml")?).ok()?);
    read().map_or_else(Styles::default, |xml| look::of_xlsx(&xml))
}

fn look(path: &Path, part: &str, styles: &Styles) -> Option<Scanned> {
    let mut archive = zipped::archive(path).ok()?;
    let entry = archive.by_name(part).ok()?;
    scan(entry, styles).ok()
}

/// One sheet's cells, as they come, into rows.
fn gather(cells: &Receiver<Piece>, scanned: &Scanned, budget: &mut Budget, sink: &mut dyn Sink) -> Result<(), Refused> {
    let mut rows = Rows { scanned, budget, sink, current: None, waiting: BTreeMap::new(), twice: 0, beyond: 0 };
    let mut errors = 0;
    loop {
        match cells.recv() {
            Ok(Piece::Cells(batch)) => {
                for (at, cell) in batch {
                    rows.take(at, cell)?;
                }
            }
            Ok(Piece::Unknown(at)) => {
                errors += 1;
                // An error the library does not know: the scan has its place. Anything else stands after the last cell.
                if scanned.errors.is_empty() {
                    rows.take(at, Cell::Error("#?".to_owned()))?;
                }
            }
            Ok(Piece::End) => break,
            Ok(Piece::NoSheet) => {
                rows.sink.sheet_problem(Problem::error("sheet-partly-unreadable").with("what", "sheet"));
                break;
            }
            Ok(Piece::Broken) | Err(_) => return refuse("corrupt"),
        }
    }
    rows.finish(errors)
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
        if self.current.as_ref().is_none_or(|current| current.index != row) {
            self.hand_over();
            let hidden = self.scanned.hidden.contains(&row);
            let new = RowIn { index: row, hidden, ..RowIn::default() };
            self.current = Some(self.waiting.remove(&row).unwrap_or(new));
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
        if let Some(looks) = self.scanned.looks.get(&row.index) {
            let filled = |(column, _): &&(u16, Look)| row.cells.binary_search_by_key(column, |(c, _)| *c).is_ok();
            row.looks = looks.iter().filter(filled).copied().collect();
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

const WORKBOOK: &str = "xl/workbook.xml";

/// A part of the package by its name as stored.
fn part(names: &[String], wanted: &str) -> Option<String> {
    names.iter().find(|n| n.eq_ignore_ascii_case(wanted)).cloned()
}

/// Two attributes of every such element of a part; nothing when the part cannot be read.
fn elements(path: &Path, part: Option<String>, element: &str, keys: [&str; 2]) -> Vec<[String; 2]> {
    let mut found = Vec::new();
    if let Some(part) = part
        && let Ok(mut archive) = zipped::archive(path)
        && let Ok(entry) = archive.by_name(&part)
    {
        each_element(BufReader::new(entry), element, keys, &mut found);
    }
    found
}

/// Which part of the package each sheet is, by the workbook and its relations.
fn sheet_parts(path: &Path, names: &[String]) -> HashMap<String, String> {
    let sheets = elements(path, part(names, WORKBOOK), "sheet", ["name", "id"]);
    let relations: HashMap<String, String> =
        elements(path, part(names, "xl/_rels/workbook.xml.rels"), "Relationship", ["Id", "Target"])
            .into_iter()
            .map(|[id, target]| (id, target))
            .collect();
    let parts = sheets.into_iter().filter_map(|[name, id]| {
        let target = relations.get(&id)?;
        let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        Some((name, part(names, &target)?))
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
