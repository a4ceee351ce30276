//! Rows that their sender leaves out on the preview, hidden ones or any other: the workbook stays as it was sent, the row is
//! counted as left out, and the reason is kept with the return.
use super::super::model::{Filing, Out};
use super::super::staged::{Index, Kind, Staged};
use super::fix::must_be_draft;
use super::layout::again;
use super::send::{mine, object};
use crate::audit::service::note;
use crate::kernel::form::{LINE_MAX, Reader};
use crate::kernel::intake::Change;
use crate::kernel::{Typed, what};
use crate::server::{Ctx, Halt};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// The most rows of one return: whoever leaves out more deletes them in the workbook.
const OUT_MAX: usize = 500;

/// A row of a table: the table's place in the workbook's summary, and the sheet's own number.
pub type Place = (usize, u32);

/// Leaves a row of a draft out, for the reason in the field `leave`. Left out twice, it is left out.
///
/// # Errors
/// The filing is no draft of the sender's; there is no such data row; no reason; too many rows are left out already.
pub async fn leave(ctx: &Ctx, id: Uuid, place: Place, typed: &Typed) -> Result<Option<JoinHandle<()>>, Halt> {
    let mut tx = ctx.write().await?;
    let mut filing = mine(&mut tx, ctx, id).await?;
    if filing.summary.out_rows().contains(&place) {
        return Ok(None);
    }
    must_be_draft(&filing)?;
    let (sheet, block) = table(ctx, &filing, place)?;
    let mut read = Reader::new(typed);
    let reason = read.text("leave", LINE_MAX);
    let reason = read.done(|| reason)?;
    if filing.summary.out.len() >= OUT_MAX {
        return Err(Halt::field("", what!("too-many-out", most = OUT_MAX)));
    }
    let by = ctx.actor()?.name.clone();
    let changes = [
        Change::new("left-row", None, Some(named(&sheet, place.1))),
        Change::new("reason", None, Some(reason.clone())),
    ];
    filing.summary.out.push(Out { sheet, block, row: place.1, reason, by, at: Some(ctx.now) });
    note(&mut tx, ctx, "leave-row", object(&filing), &changes).await?;
    again(tx, ctx, &filing).await.map(Some)
}

/// Takes a row in after all. Said twice, it is in.
///
/// # Errors
/// The filing is no draft of the sender's.
pub async fn take_in(ctx: &Ctx, id: Uuid, place: Place) -> Result<Option<JoinHandle<()>>, Halt> {
    let mut tx = ctx.write().await?;
    let mut filing = mine(&mut tx, ctx, id).await?;
    let Some((sheet, block)) = filing.summary.sheets.get(place.0).map(|s| (s.info.sheet.clone(), s.block())) else {
        return Ok(None);
    };
    let here = |out: &Out| (&out.sheet, out.block, out.row) == (&sheet, block, place.1);
    let Some(at) = filing.summary.out.iter().position(here) else { return Ok(None) };
    must_be_draft(&filing)?;
    let out = filing.summary.out.remove(at);
    let changes = [
        Change::new("left-row", Some(named(&out.sheet, out.row)), None),
        Change::new("reason", Some(out.reason), None),
    ];
    note(&mut tx, ctx, "take-row", object(&filing), &changes).await?;
    again(tx, ctx, &filing).await.map(Some)
}

/// `台账!5`, as spreadsheets name a row of a sheet.
fn named(sheet: &str, row: u32) -> String {
    format!("{sheet}!{row}")
}

/// The name and number of the table in which a data row stands.
fn table(ctx: &Ctx, filing: &Filing, (at, row): Place) -> Result<(String, u32), Halt> {
    let missing = || Halt::field("", what!("no-such-row", row = row));
    let sheet = filing.summary.sheets.get(at).ok_or_else(missing)?;
    let index = Staged::of(ctx.app.data(), filing.id)?.index().map_err(|_| missing())?;
    if !is_row(&index, (at, row)) {
        return Err(missing());
    }
    Ok((sheet.info.sheet.clone(), sheet.block()))
}

/// Whether the workbook has such a data row.
pub(super) fn is_row(index: &Index, (at, row): Place) -> bool {
    let here = |e: &super::super::staged::Entry| usize::from(e.sheet) == at && e.row == row;
    index.entries.iter().any(|e| here(e) && matches!(e.kind, Kind::Row { .. }))
}
