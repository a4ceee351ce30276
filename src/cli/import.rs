//! `cuan import`: a workbook taken in by the same way as on the page, in somebody's name.
use crate::account;
use crate::i18n::{self, Lang};
use crate::returns::model::review::Rest;
use crate::returns::model::{Filing, Standing};
use crate::returns::service::{self, Take, Wish};
use crate::server::{App, Ctx, Halt};
use crate::t;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What the operator asks for.
pub struct Asked {
    pub file: PathBuf,
    /// In whose name: their reach decides which enterprises the rows may name.
    pub login: String,
    /// Send without asking again.
    pub yes: bool,
    /// Send the good rows although some are wrong.
    pub good: bool,
    /// Take away what earlier returns of the same periods brought and this one does not hold.
    pub replace: bool,
    pub template: Option<String>,
    pub lang: Lang,
}

/// The file could not be read.
const UNREADABLE: u8 = 2;
/// Nothing was sent: some rows are wrong and only all were to be taken.
const TO_FIX: u8 = 3;

/// Checks a workbook, prints the counts, and with `yes` sends it. Sent twice, the second time says that nothing is new.
///
/// # Errors
/// No such account or file; the database refused.
pub async fn run(app: &App, asked: &Asked) -> anyhow::Result<ExitCode> {
    let operator = Ctx::operator(app);
    let actor = account::service::actor(&operator, &asked.login).await;
    let actor = actor.map_err(|_| anyhow::anyhow!("no account {} that may sign in", asked.login))?;
    let ctx = Ctx { actor: Some(Arc::new(actor)), ..operator };
    let lang = asked.lang;
    let halted = |halt| anyhow::anyhow!("{}", words(lang, halt));
    let id = service::arrive_from(&ctx, &asked.file, asked.template.as_deref()).await.map_err(halted)?;
    service::check(app, id).await.map_err(halted)?;
    let filing = service::filing(&ctx, id).await.map_err(halted)?;
    print(&filing, lang);
    if filing.standing != Standing::Draft {
        return Ok(ExitCode::from(UNREADABLE));
    }
    let tally = filing.summary.tally;
    if tally.wrong > 0 && !asked.good {
        println!("{}", t!(lang, "returns.desk.preview-wrong", n = tally.wrong));
        if asked.yes {
            service::withdraw(&ctx, id).await.map_err(halted)?;
        }
        return Ok(ExitCode::from(TO_FIX));
    }
    if filing.summary.known.is_some() {
        // Nobody is to send it later from the pages either.
        service::withdraw(&ctx, id).await.map_err(halted)?;
        println!("{}", t!(lang, "problem.nothing-new"));
        return Ok(ExitCode::SUCCESS);
    }
    if asked.yes && tally.good() > 0 {
        let take = if asked.good { Take::Good } else { Take::All };
        let rest = Some(if asked.replace { Rest::Goes } else { Rest::Stays });
        let wish = Wish { take, reason: &t!(lang, "standing.operator-again"), rest, seen: None };
        service::send(&ctx, id, wish).await.map_err(halted)?;
        let sent = service::filing(&ctx, id).await.map_err(halted)?;
        println!("{} {}", t!(lang, "ui.done.sent"), sent.number);
        println!("{} {}", t!(lang, "returns.desk.receipt-hash"), sent.receipt.unwrap_or_default());
    }
    Ok(ExitCode::SUCCESS)
}

fn words(lang: Lang, halt: Halt) -> String {
    match halt {
        Halt::Refused(problems) | Halt::Conflict(problems) => {
            problems.iter().map(|p| i18n::problem(lang, &p.what)).collect::<Vec<_>>().join("\n")
        }
        Halt::Broke(error) => format!("{error:#}"),
        other => format!("{other:?}"),
    }
}

fn print(filing: &Filing, lang: Lang) {
    let tally = filing.summary.tally;
    println!("{} · {} · sha256 {}", filing.number, filing.file_name, filing.sha256);
    for problem in &filing.summary.problems {
        println!("  ! {}", crate::returns::page::said(lang, problem));
    }
    println!(
        "{}: {} = {} + {} + {} + {} + {}",
        t!(lang, "returns.desk.read"),
        tally.read,
        tally.new,
        tally.changed,
        tally.same,
        tally.wrong,
        tally.skipped
    );
    for sheet in &filing.summary.sheets {
        let (title, tally) = (sheet.title(), sheet.tally);
        println!(
            "  {title} · {} · {} {}, {} {}, {} {}, {} {}, {} {}",
            if sheet.template().is_empty() { "–" } else { sheet.template() },
            t!(lang, "returns.desk.fate.new"),
            tally.new,
            t!(lang, "returns.desk.fate.changed"),
            tally.changed,
            t!(lang, "returns.desk.fate.same"),
            tally.same,
            t!(lang, "returns.desk.fate.wrong"),
            tally.wrong,
            t!(lang, "returns.desk.fate.left-out"),
            tally.skipped
        );
    }
}
