//! What the library does not tell of an .xls: which rows are hidden, and what the styles of cells say. The file is a small file system of sectors (OLE);
//! inside it the workbook is one stream of records. Nothing in it is believed: every number is looked up within bounds, and
//! what does not fit ends the walk with what was found so far.
use super::look::{Styles, built_in, shown};
use crate::returns::cell::{Look, Shown};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Of a record at the beginning of a part, of any version.
const BOF: [u16; 4] = [0x0009, 0x0209, 0x0409, 0x0809];
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
/// A row's flag for a height of nothing: hidden by hand, by an outline or by a filter.
const HIDDEN: u16 = 0x0020;
const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x041e;
const XF: u16 = 0x00e0;
/// A font's flag.
const STRUCK: u16 = 0x0008;
/// Cells with something in them: row, column and style come first.
const CELLS: [u16; 9] = [0x0203, 0x027e, 0x00fd, 0x0204, 0x0006, 0x0206, 0x0406, 0x0205, 0x00d6];
/// Several numbers side by side.
const NUMBERS: u16 = 0x00bd;
/// Cells whose style says something, at most.
const LOOKS_MAX: usize = 200_000;
/// Marks of a sector table from which on there are no sectors.
const NO_SECTOR: u32 = 0xffff_fffa;

/// What is known of the rows of a sheet; rows are 0-based.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Rows {
    pub(super) hidden: HashSet<u32>,
    /// Cells whose style says something.
    pub(super) looks: HashMap<u32, Vec<(u16, Look)>>,
}

/// The same of each sheet, in the workbook's own order of sheets.
pub(super) fn rows(path: &Path) -> Vec<Rows> {
    std::fs::read(path).ok().and_then(|file| stream(&file)).map(|book| sheets(&book)).unwrap_or_default()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Sectors of one size with the table that says which follows which.
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
    /// The first sector of a file lies behind its header; the first small one at the start of its own stream.
    skip: usize,
    next: &'a [u32],
}

impl Sectors<'_> {
    fn sector(&self, number: u32) -> Option<&[u8]> {
        let at = (number as usize).checked_add(self.skip)?.checked_mul(self.size)?;
        let end = at.checked_add(self.size)?.min(self.bytes.len());
        self.bytes.get(at..end)
    }

    /// The content of a chain of sectors; a chain that runs in circles ends after as many as there are.
    fn chain(&self, first: u32) -> Vec<u8> {
        let (mut found, mut number) = (Vec::new(), first);
        for _ in 0..=self.next.len() {
            let Some(sector) = (number < NO_SECTOR).then(|| self.sector(number)).flatten() else { break };
            found.extend_from_slice(sector);
            let Some(next) = self.next.get(number as usize) else { break };
            number = *next;
        }
        found
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// The workbook's stream out of the file.
fn stream(file: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize.checked_shl(u32::from(u16_at(file, 30)?)).filter(|size| (128..=1 << 20).contains(size))?;
    let small = 1_usize.checked_shl(u32::from(u16_at(file, 32)?)).filter(|small| (8..=size).contains(small))?;
    let most = file.len() / size;
    let raw = Sectors { bytes: file, size, skip: 1, next: &[] };
    // The sectors that hold the table: 109 in the header, more in a chain of their own.
    let mut of_table: Vec<u32> = numbers(file.get(76..512)?);
    let mut more = u32_at(file, 68)?;
    while more < NO_SECTOR && of_table.len() <= most {
        let mut listed = numbers(raw.sector(more)?);
        more = listed.pop()?;
        of_table.extend(listed);
    }
    let table: Vec<u32> = of_table
        .into_iter()
        .filter(|number| *number < NO_SECTOR)
        .take(most)
        .filter_map(|number| raw.sector(number).map(numbers))
        .flatten()
        .collect();
    let sectors = Sectors { next: &table, ..raw };
    let folder = sectors.chain(u32_at(file, 48)?);
    let entry = |wanted: &dyn Fn(&[u8]) -> bool| {
        let found = folder.chunks_exact(128).find(|entry| wanted(entry))?;
        Some((u32_at(found, 116)?, u32_at(found, 120)? as usize))
    };
    let named = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        move |entry: &[u8]| entry.get(..wide.len()).is_some_and(|start| start.eq_ignore_ascii_case(&wide))
    };
    let (first, length) = entry(&named("Workbook")).or_else(|| entry(&named("Book")))?;
    let mut found = if length >= u32_at(file, 56)? as usize {
        sectors.chain(first)
    } else {
        let (root, _) = entry(&|entry| entry.get(66) == Some(&5))?;
        let (inside, next) = (sectors.chain(root), numbers(&sectors.chain(u32_at(file, 60)?)));
        Sectors { bytes: &inside, size: small, skip: 0, next: &next }.chain(first)
    };
    found.truncate(length);
    Some(found)
}

/// The records from `at` on, each with its kind and its content.
fn records(book: &[u8], mut at: usize) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(book, at)?, usize::from(u16_at(book, at + 2)?));
        let content = book.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, content))
    })
}

fn sheets(book: &[u8]) -> Vec<Rows> {
    let globals = || records(book, 0).take_while(|(kind, _)| *kind != EOF);
    let styles = styles(globals());
    let places = globals().filter(|(kind, _)| *kind == BOUND_SHEET);
    places
        .map(|(_, content)| u32_at(content, 0).map_or_else(Rows::default, |at| of(book, at as usize, &styles)))
        .collect()
}

/// What the styles of cells say. Fonts and formats come before them.
fn styles<'a>(globals: impl Iterator<Item = (u16, &'a [u8])>) -> Styles {
    let (mut struck, mut formats, mut looks): (Vec<bool>, HashMap<u16, Shown>, Vec<Look>) = Default::default();
    for (kind, content) in globals {
        match kind {
            FONT => struck.push(u16_at(content, 2).is_some_and(|flags| flags & STRUCK != 0)),
            FORMAT => formats.extend(u16_at(content, 0).zip(format(content).as_deref().and_then(shown))),
            XF => {
                // No font has the number 4.
                let font = u16_at(content, 0).map(|font| usize::from(if font > 4 { font - 1 } else { font }));
                let struck = font.and_then(|font| struck.get(font)).copied().unwrap_or(false);
                let shown = u16_at(content, 2)
                    .and_then(|format| formats.get(&format).copied().or_else(|| built_in(u32::from(format))));
                looks.push(Look { struck, shown });
            }
            _ => {}
        }
    }
    Styles::of(looks)
}

/// The text of a number format as Excel 97 and later write it.
fn format(content: &[u8]) -> Option<String> {
    let (length, flags) = (usize::from(u16_at(content, 2)?), content.get(4)?);
    if flags & 1 == 0 {
        return Some(content.get(5..5 + length)?.iter().copied().map(char::from).collect());
    }
    let wide: Vec<u16> = content.get(5..5 + length * 2)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).collect();
    String::from_utf16(&wide).ok()
}

/// The rows of the sheet that begins at `at`. Charts inside it have parts, and rows, of their own.
fn of(book: &[u8], at: usize, styles: &Styles) -> Rows {
    let (mut found, mut depth, mut count) = (Rows::default(), 0_u32, 0);
    for (kind, content) in records(book, at) {
        match kind {
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            kind if BOF.contains(&kind) => depth += 1,
            ROW if depth == 1 && u16_at(content, 12).is_some_and(|flags| flags & HIDDEN != 0) => {
                found.hidden.extend(u16_at(content, 0).map(u32::from));
            }
            kind if depth == 1 && !styles.is_empty() && count < LOOKS_MAX => {
                let row = u16_at(content, 0).map_or(0, u32::from);
                for (column, style) in styled(kind, content) {
                    if let Some(look) = styles.get(usize::from(style)) {
                        count += 1;
                        found.looks.entry(row).or_default().push((column, look));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Column and style of the cells that a record holds.
fn styled(kind: u16, content: &[u8]) -> Vec<(u16, u16)> {
    if CELLS.contains(&kind) {
        return u16_at(content, 2).zip(u16_at(content, 4)).into_iter().collect();
    }
    if kind != NUMBERS || content.len() < 6 {
        return Vec::new();
    }
    let first = u16_at(content, 2).unwrap_or(0);
    // Style and number of each; the last column ends the record.
    let styles = content[4..content.len() - 2].chunks_exact(6).filter_map(|one| u16_at(one, 0));
    (first..).zip(styles).collect()
}

#[cfg(test)]
mod tests {
    use super::super::made::{book, record, words, workbook};
    use super::*;

    #[test]
    fn hidden_rows_are_found_and_charts_inside_do_not_count() {
        let mut with_chart = record(0x0809, &[0; 16]);
        with_chart.extend(record(ROW, &words(&[3, 0, 1, 255, 0, 0, HIDDEN, 15])));
        with_chart.extend(record(0x0809, &[0; 16]));
        with_chart.extend(record(ROW, &words(&[4, 0, 1, 255, 0, 0, HIDDEN, 15])));
        with_chart.extend(record(EOF, &[]));
        with_chart.extend(record(ROW, &words(&[5, 0, 1, 255, 0, 0, HIDDEN, 15])));
        with_chart.extend(record(EOF, &[]));
        with_chart.extend(record(ROW, &words(&[6, 0, 1, 255, 0, 0, HIDDEN, 15])));
        let plain = Styles::default();
        assert_eq!(of(&with_chart, 0, &plain).hidden, HashSet::from([3, 5]));
        let found = sheets(&book(&[&["a"], &["b"], &["c"]], &[1]));
        assert_eq!((found.len(), &found[0].hidden, found[0].looks.len()), (1, &HashSet::from([1]), 0));
    }

    #[test]
    fn styles_that_strike_out_or_show_thousands_are_found() {
        let font = |flags: u16| record(FONT, &words(&[200, flags, 0, 0, 0, 0, 0]));
        let format = |id: u16, code: &str| {
            record(
                FORMAT,
                &[words(&[id, u16::try_from(code.len()).expect("short")]), vec![0], code.as_bytes().to_vec()].concat(),
            )
        };
        let xf = |font: u16, format: u16| record(XF, &words(&[font, format, 0, 0, 0, 0, 0, 0, 0, 0]));
        let globals = [
            record(0x0809, &[0; 16]),
            [font(0), font(STRUCK), font(0), font(0), font(STRUCK)].concat(),
            [format(164, "0!.0,"), format(165, "0.00")].concat(),
            [xf(0, 0), xf(1, 165), xf(5, 0), xf(0, 164)].concat(),
            record(EOF, &[]),
        ]
        .concat();
        let styles = styles(records(&globals, 0));
        let struck = Look { struck: true, shown: None };
        let shown = Look { struck: false, shown: shown("0!.0,") };
        assert_eq!([0, 1, 2, 3, 4].map(|at| styles.get(at)), [None, Some(struck), Some(struck), Some(shown), None]);
        let mut sheet = record(0x0809, &[0; 16]);
        sheet.extend(record(0x00fd, &words(&[2, 0, 1, 0, 0])));
        sheet.extend(record(NUMBERS, &words(&[2, 1, 0, 7, 7, 3, 7, 7, 2])));
        sheet.extend(record(0x0203, &words(&[3, 0, 0, 0, 0, 0, 0])));
        sheet.extend(record(NUMBERS, &words(&[4])));
        sheet.extend(record(EOF, &[]));
        let found = of(&sheet, 0, &styles).looks;
        assert_eq!(found, HashMap::from([(2, vec![(0, struck), (2, shown)])]));
    }

    #[test]
    fn a_file_that_lies_ends_the_walk() {
        let whole = workbook(&[&["a"], &["b"]], &[0]);
        let found = stream(&whole).map(|book| sheets(&book)).unwrap_or_default();
        assert_eq!(found.iter().map(|rows| rows.hidden.clone()).collect::<Vec<_>>(), [HashSet::from([0])]);
        for cut in [0, 10, 511, 512, 600, 1_024, 1_100, 1_600] {
            assert!(stream(&whole[..cut]).is_none_or(|book| sheets(&book).len() <= 1), "cut at {cut}");
        }
        // Every sector of the table points to itself.
        let mut circle = whole.clone();
        for at in 0..128_u32 {
            let place = 512 + at as usize * 4;
            circle[place..place + 4].copy_from_slice(&at.to_le_bytes());
        }
        assert!(stream(&circle).is_some_and(|book| book.len() <= whole.len()));
    }
}
