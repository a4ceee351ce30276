//! In words: what the earlier side is made of. Page and workbook say the same.
use crate::i18n::{self, Lang};
use crate::t;
use crate::trends::service::{Behind, Compared};
use crate::ui::Words;
use chrono::Datelike;

/// Which pieces of the earlier side come from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    Frozen,
    Recorded,
    /// Some of each.
    Mixed,
    /// Neither frozen nor recorded.
    Nothing,
}

fn made(behind: &[Behind]) -> Made {
    let frozen = behind.iter().any(|one| one.document.is_some());
    match (frozen, behind.iter().any(|one| one.from_records)) {
        (true, true) => Made::Mixed,
        (true, false) => Made::Frozen,
        (false, true) => Made::Recorded,
        (false, false) => Made::Nothing,
    }
}

fn ranges(lang: Lang, behind: &[Behind], of: impl Fn(&Behind) -> bool) -> String {
    let all = behind.iter().filter(|one| of(one));
    let all = all.map(|one| i18n::day_range(lang, one.window.from(), one.window.to()));
    all.collect::<Vec<_>>().join(&t!(lang, "trends.towns.comma"))
}

/// The years whose records, not a baseline, give earlier figures; none where a baseline gives them all.
pub(in crate::trends) fn from_records(lang: Lang, compared: &Compared) -> Option<Words> {
    let recorded = compared.behind.iter().filter(|one| one.from_records);
    let mut years: Vec<String> = recorded.map(|one| one.window.to().format("%Y").to_string()).collect();
    years.dedup();
    (!years.is_empty()).then(|| t!(lang, "trends.from-records", year = years.join(&t!(lang, "trends.towns.comma"))))
}

/// Above the measures: which of their earlier figures are frozen.
pub(super) fn note(lang: Lang, compared: &Compared) -> Words {
    let behind = &compared.behind;
    if compared.asked.against.years() > 1 {
        return t!(lang, "trends.others.note-mean");
    }
    match made(behind) {
        Made::Frozen => t!(lang, "trends.others.note"),
        Made::Recorded => t!(lang, "trends.others.note-records"),
        Made::Nothing => t!(lang, "trends.others.note-none"),
        Made::Mixed => {
            let frozen = ranges(lang, behind, |one| one.document.is_some());
            let recorded = ranges(lang, behind, |one| one.from_records);
            t!(lang, "trends.others.note-mixed", frozen = frozen, recorded = recorded)
        }
    }
}

/// Who the same senders are. Only two years of filing are asked: where a window reaches further back, that is said.
pub(super) fn same_senders(lang: Lang, compared: &Compared) -> String {
    let year = compared.windows().now.to().year();
    let n = i18n::number(compared.counts.0.enterprises);
    let said = t!(lang, "trends.senders-said", year = year, last = year - 1, n = n).into_owned();
    let windows = compared.pasts.iter().chain([&compared.windows().now]);
    let mut older: Vec<i32> = windows.flat_map(|window| window.by_year()).map(|piece| piece.to().year()).collect();
    older.retain(|one| *one < year - 1);
    older.sort_unstable();
    older.dedup();
    if older.is_empty() {
        return said;
    }
    let years = older.iter().map(i32::to_string).collect::<Vec<_>>().join(&t!(lang, "trends.towns.comma"));
    format!("{said} {}", t!(lang, "trends.senders-older", years = years))
}
