//! Sending a draft: all its good rows in one transaction, with the receipt. And dropping it.
use super::super::model::review::{Again, Rest};
use super::super::model::{Filing, Left, Out, SheetSummary, Standing, Tally, out_rows};
use super::super::rule::calendar::window;
use super::super::staged::Staged;
use super::super::{rule, store};
use super::check;
use super::duty::calendar;
use super::keep::Deed;
use super::known::known;
use super::leave::is_row;
use super::look::reader;
use super::missing;
use super::trace::Trace;
use super::upload::{reach, side};
use super::walk::{self, Covered, Walk, Walked};
use crate::audit;
use crate::audit::areas::Areas;
use crate::audit::service::{Object, hex, note, note_in, queue};
use crate::db::Tx;
use crate::enterprise::model::Period;
use crate::kernel::form::{LINE_MAX, words};
use crate::kernel::intake::Change;
use crate::kernel::{Problem, what};
use crate::server::{Ctx, Halt};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// The most rows that a receipt lists as not taken.
const LEFT_MAX: usize = 200;

/// Which rows the sender wants taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// Every row, or nothing.
    All,
    /// The good ones; the rest stays listed on the receipt.
    Good,
}

pub(super) fn object(filing: &Filing) -> Object {
    Object { noun: "filing", id: Some(filing.id), enterprise: filing.enterprise_id }
}

pub(super) async fn mine(tx: &mut Tx, ctx: &Ctx, id: Uuid) -> Result<Filing, Halt> {
    let scope = reach(ctx)?;
    let filing = store::filing(tx, &reader(ctx, &scope), id).await?.ok_or(Halt::Missing)?;
    let actor = ctx.actor.as_deref();
    let own_account = actor.is_none_or(|actor| actor.id == filing.account_id);
    let own_enterprise = scope.enterprise().is_some() && scope.enterprise() == filing.enterprise_id;
    if own_account || own_enterprise { Ok(filing) } else { Err(Halt::Forbidden) }
}

/// What the sender says when sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish<'a> {
    pub take: Take,
    /// Why a period is told again; asked only then.
    pub reason: &'a str,
    /// What becomes of records that earlier returns of a period brought and this one does not hold; asked only then.
    pub rest: Option<Rest>,
    /// Where the audit trail ended when the sender looked at the comparison; none: nobody looked.
    pub seen: Option<i64>,
}

/// Takes the rows of a draft. Rows are compared again here, so what others did meanwhile counts. Sent twice, or by two
/// people at once, it has one effect: whoever comes second finds it sent.
///
/// # Errors
/// The filing is no draft; rows became wrong meanwhile and all were to be taken; nothing can be taken; everything is
/// recorded already; a period is told again without a reason, or is locked; nothing was said of records that are not told
/// any more; a record that rows change was changed by somebody since the sender looked: then the comparison is made anew.
pub async fn send(ctx: &Ctx, id: Uuid, wish: Wish<'_>) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let filing = mine(&mut tx, ctx, id).await?;
    match filing.standing {
        Standing::Sent | Standing::SentBack | Standing::Accepted | Standing::Locked => return Ok(()),
        Standing::Checking => return Err(Halt::field("", what!("still-reading"))),
        Standing::Refused | Standing::Withdrawn | Standing::Undone => return Err(Halt::field("", what!("no-draft"))),
        Standing::Draft => {}
    }
    let staged = Staged::of(ctx.app.data(), id)?;
    if !staged.is_whole() {
        drop(tx);
        return read_again(ctx, &filing).await;
    }
    let reason = words(wish.reason, LINE_MAX).map_err(|what| Halt::field("reason", what))?;
    let given = Some(reason.as_str()).filter(|reason| !reason.is_empty());
    if store::claim(&mut tx, id, given, ctx.now).await? == 0 {
        let now = mine(&mut tx, ctx, id).await?;
        return if now.standing.is_taken() { Ok(()) } else { Err(Halt::field("", what!("no-draft"))) };
    }
    let mut index = staged.index()?;
    let mut summary = filing.summary.clone();
    let sender = (id, side(ctx));
    // The writers' turn first: what the trace reads beside is then what this transaction finds.
    queue(&mut tx).await?;
    let (head, _) = audit::service::head(&mut tx).await?;
    let trace = Trace::begin(ctx, id).await?;
    let calendar = calendar(&mut tx, ctx).await?;
    let walk = Walk::new(ctx, sender, &staged, &mut index, &mut summary.sheets, (Deed::Upsert, &calendar));
    let Filing { file_name, summary: said, .. } = &filing;
    let walked = walk.traced(trace).said(file_name, said.names.clone(), &said.out).run(&mut tx).await?;
    if let Some(seen) = wish.seen.filter(|seen| *seen < head)
        && overtaken(&mut tx, (seen, head), &walked).await?
    {
        drop(tx);
        return compare_anew(ctx, &filing, &staged).await;
    }
    may_send(&walked.tally, wish.take)?;
    let mut missing = missing::look(&mut tx, ctx, &filing, &walked.filed, walked.met).await?;
    let goes = wish.rest == Some(Rest::Goes);
    let told_anew = if goes { missing.over(&walked.filed) } else { walked.filed.clone() };
    summary.again = again(&mut tx, ctx, &filing, &told_anew).await?;
    both(may_tell_again(&summary.again, &reason), missing.settled(wish.rest, walked.tally.wrong))?;
    let takes_away = goes && !missing.periods.is_empty();
    if !takes_away && known(&mut tx, &filing, &walked.tally, &walked.filed).await?.is_some() {
        return Err(Halt::field("", what!("nothing-new")));
    }
    if goes {
        missing.take_away(&mut tx, ctx, &filing).await?;
    }
    summary.absent = missing.absent;
    for (enterprise, template, period) in walked.filed.keys() {
        store::filed(&mut tx, (*enterprise, template, period.year), id, ctx.today()).await?;
        store::duty::file(&mut tx, (*enterprise, template, *period), id, ctx.today()).await?;
    }
    staged.keep(&index, &walked.lines)?;
    summary.tally = walked.tally;
    summary.compared_at = Some(ctx.now);
    // Another reading may have found other tables.
    let sheets = &summary.sheets;
    let there = |out: &Out| out_rows(std::slice::from_ref(out), sheets).into_iter().any(|place| is_row(&index, place));
    summary.out.retain(there);
    summary.left = left(&staged, &index, &summary.sheets)?;
    let receipt = hex(&Sha256::digest(rule::receipt_text(&filing, &walked.tally, ctx.now)));
    store::seal(&mut tx, id, &summary, &receipt).await?;
    let areas = areas(&summary.sheets);
    let told = told(&walked.tally, summary.absent.dropped, &receipt);
    note_in(&mut tx, ctx, "send", object(&filing), &told, areas).await?;
    Ok(tx.commit().await?)
}

/// Whether somebody changed, after the sender had looked, a record that a row says something else of: what was confirmed would
/// not be what is recorded. `since` is where the trail ended when they looked, and where it ended before this deed.
async fn overtaken(tx: &mut Tx, since: (i64, i64), walked: &Walked) -> Result<bool, Halt> {
    if walked.changed.is_empty() {
        return Ok(false);
    }
    let touched: HashSet<Uuid> = store::review::touched(tx, since).await?.into_iter().collect();
    if walked.changed.iter().any(|id| touched.contains(id)) {
        return Ok(true);
    }
    // Rows that a return brought have no line of their own in the trail.
    let fresh = |(enterprise, template, period): &(Uuid, String, String)| {
        let period: Option<Period> = period.parse().ok();
        let covered =
            |at: &(Uuid, &'static str, Period)| at.0 == *enterprise && at.1 == template && Some(at.2) == period;
        walked.filed.iter().any(|(at, fresh)| *fresh && covered(at))
    };
    Ok(store::review::told_since(tx, since).await?.iter().any(fresh))
}

/// Shows the comparison with the records as they are now instead of sending.
async fn compare_anew(ctx: &Ctx, filing: &Filing, staged: &Staged) -> Result<(), Halt> {
    let mut summary = filing.summary.clone();
    let mut index = staged.index()?;
    check::compare_rows(ctx, filing, &mut summary, (staged, &mut index)).await?;
    let mut tx = ctx.write().await?;
    let stays = (Standing::Draft, Standing::Draft);
    store::moved(&mut tx, filing.id, stays, &summary, &filing.kind).await?;
    tx.commit().await?;
    Err(Halt::Conflict(vec![Problem::new("", what!("compared-anew"))]))
}

fn may_send(tally: &Tally, take: Take) -> Result<(), Halt> {
    if take == Take::All && tally.wrong > 0 {
        let what = what!("rows-to-fix", n = tally.wrong);
        return Err(Halt::Conflict(vec![Problem::new("", what)]));
    }
    if tally.good() == 0 {
        return Err(Halt::field("", what!("nothing-to-send")));
    }
    Ok(())
}

/// Periods that the same sender told before and of which this workbook tells something new, and those that are locked,
/// whoever told them. Rows that are recorded already tell nothing again: a running ledger is sent whole every time.
///
/// # Errors
/// The database refused.
pub(super) async fn again(tx: &mut Tx, ctx: &Ctx, filing: &Filing, covered: &Covered) -> Result<Vec<Again>, Halt> {
    let mut found: Vec<Again> = Vec::new();
    let today = ctx.today();
    let sender = (filing.enterprise_id, filing.account_id);
    let mut fresh: BTreeMap<(&str, Period), Vec<Uuid>> = BTreeMap::new();
    for ((enterprise, template, period), _) in covered.iter().filter(|(_, fresh)| **fresh) {
        fresh.entry((template, *period)).or_default().push(*enterprise);
    }
    for ((template, days), enterprises) in fresh {
        let period = days.to_string();
        let locked = store::duty::locked(tx, (template, &period), store::open::span(enterprises.iter())).await?;
        if let Some((id, number)) = enterprises.iter().find_map(|enterprise| locked.get(enterprise)) {
            let (template, filing, number) = (template.to_owned(), *id, number.clone());
            found.push(Again { template, period, filing, number, locked: true });
            continue;
        }
        // While a period runs it is told bit by bit.
        if window(days).is_none_or(|days| today <= days.to()) {
            continue;
        }
        // One mention stands for all enterprises of a department's workbook.
        for enterprise in enterprises {
            if let Some(told) = store::duty::told_before(tx, (enterprise, template, &period), sender, filing.id).await?
            {
                found.push(told);
                break;
            }
        }
    }
    Ok(found)
}

fn may_tell_again(again: &[Again], reason: &str) -> Result<(), Halt> {
    if let Some(locked) = again.iter().find(|again| again.locked) {
        let what = what!("period-locked", period = &locked.period, number = &locked.number);
        return Err(Halt::Conflict(vec![Problem::new("", what)]));
    }
    if !again.is_empty() && reason.is_empty() {
        return Err(Halt::field("reason", what!("reason-again", n = again.len())));
    }
    Ok(())
}

/// What is asked of the sender is asked at once.
fn both(one: Result<(), Halt>, other: Result<(), Halt>) -> Result<(), Halt> {
    match (one, other) {
        (Err(Halt::Refused(mut all)), Err(Halt::Refused(more))) => {
            all.extend(more);
            Err(Halt::Refused(all))
        }
        (one, other) => one.and(other),
    }
}

/// What a return of these sheets writes to.
fn areas(sheets: &[SheetSummary]) -> Areas {
    let templates = sheets.iter().map(SheetSummary::template).filter(|template| !template.is_empty());
    templates.fold(Areas::FILING, |areas, template| areas | Areas::of_template(template))
}

fn left(staged: &Staged, index: &super::super::staged::Index, sheets: &[SheetSummary]) -> Result<Vec<Left>, Halt> {
    Ok(walk::left(staged, index, sheets, LEFT_MAX)?)
}

fn told(tally: &Tally, dropped: u64, receipt: &str) -> Vec<Change> {
    let count = |name, n: u64| Change::new(name, None, Some(n.to_string()));
    let mut told = vec![
        Change::new("state", Some("draft".to_owned()), Some("sent".to_owned())),
        count("new", tally.new),
        count("changed", tally.changed),
        count("same", tally.same),
        count("wrong", tally.wrong),
        count("skipped", tally.skipped),
        Change::new("receipt", None, Some(receipt.to_owned())),
    ];
    told.extend((dropped > 0).then(|| count("dropped", dropped)));
    told
}

/// The lines of a draft are gone (a restored copy, a cleaned disk): its workbook is read again, the person asked again.
async fn read_again(ctx: &Ctx, filing: &Filing) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let turn = (Standing::Draft, Standing::Checking);
    store::moved(&mut tx, filing.id, turn, &filing.summary, &filing.kind).await?;
    let change = Change::new("state", Some("draft".to_owned()), Some("checking".to_owned()));
    note(&mut tx, ctx, "check", object(filing), &[change]).await?;
    tx.commit().await?;
    check::start(&ctx.app, filing.id);
    Err(Halt::field("", what!("read-again")))
}

/// Drops a filing that was not sent. Dropped twice, it is dropped.
///
/// # Errors
/// It was sent already.
pub async fn withdraw(ctx: &Ctx, id: Uuid) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let filing = mine(&mut tx, ctx, id).await?;
    match filing.standing {
        Standing::Withdrawn => return Ok(()),
        Standing::Sent | Standing::SentBack | Standing::Accepted | Standing::Locked | Standing::Undone => {
            return Err(Halt::Conflict(vec![Problem::new("", what!("already-sent"))]));
        }
        Standing::Checking | Standing::Draft | Standing::Refused => {}
    }
    let turn = (filing.standing, Standing::Withdrawn);
    if store::moved(&mut tx, id, turn, &filing.summary, &filing.kind).await? == 0 {
        return Err(Halt::Conflict(vec![Problem::new("", what!("no-draft"))]));
    }
    let change = Change::new("state", Some(filing.standing.key().to_owned()), Some("withdrawn".to_owned()));
    note(&mut tx, ctx, "withdraw", object(&filing), &[change]).await?;
    tx.commit().await?;
    Staged::of(ctx.app.data(), id)?.remove();
    Ok(())
}
