//! The comparison as a workbook: what it is of, the headline, every table, every measure. Numbers are numbers.
use super::model::{Cell, Line};
use super::page::{from_records, group_name, measure_name, no_value, not_compared, part_name, part_words, source};
use super::rule::measured;
use super::series::words as chart;
use super::service::{Compared, PER};
use super::words;
use crate::baseline::model::{Document, Metric};
use crate::baseline::page as baseline;
use crate::figures::measure::{MEASURES, Measure, Value};
use crate::i18n::{self, Lang};
use crate::server::{Ctx, Halt};
use crate::t;
use anyhow::Context;
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// The file's name and its bytes.
///
/// # Errors
/// The file could not be put together.
pub fn workbook(ctx: &Ctx, compared: &Compared) -> Result<(String, Vec<u8>), Halt> {
    let lang = ctx.lang;
    let place = compared.town.clone().unwrap_or_else(|| t!(lang, "trends.district").into_owned());
    let window = compared.windows().now;
    let days = format!("{}_{}", window.from().format("%Y%m%d"), window.to().format("%Y%m%d"));
    let name = t!(lang, "trends.file", place = place, days = days).into_owned();
    let bytes = put_together(ctx, compared, &place).context("write the comparison")?;
    Ok((name, bytes))
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("@");
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let format = if formula { format.set_quote_prefix() } else { format };
    sheet.write_string_with_format(row, column, text, &format)?;
    Ok(())
}

fn head(sheet: &mut Worksheet, row: u32, words: &[String]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (column, words) in (0_u16..).zip(words) {
        sheet.write_string_with_format(row, column, words, &bold)?;
        sheet.set_column_width(column, if column == 0 { 26.0 } else { 16.0 })?;
    }
    Ok(())
}

fn put_together(ctx: &Ctx, compared: &Compared, place: &str) -> Result<Vec<u8>, XlsxError> {
    let lang = ctx.lang;
    let mut book = Workbook::new();
    about(ctx, book.add_worksheet(), compared, place)?;
    let total = t!(lang, "trends.total").into_owned();
    let towns = lines(&compared.board.towns, |name| name.clone());
    let groups = lines(&compared.board.groups, |group| group_name(lang, *group).into_owned());
    for (title, rows) in [("trends.towns.title", towns), ("trends.groups.title", groups)] {
        table(lang, book.add_worksheet(), &i18n::words(lang, title), compared, rows, &total)?;
    }
    if compared.roster.is_some() {
        enterprises(lang, book.add_worksheet(), compared)?;
    } else if let Some(cut) = compared.asked.cut {
        let rows = lines(&compared.board.parts, |name| part_name(lang, cut, name).into_owned());
        let title = i18n::words(lang, &format!("figures.cut.{}", cut.key()));
        table(lang, book.add_worksheet(), &title, compared, rows, &total)?;
    }
    measures(lang, book.add_worksheet(), compared)?;
    book.save_to_buffer()
}

/// Every baseline of either side, each once.
pub(super) fn documents(compared: &Compared) -> Vec<&Document> {
    let mut found: Vec<&Document> = Vec::new();
    for document in compared.behind.iter().chain(&compared.here).filter_map(|one| one.document.as_ref()) {
        if found.iter().all(|known| known.id != document.id) {
            found.push(document);
        }
    }
    found
}

fn lines<N>(lines: &[Line<N>], name: impl Fn(&N) -> String) -> Vec<(String, [Cell; 3])> {
    lines.iter().map(|line| (name(&line.name), line.cells)).collect()
}

/// What the figures are of: place, both windows, baselines with their versions, the moment of the look, the caution.
fn about(ctx: &Ctx, sheet: &mut Worksheet, compared: &Compared, place: &str) -> Result<(), XlsxError> {
    let lang = ctx.lang;
    sheet.set_name(t!(lang, "trends.sheet-about"))?;
    sheet.set_column_width(0, 22.0)?;
    sheet.set_column_width(1, 60.0)?;
    let range = |w: crate::kernel::window::Window| i18n::day_range(lang, w.from(), w.to());
    let windows = compared.windows();
    let before = i18n::words(lang, &format!("trends.before.{}", windows.against.key())).into_owned();
    let mut facts = vec![
        (t!(lang, "trends.town").into_owned(), place.to_owned()),
        (t!(lang, "trends.window-this").into_owned(), range(windows.now)),
    ];
    facts.extend(compared.pasts.iter().map(|past| (before.clone(), range(*past))));
    for document in documents(compared) {
        let version = baseline::version(lang, document);
        let frozen = baseline::frozen(ctx, document).unwrap_or_default();
        let words = format!("{} {version} {frozen}", document.baseline.year);
        facts.push((t!(lang, "trends.baseline").into_owned(), words));
    }
    if let Some(words) = from_records(lang, compared) {
        facts.push((t!(lang, "trends.baseline").into_owned(), words.into_owned()));
    }
    for (document, flags, beside) in compared.flagged(lang) {
        let name = t!(lang, "trends.flag").into_owned();
        let said = |flag| baseline::flag_words(ctx, document, flag, &beside).into_owned();
        facts.extend(flags.iter().map(|flag| (name.clone(), said(flag))));
    }
    facts.extend(
        compared.unfrozen.iter().map(|one| (t!(lang, "trends.flag").into_owned(), super::page::unfrozen(lang, one))),
    );
    if let Some((_, what)) = &compared.asked.problem {
        facts.push((t!(lang, "trends.window-this").into_owned(), i18n::problem(lang, what)));
    }
    let senders = match compared.asked.same_senders {
        true => t!(lang, "trends.senders-same"),
        false => t!(lang, "trends.senders-all"),
    };
    facts.push((t!(lang, "trends.senders-label").into_owned(), senders.into_owned()));
    facts.push((t!(lang, "trends.cut-off").into_owned(), i18n::moment(lang, ctx.local_now())));
    for cell in &compared.board.headline {
        let said = match compared.report(cell) {
            Some(report)
                if !cell.is_open()
                    && let Some(apart) = compared.apart() =>
            {
                format!("{} {}", words::pair(lang, &report.change), not_compared(lang, apart))
            }
            Some(report) if cell.metric == Metric::Incidents => words::sentence(lang, &report),
            Some(report) if cell.is_open() => {
                let now = cell.now.map_or(0, |sum| sum.unknown);
                let open = t!(lang, "trends.unknown-more", n = now.max(cell.before.map_or(0, |sum| sum.unknown)));
                format!("{} {open} {}", words::counts(&report.change), t!(lang, "trends.open"))
            }
            // Casualties come several to an accident: they are described, never tested.
            Some(report) => words::described(lang, &report),
            None => t!(lang, "trends.no-data").into_owned(),
        };
        facts.push((baseline::metric(lang, cell.metric).into_owned(), said));
    }
    for (row, (name, value)) in (0_u32..).zip(facts) {
        put(sheet, row, 0, &name)?;
        put(sheet, row, 1, &value)?;
    }
    Ok(())
}

fn table(
    lang: Lang,
    sheet: &mut Worksheet,
    title: &str,
    compared: &Compared,
    rows: Vec<(String, [Cell; 3])>,
    total: &str,
) -> Result<(), XlsxError> {
    sheet.set_name(title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect::<String>())?;
    let before = i18n::words(lang, &format!("trends.before.{}", compared.windows().against.key()));
    let now = t!(lang, "trends.window-this");
    let mut words = vec![title.to_owned()];
    for cell in &compared.board.headline {
        let metric = baseline::metric(lang, cell.metric);
        words.extend([
            format!("{metric} · {before}"),
            format!("{metric} · {now}"),
            format!("{metric} · {}", t!(lang, "trends.column.diff")),
        ]);
    }
    words.push(t!(lang, "trends.column.percent").into_owned());
    head(sheet, 0, &words)?;
    sheet.set_freeze_panes(1, 1)?;
    let rows = rows.into_iter().chain([(total.to_owned(), compared.board.headline)]);
    for (at, (name, cells)) in (1_u32..).zip(rows) {
        put(sheet, at, 0, &name)?;
        let mut column = 1;
        for cell in &cells {
            let prior = cell.value_before();
            let now = cell.now.map(|sum| sum.total as f64);
            for (column, number) in [(column, prior), (column + 1, now)] {
                match number {
                    Some(number) => sheet.write_number(at, column, number).map(drop)?,
                    // Missing is said in words, never a nought.
                    None => put(sheet, at, column, &t!(lang, "trends.no-data"))?,
                }
            }
            if let Some((prior, now)) = prior.zip(now).filter(|_| !cell.is_open()) {
                // A mean has one decimal, and so has what it differs by.
                sheet.write_number(at, column + 2, (10.0 * (now - prior)).round() / 10.0)?;
            }
            column += 3;
        }
        let percent = compared.report(&cells[0]).and_then(|report| report.change.percent);
        if let Some(percent) = percent.and_then(|text| text.parse::<f64>().ok()) {
            sheet.write_number(at, column, percent)?;
        }
    }
    Ok(())
}

/// Every enterprise with an accident on either side: counts, base, rate and interval, never a rank of rates.
fn enterprises(lang: Lang, sheet: &mut Worksheet, compared: &Compared) -> Result<(), XlsxError> {
    sheet.set_name(t!(lang, "trends.enterprises.title"))?;
    let before = i18n::words(lang, &format!("trends.before.{}", compared.windows().against.key()));
    let now = t!(lang, "trends.window-this");
    let mut words =
        vec![t!(lang, "figures.cut.enterprise").into_owned(), t!(lang, "enterprise.field.uscc").into_owned()];
    for cell in &compared.board.headline {
        let metric = baseline::metric(lang, cell.metric);
        words.extend([format!("{metric} · {before}"), format!("{metric} · {now}")]);
    }
    let (per, days) = (i18n::number(PER as i64), compared.windows().now.days_count());
    words.push(t!(lang, "chart.column.workers").into_owned());
    words.push(t!(lang, "trends.enterprises.rate", per = per, days = days).into_owned());
    let rest = [t!(lang, "chart.column.low"), t!(lang, "chart.column.high"), t!(lang, "chart.column.place")];
    words.extend(rest.map(std::borrow::Cow::into_owned));
    head(sheet, 0, &words)?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, one) in (1_u32..).zip(compared.ranked(None)) {
        put(sheet, at, 0, one.name())?;
        put(sheet, at, 1, &one.line.name)?;
        for (column, cell) in (2_u16..).step_by(2).zip(&one.line.cells) {
            for (column, sum) in [(column, cell.before), (column + 1, cell.now)] {
                match sum {
                    Some(sum) => sheet.write_number(at, column, sum.total as f64).map(drop)?,
                    None => put(sheet, at, column, &t!(lang, "trends.no-data"))?,
                }
            }
        }
        if let Some(workers) = one.member.and_then(|member| member.workers) {
            sheet.write_number(at, 8, workers as f64)?;
        }
        match one.judged {
            Some(judged) => {
                let [low, high] = judged.interval;
                for (column, number) in [(9_u16, judged.rate), (10, low), (11, high)] {
                    sheet.write_number(at, column, (number * 1_000.0).round() / 1_000.0)?;
                }
                put(sheet, at, 12, &chart::standing(lang, judged.place))?;
            }
            None => put(sheet, at, 12, &t!(lang, "chart.funnel.no-base"))?,
        }
    }
    Ok(())
}

/// Every measure with what it is made of, on both sides.
fn measures(lang: Lang, sheet: &mut Worksheet, compared: &Compared) -> Result<(), XlsxError> {
    sheet.set_name(t!(lang, "trends.others.title"))?;
    let before = i18n::words(lang, &format!("trends.before.{}", compared.windows().against.key()));
    let now = t!(lang, "trends.window-this");
    let of = |side: &str, what: &str| format!("{side} · {}", i18n::words(lang, what));
    let mut words = vec![
        t!(lang, "trends.others.measure").into_owned(),
        before.clone().into_owned(),
        now.clone().into_owned(),
        t!(lang, "trends.others.unit").into_owned(),
    ];
    for side in [&before, &now] {
        let parts = ["trends.others.top", "trends.others.under", "trends.others.unknown"];
        words.extend(parts.map(|what| of(side, what)));
    }
    words.push(t!(lang, "trends.measures.source").into_owned());
    head(sheet, 0, &words)?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, measure) in (1_u32..).zip(MEASURES) {
        let both = measured::both(measure, compared.windows(), &compared.counts);
        put(sheet, at, 0, &measure_name(lang, measure))?;
        let unit = i18n::words(lang, &format!("figures.unit.{}", measure.unit));
        let part = part_words(lang, measure, compared.windows().now);
        put(sheet, at, 3, &part.map_or_else(|| unit.to_string(), |part| format!("{unit} · {part}")))?;
        let sides = [(1, 4, both.before, both.unknown.0), (2, 7, both.now, both.unknown.1)];
        for (column, parts, value, unknown) in sides {
            let is_mean = column == 1 && compared.is_of_means();
            let mean = compared.mean(measure).filter(|_| is_mean);
            let number = match is_mean {
                true => mean.and_then(Cell::value_before),
                false => value.and_then(|value| value.text().parse::<f64>().ok()),
            };
            match number {
                Some(number) => sheet.write_number(at, column, number).map(drop)?,
                None if is_mean && mean.is_none_or(|cell| cell.over == 0) => {
                    put(sheet, at, column, &t!(lang, "trends.others.no-mean"))?
                }
                None => {
                    let windows = compared.windows();
                    let window = if column == 1 { windows.last } else { windows.now };
                    put(sheet, at, column, &no_value(lang, measure, window))?;
                }
            }
            if let Some(value) = value {
                made_of(sheet, (at, parts), measure, value, unknown)?;
            }
        }
        put(sheet, at, 10, &source(lang, measure))?;
    }
    Ok(())
}

/// Numerator, denominator, and the accidents of which the figure is not known yet.
fn made_of(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    measure: &Measure,
    value: Value,
    unknown: i64,
) -> Result<(), XlsxError> {
    let scale = |units: i64, places: u32| units as f64 / 10_f64.powi(places as i32);
    if let Some((under, quantity)) = value.under.zip(measure.under) {
        sheet.write_number(row, column, scale(value.top, measure.top.places()))?;
        sheet.write_number(row, column + 1, scale(under, quantity.places()))?;
    }
    if unknown > 0 {
        sheet.write_number(row, column + 2, unknown as f64)?;
    }
    Ok(())
}
