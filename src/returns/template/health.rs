//! 职业健康 and 历年基数
use super::incidents::{DEATH_LABELS, HARM, LOSS_LABELS, SERIOUS_LABELS};
use super::people::{INDUSTRY_LABELS, PERIOD, TOWN_LABELS};
use super::{ENTERPRISE, Field, FieldType, Template, USCC};

pub(super) const HEALTH: Template = Template {
    key: "health",
    zh: "职业健康",
    en: "Occupational health",
    hints: &["职业健康", "职业病", "职业卫生", "体检"],
    dated_by: None,
    fields: &[
        ENTERPRISE,
        USCC,
        PERIOD,
        Field::new("exposed", "接触人数", "Exposed", FieldType::Count)
            .unit("人")
            .tip("接触职业病危害因素的人数", "Workers exposed to a hazard")
            .eg("152")
            .also(&[
                "接害人数",
                "接触职业病危害人数",
                "接触危害人数",
                "接触职业病危害因素人数",
                "接触有害因素人数",
                "接害人员",
                "接触危害因素人数",
                "职业病危害接触人数",
                "接触职业危害人数",
                "接触",
                "接触人员数",
                "接害职工人数",
                "接害职工数",
                "接触总人数",
                "exposed workers",
            ])
            .under(&[(&["接触", "接害"], &["人数", "总人数", "人员"])]),
        Field::new("due_check", "应检人数", "Due for check", FieldType::Count)
            .unit("人")
            .tip("应做职业健康检查的人数", "Workers due for a medical")
            .eg("148")
            .also(&[
                "应体检人数",
                "应检",
                "应检查人数",
                "应体检",
                "应检数",
                "应检职工数",
                "应参检人数",
                "应检人员数",
                "体检应检人数",
                "应接受体检人数",
                "应受检人数",
                "应检总人数",
                "应查人数",
                "due check",
                "due for medical",
            ])
            .under(&[(&["体检", "健康检查", "检查"], &["应检", "应检人数", "应检数", "应查", "应体检人数"])]),
        Field::new("checked", "实检人数", "Checked", FieldType::Count)
            .unit("人")
            .tip("实际检查的人数", "Workers who had it")
            .eg("146")
            .also(&[
                "实体检人数",
                "实检",
                "实际检查人数",
                "实际体检人数",
                "已体检人数",
                "实检数",
                "已检人数",
                "实检查人数",
                "体检人数",
                "实参检人数",
                "实际参检人数",
                "实受检人数",
                "实检人员数",
                "实检总人数",
                "实查人数",
                "had medical",
            ])
            .under(&[(&["体检", "健康检查", "检查"], &["实检", "实检人数", "实检数", "实查", "实际检查", "已检"])]),
        Field::new("points", "检测点数", "Test points", FieldType::Count)
            .unit("个")
            .tip("危害因素检测点", "Points measured")
            .eg("17")
            .also(&[
                "检测点",
                "检测点位",
                "检测点位数",
                "监测点数",
                "监测点",
                "检测总点数",
                "监测点位数",
                "检测点总数",
                "检测点个数",
                "监测总点数",
                "危害因素检测点数",
                "points",
            ])
            .under(&[(&["检测", "监测"], &["点数", "总数", "总点数", "检测点", "点位数", "检测数"])]),
        Field::new("points_ok", "达标点数", "Test points passed", FieldType::Count)
            .unit("个")
            .tip("其中达标的点", "Of these, within limits")
            .eg("16")
            .also(&[
                "达标点",
                "达标点位",
                "达标点位数",
                "合格点数",
                "检测达标点数",
                "检测合格点数",
                "合格点",
                "监测达标点数",
                "监测合格点数",
                "检测合格点",
                "检测达标点",
                "合格点位数",
                "points ok",
                "points passed",
            ])
            .under(&[(
                &["检测", "监测"],
                &["达标", "达标数", "合格", "合格数", "达标点数", "合格点数", "达标点", "合格点"],
            )]),
        Field::new("new_cases", "新增职业病例", "New cases", FieldType::Count)
            .unit("例")
            .tip("新诊断的职业病例，没有填 0", "Newly diagnosed; 0 when none")
            .eg("0")
            .also(&[
                "新增职业病例数",
                "新发职业病例",
                "新发职业病例数",
                "新增病例",
                "新增病例数",
                "新发病例",
                "新发病例数",
                "新增职业病",
                "新增职业病人数",
                "新发职业病",
                "新发职业病人数",
                "新增职业病数",
                "职业病新增例数",
                "职业病新发病例",
                "新诊断职业病例数",
                "新增职业病病例",
                "新增职业病病例数",
                "职业病新增病例",
                "cases",
            ])
            .under(&[(&["职业病"], &["新增", "新增病例", "新增例数", "新发", "新发病例", "新增人数"])]),
    ],
};

pub(super) const BASELINE: Template = Template {
    key: "baseline",
    zh: "历年基数",
    en: "Prior-year figures",
    hints: &["基数", "历年", "往年", "同期数"],
    dated_by: None,
    fields: &[
        ENTERPRISE,
        USCC,
        Field::new("year", "年份", "Year", FieldType::Count)
            .must()
            .tip("四位年份；跨年的写 2013/14，按起始年份记", "Four digits; 2013/14 is taken by the year it begins in")
            .eg("2021")
            .also(&["年度", "年", "统计年份", "统计年度", "所属年度", "所属年份", "发生年份", "数据年份"]),
        Field::new("month", "月份", "Month", FieldType::Count)
            .tip("1 至 12，按年统计不填", "1 to 12; empty for a whole year")
            .eg("1")
            .also(&["月", "月度", "统计月份", "所属月份"]),
        Field::new("town", "镇街", "Town", FieldType::Text)
            .tip("按镇街分列时填写", "When split by town")
            .eg("罗塘街道")
            .also(TOWN_LABELS),
        Field::new("industry", "行业", "Industry", FieldType::Text)
            .tip("按行业分列时填写", "When split by industry")
            .eg("制造业")
            .also(INDUSTRY_LABELS),
        Field::new("category", "事故类型", "Kind of accident", FieldType::Text)
            .tip("按事故类型分列时填写，照原表写", "When split by kind, as the source writes it")
            .eg("高处坠落")
            .also(&[
                "事故类别",
                "事故种类",
                "类别",
                "事故分类",
                "伤害类别",
                "伤害类型",
                "kind",
                "accident kind",
                "accident type",
                "type of accident",
                "kind of incident",
                "incident kind",
                "incident type",
                "type of incident",
                "category",
            ]),
        Field::new("incidents", "事故起数", "Incidents", FieldType::Count)
            .unit("起")
            .tip("没有填 0", "0 when none")
            .eg("5")
            .also(&[
                "起数",
                "事故数",
                "事故数量",
                "事故总数",
                "事故总起数",
                "事故(起)",
                "发生起数",
                "事故发生起数",
                "生产安全事故起数",
                "生产安全事故数",
                "发生事故起数",
                "事故次数",
                "事故件数",
                "number of incidents",
                "accidents",
                "number of accidents",
                "reported incidents",
                "injuries",
                "number of injuries",
            ])
            .under(&[(&["事故"], &["起数", "总起数", "总数", "数量", "起"])]),
        Field::new("deaths", "死亡人数", "Deaths", FieldType::Count)
            .unit("人")
            .tip("没有填 0", "0 when none")
            .eg("0")
            .also(DEATH_LABELS)
            .under(&[(HARM, &["死亡", "死亡人数", "亡", "死亡数"])]),
        Field::new("serious", "重伤人数", "Serious injuries", FieldType::Count)
            .unit("人")
            .tip("没有填 0", "0 when none")
            .eg("1")
            .also(SERIOUS_LABELS)
            .under(&[(HARM, &["重伤", "重伤人数", "重伤数"])]),
        Field::new("loss", "直接经济损失(万元)", "Direct loss (10,000 yuan)", FieldType::Decimal)
            .unit("万元")
            .tip("单位万元", "In 10,000 yuan")
            .eg("81.7")
            .also(LOSS_LABELS),
    ],
};
