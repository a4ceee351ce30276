//! What people said about a workbook: which template a sheet is, where its header stands, which column is which field,
//! and which cells they corrected. It rides along to the reader ([`super::check::Options`]); the file itself is never
//! changed. A layout is also remembered for the sender, under what the header looks like ([`face`]).
use super::cell::column_number;
use super::label::squeeze;
use super::report::SheetInfo;
use super::template::{Field, FieldType, Template};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The header of a table has at most this many rows, and one more when that holds nothing but units.
pub const HEADER_ROWS_MAX: u32 = 3;

/// How one table of a sheet is to be read, because a person said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    pub sheet: String,
    /// 1 for the first table of the sheet, 2 for the next.
    pub block: u32,
    /// A template's key; `None` leaves the table out.
    pub template: Option<String>,
    /// First and last row of the header, by the sheet's own numbers.
    pub header: (u32, u32),
    /// Columns by their letters with the field each holds; `None`: it holds none. Empty while nobody was asked: then
    /// columns are matched by their labels.
    pub columns: Vec<(String, Option<String>)>,
}

/// A cell that a person corrected on the preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    pub sheet: String,
    /// The sheet's own number.
    pub row: u32,
    /// Letters.
    pub column: String,
    /// What is to be read instead; empty for a blank cell.
    pub text: String,
}

/// All that was said about one workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub layouts: Vec<Layout>,
    pub fixes: Vec<Fix>,
}

impl Told {
    pub fn is_empty(&self) -> bool {
        self.layouts.is_empty() && self.fixes.is_empty()
    }

    pub fn layouts_of(&self, sheet: &str) -> Vec<Layout> {
        self.layouts.iter().filter(|layout| layout.sheet == sheet).cloned().collect()
    }

    /// Corrected cells of a sheet: 0-based row, then 0-based column and text.
    pub fn fixes_of(&self, sheet: &str) -> HashMap<u32, Vec<(u16, String)>> {
        let mut fixes: HashMap<u32, Vec<(u16, String)>> = HashMap::new();
        for fix in self.fixes.iter().filter(|fix| fix.sheet == sheet && fix.row > 0) {
            if let Some(column) = column_number(&fix.column) {
                fixes.entry(fix.row - 1).or_default().push((column, fix.text.clone()));
            }
        }
        fixes
    }
}

impl Layout {
    pub fn field_of(&self, column: &str) -> Option<&str> {
        self.columns.iter().find(|(letter, _)| letter == column).and_then(|(_, field)| field.as_deref())
    }

    /// The same layout for a sheet whose header stands `rows` lower (or higher, when negative).
    #[must_use]
    pub fn moved(&self, sheet: &str, block: u32, rows: i64) -> Layout {
        let shift = |row: u32| u32::try_from((i64::from(row) + rows).max(1)).unwrap_or(1);
        let header = (shift(self.header.0), shift(self.header.1));
        Layout { sheet: sheet.to_owned(), block, header, ..self.clone() }
    }
}

/// What a table's header looks like: every label with its column, whatever it was taken for. Two workbooks with the
/// same face are read by the same layout. A sheet without any header is known by its name.
pub fn face(info: &SheetInfo) -> String {
    let known = info.columns.iter().map(|c| (c.column.as_str(), c.label.as_str()));
    let other = info.unmatched.iter().map(|c| (c.column.as_str(), c.label.as_str()));
    let labels: BTreeMap<u16, String> =
        known.chain(other).filter_map(|(column, label)| Some((column_number(column)?, squeeze(label)))).collect();
    if labels.is_empty() {
        return format!("sheet\n{}", squeeze(&info.sheet));
    }
    let mut face = String::from("header");
    for (column, label) in labels {
        face.push_str(&format!("\n{column}\t{label}"));
    }
    face
}

/// What a person should be asked about a table before its rows are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Which template it is and where its header stands.
    Table,
    /// What some of its columns hold.
    Columns,
}

/// The doubts about one table. Nothing that is certain is asked.
pub fn doubt(info: &SheetInfo) -> Option<Doubt> {
    if info.told || info.hidden {
        return None;
    }
    let Some(template) = info.template.as_deref().and_then(Template::by_key) else {
        return (!info.header_rows.is_empty()).then_some(Doubt::Table);
    };
    let suggested = info.unmatched.iter().any(|column| column.suggestion.is_some());
    let lacking = !info.unmatched.is_empty() && missing(template, info).next().is_some();
    (suggested || lacking).then_some(Doubt::Columns)
}

/// All doubts about a workbook, by the place of the table. When no table at all was found, each sheet is asked about.
pub fn doubts<'a>(sheets: impl IntoIterator<Item = &'a SheetInfo>) -> Vec<(usize, Doubt)> {
    let sheets: Vec<&SheetInfo> = sheets.into_iter().collect();
    let nothing = sheets.iter().all(|sheet| sheet.template.is_none() && (sheet.hidden || sheet.header_rows.is_empty()));
    let of = |sheet: &SheetInfo| {
        let lost = nothing && !sheet.told && !sheet.hidden;
        doubt(sheet).or(lost.then_some(Doubt::Table))
    };
    sheets.iter().enumerate().filter_map(|(at, sheet)| Some((at, of(sheet)?))).collect()
}

/// Required fields that have no column and that the sheet does not say otherwise.
pub fn missing(template: &'static Template, info: &SheetInfo) -> impl Iterator<Item = &'static Field> {
    let by_period = |field: &Field| info.period.is_some() && (field.ty == FieldType::Period || field.key == "year");
    let supplied = move |field: &Field| by_period(field) || info.supplied.iter().any(|key| key == field.key);
    let has = |field: &Field| info.columns.iter().any(|column| column.field == field.key);
    template.fields.iter().filter(move |field| field.required && !has(field) && !supplied(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::report::{ColumnInfo, Unmatched};

    fn info(template: Option<&'static str>, columns: &[(&str, &str, &str)], other: &[(&str, &str, &str)]) -> SheetInfo {
        SheetInfo {
            sheet: "台账".into(),
            template: template.map(Into::into),
            header_rows: vec![3],
            columns: columns
                .iter()
                .map(|(column, label, field)| ColumnInfo {
                    field: (*field).to_owned().into(),
                    column: (*column).into(),
                    label: (*label).into(),
                })
                .collect(),
            unmatched: other
                .iter()
                .map(|(column, label, maybe)| Unmatched {
                    column: (*column).into(),
                    label: (*label).into(),
                    suggestion: (!maybe.is_empty()).then(|| (*maybe).to_owned().into()),
                })
                .collect(),
            ..SheetInfo::default()
        }
    }

    const WHOLE: &[(&str, &str, &str)] =
        &[("A", "召开日期", "held_on"), ("B", "应到", "delegates_total"), ("C", "实到", "delegates_present")];

    #[test]
    fn only_what_is_uncertain_is_asked() {
        let cases: [(SheetInfo, Option<Doubt>); 6] = [
            (info(Some("congress"), WHOLE, &[]), None),
            (info(Some("congress"), WHOLE, &[("D", "经办人", "")]), None),
            (info(Some("congress"), WHOLE, &[("D", "同意的", "votes_yes")]), Some(Doubt::Columns)),
            (info(Some("congress"), &WHOLE[..2], &[("C", "来了几位", "")]), Some(Doubt::Columns)),
            (info(Some("congress"), &WHOLE[..2], &[]), None),
            (info(None, &[], &[("A", "甲", "")]), Some(Doubt::Table)),
        ];
        for (info, asked) in cases {
            assert_eq!(doubt(&info), asked, "{info:?}");
            assert_eq!(doubt(&SheetInfo { told: true, ..info.clone() }), None);
            assert_eq!(doubt(&SheetInfo { hidden: true, ..info }), None);
        }
    }

    #[test]
    fn a_workbook_without_any_table_is_asked_about_sheet_by_sheet() {
        let plain = SheetInfo { sheet: "一".into(), ..SheetInfo::default() };
        let known = info(Some("congress"), WHOLE, &[]);
        assert_eq!(doubts([&plain, &plain]), [(0, Doubt::Table), (1, Doubt::Table)]);
        assert_eq!(doubts([&plain, &known]), []);
    }

    #[test]
    fn a_period_in_the_title_supplies_what_no_column_does() {
        let mut sheet = info(Some("exposure"), &[("A", "人数", "headcount")], &[("B", "工时", "")]);
        assert_eq!(doubt(&sheet), Some(Doubt::Columns));
        sheet.period = Some(("2022-07-01".into(), "2022-09-30".into()));
        assert_eq!(doubt(&sheet), None);
    }

    #[test]
    fn a_face_is_the_labels_and_their_places() {
        let one = info(Some("congress"), WHOLE, &[("D", "备注", "")]);
        let spaced =
            info(None, &[], &[("B", "应 到", ""), ("A", "召开日期", ""), ("D", "备注", ""), ("C", "实到", "")]);
        assert_eq!(face(&one), face(&spaced), "whatever the labels were taken for");
        let shifted = info(None, &[], &[("B", "召开日期", "")]);
        assert_ne!(face(&shifted), face(&info(None, &[], &[("A", "召开日期", "")])));
        assert_eq!(face(&SheetInfo { sheet: "一 月".into(), ..SheetInfo::default() }), "sheet\n一月");
    }

    #[test]
    fn a_layout_moves_with_its_header_and_fixes_are_found_by_row() {
        let layout = Layout {
            sheet: "一".into(),
            block: 1,
            template: Some("congress".into()),
            header: (3, 4),
            columns: vec![("B".into(), Some("staff".into())), ("C".into(), None)],
        };
        assert_eq!(layout.moved("二", 1, 2).header, (5, 6));
        assert_eq!(layout.moved("二", 1, -9).header, (1, 1));
        assert_eq!((layout.field_of("B"), layout.field_of("C")), (Some("staff"), None));
        let fix = |row, column: &str| Fix { sheet: "一".into(), row, column: column.into(), text: "3".into() };
        let told = Told { layouts: vec![layout], fixes: vec![fix(7, "B"), fix(7, "AA"), fix(0, "B"), fix(8, "?")] };
        assert_eq!(told.fixes_of("一")[&6], [(1, "3".to_owned()), (26, "3".to_owned())]);
        assert_eq!((told.fixes_of("一").len(), told.fixes_of("二").len(), told.layouts_of("二").len()), (1, 0, 0));
    }
}
