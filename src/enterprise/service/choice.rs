//! The enterprise that a form is about.
use super::matching::find;
use crate::account::model::Scope;
use crate::db::Tx;
use crate::enterprise::model::Match;
use crate::kernel::{Problem, Typed, text, what};
use crate::server::Halt;
use uuid::Uuid;

/// The rep's own enterprise, whatever was sent; for anybody else the one in scope that the field `enterprise` names by
/// credit code, present name or former name. The inner error is a problem with that field: `required`, `unknown-enterprise`.
///
/// # Errors
/// The database refused.
pub async fn chosen(tx: &mut Tx, scope: &Scope, typed: &Typed) -> Result<Result<Uuid, Problem>, Halt> {
    if let Some(own) = scope.enterprise() {
        return Ok(Ok(own));
    }
    let named = text::normal(typed.get("enterprise"));
    if named.is_empty() {
        return Ok(Err(Problem::new("enterprise", what!("required"))));
    }
    let mut found = find(tx, scope, Some(&named), None).await?;
    if matches!(found, Match::None) {
        found = find(tx, scope, None, Some(&named)).await?;
    }
    Ok(match found {
        Match::One(id) | Match::Former(id) => Ok(id),
        Match::None | Match::Several => Err(Problem::new("enterprise", what!("unknown-enterprise"))),
    })
}
