//! Whether the program is alive, ready, and what it counted.
use super::App;
use super::edge::Peer;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts counting. Later calls change nothing.
pub fn count() {
    RECORDER.get_or_init(|| match PrometheusBuilder::new().install_recorder() {
        Ok(handle) => handle,
        // Another recorder was there first (tests): ours then stays empty.
        Err(_) => PrometheusBuilder::new().build_recorder().handle(),
    });
}

/// GET /healthz: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// GET /readyz: the database answers too.
pub async fn ready(State(app): State<App>) -> Response {
    match crate::db::alive(&app.db).await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// GET /metrics: Prometheus text, for this machine and for whoever holds the token.
pub async fn metrics(State(app): State<App>, Extension(Peer(peer)): Extension<Peer>, headers: HeaderMap) -> Response {
    let token =
        headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    let allowed = match &app.settings.metrics_token {
        Some(ours) => token == Some(ours.as_str()),
        None => peer.is_some_and(|ip| ip.is_loopback()),
    };
    if !allowed {
        return StatusCode::NOT_FOUND.into_response();
    }
    count();
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default().into_response()
}
