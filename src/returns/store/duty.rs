//! The calendar, and what was filed for which period.
use crate::account::model::Scope;
use crate::db::{Tx, all, one, run};
use crate::returns::model::Standing;
use crate::returns::model::duty::{Cutoff, Every, Filed, Origin, Owner, Period, Setting, Whom};
use crate::returns::model::review::Again;
use crate::returns::rule::calendar::may_be_nil;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct CutoffRow {
    template: String,
    since: NaiveDate,
    every: String,
    months_after: i64,
    day: i64,
    whom: String,
    set_by: String,
    set_at: DateTime<Utc>,
}

impl CutoffRow {
    fn cutoff(self) -> Option<Cutoff> {
        Some(Cutoff {
            since: self.since,
            every: Every::parse(&self.every)?,
            months_after: u32::try_from(self.months_after).ok()?,
            day: u32::try_from(self.day).ok()?,
            whom: Whom::parse(&self.whom)?,
            nil: may_be_nil(&self.template),
            origin: Origin::District { by: self.set_by, at: self.set_at },
            template: self.template,
        })
    }
}

/// The district's own days.
pub(in crate::returns) async fn cutoffs(tx: &mut Tx) -> sqlx::Result<Vec<Cutoff>> {
    const CUTOFFS: &str = "
SELECT template, since, every, months_after, day, whom, set_by, set_at
FROM cutoff
ORDER BY template, since DESC";
    Ok(all!(tx, CutoffRow, CUTOFFS)?.into_iter().filter_map(CutoffRow::cutoff).collect())
}

pub(in crate::returns) async fn set_cutoff(
    tx: &mut Tx,
    template: &str,
    s: &Setting,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const SET: &str = "
INSERT INTO cutoff (template, since, every, months_after, day, whom, set_by, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (template, since) DO UPDATE
SET every = excluded.every, months_after = excluded.months_after, day = excluded.day, whom = excluded.whom,
  set_by = excluded.set_by, set_at = excluded.set_at";
    let (months, day) = (i64::from(s.months_after), i64::from(s.day));
    run!(tx, SET, template, s.since, s.every.key(), months, day, s.whom.key(), by, now)
}

/// When the first enterprise came onto the roll: nobody owes anything for the years before.
pub(in crate::returns) async fn begins(tx: &mut Tx) -> sqlx::Result<Option<DateTime<Utc>>> {
    const BEGINS: &str = "SELECT created_at FROM enterprise ORDER BY created_at LIMIT 1";
    Ok(one!(tx, (DateTime<Utc>,), BEGINS)?.map(|(at,)| at))
}

#[derive(sqlx::FromRow)]
struct OwnerRow {
    id: Uuid,
    name: String,
    town: String,
    above_scale: Option<bool>,
    high_risk: Option<bool>,
    has_union: Option<bool>,
    safety_officer: Option<String>,
    phone: Option<String>,
    created_at: DateTime<Utc>,
}

impl OwnerRow {
    fn owner(self, since: impl Fn(DateTime<Utc>) -> NaiveDate) -> Owner {
        let r = self;
        Owner {
            since: since(r.created_at),
            id: r.id,
            name: r.name,
            town: r.town,
            above_scale: r.above_scale,
            high_risk: r.high_risk,
            has_union: r.has_union,
            officer: r.safety_officer,
            phone: r.phone,
        }
    }
}

/// Every enterprise in scope with whom to ask, by town and name. `since` says from which day on one owes anything that came
/// onto the roll at a moment.
pub(in crate::returns) async fn owners(
    tx: &mut Tx,
    scope: &Scope,
    since: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> sqlx::Result<Vec<Owner>> {
    const OWNERS: &str = "
SELECT e.id, e.name, e.town, e.above_scale, e.high_risk, e.has_union, e.safety_officer, e.phone, e.created_at
FROM enterprise e
JOIN town t ON t.name = e.town
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
ORDER BY t.sort, e.town, e.pinyin, e.id";
    let rows = all!(tx, OwnerRow, OWNERS, scope.enterprise(), scope.town())?;
    Ok(rows.into_iter().map(|row| row.owner(&since)).collect())
}

/// Notes that a return answers for an enterprise's period.
pub(in crate::returns) async fn file(
    tx: &mut Tx,
    (enterprise, template, period): (Uuid, &str, Period),
    filing: Uuid,
    on: NaiveDate,
) -> sqlx::Result<u64> {
    const FILE: &str = "
INSERT INTO filed_period (enterprise_id, template, period, filing_id, filed_on)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (enterprise_id, template, period, filing_id) DO NOTHING";
    run!(tx, FILE, enterprise, template, period.to_string(), filing, on)
}

#[derive(sqlx::FromRow)]
struct FiledRow {
    enterprise_id: Uuid,
    template: String,
    period: String,
    filing_id: Uuid,
    filed_on: NaiveDate,
    number: String,
    state: String,
    review: Option<String>,
    kind: String,
    sender: Option<Uuid>,
}

/// One return of one enterprise's period.
pub(in crate::returns) struct Told {
    pub(in crate::returns) enterprise: Uuid,
    pub(in crate::returns) template: String,
    pub(in crate::returns) period: Period,
    pub(in crate::returns) filed: Filed,
}

/// Returns in scope of periods whose names lie from `first` to `last` (`2022` … `2023-Q9`), of one template or of all; the
/// returns of one period are put together.
pub(in crate::returns) async fn told(
    tx: &mut Tx,
    scope: &Scope,
    template: Option<&str>,
    (first, last): (&str, &str),
) -> sqlx::Result<Vec<Told>> {
    const TOLD: &str = "
SELECT p.enterprise_id, p.template, p.period, p.filing_id, p.filed_on, f.number, f.state, f.review, f.kind,
  f.enterprise_id AS sender
FROM filed_period p
JOIN filing f ON f.id = p.filing_id
JOIN enterprise e ON e.id = p.enterprise_id
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR p.template = $3)
  AND p.period >= $4
  AND p.period <= $5
  AND NOT p.undone
ORDER BY p.enterprise_id, p.template, p.period, f.sent_at, p.filing_id";
    let rows = all!(tx, FiledRow, TOLD, scope.enterprise(), scope.town(), template, first, last)?;
    let mut found: Vec<Told> = Vec::new();
    for row in rows {
        let Ok(period) = row.period.parse::<Period>() else { continue };
        let standing = Standing::of_columns(&row.state, row.review.as_deref()).unwrap_or(Standing::Sent);
        let same =
            |t: &&mut Told| t.enterprise == row.enterprise_id && t.template == row.template && t.period == period;
        let filed = Filed {
            first_on: row.filed_on,
            last: row.filing_id,
            number: row.number,
            standing,
            versions: 1,
            nil: row.kind == crate::returns::model::review::NIL,
            own: row.sender == Some(row.enterprise_id),
        };
        match found.last_mut().filter(same) {
            Some(told) => {
                let before = &told.filed;
                told.filed =
                    Filed { first_on: before.first_on.min(filed.first_on), versions: before.versions + 1, ..filed };
            }
            None => {
                found.push(Told { enterprise: row.enterprise_id, template: row.template, period, filed });
            }
        }
    }
    Ok(found)
}

/// When a period was first told, and whether its last version was sent back.
#[derive(sqlx::FromRow)]
pub(in crate::returns) struct First {
    pub(in crate::returns) enterprise_id: Uuid,
    pub(in crate::returns) template: String,
    pub(in crate::returns) period: String,
    pub(in crate::returns) first_on: NaiveDate,
    pub(in crate::returns) sent_back: bool,
}

/// Every period told in scope whose name lies from `first` to `last`, by returns until a day. One enterprise is found by its
/// own index.
pub(in crate::returns) async fn first_told(
    tx: &mut Tx,
    scope: &Scope,
    (first, last): (&str, &str),
    until: NaiveDate,
) -> sqlx::Result<Vec<First>> {
    macro_rules! first_told {
        ($whose:literal) => {
            concat!(
                "
SELECT p.enterprise_id, p.template, p.period, MIN(p.filed_on) AS first_on,
  CASE WHEN MAX(CASE WHEN f.review = 'returned' THEN f.sent_at END) = MAX(f.sent_at) THEN TRUE ELSE FALSE END AS sent_back
FROM filed_period p
JOIN filing f ON f.id = p.filing_id
JOIN enterprise e ON e.id = p.enterprise_id
WHERE ",
                $whose,
                "
  AND ($2 IS NULL OR e.town = $2)
  AND p.period >= $3
  AND p.period <= $4
  AND p.filed_on <= $5
  AND NOT p.undone
GROUP BY p.enterprise_id, p.template, p.period
ORDER BY p.enterprise_id, p.template, p.period"
            )
        };
    }
    const OF_MANY: &str = first_told!("($1 IS NULL OR p.enterprise_id = $1)");
    const OF_ONE: &str = first_told!("p.enterprise_id = $1");
    let sql = if scope.enterprise().is_some() { OF_ONE } else { OF_MANY };
    all!(tx, First, sql, scope.enterprise(), scope.town(), first, last, until)
}

/// The latest return by the same sender (an enterprise, or else an account) of an enterprise's period.
pub(in crate::returns) async fn told_before(
    tx: &mut Tx,
    (enterprise, template, period): (Uuid, &str, &str),
    (sender, account): (Option<Uuid>, Uuid),
    not: Uuid,
) -> sqlx::Result<Option<Again>> {
    const TOLD_BEFORE: &str = "
SELECT f.id, f.number
FROM filed_period p
JOIN filing f ON f.id = p.filing_id
WHERE p.enterprise_id = $1
  AND p.template = $2
  AND p.period = $3
  AND NOT p.undone
  AND f.id <> $6
  AND (f.enterprise_id = $4 OR ($4 IS NULL AND f.enterprise_id IS NULL AND f.account_id = $5))
ORDER BY f.sent_at DESC, f.id DESC
LIMIT 1";
    let row = one!(tx, (Uuid, String), TOLD_BEFORE, enterprise, template, period, sender, account, not)?;
    let (template, period) = (template.to_owned(), period.to_owned());
    Ok(row.map(|(filing, number)| Again { template, period, filing, number, locked: false }))
}

/// The enterprises whose period is closed, each with the return that is locked, whoever sent it.
pub(in crate::returns) async fn locked(
    tx: &mut Tx,
    (template, period): (&str, &str),
    (first, last): (Uuid, Uuid),
) -> sqlx::Result<HashMap<Uuid, (Uuid, String)>> {
    const LOCKED: &str = "
SELECT p.enterprise_id, f.id, f.number
FROM filed_period p
JOIN filing f ON f.id = p.filing_id
WHERE p.template = $1
  AND p.period = $2
  AND p.enterprise_id >= $3
  AND p.enterprise_id <= $4
  AND NOT p.undone
  AND f.review = 'locked'
ORDER BY f.sent_at, f.id";
    let rows = all!(tx, (Uuid, Uuid, String), LOCKED, template, period, first, last)?;
    Ok(rows.into_iter().map(|(enterprise, filing, number)| (enterprise, (filing, number))).collect())
}

/// The returns that were sent after one and share a period of an enterprise with it, those that still stand.
pub(in crate::returns) async fn later(tx: &mut Tx, filing: Uuid) -> sqlx::Result<Vec<Uuid>> {
    const LATER: &str = "
SELECT DISTINCT p.filing_id
FROM filing f
JOIN filed_period mine ON mine.filing_id = f.id
JOIN filed_period p ON p.enterprise_id = mine.enterprise_id AND p.template = mine.template AND p.period = mine.period
JOIN filing l ON l.id = p.filing_id
WHERE f.id = $1
  AND p.filing_id <> f.id
  AND NOT p.undone
  AND (l.sent_at > f.sent_at OR (l.sent_at = f.sent_at AND l.id > f.id))
ORDER BY p.filing_id";
    Ok(all!(tx, (Uuid,), LATER, filing)?.into_iter().map(|(id,)| id).collect())
}

/// Returns that were undone and share a period of an enterprise with this one.
pub(in crate::returns) async fn undone_beside(tx: &mut Tx, filing: Uuid) -> sqlx::Result<Vec<Uuid>> {
    const UNDONE: &str = "
SELECT DISTINCT p.filing_id
FROM filed_period mine
JOIN filed_period p ON p.enterprise_id = mine.enterprise_id AND p.template = mine.template AND p.period = mine.period
WHERE mine.filing_id = $1
  AND p.filing_id <> $1
  AND p.undone
ORDER BY p.filing_id";
    Ok(all!(tx, (Uuid,), UNDONE, filing)?.into_iter().map(|(id,)| id).collect())
}

/// One version of a return.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    pub template: String,
    pub period: String,
    pub filing_id: Uuid,
    pub number: String,
    pub sent_at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    pub undone: bool,
    /// The enterprise sent it itself; else a department sent it for many.
    pub own: bool,
}

/// Every return of the periods that a filing of one enterprise answers for, in the order in which they were sent; only
/// periods with more than one.
pub(in crate::returns) async fn versions(tx: &mut Tx, filing: Uuid, enterprise: Uuid) -> sqlx::Result<Vec<Version>> {
    const VERSIONS: &str = "
SELECT p.template, p.period, p.filing_id, f.number, f.sent_at, f.reason, p.undone,
  CASE WHEN f.enterprise_id = $2 THEN TRUE ELSE FALSE END AS own
FROM filed_period mine
JOIN filed_period p ON p.enterprise_id = mine.enterprise_id AND p.template = mine.template AND p.period = mine.period
JOIN filing f ON f.id = p.filing_id
WHERE mine.filing_id = $1
  AND mine.enterprise_id = $2
  AND EXISTS (SELECT 1 FROM filed_period o WHERE o.enterprise_id = mine.enterprise_id AND o.template = mine.template
    AND o.period = mine.period AND o.filing_id <> $1)
ORDER BY p.template, p.period, f.sent_at, p.filing_id";
    all!(tx, Version, VERSIONS, filing, enterprise)
}

/// The periods that a filing answers for, without the enterprises.
pub(in crate::returns) async fn periods(tx: &mut Tx, filing: Uuid) -> sqlx::Result<Vec<(String, String)>> {
    const PERIODS: &str = "
SELECT DISTINCT p.template, p.period
FROM filed_period p
WHERE p.filing_id = $1
ORDER BY p.template, p.period";
    all!(tx, (String, String), PERIODS, filing)
}
