//! Rows of a workbook against what is on file: the same comparison for the preview and for taking them.
use crate::audit::model::changes;
use crate::audit::service::{Object, note, queue};
use crate::db::Tx;
use crate::enterprise::model::Period;
use crate::health::model::{FIELDS, Figures};
use crate::health::store;
use crate::kernel::intake::{Outcome, Row};
use crate::kernel::{Problem, Problems, what};
use crate::server::{Ctx, Halt};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What is known of an enterprise's period while rows are taken in.
struct Known {
    id: Uuid,
    version: i64,
    /// None for a period that this call begins.
    figures: Option<Figures>,
    /// What earlier rows of the same call said, and in which row.
    told: HashMap<&'static str, (String, i64)>,
}

type Periods = HashMap<(Uuid, Period), Known>;

/// Everything on file for the years of these rows, in one read.
async fn on_file(tx: &mut Tx, rows: &[Result<(Uuid, Figures), Problems>]) -> sqlx::Result<Periods> {
    let good = || rows.iter().flatten();
    let years = good().map(|(_, figures)| figures.period.year);
    let (Some(from), Some(to)) = (years.clone().min(), years.max()) else { return Ok(Periods::new()) };
    let enterprises: HashSet<Uuid> = good().map(|(enterprise, _)| *enterprise).collect();
    let only = enterprises.iter().next().copied().filter(|_| enterprises.len() == 1);
    let found = store::between(tx, only, (from, to)).await?.into_iter();
    let known = found.map(|record| {
        let key = (record.enterprise, record.figures.period);
        (key, Known { id: record.id, version: record.version, figures: Some(record.figures), told: HashMap::new() })
    });
    Ok(known.collect())
}

/// What one row says, field by field.
fn told(row: &Row) -> impl Iterator<Item = (&'static str, String)> + '_ {
    FIELDS.iter().filter_map(|field| {
        let count = row.values.count(field).map(|n| n.to_string());
        Some((*field, count.or_else(|| row.values.text(field).map(str::to_owned))?))
    })
}

/// What one row does over what is known, which is brought up to date; with what has to be written. A row that contradicts
/// an earlier one is wrong: else sending a return twice would change records back and forth.
fn judge(periods: &mut Periods, row: &Row, enterprise: Uuid, sent: Figures) -> (Outcome, Option<Figures>) {
    let key = (enterprise, sent.period);
    let begins = || Known { id: Uuid::now_v7(), version: 0, figures: None, told: HashMap::new() };
    let known = periods.entry(key).or_insert_with(begins);
    let contradicts = |(field, value): (&'static str, String)| {
        let (earlier, at) = known.told.get(field)?;
        (*earlier != value).then(|| Problem::new(field, what!("row-contradicts", row = at)))
    };
    let problems: Problems = told(row).filter_map(contradicts).collect();
    if !problems.is_empty() {
        return (Outcome::Wrong(problems), None);
    }
    let merged = match known.figures.map_or(Ok(sent), |on_file| sent.over(&on_file)) {
        Ok(merged) => merged,
        Err(problems) => return (Outcome::Wrong(problems), None),
    };
    let outcome = match known.figures {
        None => Outcome::New(known.id),
        Some(on_file) if on_file == merged => Outcome::Same(known.id),
        Some(on_file) => Outcome::Changed(known.id, changes(&on_file.fields(), &merged.fields())),
    };
    known.figures = Some(merged);
    for (field, value) in told(row) {
        known.told.entry(field).or_insert((value, row.source.row));
    }
    (outcome, Some(merged))
}

async fn take(tx: &mut Tx, ctx: &Ctx, rows: &[Row], writes: bool) -> Result<Vec<Outcome>, Halt> {
    let parse = |row: &Row| Ok((row.owner()?, Figures::of_values(&row.values)?));
    let parsed: Vec<Result<(Uuid, Figures), Problems>> = rows.iter().map(parse).collect();
    let mut periods = on_file(tx, &parsed).await?;
    let mut outcomes = Vec::with_capacity(rows.len());
    for (row, parsed) in rows.iter().zip(parsed) {
        let (enterprise, sent) = match parsed {
            Ok(sent) => sent,
            Err(problems) => {
                outcomes.push(Outcome::Wrong(problems));
                continue;
            }
        };
        let (outcome, merged) = judge(&mut periods, row, enterprise, sent);
        let known = periods.get_mut(&(enterprise, sent.period));
        if let (true, Some(merged), Some(known)) = (writes, merged, known) {
            write_one(tx, ctx, row, (enterprise, known), &merged, &outcome).await?;
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

async fn write_one(
    tx: &mut Tx,
    ctx: &Ctx,
    row: &Row,
    (enterprise, known): (Uuid, &mut Known),
    merged: &Figures,
    outcome: &Outcome,
) -> Result<(), Halt> {
    match outcome {
        Outcome::New(id) => {
            store::insert(tx, (*id, enterprise), merged, Some(&row.source), ctx.now).await?;
        }
        Outcome::Changed(id, changes) => {
            if store::update(tx, (*id, known.version), merged, Some(&row.source), ctx.now).await? == 0 {
                return Err(anyhow::anyhow!("health figures changed inside the transaction that read them").into());
            }
            let object = Object { noun: "health", id: Some(*id), enterprise: Some(enterprise) };
            note(tx, ctx, "import", object, changes).await?;
        }
        Outcome::Same(_) | Outcome::Wrong(_) => return Ok(()),
    }
    known.version += 1;
    Ok(())
}

/// What would become of the rows of a return; writes nothing. An enterprise has one record for a period.
///
/// # Errors
/// The database refused.
pub async fn preview(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    take(tx, ctx, rows, false).await
}

/// Takes the rows of a workbook, in the caller's transaction, as [`crate::kernel::intake`] promises.
///
/// # Errors
/// The database refused; the transaction must then be dropped.
pub async fn upsert(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    queue(tx).await?;
    take(tx, ctx, rows, true).await
}
