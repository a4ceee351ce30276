//! What a person sees in a sheet that its cells do not say: struck through, shown in another unit; words where days belong;
//! days whose month and day stand apart.
use super::*;
use crate::returns::cell::{Look, Shown, column_number, place};

const STRUCK: Look = Look { struck: true, shown: None };

fn shown(smaller: u8, unit: Option<&'static str>, from: f64) -> Look {
    Look { struck: false, shown: Some(Shown { smaller, unit, from, ..Shown::default() }) }
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

const YUAN: Look =
    Look { struck: false, shown: Some(Shown { smaller: 0, unit: None, from: 0.0, yuan: true, share: false }) };
const SHARE: Look =
    Look { struck: false, shown: Some(Shown { smaller: 0, unit: None, from: 0.0, yuan: false, share: true }) };

#[test]
fn a_sign_of_money_or_of_a_share_that_the_format_draws_is_asked_like_a_written_one() {
    let of = |label: &str, amount: &str, look: Look| {
        let text = format!("发生时间|死亡人数|重伤人数|{label}\n2022-03-04 9:30|0|1|{amount}");
        let sheet = looking(&text, &[("D2", look)]);
        let loss = sheet.rows[0].values.get("loss").and_then(|value| value.text()).unwrap_or("~").to_owned();
        (loss, ruled(&sheet).join(" "))
    };
    let ask = |rule: &str| ("~".to_owned(), rule.to_owned());
    let fine = |loss: &str| (loss.to_owned(), String::new());
    assert_eq!(of("直接经济损失(万元)", "55000", YUAN), ask("yuan-or-wan@D2 55000元"));
    assert_eq!(of("直接经济损失", "800", YUAN), ask("yuan-or-wan@D2 800元"));
    assert_eq!(of("直接经济损失(万元)", "¥55000", Look::default()), ask("yuan-or-wan@D2 55000元"));
    assert_eq!(of("直接经济损失(元)", "55000", YUAN), fine("5.5"));
    assert_eq!(of("直接经济损失(万元)", "5.5", YUAN), fine("5.5"));
    let text = "检查日期|隐患描述|隐患等级|整改资金(万元)\n2022-03-01|漏油|一般|8000\n2022-03-02|漏电|一般|50\n2022-03-03|漏水|一般|5";
    let sheet = looking(text, &[("D2", YUAN), ("D3", YUAN)]);
    assert_eq!(ruled(&sheet), ["yuan-or-wan@D2 8000元", "yuan-or-wan@D3 50元"], "drawn beside a large one");
    assert_eq!(rows(&sheet, &["fund"]), ["2 bad ~", "3 ok 50", "4 ok 5"]);
    assert_eq!(of("直接经济损失(万元)", "0", YUAN), fine("0"));
    assert_eq!(of("直接经济损失(万元)", "0.5", SHARE), ask("share-of-money@D2"));
    assert_eq!(of("直接经济损失(万元)", "50%", Look::default()), ask("share-of-money@D2"));
    // Scores and people have no unit of money.
    let text = "姓名|培训类别|培训日期|学时|考核成绩\n王一|特种作业|2022-07-04|8|90";
    assert_eq!(rows(&looking(text, &[("D2", YUAN), ("E2", YUAN)]), &["hours", "score"]), ["2 ok 8 90"]);
}

#[test]
fn large_amounts_without_any_unit_are_asked_and_small_ones_beside_them_told() {
    let of = |head: &str, amounts: &[&str]| {
        let rows: Vec<String> =
            (1..).zip(amounts).map(|(day, amount)| format!("2022-03-0{day}|漏油|一般|{amount}")).collect();
        let sheet = looking(&format!("{head}\n{}", rows.join("\n")), &[]);
        (ruled(&sheet), sheet.rows.iter().filter(|row| row.ok).count())
    };
    let bare = "检查日期|隐患描述|隐患等级|整改资金";
    let want = ["money-without-unit@D2 8000元", "money-without-unit@D4 500元"].map(str::to_owned).to_vec();
    assert_eq!(of(bare, &["8000", "0", "500", "1500元"]), (want, 3));
    // One large amount among small ones is by itself; small ones alone are what they are.
    assert_eq!(of(bare, &["1200", "5", "3", "0.8"]), (vec!["money-without-unit@D2 1200元".to_owned()], 3));
    assert_eq!(of(bare, &["500", "5", "999"]), (Vec::new(), 3));
    assert_eq!(of("检查日期|隐患描述|隐患等级|整改资金(万元)", &["8000", "500"]), (Vec::new(), 2));
    let title = "单位：万元\n检查日期|隐患描述|隐患等级|整改资金\n2022-03-01|漏油|一般|8000";
    assert_eq!(ruled(&looking(title, &[])), [""; 0]);
    let years = "年份|镇街|事故起数|死亡人数|直接经济损失\n2021|罗塘街道|1|0|2000";
    assert_eq!(ruled(&looking(years, &[])), [""; 0], "a year of a town adds up");
}

#[test]
fn a_month_written_once_holds_for_the_days_below_it_within_its_block() {
    let of = |rows: &str| {
        let text = format!("2022年隐患台账\n检查日期|~|隐患描述|隐患等级\n月|日|~|~\n{rows}");
        one("台账", &text, &["A2:B2", "C2:C3", "D2:D3"])
    };
    let days = |sheet: &Sheet| {
        sheet.rows.iter().map(|row| row.values.text("found_on").unwrap_or("~").to_owned()).collect::<Vec<_>>()
    };
    let told = |sheet: &Sheet| {
        let said = |p: &Problem| {
            let at = p.params.get("at").cloned().unwrap_or_default();
            let raw = p.raw.clone().unwrap_or_default();
            Some(format!("{} {at} {raw}", p.params.get("rule")?))
        };
        sheet.problems.iter().filter_map(said).collect::<Vec<_>>()
    };
    let sheet = of("7|5|漏油|一般\n~|8|漏电|一般\n~|8|漏水|一般\n8|1|漏气|一般\n~|2|漏光|一般");
    assert_eq!(days(&sheet), ["2022-07-05", "2022-07-08", "2022-07-08", "2022-08-01", "2022-08-02"]);
    assert_eq!(told(&sheet), [""; 0]);
    // Above all, behind a heading, and for a day before the one above nobody says the month.
    let sheet = of("~|5|漏油|一般\n7|28|漏电|一般\n~|3|漏水|一般\n冲压车间\n~|29|漏气|一般");
    assert_eq!(days(&sheet), ["~", "2022-07-28", "~", "~"]);
    assert_eq!(
        told(&sheet).iter().filter(|told| told.starts_with("no-month")).collect::<Vec<_>>(),
        ["no-month A4 — | 5", "no-month A6 — | 3", "no-month A8 — | 29"]
    );
    // The part that is wrong is named, and both are shown; the rows below keep the month.
    let sheet = of("7|3-5|漏油|一般\n~|上旬|漏电|一般\n13|5|漏水|一般\n7|5|漏气|一般\n2|30|漏光|一般\n9|~|漏风|一般");
    assert_eq!(days(&sheet), ["~", "~", "~", "2022-07-05", "~", "~"]);
    assert_eq!(
        told(&sheet),
        [
            "wrong-part B4 7 | 3-5",
            "wrong-part B5 — | 上旬",
            "wrong-part A6 13 | 5",
            "no-such-day  2 | 30",
            "part-missing B9 9 | —"
        ]
    );
    // Year and month both written once.
    let text = "隐患台账\n检查日期|~|~|隐患描述|隐患等级\n年|月|日|~|~\n2022|7|5|漏油|一般\n~|~|6|漏电|一般\n~|8|1|漏水|一般\n~|1|3|漏气|一般";
    let sheet = one("台账", text, &["A2:C2", "D2:D3", "E2:E3"]);
    assert_eq!(days(&sheet), ["2022-07-05", "2022-07-06", "2022-08-01", "~"]);
}

#[test]
fn days_among_words_and_days_from_the_rows_own_are_suggested() {
    let of = |field: &str, said: &str| {
        let text = format!("检查日期|隐患描述|隐患等级|{field}\n2026-07-05|漏油|一般|{said}");
        ruled(&looking(&text, &[])).join(" ")
    };
    for (field, said, want) in [
        ("整改期限", "2026-07-20前", "day-in-words@D2 2026-07-20"),
        ("整改期限", "7月20日前", "day-in-words@D2 2026-07-20"),
        ("整改期限", "1月20日前完成", "day-in-words@D2 2027-01-20"),
        ("整改期限", "2026年7月20日（已延期）", "day-in-words@D2 2026-07-20"),
        ("整改期限", "3天内", "days-from@D2 2026-07-08"),
        ("整改期限", "限三日内整改", "days-from@D2 2026-07-08"),
        ("整改期限", "一周内", "days-from@D2 2026-07-12"),
        ("整改期限", "24小时之内", "days-from@D2 2026-07-06"),
        ("整改期限", "一个月内", "days-from@D2 2026-08-05"),
        ("整改期限", "3个工作日内", "not-a-date@D2"),
        ("整改期限", "3月内", "not-a-date@D2"),
        ("整改期限", "尽快", "no-day-yet@D2"),
        ("整改期限", "当班", "that-day@D2 2026-07-05"),
        ("整改期限", "2026-07-20至2026-07-25", "not-a-date@D2"),
        ("整改期限", "2026-07-20后", "not-a-date@D2"),
        ("整改期限", "7月底前", "not-a-date@D2"),
        ("整改期限", "5-10台", "not-a-date@D2"),
        ("完成日期", "2026-07-06已完成", "day-in-words@D2 2026-07-06"),
        ("完成日期", "已整改 2026-07-06", "day-in-words@D2 2026-07-06"),
        ("完成日期", "立改", "that-day@D2 2026-07-05"),
        ("完成日期", "2026-07-06未完成", "not-a-date@D2"),
        ("完成日期", "3天内", "not-a-date@D2"),
    ] {
        assert_eq!(of(field, said), want, "{field} {said}");
    }
    // Where nothing says the year it is asked as for plain days.
    let text = "检查日期|隐患描述|隐患等级|完成日期\n未查|漏油|一般|7月6日已完成";
    let sheet = looking(text, &[]);
    let asked = sheet.problems.iter().find(|p| p.code == "date-no-year").expect("asked");
    assert_eq!(asked.params.get("part").map(String::as_str), Some("7月6日"));
}
