//! The demonstration district: invented enterprises, people and figures, the same for the same seed and day.
//!
//! [`invent`] makes it up without a database; [`service`] lays it into an empty one through the very functions that forms
//! and returns use; [`workbook`] writes the messy workbooks that a visitor can try to upload.
//! Nothing here is real: town names exist nowhere, credit codes and identity numbers use the division 000000, which nobody has.
pub mod invent;
pub mod names;
pub mod random;
