//! One walk over all rows of a filing, in batches: matched to enterprises, compared with the records or written to them.
use super::super::model::{Fate, Filing, Left, Out, SheetSummary, Taken, Tally, out_rows};
use super::super::report::{Problem, Severity};
use super::super::rule;
use super::super::rule::calendar::{Calendar, period_of_row};
use super::super::staged::{Entry, Index, Kind, LEFT_OUT, RowLine, Staged};
use super::super::template::Template;
use super::keep::{self, Deed};
use super::matching::{Around, Claim, Directory, problem};
use super::trace::Trace;
use crate::db::Tx;
use crate::enterprise::model::Period;
use crate::kernel::intake::{BATCH, Outcome, Row, Source};
use crate::kernel::{Problems, text};
use crate::server::{Ctx, Halt};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use uuid::Uuid;

/// How many problems of one kind are listed a sheet; the rest are counted.
const LISTED_MAX: u64 = 1_000;

/// The most different names on no roll that a person is asked about.
const NAMES_MAX: usize = 200;

/// What one walk needs and what it finds.
pub struct Walk<'a> {
    pub ctx: &'a Ctx,
    pub filing: Uuid,
    pub sender: rule::Sender,
    pub staged: &'a Staged,
    pub index: &'a mut Index,
    pub sheets: &'a mut [SheetSummary],
    pub deed: Deed,
    calendar: &'a Calendar,
    /// Keeps what is done to each row, while rows are written.
    trace: Option<Trace>,
    /// The file's name.
    file: &'a str,
    /// What a person said about names that are on no roll.
    names: BTreeMap<String, Uuid>,
    /// Rows that the sender left out, by the places of their tables.
    out: HashSet<(usize, u32)>,
    /// What features keep from batch to batch.
    kept: keep::Kept,
    found: Found,
}

/// What the records had to say.
#[derive(Default)]
struct Found {
    /// Problems as JSON lines, as they go to disk.
    lines: Vec<u8>,
    filed: Covered,
    /// Names that are on no roll, with how many rows bear them.
    unknown: BTreeMap<String, u64>,
    met: Vec<Uuid>,
    changed: Vec<Uuid>,
    /// What new rows say, while nothing is written: the same said again will be found recorded.
    said: HashSet<u64>,
    /// The last row that told of each record of which a later row of the file may say something else: its place in the index.
    told: HashMap<u64, u32>,
}

/// (enterprise, template, period) of every row that can be taken, and whether one of them tells anything new.
pub type Covered = BTreeMap<(Uuid, &'static str, Period), bool>;

/// The end of a walk.
pub struct Walked {
    pub tally: Tally,
    pub lines: Vec<u8>,
    pub filed: Covered,
    pub unknown: BTreeMap<String, u64>,
    /// The records that rows mean, known ones and new ones.
    pub met: Vec<Uuid>,
    /// Those of them that rows say something else of.
    pub changed: Vec<Uuid>,
}

/// A row that may be taken, with its place in the index.
struct Candidate {
    at: usize,
    row: Row,
}

impl<'a> Walk<'a> {
    pub fn new(
        ctx: &'a Ctx,
        (filing, sender): (Uuid, rule::Sender),
        staged: &'a Staged,
        index: &'a mut Index,
        sheets: &'a mut [SheetSummary],
        (deed, calendar): (Deed, &'a Calendar),
    ) -> Walk<'a> {
        // What an earlier comparison found is found again, or is no longer true.
        index.entries.retain(|entry| !matches!(entry.kind, Kind::Compared { .. }));
        sheets.iter_mut().for_each(|sheet| sheet.compared.clear());
        Walk {
            ctx,
            filing,
            sender,
            staged,
            index,
            sheets,
            deed,
            calendar,
            trace: None,
            file: "",
            names: BTreeMap::new(),
            out: HashSet::new(),
            kept: keep::Kept::default(),
            found: Found::default(),
        }
    }

    /// The same, keeping what is done to each row.
    #[must_use]
    pub fn traced(self, trace: Trace) -> Walk<'a> {
        Walk { trace: Some(trace), ..self }
    }

    /// The same, with the file's name and what a person said: whom names mean that are on no roll, which rows are left out.
    #[must_use]
    pub fn said(self, file: &'a str, names: BTreeMap<String, Uuid>, out: &[Out]) -> Walk<'a> {
        let out = out_rows(out, self.sheets);
        Walk { file, names, out, ..self }
    }

    /// Walks over every sheet, the roll first.
    ///
    /// # Errors
    /// The database or the disk refused.
    pub async fn run(mut self, tx: &mut Tx) -> Result<Walked, Halt> {
        let mut directory = Directory::open(tx, self.ctx).await?.named(self.file, self.names.clone());
        for (at, sheet) in self.sheets.iter_mut().enumerate() {
            sheet.taken = match rule::taken(sheet.info.template.as_deref(), self.sender) {
                Taken::Yes if !keep::KEPT.contains(&sheet.template()) => Taken::NotYet,
                taken => taken,
            };
            if sheet.taken != Taken::Yes {
                leave(self.index, at, sheet.taken);
            }
        }
        for key in keep::KEPT {
            let Some(template) = Template::by_key(key) else { continue };
            let mine = |s: &SheetSummary| s.taken == Taken::Yes && s.template() == key;
            let sheets: Vec<usize> = (0..self.sheets.len()).filter(|at| mine(&self.sheets[*at])).collect();
            for sheet in &sheets {
                self.sheet(tx, &mut directory, *sheet, template).await?;
            }
            if key == "roll" && !sheets.is_empty() && self.deed == Deed::Upsert {
                directory = Directory::open(tx, self.ctx).await?.named(self.file, self.names.clone());
            }
        }
        let tally = self.count();
        let Found { lines, filed, unknown, met, changed, .. } = self.found;
        Ok(Walked { tally, lines, filed, unknown, met, changed })
    }

    async fn sheet(
        &mut self,
        tx: &mut Tx,
        directory: &mut Directory,
        sheet: usize,
        template: &'static Template,
    ) -> Result<(), Halt> {
        let mut around = directory.around(tx, self.sheets, sheet).await?;
        for batch in self.index.rows_of(sheet).chunks(BATCH) {
            let good: Vec<usize> = batch.iter().copied().filter(|at| self.set_out(*at)).collect();
            let entries: Vec<Entry> = good.iter().map(|at| self.index.entries[*at]).collect();
            let lines = read(self.staged, entries).await?;
            directory.meet_rows(tx, &lines).await?;
            let mut candidates = Vec::with_capacity(good.len());
            for (at, line) in good.into_iter().zip(lines) {
                candidates.extend(self.candidate((directory, &mut around), at, sheet, template, line)?);
            }
            let rows: Vec<Row> = candidates.iter().map(|c| c.row.clone()).collect();
            let outcomes = keep::keep(tx, self.ctx, &mut self.kept, template.key, &rows, self.deed).await?;
            if let Some(trace) = &mut self.trace {
                trace.batch(tx, template.key, &outcomes).await?;
            }
            for (candidate, outcome) in candidates.into_iter().zip(outcomes) {
                self.settle(&candidate, (sheet, template), outcome)?;
            }
        }
        Ok(())
    }

    /// Puts a row back to what the reader judged; answers whether it was good and is not left out.
    fn set_out(&mut self, at: usize) -> bool {
        let Entry { kind: Kind::Row { ok, .. }, sheet, row, .. } = self.index.entries[at] else { return false };
        if self.out.contains(&(usize::from(sheet), row)) {
            self.fate(at, Fate::LeftOut);
            return false;
        }
        self.fate(at, if ok { Fate::New } else { Fate::Wrong });
        ok
    }

    fn fate(&mut self, at: usize, fate: Fate) {
        if let Kind::Row { fate: place, repeated, .. } = &mut self.index.entries[at].kind {
            (*place, *repeated) = (fate, false);
        }
    }

    /// Matches a row to its enterprise. `None` when that settles it already.
    fn candidate(
        &mut self,
        (directory, around): (&mut Directory, &mut Around),
        at: usize,
        sheet: usize,
        template: &'static Template,
        line: RowLine,
    ) -> Result<Option<Candidate>, Halt> {
        let (enterprise, instead) = match directory.claim(around, template.key, &line, &self.sheets[sheet]) {
            Claim::Row { enterprise, instead, told } => {
                self.note(sheet, told.into_iter().collect())?;
                (enterprise, instead)
            }
            Claim::Coming => {
                self.fate(at, Fate::New);
                return Ok(None);
            }
            Claim::Nobody(problem, asked) => {
                if let Some(asked) = asked.filter(|_| self.found.unknown.len() < NAMES_MAX) {
                    *self.found.unknown.entry(asked).or_default() += 1;
                }
                self.wrong(at, sheet, vec![problem])?;
                return Ok(None);
            }
        };
        if template.key == "roll" && self.deed == Deed::Preview {
            directory.comes(&line.values);
        }
        let source =
            Source { filing: self.filing, sheet: self.sheets[sheet].info.sheet.clone(), row: i64::from(line.row) };
        let values = instead.unwrap_or(line.values);
        Ok(Some(Candidate { at, row: Row { enterprise, source, values } }))
    }

    fn settle(
        &mut self,
        candidate: &Candidate,
        (sheet, template): (usize, &'static Template),
        outcome: Outcome,
    ) -> Result<(), Halt> {
        let recorded = !matches!(outcome, Outcome::New(_));
        let (fate, met) = match outcome {
            Outcome::New(id) => (Fate::New, id),
            Outcome::Same(id) => (Fate::Same, id),
            Outcome::Changed(id, _) => (Fate::Changed, id),
            Outcome::Wrong(problems) => {
                let row = u32::try_from(candidate.row.source.row).unwrap_or(0);
                let problems = told(problems, row, &self.sheets[sheet]);
                return self.wrong(candidate.at, sheet, problems);
            }
        };
        let repeated =
            fate == Fate::New && self.deed == Deed::Preview && !self.found.said.insert(saying(template, candidate)?);
        let fate = if repeated { Fate::Same } else { fate };
        let known = if recorded { met } else { Uuid::nil() };
        let again = if self.deed == Deed::Preview { self.told_before(candidate, template, known)? } else { None };
        let (fate, repeated) = again.map_or((fate, repeated), |fate| (fate, true));
        self.fate(candidate.at, fate);
        if let Kind::Row { repeated: place, .. } = &mut self.index.entries[candidate.at].kind {
            *place = repeated;
        }
        self.found.met.push(met);
        if fate == Fate::Changed && recorded {
            self.found.changed.push(met);
        }
        let period = period_of_row(self.calendar, template, &candidate.row.values);
        if let Some((enterprise, period)) = candidate.row.enterprise.zip(period) {
            *self.found.filed.entry((enterprise, template.key, period)).or_default() |= fate != Fate::Same;
        }
        Ok(())
    }

    /// What a row will be that tells of the record of an earlier row: by then that one is recorded.
    fn told_before(&mut self, candidate: &Candidate, template: &Template, known: Uuid) -> Result<Option<Fate>, Halt> {
        let Some(record) = record_of(template, candidate, known) else { return Ok(None) };
        let at = u32::try_from(candidate.at).unwrap_or(u32::MAX);
        let Some(earlier) = self.found.told.insert(record, at) else { return Ok(None) };
        let Some(earlier) = self.index.entries.get(earlier as usize) else { return Ok(None) };
        let lines = self.staged.rows(&[*earlier]).map_err(anyhow::Error::from)?;
        let Some(before) = lines.first() else { return Ok(None) };
        // What is blank leaves what is recorded.
        let other = |(field, value): (&String, &serde_json::Value)| {
            !value.is_null() && value.as_str() != Some("") && before.values.0.get(field) != Some(value)
        };
        let changes = candidate.row.values.0.iter().any(other);
        Ok(Some(if changes { Fate::Changed } else { Fate::Same }))
    }

    /// Marks a row wrong and notes why.
    fn wrong(&mut self, at: usize, sheet: usize, problems: Vec<Problem>) -> Result<(), Halt> {
        self.fate(at, Fate::Wrong);
        self.note(sheet, problems)
    }

    /// Notes what there is to say about a row.
    fn note(&mut self, sheet: usize, problems: Vec<Problem>) -> Result<(), Halt> {
        for problem in problems {
            let times = self.sheets[sheet].compared.entry(problem.code.to_string()).or_default();
            *times += 1;
            if *times > LISTED_MAX {
                continue;
            }
            let offset = self.found.lines.len() as u64;
            serde_json::to_writer(&mut self.found.lines, &problem).map_err(anyhow::Error::from)?;
            let len = self.found.lines.len() as u64 - offset;
            self.found.lines.push(b'\n');
            self.index.problem(sheet as u16, &problem, offset, len as u32, true);
        }
        Ok(())
    }

    fn count(&mut self) -> Tally {
        let mut tallies = vec![Tally::default(); self.sheets.len()];
        for entry in &self.index.entries {
            if let (Kind::Row { fate, .. }, Some(tally)) = (entry.kind, tallies.get_mut(usize::from(entry.sheet))) {
                tally.count(fate);
            }
        }
        let mut all = Tally::default();
        for (sheet, mut tally) in self.sheets.iter_mut().zip(tallies) {
            tally.left_out(LEFT_OUT.iter().filter_map(|code| sheet.codes.get(*code)).sum());
            sheet.tally = tally;
            all.add(&tally);
        }
        all
    }
}

/// What a row says of which enterprise, as a number.
fn saying(template: &Template, candidate: &Candidate) -> Result<u64, Halt> {
    let values = serde_json::to_vec(&candidate.row.values).map_err(anyhow::Error::from)?;
    let mut hasher = DefaultHasher::new();
    (template.key, candidate.row.enterprise, values).hash(&mut hasher);
    Ok(hasher.finish())
}

/// By what the record of a row is known within one file, where later rows of the file are taken over earlier ones: of
/// somebody's training. What others tell of is kept beside it, or refused. `known` is nil while nothing is recorded: namesakes
/// whom the records tell apart are two.
fn record_of(template: &Template, candidate: &Candidate, known: Uuid) -> Option<u64> {
    let values = &candidate.row.values;
    let words = |field: &str| values.text(field).map(text::normal);
    let number = (template.key == "training").then(|| words("id_no"))?;
    let mut hasher = DefaultHasher::new();
    (candidate.row.enterprise, known, number.is_some(), number.or_else(|| words("name"))?).hash(&mut hasher);
    (values.text("held_on")?, values.text("kind"), words("course")).hash(&mut hasher);
    Some(hasher.finish())
}

/// Rows of a sheet that is not taken are left out; those of one that cannot be recorded *yet* still show what is wrong.
fn leave(index: &mut Index, sheet: usize, taken: Taken) {
    for at in index.rows_of(sheet) {
        if let Kind::Row { ok, fate, .. } = &mut index.entries[at].kind {
            *fate = if taken == Taken::NotYet && !*ok { Fate::Wrong } else { Fate::LeftOut };
        }
    }
}

/// A feature's own problems, at the cells of the row.
fn told(problems: Problems, row: u32, sheet: &SheetSummary) -> Vec<Problem> {
    let tell = |p: crate::kernel::Problem| {
        let mut told = problem("cross-check", &p.field, "", row, sheet);
        told.code = p.what.code;
        told.params = p.what.params.into_iter().collect();
        told
    };
    problems.into_iter().map(tell).collect()
}

async fn read(staged: &Staged, entries: Vec<Entry>) -> Result<Vec<RowLine>, Halt> {
    let staged = staged.clone();
    let read = tokio::task::spawn_blocking(move || staged.rows(&entries)).await;
    Ok(read.map_err(|e| anyhow::anyhow!("reading staged rows stopped: {e}"))??)
}

/// What would become of a few rows now, by their numbers.
#[derive(Default)]
pub struct Looked {
    pub outcomes: HashMap<u32, Outcome>,
    /// The enterprise a row was matched to, where the row itself writes no name or another one.
    pub owners: HashMap<u32, String>,
}

/// Compares a few rows with the records as they are now. For the page of a preview.
///
/// # Errors
/// The database or the disk refused.
pub async fn look(
    tx: &mut Tx,
    ctx: &Ctx,
    filing: &Filing,
    sheet: &SheetSummary,
    rows: &[RowLine],
) -> Result<Looked, Halt> {
    let Some(template) = Template::by_key(sheet.template()).filter(|_| sheet.taken == Taken::Yes) else {
        return Ok(Looked::default());
    };
    let mut directory = Directory::open(tx, ctx).await?.named(&filing.file_name, filing.summary.names.clone());
    let place = filing.summary.sheets.iter().position(|known| known == sheet);
    let all = place.map_or(std::slice::from_ref(sheet), |_| filing.summary.sheets.as_slice());
    let mut around = directory.around(tx, all, place.unwrap_or(0)).await?;
    directory.meet_rows(tx, rows).await?;
    let mut asked = Vec::new();
    let mut owners = HashMap::new();
    let out = filing.summary.out_rows();
    let told = |line: &&RowLine| line.ok && place.is_none_or(|place| !out.contains(&(place, line.row)));
    for line in rows.iter().filter(told) {
        let Claim::Row { enterprise, instead, .. } = directory.claim(&mut around, template.key, line, sheet) else {
            continue;
        };
        if let Some(name) = enterprise.and_then(|id| directory.taken_for(id, &line.values)) {
            owners.insert(line.row, name);
        }
        let source = Source { filing: filing.id, sheet: sheet.info.sheet.clone(), row: i64::from(line.row) };
        asked.push(Row { enterprise, source, values: instead.unwrap_or_else(|| line.values.clone()) });
    }
    let outcomes = keep::keep(tx, ctx, &mut keep::Kept::default(), template.key, &asked, Deed::Preview).await?;
    let number = |row: &Row| u32::try_from(row.source.row).unwrap_or(0);
    Ok(Looked { outcomes: asked.iter().map(number).zip(outcomes).collect(), owners })
}

/// The problems of rows that were not taken, for the receipt: the first `max` rows.
///
/// # Errors
/// The disk refused.
pub fn left(staged: &Staged, index: &Index, sheets: &[SheetSummary], max: usize) -> std::io::Result<Vec<Left>> {
    let wrong = |e: &&Entry| matches!(e.kind, Kind::Row { fate: Fate::Wrong, .. });
    let rows: Vec<Entry> = index.entries.iter().filter(wrong).take(max).copied().collect();
    let mut by_row: HashMap<(u16, u32), Vec<Entry>> = HashMap::new();
    for entry in index.entries.iter().filter(|e| e.row > 0 && !matches!(e.kind, Kind::Row { .. })) {
        by_row.entry((entry.sheet, entry.row)).or_default().push(*entry);
    }
    let mut left = Vec::with_capacity(rows.len());
    for row in rows {
        let entries = by_row.remove(&(row.sheet, row.row)).unwrap_or_default();
        let sheet = sheets.get(usize::from(row.sheet)).map(SheetSummary::title).unwrap_or_default();
        let problems = staged.problems(&entries)?.into_iter().filter_map(reason).collect();
        left.push(Left { sheet, row: row.row, problems });
    }
    Ok(left)
}

/// Why a row was not taken, as it is kept: errors only, and a number of a person only in part, for it stays in the database.
fn reason(mut problem: Problem) -> Option<Problem> {
    if problem.field.as_deref() == Some("id_no") {
        problem.raw = problem.raw.map(|raw| partly(&raw));
    }
    (problem.severity == Severity::Error).then_some(problem)
}

/// The first six and last two characters; the others as `*`.
pub(super) fn partly(raw: &str) -> String {
    let length = raw.chars().count();
    raw.chars().enumerate().map(|(at, c)| if at < 6 || at + 2 >= length { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_keeps_reasons_not_hints_and_no_whole_identity_number() {
        let of = |severity, field: &'static str, raw: &str| Problem {
            field: Some(field.into()),
            raw: Some(raw.to_owned()),
            ..Problem::new("id-check-failed", severity)
        };
        let kept = |problem| reason(problem).and_then(|problem| problem.raw);
        assert_eq!(kept(of(Severity::Error, "id_no", "000000198912205151")).as_deref(), Some("000000**********51"));
        assert_eq!(kept(of(Severity::Error, "hours", "约8")).as_deref(), Some("约8"));
        assert_eq!(kept(of(Severity::Info, "hours", "８")), None);
    }
}
