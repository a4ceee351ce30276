//! What union, emergency management and health each owe this month.
use super::super::model::{Accident, AsOf, Asked, Duty, Item, Standing, Status, Tell, Told, Why, department_of};
use super::super::rule::clock::month_end;
use super::super::store;
use super::super::store::records::Waiting;
use super::calendar::item;
use super::district::district;
use super::{District, alliance_scope};
use crate::account::model::Department;
use crate::hazard::rule::five_in_place;
use crate::incident::rule::{self as incident, State as Clock};
use crate::kernel::rulebook;
use crate::returns::model::duty::State as Stands;
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// One thing to do, with exactly the records that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owes {
    pub tell: Tell,
    /// What presses first.
    pub items: Vec<Item>,
}

/// The month of the alliance.
#[derive(Debug, Clone)]
pub struct Month {
    pub at: AsOf,
    pub until: NaiveDate,
    /// The reader's own department first.
    pub departments: Vec<(Department, Vec<Owes>)>,
}

/// What each department has to do until the end of this month, for the enterprises whom the reader sees.
///
/// # Errors
/// The reader is not of the alliance.
pub async fn alliance(ctx: &Ctx) -> Result<Month, Halt> {
    let scope = alliance_scope(ctx)?;
    let district = district(ctx, &Asked::default()).await?;
    let mut tx = ctx.read().await?;
    let waiting = store::records::waiting(&mut tx, &scope).await?;
    let open = store::open_accidents(&mut tx, &scope, district.at.on).await?;
    let until = month_end(district.at.on);
    let look = Look { ctx, district: Arc::clone(&district), waiting, open, until };
    let own = ctx.inspector().ok().map(|inspector| inspector.department());
    let mut departments = Department::ALL.to_vec();
    // Stable: the others keep their order.
    departments.sort_by_key(|department| Some(*department) != own);
    let owes = |department: Department| {
        let one = |tell: &Tell| Owes { tell: *tell, items: look.items(department, *tell) };
        (department, Tell::of(department).iter().map(one).collect())
    };
    Ok(Month { at: district.at, until, departments: departments.into_iter().map(owes).collect() })
}

struct Look<'a> {
    ctx: &'a Ctx,
    district: Arc<District>,
    waiting: Vec<Waiting>,
    /// Accidents of any year that are not closed.
    open: Vec<(Uuid, Accident, bool)>,
    until: NaiveDate,
}

impl Look<'_> {
    fn items(&self, department: Department, tell: Tell) -> Vec<Item> {
        let mut items = match tell {
            Tell::Review => self.review(department),
            Tell::Remind => self.remind(department),
            Tell::Visit => self.standing(Duty::CongressHeld, &[Status::Soon, Status::NotMet]),
            Tell::Invalid => {
                let mut all = self.standing(Duty::CongressQuorum, &[Status::NotMet]);
                let passed = self.standing(Duty::CongressPassed, &[Status::NotMet]);
                // A meeting without a quorum is told once.
                let more = passed.into_iter().filter(|p| !all.iter().any(|q| q.enterprise == p.enterprise));
                let more: Vec<Item> = more.collect();
                all.extend(more);
                all
            }
            Tell::Publish => self.standing(Duty::CongressPublished, &[Status::NoData, Status::NotMet]),
            Tell::Supervise => self.majors(|hazard, on| hazard.due_on.is_some_and(|due| due < on)),
            Tell::Lacking => self.majors(|hazard, _| {
                let five = five_in_place(hazard, &rulebook::at(hazard.found_on));
                five.is_some_and(|five| five.missing().next().is_some())
            }),
            Tell::Unreported => self.standing(Duty::IncidentReports, &[Status::NotMet, Status::Soon]),
            Tell::Supplement => self.clocks(Tell::Supplement),
            Tell::Investigate => self.clocks(Tell::Investigate),
            Tell::Certificates => self.standing(Duty::Certificates, &[Status::NotMet]),
            Tell::CheckUps => self.standing(Duty::CheckUps, &[Status::NotMet]),
            Tell::Untold => self.standing(Duty::CheckUps, &[Status::NoData]),
        };
        items.sort_by_key(|item| item.day.unwrap_or(NaiveDate::MAX));
        items
    }

    /// Enterprises whose duty stands in one of these ways, each with its reason and its file.
    fn standing(&self, duty: Duty, wanted: &[Status]) -> Vec<Item> {
        let one = |standing: &Standing| {
            let judged = standing.of(duty).filter(|judged| wanted.contains(&judged.status))?;
            let owner = &standing.facts.owner;
            Some(item(owner, judged.why.clone(), judged.due, format!("/enterprises/{}/file", owner.id)))
        };
        self.district.standings.iter().filter_map(one).collect()
    }

    fn review(&self, department: Department) -> Vec<Item> {
        let today = self.district.at.on;
        let mine = |w: &&Waiting| {
            let templates = w.templates.as_deref().unwrap_or_default();
            templates.split(',').filter(|t| !t.is_empty()).any(|t| department_of(t) == department)
        };
        let one = |w: &Waiting| {
            let sent = w.sent_at.map(|at| self.ctx.local(at).date());
            let days = sent.map_or(0, |sent| (today - sent).num_days());
            let why = Why::new("item-review").with("number", Told::Text(w.number.clone())).n("n", days);
            Item {
                enterprise: w.enterprise_id,
                name: w.name.clone().unwrap_or_default(),
                town: w.town.clone().unwrap_or_default(),
                why,
                day: sent,
                href: format!("/returns/{}", w.id),
            }
        };
        self.waiting.iter().filter(mine).map(one).collect()
    }

    fn remind(&self, department: Department) -> Vec<Item> {
        let mut items = Vec::new();
        for standing in &self.district.standings {
            let owner = &standing.facts.owner;
            for owed in standing.facts.returns.iter().filter(|owed| department_of(owed.template) == department) {
                let code = match owed.state {
                    Stands::Late { .. } => "item-remind",
                    Stands::SentBack => "item-back",
                    _ => continue,
                };
                let why = Why::new(code).with("template", Told::Template(owed.template.to_owned()));
                let why = why.with("period", Told::Period(owed.period));
                let why = why.n("n", (self.district.at.on - owed.due).num_days());
                items.push(item(owner, why, Some(owed.due), format!("/enterprises/{}/file", owner.id)));
            }
        }
        items
    }

    fn majors(&self, wanted: impl Fn(&crate::hazard::model::Hazard, NaiveDate) -> bool) -> Vec<Item> {
        let on = self.district.at.on;
        let mut items = Vec::new();
        for standing in &self.district.standings {
            let open = standing.facts.dangers.iter().filter(|d| d.hazard.closed_on.is_none_or(|closed| closed > on));
            for danger in open.filter(|danger| wanted(&danger.hazard, on)) {
                let why = super::calendar::hazard(&danger.hazard);
                let href = format!("/hazards/{}", danger.id);
                items.push(item(&standing.facts.owner, why, danger.hazard.due_on, href));
            }
        }
        items
    }

    /// Accidents whose window for a change of casualties ends this month; cases whose investigation is due by its end.
    fn clocks(&self, tell: Tell) -> Vec<Item> {
        let owners: HashMap<Uuid, &Standing> =
            self.district.standings.iter().map(|standing| (standing.facts.owner.id, standing)).collect();
        let now = self.district.at.now;
        let one = |(id, accident, counted): &(Uuid, Accident, bool)| {
            let rules = rulebook::at(accident.incident.day());
            let duty = match tell {
                Tell::Supplement => incident::supplement(&accident.incident, now, &rules),
                _ => incident::investigation(&accident.incident, now, &rules),
            };
            let day = duty.due_at?.date();
            let wanted = match duty.state {
                Clock::Running(_) => day <= self.until,
                Clock::Overdue(_) => tell == Tell::Investigate,
                _ => false,
            };
            let code = if tell == Tell::Supplement { "item-supplement" } else { "item-investigate" };
            let why = Why::new(code).day("on", accident.incident.day());
            let why = why.with("category", Told::Text(accident.incident.category.clone().unwrap_or_default()));
            let owner = &owners.get(id)?.facts.owner;
            (wanted && *counted).then(|| item(owner, why, Some(day), format!("/incidents/{}", accident.id)))
        };
        self.open.iter().filter_map(one).collect()
    }
}
