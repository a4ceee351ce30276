//! Posts of the occupational-health pages.
use super::service;
use crate::server::form::Sent;
use crate::server::{Ctx, Halt};

/// Records a period; the reader sees it next.
pub async fn record(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::record(&ctx, &sent.typed).await?;
    Ok(format!("/health/{id}?done=recorded"))
}

/// Corrects a period; the reader sees it next.
pub async fn correct(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::correct(&ctx, id, &sent.typed).await?;
    Ok(format!("/health/{id}?done=corrected"))
}
