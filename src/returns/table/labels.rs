//! Whether a row among others looks like the labels of a table that no template knows.
use super::ends_table;
use crate::returns::cell::{Cell, RowIn};
use crate::returns::label::{is_ignorable, is_known, squeeze};

/// Longest text of a label among data, in characters.
const LABEL_MAX: usize = 20;

/// How much a row looks like the labels of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Labelled {
    /// Numbers, days, long texts: no labels.
    No,
    /// Several short texts, of names or of anything.
    Lettered,
    /// At least half of them end as labels do.
    Likely,
    /// At least two thirds do.
    Surely,
    /// All of them do, three and more.
    Wholly,
}

/// How labels end: 设备名称, 规格型号, 停机台数.
const ENDS: &[&str] = &[
    "名称",
    "姓名",
    "名",
    "数量",
    "总数",
    "数",
    "量",
    "日期",
    "时间",
    "日子",
    "年月",
    "月份",
    "年份",
    "季度",
    "人",
    "人员",
    "者",
    "员",
    "号",
    "编码",
    "代码",
    "型号",
    "规格",
    "单位",
    "部门",
    "地点",
    "地方",
    "位置",
    "部位",
    "场所",
    "区域",
    "地址",
    "类别",
    "类型",
    "种类",
    "类",
    "级别",
    "等级",
    "状态",
    "状况",
    "情况",
    "结果",
    "结论",
    "内容",
    "措施",
    "要求",
    "标准",
    "依据",
    "原因",
    "金额",
    "单价",
    "价格",
    "费用",
    "资金",
    "经费",
    "额",
    "率",
    "比例",
    "备注",
    "说明",
    "电话",
    "手机",
    "方式",
    "周期",
    "期限",
    "时限",
    "有效期",
    "项目",
    "事项",
    "职务",
    "职称",
    "岗位",
    "工种",
    "性别",
    "年龄",
    "学历",
    "签名",
    "签字",
    "意见",
    "用途",
    "来源",
    "厂家",
    "品牌",
    "浓度",
    "温度",
    "值",
    "度",
    "name",
    "date",
    "no",
    "no.",
    "number",
    "type",
    "quantity",
    "qty",
    "model",
    "unit",
    "place",
    "location",
    "remark",
    "remarks",
    "status",
    "result",
    "owner",
    "amount",
    "price",
    "department",
];

fn is_like_a_label(text: &str) -> bool {
    let key = squeeze(text);
    // 停机台数(台): what stands in brackets says how much.
    let bare = key.split(['(', '[', '【']).next().unwrap_or_default();
    is_known(text) || is_ignorable(text) || ENDS.iter().any(|end| bare.ends_with(end))
}

/// Whether a row could be the labels of some table. A signature (审核人 张三 日期) is none.
pub fn labelled(row: &RowIn) -> Labelled {
    let (mut filled, mut like) = (0, 0);
    let mut said: Vec<String> = Vec::new();
    for (_, cell) in row.cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        let Cell::Text(text) = cell else { return Labelled::No };
        let label = is_like_a_label(text);
        let counted = text.chars().any(char::is_numeric) && (!label || text.starts_with(char::is_numeric));
        if text.chars().count() > LABEL_MAX || counted || (filled == 0 && ends_table(text)) {
            return Labelled::No;
        }
        let key = squeeze(text);
        if said.contains(&key) {
            return Labelled::No;
        }
        said.push(key);
        filled += 1;
        like += usize::from(label);
    }
    match filled {
        3.. if like == filled => Labelled::Wholly,
        3.. if like * 3 >= filled * 2 => Labelled::Surely,
        3.. if like * 2 >= filled => Labelled::Likely,
        2 if like == filled => Labelled::Likely,
        3.. => Labelled::Lettered,
        _ => Labelled::No,
    }
}
