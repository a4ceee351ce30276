//! Sheets made by a grammar, with their truth: every layout with every template, the same ones each time. The checker must
//! answer exactly what was meant, and say exactly what is wrong.
mod layout;
mod lower;
mod sheet;
mod spell;
mod truth;

use cuan::demo::random::Random;
use cuan::kernel::intake::Values;
use cuan::returns::check::{Checker, Options};
use cuan::returns::read;
use cuan::returns::report::{Line, Report};
use cuan::returns::template::{TEMPLATES, Template};
use layout::{LAYOUTS, Layout, Lower};
use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::{Value, json};
use sheet::{Pen, SheetTruth, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

/// The rows of a sheet of one month: their day in it.
fn in_month(template: &Template, rows: Vec<Values>, month: u32) -> Vec<Values> {
    let Some(dated_by) = template.dated_by else { return rows };
    let moved = |(n, mut values): (usize, Values)| {
        let clock = values.text(dated_by).and_then(|said| said.get(10..)).unwrap_or_default().to_owned();
        let day = format!("2025-{month:02}-{:02}{clock}", n + 3);
        values.0.insert(dated_by.to_owned(), day.into());
        values
    };
    rows.into_iter().enumerate().map(moved).collect()
}

/// One workbook after a layout.
fn made(template: &'static Template, layout: &Layout, seed: usize) -> (Vec<u8>, Vec<SheetTruth>) {
    let random = &mut Random::of(11, layout.name, seed);
    let mut book = Workbook::new();
    let mut truths = Vec::new();
    if layout.empty_sheet {
        book.add_worksheet().set_name("空表").expect("a name");
    }
    let months: Vec<Option<u32>> = if layout.months { vec![Some(1), Some(2), Some(3)] } else { vec![None] };
    let rows = truth::rows_of(template.key, random, if layout.months { 12 } else { 8 });
    for (n, month) in months.iter().enumerate() {
        let mut own: Vec<Values> = rows.iter().skip(n * 4).take(if layout.months { 4 } else { 8 }).cloned().collect();
        if let Some(month) = month {
            own = in_month(template, own, *month);
        }
        let name = month.map_or_else(|| template.zh.to_owned(), |month| format!("{month}月"));
        let mut truth = SheetTruth { name: name.clone(), ..SheetTruth::default() };
        let mut page = Worksheet::new();
        page.set_name(&name).expect("a name").set_formula_result_default("");
        if layout.lower != Lower::Nothing {
            truths.extend(lower::drawn(template, layout, own, &mut page, random));
            book.push_worksheet(page);
            continue;
        }
        let pen = &mut Pen { sheet: &mut page, truth: &mut truth, random };
        if layout.beside || layout.turned {
            let right = own.split_off(own.len() / 2);
            let one = Table { template, layout, rows: own, month: *month, turned: false, carried: BTreeMap::new() };
            let (below, width) = pen.table(&one, layout.away);
            // The second one has no title of its own; below rows it follows at once, below notes under them.
            let bare = Layout { title: false, form: false, ..*layout };
            let (layout, place) = match (layout.turned, layout.notes) {
                (true, true) => (&bare, (below, layout.away.1)),
                (true, false) => (&bare, (below - 3, layout.away.1)),
                (false, _) => (layout, (layout.away.0, layout.away.1 + width + u16::from(!layout.adjacent))),
            };
            let other = Table { rows: right, layout, turned: layout.turned, ..one };
            let mut beside = SheetTruth { name: name.clone(), block: 1, ..SheetTruth::default() };
            let pen = &mut Pen { sheet: &mut *pen.sheet, truth: &mut beside, random: &mut *pen.random };
            pen.table(&other, place);
            truths.push(beside);
        } else {
            let carried = BTreeMap::new();
            pen.table(&Table { template, layout, rows: own, month: *month, turned: false, carried }, layout.away);
        }
        book.push_worksheet(page);
        truths.push(truth);
    }
    if layout.hidden_sheet {
        let mut truth = SheetTruth { name: "往年".to_owned(), hidden: true, ..SheetTruth::default() };
        let mut page = Worksheet::new();
        page.set_name("往年").expect("a name").set_hidden(true);
        let rows = truth::rows_of(template.key, random, 3);
        let pen = &mut Pen { sheet: &mut page, truth: &mut truth, random };
        let carried = BTreeMap::new();
        pen.table(&Table { template, layout, rows, month: None, turned: false, carried }, (0, 0));
        truth.rows.clear();
        book.push_worksheet(page);
        truths.push(truth);
    }
    let bytes = book.save_to_buffer().expect("written");
    (altered(&bytes, layout), truths)
}

/// What the writer cannot write: days counted from 1904, and formulas of which nobody stored a result.
fn altered(bytes: &[u8], layout: &Layout) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut entry = archive.by_index(n).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("read");
        let name = entry.name().expect("a name").into_owned();
        if layout.epoch_1904 && name == "xl/workbook.xml" {
            let text = String::from_utf8(content).expect("a text");
            assert!(text.contains("<workbookPr "), "{text}");
            content = text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        } else if layout.faults && name.starts_with("xl/worksheets/") {
            let text = String::from_utf8(content).expect("a text");
            content = text.replace(" t=\"str\"><f>A1+B1</f><v></v>", "><f>A1+B1</f>").into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        writer.write_all(&content).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

fn checked(bytes: &[u8]) -> Value {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let mut lines: Vec<Line> = Vec::new();
    let mut keep = |line| lines.push(line);
    let options = Options { as_of: Some(truth::plan().today), ..Options::default() };
    let mut checker = Checker::new(options, &mut keep);
    let (_, readable) = read::read(file.path(), "a.xlsx", &mut checker).expect("the disk answers");
    checker.finish(readable);
    serde_json::to_value(Report::gather(lines).expect("a file line")).expect("plain")
}

/// Where report and truth part; empty when they agree.
fn differences(report: &Value, template: &str, truth: &SheetTruth) -> Vec<String> {
    let mut found = Vec::new();
    let all = report["sheets"].as_array().cloned().unwrap_or_default();
    let mut sheets: Vec<&Value> = all.iter().filter(|sheet| sheet["sheet"] == truth.name.as_str()).collect();
    if sheets.iter().any(|sheet| sheet["block"].is_number()) {
        sheets = sheets.into_iter().skip(truth.block).take(1).collect();
    }
    let problems: Vec<&Value> = sheets.iter().flat_map(|s| s["problems"].as_array().into_iter().flatten()).collect();
    let said = |code: &str| problems.iter().filter(|p| p["code"] == code).copied().collect::<Vec<_>>();
    if truth.hidden {
        if said("hidden-sheet-with-data").is_empty() {
            found.push(format!("{}: the hidden sheet is not noticed", truth.name));
        }
    } else if let Some((row, count)) = truth.strange {
        let asked = sheets.iter().map(|s| json!([s["template"], s["header_rows"], s["unread"]])).collect::<Vec<_>>();
        if asked != [json!([null, [row], count])] || said("template-unknown").len() != 1 {
            found.push(format!("row {row}: not asked about: {asked:?}"));
        }
    } else if sheets.iter().any(|sheet| sheet["template"] != template) || sheets.is_empty() {
        found.push(format!("template {:?}", sheets.iter().map(|s| &s["template"]).collect::<Vec<_>>()));
    }
    let warned: Vec<&Value> = said("note-row-skipped").into_iter().filter(|p| p["severity"] == "warning").collect();
    let names = warned.iter().filter(|p| !truth.signed.iter().any(|row| p["row"] == *row));
    found.extend(names.map(|p| format!("row {} is left out", p["row"])));
    let rows: Vec<&Value> = sheets.iter().flat_map(|s| s["rows"].as_array().into_iter().flatten()).collect();
    let numbers: Vec<u64> = rows.iter().filter_map(|row| row["row"].as_u64()).collect();
    for number in truth.rows.keys().filter(|n| !numbers.contains(&u64::from(**n))) {
        found.push(format!("row {number} is missing"));
    }
    for row in &rows {
        let number = u32::try_from(row["row"].as_u64().unwrap_or(0)).unwrap_or(0);
        let Some(expected) = truth.rows.get(&number) else {
            found.push(format!("row {number} is no data: {}", row["values"]));
            continue;
        };
        let values = row["values"].as_object().cloned().unwrap_or_default();
        let told: BTreeSet<&String> = values.keys().chain(expected.values.keys()).collect();
        for field in told {
            let (got, meant) =
                (values.get(field).unwrap_or(&Value::Null), expected.values.get(field).unwrap_or(&Value::Null));
            if got != meant {
                found.push(format!("row {number} {field}: {got}, not {meant}"));
            }
        }
        let errors: BTreeSet<(String, String)> = problems
            .iter()
            .filter(|p| p["severity"] == "error" && p["row"] == row["row"] && p["cell"].is_string())
            .map(|p| {
                (p["code"].as_str().unwrap_or_default().to_owned(), p["cell"].as_str().unwrap_or_default().to_owned())
            })
            .collect();
        let meant: BTreeSet<(String, String)> = expected.errors.iter().cloned().collect();
        if errors != meant {
            found.push(format!("row {number}: {errors:?}, not {meant:?}"));
        }
        if row["ok"] != json!(meant.is_empty()) {
            found.push(format!("row {number}: ok is {}", row["ok"]));
        }
        let hidden = said("hidden-row-with-data").iter().any(|p| p["row"] == row["row"]);
        if hidden != expected.hidden {
            found.push(format!("row {number}: hidden {hidden}"));
        }
    }
    let totals: BTreeSet<u64> = said("total-row-skipped").iter().filter_map(|p| p["row"].as_u64()).collect();
    if totals != truth.totals.iter().map(|n| u64::from(*n)).collect() {
        found.push(format!("totals {totals:?}, not {:?}", truth.totals));
    }
    let wrong: BTreeSet<&str> = said("sum-mismatch").iter().filter_map(|p| p["cell"].as_str()).collect();
    if wrong != truth.mismatches.iter().map(String::as_str).collect() {
        found.push(format!("wrong totals {wrong:?}, not {:?}", truth.mismatches));
    }
    found
}

#[test]
fn every_layout_of_every_template_is_read_as_it_was_meant() {
    assert!(LAYOUTS.len() >= 30);
    // More of them on demand: each seed is another workbook for every layout and template.
    let seeds = std::env::var("CUAN_LAYOUT_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let (mut books, mut wrong) = (0, Vec::new());
    for layout in &LAYOUTS {
        for template in &TEMPLATES {
            for seed in 0..seeds {
                let (bytes, truths) = made(template, layout, seed);
                if let Ok(folder) = std::env::var("CUAN_KEEP_LAYOUTS") {
                    let name = format!("{folder}/{} {} {seed}.xlsx", layout.name, template.key);
                    std::fs::write(name, &bytes).expect("kept");
                }
                let report = checked(&bytes);
                books += 1;
                for truth in &truths {
                    for difference in differences(&report, template.key, truth) {
                        wrong.push(format!("[{} · {} · {seed}] {difference}", layout.name, template.key));
                    }
                }
            }
        }
    }
    assert_eq!(books, LAYOUTS.len() * TEMPLATES.len() * seeds);
    let shown: Vec<&String> = wrong.iter().take(200).collect();
    assert!(wrong.is_empty(), "{} differences in {books} workbooks:\n{shown:#?}", wrong.len());
}

#[test]
fn the_grammar_makes_the_same_workbook_each_time() {
    let (one, truth) = made(&TEMPLATES[3], &LAYOUTS[3], 0);
    let (two, again) = made(&TEMPLATES[3], &LAYOUTS[3], 0);
    assert_eq!(truth, again);
    assert_eq!(checked(&one)["sheets"], checked(&two)["sheets"]);
}
