mod restated;

pub(super) use restated::{add_refusal, differences, later, now_of, refusals, undone_by};

use super::model::{
    Baseline, Differences, Document, Frozen, Judged, Line, Origin, Period, Refused, Resolution, Row, State,
};
use crate::account::model::Scope;
use crate::db::aside::{Aside, Kind};
use crate::db::{Tx, all, one, run};
use crate::incident::group::Group;
use crate::kernel::Wan;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A query for [`DocumentRow`]s: `select!("WHERE …")`.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "
SELECT b.id, b.year, b.number, b.state, b.origin, b.resolution, b.as_of, b.definition, b.note, b.author, b.frozen_by,
  b.frozen_at, b.hash, b.filing_id, f.number AS filing_number, b.version, b.created_at, b.judged, b.restates, b.reason,
  x.refused_by, x.refused_at, x.reason AS refused_why,
  (SELECT COUNT(*) FROM baseline_row r WHERE r.baseline_id = b.id) AS rows_count
FROM baseline b
LEFT JOIN filing f ON f.id = b.filing_id
LEFT JOIN baseline_refused x ON x.draft_id = b.id
",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct DocumentRow {
    id: Uuid,
    year: i64,
    number: Option<i64>,
    state: String,
    origin: String,
    resolution: String,
    as_of: NaiveDate,
    definition: String,
    note: Option<String>,
    author: String,
    frozen_by: Option<String>,
    frozen_at: Option<DateTime<Utc>>,
    hash: Option<String>,
    filing_id: Option<Uuid>,
    filing_number: Option<String>,
    version: i64,
    created_at: DateTime<Utc>,
    judged: Option<String>,
    restates: Option<Uuid>,
    reason: Option<String>,
    refused_by: Option<String>,
    refused_at: Option<DateTime<Utc>>,
    refused_why: Option<String>,
    rows_count: i64,
}

impl DocumentRow {
    /// `None` only when a column holds a word that the table's own checks refuse.
    fn read(self) -> Option<Document> {
        let frozen = match (self.frozen_by, self.frozen_at, self.hash) {
            (Some(by), Some(at), Some(hash)) => Some(Frozen { by, at, hash }),
            _ => None,
        };
        let refused = match (self.refused_by, self.refused_at, self.refused_why) {
            (Some(by), Some(at), Some(why)) => Some(Refused { by, at, why }),
            _ => None,
        };
        let judged = match self.judged {
            Some(judged) => Some(serde_json::from_str(&judged).ok()?),
            None => None,
        };
        Some(Document {
            id: self.id,
            baseline: Baseline {
                year: i32::try_from(self.year).ok()?,
                version: self.number.unwrap_or(0),
                state: State::parse(&self.state)?,
                origin: Origin::parse(&self.origin)?,
                resolution: Resolution::parse(&self.resolution)?,
                as_of: self.as_of,
                definition: self.definition,
            },
            note: self.note,
            author: self.author,
            created_at: self.created_at,
            frozen,
            filing: self.filing_id.zip(self.filing_number),
            revision: self.version,
            rows_count: self.rows_count,
            judged,
            restates: self.restates,
            reason: self.reason,
            refused,
        })
    }
}

fn read(row: DocumentRow) -> sqlx::Result<Document> {
    row.read().ok_or_else(|| sqlx::Error::Decode("a baseline with a word of no meaning".into()))
}

/// Every baseline, newest year and version first, drafts before frozen ones. They belong to the district, not to an enterprise.
pub(super) async fn list(tx: &mut Tx) -> sqlx::Result<Vec<Document>> {
    const LIST: &str = select!("ORDER BY b.year DESC, COALESCE(b.number, 1000000) DESC, b.created_at DESC, b.id");
    all!(tx, DocumentRow, LIST)?.into_iter().map(read).collect()
}

pub(super) async fn get(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<Document>> {
    const GET: &str = select!("WHERE b.id = $1");
    one!(tx, DocumentRow, GET, id)?.map(read).transpose()
}

/// The frozen baseline of a year with the highest number.
pub(super) async fn latest_frozen(tx: &mut Tx, year: i32) -> sqlx::Result<Option<Document>> {
    const LATEST: &str = select!("WHERE b.year = $1 AND b.state = 'frozen' ORDER BY b.number DESC LIMIT 1");
    one!(tx, DocumentRow, LATEST, i64::from(year))?.map(read).transpose()
}

/// Imported baselines of a year, drafts first, then the newest version.
pub(super) async fn imported(tx: &mut Tx, year: i32) -> sqlx::Result<Vec<Document>> {
    let of_year = |d: &Document| d.baseline.year == year && d.baseline.origin == Origin::Imported;
    Ok(list(tx).await?.into_iter().filter(of_year).collect())
}

#[derive(sqlx::FromRow)]
struct LineRow {
    seq: i64,
    month: Option<i64>,
    on_day: Option<NaiveDate>,
    town: Option<String>,
    industry: Option<String>,
    category_code: Option<String>,
    category: Option<String>,
    enterprise_id: Option<Uuid>,
    enterprise_name: Option<String>,
    incident_id: Option<Uuid>,
    incidents: Option<i64>,
    deaths: Option<i64>,
    serious: Option<i64>,
    loss_fen: Option<i64>,
    source_sheet: Option<String>,
    source_row: Option<i64>,
}

impl From<LineRow> for Line {
    fn from(row: LineRow) -> Line {
        let period = match (row.on_day, row.month.and_then(|month| u32::try_from(month).ok())) {
            (Some(day), _) => Period::Day(day),
            (None, Some(month)) => Period::Month(month),
            (None, None) => Period::Year,
        };
        // A row of one accident has a type, be it only "as written"; an imported one without a type is all types together.
        let typed = row.incident_id.is_some() || row.category.is_some();
        let group = typed.then(|| Group::of(row.category_code.as_deref()));
        Line {
            seq: row.seq,
            row: Row {
                period,
                town: row.town,
                industry: row.industry,
                group,
                incidents: row.incidents,
                deaths: row.deaths,
                serious: row.serious,
                loss: row.loss_fen.map(Wan),
            },
            category_code: row.category_code,
            category: row.category,
            enterprise: row.enterprise_id.map(|id| (id, row.enterprise_name.unwrap_or_default())),
            incident: row.incident_id,
            cell: row.source_sheet.zip(row.source_row),
        }
    }
}

/// The rows this reader may see: someone of one town sees that town's.
pub(super) async fn lines(tx: &mut Tx, scope: &Scope, id: Uuid) -> sqlx::Result<Vec<Line>> {
    const LINES: &str = "
SELECT r.seq, r.month, r.on_day, r.town, r.industry, r.category_code, r.category, r.enterprise_id,
  e.name AS enterprise_name, r.incident_id, r.incidents, r.deaths, r.serious, r.loss_fen, r.source_sheet, r.source_row
FROM baseline_row r
LEFT JOIN enterprise e ON e.id = r.enterprise_id
WHERE r.baseline_id = $1
  AND ($2 IS NULL OR r.enterprise_id = $2)
  AND ($3 IS NULL OR r.town = $3)
ORDER BY r.seq";
    let rows = all!(tx, LineRow, LINES, id, scope.enterprise(), scope.town())?;
    Ok(rows.into_iter().map(Line::from).collect())
}

pub(super) async fn insert(tx: &mut Tx, new: &Document) -> sqlx::Result<()> {
    const INSERT: &str = "
INSERT INTO baseline (id, year, number, state, origin, resolution, as_of, definition, note, author, frozen_by, frozen_at,
  hash, filing_id, version, created_at, judged, restates, reason)
VALUES ($1, $2, NULL, 'draft', $3, $4, $5, $6, $7, $8, NULL, NULL, NULL, $9, 1, $10, $11, $12, $13)";
    let baseline = &new.baseline;
    let judged = json(new.judged.as_ref());
    run!(
        tx,
        INSERT,
        new.id,
        i64::from(baseline.year),
        baseline.origin.key(),
        baseline.resolution.key(),
        baseline.as_of,
        &baseline.definition,
        new.note.as_deref(),
        &new.author,
        new.filing.as_ref().map(|(id, _)| *id),
        new.created_at,
        judged,
        new.restates,
        new.reason.as_deref()
    )?;
    Ok(())
}

pub(super) async fn insert_line(tx: &mut Tx, id: Uuid, line: &Line) -> sqlx::Result<()> {
    const INSERT_LINE: &str = "
INSERT INTO baseline_row (baseline_id, seq, month, on_day, town, industry, category_code, category, enterprise_id,
  incident_id, incidents, deaths, serious, loss_fen, source_sheet, source_row)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let row = &line.row;
    let (month, day) = match row.period {
        Period::Day(day) => (None, Some(day)),
        Period::Month(month) => (Some(i64::from(month)), None),
        Period::Year => (None, None),
    };
    run!(
        tx,
        INSERT_LINE,
        id,
        line.seq,
        month,
        day,
        row.town.as_deref(),
        row.industry.as_deref(),
        line.category_code.as_deref(),
        line.category.as_deref(),
        line.enterprise.as_ref().map(|(id, _)| *id),
        line.incident,
        row.incidents,
        row.deaths,
        row.serious,
        row.loss.map(|loss| loss.0),
        line.cell.as_ref().map(|(sheet, _)| sheet.as_str()),
        line.cell.as_ref().map(|(_, row)| *row)
    )?;
    Ok(())
}

/// Removes one row of a draft; 0 when it is not there.
pub(super) async fn remove_line(tx: &mut Tx, id: Uuid, seq: i64) -> sqlx::Result<u64> {
    run!(tx, "DELETE FROM baseline_row WHERE baseline_id = $1 AND seq = $2", id, seq)
}

/// Counts the record's version up, if it is still a draft of that version.
pub(super) async fn touch(tx: &mut Tx, id: Uuid, revision: i64) -> sqlx::Result<u64> {
    const TOUCH: &str = "UPDATE baseline SET version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft'";
    run!(tx, TOUCH, id, revision)
}

/// Corrects the figures of one row of a draft.
pub(super) async fn set_figures(tx: &mut Tx, id: Uuid, line: &Line) -> sqlx::Result<()> {
    const SET: &str = "
UPDATE baseline_row
SET incidents = $3, deaths = $4, serious = $5, loss_fen = $6, source_sheet = $7, source_row = $8
WHERE baseline_id = $1 AND seq = $2";
    let row = &line.row;
    let (sheet, number) = line.cell.clone().unzip();
    run!(tx, SET, id, line.seq, row.incidents, row.deaths, row.serious, row.loss.map(|loss| loss.0), sheet, number)?;
    Ok(())
}

pub(super) async fn set_resolution(tx: &mut Tx, id: Uuid, resolution: Resolution) -> sqlx::Result<u64> {
    run!(
        tx,
        "UPDATE baseline SET resolution = $2, version = version + 1 WHERE id = $1 AND state = 'draft'",
        id,
        resolution.key()
    )
}

/// What is decided when a draft is frozen.
pub(super) struct Freeze<'a> {
    pub(super) id: Uuid,
    pub(super) revision: i64,
    pub(super) number: i64,
    pub(super) as_of: NaiveDate,
    pub(super) definition: &'a str,
    pub(super) note: Option<&'a str>,
    pub(super) frozen: &'a Frozen,
    pub(super) judged: Option<&'a Judged>,
    pub(super) restates: Option<Uuid>,
    pub(super) reason: Option<&'a str>,
    pub(super) differences: Option<&'a Differences>,
}

/// What is kept as JSON, as text.
fn json<T: serde::Serialize>(value: Option<&T>) -> Option<String> {
    value.and_then(|value| serde_json::to_string(value).ok())
}

/// Freezes a draft; 0 when it was changed, frozen or discarded meanwhile.
pub(super) async fn freeze(tx: &mut Tx, f: &Freeze<'_>) -> sqlx::Result<u64> {
    const FREEZE: &str = "
UPDATE baseline
SET state = 'frozen', number = $3, as_of = $4, definition = $5, note = $6, frozen_by = $7, frozen_at = $8, hash = $9,
  judged = $10, restates = $11, reason = $12, differences = $13, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft'";
    run!(
        tx,
        FREEZE,
        f.id,
        f.revision,
        f.number,
        f.as_of,
        f.definition,
        f.note,
        &f.frozen.by,
        f.frozen.at,
        &f.frozen.hash,
        json(f.judged),
        f.restates,
        f.reason,
        json(f.differences)
    )
}

/// Removes a draft with its rows; 0 when there is no such draft.
pub(super) async fn discard(tx: &mut Tx, id: Uuid) -> sqlx::Result<u64> {
    const ROWS: &str = "
DELETE FROM baseline_row
WHERE baseline_id IN (SELECT b.id FROM baseline b WHERE b.id = $1 AND b.state = 'draft')";
    run!(tx, ROWS, id)?;
    run!(tx, "DELETE FROM baseline WHERE id = $1 AND state = 'draft'", id)
}

#[derive(sqlx::FromRow)]
struct AccidentRow {
    id: Uuid,
    occurred_on: NaiveDate,
    enterprise_id: Uuid,
    enterprise_name: String,
    town: String,
    industry: Option<String>,
    category_code: Option<String>,
    category: Option<String>,
    deaths: Option<i64>,
    serious: Option<i64>,
    loss_fen: Option<i64>,
}

/// The counted accidents of some days, one row each, in order of day.
pub(super) async fn counted(tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> sqlx::Result<Vec<Line>> {
    const COUNTED: &str = "
SELECT i.id, i.occurred_on, i.enterprise_id, e.name AS enterprise_name, e.town, e.industry, i.category_code, i.category,
  i.deaths, i.serious, i.loss_fen
FROM incident i
JOIN enterprise e ON e.id = i.enterprise_id
WHERE i.counted AND i.occurred_on >= $1 AND i.occurred_on <= $2
ORDER BY i.occurred_on, i.id";
    let rows = all!(tx, AccidentRow, COUNTED, from, to)?;
    let numbered = rows.into_iter().zip(1_i64..);
    Ok(numbered.map(|(row, seq)| row.line(seq)).collect())
}

impl AccidentRow {
    fn line(self, seq: i64) -> Line {
        Line {
            seq,
            row: Row {
                period: Period::Day(self.occurred_on),
                town: Some(self.town),
                industry: self.industry,
                group: Some(Group::of(self.category_code.as_deref())),
                incidents: Some(1),
                deaths: self.deaths,
                serious: self.serious,
                loss: self.loss_fen.map(Wan),
            },
            category_code: self.category_code,
            category: self.category,
            enterprise: Some((self.enterprise_id, self.enterprise_name)),
            incident: Some(self.id),
            cell: None,
        }
    }
}

/// How a record is set aside before a return changes it.
pub const ASIDE: Aside = Aside {
    table: "baseline",
    key: &["id"],
    columns: &[
        ("id", Kind::Id),
        ("year", Kind::Whole),
        ("number", Kind::Whole),
        ("state", Kind::Text),
        ("origin", Kind::Text),
        ("resolution", Kind::Text),
        ("as_of", Kind::Day),
        ("definition", Kind::Text),
        ("note", Kind::Text),
        ("author", Kind::Text),
        ("frozen_by", Kind::Text),
        ("frozen_at", Kind::Instant),
        ("hash", Kind::Text),
        ("filing_id", Kind::Id),
        ("version", Kind::Whole),
        ("created_at", Kind::Instant),
        ("judged", Kind::Text),
        ("restates", Kind::Id),
        ("reason", Kind::Text),
        ("differences", Kind::Text),
    ],
    title: "year",
    day: None,
    parts: &[("baseline_row", "baseline_id")],
};
