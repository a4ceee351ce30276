//! Tables that triggers keep beside the records: how the triggers are laid on both engines, once for each way of counting.
use super::{Db, Tx, on, one, run};
use anyhow::Context;

/// A table that triggers keep.
pub(super) struct Kept {
    /// Under which the edition is noted among the settings.
    pub key: &'static str,
    /// Counted anew at the start when the program counts differently than the one that wrote the table.
    pub edition: &'static str,
    /// Held on PostgreSQL while the triggers are laid: two programs may start at once.
    pub lock: i64,
}

/// One trigger: after which event of which table it does what.
pub(super) struct Trigger<'a> {
    /// The kept table and the table written, as part of its name.
    pub name: &'a str,
    pub table: &'a str,
    /// `INSERT`, `UPDATE` or `DELETE`.
    pub event: &'a str,
    pub body: &'a str,
}

impl Trigger<'_> {
    fn full_name(&self) -> String {
        format!("{}_{}", self.name, self.event.to_lowercase())
    }

    /// On SQLite it runs for each row, `NEW` and `OLD`.
    pub fn sqlite(&self) -> [String; 2] {
        let (name, Trigger { table, event, body, .. }) = (self.full_name(), self);
        [
            format!("DROP TRIGGER IF EXISTS {name}"),
            format!("CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {body} END"),
        ]
    }

    /// On PostgreSQL it runs for each statement, with the rows in tables `fresh` and `gone`; `settings` hold inside it.
    pub fn postgres(&self, settings: &str) -> [String; 2] {
        let (name, Trigger { table, event, body, .. }) = (self.full_name(), self);
        let rows = match *event {
            "INSERT" => "NEW TABLE AS fresh",
            "DELETE" => "OLD TABLE AS gone",
            _ => "OLD TABLE AS gone NEW TABLE AS fresh",
        };
        [
            format!(
                "CREATE OR REPLACE FUNCTION cuan_{name}() RETURNS trigger LANGUAGE plpgsql {settings} AS $$ BEGIN {body} RETURN NULL; END $$"
            ),
            format!(
                "CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION cuan_{name}()"
            ),
        ]
    }
}

impl Kept {
    /// Lays the triggers; answers the transaction in which everything is to be counted once, or nothing where this edition
    /// already holds.
    pub async fn lay(&self, db: &Db, triggers: impl FnOnce(&Tx) -> Vec<String>) -> anyhow::Result<Option<Tx>> {
        let mut tx = db.write().await?;
        let known = one!(&mut tx, (String,), "SELECT value FROM setting WHERE key = $1", self.key)?;
        if known.is_some_and(|(edition,)| edition == self.edition) {
            return Ok(None);
        }
        if matches!(&tx, Tx::Postgres(_)) {
            run!(&mut tx, "SELECT pg_advisory_xact_lock($1)", self.lock)?;
        }
        for statement in triggers(&tx) {
            on!(&mut tx, |conn| sqlx::query(sqlx::AssertSqlSafe(statement)).execute(conn).await.map(drop))
                .with_context(|| format!("lay the triggers of {}", self.key))?;
        }
        Ok(Some(tx))
    }

    /// Notes that this edition holds from now on.
    pub async fn done(&self, mut tx: Tx) -> anyhow::Result<()> {
        run!(
            &mut tx,
            "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            self.key,
            self.edition
        )?;
        Ok(tx.commit().await?)
    }
}
