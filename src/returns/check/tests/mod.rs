//! Whole sheets in memory and what must be said about them.
mod below;
mod between;
mod layouts;
mod looks;
mod lower;
mod unsaid;
mod whose;
mod years;

use super::*;
use crate::returns::cell::{Cell, Merge};
use crate::returns::report::{Report, Severity, Sheet};

/// A sheet from lines of `|`-separated cells; numbers become numbers, `~` an empty cell. The first line is row 1.
fn book(sheets: &[(&str, &str, &[&str])]) -> Report {
    book_on((2022, 11, 5), sheets)
}

fn book_on((y, m, d): (i32, u32, u32), sheets: &[(&str, &str, &[&str])]) -> Report {
    book_with(Options { as_of: NaiveDate::from_ymd_opt(y, m, d), ..Options::default() }, sheets)
}

fn book_with(options: Options, sheets: &[(&str, &str, &[&str])]) -> Report {
    let mut lines = Vec::new();
    let mut keep = |line| lines.push(line);
    let mut checker = Checker::new(options, &mut keep);
    checker.file(&FileInfo { name: "x".into(), kind: "csv".into(), sha256: String::new(), bytes: 0 });
    for (name, text, merges) in sheets {
        let mut merges: Vec<Merge> = merges.iter().map(|m| merge(m)).collect();
        merges.sort_by_key(|m| m.top);
        checker.sheet(SheetHead { name: (*name).to_owned(), merges, ..SheetHead::default() });
        for (index, line) in text.trim_start_matches('\n').lines().enumerate() {
            let cells = line.split('|').enumerate().filter_map(|(c, text)| {
                let text = text.trim_matches(' ');
                let cell = match text {
                    "" | "~" => return None,
                    text => text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Number),
                };
                Some((u16::try_from(c).expect("few columns"), cell))
            });
            checker.row(RowIn {
                index: u32::try_from(index).expect("few rows"),
                cells: cells.collect(),
                ..RowIn::default()
            });
        }
        checker.sheet_end();
    }
    checker.finish(true);
    Report::gather(lines).expect("a file line")
}

/// `B7:B8`
fn merge(text: &str) -> Merge {
    let at = |cell: &str| {
        let letters = cell.chars().take_while(char::is_ascii_uppercase).fold(0_u16, |n, c| n * 26 + (c as u16 - 64));
        (letters - 1, cell.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse::<u32>().expect("a row") - 1)
    };
    let (from, to) = text.split_once(':').expect("a range");
    let ((left, top), (right, bottom)) = (at(from), at(to));
    Merge { top, left, bottom, right }
}

fn one(sheet: &str, text: &str, merges: &[&str]) -> Sheet {
    let mut report = book(&[(sheet, text, merges)]);
    assert_eq!(report.sheets.len(), 1, "{:?}", report.sheets);
    report.sheets.remove(0)
}

/// Rows as `5 ok field=value …`, for comparing whole tables at a glance.
fn rows(sheet: &Sheet, fields: &[&str]) -> Vec<String> {
    let show = |v: Option<&crate::returns::report::Value>| {
        v.map_or("~".to_owned(), |v| serde_json::to_string(v).expect("plain").trim_matches('"').to_owned())
    };
    sheet
        .rows
        .iter()
        .map(|row| {
            let values: Vec<String> = fields.iter().map(|f| show(row.values.get(f))).collect();
            format!("{} {} {}", row.row, if row.ok { "ok" } else { "bad" }, values.join(" "))
        })
        .collect()
}

/// Problems as `code@cell` (or `code#row`, or `code`), without remarks of no weight here.
fn problems(sheet: &Sheet) -> Vec<String> {
    sheet
        .problems
        .iter()
        .filter(|p| {
            !["none-word", "unit-stripped", "full-width-normalised", "total-row-skipped", "note-row-skipped"]
                .contains(&p.code.as_ref())
        })
        .map(|p| match (&p.cell, p.row) {
            (Some(cell), _) => format!("{}@{cell}", p.code),
            (None, Some(row)) => format!("{}#{row}", p.code),
            _ => p.code.to_string(),
        })
        .collect()
}

fn fields(sheet: &Sheet) -> Vec<String> {
    sheet.info.columns.iter().map(|c| format!("{}{}", c.column, c.field)).collect()
}

#[test]
fn lines_survive_writing_and_reading() {
    let report = book(&[("事故", "发生时间|死亡人数|重伤人数|事故类型\n2022-03-04 09:30|0|1|机械致害", &[])]);
    let text = serde_json::to_string(&report).expect("plain");
    let back: Report = serde_json::from_str(&text).expect("own text");
    assert_eq!(back, report);
    assert_eq!(report.sheets[0].counts.rows, 1);
}

#[test]
fn a_category_off_the_list_stays_as_written_with_a_warning() {
    let sheet = one(
        "事故",
        "发生时间|死亡人数|重伤人数|事故类型\n2022-03-04 09:30|0|1|机械致害\n2022-03-05 09:30|0|1|机械",
        &[],
    );
    assert_eq!(rows(&sheet, &["category"]), ["2 ok 机械致害", "3 ok 机械伤害"]);
    let problem = sheet.problems.iter().find(|p| p.code == "out-of-range").expect("a warning");
    assert_eq!((problem.severity, problem.cell.as_deref()), (Severity::Warning, Some("D2")));
}

#[test]
fn the_same_row_twice_is_noticed_across_sheets_without_number_and_remark() {
    let head = "序号|检查日期|隐患描述|隐患等级|备注\n";
    let a = format!("{head}1|2022-01-05|灯不亮|一般|甲");
    let b = format!("{head}7|2022年1月5日|灯不亮|一般隐患|乙\n8|2022-01-06|灯不亮|一般|");
    let report = book(&[("1月", &a, &[]), ("2月", &b, &[])]);
    assert_eq!(problems(&report.sheets[0]), [""; 0]);
    assert_eq!(problems(&report.sheets[1]), ["duplicate-row-in-file#2"]);
}

#[test]
fn equal_numbers_of_two_senders_sheets_are_no_repetition() {
    let text = "统计期|平均职工人数|实际工时\n2022-10|20|3360";
    let report = book(&[("甲公司", text, &[]), ("乙公司", text, &[])]);
    assert_eq!(problems(&report.sheets[1]), [""; 0]);
    let twice = one("甲公司", "统计期|平均职工人数|实际工时\n2022-10|20|3360\n2022年10月|20人|3360", &[]);
    assert_eq!(problems(&twice), ["duplicate-row-in-file#3"]);
}

#[test]
fn every_problem_and_rule_has_its_words() {
    let codes = "file-empty file-too-large format-unknown format-old-biff format-html format-xml2003 format-xlsb encrypted lock-file corrupt zip-bomb \
        too-many-cells xml-doctype reader-stopped macro-present duplicate-file no-table-found template-unknown hidden-sheet-with-data \
        required-column-missing column-unmatched duplicate-column sheet-partly-unreadable total-row-skipped note-row-skipped hidden-row-with-data \
        duplicate-row-in-file unknown-enterprise outside-period required type-error-number type-error-date type-error-choice date-no-year \
        date-ambiguous time-missing out-of-range unit-stripped none-word full-width-normalised precision-lost code-check-failed id-check-failed \
        formula-error formula-no-cache too-long sum-mismatch cross-check";
    for code in codes.split_whitespace() {
        assert!(crate::i18n::knows(&format!("returns.problem.{code}")), "{code}");
    }
    let source = include_str!("../../cross.rs");
    let rules: Vec<&str> = source
        .split('"')
        .filter(|word| word.contains('-') && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        .collect();
    assert!(rules.len() > 20);
    for rule in rules {
        assert!(crate::i18n::knows(&format!("returns.rule.{rule}")), "{rule}");
    }
}

#[test]
fn more_than_a_thousand_problems_of_one_code_are_counted_not_told() {
    let mut text = "检查日期|隐患描述|隐患等级\n".to_owned();
    for n in 0..1_500 {
        text.push_str(&format!("2022-02-30|第{n}处|一般\n"));
    }
    let sheet = one("隐患", &text, &[]);
    assert_eq!(sheet.rows.len(), 1_500);
    assert_eq!(sheet.problems.iter().filter(|p| p.code == "type-error-date").count(), 1_000);
    assert_eq!(sheet.counts.codes.get("type-error-date"), Some(&1_500));
}

#[test]
fn hidden_sheets_and_empty_ones() {
    let options = Options { as_of: NaiveDate::from_ymd_opt(2022, 11, 5), ..Options::default() };
    let mut lines = Vec::new();
    let mut keep = |line| lines.push(line);
    let mut checker = Checker::new(options, &mut keep);
    checker.file(&FileInfo { name: "x".into(), kind: "xlsx".into(), sha256: String::new(), bytes: 0 });
    let row = |index, text: &str| RowIn { index, cells: vec![(0, Cell::Text(text.to_owned()))], ..RowIn::default() };
    for (name, hidden, text) in
        [("旧表", true, "检查日期"), ("空", true, ""), ("Sheet2", false, "　"), ("说明", false, "填写说明")]
    {
        checker.sheet(SheetHead { name: name.to_owned(), hidden, ..SheetHead::default() });
        checker.row(row(0, text));
        checker.sheet_end();
    }
    checker.finish(true);
    let report = Report::gather(lines).expect("a file line");
    let said: Vec<_> =
        report.sheets.iter().map(|s| (s.info.sheet.as_str(), s.problems[0].code.as_ref(), s.rows.len())).collect();
    assert_eq!(said, [("旧表", "hidden-sheet-with-data", 0), ("说明", "no-table-found", 0)]);
    let unread: Vec<_> = report.sheets.iter().map(|s| s.info.unread).collect();
    assert_eq!(unread, [Some(1), Some(1)]);
}

#[test]
fn a_hidden_sheet_is_read_once_a_person_opens_it() {
    let rows = ["召开日期|应到人数|实到人数", "2022-09-17|45|31", "2022-10-17|45|33"];
    let layout = crate::returns::told::Layout {
        sheet: "旧".into(),
        block: 1,
        template: Some("congress".into()),
        header: (1, 1),
        columns: Vec::new(),
    };
    let told = |layouts| {
        let told = Told { layouts, ..Told::default() };
        let options = Options { told, peek: true, ..Options::default() };
        let mut lines = Vec::new();
        let mut keep = |line| lines.push(line);
        let mut checker = Checker::new(options, &mut keep);
        checker.file(&FileInfo { name: "x".into(), kind: "xlsx".into(), sha256: String::new(), bytes: 0 });
        checker.sheet(SheetHead { name: "旧".to_owned(), hidden: true, ..SheetHead::default() });
        for (index, text) in (0..).zip(rows) {
            let cells = (0..).zip(text.split('|')).map(|(column, text)| (column, Cell::Text(text.to_owned())));
            checker.row(RowIn { index, cells: cells.collect(), ..RowIn::default() });
        }
        checker.finish(true);
        lines
    };
    let closed = told(Vec::new());
    let peek = closed.iter().find_map(|line| if let Line::Peek(peek) = line { Some(peek.rows.len()) } else { None });
    assert_eq!(peek, Some(3), "whoever opens it sees what is on it");
    let closed = Report::gather(closed).expect("a file line").sheets.remove(0);
    assert_eq!((closed.info.template, closed.info.unread, closed.info.header_rows), (None, Some(3), vec![1]));
    let open = Report::gather(told(vec![layout])).expect("a file line").sheets.remove(0);
    assert_eq!((open.info.template.as_deref(), open.rows.len(), open.problems.len()), (Some("congress"), 2, 0));
    assert_eq!(open.info.unread, None);
}

#[test]
fn columns_that_are_not_read_are_told_to_those_who_look_through_the_rows() {
    let row = |index, cells: &[(u16, Cell)]| RowIn { index, cells: cells.to_vec(), ..RowIn::default() };
    let text = |text: &str| Cell::Text(text.to_owned());
    let labels = ["检查日期", "隐患描述", "隐患等级", "备注", "天气"];
    let labels: Vec<(u16, Cell)> = (0..).zip(labels.map(text)).collect();
    let data = [text("2022-01-05"), text("灯不亮"), text("一般"), Cell::Serial(46_204.0), Cell::Number(3.5)];
    let data: Vec<(u16, Cell)> = (0..).zip(data).collect();
    for (peek, want) in [(true, "D 2026-07-01 E 3.5"), (false, "")] {
        let options = Options { peek, ..Options::default() };
        let mut lines = Vec::new();
        let mut keep = |line| lines.push(line);
        let mut checker = Checker::new(options, &mut keep);
        checker.file(&FileInfo { name: "x".into(), kind: "csv".into(), sha256: String::new(), bytes: 0 });
        checker.sheet(SheetHead { name: "一".into(), ..SheetHead::default() });
        checker.row(row(0, &labels));
        checker.row(row(1, &data));
        checker.finish(true);
        let report = Report::gather(lines).expect("a file line");
        let other: Vec<String> = report.sheets[0].rows[0].other.iter().map(|(c, t)| format!("{c} {t}")).collect();
        assert_eq!(other.join(" "), want);
    }
}
