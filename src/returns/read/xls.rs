//! .xls of Excel 5 to 2003. The library lays every sheet out at once: the child's memory limit is the guard.
use super::{Budget, Refused, Sink, biff, limits, refuse, unharmed};
use crate::returns::cell::{Cell, Epoch, Merge, RowIn, SheetHead};
use crate::returns::report::Problem;
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(super) fn read(path: &Path, sink: &mut dyn Sink) -> Result<(), Refused> {
    let file = File::open(path).map_err(|_| Problem::error("corrupt"))?;
    let mut book: Xls<_> = unharmed(|| Xls::new(BufReader::new(file)))?.map_err(|e| match e {
        XlsError::Password => Box::new(Problem::error("encrypted")),
        _ => Box::new(Problem::error("corrupt")),
    })?;
    let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    let sheets: Vec<_> =
        book.sheets_metadata().iter().cloned().enumerate().filter(|(_, s)| s.typ == SheetType::WorkSheet).collect();
    let known = biff::rows(path);
    if sheets.len() > limits::SHEETS_MAX {
        return refuse("too-many-cells");
    }
    let mut budget = Budget::default();
    for (at, sheet) in sheets {
        let known = known.get(at);
        let merges = unharmed(|| book.merge_cells_by_sheet_name(&sheet.name))?.unwrap_or_default();
        let mut head = SheetHead { name: sheet.name, epoch, ..SheetHead::default() };
        head.hidden = sheet.visible != SheetVisible::Visible;
        let place = |at: (u32, u32)| Some((at.0, u16::try_from(at.1).ok()?));
        head.merges = merges
            .iter()
            .take(limits::MERGES_MAX)
            .filter_map(|m| {
                let ((top, left), (bottom, right)) = (place(m.start)?, place(m.end)?);
                Some(Merge { top, left, bottom, right })
            })
            .collect();
        head.merges.sort_by_key(|m| (m.top, m.left));
        let name = head.name.clone();
        sink.sheet(head);
        match unharmed(|| book.worksheet_range(&name))? {
            Ok(range) => {
                // Rows of a range count from its own first cell, not from the sheet's.
                let (top, left) = range.start().unwrap_or((0, 0));
                for (n, cells) in range.rows().enumerate() {
                    let cells: Vec<(u16, Cell)> = cells
                        .iter()
                        .enumerate()
                        .filter_map(|(c, data)| {
                            Some((
                                u16::try_from(left as usize + c).ok().filter(|c| *c < limits::COLUMNS_MAX)?,
                                value(data)?,
                            ))
                        })
                        .collect();
                    budget.take(cells.len())?;
                    if !cells.is_empty() {
                        let index = top.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
                        let hidden = known.is_some_and(|rows| rows.hidden.contains(&index));
                        let looks = known.and_then(|rows| rows.looks.get(&index)).cloned().unwrap_or_default();
                        sink.row(RowIn { index, hidden, cells, looks });
                    }
                }
            }
            Err(_) => sink.sheet_problem(Problem::error("sheet-partly-unreadable").with("what", "sheet")),
        }
        sink.sheet_end();
    }
    Ok(())
}

fn value(data: &Data) -> Option<Cell> {
    Some(match data {
        Data::Empty => return None,
        Data::Int(n) => Cell::Number(*n as f64),
        Data::Float(n) => Cell::Number(*n),
        Data::String(text) => Cell::Text(text.chars().take(limits::TEXT_MAX).collect()),
        Data::Bool(yes) => Cell::Bool(*yes),
        Data::DateTime(at) => Cell::Serial(at.as_f64()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Error(error) => Cell::Error(error.to_string()),
    })
}
