//! Reads: sessions, their people, certificates, coverage.
use super::{Stored, select};
use crate::account::model::Scope;
use crate::db::{Tx, all, one};
use crate::kernel::Centi;
use crate::training::model::{Course, Filter, Holder, Kind, Record, Sitting};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// Everybody in one session within the reader's scope, in the order in which they were recorded.
pub(in crate::training) async fn people(tx: &mut Tx, scope: &Scope, session: Uuid) -> sqlx::Result<Vec<Record>> {
    const PEOPLE: &str = select!(
        "WHERE t.session_id = $1 AND ($2 IS NULL OR t.enterprise_id = $2) AND ($3 IS NULL OR e.town = $3) ORDER BY t.id"
    );
    let rows = all!(tx, Stored, PEOPLE, session, scope.enterprise(), scope.town())?;
    Ok(rows.into_iter().map(Record::from).collect())
}

/// One person's row, if it is within the reader's scope.
pub(in crate::training) async fn person(tx: &mut Tx, scope: &Scope, id: Uuid) -> sqlx::Result<Option<Record>> {
    const PERSON: &str =
        select!("WHERE t.id = $1 AND ($2 IS NULL OR t.enterprise_id = $2) AND ($3 IS NULL OR e.town = $3)");
    Ok(one!(tx, Stored, PERSON, id, scope.enterprise(), scope.town())?.map(Record::from))
}

fn course(kind: &str, course: Option<String>, held_on: NaiveDate, hours_centi: i64) -> Course {
    // The table's own check keeps the kind to the six.
    Course { held_on, kind: Kind::parse(kind).unwrap_or(Kind::Other), course, hours: Centi(hours_centi) }
}

/// The list's conditions: scope $1 $2, town $3, enterprise $4, kind $5, from $6, to $7, search $8 $9.
macro_rules! asked {
    () => {
        "
WHERE ($1 IS NULL OR t.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR t.enterprise_id = $4)
  AND ($5 IS NULL OR t.kind = $5)
  AND ($6 IS NULL OR t.held_on >= $6)
  AND ($7 IS NULL OR t.held_on <= $7)
  AND ($8 = '' OR lower(COALESCE(t.course, '')) LIKE $9 ESCAPE '\\' OR t.enterprise_id IN (
    SELECT named.id FROM enterprise named WHERE lower(named.name) LIKE $9 ESCAPE '\\'
      OR lower(named.pinyin) LIKE $9 ESCAPE '\\' OR lower(named.initials) LIKE $9 ESCAPE '\\'
      OR lower(named.uscc) LIKE $9 ESCAPE '\\'))
"
    };
}

#[derive(sqlx::FromRow)]
struct SittingRow {
    session_id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    town: String,
    high_risk: Option<bool>,
    kind: String,
    course: Option<String>,
    held_on: NaiveDate,
    hours_centi: i64,
    people: i64,
    passed: i64,
    failed: i64,
}

impl From<SittingRow> for Sitting {
    fn from(row: SittingRow) -> Sitting {
        Sitting {
            session: row.session_id,
            enterprise: row.enterprise_id,
            enterprise_name: row.enterprise_name,
            town: row.town,
            high_risk: row.high_risk,
            course: course(&row.kind, row.course, row.held_on, row.hours_centi),
            people: row.people,
            passed: row.passed,
            failed: row.failed,
        }
    }
}

/// Sessions as they are kept beside their rows (`db::sittings`).
macro_rules! sittings {
    () => {
        "
SELECT t.id AS session_id, e.id AS enterprise_id, e.name AS enterprise_name, e.town, e.high_risk, t.kind, t.course,
  t.held_on, t.hours_centi, t.people, t.passed, t.failed
FROM sitting t
JOIN enterprise e ON e.id = t.enterprise_id
"
    };
}

/// One session, if it is within the reader's scope.
pub(in crate::training) async fn sitting(tx: &mut Tx, scope: &Scope, session: Uuid) -> sqlx::Result<Option<Sitting>> {
    const SITTING: &str = concat!(
        sittings!(),
        "WHERE t.id = $1 AND ($2 IS NULL OR t.enterprise_id = $2) AND ($3 IS NULL OR e.town = $3)"
    );
    Ok(one!(tx, SittingRow, SITTING, session, scope.enterprise(), scope.town())?.map(Sitting::from))
}

/// One page of sessions, latest first, and how many sessions the filter finds in all.
pub(in crate::training) async fn sittings(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    size: i64,
) -> sqlx::Result<(Vec<Sitting>, i64)> {
    const LIST: &str = concat!(sittings!(), asked!(), "ORDER BY t.held_on DESC, t.id DESC LIMIT $10 OFFSET $11");
    const COUNT: &str = concat!("SELECT COUNT(*) FROM sitting t JOIN enterprise e ON e.id = t.enterprise_id", asked!());
    let (own, reach, town) = (scope.enterprise(), scope.town(), filter.town.as_deref());
    let (asked, kind, from, to) = (filter.enterprise, filter.kind.map(Kind::key), filter.from, filter.to);
    let (q, like) = (filter.q.as_str(), crate::db::like(&filter.q));
    let offset = (filter.page - 1).max(0) * size;
    let rows = all!(tx, SittingRow, LIST, own, reach, town, asked, kind, from, to, q, &like, size, offset)?;
    let everything = scope.is_whole() && *filter == Filter { page: filter.page, ..Filter::default() };
    let total = match everything {
        true => one!(tx, (i64,), "SELECT COUNT(*) FROM sitting")?,
        false => one!(tx, (i64,), COUNT, own, reach, town, asked, kind, from, to, q, &like)?,
    };
    Ok((rows.into_iter().map(Sitting::from).collect(), total.map_or(0, |(n,)| n)))
}

/// Everybody in the sessions that the filter finds, in the order of the list, at most `most`.
pub(in crate::training) async fn everybody(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    most: i64,
) -> sqlx::Result<Vec<Record>> {
    const EVERYBODY: &str = select!(asked!(), "ORDER BY t.held_on DESC, t.session_id DESC, t.id LIMIT $10");
    let (own, reach, town) = (scope.enterprise(), scope.town(), filter.town.as_deref());
    let (asked, kind, from, to) = (filter.enterprise, filter.kind.map(Kind::key), filter.from, filter.to);
    let (q, like) = (filter.q.as_str(), crate::db::like(&filter.q));
    let rows = all!(tx, Stored, EVERYBODY, own, reach, town, asked, kind, from, to, q, &like, most)?;
    Ok(rows.into_iter().map(Record::from).collect())
}

/// Hours of one kind that each person of an enterprise had from one day to another, by [`crate::training::model::Attendance::who`].
pub(in crate::training) async fn hours(
    tx: &mut Tx,
    enterprise: Uuid,
    kind: Kind,
    (from, to): (NaiveDate, NaiveDate),
) -> sqlx::Result<HashMap<String, Centi>> {
    const HOURS: &str = "
SELECT COALESCE(t.id_index, t.person) AS who, CAST(SUM(t.hours_centi) AS BIGINT) AS hours_centi
FROM training t
WHERE t.enterprise_id = $1
  AND t.kind = $2
  AND t.held_on >= $3
  AND t.held_on <= $4
GROUP BY COALESCE(t.id_index, t.person)
ORDER BY COALESCE(t.id_index, t.person)";
    let rows = all!(tx, (String, i64), HOURS, enterprise, kind.key(), from, to)?;
    Ok(rows.into_iter().map(|(who, hours)| (who, Centi(hours))).collect())
}

#[derive(sqlx::FromRow)]
struct HolderRow {
    id: Uuid,
    session_id: Uuid,
    enterprise_id: Uuid,
    enterprise_name: String,
    town: String,
    person: String,
    id_mask: Option<String>,
    post: Option<String>,
    cert_no: Option<String>,
    cert_expires_on: Option<NaiveDate>,
    recheck_on: Option<NaiveDate>,
}

/// Certificates whose recheck or last day is on or before `until`, most urgent first, and how many they are.
/// Only the latest training of a person counts: a renewed certificate hides the old one.
pub(in crate::training) async fn certificates(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    until: NaiveDate,
    size: i64,
) -> sqlx::Result<(Vec<Holder>, i64)> {
    macro_rules! falling_due {
        () => {
            "
  AND (t.cert_expires_on IS NOT NULL OR t.recheck_on IS NOT NULL)
  AND (t.cert_expires_on <= $10 OR t.recheck_on <= $10)
  AND NOT EXISTS (
    SELECT 1 FROM training n
    WHERE n.enterprise_id = t.enterprise_id AND n.kind = t.kind
      AND COALESCE(n.id_index, n.person) = COALESCE(t.id_index, t.person)
      AND (n.cert_expires_on IS NOT NULL OR n.recheck_on IS NOT NULL)
      AND n.held_on > t.held_on)
"
        };
    }
    const LIST: &str = concat!(
        "
SELECT t.id, t.session_id, t.enterprise_id, e.name AS enterprise_name, e.town, t.person, t.id_mask, t.post, t.cert_no,
  t.cert_expires_on, t.recheck_on
FROM training t
JOIN enterprise e ON e.id = t.enterprise_id",
        asked!(),
        falling_due!(),
        "ORDER BY CASE WHEN t.recheck_on IS NULL OR t.cert_expires_on <= t.recheck_on THEN t.cert_expires_on ELSE t.recheck_on END, t.id
LIMIT $11 OFFSET $12"
    );
    const COUNT: &str = concat!(
        "SELECT COUNT(*) FROM training t JOIN enterprise e ON e.id = t.enterprise_id",
        asked!(),
        falling_due!()
    );
    let (own, reach, town) = (scope.enterprise(), scope.town(), filter.town.as_deref());
    let (asked, kind, from, to) = (filter.enterprise, filter.kind.map(Kind::key), filter.from, filter.to);
    let (q, like) = (filter.q.as_str(), crate::db::like(&filter.q));
    let offset = (filter.page - 1).max(0) * size;
    let rows = all!(tx, HolderRow, LIST, own, reach, town, asked, kind, from, to, q, &like, until, size, offset)?;
    let total = one!(tx, (i64,), COUNT, own, reach, town, asked, kind, from, to, q, &like, until)?.map_or(0, |(n,)| n);
    let holder = |r: HolderRow| Holder {
        id: r.id,
        session: r.session_id,
        enterprise: r.enterprise_id,
        enterprise_name: r.enterprise_name,
        town: r.town,
        person: r.person,
        id_mask: r.id_mask,
        post: r.post,
        cert_no: r.cert_no,
        expires_on: r.cert_expires_on,
        recheck_on: r.recheck_on,
    };
    Ok((rows.into_iter().map(holder).collect(), total))
}

/// How many different people of each enterprise in scope were trained in a calendar year, from its first day to its last: the
/// tally counts each on the first of their days.
pub(in crate::training) async fn trained(
    tx: &mut Tx,
    scope: &Scope,
    (from, to): (NaiveDate, NaiveDate),
) -> sqlx::Result<HashMap<Uuid, i64>> {
    const TRAINED: &str = "
SELECT t.enterprise_id, CAST(SUM(t.amount) AS BIGINT) AS people
FROM tally t
JOIN enterprise e ON e.id = t.enterprise_id
WHERE t.fact = 'people'
  AND t.day >= $3
  AND t.day <= $4
  AND ($1 IS NULL OR t.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
GROUP BY t.enterprise_id
HAVING SUM(t.amount) <> 0
ORDER BY t.enterprise_id";
    Ok(all!(tx, (Uuid, i64), TRAINED, scope.enterprise(), scope.town(), from, to)?.into_iter().collect())
}
