//! What stands where: lists, one filing, a page of its preview.
use super::super::model::{Fate, Filing, Listed, SheetSummary, Standing};
use super::super::report::{Problem, Severity};
use super::super::staged::{Entry, Index, Kind, LEFT_OUT, RowLine, Staged};
use super::super::store::Reader;
use super::super::store::list::Filter;
use super::super::{files, rule, store};
use super::upload::{reach, side};
use super::walk;
use crate::account::model::Scope;
use crate::audit;
use crate::kernel::intake::{Change, Outcome, Values};
use crate::server::{Ctx, Halt};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use uuid::Uuid;

/// Rows of a sheet on one page of the preview.
pub const PAGE_ROWS: usize = 100;
/// Cells that are linked for one kind of problem.
const CELLS_MAX: usize = 40;

pub(super) fn reader<'a>(ctx: &Ctx, scope: &'a Scope) -> Reader<'a> {
    Reader { scope, account: ctx.actor.as_deref().map(|actor| actor.id) }
}

/// Which side of the counter the reader stands on.
pub fn sender(ctx: &Ctx) -> rule::Sender {
    side(ctx)
}

/// One filing.
///
/// # Errors
/// [`Halt::Missing`] when it is not there for this reader.
pub async fn filing(ctx: &Ctx, id: Uuid) -> Result<Filing, Halt> {
    let scope = reach(ctx)?;
    let mut tx = ctx.read().await?;
    store::filing(&mut tx, &reader(ctx, &scope), id).await?.ok_or(Halt::Missing)
}

/// A page of the filings that the reader may see and the filter finds, and how many there are.
///
/// # Errors
/// Nobody who sees records is signed in.
pub async fn list(ctx: &Ctx, filter: &Filter, page: i64, size: i64) -> Result<(Vec<Listed>, i64), Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let place = ((page - 1).max(0).saturating_mul(size), size);
    let (mut rows, total) = store::list::list(&mut tx, &reader(ctx, &scope), filter, place).await?;
    super::open::count(&mut tx, &mut rows).await?;
    Ok((rows, total))
}

/// The workbook of a filing as it was sent: where it lies, and under which name it came.
///
/// # Errors
/// [`Halt::Missing`] when the filing, or its file, is not there.
pub async fn workbook(ctx: &Ctx, id: Uuid) -> Result<(PathBuf, String), Halt> {
    let filing = filing(ctx, id).await?;
    let place = files::place(ctx.app.data(), &filing.sha256);
    if place.is_file() { Ok((place, filing.file_name)) } else { Err(Halt::Missing) }
}

/// What the reader of a preview wants to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Question {
    pub sheet: usize,
    pub fate: Option<Fate>,
    /// From 1.
    pub page: usize,
    /// Show the page on which this row stands.
    pub row: Option<u32>,
}

/// One row of the sheet as the preview draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub row: u32,
    pub fate: Fate,
    /// It says what a row above says.
    pub repeated: bool,
    pub values: Values,
    /// Texts of columns without a field, by their letters.
    pub other: Vec<(String, String)>,
    /// The enterprise it was matched to, where the row itself writes no name or another one.
    pub owner: Option<String>,
    pub problems: Vec<Problem>,
    /// What is recorded, and what the row says instead.
    pub changes: Vec<Change>,
}

/// One kind of problem with the cells where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    pub severity: Severity,
    /// How often it came up.
    pub times: u64,
    /// The first of them, in the sheet's order.
    pub problems: Vec<Problem>,
}

/// A page of a sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    pub sheet: usize,
    pub rows: Vec<Shown>,
    /// Rows that fit the filter, in all.
    pub total: usize,
    pub page: usize,
    pub topics: Vec<Topic>,
    /// How often a person should look, by the places of the tables: warnings about rows that are not left out.
    pub doubts: BTreeMap<usize, u64>,
    /// The first row with an error after this page, and the last one before it.
    pub next: Option<u32>,
    pub last: Option<u32>,
    /// The lines are gone from the disk.
    pub lost: bool,
    /// Where the audit trail ended when the rows were compared with the records, of a draft.
    pub seen: i64,
}

/// The page of a draft's preview, or of a sent filing's rows, that `question` asks for.
///
/// # Errors
/// The database or the disk refused.
pub async fn preview(ctx: &Ctx, filing: &Filing, question: Question) -> Result<Preview, Halt> {
    let staged = Staged::of(ctx.app.data(), filing.id)?;
    let at = question.sheet.min(filing.summary.sheets.len().saturating_sub(1));
    let Some(sheet) = filing.summary.sheets.get(at).cloned() else { return Ok(Preview::default()) };
    if !staged.is_whole() {
        return Ok(Preview { sheet: at, lost: true, ..Preview::default() });
    }
    let question = Question { sheet: at, ..question };
    let summary = sheet.clone();
    let out = filing.summary.out_rows();
    let read = tokio::task::spawn_blocking(move || page(&staged, question, &summary, &out));
    let (mut preview, lines) = read.await.map_err(|e| anyhow::anyhow!("reading a preview stopped: {e}"))??;
    if filing.standing == Standing::Draft {
        preview.seen = refresh(ctx, filing, &sheet, &lines, &mut preview.rows).await?;
    }
    Ok(preview)
}

/// Compares the rows of the page again: what was recorded since shows. Answers where the audit trail ended then.
async fn refresh(
    ctx: &Ctx,
    filing: &Filing,
    sheet: &SheetSummary,
    lines: &[RowLine],
    rows: &mut [Shown],
) -> Result<i64, Halt> {
    let mut tx = ctx.read().await?;
    let (seen, _) = audit::service::head(&mut tx).await?;
    let mut looked = walk::look(&mut tx, ctx, filing, sheet, lines).await?;
    for shown in rows {
        shown.owner = looked.owners.remove(&shown.row);
        match looked.outcomes.remove(&shown.row) {
            // A repeated row is new by itself, and will be found recorded when it is sent.
            Some(Outcome::New(_) | Outcome::Same(_) | Outcome::Changed(..))
                if shown.repeated && matches!(shown.fate, Fate::Same | Fate::Changed) => {}
            Some(Outcome::New(_)) => shown.fate = Fate::New,
            Some(Outcome::Same(_)) => shown.fate = Fate::Same,
            Some(Outcome::Changed(_, changes)) => {
                shown.fate = Fate::Changed;
                shown.changes = changes;
            }
            Some(Outcome::Wrong(_)) => shown.fate = Fate::Wrong,
            None => {}
        }
    }
    Ok(seen)
}

/// A row, or a line that stands for one that was left out.
fn fate_of(index: &Index, entry: &Entry) -> Option<Fate> {
    match entry.kind {
        Kind::Row { fate, .. } => Some(fate),
        Kind::Found { code, .. } => {
            let code = index.codes.get(usize::from(code))?;
            (entry.row > 0 && LEFT_OUT.contains(&code.as_str())).then_some(Fate::LeftOut)
        }
        Kind::Compared { .. } | Kind::Peek => None,
    }
}

fn page(
    staged: &Staged,
    question: Question,
    sheet: &SheetSummary,
    out: &HashSet<(usize, u32)>,
) -> std::io::Result<(Preview, Vec<RowLine>)> {
    let index = staged.index()?;
    let mine: Vec<Entry> = index.entries.iter().copied().filter(|e| usize::from(e.sheet) == question.sheet).collect();
    let mut rows: Vec<(Entry, Fate)> =
        mine.iter().filter_map(|entry| Some((*entry, fate_of(&index, entry)?))).collect();
    rows.retain(|(_, fate)| question.fate.is_none_or(|wanted| wanted == *fate));
    rows.sort_by_key(|(entry, _)| entry.row);
    rows.dedup_by_key(|(entry, _)| entry.row);
    let page = match question.row {
        Some(row) => rows.partition_point(|(entry, _)| entry.row < row) / PAGE_ROWS + 1,
        None => question.page.max(1),
    };
    let page = page.min(rows.len().div_ceil(PAGE_ROWS).max(1));
    let here: Vec<(Entry, Fate)> = rows.iter().copied().skip((page - 1) * PAGE_ROWS).take(PAGE_ROWS).collect();
    let lines: Vec<Entry> = here.iter().map(|(e, _)| *e).filter(|e| matches!(e.kind, Kind::Row { .. })).collect();
    let lines = staged.rows(&lines)?;
    let all: Vec<Entry> = mine.iter().copied().filter(|e| !matches!(e.kind, Kind::Row { .. })).collect();
    // What is wrong with a row that is left out is nobody's work any more.
    let counts = |e: &&Entry| !out.contains(&(question.sheet, e.row));
    let problems: Vec<Entry> = all.iter().filter(counts).copied().collect();
    let last = here.last().map_or(0, |(entry, _)| entry.row);
    let is_error = |e: &&Entry| {
        matches!(
            e.kind,
            Kind::Found { severity: Severity::Error, .. } | Kind::Compared { severity: Severity::Error, .. }
        )
    };
    let first = here.first().map_or(0, |(entry, _)| entry.row);
    let before = problems.iter().filter(is_error).map(|e| e.row).filter(|row| (1..first).contains(row)).max();
    let next = problems.iter().filter(is_error).map(|e| e.row).filter(|row| *row > last).min();
    let shown = draw(staged, &here, &lines, &all)?;
    let topics = topics(staged, &index, (&problems, &all), sheet)?;
    Ok((
        Preview {
            sheet: question.sheet,
            rows: shown,
            total: rows.len(),
            page,
            topics,
            doubts: doubts(&index, out),
            next,
            last: before,
            lost: false,
            seen: 0,
        },
        lines,
    ))
}

/// The warnings of each table.
fn doubts(index: &Index, out: &HashSet<(usize, u32)>) -> BTreeMap<usize, u64> {
    let mut doubts = BTreeMap::new();
    for entry in &index.entries {
        let (Kind::Found { severity, .. } | Kind::Compared { severity, .. }) = entry.kind else { continue };
        let sheet = usize::from(entry.sheet);
        if severity == Severity::Warning && !out.contains(&(sheet, entry.row)) {
            *doubts.entry(sheet).or_default() += 1;
        }
    }
    doubts
}

fn draw(staged: &Staged, here: &[(Entry, Fate)], lines: &[RowLine], problems: &[Entry]) -> std::io::Result<Vec<Shown>> {
    let (Some((first, _)), Some((last, _))) = (here.first(), here.last()) else { return Ok(Vec::new()) };
    let near: Vec<Entry> = problems.iter().copied().filter(|e| (first.row..=last.row).contains(&e.row)).collect();
    let mut by_row: HashMap<u32, Vec<Problem>> = HashMap::new();
    for (entry, problem) in near.iter().zip(staged.problems(&near)?) {
        by_row.entry(entry.row).or_default().push(problem);
    }
    let mut said: HashMap<u32, (Values, Vec<(String, String)>)> =
        lines.iter().map(|line| (line.row, (line.values.clone(), line.other.clone()))).collect();
    let shown = here.iter().map(|(entry, fate)| {
        let (values, other) = said.remove(&entry.row).unwrap_or_default();
        let problems = by_row.remove(&entry.row).unwrap_or_default();
        let repeated = matches!(entry.kind, Kind::Row { repeated: true, .. });
        Shown { row: entry.row, fate: *fate, repeated, values, other, owner: None, problems, changes: Vec::new() }
    });
    Ok(shown.collect())
}

/// Problems grouped by rule, the gravest first, each with the first of its cells.
fn topics(
    staged: &Staged,
    index: &Index,
    (problems, with_left_out): (&[Entry], &[Entry]),
    sheet: &SheetSummary,
) -> std::io::Result<Vec<Topic>> {
    let mut groups: BTreeMap<(std::cmp::Reverse<Severity>, u8), Vec<Entry>> = BTreeMap::new();
    for entry in problems {
        if let Kind::Found { severity, code } | Kind::Compared { severity, code } = entry.kind {
            groups.entry((std::cmp::Reverse(severity), code)).or_default().push(*entry);
        }
    }
    let mut topics = Vec::with_capacity(groups.len());
    // A rule may weigh differently from row to row; what is not listed one by one is added where it weighs most.
    let mut listed: BTreeMap<u8, u64> = BTreeMap::new();
    for entry in with_left_out {
        if let Kind::Found { code, .. } | Kind::Compared { code, .. } = entry.kind {
            *listed.entry(code).or_default() += 1;
        }
    }
    for ((severity, code), mut entries) in groups {
        let all = index.codes.get(usize::from(code)).map_or(0, |code| sheet.times(code));
        let unlisted = listed.remove(&code).map_or(0, |listed| all.saturating_sub(listed));
        let times = entries.len() as u64 + unlisted;
        entries.sort_by_key(|entry| entry.row);
        entries.truncate(CELLS_MAX);
        let problems = staged.problems(&entries)?;
        topics.push(Topic { severity: severity.0, times, problems });
    }
    Ok(topics)
}
