//! View pieces that every page uses; they know no feature.
mod field;

pub use field::{ErrorSummary, PasswordField, TextField};
