//! Names in a department's workbook that are on no roll: likely enterprises are offered, a person says whom each means, and
//! that is kept with the return. Nobody is guessed and nobody is made.
use super::super::model::{Filing, Standing};
use super::layout::again;
use super::matching::{Directory, name_in, parted};
use super::send::{mine, object};
use crate::audit::service::note;
use crate::enterprise::model::name_key;
use crate::kernel::intake::Change;
use crate::kernel::{Problem, Typed, what};
use crate::server::{Ctx, Halt};
use std::collections::{BTreeMap, HashSet};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Enterprises offered for one name.
const OFFERED: usize = 8;

/// What the record of changes says where a name of a roll is that of a new enterprise.
const NEW: &str = "new";

/// A name on no roll, whom it could mean, and whom a person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    /// Rows that bear it and are not settled.
    pub rows: u64,
    pub offered: Vec<(Uuid, String)>,
    pub said: Option<Uuid>,
}

impl Named {
    /// A roll has the name already, under another code.
    pub fn is_of_roll(&self) -> bool {
        self.offered.iter().any(|(id, _)| id.is_nil())
    }
}

/// The names of a draft that a person is asked about, those already settled after the open ones. In an enterprise's own
/// workbook they are names of others: whether the rows are its own all the same. Of a roll's name that is there under another
/// code it may also be said that it is a new enterprise (`Uuid::nil`).
///
/// # Errors
/// The database refused.
pub async fn names(ctx: &Ctx, filing: &Filing) -> Result<Vec<Named>, Halt> {
    let summary = &filing.summary;
    if summary.unknown.is_empty() && summary.names.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = ctx.read().await?;
    let directory = Directory::open(&mut tx, ctx).await?;
    let of_roll = summary.sheets.iter().any(|sheet| sheet.template() == "roll");
    let offered = |name: &str, said: Option<Uuid>| {
        let own = filing.enterprise_id.and_then(|id| Some((id, directory.name(id)?)));
        let bearer = directory.bearer(name).filter(|_| of_roll);
        let likely = match (own, bearer) {
            (Some(own), _) => vec![own],
            (None, Some(bearer)) => bearer.into_iter().chain([(Uuid::nil(), "")]).collect(),
            (None, None) => directory.alike(name_in(name), OFFERED),
        };
        let mut offered: Vec<(Uuid, String)> = likely.into_iter().map(|(id, name)| (id, name.to_owned())).collect();
        if let Some(id) = said.filter(|id| offered.iter().all(|(known, _)| known != id)) {
            offered.extend(directory.name(id).map(|name| (id, name.to_owned())));
        }
        offered
    };
    let open = summary.unknown.iter().map(|(name, rows)| Named {
        name: name.clone(),
        rows: *rows,
        offered: offered(name, None),
        said: None,
    });
    let settled = summary.names.iter().map(|(name, id)| Named {
        name: parted(name).map_or_else(|| name.clone(), |(code, name)| format!("{code} {name}")),
        rows: 0,
        offered: offered(name, Some(*id)),
        said: Some(*id),
    });
    Ok(open.chain(settled).collect())
}

/// Keeps whom names mean (`name-0`, `who-0`, …; a blank `who` leaves the name open) and compares the rows again. Said twice
/// alike, it is said once.
///
/// # Errors
/// It is no draft of the sender's; somebody out of reach is meant.
pub async fn name(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<Option<JoinHandle<()>>, Halt> {
    let mut tx = ctx.write().await?;
    let mut filing = mine(&mut tx, ctx, id).await?;
    match filing.standing {
        Standing::Draft => {}
        Standing::Checking => return Ok(None),
        _ => return Err(Halt::field("", what!("no-draft"))),
    }
    let directory = Directory::open(&mut tx, ctx).await?;
    // Two spellings of one name are one question; the one that stands in the workbook is kept.
    let written = |(name, id): (&String, &Uuid)| (name_key(name), (name.clone(), *id));
    let mut names: BTreeMap<String, (String, Uuid)> = filing.summary.names.iter().map(written).collect();
    let asked: HashSet<String> = filing.summary.unknown.keys().map(|name| name_key(name)).collect();
    let mut changes = Vec::new();
    for n in 0.. {
        let said = typed.get(&format!("name-{n}"));
        if said.is_empty() {
            break;
        }
        let key = name_key(said);
        if !asked.contains(&key) && !names.contains_key(&key) {
            return Err(Halt::field("", what!("form-stale")));
        }
        let before = names.get(&key).map(|(_, id)| *id);
        let who = typed.get(&format!("who-{n}"));
        let meant = match who {
            "" => None,
            who => {
                Some(who.parse::<Uuid>().ok().filter(|id| may_mean(&directory, &filing, *id)).ok_or_else(|| {
                    Halt::Refused(vec![Problem::new(format!("who-{n}"), what!("unknown-enterprise"))])
                })?)
            }
        };
        if meant == before {
            continue;
        }
        let words = |id: Option<Uuid>| id.map(|id| directory.name(id).unwrap_or(NEW).to_owned());
        changes.push(Change::new(said, words(before), words(meant)));
        match meant {
            Some(id) => names.insert(key, (said.to_owned(), id)),
            None => names.remove(&key),
        };
    }
    if changes.is_empty() {
        return Ok(None);
    }
    filing.summary.names = names.into_values().collect();
    note(&mut tx, ctx, "match", object(&filing), &changes).await?;
    again(tx, ctx, &filing).await.map(Some)
}

/// Whether a name may be said to mean this enterprise, or a new one.
fn may_mean(directory: &Directory, filing: &Filing, id: Uuid) -> bool {
    match filing.enterprise_id {
        Some(own) => id == own,
        None => id.is_nil() || directory.name(id).is_some(),
    }
}
