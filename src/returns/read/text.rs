//! Text files: comma, tab or semicolon, in UTF-8, UTF-16 or GB18030.
use super::{Budget, Refused, Sink, limits, refuse, sniff, stem};
use crate::returns::cell::{Cell, RowIn, SheetHead};
use crate::returns::report::Problem;
use std::borrow::Cow;
use std::path::Path;

pub(super) fn read(path: &Path, name: &str, sink: &mut dyn Sink) -> Result<(), Refused> {
    let bytes = std::fs::read(path).map_err(|_| Problem::error("corrupt"))?;
    let text = decoded(&bytes);
    drop(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return refuse("file-empty");
    }
    // A line or two without any separator is a message, not a list.
    if text.lines().filter(|l| !l.trim().is_empty()).count() < 3 && !text.contains([',', '\t', ';']) {
        return refuse("format-unknown");
    }
    sink.sheet(SheetHead { name: stem(name), ..SheetHead::default() });
    let mut budget = Budget::default();
    let separator = delimiter(text);
    let text = quotes_closed(text, separator);
    let text = text.as_ref();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut beyond = 0_u32;
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
                    cells.push((column, Cell::Text(field.chars().take(limits::TEXT_MAX).collect())))
                }
                _ => beyond += 1,
            }
        }
        budget.take(cells.len())?;
        if !cells.is_empty() {
            sink.row(RowIn { index, hidden: false, cells });
        }
        index = index.saturating_add(1);
        if index >= limits::ROWS_MAX {
            return Err(Box::new(Problem::error("too-many-cells").with("max", limits::ROWS_MAX)));
        }
    }
    if beyond > 0 {
        sink.sheet_problem(Problem::warning("sheet-partly-unreadable").with("what", "beyond").with("count", beyond));
    }
    sink.sheet_end();
    Ok(())
}

fn decoded(bytes: &[u8]) -> String {
    if let Some(encoding) = sniff::wide(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let plain = String::from_utf8_lossy(bytes);
            if is_nearly_whole(&plain) { plain.into_owned() } else { encoding_rs::GB18030.decode(bytes).0.into_owned() }
        }
    }
}

/// A few broken letters in a text of many make it no other encoding: GB18030 read as UTF-8 has hardly a Chinese letter.
fn is_nearly_whole(text: &str) -> bool {
    let (mut broken, mut chinese) = (0_usize, 0_usize);
    for c in text.chars() {
        broken += usize::from(c == char::REPLACEMENT_CHARACTER);
        chinese += usize::from(('\u{4e00}'..='\u{9fff}').contains(&c));
    }
    chinese > 0 && broken * 4 <= chinese
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

/// A quote that opens a cell and is not closed where a cell ends would swallow the rows below, without a word. Such a quote is
/// a letter like others: it is written twice here, and its cell ends at the next separator of its own line.
fn quotes_closed(text: &str, separator: u8) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_end = |b: &u8| matches!(b, b'\n' | b'\r');
    let (mut mended, mut kept, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        let plain = bytes[at..].iter().position(|b| *b == separator || is_end(b)).map_or(bytes.len(), |n| at + n);
        if bytes[at] != b'"' {
            at = plain + 1;
            continue;
        }
        let mut close = at + 1;
        let closed = loop {
            match bytes[close..].iter().position(|b| *b == b'"').map(|n| close + n) {
                Some(quote) if bytes.get(quote + 1) == Some(&b'"') => close = quote + 2,
                found => break found,
            }
        };
        let end = closed.map_or(bytes.len(), |quote| quote + 1);
        let ends_there = closed.is_some() && bytes.get(end).is_none_or(|b| *b == separator || is_end(b));
        if !ends_there && bytes[at..end].iter().any(is_end) {
            mended.push_str(&text[kept..at]);
            mended.push('"');
            mended.push_str(&text[at..plain].replace('"', "\"\""));
            mended.push('"');
            (kept, at) = (plain, plain + 1);
        } else {
            // Behind a closed quote the cell goes on without any.
            at = bytes[end..].iter().position(|b| *b == separator || is_end(b)).map_or(bytes.len(), |n| end + n) + 1;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(&text[kept..]);
    Cow::Owned(mended)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_broken_letter_makes_no_other_encoding() {
        let mut bytes = "检查日期,隐患描述,隐患等级\n2026-07-01,漏油".as_bytes().to_vec();
        bytes.extend(b"\xff,\xe4\xb8\x80\n");
        assert!(decoded(&bytes).starts_with("检查日期,隐患描述,隐患等级\n2026-07-01,漏油\u{fffd},一"));
        for text in ["企业名称,信用代码\n甲,乙\n", "a,b,c\n三,2,3\n", "姓名\n张三丰"] {
            let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
            assert_eq!(decoded(&gbk), text);
        }
    }

    #[test]
    fn a_quote_that_nobody_closes_swallows_no_rows() {
        for (text, want) in [
            ("a,b\n1,\"未闭合\n2,c\n", "a,b\n1,\"\"\"未闭合\"\n2,c\n"),
            ("a,b\r\n\"5寸,x\r\n\"6寸,y\r\n", "a,b\r\n\"\"\"5寸\",x\r\n\"\"\"6寸\",y\r\n"),
            ("1,\"末行\n", "1,\"\"\"末行\"\n"),
            // What stands in quotes rightly, over lines too, is left alone; so is a quote within one line.
            ("a,\"b\nc\",\"d\"\"e\"\n", "a,\"b\nc\",\"d\"\"e\"\n"),
            ("a,\"5\"管,b\nc\"寸,d\n", "a,\"5\"管,b\nc\"寸,d\n"),
            ("a,\"\"\n\"末", "a,\"\"\n\"末"),
            ("", ""),
        ] {
            assert_eq!(quotes_closed(text, b','), want, "{text}");
        }
    }

    #[test]
    fn the_separator_is_the_one_that_lines_agree_on() {
        assert_eq!(delimiter("a,b,c\n1,2,3\n"), b',');
        assert_eq!(delimiter("a;b;c\n1,5;2;3\n2,5;2;3"), b';');
        assert_eq!(delimiter("a\tb\n\"x,y,z\"\t2\n"), b'\t');
        assert_eq!(delimiter("标题\n企业名称,信用代码\n甲,乙"), b',');
    }
}
