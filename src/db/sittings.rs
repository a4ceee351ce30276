//! Triggers that keep the table `sitting` inside the transaction that writes training: each session once, with its roster's
//! numbers.
//!
//! A session is named by what it is about (enterprise, day, kind, content, hours), so any of its rows tells its facts, and one
//! that moves to other facts is another session.
use super::kept::{Kept, Trigger};
use super::{Db, Tx, on, run};
use anyhow::Context;

const KEPT: Kept = Kept { key: "sittings", edition: "1", lock: 776_004 };

/// One row of training as it stands in a session of its own; `{r}` is the record.
const COMES: &str = "INSERT INTO sitting (id, enterprise_id, kind, course, held_on, hours_centi, people, passed, failed)
  VALUES ({r}.session_id, {r}.enterprise_id, {r}.kind, {r}.course, {r}.held_on, {r}.hours_centi, 1, COALESCE({r}.passed, 0), COALESCE(NOT {r}.passed, 0))
  ON CONFLICT (id) DO UPDATE SET people = people + 1, passed = passed + excluded.passed, failed = failed + excluded.failed;";
const GOES: &str = "UPDATE sitting SET people = people - 1, passed = passed - COALESCE({r}.passed, 0), failed = failed - COALESCE(NOT {r}.passed, 0)
  WHERE id = {r}.session_id;
  DELETE FROM sitting WHERE id = {r}.session_id AND people = 0;";

/// The sessions of the rows in a table, with their numbers.
macro_rules! gathered {
    ($from:literal) => {
        concat!(
            "SELECT r.session_id AS id, MIN(CAST(r.enterprise_id AS TEXT)) AS enterprise_id, MIN(r.kind) AS kind, MIN(r.course) AS course,
  MIN(r.held_on) AS held_on, MIN(r.hours_centi) AS hours_centi, COUNT(*) AS people,
  CAST(SUM(CASE WHEN r.passed THEN 1 ELSE 0 END) AS BIGINT) AS passed,
  CAST(SUM(CASE WHEN NOT r.passed THEN 1 ELSE 0 END) AS BIGINT) AS failed
FROM ",
            $from,
            " r GROUP BY r.session_id ORDER BY r.session_id"
        )
    };
}

/// In the order of their ids, so that two writers who wait for one another's sessions do so in one direction.
const POSTGRES_COMES: &str = concat!(
    "INSERT INTO sitting AS s (id, enterprise_id, kind, course, held_on, hours_centi, people, passed, failed)
  SELECT g.id, CAST(g.enterprise_id AS UUID), g.kind, g.course, g.held_on, g.hours_centi, g.people, g.passed, g.failed FROM (",
    gathered!("fresh"),
    ") g ON CONFLICT (id) DO UPDATE SET people = s.people + excluded.people, passed = s.passed + excluded.passed, failed = s.failed + excluded.failed;"
);
const POSTGRES_GOES: &str = concat!(
    "PERFORM 1 FROM sitting WHERE id IN (SELECT session_id FROM gone) ORDER BY id FOR UPDATE;
  UPDATE sitting s SET people = s.people - g.people, passed = s.passed - g.passed, failed = s.failed - g.failed FROM (",
    gathered!("gone"),
    ") g WHERE s.id = g.id;
  DELETE FROM sitting WHERE people = 0 AND id IN (SELECT session_id FROM gone);"
);

fn triggers(tx: &Tx) -> Vec<String> {
    let lay = |event, body: &str| {
        let trigger = Trigger { name: "sitting", table: "training", event, body };
        if matches!(tx, Tx::Sqlite(_)) { trigger.sqlite() } else { trigger.postgres("") }
    };
    let (comes, goes) = match tx {
        Tx::Sqlite(_) => (COMES.replace("{r}", "NEW"), GOES.replace("{r}", "OLD")),
        Tx::Postgres(_) => (POSTGRES_COMES.to_owned(), POSTGRES_GOES.to_owned()),
    };
    let both = format!("{goes} {comes}");
    [lay("INSERT", &comes), lay("DELETE", &goes), lay("UPDATE", &both)].concat()
}

/// How many sessions differ from the rows of training, each way counted once.
///
/// # Errors
/// The database refused.
pub async fn differing(tx: &mut Tx) -> sqlx::Result<i64> {
    // How the content is spelled is left out: rows that spell it in different widths share a session, and one of them tells it.
    const KEYS: &str = "id, enterprise_id, kind, held_on, hours_centi, people, passed, failed";
    const GATHERED: &str = gathered!("training");
    const STANDS: &str = "SELECT id, CAST(enterprise_id AS TEXT) AS enterprise_id, kind, held_on, hours_centi, people, passed, failed FROM sitting";
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT DISTINCT d.id FROM (SELECT * FROM (SELECT {KEYS} FROM ({GATHERED}) w EXCEPT {STANDS}) a UNION ALL SELECT * FROM ({STANDS} EXCEPT SELECT {KEYS} FROM ({GATHERED}) w) b) d) e"
    );
    on!(tx, |conn| sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(sql)).fetch_one(conn).await)
}

/// Gathers every session anew.
///
/// # Errors
/// The database refused.
pub async fn recount(tx: &mut Tx) -> sqlx::Result<()> {
    // The id of an enterprise goes through text on PostgreSQL only, which has no smallest UUID.
    const SQLITE: &str =
        "INSERT INTO sitting (id, enterprise_id, kind, course, held_on, hours_centi, people, passed, failed)
SELECT r.session_id, MIN(r.enterprise_id), MIN(r.kind), MIN(r.course), MIN(r.held_on), MIN(r.hours_centi), COUNT(*),
  SUM(CASE WHEN r.passed THEN 1 ELSE 0 END), SUM(CASE WHEN NOT r.passed THEN 1 ELSE 0 END)
FROM training r GROUP BY r.session_id";
    const POSTGRES: &str = concat!(
        "INSERT INTO sitting (id, enterprise_id, kind, course, held_on, hours_centi, people, passed, failed)
SELECT g.id, CAST(g.enterprise_id AS UUID), g.kind, g.course, g.held_on, g.hours_centi, g.people, g.passed, g.failed FROM (",
        gathered!("training"),
        ") g"
    );
    run!(tx, "DELETE FROM sitting")?;
    let all = match tx {
        Tx::Sqlite(_) => SQLITE,
        Tx::Postgres(_) => POSTGRES,
    };
    run!(tx, all)?;
    Ok(())
}

/// Lays the triggers; gathers everything once when they are new or gather differently than before.
pub(super) async fn lay(db: &Db) -> anyhow::Result<()> {
    let Some(mut tx) = KEPT.lay(db, triggers).await? else { return Ok(()) };
    recount(&mut tx).await.context("gather the sessions once")?;
    KEPT.done(tx).await
}
