//! `cuan user`: keeping accounts on the machine itself, without a session.
use super::Common;
use crate::account::service;
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::server::{App, Ctx, Halt};
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Accounts on one page of the database's list.
const PAGE: i64 = 500;

#[derive(Subcommand)]
pub enum User {
    /// Add an account; prints its first password, once
    Add(Add),
    /// List accounts: login, role, name, reach, state
    List {
        /// A part of a login, name or enterprise
        #[arg(default_value = "")]
        text: String,
        #[command(flatten)]
        common: Common,
    },
    /// Disable an account: its next request is a stranger's
    Disable(One),
    /// Enable a disabled account
    Enable(One),
    /// Give an account a new password and print it, once; its sessions end
    Reset(One),
}

#[derive(Args)]
pub struct Add {
    /// 3 to 40 letters, digits, `.`, `-`, `_`
    login: String,
    /// The person's name
    #[arg(long)]
    name: String,
    #[arg(long, value_parser = ["rep", "inspector", "leader", "admin"])]
    role: String,
    /// Inspectors: their department
    #[arg(long, default_value = "", value_parser = ["", "union", "emergency", "health"])]
    department: String,
    /// Inspectors and leaders: one town; left out, the whole district
    #[arg(long, default_value = "")]
    town: String,
    /// Reps: name or credit code of their enterprise
    #[arg(long, default_value = "")]
    enterprise: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
pub struct One {
    login: String,
    #[command(flatten)]
    common: Common,
}

impl User {
    fn common(&self) -> &Common {
        match self {
            User::Add(add) => &add.common,
            User::List { common, .. } => common,
            User::Disable(one) | User::Enable(one) | User::Reset(one) => &one.common,
        }
    }
}

/// # Errors
/// The database cannot be opened; what was asked is refused.
pub async fn run(user: User) -> anyhow::Result<ExitCode> {
    let app = App::open(user.common().settings()?).await?;
    let done = keep(&Ctx::operator(&app), user).await.map_err(said);
    app.db.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

/// What is wrong, in words; field names are those of the options.
fn said(halt: Halt) -> anyhow::Error {
    match halt {
        Halt::Refused(problems) => {
            let line = |p: &crate::kernel::Problem| {
                let words = i18n::problem(Lang::En, &p.what);
                if p.field.is_empty() { words } else { format!("{}: {words}", p.field) }
            };
            anyhow::anyhow!(problems.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
        Halt::Missing => anyhow::anyhow!("no account has this login"),
        Halt::Broke(error) => error,
        other => anyhow::anyhow!("{other:?}"),
    }
}

async fn keep(ctx: &Ctx, user: User) -> Result<(), Halt> {
    let admin = ctx.admin()?;
    match user {
        User::Add(add) => {
            let fields = [
                ("login", add.login),
                ("name", add.name),
                ("role", add.role),
                ("department", add.department),
                ("town", add.town),
                ("enterprise", add.enterprise),
            ];
            let typed = Typed(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
            let made = service::create(ctx, admin, &typed).await?;
            println!("{}", made.code.unwrap_or_default());
        }
        User::List { text, .. } => list(ctx, &text).await?,
        User::Disable(one) => {
            let id = service::of_login(ctx, admin, &one.login).await?;
            service::set_disabled(ctx, admin, id, true).await?;
        }
        User::Enable(one) => {
            let id = service::of_login(ctx, admin, &one.login).await?;
            service::set_disabled(ctx, admin, id, false).await?;
        }
        User::Reset(one) => {
            let id = service::of_login(ctx, admin, &one.login).await?;
            println!("{}", service::reset(ctx, admin, id).await?);
        }
    }
    Ok(())
}

async fn list(ctx: &Ctx, text: &str) -> Result<(), Halt> {
    let mut page = 1;
    loop {
        let (accounts, total) = service::list(ctx, ctx.admin()?, text, page, PAGE).await?;
        for account in &accounts {
            let reach: Vec<String> =
                [&account.department, &account.town, &account.enterprise].into_iter().flatten().cloned().collect();
            let state = if account.disabled { "disabled" } else { "active" };
            println!("{}\t{}\t{}\t{}\t{state}", account.login, account.role, account.name, reach.join(" "));
        }
        if accounts.is_empty() || page * PAGE >= total {
            return Ok(());
        }
        page += 1;
    }
}
