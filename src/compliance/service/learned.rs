//! What a year's trainings come to, enterprise by enterprise, worked out anew only for those whose training was written.
//!
//! A large district has a hundred thousand trainings a year. Each write marks its enterprise in its own transaction
//! (`db::marks`); what was worked out under a mark is what would be worked out now.
use super::super::model::{AsOf, Certificates, Trained};
use super::super::store::{self, Asks};
use crate::account::model::Scope;
use crate::db::Tx;
use crate::kernel::{Centi, rulebook};
use crate::returns::model::duty::Owner;
use crate::server::Halt;
use crate::training::model::Kind;
use crate::training::rule::needs;
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::Mutex;
use uuid::Uuid;

/// Above this many enterprises one question about all is quicker than one about each.
const EACH_MAX: usize = 150;
/// How many enterprises' years are kept.
const MOST: usize = 60_000;

type Sums = (Trained, Certificates);
/// Whose, of which year, as of which day.
type Key = (Uuid, i32, NaiveDate);
type Learned = HashMap<Key, (i64, bool, Sums)>;

/// What was worked out, under which mark, by the hours of which kind of sector.
static KNOWN: Mutex<Option<Learned>> = Mutex::new(None);

/// Training and certificates of every owner, as of the day.
///
/// # Errors
/// The database refused.
pub(super) async fn training(
    tx: &mut Tx,
    scope: &Scope,
    at: &AsOf,
    owners: &[Owner],
) -> Result<HashMap<Uuid, Sums>, Halt> {
    if scope.enterprise().is_some() {
        return work_out(tx, scope, at).await;
    }
    let marks = store::marks(tx, scope).await?;
    let mark = |owner: &Owner| (marks.get(&owner.id).copied().unwrap_or(0), owner.high_risk == Some(true));
    let mut found = known(at, owners, &mark);
    let stale: Vec<&Owner> = owners.iter().filter(|owner| !found.contains_key(&owner.id)).collect();
    let mut fresh = HashMap::new();
    if stale.len() > EACH_MAX {
        fresh = work_out(tx, scope, at).await?;
    } else {
        for owner in &stale {
            fresh.extend(work_out(tx, &scope.narrowed(owner.id), at).await?);
        }
    }
    let fresh = stale.into_iter().map(|owner| (owner, fresh.get(&owner.id).copied().unwrap_or_default()));
    let fresh: Vec<(&Owner, Sums)> = fresh.collect();
    keep(at, &fresh, &mark);
    found.extend(fresh.into_iter().map(|(owner, sums)| (owner.id, sums)));
    Ok(found)
}

/// What is known under the present marks.
fn known(at: &AsOf, owners: &[Owner], mark: &impl Fn(&Owner) -> (i64, bool)) -> HashMap<Uuid, Sums> {
    let Ok(known) = KNOWN.lock() else { return HashMap::new() };
    let Some(known) = known.as_ref() else { return HashMap::new() };
    let one = |owner: &Owner| {
        let (times, risky, sums) = known.get(&(owner.id, at.year, at.on))?;
        ((*times, *risky) == mark(owner)).then_some((owner.id, *sums))
    };
    owners.iter().filter_map(one).collect()
}

fn keep(at: &AsOf, fresh: &[(&Owner, Sums)], mark: &impl Fn(&Owner) -> (i64, bool)) {
    let Ok(mut known) = KNOWN.lock() else { return };
    let known = known.get_or_insert_default();
    if known.len() + fresh.len() > MOST {
        known.clear();
    }
    for (owner, sums) in fresh {
        let (times, risky) = mark(owner);
        known.insert((owner.id, at.year, at.on), (times, risky, *sums));
    }
}

async fn work_out(tx: &mut Tx, scope: &Scope, at: &AsOf) -> Result<HashMap<Uuid, Sums>, Halt> {
    let (asks, window) = asks(at);
    let mut found: HashMap<Uuid, Sums> = HashMap::new();
    for (id, trained) in store::trained(tx, scope, at, &asks).await? {
        found.entry(id).or_default().0 = trained;
    }
    for (id, certificates) in store::certificates(tx, scope, at, window).await? {
        found.entry(id).or_default().1 = certificates;
    }
    Ok(found)
}

/// The hours asked in the year, and how many days before its day a certificate is due soon.
fn asks(at: &AsOf) -> (Asks, i64) {
    let rules = rulebook::at(at.last());
    let least = |kind: Kind| {
        [false, true].map(|high_risk| {
            // Principals and managers: the year's hours, for nobody says who is new in the post.
            needs(kind, high_risk, &rules).last().map_or(Centi(0), |need| need.hours)
        })
    };
    let asks = Asks {
        induction: least(Kind::Induction),
        special: least(Kind::Special),
        refresher: least(Kind::Refresher),
        principal: least(Kind::Principal),
        manager: least(Kind::Manager),
    };
    (asks, rules.whole("training.recheck-window-days").unwrap_or(0))
}
