//! Restatements: what the records say now of a year that was frozen, and what people decide about it.
//!
//! A recount is worked out each time it is looked at. It cannot be stale, there is never more than one of a year, and it
//! is gone when the change behind it is taken back. Only decisions are stored: the next version, or a refusal.
use super::{Besides, Words, author, freeze_with, object, settled_meanwhile, whole_district};
use crate::account::model::{Inspector, Scope};
use crate::audit::model::Change;
use crate::audit::service::{hex, history, note, queue};
use crate::baseline::model::{
    Became, Cause, Differences, Document, Line, Metric, Origin, Period, Place, Recount, Refusal, Resolution, State,
    Sums,
};
use crate::baseline::{rule, store};
use crate::db::Tx;
use crate::kernel::form::TEXT_MAX;
use crate::kernel::window::Window;
use crate::kernel::{Problem, Reader, Typed, Wan, what};
use crate::server::{Ctx, Halt};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The most records whose story is told one by one; the others are counted.
const CAUSES_MAX: usize = 200;

/// A version's neighbours among the versions of its year.
pub(super) struct Kin {
    pub earlier: Option<Document>,
    pub later: Option<Document>,
    pub differences: Option<Differences>,
}

/// What a version corrects and what corrects it; a draft would correct the version in force.
pub(super) async fn kin(tx: &mut Tx, scope: &Scope, document: &Document, lines: &[Line]) -> Result<Kin, Halt> {
    let later = match store::later(tx, document.id).await? {
        Some(id) => store::get(tx, id).await?,
        None => None,
    };
    let earlier = match document.restates {
        Some(id) => store::get(tx, id).await?,
        None if document.is_draft() => store::latest_frozen(tx, document.baseline.year).await?,
        None => None,
    };
    let Some(before) = &earlier else { return Ok(Kin { earlier, later, differences: None }) };
    let old = store::lines(tx, scope, before.id).await?;
    let places = rule::differing((before.baseline.resolution, &old), (document.baseline.resolution, lines));
    let mut differences = match store::differences(tx, document.id).await? {
        Some(kept) => kept,
        None => between(tx, (before, &old), (document.baseline.resolution, lines)).await?,
    };
    differences.places = places;
    if let Some(town) = scope.town() {
        differences = differences.seen_from(town);
    }
    Ok(Kin { earlier, later, differences: Some(differences) })
}

/// Everything that differs between a frozen version and other rows of its year, with the records behind it.
pub(super) async fn between(
    tx: &mut Tx,
    (earlier, old): (&Document, &[Line]),
    (resolution, new): (Resolution, &[Line]),
) -> Result<Differences, Halt> {
    let places = rule::differing((earlier.baseline.resolution, old), (resolution, new));
    let both = earlier.baseline.resolution == Resolution::Day && resolution == Resolution::Day;
    let found = if both { rule::differing_lines(old, new) } else { Vec::new() };
    let more = i64::try_from(found.len().saturating_sub(CAUSES_MAX)).unwrap_or(i64::MAX);
    let since = earlier.frozen.as_ref().map_or(earlier.created_at, |frozen| frozen.at);
    let mut causes = Vec::new();
    for (id, old, new) in found.into_iter().take(CAUSES_MAX) {
        causes.push(cause(tx, id, (old, new), since).await?);
    }
    Ok(Differences { places, causes, more })
}

/// The story of one accident since the freezing.
async fn cause(
    tx: &mut Tx,
    incident: Uuid,
    (old, new): (Option<&Line>, Option<&Line>),
    since: DateTime<Utc>,
) -> Result<Cause, Halt> {
    let now = store::now_of(tx, &Scope::whole(), incident).await?;
    let became = match (old, new, &now) {
        (Some(_), Some(_), _) => Became::Corrected,
        (None, _, Some(now)) if now.created_at >= since => Became::Recorded,
        (None, _, _) => Became::CountedNow,
        (Some(_), None, Some(_)) => Became::NotCounted,
        (Some(_), None, None) => Became::Gone,
    };
    let changes = rule::changed(old, new);
    let mut by = last_deed(tx, incident, since).await?;
    let moved = |Change(field, ..): &Change| field == "town" || field == "industry";
    if by.is_none()
        && changes.iter().any(moved)
        && became == Became::Corrected
        && let Some(now) = &now
    {
        by = last_deed(tx, now.enterprise_id, since).await?;
    }
    let mut filing = None;
    if became == Became::Gone {
        if let Some((id, number, who, at)) = store::undone_by(tx, incident).await? {
            filing = Some((id, number));
            by = who.zip(at);
        }
    } else if became == Became::Recorded
        && let Some(now) = &now
    {
        filing = now.filing_id.zip(now.filing_number.clone());
        by = by.or_else(|| now.sender.clone().zip(now.sent_at));
    }
    let line = new.or(old);
    let day = |line: &Line| if let Period::Day(day) = line.row.period { Some(day) } else { None };
    let mut towns: Vec<String> = [old, new].into_iter().flatten().filter_map(|line| line.row.town.clone()).collect();
    towns.dedup();
    Ok(Cause {
        incident,
        enterprise: line.and_then(|line| line.enterprise.clone()),
        day: line.and_then(day).or(now.map(|now| now.occurred_on)),
        towns,
        became,
        changes,
        by,
        filing,
    })
}

/// Who last wrote a thing since, by the trail.
async fn last_deed(tx: &mut Tx, object: Uuid, since: DateTime<Utc>) -> Result<Option<(String, DateTime<Utc>)>, Halt> {
    let entries = history(tx, object).await?;
    let last = entries.into_iter().find(|entry| entry.at > since && !entry.who.is_empty());
    Ok(last.map(|entry| (entry.who, entry.at)))
}

/// SHA-256 over rows, in hexadecimal.
pub(super) fn print(lines: &[Line]) -> String {
    hex(&Sha256::digest(rule::sealed_rows(lines).collect::<Vec<_>>().join("\n")))
}

/// The days that a computed baseline covers.
fn covered(document: &Document) -> Option<(NaiveDate, NaiveDate)> {
    let days = Window::year(document.baseline.year)?;
    Some((days.from(), days.to().min(document.baseline.as_of)))
}

/// What the records say now of the year of a frozen computed baseline: none while they say the same.
///
/// # Errors
/// The database refused.
pub async fn recount(tx: &mut Tx, scope: &Scope, document: &Document) -> Result<Option<Recount>, Halt> {
    if document.is_draft() || document.baseline.origin != Origin::Computed {
        return Ok(None);
    }
    let Some((from, to)) = covered(document) else { return Ok(None) };
    let old = store::lines(tx, &Scope::whole(), document.id).await?;
    let lines = store::counted(tx, from, to).await?;
    if rule::differing_lines(&old, &lines).is_empty() {
        return Ok(None);
    }
    let mut differences = between(tx, (document, &old), (Resolution::Day, &lines)).await?;
    if let Some(town) = scope.town() {
        let here = |lines: &[Line]| -> Vec<Line> {
            lines.iter().filter(|line| line.row.town.as_deref() == Some(town)).cloned().collect()
        };
        differences.places = rule::differing((Resolution::Day, &here(&old)), (Resolution::Day, &here(&lines)));
        differences = differences.seen_from(town);
        if differences.is_empty() {
            return Ok(None);
        }
    }
    let print = print(&lines);
    let refused = store::refusals(tx, document.id).await?.into_iter().find(|refusal| refusal.print == print);
    Ok(Some(Recount { lines, differences, print, refused }))
}

/// The figures of a restatement for the audit trail: of the whole, from what to what.
pub(super) fn told(differences: &Differences) -> Vec<Change> {
    let Some(whole) = differences.whole() else { return Vec::new() };
    let amount = |metric: Metric, sums: &Option<Sums>, at: usize| {
        let total = sums.as_ref()?[at].total;
        Some(if metric == Metric::Loss { Wan(total).to_string() } else { total.to_string() })
    };
    let change = |(at, metric): (usize, &Metric)| {
        let (old, new) = (amount(*metric, &whole.old, at), amount(*metric, &whole.new, at));
        (old != new).then(|| Change::new(metric.key(), old, new))
    };
    Metric::ALL.iter().enumerate().filter_map(change).collect()
}

/// Decides a restatement. Of a computed baseline the recount that was shown becomes the next version at once; of an
/// imported one a draft with all its rows is opened, to be put right by hand. Answers the new baseline. Sent twice, one effect.
///
/// # Errors
/// [`Halt::Missing`]; a reason is missing; [`Halt::Conflict`] when another version came first, or the records say
/// otherwise than what was shown.
pub async fn restate(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<Uuid, Halt> {
    whole_district(inspector)?;
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    let document = store::get(&mut tx, id).await?.filter(|document| !document.is_draft()).ok_or(Halt::Missing)?;
    let mut read = Reader::new(typed);
    let new = read.choice("id", |text| text.parse::<Uuid>().ok());
    let reason = read.text("reason", TEXT_MAX);
    let (new, reason) = read.done(|| Some((new?, reason?)))?;
    if let Some(made) = store::get(&mut tx, new).await? {
        return if made.restates == Some(id) { Ok(new) } else { Err(Halt::field("", what!("form-stale"))) };
    }
    let latest = store::latest_frozen(&mut tx, document.baseline.year).await?.ok_or(Halt::Missing)?;
    if latest.id != id {
        return Err(settled_meanwhile(&latest));
    }
    match document.baseline.origin {
        Origin::Computed => approve(&mut tx, ctx, &document, new, (reason, typed.get("seen"))).await?,
        Origin::Imported => {
            let lines = store::lines(&mut tx, &Scope::whole(), id).await?;
            copy(&mut tx, ctx, (&document, lines), new, Some(reason), None).await?;
        }
    }
    tx.commit().await?;
    Ok(new)
}

/// Makes the recount that was seen the next version.
async fn approve(
    tx: &mut Tx,
    ctx: &Ctx,
    document: &Document,
    new: Uuid,
    (reason, seen): (String, &str),
) -> Result<(), Halt> {
    let Some(recount) = recount(tx, &Scope::whole(), document).await? else {
        return Err(Halt::Conflict(vec![Problem::new("", what!("restatement-gone"))]));
    };
    if recount.print != seen {
        return Err(Halt::Conflict(vec![Problem::new("", what!("restatement-moved"))]));
    }
    // A version of part of a year stays of that part.
    let whole = document.baseline.as_of.year() > document.baseline.year;
    let as_of = if whole { ctx.today() } else { document.baseline.as_of };
    let definition = document.baseline.definition.clone();
    copy(tx, ctx, (document, recount.lines), new, Some(reason.clone()), None).await?;
    let besides = Besides { reason: Some(reason), alike: None };
    freeze_with(tx, ctx, new, Words { as_of, definition, note: None }, besides).await?;
    Ok(())
}

/// Opens a draft that corrects a frozen version, with these rows.
pub(super) async fn copy(
    tx: &mut Tx,
    ctx: &Ctx,
    (document, lines): (&Document, Vec<Line>),
    new: Uuid,
    reason: Option<String>,
    filing: Option<Uuid>,
) -> Result<Vec<Line>, Halt> {
    let judged = match document.baseline.origin {
        Origin::Computed => Some(rule::judged(document.baseline.year)),
        Origin::Imported => document.judged.clone(),
    };
    let mut draft = Document {
        id: new,
        note: None,
        author: author(ctx),
        created_at: ctx.now,
        frozen: None,
        filing: filing.map(|id| (id, String::new())),
        revision: 1,
        judged,
        restates: Some(document.id),
        reason: reason.clone(),
        refused: None,
        ..document.clone()
    };
    draft.baseline.state = State::Draft;
    draft.baseline.as_of = ctx.today();
    store::insert(tx, &draft).await?;
    // The cell an imported row came from is a cell of the earlier version's return: `cells` finds it there while the row stays.
    let lines: Vec<Line> = lines.into_iter().map(|line| Line { cell: None, ..line }).collect();
    for line in &lines {
        store::insert_line(tx, new, line).await?;
    }
    let mut changes = vec![
        Change::new("year", None, Some(document.baseline.year.to_string())),
        Change::new("restates", None, Some(document.baseline.version.to_string())),
    ];
    changes.extend(reason.map(|reason| Change::new("reason", None, Some(reason))));
    note(tx, ctx, "draft", object(new), &changes).await?;
    Ok(lines)
}

/// Refuses a restatement, with the reason: the recount of a frozen version, or a draft that would correct one. Both are kept.
/// Sent twice, it is refused once.
///
/// # Errors
/// [`Halt::Missing`]; a reason is missing; [`Halt::Conflict`] when the records say otherwise than what was shown, or the
/// draft was frozen meanwhile.
pub async fn refuse(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    whole_district(inspector)?;
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    let document = store::get(&mut tx, id).await?.ok_or(Halt::Missing)?;
    let mut read = Reader::new(typed);
    let reason = read.text("refusal", TEXT_MAX);
    let reason = read.done(|| reason)?;
    let (baseline, draft, print, differences) = if document.is_draft() {
        if document.refused.is_some() {
            return Ok(());
        }
        let lines = store::lines(&mut tx, &Scope::whole(), id).await?;
        let Some(earlier) = kin(&mut tx, &Scope::whole(), &document, &lines).await?.earlier else {
            return Err(Halt::field("", what!("restatement-none")));
        };
        let old = store::lines(&mut tx, &Scope::whole(), earlier.id).await?;
        let differences = between(&mut tx, (&earlier, &old), (document.baseline.resolution, &lines)).await?;
        (earlier.id, Some(id), print(&lines), differences)
    } else {
        if typed.get("seen").is_empty() {
            return Err(settled_meanwhile(&document));
        }
        let Some(recount) = recount(&mut tx, &Scope::whole(), &document).await? else {
            return Err(Halt::Conflict(vec![Problem::new("", what!("restatement-gone"))]));
        };
        if recount.print != typed.get("seen") {
            return Err(Halt::Conflict(vec![Problem::new("", what!("restatement-moved"))]));
        }
        if recount.refused.is_some() {
            return Ok(());
        }
        (id, None, recount.print, recount.differences)
    };
    let mut changes = told(&differences);
    changes.push(Change::new("reason", None, Some(reason.clone())));
    let refusal = Refusal { id: Uuid::now_v7(), draft, print, differences, reason, by: author(ctx), at: ctx.now };
    store::add_refusal(&mut tx, baseline, &refusal).await?;
    note(&mut tx, ctx, "refuse", object(id), &changes).await?;
    Ok(tx.commit().await?)
}

/// The frozen versions of a year side by side.
#[derive(Debug, Clone)]
pub struct Versions {
    pub year: i32,
    /// In order of their numbers.
    pub documents: Vec<Document>,
    /// Each place that any version tells of, with what each version says; the whole first.
    pub places: Vec<(Place, Vec<Option<Sums>>)>,
}

/// The versions of one year with their figures, as far as the reader sees.
///
/// # Errors
/// [`Halt::Missing`] when nothing of that year is frozen.
pub async fn versions(ctx: &Ctx, year: i32) -> Result<Versions, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let frozen = |document: &Document| document.baseline.year == year && !document.is_draft();
    let mut documents: Vec<Document> = store::list(&mut tx).await?.into_iter().filter(frozen).collect();
    documents.sort_by_key(|document| document.baseline.version);
    if documents.is_empty() {
        return Err(Halt::Missing);
    }
    let mut lines = Vec::new();
    for document in &documents {
        lines.push((document.baseline.resolution, store::lines(&mut tx, &scope, document.id).await?));
    }
    let sides: Vec<_> = lines.iter().map(|(resolution, lines)| (*resolution, lines.as_slice())).collect();
    Ok(Versions { year, documents, places: rule::side_by_side(&sides) })
}
