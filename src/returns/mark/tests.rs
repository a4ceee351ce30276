//! Workbooks marked, checked again, marked again: rows and problems stay the same, and so does what the sender made.
use super::{CellMark, Level, Marks, SheetMarks, mark};
use crate::returns::cell::{column_number, place};
use crate::returns::check::{Checker, Options};
use crate::returns::marks::{COLUMNS, SHEETS};
use crate::returns::read;
use crate::returns::report::{Line, Problem, Report, Severity};
use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, Note, Workbook};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

fn check(path: &Path) -> Report {
    let mut lines: Vec<Line> = Vec::new();
    let mut take = |line: Line| lines.push(line);
    let options = Options { as_of: NaiveDate::from_ymd_opt(2022, 12, 31), ..Options::default() };
    let mut checker = Checker::new(options, &mut take);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (_, readable) = read::read(path, &name, &mut checker).expect("read");
    checker.finish(readable);
    Report::gather(lines).expect("a report")
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).expect("a name")
}

/// Every note of a workbook.
fn notes(path: &Path) -> String {
    let archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a zip");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").to_string()).collect();
    let all = names.iter().filter(|name| name.contains("comments")).filter_map(|name| part(path, name));
    all.collect()
}

/// Marks for everything that is wrong, in the plainest words.
fn marks_of(report: &Report) -> Marks {
    let mut sheets: Vec<SheetMarks> = Vec::new();
    for sheet in report.sheets.iter().filter(|sheet| sheet.info.template.is_some()) {
        let header = *sheet.info.header_rows.last().expect("a header");
        let at = sheets.iter().position(|known| known.sheet == sheet.info.sheet).unwrap_or_else(|| {
            sheets.push(SheetMarks { sheet: sheet.info.sheet.clone(), ..SheetMarks::default() });
            sheets.len() - 1
        });
        let marks = &mut sheets[at];
        marks.headers.push(header);
        marks.was = sheet.info.marked.as_deref().and_then(column_number);
        marks.last = sheet.rows.iter().map(|row| row.row).max().unwrap_or(header);
        let mut rows: BTreeMap<u32, String> = BTreeMap::new();
        for problem in sheet.problems.iter().filter(|p| p.severity >= Severity::Warning) {
            if let Some((letters, row)) = problem.cell.as_deref().and_then(place) {
                let column = column_number(letters).expect("letters");
                let level = if problem.severity == Severity::Error { Level::Error } else { Level::Warning };
                let note = problem.code.to_string();
                marks.cells.push(CellMark { row, column, level, note, value: None });
            }
            if let Some(row) = problem.row {
                rows.entry(row).or_default().push_str(&format!("{} <&> ", problem.code));
            }
        }
        marks.rows.extend(rows);
    }
    let lines = vec!["怎么改".to_owned(), "先看 <这里> & 那里".to_owned()];
    let at = "2026-11-05T01:00:00.00".to_owned();
    Marks { sheets, guide: SHEETS[0].to_owned(), lines, label: COLUMNS[0].to_owned(), at }
}

type Told = Vec<(String, Option<String>, Vec<u32>, Vec<String>, Vec<String>)>;

/// What was read: sheets, templates, headers, rows with their values, problems with their places.
fn told(report: &Report) -> Told {
    let problem = |p: &Problem| format!("{} {:?} {:?} {:?} {:?}", p.code, p.severity, p.cell, p.row, p.field);
    let sheets = report.sheets.iter().filter(|sheet| sheet.info.template.is_some());
    sheets
        .map(|sheet| {
            let rows = sheet.rows.iter().map(|row| serde_json::to_string(row).expect("json")).collect();
            let mut problems: Vec<String> = sheet.problems.iter().map(problem).collect();
            problems.sort();
            let info = &sheet.info;
            (info.sheet.clone(), info.template.as_deref().map(str::to_owned), info.header_rows.clone(), rows, problems)
        })
        .collect()
}

fn part(path: &Path, name: &str) -> Option<String> {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// A ledger as people make them: a title, a second sheet, a filter, fills, hidden and blank rows, a note of their own.
fn ledger(folder: &Path) -> PathBuf {
    let mut book = Workbook::new();
    let yellow = Format::new().set_background_color(Color::RGB(0x00FF_FF00)).set_num_format("yyyy-mm-dd");
    let bold = Format::new().set_bold();
    book.add_worksheet().set_name("说明").expect("named").write(0, 0, "只是说明").expect("written");
    for (name, header) in [("一月", 2_u32), ("二月 & 'x' 表", 4)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("named");
        sheet.merge_range(0, 0, 0, 5, "安全培训台账（2022年）", &bold).expect("merged");
        for (column, label) in (0_u16..).zip(["姓名", "培训类别", "培训内容", "培训日期", "学时", "考核成绩"])
        {
            sheet.write_with_format(header, column, label, &bold).expect("written");
        }
        let rows: [(&str, &str, &str, &str, &str, f64); 5] = [
            ("王一", "新员工", "三级教育", "2022-03-01", "24", 90.0),
            ("王二", "不知道", "消防", "2022-02-30", "约8", 80.0),
            ("", "复训", "消防", "2022-05-01", "8", 300.0),
            ("", "", "", "", "", 0.0),
            ("王五", "复训", "消防", "2022-05-02", "", 70.0),
        ];
        for (at, row) in (header + 1..).zip(rows) {
            if row.3.is_empty() {
                continue;
            }
            let texts = [row.0, row.1, row.2, row.3, row.4];
            for (column, text) in (0_u16..).zip(texts).filter(|(_, text)| !text.is_empty()) {
                let format = if column == 3 { yellow.clone() } else { Format::new() };
                sheet.write_string_with_format(at, column, text, &format).expect("written");
            }
            sheet.write_number(at, 5, row.5).expect("written");
        }
        sheet.insert_note(header + 2, 3, &Note::new("自己写的批注").set_author("王")).expect("noted");
        sheet.set_row_hidden(header + 1).expect("hidden");
        if header == 2 {
            sheet.autofilter(header, 0, header + 5, 5).expect("filtered");
        }
    }
    let path = folder.join("台账.xlsx");
    book.save(&path).expect("saved");
    path
}

fn csv(folder: &Path) -> PathBuf {
    let path = folder.join("职代会.csv");
    let text =
        "安全生产专题职代会台账\n\n召开日期,应到人数,实到人数\n2022-09-17,45,31\n2022-02-30,45,50\n,3,\n合计,90,71\n";
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn a_marked_workbook_reads_as_before_and_is_not_marked_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [ledger(folder.path()), csv(folder.path())] {
        let before = check(&path);
        assert!(told(&before).iter().all(|(.., problems)| problems.len() > 3), "{:?}", told(&before));
        let name = name(&path);
        let mut from = path.clone();
        let mut marked: Vec<PathBuf> = Vec::new();
        for round in 0..3 {
            let to = folder.path().join(format!("marked-{round}.xlsx"));
            mark(&from, &name, &marks_of(&check(&from)), &to).expect("marked");
            let after = check(&to);
            assert_eq!(told(&after), told(&before), "round {round} of {name}");
            assert!(after.sheets.iter().all(|s| s.info.template.is_none() || s.info.marked.is_some()));
            let workbook = part(&to, "xl/workbook.xml").expect("a workbook");
            assert_eq!(workbook.matches(SHEETS[0]).count(), 1, "{workbook}");
            marked.push(to.clone());
            from = to;
        }
        let size = |path: &PathBuf| part(path, "xl/comments1.xml").expect("notes").len();
        assert_eq!(size(&marked[1]), size(&marked[2]), "notes do not pile up");
    }
}

#[test]
fn what_the_sender_made_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = ledger(folder.path());
    let to = folder.path().join("marked.xlsx");
    mark(&path, "台账.xlsx", &marks_of(&check(&path)), &to).expect("marked");
    let sheet = part(&to, "xl/worksheets/sheet2.xml").expect("a sheet");
    assert!(sheet.contains(r#"<autoFilter ref="A3:G8""#), "the filter reaches the problems: {sheet}");
    assert!(sheet.contains(COLUMNS[0]) && sheet.contains(r#"<c r="G5""#), "{sheet}");
    assert!(sheet.contains(r#"<c r="A6" s=""#), "a blank cell that is required has a colour: {sheet}");
    assert!(sheet.contains(r#"hidden="1""#) && sheet.contains("<mergeCell "), "{sheet}");
    let other = part(&to, "xl/worksheets/sheet3.xml").expect("a sheet");
    assert!(other.contains(r#"<autoFilter ref="A5:G10"/>"#), "a filter where there was none: {other}");
    let plain = |path: &Path| part(path, "xl/worksheets/sheet1.xml").expect("a sheet");
    assert_eq!(plain(&to), plain(&path), "a sheet without marks is not touched");
    let workbook = part(&to, "xl/workbook.xml").expect("a workbook");
    assert!(workbook.contains("'二月 &amp; ''x'' 表'!$A$5:$G$10"), "{workbook}");
    assert!(workbook.contains("localSheetId=\"2\""), "places count the sheet in front: {workbook}");
    let notes = part(&to, "xl/comments1.xml").expect("notes");
    assert!(notes.contains("自己写的批注") && notes.contains("type-error-date"), "{notes}");
    let styles = part(&to, "xl/styles.xml").expect("styles");
    assert!(styles.contains("FFF8C8C5"), "an error over the first colour that is kept: {styles}");
    assert!(workbook.contains(r#"name="_cuan_fill_1" hidden="1">&quot;rgb:FFFFFF00&quot;<"#), "{workbook}");

    let clean = put_right(&to, folder.path());
    let notes = part(&clean, "xl/comments1.xml").expect("notes");
    assert!(notes.contains("自己写的批注") && !notes.contains("type-error-date"), "{notes}");
    yellow_again(&clean);
}

const THREAD: &str = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment";
const PERSON: &str = "http://schemas.microsoft.com/office/2017/10/relationships/person";

/// The same ledger with a thread of the sender's where its first sheet has a note, as Excel writes one.
fn with_thread(path: &Path, folder: &Path, odd: Option<&str>) -> PathBuf {
    let space = r#"xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments""#;
    let add = |text: String, more: &str| {
        let end = text.rfind("</").expect("an end");
        format!("{}{more}{}", &text[..end], &text[end..])
    };
    let to = folder.join("讨论.xlsx");
    let mut old = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a zip");
    let mut zip = zip::ZipWriter::new(File::create(&to).expect("made"));
    let options = zip::write::SimpleFileOptions::default();
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, options).expect("begun");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("written");
    };
    let names: Vec<String> = old.file_names().map(|name| name.expect("a name").to_string()).collect();
    for name in names {
        let mut text = String::new();
        old.by_name(&name).expect("a part").read_to_string(&mut text).expect("text");
        let text = match name.as_str() {
            "[Content_Types].xml" => add(
                text,
                r#"<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/><Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/>"#,
            ),
            "xl/_rels/workbook.xml.rels" => {
                add(text, &format!(r#"<Relationship Id="rIdP" Type="{PERSON}" Target="persons/person.xml"/>"#))
            }
            "xl/worksheets/_rels/sheet2.xml.rels" => add(
                text,
                &format!(
                    r#"<Relationship Id="rIdT" Type="{THREAD}" Target="../threadedComments/threadedComment1.xml"/>"#
                ),
            ),
            _ => text,
        };
        put(&name, &text);
    }
    let threads = format!(
        r#"<ThreadedComments {space}><threadedComment ref="D5" dT="2026-03-01T10:15:00.00" personId="{{P1}}" id="{{T1}}"><text>这天对吗</text></threadedComment></ThreadedComments>"#
    );
    put("xl/threadedComments/threadedComment1.xml", odd.unwrap_or(&threads));
    put(
        "xl/persons/person.xml",
        &format!(
            r#"<personList {space}><person displayName="王" id="{{P1}}" userId="w" providerId="None"/></personList>"#
        ),
    );
    zip.finish().expect("finished");
    to
}

#[test]
fn a_thread_of_the_senders_has_our_words_as_a_reply_and_is_never_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = with_thread(&ledger(folder.path()), folder.path(), None);
    let threads = |path: &Path| part(path, "xl/threadedComments/threadedComment1.xml").expect("threads");
    let persons = |path: &Path| part(path, "xl/persons/person.xml").expect("persons");
    let mut from = path.clone();
    for round in 0..2 {
        let to = folder.path().join(format!("round-{round}.xlsx"));
        mark(&from, "讨论.xlsx", &marks_of(&check(&from)), &to).expect("marked");
        let said = threads(&to);
        assert!(said.contains("<text>这天对吗</text>"), "{said}");
        assert!(said.contains(r#"parentId="{T1}"><text>【促安】type-error-date</text>"#), "{said}");
        assert_eq!((said.matches("<threadedComment ").count(), persons(&to).matches("<person ").count()), (2, 2));
        assert_eq!(told(&check(&to)), told(&check(&path)));
        from = to;
    }
    let clean = put_right(&from, folder.path());
    assert_eq!(threads(&clean), threads(&path), "what the sender wrote, and only that");
    if let Some(saved) = saved_by_office(&from, folder.path()) {
        assert_eq!(told(&check(&saved)), told(&check(&path)), "office programs open it");
    }
}

#[test]
fn threads_that_nobody_can_make_sense_of_stay_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    for (at, odd) in
        ["<ThreadedComments><threadedComment ref=\"D5\"", "", "<ThreadedComments/>"].into_iter().enumerate()
    {
        let path = with_thread(&ledger(folder.path()), folder.path(), Some(odd));
        let to = folder.path().join(format!("odd-{at}.xlsx"));
        super::package::mark(&path, &marks_of(&check(&path)), &to).expect("edited, not made anew");
        assert_eq!(part(&to, "xl/threadedComments/threadedComment1.xml").as_deref(), Some(odd));
        assert!(notes(&to).contains("type-error-date"), "the note of the old kind is there");
    }
}

/// Marked once more with nothing wrong.
fn put_right(path: &Path, folder: &Path) -> PathBuf {
    let marks = marks_of(&check(path));
    let bare = |sheet: SheetMarks| SheetMarks { cells: Vec::new(), rows: Vec::new(), ..sheet };
    let none = Marks { sheets: marks.sheets.into_iter().map(bare).collect(), ..marks };
    let clean = folder.join("clean.xlsx");
    mark(path, "台账.xlsx", &none, &clean).expect("marked");
    clean
}

/// The colours of marks are gone, and what was yellow is yellow again.
fn yellow_again(path: &Path) {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("opened");
    let styles = calamine::Reader::worksheet_style(&mut book, "一月").expect("styles");
    let fill = |row: u32, column: u32| {
        let fill = styles.get((row, column)).and_then(|style| style.fill.as_ref());
        fill.and_then(|fill| fill.foreground_color).map(|color| (color.red, color.green, color.blue))
    };
    assert_eq!(fill(4, 3), Some((255, 255, 0)), "the date that was wrong is as yellow as the one above");
    assert_eq!(fill(3, 3), Some((255, 255, 0)));
    assert_eq!(fill(4, 1), None, "what had no colour has none");
}

#[test]
fn marks_under_a_merged_block_are_on_its_first_cell() {
    let cell =
        |row, column, note: &str, level| CellMark { row, column, level, note: note.into(), value: Some("x".into()) };
    let cells = vec![
        cell(5, 1, "a", Level::Warning),
        cell(6, 1, "b", Level::Error),
        cell(6, 2, "c", Level::Warning),
        cell(7, 1, "a", Level::Warning),
        cell(9, 1, "d", Level::Warning),
    ];
    let marks = SheetMarks { cells, ..SheetMarks::default() };
    let seen = super::merged::on_sight(&marks, &[(1, 5, 1, 7), (0, 1, 5, 1), (3, 9, 1, 2)]);
    let seen: Vec<(u32, u16, &str, Level)> =
        seen.cells.iter().map(|c| (c.row, c.column, c.note.as_str(), c.level)).collect();
    assert_eq!(seen, [(5, 1, "a\nb", Level::Error), (6, 2, "c", Level::Warning), (9, 1, "d", Level::Warning)]);
}

#[test]
fn corrected_cells_hold_what_was_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [ledger(folder.path()), csv(folder.path())] {
        let mut marks = marks_of(&check(&path));
        for cell in marks.sheets[0].cells.iter_mut().filter(|cell| cell.note.starts_with("type-error")) {
            cell.level = Level::Fixed;
            let value = match cell.note.as_str() {
                "type-error-date" => "2022-02-28",
                "type-error-choice" => "复训",
                _ => "8",
            };
            cell.value = Some(value.to_owned());
        }
        let to = folder.path().join("fixed.xlsx");
        mark(&path, &name(&path), &marks, &to).expect("marked");
        let left: Vec<Problem> =
            check(&to).sheets.into_iter().find(|s| s.info.template.is_some()).expect("a table").problems;
        assert!(left.iter().all(|p| !p.code.starts_with("type-error")), "{left:?}");
        assert!(left.iter().any(|p| p.code == "required"), "{left:?}");
    }
}

#[test]
fn what_is_no_workbook_is_not_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("x.xlsx");
    for bytes in [b"PK\x03\x04 and then nothing".as_slice(), b"<html></html>", b""] {
        let path = folder.path().join("bad.xlsx");
        std::fs::write(&path, bytes).expect("written");
        assert!(mark(&path, "bad.xlsx", &Marks::default(), &to).is_err());
    }
}

/// Where collected workbooks lie, when somebody has them.
fn collected() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("CUAN_CORPUS").map(PathBuf::from) else { return Vec::new() };
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

#[test]
fn collected_workbooks_read_as_before_when_they_are_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("marked.xlsx");
    let (mut edited, mut anew) = (0, 0);
    for path in collected() {
        let before = check(&path);
        if told(&before).is_empty() {
            continue;
        }
        let marks = marks_of(&before);
        let outcome = super::package::mark(&path, &marks, &to);
        let is_edited = outcome.is_ok();
        if !is_edited {
            mark(&path, &name(&path), &marks, &to).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
        let (before, after) = (told(&before), told(&check(&to)));
        if is_edited {
            assert_eq!(after, before, "{}", path.display());
            edited += 1;
        } else {
            // Sheets of other formats may have names that .xlsx does not allow, and formulas without results.
            assert_eq!(after.len(), before.len(), "{}: {outcome:?}", path.display());
            for (after, before) in after.iter().zip(&before) {
                assert_eq!(
                    (&after.1, &after.2, after.3.len()),
                    (&before.1, &before.2, before.3.len()),
                    "{}",
                    path.display()
                );
            }
            anew += 1;
        }
    }
    assert!(collected().is_empty() || edited + anew > 0);
}

/// Opens and saves with LibreOffice, where that is installed.
fn saved_by_office(path: &Path, folder: &Path) -> Option<PathBuf> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let out = folder.join("office");
    let mut office = Command::new("soffice");
    office.arg(profile).args(["--headless", "--convert-to", "xlsx", "--outdir"]).arg(&out).arg(path);
    let done = office.output().ok()?;
    let saved = out.join(path.file_name()?);
    assert!(done.status.success() && saved.is_file(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(saved)
}

#[test]
fn office_programs_open_it_and_marks_survive_their_saving() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [ledger(folder.path()), csv(folder.path())] {
        let before = check(&path);
        let to = folder.path().join(format!("{}.xlsx", path.file_stem().expect("a name").to_string_lossy()));
        let to = if to == path { folder.path().join("marked.xlsx") } else { to };
        mark(&path, &name(&path), &marks_of(&before), &to).expect("marked");
        let Some(saved) = saved_by_office(&to, folder.path()) else { return };
        let after = check(&saved);
        let (after, before) = (told(&after), told(&before));
        for (after, before) in after.iter().zip(&before) {
            assert_eq!((&after.0, &after.1, &after.2, &after.3), (&before.0, &before.1, &before.2, &before.3));
        }
        assert_eq!(after.len(), before.len());
        let again = folder.path().join("again.xlsx");
        mark(&saved, "x.xlsx", &marks_of(&check(&saved)), &again).expect("marked again");
        assert_eq!(told(&check(&again)), told(&check(&saved)));
        let count = |path: &Path| notes(path).matches("【促安】").count();
        assert!(count(&to) > 3);
        assert_eq!((count(&saved), count(&again)), (count(&to), count(&to)), "{}", notes(&again));
        assert!(part(&saved, "xl/workbook.xml").expect("a workbook").contains("_FilterDatabase"));
        if path.extension().is_some_and(|end| end == "xlsx") {
            yellow_again(&put_right(&saved, folder.path()));
        }
    }
}

#[test]
fn what_a_style_says_is_still_said_by_a_workbook_written_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let head = ["隐患描述", "隐患等级", "排查日期", "整改责任人", "整改期限", "整改资金（万元）"];
    for (column, label) in (0_u16..).zip(head) {
        sheet.write(0, column, label).expect("written");
    }
    let struck = Format::new().set_font_strikethrough();
    let formats = ["0\\.0,", "\"¥\"#,##0.00", "General"];
    for (row, format) in (1_u32..).zip(formats) {
        let text = if row == 3 { struck.clone() } else { Format::new() };
        for (column, value) in (0_u16..).zip(["灭火器过期", "一般", "2022-07-05", "张三", "2022-07-20"]) {
            sheet
                .write_with_format(
                    row,
                    column,
                    format!("{value}{}", if column == 0 { row.to_string() } else { String::new() }),
                    &text,
                )
                .expect("written");
        }
        let number = text.set_num_format(format);
        sheet.write_number_with_format(row, 5, if row == 3 { 1.5 } else { 52_000.0 }, &number).expect("written");
    }
    let path = folder.path().join("隐患.xlsx");
    book.save(&path).expect("saved");
    let before = check(&path);
    let problems = |report: &Report| -> Vec<String> {
        let all = report.sheets.iter().flat_map(|sheet| &sheet.problems);
        all.map(|problem| format!("{}@{}", problem.code, problem.row.unwrap_or_default())).collect()
    };
    let said = problems(&before);
    for row in 2..=4 {
        assert!(said.iter().any(|problem| problem.ends_with(&format!("@{row}"))), "{said:?}");
    }
    let to = folder.path().join("marked.xlsx");
    super::anew::mark(&path, &name(&path), &marks_of(&before), &to).expect("written anew");
    assert_eq!((problems(&check(&to)), told(&check(&to))), (said, told(&before)));
}
