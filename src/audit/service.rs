//! Writing the trail, reading a thing's history, and checking the chain.
use super::areas::{Areas, Heads};
use super::model::{Change, Entry};
use super::{rule, store};
use crate::db::{Db, Tx};
use crate::server::Ctx;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a deed was done to.
#[derive(Debug, Clone, Copy)]
pub struct Object {
    /// The table's name.
    pub noun: &'static str,
    pub id: Option<Uuid>,
    pub enterprise: Option<Uuid>,
}

/// Adds one line to the trail, in the deed's own transaction. `deed` is a key of `locales/audit.toml`.
///
/// # Errors
/// The database refused; the transaction must then be dropped.
pub async fn note(tx: &mut Tx, ctx: &Ctx, deed: &'static str, object: Object, changes: &[Change]) -> sqlx::Result<()> {
    note_in(tx, ctx, deed, object, changes, Areas::of(object.noun, deed)).await
}

/// As [`note`], for a deed that says itself which kinds of records it may have changed.
///
/// # Errors
/// The database refused; the transaction must then be dropped.
pub async fn note_in(
    tx: &mut Tx,
    ctx: &Ctx,
    deed: &'static str,
    object: Object,
    changes: &[Change],
    areas: Areas,
) -> sqlx::Result<()> {
    let (account_id, who, role) = match &ctx.actor {
        Some(actor) => (Some(actor.id), actor.name.clone(), actor.role.key()),
        None => (None, String::new(), "none"),
    };
    let (seq, prev) = store::take_turn(tx).await?;
    let mut entry = Entry {
        seq,
        at: ctx.now,
        account_id,
        who,
        role: role.to_owned(),
        deed: deed.to_owned(),
        noun: object.noun.to_owned(),
        object_id: object.id,
        enterprise_id: object.enterprise,
        changes: serde_json::to_string(changes).unwrap_or_default(),
        prev,
        hash: String::new(),
    };
    entry.hash = seal(&entry);
    store::append(tx, &entry, areas).await
}

/// Takes the writers' turn before reading what a deed compares with, so that two senders of the same rows at once
/// cannot both find them missing. SQLite has one writer anyway.
///
/// # Errors
/// The database refused.
pub async fn queue(tx: &mut Tx) -> sqlx::Result<()> {
    store::queue(tx).await
}

fn seal(entry: &Entry) -> String {
    hex(&Sha256::digest(rule::sealed_text(entry)))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Everything that happened to one thing, newest first. The caller has already checked that the reader may see the thing.
///
/// # Errors
/// The database refused.
pub async fn history(tx: &mut Tx, object: Uuid) -> sqlx::Result<Vec<Entry>> {
    store::of_object(tx, object).await
}

/// Where the trail ends: the number of its lines and the last one's hash, which names everything written so far. The hash of
/// an empty trail is empty.
///
/// # Errors
/// The database refused.
pub async fn head(tx: &mut Tx) -> sqlx::Result<(i64, String)> {
    store::head(tx).await
}

/// Since which line each kind of records stands as it is.
///
/// # Errors
/// The database refused.
pub async fn heads(tx: &mut Tx) -> sqlx::Result<Heads> {
    store::heads(tx).await
}

/// What checking the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verified {
    /// Every line is sealed by the next; the number of lines and the last hash, to be kept elsewhere.
    Whole { lines: i64, head: String },
    /// The first line that does not fit.
    Broken { seq: i64 },
}

/// Reads the whole trail and checks every seal.
///
/// # Errors
/// The database refused.
pub async fn verify(db: &Db) -> sqlx::Result<Verified> {
    let mut tx = db.read().await?;
    let (head_seq, head_hash) = store::head(&mut tx).await?;
    let (mut seq, mut hash) = (0, String::new());
    loop {
        let lines = store::after(&mut tx, seq, 1_000).await?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            if line.seq != seq + 1 || line.prev != hash || line.hash != seal(&line) {
                return Ok(Verified::Broken { seq: seq + 1 });
            }
            (seq, hash) = (line.seq, line.hash);
        }
    }
    if (seq, &hash) == (head_seq, &head_hash) {
        Ok(Verified::Whole { lines: seq, head: hash })
    } else {
        Ok(Verified::Broken { seq: seq + 1 })
    }
}
