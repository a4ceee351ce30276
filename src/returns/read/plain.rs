//! Sheets as programs write them nearly always: read in one pass over their XML, without a general parser.
//!
//! What is not written exactly so (prefixes, shared formulas, rich text, disorder, anything odd) is left to the general
//! reader, which answers for every file; whatever is read here, that one would read alike (a test holds them to it).
use super::limits;
use super::look::Styles;
use super::scan::{self, Scanned};
use crate::returns::cell::{Cell, RowIn};
use std::collections::BTreeMap;
use std::io::Read;

/// The longest part that is read at once, unpacked; longer ones are streamed.
const PART_MAX: u64 = 24 << 20;
/// Cells that are held at once, over all sheets of a file.
pub(super) const CELLS_HELD: usize = 400_000;

/// A sheet read whole.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) rows: Vec<RowIn>,
    pub(super) scanned: Scanned,
    /// How many cells there are.
    pub(super) cells: usize,
    /// Numbers whose style decides whether they are days: row and place in it, by style.
    numbers: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl Plain {
    /// The styles that numbers of this sheet have, each with the first place where one has it.
    pub(super) fn styles(&self) -> impl Iterator<Item = (usize, (u32, u32))> + '_ {
        let place = |row: usize, at: usize| (self.rows[row].index, u32::from(self.rows[row].cells[at].0));
        self.numbers.iter().filter_map(move |(style, all)| all.first().map(|(row, at)| (*style, place(*row, *at))))
    }

    /// Numbers of this style are days.
    pub(super) fn days(&mut self, style: usize) {
        for (row, at) in self.numbers.remove(&style).unwrap_or_default() {
            let cell = &mut self.rows[row].cells[at].1;
            if let Cell::Number(n) = *cell {
                *cell = Cell::Serial(n);
            }
        }
    }
}

/// Reads a part whole; `None` when it is too long or no UTF-8.
pub(super) fn whole(part: impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    part.take(PART_MAX + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > PART_MAX { None } else { String::from_utf8(bytes).ok() }
}

/// The texts of a shared strings part; `None` unless each is one plain text.
pub(super) fn strings(xml: &str) -> Option<Vec<String>> {
    let at = xml.find("<sst")?;
    let mut at = Reader { xml, at: at + xml[at..].find('>')? + 1 };
    if xml[..at.at].ends_with("/>") {
        return Some(Vec::new());
    }
    let mut texts = Vec::new();
    loop {
        at.blanks();
        if at.takes("</sst>") {
            return Some(texts);
        }
        if at.takes("<si/>") {
            texts.push(String::new());
            continue;
        }
        at.must("<si>")?;
        texts.push(at.text_element()?);
        at.must("</si>")?;
    }
}

/// What the cells of all sheets refer to.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    pub(super) strings: Option<&'a [String]>,
    pub(super) styles: &'a Styles,
}

/// Reads a sheet; `None` when it is not plain, or has more than `most` cells.
pub(super) fn sheet(xml: &str, book: Book<'_>, most: usize) -> Option<Plain> {
    const DATA: &str = "<sheetData>";
    let start = xml.find(DATA)?;
    is_prologue(&xml[..start]).then_some(())?;
    let mut at = Reader { xml, at: start + DATA.len() };
    let mut found = Plain::default();
    let mut last_row = None;
    loop {
        at.blanks();
        if at.takes("</sheetData>") {
            break;
        }
        at.must("<row")?;
        let (row, empty) = at.row()?;
        if last_row.is_some_and(|last| row.index <= last) || row.index >= limits::ROWS_MAX {
            return None;
        }
        last_row = Some(row.index);
        if row.hidden {
            found.scanned.hidden.insert(row.index);
        }
        if !empty {
            at.cells(row, book, most, &mut found)?;
        }
    }
    // Merged blocks stand below the cells.
    let hidden = std::mem::take(&mut found.scanned.hidden);
    found.scanned = Scanned { hidden, ..scan::scan(&xml.as_bytes()[at.at..], &Styles::default()).ok()? };
    found.scanned.ordered.then_some(found)
}

/// Whether nothing in front of the cells is out of the ordinary.
fn is_prologue(xml: &str) -> bool {
    use quick_xml::events::Event;
    if !xml.starts_with('<') {
        return false;
    }
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let reference = |text: &str| {
                    let mut ends = text.split(':');
                    ends.by_ref().take(2).all(|end| place(end.as_bytes()).is_some()) && ends.next().is_none()
                };
                let dimension = || {
                    let range = tag.attributes().flatten().find(|a| a.key.as_ref() == "ref");
                    range.is_some_and(|range| reference(range.value.as_ref()))
                };
                let name = tag.local_name();
                if name.as_ref() == "sheetData" || (name.as_ref() == "dimension" && !dimension()) {
                    return false;
                }
            }
            Ok(Event::DocType(_)) | Err(_) => return false,
            Ok(Event::Eof) => return true,
            Ok(_) => {}
        }
    }
}

struct Row {
    index: u32,
    hidden: bool,
}

/// What `t` says of a cell.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Number,
    Shared,
    Formula,
    Inline,
    Bool,
}

struct Reader<'a> {
    xml: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.xml.as_bytes()[self.at..]
    }

    fn blanks(&mut self) {
        self.at += self.rest().iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count();
    }

    fn takes(&mut self, what: &str) -> bool {
        let there = self.rest().starts_with(what.as_bytes());
        self.at += if there { what.len() } else { 0 };
        there
    }

    fn must(&mut self, what: &str) -> Option<()> {
        self.takes(what).then_some(())
    }

    /// The next ` name="value"` of a tag; `Some(None)` at the end of the tag, which is left to be taken.
    fn attribute(&mut self) -> Option<Option<(&'a [u8], &'a [u8])>> {
        let rest = self.rest();
        match rest.first()? {
            b'>' | b'/' => return Some(None),
            b' ' => {}
            _ => return None,
        }
        let eq = rest.iter().take(64).position(|b| *b == b'=')?;
        let name = &rest[1..eq];
        (rest.get(eq + 1) == Some(&b'"') && name.iter().all(|b| b.is_ascii_alphabetic() || *b == b':')).then_some(())?;
        let value = &rest[eq + 2..];
        let end = value.iter().take(256).position(|b| matches!(b, b'"' | b'<' | b'&'))?;
        (value[end] == b'"').then_some(())?;
        self.at += eq + 2 + end + 1;
        Some(Some((name, &value[..end])))
    }

    /// The rest of a row's tag; whether it is an empty element.
    fn row(&mut self) -> Option<(Row, bool)> {
        let (mut index, mut hidden) = (None, false);
        while let Some((name, value)) = self.attribute()? {
            match name {
                b"r" if index.is_none() => index = Some(number(value)?.checked_sub(1)?),
                b"hidden" => hidden = value == b"1" || value == b"true",
                b"r" => return None,
                _ => {}
            }
        }
        let empty = self.takes("/>");
        if !empty {
            self.must(">")?;
        }
        Some((Row { index: index?, hidden }, empty))
    }

    /// The cells of a row, and its end.
    fn cells(&mut self, row: Row, book: Book<'_>, most: usize, found: &mut Plain) -> Option<()> {
        let (mut cells, mut looks): (Vec<(u16, Cell)>, Vec<_>) = (Vec::new(), Vec::new());
        let mut next = 0;
        loop {
            self.blanks();
            if self.takes("</row>") {
                break;
            }
            self.must("<c")?;
            let (mut at, mut style, mut kind) = (None, None, Type::Number);
            while let Some((name, value)) = self.attribute()? {
                match name {
                    b"r" if at.is_none() => at = Some(place(value)?),
                    b"s" if style.is_none() => style = Some(usize::try_from(number(value)?).ok()?),
                    b"t" => {
                        kind = match value {
                            b"n" => Type::Number,
                            b"s" => Type::Shared,
                            b"str" => Type::Formula,
                            b"inlineStr" => Type::Inline,
                            b"b" => Type::Bool,
                            _ => return None,
                        }
                    }
                    _ => return None,
                }
            }
            let (at_row, column) = at?;
            if at_row != row.index || column < next || column >= limits::COLUMNS_MAX {
                return None;
            }
            next = column + 1;
            if self.takes("/>") {
                continue;
            }
            self.must(">")?;
            let cell = self.value(kind, book.strings)?;
            self.must("</c>")?;
            if cell == Cell::Empty {
                continue;
            }
            found.cells += 1;
            if found.cells > most {
                return None;
            }
            if let (Cell::Number(_), Some(style)) = (&cell, style) {
                found.numbers.entry(style).or_default().push((found.rows.len(), cells.len()));
            }
            looks.extend(style.and_then(|style| book.styles.get(style)).map(|look| (column, look)));
            cells.push((column, cell));
        }
        if !cells.is_empty() {
            found.rows.push(RowIn { index: row.index, hidden: row.hidden, cells, looks });
        }
        Some(())
    }

    /// What stands in a cell; a formula beside its result is passed over.
    fn value(&mut self, kind: Type, strings: Option<&[String]>) -> Option<Cell> {
        if self.rest().starts_with(b"</c>") {
            return Some(Cell::Empty);
        }
        if kind == Type::Inline {
            self.must("<is>")?;
            let text = self.text_element()?;
            self.must("</is>")?;
            return Some(Cell::Text(super::cells::bounded(text)));
        }
        let formula = self.takes("<f>");
        if formula {
            self.text()?;
            self.must("</f>")?;
        }
        // A formula without its result is the general reader's.
        self.must("<v>")?;
        let cell = match kind {
            Type::Formula => Cell::Text(super::cells::bounded(self.text()?)),
            _ => {
                let end = self.rest().iter().position(|b| *b == b'<')?;
                let text = &self.xml[self.at..self.at + end];
                self.at += end;
                if formula && text.is_empty() {
                    return None;
                }
                plain_value(kind, text, strings)?
            }
        };
        self.must("</v>")?;
        Some(cell)
    }

    /// `<t>…</t>`, or nothing.
    fn text_element(&mut self) -> Option<String> {
        if self.takes("<t/>") || self.rest().starts_with(b"</") {
            return Some(String::new());
        }
        let kept = self.takes("<t xml:space=\"preserve\">");
        if !kept {
            self.must("<t>")?;
        }
        let text = self.text()?;
        self.must("</t>")?;
        Some(if kept { text } else { text.trim_matches([' ', '\t', '\r', '\n']).to_owned() })
    }

    /// A text up to the next tag, with the five entities of XML; anything else that stands for another letter is not plain.
    fn text(&mut self) -> Option<String> {
        let end = self.rest().iter().position(|b| *b == b'<')?;
        let raw = &self.xml[self.at..self.at + end];
        self.at += end;
        if raw.bytes().any(|b| matches!(b, b'\r' | b'&' | b'_')) {
            return unescaped(raw);
        }
        Some(raw.to_owned())
    }
}

fn unescaped(raw: &str) -> Option<String> {
    if raw.contains('\r') || raw.contains("_x") || raw.contains("_X") {
        return None;
    }
    let mut pieces = raw.split('&');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(';')?;
        text.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        });
        text.push_str(rest);
    }
    Some(text)
}

fn plain_value(kind: Type, text: &str, strings: Option<&[String]>) -> Option<Cell> {
    if text.is_empty() {
        return Some(Cell::Empty);
    }
    Some(match kind {
        Type::Shared => {
            let index = usize::try_from(number(text.as_bytes())?).ok()?;
            Cell::Text(super::cells::bounded_str(strings?.get(index)?))
        }
        Type::Bool if text == "0" || text == "1" => Cell::Bool(text == "1"),
        Type::Number if is_number(text) => Cell::Number(text.parse().ok()?),
        _ => return None,
    })
}

/// Digits, perhaps a sign, a point, an exponent.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (digits, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(d, e)| (d, Some(e)));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let some = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    some(whole) && fraction.is_none_or(some) && exponent.is_none_or(|e| some(e.strip_prefix(['-', '+']).unwrap_or(e)))
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// `B7` as row and column from 0.
fn place(reference: &[u8]) -> Option<(u32, u16)> {
    let letters = reference.iter().take_while(|b| b.is_ascii_uppercase()).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = reference[..letters].iter().fold(0_u32, |n, b| n * 26 + u32::from(b - b'A') + 1);
    Some((number(&reference[letters..])?.checked_sub(1)?, u16::try_from(column - 1).ok()?))
}
