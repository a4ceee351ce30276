//! SQL of compliance: here what is asked of a whole year, enterprise by enterprise; [`records`] single records.
//!
//! Every query has two texts that differ in one condition: one enterprise is found by its own index, many by the day's.
/// The same query for many enterprises and for one: `$1` the enterprise, `$2` the town.
macro_rules! both {
    ($many:ident, $one:ident, $column:literal, $head:literal, $tail:literal) => {
        const $many: &str = concat!($head, "($1 IS NULL OR ", $column, " = $1) AND ($2 IS NULL OR e.town = $2)", $tail);
        const $one: &str = concat!($head, $column, " = $1 AND ($2 IS NULL OR e.town = $2)", $tail);
    };
}

pub(super) mod records;

use super::model::{Accident, AsOf, Certificates, CheckUps, Danger, Held, Trained};
use crate::account::model::Scope;
use crate::congress::model::Meeting;
use crate::db::{Tx, all};
use crate::hazard::model::{Hazard, Level};
use crate::incident::model::Incident;
use crate::kernel::{Centi, Wan};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use std::collections::HashMap;
use uuid::Uuid;

fn of<'a>(scope: &Scope, many: &'a str, one: &'a str) -> &'a str {
    if scope.enterprise().is_some() { one } else { many }
}

#[derive(sqlx::FromRow)]
struct AboutRow {
    id: Uuid,
    industry: Option<String>,
    pilot: Option<bool>,
    before: Option<NaiveDate>,
}

/// What the roll says besides, and the last meeting before the year.
pub(super) async fn about(
    tx: &mut Tx,
    scope: &Scope,
    at: &AsOf,
) -> sqlx::Result<HashMap<Uuid, (Option<String>, bool, Option<NaiveDate>)>> {
    both!(
        MANY,
        ONE,
        "e.id",
        "
SELECT e.id, e.industry, e.pilot,
  (SELECT MAX(c.held_on) FROM congress c WHERE c.enterprise_id = e.id AND c.held_on < $3) AS before
FROM enterprise e
WHERE ",
        "
ORDER BY e.id"
    );
    let rows = all!(tx, AboutRow, of(scope, MANY, ONE), scope.enterprise(), scope.town(), at.from())?;
    Ok(rows.into_iter().map(|r| (r.id, (r.industry, r.pilot == Some(true), r.before))).collect())
}

#[derive(sqlx::FromRow)]
struct MeetingRow {
    id: Uuid,
    enterprise_id: Uuid,
    held_on: NaiveDate,
    session: Option<String>,
    staff: Option<i64>,
    delegates_total: i64,
    delegates_present: i64,
    papers_sent_on: Option<NaiveDate>,
    votes_yes: Option<i64>,
    published_on: Option<NaiveDate>,
}

/// The meetings of the year, by enterprise: how many, and the last one.
pub(super) async fn meetings(tx: &mut Tx, scope: &Scope, at: &AsOf) -> sqlx::Result<HashMap<Uuid, (i64, Held)>> {
    both!(
        MANY,
        ONE,
        "c.enterprise_id",
        "
SELECT c.id, c.enterprise_id, c.held_on, c.session, c.staff, c.delegates_total, c.delegates_present, c.papers_sent_on,
  c.votes_yes, c.published_on
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
WHERE ",
        "
  AND c.held_on >= $3
  AND c.held_on <= $4
ORDER BY c.held_on, c.id"
    );
    let sql = of(scope, MANY, ONE);
    let mut found: HashMap<Uuid, (i64, Held)> = HashMap::new();
    for r in all!(tx, MeetingRow, sql, scope.enterprise(), scope.town(), at.from(), at.last())? {
        let before = found.get(&r.enterprise_id).map_or(0, |(n, _)| *n);
        let meeting = Meeting {
            held_on: r.held_on,
            session: r.session,
            staff: r.staff,
            delegates_total: r.delegates_total,
            delegates_present: r.delegates_present,
            delegates_frontline: None,
            delegates_women: None,
            delegates_managers: None,
            papers_sent_on: r.papers_sent_on,
            topic: None,
            votes_yes: r.votes_yes,
            votes_no: None,
            votes_abstain: None,
            proposals: None,
            proposals_closed: None,
            published_on: r.published_on,
        };
        found.insert(r.enterprise_id, (before + 1, Held { id: r.id, meeting }));
    }
    Ok(found)
}

/// The hours that are asked of each kind, in an ordinary sector and in a high-risk one.
pub(super) struct Asks {
    pub(super) induction: [Centi; 2],
    pub(super) special: [Centi; 2],
    pub(super) refresher: [Centi; 2],
    pub(super) principal: [Centi; 2],
    pub(super) manager: [Centi; 2],
}

#[derive(sqlx::FromRow)]
struct TrainedRow {
    enterprise_id: Uuid,
    people: i64,
    short_now: i64,
    short_year: i64,
    judged: i64,
}

/// The year's training by enterprise: a person's hours of one kind add up over the year.
pub(super) async fn trained(
    tx: &mut Tx,
    scope: &Scope,
    at: &AsOf,
    asks: &Asks,
) -> sqlx::Result<HashMap<Uuid, Trained>> {
    both!(
        MANY,
        ONE,
        "t.enterprise_id",
        "
SELECT g.enterprise_id, COUNT(DISTINCT g.who) AS people,
  CAST(SUM(CASE WHEN g.kind = 'induction' AND g.hours < CASE WHEN g.risky THEN $6 ELSE $5 END THEN 1
    WHEN g.kind = 'special' AND g.hours < CASE WHEN g.risky THEN $8 ELSE $7 END THEN 1 ELSE 0 END) AS BIGINT) AS short_now,
  CAST(SUM(CASE WHEN g.kind = 'refresher' AND g.hours < CASE WHEN g.risky THEN $10 ELSE $9 END THEN 1
    WHEN g.kind = 'principal' AND g.hours < CASE WHEN g.risky THEN $12 ELSE $11 END THEN 1
    WHEN g.kind = 'manager' AND g.hours < CASE WHEN g.risky THEN $14 ELSE $13 END THEN 1 ELSE 0 END) AS BIGINT) AS short_year,
  CAST(SUM(CASE WHEN g.kind = 'other' THEN 0 ELSE 1 END) AS BIGINT) AS judged
FROM (
  SELECT t.enterprise_id, t.kind, COALESCE(e.high_risk, FALSE) AS risky, COALESCE(t.id_index, t.person) AS who,
    SUM(t.hours_centi) AS hours
  FROM training t
  JOIN enterprise e ON e.id = t.enterprise_id
  WHERE ",
        "
    AND t.held_on >= $3
    AND t.held_on <= $4
  GROUP BY t.enterprise_id, t.kind, COALESCE(e.high_risk, FALSE), COALESCE(t.id_index, t.person)
) g
GROUP BY g.enterprise_id
ORDER BY g.enterprise_id"
    );
    let rows = all!(
        tx,
        TrainedRow,
        of(scope, MANY, ONE),
        scope.enterprise(),
        scope.town(),
        at.from(),
        at.last(),
        asks.induction[0].0,
        asks.induction[1].0,
        asks.special[0].0,
        asks.special[1].0,
        asks.refresher[0].0,
        asks.refresher[1].0,
        asks.principal[0].0,
        asks.principal[1].0,
        asks.manager[0].0,
        asks.manager[1].0
    )?;
    let trained = |r: TrainedRow| {
        let sum = Trained { people: r.people, short_now: r.short_now, short_year: r.short_year, judged: r.judged };
        (r.enterprise_id, sum)
    };
    Ok(rows.into_iter().map(trained).collect())
}

/// How often the training of each enterprise in scope was written.
pub(super) async fn marks(tx: &mut Tx, scope: &Scope) -> sqlx::Result<HashMap<Uuid, i64>> {
    const MARKS: &str = "
SELECT m.enterprise_id, CAST(SUM(m.times) AS BIGINT)
FROM training_mark m
JOIN enterprise e ON e.id = m.enterprise_id
WHERE ($1 IS NULL OR m.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
GROUP BY m.enterprise_id
ORDER BY m.enterprise_id";
    Ok(all!(tx, (Uuid, i64), MARKS, scope.enterprise(), scope.town())?.into_iter().collect())
}

#[derive(sqlx::FromRow)]
struct CertificatesRow {
    enterprise_id: Uuid,
    on_file: i64,
    expired: i64,
    unchecked: i64,
    soon: i64,
    next: Option<NaiveDate>,
}

/// Certificates by enterprise, as they stood at the last day: what is earned later says nothing of a past year; `window` days before its day a certificate is due soon. One
/// that lapsed in an earlier year is overdue until a later training of the person renews it: only the latest training of a
/// person and kind counts.
pub(super) async fn certificates(
    tx: &mut Tx,
    scope: &Scope,
    at: &AsOf,
    window: i64,
) -> sqlx::Result<HashMap<Uuid, Certificates>> {
    both!(
        MANY,
        ONE,
        "t.enterprise_id",
        "
SELECT c.enterprise_id, COUNT(*) AS on_file,
  CAST(SUM(CASE WHEN c.cert_expires_on < $3 THEN 1 ELSE 0 END) AS BIGINT) AS expired,
  CAST(SUM(CASE WHEN (c.cert_expires_on IS NULL OR c.cert_expires_on >= $3) AND c.recheck_on < $3 THEN 1 ELSE 0 END) AS BIGINT)
    AS unchecked,
  CAST(SUM(CASE WHEN (c.cert_expires_on IS NULL OR c.cert_expires_on >= $3) AND (c.recheck_on IS NULL OR c.recheck_on >= $3)
    AND (c.cert_expires_on <= $4 OR c.recheck_on <= $4) THEN 1 ELSE 0 END) AS BIGINT) AS soon,
  MIN(CASE WHEN c.recheck_on >= $3 AND (c.cert_expires_on IS NULL OR c.recheck_on <= c.cert_expires_on) THEN c.recheck_on
    WHEN c.cert_expires_on >= $3 THEN c.cert_expires_on END) AS next
FROM (
  SELECT t.enterprise_id, t.cert_expires_on, t.recheck_on,
    ROW_NUMBER() OVER (PARTITION BY t.enterprise_id, t.kind, COALESCE(t.id_index, t.person) ORDER BY t.held_on DESC, t.id DESC) AS place
  FROM training t
  JOIN enterprise e ON e.id = t.enterprise_id
  WHERE ",
        "
    AND (t.cert_expires_on IS NOT NULL OR t.recheck_on IS NOT NULL)
    AND t.held_on <= $3
) c
WHERE c.place = 1
GROUP BY c.enterprise_id
ORDER BY c.enterprise_id"
    );
    let soon = crate::kernel::window::add_days(at.last(), window);
    let sql = of(scope, MANY, ONE);
    let rows = all!(tx, CertificatesRow, sql, scope.enterprise(), scope.town(), at.last(), soon)?;
    let found = |r: CertificatesRow| {
        let sum =
            Certificates { on_file: r.on_file, expired: r.expired, unchecked: r.unchecked, soon: r.soon, next: r.next };
        (r.enterprise_id, sum)
    };
    Ok(rows.into_iter().map(found).collect())
}

#[derive(sqlx::FromRow)]
struct AccidentRow {
    id: Uuid,
    enterprise_id: Uuid,
    occurred_at: NaiveDateTime,
    time_known: bool,
    informed_at: Option<NaiveDateTime>,
    reported_at: Option<NaiveDateTime>,
    place: Option<String>,
    category: Option<String>,
    deaths: Option<i64>,
    serious: Option<i64>,
    minor: Option<i64>,
    loss_fen: Option<i64>,
    closed: Option<bool>,
    counted: bool,
}

impl AccidentRow {
    fn accident(self) -> (Uuid, Accident, bool) {
        let incident = Incident {
            occurred_at: self.occurred_at,
            time_known: self.time_known,
            informed_at: self.informed_at,
            reported_at: self.reported_at,
            place: self.place,
            category: self.category,
            deaths: self.deaths,
            serious: self.serious,
            minor: self.minor,
            lost_days: None,
            loss: self.loss_fen.map(Wan),
            brief: None,
            cause: None,
            closed: self.closed,
        };
        (self.enterprise_id, Accident { id: self.id, incident }, self.counted)
    }
}

/// Every accident of the year, with whether it counts in statistics.
pub(super) async fn accidents(tx: &mut Tx, scope: &Scope, at: &AsOf) -> sqlx::Result<Vec<(Uuid, Accident, bool)>> {
    both!(
        MANY,
        ONE,
        "i.enterprise_id",
        "
SELECT i.id, i.enterprise_id, i.occurred_at, i.time_known, i.informed_at, i.reported_at, i.place, i.category, i.deaths,
  i.serious, i.minor, i.loss_fen, i.closed, i.counted
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
WHERE ",
        "
  AND i.occurred_on >= $3
  AND i.occurred_on <= $4
ORDER BY i.occurred_at, i.id"
    );
    let rows = all!(tx, AccidentRow, of(scope, MANY, ONE), scope.enterprise(), scope.town(), at.from(), at.last())?;
    Ok(rows.into_iter().map(AccidentRow::accident).collect())
}

/// Accidents until a day whose case is not known to be closed.
pub(super) async fn open_accidents(
    tx: &mut Tx,
    scope: &Scope,
    until: NaiveDate,
) -> sqlx::Result<Vec<(Uuid, Accident, bool)>> {
    const OPEN: &str = "
SELECT i.id, i.enterprise_id, i.occurred_at, i.time_known, i.informed_at, i.reported_at, i.place, i.category, i.deaths,
  i.serious, i.minor, i.loss_fen, i.closed, i.counted
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
WHERE ($1 IS NULL OR i.enterprise_id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND i.occurred_on <= $3
  AND COALESCE(i.closed, FALSE) = FALSE
ORDER BY i.occurred_at, i.id";
    let rows = all!(tx, AccidentRow, OPEN, scope.enterprise(), scope.town(), until)?;
    Ok(rows.into_iter().map(AccidentRow::accident).collect())
}

#[derive(sqlx::FromRow)]
struct DangerRow {
    id: Uuid,
    enterprise_id: Uuid,
    found_on: NaiveDate,
    place: Option<String>,
    description: String,
    level: String,
    measure: Option<String>,
    owner: Option<String>,
    due_on: Option<NaiveDate>,
    fund_fen: Option<i64>,
    plan: Option<String>,
    closed_on: Option<NaiveDate>,
}

impl DangerRow {
    fn danger(self) -> (Uuid, Danger) {
        let hazard = Hazard {
            found_on: self.found_on,
            place: self.place,
            description: self.description,
            // The table's own checks keep the level to what is known.
            level: Level::parse(&self.level).unwrap_or(Level::Ordinary),
            measure: self.measure,
            owner: self.owner,
            due_on: self.due_on,
            fund: self.fund_fen.map(Wan),
            plan: self.plan,
            closed_on: self.closed_on,
            verifier: None,
            result: None,
        };
        (self.enterprise_id, Danger { id: self.id, hazard })
    }
}

/// Major hazards that were open on any day of the year and known by its last one.
pub(super) async fn dangers(tx: &mut Tx, scope: &Scope, at: &AsOf) -> sqlx::Result<Vec<(Uuid, Danger)>> {
    both!(
        MANY,
        ONE,
        "h.enterprise_id",
        "
SELECT h.id, h.enterprise_id, h.found_on, h.place, h.description, h.level, h.measure, h.owner, h.due_on, h.fund_fen, h.plan,
  h.closed_on
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE ",
        "
  AND h.level = 'major'
  AND h.found_on <= $4
  AND (h.closed_on IS NULL OR h.closed_on >= $3)
ORDER BY h.due_on, h.id"
    );
    let rows = all!(tx, DangerRow, of(scope, MANY, ONE), scope.enterprise(), scope.town(), at.from(), at.last())?;
    Ok(rows.into_iter().map(DangerRow::danger).collect())
}

/// Hazards of either level that are open as of a day and whose last day is at most `until`, or that have none; earliest first.
pub(super) async fn open_hazards(
    tx: &mut Tx,
    scope: &Scope,
    on: NaiveDate,
    until: Option<NaiveDate>,
) -> sqlx::Result<Vec<(Uuid, Danger)>> {
    both!(
        MANY,
        ONE,
        "h.enterprise_id",
        "
SELECT h.id, h.enterprise_id, h.found_on, h.place, h.description, h.level, h.measure, h.owner, h.due_on, h.fund_fen, h.plan,
  h.closed_on
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE ",
        "
  AND h.found_on <= $3
  AND (h.closed_on IS NULL OR h.closed_on > $3)
  AND ($4 IS NULL OR h.due_on <= $4)
ORDER BY h.due_on, h.id"
    );
    let rows = all!(tx, DangerRow, of(scope, MANY, ONE), scope.enterprise(), scope.town(), on, until)?;
    Ok(rows.into_iter().map(DangerRow::danger).collect())
}

#[derive(sqlx::FromRow)]
struct CheckUpsRow {
    enterprise_id: Uuid,
    periods: i64,
    whole: i64,
    exposed: Option<i64>,
    whole_due: Option<i64>,
    whole_checked: Option<i64>,
    due: Option<i64>,
    checked: Option<i64>,
    untold: i64,
}

/// The year's check-ups by enterprise: the whole year's own row, else the sum of its parts, which is unknown while one of
/// them does not tell both counts. A month inside a quarter that was told is told there.
pub(super) async fn check_ups(tx: &mut Tx, scope: &Scope, at: &AsOf) -> sqlx::Result<HashMap<Uuid, CheckUps>> {
    both!(
        MANY,
        ONE,
        "h.enterprise_id",
        "
SELECT h.enterprise_id, COUNT(*) AS periods, CAST(SUM(CASE WHEN length(h.period) = 4 THEN 1 ELSE 0 END) AS BIGINT) AS whole,
  MAX(h.exposed) AS exposed,
  MAX(CASE WHEN length(h.period) = 4 THEN h.due_check END) AS whole_due,
  MAX(CASE WHEN length(h.period) = 4 THEN h.checked END) AS whole_checked,
  CAST(SUM(CASE WHEN length(h.period) > 4 THEN h.due_check END) AS BIGINT) AS due,
  CAST(SUM(CASE WHEN length(h.period) > 4 THEN h.checked END) AS BIGINT) AS checked,
  CAST(SUM(CASE WHEN length(h.period) > 4 AND (h.due_check IS NULL OR h.checked IS NULL) THEN 1 ELSE 0 END) AS BIGINT) AS untold
FROM health h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE ",
        "
  AND h.year = $3
  AND (length(h.period) = 4 OR substr(h.period, 6) <= CASE WHEN substr(h.period, 6, 1) = 'Q' THEN $4 ELSE $5 END)
  AND NOT EXISTS (SELECT 1 FROM health w WHERE w.enterprise_id = h.enterprise_id AND w.year = $3
    AND '|01Q1|02Q1|03Q1|04Q2|05Q2|06Q2|07Q3|08Q3|09Q3|10Q4|11Q4|12Q4|'
      LIKE '%|' || substr(h.period, 6) || substr(w.period, 6) || '|%' AND length(h.period) > 4 AND length(w.period) > 4)
GROUP BY h.enterprise_id
ORDER BY h.enterprise_id"
    );
    let year = i64::from(at.year);
    // What is told of months and quarters to come is not of that day yet.
    let (quarter, month) = (format!("Q{}", at.last().month0() / 3 + 1), format!("{:02}", at.last().month()));
    let rows = all!(tx, CheckUpsRow, of(scope, MANY, ONE), scope.enterprise(), scope.town(), year, quarter, month)?;
    let found = |r: CheckUpsRow| {
        let (due, checked) = match (r.whole, r.untold) {
            (1.., _) => (r.whole_due, r.whole_checked),
            (_, 0) => (r.due, r.checked),
            _ => (None, None),
        };
        (r.enterprise_id, CheckUps { periods: r.periods, exposed: r.exposed, due, checked })
    };
    Ok(rows.into_iter().map(found).collect())
}
