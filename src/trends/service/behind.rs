//! The rows behind one number of the comparison.
use super::{Asked, Compared, Known, Sides, sides};
use crate::baseline::model::{Metric, Period};
use crate::kernel::window::Window;
use crate::server::{Ctx, Halt};
use crate::trends::link::Side;
use crate::trends::model::Accident;
use crate::trends::rule::past::{Of, Past, Source};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// One row behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindRow {
    pub day: Option<NaiveDate>,
    /// Of a row that stands for a month or a year.
    pub window: Window,
    pub town: Option<String>,
    pub enterprise: Option<String>,
    pub owner: Option<Uuid>,
    pub label: Option<String>,
    /// Accidents, deaths, serious injuries, direct loss in 10⁻⁶ 万元; none: not known.
    pub figures: [Option<i64>; 4],
    /// The record, or the row's baseline with the row's number.
    pub incident: Option<Uuid>,
    pub baseline: Option<(Uuid, i64)>,
}

/// The rows behind one number of the comparison that was asked for: as many as it says, or the accidents that add up to it.
///
/// # Errors
/// As [`compare`]; [`Halt::Missing`] where the earlier side has no figure.
pub async fn behind(
    ctx: &Ctx,
    asked: Asked,
    side: Side,
    of: Of<'_>,
    metric: Metric,
) -> Result<(Compared, Vec<BehindRow>), Halt> {
    let (compared, sides) = sides(ctx, asked).await?;
    let of = Of { town: of.town.or(compared.town.as_deref()), ..of };
    let asked = match side {
        Side::Now => sides.present(),
        Side::Before => sides.past(&compared.pasts),
    };
    let rows = rows(&sides, &asked, of, metric)?;
    Ok((compared, rows))
}

/// The rows of one side behind a figure.
///
/// # Errors
/// [`Halt::Missing`] where it has none.
pub(super) fn rows(sides: &Sides, side: &Past<'_>, of: Of<'_>, metric: Metric) -> Result<Vec<BehindRow>, Halt> {
    let mut rows = Vec::new();
    for piece in side.windows.iter().flat_map(|(_, pieces)| pieces) {
        let found = piece.rows(of, metric).map_err(|_| Halt::Missing)?;
        let known = sides.known.get(&piece.window.to().year());
        rows.extend(found.into_iter().filter_map(|at| match piece.source {
            Source::Records(accidents) => Some(of_record(&accidents[at], piece.window)),
            _ => known.map(|known| of_line(known, at, piece.window)),
        }));
    }
    Ok(rows)
}

fn of_record(accident: &Accident, window: Window) -> BehindRow {
    BehindRow {
        day: Some(accident.day),
        window,
        town: Some(accident.town.clone()),
        enterprise: Some(accident.name.clone()),
        owner: Some(accident.enterprise),
        label: accident.label.clone(),
        figures: [Some(1), accident.deaths, accident.serious, accident.loss],
        incident: Some(accident.id),
        baseline: None,
    }
}

fn of_line(known: &Known, at: usize, window: Window) -> BehindRow {
    let line = &known.lines[at];
    let day = match line.row.period {
        Period::Day(day) => Some(day),
        _ => None,
    };
    let month = match line.row.period {
        Period::Month(month) => Window::month(known.baseline().year, month),
        _ => None,
    };
    BehindRow {
        day,
        window: month.unwrap_or(window),
        town: line.row.town.clone(),
        enterprise: line.enterprise.as_ref().map(|(_, name)| name.clone()),
        owner: line.enterprise.as_ref().map(|(id, _)| *id),
        label: line.category.clone(),
        figures: [line.row.incidents, line.row.deaths, line.row.serious, line.row.value(Metric::Loss)],
        incident: line.incident,
        baseline: Some((known.document.id, line.seq)),
    }
}
