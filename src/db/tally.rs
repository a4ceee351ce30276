//! Triggers that keep the table `tally` up to date inside the transaction that writes a record.
//!
//! What a record adds is written once, in [`PARTS`]; the triggers of both engines and the recount are made from it.
//! SQLite, which has one writer, adds to a row per fact, day, enterprise and kind. PostgreSQL writes the differences as rows
//! of their own, so that no two writers ever wait for one another's sums; a recount gathers them.
use super::kept::{Kept, Trigger};
use super::{Db, Tx, run};
use anyhow::Context;
use std::fmt::Write;

const KEPT: Kept = Kept { key: "tally", edition: "5", lock: 776_002 };

/// What one record of a table adds.
struct Part {
    table: &'static str,
    fact: &'static str,
    /// `{r}` is the record.
    day: &'static str,
    kind: &'static str,
    amount: &'static str,
    when: &'static str,
}

/// As `incident::cause::Traits` reads it.
const INCIDENT_KIND: &str =
    "COALESCE({r}.category_code, '') || '/' || COALESCE({r}.cause, '') || '/' || COALESCE({r}.recorder, '')";

const fn incident(fact: &'static str, amount: &'static str, when: &'static str) -> Part {
    Part { table: "incident", fact, day: "{r}.occurred_on", kind: INCIDENT_KIND, amount, when }
}

const fn hazard(fact: &'static str, day: &'static str, when: &'static str) -> Part {
    Part { table: "hazard", fact, day, kind: "{r}.level", amount: "1", when }
}

const PARTS: &[Part] = &[
    incident("incidents", "1", "{r}.counted"),
    incident("deaths", "{r}.deaths", "{r}.counted AND {r}.deaths IS NOT NULL"),
    incident("serious", "{r}.serious", "{r}.counted AND {r}.serious IS NOT NULL"),
    incident("minor", "{r}.minor", "{r}.counted AND {r}.minor IS NOT NULL"),
    incident("lost-days", "{r}.lost_days", "{r}.counted AND {r}.lost_days IS NOT NULL"),
    incident("loss", "{r}.loss_fen", "{r}.counted AND {r}.loss_fen IS NOT NULL"),
    incident(
        "away",
        "COALESCE({r}.serious, 0) + COALESCE({r}.minor, 0)",
        "{r}.counted AND {r}.lost_days > 0 AND ({r}.serious IS NOT NULL OR {r}.minor IS NOT NULL)",
    ),
    incident("uncounted", "1", "NOT {r}.counted"),
    incident("near", "1", "NOT {r}.counted AND {r}.deaths = 0 AND {r}.serious = 0 AND {r}.minor = 0"),
    hazard("hazards", "{r}.found_on", "{r}.found_on IS NOT NULL"),
    hazard("hazards-fixed", "{r}.closed_on", "{r}.closed_on IS NOT NULL"),
    Part {
        table: "congress",
        fact: "congresses",
        day: "{r}.held_on",
        kind: "''",
        amount: "1",
        when: "{r}.held_on IS NOT NULL",
    },
    Part {
        table: "training",
        fact: "hours",
        day: "{r}.held_on",
        kind: "{r}.kind",
        amount: "{r}.hours_centi",
        when: "{r}.held_on IS NOT NULL",
    },
    Part {
        table: "training",
        fact: "certificates",
        // The earlier of both days.
        day: "CASE WHEN {r}.cert_expires_on IS NULL OR {r}.recheck_on < {r}.cert_expires_on THEN {r}.recheck_on ELSE {r}.cert_expires_on END",
        kind: "''",
        amount: "1",
        when: "({r}.cert_expires_on IS NOT NULL OR {r}.recheck_on IS NOT NULL)",
    },
];

const TABLES: [&str; 4] = ["incident", "hazard", "congress", "training"];

/// The first training of a person in a year counts the person, on its day. Persons are told apart by the identity number's
/// index, else by name.
const PERSON: &str = "COALESCE({r}.id_index, {r}.person)";

/// What `record` of `table` adds, as rows of the tally.
fn adds(table: &str, record: &str) -> String {
    let mut sql = String::new();
    for part in PARTS.iter().filter(|part| part.table == table) {
        let union = if sql.is_empty() { "" } else { " UNION ALL " };
        // Writing to a String cannot fail.
        let _ = write!(
            sql,
            "{union}SELECT '{}' AS fact, {} AS day, {{r}}.enterprise_id AS enterprise_id, {} AS kind, {} AS amount, 1 AS records {{from}} WHERE {}",
            part.fact, part.day, part.kind, part.amount, part.when
        );
    }
    let from = if record == "r" { "FROM {t} r" } else { "" };
    sql.replace("{from}", from).replace("{r}", record)
}

const SQLITE_UPSERT: &str = "ON CONFLICT (fact, day, enterprise_id, kind) DO UPDATE SET amount = amount + excluded.amount, records = records + excluded.records";

fn sqlite_triggers() -> Vec<String> {
    // The sums of one fact and some days lie side by side in the table itself: it is its own index.
    let mut all = vec![
        "DROP TABLE tally".to_owned(),
        "CREATE TABLE tally (fact TEXT NOT NULL, day DATE NOT NULL, enterprise_id UUID NOT NULL, kind TEXT NOT NULL, amount BIGINT NOT NULL, records BIGINT NOT NULL, PRIMARY KEY (fact, day, enterprise_id, kind)) WITHOUT ROWID".to_owned(),
        "CREATE INDEX tally_empty ON tally (enterprise_id) WHERE amount = 0 AND records = 0".to_owned(),
    ];
    for table in TABLES {
        let plus = |record: &str| {
            let rows = adds(table, record);
            let people = if table == "training" { sqlite_person(record, 1) } else { String::new() };
            format!(
                "INSERT INTO tally (fact, day, enterprise_id, kind, amount, records) SELECT * FROM ({rows}) WHERE TRUE {SQLITE_UPSERT}; {people}"
            )
        };
        let minus = |record: &str| {
            let rows = adds(table, record);
            let people = if table == "training" { sqlite_person(record, -1) } else { String::new() };
            format!(
                "INSERT INTO tally (fact, day, enterprise_id, kind, amount, records) SELECT fact, day, enterprise_id, kind, -amount, -records FROM ({rows}) WHERE TRUE {SQLITE_UPSERT}; {people} DELETE FROM tally WHERE enterprise_id = {record}.enterprise_id AND amount = 0 AND records = 0;"
            )
        };
        for (event, body) in
            [("INSERT", plus("NEW")), ("DELETE", minus("OLD")), ("UPDATE", format!("{} {}", minus("OLD"), plus("NEW")))]
        {
            let name = format!("tally_{table}");
            all.extend(Trigger { name: &name, table, event, body: &body }.sqlite());
        }
    }
    all
}

/// Moves the day on which a person first was trained in a year when a record comes (`sign` 1) or goes (-1).
fn sqlite_person(record: &str, sign: i64) -> String {
    let person = PERSON.replace("{r}", record);
    let others = format!(
        "(SELECT MIN(o.held_on) FROM training o WHERE o.enterprise_id = {record}.enterprise_id AND COALESCE(o.id_index, o.person) = {person}
          AND o.held_on >= substr({record}.held_on, 1, 4) || '-01-01' AND o.held_on <= substr({record}.held_on, 1, 4) || '-12-31'
          AND o.id <> {record}.id)"
    );
    let row = |day: &str, sign: i64, when: &str| {
        format!(
            "SELECT 'people' AS fact, {day} AS day, {record}.enterprise_id AS enterprise_id, '' AS kind, {sign} AS amount, {sign} AS records WHERE {when}"
        )
    };
    let here = row(&format!("{record}.held_on"), sign, &format!("COALESCE({record}.held_on < {others}, TRUE)"));
    let there = row(&others, -sign, &format!("{record}.held_on < {others}"));
    format!(
        "INSERT INTO tally (fact, day, enterprise_id, kind, amount, records) SELECT * FROM ({here} UNION ALL {there}) WHERE TRUE {SQLITE_UPSERT};"
    )
}

fn postgres_triggers() -> Vec<String> {
    let mut all = vec!["CREATE INDEX IF NOT EXISTS tally_by_fact ON tally (fact, day)".to_owned()];
    for table in TABLES {
        let insert = |from: &str, sign: &str| {
            let rows = adds(table, "r").replace("{t}", from);
            format!(
                "INSERT INTO tally (fact, day, enterprise_id, kind, amount, records) SELECT a.fact, a.day, a.enterprise_id, a.kind, {sign}SUM(a.amount), {sign}SUM(a.records) FROM ({rows}) a GROUP BY a.fact, a.day, a.enterprise_id, a.kind;"
            )
        };
        let (plus, minus) = (insert("fresh", ""), insert("gone", "-"));
        let people = |event: &str| if table == "training" { postgres_people(event) } else { String::new() };
        for (event, body) in [
            ("INSERT", format!("{plus} {}", people("INSERT"))),
            ("DELETE", format!("{minus} {}", people("DELETE"))),
            ("UPDATE", format!("{minus} {plus} {}", people("UPDATE"))),
        ] {
            let name = format!("tally_{table}");
            all.extend(Trigger { name: &name, table, event, body: &body }.postgres("SET enable_seqscan = off"));
        }
    }
    all
}

/// For everybody whom a statement touched: the first day of the year before it is taken off, the first day after it is put on.
///
/// Asked person by person, and never by reading the whole table: inside a long import the engine has no statistics of it.
fn postgres_people(event: &str) -> String {
    let keys = |table: &str| {
        format!(
            "SELECT enterprise_id, COALESCE(id_index, person) AS who, date_trunc('year', held_on)::date AS year FROM {table}"
        )
    };
    let (touched, not_new, gone) = match event {
        "INSERT" => (keys("fresh"), true, false),
        "DELETE" => (keys("gone"), false, true),
        _ => (format!("{} UNION ALL {}", keys("gone"), keys("fresh")), true, true),
    };
    let first = |table: &str, more: &str| {
        format!(
            "(SELECT MIN(t.held_on) FROM {table} t WHERE t.enterprise_id = k.enterprise_id AND COALESCE(t.id_index, t.person) = k.who AND t.held_on >= k.year AND t.held_on < (k.year + INTERVAL '1 year')::date{more})"
        )
    };
    let untouched = if not_new { " AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.id = t.id)" } else { "" };
    let before = match gone {
        true => format!("LEAST({}, {})", first("training", untouched), first("gone", "")),
        false => first("training", untouched),
    };
    let after = first("training", "");
    format!(
        "INSERT INTO tally (fact, day, enterprise_id, kind, amount, records) SELECT 'people', m.day, m.enterprise_id, '', SUM(m.amount), SUM(m.amount) FROM (SELECT k.enterprise_id, c.day, c.amount FROM (SELECT DISTINCT enterprise_id, who, year FROM ({touched}) d) k CROSS JOIN LATERAL (VALUES ({before}, -1), ({after}, 1)) AS c (day, amount) WHERE c.day IS NOT NULL) m GROUP BY m.day, m.enterprise_id HAVING SUM(m.amount) <> 0;"
    )
}

/// Everything there is, added up from the records.
fn whole(year: &str) -> String {
    let mut sql = String::new();
    for table in TABLES {
        let union = if sql.is_empty() { "" } else { " UNION ALL " };
        let rows = adds(table, "r").replace("{t}", table);
        let _ = write!(sql, "{union}{rows}");
    }
    let people = format!(
        "SELECT 'people' AS fact, MIN(r.held_on) AS day, r.enterprise_id AS enterprise_id, '' AS kind, 1 AS amount, 1 AS records FROM training r GROUP BY r.enterprise_id, COALESCE(r.id_index, r.person), {year}"
    );
    format!(
        "SELECT a.fact AS fact, a.day AS day, a.enterprise_id AS enterprise_id, a.kind AS kind, CAST(SUM(a.amount) AS BIGINT) AS amount, CAST(SUM(a.records) AS BIGINT) AS records FROM ({sql} UNION ALL {people}) a GROUP BY a.fact, a.day, a.enterprise_id, a.kind"
    )
}

fn whole_of(tx: &Tx) -> String {
    match tx {
        Tx::Sqlite(_) => whole("substr(r.held_on, 1, 4)"),
        Tx::Postgres(_) => whole("date_trunc('year', r.held_on)"),
    }
}

/// How many sums of the tally differ from the records, each way counted once.
///
/// # Errors
/// The database refused.
pub async fn differing(tx: &mut Tx) -> sqlx::Result<i64> {
    let whole = whole_of(tx);
    let kept = "SELECT fact, day, enterprise_id, kind, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(records) AS BIGINT) AS records FROM tally GROUP BY fact, day, enterprise_id, kind HAVING SUM(amount) <> 0 OR SUM(records) <> 0";
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT DISTINCT d.fact, d.day, d.enterprise_id, d.kind FROM (SELECT * FROM (SELECT * FROM ({whole}) w EXCEPT SELECT * FROM ({kept}) k) a UNION ALL SELECT * FROM (SELECT * FROM ({kept}) k EXCEPT SELECT * FROM ({whole}) w) b) d) e"
    );
    super::on!(tx, |conn| sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(sql)).fetch_one(conn).await)
}

/// Counts everything anew.
///
/// # Errors
/// The database refused.
pub async fn recount(tx: &mut Tx) -> sqlx::Result<()> {
    let sql = format!("INSERT INTO tally (fact, day, enterprise_id, kind, amount, records) {}", whole_of(tx));
    run!(tx, "DELETE FROM tally")?;
    super::on!(tx, |conn| sqlx::query(sqlx::AssertSqlSafe(sql)).execute(conn).await.map(drop))?;
    Ok(())
}

/// Lays the triggers; counts everything once when they are new or count differently than before.
pub(super) async fn lay(db: &Db) -> anyhow::Result<()> {
    let triggers = |tx: &Tx| if matches!(tx, Tx::Sqlite(_)) { sqlite_triggers() } else { postgres_triggers() };
    let Some(mut tx) = KEPT.lay(db, triggers).await? else { return Ok(()) };
    recount(&mut tx).await.context("count everything once")?;
    KEPT.done(tx).await
}
