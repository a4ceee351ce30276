//! Answers that are kept while nothing was written.
//!
//! Every write adds a line to the audit trail, whose last hash therefore names the state of the whole database: a look at
//! the district is made once for it. While there is no line at all nothing is kept.
use std::any::Any;
use std::sync::{Arc, Mutex};

/// How many answers are kept: years, days and towns differ.
const MOST: usize = 24;

type Kept = (String, Arc<dyn Any + Send + Sync>);

static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

/// The answer kept under a key.
pub(super) fn get<T: Any + Send + Sync>(key: &str) -> Option<Arc<T>> {
    let kept = KEPT.lock().ok()?;
    let (_, found) = kept.iter().find(|(known, _)| known == key)?;
    Arc::clone(found).downcast().ok()
}

/// Keeps an answer in the place of the oldest one.
pub(super) fn put<T: Any + Send + Sync>(key: String, answer: &Arc<T>) {
    let Ok(mut kept) = KEPT.lock() else { return };
    kept.retain(|(known, _)| *known != key);
    if kept.len() >= MOST {
        kept.remove(0);
    }
    kept.push((key, Arc::<T>::clone(answer)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_answer_makes_room() {
        let key = |n: usize| format!("a test's own key {n}");
        for n in 0..=MOST {
            put(key(n), &Arc::new(n));
        }
        assert_eq!(get::<usize>(&key(0)), None);
        assert_eq!(get::<usize>(&key(MOST)).as_deref(), Some(&MOST));
        assert_eq!(get::<String>(&key(MOST)), None, "an answer of another kind is none");
        put(key(MOST), &Arc::new(7_usize));
        assert_eq!(get::<usize>(&key(MOST)).as_deref(), Some(&7));
    }
}
