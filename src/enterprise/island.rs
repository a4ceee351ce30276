//! Picking an enterprise by a part of its name, its pinyin, its initials or its code.
use crate::live::{Telling, Told};
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlInputElement};

/// The field's name and id: a form asks for one enterprise.
pub const FIELD: &str = "enterprise";
const LIST: &str = "enterprise-list";
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
    offers: RwSignal<Vec<Offered>>,
    open: RwSignal<bool>,
    /// The offer that the arrow keys are on.
    active: RwSignal<Option<usize>>,
    /// What is said to those who do not see the list.
    said: RwSignal<String>,
    /// Counts what was typed, so that late answers are known.
    turn: StoredValue<u32>,
}

fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id(FIELD)?.dyn_into().ok()
}

fn option_id(at: usize) -> String {
    format!("{LIST}-{at}")
}

impl Picker {
    fn next_turn(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }

    /// Only a field that really offers something says that it does, and what it offers now.
    fn describe(self) {
        let (open, active) = (self.open.get(), self.active.get());
        let Some(field) = field() else { return };
        let expanded = if open { "true" } else { "false" };
        let current = active.filter(|_| open).map(option_id).unwrap_or_default();
        for (name, value) in [
            ("role", "combobox"),
            ("aria-autocomplete", "list"),
            ("aria-controls", LIST),
            ("aria-expanded", expanded),
            ("aria-activedescendant", &current),
        ] {
            let told = if value.is_empty() { field.remove_attribute(name) } else { field.set_attribute(name, value) };
            drop(told); // names of ours are never refused
        }
    }

    fn offer(self, found: Vec<Offered>) {
        let told = field().map(|field| Told::around(&field)).unwrap_or_default();
        let said = match found.len() {
            0 => told.get("none").to_owned(),
            n => told.get("some").replace("{n}", &n.to_string()),
        };
        self.said.set(said);
        self.open.set(!found.is_empty());
        self.active.set(None);
        self.offers.set(found);
    }

    fn typed(self, query: String) {
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

    fn choose(self, at: usize) {
        self.next_turn();
        if let (Some(field), Some(written)) = (field(), self.offers.with(|all| all.get(at).map(Offered::written))) {
            field.set_value(&written);
        }
        self.open.set(false);
        self.said.set(String::new());
    }

    fn move_to(self, at: usize) {
        self.active.set(Some(at));
        if let Some(option) = document().get_element_by_id(&option_id(at)) {
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
            ("Enter", true) => match active {
                Some(at) => self.choose(at),
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
    }

    /// Pressing must not take the focus from the field before the choice is made.
    fn pointed(self, event: ev::MouseEvent) {
        event.prevent_default();
        let option = event_target::<Element>(&event).closest("li").ok().flatten();
        let at = option.and_then(|option| option.id().rsplit('-').next().and_then(|at| at.parse().ok()));
        if let Some(at) = at {
            self.choose(at);
        }
    }

    fn options(self) -> impl IntoView {
        let active = self.active.get();
        let option = move |(at, offered): (usize, Offered)| {
            let selected = if active == Some(at) { "true" } else { "false" };
            view! {
                <li role="option" id=option_id(at) aria-selected=selected>
                    {offered.name}
                    <small>{format!("{} · {}", offered.town, offered.uscc)}</small>
                </li>
            }
        };
        self.offers.get().into_iter().enumerate().map(option).collect_view()
    }
}

/// Holds the text field and offers enterprises while one types. Without JavaScript the field is a plain one, and the
/// deed finds the enterprise by the name or the code that was typed. Told: what is said when enterprises are offered
/// (`some`, where `{n}` stands for how many) and when there is `none`.
#[island]
pub fn EnterprisePicker(children: Children) -> impl IntoView {
    let picker = Picker {
        offers: RwSignal::new(Vec::new()),
        open: RwSignal::new(false),
        active: RwSignal::new(None),
        said: RwSignal::new(String::new()),
        turn: StoredValue::new(0),
    };
    Effect::new(move |_| picker.describe());
    view! {
        <div class="picker" data-told=Telling::here().told.written() on:input=move |event| picker.typed(event_target_value(&event))
            on:keydown=move |event| picker.pressed(event) on:focusout=move |_| picker.open.set(false)>
            {children()}
            <ul class="picker-list" role="listbox" id=LIST hidden=move || !picker.open.get() on:mousedown=move |event| picker.pointed(event)>
                {move || picker.options()}
            </ul>
            <p class="sr-only" role="status">{picker.said}</p>
        </div>
    }
}
