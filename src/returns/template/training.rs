//! 安全培训台账
use super::{ENTERPRISE, Field, FieldType, KIND_WORDS, Template, USCC};

pub(super) const TRAINING: Template = Template {
    key: "training",
    zh: "安全培训台账",
    en: "Training ledger",
    hints: &["培训", "教育台账", "三级教育", "持证"],
    dated_by: Some("held_on"),
    fields: &[
        ENTERPRISE,
        USCC,
        Field::new("name", "姓名", "Name", FieldType::Text)
            .must()
            .tip("受训人姓名", "Who was trained")
            .eg("张三")
            .also(&[
                "人员姓名",
                "职工姓名",
                "员工姓名",
                "学员姓名",
                "参训人员",
                "参训人",
                "受训人",
                "受训人员",
                "受教育人",
                "受教育者",
                "培训人员",
                "培训对象姓名",
                "学员",
                "参训人员姓名",
                "受训人姓名",
                "受训人员姓名",
                "trainee",
                "full name",
            ])
            .max(60),
        Field::new("id_no", "身份证号", "ID number", FieldType::Id)
            .tip("18 位，单元格设为文本", "18 characters, in a text cell")
            .eg("000000199001010018")
            .also(&[
                "身份证",
                "身份证号码",
                "身份证件号",
                "身份证件号码",
                "公民身份号码",
                "公民身份证号",
                "证件号码",
                "证件号",
                "居民身份证号",
                "居民身份证号码",
                "identity number",
                "id no",
                "id",
            ]),
        Field::new("post", "岗位", "Post", FieldType::Text).tip("岗位或工种", "Post or trade").eg("车工").also(&[
            "工种",
            "岗位(工种)",
            "岗位/工种",
            "岗位工种",
            "工种(岗位)",
            "工种/岗位",
            "职务",
            "职务/岗位",
            "职务(岗位)",
            "岗位名称",
            "所在岗位",
            "工作岗位",
            "从事岗位",
            "从事工种",
            "岗位(职务)",
            "岗位/职务",
            "position",
            "job",
        ]),
        Field::new("kind", "培训类别", "Kind", FieldType::Choice(KIND_WORDS))
            .must()
            .tip(
                "三级教育、再培训、特种作业、主要负责人、安全管理人员、其他",
                "induction, refresher, special, principal, manager, other",
            )
            .eg("再培训")
            .also(&[
                "培训类型",
                "培训种类",
                "类别",
                "培训性质",
                "培训类",
                "教育类别",
                "教育类型",
                "培训教育类别",
                "培训教育类型",
                "教育培训类别",
                "教育培训类型",
                "人员类别",
                "培训人员类别",
                "training kind",
                "training type",
                "type",
            ])
            .under(&[(&["培训", "教育"], &["类别", "类型", "种类"])]),
        Field::new("course", "培训内容", "Course", FieldType::Text)
            .tip("课程或内容", "Course or subject")
            .eg("用电安全")
            .also(&[
                "培训课程",
                "课程",
                "课程名称",
                "培训项目",
                "培训主题",
                "培训科目",
                "教育内容",
                "培训教育内容",
                "教育培训内容",
                "培训名称",
                "内容",
                "training content",
                "subject",
                "topic",
            ])
            .under(&[(&["培训", "教育"], &["内容", "课程", "主题", "项目", "科目"])])
            .max(1_000),
        Field::new("held_on", "培训日期", "Held on", FieldType::Date)
            .must()
            .tip("年月日", "Day of the training")
            .eg("2022-11-05")
            .also(&[
                "培训时间",
                "教育日期",
                "教育时间",
                "参训日期",
                "参训时间",
                "培训教育时间",
                "培训教育日期",
                "教育培训时间",
                "教育培训日期",
                "受训日期",
                "受训时间",
                "培训年月日",
                "开班日期",
                "上课日期",
                "日期",
                "training date",
                "date",
            ])
            .under(&[(&["培训", "教育"], &["日期", "时间"])]),
        Field::new("hours", "学时", "Hours", FieldType::Decimal)
            .must()
            .unit("学时")
            .tip("学时数，如 8 或 8.5", "Hours, such as 8 or 8.5")
            .eg("8")
            .also(&[
                "课时",
                "学时数",
                "课时数",
                "培训学时",
                "培训课时",
                "培训学时数",
                "培训课时数",
                "培训时长",
                "培训时数",
                "教育学时",
                "时长",
                "完成学时",
                "培训时间(小时)",
                "培训时间(学时)",
                "培训时间(课时)",
                "training hours",
                "credit hours",
            ])
            .under(&[(&["培训", "教育"], &["学时", "课时", "时长", "学时数", "课时数"])]),
        Field::new("score", "考核成绩", "Score", FieldType::Decimal)
            .tip("百分制分数", "Out of 100")
            .eg("85")
            .also(&[
                "成绩",
                "考试成绩",
                "考核分数",
                "考试分数",
                "分数",
                "得分",
                "考核得分",
                "考试得分",
                "测试成绩",
                "考核成绩分",
                "test score",
                "mark",
            ])
            .under(&[(&["考核", "考试", "测试"], &["成绩", "分数", "得分"])]),
        Field::new("passed", "是否合格", "Passed", FieldType::YesNo)
            .tip("是、否，或合格、不合格", "yes or no")
            .eg("是")
            .also(&[
                "合格",
                "合格否",
                "考核结果",
                "考试结果",
                "是否通过",
                "考核是否合格",
                "考试是否合格",
                "是否考核合格",
                "考核情况",
                "合格情况",
                "考核结论",
                "是否及格",
                "合格与否",
                "培训结果",
                "pass",
                "result",
            ])
            .under(&[(&["考核", "考试", "测试"], &["结果", "是否合格", "合格", "结论"])]),
        Field::new("cert_no", "证书编号", "Certificate number", FieldType::Text)
            .tip("没有证书不填，单元格设为文本", "Leave empty when there is none")
            .eg("T320000000030")
            .also(&[
                "证书号",
                "证书号码",
                "证号",
                "证件编号",
                "操作证号",
                "特种作业证号",
                "特种作业操作证号",
                "资格证号",
                "资格证书编号",
                "合格证编号",
                "合格证号",
                "上岗证号",
                "持证编号",
                "certificate no",
                "cert no",
            ])
            .under(&[(&["证书", "持证", "操作证"], &["编号", "号码", "证号", "证书编号"])]),
        Field::new("cert_expires_on", "有效期至", "Certificate expires on", FieldType::Date)
            .tip("证书到期日", "Last day of the certificate")
            .eg("2026-12-06")
            .also(&[
                "证书有效期",
                "有效期",
                "证书有效期至",
                "到期日期",
                "证书到期日",
                "证书到期日期",
                "有效日期",
                "有效期限",
                "有效截止日期",
                "有效期截止",
                "到期日",
                "到期时间",
                "证书到期时间",
                "有效期止",
                "失效日期",
                "valid until",
                "expiry date",
                "expires on",
            ])
            .under(&[(&["证书", "证件", "持证", "操作证"], &["有效期", "有效期至", "到期日期", "到期日", "到期时间"])]),
        Field::new("recheck_on", "复审日期", "Recheck on", FieldType::Date)
            .tip("证书下次复审日", "Day of the next recheck")
            .eg("2023-10-10")
            .also(&[
                "复审时间",
                "复审日",
                "复审到期日",
                "复审到期日期",
                "应复审日期",
                "应复审时间",
                "下次复审日期",
                "下次复审时间",
                "证书复审日期",
                "复审期限",
                "recheck date",
                "review date",
            ])
            .under(&[(&["证书", "证件", "持证", "操作证"], &["复审日期", "复审时间", "复审"])]),
    ],
};
