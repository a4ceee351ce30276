//! What a locked return brought stays as it is: neither form nor file changes it before the department unlocks the return.
use super::Halt;
use crate::db::{self, Tx};
use crate::kernel::source::Provenance;
use crate::kernel::{Problem, what};

/// Goes on when the record did not come from a return, or from one that is open.
///
/// # Errors
/// [`Halt::Conflict`] with the return's number; the database refused.
pub async fn unlocked(tx: &mut Tx, filed: Option<&Provenance>) -> Result<(), Halt> {
    match filed {
        Some(filed) if db::is_locked(tx, filed.filing).await? => {
            Err(Halt::Conflict(vec![Problem::new("", what!("record-locked", number = &filed.number))]))
        }
        _ => Ok(()),
    }
}
