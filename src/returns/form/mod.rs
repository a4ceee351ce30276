//! The doors of the desk: a workbook in, a workbook or a template out, send, withdraw.
mod steps;

pub use steps::{columns, fix, forget, leave, sheets, take_in, undo};

use super::files::{BYTES_MAX, Incoming};
use super::model::review::Rest;
use super::service::{self, Arrived, Take, Wish};
use super::template::Template;
use super::{blank, rule, who_filed};
use crate::kernel::{Typed, what};
use crate::server::form::{Sent, detached, path_of, respond};
use crate::server::{App, Ctx, Halt, page};
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};
use std::time::Duration;
use uuid::Uuid;

/// How long the answer to an upload waits for the reading to end; longer readings are waited for on the filing's page.
const READING_WAIT: Duration = Duration::from_secs(8);
/// What is read of a file that is too large before the answer is given, so that browsers get to see it.
const DRAIN_MAX: u64 = 200 * 1024 * 1024;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const XLSM: &str = "application/vnd.ms-excel.sheet.macroEnabled.12";
/// The longest other field of the form, in bytes.
const FIELD_MAX: usize = 8 * 1024;

/// POST `/returns/new`: multipart, streamed to disk as it comes.
pub fn upload() -> MethodRouter<App> {
    routing::post(receive).layer(DefaultBodyLimit::disable())
}

async fn receive(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
    let mut typed = Typed::default();
    let outcome = match Multipart::from_request(Request::from_parts(parts.clone(), body), &app).await {
        Ok(form) => gather(&app, form, &mut typed).await,
        Err(_) => Err(Halt::field("workbook", what!("upload-broken"))),
    };
    let outcome = match outcome {
        Ok(arrived) => detached(take_up(ctx, arrived)).await,
        Err(halt) => Err(halt),
    };
    respond(app, parts, typed, outcome).await
}

async fn take_up(ctx: Ctx, arrived: Arrived) -> Result<String, Halt> {
    let id = service::arrive(&ctx, &arrived).await?;
    // Most workbooks are read at once: then the next page is the preview.
    let _ = tokio::time::timeout(READING_WAIT, service::start(&ctx.app, id)).await;
    Ok(format!("/returns/{id}"))
}

async fn gather(app: &App, mut form: Multipart, typed: &mut Typed) -> Result<Arrived, Halt> {
    let mut workbook = None;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "workbook" {
            let file_name = field.file_name().unwrap_or_default().to_owned();
            let file = stream(app, &mut field).await?;
            if !file_name.is_empty() || file.bytes() > 0 {
                workbook = Some((file_name, file));
            }
        } else {
            let value = text(&mut field).await?;
            typed.0.push((name, value));
        }
    }
    let Some((file_name, file)) = workbook else { return Err(Halt::field("workbook", what!("no-file"))) };
    if file.bytes() == 0 {
        return Err(Halt::field("workbook", what!("file-has-nothing")));
    }
    let file = file.keep().await?;
    // A form that was made by hand has no id of its own: it is then a new one each time.
    let id = typed.get("id").parse().unwrap_or_else(|_| Uuid::now_v7());
    let (note, template) = (typed.get("note").to_owned(), typed.get("template").to_owned());
    Ok(Arrived { id, file_name, file, note, template })
}

fn broken(_: MultipartError) -> Halt {
    Halt::field("workbook", what!("upload-broken"))
}

async fn stream(app: &App, field: &mut Field<'_>) -> Result<Incoming, Halt> {
    let mut file = Incoming::open(app.data()).await?;
    let mut bytes = 0;
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        bytes += chunk.len() as u64;
        if bytes <= BYTES_MAX {
            file.write(&chunk).await?;
        } else if bytes > DRAIN_MAX {
            break;
        }
    }
    if bytes > BYTES_MAX {
        return Err(Halt::field("workbook", what!("upload-too-large", most = BYTES_MAX / 1024 / 1024)));
    }
    Ok(file)
}

async fn text(field: &mut Field<'_>) -> Result<String, Halt> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > FIELD_MAX {
            return Err(broken_form());
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| broken_form())
}

fn broken_form() -> Halt {
    Halt::field("workbook", what!("upload-broken"))
}

/// POST `/returns/{id}/send`: field `take` is `all` or `good`; `reason` says why a period is told again; `missing` is `goes` or
/// `stays`: what becomes of records of earlier returns that this one does not hold; `seen` is how far the audit trail went when
/// the comparison was shown.
///
/// # Errors
/// See [`service::send`].
pub async fn send(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    let take = if sent.typed.get("take") == "good" { Take::Good } else { Take::All };
    let rest = Rest::parse(sent.typed.get("missing"));
    let seen = sent.typed.get("seen").parse().ok();
    service::send(&ctx, id, Wish { take, reason: sent.typed.get("reason"), rest, seen }).await?;
    Ok(format!("/returns/{id}?done=sent"))
}

/// POST `/returns/{id}/withdraw`.
///
/// # Errors
/// See [`service::withdraw`].
pub async fn withdraw(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::withdraw(&ctx, sent.id("id")?).await?;
    Ok("/returns?done=withdrawn".to_owned())
}

/// POST `/returns/{id}/review`: `verdict`, `version`, `notes` or `reason`; `back` is `list` for whoever goes on in the list.
///
/// # Errors
/// See [`service::decide`].
pub async fn review(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::decide(&ctx, id, &sent.typed).await?;
    let done = match sent.typed.get("verdict") {
        "accept" => "accepted",
        "send-back" => "returned",
        "lock" => "locked",
        _ => "unlocked",
    };
    let next = if sent.typed.get("back") == "list" { "/returns/review".to_owned() } else { format!("/returns/{id}") };
    Ok(format!("{next}?done={done}"))
}

/// POST `/returns/{id}/undo`: `reason`, and `rest` when some rows stay as they are.
///
/// # Errors
/// See [`service::take_back`].
pub async fn take_back(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::take_back(&ctx, id, &sent.typed).await?;
    Ok(format!("/returns/{id}?done=undone"))
}

/// POST `/returns/{id}/open`: `why` the rows that were not taken need not be sent.
///
/// # Errors
/// See [`service::waive`].
pub async fn waive(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    service::waive(&ctx, id, &sent.typed).await?;
    Ok(format!("/returns/{id}?done=saved"))
}

/// POST `/returns/{id}/names`: `name-0`, `who-0`, …
///
/// # Errors
/// See [`service::name`].
pub async fn names(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = sent.id("id")?;
    if let Some(reading) = service::name(&ctx, id, &sent.typed).await? {
        // The rows are compared again in a moment: then the next page is the preview.
        let _ = tokio::time::timeout(READING_WAIT, reading).await;
    }
    Ok(format!("/returns/{id}"))
}

/// POST `/returns/nil`: `id`, `template`, `period`.
///
/// # Errors
/// See [`service::nil()`].
pub async fn nil(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    let id = service::nil(&ctx, &sent.typed).await?;
    Ok(format!("/returns/{id}?done=nil"))
}

/// POST `/returns/calendar`: one template's days.
///
/// # Errors
/// See [`service::set_cutoff`].
pub async fn cutoff(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::set_cutoff(&ctx, &sent.typed).await?;
    Ok("/returns/calendar?done=saved".to_owned())
}

/// POST `/exemptions`.
///
/// # Errors
/// See [`service::exempt`].
pub async fn exempt(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::exempt(&ctx, &sent.typed).await?;
    Ok("/exemptions?done=saved".to_owned())
}

/// POST `/exemptions/{id}/end`.
///
/// # Errors
/// See [`service::end_exemption`].
pub async fn end_exemption(ctx: Ctx, sent: Sent) -> Result<String, Halt> {
    service::end_exemption(&ctx, sent.id("id")?, &sent.typed).await?;
    Ok("/exemptions?done=saved".to_owned())
}

/// GET `/returns/rates.xlsx`: who filed and who did not, as a workbook.
pub fn rates() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        let (parts, _) = request.into_parts();
        let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
        let query = crate::ui::Query::parse(&ctx.here);
        let field = |name: &str| query.get(name).to_owned();
        let asked = service::RatesAsked { template: field("template"), period: field("period"), town: field("town") };
        let made = match service::rates(&ctx, &asked).await {
            Ok(table) => {
                who_filed::workbook(ctx.lang, &table).map(|bytes| (who_filed::file_name(ctx.lang, &table), bytes))
            }
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

/// GET `/returns/{id}/file`: the workbook as it was sent.
pub fn workbook() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        let (mut parts, _) = request.into_parts();
        let path = path_of(&mut parts).await;
        let ctx = parts.extensions.get::<Ctx>().cloned();
        let found = match (ctx, (Sent { path, ..Sent::default() }).id("id")) {
            (Some(ctx), Ok(id)) => service::workbook(&ctx, id).await,
            _ => Err(Halt::Missing),
        };
        let opened = match found {
            Ok((place, name)) => tokio::fs::File::open(place).await.map(|file| (file, name)).map_err(Halt::from),
            Err(halt) => Err(halt),
        };
        match opened {
            Ok((file, name)) => {
                let body = Body::from_stream(tokio_util::io::ReaderStream::with_capacity(file, 1 << 16));
                download(&name, "application/octet-stream", body)
            }
            Err(halt) => {
                let status = page::status_of(&halt);
                let fault = page::fault_of(halt);
                page::refusal_with(&app, Request::from_parts(parts, Body::empty()), status, fault).await
            }
        }
    })
}

/// GET `/returns/{id}/marked.xlsx`: the sender's own workbook with what is wrong marked in it.
pub fn marked() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        let (mut parts, _) = request.into_parts();
        let path = path_of(&mut parts).await;
        let ctx = parts.extensions.get::<Ctx>().cloned();
        let made = match (ctx, (Sent { path, ..Sent::default() }).id("id")) {
            (Some(ctx), Ok(id)) => service::marked(&ctx, id).await,
            _ => Err(Halt::Missing),
        };
        match made {
            Ok(book) => {
                let body = Body::from_stream(tokio_util::io::ReaderStream::with_capacity(book.file, 1 << 16));
                let macros = book.name.ends_with(".xlsm");
                download(&book.name, if macros { XLSM } else { XLSX }, body)
            }
            Err(halt) => {
                let status = page::status_of(&halt);
                let fault = page::fault_of(halt);
                page::refusal_with(&app, Request::from_parts(parts, Body::empty()), status, fault).await
            }
        }
    })
}

/// GET `/templates/{kind}`: a template as an empty workbook, in the reader's language.
pub fn template() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        let (mut parts, _) = request.into_parts();
        let path = path_of(&mut parts).await;
        let kind = path.iter().find(|(name, _)| name == "kind").map_or("", |(_, kind)| kind.as_str());
        let template = Template::by_key(kind.strip_suffix(".xlsx").unwrap_or(kind));
        let lang = parts.extensions.get::<Ctx>().map(|ctx| ctx.lang).unwrap_or_default();
        let Some(template) = template else {
            return page::refusal(&app, Request::from_parts(parts, Body::empty()), StatusCode::NOT_FOUND).await;
        };
        let made = tokio::task::spawn_blocking(move || blank::workbook(template, lang)).await;
        match made.map_err(anyhow::Error::from).and_then(|made| made.map_err(anyhow::Error::from)) {
            Ok(bytes) => download(&blank::file_name(template, lang), XLSX, Body::from(bytes)),
            Err(error) => {
                let fault = page::fault_of(Halt::Broke(error));
                let request = Request::from_parts(parts, Body::empty());
                page::refusal_with(&app, request, StatusCode::INTERNAL_SERVER_ERROR, fault).await
            }
        }
    })
}

/// GET `/hazards.xlsx` and its like: the list behind the same query as a workbook that reads back to the same records.
pub fn export(template: &'static str) -> MethodRouter<App> {
    routing::get(async move |State(app): State<App>, request: Request| {
        let (mut parts, _) = request.into_parts();
        let path = path_of(&mut parts).await;
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let query = Typed(form_urlencoded::parse(query).into_owned().collect());
        let id = (Sent { path, ..Sent::default() }).id("id").ok();
        let made = match parts.extensions.get::<Ctx>() {
            Some(ctx) => service::export(ctx, template, &query, id).await,
            None => Err(Halt::SignIn),
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

/// A file to keep, never to show: whatever it holds, the browser does not open it as a page of ours.
pub fn download(name: &str, kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{}\"; filename*=UTF-8''{}", ascii(name), percent(name));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    let policy = "sandbox; default-src 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// The name for browsers that read no other.
fn ascii(name: &str) -> String {
    let name = rule::file_name(name);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
    if plain.is_empty() { "workbook".to_owned() } else { plain }
}

/// RFC 5987.
fn percent(name: &str) -> String {
    let name = rule::file_name(name);
    let byte = |b: u8| {
        if b.is_ascii_alphanumeric() || b".-_~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }
    };
    name.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_cannot_break_out_of_their_header() {
        assert_eq!(ascii("三季度\"; x=1\r\n.xlsx"), "_____ x_1.xlsx");
        assert_eq!(percent("三.xlsx"), "%E4%B8%89.xlsx");
        assert_eq!(percent("a\"b;c'.xlsx"), "a%22b%3Bc%27.xlsx");
    }
}
