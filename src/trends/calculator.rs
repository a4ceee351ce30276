//! Two figures side by side, as `cuan compare` and the calculator page ask for them.
use super::rule::rates::{Rates, rates};
use super::rule::{Exact, Exposure, Report, report};
use super::words::{Compared, compared};
use crate::kernel::rulebook;
use crate::kernel::{What, what};
use chrono::NaiveDate;

/// What was asked for, not read yet.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The earlier figure; none: no data.
    pub before: Option<&'a str>,
    pub now: &'a str,
    /// What each was exposed to; both or neither.
    pub before_base: Option<&'a str>,
    pub now_base: Option<&'a str>,
    /// Decimals of the percent, 0 to 2.
    pub places: u32,
}

/// Compares, by the thresholds in force on `day`; with the rates where the bases differ.
///
/// # Errors
/// `compare-figure` for a text that is no plain decimal, `compare-base` when the bases are not two positive numbers.
pub fn judge(asked: Asked<'_>, day: NaiveDate) -> Result<(Report, Option<Rates>), What> {
    let figure = |text: &str| text.parse::<Exact>().map_err(|_| what!("compare-figure", raw = text));
    let before = asked.before.map(figure).transpose()?;
    let now = figure(asked.now)?;
    let bases = match (asked.before_base, asked.now_base) {
        (None, None) => None,
        (Some(before), Some(now)) => Some((figure(before)?, figure(now)?)),
        _ => return Err(what!("compare-base")),
    };
    let exposure = match bases {
        None => Exposure::EQUAL,
        Some((before, now)) => Exposure::new(before.to_f64(), now.to_f64()).ok_or_else(|| what!("compare-base"))?,
    };
    let rules = rulebook::at(day);
    let report = report(before, now, exposure, asked.places, &rules);
    let rates = bases.and_then(|bases| rates(&report, bases, &rules));
    Ok((report, rates))
}

/// [`judge`] in both languages.
///
/// # Errors
/// As for [`judge`].
pub fn compare(asked: Asked<'_>, day: NaiveDate) -> Result<Compared, What> {
    judge(asked, day).map(|(report, rates)| compared(&report, rates.as_ref()))
}
