//! When somebody else was first: the version that a correction is over, and what is stored now.
use super::mark::{Notice, State};
use super::record::Facts;
use super::record::{field_words, value_words};
use crate::kernel::Typed;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::Hidden;
use leptos::prelude::*;

fn changed_meanwhile() -> bool {
    FormState::here().problems.iter().any(|problem| problem.what.code == "changed-meanwhile")
}

/// The version that the form corrects. After a conflict the reader has seen what is stored now: the next try is over that.
#[component]
pub fn Version(stored: i64) -> impl IntoView {
    let stored = stored.to_string();
    if changed_meanwhile() {
        return view! { <input type="hidden" name="version" value=stored/> }.into_any();
    }
    view! { <Hidden name="version" value=stored/> }.into_any()
}

/// After a conflict: what somebody else has stored, where it differs from what was typed. `labels` is where the words of
/// the fields are, such as `incident.field`.
#[component]
pub fn NowStored(typed: Typed, labels: &'static str) -> impl IntoView {
    let lang = Ctx::here().lang;
    let form = FormState::here();
    changed_meanwhile().then(|| {
        let other = move |(name, value): &(String, String)| form.get(name) != *value;
        let rows: Vec<_> = typed.0.into_iter().filter(other).collect();
        let row = move |(name, value): (String, String)| {
            let label = field_words(lang, labels, &name);
            view! { <dt>{label}</dt><dd>{if value.is_empty() { t!(lang, "ui.blank") } else { value_words(lang, labels, &name, value) }}</dd> }
        };
        view! {
            <Notice state=State::Soon title=t!(lang, "ui.now-stored")>
                <Facts>{rows.into_iter().map(row).collect_view()}</Facts>
            </Notice>
        }
    })
}
