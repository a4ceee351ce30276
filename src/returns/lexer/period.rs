//! Periods: of a cell (`2022`, `2022-Q3`, `2022-10`) and of a sheet (first and last day).
use super::{Context, Lexed, date};
use crate::kernel::text::normal;
use crate::returns::cell::Cell;
use chrono::{Datelike, NaiveDate};

/// A sheet's period, both days belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Span {
    pub fn months(year: i32, from: u32, to: u32) -> Option<Span> {
        let first = NaiveDate::from_ymd_opt(year, from, 1)?;
        let after =
            if to == 12 { NaiveDate::from_ymd_opt(year + 1, 1, 1)? } else { NaiveDate::from_ymd_opt(year, to + 1, 1)? };
        (from <= to && date::plausible(first)).then_some(Span { first, last: after.pred_opt()? })
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    pub fn covers(self, other: Span) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The year of a month and day written without one. `sure` is false for 11-5, which must fall into the period.
    pub fn year_of(self, month: u32, day: u32, sure: bool) -> Option<i32> {
        let inside = |year: i32| NaiveDate::from_ymd_opt(year, month, day).is_some_and(|day| self.contains(day));
        let (first, last) = (self.first.year(), self.last.year());
        let mut fitting = (first..=last).filter(|year| inside(*year));
        match (fitting.next(), fitting.next()) {
            (Some(year), None) => Some(year),
            (None, _) if sure && first == last => Some(first),
            _ => None,
        }
    }

    /// `2022`, `2022-Q3` or `2022-10`, when it is exactly one of those.
    pub fn name(self) -> Option<String> {
        let year = self.first.year();
        if self == Span::months(year, 1, 12)? {
            return Some(format!("{year}"));
        }
        for quarter in 1..=4 {
            if self == Span::months(year, quarter * 3 - 2, quarter * 3)? {
                return Some(format!("{year}-Q{quarter}"));
            }
        }
        let month = self.first.month();
        (self == Span::months(year, month, month)?).then(|| format!("{year}-{month:02}"))
    }
}

/// A cell of a period column.
pub(super) fn period(text: &str, ctx: &Context<'_>) -> Lexed {
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    match whole(&compact) {
        Some(Part::Named(name)) => Lexed::text(name),
        Some(Part::Ambiguous) => {
            let year = compact.split(['.', '年']).next().unwrap_or_default();
            let readings = format!("{year}-01 / {year}-10");
            Lexed::note(super::Note::error("date-ambiguous").with("rule", "date-readings").with("readings", readings))
        }
        Some(Part::NoYear(from, to)) => {
            let year = ctx.period.filter(|s| s.first.year() == s.last.year()).map(|s| s.first.year());
            match year.and_then(|year| Span::months(year, from, to)).and_then(Span::name) {
                Some(name) => Lexed::text(name),
                None => Lexed::error("date-no-year"),
            }
        }
        None => no_period(),
    }
}

/// A stored number or date in a period column: spreadsheets make 2022年10月 into 1 October.
pub(super) fn stored(cell: &Cell, ctx: &Context<'_>) -> Lexed {
    if let Cell::Number(n) = cell {
        if *n == n.trunc() && (1950.0..=2100.0).contains(n) {
            return Lexed::text(format!("{n:.0}"));
        }
        if *n == n.trunc() && (195_001.0..=210_012.0).contains(n) {
            return period(&format!("{n:.0}"), ctx);
        }
        if (1950.0..2101.0).contains(n) {
            return period(&super::number::shortest(*n), ctx); // 2022.1 may have been 2022.10
        }
    }
    match date::moment_of(cell, ctx.epoch) {
        Some(at) if date::plausible(at.date()) && at.day() == 1 => {
            Lexed::text(format!("{}-{:02}", at.year(), at.month()))
        }
        _ => no_period(),
    }
}

fn no_period() -> Lexed {
    Lexed::note(super::Note::error("type-error-date").with("rule", "not-a-period"))
}

enum Part {
    Named(String),
    /// Months without a year.
    NoYear(u32, u32),
    Ambiguous,
}

fn whole(text: &str) -> Option<Part> {
    let upper = text.to_uppercase();
    exactly(&upper).or_else(|| months_of(&upper))
}

/// 2026年7-9月 is the third quarter, 1-12月 the year; 1-9月 has no name.
fn months_of(text: &str) -> Option<Part> {
    let plain = |c: char| c.is_ascii_digit() || "年度月份至到一二三四五六七八九十-—~–".contains(c);
    if !text.chars().all(plain) || !text.contains(['-', '—', '~', '–', '至', '到']) {
        return None;
    }
    match span_in(text)? {
        // A year alone is what is left where the months are none.
        Said::Span(span) => {
            let whole = text.trim_end_matches('份').ends_with("12月") || text.ends_with("年1-12");
            span.name().filter(|name| name.len() > 4 || whole).map(Part::Named)
        }
        Said::Months(from, to) => Span::months(2000, from, to).and_then(Span::name).map(|_| Part::NoYear(from, to)),
    }
}

fn exactly(upper: &str) -> Option<Part> {
    let (year, rest) = leading_year(upper);
    let Some(year) = year else {
        let (from, to) = quarter_or_month(upper)?;
        return Some(Part::NoYear(from, to));
    };
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')).unwrap_or(rest);
    if rest.is_empty() || rest == "度" || rest == "全年" {
        return Some(Part::Named(format!("{year}")));
    }
    if rest == ".1" {
        return Some(Part::Ambiguous);
    }
    let plain = rest.trim_start_matches(['-', '/', '.']);
    if let Ok(month) = plain.parse::<u32>()
        && plain.len() <= 2
    {
        return Span::months(year, month, month)?.name().map(Part::Named);
    }
    let (from, to) = quarter_or_month(plain)?;
    Span::months(year, from, to)?.name().map(Part::Named)
}

fn leading_year(text: &str) -> (Option<i32>, &str) {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let year = |digits: &str| digits.parse::<i32>().ok().filter(|y| (1950..=2100).contains(y));
    match end {
        4 => (year(&text[..4]), &text[4..]),
        6 if end == text.len() => (year(&text[..4]), &text[4..]),
        _ => (None, text),
    }
}

/// 三季度, 第3季度, Q3, 10月, 10月份: first and last month.
fn quarter_or_month(text: &str) -> Option<(u32, u32)> {
    let text = text.strip_prefix('第').unwrap_or(text);
    if let Some(quarter) =
        text.strip_prefix('Q').or_else(|| text.strip_suffix("季度")).or_else(|| text.strip_suffix('季'))
    {
        let quarter = small(quarter).filter(|q| (1..=4).contains(q))?;
        return Some((quarter * 3 - 2, quarter * 3));
    }
    let month = text.strip_suffix("月份").or_else(|| text.strip_suffix('月'))?;
    small(month).filter(|m| (1..=12).contains(m)).map(|m| (m, m))
}

fn small(text: &str) -> Option<u32> {
    const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    if !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    NUMERALS.iter().position(|n| *n == text).and_then(|p| u32::try_from(p + 1).ok())
}

/// What a title, a sheet name or a form line says of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Year and months.
    Span(Span),
    /// Months only: the sheet name 1月 under the title 2022年….
    Months(u32, u32),
}

/// Finds the one period named inside `text`. Full dates (2022年10月8日) are no periods. Two different ones give none.
pub fn span_in(text: &str) -> Option<Said> {
    let compact: String = normal(text).chars().filter(|c| *c != ' ').collect::<String>().to_uppercase();
    let chars: Vec<char> = compact.chars().collect();
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at == 0 || !chars[at - 1].is_ascii_digit();
        match year_at(&chars, at).filter(|_| start) {
            Some((year, next)) => {
                let (span, next) = tail(&chars, year, next);
                spans.extend(span);
                at = next;
            }
            None => at += 1,
        }
    }
    spans.dedup();
    match spans.as_slice() {
        [] => months_in(&compact).map(|(from, to)| Said::Months(from, to)),
        [one] => Some(Said::Span(*one)),
        // 2022年12月至2023年2月: from the first to the last.
        [first, last]
            if first.last < last.first
                && (compact.contains('至')
                    || compact.contains('—')
                    || compact.contains('-')
                    || compact.contains('~')) =>
        {
            Some(Said::Span(Span { first: first.first, last: last.last }))
        }
        _ => None,
    }
}

fn year_at(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let digits: String = chars.get(at..at + 4)?.iter().collect();
    let year: i32 = digits.parse().ok().filter(|y| (1950..=2100).contains(y))?;
    (!chars.get(at + 4).is_some_and(char::is_ascii_digit)).then_some((year, at + 4))
}

/// What follows a year: the span it makes and where to go on.
fn tail(chars: &[char], year: i32, at: usize) -> (Option<Span>, usize) {
    let rest: String = chars[at..].iter().collect();
    let whole_year = Span::months(year, 1, 12);
    let after = |n: usize| at + n;
    let Some(mark) = chars.get(at).copied() else { return (None, at) };
    if matches!(mark, '-' | '—' | '~' | '至' | '–' | '－') {
        if let Some((to, next)) = year_at(chars, at + 1).filter(|_| chars.get(at + 5) == Some(&'年')) {
            let span = Span::months(year, 1, 12)
                .zip(Span::months(to, 1, 12))
                .map(|(a, b)| Span { first: a.first, last: b.last });
            return (span.filter(|s| s.first < s.last), next + 1);
        }
        if let Some(quarter) = rest
            .get(1..)
            .and_then(|r| r.strip_prefix('Q'))
            .and_then(|r| r.chars().next()?.to_digit(10))
            .filter(|q| (1..=4).contains(q))
        {
            return (Span::months(year, quarter * 3 - 2, quarter * 3), after(3));
        }
        return (dashed_month(chars, year, at + 1), after(1));
    }
    if mark == '.' || mark == '/' {
        return (dashed_month(chars, year, at + 1), after(1));
    }
    if mark == 'Q' {
        let quarter = chars.get(at + 1).and_then(|c| c.to_digit(10)).filter(|q| (1..=4).contains(q));
        return (quarter.and_then(|q| Span::months(year, q * 3 - 2, q * 3)), after(2));
    }
    if mark != '年' {
        return (None, at);
    }
    let rest = rest.trim_start_matches('年').trim_start_matches('度');
    if let Some((day, to)) = months_with_day(rest) {
        return (if day { None } else { to.and_then(|(from, to)| Span::months(year, from, to)) }, after(1));
    }
    (whole_year, after(1))
}

/// `-10` behind a year, unless a day follows.
fn dashed_month(chars: &[char], year: i32, at: usize) -> Option<Span> {
    let digits: String = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).collect();
    let next = chars.get(at + digits.len());
    if digits.is_empty() || digits.len() > 2 || next.is_some_and(|c| matches!(c, '-' | '.' | '/')) {
        return None;
    }
    let month = digits.parse().ok()?;
    Span::months(year, month, month)
}

/// Months at the start of `text`: (a day follows, first and last month).
fn months_with_day(text: &str) -> Option<(bool, Option<(u32, u32)>)> {
    for (word, months) in [("上半年", (1, 6)), ("下半年", (7, 12)), ("前三季度", (1, 9)), ("全年", (1, 12))]
    {
        if text.starts_with(word) {
            return Some((false, Some(months)));
        }
    }
    let text = text.strip_prefix('第').unwrap_or(text);
    let end = text
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)))
        .map(|(at, _)| at)?;
    let (number, rest) = text.split_at(end);
    if rest.starts_with("季度") {
        let quarter = small(number).filter(|q| (1..=4).contains(q))?;
        return Some((false, Some((quarter * 3 - 2, quarter * 3))));
    }
    let from = small(number).filter(|m| (1..=12).contains(m))?;
    let mut after = rest;
    if let Some(rest) = rest.strip_prefix('月') {
        if rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['日', '号'])
        {
            return Some((true, None));
        }
        after = rest.strip_prefix('份').unwrap_or(rest);
    }
    if let Some(rest) = after.strip_prefix(['-', '—', '~', '至', '–', '－', '到']) {
        let rest = rest.trim_start_matches('—');
        let end = rest
            .char_indices()
            .find(|(_, c)| !(c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)))
            .map(|(at, _)| at)?;
        if rest[end..].starts_with('月') {
            return Some((false, small(&rest[..end]).map(|to| (from, to))));
        }
    }
    rest.starts_with('月').then_some((false, Some((from, from))))
}

/// Months in a name without a year: 1月, 10月份, 三季度, 上半年.
fn months_in(text: &str) -> Option<(u32, u32)> {
    match months_with_day(text) {
        Some((false, months)) => months,
        _ => None,
    }
}
