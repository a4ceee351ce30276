//! Cells corrected on the preview: what is typed is read and judged as if it stood in the file, which stays as it is.
use super::super::answer::{self, Answer};
use super::super::cell::{column_number, place as place_of};
use super::super::model::{Correction, Filing, Standing};
use super::super::report::Severity;
use super::super::staged::{Kind, Staged};
use super::super::store;
use super::super::told::Fix;
use super::layout::again;
use super::send::{mine, object};
use super::walk::partly;
use crate::audit::service::note;
use crate::db::Tx;
use crate::kernel::intake::Change;
use crate::kernel::what;
use crate::server::seal::Seal;
use crate::server::{Ctx, Halt};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// The longest text that can be typed into a cell, in characters.
const TEXT_MAX: usize = 2_000;
/// The most corrections of one filing: whoever has more to correct does it in the workbook.
const FIXES_MAX: usize = 500;

/// What a person typed into a cell of the preview.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Made when the form was shown: the same form sent twice is one correction.
    pub id: Uuid,
    pub sheet: String,
    pub row: u32,
    /// Letters.
    pub column: String,
    pub text: String,
}

/// The corrections that hold, as the reader is told them.
pub(super) async fn in_force(tx: &mut Tx, seal: &Seal, filing: Uuid) -> Result<Vec<Fix>, Halt> {
    let all = opened(seal, store::corrections::of(tx, filing).await?)?;
    let holds = all.into_iter().filter(|c| c.undone_at.is_none());
    Ok(holds.map(|c| Fix { sheet: c.sheet, row: c.row, column: c.column, text: c.typed }).collect())
}

/// Every correction of a filing, undone ones too, in the order in which they were made; identity numbers only in part.
///
/// # Errors
/// The database refused.
pub async fn corrections(ctx: &Ctx, filing: &Filing) -> Result<Vec<Correction>, Halt> {
    let partly = |c: Correction| Correction { was: shown(&c.field, &c.was), typed: shown(&c.field, &c.typed), ..c };
    Ok(whole(ctx, filing.id).await?.into_iter().map(partly).collect())
}

/// The same with identity numbers as they were typed, for the sender's own workbook.
pub(super) async fn whole(ctx: &Ctx, filing: Uuid) -> Result<Vec<Correction>, Halt> {
    let mut tx = ctx.read().await?;
    opened(&ctx.app.seal, store::corrections::of(&mut tx, filing).await?)
}

/// The field that is sealed in the database.
const SEALED: &str = "id_no";

fn opened(seal: &Seal, mut all: Vec<Correction>) -> Result<Vec<Correction>, Halt> {
    for c in all.iter_mut().filter(|c| c.field == SEALED) {
        (c.was, c.typed) = (seal.open_text(&c.was)?, seal.open_text(&c.typed)?);
    }
    Ok(all)
}

fn sealed(seal: &Seal, c: &Correction) -> Result<Correction, Halt> {
    let mut kept = c.clone();
    if c.field == SEALED {
        (kept.was, kept.typed) = (seal.seal(&c.was)?, seal.seal(&c.typed)?);
    }
    Ok(kept)
}

/// What pages and the audit trail say of a value: of an identity number the first six and last two characters.
fn shown(field: &str, text: &str) -> String {
    if field == SEALED { partly(text) } else { text.to_owned() }
}

/// Corrects a cell of a draft: the workbook is read again with it.
///
/// # Errors
/// The filing is no draft of the sender's; there is no such cell; the text is too long.
pub async fn fix(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<Option<JoinHandle<()>>, Halt> {
    let count = typed.text.chars().count();
    if count > TEXT_MAX {
        return Err(Halt::field("value", what!("too-long", max = TEXT_MAX, got = count)));
    }
    let mut tx = ctx.write().await?;
    let filing = mine(&mut tx, ctx, id).await?;
    let known = opened(&ctx.app.seal, store::corrections::of(&mut tx, id).await?)?;
    if known.iter().any(|c| c.id == typed.id) {
        return Ok(None);
    }
    must_be_draft(&filing)?;
    let Cell { field, raw } = cell(ctx, &filing, typed)?;
    let same = |c: &&Correction| {
        c.undone_at.is_none() && (&c.sheet, c.row, &c.column) == (&typed.sheet, typed.row, &typed.column)
    };
    let before = known.iter().find(same);
    if before.is_none() && known.iter().filter(|c| c.undone_at.is_none()).count() >= FIXES_MAX {
        return Err(Halt::field("value", what!("too-many-fixes", most = FIXES_MAX)));
    }
    let change = correct(&mut tx, ctx, id, typed, Cell { field, raw }, before).await?;
    note(&mut tx, ctx, "fix", object(&filing), &[change]).await?;
    again(tx, ctx, &filing).await.map(Some)
}

/// Puts a correction in force in the place of the one `before`; answers what changed.
async fn correct(
    tx: &mut Tx,
    ctx: &Ctx,
    filing: Uuid,
    typed: &Typed,
    Cell { field, raw }: Cell,
    before: Option<&Correction>,
) -> Result<Change, Halt> {
    if let Some(before) = before {
        store::corrections::lift(tx, filing, before.id, ctx.now).await?;
    }
    let correction = Correction {
        id: typed.id,
        sheet: typed.sheet.clone(),
        row: typed.row,
        column: typed.column.clone(),
        field,
        // What the file says does not change with the second correction.
        was: before.map_or(raw, |before| before.was.clone()),
        typed: typed.text.trim().to_owned(),
        who: ctx.actor()?.name.clone(),
        made_at: ctx.now,
        undone_at: None,
    };
    let kept = sealed(&ctx.app.seal, &correction)?;
    store::corrections::add(tx, filing, &kept, ctx.actor()?.id).await?;
    let from = before.map_or(&correction.was, |before| &before.typed);
    let of = |text: &str| Some(shown(&correction.field, text));
    Ok(Change::new(&place(&correction), of(from), of(&correction.typed)))
}

/// One answer for every cell of a column that asks the same: each becomes a correction of its own, which can be taken
/// back like any other. Nothing is left to do when the same answer comes again.
///
/// # Errors
/// The filing is no draft of the sender's; there is no such table; there are more such cells than corrections.
pub async fn read_dates(
    ctx: &Ctx,
    id: Uuid,
    (sheet, column): (usize, &str),
    answer: impl Into<Answer>,
) -> Result<Option<JoinHandle<()>>, Halt> {
    let mut tx = ctx.write().await?;
    let filing = mine(&mut tx, ctx, id).await?;
    must_be_draft(&filing)?;
    let dates = answered(ctx, &filing, (sheet, column), answer.into())?;
    if dates.is_empty() {
        return Ok(None);
    }
    let mut known = opened(&ctx.app.seal, store::corrections::of(&mut tx, id).await?)?;
    known.retain(|c| c.undone_at.is_none());
    if known.len() + dates.len() > FIXES_MAX {
        return Err(Halt::field("", what!("too-many-fixes", most = FIXES_MAX)));
    }
    let mut changes = Vec::with_capacity(dates.len());
    for (typed, cell) in dates {
        let before = known.iter().find(|c| (&c.sheet, c.row, &c.column) == (&typed.sheet, typed.row, &typed.column));
        changes.push(correct(&mut tx, ctx, id, &typed, cell, before).await?);
    }
    note(&mut tx, ctx, "fix", object(&filing), &changes).await?;
    again(tx, ctx, &filing).await.map(Some)
}

/// The cells of a column that an answer fits, with what is to be read there.
fn answered(
    ctx: &Ctx,
    filing: &Filing,
    (at, column): (usize, &str),
    answer: Answer,
) -> Result<Vec<(Typed, Cell)>, Halt> {
    let missing = || Halt::field("", what!("no-such-cell"));
    let sheet = filing.summary.sheets.get(at).ok_or_else(missing)?;
    let field = sheet.info.columns.iter().find(|c| c.column == column).ok_or_else(missing)?.field.to_string();
    let staged = Staged::of(ctx.app.data(), filing.id)?;
    let index = staged.index().map_err(|_| missing())?;
    let asks = |code: u8| index.codes.get(usize::from(code)).is_some_and(|code| answer::CODES.contains(&code.as_str()));
    let doubtful = |e: &super::super::staged::Entry| match e.kind {
        Kind::Found { severity: Severity::Error | Severity::Warning, code } => usize::from(e.sheet) == at && asks(code),
        _ => false,
    };
    let entries: Vec<_> = index.entries.iter().copied().filter(doubtful).collect();
    let read = |problem: super::super::report::Problem| {
        let (letters, row) = place_of(problem.cell.as_deref()?)?;
        let text = answer.text(&problem).filter(|_| letters == column)?;
        let typed = Typed { id: Uuid::now_v7(), sheet: sheet.info.sheet.clone(), row, column: column.to_owned(), text };
        Some((typed, Cell { field: field.clone(), raw: problem.raw.unwrap_or_default() }))
    };
    Ok(staged.problems(&entries)?.into_iter().filter_map(read).collect())
}

/// Takes a correction back: the cell says again what the file says. Undone twice, it is undone.
///
/// # Errors
/// The filing is no draft of the sender's; there was no such correction.
pub async fn undo(ctx: &Ctx, id: Uuid, correction: Uuid) -> Result<Option<JoinHandle<()>>, Halt> {
    let mut tx = ctx.write().await?;
    let filing = mine(&mut tx, ctx, id).await?;
    let all = opened(&ctx.app.seal, store::corrections::of(&mut tx, id).await?)?;
    let Some(known) = all.iter().find(|c| c.id == correction) else {
        return Err(Halt::field("", what!("no-such-cell")));
    };
    if known.undone_at.is_some() {
        return Ok(None);
    }
    must_be_draft(&filing)?;
    store::corrections::lift(&mut tx, id, correction, ctx.now).await?;
    let of = |text: &str| Some(shown(&known.field, text));
    let change = Change::new(&place(known), of(&known.typed), of(&known.was));
    note(&mut tx, ctx, "undo", object(&filing), &[change]).await?;
    again(tx, ctx, &filing).await.map(Some)
}

pub(super) fn must_be_draft(filing: &Filing) -> Result<(), Halt> {
    match filing.standing {
        Standing::Draft => Ok(()),
        Standing::Checking => Err(Halt::field("", what!("still-reading"))),
        _ => Err(Halt::field("", what!("no-draft"))),
    }
}

/// `台账!D5`, as spreadsheets name a cell of a sheet.
fn place(correction: &Correction) -> String {
    format!("{}!{}", correction.sheet, correction.cell())
}

/// A cell of the preview: the field it holds, and what is written there.
struct Cell {
    field: String,
    raw: String,
}

/// The cell that is to be corrected: in a data row, under a column that holds a field.
fn cell(ctx: &Ctx, filing: &Filing, typed: &Typed) -> Result<Cell, Halt> {
    let missing = || Halt::field("", what!("no-such-cell"));
    column_number(&typed.column).ok_or_else(missing)?;
    let staged = Staged::of(ctx.app.data(), filing.id)?;
    let index = staged.index().map_err(|_| missing())?;
    let sheets = filing.summary.sheets.iter().enumerate().filter(|(_, sheet)| sheet.info.sheet == typed.sheet);
    for (at, sheet) in sheets {
        let Some(column) = sheet.info.columns.iter().find(|c| c.column == typed.column) else { continue };
        let here = |e: &&super::super::staged::Entry| usize::from(e.sheet) == at && e.row == typed.row;
        let Some(row) = index.entries.iter().filter(here).find(|e| matches!(e.kind, Kind::Row { .. })) else {
            continue;
        };
        let address = format!("{}{}", typed.column, typed.row);
        let found = |e: &&super::super::staged::Entry| matches!(e.kind, Kind::Found { .. } | Kind::Compared { .. });
        let problems: Vec<_> = index.entries.iter().filter(here).filter(found).copied().collect();
        let raw = staged.problems(&problems)?.into_iter().filter(|p| p.cell.as_deref() == Some(&address));
        let raw = raw.filter_map(|p| p.raw).next();
        let value = || -> Result<String, Halt> {
            let rows = staged.rows(&[*row])?;
            let value = rows.first().and_then(|row| row.values.0.get(column.field.as_ref()).cloned());
            Ok(match value {
                None | Some(serde_json::Value::Null) => String::new(),
                Some(serde_json::Value::String(text)) => text,
                Some(other) => other.to_string(),
            })
        };
        let raw = raw.map_or_else(value, Ok)?;
        return Ok(Cell { field: column.field.to_string(), raw });
    }
    Err(missing())
}
