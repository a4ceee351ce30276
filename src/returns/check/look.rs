//! What a person sees in a cell that its content does not say: that it is struck through, that it is another number.
use super::table::Table;
use crate::returns::cell::{Cell, RowIn, Shown};
use crate::returns::header::Column;
use crate::returns::lexer::{self, Amount, Context, Lexed, Note};
use crate::returns::report::Problem;
use crate::returns::template::FieldType;

/// Struck-out rows and cells. Who strikes a row out may mean that it no longer holds, or that it is done with: it is told,
/// like a hidden one, and a person decides.
pub(super) fn struck(table: &Table, row: &RowIn) -> Vec<Problem> {
    let (struck, out) = struck_fields(table, row);
    if out {
        return vec![Problem::warning("cross-check").row(row.number()).with("rule", "struck-row")];
    }
    let one = |column: &Column| Problem::warning("cross-check").at(column.index, row.number()).field(column.field.key);
    struck.into_iter().map(|column| one(column).with("rule", "struck-cell")).collect()
}

/// Whether the row as a whole is struck out.
pub(super) fn is_struck_out(table: &Table, row: &RowIn) -> bool {
    struck_fields(table, row).1
}

/// The struck cells of a row's fields, and whether they are most of them: running numbers and remarks are often left.
fn struck_fields<'a>(table: &'a Table, row: &RowIn) -> (Vec<&'a Column>, bool) {
    if !row.looks.iter().any(|(_, look)| look.struck) {
        return (Vec::new(), false);
    }
    let filled = table.columns.iter().filter(|column| !row.get(column.index).is_empty());
    let (struck, others): (Vec<&Column>, Vec<&Column>) = filled.partition(|column| row.look(column.index).struck);
    let out = struck.len() > others.len();
    (struck, out)
}

/// A number as it was read, unless its format shows another one: which of them is meant nobody but the sender knows.
pub(super) fn as_shown(row: &RowIn, column: &Column, ctx: &Context<'_>, lexed: Lexed) -> Lexed {
    let (Some(shown), Cell::Number(n)) = (row.look(column.index).shown, row.get(column.index)) else { return lexed };
    if shown.share || (shown.yuan && shown.smaller == 0 && shown.unit.is_none()) {
        return as_drawn(shown, *n, ctx, lexed);
    }
    let counts = matches!(column.field.ty, FieldType::Count | FieldType::Decimal);
    // 12,345 元 shown as 1.2: the label says what the stored number is. Where it says 万元 the shown one may be meant.
    let base = if column.field.unit == "万元" { -4 } else { 0 };
    if !counts || n.abs() < shown.from || (shown.unit.is_none() && column.scale.power <= base) {
        return lexed;
    }
    let amount = Amount::from_stored(*n);
    let Some((stored, seen)) = amount.and_then(|a| Some((a.plain(), a.shifted(-i32::from(shown.smaller))?.plain())))
    else {
        return lexed;
    };
    let seen = seen + shown.unit.unwrap_or_default();
    let other = lexer::read(&Cell::Text(seen.clone()), ctx);
    if other.value.is_none() || other.value == lexed.value {
        return lexed;
    }
    let note = Note::error("type-error-number").with("rule", "shown-or-stored").with("stored", stored);
    Lexed { notes: vec![note.with("shown", &seen).suggest(seen)], ..Lexed::default() }
}

/// From this many on an amount that is drawn with ¥ is asked about where the column says 万元.
pub(super) const DRAWN_FROM: i64 = 100;

/// An amount that its format shows with ¥ or as a share, where the column is of 万元: as if that were written.
fn as_drawn(shown: Shown, n: f64, ctx: &Context<'_>, lexed: Lexed) -> Lexed {
    let Some(amount) = Amount::from_stored(n).filter(|_| n != 0.0 && n.abs() >= shown.from) else { return lexed };
    // 5.5 in a column that says 万元 is what it says, whatever sign is drawn before it.
    if shown.yuan && ctx.scale.stated && !amount.reaches(DRAWN_FROM) {
        return lexed;
    }
    let seen = match shown.share {
        true => amount.shifted(2).map(|share| format!("{}%", share.plain())),
        false => Some(format!("¥{}", amount.plain())),
    };
    let asked = seen.map(|seen| lexer::read(&Cell::Text(seen), ctx));
    let rules = ["yuan-or-wan", "share-of-money"];
    let asks = |note: &Note| note.params.iter().any(|(name, rule)| *name == "rule" && rules.contains(&rule.as_str()));
    asked.filter(|asked| asked.notes.iter().any(asks)).unwrap_or(lexed)
}
