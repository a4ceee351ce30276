//! Pure judgements of a bulletin.
//!
//! - [`count`]: its figures, from records and frozen baselines.
//! - [`behind`]: which records a number is of; it counts what [`count`] counted.
//! - [`wording`]: the paragraphs by rule, in Chinese and English, number by number.
//! - [`numbers`]: which numbers of an edited paragraph are those that were generated.
//! - [`differ`]: what one version counts otherwise than another.
pub mod behind;
pub mod count;
pub mod differ;
pub mod numbers;
pub mod wording;

#[cfg(test)]
mod tests;
