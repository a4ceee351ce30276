//! Frozen accidents in place of those recorded, and whose they are: above a headcount stand only theirs who told one.
use super::known::{Known, Told};
use super::{Asked, Origin, Sides};
use crate::account::model::Scope;
use crate::baseline;
use crate::baseline::model::{Document, Metric, Sum};
use crate::db::Tx;
use crate::figures::model::{Counts, Fact, Total};
use crate::figures::service::Tellers;
use crate::kernel::window::Window;
use crate::server::Halt;
use crate::trends::rule::past::{Of, Past, Piece, Source};
use chrono::Datelike;
use uuid::Uuid;

/// A frozen year of this side that is counted from today's records, where the two have come to differ.
#[derive(Debug, Clone)]
pub struct Unfrozen {
    pub window: Window,
    pub document: Document,
    /// Accidents, deaths, serious injuries.
    pub frozen: [i64; 3],
    pub recorded: [i64; 3],
}

/// What frozen years of this side hold otherwise than the records that are shown.
///
/// # Errors
/// The database refused.
pub(super) async fn unfrozen(
    tx: &mut Tx,
    scope: &Scope,
    (asked, told): (&Asked, &Told),
    (sides, of): (&Sides, Of<'_>),
    running: i32,
) -> Result<Vec<Unfrozen>, Halt> {
    let mut all = Vec::new();
    for (window, _) in sides.years.iter().filter(|(_, origin)| *origin == Origin::Records) {
        let year = window.to().year();
        if year >= running {
            continue;
        }
        let held = match sides.known.get(&year) {
            Some(known) => Some((known.document.clone(), known.lines.clone())),
            None => baseline::service::lines_in_force(tx, scope, year).await?,
        };
        let Some((document, lines)) = held else { continue };
        let known = Known::new(document, lines, told, asked);
        let sums = |source: Source<'_>| -> Option<[i64; 3]> {
            let sum = |metric| Piece { window: *window, source }.sum(*window, of, metric).ok().map(|sum| sum.total);
            Some([sum(Metric::Incidents)?, sum(Metric::Deaths)?, sum(Metric::Serious)?])
        };
        let both = sums(known.source()).zip(sums(Source::Records(&sides.accidents)));
        if let Some((frozen, recorded)) = both.filter(|(frozen, recorded)| frozen != recorded) {
            all.push(Unfrozen { window: *window, document: known.document, frozen, recorded });
        }
    }
    Ok(all)
}

/// A figure of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frozen {
    sum: Sum,
    /// The parts of it that lie with enterprises that told headcounts, and hours; none where its rows do not say whose they are.
    based: Option<(i64, i64)>,
}

impl Sides {
    /// What a side comes to; none where it has no figure.
    pub(super) fn frozen(&self, side: &Past<'_>, of: Of<'_>, metric: Metric) -> Option<Frozen> {
        let sum = side.sum(of, metric).ok()?;
        Some(Frozen { sum, based: self.based(side, of, metric) })
    }

    /// Its parts above headcounts and above hours.
    pub(super) fn based(&self, side: &Past<'_>, of: Of<'_>, metric: Metric) -> Option<(i64, i64)> {
        let (mut staffed, mut timed) = (0, 0);
        for piece in side.windows.iter().flat_map(|(_, pieces)| pieces) {
            for at in piece.rows(of, metric).ok()? {
                let (owner, value) = self.owned(piece.window, piece.source, at, metric)?;
                let told = self.tellers.get(&piece.window);
                staffed += if told.is_some_and(|told| told.staff.contains(&owner)) { value } else { 0 };
                timed += if told.is_some_and(|told| told.time.contains(&owner)) { value } else { 0 };
            }
        }
        Some((staffed, timed))
    }

    /// Whose a row is, and what it adds; none where it does not say.
    fn owned(&self, window: Window, source: Source<'_>, at: usize, metric: Metric) -> Option<(Uuid, i64)> {
        match source {
            Source::Missing => None,
            Source::Records(accidents) => {
                let accident = accidents.get(at)?;
                Some((accident.enterprise, accident.value(metric).unwrap_or(0)))
            }
            Source::Baseline { rows, .. } => {
                let line = self.known.get(&window.to().year())?.lines.get(at)?;
                Some((line.enterprise.as_ref()?.0, rows.get(at)?.value(metric).unwrap_or(0)))
            }
        }
    }

    pub(super) fn told(&self, window: Window) -> Option<&Tellers> {
        self.tellers.get(&window)
    }
}

/// Earlier counts with the accidents that were frozen in place of those recorded: what is frozen is what counts. Where
/// nothing was frozen there is no figure, never the records'. Where accidents were frozen of which there is no record, what only
/// records tell of them is not known either.
///
/// Above a headcount or hours stand the frozen accidents of those who told them, whatever the records have become since. Where
/// rows do not say whose they are, there is a rate only if every enterprise told.
pub(super) fn official(mut counts: Counts, frozen: impl Fn(Metric) -> Option<Frozen>) -> Counts {
    for (metric, fact) in [
        (Metric::Incidents, Fact::Incidents),
        (Metric::Deaths, Fact::Deaths),
        (Metric::Serious, Fact::Serious),
        (Metric::Loss, Fact::Loss),
    ] {
        let recorded = counts.fact(fact);
        let Some(Frozen { sum, based }) = frozen(metric) else {
            counts.missing.insert(fact);
            continue;
        };
        counts.missing.remove(&fact);
        counts.unknown.insert(fact, sum.unknown);
        if metric == Metric::Incidents && sum.total > 0 && recorded.records == 0 {
            counts.missing.extend([Fact::Minor, Fact::LostDays, Fact::Away, Fact::Near, Fact::Uncounted]);
        }
        if based.is_none() && sum.total == recorded.amount {
            continue;
        }
        let (staffed, timed) = based.unwrap_or((sum.total, sum.total));
        counts.facts.insert(fact, Total { amount: sum.total, staffed, timed, ..recorded });
        if based.is_none() && sum.total > 0 {
            for (tellers, nobodys) in [(counts.staffed, &mut counts.nobodys.0), (counts.timed, &mut counts.nobodys.1)] {
                if tellers < counts.enterprises {
                    nobodys.insert(fact);
                }
            }
        }
    }
    counts
}
