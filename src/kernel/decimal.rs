//! Numbers with a fixed number of decimals, held as whole numbers: no floats in the books.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Hundredths: hours, scores. `Centi(1250)` is 12.5.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Centi(pub i64);

/// Money in 万元 (10,000 yuan), held in fen: `Wan(5_500_000)` is 5.5 万元.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wan(pub i64);

/// A text that is not a plain decimal number, or is too large to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADecimal;

/// Reads `-1,234.5` into units of 10^-`places`; further digits are rounded half away from zero.
///
/// # Errors
/// [`NotADecimal`] for anything else than an optional sign, digits (thousands commas allowed) and one point.
pub fn fixed(text: &str, places: u32) -> Result<i64, NotADecimal> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: String = whole.chars().filter(|c| *c != ',').collect();
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !plain(&whole) || !plain(fraction) {
        return Err(NotADecimal);
    }
    let mut value: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| NotADecimal)? };
    let mut rest = fraction.bytes();
    for _ in 0..places {
        let digit = i64::from(rest.next().map_or(0, |b| b - b'0'));
        value = value.checked_mul(10).and_then(|v| v.checked_add(digit)).ok_or(NotADecimal)?;
    }
    if rest.next().is_some_and(|b| b >= b'5') {
        value = value.checked_add(1).ok_or(NotADecimal)?;
    }
    Ok(if negative { -value } else { value })
}

/// Writes units of 10^-`places` without trailing zeros: the canonical text of a decimal.
pub fn plain(value: i64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let (whole, fraction) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let sign = if value < 0 { "-" } else { "" };
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{fraction:0width$}", width = places as usize);
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

macro_rules! decimal {
    ($type:ident, $places:literal) => {
        impl FromStr for $type {
            type Err = NotADecimal;
            fn from_str(text: &str) -> Result<Self, NotADecimal> {
                fixed(text, $places).map($type)
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&plain(self.0, $places))
            }
        }
    };
}
decimal!(Centi, 2);
decimal!(Wan, 6);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_and_written_without_trailing_zeros() {
        for (text, fen, back) in [
            ("5.5", 5_500_000, "5.5"),
            ("1,000", 1_000_000_000, "1000"),
            ("0.1234567", 123_457, "0.123457"),
            ("-0.5", -500_000, "-0.5"),
            (".5", 500_000, "0.5"),
            ("12.", 12_000_000, "12"),
        ] {
            let wan: Wan = text.parse().expect(text);
            assert_eq!((wan.0, wan.to_string().as_str()), (fen, back), "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", ".", "-", "1e5", "12a", "1.2.3", "NaN", "９", "99999999999999999999", "--1"] {
            assert_eq!(text.parse::<Wan>(), Err(NotADecimal), "{text}");
        }
    }

    #[test]
    fn the_last_digit_is_rounded_half_away_from_zero() {
        assert_eq!("0.125".parse(), Ok(Centi(13)));
        assert_eq!("-0.125".parse(), Ok(Centi(-13)));
        assert_eq!("0.1249".parse(), Ok(Centi(12)));
    }
}
