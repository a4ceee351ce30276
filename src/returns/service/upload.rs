//! A workbook has arrived.
use super::super::files::{BYTES_MAX, Incoming, Kept};
use super::super::model::{Earlier, Filing, SAME_FILE, Standing, Summary};
use super::super::report::Problem;
use super::super::template::Template;
use super::super::{rule, store};
use super::look::reader;
use crate::account::model::{Role, Scope};
use crate::audit::service::{Object, note};
use crate::db::{self, Tx};
use crate::kernel::form::words;
use crate::kernel::{intake::Change, what};
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use std::path::Path;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

/// The longest remark a sender can add, in characters.
const NOTE_MAX: usize = 500;

/// A workbook that lies safely on disk, with what the sender said about it.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Made when the form was shown: the same form sent twice is one filing.
    pub id: Uuid,
    pub file_name: String,
    pub file: Kept,
    pub note: String,
    /// A template's key, or empty: the program finds out.
    pub template: String,
}

/// Opens a filing for a workbook. The same form sent again finds the filing it made.
///
/// # Errors
/// Only enterprises and inspectors send; the note is too long; the template is none.
pub async fn arrive(ctx: &Ctx, arrived: &Arrived) -> Result<Uuid, Halt> {
    let actor = ctx.actor()?;
    let enterprise_id = match &actor.role {
        Role::Rep(rep) => Some(rep.enterprise()),
        Role::Inspector(_) => None,
        Role::Leader(_) | Role::Admin(_) => return Err(Halt::Forbidden),
    };
    let note_text = words(&arrived.note, NOTE_MAX).map_err(|what| Halt::field("note", what))?;
    if !arrived.template.is_empty() && Template::by_key(&arrived.template).is_none() {
        return Err(Halt::field("template", what!("not-a-choice")));
    }
    let mut tx = ctx.write().await?;
    let scope = ctx.scope()?;
    if let Some(known) = store::any(&mut tx, arrived.id).await? {
        let mine = store::filing(&mut tx, &reader(ctx, &scope), known.id).await?.is_some();
        return if mine { Ok(known.id) } else { Err(Halt::Missing) };
    }
    let (duplicate_of, problems) = seen_before(&mut tx, &arrived.file.sha256, enterprise_id, actor.id).await?;
    let number = next_number(&mut tx, ctx).await?;
    let filing = Filing {
        id: arrived.id,
        number,
        account_id: actor.id,
        sender: actor.name.clone(),
        enterprise_id,
        enterprise: None,
        file_name: rule::file_name(&arrived.file_name),
        sha256: arrived.file.sha256.clone(),
        bytes: i64::try_from(arrived.file.bytes).unwrap_or(i64::MAX),
        kind: "unknown".to_owned(),
        standing: Standing::Checking,
        summary: Summary {
            note: Some(note_text).filter(|note| !note.is_empty()),
            template: Some(arrived.template.clone()).filter(|key| !key.is_empty()),
            problems,
            duplicate_of,
            ..Summary::default()
        },
        uploaded_at: ctx.now,
        sent_at: None,
        receipt: None,
        reviewed: None,
        reason: None,
        version: 1,
    };
    store::insert(&mut tx, &filing).await?;
    let changes = [
        Change::new("number", None, Some(filing.number.clone())),
        Change::new("sha256", None, Some(filing.sha256.clone())),
    ];
    let object = Object { noun: "filing", id: Some(filing.id), enterprise: enterprise_id };
    note(&mut tx, ctx, "upload", object, &changes).await?;
    tx.commit().await?;
    Ok(filing.id)
}

/// The earlier return of the very same file, one that was sent before one that still waits, and what to say of it.
async fn seen_before(
    tx: &mut Tx,
    sha256: &str,
    enterprise: Option<Uuid>,
    account: Uuid,
) -> Result<(Option<Earlier>, Vec<Problem>), Halt> {
    let told = |code, earlier: Earlier| {
        let problem = Problem::warning(code).with("number", &earlier.number);
        (Some(earlier), vec![problem])
    };
    if let Some(taken) = store::taken_before(tx, sha256, enterprise, account).await? {
        return Ok(told(SAME_FILE[0], taken));
    }
    let draft = store::draft_before(tx, sha256, enterprise, account).await?;
    Ok(draft.map_or_else(Default::default, |draft| told(SAME_FILE[1], draft)))
}

/// The next free number of the year. Filings that came with their numbers from elsewhere keep them.
pub(super) async fn next_number(tx: &mut Tx, ctx: &Ctx) -> Result<String, Halt> {
    let year = ctx.today().year();
    loop {
        let number = format!("F{year}-{:06}", db::next_number(tx, &format!("filing-{year}")).await?);
        if !store::is_given(tx, &number).await? {
            return Ok(number);
        }
    }
}

/// Opens a filing for a file on this machine.
///
/// # Errors
/// There is no such file, it is too large, or [`arrive`] refuses it.
pub async fn arrive_from(ctx: &Ctx, path: &Path, template: Option<&str>) -> Result<Uuid, Halt> {
    let mut from = tokio::fs::File::open(path).await?;
    if from.metadata().await?.len() > BYTES_MAX {
        return Err(Halt::field("workbook", what!("upload-too-large", most = BYTES_MAX / 1024 / 1024)));
    }
    let mut file = Incoming::open(ctx.app.data()).await?;
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut chunk).await?;
        if read == 0 {
            break;
        }
        file.write(&chunk[..read]).await?;
    }
    let arrived = Arrived {
        id: Uuid::now_v7(),
        file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        file: file.keep().await?,
        note: String::new(),
        template: template.unwrap_or_default().to_owned(),
    };
    arrive(ctx, &arrived).await
}

/// Which side of the counter an account stands on.
pub fn side(ctx: &Ctx) -> rule::Sender {
    match ctx.actor.as_deref().map(|actor| &actor.role) {
        Some(Role::Rep(_)) => rule::Sender::Enterprise,
        Some(Role::Inspector(inspector)) if inspector.town().is_some() => rule::Sender::Town,
        Some(Role::Leader(_) | Role::Admin(_)) => rule::Sender::Town,
        Some(Role::Inspector(_)) | None => rule::Sender::District,
    }
}

/// How far whoever asks may reach: the operator at the command line the whole district.
pub fn reach(ctx: &Ctx) -> Result<Scope, Halt> {
    if ctx.actor.is_none() { Ok(Scope::whole()) } else { ctx.scope() }
}
