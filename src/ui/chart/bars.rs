//! Twelve months of two years side by side.
use super::Words;
use super::draw::{Drawing, Mark, Plot, Scale, Size, Value, ems, hatch, key, text};
use crate::i18n;

/// This year solid, last year hatched: never two hues that only a colour eye tells apart.
#[derive(Debug, Clone, PartialEq)]
pub struct YearBars {
    pub now: Words,
    pub last: Words,
    /// The name of each place, this year's value, last year's.
    pub pairs: Vec<(Words, Value, Value)>,
}

impl YearBars {
    pub fn draw(&self, size: Size) -> Drawing {
        let height = size.of(270.0, 240.0);
        let values = self.pairs.iter().flat_map(|(_, now, last)| [now.value, last.value]).flatten();
        let plot = Plot::new(size, height, 2.0, Scale::of(values.fold(0.0, f64::max) * 1.08, true));
        let mut marks = plot.grid();
        let next = key(&mut marks, plot.left, "bar-last", &self.last);
        key(&mut marks, next, "bar-now", &self.now);
        let slot = (plot.right - plot.left) / self.pairs.len().max(1) as f64;
        let width = (slot * 0.36).min(40.0).floor();
        let mut named = 0.0;
        for (at, (name, now, last)) in self.pairs.iter().enumerate() {
            let middle = plot.left + slot * (at as f64 + 0.5);
            let (first, second) = ((middle - width - 0.5).round(), (middle + 0.5).round());
            // A name that would run into the one before it is left to the table.
            let half = ems(name) * 6.5;
            if middle - half >= named {
                marks.push(text("c-mid", middle, plot.bottom + 18.0, name.clone()));
                named = middle + half;
            }
            let hits = (middle - slot / 2.0, middle, middle + slot / 2.0);
            marks.push(plot.point(size, last, (hits.0, hits.1), bar(&plot, first, width, last, false, size)));
            marks.push(plot.point(size, now, (hits.1, hits.2), bar(&plot, second, width, now, true, size)));
        }
        marks.push(plot.axis());
        Drawing { width: size.width(), height, marks }
    }
}

/// One bar, with its number over it where it is this year's; a gap is a dash on the ground.
fn bar(plot: &Plot, x: f64, width: f64, value: &Value, now: bool, size: Size) -> Vec<Mark> {
    let Some(amount) = value.value else {
        let dash = !value.said.is_empty();
        let mark = text("c-mid c-faint", x + width / 2.0, plot.bottom - 4.0, "–");
        return if dash { vec![mark] } else { Vec::new() };
    };
    let y = plot.y(amount);
    let height = plot.bottom - y;
    let mut marks = Vec::new();
    match (now, value.open) {
        (true, false) => marks.push(Mark::Rect { class: "c-bar-now", x, y, width, height }),
        // A month that is not over: an outline, waiting to be filled.
        (true, true) => marks.push(Mark::Rect {
            class: "c-bar-open",
            x: x + 1.0,
            y: y + 1.0,
            width: width - 2.0,
            height: (height - 1.0).max(0.0),
        }),
        (false, _) => {
            marks.push(Mark::Rect {
                class: "c-bar-last",
                x: x + 0.5,
                y: y + 0.5,
                width: width - 1.0,
                height: (height - 0.5).max(0.0),
            });
            marks.push(Mark::Path {
                class: "c-hatch",
                d: hatch(x + 0.5, y + 0.5, width - 1.0, (height - 0.5).max(0.0)),
            });
        }
    }
    let written = i18n::number(amount.round() as i64);
    let fits = ems(&written) * 12.0 <= width + size.of(10.0, 6.0);
    if now && fits {
        marks.push(text("c-mid c-value", x + width / 2.0, y - 5.0, written));
    }
    marks
}
