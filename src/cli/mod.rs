//! The command line.
mod backup;
mod check;
mod compare;
mod demo;
mod import;
mod rules;
mod template;
mod user;

use crate::server::{App, Ctx, Settings, health, listen};
use crate::{account, app, audit, db, returns};
use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Workplace-safety compliance for a district: from ragged workbooks to honest comparisons.
#[derive(Parser)]
#[command(name = "cuan", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages until told to stop
    Serve(Common),
    /// The audit trail
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Compare the figures added up while writing with the records, and count everything anew where they differ
    Recount(Common),
    /// List every address and method with who may call it
    Endpoints,
    /// Compare two figures: difference, percent, exact test, in words
    Compare(CompareArgs),
    /// The rules in force, with their sources
    Rules {
        /// The day whose rules are asked for; today when left out
        #[arg(long)]
        at: Option<chrono::NaiveDate>,
        /// Words in `zh-CN` or `en`
        #[arg(long, default_value = "zh-CN", value_parser = lang)]
        lang: crate::i18n::Lang,
        #[arg(long)]
        json: bool,
    },
    /// Accounts: add, list, disable, enable, reset
    #[command(subcommand)]
    User(user::User),
    /// Check a workbook without taking it: exit code 0 when it could be read, 2 when not
    Check {
        file: PathBuf,
        /// One JSON object instead of words
        #[arg(long)]
        json: bool,
        /// The day of the check; today when left out
        #[arg(long)]
        as_of: Option<chrono::NaiveDate>,
        /// Read every table by this template
        #[arg(long, value_parser = template)]
        template: Option<String>,
        /// Words in `zh-CN` or `en`
        #[arg(long, default_value = "zh-CN", value_parser = lang)]
        lang: crate::i18n::Lang,
    },
    /// Write an empty workbook of a template: roll, exposure, congress, incidents, hazards, training, health, baseline
    Template {
        #[arg(value_parser = template)]
        kind: String,
        /// Where to; a file of the template's name here when left out, `-` for standard output
        #[arg(short, long)]
        out: Option<PathBuf>,
        /// Labels in `zh-CN` or `en`
        #[arg(long, default_value = "zh-CN", value_parser = lang)]
        lang: crate::i18n::Lang,
    },
    /// Take a workbook in as the pages do: check it, print the counts; with --yes send it
    Import {
        file: PathBuf,
        /// The login of the account in whose name
        #[arg(long = "as", value_name = "LOGIN")]
        login: String,
        /// Send it; without this, it waits as a draft
        #[arg(long)]
        yes: bool,
        /// Send the good rows although some are wrong
        #[arg(long, requires = "yes")]
        good: bool,
        /// Take away records of earlier returns of the same periods that this one does not hold
        #[arg(long, requires = "yes")]
        replace: bool,
        /// Read every table by this template
        #[arg(long, value_parser = template)]
        template: Option<String>,
        /// Words in `zh-CN` or `en`
        #[arg(long, default_value = "zh-CN", value_parser = lang)]
        lang: crate::i18n::Lang,
        #[command(flatten)]
        common: Common,
    },
    /// The child that reads a workbook
    #[command(hide = true)]
    ReadWorkbook {
        #[arg(long)]
        name: String,
        #[arg(long)]
        as_of: Option<chrono::NaiveDate>,
        #[arg(long)]
        template: Option<String>,
        /// Tell the first rows of each sheet too
        #[arg(long)]
        peek: bool,
        /// What people said about the workbook, as JSON
        #[arg(long)]
        told: Option<PathBuf>,
        file: PathBuf,
    },
    /// The child that marks a workbook
    #[command(hide = true)]
    MarkWorkbook {
        #[arg(long)]
        name: String,
        /// The marks, as JSON
        #[arg(long)]
        marks: PathBuf,
        #[arg(long)]
        out: PathBuf,
        file: PathBuf,
    },
    /// Fill an empty database with an invented district
    Demo(demo::DemoArgs),
    /// Copy the embedded database and the workbooks while the program runs, and examine the copy
    Backup(backup::BackupArgs),
    /// Make a data folder from a copy, or only examine the copy
    Restore(backup::RestoreArgs),
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Check every seal of the chain; prints the last one, to be kept elsewhere
    Verify(Common),
}

#[derive(Args)]
struct CompareArgs {
    /// The earlier figure; left out it is no data, which is not zero
    #[arg(long)]
    before: Option<String>,
    #[arg(long)]
    now: String,
    /// What the earlier figure was exposed to, such as worker-months
    #[arg(long)]
    before_base: Option<String>,
    #[arg(long)]
    now_base: Option<String>,
    /// Decimals of the percent
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=2))]
    places: u32,
    #[arg(long)]
    json: bool,
}

fn template(key: &str) -> Result<String, String> {
    use crate::returns::template::{TEMPLATES, Template};
    let keys: Vec<&str> = TEMPLATES.iter().map(|t| t.key).collect();
    Template::by_key(key)
        .map(|t| t.key.to_owned())
        .ok_or_else(|| format!("no template {key}; there are {}", keys.join(", ")))
}

fn lang(tag: &str) -> Result<crate::i18n::Lang, String> {
    crate::i18n::Lang::parse(tag).ok_or_else(|| format!("no language {tag}"))
}

/// Settings by flag or environment.
#[derive(Args, Clone)]
pub struct Common {
    /// `sqlite:PATH` or `postgres://…`; by default a file in the data folder
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Folder for uploaded workbooks, the key and the embedded database
    #[arg(long, env = "CUAN_DATA", default_value = "data")]
    data: PathBuf,
    /// Address to listen on
    #[arg(long, env = "CUAN_ADDR", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// Folder with the style sheet and the islands; by default `site` beside the program, then target/site
    #[arg(long, env = "CUAN_SITE")]
    site: Option<PathBuf>,
    /// The address people type, `https://…`; needed for anything but this machine
    #[arg(long, env = "CUAN_ORIGIN")]
    origin: Option<String>,
    /// Serve a demonstration: invented data, people who need no password
    #[arg(long, env = "CUAN_DEMO")]
    demo: bool,
    /// Demonstration only: the day the program believes it is
    #[arg(long, env = "CUAN_TODAY")]
    today: Option<chrono::NaiveDate>,
    /// Business time zone, hours east of Greenwich
    #[arg(long, env = "CUAN_ZONE_HOURS", default_value_t = 8)]
    zone_hours: i64,
    /// Bearer token for /metrics from other machines
    #[arg(long, env = "CUAN_METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
    /// Most connections at a time
    #[arg(long, env = "CUAN_CONNECTIONS_MAX", default_value_t = 1_024)]
    connections_max: usize,
    /// Log lines as JSON
    #[arg(long, env = "CUAN_LOG_JSON")]
    log_json: bool,
}

impl Common {
    /// Settings of a command that is only for demonstrations.
    fn demonstration(mut self) -> anyhow::Result<Settings> {
        self.demo = true;
        self.settings()
    }

    fn settings(&self) -> anyhow::Result<Settings> {
        anyhow::ensure!(self.today.is_none() || self.demo, "CUAN_TODAY is for demonstrations only (--demo)");
        let beside =
            std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("site"))).filter(|site| site.is_dir());
        // Given by `cargo leptos`, which keeps a folder of its own.
        let watched = std::env::var_os("LEPTOS_SITE_ROOT").map(PathBuf::from);
        let database = self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}/cuan.db", self.data.display()));
        Ok(Settings {
            database_url: database,
            addr: self.addr,
            data: self.data.clone(),
            site: self.site.clone().or(watched).or(beside).unwrap_or_else(|| PathBuf::from("target/site")),
            origin: self.origin.clone(),
            today: self.today,
            demo: self.demo,
            zone_hours: self.zone_hours,
            metrics_token: self.metrics_token.clone(),
            connections_max: self.connections_max,
        })
    }

    fn log(&self) {
        let filter =
            tracing_subscriber::EnvFilter::try_from_env("CUAN_LOG").unwrap_or_else(|_| "info,sqlx=warn".into());
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
        // Tests start several programs in one process: the first logger stays.
        let _ = if self.log_json { lines.json().try_init() } else { lines.try_init() };
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Commands that touch no database run at once; the rest in the asynchronous runtime.
    let outcome = match cli.command {
        Command::Recount(common) => asynchronously(recount(common)),
        Command::Endpoints => endpoints(),
        Command::Compare(args) => compare(&args),
        Command::Rules { at, lang, json } => rules(at, lang, json),
        Command::Check { file, json, as_of, template, lang } => {
            check::run(&check::Asked { file, json, as_of: as_of.unwrap_or_else(today), template, lang })
        }
        Command::ReadWorkbook { name, as_of, template, peek, told, file } => {
            check::read_workbook(&file, &name, check::Reading { as_of, template, peek, told })
        }
        Command::MarkWorkbook { name, marks, out, file } => mark(&file, &name, &marks, &out),
        Command::Backup(args) => asynchronously(backup::backup(args)),
        Command::Restore(args) => asynchronously(backup::restore(args)),
        Command::Demo(args) => asynchronously(demo::run(args)),
        Command::Template { kind, out, lang } => template::run(&kind, out, lang),
        Command::Import { file, login, yes, good, replace, template, lang, common } => {
            asynchronously(take_in(common, import::Asked { file, login, yes, good, replace, template, lang }))
        }
        Command::Serve(common) => asynchronously(serve(common)),
        Command::Audit(AuditCommand::Verify(common)) => asynchronously(verify(common)),
        Command::User(user) => asynchronously(user::run(user)),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("cuan: {error:#}");
        ExitCode::FAILURE
    })
}

fn asynchronously(work: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("start the runtime")?.block_on(work)
}

/// A deed that was not done, as a command line says it.
fn halted(halt: crate::server::Halt) -> anyhow::Error {
    match halt {
        crate::server::Halt::Broke(error) => error,
        other => anyhow::anyhow!("{other:?}"),
    }
}

async fn serve(common: Common) -> anyhow::Result<ExitCode> {
    common.log();
    let settings = common.settings()?;
    let local = settings.addr.ip().is_loopback();
    anyhow::ensure!(
        local || settings.secure(),
        "listening beyond this machine needs CUAN_ORIGIN=https://… (TLS ends in front of the program)"
    );
    health::count();
    let app = App::open(settings).await?;
    if let Some(code) = account::service::setup_code(&app).await.map_err(halted)? {
        println!("First start. Open /set-up and make the first administrator with this one-time code: {code}");
    }
    returns::service::resume(&app).await.map_err(halted)?;
    let addr = app.settings.addr;
    let listener = tokio::net::TcpListener::bind(addr).await.with_context(|| format!("listen on {addr}"))?;
    println!("cuan serves http://{}", listener.local_addr()?);
    tracing::info!(%addr, engine = app.db.engine(), demo = app.settings.demo, "serving");
    let (db, connections_max) = (app.db.clone(), app.settings.connections_max);
    listen::serve(listener, app::router(app), connections_max, listen::told_to_stop()).await;
    db.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn take_in(common: Common, asked: import::Asked) -> anyhow::Result<ExitCode> {
    common.log();
    let app = App::open(common.settings()?).await?;
    let outcome = import::run(&app, &asked).await;
    app.db.close().await;
    outcome
}

async fn verify(common: Common) -> anyhow::Result<ExitCode> {
    let db = db::Db::open(&common.settings()?.database_url).await?;
    let verified = audit::service::verify(&db).await?;
    db.close().await;
    match verified {
        audit::service::Verified::Whole { lines, head } => {
            println!("whole: {lines} lines, head {head}");
            Ok(ExitCode::SUCCESS)
        }
        audit::service::Verified::Broken { seq } => {
            println!("BROKEN at line {seq}: it, or a line before it, was changed or removed");
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn recount(common: Common) -> anyhow::Result<ExitCode> {
    let db = db::Db::open(&common.settings()?.database_url).await?;
    let mut tx = db.write().await?;
    let differing = db::tally::differing(&mut tx).await? + db::sittings::differing(&mut tx).await?;
    if differing > 0 {
        db::tally::recount(&mut tx).await?;
        db::sittings::recount(&mut tx).await?;
    }
    tx.commit().await?;
    db.close().await;
    match differing {
        0 => println!("the figures are the records"),
        n => println!("{n} sums differed from the records: counted anew"),
    }
    Ok(if differing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn mark(file: &Path, name: &str, marks: &Path, out: &Path) -> anyhow::Result<ExitCode> {
    returns::mark::child::run(file, name, marks, out).context("mark the workbook")?;
    Ok(ExitCode::SUCCESS)
}

fn endpoints() -> anyhow::Result<ExitCode> {
    let mut doors = app::doors();
    doors.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    for door in doors {
        println!("{} {} {}", door.method, door.path, door.who.names());
    }
    Ok(ExitCode::SUCCESS)
}

fn today() -> chrono::NaiveDate {
    let settings = Settings::default();
    settings.local(settings.now()).date()
}

fn compare(args: &CompareArgs) -> anyhow::Result<ExitCode> {
    let asked = compare::Asked {
        before: args.before.as_deref(),
        now: &args.now,
        before_base: args.before_base.as_deref(),
        now_base: args.now_base.as_deref(),
        places: args.places,
    };
    match compare::compare(asked, today()) {
        Ok(compared) => {
            println!("{}", compare::text(&compared, args.json));
            Ok(ExitCode::SUCCESS)
        }
        Err(what) => anyhow::bail!("{}", crate::i18n::problem(crate::i18n::Lang::En, &what)),
    }
}

fn rules(at: Option<chrono::NaiveDate>, lang: crate::i18n::Lang, json: bool) -> anyhow::Result<ExitCode> {
    let day = at.unwrap_or_else(today);
    println!("{}", if json { rules::json(day) } else { rules::text(day, lang) });
    Ok(ExitCode::SUCCESS)
}

/// The operator's own context, for commands that write.
pub fn operator(app: &App) -> Ctx {
    Ctx::operator(app)
}
