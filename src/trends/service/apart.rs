//! Whether anything is made of two counts, or they only stand side by side.
use super::{Behind, Compared};
use crate::baseline::model::Flag;
use crate::figures::measure::Measure;
use crate::kernel::window::Window;
use crate::trends::model::Cell;
use crate::trends::rule::{Change, Report, board, span};

/// Why nothing is made of two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// A year of either side was counted by another definition.
    Definition,
    /// These days stand on both sides, or in two years of a mean.
    Overlap(Window),
}

impl Compared {
    /// Whether a year of either side was counted by another definition: counts stand side by side, and nothing is made of them.
    pub fn is_unlike(&self) -> bool {
        let mut flags = self.behind.iter().chain(&self.here).flat_map(|one| &one.flags);
        flags.any(|flag| matches!(flag, Flag::Redefined(_)))
    }

    /// Whether this side runs over years that were counted by different definitions.
    pub fn is_mixed(&self) -> bool {
        let redefined = |one: &&Behind| one.flags.iter().any(|flag| matches!(flag, Flag::Redefined(_)));
        self.here.len() > 1 && self.here.iter().any(|one| redefined(&one))
    }

    /// Why counts only stand side by side; none: they are compared.
    pub fn apart(&self) -> Option<Apart> {
        let shared = || span::shared_days(self.windows()).map(Apart::Overlap);
        if self.is_unlike() { Some(Apart::Definition) } else { shared() }
    }

    /// One cell's comparison; of sides that are not comparable without percent and test, and while a casualty of either side is
    /// not known without a difference, too: fewer of those that are known is not fewer.
    pub fn report(&self, cell: &Cell) -> Option<Report> {
        let report = board::compared(cell, &self.rules)?;
        let alone = |change: Change| Some(Report { change, test: None, caution: None });
        if cell.is_open() {
            return alone(Change { percent: None, diff: None, ..report.change });
        }
        if self.apart().is_none() {
            return Some(report);
        }
        alone(Change { percent: None, ..report.change })
    }

    /// The headline's figure where the earlier side is a mean of years and this measure is one of those it is formed of.
    pub fn mean(&self, measure: &Measure) -> Option<&Cell> {
        let cell = self.board.headline.iter().find(|cell| cell.metric.key() == measure.key);
        cell.filter(|_| self.is_of_means())
    }

    /// Whether the earlier side is a mean of years.
    pub fn is_of_means(&self) -> bool {
        self.asked.against.years() > 1
    }
}
