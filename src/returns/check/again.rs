//! One event told twice in a file with something else each time: a hazard on the sheet of July, and put right on that of August;
//! an accident once with its time of day and once without; somebody's training with other hours.
use super::mix::Mix;
use super::table::Table;
use super::{Place, Seen};
use crate::enterprise::rule::likeness;
use crate::returns::lexer::{day_of, tidy};
use crate::returns::report::Values;
use std::hash::{Hash, Hasher};

/// Accidents of one day in one enterprise that are compared with each other, and characters of their words.
const OF_A_DAY_MAX: usize = 40;
const WORDS_MAX: usize = 120;

/// How alike the words of one accident are at least, in thousandths.
const ALIKE: u32 = 500;

/// By what an event is known again within one file.
pub(super) enum Event {
    /// By these words alone: whose it is, when and where, and what; of a training, who was trained in what.
    Said(u64),
    /// Whose it is and the day; the rest is compared.
    Accident(u64, Accident),
}

/// What a row tells of an accident.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Accident {
    at: String,
    timed: bool,
    place: String,
    kind: String,
    words: String,
}

impl Accident {
    /// Whether two rows of one day and enterprise seem to tell of one accident: the same minute, unless it is elsewhere; without
    /// a time of day the same place or the same words, unless the others say that there were two.
    fn is_told_by(&self, other: &Accident) -> bool {
        let both = |one: &str, two: &str| !one.is_empty() && !two.is_empty();
        let places = both(&self.place, &other.place);
        let here = places && within(&self.place, &other.place);
        let words = both(&self.words, &other.words);
        let alike = words && (within(&self.words, &other.words) || likeness(&self.words, &other.words) >= ALIKE);
        let elsewhere = places && !here;
        let of_two_kinds = both(&self.kind, &other.kind) && self.kind != other.kind;
        match (self.timed, other.timed) {
            (true, true) if self.at == other.at => !elsewhere || alike,
            // Written down twice, the minutes may differ: then all else must say so.
            (true, true) => here && alike && !of_two_kinds && self.is_near(other),
            (false, false) => !elsewhere && !of_two_kinds && (alike || (here && !words)),
            _ => !elsewhere && (alike || (here && !(words && of_two_kinds))),
        }
    }

    /// Whether the times of one day are at most [`NEAR`] minutes apart.
    fn is_near(&self, other: &Accident) -> bool {
        let minutes = |at: &str| {
            let (hour, minute) = at.get(11..16)?.split_once(':')?;
            Some(hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?)
        };
        minutes(&self.at).zip(minutes(&other.at)).is_some_and(|(one, two)| one.abs_diff(two) <= NEAR)
    }
}

/// How far apart two rows may say that one accident happened, in minutes.
const NEAR: u32 = 15;

fn within(one: &str, other: &str) -> bool {
    one.contains(other) || other.contains(one)
}

/// What a row tells, if it tells of an event. Nothing where too little is said to know it again, and for templates whose
/// features judge it themselves.
pub(super) fn event(table: &Table, values: &Values, no_time: &[&str], above: Option<&str>) -> Option<Event> {
    let mut hasher = Mix::new();
    let words =
        |field: &str| values.text(field).map(|text| tidy(text).replace(' ', "")).filter(|text| !text.is_empty());
    let named = words("uscc").or_else(|| words("enterprise")).or_else(|| above.map(|name| name.replace(' ', "")));
    table.found.template.key.hash(&mut hasher);
    named.or_else(|| table.owner().map(|name| name.replace(' ', ""))).hash(&mut hasher);
    table.headings().hash(&mut hasher);
    match table.found.template.key {
        "hazards" => {
            day_of(values.get("found_on")?)?.hash(&mut hasher);
            words("description")?.hash(&mut hasher);
            let place = words("place");
            // Without a place, another person in charge says that it is another one.
            place.as_ref().or(words("owner").as_ref()).hash(&mut hasher);
            place.is_some().hash(&mut hasher);
            Some(Event::Said(hasher.finish()))
        }
        // By what a training is found again in the records, which take the last row that tells of it.
        "training" => {
            day_of(values.get("held_on")?)?.hash(&mut hasher);
            let number = words("id_no");
            number.is_some().hash(&mut hasher);
            number.or(words("name"))?.hash(&mut hasher);
            (words("kind"), words("course")).hash(&mut hasher);
            Some(Event::Said(hasher.finish()))
        }
        "incidents" => {
            day_of(values.get("occurred_at")?)?.hash(&mut hasher);
            let short = |text: Option<String>| text.map_or_else(String::new, |t| t.chars().take(WORDS_MAX).collect());
            let accident = Accident {
                at: values.text("occurred_at")?.to_owned(),
                timed: !no_time.contains(&"occurred_at"),
                place: short(words("place")),
                kind: short(words("category")),
                words: short(words("brief")),
            };
            Some(Event::Accident(hasher.finish(), accident))
        }
        _ => None,
    }
}

impl Seen {
    /// The sheet and row that told of the same event before.
    pub(super) fn told(&mut self, event: Event, row: u32) -> Option<(String, u32)> {
        let here = (self.here(), row);
        let known = match event {
            Event::Said(hash) => super::met(&mut self.events, hash, here)?,
            Event::Accident(day, accident) => {
                let known = self.accidents.entry(day).or_default();
                let before =
                    known.iter().find(|(told, _)| accident.is_told_by(told)).map(|(_, place): &(_, Place)| *place);
                if known.len() < OF_A_DAY_MAX {
                    known.push((accident, here));
                }
                before?
            }
        };
        Some(self.named(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accident(text: &str) -> Accident {
        let mut parts = text.split('|').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let time = next();
        let at = if time.is_empty() { "2022-07-01T00:00".to_owned() } else { format!("2022-07-01T{time}") };
        Accident { at, timed: !time.is_empty(), place: next(), kind: next(), words: next() }
    }

    #[test]
    fn what_is_said_beside_the_day_tells_accidents_apart() {
        for (one, other, same) in [
            // The same minute, unless it is elsewhere.
            ("09:30|东区||", "09:30|东区||", true),
            ("09:30|东区||", "09:30|东区冲压车间||", true),
            ("09:30|东区||", "09:30|||", true),
            ("09:30|东区||", "09:30|西区||", false),
            ("09:30|东区||右手被夹伤", "09:30|冲压机||右手被夹伤送医", true),
            ("09:30|东区||", "10:30|东区||", false),
            // Some minutes apart, and all else the same.
            ("09:30|东区||右手被夹伤", "09:35|东区||右手被夹伤", true),
            ("09:30|东区|机械伤害|右手被夹伤", "09:35|东区|高处坠落|右手被夹伤", false),
            ("09:30|东区||右手被夹伤", "09:35|东区||从平台跌落", false),
            ("09:30|东区||右手被夹伤", "09:50|东区||右手被夹伤", false),
            ("09:30|东区||", "09:35|东区||", false),
            ("09:30|||右手被夹伤", "09:35|||右手被夹伤", false),
            // Once with and once without a time of day.
            ("09:30|东区||", "|东区||", true),
            ("09:30|||右手被冲床夹伤", "||| 右手被冲床夹伤", true),
            ("09:30|东区||", "|西区||", false),
            ("09:30|||", "|||", false),
            ("09:30|东区|机械伤害|右手被夹伤", "|东区|高处坠落|从平台跌落", false),
            ("09:30|东区|机械伤害|右手被夹伤", "|东区|机械伤害|送医治疗", true),
            // Neither has one: it could be two.
            ("|东区||", "|东区||", true),
            ("|东区||右手被夹伤", "|东区||从平台跌落", false),
            ("|东区|机械伤害|", "|东区|高处坠落|", false),
            ("|东区||右手被夹伤", "|东区||右手被夹伤，已送医", true),
            ("|||", "|||", false),
        ] {
            assert_eq!(accident(one).is_told_by(&accident(other)), same, "{one} {other}");
            assert_eq!(accident(other).is_told_by(&accident(one)), same, "{other} {one}");
        }
    }
}
