//! One pattern for every form: POST to the page's own address; done → 303, refused → the same page again with
//! everything typed still there and each problem beside its field (422).
use super::page::{self, give, wants_json};
use super::{App, Ctx, Halt};
use crate::i18n::Lang;
use crate::kernel::{Problem, Problems, Typed, What};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::{StatusCode, request::Parts};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use leptos::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// The largest form without a file.
const FORM_BYTES_MAX: usize = 512 * 1024;

/// What a form page shows: empty on GET, what was refused on POST.
#[derive(Clone, Default)]
pub struct FormState {
    pub typed: Arc<Typed>,
    pub problems: Arc<Problems>,
    /// Whether this is a refused form coming back (else the page may fill in a record's own values).
    pub refused: bool,
}

impl FormState {
    pub fn here() -> FormState {
        use_context().unwrap_or_default()
    }

    /// Lets the fields below show `typed`, unless a refused form is coming back.
    pub fn offer(typed: impl FnOnce() -> Typed) {
        if !FormState::here().refused {
            provide_context(FormState { typed: Arc::new(typed()), problems: Arc::default(), refused: false });
        }
    }

    pub fn get(&self, name: &str) -> String {
        self.typed.get(name).to_owned()
    }

    pub fn problem(&self, name: &str) -> Option<What> {
        self.problems.iter().find(|p| p.field == name).map(|p| p.what.clone())
    }
}

/// What a deed is told of the form: the fields, and the parts of the address (`{id}`).
#[derive(Debug, Clone, Default)]
pub struct Sent {
    pub typed: Typed,
    pub path: Vec<(String, String)>,
}

impl Sent {
    /// An id in the address; one that is no id names nothing.
    pub fn id(&self, name: &str) -> Result<uuid::Uuid, Halt> {
        let found = self.path.iter().find(|(n, _)| n == name).and_then(|(_, v)| v.parse().ok());
        found.ok_or(Halt::Missing)
    }
}

/// An island's answer: where to go, or what is wrong.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done { next: String },
    Refused { problems: Vec<(String, String)> },
}

/// The POST half of a page: `deed` answers where to go next. It runs to its end even when the client hangs up.
pub fn post<F, Fut>(deed: F) -> MethodRouter<App>
where
    F: Fn(Ctx, Sent) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<String, Halt>> + Send + 'static,
{
    axum::routing::post(async move |State(app): State<App>, request: Request| {
        let (mut parts, body) = request.into_parts();
        let Ok(bytes) = axum::body::to_bytes(body, FORM_BYTES_MAX).await else {
            return page::refusal(&app, Request::from_parts(parts, Body::empty()), StatusCode::PAYLOAD_TOO_LARGE).await;
        };
        let sent = Sent { typed: fields(&bytes), path: path_of(&mut parts).await };
        let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
        let typed = sent.typed.clone();
        let outcome = detached(deed(ctx, sent)).await;
        respond(app, parts, typed, outcome).await
    })
}

/// Runs a deed in a task of its own: a client that hangs up cannot leave it half done.
pub async fn detached<T: Send + 'static>(
    deed: impl Future<Output = Result<T, Halt>> + Send + 'static,
) -> Result<T, Halt> {
    match tokio::spawn(deed).await {
        Ok(outcome) => outcome,
        Err(e) => Err(Halt::Broke(anyhow::anyhow!("the deed panicked: {e}"))),
    }
}

/// The parts of the address that the route names.
pub async fn path_of(parts: &mut Parts) -> Vec<(String, String)> {
    match RawPathParams::from_request_parts(parts, &()).await {
        Ok(params) => params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        Err(_) => Vec::new(),
    }
}

fn fields(bytes: &Bytes) -> Typed {
    Typed(form_urlencoded::parse(bytes).into_owned().collect())
}

/// Turns a deed's outcome into an answer for a browser or an island.
pub async fn respond(app: App, parts: Parts, typed: Typed, outcome: Result<String, Halt>) -> Response {
    let json = wants_json(&parts);
    match outcome {
        Ok(next) if json => axum::Json(Answer::Done { next }).into_response(),
        Ok(next) => page::see_other(&next),
        Err(Halt::Refused(problems)) => refused(app, parts, typed, problems, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(Halt::Conflict(problems)) => refused(app, parts, typed, problems, StatusCode::CONFLICT).await,
        Err(Halt::Wait(seconds)) => {
            let problems = vec![Problem::new("", What::new("wait").with("seconds", seconds))];
            refused(app, parts, typed, problems, StatusCode::TOO_MANY_REQUESTS).await
        }
        Err(halt) => {
            let status = page::status_of(&halt);
            let fault = page::fault_of(halt);
            page::refusal_with(&app, Request::from_parts(parts, Body::empty()), status, fault).await
        }
    }
}

async fn refused(app: App, mut parts: Parts, typed: Typed, problems: Problems, status: StatusCode) -> Response {
    if wants_json(&parts) {
        let lang = parts.extensions.get::<Ctx>().map_or(Lang::Zh, |ctx| ctx.lang);
        let said = problems.iter().map(|p| (p.field.to_string(), crate::i18n::problem(lang, &p.what))).collect();
        return (status, axum::Json(Answer::Refused { problems: said })).into_response();
    }
    let form = FormState { typed: Arc::new(typed), problems: Arc::new(problems), refused: true };
    // The page is rendered as for GET; the form state says that it is a refusal.
    parts.method = axum::http::Method::GET;
    let mut response = show(app, form, Request::from_parts(parts, Body::empty())).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Renders the page the address stands for.
pub async fn show(_app: App, form: FormState, request: Request) -> Response {
    let render = leptos_axum::render_app_async_with_context(move || give(&form), crate::app::shell);
    render(request).await
}
