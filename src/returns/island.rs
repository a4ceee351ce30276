//! How far an upload has come. Without JavaScript the form works just so, only without the figure.
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest};

/// The words of the island, given by the page in the reader's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, Deserialize)]
pub struct Words {
    /// With `{percent}`.
    pub sending: String,
    pub reading: String,
    pub broken: String,
}

/// What the form's door answers to an island: where to go next, or the words of the problems.
fn answer(text: &str) -> Result<Result<String, Vec<String>>, JsValue> {
    let said = js_sys::JSON::parse(text)?;
    let at = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &name.into());
    if let Ok(done) = at(&said, "done")
        && let Some(next) = at(&done, "next")?.as_string()
    {
        return Ok(Ok(next));
    }
    let problems: js_sys::Array = at(&at(&said, "refused")?, "problems")?.dyn_into()?;
    let words = |pair: JsValue| js_sys::Reflect::get_u32(&pair, 1).ok().and_then(|words| words.as_string());
    Ok(Err(problems.iter().filter_map(words).collect()))
}

#[derive(Debug, Clone, PartialEq)]
enum Way {
    Still,
    Sending(u32),
    Reading,
    Refused(Vec<String>),
}

/// Wraps the upload form.
#[island]
pub fn UploadProgress(words: Words, children: Children) -> impl IntoView {
    let way = RwSignal::new(Way::Still);
    let broken = words.broken.clone();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form: HtmlFormElement = event_target(&event);
        if matches!(way.get_untracked(), Way::Still | Way::Refused(_)) && post(&form, way, broken.clone()).is_err() {
            // Whatever is missing in this browser: the form goes the plain way.
            let _ = form.submit();
        }
    };
    let busy = move || matches!(way.get(), Way::Sending(_) | Way::Reading);
    let percent = move || match way.get() {
        Way::Sending(percent) => Some(percent.to_string()),
        _ => None,
    };
    let said = move || match way.get() {
        Way::Sending(percent) => words.sending.replace("{percent}", &percent.to_string()),
        Way::Reading => words.reading.clone(),
        Way::Still | Way::Refused(_) => String::new(),
    };
    let refused = move || match way.get() {
        Way::Refused(problems) => problems,
        _ => Vec::new(),
    };
    let lines = move || refused().into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    view! {
        <div on:submit=send aria-busy=move || busy().to_string()>
            <div class="summary" role="alert" hidden=move || refused().is_empty()><ul>{lines}</ul></div>
            {children()}
            <p class="progress" hidden=move || !busy()>
                <progress max="100" value=percent></progress>
                <output>{said}</output>
            </p>
        </div>
    }
}

fn post(form: &HtmlFormElement, way: RwSignal<Way>, broken: String) -> Result<(), JsValue> {
    let data = FormData::new_with_form(form)?;
    let request = XmlHttpRequest::new()?;
    request.open("POST", &form.action())?;
    request.set_request_header("Accept", "application/json")?;
    let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        let sent = event.loaded() / event.total().max(1.0);
        way.set(if sent >= 1.0 { Way::Reading } else { Way::Sending((sent * 100.0) as u32) });
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let answered = {
        let request = request.clone();
        Closure::once_into_js(move || {
            drop(progress);
            let text = request.response_text().ok().flatten().unwrap_or_default();
            match answer(&text) {
                Ok(Ok(next)) => {
                    way.set(Way::Reading);
                    let _ = window().location().assign(&next);
                }
                Ok(Err(problems)) => way.set(Way::Refused(problems)),
                Err(_) => way.set(Way::Refused(vec![broken])),
            }
        })
    };
    request.set_onloadend(Some(answered.unchecked_ref()));
    way.set(Way::Sending(0));
    request.send_with_opt_form_data(Some(&data))
}
