//! What the reader printed, on disk: one JSON line a row or problem, and an index of fixed-size entries that says where
//! each line begins and what became of its row. A page of a preview reads its own hundred lines and no more.
use super::files;
use super::model::{Fate, SheetSummary};
use super::report::{Counts, FileInfo, Peek, Problem, Severity, SheetInfo};
use crate::kernel::intake::Values;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The most that a reader may print about one workbook, in bytes.
const PRINTED_MAX: u64 = 1 << 30;
/// The most bytes of neighbouring rows that are read at once.
const SPAN_MAX: u64 = 16 << 20;
/// The longest line, in bytes.
const LINE_MAX: u64 = 64 << 20;
/// Problems of rows that are only left out: they count as rows read.
pub const LEFT_OUT: [&str; 2] = ["total-row-skipped", "note-row-skipped"];

/// The files of one filing.
#[derive(Debug, Clone)]
pub struct Staged {
    folder: PathBuf,
    id: Uuid,
}

/// One line of a staged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub offset: u64,
    pub len: u32,
    /// The sheet's own row number; 0 for a problem of the sheet or file as a whole.
    pub row: u32,
    pub sheet: u16,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A data row; `ok` as the reader judged it, by itself. A repeated one says what a row above says.
    Row { ok: bool, fate: Fate, repeated: bool },
    /// A problem that the reader found; its code's place in [`Index::codes`].
    Found { severity: Severity, code: u8 },
    /// A problem that comparing with the records brought up; its line is in the other file.
    Compared { severity: Severity, code: u8 },
    /// The first rows of the sheet as they stand there.
    Peek,
}

/// Every line of a filing's staged files, in the order in which they were printed; compared problems at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    pub codes: Vec<String>,
    pub entries: Vec<Entry>,
}

/// A data row as it was printed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RowLine {
    pub row: u32,
    pub ok: bool,
    #[serde(default)]
    pub values: Values,
    /// These five as in [`super::report::Row`].
    pub section: Option<String>,
    pub section_row: Option<u32>,
    #[serde(default)]
    pub over: Vec<(String, u32)>,
    pub above: Option<String>,
    #[serde(default)]
    pub other: Vec<(String, String)>,
}

const ENTRY_BYTES: usize = 20;
const INDEX_KIND: &str = "cuan-index-1";

#[derive(Serialize, Deserialize)]
struct Head {
    kind: String,
    codes: Vec<String>,
    entries: usize,
}

impl Index {
    fn code(&mut self, code: &str) -> u8 {
        if let Some(at) = self.codes.iter().position(|known| known == code) {
            return at as u8;
        }
        // There are some fifty codes; a reader that invents more gets them gathered under the last.
        if self.codes.len() < 255 {
            self.codes.push(code.to_owned());
        }
        (self.codes.len() - 1) as u8
    }

    /// Notes where a problem's line lies.
    pub fn problem(&mut self, sheet: u16, problem: &Problem, offset: u64, len: u32, compared: bool) {
        let code = self.code(&problem.code);
        let severity = problem.severity;
        let kind = if compared { Kind::Compared { severity, code } } else { Kind::Found { severity, code } };
        self.entries.push(Entry { offset, len, row: problem.row.unwrap_or(0), sheet, kind });
    }

    /// The rows of a sheet, by their places in [`Index::entries`].
    pub fn rows_of(&self, sheet: usize) -> Vec<usize> {
        let is_row = |e: &Entry| usize::from(e.sheet) == sheet && matches!(e.kind, Kind::Row { .. });
        self.entries.iter().enumerate().filter(|(_, e)| is_row(e)).map(|(at, _)| at).collect()
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let head = Head { kind: INDEX_KIND.to_owned(), codes: self.codes.clone(), entries: self.entries.len() };
        serde_json::to_writer(&mut *out, &head)?;
        out.write_all(b"\n")?;
        for entry in &self.entries {
            let (kind, code) = entry.kind.numbers();
            out.write_all(&entry.offset.to_le_bytes())?;
            out.write_all(&entry.len.to_le_bytes())?;
            out.write_all(&entry.row.to_le_bytes())?;
            out.write_all(&entry.sheet.to_le_bytes())?;
            out.write_all(&[kind, code])?;
        }
        Ok(())
    }

    fn parse(bytes: &[u8]) -> Option<Index> {
        let end = bytes.iter().position(|b| *b == b'\n')?;
        let head: Head = serde_json::from_slice(&bytes[..end]).ok()?;
        let body = &bytes[end + 1..];
        if head.kind != INDEX_KIND || body.len() != head.entries * ENTRY_BYTES {
            return None;
        }
        let entries = body.chunks_exact(ENTRY_BYTES).map(Entry::parse).collect::<Option<Vec<_>>>()?;
        Some(Index { codes: head.codes, entries })
    }
}

impl Entry {
    fn parse(bytes: &[u8]) -> Option<Entry> {
        Some(Entry {
            offset: u64::from_le_bytes(bytes[..8].try_into().ok()?),
            len: u32::from_le_bytes(bytes[8..12].try_into().ok()?),
            row: u32::from_le_bytes(bytes[12..16].try_into().ok()?),
            sheet: u16::from_le_bytes(bytes[16..18].try_into().ok()?),
            kind: Kind::of_numbers(bytes[18], bytes[19])?,
        })
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

impl Kind {
    fn numbers(self) -> (u8, u8) {
        let weight = |severity| SEVERITIES.iter().position(|s| *s == severity).map_or(0, |at| at as u8);
        match self {
            Kind::Row { ok, fate, repeated } => (fate.number() | if ok { 0x40 } else { 0 }, u8::from(repeated)),
            Kind::Found { severity, code } => (0x10 | weight(severity), code),
            Kind::Compared { severity, code } => (0x20 | weight(severity), code),
            Kind::Peek => (0x30, 0),
        }
    }

    fn of_numbers(kind: u8, code: u8) -> Option<Kind> {
        let severity = SEVERITIES.get(usize::from(kind & 0x0f)).copied();
        Some(match kind & 0x30 {
            0x10 => Kind::Found { severity: severity?, code },
            0x20 => Kind::Compared { severity: severity?, code },
            0x30 => Kind::Peek,
            0x00 => Kind::Row { ok: kind & 0x40 != 0, fate: Fate::of_number(kind & 0x0f)?, repeated: code == 1 },
            _ => return None,
        })
    }
}

impl Staged {
    /// # Errors
    /// The data folder cannot be written.
    pub fn of(data: &Path, id: Uuid) -> io::Result<Staged> {
        Ok(Staged { folder: files::folder(data, "staged")?, id })
    }

    fn path(&self, end: &str) -> PathBuf {
        self.folder.join(format!("{}.{end}", self.id))
    }

    /// Where a reader leaves its lines while it is at work.
    pub fn part(&self) -> PathBuf {
        self.path("jsonl.part")
    }

    /// How many rows a reader at work has told of so far.
    ///
    /// # Errors
    /// The disk refused.
    pub fn rows_so_far(&self) -> io::Result<u64> {
        let mut told = match File::open(self.part()) {
            Ok(file) => io::BufReader::with_capacity(1 << 16, file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        let (mut line, mut rows) = (Vec::new(), 0);
        while told.read_until(b'\n', &mut line)? > 0 {
            rows += u64::from(line.starts_with(b"{\"line\":\"row\""));
            line.clear();
        }
        Ok(rows)
    }

    /// Whether reading this filing has been finished.
    pub fn is_whole(&self) -> bool {
        self.path("jsonl").is_file() && self.path("index").is_file()
    }

    /// Takes the files away; their workbook stays.
    pub fn remove(&self) {
        for end in ["jsonl", "compared", "index", "jsonl.part", "compared.part", "index.part"] {
            // Files that are not there need no removing; the clean-up takes the rest.
            let _ = fs::remove_file(self.path(end));
        }
    }

    /// # Errors
    /// There is no index, or it is not one of ours.
    pub fn index(&self) -> io::Result<Index> {
        let bytes = fs::read(self.path("index"))?;
        Index::parse(&bytes).ok_or_else(|| io::Error::other("the index of a staged file does not parse"))
    }

    /// Keeps what comparing brought up: its problems, and the index that knows them.
    ///
    /// # Errors
    /// The disk refused.
    pub fn keep(&self, index: &Index, compared: &[u8]) -> io::Result<()> {
        files::replace(&self.path("compared"), |out| out.write_all(compared))?;
        files::replace(&self.path("index"), |out| index.write(out))
    }

    /// Reads the rows at these entries, which lie in ascending order.
    ///
    /// # Errors
    /// The file is gone or is not what the index says.
    pub fn rows(&self, entries: &[Entry]) -> io::Result<Vec<RowLine>> {
        let mut printed = File::open(self.path("jsonl"))?;
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(Vec::new()) };
        let end = last.offset + u64::from(last.len);
        let span = end.checked_sub(first.offset).filter(|span| *span <= SPAN_MAX);
        let Some(span) = span.and_then(|span| usize::try_from(span).ok()) else {
            return entries.iter().map(|entry| Ok(serde_json::from_slice(&piece(&mut printed, entry)?)?)).collect();
        };
        // Rows of a batch are neighbours: one read instead of a thousand.
        let mut bytes = vec![0; span];
        printed.seek(SeekFrom::Start(first.offset))?;
        printed.read_exact(&mut bytes)?;
        let row = |entry: &Entry| {
            let start = usize::try_from(entry.offset.wrapping_sub(first.offset)).unwrap_or(usize::MAX);
            let line = bytes.get(start..start.saturating_add(entry.len as usize));
            let line = line.ok_or_else(|| io::Error::other("rows of a batch do not lie in order"))?;
            Ok(serde_json::from_slice(line)?)
        };
        entries.iter().map(row).collect()
    }

    /// The first rows of a sheet, when they were told.
    ///
    /// # Errors
    /// The file is gone or is not what the index says.
    pub fn peek(&self, index: &Index, sheet: usize) -> io::Result<Option<Peek>> {
        let first = |e: &&Entry| e.kind == Kind::Peek && usize::from(e.sheet) == sheet;
        let Some(entry) = index.entries.iter().find(first) else { return Ok(None) };
        Ok(Some(serde_json::from_slice(&piece(&mut File::open(self.path("jsonl"))?, entry)?)?))
    }

    /// Reads the problems at these entries, of either file.
    ///
    /// # Errors
    /// A file is gone or is not what the index says.
    pub fn problems(&self, entries: &[Entry]) -> io::Result<Vec<Problem>> {
        let mut printed = File::open(self.path("jsonl"))?;
        let mut compared = None;
        let mut found = Vec::with_capacity(entries.len());
        for entry in entries {
            let bytes = match entry.kind {
                Kind::Compared { .. } => {
                    if compared.is_none() {
                        compared = Some(File::open(self.path("compared"))?);
                    }
                    let file = compared.as_mut().ok_or_else(|| io::Error::other("opened above"))?;
                    piece(file, entry)?
                }
                _ => piece(&mut printed, entry)?,
            };
            found.push(serde_json::from_slice(&bytes)?);
        }
        Ok(found)
    }
}

fn piece(file: &mut File, entry: &Entry) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; entry.len as usize];
    file.seek(SeekFrom::Start(entry.offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Goes once through the lines that a reader left and remembers where each lies.
pub struct Stager {
    staged: Staged,
    offset: u64,
    index: Index,
    pub file: Option<FileInfo>,
    pub problems: Vec<Problem>,
    pub sheets: Vec<SheetSummary>,
    /// Whether the file could be read at all; `None` until the last line: the reader was stopped.
    pub readable: Option<bool>,
}

/// The lines that the desk itself must understand; the rest of each line is read when it is shown.
#[derive(Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
enum Line {
    File(FileInfo),
    FileProblem(Problem),
    Sheet(SheetInfo),
    Peek,
    Problem(Problem),
    SheetEnd(Counts),
    End { readable: bool },
}

#[derive(Deserialize)]
struct RowHead {
    row: u32,
    ok: bool,
}

impl Stager {
    fn new(staged: Staged) -> Stager {
        Stager {
            staged,
            offset: 0,
            index: Index::default(),
            file: None,
            problems: Vec::new(),
            sheets: Vec::new(),
            readable: None,
        }
    }

    /// Goes through the lines in [`Staged::part`].
    ///
    /// # Errors
    /// The disk refused, or a line is none of the reader's.
    pub fn scan(staged: Staged) -> io::Result<Stager> {
        let mut lines = BufReader::with_capacity(1 << 16, File::open(staged.part())?);
        let mut stager = Stager::new(staged);
        let mut line = Vec::new();
        loop {
            line.clear();
            // No line is longer than a sheet with all its columns.
            if (&mut lines).take(LINE_MAX).read_until(b'\n', &mut line)? == 0 {
                return Ok(stager);
            }
            let Some(line) = line.strip_suffix(b"\n") else {
                return Err(io::Error::other("a line of the reader's has no end"));
            };
            stager.take(line)?;
        }
    }

    fn take(&mut self, line: &[u8]) -> io::Result<()> {
        let (offset, len) = (self.offset, line.len() as u32);
        self.offset += line.len() as u64 + 1;
        if self.offset > PRINTED_MAX {
            return Err(io::Error::other("the reader printed too much"));
        }
        let sheet = self.sheets.len().saturating_sub(1) as u16;
        // Rows are nearly all there is: they are not taken apart here.
        if line.starts_with(b"{\"line\":\"row\"") {
            let RowHead { row, ok } = serde_json::from_slice(line)?;
            let fate = if ok { Fate::New } else { Fate::Wrong };
            self.index.entries.push(Entry { offset, len, row, sheet, kind: Kind::Row { ok, fate, repeated: false } });
            return Ok(());
        }
        match serde_json::from_slice(line)? {
            Line::File(file) => self.file = Some(file),
            Line::FileProblem(problem) => self.problems.push(problem),
            Line::Sheet(info) => self.sheets.push(SheetSummary { info, ..SheetSummary::default() }),
            // It is read again when somebody is asked about the sheet.
            Line::Peek => self.index.entries.push(Entry { offset, len, row: 0, sheet, kind: Kind::Peek }),
            Line::Problem(problem) => self.index.problem(sheet, &problem, offset, len, false),
            Line::SheetEnd(counts) => {
                if let Some(sheet) = self.sheets.last_mut() {
                    *sheet.info.foot = counts.foot;
                    sheet.codes = counts.codes.iter().map(|(code, n)| (code.to_string(), *n)).collect();
                }
            }
            Line::End { readable } => self.readable = Some(readable),
        }
        Ok(())
    }

    /// Makes the lines and their index safe on disk under their names.
    ///
    /// # Errors
    /// The disk refused.
    pub fn finish(self) -> io::Result<(Staged, Index)> {
        File::open(self.staged.part())?.sync_all()?;
        fs::rename(self.staged.part(), self.staged.path("jsonl"))?;
        self.staged.keep(&self.index, b"")?;
        Ok((self.staged, self.index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problem(row: u32, code: &'static str) -> String {
        let problem = Problem::error(code).at(1, row);
        let mut line = serde_json::to_value(problem).expect("json");
        line["line"] = json!("problem");
        line.to_string()
    }

    fn lines() -> Vec<String> {
        vec![
            json!({"line": "file", "name": "x.xlsx", "kind": "xlsx", "sha256": "00", "bytes": 1}).to_string(),
            json!({"line": "sheet", "sheet": "一", "template": "congress", "header_rows": [1], "columns": [], "unmatched": []})
                .to_string(),
            "{\"line\":\"row\",\"row\":2,\"ok\":true,\"values\":{\"topic\":\"安全\",\"staff\":3}}".to_owned(),
            problem(3, "required"),
            "{\"line\":\"row\",\"row\":3,\"ok\":false,\"values\":{}}".to_owned(),
            json!({"line": "sheet-end", "rows": 2, "ok": 1, "codes": {"required": 1, "total-row-skipped": 2}}).to_string(),
            json!({"line": "end", "readable": true}).to_string(),
        ]
    }

    #[test]
    fn lines_are_kept_and_found_again_by_their_entries() {
        let data = tempfile::tempdir().expect("a folder");
        let staged = Staged::of(data.path(), Uuid::from_u128(7)).expect("a folder");
        fs::write(staged.part(), lines().join("\n") + "\n").expect("written");
        let stager = Stager::scan(staged.clone()).expect("scanned");
        assert_eq!((stager.readable, stager.sheets.len()), (Some(true), 1));
        assert_eq!(stager.sheets[0].codes["total-row-skipped"], 2);
        assert!(!staged.is_whole());
        let (staged, index) = stager.finish().expect("kept");
        assert!(staged.is_whole());
        assert_eq!(staged.index().expect("parsed"), index);
        let entries: Vec<Entry> = index.rows_of(0).into_iter().map(|at| index.entries[at]).collect();
        let rows = staged.rows(&entries).expect("read");
        assert_eq!((rows[0].row, rows[0].values.count("staff"), rows[1].ok), (2, Some(3), false));
        let wrong: Vec<Entry> = index.entries.iter().copied().filter(|e| !matches!(e.kind, Kind::Row { .. })).collect();
        assert_eq!(staged.problems(&wrong).expect("read")[0].cell.as_deref(), Some("B3"));
        staged.remove();
        assert!(!staged.is_whole());
    }

    #[test]
    fn an_index_survives_its_own_bytes_and_refuses_others() {
        let mut index = Index::default();
        for (at, kind) in [
            Kind::Row { ok: true, fate: Fate::Same, repeated: true },
            Kind::Row { ok: false, fate: Fate::LeftOut, repeated: false },
            Kind::Found { severity: Severity::Warning, code: 0 },
            Kind::Compared { severity: Severity::Error, code: 254 },
            Kind::Peek,
        ]
        .into_iter()
        .enumerate()
        {
            index.entries.push(Entry { offset: 1 << 33, len: 9, row: at as u32, sheet: 2, kind });
        }
        let mut bytes = Vec::new();
        index.write(&mut bytes).expect("written");
        assert_eq!(Index::parse(&bytes), Some(index));
        assert_eq!(Index::parse(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Index::parse(b""), None);
        assert_eq!(Index::parse(b"{}\n"), None);
    }

    #[test]
    fn a_line_that_is_none_of_the_readers_is_refused() {
        let data = tempfile::tempdir().expect("a folder");
        let staged = Staged::of(data.path(), Uuid::nil()).expect("a folder");
        assert!(Stager::scan(staged.clone()).is_err(), "there are no lines");
        for lines in [
            "\n",
            "hello\n",
            "{\"line\":\"row\",\"row\":-1}\n",
            "{\"line\":\"oops\"}\n",
            "{\"line\":\"end\",\"readable\":true}",
        ] {
            fs::write(staged.part(), lines).expect("written");
            assert!(Stager::scan(staged.clone()).is_err(), "{lines}");
        }
    }
}
