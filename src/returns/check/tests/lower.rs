//! Below a table that was read: totals of several tables, tables that no template knows, names beneath a note, blocks side by
//! side that part, years side by side that go on.
use super::*;

const INCIDENTS: &str = "发生时间|事故地点|死亡人数|重伤人数|轻伤人数";
const HAZARDS: &str = "检查日期|检查部位|隐患描述|隐患等级";

fn all_rows(report: &Report, fields: &[&str]) -> Vec<String> {
    report.sheets.iter().flat_map(|sheet| rows(sheet, fields)).collect()
}

fn all_problems(report: &Report) -> Vec<String> {
    report.sheets.iter().flat_map(problems).collect()
}

/// Problems of one code: the sheet's block, the row or column, the parameters.
fn told(report: &Report, code: &str) -> Vec<String> {
    let of = |sheet: &Sheet| -> Vec<String> {
        let block = sheet.info.block.unwrap_or(1);
        let here = sheet.problems.iter().filter(|p| p.code == code);
        here.map(|p| {
            let params: Vec<String> = p.params.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{block} {} {}", p.cell.clone().unwrap_or_default(), params.join(" ")).trim_end().to_owned()
        })
        .collect()
    };
    report.sheets.iter().flat_map(of).collect()
}

/// Two tables with different headers, and a last row.
fn stacked(last: &str) -> Report {
    let text = format!(
        "一季度事故\n{INCIDENTS}\n2022-01-05 8:00|甲|1|0|2\n2022-02-05 8:00|乙|0|1|1\n二季度事故\n\
         发生时间|事故地点|轻伤人数|重伤人数|死亡人数\n2022-04-05 8:00|丙|3|2|0\n2022-05-05 8:00|丁|1|0|1\n{last}"
    );
    book(&[("事故", &text, &[])])
}

#[test]
fn a_grand_total_below_tables_with_different_headers_is_of_all_of_them() {
    for silent in
        ["总计|~|7|3|2", "合计|~|4|2|1", "合计|~|4|2|1\n总计|~|7|3|2", "\n总计|~|7|3|2", "注:两个季度\n总计|~|7|3|2"]
    {
        let report = stacked(silent);
        assert_eq!(all_rows(&report, &["deaths", "serious", "minor"]).len(), 4, "{silent}");
        assert_eq!(all_problems(&report), [""; 0], "{silent}");
    }
    // Neither that of the last table nor that of both: what was compared is named.
    assert_eq!(
        told(&stacked("总计|~|7|3|5"), "sum-mismatch"),
        ["2 E9 rule=sum-of-tables stated=5 sum=1 tables=2 together=2"]
    );
    let mut three = told(&stacked("总计|~|9|9|9"), "sum-mismatch");
    three.sort();
    assert_eq!(
        three,
        [
            "2 C9 rule=sum-of-tables stated=9 sum=4 tables=2 together=7",
            "2 D9 rule=sum-of-tables stated=9 sum=2 tables=2 together=3",
            "2 E9 rule=sum-of-tables stated=9 sum=1 tables=2 together=2"
        ]
    );
    // The last table's own total with one figure wrong is compared with both all the same.
    assert_eq!(
        told(&stacked("合计|~|4|2|5"), "sum-mismatch"),
        ["2 E9 rule=sum-of-tables stated=5 sum=1 tables=2 together=2"]
    );
    // One figure of this table and another one of both are no total of anything.
    assert_eq!(told(&stacked("总计|~|7|2|2"), "sum-mismatch").len(), 1);
}

#[test]
fn a_grand_total_may_be_of_the_last_tables_and_of_columns_that_only_some_have() {
    let text = format!(
        "{HAZARDS}|整改资金\n2022-07-01|a|x|一般|1.5\n\
         编号|检查日期|隐患描述|隐患等级|整改资金(元)\n1|2022-07-02|y|一般|20000\n\
         检查日期|隐患描述|隐患等级|整改资金(万元)|整改措施\n2022-07-03|z|一般|4|换"
    );
    for (last, wrong) in [("合计|~|~|4", 0), ("总计|~|~|6", 0), ("总计|~|~|7.5", 0), ("总计|~|~|5.5", 1)] {
        let report = book(&[("隐患", &format!("{text}\n{last}"), &[])]);
        assert_eq!(told(&report, "sum-mismatch").len(), wrong, "{last} {:?}", told(&report, "sum-mismatch"));
    }
    let alone = one("事故", &format!("{INCIDENTS}\n2022-01-05 8:00|甲|1|0|2\n合计|~|1|0|3"), &[]);
    let problem = alone.problems.iter().find(|p| p.code == "sum-mismatch").expect("said");
    assert_eq!(problem.params.get("rule").map(String::as_str), Some("sum-of-table"));
}

const SUPPLIES: &str = "物资名称|规格型号|库存数量|存放地点";

#[test]
fn a_lower_header_that_nobody_knows_is_one_question_and_no_bad_rows() {
    let supplies = "灭火器|4kg|12|一车间\n消防栓|DN65|3|二车间\n急救箱|大号|2|办公室";
    for between in ["", "应急物资清单", "注:以上为隐患\n应急物资", "合计|2", "\n\n二、应急物资\n"]
    {
        let text =
            format!("{HAZARDS}\n2022-07-01|a|x|一般\n2022-07-02|b|y|重大\n{between}\n{SUPPLIES}\n{supplies}\n注:完");
        let report = book(&[("台账", &text, &[])]);
        assert_eq!(all_rows(&report, &["description"]), ["2 ok x", "3 ok y"], "{between:?}");
        assert_eq!(all_problems(&report), ["template-unknown"], "{between:?}");
        let asked = &report.sheets[1];
        let line = u32::try_from(text.lines().position(|line| line == SUPPLIES).expect("there") + 1).expect("few");
        assert_eq!((asked.info.block, asked.info.template.as_deref()), (Some(2), None), "{between:?}");
        assert_eq!(asked.info.header_rows, [line], "{between:?}");
        let labels: Vec<&str> = asked.info.unmatched.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels.join("|"), SUPPLIES);
        assert_eq!(asked.info.unread, Some(3));
        let said = told(&report, "template-unknown");
        assert_eq!(
            said,
            [format!("2  labels=物资名称、规格型号、库存数量、存放地点 line={line} n=3 rule=unknown-below")]
        );
    }
}

#[test]
fn an_unknown_table_whose_rows_would_fit_the_one_above_is_asked_about_too() {
    let text = format!(
        "{INCIDENTS}\n2022-07-01 8:00|甲|0|1|0\n检修日期|设备名称|停机台数|更换件数|返修次数\n2022-07-02 9:00|行车|3|2|1\n2022-07-03|水泵|1|0|0"
    );
    let report = book(&[("事故", &text, &[])]);
    assert_eq!(all_rows(&report, &["deaths", "serious"]), ["2 ok 0 1"]);
    assert_eq!(all_problems(&report), ["template-unknown"]);
    assert_eq!(report.sheets[1].info.unread, Some(2));
    // Below a note, too.
    let noted = text.replace("\n检修", "\n注:完\n检修");
    let report = book(&[("事故", &noted, &[])]);
    assert_eq!(all_rows(&report, &["deaths", "serious"]), ["2 ok 0 1"]);
    assert_eq!(all_problems(&report), ["template-unknown"]);
}

#[test]
fn a_known_table_below_an_unknown_one_is_read() {
    let text = format!(
        "{HAZARDS}\n2022-07-01|a|x|一般\n{SUPPLIES}|责任人\n灭火器|4kg|12|一车间|王\n消防栓|DN65|3|二车间|李\n\n8月隐患\n\
         编号|检查日期|隐患描述|隐患等级|检查部位\n1|2022-08-02|y|重大|b\n合计|1"
    );
    let report = book(&[("台账", &text, &[])]);
    let blocks: Vec<(Option<u32>, Option<&str>)> =
        report.sheets.iter().map(|s| (s.info.block, s.info.template.as_deref())).collect();
    assert_eq!(blocks, [(None, Some("hazards")), (Some(2), None), (Some(3), Some("hazards"))]);
    assert_eq!(all_rows(&report, &["description", "place"]), ["2 ok x a", "9 ok y b"]);
    assert_eq!(all_problems(&report), ["template-unknown"]);
    // However long the unknown table is.
    let long: String = (0..450).map(|n| format!("灭火器{n}|4kg|{n}|一车间\n")).collect();
    let text =
        format!("{HAZARDS}\n2022-07-01|a|x|一般\n{SUPPLIES}\n{long}检查日期|隐患描述|隐患等级\n2022-08-02|y|重大");
    let report = book(&[("台账", &text, &[])]);
    assert_eq!(all_rows(&report, &["description"]), ["2 ok x", "455 ok y"]);
    assert_eq!(report.sheets[1].info.unread, Some(450));
}

#[test]
fn a_person_names_the_columns_of_the_unknown_table_or_leaves_it_out() {
    let text = format!(
        "{HAZARDS}\n2022-07-01|a|x|一般\n查的日子|查的地方|毛病内容|轻重级别\n2022-08-01|b|y|重大\n2022-08-02|c|z|一般\n\n\
         检查日期|隐患描述|隐患等级\n2022-09-02|w|重大"
    );
    let told = |template: Option<&str>| {
        let columns = [("A", "found_on"), ("B", "place"), ("C", "description"), ("D", "level")];
        let layout = crate::returns::told::Layout {
            sheet: "一".into(),
            block: 2,
            template: template.map(Into::into),
            header: (3, 3),
            columns: columns.iter().map(|(c, f)| ((*c).to_owned(), Some((*f).to_owned()))).collect(),
        };
        let told = Told { layouts: vec![layout], ..Told::default() };
        let options = Options { told, as_of: NaiveDate::from_ymd_opt(2022, 11, 5), ..Options::default() };
        book_with(options, &[("一", &text, &[])])
    };
    let report = told(Some("hazards"));
    assert_eq!(all_rows(&report, &["description"]), ["2 ok x", "4 ok y", "5 ok z", "8 ok w"]);
    assert_eq!(all_problems(&report), [""; 0]);
    let report = told(None);
    assert_eq!(all_rows(&report, &["description"]), ["2 ok x", "8 ok w"]);
    assert_eq!(all_problems(&report), [""; 0]);
    assert!(report.sheets[1].info.told && report.sheets[1].info.unread == Some(2));
}

#[test]
fn rows_that_are_only_badly_filled_in_stay_bad_rows() {
    for bad in [
        "待定|车间|漏油|未定",
        "待定|车间|漏油|未定\n不详|二车间|漏水|待查",
        "待定|车间|漏油|未定\n不详|2号车间|漏水|待查",
        "明天|车间|漏油|很大\n昨天|2号车间|漏水|很小\n2022-07-05|c|z|一般",
    ] {
        let text = format!("{HAZARDS}\n2022-07-01|a|x|一般\n{bad}");
        let sheet = one("台账", &text, &[]);
        assert_eq!(sheet.rows.len(), text.lines().count() - 1, "{bad}");
        let good = sheet.rows.iter().filter(|row| row.ok).count();
        assert_eq!(good, 1 + usize::from(bad.contains("一般")), "{bad}");
    }
}

#[test]
fn names_below_a_note_are_no_header_and_no_rows() {
    let note = "注:以上属实";
    for names in [
        "张三|李四|王五",
        "审核人|张三|日期",
        "审核|张三|日期|~",
        "制表|张三|审核|李四",
        "班组长|安全员|记录员\n张三|李四|王五",
    ] {
        let text = format!("{HAZARDS}\n2022-07-01|a|x|一般\n{note}\n{names}");
        let report = book(&[("台账", &text, &[])]);
        assert_eq!(all_rows(&report, &["description"]), ["2 ok x"], "{names}");
        assert_eq!(all_problems(&report), [""; 0], "{names}");
        assert_eq!(report.sheets.len(), 1, "{names}");
    }
    for names in ["张三|李四|王五", "审核人|张三|日期", "审核|张三|日期|~", "制表|张三|审核|李四"]
    {
        let text = format!("{HAZARDS}\n2022-07-01|a|x|一般\n{note}\n{names}\n2022-07-02|b|y|重大\n2022-07-03|c|z|一般");
        let report = book(&[("台账", &text, &[])]);
        assert_eq!(all_rows(&report, &["description"]), ["2 ok x", "5 ok y", "6 ok z"], "{names}");
        assert_eq!(all_problems(&report), [""; 0], "{names}");
    }
}

#[test]
fn blocks_side_by_side_change_their_headers_each_by_itself() {
    let head = "姓名|培训类别|培训日期|学时";
    for gap in ["", "~|"] {
        let text = format!(
            "{head}|{gap}{head}\n\
             甲1|再培训|2022-07-01|8|{gap}乙1|再培训|2022-07-01|4\n\
             姓名|培训日期|培训类别|学时|{gap}乙2|再培训|2022-07-02|4\n\
             甲2|2022-07-02|再培训|16|{gap}乙3|再培训|2022-07-03|4\n\
             甲3|2022-07-03|再培训|16|{gap}姓名|学时|培训类别|培训日期\n\
             甲4|2022-07-04|再培训|16|{gap}乙4|12|再培训|2022-07-04"
        );
        let report = book(&[("培训", &text, &[])]);
        let mut found = all_rows(&report, &["name", "held_on", "hours"]);
        found.sort_by_key(|row| row[row.find("ok").unwrap_or(0)..].to_owned());
        assert_eq!(
            found,
            [
                "2 ok 乙1 2022-07-01 4",
                "3 ok 乙2 2022-07-02 4",
                "4 ok 乙3 2022-07-03 4",
                "6 ok 乙4 2022-07-04 12",
                "2 ok 甲1 2022-07-01 8",
                "4 ok 甲2 2022-07-02 16",
                "5 ok 甲3 2022-07-03 16",
                "6 ok 甲4 2022-07-04 16"
            ],
            "{gap:?}"
        );
        assert_eq!(all_problems(&report), [""; 0], "{gap:?}");
        assert!(told(&report, "note-row-skipped").is_empty(), "{gap:?} {:?}", told(&report, "note-row-skipped"));
        let blocks: Vec<_> = report.sheets.iter().map(|s| s.info.block.unwrap_or(1)).collect();
        assert_eq!(blocks, [1, 2, 3, 4], "{gap:?}");
    }
}

#[test]
fn a_block_that_ends_with_a_note_may_begin_anew_beside_one_that_goes_on() {
    let head = "姓名|培训类别|培训日期|学时";
    let text = format!(
        "{head}|~|{head}\n甲1|再培训|2022-07-01|8|~|乙1|再培训|2022-07-01|4\n注:一车间完|~|~|~|~|乙2|再培训|2022-07-02|4\n\
         姓名|学时|培训类别|培训日期|~|乙3|再培训|2022-07-03|4\n甲2|16|再培训|2022-07-02|~|乙4|再培训|2022-07-04|4\n\
         甲3|16|再培训|2022-07-03|~|~\n甲4|16|再培训|2022-07-04"
    );
    let report = book(&[("培训", &text, &[])]);
    let found = all_rows(&report, &["name", "hours"]);
    assert_eq!(
        found,
        [
            "2 ok 甲1 8",
            "2 ok 乙1 4",
            "3 ok 乙2 4",
            "4 ok 乙3 4",
            "5 ok 乙4 4",
            "5 ok 甲2 16",
            "6 ok 甲3 16",
            "7 ok 甲4 16"
        ]
    );
    assert_eq!(all_problems(&report), [""; 0]);
}

#[test]
fn years_side_by_side_go_on_below_a_note() {
    let text = "\
行业|2021年|2022年|2023年
制造业|3|2|4
注:2023年为快报
建筑业|1|2|~
采矿业|~|~|5
合计|4|4|9";
    let report = book_on((2024, 11, 5), &[("基数", text, &[])]);
    let found = all_rows(&report, &["year", "industry", "incidents"]);
    assert_eq!(
        found,
        [
            "2 ok 2021 制造业 3",
            "4 ok 2021 建筑业 1",
            "2 ok 2022 制造业 2",
            "4 ok 2022 建筑业 2",
            "2 ok 2023 制造业 4",
            "5 ok 2023 采矿业 5"
        ]
    );
    assert_eq!(all_problems(&report), [""; 0]);
    let warned = report.sheets.iter().flat_map(|s| &s.problems).filter(|p| p.severity == Severity::Warning);
    assert_eq!(warned.filter(|p| p.code == "note-row-skipped").count(), 0);
}

#[test]
fn years_that_come_again_below_are_other_tables_with_their_own_figure() {
    for years in ["2021|2022|2023", "2021年|2022年|2023年"] {
        for between in ["二、死亡人数", "\n二、死亡人数", "注:以上为起数\n死亡人数"] {
            let text = format!(
                "一、事故起数\n行业|{years}\n制造业|3|2|4\n建筑业|1|2|5\n{between}\n行业|{years}\n制造业|1|0|1\n建筑业|0|0|2"
            );
            let report = book_on((2024, 11, 5), &[("基数", &text, &[])]);
            let found = all_rows(&report, &["year", "industry", "incidents", "deaths"]);
            assert_eq!(found.len(), 12, "{years} {between:?} {found:?}");
            assert!(found[..6].iter().all(|row| row.ends_with(" ~")), "{found:?}");
            assert!(found[6].ends_with("ok 2021 制造业 ~ 1"), "{years} {between:?} {found:?}");
            assert_eq!(all_problems(&report), [""; 0], "{years} {between:?}");
        }
        // The same header again on the next page is the same table.
        let text = format!("死亡人数\n行业|{years}\n制造业|3|2|4\n行业|{years}\n建筑业|1|2|5");
        let report = book_on((2024, 11, 5), &[("基数", &text, &[])]);
        let found = all_rows(&report, &["year", "industry", "deaths"]);
        assert_eq!(
            found,
            [
                "3 ok 2021 制造业 3",
                "5 ok 2021 建筑业 1",
                "3 ok 2022 制造业 2",
                "5 ok 2022 建筑业 2",
                "3 ok 2023 制造业 4",
                "5 ok 2023 建筑业 5"
            ]
        );
    }
}

#[test]
fn rows_above_the_header_that_are_more_than_titles_are_told() {
    let text = format!(
        "2022年隐患台账\n指标|本期|上期\n隐患数|5|3\n填报单位|甲公司|填报人|王\n{HAZARDS}\n2022-07-01|a|x|一般"
    );
    let report = book(&[("台账", &text, &[])]);
    assert_eq!(all_rows(&report, &["description"]), ["6 ok x"]);
    let told: Vec<_> = report.sheets[0].problems.iter().map(|p| (p.row, p.severity)).collect();
    assert_eq!(told, [(Some(2), Severity::Info), (Some(3), Severity::Info)]);
}

#[test]
fn what_stands_for_the_cell_above_is_asked_not_stored() {
    let text = format!("{HAZARDS}|责任人\n2022-07-01|a|x|一般|王\n同上|b|y|〃|同上\n2022-07-03|同上|z|一般|\"");
    let sheet = one("台账", &text, &[]);
    assert_eq!(rows(&sheet, &["place", "owner"]), ["2 ok a 王", "3 bad b ~", "4 bad ~ ~"]);
    let rules: Vec<_> = sheet.problems.iter().map(|p| p.params.get("rule").map(String::as_str)).collect();
    assert_eq!(rules, [Some("ditto"); 5]);
}

#[test]
fn several_people_in_one_row_of_training_are_asked_about() {
    let text = "姓名|培训类别|培训日期|学时\n张三、李四|再培训|2022-07-01|8\n王五等12人|再培训|2022-07-01|8\n全体员工|再培训|2022-07-01|8\n\
        阿不都·买买提|再培训|2022-07-01|8\n欧阳小 人|再培训|2022-07-01|8";
    let sheet = one("培训", text, &[]);
    assert_eq!(problems(&sheet), ["cross-check@A2", "cross-check@A3", "cross-check@A4"]);
    assert!(sheet.rows.iter().all(|row| row.ok));
}

#[test]
fn blocks_under_a_month_of_their_own_are_of_that_month() {
    let labels = "平均职工人数|实际工时|平均职工人数|实际工时\n20|3360|21|3400";
    for (title, groups, want) in [
        ("2022年", "1月|~|2月|~", ["2022-01 20", "2022-02 21"]),
        ("2022年工时", "一季度|~|二季度|~", ["2022-Q1 20", "2022-Q2 21"]),
        ("工时", "2021年|~|2022年|~", ["2021 20", "2022 21"]),
    ] {
        let report = book(&[("工时", &format!("{title}\n{groups}\n{labels}"), &["A1:D1", "A2:B2", "C2:D2"])]);
        let found = all_rows(&report, &["period", "headcount"]);
        assert_eq!(found, want.map(|row| format!("4 ok {row}")), "{groups}");
    }
    // Without a year nobody knows which January it was.
    let report = book(&[("工时", &format!("1月|~|2月|~\n{labels}"), &["A1:B1", "C1:D1"])]);
    assert!(report.sheets.iter().all(|sheet| sheet.rows.iter().all(|row| !row.ok)));
}

#[test]
fn a_small_table_beside_a_ledger_gives_it_no_columns_unasked() {
    let text = "检查日期|隐患描述|隐患等级|~|部位|次数\n2022-07-01|a|一般|~|罐区|1\n2022-07-02|b|一般|~|车间|1\n2022-07-03|c|重大|~|合计|2";
    let sheet = one("台账", text, &[]);
    assert_eq!(rows(&sheet, &["description", "place"]), ["2 ok a ~", "3 ok b ~", "4 ok c ~"]);
    let place = sheet.info.unmatched.iter().find(|c| c.column == "E").expect("a column");
    assert_eq!(place.suggestion.as_deref(), Some("place"), "a person says whether it is the ledger's");
    // A column without a label, or one that is only left free, parts nothing.
    for between in ["x", "~"] {
        let text = format!(
            "检查日期|隐患描述|隐患等级|~|检查部位|整改期限|备注\n2022-07-01|a|一般|{between}|罐区|2022-07-09|y"
        );
        let sheet = one("台账", &text, &[]);
        assert_eq!(rows(&sheet, &["place", "due_on"]), ["2 ok 罐区 2022-07-09"], "{between}");
    }
}

#[test]
fn pages_numbered_sections_units_and_sums_of_columns_are_no_rows() {
    let text = format!(
        "序号|{HAZARDS}\n一|机修车间\n1|2022-07-01|a|x|一般\n第1页 共2页\n隐患台账|~|~|第 2 页\n（二）|注塑车间\n1|2022-07-02|b|y|一般\n第2页，共2页"
    );
    let sheet = one("台账", &text, &[]);
    assert_eq!(rows(&sheet, &["description"]), ["3 ok x", "7 ok y"]);
    for second in ["年月日|~|人|人|人", "甲|乙|1|2|3=1+2", "(年月日)|—|(人)|(人)|(人)"] {
        let sheet = one("事故", &format!("{INCIDENTS}\n{second}\n2022-07-01 8:00|甲|0|1|2"), &[]);
        assert_eq!(rows(&sheet, &["serious"]), ["3 ok 1"], "{second}");
    }
    let text = format!(
        "{INCIDENTS}\n2022-01-05 8:00|甲|0|1|0\n2022-02-05 8:00|乙|0|1|0\n二季度\n2022-04-05 8:00|丙|0|1|0\n本季合计|~|0|{{}}|0\n全年合计|~|0|3|0"
    );
    assert_eq!(problems(&one("事故", &text.replace("{}", "1"), &[])), [""; 0]);
    assert_eq!(problems(&one("事故", &text.replace("{}", "2"), &[])), ["sum-mismatch@D6"]);
}
