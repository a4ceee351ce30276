//! A bulletin as a workbook: the words, the totals, every table with its links, the months with both charts as charts.
//! The same charts stand in the Word document, each with a workbook of its own numbers.
use super::link;
use super::model::{Cell, Cut, Figures, Key, Measure, Was};
use super::page::{self, Named};
use super::service::Shown;
use crate::i18n::Lang;
use crate::server::{Ctx, Halt};
use crate::t;
use anyhow::Context;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::io::{Cursor, Read};
use uuid::Uuid;
use zip::ZipArchive;

/// This year: deep teal; last year: grey, as on the pages.
const NOW: &str = "#0B5C5C";
const LAST: &str = "#A9B1B0";
const FONT: &str = "SimSun";

/// Only the value stands at a bar.
const LABELS: &str = "<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/>\
<c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/>";

/// A chart for a document: its own part, and the workbook its numbers are edited in.
pub struct Drawn {
    pub title: String,
    pub xml: String,
    pub data: Vec<u8>,
}

/// Both charts: months beside months, running totals.
pub fn charts(lang: Lang, figures: &Figures) -> anyhow::Result<Vec<Drawn>> {
    let mut all = Vec::new();
    for kind in [Kind::Months, Kind::Totals] {
        let mut with = Workbook::new();
        let sheet = numbers(&mut with, lang, figures)?;
        sheet.insert_chart(0, 8, &chart(kind, lang, figures))?;
        let mut data = Workbook::new();
        numbers(&mut data, lang, figures)?;
        let title = kind.title(lang).into_owned();
        all.push(Drawn { title, xml: part(&with.save_to_buffer()?)?, data: data.save_to_buffer()? });
    }
    Ok(all)
}

/// The chart's part of a workbook, tied to the numbers beside it instead.
fn part(workbook: &[u8]) -> anyhow::Result<String> {
    let mut archive = ZipArchive::new(Cursor::new(workbook))?;
    let mut xml = String::new();
    archive.by_name("xl/charts/chart1.xml")?.read_to_string(&mut xml)?;
    let end = xml.find("<c:printSettings>").or_else(|| xml.find("</c:chartSpace>")).context("a chart ends")?;
    xml.truncate(end);
    xml.push_str("<c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData></c:chartSpace>");
    // What is not said some programs take for yes: labels with every name, lines as curves.
    let mut xml = xml.replace("<c:showVal val=\"1\"/>", LABELS);
    if xml.contains("<c:lineChart>") {
        xml = xml.replace("</c:ser>", "<c:smooth val=\"0\"/></c:ser>");
    }
    // Chinese is set in the same face as the rest.
    Ok(xml.replace(
        &format!("<a:latin typeface=\"{FONT}\"/>"),
        &format!("<a:latin typeface=\"{FONT}\"/><a:ea typeface=\"{FONT}\"/>"),
    ))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Months,
    Totals,
}

impl Kind {
    fn title(self, lang: Lang) -> std::borrow::Cow<'static, str> {
        match self {
            Kind::Months => t!(lang, "bulletin.one.chart-months"),
            Kind::Totals => t!(lang, "bulletin.one.chart-total"),
        }
    }
}

/// The sheet both charts draw from: month, last year, this year, and both running totals.
fn numbers<'a>(book: &'a mut Workbook, lang: Lang, figures: &Figures) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(t!(lang, "bulletin.sheet-months"))?;
    let (before, now) = (t!(lang, "bulletin.one.before"), t!(lang, "bulletin.one.now"));
    let total = t!(lang, "bulletin.one.chart-total");
    let bold = head_format();
    let (this_year, last_year) = page::sides(lang, &figures.steps);
    let heads = [
        t!(lang, "ui.step").into_owned(),
        last_year.into_owned(),
        this_year.into_owned(),
        format!("{total} {before}"),
        format!("{total} {now}"),
    ];
    for (column, words) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, words, &bold)?;
        sheet.set_column_width(column, if column == 0 { 16 } else { 18 })?;
    }
    let names = page::step_names(lang, &figures.steps);
    let (sums, sums_last) = page::step_totals(&figures.steps);
    for (at, (name, step)) in names.into_iter().zip(&figures.steps).enumerate() {
        let row = at as u32 + 1;
        sheet.write_string(row, 0, name)?;
        if let Some(last) = step.last {
            sheet.write_number(row, 1, last as f64)?;
        }
        sheet.write_number(row, 2, step.now as f64)?;
        if let Some(last) = sums_last.get(at) {
            sheet.write_number(row, 3, *last as f64)?;
        }
        if let Some(now) = sums.get(at) {
            sheet.write_number(row, 4, *now as f64)?;
        }
    }
    Ok(sheet)
}

fn font() -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(9);
    font
}

fn chart(kind: Kind, lang: Lang, figures: &Figures) -> Chart {
    let name = t!(lang, "bulletin.sheet-months");
    let sheet = name.as_ref();
    let last = figures.steps.len().max(1) as u32;
    let (mut chart, first) = match kind {
        Kind::Months => (Chart::new(ChartType::Column), 1),
        Kind::Totals => (Chart::new(ChartType::Line), 3),
    };
    for (column, colour, label) in [(first, LAST, 1_u16), (first + 1, NOW, 2)] {
        let series = chart.add_series();
        series
            .set_name((sheet, 0, label))
            .set_categories((sheet, 1, 0, last, 0))
            .set_values((sheet, 1, column, last, column));
        let mut format = ChartFormat::new();
        match kind {
            Kind::Months => {
                format.set_solid_fill(ChartSolidFill::new().set_color(colour));
                let mut label = ChartDataLabel::new();
                label.show_value().set_font(font().set_size(8));
                series.set_format(&mut format).set_gap(60).set_overlap(0).set_data_label(&label);
            }
            Kind::Totals => {
                format.set_line(ChartLine::new().set_color(colour).set_width(2.25));
                series.set_format(&mut format);
            }
        }
    }
    chart.title().set_hidden();
    chart.x_axis().set_font(&font());
    chart.y_axis().set_font(&font()).set_num_format("0");
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font());
    chart.set_width(640).set_height(300).set_alt_text(kind.title(lang));
    chart
}

/// The workbook's bytes. `base` is where people reach the program.
///
/// # Errors
/// The workbook could not be put together.
pub fn written(ctx: &Ctx, shown: &Shown, base: &str) -> Result<Vec<u8>, Halt> {
    Ok(put_together(ctx, shown, base).context("write a workbook")?)
}

fn head_format() -> Format {
    Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap()
}

/// A text that stays one, whatever it begins with.
fn text(sheet: &mut Worksheet, row: u32, column: u16, words: &str) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("@");
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let format = if formula { format.set_quote_prefix() } else { format };
    sheet.write_string_with_format(row, column, words, &format)?;
    Ok(())
}

/// Where numbers lead.
struct Links<'a> {
    base: &'a str,
    id: Uuid,
}

impl Links<'_> {
    /// A number that opens its records; zero has none.
    fn number(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        n: i64,
        key: Key,
        cut: &Cut,
    ) -> Result<(), XlsxError> {
        if n != 0 {
            let address = format!("{}{}", self.base, link::records(self.id, key, cut));
            sheet.write_url(row, column, address.as_str())?;
            let format = Format::new()
                .set_num_format("#,##0")
                .set_font_color(NOW)
                .set_underline(rust_xlsxwriter::FormatUnderline::Single);
            // The link stays, the address is replaced by the number.
            sheet.write_number_with_format(row, column, n as f64, &format)?;
        } else {
            sheet.write_number(row, column, 0.0)?;
        }
        Ok(())
    }
}

fn put_together(ctx: &Ctx, shown: &Shown, base: &str) -> anyhow::Result<Vec<u8>> {
    let lang = ctx.lang;
    let figures = &shown.figures;
    let links = Links { base, id: shown.bulletin.id };
    let mut book = Workbook::new();
    words(ctx, &mut book, shown)?;
    let sheet = numbers(&mut book, lang, figures)?;
    sheet.insert_chart(figures.steps.len() as u32 + 3, 0, &chart(Kind::Months, lang, figures))?;
    sheet.insert_chart(figures.steps.len() as u32 + 20, 0, &chart(Kind::Totals, lang, figures))?;
    let names =
        [t!(lang, "bulletin.sheet-towns"), t!(lang, "bulletin.sheet-groups"), t!(lang, "bulletin.sheet-industries")];
    let tables = page::tables_of(lang, figures);
    // A bulletin of one town has no table of towns.
    let skip = names.len() - tables.len();
    for (name, (_, first, lines)) in names.into_iter().skip(skip).zip(tables) {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        table(lang, sheet, &links, &first, &lines, figures)?;
    }
    duties(lang, book.add_worksheet(), &links, figures)?;
    Ok(book.save_to_buffer()?)
}

fn words(ctx: &Ctx, book: &mut Workbook, shown: &Shown) -> Result<(), XlsxError> {
    let lang = ctx.lang;
    let sheet = book.add_worksheet();
    sheet.set_name(t!(lang, "bulletin.sheet-figures"))?;
    sheet.set_column_width(0, 22)?;
    sheet.set_column_width(1, 96)?;
    let title = Format::new().set_bold().set_font_size(15);
    sheet.write_string_with_format(0, 0, page::title(lang, &shown.bulletin), &title)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let mut row = 2;
    let mut put = |sheet: &mut Worksheet, name: &str, words: &str| -> Result<(), XlsxError> {
        text(sheet, row, 0, name)?;
        sheet.write_string_with_format(row, 1, words, &wrapped)?;
        row += 1;
        Ok(())
    };
    let name = t!(lang, "bulletin.one.text");
    for (at, line) in shown.said.of(lang == Lang::Zh).split('\n').enumerate() {
        put(sheet, if at == 0 { &name } else { "" }, line)?;
    }
    if let Some(remarks) = &shown.said.remarks {
        put(sheet, &t!(lang, "bulletin.one.remarks"), remarks)?;
    }
    for (name, value) in page::facts(ctx, shown) {
        put(sheet, &name, &value)?;
    }
    Ok(())
}

fn heads(lang: Lang, first: &str) -> Vec<String> {
    let of = |measure: Measure, when: &str| format!("{} {when}", page::measure(lang, measure));
    let (before, now) = (t!(lang, "bulletin.one.before"), t!(lang, "bulletin.one.now"));
    let mut all = vec![first.to_owned()];
    for measure in [Measure::Incidents, Measure::Deaths, Measure::Serious] {
        all.push(of(measure, &before));
        all.push(of(measure, &now));
        if measure == Measure::Incidents {
            all.push(t!(lang, "bulletin.one.diff").into_owned());
            all.push(format!("{} %", t!(lang, "bulletin.one.percent")));
        }
    }
    all
}

fn table(
    lang: Lang,
    sheet: &mut Worksheet,
    links: &Links<'_>,
    first: &str,
    lines: &[(Named, Vec<Cell>)],
    figures: &Figures,
) -> Result<(), XlsxError> {
    for (column, words) in (0..).zip(heads(lang, first)) {
        sheet.write_string_with_format(0, column, words, &head_format())?;
        sheet.set_column_width(column, if column == 0 { 28 } else { 14 })?;
    }
    sheet.set_freeze_panes(1, 1)?;
    let whole = Cut { town: figures.town.clone(), ..Cut::default() };
    let total = ((t!(lang, "bulletin.one.total"), whole), figures.headline.clone());
    for (row, ((name, cut), cells)) in (1..).zip(lines.iter().chain([&total])) {
        text(sheet, row, 0, name)?;
        let mut column = 1;
        for cell in cells {
            match cell.last {
                Some(last) => links.number(sheet, (row, column), last, Key::new(Was::Last, cell.measure), cut)?,
                None => text(sheet, row, column, &t!(lang, "bulletin.one.no-data"))?,
            }
            links.number(sheet, (row, column + 1), cell.now, Key::new(Was::Now, cell.measure), cut)?;
            column += 2;
            if cell.measure == Measure::Incidents {
                change(sheet, row, column, cell, figures.is_last_unlike())?;
                column += 2;
            }
        }
    }
    Ok(())
}

/// The difference, and the percent where one can be taken, both as numbers; neither while some casualties are not known.
fn change(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, is_unlike: bool) -> Result<(), XlsxError> {
    if cell.unknown > 0 {
        return Ok(());
    }
    if let Some(last) = cell.last {
        sheet.write_number(row, column, (cell.now - last) as f64)?;
    }
    let percent = super::rule::wording::compared(cell.last.filter(|_| !is_unlike), cell.now).percent;
    if let Some(percent) = percent.and_then(|percent| percent.parse::<f64>().ok()) {
        sheet.write_number_with_format(row, column + 1, percent, &Format::new().set_num_format("0.0"))?;
    }
    Ok(())
}

fn duties(lang: Lang, sheet: &mut Worksheet, links: &Links<'_>, figures: &Figures) -> Result<(), XlsxError> {
    sheet.set_name(t!(lang, "bulletin.sheet-duties"))?;
    let heads = [t!(lang, "bulletin.one.duty"), t!(lang, "bulletin.one.before"), t!(lang, "bulletin.one.now")];
    for (column, words) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, words, &head_format())?;
        sheet.set_column_width(column, if column == 0 { 40 } else { 16 })?;
    }
    let cut = Cut { town: figures.town.clone(), ..Cut::default() };
    for (row, (name, [now, last], [now_key, last_key])) in (1..).zip(page::duties(lang, figures)) {
        text(sheet, row, 0, &name)?;
        for (column, said, key) in [(1, last, last_key), (2, now, now_key)] {
            let plain = said.replace(',', "");
            match (plain.parse::<i64>(), plain.parse::<f64>(), key) {
                (Ok(n), _, Some(key)) => links.number(sheet, (row, column), n, key, &cut)?,
                (_, Ok(n), _) => {
                    sheet.write_number(row, column, n)?;
                }
                _ if said.is_empty() => {}
                _ => text(sheet, row, column, &said)?,
            }
        }
    }
    text(sheet, 12, 0, &t!(lang, "bulletin.one.duties-note"))
}
