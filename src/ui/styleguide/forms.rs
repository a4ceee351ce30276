//! A form as it is first seen, and the same form refused.
use super::super::{
    CheckField, Choice, DateField, ErrorSummary, FileField, Group, MomentField, NumberField, PasswordField, RadioField,
    Section, SelectField, TextAreaField, TextField, Width, Words, YesNoField,
};
use super::say;
use crate::i18n::Lang;
use crate::kernel::{Problem, Typed, What, what};
use crate::server::FormState;
use leptos::context::Provider;
use leptos::prelude::*;
use std::sync::Arc;

/// What a refused form carries: names end in `-2`, so that both forms may stand on one page.
fn refused() -> FormState {
    let typed = [("held-2", "2026-02-30"), ("delegates-2", "45"), ("present-2", "54"), ("note-2", "…")];
    let wrong = |field: &'static str, what: What| Problem::new(field, what);
    let problems = vec![
        wrong("held-2", what!("not-a-date")),
        wrong("present-2", what!("present-over-total", present = 54, total = 45)),
        wrong("kind-2", what!("required")),
        wrong("place-of-2", what!("not-a-choice")),
    ];
    let typed = Typed(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
    FormState { typed: Arc::new(typed), problems: Arc::new(problems), refused: true }
}

#[component]
pub(super) fn Forms(lang: Lang) -> impl IntoView {
    view! {
        <Section title=say(lang, "forms") id="forms">
            <div class="columns">
                <Provider value=FormState::default()><Fields lang end="-1"/></Provider>
                <Provider value=refused()><Fields lang end="-2"/></Provider>
            </div>
        </Section>
    }
}

#[component]
fn Fields(lang: Lang, end: &'static str) -> impl IntoView {
    let name = move |name: &str| Words::from(format!("{name}{end}"));
    let kinds = vec![
        Choice::new("safety", say(lang, "kind-a")).hint(say(lang, "kind-a-hint")),
        Choice::new("yearly", say(lang, "kind-b")),
    ];
    let done = vec![Choice::new("papers", say(lang, "papers")), Choice::new("published", say(lang, "published"))];
    let towns = vec![Choice::new("a", say(lang, "town-a")), Choice::new("b", say(lang, "town-b"))];
    view! {
        <div>
            <ErrorSummary/>
            <form class="form" method="get" action="/styleguide" novalidate>
                <Group title=say(lang, "meeting")>
                    <TextField name=name("place") label=say(lang, "place") optional=true/>
                    <TextField name=name("code") label=say(lang, "search") width=Width::Code/>
                    <DateField name=name("held") label=say(lang, "held") hint=say(lang, "held-hint")/>
                    <MomentField name=name("at") label=say(lang, "at")/>
                    <div class="field-row">
                        <NumberField name=name("delegates") label=say(lang, "delegates") unit=say(lang, "people")/>
                        <NumberField name=name("present") label=say(lang, "present") unit=say(lang, "people")/>
                    </div>
                    <RadioField name=name("kind") label=say(lang, "kind") choices=kinds/>
                    <YesNoField name=name("secret") label=say(lang, "secret")/>
                    <CheckField name=name("done-so-far") label=say(lang, "done") choices=done/>
                    <SelectField name=name("place-of") label=say(lang, "town") choices=towns/>
                    <TextAreaField name=name("note") label=say(lang, "note") optional=true/>
                    <FileField name=name("file") label=say(lang, "file") accept=".xlsx,.xls,.csv"/>
                    <PasswordField name=name("password") label=say(lang, "password")/>
                </Group>
                <div class="actions">
                    <button type="submit" class="button button-primary">{say(lang, "save")}</button>
                    <a class="button" href="/styleguide">{say(lang, "leave")}</a>
                    <button type="button" class="button" disabled=true>{say(lang, "print")}</button>
                </div>
            </form>
        </div>
    }
}
