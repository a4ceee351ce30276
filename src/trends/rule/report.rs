//! One comparison in full: what `cuan compare` prints and every page shows beside a pair of figures.
use super::compare::{Change, Direction, Exact, change, change_of_years};
use super::exact::{Exposure, Test, test};
use crate::kernel::rulebook::InForce;
use serde::Serialize;

/// Why a comparison must not be read as a result by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caution {
    /// The earlier figure is small and the exact test finds no difference from chance.
    SmallChance,
    /// The test finds no difference from chance, though the earlier figure is not small.
    Chance,
    /// The test finds a difference, yet the earlier figure is small: the counts are to be read before the percent.
    SmallBase,
}

impl Caution {
    pub fn key(self) -> &'static str {
        match self {
            Caution::SmallChance => "small-chance",
            Caution::Chance => "chance",
            Caution::SmallBase => "small-base",
        }
    }
}

/// A comparison with its test, ready to be put into words.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub change: Change,
    /// None for figures that are no counts, or where there is nothing to test.
    pub test: Option<Test>,
    pub caution: Option<Caution>,
}

/// Compares `now` with `before` (none: no data), with `places` decimals of percent.
///
/// Method, not law: official notes give small counts as absolute differences; we add that a change may be chance.
pub fn report(before: Option<Exact>, now: Exact, exposure: Exposure, places: u32, rules: &InForce) -> Report {
    let change = change(before, now, places);
    let counts = before.and_then(|prior| Some((prior.whole()?, now.whole()?)));
    let test = counts.and_then(|(prior, now)| test(prior, now, exposure));
    let caution = caution(&change, counts.map(|(prior, _)| prior), test.as_ref(), rules);
    Report { change, test, caution }
}

/// Compares `now` with the mean of `years` earlier years whose counts add up to `total`; the mean has one decimal. The test
/// sets the count of now beside the count of all those years, with their exposures of 1 to `years`.
pub fn of_years(total: i64, years: u32, now: Exact, rules: &InForce) -> Option<Report> {
    if years <= 1 {
        return Some(report(Some(Exact::count(total).ok()?), now, Exposure::EQUAL, 1, rules));
    }
    let change = change_of_years(total, years, now)?;
    let exposure = Exposure::new(f64::from(years), 1.0)?;
    let test = test(u64::try_from(total).ok()?, now.whole()?, exposure);
    let prior = u64::try_from(total / i64::from(years)).ok();
    let caution = caution(&change, prior, test.as_ref(), rules);
    Some(Report { change, test, caution })
}

fn caution(change: &Change, prior: Option<u64>, test: Option<&Test>, rules: &InForce) -> Option<Caution> {
    if matches!(change.direction, Direction::Same | Direction::NoData) {
        return None;
    }
    caution_of(prior, test, rules)
}

/// Why what was tested must not be read as a result by itself.
pub(super) fn caution_of(prior: Option<u64>, test: Option<&Test>, rules: &InForce) -> Option<Caution> {
    let (prior, test) = (prior?, test?);
    let level = rules.share("trends.significance")?.to_f64();
    let base = rules.whole("trends.small-base")?;
    match (prior < base.unsigned_abs(), test.p >= level) {
        (true, true) => Some(Caution::SmallChance),
        (false, true) => Some(Caution::Chance),
        (true, false) => Some(Caution::SmallBase),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rulebook;

    fn counts(before: i64, now: i64) -> Report {
        let figure = |n| Exact::count(n).expect("a count");
        let rules = rulebook::at("2022-10-31".parse().expect("a day"));
        report(Some(figure(before)), figure(now), Exposure::EQUAL, 1, &rules)
    }

    #[test]
    fn a_big_percent_of_a_small_number_is_cautioned() {
        let accidents = counts(5, 2);
        assert_eq!(accidents.change.percent.as_deref(), Some("-60.0"));
        assert!(accidents.test.is_some_and(|t| (t.p - 0.453_125).abs() < 1e-12));
        assert_eq!(accidents.caution, Some(Caution::SmallChance));
        assert_eq!(counts(7, 2).caution, Some(Caution::SmallChance));
        assert_eq!(counts(6, 0).caution, Some(Caution::SmallBase));
        assert_eq!(counts(0, 6).caution, Some(Caution::SmallBase));
        assert_eq!(counts(14, 4).caution, None);
        assert_eq!(counts(100, 95).caution, Some(Caution::Chance));
    }

    #[test]
    fn a_mean_of_three_years_is_tested_with_its_three_years() {
        let rules = rulebook::at("2022-10-31".parse().expect("a day"));
        let of = |total, now| of_years(total, 3, Exact::count(now).expect("a count"), &rules).expect("figures");
        let fewer = of(14, 2);
        assert_eq!(fewer.change.before.map(|b| b.to_string()).as_deref(), Some("4.7"));
        assert_eq!(fewer.change.diff.map(|d| d.to_string()).as_deref(), Some("-2.7"));
        assert_eq!(fewer.change.percent.as_deref(), Some("-57.1"), "of 14 in three years, not of 4.7");
        // 2 of 16 with a share of 1/4: twice the lower tail, 2 · (0.75^16 + 16·0.25·0.75^15 + 120·0.0625·0.75^14) = 0.394.
        assert!(fewer.test.is_some_and(|t| (t.p - 0.394_2).abs() < 1e-3), "{:?}", fewer.test);
        assert_eq!(fewer.caution, Some(Caution::SmallChance));
        assert_eq!(of(0, 0).change.direction, Direction::Same);
    }

    #[test]
    fn equal_missing_and_decimal_figures_carry_no_caution_of_chance() {
        assert_eq!(counts(5, 5).caution, None);
        assert_eq!(counts(0, 0).test, None);
        let rules = rulebook::at("2022-10-31".parse().expect("a day"));
        let rate = report("1.474".parse().ok(), "1.301".parse().expect("a figure"), Exposure::EQUAL, 2, &rules);
        assert_eq!((rate.test, rate.caution), (None, None));
        let unknown = report(None, Exact::count(2).expect("a count"), Exposure::EQUAL, 1, &rules);
        assert_eq!((unknown.test, unknown.caution), (None, None));
        assert_eq!(unknown.change.direction, Direction::NoData);
    }
}
