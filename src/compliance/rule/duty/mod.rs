//! How each duty of an enterprise stands, and why: one function for each, the facts in, a status with its reason out.
use super::book::{self, Rule};
use crate::compliance::model::{AsOf, Duty, Facts, Freed, Held, Judged, Status, Told, Why};
use crate::congress::rule::{self as congress, Check, Verdict};
use crate::hazard::rule::five_in_place;
use crate::incident::rule::{self as incident, State as Clock};
use crate::kernel::rulebook;
use crate::kernel::window::add_days;
use crate::returns::model::duty::{Exemption, Owed, State as Stands};
use crate::returns::rule::calendar::owes;
use chrono::NaiveDate;

/// Status, reason and last day.
type Stand = (Status, Why, Option<NaiveDate>);

/// Every duty of an enterprise's year, in the order of [`Duty::ALL`], by the rules of the last day that is looked at.
pub fn judge(facts: &Facts, at: &AsOf) -> Vec<Judged> {
    Duty::ALL.map(|duty| one(duty, facts, at)).to_vec()
}

fn one(duty: Duty, facts: &Facts, at: &AsOf) -> Judged {
    let judged = |(status, why, due): Stand| Judged { duty, status, why, due };
    let Some(rule) = book::at(duty, at.last()) else {
        return judged((Status::NotOwed, Why::new("no-rule"), None));
    };
    if !owes(rule.whom, &facts.owner) {
        return judged((Status::NotOwed, Why::new("not-of-these"), None));
    }
    let stand = match duty {
        Duty::CongressHeld => congress_held(facts, at, rule),
        Duty::CongressQuorum => {
            meeting(facts, at, "quorum", |m, rules| congress::quorum(m.delegates_present, m.delegates_total, rules))
        }
        Duty::CongressPassed => {
            meeting(facts, at, "passed", |m, rules| congress::majority(m.votes_yes, m.delegates_total, rules))
        }
        Duty::CongressPapers => meeting(facts, at, "papers", congress::notice),
        Duty::CongressPublished => published(facts, at),
        Duty::Returns => returns(facts, at, rule),
        Duty::TrainingCoverage => coverage(facts, at, rule),
        Duty::TrainingHours => hours(facts, at, rule),
        Duty::Certificates => certificates(facts),
        Duty::IncidentReports => incidents(facts, at),
        Duty::MajorHazards => dangers(facts, at, rule),
        Duty::CheckUps => check_ups(facts, at),
    };
    // Whom the district did not know yet by the year's end owes nothing for it; what is on record of it is judged all the same.
    if at.end() < facts.owner.since && silent(duty, facts, &stand) {
        return judged((Status::NotOwed, Why::new(Judged::NOT_THERE_YET).day("since", facts.owner.since), None));
    }
    judged(exempted(freed(stand, facts, at, rule), facts, at, rule))
}

/// Whether nothing is on record of what a duty asks.
fn silent(duty: Duty, facts: &Facts, stand: &Stand) -> bool {
    match duty {
        Duty::CongressHeld => facts.held.is_none(),
        Duty::TrainingCoverage | Duty::TrainingHours => facts.trained.people == 0,
        _ => stand.0 == Status::NoData,
    }
}

/// Freed from the duty itself, by somebody's word until a day. What was done stays done; of some duties what is on record is
/// judged all the same ([`Rule::recorded_stands`]).
fn freed(stand: Stand, facts: &Facts, at: &AsOf, rule: &Rule) -> Stand {
    let done = match stand.0 {
        Status::Met | Status::NotOwed | Status::Exempt => true,
        Status::NotMet | Status::Late => rule.recorded_stands,
        Status::Soon | Status::NotDue | Status::NoData => false,
    };
    let covers = |f: &&Freed| f.from == rule.duty && f.covers(at.last());
    match facts.freed.iter().filter(covers).max_by_key(|f| f.until) {
        Some(f) if !done => exempt(f.until, &f.authority, &f.reason),
        _ => stand,
    }
}

fn exempt(until: NaiveDate, authority: &str, reason: &str) -> Stand {
    let why = Why::new("exempt").day("until", until).with("authority", Told::Text(authority.to_owned()));
    (Status::Exempt, why.with("reason", Told::Text(reason.to_owned())), None)
}

/// An exemption from a return speaks where nothing is on record; what was done, or done wrong, is judged all the same.
fn exempted(stand: Stand, facts: &Facts, at: &AsOf, rule: &Rule) -> Stand {
    let Some(template) = rule.exempt_by.as_deref() else { return stand };
    let silent = silent(rule.duty, facts, &stand);
    let covers = |e: &&Exemption| e.from.as_deref().is_none_or(|of| of == template) && e.covers(at.last());
    match facts.exemptions.iter().filter(covers).max_by_key(|e| e.until) {
        Some(e) if silent => exempt(e.until, &e.authority, &e.reason),
        _ => stand,
    }
}

/// Not done yet, with the year's end as the last day.
fn by_year_end(at: &AsOf, rule: &Rule) -> Status {
    let left = (at.end() - at.on).num_days();
    match left {
        ..0 => Status::NotMet,
        left if left <= rule.soon_days => Status::Soon,
        _ => Status::NotDue,
    }
}

/// Law: 企业民主管理规定 art. 17 — the congress meets at least once a year.
fn congress_held(facts: &Facts, at: &AsOf, rule: &Rule) -> Stand {
    let due = Some(at.end());
    if let Some(held) = &facts.held {
        let why = match facts.meetings {
            1 => Why::new("held"),
            n => Why::new("held-more").n("n", n),
        };
        return (Status::Met, why.day("on", held.meeting.held_on), due);
    }
    let status = by_year_end(at, rule);
    let why = match (status, facts.before) {
        (Status::NotMet, Some(last)) => Why::new("not-held").day("last", last),
        (Status::NotMet, None) => Why::new("not-held-ever"),
        (_, Some(last)) => Why::new("to-hold").day("last", last).n("left", (at.end() - at.on).num_days()),
        (_, None) => Why::new("to-hold-first").n("left", (at.end() - at.on).num_days()),
    };
    let why = why.n("year", i64::from(at.year)).day("due", at.end());
    (status, why, due)
}

/// A duty of the year's last meeting, by the rules of its own day.
fn meeting(
    facts: &Facts,
    at: &AsOf,
    name: &'static str,
    check: impl Fn(&crate::congress::model::Meeting, &rulebook::InForce) -> Check,
) -> Stand {
    let Some(Held { meeting, .. }) = &facts.held else { return no_meeting(at) };
    let check = check(meeting, &rulebook::at(meeting.held_on));
    let code = |met, short, unknown| match check.verdict {
        Verdict::Met => (Status::Met, met),
        Verdict::NotMet => (Status::NotMet, short),
        Verdict::Unknown | Verdict::Info => (Status::NoData, unknown),
    };
    let (status, code) = match name {
        "quorum" => code("quorum-met", "quorum-short", "no-rule"),
        "passed" => code("passed", "passed-short", "passed-unknown"),
        _ => code("papers-in-time", "papers-late", "papers-unknown"),
    };
    let mut why = Why::new(code).day("on", meeting.held_on);
    for (name, number) in [("got", check.got), ("of", check.of), ("needed", check.needed)] {
        if let Some(number) = number {
            why = why.n(name, number);
        }
    }
    if let Some(sent) = meeting.papers_sent_on {
        why = why.day("sent", sent);
    }
    (status, why, None)
}

fn no_meeting(at: &AsOf) -> Stand {
    (Status::NotOwed, Why::new("no-meeting").n("year", i64::from(at.year)), None)
}

/// No national text fixes a number of days, so that a result without a day of publication is not known, never late.
///
/// Law: 劳动合同法 art. 4 — decisions on safety and health are published or told to the workers.
fn published(facts: &Facts, at: &AsOf) -> Stand {
    let Some(Held { meeting, .. }) = &facts.held else { return no_meeting(at) };
    let on = meeting.published_on.filter(|on| *on <= at.on);
    let check = congress::published(meeting, &rulebook::at(meeting.held_on));
    match (check.verdict, on) {
        (Verdict::Met, Some(on)) => {
            let why = Why::new("published").day("on", on).day("held", meeting.held_on);
            (Status::Met, why.n("n", (on - meeting.held_on).num_days()), None)
        }
        (Verdict::NotMet, Some(on)) => {
            (Status::NotMet, Why::new("published-before").day("on", on).day("held", meeting.held_on), None)
        }
        _ => (Status::NoData, Why::new("published-unknown").day("held", meeting.held_on), None),
    }
}

/// Law: 安全生产事故隐患排查治理暂行规定 art. 14 — the quarter's table before the 15th of the next quarter.
fn returns(facts: &Facts, at: &AsOf, rule: &Rule) -> Stand {
    let owed: Vec<&Owed> = facts.returns.iter().collect();
    if owed.is_empty() {
        return (Status::NotOwed, Why::new("no-returns").n("year", i64::from(at.year)), None);
    }
    let all = owed.len() as i64;
    let of = |wanted: fn(&Stands) -> bool| owed.iter().copied().filter(|o| wanted(&o.state)).collect::<Vec<&Owed>>();
    let missing = of(|state| matches!(state, Stands::Late { .. } | Stands::SentBack));
    let told = |why: Why, one: &Owed| {
        let why = why.with("template", Told::Template(one.template.to_owned()));
        why.with("period", Told::Period(one.period)).day("due", one.due).n("of", all)
    };
    if let Some(first) = missing.first() {
        let (back, n) = (first.state == Stands::SentBack, missing.len() as i64);
        let days = (at.on - first.due).num_days();
        let code = if back { "returns-back" } else { "returns-missing" };
        return (Status::NotMet, told(Why::new(code).n("n", n).n("days", days), first), Some(first.due));
    }
    let late = of(|state| matches!(state, Stands::Filed { late: 1.., .. }));
    let worst = late.iter().max_by_key(|o| if let Stands::Filed { late, .. } = o.state { late } else { 0 });
    let next = of(|state| matches!(state, Stands::Due { .. } | Stands::Running)).first().copied();
    if let Some(next) = next {
        let days = (next.due - at.on).num_days();
        let soon = matches!(next.state, Stands::Due { .. }) && days <= rule.soon_days;
        if soon {
            return (Status::Soon, told(Why::new("returns-soon").n("days", days), next), Some(next.due));
        }
    }
    if let Some(worst) = worst {
        let days = if let Stands::Filed { late, .. } = worst.state { late } else { 0 };
        return (Status::Late, told(Why::new("returns-late").n("n", late.len() as i64).n("days", days), worst), None);
    }
    let filed = of(|state| matches!(state, Stands::Filed { .. })).len() as i64;
    match (filed, next, owed.iter().find_map(|o| exempt_until(&o.state))) {
        (0, Some(next), _) => (Status::NotDue, told(Why::new("returns-ahead"), next), Some(next.due)),
        (0, None, Some((until, authority))) => {
            let why = Why::new("exempt-returns").day("until", until).with("authority", Told::Text(authority));
            (Status::Exempt, why, None)
        }
        (filed, next, _) => {
            (Status::Met, Why::new("returns-met").n("n", filed).n("of", all), next.map(|next| next.due))
        }
    }
}

fn exempt_until(state: &Stands) -> Option<(NaiveDate, String)> {
    if let Stands::Exempt { until, authority } = state { Some((*until, authority.clone())) } else { None }
}

/// People trained against the year's headcount: everyone is trained.
///
/// Law: 安全生产法 art. 28 — every worker is trained and passes before taking the post.
fn coverage(facts: &Facts, at: &AsOf, rule: &Rule) -> Stand {
    let (people, due) = (facts.trained.people, Some(at.end()));
    let year = i64::from(at.year);
    let Some(headcount) = facts.headcount.filter(|n| *n > 0) else {
        return (Status::NoData, Why::new("coverage-unknown").n("people", people).n("year", year), due);
    };
    let share = (people.min(headcount) * 2_000 + headcount) / (2 * headcount);
    let why = |code| {
        let why = Why::new(code).n("people", people).n("headcount", headcount).with("share", Told::Tenths(share));
        why.n("missing", (headcount - people).max(0)).day("due", at.end()).n("year", year)
    };
    if people >= headcount {
        return (Status::Met, why("coverage-met"), due);
    }
    if people == 0 && at.over() {
        return (Status::NoData, why("coverage-none"), due);
    }
    match by_year_end(at, rule) {
        Status::NotMet => (Status::NotMet, why("coverage-short"), due),
        status => (status, why("coverage-running"), due),
    }
}

/// Law: 生产经营单位安全培训规定 art. 13 — new workers have their hours before the post, the others theirs in the year.
fn hours(facts: &Facts, at: &AsOf, rule: &Rule) -> Stand {
    let trained = &facts.trained;
    let why = |code| {
        let why = Why::new(code).n("now", trained.short_now).n("year", trained.short_year).n("of", trained.judged);
        why.day("due", at.end())
    };
    match (trained.judged, trained.short_now, trained.short_year) {
        (0, ..) => (Status::NoData, Why::new("hours-unknown").n("year", i64::from(at.year)), None),
        (_, 0, 0) => (Status::Met, why("hours-met"), None),
        (_, 0, _) if !at.over() => (by_year_end(at, rule), why("hours-running"), Some(at.end())),
        (_, 0, _) => (Status::NotMet, why("hours-short-year"), None),
        (_, _, 0) => (Status::NotMet, why("hours-short-now"), None),
        _ => (Status::NotMet, why("hours-short"), None),
    }
}

/// Law: 特种作业人员安全技术培训考核管理规定 art. 21 — rechecked every 3 years.
fn certificates(facts: &Facts) -> Stand {
    let c = &facts.certificates;
    let why = |code| {
        let why =
            Why::new(code).n("expired", c.expired).n("unchecked", c.unchecked).n("soon", c.soon).n("of", c.on_file);
        c.next.map_or(why.clone(), |next| why.day("next", next))
    };
    match (c.on_file, c.expired + c.unchecked, c.soon) {
        (0, ..) => (Status::NoData, Why::new("certificates-unknown"), None),
        (_, 1.., _) => (Status::NotMet, why("certificates-over"), None),
        (_, _, 1..) => (Status::Soon, why("certificates-soon"), c.next),
        _ => (Status::Met, why("certificates-valid"), c.next),
    }
}

/// Law: 生产安全事故报告和调查处理条例 art. 9 — the principal reports within 1 hour after being told.
fn incidents(facts: &Facts, at: &AsOf) -> Stand {
    if facts.accidents.is_empty() {
        return (Status::NotOwed, Why::new("no-accident").n("year", i64::from(at.year)), None);
    }
    let all = facts.accidents.len() as i64;
    let report = |i: &crate::incident::model::Incident| incident::report(i, at.now, &rulebook::at(i.day())).state;
    let states: Vec<(Clock, NaiveDate)> =
        facts.accidents.iter().map(|a| (report(&a.incident), a.incident.day())).collect();
    let of = |wanted: fn(Clock) -> bool| states.iter().filter(|(state, _)| wanted(*state)).copied().collect::<Vec<_>>();
    let (late, unknown) = (of(is_late), of(|state| matches!(state, Clock::Unknown | Clock::Over)));
    let running = of(|state| matches!(state, Clock::Running(_)));
    let worst = late.iter().max_by_key(|(state, _)| state.minutes().unwrap_or(0));
    if let Some((state, on)) = worst {
        let code = if matches!(state, Clock::Overdue(_)) { "reports-missing" } else { "reports-late" };
        let why = Why::new(code).n("n", late.len() as i64).n("of", all).day("on", *on);
        return (Status::NotMet, why.with("late", Told::Minutes(state.minutes().unwrap_or(0))), None);
    }
    if let Some((state, on)) = running.first() {
        let why = Why::new("reports-running").day("on", *on);
        return (Status::Soon, why.with("left", Told::Minutes(state.minutes().unwrap_or(0))), None);
    }
    match unknown.first() {
        Some((_, on)) => {
            (Status::NoData, Why::new("reports-unknown").n("n", unknown.len() as i64).n("of", all).day("on", *on), None)
        }
        None => (Status::Met, Why::new("reports-met").n("of", all), None),
    }
}

/// Reported after the hour, or the hour is over without a report.
pub fn is_late(state: Clock) -> bool {
    matches!(state, Clock::DoneLate(_) | Clock::Overdue(_))
}

/// How the major hazards of a year stand as of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Majors {
    pub all: i64,
    /// Open and past their date, with the earliest of those dates.
    pub overdue: i64,
    pub first: Option<NaiveDate>,
    /// Open without all five in place.
    pub lacking: i64,
    /// Open, in time; with the next date.
    pub open: i64,
    pub next: Option<NaiveDate>,
    /// Put right after their date, and how many days the worst of them took too long.
    pub late: i64,
    pub late_days: i64,
}

/// Counts the major hazards of the year that were known by the day.
///
/// Law: 安全生产事故隐患排查治理暂行规定 art. 15 — a major hazard is put right in time, with the five in place.
pub fn majors(facts: &Facts, at: &AsOf) -> Majors {
    let mut sum = Majors::default();
    for danger in &facts.dangers {
        let hazard = &danger.hazard;
        sum.all += 1;
        if let Some(closed) = hazard.closed_on.filter(|closed| *closed <= at.on) {
            let days = hazard.due_on.map_or(0, |due| (closed - due).num_days()).max(0);
            sum.late += i64::from(days > 0);
            sum.late_days = sum.late_days.max(days);
            continue;
        }
        let due = hazard.due_on.filter(|due| *due < at.on && *due <= at.end());
        if let Some(due) = due {
            sum.overdue += 1;
            sum.first = Some(sum.first.map_or(due, |first| first.min(due)));
        } else {
            sum.open += 1;
            sum.next = sum.next.into_iter().chain(hazard.due_on).min();
        }
        let five = five_in_place(hazard, &rulebook::at(hazard.found_on));
        sum.lacking += i64::from(five.is_some_and(|five| five.missing().next().is_some()));
    }
    sum
}

/// Law: 安全生产法 art. 41 — major hazards are put right and told to the department and the congress.
fn dangers(facts: &Facts, at: &AsOf, rule: &Rule) -> Stand {
    let sum = majors(facts, at);
    let why = |code| {
        let why =
            Why::new(code).n("of", sum.all).n("overdue", sum.overdue).n("lacking", sum.lacking).n("open", sum.open);
        let why = sum.first.map_or(why.clone(), |first| why.day("first", first));
        let why = sum.next.map_or(why.clone(), |next| why.day("next", next));
        let days = sum.first.map_or(0, |first| (at.on - first).num_days());
        why.n("late", sum.late).n("days", if sum.overdue > 0 { days } else { sum.late_days })
    };
    let soon = sum.next.is_some_and(|next| next <= add_days(at.on, rule.soon_days));
    match (sum.all, sum.overdue, sum.lacking, sum.open, sum.late) {
        (0, ..) => (Status::NotOwed, Why::new("no-danger").n("year", i64::from(at.year)), None),
        (_, 1.., 1.., ..) => (Status::NotMet, why("danger-over-lacking"), sum.first),
        (_, 1.., ..) => (Status::NotMet, why("danger-over"), sum.first),
        (_, _, 1.., ..) => (Status::NotMet, why("danger-lacking"), sum.next),
        (_, _, _, 1.., _) if soon => (Status::Soon, why("danger-soon"), sum.next),
        (_, _, _, 1.., _) => {
            let code = if sum.next.is_some() { "danger-open" } else { "danger-no-limit" };
            (Status::NotDue, why(code), sum.next)
        }
        (_, _, _, _, 1..) => (Status::Late, why("danger-late"), None),
        _ => (Status::Met, why("danger-met"), None),
    }
}

/// Law: 职业病防治法 art. 35 — workers exposed are checked before, during and on leaving the post.
fn check_ups(facts: &Facts, at: &AsOf) -> Stand {
    let c = &facts.check_ups;
    let year = i64::from(at.year);
    match (c.periods, c.exposed, c.due, c.checked) {
        (0, ..) => (Status::NoData, Why::new("check-ups-none").n("year", year), None),
        (_, Some(0), None | Some(0), _) => (Status::NotOwed, Why::new("nobody-exposed").n("year", year), None),
        (_, _, Some(0), _) => (Status::NotOwed, Why::new("nobody-due").n("year", year), None),
        (_, _, Some(due), Some(checked)) => {
            let why = |code| Why::new(code).n("due", due).n("checked", checked).n("missing", (due - checked).max(0));
            match checked >= due {
                true => (Status::Met, why("check-ups-full"), None),
                false => (Status::NotMet, why("check-ups-short"), None),
            }
        }
        _ => (Status::NoData, Why::new("check-ups-unknown").n("year", year), None),
    }
}

#[cfg(test)]
mod tests;
