//! Running totals by steps: this year against the side before, step by step.
use super::Words;
use super::draw::{Drawing, Mark, Plot, Scale, Size, Value, ems, key, path, text};
use super::view::{Cell, Numbers};
use crate::i18n;

/// Labels closer than this, in pixels, would cover one another.
const LABEL_GAP: f64 = 17.0;
/// A longer label at the end of a line would take the room of the line itself; the key at the head names it.
const LABEL_MOST: f64 = 200.0;

/// Both lines begin at the first step; one is shorter than the steps while its period runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    pub now: Words,
    pub last: Words,
    /// The names of the steps from left to right, such as the months.
    pub steps: Vec<Words>,
    /// One value a step.
    pub totals: Vec<Value>,
    pub totals_last: Vec<Value>,
    /// Decimals of the side before: a mean of several years has one.
    pub places_last: usize,
}

impl Lines {
    pub fn draw(&self, size: Size) -> Drawing {
        let height = size.of(270.0, 250.0);
        let all = self.totals.iter().chain(&self.totals_last).filter_map(|value| value.value);
        let (room, named) = self.room(size);
        let plot = Plot::new(size, height, room, Scale::of(all.fold(0.0, f64::max), true));
        let mut marks = plot.grid();
        if !self.totals_last.is_empty() {
            let next = key(&mut marks, plot.left, "c-last", &self.last);
            key(&mut marks, next, "c-now", &self.now);
        }
        let x = |at: usize| plot.x(at as f64 / self.steps.len().saturating_sub(1).max(1) as f64);
        // Every name when there are few, else every second, third …; the last one always.
        let every = self.steps.len().div_ceil(size.of(12.0, 6.0) as usize).max(1);
        let shown = |at: &usize| (self.steps.len() - 1 - at).is_multiple_of(every);
        for at in (0..self.steps.len()).filter(shown) {
            marks.push(text("c-mid", x(at), plot.bottom + 18.0, self.steps[at].clone()));
        }
        marks.push(plot.axis());
        let place = |(at, value): (usize, &Value)| value.value.map(|value| (x(at), plot.y(value)));
        for (class, totals) in [("c-last", &self.totals_last), ("c-now", &self.totals)] {
            marks.push(Mark::Path { class, d: path(totals.iter().enumerate().map(place)) });
        }
        marks.extend(self.ends(&plot, named, x));
        for at in 0..self.steps.len() {
            marks.extend(self.step(&plot, size, at, x));
        }
        Drawing { width: size.width(), height, marks }
    }

    /// The numbers behind: the steps, the side before, this side.
    pub fn numbers(&self, steps: Words) -> Numbers {
        let cell = |value: Option<&Value>, places: usize| match value.and_then(|one| Some((one, one.value?))) {
            Some((one, value)) => Cell::Number { value, places, href: one.href.clone() },
            None => Cell::Gap,
        };
        let row = |(at, name): (usize, &Words)| {
            (name.clone(), vec![cell(self.totals_last.get(at), self.places_last), cell(self.totals.get(at), 0)])
        };
        let head = vec![steps, self.last.clone(), self.now.clone()];
        Numbers { head, rows: self.steps.iter().enumerate().map(row).collect() }
    }

    fn written(&self, value: f64, last: bool) -> String {
        Cell::Number { value, places: if last { self.places_last } else { 0 }, href: None }.written()
    }

    /// The last known value of a line, with its step.
    fn end(totals: &[Value]) -> Option<(usize, f64)> {
        totals.iter().enumerate().rev().find_map(|(at, value)| Some((at, value.value?)))
    }

    /// How much is kept free on the right, and whether the lines bear their names there.
    fn room(&self, size: Size) -> (f64, bool) {
        let widest = |named: bool| {
            let of = |name: &Words, totals: &[Value], last: bool| {
                let number = Lines::end(totals).map(|(_, value)| ems(&self.written(value, last))).unwrap_or_default();
                let blank = 0.6;
                let width = number + if named { ems(name) + blank } else { 0.0 };
                // This year stands in bold.
                if last { width } else { width * 1.08 }
            };
            of(&self.now, &self.totals, false).max(of(&self.last, &self.totals_last, true)) * 13.0 + 14.0
        };
        let named = size != Size::Narrow && widest(true) <= LABEL_MOST;
        // The last step's name stands under the end of the lines, half of it to the right.
        let step = self.steps.last().map_or(0.0, |name| ems(name) * 6.5 + 2.0);
        (widest(named).max(step), named)
    }

    /// The last value of each line at its end, pushed apart where they would cover one another.
    fn ends(&self, plot: &Plot, named: bool, x: impl Fn(usize) -> f64) -> Vec<Mark> {
        let (now, last) = (Lines::end(&self.totals), Lines::end(&self.totals_last));
        let y = |end: Option<(usize, f64)>| end.map_or(0.0, |(_, value)| plot.y(value));
        let (mut now_y, mut last_y) = (y(now), y(last));
        let near = now.zip(last).is_some_and(|(a, b)| (x(a.0) - x(b.0)).abs() < 90.0);
        if near && (now_y - last_y).abs() < LABEL_GAP {
            let (middle, up) = (f64::midpoint(now_y, last_y), if now_y <= last_y { -0.5 } else { 0.5 });
            // Neither is pushed into the axis.
            let middle = middle.min(plot.bottom - LABEL_GAP / 2.0 - 2.0);
            (now_y, last_y) = (middle + up * LABEL_GAP, middle - up * LABEL_GAP);
        }
        let mut marks = Vec::new();
        let mut end = |end: Option<(usize, f64)>, at_y: f64, name: &Words, class: &'static str, last: bool| {
            let Some((at, value)) = end else { return };
            let number = self.written(value, last);
            let words = if named { format!("{name} {number}") } else { number };
            marks.push(text(class, x(at) + 8.0, at_y + 4.5, words));
        };
        end(last, last_y, &self.last, "c-label", true);
        end(now, now_y, &self.now, "c-label-now", false);
        marks
    }

    /// The points of one step. Where both lines have one, each takes its half of the column.
    fn step(&self, plot: &Plot, size: Size, at: usize, x: impl Fn(usize) -> f64) -> Vec<Mark> {
        let (left, right) = (x(at.saturating_sub(1)), x((at + 1).min(self.steps.len() - 1)));
        let (from, to) = (f64::midpoint(left, x(at)), f64::midpoint(x(at), right));
        let point = |totals: &[Value]| totals.get(at).and_then(|value| Some((value.clone(), plot.y(value.value?))));
        let (last, now) = (point(&self.totals_last), point(&self.totals));
        let middle =
            last.as_ref().zip(now.as_ref()).map(|((_, last), (_, now))| (f64::midpoint(*last, *now), last < now));
        let one = |(value, y): (Value, f64), class: &'static str, is_last: bool| {
            let (top, bottom) = match middle {
                Some((middle, last_is_above)) if last_is_above == is_last => (plot.top, middle),
                Some((middle, _)) => (middle, plot.bottom),
                None => (plot.top, plot.bottom),
            };
            let hit = Mark::Rect { class: "c-hit", x: from, y: top, width: (to - from).max(1.0), height: bottom - top };
            plot.spoken(size, &value, vec![hit, Mark::Dot { class, x: x(at), y, r: 3.2 }])
        };
        let last = last.map(|point| one(point, "c-dot-last", true));
        last.into_iter().chain(now.map(|point| one(point, "c-dot-now", false))).collect()
    }
}

/// A total as a chart takes it that has no list of records of its own.
pub fn alone(value: i64, said: impl Into<Words>) -> Value {
    Value { value: Some(value as f64), href: None, said: said.into(), open: false }
}

/// `3月：今年 2 起`
pub fn said(lang: i18n::Lang, step: &str, line: &str, amount: &str) -> Words {
    crate::t!(lang, "chart.step", step = step, line = line, n = amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(now: &[i64], last: &[i64]) -> Lines {
        let totals = |all: &[i64]| all.iter().map(|n| alone(*n, format!("said {n}"))).collect();
        let steps = (1..=last.len().max(now.len())).map(|n| format!("step {n}").into()).collect();
        let (now, last) = (totals(now), totals(last));
        Lines {
            now: "This year".into(),
            last: "Same dates last year".into(),
            steps,
            totals: now,
            totals_last: last,
            places_last: 0,
        }
    }

    fn texts(drawing: &Drawing, wanted: &str) -> Vec<(f64, f64, String)> {
        let of = |mark: &Mark| match mark {
            Mark::Text { class, x, y, words } if class.starts_with(wanted) => Some((*x, *y, words.to_string())),
            _ => None,
        };
        drawing.marks.iter().filter_map(of).collect()
    }

    #[test]
    fn the_names_at_the_ends_stay_inside_the_picture_and_apart() {
        for (now, last) in [(&[0, 1, 2][..], &[1, 4, 5][..]), (&[3, 3, 3], &[3, 3, 3]), (&[0, 0, 0], &[0, 0, 0])] {
            for size in [Size::Wide, Size::Half, Size::Narrow] {
                let drawing = lines(now, last).draw(size);
                let ends = texts(&drawing, "c-label");
                assert_eq!(ends.len(), 2);
                for (x, _, words) in &ends {
                    let end = x + ems(words) * 13.0;
                    assert!(end <= size.width(), "{size:?}: {words} ends at {end}");
                }
                assert!((ends[0].1 - ends[1].1).abs() >= LABEL_GAP, "{size:?}: {ends:?}");
            }
        }
    }

    #[test]
    fn every_step_has_a_point_of_each_line_and_no_two_take_the_same_place() {
        let drawing = lines(&[0, 2], &[1, 1, 4]).draw(Size::Wide);
        let points: Vec<_> = drawing
            .marks
            .iter()
            .filter_map(|mark| if let Mark::Point(point) = mark { Some(point) } else { None })
            .collect();
        assert_eq!(
            points.iter().map(|point| point.said.as_ref()).collect::<Vec<_>>(),
            ["said 1", "said 0", "said 1", "said 2", "said 4"]
        );
        let boxes: Vec<(f64, f64, f64, f64)> = points
            .iter()
            .flat_map(|point| &point.marks)
            .filter_map(|mark| match mark {
                Mark::Rect { class: "c-hit", x, y, width, height } => Some((*x, *y, x + width, y + height)),
                _ => None,
            })
            .collect();
        assert_eq!(boxes.len(), 5);
        for (at, a) in boxes.iter().enumerate() {
            for b in &boxes[at + 1..] {
                let apart = a.2 <= b.0 + 0.01 || b.2 <= a.0 + 0.01 || a.3 <= b.1 + 0.01 || b.3 <= a.1 + 0.01;
                assert!(apart, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn the_table_holds_the_numbers_of_the_lines() {
        let mut chart = lines(&[0, 2], &[1, 1, 4]);
        chart.totals_last[2].value = Some(4.0 / 3.0);
        chart.places_last = 1;
        let rows = chart.numbers("To".into()).rows;
        let written: Vec<Vec<String>> =
            rows.iter().map(|(_, cells)| cells.iter().map(Cell::written).collect()).collect();
        assert_eq!(written, [["1.0", "0"], ["1.0", "2"], ["1.3", "–"]]);
        assert!(texts(&chart.draw(Size::Wide), "c-label").iter().any(|(_, _, words)| words.ends_with(" 1.3")));
    }
}
