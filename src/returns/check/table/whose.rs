//! Whose a table is: by the lines above it, by its sheet's name, by the headings between its rows and the names above a blank one.
use super::super::row::{Reading, raw};
use super::supply::{alone, is_town, statements};
use crate::returns::cell::{Cell, RowIn, address};
use crate::returns::header::{Column, Found, is_form_line};
use crate::returns::label::{is_unit, squeeze};
use crate::returns::lexer::{self, tidy};
use crate::returns::named::{close_up, company_in, is_part, owner_of_tab, unnumbered};
use crate::returns::report::{Heading, Value};
use crate::returns::rule::has_owner;
use crate::returns::table::is_page;

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

/// Rows below a table that are looked at for whose it is.
const FOOT_ROWS: usize = 8;

/// The longest title, in characters.
const TITLE_MAX: usize = 80;

/// A heading in a row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::returns::check) struct Section {
    pub text: String,
    /// The sheet's own number of its row.
    pub row: u32,
    level: Option<Level>,
}

/// How headings are numbered, from the highest to the lowest: 一、 over (一) over 1. over (1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Chapter,
    Word,
    WordInBrackets,
    Digit,
    DigitInBrackets,
}

impl Level {
    fn of(text: &str) -> Option<Level> {
        let text = tidy(text);
        let word = |c: char| "一二三四五六七八九十".contains(c);
        let split = |text: &str, counts: &dyn Fn(char) -> bool| {
            let rest = text.trim_start_matches(counts).to_owned();
            (rest.len() < text.len()).then_some(rest)
        };
        if let Some(rest) = text.strip_prefix('第').and_then(|rest| split(rest, &|c| word(c) || c.is_ascii_digit())) {
            return rest.starts_with(['章', '篇']).then_some(Level::Chapter);
        }
        let digit = |c: char| c.is_ascii_digit();
        if let Some(inner) = text.strip_prefix('(') {
            let closed = |rest: Option<String>| rest.is_some_and(|rest| rest.starts_with(')'));
            let in_words = closed(split(inner, &word)).then_some(Level::WordInBrackets);
            return in_words.or_else(|| closed(split(inner, &digit)).then_some(Level::DigitInBrackets));
        }
        let parted = |rest: String| {
            let mut letters = rest.chars();
            // 2022.7 is no number of a heading.
            letters.next().is_some_and(|c| "、. )".contains(c)) && !letters.next().is_some_and(digit)
        };
        let in_words = split(&text, &word).filter(|rest| parted(rest.clone())).map(|_| Level::Word);
        in_words.or_else(|| split(&text, &digit).filter(|rest| parted(rest.clone())).map(|_| Level::Digit))
    }
}

/// Whose a table without a column of enterprises is, by the lines above it. Two that say different names say none.
pub(super) fn heading(found: &Found, rows: &[RowIn]) -> Heading {
    if !is_headed(found) {
        return Heading::default();
    }
    let above = |row: &&RowIn| row.index < found.top && row.index + HEADING_ROWS >= found.top;
    spoken(rows.iter().filter(above), |_| true)
}

/// Whose a table is, by rows that are none of its own.
fn spoken<'r>(rows: impl Iterator<Item = &'r RowIn>, is_title: impl Fn(&str) -> bool) -> Heading {
    let mut heading = Heading::default();
    let mut names: Vec<(String, String)> = Vec::new();
    let mut codes: Vec<(String, String)> = Vec::new();
    for row in rows {
        let mut cells = row.cells.iter().filter(|(_, cell)| !cell.is_empty()).peekable();
        while let Some((column, cell)) = cells.next() {
            let Cell::Text(text) = cell else { continue };
            let text = tidy(text);
            if !is_form_line(&text) {
                let known = heading.titles.lines().any(|known| known == text);
                if text.chars().count() <= TITLE_MAX && !known && is_title(&text) {
                    heading.titles.push_str(if heading.titles.is_empty() { "" } else { "\n" });
                    heading.titles.push_str(&text);
                    heading.titled.push(address(*column, row.number()));
                }
                continue;
            }
            for (label, value) in statements(&close_up(&text)) {
                let mut beside = || match cells.peek() {
                    Some((next, Cell::Text(text))) if !is_form_line(text) => (tidy(text).into_owned(), *next),
                    _ => (String::new(), *column),
                };
                let (value, column) = if value.is_empty() { beside() } else { (value, *column) };
                let value = unstamped(value);
                let key = squeeze(&label);
                let key = key.split(['(', '[', '【']).next().unwrap_or_default();
                let said = match key {
                    "统一社会信用代码" | "信用代码" | "社会信用代码" => &mut codes,
                    key if WHOSE.contains(&key) && is_named(&value) => &mut names,
                    _ => continue,
                };
                if !value.is_empty() && !said.iter().any(|(known, _)| *known == value) {
                    said.push((value, address(column, row.number())));
                }
            }
        }
    }
    let (name, code) = (names.pop().filter(|_| names.is_empty()), codes.pop().filter(|_| codes.is_empty()));
    heading.at = code.as_ref().or(name.as_ref()).map(|(_, at)| at.clone());
    heading.name = name.map(|(name, _)| name);
    heading.code = code.map(|(code, _)| code);
    heading
}

/// Whose the rows of a table are that name nobody themselves, as far as rows of one file are told apart by it.
pub(super) fn owner(found: &Found, heading: &Heading, sheet: &str) -> Option<String> {
    if !is_headed(found) {
        return None;
    }
    let said = heading.name.clone().or_else(|| heading.code.clone());
    said.or_else(|| heading.titles.lines().find_map(company_in)).or_else(|| owner_of_tab(sheet))
}

impl super::Table {
    /// Whose its rows are that name nobody themselves: by what stands above it or by the sheet's name.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// Notes a heading in a row of its own, where no column says whose the rows are: the name of an enterprise above its
    /// rows. Any other heading ends that, but for months and quarters within it.
    pub(super) fn enter_section(&mut self, row: &RowIn) {
        let Some(text) = alone(row).or_else(|| self.heading_in(row)) else { return };
        if is_page(text) || text.contains('续') {
            return;
        }
        let (month, said) = (lexer::span_in(text).is_some(), text.to_owned());
        self.so_far.forget_days();
        if month {
            return;
        }
        let text = said.as_str();
        let said = unnumbered(&tidy(text));
        if let Some(headed) = self.supplied.iter_mut().find(|supplied| supplied.by_headings) {
            if is_town(&said) {
                headed.value = Value::Text(said);
            }
        } else if is_headed(&self.found) {
            // 一 | 机修车间 has its number in a cell of its own.
            let numbered = row.cells.iter().find_map(|(_, cell)| match cell {
                Cell::Text(first) if !first.trim().is_empty() && first != text => Some(format!("{}、", first.trim())),
                _ => None,
            });
            let level = Level::of(text).or_else(|| numbered.as_deref().and_then(Level::of));
            self.head_rows(Section { text: said, row: row.number(), level });
        }
    }

    /// A heading ends those of its own and of lower levels. One without a number ends the one like it; a town ends all.
    fn head_rows(&mut self, section: Section) {
        let ends = |above: &Section| match (section.level, above.level) {
            (Some(own), Some(level)) => level >= own,
            (None, None) => true,
            _ => false,
        };
        let from = self.sections.iter().position(ends).unwrap_or(self.sections.len());
        self.sections.truncate(if is_town(&section.text) { 0 } else { from });
        self.sections.push(section);
    }

    /// The heading in a row of its own above the row at hand.
    pub fn section(&self) -> Option<&Section> {
        self.sections.last()
    }

    /// The headings of higher levels above that one, the nearest first.
    pub fn over(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().rev().skip(1)
    }

    /// All of them in words, the highest first: what tells rows of one table apart.
    pub fn headings(&self) -> Vec<&str> {
        self.sections.iter().map(|section| section.text.as_str()).collect()
    }

    /// Keeps a row below the table, which may say whose it is.
    pub(in crate::returns::check) fn keep_foot(&mut self, row: &RowIn) {
        if is_headed(&self.found) && self.foot.len() < FOOT_ROWS {
            self.foot.push(row.clone());
        }
    }

    /// Whose the table is by what stands below it.
    pub fn signed(&self) -> Heading {
        if !is_headed(&self.found) {
            return Heading::default();
        }
        spoken(self.foot.iter(), |text| !text.contains(['。', ';', ',']) && !text.starts_with(['注', '说', '备']))
    }

    /// Notes whom a row names, for rows below it that name nobody.
    pub(super) fn note_named(&mut self, reading: &Reading, row: &RowIn) {
        if !has_owner(self.found.template.key) {
            return;
        }
        let read = ["enterprise", "uscc"].iter().find_map(|key| reading.values.text(key));
        if read.is_some() && read == self.named.as_deref() {
            return;
        }
        // A code that does not check names somebody all the same.
        let unread = || {
            let named = |column: &&Column| matches!(column.field.key, "enterprise" | "uscc");
            let column = self.columns.iter().find(named)?;
            let said = raw(self.cell(row, column));
            let names = |text: &&str| !text.is_empty() && !lexer::is_none_word(text) && !lexer::is_ditto(text);
            Some(tidy(&said).trim()).filter(names).map(str::to_owned)
        };
        if let Some(said) = read.map(str::to_owned).or_else(unread) {
            self.named = Some(said);
        }
    }

    /// Whom the row above names that a row without any name goes on with.
    pub fn named_above(&self, reading: &Reading) -> Option<&str> {
        let bare = ["enterprise", "uscc"].iter().all(|key| reading.values.get(key).is_none());
        self.named.as_deref().filter(|_| bare)
    }
}

/// Whether it must be said above the rows whose they are.
pub(super) fn is_headed(found: &Found) -> bool {
    let names_owner = |key: &str| matches!(key, "enterprise" | "uscc");
    has_owner(found.template.key) && !found.columns.iter().any(|c| names_owner(c.field.key))
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
    // 单位:人、小时
    if text.split(['、', '/', ',', ';', ' ']).all(|part| is_unit(part.trim())) {
        return false;
    }
    let bare = text.split(['(', '（']).next().unwrap_or_default().trim();
    bare.chars().count() >= 4 && !bare.ends_with(['元', '人', '区']) && (!is_part(bare) || company_in(bare).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_departments_are_no_enterprises() {
        for text in
            ["人、小时", "万元、起", "人、学时", "安全生产办公室", "区安监站", "罗塘街道", "冲压分厂", "铸造工段"]
        {
            assert!(!is_named(text), "{text}");
        }
        assert!(is_named("恒力机械有限公司"));
        assert_eq!(unstamped("恒力机械有限公司（盖章）".into()), "恒力机械有限公司");
        assert_eq!(unstamped("恒力(江苏)机械".into()), "恒力(江苏)机械");
    }
}
