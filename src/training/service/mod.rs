//! Deeds and reads of training. [`import`] takes the rows of workbooks.
mod import;

pub use import::{preview, upsert};
