//! Posts of the hazard pages.
use super::service;
use crate::server::form::Sent;
use crate::server::{Ctx, Halt};

/// Records a hazard; the reader sees it next.
pub async fn record(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::record(&ctx, &sent.typed).await?;
    Ok(format!("/hazards/{id}?done=recorded"))
}

/// Corrects a hazard, or says that it was put right; the reader sees it next.
pub async fn correct(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::correct(&ctx, id, &sent.typed).await?;
    Ok(format!("/hazards/{id}?done=corrected"))
}
