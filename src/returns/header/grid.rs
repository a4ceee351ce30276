//! The first rows of a sheet as a grid: what stands where once merged and empty cells are understood.
use super::Above;
use crate::returns::cell::{Cell, Merge, RowIn};
use crate::returns::label::{Label, is_unit, is_way_of_writing, squeeze};
use crate::returns::lexer::tidy;
use crate::returns::table::{Labelled, labelled};
use std::collections::HashMap;

/// Longest text that can be a column's label, in characters.
const LABEL_MAX: usize = 60;
/// Rows that are looked at below labels that no template knows.
const HEADED_ROWS: usize = 20;
/// A label over this share of the columns is a title.
const TITLE_SHARE: usize = 70;

/// Rows that are kept for finding the header, with the merges that touch them.
pub struct Grid<'a> {
    rows: &'a [RowIn],
    merges: HashMap<u32, Vec<Merge>>,
    above: Above,
}

/// The rows of a header: first row of the grid, how many grid rows, and the sheet rows it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: usize,
    pub rows: usize,
    /// 0-based sheet rows, both belong to it.
    pub top: u32,
    pub bottom: u32,
}

impl<'a> Grid<'a> {
    pub fn new(rows: &'a [RowIn], merges: &[Merge]) -> Grid<'a> {
        let mut by_row: HashMap<u32, Vec<Merge>> = HashMap::new();
        if let (Some(first), Some(last)) = (rows.first().map(|r| r.index), rows.last().map(|r| r.index)) {
            for merge in merges.iter().filter(|m| m.bottom >= first && m.top <= last) {
                for row in merge.top.max(first)..=merge.bottom.min(last).min(merge.top.saturating_add(3)) {
                    by_row.entry(row).or_default().push(*merge);
                }
            }
        }
        Grid { rows, merges: by_row, above: Above::default() }
    }

    /// The same rows below a table that was read.
    #[must_use]
    pub fn below(self, above: Above) -> Grid<'a> {
        Grid { above, ..self }
    }

    pub fn above(&self) -> Above {
        self.above
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn merge_at(&self, row: u32, column: u16) -> Option<&Merge> {
        self.merges.get(&row)?.iter().find(|m| m.left <= column && column <= m.right)
    }

    /// Merges that start in one of the grid's rows.
    fn starting(&self, at: std::ops::Range<usize>) -> impl Iterator<Item = &Merge> {
        self.rows[at]
            .iter()
            .filter_map(|row| Some((row, self.merges.get(&row.index)?)))
            .flat_map(|(row, merges)| merges.iter().filter(|m| m.top == row.index && !row.get(m.left).is_empty()))
    }

    /// The text of a cell as it stands there; empty for other kinds.
    pub fn text(&self, at: usize, column: u16) -> String {
        match self.rows.get(at).map(|row| row.get(column)) {
            Some(Cell::Text(text)) => tidy(text).into_owned(),
            _ => String::new(),
        }
    }

    /// Columns of the row that hold something.
    pub fn filled(&self, at: usize) -> Vec<u16> {
        self.rows
            .get(at)
            .map_or_else(Vec::new, |row| row.cells.iter().filter(|(_, c)| !c.is_empty()).map(|(c, _)| *c).collect())
    }

    /// Whether every filled cell of the row could be a label.
    pub fn is_lettered(&self, at: usize) -> bool {
        self.rows.get(at).is_some_and(|row| {
            row.cells.iter().filter(|(_, c)| !c.is_empty()).all(|(_, cell)| match cell {
                Cell::Text(text) => {
                    let text = tidy(text);
                    text.chars().count() <= LABEL_MAX
                        && text.chars().any(|c| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '/' | ':' | ','))
                }
                _ => false,
            })
        })
    }

    fn has_form_line(&self, at: usize) -> bool {
        self.filled(at).into_iter().any(|c| {
            let text = self.text(at, c);
            is_form_line(&text)
        })
    }

    /// How far a label reaches to the right: its merge, or over the empty cells beside it that have text below.
    fn reach(&self, at: usize, column: u16, below: usize) -> u16 {
        let Some(row) = self.rows.get(at) else { return column };
        if let Some(merge) = self.merge_at(row.index, column).filter(|m| m.left == column && m.top == row.index) {
            return merge.right;
        }
        let under = |c: u16| !self.text(below, c).is_empty();
        if !under(column) {
            return column;
        }
        let mut end = column;
        while row.get(end + 1).is_empty() && under(end + 1) && self.merge_at(row.index, end + 1).is_none() {
            end += 1;
        }
        end
    }

    /// The last column that a lower label at `column` can stand for: up to where the merged label above it ends, or where
    /// the next one above begins.
    fn bound(&self, above: std::ops::Range<usize>, column: u16) -> u16 {
        let of_row = |at: usize| {
            let next = self.filled(at).into_iter().find(|c| *c > column).map_or(u16::MAX, |c| c - 1);
            let merge = self.rows.get(at).and_then(|row| self.merge_at(row.index, column));
            merge.filter(|m| m.right > m.left).map_or(next, |m| next.min(m.right))
        };
        above.map(of_row).min().unwrap_or(u16::MAX)
    }

    /// Whether row `at + 1` holds lower labels under those of row `at`.
    fn has_lower(&self, at: usize) -> bool {
        let below = at + 1;
        let (Some(upper), Some(lower)) = (self.rows.get(at), self.rows.get(below)) else { return false };
        if lower.index != upper.index + 1 || !self.is_lettered(below) || self.has_form_line(below) {
            return false;
        }
        let labels = self.filled(at);
        let lower_filled = self.filled(below);
        let (Some(first), Some(last)) =
            (labels.iter().chain(&lower_filled).min(), labels.iter().chain(&lower_filled).max())
        else {
            return false;
        };
        let width = usize::from(last - first) + 1;
        let mut covered = vec![];
        let mut groups = 0;
        for &column in &labels {
            let end = self.reach(at, column, below);
            let lowers = (column..=end).filter(|c| lower_filled.contains(c)).count();
            if end > column && lowers >= 1 {
                if (usize::from(end - column) + 1) * 100 >= width * TITLE_SHARE && width > 3 {
                    return false;
                }
                groups +=
                    usize::from(lowers >= 2 || self.merge_at(upper.index, column).is_some_and(|m| m.right > m.left));
                covered.extend(column..=end);
            }
        }
        let fits = lower_filled.iter().all(|c| {
            let text = self.text(below, *c);
            covered.contains(c)
                || self.text(at, *c).is_empty()
                || is_bracketed_unit(&text)
                || squeeze(&text) == squeeze(&self.text(at, *c))
        });
        let units = lower_filled.iter().all(|c| is_bracketed_unit(&self.text(below, *c)));
        fits && (groups > 0 || (units && !lower_filled.is_empty()))
    }

    /// The header that starts in row `at`, if that row can start one.
    pub fn span(&self, at: usize) -> Option<Span> {
        let row = self.rows.get(at)?;
        let labels = self.filled(at);
        if labels.is_empty() || !self.is_lettered(at) || self.has_form_line(at) {
            return None;
        }
        if labels.iter().any(|c| is_title(&self.text(at, *c))) {
            return None;
        }
        if labels.len() == 1 && !self.is_partial_group(at, labels[0]) {
            return None;
        }
        let mut rows = 1;
        let mut bottom = row.index;
        while rows < 3 {
            let last = self.rows.get(at + rows - 1)?.index;
            // A label merged over two rows: the header has both.
            let merged =
                self.starting(at..at + rows).map(|m| m.bottom).filter(|b| *b > last && *b <= row.index + 2).max();
            let next = self.rows.get(at + rows).map(|r| r.index);
            if let Some(merged) = merged {
                if next.is_some_and(|n| n <= merged) {
                    if !self.is_lettered(at + rows) {
                        return (rows > 1).then_some(Span { first: at, rows, top: row.index, bottom });
                    }
                    rows += 1;
                    bottom = next.unwrap_or(merged);
                    continue;
                }
                bottom = merged;
                break;
            }
            if !self.has_lower(at + rows - 1) {
                break;
            }
            rows += 1;
            bottom = next.unwrap_or(bottom);
        }
        // Units in a row of their own come on top of the three.
        if let Some(units) = self.rows.get(at + rows).filter(|r| r.index == bottom + 1 && is_units(r)) {
            rows += 1;
            bottom = units.index;
        }
        (labels.len() > 1 || rows > 1).then_some(Span {
            first: at,
            rows,
            top: row.index,
            bottom: bottom.max(row.index),
        })
    }

    /// Whether a column has nothing in it, from the header on.
    pub fn is_blank(&self, span: Span, column: u16) -> bool {
        self.rows[span.first..].iter().all(|row| row.get(column).is_empty())
    }

    /// Whether the rows below labels that no template knows are rows of a table: not the names below those who sign.
    pub fn is_headed(&self, span: Span) -> bool {
        let end = span.first + span.rows;
        let rows = self.rows[span.first..end].iter();
        let Some((labels, looks)) = rows.map(|row| (row, labelled(row))).max_by_key(|(_, looks)| *looks) else {
            return false;
        };
        let (mut all, mut counted) = (0, 0);
        for row in self.rows[end..].iter().take(HEADED_ROWS) {
            let filled: Vec<&(u16, Cell)> = row.cells.iter().filter(|(_, cell)| !cell.is_empty()).collect();
            let numbers = |cell: &Cell| !matches!(cell, Cell::Text(text) if !text.chars().any(char::is_numeric));
            if filled.len() >= 2 {
                let inside =
                    looks > Labelled::Lettered || filled.iter().all(|(column, _)| !labels.get(*column).is_empty());
                all += 1;
                counted += usize::from(inside && filled.iter().any(|(_, cell)| numbers(cell)));
            }
        }
        match looks {
            Labelled::Wholly | Labelled::Surely | Labelled::Likely => all >= 2 || counted > 0,
            Labelled::Lettered => counted >= 2,
            Labelled::No => false,
        }
    }

    /// A single label over part of the columns, such as 伤亡人数 above a row with all other labels.
    fn is_partial_group(&self, at: usize, column: u16) -> bool {
        let below = self.filled(at + 1);
        let (Some(row), Some(first), Some(last)) = (self.rows.get(at), below.first(), below.last()) else {
            return false;
        };
        let width = usize::from(last - first) + 1;
        column > *first
            && self
                .merge_at(row.index, column)
                .is_some_and(|m| m.right > m.left && (usize::from(m.right - m.left) + 1) * 100 < width * TITLE_SHARE)
    }

    /// The labels of a header, column by column, upper parts first.
    pub fn labels(&self, span: Span) -> Vec<Label> {
        let end = span.first + span.rows;
        let line = |at: usize| -> Vec<(u16, u16, String)> {
            let below = if at + 1 < end { at + 1 } else { usize::MAX };
            let reach = |c: u16| self.reach(at, c, below).min(self.bound(span.first..at, c));
            self.filled(at).into_iter().map(|c| (c, reach(c), self.text(at, c))).collect()
        };
        let lines: Vec<Vec<(u16, u16, String)>> = (span.first..end).map(line).collect();
        let bottom = lines.len() - 1;
        let first = lines.iter().flatten().map(|(c, _, _)| *c).min().unwrap_or(0);
        let last = lines.iter().flat_map(|l| l.iter().map(|(_, end, _)| *end)).max().unwrap_or(0).min(first + 511);
        let mut labels = Vec::new();
        for column in first..=last {
            let mut parts: Vec<String> = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                let Some((start, _, text)) = line.iter().find(|(c, end, _)| *c <= column && column <= *end) else {
                    continue;
                };
                // A label merged to the right in the last row belongs to its first column only.
                if at == bottom && *start != column {
                    continue;
                }
                if parts.last().is_none_or(|p| squeeze(p) != squeeze(text)) {
                    parts.push(text.clone());
                }
            }
            let alone = lines.len() > 1 && lines[bottom].iter().all(|(c, _, _)| *c != column);
            // Right of a label that is merged sideways and has nothing of its own below: no column of its own.
            let covered = alone && lines[..bottom].iter().all(|l| l.iter().all(|(c, _, _)| *c != column));
            if !parts.is_empty() && !covered {
                labels.push(Label { column, parts });
            }
        }
        labels
    }

    /// A row of column numbers (甲 乙 1 2 3) under a header.
    pub fn is_numbering(&self, at: usize) -> bool {
        let Some(row) = self.rows.get(at) else { return false };
        let cells: Vec<&Cell> = row.cells.iter().map(|(_, c)| c).filter(|c| !c.is_empty()).collect();
        if cells.len() < 3 {
            return false;
        }
        let mut next: Option<i64> = None;
        let mut numbers = 0;
        for cell in cells {
            let number = match cell {
                Cell::Number(n) if *n == n.trunc() && n.abs() < 1e6 => format!("{n:.0}").parse::<i64>().ok(),
                Cell::Text(text) => {
                    let text = squeeze(text);
                    let inner = text.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | '<' | '>'));
                    if ["甲", "乙", "丙", "丁", "戊", "己", "庚", "栏次", "序号", "a", "b", "c"].contains(&inner)
                    {
                        continue;
                    }
                    // 3=1+2 says how the column is worked out.
                    let number = inner.split('=').next().unwrap_or_default();
                    number.trim_matches(|c| matches!(c, '(' | ')')).parse().ok()
                }
                _ => None,
            };
            match number {
                Some(n) if next.is_none_or(|want| want == n) && (next.is_some() || n <= 1) => next = Some(n + 1),
                _ => return false,
            }
            numbers += 1;
        }
        numbers >= 2
    }
}

/// 2022年三季度生产安全事故统计表: the name of a table, not of a column.
fn is_title(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "统计表",
        "汇总表",
        "登记表",
        "一览表",
        "情况表",
        "明细表",
        "报告表",
        "调查表",
        "台账",
        "名册",
        "报表",
        "月报",
        "季报",
        "年报",
    ];
    let key = squeeze(text);
    let bare = key.split(['(', '[', '【']).next().unwrap_or_default();
    bare.chars().count() >= 6 && ENDS.iter().any(|end| bare.ends_with(end))
}

/// Whether a row holds units and nothing else but how something is written.
fn is_units(row: &RowIn) -> bool {
    let mut units = 0;
    let mut filled = row.cells.iter().filter(|(_, cell)| !cell.is_empty());
    let all = filled.all(|(_, cell)| {
        let Cell::Text(text) = cell else { return false };
        let unit = text.len() <= 40 && is_bracketed_unit(text);
        units += usize::from(unit);
        unit || is_way_of_writing(text)
    });
    all && units > 0
}

/// `(万元)`, `万元`, `单位:人`: a unit in a row of its own.
fn is_bracketed_unit(text: &str) -> bool {
    let key = squeeze(text);
    let inner = key.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    is_unit(inner)
}

/// 填报单位:…, 填报人:…, 单位:万元: lines of a form, above or below a table.
pub fn is_form_line(text: &str) -> bool {
    // 发生时间(格式:2022-01-01 9:30) is a label: only a colon outside of brackets makes a form line.
    let mut depth = 0_u32;
    let outside: String = tidy(text)
        .chars()
        .filter(|c| {
            let inside = depth > 0;
            match c {
                '(' | '[' | '【' => depth += 1,
                ')' | ']' | '】' => depth = depth.saturating_sub(1),
                _ => {}
            }
            !inside || depth == 0
        })
        .collect();
    let text = outside.as_str();
    let key = squeeze(text);
    const STARTS: &[&str] = &[
        "填报",
        "填表",
        "制表",
        "报送",
        "上报单位",
        "审核",
        "负责人:",
        "单位:",
        "金额单位",
        "计量单位",
        "联系人:",
        "联系电话:",
        "电话:",
        "日期:",
        "时间:",
        "编制单位",
        "编制人",
        "统计期:",
        "统计时间:",
        "报告期:",
        "所属期:",
        "汇总单位",
        "单位负责人",
        "统计负责人",
        "单位(盖章)",
        "表号",
        "制定机关",
        "批准机关",
        "批准文号",
        "有效期至:",
    ];
    let marked = key.contains(':') && !key.starts_with("其中");
    marked
        && (STARTS.iter().any(|s| key.starts_with(s)) || key.split(':').nth(1).is_some_and(|after| !after.is_empty()))
        || (!key.is_empty()
            && tidy(text).ends_with(':')
            && STARTS.iter().any(|s| key.starts_with(s.trim_end_matches(':'))))
}
