//! Difference, percent and direction of two figures, worked out on their decimal digits.
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A figure as published: a whole number of `10^-places`, never negative. `1.474` is 1474 with 3 places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    units: i128,
    places: u32,
}

/// A text that is no plain, non-negative decimal of at most 15 digits and 9 places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAFigure;

impl Exact {
    /// A whole count; a negative one is taken as no figure.
    pub fn count(value: i64) -> Result<Exact, NotAFigure> {
        if value < 0 { Err(NotAFigure) } else { Ok(Exact { units: i128::from(value), places: 0 }) }
    }

    /// The mean of a total over some years with one decimal, half up; none for a negative total or no years.
    pub fn mean(total: i64, years: u32) -> Option<Exact> {
        let (total, years) = (i128::from(total), i128::from(years));
        (total >= 0 && years > 0).then(|| Exact { units: (total * 20 + years) / (2 * years), places: 1 })
    }

    /// The figure as a count, when it was written without decimals.
    pub fn whole(&self) -> Option<u64> {
        (self.places == 0).then(|| u64::try_from(self.units).ok()).flatten()
    }

    fn at(self, places: u32) -> i128 {
        self.units * 10_i128.pow(places - self.places)
    }

    /// The nearest float, for the exposures of the test.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    fn minus(self, other: Exact) -> Exact {
        let places = self.places.max(other.places);
        Exact { units: self.at(places) - other.at(places), places }
    }

    pub fn is_zero(&self) -> bool {
        self.units == 0
    }
}

impl FromStr for Exact {
    type Err = NotAFigure;

    fn from_str(text: &str) -> Result<Exact, NotAFigure> {
        let text = text.trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}");
        let plain = !whole.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit());
        if !plain || fraction.len() > 9 || (text.contains('.') && fraction.is_empty()) {
            return Err(NotAFigure);
        }
        Ok(Exact { units: digits.parse().map_err(|_| NotAFigure)?, places: fraction.len() as u32 })
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digits(self.units, self.places))
    }
}

/// A whole difference is a JSON integer, any other a JSON number with its own digits.
impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.units) {
            Ok(units) if self.places == 0 => serializer.serialize_i64(units),
            _ => serializer.serialize_f64(self.to_f64()),
        }
    }
}

fn digits(units: i128, places: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let unit = 10_u128.pow(places);
    let (whole, fraction) = (units.unsigned_abs() / unit, units.unsigned_abs() % unit);
    if places == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{fraction:0width$}", width = places as usize)
}

/// Which way a figure went: a code for words, never a colour (fewer accidents is good, a higher rate of repair is good).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// 持平, also 0 → 0.
    Same,
    Up,
    Down,
    /// From zero to something: a difference, no percent.
    FromZero,
    /// From something to nothing: −100 %.
    ToZero,
    /// The earlier figure is missing, which is not zero.
    NoData,
}

impl Direction {
    pub fn key(self) -> &'static str {
        match self {
            Direction::Same => "same",
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::FromZero => "from-zero",
            Direction::ToZero => "to-zero",
            Direction::NoData => "no-data",
        }
    }
}

/// Two figures set side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub before: Option<Exact>,
    pub now: Exact,
    /// `now − before`; none without an earlier figure.
    pub diff: Option<Exact>,
    /// `(now − before) / before` in per cent with the asked decimals, such as `-71.4`; none from zero or from nothing known.
    pub percent: Option<String>,
    pub direction: Direction,
}

/// Compares `now` with `before`. The percent has `places` decimals (0 to 2), rounded half away from zero (四舍五入)
/// from the exact quotient, as the published bulletins do.
///
/// Law: 统计法 art. 8 — figures are true to what was counted: a missing earlier figure is no zero.
pub fn change(before: Option<Exact>, now: Exact, places: u32) -> Change {
    let Some(prior) = before else {
        return Change { before, now, diff: None, percent: None, direction: Direction::NoData };
    };
    let diff = now.minus(prior);
    let direction = match (prior.is_zero(), now.is_zero(), diff.units.signum()) {
        (_, _, 0) => Direction::Same,
        (true, ..) => Direction::FromZero,
        (_, true, _) => Direction::ToZero,
        (_, _, 1) => Direction::Up,
        _ => Direction::Down,
    };
    Change { before, now, diff: Some(diff), percent: percent(prior, now, places.min(2)), direction }
}

/// Compares the count `now` with the mean of `years` years whose counts add up to `total`; none where `now` is no count.
///
/// Mean and difference are shown with one decimal. Direction and percent are those of the exact quotient and not of the rounded
/// mean: 1 against one in three years is +200.0 %, which the 0.3 on the page would make +233.3 %.
pub fn change_of_years(total: i64, years: u32, now: Exact) -> Option<Change> {
    let mean = Exact::mean(total, years)?;
    let as_many_years = i64::try_from(now.whole()?).ok()?.checked_mul(i64::from(years))?;
    let exact = change(Some(Exact::count(total).ok()?), Exact::count(as_many_years).ok()?, 1);
    let size = Exact::mean((as_many_years - total).abs(), years)?;
    let diff = Exact { units: size.units * i128::from((as_many_years - total).signum()), ..size };
    Some(Change { before: Some(mean), now, diff: Some(diff), ..exact })
}

fn percent(prior: Exact, now: Exact, places: u32) -> Option<String> {
    let common = prior.places.max(now.places);
    let (prior, now) = (prior.at(common), now.at(common));
    if prior == 0 {
        return None;
    }
    let scaled = (now - prior) * 100 * 10_i128.pow(places);
    let magnitude = (2 * scaled.abs() + prior) / (2 * prior);
    Some(digits(magnitude * scaled.signum(), places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        text.parse().expect(text)
    }

    fn percent_of(prior: &str, now: &str, places: u32) -> Option<String> {
        change(Some(exact(prior)), exact(now), places).percent
    }

    #[test]
    fn figures_restated_without_a_word_do_not_reproduce() {
        // The 2023 bulletin printed −14.0 and −6.4 against the 2022 figures as first published.
        assert_eq!(percent_of("351", "301", 1).as_deref(), Some("-14.2"));
        assert_eq!(percent_of("299", "279", 1).as_deref(), Some("-6.7"));
    }

    #[test]
    fn the_direction_tells_zero_from_nothing_known() {
        let direction = |before: Option<&str>, now: &str| change(before.map(exact), exact(now), 1).direction;
        assert_eq!(direction(Some("0"), "0"), Direction::Same);
        assert_eq!(direction(Some("0"), "3"), Direction::FromZero);
        assert_eq!(direction(Some("3"), "0"), Direction::ToZero);
        assert_eq!(direction(Some("2"), "3"), Direction::Up);
        assert_eq!(direction(Some("3"), "2"), Direction::Down);
        assert_eq!(direction(None, "2"), Direction::NoData);
        assert_eq!(percent_of("3", "0", 1).as_deref(), Some("-100.0"));
        assert_eq!(percent_of("0", "0", 1), None);
        assert_eq!(change(None, exact("2"), 1).diff, None);
    }

    #[test]
    fn halves_are_rounded_away_from_zero_and_differences_keep_their_digits() {
        assert_eq!(percent_of("8", "9", 0).as_deref(), Some("13"));
        assert_eq!(percent_of("8", "7", 0).as_deref(), Some("-13"));
        assert_eq!(percent_of("2000", "2001", 1).as_deref(), Some("0.1"));
        let diff = change(Some(exact("1.80")), exact("1.6"), 1).diff.expect("both known");
        assert_eq!(diff.to_string(), "-0.20");
        assert_eq!(serde_json::to_string(&diff).expect("a number"), "-0.2");
        assert_eq!(serde_json::to_string(&exact("5").minus(exact("7"))).expect("a number"), "-2");
    }

    #[test]
    fn a_percent_of_a_mean_is_taken_before_the_mean_is_rounded() {
        let of = |total, years, now: &str| {
            let change = change_of_years(total, years, exact(now)).expect("counts");
            let text = |figure: Option<Exact>| figure.map(|figure| figure.to_string()).unwrap_or_default();
            (text(change.before), text(change.diff), change.percent.unwrap_or_default(), change.direction)
        };
        let said = |before: &str, diff: &str, percent: &str, direction| {
            (before.to_owned(), diff.to_owned(), percent.to_owned(), direction)
        };
        assert_eq!(of(7, 3, "1"), said("2.3", "-1.3", "-57.1", Direction::Down), "2.3 would make it -56.5");
        assert_eq!(of(1, 3, "1"), said("0.3", "0.7", "200.0", Direction::Up), "0.3 would make it 233.3");
        assert_eq!(of(9, 3, "3"), said("3.0", "0.0", "0.0", Direction::Same));
        assert_eq!(of(2, 5, "0"), said("0.4", "-0.4", "-100.0", Direction::ToZero));
        assert_eq!(of(0, 3, "2"), said("0.0", "2.0", "", Direction::FromZero), "none from zero");
        assert_eq!(change_of_years(7, 3, exact("1.5")), None);
    }

    #[test]
    fn what_is_no_figure_is_refused() {
        for text in ["", "-1", "1e3", "1.", ".5", "1.2.3", "abc", "1234567890123456", "0.1234567890", "２", "NaN"] {
            assert_eq!(text.parse::<Exact>(), Err(NotAFigure), "{text}");
        }
        assert_eq!(Exact::count(-1), Err(NotAFigure));
    }

    proptest! {
        #[test]
        fn the_percent_is_within_half_a_last_digit(prior in 1_i64..5_000_000, now in 0_i64..5_000_000, places in 0_u32..3) {
            let text = percent_of(&prior.to_string(), &now.to_string(), places).expect("from a positive prior");
            let true_value = (now - prior) as f64 * 100.0 / prior as f64;
            let printed: f64 = text.parse().expect("a number");
            prop_assert!((true_value - printed).abs() <= 0.5 * 10_f64.powi(-(places as i32)) * (1.0 + 1e-9) + 1e-9 * true_value.abs());
        }
    }
}
