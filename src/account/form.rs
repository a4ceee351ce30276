//! Posts of the account pages.
use super::service;
use crate::i18n::Lang;
use crate::kernel::{Typed, what};
use crate::server::edge::{Peer, cookie};
use crate::server::form::{Sent, detached, respond};
use crate::server::{App, Ctx, Halt, page};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where to go after signing in: a path of ours, never another site.
pub fn safe_next(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.starts_with("/sign-");
    if ours && next.chars().all(|c| !c.is_control()) { next } else { "/" }
}

async fn typed(app: &App, request: Request) -> Result<(axum::http::request::Parts, Typed), Response> {
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, 64 * 1024).await {
        Ok(bytes) => Ok((parts, Typed(form_urlencoded::parse(&bytes).into_owned().collect()))),
        Err(_) => {
            Err(page::refusal(app, Request::from_parts(parts, Body::empty()), StatusCode::PAYLOAD_TOO_LARGE).await)
        }
    }
}

fn set_cookie(response: &mut Response, name: &str, value: &str, age_s: i64, secure: bool, script: bool) {
    let locks = if secure { "; Secure" } else { "" };
    let hidden = if script { "" } else { "; HttpOnly" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={age_s}; SameSite=Lax{hidden}{locks}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// POST /sign-in
pub async fn sign_in(State(app): State<App>, request: Request) -> Response {
    let (parts, typed) = match typed(&app, request).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
    let peer = parts.extensions.get::<Peer>().and_then(|p| p.0);
    let (demo, mut kept) = (typed.get("demo").to_owned(), typed.clone());
    kept.0.retain(|(name, _)| name != "password");
    let next = safe_next(typed.get("next")).to_owned();
    let deed = async move {
        if demo.is_empty() {
            service::sign_in(&ctx, &typed, peer).await
        } else {
            service::sign_in_as(&ctx, &demo).await
        }
    };
    match detached(deed).await {
        Ok(token) => {
            let mut response = respond(app.clone(), parts, kept, Ok(next)).await;
            let settings = &app.settings;
            set_cookie(&mut response, settings.cookie_name(), &token, 12 * 3_600, settings.secure(), false);
            response
        }
        Err(halt) => respond(app, parts, kept, Err(halt)).await,
    }
}

/// POST /sign-out
pub async fn sign_out(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let token = cookie(&parts.headers, app.settings.cookie_name()).unwrap_or_default().to_owned();
    let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
    let outcome = detached(async move { service::sign_out(&ctx, &token).await }).await;
    let mut response =
        respond(app.clone(), parts, Typed::default(), outcome.map(|()| "/sign-in?done=signed-out".to_owned())).await;
    set_cookie(&mut response, app.settings.cookie_name(), "", 0, app.settings.secure(), false);
    response
}

/// POST /preferences: language and theme, from any page, back to it.
pub async fn preferences(State(app): State<App>, request: Request) -> Response {
    let (parts, typed) = match typed(&app, request).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
    let next =
        if typed.get("next").starts_with("/sign-in") { "/sign-in" } else { safe_next(typed.get("next")) }.to_owned();
    let lang = Lang::parse(typed.get("lang"));
    let theme = ["light", "dark", "auto"].into_iter().find(|t| *t == typed.get("theme"));
    let outcome = match lang {
        Some(lang) => detached(async move { service::prefer(&ctx, lang).await }).await,
        None => Ok(()),
    };
    let mut response = respond(app.clone(), parts, Typed::default(), outcome.map(|()| next)).await;
    let year_s = 365 * 86_400;
    if let Some(lang) = lang {
        set_cookie(&mut response, "lang", lang.tag(), year_s, app.settings.secure(), true);
    }
    if let Some(theme) = theme {
        set_cookie(&mut response, "theme", theme, year_s, app.settings.secure(), true);
    }
    response
}

/// POST /account: one's own password. The session this comes from goes on, all others end.
pub async fn own(State(app): State<App>, request: Request) -> Response {
    let (parts, typed) = match typed(&app, request).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let token = cookie(&parts.headers, app.settings.cookie_name()).unwrap_or_default().to_owned();
    let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
    let outcome = detached(async move { service::change_password(&ctx, &typed, &token).await }).await;
    // Nothing that was typed here comes back: all of it is secret.
    respond(app, parts, Typed::default(), outcome.map(|()| "/account?done=saved".to_owned())).await
}

/// POST /accounts/new
pub async fn create(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let made = service::create(&ctx, ctx.admin()?, &sent.typed).await?;
    if let Some(code) = made.code {
        ctx.app.slips.put(ctx.actor()?.id, made.id, code, ctx.now);
    }
    Ok(format!("/accounts/{}?done=recorded", made.id))
}

/// POST /accounts/{id}: `deed` is disable, enable or reset.
pub async fn keep(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let (id, admin) = (sent.id("id")?, ctx.admin()?);
    let done = match sent.typed.get("deed") {
        "disable" => {
            service::set_disabled(&ctx, admin, id, true).await?;
            "disabled"
        }
        "enable" => {
            service::set_disabled(&ctx, admin, id, false).await?;
            "enabled"
        }
        "reset" => {
            let code = service::reset(&ctx, admin, id).await?;
            ctx.app.slips.put(ctx.actor()?.id, id, code, ctx.now);
            "reset"
        }
        _ => {
            // Nobody's account is looked for with a deed that does not exist.
            service::of(&ctx, admin, id).await?;
            return Err(Halt::field("", what!("not-a-choice")));
        }
    };
    Ok(format!("/accounts/{id}?done={done}"))
}

/// POST /set-up
pub async fn set_up(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::set_up(&ctx, &sent.typed).await?;
    Ok("/sign-in?done=set-up".to_owned())
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for (next, expected) in [
            ("/trends?to=2026-11-05", "/trends?to=2026-11-05"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/sign-out", "/"),
            ("", "/"),
        ] {
            assert_eq!(safe_next(next), expected, "{next}");
        }
    }
}
