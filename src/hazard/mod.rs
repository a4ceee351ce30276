//! Hazards: what was found, how grave it is, what is done about it, by whom, until when.
//!
//! The rules on hazards (安全生产事故隐患排查治理暂行规定, 2008) tell ordinary from major ones. A major hazard has its five in
//! place: responsibility, measure, fund, time limit, emergency plan; the Safety Law wants it reported to the department and
//! to the workers' congress (art. 41). Late is judged by the day.
#[cfg(feature = "ssr")]
pub mod form;
pub mod model;
#[cfg(feature = "ssr")]
pub mod page;
pub mod rule;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
