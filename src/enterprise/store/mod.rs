//! SQL of the roll: here what the whole feature shares, [`bulk`] for batches, [`list`] for the filtered list.
pub mod aside;
pub(super) mod bulk;
pub(super) mod list;

use super::model::{Enterprise, Exposure, Facts, Size, Uscc};
use crate::account::model::Scope;
use crate::db::{Tx, all, one, run};
use crate::kernel::Centi;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: Uuid,
    uscc: String,
    name: String,
    town: String,
    industry: Option<String>,
    size: Option<String>,
    above_scale: Option<bool>,
    has_union: Option<bool>,
    pilot: Option<bool>,
    high_risk: Option<bool>,
    safety_officer: Option<String>,
    phone: Option<String>,
    version: i64,
}

impl From<Row> for Enterprise {
    fn from(r: Row) -> Enterprise {
        let facts = Facts {
            uscc: Uscc::stored(r.uscc),
            name: r.name,
            town: r.town,
            industry: r.industry,
            size: r.size.as_deref().and_then(Size::parse),
            above_scale: r.above_scale,
            union: r.has_union,
            pilot: r.pilot,
            high_risk: r.high_risk,
            safety_officer: r.safety_officer,
            phone: r.phone,
        };
        Enterprise { id: r.id, facts, version: r.version }
    }
}

pub(super) async fn of(tx: &mut Tx, scope: &Scope, id: Uuid) -> sqlx::Result<Option<Enterprise>> {
    const OF: &str = "
SELECT id, uscc, name, town, industry, size, above_scale, has_union, pilot, high_risk, safety_officer, phone, version
FROM enterprise
WHERE id = $1
  AND ($2 IS NULL OR id = $2)
  AND ($3 IS NULL OR town = $3)";
    Ok(one!(tx, Row, OF, id, scope.enterprise(), scope.town())?.map(Enterprise::from))
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    facts: &Facts,
    spelling: &super::spell::Spelling,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    const INSERT: &str = "
INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, industry, size, above_scale, has_union, pilot, high_risk,
  safety_officer, phone, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $15)";
    run!(
        tx,
        INSERT,
        id,
        facts.uscc.as_str(),
        &facts.name,
        &spelling.full,
        &spelling.initials,
        &facts.town,
        facts.industry.as_deref(),
        facts.size.map(Size::key),
        facts.above_scale,
        facts.union,
        facts.pilot,
        facts.high_risk,
        facts.safety_officer.as_deref(),
        facts.phone.as_deref(),
        now
    )?;
    Ok(())
}

pub(super) async fn update(
    tx: &mut Tx,
    id: Uuid,
    facts: &Facts,
    spelling: &super::spell::Spelling,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    const UPDATE: &str = "
UPDATE enterprise
SET name = $2, pinyin = $3, initials = $4, town = $5, industry = $6, size = $7, above_scale = $8, has_union = $9,
  pilot = $10, high_risk = $11, safety_officer = $12, phone = $13, version = version + 1, updated_at = $14
WHERE id = $1";
    run!(
        tx,
        UPDATE,
        id,
        &facts.name,
        &spelling.full,
        &spelling.initials,
        &facts.town,
        facts.industry.as_deref(),
        facts.size.map(Size::key),
        facts.above_scale,
        facts.union,
        facts.pilot,
        facts.high_risk,
        facts.safety_officer.as_deref(),
        facts.phone.as_deref(),
        now
    )
}

/// Remembers a name that an enterprise bore until a day.
pub(super) async fn keep_former_name(tx: &mut Tx, id: Uuid, name: &str, until: NaiveDate) -> sqlx::Result<()> {
    const KEEP: &str = "
INSERT INTO former_name (enterprise_id, name, until)
VALUES ($1, $2, $3)
ON CONFLICT (enterprise_id, name) DO UPDATE SET until = excluded.until";
    run!(tx, KEEP, id, name, until)?;
    Ok(())
}

/// Names an enterprise no longer bears, the latest first.
pub(super) async fn former_names(tx: &mut Tx, id: Uuid) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    const FORMER: &str = "SELECT name, until FROM former_name WHERE enterprise_id = $1 ORDER BY until DESC, name";
    all!(tx, (String, NaiveDate), FORMER, id)
}

/// The towns in the order in which the district names them.
pub(super) async fn towns(tx: &mut Tx) -> sqlx::Result<Vec<String>> {
    Ok(all!(tx, (String,), "SELECT name FROM town ORDER BY sort, name")?.into_iter().map(|(name,)| name).collect())
}

/// Adds a town after the last one; answers how many rows that made.
pub(super) async fn add_town(tx: &mut Tx, name: &str) -> sqlx::Result<u64> {
    const ADD: &str = "
INSERT INTO town (name, sort)
SELECT $1, COALESCE(MAX(sort), 0) + 1
FROM town
WHERE TRUE
ON CONFLICT (name) DO NOTHING";
    run!(tx, ADD, name)
}

#[derive(sqlx::FromRow)]
struct ExposureRow {
    enterprise_id: Uuid,
    period: String,
    headcount: i64,
    hours_centi: Option<i64>,
    from_roll: bool,
}

impl ExposureRow {
    /// A period the program wrote always reads back; one it did not is left out.
    fn noun(self) -> Option<(Uuid, Exposure)> {
        let Self { enterprise_id, headcount, hours_centi, from_roll, .. } = self;
        let exposure =
            Exposure { period: self.period.parse().ok()?, headcount, hours: hours_centi.map(Centi), from_roll };
        Some((enterprise_id, exposure))
    }
}

/// Everything told of one year in scope, or of every year, ordered by enterprise and period.
pub(super) async fn exposures(
    tx: &mut Tx,
    scope: &Scope,
    enterprise: Option<Uuid>,
    year: Option<i64>,
) -> sqlx::Result<Vec<(Uuid, Exposure)>> {
    const EXPOSURES: &str = "
SELECT x.enterprise_id, x.period, x.headcount, x.hours_centi, x.from_roll
FROM exposure x
JOIN enterprise e ON e.id = x.enterprise_id
WHERE ($1 IS NULL OR e.id = $1)
  AND ($2 IS NULL OR e.town = $2)
  AND ($3 IS NULL OR x.enterprise_id = $3)
  AND ($4 IS NULL OR x.year = $4)
ORDER BY x.enterprise_id, x.period";
    let rows = all!(tx, ExposureRow, EXPOSURES, scope.enterprise(), scope.town(), enterprise, year)?;
    Ok(rows.into_iter().filter_map(ExposureRow::noun).collect())
}
