//! The files that mutants are made of: the demonstration's messy workbooks, an .ods and an .xls, and whatever lies in the
//! folder that `CUAN_MUTANT_FOLDER` names.
use crate::xls;
use cuan::demo::invent::Plan;
use cuan::demo::workbook::{OFFERS, bytes};
use std::io::{Cursor, Write};

/// A file with the ending it would have.
pub struct Seed {
    pub ending: String,
    pub bytes: Vec<u8>,
}

fn ods() -> Vec<u8> {
    const CONTENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="隐患">
<table:table-row><table:table-cell table:number-columns-spanned="3"><text:p>2026年三季度事故隐患台账</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row><table:table-cell><text:p>检查日期</text:p></table:table-cell><table:table-cell><text:p>隐患描述</text:p></table:table-cell><table:table-cell><text:p>隐患等级</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-07-04"><text:p>2026-07-04</text:p></table:table-cell><table:table-cell><text:p>护栏缺失</text:p></table:table-cell><table:table-cell><text:p>一般</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="3"/></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell><text:p>2026-08-05</text:p></table:table-cell><table:table-cell><text:p>线路<text:s text:c="2"/>老化</text:p></table:table-cell><table:table-cell><text:p>重大</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"#;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", CONTENT),
        ("META-INF/manifest.xml", manifest),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

pub fn seeds() -> Vec<Seed> {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day");
    let plan = Plan { enterprises: 24, years: 2, seed: 1, today, trainees: 3, reps: false };
    let mut seeds: Vec<Seed> = OFFERS
        .iter()
        .map(|offer| Seed {
            ending: offer.file_name.rsplit('.').next().unwrap_or("xlsx").to_owned(),
            bytes: bytes(&plan, offer.key).expect("written").expect("known"),
        })
        .collect();
    seeds.push(Seed { ending: "ods".to_owned(), bytes: ods() });
    let rows: [&[&str]; 4] = [
        &["检查日期", "隐患描述", "隐患等级", "责任人"],
        &["2026-07-04", "护栏缺失", "一般", "张三"],
        &["2026-08-05", "线路老化", "重大", "李四"],
        &["2026-09-06", "灭火器失压", "一般", "王五"],
    ];
    seeds.push(Seed { ending: "xls".to_owned(), bytes: xls::workbook(&rows, &[2]) });
    if let Ok(folder) = std::env::var("CUAN_MUTANT_FOLDER") {
        let mut names: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
        names.sort();
        for path in names.iter().filter(|path| path.metadata().is_ok_and(|m| m.is_file() && m.len() < 2 << 20)) {
            let ending = path.extension().map_or_else(|| "bin".to_owned(), |end| end.to_string_lossy().into_owned());
            seeds.push(Seed { ending, bytes: std::fs::read(path).expect("a file of the folder") });
        }
    }
    seeds
}
