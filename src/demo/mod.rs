//! The demonstration district: invented enterprises, people and figures, the same for the same seed and day.
//!
//! [`invent`] makes it up without a database; [`service`] lays it into an empty one through the very functions that
//! returns use, and keeps each year's workbook, so that every record leads to a sheet and a row that exist;
//! [`workbook`] writes the messy workbooks that a visitor can try to upload.
//! Nothing here is real: the towns exist nowhere, credit codes and identity numbers use the division 000000, which nobody has.
pub mod invent;
#[cfg(feature = "ssr")]
mod late;
pub mod names;
pub mod random;
pub mod risks;
pub mod rows;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod workbook;
#[cfg(all(test, feature = "ssr"))]
mod tests;
