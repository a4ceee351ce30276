//! What stands below, beside and between: other headers, notes in the middle, units, blocks without a gap.
use super::*;

/// Every table as `block template: rows…`, with the columns of its fields.
fn tables(report: &Report, values: &[&str]) -> Vec<String> {
    let one = |s: &Sheet| {
        format!(
            "{} {} | {}",
            s.info.template.as_deref().unwrap_or("-"),
            fields(s).join(" "),
            rows(s, values).join("; ")
        )
    };
    report.sheets.iter().map(one).collect()
}

fn told(report: &Report, code: &str) -> Vec<String> {
    let all = report.sheets.iter().flat_map(|s| &s.problems).filter(|p| p.code == code);
    all.map(|p| format!("{} {:?}", p.row.unwrap_or(0), p.severity)).collect()
}

#[test]
fn the_same_labels_in_another_order_are_another_table() {
    let report = book(&[(
        "事故",
        "\
发生时间|事故地点|死亡人数|重伤人数|轻伤人数
2022-07-01 8:00|a|0|0|1
发生时间|事故地点|轻伤人数|重伤人数|死亡人数
2022-07-02 8:00|b|2|0|0",
        &[],
    )]);
    assert_eq!(
        tables(&report, &["deaths", "serious", "minor"]),
        [
            "incidents Aoccurred_at Bplace Cdeaths Dserious Eminor | 2 ok 0 0 1",
            "incidents Aoccurred_at Bplace Cminor Dserious Edeaths | 4 ok 0 0 2"
        ]
    );
    assert_eq!(report.sheets[1].info.block, Some(2));
}

#[test]
fn another_order_below_a_gap_a_title_or_with_a_column_more_is_another_table() {
    for between in ["", "二、重大隐患", "二车间\n", "注:以上为一车间\n二车间", "合计|3"] {
        let report = book(&[(
            "排查",
            &format!(
                "编号|检查日期|检查部位|隐患描述|隐患等级|整改期限|完成日期\n1|2022-07-01|a|x1|一般|2022-07-20|2022-07-10\n{between}\n\
                 编号|检查日期|检查部位|隐患描述|隐患等级|整改资金(元)|完成日期|整改期限\n1|2022-07-02|b|x2|一般|55000|2022-07-12|2022-07-22"
            ),
            &[],
        )]);
        let found: Vec<String> = report.sheets.iter().flat_map(|s| rows(s, &["due_on", "closed_on", "fund"])).collect();
        assert_eq!(found.len(), 2, "{between:?} {found:?}");
        assert!(found[0].ends_with("ok 2022-07-20 2022-07-10 ~"), "{between:?} {found:?}");
        assert!(found[1].ends_with("ok 2022-07-22 2022-07-12 5.5"), "{between:?} {found:?}");
    }
}

#[test]
fn a_header_with_fewer_columns_lacks_them_and_takes_nothing_from_the_first() {
    let report = book(&[(
        "培训",
        "姓名|培训类别|培训日期|学时|考核成绩\n甲|再培训|2022-07-01|8|90\n姓名|培训类别|培训日期|考核成绩\n乙|再培训|2022-07-01|95",
        &[],
    )]);
    assert_eq!(
        tables(&report, &["hours", "score"]),
        [
            "training Aname Bkind Cheld_on Dhours Escore | 2 ok 8 90",
            "training Aname Bkind Cheld_on Dscore | 4 bad ~ 95"
        ]
    );
    assert_eq!(problems(&report.sheets[1]), ["required-column-missing"]);
}

#[test]
fn an_identical_header_is_a_repeat_however_many_rows_it_has() {
    let head = "序号|发生时间|伤亡人数|~|直接经济损失\n~|~|死亡|重伤|(万元)";
    let text = format!("{head}\n1|2022-07-01 8:00|0|1|5.5\n{head}\n2|2022-07-02 8:00|1|0|2\n合计|~|1|1|7.5");
    let sheet = one("事故", &text, &["C1:D1", "C4:D4"]);
    assert_eq!(rows(&sheet, &["deaths", "serious", "loss"]), ["3 ok 0 1 5.5", "6 ok 1 0 2"]);
    assert_eq!(problems(&sheet), [""; 0]);
}

#[test]
fn a_lower_header_of_two_rows_with_its_groups_in_another_order_is_read_by_its_own() {
    let text = "\
序号|会议情况|~|代表情况|~|表决情况|~
~|召开日期|届次|应到|实到|同意|反对
1|2022-05-20|一届一次|45|43|41|1
序号|会议情况|~|表决情况|~|代表情况|~
~|召开日期|届次|反对|同意|实到|应到
1|2022-06-20|一届二次|2|40|44|46";
    let merges = ["B1:C1", "D1:E1", "F1:G1", "B4:C4", "D4:E4", "F4:G4"];
    let report = book(&[("职代会", text, &merges)]);
    let values = ["delegates_total", "delegates_present", "votes_yes", "votes_no"];
    let found: Vec<String> = report.sheets.iter().flat_map(|s| rows(s, &values)).collect();
    assert_eq!(found, ["3 ok 45 43 41 1", "6 ok 46 44 40 2"]);
}

#[test]
fn upper_labels_that_are_known_begin_a_header_although_the_lower_ones_are_not() {
    let text = "\
企业名称|统计期|检测|~|职业病
~|~|点位数|达标|新增人数
甲公司|2022-Q1|3|2|0
职业病|检测|~|统计期|企业名称
新发|达标|总点数|~|~
1|4|5|2022-Q2|乙公司";
    let merges = ["A1:A2", "B1:B2", "C1:D1", "B4:C4", "D4:D5", "E4:E5"];
    let report = book(&[("职业健康", text, &merges)]);
    let values = ["period", "points", "points_ok", "new_cases"];
    let found: Vec<String> = report.sheets.iter().flat_map(|s| rows(s, &values)).collect();
    assert_eq!(found[0], "3 ok 2022-Q1 3 2 0");
    assert!(found[1..].iter().all(|row| row == "6 ok 2022-Q2 5 4 1"), "{found:?}");
    let asked = report.sheets.iter().any(|s| s.info.template.is_none());
    assert!(asked || found.len() == 2, "read by its own labels, or asked about: {found:?}");
}

#[test]
fn a_title_between_gives_the_table_below_its_own_period_and_what_it_does_not_say_comes_from_above() {
    let head = "检查日期|隐患描述|隐患等级";
    let report = book(&[(
        "排查",
        &format!(
            "2022年7月隐患台账\n{head}\n7月5日|a|一般\n8月隐患台账\n{head}\n8月6日|b|一般\n隐患描述|检查日期|隐患等级\nc|8月7日|一般"
        ),
        &[],
    )]);
    let found: Vec<String> = report.sheets.iter().flat_map(|s| rows(s, &["found_on"])).collect();
    assert_eq!(found, ["3 ok 2022-07-05", "6 ok 2022-08-06", "8 ok 2022-08-07"]);
    assert!(told(&report, "outside-period").is_empty());
}

#[test]
fn rows_below_a_note_are_read() {
    let head = "检查日期|检查部位|隐患描述|隐患等级";
    let rows_of = |text: &str| {
        let sheet = one("排查", &format!("{head}\n{text}"), &[]);
        let read: Vec<u32> = sheet.rows.iter().filter(|row| row.ok).map(|row| row.row).collect();
        assert_eq!(read.len(), sheet.rows.len(), "{text}: {:?}", sheet.problems);
        read
    };
    let row = |day: u32| format!("2022-07-{day:02}|a|b{day}|一般");
    let (one_row, two, three) = (row(1), row(2), row(3));
    assert_eq!(rows_of(&format!("{one_row}\n注：以下为二车间\n{two}\n{three}")), [2, 4, 5]);
    assert_eq!(rows_of(&format!("{one_row}\n备注：7月10日起由老王负责\n\n{two}\n{three}")), [2, 5, 6]);
    assert_eq!(rows_of(&format!("填写说明：日期如2026-01-01\n{two}\n{three}")), [3, 4]);
    assert_eq!(rows_of(&format!("{one_row}\n合计|1\n{two}\n审核人：王\n{three}")), [2, 4, 6]);
    assert_eq!(rows_of(&format!("填写说明：如下\n例：2026-01-01|车间|过期|一般\n{two}\n（以下空白）")), [4]);
    assert_eq!(rows_of(&format!("{one_row}\n注：一\n2.第二条\n审核人：王|~|复核人：李\n{two}\n注：完")), [2, 6]);
}

#[test]
fn a_note_between_rows_is_told_and_a_row_that_fits_nothing_is_never_lost() {
    let head = "检查日期|检查部位|隐患描述|隐患等级";
    let report = book(&[("排查", &format!("{head}\n2022-07-01|a|b|一般\n注：以下\n2022-07-02|a|c|一般\n注：完"), &[])]);
    assert_eq!(told(&report, "note-row-skipped"), ["3 Info", "5 Info"]);
    let text = format!("{head}\n2022-07-01|a|b|一般\n注：完\n不详|2|3|未定\n制表人|王|审核人|李\n复查时间|2022-08-01");
    let report = book(&[("排查", &text, &[])]);
    assert_eq!(report.sheets.len(), 1);
    assert_eq!(told(&report, "note-row-skipped"), ["4 Warning", "5 Info", "6 Warning", "3 Info"]);
    let text = format!("{head}\n2022-07-01|a|b|一般\n注：完\n部位|次数\n罐区|6\n合计|6");
    let report = book(&[("排查", &text, &[])]);
    assert_eq!(
        told(&report, "note-row-skipped"),
        ["4 Info", "5 Warning", "6 Warning", "3 Info"],
        "a small table of something else"
    );
    let report =
        book(&[("排查", &format!("{head}\n2022-07-01|a|b|一般\n~|~|~|~|~|旁边|3|4\n2022-07-02|a|c|一般"), &[])]);
    assert_eq!(told(&report, "note-row-skipped"), ["3 Warning"]);
    assert_eq!(report.sheets[0].rows.len(), 2);
}

#[test]
fn many_notes_below_a_table_do_not_end_the_search_for_rows() {
    let mut text = "检查日期|检查部位|隐患描述|隐患等级\n2022-07-01|a|b|一般\n注：以下为说明\n".to_owned();
    for n in 0..450 {
        text.push_str(&format!("第{n}条说明\n"));
    }
    text.push_str("2022-07-02|a|c|一般");
    let sheet = one("排查", &text, &[]);
    assert_eq!(rows(&sheet, &["description"]), ["2 ok b", "454 ok c"]);
}

#[test]
fn units_below_a_header_of_three_rows_are_the_fourth() {
    let text = "\
2022年三季度事故统计
基本情况|~|后果|~|~
发生时间|地点|伤亡|~|直接经济损失
~|~|死亡|重伤|~
~|~|(人)|(人)|(元)
2022-07-01 8:00|a|0|1|500";
    let sheet = one("事故", text, &["A2:B2", "C2:E2", "C3:D3"]);
    assert_eq!(sheet.info.header_rows, [2, 3, 4, 5]);
    assert_eq!(rows(&sheet, &["deaths", "serious", "loss"]), ["6 ok 0 1 0.05"]);
    assert_eq!(problems(&sheet), [""; 0]);
}

#[test]
fn units_below_a_merged_header_of_three_rows() {
    let text = "\
序号|会议基本情况|~|职工总数|代表情况|~|~|~|提案
~|召开日期|届次|~|应到|实到|其中|~|总数
~|~|~|~|~|~|一线职工|女职工|~
~|~|~|人|人|人|人|人|件
1|2022-05-20|三届二次|320人|45|40|二十|１２|5";
    let merges = ["A1:A3", "B1:C1", "B2:B3", "C2:C3", "D1:D3", "E1:H1", "E2:E3", "F2:F3", "G2:H2", "I2:I3"];
    let sheet = one("职代会", text, &merges);
    assert_eq!(sheet.info.header_rows, [1, 2, 3, 4]);
    let values = ["staff", "delegates_total", "delegates_frontline", "delegates_women"];
    assert_eq!(rows(&sheet, &values), ["5 ok 320 45 20 12"]);
}

#[test]
fn blocks_side_by_side_need_no_empty_column() {
    let head = "姓名|培训类别|培训日期|学时";
    let row = |n: u32| format!("甲{n}|再培训|7月{n}日|8|乙{n}|再培训|7月{n}日|4");
    let report =
        book(&[("培训", &format!("2022年三季度培训台账\n{head}|{head}\n{}\n{}\n注:完", row(1), row(2)), &["A1:H1"])]);
    assert_eq!(
        tables(&report, &["name", "hours"]),
        [
            "training Aname Bkind Cheld_on Dhours | 3 ok 甲1 8; 4 ok 甲2 8",
            "training Ename Fkind Gheld_on Hhours | 3 ok 乙1 4; 4 ok 乙2 4"
        ]
    );
    let numbered = format!("序号|{head}|成绩|序号|{head}");
    let report = book(&[(
        "培训",
        &format!("{numbered}\n1|甲|再培训|2022-07-01|8|90|2|乙|再培训|2022-07-01|8\n教育人：王"),
        &[],
    )]);
    let found: Vec<String> = report.sheets.iter().flat_map(|s| rows(s, &["name", "score"])).collect();
    assert_eq!(found, ["2 ok 甲 90", "2 ok 乙 ~"]);
    assert!(told(&report, "duplicate-column").is_empty());
    // A label that stands twice makes no second table, nor do the same figures of another quarter.
    let twice = one("隐患", "检查日期|隐患描述|隐患等级|整改期限|整改期限\n2022-07-01|a|一般|2022-07-09|~", &[]);
    assert_eq!(problems(&twice), ["duplicate-column"]);
    let quarters =
        one("基数", "年份|镇街|事故起数|死亡人数|重伤人数|事故起数|死亡人数|重伤人数\n2021|a|1|0|0|2|0|0", &[]);
    assert_eq!(problems(&quarters), ["duplicate-column"; 3]);
}

#[test]
fn totals_sections_and_signatures_are_no_data() {
    let head =
        "序号|发生时间|事故地点|死亡人数|重伤人数|轻伤人数\n1|2022-07-01 8:00|a|0|1|0\n2|2022-07-02 8:00|b|0|0|2";
    for foot in
        ["总    计|2|~|0|1|2", "合计2起|~|~|0|1|2", "合计：2起|~|~|0|1|2", "制表人|王|审核人|李", "二车间", "~|二车间"]
    {
        let sheet = one("事故", &format!("{head}\n{foot}"), &[]);
        assert_eq!(sheet.rows.iter().map(|r| (r.row, r.ok)).collect::<Vec<_>>(), [(2, true), (3, true)], "{foot}");
        assert_eq!(problems(&sheet), [""; 0], "{foot}");
    }
    let wrong = one("事故", &format!("{head}\n合计2起|~|~|0|1|3"), &[]);
    assert_eq!(problems(&wrong), ["sum-mismatch@F4"]);
    let sheet = one(
        "隐患",
        "检查日期|检查部位|隐患描述|隐患等级\n七月份\n2022-07-01|a|b|一般\n8月\n2022-08-01|a|b|一般\n合计|~|2\n二车间\n2022-08-03|a|b|一般\n2022-02-30\n~|~|灯不亮",
        &[],
    );
    let found: Vec<(u32, bool)> = sheet.rows.iter().map(|r| (r.row, r.ok)).collect();
    assert_eq!(found, [(3, true), (5, true), (8, true), (9, false), (10, false)], "a row begun stays a row");
    let sheet = one("隐患", "序号|检查日期|检查部位|隐患描述|隐患等级\n1|2022-07-01|a|b|一般\n合计|14", &[]);
    assert_eq!(sheet.rows.len(), 1);
}

#[test]
fn a_bare_time_right_beside_the_day_is_its_time() {
    let head = "序号|发生日期|时间|地点|死亡(人)|重伤(人)";
    let sheet = one("事故", &format!("{head}\n1|2022-07-05|14:30|a|0|0\n2|2022-07-06|~|a|0|1"), &[]);
    assert_eq!(rows(&sheet, &["occurred_at"]), ["2 ok 2022-07-05T14:30", "3 ok 2022-07-06T00:00"]);
    assert!(sheet.info.unmatched.iter().all(|c| c.suggestion.is_none()));
    let apart = one("事故", "发生日期|地点|死亡(人)|重伤(人)|时间\n2022-07-05|a|0|0|14:30", &[]);
    assert_eq!(rows(&apart, &["occurred_at"]), ["2 ok 2022-07-05T00:00"], "of something else, perhaps");
}

#[test]
fn a_legend_below_a_table_is_no_row_of_it() {
    let table =
        "序号|检查日期|检查部位|隐患描述|隐患等级\n1|2026-07-03|东车间|漏油|一般\n2|2026-07-05|西车间|漏电|一般";
    for (below, left) in [
        ("\n图例|一般|能立即整改的\n~|重大|需停产整改的", vec![5, 6]),
        ("\n~|一般隐患|2\n~|重大隐患|0\n~|整改率|50%", vec![5, 6, 7]),
        ("~|一般隐患|2\n注：以上为本季数据", vec![4]),
    ] {
        let sheet = one("隐患", &format!("{table}\n{below}"), &[]);
        assert_eq!(rows(&sheet, &["level"]), ["2 ok ordinary", "3 ok ordinary"], "{below}");
        let told: Vec<u32> = sheet
            .problems
            .iter()
            .filter(|p| p.params.get("rule").is_some_and(|rule| rule == "below-the-table"))
            .filter_map(|p| p.row)
            .collect();
        assert_eq!(told, left, "{below}: {:?}", sheet.problems);
    }
    // A row of the table below it, a running number: then it is one that is badly filled in.
    for below in ["~|一般隐患|2\n3|2026-07-06|南车间|漏油|一般", "3|一般隐患|南车间"] {
        let sheet = one("隐患", &format!("{table}\n{below}"), &[]);
        assert!(rows(&sheet, &["level"]).contains(&"4 bad ~".to_owned()), "{below}");
    }
}

#[test]
fn a_last_row_whose_day_year_or_period_cannot_be_read_is_a_bad_row() {
    for (name, text, bad) in [
        ("基数", "年份|事故起数|死亡人数\n2021|3|1\n约2022|6|1", "3 bad"),
        ("基数", "年份|事故起数|死亡人数\n2021|3|1\n~|7|2", "3 bad"),
        ("工时", "统计期|平均职工人数|实际工时\n2022-08|100|8000\n九月|约120|8100", "3 bad"),
        ("事故", "发生时间|死亡人数|重伤人数|事故地点\n2022-03-04 9:30|0|1|一车间\n8月上旬|~|~|三车间", "3 bad"),
        (
            "隐患",
            "检查日期|检查部位|隐患描述|隐患等级\n2022-03-04|仓库|漏油|一般\n不详|仓库|~|~\n一车间\n2022-03-05|东区|漏电|一般",
            "3 bad",
        ),
    ] {
        let sheet = one(name, text, &[]);
        assert!(rows(&sheet, &[]).iter().any(|row| row.starts_with(bad)), "{text}: {:?}", sheet.problems);
    }
}
