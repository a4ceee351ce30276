//! Where a record came from, as pages show it.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The row of a return that a record was taken from, with the return's number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub filing: Uuid,
    /// The return's own number, such as F2026-000012.
    pub number: String,
    pub sheet: String,
    /// The sheet's own row number, from 1.
    pub row: i64,
}
