//! The list, one bulletin with its versions, the records behind a number, what changed between versions.
use super::super::model::{Bulletin, Cut, Figures, Gap, Key, Kind, Measure, Noun, Record, Said, State, Was, YEAR_MIN};
use super::super::rule::numbers::{self, Aligned};
use super::super::rule::{behind, count, differ, wording};
use super::super::store;
use crate::account::model::Scope;
use crate::audit::model::Entry;
use crate::audit::service::history;
use crate::baseline;
use crate::baseline::model::{Cell, Line, Row as BaselineRow};
use crate::db::Tx;
use crate::i18n::Lang;
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::kernel::{Typed, text};
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use uuid::Uuid;

/// Rows on one page of a list.
pub const PAGE_SIZE: i64 = 50;

/// What the list is narrowed to, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    pub kind: Option<Kind>,
    pub year: Option<i32>,
    /// The empty text stands for the whole district: `town=-`.
    pub town: Option<String>,
    pub state: Option<State>,
    /// From 1.
    pub page: i64,
}

/// The value of `town` in an address that asks for bulletins of the whole district.
pub const DISTRICT: &str = "-";

impl List {
    pub fn read(query: &Typed) -> List {
        let town = text::normal(query.get("town"));
        List {
            kind: Kind::parse(query.get("kind")),
            year: query.get("year").parse().ok().filter(|year| (YEAR_MIN..=2200).contains(year)),
            town: (!town.is_empty()).then(|| if town == DISTRICT { String::new() } else { town }),
            state: State::parse(query.get("state")),
            page: query.get("page").parse().unwrap_or(1_i64).clamp(1, 100_000),
        }
    }
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Lister {
    pub found: Vec<Bulletin>,
    pub total: i64,
    pub towns: Vec<String>,
    /// Whether the reader drafts bulletins.
    pub may_write: bool,
}

/// # Errors
/// The reader sees no records or one enterprise only; the database refused.
pub async fn list(ctx: &Ctx, asked: &List) -> Result<Lister, Halt> {
    let scope = reader(ctx)?;
    let mut tx = ctx.read().await?;
    let year = asked.year.and_then(Window::year).map(|window| (window.from(), window.to()));
    let wanted = store::Wanted { kind: asked.kind, year, town: asked.town.as_deref(), state: asked.state };
    let total = store::total(&mut tx, &scope, &wanted).await?;
    let found = store::list(&mut tx, &scope, &wanted, ((asked.page - 1) * PAGE_SIZE, PAGE_SIZE)).await?;
    let towns = store::towns(&mut tx, &scope).await?;
    Ok(Lister { found, total, towns, may_write: ctx.inspector().is_ok() })
}

/// Enterprises see no bulletins.
fn reader(ctx: &Ctx) -> Result<Scope, Halt> {
    let scope = ctx.scope()?;
    if scope.enterprise().is_some() { Err(Halt::Forbidden) } else { Ok(scope) }
}

/// The towns a new bulletin may be of.
///
/// # Errors
/// Nobody who drafts is signed in.
pub async fn choose(ctx: &Ctx) -> Result<Vec<String>, Halt> {
    ctx.inspector()?;
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    Ok(store::towns(&mut tx, &scope).await?)
}

/// One bulletin in full.
#[derive(Debug, Clone)]
pub struct Shown {
    pub bulletin: Bulletin,
    pub said: Said,
    pub figures: Figures,
    /// The words of each language beside those that the rules write, in the order of [`Lang::ALL`].
    pub aligned: [Aligned; 2],
    /// Every version of the document that the reader sees, the draft first.
    pub versions: Vec<Bulletin>,
    /// Whether everything stored still gives the hash it was issued with; none for drafts.
    pub sealed: Option<bool>,
    /// Whether records or baselines have changed since this draft was counted; none for issued ones.
    pub moved: Option<bool>,
    pub may_write: bool,
    pub history: Vec<Entry>,
}

impl Shown {
    pub fn aligned(&self, lang: Lang) -> &Aligned {
        &self.aligned[lang as usize]
    }

    pub fn paragraphs(&self, lang: Lang) -> Vec<Vec<(wording::Piece, bool)>> {
        numbers::pieces(self.said.of(lang == Lang::Zh), self.aligned(lang))
    }

    /// Whether it is the version that holds now.
    pub fn is_latest(&self) -> bool {
        self.versions.iter().all(|version| version.number <= self.bulletin.number)
    }
}

async fn load(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<(Bulletin, Said, Figures), Halt> {
    let bulletin = store::get(tx, scope, id).await?.ok_or(Halt::Missing)?;
    let (said, figures) = store::content(tx, id).await?.ok_or(Halt::Missing)?;
    Ok((bulletin, said, figures))
}

/// # Errors
/// [`Halt::Missing`] when there is no such bulletin, or not for this reader.
pub async fn show(ctx: &Ctx, id: Uuid) -> Result<Shown, Halt> {
    let scope = reader(ctx)?;
    let mut tx = ctx.read().await?;
    let (bulletin, said, figures) = load(&mut tx, &scope, id).await?;
    let versions = store::versions(&mut tx, &scope, &bulletin.series()).await?;
    let sealed = match &bulletin.issued {
        Some(issued) => {
            let serial = bulletin.serial.ok_or_else(|| anyhow::anyhow!("an issued bulletin without its number"))?;
            let numbers = (bulletin.number, serial);
            Some(super::seal(&mut tx, &bulletin, &said, numbers, issued).await? == issued.hash)
        }
        None => None,
    };
    let may_write = ctx.inspector().is_ok_and(|inspector| super::reaches(inspector, &bulletin).is_ok());
    let moved = if bulletin.is_draft() {
        let (fresh, _) = super::fill::fill(ctx, &mut tx, bulletin.period, bulletin.town.as_deref()).await?;
        Some(!fresh.same_counts(&figures))
    } else {
        None
    };
    let history = history(&mut tx, id).await?;
    let aligned = Lang::ALL.map(|lang| numbers::align(said.of(lang == Lang::Zh), &wording::paragraphs(lang, &figures)));
    Ok(Shown { bulletin, said, figures, aligned, versions, sealed, moved, may_write, history })
}

/// Which number is asked for: `of=now.deaths&town=…&category=…&industry=…`; the period's accidents when it says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub key: Key,
    pub cut: Cut,
}

impl Asked {
    /// None for a number that no bulletin has.
    pub fn read(query: &Typed) -> Option<Asked> {
        let of = query.get("of");
        let key = if of.is_empty() { Key::of(Was::Now) } else { Key::parse(of)? };
        let town = text::normal(query.get("town"));
        let industry = query.0.iter().find(|(name, _)| name == "industry").map(|(_, value)| text::normal(value));
        let cut =
            Cut { town: (!town.is_empty()).then_some(town), group: Group::parse(query.get("category")), industry };
        Some(Asked { key, cut })
    }
}

/// One row behind a number.
#[derive(Debug, Clone)]
pub enum Row {
    /// As it stood when it was counted, and what it adds.
    Record(Record, i64),
    /// A row of a frozen baseline, what it adds (none where it is blank), and where it was read.
    Baseline(Line, Option<i64>, Option<Cell>),
}

impl Row {
    pub fn adds(&self) -> Option<i64> {
        match self {
            Row::Record(_, adds) => Some(*adds),
            Row::Baseline(_, adds, _) => *adds,
        }
    }
}

/// The same dates of one earlier year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    pub window: Window,
    pub baseline: Option<Uuid>,
    pub count: Result<i64, Gap>,
}

/// The records behind one number.
#[derive(Debug, Clone)]
pub struct Behind {
    pub bulletin: Bulletin,
    pub asked: Asked,
    /// The days the number is of.
    pub window: Option<Window>,
    pub rows: Vec<Row>,
    pub sum: i64,
    /// The baseline the number is from.
    pub baseline: Option<(Uuid, i32, i64)>,
    /// For a mean: its years.
    pub years: Vec<Year>,
    /// Whether the reader sees one town's rows of a district's number.
    pub own_town: bool,
}

/// # Errors
/// [`Halt::Missing`] when there is no such bulletin for this reader, or no such number in it.
pub async fn behind(ctx: &Ctx, id: Uuid, asked: Asked) -> Result<Behind, Halt> {
    let scope = reader(ctx)?;
    let mut tx = ctx.read().await?;
    let (bulletin, _, figures) = load(&mut tx, &scope, id).await?;
    let period = bulletin.period;
    let mut cut = asked.cut.clone();
    cut.town = cut.town.or_else(|| bulletin.town.clone());
    let window = behind::window(&period, asked.key.was);
    let own_town = scope.town().is_some() && bulletin.town.is_none();
    let mut found = Behind {
        bulletin,
        asked: asked.clone(),
        window,
        rows: Vec::new(),
        sum: 0,
        baseline: None,
        years: Vec::new(),
        own_town,
    };
    if asked.key.was == Was::Mean {
        drop(tx);
        found.years = years(ctx, &figures, asked.key.measure, &cut).await?;
        return Ok(found);
    }
    let window = window.ok_or(Halt::Missing)?;
    match behind::noun(asked.key.was).filter(|_| window.from().year() == period.year() || !of_accidents(asked.key.was))
    {
        Some(noun) => {
            let records: Vec<Record> = store::records(&mut tx, &scope, id, noun).await?;
            let (rows, sum) = behind::behind(&period, asked.key, &cut, &records);
            found.rows = rows.into_iter().map(|(record, adds)| Row::Record(record.clone(), adds)).collect();
            found.sum = sum;
        }
        None => {
            drop(tx);
            let used = figures.baseline(window.from().year()).ok_or(Halt::Missing)?;
            found.baseline = Some((used.id, used.year, used.number));
            found.rows = lines(ctx, used.id, window, &cut, asked.key).await?;
            found.sum = found.rows.iter().filter_map(Row::adds).sum();
        }
    }
    Ok(found)
}

/// Numbers whose earlier period is answered by a baseline.
fn of_accidents(was: Was) -> bool {
    behind::noun(was).is_none_or(|noun| noun == Noun::Incident)
}

/// The rows of a frozen baseline behind a number. A frozen baseline never changes, so they are the rows that were counted.
async fn lines(ctx: &Ctx, id: Uuid, window: Window, cut: &Cut, key: Key) -> Result<Vec<Row>, Halt> {
    let shown = baseline::service::show(ctx, id, &baseline::service::Asked::default()).await?;
    let lines = shown.lines;
    let known = known(&shown.document, &lines);
    let places = if key.was == Was::LargerLast {
        count::larger_rows(&known, window, cut).unwrap_or_default()
    } else {
        let blank = cut.industry.as_deref() == Some("");
        let all = Cut { industry: cut.industry.clone().filter(|industry| !industry.is_empty()), ..cut.clone() };
        let found = baseline::rule::answering(&known.document, &known.rows, window, count::ask(&all));
        let found = found.unwrap_or_default();
        found.into_iter().filter(|at| !blank || known.rows[*at].industry.is_none()).collect()
    };
    let adds = |row: &BaselineRow| match key.measure {
        Measure::Incidents => row.incidents,
        Measure::Deaths => row.deaths,
        Measure::Serious => row.serious,
        Measure::Minor => None,
    };
    let cell = |line: &Line| shown.cells.get(&line.seq).cloned();
    let row = |at: usize| Row::Baseline(lines[at].clone(), adds(&known.rows[at]), cell(&lines[at]));
    // A row that adds nothing is not behind the number; a blank one is shown.
    Ok(places.into_iter().map(row).filter(|row| row.adds() != Some(0)).collect())
}

fn known(document: &baseline::model::Document, lines: &[Line]) -> count::Known {
    count::Known {
        used: super::super::model::Baseline {
            id: document.id,
            year: document.baseline.year,
            number: document.baseline.version,
            as_of: document.baseline.as_of,
            frozen_on: None,
            hash: String::new(),
            redefined: false,
            definition: document.baseline.definition.clone(),
            restated: None,
            unknown: false,
            waiting: false,
        },
        document: document.baseline.clone(),
        rows: lines.iter().map(|line| line.row.clone()).collect(),
    }
}

async fn years(ctx: &Ctx, figures: &Figures, measure: Measure, cut: &Cut) -> Result<Vec<Year>, Halt> {
    let mut all = Vec::new();
    for back in 1..=count::MEAN_YEARS {
        let window = figures.period.beside(figures.period.window, u32::try_from(back).unwrap_or_default());
        let baseline = figures.baseline(window.from().year()).map(|used| used.id);
        let count = match baseline {
            Some(id) => {
                let shown = baseline::service::show(ctx, id, &baseline::service::Asked::default()).await?;
                count::answer(Some(&known(&shown.document, &shown.lines)), window, measure, cut)
            }
            None => count::answer(None, window, measure, cut),
        };
        all.push(Year { window, baseline, count });
    }
    Ok(all)
}

/// What one version says otherwise than another of the same document.
#[derive(Debug, Clone)]
pub struct Between {
    pub older: Bulletin,
    pub newer: Bulletin,
    pub moved: Vec<differ::Moved>,
    /// The words of both, by language, where they differ.
    pub said: Vec<(Lang, String, String)>,
    pub remarks: Option<(Option<String>, Option<String>)>,
}

/// Sets a version beside the one that was issued before it; none for a first version.
///
/// # Errors
/// [`Halt::Missing`] when there is no such bulletin for this reader.
pub async fn between(ctx: &Ctx, shown: &Shown) -> Result<Option<Between>, Halt> {
    let scope = reader(ctx)?;
    let own = if shown.bulletin.is_draft() { i64::MAX } else { shown.bulletin.number };
    let before = shown.versions.iter().filter(|version| !version.is_draft() && version.number < own);
    let Some(older) = before.max_by_key(|version| version.number) else { return Ok(None) };
    let mut tx = ctx.read().await?;
    let (older, said, figures) = load(&mut tx, &scope, older.id).await?;
    let texts = Lang::ALL.map(|lang| {
        let zh = lang == Lang::Zh;
        (lang, said.of(zh).to_owned(), shown.said.of(zh).to_owned())
    });
    let remarks = (said.remarks.clone(), shown.said.remarks.clone());
    Ok(Some(Between {
        older,
        newer: shown.bulletin.clone(),
        moved: differ::moved(&figures, &shown.figures),
        said: texts.into_iter().filter(|(_, old, new)| old != new).collect(),
        remarks: (remarks.0 != remarks.1).then_some(remarks),
    }))
}
