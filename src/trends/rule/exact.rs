//! The exact test for two counts, after conditioning on their sum.
//!
//! Given `n = now + before` and equal rates, `now` is binomial with `n` trials and the share of its exposure.
//! Events are tested; deaths are clustered inside events, so their test overstates certainty and is only described.
use serde::Serialize;
use statrs::distribution::{Binomial, Discrete};

/// What the two counts were exposed to: worker-months, vehicle-kilometres; 1 and 1 for windows of equal length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    pub before: f64,
    pub now: f64,
}

impl Exposure {
    pub const EQUAL: Exposure = Exposure { before: 1.0, now: 1.0 };

    /// `None` unless both are positive, finite and within a factor of a thousand million of each other.
    pub fn new(before: f64, now: f64) -> Option<Exposure> {
        let good = |x: f64| x.is_finite() && x > 0.0;
        (good(before) && good(now) && (1e-9..=1e9).contains(&(now / before))).then_some(Exposure { before, now })
    }

    fn share(self) -> f64 {
        self.now / (self.now + self.before)
    }
}

/// The answer of the exact test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Test {
    /// Central two-sided p: twice the smaller tail, at most 1.
    pub p: f64,
    /// Rate now over rate before; none when there was nothing before.
    pub ratio: Option<f64>,
    /// 95 % interval of the ratio (Clopper–Pearson); none when there was nothing before, as it has no upper end.
    pub ci: Option<[f64; 2]>,
}

/// Half of the 5 % left outside a 95 % interval.
const TAIL: f64 = 0.025;
/// Counts above this are not tested: they are far from small, and the sums would grow long.
const COUNT_MAX: u64 = 5_000_000;

/// Tests whether `now` and `before` could come from equal rates; none when both are zero (nothing to test) or beyond 5 million.
pub fn test(before: u64, now: u64, exposure: Exposure) -> Option<Test> {
    let n = before.checked_add(now).filter(|n| (1..=COUNT_MAX).contains(n))?;
    let share = exposure.share();
    let p = (2.0 * at_most(now, n, share).min(at_least(now, n, share))).min(1.0);
    let odds = |q: f64| q / (1.0 - q) * exposure.before / exposure.now;
    let low = if now == 0 { 0.0 } else { solve(now, n, |q| at_least(now, n, q) > TAIL) };
    let high = solve(now, n, |q| at_most(now, n, q) < TAIL);
    let known = before > 0;
    Some(Test {
        p,
        ratio: known.then(|| now as f64 / exposure.now / (before as f64 / exposure.before)),
        ci: known.then(|| [odds(low), odds(high)]),
    })
}

/// P(X ≤ k) of a binomial, by adding its terms from k downwards.
fn at_most(k: u64, n: u64, q: f64) -> f64 {
    let step = (1.0 - q) / q;
    tail(k, n, q, |i| if i == 0 { None } else { Some((i - 1, i as f64 / (n - i + 1) as f64 * step)) })
}

/// P(X ≥ k) of a binomial, by adding its terms from k upwards.
fn at_least(k: u64, n: u64, q: f64) -> f64 {
    let step = q / (1.0 - q);
    tail(k, n, q, |i| if i == n { None } else { Some((i + 1, (n - i) as f64 / (i + 1) as f64 * step)) })
}

/// Adds the terms from `k` on; `next` gives the following index and the ratio of its term to the present one.
/// Term by term is exact where a continued fraction with a fixed number of steps is not: national figures have n > 700,000.
fn tail(k: u64, n: u64, q: f64, next: impl Fn(u64) -> Option<(u64, f64)>) -> f64 {
    let Ok(binomial) = Binomial::new(q, n) else { return f64::NAN };
    let first = binomial.ln_pmf(k);
    // Terms relative to the first, so that a first term too small to hold still starts the sum.
    let (mut at, mut log_term, mut sum) = (k, first, first.exp());
    while let Some((index, ratio)) = next(at) {
        (at, log_term) = (index, log_term + ratio.ln());
        let term = log_term.exp();
        sum += term;
        if ratio < 1.0 && term <= sum * 1e-17 {
            break;
        }
    }
    sum.min(1.0)
}

/// The share q at which `beyond` turns true: by halving, first inside ten standard deviations of k/n.
fn solve(k: u64, n: u64, beyond: impl Fn(f64) -> bool) -> f64 {
    let (n, seen) = (n as f64, k as f64 / n as f64);
    let reach = 10.0 * ((seen * (1.0 - seen)).max(1.0 / n) / n).sqrt() + 10.0 / n;
    let (mut low, mut high) = ((seen - reach).max(0.0), (seen + reach).min(1.0));
    while high - low > f64::EPSILON * high {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if beyond(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{Beta, ContinuousCDF};

    fn equal(now: u64, before: u64) -> Test {
        test(before, now, Exposure::EQUAL).expect("something to test")
    }

    fn near(got: f64, expected: f64, tolerance: f64, what: &str) {
        assert!((got - expected).abs() <= tolerance, "{what}: got {got}, expected {expected}");
    }

    #[test]
    fn small_pairs_are_mostly_chance() {
        // now, before, p, ratio, interval: as exact tables give them, with the digits printed there.
        for (now, before, p, ratio, low, high) in [
            (2, 5, 0.453, 0.40, 0.038, 2.44),
            (2, 7, 0.180, 0.286, 0.029, 1.50),
            (4, 10, 0.180, 0.40, 0.092, 1.39),
            (4, 14, 0.031, 0.286, 0.068, 0.91),
            (8, 20, 0.036, 0.40, 0.152, 0.95),
            (0, 3, 0.250, 0.0, 0.0, 2.42),
            (0, 5, 0.0625, 0.0, 0.0, 1.09),
            (0, 6, 0.031, 0.0, 0.0, 0.85),
        ] {
            let got = equal(now, before);
            let name = format!("{now}/{before}");
            near(got.p, p, 0.0006, &name);
            near(got.ratio.expect("ratio"), ratio, 0.0005, &name);
            let ci = got.ci.expect("interval");
            near(ci[0], low, 0.0006, &name);
            near(ci[1], high, 0.006, &name);
        }
    }

    #[test]
    fn published_values_with_exposures_are_reproduced() {
        let exposure = Exposure::new(16_660.0, 17_877.0).expect("positive");
        let got = test(9, 2, exposure).expect("something to test");
        near(got.p, 0.05011, 0.000_005, "p");
        near(got.ratio.expect("ratio"), 0.207_094_155_7, 1e-9, "ratio");
        let ci = got.ci.expect("interval");
        near(ci[0], 0.021_774_06, 5e-9, "low");
        near(ci[1], 1.000_549_10, 5e-9, "high");
        let other = test(21, 11, Exposure::new(3011.0, 800.0).expect("positive")).expect("something to test");
        near(other.p, 0.1120, 0.00005, "central p");
        near(other.ci.expect("interval")[0], 0.8584, 0.00005, "low");
        near(other.ci.expect("interval")[1], 4.2773, 0.00005, "high");
    }

    #[test]
    fn nothing_before_has_a_p_but_no_ratio_and_nothing_at_all_no_test() {
        let got = equal(6, 0);
        near(got.p, 0.03125, 1e-12, "p");
        assert_eq!((got.ratio, got.ci), (None, None));
        assert_eq!(test(0, 0, Exposure::EQUAL), None);
        assert_eq!(test(u64::MAX, 1, Exposure::EQUAL), None);
        assert_eq!(Exposure::new(0.0, 1.0), None);
        assert_eq!(Exposure::new(f64::NAN, 1.0), None);
    }

    #[test]
    fn national_figures_are_tested_as_well() {
        // Against the normal approximation, which is good to many digits at this size.
        let got = equal(27_412, 29_519);
        assert!(got.p < 1e-17 && got.p > 0.0, "{}", got.p);
        let equal_counts = equal(350_000, 350_000);
        near(equal_counts.p, 1.0, 1e-12, "p");
        let ci = equal_counts.ci.expect("interval");
        let half_width = 1.959_964 * (2.0_f64 / 350_000.0).sqrt();
        near(ci[1].ln(), half_width, 2e-5, "high");
        near(ci[0].ln(), -half_width, 2e-5, "low");
    }

    proptest! {
        #[test]
        fn the_interval_agrees_with_beta_quantiles(now in 0_u64..60, before in 1_u64..60, t in 0.2_f64..5.0) {
            let got = test(before, now, Exposure::new(1.0, t).expect("positive")).expect("something to test");
            let [low, high] = got.ci.expect("interval");
            let odds = |q: f64| q / (1.0 - q) / t;
            if now > 0 {
                let q = Beta::new(now as f64, (before + 1) as f64).expect("shapes").inverse_cdf(0.025);
                prop_assert!((low - odds(q)).abs() <= 1e-5 * low.max(1e-3));
            }
            let q = Beta::new((now + 1) as f64, before as f64).expect("shapes").inverse_cdf(0.975);
            prop_assert!((high - odds(q)).abs() <= 1e-5 * high);
            prop_assert!(low <= got.ratio.expect("ratio") && got.ratio.expect("ratio") <= high);
        }

        #[test]
        fn p_is_a_probability_and_the_two_sides_may_be_swapped(a in 0_u64..400, b in 0_u64..400, t in 0.1_f64..10.0) {
            prop_assume!(a + b > 0);
            let here = test(a, b, Exposure::new(t, 1.0).expect("positive")).expect("something to test").p;
            let there = test(b, a, Exposure::new(1.0, t).expect("positive")).expect("something to test").p;
            prop_assert!((0.0..=1.0).contains(&here));
            prop_assert!((here - there).abs() <= 1e-9);
        }

        #[test]
        fn the_interval_excludes_one_exactly_when_p_is_below_five_per_cent(now in 0_u64..200, before in 1_u64..200) {
            let got = equal(now, before);
            let [low, high] = got.ci.expect("interval");
            prop_assume!((got.p - 0.05).abs() > 1e-9);
            prop_assert_eq!(got.p < 0.05, low > 1.0 || high < 1.0);
        }
    }
}
