//! Charts: many months and years of one measure, each figure with what it was taken from.
//!
//! This year is counted from the records, an earlier year is read from its frozen baseline in force; where that has no
//! answer there is a gap, never a nought. The judgements are in [`super::rule`] (control, funnel, mean, series).
pub mod model;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
mod paper;
#[cfg(feature = "ssr")]
pub mod plot;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod words;
#[cfg(feature = "ssr")]
mod workbook;
#[cfg(all(test, feature = "ssr"))]
mod tests;
