//! The marks of a filing's problems, in the reader's words, and the marked workbook.
use super::super::cell::{column_number, place};
use super::super::mark::{CellMark, Level, Marks, SheetMarks, child};
use super::super::model::review::Note;
use super::super::model::{Correction, Filing, SheetSummary, Standing};
use super::super::page::said;
use super::super::report::{Problem, Severity};
use super::super::staged::{Entry, Index, Kind, Staged};
use super::super::{files, marks, store};
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
    let remarks = if filing.standing == Standing::SentBack { latest(ctx, id).await? } else { Vec::new() };
    let lang = ctx.lang;
    let name = file_name(&filing, lang);
    let out = files::folder(ctx.app.data(), "staged")?.join(format!("{id}.{}.part", Uuid::now_v7().simple()));
    let _turn = ctx.app.limits.reading.take(ctx.actor()?.id, Uuid::now_v7()).await;
    let made = out.clone();
    let at = ctx.now.format("%Y-%m-%dT%H:%M:%S.00").to_string();
    let marking = tokio::task::spawn_blocking(move || -> std::io::Result<bool> {
        let mut marks = gather(&filing, &staged, &corrections, lang)?;
        remark(&mut marks, &remarks, lang);
        marks.at = at;
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

/// What the department said when it sent a return back, the latest time.
async fn latest(ctx: &Ctx, id: Uuid) -> Result<Vec<Note>, Halt> {
    let mut tx = ctx.read().await?;
    let notes = store::review::notes(&mut tx, id).await?;
    let at = notes.first().map(|noted| noted.at);
    Ok(notes.into_iter().filter(|noted| Some(noted.at) == at).map(|noted| noted.note).collect())
}

/// Puts the department's remarks into the marks: at their cells, in the column of problems, and in the sheet in front.
fn remark(marks: &mut Marks, remarks: &[Note], lang: Lang) {
    let comma = t!(lang, "sheet.mark.and");
    let mut lines = Vec::new();
    for note in remarks {
        let words = t!(lang, "sheet.mark.remark", words = note.words.clone()).into_owned();
        let place = [note.sheet.as_deref(), note.cell.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("!");
        lines.push(if place.is_empty() { words.clone() } else { format!("{words}  {place}") });
        let named = |marks: &&mut SheetMarks| note.sheet.as_ref().is_none_or(|sheet| *sheet == marks.sheet);
        let at = note.cell.as_deref().and_then(place_of);
        let (Some((row, column)), Some(sheet)) = (at, marks.sheets.iter_mut().find(named)) else { continue };
        match sheet.cells.iter_mut().find(|cell| (cell.row, cell.column) == (row, column)) {
            Some(cell) => {
                cell.note = format!("{words}\n{}", cell.note);
                cell.level = Level::Error;
            }
            None => {
                sheet.cells.push(CellMark { row, column, level: Level::Error, note: words.clone(), value: None });
            }
        }
        // At the header stands the label of the column.
        if sheet.headers.contains(&row) {
            continue;
        }
        let text = format!("{} {words}", note.cell.as_deref().unwrap_or_default());
        match sheet.rows.iter_mut().find(|(known, _)| *known == row) {
            Some((_, known)) => *known = format!("{text}{comma}{known}"),
            None => sheet.rows.push((row, text)),
        }
    }
    // After the lines that say how to go on, before what the program found.
    let at = marks.lines.iter().position(String::is_empty).map_or(marks.lines.len(), |blank| blank + 1);
    marks.lines.splice(at..at, lines);
}

/// Row and 0-based column of `B7`.
fn place_of(cell: &str) -> Option<(u32, u16)> {
    let (letters, row) = place(cell)?;
    Some((row, column_number(letters)?))
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
    let out = filing.summary.out_rows();
    let told = |e: &&Entry| grave(e) && !out.contains(&(usize::from(e.sheet), e.row));
    let entries: Vec<Entry> = index.entries.iter().filter(told).take(PROBLEMS_MAX).copied().collect();
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
    let (guide, label) = (marks::SHEETS[at].to_owned(), marks::COLUMNS[at].to_owned());
    Ok(Marks { sheets, guide, lines, label, at: String::new() })
}

/// The last row of a table that something is known of.
pub(super) fn last_row(index: &Index, sheet: usize) -> u32 {
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
        let cell = problem.cell.as_deref().and_then(place_of);
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
        // What names another row says something else at every place: here it is one kind.
        let each = problem.params.contains_key("first").then(|| {
            let rule = problem.params.get("rule").map_or(problem.code.as_ref(), String::as_str);
            format!("returns.desk.each.{rule}")
        });
        let words = match each.filter(|key| crate::i18n::knows(key)) {
            Some(key) => crate::i18n::words(lang, &key).into_owned(),
            None => said(lang, problem),
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_of_the_department_stand_where_they_belong() {
        let cell =
            CellMark {
                row: 4, column: 1, level: Level::Warning, note: "日期在将来".into(), value: Some("x".into())
            };
        let sheet = |name: &str| SheetMarks { sheet: name.into(), headers: vec![2], ..SheetMarks::default() };
        let mut marks = Marks {
            sheets: vec![
                SheetMarks { cells: vec![cell], rows: vec![(4, "B4 日期在将来".into())], ..sheet("台账") },
                sheet("人员"),
            ],
            lines: vec!["怎么改".into(), String::new(), "一处".into()],
            ..Marks::default()
        };
        let note = |sheet: Option<&str>, cell: Option<&str>, words: &str| Note {
            sheet: sheet.map(str::to_owned),
            cell: cell.map(str::to_owned),
            words: words.to_owned(),
        };
        let remarks = [
            note(None, Some("B4"), "请核对，再报"),
            note(Some("人员"), Some("C7"), "补签"),
            note(Some("人员"), Some("A2"), "少一列"),
            note(None, None, "请盖章"),
        ];
        remark(&mut marks, &remarks, Lang::Zh);
        let first = &marks.sheets[0].cells[0];
        assert_eq!(first.level, Level::Error);
        assert_eq!(
            (first.note.as_str(), first.value.as_deref()),
            ("【部门退回意见】请核对，再报\n日期在将来", Some("x"))
        );
        assert_eq!(marks.sheets[0].rows, [(4, "B4 【部门退回意见】请核对，再报；B4 日期在将来".to_owned())]);
        let second: Vec<_> = marks.sheets[1].cells.iter().map(|c| (c.row, c.column, c.level)).collect();
        assert_eq!(second, [(7, 2, Level::Error), (2, 0, Level::Error)]);
        assert_eq!(marks.sheets[1].rows, [(7, "C7 【部门退回意见】补签".to_owned())]);
        let lines: Vec<&str> = marks.lines.iter().map(String::as_str).collect();
        assert_eq!(lines.len(), 7);
        assert_eq!(
            (lines[2], lines[5], lines[6]),
            ("【部门退回意见】请核对，再报  B4", "【部门退回意见】请盖章", "一处")
        );
    }
}
