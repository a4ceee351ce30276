//! Unpacks the cells of an .xlsx, a bounded piece ahead of who makes rows of them.
use super::limits;
use crate::returns::cell::Cell;
use calamine::{DataRef, Xlsx, XlsxCellReader, XlsxError};
use std::io::{Read, Seek};
use std::sync::mpsc::SyncSender;

/// How many pieces may wait.
pub(super) const AHEAD: usize = 8;
/// A piece is handed on when it holds so many cells, or so many bytes of text.
const PIECE_CELLS: usize = 2_048;
const PIECE_BYTES: usize = 256 << 10;
/// How many cells of one sheet may be unreadable before the sheet is given up.
const ERRORS_MAX: u32 = 1_000;

/// Row and column, 0-based.
pub(super) type At = (u32, u32);

/// What comes of a sheet: cells and unknown errors, then one of the other three.
pub(super) enum Piece {
    Cells(Vec<(At, Cell)>),
    /// A cell that cannot be read; the stream goes on after it.
    Unknown(At),
    End,
    /// The sheet cannot be opened; the others can.
    NoSheet,
    /// The stream never gets on: the file ends here.
    Broken,
}

/// Sends the sheets' cells in the order of `names`; ends early when nobody listens any more.
pub(super) fn unpack<RS: Read + Seek>(mut book: Xlsx<RS>, names: &[String], to: &SyncSender<Piece>) {
    for name in names {
        let end = match book.worksheet_cells_reader(name) {
            Ok(cells) => one(cells, to),
            Err(e) if is_broken(&e) => Some(Piece::Broken),
            Err(_) => Some(Piece::NoSheet),
        };
        let Some(end) = end else { return };
        let broken = matches!(end, Piece::Broken);
        if to.send(end).is_err() || broken {
            return;
        }
    }
}

/// How the sheet ended; `None` when nobody listens.
fn one<RS: Read + Seek>(mut cells: XlsxCellReader<'_, RS>, to: &SyncSender<Piece>) -> Option<Piece> {
    let (mut piece, mut bytes) = (Vec::with_capacity(PIECE_CELLS), 0);
    let (mut errors, mut last) = (0, (0_u32, 0_u32));
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(Some(found)) => {
                last = found.pos;
                let cell = value(found.value, found.formula.is_some());
                if let Cell::Text(text) | Cell::Error(text) = &cell {
                    bytes += text.len();
                }
                piece.push((last, cell));
                if piece.len() == PIECE_CELLS || bytes > PIECE_BYTES {
                    bytes = 0;
                    to.send(Piece::Cells(std::mem::replace(&mut piece, Vec::with_capacity(PIECE_CELLS)))).ok()?;
                }
            }
            Ok(None) => break,
            Err(e) if is_broken(&e) => return Some(Piece::Broken),
            Err(_) => {
                errors += 1;
                if errors > ERRORS_MAX {
                    break;
                }
                last = (last.0, last.1 + 1);
                to.send(Piece::Cells(std::mem::take(&mut piece))).ok()?;
                to.send(Piece::Unknown(last)).ok()?;
            }
        }
    }
    to.send(Piece::Cells(piece)).ok()?;
    Some(Piece::End)
}

/// After a broken tag every further cell would be the same error.
fn is_broken(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::XmlAttr(_)
    )
}

fn value(value: DataRef<'_>, formula: bool) -> Cell {
    match value {
        DataRef::Empty if formula => Cell::NoCache,
        DataRef::Empty => Cell::Empty,
        DataRef::Int(n) => Cell::Number(n as f64),
        DataRef::Float(n) => Cell::Number(n),
        DataRef::String(text) => Cell::Text(bounded(text)),
        DataRef::SharedString(text) => Cell::Text(bounded_str(text)),
        DataRef::Bool(yes) => Cell::Bool(yes),
        DataRef::DateTime(at) => Cell::Serial(at.as_f64()),
        DataRef::DateTimeIso(text) => super::ods::iso_moment(&text).map_or(Cell::Text(text), Cell::Moment),
        DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// No longer than Excel allows: a shared string that a million cells name must not be copied whole a million times.
pub(super) fn bounded_str(text: &str) -> String {
    if text.len() <= limits::TEXT_MAX { text.to_owned() } else { text.chars().take(limits::TEXT_MAX).collect() }
}

pub(super) fn bounded(text: String) -> String {
    if text.len() <= limits::TEXT_MAX { text } else { bounded_str(&text) }
}
