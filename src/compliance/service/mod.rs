//! One look at the district that every page shares ([`district()`]), and what the pages make of it: the list, the talk and
//! award lists, what falls due ([`calendar()`]), the alliance's month ([`alliance()`]), one enterprise's file ([`file()`]), who is freed from what ([`freed()`]).
mod alliance;
mod calendar;
mod district;
mod file;
mod freed;
mod kept;
mod learned;

pub use alliance::{Month, Owes, alliance};
pub use calendar::{Ahead, Line, calendar};
#[cfg(test)]
pub(super) use district::look;
pub use district::{District, NotThereYet, district};
pub use file::{Certificate, File, file};
pub use freed::{end, free, freed};

use super::model::{Asked, ListFilter, PAGE_SIZE, Standing};
use super::rule::talk::{self, Condition, Reason};
use crate::account::model::Scope;
use crate::server::{Ctx, Halt};
use std::sync::Arc;

/// How far a reader of the alliance sees.
///
/// # Errors
/// The reader is a rep, or sees no records.
pub(super) fn alliance_scope(ctx: &Ctx) -> Result<Scope, Halt> {
    let scope = ctx.scope()?;
    if scope.enterprise().is_some() { Err(Halt::Forbidden) } else { Ok(scope) }
}

/// A page of the list of enterprises: which of the district's, and how many in all.
pub struct Listed {
    pub district: Arc<District>,
    /// Places in `district.standings`, in order.
    pub rows: Vec<usize>,
    pub total: i64,
}

impl Listed {
    pub fn rows(&self) -> impl Iterator<Item = &Standing> {
        self.rows.iter().filter_map(|at| self.district.standings.get(*at))
    }
}

/// The enterprises that the filter takes, those with most duties not met first; with `whole`, all pages at once.
///
/// # Errors
/// The reader is not of the alliance; the year has not begun.
pub async fn list(ctx: &Ctx, filter: &ListFilter, whole: bool) -> Result<Listed, Halt> {
    let district = district(ctx, &filter.asked).await?;
    let taken = |(_, standing): &(usize, &Standing)| filter.takes(standing);
    let mut rows: Vec<(usize, i64)> = district
        .standings
        .iter()
        .enumerate()
        .filter(taken)
        .map(|(at, standing)| (at, standing.count(super::model::Status::NotMet)))
        .collect();
    // Stable: equals stay by town and name.
    rows.sort_by_key(|(_, gaps)| std::cmp::Reverse(*gaps));
    let total = rows.len() as i64;
    let mut rows: Vec<usize> = rows.into_iter().map(|(at, _)| at).collect();
    if !whole {
        let skip = usize::try_from((filter.page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
        rows = rows.into_iter().skip(skip).take(PAGE_SIZE as usize).collect();
    }
    Ok(Listed { district, rows, total })
}

/// The two lists that thresholds make.
pub struct Talks {
    pub district: Arc<District>,
    /// Who needs a talk, with every reason; most reasons first.
    pub talk: Vec<(usize, Vec<Reason>)>,
    /// Who may be commended, with every condition.
    pub award: Vec<(usize, Vec<Condition>)>,
}

impl Talks {
    pub fn standing(&self, at: usize) -> Option<&Standing> {
        self.district.standings.get(at)
    }
}

/// # Errors
/// The reader is not of the alliance; the year has not begun.
pub async fn talks(ctx: &Ctx, asked: &Asked, town: &str) -> Result<Talks, Halt> {
    let district = district(ctx, asked).await?;
    let (mut talk, mut award) = (Vec::new(), Vec::new());
    for (at, standing) in district.standings.iter().enumerate() {
        if !town.is_empty() && standing.facts.owner.town != town {
            continue;
        }
        let reasons = talk::talk(standing, &district.at);
        let conditions = talk::award(standing, &district.at);
        if !reasons.is_empty() {
            talk.push((at, reasons));
        } else if talk::commended(&conditions) {
            award.push((at, conditions));
        }
    }
    talk.sort_by_key(|(_, reasons)| std::cmp::Reverse(reasons.len()));
    Ok(Talks { district, talk, award })
}
