//! Rows of a workbook against what is on file: the same comparison for the preview and for taking them.
use crate::audit::model::changes;
use crate::audit::service::{Object, note, queue};
use crate::db::Tx;
use crate::hazard::model::{Hazard, Origin, Record};
use crate::hazard::store;
use crate::kernel::Problems;
use crate::kernel::intake::{Outcome, Row};
use crate::kernel::text;
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// By what a hazard is found again: whose it is, the day, the words without blanks.
type Key = (Uuid, NaiveDate, String);

fn key(enterprise: Uuid, hazard: &Hazard) -> Key {
    let words = text::normal(&hazard.description).chars().filter(|c| !c.is_whitespace()).collect();
    (enterprise, hazard.found_on, words)
}

/// Whether two places are told in the same words, or neither is told.
fn same_place(a: &Hazard, b: &Hazard) -> bool {
    match (&a.place, &b.place) {
        (Some(a), Some(b)) => text::alike(a, b),
        (a, b) => a == b,
    }
}

/// Whether two places may be one: the same, or one of them not told.
fn may_be_one(a: &Hazard, b: &Hazard) -> bool {
    a.place.is_none() || b.place.is_none() || same_place(a, b)
}

/// A good row and what it means on file.
struct Met {
    enterprise: Uuid,
    hazard: Hazard,
    /// The id of a new record is made here, so that an equal later row can name it.
    id: Uuid,
    record: Option<Record>,
    /// An earlier row of the same call says the same.
    repeats: bool,
}

impl Met {
    fn of(row: &Row) -> Result<Met, Problems> {
        let enterprise = row.owner()?;
        let hazard = Hazard::of_values(&row.values)?;
        Ok(Met { enterprise, hazard, id: Uuid::now_v7(), record: None, repeats: false })
    }

    fn takes(&mut self, record: Record) {
        self.id = record.id;
        self.hazard = self.hazard.over(&record.hazard);
        self.record = Some(record);
    }

    fn outcome(&self) -> Outcome {
        match &self.record {
            _ if self.repeats => Outcome::Same(self.id),
            None => Outcome::New(self.id),
            Some(record) if record.hazard == self.hazard => Outcome::Same(self.id),
            Some(record) => Outcome::Changed(self.id, changes(&record.hazard.fields(), &self.hazard.fields())),
        }
    }
}

type OnFile = HashMap<Key, Vec<Record>>;

/// Everything on file on the days of these rows, in one read.
async fn on_file(tx: &mut Tx, met: &[Result<Met, Problems>]) -> sqlx::Result<OnFile> {
    let good = || met.iter().flatten();
    let days = good().map(|met| met.hazard.found_on);
    let (Some(from), Some(to)) = (days.clone().min(), days.max()) else { return Ok(HashMap::new()) };
    let enterprises: HashSet<Uuid> = good().map(|met| met.enterprise).collect();
    let only = enterprises.iter().next().copied().filter(|_| enterprises.len() == 1);
    let mut found = OnFile::new();
    for record in store::between(tx, only, from, to).await? {
        found.entry(key(record.enterprise, &record.hazard)).or_default().push(record);
    }
    Ok(found)
}

/// Finds the record that each row means: enterprise, day and words. Where several are of the same words, a row meets first
/// the one that says the same, then one of the same place, then one that may be of the same place; never one that the same
/// filing brought, and never one of another place: the same fault in two workshops is two hazards.
async fn meet(tx: &mut Tx, rows: &[Row]) -> sqlx::Result<Vec<Result<Met, Problems>>> {
    let mut all: Vec<Result<Met, Problems>> = rows.iter().map(Met::of).collect();
    let mut on_file = on_file(tx, &all).await?;
    let mut first: HashMap<Key, Vec<usize>> = HashMap::new();
    let mut told: HashMap<usize, Hazard> = HashMap::new();
    for at in 0..all.len() {
        let (before, rest) = all.split_at_mut(at);
        let Ok(met) = &mut rest[0] else { continue };
        let key = key(met.enterprise, &met.hazard);
        let earlier = first.entry(key.clone()).or_default();
        let twin = earlier.iter().find(|e| told.get(*e) == Some(&met.hazard));
        if let Some(twin) = twin.and_then(|e| before[*e].as_ref().ok()) {
            (met.id, met.repeats) = (twin.id, true);
            continue;
        }
        earlier.push(at);
        told.insert(at, met.hazard.clone());
        let records = on_file.entry(key).or_default();
        if let Some(same) = records.iter().position(|r| met.hazard.over(&r.hazard) == r.hazard) {
            met.takes(records.remove(same));
        }
    }
    for (row, met) in rows.iter().zip(&mut all) {
        let Ok(met) = met else { continue };
        if met.record.is_some() || met.repeats {
            continue;
        }
        let records = on_file.entry(key(met.enterprise, &met.hazard)).or_default();
        let other = |r: &Record| r.filed.as_ref().is_none_or(|filed| filed.filing != row.source.filing);
        let here = records.iter().position(|r| other(r) && same_place(&r.hazard, &met.hazard));
        let perhaps = || records.iter().position(|r| other(r) && may_be_one(&r.hazard, &met.hazard));
        if let Some(at) = here.or_else(perhaps) {
            met.takes(records.remove(at));
        }
    }
    // A repeated row names the record that its first telling met.
    for at in 0..all.len() {
        let (before, rest) = all.split_at_mut(at);
        let Ok(met) = &mut rest[0] else { continue };
        if met.repeats {
            let twins = first.get(&key(met.enterprise, &met.hazard)).into_iter().flatten();
            let twin = twins.filter(|e| told.get(*e) == Some(&met.hazard)).find_map(|e| before.get(*e)?.as_ref().ok());
            met.id = twin.map_or(met.id, |twin| twin.id);
        }
    }
    Ok(all)
}

/// What [`upsert`] would do with each row, in their order. Writes nothing.
///
/// # Errors
/// The database refused.
pub async fn preview(tx: &mut Tx, _ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    let met = meet(tx, rows).await?;
    Ok(met.into_iter().map(|met| met.map_or_else(Outcome::Wrong, |met| met.outcome())).collect())
}

/// Takes the rows of a workbook, in the caller's transaction, as [`crate::kernel::intake`] promises. What a workbook
/// tells the enterprise found itself.
///
/// # Errors
/// The database refused; the transaction must then be dropped.
pub async fn upsert(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    queue(tx).await?;
    let mut outcomes = Vec::with_capacity(rows.len());
    for (row, met) in rows.iter().zip(meet(tx, rows).await?) {
        let outcome = match &met {
            Ok(met) => met.outcome(),
            Err(problems) => Outcome::Wrong(problems.clone()),
        };
        if let Ok(met) = met {
            write_one(tx, ctx, row, &met, &outcome).await?;
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

async fn write_one(tx: &mut Tx, ctx: &Ctx, row: &Row, met: &Met, outcome: &Outcome) -> Result<(), Halt> {
    match (outcome, &met.record) {
        (Outcome::Changed(id, changes), Some(record)) => {
            let key = (record.id, record.version);
            if store::update(tx, key, &met.hazard, Some(&row.source), ctx.now).await? == 0 {
                return Err(anyhow::anyhow!("a hazard changed inside the transaction that read it").into());
            }
            let object = Object { noun: "hazard", id: Some(*id), enterprise: Some(met.enterprise) };
            note(tx, ctx, "import", object, changes).await?;
        }
        (Outcome::New(id), _) => {
            store::insert(tx, (*id, met.enterprise), &met.hazard, Origin::Own, Some(&row.source), ctx.now).await?;
        }
        _ => {}
    }
    Ok(())
}
