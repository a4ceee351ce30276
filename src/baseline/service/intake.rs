//! Rows of the `baseline` template on their way into drafts. A return makes one draft for each year it speaks of.
//!
//! A year that is frozen already is corrected: its draft begins with every row of the version in force, and the rows that
//! the return tells otherwise replace theirs. A return that tells the year by other parts begins a draft of its own.
use super::correct::figures;
use super::restate::copy;
use super::{YEAR_MIN, author, definition_imported, object};
use crate::account::model::{Role, Scope};
use crate::audit::model::Change;
use crate::audit::service::note;
use crate::baseline::model::{Baseline, Document, Line, Metric, Origin, Period, Resolution, Row, State};
use crate::baseline::{rule, store};
use crate::db::Tx;
use crate::incident::category;
use crate::incident::group::Group;
use crate::kernel::intake::{self, Outcome, Values};
use crate::kernel::{Problem, Problems, Wan, What, what};
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What a call does with the rows it understood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Do {
    Tell,
    Write,
}

/// What would become of the rows; writes nothing. See [`intake`].
///
/// # Errors
/// [`Halt::Forbidden`] for anyone who does not answer for the whole district; the database refused.
pub async fn preview(tx: &mut Tx, ctx: &Ctx, rows: &[intake::Row]) -> Result<Vec<Outcome>, Halt> {
    take(tx, ctx, rows, Do::Tell).await
}

/// Writes the rows into drafts, one for each year. A year whose rows are those of an imported baseline already, draft or
/// frozen, changes nothing; any difference from the version in force makes a draft that corrects it.
///
/// # Errors
/// As for [`preview`].
pub async fn upsert(tx: &mut Tx, ctx: &Ctx, rows: &[intake::Row]) -> Result<Vec<Outcome>, Halt> {
    take(tx, ctx, rows, Do::Write).await
}

/// What a row is about: period, town, industry, type of accident as written.
type Key = (Period, Option<String>, Option<String>, Option<String>);

/// A row of the template, understood, with its place among the rows of the call.
struct Read {
    at: usize,
    year: i32,
    line: Line,
    filing: Uuid,
}

fn key(line: &Line) -> Key {
    (line.row.period, line.row.town.clone(), line.row.industry.clone(), line.category.clone())
}

/// By which parts a row tells its year.
fn shape(line: &Line) -> (bool, bool, bool, bool) {
    let row = &line.row;
    (row.period == Period::Year, row.town.is_some(), row.industry.is_some(), line.category.is_some())
}

async fn take(tx: &mut Tx, ctx: &Ctx, rows: &[intake::Row], how: Do) -> Result<Vec<Outcome>, Halt> {
    may(ctx)?;
    let newest = ctx.today().year();
    let mut outcomes: Vec<Option<Outcome>> = vec![None; rows.len()];
    let mut years: BTreeMap<i32, Vec<Read>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        match read(at, row, newest) {
            Ok(read) => years.entry(read.year).or_default().push(read),
            Err(problems) => outcomes[at] = Some(Outcome::Wrong(problems)),
        }
    }
    for (year, reads) in years {
        let told: Vec<Row> = reads.iter().map(|read| read.line.row.clone()).collect();
        for denied in rule::contradictions(&told, |at| reads[at].line.category.clone()) {
            let field = denied.metric.key();
            let amount =
                |value| if denied.metric == Metric::Loss { Wan(value).to_string() } else { format!("{value}") };
            let (stated, sum) = (amount(denied.stated), amount(denied.sum));
            outcomes[reads[denied.at].at] =
                Some(wrong(field, what!("baseline-mixed", year = year, stated = stated, sum = sum)));
        }
        let reads: Vec<Read> = reads.into_iter().filter(|read| outcomes[read.at].is_none()).collect();
        for (at, outcome) in of_year(tx, ctx, year, &reads, how).await? {
            outcomes[at] = Some(outcome);
        }
    }
    outcomes.into_iter().map(|o| o.ok_or_else(|| anyhow::anyhow!("a row without an outcome").into())).collect()
}

/// Figures of the district come from those who answer for all of it, or from the operator.
fn may(ctx: &Ctx) -> Result<(), Halt> {
    match ctx.actor.as_ref().map(|actor| &actor.role) {
        None => Ok(()),
        Some(Role::Inspector(inspector)) if inspector.town().is_none() => Ok(()),
        Some(_) => Err(Halt::Forbidden),
    }
}

fn wrong(field: &'static str, what: What) -> Outcome {
    Outcome::Wrong(vec![Problem::new(field, what)])
}

fn read(at: usize, given: &intake::Row, newest: i32) -> Result<Read, Problems> {
    let values: &Values = &given.values;
    let mut problems = Vec::new();
    let year = values.count("year").and_then(|year| i32::try_from(year).ok()).unwrap_or(0);
    if !(YEAR_MIN..=newest).contains(&year) {
        problems.push(Problem::new("year", what!("baseline-year", min = YEAR_MIN, max = newest)));
    }
    let period = match values.count("month") {
        None => Period::Year,
        Some(month) if (1..=12).contains(&month) => Period::Month(month as u32),
        Some(_) => {
            problems.push(Problem::new("month", what!("baseline-month")));
            Period::Year
        }
    };
    let (code, category) = typed(year, period, named(values, "category"));
    let row = Row {
        period,
        town: named(values, "town").map(str::to_owned),
        industry: named(values, "industry").map(str::to_owned),
        group: category.as_ref().map(|_| Group::of(code)),
        incidents: values.count("incidents"),
        deaths: values.count("deaths"),
        serious: values.count("serious"),
        loss: values.wan("loss"),
    };
    if (row.incidents, row.deaths, row.serious, row.loss) == (None, None, None, None) {
        problems.push(Problem::new("incidents", what!("baseline-no-figure")));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let line = Line {
        seq: 0,
        row,
        category_code: code.map(str::to_owned),
        category,
        enterprise: None,
        incident: None,
        cell: Some((given.source.sheet.clone(), given.source.row)),
    };
    Ok(Read { at, year, line, filing: given.source.filing })
}

/// The name in a cell; none where it stands for all of them together.
fn named<'a>(values: &'a Values, field: &str) -> Option<&'a str> {
    values.text(field).filter(|name| !rule::names_every(name))
}

/// The type of accident as written, with its code on the list in force at the end of the period, if it is on it.
fn typed(year: i32, period: Period, written: Option<&str>) -> (Option<&'static str>, Option<String>) {
    let Some(written) = written else { return (None, None) };
    let listed = rule::last_day(year, period).and_then(|day| category::normal(day, written));
    (listed.map(|(_, code, _)| code), Some(written.to_owned()))
}

/// The draft that rows of a year go to.
struct Target {
    id: Uuid,
    lines: Vec<Line>,
    places: HashMap<Key, usize>,
    /// Rows that stand as in the version the draft corrects: its id.
    earlier: Option<Uuid>,
}

impl Target {
    fn new(id: Uuid, lines: Vec<Line>, earlier: Option<Uuid>) -> Target {
        let places = lines.iter().enumerate().map(|(at, line)| (key(line), at)).collect();
        Target { id, lines, places, earlier }
    }

    /// Puts a row among the lines and says what that does, and whether there is a line more.
    fn place(&mut self, read: &Read) -> (Outcome, bool) {
        let Some(at) = self.places.get(&key(&read.line)).copied() else {
            let seq = self.lines.last().map_or(0, |line| line.seq) + 1;
            self.places.insert(key(&read.line), self.lines.len());
            self.lines.push(Line { seq, ..read.line.clone() });
            return (Outcome::New(self.id), true);
        };
        let line = &mut self.lines[at];
        if line.row == read.line.row {
            return (Outcome::Same(self.earlier.unwrap_or(self.id)), false);
        }
        if line.cell.is_some() && line.cell != read.line.cell {
            let row = line.cell.as_ref().map_or(0, |(_, row)| *row);
            return (wrong("incidents", what!("baseline-twice", row = row)), false);
        }
        let own = line.cell.is_some();
        let changes = figures(&line.row).into_iter().zip(figures(&read.line.row)).filter(|(old, new)| old != new);
        let changes: Vec<Change> = changes.map(|((name, old), (_, new))| Change::new(name, old, new)).collect();
        line.row = read.line.row.clone();
        line.cell.clone_from(&read.line.cell);
        (if own { Outcome::Changed(self.id, changes) } else { Outcome::New(self.id) }, false)
    }
}

/// What becomes of the rows of one year, by their places in the call.
async fn of_year(tx: &mut Tx, ctx: &Ctx, year: i32, reads: &[Read], how: Do) -> Result<Vec<(usize, Outcome)>, Halt> {
    let Some(first) = reads.first() else { return Ok(Vec::new()) };
    let mut own = None;
    for document in store::imported(tx, year).await? {
        let ours = document.filing.as_ref().is_some_and(|(id, _)| *id == first.filing);
        let lines = store::lines(tx, &Scope::whole(), document.id).await?;
        if ours && document.is_open() && own.is_none() {
            own = Some((document, lines));
            continue;
        }
        let known: HashMap<Key, &Row> = lines.iter().map(|line| (key(line), &line.row)).collect();
        // A long return comes in parts: rows that a document has already are the same, however many more it has.
        if reads.iter().all(|read| known.get(&key(&read.line)) == Some(&&read.line.row)) {
            return Ok(reads.iter().map(|read| (read.at, Outcome::Same(document.id))).collect());
        }
    }
    let given = rule::resolution(reads.iter().map(|read| &read.line.row));
    let mut target = match own {
        Some((document, lines)) => {
            if how == Do::Write && document.baseline.resolution == Resolution::Year && given == Resolution::Month {
                store::set_resolution(tx, document.id, given).await?;
            }
            Target::new(document.id, lines, document.restates)
        }
        None => begin(tx, ctx, (year, given), reads, how).await?,
    };
    let mut outcomes = Vec::new();
    for read in reads {
        let (outcome, more) = target.place(read);
        if how == Do::Write {
            write(tx, ctx, &target, read, (&outcome, more)).await?;
        }
        outcomes.push((read.at, outcome));
    }
    Ok(outcomes)
}

/// A new draft: a copy of the imported version in force when the rows tell the year by the same parts, else an empty one.
async fn begin(
    tx: &mut Tx,
    ctx: &Ctx,
    (year, given): (i32, Resolution),
    reads: &[Read],
    how: Do,
) -> Result<Target, Halt> {
    let id = Uuid::now_v7();
    let Some(filing) = reads.first().map(|read| read.filing) else { return Ok(Target::new(id, Vec::new(), None)) };
    let latest = store::latest_frozen(tx, year).await?;
    if let Some(earlier) = latest.as_ref().filter(|earlier| earlier.baseline.origin == Origin::Imported) {
        let lines = store::lines(tx, &Scope::whole(), earlier.id).await?;
        let shapes: BTreeSet<_> = lines.iter().map(shape).collect();
        if reads.iter().any(|read| shapes.contains(&shape(&read.line))) {
            let lines = if how == Do::Write {
                copy(tx, ctx, (earlier, lines), id, None, Some(filing)).await?
            } else {
                lines.into_iter().map(|line| Line { cell: None, ..line }).collect()
            };
            if how == Do::Write && given == Resolution::Month {
                store::set_resolution(tx, id, given).await?;
            }
            return Ok(Target::new(id, lines, Some(earlier.id)));
        }
    }
    if how == Do::Write {
        open(tx, ctx, id, (year, given), filing, latest.map(|earlier| earlier.id)).await?;
    }
    Ok(Target::new(id, Vec::new(), None))
}

async fn open(
    tx: &mut Tx,
    ctx: &Ctx,
    id: Uuid,
    (year, resolution): (i32, Resolution),
    filing: Uuid,
    restates: Option<Uuid>,
) -> Result<(), Halt> {
    let document = Document {
        id,
        baseline: Baseline {
            year,
            version: 0,
            state: State::Draft,
            origin: Origin::Imported,
            resolution,
            as_of: ctx.today(),
            definition: definition_imported(ctx.lang),
        },
        note: None,
        author: author(ctx),
        created_at: ctx.now,
        frozen: None,
        filing: Some((filing, String::new())),
        revision: 1,
        rows_count: 0,
        judged: None,
        restates,
        reason: None,
        refused: None,
    };
    store::insert(tx, &document).await?;
    let changes = [Change::new("year", None, Some(year.to_string()))];
    Ok(note(tx, ctx, "import", object(id), &changes).await?)
}

async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    target: &Target,
    read: &Read,
    (outcome, more): (&Outcome, bool),
) -> Result<(), Halt> {
    let Some(line) = target.places.get(&key(&read.line)).map(|at| &target.lines[*at]) else { return Ok(()) };
    match outcome {
        Outcome::New(_) if more => store::insert_line(tx, target.id, line).await?,
        // It takes the place of a row of the earlier version.
        Outcome::New(_) => store::set_figures(tx, target.id, line).await?,
        Outcome::Changed(_, changes) => {
            store::set_figures(tx, target.id, line).await?;
            note(tx, ctx, "correct", object(target.id), changes).await?;
        }
        Outcome::Same(_) | Outcome::Wrong(_) => {}
    }
    Ok(())
}
