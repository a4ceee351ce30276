//! What was worked out of records, kept while nothing was written to the kinds of records it is made of.
//!
//! A reader's transaction says how far the trail of each kind had come for it ([`Stand`]); what another one worked out at the
//! same point of the same kinds is what this one would work out. A page that is made anew after a write asks the database only
//! for what that write can have changed. Debug builds, and so every test, ask all the same and compare.
use super::Ctx;
use crate::audit;
use crate::audit::areas::{Areas, Heads};
use crate::db::Tx;
use std::any::Any;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers kept at most; when there are more, all go.
const MOST: usize = 256;

type Answer = Arc<dyn Any + Send + Sync>;

/// The answers of one running program, each with the head of its kinds of records.
#[derive(Default)]
pub struct Kept {
    all: Mutex<HashMap<String, (i64, Answer)>>,
}

/// How far the trail had come for one transaction, and what is kept.
#[derive(Clone)]
pub struct Stand {
    kept: Arc<Kept>,
    heads: Heads,
}

/// Where an answer lies.
pub struct Place {
    name: String,
    head: i64,
}

impl Stand {
    /// As the transaction sees it: to be asked before anything else that is to be kept.
    ///
    /// # Errors
    /// The database refused.
    pub async fn of(ctx: &Ctx, tx: &mut Tx) -> sqlx::Result<Stand> {
        Stand::over(ctx.app.kept.clone(), tx).await
    }

    /// As [`Stand::of`], for those who keep their answers elsewhere.
    ///
    /// # Errors
    /// The database refused.
    pub async fn over(kept: Arc<Kept>, tx: &mut Tx) -> sqlx::Result<Stand> {
        Ok(Stand { kept, heads: audit::service::heads(tx).await? })
    }

    /// Where the answer to a question about these kinds of records lies; `asked` is everything else that it depends on.
    pub fn place(&self, areas: Areas, question: &'static str, asked: &dyn std::fmt::Debug) -> Place {
        let mut name = question.to_owned();
        // Writing to a String cannot fail.
        let _ = write!(name, " {asked:?}");
        Place { name, head: self.heads.of(areas) }
    }

    pub fn known<T: Any + Send + Sync>(&self, place: &Place) -> Option<Arc<T>> {
        let all = self.kept.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, answer) = all.get(&place.name).filter(|(head, _)| *head == place.head)?;
        answer.clone().downcast().ok()
    }

    pub fn keep<T: Any + Send + Sync>(&self, place: Place, answer: T) -> Arc<T> {
        let answer = Arc::new(answer);
        let mut all = self.kept.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        // A reader of before a write does not put its answer in the place of one of after it.
        if all.get(&place.name).is_none_or(|(head, _)| *head <= place.head) {
            all.insert(place.name, (place.head, answer.clone()));
        }
        answer
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// What is kept for a question, or its answer, then kept: `kept!(stand, areas, "question", asked, answer)`, where `answer` is
/// the future of a `Result`.
macro_rules! kept {
    ($stand:expr, $areas:expr, $question:literal, $asked:expr, $answer:expr) => {{
        let place = $stand.place($areas, $question, &$asked);
        match $stand.known(&place) {
            Some(known) => {
                if cfg!(debug_assertions) {
                    assert_eq!(*known, $answer.await?, "{} was kept and is not what the records say", $question);
                }
                known
            }
            None => {
                let answer = $answer.await?;
                $stand.keep(place, answer)
            }
        }
    }};
}
pub(crate) use kept;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stands_until_a_kind_it_is_made_of_is_written() {
        let kept = Arc::new(Kept::default());
        let at = |heads: [i64; 7]| Stand { kept: kept.clone(), heads: Heads(heads) };
        let of = |stand: &Stand| stand.place(Areas::HAZARD | Areas::ROLL, "overdue", &("白米镇", 2026));
        let before = at([1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(before.known::<i64>(&of(&before)), None);
        before.keep(of(&before), 12_i64);
        let trained = at([1, 2, 9, 4, 5, 6, 7]);
        assert_eq!(trained.known::<i64>(&of(&trained)).as_deref(), Some(&12), "training is none of its kinds");
        let other = trained.place(Areas::HAZARD | Areas::ROLL, "overdue", &("白米镇", 2025));
        assert_eq!(trained.known::<i64>(&other), None, "another question");
        let found = at([1, 10, 9, 4, 5, 6, 7]);
        assert_eq!(found.known::<i64>(&of(&found)), None);
        found.keep(of(&found), 13_i64);
        assert_eq!(*before.keep(of(&before), 12_i64), 12, "who looked before is told what was");
        assert_eq!(found.known::<i64>(&of(&found)).as_deref(), Some(&13), "and does not take the place of what is");
    }
}
