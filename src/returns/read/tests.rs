use super::*;
use crate::returns::cell::{Cell, Look, RowIn, SheetHead};
use std::io::Write;

/// Remembers everything it is given.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) problems: Vec<Problem>,
    pub(super) sheets: Vec<(SheetHead, Vec<RowIn>)>,
}

impl Sink for Kept {
    fn file(&mut self, _: &FileInfo) {
        assert!(self.sheets.is_empty() && self.problems.is_empty(), "said first");
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
    fn sheet(&mut self, head: SheetHead) {
        self.sheets.push((head, Vec::new()));
    }
    fn row(&mut self, row: RowIn) {
        self.sheets.last_mut().expect("a sheet was begun").1.push(row);
    }
    fn sheet_problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
    fn sheet_end(&mut self) {}
}

pub(super) fn given(name: &str, bytes: &[u8]) -> (Kept, FileInfo, bool) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("written");
    let mut kept = Kept::default();
    let (info, readable) = read(file.path(), name, &mut kept).expect("the disk answers");
    (kept, info, readable)
}

fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

#[test]
fn a_text_file_keeps_the_row_numbers_of_its_lines() {
    let (kept, info, readable) = given("名册.csv", "\u{feff}标题\r\n\r\n\r\na,\"b\nb\",c\r\n,,\r\n1,,3\r\n".as_bytes());
    assert!(readable && info.kind == "csv");
    let (head, rows) = &kept.sheets[0];
    assert_eq!(head.name, "名册");
    let seen: Vec<_> = rows.iter().map(|r| (r.number(), r.cells.iter().map(|(c, _)| *c).collect::<Vec<_>>())).collect();
    assert_eq!(seen, [(1, vec![0]), (4, vec![0, 1, 2]), (6, vec![0, 2])]);
}

#[test]
fn gb18030_and_utf_16_are_text_too() {
    let gbk = encoding_rs::GB18030.encode("企业名称,信用代码\n甲,乙\n").0.into_owned();
    let wide: Vec<u8> = "\u{feff}企业名称\t信用代码\n甲\t乙\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [gbk, wide] {
        let (kept, info, readable) = given("a.xls", &bytes);
        assert!(readable && info.kind == "csv");
        assert_eq!(kept.sheets[0].1[0].get(1), &Cell::Text("信用代码".to_owned()));
        assert_eq!(kept.sheets[0].1[1].get(0), &Cell::Text("甲".to_owned()));
    }
}

#[test]
fn what_is_no_workbook_is_refused_with_its_reason() {
    let doctype = zipped(&[("xl/workbook.xml", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><workbook/>")]);
    let zeros = "0".repeat(40 << 20);
    let bomb = zipped(&[("xl/workbook.xml", "<workbook/>"), ("xl/media/a.bin", &zeros)]);
    let climbing = zipped(&[("xl/workbook.xml", "<workbook/>"), ("../../etc/passwd", "x")]);
    let xlsb = zipped(&[("xl/workbook.bin", "x")]);
    let lie = zipped(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", "<sst uniqueCount=\"4294967295\"><si/></sst>"),
    ]);
    for (name, bytes, code) in [
        ("leer.xlsx", Vec::new(), "file-empty"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>".to_vec(), "format-html"),
        (
            "a.xls",
            b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook/>".to_vec(),
            "format-xml2003",
        ),
        ("a.xls", b"\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00".to_vec(), "format-old-biff"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0".to_vec(), "format-unknown"),
        ("~$a.xlsx", vec![5; 165], "lock-file"),
        ("a.xlsx", b"PK\x03\x04 and nothing more".to_vec(), "corrupt"),
        ("a.xlsx", doctype, "xml-doctype"),
        ("a.xlsx", bomb, "zip-bomb"),
        ("a.xlsx", climbing, "corrupt"),
        ("a.xlsx", xlsb, "format-xlsb"),
        ("a.xlsx", lie, "corrupt"),
    ] {
        let (kept, _, readable) = given(name, &bytes);
        let codes: Vec<_> = kept.problems.iter().map(|p| p.code.as_ref()).collect();
        assert!(!readable, "{code}");
        assert_eq!(codes, [code]);
    }
}

const CONTENT: &str = r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:number="n">
<office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
<number:number-style style:name="N9"><number:number number:display-factor="1000"/></number:number-style>
<style:style style:name="ce2" style:data-style-name="N9"><style:text-properties style:text-line-through-style="solid"/></style:style><style:style style:name="ce3"><style:text-properties style:text-line-through-style="none"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="基数">
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="1"><text:p>A &amp; B</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell table:style-name="ce2"/><table:table-cell table:style-name="ce3" office:value-type="date" office:date-value="2022-11-05"><text:p>05.11.22</text:p></table:table-cell>
<table:table-cell table:style-name="ce2" table:formula="of:=1" office:value-type="float" office:value="5.5"><text:p>5,50</text:p></table:table-cell><table:table-cell table:formula="of:=[.X1]"/></table:table-row>
</table:table><table:table table:name="藏" table:style-name="ta2"/></office:spreadsheet></office:body></office:document-content>"#;

#[test]
fn an_ods_sheet_keeps_merges_hidden_rows_and_positions() {
    let bytes = zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", CONTENT)]);
    let (kept, info, readable) = given("a.ods", &bytes);
    assert!(readable && info.kind == "ods", "{:?}", kept.problems);
    let (head, rows) = &kept.sheets[0];
    assert_eq!(head.merges, [crate::returns::cell::Merge { top: 0, left: 0, bottom: 0, right: 1 }]);
    assert_eq!(rows[0].get(0), &Cell::Text("A & B".to_owned()));
    let last = &rows[1];
    assert!(last.hidden && last.number() == 1_000_002);
    assert!(matches!(last.get(1), Cell::Moment(at) if at.to_string() == "2022-11-05 00:00:00"));
    assert_eq!((last.get(2), last.get(3)), (&Cell::Number(5.5), &Cell::NoCache));
    let shown = crate::returns::cell::Shown { smaller: 3, ..Default::default() };
    assert_eq!(last.looks, [(2, Look { struck: true, shown: Some(shown) })]);
    assert!(kept.sheets[1].0.hidden && !head.hidden);
}

#[test]
fn a_table_of_opendocument_says_what_is_drawn_as_money_or_as_a_share() {
    let content = r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:number="n"><office:automatic-styles>
<number:currency-style style:name="N1"><number:currency-symbol number:language="zh" number:country="CN">￥</number:currency-symbol><number:number number:decimal-places="2"/></number:currency-style>
<number:percentage-style style:name="N2"><number:number/><number:text>%</number:text></number:percentage-style>
<style:style style:name="ce1" style:data-style-name="N1"/><style:style style:name="ce2" style:data-style-name="N2"/></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="表"><table:table-row>
<table:table-cell table:style-name="ce1" office:value-type="currency" office:value="55000"/><table:table-cell table:style-name="ce2" office:value-type="percentage" office:value="0.5"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let bytes = zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]);
    let (kept, _, readable) = given("a.ods", &bytes);
    assert!(readable, "{:?}", kept.problems);
    let looks: Vec<_> = kept.sheets[0].1[0].looks.iter().filter_map(|(_, look)| look.shown).collect();
    assert_eq!(looks.iter().map(|shown| (shown.yuan, shown.share)).collect::<Vec<_>>(), [(true, false), (false, true)]);
}

#[test]
fn an_xlsx_sheet_keeps_order_hidden_rows_and_unknown_errors() {
    let sheet = r##"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="4"><c r="A4" t="inlineStr"><is><t>later</t></is></c></row>
        <row r="2" hidden="1"><c r="B2"><v>7</v></c><c r="C2" t="e"><v>#SPILL!</v></c><c r="D2"><f>1+1</f></c></row>
        </sheetData><mergeCells><mergeCell ref="A4:B6"/></mergeCells></worksheet>"##;
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let bytes = zipped(&[
        ("[Content_Types].xml", &format!("<Types xmlns=\"{package}/content-types\"/>")),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"一月\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    let (kept, info, readable) = given("a.xlsx", &bytes);
    assert!(readable && info.kind == "xlsx", "{:?}", kept.problems);
    let (head, rows) = &kept.sheets[0];
    assert_eq!((head.name.as_str(), head.merges.len()), ("一月", 1));
    assert_eq!(rows.iter().map(|r| (r.number(), r.hidden)).collect::<Vec<_>>(), [(2, true), (4, false)]);
    assert_eq!(rows[0].get(1), &Cell::Number(7.0));
    assert_eq!(rows[0].get(2), &Cell::Error("#SPILL!".to_owned()));
    assert_eq!(rows[0].get(3), &Cell::NoCache);
}

#[test]
fn hidden_rows_of_an_old_workbook_are_seen() {
    let rows: [&[&str]; 4] = [&["检查日期", "隐患描述"], &["2022-03-04", "一"], &["2022-03-05", "二"], &["", "三"]];
    let (kept, info, readable) = given("隐患.xls", &made::workbook(&rows, &[2]));
    assert!(readable, "{:?}", kept.problems);
    assert_eq!(info.kind, "xls");
    let seen: Vec<_> = kept.sheets[0].1.iter().map(|row| (row.number(), row.hidden)).collect();
    assert_eq!(seen, [(1, false), (2, false), (3, true), (4, false)]);
    assert_eq!(kept.sheets[0].1[2].get(1), &Cell::Text("二".to_owned()));
}

/// One sheet of cells as they stand in the XML, with the package around it.
fn book(sheet: &str, strings: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const DOC: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACK: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let styles = "<numFmts count=\"2\"><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/><numFmt numFmtId=\"171\" formatCode=\"0!.0,\"/></numFmts>\
        <fonts><font><sz val=\"11\"/></font><font><strike/></font></fonts><cellXfs count=\"6\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>\
        <xf numFmtId=\"170\"/><xf numFmtId=\"2\"/><xf numFmtId=\"0\" fontId=\"1\"/><xf numFmtId=\"171\"/></cellXfs>";
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PACK}\"><Relationship Id=\"r1\" Type=\"{DOC}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOC}\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{PACK}\"><Relationship Id=\"r1\" Type=\"{DOC}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{DOC}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r3\" Type=\"{DOC}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        ("xl/styles.xml", &format!("<styleSheet xmlns=\"{MAIN}\">{styles}</styleSheet>")),
        ("xl/sharedStrings.xml", &format!("<sst xmlns=\"{MAIN}\">{strings}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<?xml version=\"1.0\"?>\r\n<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>"),
        ),
    ])
}

/// What the plain way and the general way make of a file.
fn both_ways(path: &Path) -> Option<[(Kept, bool); 2]> {
    let package = zipped::prescan(path).ok()?;
    matches!(package.kind, zipped::Package::Xlsx | zipped::Package::Xlsm).then(|| {
        [true, false].map(|plainly| {
            let mut kept = Kept::default();
            let readable = xlsx::read_as(path, &package, &mut kept, plainly).is_ok();
            (kept, readable)
        })
    })
}

fn alike(path: &Path, what: &str) {
    let Some([(plain, plain_reads), (general, general_reads)]) = both_ways(path) else { return };
    assert_eq!(plain_reads, general_reads, "{what}");
    // A file that breaks off in the middle may have told more or less of it before.
    if !plain_reads {
        return;
    }
    assert_eq!(plain.problems, general.problems, "{what}");
    assert_eq!(plain.sheets.len(), general.sheets.len(), "{what}");
    for ((head, rows), (other, others)) in plain.sheets.iter().zip(&general.sheets) {
        assert_eq!((&head.name, head.hidden, &head.merges), (&other.name, other.hidden, &other.merges), "{what}");
        // As text: no number is the same as itself when it is none.
        assert_eq!(format!("{rows:?}"), format!("{others:?}"), "{what}, sheet {}", head.name);
    }
}

#[test]
fn what_is_struck_through_or_shown_otherwise_is_seen_both_ways() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" s=\"4\"><v>7</v></c><c r=\"B1\" s=\"5\"><v>55000</v></c><c r=\"C1\" s=\"4\"/></row>\
        <row r=\"2\" s=\"4\"><c r=\"A2\" s=\"0\"><v>1</v></c></row></sheetData>";
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(&book(sheet, "")).expect("written");
    for (kept, readable) in both_ways(file.path()).expect("a workbook") {
        assert!(readable);
        let rows = &kept.sheets[0].1;
        let shown = crate::returns::cell::Shown { smaller: 4, ..Default::default() };
        assert_eq!(
            rows[0].looks,
            [(0, Look { struck: true, shown: None }), (1, Look { struck: false, shown: Some(shown) })],
            "an empty cell says nothing"
        );
        assert!(rows[1].looks.is_empty());
    }
}

#[test]
fn the_plain_way_and_the_general_way_read_the_same() {
    const STRINGS: &str =
        "<si><t>甲 &amp; 乙</t></si><si><t xml:space=\"preserve\"> 二 </t></si><si/><si><t> 三\n</t></si>";
    let rich = format!("{STRINGS}<si><r><t>富</t></r><r><t>文</t></r></si>");
    let cells = [
        "<c r=\"A1\" t=\"inlineStr\"><is><t>姓名</t></is></c><c r=\"B1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c><c r=\"D1\" t=\"s\"><v>2</v></c><c r=\"E1\" t=\"s\"><v>3</v></c>",
        "<c r=\"A1\" s=\"1\"><v>44000</v></c><c r=\"B1\" s=\"2\"><v>44000.5</v></c><c r=\"C1\" s=\"3\"><v>-1.5E3</v></c><c r=\"D1\" s=\"0\"><v>7</v></c><c r=\"E1\"><v>8</v></c><c r=\"F1\" s=\"1\"><v></v></c><c r=\"G1\" s=\"1\"/>",
        "<c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"str\"><f>A1&amp;\"x\"</f><v>x &lt; y</v></c><c r=\"C1\"><f>1+1</f><v>2</v></c><c r=\"D1\" t=\"n\"><v>3</v></c>",
        "<c r=\"A1\" s=\"4\"><v>7</v></c><c r=\"B1\" s=\"5\"><v>55000</v></c><c r=\"C1\" s=\"4\"/><c r=\"D1\" s=\"0\"><v>1</v></c>",
        "<c s=\"0\"><v>1</v></c><c s=\"4\"><v>2</v></c>",
        // Left to the general reader.
        "<c r=\"A1\"><f>1+1</f></c>",
        "<c r=\"A1\"><f>1+1</f><v/></c>",
        "<c r=\"A1\" t=\"e\"><v>#REF!</v></c><c r=\"B1\" t=\"e\"><v>#SPILL!</v></c>",
        "<c r=\"A1\" t=\"s\"><v>4</v></c>",
        "<c r=\"A1\" t=\"s\"><v>99</v></c>",
        "<c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>",
        "<c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>",
        "<c r=\"A2\"><v>1</v></c>",
        "<c><v>1</v></c><c><v>2</v></c>",
        "<c r=\"A1\"><v>1e</v></c><c r=\"B1\"><v> 2 </v></c><c r=\"C1\"><v>１</v></c>",
        "<c r=\"A1\" t=\"inlineStr\"><is><t>a_x000D_b</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>&#20013;</t></is></c>",
        "<c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb</t></is></c>",
        "<c r=\"A1\" t=\"inlineStr\"><is><r><t>a</t></r><r><t> b</t></r></is></c>",
        "<c r=\"A1\" t=\"inlineStr\"><is></is></c><c r=\"B1\" t=\"inlineStr\"><is><t/></is></c><c r=\"C1\" t=\"inlineStr\"><v>1</v></c>",
        "<c r=\"A1\" t=\"d\"><v>2022-01-02</v></c>",
        "<c r=\"a1\"><v>1</v></c><c r=\"XFE1\"><v>1</v></c>",
        "<c r='A1'><v>1</v></c>",
        "<c r=\"A1\"><v>1</v><!-- --></c>",
        "<x:c r=\"A1\"><v>1</v></x:c>",
    ];
    let mut plainly = 0;
    for strings in [STRINGS, &rich] {
        for cells in cells {
            for sheet in [
                format!("<dimension ref=\"A1:G1\"/><sheetData><row r=\"1\" spans=\"1:3\">{cells}</row></sheetData>"),
                format!(
                    "<sheetData>\n<row r=\"1\" hidden=\"1\">{cells}</row>\n<row r=\"3\"/><row r=\"4\"><c r=\"A4\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>"
                ),
                format!("<sheetData><row r=\"1\">{cells}</row><row r=\"1\"><c r=\"H1\"><v>1</v></c></row></sheetData>"),
                format!("<sheetData><row>{cells}</row></sheetData>"),
                format!("<dimension ref=\"?\"/><sheetData><row r=\"1\">{cells}</row></sheetData>"),
                format!("<sheetData><row r=\"1\">{cells}</row>"),
            ] {
                let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
                file.write_all(&book(&sheet, strings)).expect("written");
                alike(file.path(), &sheet);
                let xml = format!("<worksheet>{sheet}</worksheet>");
                let texts = plain::strings(&format!("<sst>{strings}</sst>"));
                let refers = plain::Book { strings: texts.as_deref(), styles: &look::Styles::default() };
                plainly += usize::from(plain::sheet(&xml, refers, 99).is_some());
            }
        }
    }
    assert!(plainly >= 10, "some of them are plain: {plainly}");
}

/// Every workbook of a folder named in `CUAN_WORKBOOKS`, and those of the examples.
#[test]
fn workbooks_are_read_the_same_both_ways() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")];
    folders.extend(std::env::var_os("CUAN_WORKBOOKS").map(std::path::PathBuf::from));
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                alike(&entry.path(), &entry.path().display().to_string());
            }
        }
    }
}

#[test]
fn a_damaged_xls_is_corrupt_wherever_it_breaks_off() {
    let rows: Vec<Vec<&str>> = (0..40).map(|_| vec!["检查日期", "隐患描述", "隐患等级"]).collect();
    let whole = made::workbook(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>(), &[]);
    for end in (8..whole.len()).step_by(37) {
        let (kept, _, readable) = given("隐患.xls", &whole[..end]);
        let codes: Vec<&str> = kept.problems.iter().map(|problem| problem.code.as_ref()).collect();
        assert!(readable || matches!(codes.last(), Some(&"corrupt" | &"format-unknown")), "{end}: {codes:?}");
    }
    // One byte wrong, anywhere in the directory and the sector table.
    for at in (0..1_536.min(whole.len())).step_by(5) {
        for wrong in [0x00, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = wrong;
            given("隐患.xls", &bytes);
        }
    }
}
