//! Putting one row of an imported draft right by hand.
use super::{object, whole_district};
use crate::account::model::{Inspector, Scope};
use crate::audit::model::Change;
use crate::audit::service::{note, queue};
use crate::baseline::model::{Document, Line, Origin, Row};
use crate::baseline::store;
use crate::kernel::{Problem, Reader, Typed, what};
use crate::server::{Ctx, Halt};
use uuid::Uuid;

/// One row of an open imported draft, to be put right.
///
/// # Errors
/// [`Halt::Missing`] when there is no such row, or its baseline is no open imported draft.
pub async fn row_of(ctx: &Ctx, id: Uuid, seq: i64) -> Result<(Document, Line), Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let document = store::get(&mut tx, id).await?.filter(open).ok_or(Halt::Missing)?;
    let lines = store::lines(&mut tx, &scope, id).await?;
    let line = lines.into_iter().find(|line| line.seq == seq).ok_or(Halt::Missing)?;
    Ok((document, line))
}

fn open(document: &Document) -> bool {
    document.is_open() && document.baseline.origin == Origin::Imported
}

/// The figures of a row by name, as text.
pub(super) fn figures(row: &Row) -> [(&'static str, Option<String>); 4] {
    let count = |value: Option<i64>| value.map(|n| n.to_string());
    [
        ("incidents", count(row.incidents)),
        ("deaths", count(row.deaths)),
        ("serious", count(row.serious)),
        ("loss", row.loss.map(|loss| loss.to_string())),
    ]
}

/// Corrects the figures of one row of a draft, or takes the row out (`deed` is `remove`). Sent twice, it has one effect.
///
/// # Errors
/// [`Halt::Missing`]; what is wrong with the figures; [`Halt::Conflict`] when the draft was changed meanwhile.
pub async fn correct_row(ctx: &Ctx, inspector: &Inspector, id: Uuid, seq: i64, typed: &Typed) -> Result<(), Halt> {
    whole_district(inspector)?;
    let remove = typed.get("deed") == "remove";
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    let document = store::get(&mut tx, id).await?.filter(open).ok_or(Halt::Missing)?;
    let found = store::lines(&mut tx, &Scope::whole(), id).await?.into_iter().find(|line| line.seq == seq);
    let Some(line) = found else { return if remove { Ok(()) } else { Err(Halt::Missing) } };
    let mut read = Reader::new(typed);
    let row = Row {
        incidents: read.maybe_count("incidents"),
        deaths: read.maybe_count("deaths"),
        serious: read.maybe_count("serious"),
        loss: read.maybe_wan("loss"),
        ..line.row.clone()
    };
    let blank = (row.incidents, row.deaths, row.serious, row.loss) == (None, None, None, None);
    if !remove && blank && read.problems.is_empty() {
        read.problem::<()>("incidents", what!("baseline-no-figure"));
    }
    let revision = read.count("version");
    let revision = if remove { revision.unwrap_or(0) } else { read.done(|| revision)? };
    if !remove && row == line.row {
        return Ok(());
    }
    if store::touch(&mut tx, id, revision).await? == 0 {
        let who = document.author;
        return Err(Halt::Conflict(vec![Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    let after = if remove { [(); 4].map(|()| None) } else { figures(&row).map(|(_, value)| value) };
    let mut changes = vec![Change::new("row", None, Some(seq.to_string()))];
    let pairs = figures(&line.row).into_iter().zip(after).filter(|((_, old), new)| old != new);
    changes.extend(pairs.map(|((name, old), new)| Change::new(name, old, new)));
    if remove {
        store::remove_line(&mut tx, id, seq).await?;
    } else {
        store::set_figures(&mut tx, id, &Line { row, ..line }).await?;
    }
    note(&mut tx, ctx, "correct", object(id), &changes).await?;
    Ok(tx.commit().await?)
}
