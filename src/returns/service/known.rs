//! A workbook that tells nothing: it was sent before, or holds only what is recorded. It is not to become another version.
use super::super::model::review::Known;
use super::super::model::{Earlier, Filing, Tally};
use super::super::store;
use super::walk::Covered;
use crate::db::Tx;
use crate::enterprise::model::Period;
use crate::server::Halt;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// The most returns that are named as those which told it.
const NAMED_MAX: usize = 5;

/// By which returns everything in this one is told already; `None` when sending it would still do something: a row is new
/// or changed, a period has no return yet, or its return was sent back.
///
/// # Errors
/// The database refused.
pub(super) async fn known(
    tx: &mut Tx,
    filing: &Filing,
    tally: &Tally,
    covered: &Covered,
) -> Result<Option<Known>, Halt> {
    if tally.new + tally.changed > 0 || tally.same == 0 {
        return Ok(None);
    }
    let sender = (filing.enterprise_id, filing.account_id);
    let mut periods: BTreeMap<(&str, Period), HashSet<Uuid>> = BTreeMap::new();
    for (enterprise, template, period) in covered.keys() {
        periods.entry((template, *period)).or_default().insert(*enterprise);
    }
    let mut by: Vec<Earlier> = Vec::new();
    for ((template, period), enterprises) in periods {
        let (period, span) = (period.to_string(), store::open::span(enterprises.iter()));
        let answers = store::open::answers(tx, (template, &period), span, sender, (filing.id, false)).await?;
        let mut last: HashMap<Uuid, [bool; 2]> = HashMap::new();
        for answer in answers.into_iter().filter(|answer| enterprises.contains(&answer.enterprise_id)) {
            let [anybody, own] = last.entry(answer.enterprise_id).or_default();
            *anybody = answer.returned;
            if answer.own {
                *own = answer.returned;
                if by.len() < NAMED_MAX && by.iter().all(|known| known.id != answer.filing_id) {
                    by.push(Earlier { id: answer.filing_id, number: answer.number });
                }
            }
        }
        if last.len() < enterprises.len() || last.values().any(|returned| returned.contains(&true)) {
            return Ok(None);
        }
    }
    Ok(Some(Known { by }))
}
