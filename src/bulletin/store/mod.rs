//! Bulletins and their records; [`facts`] is what they are counted from.
mod facts;

pub(super) use facts::*;

use super::model::{Bulletin, Figures, Issued, Kind, Noun, Period, Record, Said, Serial, State};
use crate::account::model::Scope;
use crate::db::{Tx, all, one, run};
use crate::kernel::window::Window;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A query for [`Stored`] rows: `select!("WHERE …")`.
macro_rules! select {
    ($($rest:expr),+) => {
        concat!(
            "
SELECT b.id, b.kind, b.from_on, b.to_on, b.town, b.state, b.number, b.serial, b.serial_year, b.reason, b.author, b.issued_by,
  b.issued_at, b.hash, b.version, b.created_at, b.updated_at
FROM bulletin b
",
            $($rest),+
        )
    };
}

/// Who sees what: everything of the own town; of the whole district what was issued. Numbered from 1 to 1; enterprises see none.
macro_rules! seen {
    () => {
        "($1 IS NULL OR b.town = $1 OR (b.town IS NULL AND b.state = 'issued'))"
    };
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    kind: String,
    from_on: NaiveDate,
    to_on: NaiveDate,
    town: Option<String>,
    state: String,
    number: Option<i64>,
    serial: Option<i64>,
    serial_year: Option<i64>,
    reason: Option<String>,
    author: String,
    issued_by: Option<String>,
    issued_at: Option<DateTime<Utc>>,
    hash: Option<String>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Stored {
    /// `None` only when a column holds what the table's own checks refuse.
    fn read(self) -> Option<Bulletin> {
        let issued = match (self.issued_by, self.issued_at, self.hash) {
            (Some(by), Some(at), Some(hash)) => Some(Issued { by, at, hash }),
            _ => None,
        };
        Some(Bulletin {
            id: self.id,
            period: Period { kind: Kind::parse(&self.kind)?, window: Window::new(self.from_on, self.to_on)? },
            town: self.town,
            state: State::parse(&self.state)?,
            number: self.number.unwrap_or(0),
            serial: self.serial_year.zip(self.serial).map(|(year, n)| Serial { year, n }),
            reason: self.reason,
            author: self.author,
            issued,
            revision: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

fn read(row: Stored) -> sqlx::Result<Bulletin> {
    row.read().ok_or_else(|| sqlx::Error::Decode("a bulletin with a word of no meaning".into()))
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> sqlx::Result<T> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn text<T: serde::Serialize>(value: &T) -> sqlx::Result<String> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted<'a> {
    pub(super) kind: Option<Kind>,
    pub(super) year: Option<(NaiveDate, NaiveDate)>,
    /// The empty text: the whole district.
    pub(super) town: Option<&'a str>,
    pub(super) state: Option<State>,
}

/// The conditions of the list, numbered from 1 to 6.
macro_rules! wanted {
    () => {
        concat!(
            "WHERE ",
            seen!(),
            "
  AND ($2 IS NULL OR b.kind = $2)
  AND ($3 IS NULL OR b.to_on >= $3)
  AND ($4 IS NULL OR b.to_on <= $4)
  AND ($5 IS NULL OR COALESCE(b.town, '') = $5)
  AND ($6 IS NULL OR b.state = $6)"
        )
    };
}

/// One page of the list: the latest period first, drafts before versions, the latest version first.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    wanted: &Wanted<'_>,
    (skip, most): (i64, i64),
) -> sqlx::Result<Vec<Bulletin>> {
    const LIST: &str = select!(
        wanted!(),
        "
ORDER BY b.to_on DESC, b.from_on DESC, COALESCE(b.town, ''), b.series, COALESCE(b.number, 1000000) DESC, b.id
LIMIT $7 OFFSET $8"
    );
    let (from, to) = wanted.year.unzip();
    let found = all!(
        tx,
        Stored,
        LIST,
        scope.town(),
        wanted.kind.map(Kind::key),
        from,
        to,
        wanted.town,
        wanted.state.map(State::key),
        most,
        skip
    )?;
    found.into_iter().map(read).collect()
}

/// How many there are on all pages of the list.
pub(super) async fn total(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> sqlx::Result<i64> {
    const TOTAL: &str = concat!("SELECT COUNT(*) FROM bulletin b ", wanted!());
    let (from, to) = wanted.year.unzip();
    let found = one!(
        tx,
        (i64,),
        TOTAL,
        scope.town(),
        wanted.kind.map(Kind::key),
        from,
        to,
        wanted.town,
        wanted.state.map(State::key)
    )?;
    Ok(found.map_or(0, |(count,)| count))
}

pub(super) async fn get(tx: &mut Tx, scope: &Scope, id: Uuid) -> sqlx::Result<Option<Bulletin>> {
    const GET: &str = select!("WHERE ", seen!(), " AND b.id = $2");
    one!(tx, Stored, GET, scope.town(), id)?.map(read).transpose()
}

/// Whether there is such a bulletin at all, also for those who do not see it: an id is used once.
pub(super) async fn is_there(tx: &mut Tx, id: Uuid) -> sqlx::Result<bool> {
    Ok(one!(tx, (i64,), "SELECT COUNT(*) FROM bulletin WHERE id = $1", id)?.is_some_and(|(count,)| count > 0))
}

/// All versions of a document that the reader sees, the draft first, then the latest version.
pub(super) async fn versions(tx: &mut Tx, scope: &Scope, series: &str) -> sqlx::Result<Vec<Bulletin>> {
    const VERSIONS: &str =
        select!("WHERE ", seen!(), " AND b.series = $2 ORDER BY COALESCE(b.number, 1000000) DESC, b.id");
    all!(tx, Stored, VERSIONS, scope.town(), series)?.into_iter().map(read).collect()
}

/// The words and figures of a bulletin that [`get`] has found.
pub(super) async fn content(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<(Said, Figures)>> {
    type Row = (String, String, Option<String>, String);
    const CONTENT: &str = "SELECT said_zh, said_en, remarks, figures FROM bulletin WHERE id = $1";
    let Some((zh, en, remarks, figures)) = one!(tx, Row, CONTENT, id)? else { return Ok(None) };
    Ok(Some((Said { zh, en, remarks }, json(&figures)?)))
}

/// The records of one kind behind a bulletin that [`get`] has found, and only those of the reader's town.
pub(super) async fn records(tx: &mut Tx, scope: &Scope, id: Uuid, noun: Noun) -> sqlx::Result<Vec<Record>> {
    const RECORDS: &str = "SELECT content FROM bulletin_record WHERE bulletin_id = $1 AND noun = $2";
    let Some((content,)) = one!(tx, (String,), RECORDS, id, noun.key())? else { return Ok(Vec::new()) };
    let mut found: Vec<Record> = json(&content)?;
    found.retain(|record| scope.town().is_none_or(|town| record.town == town));
    Ok(found)
}

/// What is sealed of the records: their texts as stored, by noun.
pub(super) async fn sealed(tx: &mut Tx, id: Uuid) -> sqlx::Result<Vec<(String, String)>> {
    const SEALED: &str = "SELECT noun, content FROM bulletin_record WHERE bulletin_id = $1 ORDER BY noun";
    all!(tx, (String, String), SEALED, id)
}

/// The figures as stored, for the seal.
pub(super) async fn figures_text(tx: &mut Tx, id: Uuid) -> sqlx::Result<String> {
    let found = one!(tx, (String,), "SELECT figures FROM bulletin WHERE id = $1", id)?;
    Ok(found.map(|(text,)| text).unwrap_or_default())
}

pub(super) async fn insert(tx: &mut Tx, new: &Bulletin, said: &Said, figures: &Figures) -> sqlx::Result<()> {
    const INSERT: &str = "
INSERT INTO bulletin (id, series, kind, from_on, to_on, town, state, number, serial, reason, said_zh, said_en, remarks,
  figures, author, issued_by, issued_at, hash, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, 'draft', NULL, NULL, $7, $8, $9, $10, $11, $12, NULL, NULL, NULL, 1, $13, $13)";
    run!(
        tx,
        INSERT,
        new.id,
        new.series(),
        new.period.kind.key(),
        new.period.window.from(),
        new.period.window.to(),
        new.town.as_deref(),
        new.reason.as_deref(),
        &said.zh,
        &said.en,
        said.remarks.as_deref(),
        text(figures)?,
        &new.author,
        new.created_at
    )?;
    Ok(())
}

/// Keeps the records behind a draft, in place of those kept before.
pub(super) async fn keep_records(tx: &mut Tx, id: Uuid, records: &[Record]) -> sqlx::Result<()> {
    const KEEP: &str = "INSERT INTO bulletin_record (bulletin_id, noun, content) VALUES ($1, $2, $3)";
    run!(tx, "DELETE FROM bulletin_record WHERE bulletin_id = $1", id)?;
    for noun in Noun::ALL {
        let of: Vec<&Record> = records.iter().filter(|record| record.what.noun() == *noun).collect();
        run!(tx, KEEP, id, noun.key(), text(&of)?)?;
    }
    Ok(())
}

/// Changes a draft's words and figures over version `revision`; 0 when somebody else was first.
pub(super) async fn update(
    tx: &mut Tx,
    (id, revision): (Uuid, i64),
    said: &Said,
    figures: &Figures,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const UPDATE: &str = "
UPDATE bulletin
SET said_zh = $3, said_en = $4, remarks = $5, figures = $6, updated_at = $7, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft'";
    run!(tx, UPDATE, id, revision, &said.zh, &said.en, said.remarks.as_deref(), text(figures)?, now)
}

/// What is decided when a draft is issued.
pub(super) struct Issue<'a> {
    pub(super) id: Uuid,
    pub(super) revision: i64,
    pub(super) number: i64,
    pub(super) serial: Serial,
    pub(super) issued: &'a Issued,
}

/// Issues a draft; 0 when it was changed, issued or discarded meanwhile.
pub(super) async fn issue(tx: &mut Tx, issue: &Issue<'_>) -> sqlx::Result<u64> {
    const ISSUE: &str = "
UPDATE bulletin
SET state = 'issued', number = $3, serial = $4, issued_by = $5, issued_at = $6, hash = $7, updated_at = $6, serial_year = $8,
  version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft'";
    let issued = issue.issued;
    run!(
        tx,
        ISSUE,
        issue.id,
        issue.revision,
        issue.number,
        issue.serial.n,
        &issued.by,
        issued.at,
        &issued.hash,
        issue.serial.year
    )
}

/// Removes a draft with its records; 0 when there is no such draft.
pub(super) async fn discard(tx: &mut Tx, id: Uuid) -> sqlx::Result<u64> {
    const RECORDS: &str = "
DELETE FROM bulletin_record
WHERE bulletin_id IN (SELECT b.id FROM bulletin b WHERE b.id = $1 AND b.state = 'draft')";
    run!(tx, RECORDS, id)?;
    run!(tx, "DELETE FROM bulletin WHERE id = $1 AND state = 'draft'", id)
}
