//! What a reader hands over: sheets, rows and cells as they stand in the file, nothing judged yet.
use super::report::{FileInfo, Problem};
use chrono::NaiveDateTime;

/// One cell as stored.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A number that the file shows as a date or time, in days of the sheet's date system.
    Serial(f64),
    /// A date that the file stores as a date (.ods, ISO dates).
    Moment(NaiveDateTime),
    Bool(bool),
    /// An error value such as `#REF!`.
    Error(String),
    /// A formula without a stored result.
    NoCache,
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'),
            _ => false,
        }
    }
}

/// The date system of a sheet: days are counted from 1900 or from 1904.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Epoch {
    #[default]
    Y1900,
    Y1904,
}

/// A merged block; all four are 0-based and belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub top: u32,
    pub left: u16,
    pub bottom: u32,
    pub right: u16,
}

/// What is known of a sheet before its rows.
#[derive(Debug, Clone, Default)]
pub struct SheetHead {
    pub name: String,
    pub hidden: bool,
    pub epoch: Epoch,
    /// Merged blocks, sorted by top row.
    pub merges: Vec<Merge>,
    /// The workbook is an export of ours.
    pub exported: bool,
}

/// What the style of a cell says beside its content.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// Struck through as a whole.
    pub struck: bool,
    /// What a person sees is not the number as it is stored.
    pub shown: Option<Shown>,
}

/// How a number format shows a number.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shown {
    /// Divided by ten to this power: 55000 as 5.5.
    pub smaller: u8,
    /// The unit of money drawn behind it.
    pub unit: Option<&'static str>,
    /// Only from this number on.
    pub from: f64,
    /// With ¥ before or behind it.
    pub yuan: bool,
    /// As a share: 0.5 as 50%.
    pub share: bool,
}

/// A row with something in it: cells sorted by column, empty ones left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowIn {
    /// 0-based.
    pub index: u32,
    pub hidden: bool,
    pub cells: Vec<(u16, Cell)>,
    /// Cells whose style says something, sorted by column; none in nearly every row.
    pub looks: Vec<(u16, Look)>,
}

impl RowIn {
    pub fn get(&self, column: u16) -> &Cell {
        match self.cells.binary_search_by_key(&column, |(c, _)| *c) {
            Ok(at) => &self.cells[at].1,
            Err(_) => &Cell::Empty,
        }
    }

    /// The same row with these columns only.
    #[must_use]
    pub fn cut(&self, columns: std::ops::RangeInclusive<u16>) -> RowIn {
        let inside = self.cells.iter().filter(|(column, _)| columns.contains(column));
        RowIn { index: self.index, hidden: self.hidden, cells: inside.cloned().collect(), looks: self.looks.clone() }
    }

    /// What the style of a cell says.
    pub fn look(&self, column: u16) -> Look {
        let found = self.looks.iter().find(|(c, _)| *c == column);
        found.map_or_else(Look::default, |(_, look)| *look)
    }

    /// The row's number as the sheet shows it.
    pub fn number(&self) -> u32 {
        self.index + 1
    }

    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|(_, cell)| cell.is_empty())
    }
}

/// Takes what a reader finds, sheet by sheet and row by row.
pub trait Sink {
    /// What the file is; called once, before everything else but file problems.
    fn file(&mut self, info: &FileInfo);
    /// Something about the file as a whole.
    fn problem(&mut self, problem: Problem);
    /// A sheet begins.
    fn sheet(&mut self, head: SheetHead);
    /// A row with something in it; rows come in ascending order.
    fn row(&mut self, row: RowIn);
    /// Something about the sheet as a whole.
    fn sheet_problem(&mut self, problem: Problem);
    fn sheet_end(&mut self);
}

/// `A`, `B` … `XFD` for a 0-based column.
pub fn column_name(column: u16) -> String {
    let mut name = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    name.iter().rev().collect()
}

/// The 0-based column that letters name; `None` beyond `XFD` and for anything else.
pub fn column_number(letters: &str) -> Option<u16> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let number = letters.bytes().fold(0_u32, |n, b| n * 26 + u32::from(b - b'A') + 1);
    u16::try_from(number - 1).ok().filter(|column| *column < 16_384)
}

/// Column letters and row number of `B7`.
pub fn place(address: &str) -> Option<(&str, u32)> {
    let digits = address.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = address.split_at(digits);
    column_number(letters)?;
    Some((letters, row.parse().ok().filter(|row| *row > 0)?))
}

/// `B7` for a 0-based column and the row's number.
pub fn address(column: u16, number: u32) -> String {
    format!("{}{number}", column_name(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_sheets_name_them() {
        for (column, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(column_name(column), name);
            assert_eq!(column_number(name), Some(column));
        }
        for nothing in ["", "a", "A1", "XFE", "AAAA", "列"] {
            assert_eq!(column_number(nothing), None, "{nothing}");
        }
        assert_eq!((place("AB12"), place("12"), place("A"), place("A0")), (Some(("AB", 12)), None, None, None));
        assert_eq!(address(1, 7), "B7");
    }
}
