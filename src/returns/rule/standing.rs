//! Who may decide what about a return, and who may take back what it did.
use crate::kernel::{What, what};
use crate::returns::model::Standing;
use crate::returns::model::review::Verdict;

/// The standing after a verdict.
pub fn after(verdict: Verdict) -> Standing {
    match verdict {
        Verdict::Accept | Verdict::Unlock => Standing::Accepted,
        Verdict::SendBack => Standing::SentBack,
        Verdict::Lock => Standing::Locked,
    }
}

/// Whether a reviewer may decide so now. Nobody reviews their own return.
///
/// # Errors
/// Why not.
pub fn may_decide(standing: Standing, verdict: Verdict, own: bool) -> Result<(), What> {
    if own {
        return Err(what!("own-return"));
    }
    match (verdict, standing) {
        (Verdict::Accept, Standing::Sent | Standing::SentBack)
        | (Verdict::SendBack, Standing::Sent | Standing::Accepted | Standing::SentBack)
        | (Verdict::Lock, Standing::Sent | Standing::Accepted)
        | (Verdict::Unlock, Standing::Locked) => Ok(()),
        (_, Standing::Locked) => Err(what!("return-locked")),
        (_, Standing::Undone) => Err(what!("return-undone")),
        (Verdict::Unlock, _) => Err(what!("return-not-locked")),
        (Verdict::Accept | Verdict::Lock, Standing::Accepted | Standing::SentBack) => Err(what!("return-decided")),
        _ => Err(what!("return-not-sent")),
    }
}

/// Who wants to undo a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoer {
    /// Whoever sent it, or somebody else of the same enterprise.
    Sender,
    /// Somebody of the department in whose area it lies.
    Department,
}

/// Whether a return may be undone, and whether a reason is asked: by the sender until it is accepted; by the department,
/// with a reason, until it is locked.
///
/// # Errors
/// Why not.
pub fn may_undo(standing: Standing, who: Undoer) -> Result<bool, What> {
    match (standing, who) {
        (Standing::Sent | Standing::SentBack, Undoer::Sender) => Ok(false),
        (Standing::Accepted, Undoer::Sender) => Err(what!("undo-accepted")),
        (Standing::Sent | Standing::SentBack | Standing::Accepted, Undoer::Department) => Ok(true),
        (Standing::Locked, _) => Err(what!("return-locked")),
        (Standing::Undone, _) => Err(what!("return-undone")),
        (Standing::Checking | Standing::Draft | Standing::Refused | Standing::Withdrawn, _) => {
            Err(what!("return-not-sent"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Accepted, Draft, Locked, Sent, SentBack, Undone};

    #[test]
    fn what_a_reviewer_may_decide() {
        use Verdict::{Accept, Lock, SendBack, Unlock};
        let cases = [
            (Sent, Accept, "ok"),
            (Sent, SendBack, "ok"),
            (Sent, Lock, "ok"),
            (Sent, Unlock, "return-not-locked"),
            (SentBack, Accept, "ok"),
            (SentBack, SendBack, "ok"),
            (SentBack, Lock, "return-decided"),
            (Accepted, Accept, "return-decided"),
            (Accepted, SendBack, "ok"),
            (Accepted, Lock, "ok"),
            (Locked, Accept, "return-locked"),
            (Locked, SendBack, "return-locked"),
            (Locked, Unlock, "ok"),
            (Undone, Accept, "return-undone"),
            (Draft, Accept, "return-not-sent"),
            (Draft, Lock, "return-not-sent"),
        ];
        for (standing, verdict, answer) in cases {
            let got = may_decide(standing, verdict, false).err().map_or("ok".into(), |what| what.code);
            assert_eq!(got, answer, "{standing:?} {verdict:?}");
            let own = may_decide(standing, verdict, true).expect_err("nobody decides about their own");
            assert_eq!(own.code, "own-return");
        }
    }

    #[test]
    fn who_may_undo_and_who_must_say_why() {
        let cases = [
            (Sent, Undoer::Sender, "no reason"),
            (SentBack, Undoer::Sender, "no reason"),
            (Accepted, Undoer::Sender, "undo-accepted"),
            (Sent, Undoer::Department, "reason"),
            (Accepted, Undoer::Department, "reason"),
            (Locked, Undoer::Sender, "return-locked"),
            (Locked, Undoer::Department, "return-locked"),
            (Undone, Undoer::Sender, "return-undone"),
            (Draft, Undoer::Sender, "return-not-sent"),
        ];
        for (standing, who, answer) in cases {
            let got = match may_undo(standing, who) {
                Ok(true) => "reason".into(),
                Ok(false) => "no reason".into(),
                Err(what) => what.code,
            };
            assert_eq!(got, answer, "{standing:?} {who:?}");
        }
    }
}
