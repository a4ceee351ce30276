//! From bytes to sheets and rows, for files that may be anything.
//!
//! Bytes decide the format, not the name. Everything here runs in the child process only: the parsers below abort on
//! some hostile files, and no care of ours can catch an abort.
mod biff;
mod ods;
mod cells;
mod look;
mod plain;
mod scan;
mod sniff;
mod text;
mod xls;
mod xlsx;
pub(super) mod zipped;

pub use super::cell::Sink;
use super::report::{FileInfo, Problem};
pub(super) use look::format_of;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What one file may cost. Real returns stay far below: the largest seen has 80,000 cells.
pub mod limits {
    pub const BYTES_MAX: u64 = 256 << 20;
    pub const ENTRIES_MAX: usize = 1_000;
    pub const UNZIPPED_MAX: u64 = 384 << 20;
    pub const ENTRY_MAX: u64 = 256 << 20;
    /// Judged for entries above [`RATIO_FROM`] only; real workbooks stay below 60.
    pub const RATIO_MAX: u64 = 200;
    pub const RATIO_FROM: u64 = 100 << 10;
    pub const SHEETS_MAX: usize = 50;
    pub const ROWS_MAX: u32 = 1_048_576;
    pub const COLUMNS_MAX: u16 = 512;
    pub const CELLS_MAX: u64 = 5_000_000;
    pub const MERGES_MAX: usize = 20_000;
    /// Excel's own limit, in characters.
    pub const TEXT_MAX: usize = 32_767;
}

/// Why a file cannot be read: a problem code with its parameters.
type Refused = Box<Problem>;

fn refuse<T>(code: &'static str) -> Result<T, Refused> {
    Err(Box::new(Problem::error(code)))
}

/// What is no workbook, by what it is instead: that says what to do.
fn no_workbook<T>(rule: Option<&'static str>) -> Result<T, Refused> {
    let problem = Problem::error("format-unknown");
    Err(Box::new(match rule {
        Some(rule) => problem.with("rule", rule),
        None => problem,
    }))
}

/// Calls the library, which panics over some damaged files instead of refusing them: such a file is `corrupt`.
/// What aborts the whole process (memory, time) is the parent's to say.
fn unharmed<T>(call: impl FnOnce() -> T) -> Result<T, Refused> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).map_err(|_| Box::new(Problem::error("corrupt")))
}

/// How many cells have been handed over, over all sheets of a file.
#[derive(Debug, Default)]
struct Budget {
    cells: u64,
}

impl Budget {
    fn take(&mut self, cells: usize) -> Result<(), Refused> {
        self.cells += cells as u64;
        if self.cells > limits::CELLS_MAX {
            return Err(Box::new(Problem::error("too-many-cells").with("max", limits::CELLS_MAX)));
        }
        Ok(())
    }
}

/// Reads the file at `path`; `name` is what its sender called it. Answers what the file is and whether it could be read.
///
/// # Errors
/// The file cannot be opened or read from the disk.
pub fn read(path: &Path, name: &str, sink: &mut dyn Sink) -> std::io::Result<(FileInfo, bool)> {
    let info = facts(path, name)?;
    let mut told = Told { info, sink, told: false };
    let readable = match open(path, &mut told) {
        Ok(()) => true,
        Err(problem) => {
            told.tell();
            told.sink.problem(*problem);
            false
        }
    };
    told.tell();
    Ok((told.info, readable))
}

/// Says what the file is once that is known, and before anything else is said.
struct Told<'a> {
    info: FileInfo,
    sink: &'a mut dyn Sink,
    told: bool,
}

impl Told<'_> {
    fn tell(&mut self) {
        if !std::mem::replace(&mut self.told, true) {
            self.sink.file(&self.info);
        }
    }

    fn sink(&mut self) -> &mut dyn Sink {
        self.tell();
        self.sink
    }
}

/// What the file is, without reading it as a workbook.
///
/// # Errors
/// The file cannot be opened or read from the disk.
pub fn facts(path: &Path, name: &str) -> std::io::Result<FileInfo> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 64 << 10];
    let mut bytes = 0;
    loop {
        let n = file.read(&mut chunk)?;
        if n == 0 {
            break;
        }
        hash.update(&chunk[..n]);
        bytes += n as u64;
    }
    let sha256 = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Ok(FileInfo { name: name.to_owned(), kind: sniff::kind(path)?.key().to_owned(), sha256, bytes })
}

fn open(path: &Path, told: &mut Told<'_>) -> Result<(), Refused> {
    use sniff::Kind;
    if told.info.bytes == 0 {
        return refuse("file-empty");
    }
    if told.info.bytes > limits::BYTES_MAX {
        return Err(Box::new(Problem::error("file-too-large").with("max_mb", limits::BYTES_MAX >> 20)));
    }
    if sniff::is_lock_file(path, &told.info.name, told.info.bytes) {
        return refuse("lock-file");
    }
    let kind = sniff::kind(path).map_err(|_| Problem::error("corrupt"))?;
    match kind {
        Kind::Zip => {
            let package = zipped::prescan(path)?;
            told.info.kind = package.kind.key().to_owned();
            match package.kind {
                zipped::Package::Xlsx | zipped::Package::Xlsm => xlsx::read(path, &package, told.sink()),
                zipped::Package::Ods => ods::read(path, told.sink()),
                zipped::Package::Xlsb => refuse("format-xlsb"),
                zipped::Package::Other => no_workbook(zipped::instead(&package.names)),
            }
        }
        Kind::Ole => {
            let inside = sniff::ole_kind(path).map_err(|_| Problem::error("corrupt"))?;
            told.info.kind = inside.key().to_owned();
            match inside {
                sniff::Ole::Encrypted => refuse("encrypted"),
                sniff::Ole::Workbook => xls::read(path, told.sink()),
                sniff::Ole::Document => no_workbook(Some("is-document")),
                sniff::Ole::Mail => no_workbook(Some("is-mail")),
                sniff::Ole::Other => no_workbook(None),
            }
        }
        Kind::OldBiff => refuse("format-old-biff"),
        Kind::Html => refuse("format-html"),
        Kind::Xml2003 => refuse("format-xml2003"),
        Kind::Text => {
            let name = told.info.name.clone();
            text::read(path, &name, told.sink())
        }
        Kind::Mail => no_workbook(Some("is-mail")),
        Kind::Unknown => no_workbook(sniff::instead(path)),
    }
}

/// A file's name without folder and ending: the name of the only sheet of a text file.
fn stem(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem }).to_owned()
}

#[cfg(test)]
#[path = "../../../tests/it/xls.rs"]
mod made;
#[cfg(test)]
mod tests;
