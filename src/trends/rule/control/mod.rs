//! Control charts: which months are more than the usual up and down.
//!
//! - [`u_chart`] for events (accidents): counts over a base that may change (workers), with exact Poisson limits.
//! - [`xmr`] for what comes several to an event (deaths, injuries): values and their moving ranges.
//!
//! Both are judged by four rules that are standard: see [`Rule`]. A month that is not known is a gap: it ends a run.
//! Constants 2.66 = 3 / 1.128 and 3.267 = D₄ for ranges of two (Montgomery, Introduction to Statistical Quality Control,
//! table VI; NHS England, Making Data Count).
use super::poisson::{above, below, median};

/// The share beyond three standard deviations of a normal distribution, one side.
pub const TAIL_3: f64 = 0.001_349_898;
/// The share beyond two, one side.
pub const TAIL_2: f64 = 0.022_750_132;
/// From a mean moving range to three standard deviations.
const THREE_SIGMA: f64 = 2.66;
/// From a mean moving range to its own upper limit.
const RANGE_UPPER: f64 = 3.267;
/// Known months from which limits are worth drawing: with fewer they are guesswork.
pub const USUAL_MIN: usize = 12;
/// How many in a row on one side, and how many in a row rising or falling, are a sign.
const SIDE: usize = 8;
const TREND: usize = 6;

/// Events of one period, and what they were exposed to, in any unit: thousands of workers, or 1 for plain counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub count: u64,
    /// Above 0.
    pub base: f64,
}

/// Above or below what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Above,
    Below,
}

impl Side {
    pub fn key(self) -> &'static str {
        match self {
            Side::Above => "above",
            Side::Below => "below",
        }
    }
}

/// Why a month is more than chance. In the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// One point beyond three standard deviations. Western Electric, Statistical Quality Control Handbook (1956), test 1.
    Beyond,
    /// Two of three successive points beyond two standard deviations on the same side. Western Electric (1956), test 2.
    TwoOfThree,
    /// Eight successive points on one side of the centre line. Western Electric (1956), test 4.
    Eight,
    /// Six points steadily rising or falling. Nelson, The Shewhart Control Chart: Tests for Special Causes, Journal of
    /// Quality Technology 16 (1984) 237–239, test 3.
    Six,
}

impl Rule {
    pub const ALL: [Rule; 4] = [Rule::Beyond, Rule::TwoOfThree, Rule::Eight, Rule::Six];

    pub fn key(self) -> &'static str {
        match self {
            Rule::Beyond => "beyond",
            Rule::TwoOfThree => "two-of-three",
            Rule::Eight => "eight",
            Rule::Six => "six",
        }
    }
}

/// One sign: which rule, which side (for [`Rule::Six`]: rising or falling), from which point to which, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    pub rule: Rule,
    pub side: Side,
    pub from: usize,
    pub to: usize,
}

/// What one point is measured by, in the chart's own unit. There is no lower limit where none is above nought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub lower: Option<f64>,
    pub warn_lower: Option<f64>,
    pub warn_upper: f64,
    pub upper: f64,
}

/// A chart with its limits, one for each point (also where the point itself is not known).
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The mean of the usual period.
    pub centre: f64,
    pub limits: Vec<Option<Limits>>,
    pub signals: Vec<Signal>,
    /// How many known points the limits were made from.
    pub made_from: usize,
}

/// Why there are no limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLimits {
    /// The months were counted by several definitions: none of them is the measure of another.
    Redefined,
    /// So many known points in the usual period: fewer than [`USUAL_MIN`].
    TooFew(usize),
    /// Nothing happened in the usual period: there is no rate to measure by.
    Nothing,
}

/// A point as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Standing {
    value: f64,
    /// None: on the centre line.
    side: Option<Side>,
    beyond_2: Option<Side>,
    beyond_3: Option<Side>,
}

/// Rates of events. The first `usual` points make the centre line, all points are judged by it.
///
/// Limits are exact Poisson tails, not ± 3 √mean, which is wrong for means below about ten (see [`super::poisson`]).
/// A run counts the side of the *median*: the mean of small counts has far more than half of the months below it.
///
/// # Errors
/// Too few known points, or no events among them.
pub fn u_chart(points: &[Option<Point>], bases: &[Option<f64>], usual: usize) -> Result<Chart, NoLimits> {
    let known: Vec<Point> = points.iter().take(usual).flatten().copied().collect();
    if known.len() < USUAL_MIN {
        return Err(NoLimits::TooFew(known.len()));
    }
    let events: u64 = known.iter().map(|p| p.count).sum();
    let exposed: f64 = known.iter().map(|p| p.base).sum();
    if events == 0 || exposed <= 0.0 {
        return Err(NoLimits::Nothing);
    }
    let centre = events as f64 / exposed;
    let limits = |base: f64| Limits {
        lower: below(centre * base, TAIL_3).map(|count| count / base),
        warn_lower: below(centre * base, TAIL_2).map(|count| count / base),
        warn_upper: above(centre * base, TAIL_2) / base,
        upper: above(centre * base, TAIL_3) / base,
    };
    let base_at = |at: usize| points[at].map(|p| p.base).or_else(|| bases.get(at).copied().flatten());
    let made: Vec<Option<Limits>> =
        (0..points.len()).map(|at| base_at(at).filter(|base| *base > 0.0).map(limits)).collect();
    let standing = |(point, limits): (&Option<Point>, &Option<Limits>)| {
        let (point, limits) = (*point).zip(*limits)?;
        let middle = median(centre * point.base);
        let side = match point.count.cmp(&middle) {
            std::cmp::Ordering::Greater => Some(Side::Above),
            std::cmp::Ordering::Less => Some(Side::Below),
            std::cmp::Ordering::Equal => None,
        };
        Some(stand(point.count as f64 / point.base, side, &limits))
    };
    let standings: Vec<Option<Standing>> = points.iter().zip(&made).map(standing).collect();
    Ok(Chart { centre, limits: made, signals: signals(&standings), made_from: known.len() })
}

/// Values with the limits that their own moving ranges give, and the moving ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Xmr {
    pub chart: Chart,
    /// The moving range at each point; none at the first, beside a gap, and at a gap.
    pub ranges: Vec<Option<f64>>,
    pub range_mean: f64,
    pub range_upper: f64,
}

/// An individuals chart: centre the mean, limits 2.66 mean moving ranges away. Made from the first `usual` points.
/// Values here are never negative, so a lower limit below nought is none.
///
/// # Errors
/// Too few known points, or values that never moved.
pub fn xmr(values: &[Option<f64>], usual: usize) -> Result<Xmr, NoLimits> {
    let known: Vec<f64> = values.iter().take(usual).flatten().copied().collect();
    if known.len() < USUAL_MIN {
        return Err(NoLimits::TooFew(known.len()));
    }
    let range = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| values[before]);
        Some((values[at]? - before?).abs())
    };
    let ranges: Vec<Option<f64>> = (0..values.len()).map(range).collect();
    let made_from: Vec<f64> = ranges.iter().take(usual).flatten().copied().collect();
    let range_mean = made_from.iter().sum::<f64>() / made_from.len().max(1) as f64;
    if range_mean <= 0.0 {
        return Err(NoLimits::Nothing);
    }
    let centre = known.iter().sum::<f64>() / known.len() as f64;
    let away = |sigmas: f64| THREE_SIGMA / 3.0 * sigmas * range_mean;
    let not_negative = |limit: f64| (limit > 0.0).then_some(limit);
    let limits = Limits {
        lower: not_negative(centre - away(3.0)),
        warn_lower: not_negative(centre - away(2.0)),
        warn_upper: centre + away(2.0),
        upper: centre + away(3.0),
    };
    let standing = |value: &Option<f64>| {
        let value = (*value)?;
        let side = if value > centre { Some(Side::Above) } else { (value < centre).then_some(Side::Below) };
        Some(stand(value, side, &limits))
    };
    let standings: Vec<Option<Standing>> = values.iter().map(standing).collect();
    let chart = Chart {
        centre,
        limits: vec![Some(limits); values.len()],
        signals: signals(&standings),
        made_from: known.len(),
    };
    Ok(Xmr { chart, ranges, range_mean, range_upper: RANGE_UPPER * range_mean })
}

fn stand(value: f64, side: Option<Side>, limits: &Limits) -> Standing {
    let beyond = |lower: Option<f64>, upper: f64| {
        if value > upper { Some(Side::Above) } else { lower.filter(|lower| value < *lower).map(|_| Side::Below) }
    };
    Standing {
        value,
        side,
        beyond_2: beyond(limits.warn_lower, limits.warn_upper),
        beyond_3: beyond(limits.lower, limits.upper),
    }
}

fn signals(points: &[Option<Standing>]) -> Vec<Signal> {
    let mut found = Vec::new();
    for (at, point) in points.iter().enumerate() {
        if let Some(side) = point.and_then(|p| p.beyond_3) {
            found.push(Signal { rule: Rule::Beyond, side, from: at, to: at });
        }
    }
    found.extend(two_of_three(points));
    found.extend(runs(Rule::Eight, SIDE, points.len(), |at| points[at].and_then(|p| p.side)));
    let step = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| points[before])?;
        let here = points[at]?;
        match here.value.partial_cmp(&before.value)? {
            std::cmp::Ordering::Greater => Some(Side::Above),
            std::cmp::Ordering::Less => Some(Side::Below),
            std::cmp::Ordering::Equal => None,
        }
    };
    // Six points are five steps; the run begins at the point before its first step.
    let rising = runs(Rule::Six, TREND - 1, points.len(), step);
    found.extend(rising.into_iter().map(|signal| Signal { from: signal.from - 1, ..signal }));
    found.sort_by_key(|signal| (signal.rule, signal.from));
    found
}

/// Stretches of at least `least` successive points that stand the same way.
fn runs(rule: Rule, least: usize, length: usize, way: impl Fn(usize) -> Option<Side>) -> Vec<Signal> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < length {
        let Some(side) = way(from) else {
            from += 1;
            continue;
        };
        let mut end = from;
        while end < length && way(end) == Some(side) {
            end += 1;
        }
        if end - from >= least {
            found.push(Signal { rule, side, from, to: end - 1 });
        }
        from = end;
    }
    found
}

/// Windows of three with two beyond on one side; those that overlap are one.
fn two_of_three(points: &[Option<Standing>]) -> Vec<Signal> {
    let mut found: Vec<Signal> = Vec::new();
    for side in [Side::Above, Side::Below] {
        let out = |at: usize| points[at].is_some_and(|p| p.beyond_2 == Some(side));
        for to in (1..points.len()).filter(|to| out(*to)) {
            // The third, in between, must be known as well: a gap could hide anything.
            let from = match (out(to - 1), to >= 2 && points[to - 1].is_some() && out(to - 2)) {
                (true, _) => to - 1,
                (false, true) => to - 2,
                (false, false) => continue,
            };
            match found.last_mut() {
                Some(last) if last.side == side && last.to >= from => last.to = to,
                _ => found.push(Signal { rule: Rule::TwoOfThree, side, from, to }),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
