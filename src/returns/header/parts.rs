//! A day in columns of its parts: 发生时间 over 年, 月, 日 and perhaps 时; 月 and 日 alone, with the year above or not at all.
use super::{Column, Loose};
use crate::returns::label::{Label, squeeze};
use crate::returns::template::{Field, FieldType};

/// What the column of a field holds of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lead {
    /// All of it.
    #[default]
    Whole,
    /// The year; month, day and perhaps the time stand beside it.
    Year,
    /// The month; the day and perhaps the time stand beside it, the year above them: 2026年 over 月 and 日.
    Month(Option<i32>),
}

/// The columns of a day's parts: the first of them, what it holds, and the others.
struct Parts {
    index: u16,
    lead: Lead,
    with: Vec<u16>,
}

/// The parts beside each other to which column `at` belongs, all under one label or under none.
fn parts_of(labels: &[Label], at: u16, clock: bool) -> Option<Parts> {
    const TIMES: [&str; 6] = ["时", "时分", "时间", "时刻", "具体时间", "几时几分"];
    let place = labels.iter().position(|label| label.column == at)?;
    let (_, upper) = labels[place].parts.split_last()?;
    let leaf = |at: usize| {
        let (leaf, above) = labels.get(at)?.parts.split_last()?;
        let leaf = squeeze(leaf);
        let known =
            matches!(leaf.as_str(), "年" | "年份" | "月" | "月份" | "日" | "号") || TIMES.contains(&leaf.as_str());
        (known && above == upper).then_some(leaf)
    };
    let beside = |a: usize, b: usize| labels[a].column.abs_diff(labels[b].column) == 1;
    leaf(place)?;
    let (mut first, mut last) = (place, place);
    while first > 0 && beside(first - 1, first) && leaf(first - 1).is_some() {
        first -= 1;
    }
    while last + 1 < labels.len() && beside(last, last + 1) && leaf(last + 1).is_some() {
        last += 1;
    }
    let column = |names: &[&str]| {
        let mut found = (first..=last).filter(|at| leaf(*at).is_some_and(|leaf| names.contains(&leaf.as_str())));
        let one = found.next()?;
        // Two months side by side are those of two days.
        found.next().is_none().then(|| labels[one].column)
    };
    let (month, day) = (column(&["月", "月份"])?, column(&["日", "号"])?);
    let time = column(&TIMES).filter(|_| clock);
    let year = column(&["年", "年份"]);
    let above = upper.iter().find_map(|part| {
        let said = squeeze(part);
        let year = said.trim_end_matches('度').trim_end_matches('年').parse().ok();
        year.filter(|year| (1950..=2100).contains(year))
    });
    let lead = if year.is_some() { Lead::Year } else { Lead::Month(above) };
    let with = year.map(|_| month).into_iter().chain([day]).chain(time).collect();
    Some(Parts { index: year.unwrap_or(month), lead, with })
}

/// Whether a label begins a day in columns of its parts, and whether it may go on with one.
pub fn part_of_day(label: &str) -> (bool, bool) {
    let label = squeeze(label);
    let begins = matches!(label.as_str(), "年" | "年份" | "月" | "月份");
    (begins, begins || matches!(label.as_str(), "日" | "号" | "时" | "时分" | "时间" | "时刻"))
}

fn is_dated(field: &Field) -> bool {
    matches!(field.ty, FieldType::Date | FieldType::Moment)
}

/// Gives a column that holds a part of a day the others.
pub(super) fn day_in_parts(columns: &mut [Column], loose: &mut Vec<Loose>, labels: &[Label]) {
    for column in columns.iter_mut().filter(|c| is_dated(c.field) && c.with.is_empty()) {
        let Some(parts) = parts_of(labels, column.index, column.field.ty == FieldType::Moment) else { continue };
        loose.retain(|other| other.index != parts.index && !parts.with.contains(&other.index));
        (column.index, column.lead, column.with) = (parts.index, parts.lead, parts.with);
    }
}

/// 月 and 日 without a label that says of what: of the day that dates a row, if a person says so.
pub(super) fn may_be_day(loose: &mut [Loose], labels: &[Label], dated: &'static Field) {
    let clock = dated.ty == FieldType::Moment;
    let known = loose.iter().filter(|l| l.duplicate.is_none() && l.suggestion.is_none());
    let mut found = known.filter_map(|l| parts_of(labels, l.index, clock));
    let Some(parts) = found.next().filter(|first| found.all(|other| other.index == first.index)) else { return };
    for column in loose.iter_mut() {
        if column.index == parts.index {
            column.suggestion = Some(dated);
        } else if parts.with.contains(&column.index) {
            column.ignorable = true;
        }
    }
}
