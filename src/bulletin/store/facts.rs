//! What bulletins are counted from: accidents, meetings, hazards, training sessions, returns.
use crate::account::model::Scope;
use crate::bulletin::model::{Counted, Record};
use crate::bulletin::rule::count::{Begun, is_larger};
use crate::db::{Tx, all, one};
use crate::incident::group::Group;
use crate::kernel::window::Window;
use chrono::NaiveDate;
use uuid::Uuid;

/// Whose records: the reader's reach, and one town of it or all.
#[derive(Debug, Clone, Copy)]
pub(in crate::bulletin) struct Of<'a> {
    pub(in crate::bulletin) scope: &'a Scope,
    pub(in crate::bulletin) town: Option<&'a str>,
}

/// Which enterprise a record is of; every query below names these columns first.
#[derive(sqlx::FromRow)]
struct Head {
    id: Uuid,
    version: i64,
    enterprise_id: Uuid,
    name: String,
    town: String,
    industry: Option<String>,
    day: NaiveDate,
}

impl Head {
    fn with(self, what: Counted) -> Record {
        Record {
            id: self.id,
            version: self.version,
            enterprise: self.enterprise_id,
            name: self.name,
            town: self.town,
            industry: self.industry,
            day: self.day,
            what,
        }
    }
}

/// The condition of every query: `$1` and `$2` the reach, `$3` the town asked for.
macro_rules! reach {
    () => {
        "($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR e.town = $3)"
    };
}

#[derive(sqlx::FromRow)]
struct AccidentRow {
    #[sqlx(flatten)]
    head: Head,
    category_code: Option<String>,
    deaths: Option<i64>,
    serious: Option<i64>,
    minor: Option<i64>,
    loss_fen: Option<i64>,
    counted: bool,
}

/// Every recorded accident of the window, counted or not, in order of day.
pub(in crate::bulletin) async fn accidents(tx: &mut Tx, of: Of<'_>, window: Window) -> sqlx::Result<Vec<Record>> {
    const ACCIDENTS: &str = concat!(
        "
SELECT i.id, i.version, e.id AS enterprise_id, e.name, e.town, e.industry, i.occurred_on AS day, i.category_code,
  i.deaths, i.serious, i.minor, i.loss_fen, i.counted
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
WHERE ",
        reach!(),
        "
  AND i.occurred_on >= $4 AND i.occurred_on <= $5
ORDER BY i.occurred_on, i.id"
    );
    let (scope, town) = (of.scope, of.town);
    let rows = all!(tx, AccidentRow, ACCIDENTS, scope.enterprise(), scope.town(), town, window.from(), window.to())?;
    let read = |row: AccidentRow| {
        let what = Counted::Incident {
            group: Group::of(row.category_code.as_deref()),
            deaths: row.deaths,
            serious: row.serious,
            minor: row.minor,
            counted: row.counted,
            larger: is_larger(row.head.day, row.deaths, row.serious, row.loss_fen),
        };
        row.head.with(what)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Meetings held within the window.
pub(in crate::bulletin) async fn meetings(tx: &mut Tx, of: Of<'_>, window: Window) -> sqlx::Result<Vec<Record>> {
    const MEETINGS: &str = concat!(
        "
SELECT c.id, c.version, e.id AS enterprise_id, e.name, e.town, e.industry, c.held_on AS day
FROM congress c
JOIN enterprise e ON e.id = c.enterprise_id
WHERE ",
        reach!(),
        "
  AND c.held_on >= $4 AND c.held_on <= $5
ORDER BY c.held_on, c.id"
    );
    let (scope, town) = (of.scope, of.town);
    let rows = all!(tx, Head, MEETINGS, scope.enterprise(), scope.town(), town, window.from(), window.to())?;
    Ok(rows.into_iter().map(|head| head.with(Counted::Congress)).collect())
}

#[derive(sqlx::FromRow)]
struct HazardRow {
    #[sqlx(flatten)]
    head: Head,
    level: String,
    due_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}

/// Hazards found or put right within the window, and major ones that stood open past their date on its last day.
pub(in crate::bulletin) async fn hazards(tx: &mut Tx, of: Of<'_>, window: Window) -> sqlx::Result<Vec<Record>> {
    const HAZARDS: &str = concat!(
        "
SELECT h.id, h.version, e.id AS enterprise_id, e.name, e.town, e.industry, h.found_on AS day, h.level, h.due_on, h.closed_on
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
WHERE ",
        reach!(),
        "
  AND ((h.found_on >= $4 AND h.found_on <= $5)
    OR (h.closed_on >= $4 AND h.closed_on <= $5)
    OR (h.level = 'major' AND h.found_on <= $5 AND h.due_on < $5 AND (h.closed_on IS NULL OR h.closed_on > $5)))
ORDER BY h.found_on, h.id"
    );
    let (scope, town) = (of.scope, of.town);
    let rows = all!(tx, HazardRow, HAZARDS, scope.enterprise(), scope.town(), town, window.from(), window.to())?;
    let read = |row: HazardRow| {
        let what = Counted::Hazard { major: row.level == "major", due_on: row.due_on, closed_on: row.closed_on };
        row.head.with(what)
    };
    Ok(rows.into_iter().map(read).collect())
}

#[derive(sqlx::FromRow)]
struct SittingRow {
    #[sqlx(flatten)]
    head: Head,
    people: i64,
    hours_centi: i64,
}

/// Training sessions held within the window, with the people in them and the hours they add up to.
pub(in crate::bulletin) async fn sittings(tx: &mut Tx, of: Of<'_>, window: Window) -> sqlx::Result<Vec<Record>> {
    const SITTINGS: &str = concat!(
        "
SELECT t.session_id AS id, CAST(0 AS BIGINT) AS version, e.id AS enterprise_id, e.name, e.town, e.industry,
  t.held_on AS day, COUNT(*) AS people, CAST(SUM(t.hours_centi) AS BIGINT) AS hours_centi
FROM training t
JOIN enterprise e ON e.id = t.enterprise_id
WHERE ",
        reach!(),
        "
  AND t.held_on >= $4 AND t.held_on <= $5
GROUP BY t.session_id, e.id, e.name, e.town, e.industry, t.held_on
ORDER BY t.held_on, t.session_id"
    );
    let (scope, town) = (of.scope, of.town);
    let rows = all!(tx, SittingRow, SITTINGS, scope.enterprise(), scope.town(), town, window.from(), window.to())?;
    let read = |row: SittingRow| row.head.with(Counted::Training { people: row.people, hours_centi: row.hours_centi });
    Ok(rows.into_iter().map(read).collect())
}

/// Enterprises that sent any return for `year`, with the day of their first one.
pub(in crate::bulletin) async fn filed(tx: &mut Tx, of: Of<'_>, year: i32) -> sqlx::Result<Vec<Record>> {
    const FILED: &str = concat!(
        "
SELECT e.id, CAST(0 AS BIGINT) AS version, e.id AS enterprise_id, e.name, e.town, e.industry, MIN(f.filed_on) AS day
FROM filed f
JOIN enterprise e ON e.id = f.enterprise_id
WHERE ",
        reach!(),
        "
  AND f.year = $4
GROUP BY e.id, e.name, e.town, e.industry, e.pinyin
ORDER BY e.pinyin, e.id"
    );
    let (scope, town) = (of.scope, of.town);
    let rows = all!(tx, Head, FILED, scope.enterprise(), scope.town(), town, i64::from(year))?;
    Ok(rows.into_iter().map(|head| head.with(Counted::Filed { year })).collect())
}

/// Since when the district has records of each kind.
pub(in crate::bulletin) async fn begun(tx: &mut Tx) -> sqlx::Result<Begun> {
    const BEGUN: &str = "
SELECT (SELECT MIN(i.occurred_on) FROM incident i) AS incidents,
  (SELECT MIN(c.held_on) FROM congress c) AS meetings,
  (SELECT MIN(h.found_on) FROM hazard h) AS hazards,
  (SELECT MIN(t.held_on) FROM training t) AS trainings,
  (SELECT MIN(f.filed_on) FROM filed f) AS filings";
    type First = Option<NaiveDate>;
    let found = one!(tx, (First, First, First, First, First), BEGUN)?;
    let (incidents, meetings, hazards, trainings, filings) = found.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Begun { incidents, meetings, hazards, trainings, filings })
}

/// Enterprises on the roll.
pub(in crate::bulletin) async fn roll(tx: &mut Tx, of: Of<'_>) -> sqlx::Result<i64> {
    const ROLL: &str = concat!("SELECT COUNT(*) FROM enterprise e WHERE ", reach!());
    let found = one!(tx, (i64,), ROLL, of.scope.enterprise(), of.scope.town(), of.town)?;
    Ok(found.map_or(0, |(count,)| count))
}

/// The towns of the district in their own order; a reader of one town has that one.
pub(in crate::bulletin) async fn towns(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<String>> {
    const TOWNS: &str = "
SELECT t.name
FROM town t
WHERE $1 IS NULL OR t.name = $1
ORDER BY t.sort, t.name";
    Ok(all!(tx, (String,), TOWNS, scope.town())?.into_iter().map(|(name,)| name).collect())
}
