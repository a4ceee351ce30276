//! A drawing in a page: twice, for wide windows and for phones, with its message in words and its numbers in a table.
//!
//! No script is needed: what is pointed at, or reached by keyboard, shows its words at the head of the chart by style alone,
//! and is a link to its records. One point of a chart stands in the order of tabs; `public/keys.js` lets the arrows walk the
//! others (docs/decisions/charts.md).
use super::Words;
use super::draw::{Drawing, Mark, Point, Size};
use crate::server::Ctx;
use crate::t;
use crate::ui::Table;
use leptos::prelude::*;

/// The numbers behind a chart: in a page and in a workbook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    /// What the rows are, then the columns.
    pub head: Vec<Words>,
    pub rows: Vec<(Words, Vec<Cell>)>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Number {
        value: f64,
        places: usize,
        href: Option<String>,
    },
    Words(Words),
    /// Not known.
    Gap,
}

impl Cell {
    /// A count, and the list of exactly its records; none is a gap.
    pub fn count(value: Option<i64>, href: Option<String>) -> Cell {
        value.map_or(Cell::Gap, |value| Cell::Number { value: value as f64, places: 0, href })
    }

    pub fn decimal(value: Option<f64>, places: usize) -> Cell {
        value.map_or(Cell::Gap, |value| Cell::Number { value, places, href: None })
    }

    /// As it is written in a page.
    pub fn written(&self) -> String {
        match self {
            Cell::Number { value, places: 0, .. } => crate::i18n::number(value.round() as i64),
            Cell::Number { value, places, .. } => format!("{value:.places$}"),
            Cell::Words(words) => words.to_string(),
            Cell::Gap => "–".to_owned(),
        }
    }
}

/// A chart with everything around it. `draw` is called for both sizes.
#[component]
pub fn Chart(
    /// Of the figure, for links within the page.
    id: &'static str,
    #[prop(into)] title: Words,
    /// The message, in a sentence: seen, and read aloud.
    #[prop(into)]
    said: Words,
    #[prop(into)] unit: Words,
    draw: [Drawing; 2],
    #[prop(optional)] numbers: Option<Numbers>,
    /// The chart as a file: its name and where it is.
    #[prop(optional)]
    files: Vec<(Words, String)>,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let message = format!("{id}-said");
    let files = (!files.is_empty()).then(|| {
        let one = |(words, href): (Words, String)| view! { <li><a href=href download=true>{words}</a></li> };
        view! { <ul class="chart-files no-print">{files.into_iter().map(one).collect_view()}</ul> }
    });
    let [wide, narrow] = draw;
    let table = title.clone();
    let pictures = [(wide, Size::Wide), (narrow, Size::Narrow)];
    let (label, described) = (title.clone(), message.clone());
    view! {
        <figure class="chart chart-plot" id=id>
            <figcaption>
                <span class="chart-title">{title} " " <small>{unit}</small></span>
                <span class="chart-said" id=message>{said}</span>
            </figcaption>
            {pictures.map(|(drawing, size)| picture(drawing, size, label.clone(), described.clone())).collect_view()}
            <div class="chart-foot">
                {numbers.map(|numbers| view! {
                    <details class="more chart-numbers">
                        <summary>{t!(lang, "chart.numbers")}</summary>
                        <NumbersTable caption=table numbers/>
                    </details>
                })}
                {files}
            </div>
        </figure>
    }
}

fn picture(drawing: Drawing, size: Size, label: Words, described: String) -> AnyView {
    let class = if size == Size::Wide { "c-wide" } else { "c-narrow" };
    let points = has_points(&drawing.marks);
    // A picture hides what is in it; one with points that say themselves is a group of them.
    let role = if points { "group" } else { "img" };
    let mut first = true;
    let marks = drawing.marks.into_iter().map(|mark| shown(mark, &mut first)).collect_view();
    view! {
        <svg class=class viewBox=format!("0 0 {} {}", drawing.width, drawing.height) role=role aria-label=label
            aria-describedby=described data-points=points>
            {marks}
        </svg>
    }
    .into_any()
}

fn has_points(marks: &[Mark]) -> bool {
    marks.iter().any(|mark| match mark {
        Mark::Point(point) => !point.said.is_empty(),
        Mark::Group { marks, .. } => has_points(marks),
        _ => false,
    })
}

/// A mark as markup. Everything but points is decoration to those who hear the page: the points say it.
fn shown(mark: Mark, first: &mut bool) -> AnyView {
    let at = |n: f64| format!("{n:.1}");
    match mark {
        Mark::Path { class, d } => view! { <path class=class d=d></path> }.into_any(),
        Mark::Rect { class, x, y, width, height } => {
            view! { <rect class=class x=at(x) y=at(y) width=at(width) height=at(height)></rect> }.into_any()
        }
        Mark::Dot { class, x, y, r } => view! { <circle class=class cx=at(x) cy=at(y) r=at(r)></circle> }.into_any(),
        Mark::Text { class, x, y, words } => {
            view! { <text class=class x=at(x) y=at(y) aria-hidden="true">{words}</text> }.into_any()
        }
        Mark::Group { x, y, marks } => {
            let marks = marks.into_iter().map(|mark| shown(mark, first)).collect_view();
            view! { <g transform=format!("translate({x:.1} {y:.1})")>{marks}</g> }.into_any()
        }
        Mark::Point(Point { href, said, marks }) => {
            let marks = marks.into_iter().map(|mark| shown(mark, first)).collect_view();
            if said.is_empty() {
                return view! { <g>{marks}</g> }.into_any();
            }
            let tab = if std::mem::take(first) { "0" } else { "-1" };
            match href {
                Some(href) => {
                    view! { <a class="c-point" href=href tabindex=tab aria-label=said>{marks}</a> }.into_any()
                }
                // Nought, and what no list holds, is read like the others and leads nowhere.
                None => view! { <g class="c-point" tabindex=tab role="img" aria-label=said>{marks}</g> }.into_any(),
            }
        }
    }
}

#[component]
pub fn NumbersTable(#[prop(into)] caption: Words, numbers: Numbers) -> impl IntoView {
    let mut head = numbers.head.into_iter();
    let first = head.next().unwrap_or_default();
    let cell = |cell: Cell| {
        let words = cell.written();
        match cell {
            Cell::Number { href: Some(href), value, .. } if value != 0.0 => {
                view! { <td class="num"><a href=href>{words}</a></td> }.into_any()
            }
            Cell::Number { .. } => view! { <td class="num">{words}</td> }.into_any(),
            Cell::Gap => view! { <td class="num muted">{words}</td> }.into_any(),
            Cell::Words(_) => view! { <td>{words}</td> }.into_any(),
        }
    };
    let row = |(name, cells): (Words, Vec<Cell>)| {
        view! { <tr><th scope="row">{name}</th> {cells.into_iter().map(cell).collect_view()}</tr> }
    };
    let rows = numbers.rows.into_iter().map(row).collect_view();
    view! {
        <Table caption plain=true>
            <thead><tr>
                <th scope="col">{first}</th>
                {head.map(|words| view! { <th scope="col" class="num">{words}</th> }).collect_view()}
            </tr></thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}
