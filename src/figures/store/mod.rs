use super::model::{Cut, Place, Told};
use super::rule::Periods;
use crate::account::model::Scope;
use crate::db::{Tx, all};
use crate::kernel::window::Window;
use chrono::NaiveDate;
use uuid::Uuid;

/// Who is meant: the reader's scope ($3, $4), the place ($5 to $11).
macro_rules! of_place {
    () => {
        "
  AND ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
  AND ($5 IS NULL OR e.town = $5)
  AND ($6 IS NULL OR $6 LIKE '%|' || e.industry || '|%')
  AND ($7 IS NULL OR e.size = $7)
  AND ($8 IS NULL OR e.pilot = $8)
  AND ($9 IS NULL OR e.high_risk = $9)
  AND ($10 IS NULL OR e.id = $10)
  AND ($11 IS NULL OR (EXISTS (SELECT 1 FROM filed f WHERE f.year = $11 AND f.enterprise_id = e.id)
    AND EXISTS (SELECT 1 FROM filed f WHERE f.year = $11 - 1 AND f.enterprise_id = e.id)))"
    };
}

/// The name of the part an enterprise belongs to, by the cut in $12; '' where that was never told.
macro_rules! part {
    () => {
        "CASE $12 WHEN 'town' THEN e.town WHEN 'industry' THEN COALESCE(e.industry, '')
    WHEN 'size' THEN COALESCE(e.size, '')
    WHEN 'pilot' THEN CASE WHEN e.pilot THEN 'yes' WHEN NOT e.pilot THEN 'no' ELSE '' END
    WHEN 'high-risk' THEN CASE WHEN e.high_risk THEN 'yes' WHEN NOT e.high_risk THEN 'no' ELSE '' END
    WHEN 'enterprise' THEN e.uscc ELSE '' END"
    };
}

/// Runs a query with two values of its own, the place and the cut, and then whatever else.
macro_rules! ask {
    ($how:ident, $tx:expr, $row:ty, $sql:expr, ($one:expr, $two:expr), $scope:expr, $place:expr, $cut:expr $(, $more:expr)*) => {{
        let (place, cut): (&Place, Option<Cut>) = ($place, $cut);
        $how!(
            $tx, $row, $sql, $one, $two, $scope.enterprise(), $scope.town(), place.town.as_deref(),
            place.industries.as_deref(), place.size.map(|size| size.key()), place.pilot, place.high_risk, place.enterprise,
            place.senders_of.map(i64::from), cut.map_or("", Cut::key) $(, $more)*
        )
    }};
}

/// That the certificate of `x` ends or must be rechecked after $1, until $2, whichever comes first.
macro_rules! due {
    () => {
        "((x.cert_expires_on > $1 AND x.cert_expires_on <= $2 AND (x.recheck_on IS NULL OR x.recheck_on > $1))
    OR (x.recheck_on > $1 AND x.recheck_on <= $2 AND (x.cert_expires_on IS NULL OR x.cert_expires_on > $1)))"
    };
}

/// That `x` is its person's latest certificate of the kind at the end of $1: one renewed by then is no longer due.
macro_rules! latest {
    () => {
        "x.held_on <= $1
  AND NOT EXISTS (SELECT 1 FROM training o WHERE o.enterprise_id = x.enterprise_id AND o.kind = x.kind
    AND COALESCE(o.id_index, o.person) = COALESCE(x.id_index, x.person)
    AND (o.cert_expires_on IS NOT NULL OR o.recheck_on IS NOT NULL)
    AND o.held_on <= $1 AND (o.held_on > x.held_on OR (o.held_on = x.held_on AND o.id > x.id)))"
    };
}

// After the words they are made of.
pub(super) mod rows;

/// What one enterprise adds to a fact.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Share {
    pub(super) part: String,
    pub(super) kind: String,
    pub(super) fact: String,
    pub(super) enterprise_id: Uuid,
    pub(super) amount: i64,
    pub(super) records: i64,
}

/// Accidents and what they cost, by enterprise and type: there are few of them.
pub(super) async fn accidents(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Share>> {
    const ACCIDENTS: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, t.kind, t.fact, t.enterprise_id, CAST(SUM(t.amount) AS BIGINT) AS amount,
  CAST(SUM(t.records) AS BIGINT) AS records
FROM tally t
JOIN enterprise e ON e.id = t.enterprise_id
WHERE t.day >= $1 AND t.day <= $2
  AND t.fact IN ('incidents', 'deaths', 'serious', 'minor', 'lost-days', 'loss', 'away', 'uncounted', 'near')",
        of_place!(),
        "
GROUP BY 1, 2, 3, 4
HAVING SUM(t.amount) <> 0 OR SUM(t.records) <> 0
ORDER BY 1, 2, 3, 4"
    );
    ask!(all, tx, Share, ACCIDENTS, (window.from(), window.to()), scope, place, cut)
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Sum {
    pub(super) part: String,
    pub(super) fact: String,
    pub(super) amount: i64,
    pub(super) records: i64,
    pub(super) staffed: i64,
}

/// The start of a query for [`Sum`]s; `staffed` is the people of enterprises that told a headcount of a year.
macro_rules! sums {
    ($part:expr, $year:literal) => {
        concat!(
            "
SELECT ",
            $part,
            " AS part, t.fact, CAST(SUM(t.amount) AS BIGINT) AS amount, CAST(SUM(t.records) AS BIGINT) AS records,
  CAST(SUM(CASE WHEN t.fact = 'people'
    AND t.enterprise_id IN (SELECT x.enterprise_id FROM exposure x WHERE x.year = ",
            $year,
            ") THEN t.amount ELSE 0 END) AS BIGINT) AS staffed
FROM tally t"
        )
    };
}

/// The facts of [`sums`], on the days from $1 to $2.
macro_rules! summed {
    () => {
        "
WHERE t.fact IN ('hazards', 'hazards-fixed', 'congresses', 'hours', 'people')
  AND t.day >= $1 AND t.day <= $2"
    };
}

/// Everything else, added up; `staffed` is what enterprises add that told a headcount of the window's year.
pub(super) async fn sums(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Sum>> {
    const SUMS: &str = concat!(
        sums!(part!(), "$13"),
        "
JOIN enterprise e ON e.id = t.enterprise_id",
        summed!(),
        of_place!(),
        "
GROUP BY 1, 2
ORDER BY 1, 2"
    );
    // Of the whole district nobody is left out: no enterprise need be looked at.
    const WHOLE: &str = concat!(sums!("''", "$3"), summed!(), "\nGROUP BY t.fact\nORDER BY t.fact");
    let year = i64::from(chrono::Datelike::year(&window.to()));
    if scope.is_whole() && *place == Place::default() && cut.is_none() {
        return all!(tx, Sum, WHOLE, window.from(), window.to(), year);
    }
    ask!(all, tx, Sum, SUMS, (window.from(), window.to()), scope, place, cut, year)
}

/// How many enterprises held a meeting.
pub(super) async fn met(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Numbered>> {
    const MET: &str = concat!(
        "
SELECT s.part, COUNT(*) AS n
FROM (
  SELECT ",
        part!(),
        " AS part, t.enterprise_id
  FROM tally t
  JOIN enterprise e ON e.id = t.enterprise_id
  WHERE t.fact = 'congresses' AND t.day >= $1 AND t.day <= $2",
        of_place!(),
        "
  GROUP BY 1, 2
  HAVING SUM(t.records) > 0) s
GROUP BY s.part
ORDER BY s.part"
    );
    ask!(all, tx, Numbered, MET, (window.from(), window.to()), scope, place, cut)
}

/// A number of one part.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Numbered {
    pub(super) part: String,
    pub(super) n: i64,
}

/// Hazards past their date at the end of `day`.
pub(super) async fn overdue(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    day: NaiveDate,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Numbered>> {
    // Late from the day after the date; no longer late from the day on which it was put right.
    const OVERDUE: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, COUNT(*) AS n
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE h.due_on < $1 AND (h.closed_on IS NULL OR h.closed_on > $2)",
        of_place!(),
        "
GROUP BY 1
ORDER BY 1"
    );
    ask!(all, tx, Numbered, OVERDUE, (day, day), scope, place, cut)
}

/// Enterprises on the roll by part, and how many of them had filed anything for `year` by the end of `day`.
pub(super) async fn roll(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    (year, day): (i32, NaiveDate),
    cut: Option<Cut>,
) -> sqlx::Result<Vec<(String, i64, i64)>> {
    const ROLL: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, COUNT(*),
  CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id AND f.filed_on <= $2)
    THEN 1 ELSE 0 END) AS BIGINT)
FROM enterprise e
WHERE TRUE",
        of_place!(),
        "
GROUP BY 1
ORDER BY 1"
    );
    ask!(all, tx, (String, i64, i64), ROLL, (i64::from(year), day), scope, place, cut)
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    part: String,
    enterprise_id: Uuid,
    period: String,
    headcount: i64,
    hours_centi: Option<i64>,
    from_roll: bool,
}

/// Every headcount told of a year.
pub(super) async fn told(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    year: i32,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Told>> {
    const TOLD: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, x.enterprise_id, x.period, x.headcount, x.hours_centi, x.from_roll
FROM exposure x
JOIN enterprise e ON e.id = x.enterprise_id
WHERE x.year = $1 AND x.year = $2",
        of_place!(),
        "
ORDER BY x.enterprise_id, x.period"
    );
    let rows = ask!(all, tx, ToldRow, TOLD, (i64::from(year), i64::from(year)), scope, place, cut)?;
    let told = rows.into_iter().filter_map(|row| {
        Some(Told {
            enterprise: row.enterprise_id,
            part: row.part,
            period: row.period.parse().ok()?,
            headcount: row.headcount,
            hours_centi: row.hours_centi,
            from_roll: row.from_roll,
        })
    });
    Ok(told.collect())
}

/// Meetings of one day with the same ballot.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Meetings {
    pub(super) part: String,
    pub(super) held_on: NaiveDate,
    pub(super) delegates_total: i64,
    pub(super) votes_yes: Option<i64>,
    pub(super) n: i64,
    /// Those of them whose result was published by the window's end.
    pub(super) published: i64,
}

/// The meetings of the window with their ballots.
pub(super) async fn meetings(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Meetings>> {
    const MEETINGS: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, c.held_on, c.delegates_total, c.votes_yes, COUNT(*) AS n,
  CAST(SUM(CASE WHEN c.published_on <= $2 THEN 1 ELSE 0 END) AS BIGINT) AS published
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
WHERE c.held_on >= $1 AND c.held_on <= $2",
        of_place!(),
        "
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4"
    );
    ask!(all, tx, Meetings, MEETINGS, (window.from(), window.to()), scope, place, cut)
}

/// Certificates that end or must be rechecked after `end`, until `until`, of each person and kind the latest.
pub(super) async fn expiring(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    (end, until): (NaiveDate, NaiveDate),
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Numbered>> {
    const EXPIRING: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, COUNT(*) AS n
FROM training x
JOIN enterprise e ON e.id = x.enterprise_id
WHERE ",
        due!(),
        "
  AND ",
        latest!(),
        of_place!(),
        "
GROUP BY 1
ORDER BY 1"
    );
    ask!(all, tx, Numbered, EXPIRING, (end, until), scope, place, cut)
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct HealthSum {
    pub(super) part: String,
    /// Of rows that tell both; none when no row does.
    pub(super) due_check: Option<i64>,
    pub(super) checked: Option<i64>,
    pub(super) new_cases: Option<i64>,
    /// Enterprises with a row that tells both counts of check-ups.
    pub(super) checking: i64,
}

/// What was told of occupational health for `periods` of a year: what was told of a wider one stands for what it holds. A share
/// needs both of its counts.
pub(super) async fn health(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    (year, periods): (i32, Periods),
    cut: Option<Cut>,
) -> sqlx::Result<Vec<HealthSum>> {
    const HEALTH: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part,
  CAST(SUM(CASE WHEN h.checked IS NOT NULL THEN h.due_check END) AS BIGINT) AS due_check,
  CAST(SUM(CASE WHEN h.due_check IS NOT NULL THEN h.checked END) AS BIGINT) AS checked,
  CAST(SUM(h.new_cases) AS BIGINT) AS new_cases,
  COUNT(DISTINCT CASE WHEN h.checked IS NOT NULL AND h.due_check IS NOT NULL THEN h.enterprise_id END) AS checking
FROM health h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE h.year = $1
  AND $2 LIKE '%|' || h.period || '|%'
  AND NOT EXISTS (SELECT 1 FROM health w WHERE w.enterprise_id = h.enterprise_id AND w.year = $1
    AND $13 LIKE '%|' || w.period || '>' || h.period || '|%')",
        of_place!(),
        "
GROUP BY 1
ORDER BY 1"
    );
    ask!(all, tx, HealthSum, HEALTH, (i64::from(year), periods.inside), scope, place, cut, periods.wider)
}

/// Every industry on the roll, as written.
pub(super) async fn industries(tx: &mut Tx) -> sqlx::Result<Vec<String>> {
    const INDUSTRIES: &str = "
SELECT DISTINCT e.industry
FROM enterprise e
WHERE e.industry IS NOT NULL
ORDER BY e.industry";
    Ok(all!(tx, (String,), INDUSTRIES)?.into_iter().map(|(name,)| name).collect())
}
