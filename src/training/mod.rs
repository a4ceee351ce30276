//! Training: sessions with their rosters, hours against the law, certificates and when they fall due.
//!
//! Who passes no training takes no post, and the file shows time, content, participants and results
//! (Work Safety Law art. 28); the hours are settled by the Provisions on Safety Training (生产经营单位安全培训规定).
pub mod model;
pub mod roster;
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
