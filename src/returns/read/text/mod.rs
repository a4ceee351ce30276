//! Text files: comma, tab or semicolon, in UTF-8, UTF-16 or GB18030.
mod letters;
mod quotes;
#[cfg(test)]
mod tests;

use super::{Budget, Refused, Sink, limits, refuse, stem};
use crate::returns::cell::{Cell, RowIn, SheetHead, address};
use crate::returns::report::Problem;
use std::path::Path;

pub(super) fn read(path: &Path, name: &str, sink: &mut dyn Sink) -> Result<(), Refused> {
    let bytes = std::fs::read(path).map_err(|_| Problem::error("corrupt"))?;
    let text = letters::decoded(&bytes);
    drop(bytes);
    // Old programs end a text with a mark of its own, which is no row.
    let (said, text) = separator_said(text.trim_start_matches('\u{feff}').trim_end_matches('\u{1a}'));
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let text = letters::unmarked(text, delimiter);
    let text = &*quotes::healed(&text, delimiter);
    if text.trim().is_empty() {
        return refuse("file-empty");
    }
    // A line or two without any separator is a message, not a list.
    if text.lines().filter(|l| !l.trim().is_empty()).count() < 3 && !text.contains([',', '\t', ';']) {
        return refuse("format-unknown");
    }
    sink.sheet(SheetHead { name: stem(name), ..SheetHead::default() });
    let mut budget = Budget::default();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut beyond = 0_u32;
    let mut lost = Lost::default();
    // Row numbers are those a spreadsheet program shows: records, not lines, and blank lines count.
    let mut blank = BlankLines::new(text);
    let mut index = 0_u32;
    while reader.read_record(&mut record).map_err(|_| Problem::error("corrupt"))? {
        index += blank.before(record.position().map_or(0, csv::Position::byte));
        let mut cells = Vec::with_capacity(record.len());
        for (column, field) in record.iter().enumerate() {
            if field.is_empty() {
                continue;
            }
            match u16::try_from(column) {
                Ok(column) if column < limits::COLUMNS_MAX => {
                    lost.look(field, column, index);
                    cells.push((column, Cell::Text(field.chars().take(limits::TEXT_MAX).collect())));
                }
                _ => beyond += 1,
            }
        }
        budget.take(cells.len())?;
        if !cells.is_empty() {
            sink.row(RowIn { index, cells, ..RowIn::default() });
        }
        index = index.saturating_add(1);
        if index >= limits::ROWS_MAX {
            return Err(Box::new(Problem::error("too-many-cells").with("max", limits::ROWS_MAX)));
        }
    }
    if beyond > 0 {
        sink.sheet_problem(Problem::warning("sheet-partly-unreadable").with("what", "beyond").with("count", beyond));
    }
    if let Some(first) = lost.first {
        let problem = Problem::warning("sheet-partly-unreadable").with("what", "letters").with("rule", "letters-lost");
        sink.sheet_problem(problem.with("count", lost.cells).with("first", first));
    }
    sink.sheet_end();
    Ok(())
}

/// Cells with letters that no encoding explains.
#[derive(Default)]
struct Lost {
    cells: u32,
    first: Option<String>,
}

impl Lost {
    fn look(&mut self, field: &str, column: u16, index: u32) {
        if field.contains(char::REPLACEMENT_CHARACTER) {
            self.cells += 1;
            self.first.get_or_insert_with(|| address(column, index + 1));
        }
    }
}

/// `sep=;` in the first line, by which Excel is told the separator: the line is none of the sheet's.
fn separator_said(text: &str) -> (Option<u8>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = line.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=");
    match said.map(str::as_bytes) {
        Some(&[separator @ (b',' | b';' | b'\t')]) => (Some(separator), rest),
        _ => (None, text),
    }
}

/// The separator that most lines have equally often, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(50).collect();
    let score = |separator: char| {
        let mut counts = std::collections::HashMap::new();
        for line in &lines {
            let mut quoted = false;
            let count = line.chars().filter(|c| {
                quoted ^= *c == '"';
                *c == separator && !quoted
            });
            let count = count.count();
            if count > 0 {
                *counts.entry(count).or_insert(0_usize) += 1;
            }
        }
        counts.into_iter().map(|(count, lines)| (lines, count)).max().unwrap_or((0, 0))
    };
    let best = [',', '\t', ';'].into_iter().max_by_key(|s| (score(*s), *s == ','));
    best.and_then(|s| u8::try_from(s).ok()).unwrap_or(b',')
}

/// The csv reader skips blank lines silently; row numbers must not.
struct BlankLines<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> BlankLines<'a> {
    fn new(text: &'a str) -> Self {
        BlankLines { text: text.as_bytes(), at: 0 }
    }

    /// How many blank lines stand between the end of the record before and the record that begins at `start`.
    fn before(&mut self, start: u64) -> u32 {
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(self.text.len());
        // The reader reports where it began to look: blank lines come right after that.
        let mut count = 0;
        let mut at = start.max(self.at);
        // The second half of the line end before may be left over.
        if at > 0 && self.text[at - 1] == b'\r' && self.text.get(at) == Some(&b'\n') {
            at += 1;
        }
        loop {
            match self.text.get(at..) {
                Some([b'\r', b'\n', ..]) => at += 2,
                Some([b'\n' | b'\r', ..]) => at += 1,
                _ => break,
            }
            count += 1;
        }
        self.at = at;
        count
    }
}
