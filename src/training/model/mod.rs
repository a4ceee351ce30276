//! A training session and its roster: parsed once, trusted afterwards. [`view`]: what lists and forms show of them.
pub mod view;

pub use view::{Correction, Course, Filter, Holder, PERSON_FIELDS, Sitting};

use super::roster;
use crate::audit::model::Fields;
use crate::kernel::code::IdNumber;
use crate::kernel::form::{LINE_MAX, TEXT_MAX};
use crate::kernel::intake::Values;
use crate::kernel::{Centi, Problem, Problems, Provenance, Reader, Typed, text, what};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who is trained, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// New workers before they take the post (三级教育).
    Induction,
    /// Yearly refresher of workers (再培训).
    Refresher,
    /// Special operations (特种作业).
    Special,
    /// Principals (主要负责人).
    Principal,
    /// Safety managers (安全生产管理人员).
    Manager,
    Other,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::Induction, Kind::Refresher, Kind::Special, Kind::Principal, Kind::Manager, Kind::Other];

    pub fn key(self) -> &'static str {
        match self {
            Kind::Induction => "induction",
            Kind::Refresher => "refresher",
            Kind::Special => "special",
            Kind::Principal => "principal",
            Kind::Manager => "manager",
            Kind::Other => "other",
        }
    }

    pub fn parse(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// One person on the roster of a session, with the certificate that came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trainee {
    pub name: String,
    pub id_no: Option<IdNumber>,
    pub post: Option<String>,
    /// Hundredths of a point.
    pub score: Option<Centi>,
    pub passed: Option<bool>,
    pub cert_no: Option<String>,
    pub cert_expires_on: Option<NaiveDate>,
    pub recheck_on: Option<NaiveDate>,
}

/// One session: the same people, day, content and hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub held_on: NaiveDate,
    pub kind: Kind,
    /// What was taught.
    pub course: Option<String>,
    /// 学时 in hundredths; more than 0, at most 1000 hours.
    pub hours: Centi,
    /// At least one person.
    pub roster: Vec<Trainee>,
}

/// The names of the form's fields, in the order of the form.
pub const FIELDS: [&str; 5] = ["held_on", "kind", "course", "hours", "roster"];
/// The longest roster one form takes, in lines; a longer one comes as a workbook.
pub const ROSTER_MAX: usize = 500;
/// The most hours one session can have.
const HOURS_MAX: Centi = Centi(100_000);

impl Session {
    /// Reads the form; `roster` is a text of lines (see [`roster`]).
    ///
    /// # Errors
    /// Every problem at once: `required`, `not-a-date`, `not-a-choice`, `not-a-number`, `hours-out-of-range`, `too-long`,
    /// `roster-too-long`, and one problem for each wrong line of the roster, with its `line` from 1.
    pub fn parse(typed: &Typed) -> Result<Session, Problems> {
        let mut read = Reader::new(typed);
        let held_on = read.date("held_on");
        let kind = read.choice("kind", Kind::parse);
        let course = read.maybe_text("course", TEXT_MAX.min(LINE_MAX * 5));
        let hours = read.centi("hours");
        if hours.is_some_and(|hours| hours.0 == 0 || hours > HOURS_MAX) {
            read.problem::<()>("hours", what!("hours-out-of-range"));
        }
        let lines = typed.get("roster");
        let roster = if lines.is_empty() {
            read.problem("roster", what!("required"))
        } else if lines.lines().count() > ROSTER_MAX {
            read.problem("roster", what!("roster-too-long", max = ROSTER_MAX))
        } else {
            let (people, wrong) = roster::parse(lines);
            for what in wrong {
                read.problem::<()>("roster", what);
            }
            Some(people)
        };
        read.done(|| Some(Session { held_on: held_on?, kind: kind?, course, hours: hours?, roster: roster? }))
    }

    /// The record as its own form shows it, for correcting. The roster holds whole identity numbers:
    /// only for those who may correct it.
    pub fn typed(&self) -> Typed {
        let lines: Vec<String> = self.roster.iter().map(roster::line).collect();
        let values = [
            self.held_on.to_string(),
            self.kind.key().to_owned(),
            self.course.clone().unwrap_or_default(),
            self.hours.to_string(),
            lines.join("\n"),
        ];
        Typed(FIELDS.iter().map(|name| (*name).to_owned()).zip(values).collect())
    }
}

/// An identity number that only the key can read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenId {
    /// The same for equal numbers.
    pub index: String,
    /// `3212**********1234`, for the eye.
    pub mask: String,
}

/// One person trained once, as it is on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    pub held_on: NaiveDate,
    pub kind: Kind,
    pub course: Option<String>,
    pub hours: Centi,
    pub name: String,
    pub id: Option<HiddenId>,
    pub post: Option<String>,
    pub score: Option<Centi>,
    pub passed: Option<bool>,
    pub cert_no: Option<String>,
    pub cert_expires_on: Option<NaiveDate>,
    pub recheck_on: Option<NaiveDate>,
}

impl Attendance {
    /// What one row of a workbook tells, with its identity number still open.
    ///
    /// # Errors
    /// `required` and what [`Session::parse`] refuses of a session's own fields.
    pub fn of_values(values: &Values) -> Result<(Attendance, Option<IdNumber>), Problems> {
        let mut problems = Problems::new();
        let mut lacks = |field: &'static str| problems.push(Problem::new(field, what!("required")));
        let (held_on, kind) = (values.date("held_on"), values.text("kind").and_then(Kind::parse));
        let (name, hours) = (values.text("name"), values.centi("hours"));
        let there = [held_on.is_some(), kind.is_some(), name.is_some(), hours.is_some()];
        for (field, there) in ["held_on", "kind", "name", "hours"].into_iter().zip(there) {
            if !there {
                lacks(field);
            }
        }
        if hours.is_some_and(|hours| hours.0 <= 0 || hours > HOURS_MAX) {
            problems.push(Problem::new("hours", what!("hours-out-of-range")));
        }
        let text = |field| values.text(field).map(str::to_owned);
        let row = (|| {
            Some(Attendance {
                held_on: held_on?,
                kind: kind?,
                course: text("course"),
                hours: hours?,
                name: name?.to_owned(),
                id: None,
                post: text("post"),
                score: values.centi("score"),
                passed: values.yes_no("passed"),
                cert_no: text("cert_no"),
                cert_expires_on: values.date("cert_expires_on"),
                recheck_on: values.date("recheck_on"),
            })
        })();
        let id = values.text("id_no").and_then(|id| id.parse().ok());
        match row {
            Some(row) if problems.is_empty() => Ok((row, id)),
            _ => Err(problems),
        }
    }

    /// The record as a row of its template, without its identity number: that never leaves the records.
    pub fn values(&self) -> Values {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        Values::default()
            .with("name", Some(self.name.clone()))
            .with("post", self.post.clone())
            .with("kind", Some(self.kind.key()))
            .with("course", self.course.clone())
            .with("held_on", Some(self.held_on.to_string()))
            .with("hours", Some(self.hours.to_string()))
            .with("score", self.score.map(|score| score.to_string()))
            .with("passed", self.passed)
            .with("cert_no", self.cert_no.clone())
            .with("cert_expires_on", day(self.cert_expires_on))
            .with("recheck_on", day(self.recheck_on))
    }

    /// One line of a session's roster, with its identity number hidden.
    pub fn of_trainee(session: &Session, trainee: &Trainee, id: Option<HiddenId>) -> Attendance {
        Attendance {
            held_on: session.held_on,
            kind: session.kind,
            course: session.course.clone(),
            hours: session.hours,
            name: trainee.name.clone(),
            id,
            post: trainee.post.clone(),
            score: trainee.score,
            passed: trainee.passed,
            cert_no: trainee.cert_no.clone(),
            cert_expires_on: trainee.cert_expires_on,
            recheck_on: trainee.recheck_on,
        }
    }

    /// This row of a workbook laid over what is on file: a blank cell erases nothing.
    #[must_use]
    pub fn over(&self, on_file: &Attendance) -> Attendance {
        let text = |new: &Option<String>, old: &Option<String>| text::over(new.as_ref(), old.as_ref());
        Attendance {
            held_on: self.held_on,
            kind: self.kind,
            course: text(&self.course, &on_file.course),
            hours: self.hours,
            name: self.name.clone(),
            id: self.id.clone().or_else(|| on_file.id.clone()),
            post: text(&self.post, &on_file.post),
            score: self.score.or(on_file.score),
            passed: self.passed.or(on_file.passed),
            cert_no: text(&self.cert_no, &on_file.cert_no),
            cert_expires_on: self.cert_expires_on.or(on_file.cert_expires_on),
            recheck_on: self.recheck_on.or(on_file.recheck_on),
        }
    }

    /// The record as the audit trail compares it; the identity number only masked.
    pub fn fields(&self) -> Fields {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        vec![
            ("held_on", Some(self.held_on.to_string())),
            ("kind", Some(self.kind.key().to_owned())),
            ("course", self.course.clone()),
            ("hours", Some(self.hours.to_string())),
            ("name", Some(self.name.clone())),
            ("id_no", self.id.as_ref().map(|id| id.mask.clone())),
            ("post", self.post.clone()),
            ("score", self.score.map(|score| score.to_string())),
            ("passed", self.passed.map(|passed| if passed { "yes" } else { "no" }.to_owned())),
            ("cert_no", self.cert_no.clone()),
            ("cert_expires_on", day(self.cert_expires_on)),
            ("recheck_on", day(self.recheck_on)),
        ]
    }
}

/// A record of one person trained once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub session: Uuid,
    pub attendance: Attendance,
    pub filed: Option<Provenance>,
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let mut typed = Typed::default();
        for (name, value) in [
            ("held_on", "2022-05-10"),
            ("kind", "induction"),
            ("course", "厂级安全教育"),
            ("hours", "8"),
            ("roster", "王小明\n李二"),
        ]
        .iter()
        .chain(fields)
        {
            typed.set(name, *value);
        }
        typed
    }

    #[test]
    fn a_session_reads_back_from_its_own_form() {
        let roster = "王小明,11010519491231002X,焊工,88.5,合格,证书 T2022-1,2028-05-09,2025-05-09\n李二";
        let session =
            Session::parse(&typed(&[("kind", "special"), ("hours", "12.5"), ("roster", roster)])).expect("a session");
        assert_eq!(session.hours, Centi(1250));
        assert_eq!(session.roster.len(), 2);
        assert_eq!(Session::parse(&session.typed()), Ok(session));
    }

    #[test]
    fn every_wrong_line_is_a_problem_with_its_number() {
        let problems = Session::parse(&typed(&[("roster", "王小明\n\n,焊工\n李二 110105194912310021\n王小明")]))
            .expect_err("wrong lines");
        let got: Vec<_> = problems.iter().map(|p| (p.what.code.as_ref(), p.what.params[0].1.as_str())).collect();
        assert_eq!(got, [("roster-no-name", "3"), ("roster-id-wrong", "4"), ("roster-twice", "5")]);
        assert!(problems.iter().all(|p| p.field == "roster"));
    }

    #[test]
    fn hours_and_roster_have_limits() {
        let code = |field, value: &str| {
            Session::parse(&typed(&[(field, value)])).expect_err("a problem")[0].what.code.to_string()
        };
        assert_eq!(code("hours", "0"), "hours-out-of-range");
        assert_eq!(code("hours", "1000.01"), "hours-out-of-range");
        assert_eq!(code("roster", " \n "), "required");
        assert_eq!(code("roster", &"a\n".repeat(501)), "roster-too-long");
        assert_eq!(code("kind", "yoga"), "not-a-choice");
    }
}
