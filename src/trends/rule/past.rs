//! One side of a comparison: pieces of frozen baselines, or of records of the year that is looked at.
use super::span;
use crate::baseline::model::{Baseline, Metric, Period, Resolution, Row, Sum};
use crate::baseline::rule::{self as baseline, Cut, Figure, Why};
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::trends::model::Accident;
use chrono::NaiveDate;

/// What a figure is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Of<'a> {
    pub town: Option<&'a str>,
    pub group: Option<Group>,
    /// A part of the cut that was asked for.
    pub part: Option<&'a str>,
}

impl Of<'_> {
    pub fn holds(&self, accident: &Accident) -> bool {
        self.town.is_none_or(|town| accident.town == town)
            && self.group.is_none_or(|group| accident.group == group)
            && self.part.is_none_or(|part| accident.part == part)
    }
}

/// Sums of counted accidents. A casualty figure not known yet adds nothing and is counted apart.
pub fn add<'a>(accidents: impl Iterator<Item = &'a Accident>, metric: Metric) -> Sum {
    accidents.map(|a| a.value(metric)).fold(Sum::default(), |sum, value| match value {
        Some(value) => Sum { total: sum.total + value, ..sum },
        None => Sum { unknown: sum.unknown + 1, ..sum },
    })
}

/// Where a piece's figures come from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A frozen baseline and its rows. `parts` names the part of the cut for each row where it is known; `among` tells for
    /// each row whether its enterprise is one of those that are looked at, and is none when all are.
    /// Where the cut is by industry, rows by month or year name their parts themselves.
    Baseline {
        baseline: &'a Baseline,
        rows: &'a [Row],
        parts: &'a [Option<String>],
        among: Option<&'a [Option<bool>]>,
        by_industry: bool,
    },
    /// Counted accidents, only of a year that is looked at.
    Records(&'a [Accident]),
    /// There is no frozen baseline of the year, or nothing was recorded yet.
    Missing,
}

/// Days of one calendar year of one side.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    pub window: Window,
    pub source: Source<'a>,
}

/// The windows of one side, each in its pieces.
#[derive(Debug, Clone, Default)]
pub struct Past<'a> {
    pub windows: Vec<(Window, Vec<Piece<'a>>)>,
}

/// Why there is no figure; none: there is no frozen baseline.
pub type WhyNot = Option<Why>;

impl Piece<'_> {
    /// # Errors
    /// Why this piece has no figure.
    pub fn sum(&self, window: Window, of: Of<'_>, metric: Metric) -> Result<Sum, WhyNot> {
        match self.source {
            Source::Missing => Err(None),
            Source::Records(accidents) => {
                let inside = accidents.iter().filter(|a| a.counted && window.contains(a.day) && of.holds(a));
                Ok(add(inside, metric))
            }
            Source::Baseline { baseline, rows, .. } => {
                let found = chosen(self.source, window, of).map_err(Some)?;
                let rows = || found.iter().map(|at| &rows[*at]);
                match baseline::sum(baseline, rows(), metric) {
                    Figure::Count(_) => Ok(Sum::of(rows(), metric)),
                    Figure::NoData(why) => Err(Some(why)),
                }
            }
        }
    }

    /// The places of the rows behind a figure, in the baseline or among the records.
    ///
    /// # Errors
    /// Why there is no figure.
    pub fn rows(&self, of: Of<'_>, metric: Metric) -> Result<Vec<usize>, WhyNot> {
        match self.source {
            Source::Missing => Err(None),
            Source::Records(accidents) => {
                let kept = |a: &Accident| {
                    let adds = metric == Metric::Incidents || a.value(metric).is_some_and(|value| value > 0);
                    a.counted && adds && self.window.contains(a.day) && of.holds(a)
                };
                Ok((0..accidents.len()).filter(|at| kept(&accidents[*at])).collect())
            }
            Source::Baseline { rows, .. } => {
                let mut found = chosen(self.source, self.window, of).map_err(Some)?;
                found.retain(|at| rows[*at].value(metric).is_some_and(|value| value > 0));
                Ok(found)
            }
        }
    }
}

/// The rows of a baseline behind a figure, by their places; none of any other source.
fn chosen(source: Source<'_>, window: Window, of: Of<'_>) -> Result<Vec<usize>, Why> {
    let Source::Baseline { baseline, rows, parts, among, by_industry } = source else { return Ok(Vec::new()) };
    // Figures added up elsewhere do not say of which enterprises they are, nor of which size; they may say of which industry.
    let by_day = baseline.resolution == Resolution::Day;
    if !by_day && (among.is_some() || of.part.is_some() && !by_industry) {
        return Err(Why::CutMissing);
    }
    let cut = Cut { town: of.town, group: of.group, industry: of.part.filter(|_| !by_day) };
    let mut found = baseline::answering(baseline, rows, window, cut)?;
    if let Some(among) = among {
        if found.iter().any(|at| among[*at].is_none()) {
            return Err(Why::CutMissing);
        }
        found.retain(|at| among[*at] == Some(true));
    }
    if let Some(part) = of.part.filter(|_| by_day) {
        found.retain(|at| parts.get(*at).and_then(Option::as_deref).unwrap_or_default() == part);
    }
    Ok(found)
}

impl<'a> Past<'a> {
    /// All the earlier years together.
    ///
    /// # Errors
    /// Why one of them has no figure: then there is none.
    pub fn sum(&self, of: Of<'_>, metric: Metric) -> Result<Sum, WhyNot> {
        self.sum_of(Some, of, metric)
    }

    /// The same for the days that stand beside those of `now` up to `until`; none where it has no figure.
    pub fn upto(&self, now: Window, until: NaiveDate, of: Of<'_>, metric: Metric) -> Option<Sum> {
        self.sum_of(|past| span::upto(now, past, until), of, metric).ok()
    }

    fn sum_of(&self, part: impl Fn(Window) -> Option<Window>, of: Of<'_>, metric: Metric) -> Result<Sum, WhyNot> {
        if self.windows.is_empty() {
            return Err(None);
        }
        let mut sum = Sum::default();
        for (window, pieces) in &self.windows {
            let Some(asked) = part(*window) else { return Err(None) };
            for piece in pieces {
                let inside = Window::new(piece.window.from().max(asked.from()), piece.window.to().min(asked.to()));
                let Some(inside) = inside else { continue };
                let one = piece.sum(inside, of, metric)?;
                sum = Sum { total: sum.total + one.total, unknown: sum.unknown + one.unknown };
            }
        }
        Ok(sum)
    }

    /// Names of towns that only the earlier side knows.
    pub fn towns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for piece in self.windows.iter().flat_map(|(_, pieces)| pieces) {
            match piece.source {
                Source::Baseline { rows, .. } => {
                    let inside = |row: &&Row| match row.period {
                        Period::Day(day) => piece.window.contains(day),
                        _ => true,
                    };
                    names.extend(rows.iter().filter(inside).filter_map(|row| row.town.as_deref()));
                }
                Source::Records(accidents) => {
                    let inside = accidents.iter().filter(|a| a.counted && piece.window.contains(a.day));
                    names.extend(inside.map(|a| a.town.as_str()));
                }
                Source::Missing => {}
            }
        }
        names
    }

    /// Names of the parts that the earlier side knows.
    pub fn parts(&self) -> Vec<&'a str> {
        let mut names = Vec::new();
        for piece in self.windows.iter().flat_map(|(_, pieces)| pieces) {
            match piece.source {
                Source::Baseline { rows, parts, .. } => {
                    let name = |(row, part): (&Row, &'a Option<String>)| match row.period {
                        Period::Day(day) => piece.window.contains(day).then(|| part.as_deref().unwrap_or_default()),
                        // Without a name it is a total of all parts.
                        Period::Month(_) | Period::Year => part.as_deref(),
                    };
                    names.extend(rows.iter().zip(parts).filter_map(name));
                }
                Source::Records(accidents) => {
                    let inside = accidents.iter().filter(|a| a.counted && piece.window.contains(a.day));
                    names.extend(inside.map(|a| a.part.as_str()));
                }
                Source::Missing => {}
            }
        }
        names
    }
}
