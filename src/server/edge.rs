//! What every request passes on its way in and every answer on its way out.
use super::{App, Ctx, page};
use crate::account;
use crate::i18n::Lang;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

/// The address a request came from, as the listener saw it.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub Option<IpAddr>);

/// Finds out who asks and in which language, and puts the [`Ctx`] where pages and deeds find it.
pub async fn session(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let now = app.settings.now();
    let token = cookie(request.headers(), app.settings.cookie_name()).map(str::to_owned);
    let found = match token {
        Some(token) => match account::service::who(&app, &token, now).await {
            Ok(found) => found,
            Err(halt) => {
                let fault = page::fault_of(halt);
                return page::refusal_with(&app, request, StatusCode::INTERNAL_SERVER_ERROR, fault).await;
            }
        },
        None => None,
    };
    let (actor, head) = found.map_or((None, None), |(actor, head)| (Some(actor), Some(head)));
    if let Some(head) = head {
        request.extensions_mut().insert(super::memo::Head(head));
    }
    let lang = cookie(request.headers(), "lang")
        .and_then(Lang::parse)
        .or_else(|| actor.as_ref().and_then(|a| a.lang))
        .or_else(|| request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Lang::accepted))
        .unwrap_or_default();
    let theme = match cookie(request.headers(), "theme") {
        Some("light") => Some("light"),
        Some("dark") => Some("dark"),
        _ => None,
    };
    let here = request.uri().path_and_query().map_or("/", |p| p.as_str()).into();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    request.extensions_mut().insert(Peer(peer));
    request.extensions_mut().insert(Ctx { app, actor: actor.map(Into::into), operator: false, lang, now, here, theme });
    let mut response = next.run(request).await;
    // Pages hold personal data: no cache keeps them.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The value of one cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

/// Refuses every unsafe request that another site made the browser send.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site` (over TLS and on this machine) and in `Origin` (always, for
/// POST). A request with neither does not come from a form of ours.
pub async fn same_site_only(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || from_here(request.headers(), app.settings.origin.as_deref()) {
        return next.run(request).await;
    }
    page::refusal(&app, request, StatusCode::FORBIDDEN).await
}

fn from_here(headers: &HeaderMap, origin: Option<&str>) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let Some(sent) = text(header::ORIGIN) else { return false };
    match origin {
        Some(ours) => sent == ours.trim_end_matches('/'),
        None => {
            text(header::HOST).is_some_and(|host| sent == format!("http://{host}") || sent == format!("https://{host}"))
        }
    }
}

/// Headers of every answer. Pages bring their own policy with a nonce; everything else may load nothing.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let nothing =
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(nothing);
    if app.settings.secure() {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    response
}

/// Counts and logs each request by its route, never by its address: addresses may name things.
pub async fn watch(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", |m| m.as_str()).to_owned();
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    let labels = [("method", method.to_string()), ("route", route.clone()), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route.clone()).record(took.as_secs_f64());
    if status >= 500 {
        tracing::warn!(%method, route, status, ms = took.as_millis() as u64, "answered");
    } else {
        tracing::debug!(%method, route, status, ms = took.as_millis() as u64, "answered");
    }
    response
}

/// The answer after a panic: logged by its fault number; the reader gets a plain page.
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    let fault = page::fault_number();
    tracing::error!(fault, what = what.unwrap_or("a panic"), "request panicked");
    let mut response = Response::new(Body::from(format!(
        "500\n\n系统出了问题，您的数据没有改变。请稍后再试。编号 {fault}\nSomething went wrong; your data is unchanged. Please try again later. Fault {fault}\n"
    )));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (header::HeaderName::from_static(n), HeaderValue::from_str(v).expect("a header")))
            .collect()
    }

    #[test]
    fn only_our_own_forms_may_change_things() {
        type Case<'a> = (&'a [(&'static str, &'a str)], Option<&'a str>, bool);
        let cases: &[Case] = &[
            (&[("sec-fetch-site", "same-origin")], None, true),
            (&[("sec-fetch-site", "same-site")], None, false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")], None, false),
            (&[("sec-fetch-site", "none")], None, false),
            (&[("origin", "http://a:3000"), ("host", "a:3000")], None, true),
            (&[("origin", "http://b:3000"), ("host", "a:3000")], None, false),
            (&[("origin", "null"), ("host", "a:3000")], None, false),
            (&[("host", "a:3000")], None, false),
            (&[("origin", "https://safe.example"), ("host", "evil")], Some("https://safe.example"), true),
            (&[("origin", "https://evil.example"), ("host", "evil.example")], Some("https://safe.example"), false),
        ];
        for (headers, origin, expected) in cases {
            assert_eq!(from_here(&sent(headers), *origin), *expected, "{headers:?} {origin:?}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = sent(&[("cookie", "lang=en; sid=abc; theme=dark")]);
        assert_eq!(cookie(&headers, "sid"), Some("abc"));
        assert_eq!(cookie(&headers, "id"), None);
    }
}
