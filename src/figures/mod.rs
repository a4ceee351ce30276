//! Figures: what is counted, added up while records are written, and the measures made of it.
//!
//! A record adds to the tally inside the transaction that writes it ([`crate::db::tally`]); a page adds up a window of the tally
//! instead of reading the records again. A [`measure::Measure`] is defined once; page, export, documents and tests are made from
//! that one definition.
pub mod measure;
pub mod model;
pub mod rule;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
