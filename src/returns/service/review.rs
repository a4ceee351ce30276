//! What the department decides about a sent return, each step with its line in the trail.
use super::super::cell::column_number;
use super::super::model::review::{Extent, Note, Noted, Touched, Verdict};
use super::super::model::{Filing, Listed, SheetSummary, Standing};
use super::super::rule::standing::{after, may_decide};
use super::super::staged::Staged;
use super::super::store;
use super::super::store::duty::Version;
use super::super::store::list::Filter;
use super::keep;
use super::look::{self, reader};
use super::mark::last_row;
use super::open::Open;
use super::trace::by_name;
use super::undo::title_of;
use crate::audit::model::Entry;
use crate::audit::service::{Object, history, note};
use crate::db::Tx;
use crate::db::aside::{self, State};
use crate::kernel::form::{LINE_MAX, Reader};
use crate::kernel::intake::Change;
use crate::kernel::{Problem, Typed, what};
use crate::server::{Ctx, Halt};
use uuid::Uuid;

/// Decides about a return over the version that was seen. Decided twice alike by the same person, it is decided once.
///
/// # Errors
/// Not the reviewer's to decide; remarks or a reason are missing; somebody else was first.
pub async fn decide(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    ctx.inspector()?;
    let (actor, scope) = (ctx.actor()?, ctx.scope()?);
    let verdict = Verdict::parse(typed.get("verdict")).ok_or_else(|| Halt::field("", what!("form-stale")))?;
    let extents = if verdict == Verdict::SendBack { extents(ctx, id).await? } else { Vec::new() };
    let mut tx = ctx.write().await?;
    let filing = store::filing(&mut tx, &reader(ctx, &scope), id).await?.ok_or(Halt::Missing)?;
    let to = after(verdict);
    let version: Option<i64> = typed.get("version").parse().ok();
    if filing.standing == to && version.is_some_and(|seen| seen < filing.version) {
        // By account, not by name: two reviewers may bear the same.
        let last = history(&mut tx, id).await?.into_iter().find(|line| line.deed == verdict.key());
        if last.is_some_and(|line| line.account_id == Some(actor.id)) {
            return Ok(());
        }
    }
    let conflict = |what| Halt::Conflict(vec![Problem::new("", what)]);
    may_decide(filing.standing, verdict, filing.account_id == actor.id).map_err(conflict)?;
    let notes = match verdict {
        Verdict::SendBack => Note::parse_all(typed.get("notes"), &extents)?,
        _ => Vec::new(),
    };
    let mut read = Reader::new(typed);
    let reason = match verdict {
        Verdict::Unlock => read.text("reason", LINE_MAX),
        _ => None,
    };
    let reason = read.done(|| Some(reason))?;
    let version = version.ok_or_else(|| Halt::field("", what!("form-stale")))?;
    if store::review::decide(&mut tx, (id, version), to, &actor.name, ctx.now).await? == 0 {
        let who = filing.reviewed.map(|(who, _)| who).unwrap_or(filing.sender);
        return Err(conflict(what!("changed-meanwhile", who = who)));
    }
    for remark in &notes {
        store::review::add_note(&mut tx, id, remark, &actor.name, ctx.now).await?;
    }
    let mut changes = vec![Change::new("state", Some(filing.standing.key().to_owned()), Some(to.key().to_owned()))];
    changes.extend(notes.iter().map(|note| Change::new("note", None, Some(written(note)))));
    changes.extend(reason.map(|reason| Change::new("reason", None, Some(reason))));
    let object = Object { noun: "filing", id: Some(id), enterprise: filing.enterprise_id };
    note(&mut tx, ctx, verdict.key(), object, &changes).await?;
    Ok(tx.commit().await?)
}

/// Cells beside and below a table that a remark may still name: there stand notes and signatures.
const BESIDE: u16 = 3;
const BELOW: u32 = 10;

/// How far each sheet of a return reaches, as far as that is known.
async fn extents(ctx: &Ctx, id: Uuid) -> Result<Vec<Extent>, Halt> {
    let filing = look::filing(ctx, id).await?;
    let staged = Staged::of(ctx.app.data(), id)?;
    let index =
        tokio::task::spawn_blocking(move || if staged.is_whole() { staged.index().map(Some) } else { Ok(None) });
    let index = index.await.map_err(|e| anyhow::anyhow!("reading an index stopped: {e}"))??;
    let mut found: Vec<Extent> = Vec::new();
    for (at, sheet) in filing.summary.sheets.iter().enumerate() {
        let info = &sheet.info;
        let columns = info.columns.iter().map(|c| &c.column).chain(info.unmatched.iter().map(|c| &c.column));
        let right = columns.chain(&info.marked).filter_map(|letters| column_number(letters)).max();
        let right = right.map_or(u16::MAX, |right| right + BESIDE);
        let header = info.header_rows.last().copied().unwrap_or(0);
        let rows = index.as_ref().filter(|_| info.template.is_some());
        let last = rows.map_or(u32::MAX, |index| last_row(index, at).max(header) + BELOW);
        let read = info.template.is_some();
        match found.iter_mut().find(|known| known.sheet == info.sheet) {
            Some(known) => (known.right, known.last) = (known.right.max(right), known.last.max(last)),
            None => found.push(Extent { sheet: info.sheet.clone(), right, last, read }),
        }
    }
    Ok(found)
}

/// A remark as one line.
pub fn written(note: &Note) -> String {
    let sheet = note.sheet.as_ref().map(|sheet| format!("{sheet}!")).unwrap_or_default();
    let cell = note.cell.as_ref().map(|cell| format!("{cell} ")).unwrap_or_default();
    format!("{sheet}{cell}{}", note.words)
}

/// What the page of a sent return shows beside the filing itself.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    pub notes: Vec<Noted>,
    pub history: Vec<Entry>,
    /// The other returns of the same periods, and this one.
    pub versions: Vec<Version>,
    /// (template, period) that it answers for.
    pub periods: Vec<(String, String)>,
    /// What it changed: record by record, from what to what.
    pub changed: Vec<Changed>,
    /// Changed records that are not listed.
    pub more: u64,
    /// What became of the rows that it did not take.
    pub open: Open,
}

/// What a return did to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    Added,
    Changed,
    /// It told the record no more, which went with it.
    Dropped,
}

impl Changed {
    /// The address of the training session it belongs to.
    pub fn session(&self) -> Option<String> {
        self.id.map(|id| format!("/training/{id}"))
    }
}

impl Did {
    pub fn key(self) -> &'static str {
        match self {
            Did::Added => "added",
            Did::Changed => "changed",
            Did::Dropped => "dropped",
        }
    }
}

/// One record that a return added, changed or dropped.
#[derive(Debug, Clone)]
pub struct Changed {
    pub did: Did,
    pub noun: String,
    /// Of the record's page, while it is there: its own id, or that of the session it belongs to.
    pub id: Option<Uuid>,
    pub title: String,
    pub changes: Vec<Change>,
}

/// Changed records on a page.
const CHANGED_MAX: usize = 200;

/// Remarks, versions, history and what it changed. Reps see no history of the department's; the remarks are for them.
///
/// # Errors
/// The database refused.
pub async fn beside(ctx: &Ctx, filing: &Filing) -> Result<Beside, Halt> {
    let mut tx = ctx.read().await?;
    let notes = store::review::notes(&mut tx, filing.id).await?;
    let history = history(&mut tx, filing.id).await?;
    let versions = match filing.enterprise_id {
        Some(enterprise) => store::duty::versions(&mut tx, filing.id, enterprise).await?,
        None => Vec::new(),
    };
    let periods = store::duty::periods(&mut tx, filing.id).await?;
    // A first return only adds; of a later one a reviewer needs to see what it adds too.
    let whole = !versions.is_empty() || !filing.summary.again.is_empty() || filing.summary.absent.dropped > 0;
    let (changed, more) = changed(&mut tx, filing.id, whole).await?;
    let open = super::open::of(&mut tx, filing).await?;
    Ok(Beside { notes, history, versions, periods, changed, more, open })
}

/// What a return did, record by record, and how many are not listed; what it added only when `whole` is asked for.
async fn changed(tx: &mut Tx, filing: Uuid, whole: bool) -> Result<(Vec<Changed>, u64), Halt> {
    let (mut found, mut more) = (Vec::new(), 0);
    for piece in store::trace::pieces(tx, filing, !whole).await? {
        let Some(aside) = keep::asides(&piece.template).iter().find(|a| a.table == piece.noun) else { continue };
        let mut add = |did: Did, state: Option<&State>, name: &str, changes: Vec<Change>| {
            if found.len() >= CHANGED_MAX {
                more += 1;
                return;
            }
            let title = state.map(|state| title_of(aside, state)).unwrap_or_default();
            let session = state.and_then(|state| state.get("session_id")?.as_str()?.parse().ok());
            let id = session.or_else(|| name.parse().ok()).filter(|_| did != Did::Dropped);
            found.push(Changed { did, noun: piece.noun.clone(), id, title, changes });
        };
        for state in &piece.what.gone {
            add(Did::Dropped, Some(state), &aside.name(state), Vec::new());
        }
        let (old, new): (Vec<Touched>, Vec<Touched>) =
            piece.what.more.into_iter().partition(|row| row.before.is_some());
        for row in old.into_iter().filter(|row| !row.changes.is_empty()) {
            add(Did::Changed, row.before.as_ref(), &row.name, row.changes);
        }
        if whole {
            let names: Vec<String> = piece.what.new.into_iter().chain(new.into_iter().map(|row| row.name)).collect();
            let ids: Vec<Uuid> = names.iter().take(CHANGED_MAX).filter_map(|name| aside::id_of(name)).collect();
            let states = by_name(aside, aside::states(tx, aside, &ids).await?);
            for name in &names {
                add(Did::Added, states.get(name), name, Vec::new());
            }
        }
    }
    Ok((found, more))
}

/// The returns that wait for the reviewer's decision, those that wait longest first, and how many there are.
///
/// # Errors
/// The reader is no inspector.
pub async fn to_review(ctx: &Ctx, page: i64, size: i64) -> Result<(Vec<Listed>, i64), Halt> {
    ctx.inspector()?;
    let filter = Filter {
        standing: Some(Standing::Sent),
        oldest_first: true,
        not_by: ctx.actor.as_deref().map(|actor| actor.id),
        ..Filter::default()
    };
    super::list(ctx, &filter, page, size).await
}

/// The names of the sheets that a remark may name.
pub fn sheets(filing: &Filing) -> Vec<String> {
    filing.summary.sheets.iter().filter(|sheet| sheet.tally.read > 0).map(SheetSummary::title).collect()
}
