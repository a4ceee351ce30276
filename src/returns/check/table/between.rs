//! Rows between those of a table that are none: headings such as 七月份, 二车间, 二、特种作业人员, and examples of how to fill in.
use super::Table;
use super::supply::is_town;
use crate::returns::cell::{Cell, RowIn};
use crate::returns::header::{Column, is_form_line};
use crate::returns::lexer::{self, span_in, tidy};
use crate::returns::named::{company_in, is_part, own_words, unnumbered};
use crate::returns::table::leads_example;
use crate::returns::template::FieldType;

/// The longest heading in a column of names, in characters.
const HEADING_MAX: usize = 30;

impl Table {
    /// The first cell that is no running number in words, and those behind it: 一 | 机修车间.
    fn said<'r>(&self, row: &'r RowIn) -> Option<((u16, &'r str), Vec<&'r Cell>)> {
        let own = |column: &u16| !self.shape.ignorable.contains(column);
        let counted = |cell: &Cell| matches!(cell, Cell::Text(text) if !text.chars().any(|c| c.is_ascii_digit()));
        let mut filled = row
            .cells
            .iter()
            .filter(|(_, cell)| !cell.is_empty())
            .skip_while(|(column, cell)| !own(column) && counted(cell));
        let Some((first, Cell::Text(text))) = filled.next() else { return None };
        let rest = filled.filter(|(column, _)| own(column)).map(|(_, cell)| cell).collect();
        Some(((*first, text), rest))
    }

    /// The text of a heading with a running number in words before it, or how many rows it has behind.
    pub(super) fn heading_in<'r>(&self, row: &'r RowIn) -> Option<&'r str> {
        let ((_, text), rest) = self.said(row)?;
        rest.iter().all(|cell| counts_rows(cell)).then_some(text)
    }

    fn field_at(&self, at: u16) -> Option<&Column> {
        self.columns.iter().find(|column| column.index == at)
    }

    /// 例:2026-01-01 in front of an example.
    pub(super) fn is_example(&self, row: &RowIn) -> bool {
        let Some(((first, _), _)) = self.said(row).filter(|((_, text), _)| leads_example(text)) else { return false };
        // What is described may begin with 例; nobody and nothing is called so.
        let described = |key: &str| !matches!(key, "name" | "enterprise" | "place" | "course" | "session");
        self.field_at(first).is_none_or(|c| c.field.ty != FieldType::Text || !described(c.field.key))
    }

    /// One text alone in a row, but for how many rows stand below it, where no text belongs or no such text; `wide` says
    /// whether a cell is merged over three columns and more.
    pub(super) fn is_heading(&self, row: &RowIn, wide: impl Fn(u16) -> bool) -> bool {
        let Some(((first, text), rest)) = self.said(row) else { return false };
        let own = !self.shape.ignorable.contains(&first);
        if !own || !self.open.is_empty() || self.shape.fields.len() < 3 || !rest.iter().all(|cell| counts_rows(cell)) {
            return false;
        }
        if rest.is_empty() && wide(first) {
            return true;
        }
        match self.field_at(first) {
            Some(column) if column.field.ty == FieldType::Text && !column.field.required => rest.is_empty(),
            Some(column) if column.field.ty == FieldType::Text => {
                names_nobody((self.found.template.key, column.field.key), text)
            }
            Some(column) => {
                let when = text.contains(['年', '月', '季']) && span_in(&tidy(text)).is_some();
                let wordy = when || !unnumbered(&tidy(text)).chars().any(char::is_numeric);
                rest.is_empty() && wordy && lexer::read(row.get(first), &self.context(column)).is_error()
            }
            None => false,
        }
    }
}

/// 共12人, 12家, (3): how many rows a heading has.
fn counts_rows(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = tidy(text);
    let bare = text.trim_matches(['(', ')']).trim_start_matches(['共', '计', '合']);
    let unit = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < bare.len() && unit.chars().count() <= 2
}

/// Whether a text alone in a required column of texts is a heading. Of people: a workshop, a department, a company above its
/// people, a kind of people, a month. Of enterprises: a town, a kind of enterprises. Of what was found: only such as nothing could
/// be that was found.
fn names_nobody((template, field): (&str, &str), text: &str) -> bool {
    let text = tidy(text);
    let bare = unnumbered(&text);
    let length = bare.chars().count();
    if !(2..=HEADING_MAX).contains(&length) || text.contains(['。', ';']) {
        return false;
    }
    let numbered = bare.len() < text.len() && !text.starts_with(|c: char| c.is_ascii_digit());
    // 周全 may be somebody.
    let plain = length >= 4 && own_words(&bare).is_empty() || matches!(&*bare, "新员工" | "班组长" | "安全员");
    let ends = |ends: &[&str]| ends.iter().any(|end| bare.ends_with(end));
    let counted = bare.starts_with('第') && ends(&["批", "期", "部分", "组", "班"]);
    let spoken = counted || is_form_line(&text) || span_in(&text).is_some();
    const SURELY: [&str; 5] = ["车间", "班组", "科室", "部门", "工段"];
    match (template, field) {
        ("training", "name") => {
            // 王建工, 李会: short names end like parts do.
            let short = ends(&SURELY) || ends(&["部", "科", "班", "组", "队", "室", "厂", "站"]);
            let part = if length <= 3 { short } else { is_part(&bare) };
            part || plain || spoken || company_in(&bare).is_some() || (numbered && length > 4)
        }
        ("roll", "name") => is_town(&bare) || plain || spoken || (numbered && company_in(&bare).is_none()),
        ("hazards", "description") => {
            length <= 12 && (plain || ends(&SURELY) || (numbered && length <= 6 && ends(&["类", "方面", "部", "科"])))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_a_column_of_names_are_nobody_and_people_are_somebody() {
        let of = |template: &str, field: &str, text: &str| names_nobody((template, field), text);
        for text in [
            "一车间",
            "冲压车间",
            "二、特种作业人员",
            "(三)管理人员",
            "安环部",
            "机修班",
            "新员工",
            "七月份",
            "部门：冲压车间",
            "宏远锻造有限公司",
            "第二批",
            "一、主要负责人",
            "2022年7月",
        ] {
            assert!(of("training", "name", text), "{text}");
        }
        for text in
            ["张三", "周全", "王建工", "李会", "欧阳建国", "阿卜杜拉·买买提", "一、王小明", "陈社会", "马路", "季年"]
        {
            assert!(!of("training", "name", text), "{text}");
        }
        for (text, heading) in
            [("罗塘街道(12家)", true), ("一、规模以上企业", true), ("江城纺织有限公司", false), ("甲厂", false)]
        {
            assert_eq!(of("roll", "name", text), heading, "{text}");
        }
        for (text, heading) in [
            ("冲压车间", true),
            ("一、电气类", true),
            ("裸露电线", false),
            ("一、配电箱无标识", false),
            ("灭火器过期", false),
        ] {
            assert_eq!(of("hazards", "description", text), heading, "{text}");
        }
    }

    #[test]
    fn a_heading_may_say_how_many_rows_it_has() {
        for (text, counts) in
            [("共12人", true), ("(3)", true), ("12家", true), ("8", true), ("8学时半", false), ("三级教育", false)]
        {
            assert_eq!(counts_rows(&Cell::Text(text.into())), counts, "{text}");
        }
    }
}
