//! Rows set aside before they are changed, and put back: what undoing a return needs, the same for every table.
//!
//! A feature says once how its table is read whole ([`Aside`]); everything else is here.
use super::{Tx, on, placeholders};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, Row};
use std::collections::HashMap;
use uuid::Uuid;

/// One row as it was: column by column, days and instants as text.
pub type State = Map<String, Value>;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    Text,
    Whole,
    Flag,
    Day,
    /// A moment on the business wall clock.
    Clock,
    Instant,
}

/// How the rows of one table are set aside and put back.
#[derive(Debug)]
pub struct Aside {
    pub table: &'static str,
    /// The columns that name a row. The first is an id: the row's own, or the enterprise it belongs to.
    pub key: &'static [&'static str],
    /// Every column, those of the key included.
    pub columns: &'static [(&'static str, Kind)],
    /// The column by which a person knows the row.
    pub title: &'static str,
    /// The day on which what it tells of happened.
    pub day: Option<&'static str>,
    /// Tables whose rows go when this one's go, by the column that holds its id.
    pub parts: &'static [(&'static str, &'static str)],
}

/// Ids of one query.
const AT_ONCE: usize = 200;

impl Aside {
    /// Whether one id names one row.
    pub fn is_single(&self) -> bool {
        self.key.len() == 1
    }

    /// Whether writers count up a version.
    pub fn is_versioned(&self) -> bool {
        self.columns.iter().any(|(name, _)| *name == "version")
    }

    /// The row's name: the values of its key, put together.
    pub fn name(&self, state: &State) -> String {
        let part = |column: &&str| match state.get(*column) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        self.key.iter().map(part).collect::<Vec<_>>().join("/")
    }

    fn kind(&self, column: &str) -> Kind {
        self.columns.iter().find(|(name, _)| *name == column).map_or(Kind::Text, |(_, kind)| *kind)
    }
}

/// The version of a row, 0 where none is counted.
pub fn version(state: &State) -> i64 {
    state.get("version").and_then(Value::as_i64).unwrap_or(0)
}

/// The id at the front of a row's name.
pub fn id_of(name: &str) -> Option<Uuid> {
    name.split('/').next()?.parse().ok()
}

/// Reads a row of either engine into a [`State`].
macro_rules! state {
    ($row:expr, $aside:expr) => {{
        let mut state = State::new();
        for (at, (name, kind)) in $aside.columns.iter().enumerate() {
            let value = match kind {
                Kind::Id => $row.try_get::<Option<Uuid>, _>(at)?.map(|id| Value::from(id.to_string())),
                Kind::Text => $row.try_get::<Option<String>, _>(at)?.map(Value::from),
                Kind::Whole => $row.try_get::<Option<i64>, _>(at)?.map(Value::from),
                Kind::Flag => $row.try_get::<Option<bool>, _>(at)?.map(Value::from),
                Kind::Day => $row.try_get::<Option<NaiveDate>, _>(at)?.map(|day| Value::from(day.to_string())),
                Kind::Clock => $row
                    .try_get::<Option<NaiveDateTime>, _>(at)?
                    .map(|at| Value::from(at.format("%Y-%m-%dT%H:%M:%S%.f").to_string())),
                Kind::Instant => $row.try_get::<Option<DateTime<Utc>>, _>(at)?.map(|at| Value::from(at.to_rfc3339())),
            };
            state.insert((*name).to_owned(), value.unwrap_or(Value::Null));
        }
        Ok(state)
    }};
}

/// Binds one value of a [`State`] as its column's kind.
macro_rules! bound {
    ($query:expr, $kind:expr, $value:expr) => {{
        let text = $value.and_then(Value::as_str);
        match $kind {
            Kind::Id => $query.bind(text.and_then(|text| text.parse::<Uuid>().ok())),
            Kind::Text => $query.bind(text.map(str::to_owned)),
            Kind::Whole => $query.bind($value.and_then(Value::as_i64)),
            Kind::Flag => $query.bind($value.and_then(Value::as_bool)),
            Kind::Day => $query.bind(text.and_then(|text| text.parse::<NaiveDate>().ok())),
            Kind::Clock => $query.bind(text.and_then(|text| text.parse::<NaiveDateTime>().ok())),
            Kind::Instant => $query
                .bind(text.and_then(|text| DateTime::parse_from_rfc3339(text).ok()).map(|at| at.with_timezone(&Utc))),
        }
    }};
}

/// Every row whose key begins with one of these ids, as it is for this transaction.
///
/// # Errors
/// The database refused.
pub async fn states(tx: &mut Tx, aside: &Aside, ids: &[Uuid]) -> sqlx::Result<Vec<State>> {
    let columns: Vec<&str> = aside.columns.iter().map(|(name, _)| *name).collect();
    let mut found = Vec::new();
    for chunk in ids.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT {} FROM {} WHERE {} IN {} ORDER BY {}",
            columns.join(", "),
            aside.table,
            aside.key[0],
            placeholders(1, chunk.len()),
            aside.key.join(", ")
        );
        let states = on!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for id in chunk {
                query = query.bind(*id);
            }
            let rows = query.fetch_all(conn).await?;
            rows.iter().map(|row| state!(row, aside)).collect::<sqlx::Result<Vec<State>>>()
        })?;
        found.extend(states);
    }
    Ok(found)
}

/// The versions of these rows, by name.
///
/// # Errors
/// The database refused.
pub async fn versions(tx: &mut Tx, aside: &Aside, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, i64>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(AT_ONCE) {
        let (table, key) = (aside.table, aside.key[0]);
        let sql = format!(
            "SELECT {key}, version FROM {table} WHERE {key} IN {} ORDER BY {key}",
            placeholders(1, chunk.len())
        );
        let rows = on!(tx, |conn| {
            let mut query = sqlx::query_as::<_, (Uuid, i64)>(AssertSqlSafe(sql));
            for id in chunk {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// How many of an enterprise's rows are of these days; `None` where rows have no day.
///
/// # Errors
/// The database refused.
pub async fn count(
    tx: &mut Tx,
    aside: &Aside,
    enterprise: Uuid,
    (from, to): (NaiveDate, NaiveDate),
) -> sqlx::Result<Option<i64>> {
    let Some(day) = aside.day else { return Ok(None) };
    let table = aside.table;
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE enterprise_id = $1 AND {day} >= $2 AND {day} <= $3");
    let count = on!(tx, |conn| {
        sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).bind(enterprise).bind(from).bind(to).fetch_one(conn).await
    })?;
    Ok(Some(count))
}

/// Removes rows of one version, parts first. Answers how many there were.
///
/// # Errors
/// The database refused, perhaps because something refers to one of them ([`is_held`]).
pub async fn remove(tx: &mut Tx, aside: &Aside, version: i64, ids: &[Uuid]) -> sqlx::Result<u64> {
    let mut gone = 0;
    for chunk in ids.chunks(AT_ONCE) {
        for (table, column) in aside.parts {
            let sql = format!("DELETE FROM {table} WHERE {column} IN {}", placeholders(1, chunk.len()));
            on!(tx, |conn| {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                for id in chunk {
                    query = query.bind(*id);
                }
                query.execute(conn).await.map(|_| ())
            })?;
        }
        let places: Vec<String> = (2..=chunk.len() + 1).map(|n| format!("${n}")).collect();
        let (table, key) = (aside.table, aside.key[0]);
        let sql = format!("DELETE FROM {table} WHERE version = $1 AND {key} IN ({})", places.join(", "));
        gone += on!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(version);
            for id in chunk {
                query = query.bind(*id);
            }
            query.execute(conn).await.map(|done| done.rows_affected())
        })?;
    }
    Ok(gone)
}

/// Removes the one row that `now` is the state of. Answers 0 when it changed.
///
/// # Errors
/// The database refused, perhaps because something refers to it ([`is_held`]).
pub async fn remove_one(tx: &mut Tx, aside: &Aside, now: &State) -> sqlx::Result<u64> {
    if let Some(id) = id_of(&aside.name(now)).filter(|_| aside.is_single()) {
        return remove(tx, aside, version(now), &[id]).await;
    }
    let sql = format!("DELETE FROM {} WHERE {}", aside.table, matching(aside, 1));
    on!(tx, |conn| {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for column in matched(aside) {
            query = bound!(query, aside.kind(column), now.get(column));
        }
        query.execute(conn).await.map(|done| done.rows_affected())
    })
}

/// The columns that tell one row in one version.
fn matched(aside: &Aside) -> impl Iterator<Item = &'static str> {
    aside.key.iter().copied().chain(aside.is_versioned().then_some("version"))
}

fn matching(aside: &Aside, first: usize) -> String {
    let places: Vec<String> = matched(aside).zip(first..).map(|(column, n)| format!("{column} = ${n}")).collect();
    places.join(" AND ")
}

/// Writes `before` over the row whose present state is `now`, with the next version. Answers 0 when it changed.
///
/// # Errors
/// The database refused, perhaps because another row has taken its place ([`is_held`]).
pub async fn put_back(tx: &mut Tx, aside: &Aside, before: &State, now: &State) -> sqlx::Result<u64> {
    let set = |column: &&(&'static str, Kind)| !aside.key.contains(&column.0) && column.0 != "version";
    let columns: Vec<&(&'static str, Kind)> = aside.columns.iter().filter(set).collect();
    let mut text: Vec<String> = columns.iter().zip(1..).map(|((name, _), n)| format!("{name} = ${n}")).collect();
    if aside.is_versioned() {
        text.push("version = version + 1".to_owned());
    }
    let sql = format!("UPDATE {} SET {} WHERE {}", aside.table, text.join(", "), matching(aside, columns.len() + 1));
    on!(tx, |conn| {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (name, kind) in &columns {
            query = bound!(query, *kind, before.get(*name));
        }
        for column in matched(aside) {
            query = bound!(query, aside.kind(column), now.get(column));
        }
        query.execute(conn).await.map(|done| done.rows_affected())
    })
}

/// Puts a row in again that was removed, as it was. Answers 0 when it is there.
///
/// # Errors
/// The database refused, perhaps because another row has taken its place ([`is_held`]).
pub async fn insert(tx: &mut Tx, aside: &Aside, state: &State) -> sqlx::Result<u64> {
    let names: Vec<&str> = aside.columns.iter().map(|(name, _)| *name).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES {} ON CONFLICT ({}) DO NOTHING",
        aside.table,
        names.join(", "),
        placeholders(1, names.len()),
        aside.key.join(", ")
    );
    on!(tx, |conn| {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (name, kind) in aside.columns {
            query = bound!(query, *kind, state.get(*name));
        }
        query.execute(conn).await.map(|done| done.rows_affected())
    })
}

/// Whether a row cannot go, or come back, because of others that refer to it or stand in its place.
pub fn is_held(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|e| e.is_foreign_key_violation() || e.is_unique_violation())
}

/// Remembers this point of the transaction, for [`back`] or [`on_from`].
///
/// # Errors
/// The database refused.
pub async fn mark(tx: &mut Tx) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("SAVEPOINT aside").execute(conn).await.map(|_| ()))
}

/// Takes back everything since [`mark`].
///
/// # Errors
/// The database refused.
pub async fn back(tx: &mut Tx) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("ROLLBACK TO SAVEPOINT aside").execute(conn).await.map(|_| ()))?;
    on_from(tx).await
}

/// Keeps everything since [`mark`].
///
/// # Errors
/// The database refused.
pub async fn on_from(tx: &mut Tx) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("RELEASE SAVEPOINT aside").execute(conn).await.map(|_| ()))
}
