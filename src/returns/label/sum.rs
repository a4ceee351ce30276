//! 学时 › 合计 beside 学时 › 理论 and 学时 › 实操: the sum of a group is what the group is called.
use super::{bare, look_up};
use crate::returns::template::TEMPLATES;

/// The lower labels of a sum.
const SUMS: &[&str] = &["合计", "总计", "共计", "小计", "总数", "合计数", "total"];

/// The field that the group above a sum is called, if it is one that adds up. In figures of a district the groups are
/// kinds of accident, years and towns, which are read as tables of their own.
pub(super) fn of(template: usize, above: &[&str], leaf: &str) -> Option<usize> {
    let known = TEMPLATES.get(template).filter(|template| template.key != "baseline")?;
    if !SUMS.contains(&leaf) {
        return None;
    }
    let named = above.last().and_then(|part| look_up(template, &bare(part).0)).map(|(field, _)| field)?;
    known.fields.get(named).is_some_and(|field| field.adds_up()).then_some(named)
}
