//! The hazard as a record: parsed once, trusted afterwards.
use crate::audit::model::Fields;
use crate::hazard::rule::State;
use crate::kernel::form::LINE_MAX;
use crate::kernel::intake::Values;
use crate::kernel::{Problems, Provenance, Reader, Typed, Wan, text, what};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest description, measure or result, in characters.
const WORDS_MAX: usize = 2_000;

/// How grave a hazard is, as whoever found it says; which ones are major is set by lists for each sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Small danger and effort, put right soon after it was found (一般).
    Ordinary,
    /// Work stops in part or whole while it is put right, or the enterprise cannot remove it alone (重大).
    Major,
}

impl Level {
    pub const ALL: [Level; 2] = [Level::Ordinary, Level::Major];

    pub fn key(self) -> &'static str {
        match self {
            Level::Ordinary => "ordinary",
            Level::Major => "major",
        }
    }

    pub fn parse(key: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// Who found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The enterprise itself.
    Own,
    /// A department's inspection.
    Inspection,
    /// A worker who reported it.
    Worker,
}

impl Origin {
    pub const ALL: [Origin; 3] = [Origin::Own, Origin::Inspection, Origin::Worker];

    pub fn key(self) -> &'static str {
        match self {
            Origin::Own => "own",
            Origin::Inspection => "inspection",
            Origin::Worker => "worker",
        }
    }

    pub fn parse(key: &str) -> Option<Origin> {
        Origin::ALL.into_iter().find(|origin| origin.key() == key)
    }
}

/// One hazard. What was not told is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hazard {
    pub found_on: NaiveDate,
    pub place: Option<String>,
    pub description: String,
    pub level: Level,
    /// What is done about it.
    pub measure: Option<String>,
    /// Who answers for putting it right.
    pub owner: Option<String>,
    /// Last day for putting it right.
    pub due_on: Option<NaiveDate>,
    pub fund: Option<Wan>,
    /// The emergency plan that holds until it is put right.
    pub plan: Option<String>,
    /// Day it was put right; none while it is open.
    pub closed_on: Option<NaiveDate>,
    pub verifier: Option<String>,
    pub result: Option<String>,
}

/// The names of the form's fields, in the order of the form and of the workbook template.
pub const FIELDS: [&str; 12] = [
    "found_on",
    "place",
    "description",
    "level",
    "measure",
    "owner",
    "due_on",
    "fund",
    "plan",
    "closed_on",
    "verifier",
    "result",
];

impl Hazard {
    /// Reads the form.
    ///
    /// # Errors
    /// Every problem at once: `required`, `not-a-date`, `not-a-choice`, `not-a-number`, `too-long`, `closed-before-found`.
    pub fn parse(typed: &Typed) -> Result<Hazard, Problems> {
        let mut read = Reader::new(typed);
        let found_on = read.date("found_on");
        let place = read.maybe_text("place", LINE_MAX);
        let description = read.text("description", WORDS_MAX);
        let level = read.choice("level", Level::parse);
        let measure = read.maybe_text("measure", WORDS_MAX);
        let owner = read.maybe_text("owner", LINE_MAX);
        let due_on = read.maybe_date("due_on");
        let fund = read.maybe_wan("fund");
        let plan = read.maybe_text("plan", LINE_MAX);
        let closed_on = read.maybe_date("closed_on");
        let verifier = read.maybe_text("verifier", LINE_MAX);
        let result = read.maybe_text("result", WORDS_MAX);
        if found_on.zip(closed_on).is_some_and(|(found, closed)| closed < found) {
            read.problem::<()>("closed_on", what!("closed-before-found"));
        }
        read.done(|| {
            Some(Hazard {
                found_on: found_on?,
                place,
                description: description?,
                level: level?,
                measure,
                owner,
                due_on,
                fund,
                plan,
                closed_on,
                verifier,
                result,
            })
        })
    }

    /// Reads a row of a workbook.
    ///
    /// # Errors
    /// As [`Hazard::parse`].
    pub fn of_values(values: &Values) -> Result<Hazard, Problems> {
        let told = |field: &&str| ((*field).to_owned(), values.text(field).unwrap_or_default().to_owned());
        Hazard::parse(&Typed(FIELDS.iter().map(told).collect()))
    }

    /// The record as a row of its template: [`Hazard::of_values`] reads it back.
    pub fn values(&self) -> Values {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        Values::default()
            .with("found_on", Some(self.found_on.to_string()))
            .with("place", self.place.clone())
            .with("description", Some(self.description.clone()))
            .with("level", Some(self.level.key()))
            .with("measure", self.measure.clone())
            .with("owner", self.owner.clone())
            .with("due_on", day(self.due_on))
            .with("fund", self.fund.map(|fund| fund.to_string()))
            .with("plan", self.plan.clone())
            .with("closed_on", day(self.closed_on))
            .with("verifier", self.verifier.clone())
            .with("result", self.result.clone())
    }

    /// The record as its own form shows it, for correcting.
    pub fn typed(&self) -> Typed {
        let values = self.values();
        let told = |field: &&str| ((*field).to_owned(), values.text(field).unwrap_or_default().to_owned());
        Typed(FIELDS.iter().map(told).collect())
    }

    /// The record as the audit trail compares it: every field as its form shows it, blank as none.
    pub fn fields(&self) -> Fields {
        let values = self.values();
        FIELDS.iter().map(|field| (*field, values.text(field).map(str::to_owned))).collect()
    }

    /// This row of a workbook laid over what is on file: a blank cell erases nothing.
    #[must_use]
    pub fn over(&self, on_file: &Hazard) -> Hazard {
        let text = |new: &Option<String>, old: &Option<String>| text::over(new.as_ref(), old.as_ref());
        let words = |new: &String, old: &String| if text::alike(new, old) { old.clone() } else { new.clone() };
        Hazard {
            found_on: self.found_on,
            place: text(&self.place, &on_file.place),
            description: words(&self.description, &on_file.description),
            level: self.level,
            measure: text(&self.measure, &on_file.measure),
            owner: text(&self.owner, &on_file.owner),
            due_on: self.due_on.or(on_file.due_on),
            fund: self.fund.or(on_file.fund),
            plan: text(&self.plan, &on_file.plan),
            closed_on: self.closed_on.or(on_file.closed_on),
            verifier: text(&self.verifier, &on_file.verifier),
            result: text(&self.result, &on_file.result),
        }
    }
}

/// A hazard on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub town: String,
    pub hazard: Hazard,
    pub origin: Origin,
    pub filed: Option<Provenance>,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Found,
    Name,
    Due,
}

impl By {
    const ALL: [By; 3] = [By::Found, By::Name, By::Due];

    pub fn key(self) -> &'static str {
        match self {
            By::Found => "found",
            By::Name => "name",
            By::Due => "due",
        }
    }
}

/// The order of a list; as it comes, latest found first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub by: By,
    pub down: bool,
}

impl Default for Order {
    fn default() -> Order {
        Order { by: By::Found, down: true }
    }
}

impl Order {
    /// `name`, `-due`: the address's `sort`.
    pub fn parse(key: &str) -> Option<Order> {
        let (down, key) = key.strip_prefix('-').map_or((false, key), |key| (true, key));
        Some(Order { by: By::ALL.into_iter().find(|by| by.key() == key)?, down })
    }

    pub fn key(self) -> String {
        format!("{}{}", if self.down { "-" } else { "" }, self.by.key())
    }
}

/// What the list is asked for. Blank parts ask for everything. Numbers on other pages link here with these very names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of an enterprise's name, its pinyin, initials or code, of the place, of the description or of the owner.
    pub q: String,
    pub town: Option<String>,
    pub enterprise: Option<Uuid>,
    /// First and last day on which it was found, both included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub level: Option<Level>,
    pub state: Option<State>,
    /// Major hazards of which one of the five is missing.
    pub missing: Option<bool>,
    /// Put right, while nobody is named who verified it.
    pub unverified: Option<bool>,
    /// First and last day on which it was put right, both included.
    pub closed_from: Option<NaiveDate>,
    pub closed_to: Option<NaiveDate>,
    /// Past its date and not yet put right at the end of this day.
    pub late_on: Option<NaiveDate>,
    pub order: Order,
    /// From 1.
    pub page: i64,
}

impl Filter {
    /// Reads the address's query. What cannot be read is left out, as if it had not been asked.
    pub fn read(query: &Typed) -> Filter {
        let day = |name| text::date(&text::normal(query.get(name)));
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
            level: Level::parse(query.get("level")),
            state: State::parse(query.get("state")),
            missing: flag("missing"),
            unverified: flag("unverified"),
            closed_from: day("closed_from"),
            closed_to: day("closed_to"),
            late_on: day("late_on"),
            order: Order::parse(query.get("sort")).unwrap_or_default(),
            page: query.get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1),
        }
    }
}

/// How many records a filter finds, by how they stand. The three states add up to all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub records: i64,
    pub open: i64,
    pub overdue: i64,
    pub closed: i64,
    pub major: i64,
    /// Major ones that lack one of the five.
    pub missing: i64,
    /// Put right but not verified by anybody named.
    pub unverified: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let mut typed = Typed::default();
        for (name, value) in
            [("found_on", "2022-06-24"), ("description", "消火栓被遮挡"), ("level", "ordinary")].iter().chain(fields)
        {
            typed.set(name, *value);
        }
        typed
    }

    fn full() -> Hazard {
        Hazard::parse(&typed(&[
            ("place", "配电间"),
            ("level", "major"),
            ("measure", "停用设备并安排维修"),
            ("owner", "张三"),
            ("due_on", "2022年7月14日"),
            ("fund", "1.4"),
            ("plan", "已编制专项预案"),
            ("closed_on", "2022-07-07"),
            ("verifier", "李四"),
            ("result", "已整改到位"),
        ]))
        .expect("a hazard")
    }

    #[test]
    fn day_words_and_level_are_enough_and_all_problems_are_told_at_once() {
        let least = Hazard::parse(&typed(&[])).expect("enough");
        assert_eq!((least.level, least.due_on, least.closed_on), (Level::Ordinary, None, None));
        let wrong = Hazard::parse(&typed(&[
            ("found_on", ""),
            ("description", " "),
            ("level", "huge"),
            ("fund", "-1"),
            ("due_on", "soon"),
        ]))
        .expect_err("problems");
        let codes: Vec<_> = wrong.iter().map(|p| (p.field.as_ref(), p.what.code.as_ref())).collect();
        assert_eq!(
            codes,
            [
                ("found_on", "required"),
                ("description", "required"),
                ("level", "not-a-choice"),
                ("due_on", "not-a-date"),
                ("fund", "not-a-number")
            ]
        );
    }

    #[test]
    fn nothing_is_put_right_before_it_was_found() {
        let wrong = Hazard::parse(&typed(&[("closed_on", "2022-06-23")])).expect_err("a problem");
        assert_eq!((wrong[0].field.as_ref(), wrong[0].what.code.as_ref()), ("closed_on", "closed-before-found"));
        assert!(Hazard::parse(&typed(&[("closed_on", "2022-06-24")])).is_ok(), "the same day is");
    }

    #[test]
    fn a_record_reads_back_from_its_own_form_and_from_its_own_row() {
        for hazard in [full(), Hazard::parse(&typed(&[])).expect("enough")] {
            assert_eq!(Hazard::parse(&hazard.typed()), Ok(hazard.clone()));
            assert_eq!(Hazard::of_values(&hazard.values()), Ok(hazard));
        }
    }

    #[test]
    fn a_blank_cell_erases_nothing() {
        let bare = Hazard::parse(&typed(&[("level", "major"), ("verifier", "王五")])).expect("a row");
        let merged = bare.over(&full());
        assert_eq!(merged, Hazard { verifier: Some("王五".to_owned()), ..full() });
    }

    #[test]
    fn an_address_that_cannot_be_read_asks_for_everything() {
        let query = |text: &str| {
            let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
            Filter::read(&Typed(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()))
        };
        let asked = query("from=2022-01-01&level=major&state=overdue&missing=yes&sort=-due&page=3");
        assert_eq!((asked.level, asked.state, asked.missing), (Some(Level::Major), Some(State::Overdue), Some(true)));
        assert_eq!((asked.order.key(), asked.page), ("-due".to_owned(), 3));
        let nonsense = query("from=never&level=huge&state=perhaps&missing=maybe&sort=x&page=-1&enterprise=1");
        assert_eq!(nonsense, Filter { page: 1, ..Filter::default() });
    }
}
