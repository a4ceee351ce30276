//! Two engines, one SQL text.
//!
//! [`Db`] is SQLite (one writer, several readers) or PostgreSQL; [`Tx`] is one transaction on either.
//! `on!` runs a query on whichever engine the transaction is of. Only `store.rs` files and this folder hold SQL.
pub mod aside;
pub mod backup;
mod guards;
mod kept;
mod marks;
pub mod sittings;
pub mod tally;
pub mod testing;

use anyhow::Context;
use sqlx::{Connection, Transaction};
use sqlx_postgres::{PgPool, PgPoolOptions, Postgres};
use sqlx_sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::time::Duration;

/// The oldest SQLite that does not lose committed pages when two connections checkpoint at once.
const SQLITE_MIN: [u32; 3] = [3, 51, 3];

/// The plan of a statement that ran five times is kept, as good for a table of nought rows as for a million: a long import would
/// search what it wrote itself from end to end, row by row.
const BEGIN_WRITING: &str = "BEGIN; SET LOCAL plan_cache_mode = force_custom_plan";

/// A connection of PostgreSQL that rested longer is asked whether it is still there.
const RESTED: Duration = Duration::from_secs(1);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

#[derive(Clone, Debug)]
pub enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// One transaction. Dropped without [`Tx::commit`] it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one query on whichever engine the transaction is of: `on!(tx, |conn| sqlx::query(SQL).execute(conn).await)`.
macro_rules! on {
    ($tx:expr, |$conn:ident| $query:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query
            }
            $crate::db::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $query
            }
        }
    };
}
pub(crate) use on;

/// Runs a statement and answers how many rows it changed.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::on!($tx, |conn| sqlx::query($sql)$(.bind($bind))*.execute(conn).await.map(|done| done.rows_affected()))
    };
}
pub(crate) use run;

/// Runs a query and answers all its rows as `$row` (a `FromRow`).
macro_rules! all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::on!($tx, |conn| sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(conn).await)
    };
}
pub(crate) use all;

/// Runs a query and answers its one row, if there is one.
macro_rules! one {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::on!($tx, |conn| sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(conn).await)
    };
}
pub(crate) use one;

impl Db {
    /// Opens the database, brings its schema up to date and lays the guards.
    ///
    /// `sqlite:PATH` is the embedded database (WAL, every commit synced); anything else is a PostgreSQL address.
    ///
    /// # Errors
    /// The database cannot be reached, is newer than this program, or SQLite is older than 3.51.3.
    pub async fn open(url: &str) -> anyhow::Result<Db> {
        if url.starts_with("sqlite:") { Db::open_sqlite(url).await } else { Db::open_postgres(url).await }
    }

    async fn open_postgres(url: &str) -> anyhow::Result<Db> {
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            // A connection that just answered is there: only one that rested is asked, for asking costs as much as a question.
            .test_before_acquire(false)
            .before_acquire(|conn, about| {
                Box::pin(async move {
                    if about.idle_for > RESTED {
                        conn.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_connect(|conn, _| {
                Box::pin(async move {
                    sqlx::query("SET TIME ZONE 'UTC'").execute(&mut *conn).await?;
                    sqlx::query("SET statement_timeout = '60s'").execute(&mut *conn).await?;
                    sqlx::query("SET idle_in_transaction_session_timeout = '60s'").execute(&mut *conn).await?;
                    Ok(())
                })
            })
            .connect(url)
            .await
            .context("connect to PostgreSQL")?;
        MIGRATIONS.run(&pool).await.context("bring the schema up to date")?;
        guards::lay_postgres(&pool).await?;
        let db = Db::Postgres(pool);
        tally::lay(&db).await?;
        marks::lay(&db).await?;
        sittings::lay(&db).await?;
        Ok(db)
    }

    async fn open_sqlite(url: &str) -> anyhow::Result<Db> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .pragma("trusted_schema", "OFF")
            .pragma("journal_size_limit", "67108864")
            .pragma("cache_size", "-16000");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await
            .with_context(|| format!("open {url}"))?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&write).await?;
        anyhow::ensure!(at_least(&version, SQLITE_MIN), "SQLite {version} is older than 3.51.3 and may lose data");
        MIGRATIONS.run(&write).await.context("bring the schema up to date")?;
        guards::lay_sqlite(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            // A file does not hang up: asking each time whether it is still there costs as much as what is asked of it.
            .test_before_acquire(false)
            .connect_with(options.read_only(true))
            .await?;
        let db = Db::Sqlite { read, write };
        tally::lay(&db).await?;
        marks::lay(&db).await?;
        sittings::lay(&db).await?;
        Ok(db)
    }

    /// A consistent look at the data.
    pub async fn read(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Db::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Db::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that writes. On SQLite it takes the one writer's turn at once; on PostgreSQL each statement is planned for the
    /// tables as they are when it runs.
    pub async fn write(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin_with(BEGIN_WRITING).await?),
        })
    }

    /// The engine's name, for logs and the operating page.
    pub fn engine(&self) -> &'static str {
        match self {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// Waits for open transactions and closes every connection.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// # Errors
    /// The engine refused to commit: nothing of the transaction is kept.
    pub async fn commit(self) -> sqlx::Result<()> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
    }
}

/// Whether the database answers.
///
/// # Errors
/// It does not.
pub async fn alive(db: &Db) -> sqlx::Result<()> {
    let mut tx = db.read().await?;
    one!(&mut tx, (i64,), "SELECT CAST(1 AS BIGINT)")?;
    Ok(())
}

/// The next number of a series, from 1. Two writers never get the same.
pub async fn next_number(tx: &mut Tx, series: &str) -> sqlx::Result<i64> {
    const NEXT: &str = "
INSERT INTO counter (name, value)
VALUES ($1, 1)
ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
RETURNING value";
    on!(tx, |conn| sqlx::query_scalar::<_, i64>(NEXT).bind(series).fetch_one(conn).await)
}

/// Whether the department locked a return.
///
/// # Errors
/// The database refused.
pub async fn is_locked(tx: &mut Tx, filing: uuid::Uuid) -> sqlx::Result<bool> {
    const LOCKED: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM filing WHERE id = $1 AND review = 'locked'";
    Ok(one!(tx, (i64,), LOCKED, filing)?.is_some_and(|(count,)| count > 0))
}

/// Whether an error is a broken uniqueness promise: a thing that is already there.
pub fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Punctuation that people type in full width as well: what is recorded may hold either.
const TWO_WIDTHS: &str = "!,:;?()[]~-\"'";

/// Makes a search text safe inside `LIKE … ESCAPE '\'` and puts it between wildcards. Punctuation stands for itself in any width.
pub fn like(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.chars() {
        if TWO_WIDTHS.contains(c) {
            out.push('_');
            continue;
        }
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.extend(c.to_lowercase());
    }
    out.push('%');
    out
}

/// `($1, $2), ($3, $4)`: placeholders for `rows` rows of `columns` values.
pub fn placeholders(rows: usize, columns: usize) -> String {
    let row = |r: usize| (1..=columns).map(|c| format!("${}", r * columns + c)).collect::<Vec<_>>().join(", ");
    (0..rows).map(|r| format!("({})", row(r))).collect::<Vec<_>>().join(", ")
}

fn at_least(version: &str, least: [u32; 3]) -> bool {
    let parts: Vec<u32> = version.split('.').map(|n| n.parse().unwrap_or(0)).collect();
    parts.as_slice() >= least.as_slice()
}

#[cfg(test)]
mod tests;
