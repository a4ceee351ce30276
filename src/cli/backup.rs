//! `cuan backup` and `cuan restore --check`.
use super::Common;
use crate::audit::service::{Verified, hex, verify};
use crate::db::{self, Db};
use crate::returns::files;
use anyhow::Context;
use clap::Args;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    common: Common,
    /// The folder to make; it must not exist
    #[arg(short, long)]
    output: PathBuf,
}

#[derive(Args)]
pub(super) struct RestoreArgs {
    /// A folder that `cuan backup` made
    folder: PathBuf,
    /// Only examine it: pages, references, audit chain, workbooks
    #[arg(long)]
    check: bool,
    /// The data folder to make from it; it must not exist
    #[arg(long, env = "CUAN_DATA", default_value = "data")]
    data: PathBuf,
}

/// Database first, then workbooks: they never change, so whatever the copied database names is there.
pub(super) async fn backup(args: BackupArgs) -> anyhow::Result<ExitCode> {
    let settings = args.common.settings()?;
    anyhow::ensure!(!args.output.exists(), "{} is already there", args.output.display());
    let part = args.output.with_extension("part");
    std::fs::create_dir_all(&part).with_context(|| format!("make {}", part.display()))?;
    let live = Db::open(&settings.database_url).await?;
    db::backup::copy(&live, &part.join("cuan.db")).await?;
    let names = db::backup::workbooks(&live).await?;
    live.close().await;
    for sha256 in &names {
        let (from, to) = (files::place(&settings.data, sha256), files::place(&part, sha256));
        if from.is_file() {
            std::fs::create_dir_all(to.parent().unwrap_or(&part))?;
            std::fs::copy(&from, &to).with_context(|| format!("copy {}", from.display()))?;
        }
    }
    let said = examine(&part).await?;
    std::fs::rename(&part, &args.output)?;
    println!("{said}");
    println!("The key (seal.key) is not in the copy: keep it apart.");
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(args: RestoreArgs) -> anyhow::Result<ExitCode> {
    println!("{}", examine(&args.folder).await?);
    if args.check {
        return Ok(ExitCode::SUCCESS);
    }
    anyhow::ensure!(!args.data.join("cuan.db").exists(), "{} holds a database already", args.data.display());
    copy_folder(&args.folder, &args.data)?;
    println!("restored into {}; put seal.key there before starting", args.data.display());
    Ok(ExitCode::SUCCESS)
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Opens a copy, examines it whole and says what it holds.
async fn examine(folder: &Path) -> anyhow::Result<String> {
    let file = folder.join("cuan.db");
    anyhow::ensure!(file.is_file(), "{} is not there", file.display());
    let db = Db::open(&format!("sqlite:{}", file.display())).await?;
    let sound = db::backup::examine(&db).await?;
    let names = db::backup::workbooks(&db).await?;
    let chain = verify(&db).await?;
    db.close().await;
    let Verified::Whole { lines, head } = chain else { anyhow::bail!("the audit chain is broken") };
    let mut missing = 0;
    for sha256 in &names {
        match std::fs::read(files::place(folder, sha256)) {
            Ok(bytes) => anyhow::ensure!(hex(&Sha256::digest(&bytes)) == *sha256, "workbook {sha256} was changed"),
            Err(_) => missing += 1,
        }
    }
    Ok(format!(
        "sound: {} enterprises, {} incidents, {} filings, {} workbooks ({missing} missing), {lines} audit lines, head {head}",
        sound.enterprises,
        sound.incidents,
        sound.filings,
        names.len()
    ))
}
