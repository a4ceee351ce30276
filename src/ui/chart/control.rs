//! A control chart: what is usual as a band, what is not by a shape and a number.
use super::Words;
use super::draw::{Drawing, Mark, Plot, Scale, Size, Value, line, path, text};

/// One point of the series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ControlPoint {
    pub value: Value,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// The numbers of the signs it belongs to, as they are listed beside the chart.
    pub signs: Vec<usize>,
    /// It is beyond a limit by itself.
    pub beyond: bool,
}

/// A series over some years.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    pub points: Vec<ControlPoint>,
    /// Where each year begins, and its name.
    pub years: Vec<(usize, Words)>,
    pub centre: Option<(f64, Words)>,
    /// What the upper and the lower limit are called.
    pub upper: Words,
    pub lower: Words,
    /// Counts, whose scale is whole.
    pub whole: bool,
}

impl Control {
    pub fn draw(&self, size: Size) -> Drawing {
        let height = size.of(300.0, 270.0);
        let values = self.points.iter().flat_map(|p| [p.value.value, p.upper]).flatten();
        let room = size.of(96.0, 12.0);
        let plot = Plot::new(size, height, room, Scale::of(values.fold(0.0, f64::max) * 1.04, self.whole)).unkeyed();
        let mut marks = plot.grid();
        let slot = (plot.right - plot.left) / self.points.len().max(1) as f64;
        let x = |at: usize| plot.left + slot * (at as f64 + 0.5);
        self.years(&plot, slot, size, &mut marks);
        let names = self.band(&plot, slot, size, &mut marks);
        let places = self.points.iter().enumerate().map(|(at, p)| p.value.value.map(|v| (x(at), plot.y(v))));
        marks.push(Mark::Path { class: "c-series", d: path(places) });
        marks.push(plot.axis());
        marks.extend(names);
        for (at, point) in self.points.iter().enumerate() {
            let Some(value) = point.value.value else { continue };
            let (x, y) = (x(at), plot.y(value));
            let hit = (x - slot / 2.0, x + slot / 2.0);
            marks.push(plot.point(size, &point.value, hit, shape(point, x, y, size)));
            // Not inside the link: its name is what it says, not the number of a sign.
            if point.beyond {
                let numbers = point.signs.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
                marks.push(text("c-mid c-sign", x, y - 10.0, numbers));
            }
        }
        Drawing { width: size.width(), height, marks }
    }

    fn years(&self, plot: &Plot, slot: f64, size: Size, marks: &mut Vec<Mark>) {
        for (n, (from, name)) in self.years.iter().enumerate() {
            let until = self.years.get(n + 1).map_or(self.points.len(), |(next, _)| *next);
            let (left, right) = (plot.left + slot * *from as f64, plot.left + slot * until as f64);
            if n > 0 {
                marks.push(line("c-rule", (left, plot.top), (left, plot.bottom + 6.0)));
            }
            let short = size == Size::Narrow && self.years.len() > 5;
            let words = if short { name.chars().skip(2).take(2).collect::<String>().into() } else { name.clone() };
            marks.push(text("c-mid", f64::midpoint(left, right), plot.bottom + 18.0, words));
        }
    }

    /// Limits as steps: they move with the base of each year. Answers their names, to be written over everything.
    fn band(&self, plot: &Plot, slot: f64, size: Size, marks: &mut Vec<Mark>) -> Vec<Mark> {
        let mut names = Vec::new();
        let step = |limit: fn(&ControlPoint) -> Option<f64>| {
            let ends = |(at, point): (usize, &ControlPoint)| {
                let y = limit(point).map(|value| plot.y(value));
                let left = plot.left + slot * at as f64;
                [y.map(|y| (left, y)), y.map(|y| (left + slot, y))]
            };
            path(self.points.iter().enumerate().flat_map(ends))
        };
        let last = |limit: fn(&ControlPoint) -> Option<f64>| self.points.iter().rev().find_map(limit);
        let upper: fn(&ControlPoint) -> Option<f64> = |point| point.upper;
        let lower: fn(&ControlPoint) -> Option<f64> = |point| point.lower;
        for (limit, name) in [(upper, &self.upper), (lower, &self.lower)] {
            let Some(value) = last(limit) else { continue };
            marks.push(Mark::Path { class: "c-limit", d: step(limit) });
            names.push(self.label(plot, size, value, name, "c-label"));
        }
        if let Some((centre, name)) = &self.centre {
            let y = plot.y(*centre);
            marks.push(line("c-centre", (plot.left, y), (plot.right, y)));
            names.push(self.label(plot, size, *centre, name, "c-label c-strong"));
        }
        names
    }

    /// Beside the line where there is room, else upon it at the right end.
    fn label(&self, plot: &Plot, size: Size, value: f64, name: &Words, class: &'static str) -> Mark {
        let y = plot.y(value);
        match size {
            Size::Wide | Size::Half => text(class, plot.right + 6.0, y + 4.5, name.clone()),
            Size::Narrow => text("c-end c-label", plot.right, y - 4.0, name.clone()),
        }
    }
}

/// A dot; a diamond beyond a limit; a ring for other signs; hollow while its month runs.
fn shape(point: &ControlPoint, x: f64, y: f64, size: Size) -> Vec<Mark> {
    let r = size.of(3.0, 2.2);
    let mut marks = Vec::new();
    if point.beyond {
        let d = 6.0;
        let path = format!("M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z", y - d, x + d, y + d, x - d);
        marks.push(Mark::Path { class: "c-beyond", d: path });
    } else if !point.signs.is_empty() {
        marks.push(Mark::Dot { class: "c-ring", x, y, r: r + 1.6 });
    } else {
        let class = if point.value.open { "c-dot-open" } else { "c-dot" };
        marks.push(Mark::Dot { class, x, y, r });
    }
    marks
}
