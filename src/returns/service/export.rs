//! A list as a workbook: which feature knows which template's rows.
use super::super::export::{self, Row};
use super::super::template::Template;
use crate::enterprise::model::Wanted;
use crate::enterprise::service::Finder;
use crate::kernel::intake::{LINES_MAX, Line};
use crate::kernel::{Typed, what};
use crate::server::{Ctx, Halt};
use crate::{baseline, congress, enterprise, hazard, health, incident, training};
use anyhow::Context;
use uuid::Uuid;

/// Everything that a list holds for the same query, as rows of its template.
async fn lines(ctx: &Ctx, template: &str, query: &Typed, id: Option<Uuid>) -> Result<Vec<Line>, Halt> {
    match template {
        "roll" => enterprise::service::lines(ctx, &Wanted::parse(query)).await,
        "exposure" => enterprise::service::exposure_lines(ctx, &Wanted::parse(query)).await,
        "congress" => congress::service::lines(ctx, &congress::model::Filter::read(query)).await,
        "incidents" => incident::service::lines(ctx, &incident::model::Filter::read(query)).await,
        "hazards" => hazard::service::lines(ctx, &hazard::model::Filter::read(query)).await,
        "training" => training::service::lines(ctx, &training::model::Filter::read(query)).await,
        "health" => health::service::lines(ctx, &health::model::Filter::read(query)).await,
        "baseline" => baseline::service::lines(ctx, id.ok_or(Halt::Missing)?).await,
        _ => Err(Halt::Missing),
    }
}

/// The list behind `query` as a workbook in the reader's language, with its file's name: exactly the rows that the list
/// shows on all its pages, in its order. `id` is that of a baseline.
///
/// # Errors
/// Nobody who sees records is signed in; `export-too-long`; the workbook could not be written.
pub async fn export(ctx: &Ctx, template: &str, query: &Typed, id: Option<Uuid>) -> Result<(String, Vec<u8>), Halt> {
    let template = Template::by_key(template).ok_or(Halt::Missing)?;
    let lines = lines(ctx, template.key, query, id).await?;
    if lines.len() as i64 > LINES_MAX {
        return Err(Halt::field("", what!("export-too-long", most = LINES_MAX)));
    }
    let mut tx = ctx.read().await?;
    let finder = Finder::load(&mut tx, &ctx.scope()?).await?;
    drop(tx);
    let owned = |id: Uuid| Some((finder.name(id)?.to_owned(), finder.code(id)?.to_owned()));
    let row = |line: Line| Row { owner: line.enterprise.and_then(owned), values: line.values };
    let rows: Vec<Row> = lines.into_iter().map(row).collect();
    let (lang, today) = (ctx.lang, ctx.today());
    // Large workbooks take their turn, as those do that are read.
    let _turn = ctx.app.limits.reading.take(ctx.actor()?.id, Uuid::now_v7()).await;
    let written = tokio::task::spawn_blocking(move || export::workbook(template, lang, &rows)).await;
    let bytes = written.context("write a workbook")?.context("write a workbook")?;
    Ok((export::file_name(template, lang, today), bytes))
}
