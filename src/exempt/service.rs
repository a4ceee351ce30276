//! Freeing enterprises from something, and ending that.
use super::model::{Exemption, Grant};
use super::store;
use crate::account::model::Scope;
use crate::audit::service::{Object, note};
use crate::db::Tx;
use crate::enterprise;
use crate::kernel::intake::Change;
use crate::kernel::window::add_years;
use crate::kernel::{Problem, Problems, Typed, what};
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use uuid::Uuid;

/// What enterprises are freed from; each has a table of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// A return by its template's key, or every one.
    Returns,
    /// A duty by its key.
    Duties,
}

impl Shelf {
    /// Noun, deed and the name of what it frees from, in the audit trail.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Shelf::Returns => ("exemption", "exempt", "template"),
            Shelf::Duties => ("duty-exemption", "free", "duty"),
        }
    }

    fn object(self, id: Uuid, enterprise: Uuid) -> Object {
        Object { noun: self.words().0, id: Some(id), enterprise: Some(enterprise) }
    }
}

/// Exemptions in scope that end on `from` or later, those that end first first.
///
/// # Errors
/// The database refused.
pub async fn since(
    tx: &mut Tx,
    shelf: Shelf,
    scope: &Scope,
    from: NaiveDate,
) -> sqlx::Result<Vec<Exemption<Option<String>>>> {
    store::list(tx, shelf, scope, from).await
}

/// Exemptions that run or will, and those that ended within a year.
///
/// # Errors
/// The database refused.
pub async fn recent(ctx: &Ctx, shelf: Shelf, scope: &Scope) -> Result<Vec<Exemption<Option<String>>>, Halt> {
    let mut tx = ctx.read().await?;
    Ok(store::list(&mut tx, shelf, scope, add_years(ctx.today(), -1)).await?)
}

/// Frees an enterprise in the inspector's area until a day, by somebody's word and for a reason. The same form sent again has
/// no further effect.
///
/// # Errors
/// What is wrong with the fields; the enterprise is not in the inspector's area.
pub async fn grant(
    ctx: &Ctx,
    shelf: Shelf,
    typed: &Typed,
    parsed: Result<Grant<Option<String>>, Problems>,
) -> Result<(), Halt> {
    ctx.inspector()?;
    let (scope, actor) = (ctx.scope()?, ctx.actor()?);
    let id: Uuid = typed.get("id").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    let mut tx = ctx.write().await?;
    let (enterprise, grant) = match (enterprise::service::chosen(&mut tx, &scope, typed).await?, parsed) {
        (Ok(enterprise), Ok(grant)) => (enterprise, grant),
        (enterprise, grant) => {
            let wrong = enterprise.err().into_iter().chain(grant.err().into_iter().flatten());
            return Err(Halt::Refused(wrong.collect()));
        }
    };
    let Grant { from, since, until, authority, reason } = grant;
    let (given_by, enterprise_name) = (actor.name.clone(), String::new());
    let given =
        Exemption { id, enterprise, enterprise_name, from, since, until, authority, reason, given_by, version: 1 };
    if store::add(&mut tx, shelf, &given, ctx.now).await? == 0 {
        return Ok(());
    }
    let (_, deed, from) = shelf.words();
    let changes = [
        Change::new(from, None, given.from),
        Change::new("since", None, Some(since.to_string())),
        Change::new("until", None, Some(until.to_string())),
        Change::new("authority", None, Some(given.authority)),
        Change::new("reason", None, Some(given.reason)),
    ];
    note(&mut tx, ctx, deed, shelf.object(id, enterprise), &changes).await?;
    Ok(tx.commit().await?)
}

/// Ends an exemption with yesterday: what is due from today on is due again. Ended twice, it has ended.
///
/// # Errors
/// [`Halt::Missing`] outside the inspector's area; somebody else changed it.
pub async fn end(ctx: &Ctx, shelf: Shelf, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    ctx.inspector()?;
    let scope = ctx.scope()?;
    let mut tx = ctx.write().await?;
    let all = store::list(&mut tx, shelf, &scope, add_years(ctx.today(), -200)).await?;
    let found = all.into_iter().find(|one| one.id == id).ok_or(Halt::Missing)?;
    let until = ctx.today().pred_opt().unwrap_or(ctx.today());
    if found.until <= until {
        return Ok(());
    }
    let version: i64 = typed.get("version").parse().map_err(|_| Halt::field("", what!("form-stale")))?;
    if store::end(&mut tx, shelf, (id, version), (found.since.min(until), until)).await? == 0 {
        let what = what!("changed-meanwhile", who = found.given_by);
        return Err(Halt::Conflict(vec![Problem::new("", what)]));
    }
    let changes = [Change::new("until", Some(found.until.to_string()), Some(until.to_string()))];
    note(&mut tx, ctx, "correct", shelf.object(id, found.enterprise), &changes).await?;
    Ok(tx.commit().await?)
}
