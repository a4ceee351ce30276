//! The posts of bulletins, and their files.
use super::service::{self, Shown};
use super::{docx, link, sheet};
use crate::i18n::Lang;
use crate::kernel::Typed;
use crate::returns::form::download;
use crate::server::form::{Sent, path_of};
use crate::server::{App, Ctx, Halt, page};
use anyhow::Context;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{header, request::Parts};
use axum::routing::{self, MethodRouter};

pub async fn draft(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::draft(&ctx, ctx.inspector()?, &sent.typed).await?;
    Ok(format!("{}?done=drafted", link::one(id)))
}

pub async fn edit(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::edit(&ctx, ctx.inspector()?, id, &sent.typed).await?;
    Ok(format!("{}?done=saved", link::one(id)))
}

pub async fn recount(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::recount(&ctx, ctx.inspector()?, id, &sent.typed).await?;
    Ok(format!("{}?done=recounted", link::one(id)))
}

pub async fn issue(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::issue(&ctx, ctx.inspector()?, id, &sent.typed).await?;
    Ok(format!("{}?done=issued", link::one(id)))
}

pub async fn correct(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::correct(&ctx, ctx.inspector()?, sent.id("id")?, &sent.typed).await?;
    Ok(format!("{}?done=drafted", link::one(id)))
}

pub async fn discard(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::discard(&ctx, ctx.inspector()?, sent.id("id")?).await?;
    Ok("/bulletins?done=removed".to_owned())
}

/// What a bulletin can be taken away as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    Word,
    Workbook,
}

impl File {
    fn end(self) -> &'static str {
        match self {
            File::Word => "docx",
            File::Workbook => "xlsx",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            File::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            File::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// GET `/bulletins/{id}/bulletin.docx` and `.xlsx`: in the reader's language, or in that of `?lang=`.
pub fn file(file: File) -> MethodRouter<App> {
    routing::get(async move |State(app): State<App>, request: Request| {
        let (mut parts, _) = request.into_parts();
        let path = path_of(&mut parts).await;
        match written(&parts, Sent { path, ..Sent::default() }, file).await {
            Ok((name, bytes)) => download(&name, file.kind(), Body::from(bytes)),
            Err(halt) => {
                let status = page::status_of(&halt);
                let fault = page::fault_of(halt);
                page::refusal_with(&app, Request::from_parts(parts, Body::empty()), status, fault).await
            }
        }
    })
}

async fn written(parts: &Parts, sent: Sent, file: File) -> Result<(String, Vec<u8>), Halt> {
    let ctx = parts.extensions.get::<Ctx>().ok_or(Halt::SignIn)?;
    let query = Typed(form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect());
    let lang = Lang::parse(query.get("lang")).unwrap_or(ctx.lang);
    let shown = service::show(ctx, sent.id("id")?).await?;
    let name = format!("{}.{}", super::page::file_name(lang, &shown.bulletin), file.end());
    let base = base(ctx, parts);
    let ctx = ctx.clone();
    let write = move || write(&Ctx { lang, ..ctx }, &shown, &base, file);
    let bytes = tokio::task::spawn_blocking(write).await.context("write a bulletin")??;
    Ok((name, bytes))
}

fn write(ctx: &Ctx, shown: &Shown, base: &str, file: File) -> Result<Vec<u8>, Halt> {
    match file {
        File::Word => docx::written(ctx, shown, base),
        File::Workbook => sheet::written(ctx, shown, base),
    }
}

/// Where people reach the program: what the settings say, else the name they asked for.
fn base(ctx: &Ctx, parts: &Parts) -> String {
    let host = || parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let plain = |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    match (&ctx.app.settings.origin, host().filter(plain)) {
        (Some(origin), _) => origin.trim_end_matches('/').to_owned(),
        (None, Some(host)) => format!("http://{host}"),
        (None, None) => format!("http://{}", ctx.app.settings.addr),
    }
}
