//! Returns.
pub mod cell;
pub mod report;
#[cfg(feature = "reader")]
pub mod read;
