//! Triggers that keep written history written. The only DDL that differs between the engines.
use anyhow::Context;
use sqlx::{PgPool, SqlitePool};

const SQLITE: &[&str] = &[
    "CREATE TRIGGER IF NOT EXISTS audit_kept_1 BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append only'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_kept_2 BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append only'); END",
    "CREATE TRIGGER IF NOT EXISTS baseline_frozen_1 BEFORE UPDATE ON baseline WHEN OLD.state = 'frozen'
     BEGIN SELECT RAISE(ABORT, 'a frozen baseline cannot be changed'); END",
    "CREATE TRIGGER IF NOT EXISTS baseline_frozen_2 BEFORE DELETE ON baseline WHEN OLD.state = 'frozen'
     BEGIN SELECT RAISE(ABORT, 'a frozen baseline cannot be changed'); END",
    "CREATE TRIGGER IF NOT EXISTS baseline_row_frozen_1 BEFORE INSERT ON baseline_row
     WHEN EXISTS (SELECT 1 FROM baseline b WHERE b.id = NEW.baseline_id AND b.state = 'frozen')
     BEGIN SELECT RAISE(ABORT, 'a frozen baseline cannot be changed'); END",
    "CREATE TRIGGER IF NOT EXISTS baseline_row_frozen_2 BEFORE UPDATE ON baseline_row
     WHEN EXISTS (SELECT 1 FROM baseline b WHERE b.id IN (OLD.baseline_id, NEW.baseline_id) AND b.state = 'frozen')
     BEGIN SELECT RAISE(ABORT, 'a frozen baseline cannot be changed'); END",
    "CREATE TRIGGER IF NOT EXISTS baseline_row_frozen_3 BEFORE DELETE ON baseline_row
     WHEN EXISTS (SELECT 1 FROM baseline b WHERE b.id = OLD.baseline_id AND b.state = 'frozen')
     BEGIN SELECT RAISE(ABORT, 'a frozen baseline cannot be changed'); END",
    "CREATE TRIGGER IF NOT EXISTS baseline_refused_kept_1 BEFORE UPDATE ON baseline_refused
     BEGIN SELECT RAISE(ABORT, 'a refusal is kept as it was'); END",
    "CREATE TRIGGER IF NOT EXISTS baseline_refused_kept_2 BEFORE DELETE ON baseline_refused
     BEGIN SELECT RAISE(ABORT, 'a refusal is kept as it was'); END",
];

const POSTGRES: &[&str] = &[
    "SELECT pg_advisory_xact_lock(776001)",
    "CREATE OR REPLACE FUNCTION cuan_kept() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'the audit trail is append only'; END $$",
    "CREATE OR REPLACE FUNCTION cuan_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF OLD.state = 'frozen' THEN RAISE EXCEPTION 'a frozen baseline cannot be changed'; END IF;
       IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
       RETURN NEW;
     END $$",
    "CREATE OR REPLACE FUNCTION cuan_frozen_row() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM baseline b WHERE b.id = OLD.baseline_id AND b.state = 'frozen')
       THEN RAISE EXCEPTION 'a frozen baseline cannot be changed'; END IF;
       IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
       IF EXISTS (SELECT 1 FROM baseline b WHERE b.id = NEW.baseline_id AND b.state = 'frozen')
       THEN RAISE EXCEPTION 'a frozen baseline cannot be changed'; END IF;
       RETURN NEW;
     END $$",
    "CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION cuan_kept()",
    "CREATE OR REPLACE TRIGGER audit_kept_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION cuan_kept()",
    "CREATE OR REPLACE TRIGGER baseline_frozen BEFORE UPDATE OR DELETE ON baseline FOR EACH ROW EXECUTE FUNCTION cuan_frozen()",
    "CREATE OR REPLACE TRIGGER baseline_row_frozen BEFORE INSERT OR UPDATE OR DELETE ON baseline_row
     FOR EACH ROW EXECUTE FUNCTION cuan_frozen_row()",
    "CREATE OR REPLACE FUNCTION cuan_refusal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'a refusal is kept as it was'; END $$",
    "CREATE OR REPLACE TRIGGER baseline_refused_kept BEFORE UPDATE OR DELETE ON baseline_refused FOR EACH ROW EXECUTE FUNCTION cuan_refusal_kept()",
    "CREATE OR REPLACE TRIGGER baseline_refused_kept_whole BEFORE TRUNCATE ON baseline_refused
     FOR EACH STATEMENT EXECUTE FUNCTION cuan_refusal_kept()",
];

pub(super) async fn lay_sqlite(pool: &SqlitePool) -> anyhow::Result<()> {
    for statement in SQLITE {
        sqlx::query(*statement).execute(pool).await.context("lay the guards")?;
    }
    Ok(())
}

pub(super) async fn lay_postgres(pool: &PgPool) -> anyhow::Result<()> {
    // One transaction under a lock: two programs may start at once.
    let mut tx = pool.begin().await?;
    for statement in POSTGRES {
        sqlx::query(*statement).execute(&mut *tx).await.context("lay the guards")?;
    }
    Ok(tx.commit().await?)
}
