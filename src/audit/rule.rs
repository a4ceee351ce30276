//! How a line is sealed.
use super::model::Entry;

/// The text whose SHA-256 seals a line: every stored value with its length before it, so that no two lines share one text.
pub fn sealed_text(entry: &Entry) -> String {
    let id = |id: &Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let parts = [
        entry.seq.to_string(),
        entry.at.timestamp_micros().to_string(),
        id(&entry.account_id),
        entry.who.clone(),
        entry.role.clone(),
        entry.deed.clone(),
        entry.noun.clone(),
        id(&entry.object_id),
        id(&entry.enterprise_id),
        entry.changes.clone(),
        entry.prev.clone(),
    ];
    parts.iter().map(|part| format!("{}:{part};", part.len())).collect()
}
