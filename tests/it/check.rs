//! `cuan check` from the outside: bytes in, one JSON object and an exit code out.
use rust_xlsxwriter::{Format, Formula, Workbook, XlsxError};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::Command;

fn check(path: &Path) -> (i32, Json) {
    let out = Command::new(env!("CARGO_BIN_EXE_cuan"))
        .args(["check", "--json", "--as-of", "2022-11-05"])
        .arg(path)
        .output()
        .expect("the program starts");
    let object = serde_json::from_slice(&out.stdout).expect("one JSON object");
    (out.status.code().expect("it ended by itself"), object)
}

fn check_bytes(name: &str, bytes: &[u8]) -> (i32, Json) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    check(&path)
}

/// Every row as `number ok|bad`, then the values of `fields`.
fn rows(sheet: &Json, fields: &[&str]) -> Vec<String> {
    let all = sheet["rows"].as_array().expect("rows");
    all.iter()
        .map(|row| {
            let ok = if row["ok"] == true { "ok" } else { "bad" };
            let values: Vec<String> = fields.iter().map(|f| row["values"][f].to_string().replace('"', "")).collect();
            format!("{} {ok} {}", row["row"], values.join(" "))
        })
        .collect()
}

fn codes(problems: &Json) -> Vec<String> {
    let all = problems.as_array().expect("problems");
    all.iter().map(|p| format!("{}@{}", p["code"], p["cell"]).replace('"', "")).collect()
}

const HAZARDS: &str = "2022年9月隐患台账\n检查日期,隐患描述,隐患级别,整改资金(元)\n9月3日,\"灯,不亮\",一般,\"1,500\"\n\n2022-9-31,阀漏,重大隐患,\n";

#[test]
fn text_files_in_every_encoding_and_with_every_separator_say_the_same() {
    let utf16: Vec<u8> = HAZARDS
        .replace(',', "\t")
        .replace("\"1\t500\"", "1500")
        .replace("\"灯\t不亮\"", "\"灯,不亮\"")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let semicolons = HAZARDS.replace(',', ";").replace("灯;不亮", "灯,不亮").replace("1;500", "1,500");
    for (name, bytes) in [
        ("甲.csv", HAZARDS.as_bytes().to_vec()),
        ("乙.csv", [b"\xef\xbb\xbf", HAZARDS.as_bytes()].concat()),
        ("丙.csv", encoding_rs::GB18030.encode(HAZARDS).0.into_owned()),
        ("丁.xls", [b"\xff\xfe".to_vec(), utf16].concat()),
        ("戊.txt", semicolons.into_bytes()),
    ] {
        let (code, report) = check_bytes(name, &bytes);
        assert_eq!((code, report["file"]["kind"].as_str()), (0, Some("csv")), "{name}");
        let sheet = &report["sheets"][0];
        assert_eq!(sheet["template"], "hazards", "{name}");
        assert_eq!(sheet["sheet"].as_str(), name.split('.').next());
        assert_eq!(
            rows(sheet, &["found_on", "description", "level", "fund"]),
            ["3 ok 2022-09-03 灯,不亮 ordinary 0.15", "5 bad null 阀漏 major null"],
            "{name}"
        );
        assert!(codes(&sheet["problems"]).contains(&"type-error-date@A5".to_owned()), "{name}");
    }
}

/// Two sheets as a town sends them: merged names, a hidden row, formulas with and without a result, a hidden sheet.
fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = book.add_worksheet();
    sheet.set_name("事故")?;
    sheet.merge_range(0, 0, 0, 5, "2022年三季度生产安全事故统计表", &plain)?;
    sheet.merge_range(1, 0, 2, 0, "企业名称", &plain)?;
    sheet.merge_range(1, 1, 2, 1, "发生时间", &plain)?;
    sheet.merge_range(1, 2, 1, 3, "伤亡人数(人)", &plain)?;
    sheet.merge_range(1, 4, 2, 4, "直接经济损失(万元)", &plain)?;
    sheet.write(2, 2, "死亡")?.write(2, 3, "重伤")?;
    sheet.merge_range(3, 0, 4, 0, "甲公司", &plain)?;
    sheet.write_with_format(3, 1, 44_757.572_916_666_664, &day)?.write(3, 2, 0)?.write(3, 3, 1)?.write(3, 4, 5.5)?;
    sheet.write(4, 1, "2022年8月14日下午7时40分")?.write(4, 2, "无")?.write(4, 3, 0)?.write(4, 4, "20000元")?;
    sheet.write(5, 0, "乙公司")?.write(5, 1, "9月1日 8:00")?.write(5, 2, 1)?.write(5, 3, 0)?;
    sheet.write_formula(5, 4, Formula::new("=1+1").set_result("2"))?;
    sheet.set_row_hidden(5)?;
    sheet.write(6, 0, "合 计")?.write(6, 2, 1)?.write(6, 3, 2)?.write(6, 4, 9.5)?;
    sheet.write(7, 0, "注:含外包")?;
    let old = book.add_worksheet();
    old.set_name("旧表")?.set_hidden(true).write(0, 0, "检查日期")?;
    book.add_worksheet().set_name("Sheet3")?;
    book.save_to_buffer()
}

#[test]
fn a_workbook_with_merged_names_hidden_rows_and_formulas() {
    let (code, report) = check_bytes("事故.xlsx", &workbook().expect("written"));
    assert_eq!((code, report["file"]["kind"].as_str()), (0, Some("xlsx")));
    let sheets = report["sheets"].as_array().expect("sheets");
    assert_eq!(sheets.len(), 2, "the empty sheet is not told of");
    assert_eq!(sheets[0]["header_rows"], serde_json::json!([2, 3]));
    assert_eq!(
        rows(&sheets[0], &["enterprise", "occurred_at", "deaths", "serious", "loss"]),
        [
            "4 ok 甲公司 2022-07-15T13:45 0 1 5.5",
            "5 ok 甲公司 2022-08-14T19:40 0 0 2",
            "6 ok 乙公司 2022-09-01T08:00 1 0 2"
        ]
    );
    let said = codes(&sheets[0]["problems"]);
    assert!(said.contains(&"hidden-row-with-data@null".to_owned()), "{said:?}");
    assert!(said.contains(&"sum-mismatch@D7".to_owned()), "{said:?}");
    assert!(!said.contains(&"sum-mismatch@E7".to_owned()), "{said:?}");
    assert_eq!(codes(&sheets[1]["problems"]), ["hidden-sheet-with-data@null"]);
    assert!(sheets[1]["rows"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn files_that_cannot_be_read_say_why_and_end_with_two() {
    for (name, bytes, code) in [
        ("空.xlsx", &b""[..], "file-empty"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\0\0\0\0\0", "format-unknown"),
        ("页.xls", "<html><table><tr><td>死亡人数</td></tr></table></html>".as_bytes(), "format-html"),
        ("半.xlsx", b"PK\x03\x04half of a zip", "corrupt"),
        ("~$表.xlsx", b"\x05owner", "lock-file"),
    ] {
        let (exit, report) = check_bytes(name, bytes);
        assert_eq!(exit, 2, "{name}");
        assert_eq!(report["problems"][0]["code"], code, "{name}");
        assert!(report["sheets"].as_array().is_some_and(Vec::is_empty), "{name}");
    }
}

#[test]
fn an_unknown_template_is_refused_and_a_known_one_is_forced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("表.csv");
    std::fs::write(&path, "事故类型,死亡人数,重伤人数\n触电,1,0\n").expect("written");
    let run = |template: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuan"));
        command.args(["check", "--json", "--template", template]).arg(&path).output().expect("the program starts")
    };
    assert!(!run("accidents").status.success());
    let report: Json = serde_json::from_slice(&run("incidents").stdout).expect("one object");
    assert_eq!(report["sheets"][0]["template"], "incidents");
    assert_eq!(rows(&report["sheets"][0], &["deaths"]), ["2 bad 1"]);
}

/// Where workbooks with their expected answers beside them lie, if they are here: `CUAN_FIXTURES`, else beside the project.
fn fixtures() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("shared").join("fixtures");
    let named = std::env::var_os("CUAN_FIXTURES").map(PathBuf::from);
    named.into_iter().chain([beside]).find(|folder| folder.is_dir())
}

#[test]
fn workbooks_with_known_answers_are_read_as_expected() {
    let Some(folder) = fixtures() else { return };
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the folder").flatten() {
        let path = entry.path();
        let Some(name) = path.to_str().and_then(|p| p.strip_suffix(".expected.json")) else { continue };
        let expected: Json = serde_json::from_slice(&std::fs::read(&path).expect("read")).expect("JSON");
        let file = Path::new(name).with_file_name(expected["file"]["name"].as_str().expect("a name"));
        let (exit, report) = check(&file);
        assert_eq!(i64::from(exit), expected["exit"], "{name}");
        for want in expected["sheets"].as_array().into_iter().flatten() {
            let sheets = report["sheets"].as_array().expect("sheets");
            let sheet =
                sheets.iter().find(|s| want["sheet"].is_null() || s["sheet"] == want["sheet"]).expect("the sheet");
            assert_eq!(sheet["template"], want["template"], "{name}");
            for row in want["rows"].as_array().into_iter().flatten() {
                compare_row(name, sheet, row);
            }
        }
        read += 1;
    }
    assert!(read > 0, "no expected answers in that folder");
}

fn compare_row(name: &str, sheet: &Json, want: &Json) {
    let rows = sheet["rows"].as_array().expect("rows");
    let got = rows.iter().find(|r| r["row"] == want["row"]).unwrap_or_else(|| panic!("{name}: no row {}", want["row"]));
    if let Some(ok) = want["ok"].as_bool() {
        assert_eq!(got["ok"], ok, "{name} row {}", want["row"]);
    }
    for (field, value) in want["values"].as_object().into_iter().flatten() {
        assert_eq!(&got["values"][field], value, "{name} row {} {field}", want["row"]);
    }
}
