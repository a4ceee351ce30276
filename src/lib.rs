//! Cu'an (促安): from a ragged workbook to an honest comparison.
//!
//! Modules are listed bottom up; each may use those above it (ARCHITECTURE.md).
//! Without features only the pure parts are compiled: nouns (`model`) and judgements (`rule`).
#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` is the server, `hydrate` the browser: build one at a time");

// ground
pub mod kernel;
pub mod i18n;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod live;
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod ui;

// features, each may use those above it
pub mod audit;
pub mod account;
pub mod enterprise;
pub mod exempt;

pub mod congress;
pub mod incident;
// Without an island: the browser needs none of them.
#[cfg(not(feature = "hydrate"))]
pub mod hazard;
#[cfg(not(feature = "hydrate"))]
pub mod training;
#[cfg(not(feature = "hydrate"))]
pub mod health;
#[cfg(not(feature = "hydrate"))]
pub mod figures;
#[cfg(not(feature = "hydrate"))]
pub mod baseline;
pub mod returns;
#[cfg(not(feature = "hydrate"))]
pub mod compliance;
#[cfg(not(feature = "hydrate"))]
pub mod trends;
#[cfg(not(feature = "hydrate"))]
pub mod bulletin;
#[cfg(not(feature = "hydrate"))]
pub mod demo;

// the program
#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "hydrate")]
mod browser;
