//! Pages of compliance: the board, the list behind its cells, one enterprise's file, what falls due, talks and awards, the
//! alliance's month, who is freed from what.
mod alliance;
mod board;
mod calendar;
mod file;
mod freed;
mod items;
pub(super) mod list;
pub(super) mod talks;
mod words;

pub use alliance::Alliance;
pub use board::Board;
pub use calendar::CalendarAhead;
pub use file::EnterpriseFile;
pub use freed::FreedFrom;
pub use list::Enterprises;
pub use talks::{Talks, Teaser};
pub use words::{certificate_law, duty_name, judged, law, why};

use super::model::{AsOf, Asked, StateFilter};
use super::service::District;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::ui::{DateField, Notice, Query, SelectField, State, Tab, Tabs, Width};
use leptos::prelude::*;

/// The views of the alliance.
#[component]
fn Views() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let here = Query::here().path().to_owned();
    let tab = |href: &'static str, words| Tab { href: href.to_owned(), words, count: None, here: here == href };
    let tabs = vec![
        tab("/compliance", t!(lang, "compliance.tab.board")),
        tab("/compliance/enterprises", t!(lang, "compliance.tab.list")),
        tab("/compliance/talks", t!(lang, "compliance.tab.talks")),
        tab("/compliance/calendar", t!(lang, "compliance.tab.calendar")),
        tab("/compliance/alliance", t!(lang, "compliance.tab.alliance")),
        tab("/compliance/exemptions", t!(lang, "compliance.tab.freed")),
    ];
    view! { <Tabs label=t!(lang, "compliance.tab.label") tabs/> }
}

/// Which year, as of which day: fields of a filter form.
#[component]
fn When() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let this = chrono::Datelike::year(&ctx.today()).to_string();
    view! {
        <SelectField name="year" label=t!(lang, "compliance.year") choices=words::years(ctx.today()) blank=this width=Width::Short/>
        <DateField name="on" label=t!(lang, "compliance.on")/>
    }
}

/// What is looked at, in one line.
pub(super) fn as_of(lang: Lang, at: &AsOf) -> crate::ui::Words {
    t!(lang, "compliance.as-of", year = at.year, day = i18n::date(lang, at.on))
}

/// Of a past year: how many of today's roll are not judged in what nothing is on record of, so that none not met is not read as
/// everything held.
pub(super) fn late_comers(lang: Lang, district: &District, town: &str) -> Option<crate::ui::Words> {
    let found = district.not_there_yet(town);
    let [of, late, count] = [found.of, found.late, found.unjudged].map(i18n::number);
    (found.unjudged > 0)
        .then(|| t!(lang, "compliance.not-there-yet", late = late, count = count, of = of, year = district.at.year))
}

/// The same, with the way to them.
fn not_there_yet(lang: Lang, district: &District, asked: &Asked, town: &str) -> Option<AnyView> {
    let href = words::list(asked, town, None, StateFilter::NotThereYet);
    late_comers(lang, district, town).map(|said| {
        view! { <Notice state=State::Soon><p>{said} " " <a href=href>{t!(lang, "compliance.not-there-yet-link")}</a></p></Notice> }
            .into_any()
    })
}

fn asked() -> Asked {
    Asked::read(Query::here().fields())
}
