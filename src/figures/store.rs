use super::model::{Cut, Place, Told};
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

/// What one enterprise adds to a fact.
#[derive(sqlx::FromRow)]
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
HAVING SUM(t.amount) <> 0 OR SUM(t.records) <> 0"
    );
    ask!(all, tx, Share, ACCIDENTS, (window.from(), window.to()), scope, place, cut)
}

#[derive(sqlx::FromRow)]
pub(super) struct Sum {
    pub(super) part: String,
    pub(super) fact: String,
    pub(super) amount: i64,
    pub(super) records: i64,
    pub(super) enterprises: i64,
    pub(super) staffed: i64,
}

/// Everything else, added up; `staffed` is what enterprises add that told a headcount of `year`.
pub(super) async fn sums(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Sum>> {
    const SUMS: &str = concat!(
        "
SELECT s.part, s.fact, CAST(SUM(s.amount) AS BIGINT) AS amount, CAST(SUM(s.records) AS BIGINT) AS records,
  CAST(SUM(CASE WHEN s.records > 0 THEN 1 ELSE 0 END) AS BIGINT) AS enterprises,
  CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM exposure x WHERE x.enterprise_id = s.enterprise_id AND x.year = $13)
    THEN s.amount ELSE 0 END) AS BIGINT) AS staffed
FROM (
  SELECT ",
        part!(),
        " AS part, t.fact, t.enterprise_id, SUM(t.amount) AS amount, SUM(t.records) AS records
  FROM tally t
  JOIN enterprise e ON e.id = t.enterprise_id
  WHERE t.day >= $1 AND t.day <= $2
    AND t.fact IN ('hazards', 'hazards-fixed', 'congresses', 'published', 'trainings', 'hours', 'people')",
        of_place!(),
        "
  GROUP BY 1, 2, 3) s
GROUP BY s.part, s.fact"
    );
    let year = i64::from(chrono::Datelike::year(&window.to()));
    ask!(all, tx, Sum, SUMS, (window.from(), window.to()), scope, place, cut, year)
}

/// A number of one part.
#[derive(sqlx::FromRow)]
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
        " AS part, CAST(SUM(CASE WHEN t.fact = 'hazards-late' THEN t.amount ELSE -t.amount END) AS BIGINT) AS n
FROM tally t
JOIN enterprise e ON e.id = t.enterprise_id
WHERE ((t.fact = 'hazards-late' AND t.day < $1) OR (t.fact = 'hazards-late-fixed' AND t.day <= $2))",
        of_place!(),
        "
GROUP BY 1"
    );
    ask!(all, tx, Numbered, OVERDUE, (day, day), scope, place, cut)
}

/// Enterprises on the roll by part, and how many of them filed anything for `year`.
pub(super) async fn roll(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    year: i32,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<(String, i64, i64)>> {
    const ROLL: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, COUNT(*),
  CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM filed f WHERE f.year = $1 AND f.enterprise_id = e.id) THEN 1 ELSE 0 END) AS BIGINT)
FROM enterprise e
WHERE $1 = $2",
        of_place!(),
        "
GROUP BY 1"
    );
    ask!(all, tx, (String, i64, i64), ROLL, (i64::from(year), i64::from(year)), scope, place, cut)
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
        of_place!()
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

#[derive(sqlx::FromRow)]
pub(super) struct Ballot {
    pub(super) part: String,
    pub(super) held_on: NaiveDate,
    pub(super) delegates_total: i64,
    pub(super) votes_yes: i64,
    pub(super) n: i64,
}

/// The ballots of meetings of which it is known.
pub(super) async fn ballots(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<Ballot>> {
    const BALLOTS: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, c.held_on, c.delegates_total, c.votes_yes, COUNT(*) AS n
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
WHERE c.held_on >= $1 AND c.held_on <= $2 AND c.votes_yes IS NOT NULL",
        of_place!(),
        "
GROUP BY 1, 2, 3, 4"
    );
    ask!(all, tx, Ballot, BALLOTS, (window.from(), window.to()), scope, place, cut)
}

/// Certificates that end or must be rechecked after `end`, until `until`.
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
        " AS part, CAST(SUM(t.amount) AS BIGINT) AS n
FROM tally t
JOIN enterprise e ON e.id = t.enterprise_id
WHERE t.fact = 'certificates' AND t.day > $1 AND t.day <= $2",
        of_place!(),
        "
GROUP BY 1"
    );
    ask!(all, tx, Numbered, EXPIRING, (end, until), scope, place, cut)
}

#[derive(sqlx::FromRow)]
pub(super) struct HealthRow {
    pub(super) part: String,
    pub(super) enterprise_id: Uuid,
    pub(super) period: String,
    pub(super) due_check: Option<i64>,
    pub(super) checked: Option<i64>,
    pub(super) new_cases: Option<i64>,
}

/// What was told of occupational health for a year.
pub(super) async fn health(
    tx: &mut Tx,
    scope: &Scope,
    place: &Place,
    year: i32,
    cut: Option<Cut>,
) -> sqlx::Result<Vec<HealthRow>> {
    const HEALTH: &str = concat!(
        "
SELECT ",
        part!(),
        " AS part, h.enterprise_id, h.period, h.due_check, h.checked, h.new_cases
FROM health h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE h.year = $1 AND h.year = $2",
        of_place!()
    );
    ask!(all, tx, HealthRow, HEALTH, (i64::from(year), i64::from(year)), scope, place, cut)
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
