//! What leaves the roll other than as a page: what the picker asks for.
use super::service;
use crate::kernel::Typed;
use crate::server::{App, Ctx, Halt, page};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

fn asked(request: &Request) -> Typed {
    Typed(form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect())
}

/// Answers what `deed` makes of the request, or the page that says why not.
async fn answered<F>(app: &App, request: Request, deed: impl FnOnce(Ctx, Typed) -> F) -> Response
where
    F: Future<Output = Result<Response, Halt>>,
{
    let Some(ctx) = request.extensions().get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
    let typed = asked(&request);
    match deed(ctx, typed).await {
        Ok(response) => response,
        Err(halt) => {
            let status = page::status_of(&halt);
            let (parts, _) = request.into_parts();
            page::refusal_with(app, Request::from_parts(parts, Body::empty()), status, page::fault_of(halt)).await
        }
    }
}

/// One enterprise as the picker offers it.
#[derive(Serialize)]
struct Offered {
    id: uuid::Uuid,
    name: String,
    uscc: String,
    town: String,
}

/// GET /api/enterprises?q=: the first ten that a text may mean.
pub async fn offered(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |ctx, typed| {
        let found = service::offered(&ctx, typed.get("q")).await?;
        let offered = found.into_iter().map(|row| Offered {
            id: row.id,
            name: row.facts.name,
            uscc: row.facts.uscc.to_string(),
            town: row.facts.town,
        });
        Ok(axum::Json(offered.collect::<Vec<_>>()).into_response())
    })
    .await
}
