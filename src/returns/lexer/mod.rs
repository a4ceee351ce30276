//! One cell into a canonical value, or what is wrong with it. Pure: no table, no file, no clock.
//!
//! Nothing is guessed silently: what can be read in two ways is a problem, never a value.
mod date;
mod number;
mod order;
mod period;
mod script;
mod word;

#[cfg(test)]
mod tests;

pub use date::{plausible, readings, shown, time_only};
pub use number::{Amount, Scale, count_unit_fits, drawn_with_sign, unit_power, without_unit, year_headed};
pub use order::{Order, Readings};
pub use period::{Said, Span, span_in};
pub use script::{simple, simplified};

use super::cell::{Cell, Epoch};
use super::report::{Severity, Value};
use super::template::{Field, FieldType};
use crate::kernel::code::{CodeFault, CreditCode, IdNumber, credit_code_meant};
use crate::kernel::text::normal;
use chrono::NaiveDate;
use std::borrow::Cow;

/// What the lexer must know besides the cell.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub field: &'a Field,
    pub epoch: Epoch,
    /// The sheet's own period.
    pub period: Option<Span>,
    /// How the column's numbers relate to the field's unit.
    pub scale: Scale,
}

/// Something to say about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub code: &'static str,
    pub severity: Severity,
    pub params: Vec<(&'static str, String)>,
    pub suggestion: Option<String>,
}

impl Note {
    pub fn new(code: &'static str, severity: Severity) -> Note {
        Note { code, severity, params: Vec::new(), suggestion: None }
    }
    pub fn error(code: &'static str) -> Note {
        Note::new(code, Severity::Error)
    }
    pub fn warning(code: &'static str) -> Note {
        Note::new(code, Severity::Warning)
    }
    pub fn info(code: &'static str) -> Note {
        Note::new(code, Severity::Info)
    }
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Note {
        self.params.push((name, value.to_string()));
        self
    }
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Note {
        self.suggestion = Some(suggestion.into());
        self
    }
}

/// A cell read: at most one value, and notes. An error note never comes with a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexed {
    pub value: Option<Value>,
    pub notes: Vec<Note>,
    /// A date came without a time, or its year from the sheet's period.
    pub no_time: bool,
    pub no_year: bool,
}

impl Lexed {
    fn blank() -> Lexed {
        Lexed::default()
    }
    fn value(value: Value) -> Lexed {
        Lexed { value: Some(value), ..Lexed::default() }
    }
    fn text(text: impl Into<String>) -> Lexed {
        Lexed::value(Value::Text(text.into()))
    }
    fn note(note: Note) -> Lexed {
        Lexed { notes: vec![note], ..Lexed::default() }
    }
    fn error(code: &'static str) -> Lexed {
        Lexed::note(Note::error(code))
    }
    #[must_use]
    fn and(mut self, note: Note) -> Lexed {
        self.notes.push(note);
        self
    }
    pub fn is_error(&self) -> bool {
        self.notes.iter().any(|n| n.severity == Severity::Error)
    }
}

/// Excel's error values as text, in any format.
const ERROR_VALUES: [&str; 11] = [
    "#REF!",
    "#DIV/0!",
    "#N/A",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#FIELD!",
];

/// Numbers of this size and more have lost digits: a spreadsheet keeps fifteen.
const EXACT_MAX: f64 = 1e15;

/// Reads one cell of a column.
pub fn read(cell: &Cell, ctx: &Context<'_>) -> Lexed {
    match cell {
        Cell::Empty => Lexed::blank(),
        Cell::NoCache => Lexed::error("formula-no-cache"),
        Cell::Error(text) => Lexed::note(Note::error("formula-error").with("value", text)),
        Cell::Text(raw) => read_text(raw, ctx),
        Cell::Number(n) if !n.is_finite() => Lexed::error("type-error-number"),
        Cell::Serial(n) if !n.is_finite() => Lexed::error("type-error-date"),
        _ => read_stored(cell, ctx),
    }
}

fn read_text(raw: &str, ctx: &Context<'_>) -> Lexed {
    let mut text = tidy(raw);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')) {
        text = Cow::Owned(inner.to_owned());
    }
    if text.is_empty() {
        return Lexed::blank();
    }
    if ERROR_VALUES.contains(&text.as_ref()) {
        return Lexed::note(Note::error("formula-error").with("value", &text));
    }
    let no = ctx.field.ty == FieldType::YesNo && matches!(text.as_ref(), "无" | "無" | "没有" | "沒有");
    if is_none_word(&text) && !no {
        let lexed = if ctx.field.ty == FieldType::Count { number::none(ctx) } else { Lexed::blank() };
        return if lexed.is_error() { lexed } else { lexed.and(Note::info("none-word")) };
    }
    if is_ditto(&text) {
        return Lexed::note(Note::error(ctx.field.ty.unread()).with("rule", "ditto"));
    }
    // What is no free text means the same in either script.
    let text = match ctx.field.ty {
        FieldType::Text | FieldType::Code | FieldType::Id => text,
        _ => Cow::Owned(simplified(&text).into_owned()),
    };
    let lexed = match ctx.field.ty {
        FieldType::Text => plain(&text, ctx.field),
        FieldType::Code => credit_code(&text),
        FieldType::Id => id_number(&text),
        FieldType::Date => date::date(&text, ctx),
        FieldType::Moment => date::moment(&text, ctx),
        FieldType::Count => number::count(&text, ctx),
        FieldType::Decimal => number::decimal(&text, ctx),
        FieldType::YesNo => word::yes_no(&text),
        FieldType::Choice(words) => word::choice(&text, words),
        FieldType::Period => period::period(&text, ctx),
    };
    // Text keeps its full-width letters without remark; in numbers, dates and codes they are worth knowing.
    let lettered = !matches!(ctx.field.ty, FieldType::Text | FieldType::YesNo | FieldType::Choice(_));
    if lettered && !lexed.is_error() && raw.chars().any(|c| ('\u{ff01}'..='\u{ff5e}').contains(&c)) {
        return lexed.and(Note::info("full-width-normalised"));
    }
    lexed
}

/// Cells that the file stores as numbers, dates or truth values.
fn read_stored(cell: &Cell, ctx: &Context<'_>) -> Lexed {
    match (ctx.field.ty, cell) {
        (FieldType::YesNo, Cell::Bool(yes)) => Lexed::value(Value::Bool(*yes)),
        (FieldType::YesNo, Cell::Number(n)) if *n == 1.0 || *n == 0.0 => Lexed::value(Value::Bool(*n == 1.0)),
        (FieldType::YesNo | FieldType::Choice(_), _) => Lexed::error("type-error-choice"),
        (FieldType::Count, Cell::Number(n)) => number::count_stored(*n, ctx),
        (FieldType::Decimal, Cell::Number(n)) => number::decimal_stored(*n, ctx),
        (FieldType::Count | FieldType::Decimal, _) => Lexed::error("type-error-number"),
        (FieldType::Date | FieldType::Moment, _) => date::stored(cell, ctx),
        (FieldType::Period, _) => period::stored(cell, ctx),
        (FieldType::Code | FieldType::Id, Cell::Number(n) | Cell::Serial(n)) if n.abs() >= EXACT_MAX => {
            Lexed::error("precision-lost")
        }
        (FieldType::Code, Cell::Number(n)) => credit_code(&number::shortest(*n)),
        (FieldType::Id, Cell::Number(n)) => id_number(&number::shortest(*n)),
        (FieldType::Code, _) => Lexed::error("code-check-failed"),
        (FieldType::Id, _) => Lexed::error("id-check-failed"),
        (FieldType::Text, Cell::Number(n)) if n.abs() >= EXACT_MAX => Lexed::error("precision-lost"),
        (FieldType::Text, Cell::Number(n)) => plain(&number::shortest(*n), ctx.field),
        (FieldType::Text, Cell::Bool(yes)) => plain(if *yes { "是" } else { "否" }, ctx.field),
        // `3-1` typed for a place becomes 1 March in a spreadsheet: a person looks at it.
        (FieldType::Text, _) => match date::shown(cell, ctx.epoch) {
            Some(shown) => plain(&shown, ctx.field)
                .and(Note::warning("date-ambiguous").with("rule", "text-as-date").with("day", shown)),
            None => Lexed::error("type-error-date"),
        },
    }
}

fn plain(text: &str, field: &Field) -> Lexed {
    let count = text.chars().count();
    if count > field.max {
        return Lexed::note(Note::error("too-long").with("max", field.max).with("got", count));
    }
    Lexed::text(text)
}

/// A number of more than fifteen digits that a spreadsheet wrote as `3.2E+17` has lost the rest.
fn scientific(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.split_once('E').is_some_and(|(front, power)| {
        let power = power.strip_prefix('+').unwrap_or(power);
        !front.is_empty()
            && front.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && front.bytes().filter(|b| *b == b'.').count() <= 1
            && power.parse::<u32>().is_ok_and(|p| p >= 12)
            && front.contains('.')
    })
}

fn credit_code(text: &str) -> Lexed {
    if scientific(text) {
        return Lexed::error("precision-lost");
    }
    match text.parse::<CreditCode>() {
        Ok(code) => Lexed::text(code.as_str()),
        Err(fault) => {
            let note = Note::error("code-check-failed").with("why", fault.key());
            Lexed::note(match credit_code_meant(text) {
                Some(meant) => note.suggest(meant.as_str()),
                None => note,
            })
        }
    }
}

fn id_number(text: &str) -> Lexed {
    if scientific(text) {
        return Lexed::error("precision-lost");
    }
    match text.parse::<IdNumber>() {
        Ok(id) => Lexed::text(id.as_str()),
        Err(fault) => Lexed::note(Note::error("id-check-failed").with("why", CodeFault::key(fault))),
    }
}

/// 同上: what stands above. Rows are sorted and filtered, so it is asked what that was.
pub fn is_ditto(text: &str) -> bool {
    matches!(
        text,
        "同上" | "同前" | "同左" | "同上行" | "〃" | "″" | "′′" | "\"" | "''" | "”" | "“" | "ditto" | "Ditto"
    )
}

/// Words for "nothing": 0 in a count, blank elsewhere.
pub fn is_none_word(text: &str) -> bool {
    matches!(
        text,
        "无" | "没有"
            | "無"
            | "沒有"
            | "/"
            | "\\"
            | "-"
            | "--"
            | "---"
            | "—"
            | "——"
            | "–"
            | "―"
            | "ー"
            | "一一"
            | "〇"
            | "○"
            | "零"
            | "无。"
            | "nil"
            | "Nil"
            | "NIL"
            | "none"
            | "None"
    )
}

/// [`normal`] text, without work for the many cells that are so already.
pub fn tidy(raw: &str) -> Cow<'_, str> {
    let mut blank = true; // a blank in front is not tidy
    for c in raw.chars() {
        let fine = match c {
            ' ' => !blank,
            '!'..='~' | '\u{4e00}'..='\u{9fff}' | '、' | '。' | '—' | '“' | '”' => true,
            _ => false,
        };
        if !fine {
            return Cow::Owned(normal(raw));
        }
        blank = c == ' ';
    }
    if blank && !raw.is_empty() { Cow::Owned(normal(raw)) } else { Cow::Borrowed(raw) }
}

/// The day of a value, for judging rows.
pub fn day_of(value: &Value) -> Option<NaiveDate> {
    let day = value.text()?.get(..10)?;
    let part = |range: std::ops::Range<usize>| day.get(range)?.parse::<u32>().ok();
    NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(5..7)?, part(8..10)?)
}
