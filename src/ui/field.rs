use crate::i18n;
use crate::server::{Ctx, FormState};
use crate::t;
use leptos::prelude::*;
use std::borrow::Cow;

type Words = Cow<'static, str>;

#[component]
pub fn ErrorSummary() -> impl IntoView {
    let form = FormState::here();
    let lang = Ctx::here().lang;
    (!form.problems.is_empty()).then(|| view! {
        <div class="summary" role="alert">
            <h2>{t!(lang, "ui.summary")}</h2>
            <ul>{form.problems.iter().map(|p| {
                let words = i18n::problem(lang, &p.what);
                if p.field.is_empty() { view! { <li>{words}</li> }.into_any() } else { view! { <li><a href=format!("#{}", p.field)>{words}</a></li> }.into_any() }
            }).collect_view()}</ul>
        </div>
    })
}

#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(default = "off")] autocomplete: &'static str,
) -> impl IntoView {
    view! { <Input name label hint autocomplete kind="text"/> }
}

#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(default = "off")] autocomplete: &'static str,
) -> impl IntoView {
    view! { <Input name label hint autocomplete kind="password"/> }
}

#[component]
fn Input(
    name: &'static str,
    label: Words,
    hint: Option<Words>,
    autocomplete: &'static str,
    kind: &'static str,
) -> impl IntoView {
    let form = FormState::here();
    let lang = Ctx::here().lang;
    let problem = form.problem(name).map(|what| i18n::problem(lang, &what));
    let wrong = problem.is_some();
    let value = if kind == "password" { String::new() } else { form.get(name) };
    view! {
        <div class="field" class:field-wrong=wrong>
            <label class="label" for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            {problem.map(|words| view! { <p class="problem" id=format!("{name}-problem")>{words}</p> })}
            <input class="input" id=name name=name type=kind value=value autocomplete=autocomplete
                aria-invalid=wrong.then_some("true") aria-describedby=wrong.then(|| format!("{name}-problem"))/>
        </div>
    }
}
