//! The district as rows of the return templates: canonical values by field name.
use super::invent::Enterprise;
use crate::congress::model::Meeting;
use crate::incident::model::Incident;
use crate::kernel::Centi;
use crate::kernel::intake::Values;
use crate::training::model::{Session, Trainee};
use serde_json::{Map, Value};

/// Puts values together, leaving blanks out.
#[derive(Default)]
struct Row(Map<String, Value>);

impl Row {
    fn text(mut self, field: &str, text: Option<impl Into<String>>) -> Row {
        if let Some(text) = text {
            self.0.insert(field.to_owned(), Value::String(text.into()));
        }
        self
    }

    fn day(self, field: &str, day: Option<chrono::NaiveDate>) -> Row {
        self.text(field, day.map(|d| d.to_string()))
    }

    fn moment(self, field: &str, at: Option<chrono::NaiveDateTime>) -> Row {
        self.text(field, at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()))
    }

    fn count(mut self, field: &str, count: Option<i64>) -> Row {
        if let Some(count) = count {
            self.0.insert(field.to_owned(), Value::from(count));
        }
        self
    }

    fn yes(mut self, field: &str, yes: Option<bool>) -> Row {
        if let Some(yes) = yes {
            self.0.insert(field.to_owned(), Value::Bool(yes));
        }
        self
    }

    fn done(self) -> Values {
        Values(self.0)
    }
}

pub fn roll(e: &Enterprise, headcount: Option<i64>) -> Values {
    Row::default()
        .text("uscc", Some(&e.uscc))
        .text("name", Some(&e.name))
        .text("town", Some(e.town))
        .text("industry", Some(e.industry))
        .text("size", Some(e.size))
        .yes("above_scale", Some(e.above_scale))
        .yes("union", Some(e.has_union))
        .yes("pilot", Some(e.pilot))
        .yes("high_risk", Some(e.high_risk))
        .count("headcount", headcount)
        .text("safety_officer", Some(&e.safety_officer))
        .text("phone", Some(&e.phone))
        .done()
}

pub fn exposure(year: i32, headcount: i64, hours: Option<Centi>) -> Values {
    Row::default()
        .text("period", Some(year.to_string()))
        .count("headcount", Some(headcount))
        .text("hours", hours.map(|h| h.to_string()))
        .done()
}

pub fn congress(m: &Meeting) -> Values {
    Row::default()
        .day("held_on", Some(m.held_on))
        .text("session", m.session.clone())
        .count("staff", m.staff)
        .count("delegates_total", Some(m.delegates_total))
        .count("delegates_present", Some(m.delegates_present))
        .count("delegates_frontline", m.delegates_frontline)
        .count("delegates_women", m.delegates_women)
        .count("delegates_managers", m.delegates_managers)
        .day("papers_sent_on", m.papers_sent_on)
        .text("topic", m.topic.clone())
        .count("votes_yes", m.votes_yes)
        .count("votes_no", m.votes_no)
        .count("votes_abstain", m.votes_abstain)
        .count("proposals", m.proposals)
        .count("proposals_closed", m.proposals_closed)
        .day("published_on", m.published_on)
        .done()
}

pub fn incident(i: &Incident) -> Values {
    Row::default()
        .moment("occurred_at", Some(i.occurred_at))
        .moment("informed_at", i.informed_at)
        .moment("reported_at", i.reported_at)
        .text("place", i.place.clone())
        .text("category", i.category.clone())
        .count("deaths", i.deaths)
        .count("serious", i.serious)
        .count("minor", i.minor)
        .count("lost_days", i.lost_days)
        .text("loss", i.loss.map(|l| l.to_string()))
        .text("brief", i.brief.clone())
        .text("cause", i.cause.map(|cause| cause.key()))
        .yes("closed", i.closed)
        .done()
}

pub fn training(s: &Session, t: &Trainee) -> Values {
    Row::default()
        .text("name", Some(&t.name))
        .text("id_no", t.id_no.as_ref().map(|id| id.as_str()))
        .text("post", t.post.clone())
        .text("kind", Some(s.kind.key()))
        .text("course", s.course.clone())
        .day("held_on", Some(s.held_on))
        .text("hours", Some(s.hours.to_string()))
        .text("score", t.score.map(|c| c.to_string()))
        .yes("passed", t.passed)
        .text("cert_no", t.cert_no.clone())
        .day("cert_expires_on", t.cert_expires_on)
        .day("recheck_on", t.recheck_on)
        .done()
}
