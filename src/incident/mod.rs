//! Incidents: facts in, lawful grade out.
//!
//! Order 493 (生产安全事故报告和调查处理条例) grades an accident by deaths, serious injuries and direct loss, and starts
//! the clocks: one hour for the enterprise, two for each tier, thirty days for a change of casualties. A fact that is not
//! known yet keeps the grade provisional; it is never taken for 0.
pub mod category;
pub mod cause;
#[cfg(feature = "ssr")]
pub mod form;
pub mod group;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod island;
pub mod model;
#[cfg(feature = "ssr")]
pub mod page;
pub mod rule;
pub mod say;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
