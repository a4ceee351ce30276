//! Pages of hazards: the list, one in full, the forms.
mod detail;
mod form;
mod list;

pub use detail::Hazard;
pub use form::{Correct, Record};
pub use list::{Hazards, Waiting};

use super::model::{Level, Origin};
use super::rule::{Standing, State};
use crate::i18n::{self, Lang};
use crate::server::Halt;
use crate::t;
use crate::ui::{self, Choice, Words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The id in the address; one that is no id names nothing.
fn id_here() -> Result<Uuid, Halt> {
    let id = use_params_map().with_untracked(|params| params.get("id"));
    id.and_then(|id| id.parse().ok()).ok_or(Halt::Missing)
}

fn level(lang: Lang, level: Level) -> Words {
    i18n::words(lang, &format!("hazard.level.{}", level.key()))
}

fn levels(lang: Lang) -> Vec<Choice> {
    let hint = |of: Level| i18n::words(lang, &format!("hazard.level-hint.{}", of.key()));
    Level::ALL.into_iter().map(|of| Choice::new(of.key(), level(lang, of)).hint(hint(of))).collect()
}

fn origin(lang: Lang, origin: Origin) -> Words {
    i18n::words(lang, &format!("hazard.origin.{}", origin.key()))
}

fn state(lang: Lang, state: State) -> Words {
    i18n::words(lang, &format!("hazard.state.{}", state.key()))
}

/// How a hazard stands, in words with its days, and as a mark.
fn standing(lang: Lang, standing: Standing) -> (Words, ui::State) {
    match standing {
        Standing::Running(0) => (t!(lang, "hazard.standing.last-day"), ui::State::Soon),
        Standing::Running(days @ 1..=7) => (t!(lang, "hazard.standing.running", n = days), ui::State::Soon),
        Standing::Running(days) => (t!(lang, "hazard.standing.running", n = days), ui::State::Info),
        Standing::NoLimit => (t!(lang, "hazard.standing.no-limit"), ui::State::Nothing),
        Standing::Overdue(days) => (t!(lang, "hazard.standing.overdue", n = days), ui::State::Late),
        Standing::Closed => (t!(lang, "hazard.standing.closed"), ui::State::Ok),
        Standing::ClosedLate(days) => (t!(lang, "hazard.standing.closed-late", n = days), ui::State::Ok),
    }
}

/// `81.7%（98 / 120）`; a dash where nothing was found.
fn rate(lang: Lang, closed: i64, found: i64) -> Words {
    let counts = [closed, found].map(i18n::number);
    match super::rule::rate_tenths(closed, found) {
        None => t!(lang, "hazard.rate-none"),
        Some(tenths) => {
            let percent = format!("{}.{}", tenths / 10, tenths % 10);
            t!(lang, "hazard.rate", percent = percent, closed = counts[0], found = counts[1])
        }
    }
}
