//! Pages of the desk: what I owe, my returns, a new one, its preview, its receipt and what the department decides, who
//! filed, the calendar, the templates.
mod calendar;
mod dates;
mod desk;
mod exemptions;
mod filing;
mod fix;
mod guide;
mod layouts;
mod list;
mod names;
mod new;
mod nil;
mod open;
mod preview;
mod rates;
mod receipt;
mod review;
mod rows;
mod sheet;
mod steps;
mod templates;
mod unread;
mod words;

pub use calendar::CalendarDays;
pub use desk::Desk;
pub use exemptions::Exemptions;
pub use filing::OneReturn;
pub use guide::Guide;
pub use layouts::Layouts;
pub use list::{Returns, ToReview};
pub use new::NewReturn;
pub use nil::NilReturn;
pub use rates::WhoFiled;
pub use rows::SourceRows;
pub use steps::{WhichColumns, WhichTable};
pub use templates::Templates;
pub use words::{duty_words, period_name, said, template_name};

use crate::server::Ctx;
use crate::t;
use crate::ui::{Query, Tab, Tabs};
use leptos::prelude::*;

/// Whoever may send finds the way to a new return at the top of each page.
fn new_button(ctx: &Ctx) -> Option<AnyView> {
    let may = ctx.rep().is_ok() || ctx.inspector().is_ok();
    let lang = ctx.lang;
    may.then(|| {
        view! { <a class="button button-primary" href="/returns/new">{t!(lang, "returns.desk.new")}</a> }.into_any()
    })
}

/// The views of the desk that the reader has.
#[component]
fn Views() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let here = Query::here().path().to_owned();
    let tab = |href: &'static str, words| Tab { href: href.to_owned(), words, count: None, here: here == href };
    let mut tabs = vec![tab("/returns", t!(lang, "standing.tab.all"))];
    if ctx.inspector().is_ok() {
        tabs.push(tab("/returns/review", t!(lang, "standing.tab.review")));
    }
    if ctx.inspector().is_ok() || ctx.leader().is_ok() {
        tabs.push(tab("/returns/rates", t!(lang, "standing.tab.rates")));
        tabs.push(tab("/exemptions", t!(lang, "standing.tab.exemptions")));
    }
    tabs.push(tab("/returns/calendar", t!(lang, "standing.tab.calendar")));
    view! { <Tabs label=t!(lang, "standing.tab.label") tabs/> }
}
