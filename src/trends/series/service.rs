//! One read for all charts: the running year's records, the baselines in force, the headcounts.
use super::model::{Asked, By, Event, Figures};
use crate::account::model::Scope;
use crate::baseline::model::{Document, Flag, Row};
use crate::baseline::rule::by_section;
use crate::baseline::service as baselines;
use crate::db::Tx;
use crate::enterprise::service::figures_of_year;
use crate::i18n::Lang;
use crate::kernel::window::Window;
use crate::server::{Ctx, Halt};
use crate::trends::rule::series::{self, Source, Told};
use crate::trends::store;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What a year was taken from.
#[derive(Debug, Clone)]
pub enum From {
    Records,
    Baseline(Box<Document>),
    /// There is no frozen baseline of it.
    Nothing,
}

/// Everything the page, the workbook and the pictures show.
#[derive(Debug, Clone)]
pub struct Charts {
    pub asked: Asked,
    pub today: NaiveDate,
    /// The towns to choose from; one at most for a reader of one town.
    pub towns: Vec<String>,
    /// The town all figures are of: the one asked for, or the reader's own.
    pub town: Option<String>,
    /// From the first year to the last.
    pub sources: Vec<(i32, From)>,
    /// What must be known of the baseline of a year beside the last year.
    pub flags: BTreeMap<i32, Vec<Flag>>,
    pub figures: Figures,
}

impl Charts {
    /// The baseline a year was read from.
    pub fn document(&self, year: i32) -> Option<&Document> {
        self.sources.iter().find(|(known, _)| *known == year).and_then(|(_, from)| match from {
            From::Baseline(document) => Some(document.as_ref()),
            From::Records | From::Nothing => None,
        })
    }

    /// Whether a year was counted by another definition than the last one: their counts stand side by side, and nothing is made
    /// of them.
    pub fn is_unlike(&self, year: i32) -> bool {
        let flags = |year: i32| self.flags.get(&year).into_iter().flatten();
        let redefined = |year: i32| flags(year).any(|flag| matches!(flag, Flag::Redefined(_)));
        year != self.asked.year && (redefined(year) || redefined(self.asked.year))
    }

    /// Of these years those that were counted by another definition than the last one, ascending.
    pub fn unlike(&self, years: impl Iterator<Item = i32>) -> Vec<i32> {
        years.filter(|year| self.is_unlike(*year)).collect()
    }

    /// Every baseline of which something must be known, with what the side beside it counts, in words: an earlier year stands
    /// beside the last one, the last one beside the year before.
    pub fn flagged(&self, lang: Lang) -> Vec<(&Document, &[Flag], String)> {
        let counts = |year: i32| match self.document(year) {
            Some(document) => baselines::definition_in(lang, &document.baseline),
            None => baselines::definition(lang, year),
        };
        let (last, mut found) = (self.asked.year, Vec::new());
        for (year, flags) in self.flags.iter().filter(|(_, flags)| !flags.is_empty()) {
            let beside = if *year == last { last - 1 } else { last };
            if let Some(document) = self.document(*year) {
                found.push((document, flags.as_slice(), counts(beside)));
            }
        }
        found
    }
}

/// Reads and adds up what was asked for.
///
/// # Errors
/// [`Halt::Missing`] for a town that is not there, or not for this reader; the database refused.
pub async fn charts(ctx: &Ctx, asked: Asked) -> Result<Charts, Halt> {
    let scope = ctx.scope()?;
    let today = ctx.today();
    let mut tx = ctx.read().await?;
    let towns = store::towns(&mut tx, &scope).await?;
    if asked.town.as_ref().is_some_and(|town| !towns.contains(town)) {
        return Err(Halt::Missing);
    }
    let town = asked.town.clone().or_else(|| scope.town().map(str::to_owned));
    let events = running_year(&mut tx, &scope, &asked, today).await?;
    let mut frozen: Vec<(Document, Vec<Row>, Vec<Option<Uuid>>)> = Vec::new();
    let mut flags = BTreeMap::new();
    for year in asked.years().filter(|year| *year < today.year()) {
        let found = baselines::lines_in_force(&mut tx, &scope, year).await?;
        if let Some((document, _)) = &found {
            flags.insert(year, baselines::flags(&mut tx, document, asked.year).await?);
        }
        frozen.extend(found.map(|(document, lines)| {
            let owners = lines.iter().map(|line| line.enterprise.as_ref().map(|(id, _)| *id)).collect();
            let rows: Vec<Row> = lines.into_iter().map(|line| line.row).collect();
            let rows = match asked.by {
                By::Industry => by_section(document.baseline.resolution, &rows),
                By::Town | By::Size => rows,
            };
            (document, rows, owners)
        }));
    }
    let roll = store::series::roll(&mut tx, &scope).await?;
    let mut headcounts: BTreeMap<i32, HashMap<Uuid, i64>> = BTreeMap::new();
    for year in asked.years() {
        let told = figures_of_year(&mut tx, &scope, i64::from(year)).await?;
        headcounts.insert(year, told.into_iter().map(|(id, figures)| (id, figures.headcount)).collect());
    }
    drop(tx);
    let mut years: BTreeMap<i32, Source<'_>> = frozen
        .iter()
        .map(|(document, rows, owners)| (document.baseline.year, Source::Baseline(&document.baseline, rows, owners)))
        .collect();
    if let Some(events) = &events {
        years.insert(today.year(), Source::Records(events));
    }
    let told = Told { today, years: &years, towns: &towns, roll: &roll, headcounts: &headcounts };
    let figures = series::figures(&told, &asked, town.as_deref());
    let from = |year: i32| match frozen.iter().find(|(document, ..)| document.baseline.year == year) {
        _ if year == today.year() => From::Records,
        Some((document, ..)) => From::Baseline(Box::new(document.clone())),
        None => From::Nothing,
    };
    let sources = asked.years().map(|year| (year, from(year))).collect();
    Ok(Charts { asked, today, towns, town, sources, flags, figures })
}

async fn running_year(tx: &mut Tx, scope: &Scope, asked: &Asked, today: NaiveDate) -> Result<Option<Vec<Event>>, Halt> {
    let window = Window::to_date(today);
    Ok(match asked.years().contains(&today.year()) {
        true => Some(store::series::events(tx, scope, window).await?),
        false => None,
    })
}

/// Whether pictures of dots can be made here: see [`super::paper`]. The first time it reads the disk.
pub fn has_pictures() -> bool {
    super::paper::has_fonts()
}
