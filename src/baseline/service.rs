//! Making, freezing and reading baselines.
use super::model::{Baseline, Document, Frozen, Line, Metric, Origin, Resolution, Row, State, Sum};
use super::rule::{self, Cut, Why};
use super::store;
use crate::account::model::{Inspector, Scope};
use crate::audit::model::{Change, Entry};
use crate::audit::service::{Object, hex, history, note};
use crate::db::{Tx, next_number};
use crate::i18n::{self, Lang};
use crate::incident::group::Group;
use crate::kernel::form::TEXT_MAX;
use crate::kernel::intake;
use crate::kernel::window::Window;
use crate::kernel::{Reader, Typed, rulebook, what};
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use super::intake::{preview, upsert};
pub use super::store::ASIDE;

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

/// Every baseline, newest year and version first.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn list(ctx: &Ctx) -> Result<Vec<Document>, Halt> {
    ctx.scope()?;
    let mut tx = ctx.read().await?;
    Ok(store::list(&mut tx).await?)
}

/// Which rows of a baseline are asked for; none of it: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub window: Option<Window>,
    pub town: Option<String>,
    pub group: Option<Group>,
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
    /// Sums of [`Shown::lines`].
    pub sums: [(Metric, Sum); 4],
    /// Whether the rows still give the hash that was frozen; none for drafts and for readers of one town.
    pub sealed: Option<bool>,
    pub history: Vec<Entry>,
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
    drop(tx);
    let sealed = match (&document.frozen, scope == Scope::whole()) {
        (Some(frozen), true) => Some(seal(&document.baseline, &lines) == frozen.hash),
        _ => None,
    };
    let (why, lines) = match asked.window {
        Some(window) => match chosen(&document.baseline, &lines, window, asked) {
            Ok(found) => (None, found),
            Err(why) => (Some(why), lines),
        },
        None => (None, lines),
    };
    let sums = Metric::ALL.iter().map(|m| (*m, Sum::of(lines.iter().map(|l| &l.row), *m))).collect::<Vec<_>>();
    let sums = sums.try_into().map_err(|_| anyhow::anyhow!("four metrics"))?;
    Ok(Shown { document, why, lines, sums, sealed, history })
}

/// The rows of a baseline that the reader may see, as rows of the template. A computed one, which stands for one accident
/// in each row, is summed by month, town and industry: that is all the template can tell.
///
/// # Errors
/// [`Halt::Missing`] when there is no such baseline.
pub async fn lines(ctx: &Ctx, id: Uuid) -> Result<Vec<intake::Line>, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let document = store::get(&mut tx, id).await?.ok_or(Halt::Missing)?;
    let rows: Vec<Row> = store::lines(&mut tx, &scope, id).await?.into_iter().map(|line| line.row).collect();
    let rows = if document.baseline.resolution == Resolution::Day { rule::summed_by_month(&rows) } else { rows };
    let year = document.baseline.year;
    Ok(rows.iter().map(|row| intake::Line { enterprise: None, values: row.values(year) }).collect())
}

/// The rows behind one number of a comparison: the very rows its figure was added up from.
fn chosen(baseline: &Baseline, lines: &[Line], window: Window, asked: &Asked) -> Result<Vec<Line>, Why> {
    let rows: Vec<Row> = lines.iter().map(|line| line.row.clone()).collect();
    let cut = Cut { town: asked.town.as_deref(), group: asked.group, ..Cut::WHOLE };
    let found = rule::answering(baseline, &rows, window, cut)?;
    let kept = |row: &Row| asked.only.is_none_or(|metric| row.value(metric).is_some_and(|value| value > 0));
    Ok(found.into_iter().filter(|at| kept(&rows[*at])).map(|at| lines[at].clone()).collect())
}

/// The frozen baseline that comparisons with `year` use, with the rows this reader may see.
///
/// # Errors
/// The database refused.
pub async fn in_force(tx: &mut Tx, scope: &Scope, year: i32) -> Result<Option<(Document, Vec<Row>)>, Halt> {
    let found = lines_in_force(tx, scope, year).await?;
    Ok(found.map(|(document, lines)| (document, lines.into_iter().map(|line| line.row).collect())))
}

/// The same, with what each row was taken from.
///
/// # Errors
/// The database refused.
pub async fn lines_in_force(tx: &mut Tx, scope: &Scope, year: i32) -> Result<Option<(Document, Vec<Line>)>, Halt> {
    let Some(document) = store::latest_frozen(tx, year).await? else { return Ok(None) };
    let lines = store::lines(tx, scope, document.id).await?;
    Ok(Some((document, lines)))
}

/// SHA-256 over what the baseline is and all its rows, in hexadecimal.
fn seal(baseline: &Baseline, lines: &[Line]) -> String {
    hex(&Sha256::digest(rule::sealed_text(baseline, lines)))
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
            let (law, from) = (rule.law.clone(), i18n::short_date(rule.from));
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
    };
    store::insert(tx, &document).await?;
    for line in &lines {
        store::insert_line(tx, id, line).await?;
    }
    let changes =
        [Change::new("year", None, Some(year.to_string())), Change::new("rows", None, Some(lines.len().to_string()))];
    Ok(note(tx, ctx, "compute", object(id), &changes).await?)
}

/// What the person who freezes answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub as_of: NaiveDate,
    pub definition: String,
    pub note: Option<String>,
}

/// Freezes a draft: it gets the next number of its year and can never change again. Sent twice, it is frozen once.
///
/// # Errors
/// [`Halt::Missing`]; [`Halt::Refused`] for what is wrong with the words or an empty import; [`Halt::Conflict`] when it was
/// changed or frozen by somebody else meanwhile.
pub async fn freeze(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    whole_district(inspector)?;
    let mut tx = ctx.write().await?;
    let document = store::get(&mut tx, id).await?.ok_or(Halt::Missing)?;
    let mut read = Reader::new(typed);
    let as_of = read.date("as_of");
    let definition = read.text("definition", TEXT_MAX).map(|_| as_typed(typed, "definition"));
    let note = read.maybe_text("note", TEXT_MAX).map(|_| as_typed(typed, "note"));
    let revision = read.count("version");
    let first = NaiveDate::from_ymd_opt(document.baseline.year, 1, 1).unwrap_or(NaiveDate::MIN);
    if as_of.is_some_and(|day| day > ctx.today()) {
        read.problem::<()>("as_of", what!("baseline-as-of-late", today = ctx.today()));
    } else if as_of.is_some_and(|day| day < first) {
        read.problem::<()>("as_of", what!("baseline-as-of-early", first = first));
    }
    let (words, revision) = read.done(|| Some((Words { as_of: as_of?, definition: definition?, note }, revision?)))?;
    if let Some(frozen) = &document.frozen {
        return already_frozen(ctx, &document, frozen, &words);
    }
    if revision != document.revision {
        let who = document.author.clone();
        return Err(Halt::Conflict(vec![crate::kernel::Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    freeze_in(&mut tx, ctx, id, words).await?;
    Ok(tx.commit().await?)
}

/// Words of a document stay as they were typed, with their own punctuation; only line ends and outer blanks are made one.
fn as_typed(typed: &Typed, field: &str) -> String {
    let text = typed.get(field).replace("\r\n", "\n");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// The same words by the same person: the form was sent twice.
fn already_frozen(ctx: &Ctx, document: &Document, frozen: &Frozen, words: &Words) -> Result<(), Halt> {
    let baseline = &document.baseline;
    let same = words.as_of == baseline.as_of && words.definition == baseline.definition && words.note == document.note;
    if same && frozen.by == author(ctx) {
        return Ok(());
    }
    let what = what!("baseline-frozen", number = baseline.version, who = &frozen.by);
    Err(Halt::Conflict(vec![crate::kernel::Problem::new("", what)]))
}

/// Freezes in the caller's transaction and answers the number it got.
///
/// # Errors
/// [`Halt::Missing`] when there is no such draft; `baseline-empty`, `baseline-as-of-rows` for what its rows contradict.
pub async fn freeze_in(tx: &mut Tx, ctx: &Ctx, id: Uuid, words: Words) -> Result<i64, Halt> {
    let document = store::get(tx, id).await?.filter(Document::is_draft).ok_or(Halt::Missing)?;
    let lines = store::lines(tx, &Scope::whole(), id).await?;
    if lines.is_empty() && document.baseline.origin == Origin::Imported {
        return Err(Halt::field("", what!("baseline-empty")));
    }
    let last = lines.iter().filter_map(|line| rule::last_day(document.baseline.year, line.row.period)).max();
    if document.baseline.resolution == Resolution::Day
        && let Some(last) = last.filter(|last| *last > words.as_of)
    {
        return Err(Halt::field("as_of", what!("baseline-as-of-rows", last = last)));
    }
    let number = next_number(tx, &format!("baseline-{}", document.baseline.year)).await?;
    let baseline = Baseline { as_of: words.as_of, definition: words.definition, ..document.baseline };
    let frozen = Frozen { by: author(ctx), at: ctx.now, hash: seal(&baseline, &lines) };
    let changed = store::freeze(
        tx,
        &store::Freeze {
            id,
            revision: document.revision,
            number,
            as_of: baseline.as_of,
            definition: &baseline.definition,
            note: words.note.as_deref(),
            frozen: &frozen,
        },
    )
    .await?;
    if changed == 0 {
        return Err(Halt::Missing);
    }
    let changes = [
        Change::new("number", None, Some(number.to_string())),
        Change::new("as_of", Some(document.baseline.as_of.to_string()), Some(baseline.as_of.to_string())),
        Change::new("definition", Some(document.baseline.definition), Some(baseline.definition)),
        Change::new("note", document.note, words.note),
        Change::new("hash", None, Some(frozen.hash)),
    ];
    let changes: Vec<Change> = changes.into_iter().filter(|Change(_, from, to)| from != to).collect();
    note(tx, ctx, "freeze", object(id), &changes).await?;
    Ok(number)
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
        return Err(Halt::Conflict(vec![crate::kernel::Problem::new("", what)]));
    }
    store::discard(&mut tx, id).await?;
    let changes = [
        Change::new("year", Some(document.baseline.year.to_string()), None),
        Change::new("rows", Some(document.rows_count.to_string()), None),
    ];
    note(&mut tx, ctx, "discard", object(id), &changes).await?;
    Ok(tx.commit().await?)
}
