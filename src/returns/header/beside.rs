//! Tables side by side: with an empty column between, or where the labels of the first begin anew.
use super::{Found, Grid, best_claim, grid, settle};
use crate::returns::label::{Label, squeeze};
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
            best_claim(name, grid, span.first, part, forced)
                .map(|(_, template)| settle(name, grid, span, part, template))
        })
        .filter(|found| found.missing.is_empty())
        .collect();
    if found.len() == apart.len() { found } else { Vec::new() }
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
        parts.iter().zip(claims).map(|(part, claim)| settle(name, grid, span, part, claim.unwrap_or(first))).collect();
    let lacks = |one: &Found| one.missing.iter().any(|f| !found[0].missing.iter().any(|known| known.key == f.key));
    if found.iter().all(|one| one.columns.len() >= 2 && !lacks(one)) { found } else { Vec::new() }
}
