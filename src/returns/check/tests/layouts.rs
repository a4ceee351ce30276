//! Layouts that people send, each with its truth.
use super::*;

#[test]
fn a_header_of_three_rows_with_units_below() {
    let sheet = one(
        "三季度",
        "\
2022年三季度生产安全事故统计表
填报单位:某某街道|~|~|填报人:张三|~|~|填报时间:2022年10月8日
序号|企业名称|发生时间|事故情况|~|~|~|备注
~|~|~|伤亡人数|~|~|直接经济损失|~
~|~|~|死亡|重伤|轻伤|(万元)|~
1|甲公司|7月10日 13:45|0|1|无|5.5|~
2|乙公司|2022-08-14 19:40|1人|0|0|20000元|~
合计|~|~|1|1|0|7.5|~",
        &["A1:H1", "D3:G3", "D4:F4", "A3:A5", "B3:B5", "C3:C5", "H3:H5"],
    );
    assert_eq!(sheet.info.header_rows, [3, 4, 5]);
    assert_eq!(fields(&sheet), ["Benterprise", "Coccurred_at", "Ddeaths", "Eserious", "Fminor", "Gloss"]);
    assert_eq!(
        rows(&sheet, &["enterprise", "occurred_at", "deaths", "serious", "minor", "loss"]),
        ["6 ok 甲公司 2022-07-10T13:45 0 1 0 5.5", "7 ok 乙公司 2022-08-14T19:40 1 0 0 2"]
    );
    assert_eq!(problems(&sheet), [""; 0]);
}

#[test]
fn a_lower_label_does_not_spill_under_a_column_with_a_label_of_its_own_above() {
    let body = "1|2026-07-03 9:30|一车间|机械致害|0|1|2人|55000";
    let head = "序号|发生时间|地点|事故类型|伤亡人数|~|~|直接经济损失\n~|~|~|~|死亡|重伤|轻伤|~";
    for merges in [&["E1:G1"][..], &[], &["E1:G1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "H1:H2"]] {
        let sheet = one("事故", &format!("{head}\n~|~|~|~|人|人|人|元\n{body}"), merges);
        assert_eq!(sheet.info.header_rows, [1, 2, 3], "{merges:?}");
        let said: Vec<&str> = sheet.info.columns.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(said.last(), Some(&"直接经济损失 › 元"), "{merges:?}");
        assert_eq!(rows(&sheet, &["minor", "loss"]), ["4 ok 2 5.5"], "{merges:?}");
    }
}

#[test]
fn two_level_headers_without_merges_as_text_files_have_them() {
    let sheet = one(
        "2022年7月",
        "\
序号|单位名称|事发时间|伤亡人数|~|~|直接经济损失(元)
~|~|~|死亡|重伤|轻伤|~
1|甲公司|7月10日13时45分|0|1|0|55000
2|乙公司|2022.7.14 19:40|0|0|2|1,200.50",
        &[],
    );
    assert_eq!(sheet.info.header_rows, [1, 2]);
    assert_eq!(
        rows(&sheet, &["enterprise", "occurred_at", "serious", "minor", "loss"]),
        ["3 ok 甲公司 2022-07-10T13:45 1 0 5.5", "4 ok 乙公司 2022-07-14T19:40 0 2 0.12005"]
    );
}

#[test]
fn groups_above_a_full_row_of_labels() {
    let sheet = one(
        "职代会",
        "\
~|~|职工代表|~|表决情况|~|~
企业名称|召开日期|应到|实到|同意|反对|弃权
甲公司|2022-05-20|45|43|41|1|1",
        &["C1:D1", "E1:G1"],
    );
    assert_eq!(sheet.info.header_rows, [1, 2]);
    assert_eq!(
        fields(&sheet),
        [
            "Aenterprise",
            "Bheld_on",
            "Cdelegates_total",
            "Ddelegates_present",
            "Evotes_yes",
            "Fvotes_no",
            "Gvotes_abstain"
        ]
    );
    assert_eq!(rows(&sheet, &["delegates_total", "votes_yes", "votes_abstain"]), ["3 ok 45 41 1"]);
}

#[test]
fn english_headers() {
    let sheet = one(
        "Sheet1",
        "\
Incident log 2022
Enterprise name|Occurred at|Place|Deaths|Serious|Minor|Lost days|Loss|Closed
Alpha Ltd|2022-03-04 09:30|Press shop|0|1|0|120|5.5|yes
Beta Ltd|2022/3/5 2:05 PM|Yard|0|0|1|3|-|N",
        &[],
    );
    assert_eq!(sheet.info.template.as_deref(), Some("incidents"));
    assert_eq!(
        rows(&sheet, &["enterprise", "occurred_at", "serious", "loss", "closed"]),
        ["3 ok Alpha Ltd 2022-03-04T09:30 1 5.5 true", "4 ok Beta Ltd 2022-03-05T14:05 0 ~ false"]
    );
}

#[test]
fn totals_in_odd_places() {
    let sheet = one(
        "基数",
        "\
镇街|年份|事故起数|死亡人数|重伤人数
总计|~|15|2|4
罗塘街道小计|~|8|1|3
罗塘街道|2020|3|1|1
罗塘街道|2021|5|0|2
蒋垛镇小计|~|7|1|2
蒋垛镇|2020|4|1|0
蒋垛镇|2021|3|0|1
其中:工业|~|2|0|0",
        &[],
    );
    assert_eq!(sheet.rows.iter().map(|r| r.row).collect::<Vec<_>>(), [4, 5, 7, 8]);
    assert_eq!(problems(&sheet), ["sum-mismatch@E6"]);
    let sheet = one(
        "基数",
        "\
年份|镇街|事故起数|死亡人数
2020|罗塘街道|3|1
2020|蒋垛镇|4|0
~|小计|7|1

2021|罗塘街道|2|0
2021|蒋垛镇|5|1
~|小  计|8|1
~|合计|14|2",
        &[],
    );
    assert_eq!(sheet.rows.iter().map(|r| r.row).collect::<Vec<_>>(), [2, 3, 6, 7]);
    assert_eq!(problems(&sheet), ["sum-mismatch@C8"]);
}

#[test]
fn blank_rows_numbered_rows_and_group_headings_are_no_data() {
    let sheet = one(
        "隐患",
        "\
序号|检查日期|检查部位|隐患描述|隐患等级|备注
一、罗塘街道
1|2022-03-01|配电间|消火栓被遮挡|一般|~

2|2022-03-02|锅炉房|压力表超期|重大|~
二、蒋垛镇
3|2022-03-03|车间|灯不亮|一般|~
4
5
注:1.以上均已上报。
2.整改中。
填表人:张三|~|~|审核人:李四",
        &["A2:F2", "A6:F6"],
    );
    assert_eq!(
        rows(&sheet, &["found_on", "description", "level"]),
        [
            "3 ok 2022-03-01 消火栓被遮挡 ordinary",
            "5 ok 2022-03-02 压力表超期 major",
            "7 ok 2022-03-03 灯不亮 ordinary"
        ]
    );
    assert_eq!(problems(&sheet), [""; 0]);
}

#[test]
fn merged_towns_and_sessions_fill_down_but_numbers_that_add_up_do_not() {
    let sheet = one(
        "培训",
        "\
培训日期|培训类别|姓名|学时|考核成绩
2022-03-01|再培训|张三|8|90
~|~|李四|~|85
~|~|王五|~|~
2022-03-02|复训|赵六|4|70",
        &["A2:A4", "B2:B4"],
    );
    assert_eq!(
        rows(&sheet, &["held_on", "kind", "name", "hours"]),
        [
            "2 ok 2022-03-01 refresher 张三 8",
            "3 bad 2022-03-01 refresher 李四 ~",
            "4 bad 2022-03-01 refresher 王五 ~",
            "5 ok 2022-03-02 refresher 赵六 4"
        ]
    );
    assert_eq!(problems(&sheet), ["required@D3", "required@D4"]);
}

#[test]
fn the_period_comes_from_the_sheets_own_words_only() {
    let table = "企业名称|检查日期|隐患描述|隐患等级\n甲公司|3月11日|灯不亮|一般";
    let report = book(&[
        ("一", &format!("2022年3月隐患台账\n{table}"), &[]),
        ("二", &format!("隐患补报表\n{table}"), &[]),
        ("2022年", &format!("隐患补报表\n{table}"), &[]),
        ("三", &format!("隐患台账\n统计期:2022年一季度\n{table}"), &[]),
        ("四", &format!("隐患台账\n填报时间:2022年4月8日\n{table}"), &[]),
        ("3月", &format!("2021年隐患台账\n{table}"), &[]),
        ("2023年", &format!("2022年隐患台账\n{table}"), &[]),
    ]);
    let found: Vec<String> = report.sheets.iter().map(|s| rows(s, &["found_on"]).concat()).collect();
    assert_eq!(found[0], "3 ok 2022-03-11");
    assert_eq!(found[1], "3 bad ~");
    assert_eq!(found[2], "3 ok 2022-03-11");
    assert_eq!(found[3], "4 ok 2022-03-11");
    assert_eq!(found[4], "4 bad ~", "the day of filing is not the period");
    assert_eq!(found[5], "3 ok 2021-03-11");
    assert_eq!(found[6], "3 bad ~", "title and name contradict each other");
}

#[test]
fn a_title_supplies_the_period_column_with_a_warning() {
    let sheet = one("工时", "2022年10月从业人员与工时\n企业名称|平均职工人数|实际工时\n甲公司|20|3360", &[]);
    assert_eq!(rows(&sheet, &["period", "headcount", "hours"]), ["3 ok 2022-10 20 3360"]);
    let missing = sheet.problems.iter().find(|p| p.code == "required-column-missing").expect("said");
    assert_eq!(
        (missing.severity, missing.params.get("from_title").map(String::as_str)),
        (Severity::Warning, Some("2022-10"))
    );
}

#[test]
fn a_missing_required_column_makes_every_row_bad() {
    let sheet = one("隐患", "检查日期|检查部位|隐患描述|整改措施\n2022-03-01|配电间|消火栓被遮挡|清理", &[]);
    assert_eq!(sheet.info.template.as_deref(), Some("hazards"));
    assert_eq!(rows(&sheet, &["found_on"]), ["2 bad 2022-03-01"]);
    assert_eq!(problems(&sheet), ["required-column-missing"]);
}

#[test]
fn two_tables_side_by_side_and_two_below_each_other() {
    let report = book(&[(
        "职业健康与工时",
        "\
统计期|接触人数|应检人数|实检人数|~|统计期|平均职工人数|实际工时
2022-Q1|10|8|8|~|2022-01|20|3360
2022-Q2|11|9|9|~|2022-02|21|3400
~|~|~|~|~|2022-03|22|3500",
        &[],
    )]);
    let found: Vec<(Option<&str>, Vec<String>)> = report
        .sheets
        .iter()
        .map(|s| (s.info.template.as_deref(), rows(s, &["period", "headcount", "exposed"])))
        .collect();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0], (Some("health"), vec!["2 ok 2022-Q1 ~ 10".to_owned(), "3 ok 2022-Q2 ~ 11".to_owned()]));
    assert_eq!(found[1].0, Some("exposure"));
    assert_eq!(found[1].1, ["2 ok 2022-01 20 ~", "3 ok 2022-02 21 ~", "4 ok 2022-03 22 ~"]);

    let report = book(&[(
        "全年",
        "\
一、工时
统计期|平均职工人数|实际工时
2022-01|20|3360
注:月报
二、职业健康
统计期|接触人数|应检人数|实检人数
2022-Q1|10|8|8
统计期|接触人数|应检人数|实检人数
2022-Q2|10|8|8
年份|月份|事故起数|死亡人数
2021|1|3|0",
        &[],
    )]);
    let found: Vec<(Option<&str>, Vec<u32>)> =
        report.sheets.iter().map(|s| (s.info.template.as_deref(), s.rows.iter().map(|r| r.row).collect())).collect();
    assert_eq!(found, [(Some("exposure"), vec![3]), (Some("health"), vec![7, 9]), (Some("baseline"), vec![11])]);
}

#[test]
fn a_table_below_is_read_or_told_of() {
    let report = book(&[(
        "表",
        "\
统计期|平均职工人数|实际工时
2022-01|20|3360


统计期|接触人数|应检人数|实检人数
2022-Q1|10|8|8",
        &[],
    )]);
    let found: Vec<(Option<&str>, Vec<u32>)> =
        report.sheets.iter().map(|s| (s.info.template.as_deref(), s.rows.iter().map(|r| r.row).collect())).collect();
    assert_eq!(found, [(Some("exposure"), vec![2]), (Some("health"), vec![6])]);
    let report = book(&[(
        "表",
        "统计期|平均职工人数|实际工时\n2022-01|20|3360\n注:如下\n姓名|部门|座位\n张三|安环|甲一\n李四|安环|甲二",
        &[],
    )]);
    let told: Vec<_> = report.sheets.iter().map(|s| (s.info.template.as_deref(), problems(s))).collect();
    assert_eq!(told, [(Some("exposure"), vec![]), (None, vec!["template-unknown".to_owned()])]);
    assert_eq!(report.sheets[1].info.header_rows, [4]);
}

#[test]
fn a_title_with_the_year_makes_months_a_baseline() {
    let sheet = one(
        "基数",
        "2021年各月生产安全事故基数\n月份|事故起数|死亡人数|重伤人数\n1月|3|0|1\n2月|2|1|0\n总计|5|1|1",
        &[],
    );
    assert_eq!(sheet.info.template.as_deref(), Some("baseline"));
    assert_eq!(rows(&sheet, &["year", "month", "incidents", "deaths"]), ["3 ok 2021 1 3 0", "4 ok 2021 2 2 1"]);
}

#[test]
fn date_and_time_in_two_columns_and_year_beside_month() {
    let sheet = one(
        "事故",
        "发生日期|发生时间|死亡人数|重伤人数\n2022-03-04|9:30|0|0\n2022-03-05|~|0|0\n2022-03-06|2022-03-06 10:00|0|0\n2022-03-07|早上|0|0",
        &[],
    );
    assert_eq!(
        rows(&sheet, &["occurred_at"]),
        ["2 ok 2022-03-04T09:30", "3 ok 2022-03-05T00:00", "4 ok 2022-03-06T10:00", "5 bad ~"]
    );
    let sheet = one("工时", "年份|月份|平均职工人数|实际工时\n2022|1|20|3360\n2022年|十月|21|3400", &[]);
    assert_eq!(rows(&sheet, &["period", "headcount"]), ["2 ok 2022-01 20", "3 ok 2022-10 21"]);
}

#[test]
fn units_above_the_table_and_in_the_label() {
    let sheet = one(
        "事故",
        "2022年事故台账\n~|~|~|单位:元\n发生时间|死亡人数|重伤人数|直接经济损失\n2022-03-04 09:30|0|1|55000\n2022-03-05 09:30|0|1|5.5万元",
        &[],
    );
    assert_eq!(rows(&sheet, &["loss"]), ["4 ok 5.5", "5 ok 5.5"]);
    let sheet = one(
        "事故",
        "发生时间|死亡人数|重伤人数|直接经济损失\n2022-03-04 09:30|0|1|55000\n2022-03-05 09:30|0|1|55",
        &[],
    );
    assert_eq!(rows(&sheet, &["loss"]), ["2 bad ~", "3 ok 55"], "without any unit 55,000 is not believed to be 万元");
    let sheet = one("工时", "统计期|平均职工人数|实际工时(万小时)\n2022-01|20|0.336", &[]);
    assert_eq!(rows(&sheet, &["hours"]), ["2 ok 3360"]);
}

#[test]
fn last_years_columns_are_not_taken_for_this_run() {
    let sheet = one(
        "基数",
        "\
年份|事故起数|死亡人数|上年同期|~|同比
~|~|~|事故起数|死亡人数|~
2021|5|2|7|3|-2",
        &["D1:E1", "A1:A2", "B1:B2", "C1:C2", "F1:F2"],
    );
    assert_eq!(fields(&sheet), ["Ayear", "Bincidents", "Cdeaths"]);
    assert_eq!(rows(&sheet, &["incidents", "deaths"]), ["3 ok 5 2"]);
}

#[test]
fn tables_of_no_certain_template_are_not_read() {
    for text in [
        "姓名|电话|地址\n张三|0523|罗塘\n李四|0524|蒋垛",
        "企业名称|联系电话|备注\n甲公司|0523|无\n乙公司|0524|无",
        "召开日期|2022-03-04|届次|一届一次\n应到代表|45|实到代表|43\n议题|审议报告|同意票|41",
        "事故类型|死亡人数|重伤人数\n触电|1|0\n坍塌|0|2",
    ] {
        let sheet = one("表", text, &[]);
        assert!(sheet.rows.is_empty() && sheet.info.template.is_none(), "{text}");
        assert!(["template-unknown", "no-table-found"].contains(&sheet.problems[0].code.as_ref()), "{text}");
    }
}

#[test]
fn suggestions_are_told_and_not_taken() {
    let sheet = one("隐患", "检查日期|隐患描述|隐患等级|隐患整改措施情况\n2022-03-01|灯不亮|一般|换灯", &[]);
    assert_eq!(fields(&sheet), ["Afound_on", "Bdescription", "Clevel"]);
    assert_eq!(sheet.info.unmatched[0].suggestion.as_deref(), Some("measure"));
    assert_eq!(sheet.problems[0].code, "column-unmatched");
    assert_eq!(sheet.problems[0].severity, Severity::Warning);
}

#[test]
fn a_column_twice_is_told_and_the_own_label_wins() {
    let sheet = one("隐患", "发现时间|检查日期|隐患描述|隐患等级\n2022-02-01|2022-03-01|灯不亮|一般", &[]);
    assert_eq!(rows(&sheet, &["found_on"]), ["2 ok 2022-03-01"]);
    assert_eq!(problems(&sheet), ["duplicate-column"]);
}

#[test]
fn a_due_date_without_year_before_the_day_it_was_found_is_ambiguous() {
    let sheet = one(
        "隐患",
        "2022年12月隐患台账\n检查日期|隐患描述|隐患等级|整改期限\n12月20日|灯不亮|一般|1月5日\n12月20日|门不关|一般|12月25日",
        &[],
    );
    assert_eq!(rows(&sheet, &["found_on", "due_on"]), ["3 bad 2022-12-20 ~", "4 ok 2022-12-20 2022-12-25"]);
    assert!(problems(&sheet).contains(&"date-ambiguous@D3".to_owned()));
}

#[test]
fn column_numbers_and_example_rows_are_skipped() {
    let sheet = one(
        "隐患",
        "\
序号|检查日期|隐患描述|隐患等级
甲|1|2|3
例|2022-01-01|样例|一般
1|2022-03-01|灯不亮|一般",
        &[],
    );
    assert_eq!(rows(&sheet, &["description"]), ["4 ok 灯不亮"]);
    assert_eq!(sheet.info.header_rows, [1]);
}

#[test]
fn nil_returns_have_no_rows() {
    let sheet = one(
        "事故",
        "2022年10月事故台账\n序号|发生时间|死亡人数|重伤人数|直接经济损失(万元)|备注\n~|本月无生产安全事故\n合计|~|0|0|0",
        &["B3:E3"],
    );
    assert_eq!(sheet.info.template.as_deref(), Some("incidents"));
    assert!(sheet.rows.is_empty());
    assert_eq!(problems(&sheet), [""; 0]);
}

#[test]
fn days_outside_the_period_and_in_the_future_are_remarked() {
    let sheet = one(
        "隐患",
        "2022年10月隐患台账\n检查日期|隐患描述|隐患等级\n2022-10-31|灯不亮|一般\n2022-09-30|门不关|一般\n2022-12-01|阀漏|一般",
        &[],
    );
    assert_eq!(sheet.counts.ok, 3);
    assert_eq!(problems(&sheet), ["outside-period#4", "out-of-range@A5", "outside-period#5"]);
}
