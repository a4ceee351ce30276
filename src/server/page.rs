//! Data, or the page that says why there is none, with the right status.
use super::{App, Ctx, FormState, Halt};
use crate::i18n;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// What every page finds in its context, and the headers every page sends.
pub fn give(form: &FormState) {
    if let Some(ctx) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Ctx>().cloned()) {
        provide_context(ctx);
    }
    provide_context(form.clone());
    provide_context(crate::ui::field::Labels::default());
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<leptos_axum::ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&policy(Some(&nonce)))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// What a page may load: our own files; with a nonce for this one answer also the scripts that islands wake up with.
pub fn policy(nonce: Option<&str>) -> String {
    let script = nonce.map_or_else(|| "'self'".to_owned(), |n| format!("'self' 'nonce-{n}' 'wasm-unsafe-eval'"));
    format!(
        "default-src 'none'; script-src {script}; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Shows `data`, or says why there is none: 404, 403, 422, 500 with a fault number; not signed in goes to the sign-in page.
pub fn answer<T, V: IntoView + 'static>(data: Result<T, Halt>, show: impl FnOnce(T) -> V) -> AnyView {
    match data {
        Ok(data) => show(data).into_any(),
        Err(halt) => sorry(halt),
    }
}

/// The page is at another address now: 303 to it.
pub fn elsewhere(path: &str) -> AnyView {
    if let (Some(response), Ok(path)) = (use_context::<leptos_axum::ResponseOptions>(), HeaderValue::from_str(path)) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(header::LOCATION, path);
    }
    ().into_any()
}

fn sorry(halt: Halt) -> AnyView {
    let status = status_of(&halt);
    let fault = fault_of(halt);
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
    view! { <Sorry status fault/> }.into_any()
}

/// The status a refusal answers with.
pub fn status_of(halt: &Halt) -> StatusCode {
    match halt {
        Halt::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Halt::Conflict(_) => StatusCode::CONFLICT,
        Halt::SignIn => StatusCode::UNAUTHORIZED,
        Halt::Forbidden => StatusCode::FORBIDDEN,
        Halt::Missing => StatusCode::NOT_FOUND,
        Halt::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        Halt::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Halt::Broke(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Logs what broke, once, and answers the short number by which the log line is found again.
pub fn fault_of(halt: Halt) -> Option<String> {
    let Halt::Broke(error) = halt else { return None };
    let fault = fault_number();
    tracing::error!(fault, error = %safe_chain(&error), "request failed");
    Some(fault)
}

/// Eight characters, for people to read out over the telephone.
pub fn fault_number() -> String {
    uuid::Uuid::now_v7().simple().to_string().split_off(24)
}

/// The chain of causes without a database's detail line, which may quote personal data.
fn safe_chain(error: &anyhow::Error) -> String {
    let causes = error.chain().map(|cause| match cause.downcast_ref::<sqlx::Error>() {
        Some(sqlx::Error::Database(db)) => format!("database error {:?} ({:?})", db.code(), db.kind()),
        _ => cause.to_string(),
    });
    causes.collect::<Vec<_>>().join(": ")
}

/// A page for people who cannot have the page they asked for: what happened, what is safe, what to do.
#[component]
pub fn Sorry(status: StatusCode, #[prop(optional_no_strip)] fault: Option<String>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let code = match status.as_u16() {
        401 | 403 | 404 | 409 | 413 | 429 => status.as_u16(),
        500..=599 => 500,
        _ => 400,
    };
    let title = i18n::words(lang, &format!("server.sorry.{code}.title"));
    let what = i18n::words(lang, &format!("server.sorry.{code}.what"));
    let todo = i18n::words(lang, &format!("server.sorry.{code}.todo"));
    view! {
        <div class="sorry">
            <p class="sorry-code">{code}</p>
            <leptos_meta::Title text=title.clone().into_owned()/>
            <h1>{title}</h1>
            <p>{what}</p>
            <p>{todo}</p>
            {fault.map(|fault| view! { <p class="fault">{crate::t!(lang, "server.fault")} " " <code>{fault}</code></p> })}
            <p><a class="button" href="/">{crate::t!(lang, "server.home")}</a></p>
        </div>
    }
}

/// The whole page for a status, in the usual frame; JSON callers get the bare status.
pub async fn refusal(app: &App, request: Request, status: StatusCode) -> Response {
    refusal_with(app, request, status, None).await
}

/// The same, with a fault number to quote.
pub async fn refusal_with(app: &App, request: Request, status: StatusCode, fault: Option<String>) -> Response {
    let (mut parts, _) = request.into_parts();
    if wants_json(&parts) {
        return status.into_response();
    }
    if parts.extensions.get::<Ctx>().is_none() {
        parts.extensions.insert(Ctx { operator: false, ..Ctx::operator(app) });
    }
    // The renderer only answers GET requests; what it shows does not depend on the method.
    parts.method = axum::http::Method::GET;
    let show = leptos_axum::render_app_async_with_context(
        || give(&FormState::default()),
        move || crate::app::frame(view! { <Sorry status fault=fault.clone()/> }.into_any()),
    );
    let mut response = show(Request::from_parts(parts, axum::body::Body::empty())).await;
    *response.status_mut() = status;
    response
}

/// Whether the caller is one of our islands rather than a browser following a form.
pub fn wants_json(parts: &Parts) -> bool {
    parts.headers.get(header::ACCEPT).is_some_and(|a| a.as_bytes().starts_with(b"application/json"))
}

/// 303 to `path`, so that reloading the next page does not send the form again.
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}
