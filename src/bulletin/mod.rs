//! Bulletins (通报): the official paragraph of a month, a quarter, half a year or a year, with its tables and two charts,
//! worded by rule, edited by a person, issued as a version that can never change.
//!
//! What an issued version says, it says for good: figures, wording, the baseline and the rules it used, and the very
//! records behind each number are kept with it. A correction is the next version, with a reason; the one before stays.
//! Leaders alter no figures and nothing is made up (Statistics Law arts. 7 and 8).
pub mod model;
pub mod rule;
#[cfg(feature = "ssr")]
mod docx;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
mod link;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
