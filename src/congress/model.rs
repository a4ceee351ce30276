//! The meeting as a record: parsed once, trusted afterwards.
use crate::kernel::form::{LINE_MAX, TEXT_MAX};
use crate::kernel::intake::Values;
use crate::kernel::{Problems, Provenance, Reader, Typed, What, text, what};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One congress meeting. A number that was not told is none, never 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub held_on: NaiveDate,
    /// 届次, such as 三届二次.
    pub session: Option<String>,
    /// All staff of the enterprise on that day.
    pub staff: Option<i64>,
    /// Every elected delegate, present or not (应到); at least 1.
    pub delegates_total: i64,
    /// Delegates present (实到); at most `delegates_total`.
    pub delegates_present: i64,
    pub delegates_frontline: Option<i64>,
    pub delegates_women: Option<i64>,
    /// Delegates who are middle managers or above.
    pub delegates_managers: Option<i64>,
    /// The day the papers reached the delegates.
    pub papers_sent_on: Option<NaiveDate>,
    pub topic: Option<String>,
    /// The three ballots together are at most `delegates_present`.
    pub votes_yes: Option<i64>,
    pub votes_no: Option<i64>,
    pub votes_abstain: Option<i64>,
    pub proposals: Option<i64>,
    pub proposals_closed: Option<i64>,
    pub published_on: Option<NaiveDate>,
}

/// The names of the form's fields, in the order of the form and of the workbook template.
pub const FIELDS: [&str; 16] = [
    "held_on",
    "session",
    "staff",
    "delegates_total",
    "delegates_present",
    "delegates_frontline",
    "delegates_women",
    "delegates_managers",
    "papers_sent_on",
    "topic",
    "votes_yes",
    "votes_no",
    "votes_abstain",
    "proposals",
    "proposals_closed",
    "published_on",
];

impl Meeting {
    /// The record as a row of its template.
    pub fn values(&self) -> Values {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        Values::default()
            .with("held_on", Some(self.held_on.to_string()))
            .with("session", self.session.clone())
            .with("staff", self.staff)
            .with("delegates_total", Some(self.delegates_total))
            .with("delegates_present", Some(self.delegates_present))
            .with("delegates_frontline", self.delegates_frontline)
            .with("delegates_women", self.delegates_women)
            .with("delegates_managers", self.delegates_managers)
            .with("papers_sent_on", day(self.papers_sent_on))
            .with("topic", self.topic.clone())
            .with("votes_yes", self.votes_yes)
            .with("votes_no", self.votes_no)
            .with("votes_abstain", self.votes_abstain)
            .with("proposals", self.proposals)
            .with("proposals_closed", self.proposals_closed)
            .with("published_on", day(self.published_on))
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Every problem at once: `required`, `not-a-date`, `not-a-count`, `too-long`, and what cannot be true:
    /// `present-over-total`, `votes-over-present`, `part-over-total`, `closed-over-proposals`, `no-delegates`.
    pub fn parse(typed: &Typed) -> Result<Meeting, Problems> {
        let mut read = Reader::new(typed);
        let held_on = read.date("held_on");
        let session = read.maybe_text("session", LINE_MAX);
        let staff = read.maybe_count("staff");
        let delegates_total = read.count("delegates_total");
        let delegates_present = read.count("delegates_present");
        let delegates_frontline = read.maybe_count("delegates_frontline");
        let delegates_women = read.maybe_count("delegates_women");
        let delegates_managers = read.maybe_count("delegates_managers");
        let papers_sent_on = read.maybe_date("papers_sent_on");
        let topic = read.maybe_text("topic", TEXT_MAX);
        let [votes_yes, votes_no, votes_abstain] =
            ["votes_yes", "votes_no", "votes_abstain"].map(|field| read.maybe_count(field));
        let proposals = read.maybe_count("proposals");
        let proposals_closed = read.maybe_count("proposals_closed");
        let published_on = read.maybe_date("published_on");
        let meeting = (|| {
            Some(Meeting {
                held_on: held_on?,
                session,
                staff,
                delegates_total: delegates_total?,
                delegates_present: delegates_present?,
                delegates_frontline,
                delegates_women,
                delegates_managers,
                papers_sent_on,
                topic,
                votes_yes,
                votes_no,
                votes_abstain,
                proposals,
                proposals_closed,
                published_on,
            })
        })();
        if let Some(meeting) = &meeting {
            meeting.impossible(|field, what| {
                read.problem::<()>(field, what);
            });
        }
        read.done(|| meeting)
    }

    /// The meeting that one row of a return tells of, over what is recorded of that day already:
    /// a blank field leaves what is recorded alone.
    ///
    /// # Errors
    /// Both together cannot be true.
    pub fn told(values: &Values, recorded: Option<&Meeting>) -> Result<Meeting, Problems> {
        let mut typed = recorded.map(Meeting::typed).unwrap_or_default();
        for field in FIELDS {
            if let Some(count) = values.count(field) {
                typed.set(field, count.to_string());
            } else if let Some(told) = values.text(field) {
                // Words that only read the same stay as somebody typed them.
                if !text::alike(told, typed.get(field)) {
                    typed.set(field, told);
                }
            }
        }
        Meeting::parse(&typed)
    }

    /// What cannot be true of one meeting, whatever the law says: told to `tell` field by field.
    pub fn impossible(&self, mut tell: impl FnMut(&'static str, What)) {
        let (total, present) = (self.delegates_total, self.delegates_present);
        if total == 0 {
            tell("delegates_total", what!("no-delegates"));
        }
        if present > total {
            tell("delegates_present", what!("present-over-total", present = present, total = total));
        }
        for (field, part) in [
            ("delegates_frontline", self.delegates_frontline),
            ("delegates_women", self.delegates_women),
            ("delegates_managers", self.delegates_managers),
        ] {
            if let Some(part) = part.filter(|part| *part > total) {
                tell(field, what!("part-over-total", part = part, total = total));
            }
        }
        let votes = self.votes_cast();
        if votes > present {
            tell("votes_yes", what!("votes-over-present", votes = votes, present = present));
        }
        if let (Some(all), Some(closed)) = (self.proposals, self.proposals_closed)
            && closed > all
        {
            tell("proposals_closed", what!("closed-over-proposals", closed = closed, all = all));
        }
    }

    /// Yes, no and abstentions together, as far as they were told.
    pub fn votes_cast(&self) -> i64 {
        [self.votes_yes, self.votes_no, self.votes_abstain].iter().flatten().sum()
    }

    /// The record as its own form shows it, for correcting.
    pub fn typed(&self) -> Typed {
        let number = |value: Option<i64>| value.map_or_else(String::new, |n| n.to_string());
        let day = |value: Option<NaiveDate>| value.map_or_else(String::new, |d| d.to_string());
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let values = [
            self.held_on.to_string(),
            text(&self.session),
            number(self.staff),
            self.delegates_total.to_string(),
            self.delegates_present.to_string(),
            number(self.delegates_frontline),
            number(self.delegates_women),
            number(self.delegates_managers),
            day(self.papers_sent_on),
            text(&self.topic),
            number(self.votes_yes),
            number(self.votes_no),
            number(self.votes_abstain),
            number(self.proposals),
            number(self.proposals_closed),
            day(self.published_on),
        ];
        Typed(FIELDS.iter().map(|name| (*name).to_owned()).zip(values).collect())
    }
}

/// A meeting on record, with its enterprise and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub town: String,
    pub meeting: Meeting,
    /// None when it was typed into the form.
    pub source: Option<Provenance>,
    /// Goes up by one with every correction.
    pub version: i64,
}

/// How the list is ordered; each order is total. Ties are latest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Latest meeting first.
    #[default]
    Latest,
    Oldest,
    /// By the enterprise's name in pinyin, upwards and downwards.
    Name,
    NameDown,
    Town,
    TownDown,
}

impl Order {
    pub const ALL: [Order; 6] =
        [Order::Latest, Order::Oldest, Order::Name, Order::NameDown, Order::Town, Order::TownDown];

    /// As the address spells it: the column, with a minus for downwards.
    pub fn key(self) -> &'static str {
        match self {
            Order::Latest => "-day",
            Order::Oldest => "day",
            Order::Name => "name",
            Order::NameDown => "-name",
            Order::Town => "town",
            Order::TownDown => "-town",
        }
    }

    pub fn parse(key: &str) -> Option<Order> {
        Order::ALL.into_iter().find(|order| order.key() == key)
    }
}

/// What the list is asked for. Blank parts ask for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of an enterprise's name, its pinyin or initials, its credit code, or the topic.
    pub q: String,
    pub town: Option<String>,
    /// One enterprise.
    pub enterprise: Option<Uuid>,
    /// First and last day of the meeting, both included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Whether its result was published.
    pub published: Option<bool>,
    /// Only meetings whose result was published by this day.
    pub published_by: Option<NaiveDate>,
    pub order: Order,
    /// From 1.
    pub page: i64,
}

impl Filter {
    /// Reads the address's query. What cannot be read is left out, as if it had not been asked.
    pub fn read(query: &Typed) -> Filter {
        let day = |name| crate::kernel::text::date(&crate::kernel::text::normal(query.get(name)));
        let flag = |name| match query.get(name) {
            "yes" | "1" => Some(true),
            "no" | "0" => Some(false),
            _ => None,
        };
        Filter {
            published: flag("published"),
            published_by: day("published_by"),
            q: crate::kernel::text::normal(query.get("q")).chars().take(LINE_MAX).collect(),
            town: Some(query.get("town").to_owned()).filter(|town| !town.is_empty()),
            enterprise: query.get("enterprise").parse().ok(),
            from: day("from"),
            to: day("to"),
            order: Order::parse(query.get("sort")).unwrap_or_default(),
            page: query.get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1),
        }
    }
}

/// An enterprise that has held no meeting in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotMet {
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub town: String,
    /// Its latest meeting, if it ever held one.
    pub last: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let mut typed = Typed::default();
        for (name, value) in
            [("held_on", "2022-11-05"), ("delegates_total", "45"), ("delegates_present", "31")].iter().chain(fields)
        {
            typed.set(name, *value);
        }
        typed
    }

    fn codes(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let problems = Meeting::parse(&typed(fields)).expect_err("a problem");
        problems.iter().map(|p| (p.field.to_string(), p.what.code.to_string())).collect()
    }

    fn one(field: &str, code: &str) -> Vec<(String, String)> {
        vec![(field.to_owned(), code.to_owned())]
    }

    #[test]
    fn words_stay_as_typed_when_a_workbook_tells_the_same() {
        let fields = [("held_on", "2026-06-05"), ("delegates_total", "45"), ("delegates_present", "31")];
        let mut form = typed(&fields);
        form.set("topic", "一、报告；二、表决（无记名）。");
        let recorded = Meeting::parse(&form).expect("a meeting");
        assert_eq!(recorded.topic.as_deref(), Some("一、报告；二、表决（无记名）。"));
        let row = |topic: &str| {
            let values = Values::default().with("topic", Some(topic));
            Meeting::told(&values, Some(&recorded)).expect("a meeting")
        };
        assert_eq!(row("一、报告;二、表决(无记名)。"), recorded, "as a workbook reads");
        assert_eq!(row("另一题").topic.as_deref(), Some("另一题"));
    }

    #[test]
    fn what_was_not_told_is_none_not_zero() {
        let meeting = Meeting::parse(&typed(&[])).expect("enough");
        assert_eq!((meeting.delegates_total, meeting.delegates_present), (45, 31));
        assert_eq!((meeting.votes_yes, meeting.staff, meeting.proposals), (None, None, None));
    }

    #[test]
    fn what_cannot_be_true_is_refused_at_its_field() {
        assert_eq!(codes(&[("delegates_present", "46")]), one("delegates_present", "present-over-total"));
        assert_eq!(codes(&[("votes_yes", "30"), ("votes_abstain", "2")]), one("votes_yes", "votes-over-present"));
        assert_eq!(codes(&[("delegates_managers", "46")]), one("delegates_managers", "part-over-total"));
        assert_eq!(
            codes(&[("proposals", "3"), ("proposals_closed", "4")]),
            one("proposals_closed", "closed-over-proposals")
        );
        assert_eq!(
            codes(&[("delegates_total", "0"), ("delegates_present", "0")]),
            one("delegates_total", "no-delegates")
        );
        assert_eq!(codes(&[("held_on", "2022-02-30")]), one("held_on", "not-a-date"));
    }

    #[test]
    fn a_meeting_reads_back_from_its_own_form() {
        let full = typed(&[
            ("session", "三届二次"),
            ("staff", "812"),
            ("delegates_managers", "9"),
            ("papers_sent_on", "2022-10-28"),
            ("topic", "安全生产工作报告"),
            ("votes_yes", "27"),
            ("votes_no", "1"),
            ("votes_abstain", "3"),
            ("proposals", "6"),
            ("proposals_closed", "4"),
            ("published_on", "2022-11-07"),
        ]);
        let meeting = Meeting::parse(&full).expect("a meeting");
        assert_eq!(Meeting::parse(&meeting.typed()), Ok(meeting));
    }
}
