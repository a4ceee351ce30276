//! What the sender of a return told after it.
use crate::db::{Tx, all};
use crate::returns::model::review::Later;
use uuid::Uuid;

/// What later returns of the same sender (an enterprise, or else an account) answer for, as far as they stand; the
/// earliest first.
pub(in crate::returns) async fn later(tx: &mut Tx, filing: Uuid) -> sqlx::Result<Vec<Later>> {
    const LATER: &str = "
SELECT DISTINCT l.sent_at, l.id, l.number, p.template, p.period
FROM filing f
JOIN filing l ON l.state = 'sent'
  AND (l.sent_at > f.sent_at OR (l.sent_at = f.sent_at AND l.id > f.id))
  AND (l.enterprise_id = f.enterprise_id
    OR (l.enterprise_id IS NULL AND f.enterprise_id IS NULL AND l.account_id = f.account_id))
JOIN filed_period p ON p.filing_id = l.id
WHERE f.id = $1
  AND NOT p.undone
ORDER BY l.sent_at, l.id, p.template, p.period";
    type Row = (chrono::DateTime<chrono::Utc>, Uuid, String, String, String);
    let later = |(_, filing, number, template, period): Row| Later { filing, number, template, period };
    Ok(all!(tx, Row, LATER, filing)?.into_iter().map(later).collect())
}

/// A return that stands, of an enterprise's period.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::returns) struct Answer {
    pub(in crate::returns) enterprise_id: Uuid,
    pub(in crate::returns) filing_id: Uuid,
    pub(in crate::returns) number: String,
    /// The department sent it back.
    pub(in crate::returns) returned: bool,
    /// By the sender who asks: an enterprise, or else an account.
    pub(in crate::returns) own: bool,
}

/// The least and the greatest of some ids: what a query asks for that would otherwise read every enterprise of a district.
pub(in crate::returns) fn span<'a>(ids: impl Iterator<Item = &'a Uuid>) -> (Uuid, Uuid) {
    ids.fold((Uuid::max(), Uuid::nil()), |(least, most), id| (least.min(*id), most.max(*id)))
}

/// The returns of a period that still stand, of the enterprises from one id to another, the earliest first: whoever sent
/// them, or (`own`) only those of the sender who asks.
pub(in crate::returns) async fn answers(
    tx: &mut Tx,
    (template, period): (&str, &str),
    (first, last): (Uuid, Uuid),
    (sender, account): (Option<Uuid>, Uuid),
    (not, own): (Uuid, bool),
) -> sqlx::Result<Vec<Answer>> {
    const ANSWERS: &str = "
SELECT p.enterprise_id, p.filing_id, f.number,
  CASE WHEN f.review = 'returned' THEN TRUE ELSE FALSE END AS returned,
  CASE WHEN f.enterprise_id = $3 OR ($3 IS NULL AND f.enterprise_id IS NULL AND f.account_id = $4) THEN TRUE ELSE FALSE END AS own
FROM filed_period p
JOIN filing f ON f.id = p.filing_id
WHERE p.template = $1
  AND p.period = $2
  AND p.enterprise_id >= $7
  AND p.enterprise_id <= $8
  AND NOT p.undone
  AND f.id <> $5
  AND (NOT $6 OR f.enterprise_id = $3 OR ($3 IS NULL AND f.enterprise_id IS NULL AND f.account_id = $4))
ORDER BY f.sent_at, f.id";
    all!(tx, Answer, ANSWERS, template, period, sender, account, not, own, first, last)
}
