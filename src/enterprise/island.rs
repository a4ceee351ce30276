//! Picking an enterprise by a part of its name, its pinyin, its initials or its code.
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long typing must rest before the program is asked.
const REST: Duration = Duration::from_millis(150);

/// An enterprise that the text may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Offered {
    name: String,
    uscc: String,
    town: String,
}

impl Offered {
    /// What is written into the field: the name for the eye, the code for the deed, which reads both.
    fn written(&self) -> String {
        format!("{} {}", self.name, self.uscc)
    }
}

async fn ask(text: String) -> Result<Vec<Offered>, JsValue> {
    let asked = format!("/api/enterprises?q={}", String::from(js_sys::encode_uri_component(&text)));
    let response: web_sys::Response = JsFuture::from(window().fetch_with_str(&asked)).await?.dyn_into()?;
    if !response.ok() {
        return Ok(Vec::new());
    }
    let said = JsFuture::from(response.json()?).await?;
    let field = |row: &JsValue, name: &str| {
        js_sys::Reflect::get(row, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
    };
    let rows = js_sys::Array::from(&said);
    let offered =
        |row: JsValue| Offered { name: field(&row, "name"), uscc: field(&row, "uscc"), town: field(&row, "town") };
    Ok(rows.iter().map(offered).collect())
}

/// What the field knows while it is used.
#[derive(Clone, Copy)]
struct Picker {
    text: RwSignal<String>,
    offers: RwSignal<Vec<Offered>>,
    open: RwSignal<bool>,
    /// The offer that the arrow keys are on.
    active: RwSignal<Option<usize>>,
    /// What is said to those who do not see the list.
    said: RwSignal<String>,
    /// Counts what was typed, so that late answers are known.
    turn: StoredValue<u32>,
    list_id: StoredValue<String>,
    /// The words for some (`{n}`) and for no offers.
    words: StoredValue<(String, String)>,
}

impl Picker {
    fn option_id(self, at: usize) -> String {
        self.list_id.with_value(|id| format!("{id}-{at}"))
    }

    fn next_turn(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }

    fn offer(self, found: Vec<Offered>) {
        let words = self.words.with_value(|(some, none)| match found.len() {
            0 => none.clone(),
            n => some.replace("{n}", &n.to_string()),
        });
        self.said.set(words);
        self.open.set(!found.is_empty());
        self.active.set(None);
        self.offers.set(found);
    }

    fn typed(self, query: String) {
        self.text.set(query.clone());
        let mine = self.next_turn();
        // A slower answer to an earlier text must not overwrite a later one.
        let still = move || self.turn.get_value() == mine;
        let asking = async move {
            let found = if query.trim().is_empty() { Ok(Vec::new()) } else { ask(query).await };
            if still() {
                self.offer(found.unwrap_or_default());
            }
        };
        let rested = move || {
            if still() {
                spawn_local(asking);
            }
        };
        set_timeout(rested, REST);
    }

    fn choose(self, offered: &Offered) {
        self.next_turn();
        self.text.set(offered.written());
        self.open.set(false);
        self.said.set(String::new());
    }

    fn move_to(self, at: usize) {
        self.active.set(Some(at));
        if let Some(option) = document().get_element_by_id(&self.option_id(at)) {
            option.scroll_into_view_with_bool(false);
        }
    }

    fn pressed(self, event: ev::KeyboardEvent) {
        let count = self.offers.with(Vec::len);
        let active = self.active.get();
        match (event.key().as_str(), self.open.get() && count > 0) {
            ("ArrowDown", false) if count > 0 => self.open.set(true),
            ("ArrowDown", true) => self.move_to(active.map_or(0, |at| (at + 1) % count)),
            ("ArrowUp", true) => self.move_to(active.map_or(count - 1, |at| (at + count - 1) % count)),
            ("Escape", true) => self.open.set(false),
            ("Enter", true) => match active.and_then(|at| self.offers.with(|offers| offers.get(at).cloned())) {
                Some(offered) => self.choose(&offered),
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
    }

    fn options(self) -> impl IntoView {
        let option = move |(at, offered): (usize, Offered)| {
            let chosen = offered.clone();
            // Pressing must not take the focus from the field before the choice is made.
            let press = move |event: ev::MouseEvent| {
                event.prevent_default();
                self.choose(&chosen);
            };
            view! {
                <li role="option" id=self.option_id(at) on:mousedown=press aria-selected=move || (self.active.get() == Some(at)).to_string()>
                    {offered.name}
                    <small>{offered.town} " · " {offered.uscc}</small>
                </li>
            }
        };
        self.offers.get().into_iter().enumerate().map(option).collect_view()
    }
}

/// A text field that offers enterprises while one types. Without JavaScript it is a plain text field, and the deed
/// finds the enterprise by the name or the code that was typed.
#[island]
pub fn EnterprisePicker(
    /// The field's name and id.
    name: String,
    value: String,
    /// The ids of hint and problem, for `aria-describedby`; empty for neither.
    described: String,
    wrong: bool,
    /// What is said when enterprises are offered: `{n}` stands for how many.
    some: String,
    /// What is said when there is none.
    none: String,
) -> impl IntoView {
    let list_id = format!("{name}-list");
    let picker = Picker {
        text: RwSignal::new(value.clone()),
        offers: RwSignal::new(Vec::new()),
        open: RwSignal::new(false),
        active: RwSignal::new(None),
        said: RwSignal::new(String::new()),
        turn: StoredValue::new(0),
        list_id: StoredValue::new(list_id.clone()),
        words: StoredValue::new((some, none)),
    };
    // Only a field that really offers something says that it does.
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let ours = move |value: &'static str| awake.get().then_some(value);
    let controls = list_id.clone();
    let current = move || picker.active.get().filter(|_| picker.open.get()).map(|at| picker.option_id(at));
    view! {
        <div class="picker">
            <input class="input" id=name.clone() name=name type="text" autocomplete="off" spellcheck="false" value=value prop:value=picker.text
                aria-invalid=wrong.then_some("true") aria-describedby=(!described.is_empty()).then_some(described)
                role=move || ours("combobox") aria-autocomplete=move || ours("list")
                aria-controls=move || awake.get().then(|| controls.clone())
                aria-expanded=move || awake.get().then(|| picker.open.get().to_string()) aria-activedescendant=current
                on:input=move |event| picker.typed(event_target_value(&event)) on:keydown=move |event| picker.pressed(event)
                on:blur=move |_| picker.open.set(false)/>
            <ul class="picker-list" role="listbox" id=list_id hidden=move || !picker.open.get()>{move || picker.options()}</ul>
            <p class="sr-only" role="status">{picker.said}</p>
        </div>
    }
}
