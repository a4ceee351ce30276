//! Cells that senders corrected on the preview.
use super::super::model::Correction;
use crate::db::{Tx, all, run};
use chrono::{DateTime, Utc};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct CorrectionRow {
    id: Uuid,
    sheet: String,
    sheet_row: i64,
    sheet_column: String,
    field: String,
    was: String,
    typed: String,
    who: String,
    made_at: DateTime<Utc>,
    undone_at: Option<DateTime<Utc>>,
}

impl CorrectionRow {
    fn correction(self) -> Correction {
        Correction {
            id: self.id,
            sheet: self.sheet,
            row: u32::try_from(self.sheet_row).unwrap_or(0),
            column: self.sheet_column,
            field: self.field,
            was: self.was,
            typed: self.typed,
            who: self.who,
            made_at: self.made_at,
            undone_at: self.undone_at,
        }
    }
}

/// Every correction of a filing, undone ones too, in the order in which they were made.
pub(in super::super) async fn of(tx: &mut Tx, filing: Uuid) -> sqlx::Result<Vec<Correction>> {
    const OF: &str = "
SELECT c.id, c.sheet, c.sheet_row, c.sheet_column, c.field, c.was, c.typed, a.name AS who, c.made_at, c.undone_at
FROM correction c
JOIN account a ON a.id = c.account_id
WHERE c.filing_id = $1
ORDER BY c.made_at, c.id";
    Ok(all!(tx, CorrectionRow, OF, filing)?.into_iter().map(CorrectionRow::correction).collect())
}

/// Adds a correction; [`lift`] the one in force on the same cell first.
pub(in super::super) async fn add(tx: &mut Tx, filing: Uuid, c: &Correction, account: Uuid) -> sqlx::Result<u64> {
    const ADD: &str = "
INSERT INTO correction (id, filing_id, sheet, sheet_row, sheet_column, field, was, typed, account_id, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let row = i64::from(c.row);
    run!(tx, ADD, c.id, filing, &c.sheet, row, &c.column, &c.field, &c.was, &c.typed, account, c.made_at)
}

/// Ends the force of a correction. 0 when it was undone already.
pub(in super::super) async fn lift(tx: &mut Tx, filing: Uuid, id: Uuid, at: DateTime<Utc>) -> sqlx::Result<u64> {
    const LIFT: &str = "
UPDATE correction
SET undone_at = $3
WHERE filing_id = $1
  AND id = $2
  AND undone_at IS NULL";
    run!(tx, LIFT, filing, id, at)
}
