//! A template as an empty workbook to fill in: every column named and explained, choices as drop-down lists, codes as
//! text. What comes back is recognised by the same definitions it was made from ([`super::template`]).
use super::template::{Field, FieldType, Template};
use crate::i18n::Lang;
use crate::incident::category::Scheme;
use crate::t;
use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, Format, FormatAlign,
    FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;

/// Rows below the header that are ready to be filled in: formats and drop-down lists reach this far.
const ROWS: u32 = 2_000;
/// 0-based; the title stands above.
pub(super) const HEADER_ROW: u32 = 1;
/// Counted up when a template's columns change their meaning.
const VERSION: &str = "1";
/// The longest list that a cell's drop-down can hold by itself, in characters; longer ones stand on the sheet of words.
const LIST_MAX: usize = 255;

/// The file's name: `事故台账.xlsx` or `incidents.xlsx`.
pub fn file_name(template: &Template, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}.xlsx", template.zh),
        Lang::En => format!("{}.xlsx", template.key),
    }
}

/// The template as an .xlsx file.
///
/// # Errors
/// A definition that Excel does not allow, such as a sheet name that is too long.
pub fn workbook(template: &Template, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    filled(template, lang, &[], |_| Ok(()))
}

/// The template with whatever `fill` writes below its header. `marks` are names that the workbook defines beside its own.
pub(super) fn filled(
    template: &Template,
    lang: Lang,
    marks: &[&str],
    fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let mark = format!("{} {VERSION}", template.key);
    let properties =
        DocProperties::new().set_title(title(template, lang)).set_custom_property("cuan-template", mark.as_str());
    book.set_properties(&properties);
    let words = Words::of(lang);
    let mut sheet = Worksheet::new();
    sheet.set_name(sheet_name(title(template, lang)))?;
    fill_in(&mut sheet, template, lang, &words)?;
    fill(&mut sheet)?;
    book.push_worksheet(sheet);
    let mut explained = Worksheet::new();
    explained.set_name(words.explained.as_ref())?;
    explain(&mut explained, template, lang, &words)?;
    book.push_worksheet(explained);
    book.define_name(format!("cuan_{}", template.key), &format!("=\"{VERSION}\""))?;
    for mark in marks {
        book.define_name(*mark, &format!("=\"{VERSION}\""))?;
    }
    book.save_to_buffer()
}

/// The few words of a workbook that no template defines.
struct Words {
    explained: Cow<'static, str>,
    how: [Cow<'static, str>; 4],
    required: Cow<'static, str>,
    optional: Cow<'static, str>,
    example: Cow<'static, str>,
    choices: Cow<'static, str>,
    yes_no: [Cow<'static, str>; 2],
    only: Cow<'static, str>,
    font: &'static str,
}

impl Words {
    fn of(lang: Lang) -> Words {
        Words {
            explained: t!(lang, "returns.blank.explained"),
            how: [
                t!(lang, "returns.blank.how-rows"),
                t!(lang, "returns.blank.how-values"),
                t!(lang, "returns.blank.how-codes"),
                t!(lang, "returns.blank.how-own"),
            ],
            required: t!(lang, "returns.desk.required"),
            optional: t!(lang, "returns.desk.optional"),
            example: t!(lang, "returns.desk.example"),
            choices: t!(lang, "returns.blank.choices"),
            yes_no: [t!(lang, "ui.yes"), t!(lang, "ui.no")],
            only: t!(lang, "returns.blank.only"),
            font: if lang == Lang::Zh { "等线" } else { "Calibri" },
        }
    }
}

pub(super) fn title(template: &Template, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => template.zh,
        Lang::En => template.en,
    }
}

fn label(field: &Field, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => field.zh,
        Lang::En => field.en,
    }
}

/// At most 31 characters and none of those Excel forbids.
fn sheet_name(title: &str) -> String {
    title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect()
}

/// The words a cell of the field may hold, when it is one of a few.
fn choices(field: &Field, lang: Lang, words: &Words) -> Vec<String> {
    match field.ty {
        FieldType::YesNo => words.yes_no.iter().map(|word| word.to_string()).collect(),
        FieldType::Choice(keys) => {
            keys.iter().map(|word| if lang == Lang::Zh { word.zh } else { word.en }).map(str::to_owned).collect()
        }
        FieldType::Text if field.key == "category" => accident_types(lang),
        _ => Vec::new(),
    }
}

/// Of the list that is in force when the workbook is made from now on.
fn accident_types(lang: Lang) -> Vec<String> {
    let kinds = Scheme::on(NaiveDate::MAX).kinds().iter();
    kinds.map(|kind| if lang == Lang::Zh { kind.zh } else { kind.en }).map(str::to_owned).collect()
}

fn fill_in(sheet: &mut Worksheet, template: &Template, lang: Lang, words: &Words) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_font_size(14).set_font_name(words.font);
    sheet.write_with_format(0, 0, title(template, lang), &heading)?;
    sheet.set_row_height(0, 26)?;
    sheet.set_row_height(HEADER_ROW, 34)?;
    for (column, field) in (0_u16..).zip(template.fields) {
        let cells = cell_format(field);
        sheet.set_column_format(column, &cells)?;
        sheet.set_column_width(column, width(field, lang))?;
        sheet.write_with_format(HEADER_ROW, column, label(field, lang), &header_format(field, words))?;
        sheet.insert_note(HEADER_ROW, column, &note(field, lang, words))?;
        if let Some(rule) = validation(field, column, lang, words)? {
            sheet.add_data_validation(HEADER_ROW + 1, column, HEADER_ROW + ROWS, column, &rule)?;
        }
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 0)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
    Ok(())
}

fn header_format(field: &Field, words: &Words) -> Format {
    let ground = if field.required { 0x00CF_E5E3 } else { 0x00EE_F1F0 };
    Format::new()
        .set_bold()
        .set_font_name(words.font)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Medium)
        .set_background_color(Color::RGB(ground))
}

pub(super) fn cell_format(field: &Field) -> Format {
    match field.ty {
        FieldType::Date => Format::new().set_num_format("yyyy-mm-dd"),
        FieldType::Moment => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        FieldType::Count => Format::new().set_num_format("0"),
        FieldType::Decimal => Format::new(),
        // Codes, identity numbers, telephones, periods and words stay as they are written.
        _ => Format::new().set_num_format("@"),
    }
}

fn width(field: &Field, lang: Lang) -> f64 {
    let least = match field.ty {
        FieldType::Code | FieldType::Id => 22.0,
        FieldType::Date => 12.0,
        FieldType::Moment => 17.0,
        FieldType::Text if field.max > 200 => 40.0,
        FieldType::Text => 16.0,
        _ => 9.0,
    };
    let written: usize = label(field, lang).chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    f64::max(least, (written.min(20) + 2) as f64)
}

fn tip(field: &Field, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => field.tip_zh,
        Lang::En => field.tip_en,
    }
}

fn note(field: &Field, lang: Lang, words: &Words) -> Note {
    let duty = if field.required { &words.required } else { &words.optional };
    let mut text = format!("{duty}\n{}", tip(field, lang));
    if !field.example.is_empty() {
        text.push_str(&format!("\n{} {}", words.example, field.example));
    }
    Note::new(text).add_author_prefix(false).set_width(220).set_height(90)
}

fn validation(field: &Field, column: u16, lang: Lang, words: &Words) -> Result<Option<DataValidation>, XlsxError> {
    let list = choices(field, lang, words);
    let rule = match field.ty {
        FieldType::Count => DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        FieldType::Decimal => DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
        _ if list.is_empty() => return Ok(None),
        _ if list.join(",").chars().count() <= LIST_MAX => DataValidation::new().allow_list_strings(&list)?,
        _ => {
            // The words stand on the sheet that explains, in the column of the same letter.
            let letter = super::cell::column_name(column);
            let from = list_row(list.len());
            let range = format!("='{}'!${letter}${}:${letter}${}", words.explained, from.0, from.1);
            DataValidation::new().allow_list_formula(Formula::new(range))
        }
    };
    // A warning, not a wall: what people write otherwise is read as well, and anything wrong is shown before sending.
    let rule = rule.set_error_style(DataValidationErrorStyle::Warning).set_error_message(words.only.as_ref())?;
    Ok(Some(rule))
}

/// Where a long list stands on the sheet that explains: first and last row, from 1.
fn list_row(len: usize) -> (usize, usize) {
    (LIST_START, LIST_START + len - 1)
}

/// Far below every explanation; a row number of the sheet, from 1.
const LIST_START: usize = 60;

fn explain(sheet: &mut Worksheet, template: &Template, lang: Lang, words: &Words) -> Result<(), XlsxError> {
    let plain = Format::new().set_font_name(words.font).set_text_wrap().set_align(FormatAlign::Top);
    let bold = Format::new().set_bold().set_font_name(words.font);
    sheet.set_column_width(0, 100)?;
    sheet.write_with_format(0, 0, format!("{} · {}", title(template, lang), words.explained), &bold)?;
    let mut row = 2;
    for line in &words.how {
        sheet.write_with_format(row, 0, line.as_ref(), &plain)?;
        row += 1;
    }
    row += 1;
    for (column, field) in (0_u16..).zip(template.fields) {
        let duty = if field.required { &words.required } else { &words.optional };
        let mut line = format!("{} ({duty}): {}", label(field, lang), tip(field, lang));
        if !field.example.is_empty() {
            line.push_str(&format!(". {}: {}", words.example, field.example));
        }
        let list = choices(field, lang, words);
        if !list.is_empty() {
            line.push_str(&format!(". {}: {}", words.choices, list.join(" / ")));
        }
        sheet.write_with_format(row, 0, line, &plain)?;
        row += 1;
        if list.join(",").chars().count() > LIST_MAX {
            for (at, word) in (list_row(list.len()).0..).zip(&list) {
                sheet.write_with_format(at as u32 - 1, column, word, &plain)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::check::{Checker, Options};
    use super::super::read;
    use super::super::report::{Line, Row, SheetInfo};
    use super::super::template::TEMPLATES;
    use super::*;
    use rust_xlsxwriter::ExcelDateTime;

    #[test]
    fn the_page_that_explains_is_known_by_its_name() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(super::super::marks::is_guide(&Words::of(lang).explained), "{lang:?}");
        }
    }

    /// Writes a field's example as a person would in Excel: numbers as numbers, dates as dates.
    fn example(sheet: &mut Worksheet, column: u16, field: &Field) -> Result<(), XlsxError> {
        let row = HEADER_ROW + 1;
        let format = cell_format(field);
        match field.ty {
            FieldType::Count | FieldType::Decimal => {
                let number: f64 = field.example.parse().expect("a number for an example");
                sheet.write_number_with_format(row, column, number, &format)?;
            }
            FieldType::Date | FieldType::Moment => {
                let at = ExcelDateTime::parse_from_str(&field.example.replace(' ', "T"))?;
                sheet.write_datetime_with_format(row, column, &at, &format)?;
            }
            _ => {
                sheet.write_string_with_format(row, column, field.example, &format)?;
            }
        }
        Ok(())
    }

    fn checked(bytes: &[u8]) -> (Vec<SheetInfo>, Vec<Row>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.xlsx");
        std::fs::write(&path, bytes).expect("written");
        let (mut sheets, mut rows, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        let mut take = |line: Line| match line {
            Line::Sheet(info) => sheets.push(info),
            Line::Row(row) => rows.push(row),
            Line::Problem(p) | Line::FileProblem(p) => problems.push(format!("{} {:?} {:?}", p.code, p.cell, p.raw)),
            _ => {}
        };
        let mut checker = Checker::new(Options::default(), &mut take);
        let (_, readable) = read::read(&path, "t.xlsx", &mut checker).expect("read");
        checker.finish(readable);
        (sheets, rows, problems)
    }

    #[test]
    fn a_filled_template_is_read_back_as_certain_with_every_value() {
        for template in &TEMPLATES {
            for lang in Lang::ALL {
                let bytes = filled(template, lang, &[], |sheet| {
                    (0_u16..).zip(template.fields).try_for_each(|(column, field)| example(sheet, column, field))
                });
                let (sheets, rows, problems) = checked(&bytes.expect("made"));
                let what = format!("{} {lang:?}: {problems:?}", template.key);
                assert_eq!(sheets[0].template.as_deref(), Some(template.key), "{what}");
                let known: Vec<&str> = sheets[0].columns.iter().map(|c| c.field.as_ref()).collect();
                let all: Vec<&str> = template.fields.iter().map(|f| f.key).collect();
                assert_eq!(known, all, "{what}");
                assert!(sheets[0].unmatched.is_empty(), "{what}");
                assert_eq!((rows.len(), rows[0].ok), (1, true), "{what}");
                for field in template.fields.iter().filter(|field| !field.example.is_empty()) {
                    assert!(rows[0].values.get(field.key).is_some(), "{} of {what}", field.key);
                }
            }
        }
    }

    #[test]
    fn an_empty_template_has_no_rows_and_nothing_wrong() {
        for template in &TEMPLATES {
            let (sheets, rows, problems) = checked(&workbook(template, Lang::Zh).expect("made"));
            assert_eq!(sheets[0].template.as_deref(), Some(template.key));
            assert!(rows.is_empty(), "{}: {problems:?}", template.key);
            let wrong: Vec<&String> = problems.iter().filter(|p| !p.starts_with("no-table-found")).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", template.key);
        }
    }
}
