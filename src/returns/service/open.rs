//! Rows that a return did not take: which of them are still to be put right, and the sender's word that they need not be.
use super::super::model::review::{Lacking, Waived};
use super::super::model::{Filing, Listed};
use super::super::rule::open::{lacking, told_again};
use super::super::store;
use super::send::{mine, object};
use crate::audit::service::note;
use crate::db::Tx;
use crate::kernel::form::{LINE_MAX, Reader};
use crate::kernel::intake::Change;
use crate::kernel::{Problem, Typed, what};
use crate::server::{Ctx, Halt};
use uuid::Uuid;

/// What became of the rows that a return did not take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Open {
    pub parts: Vec<Lacking>,
    pub waived: Option<Waived>,
}

impl Open {
    /// How many rows are still to be put right.
    pub fn rows(&self) -> u64 {
        if self.waived.is_some() {
            return 0;
        }
        self.parts.iter().filter(|part| part.told_in.is_none()).map(|part| part.rows).sum()
    }
}

/// A return with rows of a template that are still to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRows {
    pub filing: Uuid,
    pub template: String,
    pub rows: u64,
}

async fn parts(tx: &mut Tx, filing: Uuid, lacking: &[(String, u64)]) -> Result<Vec<Lacking>, Halt> {
    if lacking.is_empty() {
        return Ok(Vec::new());
    }
    let periods = store::duty::periods(tx, filing).await?;
    let later = store::open::later(tx, filing).await?;
    let part = |(template, rows): &(String, u64)| Lacking {
        told_in: told_again(template, &periods, &later),
        template: template.clone(),
        rows: *rows,
    };
    Ok(lacking.iter().map(part).collect())
}

/// What became of the rows that a return did not take; nothing of one that does not stand.
pub(super) async fn of(tx: &mut Tx, filing: &Filing) -> Result<Open, Halt> {
    if !filing.standing.is_taken() {
        return Ok(Open::default());
    }
    let parts = parts(tx, filing.id, &lacking(&filing.summary)).await?;
    Ok(Open { parts, waived: filing.summary.waived.clone() })
}

/// Counts the open rows of the returns of a list.
pub(super) async fn count(tx: &mut Tx, rows: &mut [Listed]) -> Result<(), Halt> {
    for row in rows.iter_mut().filter(|row| row.standing.is_taken()) {
        let parts = parts(tx, row.id, &row.lacking).await?;
        row.open = parts.iter().filter(|part| part.told_in.is_none()).map(|part| part.rows).sum();
    }
    Ok(())
}

/// The open rows of some returns, template by template.
pub(super) async fn among(tx: &mut Tx, filings: &[Uuid]) -> Result<Vec<OpenRows>, Halt> {
    let mut found = Vec::new();
    for id in filings {
        let Some(filing) = store::any(tx, *id).await? else { continue };
        let open = of(tx, &filing).await?;
        if open.waived.is_none() {
            let parts = open.parts.into_iter().filter(|part| part.told_in.is_none());
            found.extend(parts.map(|part| OpenRows { filing: *id, template: part.template, rows: part.rows }));
        }
    }
    Ok(found)
}

/// Takes the sender's word that the rows which were not taken need not be sent. Said twice, it is said once.
///
/// # Errors
/// Not the sender's; no reason; there are no open rows.
pub async fn waive(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let filing = mine(&mut tx, ctx, id).await?;
    if filing.summary.waived.is_some() {
        return Ok(());
    }
    let mut read = Reader::new(typed);
    let reason = read.text("why", LINE_MAX);
    let reason = read.done(|| reason)?;
    let rows = of(&mut tx, &filing).await?.rows();
    if rows == 0 {
        return Err(Halt::Conflict(vec![Problem::new("", what!("no-open-rows"))]));
    }
    let mut summary = filing.summary.clone();
    let by = ctx.actor()?.name.clone();
    summary.waived = Some(Waived { by, at: Some(ctx.now), reason: reason.clone(), rows });
    store::review::summarise(&mut tx, id, &summary).await?;
    let changes = [Change::new("waived", None, Some(rows.to_string())), Change::new("reason", None, Some(reason))];
    note(&mut tx, ctx, "waive", object(&filing), &changes).await?;
    Ok(tx.commit().await?)
}
