//! A day in columns of its parts: 发生时间 over 年, 月, 日 and perhaps 时.
use super::{Column, Loose};
use crate::returns::label::{Label, squeeze};
use crate::returns::template::FieldType;

/// Gives a column of years the month and the day beside it, and the time if there is one, where all stand under one label.
pub(super) fn day_in_parts(columns: &mut [Column], loose: &mut Vec<Loose>, labels: &[Label]) {
    let dated = |c: &&mut Column| matches!(c.field.ty, FieldType::Date | FieldType::Moment) && c.with.is_empty();
    for column in columns.iter_mut().filter(dated) {
        let own = labels.iter().find(|label| label.column == column.index).and_then(|label| label.parts.split_last());
        let Some((_, upper)) = own.filter(|(leaf, upper)| squeeze(leaf) == "年" && !upper.is_empty()) else {
            continue;
        };
        let part = |names: &[&str]| {
            let of = |label: &&Label| {
                label
                    .parts
                    .split_last()
                    .is_some_and(|(leaf, above)| above == upper && names.contains(&squeeze(leaf).as_str()))
            };
            labels.iter().find(of).map(|label| label.column)
        };
        let (Some(month), Some(day)) = (part(&["月", "月份"]), part(&["日", "号"])) else { continue };
        let time = part(&["时", "时分", "时间", "时刻", "具体时间", "几时几分"]);
        let with: Vec<u16> = [Some(month), Some(day), time.filter(|_| column.field.ty == FieldType::Moment)]
            .into_iter()
            .flatten()
            .collect();
        loose.retain(|other| !with.contains(&other.index));
        column.with = with;
    }
}
