//! Fields one types into.
use super::super::Words;
use super::super::icon::{Draw, Icon};
use super::{Said, Told, Width, labelled};
use crate::kernel::text;
use leptos::prelude::*;

fn input(told: Told, kind: &'static str, class: &'static str, autocomplete: &'static str) -> AnyView {
    view! {
        <input class=class id=told.name.clone() name=told.name type=kind value=told.value autocomplete=autocomplete
            aria-invalid=told.wrong.then_some("true") aria-describedby=told.by/>
    }
    .into_any()
}

/// A line of text.
#[component]
pub fn TextField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] width: Width,
    #[prop(default = "off")] autocomplete: &'static str,
) -> impl IntoView {
    labelled(Said { name, label, hint, optional }, "field", |told| input(told, "text", width.class(), autocomplete))
}

/// A password; never filled in again.
#[component]
pub fn PasswordField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(default = "current-password")] autocomplete: &'static str,
) -> impl IntoView {
    labelled(Said { name, label, hint, optional: false }, "field", |told| {
        input(Told { value: String::new(), ..told }, "password", "input input-medium", autocomplete)
    })
}

/// A day, `2026-11-22`. What is no day is shown as it was typed.
#[component]
pub fn DateField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    labelled(Said { name, label, hint, optional }, "field", |told| {
        let day = told.value.is_empty() || text::date(&told.value).is_some();
        input(told, if day { "date" } else { "text" }, "input input-short", "off")
    })
}

/// A day and a time of it, business time. What is none is shown as it was typed.
#[component]
pub fn MomentField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    labelled(Said { name, label, hint, optional }, "field", |mut told| match text::moment(&told.value) {
        Some(at) => {
            told.value = at.format("%Y-%m-%dT%H:%M").to_string();
            input(told, "datetime-local", "input", "off")
        }
        None if told.value.is_empty() => input(told, "datetime-local", "input", "off"),
        None => input(told, "text", "input input-medium", "off"),
    })
}

/// A number with its unit behind it. `decimal` allows digits after a point.
#[component]
pub fn NumberField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] unit: Option<Words>,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] decimal: bool,
) -> impl IntoView {
    let mode = if decimal { "decimal" } else { "numeric" };
    labelled(Said { name, label, hint, optional }, "field", move |told| {
        view! {
            <div class="with-unit">
                <input class="input input-number" id=told.name.clone() name=told.name type="text" inputmode=mode value=told.value
                    autocomplete="off" aria-invalid=told.wrong.then_some("true") aria-describedby=told.by/>
                {unit.map(|unit| view! { <span class="unit">{unit}</span> })}
            </div>
        }
        .into_any()
    })
}

/// Several lines of text.
#[component]
pub fn TextAreaField(
    #[prop(into)] name: Words,
    #[prop(into)] label: Words,
    #[prop(optional, into)] hint: Option<Words>,
    #[prop(optional)] optional: bool,
    #[prop(default = 4)] rows: u8,
) -> impl IntoView {
    labelled(Said { name, label, hint, optional }, "field", move |told| {
        view! {
            <textarea class="input" id=told.name.clone() name=told.name rows=rows.to_string()
                aria-invalid=told.wrong.then_some("true") aria-describedby=told.by>{told.value}</textarea>
        }
        .into_any()
    })
}

/// What a list is searched for; `/` leads to it.
#[component]
pub fn SearchField(#[prop(into)] name: Words, #[prop(into)] label: Words) -> impl IntoView {
    labelled(Said { name, label, hint: None, optional: false }, "field field-grow search", |told| {
        view! {
            <Draw icon=Icon::Search/>
            <input class="input" id=told.name.clone() name=told.name type="search" value=told.value autocomplete="off"
                aria-keyshortcuts="/" aria-invalid=told.wrong.then_some("true") aria-describedby=told.by/>
        }
        .into_any()
    })
}
