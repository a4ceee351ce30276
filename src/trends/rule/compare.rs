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

    /// Figures and percents printed in public bulletins: id, prior, now, decimals, percent.
    /// Where the bulletin printed a zero prior there is no percent.
    const PUBLISHED: &[(&str, &str, &str, u32, Option<&str>)] = &[
        ("GZ2022-12a", "33", "32", 1, Some("-3.0")),
        ("GZ2022-12b", "23", "29", 1, Some("26.1")),
        ("GZ2022-12c", "15", "5", 1, Some("-66.7")),
        ("GZ2022-12d", "21", "32", 1, Some("52.4")),
        ("GZ2022-12e", "19", "29", 1, Some("52.6")),
        ("GZ2022-12f", "5", "5", 1, Some("0.0")),
        ("GZ2023-12a", "32", "23", 1, Some("-28.1")),
        ("GZ2023-12b", "29", "20", 1, Some("-31.0")),
        ("GZ2023-12c", "5", "6", 0, Some("20")),
        ("GZ2023-12d", "15", "23", 1, Some("53.3")),
        ("GZ2023-12e", "15", "20", 1, Some("33.3")),
        ("GZ2023-12f", "0", "6", 1, None),
        ("GZ2023y-a2", "350", "301", 1, Some("-14.0")),
        ("GZ2023y-b2", "298", "279", 1, Some("-6.4")),
        ("GZ2023y-c", "131", "110", 1, Some("-16.0")),
        ("GZ2020q1a", "132", "61", 1, Some("-53.8")),
        ("GZ2020q1b", "74", "45", 1, Some("-39.2")),
        ("GZ2020q1c", "98", "25", 1, Some("-74.5")),
        ("GZ2020-03a", "53", "24", 1, Some("-54.7")),
        ("GZ2020-03b", "26", "17", 1, Some("-34.6")),
        ("GZ2020-03c", "42", "10", 1, Some("-76.2")),
        ("GZ2019-11a", "45", "49", 1, Some("8.9")),
        ("GZ2019-11b", "32", "29", 1, Some("-9.4")),
        ("GZ2019-11c", "46", "49", 1, Some("6.5")),
        ("CN2020a", "29519", "27412", 2, Some("-7.14")),
        ("CN2020b", "1.474", "1.301", 2, Some("-11.74")),
        ("CN2020c", "1.80", "1.66", 2, Some("-7.78")),
        ("CN2020d", "0.083", "0.059", 2, Some("-28.92")),
        ("CN2011a", "363383", "347728", 1, Some("-4.3")),
        ("CN2011b", "79552", "75572", 0, Some("-5")),
        ("CN2011c", "0.201", "0.173", 1, Some("-13.9")),
        ("CN2011d", "3.2", "2.8", 1, Some("-12.5")),
        ("CN2011e", "0.749", "0.564", 1, Some("-24.7")),
        ("CN2010", "83200", "79552", 1, Some("-4.4")),
        ("headline accidents", "5", "2", 1, Some("-60.0")),
        ("headline deaths", "7", "2", 1, Some("-71.4")),
    ];

    #[test]
    fn published_percents_are_reproduced() {
        for (id, prior, now, places, percent) in PUBLISHED {
            assert_eq!(percent_of(prior, now, *places).as_deref(), *percent, "{id}");
        }
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
