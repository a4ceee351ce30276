//! How far an upload has come. Without JavaScript the form works just so, only without the figure.
use crate::live::{Telling, Told};
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest};

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

/// How far it is, in what the view shows.
#[derive(Clone, Copy)]
struct Progress {
    busy: RwSignal<bool>,
    /// Sent so far, in percent; none while it is being read.
    percent: RwSignal<Option<String>>,
    said: RwSignal<String>,
    /// What is wrong, a line each.
    refused: RwSignal<String>,
}

impl Progress {
    fn sending(self, told: &Told, percent: u32) {
        let percent = percent.to_string();
        self.refused.set(String::new());
        self.said.set(told.get("sending").replace("{percent}", &percent));
        self.percent.set(Some(percent));
        self.busy.set(true);
    }

    fn reading(self, told: &Told) {
        self.said.set(told.get("reading").to_owned());
        self.percent.set(None);
    }

    fn refuse(self, problems: &[String]) {
        self.busy.set(false);
        self.refused.set(problems.join("\n"));
    }
}

/// Wraps the upload form. Told: the words `sending` (with `{percent}`), `reading` and `broken`.
#[island]
pub fn UploadProgress(children: Children) -> impl IntoView {
    let progress = Progress {
        busy: RwSignal::new(false),
        percent: RwSignal::new(None),
        said: RwSignal::new(String::new()),
        refused: RwSignal::new(String::new()),
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form: HtmlFormElement = event_target(&event);
        if !progress.busy.get_untracked() && post(&form, progress).is_err() {
            // Whatever is missing in this browser: the form goes the plain way.
            let _ = form.submit();
        }
    };
    view! {
        <div data-told=Telling::here().told.written() on:submit=send aria-busy=move || progress.busy.get().then_some("true")>
            <div class="summary" role="alert" hidden=move || progress.refused.with(String::is_empty)><p class="lines">{progress.refused}</p></div>
            {children()}
            <p class="sending" hidden=move || !progress.busy.get()>
                <progress class="progress" max="100" value=progress.percent></progress>
                <output>{progress.said}</output>
            </p>
        </div>
    }
}

fn post(form: &HtmlFormElement, progress: Progress) -> Result<(), JsValue> {
    let told = Told::around(form);
    let data = FormData::new_with_form(form)?;
    let request = XmlHttpRequest::new()?;
    request.open("POST", &form.action())?;
    request.set_request_header("Accept", "application/json")?;
    let words = told.clone();
    let moved = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        let sent = event.loaded() / event.total().max(1.0);
        if sent >= 1.0 { progress.reading(&words) } else { progress.sending(&words, (sent * 100.0) as u32) }
    });
    request.upload()?.set_onprogress(Some(moved.as_ref().unchecked_ref()));
    progress.sending(&told, 0);
    let answered = {
        let request = request.clone();
        Closure::once_into_js(move || {
            drop(moved);
            let text = request.response_text().ok().flatten().unwrap_or_default();
            match answer(&text) {
                Ok(Ok(next)) => {
                    progress.reading(&told);
                    let _ = window().location().assign(&next);
                }
                Ok(Err(problems)) => progress.refuse(&problems),
                Err(_) => progress.refuse(&[told.get("broken").to_owned()]),
            }
        })
    };
    request.set_onloadend(Some(answered.unchecked_ref()));
    request.send_with_opt_form_data(Some(&data))
}
