//! Rows that are true: canonical values as the checker must answer them, from the invented district.
use chrono::NaiveDate;
use cuan::demo::invent::{self, Plan};
use cuan::demo::random::Random;
use cuan::demo::{risks, rows};
use cuan::kernel::intake::Values;
use cuan::kernel::text;
use serde_json::Value;

pub fn plan() -> Plan {
    let today = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day");
    Plan { enterprises: 200, years: 3, seed: 5, today, trainees: 6, reps: false }
}

/// Figures of a year as a department keeps them: nobody is hurt without an accident.
fn baseline(random: &mut Random) -> Values {
    let incidents = random.between(1, 9);
    Values::default()
        .with("year", Some(random.between(2015, 2023)))
        .with("month", Some(random.between(1, 12)))
        .with("town", Some(*random.pick(&cuan::demo::names::TOWNS)))
        .with("industry", Some("制造业"))
        .with("incidents", Some(incidents))
        .with("deaths", Some(random.between(0, incidents)))
        .with("serious", Some(random.between(0, 3)))
        .with("loss", Some(format!("{}.{}", random.between(1, 900), random.between(1, 9))))
}

/// `count` rows of a template, all different, none impossible.
pub fn rows_of(template: &str, random: &mut Random, count: usize) -> Vec<Values> {
    let plan = plan();
    let mut found: Vec<Values> = Vec::new();
    let first = random.below(150);
    for index in (first..first + 50).map(|n| n % plan.enterprises) {
        let e = invent::enterprise(&plan, index);
        let year = 2024 + (index % 2) as i32;
        let owned = |values: Values| values.with("enterprise", Some(e.name.clone())).with("uscc", Some(e.uscc.clone()));
        match template {
            "roll" => found.push(rows::roll(&e, Some(e.staff))),
            "exposure" => found.extend(
                invent::exposure(&plan, &e, year).map(|(heads, hours)| owned(rows::exposure(year, heads, hours))),
            ),
            "congress" => found.extend(invent::congress(&plan, &e, year).map(|meeting| owned(meeting.values()))),
            "hazards" => found.extend(risks::hazards(&plan, &e, year).iter().take(2).map(|h| owned(h.values()))),
            "training" => {
                let sessions = invent::training(&plan, &e, year);
                let people = sessions.iter().flat_map(|s| s.roster.iter().map(move |t| rows::training(s, t)));
                found.extend(people.take(2).map(owned));
            }
            "health" => found.extend(risks::health(&plan, &e, year).iter().take(1).map(|f| owned(f.values()))),
            "incidents" => {
                let all = invent::incidents(&plan, year);
                found.extend(all.get(index % all.len()).map(|h| owned(h.incident.values())));
            }
            _ => found.push(baseline(random)),
        }
    }
    let mut seen = std::collections::HashSet::new();
    for values in &mut found {
        for value in values.0.values_mut() {
            if let Value::String(said) = value {
                *said = text::normal(said);
            }
        }
    }
    // A certificate that had run out when the training was held is a matter of its own.
    found.retain(|v| v.date("cert_expires_on").is_none_or(|day| Some(day) > v.date("held_on")));
    found.retain(|values| seen.insert(format!("{values:?}")));
    found.truncate(count);
    assert_eq!(found.len(), count, "{template}: the district has enough of them");
    found
}
