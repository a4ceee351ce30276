//! Reading a workbook in a process of its own, and comparing what was read with the records.
use super::super::check::Options;
use super::super::model::{Filing, SAME_FILE, Standing, Summary};
use super::super::report::Problem;
use super::super::staged::{Index, Staged, Stager};
use super::super::told::{Fix, Told};
use super::super::{child, files, store};
use super::duty::calendar;
use super::keep::Deed;
use super::known::known;
use super::missing;
use super::upload::side;
use super::walk::Walk;
use super::{fix, layout};
use crate::account;
use crate::audit::service::{Object, note};
use crate::kernel::intake::Change;
use crate::server::page::fault_of;
use crate::server::{App, Ctx, Halt};
use std::io;
use std::sync::Arc;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Starts reading a filing's workbook beside everything else. Whoever waits may stop waiting; the reading goes on.
pub fn start(app: &App, id: Uuid) -> JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(halt) = check(&app, id).await {
            // It stays in `checking` and is read again at the next start.
            fault_of(halt);
        }
    })
}

/// After a start: reads what was being read when the program stopped, and takes away what nobody needs.
///
/// # Errors
/// The database or the data folder refused.
pub async fn resume(app: &App) -> Result<usize, Halt> {
    let mut tx = app.db.read().await?;
    let unread = store::unread(&mut tx).await?;
    let wanted = store::wanted(&mut tx).await?;
    drop(tx);
    let staged = |id| wanted.iter().any(|(known, _, staged)| *known == id && *staged);
    let named = |sha256: &str| wanted.iter().any(|(_, known, _)| known == sha256);
    let gone = files::clean_up(app.data(), app.settings.now(), staged, named)?;
    if gone > 0 || !unread.is_empty() {
        tracing::info!(gone, unread = unread.len(), "returns taken up again");
    }
    for id in &unread {
        start(app, *id);
    }
    Ok(unread.len())
}

/// Reads a filing's workbook and compares its rows: the filing becomes a draft, or is refused and says why. Other
/// standings are left alone.
///
/// # Errors
/// The database refused.
pub async fn check(app: &App, id: Uuid) -> Result<(), Halt> {
    let mut tx = app.db.read().await?;
    let Some(waiting) = store::any(&mut tx, id).await?.filter(|f| f.standing == Standing::Checking) else {
        return Ok(());
    };
    drop(tx);
    let _turn = app.limits.reading.take(waiting.account_id, id).await;
    let mut tx = app.db.read().await?;
    // It may have been withdrawn while it waited.
    let Some(filing) = store::any(&mut tx, id).await?.filter(|f| f.standing == Standing::Checking) else {
        return Ok(());
    };
    let actor = account::service::actor_of(&mut tx, filing.account_id).await?.map(Arc::new);
    let mut filing = filing;
    let fixes = fix::in_force(&mut tx, &app.seal, id).await?;
    // The sender's own reach decides what the rows are compared with.
    let ctx = Ctx { actor, ..Ctx::operator(app) };
    let mut stager = read(app, &filing, &fixes).await;
    if let Ok(first) = &stager
        && filing.summary.looks.is_empty()
        && layout::recall(&mut tx, &mut filing, &first.sheets).await?
    {
        // What the sender once confirmed for such headers holds again.
        stager = read(app, &filing, &fixes).await;
    }
    drop(tx);
    conclude(&ctx, &filing, stager).await
}

/// Makes a draft of what was read, or says why it is none.
pub(in super::super) async fn conclude(ctx: &Ctx, filing: &Filing, read: io::Result<Stager>) -> Result<(), Halt> {
    let (standing, summary, kind) = match read {
        Ok(stager) => judge(ctx, filing, stager).await,
        Err(error) => {
            tracing::warn!(%error, "a workbook could not be read");
            refused(filing, "reader-stopped")
        }
    };
    let id = filing.id;
    let mut tx = ctx.write().await?;
    if store::moved(&mut tx, id, (Standing::Checking, standing), &summary, &kind).await? > 0 {
        for recalled in &summary.recalled {
            store::layouts::used(&mut tx, recalled.id, ctx.now).await?;
        }
        let change = Change::new("state", Some("checking".to_owned()), Some(standing.key().to_owned()));
        let object = Object { noun: "filing", id: Some(id), enterprise: filing.enterprise_id };
        note(&mut tx, ctx, "check", object, &[change]).await?;
    }
    Ok(tx.commit().await?)
}

/// Held while the file of a return that was sent is read again.
static SOURCE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Reads a sent workbook once more where what was read of it is no longer kept: whoever follows a record to its source sees the
/// row. The filing stays as it is; of one that kept no columns they are told here.
///
/// # Errors
/// The database or the disk refused.
pub async fn source(ctx: &Ctx, filing: &mut Filing) -> Result<(), Halt> {
    let there = |filing: &Filing| Ok::<_, Halt>(Staged::of(ctx.app.data(), filing.id)?.is_whole());
    let columns = filing.summary.sheets.iter().any(|sheet| !sheet.info.columns.is_empty());
    if there(filing)? && columns || !files::place(ctx.app.data(), &filing.sha256).is_file() {
        return Ok(());
    }
    // Two who look at one return at the same time would write the same file.
    let _alone = SOURCE.lock().await;
    if there(filing)? && columns {
        return Ok(());
    }
    let _turn = ctx.app.limits.reading.take(filing.account_id, filing.id).await;
    let mut tx = ctx.read().await?;
    let fixes = fix::in_force(&mut tx, &ctx.app.seal, filing.id).await?;
    drop(tx);
    let stager = read(&ctx.app, filing, &fixes).await?;
    if stager.readable == Some(true) {
        if !columns {
            filing.summary.sheets = stager.sheets.clone();
        }
        stager.finish()?;
    }
    Ok(())
}

/// How far the reading of a workbook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It waits; so many are read before it.
    Waits(usize),
    /// So many rows are read.
    Read(u64),
}

/// How far the reading of a filing is that is still being checked.
pub fn progress(ctx: &Ctx, filing: &Filing) -> Progress {
    if let Some(ahead) = ctx.app.limits.reading.ahead(filing.id) {
        return Progress::Waits(ahead);
    }
    Progress::Read(Staged::of(ctx.app.data(), filing.id).and_then(|staged| staged.rows_so_far()).unwrap_or(0))
}

type Judged = (Standing, Summary, String);

fn refused(filing: &Filing, code: &'static str) -> Judged {
    let mut summary = filing.summary.clone();
    summary.problems.push(Problem::error(code));
    (Standing::Refused, summary, filing.kind.clone())
}

/// Runs the child and goes through what it printed.
async fn read(app: &App, filing: &Filing, fixes: &[Fix]) -> io::Result<Stager> {
    let staged = Staged::of(app.data(), filing.id)?;
    let place = files::place(app.data(), &filing.sha256);
    let name = filing.file_name.clone();
    let as_of = Some(app.settings.local(filing.uploaded_at).date());
    let told = Told { layouts: filing.summary.layouts.clone(), fixes: fixes.to_vec() };
    let options = Options { as_of, template: filing.summary.template.clone(), told, peek: true };
    let reading = tokio::task::spawn_blocking(move || {
        child::check_to(&child::Ask { file: &place, name: &name, options }, &staged.part())?;
        Stager::scan(staged)
    });
    reading.await.map_err(io::Error::other)?
}

async fn judge(ctx: &Ctx, filing: &Filing, stager: Stager) -> Judged {
    let kind = stager.file.as_ref().map_or_else(|| "unknown".to_owned(), |file| file.kind.clone());
    let mut summary = filing.summary.clone();
    // What an earlier reading found is found again, or is no longer true; what was known at the upload stays.
    summary.problems.retain(|problem| SAME_FILE.contains(&problem.code.as_ref()));
    summary.problems.extend(stager.problems.iter().cloned());
    if stager.readable != Some(true) {
        if stager.readable.is_none() && !summary.problems.iter().any(|p| p.code == "reader-stopped") {
            summary.problems.push(Problem::error("reader-stopped"));
        }
        return (Standing::Refused, summary, kind);
    }
    summary.sheets = stager.sheets.clone();
    match compare(ctx, filing, &mut summary, stager).await {
        Ok(()) => (Standing::Draft, summary, kind),
        Err(halt) => {
            let fault = fault_of(halt).unwrap_or_default();
            let problem = Problem::error("check-broke").with("fault", fault);
            let summary = Summary { problems: vec![problem], ..filing.summary.clone() };
            (Standing::Refused, summary, kind)
        }
    }
}

async fn compare(ctx: &Ctx, filing: &Filing, summary: &mut Summary, stager: Stager) -> Result<(), Halt> {
    let (staged, mut index) = stager.finish()?;
    compare_rows(ctx, filing, summary, (&staged, &mut index)).await
}

/// Compares the rows of a draft, as they were read, with the records as they are now.
///
/// # Errors
/// The database or the disk refused.
pub(super) async fn compare_rows(
    ctx: &Ctx,
    filing: &Filing,
    summary: &mut Summary,
    (staged, index): (&Staged, &mut Index),
) -> Result<(), Halt> {
    let mut tx = ctx.read().await?;
    let who = (filing.id, side(ctx));
    let calendar = calendar(&mut tx, ctx).await?;
    let how = (Deed::Preview, &calendar);
    let names = summary.names.clone();
    let walk = Walk::new(ctx, who, staged, index, &mut summary.sheets, how);
    let walked = walk.said(&filing.file_name, names, &summary.out).run(&mut tx).await?;
    summary.unknown = walked.unknown;
    (summary.absent, summary.again) = missing::preview(&mut tx, ctx, filing, &walked.filed, walked.met).await?;
    let known = known(&mut tx, filing, &walked.tally, &walked.filed).await?;
    // Records that are not told any more are still a question.
    summary.known = known.filter(|_| !summary.absent.asked);
    drop(tx);
    staged.keep(index, &walked.lines)?;
    summary.tally = walked.tally;
    summary.compared_at = Some(ctx.now);
    Ok(())
}
