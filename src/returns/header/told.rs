//! A table that a person pointed out: template and header rows are given, columns too once they were asked for.
use super::parts::day_in_parts;
use super::{Above, Column, Found, Grid, Lead, Loose, grid, settle};
use crate::returns::cell::{Merge, RowIn, column_number};
use crate::returns::label::{self, Label};
use crate::returns::template::{Field, TEMPLATES};
use crate::returns::told::Layout;
use std::ops::RangeInclusive;

/// The table that a layout describes; `None` when its header is not among the rows, or it names no template.
/// Of a table beside another one only the columns from first to last are looked at.
pub fn told(
    name: &str,
    rows: &[RowIn],
    merges: &[Merge],
    layout: &Layout,
    columns: RangeInclusive<u16>,
    above: Above,
) -> Option<Found> {
    let key = layout.template.as_deref()?;
    let template = TEMPLATES.iter().position(|t| t.key == key)?;
    let (top, bottom) = (layout.header.0.checked_sub(1)?, layout.header.1.checked_sub(1)?);
    let first = rows.iter().position(|row| row.index >= top)?;
    let count = rows[first..].iter().take_while(|row| row.index <= bottom).count();
    if count == 0 {
        return None;
    }
    let grid = Grid::new(rows, merges).below(above);
    let span = grid::Span { first, rows: count, top, bottom };
    let mut labels = grid.labels(span);
    labels.retain(|label| columns.contains(&label.column));
    let mut found = settle(name, &grid, span, &labels, template);
    for (letters, key) in &layout.columns {
        let Some(index) = column_number(letters) else { continue };
        match key.as_deref().map(|key| TEMPLATES[template].field(key)) {
            Some(Some(field)) => assign(&mut found, index, field, &labels),
            // A field that the template no longer has is as good as none.
            Some(None) | None => release(&mut found, index),
        }
    }
    found.missing.retain(|field| !found.columns.iter().any(|c| c.field.key == field.key));
    found.columns.sort_by_key(|c| c.index);
    found.loose.sort_by_key(|l| l.index);
    Some(found)
}

/// Gives a column its field, and takes the field from any other.
fn assign(found: &mut Found, index: u16, field: &'static Field, labels: &[Label]) {
    if found.columns.iter().any(|c| c.index == index && c.field.key == field.key) {
        return;
    }
    if let Some(other) = found.columns.iter().find(|c| c.field.key == field.key).map(|c| c.index) {
        release(found, other);
    }
    release(found, index);
    found.loose.retain(|l| l.index != index);
    found.columns.iter_mut().filter(|c| c.with.contains(&index)).for_each(|c| {
        c.with.clear();
        c.lead = Lead::Whole;
    });
    let label = labels.iter().find(|l| l.column == index);
    let scale = label.map(|label| label::scale(field, label)).unwrap_or_default();
    let label = label.map(Label::shown).unwrap_or_default();
    let mut column = Column::new(field, index, label, scale);
    day_in_parts(std::slice::from_mut(&mut column), &mut found.loose, labels);
    found.columns.push(column);
}

/// A column that holds no field, by a person's word.
fn release(found: &mut Found, index: u16) {
    if let Some(at) = found.columns.iter().position(|c| c.index == index) {
        let column = found.columns.remove(at);
        if column.field.required && !found.missing.iter().any(|f| f.key == column.field.key) {
            found.missing.push(column.field);
        }
        found.loose.push(Loose {
            index,
            label: column.label,
            suggestion: None,
            duplicate: None,
            ignorable: false,
            told: true,
        });
    }
    for loose in found.loose.iter_mut().filter(|l| l.index == index) {
        (loose.suggestion, loose.duplicate, loose.told) = (None, None, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::cell::Cell;

    fn rows(lines: &[&[&str]]) -> Vec<RowIn> {
        let cell = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
        (0..)
            .zip(lines)
            .map(|(index, line)| RowIn {
                index,
                cells: (0..).zip(*line).map(|(c, t)| (c, cell(t))).filter(|(_, c)| !c.is_empty()).collect(),
                ..RowIn::default()
            })
            .collect()
    }

    fn layout(header: (u32, u32), columns: &[(&str, &str)]) -> Layout {
        Layout {
            sheet: "一".into(),
            block: 1,
            template: Some("congress".into()),
            header,
            columns: columns.iter().map(|(c, f)| ((*c).to_owned(), (!f.is_empty()).then(|| (*f).to_owned()))).collect(),
        }
    }

    fn all(name: &str, rows: &[RowIn], layout: &Layout) -> Option<Found> {
        told(name, rows, &[], layout, 0..=u16::MAX, Above::default())
    }

    fn columns(found: &Found) -> Vec<(u16, &'static str)> {
        found.columns.iter().map(|c| (c.index, c.field.key)).collect()
    }

    #[test]
    fn a_person_says_which_column_is_which() {
        let rows = rows(&[
            &["说明"],
            &["哪天开的", "该来几位", "实到", "签到", "同意票"],
            &["2022-03-04", "45", "31", "31", "30"],
        ]);
        let by_label = all("一", &rows, &layout((2, 2), &[])).expect("found");
        assert_eq!(columns(&by_label), [(2, "delegates_present"), (4, "votes_yes")]);
        let said = [("A", "held_on"), ("B", "delegates_total"), ("C", ""), ("D", "delegates_present")];
        let found = all("一", &rows, &layout((2, 2), &said)).expect("found");
        assert_eq!(
            columns(&found),
            [(0, "held_on"), (1, "delegates_total"), (3, "delegates_present"), (4, "votes_yes")]
        );
        assert!(found.missing.is_empty());
        assert_eq!(found.loose.iter().map(|l| (l.index, l.told)).collect::<Vec<_>>(), [(2, true)]);
        assert_eq!((found.top, found.bottom), (1, 1));
    }

    #[test]
    fn a_required_column_that_is_released_is_missing() {
        let rows = rows(&[&["召开日期", "应到代表", "实到代表"], &["2022-03-04", "45", "31"]]);
        let found = all("一", &rows, &layout((1, 1), &[("C", "")])).expect("found");
        assert_eq!(found.missing.iter().map(|f| f.key).collect::<Vec<_>>(), ["delegates_present"]);
        let odd = all("一", &rows, &layout((1, 1), &[("C", "no such field"), ("??", "staff")])).expect("found");
        assert_eq!(columns(&odd), [(0, "held_on"), (1, "delegates_total")]);
    }

    #[test]
    fn a_header_that_is_not_there_is_no_table() {
        let rows = rows(&[&["召开日期", "应到代表"], &["2022-03-04", "45"]]);
        for header in [(0, 1), (9, 9), (2, 1)] {
            assert!(all("一", &rows, &layout(header, &[])).is_none(), "{header:?}");
        }
        assert!(all("一", &rows, &Layout { template: None, ..layout((1, 1), &[]) }).is_none());
    }
}
