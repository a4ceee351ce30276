//! Pages of incidents: the list, one in full, the forms, the inspector's first page.
mod detail;
mod form;
mod list;
mod today;

pub use detail::Incident;
pub use form::{Correct, Record};
pub use list::Incidents;
pub use today::Today;

use super::cause::{Cause, Recorder};
use super::rule::{Graded, State};
use super::say::Say;
use crate::i18n::{self, Lang};
use crate::t;
use crate::ui::{self, Badge, Choice, Words};
use leptos::prelude::*;

fn say<T>(lang: Lang, tell: impl FnOnce(&Say<'_>) -> T) -> T {
    let words = |key: &str| i18n::words(lang, &format!("incident.{key}")).into_owned();
    tell(&Say { lang, words: &words })
}

fn cause(lang: Lang, cause: Cause) -> Words {
    i18n::words(lang, &format!("incident.cause.{}", cause.key()))
}

fn recorder(lang: Lang, recorder: Recorder) -> Words {
    i18n::words(lang, &format!("incident.recorder.{}", recorder.key()))
}

fn causes(lang: Lang) -> Vec<Choice> {
    Cause::ALL.iter().map(|one| Choice::new(one.key(), cause(lang, *one))).collect()
}

fn recorders(lang: Lang) -> Vec<Choice> {
    Recorder::ALL.iter().map(|one| Choice::new(one.key(), recorder(lang, *one))).collect()
}

/// The grade as a badge; an accident from before the decree has none.
#[component]
fn GradeBadge(#[prop(optional_no_strip)] graded: Option<Graded>) -> impl IntoView {
    let lang = crate::server::Ctx::here().lang;
    let Some(graded) = graded else {
        return view! { <Badge state=ui::State::Nothing word=t!(lang, "incident.before-decree")/> }.into_any();
    };
    let grade = say(lang, |say| say.grade(&graded));
    if graded.provisional() {
        let words = format!("{grade} · {}", t!(lang, "incident.provisional"));
        return view! { <Badge state=ui::State::Soon word=words/> }.into_any();
    }
    view! { <Badge state=ui::State::Info word=grade/> }.into_any()
}

/// A span of minutes as people say it.
fn span(lang: Lang, minutes: i64) -> String {
    match minutes {
        0..=89 => t!(lang, "incident.left.minutes", n = minutes),
        90..=2_879 => t!(lang, "incident.left.hours", h = minutes / 60, m = minutes % 60),
        _ => t!(lang, "incident.left.days", d = minutes / 1_440, h = minutes % 1_440 / 60),
    }
    .into_owned()
}

/// A type of accident as people read it: on either list by its label there, else as it was written.
pub fn category(lang: Lang, label: String) -> Words {
    let english = crate::incident::category::english(&label).filter(|_| lang == Lang::En);
    english.map_or_else(|| label.into(), Words::from)
}

/// How a duty stands, in words and as a state.
pub fn standing(lang: Lang, state: State) -> (String, ui::State) {
    let left = state.minutes().map(|minutes| span(lang, minutes)).unwrap_or_default();
    let words = i18n::fill(lang, &format!("incident.state.{}", state.key()), &[("left", &left)]);
    let shown = match state {
        State::Done => ui::State::Ok,
        State::Running(_) => ui::State::Soon,
        State::DoneLate(_) | State::Overdue(_) => ui::State::Late,
        State::Over | State::Unknown => ui::State::Nothing,
    };
    (words, shown)
}
