//! Merged blocks: only the first cell of each is seen.
use super::SheetMarks;
use crate::returns::cell::{column_number, place};
use std::collections::BTreeMap;

/// `A3:G20` as left, top, right, bottom.
pub(super) fn block(range: &str) -> Option<(u16, u32, u16, u32)> {
    let plain = range.replace('$', "");
    let (first, last) = plain.split_once(':').unwrap_or((&plain, &plain));
    let ((left, top), (right, bottom)) = (place(first)?, place(last)?);
    Some((column_number(left)?, top, column_number(right)?, bottom))
}

/// Marks on cells that lie under a merged block go to its first cell: only that one is seen.
pub(super) fn on_sight(marks: &SheetMarks, merges: &[(u16, u32, u16, u32)]) -> SheetMarks {
    let mut marks = marks.clone();
    let mut by_row: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, cell) in marks.cells.iter().enumerate() {
        by_row.entry(cell.row).or_default().push(at);
    }
    for (left, top, right, bottom) in merges.iter().filter(|(_, top, _, bottom)| top <= bottom) {
        let under: Vec<usize> = by_row.range(*top..=*bottom).flat_map(|(_, cells)| cells.iter().copied()).collect();
        for at in under {
            let cell = &mut marks.cells[at];
            if (*left..=*right).contains(&cell.column) && (cell.row, cell.column) != (*top, *left) {
                (cell.row, cell.column, cell.value) = (*top, *left, None);
            }
        }
    }
    marks.cells.sort_by_key(|cell| (cell.row, cell.column));
    marks.cells.dedup_by(|cell, first| {
        let same = (cell.row, cell.column) == (first.row, first.column);
        if same {
            first.level = first.level.max(cell.level);
            if !first.note.contains(&cell.note) {
                first.note = format!("{}\n{}", first.note, cell.note);
            }
        }
        same
    });
    marks
}
