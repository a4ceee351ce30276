//! The leader's page: one read, a few grouped queries, the sums in [`rule::board`].
use super::model::{Board, Filing, Windows};
use super::rule::board::{self, Last};
use super::store;
use crate::baseline;
use crate::baseline::model::Document;
use crate::kernel::Typed;
use crate::kernel::rulebook::{self, InForce};
use crate::kernel::{What, text, what};
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// What the reader asked for in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The last day of the window; today when the address names none, or one that cannot be.
    pub to: NaiveDate,
    pub town: Option<String>,
    /// What is wrong with the day that was asked for.
    pub problem: Option<What>,
}

impl Asked {
    /// Reads `to` and `town`. A day to come is refused: part of a year is never set beside more of another.
    pub fn read(fields: &Typed, today: NaiveDate) -> Asked {
        let typed = fields.get("to");
        let (to, problem) = match text::date(&text::normal(typed)) {
            _ if typed.is_empty() => (today, None),
            Some(day) if day <= today && day.year() > baseline::service::YEAR_MIN => (day, None),
            Some(_) => (today, Some(what!("trends-day", today = today))),
            None => (today, Some(what!("not-a-date"))),
        };
        let town = text::normal(fields.get("town"));
        Asked { to, town: (!town.is_empty()).then_some(town), problem }
    }
}

/// Everything the leader's page shows.
#[derive(Debug, Clone)]
pub struct Compared {
    pub asked: Asked,
    /// The towns the reader may choose from; one at most for a reader of one town.
    pub towns: Vec<String>,
    /// The town all figures are of: the one asked for, or the reader's own.
    pub town: Option<String>,
    pub board: Board,
    /// Last year's frozen baseline that was used.
    pub document: Option<Document>,
    pub filing: Filing,
    pub rules: InForce,
}

impl Compared {
    pub fn windows(&self) -> &Windows {
        &self.board.windows
    }

    pub fn document_id(&self) -> Option<Uuid> {
        self.document.as_ref().map(|document| document.id)
    }
}

/// Compares this year to `asked.to` with the same dates of last year.
///
/// # Errors
/// [`Halt::Missing`] for a town that is not there, or not for this reader; the database refused.
pub async fn compare(ctx: &Ctx, asked: Asked) -> Result<Compared, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let towns = store::towns(&mut tx, &scope).await?;
    if asked.town.as_ref().is_some_and(|town| !towns.contains(town)) {
        return Err(Halt::Missing);
    }
    let town = asked.town.clone().or_else(|| scope.town().map(str::to_owned));
    let year = asked.to.year();
    let last = baseline::service::in_force(&mut tx, &scope, year - 1).await?;
    let windows = board::windows(asked.to, last.as_ref().map(|(document, _)| document.baseline.resolution));
    let accidents = store::accidents(&mut tx, &scope, town.as_deref(), windows.now).await?;
    let filing = store::filing(&mut tx, &scope, town.as_deref(), year).await?;
    drop(tx);
    let side = last.as_ref().map(|(document, rows)| Last { baseline: &document.baseline, rows });
    let board = board::board(&accidents, side, windows, &towns, town.as_deref());
    let rules = rulebook::at(asked.to);
    Ok(Compared { asked, towns, town, board, document: last.map(|(document, _)| document), filing, rules })
}

/// One enterprise and whether it filed anything for the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filer {
    pub id: Uuid,
    pub name: String,
    pub town: String,
    pub filed: bool,
}

/// Which enterprises are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filers {
    pub year: i32,
    pub town: Option<String>,
    /// None: both.
    pub filed: Option<bool>,
    /// From 1.
    pub page: i64,
}

/// Rows on one page of a list.
pub const PAGE_SIZE: i64 = 50;

impl Filers {
    pub fn read(fields: &Typed, today: NaiveDate) -> Filers {
        let town = text::normal(fields.get("town"));
        Filers {
            year: fields.get("year").parse().ok().filter(|year| (1900..=2200).contains(year)).unwrap_or(today.year()),
            town: (!town.is_empty()).then_some(town),
            filed: match fields.get("filed") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            page: fields.get("page").parse().unwrap_or(1_i64).clamp(1, 1_000_000),
        }
    }
}

/// A page of enterprises, how many there are in all, and the towns to choose from.
///
/// # Errors
/// [`Halt::Missing`] for a town that is not there, or not for this reader; the database refused.
pub async fn filers(ctx: &Ctx, asked: &Filers) -> Result<(Vec<Filer>, i64, Vec<String>), Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let towns = store::towns(&mut tx, &scope).await?;
    if asked.town.as_ref().is_some_and(|town| !towns.contains(town)) {
        return Err(Halt::Missing);
    }
    let counts = store::filing(&mut tx, &scope, asked.town.as_deref(), asked.year).await?;
    let total = match asked.filed {
        Some(true) => counts.now,
        Some(false) => counts.roll - counts.now,
        None => counts.roll,
    };
    let wanted = store::Wanted {
        year: asked.year,
        town: asked.town.as_deref(),
        filed: asked.filed,
        size: PAGE_SIZE,
        skip: (asked.page - 1) * PAGE_SIZE,
    };
    let found = store::filers(&mut tx, &scope, &wanted).await?;
    let filer = |row: store::FilerRow| Filer { id: row.id, name: row.name, town: row.town, filed: row.has_filed };
    Ok((found.into_iter().map(filer).collect(), total, towns))
}
