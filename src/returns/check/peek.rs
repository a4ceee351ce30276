//! The first rows of a sheet as they stand there, small enough to be shown to a person who is asked about them.
use super::row::raw;
use crate::returns::cell::{Cell, Epoch, RowIn, column_name};
use crate::returns::lexer::{self, time_only};
use crate::returns::report::Peek;

const ROWS_MAX: usize = 16;
/// Rows shown below the header.
const ROWS_BELOW: u32 = 5;
const COLUMNS_MAX: usize = 40;
/// In characters.
const TEXT_MAX: usize = 40;

/// Rows around the header that ends in row `bottom` (0-based), or the first rows where none was found.
pub(super) fn peek(kept: &[RowIn], bottom: Option<u32>, epoch: Epoch) -> Peek {
    let end = match bottom {
        Some(bottom) => kept.partition_point(|row| row.index <= bottom.saturating_add(ROWS_BELOW)),
        None => kept.len().min(ROWS_MAX),
    };
    let rows = kept[end.saturating_sub(ROWS_MAX)..end].iter();
    Peek { rows: rows.map(|row| (row.number(), cells(row, epoch))).collect() }
}

fn cells(row: &RowIn, epoch: Epoch) -> Vec<(String, String)> {
    let filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty()).take(COLUMNS_MAX);
    filled.map(|(column, cell)| (column_name(*column), shown(cell, epoch))).collect()
}

/// A cell much as the sheet shows it, cut to a few words: what is formatted as a date is a date.
pub(super) fn shown(cell: &Cell, epoch: Epoch) -> String {
    let day = match cell {
        Cell::Serial(_) | Cell::Moment(_) => {
            lexer::shown(cell, epoch).or_else(|| time_only(cell).map(|time| time.format("%H:%M").to_string()))
        }
        _ => None,
    };
    day.unwrap_or_else(|| clip(&raw(cell), TEXT_MAX))
}

/// The first `most` characters of a text.
pub(super) fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peek_is_small_and_shows_the_header() {
        let long = "长".repeat(100);
        let row = |index: u32| RowIn {
            index,
            cells: (0..60).map(|c| (c, Cell::Text(long.clone()))).collect(),
            ..RowIn::default()
        };
        let kept: Vec<RowIn> = (0..200).map(row).collect();
        let numbers = |peek: &Peek| (peek.rows[0].0, peek.rows[peek.rows.len() - 1].0, peek.rows.len());
        assert_eq!(numbers(&peek(&kept, None, Epoch::Y1900)), (1, 16, 16));
        assert_eq!(numbers(&peek(&kept, Some(2), Epoch::Y1900)), (1, 8, 8));
        let low = peek(&kept, Some(99), Epoch::Y1900);
        assert_eq!(numbers(&low), (90, 105, 16));
        assert_eq!((low.rows[0].1.len(), low.rows[0].1[0].1.chars().count()), (40, 40));
        assert!(peek(&[], None, Epoch::Y1900).rows.is_empty());
    }

    #[test]
    fn what_the_sheet_shows_as_a_date_is_a_date_and_other_numbers_stay_numbers() {
        let at = chrono::NaiveDate::from_ymd_opt(2026, 7, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a day");
        for (cell, epoch, text) in [
            (Cell::Serial(46_204.0), Epoch::Y1900, "2026-07-01"),
            (Cell::Serial(44_742.0), Epoch::Y1904, "2026-07-01"),
            (Cell::Serial(46_204.395_833_333_336), Epoch::Y1900, "2026-07-01 09:30"),
            (Cell::Serial(0.395_833_333_333), Epoch::Y1900, "09:30"),
            (Cell::Moment(at), Epoch::Y1900, "2026-07-01"),
            (Cell::Number(46_204.0), Epoch::Y1900, "46204"),
            (Cell::Number(5.5), Epoch::Y1900, "5.5"),
            (Cell::Serial(-3.0), Epoch::Y1900, "-3"),
        ] {
            assert_eq!(shown(&cell, epoch), text, "{cell:?}");
        }
    }
}
