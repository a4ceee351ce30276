//! `cuan demo`: an invented district in an empty database.
use super::Common;
use crate::demo::invent::Plan;
use crate::server::App;
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    common: Common,
    #[arg(long, default_value_t = 200)]
    enterprises: usize,
    /// Calendar years, the current one included
    #[arg(long, default_value_t = 3)]
    years: i32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// People trained per enterprise and year, on average
    #[arg(long, default_value_t = 12)]
    trainees: usize,
    /// An account for every enterprise (rep.1, rep.2 …), for measuring: `serve --demo` lets them in without a password
    #[arg(long)]
    reps: bool,
}

pub(super) async fn run(args: DemoArgs) -> anyhow::Result<ExitCode> {
    let mut settings = args.common.demonstration()?;
    settings.demo = true;
    let app = App::open(settings).await?;
    let today = app.settings.local(app.settings.now()).date();
    let plan = Plan {
        enterprises: args.enterprises.max(2),
        years: args.years.clamp(1, 30),
        seed: args.seed,
        today,
        trainees: args.trainees,
        reps: args.reps,
    };
    let laid = crate::demo::service::lay(&app, &plan).await.map_err(super::halted)?;
    app.db.close().await;
    println!(
        "{} enterprises, {} congresses, {} incidents, {} people trained, in {} years",
        laid.enterprises, laid.congresses, laid.incidents, laid.trained, plan.years
    );
    Ok(ExitCode::SUCCESS)
}
