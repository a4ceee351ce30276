use super::model::{Filter, Meeting, NotMet, Recorded};
use crate::account::model::Scope;
use crate::db::aside::{Aside, Kind};
use crate::db::{Tx, all, one, run};
use crate::kernel::Provenance;
use crate::kernel::intake::Source;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    town: String,
    held_on: NaiveDate,
    session: Option<String>,
    staff: Option<i64>,
    delegates_total: i64,
    delegates_present: i64,
    delegates_frontline: Option<i64>,
    delegates_women: Option<i64>,
    delegates_managers: Option<i64>,
    papers_sent_on: Option<NaiveDate>,
    topic: Option<String>,
    votes_yes: Option<i64>,
    votes_no: Option<i64>,
    votes_abstain: Option<i64>,
    proposals: Option<i64>,
    proposals_closed: Option<i64>,
    published_on: Option<NaiveDate>,
    filing_id: Option<Uuid>,
    filing_number: Option<String>,
    source_sheet: Option<String>,
    source_row: Option<i64>,
    version: i64,
}

impl From<Row> for Recorded {
    fn from(row: Row) -> Recorded {
        let source = (|| {
            Some(Provenance {
                filing: row.filing_id?,
                number: row.filing_number?,
                sheet: row.source_sheet?,
                row: row.source_row?,
            })
        })();
        Recorded {
            id: row.id,
            enterprise: row.enterprise_id,
            enterprise_name: row.enterprise_name,
            town: row.town,
            meeting: Meeting {
                held_on: row.held_on,
                session: row.session,
                staff: row.staff,
                delegates_total: row.delegates_total,
                delegates_present: row.delegates_present,
                delegates_frontline: row.delegates_frontline,
                delegates_women: row.delegates_women,
                delegates_managers: row.delegates_managers,
                papers_sent_on: row.papers_sent_on,
                topic: row.topic,
                votes_yes: row.votes_yes,
                votes_no: row.votes_no,
                votes_abstain: row.votes_abstain,
                proposals: row.proposals,
                proposals_closed: row.proposals_closed,
                published_on: row.published_on,
            },
            source,
            version: row.version,
        }
    }
}

/// One meeting, if it is within the reader's scope.
pub(super) async fn get(tx: &mut Tx, scope: &Scope, id: Uuid) -> sqlx::Result<Option<Recorded>> {
    const GET: &str = "
SELECT c.id, c.enterprise_id, e.name AS enterprise_name, e.town, c.held_on, c.session, c.staff, c.delegates_total,
  c.delegates_present, c.delegates_frontline, c.delegates_women, c.delegates_managers, c.papers_sent_on, c.topic,
  c.votes_yes, c.votes_no, c.votes_abstain, c.proposals, c.proposals_closed, c.published_on,
  c.filing_id, f.number AS filing_number, c.source_sheet, c.source_row, c.version
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
LEFT JOIN filing f ON f.id = c.filing_id
WHERE c.id = $1
  AND ($2 IS NULL OR c.enterprise_id = $2)
  AND ($3 IS NULL OR e.town = $3)";
    Ok(one!(tx, Row, GET, id, scope.enterprise(), scope.town())?.map(Recorded::from))
}

/// The meeting that an enterprise held on a day: there is at most one.
pub(super) async fn on_day(tx: &mut Tx, enterprise: Uuid, held_on: NaiveDate) -> sqlx::Result<Option<Recorded>> {
    const ON_DAY: &str = "
SELECT c.id, c.enterprise_id, e.name AS enterprise_name, e.town, c.held_on, c.session, c.staff, c.delegates_total,
  c.delegates_present, c.delegates_frontline, c.delegates_women, c.delegates_managers, c.papers_sent_on, c.topic,
  c.votes_yes, c.votes_no, c.votes_abstain, c.proposals, c.proposals_closed, c.published_on,
  c.filing_id, f.number AS filing_number, c.source_sheet, c.source_row, c.version
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
LEFT JOIN filing f ON f.id = c.filing_id
WHERE c.enterprise_id = $1
  AND c.held_on = $2";
    Ok(one!(tx, Row, ON_DAY, enterprise, held_on)?.map(Recorded::from))
}

/// One page of the list, and how many meetings the filter finds in all.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, filter: &Filter, size: i64) -> sqlx::Result<(Vec<Recorded>, i64)> {
    const LIST: &str = "
SELECT c.id, c.enterprise_id, e.name AS enterprise_name, e.town, c.held_on, c.session, c.staff, c.delegates_total,
  c.delegates_present, c.delegates_frontline, c.delegates_women, c.delegates_managers, c.papers_sent_on, c.topic,
  c.votes_yes, c.votes_no, c.votes_abstain, c.proposals, c.proposals_closed, c.published_on,
  c.filing_id, f.number AS filing_number, c.source_sheet, c.source_row, c.version
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
LEFT JOIN filing f ON f.id = c.filing_id
WHERE ($1 IS NULL OR c.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR c.enterprise_id = $4)
  AND ($5 IS NULL OR c.held_on >= $5)
  AND ($6 IS NULL OR c.held_on <= $6)
  AND ($7 = '' OR lower(e.name) LIKE $8 ESCAPE '\\' OR lower(e.pinyin) LIKE $8 ESCAPE '\\'
    OR lower(e.initials) LIKE $8 ESCAPE '\\' OR lower(e.uscc) LIKE $8 ESCAPE '\\'
    OR lower(COALESCE(c.topic, '')) LIKE $8 ESCAPE '\\')
  AND ($9 IS NULL OR (c.published_on IS NOT NULL) = $9)
  AND ($10 IS NULL OR c.published_on <= $10)
ORDER BY
  CASE WHEN $11 = 'name' THEN e.pinyin END,
  CASE WHEN $11 = '-name' THEN e.pinyin END DESC,
  CASE WHEN $11 = 'town' THEN e.town END,
  CASE WHEN $11 = '-town' THEN e.town END DESC,
  CASE WHEN $11 = 'day' THEN c.held_on END,
  c.held_on DESC,
  c.id
LIMIT $12 OFFSET $13";
    const COUNT: &str = "
SELECT COUNT(*)
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
WHERE ($1 IS NULL OR c.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR c.enterprise_id = $4)
  AND ($5 IS NULL OR c.held_on >= $5)
  AND ($6 IS NULL OR c.held_on <= $6)
  AND ($7 = '' OR lower(e.name) LIKE $8 ESCAPE '\\' OR lower(e.pinyin) LIKE $8 ESCAPE '\\'
    OR lower(e.initials) LIKE $8 ESCAPE '\\' OR lower(e.uscc) LIKE $8 ESCAPE '\\'
    OR lower(COALESCE(c.topic, '')) LIKE $8 ESCAPE '\\')
  AND ($9 IS NULL OR (c.published_on IS NOT NULL) = $9)
  AND ($10 IS NULL OR c.published_on <= $10)";
    let (own, reach, town) = (scope.enterprise(), scope.town(), filter.town.as_deref());
    let (asked, from, to) = (filter.enterprise, filter.from, filter.to);
    let (published, by) = (filter.published, filter.published_by);
    let (q, like) = (filter.q.as_str(), crate::db::like(&filter.q));
    let offset = (filter.page - 1).max(0) * size;
    let order = filter.order.key();
    let rows = all!(tx, Row, LIST, own, reach, town, asked, from, to, q, &like, published, by, order, size, offset)?;
    let total =
        one!(tx, (i64,), COUNT, own, reach, town, asked, from, to, q, &like, published, by)?.map_or(0, |(n,)| n);
    Ok((rows.into_iter().map(Recorded::from).collect(), total))
}

/// Adds a meeting as version 1.
pub(super) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    enterprise: Uuid,
    meeting: &Meeting,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    const INSERT: &str = "
INSERT INTO congress (id, enterprise_id, held_on, session, staff, delegates_total, delegates_present, delegates_frontline,
  delegates_women, delegates_managers, papers_sent_on, topic, votes_yes, votes_no, votes_abstain, proposals,
  proposals_closed, published_on, filing_id, source_sheet, source_row, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1, $22, $22)";
    run!(
        tx,
        INSERT,
        id,
        enterprise,
        meeting.held_on,
        meeting.session.as_deref(),
        meeting.staff,
        meeting.delegates_total,
        meeting.delegates_present,
        meeting.delegates_frontline,
        meeting.delegates_women,
        meeting.delegates_managers,
        meeting.papers_sent_on,
        meeting.topic.as_deref(),
        meeting.votes_yes,
        meeting.votes_no,
        meeting.votes_abstain,
        meeting.proposals,
        meeting.proposals_closed,
        meeting.published_on,
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now
    )?;
    Ok(())
}

/// Writes a correction over `version`; answers how many rows that was true of: 0 when somebody else was first.
/// The source stays unless another return now answers for the row.
pub(super) async fn update(
    tx: &mut Tx,
    id: Uuid,
    version: i64,
    meeting: &Meeting,
    source: Option<&Source>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const UPDATE: &str = "
UPDATE congress
SET held_on = $3, session = $4, staff = $5, delegates_total = $6, delegates_present = $7, delegates_frontline = $8,
  delegates_women = $9, delegates_managers = $10, papers_sent_on = $11, topic = $12, votes_yes = $13, votes_no = $14,
  votes_abstain = $15, proposals = $16, proposals_closed = $17, published_on = $18,
  filing_id = COALESCE($19, filing_id), source_sheet = COALESCE($20, source_sheet), source_row = COALESCE($21, source_row),
  version = version + 1, updated_at = $22
WHERE id = $1
  AND version = $2";
    run!(
        tx,
        UPDATE,
        id,
        version,
        meeting.held_on,
        meeting.session.as_deref(),
        meeting.staff,
        meeting.delegates_total,
        meeting.delegates_present,
        meeting.delegates_frontline,
        meeting.delegates_women,
        meeting.delegates_managers,
        meeting.papers_sent_on,
        meeting.topic.as_deref(),
        meeting.votes_yes,
        meeting.votes_no,
        meeting.votes_abstain,
        meeting.proposals,
        meeting.proposals_closed,
        meeting.published_on,
        source.map(|s| s.filing),
        source.map(|s| s.sheet.as_str()),
        source.map(|s| s.row),
        now
    )
}

#[derive(sqlx::FromRow)]
struct NotMetRow {
    id: Uuid,
    name: String,
    town: String,
    last_on: Option<NaiveDate>,
}

/// Enterprises in scope without a meeting from `from` to `to`, those that never met first, and how many they are.
pub(super) async fn not_met(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    (from, to): (NaiveDate, NaiveDate),
    size: i64,
) -> sqlx::Result<(Vec<NotMet>, i64)> {
    const NOT_MET: &str = "
SELECT e.id, e.name, e.town, (SELECT MAX(p.held_on) FROM congress p WHERE p.enterprise_id = e.id) AS last_on
FROM enterprise e
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 = '' OR lower(e.name) LIKE $5 ESCAPE '\\' OR lower(e.pinyin) LIKE $5 ESCAPE '\\'
    OR lower(e.initials) LIKE $5 ESCAPE '\\' OR lower(e.uscc) LIKE $5 ESCAPE '\\')
  AND NOT EXISTS (SELECT 1 FROM congress c WHERE c.enterprise_id = e.id AND c.held_on >= $6 AND c.held_on <= $7)
ORDER BY e.town, e.pinyin, e.id
LIMIT $8 OFFSET $9";
    const COUNT: &str = "
SELECT COUNT(*)
FROM enterprise e
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 = '' OR lower(e.name) LIKE $5 ESCAPE '\\' OR lower(e.pinyin) LIKE $5 ESCAPE '\\'
    OR lower(e.initials) LIKE $5 ESCAPE '\\' OR lower(e.uscc) LIKE $5 ESCAPE '\\')
  AND NOT EXISTS (SELECT 1 FROM congress c WHERE c.enterprise_id = e.id AND c.held_on >= $6 AND c.held_on <= $7)";
    let (own, reach, town) = (scope.enterprise(), scope.town(), filter.town.as_deref());
    let (q, like) = (filter.q.as_str(), crate::db::like(&filter.q));
    let offset = (filter.page - 1).max(0) * size;
    let rows = all!(tx, NotMetRow, NOT_MET, own, reach, town, q, &like, from, to, size, offset)?;
    let total = one!(tx, (i64,), COUNT, own, reach, town, q, &like, from, to)?.map_or(0, |(n,)| n);
    let not_met = |r: NotMetRow| NotMet { enterprise: r.id, enterprise_name: r.name, town: r.town, last: r.last_on };
    Ok((rows.into_iter().map(not_met).collect(), total))
}

/// How a record is set aside before a return changes it.
pub const ASIDE: Aside = Aside {
    table: "congress",
    key: &["id"],
    columns: &[
        ("id", Kind::Id),
        ("enterprise_id", Kind::Id),
        ("held_on", Kind::Day),
        ("session", Kind::Text),
        ("staff", Kind::Whole),
        ("delegates_total", Kind::Whole),
        ("delegates_present", Kind::Whole),
        ("delegates_frontline", Kind::Whole),
        ("delegates_women", Kind::Whole),
        ("delegates_managers", Kind::Whole),
        ("papers_sent_on", Kind::Day),
        ("topic", Kind::Text),
        ("votes_yes", Kind::Whole),
        ("votes_no", Kind::Whole),
        ("votes_abstain", Kind::Whole),
        ("proposals", Kind::Whole),
        ("proposals_closed", Kind::Whole),
        ("published_on", Kind::Day),
        ("filing_id", Kind::Id),
        ("source_sheet", Kind::Text),
        ("source_row", Kind::Whole),
        ("version", Kind::Whole),
        ("created_at", Kind::Instant),
        ("updated_at", Kind::Instant),
    ],
    title: "held_on",
    day: Some("held_on"),
    parts: &[],
};
