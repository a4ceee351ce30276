//! Rows told apart, totals compared.
use super::*;
use crate::returns::lexer::Amount;

#[test]
fn totals_are_known_by_their_words() {
    for (text, want) in [
        ("合计", Some(Total::All)),
        ("合  计", Some(Total::All)),
        ("总　计：", Some(Total::All)),
        ("合计(人)", Some(Total::All)),
        ("小计", Some(Total::Group)),
        ("罗塘街道小计", Some(Total::Group)),
        ("罗塘街道合计", Some(Total::Group)),
        ("全区合计", Some(Total::All)),
        ("其中:女职工", Some(Total::Part)),
        ("其中", Some(Total::Part)),
        ("同比", Some(Total::Part)),
        ("三年平均", Some(Total::Part)),
        ("增长率", Some(Total::Part)),
        ("Total", Some(Total::All)),
        ("合计有限公司", None),
        ("设计", None),
        ("某某会计", None),
        ("计算机公司", None),
        ("", None),
        ("统计", None),
        ("总计划", None),
    ] {
        assert_eq!(total_word(text), want, "{text}");
    }
}

#[test]
fn notes_and_signatures_end_a_table() {
    for text in [
        "注:1.本表由镇街汇总",
        "注：",
        "注",
        "说明:",
        "填表人:张三",
        "填表人：",
        "审核人：李四",
        "单位负责人签字:",
        "备注:无",
        "填报说明",
        "注1:口径",
        "联系电话:0523",
        "填表人(签字):",
    ] {
        assert!(ends_table(text), "{text}");
    }
    for text in ["注塑车间", "说明书印刷厂", "某某公司", "负责人培训", "审核员", "1", "注塑机漏油"]
    {
        assert!(!ends_table(text), "{text}");
    }
}

fn amounts(numbers: &[i64]) -> Vec<Option<Amount>> {
    numbers.iter().map(|n| Amount::read(&n.to_string())).collect()
}

fn rows(totals: &mut Totals, numbers: &[i64]) {
    for n in numbers {
        totals.data(&[(Amount::read(&n.to_string()), false)], false);
    }
}

#[test]
fn group_totals_are_compared_with_their_group_and_the_last_with_all() {
    let mut totals = Totals::new(1);
    rows(&mut totals, &[1, 2]);
    assert!(totals.total(Total::Group, 3, amounts(&[3])).is_empty());
    rows(&mut totals, &[4, 5]);
    let wrong = totals.total(Total::Group, 6, amounts(&[8]));
    assert_eq!(wrong, [Mismatch { column: 0, row: 6, stated: "8".into(), sum: "9".into(), tables: None }]);
    assert!(totals.total(Total::All, 7, amounts(&[12])).is_empty());
    assert!(totals.finish().is_empty());
}

#[test]
fn totals_above_their_rows_wait_for_them() {
    let mut totals = Totals::new(1);
    assert!(totals.total(Total::All, 2, amounts(&[12])).is_empty());
    assert!(totals.total(Total::Group, 3, amounts(&[3])).is_empty());
    rows(&mut totals, &[1, 2]);
    assert!(totals.total(Total::Group, 6, amounts(&[8])).is_empty());
    rows(&mut totals, &[4, 5]);
    let wrong: Vec<u32> = totals.finish().iter().map(|m| m.row).collect();
    assert_eq!(wrong, [6]);
}

#[test]
fn hidden_rows_may_count_or_not_and_unreadable_cells_forbid_comparing() {
    let mut totals = Totals::new(1);
    rows(&mut totals, &[1, 2]);
    totals.data(&[(Amount::read("4"), false)], true);
    assert!(totals.clone().total(Total::All, 5, amounts(&[3])).is_empty());
    assert!(totals.clone().total(Total::All, 5, amounts(&[7])).is_empty());
    assert_eq!(totals.clone().total(Total::All, 5, amounts(&[6])).len(), 1);
    totals.data(&[(None, true)], false);
    assert!(totals.total(Total::All, 6, amounts(&[6])).is_empty());
}

#[test]
fn totals_of_industries_and_of_years_under_one_word_are_each_compared_with_their_own() {
    let mut totals = Totals::new(1);
    for year in 0..2 {
        for industry in 0..2 {
            rows(&mut totals, &[1 + year, 2 + industry]);
            let stated = 3 + year + industry;
            assert!(totals.total(Total::All, 1, amounts(&[stated])).is_empty(), "{year} {industry}");
        }
        let of_year = 7 + 2 * year;
        assert_eq!(totals.clone().total(Total::All, 2, amounts(&[of_year + 1])).len(), 1, "a wrong one is found");
        assert!(totals.total(Total::All, 2, amounts(&[of_year])).is_empty(), "{year}");
    }
    assert!(totals.total(Total::All, 3, amounts(&[16])).is_empty());
}
