//! Words every feature uses. Pure: no I/O, no clock, no Leptos.
//!
//! - [`form`]: what a person typed, what is wrong with it, and reading it into nouns.
//! - [`decimal`]: money and hours as whole numbers with a fixed number of decimals.
//! - [`rulebook`]: every threshold as dated data with its source.
//! - [`text`]: full width, blanks and look-alikes made one for reading.
//! - [`intake`]: a row of a workbook on its way into a feature, and what became of it.
//! - [`keys`]: enums whose variants have a key in addresses, tables and words.
//! - [`code`]: unified social credit codes and identity numbers with their check digits.
//! - [`source`]: the return a record came from.
//! - [`window`]: calendar windows and their twins in the year before.
pub mod code;
pub mod decimal;
pub mod form;
pub mod intake;
pub mod keys;
pub mod rulebook;
pub mod source;
pub mod text;
pub mod window;

pub use decimal::{Centi, Wan};
pub use form::{Problem, Problems, Reader, Typed, What, what};
pub(crate) use keys::keys;
pub use source::Provenance;
