//! Which enterprises filed anything for a year: what stands behind the filing share.
use super::store;
use crate::kernel::{Typed, text};
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// One enterprise and whether it had filed anything for the year.
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
    /// What was filed later is not counted.
    pub by: NaiveDate,
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
            by: text::date(&text::normal(fields.get("by"))).unwrap_or(today),
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
    let counts = store::filing(&mut tx, &scope, asked.town.as_deref(), (asked.year, asked.by, asked.by)).await?;
    let total = match asked.filed {
        Some(true) => counts.now,
        Some(false) => counts.roll - counts.now,
        None => counts.roll,
    };
    let wanted = store::Wanted {
        year: asked.year,
        by: asked.by,
        town: asked.town.as_deref(),
        filed: asked.filed,
        size: PAGE_SIZE,
        skip: (asked.page - 1) * PAGE_SIZE,
    };
    let found = store::filers(&mut tx, &scope, &wanted).await?;
    let filer = |row: store::FilerRow| Filer { id: row.id, name: row.name, town: row.town, filed: row.has_filed };
    Ok((found.into_iter().map(filer).collect(), total, towns))
}
