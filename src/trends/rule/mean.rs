//! The mean of several years before, with the years it is made of. Where one is missing there is no mean: it is named, never 0, and
//! fewer years do not stand for as many as the mean is called after.

/// A mean of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mean {
    /// The years that are in it, ascending.
    pub years: Vec<i32>,
    /// The years that should be in it and are not known, ascending.
    pub missing: Vec<i32>,
    /// The sum over [`Mean::years`].
    pub total: i64,
}

impl Mean {
    /// Whether every year that was asked for is in it.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    /// In tenths, half away from zero; none where a year is missing.
    pub fn tenths(&self) -> Option<i64> {
        if !self.is_whole() {
            return None;
        }
        let count = i64::try_from(self.years.len()).ok().filter(|count| *count > 0)?;
        let magnitude = (20 * self.total.abs() + count) / (2 * count);
        Some(magnitude * self.total.signum())
    }
}

impl std::fmt::Display for Mean {
    /// `12.3`; `–` where a year is missing.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.tenths() {
            Some(tenths) => {
                write!(f, "{}{}.{}", if tenths < 0 { "−" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
            }
            None => f.write_str("–"),
        }
    }
}

/// The mean of the `span` years before `year`; `figure` tells what is known of one.
pub fn mean(year: i32, span: i32, figure: impl Fn(i32) -> Option<i64>) -> Mean {
    let mut made = Mean { years: Vec::new(), missing: Vec::new(), total: 0 };
    for before in year - span..year {
        match figure(before) {
            Some(value) => {
                made.years.push(before);
                made.total += value;
            }
            None => made.missing.push(before),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_missing_year_is_named_and_then_there_is_no_mean() {
        let known = |year: i32| match year {
            2023 => Some(10),
            2025 => Some(13),
            _ => None,
        };
        let made = mean(2026, 3, known);
        assert_eq!((made.years.as_slice(), made.missing.as_slice()), (&[2023, 2025][..], &[2024][..]));
        assert_eq!(made.to_string(), "–", "two years are no mean of three");
        assert!(!made.is_whole());
        let none = mean(2026, 5, |_| None);
        assert_eq!((none.tenths(), none.to_string().as_str(), none.missing.len()), (None, "–", 5));
    }

    #[test]
    fn a_nought_is_a_figure() {
        let made = mean(2026, 3, |year| Some(i64::from(year == 2024)));
        assert_eq!((made.to_string().as_str(), made.is_whole()), ("0.3", true));
        assert_eq!(mean(2026, 4, |year| Some(i64::from(year == 2024))).to_string(), "0.3"); // 0.25, half away from zero
    }

    proptest! {
        #[test]
        fn the_mean_is_within_half_a_tenth_of_the_quotient(values in prop::collection::vec(0_i64..100_000, 1..10)) {
            let span = values.len() as i32;
            let made = mean(2000, span, |year| values.get((year - 2000 + span) as usize).copied());
            let exact = values.iter().sum::<i64>() as f64 / values.len() as f64;
            let got = made.tenths().expect("years") as f64 / 10.0;
            prop_assert!((got - exact).abs() <= 0.05 + 1e-9);
            prop_assert_eq!(made.years.len(), values.len());
        }
    }
}
