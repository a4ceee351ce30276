//! The fields of forms. Each shows what was typed and what is wrong with it, from the [`FormState`] in context;
//! label, hint and problem are tied to the control, and the summary's links lead to it.
mod choice;
mod input;

pub use choice::{CheckField, Choice, RadioField, SelectField, YesNoField};
pub use input::{DateField, MomentField, NumberField, PasswordField, SearchField, TextAreaField, TextField};

use super::Words;
use super::icon::{Draw, Icon};
use crate::i18n;
use crate::live::{self, Telling};
use crate::server::{Ctx, FormState};
use crate::t;
use leptos::context::Provider;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// How wide a control is: as wide as what belongs in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Width {
    Short,
    Medium,
    #[default]
    Full,
    /// Codes and numbers that are compared digit by digit.
    Code,
}

impl Width {
    fn class(self) -> &'static str {
        match self {
            Width::Short => "input input-short",
            Width::Medium => "input input-medium",
            Width::Full => "input",
            Width::Code => "input input-code",
        }
    }
}

/// What a control must be told.
pub struct Told {
    /// Its name and its id.
    pub name: Words,
    pub value: String,
    pub wrong: bool,
    /// For `aria-describedby`: the ids of hint and problem.
    pub by: Option<String>,
}

/// The words around a control.
struct Said {
    name: Words,
    label: Words,
    hint: Option<Words>,
    optional: bool,
}

/// The labels of the page's fields, by name, for the summary of what is wrong; one a request, given by the server.
#[derive(Debug, Clone, Default)]
pub struct Labels(Arc<Mutex<BTreeMap<String, Words>>>);

impl Labels {
    fn note(&self, name: &str, label: &Words) {
        if let Ok(mut labels) = self.0.lock() {
            labels.insert(name.to_owned(), label.clone());
        }
    }

    fn of(&self, name: &str) -> Option<Words> {
        self.0.lock().ok()?.get(name).cloned()
    }
}

impl Said {
    fn told(&self) -> (Told, Option<String>) {
        let form = FormState::here();
        if let Some(labels) = use_context::<Labels>() {
            labels.note(&self.name, &self.label);
        }
        let problem = form.problem(&self.name).map(|what| i18n::problem(Ctx::here().lang, &what));
        let mut by = Vec::new();
        if self.hint.is_some() {
            by.push(format!("{}-hint", self.name));
        }
        if problem.is_some() {
            by.push(format!("{}-problem", self.name));
        }
        let told = Told {
            name: self.name.clone(),
            value: form.get(&self.name),
            wrong: problem.is_some(),
            by: (!by.is_empty()).then(|| by.join(" ")),
        };
        (told, problem)
    }
}

fn optional_word(optional: bool) -> Option<AnyView> {
    let lang = Ctx::here().lang;
    optional.then(|| view! { <span class="optional">{t!(lang, "ui.optional")}</span> }.into_any())
}

fn hint_of(said: &Said) -> Option<AnyView> {
    let id = format!("{}-hint", said.name);
    said.hint.clone().map(|hint| view! { <p class="hint" id=id>{hint}</p> }.into_any())
}

fn problem_of(name: &str, problem: Option<String>) -> Option<AnyView> {
    let id = format!("{name}-problem");
    problem.map(|words| view! { <p class="problem" id=id><Draw icon=Icon::Late/><span>{words}</span></p> }.into_any())
}

fn field_class(wrong: bool, base: &'static str) -> String {
    if wrong { format!("{base} field-wrong") } else { base.to_owned() }
}

/// A control with one label over it.
fn labelled(said: Said, base: &'static str, control: impl FnOnce(Told) -> AnyView) -> AnyView {
    let (told, problem) = said.told();
    let class = field_class(told.wrong, base);
    view! {
        <div class=class>
            <label class="label" for=said.name.clone()>{said.label.clone()}{optional_word(said.optional)}</label>
            {hint_of(&said)}
            {problem_of(&said.name, problem)}
            {control(told)}
        </div>
    }
    .into_any()
}

/// A control that a feature brings itself (an island), under a label of ours.
#[component]
pub fn OwnField<F>(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
    control: F,
) -> impl IntoView
where
    F: FnOnce(Told) -> AnyView + 'static,
{
    labelled(Said { name, label, hint, optional }, "field", control)
}

/// Around an island: tells it what it needs, and what it says before anything is typed.
#[component]
pub fn Tell(told: live::Told, #[prop(optional)] first: String, children: Children) -> impl IntoView {
    view! { <Provider value=Telling { told, first }>{children()}</Provider> }
}

/// Several controls under one legend.
fn under_legend(said: Said, controls: impl FnOnce(Told) -> AnyView) -> AnyView {
    let (told, problem) = said.told();
    let class = field_class(told.wrong, "field");
    let by = told.by.clone();
    view! {
        <fieldset class=class aria-describedby=by>
            <legend class="label">{said.label.clone()}{optional_word(said.optional)}</legend>
            {hint_of(&said)}
            {problem_of(&said.name, problem)}
            {controls(told)}
        </fieldset>
    }
    .into_any()
}

/// Everything that is wrong with a refused form, each with its field's label and a link to it.
#[component]
pub fn ErrorSummary() -> impl IntoView {
    let form = FormState::here();
    let lang = Ctx::here().lang;
    let labels = use_context::<Labels>().unwrap_or_default();
    let line = move |p: &crate::kernel::Problem| {
        let words = i18n::problem(lang, &p.what);
        if p.field.is_empty() {
            return view! { <li>{words}</li> }.into_any();
        }
        let said = match labels.of(&p.field) {
            Some(label) => format!("{label}{}{words}", t!(lang, "ui.colon")),
            None => words,
        };
        view! { <li><a href=format!("#{}", p.field)>{said}</a></li> }.into_any()
    };
    (!form.problems.is_empty()).then(|| {
        view! {
            <div class="summary" role="alert">
                <h2>{t!(lang, "ui.summary")}</h2>
                <p>{t!(lang, "ui.summary-kept")}</p>
                // The closure runs when the page is written: by then the fields below have told their labels.
                <ul>{move || form.problems.iter().map(&line).collect_view()}</ul>
            </div>
        }
    })
}

/// Fields that belong together, under a heading of their own.
#[component]
pub fn Group(#[prop(into)] title: Words, children: Children) -> impl IntoView {
    view! { <fieldset class="group"><legend class="group-title">{title}</legend>{children()}</fieldset> }
}

/// A value that travels with the form: what was sent before a refusal, else `value`.
#[component]
pub fn Hidden(#[prop(into)] name: Words, #[prop(into)] value: Words) -> impl IntoView {
    let typed = FormState::here().get(&name);
    let value = if typed.is_empty() { value.into_owned() } else { typed };
    view! { <input type="hidden" name=name value=value/> }
}

/// One file. `accept` is a list of endings, such as `.xlsx,.xls,.csv`.
#[component]
pub fn FileField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] accept: Option<&'static str>,
) -> impl IntoView {
    labelled(Said { name, label, hint, optional }, "field", |told| {
        view! {
            <div class="file">
                <input id=told.name.clone() name=told.name type="file" accept=accept aria-invalid=told.wrong.then_some("true") aria-describedby=told.by/>
            </div>
        }
        .into_any()
    })
}
