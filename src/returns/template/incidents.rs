//! 生产安全事故
use super::{ENTERPRISE, Field, FieldType, Template, USCC};

pub(super) const DEATH_LABELS: &[&str] = &[
    "死亡",
    "死亡数",
    "死亡总数",
    "死亡人员",
    "死亡合计",
    "亡人数",
    "死亡(人)数",
    "事故死亡人数",
    "死亡总人数",
    "死亡人数(人)",
    "death",
    "fatalities",
    "fatal injuries",
    "killed",
];
pub(super) const SERIOUS_LABELS: &[&str] = &[
    "重伤",
    "重伤数",
    "重伤总数",
    "重伤人员",
    "重伤总人数",
    "受重伤人数",
    "重伤(含急性工业中毒)",
    "重伤人数(含急性工业中毒)",
    "serious",
    "seriously injured",
    "major injuries",
    "specified injuries",
];
pub(super) const LOSS_LABELS: &[&str] = &[
    "直接经济损失",
    "经济损失",
    "直接损失",
    "直接经济损失额",
    "直接经济损失金额",
    "损失金额",
    "直接经济总损失",
    "事故直接经济损失",
    "经济损失额",
    "direct loss",
    "direct economic loss",
    "loss",
];
pub(super) const HARM: &[&str] = &["伤亡", "人员", "伤害", "受伤", "伤情", "死伤", "死亡", "casualties", "事故"];

pub(super) const INCIDENTS: Template = Template {
    key: "incidents",
    zh: "生产安全事故",
    en: "Incidents",
    hints: &["事故台账", "事故统计", "事故登记", "生产安全事故", "事故情况", "事故报表", "事故月报", "事故快报"],
    dated_by: Some("occurred_at"),
    fields: &[
        ENTERPRISE,
        USCC,
        Field::new("occurred_at", "发生时间", "Occurred at", FieldType::Moment)
            .must()
            .tip("年月日时分", "Date and time")
            .eg("2022-03-04 09:30")
            .also(&[
                "发生日期",
                "事发时间",
                "事发日期",
                "事故发生时间",
                "事故发生日期",
                "事故时间",
                "事故日期",
                "发生事故时间",
                "发生事故日期",
                "出事时间",
                "案发时间",
                "发生年月日",
                "发生时刻",
                "事故发生时刻",
                "date of occurrence",
                "time of occurrence",
                "occurred on",
                "incident date",
                "date",
                "date and time",
            ])
            .under(&[(&["发生", "事发", "事故"], &["时间", "日期", "日期时间", "年月日", "发生时间", "发生日期"])]),
        Field::new("informed_at", "负责人接报时间", "Informed at", FieldType::Moment)
            .tip("单位负责人接到报告的时间", "When the principal was told")
            .eg("2022-03-04 09:40")
            .also(&[
                "接报时间",
                "接到报告时间",
                "负责人接到报告时间",
                "单位负责人接报时间",
                "主要负责人接报时间",
                "负责人接报",
                "企业负责人接报时间",
                "接报日期",
                "informed on",
                "principal informed at",
            ])
            .under(&[(&["接报", "负责人"], &["时间", "接报时间"])]),
        Field::new("reported_at", "上报时间", "Reported at", FieldType::Moment)
            .tip("向应急管理部门报告的时间", "When it was reported to the authority")
            .eg("2022-03-04 10:20")
            .also(&[
                "报告时间",
                "上报日期",
                "事故上报时间",
                "事故报告时间",
                "报告日期",
                "向上级报告时间",
                "上报应急局时间",
                "上报部门时间",
                "首报时间",
                "reported on",
                "report time",
            ])
            .under(&[(&["上报", "报告"], &["时间", "日期", "上报时间"])]),
        Field::new("place", "事故地点", "Place", FieldType::Text)
            .tip("车间、部位", "Workshop or spot")
            .eg("冲压车间")
            .also(&[
                "地点",
                "发生地点",
                "事发地点",
                "事故发生地点",
                "事故发生地",
                "发生部位",
                "事故部位",
                "事故发生部位",
                "发生地",
                "事故场所",
                "具体地点",
                "发生场所",
                "location",
                "where",
            ])
            .under(&[(&["发生", "事发", "事故"], &["地点", "部位", "场所"])]),
        Field::new("category", "事故类型", "Category", FieldType::Text)
            .tip("按当时有效的 GB 6441 类别填写", "A type of GB 6441 in force on the day")
            .eg("机械伤害")
            .also(&[
                "事故类别",
                "类别",
                "事故种类",
                "伤害类别",
                "伤害类型",
                "事故性质类别",
                "事故伤害类型",
                "事故分类",
                "类型",
                "type",
                "accident type",
                "incident type",
            ])
            .under(&[(&["事故"], &["类型", "类别", "种类"])]),
        Field::new("deaths", "死亡人数", "Deaths", FieldType::Count)
            .must()
            .unit("人")
            .tip("没有填 0", "0 when none")
            .eg("0")
            .unless_unknown()
            .also(DEATH_LABELS)
            .under(&[(HARM, &["死亡", "死亡人数", "亡", "死", "死亡数"])]),
        Field::new("serious", "重伤人数", "Serious injuries", FieldType::Count)
            .must()
            .unit("人")
            .tip("含急性工业中毒；没有填 0", "With acute poisoning; 0 when none")
            .eg("0")
            .unless_unknown()
            .also(SERIOUS_LABELS)
            .under(&[(HARM, &["重伤", "重伤人数", "重", "重伤数"])]),
        Field::new("minor", "轻伤人数", "Minor injuries", FieldType::Count)
            .unit("人")
            .tip("没有填 0", "0 when none")
            .eg("1")
            .also(&["轻伤", "轻伤数", "轻伤总数", "轻伤人员", "轻伤总人数", "受轻伤人数", "minor", "slightly injured"])
            .under(&[(HARM, &["轻伤", "轻伤人数", "轻", "轻伤数"])]),
        Field::new("lost_days", "损失工作日", "Lost days", FieldType::Count)
            .unit("天")
            .tip("按 GB/T 15499 折算，死亡每人 6000 日", "By GB/T 15499; 6,000 for each death")
            .eg("46")
            .also(&[
                "损失工作日数",
                "损失工日",
                "损失工日数",
                "损失天数",
                "损失日数",
                "工作日损失",
                "误工天数",
                "误工日",
                "歇工日",
                "歇工天数",
                "损失工作天数",
                "损失工作日总数",
                "总损失工作日",
                "lost workdays",
                "days lost",
            ]),
        Field::new("loss", "直接经济损失(万元)", "Direct loss (10,000 yuan)", FieldType::Decimal)
            .unit("万元")
            .tip("单位万元", "In 10,000 yuan")
            .eg("5.5")
            .also(LOSS_LABELS),
        Field::new("brief", "事故经过", "Brief", FieldType::Text)
            .tip("简要经过", "What happened")
            .eg("更换模具时手指被夹")
            .also(&[
                "事故简要经过",
                "事故概况",
                "事故简况",
                "简要经过",
                "简要情况",
                "事故情况",
                "事故描述",
                "经过",
                "事故简述",
                "事故概述",
                "基本情况",
                "事故简要情况",
                "事故基本情况",
                "事故原因及经过",
                "description",
                "what happened",
            ])
            .max(4_000),
        Field::new("closed", "是否结案", "Closed", FieldType::YesNo).tip("是、否", "yes or no").eg("否").also(&[
            "结案",
            "结案否",
            "是否已结案",
            "结案情况",
            "是否批复结案",
            "结案状态",
            "case closed",
            "is closed",
        ]),
    ],
};
