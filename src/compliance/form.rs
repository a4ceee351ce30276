//! The doors: the lists as workbooks; who is freed from a duty.
use super::model::{Asked, ListFilter};
use super::{export, service};
use crate::i18n::Lang;
use crate::returns::form::download;
use crate::server::form::Sent;
use crate::server::{App, Ctx, Halt, page};
use crate::t;
use crate::ui::Query;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// GET `/compliance/enterprises.xlsx`: the whole list for the same filters.
pub fn enterprises() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        out(app, request, async |ctx: &Ctx, query: &Query| {
            let filter = ListFilter::read(query.fields());
            let listed = service::list(ctx, &filter, true).await?;
            let name = t!(ctx.lang, "compliance.list.file");
            let at = listed.district.at;
            let bytes = written(ctx.lang, move |lang| export::enterprises(lang, &listed, &filter)).await?;
            Ok((export::file_name(ctx.lang, &name, &at), bytes))
        })
        .await
    })
}

/// GET `/compliance/talks.xlsx`: both lists.
pub fn talks() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        out(app, request, async |ctx: &Ctx, query: &Query| {
            let town = query.get("town").to_owned();
            let found = service::talks(ctx, &Asked::read(query.fields()), &town).await?;
            let name = t!(ctx.lang, "compliance.talks.file");
            let at = found.district.at;
            let bytes = written(ctx.lang, move |lang| export::talks(lang, &found, &town)).await?;
            Ok((export::file_name(ctx.lang, &name, &at), bytes))
        })
        .await
    })
}

/// POST `/compliance/exemptions`.
///
/// # Errors
/// See [`service::free`].
pub async fn free(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::free(&ctx, &sent.typed).await?;
    Ok("/compliance/exemptions?done=saved".to_owned())
}

/// POST `/compliance/exemptions/{id}/end`.
///
/// # Errors
/// See [`service::end`].
pub async fn end(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::end(&ctx, sent.id("id")?, &sent.typed).await?;
    Ok("/compliance/exemptions?done=saved".to_owned())
}

/// Writes a workbook beside the threads that answer others.
async fn written(
    lang: Lang,
    make: impl FnOnce(Lang) -> Result<Vec<u8>, Halt> + Send + 'static,
) -> Result<Vec<u8>, Halt> {
    tokio::task::spawn_blocking(move || make(lang)).await.map_err(|e| Halt::Broke(e.into()))?
}

async fn out(
    app: App,
    request: Request,
    make: impl AsyncFnOnce(&Ctx, &Query) -> Result<(String, Vec<u8>), Halt>,
) -> Response {
    let (parts, _) = request.into_parts();
    let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
    let query = Query::parse(&ctx.here);
    match make(&ctx, &query).await {
        Ok((name, bytes)) => download(&name, XLSX, Body::from(bytes)),
        Err(halt) => {
            let status = page::status_of(&halt);
            let fault = page::fault_of(halt);
            page::refusal_with(&app, Request::from_parts(parts, Body::empty()), status, fault).await
        }
    }
}
