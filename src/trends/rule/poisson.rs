//! Exact tails of the Poisson distribution for charts of small counts.
//!
//! A rate drawn with ± 3 √mean is a picture of the normal distribution. For a mean below about ten that picture is wrong:
//! its lower limit is below nought, and its upper one is crossed several times too often. So limits come from the tails
//! themselves. They are continued between whole counts by the incomplete gamma function, which gives at each whole count
//! exactly the tail of that count: a curve to draw and a verdict that never disagree.
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// P(X ≤ count) for a Poisson variable of this mean.
pub fn at_most(count: u64, mean: f64) -> f64 {
    if mean <= 0.0 { 1.0 } else { gamma_ur(count as f64 + 1.0, mean) }
}

/// P(X ≥ count).
pub fn at_least(count: u64, mean: f64) -> f64 {
    match (count, mean <= 0.0) {
        (0, _) => 1.0,
        (_, true) => 0.0,
        _ => gamma_lr(count as f64, mean),
    }
}

/// The smallest count with P(X ≤ count) ≥ ½.
pub fn median(mean: f64) -> u64 {
    // The median lies between mean − ln 2 and mean + 1/3 (Choi 1994).
    let mut count = (mean - 1.0).max(0.0).floor() as u64;
    while at_most(count, mean) < 0.5 {
        count += 1;
    }
    count
}

/// The limit above: counts greater than it have P(X ≥ count) < `tail`, all others have not.
pub fn above(mean: f64, tail: f64) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    solve(0.0, mean + reach(mean), |x| x > 0.0 && gamma_lr(x, mean) < tail)
}

/// The limit below: counts smaller than it have P(X ≤ count) < `tail`. None where even no event at all is too likely.
pub fn below(mean: f64, tail: f64) -> Option<f64> {
    if at_most(0, mean) >= tail {
        return None;
    }
    Some(solve(0.0, mean + 1.0, |x| gamma_ur(x + 1.0, mean) >= tail))
}

/// The interval of the mean behind a count, leaving `tail` on either side (Garwood 1936, the Poisson twin of
/// Clopper–Pearson); from nought the lower end is nought.
pub fn interval(count: u64, tail: f64) -> [f64; 2] {
    let most = count as f64 + reach(count as f64 + 1.0);
    let low = if count == 0 { 0.0 } else { solve(0.0, most, |mean| at_least(count, mean) > tail) };
    [low, solve(0.0, most, |mean| at_most(count, mean) < tail)]
}

/// Far beyond every tail that is asked for.
fn reach(mean: f64) -> f64 {
    12.0 * mean.sqrt() + 30.0
}

/// Where `beyond` turns true between two ends, by halving.
fn solve(mut low: f64, mut high: f64, beyond: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if beyond(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// P(X ≤ count) by adding the terms.
    fn summed(count: u64, mean: f64) -> f64 {
        let mut term = (-mean).exp();
        let mut sum = term;
        for k in 1..=count {
            term *= mean / k as f64;
            sum += term;
        }
        sum
    }

    #[test]
    fn intervals_are_those_of_the_printed_tables() {
        // Exact 95 % limits of a Poisson count as printed in tables after Garwood (1936).
        for (count, low, high) in [
            (0, 0.0, 3.689),
            (1, 0.0253, 5.572),
            (2, 0.242, 7.225),
            (5, 1.623, 11.668),
            (10, 4.795, 18.390),
            (20, 12.217, 30.888),
            (100, 81.364, 121.627),
        ] {
            let [l, h] = interval(count, 0.025);
            assert!((l - low).abs() < 6e-4 && (h - high).abs() < 6e-4, "{count}: {l} {h}");
        }
    }

    #[test]
    fn no_event_at_all_is_no_sign_while_few_are_expected() {
        // e^-3.689 = 0.025: with fewer expected, nought lies inside the 95 % limits.
        assert_eq!(below(3.68, 0.025), None);
        assert!(below(3.70, 0.025).is_some_and(|x| x > 0.0 && x < 0.1));
        assert_eq!(above(0.0, 0.025), 0.0);
        assert_eq!([0.5, 0.7, 1.5, 2.5, 10.0].map(median), [0, 1, 1, 2, 10]);
    }

    proptest! {
        #[test]
        fn tails_are_the_sums_of_their_terms(count in 0_u64..60, mean in 0.01_f64..40.0) {
            prop_assert!((at_most(count, mean) - summed(count, mean)).abs() < 1e-9);
            let before = if count == 0 { 0.0 } else { summed(count - 1, mean) };
            prop_assert!((at_least(count, mean) - (1.0 - before)).abs() < 1e-9);
        }

        #[test]
        fn a_count_is_beyond_its_limit_exactly_when_its_tail_is_that_small(
            count in 0_u64..80, mean in 0.05_f64..40.0, tail in prop::sample::select(vec![0.00135, 0.02275, 0.025, 0.001])
        ) {
            let high = at_least(count, mean);
            prop_assume!((high - tail).abs() > 1e-9);
            prop_assert_eq!(count as f64 > above(mean, tail), high < tail);
            let low = at_most(count, mean);
            prop_assume!((low - tail).abs() > 1e-9);
            prop_assert_eq!(below(mean, tail).is_some_and(|limit| (count as f64) < limit), low < tail);
        }

        #[test]
        fn neither_side_of_the_median_holds_more_than_half(mean in 0.01_f64..200.0) {
            let middle = median(mean);
            let under = if middle == 0 { 0.0 } else { at_most(middle - 1, mean) };
            prop_assert!(under < 0.5 && at_least(middle + 1, mean) <= 0.5);
        }
    }
}
