//! The files: what is in them, and that office programs would take them.
use super::{District, district};
use crate::bulletin::{docx, sheet};
use crate::db::testing::sqlite;
use crate::i18n::Lang;
use crate::server::Ctx;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use uuid::Uuid;
use zip::ZipArchive;

const BASE: &str = "https://cuan.example";

async fn issued() -> (District, Uuid) {
    let d = district(sqlite().await).await;
    let id = d.october("").await;
    let own = d.show(id).await.said.zh;
    d.edit(id, &format!("{own}\n=1+1 <结尾> & \"引号\"")).await.expect("edited");
    d.issue(id, &[]).await.expect_err("a person's 1 is pointed out");
    d.issue(id, &[("checked", "yes")]).await.expect("issued");
    (d, id)
}

fn parts(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("read");
            (part.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

fn text<'a>(parts: &'a [(String, Vec<u8>)], name: &str) -> &'a str {
    let (_, bytes) = parts.iter().find(|(part, _)| part == name).unwrap_or_else(|| panic!("no part {name}"));
    std::str::from_utf8(bytes).expect("text")
}

#[tokio::test]
async fn a_document_is_whole_and_its_numbers_lead_to_their_records() {
    let (d, id) = issued().await;
    for lang in Lang::ALL {
        let ctx = Ctx { lang, ..d.qian.clone() };
        let shown = d.show(id).await;
        let parts = parts(docx::written(&ctx, &shown, BASE).expect("written"));
        for (name, bytes) in parts.iter().filter(|(name, _)| name.ends_with(".xml") || name.ends_with(".rels")) {
            let mut reader = quick_xml::Reader::from_reader(bytes.as_slice());
            let mut buffer = Vec::new();
            loop {
                let event = reader.read_event_into(&mut buffer);
                let over = matches!(event, Ok(Event::Eof));
                if let Err(error) = &event {
                    panic!("{name} is not well-formed: {error}");
                }
                drop(event);
                buffer.clear();
                if over {
                    break;
                }
            }
        }
        let document = text(&parts, "word/document.xml");
        for wanted in [
            "w:val=\"Heading1\"",
            "<w:tblHeader/>",
            "c:chart r:id=\"rIdChart2\"",
            "&lt;结尾&gt; &amp; &quot;引号&quot;",
        ] {
            let there = document.contains(wanted) || (lang == Lang::En && wanted.starts_with("&lt;"));
            assert!(there, "{lang:?} {wanted}");
        }
        let links = text(&parts, "word/_rels/document.xml.rels");
        assert!(links.contains(&format!("{BASE}/bulletins/{id}/records?of=now.deaths\"")), "{links}");
        assert!(links.contains(&format!("{BASE}/bulletins/{id}/records?of=last.incidents\"")));
        // Every relationship that the document names is there.
        for id in document.split("r:id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(links.contains(&format!("Id=\"{id}\"")), "{id}");
        }
        let chart = text(&parts, "word/charts/chart1.xml");
        assert!(chart.contains("<c:externalData r:id=\"rId1\">") && chart.contains("<c:numCache>"), "{chart}");
        assert!(chart.contains("<c:showSerName val=\"0\"/>"), "only values stand at the bars");
        assert!(text(&parts, "word/charts/chart2.xml").contains("<c:smooth val=\"0\"/>"), "lines, not curves");
        assert!(text(&parts, "word/fontTable.xml").contains("仿宋"));
        assert!(text(&parts, "word/footer1.xml").contains(" PAGE "));
        let (_, data) = parts.iter().find(|(name, _)| name.ends_with("chart1.xlsx")).expect("its numbers are inside");
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(data.clone())).expect("a workbook");
        let range = book.worksheet_range_at(0).expect("a sheet").expect("readable");
        assert_eq!(range.get((10, 2)), Some(&Data::Float(2.0)), "October this year");
        assert_eq!(range.get((10, 1)), Some(&Data::Float(5.0)), "October last year");
    }
}

#[tokio::test]
async fn a_workbook_reads_back_with_its_tables_and_nothing_in_it_runs() {
    let (d, id) = issued().await;
    let shown = d.show(id).await;
    let bytes = sheet::written(&d.qian, &shown, BASE).expect("written");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.clone())).expect("a workbook opens");
    let names = book.sheet_names();
    assert_eq!(names, ["文字与总数", "逐月", "按镇街", "按类型", "按行业", "履职情况"]);
    for name in &names {
        let formulas = book.worksheet_formula(name).expect("the sheet is there");
        assert_eq!(formulas.used_cells().count(), 0, "{name}: nothing in it can run");
    }
    let towns = book.worksheet_range("按镇街").expect("there");
    let cell = |row: u32, column: u32| towns.get_value((row, column)).cloned();
    assert_eq!(cell(1, 0), Some(Data::String("白米镇".to_owned())));
    assert_eq!(
        (cell(1, 1), cell(1, 2), cell(1, 3), cell(1, 4)),
        (Some(Data::Float(5.0)), Some(Data::Float(1.0)), Some(Data::Float(-4.0)), Some(Data::Float(-80.0)))
    );
    assert_eq!(
        (cell(3, 1), cell(3, 2)),
        (Some(Data::Float(5.0)), Some(Data::Float(2.0))),
        "the last line is the total"
    );
    let words = book.worksheet_range("文字与总数").expect("there");
    let said: String = words.used_cells().map(|(_, _, data)| data.to_string()).collect();
    assert!(said.contains("事故起数同比减少3起（5→2）、下降60.0%") && said.contains("=1+1 <结尾>"), "{said}");
    let duties = book.worksheet_range("履职情况").expect("there");
    assert_eq!(duties.get_value((5, 2)), Some(&Data::Float(3.0)), "persons trained");
    assert_eq!(duties.get_value((6, 2)), Some(&Data::Float(24.0)), "hours");
    let parts = parts(bytes);
    assert!(parts.iter().filter(|(name, _)| name.starts_with("xl/charts/chart")).count() == 2, "two charts");
    let links: String = parts
        .iter()
        .filter(|(name, _)| name.contains("sheet3.xml.rels"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .collect();
    assert!(links.contains("/records?of=last.incidents"), "{links}");
}

#[tokio::test]
async fn a_file_is_the_same_bytes_each_time() {
    let (d, id) = issued().await;
    let shown = d.show(id).await;
    let make = || docx::written(&d.qian, &shown, BASE).expect("written");
    let (first, second) = (parts(make()), parts(make()));
    for ((name, a), (_, b)) in first.iter().zip(&second).filter(|((name, _), _)| !name.ends_with(".xlsx")) {
        assert_eq!(a, b, "{name}");
    }
}
