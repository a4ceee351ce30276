//! The frame of a sheet as its sender knows it: row numbers at the left, column letters on top, scrolled in itself.
use super::Words;
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;

/// A sheet with its columns' heads and its lines; `picture` draws it small.
#[component]
pub fn SheetFrame(
    #[prop(into)] title: Words,
    heads: AnyView,
    lines: AnyView,
    #[prop(optional)] picture: bool,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let label = title.clone();
    let class = if picture { "sheet-wrap sheet-picture" } else { "sheet-wrap" };
    view! {
        <div class=class role="group" tabindex="0" aria-label=label>
            <table class="sheet">
                <caption class="sr-only">{title}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="sheet-row"><span class="sr-only">{t!(lang, "ui.sheet-row")}</span></th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}
