//! Items one below the other, each with what it says at its right: no list, but much of it can be made one in a minute.
use super::{Label, TEMPLATES, is_known, meant};
use crate::returns::cell::column_name;
use crate::returns::report::Problem;

/// How such a sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upright {
    /// All items in one column, 0-based: turned on its side it is a list.
    Column(u16),
    /// Items and what they say in several columns: a form.
    Form,
}

impl Upright {
    /// A problem with what to do about it.
    #[must_use]
    pub fn told(self, problem: Problem) -> Problem {
        match self {
            Upright::Column(column) => problem.with("rule", "upright-column").with("column", column_name(column)),
            Upright::Form => problem.with("rule", "upright-form"),
        }
    }
}

/// The label of a cell in front of one that is none, in a row's filled cells.
fn labels(cells: &[(u16, String)]) -> impl Iterator<Item = (u16, &str)> {
    let known = |text: &str| text.chars().count() <= 30 && is_known(text);
    cells
        .windows(2)
        .filter(move |pair| known(&pair[0].1) && !known(&pair[1].1))
        .map(|pair| (pair[0].0, pair[0].1.as_str()))
}

/// How a sheet stands in which no table was found, if it seems to be one record of some template or several side by side.
/// `rows` are the filled cells of each row. The cover of a return, which names the sender only, is none.
pub fn upright(rows: &[Vec<(u16, String)>]) -> Option<Upright> {
    let header = |cells: &Vec<(u16, String)>| {
        cells.len() >= 3 && cells.iter().filter(|(_, text)| is_known(text)).count() * 2 > cells.len()
    };
    let found: Vec<Vec<(u16, &str)>> = rows.iter().map(|cells| labels(cells).collect()).collect();
    let found: Vec<&Vec<(u16, &str)>> = found.iter().filter(|row| !row.is_empty()).collect();
    if found.len() < 2 || rows.iter().any(header) || !speaks_of_a_record(found.iter().copied().flatten()) {
        return None;
    }
    let column = found[0][0].0;
    let one = found.iter().all(|row| row.len() == 1 && row[0].0 == column);
    Some(if one { Upright::Column(column) } else { Upright::Form })
}

/// Three items of one template, one of them required, besides the name and code of the sender. What the roll tells of one
/// enterprise is what covers tell.
fn speaks_of_a_record<'a>(labels: impl Iterator<Item = &'a (u16, &'a str)>) -> bool {
    let labels: Vec<Label> =
        labels.map(|(column, text)| Label { column: *column, parts: vec![(*text).to_owned()] }).collect();
    (0..TEMPLATES.len()).filter(|template| TEMPLATES[*template].key != "roll").any(|template| {
        let mut fields: Vec<_> = labels.iter().filter_map(|label| meant(template, label)).map(|m| m.field).collect();
        fields.retain(|field| !field.sender);
        fields.sort_by_key(|field| field.key);
        fields.dedup_by_key(|field| field.key);
        fields.len() >= 3 && fields.iter().any(|field| field.required)
    })
}
