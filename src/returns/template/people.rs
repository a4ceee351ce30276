//! Who works where: the roll, hours worked.
use super::{CODE_LABELS, ENTERPRISE, ENTERPRISE_LABELS, Field, FieldType, SIZE_WORDS, Template, USCC};

/// 企业名册
pub(super) const ROLL: Template = Template {
    key: "roll",
    zh: "企业名册",
    en: "Roll of enterprises",
    hints: &["名册", "企业名单", "基本情况", "企业信息", "企业台账", "企业花名册", "一企一档"],
    dated_by: None,
    fields: &[
        Field::new("uscc", "统一社会信用代码", "Credit code", FieldType::Code)
            .must()
            .tip("18 位，按营业执照填写，单元格设为文本", "18 characters as on the licence, in a text cell")
            .eg("91321204QX00001B6G")
            .also(CODE_LABELS),
        Field::new("name", "企业名称", "Name", FieldType::Text)
            .must()
            .tip("营业执照上的全称", "Full name as on the licence")
            .eg("某某机械有限公司")
            .also(ENTERPRISE_LABELS),
        Field::new("town", "所在镇街", "Town", FieldType::Text)
            .must()
            .tip("镇、街道、园区的全称", "Town, subdistrict or park")
            .eg("罗塘街道")
            .also(TOWN_LABELS),
        Field::new("industry", "行业类别", "Industry", FieldType::Text)
            .tip("国民经济行业（GB/T 4754）大类名称或代码", "Division of GB/T 4754, name or code")
            .eg("通用设备制造业")
            .also(INDUSTRY_LABELS),
        Field::new("size", "企业规模", "Size", FieldType::Choice(SIZE_WORDS))
            .tip("大型、中型、小型、微型", "large, medium, small or micro")
            .eg("小型")
            .also(&[
                "规模",
                "规模类型",
                "企业规模类型",
                "单位规模",
                "规模类别",
                "大中小微",
                "企业类型(规模)",
                "enterprise size",
            ]),
        Field::new("above_scale", "是否规上", "Above scale", FieldType::YesNo)
            .tip("是否规模以上企业：是、否", "Whether above the designated size")
            .eg("是")
            .also(&[
                "规上",
                "规上企业",
                "是否规上企业",
                "是否规模以上",
                "规模以上",
                "是否规模以上企业",
                "规模以上企业",
                "是否为规上企业",
                "是否四上企业",
            ]),
        Field::new("union", "是否建会", "Union", FieldType::YesNo)
            .tip("是否建立工会：是、否", "Whether a trade union is formed")
            .eg("是")
            .also(&[
                "建会",
                "是否建立工会",
                "工会",
                "是否有工会",
                "是否建工会",
                "是否已建会",
                "是否成立工会",
                "工会组建",
                "建会情况",
                "是否组建工会",
                "trade union",
                "has union",
            ]),
        Field::new("pilot", "是否产改试点", "Pilot", FieldType::YesNo)
            .tip("是否产业工人队伍建设改革试点：是、否", "Whether a reform pilot")
            .eg("否")
            .also(&[
                "产改试点",
                "是否试点",
                "试点企业",
                "产改试点企业",
                "是否产改试点企业",
                "是否为产改试点",
                "是否试点企业",
                "产业工人改革试点",
                "reform pilot",
            ]),
        Field::new("high_risk", "是否高危行业", "High risk", FieldType::YesNo)
            .tip(
                "矿山、金属冶炼、建筑施工、运输、危险物品等：是、否",
                "Mines, smelting, building, transport, dangerous goods",
            )
            .eg("否")
            .also(&[
                "高危行业",
                "是否高危",
                "高危",
                "是否高危企业",
                "高危企业",
                "是否属于高危行业",
                "高危行业企业",
                "high risk industry",
            ]),
        Field::new("headcount", "职工人数", "Headcount", FieldType::Count)
            .unit("人")
            .tip("在岗职工人数，没有填 0", "Workers at present")
            .eg("109")
            .also(HEADCOUNT_LABELS),
        Field::new("safety_officer", "安全负责人", "Safety officer", FieldType::Text)
            .tip("分管或专职安全负责人姓名", "Name of the person in charge of safety")
            .eg("张三")
            .also(&[
                "安全生产负责人",
                "安全管理负责人",
                "分管安全负责人",
                "安全负责人姓名",
                "安全分管负责人",
                "安全主管",
            ]),
        Field::new("phone", "联系电话", "Phone", FieldType::Text)
            .tip("固定电话或手机", "Landline or mobile")
            .eg("0523-0000000")
            .also(&[
                "电话",
                "联系方式",
                "手机",
                "手机号",
                "手机号码",
                "电话号码",
                "安全负责人电话",
                "联系人电话",
                "联系手机",
                "办公电话",
                "固定电话",
                "telephone",
                "mobile",
            ])
            .under(&[(
                &["安全负责人", "安全生产负责人", "联系人"],
                &["电话", "联系电话", "手机", "联系方式", "手机号码"],
            )])
            .max(60),
    ],
};

pub(super) const TOWN_LABELS: &[&str] = &[
    "镇街",
    "所在镇街",
    "镇街道",
    "镇(街道)",
    "所属镇街",
    "所属镇(街道)",
    "所在镇(街道)",
    "所属镇街道",
    "所在镇街道",
    "镇(街)",
    "所属镇(街)",
    "所在镇(街)",
    "乡镇",
    "乡镇街道",
    "乡镇(街道)",
    "所属乡镇",
    "所在乡镇",
    "所属乡镇(街道)",
    "所在乡镇(街道)",
    "街道",
    "街道(镇)",
    "所属街道",
    "所在街道",
    "属地",
    "属地镇街",
    "属地镇(街道)",
    "所属属地",
    "所在地镇街",
    "镇、街道",
    "镇/街道",
    "镇区",
    "所属镇",
    "所在镇",
    "镇街名称",
    "镇(街道)名称",
    "镇(街道、园区)",
    "镇街(园区)",
    "所属园区",
    "subdistrict",
    "township",
];
pub(super) const INDUSTRY_LABELS: &[&str] = &[
    "行业",
    "行业类别",
    "所属行业",
    "所在行业",
    "行业名称",
    "行业分类",
    "行业门类",
    "行业类型",
    "行业大类",
    "国民经济行业",
    "国民经济行业分类",
    "所属行业类别",
    "主要行业",
    "industry sector",
    "sector",
];
const HEADCOUNT_LABELS: &[&str] = &[
    "职工数",
    "职工总数",
    "职工总人数",
    "员工人数",
    "员工总数",
    "员工数",
    "从业人员",
    "从业人数",
    "从业人员数",
    "从业人员人数",
    "在职职工人数",
    "在岗职工人数",
    "在册职工人数",
    "在职人数",
    "在岗人数",
    "用工人数",
    "企业人数",
    "职工",
    "人数",
    "总人数",
    "workers",
    "employees",
    "staff",
];

/// 从业人员与工时
pub(super) const EXPOSURE: Template = Template {
    key: "exposure",
    zh: "从业人员与工时",
    en: "Workers and hours",
    hints: &["工时", "从业人员", "人员工时", "平均职工"],
    dated_by: None,
    fields: &[
        ENTERPRISE,
        USCC,
        PERIOD,
        Field::new("headcount", "平均职工人数", "Average headcount", FieldType::Count)
            .must()
            .unit("人")
            .tip("统计期内平均每日在岗人数", "Average number at work in the period")
            .eg("328")
            .also(&[
                "headcount",
                "平均人数",
                "职工平均人数",
                "平均从业人员",
                "平均从业人数",
                "平均从业人员数",
                "平均从业人员人数",
                "从业人员平均人数",
                "平均用工人数",
                "月平均职工人数",
                "月平均人数",
                "平均职工数",
                "职工人数",
                "职工数",
                "从业人员",
                "从业人数",
                "从业人员数",
                "从业人员人数",
                "员工人数",
                "员工平均人数",
                "平均员工人数",
                "平均在岗人数",
                "在岗人数",
                "在岗职工平均人数",
                "在岗职工人数",
                "average workers",
                "average employees",
            ]),
        Field::new("hours", "实际工时", "Hours worked", FieldType::Decimal)
            .unit("小时")
            .tip("统计期内全部职工实际工作小时", "Hours worked by all in the period")
            .eg("55104.5")
            .also(&[
                "工时",
                "总工时",
                "实际总工时",
                "工作工时",
                "实际工作小时",
                "实际工作工时",
                "实际工时数",
                "工时数",
                "工时总数",
                "累计工时",
                "实际工作时间",
                "实际工作总时数",
                "实际总工时数",
                "完成工时",
                "本期工时",
                "total hours",
                "hours",
            ]),
    ],
};

pub(super) const PERIOD: Field = Field::new("period", "统计期", "Period", FieldType::Period)
    .must()
    .tip("2022、2022-Q3 或 2022-10，也可写 2022年10月、2022年三季度", "2022, 2022-Q3 or 2022-10")
    .eg("2022-10")
    .also(&[
        "统计期间",
        "统计时期",
        "统计周期",
        "统计时段",
        "统计时间",
        "期间",
        "时期",
        "报告期",
        "报告期间",
        "所属期",
        "所属期间",
        "填报期",
        "填报期间",
        "报表期",
        "报送期",
        "年月",
        "统计年月",
        "统计月份",
        "统计季度",
        "所属月份",
        "所属季度",
        "季度",
        "月份",
        "month",
        "quarter",
        "reporting period",
    ]);
