//! The marks of a filing's problems, in the reader's words, and the marked workbook.
use super::super::cell::{column_number, place};
use super::super::mark::{CellMark, Level, Marks, SheetMarks, child};
use super::super::model::{Correction, Filing, SheetSummary, Standing};
use super::super::page::said;
use super::super::report::{Problem, Severity};
use super::super::staged::{Entry, Index, Kind, Staged};
use super::super::{files, marks};
use super::fix;
use super::look;
use crate::i18n::Lang;
use crate::server::{Ctx, Halt};
use crate::t;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use tokio::fs::File;
use uuid::Uuid;

/// The most problems that are marked in one workbook; the rest come up when these are fixed.
const PROBLEMS_MAX: usize = 20_000;
/// Cells that the sheet in front names for one kind of problem.
const CELLS_LISTED: usize = 12;

/// A marked workbook, open and ready to be sent: it is no longer in any folder.
pub struct MarkedBook {
    pub file: File,
    pub name: String,
}

/// The workbook of a draft or a sent filing with its problems marked in it.
///
/// # Errors
/// [`Halt::Missing`] when the filing, its file or its problems are not there; the workbook cannot be marked.
pub async fn marked(ctx: &Ctx, id: Uuid) -> Result<MarkedBook, Halt> {
    let filing = look::filing(ctx, id).await?;
    let staged = Staged::of(ctx.app.data(), id)?;
    let place = files::place(ctx.app.data(), &filing.sha256);
    let standing = matches!(filing.standing, Standing::Checking | Standing::Refused | Standing::Withdrawn);
    if standing || !staged.is_whole() || !place.is_file() {
        return Err(Halt::Missing);
    }
    let corrections = fix::whole(ctx, id).await?;
    let lang = ctx.lang;
    let name = file_name(&filing, lang);
    let out = files::folder(ctx.app.data(), "staged")?.join(format!("{id}.{}.part", Uuid::now_v7().simple()));
    let _turn = ctx.app.limits.reading.take(ctx.actor()?.id, Uuid::now_v7()).await;
    let made = out.clone();
    let marking = tokio::task::spawn_blocking(move || -> std::io::Result<bool> {
        let marks = gather(&filing, &staged, &corrections, lang)?;
        child::mark_to(&place, &filing.file_name, &marks, &made)
    });
    let done = marking.await.map_err(|e| anyhow::anyhow!("marking a workbook stopped: {e}"))??;
    let opened = if done { File::open(&out).await.map_err(Halt::from) } else { Err(failed(&out)) };
    // The open file lives on without its name.
    let _ = std::fs::remove_file(&out);
    Ok(MarkedBook { file: opened?, name })
}

fn failed(out: &Path) -> Halt {
    anyhow::anyhow!("{} was not made", out.display()).into()
}

/// `三季度（标注）.xlsx`; a workbook with macros stays one.
fn file_name(filing: &Filing, lang: Lang) -> String {
    let stem = filing.file_name.rsplit_once('.').map_or(filing.file_name.as_str(), |(stem, _)| stem);
    let end = if filing.kind == "xlsm" { "xlsm" } else { "xlsx" };
    format!("{}.{end}", t!(lang, "sheet.mark.file", name = stem))
}

/// Everything that is to be marked, with its words.
fn gather(filing: &Filing, staged: &Staged, corrections: &[Correction], lang: Lang) -> std::io::Result<Marks> {
    let index = staged.index()?;
    let grave = |e: &&Entry| matches!(e.kind, Kind::Found { severity, .. } | Kind::Compared { severity, .. } if severity >= Severity::Warning);
    let entries: Vec<Entry> = index.entries.iter().filter(grave).take(PROBLEMS_MAX).copied().collect();
    let problems = staged.problems(&entries)?;
    let mut sheets: Vec<SheetMarks> = Vec::new();
    for (at, sheet) in filing.summary.sheets.iter().enumerate().filter(|(_, sheet)| sheet.info.template.is_some()) {
        let mine = entries.iter().zip(&problems).filter(|(entry, _)| usize::from(entry.sheet) == at).map(|(_, p)| p);
        let marked = sheet_marks(sheet, mine, last_row(&index, at), lang);
        match sheets.iter_mut().find(|known| known.sheet == marked.sheet) {
            Some(known) => merge(known, marked),
            None => sheets.push(marked),
        }
    }
    for correction in corrections.iter().filter(|c| c.undone_at.is_none()) {
        let Some(sheet) = sheets.iter_mut().find(|sheet| sheet.sheet == correction.sheet) else { continue };
        corrected(sheet, correction, lang);
    }
    let at = usize::from(lang == Lang::En);
    let lines = lines(filing, &problems, &entries, lang);
    Ok(Marks { sheets, guide: marks::SHEETS[at].to_owned(), lines, label: marks::COLUMNS[at].to_owned() })
}

fn last_row(index: &Index, sheet: usize) -> u32 {
    index.entries.iter().filter(|e| usize::from(e.sheet) == sheet).map(|e| e.row).max().unwrap_or(0)
}

fn sheet_marks<'a>(
    sheet: &SheetSummary,
    problems: impl Iterator<Item = &'a Problem>,
    last: u32,
    lang: Lang,
) -> SheetMarks {
    let header = sheet.info.header_rows.last().copied().unwrap_or(1);
    let mut cells: BTreeMap<(u32, u16), (Level, Vec<String>)> = BTreeMap::new();
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for problem in problems {
        let words = said(lang, problem);
        let level = if problem.severity == Severity::Error { Level::Error } else { Level::Warning };
        let cell = problem.cell.as_deref().and_then(place).and_then(|(c, row)| Some((row, column_number(c)?)));
        // What is wrong with a column as a whole stands at its label.
        let column = problem.column.as_deref().and_then(column_number).map(|column| (header, column));
        if let Some(at) = cell.or(column) {
            let (known, texts) = cells.entry(at).or_insert((level, Vec::new()));
            *known = (*known).max(level);
            texts.push(words.clone());
        }
        if let Some(row) = problem.row.filter(|row| *row != header) {
            let place = problem.cell.clone().map(|cell| format!("{cell} ")).unwrap_or_default();
            rows.entry(row).or_default().push(format!("{place}{words}"));
        }
    }
    let cell = |((row, column), (level, texts)): ((u32, u16), (Level, Vec<String>))| CellMark {
        row,
        column,
        level,
        note: texts.join("\n"),
        value: None,
    };
    let comma = t!(lang, "sheet.mark.and");
    SheetMarks {
        sheet: sheet.info.sheet.clone(),
        headers: vec![header],
        left: sheet.info.columns.iter().filter_map(|c| column_number(&c.column)).min().unwrap_or(0),
        last,
        was: sheet.info.marked.as_deref().and_then(column_number),
        cells: cells.into_iter().map(cell).collect(),
        rows: rows.into_iter().map(|(row, texts)| (row, texts.join(&comma))).collect(),
    }
}

/// Tables of one sheet share its column of problems.
fn merge(known: &mut SheetMarks, more: SheetMarks) {
    known.headers.extend(more.headers);
    known.last = known.last.max(more.last);
    known.was = known.was.or(more.was);
    known.cells.extend(more.cells);
    known.rows.extend(more.rows);
}

/// What was corrected on the pages stands in the marked workbook, so that nobody types it twice.
fn corrected(sheet: &mut SheetMarks, correction: &Correction, lang: Lang) {
    let Some(column) = column_number(&correction.column) else { return };
    let was = if correction.was.is_empty() { t!(lang, "ui.blank").into_owned() } else { correction.was.clone() };
    let note = t!(lang, "sheet.mark.corrected", was = was).into_owned();
    match sheet.cells.iter_mut().find(|cell| (cell.row, cell.column) == (correction.row, column)) {
        Some(cell) => {
            cell.note = format!("{}\n{note}", cell.note);
            cell.value = Some(correction.typed.clone());
        }
        None => sheet.cells.push(CellMark {
            row: correction.row,
            column,
            level: Level::Fixed,
            note,
            value: Some(correction.typed.clone()),
        }),
    }
}

/// The sheet in front: how to go on, then every kind of problem with its first cells.
fn lines(filing: &Filing, problems: &[Problem], entries: &[Entry], lang: Lang) -> Vec<String> {
    let mut lines = vec![
        t!(lang, "sheet.mark.title", number = filing.number.clone(), file = filing.file_name.clone()).into_owned(),
        t!(lang, "sheet.mark.how-fill").into_owned(),
        t!(lang, "sheet.mark.how-column").into_owned(),
        t!(lang, "sheet.mark.how-back").into_owned(),
        t!(lang, "sheet.mark.how-same").into_owned(),
        String::new(),
    ];
    let mut kinds: Vec<(Severity, String, Vec<String>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (entry, problem) in entries.iter().zip(problems) {
        let words = said(lang, problem);
        let sheet =
            filing.summary.sheets.get(usize::from(entry.sheet)).map(|s| s.info.sheet.as_str()).unwrap_or_default();
        let cell = problem.cell.clone().or_else(|| problem.column.clone());
        let cell = cell.or_else(|| problem.row.map(|row| row.to_string())).unwrap_or_default();
        let at = *places.entry(words.clone()).or_insert_with(|| {
            kinds.push((problem.severity, words, Vec::new()));
            kinds.len() - 1
        });
        kinds[at].2.push(format!("{sheet}!{cell}"));
    }
    kinds.sort_by_key(|(severity, ..)| std::cmp::Reverse(*severity));
    for (severity, words, cells) in kinds {
        let key = if severity == Severity::Error { "sheet.mark.must" } else { "sheet.mark.check" };
        let more = if cells.len() > CELLS_LISTED { " …" } else { "" };
        let listed = cells.iter().take(CELLS_LISTED).cloned().collect::<Vec<_>>().join(" ");
        let head = crate::i18n::fill(lang, key, &[("n", &cells.len())]);
        lines.push(format!("{head} {words}  {listed}{more}"));
    }
    lines
}
