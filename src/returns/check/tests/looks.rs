//! What a person sees in a sheet that its cells do not say: struck through, shown in another unit; words where days belong;
//! days whose month and day stand apart.
use super::*;
use crate::returns::cell::{Look, Shown, column_number, place};

const STRUCK: Look = Look { struck: true, shown: None };

fn shown(smaller: u8, unit: Option<&'static str>, from: f64) -> Look {
    Look { struck: false, shown: Some(Shown { smaller, unit, from }) }
}

/// One sheet of rows like those of [`book`], with these cells looking so.
fn looking(text: &str, looks: &[(&str, Look)]) -> Sheet {
    looking_with(Options::default(), text, looks)
}

fn looking_with(options: Options, text: &str, looks: &[(&str, Look)]) -> Sheet {
    let mut lines = Vec::new();
    let mut keep = |line| lines.push(line);
    let mut checker = Checker::new(options, &mut keep);
    checker.file(&FileInfo { name: "x".into(), kind: "xlsx".into(), sha256: String::new(), bytes: 0 });
    checker.sheet(SheetHead { name: "台账".to_owned(), ..SheetHead::default() });
    for (index, line) in (0_u32..).zip(text.lines()) {
        let cell = |text: &str| text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Number);
        let cells = (0_u16..).zip(line.split('|')).filter(|(_, text)| *text != "~");
        let at = |cell: &str| place(cell).map(|(letters, row)| (column_number(letters).expect("letters"), row));
        let here = looks.iter().filter_map(|(cell, look)| at(cell).map(|(column, row)| (row, column, *look)));
        checker.row(RowIn {
            index,
            cells: cells.map(|(c, text)| (c, cell(text))).collect(),
            looks: here.filter(|(row, ..)| *row == index + 1).map(|(_, column, look)| (column, look)).collect(),
            ..RowIn::default()
        });
    }
    checker.sheet_end();
    checker.finish(true);
    Report::gather(lines).expect("a file line").sheets.remove(0)
}

/// Rule and place of each problem, with what it suggests.
fn ruled(sheet: &Sheet) -> Vec<String> {
    let told = |p: &Problem| {
        let place = p.cell.clone().or_else(|| p.row.map(|row| row.to_string())).unwrap_or_default();
        let meant = p.suggestion.as_ref().map(|meant| format!(" {meant}")).unwrap_or_default();
        p.params.get("rule").map(|rule| format!("{rule}@{place}{meant}"))
    };
    sheet.problems.iter().filter_map(told).collect()
}

#[test]
fn a_row_that_is_struck_out_is_told_and_a_struck_cell_by_itself() {
    let text = "序号|检查日期|隐患描述|隐患等级|整改资金(万元)|备注\n1|2022-03-01|漏油|一般|1|~\n2|2022-03-02|漏电|一般|2|重复\n3|2022-03-03|漏水|重大|3|~\n合计|~|~|~|4|~";
    // The running number and the remark need not be struck, the row of totals may leave struck rows.
    let looks =
        [("B3", STRUCK), ("C3", STRUCK), ("D3", STRUCK), ("E3", STRUCK), ("C4", STRUCK), ("B2", shown(3, None, 0.0))];
    let sheet = looking(text, &looks);
    assert_eq!(ruled(&sheet), ["struck-row@3", "struck-cell@C4"]);
    assert!(sheet.rows.iter().all(|row| row.ok) && sheet.rows.len() == 3, "a person decides");
    let whole = looking(&text.replace("|4|~", "|6|~"), &looks[..4]);
    assert_eq!(problems(&whole), ["cross-check#3"], "a total that counts it agrees too");
    assert_eq!(ruled(&looking(text, &[("A3", STRUCK), ("F3", STRUCK)])), ["sum-of-table@E5"], "no field is struck");
}

#[test]
fn an_amount_that_is_shown_in_another_unit_is_asked() {
    let of = |label: &str, amount: &str, look: Look| {
        let text = format!("发生时间|死亡人数|重伤人数|{label}\n2022-03-04 9:30|0|1|{amount}");
        let sheet = looking(&text, &[("D2", look)]);
        let loss = sheet.rows[0].values.get("loss").and_then(|value| value.text()).unwrap_or("~").to_owned();
        (loss, ruled(&sheet).join(" "))
    };
    let ask = |meant: &str| ("~".to_owned(), format!("shown-or-stored@D2 {meant}"));
    let fine = |loss: &str| (loss.to_owned(), String::new());
    assert_eq!(of("直接经济损失(万元)", "55000", shown(4, None, 0.0)), ask("5.5"));
    assert_eq!(of("直接经济损失(千元)", "55000", shown(3, None, 0.0)), ask("55"));
    assert_eq!(of("直接经济损失", "5500", shown(4, None, 0.0)), ask("0.55"));
    assert_eq!(of("直接经济损失", "55000", shown(0, Some("元"), 0.0)), ask("55000元"));
    assert_eq!(of("直接经济损失(万元)", "5.5", shown(0, Some("元"), 0.0)), ask("5.5元"));
    // What is seen and what is stored come to the same.
    assert_eq!(of("直接经济损失(元)", "55000", shown(4, Some("万元"), 0.0)), fine("5.5"));
    assert_eq!(of("直接经济损失(元)", "55000", shown(4, None, 0.0)), fine("5.5"));
    assert_eq!(of("直接经济损失(元)", "55000", shown(0, Some("元"), 0.0)), fine("5.5"));
    assert_eq!(of("直接经济损失(万元)", "5.5", shown(0, Some("万"), 0.0)), fine("5.5"));
    assert_eq!(of("直接经济损失(万元)", "0", shown(4, None, 0.0)), fine("0"));
    assert_eq!(of("直接经济损失(万元)", "5.5", shown(4, Some("万"), 10_000.0)), fine("5.5"));
    // People are no thousands, and a text is as it is seen.
    let text = "发生时间|死亡人数|重伤人数|直接经济损失(万元)\n2022-03-04 9:30|0|1200|5.5万元";
    let looks = [("C2", shown(3, None, 0.0)), ("D2", shown(4, None, 0.0)), ("B2", shown(0, Some("元"), 0.0))];
    assert_eq!(rows(&looking(text, &looks), &["serious", "loss"]), ["2 ok 1200 5.5"]);
}

#[test]
fn what_a_person_put_in_a_cell_no_longer_looks_like_it_did() {
    let fix = crate::returns::told::Fix { sheet: "台账".into(), row: 2, column: "D".into(), text: "5.5".into() };
    let told = Told { fixes: vec![fix], ..Told::default() };
    let text = "发生时间|死亡人数|重伤人数|直接经济损失(万元)\n2022-03-04 9:30|0|1|55000";
    let sheet = looking_with(Options { told, ..Options::default() }, text, &[("D2", shown(4, None, 0.0))]);
    assert_eq!(rows(&sheet, &["loss"]), ["2 ok 5.5"]);
}

#[test]
fn words_where_days_belong_have_their_own_advice() {
    let text = "检查日期|隐患描述|隐患等级|整改期限|完成日期\n2022-03-01|漏油|一般|立即整改|当日\n2022-03-02|漏电|一般|待定|整改中\n2022-03-03|漏水|一般|长期|已整改\n当天|漏气|一般|限期|当场已整改\n未查|漏光|一般|下周|次日";
    let sheet = looking(text, &[]);
    assert_eq!(
        ruled(&sheet),
        [
            "that-day@D2 2022-03-01",
            "that-day@E2 2022-03-01",
            "no-day-yet@D3",
            "not-done-yet@E3",
            "no-day-yet@D4",
            "which-day@E4",
            "which-day@A5",
            "no-day-yet@D5",
            "which-day@E5",
            "which-day@A6",
            "not-a-date@D6",
            "not-a-date@E6",
        ]
    );
    assert!(sheet.rows.iter().all(|row| !row.ok), "none of them is taken for a day");
    let text = "发生时间|上报时间|死亡人数|重伤人数\n2022-03-01 9:30|立即|0|1\n2022-03-02 9:30|未上报|0|1";
    assert_eq!(ruled(&looking(text, &[])), ["which-moment@B2", "no-day-yet@B3"]);
}

#[test]
fn month_and_day_in_columns_of_their_own_need_a_year() {
    let with = |title: &str| {
        format!(
            "{title}\n检查日期|~|隐患描述|隐患等级\n月|日|~|~\n7|5|漏油|一般\n8月|16日|漏电|一般\n2|30|漏气|一般\n2022-09-01|~|漏水|一般\n9|~|漏光|一般"
        )
    };
    let read = |text: &str| one("台账", text, &["A2:B2", "C2:C3", "D2:D3"]);
    let sheet = read(&with("2022年隐患台账"));
    let days = |sheet: &Sheet| rows(sheet, &["found_on"]);
    assert_eq!(days(&sheet), ["4 ok 2022-07-05", "5 ok 2022-08-16", "6 bad ~", "7 ok 2022-09-01", "8 bad ~"]);
    // In a sheet of one month the column of months is none of days.
    let july = read("2022年7月隐患台账\n检查日期|~|隐患描述|隐患等级\n月|日|~|~\n7|5|漏油|一般\n7|31|漏电|一般");
    assert_eq!(days(&july), ["4 ok 2022-07-05", "5 ok 2022-07-31"]);
    let sheet = read(&with("隐患台账"));
    assert_eq!(days(&sheet), ["4 bad ~", "5 bad ~", "6 bad ~", "7 ok 2022-09-01", "8 bad ~"]);
    let parts: Vec<&str> = sheet.problems.iter().filter_map(|p| p.params.get("part").map(String::as_str)).collect();
    assert_eq!(parts, ["7月5日", "8月16日"], "the year of the column can be said once");
    // The time beside them, and the month merged over its days.
    let text = "2022年事故\n发生时间|~|~|死亡人数|重伤人数\n月|日|时\n7|5|9:30|0|1\n~|6|14时|0|1";
    let sheet = one("事故", text, &["A2:C2", "D2:D3", "E2:E3", "A4:A5"]);
    assert_eq!(rows(&sheet, &["occurred_at"]), ["4 ok 2022-07-05T09:30", "5 ok 2022-07-06T14:00"]);
}

#[test]
fn month_and_day_that_say_of_what_only_by_their_year_are_suggested() {
    let text = "隐患排查台账\n2022年|~|隐患描述|隐患等级\n月|日|~|~\n7|5|漏油|一般";
    let merges = ["A2:B2", "C2:C3", "D2:D3"];
    let sheet = one("隐患", text, &merges);
    assert_eq!(sheet.info.unmatched[0].suggestion.as_deref(), Some("found_on"), "{:?}", sheet.info);
    assert_eq!(rows(&sheet, &["found_on"]), ["4 bad ~"]);
    let layout = |columns: &[(&str, Option<&str>)]| crate::returns::told::Layout {
        sheet: "隐患".into(),
        block: 1,
        template: Some("hazards".into()),
        header: (2, 3),
        columns: columns.iter().map(|(c, field)| ((*c).to_owned(), field.map(str::to_owned))).collect(),
    };
    let said = [("A", Some("found_on")), ("B", None), ("C", Some("description")), ("D", Some("level"))];
    let told = Told { layouts: vec![layout(&said)], ..Told::default() };
    let told = book_with(Options { told, ..Options::default() }, &[("隐患", text, &merges)]);
    assert_eq!(rows(&told.sheets[0], &["found_on"]), ["4 ok 2022-07-05"]);
    let bare = one("隐患", "2022年隐患台账\n月|日|隐患描述|隐患等级\n7|5|漏油|一般", &[]);
    assert_eq!(bare.info.unmatched[0].suggestion.as_deref(), Some("found_on"), "{:?}", bare.info);
}
