//! Every piece in every state, on one page; in a demonstration only.
use super::*;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use leptos::prelude::*;

#[component]
pub fn Styleguide() -> impl IntoView {
    let ctx = Ctx::here();
    let found = if ctx.demo() { Ok(()) } else { Err(Halt::Missing) };
    answer(found, |()| view! { <Page title="Styleguide"><p>"…"</p></Page> })
}
