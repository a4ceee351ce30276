//! Running totals against last year's, each point at its own day.
use super::Words;
use super::draw::{Drawing, Mark, Plot, Scale, Size, Value, ems, key, line, path, text};
use crate::i18n;

/// Labels closer than this would cover one another.
const LABEL_GAP: f64 = 17.0;

/// Both lines begin at nought on 1 January.
#[derive(Debug, Clone, PartialEq)]
pub struct Cumulative {
    pub now: Words,
    pub last: Words,
    /// The names of the twelve months.
    pub months: Vec<Words>,
    /// Where in the year (0 to 12 months), and the total up to there.
    pub so_far: Vec<(f64, Value)>,
    pub so_far_last: Vec<(f64, Value)>,
}

impl Cumulative {
    pub fn draw(&self, size: Size) -> Drawing {
        let height = size.of(270.0, 240.0);
        let all = self.so_far.iter().chain(&self.so_far_last).filter_map(|(_, value)| value.value);
        let room = (ems(&self.now).max(ems(&self.last)) * 13.0 + 44.0).min(size.of(120.0, 84.0));
        let plot = Plot::new(size, height, room, Scale::of(all.fold(0.0, f64::max), true));
        let mut marks = plot.grid();
        let next = key(&mut marks, plot.left, "c-last", &self.last);
        key(&mut marks, next, "c-now", &self.now);
        let every = size.of(1.0, 2.0) as usize;
        for (at, name) in self.months.iter().enumerate().step_by(every) {
            marks.push(text("c-mid", plot.x((at as f64 + 0.5) / 12.0), plot.bottom + 18.0, name.clone()));
        }
        marks.push(plot.axis());
        let at = |(month, value): &(f64, Value)| value.value.map(|v| (plot.x(month / 12.0), plot.y(v)));
        let start = Some((plot.x(0.0), plot.y(0.0)));
        for (class, points) in [("c-last", &self.so_far_last), ("c-now", &self.so_far)] {
            // Without its first month a total is not known anywhere: a line from nought would say it is.
            let begins = points.first().and_then(|(_, value)| value.value).and(start);
            marks.push(Mark::Path { class, d: path(std::iter::once(begins).chain(points.iter().map(at))) });
        }
        marks.extend(self.ends(&plot));
        for (class, points) in [("c-dot-last", &self.so_far_last), ("c-dot-now", &self.so_far)] {
            let mut before = 0.0;
            for (month, value) in points.iter() {
                let (from, to) = (plot.x(before / 12.0), plot.x(month / 12.0));
                before = *month;
                let Some(amount) = value.value else { continue };
                let (x, y) = (plot.x(month / 12.0), plot.y(amount));
                let dot = Mark::Dot { class, x, y, r: 3.0 };
                marks.push(plot.point(size, value, ((from + to) / 2.0, to + (to - from) / 2.0), vec![dot]));
            }
        }
        Drawing { width: size.width(), height, marks }
    }

    /// The last value of each line at its end, pushed apart where they would cover one another.
    fn ends(&self, plot: &Plot) -> Vec<Mark> {
        let end = |points: &[(f64, Value)]| {
            let (month, value) = points.iter().rev().find(|(_, value)| value.value.is_some())?;
            Some((plot.x(month / 12.0), plot.y(value.value?), value.value?))
        };
        let (now, last) = (end(&self.so_far), end(&self.so_far_last));
        let (mut now_y, mut last_y) = (now.map_or(0.0, |n| n.1), last.map_or(0.0, |l| l.1));
        let near = now.zip(last).is_some_and(|(a, b)| (a.0 - b.0).abs() < 90.0 && (a.1 - b.1).abs() < LABEL_GAP);
        if near {
            let (middle, up) = (f64::midpoint(now_y, last_y), if now_y <= last_y { -0.5 } else { 0.5 });
            (now_y, last_y) = (middle + up * LABEL_GAP, middle - up * LABEL_GAP);
        }
        let mut marks = Vec::new();
        let written = |value: f64| i18n::number(value.round() as i64);
        if let Some((x, y, value)) = last {
            marks.push(Mark::Dot { class: "c-dot-last", x, y, r: 3.5 });
            marks.push(text("c-label", x + 8.0, last_y + 4.5, format!("{} {}", self.last, written(value))));
        }
        if let Some((x, y, value)) = now {
            marks.push(line("c-rule", (x, y), (x, plot.bottom)));
            marks.push(Mark::Dot { class: "c-dot-now", x, y, r: 4.0 });
            marks.push(text("c-label-now", x + 8.0, now_y + 4.5, format!("{} {}", self.now, written(value))));
        }
        marks
    }
}
