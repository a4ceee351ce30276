//! The clocks that run from an accident.
use crate::incident::model::Incident;
use crate::kernel::rulebook::{Cite, InForce};
use crate::kernel::window::add_days;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "minutes")]
pub enum State {
    /// Done in time.
    Done,
    /// Done, this many minutes after the limit. The legal label (迟报, 漏报, 谎报, 瞒报) is for the emergency department alone.
    DoneLate(i64),
    /// Still running, this many minutes are left.
    Running(i64),
    /// Not done, this many minutes past the limit.
    Overdue(i64),
    /// The period has ended; nothing was owed in it unless something changed.
    Over,
    /// A time that the clock needs is missing.
    Unknown,
}

impl State {
    pub fn key(self) -> &'static str {
        match self {
            State::Done => "done",
            State::DoneLate(_) => "done-late",
            State::Running(_) => "running",
            State::Overdue(_) => "overdue",
            State::Over => "over",
            State::Unknown => "unknown",
        }
    }

    /// The minutes late or left; none where the state has none.
    pub fn minutes(self) -> Option<i64> {
        match self {
            State::DoneLate(minutes) | State::Running(minutes) | State::Overdue(minutes) => Some(minutes),
            State::Done | State::Over | State::Unknown => None,
        }
    }
}

/// One duty after an accident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// `report`, `onward`, `supplement`, `investigation`.
    pub code: &'static str,
    /// Local time; none while the moment it runs from is not known.
    pub due_at: Option<NaiveDateTime>,
    pub state: State,
    pub cite: Option<Cite>,
}

/// Every duty of the accident as it stands at `now` (local time), in the order in which they fall due.
pub fn duties(incident: &Incident, now: NaiveDateTime, rules: &InForce) -> Vec<Duty> {
    vec![
        report(incident, now, rules),
        onward(incident, now, rules),
        supplement(incident, now, rules),
        investigation(incident, now, rules),
    ]
}

fn minutes_between(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    (to - from).num_minutes()
}

fn against(due_at: NaiveDateTime, done_at: Option<NaiveDateTime>, now: NaiveDateTime) -> State {
    match done_at {
        Some(done) if done <= due_at => State::Done,
        Some(done) => State::DoneLate(minutes_between(due_at, done)),
        None if now <= due_at => State::Running(minutes_between(now, due_at)),
        None => State::Overdue(minutes_between(due_at, now)),
    }
}

fn after_minutes(from: Option<NaiveDateTime>, rules: &InForce, id: &str) -> Option<NaiveDateTime> {
    from?.checked_add_signed(TimeDelta::try_minutes(rules.whole(id)?)?)
}

/// The last minute of the day that is `count` days after the accident's own day.
fn end_of_day_after(incident: &Incident, count: i64) -> NaiveDateTime {
    add_days(incident.day(), count).and_time(NaiveTime::from_hms_opt(23, 59, 0).expect("23:59 is a time of day"))
}

fn cite(rules: &InForce, id: &str) -> Option<Cite> {
    rules.get(id).map(|rule| rule.cite())
}

/// One hour from the moment the principal was told, not from the accident.
///
/// Law: 生产安全事故报告和调查处理条例 art. 9 — the principal reports within 1 hour after being told.
pub fn report(incident: &Incident, now: NaiveDateTime, rules: &InForce) -> Duty {
    let due_at = after_minutes(incident.informed_at, rules, "incident.report-minutes");
    let state = due_at.map_or(State::Unknown, |due| against(due, incident.reported_at, now));
    Duty { code: "report", due_at, state, cite: cite(rules, "incident.report-minutes") }
}

/// Two hours for the county department to report onward. The onward report is not recorded here:
/// the clock is shown while it runs and unknown afterwards.
///
/// Law: 生产安全事故报告和调查处理条例 art. 11 — each tier reports onward within 2 hours.
pub fn onward(incident: &Incident, now: NaiveDateTime, rules: &InForce) -> Duty {
    let due_at = after_minutes(incident.reported_at, rules, "incident.onward-minutes");
    let state = match due_at {
        Some(due) if now <= due => State::Running(minutes_between(now, due)),
        _ => State::Unknown,
    };
    Duty { code: "onward", due_at, state, cite: cite(rules, "incident.onward-minutes") }
}

/// Whether the shorter window of fire and road traffic applies to this type of accident.
pub fn fire_or_road(category: Option<&str>) -> bool {
    category.is_some_and(|label| label.contains("火灾") || label.starts_with("道路"))
}

/// The window in which a change of casualties is reported the same day and may raise the grade:
/// 30 days, 7 for road traffic and fire. A death after it does not change the statutory count.
///
/// Law: 生产安全事故报告和调查处理条例 art. 13 — changes of casualties within 30 days, or 7 for road traffic and fire.
pub fn supplement(incident: &Incident, now: NaiveDateTime, rules: &InForce) -> Duty {
    let short = fire_or_road(incident.category.as_deref());
    let id = if short { "incident.supplement-days-fire-road" } else { "incident.supplement-days" };
    let due_at = rules.whole(id).map(|days| end_of_day_after(incident, days));
    let state = match due_at {
        Some(due) if now <= due => State::Running(minutes_between(now, due)),
        Some(_) => State::Over,
        None => State::Unknown,
    };
    Duty { code: "supplement", due_at, state, cite: cite(rules, id) }
}

/// Sixty days from the accident for the investigation report; a closed case is taken as done.
///
/// Law: 生产安全事故报告和调查处理条例 art. 29 — the investigation report is due 60 days after the accident.
pub fn investigation(incident: &Incident, now: NaiveDateTime, rules: &InForce) -> Duty {
    let due_at = rules.whole("incident.investigation-days").map(|days| end_of_day_after(incident, days));
    let state = match (incident.closed, due_at) {
        (Some(true), _) => State::Done,
        (_, Some(due)) => against(due, None, now),
        (_, None) => State::Unknown,
    };
    Duty { code: "investigation", due_at, state, cite: cite(rules, "incident.investigation-days") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Typed, rulebook, text};

    fn at(moment: &str) -> NaiveDateTime {
        text::moment(moment).expect(moment)
    }

    fn all(fields: &[(&str, &str)], now: &str) -> Vec<Duty> {
        let mut typed = Typed::default();
        typed.set("occurred_at", "2022-03-04T09:30");
        for (name, value) in fields {
            typed.set(name, *value);
        }
        let incident = Incident::parse(&typed).expect("an incident");
        duties(&incident, at(now), &rulebook::at(incident.day()))
    }

    #[test]
    fn the_hour_runs_from_the_moment_the_principal_was_told() {
        let told = ("informed_at", "2022-03-04T11:00");
        let running = &all(&[told], "2022-03-04T11:19")[0];
        assert_eq!((running.due_at, running.state), (Some(at("2022-03-04T12:00")), State::Running(41)));
        assert_eq!(running.cite.as_ref().map(|c| c.article.as_str()), Some("9"));
        assert_eq!(all(&[told], "2022-03-04T13:30")[0].state, State::Overdue(90));
        assert_eq!(all(&[told, ("reported_at", "2022-03-04T12:00")], "2022-03-05T08:00")[0].state, State::Done);
        assert_eq!(all(&[told, ("reported_at", "2022-03-04T12:25")], "2022-03-05T08:00")[0].state, State::DoneLate(25));
    }

    #[test]
    fn without_the_times_lateness_is_unknown() {
        let reported = &all(&[("reported_at", "2022-03-04T23:00")], "2022-03-05T00:10");
        assert_eq!((reported[0].state, reported[0].due_at), (State::Unknown, None));
        assert_eq!(reported[1].state, State::Running(50));
        assert_eq!(all(&[], "2022-03-05T00:10")[1].state, State::Unknown);
    }

    #[test]
    fn the_supplement_window_is_shorter_for_fire_and_road_traffic() {
        let due = |category| all(&[("category", category)], "2022-03-10T08:00")[2].due_at;
        assert_eq!(due("机械伤害"), Some(at("2022-04-03T23:59")));
        assert_eq!(due("火灾"), Some(at("2022-03-11T23:59")));
        assert_eq!(due("道路(轨道)车辆致害"), Some(at("2022-03-11T23:59")));
        assert_eq!(due("车辆伤害"), Some(at("2022-04-03T23:59")));
        assert_eq!(all(&[], "2022-04-04T00:00")[2].state, State::Over);
    }

    #[test]
    fn the_investigation_is_due_after_sixty_days() {
        let running = &all(&[], "2022-05-03T23:00")[3];
        assert_eq!((running.due_at, running.state), (Some(at("2022-05-03T23:59")), State::Running(59)));
        assert_eq!(all(&[], "2022-05-05T23:59")[3].state, State::Overdue(2 * 24 * 60));
        assert_eq!(all(&[("closed", "yes")], "2022-09-05T23:59")[3].state, State::Done);
    }
}
