use super::*;
use proptest::prelude::*;

fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance, "got {got}, expected {expected}");
}

fn told(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn counts(counts: &[u64]) -> Vec<Option<Point>> {
    counts.iter().map(|count| Some(Point { count: *count, base: 1.0 })).collect()
}

#[test]
fn the_viscosity_of_primer_paint_has_the_limits_of_the_book() {
    // Montgomery, Introduction to Statistical Quality Control, the worked example of individuals and moving ranges.
    let batches =
        [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84];
    let made = xmr(&told(&batches), 15).expect("limits");
    near(made.chart.centre, 33.52, 0.005);
    near(made.range_mean, 0.48, 0.005);
    near(made.range_upper, 1.57, 0.01);
    let limits = made.chart.limits[0].expect("limits");
    near(limits.upper, 34.80, 0.01);
    near(limits.lower.expect("above nought"), 32.24, 0.01);
    assert_eq!(made.chart.signals, []);
}

#[test]
fn the_dyed_cloth_has_the_centre_of_the_book_and_exact_limits_where_the_book_has_normal_ones() {
    // Montgomery, the u chart with rolls of different size: 153 faults on 107.5 units of cloth.
    let rolls = [(14, 10.0), (12, 8.0), (20, 13.0), (11, 10.0), (7, 9.5), (10, 10.0), (21, 12.0), (16, 10.5)];
    let mut points: Vec<_> = rolls.iter().map(|(count, base)| Some(Point { count: *count, base: *base })).collect();
    points.extend([(19, 12.0), (23, 12.5)].map(|(count, base)| Some(Point { count, base })));
    // The book makes its limits from ten rolls; twelve are the least here, so two of no length that change nothing.
    points.extend([Some(Point { count: 0, base: 1e-12 }); 2]);
    let chart = u_chart(&points, &[], points.len()).expect("limits");
    near(chart.centre, 153.0 / 107.5, 1e-9);
    near(chart.centre, 1.42, 0.005);
    let first = chart.limits[0].expect("limits");
    // By ± 3 √(u/n) the book prints 2.55 and 0.29. The exact tails lie a little higher on both sides.
    near(first.upper, 2.55, 0.20);
    near(first.lower.expect("above nought"), 0.29, 0.20);
    assert!(first.upper > 2.55 && first.lower.is_some_and(|lower| lower > 0.29), "{first:?}");
    assert!(chart.signals.iter().all(|signal| signal.rule != Rule::Beyond), "{:?}", chart.signals);
}

#[test]
fn small_counts_have_no_lower_limit_and_an_upper_one_by_exact_tails() {
    // Mean 2: ± 3 √2 would call 7 a signal (6.24); P(X ≥ 7) = 0.0045 is above 0.00135, P(X ≥ 8) = 0.0011 is below.
    let mut all = vec![2; 12];
    all.extend([7, 8]);
    let chart = u_chart(&counts(&all), &[], 12).expect("limits");
    let limits = chart.limits[0].expect("limits");
    assert_eq!((limits.lower, limits.warn_lower), (None, None));
    assert!(limits.upper > 7.0 && limits.upper < 8.0, "{limits:?}");
    let beyond: Vec<_> = chart.signals.iter().filter(|s| s.rule == Rule::Beyond).map(|s| s.from).collect();
    assert_eq!(beyond, [13]);
}

#[test]
fn too_few_or_quiet_months_make_no_limits() {
    assert_eq!(u_chart(&counts(&[3; 11]), &[], 11), Err(NoLimits::TooFew(11)));
    assert_eq!(u_chart(&counts(&[0; 12]), &[], 12), Err(NoLimits::Nothing));
    assert_eq!(xmr(&told(&[3.0; 20]), 20), Err(NoLimits::Nothing));
    let mut gaps = counts(&[3; 20]);
    gaps.iter_mut().step_by(2).for_each(|point| *point = None);
    assert_eq!(u_chart(&gaps, &[], 20), Err(NoLimits::TooFew(10)));
}

#[test]
fn each_rule_has_its_name_side_and_stretch() {
    let usual = [4, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6, 5];
    let after = |more: &[u64]| {
        let all: Vec<u64> = usual.iter().chain(more).copied().collect();
        let chart = u_chart(&counts(&all), &[], 12).expect("limits");
        chart.signals.iter().map(|s| (s.rule, s.side, s.from - 12, s.to - 12)).collect::<Vec<_>>()
    };
    assert_eq!(after(&[14]), [(Rule::Beyond, Side::Above, 0, 0)]);
    assert_eq!(after(&[11, 5, 11, 5]), [(Rule::TwoOfThree, Side::Above, 0, 2)]);
    assert_eq!(after(&[11, 11, 5, 11]), [(Rule::TwoOfThree, Side::Above, 0, 3)]);
    assert_eq!(after(&[11, 5, 5, 11, 5]), []);
    assert_eq!(after(&[6, 6, 6, 6, 6, 6, 6]), []);
    assert_eq!(after(&[6, 6, 6, 6, 6, 6, 6, 6]), [(Rule::Eight, Side::Above, 0, 7)]);
    assert_eq!(after(&[6, 6, 6, 6, 5, 6, 6, 6, 6]), []); // on the centre line
    assert_eq!(after(&[5, 2, 3, 4, 5, 6, 7, 5]), [(Rule::Six, Side::Above, 1, 6)]);
    assert_eq!(after(&[5, 8, 7, 6, 5, 4, 3, 5]), [(Rule::Six, Side::Below, 1, 6)]);
    assert_eq!(after(&[5, 3, 4, 5, 6, 7, 7]), []); // five rising, then level
}

#[test]
fn an_unknown_month_ends_a_run_and_still_has_its_limits() {
    let mut points = counts(&[4, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6, 5, 6, 6, 6, 6, 6, 6, 6, 6]);
    points[16] = None;
    let bases = vec![Some(1.0); points.len()];
    let chart = u_chart(&points, &bases, 12).expect("limits");
    assert_eq!(chart.signals, []);
    assert!(chart.limits.iter().all(Option::is_some));
    let values: Vec<Option<f64>> = points.iter().map(|p| p.map(|p| p.count as f64)).collect();
    let ranges = xmr(&values, 12).expect("limits").ranges;
    assert_eq!((ranges[0], ranges[15], ranges[16], ranges[17]), (None, Some(0.0), None, None));
}

proptest! {
    #[test]
    fn a_larger_base_has_narrower_limits_around_the_same_centre(events in 12_u64..200, small in 1.0_f64..20.0) {
        let mut points: Vec<_> = (0..12).map(|_| Some(Point { count: events / 12, base: 10.0 })).collect();
        points.push(Some(Point { count: 1, base: small }));
        points.push(Some(Point { count: 1, base: small * 4.0 }));
        let chart = u_chart(&points, &[], 12).expect("limits");
        let (narrow, wide) = (chart.limits[13].expect("limits"), chart.limits[12].expect("limits"));
        prop_assert!(narrow.upper < wide.upper && narrow.upper > chart.centre);
        prop_assert!(narrow.lower.unwrap_or(0.0) >= wide.lower.unwrap_or(0.0));
    }

    #[test]
    fn signals_lie_inside_the_series_and_upside_down_is_the_other_side(values in prop::collection::vec(0.0_f64..50.0, 12..60)) {
        // Far from nought, so that no limit is cut off there.
        let up: Vec<Option<f64>> = values.iter().map(|v| Some(1000.0 + v)).collect();
        let down: Vec<Option<f64>> = values.iter().map(|v| Some(1050.0 - v)).collect();
        let (Ok(up), Ok(down)) = (xmr(&up, values.len()), xmr(&down, values.len())) else { return Ok(()) };
        prop_assert!(up.chart.signals.iter().all(|s| s.from <= s.to && s.to < values.len()));
        let mut turned: Vec<_> = down.chart.signals.iter().map(|s| {
            let side = if s.side == Side::Above { Side::Below } else { Side::Above };
            (s.rule, s.from, s.to, side.key())
        }).collect();
        let mut here: Vec<_> = up.chart.signals.iter().map(|s| (s.rule, s.from, s.to, s.side.key())).collect();
        turned.sort_unstable();
        here.sort_unstable();
        prop_assert_eq!(here, turned);
    }
}
