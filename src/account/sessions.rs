//! Whose session a request brings, asked together.
//!
//! Every request asks, and must be told what holds now: an account that was disabled a moment ago is nobody's. Requests that
//! come while a question is under way wait for the next one, which is asked once for all of them. The question begins after each
//! of them came, so what it finds is never older than the request.
use super::model::Actor;
use super::store::{self, SessionRow};
use crate::db::Db;
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

/// The most sessions that one question asks for.
const TOGETHER: usize = 64;

type Answer = Result<Option<SessionRow>, Arc<sqlx::Error>>;

#[derive(Debug)]
struct Ask {
    token_hash: String,
    tell: oneshot::Sender<Answer>,
}

/// The line of those who ask. It is opened by the first one and ends with the program.
#[derive(Debug, Default)]
pub struct Sessions(OnceLock<UnboundedSender<Ask>>);

/// Somebody's session.
#[derive(Debug, Clone)]
pub struct Found {
    pub actor: Actor,
    /// When it was last used, as far as that is written down.
    pub seen_at: DateTime<Utc>,
    /// The last line of the audit trail that tells of records.
    pub head: i64,
}

impl Sessions {
    /// Whose session this is; nobody's when it is over, was not used for `idle`, or the account is disabled.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn find(
        &self,
        db: &Db,
        token_hash: String,
        now: DateTime<Utc>,
        idle: Duration,
    ) -> anyhow::Result<Option<Found>> {
        let line = self.0.get_or_init(|| {
            let (line, asked) = unbounded_channel();
            tokio::spawn(answer(db.clone(), asked));
            line
        });
        let (tell, told) = oneshot::channel();
        line.send(Ask { token_hash, tell }).map_err(|_| anyhow::anyhow!("nobody looks for sessions any more"))?;
        let row = told.await?.map_err(|error| anyhow::anyhow!("{error}").context("look for a session"))?;
        Ok(row.filter(|row| row.holds(now, idle)).and_then(SessionRow::found))
    }
}

/// Lets requests that came at the same time join the question: whoever is ready to run does so before it is asked. Nobody
/// waits for anybody who has not come yet.
async fn gather(asked: &mut UnboundedReceiver<Ask>, asks: &mut Vec<Ask>) {
    let mut before = 0;
    while before < asks.len() && asks.len() < TOGETHER {
        before = asks.len();
        tokio::task::yield_now().await;
        while asks.len() < TOGETHER
            && let Ok(ask) = asked.try_recv()
        {
            asks.push(ask);
        }
    }
}

/// Asks for whoever waits, again and again, until nobody can ask any more.
async fn answer(db: Db, mut asked: UnboundedReceiver<Ask>) {
    let mut asks = Vec::with_capacity(TOGETHER);
    while asked.recv_many(&mut asks, TOGETHER).await > 0 {
        gather(&mut asked, &mut asks).await;
        let mut hashes: Vec<&str> = asks.iter().map(|ask| ask.token_hash.as_str()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let found = match store::sessions(&db, &hashes).await {
            // The database hung up since: its next connection is a new one.
            Err(sqlx::Error::Io(_)) => store::sessions(&db, &hashes).await,
            found => found,
        };
        let found = found.map_err(Arc::new);
        let found = found.map(|rows| rows.into_iter().map(|row| (row.token_hash.clone(), row)).collect());
        for ask in asks.drain(..) {
            let mine = found.as_ref().map(|rows: &HashMap<String, SessionRow>| rows.get(&ask.token_hash).cloned());
            // Who does not wait any more is not told.
            let _ = ask.tell.send(mine.map_err(Arc::clone));
        }
    }
}
