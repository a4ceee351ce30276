//! From the lines of a report to the one object of `cuan check --json`, without holding the rows in memory.
use super::report::{Counts, FileInfo, Line, Problem, SheetInfo};
use serde::Serialize;
use std::io::{self, BufRead, Write};

/// What every row's line starts with; the rest of the line is the row's object.
const ROW: &[u8] = b"{\"line\":\"row\",";

/// The end of a sheet's object.
#[derive(Serialize)]
struct SheetTail<'a> {
    problems: &'a [Problem],
    counts: &'a Counts,
}

/// Writes the object that `lines` make. Answers whether the file could be read, by the last line.
///
/// # Errors
/// Reading or writing fails, or a line is none of a report.
pub fn assemble(mut lines: impl BufRead, mut out: impl Write) -> io::Result<bool> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut sheet: Option<Vec<Problem>> = None;
    let (mut sheets, mut rows, mut readable) = (0_u64, 0_u64, false);
    let mut line = Vec::new();
    out.write_all(b"{")?;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        // Rows are the many: they are passed on as they stand.
        if let Some(row) = line.strip_prefix(ROW) {
            out.write_all(if rows == 0 { b"{" } else { b",\n{" })?;
            out.write_all(row.strip_suffix(b"\n").unwrap_or(row))?;
            rows += 1;
            continue;
        }
        match serde_json::from_slice(&line)? {
            Line::File(file) => self::file(&file, &mut out)?,
            Line::Sheet(info) => {
                out.write_all(if sheets == 0 { b"\n" } else { b",\n" })?;
                begin(&info, &mut out)?;
                (sheet, rows) = (Some(Vec::new()), 0);
                sheets += 1;
            }
            Line::Problem(problem) => sheet.get_or_insert_default().push(problem),
            Line::SheetEnd(counts) => end(sheet.take(), &counts, &mut out)?,
            Line::FileProblem(problem) => problems.push(problem),
            Line::End { readable: whole } => readable = whole,
            Line::Peek(_) => {}
            Line::Row(_) => return Err(io::Error::other("a row's line in another shape")),
        }
    }
    if sheet.is_some() {
        end(sheet, &Counts::default(), &mut out)?;
    }
    out.write_all(b"],\"problems\":")?;
    serde_json::to_writer(&mut out, &problems)?;
    out.write_all(b"}\n")?;
    Ok(readable)
}

fn file(file: &FileInfo, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\"file\":")?;
    serde_json::to_writer(&mut *out, file)?;
    out.write_all(b",\"sheets\":[")
}

/// A sheet's object up to its rows.
fn begin(info: &SheetInfo, out: &mut impl Write) -> io::Result<()> {
    let text = serde_json::to_string(info)?;
    out.write_all(text.strip_suffix('}').unwrap_or(&text).as_bytes())?;
    out.write_all(b",\"rows\":[")
}

fn end(problems: Option<Vec<Problem>>, counts: &Counts, out: &mut impl Write) -> io::Result<()> {
    let text = serde_json::to_string(&SheetTail { problems: &problems.unwrap_or_default(), counts })?;
    out.write_all(b"],")?;
    out.write_all(text.strip_prefix('{').unwrap_or(&text).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::report::{Report, Row, Value, Values};

    fn lines() -> Vec<Line> {
        let row = |row| Row {
            row,
            ok: true,
            values: Values(vec![("deaths".into(), Value::Count(1))]),
            section: None,
            section_row: None,
            over: Vec::new(),
            above: None,
            other: Vec::new(),
        };
        vec![
            Line::File(FileInfo { name: "a\"b.csv".into(), kind: "csv".into(), sha256: "00".into(), bytes: 3 }),
            Line::Sheet(SheetInfo { sheet: "一".into(), ..SheetInfo::default() }),
            Line::Row(row(2)),
            Line::Problem(Problem::error("required").row(2)),
            Line::Row(row(3)),
            Line::SheetEnd(Counts { rows: 2, ok: 2, ..Counts::default() }),
            Line::Sheet(SheetInfo { sheet: "二".into(), ..SheetInfo::default() }),
            Line::SheetEnd(Counts::default()),
            Line::FileProblem(Problem::warning("macro-present")),
            Line::End { readable: true },
        ]
    }

    fn text(lines: &[Line]) -> String {
        lines.iter().map(|l| serde_json::to_string(l).expect("plain") + "\n").collect()
    }

    #[test]
    fn the_object_says_what_the_lines_say() {
        let mut out = Vec::new();
        assert!(assemble(text(&lines()).as_bytes(), &mut out).expect("written"));
        let report: Report = serde_json::from_slice(&out).expect("one object");
        assert_eq!(Some(report), Report::gather(lines()));
    }

    #[test]
    fn lines_that_stop_early_still_make_an_object() {
        for kept in 1..lines().len() {
            let mut out = Vec::new();
            assert!(!assemble(text(&lines()[..kept]).as_bytes(), &mut out).expect("written"));
            assert!(serde_json::from_slice::<Report>(&out).is_ok(), "{kept}");
        }
    }
}
