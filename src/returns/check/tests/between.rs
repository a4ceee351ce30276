//! Rows between and below those of a table that are no data: headings in a column that is read, and what stood in all of them.
use super::*;

/// Row, rule and words of every row that was left out.
fn skipped(sheet: &Sheet) -> Vec<String> {
    let rule = |p: &Problem| p.params.get("rule").map_or_else(String::new, |rule| format!("{rule}: "));
    let told = |p: &Problem| format!("{} {}{}", p.row.unwrap_or(0), rule(p), p.raw.as_deref().unwrap_or("?"));
    let skipped = sheet.problems.iter().filter(|p| p.code.ends_with("-row-skipped"));
    skipped.map(told).collect()
}

#[test]
fn headings_in_the_column_of_names_are_no_people() {
    let text = "姓名|岗位|培训类别|培训日期|学时\n一车间\n王一|车工|再培训|2022-07-04|8\n二、特种作业人员|~|~|~|共1人\n李会|电工|特种作业|2022-07-04|8\n安全环保部\n赵明|~|~|~|~";
    let sheet = one("培训", text, &[]);
    assert_eq!(
        rows(&sheet, &["name"]),
        ["3 ok 王一", "5 ok 李会", "7 bad 赵明"],
        "somebody without a training is asked about"
    );
    assert_eq!(skipped(&sheet), ["2 一车间", "4 二、特种作业人员 | 共1人", "6 安全环保部"]);
    let sections: Vec<Option<&str>> = sheet.rows.iter().map(|row| row.section.as_deref()).collect();
    assert_eq!(sections, [Some("一车间"), Some("特种作业人员"), Some("安全环保部")]);
    // Merged across, whatever it says; also in a table of three columns.
    let merged = one("培训", &text.replace("一车间", "东跨"), &["A2:E2"]);
    assert_eq!(rows(&merged, &["name"])[0], "3 ok 王一");
    let companies = "姓名|培训类别|培训日期|学时\n宏远锻造有限公司\n王一|再培训|2022-07-04|8";
    let sheet = one("培训", companies, &[]);
    assert_eq!((rows(&sheet, &["name"]).len(), sheet.rows[0].section.as_deref()), (1, Some("宏远锻造有限公司")));
}

#[test]
fn towns_in_the_column_of_names_are_those_of_the_rows_below() {
    let text = "企业名称|统一社会信用代码|行业类别|职工人数\n罗塘街道（2家）\n甲厂|91321204QX00001B6G|纺织业|10\n乙厂|91321204QX00001B6G|纺织业|20\n东城镇\n丙厂|91321204QX00001B6G|纺织业|10";
    let sheet = one("企业名册", text, &[]);
    assert_eq!(rows(&sheet, &["town", "name"]), ["3 ok 罗塘街道 甲厂", "4 ok 罗塘街道 乙厂", "6 ok 东城镇 丙厂"]);
}

#[test]
fn what_stands_in_rows_that_are_left_out_is_told() {
    let text = "序号|检查日期|隐患描述|隐患等级|整改资金(万元)|备注\n冲压车间\n1|2022-07-01|漏油|一般|2|~\n~|~|~|~|~|另有两处已当场改正\n序号|检查日期|隐患描述|隐患等级|整改资金(万元)|备注\n2|2022-07-02|漏电|一般|3|~\n合计|~|~|~|5|~\n注：7月25日以后的列入下月\n另有1处正在核实\n填表人：张三|~|审核：李四";
    let sheet = one("隐患", text, &[]);
    assert_eq!(rows(&sheet, &["description"]), ["3 ok 漏油", "6 ok 漏电"]);
    assert_eq!(
        skipped(&sheet),
        [
            "2 冲压车间",
            "4 另有两处已当场改正",
            "5 header-again: 序号 | 检查日期 | 隐患描述 | 隐患等级 | 整改资金(万元) | 备注",
            "7 合计 | 5",
            "9 below-note: 另有1处正在核实",
            "10 below-note: 填表人：张三 | 审核：李四",
            "8 below-note: 注：7月25日以后的列入下月",
        ]
    );
    let long = format!("检查日期|隐患描述|隐患等级\n2022-07-01|漏油|一般\n说明：{}", "长".repeat(300));
    assert!(skipped(&one("隐患", &long, &[]))[0].chars().count() < 120, "cut to a few words");
}
