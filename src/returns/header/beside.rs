//! Tables side by side: with an empty column between, or where the labels of the first begin anew.
use super::lines::narrowed;
use super::{Found, Grid, Loose, best_claim, grid, settle};
use crate::returns::label::{self, Label, is_ignorable, squeeze};
use crate::returns::template::Template;

/// Labels that the next table has in common with the first one, at least.
const COMMON_MIN: usize = 3;

/// The tables that stand side by side under one header row, when each of them is certain. Empty when there is but one.
pub(super) fn side_by_side(
    name: &str,
    grid: &Grid<'_>,
    span: grid::Span,
    labels: &[Label],
    forced: Option<&'static Template>,
) -> Vec<Found> {
    let whole = |label: &Label| squeeze(&label.shown());
    let lowest = |label: &Label| label.parts.last().map(|part| squeeze(part)).unwrap_or_default();
    let apart: Vec<&[Label]> = labels.chunk_by(|a, b| b.column == a.column + 1).collect();
    let keys: [&dyn Fn(&Label) -> String; 2] = [&whole, &lowest];
    for key in keys {
        let parts: Vec<&[Label]> = apart.iter().flat_map(|part| repeated(part, key)).collect();
        if parts.len() > apart.len() {
            let found = again(name, grid, span, &parts, forced);
            if !found.is_empty() {
                return found;
            }
        }
    }
    if apart.len() < 2 {
        return Vec::new();
    }
    let found: Vec<Found> = apart
        .iter()
        .filter_map(|part| {
            best_claim(name, grid, span.first, part, forced).map(|(_, template)| one(name, grid, span, part, template))
        })
        .filter(|found| found.missing.is_empty())
        .collect();
    if found.len() == apart.len() { found } else { Vec::new() }
}

/// One of several: what stands above all of its columns, 1月, is its own period.
fn one(name: &str, grid: &Grid<'_>, span: grid::Span, part: &[Label], template: usize) -> Found {
    let mut found = settle(name, grid, span, part, template);
    let upper = |label: &Label| (label.parts.len() > 1).then(|| label.parts[0].clone());
    if let Some(common) =
        part.first().and_then(upper).filter(|common| part.iter().all(|l| upper(l).as_ref() == Some(common)))
    {
        found.period = narrowed(found.period, &common);
    }
    found
}

/// Labels cut where they begin anew: 姓名 培训日期 学时 姓名 培训日期 学时 are two tables. One label that stands twice is
/// none.
fn repeated<'l>(labels: &'l [Label], key: &dyn Fn(&Label) -> String) -> Vec<&'l [Label]> {
    let said: Vec<String> = labels.iter().map(key).collect();
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in 1..labels.len() {
        if said[start..at].contains(&said[at]) {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..labels.len());
    let first = &said[parts[0].clone()];
    let alike = |part: &std::ops::Range<usize>| {
        let common = said[part.clone()].iter().filter(|label| first.contains(label)).count();
        let all = part.len() >= 2 && said[part.clone()] == *first;
        all || (common >= COMMON_MIN && common * 2 >= first.len())
    };
    if parts.iter().skip(1).all(alike) { parts.into_iter().map(|part| &labels[part]).collect() } else { vec![labels] }
}

/// Tables with the same labels: what is certain of one is certain of all. None may lack what another one has to tell.
fn again(
    name: &str,
    grid: &Grid<'_>,
    span: grid::Span,
    parts: &[&[Label]],
    forced: Option<&'static Template>,
) -> Vec<Found> {
    let claims: Vec<Option<usize>> =
        parts.iter().map(|part| best_claim(name, grid, span.first, part, forced).map(|(_, t)| t)).collect();
    let Some(first) = claims.iter().flatten().next().copied() else { return Vec::new() };
    let found: Vec<Found> =
        parts.iter().zip(claims).map(|(part, claim)| one(name, grid, span, part, claim.unwrap_or(first))).collect();
    let lacks = |one: &Found| one.missing.iter().any(|f| !found[0].missing.iter().any(|known| known.key == f.key));
    if found.iter().all(|one| one.columns.len() >= 2 && !lacks(one)) { found } else { Vec::new() }
}

/// Columns beyond a column that is empty from top to bottom, some of which the template does not know, may be a small table of
/// something else: 部位 次数 beside a ledger. What they would be is asked, not taken.
pub(super) fn part_off(found: &mut Found, grid: &Grid<'_>, span: grid::Span, labels: &[Label], template: usize) {
    let parts: Vec<&[Label]> = labels
        .chunk_by(|a, b| {
            (a.column + 1..b.column).any(|column| !grid.is_blank(span, column)) || b.column == a.column + 1
        })
        .collect();
    let meant = |part: &[Label]| part.iter().filter(|label| label::meant(template, label).is_some()).count();
    let Some(main) = parts.iter().map(|part| meant(part)).enumerate().max_by_key(|(at, n)| (*n, usize::MAX - at))
    else {
        return;
    };
    for (_, part) in parts.iter().enumerate().filter(|(at, _)| *at != main.0) {
        let known = |label: &Label| {
            label::meant(template, label).is_some() || label.parts.last().is_some_and(|leaf| is_ignorable(leaf))
        };
        if part.len() < 2 || part.iter().all(known) {
            continue;
        }
        let inside = |column: u16| part.iter().any(|label| label.column == column);
        for column in std::mem::take(&mut found.columns) {
            if !inside(column.index) {
                found.columns.push(column);
                continue;
            }
            if column.field.required {
                found.missing.push(column.field);
            }
            found.loose.push(Loose {
                index: column.index,
                label: column.label,
                suggestion: Some(column.field),
                duplicate: None,
                ignorable: false,
                told: false,
            });
        }
    }
    found.loose.sort_by_key(|loose| loose.index);
}
