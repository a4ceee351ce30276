//! Who filed and who did not, as a workbook. Texts stay texts, whatever they begin with.
use super::page::{period_name, template_name};
use super::rule::rates::written;
use super::service::Table;
use crate::i18n::{self, Lang};
use crate::server::Halt;
use crate::t;
use anyhow::Context;
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// `三季度 生产安全事故 报送情况.xlsx`
pub fn file_name(lang: Lang, table: &Table) -> String {
    let (kind, period) = (template_name(lang, &table.template), period_name(lang, table.period));
    format!("{}.xlsx", t!(lang, "standing.rates.file", kind = kind, period = period))
}

/// # Errors
/// The file could not be put together.
pub fn workbook(lang: Lang, table: &Table) -> Result<Vec<u8>, Halt> {
    Ok(put_together(lang, table).context("write a workbook")?)
}

/// Writes a text that stays one, whatever it begins with.
pub(crate) fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("@");
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let format = if formula { format.set_quote_prefix() } else { format };
    sheet.write_string_with_format(row, column, text, &format)?;
    Ok(())
}

/// The heads of columns with their widths, in bold over rows that scroll.
pub(crate) fn head(sheet: &mut Worksheet, words: &[(std::borrow::Cow<'static, str>, f64)]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (column, (words, width)) in (0_u16..).zip(words) {
        sheet.write_string_with_format(0, column, words.as_ref(), &bold)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn put_together(lang: Lang, table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(t!(lang, "standing.rates.by-town"))?;
    head(
        sheet,
        &[
            (t!(lang, "standing.rates.town"), 18.0),
            (t!(lang, "standing.rates.expected"), 10.0),
            (t!(lang, "standing.rates.received"), 10.0),
            (t!(lang, "standing.rates.in-time"), 10.0),
            (t!(lang, "standing.rates.complete"), 12.0),
            (t!(lang, "standing.rates.timely"), 12.0),
        ],
    )?;
    let all = t!(lang, "standing.rates.all").into_owned();
    let rows = table.towns.iter().map(|row| (row.town.clone(), row.rate)).chain([(all, table.total)]);
    for (at, (town, rate)) in (1_u32..).zip(rows) {
        put(sheet, at, 0, &town)?;
        for (column, n) in [(1, rate.expected), (2, rate.received), (3, rate.in_time)] {
            sheet.write_number(at, column, n as f64)?;
        }
        for (column, share) in [(4, rate.complete()), (5, rate.timely())] {
            if let Some(number) = share.and_then(|share| written(share).parse::<f64>().ok()) {
                sheet.write_number(at, column, number)?;
            }
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name(t!(lang, "standing.rates.missing"))?;
    head(
        sheet,
        &[
            (t!(lang, "standing.rates.town"), 18.0),
            (t!(lang, "standing.rates.enterprise"), 40.0),
            (t!(lang, "standing.rates.stands"), 24.0),
            (t!(lang, "standing.rates.due"), 14.0),
            (t!(lang, "standing.rates.officer"), 14.0),
            (t!(lang, "standing.rates.phone"), 18.0),
        ],
    )?;
    for (at, filer) in (1_u32..).zip(&table.missing) {
        let (_, word, _) = super::page::duty_words(lang, &filer.duty);
        put(sheet, at, 0, &filer.owner.town)?;
        put(sheet, at, 1, &filer.owner.name)?;
        put(sheet, at, 2, &word)?;
        put(sheet, at, 3, &i18n::short_date(filer.duty.due))?;
        put(sheet, at, 4, filer.owner.officer.as_deref().unwrap_or_default())?;
        put(sheet, at, 5, filer.owner.phone.as_deref().unwrap_or_default())?;
    }
    book.save_to_buffer()
}
