//! A drawing as plain marks: made once, shown in a page by classes and written into a file with its own colours.
use super::Words;
use std::fmt::Write;

/// For what width it is drawn: a phone is no small desktop, its letters are as large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Wide,
    /// One of two in a row.
    Half,
    Narrow,
}

impl Size {
    pub fn width(self) -> f64 {
        match self {
            Size::Wide => 680.0,
            Size::Half => 540.0,
            Size::Narrow => 320.0,
        }
    }

    pub(super) fn of(self, wide: f64, narrow: f64) -> f64 {
        if self == Size::Narrow { narrow } else { wide }
    }
}

/// What is drawn, with the classes of `style/chart.css`.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    Path {
        class: &'static str,
        d: String,
    },
    Rect {
        class: &'static str,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    },
    Dot {
        class: &'static str,
        x: f64,
        y: f64,
        r: f64,
    },
    Text {
        class: &'static str,
        x: f64,
        y: f64,
        words: Words,
    },
    /// Moved to the right and down.
    Group {
        x: f64,
        y: f64,
        marks: Vec<Mark>,
    },
    /// A thing that can be pointed at: it says itself, and leads to its records.
    Point(Point),
}

/// One point, bar or cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub href: Option<String>,
    /// Read aloud, and written where there is room while it is pointed at.
    pub said: Words,
    pub marks: Vec<Mark>,
}

/// A whole picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub marks: Vec<Mark>,
}

/// One value as every chart takes it; none is a gap, never nought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Value {
    pub value: Option<f64>,
    /// The list of exactly the records counted.
    pub href: Option<String>,
    /// The value in a few words, with its date or name.
    pub said: Words,
    /// Its period is not over yet.
    pub open: bool,
}

pub(super) fn line(class: &'static str, from: (f64, f64), to: (f64, f64)) -> Mark {
    Mark::Path { class, d: format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, to.0, to.1) }
}

pub(super) fn text(class: &'static str, x: f64, y: f64, words: impl Into<Words>) -> Mark {
    Mark::Text { class, x, y, words: words.into() }
}

/// A line through points, broken at gaps.
pub(super) fn path(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let mut d = String::new();
    let mut joined = false;
    for point in points {
        if let Some((x, y)) = point {
            // Writing to a String cannot fail.
            let _ = write!(d, "{}{x:.1} {y:.1}", if joined { 'L' } else { 'M' });
        }
        joined = point.is_some();
    }
    d
}

/// Slanted lines that fill a rectangle: a ground that survives black and white.
pub(super) fn hatch(x: f64, y: f64, width: f64, height: f64) -> String {
    const STEP: f64 = 4.0;
    let mut d = String::new();
    let mut at = STEP;
    // The line from (at, 0) down to the left: x + y = at.
    while at < width + height {
        let (from_x, from_y) = (at.min(width), (at - width).max(0.0));
        let (to_x, to_y) = ((at - height).max(0.0), at.min(height));
        let _ = write!(d, "M{:.1} {:.1}L{:.1} {:.1}", x + from_x, y + from_y, x + to_x, y + to_y);
        at += STEP;
    }
    d
}

/// How wide words are, in letters' heights: Chinese characters are square, others about half as wide.
pub fn ems(words: &str) -> f64 {
    words.chars().map(|c| if c.is_ascii() { 0.56 } else { 1.0 }).sum()
}

/// Words that fit into so many ems, cut with an ellipsis.
pub(super) fn fitted(words: &str, most: f64) -> String {
    if ems(words) <= most {
        return words.to_owned();
    }
    let mut out = String::new();
    for c in words.chars() {
        if ems(&out) + ems(&c.to_string()) + 1.0 > most {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// Words broken into lines of so many ems: between Chinese characters anywhere, else at blanks.
pub fn wrapped(words: &str, most: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(words) {
        let line = lines.last().map(String::as_str).unwrap_or_default();
        // A mark that closes never begins a line.
        let closing = piece.starts_with(['，', '。', '；', '：', '、', '）', '”', '！', '？', '%']);
        if !line.is_empty() && !closing && ems(line) + ems(piece.trim_end()) > most {
            lines.push(String::new());
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(if last.is_empty() { piece.trim_start() } else { &piece });
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn pieces(words: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut breaks = true;
    for c in words.chars() {
        let wide = !c.is_ascii();
        if breaks || wide {
            out.push(c.to_string());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
        breaks = wide || c == ' ';
    }
    out
}

/// A scale from 0 to a quiet number with a few steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) top: f64,
    pub(super) step: f64,
}

impl Scale {
    /// `whole`: counts, whose steps are whole.
    pub(super) fn of(most: f64, whole: bool) -> Scale {
        let most = if most > 0.0 { most } else { 1.0 };
        let mut unit = 10_f64.powf((most / 4.0).log10().floor());
        if whole {
            unit = unit.max(1.0);
        }
        let steps = [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * unit);
        let step = steps.into_iter().find(|step| (most / step).ceil() <= 5.0).unwrap_or(10.0 * unit);
        Scale { top: step * (most / step).ceil().max(if whole { 2.0 } else { 1.0 }), step }
    }

    pub(super) fn ticks(self) -> Vec<f64> {
        let count = (self.top / self.step).round() as usize;
        (1..=count).map(|n| n as f64 * self.step).collect()
    }

    /// A tick as it is written: no more decimals than the steps need.
    pub(super) fn written(self, tick: f64) -> String {
        let places = if self.step >= 1.0 { 0 } else { (-self.step.log10().floor()) as usize };
        if places == 0 { crate::i18n::number(tick.round() as i64) } else { format!("{tick:.places$}") }
    }
}

/// The ground of a plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) scale: Scale,
    /// Whether keys stand at the head: on a phone the words of a point go under them.
    keyed: bool,
}

impl Plot {
    /// A plot under the line of keys, with room for the numbers on its left.
    pub(super) fn new(size: Size, height: f64, right_room: f64, scale: Scale) -> Plot {
        let widest = scale.ticks().into_iter().map(|tick| ems(&scale.written(tick))).fold(1.0, f64::max);
        Plot {
            left: (widest * 13.0 + 10.0).round(),
            right: size.width() - right_room,
            top: size.of(34.0, 52.0),
            bottom: height - 26.0,
            scale,
            keyed: true,
        }
    }

    /// Without keys there is one line at the head, for the words of a point.
    pub(super) fn unkeyed(self) -> Plot {
        Plot { top: 30.0, keyed: false, ..self }
    }

    /// From 0 (left) to 1 (right).
    pub(super) fn x(&self, share: f64) -> f64 {
        self.left + (self.right - self.left) * share
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * value / self.scale.top
    }

    pub(super) fn grid(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for tick in self.scale.ticks() {
            let y = self.y(tick);
            marks.push(line("c-grid", (self.left, y), (self.right, y)));
            marks.push(text("c-end", self.left - 7.0, y + 4.5, self.scale.written(tick)));
        }
        marks.push(text("c-end", self.left - 7.0, self.bottom + 4.5, "0"));
        marks
    }

    pub(super) fn axis(&self) -> Mark {
        line("c-axis", (self.left, self.bottom), (self.right, self.bottom))
    }

    /// A point that is hit by its whole column, with its words where the keys leave room.
    pub(super) fn point(&self, size: Size, value: &Value, hit: (f64, f64), mut marks: Vec<Mark>) -> Mark {
        let (from, to) = hit;
        let (width, height) = ((to - from).max(1.0), self.bottom - self.top);
        marks.insert(0, Mark::Rect { class: "c-hit", x: from, y: self.top, width, height });
        self.spoken(size, value, marks)
    }

    /// A point whose marks hold their own hit area.
    pub(super) fn spoken(&self, size: Size, value: &Value, mut marks: Vec<Mark>) -> Mark {
        let (class, x, y) = match size {
            Size::Wide | Size::Half => ("c-read c-end", size.width() - 2.0, 14.0),
            Size::Narrow => ("c-read", 0.0, if self.keyed { 36.0 } else { 14.0 }),
        };
        marks.push(text(class, x, y, value.said.clone()));
        Mark::Point(Point { href: value.href.clone(), said: value.said.clone(), marks })
    }
}

/// A key at the head of a chart: a sample and its words. Answers where the next one may begin.
pub(super) fn key(marks: &mut Vec<Mark>, x: f64, sample: &'static str, words: &Words) -> f64 {
    match sample {
        "bar-now" => marks.push(Mark::Rect { class: "c-bar-now", x, y: 4.0, width: 14.0, height: 11.0 }),
        "bar-last" => {
            marks.push(Mark::Rect { class: "c-bar-last", x: x + 0.5, y: 4.5, width: 13.0, height: 10.0 });
            marks.push(Mark::Path { class: "c-hatch", d: hatch(x + 0.5, 4.5, 13.0, 10.0) });
        }
        _ => marks.push(Mark::Path { class: sample, d: format!("M{x:.1} 10.0H{:.1}", x + 18.0) }),
    }
    let from = x + if sample.starts_with("bar") { 20.0 } else { 24.0 };
    marks.push(text("c-key", from, 14.5, words.clone()));
    from + ems(words) * 13.0 + 18.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_on_quiet_numbers_above_the_largest() {
        for (most, whole, top, step) in [
            (0.0, true, 2.0, 1.0),
            (3.0, true, 3.0, 1.0),
            (7.0, true, 8.0, 2.0),
            (23.0, true, 25.0, 5.0),
            (41.0, true, 50.0, 10.0),
            (10_000.0, true, 10_000.0, 2_000.0),
            (0.34, false, 0.4, 0.1),
        ] {
            let scale = Scale::of(most, whole);
            assert!((scale.top - top).abs() < 1e-9 && (scale.step - step).abs() < 1e-9, "{most}: {scale:?}");
            assert!(scale.ticks().len() <= 5);
        }
        assert_eq!(Scale::of(0.34, false).written(0.2), "0.2");
        assert_eq!(Scale::of(9_000.0, true).written(2_000.0), "2,000");
    }

    #[test]
    fn a_gap_breaks_a_line() {
        assert_eq!(path([Some((0.0, 1.0)), Some((2.0, 3.0)), None, Some((4.0, 5.0))]), "M0.0 1.0L2.0 3.0M4.0 5.0");
        assert_eq!(path([]), "");
    }

    #[test]
    fn hatching_stays_inside_its_rectangle() {
        let numbers: Vec<f64> = hatch(10.0, 20.0, 6.0, 30.0)
            .split(|c: char| c.is_ascii_alphabetic() || c == ' ')
            .filter_map(|n| n.parse().ok())
            .collect();
        assert!(numbers.len() > 8);
        let inside = |pair: &[f64]| (10.0..=16.0).contains(&pair[0]) && (20.0..=50.0).contains(&pair[1]);
        assert!(numbers.chunks(2).all(inside), "{numbers:?}");
    }

    #[test]
    fn words_are_broken_where_both_languages_break() {
        assert_eq!(wrapped("甲乙丙丁，戊", 4.0), ["甲乙丙丁，", "戊"]);
        assert_eq!(wrapped("two of three months", 6.0), ["two of ", "three ", "months"]);
        assert_eq!(fitted("特别长的镇街名称", 5.0), "特别长的…");
        assert_eq!(fitted("短名", 5.0), "短名");
    }
}
