//! What the lines above a table say of it: its period, the unit of its money.
use super::{Grid, is_form_line};
use crate::returns::label::squeeze;
use crate::returns::lexer::{Said, Span, span_in, tidy, unit_power};

/// Cells of the last rows above row `at`: titles and form lines have few.
pub(super) fn above(grid: &Grid<'_>, at: usize) -> Vec<(usize, u16)> {
    (at.saturating_sub(30)..at)
        .map(|r| (r, grid.filled(r)))
        .filter(|(_, filled)| filled.len() <= 8)
        .flat_map(|(r, filled)| filled.into_iter().map(move |c| (r, c)))
        .collect()
}

/// The sheet's own period: from its titles, its name and form lines such as 统计期:2022年三季度.
pub(super) fn period_of(name: &str, grid: &Grid<'_>, at: usize) -> Option<Span> {
    let mut said: Vec<Said> = Vec::new();
    for (row, column) in above(grid, at) {
        let text = grid.text(row, column);
        if text.chars().count() > 80 {
            continue;
        }
        let key = squeeze(&text);
        let speaks = [
            "统计期",
            "报告期",
            "所属期",
            "统计时间",
            "统计时段",
            "填报期",
            "期间",
            "时期",
            "统计月份",
            "统计年度",
            "年度:",
            "月份:",
            "季度:",
        ]
        .iter()
        .any(|w| key.starts_with(w));
        if is_form_line(&text) && !speaks {
            continue;
        }
        said.extend(span_in(&text));
    }
    said.extend(span_in(name));
    // A table below another one may say only the month, or nothing: the rest was said above.
    let Some(known) = grid.above().period else { return agreed(&said) };
    agreed(&said).or_else(|| {
        use chrono::Datelike;
        if said.iter().any(|s| matches!(s, Said::Span(_))) {
            return None;
        }
        let year =
            if known.first.year() == known.last.year() { span_in(&format!("{}年", known.first.year())) } else { None };
        match year {
            Some(year) if !said.is_empty() => agreed(&said.iter().copied().chain([year]).collect::<Vec<_>>()),
            _ => Some(known),
        }
    })
}

/// The period of a part of a table over which a period stands: that, as far as it fits the table's; what has no year is none.
pub(super) fn narrowed(known: Option<Span>, text: &str) -> Option<Span> {
    use chrono::Datelike;
    match span_in(&tidy(text)) {
        Some(Said::Span(own)) => Some(own),
        Some(months) => {
            let known = known.filter(|known| known.first.year() == known.last.year())?;
            let year = span_in(&format!("{}年", known.first.year()))?;
            agreed(&[year, months]).filter(|own| known.covers(*own))
        }
        None => known,
    }
}

/// One period out of several statements; none when they contradict each other.
fn agreed(said: &[Said]) -> Option<Span> {
    use chrono::Datelike;
    let mut narrow: Option<Span> = None;
    for span in said.iter().filter_map(|s| if let Said::Span(span) = s { Some(*span) } else { None }) {
        narrow = match narrow {
            None => Some(span),
            Some(known) if known.covers(span) => Some(span),
            Some(known) if span.covers(known) => Some(known),
            Some(_) => return None,
        };
    }
    let span = narrow?;
    let whole_year = span.name().is_some_and(|n| n.len() == 4);
    for months in said.iter().filter_map(|s| if let Said::Months(from, to) = s { Some((*from, *to)) } else { None }) {
        if whole_year {
            let year = span.first.year();
            let text = if months.0 == months.1 {
                format!("{year}年{}月", months.0)
            } else {
                format!("{year}年{}-{}月", months.0, months.1)
            };
            if let Some(Said::Span(narrower)) = span_in(&text) {
                return Some(narrower);
            }
        }
    }
    Some(span)
}

/// 单位:元 or 金额单位:万元 above the table: the unit of money columns without their own.
pub(super) fn money_line(grid: &Grid<'_>, at: usize) -> Option<i32> {
    above(grid, at).into_iter().find_map(|(row, column)| {
        let key = squeeze(&tidy(&grid.text(row, column)));
        let after =
            ["单位:", "金额单位:", "计量单位:", "货币单位:", "(单位:"].iter().find_map(|s| key.strip_prefix(s))?;
        after
            .split([',', '、', '/', ';', ')', '('])
            .find_map(|unit| if unit.ends_with('元') { unit_power("万元", unit) } else { None })
    })
}
