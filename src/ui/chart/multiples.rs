//! Small multiples: the same little chart for each town or type, all on one scale.
use super::Words;
use super::draw::{Drawing, Mark, Point, Scale, Size, Value, fitted, line, text};
use crate::i18n;

/// One little chart: its name, and a value for each year.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiple {
    pub name: Words,
    pub values: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Multiples {
    /// The names of the years, from the first to the last.
    pub years: Vec<Words>,
    pub items: Vec<Multiple>,
}

const HEIGHT: f64 = 112.0;
const GAP: f64 = 20.0;

impl Multiples {
    pub fn draw(&self, size: Size) -> Drawing {
        let columns = size.of(4.0, 2.0) as usize;
        let width = (size.width() - GAP * (columns - 1) as f64) / columns as f64;
        let most = self.items.iter().flat_map(|item| &item.values).filter_map(|value| value.value).fold(0.0, f64::max);
        let scale = Scale::of(most, true);
        let rows = self.items.len().div_ceil(columns);
        let mut marks = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let (x, y) = ((width + GAP) * (at % columns) as f64, 28.0 + (HEIGHT + GAP) * (at / columns) as f64);
            marks.push(Mark::Group { x, y, marks: self.one(item, width, scale, (-x, -y), size) });
        }
        Drawing { width: size.width(), height: 28.0 + (HEIGHT + GAP) * rows as f64, marks }
    }

    /// `origin` is where the whole drawing begins, seen from here: the words of a point stand at its head.
    fn one(&self, item: &Multiple, width: f64, scale: Scale, origin: (f64, f64), size: Size) -> Vec<Mark> {
        let (top, bottom) = (30.0, HEIGHT - 20.0);
        let y = |value: f64| bottom - (bottom - top) * value / scale.top;
        let mut marks = vec![text("c-strong", 0.0, 13.0, fitted(&item.name, width / 13.5))];
        let slot = width / item.values.len().max(1) as f64;
        let bar = (slot * 0.7).min(26.0);
        for (at, value) in item.values.iter().enumerate() {
            let last = at + 1 == item.values.len();
            let x = slot * at as f64 + (slot - bar) / 2.0;
            let mut shown = Vec::new();
            match value.value {
                Some(amount) => {
                    let class = if last { "c-bar-now" } else { "c-bar-before" };
                    shown.push(Mark::Rect { class, x, y: y(amount), width: bar, height: bottom - y(amount) });
                    let class = if last { "c-mid c-value" } else { "c-mid c-faint" };
                    shown.push(text(class, x + bar / 2.0, y(amount) - 4.0, i18n::number(amount.round() as i64)));
                }
                None => shown.push(text("c-mid c-faint", x + bar / 2.0, bottom - 4.0, "–")),
            }
            shown.insert(
                0,
                Mark::Rect {
                    class: "c-hit",
                    x: slot * at as f64,
                    y: top - 12.0,
                    width: slot,
                    height: bottom - top + 12.0,
                },
            );
            let (class, at_x) = match size {
                Size::Wide | Size::Half => ("c-read c-end", size.width()),
                Size::Narrow => ("c-read", 0.0),
            };
            shown.push(text(class, origin.0 + at_x, origin.1 + 14.0, value.said.clone()));
            marks.push(Mark::Point(Point { href: value.href.clone(), said: value.said.clone(), marks: shown }));
        }
        marks.push(line("c-axis", (0.0, bottom), (width, bottom)));
        let ends = [(0, self.years.first()), (self.years.len().saturating_sub(1), self.years.last())];
        let several = self.years.len() > 1;
        for (at, name) in ends.into_iter().filter(|(at, _)| several || *at == 0) {
            let Some(name) = name else { continue };
            marks.push(text("c-mid c-small", slot * (at as f64 + 0.5), bottom + 15.0, name.clone()));
        }
        marks
    }
}
