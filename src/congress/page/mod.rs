//! Pages of the congress: the list, one meeting, the form.
mod detail;
mod form;
mod list;

pub use detail::Meeting;
pub use form::{Correct, Record};
pub use list::Congresses;

use super::rule::{Check, Verdict};
use crate::i18n::{self, Lang};
use crate::server::Halt;
use crate::t;
use crate::ui::State;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The id in the address; one that is no id names nothing.
fn id_here() -> Result<Uuid, Halt> {
    let id = use_params_map().with_untracked(|params| params.get("id"));
    id.and_then(|id| id.parse().ok()).ok_or(Halt::Missing)
}

fn state(verdict: Verdict) -> State {
    match verdict {
        Verdict::Met => State::Ok,
        Verdict::NotMet => State::Late,
        Verdict::Unknown => State::Nothing,
        Verdict::Info => State::Info,
    }
}

/// `实到 31 / 应到 45，需 30`
fn sum(lang: Lang, check: &Check) -> String {
    let figure = |value: Option<i64>| value.map_or_else(|| t!(lang, "ui.not-given").into_owned(), |n| n.to_string());
    if check.code == "published" && check.got.is_none() {
        return figure(None);
    }
    let params = [("got", figure(check.got)), ("of", figure(check.of)), ("needed", figure(check.needed))];
    i18n::code(lang, "congress.sum", check.code, &params)
}
