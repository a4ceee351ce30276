//! The years with their versions, one baseline in full, versions side by side, one row to put right.
mod correct;
mod decide;
mod detail;
mod differences;
mod flags;
mod list;
mod rows;
mod versions;

pub use correct::CorrectRow;
pub use detail::{BaselineDetail, asked};
pub use flags::{UsedNotice, flag_words};
pub use list::Baselines;
pub use rows::source;
pub use versions::VersionsOfYear;

use super::model::{Document, Metric};
use super::rule::Why;
use crate::i18n::{self, Lang};
use crate::incident::group::Group;
use crate::server::Ctx;
use crate::t;
use crate::ui::Words;

/// Whether the reader may make, freeze and discard: an inspector of the whole district.
fn may_write(ctx: &Ctx) -> bool {
    ctx.inspector().is_ok_and(|inspector| inspector.town().is_none())
}

/// 第 2 版 / v2.
pub fn version(lang: Lang, document: &Document) -> Words {
    if document.is_draft() {
        t!(lang, "baseline.draft")
    } else {
        t!(lang, "baseline.version", n = document.baseline.version)
    }
}

/// 2025 · 第 2 版 / 2025 · v2: what a comparison calls the version it used.
pub fn used_name(lang: Lang, document: &Document) -> String {
    format!("{} · {}", document.baseline.year, version(lang, document))
}

/// A figure as it is written: the loss in 万元, anything else a count.
pub(super) fn amount(of: Metric, value: i64) -> String {
    if of == Metric::Loss { crate::kernel::Wan(value).to_string() } else { i18n::number(value) }
}

/// Who froze it and when, in words.
pub fn frozen(ctx: &Ctx, document: &Document) -> Option<Words> {
    let frozen = document.frozen.as_ref()?;
    let when = i18n::date(ctx.lang, ctx.local(frozen.at).date());
    Some(t!(ctx.lang, "baseline.frozen-by", who = frozen.by, when = when))
}

/// Why a baseline has no answer, as a sentence.
pub fn why(lang: Lang, why: Why) -> String {
    let day = why.day().map(|day| i18n::date(lang, day)).unwrap_or_default();
    let month = if let Why::MonthMissing(month) = why { month.to_string() } else { String::new() };
    i18n::code(lang, "baseline.why", why.key(), &[("day", day), ("month", month)])
}

pub fn group(lang: Lang, group: Group) -> Words {
    i18n::words(lang, &format!("incident.type.{}", group.key()))
}

pub fn metric(lang: Lang, metric: Metric) -> Words {
    i18n::words(lang, &format!("baseline.metric.{}", metric.key()))
}
