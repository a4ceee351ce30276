//! Counts in a grid, shaded by how large they are: in a page a real table, in a file a picture of it.
use super::Words;
use super::draw::{Drawing, Mark, Point, Size, Value, fitted, text};
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;

/// One row: its name, its cells, and their sum.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatLine {
    pub name: Words,
    pub cells: Vec<Value>,
    pub total: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    pub caption: Words,
    /// What the rows are.
    pub of: Words,
    pub head: Vec<Words>,
    pub total: Words,
    pub rows: Vec<HeatLine>,
    /// The sums of the columns.
    pub foot: Option<HeatLine>,
}

impl Heat {
    fn most(&self) -> f64 {
        self.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.value).fold(0.0, f64::max)
    }

    pub fn draw(&self, size: Size) -> Drawing {
        let (line, most) = (size.of(26.0, 24.0), self.most());
        let name = size.of(150.0, 84.0);
        let cell = (size.width() - name) / (self.head.len() + 1) as f64;
        let mut marks = Vec::new();
        let x = |at: usize| name + cell * (at as f64 + 0.5);
        for (at, words) in self.head.iter().chain(std::iter::once(&self.total)).enumerate() {
            marks.push(text("c-mid", x(at), 16.0, fitted(words, cell / 12.0)));
        }
        for (at, row) in self.rows.iter().chain(self.foot.as_ref()).enumerate() {
            let top = 24.0 + line * at as f64;
            let sum = at == self.rows.len();
            marks.push(text(
                if sum { "c-strong" } else { "c-name" },
                0.0,
                top + line * 0.66,
                fitted(&row.name, name / 13.5),
            ));
            for (column, value) in row.cells.iter().chain(std::iter::once(&row.total)).enumerate() {
                let outer = sum || column == row.cells.len();
                let mut cell_marks = Vec::new();
                if !outer && let Some(class) = shade(value.value, most) {
                    let (x, y, width, height) = (x(column) - cell / 2.0 + 1.0, top + 1.0, cell - 2.0, line - 2.0);
                    cell_marks.push(Mark::Rect { class, x, y, width, height });
                }
                let class = match (outer, value.value.is_some_and(|amount| amount > 0.0)) {
                    (_, false) => "c-mid c-faint",
                    (true, true) => "c-mid c-strong",
                    (false, true) => "c-mid c-count",
                };
                cell_marks.push(text(class, x(column), top + line * 0.66, number(value)));
                marks.push(Mark::Point(Point {
                    href: value.href.clone(),
                    said: value.said.clone(),
                    marks: cell_marks,
                }));
            }
        }
        let rows = self.rows.len() + usize::from(self.foot.is_some());
        Drawing { width: size.width(), height: 32.0 + line * rows as f64, marks }
    }
}

/// A gap is a dash, nought a point in the middle: the eye runs over it.
fn number(value: &Value) -> String {
    match value.value {
        Some(0.0) => "·".to_owned(),
        Some(amount) => i18n::number(amount.round() as i64),
        None if value.said.is_empty() => String::new(),
        None => "–".to_owned(),
    }
}

/// The shade of a drawn cell, by thirds of the largest.
fn shade(value: Option<f64>, most: f64) -> Option<&'static str> {
    third(value, most).map(|third| ["c-heat-1", "c-heat-2", "c-heat-3"][third])
}

fn third(value: Option<f64>, most: f64) -> Option<usize> {
    let value = value.filter(|value| *value > 0.0)?;
    Some(((value / most * 3.0).ceil() as usize).clamp(1, 3) - 1)
}

/// The table itself.
#[component]
pub fn HeatTable(heat: Heat) -> impl IntoView {
    let lang = Ctx::here().lang;
    let most = heat.most();
    let cell = move |value: Value, outer: bool| {
        let class = match third(value.value, most).filter(|_| !outer) {
            Some(third) => ["num heat-1", "num heat-2", "num heat-3"][third],
            None => "num",
        };
        let words = match (value.value, value.said.is_empty()) {
            (Some(amount), _) => i18n::number(amount.round() as i64),
            (None, true) => String::new(),
            (None, false) => "–".to_owned(),
        };
        let shown = match value.href.filter(|_| value.value.is_some_and(|v| v > 0.0)) {
            Some(href) => view! { <a href=href aria-label=value.said>{words}</a> }.into_any(),
            None if value.value.is_none() && !value.said.is_empty() => {
                view! { <span class="muted" title=value.said>{words}</span> }.into_any()
            }
            None => view! { <span class="muted">{words}</span> }.into_any(),
        };
        view! { <td class=class>{shown}</td> }
    };
    let line = move |row: HeatLine, sum: bool| {
        let cells = row.cells.into_iter().map(|value| cell(value, sum)).collect_view();
        view! { <tr><th scope="row">{row.name}</th> {cells} {cell(row.total, true)}</tr> }
    };
    let rows = heat.rows.into_iter().map(|row| line(row, false)).collect_view();
    let label = heat.caption.clone();
    view! {
        <div class="table-wrap" role="group" tabindex="0" aria-label=label>
            <table class="table table-heat">
                <caption class="sr-only">{heat.caption}</caption>
                <thead><tr>
                    <th scope="col">{heat.of}</th>
                    {heat.head.into_iter().map(|words| view! { <th scope="col" class="num">{words}</th> }).collect_view()}
                    <th scope="col" class="num">{heat.total}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
                {heat.foot.map(|foot| view! { <tfoot>{line(foot, true)}</tfoot> })}
            </table>
        </div>
        <p class="legend">
            <span class="heat-key heat-1"></span> <span class="heat-key heat-2"></span> <span class="heat-key heat-3"></span>
            {t!(lang, "chart.heat.key", most = i18n::number(most.round() as i64))}
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::third;

    #[test]
    fn shades_are_thirds_of_the_largest_and_nought_has_none() {
        let shades = [0.0, 1.0, 2.0, 3.0, 4.0, 9.0].map(|value| third(Some(value), 9.0));
        assert_eq!(shades, [None, Some(0), Some(0), Some(0), Some(1), Some(2)]);
        assert_eq!((third(None, 9.0), third(Some(1.0), 1.0)), (None, Some(2)));
    }
}
