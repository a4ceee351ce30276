//! Pages of training: sessions, certificates that fall due, coverage; one session; the forms.
mod detail;
mod form;
mod list;
mod views;

pub use detail::Session;
pub use form::{Correct, Record};
pub use list::Trainings;

use super::model::{Course, Kind};
use super::rule::Certificate;
use crate::i18n::{self, Lang};
use crate::kernel::Centi;
use crate::server::Halt;
use crate::t;
use crate::ui::{Choice, State, Tab, Tabs, Words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The id in the address under `name`; one that is no id names nothing.
fn id_here(name: &str) -> Result<Uuid, Halt> {
    let id = use_params_map().with_untracked(|params| params.get(name));
    id.and_then(|id| id.parse().ok()).ok_or(Halt::Missing)
}

fn kind(lang: Lang, kind: Kind) -> Words {
    i18n::words(lang, &format!("training.kind.{}", kind.key()))
}

fn kinds(lang: Lang) -> Vec<Choice> {
    let hint = |key: Kind| i18n::words(lang, &format!("training.kind-hint.{}", key.key()));
    Kind::ALL.into_iter().map(|key| Choice::new(key.key(), kind(lang, key)).hint(hint(key))).collect()
}

fn hours(lang: Lang, hours: Centi) -> Words {
    t!(lang, "training.hours", n = hours)
}

fn content(lang: Lang, course: &Course) -> Words {
    course.course.clone().map_or_else(|| t!(lang, "training.unnamed"), Words::from)
}

fn state(certificate: Certificate) -> State {
    match certificate {
        Certificate::Valid => State::Ok,
        Certificate::Due(_) => State::Soon,
        Certificate::RecheckOverdue(_) | Certificate::Expired(_) => State::Late,
        Certificate::Unknown => State::Nothing,
    }
}

fn state_words(lang: Lang, certificate: Certificate) -> String {
    let days = certificate.days().map(|days| days.to_string()).unwrap_or_default();
    i18n::code(lang, "training.state", certificate.key(), &[("days", days)])
}

/// Hue and words of how a certificate stands.
pub fn certificate(lang: Lang, certificate: Certificate) -> (State, String) {
    (state(certificate), state_words(lang, certificate))
}

/// Which of the three views of the list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Sessions,
    Certificates,
    Coverage,
}

impl View {
    fn of(show: &str) -> View {
        match show {
            "certificates" => View::Certificates,
            "coverage" => View::Coverage,
            _ => View::Sessions,
        }
    }
}

#[component]
fn Views(here: View, year: i32) -> impl IntoView {
    let lang = crate::server::Ctx::here().lang;
    let tab =
        |view: View, href: &str, words: Words| Tab { href: href.to_owned(), words, count: None, here: view == here };
    let tabs = vec![
        tab(View::Sessions, "/training", t!(lang, "training.tab.sessions")),
        tab(View::Certificates, "/training?show=certificates", t!(lang, "training.tab.certificates")),
        tab(View::Coverage, "/training?show=coverage", t!(lang, "training.tab.coverage", year = year)),
    ];
    view! { <Tabs label=t!(lang, "training.tab.label") tabs/> }
}
