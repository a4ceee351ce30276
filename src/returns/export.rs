//! A list as a workbook: its template, filled in. Numbers are numbers, days are days, everything else is text whatever it
//! begins with; what comes back is read to the same values (docs/decisions/exports.md).
use super::blank::{HEADER_ROW, cell_format, filled, title};
use super::marks::{EXPORT, UNKNOWN};
use super::template::{Field, FieldType, Template};
use crate::i18n::Lang;
use crate::kernel::intake::Values;
use crate::kernel::text;
use crate::t;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};
use serde_json::Value;

/// Digits that a spreadsheet's numbers hold for certain.
const DIGITS_MAX: usize = 15;

/// One row: whose it is, by name and credit code, and its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub owner: Option<(String, String)>,
    pub values: Values,
}

/// The file's name: `隐患-2026-11-05.xlsx`.
pub fn file_name(template: &Template, lang: Lang, today: NaiveDate) -> String {
    match lang {
        Lang::Zh => format!("{}-{today}.xlsx", template.zh),
        Lang::En => format!("{}-{today}.xlsx", template.key),
    }
}

/// Writes the rows below the template's header.
///
/// # Errors
/// A definition or a sheet that Excel does not allow.
pub fn workbook(template: &Template, lang: Lang, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    filled(template, lang, &[EXPORT], |sheet| {
        let columns = template.fields.iter().map(|field| Column::of(field, lang)).collect::<Vec<_>>();
        for (at, row) in (HEADER_ROW + 1..).zip(rows) {
            for (column, how) in (0_u16..).zip(&columns) {
                how.write(sheet, (at, column), row)?;
            }
        }
        if let (Ok(last), Ok(width)) = (u32::try_from(rows.len()), u16::try_from(columns.len())) {
            sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + last, width.saturating_sub(1))?;
        }
        sheet.set_name(title(template, lang))?;
        Ok(())
    })
}

/// How the cells of one field are written.
struct Column<'a> {
    field: &'a Field,
    plain: Format,
    /// For texts that a spreadsheet might take for a formula once they are edited.
    quoted: Format,
    yes_no: [String; 2],
    lang: Lang,
}

impl<'a> Column<'a> {
    fn of(field: &'a Field, lang: Lang) -> Column<'a> {
        let plain = cell_format(field);
        let quoted = Format::new().set_num_format("@").set_quote_prefix();
        let yes_no = [t!(lang, "ui.yes").into_owned(), t!(lang, "ui.no").into_owned()];
        Column { field, plain, quoted, yes_no, lang }
    }

    fn write(&self, sheet: &mut Worksheet, (row, column): (u32, u16), of: &Row) -> Result<(), XlsxError> {
        let owner = match (self.field.key, &of.owner) {
            ("enterprise", Some((name, _))) => Some(name.as_str()),
            ("uscc", Some((_, code))) => Some(code.as_str()),
            _ => None,
        };
        if let Some(owner) = owner {
            return self.text(sheet, (row, column), owner);
        }
        match of.values.0.get(self.field.key) {
            None | Some(Value::Null) if self.field.may_lack => {
                self.text(sheet, (row, column), UNKNOWN[usize::from(self.lang != Lang::Zh)])
            }
            None | Some(Value::Null) => Ok(()),
            Some(Value::Bool(yes)) => self.text(sheet, (row, column), &self.yes_no[usize::from(!yes)]),
            Some(Value::Number(n)) => {
                sheet.write_number_with_format(row, column, n.as_f64().unwrap_or_default(), &self.plain)?;
                Ok(())
            }
            Some(Value::String(said)) => self.said(sheet, (row, column), said),
            Some(other) => self.text(sheet, (row, column), &other.to_string()),
        }
    }

    fn said(&self, sheet: &mut Worksheet, (row, column): (u32, u16), said: &str) -> Result<(), XlsxError> {
        match self.field.ty {
            FieldType::Decimal if said.chars().filter(char::is_ascii_digit).count() <= DIGITS_MAX => {
                if let Ok(number) = said.parse::<f64>() {
                    sheet.write_number_with_format(row, column, number, &self.plain)?;
                    return Ok(());
                }
            }
            FieldType::Date | FieldType::Moment => {
                if let Some((at, format)) = self.moment(said) {
                    sheet.write_datetime_with_format(row, column, &at, &format)?;
                    return Ok(());
                }
            }
            FieldType::Choice(words) => {
                let word = words.iter().find(|word| word.key == said);
                let word = word.map_or(said, |word| if self.lang == Lang::Zh { word.zh } else { word.en });
                return self.text(sheet, (row, column), word);
            }
            _ => {}
        }
        self.text(sheet, (row, column), said)
    }

    /// A day, or a day and a time of it. Days that Excel does not know stay texts.
    fn moment(&self, said: &str) -> Option<(ExcelDateTime, Format)> {
        let at: NaiveDateTime = text::moment(said).or_else(|| Some(text::date(said)?.and_time(NaiveTime::MIN)))?;
        let year = u16::try_from(at.year()).ok()?;
        let day = ExcelDateTime::from_ymd(year, at.month() as u8, at.day() as u8).ok()?;
        if text::date(said).is_some() {
            return Some((day, Format::new().set_num_format("yyyy-mm-dd")));
        }
        let moment = day.and_hms(at.hour() as u16, at.minute() as u8, at.second()).ok()?;
        Some((moment, self.plain.clone()))
    }

    /// A text stays a text, whatever it begins with.
    fn text(&self, sheet: &mut Worksheet, (row, column): (u32, u16), text: &str) -> Result<(), XlsxError> {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let format = if formula { &self.quoted } else { &self.plain };
        sheet.write_string_with_format(row, column, text, format)?;
        Ok(())
    }
}
