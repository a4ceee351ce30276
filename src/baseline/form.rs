//! The posts of baselines.
use super::service;
use crate::server::form::Sent;
use crate::server::{Ctx, Halt};

pub async fn compute(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::compute(&ctx, ctx.inspector()?, &sent.typed).await?;
    Ok(format!("/baselines/{id}?done=computed"))
}

pub async fn freeze(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::freeze(&ctx, ctx.inspector()?, id, &sent.typed).await?;
    Ok(format!("/baselines/{id}?done=frozen"))
}

pub async fn discard(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::discard(&ctx, ctx.inspector()?, sent.id("id")?).await?;
    Ok("/baselines?done=removed".to_owned())
}

pub async fn restate(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::restate(&ctx, ctx.inspector()?, sent.id("id")?, &sent.typed).await?;
    let done = if service::is_draft(&ctx, id).await? { "drafted" } else { "restated" };
    Ok(format!("/baselines/{id}?done={done}"))
}

pub async fn refuse(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::refuse(&ctx, ctx.inspector()?, id, &sent.typed).await?;
    Ok(format!("/baselines/{id}?done=refused"))
}

pub async fn row(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    let seq = sent.path.iter().find(|(name, _)| name == "seq").and_then(|(_, seq)| seq.parse().ok());
    service::correct_row(&ctx, ctx.inspector()?, id, seq.ok_or(Halt::Missing)?, &sent.typed).await?;
    Ok(format!("/baselines/{id}?done=corrected#rows"))
}
