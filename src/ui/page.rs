//! A page: where one is, its title and what it is for, its one action, its sections, how its numbers are made.
use super::Words;
use super::mark::Done;
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;
use leptos_meta::Title;

/// A page above this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub href: Words,
    pub words: Words,
}

impl Crumb {
    pub fn new(href: impl Into<Words>, words: impl Into<Words>) -> Crumb {
        Crumb { href: href.into(), words: words.into() }
    }
}

/// Everything inside `main`. `action` holds at most one `button button-primary`; `how` says how the numbers are made.
#[component]
pub fn Page(
    #[prop(into)] title: Words,
    /// One sentence: what the page is for.
    #[prop(optional, into)]
    purpose: Option<Words>,
    #[prop(optional)] crumbs: Vec<Crumb>,
    #[prop(optional)] action: Option<AnyView>,
    #[prop(optional)] how: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let brand = t!(lang, "ui.brand");
    let printed = t!(lang, "ui.printed", at = i18n::moment(lang, ctx.local_now()));
    view! {
        <Title text=format!("{title} · {brand}")/>
        <Crumbs crumbs last=title.clone()/>
        <header class="head">
            <div class="head-text">
                <h1>{title}</h1>
                {purpose.map(|purpose| view! { <p class="purpose">{purpose}</p> })}
                <p class="print-only">{brand} " · " {printed}</p>
            </div>
            {action.map(|action| view! { <div class="head-action">{action}</div> })}
        </header>
        <Done/>
        {children()}
        {how.map(|how| view! { <aside class="how" aria-labelledby="how"><h2 id="how">{t!(lang, "ui.how")}</h2>{how}</aside> })}
    }
}

#[component]
fn Crumbs(crumbs: Vec<Crumb>, last: Words) -> impl IntoView {
    let lang = Ctx::here().lang;
    let crumb = |crumb: Crumb| view! { <li><a href=crumb.href>{crumb.words}</a></li> };
    (!crumbs.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label=t!(lang, "ui.crumbs")>
                <ol>
                    {crumbs.into_iter().map(crumb).collect_view()}
                    <li><span aria-current="page">{last}</span></li>
                </ol>
            </nav>
        }
    })
}

/// A part of a page under its own heading, with a note beside it.
#[component]
pub fn Section(
    #[prop(into)] title: Words,
    #[prop(optional, into)] note: Option<Words>,
    #[prop(optional, into)] id: Option<Words>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section" id=id>
            <div class="section-head"><h2>{title}</h2>{note.map(|note| view! { <p>{note}</p> })}</div>
            {children()}
        </section>
    }
}
