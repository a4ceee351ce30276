//! Baselines: the figures of an earlier year as *documents*, imported or computed, frozen with a version,
//! an as-of date and the definition they were counted by. A later correction is a new version, never an edit.
//!
//! Respondents give true data and nobody alters a figure afterwards (Statistics Law arts. 7 and 8).
pub mod model;
pub mod rule;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
