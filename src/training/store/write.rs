use super::{Stored, select};
use crate::db::{self, Tx, on, run};
use crate::kernel::intake::Source;
use crate::training::model::{Attendance, Record};
use chrono::{DateTime, Utc};
use std::sync::LazyLock;
use uuid::Uuid;

/// A record on its way into the table.
pub(in crate::training) struct New<'a> {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub session: Uuid,
    pub attendance: &'a Attendance,
    /// The identity number, sealed.
    pub sealed: Option<String>,
    pub keys: &'a Keys,
    pub source: Option<&'a Source>,
}

/// By what a row is found again in another workbook.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::training) struct Keys {
    /// By identity number, else by name.
    pub same: String,
    /// Always by name.
    pub name: String,
}

/// Rows of one INSERT: SQLite finds each numbered parameter by walking the list of them, so many rows cost their square.
/// Keys of one search. Both far below SQLite's 32,766 and PostgreSQL's 65,535 parameters.
const ROWS_AT_ONCE: usize = 8;
const KEYS_AT_ONCE: usize = 100;
const COLUMNS: usize = 25;

fn insert_text(rows: usize) -> String {
    const INTO: &str = "
INSERT INTO training (id, enterprise_id, session_id, person, id_sealed, id_index, id_mask, post, kind, course, held_on,
  hours_centi, score_centi, passed, cert_no, cert_expires_on, recheck_on, same_key, name_key, filing_id, source_sheet,
  source_row, created_at, updated_at, version)
VALUES ";
    format!("{INTO}{}", db::placeholders(rows, COLUMNS))
}

static INSERT_MANY: LazyLock<String> = LazyLock::new(|| insert_text(ROWS_AT_ONCE));
static INSERT_ONE: LazyLock<String> = LazyLock::new(|| insert_text(1));

/// Puts new records in, many at a time.
pub(in crate::training) async fn insert(tx: &mut Tx, rows: &[New<'_>], now: DateTime<Utc>) -> sqlx::Result<()> {
    let (many, rest) = rows.split_at(rows.len() - rows.len() % ROWS_AT_ONCE);
    for chunk in many.chunks(ROWS_AT_ONCE) {
        insert_chunk(tx, INSERT_MANY.as_str(), chunk, now).await?;
    }
    for row in rest.chunks(1) {
        insert_chunk(tx, INSERT_ONE.as_str(), row, now).await?;
    }
    Ok(())
}

async fn insert_chunk(tx: &mut Tx, sql: &'static str, rows: &[New<'_>], now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| {
        let mut query = sqlx::query(sql);
        for row in rows {
            let (of, source) = (row.attendance, row.source);
            query = query
                .bind(row.id)
                .bind(row.enterprise)
                .bind(row.session)
                .bind(&of.name)
                .bind(&row.sealed)
                .bind(of.id.as_ref().map(|id| &id.index))
                .bind(of.id.as_ref().map(|id| &id.mask))
                .bind(&of.post)
                .bind(of.kind.key())
                .bind(&of.course)
                .bind(of.held_on)
                .bind(of.hours.0)
                .bind(of.score.map(|score| score.0))
                .bind(of.passed)
                .bind(&of.cert_no)
                .bind(of.cert_expires_on)
                .bind(of.recheck_on)
                .bind(&row.keys.same)
                .bind(&row.keys.name)
                .bind(source.map(|s| s.filing))
                .bind(source.map(|s| s.sheet.as_str()))
                .bind(source.map(|s| s.row))
                .bind(now)
                .bind(now)
                .bind(1_i64);
        }
        query.execute(conn).await.map(|_| ())
    })
}

/// Writes over version `version`; a number that is not sealed anew stays as it is. Answers 0 when somebody else was first.
pub(in crate::training) async fn update(
    tx: &mut Tx,
    row: &New<'_>,
    version: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const UPDATE: &str = "
UPDATE training
SET session_id = $3, person = $4, id_sealed = COALESCE($5, id_sealed), id_index = $6, id_mask = $7, post = $8, kind = $9,
  course = $10, held_on = $11, hours_centi = $12, score_centi = $13, passed = $14, cert_no = $15, cert_expires_on = $16,
  recheck_on = $17, same_key = $18, name_key = $19,
  source_sheet = CASE WHEN $20 IS NULL THEN source_sheet ELSE $21 END,
  source_row = CASE WHEN $20 IS NULL THEN source_row ELSE $22 END,
  filing_id = COALESCE($20, filing_id), version = version + 1, updated_at = $23
WHERE id = $1 AND version = $2";
    let of = row.attendance;
    run!(
        tx,
        UPDATE,
        row.id,
        version,
        row.session,
        &of.name,
        &row.sealed,
        of.id.as_ref().map(|id| &id.index),
        of.id.as_ref().map(|id| &id.mask),
        &of.post,
        of.kind.key(),
        &of.course,
        of.held_on,
        of.hours.0,
        of.score.map(|score| score.0),
        of.passed,
        &of.cert_no,
        of.cert_expires_on,
        of.recheck_on,
        &row.keys.same,
        &row.keys.name,
        row.source.map(|s| s.filing),
        row.source.map(|s| s.sheet.as_str()),
        row.source.map(|s| s.row),
        now
    )
}

static BY_SAME: LazyLock<String> = LazyLock::new(|| found_by("same_key"));
static BY_NAME: LazyLock<String> = LazyLock::new(|| found_by("name_key"));

fn found_by(column: &str) -> String {
    const RECORDS: &str = select!("WHERE t.");
    format!("{RECORDS}{column} IN {}\nORDER BY t.created_at, t.id", db::placeholders(1, KEYS_AT_ONCE))
}

/// The records that these rows could be: by identity number, or by name when one of both has none.
pub(in crate::training) async fn found(tx: &mut Tx, keys: &[&Keys]) -> sqlx::Result<Vec<Record>> {
    let by_id: Vec<&str> = keys.iter().filter(|k| k.same != k.name).map(|k| k.same.as_str()).collect();
    let by_name: Vec<&str> = keys.iter().map(|k| k.name.as_str()).collect();
    let mut records: Vec<Record> = Vec::new();
    for (sql, keys) in [(BY_SAME.as_str(), by_id), (BY_NAME.as_str(), by_name)] {
        for chunk in keys.chunks(KEYS_AT_ONCE) {
            let stored = on!(tx, |conn| {
                let mut query = sqlx::query_as::<_, Stored>(sql);
                for at in 0..KEYS_AT_ONCE {
                    query = query.bind(chunk.get(at).copied().unwrap_or_default());
                }
                query.fetch_all(conn).await
            })?;
            records.extend(stored.into_iter().map(Record::from));
        }
    }
    let mut seen = std::collections::HashSet::new();
    records.retain(|record| seen.insert(record.id));
    Ok(records)
}
