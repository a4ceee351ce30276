//! Taking back what a return did: new rows go, changed ones are as before. What somebody changed since stays, and is told.
use super::super::model::review::{Stuck, Touched, UndoWish, Undone, Why};
use super::super::model::{Filing, Standing};
use super::super::rule::standing::{Undoer, may_undo};
use super::super::staged::Staged;
use super::super::store;
use super::keep;
use super::look::reader;
use super::trace::by_name;
use super::upload::reach;
use crate::account::model::Role;
use crate::audit::service::{Object, note};
use crate::db::Tx;
use crate::db::aside::{self, Aside, State};
use crate::kernel::intake::Change;
use crate::kernel::{Problem, Typed, what};
use crate::server::{Ctx, Halt};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

/// The most rows that are listed as not taken back.
const STUCK_MAX: usize = 50;

/// As whom the reader may undo this filing, if at all.
pub fn undoer(ctx: &Ctx, filing: &Filing) -> Option<Undoer> {
    let Some(actor) = ctx.actor.as_deref() else { return Some(Undoer::Department) };
    match &actor.role {
        Role::Rep(rep) => (filing.enterprise_id == Some(rep.enterprise())).then_some(Undoer::Sender),
        Role::Inspector(_) if actor.id == filing.account_id && filing.standing != Standing::Accepted => {
            Some(Undoer::Sender)
        }
        Role::Inspector(_) => Some(Undoer::Department),
        Role::Leader(_) | Role::Admin(_) => None,
    }
}

/// Undoes a sent return. When rows were changed since, nothing is done and they are listed, unless `rest` says that the
/// others shall go anyway. Undone twice, it is undone once.
///
/// # Errors
/// It is not the reader's to undo; a reason is missing; rows cannot be taken back; it keeps no trace.
pub async fn undo(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let scope = reach(ctx)?;
    let mut tx = ctx.write().await?;
    let filing = store::filing(&mut tx, &reader(ctx, &scope), id).await?.ok_or(Halt::Missing)?;
    let who = undoer(ctx, &filing).ok_or(Halt::Forbidden)?;
    if filing.standing == Standing::Undone {
        return Ok(());
    }
    let needs_reason = may_undo(filing.standing, who).map_err(|what| Halt::Conflict(vec![Problem::new("", what)]))?;
    let wish = UndoWish::parse(typed, needs_reason)?;
    crate::audit::service::queue(&mut tx).await?;
    let tally = filing.summary.tally;
    if !filing.is_nil() && tally.new + tally.changed > 0 && store::trace::count(&mut tx, id).await? == 0 {
        return Err(Halt::Conflict(vec![Problem::new("", what!("undo-no-trace"))]));
    }
    let by = ctx.actor.as_deref().map(|actor| actor.name.clone()).unwrap_or_default();
    if store::review::decide(&mut tx, (id, filing.version), Standing::Undone, &by, ctx.now).await? == 0 {
        let who = filing.reviewed.map(|(who, _)| who).unwrap_or(filing.sender);
        return Err(Halt::Conflict(vec![Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    let taken_back = take_back(&mut tx, ctx, id).await?;
    if taken_back.stuck_count > 0 && !wish.rest {
        return Err(Halt::Conflict(told(&taken_back)));
    }
    let undone = Undone { by, at: Some(ctx.now), reason: wish.reason, ..taken_back };
    store::trace::unfile(&mut tx, id).await?;
    let mut summary = filing.summary.clone();
    summary.undone = Some(undone.clone());
    store::review::summarise(&mut tx, id, &summary).await?;
    let count = |name, n: u64| Change::new(name, None, Some(n.to_string()));
    let changes = [
        Change::new("state", Some(filing.standing.key().to_owned()), Some(Standing::Undone.key().to_owned())),
        count("removed", undone.removed),
        count("restored", undone.restored),
        count("stuck", undone.stuck_count),
        Change::new("reason", None, undone.reason),
    ];
    let object = Object { noun: "filing", id: Some(id), enterprise: filing.enterprise_id };
    note(&mut tx, ctx, "take-back", object, &changes).await?;
    tx.commit().await?;
    Staged::of(ctx.app.data(), id)?.remove();
    Ok(())
}

/// The rows that stand in the way, as problems of the form.
fn told(found: &Undone) -> Vec<Problem> {
    let head = match found.removed + found.restored {
        0 => what!("undo-stuck-all", n = found.stuck_count),
        rest => what!("undo-stuck", n = found.stuck_count, rest = rest),
    };
    let line = |stuck: &Stuck| {
        let what = match stuck.why {
            Why::Changed => what!("undo-row-changed", row = &stuck.title),
            Why::Held => what!("undo-row-held", row = &stuck.title),
            Why::Gone => what!("undo-row-gone", row = &stuck.title),
            Why::Told => what!("undo-row-told", row = &stuck.title),
        };
        Problem::new("rest", what)
    };
    std::iter::once(Problem::new("rest", head)).chain(found.stuck.iter().map(line)).collect()
}

/// By what a person knows a row.
pub(super) fn title_of(aside: &Aside, state: &State) -> String {
    match state.get(aside.title) {
        // A moment to the minute.
        Some(serde_json::Value::String(text)) => match text.parse::<chrono::NaiveDateTime>() {
            Ok(at) => at.format("%Y-%m-%d %H:%M").to_string(),
            Err(_) => text.clone(),
        },
        Some(serde_json::Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// What is being taken back of one table.
struct Back<'a> {
    ctx: &'a Ctx,
    aside: &'static Aside,
    found: Undone,
    /// Enterprises whose rows came back or went.
    owners: BTreeSet<Uuid>,
    /// Names of rows that later returns of the same periods tell too.
    later: &'a HashSet<String>,
}

async fn take_back(tx: &mut Tx, ctx: &Ctx, filing: Uuid) -> Result<Undone, Halt> {
    let mut found = Undone::default();
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let mut settle: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    let later = told_later(tx, filing).await?;
    let undone: HashSet<Uuid> = store::duty::undone_beside(tx, filing).await?.into_iter().collect();
    let mut seq = i64::MAX;
    // Backwards: what a row is now was written last.
    while let Some(piece) = store::trace::before(tx, filing, seq).await? {
        seq = piece.seq;
        let Some(aside) = keep::asides(&piece.template).iter().find(|aside| aside.table == piece.noun) else {
            return Err(anyhow::anyhow!("no feature takes back {}", piece.noun).into());
        };
        let new =
            piece.what.new.into_iter().map(|name| Touched { name, version: 1, before: None, changes: Vec::new() });
        let mut touched: Vec<Touched> = new.chain(piece.what.more).collect();
        touched.retain(|row| seen.insert((piece.noun.clone(), row.name.clone())));
        let mut back = Back { ctx, aside, found, owners: BTreeSet::new(), later: &later };
        back.rows(tx, &touched).await?;
        back.bring_back(tx, &piece.what.gone).await?;
        if !undone.is_empty() {
            back.left_over(tx, &piece.what.same, &undone).await?;
        }
        found = back.found;
        settle.entry(piece.template).or_default().extend(back.owners);
    }
    for (template, enterprises) in settle {
        let enterprises: Vec<Uuid> = enterprises.into_iter().collect();
        keep::settle(tx, &template, &enterprises).await?;
    }
    Ok(found)
}

/// The rows that returns sent after this one tell too, those that still stand and share a period with it.
async fn told_later(tx: &mut Tx, filing: Uuid) -> Result<HashSet<String>, Halt> {
    let mut names = HashSet::new();
    for later in store::duty::later(tx, filing).await? {
        for piece in store::trace::pieces(tx, later, false).await? {
            names.extend(piece.what.new.into_iter().chain(piece.what.same));
            names.extend(piece.what.more.into_iter().map(|row| row.name));
        }
    }
    Ok(names)
}

/// Takes records away that a return tells no more, as far as nothing refers to them; answers those that went.
pub(super) async fn drop_rows(
    tx: &mut Tx,
    ctx: &Ctx,
    (template, aside): (&str, &'static Aside),
    rows: Vec<State>,
) -> Result<Vec<State>, Halt> {
    let later = HashSet::new();
    let mut back = Back { ctx, aside, found: Undone::default(), owners: BTreeSet::new(), later: &later };
    let ids: Vec<Uuid> = rows.iter().filter_map(|state| aside::id_of(&aside.name(state))).collect();
    back.remove(tx, rows.clone()).await?;
    let owners: Vec<Uuid> = back.owners.into_iter().collect();
    keep::settle(tx, template, &owners).await?;
    let left = by_name(aside, aside::states(tx, aside, &ids).await?);
    Ok(rows.into_iter().filter(|state| !left.contains_key(&aside.name(state))).collect())
}

impl Back<'_> {
    /// New rows of returns that were undone before this one, and that stayed because this one told them too: now they go.
    async fn left_over(&mut self, tx: &mut Tx, same: &[String], undone: &HashSet<Uuid>) -> Result<(), Halt> {
        let ids: Vec<Uuid> = same.iter().filter_map(|name| aside::id_of(name)).collect();
        let brought = |state: &State| state.get("filing_id").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
        let goes = |state: &State| {
            let name = self.aside.name(state);
            aside::version(state) == 1
                && !self.later.contains(&name)
                && brought(state).is_some_and(|id| undone.contains(&id))
        };
        let rows: Vec<State> = aside::states(tx, self.aside, &ids).await?.into_iter().filter(goes).collect();
        self.remove(tx, rows).await
    }

    /// Rows that went with this return come back, unless the return that brought them was undone meanwhile.
    async fn bring_back(&mut self, tx: &mut Tx, rows: &[State]) -> Result<(), Halt> {
        for state in rows {
            let brought = state.get("filing_id").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
            if let Some(id) = brought
                && store::any(tx, id).await?.is_some_and(|filing| filing.standing == Standing::Undone)
            {
                continue;
            }
            aside::mark(tx).await?;
            match aside::insert(tx, self.aside, state).await {
                Ok(1) => {
                    aside::on_from(tx).await?;
                    self.found.restored += 1;
                    let owner = self.owner(state);
                    self.owners.extend(owner);
                }
                Ok(_) => aside::on_from(tx).await?,
                Err(error) if aside::is_held(&error) => {
                    aside::back(tx).await?;
                    self.stuck(state, &self.aside.name(state), Why::Held);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn rows(&mut self, tx: &mut Tx, touched: &[Touched]) -> Result<(), Halt> {
        let mut ids: Vec<Uuid> = touched.iter().filter_map(|row| aside::id_of(&row.name)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut now = by_name(self.aside, aside::states(tx, self.aside, &ids).await?);
        let mut gone = Vec::new();
        for row in touched {
            match (now.remove(&row.name), &row.before) {
                (None, None) => {}
                (None, Some(before)) => self.stuck(before, &row.name, Why::Gone),
                (Some(state), before) => {
                    let (name, version) = ((self.aside.table, row.name.as_str()), aside::version(&state));
                    if self.later.contains(&row.name) {
                        self.stuck(&state, &row.name, Why::Told);
                    } else if !store::trace::is_as_left(tx, name, row.version, version).await? {
                        self.stuck(&state, &row.name, Why::Changed);
                    } else if let Some(before) = before {
                        self.put_back(tx, row, before, &state).await?;
                    } else {
                        gone.push(state);
                    }
                }
            }
        }
        self.remove(tx, gone).await
    }

    async fn put_back(&mut self, tx: &mut Tx, row: &Touched, before: &State, now: &State) -> Result<(), Halt> {
        aside::mark(tx).await?;
        match aside::put_back(tx, self.aside, before, now).await {
            Ok(1) => aside::on_from(tx).await?,
            Ok(_) => {
                aside::back(tx).await?;
                self.stuck(now, &row.name, Why::Changed);
                return Ok(());
            }
            Err(error) if aside::is_held(&error) => {
                aside::back(tx).await?;
                self.stuck(now, &row.name, Why::Held);
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
        let (version, was) = (aside::version(now) + 1, aside::version(before));
        if self.aside.is_versioned() {
            store::trace::put_back(tx, (self.aside.table, &row.name), version, was).await?;
        }
        self.found.restored += 1;
        let owner = self.owner(before);
        self.owners.extend(owner);
        let back: Vec<Change> =
            row.changes.iter().map(|Change(f, from, to)| Change::new(f, to.clone(), from.clone())).collect();
        let object = Object { noun: self.aside.table, id: aside::id_of(&row.name), enterprise: owner };
        Ok(note(tx, self.ctx, "take-back", object, &back).await?)
    }

    /// New rows go, all at once; when something refers to one of them, one by one.
    async fn remove(&mut self, tx: &mut Tx, rows: Vec<State>) -> Result<(), Halt> {
        if self.aside.is_single() {
            let mut by_version: BTreeMap<i64, Vec<Uuid>> = BTreeMap::new();
            for state in &rows {
                by_version.entry(aside::version(state)).or_default().extend(aside::id_of(&self.aside.name(state)));
            }
            aside::mark(tx).await?;
            let (mut count, mut held) = (0, None);
            for (version, ids) in &by_version {
                match aside::remove(tx, self.aside, *version, ids).await {
                    Ok(n) => count += n,
                    Err(error) if aside::is_held(&error) => {
                        held = Some(error);
                        break;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            if held.is_none() && count == rows.len() as u64 {
                aside::on_from(tx).await?;
                self.found.removed += count;
                let owners: Vec<Uuid> = rows.iter().filter_map(|state| self.owner(state)).collect();
                self.owners.extend(owners);
                return Ok(());
            }
            aside::back(tx).await?;
        }
        for state in rows {
            self.remove_one(tx, &state).await?;
        }
        Ok(())
    }

    async fn remove_one(&mut self, tx: &mut Tx, state: &State) -> Result<(), Halt> {
        let name = self.aside.name(state);
        aside::mark(tx).await?;
        match aside::remove_one(tx, self.aside, state).await {
            Ok(1) => {
                aside::on_from(tx).await?;
                self.found.removed += 1;
                let owner = self.owner(state);
                self.owners.extend(owner);
            }
            Ok(_) => {
                aside::back(tx).await?;
                self.stuck(state, &name, Why::Changed);
            }
            Err(error) if aside::is_held(&error) => {
                aside::back(tx).await?;
                self.stuck(state, &name, Why::Held);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn owner(&self, state: &State) -> Option<Uuid> {
        let column = if self.aside.table == "enterprise" { "id" } else { "enterprise_id" };
        state.get(column)?.as_str()?.parse().ok()
    }

    fn stuck(&mut self, state: &State, name: &str, why: Why) {
        self.found.stuck_count += 1;
        if self.found.stuck.len() < STUCK_MAX {
            let (noun, title) = (self.aside.table.to_owned(), title_of(self.aside, state));
            self.found.stuck.push(Stuck { noun, name: name.to_owned(), title, why });
        }
    }
}
