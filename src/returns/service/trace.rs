//! Keeping what sending does to each row, so that it can be taken back. Beside the transaction that writes runs one that
//! only reads: for it every record is still as it was.
use super::super::model::review::{Touched, Traced};
use super::super::store;
use super::keep;
use crate::db::Tx;
use crate::db::aside::{self, Aside, State};
use crate::kernel::intake::{Change, Outcome};
use crate::server::{Ctx, Halt};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

pub struct Trace {
    filing: Uuid,
    seq: i64,
    before: Tx,
}

impl Trace {
    /// Begins when the writers' turn is taken: what is read here is what the writer found.
    ///
    /// # Errors
    /// The database refused.
    pub async fn begin(ctx: &Ctx, filing: Uuid) -> Result<Trace, Halt> {
        let mut before = ctx.read().await?;
        // The first question fixes what the transaction sees.
        store::trace::count(&mut before, filing).await?;
        Ok(Trace { filing, seq: 0, before })
    }

    /// Keeps what a batch of rows did.
    ///
    /// # Errors
    /// The database refused.
    pub async fn batch(&mut self, tx: &mut Tx, template: &str, outcomes: &[Outcome]) -> Result<(), Halt> {
        for aside in keep::asides(template) {
            let own = aside.is_single();
            let what = if own { self.own(tx, aside, outcomes).await? } else { self.under(tx, aside, outcomes).await? };
            if !what.is_empty() {
                self.seq += 1;
                store::trace::add(tx, self.filing, self.seq, (template, aside.table), &what).await?;
            }
        }
        // A long list of new rows asks nothing: the reader must not be thought idle.
        store::trace::count(&mut self.before, self.filing).await?;
        Ok(())
    }

    /// Rows that outcomes name by their own id.
    async fn own(&mut self, tx: &mut Tx, aside: &Aside, outcomes: &[Outcome]) -> Result<Traced, Halt> {
        let (mut new, mut same): (Vec<Uuid>, Vec<Uuid>) = (Vec::new(), Vec::new());
        let mut changed: BTreeMap<Uuid, Vec<Change>> = BTreeMap::new();
        for outcome in outcomes {
            match outcome {
                // A record with parts may be written again for each of them.
                Outcome::New(id) if aside.parts.is_empty() => new.push(*id),
                Outcome::New(id) => {
                    changed.entry(*id).or_default();
                }
                Outcome::Changed(id, changes) => changed.entry(*id).or_default().extend(changes.iter().cloned()),
                Outcome::Same(id) => same.push(*id),
                Outcome::Wrong(_) => {}
            }
        }
        new.retain(|id| !changed.contains_key(id));
        let ids: Vec<Uuid> = changed.keys().copied().collect();
        let was = by_name(aside, aside::states(&mut self.before, aside, &ids).await?);
        let now = aside::versions(tx, aside, &ids).await?;
        let mut more = Vec::new();
        for (id, changes) in changed {
            let name = id.to_string();
            let before = was.get(&name).cloned();
            let Some(version) = now.get(&id).copied() else { continue };
            // A headcount told by a roll changes no column of the enterprise itself.
            if before.as_ref().is_none_or(|state| aside::version(state) != version) {
                more.push(Touched { name, version, before, changes });
            }
        }
        let names = |ids: Vec<Uuid>| ids.iter().map(Uuid::to_string).collect();
        Ok(Traced { new: names(new), more, same: names(same), gone: Vec::new() })
    }

    /// Rows that belong to the enterprises that outcomes name: found by what differs.
    async fn under(&mut self, tx: &mut Tx, aside: &Aside, outcomes: &[Outcome]) -> Result<Traced, Halt> {
        let id = |outcome: &Outcome| match outcome {
            Outcome::New(id) | Outcome::Same(id) | Outcome::Changed(id, _) => Some(*id),
            Outcome::Wrong(_) => None,
        };
        let mut ids: Vec<Uuid> = outcomes.iter().filter_map(id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut was = by_name(aside, aside::states(&mut self.before, aside, &ids).await?);
        let mut more = Vec::new();
        for state in aside::states(tx, aside, &ids).await? {
            let name = aside.name(&state);
            let before = was.remove(&name);
            if before.as_ref() != Some(&state) {
                let changes = before.as_ref().map_or_else(Vec::new, |before| differing(aside, before, &state));
                more.push(Touched { name, version: aside::version(&state), before, changes });
            }
        }
        Ok(Traced { more, ..Traced::default() })
    }
}

pub fn by_name(aside: &Aside, states: Vec<State>) -> HashMap<String, State> {
    states.into_iter().map(|state| (aside.name(&state), state)).collect()
}

/// What differs between two states, without what only the program minds.
fn differing(aside: &Aside, before: &State, after: &State) -> Vec<Change> {
    const INNER: [&str; 6] = ["version", "updated_at", "filing_id", "source_sheet", "source_row", "from_roll"];
    let text = |state: &State, column: &str| match state.get(column) {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let change = |(column, _): &(&'static str, _)| {
        let (from, to) = (text(before, column), text(after, column));
        (from != to && !INNER.contains(column)).then(|| Change::new(column, from, to))
    };
    aside.columns.iter().filter_map(change).collect()
}
