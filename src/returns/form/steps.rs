//! The doors between upload and sending: which table, which column, one cell corrected, a layout forgotten.
use super::super::answer::Answer;
use super::super::service::{self, ColumnsSaid, TableSaid, Typed};
use super::READING_WAIT;
use crate::kernel::{Typed as Fields, what};
use crate::server::form::Sent;
use crate::server::{Ctx, Halt};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Waits a little for the reading to end, so that the next page shows its outcome.
async fn wait(reading: JoinHandle<()>) {
    let _ = tokio::time::timeout(READING_WAIT, reading).await;
}

fn block(typed: &Fields) -> u32 {
    typed.get("block").parse().unwrap_or(1)
}

/// POST `/returns/{id}/sheets`: which template a table is and where its header stands.
///
/// # Errors
/// See [`service::say_table`].
pub async fn sheets(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    let typed = &sent.typed;
    let text = |name: &str| typed.get(name).to_owned();
    let said = TableSaid {
        sheet: text("sheet"),
        block: block(typed),
        template: text("template"),
        first: text("first"),
        last: text("last"),
    };
    wait(service::say_table(&ctx, id, &said).await?).await;
    Ok(format!("/returns/{id}"))
}

/// POST `/returns/{id}/columns`: which column is which; with `go=on`, as it was understood.
///
/// # Errors
/// See [`service::say_columns`].
pub async fn columns(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    if sent.typed.get("go") == "on" {
        service::settle(&ctx, id).await?;
        return Ok(format!("/returns/{id}"));
    }
    let column = |(name, key): &(String, String)| Some((name.strip_prefix("c-")?.to_owned(), key.clone()));
    let said = ColumnsSaid {
        sheet: sent.typed.get("sheet").to_owned(),
        block: block(&sent.typed),
        columns: sent.typed.0.iter().filter_map(column).collect(),
        without: sent.typed.get("without") == "on",
    };
    wait(service::say_columns(&ctx, id, &said).await?).await;
    Ok(format!("/returns/{id}"))
}

/// Back to the row where the correction was made, with the filter that was on.
fn row_of(id: Uuid, typed: &Fields) -> String {
    let number = |name: &str| typed.get(name).parse::<u32>().unwrap_or(0);
    let (at, row) = (number("at"), number("row"));
    let letters: String = typed.get("column").chars().filter(char::is_ascii_uppercase).take(3).collect();
    format!("/returns/{id}?sheet={at}&row={row}#c-{letters}{row}")
}

/// POST `/returns/{id}/cells`: a cell corrected on the preview; with `order`, one answer for a column: the order of
/// its dates, their year, which of two readings holds.
///
/// # Errors
/// See [`service::fix()`] and [`service::read_dates`].
pub async fn fix(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    let typed = &sent.typed;
    if !typed.get("order").is_empty() {
        let answer = Answer::parse(typed.get("order"), typed.get("year"));
        let answer = answer.ok_or_else(|| Halt::field("year", what!("column-year")))?;
        let at = typed.get("at").parse().unwrap_or(usize::MAX);
        if let Some(reading) = service::read_dates(&ctx, id, (at, typed.get("column")), answer).await? {
            wait(reading).await;
        }
        return Ok(format!("/returns/{id}?sheet={at}"));
    }
    let cell = Typed {
        // A form that was made by hand has no id of its own: it is then a new one each time.
        id: typed.get("id").parse().unwrap_or_else(|_| Uuid::now_v7()),
        sheet: typed.get("sheet").to_owned(),
        row: typed.get("row").parse().unwrap_or(0),
        column: typed.get("column").to_owned(),
        text: typed.get("value").to_owned(),
    };
    if let Some(reading) = service::fix(&ctx, id, &cell).await? {
        wait(reading).await;
    }
    Ok(row_of(id, typed))
}

/// POST `/returns/{id}/cells/undo`: the cell says again what the file says.
///
/// # Errors
/// See [`service::undo`].
pub async fn undo(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    let correction = sent.typed.get("correction").parse().unwrap_or(Uuid::nil());
    if let Some(reading) = service::undo(&ctx, id, correction).await? {
        wait(reading).await;
    }
    Ok(row_of(id, &sent.typed))
}

/// The row of a sheet that a form speaks of; a place that is none when it does not say.
fn place(typed: &Fields) -> (usize, u32) {
    (typed.get("at").parse().unwrap_or(usize::MAX), typed.get("row").parse().unwrap_or(0))
}

/// POST `/returns/{id}/out`: a row left out; `leave` says why.
///
/// # Errors
/// See [`service::leave`].
pub async fn leave(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    let (at, row) = place(&sent.typed);
    if let Some(reading) = service::leave(&ctx, id, (at, row), &sent.typed).await? {
        wait(reading).await;
    }
    Ok(format!("/returns/{id}?sheet={at}&row={row}#r{row}"))
}

/// POST `/returns/{id}/out/undo`: the row is taken in after all.
///
/// # Errors
/// See [`service::take_in`].
pub async fn take_in(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    let (at, row) = place(&sent.typed);
    if let Some(reading) = service::take_in(&ctx, id, (at, row)).await? {
        wait(reading).await;
    }
    Ok(format!("/returns/{id}?sheet={at}&row={row}#r{row}"))
}

/// POST `/layouts/{id}/forget`.
///
/// # Errors
/// See [`service::forget`].
pub async fn forget(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::forget(&ctx, sent.id("id")?).await?;
    Ok("/layouts?done=forgotten".to_owned())
}
