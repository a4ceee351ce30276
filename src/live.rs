//! What the islands share: how a page tells one what it needs, and the hint under a form.
//!
//! An island has no properties. Those would travel as JSON, and a reader of JSON alone weighs a sixth of all islands
//! together; so what an island must know stands as lines of text in one attribute of its own HTML ([`Told`]).
use crate::kernel::Typed;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement};

/// What a page tells an island: names and texts. Names may repeat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told(Vec<(String, String)>);

impl Told {
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl ToString) -> Told {
        self.0.push((name.into(), text.to_string()));
        self
    }

    /// The first text under a name, empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, text)| text)
    }

    /// Every text under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, text)| text.as_str())
    }

    /// As an attribute holds it: `name=text` a line; a text is one line. `None` where nothing is told: in the browser,
    /// where the attribute is there already and must stay.
    pub fn written(&self) -> Option<String> {
        let lines = self.0.iter().map(|(name, text)| format!("{name}={}\n", text.replace('\n', " ")));
        (!self.0.is_empty()).then(|| lines.collect())
    }

    fn read(text: &str) -> Told {
        let pair = |line: &str| line.split_once('=').map(|(name, text)| (name.to_owned(), text.to_owned()));
        Told(text.split('\n').filter_map(pair).collect())
    }

    /// What the page told the island around `node`.
    pub fn around(node: &Element) -> Told {
        let island = node.closest("[data-told]").ok().flatten();
        island.and_then(|island| island.get_attribute("data-told")).map(|text| Told::read(&text)).unwrap_or_default()
    }
}

/// What a page has for the island inside it. In the browser nobody provides it: there the HTML has it already.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    pub told: Told,
    /// What a hint says before anything is typed.
    pub first: String,
}

impl Telling {
    pub fn here() -> Telling {
        use_context().unwrap_or_default()
    }
}

/// The view of an island that says something under the fields it holds, while one types: one line or several.
/// `fields` are the fields of the form that `judge` is given beside what the page told.
pub fn hint(
    class: &'static str,
    fields: &'static [&'static str],
    judge: fn(&Told, &Typed) -> String,
    children: Children,
) -> impl IntoView {
    let Telling { told, first } = Telling::here();
    let read = move |event: leptos::ev::Event| {
        let from: Element = event_target(&event);
        let Some(typed) = typed(&from, fields) else { return };
        say(&from, &judge(&Told::around(&from), &typed));
    };
    let nothing = first.is_empty();
    view! {
        <div data-told=told.written() on:input=read on:change=read>
            {children()}
            <output class="notice notice-info" aria-live="polite" hidden=nothing>
                <span class=class>{first}</span>
            </output>
        </div>
    }
}

/// The fields as they stand in the form around a node.
fn typed(node: &Element, fields: &[&str]) -> Option<Typed> {
    let form: HtmlFormElement = node.closest("form").ok()??.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let field = |name: &&str| ((*name).to_owned(), data.get(name).as_string().unwrap_or_default());
    Some(Typed(fields.iter().map(field).collect()))
}

fn say(node: &Element, words: &str) {
    let of = |node: &Element, what: &str| node.query_selector(what).ok().flatten();
    let output = node.closest("[data-told]").ok().flatten().and_then(|island| of(&island, "output"));
    let Some(output) = output.and_then(|output| output.dyn_into::<HtmlElement>().ok()) else { return };
    if let Some(lines) = of(&output, "span") {
        lines.set_text_content(Some(words));
    }
    output.set_hidden(words.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_read_back() {
        let told = Told::default().with("say.or", " or ").with("rule", "a=b|c").with("rule", 2).with("two", "a\nb");
        let read = Told::read(&told.written().expect("something is told"));
        assert_eq!(Told::default().written(), None);
        assert_eq!((read.get("say.or"), read.get("two"), read.get("none")), (" or ", "a b", ""));
        assert_eq!(read.all("rule").collect::<Vec<_>>(), ["a=b|c", "2"]);
    }
}
