//! Rows of the `baseline` template on their way into drafts. A return makes one draft for each year it speaks of.
use super::model::{Baseline, Document, Line, Origin, Period, Resolution, Row, State};
use super::service::{YEAR_MIN, author, definition_imported, object};
use super::{rule, store};
use crate::account::model::{Role, Scope};
use crate::audit::model::Change;
use crate::audit::service::note;
use crate::db::Tx;
use crate::kernel::intake::{self, Outcome, Values};
use crate::kernel::{Problem, Problems, What, what};
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use std::collections::BTreeMap;
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
/// frozen, changes nothing; any difference from a frozen one makes a new draft of the whole year.
///
/// # Errors
/// As for [`preview`].
pub async fn upsert(tx: &mut Tx, ctx: &Ctx, rows: &[intake::Row]) -> Result<Vec<Outcome>, Halt> {
    take(tx, ctx, rows, Do::Write).await
}

/// A row of the template, understood, with its place among the rows of the call.
struct Read {
    at: usize,
    year: i32,
    month: Option<i64>,
    row: Row,
    cell: (String, i64),
    filing: Uuid,
}

impl Read {
    fn key(&self) -> (Period, Option<&str>, Option<&str>) {
        key(&self.row)
    }
}

fn key(row: &Row) -> (Period, Option<&str>, Option<&str>) {
    (row.period, row.town.as_deref(), row.industry.as_deref())
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
        let (resolution, contradicting) = rule::resolution(&reads.iter().map(|r| r.month).collect::<Vec<_>>());
        for at in contradicting {
            outcomes[reads[at].at] = Some(wrong("month", what!("baseline-mixed", year = year)));
        }
        let reads: Vec<Read> = reads.into_iter().filter(|read| outcomes[read.at].is_none()).collect();
        for (at, outcome) in of_year(tx, ctx, year, resolution, &reads, how).await? {
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
    let month = values.count("month");
    let period = match month {
        None => Period::Year,
        Some(month) if (1..=12).contains(&month) => Period::Month(month as u32),
        Some(_) => {
            problems.push(Problem::new("month", what!("baseline-month")));
            Period::Year
        }
    };
    let row = Row {
        period,
        town: values.text("town").map(str::to_owned),
        industry: values.text("industry").map(str::to_owned),
        group: None,
        incidents: values.count("incidents"),
        deaths: values.count("deaths"),
        serious: values.count("serious"),
        loss: values.wan("loss"),
    };
    if (row.incidents, row.deaths, row.serious, row.loss) == (None, None, None, None) {
        problems.push(Problem::new("incidents", what!("baseline-no-figure")));
    }
    let cell = (given.source.sheet.clone(), given.source.row);
    if problems.is_empty() {
        Ok(Read { at, year, month, row, cell, filing: given.source.filing })
    } else {
        Err(problems)
    }
}

/// What becomes of the rows of one year, by their places in the call.
async fn of_year(
    tx: &mut Tx,
    ctx: &Ctx,
    year: i32,
    resolution: Resolution,
    reads: &[Read],
    how: Do,
) -> Result<Vec<(usize, Outcome)>, Halt> {
    let Some(first) = reads.first() else { return Ok(Vec::new()) };
    let mut own = None;
    for document in store::imported(tx, year).await? {
        let lines = store::lines(tx, &Scope::whole(), document.id).await?;
        let holds = |read: &Read| lines.iter().any(|line| line.row == read.row);
        // Fewer rows than the document has may be one part of a long return: its year is drafted whole.
        if reads.len() >= lines.len() && reads.iter().all(holds) {
            return Ok(reads.iter().map(|read| (read.at, Outcome::Same(document.id))).collect());
        }
        let ours = document.filing.as_ref().is_some_and(|(id, _)| *id == first.filing);
        if ours && document.is_draft() && own.is_none() {
            own = Some((document, lines));
        }
    }
    let (id, mut lines) = match own {
        Some((document, lines)) => {
            if how == Do::Write && resolution != document.baseline.resolution {
                store::set_resolution(tx, document.id, resolution).await?;
            }
            (document.id, lines)
        }
        None => (Uuid::now_v7(), Vec::new()),
    };
    if how == Do::Write && lines.is_empty() {
        open(tx, ctx, id, year, resolution, first.filing).await?;
    }
    let mut outcomes = Vec::new();
    for read in reads {
        let outcome = place(&mut lines, id, read);
        if how == Do::Write {
            write(tx, ctx, id, &lines, read, &outcome).await?;
        }
        outcomes.push((read.at, outcome));
    }
    Ok(outcomes)
}

async fn open(tx: &mut Tx, ctx: &Ctx, id: Uuid, year: i32, resolution: Resolution, filing: Uuid) -> Result<(), Halt> {
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
    };
    store::insert(tx, &document).await?;
    let changes = [Change::new("year", None, Some(year.to_string()))];
    Ok(note(tx, ctx, "import", object(id), &changes).await?)
}

/// Puts a row among the lines of the draft and says what that does.
fn place(lines: &mut Vec<Line>, id: Uuid, read: &Read) -> Outcome {
    let Some(line) = lines.iter_mut().find(|line| key(&line.row) == read.key()) else {
        let seq = lines.iter().map(|line| line.seq).max().unwrap_or(0) + 1;
        lines.push(Line {
            seq,
            row: read.row.clone(),
            category_code: None,
            category: None,
            enterprise: None,
            incident: None,
            cell: Some(read.cell.clone()),
        });
        return Outcome::New(id);
    };
    if line.row == read.row {
        return Outcome::Same(id);
    }
    if line.cell.as_ref().is_some_and(|(sheet, row)| (sheet, *row) != (&read.cell.0, read.cell.1)) {
        let row = line.cell.as_ref().map_or(0, |(_, row)| *row);
        return wrong("incidents", what!("baseline-twice", row = row));
    }
    let changes = figures(&line.row).into_iter().zip(figures(&read.row)).filter(|(old, new)| old != new);
    let changes: Vec<Change> = changes.map(|((name, old), (_, new))| Change::new(name, old, new)).collect();
    line.row = read.row.clone();
    line.cell = Some(read.cell.clone());
    Outcome::Changed(id, changes)
}

fn figures(row: &Row) -> [(&'static str, Option<String>); 4] {
    let count = |value: Option<i64>| value.map(|n| n.to_string());
    [
        ("incidents", count(row.incidents)),
        ("deaths", count(row.deaths)),
        ("serious", count(row.serious)),
        ("loss", row.loss.map(|loss| loss.to_string())),
    ]
}

async fn write(tx: &mut Tx, ctx: &Ctx, id: Uuid, lines: &[Line], read: &Read, outcome: &Outcome) -> Result<(), Halt> {
    let Some(line) = lines.iter().find(|line| key(&line.row) == read.key()) else { return Ok(()) };
    match outcome {
        Outcome::New(_) => store::insert_line(tx, id, line).await?,
        Outcome::Changed(_, changes) => {
            store::set_figures(tx, id, line).await?;
            note(tx, ctx, "correct", object(id), changes).await?;
        }
        Outcome::Same(_) | Outcome::Wrong(_) => {}
    }
    Ok(())
}
