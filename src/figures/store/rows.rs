//! The records behind a sum, row by row.
use super::super::model::{Cut, Place, Slice};
use super::super::rule::Periods;
use crate::account::model::Scope;
use crate::db::{Tx, all};
use crate::kernel::window::Window;
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// Which rows of a kind of record are meant.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Wanted<'a> {
    pub(in super::super) scope: &'a Scope,
    pub(in super::super) place: &'a Place,
    pub(in super::super) cut: Option<Cut>,
    /// The parts of the cut as written, `|a|b|`; none: all of them.
    pub(in super::super) parts: Option<&'a str>,
    pub(in super::super) slice: Slice,
}

/// One record and what it adds, beside what all of them come to.
#[derive(Debug, sqlx::FromRow)]
pub(in super::super) struct Row {
    pub(in super::super) id: Uuid,
    pub(in super::super) day: Option<NaiveDate>,
    pub(in super::super) name: String,
    pub(in super::super) town: String,
    pub(in super::super) label: Option<String>,
    pub(in super::super) amount: i64,
    /// How many rows there are on all pages, and their sum.
    pub(in super::super) n: i64,
    pub(in super::super) total: i64,
}

/// Only the parts in $13.
macro_rules! of_parts {
    () => {
        concat!("\n  AND ($13 IS NULL OR $13 LIKE '%|' || (", part!(), ") || '|%')")
    };
}

/// Rows of `x` with the day they count on, their label and what they add: the page from $15 on, of $14 rows.
macro_rules! rows {
    ($table:expr, $key:expr, $id:expr, $day:expr, $label:expr, $amount:expr, $when:expr) => {
        concat!(
            "
SELECT s.id, s.day, s.name, s.town, s.label, s.amount, COUNT(*) OVER () AS n,
  CAST(SUM(s.amount) OVER () AS BIGINT) AS total
FROM (
  SELECT ",
            $key,
            " AS own, ",
            $id,
            " AS id, ",
            $day,
            " AS day, e.name, e.town, ",
            $label,
            " AS label, CAST(",
            $amount,
            " AS BIGINT) AS amount
  FROM ",
            $table,
            "
WHERE ",
            $when,
            of_place!(),
            of_parts!(),
            ") s
ORDER BY s.day, s.name, s.own
LIMIT $14 OFFSET $15"
        )
    };
}

/// Asks for rows with two values of their own, and then whatever else.
macro_rules! ask_rows {
    ($tx:expr, $row:ty, $sql:expr, $of:expr, $one:expr, $two:expr $(, $more:expr)*) => {{
        let of: Wanted<'_> = $of;
        let (one, two) = ($one, $two);
        ask!(
            all, $tx, $row, $sql, (one, two), of.scope, of.place, of.cut, of.parts, of.slice.size, of.slice.skip $(, $more)*
        )
    }};
}

/// What of the hazards is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum OfHazards {
    Found,
    Fixed,
    /// Past their date at the end of the window's last day.
    Overdue,
}

macro_rules! hazards {
    ($day:literal, $when:literal) => {
        rows!("hazard x JOIN enterprise e ON e.id = x.enterprise_id", "x.id", "x.id", $day, "x.description", "1", $when)
    };
}

pub(in super::super) async fn hazards(
    tx: &mut Tx,
    of: Wanted<'_>,
    window: Window,
    what: OfHazards,
) -> sqlx::Result<Vec<Row>> {
    const FOUND: &str = hazards!("x.found_on", "x.found_on >= $1 AND x.found_on <= $2");
    const FIXED: &str = hazards!("x.closed_on", "x.closed_on >= $1 AND x.closed_on <= $2");
    const OVERDUE: &str = hazards!("x.due_on", "x.due_on < $1 AND (x.closed_on IS NULL OR x.closed_on > $2)");
    let (from, to) = (window.from(), window.to());
    match what {
        OfHazards::Found => ask_rows!(tx, Row, FOUND, of, from, to),
        OfHazards::Fixed => ask_rows!(tx, Row, FIXED, of, from, to),
        OfHazards::Overdue => ask_rows!(tx, Row, OVERDUE, of, to, to),
    }
}

/// What of the roster is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum OfTraining {
    /// Each person each time.
    Times,
    /// In hundredths.
    Hours,
}

macro_rules! training {
    ($day:expr, $amount:literal, $when:expr) => {
        rows!(
            "training x JOIN enterprise e ON e.id = x.enterprise_id",
            "x.id",
            "x.session_id",
            $day,
            "x.person",
            $amount,
            $when
        )
    };
}

/// Everybody trained in the window, each time; the id is the sitting's.
pub(in super::super) async fn training(
    tx: &mut Tx,
    of: Wanted<'_>,
    window: Window,
    what: OfTraining,
) -> sqlx::Result<Vec<Row>> {
    const TIMES: &str = training!("x.held_on", "1", "x.held_on >= $1 AND x.held_on <= $2");
    const HOURS: &str = training!("x.held_on", "x.hours_centi", "x.held_on >= $1 AND x.held_on <= $2");
    match what {
        OfTraining::Times => ask_rows!(tx, Row, TIMES, of, window.from(), window.to()),
        OfTraining::Hours => ask_rows!(tx, Row, HOURS, of, window.from(), window.to()),
    }
}

/// People on the first day of the window's year on which they were trained; `staffed` only those of enterprises that told a
/// headcount of it.
pub(in super::super) async fn people(
    tx: &mut Tx,
    of: Wanted<'_>,
    window: Window,
    staffed: bool,
) -> sqlx::Result<Vec<Row>> {
    const PEOPLE: &str = training!(
        "x.held_on",
        "1",
        "x.held_on >= $1 AND x.held_on <= $2
  AND ($17 IS NULL OR e.id IN (SELECT p.enterprise_id FROM exposure p WHERE p.year = $17))
  AND NOT EXISTS (SELECT 1 FROM training o WHERE o.enterprise_id = x.enterprise_id
    AND COALESCE(o.id_index, o.person) = COALESCE(x.id_index, x.person)
    AND o.held_on >= $16 AND (o.held_on < x.held_on OR (o.held_on = x.held_on AND o.id < x.id)))"
    );
    let year = window.to().year();
    let first = Window::year(year).unwrap_or(window).from();
    ask_rows!(tx, Row, PEOPLE, of, window.from(), window.to(), first, staffed.then_some(i64::from(year)))
}

/// Certificates that end or must be rechecked after the first day, until the other, of each person and kind the latest.
pub(in super::super) async fn expiring(
    tx: &mut Tx,
    of: Wanted<'_>,
    (end, until): (NaiveDate, NaiveDate),
) -> sqlx::Result<Vec<Row>> {
    const EXPIRING: &str = training!(
        "CASE WHEN x.cert_expires_on IS NULL OR x.recheck_on < x.cert_expires_on THEN x.recheck_on
    ELSE x.cert_expires_on END",
        "1",
        concat!(due!(), "\n  AND ", latest!())
    );
    ask_rows!(tx, Row, EXPIRING, of, end, until)
}

/// Enterprises with the day of their first meeting in the window.
pub(in super::super) async fn met(tx: &mut Tx, of: Wanted<'_>, window: Window) -> sqlx::Result<Vec<Row>> {
    const MET: &str = rows!(
        "(SELECT c.enterprise_id, MIN(c.held_on) AS held_on FROM congress c
    WHERE c.held_on >= $1 AND c.held_on <= $2 GROUP BY c.enterprise_id) x
  JOIN enterprise e ON e.id = x.enterprise_id",
        "e.id",
        "e.id",
        "x.held_on",
        "CAST(NULL AS TEXT)",
        "1",
        "TRUE"
    );
    ask_rows!(tx, Row, MET, of, window.from(), window.to())
}

/// Enterprises on the roll; or those that had filed anything for `year` by the end of `day`.
pub(in super::super) async fn roll(
    tx: &mut Tx,
    of: Wanted<'_>,
    filed: Option<(i32, NaiveDate)>,
) -> sqlx::Result<Vec<Row>> {
    const ROLL: &str = rows!(
        "enterprise e",
        "e.id",
        "e.id",
        "CAST(NULL AS DATE)",
        "e.uscc",
        "1",
        "($1 IS NULL OR EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id AND f.filed_on <= $2))"
    );
    ask_rows!(tx, Row, ROLL, of, filed.map(|(year, _)| i64::from(year)), filed.map(|(_, day)| day))
}

/// What of check-ups and diseases is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum OfHealth {
    Due,
    Checked,
    NewCases,
}

macro_rules! health {
    ($amount:literal, $when:literal) => {
        rows!(
            "health x JOIN enterprise e ON e.id = x.enterprise_id",
            "x.id",
            "x.id",
            "CAST(NULL AS DATE)",
            "x.period",
            $amount,
            concat!(
                "x.year = $1 AND $2 LIKE '%|' || x.period || '|%'
  AND NOT EXISTS (SELECT 1 FROM health w WHERE w.enterprise_id = x.enterprise_id AND w.year = $1
    AND $16 LIKE '%|' || w.period || '>' || x.period || '|%')
  AND ",
                $when
            )
        )
    };
}

pub(in super::super) async fn health(
    tx: &mut Tx,
    of: Wanted<'_>,
    (year, periods): (i32, Periods),
    what: OfHealth,
) -> sqlx::Result<Vec<Row>> {
    const DUE: &str = health!("x.due_check", "x.checked IS NOT NULL AND x.due_check > 0");
    const CHECKED: &str = health!("x.checked", "x.due_check IS NOT NULL AND x.checked > 0");
    const CASES: &str = health!("x.new_cases", "x.new_cases > 0");
    let year = i64::from(year);
    match what {
        OfHealth::Due => ask_rows!(tx, Row, DUE, of, year, periods.inside, periods.wider),
        OfHealth::Checked => ask_rows!(tx, Row, CHECKED, of, year, periods.inside, periods.wider),
        OfHealth::NewCases => ask_rows!(tx, Row, CASES, of, year, periods.inside, periods.wider),
    }
}

/// A meeting with its ballot.
#[derive(Debug, sqlx::FromRow)]
pub(in super::super) struct Meeting {
    pub(in super::super) id: Uuid,
    pub(in super::super) held_on: NaiveDate,
    pub(in super::super) name: String,
    pub(in super::super) town: String,
    pub(in super::super) topic: Option<String>,
    pub(in super::super) delegates_total: i64,
    pub(in super::super) votes_yes: Option<i64>,
    pub(in super::super) published_on: Option<NaiveDate>,
}

/// Every meeting of the window.
pub(in super::super) async fn meetings(tx: &mut Tx, of: Wanted<'_>, window: Window) -> sqlx::Result<Vec<Meeting>> {
    const MEETINGS: &str = concat!(
        "
SELECT x.id, x.held_on, e.name, e.town, x.topic, x.delegates_total, x.votes_yes, x.published_on
FROM congress x
JOIN enterprise e ON e.id = x.enterprise_id
WHERE x.held_on >= $1 AND x.held_on <= $2",
        of_place!(),
        of_parts!(),
        "
ORDER BY x.held_on, e.name, x.id
LIMIT $14 OFFSET $15"
    );
    ask_rows!(tx, Meeting, MEETINGS, of, window.from(), window.to())
}

/// An accident with everything that is counted of it.
#[derive(Debug, sqlx::FromRow)]
pub(in super::super) struct Accident {
    pub(in super::super) id: Uuid,
    pub(in super::super) occurred_on: NaiveDate,
    pub(in super::super) enterprise_id: Uuid,
    pub(in super::super) name: String,
    pub(in super::super) town: String,
    pub(in super::super) category: Option<String>,
    pub(in super::super) category_code: Option<String>,
    pub(in super::super) cause: Option<String>,
    pub(in super::super) recorder: Option<String>,
    pub(in super::super) deaths: Option<i64>,
    pub(in super::super) serious: Option<i64>,
    pub(in super::super) minor: Option<i64>,
    pub(in super::super) lost_days: Option<i64>,
    pub(in super::super) loss_fen: Option<i64>,
    pub(in super::super) counted: bool,
}

/// Every accident of the window, counted or not.
pub(in super::super) async fn incidents(tx: &mut Tx, of: Wanted<'_>, window: Window) -> sqlx::Result<Vec<Accident>> {
    const INCIDENTS: &str = concat!(
        "
SELECT x.id, x.occurred_on, e.id AS enterprise_id, e.name, e.town, x.category, x.category_code, x.cause, x.recorder,
  x.deaths, x.serious, x.minor, x.lost_days, x.loss_fen, x.counted
FROM incident x
JOIN enterprise e ON e.id = x.enterprise_id
WHERE x.occurred_on >= $1 AND x.occurred_on <= $2",
        of_place!(),
        of_parts!(),
        "
ORDER BY x.occurred_on, x.id
LIMIT $14 OFFSET $15"
    );
    ask_rows!(tx, Accident, INCIDENTS, of, window.from(), window.to())
}

/// Every enterprise with its name and town.
pub(in super::super) async fn names(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<(Uuid, String, String)>> {
    const NAMES: &str = "
SELECT e.id, e.name, e.town
FROM enterprise e
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)";
    all!(tx, (Uuid, String, String), NAMES, scope.enterprise(), scope.town())
}
