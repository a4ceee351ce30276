//! Triggers that mark whose training was written, inside the transaction that writes it.
//!
//! SQLite, which has one writer, counts in one row for each enterprise. PostgreSQL adds a row for each statement and enterprise,
//! so that no two writers ever wait for one another; the mark is the sum of the rows. It only ever grows.
use super::{Db, run};
use anyhow::Context;

const SQLITE: &[&str] = &[
    "CREATE UNIQUE INDEX IF NOT EXISTS training_mark_one ON training_mark (enterprise_id)",
    "CREATE TRIGGER IF NOT EXISTS training_mark_insert AFTER INSERT ON training BEGIN
       INSERT INTO training_mark (enterprise_id, times) VALUES (NEW.enterprise_id, 1)
       ON CONFLICT (enterprise_id) DO UPDATE SET times = times + 1; END",
    "CREATE TRIGGER IF NOT EXISTS training_mark_delete AFTER DELETE ON training BEGIN
       INSERT INTO training_mark (enterprise_id, times) VALUES (OLD.enterprise_id, 1)
       ON CONFLICT (enterprise_id) DO UPDATE SET times = times + 1; END",
    "CREATE TRIGGER IF NOT EXISTS training_mark_update AFTER UPDATE ON training BEGIN
       INSERT INTO training_mark (enterprise_id, times) VALUES (OLD.enterprise_id, 1), (NEW.enterprise_id, 1)
       ON CONFLICT (enterprise_id) DO UPDATE SET times = times + 1; END",
];

const POSTGRES: &[&str] = &[
    "CREATE INDEX IF NOT EXISTS training_mark_of ON training_mark (enterprise_id)",
    "CREATE OR REPLACE FUNCTION cuan_training_mark_insert() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN INSERT INTO training_mark (enterprise_id, times) SELECT DISTINCT enterprise_id, 1 FROM fresh; RETURN NULL; END $$",
    "CREATE OR REPLACE FUNCTION cuan_training_mark_delete() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN INSERT INTO training_mark (enterprise_id, times) SELECT DISTINCT enterprise_id, 1 FROM gone; RETURN NULL; END $$",
    "CREATE OR REPLACE FUNCTION cuan_training_mark_update() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN INSERT INTO training_mark (enterprise_id, times)
       SELECT g.enterprise_id, 1 FROM gone g UNION SELECT f.enterprise_id, 1 FROM fresh f; RETURN NULL; END $$",
    "CREATE OR REPLACE TRIGGER training_mark_insert AFTER INSERT ON training REFERENCING NEW TABLE AS fresh
     FOR EACH STATEMENT EXECUTE FUNCTION cuan_training_mark_insert()",
    "CREATE OR REPLACE TRIGGER training_mark_delete AFTER DELETE ON training REFERENCING OLD TABLE AS gone
     FOR EACH STATEMENT EXECUTE FUNCTION cuan_training_mark_delete()",
    "CREATE OR REPLACE TRIGGER training_mark_update AFTER UPDATE ON training REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
     FOR EACH STATEMENT EXECUTE FUNCTION cuan_training_mark_update()",
];

/// Lays the triggers each time the program starts.
pub(super) async fn lay(db: &Db) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let statements = match &tx {
        super::Tx::Sqlite(_) => SQLITE,
        super::Tx::Postgres(_) => {
            // Two programs may start at once.
            run!(&mut tx, "SELECT pg_advisory_xact_lock(776003)")?;
            POSTGRES
        }
    };
    for statement in statements {
        run!(&mut tx, *statement).context("lay the marks of training")?;
    }
    Ok(tx.commit().await?)
}
