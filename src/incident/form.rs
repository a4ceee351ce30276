//! Posts of the incident pages.
use super::service;
use crate::server::form::Sent;
use crate::server::{Ctx, Halt};

/// Records an accident; the reader sees it next.
pub async fn record(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::record(&ctx, &sent.typed).await?;
    Ok(format!("/incidents/{id}?done=recorded"))
}

/// Corrects an accident; the reader sees it next.
pub async fn correct(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::correct(&ctx, id, &sent.typed).await?;
    Ok(format!("/incidents/{id}?done=corrected"))
}
