//! The nouns of the trail.
pub use crate::kernel::intake::Change;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A thing as (field, text) pairs in a fixed order: what two versions are compared by.
pub type Fields = Vec<(&'static str, Option<String>)>;

/// What differs between two versions of a thing with the same fields.
pub fn changes(before: &Fields, after: &Fields) -> Vec<Change> {
    let pairs = before.iter().zip(after);
    pairs.filter(|(b, a)| b.1 != a.1).map(|(b, a)| Change::new(b.0, b.1.clone(), a.1.clone())).collect()
}

/// What a new thing came with: every field that is not blank.
pub fn created(fields: &Fields) -> Vec<Change> {
    fields.iter().filter(|(_, v)| v.is_some()).map(|(n, v)| Change::new(n, None, v.clone())).collect()
}

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub account_id: Option<Uuid>,
    pub who: String,
    pub role: String,
    /// What was done: a key of `locales/audit.toml`.
    pub deed: String,
    /// To what: the table's name.
    pub noun: String,
    pub object_id: Option<Uuid>,
    pub enterprise_id: Option<Uuid>,
    /// [`Change`]s as JSON, as stored and as sealed.
    pub changes: String,
    pub prev: String,
    pub hash: String,
}

impl Entry {
    pub fn changes(&self) -> Vec<Change> {
        serde_json::from_str(&self.changes).unwrap_or_default()
    }
}
