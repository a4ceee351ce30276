//! One sheet's XML, streamed twice: looked through for where things stand, then written again with the marks in it.
use super::merged::block;
use super::styles::Styles;
use super::xml::{attribute, escape, odd, prefix_of, with};
use super::{CellMark, SheetMarks};
use crate::returns::cell::{address, column_name, column_number, place};
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::{self, BufRead, Write};

/// What the first look at a sheet finds.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// The last column with anything in it, 0-based.
    pub last_column: u16,
    /// The relationship of the drawing that shows notes.
    pub legacy: Option<String>,
    /// Tables of the sheet's own: a filter must not overlap them.
    pub tables: bool,
    /// The range of a filter that is there.
    pub filter: Option<String>,
    pub has_columns: bool,
    /// Merged blocks: left, top, right, bottom; columns from 0, rows by the sheet's own numbers.
    pub merges: Vec<(u16, u32, u16, u32)>,
}

/// The most merged blocks that are looked at.
const MERGES_MAX: usize = 20_000;

/// Where a marked sheet gets what.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    pub marks: &'a SheetMarks,
    pub label: &'a str,
    /// The column of problems, 0-based.
    pub column: u16,
    /// `A3:G20`, unless the sheet gets none.
    pub filter: Option<String>,
    /// The relationship of a drawing that the sheet does not have yet.
    pub legacy: Option<&'a str>,
    /// Where relationship kinds of this package begin.
    pub kinds: &'static str,
    pub has_columns: bool,
}

fn number(text: Option<String>) -> Option<u32> {
    text?.trim().parse().ok()
}

/// Looks through a sheet. `was` is the column of problems of an earlier round.
///
/// # Errors
/// The part cannot be unpacked or is not XML.
pub(super) fn look(part: impl BufRead, was: Option<u16>) -> io::Result<Looked> {
    let mut found = Looked::default();
    let mut reader = Reader::from_reader(part);
    let (mut buffer, mut next) = (Vec::new(), 0_u16);
    loop {
        match reader.read_event_into(&mut buffer).map_err(odd)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => next = 0,
                // A cell without content, `Empty`, may be a style only.
                "c" => {
                    let column = column_of(&tag).unwrap_or(next);
                    next = column.saturating_add(1);
                    if Some(column) != was {
                        found.last_column = found.last_column.max(column);
                    }
                }
                _ => top(&tag, &mut found),
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "c" => next = column_of(&tag).unwrap_or(next).saturating_add(1),
                "mergeCell" => {
                    let block = attribute(&tag, "ref").and_then(|range| block(&range));
                    found.last_column = found.last_column.max(block.map_or(0, |(_, _, right, _)| right));
                    if found.merges.len() < MERGES_MAX {
                        found.merges.extend(block);
                    }
                }
                _ => top(&tag, &mut found),
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
        buffer.clear();
    }
}

fn top(tag: &BytesStart<'_>, found: &mut Looked) {
    match tag.local_name().as_ref() {
        "legacyDrawing" => found.legacy = attribute(tag, "id"),
        "tablePart" => found.tables = true,
        // Tables have filters of their own, in parts of their own.
        "autoFilter" => found.filter = attribute(tag, "ref"),
        "cols" => found.has_columns = true,
        _ => {}
    }
}

fn column_of(tag: &BytesStart<'_>) -> Option<u16> {
    let at = attribute(tag, "r")?;
    column_number(place(&at)?.0)
}

/// A filter's range made to reach the column of problems.
pub(super) fn reaching(range: &str, column: u16) -> Option<String> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (letters, row) = place(last)?;
    let right = column_number(letters)?.max(column);
    Some(format!("{first}:{}", address(right, row)))
}

/// The order of a worksheet's elements, as far as ours must stand between others.
const ORDER: [&str; 15] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "mergeCells",
    "drawing",
    "legacyDrawing",
];
/// Those after the drawing of notes; `AlternateContent` wraps controls.
const AFTER_DRAWING: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
];

fn rank(name: &str) -> usize {
    if AFTER_DRAWING.contains(&name) {
        return ORDER.len();
    }
    // What is not listed stands between the merged cells and the drawing.
    ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len() - 3)
}

/// Writes a sheet again with its marks.
pub(super) struct Marking<'a, W: Write> {
    plan: Plan<'a>,
    styles: &'a mut Styles,
    out: Writer<W>,
    prefix: String,
    cells: BTreeMap<u32, VecDeque<&'a CellMark>>,
    rows: HashMap<u32, &'a str>,
    /// The number of the row at hand.
    row: u32,
    next_column: u16,
    /// The style last seen in each column, for cells that are not there.
    column_styles: HashMap<u16, u32>,
    last_style: u32,
    /// What is still to be put into the row: marked cells that are not there, and the problems.
    waiting: VecDeque<(u16, Insert<'a>)>,
}

#[derive(Debug, Clone, Copy)]
enum Insert<'a> {
    Cell(&'a CellMark),
    Label,
    Problems(&'a str),
}

impl<'a, W: Write> Marking<'a, W> {
    pub(super) fn new(plan: Plan<'a>, styles: &'a mut Styles, out: W) -> Marking<'a, W> {
        let mut cells: BTreeMap<u32, VecDeque<&CellMark>> = BTreeMap::new();
        let mut sorted: Vec<&CellMark> = plan.marks.cells.iter().collect();
        sorted.sort_by_key(|cell| (cell.row, cell.column));
        sorted.dedup_by_key(|cell| (cell.row, cell.column));
        for cell in sorted {
            cells.entry(cell.row).or_default().push_back(cell);
        }
        let rows = plan.marks.rows.iter().map(|(row, text)| (*row, text.as_str())).collect();
        Marking {
            plan,
            styles,
            out: Writer::new(out),
            prefix: String::new(),
            cells,
            rows,
            row: 0,
            next_column: 0,
            column_styles: HashMap::new(),
            last_style: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Streams the part through.
    ///
    /// # Errors
    /// The part is not XML, or cannot be written.
    pub(super) fn run(mut self, part: impl BufRead) -> io::Result<()> {
        let mut reader = Reader::from_reader(part);
        let mut buffer = Vec::new();
        let (mut depth, mut reached, mut skipping) = (0_u32, 0_usize, false);
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(odd)?.into_owned();
            buffer.clear();
            if skipping {
                skipping = !matches!(&event, Event::End(tag) if tag.local_name().as_ref() == "c");
                depth -= u32::from(!skipping);
                continue;
            }
            let starts = matches!(event, Event::Start(_));
            match &event {
                Event::Start(tag) | Event::Empty(tag) if depth == 1 => {
                    let next = rank(tag.local_name().as_ref());
                    self.between(reached, next)?;
                    reached = reached.max(next);
                }
                Event::Start(tag) if depth == 0 => self.prefix = prefix_of(tag),
                Event::End(_) if depth == 1 => self.between(reached, ORDER.len() + 1)?,
                Event::Eof => return Ok(()),
                _ => {}
            }
            match &event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            skipping = self.one(event)? && starts;
        }
    }

    /// Writes what stands between two elements of the worksheet and is not there yet.
    fn between(&mut self, from: usize, to: usize) -> io::Result<()> {
        let passes = |name: &str| from < rank(name) && rank(name) < to;
        if passes("cols") && !self.plan.has_columns {
            let name = format!("{}cols", self.prefix);
            self.out.write_event(Event::Start(BytesStart::new(name.clone())))?;
            self.width()?;
            self.out.write_event(Event::End(BytesEnd::new(name)))?;
        }
        if passes("autoFilter")
            && let Some(range) = self.plan.filter.clone()
        {
            let mut tag = BytesStart::new(format!("{}autoFilter", self.prefix));
            tag.push_attribute(("ref", range.as_str()));
            self.out.write_event(Event::Empty(tag))?;
        }
        if passes("legacyDrawing")
            && let Some(id) = self.plan.legacy
        {
            let mut tag = BytesStart::new(format!("{}legacyDrawing", self.prefix));
            tag.push_attribute(("xmlns:r", self.plan.kinds));
            tag.push_attribute(("r:id", id));
            self.out.write_event(Event::Empty(tag))?;
        }
        Ok(())
    }

    /// The column of problems is wide enough to be read.
    fn width(&mut self) -> io::Result<()> {
        let at = (u32::from(self.plan.column) + 1).to_string();
        let mut tag = BytesStart::new(format!("{}col", self.prefix));
        for (name, value) in [("min", at.as_str()), ("max", &at), ("width", "48"), ("customWidth", "1")] {
            tag.push_attribute((name, value));
        }
        self.out.write_event(Event::Empty(tag))
    }

    /// Writes one event; answers whether the cell that it begins is left out.
    fn one(&mut self, event: Event<'static>) -> io::Result<bool> {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => self.begin_row(&tag).map(|()| false),
                "c" => self.cell(&tag, false),
                "autoFilter" => self.filter(&tag, false).map(|()| false),
                _ => self.out.write_event(Event::Start(tag)).map(|()| false),
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => self.empty_row(tag).map(|()| false),
                "c" => self.cell(&tag, true),
                "autoFilter" => self.filter(&tag, true).map(|()| false),
                "dimension" => self.dimension(&tag).map(|()| false),
                _ => self.out.write_event(Event::Empty(tag)).map(|()| false),
            },
            Event::End(tag) => {
                match tag.local_name().as_ref() {
                    "row" => self.insert_before(u16::MAX)?,
                    "cols" => self.width_at_end()?,
                    _ => {}
                }
                self.out.write_event(Event::End(tag)).map(|()| false)
            }
            event => self.out.write_event(event).map(|()| false),
        }
    }

    fn width_at_end(&mut self) -> io::Result<()> {
        self.width()
    }

    fn number_row(&mut self, tag: &BytesStart<'_>) {
        self.row = number(attribute(tag, "r")).unwrap_or(self.row + 1);
        self.next_column = 0;
        self.waiting.clear();
        for cell in self.cells.remove(&self.row).unwrap_or_default() {
            self.waiting.push_back((cell.column, Insert::Cell(cell)));
        }
        let insert = match self.rows.get(&self.row) {
            _ if self.plan.marks.headers.contains(&self.row) => Some(Insert::Label),
            Some(text) => Some(Insert::Problems(text)),
            None => None,
        };
        if let Some(insert) = insert {
            let at = self.waiting.partition_point(|(column, _)| *column < self.plan.column);
            self.waiting.insert(at, (self.plan.column, insert));
        }
    }

    fn begin_row(&mut self, tag: &BytesStart<'static>) -> io::Result<()> {
        self.number_row(tag);
        // A hint about the row's width that would be wrong now.
        let tag = if self.waiting.is_empty() { tag.clone() } else { with(tag, &[("spans", None)]) };
        self.out.write_event(Event::Start(tag))
    }

    fn empty_row(&mut self, tag: BytesStart<'static>) -> io::Result<()> {
        self.number_row(&tag);
        if self.waiting.is_empty() {
            return self.out.write_event(Event::Empty(tag));
        }
        let tag = with(&tag, &[("spans", None)]);
        let end = BytesEnd::new(tag.name().as_ref().to_owned());
        self.out.write_event(Event::Start(tag))?;
        self.insert_before(u16::MAX)?;
        self.out.write_event(Event::End(end))
    }

    /// Puts in what belongs before this column and is not there.
    fn insert_before(&mut self, column: u16) -> io::Result<()> {
        while let Some((at, insert)) = self.waiting.front().copied().filter(|(at, _)| *at < column) {
            self.waiting.pop_front();
            let style = match insert {
                Insert::Cell(_) => self.column_styles.get(&at).copied().unwrap_or(0),
                Insert::Label => self.last_style,
                Insert::Problems(_) => 0,
            };
            self.insert(at, insert, style)?;
        }
        Ok(())
    }

    fn insert(&mut self, column: u16, insert: Insert<'_>, style: u32) -> io::Result<()> {
        match insert {
            Insert::Cell(mark) => {
                let style = self.styles.marked(style, mark.level)?;
                self.put(column, mark.value.as_deref(), style)
            }
            Insert::Label => self.put(column, Some(self.plan.label), style),
            Insert::Problems(text) => self.put(column, Some(text), style),
        }
    }

    /// Writes a cell of ours.
    fn put(&mut self, column: u16, text: Option<&str>, style: u32) -> io::Result<()> {
        let p = &self.prefix;
        let mut tag = BytesStart::new(format!("{p}c"));
        tag.push_attribute(("r", address(column, self.row).as_str()));
        tag.push_attribute(("s", style.to_string().as_str()));
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return self.out.write_event(Event::Empty(tag));
        };
        if is_plain_number(text) {
            let raw = format!("<{p}v>{text}</{p}v>");
            return self.raw(tag, raw);
        }
        tag.push_attribute(("t", "inlineStr"));
        let raw = format!("<{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is>", escape(text));
        self.raw(tag, raw)
    }

    fn raw(&mut self, tag: BytesStart<'static>, raw: String) -> io::Result<()> {
        let end = BytesEnd::new(tag.name().as_ref().to_owned());
        self.out.write_event(Event::Start(tag))?;
        // The text is XML already: it is written as it stands.
        self.out.write_event(Event::Text(BytesText::from_escaped(raw)))?;
        self.out.write_event(Event::End(end))
    }

    /// A cell that is there: kept, with another style when it is marked or no longer marked; left out (`true`) when it
    /// is one of ours, of this round or an earlier one.
    fn cell(&mut self, tag: &BytesStart<'static>, empty: bool) -> io::Result<bool> {
        let column = column_of(tag).unwrap_or(self.next_column);
        self.next_column = column.saturating_add(1);
        self.insert_before(column)?;
        let style = number(attribute(tag, "s")).unwrap_or(0);
        if let Some((_, insert)) = self.waiting.front().copied().filter(|(at, _)| *at == column) {
            self.waiting.pop_front();
            let replaced = match insert {
                Insert::Cell(mark) => mark.value.is_some(),
                Insert::Label | Insert::Problems(_) => true,
            };
            if replaced {
                let base =
                    if matches!(insert, Insert::Label) { self.last_style } else { self.styles.restored(style)? };
                self.insert(column, insert, base)?;
                return Ok(true);
            }
            let Insert::Cell(mark) = insert else { return Ok(false) };
            let marked = self.styles.marked(style, mark.level)?;
            return self.keep(tag, empty, marked, style);
        }
        if column == self.plan.column || Some(column) == self.plan.marks.was {
            return Ok(true);
        }
        let restored = self.styles.restored(style)?;
        self.column_styles.insert(column, restored);
        if !empty {
            self.last_style = restored;
        }
        self.keep(tag, empty, restored, style)
    }

    fn keep(&mut self, tag: &BytesStart<'static>, empty: bool, style: u32, was: u32) -> io::Result<bool> {
        let tag = if style == was { tag.clone() } else { with(tag, &[("s", Some(&style.to_string()))]) };
        self.out.write_event(if empty { Event::Empty(tag) } else { Event::Start(tag) }).map(|()| false)
    }

    fn filter(&mut self, tag: &BytesStart<'static>, empty: bool) -> io::Result<()> {
        let range = attribute(tag, "ref").and_then(|range| reaching(&range, self.plan.column));
        let tag = range.map_or_else(|| tag.clone(), |range| with(tag, &[("ref", Some(&range))]));
        self.out.write_event(if empty { Event::Empty(tag) } else { Event::Start(tag) })
    }

    fn dimension(&mut self, tag: &BytesStart<'static>) -> io::Result<()> {
        let range = attribute(tag, "ref").and_then(|range| reaching(&range, self.plan.column));
        let tag = range.map_or_else(|| tag.clone(), |range| with(tag, &[("ref", Some(&range))]));
        self.out.write_event(Event::Empty(tag))
    }
}

/// A number as a cell stores it; codes and identity numbers are text.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or_default();
    text.len() <= 14
        && !whole.is_empty()
        && (whole == "0" || !whole.starts_with('0'))
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.matches('.').count() <= 1
        && !digits.ends_with('.')
}

/// `$A$3:$G$20` for `A3:G20`.
pub(super) fn absolute(range: &str) -> Option<String> {
    let corner = |at: &str| place(at).map(|(letters, row)| format!("${letters}${row}"));
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    Some(format!("{}:{}", corner(first)?, corner(last)?))
}

/// The filter that a sheet without one gets: over its table, or over the column of problems beside a table of its own.
pub(super) fn filter_over(marks: &SheetMarks, looked: &Looked, column: u16) -> Option<String> {
    let (header, last) = (marks.header(), marks.last.max(marks.header() + 1));
    if looked.filter.is_some() {
        return None;
    }
    let left = if looked.tables { column } else { marks.left.min(column) };
    Some(format!("{}{header}:{}{last}", column_name(left), column_name(column)))
}
