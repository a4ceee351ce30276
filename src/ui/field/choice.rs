//! Fields one chooses in.
use super::super::Words;
use super::{Said, Width, labelled, under_legend};
use crate::server::{Ctx, FormState};
use crate::t;
use leptos::prelude::*;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: Words,
    pub words: Words,
    pub hint: Option<Words>,
}

impl Choice {
    pub fn new(value: impl Into<Words>, words: impl Into<Words>) -> Choice {
        Choice { value: value.into(), words: words.into(), hint: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<Words>) -> Choice {
        self.hint = Some(hint.into());
        self
    }
}

/// One of many. `blank` is what stands for no choice; without it, "choose".
#[component]
pub fn SelectField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    choices: Vec<Choice>,
    #[prop(optional, into)] blank: Option<Words>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
    #[prop(default = Width::Medium)] width: Width,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    labelled(Said { name, label, hint, optional }, "field", move |told| {
        let value = told.value;
        let chosen = choices.iter().any(|choice| choice.value == value);
        let option = |choice: Choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.words}</option> }
        };
        view! {
            <select class=width.class() id=told.name.clone() name=told.name aria-invalid=told.wrong.then_some("true") aria-describedby=told.by>
                <option value="" selected=!chosen>{blank.unwrap_or_else(|| t!(lang, "ui.choose"))}</option>
                {choices.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    })
}

fn radios(told: super::Told, choices: Vec<Choice>, class: &'static str) -> AnyView {
    let one = |(at, choice): (usize, Choice)| {
        let id = if at == 0 { told.name.to_string() } else { format!("{}-option-{}", told.name, at + 1) };
        let checked = choice.value == told.value;
        view! {
            <label class="choice">
                <input type="radio" id=id name=told.name.clone() value=choice.value checked=checked/>
                <span>{choice.words}{choice.hint.map(|hint| view! { <small class="choice-hint">{hint}</small> })}</span>
            </label>
        }
    };
    view! { <div class=class>{choices.into_iter().enumerate().map(one).collect_view()}</div> }.into_any()
}

/// One of a few, all in sight.
#[component]
pub fn RadioField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    choices: Vec<Choice>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
    /// Beside one another rather than below.
    #[prop(optional)]
    inline: bool,
) -> impl IntoView {
    let class = if inline { "choices choices-inline" } else { "choices" };
    under_legend(Said { name, label, hint, optional }, move |told| radios(told, choices, class))
}

/// Yes or no, as `yes` and `no`; neither while not answered.
#[component]
pub fn YesNoField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let choices = vec![Choice::new("yes", t!(lang, "ui.yes")), Choice::new("no", t!(lang, "ui.no"))];
    under_legend(Said { name, label, hint, optional }, move |told| radios(told, choices, "choices choices-inline"))
}

/// Any of several: each checked one is sent under `name`.
#[component]
pub fn CheckField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    choices: Vec<Choice>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let form = FormState::here();
    under_legend(Said { name, label, hint, optional }, move |told| {
        let one = |(at, choice): (usize, Choice)| {
            let id = if at == 0 { told.name.to_string() } else { format!("{}-option-{}", told.name, at + 1) };
            let checked = form.typed.all(&told.name).any(|value| value == choice.value);
            view! {
                <label class="choice">
                    <input type="checkbox" id=id name=told.name.clone() value=choice.value checked=checked/>
                    <span>{choice.words}{choice.hint.map(|hint| view! { <small class="choice-hint">{hint}</small> })}</span>
                </label>
            }
        };
        view! { <div class="choices">{choices.into_iter().enumerate().map(one).collect_view()}</div> }.into_any()
    })
}
