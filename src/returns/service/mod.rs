//! Deeds of the desk: take a workbook in ([`upload`]), have it read and compared ([`check()`]), send it ([`send()`]),
//! withdraw it, take back what it did ([`take_back`]), say that nothing happened ([`nil()`]), say that rows need not be sent ([`waive`]), decide about it ([`review`]), keep the calendar
//! ([`duty`]), count who filed ([`rates`]), and look at what stands where ([`look`]).
mod check;
mod duty;
mod fix;
mod export;
mod keep;
mod known;
mod layout;
mod leave;
mod look;
mod mark;
mod matching;
mod missing;
mod names;
mod nil;
mod open;
mod own;
mod rates;
mod review;
mod send;
mod standing;
mod trace;
mod undo;
mod upload;
mod walk;

pub use super::store::duty::Version;
pub use super::store::list::Filter;
#[cfg(test)]
pub(super) use check::conclude;
pub use check::{Progress, check, progress, resume, source, start};
pub use duty::{Days, Owing, Page as CalendarPage, calendar_page, end_exemption, exempt, exemptions, owed, set_cutoff};
pub use export::export;
pub use fix::{Typed, corrections, fix, read_dates, undo};
pub use layout::{Asked, ColumnsSaid, LEAVE, TableSaid, asked, forget, remembered, say_columns, say_table, settle};
pub use leave::{leave, take_in};
pub use look::{PAGE_ROWS, Preview, Question, Shown, Topic, filing, list, preview, sender, workbook};
pub use mark::{MarkedBook, marked};
pub use names::{Named, name, names};
pub use nil::{against_nil, nil};
pub use open::{Open, OpenRows, waive};
pub use rates::{Asked as RatesAsked, Filer, Table, TableRow, rates};
pub use review::{Beside, Changed, Did, beside, decide, sheets, to_review, written};
pub use send::{Take, Wish, send, withdraw};
pub use standing::{Standings, standings};
pub use undo::{undo as take_back, undoer};
pub use upload::{Arrived, arrive, arrive_from};
