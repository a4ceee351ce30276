//! The first rows of a sheet as they stand there, small enough to be shown to a person who is asked about them.
use super::row::raw;
use crate::returns::cell::{RowIn, column_name};
use crate::returns::report::Peek;

const ROWS_MAX: usize = 16;
/// Rows shown below the header.
const ROWS_BELOW: u32 = 5;
const COLUMNS_MAX: usize = 40;
/// In characters.
const TEXT_MAX: usize = 40;

/// Rows around the header that ends in row `bottom` (0-based), or the first rows where none was found.
pub(super) fn peek(kept: &[RowIn], bottom: Option<u32>) -> Peek {
    let end = match bottom {
        Some(bottom) => kept.partition_point(|row| row.index <= bottom.saturating_add(ROWS_BELOW)),
        None => kept.len().min(ROWS_MAX),
    };
    let rows = kept[end.saturating_sub(ROWS_MAX)..end].iter();
    Peek { rows: rows.map(|row| (row.number(), cells(row))).collect() }
}

fn cells(row: &RowIn) -> Vec<(String, String)> {
    let filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty()).take(COLUMNS_MAX);
    filled.map(|(column, cell)| (column_name(*column), clip(&raw(cell)))).collect()
}

fn clip(text: &str) -> String {
    if text.chars().count() <= TEXT_MAX {
        return text.to_owned();
    }
    text.chars().take(TEXT_MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::cell::Cell;

    #[test]
    fn a_peek_is_small_and_shows_the_header() {
        let long = "长".repeat(100);
        let row = |index: u32| RowIn {
            index,
            hidden: false,
            cells: (0..60).map(|c| (c, Cell::Text(long.clone()))).collect(),
        };
        let kept: Vec<RowIn> = (0..200).map(row).collect();
        let numbers = |peek: &Peek| (peek.rows[0].0, peek.rows[peek.rows.len() - 1].0, peek.rows.len());
        assert_eq!(numbers(&peek(&kept, None)), (1, 16, 16));
        assert_eq!(numbers(&peek(&kept, Some(2))), (1, 8, 8));
        let low = peek(&kept, Some(99));
        assert_eq!(numbers(&low), (90, 105, 16));
        assert_eq!((low.rows[0].1.len(), low.rows[0].1[0].1.chars().count()), (40, 40));
        assert!(peek(&[], None).rows.is_empty());
    }
}
