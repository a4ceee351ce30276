//! The roll as a workbook that `cuan check` reads back as the template `roll`.
use crate::enterprise::model::Listed;
use crate::i18n::{self, Lang};
use crate::server::Halt;
use anyhow::Context;
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// The columns in the order of the template, with their widths in characters.
const COLUMNS: [(&str, f64); 12] = [
    ("uscc", 22.0),
    ("name", 36.0),
    ("town", 14.0),
    ("industry", 24.0),
    ("size", 10.0),
    ("above_scale", 10.0),
    ("union", 10.0),
    ("pilot", 10.0),
    ("high_risk", 10.0),
    ("headcount", 10.0),
    ("safety_officer", 14.0),
    ("phone", 18.0),
];

/// Writes the rows as an .xlsx file.
///
/// # Errors
/// The file could not be put together.
pub fn workbook(lang: Lang, rows: &[Listed]) -> Result<Vec<u8>, Halt> {
    Ok(written(lang, rows).context("write a workbook")?)
}

/// What a spreadsheet might take for a formula.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text stays a text, whatever it begins with.
fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("@");
    let format = if looks_like_formula(text) { format.set_quote_prefix() } else { format };
    sheet.write_string_with_format(row, column, text, &format)?;
    Ok(())
}

fn written(lang: Lang, rows: &[Listed]) -> Result<Vec<u8>, XlsxError> {
    let word = |key: String| i18n::words(lang, &key);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(word("enterprise.export.sheet".to_owned()))?;
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (column, (field, width)) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, word(format!("enterprise.field.{field}")), &head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (at, row) in (1_u32..).zip(rows) {
        for (column, (field, value)) in (0_u16..).zip(row.facts.fields()) {
            // The headcount stands between the flags and the safety officer.
            let column = if column >= 9 { column + 1 } else { column };
            let text = match (field, value) {
                (_, None) => continue,
                ("size", Some(key)) => word(format!("enterprise.size.{key}")).into_owned(),
                ("above_scale" | "union" | "pilot" | "high_risk", Some(key)) => {
                    word(format!("enterprise.{key}")).into_owned()
                }
                (_, Some(text)) => text,
            };
            put(sheet, at, column, &text)?;
        }
        if let Some(headcount) = row.headcount.and_then(|n| u32::try_from(n).ok()) {
            sheet.write_number(at, 9, headcount)?;
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enterprise::model::{Facts, Size, Uscc};
    use calamine::{Data, Reader, Xlsx};

    fn row(name: &str) -> Listed {
        let facts = Facts {
            uscc: Uscc::stored("913212040000000154".to_owned()),
            name: name.to_owned(),
            town: "罗塘街道".to_owned(),
            industry: None,
            size: Some(Size::Small),
            above_scale: Some(true),
            union: None,
            pilot: Some(false),
            high_risk: None,
            safety_officer: Some("-王承".to_owned()),
            phone: Some("0523-0000000".to_owned()),
        };
        Listed { id: uuid::Uuid::nil(), facts, headcount: Some(31) }
    }

    #[test]
    fn texts_stay_texts_and_numbers_numbers() {
        let formula = "=HYPERLINK(\"http://evil.example\")";
        let bytes = workbook(Lang::Zh, &[row(formula), row("甲")]).expect("written");
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.as_slice())).expect("opens");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("read");
        let cell = |r: u32, c: u32| sheet.get_value((r, c)).cloned().unwrap_or(Data::Empty);
        assert_eq!(cell(0, 0), Data::String("统一社会信用代码".to_owned()));
        assert_eq!(cell(0, 9), Data::String("职工人数".to_owned()));
        assert_eq!(cell(1, 0), Data::String("913212040000000154".to_owned()), "18 digits stay a text");
        assert_eq!(cell(1, 1), Data::String(formula.to_owned()));
        assert_eq!((cell(1, 4), cell(1, 5)), (Data::String("小型".to_owned()), Data::String("是".to_owned())));
        assert_eq!((cell(1, 3), cell(1, 6)), (Data::Empty, Data::Empty), "what is not known stays blank");
        assert_eq!(cell(1, 9), Data::Float(31.0));
        assert_eq!(cell(1, 10), Data::String("-王承".to_owned()));
        assert_eq!(sheet.height(), 3);
        let mut formulas: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("opens");
        let formulas = formulas.worksheet_formula("企业名册").expect("read");
        assert!(formulas.used_cells().next().is_none(), "no formula anywhere");
    }
}
