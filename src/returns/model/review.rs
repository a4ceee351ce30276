//! After sending: what the department decided, what sending did to the records, how it was taken back.
use crate::kernel::form::{LINE_MAX, TEXT_MAX};
use crate::kernel::intake::Change;
use crate::kernel::{Problems, Typed, What, text, what};
use crate::returns::cell::{column_number, place};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The kind of a filing that is a statement, not a workbook.
pub const NIL: &str = "nil";

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Accept,
    SendBack,
    Lock,
    Unlock,
}

impl Verdict {
    pub const ALL: [Verdict; 4] = [Verdict::Accept, Verdict::SendBack, Verdict::Lock, Verdict::Unlock];

    /// The word in forms, and the deed in the trail.
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::SendBack => "send-back",
            Verdict::Lock => "lock",
            Verdict::Unlock => "unlock",
        }
    }

    pub fn parse(key: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.key() == key)
    }
}

/// One remark of a reviewer; may name a cell of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub sheet: Option<String>,
    /// A1 style.
    pub cell: Option<String>,
    pub words: String,
}

/// A remark as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    pub at: DateTime<Utc>,
    pub author: String,
    pub note: Note,
}

/// The most remarks at once.
const NOTES_MAX: usize = 100;
/// What ends the place at the beginning of a remark.
const ENDS_PLACE: [char; 4] = [' ', '\u{3000}', ':', '：'];

/// How far the cells of a sheet reach that a remark may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    pub sheet: String,
    /// The last column, 0-based.
    pub right: u16,
    /// The last row, by the sheet's own numbers.
    pub last: u32,
    /// A table was read there.
    pub read: bool,
}

impl Extent {
    fn holds(&self, cell: &str) -> bool {
        let found = place(cell).and_then(|(letters, row)| Some((column_number(letters)?, row)));
        found.is_some_and(|(column, row)| column <= self.right && row <= self.last)
    }
}

impl Note {
    /// Reads remarks, one a line, in the words and with the punctuation of whoever wrote them. A line may begin with a
    /// cell (`B7 …`), or with a sheet and a cell (`台账!B7 …`).
    ///
    /// # Errors
    /// No remark at all, one that is too long, too many; a sheet or a cell that the return does not have; a cell without
    /// its sheet where there are several.
    pub fn parse_all(typed: &str, sheets: &[Extent]) -> Result<Vec<Note>, Problems> {
        let wrong = |what| Err(vec![crate::kernel::Problem::new("notes", what)]);
        let mut notes = Vec::new();
        for line in typed.lines().map(text::kept).filter(|line| !line.is_empty()) {
            let note = match Note::parse(&line, sheets) {
                Ok(note) => note,
                Err(what) => return wrong(what),
            };
            if note.words.chars().count() > TEXT_MAX / 4 {
                return wrong(what!("too-long", max = TEXT_MAX / 4, got = note.words.chars().count()));
            }
            notes.push(note);
        }
        match notes.len() {
            0 => wrong(what!("required")),
            n if n > NOTES_MAX => wrong(what!("too-many-notes", max = NOTES_MAX, got = n)),
            _ => Ok(notes),
        }
    }

    fn parse(line: &str, sheets: &[Extent]) -> Result<Note, What> {
        let named =
            |extent: &&Extent| line.strip_prefix(&extent.sheet).is_some_and(|rest| rest.starts_with(['!', '！']));
        // A sheet's own name may hold blanks and marks: it is known before the line is taken apart.
        let sheet = sheets.iter().filter(named).max_by_key(|extent| extent.sheet.len());
        let rest = sheet.map_or(line, |extent| line[extent.sheet.len()..].trim_start_matches(['!', '！']));
        let plain = Note { sheet: None, cell: None, words: line.to_owned() };
        let Some((place, words)) = rest.split_once(ENDS_PLACE).filter(|(_, words)| !words.trim().is_empty()) else {
            return Ok(plain);
        };
        let place = text::normal(place);
        let (strange, cell) = place.rsplit_once('!').map_or((None, place.as_str()), |(s, cell)| (Some(s), cell));
        if !is_cell(cell) {
            return Ok(plain);
        }
        let cell = cell.to_ascii_uppercase();
        let found = match (sheet, strange) {
            (Some(extent), _) => Some(extent),
            (None, Some(name)) => {
                let same = |extent: &&Extent| text::normal(&extent.sheet) == name;
                Some(sheets.iter().find(same).ok_or_else(|| what!("remark-no-sheet", sheet = name))?)
            }
            // Where one table was read, a cell without a sheet is one of its cells.
            (None, None) => {
                let mut read = sheets.iter().filter(|extent| extent.read);
                let first = read.next();
                if read.next().is_some() {
                    return Err(what!("remark-which-sheet", cell = cell));
                }
                first
            }
        };
        if !found.is_some_and(|extent| extent.holds(&cell)) {
            return Err(what!("remark-no-cell", cell = cell));
        }
        let sheet = found.filter(|_| sheet.is_some() || strange.is_some()).map(|extent| extent.sheet.clone());
        let words = words.trim_start_matches(ENDS_PLACE).to_owned();
        Ok(Note { sheet, cell: Some(cell), words })
    }
}

/// One to three letters, then a number from 1.
fn is_cell(text: &str) -> bool {
    let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = &text[letters..];
    (1..=3).contains(&letters)
        && (1..=7).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0')
}

/// A period that was told before by the same sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    pub template: String,
    pub period: String,
    /// The latest return that told it.
    pub filing: Uuid,
    pub number: String,
    /// It is closed: nothing may be told anew.
    #[serde(default)]
    pub locked: bool,
}

/// A record that an earlier return of a period brought and that is not in the one that tells the period again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The table.
    pub noun: String,
    pub id: Uuid,
    /// By which a person knows it.
    pub title: String,
    /// The earlier return.
    pub number: String,
    /// Somebody changed it since: it stays in any case.
    #[serde(default)]
    pub stays: bool,
}

/// All of those.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Absent {
    /// The first of them.
    pub rows: Vec<Missing>,
    pub count: u64,
    /// Whether the sender must say what becomes of them: the earlier return was sent back, or the period is over.
    pub asked: bool,
    /// How many went when the return was sent.
    pub dropped: u64,
}

/// A workbook that tells nothing: every row of it that can be taken is recorded already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The sender's own returns that answer for its periods.
    pub by: Vec<super::Earlier>,
}

/// What becomes of records that a return tells no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They still hold: this return only adds to the earlier one.
    Stays,
    /// They hold no longer: they go with this return, and come back when it is undone.
    Goes,
}

impl Rest {
    pub const ALL: [Rest; 2] = [Rest::Goes, Rest::Stays];

    pub fn key(self) -> &'static str {
        match self {
            Rest::Stays => "stays",
            Rest::Goes => "goes",
        }
    }

    pub fn parse(key: &str) -> Option<Rest> {
        Rest::ALL.into_iter().find(|rest| rest.key() == key)
    }
}

/// "Nothing happened", signed by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nil {
    pub template: String,
    pub period: String,
    /// Whose word it is.
    pub by: String,
}

/// What sending did to rows of one table: up to a thousand rows of a workbook.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traced {
    /// New rows of version 1, by name.
    pub new: Vec<String>,
    pub more: Vec<Touched>,
    /// Rows that said the same already: later returns tell them too, and an earlier one that is undone leaves them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<String>,
    /// Rows of an earlier return of the period that this one no longer told, as they were: they went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Map<String, Value>>,
}

/// What sending did to one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Touched {
    /// The row's name: its id, or the parts of its key.
    pub name: String,
    /// The version it has since; 0 where none is counted.
    pub version: i64,
    /// The row as it was; `None` when sending made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Map<String, Value>>,
    /// What the workbook's row said instead, in the words of its template.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

impl Traced {
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.more.is_empty() && self.same.is_empty() && self.gone.is_empty()
    }
}

/// A row that cannot be taken back, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stuck {
    /// The table.
    pub noun: String,
    pub name: String,
    /// By which a person knows it.
    pub title: String,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Somebody changed it since.
    Changed,
    /// Others refer to it, or another row stands in its place.
    Held,
    /// It is not there any more.
    Gone,
    /// A later return tells it too.
    Told,
}

impl Why {
    pub fn key(self) -> &'static str {
        match self {
            Why::Changed => "changed",
            Why::Held => "held",
            Why::Gone => "gone",
            Why::Told => "told",
        }
    }
}

/// How a return was undone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Undone {
    pub by: String,
    pub at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    /// New rows that are gone again.
    pub removed: u64,
    /// Changed rows that are as before.
    pub restored: u64,
    /// The first of those that stayed as they are.
    pub stuck: Vec<Stuck>,
    /// All of those.
    pub stuck_count: u64,
}

/// The sender's word that the rows which were not taken need not be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Waived {
    pub by: String,
    pub at: Option<DateTime<Utc>>,
    pub reason: String,
    pub rows: u64,
}

/// A later return of the same sender, by what it answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    pub filing: Uuid,
    pub number: String,
    pub template: String,
    pub period: String,
}

/// Rows of one template that a return did not take, and the later return that told them, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    pub template: String,
    pub rows: u64,
    pub told_in: Option<Later>,
}

/// What a person types to undo a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoWish {
    pub reason: Option<String>,
    /// Undo the rest when some rows cannot be taken back.
    pub rest: bool,
}

impl UndoWish {
    /// # Errors
    /// The reason is too long, or missing where one is asked.
    pub fn parse(typed: &Typed, needs_reason: bool) -> Result<UndoWish, Problems> {
        let mut read = crate::kernel::form::Reader::new(typed);
        let reason = if needs_reason { read.text("reason", LINE_MAX) } else { read.maybe_text("reason", LINE_MAX) };
        let rest = typed.get("rest") == "yes";
        read.done(|| Some(UndoWish { reason, rest }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_may_name_a_cell() {
        let sheets = [extent("事故台账")];
        let typed = "B7 日期不对，请核对（见附件）！\n\n事故台账!c12：人数与上季不符\n请补签字，盖章\nA 级企业请注明\nB0 不是单元格\n\u{200b}Ｂ８　 全角";
        let notes = Note::parse_all(typed, &sheets).expect("remarks");
        let seen: Vec<_> = notes.iter().map(|n| (n.sheet.as_deref(), n.cell.as_deref(), n.words.as_str())).collect();
        assert_eq!(
            seen,
            [
                (None, Some("B7"), "日期不对，请核对（见附件）！"),
                (Some("事故台账"), Some("C12"), "人数与上季不符"),
                (None, None, "请补签字，盖章"),
                (None, None, "A 级企业请注明"),
                (None, None, "B0 不是单元格"),
                (None, Some("B8"), "全角"),
            ]
        );
    }

    fn extent(sheet: &str) -> Extent {
        Extent { sheet: sheet.to_owned(), right: 7, last: 30, read: true }
    }

    #[test]
    fn the_sheet_of_a_remark_is_known_by_its_own_name() {
        let sheets = [extent("台账（一）"), extent("台账 二")];
        let notes =
            Note::parse_all("台账 二!B7 数不对\n台账（一）！H30：补签\n台账(一)!A1 也行", &sheets).expect("remarks");
        let seen: Vec<_> = notes.iter().map(|n| (n.sheet.as_deref(), n.cell.as_deref(), n.words.as_str())).collect();
        assert_eq!(
            seen,
            [
                (Some("台账 二"), Some("B7"), "数不对"),
                (Some("台账（一）"), Some("H30"), "补签"),
                (Some("台账（一）"), Some("A1"), "也行")
            ]
        );
    }

    #[test]
    fn remarks_that_cannot_be_kept_say_why() {
        let on = |typed: &str, sheets: &[Extent]| {
            Note::parse_all(typed, sheets).expect_err("refused")[0].what.code.to_string()
        };
        let code = |typed: &str| on(typed, &[]);
        assert_eq!(code(" \n "), "required");
        assert_eq!(code("别的表!A1 看这里"), "remark-no-sheet");
        assert_eq!(code(&"长".repeat(1_001)), "too-long");
        assert_eq!(code(&"x\n".repeat(101)), "too-many-notes");
        assert_eq!(code("B7 日期不对"), "remark-no-cell");
        for cell in ["ZZ99", "A31", "I1", "XFE1", "台账!ZZ99"] {
            assert_eq!(on(&format!("{cell} 看这里"), &[extent("台账")]), "remark-no-cell", "{cell}");
        }
        assert_eq!(on("B7 看这里", &[extent("台账"), extent("人员")]), "remark-which-sheet");
    }

    #[test]
    fn verdicts_are_read_back() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.key()), Some(verdict));
        }
    }
}
