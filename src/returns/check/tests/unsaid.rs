//! What would be recorded wrongly without a word: years of other days, quarters as years, signs of money, sums as people.
use super::*;
use std::collections::BTreeSet;

/// Rule and cell (or row) of every problem that has a rule.
fn ruled(sheet: &Sheet) -> Vec<String> {
    let told = |p: &Problem| {
        let place = p.cell.clone().or_else(|| p.row.map(|row| row.to_string())).unwrap_or_default();
        p.params.get("rule").map(|rule| format!("{rule}@{place}"))
    };
    sheet.problems.iter().filter_map(told).collect()
}

#[test]
fn a_day_that_took_its_year_and_stands_on_the_wrong_side_of_another_is_asked() {
    let sheet = one(
        "隐患",
        "2021年第四季度隐患台账\n检查日期|隐患描述|隐患等级|完成日期\n12月25日|漏油|一般|1月10日\n12月20日|漏电|一般|12月22日",
        &[],
    );
    assert_eq!(rows(&sheet, &["found_on", "closed_on"]), ["3 bad 2021-12-25 ~", "4 ok 2021-12-20 2021-12-22"]);
    assert_eq!(problems(&sheet), ["date-ambiguous@D3"]);
    assert_eq!(sheet.problems[0].params.get("readings").map(String::as_str), Some("2021-01-10 / 2022-01-10"));

    let sheet = one(
        "职代会",
        "2022年职代会\n召开日期|材料送达日期|应到代表|实到代表|公示日期\n1月5日|12月20日|45|44|1月6日\n6月5日|5月20日|45|44|6月6日",
        &[],
    );
    let shown = rows(&sheet, &["held_on", "papers_sent_on", "published_on"]);
    assert_eq!(shown, ["3 bad 2022-01-05 ~ 2022-01-06", "4 ok 2022-06-05 2022-05-20 2022-06-06"]);
    assert_eq!(sheet.problems[0].params.get("readings").map(String::as_str), Some("2021-12-20 / 2022-12-20"));

    let sheet = one(
        "事故",
        "2021年度事故\n发生时间|上报时间|死亡人数|重伤人数\n12月31日 23:50|1月1日 0:20|0|1\n2021-12-30 9:00|2021-12-29 9:00|0|1",
        &[],
    );
    // A year that was written is a contradiction, not a question.
    assert_eq!(problems(&sheet), ["date-ambiguous@B3", "cross-check@B4"]);
}

#[test]
fn until_when_a_certificate_is_valid_needs_its_year() {
    let sheet = one(
        "培训",
        "2022年三季度培训\n姓名|培训类别|培训日期|学时|有效期至|复审日期\n王一|特种作业|7月4日|8|7月3日|7月2日\n王二|特种作业|7月4日|8|2028年7月3日|9月3日",
        &[],
    );
    assert_eq!(rows(&sheet, &["cert_expires_on", "recheck_on"]), ["3 bad ~ ~", "4 ok 2028-07-03 2022-09-03"]);
    assert_eq!(ruled(&sheet), ["valid-until-when@E3", "valid-until-when@F3"]);
}

#[test]
fn figures_of_a_quarter_are_no_years() {
    let sheet = one(
        "基数",
        "历年事故统计\n年份|季度|镇街|事故起数|死亡人数\n2021|一季度|罗塘街道|1|0\n2021|2|罗塘街道|2|1\n2020|全年|罗塘街道|9|2",
        &[],
    );
    assert_eq!(
        rows(&sheet, &["year", "incidents"]),
        ["3 bad 2021 1", "4 bad 2021 2", "5 ok 2020 9"],
        "a quarter would be recorded as the year"
    );
    assert_eq!(ruled(&sheet), ["part-of-a-year@B3", "part-of-a-year@B4"]);
    let months = one("基数", "历年事故\n年份|月份|季度|事故起数|死亡人数\n2021|1|一季度|1|0", &[]);
    assert_eq!(rows(&months, &["year", "month"]), ["3 ok 2021 1"]);
    let title =
        one("基数", "2021年1-9月各镇街事故\n年份|镇街|事故起数|死亡人数\n2021|罗塘街道|1|0\n2020|罗塘街道|1|0", &[]);
    assert_eq!(ruled(&title), ["title-of-part-of-a-year@3"]);
}

#[test]
fn a_sign_of_money_does_not_say_which_unit() {
    let text = "发生时间|死亡人数|重伤人数|直接经济损失(万元)\n2022-03-04 9:30|0|1|¥5500\n2022-03-05 9:30|0|1|￥5500元";
    let sheet = one("事故", text, &[]);
    assert_eq!(rows(&sheet, &["loss"]), ["2 bad ~", "3 ok 0.55"]);
    assert_eq!(ruled(&sheet), ["yuan-or-wan@D2"]);
    let yuan = one("事故", &text.replace("万元", "元"), &[]);
    assert_eq!(rows(&yuan, &["loss"]), ["2 ok 0.55", "3 ok 0.55"]);
}

#[test]
fn zeros_that_formulas_leave_below_a_ledger_are_no_rows() {
    let text = "序号|检查日期|隐患描述|隐患等级|整改资金(万元)\n1|2022-01-05|灯不亮|一般|0\n2|~|~|~|0\n3|~|~|~|0.00\n4|~|~|~|2";
    let sheet = one("隐患", text, &[]);
    assert_eq!(rows(&sheet, &["fund"]), ["2 ok 0", "5 bad 2"]);
    assert_eq!(ruled(&sheet), ["only-zeros@3", "only-zeros@4"]);
    // Under a merged cell the row says more than its zeros.
    let merged = "发生时间|死亡人数|重伤人数\n2022-07-01 09:00|0|1\n~|0|0\n";
    assert_eq!(rows(&one("事故", merged, &["A2:A3"]), &["serious"]), ["2 ok 1", "3 ok 0"]);
    // Where nothing else is required zeros are what is told.
    let health = one("健康", "统计期|接触人数|应检人数|实检人数\n2022-Q3|0|0|0", &[]);
    assert_eq!(rows(&health, &["exposed"]), ["2 ok 0"]);
}

#[test]
fn signatures_and_sums_in_words_are_no_people_and_no_hazards() {
    let text =
        "检查日期|隐患描述|隐患等级|整改措施\n2022-01-05|灯不亮|一般|修\n安全负责人：张三|~|审核：李四|制表：王五";
    assert_eq!(problems(&one("隐患", text, &[])), [""; 0]);
    let text = "检查日期|隐患描述|隐患等级|整改措施\n2022-01-05|灯不亮|一般|修\n检查人签字：|~|被检查单位签字：";
    assert_eq!(problems(&one("隐患", text, &[])), [""; 0]);
    let text = "姓名|培训类别|培训日期|学时\n王一|特种作业|2022-07-04|8\n本季共计培训1人次，合计8学时|~|~|~";
    assert_eq!(rows(&one("培训", text, &[]), &["name"]), ["2 ok 王一"]);
    let text = "事故地点|发生时间|死亡人数|重伤人数\n东|2022-07-01 09:00|0|1\n西|2022-07-02 09:00|0|1\n~|共2起|0|2\n南|2022-07-03 09:00|0|1";
    let sheet = one("事故", text, &[]);
    assert_eq!((rows(&sheet, &["place"]).len(), problems(&sheet)), (3, Vec::new()));
}

#[test]
fn the_total_of_average_staff_is_no_sum_within_one_enterprise() {
    let text = "统计期|平均职工人数|实际工时\n2022年7月|300|1000\n2022年8月|302|1000\n合计|301|2000";
    assert_eq!(problems(&one("工时", text, &[])), [""; 0]);
    let two = "企业名称|统计期|平均职工人数|实际工时\n甲厂|2022-10|20|3360\n乙厂|2022-10|30|5040\n合计|~|51|8400";
    assert_eq!(problems(&one("工时", two, &[])), ["sum-mismatch@C4"]);
}

#[test]
fn the_same_incident_on_a_sheet_of_the_month_and_of_the_quarter_is_told() {
    let text = "发生时间|事故地点|死亡人数|重伤人数\n2022-07-01 09:00|东区|0|1";
    let report = book(&[("7月", text, &[]), ("三季度", text, &[])]);
    assert_eq!(problems(&report.sheets[1]), ["duplicate-row-in-file#2"]);
}

#[test]
fn a_period_that_cannot_be_read_is_asked_as_a_period() {
    let sheet = one("健康", "统计期|接触人数|应检人数\n2022年上半年|1|1\n全年|1|1", &[]);
    assert_eq!(ruled(&sheet), ["not-a-period@A2", "not-a-period@A3"]);
}

#[test]
fn marks_of_writing_direction_and_blanks_inside_words_are_nothing() {
    let text = "姓名|培训类别|培训日期|学时|是否合格\n王一|特种作业|\u{202a}2022-07-04\u{202c}|8|合 格";
    assert_eq!(rows(&one("培训", text, &[]), &["held_on", "passed"]), ["2 ok 2022-07-04 true"]);
}

#[test]
fn what_a_line_above_the_table_says_is_said_of_every_row() {
    let text = "隐患检查记录表\n检查日期：2022年7月5日  检查人：张三|~|整改部门：设备部\n部位|隐患描述|隐患等级\n东区|漏油|一般\n西区|漏电|重大";
    let sheet = one("检查", text, &[]);
    assert_eq!(rows(&sheet, &["found_on", "place"]), ["4 ok 2022-07-05 东区", "5 ok 2022-07-05 西区"]);
    assert_eq!(ruled(&sheet), ["from-line@"]);
    let missing = &sheet.problems[0];
    assert_eq!((missing.code.as_ref(), missing.severity), ("required-column-missing", Severity::Warning));
    assert_eq!(sheet.info.supplied, ["found_on"]);
    // Beside its label, or said twice in two ways, or of something else.
    let beside = one("隐患", "检查日期：|2022-07-05\n部位|隐患描述|隐患等级\n东区|漏油|一般", &[]);
    assert_eq!(rows(&beside, &["found_on"]), ["3 ok 2022-07-05"]);
    for unclear in ["检查日期：2022-07-05|检查日期：2022-07-06", "检查日期：7月", "填报日期：2022-07-05"]
    {
        let sheet = one("隐患", &format!("{unclear}\n部位|隐患描述|隐患等级\n东区|漏油|一般"), &[]);
        assert_eq!(rows(&sheet, &["found_on"]), ["3 bad ~"], "{unclear}");
    }
}

#[test]
fn accidents_counted_by_month_are_no_list_of_accidents() {
    let text = "2021年事故统计\n月份|起数|死亡|重伤|直接经济损失\n1月|1|0|0|5\n2月|2|1|0|5";
    let sheet = one("统计", text, &[]);
    assert_eq!(sheet.info.template.as_deref(), Some("baseline"));
    assert_eq!(rows(&sheet, &["year", "month", "incidents"]), ["3 ok 2021 1 1", "4 ok 2021 2 2"]);
}

#[test]
fn several_people_in_a_row_shares_as_scores_and_rows_called_void_are_told() {
    let text = "\
姓名|培训类别|培训日期|学时|考核成绩|备注
王一、王二|特种作业|2022-07-04|8|90|~
李四等5人|特种作业|2022-07-04|8|95%|~
阿卜杜拉·买买提|特种作业|2022-07-04|8|100|作废";
    let sheet = one("培训", text, &[]);
    assert_eq!(rows(&sheet, &["score"]), ["2 ok 90", "3 ok 0.95", "4 ok 100"]);
    let told: BTreeSet<String> = ruled(&sheet).into_iter().collect();
    let want = ["several-names@A2", "several-names@A3", "score-of-one@E3", "says-void@F4"];
    assert_eq!(told, want.map(str::to_owned).into());
    assert!(sheet.problems.iter().all(|p| p.severity != Severity::Error));
}

#[test]
fn a_unit_above_that_is_not_the_columns_own_is_told() {
    let text = "单位：元\n发生时间|死亡人数|重伤人数|直接经济损失(万元)\n2022-03-04 9:30|0|1|5.5";
    let sheet = one("事故", text, &[]);
    assert_eq!(rows(&sheet, &["loss"]), ["3 ok 5.5"]);
    assert_eq!(ruled(&sheet), ["unit-above@D2"]);
    for same in [text.replace("单位：元", "单位：万元"), text.replace("(万元)", "")] {
        let sheet = one("事故", &same, &[]);
        assert_eq!(ruled(&sheet), Vec::<String>::new(), "{same}");
    }
}

#[test]
fn the_days_of_a_months_sheet_may_be_days_alone() {
    let sheet = one(
        "3月",
        "2022年3月隐患排查台账\n检查日期|隐患描述|隐患等级\n5|漏油|一般\n8日|漏电|一般\n31|缺栏杆|一般",
        &[],
    );
    assert_eq!(rows(&sheet, &["found_on"]), ["3 ok 2022-03-05", "4 ok 2022-03-08", "5 ok 2022-03-31"]);
}

#[test]
fn hours_added_up_so_far_are_not_those_of_a_training() {
    let sheet = one("培训", "姓名|培训类别|培训日期|累计学时\n王一|再培训|2022-03-04|40", &[]);
    assert_eq!(problems(&sheet), ["column-unmatched", "required-column-missing"]);
    assert_eq!(sheet.info.unmatched[0].suggestion.as_deref(), Some("hours"));
}

#[test]
fn one_event_told_twice_with_something_else_is_told() {
    let head = "检查日期|检查部位|隐患描述|隐患等级|责任人|完成日期";
    let july = format!("{head}\n2022-07-01|东区|护栏 缺失|一般|李|~\n2022-07-02|东区|漏油|一般|李|~");
    let august = format!(
        "{head}\n2022-07-01|东区|护栏缺失|一般|李|2022-08-02\n2022-07-01|西区|护栏缺失|一般|李|~\n2022-07-02|东区|漏油|一般|李|~\n2022-07-03|~|护栏缺失|一般|李|~"
    );
    let report = book(&[("7月", &july, &[]), ("8月", &august, &[])]);
    assert_eq!(ruled(&report.sheets[0]), [""; 0]);
    assert_eq!(ruled(&report.sheets[1]), ["told-twice@2"]);
    assert_eq!(problems(&report.sheets[1]), ["cross-check#2", "duplicate-row-in-file#4"]);
    let told = &report.sheets[1].problems[0].params;
    assert_eq!((told["sheet"].as_str(), told["first"].as_str()), ("7月", "2"));

    let text = "发生时间|事故地点|死亡人数|重伤人数|事故经过\n2022-07-01 09:00|东|0|1|送医\n2022-07-01 09:00|东|1|0|死亡\n2022-07-02|东|0|1|甲\n2022-07-02|东|1|0|乙\n2022-07-02|西|1|0|丙";
    assert_eq!(ruled(&one("事故", text, &[])), ["told-twice@3"], "two of one day without their times may be two");
    let trained = |hours: &str| {
        format!(
            "姓名|培训类别|培训日期|学时|培训内容\n王一|再培训|2022-07-04|{hours}|消防\n王一|再培训|2022-07-04|4|用电\n王二|再培训|2022-07-04|4|消防"
        )
    };
    let report = book(&[("8月", &trained("8"), &[]), ("汇总", &trained("16"), &[])]);
    assert_eq!(ruled(&report.sheets[0]), [""; 0], "two courses of a day are two");
    assert_eq!(ruled(&report.sheets[1]), ["told-twice@2"]);
    assert_eq!(report.sheets[1].problems[0].params["first"], "2");
    // Of two enterprises, whether their names stand in a column or above.
    let two = "企业名称|发生时间|死亡人数|重伤人数\n甲厂|2022-07-01 09:00|0|1\n乙厂|2022-07-01 09:00|1|0";
    assert_eq!(ruled(&one("事故", two, &[])), [""; 0]);
    let of = |name: &str, dead: u8| format!("填报单位：{name}\n发生时间|死亡人数|重伤人数\n2022-07-01 09:00|{dead}|1");
    let report = book(&[("一", &of("恒力机械有限公司", 0), &[]), ("二", &of("晨光纺织有限公司", 0), &[])]);
    assert_eq!(problems(&report.sheets[1]), [""; 0], "the same minute in another enterprise is another accident");
}

#[test]
fn an_example_in_front_of_a_name_is_nobody() {
    let text = "姓名|培训类别|培训日期|学时\n例：张三|三级教育|2022-07-01|24\n（示例）李四|三级教育|2022-07-01|24\n王五（示例）|三级教育|2022-07-01|24\n示仁|三级教育|2022-07-02|24";
    assert_eq!(rows(&one("培训", text, &[]), &["name"]), ["5 ok 示仁"]);
    // What is described may be one.
    let text = "检查日期|隐患描述|隐患等级\n2022-07-01|例：护栏缺失|一般";
    assert_eq!(rows(&one("隐患", text, &[]), &["description"]).len(), 1);
}

#[test]
fn words_in_a_column_that_is_not_read_are_not_passed_over_without_a_word() {
    let text = "序号|检查日期|隐患描述|隐患等级|备注\n冲压车间\n1|2022-07-01|漏油|一般\n2\n经检查，5号库房发现重大隐患一处，已另行上报\n3|2022-07-02|漏电|一般\n四|~|~|~|~\n~|~|~|~|—";
    let sheet = one("隐患", text, &[]);
    assert_eq!(rows(&sheet, &["description"]), ["3 ok 漏油", "6 ok 漏电"]);
    let noted: Vec<u32> =
        sheet.problems.iter().filter(|p| p.code == "note-row-skipped").filter_map(|p| p.row).collect();
    assert_eq!(noted, [2, 5]);
}

#[test]
fn what_is_not_done_yet_is_asked_to_be_left_blank() {
    let text = "检查日期|隐患描述|隐患等级|完成日期\n2022-07-01|漏油|一般|未整改\n2022-07-02|漏电|一般|整改中\n2022-07-03|漏水|一般|7月32日";
    assert_eq!(ruled(&one("隐患", text, &[])), ["not-done-yet@D2", "not-done-yet@D3", "no-such-day@D4"]);
}

#[test]
fn years_in_a_title_are_whole_years() {
    let text = "2020—2021年各镇街事故\n年份|镇街|事故起数|死亡人数\n2020|罗塘街道|1|0\n2021|罗塘街道|1|0";
    assert_eq!(ruled(&one("基数", text, &[])), [""; 0]);
}

#[test]
fn a_number_under_a_label_of_months_or_quarters_is_one() {
    let of = |label: &str, rest: &str| {
        rows(&one("2022年职业健康", &format!("{label}|接触人数|应检人数\n{rest}"), &[]), &["period"])
    };
    assert_eq!(of("季度", "1|9|9\n2|9|9\n5|9|9"), ["2 ok 2022-Q1", "3 ok 2022-Q2", "4 bad ~"]);
    assert_eq!(of("月份", "7|9|9\n12|9|9\n13|9|9"), ["2 ok 2022-07", "3 ok 2022-12", "4 bad ~"]);
    assert_eq!(of("统计期", "7|9|9"), ["2 bad ~"]);
    let months = "2022年7-9月|9|9\n10-12月|9|9\n2022年1-12月|9|9\n2022年1-9月|9|9\n2022年三季度累计|9|9";
    assert_eq!(of("统计期", months), ["2 ok 2022-Q3", "3 ok 2022-Q4", "4 ok 2022", "5 bad ~", "6 bad ~"]);
}

#[test]
fn a_row_of_column_numbers_may_say_how_they_are_worked_out() {
    let text = "发生时间|事故地点|死亡人数|重伤人数\n(1)|(2)|(3)|(4)=(2)+(3)\n2022-07-01 09:00|东|0|1";
    assert_eq!(rows(&one("事故", text, &[]), &["place"]), ["3 ok 东"]);
}

#[test]
fn labels_in_traditional_characters_are_those_in_simplified_ones() {
    let text = "生產安全事故登記表\n序號|發生時間|事故地點|事故類型|死亡人數|重傷人數|直接經濟損失（萬元）|是否結案|備註\n1|2022年7月5日 9時30分|東區|機械傷害|無|1|5.5萬元|是|張\n合計|~|~|~|0|1|5.5";
    let sheet = one("事故", text, &[]);
    assert_eq!(
        rows(&sheet, &["occurred_at", "place", "category", "deaths", "loss", "closed"]),
        ["3 ok 2022-07-05T09:30 東區 机械伤害 0 5.5 true"]
    );
    assert_eq!(problems(&sheet), [""; 0]);
    let text = "隱患臺賬\n檢查日期|檢查部位|隱患描述|隱患等級\n2022-07-05|東區|護欄損壞|重大隱患\n註：請核對";
    assert_eq!(rows(&one("隱患", text, &[]), &["level", "description"]), ["3 ok major 護欄損壞"]);
}

#[test]
fn what_is_told_in_either_script_is_told_alike() {
    let text = "歷年事故統計\n年份|事故類型|事故起數\n2022|觸電|1\n2022|機械傷害|2\n2022|別的|1";
    let sheet = one("基數", text, &[]);
    assert_eq!(
        rows(&sheet, &["category"]),
        ["3 ok 触电", "4 ok 机械伤害", "5 ok 別的"],
        "a word of no list stays as it is"
    );
    let text = "企業名稱|統一社會信用代碼|所在鎮街|企業規模|是否建會\n甲|91321204QX00001B6G|羅塘街道|微型|無\n乙|91321204QX00001B6G|羅塘街道|大型|沒有";
    let sheet = one("名冊", text, &[]);
    assert_eq!(rows(&sheet, &["size", "union"]), ["2 ok micro false", "3 ok large false"]);
}

#[test]
fn a_day_in_columns_of_its_parts_is_one_day() {
    let text = "序号|发生时间|~|~|~|事故地点|死亡人数|重伤人数\n~|年|月|日|时\n1|2022|7|5|9:30|东区|0|1\n2|2022年|08月|6日|14时|西区|0|1\n3|2022|2|30|~|西区|0|1\n4|2022|9|7|~|南区|0|1\n5|2022-10-08 8:00|~|~|~|北区|0|1";
    let sheet = one("事故", text, &["B1:E1"]);
    assert_eq!(
        rows(&sheet, &["occurred_at", "place"]),
        [
            "3 ok 2022-07-05T09:30 东区",
            "4 ok 2022-08-06T14:00 西区",
            "5 bad ~ 西区",
            "6 ok 2022-09-07T00:00 南区",
            "7 ok 2022-10-08T08:00 北区",
        ]
    );
    assert_eq!(problems(&sheet), ["type-error-date@B5", "time-missing@B6"]);
    let hazards = "检查日期|~|~|隐患描述|隐患等级\n年|月|日\n2022|7|5|漏油|一般";
    assert_eq!(rows(&one("隐患", hazards, &["A1:C1"]), &["found_on"]), ["3 ok 2022-07-05"]);
}
