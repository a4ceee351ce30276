//! Freeing enterprises from duties, and ending that.
use super::super::model::{Freed, Grant};
use super::super::store;
use super::alliance_scope;
use crate::audit::service::{Object, note};
use crate::enterprise;
use crate::kernel::intake::Change;
use crate::kernel::window::add_years;
use crate::kernel::{Problem, Typed, what};
use crate::server::{Ctx, Halt};
use uuid::Uuid;

fn object(id: Uuid, enterprise: Uuid) -> Object {
    Object { noun: "duty-exemption", id: Some(id), enterprise: Some(enterprise) }
}

/// Exemptions that run or will, and those that ended within a year.
///
/// # Errors
/// The reader is not of the alliance.
pub async fn freed(ctx: &Ctx) -> Result<Vec<Freed>, Halt> {
    let scope = alliance_scope(ctx)?;
    let mut tx = ctx.read().await?;
    Ok(store::freed::freed(&mut tx, &scope, add_years(ctx.today(), -1)).await?)
}

/// Frees an enterprise in the inspector's area from a duty until a day, by somebody's word and for a reason. The same form
/// sent again has no further effect.
///
/// # Errors
/// What is wrong with the fields; the enterprise is not in the inspector's area.
pub async fn free(ctx: &Ctx, typed: &Typed) -> Result<(), Halt> {
    ctx.inspector()?;
    let (scope, actor) = (ctx.scope()?, ctx.actor()?);
    let id: Uuid = typed.get("id").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let parsed = Grant::parse(typed);
    let mut tx = ctx.write().await?;
    let (enterprise, grant) = match (enterprise::service::chosen(&mut tx, &scope, typed).await?, parsed) {
        (Ok(enterprise), Ok(grant)) => (enterprise, grant),
        (enterprise, grant) => {
            let wrong = enterprise.err().into_iter().chain(grant.err().into_iter().flatten());
            return Err(Halt::Refused(wrong.collect()));
        }
    };
    let freed = Freed {
        id,
        enterprise,
        enterprise_name: String::new(),
        duty: grant.duty,
        since: grant.since,
        until: grant.until,
        authority: grant.authority,
        reason: grant.reason,
        given_by: actor.name.clone(),
        version: 1,
    };
    if store::freed::add(&mut tx, &freed, ctx.now).await? == 0 {
        return Ok(());
    }
    let changes = [
        Change::new("duty", None, Some(freed.duty.key().to_owned())),
        Change::new("since", None, Some(freed.since.to_string())),
        Change::new("until", None, Some(freed.until.to_string())),
        Change::new("authority", None, Some(freed.authority)),
        Change::new("reason", None, Some(freed.reason)),
    ];
    note(&mut tx, ctx, "free", object(id, enterprise), &changes).await?;
    Ok(tx.commit().await?)
}

/// Ends an exemption with yesterday: from today on the duty is owed again. Ended twice, it has ended.
///
/// # Errors
/// [`Halt::Missing`] outside the inspector's area; somebody else changed it.
pub async fn end(ctx: &Ctx, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    ctx.inspector()?;
    let scope = ctx.scope()?;
    let mut tx = ctx.write().await?;
    let all = store::freed::freed(&mut tx, &scope, add_years(ctx.today(), -200)).await?;
    let found = all.into_iter().find(|freed| freed.id == id).ok_or(Halt::Missing)?;
    let until = ctx.today().pred_opt().unwrap_or(ctx.today());
    if found.until <= until {
        return Ok(());
    }
    let version: i64 = typed.get("version").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    if store::freed::end(&mut tx, (id, version), (found.since.min(until), until)).await? == 0 {
        let what = what!("changed-meanwhile", who = found.given_by);
        return Err(Halt::Conflict(vec![Problem::new("", what)]));
    }
    let changes = [Change::new("until", Some(found.until.to_string()), Some(until.to_string()))];
    note(&mut tx, ctx, "correct", object(id, found.enterprise), &changes).await?;
    Ok(tx.commit().await?)
}
