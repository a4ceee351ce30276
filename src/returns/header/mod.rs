//! Finds the table of a sheet: titles and form lines above, a header of one to three rows (units may follow), the template that its labels mean.
mod across;
mod beside;
mod grid;
mod kinds;
mod lines;
mod parts;
#[cfg(test)]
mod tests;
mod told;

pub use across::{Across, across, is_run};
pub use grid::{Grid, is_form_line};
pub use kinds::kinds;
pub use parts::{Lead, part_of_day};
pub use told::told;

use super::cell::{Merge, RowIn};
use super::label::{self, Label, bare, is_ignorable, squeeze};
use super::lexer::{Scale, Span};
use super::table::ends_table;
use super::template::{Field, FieldType, TEMPLATES, Template};
use beside::{part_off, side_by_side};
use lines::{above, money_line, period_of};
use parts::{day_in_parts, may_be_day};
use std::ops::RangeInclusive;

/// A column that was taken for a field.
#[derive(Debug, Clone)]
pub struct Column {
    pub field: &'static Field,
    pub index: u16,
    pub label: String,
    pub scale: Scale,
    /// What it holds of a day whose parts stand in columns of their own.
    pub lead: Lead,
    /// Columns that complete it: the time beside a date, the year beside a month, the other parts of a day.
    pub with: Vec<u16>,
}

impl Column {
    /// A column that holds all of its field by itself.
    pub fn new(field: &'static Field, index: u16, label: String, scale: Scale) -> Column {
        Column { field, index, label, scale, lead: Lead::Whole, with: Vec::new() }
    }
}

/// A column without a field.
#[derive(Debug, Clone)]
pub struct Loose {
    pub index: u16,
    pub label: String,
    pub suggestion: Option<&'static Field>,
    /// Its label means a field that another column already has.
    pub duplicate: Option<&'static Field>,
    pub ignorable: bool,
    /// A person said that it holds no field.
    pub told: bool,
}

/// A table found.
#[derive(Debug, Clone)]
pub struct Found {
    pub template: &'static Template,
    /// 0-based sheet rows of the header.
    pub top: u32,
    pub bottom: u32,
    pub columns: Vec<Column>,
    pub loose: Vec<Loose>,
    pub missing: Vec<&'static Field>,
    pub period: Option<Span>,
    /// Power of ten of the unit that a line above states for all money of the table.
    pub money: Option<i32>,
    /// One of several years that stand side by side.
    pub across: Option<Across>,
}

/// What a table above in the same sheet leaves to those below it, when they do not say it themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Above {
    pub template: Option<&'static Template>,
    pub period: Option<Span>,
    pub money: Option<i32>,
    /// Of years side by side: what is counted.
    pub figure: Option<&'static Field>,
}

impl Found {
    /// What the tables below may take over.
    pub fn leaves(&self) -> Above {
        let mut figures = self.columns.iter().map(|c| c.field).filter(|field| field.adds_up());
        let figure = figures.next().filter(|_| figures.next().is_none() && self.across.is_some());
        // Of years side by side each has a period of its own.
        let period = self.period.filter(|_| self.across.is_none());
        Above { template: Some(self.template), period, money: self.money, figure }
    }

    /// First and last of its columns.
    pub fn reach(&self) -> RangeInclusive<u16> {
        let columns = || {
            let own = self.columns.iter().flat_map(|c| std::iter::once(c.index).chain(c.with.iter().copied()));
            own.chain(self.loose.iter().map(|l| l.index))
        };
        columns().min().unwrap_or(0)..=columns().max().unwrap_or(u16::MAX)
    }

    /// Whether most of its columns have a field and most of what must be told has a column.
    fn is_likely(&self) -> bool {
        let others = self.loose.iter().filter(|l| !l.ignorable).count();
        let needed = self.template.fields.iter().filter(|f| f.required).count();
        self.columns.len() >= 2 && self.columns.len() >= others && self.missing.len() * 2 <= needed
    }
}

/// What a search came to.
#[derive(Debug, Clone)]
pub enum Search {
    /// One table, or several side by side.
    Found(Vec<Found>),
    /// A table, but of no template that is certain. Its rows and labels, for a person to look at.
    Unknown {
        top: u32,
        bottom: u32,
        labels: Vec<Label>,
    },
    Nothing,
}

/// A template's claim to a header.
struct Claim {
    template: usize,
    /// The template's own date, if it has one, has a column.
    dated: bool,
    score: f64,
    /// Required fields with a column, or supplied by the sheet's period.
    required: usize,
    /// Nothing required is missing.
    whole: bool,
    matched: usize,
    own: usize,
}

/// Looks for the table in the first rows of a sheet.
pub fn search(name: &str, rows: &[RowIn], merges: &[Merge], forced: Option<&'static Template>) -> Search {
    look(name, &Grid::new(rows, merges), forced)
}

/// Looks for another table below one that was read. Labels that are certain of no template by themselves, but fit that of
/// the table above, are read by it.
pub fn search_below(
    name: &str,
    rows: &[RowIn],
    merges: &[Merge],
    forced: Option<&'static Template>,
    above: Above,
) -> Search {
    let grid = Grid::new(rows, merges).below(above);
    let found = look(name, &grid, forced);
    if matches!(found, Search::Found(_)) || forced.is_some() || above.template.is_none() {
        return found;
    }
    match look(name, &grid, above.template) {
        Search::Found(again) if again.iter().all(Found::is_likely) => Search::Found(again),
        _ => found,
    }
}

fn look(name: &str, grid: &Grid<'_>, forced: Option<&'static Template>) -> Search {
    let mut best: Option<(f64, grid::Span, Vec<Label>, usize)> = None;
    let mut beside: Vec<Found> = Vec::new();
    let mut shape: Option<(usize, grid::Span, Vec<Label>)> = None;
    for at in 0..grid.len() {
        // The first table is read first; rows of its own header may only make it clearer.
        if best.as_ref().is_some_and(|(_, found, ..)| at > found.first + found.rows) {
            break;
        }
        let Some(span) = grid.span(at) else { continue };
        let labels = grid.labels(span);
        let known = labels.iter().filter(|l| l.parts.iter().any(|part| label::is_known(part))).count();
        if known >= 2
            && let Some((score, template)) = best_claim(name, grid, at, &labels, forced)
        {
            let better = best.as_ref().is_none_or(|(known, best, ..)| {
                score > *known + 0.01
                    || ((score - *known).abs() <= 0.01 && span.top < best.top && span.bottom >= best.bottom)
            });
            if better {
                beside = side_by_side(name, grid, span, &labels, forced);
                best = Some((score, span, labels.clone(), template));
            }
        } else if known >= 4 && best.is_none() {
            beside = side_by_side(name, grid, span, &labels, forced);
            if !beside.is_empty() {
                return Search::Found(beside);
            }
        }
        let filled_below = grid.filled(at + span.rows).len();
        // Signatures below a table are no labels.
        let signed = grid.above().template.is_some()
            && labels.first().is_some_and(|label| label.parts.iter().any(|part| ends_table(part)));
        // Below a table the first row that may be labels; else that with the most.
        let below = grid.above().template.is_some();
        let headed = if below { grid.is_headed(span) } else { filled_below >= 2 };
        let more = shape.as_ref().is_none_or(|(n, ..)| !below && labels.len() > *n);
        if labels.len() >= 3 && !signed && headed && more {
            shape = Some((labels.len(), span, labels));
        }
    }
    if !beside.is_empty() {
        return Search::Found(beside);
    }
    if let Some((_, span, labels, template)) = best {
        let mut found = settle(name, grid, span, &labels, template);
        part_off(&mut found, grid, span, &labels, template);
        return Search::Found(vec![found]);
    }
    match shape {
        Some((_, span, labels)) => Search::Unknown { top: span.top, bottom: span.bottom, labels },
        None => Search::Nothing,
    }
}

/// The template with the strongest claim to these labels, if it is certain.
fn best_claim(
    name: &str,
    grid: &Grid<'_>,
    at: usize,
    labels: &[Label],
    forced: Option<&'static Template>,
) -> Option<(f64, usize)> {
    let hinted = hints(name, grid, at);
    let mut claims: Vec<Claim> = (0..TEMPLATES.len())
        .filter(|t| forced.is_none_or(|f| std::ptr::eq(f, &TEMPLATES[*t])))
        .map(|t| claim(t, labels, hinted[t]))
        .collect();
    for claim in &mut claims {
        claim.required += fillable(name, grid, at, claim.template, labels);
        claim.whole = claim.own >= 2 && claim.required >= needed(claim.template);
    }
    claims.sort_by(|a, b| b.score.total_cmp(&a.score));
    let strongest = claims.first().map_or(0.0, |c| c.score);
    // A template of which nothing required is missing goes before one that only shares labels with it.
    let first = claims.iter().position(|c| c.whole && c.score >= strongest - 1.0).unwrap_or(0);
    let first = if first < claims.len() { claims.remove(first) } else { return None };
    let rival = claims.iter().filter(|c| !first.whole || c.whole).map(|c| c.score).next().unwrap_or(0.0);
    certain(&first, rival, hinted[first.template], forced.is_some()).then_some((first.score, first.template))
}

fn needed(template: usize) -> usize {
    TEMPLATES[template].fields.iter().filter(|f| f.required).count()
}

fn claim(template: usize, labels: &[Label], hinted: bool) -> Claim {
    let mut seen: Vec<&str> = Vec::new();
    let mut claim = Claim {
        template,
        dated: TEMPLATES[template].dated_by.is_none(),
        score: if hinted { 1.5 } else { 0.0 },
        required: 0,
        whole: false,
        matched: 0,
        own: 0,
    };
    for meant in labels.iter().filter_map(|l| label::meant(template, l)) {
        if seen.contains(&meant.field.key) {
            continue;
        }
        seen.push(meant.field.key);
        claim.matched += 1;
        claim.dated |= TEMPLATES[template].dated_by == Some(meant.field.key);
        claim.own += usize::from(!meant.field.sender);
        claim.required += usize::from(meant.field.required);
        claim.score += match (meant.field.sender, meant.field.required) {
            (true, _) => 0.5,
            (false, true) => 2.0,
            (false, false) => 1.0,
        } + if meant.exact { 0.1 } else { 0.0 };
    }
    if TEMPLATES[template].key == "incidents" && !claim.dated && counts_accidents(labels) {
        claim.score = 0.0;
    }
    claim
}

/// 事故起数: accidents are counted here, not listed one by one.
fn counts_accidents(labels: &[Label]) -> bool {
    let Some(baseline) = TEMPLATES.iter().position(|template| template.key == "baseline") else { return false };
    labels.iter().filter_map(|label| label::meant(baseline, label)).any(|meant| meant.field.key == "incidents")
}

/// Whether a claim is certain enough to read the sheet by it.
fn certain(first: &Claim, rival: f64, hinted: bool, forced: bool) -> bool {
    if first.own == 0 || first.matched < 2 {
        return false;
    }
    if forced {
        return true;
    }
    let most = (first.dated || hinted)
        && first.required * 2 >= needed(first.template)
        && first.required >= 1
        && (first.score >= 4.0 || (hinted && first.own >= 3));
    (first.whole || most) && first.score >= rival + 1.0
}

/// Required fields without a column that the sheet's own period can supply.
fn fillable(name: &str, grid: &Grid<'_>, at: usize, template: usize, labels: &[Label]) -> usize {
    let Some(period) = period_of(name, grid, at) else { return 0 };
    let has = |key: &str| labels.iter().any(|l| label::meant(template, l).is_some_and(|m| m.field.key == key));
    TEMPLATES[template].fields.iter().filter(|f| f.required && !has(f.key) && from_period(f, period).is_some()).count()
}

/// The value that the sheet's period gives to a field without a column.
pub fn from_period(field: &Field, period: Span) -> Option<String> {
    use chrono::Datelike;
    match (field.key, field.ty) {
        (_, FieldType::Period) => period.name(),
        ("year", _) => (period.first.year() == period.last.year()).then(|| period.first.year().to_string()),
        _ => None,
    }
}

/// For each template whether the sheet's name or a title above row `at` speaks of it.
fn hints(name: &str, grid: &Grid<'_>, at: usize) -> Vec<bool> {
    let mut said = squeeze(name);
    for (row, column) in above(grid, at) {
        let text = grid.text(row, column);
        if !is_form_line(&text) && text.chars().count() <= 60 {
            said.push('\n');
            said.push_str(&squeeze(&text));
        }
    }
    TEMPLATES.iter().map(|t| t.hints.iter().any(|hint| said.contains(hint)) || squeeze(name) == t.key).collect()
}

/// Gives every column of a header its field, or says why not.
fn settle(name: &str, grid: &Grid<'_>, span: grid::Span, labels: &[Label], template: usize) -> Found {
    let chosen = &TEMPLATES[template];
    let money = money_line(grid, span.first).or(grid.above().money);
    let mut columns: Vec<(Column, bool, usize)> = Vec::new();
    let mut loose: Vec<Loose> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let Some(meant) = label::meant(template, label) else {
            loose.push(Loose {
                index: label.column,
                label: label.shown(),
                suggestion: None,
                duplicate: None,
                ignorable: label.parts.iter().all(|p| is_ignorable(p))
                    || label.parts.last().is_some_and(|p| is_ignorable(p)),
                told: false,
            });
            continue;
        };
        let mut scale = meant.scale;
        if let (false, "万元", Some(power)) = (scale.stated, meant.field.unit, money) {
            scale = Scale { power, stated: true, ..scale };
        }
        let column = Column::new(meant.field, label.column, label.shown(), scale);
        match columns.iter().position(|(c, ..)| c.field.key == meant.field.key) {
            None => columns.push((column, meant.exact, at)),
            Some(known) => match completes(&columns[known].0, &column) {
                Some((day, clock)) => columns[known].0 = Column { with: vec![clock.index], ..day },
                None => {
                    // The field's own label is worth more than an alias; else the first one stays.
                    let weaker = if meant.exact && !columns[known].1 {
                        std::mem::replace(&mut columns[known], (column, true, at)).0
                    } else {
                        column
                    };
                    loose.push(Loose {
                        index: weaker.index,
                        label: weaker.label,
                        suggestion: None,
                        duplicate: Some(weaker.field),
                        ignorable: false,
                        told: false,
                    });
                }
            },
        }
    }
    let mut columns: Vec<Column> = columns.into_iter().map(|(c, ..)| c).collect();
    complete(&mut columns, &mut loose, labels);
    let taken: Vec<&str> = columns.iter().map(|c| c.field.key).collect();
    suggest(chosen, &mut loose, labels, &taken);
    let missing = chosen.fields.iter().filter(|f| f.required && !taken.contains(&f.key)).collect();
    columns.sort_by_key(|c| c.index);
    loose.sort_by_key(|l| l.index);
    Found {
        template: chosen,
        top: span.top,
        bottom: span.bottom,
        columns,
        loose,
        missing,
        period: period_of(name, grid, span.first),
        money,
        across: None,
    }
}

/// What columns without a field could hold, for a person to confirm.
fn suggest(chosen: &'static Template, loose: &mut [Loose], labels: &[Label], taken: &[&str]) {
    for column in loose.iter_mut().filter(|l| !l.ignorable && l.duplicate.is_none()) {
        if let Some(label) = labels.iter().find(|l| l.column == column.index) {
            column.suggestion = label::suggestion(chosen, label, taken);
        }
    }
    if let Some(dated) = chosen.dated_by.filter(|key| !taken.contains(key)).and_then(|key| chosen.field(key)) {
        may_be_day(loose, labels, dated);
    }
}

/// Gives columns those that complete them.
fn complete(columns: &mut [Column], loose: &mut Vec<Loose>, labels: &[Label]) {
    year_beside(columns, loose);
    day_in_parts(columns, loose, labels);
    clock_beside(columns, loose);
}

/// 发生日期 beside 发生时间: the day from one, the time from the other.
fn completes(known: &Column, other: &Column) -> Option<(Column, Column)> {
    if known.field.ty != FieldType::Moment || !known.with.is_empty() {
        return None;
    }
    let is_clock = |c: &Column| bare(&c.label).0.ends_with("时间") || bare(&c.label).0.ends_with("时刻");
    if is_day(known) && is_clock(other) {
        Some((known.clone(), other.clone()))
    } else if is_clock(known) && is_day(other) {
        Some((other.clone(), known.clone()))
    } else {
        None
    }
}

fn is_day(column: &Column) -> bool {
    let label = bare(&column.label).0;
    label.ends_with("日期") || label.ends_with("date")
}

/// 发生日期 with a bare 时间 right beside it: the time of that day. Anywhere else a bare 时间 may be of something else.
fn clock_beside(columns: &mut [Column], loose: &mut Vec<Loose>) {
    const CLOCKS: [&str; 8] = ["时间", "时刻", "时分", "具体时间", "钟点", "几时几分", "time", "hour"];
    for column in columns.iter_mut().filter(|c| c.field.ty == FieldType::Moment && c.with.is_empty() && is_day(c)) {
        let beside = |l: &Loose| {
            l.index == column.index + 1 && l.duplicate.is_none() && CLOCKS.contains(&bare(&l.label).0.as_str())
        };
        if let Some(at) = loose.iter().position(beside) {
            column.with = vec![loose.remove(at).index];
        }
    }
}

/// 年份 beside 月份 or 季度 in a template with a period: the month takes the year of its row.
fn year_beside(columns: &mut [Column], loose: &mut Vec<Loose>) {
    let Some(period) = columns.iter_mut().find(|c| c.field.ty == FieldType::Period && c.with.is_empty()) else {
        return;
    };
    let part = bare(&period.label).0;
    if !(part.ends_with('月') || part.ends_with("月份") || part.ends_with("季度")) {
        return;
    }
    if let Some(at) = loose
        .iter()
        .position(|l| matches!(bare(&l.label).0.as_str(), "年份" | "年度" | "年" | "统计年度" | "统计年份" | "year"))
    {
        period.with = vec![loose.remove(at).index];
    }
}
