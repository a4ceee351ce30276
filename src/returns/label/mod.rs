//! Column labels: what a label says once blanks, units and remarks are taken off, and which field it means.
mod likeness;
mod sum;
mod upright;
#[cfg(test)]
mod tests;

pub use upright::{Upright, upright};

use super::lexer::{Scale, count_unit_fits, simple, tidy, unit_power};
use super::template::{Field, FieldType, TEMPLATES, Template};
use likeness::likeness;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A column's label from top to bottom; a plain header has one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub column: u16,
    pub parts: Vec<String>,
}

impl Label {
    /// `伤亡人数 › 死亡`
    pub fn shown(&self) -> String {
        self.parts.join(" › ")
    }
}

/// A field that a label means.
#[derive(Debug, Clone, Copy)]
pub struct Meant {
    pub field: &'static Field,
    /// The field's own label or name, not an alias.
    pub exact: bool,
    pub scale: Scale,
}

/// Squeezed label to (template, field, exact).
type Index = HashMap<String, Vec<(usize, usize, bool)>>;

/// Labels of all templates.
static LABELS: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::new();
    for (t, template) in TEMPLATES.iter().enumerate() {
        for (f, field) in template.fields.iter().enumerate() {
            let own = [field.zh, field.en, field.key].map(|label| (label, true));
            for (label, exact) in own.into_iter().chain(field.also.iter().map(|label| (*label, false))) {
                for key in [squeeze(label), bare(label).0] {
                    let known = index.entry(key).or_default();
                    if !known.iter().any(|(kt, _, _)| *kt == t) {
                        known.push((t, f, exact));
                    }
                }
            }
        }
    }
    index
});

/// Lower labels that say nothing without the label above them.
const GENERIC: &[&str] = &[
    "日期",
    "时间",
    "人数",
    "类别",
    "类型",
    "等级",
    "级别",
    "内容",
    "结果",
    "情况",
    "负责人",
    "责任人",
    "地点",
    "部位",
    "资金",
    "措施",
    "期限",
    "时限",
    "数",
    "数量",
    "总数",
    "类",
    "种类",
    "电话",
    "证书",
    "date",
    "type",
    "result",
    "loss",
    "cost",
];
/// Upper labels that speak of other numbers than those of the period.
const FOREIGN: &[&str] = &[
    "上年", "去年", "上期", "上月", "同期", "同比", "环比", "增减", "累计", "指标", "目标", "对比", "比较", "占比",
    "增幅", "起数",
];

/// Small letters, simplified characters, no blanks, none of the marks around a label.
pub fn squeeze(label: &str) -> String {
    let tidy = tidy(label);
    let mut key: String = tidy
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '*' | '★' | '☆' | '\u{a0}'))
        .map(simple)
        .collect::<String>()
        .to_lowercase();
    for lead in ["其中:", "其中,", "其中"] {
        if let Some(rest) = key.strip_prefix(lead).filter(|rest| !rest.is_empty()) {
            key = rest.to_owned();
        }
    }
    let unnumbered = key.trim_start_matches(|c: char| c.is_ascii_digit());
    if let Some(rest) =
        unnumbered.strip_prefix(['.', '、']).filter(|rest| unnumbered.len() < key.len() && !rest.is_empty())
    {
        key = rest.to_owned();
    }
    key.trim_end_matches([':', '?', '。']).to_owned()
}

/// Remarks in brackets that change nothing: how to fill in, not what.
fn is_remark(inner: &str) -> bool {
    const EXACT: &[&str] = &[
        "必填",
        "选填",
        "可不填",
        "公历",
        "全称",
        "是/否",
        "是否",
        "是或否",
        "有/无",
        "y/n",
        "年月日",
        "年/月/日",
        "年-月-日",
        "年.月.日",
        "年月日时分",
        "yyyy-mm-dd",
        "yyyy/mm/dd",
        "yyyymmdd",
        "精确到分",
        "格式:年月日",
        "下拉选择",
        "选择",
        "签名",
        "姓名",
        "18位",
        "合格/不合格",
        "一般/重大",
        "如有",
        "若有",
        "required",
        "optional",
        "yes/no",
        "具体",
        "含失踪",
        "含下落不明",
        "含急性工业中毒",
        "含当日",
        "年月",
        "年、月、日",
        "时分",
        "简要",
    ];
    EXACT.contains(&inner)
        || inner.starts_with("格式")
        || inner.starts_with("如:")
        || inner.starts_with("例如")
        || inner.starts_with("例:")
        || inner.starts_with("yyyy")
}

/// Whether a text is nothing but a unit.
pub fn is_unit(text: &str) -> bool {
    const UNITS: &[&str] = &[
        "%",
        "‰",
        "万人",
        "百人",
        "千人",
        "小时",
        "学时",
        "课时",
        "工时",
        "万工时",
        "万小时",
        "分",
        "分钟",
        "元",
        "万元",
        "千元",
        "亿元",
        "百元",
        "起",
        "人",
        "人次",
        "个",
        "天",
        "日",
        "工日",
        "工作日",
        "件",
        "票",
        "张",
        "例",
        "处",
        "家",
        "项",
        "次",
        "名",
        "条",
        "份",
        "位",
        "户",
        "点",
        "年",
        "月",
        "h",
        "hours",
        "days",
        "persons",
        "yuan",
        "10,000yuan",
        "百分制",
    ];
    let inner = text.strip_prefix("单位:").unwrap_or(text);
    UNITS.contains(&inner)
}

/// Whether a text in a row of units says how a cell is written, or nothing: 年月日, —.
pub fn is_way_of_writing(text: &str) -> bool {
    let key = squeeze(text);
    let inner = key.trim_start_matches('(').trim_end_matches(')');
    is_remark(inner) || matches!(inner, "文字" | "-" | "—" | "/")
}

/// A label without its bracketed unit or remark, and the unit: `直接经济损失(万元)` is `直接经济损失` in 万元.
pub fn bare(label: &str) -> (String, Option<String>) {
    let mut key = squeeze(label);
    let mut unit = None;
    while let Some((open, inner)) = last_bracket(&key) {
        if is_unit(&inner) {
            unit = Some(inner.strip_prefix("单位:").unwrap_or(&inner).to_owned());
        } else if !is_remark(&inner) {
            break;
        }
        key.truncate(open);
    }
    if unit.is_none() {
        for money in ["万元", "千元", "元"] {
            if let Some(front) = key
                .strip_suffix(money)
                .map(|f| f.trim_end_matches(['/', ',', '-', ':']))
                .filter(|f| f.chars().count() >= 2)
            {
                unit = Some(money.to_owned());
                key = front.to_owned();
                break;
            }
        }
    }
    if unit.is_none()
        && let Some((front, inner)) =
            key.rsplit_once(['/', ',', ':']).filter(|(front, inner)| !front.is_empty() && is_unit(inner))
    {
        unit = Some(inner.to_owned());
        key = front.to_owned();
    }
    if unit.is_none()
        && let Some(front) = key.strip_suffix('%').filter(|f| !f.is_empty())
    {
        unit = Some("%".to_owned());
        key = front.to_owned();
    }
    (key, unit)
}

/// The last bracketed part of a label, if the label ends with it: byte where it opens, and what is inside.
fn last_bracket(key: &str) -> Option<(usize, String)> {
    for (open, close) in [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('<', '>')] {
        if let Some(front) = key.strip_suffix(close) {
            let at = front.rfind(open)?;
            return (at > 0).then(|| (at, front[at + open.len_utf8()..].to_owned()));
        }
    }
    None
}

/// Which field of `template` a label means with certainty.
pub fn meant(template: usize, label: &Label) -> Option<Meant> {
    let mut parts: Vec<&str> = label.parts.iter().map(String::as_str).filter(|p| !squeeze(p).is_empty()).collect();
    if parts.len() > 1 && parts.last().is_some_and(|leaf| is_way_of_writing(leaf)) {
        parts.pop();
    }
    if let Some(field) = unit_named(template, &parts) {
        return Some(Meant { field, exact: false, scale: Scale::default() });
    }
    let mut unit = None;
    while parts.len() > 1 && parts.last().is_some_and(|leaf| leaf_unit(leaf).is_some()) {
        unit = parts.pop().and_then(leaf_unit);
        // 培训 › 学时 › (小时): below the unit stands a label that reads like one.
        if let Some(field) = unit_named(template, &parts) {
            return fitting(field, unit.as_deref()).map(|scale| Meant { field, exact: false, scale });
        }
    }
    let (leaf, above) = parts.split_last()?;
    if above.iter().any(|part| FOREIGN.iter().any(|word| squeeze(part).contains(word))) {
        return None;
    }
    let (short, leaf_unit) = bare(leaf);
    // A listed label that ends like a unit, 届(次), is no number in it.
    let listed = look_up(template, &squeeze(leaf)).filter(|_| above.is_empty() && leaf_unit.is_some());
    let listed = listed.and_then(|(field, exact)| Some((TEMPLATES.get(template)?.fields.get(field)?, exact)));
    if let Some((field, exact)) = listed.filter(|(field, _)| field.ty == FieldType::Text) {
        return Some(Meant { field, exact, scale: Scale::default() });
    }
    // An upper label may carry the unit: 伤亡人数(人) › 死亡.
    let upper = above.iter().rev().find_map(|part| bare(part).1);
    let unit = unit.or(leaf_unit).or(upper);
    let own =
        above.is_empty() || !GENERIC.contains(&short.as_str()) || above.iter().any(|part| is_neutral(template, part));
    let found = own.then(|| look_up(template, &squeeze(leaf)).or_else(|| look_up(template, &short))).flatten();
    let (field, exact) = found
        .or_else(|| joined(above, &short).into_iter().find_map(|key| look_up(template, &key)))
        .or_else(|| under(template, above, &short).map(|f| (f, false)))
        .or_else(|| sum::of(template, above, &short).map(|f| (f, false)))?;
    let field = TEMPLATES.get(template)?.fields.get(field)?;
    fitting(field, unit.as_deref()).map(|scale| Meant { field, exact, scale })
}

/// A lower label that is a unit and yet names a field under its upper one: 培训 › 学时, 复查 › 人. In brackets it is only a
/// unit.
fn unit_named(template: usize, parts: &[&str]) -> Option<&'static Field> {
    let (leaf, above) = parts.split_last().filter(|(_, above)| !above.is_empty())?;
    let key = squeeze(leaf);
    if !is_unit(&key) || above.iter().any(|part| FOREIGN.iter().any(|word| squeeze(part).contains(word))) {
        return None;
    }
    let joined = joined(above, &key).into_iter().find_map(|key| look_up(template, &key)).map(|(field, _)| field);
    TEMPLATES.get(template)?.fields.get(under(template, above, &key).or(joined)?)
}

/// How numbers under a label become the field's, when a person said that it is this field: its unit still counts.
pub fn scale(field: &Field, label: &Label) -> Scale {
    let unit = label.parts.iter().rev().find_map(|part| bare(part).1.or_else(|| leaf_unit(part)));
    fitting(field, unit.as_deref()).unwrap_or_default()
}

fn leaf_unit(leaf: &str) -> Option<String> {
    let key = squeeze(leaf);
    let inner = last_bracket(&format!("x{key}")).filter(|(at, _)| *at == 1).map_or(key, |(_, inner)| inner);
    is_unit(&inner).then(|| inner.strip_prefix("单位:").unwrap_or(&inner).to_owned())
}

fn look_up(template: usize, key: &str) -> Option<(usize, bool)> {
    LABELS.get(key)?.iter().find(|(t, _, _)| *t == template).map(|(_, f, exact)| (*f, *exact))
}

/// Whether any template knows this label: a quick look for header rows within data.
pub fn is_known(text: &str) -> bool {
    // Asked for cells of every row: most have nothing that `bare` would take away.
    const TAKEN: [char; 8] = [')', ']', '】', '〕', '>', '元', '%', '}'];
    let key = squeeze(text);
    LABELS.contains_key(&key)
        || ((key.ends_with(TAKEN) || key.contains(['/', ',', ':'])) && LABELS.contains_key(&bare(text).0))
}

fn is_neutral(template: usize, part: &str) -> bool {
    let key = squeeze(part);
    let hints = TEMPLATES.get(template).map_or(&[][..], |t| t.hints);
    key.contains("基本") || key.contains("信息") || hints.iter().any(|hint| key.contains(hint))
}

/// 应到代表 › 人数 as 应到代表人数, with and without the labels in between.
fn joined(above: &[&str], leaf: &str) -> Vec<String> {
    let above: Vec<String> = above.iter().map(|part| bare(part).0).collect();
    let mut keys: Vec<String> = above.iter().rev().map(|part| format!("{part}{leaf}")).collect();
    if above.len() > 1 {
        keys.push(format!("{}{leaf}", above.concat()));
    }
    keys
}

fn under(template: usize, above: &[&str], leaf: &str) -> Option<usize> {
    let fields = TEMPLATES.get(template)?.fields;
    above.iter().rev().find_map(|part| {
        let part = squeeze(part);
        fields.iter().position(|field| {
            field.under.iter().any(|(words, leaves)| words.iter().any(|w| part.contains(w)) && leaves.contains(&leaf))
        })
    })
}

/// How numbers in the label's unit become numbers in the field's; `None` when the unit does not fit the field.
fn fitting(field: &Field, unit: Option<&str>) -> Option<Scale> {
    let Some(unit) = unit else { return Some(Scale::default()) };
    let plain = Scale { power: 0, percent: unit == "%", stated: true };
    match field.ty {
        FieldType::Count => count_unit_fits(field.key, unit).then_some(plain),
        FieldType::Decimal if unit == "%" => field.unit.is_empty().then_some(plain),
        // 统计期(年月), 有效期至(日): how fine, not how many.
        FieldType::Date | FieldType::Moment | FieldType::Period => {
            matches!(unit, "年" | "月" | "日").then_some(Scale::default())
        }
        FieldType::Decimal => unit_power(field.unit, unit).map(|power| Scale { power, ..plain }),
        _ => None,
    }
}

/// The field whose label is most like this one, for a person to confirm. A unit that is none of the field's rules it out.
pub fn suggestion(template: &'static Template, label: &Label, taken: &[&str]) -> Option<&'static Field> {
    let mut best: Option<(f64, &'static Field)> = None;
    for field in template.fields.iter().filter(|f| !taken.contains(&f.key)) {
        let score = nearness(field, label);
        if score >= NEAR && best.is_none_or(|(b, _)| score > b) {
            best = Some((score, field));
        }
    }
    best.map(|(_, field)| field)
}

/// Whether a suggested field is so near its label that it may stand chosen before a person has said so.
pub fn is_strong(field: &Field, label: &Label) -> bool {
    nearness(field, label) >= STRONG
}

/// From here on a field is suggested.
const NEAR: f64 = 0.6;
/// From here on hardly anything else can be meant.
const STRONG: f64 = 0.9;

/// How much a label is like the labels of a field; 0 where its unit speaks of something else.
fn nearness(field: &Field, label: &Label) -> f64 {
    let Some((leaf, above)) = label.parts.split_last() else { return 0.0 };
    let unit = label.parts.iter().rev().find_map(|part| bare(part).1.or_else(|| leaf_unit(part)));
    let short = bare(leaf).0;
    if short.chars().count() < 2 || unit.as_deref().is_some_and(|unit| contradicts(field, unit)) {
        return 0.0;
    }
    let whole = format!("{}{short}", above.iter().map(|part| bare(part).0).collect::<String>());
    let mut best = 0.0_f64;
    for known in field.also.iter().chain([&field.zh, &field.en]) {
        let known = bare(known).0;
        if known.chars().count() < 2 {
            continue;
        }
        let inside = (short.contains(&known) || known.contains(&short)) as u8;
        best = best.max(likeness(&short, &known).max(likeness(&whole, &known)) + f64::from(inside) * 0.25);
    }
    // 损失(万元) is money: of all that is like it, what is counted in money.
    let shared = unit.is_some_and(|unit| unit_power("万元", &unit).is_some() && field.unit == "万元");
    if best > 0.0 && shared { best + 0.2 } else { best }
}

/// Whether a label's unit cannot be that of the field: money for days, hours for persons.
fn contradicts(field: &Field, unit: &str) -> bool {
    const DAYS: [&str; 5] = ["天", "工日", "工作日", "日历天", "days"];
    match field.ty {
        FieldType::Count | FieldType::Decimal | FieldType::Date | FieldType::Moment | FieldType::Period => {
            fitting(field, Some(unit)).is_none()
        }
        // What is no number may end like a unit, 复查(人), but is never an amount.
        _ => DAYS.contains(&unit) || ["万元", "小时"].iter().any(|own| unit_power(own, unit).is_some()),
    }
}

/// Columns that nobody needs to match: running numbers and remarks.
pub fn is_ignorable(label: &str) -> bool {
    const SERIALS: &[&str] =
        &["序号", "编号", "序", "no", "no.", "#", "项次", "行号", "行次", "序列号", "index", "number", "s/n"];
    const REMARKS: &[&str] = &[
        "备注",
        "说明",
        "附注",
        "注",
        "备注说明",
        "其他说明",
        "remark",
        "remarks",
        "note",
        "notes",
        "comment",
        "comments",
    ];
    let key = squeeze(label);
    SERIALS.contains(&key.as_str()) || REMARKS.contains(&key.as_str())
}
