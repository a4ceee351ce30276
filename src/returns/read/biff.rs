//! What the library does not tell of an .xls: which rows are hidden. The file is a small file system of sectors (OLE);
//! inside it the workbook is one stream of records. Nothing in it is believed: every number is looked up within bounds, and
//! what does not fit ends the walk with what was found so far.
use std::collections::HashSet;
use std::path::Path;

/// Of a record at the beginning of a part, of any version.
const BOF: [u16; 4] = [0x0009, 0x0209, 0x0409, 0x0809];
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
/// A row's flag for a height of nothing: hidden by hand, by an outline or by a filter.
const HIDDEN: u16 = 0x0020;
/// Marks of a sector table from which on there are no sectors.
const NO_SECTOR: u32 = 0xffff_fffa;

/// The 0-based hidden rows of each sheet, in the workbook's own order of sheets.
pub(super) fn hidden_rows(path: &Path) -> Vec<HashSet<u32>> {
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

fn sheets(book: &[u8]) -> Vec<HashSet<u32>> {
    let places = records(book, 0).take_while(|(kind, _)| *kind != EOF).filter(|(kind, _)| *kind == BOUND_SHEET);
    places.map(|(_, content)| u32_at(content, 0).map_or_else(HashSet::new, |at| hidden(book, at as usize))).collect()
}

/// The hidden rows of the sheet that begins at `at`. Charts inside it have parts, and rows, of their own.
fn hidden(book: &[u8], at: usize) -> HashSet<u32> {
    let (mut found, mut depth) = (HashSet::new(), 0_u32);
    for (kind, content) in records(book, at) {
        match kind {
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            kind if BOF.contains(&kind) => depth += 1,
            ROW if depth == 1 && u16_at(content, 12).is_some_and(|flags| flags & HIDDEN != 0) => {
                found.extend(u16_at(content, 0).map(u32::from));
            }
            _ => {}
        }
    }
    found
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
        assert_eq!(hidden(&with_chart, 0), HashSet::from([3, 5]));
        assert_eq!(sheets(&book(&[&["a"], &["b"], &["c"]], &[1])), [HashSet::from([1])]);
    }

    #[test]
    fn a_file_that_lies_ends_the_walk() {
        let whole = workbook(&[&["a"], &["b"]], &[0]);
        assert_eq!(stream(&whole).map(|book| sheets(&book)), Some(vec![HashSet::from([0])]));
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
