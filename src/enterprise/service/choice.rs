//! The enterprise that a form is about.
use super::matching::find;
use crate::account::model::Scope;
use crate::db::Tx;
use crate::enterprise::model::{Match, Uscc};
use crate::kernel::{Problem, Typed, text, what};
use crate::server::Halt;
use uuid::Uuid;

/// The rep's own enterprise, whatever was sent; for anybody else the one in scope that the field `enterprise` names by
/// credit code, present name or former name, or by both as the picker writes them (`NAME CODE`). The inner error is a
/// problem with that field: `required`, `unknown-enterprise`, `several-enterprises`.
///
/// # Errors
/// The database refused.
pub async fn chosen(tx: &mut Tx, scope: &Scope, typed: &Typed) -> Result<Result<Uuid, Problem>, Halt> {
    if let Some(own) = scope.enterprise() {
        return Ok(Ok(own));
    }
    let problem = |what| Ok(Err(Problem::new("enterprise", what)));
    let named = text::normal(typed.get("enterprise"));
    if named.is_empty() {
        return problem(what!("required"));
    }
    // A code is the last word, or the only one.
    let last = named.rsplit(' ').next().unwrap_or_default();
    let code = Uscc::parse(last).map(|code| code.to_string());
    let mut found = match &code {
        Ok(code) => find(tx, scope, Some(code), None).await?,
        Err(_) => find(tx, scope, Some(&named), None).await?,
    };
    if matches!(found, Match::None) && code.is_err() {
        found = find(tx, scope, None, Some(&named)).await?;
    }
    match found {
        Match::One(id) | Match::Former(id) => Ok(Ok(id)),
        Match::Several => problem(what!("several-enterprises")),
        Match::None => problem(what!("unknown-enterprise")),
    }
}
