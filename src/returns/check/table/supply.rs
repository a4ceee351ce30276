//! Required fields without a column that the sheet says all the same: its period, a line above the table such as
//! 检查日期:2026年7月5日.
use super::super::peek::shown;
use crate::returns::cell::{Cell, Epoch, RowIn};
use crate::returns::header::{Found, from_period, is_form_line};
use crate::returns::label::{Label, is_unit, meant, squeeze};
use crate::returns::lexer::{self, Context, Scale, tidy};
use crate::returns::report::{Heading, Problem, Value};
use crate::returns::rule::has_owner;
use crate::returns::table::is_page;
use crate::returns::template::{Field, FieldType, TEMPLATES};

/// A value that every row of the table has.
pub(in crate::returns::check) struct Supplied {
    pub field: &'static Field,
    pub value: Value,
    /// What a line above the table says, if that is where it comes from; else it is the sheet's period.
    line: Option<String>,
    /// It is what the latest heading between the rows says.
    by_headings: bool,
}

impl Supplied {
    /// What the heading of a column of figures names.
    pub(super) fn heading(field: &'static Field, value: Value) -> Supplied {
        Supplied { field, value, line: None, by_headings: false }
    }

    /// What is said of it; a person looks at it.
    pub(super) fn told(&self) -> Problem {
        let rule = match (self.by_headings, &self.line) {
            (true, _) => "from-headings",
            (false, Some(_)) => "from-line",
            (false, None) => "from-title",
        };
        let said = match (&self.line, &self.value) {
            (Some(text), _) | (None, Value::Text(text)) => text.clone(),
            (None, Value::Count(count)) => count.to_string(),
            (None, Value::Bool(yes)) => yes.to_string(),
        };
        Problem::warning("required-column-missing").with("from_title", said).with("rule", rule)
    }
}

/// What of a table's missing fields is said above it; `rows` are those among which its header was found.
pub(super) fn supplied(found: &Found, rows: &[RowIn], epoch: Epoch) -> Vec<Supplied> {
    let one = |field: &&'static Field| {
        let field = *field;
        if let Some(text) = found.period.and_then(|period| from_period(field, period)) {
            let value = if field.ty == FieldType::Count { Value::Count(text.parse().ok()?) } else { Value::Text(text) };
            return Some(Supplied { field, value, line: None, by_headings: false });
        }
        if let Some(town) = first_town(found, rows).filter(|_| field.key == "town") {
            return Some(Supplied { field, value: Value::Text(town), line: None, by_headings: true });
        }
        let above = rows.iter().filter(|row| row.index < found.top);
        let mut said = above.flat_map(|row| in_row(found, row, field, epoch));
        let (value, text) = said.next()??;
        // Two lines that say different days say nothing of a row.
        let agreed = said.all(|other| other.is_some_and(|(other, _)| other == value));
        agreed.then_some(Supplied { field, value, line: Some(text), by_headings: false })
    };
    found.missing.iter().filter_map(one).collect()
}

/// The town right below the header of a roll that parts its enterprises by towns: 罗塘街道(12家).
fn first_town(found: &Found, rows: &[RowIn]) -> Option<String> {
    let first = rows.iter().filter(|row| row.index > found.bottom).find(|row| !row.is_empty())?;
    let town = unnumbered(&tidy(alone(first)?));
    (found.template.key == "roll" && is_town(&town)).then_some(town)
}

fn is_town(text: &str) -> bool {
    let ends = text.ends_with(['镇', '乡', '区', '园']) || text.ends_with("街道") || text.ends_with("办事处");
    ends && text.chars().count() <= 20
}

/// The one text of a row that holds nothing else.
fn alone(row: &RowIn) -> Option<&str> {
    let mut filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty());
    match (filled.next(), filled.next()) {
        (Some((_, Cell::Text(text))), None) => Some(text),
        _ => None,
    }
}

/// Words in front of the name of the enterprise whose table it is.
const WHOSE: &[&str] = &[
    "填报单位",
    "填表单位",
    "报送单位",
    "上报单位",
    "编制单位",
    "填报企业",
    "填报单位名称",
    "单位名称",
    "企业名称",
    "公司名称",
    "企业",
    "单位",
    "公司",
];

/// Rows above a table that are looked at for whose it is.
const HEADING_ROWS: u32 = 12;

/// Whose a table without a column of enterprises is, by the lines above it. Two that say different names say none.
pub(super) fn heading(found: &Found, rows: &[RowIn]) -> Heading {
    let mut heading = Heading::default();
    if !is_headed(found) {
        return heading;
    }
    let above = |row: &&RowIn| row.index < found.top && row.index + HEADING_ROWS >= found.top;
    let (mut names, mut codes): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(above) {
        let mut cells = row.cells.iter().filter(|(_, cell)| !cell.is_empty()).peekable();
        while let Some((_, cell)) = cells.next() {
            let Cell::Text(text) = cell else { continue };
            let text = tidy(text);
            if !is_form_line(&text) {
                if text.chars().count() <= 80 && !heading.titles.contains(text.as_ref()) {
                    heading.titles.push_str(if heading.titles.is_empty() { "" } else { "\n" });
                    heading.titles.push_str(&text);
                }
                continue;
            }
            for (label, value) in statements(&close_up(&text)) {
                let mut beside = || match cells.peek() {
                    Some((_, Cell::Text(next))) if !is_form_line(next) => tidy(next).into_owned(),
                    _ => String::new(),
                };
                let value = unstamped(if value.is_empty() { beside() } else { value });
                let key = squeeze(&label);
                let key = key.split(['(', '[', '【']).next().unwrap_or_default();
                let said = match key {
                    "统一社会信用代码" | "信用代码" | "社会信用代码" => &mut codes,
                    key if WHOSE.contains(&key) && is_named(&value) => &mut names,
                    _ => continue,
                };
                if !value.is_empty() && !said.contains(&value) {
                    said.push(value);
                }
            }
        }
    }
    heading.name = names.pop().filter(|_| names.is_empty());
    heading.code = codes.pop().filter(|_| codes.is_empty());
    heading
}

impl super::Table {
    /// Whose it is, by what stands above it.
    pub fn heading_name(&self) -> Option<&str> {
        self.heading.name.as_deref().or(self.heading.code.as_deref())
    }

    /// Notes a heading in a row of its own, where no column says whose the rows are: the name of an enterprise above its
    /// rows. Any other heading ends that, but for months and quarters within it.
    pub(super) fn enter_section(&mut self, row: &RowIn) {
        let Some(text) = alone(row).filter(|text| lexer::span_in(text).is_none()) else { return };
        if is_page(text) || text.contains('续') {
            return;
        }
        let said = unnumbered(&tidy(text));
        if let Some(headed) = self.supplied.iter_mut().find(|supplied| supplied.by_headings) {
            if is_town(&said) {
                headed.value = Value::Text(said);
            }
        } else if is_headed(&self.found) {
            self.section = Some(said);
        }
    }
}

/// 一、恒力机械有限公司(2条) without its number and its remark.
pub(super) fn unnumbered(text: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十第(".contains(c);
    let bare = text.trim_start_matches(number);
    let bare = bare.strip_prefix(['、', '.', ')', ' ', ':']).filter(|_| bare.len() < text.len()).unwrap_or(text);
    let counted = |inner: &str| inner.chars().any(|c| c.is_ascii_digit());
    match bare.trim().rsplit_once('(') {
        Some((name, inner)) if counted(inner) => name.trim().to_owned(),
        _ => bare.trim().to_owned(),
    }
}

/// Whether it must be said above the rows whose they are.
fn is_headed(found: &Found) -> bool {
    let names_owner = |key: &str| matches!(key, "enterprise" | "uscc");
    has_owner(found.template.key) && !found.columns.iter().any(|c| names_owner(c.field.key))
}

/// 填 报 单 位:恒力 without the blanks between single characters.
fn close_up(text: &str) -> String {
    let (mut closed, mut single) = (String::with_capacity(text.len()), true);
    for token in text.split(' ') {
        if !single {
            closed.push(' ');
        }
        closed.push_str(token);
        single = token.chars().count() <= 1;
    }
    closed
}

/// 恒力机械有限公司(盖章) without its last words.
fn unstamped(name: String) -> String {
    match name.rsplit_once(['(', '（']) {
        Some((bare, inner)) if inner.contains('章') => bare.trim().to_owned(),
        _ => name,
    }
}

/// Whether a text can be the name of an enterprise: no unit of money, no department, no town.
fn is_named(text: &str) -> bool {
    const OTHERS: &[char] = &[
        '元', '人', '科', '部', '处', '局', '委', '办', '室', '站', '队', '组', '镇', '乡', '村', '县', '市', '区',
        '会',
    ];
    // 单位:人、小时
    if text.split(['、', '/', ',', ';', ' ']).all(|part| is_unit(part.trim())) {
        return false;
    }
    let bare = text.split(['(', '（']).next().unwrap_or_default().trim();
    bare.chars().count() >= 4 && !bare.ends_with(OTHERS) && !bare.ends_with("街道") && !bare.ends_with("车间")
}

/// Everything a row says of a field behind a colon; nothing for what cannot be read.
fn in_row(found: &Found, row: &RowIn, field: &'static Field, epoch: Epoch) -> Vec<Option<(Value, String)>> {
    let Some(template) = TEMPLATES.iter().position(|template| template.key == found.template.key) else {
        return Vec::new();
    };
    let ctx = Context { field, epoch, period: found.period, scale: Scale::default() };
    let read = |cell: &Cell| {
        let lexed = lexer::read(cell, &ctx);
        let value = lexed.value.clone().filter(|_| !lexed.is_error())?;
        Some((value, shown(cell, epoch)))
    };
    let mut said = Vec::new();
    for (at, (column, cell)) in row.cells.iter().enumerate() {
        let Cell::Text(text) = cell else { continue };
        for (label, value) in statements(&tidy(text)) {
            let label = Label { column: *column, parts: vec![label] };
            if meant(template, &label).is_none_or(|meant| meant.field.key != field.key) {
                continue;
            }
            said.push(match (value.is_empty(), row.cells.get(at + 1)) {
                (true, Some((_, next))) => read(next),
                _ => read(&Cell::Text(value)),
            });
        }
    }
    said
}

/// 检查日期:2026年7月5日 检查人:张三 as labels and what they say. A colon behind a number is one of a time.
fn statements(text: &str) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    while let Some((front, behind)) = rest.split_once(':') {
        if front.is_empty() || front.ends_with(|c: char| c.is_ascii_digit()) {
            match said.last_mut() {
                Some((_, value)) => {
                    value.push_str(front);
                    value.push(':');
                }
                None => return said,
            }
            rest = behind;
            continue;
        }
        let (value, label) = front.rsplit_once(' ').unwrap_or(("", front));
        if let Some((_, before)) = said.last_mut() {
            before.push_str(value);
        }
        said.push((label.trim().to_owned(), String::new()));
        rest = behind;
    }
    if let Some((_, value)) = said.last_mut() {
        value.push_str(rest);
    }
    said.into_iter().map(|(label, value)| (label, value.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_what_stands_behind_its_number() {
        for (text, name) in [
            ("一、恒力机械有限公司", "恒力机械有限公司"),
            ("(二)恒力机械有限公司(共2条)", "恒力机械有限公司"),
            ("3.恒力机械(江城)有限公司", "恒力机械(江城)有限公司"),
            ("恒力机械有限公司(东区)", "恒力机械有限公司(东区)"),
            ("一二三厂", "一二三厂"),
        ] {
            assert_eq!(unnumbered(text), name, "{text}");
        }
    }

    #[test]
    fn a_line_is_told_apart_into_labels_and_what_they_say() {
        let of = |text: &str| statements(text).into_iter().map(|(l, v)| format!("{l}={v}")).collect::<Vec<_>>();
        assert_eq!(of("检查日期:2026年7月5日 检查人:张三"), ["检查日期=2026年7月5日", "检查人=张三"]);
        assert_eq!(of("检查时间:2026-07-05 9:30 地点:东区"), ["检查时间=2026-07-05 9:30", "地点=东区"]);
        assert_eq!(of("培训日期:"), ["培训日期="]);
        assert_eq!((of("没有冒号"), of("9:30 开始")), (Vec::<String>::new(), Vec::<String>::new()));
    }

    #[test]
    fn units_and_departments_are_no_enterprises() {
        for text in ["人、小时", "万元、起", "人、学时", "安全生产办公室", "区安监站", "罗塘街道"]
        {
            assert!(!is_named(text), "{text}");
        }
        assert!(is_named("恒力机械有限公司"));
        assert_eq!(unstamped("恒力机械有限公司（盖章）".into()), "恒力机械有限公司");
        assert_eq!(unstamped("恒力(江苏)机械".into()), "恒力(江苏)机械");
    }
}
