//! The accident as a record: parsed once, trusted afterwards.
use crate::audit::model::Fields;
use crate::incident::cause::{Cause, Recorder};
use crate::incident::group::Group;
use crate::incident::rule::Grade;
use crate::kernel::form::{LINE_MAX, TEXT_MAX};
use crate::kernel::intake::Values;
use crate::kernel::text;
use crate::kernel::{Problems, Provenance, Reader, Typed, Wan, What, keys, what};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One production-safety accident. A fact that is not known yet is none, never 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Local time; midnight of the day when only the day is known (`time_known` is false).
    pub occurred_at: NaiveDateTime,
    pub time_known: bool,
    /// When the principal of the enterprise was told: the reporting hour runs from here.
    pub informed_at: Option<NaiveDateTime>,
    /// When the enterprise reported to the county's emergency department.
    pub reported_at: Option<NaiveDateTime>,
    pub place: Option<String>,
    /// The type of accident by the list in force on that day, or as written.
    pub category: Option<String>,
    /// The missing included.
    pub deaths: Option<i64>,
    /// Acute industrial poisoning included.
    pub serious: Option<i64>,
    pub minor: Option<i64>,
    pub lost_days: Option<i64>,
    /// Direct economic loss.
    pub loss: Option<Wan>,
    pub brief: Option<String>,
    /// The class of the direct cause, once it is known. No workbook tells it.
    pub cause: Option<Cause>,
    /// Whether the case is closed; none when it was not told.
    pub closed: Option<bool>,
}

/// The names of the form's fields, in the order of the workbook template, which has no `cause`.
pub const FIELDS: [&str; 13] = [
    "occurred_at",
    "informed_at",
    "reported_at",
    "place",
    "category",
    "deaths",
    "serious",
    "minor",
    "lost_days",
    "loss",
    "brief",
    "cause",
    "closed",
];

impl Incident {
    /// Reads the form. Casualties may be left blank while they are not known: the grade is then provisional.
    /// `occurred_at` may be a day alone.
    ///
    /// # Errors
    /// Every problem at once: `required`, `not-a-moment`, `not-a-count`, `not-a-number`, `not-a-choice`, `too-long`, and
    /// `informed-before-occurred`, `reported-before-occurred`, `reported-before-informed`.
    pub fn parse(typed: &Typed) -> Result<Incident, Problems> {
        let mut read = Reader::new(typed);
        let occurred = moment_or_day(&mut read, typed, "occurred_at");
        if occurred.is_none() && read.problems.is_empty() {
            read.problem::<()>("occurred_at", what!("required"));
        }
        let informed_at = read.maybe_moment("informed_at");
        let reported_at = read.maybe_moment("reported_at");
        let place = read.maybe_text("place", LINE_MAX);
        let category = read.maybe_plain("category", LINE_MAX);
        let [deaths, serious, minor, lost_days] =
            ["deaths", "serious", "minor", "lost_days"].map(|field| read.maybe_count(field));
        let loss = read.maybe_wan("loss");
        let brief = read.maybe_text("brief", TEXT_MAX);
        let cause = read.maybe_choice("cause", Cause::parse);
        let closed = read.maybe_yes_no("closed");
        let incident = occurred.map(|(occurred_at, time_known)| Incident {
            occurred_at,
            time_known,
            informed_at,
            reported_at,
            place,
            category,
            deaths,
            serious,
            minor,
            lost_days,
            loss,
            brief,
            cause,
            closed,
        });
        if let Some(incident) = &incident {
            incident.impossible(|field, what| {
                read.problem::<()>(field, what);
            });
        }
        read.done(|| incident)
    }

    /// What cannot be true of one accident: told to `tell` field by field.
    pub fn impossible(&self, mut tell: impl FnMut(&'static str, What)) {
        let before_it = |at: NaiveDateTime| {
            if self.time_known { at < self.occurred_at } else { at.date() < self.occurred_at.date() }
        };
        if self.informed_at.is_some_and(before_it) {
            tell("informed_at", what!("informed-before-occurred"));
        }
        if self.reported_at.is_some_and(before_it) {
            tell("reported_at", what!("reported-before-occurred"));
        }
        if let (Some(informed), Some(reported)) = (self.informed_at, self.reported_at)
            && reported < informed
        {
            tell("reported_at", what!("reported-before-informed"));
        }
    }

    /// Reads a row of a workbook. Midnight is what the reader makes of a day alone, so the time is then not known.
    ///
    /// # Errors
    /// As [`Incident::parse`].
    pub fn of_values(values: &Values) -> Result<Incident, Problems> {
        let mut typed = Typed::default();
        for field in FIELDS {
            let text = match field {
                "deaths" | "serious" | "minor" | "lost_days" => values.count(field).map(|n| n.to_string()),
                "closed" => values.yes_no(field).map(|yes| if yes { "yes" } else { "no" }.to_owned()),
                "occurred_at" => values.text(field).map(|t| t.trim_end_matches("T00:00").to_owned()),
                _ => values.text(field).map(str::to_owned),
            };
            typed.set(field, text.unwrap_or_default());
        }
        Incident::parse(&typed)
    }

    /// The record as a row of its template: [`Incident::of_values`] reads it back.
    pub fn values(&self) -> Values {
        let moment = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
        let occurred = if self.time_known { moment(self.occurred_at) } else { self.day().to_string() };
        Values::default()
            .with("occurred_at", Some(occurred))
            .with("informed_at", self.informed_at.map(moment))
            .with("reported_at", self.reported_at.map(moment))
            .with("place", self.place.clone())
            .with("category", self.category.clone())
            .with("deaths", self.deaths)
            .with("serious", self.serious)
            .with("minor", self.minor)
            .with("lost_days", self.lost_days)
            .with("loss", self.loss.map(|loss| loss.to_string()))
            .with("brief", self.brief.clone())
            .with("closed", self.closed)
    }

    pub fn day(&self) -> NaiveDate {
        self.occurred_at.date()
    }

    /// The record as its own form shows it, for correcting.
    pub fn typed(&self) -> Typed {
        let number = |value: Option<i64>| value.map_or_else(String::new, |n| n.to_string());
        let moment = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let values = [
            if self.time_known { moment(self.occurred_at) } else { self.day().to_string() },
            self.informed_at.map(moment).unwrap_or_default(),
            self.reported_at.map(moment).unwrap_or_default(),
            text(&self.place),
            text(&self.category),
            number(self.deaths),
            number(self.serious),
            number(self.minor),
            number(self.lost_days),
            self.loss.map(|loss| loss.to_string()).unwrap_or_default(),
            text(&self.brief),
            self.cause.map(|cause| cause.key().to_owned()).unwrap_or_default(),
            self.closed.map_or_else(String::new, |closed| if closed { "yes" } else { "no" }.to_owned()),
        ];
        Typed(FIELDS.iter().map(|name| (*name).to_owned()).zip(values).collect())
    }
}

impl Incident {
    /// The record as the audit trail compares it: every field as its form shows it, blank as none.
    pub fn fields(&self) -> Fields {
        let typed = self.typed();
        FIELDS.iter().zip(typed.0).map(|(name, (_, value))| (*name, Some(value).filter(|v| !v.is_empty()))).collect()
    }

    /// This row of a workbook laid over what is on file. A blank cell tells nothing, so it erases nothing:
    /// what an inspector added at the gate survives the enterprise's quarterly workbook.
    #[must_use]
    pub fn over(&self, on_file: &Incident) -> Incident {
        let text = |new: &Option<String>, old: &Option<String>| text::over(new.as_ref(), old.as_ref());
        Incident {
            occurred_at: self.occurred_at,
            time_known: self.time_known || on_file.time_known,
            informed_at: self.informed_at.or(on_file.informed_at),
            reported_at: self.reported_at.or(on_file.reported_at),
            place: text(&self.place, &on_file.place),
            category: text(&self.category, &on_file.category),
            deaths: self.deaths.or(on_file.deaths),
            serious: self.serious.or(on_file.serious),
            minor: self.minor.or(on_file.minor),
            lost_days: self.lost_days.or(on_file.lost_days),
            loss: self.loss.or(on_file.loss),
            brief: text(&self.brief, &on_file.brief),
            cause: self.cause.or(on_file.cause),
            closed: self.closed.or(on_file.closed),
        }
    }
}

/// An accident on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub town: String,
    pub incident: Incident,
    /// The list the type is of, 1986 or 2025, and its code there; none when it is as written.
    pub listed: Option<(i64, String)>,
    /// Whether comparisons take it in.
    pub counted: bool,
    pub recorder: Option<Recorder>,
    pub filed: Option<Provenance>,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Day,
    Name,
    Deaths,
    Serious,
    Loss,
}

impl By {
    const ALL: [By; 5] = [By::Day, By::Name, By::Deaths, By::Serious, By::Loss];

    pub fn key(self) -> &'static str {
        match self {
            By::Day => "day",
            By::Name => "name",
            By::Deaths => "deaths",
            By::Serious => "serious",
            By::Loss => "loss",
        }
    }
}

/// The order of a list; as it comes, latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub by: By,
    pub down: bool,
}

impl Default for Order {
    fn default() -> Order {
        Order { by: By::Day, down: true }
    }
}

impl Order {
    /// `day`, `-deaths`: the address's `sort`.
    pub fn parse(key: &str) -> Option<Order> {
        let (down, key) = key.strip_prefix('-').map_or((false, key), |key| (true, key));
        Some(Order { by: By::ALL.into_iter().find(|by| by.key() == key)?, down })
    }

    pub fn key(self) -> String {
        format!("{}{}", if self.down { "-" } else { "" }, self.by.key())
    }
}

/// A figure of which a list asks for the records that have some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    Minor,
    LostDays,
    Loss,
    /// Injured, not killed, and workdays were lost.
    Away,
}

keys!(With { Minor = "minor", LostDays = "lost-days", Loss = "loss", Away = "away" });

/// What the list is asked for. Blank parts ask for everything. The leader's figures link here with these very names,
/// so a list holds exactly the records that its number counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of an enterprise's name, its pinyin, initials or code, of the place or of what happened.
    pub q: String,
    pub town: Option<String>,
    pub enterprise: Option<Uuid>,
    /// First and last day of the accident, both included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// `category=machinery`: types of both lists together.
    pub group: Option<Group>,
    pub grade: Option<Grade>,
    /// Records in which deaths, serious injuries or the loss are not known yet.
    pub missing: Option<bool>,
    /// Whether comparisons take it in.
    pub counted: Option<bool>,
    pub closed: Option<bool>,
    pub deaths_min: Option<i64>,
    pub serious_min: Option<i64>,
    /// Records that know more than none of it.
    pub with: Option<With>,
    /// Records in which it is known that nobody was hurt, or those in which it is not so.
    pub unhurt: Option<bool>,
    pub cause: Option<Cause>,
    pub recorder: Option<Recorder>,
    pub order: Order,
    /// From 1.
    pub page: i64,
}

impl Filter {
    /// Reads the address's query. What cannot be read is left out, as if it had not been asked.
    pub fn read(query: &Typed) -> Filter {
        let day = |name| text::date(&text::normal(query.get(name)));
        let least = |name| query.get(name).parse().ok().filter(|n| (1..=10_000_000).contains(n));
        let flag = |name| match query.get(name) {
            "yes" | "1" => Some(true),
            "no" | "0" => Some(false),
            _ => None,
        };
        Filter {
            q: text::normal(query.get("q")).chars().take(LINE_MAX).collect(),
            town: Some(query.get("town").to_owned()).filter(|town| !town.is_empty()),
            enterprise: query.get("enterprise").parse().ok(),
            from: day("from"),
            to: day("to"),
            group: Group::parse(query.get("category")),
            grade: Grade::parse(query.get("grade")),
            missing: flag("missing"),
            counted: flag("counted"),
            closed: flag("closed"),
            deaths_min: least("deaths_min"),
            serious_min: least("serious_min"),
            with: With::parse(query.get("with")),
            unhurt: flag("unhurt"),
            cause: Cause::parse(query.get("cause")),
            recorder: Recorder::parse(query.get("recorder")),
            order: Order::parse(query.get("sort")).unwrap_or_default(),
            page: query.get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1),
        }
    }
}

/// How many records a filter finds, and what they add up to. Unknown casualties add nothing and are counted apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub records: i64,
    pub deaths: i64,
    pub serious: i64,
    /// Records whose deaths or serious injuries are not known.
    pub unknown: i64,
}

/// A moment, or a day alone (then the time is not known).
fn moment_or_day(read: &mut Reader<'_>, typed: &Typed, field: &'static str) -> Option<(NaiveDateTime, bool)> {
    if let Some(day) = text::date(&text::normal(typed.get(field))) {
        return Some((day.and_time(chrono::NaiveTime::MIN), false));
    }
    read.maybe_moment(field).map(|at| (at, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let mut typed = Typed::default();
        typed.set("occurred_at", "2022-03-04T09:30");
        for (name, value) in fields {
            typed.set(name, *value);
        }
        typed
    }

    fn codes(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let problems = Incident::parse(&typed(fields)).expect_err("a problem");
        problems.iter().map(|p| (p.field.to_string(), p.what.code.to_string())).collect()
    }

    #[test]
    fn casualties_not_told_are_unknown_not_zero() {
        let incident = Incident::parse(&typed(&[("deaths", "0")])).expect("enough");
        assert_eq!((incident.deaths, incident.serious, incident.loss), (Some(0), None, None));
        assert!(incident.time_known);
    }

    #[test]
    fn a_day_alone_is_taken_and_remembered_as_such() {
        let day = Incident::parse(&typed(&[("occurred_at", "2022年3月4日"), ("informed_at", "2022-03-04 00:30")]))
            .expect("a day");
        assert!(!day.time_known);
        assert_eq!(Incident::parse(&day.typed()), Ok(day));
    }

    #[test]
    fn an_address_that_cannot_be_read_asks_for_everything() {
        let query = |text: &str| {
            let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
            Filter::read(&Typed(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()))
        };
        let asked =
            query("from=2026-01-01&category=machinery&counted=yes&deaths_min=1&grade=larger&sort=-deaths&page=2");
        assert_eq!((asked.group, asked.counted, asked.deaths_min), (Some(Group::Machinery), Some(true), Some(1)));
        assert_eq!((asked.grade, asked.order.key().as_str(), asked.page), (Some(Grade::Larger), "-deaths", 2));
        let nothing = Filter { page: 1, ..Filter::default() };
        assert_eq!(query("from=yesterday&category=x&counted=maybe&deaths_min=-1&grade=z&sort=x&page=0"), nothing);
    }

    #[test]
    fn times_out_of_order_are_refused() {
        let one = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
        assert_eq!(codes(&[("occurred_at", "")]), one("occurred_at", "required"));
        assert_eq!(codes(&[("occurred_at", "yesterday")]), one("occurred_at", "not-a-moment"));
        assert_eq!(codes(&[("reported_at", "2022-03-04T09:29")]), one("reported_at", "reported-before-occurred"));
        assert_eq!(codes(&[("informed_at", "2022-03-03T10:00")]), one("informed_at", "informed-before-occurred"));
        assert_eq!(
            codes(&[("informed_at", "2022-03-04T10:00"), ("reported_at", "2022-03-04T09:50")]),
            one("reported_at", "reported-before-informed")
        );
    }

    #[test]
    fn an_incident_reads_back_from_its_own_form() {
        let full = Incident::parse(&typed(&[
            ("informed_at", "2022-03-04T09:40"),
            ("reported_at", "2022-03-04T10:20"),
            ("place", "冲压车间"),
            ("category", "机械伤害"),
            ("deaths", "1"),
            ("serious", "0"),
            ("minor", "2"),
            ("lost_days", "6000"),
            ("loss", "120.5"),
            ("brief", "检修时未断电"),
            ("cause", "management"),
            ("closed", "no"),
        ]))
        .expect("an incident");
        assert_eq!(full.loss.map(|l| l.to_string()).as_deref(), Some("120.5"));
        assert_eq!(Incident::parse(&full.typed()), Ok(full));
    }
}
