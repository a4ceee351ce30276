//! Labels and what they mean.
use super::*;

fn field(template: &str, parts: &[&str]) -> Option<&'static str> {
    let t = TEMPLATES.iter().position(|t| t.key == template).expect("a template");
    meant(t, &Label { column: 0, parts: parts.iter().map(|p| (*p).to_owned()).collect() }).map(|m| m.field.key)
}

#[test]
fn labels_mean_fields_whatever_blanks_units_and_marks_they_carry() {
    for (template, label, want) in [
        ("incidents", "发生日期", Some("occurred_at")),
        ("incidents", "事发时间", Some("occurred_at")),
        ("incidents", "事故发生时间", Some("occurred_at")),
        ("incidents", "死亡(人)", Some("deaths")),
        ("incidents", "其中:死亡", Some("deaths")),
        ("incidents", "其中：死亡", Some("deaths")),
        ("incidents", "直接经济损失（万元）", Some("loss")),
        ("incidents", "直接经济损失(元)", Some("loss")),
        ("incidents", " 损失\n工作日（天）", Some("lost_days")),
        ("incidents", "*死亡人数", Some("deaths")),
        ("incidents", "occurred_at", Some("occurred_at")),
        ("incidents", "Lost days", Some("lost_days")),
        ("incidents", "死亡人数(万人)", None),
        ("incidents", "直接经济损失(人)", None),
        ("congress", "应到人数", Some("delegates_total")),
        ("congress", "应到会代表数", Some("delegates_total")),
        ("congress", "女职工", None),
        ("training", "学时(小时)", Some("hours")),
        ("training", "培训时间(小时)", Some("hours")),
        ("training", "培训时间", Some("held_on")),
        ("hazards", "隐患级别", Some("level")),
        ("hazards", "发现日期", Some("found_on")),
        ("hazards", "整改时限", Some("due_on")),
        ("hazards", "单位名称", Some("enterprise")),
        ("roll", "信用代码", Some("uscc")),
        ("roll", "所属镇(街道)", Some("town")),
        ("roll", "单位名称", Some("name")),
        ("exposure", "人均工时", None),
        ("exposure", "实际工时(万工时)", Some("hours")),
        ("exposure", "实际工时(天)", None),
        ("hazards", "检查日期(年月日)", Some("found_on")),
        ("baseline", "事故起数(起)", Some("incidents")),
        ("roll", "安全管理人员(人)", None),
        ("training", "考核成绩(分)", Some("score")),
        ("exposure", "统计期(月)", Some("period")),
        ("hazards", "日期", None),
        ("hazards", "检查单位名称", None),
        ("incidents", "死亡人数(含失踪)", Some("deaths")),
    ] {
        assert_eq!(field(template, &[label]), want, "{template} {label}");
    }
}

#[test]
fn two_level_labels_join_and_the_upper_one_can_forbid() {
    for (template, parts, want) in [
        ("training", &["学时", "合计"][..], Some("hours")),
        ("training", &["学时", "理论"], None),
        ("health", &["接触人数(人)", "总数"], Some("exposed")),
        ("incidents", &["伤亡人数", "合计"], None),
        ("baseline", &["死亡人数", "合计"], None),
        ("training", &["培训日期", "合计"], None),
        ("incidents", &["伤亡人数", "死亡"], Some("deaths")),
        ("incidents", &["伤亡人数(人)", "重伤"], Some("serious")),
        ("incidents", &["上年同期", "死亡"], None),
        ("incidents", &["直接经济损失", "(万元)"], Some("loss")),
        ("incidents", &["事故情况", "伤亡人数", "轻伤"], Some("minor")),
        ("congress", &["表决情况", "同意"], Some("votes_yes")),
        ("congress", &["代表人数", "应到"], Some("delegates_total")),
        ("congress", &["职工代表", "女职工"], Some("delegates_women")),
        ("congress", &["职工人数", "女职工"], None),
        ("congress", &["应到代表", "人数"], Some("delegates_total")),
        ("hazards", &["整改情况", "责任人"], Some("owner")),
        ("hazards", &["复查情况", "责任人"], Some("verifier")),
        ("hazards", &["复查情况", "日期"], None),
        ("hazards", &["检查", "日期"], Some("found_on")),
        ("hazards", &["整改情况", "整改资金(万元)"], Some("fund")),
        ("training", &["证书", "编号"], Some("cert_no")),
        ("health", &["职业健康检查", "应检人数"], Some("due_check")),
        ("baseline", &["事故", "起数"], Some("incidents")),
        ("baseline", &["2021年累计", "死亡"], None),
    ] {
        assert_eq!(field(template, parts), want, "{template} {parts:?}");
    }
}

#[test]
fn what_only_could_match_is_suggested() {
    let template = Template::by_key("hazards").expect("a template");
    let label = |text: &str| Label { column: 0, parts: vec![text.to_owned()] };
    assert_eq!(suggestion(template, &label("隐患问题具体描述"), &[]).map(|f| f.key), Some("description"));
    assert_eq!(suggestion(template, &label("天气"), &[]).map(|f| f.key), None);
}

#[test]
fn a_unit_that_speaks_of_something_else_rules_a_suggestion_out() {
    for (template, label, want, strong) in [
        ("incidents", "损失(万元)", Some("loss"), true),
        ("incidents", "损失(元)", Some("loss"), true),
        ("incidents", "损失(天)", Some("lost_days"), false),
        ("incidents", "损失日(万元)", Some("loss"), false),
        ("incidents", "死亡情况(小时)", None, false),
        ("incidents", "直接经济损失(人)", None, false),
        ("hazards", "隐患问题具体描述", Some("description"), false),
        ("hazards", "整改措施投入(万元)", Some("fund"), false),
        ("congress", "同意的", Some("votes_yes"), true),
        ("training", "培训学时数量(人)", None, false),
    ] {
        let template = Template::by_key(template).expect("a template");
        let said = Label { column: 0, parts: vec![label.to_owned()] };
        let field = suggestion(template, &said, &[]);
        assert_eq!(field.map(|f| f.key), want, "{label}");
        assert_eq!(field.is_some_and(|f| is_strong(f, &said)), strong, "{label}");
    }
}

#[test]
fn units_of_labels_scale_numbers() {
    let t = TEMPLATES.iter().position(|t| t.key == "incidents").expect("a template");
    let power = |text: &str| {
        meant(t, &Label { column: 0, parts: vec![text.to_owned()] }).map(|m| (m.scale.power, m.scale.stated))
    };
    assert_eq!(power("直接经济损失(万元)"), Some((0, true)));
    assert_eq!(power("直接经济损失(元)"), Some((-4, true)));
    assert_eq!(power("直接经济损失"), Some((0, false)));
    assert_eq!(power("直接经济损失/千元"), Some((-1, true)));
}

#[test]
fn a_unit_below_a_label_may_name_a_field_and_a_listed_label_may_end_like_a_unit() {
    for (key, parts, field) in [
        ("training", &["培训", "学时"][..], Some("hours")),
        ("training", &["教育", "课时"], Some("hours")),
        ("training", &["培训", "(学时)"], None),
        ("hazards", &["复查", "人"], Some("verifier")),
        ("baseline", &["事故", "起"], Some("incidents")),
        ("incidents", &["死亡人数", "人"], Some("deaths")),
        ("incidents", &["同期事故", "起"], None),
        ("congress", &["届(次)"], Some("session")),
    ] {
        let template = TEMPLATES.iter().position(|template| template.key == key).expect("a template");
        let label = Label { column: 0, parts: parts.iter().map(|part| (*part).to_owned()).collect() };
        assert_eq!(meant(template, &label).map(|meant| meant.field.key), field, "{key} {parts:?}");
    }
}

#[test]
fn items_one_below_the_other_are_told_from_lists_and_covers() {
    let of = |lines: &[&str]| {
        let filled = |line: &&str| -> Vec<(u16, String)> {
            let cells = (0_u16..).zip(line.split('|')).filter(|(_, text)| !text.is_empty());
            cells.map(|(column, text)| (column, text.to_owned())).collect()
        };
        upright(&lines.iter().map(filled).collect::<Vec<_>>())
    };
    let column = ["职代会情况", "召开日期|2026-06-18", "应到代表|45", "实到代表|41"];
    assert_eq!(of(&column), Some(Upright::Column(0)));
    assert_eq!(
        of(&["序|项目|7月|8月", "1|召开日期|2026-07-18|2026-08-18", "2|应到代表|45|45", "3|实到代表|41|40"]),
        Some(Upright::Column(1))
    );
    let form =
        ["事故登记表", "事故单位|甲公司|发生时间|2026-07-05", "事故地点|东区|事故类型|触电", "死亡人数|0|重伤人数|1"];
    assert_eq!(of(&form), Some(Upright::Form));
    assert_eq!(
        of(&["填报单位|甲公司", "联系电话|0523", "统一社会信用代码|9132", "所在镇街|罗塘街道"]),
        None,
        "a cover"
    );
    assert_eq!(of(&["召开日期|应到代表|实到代表", "2026-06-18|45|41", "2026-07-18|45|41"]), None, "a list");
    assert_eq!(of(&["填写说明", "召开日期|写年月日"]), None);
}
