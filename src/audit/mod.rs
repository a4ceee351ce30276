//! Who did what, when, from what to what: an append-only trail in which each line seals the one before.
//!
//! A deed calls [`service::note`] inside its own transaction, so there is no change without its line and no line without
//! its change. The trail is tamper-evident, not tamper-proof: whoever can rewrite the whole table can rewrite the chain,
//! unless the head printed by `cuan audit verify` was kept elsewhere.
pub mod areas;
pub mod model;
pub mod rule;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
