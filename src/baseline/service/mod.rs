//! Making, freezing and reading baselines.
mod correct;
mod freeze;
mod intake;
mod restate;
mod used;

use super::model::{
    Baseline, Cell, Differences, Document, Line, Metric, Origin, Recount, Refusal, Resolution, Row, State, Sum, sums,
};
use super::rule::{self, Cut, Sealed, Why};
use super::store;
use crate::account::model::{Inspector, Scope};
use crate::audit::model::{Change, Entry};
use crate::audit::service::{Object, hex, history, note};
use crate::db::Tx;
use crate::i18n::{self, Lang};
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::kernel::{Problem, Reader, Typed, rulebook, what};
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

pub use super::store::ASIDE;
pub use correct::{correct_row, row_of};
pub use freeze::{Besides, Words, definition_in, freeze, freeze_in, freeze_with};
pub use intake::{preview, upsert};
pub use restate::{Versions, recount, refuse, restate, versions};
pub use used::{Beside, beside, flags, in_force, lines_in_force, years};

/// The first year a baseline can be of.
pub const YEAR_MIN: i32 = 1990;

pub(super) fn object(id: Uuid) -> Object {
    Object { noun: "baseline", id: Some(id), enterprise: None }
}

/// Whoever made it, by name; the command line has none.
pub(super) fn author(ctx: &Ctx) -> String {
    let operator = || i18n::words(ctx.lang, "baseline.operator").into_owned();
    ctx.actor.as_ref().map_or_else(operator, |actor| actor.name.clone())
}

/// Baselines speak for the whole district: an inspector of one town makes none.
fn whole_district(inspector: &Inspector) -> Result<(), Halt> {
    if inspector.town().is_some() { Err(Halt::Forbidden) } else { Ok(()) }
}

/// Every baseline, newest year and version first, and what waits to be decided.
#[derive(Debug, Clone)]
pub struct Listed {
    pub documents: Vec<Document>,
    /// Versions in force that the records no longer bear out, by year.
    pub waiting: Vec<(Document, Recount)>,
}

/// The list of baselines.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn list(ctx: &Ctx) -> Result<Listed, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let documents = store::list(&mut tx).await?;
    let mut waiting = Vec::new();
    let mut seen = None;
    for document in documents.iter().filter(|document| !document.is_draft()) {
        // Frozen ones come newest first within a year: the first is in force.
        if seen.replace(document.baseline.year) == Some(document.baseline.year) {
            continue;
        }
        if let Some(recount) = recount(&mut tx, &scope, document).await?.filter(|recount| recount.refused.is_none()) {
            waiting.push((document.clone(), recount));
        }
    }
    Ok(Listed { documents, waiting })
}

/// Which rows of a baseline are asked for; none of it: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub window: Option<Window>,
    pub town: Option<String>,
    pub group: Option<Group>,
    /// The letter of an industry's section; empty: of those whose industry nobody told.
    pub section: Option<String>,
    /// Only rows in which this figure is above zero.
    pub only: Option<Metric>,
}

/// A baseline with the rows that were asked for.
#[derive(Debug, Clone)]
pub struct Shown {
    pub document: Document,
    /// Why the baseline cannot answer what was asked; then every row is shown.
    pub why: Option<Why>,
    pub lines: Vec<Line>,
    /// Where imported rows were read, by their number.
    pub cells: BTreeMap<i64, Cell>,
    /// What the rows add up to, stated totals once.
    pub sums: [(Metric, Sum); 4],
    /// Whether the rows still give the hash that was frozen; none for drafts and for readers of one town.
    pub sealed: Option<bool>,
    pub history: Vec<Entry>,
    /// The version it corrects; for a draft the one in force, which it would correct.
    pub earlier: Option<Document>,
    /// The version that corrects it.
    pub later: Option<Document>,
    /// From the earlier version to this one.
    pub differences: Option<Differences>,
    /// What the records say now, where that differs.
    pub recount: Option<Recount>,
    pub refusals: Vec<Refusal>,
}

/// One baseline; a reader of one town sees that town's rows.
///
/// # Errors
/// [`Halt::Missing`] when there is no such baseline.
pub async fn show(ctx: &Ctx, id: Uuid, asked: &Asked) -> Result<Shown, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let document = store::get(&mut tx, id).await?.ok_or(Halt::Missing)?;
    let lines = store::lines(&mut tx, &scope, id).await?;
    let history = history(&mut tx, id).await?;
    let kin = restate::kin(&mut tx, &scope, &document, &lines).await?;
    let kept = store::differences(&mut tx, id).await?;
    let recount = if kin.later.is_none() { recount(&mut tx, &scope, &document).await? } else { None };
    let refusals = store::refusals(&mut tx, id).await?;
    let cells = cells(&mut tx, &scope, &document, &lines).await?;
    drop(tx);
    let sealed = match (&document.frozen, scope == Scope::whole()) {
        (Some(frozen), true) => Some(seal(&document, kept.as_ref(), &lines) == frozen.hash),
        _ => None,
    };
    let (why, lines) = match asked.window {
        Some(window) => match chosen(&document.baseline, &lines, window, asked) {
            Ok(found) => (None, found),
            Err(why) => (Some(why), lines),
        },
        None => (None, lines),
    };
    let rows: Vec<&Row> = lines.iter().map(|line| &line.row).collect();
    let added = if asked.window.is_some() && why.is_none() {
        sums(rows.iter().copied())
    } else {
        let owned: Vec<Row> = rows.into_iter().cloned().collect();
        let chosen = rule::totals(document.baseline.resolution, &owned);
        sums(chosen.iter().map(|at| &owned[*at]))
    };
    let [incidents, deaths, serious, loss] = added;
    let sums =
        [(Metric::Incidents, incidents), (Metric::Deaths, deaths), (Metric::Serious, serious), (Metric::Loss, loss)];
    let restate::Kin { earlier, later, differences } = kin;
    Ok(Shown { document, why, lines, cells, sums, sealed, history, earlier, later, differences, recount, refusals })
}

/// Where imported rows were read. A row that a correction took over untouched was read where the version it was copied from
/// read it: copies keep their numbers, so it is followed back through the versions until its own return.
///
/// # Errors
/// The database refused.
pub async fn cells(
    tx: &mut Tx,
    scope: &Scope,
    document: &Document,
    lines: &[Line],
) -> Result<BTreeMap<i64, Cell>, Halt> {
    let mut found = BTreeMap::new();
    let read = |of: &Document, line: &Line| {
        let (sheet, row) = line.cell.clone()?;
        Some(Cell { filing: of.filing.as_ref().map(|(id, _)| *id), sheet, row })
    };
    found.extend(lines.iter().filter_map(|line| Some((line.seq, read(document, line)?))));
    let copied = |line: &&Line| line.cell.is_none() && line.incident.is_none();
    let mut open: BTreeMap<i64, &Line> = lines.iter().filter(copied).map(|line| (line.seq, line)).collect();
    let (mut earlier, mut number) = (document.restates, i64::MAX);
    while let Some(id) = earlier.filter(|_| !open.is_empty() && document.baseline.origin == Origin::Imported) {
        let Some(of) = store::get(tx, id).await?.filter(|of| of.baseline.version < number) else { break };
        for line in store::lines(tx, scope, id).await? {
            if open.get(&line.seq).is_some_and(|copy| untouched(&line, copy))
                && let Some(cell) = read(&of, &line)
            {
                open.remove(&line.seq);
                found.insert(line.seq, cell);
            }
        }
        (earlier, number) = (of.restates, of.baseline.version);
    }
    Ok(found)
}

/// Whether a copied row still says what the earlier version's says.
fn untouched(line: &Line, copy: &Line) -> bool {
    let names = |line: &Line| (line.category_code.clone(), line.category.clone());
    line.row == copy.row && names(line) == names(copy)
}

/// Whether a baseline is a draft still.
///
/// # Errors
/// [`Halt::Missing`] when there is no such baseline.
pub async fn is_draft(ctx: &Ctx, id: Uuid) -> Result<bool, Halt> {
    ctx.scope()?;
    let mut tx = ctx.read().await?;
    Ok(store::get(&mut tx, id).await?.ok_or(Halt::Missing)?.is_draft())
}

/// The rows of a baseline that the reader may see, as rows of the template. A computed one, which stands for one accident
/// in each row, is summed by month, town and industry: that is all the template can tell.
///
/// # Errors
/// [`Halt::Missing`] when there is no such baseline.
pub async fn lines(ctx: &Ctx, id: Uuid) -> Result<Vec<crate::kernel::intake::Line>, Halt> {
    use crate::kernel::intake::{Line as Out, Values};
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let document = store::get(&mut tx, id).await?.ok_or(Halt::Missing)?;
    let lines = store::lines(&mut tx, &scope, id).await?;
    let year = document.baseline.year;
    let values: Vec<Values> = if document.baseline.resolution == Resolution::Day {
        let rows: Vec<Row> = lines.into_iter().map(|line| line.row).collect();
        rule::summed_by_month(&rows).iter().map(|row| row.values(year)).collect()
    } else {
        lines.iter().map(|line| line.row.values(year).with("category", line.category.clone())).collect()
    };
    Ok(values.into_iter().map(|values| Out { enterprise: None, values }).collect())
}

/// The rows behind one number of a comparison: the very rows its figure was added up from.
fn chosen(baseline: &Baseline, lines: &[Line], window: Window, asked: &Asked) -> Result<Vec<Line>, Why> {
    let mut rows: Vec<Row> = lines.iter().map(|line| line.row.clone()).collect();
    if asked.section.is_some() {
        rows = rule::by_section(baseline.resolution, &rows);
    }
    let cut = Cut { town: asked.town.as_deref(), group: asked.group, industry: asked.section.as_deref() };
    let found = rule::answering(baseline, &rows, window, cut)?;
    let kept = |row: &Row| asked.only.is_none_or(|metric| row.value(metric).is_some_and(|value| value > 0));
    Ok(found.into_iter().filter(|at| kept(&rows[*at])).map(|at| lines[at].clone()).collect())
}

/// SHA-256 over what the baseline is and all its rows, in hexadecimal.
fn seal(document: &Document, differences: Option<&Differences>, lines: &[Line]) -> String {
    let more = Sealed {
        judged: document.judged.as_ref(),
        restates: document.restates,
        reason: document.reason.as_deref(),
        differences,
    };
    hex(&Sha256::digest(rule::sealed_text(&document.baseline, &more, lines)))
}

/// A deed that somebody else was before: who settled which version.
fn settled_meanwhile(document: &Document) -> Halt {
    let who = document.frozen.as_ref().map(|frozen| frozen.by.clone()).unwrap_or_default();
    Halt::Conflict(vec![Problem::new("", what!("baseline-restated", number = document.baseline.version, who = who))])
}

/// What computed figures count, with the rules that judged them, in words.
pub fn definition(lang: Lang, year: i32) -> String {
    let days = Window::year(year).map_or((NaiveDate::MIN, NaiveDate::MAX), |w| (w.from(), w.to()));
    let in_force = rulebook::all().iter().filter(|rule| {
        rule.id == "incident.counted-loss" && rule.from <= days.1 && rule.to.is_none_or(|to| days.0 <= to)
    });
    let rules: Vec<String> = in_force
        .map(|rule| {
            let words = if lang == Lang::Zh { &rule.zh } else { &rule.en };
            let (law, from) = (i18n::law_name(lang, &rule.law), i18n::short_date(rule.from));
            let params = [("words", words.clone()), ("law", law), ("from", from), ("id", rule.id.clone())];
            i18n::code(lang, "baseline.definition", "rule", &params)
        })
        .collect();
    let rules =
        if rules.is_empty() { i18n::words(lang, "baseline.definition.no-rule").into_owned() } else { rules.concat() };
    i18n::code(lang, "baseline.definition", "computed", &[("rules", rules)])
}

/// What imported figures say of themselves until somebody words it better.
pub(super) fn definition_imported(lang: Lang) -> String {
    i18n::words(lang, "baseline.definition.imported").into_owned()
}

/// Computes a draft from the records of `typed.year`: one row for each counted accident. Sent twice, it makes one draft.
///
/// # Errors
/// The year is no year, not yet begun or before [`YEAR_MIN`]; an inspector of one town.
pub async fn compute(ctx: &Ctx, inspector: &Inspector, typed: &Typed) -> Result<Uuid, Halt> {
    whole_district(inspector)?;
    let mut read = Reader::new(typed);
    let id = read.choice("id", |text| text.parse::<Uuid>().ok());
    let year = read.count("year").and_then(|year| i32::try_from(year).ok());
    let newest = ctx.today().year();
    if year.is_some_and(|year| !(YEAR_MIN..=newest).contains(&year)) {
        read.problem::<()>("year", what!("baseline-year", min = YEAR_MIN, max = newest));
    }
    let (id, year) = read.done(|| Some((id?, year?)))?;
    let mut tx = ctx.write().await?;
    if store::get(&mut tx, id).await?.is_some() {
        return Ok(id);
    }
    draft_from_records(&mut tx, ctx, id, year, ctx.today()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Makes the draft of [`compute`] in the caller's transaction, with what was recorded up to `as_of`.
///
/// # Errors
/// The database refused.
pub async fn draft_from_records(tx: &mut Tx, ctx: &Ctx, id: Uuid, year: i32, as_of: NaiveDate) -> Result<(), Halt> {
    let days = Window::year(year).ok_or(Halt::Missing)?;
    let lines = store::counted(tx, days.from(), days.to().min(as_of)).await?;
    let document = Document {
        id,
        baseline: Baseline {
            year,
            version: 0,
            state: State::Draft,
            origin: Origin::Computed,
            resolution: Resolution::Day,
            as_of,
            definition: definition(ctx.lang, year),
        },
        note: None,
        author: author(ctx),
        created_at: ctx.now,
        frozen: None,
        filing: None,
        revision: 1,
        rows_count: 0,
        judged: Some(rule::judged(year)),
        restates: store::latest_frozen(tx, year).await?.map(|earlier| earlier.id),
        reason: None,
        refused: None,
    };
    store::insert(tx, &document).await?;
    for line in &lines {
        store::insert_line(tx, id, line).await?;
    }
    let changes =
        [Change::new("year", None, Some(year.to_string())), Change::new("rows", None, Some(lines.len().to_string()))];
    Ok(note(tx, ctx, "compute", object(id), &changes).await?)
}

/// Throws a draft away. Its audit lines stay.
///
/// # Errors
/// [`Halt::Missing`]; `baseline-frozen` for a frozen one, which nobody can throw away.
pub async fn discard(ctx: &Ctx, inspector: &Inspector, id: Uuid) -> Result<(), Halt> {
    whole_district(inspector)?;
    let mut tx = ctx.write().await?;
    let document = store::get(&mut tx, id).await?.ok_or(Halt::Missing)?;
    if let Some(frozen) = &document.frozen {
        let what = what!("baseline-frozen", number = document.baseline.version, who = &frozen.by);
        return Err(Halt::Conflict(vec![Problem::new("", what)]));
    }
    if let Some(refused) = &document.refused {
        return Err(Halt::Conflict(vec![Problem::new("", what!("baseline-refused", who = &refused.by))]));
    }
    store::discard(&mut tx, id).await?;
    let changes = [
        Change::new("year", Some(document.baseline.year.to_string()), None),
        Change::new("rows", Some(document.rows_count.to_string()), None),
    ];
    note(&mut tx, ctx, "discard", object(id), &changes).await?;
    Ok(tx.commit().await?)
}
