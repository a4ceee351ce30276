//! Rows of a workbook against what is on file: the same comparison for the preview and for taking them.
use crate::account::model::Role;
use crate::audit::model::changes;
use crate::audit::service::{Object, note, queue};
use crate::db::Tx;
use crate::incident::cause::Recorder;
use crate::incident::model::{Incident, Record};
use crate::incident::store::write::{self, Judged};
use crate::incident::{category, rule};
use crate::kernel::Problems;
use crate::kernel::intake::{Outcome, Row};
use crate::kernel::rulebook;
use crate::server::{Ctx, Halt};
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The accident with its type by the list in force on its day, where it is one of the list.
pub(super) fn classified(mut incident: Incident) -> (Incident, Option<(i64, &'static str)>) {
    let known = incident.category.as_deref().and_then(|typed| category::normal(incident.day(), typed));
    let Some((scheme, code, label)) = known else { return (incident, None) };
    incident.category = Some(label.to_owned());
    let year = match scheme {
        category::Scheme::Gb1986 => 1986,
        category::Scheme::Gb2025 => 2025,
    };
    (incident, Some((year, code)))
}

/// What is stored beside the facts, by the rules of the accident's day.
pub(super) fn judged(incident: &Incident, listed: Option<(i64, &'static str)>) -> Judged {
    let rules = rulebook::at(incident.day());
    Judged { listed, counted: rule::counted(incident, &rules).taken() }
}

/// Who records: a department of the alliance, or the enterprise.
pub(super) fn recorder(ctx: &Ctx) -> Option<Recorder> {
    match &ctx.actor.as_deref()?.role {
        Role::Rep(_) => Some(Recorder::Enterprise),
        Role::Inspector(inspector) => Recorder::parse(inspector.department().key()),
        Role::Leader(_) | Role::Admin(_) => None,
    }
}

/// A good row and what it means on file.
struct Met {
    enterprise: Uuid,
    incident: Incident,
    listed: Option<(i64, &'static str)>,
    /// The id of a new record is made here, so that an equal later row can name it.
    id: Uuid,
    record: Option<Record>,
    /// An earlier row of the same call says the same.
    repeats: bool,
}

impl Met {
    fn of(row: &Row) -> Result<Met, Problems> {
        let enterprise = row.owner()?;
        let (incident, listed) = classified(Incident::of_values(&row.values)?);
        Ok(Met { enterprise, incident, listed, id: Uuid::now_v7(), record: None, repeats: false })
    }

    fn takes(&mut self, record: Record) {
        self.id = record.id;
        self.record = Some(record);
    }

    fn outcome(&self) -> Outcome {
        match &self.record {
            _ if self.repeats => Outcome::Same(self.id),
            None => Outcome::New(self.id),
            Some(record) if record.incident == self.incident => Outcome::Same(self.id),
            Some(record) => Outcome::Changed(self.id, changes(&record.incident.fields(), &self.incident.fields())),
        }
    }
}

type OnFile = HashMap<(Uuid, NaiveDateTime), Vec<Record>>;

/// Everything on file on the days of these rows, in one read.
async fn on_file(tx: &mut Tx, met: &[Result<Met, Problems>]) -> sqlx::Result<OnFile> {
    let good = || met.iter().flatten();
    let days = good().map(|met| met.incident.day());
    let (Some(from), Some(to)) = (days.clone().min(), days.max()) else { return Ok(HashMap::new()) };
    let enterprises: HashSet<Uuid> = good().map(|met| met.enterprise).collect();
    let only = enterprises.iter().next().copied().filter(|_| enterprises.len() == 1);
    let mut found = OnFile::new();
    for record in write::between(tx, only, from, to).await? {
        found.entry((record.enterprise, record.incident.occurred_at)).or_default().push(record);
    }
    Ok(found)
}

/// Finds the record that each row means: enterprise and minute. Where several are of the same minute, a row meets first
/// the one that says the same, then the others in order, but never one that the same filing brought.
async fn meet(tx: &mut Tx, rows: &[Row]) -> sqlx::Result<Vec<Result<Met, Problems>>> {
    let mut all: Vec<Result<Met, Problems>> = rows.iter().map(Met::of).collect();
    let mut on_file = on_file(tx, &all).await?;
    let mut first: HashMap<(Uuid, NaiveDateTime), Vec<usize>> = HashMap::new();
    for at in 0..all.len() {
        let (before, rest) = all.split_at_mut(at);
        let Ok(met) = &mut rest[0] else { continue };
        let key = (met.enterprise, met.incident.occurred_at);
        let earlier = first.entry(key).or_default();
        let twin = earlier.iter().filter_map(|e| before[*e].as_ref().ok()).find(|e| e.incident == met.incident);
        if let Some(twin) = twin {
            (met.id, met.repeats) = (twin.id, true);
            continue;
        }
        earlier.push(at);
        let records = on_file.entry(key).or_default();
        if let Some(same) = records.iter().position(|r| met.incident.over(&r.incident) == r.incident) {
            met.takes(records.remove(same));
        }
    }
    for (row, met) in rows.iter().zip(&mut all) {
        let Ok(met) = met else { continue };
        if met.record.is_some() || met.repeats {
            continue;
        }
        let records = on_file.entry((met.enterprise, met.incident.occurred_at)).or_default();
        let other = |r: &Record| r.filed.as_ref().is_none_or(|filed| filed.filing != row.source.filing);
        if let Some(at) = records.iter().position(other) {
            met.takes(records.remove(at));
        }
    }
    meet_by_day(rows, &mut all, &mut on_file);
    for met in all.iter_mut().flatten() {
        if let Some(record) = met.record.as_ref().filter(|_| !met.repeats) {
            // A blank cell keeps what is on file, its type with it.
            (met.incident, met.listed) = classified(met.incident.over(&record.incident));
        }
    }
    Ok(all)
}

/// A row that has only the day means the one record of that day that says all else that it says, place or words among it; so does
/// a row with a time the one that has only the day. The time stays, or is added.
fn meet_by_day(rows: &[Row], all: &mut [Result<Met, Problems>], on_file: &mut OnFile) {
    let mut days: HashMap<(Uuid, NaiveDate), Vec<NaiveDateTime>> = HashMap::new();
    for (enterprise, at) in on_file.keys() {
        days.entry((*enterprise, at.date())).or_default().push(*at);
    }
    for (row, met) in rows.iter().zip(all) {
        let Ok(met) = met else { continue };
        if met.record.is_some() || met.repeats {
            continue;
        }
        let times = days.get(&(met.enterprise, met.incident.day())).into_iter().flatten();
        let keys = times.map(|at| (met.enterprise, *at));
        let means = |record: &Record| {
            record.filed.as_ref().is_none_or(|filed| filed.filing != row.source.filing)
                && is_told(&met.incident, &record.incident)
        };
        let found: Vec<(_, usize)> = keys
            .flat_map(|key| on_file.get(&key).into_iter().flatten().enumerate().map(move |(at, one)| (key, at, one)))
            .filter(|(.., record)| means(record))
            .map(|(key, at, _)| (key, at))
            .collect();
        let [(key, at)] = found.as_slice() else { continue };
        let Some(record) = on_file.get_mut(key).map(|records| records.remove(*at)) else { continue };
        if !met.incident.time_known {
            met.incident.occurred_at = record.incident.occurred_at;
        }
        met.takes(record);
    }
}

/// Whether a row and a record of one day, of which one has no time, say the same, and more than that something happened.
fn is_told(row: &Incident, record: &Incident) -> bool {
    let (at, time_known) = match row.time_known {
        true => (row.occurred_at, true),
        false => (record.occurred_at, record.time_known),
    };
    let row = Incident { occurred_at: at, time_known, ..row.clone() };
    let timed = Incident { occurred_at: at, time_known, ..record.clone() };
    let told = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let of_one = !record.time_known || row.occurred_at == record.occurred_at;
    of_one && (told(&row.place) || told(&row.brief)) && row.over(&timed) == timed
}

/// What [`upsert`] would do with each row, in their order. Writes nothing. The natural key is enterprise and minute.
///
/// # Errors
/// The database refused.
pub async fn preview(tx: &mut Tx, _ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    let met = meet(tx, rows).await?;
    Ok(met.into_iter().map(|met| met.map_or_else(Outcome::Wrong, |met| met.outcome())).collect())
}

/// Takes the rows of a workbook, in the caller's transaction, as [`crate::kernel::intake`] promises.
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
    let beside = judged(&met.incident, met.listed);
    match (outcome, &met.record) {
        (Outcome::Changed(id, changes), Some(record)) => {
            let key = (record.id, record.version);
            if write::update(tx, key, &met.incident, &beside, Some(&row.source), ctx.now).await? == 0 {
                return Err(anyhow::anyhow!("an incident changed inside the transaction that read it").into());
            }
            let object = Object { noun: "incident", id: Some(*id), enterprise: Some(met.enterprise) };
            note(tx, ctx, "import", object, changes).await?;
        }
        (Outcome::New(id), _) => {
            write::insert(tx, (*id, met.enterprise, recorder(ctx)), &met.incident, &beside, Some(&row.source), ctx.now)
                .await?;
        }
        _ => {}
    }
    Ok(())
}
