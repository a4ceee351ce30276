//! How the marks that we put into a sender's own workbook are known again when it comes back.
use super::cell::{Cell, RowIn};
use super::label::squeeze;

/// The name of the sheet that says how to fix: Chinese, English.
pub const SHEETS: [&str; 2] = ["怎么改（促安）", "How to fix (Cuan)"];
/// The label of the column with each row's problems.
pub const COLUMNS: [&str; 2] = ["问题（促安标注）", "Problems (marked by Cuan)"];
/// The name of the sheet that explains the columns of a template: Chinese, English.
pub const GUIDES: [&str; 2] = ["填表说明", "How to fill in"];
/// What every note of ours begins with, and who wrote it.
pub const NOTE: &str = "【促安】";

/// The name that our own exports define, so that they are known when they come back.
pub const EXPORT: &str = "cuan_export";
/// What an export says in the place of a figure that the record does not have yet. Anywhere else it is no figure.
pub const UNKNOWN: [&str; 2] = ["不详", "not known yet"];

/// Whether a cell of an export says that the figure is not known yet.
pub fn is_unknown(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if UNKNOWN.iter().any(|ours| squeeze(text) == squeeze(ours)))
}

/// Whether a sheet is the one that says how to fix. Excel counts copies up: `怎么改（促安） (2)`.
pub fn is_sheet(name: &str) -> bool {
    let name = squeeze(name);
    SHEETS.iter().any(|ours| name.starts_with(&squeeze(ours)))
}

/// Whether a sheet is the one that explains the columns of a template.
pub fn is_guide(name: &str) -> bool {
    let name = squeeze(name);
    GUIDES.iter().any(|ours| name == squeeze(ours))
}

/// The column of marks, when this row is the one that labels it.
pub fn column(row: &RowIn) -> Option<u16> {
    // It stands at the right of everything else: only the last cells are looked at.
    row.cells.iter().rev().take(4).find(|(_, cell)| is_label(cell)).map(|(column, _)| *column)
}

fn is_label(cell: &Cell) -> bool {
    // Looked at for every row while a header is looked for: most texts are of another length.
    let Cell::Text(text) = cell else { return false };
    (8..=60).contains(&text.len()) && COLUMNS.iter().any(|ours| squeeze(text) == squeeze(ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_known_again_in_both_languages_and_after_a_copy() {
        for name in ["怎么改（促安）", "怎么改(促安) (2)", "How to fix (Cuan)"] {
            assert!(is_sheet(name), "{name}");
        }
        assert!(!is_sheet("怎么改"));
        let row = |texts: &[&str]| RowIn {
            cells: (0..).zip(texts).map(|(c, t)| (c, Cell::Text((*t).to_owned()))).collect(),
            ..RowIn::default()
        };
        assert_eq!(column(&row(&["姓名", "学时", "问题（促安标注）"])), Some(2));
        assert_eq!(column(&row(&["姓名", "Problems (marked by Cuan)", "后来加的"])), Some(1));
        assert_eq!(column(&row(&["姓名", "问题"])), None);
    }
}
