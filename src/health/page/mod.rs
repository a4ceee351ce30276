//! Pages of occupational health: the list, one period in full, the forms.
mod detail;
mod form;
mod list;

pub use detail::Health;
pub use form::{Correct, Record};
pub use list::Healths;

use super::rule::{Check, Verdict};
use crate::enterprise::model::{Part, Period};
use crate::i18n::{self, Lang};
use crate::server::Halt;
use crate::t;
use crate::ui::{State, Words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The id in the address; one that is no id names nothing.
fn id_here() -> Result<Uuid, Halt> {
    let id = use_params_map().with_untracked(|params| params.get("id"));
    id.and_then(|id| id.parse().ok()).ok_or(Halt::Missing)
}

/// `2022年三季度`, `Q3 2022`.
fn period(lang: Lang, period: Period) -> Words {
    let year = period.year;
    match period.part {
        Part::Whole => t!(lang, "health.period.year", year = year),
        Part::Quarter(quarter) => t!(lang, "health.period.quarter", year = year, n = quarter),
        Part::Month(month) => t!(lang, "health.period.month", year = year, n = month),
    }
}

/// `98.6%（146 / 148）`, whichever of it is known.
fn share(lang: Lang, got: Option<i64>, of: Option<i64>) -> Words {
    let said = |n: Option<i64>| n.map_or_else(|| t!(lang, "ui.not-given").into_owned(), i18n::number);
    match got.zip(of).and_then(|(got, of)| super::rule::tenths(got, of)) {
        Some(tenths) => {
            let percent = format!("{}.{}", tenths / 10, tenths % 10);
            t!(lang, "health.share", percent = percent, got = said(got), of = said(of))
        }
        None => t!(lang, "health.counts", got = said(got), of = said(of)),
    }
}

/// A judgement in words, and as a mark.
fn verdict(lang: Lang, check: &Check) -> (Words, State) {
    let key = format!("health.verdict.{}-{}", check.code, check.verdict.key());
    let n = if check.code == "cases" { check.got.unwrap_or(0) } else { check.missing() };
    let state = match check.verdict {
        Verdict::Full => State::Ok,
        Verdict::Short => State::Late,
        Verdict::Unknown => State::Nothing,
    };
    (i18n::fill(lang, &key, &[("n", &n)]).into(), state)
}
