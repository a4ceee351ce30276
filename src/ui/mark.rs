//! States, notices, empty places, views of one thing, asking once more.
use super::Words;
use super::icon::{Draw, Icon};
use crate::server::Ctx;
use leptos::prelude::*;

/// How a thing stands: always said by word, icon and hue together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Ok,
    Soon,
    Late,
    /// Nothing is asked, or nothing is known.
    Nothing,
    Info,
}

impl State {
    pub const ALL: [State; 5] = [State::Ok, State::Soon, State::Late, State::Nothing, State::Info];

    /// The end of its class names.
    pub fn key(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Soon => "soon",
            State::Late => "late",
            State::Nothing => "nothing",
            State::Info => "info",
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            State::Ok => Icon::Check,
            State::Soon => Icon::Clock,
            State::Late => Icon::Late,
            State::Nothing => Icon::Minus,
            State::Info => Icon::Info,
        }
    }
}

/// A state in a line or a cell: `<Badge state=State::Late word="晚 12 天"/>`.
#[component]
pub fn Badge(state: State, #[prop(into)] word: Words) -> impl IntoView {
    view! { <span class=format!("badge badge-{}", state.key())><Draw icon=state.icon()/><span>{word}</span></span> }
}

/// Something the reader should know before going on: what happened, what is safe, what to do.
#[component]
pub fn Notice(state: State, #[prop(optional, into)] title: Option<Words>, children: Children) -> impl IntoView {
    view! {
        <div class=format!("notice notice-{}", state.key())>
            <Draw icon=state.icon()/>
            <div class="notice-body">{title.map(|title| view! { <h2>{title}</h2> })}{children()}</div>
        </div>
    }
}

/// What a deed just did, said once after it: the code `?done=` of the address under `ui.done`.
#[component]
pub fn Done() -> impl IntoView {
    let ctx = Ctx::here();
    let code = super::Query::here().get("done").to_owned();
    let key = format!("ui.done.{code}");
    (!code.is_empty() && crate::i18n::knows(&key)).then(|| {
        view! {
            <div class="notice notice-ok" role="status">
                <Draw icon=Icon::Check/>
                <div class="notice-body"><p>{crate::i18n::words(ctx.lang, &key)}</p></div>
            </div>
        }
    })
}

/// A place with nothing in it yet: what belongs here, what to do first (`children`: a link or nothing).
#[component]
pub fn Empty(
    #[prop(into)] title: Words,
    #[prop(optional, into)] text: Option<Words>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            {text.map(|text| view! { <p>{text}</p> })}
            {children.map(|children| children())}
        </div>
    }
}

/// Asks once more before a deed that cannot be undone: `children` say what will happen and hold the form that does it.
#[component]
pub fn Confirm(#[prop(into)] button: Words, children: Children) -> impl IntoView {
    view! {
        <details class="confirm">
            <summary class="button button-danger">{button}</summary>
            <div class="confirm-body">{children()}</div>
        </details>
    }
}

/// One of several views of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub words: Words,
    /// How many things are behind it.
    pub count: Option<i64>,
    pub here: bool,
}

/// Links to the views of one thing, the present one marked.
#[component]
pub fn Tabs(#[prop(into)] label: Words, tabs: Vec<Tab>) -> impl IntoView {
    let tab = |tab: Tab| {
        view! {
            <a href=tab.href aria-current=tab.here.then_some("page")>
                {tab.words}
                {tab.count.map(|n| view! { <span class="count">{crate::i18n::number(n)}</span> })}
            </a>
        }
    };
    view! { <nav class="tabs" aria-label=label>{tabs.into_iter().map(tab).collect_view()}</nav> }
}

/// A station on a thing's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Done,
    Now,
    Ahead,
}

/// Where a thing stands on its way, in order.
#[component]
pub fn Steps(steps: Vec<(Step, Words)>) -> impl IntoView {
    let step = |(step, words): (Step, Words)| {
        let class = (step == Step::Done).then_some("done");
        view! { <li class=class aria-current=(step == Step::Now).then_some("step")>{words}</li> }
    };
    view! { <ol class="steps">{steps.into_iter().map(step).collect_view()}</ol> }
}
