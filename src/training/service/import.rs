//! Rows of a workbook against what is on file: the same comparison for the preview and for taking them. Made for rosters
//! of 200,000 lines: every batch is compared as a set and written many rows at a time.
use crate::audit::model::changes;
use crate::audit::service::{Object, note, queue};
use crate::db::Tx;
use crate::kernel::code::IdNumber;
use crate::kernel::intake::{Outcome, Row};
use crate::kernel::{Problem, Problems, text, what};
use crate::server::seal::Seal;
use crate::server::{Ctx, Halt};
use crate::training::model::{Attendance, HiddenId, Record};
use crate::training::store::write::{self, Keys, New};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// Hides an identity number behind the key.
pub(super) fn hidden(seal: &Seal, id: &IdNumber) -> HiddenId {
    HiddenId { index: seal.index(id.as_str()), mask: id.masked() }
}

/// The first 128 bits of a hash over parts that cannot run into each other.
fn hash(parts: &[&str]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let whole: [u8; 32] = hash.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&whole[..16]);
    half
}

/// By what this row is found again in another workbook.
pub(super) fn keys(enterprise: Uuid, of: &Attendance) -> Keys {
    let (enterprise, day) = (enterprise.to_string(), of.held_on.to_string());
    let course = of.course.as_deref().map(text::normal).unwrap_or_default();
    let by = |sort: &str, person: &str| {
        let bytes = hash(&[&enterprise, &day, sort, person, of.kind.key(), &course]);
        Uuid::from_bytes(bytes).simple().to_string()
    };
    let name = by("name", &text::normal(&of.name));
    Keys { same: of.id.as_ref().map_or_else(|| name.clone(), |id| by("id", &id.index)), name }
}

/// One sitting: the same enterprise, day, kind, course and hours, whichever workbook tells of it.
pub(super) fn session(enterprise: Uuid, of: &Attendance) -> Uuid {
    let course = of.course.as_deref().map(text::normal).unwrap_or_default();
    let parts = [&enterprise.to_string(), &of.held_on.to_string(), of.kind.key(), &course, &of.hours.to_string()];
    uuid::Builder::from_custom_bytes(hash(&parts)).into_uuid()
}

/// A good row and what it means on file.
struct Met {
    enterprise: Uuid,
    attendance: Attendance,
    number: Option<IdNumber>,
    keys: Keys,
    id: Uuid,
    record: Option<Record>,
    repeats: bool,
}

impl Met {
    fn of(seal: &Seal, row: &Row) -> Result<Met, Problems> {
        let enterprise = row.owner()?;
        let (mut attendance, number) = Attendance::of_values(&row.values)?;
        attendance.id = number.as_ref().map(|id| hidden(seal, id));
        let keys = keys(enterprise, &attendance);
        Ok(Met { enterprise, attendance, number, keys, id: Uuid::now_v7(), record: None, repeats: false })
    }

    fn takes(&mut self, record: Record) {
        self.id = record.id;
        self.attendance = self.attendance.over(&record.attendance);
        self.keys = keys(self.enterprise, &self.attendance);
        self.record = Some(record);
    }

    fn outcome(&self) -> Outcome {
        match &self.record {
            _ if self.repeats => Outcome::Same(self.id),
            None => Outcome::New(self.id),
            Some(record) if record.attendance == self.attendance => Outcome::Same(self.id),
            Some(record) => Outcome::Changed(self.id, changes(&record.attendance.fields(), &self.attendance.fields())),
        }
    }

    fn as_new<'a>(&'a self, seal: &Seal, row: &'a Row) -> Result<New<'a>, Halt> {
        let sealed = self.number.as_ref().map(|id| seal.seal(id.as_str())).transpose()?;
        Ok(New {
            id: self.id,
            enterprise: self.enterprise,
            session: session(self.enterprise, &self.attendance),
            attendance: &self.attendance,
            sealed,
            keys: &self.keys,
            source: Some(&row.source),
        })
    }
}

/// Records on file by how they can be found; each is met by one row only.
struct OnFile {
    by_same: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    records: Vec<Option<Record>>,
}

impl OnFile {
    async fn read(tx: &mut Tx, all: &[Result<Met, Problems>]) -> sqlx::Result<OnFile> {
        let wanted: Vec<&Keys> = all.iter().flatten().map(|met| &met.keys).collect();
        let found = write::found(tx, &wanted).await?;
        let mut on_file = OnFile { by_same: HashMap::new(), by_name: HashMap::new(), records: Vec::new() };
        for (at, record) in found.into_iter().enumerate() {
            let keys = keys(record.enterprise, &record.attendance);
            on_file.by_same.insert(keys.same, at);
            on_file.by_name.entry(keys.name).or_default().push(at);
            on_file.records.push(Some(record));
        }
        Ok(on_file)
    }

    fn exactly(&mut self, keys: &Keys) -> Option<Record> {
        self.by_same.get(&keys.same).and_then(|at| self.records[*at].take())
    }

    /// Namesakes of one sitting, told of without numbers and all together, as an exported list tells of them: each row meets
    /// the record that says the same. With fewer rows than records nobody can say which of them is meant.
    fn namesakes(&mut self, all: &mut [Result<Met, Problems>]) {
        for (name, records) in self.by_name.iter().filter(|(_, records)| records.len() > 1) {
            let bare = |met: &&mut Met| met.number.is_none() && met.keys.name == *name;
            let rows: Vec<&mut Met> = all.iter_mut().flatten().filter(bare).collect();
            if rows.len() < records.len() {
                continue;
            }
            for met in rows {
                let says = |r: &Record| met.attendance.over(&r.attendance) == r.attendance;
                let found = records.iter().find(|at| self.records[**at].as_ref().is_some_and(says));
                if let Some(record) = found.and_then(|at| self.records[*at].take()) {
                    met.takes(record);
                }
            }
        }
    }

    /// The record of the same name that another workbook brought, where one of both has no identity number.
    /// Several namesakes with numbers cannot be told apart by a row without one.
    fn by_name(&mut self, met: &Met, filing: Uuid) -> Result<Option<Record>, Problems> {
        let elsewhere = |r: &Record| r.filed.as_ref().is_none_or(|filed| filed.filing != filing);
        let named: Vec<usize> = self.by_name.get(&met.keys.name).cloned().unwrap_or_default();
        let may = |at: &&usize| {
            self.records[**at]
                .as_ref()
                .is_some_and(|r| elsewhere(r) && r.attendance.id.is_none() == met.number.is_some())
        };
        let found: Vec<usize> = named.iter().filter(may).copied().collect();
        match found.as_slice() {
            [] => Ok(None),
            [one] => Ok(self.records[*one].take()),
            _ if met.number.is_some() => Ok(self.records[found[0]].take()),
            several => {
                let what = what!("namesakes", name = &met.attendance.name, count = several.len());
                Err(vec![Problem::new("id_no", what)])
            }
        }
    }
}

/// A row that repeats an earlier one of the same call is the same; one that contradicts it is wrong: else sending a return
/// twice would change records back and forth.
fn repeats(rows: &[Row], all: &mut [Result<Met, Problems>]) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for at in 0..all.len() {
        let (before, rest) = all.split_at_mut(at);
        let Ok(met) = &mut rest[0] else { continue };
        if met.record.is_some() {
            continue;
        }
        let Some(Ok(earlier)) = first.get(&met.keys.same).map(|e| &before[*e]) else {
            first.insert(met.keys.same.clone(), at);
            continue;
        };
        if met.attendance.over(&earlier.attendance) == earlier.attendance {
            (met.id, met.repeats) = (earlier.id, true);
        } else {
            let said = changes(&earlier.attendance.fields(), &met.attendance.over(&earlier.attendance).fields());
            let line = first.get(&met.keys.same).map_or(0, |e| rows[*e].source.row);
            let field = said.first().map_or(String::new(), |change| change.0.clone());
            rest[0] = Err(vec![Problem::new(field, what!("row-contradicts", row = line))]);
        }
    }
}

async fn meet(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Result<Met, Problems>>, Halt> {
    let seal = &ctx.app.seal;
    let mut all: Vec<Result<Met, Problems>> = rows.iter().map(|row| Met::of(seal, row)).collect();
    let mut on_file = OnFile::read(tx, &all).await?;
    on_file.namesakes(&mut all);
    repeats(rows, &mut all);
    for met in all.iter_mut().flatten().filter(|met| !met.repeats && met.record.is_none()) {
        if let Some(record) = on_file.exactly(&met.keys) {
            met.takes(record);
        }
    }
    for (row, slot) in rows.iter().zip(&mut all) {
        let Ok(met) = slot else { continue };
        if met.record.is_some() || met.repeats {
            continue;
        }
        match on_file.by_name(met, row.source.filing) {
            Ok(Some(record)) => met.takes(record),
            Ok(None) => {}
            Err(problems) => *slot = Err(problems),
        }
    }
    // A repeated row names the record that its first telling met.
    let ids: HashMap<String, Uuid> =
        all.iter().flatten().filter(|met| !met.repeats).map(|met| (met.keys.same.clone(), met.id)).collect();
    for met in all.iter_mut().flatten().filter(|met| met.repeats) {
        met.id = ids.get(&met.keys.same).copied().unwrap_or(met.id);
    }
    Ok(all)
}

/// What [`upsert`] would do with each row, in their order. Writes nothing. The natural key is enterprise, day, kind,
/// course and person: by identity number, by name where one of both sides has none.
///
/// # Errors
/// The database refused.
pub async fn preview(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    let met = meet(tx, ctx, rows).await?;
    Ok(met.into_iter().map(|met| met.map_or_else(Outcome::Wrong, |met| met.outcome())).collect())
}

/// Takes the rows of a workbook, in the caller's transaction, as [`crate::kernel::intake`] promises.
///
/// # Errors
/// The database refused; the transaction must then be dropped.
pub async fn upsert(tx: &mut Tx, ctx: &Ctx, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    queue(tx).await?;
    let all = meet(tx, ctx, rows).await?;
    let seal = &ctx.app.seal;
    let mut fresh = Vec::new();
    let mut outcomes = Vec::with_capacity(rows.len());
    for (row, met) in rows.iter().zip(&all) {
        let outcome = match met {
            Ok(met) => met.outcome(),
            Err(problems) => Outcome::Wrong(problems.clone()),
        };
        if let Ok(met) = met {
            match &outcome {
                Outcome::New(_) => fresh.push(met.as_new(seal, row)?),
                Outcome::Changed(id, changes) => {
                    let version = met.record.as_ref().map_or(0, |record| record.version);
                    if write::update(tx, &met.as_new(seal, row)?, version, ctx.now).await? == 0 {
                        return Err(
                            anyhow::anyhow!("a training record changed inside the transaction that read it").into()
                        );
                    }
                    let object = Object { noun: "training", id: Some(*id), enterprise: Some(met.enterprise) };
                    note(tx, ctx, "import", object, changes).await?;
                }
                Outcome::Same(_) | Outcome::Wrong(_) => {}
            }
        }
        outcomes.push(outcome);
    }
    write::insert(tx, &fresh, ctx.now).await?;
    Ok(outcomes)
}
