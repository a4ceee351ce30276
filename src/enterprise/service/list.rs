//! Reading the roll: the list, one enterprise, the export, what a picker offers.
use crate::account::model::Scope;
use crate::audit::model::Entry;
use crate::enterprise::model::{Enterprise, Exposure, Listed, Wanted};
use crate::enterprise::rule::{YearFigures, year_figures};
use crate::enterprise::{spell, store};
use crate::kernel::intake::{LINES_MAX, Line};
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows on a page of the list.
pub const PAGE: i64 = 50;
/// Enterprises a picker offers at once.
const OFFERED: i64 = 10;

/// One page of the list and what its filters can be set to.
#[derive(Debug, Clone)]
pub struct Page {
    pub rows: Vec<Listed>,
    /// How many are wanted in all.
    pub total: i64,
    /// From 1; the last one when a later one was asked for.
    pub page: i64,
    pub towns: Vec<String>,
    pub industries: Vec<String>,
}

/// The page of the roll that is asked for.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn list(ctx: &Ctx, wanted: &Wanted) -> Result<Page, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let total = store::list::count(&mut tx, &scope, wanted).await?;
    let page = wanted.page.min(((total + PAGE - 1) / PAGE).max(1));
    let rows = store::list::list(&mut tx, &scope, wanted, (page - 1) * PAGE, PAGE).await?;
    let towns = match scope.town() {
        Some(town) => vec![town.to_owned()],
        None => store::towns(&mut tx).await?,
    };
    let mut industries = store::list::industries(&mut tx, &scope).await?;
    industries.sort_by_cached_key(|industry| (spell::plain(industry), industry.clone()));
    Ok(Page { rows, total, page, towns, industries })
}

/// Every enterprise that the list holds, in its order, as rows of a roll of the present year; one more than a workbook
/// takes when there are too many.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn lines(ctx: &Ctx, wanted: &Wanted) -> Result<Vec<Line>, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let rows = store::list::list(&mut tx, &scope, wanted, 0, LINES_MAX + 1).await?;
    let year = i64::from(ctx.today().year());
    let told: HashSet<Uuid> =
        store::exposures(&mut tx, &scope, None, Some(year)).await?.into_iter().map(|(id, _)| id).collect();
    let line = |row: Listed| {
        let headcount = row.headcount.filter(|_| told.contains(&row.id));
        Line { enterprise: None, values: row.values(headcount) }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// What returns told of headcount and hours, for every enterprise that the list holds; one more than a workbook takes when
/// there are too many. What only a roll told is on the roll.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn exposure_lines(ctx: &Ctx, wanted: &Wanted) -> Result<Vec<Line>, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let rows = store::list::list(&mut tx, &scope, wanted, 0, LINES_MAX + 1).await?;
    let mut told: HashMap<Uuid, Vec<Exposure>> = HashMap::new();
    for (id, exposure) in store::exposures(&mut tx, &scope, None, None).await? {
        told.entry(id).or_default().push(exposure);
    }
    let of = |row: &Listed| {
        let returned = told.remove(&row.id).into_iter().flatten().filter(|e| !e.from_roll);
        let id = row.id;
        returned.map(move |e| Line { enterprise: Some(id), values: e.values() }).collect::<Vec<_>>()
    };
    Ok(rows.iter().flat_map(of).take(LINES_MAX as usize + 1).collect())
}

/// The first enterprises that a text may mean, by name.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn offered(ctx: &Ctx, text: &str) -> Result<Vec<Listed>, Halt> {
    let wanted = Wanted { text: crate::kernel::text::normal(text), ..Wanted::default() };
    if wanted.text.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = ctx.read().await?;
    Ok(store::list::list(&mut tx, &ctx.scope()?, &wanted, 0, OFFERED).await?)
}

/// Everything an enterprise's own page says.
#[derive(Debug, Clone)]
pub struct Detail {
    pub enterprise: Enterprise,
    /// Names it no longer bears and until when it bore them, the latest first.
    pub former: Vec<(String, NaiveDate)>,
    /// The latest year first.
    pub years: Vec<YearFigures>,
    /// As told, by period.
    pub told: Vec<Exposure>,
    pub history: Vec<Entry>,
}

/// One enterprise.
///
/// # Errors
/// [`Halt::Missing`] when it is not there, or not for this reader to know about.
pub async fn detail(ctx: &Ctx, id: Uuid) -> Result<Detail, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let enterprise = store::of(&mut tx, &scope, id).await?.ok_or(Halt::Missing)?;
    let former = store::former_names(&mut tx, id).await?;
    let told: Vec<Exposure> =
        store::exposures(&mut tx, &scope, Some(id), None).await?.into_iter().map(|(_, told)| told).collect();
    let mut years: Vec<i64> = told.iter().map(|e| e.period.year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let years = years.into_iter().filter_map(|year| year_figures(year, &told)).collect();
    let history = crate::audit::service::history(&mut tx, id).await?;
    Ok(Detail { enterprise, former, years, told, history })
}

/// The name and the town of an enterprise, for the head of its records; `None` when it is not in scope.
///
/// # Errors
/// The database refused.
pub async fn of(tx: &mut crate::db::Tx, scope: &Scope, id: Uuid) -> Result<Option<Enterprise>, Halt> {
    Ok(store::of(tx, scope, id).await?)
}
