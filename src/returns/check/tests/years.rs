//! Figures of many years side by side, as yearbooks and English tables have them.
use super::*;

/// What each table of the only sheet says: its rows and its problems, in order.
fn tables(sheet: &str, text: &str, merges: &[&str], fields: &[&str]) -> Vec<(Vec<String>, Vec<String>)> {
    let report = book_on((2024, 11, 5), &[(sheet, text, merges)]);
    let told = |one: &Sheet| {
        assert_eq!(one.info.template.as_deref(), Some("baseline"), "{:?}", one.info);
        (rows(one, fields), problems(one))
    };
    report.sheets.iter().map(told).collect()
}

#[test]
fn a_column_for_each_year_is_a_table_of_each_year() {
    let text = "\
Reported injuries by industry and kind
Industry|Kind of accident|2021/22|2022/23|2023/24p|Total
Agriculture|Fall from height|3|2|4|9
Agriculture|Fire|1|~|0|1
Manufacturing|Fire|2|5|1|9
Total|~|6|7|6|18";
    let found = tables("Table 1", text, &[], &["year", "industry", "category", "incidents"]);
    assert_eq!(found.len(), 3);
    assert_eq!(
        found[0].0,
        ["3 ok 2021 Agriculture Fall from height 3", "4 ok 2021 Agriculture Fire 1", "5 ok 2021 Manufacturing Fire 2"]
    );
    assert_eq!(
        found[1].0,
        ["3 ok 2022 Agriculture Fall from height 2", "5 ok 2022 Manufacturing Fire 5"],
        "blank is not told"
    );
    assert_eq!(
        found[2].0,
        ["3 ok 2023 Agriculture Fall from height 4", "4 ok 2023 Agriculture Fire 0", "5 ok 2023 Manufacturing Fire 1"]
    );
    // The total row and the total column are compared, and are no rows.
    assert_eq!(found[0].1, ["sum-mismatch@F5", "sum-mismatch@F6"]);
    assert_eq!(found[1].1, [""; 0]);
    assert_eq!(found[2].1, ["sum-mismatch@E6"]);
    let report = book_on((2024, 11, 5), &[("Table 1", text, &[])]);
    let left = |sheet: &Sheet| {
        let found = sheet.problems.iter().find(|p| p.code == "unit-stripped");
        found.and_then(|p| p.params.get("unit").cloned())
    };
    let left: Vec<_> = report.sheets.iter().map(left).collect();
    assert_eq!(left, [Some("/22".to_owned()), Some("/23".to_owned()), Some("/24p".to_owned())]);
}

#[test]
fn years_stand_above_or_below_what_is_counted() {
    let below = "\
历年生产安全事故基数
行业|2021年|~|2022年|~|2023年|~
~|事故起数|死亡人数|事故起数|死亡人数|事故起数|死亡人数
制造业|3|1|2|0|4|1
建筑业|1|0|2|1|~|~";
    for merges in [&["A2:A3", "B2:C2", "D2:E2", "F2:G2"][..], &[]] {
        let found = tables("基数", below, merges, &["year", "industry", "incidents", "deaths"]);
        assert_eq!(found.len(), 3, "{merges:?}");
        assert_eq!(found[0].0, ["4 ok 2021 制造业 3 1", "5 ok 2021 建筑业 1 0"], "{merges:?}");
        assert_eq!(found[2].0, ["4 ok 2023 制造业 4 1"], "{merges:?}");
    }
    let above = "\
~|事故起数|~|~|死亡人数|~|~
镇街|2021|2022|2023|2021|2022|2023
罗塘街道|3|2|4|1|0|1";
    let found = tables("往年", above, &["B1:D1", "E1:G1"], &["year", "town", "incidents", "deaths"]);
    assert_eq!(
        found.iter().map(|(rows, _)| rows[0].clone()).collect::<Vec<_>>(),
        ["3 ok 2021 罗塘街道 3 1", "3 ok 2022 罗塘街道 2 0", "3 ok 2023 罗塘街道 4 1"]
    );
}

#[test]
fn a_title_says_that_deaths_are_counted_and_two_years_are_no_table_of_years() {
    let fatal =
        "Fatal injuries to workers by industry\nIndustry|2021/22|2022/23|2023/24 (provisional)\nConstruction|30|45|51";
    let found = tables("1", fatal, &[], &["year", "industry", "deaths"]);
    assert_eq!(
        found.iter().map(|(rows, _)| rows[0].clone()).collect::<Vec<_>>(),
        ["3 ok 2021 Construction 30", "3 ok 2022 Construction 45", "3 ok 2023 Construction 51"]
    );
    let report = book_on((2024, 11, 5), &[("x", "行业|2022|2023\n制造业|3|4\n建筑业|1|2", &[])]);
    assert!(report.sheets.iter().all(|sheet| sheet.rows.is_empty()));
}

/// Eleven years, fourteen industries, sixteen kinds with invented figures: long, and with the years side by side.
#[test]
fn a_large_table_has_the_same_years_long_and_wide() {
    let figure = |year: i64, industry: i64, kind: i64| (year * 31 + industry * 977 + kind * 4_211) % 2_300;
    let (mut long, mut wide) = (
        String::from("Year|Industry|Kind of accident|Number of injuries\n"),
        String::from("Industry|Kind of accident"),
    );
    for year in 2013..2024_i64 {
        wide.push_str(&format!("|{year}/{:02}{}", (year + 1) % 100, if year == 2023 { "p" } else { "" }));
    }
    wide.push_str("|Total\n");
    for industry in 0..14 {
        for kind in 0..16 {
            let name = format!("Industry {}|Kind {}", (b'A' + industry as u8) as char, (b'a' + kind as u8) as char);
            wide.push_str(&name);
            let mut all = 0;
            for year in 2013..2024 {
                let count = figure(year, industry, kind);
                all += count;
                wide.push_str(&format!("|{count}"));
                long.push_str(&format!("{year}/{:02}|{name}|{count}\n", (year + 1) % 100));
            }
            wide.push_str(&format!("|{all}\n"));
        }
    }
    let total =
        |year: i64| -> i64 { (0..14).flat_map(|industry| (0..16).map(move |kind| figure(year, industry, kind))).sum() };
    wide.push_str("All|All");
    (2013..2024).for_each(|year| wide.push_str(&format!("|{}", total(year))));
    wide.push('\n');
    for text in [&long, &wide] {
        let report = book_on((2024, 11, 5), &[("RIDDOR", text.as_str(), &[])]);
        let mut sums = std::collections::BTreeMap::<i64, (i64, i64)>::new();
        for row in report.sheets.iter().flat_map(|sheet| &sheet.rows) {
            let count = |key: &str| match row.values.get(key) {
                Some(crate::returns::report::Value::Count(count)) => *count,
                other => panic!("{key}: {other:?}"),
            };
            assert!(row.ok);
            if row.values.get("industry").and_then(crate::returns::report::Value::text) == Some("All") {
                assert_eq!(count("incidents"), total(count("year")), "a stated total");
                continue;
            }
            let year = sums.entry(count("year")).or_default();
            *year = (year.0 + 1, year.1 + count("incidents"));
        }
        let expected: Vec<(i64, (i64, i64))> = (2013..2024).map(|year| (year, (14 * 16, total(year)))).collect();
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), expected);
        assert!(report.sheets.iter().all(|sheet| problems(sheet).is_empty()), "{:?}", problems(&report.sheets[0]));
    }
}

#[test]
fn a_column_for_each_kind_is_a_table_of_each_kind() {
    let text = "\
Injuries by industry and kind of accident
Year|Industry|Fall from height|Fire|Drowning|Total
2021/22|Agriculture|3|2|4|9
2021/22|Manufacturing|1|~|0|1
2022/23|Agriculture|2|5|1|9
2022/23|All industries|2|5|1|8";
    let found = tables("Table 2", text, &[], &["year", "industry", "category", "incidents"]);
    assert_eq!(found.len(), 3);
    assert_eq!(
        found[0].0,
        [
            "3 ok 2021 Agriculture Fall from height 3",
            "4 ok 2021 Manufacturing Fall from height 1",
            "5 ok 2022 Agriculture Fall from height 2",
            "6 ok 2022 All industries Fall from height 2"
        ]
    );
    assert_eq!(found[1].0.len(), 3, "blank is not told");
    assert!(found[0].1.iter().any(|problem| problem.starts_with("sum-mismatch@F5")), "{:?}", found[0].1);
    // Types of the national list need no title; the year of all rows may stand in one.
    let short = "2022年各行业事故起数\n行业|物体打击|高处坠落|触电|合计\n制造业|3|1|0|4\n建筑业|0|2|1|3";
    let found = tables("附表", short, &[], &["year", "industry", "category", "incidents"]);
    let rows: Vec<String> = found.iter().flat_map(|(rows, _)| rows.clone()).collect();
    assert_eq!(rows.len(), 6);
    assert_eq!((rows[0].as_str(), rows[5].as_str()), ("3 ok 2022 制造业 物体打击 3", "4 ok 2022 建筑业 触电 1"));
    // Columns that nobody calls kinds are left to a person.
    let unknown = book_on((2024, 11, 5), &[("x", "Year|Industry|North|South|West\n2021|Agriculture|1|2|3", &[])]);
    let rows = unknown.sheets.iter().flat_map(|sheet| &sheet.rows);
    assert!(rows.filter(|row| row.values.get("category").is_some()).count() == 0);
}

#[test]
fn a_list_of_accidents_with_its_kinds_in_a_column_is_no_table_of_kinds() {
    let text = "\
2026年生产安全事故台账
序号|发生时间|~|~|事故地点|事故类别|死亡人数|重伤人数|简要经过
~|月|日|时|~|~|~|~|~
1|7|5|9:30|一车间|坍塌|0|1|a
2|7|9|10|二车间|机械伤害|0|0|b
3|8|1|上午|三车间|触电|1|0|c";
    for merges in [&["B2:D2"][..], &["A2:A3", "B2:D2", "E2:E3", "F2:F3", "G2:G3", "H2:H3", "I2:I3"]] {
        let report = book_on((2026, 11, 5), &[("事故", text, merges)]);
        let templates: Vec<_> = report.sheets.iter().map(|sheet| sheet.info.template.as_deref()).collect();
        assert_eq!(templates, [Some("incidents")], "{merges:?}");
        assert_eq!(report.sheets[0].rows.len(), 3, "{merges:?}");
    }
    // The same words over several columns do say so.
    let across = "2022年各行业事故起数\n行业|事故类别|~|~\n~|甲类|乙类|丙类\n制造业|3|1|0\n建筑业|0|2|1";
    let found = tables("附表", across, &["A2:A3", "B2:D2"], &["industry", "category", "incidents"]);
    assert_eq!(found.iter().map(|(rows, _)| rows.len()).sum::<usize>(), 6);
}

#[test]
fn a_column_for_each_month_is_a_table_of_each_month() {
    let text = "\
2021年各镇街生产安全事故起数
镇街|1月|2月|3月|合计
罗塘街道|1|0|2|3
三水街道|~|1|1|3
合计|1|1|4|~";
    let found = tables("基数", text, &[], &["year", "month", "town", "incidents"]);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].0, ["3 ok 2021 1 罗塘街道 1"], "blank is not told");
    assert_eq!(found[1].0, ["3 ok 2021 2 罗塘街道 0", "4 ok 2021 2 三水街道 1"]);
    assert_eq!(found[2].0, ["3 ok 2021 3 罗塘街道 2", "4 ok 2021 3 三水街道 1"]);
    assert_eq!(
        found.iter().map(|(_, told)| told.clone()).collect::<Vec<_>>(),
        [vec!["sum-mismatch@E4".to_owned()], vec![], vec!["sum-mismatch@D5".to_owned()],]
    );
}

#[test]
fn months_take_the_year_of_their_row_and_figures_below_them() {
    let text = "\
历年事故伤亡情况
年份|1月份|~|2月份|~|3月份|~
~|事故起数|死亡人数|事故起数|死亡人数|事故起数|死亡人数
2020年|1|0|0|0|2|1
2021年|2|1|1|0|~|~";
    let found = tables("基数", text, &["A2:A3", "B2:C2", "D2:E2", "F2:G2"], &["year", "month", "incidents", "deaths"]);
    let all: Vec<String> = found.iter().flat_map(|(rows, _)| rows.clone()).collect();
    assert_eq!(all, ["4 ok 2020 1 1 0", "5 ok 2021 1 2 1", "4 ok 2020 2 0 0", "5 ok 2021 2 1 0", "4 ok 2020 3 2 1"]);
    let english = "Accidents\nYear|Town|Jan|Feb|March|Sept\n2021|East|1|2|0|4";
    let found = tables("baseline", english, &[], &["year", "month", "incidents"]);
    assert_eq!(
        found.iter().flat_map(|(rows, _)| rows.clone()).collect::<Vec<_>>(),
        ["3 ok 2021 1 1", "3 ok 2021 2 2", "3 ok 2021 3 0", "3 ok 2021 9 4"]
    );
}

#[test]
fn months_of_no_year_or_of_something_else_are_not_read() {
    for text in ["各镇街事故起数\n镇街|1月|2月|3月\n罗塘街道|1|0|2", "2021年培训计划\n镇街|1月|2月|3月\n罗塘街道|1|0|2"]
    {
        let report = book(&[("表", text, &[])]);
        assert!(report.sheets.iter().all(|sheet| sheet.rows.is_empty()), "{text}");
    }
}

#[test]
fn months_of_two_years_or_of_other_counts_are_not_read_as_accidents_of_one() {
    for text in [
        "2026年一季度各镇街生产安全事故起数\n镇街|上年同期|~|~|本年|~|~\n~|1月|2月|3月|1月|2月|3月\n罗塘街道|1|0|2|3|1|1",
        "2026年一季度各镇街生产安全事故起数\n镇街|1月|2月|3月|合计|1月|2月|3月|合计\n罗塘街道|1|0|2|3|1|1|0|2",
        "2026年各镇街事故隐患排查治理统计表\n镇街|1月|2月|3月\n罗塘街道|12|8|20",
        "2026年各镇街事故应急演练次数\n镇街|1月|2月|3月\n罗塘街道|1|0|2",
        "各镇街事故隐患排查数\n镇街|2023年|2024年|2025年\n罗塘街道|12|8|20",
    ] {
        let report = book_on((2026, 11, 5), &[("表", text, &[])]);
        assert!(report.sheets.iter().all(|sheet| sheet.rows.is_empty()), "{text}: {:?}", report.sheets);
    }
}
