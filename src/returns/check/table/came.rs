//! What a table came to, for a total below it that is of several.
use super::Table;
use crate::returns::header::{Column, Found};
use crate::returns::table::Sums;

/// What a table came to, for a total below it that is of several.
#[derive(Debug, Clone)]
pub(in crate::returns::check) struct Came {
    template: &'static str,
    sums: Vec<(&'static str, Sums)>,
}

impl Table {
    /// What its rows come to; nothing of years side by side, where a row has a figure in several tables.
    pub fn came(&self) -> Option<Came> {
        let sums = self.numbers.iter().zip(self.totals.sums());
        let sums = sums.map(|(at, sums)| (self.columns[*at].field.key, *sums)).collect();
        self.found.across.is_none().then_some(Came { template: self.found.template.key, sums })
    }
}

/// The sums of tables above in the columns of this one. Tables of another template have other records.
pub(super) fn comparable(
    found: &Found,
    columns: &[Column],
    numbers: &[usize],
    earlier: &[Came],
) -> Vec<Vec<Option<Sums>>> {
    let alike = earlier.iter().filter(|came| found.across.is_none() && came.template == found.template.key);
    let of = |came: &Came| {
        let sum = |at: &usize| {
            let key = columns[*at].field.key;
            came.sums.iter().find(|(field, _)| *field == key).map(|(_, sums)| *sums)
        };
        numbers.iter().map(sum).collect()
    };
    alike.map(of).collect()
}
