//! The roll of enterprises: who they are, what they were called before, how many work there in which year.
//!
//! Codes follow GB 32100 (unified social credit code). Whether an enterprise is above scale is the statistics bureau's
//! word: it is imported, never computed. Towns exist because somebody said so, never because a workbook spelled one anew.
#[cfg(not(feature = "hydrate"))]
pub mod industry;
pub mod model;
pub mod rule;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod island;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod spell;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(all(test, feature = "ssr"))]
pub mod testing;
