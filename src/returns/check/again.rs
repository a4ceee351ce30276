//! One event told twice in a file with something else each time: a hazard on the sheet of July, and put right on that of August.
use super::mix::Mix;
use super::table::Table;
use crate::returns::lexer::{day_of, tidy};
use crate::returns::report::Values;
use std::hash::{Hash, Hasher};

/// By what an event is known again within one file: whose it is, when and where, and what. Nothing for rows that would be
/// taken for different events only because too little is said of them, and for templates whose features judge it themselves.
pub(super) fn event(table: &Table, values: &Values, no_time: &[&str]) -> Option<u64> {
    let mut hasher = Mix::new();
    let words =
        |field: &str| values.text(field).map(|text| tidy(text).replace(' ', "")).filter(|text| !text.is_empty());
    match table.found.template.key {
        "hazards" => {
            day_of(values.get("found_on")?)?.hash(&mut hasher);
            words("description")?.hash(&mut hasher);
            words("place").hash(&mut hasher);
        }
        "incidents" if no_time.contains(&"occurred_at") => {
            day_of(values.get("occurred_at")?)?.hash(&mut hasher);
            words("place")?.hash(&mut hasher);
        }
        "incidents" => values.text("occurred_at")?.hash(&mut hasher),
        _ => return None,
    }
    (table.heading_name(), &table.section).hash(&mut hasher);
    words("uscc").or_else(|| words("enterprise")).hash(&mut hasher);
    Some(hasher.finish())
}
