//! Returns: what enterprises, towns and departments send, and what is wrong with it.
//!
//! The checker is pure and streams: a reader ([`read`]) hands over sheets and rows ([`cell`]), the checker ([`check`])
//! finds the table ([`header`]), matches columns with the templates ([`template`], the single source, [`label`]), reads
//! cells ([`lexer`]), tells rows apart and compares totals ([`table`]), judges rows ([`cross`]) and answers in lines
//! ([`report`]). It never guesses silently: what can be read in two ways is a problem with words, never a value.
//!
//! Files of strangers are only ever read in a child process: [`child::check_to`] leaves the lines of a report in a file.
// The browser has its one island only.
#[cfg(not(feature = "hydrate"))]
pub mod answer;
#[cfg(not(feature = "hydrate"))]
pub mod assemble;
#[cfg(not(feature = "hydrate"))]
pub mod cell;
#[cfg(not(feature = "hydrate"))]
pub mod check;
#[cfg(not(feature = "hydrate"))]
pub mod cross;
#[cfg(not(feature = "hydrate"))]
pub mod header;
#[cfg(not(feature = "hydrate"))]
pub mod label;
#[cfg(not(feature = "hydrate"))]
pub mod lexer;
#[cfg(not(feature = "hydrate"))]
pub mod marks;
#[cfg(not(feature = "hydrate"))]
pub mod named;
#[cfg(not(feature = "hydrate"))]
pub mod probe;
#[cfg(not(feature = "hydrate"))]
pub mod report;
#[cfg(not(feature = "hydrate"))]
pub mod table;
#[cfg(not(feature = "hydrate"))]
pub mod template;
#[cfg(not(feature = "hydrate"))]
pub mod told;

#[cfg(feature = "reader")]
pub mod child;
#[cfg(feature = "reader")]
pub mod read;

// The desk: a workbook comes in ([`form`], [`service`]), waits as lines on disk, is shown ([`page`]), and is sent.
#[cfg(not(feature = "hydrate"))]
pub mod model;
#[cfg(not(feature = "hydrate"))]
pub mod rule;

#[cfg(feature = "ssr")]
pub mod blank;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod island;
#[cfg(feature = "ssr")]
pub mod mark;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod staged;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub(crate) mod who_filed;
#[cfg(all(test, feature = "ssr"))]
mod tests;
