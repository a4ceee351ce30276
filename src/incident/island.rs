//! What the form says while one types.
use super::model::Incident;
use super::rule;
use super::say::Say;
use crate::i18n::Lang;
use crate::kernel::Typed;
use crate::kernel::rulebook::{self, Told};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The fields that grade and deadline depend on.
const READ: [&str; 7] = ["informed_at", "reported_at", "category", "deaths", "serious", "minor", "loss"];

/// The accident as far as it can be read: a field that cannot be is taken as not told, a missing day as today.
fn readable(typed: &Typed, today: &str) -> Option<Incident> {
    let mut good = Typed::default();
    good.set("occurred_at", typed.get("occurred_at"));
    if Incident::parse(&good).is_err() {
        good.set("occurred_at", today);
    }
    for field in READ {
        let mut more = good.clone();
        more.set(field, typed.get(field));
        if Incident::parse(&more).is_ok() {
            good = more;
        }
    }
    Incident::parse(&good).ok()
}

/// Grade, what would raise it, and the deadline, by the rules of the day.
fn hint(lang: Lang, words: &[(String, String)], typed: &Typed, today: &str) -> [String; 3] {
    let find = |key: &str| words.iter().find(|(k, _)| k == key).map_or_else(String::new, |(_, w)| w.clone());
    let say = Say { lang, words: &find };
    let Some(incident) = readable(typed, today) else { return Default::default() };
    let rules = rulebook::at(incident.day());
    let Some(graded) = rule::graded(&incident, &rules) else {
        return [find("before-decree"), String::new(), String::new()];
    };
    let grade = say.grade(&graded);
    let head = if graded.provisional() { format!("{grade} · {}", find("provisional")) } else { grade };
    let why = format!("{} · {}", say.because(&incident, &graded), say.raises(&graded));
    let report = rule::duty::report(&incident, incident.occurred_at, &rules);
    [head, why, say.due(&report)]
}

/// Holds the fields of an accident and says, while one types, which grade they make and when it must be reported:
/// the very rules that judge it on file.
#[island]
pub fn GradeHint(
    lang: Lang,
    /// The words of [`super::say::KEYS`].
    words: Vec<(String, String)>,
    /// The form as it came.
    typed: Typed,
    /// The rules that judge an accident.
    rules: Vec<Told>,
    /// The business day, for a form that tells none yet.
    today: String,
    children: Children,
) -> impl IntoView {
    rulebook::tell(rules);
    let typed = RwSignal::new(typed);
    let read = move |event: leptos::ev::Event| {
        let target: web_sys::Element = event_target(&event);
        let form =
            target.closest("form").ok().flatten().and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(data) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()) else { return };
        let value = |name: &str| (name.to_owned(), data.get(name).as_string().unwrap_or_default());
        typed.set(Typed(READ.iter().chain(&["occurred_at"]).map(|name| value(name)).collect()));
    };
    let said = Memo::new(move |_| typed.with(|typed| hint(lang, &words, typed, &today)));
    view! {
        <div on:input=read on:change=read>
            {children()}
            <output class="notice" aria-live="polite">
                <span class="notice-body">
                    <b>{move || said.get()[0].clone()}</b>
                    <br/>
                    {move || said.get()[1].clone()}
                    <br/>
                    {move || said.get()[2].clone()}
                </span>
            </output>
        </div>
    }
}
