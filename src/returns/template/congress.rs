//! 安全生产专题职代会
use super::{ENTERPRISE, Field, FieldType, Template, USCC};

pub(super) const CONGRESS: Template = Template {
    key: "congress",
    zh: "安全生产专题职代会",
    en: "Safety-themed workers' congress",
    hints: &["职代会", "职工代表大会", "职工大会", "专题会"],
    dated_by: Some("held_on"),
    fields: &[
        ENTERPRISE,
        USCC,
        Field::new("held_on", "召开日期", "Held on", FieldType::Date)
            .must()
            .tip("会议召开的年月日", "Day of the meeting")
            .eg("2022-09-17")
            .also(&[
                "召开时间",
                "会议日期",
                "会议时间",
                "会议召开日期",
                "会议召开时间",
                "开会日期",
                "开会时间",
                "职代会召开日期",
                "职代会召开时间",
                "职代会日期",
                "职代会时间",
                "大会日期",
                "大会召开日期",
                "举办日期",
                "meeting date",
                "date held",
            ])
            .under(&[(&["会议", "职代会", "召开", "大会"], &["日期", "时间", "召开日期", "召开时间"])]),
        Field::new("session", "届次", "Session", FieldType::Text)
            .tip("如 三届二次", "Such as third term, second session")
            .eg("三届二次")
            .also(&["会议届次", "职代会届次", "届次名称", "届数", "第几届几次", "届(次)"])
            .max(60),
        Field::new("staff", "职工总数", "Staff", FieldType::Count)
            .unit("人")
            .tip("开会当日职工人数", "Workers on the day")
            .eg("859")
            .also(&[
                "职工人数",
                "职工总人数",
                "职工数",
                "员工总数",
                "员工人数",
                "员工总人数",
                "在职职工人数",
                "在职职工数",
                "在职职工总数",
                "单位职工总数",
                "企业职工总数",
                "企业职工人数",
                "total staff",
                "number of workers",
                "headcount",
            ]),
        Field::new("delegates_total", "应到代表", "Delegates total", FieldType::Count)
            .must()
            .unit("人")
            .tip("职工代表总数，不是到会人数", "All delegates, present or not")
            .eg("45")
            .also(&[
                "应到人数",
                "应到代表数",
                "应到代表人数",
                "应到会代表",
                "应到会代表数",
                "应到会代表人数",
                "应到会人数",
                "应到",
                "应到会",
                "应到职工代表",
                "应到职工代表数",
                "应出席代表",
                "应出席代表数",
                "应出席人数",
                "应参会人数",
                "应参会代表",
                "应参会代表数",
                "应参加人数",
                "应参加代表",
                "代表总数",
                "代表总人数",
                "职工代表总数",
                "职工代表总人数",
                "职工代表人数",
                "职工代表数",
                "代表人数",
                "代表数",
                "正式代表",
                "正式代表数",
                "全体代表",
                "delegates",
                "total delegates",
                "number of delegates",
            ])
            .under(&[(
                &["代表", "到会", "出席", "参会"],
                &["应到", "应到数", "应到人数", "总数", "应出席", "应参会", "应到会", "总人数"],
            )]),
        Field::new("delegates_present", "实到代表", "Delegates present", FieldType::Count)
            .must()
            .unit("人")
            .tip("实际到会代表人数", "Delegates who came")
            .eg("43")
            .also(&[
                "实到人数",
                "实到代表数",
                "实到代表人数",
                "实到会代表",
                "实到会代表数",
                "实到会代表人数",
                "实到会人数",
                "实到",
                "实到会",
                "实到职工代表",
                "实到职工代表数",
                "实际到会代表",
                "实际到会人数",
                "实际到会代表数",
                "实出席代表",
                "实际出席代表",
                "实际出席人数",
                "实际参会人数",
                "实参会人数",
                "实参会代表",
                "实际参会代表",
                "到会人数",
                "到会代表",
                "到会代表数",
                "出席人数",
                "出席代表",
                "出席代表数",
                "参会人数",
                "参会代表",
                "参会代表数",
                "present",
                "present delegates",
                "attendance",
            ])
            .under(&[(
                &["代表", "到会", "出席", "参会"],
                &["实到", "实到数", "实到人数", "实际到会", "到会", "实出席", "实参会", "实到会", "到会人数"],
            )]),
        Field::new("delegates_frontline", "一线职工代表", "Frontline delegates", FieldType::Count)
            .unit("人")
            .tip("代表中的一线职工人数", "Delegates from the front line")
            .eg("27")
            .also(&[
                "一线职工代表数",
                "一线职工代表人数",
                "一线代表",
                "一线代表数",
                "一线代表人数",
                "一线工人代表",
                "一线员工代表",
                "frontline",
            ])
            .under(&[(&["代表", "构成", "组成"], &["一线", "一线职工", "一线工人", "一线员工", "一线人数"])]),
        Field::new("delegates_women", "女职工代表", "Women delegates", FieldType::Count)
            .unit("人")
            .tip("代表中的女职工人数", "Delegates who are women")
            .eg("11")
            .also(&[
                "女职工代表数",
                "女职工代表人数",
                "女代表",
                "女代表数",
                "女代表人数",
                "女性代表",
                "女性代表数",
                "女员工代表",
                "women",
            ])
            .under(&[(&["代表", "构成", "组成"], &["女", "女职工", "女性", "女员工", "女职工人数"])]),
        Field::new("delegates_managers", "中层以上管理人员代表", "Manager delegates", FieldType::Count)
            .unit("人")
            .tip("代表中的中层以上管理人员和领导，一般不超过 20%", "Middle and senior managers, generally at most 20 %")
            .eg("7")
            .also(&[
                "中层以上管理人员代表数",
                "中层以上管理人员代表人数",
                "中层以上代表",
                "中层及以上管理人员代表",
                "中层以上管理者代表",
                "中层以上干部代表",
                "管理人员代表",
                "管理人员代表数",
                "managers",
            ])
            .under(&[(
                &["代表", "构成", "组成"],
                &["中层以上", "管理人员", "中层以上管理人员", "中层及以上", "中层干部", "中层以上干部"],
            )]),
        Field::new("papers_sent_on", "材料送达日期", "Papers sent on", FieldType::Date)
            .tip("会议材料送达代表的日期，应在会前 7 日", "Seven days before the meeting")
            .eg("2022-09-08")
            .also(&[
                "材料送达时间",
                "会议材料送达日期",
                "会议材料送达时间",
                "资料送达日期",
                "材料发放日期",
                "材料发放时间",
                "材料下发日期",
                "送达日期",
                "送达时间",
                "材料印发日期",
                "会议材料发放日期",
                "文件送达日期",
                "材料提交代表日期",
                "papers sent",
                "papers date",
            ])
            .under(&[(&["材料", "资料"], &["送达日期", "送达时间", "日期", "发放日期"])]),
        Field::new("topic", "议题", "Topic", FieldType::Text)
            .tip("主要议题，多个用分号隔开", "Main items")
            .eg("审议安全生产专项报告")
            .also(&[
                "会议议题",
                "主要议题",
                "会议主要议题",
                "会议内容",
                "会议主题",
                "审议事项",
                "审议内容",
                "审议议题",
                "议程",
                "会议议程",
                "主要内容",
                "agenda",
            ])
            .max(2_000),
        Field::new("votes_yes", "同意票", "Votes yes", FieldType::Count)
            .unit("票")
            .tip("同意的票数", "Votes in favour")
            .eg("40")
            .also(&[
                "同意票数",
                "赞成票",
                "赞成票数",
                "同意",
                "赞成",
                "同意人数",
                "赞成人数",
                "yes votes",
                "votes for",
                "yes",
            ])
            .under(&[(VOTE, &["同意", "赞成", "同意票", "赞成票", "同意票数", "赞成票数", "同意人数"])]),
        Field::new("votes_no", "反对票", "Votes no", FieldType::Count)
            .unit("票")
            .tip("反对的票数", "Votes against")
            .eg("1")
            .also(&["反对票数", "不同意票", "不同意票数", "反对", "不同意", "反对人数", "no votes", "votes against"])
            .under(&[(VOTE, &["反对", "不同意", "反对票", "不同意票", "反对票数", "反对人数"])]),
        Field::new("votes_abstain", "弃权票", "Votes abstain", FieldType::Count)
            .unit("票")
            .tip("弃权的票数", "Abstentions")
            .eg("1")
            .also(&["弃权票数", "弃权", "弃权人数", "abstentions", "abstain"])
            .under(&[(VOTE, &["弃权", "弃权票", "弃权票数", "弃权人数"])]),
        Field::new("proposals", "提案数", "Proposals", FieldType::Count)
            .unit("件")
            .tip("收到的安全生产提案", "Safety proposals received")
            .eg("8")
            .also(&[
                "提案",
                "提案数量",
                "提案件数",
                "提案总数",
                "提案总件数",
                "征集提案数",
                "收到提案数",
                "提案征集数",
                "职工提案数",
                "安全提案数",
                "收集提案数",
                "number of proposals",
            ])
            .under(&[(&["提案"], &["总数", "件数", "数量", "征集数", "收到", "征集", "数", "提出"])]),
        Field::new("proposals_closed", "办结提案数", "Proposals closed", FieldType::Count)
            .unit("件")
            .tip("其中已办结的提案", "Of these, dealt with")
            .eg("7")
            .also(&[
                "提案办结数",
                "办结数",
                "已办结提案数",
                "已办结提案",
                "已办结数",
                "办结提案",
                "办结件数",
                "提案办结件数",
                "已办结",
                "办结",
                "提案完成数",
                "closed proposals",
            ])
            .under(&[(&["提案"], &["办结", "办结数", "已办结", "办结件数", "完成数"])]),
        Field::new("published_on", "公示日期", "Published on", FieldType::Date)
            .tip("结果向全体职工公示的日期", "Day the outcome was posted")
            .eg("2022-09-19")
            .also(&[
                "公示时间",
                "结果公示日期",
                "公开日期",
                "公布日期",
                "公开时间",
                "公布时间",
                "决议公示日期",
                "决议公布日期",
                "厂务公开日期",
                "公示日",
                "publication date",
                "date published",
            ])
            .under(&[(&["公示", "公开"], &["日期", "时间"])]),
    ],
};

const VOTE: &[&str] = &["表决", "投票", "票", "votes", "ballot"];
