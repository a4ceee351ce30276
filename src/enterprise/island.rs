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
    let text = RwSignal::new(value.clone());
    let offers = RwSignal::new(Vec::<Offered>::new());
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let said = RwSignal::new(String::new());
    let turn = StoredValue::new(0_u32);
    // Only a field that really offers something says that it does.
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));

    let offer = move |found: Vec<Offered>| {
        let words = if found.is_empty() { none.clone() } else { some.replace("{n}", &found.len().to_string()) };
        said.set(words);
        open.set(!found.is_empty());
        active.set(None);
        offers.set(found);
    };
    let typed = move |event: ev::Event| {
        let query = event_target_value(&event);
        text.set(query.clone());
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        let offer = offer.clone();
        set_timeout(
            move || {
                if turn.get_value() == mine {
                    spawn_local(async move {
                        let found = if query.trim().is_empty() { Ok(Vec::new()) } else { ask(query).await };
                        // A slower answer to an earlier text must not overwrite a later one.
                        if turn.get_value() == mine {
                            offer(found.unwrap_or_default());
                        }
                    });
                }
            },
            REST,
        );
    };
    let choose = move |offered: &Offered| {
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        text.set(offered.written());
        open.set(false);
        said.set(String::new());
    };
    let list_id = format!("{name}-list");
    let option_id = {
        let list_id = list_id.clone();
        move |at: usize| format!("{list_id}-{at}")
    };
    let move_to = {
        let option_id = option_id.clone();
        move |at: usize| {
            active.set(Some(at));
            if let Some(option) = document().get_element_by_id(&option_id(at)) {
                option.scroll_into_view_with_bool(false);
            }
        }
    };
    let pressed = move |event: ev::KeyboardEvent| {
        let count = offers.with(Vec::len);
        if !open.get() || count == 0 {
            if event.key() == "ArrowDown" && count > 0 {
                event.prevent_default();
                open.set(true);
            }
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => move_to(active.get().map_or(0, |at| (at + 1) % count)),
            "ArrowUp" => move_to(active.get().map_or(count - 1, |at| (at + count - 1) % count)),
            "Escape" => open.set(false),
            "Enter" => match active.get().and_then(|at| offers.with(|o| o.get(at).cloned())) {
                Some(offered) => choose(&offered),
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
    };
    picker_view(
        Parts { name, list_id, described, wrong, value, text, offers, open, active, said, awake },
        typed,
        pressed,
        choose,
    )
}

/// What the view of the picker shows.
struct Parts {
    name: String,
    list_id: String,
    described: String,
    wrong: bool,
    value: String,
    text: RwSignal<String>,
    offers: RwSignal<Vec<Offered>>,
    open: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    said: RwSignal<String>,
    awake: RwSignal<bool>,
}

fn picker_view(
    parts: Parts,
    typed: impl FnMut(ev::Event) + 'static,
    pressed: impl FnMut(ev::KeyboardEvent) + 'static,
    choose: impl Fn(&Offered) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let Parts { name, list_id, described, wrong, value, text, offers, open, active, said, awake } = parts;
    let ours = move |value: &'static str| awake.get().then_some(value);
    let controls = list_id.clone();
    let option_prefix = list_id.clone();
    let current = move || active.get().filter(|_| open.get()).map(|at| format!("{option_prefix}-{at}"));
    let prefix = StoredValue::new(list_id.clone());
    let rows = move || {
        let row = |(at, offered): (usize, Offered)| {
            let chosen = offered.clone();
            // Pressing must not take the focus from the field before the choice is made.
            let press = move |event: ev::MouseEvent| {
                event.prevent_default();
                choose(&chosen);
            };
            view! {
                <li role="option" id=prefix.with_value(|p| format!("{p}-{at}")) on:mousedown=press
                    aria-selected=move || (active.get() == Some(at)).to_string()>
                    {offered.name.clone()}
                    <small>{offered.town.clone()} " · " {offered.uscc.clone()}</small>
                </li>
            }
        };
        offers.get().into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <div class="picker">
            <input class="input" id=name.clone() name=name type="text" autocomplete="off" spellcheck="false" value=value prop:value=text
                aria-invalid=wrong.then_some("true") aria-describedby=(!described.is_empty()).then_some(described)
                role=move || ours("combobox") aria-autocomplete=move || ours("list")
                aria-controls=move || awake.get().then(|| controls.clone())
                aria-expanded=move || awake.get().then(|| open.get().to_string()) aria-activedescendant=current
                on:input=typed on:keydown=pressed on:blur=move |_| open.set(false)/>
            <ul class="picker-list" role="listbox" id=list_id hidden=move || !open.get()>{rows}</ul>
            <p class="sr-only" role="status">{said}</p>
        </div>
    }
}
