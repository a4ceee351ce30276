//! What lists and forms show of training, and what they ask.
use super::{Attendance, HOURS_MAX, HiddenId, Kind, Record};
use crate::kernel::code::IdNumber;
use crate::kernel::form::LINE_MAX;
use crate::kernel::{Centi, Problems, Reader, Typed, text, what};
use chrono::NaiveDate;
use uuid::Uuid;

/// What a session is to everybody in it: correcting one of these corrects it for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Course {
    pub held_on: NaiveDate,
    pub kind: Kind,
    /// What was taught.
    pub course: Option<String>,
    pub hours: Centi,
}

/// The longest description of what was taught, in characters.
const COURSE_MAX: usize = 1_000;

impl Course {
    fn read(read: &mut Reader<'_>) -> Option<Course> {
        let held_on = read.date("held_on");
        let kind = read.choice("kind", Kind::parse);
        let course = read.maybe_text("course", COURSE_MAX);
        let hours = read.centi("hours");
        if hours.is_some_and(|hours| hours.0 == 0 || hours > HOURS_MAX) {
            read.problem::<()>("hours", what!("hours-out-of-range"));
        }
        Some(Course { held_on: held_on?, kind: kind?, course, hours: hours? })
    }
}

/// One session as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    pub session: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub town: String,
    /// None while the roll does not say.
    pub high_risk: Option<bool>,
    pub course: Course,
    pub people: i64,
    /// Those of whom it is known that they passed; and of whom it is known that they did not.
    pub passed: i64,
    pub failed: i64,
}

/// A certificate on record with its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub id: Uuid,
    pub session: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub town: String,
    pub person: String,
    pub id_mask: Option<String>,
    pub post: Option<String>,
    pub cert_no: Option<String>,
    pub expires_on: Option<NaiveDate>,
    pub recheck_on: Option<NaiveDate>,
}

/// What the lists are asked for. Blank parts ask for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of an enterprise's name, pinyin, initials or credit code, or of the course.
    pub q: String,
    pub town: Option<String>,
    pub enterprise: Option<Uuid>,
    pub kind: Option<Kind>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// From 1.
    pub page: i64,
}

impl Filter {
    /// Reads the address's query. What cannot be read is left out, as if it had not been asked.
    pub fn read(query: &Typed) -> Filter {
        let day = |name| text::date(&text::normal(query.get(name)));
        Filter {
            q: text::normal(query.get("q")).chars().take(LINE_MAX).collect(),
            town: Some(query.get("town").to_owned()).filter(|town| !town.is_empty()),
            enterprise: query.get("enterprise").parse().ok(),
            kind: Kind::parse(query.get("kind")),
            from: day("from"),
            to: day("to"),
            page: query.get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1),
        }
    }
}

/// The names of the correction form's fields, in the order of the form.
pub const PERSON_FIELDS: [&str; 12] = [
    "name",
    "id_no",
    "post",
    "score",
    "passed",
    "cert_no",
    "cert_expires_on",
    "recheck_on",
    "held_on",
    "kind",
    "course",
    "hours",
];

/// One person's row as its own form corrects it; day, kind, content and hours are corrected for the whole session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Without an identity number: that stays apart until it is hidden.
    pub attendance: Attendance,
    /// A new identity number; none leaves the recorded one alone.
    pub id_no: Option<IdNumber>,
}

impl Correction {
    /// Reads the form.
    ///
    /// # Errors
    /// Every problem at once: `required`, `not-a-date`, `not-a-number`, `not-a-choice`, `too-long`, `hours-out-of-range`,
    /// `id-wrong`.
    pub fn parse(typed: &Typed) -> Result<Correction, Problems> {
        let mut read = Reader::new(typed);
        let name = read.plain("name", LINE_MAX);
        let id_no = match read.maybe_plain("id_no", LINE_MAX) {
            Some(text) => text.parse().ok().or_else(|| read.problem("id_no", what!("id-wrong"))),
            None => None,
        };
        let post = read.maybe_text("post", LINE_MAX);
        let score = read.maybe_centi("score");
        let passed = read.maybe_yes_no("passed");
        let cert_no = read.maybe_plain("cert_no", LINE_MAX);
        let cert_expires_on = read.maybe_date("cert_expires_on");
        let recheck_on = read.maybe_date("recheck_on");
        let course = Course::read(&mut read);
        read.done(|| {
            let course = course?;
            let attendance = Attendance {
                held_on: course.held_on,
                kind: course.kind,
                course: course.course,
                hours: course.hours,
                name: name?,
                id: None,
                post,
                score,
                passed,
                cert_no,
                cert_expires_on,
                recheck_on,
            };
            Some(Correction { attendance, id_no })
        })
    }
}

impl Attendance {
    /// What the row shares with everybody in its session.
    pub fn shared(&self) -> Course {
        Course { held_on: self.held_on, kind: self.kind, course: self.course.clone(), hours: self.hours }
    }

    /// The row in another session.
    #[must_use]
    pub fn moved(&self, to: &Course) -> Attendance {
        let to = to.clone();
        Attendance { held_on: to.held_on, kind: to.kind, course: to.course, hours: to.hours, ..self.clone() }
    }

    /// Whose hours add up: the same for the same identity number, or for the same name where no number is known.
    pub fn who(&self) -> &str {
        self.id.as_ref().map_or(self.name.as_str(), |HiddenId { index, .. }| index)
    }
}

impl Record {
    /// The row as its own form shows it. The identity number is not shown again: a blank leaves it alone.
    pub fn typed(&self) -> Typed {
        let told: Vec<(&str, Option<String>)> = self.attendance.fields();
        let value = |name: &str| told.iter().find(|(n, _)| *n == name).and_then(|(_, value)| value.clone());
        let typed = |name: &&str| (*name != "id_no").then(|| value(name)).flatten().unwrap_or_default();
        Typed(PERSON_FIELDS.iter().map(|name| ((*name).to_owned(), typed(name))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let mut typed = Typed::default();
        let usual = [("held_on", "2022-05-10"), ("kind", "induction"), ("course", "厂级安全教育"), ("hours", "8")];
        for (name, value) in usual.iter().chain(fields) {
            typed.set(name, *value);
        }
        typed
    }

    #[test]
    fn a_correction_names_the_person_and_may_leave_the_number_alone() {
        let form = typed(&[("name", "王小明"), ("score", "90"), ("passed", "yes")]);
        let correction = Correction::parse(&form).expect("a correction");
        assert_eq!((correction.id_no, correction.attendance.score), (None, Some(Centi(9000))));
        let wrong =
            Correction::parse(&typed(&[("id_no", "110105194912310021"), ("hours", "0")])).expect_err("problems");
        let codes: Vec<_> = wrong.iter().map(|p| (p.field.as_ref(), p.what.code.as_ref())).collect();
        assert_eq!(codes, [("name", "required"), ("id_no", "id-wrong"), ("hours", "hours-out-of-range")]);
    }

    #[test]
    fn a_row_reads_back_from_its_own_form_without_its_number() {
        let form = typed(&[("name", "王小明"), ("post", "焊工"), ("passed", "no"), ("recheck_on", "2025-05-09")]);
        let attendance = Correction::parse(&form).expect("a correction").attendance;
        let id = Some(HiddenId { index: "abc".into(), mask: "320000**********2X".into() });
        let record = Record {
            id: Uuid::nil(),
            enterprise: Uuid::nil(),
            session: Uuid::nil(),
            attendance: Attendance { id, ..attendance.clone() },
            filed: None,
            version: 1,
        };
        assert_eq!(record.typed().get("id_no"), "");
        assert_eq!(Correction::parse(&record.typed()).expect("a correction").attendance, attendance);
    }
}
