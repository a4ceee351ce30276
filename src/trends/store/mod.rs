pub(super) mod series;

use super::model::{Accident, Filing};
use crate::account::model::Scope;
use crate::db::{Tx, all, one};
use crate::enterprise::industry::section;
use crate::figures::model::{Cut, Since};
use crate::incident::group::Group;
use crate::kernel::window::Window;
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// The part of a cut an enterprise belongs to, by $7; '' where that was never told.
macro_rules! part {
    () => {
        "CASE $7 WHEN 'industry' THEN COALESCE(e.industry, '') WHEN 'size' THEN COALESCE(e.size, '')
    WHEN 'enterprise' THEN e.uscc
    WHEN 'pilot' THEN CASE WHEN e.pilot THEN 'yes' WHEN NOT e.pilot THEN 'no' ELSE '' END
    WHEN 'high-risk' THEN CASE WHEN e.high_risk THEN 'yes' WHEN NOT e.high_risk THEN 'no' ELSE '' END ELSE '' END"
    };
}

/// Industries stand together by their section of GB/T 4754.
fn named(cut: Option<Cut>, part: String) -> String {
    if cut != Some(Cut::Industry) {
        return part;
    }
    section(&part).map(String::from).unwrap_or_default()
}

#[derive(sqlx::FromRow)]
struct AccidentRow {
    id: Uuid,
    name: String,
    category: Option<String>,
    occurred_on: NaiveDate,
    enterprise_id: Uuid,
    town: String,
    part: String,
    category_code: Option<String>,
    deaths: Option<i64>,
    serious: Option<i64>,
    loss_fen: Option<i64>,
    counted: bool,
}

/// Every recorded accident of the window, counted or not, in order of day.
pub(super) async fn accidents(
    tx: &mut Tx,
    scope: &Scope,
    (town, senders_of, cut): (Option<&str>, Option<i32>, Option<Cut>),
    window: Window,
) -> sqlx::Result<Vec<Accident>> {
    const ACCIDENTS: &str = concat!(
        "
SELECT i.id, e.name, i.category, i.occurred_on, i.enterprise_id, e.town,
  CASE $7 WHEN 'cause' THEN COALESCE(i.cause, '') WHEN 'department' THEN COALESCE(i.recorder, '') ELSE ",
        part!(),
        " END AS part, i.category_code, i.deaths, i.serious, i.loss_fen, i.counted
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
WHERE i.occurred_on >= $1 AND i.occurred_on <= $2
  AND ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
  AND ($5 IS NULL OR e.town = $5)
  AND ($6 IS NULL OR (EXISTS (SELECT 1 FROM filed f WHERE f.year = $6 AND f.enterprise_id = e.id)
    AND EXISTS (SELECT 1 FROM filed f WHERE f.year = $6 - 1 AND f.enterprise_id = e.id)))
ORDER BY i.occurred_on, i.id"
    );
    let (from, to) = (window.from(), window.to());
    let (senders, key) = (senders_of.map(i64::from), cut.map_or("", Cut::key));
    let rows = all!(tx, AccidentRow, ACCIDENTS, from, to, scope.enterprise(), scope.town(), town, senders, key)?;
    let read = |row: AccidentRow| Accident {
        id: row.id,
        name: row.name,
        label: row.category,
        day: row.occurred_on,
        enterprise: row.enterprise_id,
        town: row.town,
        part: named(cut, row.part),
        group: Group::of(row.category_code.as_deref()),
        deaths: row.deaths,
        serious: row.serious,
        loss: row.loss_fen,
        counted: row.counted,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Whether any accident of these days was recorded in the district, counted or not.
pub(super) async fn has_accidents(tx: &mut Tx, window: Window) -> sqlx::Result<bool> {
    const ANY: &str = "
SELECT 1
FROM incident i
WHERE i.occurred_on >= $1 AND i.occurred_on <= $2
LIMIT 1";
    Ok(one!(tx, (i32,), ANY, window.from(), window.to())?.is_some())
}

#[derive(sqlx::FromRow)]
struct TraitRow {
    id: Uuid,
    part: String,
    among: bool,
}

/// Of every enterprise: its part of the cut, and whether it filed for `year` and for the year before.
pub(super) async fn traits(tx: &mut Tx, year: i32, cut: Option<Cut>) -> sqlx::Result<HashMap<Uuid, (String, bool)>> {
    const TRAITS: &str = concat!(
        "
SELECT e.id, ",
        part!(),
        " AS part,
  EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id)
    AND EXISTS (SELECT 1 FROM filed f WHERE f.year = $2 AND f.enterprise_id = e.id) AS among
FROM enterprise e
WHERE $3 = $1 AND $4 = $1 AND $5 = $1 AND $6 = $1"
    );
    let (year, key) = (i64::from(year), cut.map_or("", Cut::key));
    let rows = all!(tx, TraitRow, TRAITS, year, year - 1, year, year, year, year, key)?;
    Ok(rows.into_iter().map(|row| (row.id, (named(cut, row.part), row.among))).collect())
}

/// Of every accident its part of a cut by cause or department.
pub(super) async fn causes(tx: &mut Tx, cut: Cut) -> sqlx::Result<HashMap<Uuid, String>> {
    const CAUSES: &str = "
SELECT i.id, CASE $1 WHEN 'cause' THEN COALESCE(i.cause, '') ELSE COALESCE(i.recorder, '') END
FROM incident i";
    Ok(all!(tx, (Uuid, String), CAUSES, cut.key())?.into_iter().collect())
}

/// The towns of the district in their own order; a reader of one town has that one.
pub(super) async fn towns(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<String>> {
    const TOWNS: &str = "
SELECT t.name
FROM town t
WHERE $1 IS NULL OR t.name = $1
ORDER BY t.sort, t.name";
    Ok(all!(tx, (String,), TOWNS, scope.town())?.into_iter().map(|(name,)| name).collect())
}

/// The enterprises of a place: id, credit code, name.
pub(super) async fn roster(
    tx: &mut Tx,
    scope: &Scope,
    town: Option<&str>,
) -> sqlx::Result<Vec<(Uuid, String, String)>> {
    const ROSTER: &str = "
SELECT e.id, e.uscc, e.name
FROM enterprise e
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)
ORDER BY e.id";
    all!(tx, (Uuid, String, String), ROSTER, scope.enterprise(), scope.town(), town)
}

/// Every enterprise of the roll by its credit code.
pub(super) async fn names(tx: &mut Tx, scope: &Scope) -> sqlx::Result<HashMap<String, (Uuid, String)>> {
    const NAMES: &str = "
SELECT e.uscc, e.id, e.name
FROM enterprise e
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)";
    let rows = all!(tx, (String, Uuid, String), NAMES, scope.enterprise(), scope.town())?;
    Ok(rows.into_iter().map(|(code, id, name)| (code, (id, name))).collect())
}

#[derive(sqlx::FromRow)]
struct Standing {
    roll: i64,
    now: i64,
    last: i64,
}

#[derive(sqlx::FromRow)]
struct SinceRow {
    incident: Option<NaiveDate>,
    hazard: Option<NaiveDate>,
    congress: Option<NaiveDate>,
    training: Option<NaiveDate>,
    filing: Option<NaiveDate>,
}

/// Enterprises on the roll, and those that had filed anything for `year` by the first day and for the year before by the other.
pub(super) async fn filing(
    tx: &mut Tx,
    scope: &Scope,
    town: Option<&str>,
    (year, by, last_by): (i32, NaiveDate, NaiveDate),
) -> sqlx::Result<Filing> {
    const FILING: &str = "
SELECT CAST(COUNT(*) AS BIGINT) AS roll,
  CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id
    AND f.filed_on <= $6) THEN 1 ELSE 0 END), 0) AS BIGINT) AS now,
  CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM filed f WHERE f.year = $2 AND f.enterprise_id = e.id
    AND f.filed_on <= $7) THEN 1 ELSE 0 END), 0) AS BIGINT) AS last
FROM enterprise e
WHERE ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
  AND ($5 IS NULL OR e.town = $5)";
    let (this, last) = (i64::from(year), i64::from(year) - 1);
    let (own, reach) = (scope.enterprise(), scope.town());
    let found = one!(tx, Standing, FILING, this, last, own, reach, town, by, last_by)?;
    let Standing { roll, now, last } = found.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Filing { roll, now, last, by, last_by })
}

/// Since when the whole district has records of each kind; of filings any day by which there were some, on the first day or
/// already on the other.
pub(super) async fn since(tx: &mut Tx, (by, last_by): (NaiveDate, NaiveDate)) -> sqlx::Result<Since> {
    const SINCE: &str = "
SELECT (SELECT MIN(i.occurred_on) FROM incident i) AS incident,
  (SELECT MIN(h.found_on) FROM hazard h) AS hazard,
  (SELECT MIN(c.held_on) FROM congress c) AS congress,
  (SELECT MIN(t.held_on) FROM training t) AS training,
  COALESCE((SELECT f.filed_on FROM filed f WHERE f.filed_on <= $2 LIMIT 1),
    (SELECT MIN(f.filed_on) FROM filed f WHERE f.filed_on <= $1)) AS filing";
    let found = one!(tx, SinceRow, SINCE, by, last_by)?;
    let SinceRow { incident, hazard, congress, training, filing } = found.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Since { incidents: incident, hazards: hazard, congresses: congress, trainings: training, filings: filing })
}

/// Which enterprises had filed (or had not) anything for a year by a day.
pub(super) struct Wanted<'a> {
    pub(super) year: i32,
    pub(super) by: NaiveDate,
    pub(super) town: Option<&'a str>,
    /// None: both.
    pub(super) filed: Option<bool>,
    pub(super) size: i64,
    /// From 0.
    pub(super) skip: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct FilerRow {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) town: String,
    pub(super) has_filed: bool,
}

pub(super) async fn filers(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> sqlx::Result<Vec<FilerRow>> {
    const FILERS: &str = "
SELECT e.id, e.name, e.town,
  EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id AND f.filed_on <= $8) AS has_filed
FROM enterprise e
WHERE ($2 IS NULL OR e.id = $2)
  AND ($3 IS NULL OR e.town = $3)
  AND ($4 IS NULL OR e.town = $4)
  AND ($5 IS NULL OR EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id AND f.filed_on <= $8) = $5)
ORDER BY e.pinyin, e.id
LIMIT $6 OFFSET $7";
    all!(
        tx,
        FilerRow,
        FILERS,
        i64::from(wanted.year),
        scope.enterprise(),
        scope.town(),
        wanted.town,
        wanted.filed,
        wanted.size,
        wanted.skip,
        wanted.by
    )
}
