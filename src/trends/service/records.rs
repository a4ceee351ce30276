//! The records behind one part of a measure: exactly those that it counts, or that add up to it.
use super::{Asked, Compared, Sides, sides};
use crate::baseline::model::{Metric, Sum};
use crate::figures;
use crate::figures::measure::{Base, Measure, Quantity};
use crate::figures::model::{Cut, Fact, Line, Lines, Place, Record, Slice};
use crate::figures::service::Meant;
use crate::kernel::Typed;
use crate::kernel::window::Window;
use crate::server::kept::Stand;
use crate::server::{Ctx, Halt};
use crate::trends::link::Side;
use crate::trends::model::Half;
use crate::trends::rule::measured::{self, Measured};
use crate::trends::rule::past::{Of, Past, Source};
use chrono::Datelike;
use uuid::Uuid;

/// What is looked at.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub measure: &'static Measure,
    pub half: Half,
    pub side: Side,
    /// One part of a cut by its name; of a cut by enterprise its id.
    pub part: Option<(Cut, String)>,
}

impl Chosen {
    /// Reads the address; none where it names no measure.
    pub fn read(fields: &Typed) -> Option<Chosen> {
        let cut = Cut::parse(fields.get("of-cut"));
        let name = Some(fields.get("of-part")).filter(|name| !name.is_empty());
        Some(Chosen {
            measure: Measure::find(fields.get("measure"))?,
            half: Half::parse(fields.get("half")).unwrap_or_default(),
            side: Side::parse(fields.get("side")),
            part: cut.zip(name).map(|(cut, name)| (cut, name.strip_prefix('-').unwrap_or(name).to_owned())),
        })
    }

    /// Whose records they are, where the cut is by enterprise.
    pub fn enterprise(&self) -> Option<Uuid> {
        let (_, id) = self.part.as_ref().filter(|(cut, _)| *cut == Cut::Enterprise)?;
        id.parse().ok()
    }

    /// What the records are counted as; none: the measure has no such half.
    pub fn quantity(&self) -> Option<Quantity> {
        match self.half {
            Half::Top => Some(self.measure.top),
            Half::Under => self.measure.under,
        }
    }
}

/// The records of one page behind a measure's half in the comparison that was asked for.
///
/// # Errors
/// As [`compare`](super::compare); [`Halt::Missing`] where the measure has no such half, or no value in this window.
pub async fn records(ctx: &Ctx, asked: Asked, chosen: &Chosen, slice: Slice) -> Result<(Compared, Lines), Halt> {
    let (compared, sides) = sides(ctx, Asked { cut: None, ..asked }).await?;
    let windows = compared.windows();
    let window = match chosen.side {
        Side::Now => windows.now,
        Side::Before => windows.last,
    };
    let measure = chosen.measure;
    let quantity = chosen.quantity().ok_or(Halt::Missing)?;
    let Measured { now, before, .. } = measured::both(measure, windows, &compared.counts);
    let value = match chosen.side {
        Side::Now => now,
        Side::Before => before,
    };
    if value.is_none() && chosen.part.is_none() || !measured::defined(measure, window) {
        return Err(Halt::Missing);
    }
    let scope = ctx.scope()?;
    let senders_of = compared.asked.same_senders.then(|| windows.now.to().year());
    let mut place = Place { town: compared.town.clone(), senders_of, ..Place::default() };
    let mut part = chosen.part.as_ref().map(|(cut, name)| (*cut, name.as_str()));
    if let Some((Cut::Enterprise, id)) = part {
        place.enterprise = Some(id.parse::<Uuid>().map_err(|_| Halt::Missing)?);
        part = None;
    }
    let meant = Meant { scope: &scope, place: &place, window, part };
    let base = measure.base().filter(|_| chosen.half == Half::Top);
    let mut tx = ctx.read().await?;
    let stand = Stand::of(ctx, &mut tx).await?;
    let facts = of_baselines(quantity);
    if facts.is_empty() || chosen.part.is_some() {
        return Ok((compared, figures::service::rows(&mut tx, meant, (quantity, base), slice).await?));
    }
    let of = Of { town: compared.town.as_deref(), ..Of::default() };
    let recorded = figures::service::whole(&mut tx, &stand, &scope, &place, window).await?;
    let side = sides.side(chosen.side, &compared.pasts);
    let mut all: Vec<Line> = Vec::new();
    for (fact, metric) in facts {
        let frozen = metric.filter(|_| side.is_frozen()).and_then(|metric| Some((metric, side.sum(of, metric).ok()?)));
        // Above a base those recorded are shown while they come to the same: several figures of an accident are one line there.
        let fact_of = recorded.fact(fact);
        let is_recorded = |metric, sum: &Sum| {
            let same = sides.based(&side, of, metric).is_none_or(|based| based == (fact_of.staffed, fact_of.timed));
            base.is_some() && sum.total == fact_of.amount && same
        };
        let frozen = frozen.filter(|(metric, sum)| !is_recorded(*metric, sum));
        all.extend(match frozen {
            Some((metric, _)) => sides.frozen_lines(&side, of, (metric, base))?,
            None => figures::service::rows(&mut tx, meant, (Quantity::Fact(fact), base), Slice::ALL).await?.lines,
        });
    }
    Ok((compared, Lines::page(together(all), slice)))
}

/// The facts of accidents that a quantity is made of, each with its figure in baselines; nothing where no baseline knows any.
fn of_baselines(quantity: Quantity) -> Vec<(Fact, Option<Metric>)> {
    let metric = |fact| match fact {
        Fact::Incidents => Some(Metric::Incidents),
        Fact::Deaths => Some(Metric::Deaths),
        Fact::Serious => Some(Metric::Serious),
        Fact::Loss => Some(Metric::Loss),
        _ => None,
    };
    match quantity {
        Quantity::Hurt => [Fact::Deaths, Fact::Serious, Fact::Minor].map(|fact| (fact, metric(fact))).to_vec(),
        Quantity::Fact(fact) if metric(fact).is_some() => vec![(fact, metric(fact))],
        _ => Vec::new(),
    }
}

/// Several figures of one record are one line.
fn together(lines: Vec<Line>) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    for line in lines {
        match all.iter_mut().find(|one| one.record == line.record) {
            Some(one) => one.amount += line.amount,
            None => all.push(line),
        }
    }
    all.sort_by_key(|line| line.day);
    all
}

impl Past<'_> {
    /// Whether any of it is told by a baseline.
    fn is_frozen(&self) -> bool {
        let mut pieces = self.windows.iter().flat_map(|(_, pieces)| pieces);
        pieces.any(|piece| matches!(piece.source, Source::Baseline { .. }))
    }
}

impl Sides {
    /// One side, of the earlier windows only the latest.
    fn side<'a>(&'a self, side: Side, pasts: &[Window]) -> Past<'a> {
        match side {
            Side::Now => self.present(),
            Side::Before => Past { windows: self.past(pasts).windows.into_iter().take(1).collect() },
        }
    }

    /// The frozen rows behind a figure; above a base, of those who told it, as far as rows say whose they are.
    fn frozen_lines(
        &self,
        side: &Past<'_>,
        of: Of<'_>,
        (metric, base): (Metric, Option<Base>),
    ) -> Result<Vec<Line>, Halt> {
        let mut rows = super::behind::rows(self, side, of, metric)?;
        if let Some(base) = base.filter(|_| self.based(side, of, metric).is_some()) {
            let pieces: Vec<Window> =
                side.windows.iter().flat_map(|(_, pieces)| pieces.iter().map(|piece| piece.window)).collect();
            let told = |row: &super::BehindRow| {
                let year = row.day.unwrap_or(row.window.to()).year();
                let tellers = pieces.iter().find(|piece| piece.to().year() == year).and_then(|piece| self.told(*piece));
                row.owner.zip(tellers).is_some_and(|(id, tellers)| match base {
                    Base::Staff => tellers.staff.contains(&id),
                    Base::Time => tellers.time.contains(&id),
                })
            };
            rows.retain(told);
        }
        let at = Metric::ALL.iter().position(|one| *one == metric).unwrap_or_default();
        let line = |row: super::BehindRow| {
            let record = match (row.baseline, row.incident) {
                (Some((id, seq)), _) => Record::Baseline(id, seq),
                (None, incident) => Record::Incident(incident?),
            };
            let amount = row.figures[at].filter(|amount| *amount != 0)?;
            let (day, enterprise, town) = (row.day, row.enterprise, row.town);
            Some(Line { record, day, enterprise, town, label: row.label, amount })
        };
        Ok(rows.into_iter().filter_map(line).collect())
    }
}
