//! Funnel plots: rates of unlike units beside limits that widen where the base is small, instead of a league table.
//!
//! After Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005) 1185–1202:
//! limits of 95 % and 99.8 % around the common rate. The tails are exact Poisson tails, so that a unit at the common rate
//! falls outside on either side with at most 2.5 % and 0.1 % (the first of the methods that Manktelow and Seaton compare,
//! PLoS ONE 7 (2012) e45723).
use super::control::Side;
use super::poisson::{above, below, interval};

/// Shares left outside on one side by limits of 95 % and of 99.8 %.
pub const TAIL_95: f64 = 0.025;
pub const TAIL_998: f64 = 0.001;

/// One unit: what happened there, and its base in any one unit (here thousands of workers), above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    pub count: u64,
    pub base: f64,
}

/// Where a unit stands to the common rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Within what chance alone does.
    Within,
    /// Beyond 95 %: worth a look. Of forty such units one is beyond by chance on either side.
    Outside(Side),
    /// Beyond 99.8 %.
    FarOutside(Side),
}

/// A unit's own rate with its exact 95 % interval, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    pub rate: f64,
    pub interval: [f64; 2],
    pub place: Place,
}

/// Limits of the rate for one base; none below where even nothing at all is inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub low_998: Option<f64>,
    pub low_95: Option<f64>,
    pub high_95: f64,
    pub high_998: f64,
}

/// The common rate: all events over all bases; none without a base.
pub fn common_rate(units: &[Unit]) -> Option<f64> {
    let (events, base) = units.iter().fold((0, 0.0), |(events, base), unit| (events + unit.count, base + unit.base));
    (base > 0.0).then(|| events as f64 / base)
}

/// The limits around the common rate for a unit of this base.
pub fn limits(rate: f64, base: f64) -> Limits {
    let expected = rate * base;
    Limits {
        low_998: below(expected, TAIL_998).map(|count| count / base),
        low_95: below(expected, TAIL_95).map(|count| count / base),
        high_95: above(expected, TAIL_95) / base,
        high_998: above(expected, TAIL_998) / base,
    }
}

/// Judges one unit against the common rate.
pub fn judge(unit: Unit, rate: f64) -> Judged {
    let (count, expected) = (unit.count as f64, rate * unit.base);
    let side = |tail: f64| {
        if expected > 0.0 && count > above(expected, tail) {
            Some(Side::Above)
        } else {
            below(expected, tail).filter(|limit| count < *limit).map(|_| Side::Below)
        }
    };
    let place = match (side(TAIL_998), side(TAIL_95)) {
        (Some(side), _) => Place::FarOutside(side),
        (None, Some(side)) => Place::Outside(side),
        (None, None) => Place::Within,
    };
    let [low, high] = interval(unit.count, TAIL_95);
    Judged { rate: count / unit.base, interval: [low / unit.base, high / unit.base], place }
}

#[cfg(test)]
mod tests {
    use super::super::poisson::{at_least, at_most};
    use super::*;
    use proptest::prelude::*;

    fn unit(count: u64, base: f64) -> Unit {
        Unit { count, base }
    }

    #[test]
    fn what_is_far_off_at_a_large_base_is_chance_at_a_small_one() {
        // Common rate 4 per thousand: 8 per thousand is chance with 500 workers, and far outside with 20,000.
        assert_eq!(judge(unit(4, 0.5), 4.0).place, Place::Within);
        assert_eq!(judge(unit(160, 20.0), 4.0).place, Place::FarOutside(Side::Above));
        assert_eq!(judge(unit(0, 0.5), 4.0).place, Place::Within);
        assert_eq!(judge(unit(0, 1.0), 4.0).place, Place::Outside(Side::Below));
        assert_eq!(judge(unit(0, 2.0), 4.0).place, Place::FarOutside(Side::Below));
        // Exactly at the edge: P(X ≥ 9 | 4) = 0.0214, P(X ≥ 8 | 4) = 0.0511.
        assert_eq!(judge(unit(8, 1.0), 4.0).place, Place::Within);
        assert_eq!(judge(unit(9, 1.0), 4.0).place, Place::Outside(Side::Above));
    }

    #[test]
    fn the_interval_of_a_rate_is_that_of_its_count_over_its_base() {
        let judged = judge(unit(10, 2.0), 5.0);
        assert!((judged.rate - 5.0).abs() < 1e-12);
        assert!((judged.interval[0] - 4.795 / 2.0).abs() < 1e-3 && (judged.interval[1] - 18.390 / 2.0).abs() < 1e-3);
        assert_eq!(judge(unit(0, 3.0), 1.0).interval[0], 0.0);
    }

    #[test]
    fn without_any_base_there_is_no_common_rate_and_without_events_it_is_nought() {
        assert_eq!(common_rate(&[]), None);
        assert_eq!(common_rate(&[unit(0, 2.0), unit(0, 1.0)]), Some(0.0));
        assert_eq!(judge(unit(0, 2.0), 0.0).place, Place::Within);
        assert_eq!(common_rate(&[unit(3, 2.0), unit(6, 1.0)]), Some(3.0));
    }

    proptest! {
        #[test]
        fn the_verdict_is_the_exact_tail_and_the_drawn_limit_agrees(count in 0_u64..60, base in 0.1_f64..20.0, rate in 0.1_f64..6.0) {
            let expected = rate * base;
            let (high, low) = (at_least(count, expected), at_most(count, expected));
            prop_assume!([high, low].iter().all(|p| [TAIL_95, TAIL_998].iter().all(|tail| (p - tail).abs() > 1e-9)));
            let wanted = if high < TAIL_998 { Place::FarOutside(Side::Above) }
                else if low < TAIL_998 { Place::FarOutside(Side::Below) }
                else if high < TAIL_95 { Place::Outside(Side::Above) }
                else if low < TAIL_95 { Place::Outside(Side::Below) }
                else { Place::Within };
            let judged = judge(unit(count, base), rate);
            prop_assert_eq!(judged.place, wanted);
            let drawn = limits(rate, base);
            prop_assert_eq!(judged.rate > drawn.high_998, high < TAIL_998);
            prop_assert_eq!(drawn.low_95.is_some_and(|limit| judged.rate < limit), low < TAIL_95);
        }

        #[test]
        fn limits_close_in_on_the_common_rate_as_the_base_grows(base in 0.5_f64..50.0, rate in 0.2_f64..6.0) {
            let (near, far) = (limits(rate, base), limits(rate, base * 4.0));
            prop_assert!(near.high_998 > near.high_95 && near.high_95 > rate);
            prop_assert!(far.high_95 < near.high_95 && far.high_998 < near.high_998);
            prop_assert!(far.low_95.unwrap_or(0.0) >= near.low_95.unwrap_or(0.0));
        }
    }
}
