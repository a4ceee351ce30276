//! Whose a table is, by what stands above it.
use super::*;
use crate::returns::report::Heading;

fn heading(text: &str) -> Heading {
    one("三季度", text, &[]).info.heading
}

#[test]
fn the_line_above_a_table_says_whose_it_is() {
    let table = "发生时间|事故地点|死亡人数|重伤人数\n2022-07-05 09:30|一车间|0|1";
    let said = heading(&format!("2022年三季度事故统计表\n填报单位：恒力机械有限公司|~|填报时间：2022-10-08\n{table}"));
    assert_eq!(said.name.as_deref(), Some("恒力机械有限公司"));
    assert_eq!((said.code.as_deref(), said.titles.as_str()), (None, "2022年三季度事故统计表"));
    let named = |line: &str| heading(&format!("{line}\n{table}")).name;
    for line in [
        "单位名称：恒力机械有限公司  填报人：张三",
        "填报单位（盖章）：|恒力机械有限公司",
        "填 报 单 位：恒力机械有限公司",
        "填报单位：恒力机械有限公司|企业名称：恒力机械有限公司",
    ] {
        assert_eq!(named(line).as_deref(), Some("恒力机械有限公司"), "{line}");
    }
    // A unit of money, a department, two names: nobody's name.
    for line in [
        "单位：万元",
        "填报单位：安全环保部",
        "填报单位：罗塘街道",
        "填报单位：甲乙丙丁厂|单位名称：戊己庚辛厂",
        "填报单位：|填报人：张三",
    ] {
        assert_eq!(named(line), None, "{line}");
    }
    let code = heading(&format!("统一社会信用代码：91321204QX00001B6G\n{table}"));
    assert_eq!(code.code.as_deref(), Some("91321204QX00001B6G"));
}

#[test]
fn a_table_with_a_column_of_enterprises_says_it_row_by_row() {
    let said = heading(
        "填报单位：恒力机械有限公司\n企业名称|发生时间|死亡人数|重伤人数\n晨光纺织有限公司|2022-07-05 09:30|0|1",
    );
    assert_eq!(said, Heading::default());
    let roll = heading("填报单位：恒力机械有限公司\n年份|事故起数|死亡人数|重伤人数\n2021|1|0|0");
    assert_eq!(roll, Heading::default(), "figures of a district are nobody's");
}

#[test]
fn a_heading_above_rows_is_theirs_until_the_next_one() {
    let text = "罗塘街道隐患汇总\n序号|检查日期|隐患描述|隐患等级\n一、恒力机械有限公司（2条）\n1|2022-07-01|漏油|一般\n七月份\n2|2022-07-02|漏电|一般\n晨光纺织有限公司\n1|2022-07-01|漏油|一般\n冲压车间\n1|2022-07-01|漏油|一般";
    let sheet = one("汇总", text, &[]);
    let of: Vec<Option<&str>> = sheet.rows.iter().map(|row| row.section.as_deref()).collect();
    assert_eq!(of, [Some("恒力机械有限公司"), Some("恒力机械有限公司"), Some("晨光纺织有限公司"), Some("冲压车间")]);
    assert_eq!(problems(&sheet), [""; 0], "the same fault in two enterprises is two");
    let named = text.replace("检查日期", "企业名称|检查日期").replace("|2022", "|甲厂|2022");
    assert!(one("汇总", &named, &[]).rows.iter().all(|row| row.section.is_none()));
}

#[test]
fn towns_between_the_enterprises_of_a_roll_are_theirs() {
    let text = "江城县企业名册\n序号|统一社会信用代码|企业名称|职工人数\n罗塘街道（2家）\n1|91321204QX00001B6G|甲厂|10\n2|91321204QX00001B6G|乙厂|20\n小计|~|~|30\n东城镇\n1|91321204QX00001B6G|丙厂|10\n合计|~|~|40";
    let sheet = one("名册", text, &[]);
    assert_eq!(rows(&sheet, &["town", "name"]), ["4 ok 罗塘街道 甲厂", "5 ok 罗塘街道 乙厂", "8 ok 东城镇 丙厂"]);
    assert_eq!(problems(&sheet), ["required-column-missing"]);
    assert_eq!(sheet.problems[0].params["rule"], "from-headings");
    let without = text.replace("罗塘街道（2家）\n", "");
    assert!(rows(&one("名册", &without, &[]), &["town"]).iter().all(|row| row.contains("bad")));
}

#[test]
fn a_page_mark_or_any_other_heading_is_no_town() {
    let code = |at: usize| format!("9132031200000000{at}X");
    let text = format!(
        "2026年企业名册\n统一社会信用代码|企业名称|职工人数\n罗塘街道(2家)\n{}|甲厂|3\n第1页 共2页\n{}|乙厂|4\n（续表）\n一、规模以上企业\n{}|丙厂|5\n三水街道\n{}|丁厂|6",
        code(1),
        code(2),
        code(3),
        code(4)
    );
    let sheet = one("企业名册", &text, &[]);
    let towns: Vec<_> =
        sheet.rows.iter().map(|row| row.values.get("town").and_then(|v| v.text().map(str::to_owned))).collect();
    let of = |name: &str| Some(name.to_owned());
    assert_eq!(towns, [of("罗塘街道"), of("罗塘街道"), of("罗塘街道"), of("三水街道")], "{:?}", sheet.problems);
}

#[test]
fn a_row_without_a_name_says_whom_the_row_above_names() {
    let text = "企业名称|发生时间|事故地点|死亡人数|重伤人数\n~|2022-07-01 08:00|门口|0|1\n宏远锻造有限公司|2022-07-01 09:00|东|0|1\n~|2022-07-02 09:00|东|0|1\n小计|~|~|0|3\n~|2022-02-30|东|0|1\n晨光纺织有限公司|2022-07-02 09:00|东|0|1";
    let sheet = one("事故", text, &[]);
    let of: Vec<Option<&str>> = sheet.rows.iter().map(|row| row.above.as_deref()).collect();
    let forge = Some("宏远锻造有限公司");
    assert_eq!(of, [None, None, forge, forge, None]);
    assert_eq!(problems(&sheet), ["type-error-date@B6"], "equal rows of two enterprises are no repetition");
    let code = one(
        "事故",
        "信用代码|发生时间|死亡人数|重伤人数\n91321204MA00000155|2022-07-01 09:00|0|1\n~|2022-07-02 09:00|0|1",
        &[],
    );
    assert_eq!(code.rows[1].above.as_deref(), Some("91321204MA00000155"), "a code that does not check is no own one");
}

#[test]
fn the_cells_that_say_whose_a_table_is_are_told() {
    let said = heading(
        "三季度事故\n~|宏远锻造有限公司\n填报人：张三|~|填报单位：恒力机械有限公司\n发生时间|事故地点|死亡人数|重伤人数\n2022-07-05 09:30|一车间|0|1",
    );
    assert_eq!((said.at.as_deref(), said.titled.join(" ")), (Some("C3"), "A1 B2".to_owned()));
    let beside = heading(
        "填报单位（盖章）：|~|恒力机械有限公司\n发生时间|事故地点|死亡人数|重伤人数\n2022-07-05 09:30|一车间|0|1",
    );
    assert_eq!(beside.at.as_deref(), Some("C1"), "the name's own cell, not its label's");
}

#[test]
fn equal_rows_on_the_sheets_of_two_enterprises_are_no_repetition() {
    let hazards =
        |day: &str| format!("检查日期|检查部位|隐患描述|隐患等级|完成日期\n2022-07-01|仓库|灭火器过期|一般|{day}");
    let (open, done) = (hazards("~"), hazards("2022-07-05"));
    for (one, two) in [("宏远锻造有限公司", "晨光纺织有限公司"), ("新桥智能装备", "恒力精密机件")]
    {
        for later in [&open, &done] {
            let report = book(&[(one, &open, &[]), (two, later, &[])]);
            assert_eq!(problems(&report.sheets[1]), [""; 0], "{one} {two}");
        }
    }
    let titled = |name: &str| format!("{name}隐患台账\n{open}");
    let report = book(&[("一", &titled("宏远锻造有限公司"), &[]), ("二", &titled("晨光纺织有限公司"), &[])]);
    assert_eq!(problems(&report.sheets[1]), [""; 0]);
    for (one, two) in
        [("7月", "8月"), ("待整改", "已整改"), ("Sheet1", "隐患汇总"), ("宏远锻造有限公司", "宏远锻造有限公司8月")]
    {
        let report = book(&[(one, &open, &[]), (two, &done, &[])]);
        assert_eq!(problems(&report.sheets[1]), ["cross-check#2"], "{one} {two}");
    }
}

#[test]
fn an_accident_with_and_without_its_time_of_day_is_one_and_elsewhere_it_is_two() {
    let head = "发生时间|事故地点|死亡人数|重伤人数|事故经过";
    let twice = |first: &str, second: &str| {
        let sheet = one("事故", &format!("{head}\n{first}\n{second}"), &[]);
        sheet.problems.iter().any(|p| p.params.get("rule").is_some_and(|rule| rule == "told-twice"))
    };
    assert!(twice("2022-07-01 09:30|东区|0|1|~", "2022-07-01|东区|1|0|~"));
    assert!(twice("2022-07-01|~|0|1|右手被冲床夹伤", "2022-07-01 09:30|东区|0|1|右手被冲床夹伤，送医"));
    assert!(!twice("2022-07-01 09:30|东区|0|1|~", "2022-07-01|西区|0|1|~"));
    assert!(!twice("2022-07-01 09:30|东区|0|1|~", "2022-07-01 09:30|西区|1|0|~"));
    assert!(!twice("2022-07-01|东区|0|1|右手被夹伤", "2022-07-01|东区|0|1|从平台跌落"));
    assert!(!twice("2022-07-01 09:30|东区|0|1|~", "2022-07-02|东区|0|1|~"));
}

#[test]
fn a_heading_stands_under_those_of_higher_levels_until_one_of_its_own_comes() {
    let text = "隐患台账\n序号|检查日期|隐患描述|隐患等级\n一、恒力机械有限公司\n1|2022-07-01|漏油|一般\n二、晨光纺织有限公司\n（一）电气类\n1|2022-07-01|漏油|一般\n（二）机械类\n2|2022-07-02|漏电|一般\n三、宏远锻造有限公司\n1|2022-07-01|漏油|一般\n罗塘街道\n1|2022-07-01|漏油|一般";
    let sheet = one("汇总", text, &[]);
    let of = |row: &crate::returns::report::Row| {
        let over: Vec<&str> = row.over.iter().map(|(text, _)| text.as_str()).collect();
        format!("{} < {}", row.section.as_deref().unwrap_or_default(), over.join(" "))
    };
    let said: Vec<String> = sheet.rows.iter().map(of).collect();
    assert_eq!(
        said,
        [
            "恒力机械有限公司 < ",
            "电气类 < 晨光纺织有限公司",
            "机械类 < 晨光纺织有限公司",
            "宏远锻造有限公司 < ",
            "罗塘街道 < "
        ]
    );
    assert_eq!(problems(&sheet), [""; 0], "the same fault in two enterprises is two");
}

#[test]
fn the_lines_below_a_table_say_whose_it_is() {
    let table = "检查日期|检查部位|隐患描述|隐患等级\n2022-07-01|仓库|漏油|一般\n2022-07-02|仓库|漏电|一般";
    let foot = |lines: &str| one("三季度", &format!("{table}\n{lines}"), &[]).counts.foot;
    let said = foot("填报单位：恒力机械有限公司|~|填表人：张三");
    assert_eq!((said.name.as_deref(), said.at.as_deref()), (Some("恒力机械有限公司"), Some("A4")));
    assert!(!foot("注：外包单位恒力机械有限公司的隐患另报").titles.contains("恒力"));
    let named = format!("{table}\n填报单位：恒力机械有限公司")
        .replace("检查日期|", "企业名称|检查日期|")
        .replace("2022", "甲厂|2022");
    assert_eq!(one("三季度", &named, &[]).counts.foot, Heading::default());
}

#[test]
fn blank_words_name_nobody_for_the_rows_below() {
    let text = "企业名称|发生时间|事故地点|死亡人数|重伤人数\n~|2022-07-01 08:00|门口|0|1\n/|2022-07-01 09:00|东|0|1\n~|2022-07-02 09:00|东|0|1\n无|2022-07-03 09:00|东|0|1\n〃|2022-07-04 09:00|东|0|1\n~|2022-07-05 09:00|东|0|1";
    assert!(one("事故", text, &[]).rows.iter().all(|row| row.above.is_none()));
}
