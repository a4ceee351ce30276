//! The sender's own workbook with marks: a note and a fill on each wrong cell, a column at the right with the problems
//! of each row, a sheet in front that says how to fix. Rows and columns stay where they were.
//!
//! .xlsx and .xlsm keep everything else: the package is edited part by part, sheets are streamed ([`package`]). Other
//! formats, and packages that are too odd to edit, become a new .xlsx with every cell at its place ([`anew`]). Marks of an
//! earlier round are taken away first. On a cell with a thread of the sender's the note is a reply in it ([`threads`]). All of it runs in a child process, for it reads the XML of strangers.
mod anew;
pub mod child;
mod merged;
mod notes;
mod package;
mod parts;
mod sheet;
mod styles;
mod threads;
#[cfg(test)]
mod tests;
mod xml;

use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// How a cell is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Corrected on the pages already.
    Fixed,
    Warning,
    Error,
}

/// A marked cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellMark {
    /// The sheet's own number.
    pub row: u32,
    /// 0-based.
    pub column: u16,
    pub level: Level,
    pub note: String,
    /// What is to stand in the cell instead of what the file says.
    #[serde(default)]
    pub value: Option<String>,
}

/// The marks of one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetMarks {
    pub sheet: String,
    /// The last header row of each table, by the sheet's own numbers: there stands the label of the column of problems.
    pub headers: Vec<u32>,
    /// The first column of the first table, 0-based, and its last row: what a filter covers.
    pub left: u16,
    pub last: u32,
    /// The column of problems of an earlier round, 0-based.
    pub was: Option<u16>,
    pub cells: Vec<CellMark>,
    /// Row number and what is wrong with the row.
    pub rows: Vec<(u32, String)>,
}

/// All marks of a workbook, with the words for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    pub sheets: Vec<SheetMarks>,
    /// The name of the sheet in front, and its lines; the first is its title.
    pub guide: String,
    pub lines: Vec<String>,
    /// The label of the column of problems.
    pub label: String,
    /// The moment that replies in threads bear: `2026-11-05T01:30:00.00`, of the zone of Greenwich.
    #[serde(default)]
    pub at: String,
}

impl SheetMarks {
    /// Whether there is anything to put into the sheet.
    fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.rows.is_empty() && self.was.is_none()
    }

    /// The last of the first table's header rows.
    fn header(&self) -> u32 {
        self.headers.first().copied().unwrap_or(1)
    }
}

/// Writes the marked workbook to `out`. `name` is what its sender called it.
///
/// # Errors
/// The workbook cannot be read, or `out` cannot be written.
pub fn mark(path: &Path, name: &str, marks: &Marks, out: &Path) -> io::Result<()> {
    match package::mark(path, marks, out) {
        Ok(()) => Ok(()),
        Err(_) => anew::mark(path, name, marks, out),
    }
}
