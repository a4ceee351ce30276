//! A quick look through a sheet's XML for what the cell stream does not tell: hidden rows, merged blocks, whether rows
//! are in order, where cells hold errors (the stream loses the place of errors it does not know) or have a style that says
//! something.
use super::limits;
use super::look::Styles;
use crate::returns::cell::{Look, Merge};
use std::collections::{BTreeMap, HashSet};
use std::io::Read;

#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// 0-based.
    pub(super) hidden: HashSet<u32>,
    pub(super) merges: Vec<Merge>,
    /// Rows come in ascending order, each once.
    pub(super) ordered: bool,
    /// Error cells by row and column, as written.
    pub(super) errors: BTreeMap<u32, Vec<(u16, String)>>,
    pub(super) merges_cut: bool,
    /// Cells, empty ones too, whose style says something, by row and column.
    pub(super) looks: BTreeMap<u32, Vec<(u16, Look)>>,
}

/// Cells with a style that says something, at most: beyond that the whole sheet looks so.
const LOOKS_MAX: usize = 200_000;

const CHUNK: usize = 256 << 10;
/// The longest tag that is looked at whole.
const TAG_MAX: usize = 4 << 10;

/// Reads the whole part, a chunk at a time.
///
/// # Errors
/// The part cannot be unpacked.
pub(super) fn scan(mut part: impl Read, styles: &Styles) -> std::io::Result<Scanned> {
    let mut found = Scanned { ordered: true, ..Scanned::default() };
    let mut place = Place { next_row: 0, next_column: 0, styles, looks: 0 };
    let mut buffer: Vec<u8> = Vec::with_capacity(CHUNK + TAG_MAX);
    loop {
        let kept = buffer.len();
        buffer.resize(kept + CHUNK, 0);
        let n = part.read(&mut buffer[kept..])?;
        buffer.truncate(kept + n);
        let last = n == 0;
        // A tag that is cut by the end of the chunk waits for the next one.
        let end = if last { buffer.len() } else { safe_end(&buffer) };
        look(&buffer[..end], &mut found, &mut place);
        if last {
            break;
        }
        buffer.drain(..end);
    }
    found.merges.sort_by_key(|m| (m.top, m.left));
    Ok(found)
}

/// Up to the last row's or cell's end that is surely whole; never more than a bounded rest.
fn safe_end(buffer: &[u8]) -> usize {
    let cut = buffer.windows(4).rposition(|w| w == b"</c>" || w == b"row>").map(|at| at + 4);
    match cut {
        Some(end) if buffer.len() - end <= 8 * TAG_MAX => end,
        _ => buffer.iter().rposition(|b| *b == b'<').filter(|at| buffer.len() - at <= TAG_MAX).unwrap_or(buffer.len()),
    }
}

/// Where the look through the XML has come to.
struct Place<'a> {
    next_row: u32,
    next_column: u16,
    styles: &'a Styles,
    looks: usize,
}

fn look(bytes: &[u8], found: &mut Scanned, place: &mut Place<'_>) {
    let mut at = 0;
    while let Some(open) = bytes[at..].iter().position(|b| *b == b'<').map(|n| at + n) {
        at = open + 1;
        let rest = &bytes[at..];
        // Most tags are values and ends: nothing to see.
        if matches!(rest, [b'/', ..] | [b'v', b'>', ..]) {
            continue;
        }
        // A prefix such as `x:` is skipped.
        let name_end =
            rest.iter().take(64).position(|b| matches!(b, b' ' | b'>' | b'/' | b'\t' | b'\n' | b'\r')).unwrap_or(0);
        let name = &rest[..name_end];
        let name = name.iter().position(|b| *b == b':').map_or(name, |colon| &name[colon + 1..]);
        match name {
            b"row" => {
                row(tag(rest), found, &mut place.next_row);
                place.next_column = 0;
            }
            b"c" => {
                let tag = tag(rest);
                if attribute(tag, b"t").is_some_and(|t| t == b"e") {
                    error(tag, &rest[tag.len().min(rest.len())..], found, place.next_row.saturating_sub(1));
                }
                if !place.styles.is_empty() {
                    styled(tag, found, place);
                }
            }
            b"mergeCell" => merge(tag(rest), found),
            _ => {}
        }
    }
}

/// The tag's inside, up to `>`.
fn tag(rest: &[u8]) -> &[u8] {
    let end = rest.iter().take(TAG_MAX).position(|b| *b == b'>').unwrap_or(rest.len().min(TAG_MAX));
    &rest[..end]
}

fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut at = 0;
    while let Some(eq) = tag[at..].iter().position(|b| *b == b'=').map(|n| at + n) {
        let quote = *tag.get(eq + 1)?;
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let end = tag[eq + 2..].iter().position(|b| *b == quote).map(|n| eq + 2 + n)?;
        let start = tag[..eq].iter().rposition(|b| b.is_ascii_whitespace()).map_or(0, |n| n + 1);
        if &tag[start..eq] == name {
            return Some(&tag[eq + 2..end]);
        }
        at = end + 1;
    }
    None
}

fn number(text: &[u8]) -> Option<u32> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

fn row(tag: &[u8], found: &mut Scanned, next_row: &mut u32) {
    let index = attribute(tag, b"r").and_then(number).map_or(*next_row, |n| n.saturating_sub(1));
    if index < *next_row {
        found.ordered = false;
    }
    *next_row = index.saturating_add(1);
    if attribute(tag, b"hidden").is_some_and(|v| v == b"1" || v == b"true") {
        found.hidden.insert(index);
    }
}

/// Notes what the style of a cell says.
fn styled(tag: &[u8], found: &mut Scanned, place: &mut Place<'_>) {
    let here = (place.next_row.saturating_sub(1), place.next_column);
    let (row, column) = attribute(tag, b"r").and_then(position).unwrap_or(here);
    place.next_column = column.saturating_add(1);
    let style = attribute(tag, b"s").and_then(number).and_then(|style| usize::try_from(style).ok());
    if let Some(look) = style.and_then(|style| place.styles.get(style)).filter(|_| place.looks < LOOKS_MAX) {
        place.looks += 1;
        found.looks.entry(row).or_default().push((column, look));
    }
}

fn error(tag: &[u8], after: &[u8], found: &mut Scanned, row: u32) {
    let Some((row, column)) = attribute(tag, b"r").and_then(position).or(None::<(u32, u16)>) else {
        found.errors.entry(row).or_default();
        return;
    };
    let inside = &after[..after.windows(4).position(|w| w == b"</c>").unwrap_or(after.len().min(400))];
    let value = inside.windows(3).position(|w| w == b"<v>").map(|n| &inside[n + 3..]).unwrap_or_default();
    let value = &value[..value.iter().position(|b| *b == b'<').unwrap_or(value.len())];
    found.errors.entry(row).or_default().push((column, String::from_utf8_lossy(value).into_owned()));
}

fn merge(tag: &[u8], found: &mut Scanned) {
    let Some(reference) = attribute(tag, b"ref") else { return };
    let mut ends = reference.splitn(2, |b| *b == b':');
    let (Some(first), Some(last)) = (ends.next().and_then(position), ends.next().and_then(position)) else { return };
    if found.merges.len() >= limits::MERGES_MAX {
        found.merges_cut = true;
        return;
    }
    let (top, bottom) = (first.0.min(last.0), first.0.max(last.0));
    found.merges.push(Merge { top, bottom, left: first.1.min(last.1), right: first.1.max(last.1) });
}

/// `B7` as row and column, 0-based; `None` beyond what a sheet can hold.
fn position(reference: &[u8]) -> Option<(u32, u16)> {
    let reference: Vec<u8> = reference.iter().copied().filter(|b| *b != b'$').collect();
    let letters = reference.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = reference[..letters].iter().fold(0_u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row = number(&reference[letters..])?;
    ((1..=limits::ROWS_MAX).contains(&row) && column <= 16_384)
        .then(|| (row - 1, u16::try_from(column - 1).unwrap_or(u16::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_merges_errors_and_disorder_are_seen() {
        let xml = br##"<worksheet><sheetData><row r="1"><c r="A1"/></row><x:row hidden='1' r="3"><c r="B3" t="e"><f>1/0</f><v>#SPILL!</v></c></x:row>
            <row r="2" hidden="0"/></sheetData><mergeCells><mergeCell ref="B5:A9"/><mergeCell ref="XFE1:XFE2"/></mergeCells></worksheet>"##;
        let found = scan(&xml[..], &Styles::default()).expect("scanned");
        assert!(found.hidden.contains(&2) && found.hidden.len() == 1);
        assert_eq!(found.merges, [Merge { top: 4, bottom: 8, left: 0, right: 1 }]);
        assert_eq!(found.errors[&2], [(1, "#SPILL!".to_owned())]);
        assert!(!found.ordered);
    }

    #[test]
    fn nothing_is_lost_at_the_edges_of_chunks() {
        let mut xml = String::from("<sheetData>");
        for n in 1..=60_000 {
            let hidden = if n % 7 == 0 { " hidden=\"1\"" } else { "" };
            xml.push_str(&format!("<row r=\"{n}\"{hidden}><c r=\"A{n}\" t=\"e\"><v>#REF!</v></c></row>"));
        }
        xml.push_str("</sheetData>");
        let found = scan(xml.as_bytes(), &Styles::default()).expect("scanned");
        assert!(found.ordered);
        assert_eq!(found.hidden.len(), 60_000 / 7);
        assert_eq!(found.errors.len(), 60_000);
        assert!(found.errors.values().all(|cells| cells.len() == 1 && cells[0].1 == "#REF!"));
    }
}
