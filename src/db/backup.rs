//! A copy of the embedded database while it is in use, and whether a copy is sound.
use super::{Db, Tx, one, run};
use anyhow::Context;
use std::path::Path;

/// Writes a consistent copy of an SQLite database to `target`, which must not exist.
///
/// # Errors
/// The database is PostgreSQL (`pg_dump` is its tool), or the disk refused.
pub async fn copy(db: &Db, target: &Path) -> anyhow::Result<()> {
    let Db::Sqlite { read, .. } = db else {
        anyhow::bail!("PostgreSQL has its own tool: pg_dump");
    };
    anyhow::ensure!(!target.exists(), "{} is already there", target.display());
    let mut conn = read.acquire().await?;
    sqlx::query("VACUUM INTO $1")
        .bind(target.to_string_lossy().into_owned())
        .execute(&mut *conn)
        .await
        .context("copy the database")?;
    std::fs::File::open(target)?.sync_all()?;
    Ok(())
}

/// What an examined database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sound {
    pub enterprises: i64,
    pub incidents: i64,
    pub filings: i64,
}

/// Examines every page and every reference of an SQLite database.
///
/// # Errors
/// What is broken.
pub async fn examine(db: &Db) -> anyhow::Result<Sound> {
    let mut tx = db.read().await?;
    if matches!(tx, Tx::Sqlite(_)) {
        let (said,) = one!(&mut tx, (String,), "PRAGMA integrity_check")?.unwrap_or_default();
        anyhow::ensure!(said == "ok", "the database is damaged: {said}");
        let dangling = run!(&mut tx, "PRAGMA foreign_key_check").map(|_| ());
        dangling.context("check references")?;
    }
    let count =
        async |tx: &mut Tx, sql: &'static str| -> sqlx::Result<i64> { Ok(one!(tx, (i64,), sql)?.map_or(0, |(n,)| n)) };
    Ok(Sound {
        enterprises: count(&mut tx, "SELECT COUNT(*) FROM enterprise").await?,
        incidents: count(&mut tx, "SELECT COUNT(*) FROM incident").await?,
        filings: count(&mut tx, "SELECT COUNT(*) FROM filing").await?,
    })
}

/// The hashes of the workbooks that filings name.
///
/// # Errors
/// The database refused.
pub async fn workbooks(db: &Db) -> anyhow::Result<Vec<String>> {
    let mut tx = db.read().await?;
    let rows =
        super::all!(&mut tx, (String,), "SELECT DISTINCT sha256 FROM filing WHERE sha256 <> '' ORDER BY sha256")?;
    Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
}
