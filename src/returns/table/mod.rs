//! Rows below a header: which are data, which are totals, notes or nothing; and the totals compared.
mod labels;
#[cfg(test)]
mod tests;
mod totals;

pub use labels::{Labelled, labelled};
pub use totals::{Mismatch, Sums, Totals};

use super::cell::{Cell, RowIn};
use super::header::is_form_line;
use super::label::{is_unit, squeeze};
use super::lexer::{is_none_word, simple, simplified, tidy};

/// What a row is, before its cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Data,
    /// 合计, 小计, 其中 …
    Total(Total),
    /// A group heading, an example, column numbers, a header repeated: skipped with a remark.
    Note,
    /// Nothing but a running number or a value merged from above.
    Blank,
    /// Zeros in columns of numbers and nothing else, where more is required.
    Zeros,
    /// 注:, 说明:, 填表人:, 审核人: — the table is over.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// 小计, 某某街道合计: of its own group.
    Group,
    /// 合计, 总计: of everything above.
    All,
    /// 其中, 占比, 同比: not compared.
    Part,
}

/// Rows that are parts or comparisons of a total.
const PART: &[&str] = &[
    "平均",
    "均值",
    "平均数",
    "平均值",
    "占比",
    "比例",
    "比重",
    "同比",
    "环比",
    "增减",
    "增减率",
    "同比增减",
    "上年同期",
    "去年同期",
    "同期",
    "上期",
    "上月",
    "average",
    "增长率",
    "增幅",
    "降幅",
    "变化率",
    "增减额",
    "增减数",
    "年均",
    "三年平均",
    "五年平均",
    "近三年平均",
    "近五年平均",
];

/// Words that make a row a total.
pub fn total_word(text: &str) -> Option<Total> {
    // Few texts have any of these letters: the others are not looked at any closer.
    const LETTERS: &[char] = &[
        '计', '共', '其', '均', '比', '期', '总', '增', '月', '幅', '率', 'T', 't', 'S', 's', 'A', 'a', 'ｔ', 'Ｔ',
        '計', '總',
    ];
    if text.len() > 80 || !text.contains(LETTERS) {
        return None;
    }
    let squeezed: String = squeeze_total(text);
    let key = squeezed.as_str();
    const ALL: &[&str] = &[
        "合计",
        "总计",
        "共计",
        "总合计",
        "总数",
        "总和",
        "合计数",
        "计",
        "累计",
        "全区合计",
        "全市合计",
        "全县合计",
        "全镇合计",
        "全年合计",
        "年度合计",
        "全部合计",
        "total",
        "grandtotal",
        "sum",
    ];
    if key.is_empty() || key.chars().count() > 16 {
        return None;
    }
    if ALL.contains(&key) {
        return Some(Total::All);
    }
    if matches!(key, "小计" | "subtotal" | "小计数") {
        return Some(Total::Group);
    }
    if tidy(text).starts_with("其中") || PART.contains(&key) {
        return Some(Total::Part);
    }
    if let Some(kind) = counted_total(key) {
        return Some(kind);
    }
    let front = ["合计", "小计", "总计", "共计"].iter().find_map(|end| key.strip_suffix(end))?;
    match front {
        "本页" | "本月" | "本季" | "本季度" | "本年" | "本表" | "以上" | "总" | "全区" | "全市" => {
            Some(if front == "本页" { Total::Group } else { Total::All })
        }
        _ => Some(Total::Group),
    }
}

/// 合计2起: the number beside its word.
fn counted_total(key: &str) -> Option<Total> {
    let words =
        [("合计", Total::All), ("总计", Total::All), ("共计", Total::All), ("小计", Total::Group), ("共", Total::All)];
    let (word, kind, rest) = words.iter().find_map(|(word, kind)| Some((*word, *kind, key.strip_prefix(word)?)))?;
    let rest = rest.trim_start_matches(':');
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    (unit.len() < rest.len() && ((unit.is_empty() && word != "共") || is_unit(unit))).then_some(kind)
}

fn squeeze_total(text: &str) -> String {
    let key: String = tidy(text).chars().filter(|c| *c != ' ').map(simple).collect::<String>().to_lowercase();
    let key = key.trim_end_matches([':', '。']);
    let end =
        key.char_indices().find(|(at, c)| *at > 0 && matches!(c, '(' | '[' | '【')).map_or(key.len(), |(at, _)| at);
    key[..end].trim_end_matches(':').to_owned()
}

/// Words that begin a note under a table.
const NOTES: &[&str] = &[
    "注",
    "备注",
    "说明",
    "附注",
    "注意事项",
    "填表说明",
    "填报说明",
    "填写说明",
    "填报要求",
    "指标解释",
    "补充说明",
    "note",
    "notes",
];
/// Words beside which people sign.
const SIGNERS: &[&str] = &[
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "负责人",
    "单位负责人",
    "单位负责人签字",
    "统计负责人",
    "分管领导",
    "主要领导",
    "主要负责人签字",
    "经办人",
    "联系人",
    "联系电话",
    "填报单位",
    "填表单位",
    "报送单位",
    "填报日期",
    "填报时间",
    "填表日期",
    "填表时间",
    "报送日期",
    "报出日期",
    "制表日期",
    "制表时间",
    "签字",
    "签名",
    "盖章",
    "单位盖章",
    "企业盖章",
    "(盖章)",
    "(公章)",
];

/// People who sign below a table with a colon behind their title.
const TITLES: &[&str] = &[
    "安全负责人",
    "安全生产负责人",
    "安全员",
    "安全管理人员",
    "企业负责人",
    "部门负责人",
    "车间负责人",
    "编制",
    "编制人",
    "审批",
    "审批人",
    "批准",
    "批准人",
    "核准",
    "核准人",
    "校核",
    "法定代表人",
    "登记人",
    "记录人",
    "统计人",
    "统计员",
    "汇总人",
];

fn is_signature(text: &str) -> bool {
    let key: String = tidy(text).chars().filter(|c| *c != ' ').collect();
    key.chars().count() <= 40 && ["签字:", "签名:", "签章:", "盖章:"].iter().any(|word| key.contains(word))
}

/// Whether a text under a table ends it.
pub fn ends_table(text: &str) -> bool {
    const FIRST: &[char] = &[
        '注', '备', '说', '附', '填', '指', '补', '审', '制', '复', '负', '单', '统', '分', '主', '经', '联', '报',
        '签', '盖', '企', '安', '部', '车', '编', '批', '核', '校', '法', '登', '记', '汇', '(', '（', 'n', 'N', 'Ｎ',
        'ｎ',
    ];
    if !text.trim_start().chars().next().is_some_and(|first| FIRST.contains(&simple(first))) {
        // 检查人签字: and its like, whoever signs.
        return text.contains(['签', '章']) && is_signature(text);
    }
    let tidy = tidy(text);
    let key: String = simplified(&tidy).chars().filter(|c| *c != ' ').collect();
    let lower = key.to_lowercase();
    if NOTES.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with([':', '.', '、', '1', '一', '(', '①', ';'])
                    && !(rest.starts_with('(') && rest.len() < 6)
        })
    }) {
        return true;
    }
    SIGNERS.iter().any(|word| {
        key.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([':', '(']) || rest.is_empty() && word.chars().count() > 2)
    }) || is_signature(text)
        || TITLES.iter().any(|title| key.strip_prefix(title).is_some_and(|rest| rest.starts_with(':')))
        || (is_form_line(text) && SIGNERS.iter().any(|word| key.starts_with(word)))
}

/// What the table knows of its columns for telling rows apart.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// All columns of the header, sorted.
    pub columns: Vec<u16>,
    /// Columns with a field.
    pub fields: Vec<u16>,
    /// Columns of numbers that add up.
    pub numbers: Vec<u16>,
    pub required: Vec<u16>,
    /// The column of the row's date, if the template has one.
    pub dated: Option<u16>,
    /// Running numbers and remarks.
    pub ignorable: Vec<u16>,
}

impl Shape {
    /// Tells what a row is. `merged` says whether a cell starts a merge over three columns and more, `fits` whether the
    /// cells can be read as what their columns hold: a company called 说明… is still a row.
    pub fn kind(&self, row: &RowIn, merged: impl Fn(u16) -> bool, fits: impl FnOnce() -> bool) -> RowKind {
        let filled: Vec<(u16, &Cell)> =
            row.cells.iter().filter(|(_, c)| !c.is_empty()).map(|(at, c)| (*at, c)).collect();
        let Some((first, first_cell)) = filled.first().copied() else { return RowKind::Blank };
        if let Cell::Text(text) = first_cell {
            let many = filled.len() >= 4 || filled.len() >= self.fields.len();
            if ends_table(text) && !(many && fits()) {
                return RowKind::End;
            }
            if is_example(text) {
                return RowKind::Note;
            }
        }
        if let Some(total) = self.total(&filled, row) {
            return RowKind::Total(total);
        }
        let inside = filled.iter().filter(|(c, _)| self.fields.binary_search(c).is_ok());
        let count = inside.clone().count();
        if count == 0 {
            let remark = filled.iter().any(|(c, cell)| {
                !self.ignorable.contains(c) && matches!(cell, Cell::Text(_)) && self.columns.contains(c)
            });
            let alone = filled.len() == 1 && has_words(first_cell);
            return if remark || alone || merged(first) { RowKind::Note } else { RowKind::Blank };
        }
        if filled.len() <= 2 && filled.iter().any(|(_, cell)| matches!(cell, Cell::Text(text) if is_page(text))) {
            return RowKind::Note;
        }
        let others = filled.iter().filter(|(c, _)| !self.ignorable.contains(c)).count();
        let zero = |(c, cell): &(u16, &Cell)| self.numbers.binary_search(c).is_ok() && is_zero(cell);
        let own = filled.iter().filter(|(c, _)| !self.ignorable.contains(c));
        if own.clone().all(zero) && self.required.iter().any(|c| self.numbers.binary_search(c).is_err()) {
            return RowKind::Zeros;
        }
        if others == 1
            && self.fields.len() >= 4
            && let Some((at, Cell::Text(text))) = inside.clone().next()
        {
            let text = tidy(text);
            let says_none = is_none_word(&text)
                || ["本月无", "本季无", "本季度无", "本年无", "本期无", "无事故", "无隐患", "未发生", "暂无"]
                    .iter()
                    .any(|w| text.starts_with(w));
            let sums = ["合计", "共计", "总计", "累计"].iter().any(|word| text.contains(word));
            let sums = sums && text.chars().any(char::is_numeric);
            if merged(*at) || says_none || sums || text.contains('。') || text.chars().count() > 40 {
                return RowKind::Note;
            }
        }
        RowKind::Data
    }

    fn total(&self, filled: &[(u16, &Cell)], row: &RowIn) -> Option<Total> {
        // A row with its own date is an event, whatever its texts say.
        if self.dated.is_some_and(|c| is_dated(row.get(c))) {
            return None;
        }
        filled
            .iter()
            .filter(|(c, _)| self.numbers.binary_search(c).is_err())
            .take(3)
            .find_map(|(_, cell)| if let Cell::Text(text) = cell { total_word(text) } else { None })
    }
}

/// Whether a row says something in words.
pub fn says_something(row: &RowIn) -> bool {
    row.cells.iter().any(|(_, cell)| has_words(cell))
}

/// Whether a cell says something in words: 冲压车间, not 一 or A-01.
fn has_words(cell: &Cell) -> bool {
    let letter = |c: &char| c.is_alphabetic() && !c.is_ascii() && !"一二三四五六七八九十百".contains(*c);
    matches!(cell, Cell::Text(text) if text.chars().filter(letter).nth(1).is_some() && !is_none_word(&tidy(text)))
}

fn is_zero(cell: &Cell) -> bool {
    match cell {
        Cell::Number(n) => *n == 0.0,
        Cell::Text(text) => {
            let text = text.trim();
            text.contains('0') && text.bytes().all(|b| matches!(b, b'0' | b'.'))
        }
        _ => false,
    }
}

/// Whether a cell seems to hold a day: a small number in the column of days is the number of events of a total.
fn is_dated(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => false,
        Cell::Number(n) => *n >= 10_000.0,
        Cell::Text(text) => {
            let groups = text.split(|c: char| !c.is_numeric()).filter(|group| !group.is_empty());
            let (groups, longest) = groups.fold((0, 0), |(n, most), group| (n + 1, most.max(group.chars().count())));
            (groups > 1 || longest >= 6 || (groups == 1 && text.contains(['月', '日', '号'])))
                && total_word(text).is_none()
        }
        _ => true,
    }
}

/// 例:2026-01-01 in front of a row, 张三(示例): it shows how to fill in.
pub fn leads_example(text: &str) -> bool {
    if !text.contains(['例', '如']) {
        return false;
    }
    let key = squeeze(text);
    const MARKS: &[&str] = &["(例)", "(示例)", "(样例)", "(举例)"];
    ["例:", "例如:", "示例:", "样例:", "举例:", "填写示例:", "如:"].iter().any(|lead| key.starts_with(lead))
        || MARKS.iter().any(|mark| key.starts_with(mark) || key.ends_with(mark))
}

/// A row with more in it than a note, a title or a signature has: it is never passed over without a word.
pub fn is_substantial(row: &RowIn) -> bool {
    let mut filled = 0;
    let mut counted = false;
    for (_, cell) in row.cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        filled += 1;
        match cell {
            Cell::Text(text) if ends_table(text) || is_form_line(text) => return false,
            // The day of a signature.
            Cell::Text(text)
                if filled == 1 && matches!(squeeze(text).as_str(), "日期" | "填报日期" | "签字日期" | "date") =>
            {
                return false;
            }
            Cell::Text(text) => counted |= text.chars().any(char::is_numeric),
            _ => counted = true,
        }
    }
    filled >= 3 || (filled == 2 && counted)
}

/// 第1页 共2页
pub fn is_page(text: &str) -> bool {
    let mut key = squeeze(text);
    key.retain(|c| !matches!(c, ',' | ';' | '/' | '-' | '(' | ')'));
    let rest = |key: &str, lead: &str| -> Option<String> {
        let after = key.strip_prefix(lead)?;
        let (number, rest) = after.split_once('页')?;
        let digits = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        (!number.is_empty() && number.chars().all(digits)).then(|| rest.to_owned())
    };
    let first = rest(&key, "第").or_else(|| rest(&key, "共"));
    first.is_some_and(|left| {
        left.is_empty() || rest(&left, "共").or_else(|| rest(&left, "第")).is_some_and(|left| left.is_empty())
    })
}

fn is_example(text: &str) -> bool {
    let key = squeeze(text);
    matches!(key.as_str(), "例" | "示例" | "样例" | "例子" | "填写示例" | "范例" | "举例" | "example" | "sample")
}
