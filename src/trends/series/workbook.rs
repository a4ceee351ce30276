//! All charts as one workbook: the numbers as numbers, and charts of the spreadsheet's own drawn from them.
//! Texts stay texts, whatever they begin with.
use super::plot::{self, View, Which};
use super::service::Charts;
use super::words;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::ui::chart::Cell;
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartPatternFill,
    ChartPatternFillType, ChartType, Format, FormatBorder, Workbook, Worksheet, XlsxError,
};

const NOW: &str = "0B5C5C";
const LAST: &str = "7D8785";
/// Where the numbers begin: under title, message and a blank row.
const TOP: u32 = 3;

/// # Errors
/// The file could not be put together.
pub(super) fn workbook(ctx: &Ctx, charts: &Charts) -> anyhow::Result<Vec<u8>> {
    let lang = ctx.lang;
    let mut book = Workbook::new();
    for which in Which::ALL {
        let view = plot::view(lang, charts, which);
        if !view.is_drawn {
            continue;
        }
        let sheet = book.add_worksheet();
        let name = i18n::words(lang, &format!("chart.sheet.{}", which.key())).into_owned();
        sheet.set_name(&name)?;
        // A4, the table and its chart on one sheet of paper.
        sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        let rows = fill(sheet, &view)?;
        if let Some(chart) = native(&view, &name, rows) {
            sheet.insert_chart(TOP, view.numbers.head.len() as u16 + 1, &chart)?;
        }
    }
    sources(book.add_worksheet(), ctx, charts)?;
    Ok(book.save_to_buffer()?)
}

fn put(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let format = format.clone().set_num_format("@");
    let format = if formula { format.set_quote_prefix() } else { format };
    sheet.write_string_with_format(at.0, at.1, text, &format)?;
    Ok(())
}

/// Title, message, head and rows; answers how many rows there are. A gap is an empty cell: a chart leaves it out.
fn fill(sheet: &mut Worksheet, view: &View) -> Result<u32, XlsxError> {
    let (plain, bold) = (Format::new(), Format::new().set_bold());
    put(sheet, (0, 0), &format!("{} {}", view.title, view.unit), &bold)?;
    put(sheet, (1, 0), &view.said, &plain)?;
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();
    for (column, words) in (0_u16..).zip(&view.numbers.head) {
        put(sheet, (TOP, column), words, &head)?;
    }
    sheet.set_column_width(0, 22.0)?;
    let formats = ["0", "0.0", "0.00"].map(|shape| Format::new().set_num_format(shape));
    for (row, (name, cells)) in (TOP + 1..).zip(&view.numbers.rows) {
        put(sheet, (row, 0), name, &plain)?;
        for (column, cell) in (1_u16..).zip(cells) {
            match cell {
                Cell::Number { value, places, .. } => {
                    sheet.write_number_with_format(row, column, *value, &formats[(*places).min(2)])?;
                }
                Cell::Words(words) if !words.is_empty() => put(sheet, (row, column), words, &plain)?,
                Cell::Words(_) | Cell::Gap => {}
            }
        }
    }
    Ok(view.numbers.rows.len() as u32)
}

/// The spreadsheet's own chart of a sheet; heat and small charts are tables enough.
fn native(view: &View, sheet: &str, rows: u32) -> Option<Chart> {
    if rows == 0 {
        return None;
    }
    let range = |column: u16| (sheet, TOP + 1, column, TOP + rows, column);
    let head = |column: u16| (sheet, TOP, column);
    let line = |colour: &'static str, dash: ChartLineDashType| {
        let mut format = ChartFormat::new();
        format.set_line(ChartLine::new().set_color(colour).set_width(2).set_dash_type(dash));
        format
    };
    let mut chart = match view.which {
        Which::Bars => {
            let mut chart = Chart::new(ChartType::Column);
            let mut hatched = ChartFormat::new();
            let mut pattern = ChartPatternFill::new();
            pattern.set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards);
            pattern.set_foreground_color(LAST).set_background_color("FFFFFF");
            hatched.set_pattern_fill(&pattern).set_border(ChartLine::new().set_color(LAST));
            let mut solid = ChartFormat::new();
            solid.set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(NOW));
            chart.add_series().set_categories(range(0)).set_values(range(1)).set_name(head(1)).set_format(&mut hatched);
            chart.add_series().set_categories(range(0)).set_values(range(2)).set_name(head(2)).set_format(&mut solid);
            chart
        }
        Which::SoFar => {
            let mut chart = Chart::new(ChartType::Line);
            let styles = [(1, LAST, ChartLineDashType::Dash), (2, NOW, ChartLineDashType::Solid)];
            for (column, colour, dash) in styles {
                let series = chart.add_series();
                series.set_categories(range(0)).set_values(range(column)).set_name(head(column));
                series.set_format(&mut line(colour, dash));
            }
            chart
        }
        Which::Control => {
            let mut chart = Chart::new(ChartType::Line);
            let columns = view.numbers.head.len() as u16;
            // The value stands before the three lines and the signs.
            let styles = [
                (columns - 5, NOW, ChartLineDashType::Solid),
                (columns - 4, LAST, ChartLineDashType::Dash),
                (columns - 3, "17201F", ChartLineDashType::Solid),
                (columns - 2, LAST, ChartLineDashType::Dash),
            ];
            for (column, colour, dash) in styles {
                let series = chart.add_series();
                series.set_categories(range(0)).set_values(range(column)).set_name(head(column));
                series.set_format(&mut line(colour, dash));
            }
            chart
        }
        Which::Funnel => {
            let mut chart = Chart::new(ChartType::Scatter);
            let mut marker = ChartMarker::new();
            marker.set_type(ChartMarkerType::Diamond).set_size(8);
            chart.add_series().set_categories(range(3)).set_values(range(6)).set_name(head(6)).set_marker(&marker);
            chart.x_axis().set_name(view.numbers.head.get(3)?.as_ref());
            chart.y_axis().set_name(view.numbers.head.get(6)?.as_ref());
            chart
        }
        Which::Heat | Which::Small => return None,
    };
    chart.title().set_name(view.title.as_ref());
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart.set_width(760).set_height(380);
    Some(chart)
}

/// What each year was taken from: a figure without its version is no figure.
fn sources(sheet: &mut Worksheet, ctx: &Ctx, charts: &Charts) -> Result<(), XlsxError> {
    let lang: Lang = ctx.lang;
    let (plain, bold) = (Format::new(), Format::new().set_bold());
    sheet.set_name(t!(lang, "chart.sheet.about"))?;
    sheet.set_column_width(0, 90.0)?;
    put(
        sheet,
        (0, 0),
        &format!("{} · {}", words::place(lang, charts), words::measure(lang, charts.asked.metric)),
        &bold,
    )?;
    let mut rows: Vec<String> = charts.asked.years().map(|year| words::source(lang, charts, year)).collect();
    rows.extend(words::flags(ctx, charts));
    rows.extend(plot::how(lang));
    for (row, words) in (2..).zip(&rows) {
        put(sheet, (row, 0), words, &plain)?;
    }
    Ok(())
}
