//! Required fields without a column that the sheet says all the same: its period, a line above the table such as
//! 检查日期:2026年7月5日.
use super::super::peek::shown;
use crate::returns::cell::{Cell, Epoch, RowIn};
use crate::returns::header::{Found, from_period};
use crate::returns::label::{Label, meant};
use crate::returns::lexer::{self, Context, Scale, tidy};
use crate::returns::named::unnumbered;
use crate::returns::report::{Problem, Value};
use crate::returns::template::{Field, FieldType, TEMPLATES};

/// A value that every row of the table has.
pub(in crate::returns::check) struct Supplied {
    pub field: &'static Field,
    pub value: Value,
    /// What a line above the table says, if that is where it comes from; else it is the sheet's period.
    line: Option<String>,
    /// It is what the latest heading between the rows says.
    pub(super) by_headings: bool,
}

impl Supplied {
    /// What the heading of a column of figures names.
    pub(super) fn heading(field: &'static Field, value: Value) -> Supplied {
        Supplied { field, value, line: None, by_headings: false }
    }

    /// What is said of it; a person looks at it.
    pub(super) fn told(&self) -> Problem {
        let rule = match (self.by_headings, &self.line) {
            (true, _) => "from-headings",
            (false, Some(_)) => "from-line",
            (false, None) => "from-title",
        };
        let said = match (&self.line, &self.value) {
            (Some(text), _) | (None, Value::Text(text)) => text.clone(),
            (None, Value::Count(count)) => count.to_string(),
            (None, Value::Bool(yes)) => yes.to_string(),
        };
        Problem::warning("required-column-missing").with("from_title", said).with("rule", rule)
    }
}

/// What of a table's missing fields is said above it; `rows` are those among which its header was found.
pub(super) fn supplied(found: &Found, rows: &[RowIn], epoch: Epoch) -> Vec<Supplied> {
    let one = |field: &&'static Field| {
        let field = *field;
        if let Some(text) = found.period.and_then(|period| from_period(field, period)) {
            let value = if field.ty == FieldType::Count { Value::Count(text.parse().ok()?) } else { Value::Text(text) };
            return Some(Supplied { field, value, line: None, by_headings: false });
        }
        if let Some(town) = first_town(found, rows).filter(|_| field.key == "town") {
            return Some(Supplied { field, value: Value::Text(town), line: None, by_headings: true });
        }
        let above = rows.iter().filter(|row| row.index < found.top);
        let mut said = above.flat_map(|row| in_row(found, row, field, epoch));
        let (value, text) = said.next()??;
        // Two lines that say different days say nothing of a row.
        let agreed = said.all(|other| other.is_some_and(|(other, _)| other == value));
        agreed.then_some(Supplied { field, value, line: Some(text), by_headings: false })
    };
    found.missing.iter().filter_map(one).collect()
}

/// The town right below the header of a roll that parts its enterprises by towns: 罗塘街道(12家).
fn first_town(found: &Found, rows: &[RowIn]) -> Option<String> {
    let first = rows.iter().filter(|row| row.index > found.bottom).find(|row| !row.is_empty())?;
    let town = unnumbered(&tidy(alone(first)?));
    (found.template.key == "roll" && is_town(&town)).then_some(town)
}

pub(super) fn is_town(text: &str) -> bool {
    let ends = text.ends_with(['镇', '乡', '区', '园']) || text.ends_with("街道") || text.ends_with("办事处");
    ends && text.chars().count() <= 20
}

/// The one text of a row that holds nothing else.
pub(super) fn alone(row: &RowIn) -> Option<&str> {
    let mut filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty());
    match (filled.next(), filled.next()) {
        (Some((_, Cell::Text(text))), None) => Some(text),
        _ => None,
    }
}

/// Everything a row says of a field behind a colon; nothing for what cannot be read.
fn in_row(found: &Found, row: &RowIn, field: &'static Field, epoch: Epoch) -> Vec<Option<(Value, String)>> {
    let Some(template) = TEMPLATES.iter().position(|template| template.key == found.template.key) else {
        return Vec::new();
    };
    let ctx = Context { field, epoch, period: found.period, scale: Scale::default() };
    let read = |cell: &Cell| {
        let lexed = lexer::read(cell, &ctx);
        let value = lexed.value.clone().filter(|_| !lexed.is_error())?;
        Some((value, shown(cell, epoch)))
    };
    let mut said = Vec::new();
    for (at, (column, cell)) in row.cells.iter().enumerate() {
        let Cell::Text(text) = cell else { continue };
        for (label, value) in statements(&tidy(text)) {
            let label = Label { column: *column, parts: vec![label] };
            if meant(template, &label).is_none_or(|meant| meant.field.key != field.key) {
                continue;
            }
            said.push(match (value.is_empty(), row.cells.get(at + 1)) {
                (true, Some((_, next))) => read(next),
                _ => read(&Cell::Text(value)),
            });
        }
    }
    said
}

/// 检查日期:2026年7月5日 检查人:张三 as labels and what they say. A colon behind a number is one of a time.
pub(super) fn statements(text: &str) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    while let Some((front, behind)) = rest.split_once(':') {
        if front.is_empty() || front.ends_with(|c: char| c.is_ascii_digit()) {
            match said.last_mut() {
                Some((_, value)) => {
                    value.push_str(front);
                    value.push(':');
                }
                None => return said,
            }
            rest = behind;
            continue;
        }
        let (value, label) = front.rsplit_once(' ').unwrap_or(("", front));
        if let Some((_, before)) = said.last_mut() {
            before.push_str(value);
        }
        said.push((label.trim().to_owned(), String::new()));
        rest = behind;
    }
    if let Some((_, value)) = said.last_mut() {
        value.push_str(rest);
    }
    said.into_iter().map(|(label, value)| (label, value.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_apart_into_labels_and_what_they_say() {
        let of = |text: &str| statements(text).into_iter().map(|(l, v)| format!("{l}={v}")).collect::<Vec<_>>();
        assert_eq!(of("检查日期:2026年7月5日 检查人:张三"), ["检查日期=2026年7月5日", "检查人=张三"]);
        assert_eq!(of("检查时间:2026-07-05 9:30 地点:东区"), ["检查时间=2026-07-05 9:30", "地点=东区"]);
        assert_eq!(of("培训日期:"), ["培训日期="]);
        assert_eq!((of("没有冒号"), of("9:30 开始")), (Vec::<String>::new(), Vec::<String>::new()));
    }
}
