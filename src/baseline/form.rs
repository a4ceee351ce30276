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
