use crate::account::model::Scope;
use crate::db::{Tx, all};
use crate::enterprise::industry::section;
use crate::enterprise::model::Size;
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::trends::series::model::{Event, Member};
use chrono::NaiveDate;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct EventRow {
    occurred_on: NaiveDate,
    enterprise_id: Uuid,
    town: String,
    industry: Option<String>,
    size: Option<String>,
    category_code: Option<String>,
    deaths: Option<i64>,
    serious: Option<i64>,
}

/// The counted accidents of some days, in order of day.
pub(in crate::trends) async fn events(tx: &mut Tx, scope: &Scope, window: Window) -> sqlx::Result<Vec<Event>> {
    const EVENTS: &str = "
SELECT i.occurred_on, e.id AS enterprise_id, e.town, e.industry, e.size, i.category_code, i.deaths, i.serious
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
WHERE i.counted
  AND i.occurred_on >= $1 AND i.occurred_on <= $2
  AND ($3 IS NULL OR e.id = $3)
  AND ($4 IS NULL OR e.town = $4)
ORDER BY i.occurred_on, i.id";
    let rows = all!(tx, EventRow, EVENTS, window.from(), window.to(), scope.enterprise(), scope.town())?;
    let read = |row: EventRow| Event {
        day: row.occurred_on,
        enterprise: row.enterprise_id,
        town: row.town,
        industry: row.industry.as_deref().and_then(section),
        size: row.size.as_deref().and_then(Size::parse),
        group: Group::of(row.category_code.as_deref()),
        deaths: row.deaths,
        serious: row.serious,
    };
    Ok(rows.into_iter().map(read).collect())
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: Uuid,
    town: String,
    industry: Option<String>,
    size: Option<String>,
}

/// Every enterprise on the roll.
pub(in crate::trends) async fn roll(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<Member>> {
    const ROLL: &str = "
SELECT e.id, e.town, e.industry, e.size
FROM enterprise e
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
ORDER BY e.id";
    let rows = all!(tx, MemberRow, ROLL, scope.enterprise(), scope.town())?;
    let read = |row: MemberRow| Member {
        id: row.id,
        town: row.town,
        industry: row.industry.as_deref().and_then(section),
        size: row.size.as_deref().and_then(Size::parse),
    };
    Ok(rows.into_iter().map(read).collect())
}
