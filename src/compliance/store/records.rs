//! Single records: certificates that fall due, returns that wait for a decision.
use super::of;
use crate::account::model::Scope;
use crate::db::{Tx, all};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A certificate and the next day on which it falls due.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::compliance) struct Due {
    pub(in crate::compliance) session_id: Uuid,
    pub(in crate::compliance) enterprise_id: Uuid,
    pub(in crate::compliance) person: String,
    pub(in crate::compliance) post: Option<String>,
    pub(in crate::compliance) cert_expires_on: Option<NaiveDate>,
    pub(in crate::compliance) recheck_on: Option<NaiveDate>,
}

/// Certificates whose recheck or last day lies from one day to another, of each person and kind only the latest.
pub(in crate::compliance) async fn certificates_due(
    tx: &mut Tx,
    scope: &Scope,
    (from, to): (NaiveDate, NaiveDate),
) -> sqlx::Result<Vec<Due>> {
    both!(
        MANY,
        ONE,
        "t.enterprise_id",
        "
SELECT c.session_id, c.enterprise_id, c.person, c.post, c.cert_expires_on, c.recheck_on
FROM (
  SELECT t.id, t.session_id, t.enterprise_id, t.person, t.post, t.cert_expires_on, t.recheck_on,
    ROW_NUMBER() OVER (PARTITION BY t.enterprise_id, t.kind, COALESCE(t.id_index, t.person) ORDER BY t.held_on DESC, t.id DESC) AS place
  FROM training t
  JOIN enterprise e ON e.id = t.enterprise_id
  WHERE ",
        "
    AND (t.cert_expires_on IS NOT NULL OR t.recheck_on IS NOT NULL)
    AND (t.cert_expires_on >= $3 OR t.recheck_on >= $3)
) c
WHERE c.place = 1
  AND ((c.cert_expires_on >= $3 AND c.cert_expires_on <= $4) OR (c.recheck_on >= $3 AND c.recheck_on <= $4))
ORDER BY CASE WHEN c.recheck_on IS NULL OR c.cert_expires_on <= c.recheck_on THEN c.cert_expires_on ELSE c.recheck_on END, c.id"
    );
    all!(tx, Due, of(scope, MANY, ONE), scope.enterprise(), scope.town(), from, to)
}

/// The certificates of one enterprise that are overdue as of a day or fall due by another, the longest overdue first; of each
/// person and kind the latest training that was held by the day.
pub(in crate::compliance) async fn certificates_of(
    tx: &mut Tx,
    enterprise: Uuid,
    (on, until): (NaiveDate, NaiveDate),
) -> sqlx::Result<Vec<Due>> {
    const OF: &str = "
SELECT c.session_id, c.enterprise_id, c.person, c.post, c.cert_expires_on, c.recheck_on
FROM (
  SELECT t.id, t.session_id, t.enterprise_id, t.person, t.post, t.cert_expires_on, t.recheck_on,
    ROW_NUMBER() OVER (PARTITION BY t.enterprise_id, t.kind, COALESCE(t.id_index, t.person) ORDER BY t.held_on DESC, t.id DESC) AS place
  FROM training t
  WHERE t.enterprise_id = $1
    AND (t.cert_expires_on IS NOT NULL OR t.recheck_on IS NOT NULL)
    AND t.held_on <= $2
) c
WHERE c.place = 1
  AND (c.cert_expires_on <= $3 OR c.recheck_on <= $3)
ORDER BY CASE WHEN c.recheck_on IS NULL OR c.cert_expires_on <= c.recheck_on THEN c.cert_expires_on ELSE c.recheck_on END, c.id";
    all!(tx, Due, OF, enterprise, on, until)
}

/// A return that nobody has decided about.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::compliance) struct Waiting {
    pub(in crate::compliance) id: Uuid,
    pub(in crate::compliance) number: String,
    pub(in crate::compliance) enterprise_id: Option<Uuid>,
    pub(in crate::compliance) name: Option<String>,
    pub(in crate::compliance) town: Option<String>,
    pub(in crate::compliance) templates: Option<String>,
    pub(in crate::compliance) sent_at: Option<DateTime<Utc>>,
}

/// Sent returns that wait for a decision, the oldest first. A reader of one town sees those of its enterprises.
pub(in crate::compliance) async fn waiting(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<Waiting>> {
    const WAITING: &str = "
SELECT f.id, f.number, f.enterprise_id, e.name, e.town, f.templates, f.sent_at
FROM filing f
LEFT JOIN enterprise e ON e.id = f.enterprise_id
WHERE ($1 IS NULL OR f.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND f.state = 'sent'
  AND f.review IS NULL
ORDER BY f.sent_at, f.id";
    all!(tx, Waiting, WAITING, scope.enterprise(), scope.town())
}
