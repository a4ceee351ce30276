//! What goes out as a file.
use super::service::{self, Asked};
use super::sheets;
use crate::returns::form::download;
use crate::server::{App, Ctx, page};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{self, MethodRouter};

/// GET `/trends.xlsx`: the comparison that was asked for, as a workbook.
pub fn workbook() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        let (parts, _) = request.into_parts();
        let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
        let asked = Asked::read(crate::ui::Query::parse(&ctx.here).fields(), ctx.today());
        let made = match service::compare(&ctx, asked).await {
            Ok(compared) => sheets::workbook(&ctx, &compared),
            Err(halt) => Err(halt),
        };
        match made {
            Ok((name, bytes)) => {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                download(&name, kind, Body::from(bytes))
            }
            Err(halt) => {
                let status = page::status_of(&halt);
                let fault = page::fault_of(halt);
                page::refusal_with(&app, Request::from_parts(parts, Body::empty()), status, fault).await
            }
        }
    })
}
