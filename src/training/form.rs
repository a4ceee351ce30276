//! Posts of the training pages.
use super::service;
use crate::server::form::Sent;
use crate::server::{Ctx, Halt};

/// Records a session; the reader sees it next.
pub async fn record(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let session = service::record(&ctx, &sent.typed).await?;
    Ok(format!("/training/{session}?done=recorded"))
}

/// Corrects one person's row; the reader sees the session next.
pub async fn correct(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let session = service::correct(&ctx, sent.id("id")?, &sent.typed).await?;
    Ok(format!("/training/{session}?done=corrected"))
}
