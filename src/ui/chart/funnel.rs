//! A funnel plot: rates over their bases, between limits that are wide where the base is small.
use super::Words;
use super::draw::{Drawing, Mark, Plot, Scale, Size, Value, ems, fitted, path, text};

/// How far out a unit stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    Within,
    Outside,
    FarOutside,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPoint {
    pub name: Words,
    /// The base, on the scale from left to right.
    pub base: f64,
    /// The rate, upwards.
    pub rate: Value,
    pub standing: Standing,
}

/// Limits at one base: none where there is none below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimit {
    pub base: f64,
    pub low_998: Option<f64>,
    pub low_95: Option<f64>,
    pub high_95: f64,
    pub high_998: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    pub points: Vec<FunnelPoint>,
    /// From small bases to large ones.
    pub limits: Vec<FunnelLimit>,
    pub centre: (f64, Words),
    pub base_name: Words,
    /// What the limits are called.
    pub name_95: Words,
    pub name_998: Words,
}

impl Funnel {
    /// The bases at which limits are to be known: closer where they bend.
    pub fn bases(largest: f64) -> Vec<f64> {
        let steps = 60;
        (1..=steps).map(|n| largest * 1.06 * (f64::from(n) / f64::from(steps)).powi(2)).collect()
    }

    pub fn draw(&self, size: Size) -> Drawing {
        let height = size.of(330.0, 300.0);
        let rates = self.points.iter().filter_map(|point| point.rate.value).fold(0.0, f64::max);
        // The limits of the smallest bases reach far above everything; they are cut, not the points squeezed.
        let smallest = self.points.iter().map(|point| point.base).fold(f64::MAX, f64::min);
        let limit = self.limits.iter().find(|limit| limit.base >= smallest).map_or(0.0, |limit| limit.high_95);
        let most = (rates * 1.12).max(limit.min(rates.max(self.centre.0) * 2.0)).max(self.centre.0 * 2.0);
        // Where the base is largest the limits must be seen.
        let most = self.limits.last().map_or(most, |limit| most.max(limit.high_998 * 1.05));
        let scale = Scale::of(most, false);
        let mut plot = Plot::new(size, height, size.of(96.0, 12.0), scale).unkeyed();
        plot.bottom -= 18.0;
        let largest = self.points.iter().map(|point| point.base).fold(0.0, f64::max) * 1.06;
        let x = |base: f64| plot.x(if largest > 0.0 { base / largest } else { 0.0 });
        let mut marks = plot.grid();
        let across = Scale::of(largest / 1.06, true);
        for tick in across.ticks().into_iter().filter(|tick| *tick <= largest) {
            marks.push(text("c-mid", x(tick), plot.bottom + 18.0, across.written(tick)));
        }
        marks.push(text("c-end", plot.right, plot.bottom + 36.0, self.base_name.clone()));
        let names = self.curves(&plot, size, x, &mut marks);
        marks.push(plot.axis());
        // Every point takes its own place first: no name is written over one.
        let place = |point: &FunnelPoint| Some((x(point.base) - 5.0, plot.y(point.rate.value?) + 5.0, 10.0));
        let mut taken: Vec<(f64, f64, f64)> = self.points.iter().filter_map(place).collect();
        let centre = plot.y(self.centre.0);
        for (y, words, class) in names {
            match size {
                Size::Wide | Size::Half => marks.push(text(class, plot.right + 6.0, y + 4.5, words)),
                Size::Narrow => {
                    let width = ems(&words) * 12.0;
                    taken.push((plot.right - width, y, width));
                    marks.push(text("c-end c-label", plot.right, y, words));
                }
            }
        }
        let ground = Ground { plot: &plot, size, centre };
        for point in by_importance(&self.points) {
            let Some(rate) = point.rate.value else { continue };
            let (x, y) = (x(point.base), plot.y(rate));
            let mut shown = shape(point.standing, x, y);
            shown.insert(0, Mark::Rect { class: "c-hit", x: x - 9.0, y: y - 9.0, width: 18.0, height: 18.0 });
            marks.push(plot.spoken(size, &point.rate, shown));
            // Not inside the link: a name may be cut, what the link says is whole.
            marks.extend(label(point, (x, y), ground, &mut taken));
        }
        Drawing { width: size.width(), height, marks }
    }

    /// Draws the limits and answers their names, from the lowest up, each a line apart.
    fn curves(
        &self,
        plot: &Plot,
        size: Size,
        x: impl Fn(f64) -> f64,
        marks: &mut Vec<Mark>,
    ) -> Vec<(f64, Words, &'static str)> {
        let curve = |limit: fn(&FunnelLimit) -> Option<f64>| {
            let place = |at: &FunnelLimit| {
                let value = limit(at).filter(|value| *value <= plot.scale.top)?;
                Some((x(at.base).min(plot.right), plot.y(value)))
            };
            path(self.limits.iter().map(place))
        };
        let ends = self.limits.last().copied();
        type Limit = fn(&FunnelLimit) -> Option<f64>;
        let limits: [(&'static str, Limit); 4] = [
            ("c-limit", |limit| Some(limit.high_998)),
            ("c-warn", |limit| Some(limit.high_95)),
            ("c-warn", |limit| limit.low_95),
            ("c-limit", |limit| limit.low_998),
        ];
        for (class, limit) in limits {
            marks.push(Mark::Path { class, d: curve(limit) });
        }
        let y = plot.y(self.centre.0);
        marks.push(Mark::Path { class: "c-centre", d: format!("M{:.1} {y:.1}H{:.1}", plot.left, plot.right) });
        // Without room beside it a name stands on the centre, and under the end of a limit, which comes down to there.
        let (on, under) = (size.of(0.0, -4.0), size.of(0.0, 14.0));
        let mut names = vec![(y + on, self.centre.1.clone(), "c-label c-strong")];
        if let Some(end) = ends {
            names.push((plot.y(end.high_998.min(plot.scale.top)) + under, self.name_998.clone(), "c-label"));
            names.push((plot.y(end.high_95.min(plot.scale.top)) + under, self.name_95.clone(), "c-label"));
        }
        spread(&mut names);
        names
    }
}

/// Names at least a line apart, the upper ones moved up.
fn spread(names: &mut [(f64, Words, &'static str)]) {
    names.sort_by(|a, b| b.0.total_cmp(&a.0));
    for at in 1..names.len() {
        let most = names[at - 1].0 - 16.0;
        if names[at].0 > most {
            names[at].0 = most;
        }
    }
}

/// Those far out first: they get their names before room runs out.
fn by_importance(points: &[FunnelPoint]) -> Vec<&FunnelPoint> {
    let mut points: Vec<&FunnelPoint> = points.iter().collect();
    points.sort_by_key(|point| match point.standing {
        Standing::FarOutside => 0,
        Standing::Outside => 1,
        Standing::Within => 2,
    });
    points
}

fn shape(standing: Standing, x: f64, y: f64) -> Vec<Mark> {
    let d = 6.5;
    match standing {
        Standing::Within => vec![Mark::Dot { class: "c-dot", x, y, r: 4.0 }],
        Standing::Outside => vec![Mark::Dot { class: "c-ring", x, y, r: 5.5 }],
        Standing::FarOutside => {
            let path = format!("M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z", y - d, x + d, y + d, x - d);
            vec![Mark::Path { class: "c-beyond", d: path }]
        }
    }
}

/// Where names are written.
#[derive(Clone, Copy)]
struct Ground<'a> {
    plot: &'a Plot,
    size: Size,
    /// The height of the line that no name may be struck through by.
    centre: f64,
}

/// The unit's name beside its point, where nothing else stands. On a phone a name that is not right at its point is left out:
/// nobody could tell whose it is; the point says it, and the table under the chart.
fn label(
    point: &FunnelPoint,
    at: (f64, f64),
    Ground { plot, size, centre }: Ground<'_>,
    taken: &mut Vec<(f64, f64, f64)>,
) -> Option<Mark> {
    let words = fitted(&point.name, size.of(14.0, 8.0));
    let width = ems(&words) * 12.0;
    let (x, y) = at;
    let above = (0..size.of(3.0, 1.0) as i32).map(|line| (x - width / 2.0, y - 10.0 - 15.0 * f64::from(line)));
    let beside = [(x + 9.0, y + 4.5), (x - 9.0 - width, y + 4.5)];
    let mut places = beside.into_iter().chain(above).chain([(x - width / 2.0, y + 19.0)]);
    let struck = |base: f64| (base - 11.0..base + 3.0).contains(&centre);
    let free = |(left, base): &(f64, f64)| {
        *left >= plot.left
            && left + width <= plot.right + size.of(60.0, 8.0)
            && *base > plot.top - 8.0
            && *base < plot.bottom
            && !struck(*base)
            && taken.iter().all(|(l, b, w)| left + width < *l || l + w < *left || (b - base).abs() > 14.0)
    };
    let (left, base) = places.find(free)?;
    taken.push((left, base, width));
    let class = if point.standing == Standing::Within { "c-name" } else { "c-name c-strong" };
    Some(text(class, left, base, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve units, most of them without anything: on a phone their names would lie over one another and over the centre.
    #[test]
    fn on_a_phone_no_name_covers_another_or_is_struck_through() {
        let point = |n: u32| FunnelPoint {
            name: format!("第{n}个镇街").into(),
            base: f64::from(200 + n * 70),
            rate: Value { value: Some(if n < 10 { 0.0 } else { f64::from(n) / 5.0 }), ..Value::default() },
            standing: Standing::Within,
        };
        let limit = |base: f64| {
            let away = 6.0 * (100.0 / base).sqrt();
            FunnelLimit { base, low_998: None, low_95: None, high_95: 0.3 + away * 0.6, high_998: 0.3 + away }
        };
        let funnel = Funnel {
            points: (0..12).map(point).collect(),
            limits: Funnel::bases(970.0).into_iter().map(limit).collect(),
            centre: (0.3, "全体 0.30".into()),
            base_name: "从业人数".into(),
            name_95: "95% 界限".into(),
            name_998: "99.8% 界限".into(),
        };
        let drawing = funnel.draw(Size::Narrow);
        let written: Vec<(f64, f64, f64)> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Text { class, x, y, words } if class.contains("c-name") => Some((*x, *y, ems(words) * 12.0)),
                Mark::Text { class, x, y, words } if class.contains("c-label") => {
                    let width = ems(words) * 12.0;
                    Some((x - width, *y, width))
                }
                _ => None,
            })
            .collect();
        assert!(written.len() >= 4, "the limits, the centre, and whom there is room for: {written:?}");
        for (at, (x, y, width)) in written.iter().enumerate() {
            assert!(*x >= 0.0 && x + width <= Size::Narrow.width() + 8.0, "{x} {width}");
            for (other, base, wide) in &written[at + 1..] {
                let apart = x + width <= *other || other + wide <= *x || (y - base).abs() >= 12.0;
                assert!(apart, "{:?}", ((x, y, width), (other, base, wide)));
            }
        }
    }
}
