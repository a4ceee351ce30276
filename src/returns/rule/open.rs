//! Which rows of a return are still to be put right.
use crate::returns::model::Summary;
use crate::returns::model::review::Later;
use std::collections::BTreeMap;

/// Rows that a return did not take, by template.
pub fn lacking(summary: &Summary) -> Vec<(String, u64)> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for sheet in summary.sheets.iter().filter(|sheet| sheet.info.template.is_some() && sheet.tally.wrong > 0) {
        *found.entry(sheet.template().to_owned()).or_default() += sheet.tally.wrong;
    }
    found.into_iter().collect()
}

/// The later return in which the wrong rows of a template were told again.
///
/// A wrong row may say no day and no name: rows of two returns cannot be matched. So the rows are taken as told again once
/// later returns of the same sender, that stand, answer for every period of the template for which this one does; what
/// was wrong in those stays open there. A return that answers for no period of the template has only wrong rows of it:
/// any later return of the template will do. `periods` are (template, period) of this return, `later` the earliest first.
pub fn told_again(template: &str, periods: &[(String, String)], later: &[Later]) -> Option<Later> {
    let of = |period: Option<&str>| {
        let fits = |one: &&Later| one.template == template && period.is_none_or(|period| one.period == period);
        later.iter().position(|one| fits(&one))
    };
    let mine: Vec<&str> = periods.iter().filter(|(t, _)| t == template).map(|(_, period)| period.as_str()).collect();
    let last = match mine.as_slice() {
        [] => of(None),
        mine => mine.iter().map(|period| of(Some(period))).collect::<Option<Vec<_>>>()?.into_iter().max(),
    };
    last.and_then(|at| later.get(at)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn rows_are_told_again_once_every_period_is() {
        let later = |n: u128, template: &str, period: &str| Later {
            filing: Uuid::from_u128(n),
            number: format!("F{n}"),
            template: template.into(),
            period: period.into(),
        };
        let all = [
            later(2, "training", "2026-Q2"),
            later(3, "hazards", "2026-Q3"),
            later(4, "training", "2026-Q3"),
            later(5, "training", "2026-Q3"),
        ];
        let mine = |periods: &[&str]| -> Vec<(String, String)> {
            periods.iter().map(|period| ("training".to_owned(), (*period).to_owned())).collect()
        };
        let cases: [(&str, &[&str], Option<&str>); 6] = [
            ("training", &["2026-Q2"], Some("F2")),
            ("training", &["2026-Q2", "2026-Q3"], Some("F4")),
            ("training", &["2026-Q2", "2026-Q4"], None),
            ("training", &["2026-Q1"], None),
            ("hazards", &["2026-Q1"], Some("F3")),
            ("incidents", &[], None),
        ];
        for (template, periods, told) in cases {
            let found = told_again(template, &mine(periods), &all).map(|later| later.number);
            assert_eq!(found.as_deref(), told, "{template} {periods:?}");
        }
    }
}
