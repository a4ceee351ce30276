//! Databases for tests: every store test runs on SQLite, and on PostgreSQL when `CUAN_TEST_POSTGRES` names a server.
use super::Db;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// The setting that names a PostgreSQL server whose user may create databases: `postgres://user@host:port/`.
pub const POSTGRES: &str = "CUAN_TEST_POSTGRES";

static COUNT: AtomicU32 = AtomicU32::new(0);

fn unique() -> String {
    format!("cuan_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A fresh SQLite database in a folder of its own under the system's temporary folder.
pub async fn sqlite() -> Db {
    let folder: PathBuf = std::env::temp_dir().join(unique());
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    Db::open(&format!("sqlite:{}/cuan.db", folder.display())).await.expect("a fresh SQLite database opens")
}

/// A fresh PostgreSQL database, `None` when no server is named.
pub async fn postgres() -> Option<Db> {
    let server = std::env::var(POSTGRES).ok().filter(|s| !s.is_empty())?;
    let name = unique();
    let (base, query) = server.split_once('?').map_or((server.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let base = base.trim_end_matches('/');
    let admin = sqlx_postgres::PgPool::connect(&format!("{base}/postgres{query}"))
        .await
        .expect("the PostgreSQL test server answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&admin)
        .await
        .expect("a database can be made");
    admin.close().await;
    Some(Db::open(&format!("{base}/{name}{query}")).await.expect("a fresh PostgreSQL database opens"))
}

/// Runs `test` on a fresh database of each engine.
pub async fn each<F: AsyncFn(Db)>(test: F) {
    let db = sqlite().await;
    test(db.clone()).await;
    db.close().await;
    if let Some(db) = postgres().await {
        test(db.clone()).await;
        db.close().await;
    }
}
