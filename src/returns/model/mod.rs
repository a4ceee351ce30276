//! The nouns of the desk: a filing, what was read in it, and what became of each row; [`review`]: what the department made
//! of it and what sending did; [`duty`]: what is due from whom and when; [`unread`]: why a sheet was not read.
pub mod duty;
mod out;
pub mod review;
pub mod unread;

pub use out::{Out, out_rows};

use super::report::{Problem, SheetInfo};
use super::told::Layout;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Where a filing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The file is here and waits to be read, or is being read.
    Checking,
    /// Read; a person looks at it and decides.
    Draft,
    /// Taken: its rows are recorded, its receipt is given; nobody of the department has decided yet.
    Sent,
    /// Taken, but the department asks for something to be put right.
    SentBack,
    /// The department has nothing to ask.
    Accepted,
    /// Accepted and closed: no undoing and no second return until it is unlocked.
    Locked,
    /// What it did was taken back.
    Undone,
    /// The file as a whole could not be read.
    Refused,
    /// The sender dropped the draft.
    Withdrawn,
}

impl Standing {
    pub const ALL: [Standing; 9] = [
        Standing::Checking,
        Standing::Draft,
        Standing::Sent,
        Standing::SentBack,
        Standing::Accepted,
        Standing::Locked,
        Standing::Undone,
        Standing::Refused,
        Standing::Withdrawn,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Standing::Checking => "checking",
            Standing::Draft => "draft",
            Standing::Sent => "sent",
            Standing::SentBack => "sent-back",
            Standing::Accepted => "accepted",
            Standing::Locked => "locked",
            Standing::Undone => "undone",
            Standing::Refused => "refused",
            Standing::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(key: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|s| s.key() == key)
    }

    /// The same as two columns: the way to the records, and what the department decided.
    pub fn columns(self) -> (&'static str, Option<&'static str>) {
        match self {
            Standing::SentBack => ("sent", Some("returned")),
            Standing::Accepted => ("sent", Some("accepted")),
            Standing::Locked => ("sent", Some("locked")),
            Standing::Undone => ("withdrawn", Some("undone")),
            other => (other.key(), None),
        }
    }

    pub fn of_columns(state: &str, review: Option<&str>) -> Option<Standing> {
        Standing::ALL.into_iter().find(|s| s.columns() == (state, review))
    }

    /// Whether its rows are among the records.
    pub fn is_taken(self) -> bool {
        matches!(self, Standing::Sent | Standing::SentBack | Standing::Accepted | Standing::Locked)
    }
}

/// A workbook that somebody sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Filing {
    pub id: Uuid,
    /// `F2026-000123`: given at upload, printed on the receipt.
    pub number: String,
    pub account_id: Uuid,
    /// The name of the account that sent it.
    pub sender: String,
    /// The enterprise that sent it; `None` when a department sent it for many.
    pub enterprise_id: Option<Uuid>,
    pub enterprise: Option<String>,
    pub file_name: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    pub bytes: i64,
    pub kind: String,
    pub standing: Standing,
    pub summary: Summary,
    pub uploaded_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub receipt: Option<String>,
    /// Who decided last, and when.
    pub reviewed: Option<(String, DateTime<Utc>)>,
    /// Why the same period was told again.
    pub reason: Option<String>,
    pub version: i64,
}

impl Filing {
    /// A statement without a workbook: nothing happened.
    pub fn is_nil(&self) -> bool {
        self.kind == review::NIL
    }
}

/// How many rows met which fate. `read` is always the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    pub read: u64,
    pub new: u64,
    pub changed: u64,
    pub same: u64,
    pub wrong: u64,
    pub skipped: u64,
}

impl Tally {
    pub fn count(&mut self, fate: Fate) {
        self.read += 1;
        match fate {
            Fate::New => self.new += 1,
            Fate::Changed => self.changed += 1,
            Fate::Same => self.same += 1,
            Fate::Wrong => self.wrong += 1,
            Fate::LeftOut => self.skipped += 1,
        }
    }

    /// Rows that were left out before anyone looked at their values: totals, notes.
    pub fn left_out(&mut self, rows: u64) {
        self.read += rows;
        self.skipped += rows;
    }

    pub fn add(&mut self, other: &Tally) {
        self.read += other.read;
        self.new += other.new;
        self.changed += other.changed;
        self.same += other.same;
        self.wrong += other.wrong;
        self.skipped += other.skipped;
    }

    /// Rows that can be taken.
    pub fn good(&self) -> u64 {
        self.new + self.changed + self.same
    }

    pub fn of(&self, fate: Fate) -> u64 {
        match fate {
            Fate::New => self.new,
            Fate::Changed => self.changed,
            Fate::Same => self.same,
            Fate::Wrong => self.wrong,
            Fate::LeftOut => self.skipped,
        }
    }
}

/// What becomes of a row, against what is already recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    New,
    Changed,
    Same,
    Wrong,
    /// Read, but not to be recorded: totals, notes, sheets that cannot be taken.
    LeftOut,
}

impl Fate {
    pub const ALL: [Fate; 5] = [Fate::New, Fate::Changed, Fate::Same, Fate::Wrong, Fate::LeftOut];

    pub fn key(self) -> &'static str {
        match self {
            Fate::New => "new",
            Fate::Changed => "changed",
            Fate::Same => "same",
            Fate::Wrong => "wrong",
            Fate::LeftOut => "left-out",
        }
    }

    pub fn parse(key: &str) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| fate.key() == key)
    }

    /// The number under which an index file keeps it.
    pub fn number(self) -> u8 {
        Fate::ALL.iter().position(|fate| *fate == self).map_or(0, |at| at as u8)
    }

    pub fn of_number(number: u8) -> Option<Fate> {
        Fate::ALL.get(usize::from(number)).copied()
    }
}

/// Whether the rows of a sheet can be recorded for this sender.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    Yes,
    /// Nobody knows which template it is.
    #[default]
    Unknown,
    /// The template is checked, but the program cannot keep its records yet.
    NotYet,
    /// Another role sends this template.
    NotYours,
}

impl Taken {
    pub fn key(self) -> &'static str {
        match self {
            Taken::Yes => "yes",
            Taken::Unknown => "unknown",
            Taken::NotYet => "not-yet",
            Taken::NotYours => "not-yours",
        }
    }
}

/// One table of the workbook as it was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetSummary {
    #[serde(flatten)]
    pub info: SheetInfo,
    #[serde(default)]
    pub taken: Taken,
    #[serde(default)]
    pub tally: Tally,
    /// How often the reader found each problem, those beyond the listed ones too.
    #[serde(default)]
    pub codes: BTreeMap<String, u64>,
    /// The same for problems that comparing with the records brought up.
    #[serde(default)]
    pub compared: BTreeMap<String, u64>,
}

impl SheetSummary {
    /// The sheet's name, with the number of the table where it holds several.
    pub fn title(&self) -> String {
        match self.info.block {
            Some(block) => format!("{} ({block})", self.info.sheet),
            None => self.info.sheet.clone(),
        }
    }

    /// Which table of its sheet it is, from 1.
    pub fn block(&self) -> u32 {
        self.info.block.unwrap_or(1)
    }

    /// How often a problem came up in all.
    pub fn times(&self, code: &str) -> u64 {
        [&self.codes, &self.compared].into_iter().filter_map(|codes| codes.get(code)).sum()
    }

    pub fn template(&self) -> &str {
        self.info.template.as_deref().unwrap_or_default()
    }
}

/// A row that was not taken, as the receipt lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub sheet: String,
    pub row: u32,
    pub problems: Vec<Problem>,
}

/// What is said of a file that came before: it was sent, or waits as a draft.
pub const SAME_FILE: [&str; 2] = ["duplicate-file", "duplicate-draft"];

/// An earlier filing with the same file, or with the same rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub id: Uuid,
    pub number: String,
}

/// How a table's header looked to the program by itself, before anybody said how to read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub sheet: String,
    /// From 1.
    pub block: u32,
    /// SHA-256 of [`super::told::face`].
    pub fingerprint: String,
    /// The header's first row, by the sheet's own number; 0 when none was found.
    pub top: u32,
}

/// A remembered layout that was used for a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recalled {
    pub id: Uuid,
    pub sheet: String,
    pub block: u32,
    pub confirmed_at: DateTime<Utc>,
}

/// A layout that a sender confirmed, as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    pub id: Uuid,
    /// The enterprise, or the account of a department that sends for many.
    pub owner: Uuid,
    pub enterprise: Option<Uuid>,
    /// Who confirmed it.
    pub who: String,
    pub fingerprint: String,
    /// Where the program had found the header when the layout was confirmed.
    pub top: i64,
    pub layout: Layout,
    pub confirmed_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

/// A cell that a person corrected on the preview; the workbook stays as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub id: Uuid,
    pub sheet: String,
    /// The sheet's own number.
    pub row: u32,
    /// Letters.
    pub column: String,
    pub field: String,
    /// What the file says.
    pub was: String,
    /// What was typed instead; empty for a blank cell.
    pub typed: String,
    pub who: String,
    pub made_at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

impl Correction {
    pub fn cell(&self) -> String {
        format!("{}{}", self.column, self.row)
    }
}

/// What was read in a file and what became of it: kept with the filing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// What the sender said at upload.
    pub note: Option<String>,
    /// The template that the sender named at upload, for files that do not tell.
    pub template: Option<String>,
    /// What is wrong with the file as a whole.
    pub problems: Vec<Problem>,
    pub sheets: Vec<SheetSummary>,
    pub tally: Tally,
    /// The same file was taken before.
    pub duplicate_of: Option<Earlier>,
    /// When the rows were last compared with the records.
    pub compared_at: Option<DateTime<Utc>>,
    /// The first of the rows that were not taken.
    pub left: Vec<Left>,
    /// What people said about how its tables are to be read.
    pub layouts: Vec<Layout>,
    pub looks: Vec<Look>,
    pub recalled: Vec<Recalled>,
    /// The sender wants to go on with what was understood.
    pub settled: bool,
    /// Periods that the same sender told before and that this workbook tells anew, as `TEMPLATE PERIOD`.
    pub again: Vec<review::Again>,
    /// What earlier returns of the same periods brought and this one does not tell.
    pub absent: review::Absent,
    /// It tells nothing: everything in it is recorded already, and answered for by these returns.
    pub known: Option<review::Known>,
    /// "Nothing happened".
    pub nil: Option<review::Nil>,
    /// How it was undone.
    pub undone: Option<review::Undone>,
    /// Rows that were not taken need not be: the sender said so.
    pub waived: Option<review::Waived>,
    /// Names in the workbook that are on no roll, as they stand there, with whom they mean: settled by a person. Those of drafts
    /// some time old are keys.
    pub names: BTreeMap<String, Uuid>,
    /// Those of them that nobody has settled yet, with how many rows bear them.
    pub unknown: BTreeMap<String, u64>,
    /// Rows that the sender left out.
    pub out: Vec<Out>,
}

impl Summary {
    /// The rows that the sender left out: the table's place in [`Summary::sheets`] and the sheet's own number.
    pub fn out_rows(&self) -> HashSet<(usize, u32)> {
        out_rows(&self.out, &self.sheets)
    }
}

/// A filing in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: Uuid,
    pub version: i64,
    pub number: String,
    pub sender: String,
    pub enterprise: Option<String>,
    pub file_name: String,
    pub nil: Option<review::Nil>,
    pub standing: Standing,
    pub templates: Vec<String>,
    pub tally: Tally,
    /// Rows that it did not take, by template; none when the sender said that they need not be sent.
    pub lacking: Vec<(String, u64)>,
    /// How many of those nobody has told since.
    pub open: u64,
    pub uploaded_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_summary_is_a_summary() {
        assert_eq!(serde_json::from_str::<Summary>("{}").expect("the default"), Summary::default());
    }

    #[test]
    fn counts_reconcile_whatever_is_counted() {
        let mut tally = Tally::default();
        Fate::ALL.into_iter().for_each(|fate| tally.count(fate));
        tally.left_out(3);
        let mut twice = tally;
        twice.add(&tally);
        for tally in [tally, twice] {
            assert_eq!(tally.read, tally.good() + tally.wrong + tally.skipped);
            assert_eq!(tally.read, Fate::ALL.into_iter().map(|fate| tally.of(fate)).sum::<u64>());
        }
        assert_eq!((tally.read, tally.skipped), (8, 4));
    }

    #[test]
    fn keys_are_read_back() {
        for fate in Fate::ALL {
            assert_eq!((Fate::parse(fate.key()), Fate::of_number(fate.number())), (Some(fate), Some(fate)));
        }
        for standing in Standing::ALL {
            assert_eq!(Standing::parse(standing.key()), Some(standing));
            let (state, review) = standing.columns();
            assert_eq!(Standing::of_columns(state, review), Some(standing));
        }
        assert_eq!((Fate::parse("?"), Fate::of_number(9), Standing::parse("")), (None, None, None));
    }
}
