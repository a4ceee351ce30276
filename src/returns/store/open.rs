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
