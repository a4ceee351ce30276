//! What a newcomer can try, and as whom.
use super::invent::Plan;
use super::workbook::{self, OFFERS};
use crate::i18n;
use crate::server::page::{fault_of, refusal, refusal_with};
use crate::server::{App, Ctx, Halt};
use crate::t;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use leptos::prelude::*;

/// The card on the first page of the demonstration: what to try as this person, with workbooks to take and upload.
#[component]
pub fn Guide() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let role = ctx.actor.as_ref().map(|a| a.role.key()).filter(|_| ctx.demo())?;
    let steps = (1..=4).map(move |n| format!("demo.guide.{role}.{n}")).filter(|key| i18n::knows(key));
    let offers: Vec<_> = OFFERS.iter().filter(|o| o.role == role).collect();
    Some(view! {
        <details class="guide no-print" open="">
            <summary>{t!(lang, "demo.guide.title")}</summary>
            <p class="hint">{t!(lang, "demo.guide.note")}</p>
            <ol>{steps.map(|key| view! { <li>{i18n::words(lang, &key)}</li> }).collect_view()}</ol>
            {(!offers.is_empty()).then(|| view! {
                <ul>
                    {offers.into_iter().map(|offer| view! {
                        <li>
                            <a href=format!("/demo/{}", offer.key) download=true>{offer.file_name}</a>
                            " " <span class="hint">{i18n::words(lang, &format!("demo.offer.{}", offer.key))}</span>
                        </li>
                    }).collect_view()}
                </ul>
            })}
        </details>
    })
}

/// GET /demo/{key}: one of the workbooks to try; there is none outside the demonstration.
pub async fn workbook(State(app): State<App>, Path(key): Path<String>, request: Request) -> Response {
    if !app.settings.demo {
        return refusal(&app, request, StatusCode::NOT_FOUND).await;
    }
    let today = app.settings.local(app.settings.now()).date();
    let plan = Plan { enterprises: 200, years: 3, seed: 1, today, trainees: 12, reps: false };
    match workbook::bytes(&plan, &key) {
        Ok(Some(bytes)) => download(&key, bytes),
        Ok(None) => refusal(&app, request, StatusCode::NOT_FOUND).await,
        Err(error) => {
            let fault = fault_of(Halt::Broke(error));
            refusal_with(&app, request, StatusCode::INTERNAL_SERVER_ERROR, fault).await
        }
    }
}

fn download(key: &str, bytes: Vec<u8>) -> Response {
    let name = OFFERS.iter().find(|o| o.key == key).map_or("workbook.xlsx", |o| o.file_name);
    let encoded: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b == b'.' { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let ending = name.rsplit('.').next().unwrap_or("xlsx");
    let mut response = Response::new(Body::from(bytes));
    let kind =
        if ending == "csv" { "text/csv" } else { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) =
        HeaderValue::from_str(&format!("attachment; filename=\"{key}.{ending}\"; filename*=UTF-8''{encoded}"))
    {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
