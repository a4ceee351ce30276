//! Occupational health of an enterprise in a period: who is exposed, who was due for a check-up and had it, which test
//! points are within limits, new cases.
//!
//! The law on occupational diseases (职业病防治法) wants check-ups before, during and on leaving the post (art. 35), tests of
//! the workplace that are kept and told to the workers (art. 26), and every case reported (art. 50). Only counts are kept here.
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
