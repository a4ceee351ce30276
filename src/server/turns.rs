//! A fair line before something that only a few may do at once: senders take turns, however much each of them brings.
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use uuid::Uuid;

/// The line. Cloning gives another hand on the same one.
#[derive(Debug, Clone)]
pub struct Turns(Arc<Mutex<Line>>);

#[derive(Debug, Default)]
struct Line {
    free: usize,
    /// Who has something waiting, in the order of their turns.
    order: VecDeque<Uuid>,
    waiting: HashMap<Uuid, VecDeque<Waiter>>,
}

#[derive(Debug)]
struct Waiter {
    what: Uuid,
    tell: oneshot::Sender<Turn>,
}

/// A place at work; whoever is next gets it when it is dropped.
#[derive(Debug)]
pub struct Turn(Turns);

impl Drop for Turn {
    fn drop(&mut self) {
        // A waiter that is gone drops the turn it is sent, which comes back here for the next one.
        if let Some(next) = self.0.next() {
            let _ = next.tell.send(Turn(self.0.clone()));
        }
    }
}

impl Turns {
    /// A line before `places`, at least one.
    pub fn new(places: usize) -> Turns {
        Turns(Arc::new(Mutex::new(Line { free: places.max(1), ..Line::default() })))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is `what`'s turn: senders in a circle, what one sender brings in its own order.
    pub async fn take(&self, sender: Uuid, what: Uuid) -> Turn {
        let told = {
            let mut line = self.line();
            if line.free > 0 {
                line.free -= 1;
                return Turn(self.clone());
            }
            let (tell, told) = oneshot::channel();
            let mine = line.waiting.entry(sender).or_default();
            let first = mine.is_empty();
            mine.push_back(Waiter { what, tell });
            if first {
                line.order.push_back(sender);
            }
            told
        };
        // A turn is always told: a line outlives those who wait in it.
        told.await.unwrap_or_else(|_| Turn(self.clone()))
    }

    /// How many come before `what`; none when it does not wait (any more).
    pub fn ahead(&self, what: Uuid) -> Option<usize> {
        let line = self.line();
        let place = |sender: &Uuid| line.waiting.get(sender)?.iter().position(|w| w.what == what);
        let (at, rounds) = line.order.iter().enumerate().find_map(|(at, sender)| Some((at, place(sender)?)))?;
        let before = |(i, sender): (usize, &Uuid)| {
            let all = line.waiting.get(sender).map_or(0, VecDeque::len);
            all.min(rounds + usize::from(i < at))
        };
        Some(line.order.iter().enumerate().map(before).sum())
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.line().waiting.values().map(VecDeque::len).sum()
    }

    /// Whose turn is next; with nobody waiting the place is free.
    fn next(&self) -> Option<Waiter> {
        let mut line = self.line();
        let Some(sender) = line.order.pop_front() else {
            line.free += 1;
            return None;
        };
        let mut mine = line.waiting.remove(&sender).unwrap_or_default();
        let waiter = mine.pop_front();
        if !mine.is_empty() {
            line.waiting.insert(sender, mine);
            line.order.push_back(sender);
        }
        waiter
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::time::Duration;

    async fn waits_for(turns: &Turns, count: usize) {
        while turns.waiting() < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn one_sender_with_many_does_not_keep_others_waiting() {
        let turns = Turns::new(1);
        let (busy, one, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let held = turns.take(one, Uuid::from_u128(9)).await;
        let said = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for (n, (sender, what)) in [(busy, 10), (busy, 11), (busy, 12), (one, 20), (other, 30)].into_iter().enumerate()
        {
            let (turns, said) = (turns.clone(), said.clone());
            tasks.push(tokio::spawn({
                let turns = turns.clone();
                async move {
                    let _turn = turns.take(sender, Uuid::from_u128(what)).await;
                    said.lock().expect("no panic inside").push(what);
                }
            }));
            waits_for(&turns, n + 1).await;
        }
        let ahead: Vec<_> = [10, 20, 30, 11, 12, 99].map(|what| turns.ahead(Uuid::from_u128(what))).to_vec();
        assert_eq!(ahead, [Some(0), Some(1), Some(2), Some(3), Some(4), None]);
        drop(held);
        for task in tasks {
            task.await.expect("it ends");
        }
        assert_eq!(*said.lock().expect("no panic inside"), [10, 20, 30, 11, 12]);
        assert_eq!(turns.line().free, 1, "the place is free again");
    }

    #[tokio::test]
    async fn who_stops_waiting_gives_the_turn_on() {
        let turns = Turns::new(1);
        let held = turns.take(Uuid::nil(), Uuid::from_u128(1)).await;
        let gone = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take(Uuid::nil(), Uuid::from_u128(2)).await }
        });
        waits_for(&turns, 1).await;
        gone.abort();
        assert!(gone.await.is_err());
        drop(held);
        tokio::time::timeout(Duration::from_secs(5), turns.take(Uuid::nil(), Uuid::from_u128(3)))
            .await
            .expect("a turn");
    }
}
