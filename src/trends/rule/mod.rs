//! Pure judgements of a comparison.
//!
//! - [`board`]: the figures of the leader's page from records and a frozen baseline.
//! - [`control`]: control charts with their signals. [`funnel`]: rates of unlike units. [`mean`]: means of several years.
//! - [`poisson`]: the exact tails behind both. [`series`]: the figures of many years from records and baselines.
//! - [`compare`]: difference, percent and direction by exact decimal arithmetic.
//! - [`exact`]: the exact two-sided test for two counts, its rate ratio and interval.
//! - [`measured`]: a measure in both windows.
//! - [`past`]: the earlier side, in pieces of years. [`span`]: which days are set beside which.
//! - [`rates`]: two counts over unlike bases.
//! - [`report`]: both together with the caution, as `cuan compare` prints it and every page shows it.
pub mod board;
pub mod compare;
pub mod control;
pub mod exact;
pub mod measured;
pub mod past;
pub mod rates;
pub mod report;
pub mod span;
pub mod funnel;
pub mod mean;
pub mod poisson;
pub mod series;
pub mod watch;

pub use compare::{Change, Direction, Exact, change};
pub use exact::{Exposure, Test, test};
pub use report::{Report, report};
