//! Trends: is it better than last year, and is that real?
//!
//! Counts come before percents, no percent is taken from zero, and a small number says that it is small.
//! The judgements follow the statistics practice of the emergency departments (absolute differences for small
//! counts) and an exact test; the thresholds are dated data of the [rule book](crate::kernel::rulebook).
pub mod calculator;
#[cfg(feature = "ssr")]
pub mod filers;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod link;
pub mod model;
#[cfg(feature = "ssr")]
pub mod page;
pub mod published;
pub mod rule;
pub mod series;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod sheets;
#[cfg(feature = "ssr")]
mod store;
pub mod words;
#[cfg(all(test, feature = "ssr"))]
mod tests;
