//! A measure in both windows, and the difference in its own unit.
use super::span::shared_days;
use crate::figures::measure::{Kind, Measure, Polarity, Quantity, Value};
use crate::figures::model::Counts;
use crate::kernel::window::Window;
use crate::trends::model::{Against, Windows};
use chrono::Datelike;
use std::cmp::Ordering;

/// Both values; none is no data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    pub now: Option<Value>,
    pub before: Option<Value>,
    /// With a true minus sign, in the unit of the measure; of shares in percentage points. 0 is `0`. None while the figure of
    /// some accidents is not known.
    pub difference: Option<String>,
    /// Whether the change is for the better; none when there is no change, or neither way is, or the bases are unlike.
    pub better: Option<bool>,
    /// How many enterprises told what it is divided by, before and now, where those numbers are too far apart to compare.
    pub unlike: Option<(i64, i64)>,
    /// Of how many accidents the figure is not known yet, before and now.
    pub unknown: (i64, i64),
}

/// Whether one side's enterprises are fewer than nine in ten of the other's.
///
/// Method, not law: a rate of some is no measure of the change of all.
fn are_unlike(before: i64, now: i64) -> bool {
    10 * before.min(now) < 9 * before.max(now)
}

/// Whether the measure has a meaning in this window: persons, check-ups and filings are counted by year.
pub fn defined(measure: &Measure, window: Window) -> bool {
    !measure.within_year || window.from().year() == window.to().year()
}

/// What a rate lacks of whole periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Over the year's headcount, of these days only: it is not made into a year's.
    OfYear(i64),
    /// Hours are told by month: of days within one there are none.
    OfMonth,
}

/// Whether a rate is of part of a period. Within a window of a year and longer headcounts are taken in full.
///
/// Method, not law: part of a year's accidents over a year's workers is no yearly rate, and is never stretched into one.
pub fn part(measure: &Measure, window: Window) -> Option<Part> {
    let is_rate = matches!(measure.kind, Kind::Rate { .. });
    match measure.under.filter(|_| is_rate)? {
        Quantity::Workers if window.days_count() < 365 => Some(Part::OfYear(window.days_count())),
        Quantity::Worked if !window.is_whole_months() => Some(Part::OfMonth),
        _ => None,
    }
}

/// Sets a measure of now beside that of the earlier window. A mean of several years is formed for accidents only.
pub fn both(measure: &Measure, windows: &Windows, (now, before): &(Counts, Counts)) -> Measured {
    let value = |counts: &Counts, window| measure.value(counts).filter(|_| defined(measure, window));
    let unknown = (measure.unknown(before), measure.unknown(now));
    let tellers = measure.tellers(before).zip(measure.tellers(now));
    let now = value(now, windows.now);
    let means = matches!(windows.against, Against::Mean3 | Against::Mean5);
    let before = value(before, windows.last).filter(|_| !means);
    // Who has filed grows over its year: a January beside the December before says nothing.
    let grows = measure.top == Quantity::Filed && windows.against == Against::Previous;
    let is_known = unknown == (0, 0);
    let units = now.zip(before).map(|(now, before)| measure.difference(now, before)).filter(|_| !grows && is_known);
    let places = now.map_or(0, |now| now.places);
    let unlike = tellers.filter(|(before, now)| units.is_some() && are_unlike(*before, *now));
    let is_judged = unlike.is_none() && shared_days(windows).is_none();
    let better = units.filter(|_| is_judged).and_then(|units| match (measure.good, units.cmp(&0)) {
        (Polarity::Neither, _) | (_, Ordering::Equal) => None,
        (Polarity::FewerIsBetter, order) => Some(order == Ordering::Less),
        (Polarity::MoreIsBetter, order) => Some(order == Ordering::Greater),
    });
    let difference = units.map(|units| signed(units, places, measure.under.is_none()));
    Measured { now, before, difference, better, unlike, unknown }
}

fn signed(units: i128, places: u32, count: bool) -> String {
    let under = if count { None } else { Some(1) };
    let size = Value { top: 0, under, units: units.abs(), places }.text();
    match units.cmp(&0) {
        Ordering::Less => format!("−{size}"),
        Ordering::Equal => "0".to_owned(),
        Ordering::Greater => format!("+{size}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::model::{Fact, Total};
    use crate::trends::model::Span;
    use crate::trends::rule::span;

    fn counts(met: i64, fixed: i64) -> Counts {
        let mut counts = Counts { enterprises: 200, ..Counts::default() };
        counts.facts.insert(Fact::Congresses, Total { amount: met, enterprises: met, ..Total::default() });
        counts.facts.insert(Fact::HazardsFixed, Total { amount: fixed, ..Total::default() });
        counts
    }

    fn windows(span: Span, against: Against) -> Windows {
        let today = "2026-11-05".parse().expect("a day");
        span::windows(span, against, span::window(span, None, today, today), None)
    }

    fn of(key: &str, span: Span, against: Against, now: Counts, before: Counts) -> Measured {
        both(Measure::find(key).expect(key), &windows(span, against), &(now, before))
    }

    #[test]
    fn shares_differ_by_points_and_counts_by_their_unit() {
        let share = of("congress-coverage", Span::ToDate, Against::LastYear, counts(151, 0), counts(100, 0));
        assert_eq!((share.difference.as_deref(), share.better), (Some("+25.5"), Some(true)));
        let rounded_once = of("congress-coverage", Span::ToDate, Against::LastYear, counts(21, 0), counts(27, 0));
        let shown = [rounded_once.before, rounded_once.now].map(|value| value.expect("a share").text());
        assert_eq!((shown, rounded_once.difference.as_deref()), (["13.5".into(), "10.5".into()], Some("−3.0")));
        let few = |met| Counts { enterprises: 17, ..counts(met, 0) };
        let exact = of("congress-coverage", Span::ToDate, Against::LastYear, few(13), few(15));
        assert_eq!(
            exact.difference.as_deref(),
            Some("−11.8"),
            "2 of 17 are 11.76 points, though 88.2 and 76.5 are shown"
        );
        let fixed = of("hazards-fixed", Span::ToDate, Against::LastYear, counts(0, 3), counts(0, 12));
        assert_eq!((fixed.difference.as_deref(), fixed.better), (Some("−9"), Some(false)));
        let same = of("hazards-fixed", Span::ToDate, Against::LastYear, counts(0, 3), counts(0, 3));
        assert_eq!((same.difference.as_deref(), same.better), (Some("0"), None));
        let found = of("hazards", Span::ToDate, Against::LastYear, counts(0, 0), counts(0, 0));
        assert_eq!(found.better, None, "more hazards found is neither good nor bad");
    }

    #[test]
    fn who_has_filed_in_january_is_not_set_beside_the_december_before() {
        let filed = |n| Counts { filed: Some(n), ..counts(0, 0) };
        let beside = |against| of("filing", Span::Month, against, filed(0), filed(167));
        assert_eq!((beside(Against::Previous).difference, beside(Against::Previous).better), (None, None));
        assert!(beside(Against::Previous).before.is_some(), "both are known, and stand for themselves");
        assert_eq!(beside(Against::LastYear).better, Some(false));
    }

    #[test]
    fn what_is_counted_by_year_is_not_measured_across_new_year() {
        let mut now = counts(0, 0);
        now.workers = Some(100);
        let across = of("training-coverage", Span::Rolling, Against::LastYear, now.clone(), now.clone());
        assert_eq!((across.now, across.difference), (None, None));
        let within = of("training-coverage", Span::ToDate, Against::LastYear, now.clone(), now);
        assert!(within.now.is_some());
    }

    #[test]
    fn rates_of_unlike_enterprises_are_shown_but_not_judged() {
        let side = |staffed, workers, trained| {
            let mut counts = Counts { staffed, workers: Some(workers), ..counts(0, 0) };
            counts.facts.insert(Fact::People, Total { amount: trained, staffed: trained, ..Total::default() });
            counts
        };
        let coverage = |now, before| of("training-coverage", Span::ToDate, Against::LastYear, now, before);
        let unlike = coverage(side(128, 1_000, 388), side(200, 1_000, 283));
        assert_eq!((unlike.difference.as_deref(), unlike.better), (Some("+10.5"), None));
        assert_eq!(unlike.unlike, Some((200, 128)));
        let alike = coverage(side(180, 1_000, 388), side(200, 1_000, 283));
        assert_eq!((alike.better, alike.unlike), (Some(true), None), "nine in ten are alike");
        let fewer = coverage(side(200, 1_000, 388), side(179, 1_000, 283));
        assert_eq!(fewer.unlike, Some((179, 200)), "whichever side has fewer");
        let share = of("congress-coverage", Span::ToDate, Against::LastYear, counts(151, 0), counts(100, 0));
        assert_eq!(share.unlike, None, "the roll is the same on both sides");
    }

    #[test]
    fn a_rate_of_part_of_a_year_says_so_and_one_of_part_of_a_month_has_no_hours() {
        let part = |key: &str, from: &str, to: &str| {
            let day = |text: &str| text.parse().expect("a day");
            part(Measure::find(key).expect(key), Window::new(day(from), day(to)).expect("in order"))
        };
        assert_eq!(part("incident-rate", "2026-01-01", "2026-11-05"), Some(Part::OfYear(309)));
        assert_eq!(part("incident-rate", "2025-01-01", "2025-12-31"), None);
        assert_eq!(part("incident-rate", "2025-11-06", "2026-11-05"), None, "twelve months, though of two years");
        assert_eq!(part("severity", "2026-01-01", "2026-10-31"), None, "hours of whole months");
        assert_eq!(part("severity", "2026-01-01", "2026-11-05"), Some(Part::OfMonth));
        assert_eq!(part("incidents", "2026-01-01", "2026-11-05"), None, "a count is a count");
        assert_eq!(part("training-coverage", "2026-01-01", "2026-11-05"), None, "a share is a share");
    }

    #[test]
    fn no_mean_is_made_of_records_that_were_never_frozen() {
        let mean = of("hazards-fixed", Span::ToDate, Against::Mean3, counts(0, 3), counts(0, 12));
        assert_eq!((mean.now.is_some(), mean.before), (true, None));
    }
}
