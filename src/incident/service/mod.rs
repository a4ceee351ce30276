//! Deeds and reads of incidents. [`import`] takes the rows of workbooks.
mod import;

pub use import::{preview, upsert};
