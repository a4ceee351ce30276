//! Industries as an imported year names them, by sections of GB/T 4754.
use crate::baseline::model::{Resolution, Row};
use crate::enterprise::industry::{is_section, section};
use std::collections::HashSet;

/// A division (C34) that stands beside the whole of its section (C) for the same period, town and type is a part of it:
/// the places without such divisions.
pub(super) fn without_divisions(rows: &[Row], places: Vec<usize>) -> Vec<usize> {
    let key = |at: usize, letter: char| (rows[at].period, rows[at].town.as_deref(), rows[at].group, letter);
    let whole = |at: &usize| {
        let industry = rows[*at].industry.as_deref().filter(|name| is_section(name))?;
        Some(key(*at, section(industry)?))
    };
    let sections: HashSet<_> = places.iter().filter_map(whole).collect();
    let of_one = |at: &usize| {
        let named = rows[*at].industry.as_deref().filter(|name| !is_section(name)).and_then(section);
        named.is_some_and(|letter| sections.contains(&key(*at, letter)))
    };
    if sections.is_empty() { places } else { places.into_iter().filter(|at| !of_one(at)).collect() }
}

/// The rows with their industries by the letter of the section, '' for what names none. A division that stands beside the
/// whole of its section keeps its own name: it is counted there already.
pub fn sectioned(rows: &[Row]) -> Vec<Row> {
    let counted: HashSet<usize> = without_divisions(rows, (0..rows.len()).collect()).into_iter().collect();
    let letter = |name: &str| section(name).map(String::from).unwrap_or_default();
    let one = |(at, row): (usize, &Row)| match &row.industry {
        Some(name) if counted.contains(&at) => Row { industry: Some(letter(name)), ..row.clone() },
        _ => row.clone(),
    };
    rows.iter().enumerate().map(one).collect()
}

/// The rows to be asked by sections. In a baseline by day a row without an industry is of one that nobody told, not of all.
pub fn by_section(resolution: Resolution, rows: &[Row]) -> Vec<Row> {
    let mut rows = sectioned(rows);
    if resolution == Resolution::Day {
        rows.iter_mut().for_each(|row| row.industry = Some(row.industry.take().unwrap_or_default()));
    }
    rows
}
