//! Two counts over unlike bases: what is compared, and tested, are their rates.
use super::compare::{Direction, Exact};
use super::exact::Exposure;
use super::report::{Caution, Report, caution_of};
use crate::kernel::rulebook::InForce;

/// How much nearer than this two rates are the same: what the last bits of a float tell is no difference.
const NEAR: f64 = 1e-12;

/// The rates of both sides, where their bases differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    pub before_base: Exact,
    pub now_base: Exact,
    /// Per one of the base.
    pub before: f64,
    pub now: f64,
    pub direction: Direction,
    /// Of the test of the rates, also where the counts are the same.
    pub caution: Option<Caution>,
}

/// The rates behind a report; none where there is no earlier figure, or both bases are the same: then the counts say it all.
pub fn rates(report: &Report, (before_base, now_base): (Exact, Exact), rules: &InForce) -> Option<Rates> {
    let exposure = Exposure::new(before_base.to_f64(), now_base.to_f64())?;
    let prior = report.change.before?;
    if (exposure.before - exposure.now).abs() <= NEAR * exposure.now {
        return None;
    }
    let (before, now) = (prior.to_f64() / exposure.before, report.change.now.to_f64() / exposure.now);
    let direction = match (prior.is_zero(), report.change.now.is_zero()) {
        (true, true) => Direction::Same,
        (true, false) => Direction::FromZero,
        (false, true) => Direction::ToZero,
        (false, false) if (now / before - 1.0).abs() <= NEAR => Direction::Same,
        (false, false) if now > before => Direction::Up,
        (false, false) => Direction::Down,
    };
    let same = direction == Direction::Same;
    let caution = caution_of(prior.whole(), report.test.as_ref(), rules).filter(|_| !same);
    Some(Rates { before_base, now_base, before, now, direction, caution })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rulebook;
    use crate::trends::rule::report;

    fn of(counts: (i64, i64), bases: (i64, i64)) -> Option<Rates> {
        let figure = |n| Exact::count(n).expect("a count");
        let rules = rulebook::at("2022-10-31".parse().expect("a day"));
        let exposure = Exposure::new(bases.0 as f64, bases.1 as f64).expect("bases");
        let report = report(Some(figure(counts.0)), figure(counts.1), exposure, 1, &rules);
        rates(&report, (figure(bases.0), figure(bases.1)), &rules)
    }

    #[test]
    fn the_rate_has_a_direction_of_its_own() {
        let rates = |counts, bases| of(counts, bases).map(|one| (one.direction, one.caution));
        assert_eq!(rates((20, 5), (100, 10)), Some((Direction::Up, Some(Caution::Chance))), "fewer, and the rate rose");
        assert_eq!(rates((12, 12), (1000, 4000)), Some((Direction::Down, None)), "as many, and the rate fell");
        assert_eq!(rates((3, 9), (1000, 3000)), Some((Direction::Same, None)));
        assert_eq!(rates((0, 0), (1000, 3000)), Some((Direction::Same, None)));
        assert_eq!(rates((0, 3), (1000, 3000)).map(|one| one.0), Some(Direction::FromZero));
        assert_eq!(rates((3, 0), (1000, 3000)).map(|one| one.0), Some(Direction::ToZero));
        assert_eq!(rates((20, 5), (100, 100)), None, "over the same base the counts say it all");
    }
}
