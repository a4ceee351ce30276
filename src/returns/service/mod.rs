//! Deeds of the desk: take a workbook in ([`upload`]), have it read and compared ([`check()`]), send it ([`send()`]),
//! withdraw it, and look at what stands where ([`look`]).
mod check;
mod fix;
mod export;
mod keep;
mod layout;
mod look;
mod matching;
mod send;
mod upload;
mod walk;

#[cfg(test)]
pub(super) use check::conclude;
pub use check::{check, resume, start};
pub use export::export;
pub use fix::{Typed, corrections, fix, undo};
pub use layout::{Asked, ColumnsSaid, TableSaid, asked, forget, remembered, say_columns, say_table, settle};
pub use look::{Owed, PAGE_ROWS, Preview, Question, Shown, Topic, filing, list, owed, preview, sender, workbook};
pub use send::{Take, send, withdraw};
pub use upload::{Arrived, arrive, arrive_from};
