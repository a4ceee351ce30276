//! Rows that their sender left out.
use super::SheetSummary;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A row that its sender left out on the preview; the workbook stays as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Out {
    pub sheet: String,
    /// From 1.
    pub block: u32,
    /// The sheet's own number.
    pub row: u32,
    pub reason: String,
    /// The name of who left it out.
    pub by: String,
    pub at: Option<DateTime<Utc>>,
}

/// Rows left out by the places of their tables.
pub fn out_rows(out: &[Out], sheets: &[SheetSummary]) -> HashSet<(usize, u32)> {
    let place = |out: &Out| {
        let here = |sheet: &SheetSummary| (&sheet.info.sheet, sheet.block()) == (&out.sheet, out.block);
        Some((sheets.iter().position(here)?, out.row))
    };
    out.iter().filter_map(place).collect()
}
