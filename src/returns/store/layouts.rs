//! Layouts that senders confirmed, by what their headers look like.
use super::super::model::Remembered;
use crate::db::{Tx, all, one, run};
use chrono::{DateTime, Utc};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct LayoutRow {
    id: Uuid,
    owner_id: Uuid,
    enterprise_id: Option<Uuid>,
    who: String,
    fingerprint: String,
    top: i64,
    content: String,
    confirmed_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

impl LayoutRow {
    /// `None` for a content that this version cannot read: as if it had been forgotten.
    fn remembered(self) -> Option<Remembered> {
        Some(Remembered {
            id: self.id,
            owner: self.owner_id,
            enterprise: self.enterprise_id,
            who: self.who,
            fingerprint: self.fingerprint,
            top: self.top,
            layout: serde_json::from_str(&self.content).ok()?,
            confirmed_at: self.confirmed_at,
            used_at: self.used_at,
        })
    }
}

/// Every layout of an owner, the latest first.
pub(in super::super) async fn of(tx: &mut Tx, owner: Uuid) -> sqlx::Result<Vec<Remembered>> {
    const OF: &str = "
SELECT l.id, l.owner_id, l.enterprise_id, a.name AS who, l.fingerprint, l.top, l.content, l.confirmed_at, l.used_at
FROM layout l
JOIN account a ON a.id = l.account_id
WHERE l.owner_id = $1
ORDER BY l.confirmed_at DESC, l.id";
    Ok(all!(tx, LayoutRow, OF, owner)?.into_iter().filter_map(LayoutRow::remembered).collect())
}

/// One layout of an owner.
pub(in super::super) async fn one_of(tx: &mut Tx, owner: Uuid, id: Uuid) -> sqlx::Result<Option<Remembered>> {
    const ONE: &str = "
SELECT l.id, l.owner_id, l.enterprise_id, a.name AS who, l.fingerprint, l.top, l.content, l.confirmed_at, l.used_at
FROM layout l
JOIN account a ON a.id = l.account_id
WHERE l.owner_id = $1
  AND l.id = $2";
    Ok(one!(tx, LayoutRow, ONE, owner, id)?.and_then(LayoutRow::remembered))
}

/// Keeps a layout; what was confirmed for the same header before is replaced.
pub(in super::super) async fn keep(tx: &mut Tx, layout: &Remembered, account: Uuid) -> sqlx::Result<u64> {
    const KEEP: &str = "
INSERT INTO layout (id, owner_id, enterprise_id, account_id, fingerprint, top, content, confirmed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (owner_id, fingerprint) DO UPDATE
SET account_id = $4, top = $6, content = $7, confirmed_at = $8";
    let content = serde_json::to_string(&layout.layout).unwrap_or_default();
    run!(
        tx,
        KEEP,
        layout.id,
        layout.owner,
        layout.enterprise,
        account,
        &layout.fingerprint,
        layout.top,
        content,
        layout.confirmed_at
    )
}

/// Notes that a layout was used.
pub(in super::super) async fn used(tx: &mut Tx, id: Uuid, at: DateTime<Utc>) -> sqlx::Result<u64> {
    run!(tx, "UPDATE layout SET used_at = $2 WHERE id = $1", id, at)
}

/// Takes a layout away. 0 when it is gone already.
pub(in super::super) async fn forget(tx: &mut Tx, owner: Uuid, id: Uuid) -> sqlx::Result<u64> {
    run!(tx, "DELETE FROM layout WHERE owner_id = $1 AND id = $2", owner, id)
}
