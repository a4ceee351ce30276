//! Where the header is.
use super::*;
use crate::returns::cell::Cell;

fn rows(text: &str) -> Vec<RowIn> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    lines
        .map(|(index, line)| {
            let cells = line.split('|').enumerate().filter(|(_, t)| !t.is_empty());
            let cells = cells.map(|(c, t)| (u16::try_from(c).expect("few"), Cell::Text(t.to_owned())));
            RowIn { index: u32::try_from(index).expect("few"), cells: cells.collect(), ..RowIn::default() }
        })
        .collect()
}

fn header(name: &str, text: &str, merges: &[Merge]) -> Option<(&'static str, u32, u32)> {
    match search(name, &rows(text), merges, None) {
        Search::Found(found) => found.first().map(|f| (f.template.key, f.top, f.bottom)),
        _ => None,
    }
}

const LABELS: &str = "检查日期|隐患描述|隐患等级|整改措施";

#[test]
fn titles_and_form_lines_above_are_passed_over() {
    for (above, top) in [
        ("", 0),
        ("2022年事故隐患排查治理台账\n", 1),
        ("附件1\n2022年隐患台账||单位:万元\n", 2),
        ("填报单位|某某街道|填报人|张三\n", 1),
        ("\n\n填报单位:某某街道||填报人:张三\n", 3),
        ("说明一、每表一行。\n二、日期写全。\n", 2),
        ("2022年罗塘街道隐患排查治理台账|||(盖章)\n", 1),
    ] {
        let text = format!("{above}{LABELS}\n2022-01-01|灯不亮|一般|换");
        assert_eq!(header("表", &text, &[]), Some(("hazards", top, top)), "{above:?}");
    }
}

#[test]
fn a_title_over_part_of_the_columns_is_no_group() {
    let merges = [Merge { top: 0, left: 0, bottom: 0, right: 1 }];
    let text = format!("2022年隐患台账||编号|密级\n{LABELS}\n2022-01-01|灯不亮|一般|换");
    assert_eq!(header("表", &text, &merges), Some(("hazards", 1, 1)));
}

#[test]
fn rows_of_values_are_never_a_header() {
    let text = format!("{LABELS}\n2022-01-01|隐患描述|一般|整改措施\n2022-01-02|灯不亮|一般|换");
    assert_eq!(header("表", &text, &[]), Some(("hazards", 0, 0)));
    assert_eq!(header("表", "2022-01-01|灯不亮|一般|换\n2022-01-02|灯不亮|一般|换", &[]), None);
}

#[test]
fn a_label_merged_over_two_rows_makes_a_header_of_two_even_when_the_second_is_blank() {
    let merges: Vec<Merge> = (0..4).map(|left| Merge { top: 0, left, bottom: 1, right: left }).collect();
    let text = format!("{LABELS}\n\n2022-01-01|灯不亮|一般|换");
    assert_eq!(header("表", &text, &merges), Some(("hazards", 0, 1)));
}

#[test]
fn a_label_with_a_remark_that_holds_a_colon_is_still_a_label() {
    let text = "检查日期(格式:2022-01-01)|隐患描述|隐患等级(一般/重大)\n2022-01-01|灯不亮|一般";
    assert_eq!(header("表", text, &[]), Some(("hazards", 0, 0)));
    assert!(is_form_line("填报单位:某某"));
    assert!(!is_form_line("其中:死亡"));
    assert!(!is_form_line("发生时间(格式:2022-01-01 9:30)"));
}
