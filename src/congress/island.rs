//! What the form says while one types.
use crate::kernel::rulebook::Share;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

/// What a line needs: its share of the delegates and its words, with `{got}`, `{of}`, `{needed}`, `{short}` in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub num: i64,
    pub den: i64,
    pub met: String,
    pub not_met: String,
}

impl Line {
    /// The sum in words; nothing while a figure is missing. `above`: more than the share is needed, not just the share.
    fn say(&self, got: Option<i64>, of: Option<i64>, above: bool) -> String {
        let (Some(got), Some(of)) = (got, of.filter(|of| *of > 0)) else { return String::new() };
        let share = Share { num: self.num, den: self.den };
        let needed = if above { share.least_above(of) } else { share.least(of) };
        let words = if got >= needed { &self.met } else { &self.not_met };
        [("{got}", got), ("{of}", of), ("{needed}", needed), ("{short}", needed - got)]
            .into_iter()
            .fold(words.clone(), |text, (name, value)| text.replace(name, &value.to_string()))
    }
}

/// Holds the fields of attendance and vote and says, while one types, whether there is a quorum and a majority:
/// the same arithmetic that judges the meeting on record.
#[island]
pub fn QuorumHint(
    /// Delegates in all, present, yes votes: as the form came.
    typed: [Option<i64>; 3],
    quorum: Line,
    majority: Line,
    children: Children,
) -> impl IntoView {
    let typed = RwSignal::new(typed);
    let read = move |event: leptos::ev::Event| {
        let target: web_sys::Element = event_target(&event);
        let form =
            target.closest("form").ok().flatten().and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(data) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()) else { return };
        let count = |name: &str| data.get(name).as_string()?.trim().parse().ok().filter(|n| *n >= 0);
        typed.set([count("delegates_total"), count("delegates_present"), count("votes_yes")]);
    };
    let said = Memo::new(move |_| {
        let [total, present, yes] = typed.get();
        [quorum.say(present, total, false), majority.say(yes, total, true)]
    });
    view! {
        <div on:input=read on:change=read>
            {children()}
            <output class="notice notice-info" aria-live="polite" hidden=move || said.get().iter().all(String::is_empty)>
                <span class="notice-body">
                    <span>{move || said.get()[0].clone()}</span>
                    <br/>
                    <span>{move || said.get()[1].clone()}</span>
                </span>
            </output>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_sum_is_the_sum_of_the_law() {
        let words = |met: &str| format!("{met} {{got}}/{{of}} {{needed}} {{short}}");
        let quorum = Line { num: 2, den: 3, met: words("yes"), not_met: words("no") };
        assert_eq!(quorum.say(Some(30), Some(45), false), "yes 30/45 30 0");
        assert_eq!(quorum.say(Some(29), Some(45), false), "no 29/45 30 1");
        let majority = Line { num: 1, den: 2, ..quorum.clone() };
        assert_eq!(majority.say(Some(50), Some(100), true), "no 50/100 51 1");
        assert_eq!(majority.say(None, Some(100), true), "");
        assert_eq!(quorum.say(Some(1), Some(0), false), "");
    }
}
