//! Completeness and timeliness by town, and who did not file.
use super::super::model::duty::{Duty, Owner, Period, Rate, State};
use super::super::rule::calendar::{exempt, judge, owes_period, window};
use super::super::store;
use super::duty::{calendar, due_line, is_kept, owners, span};
use crate::exempt::service::Shelf;
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// What is asked: blank is the first template and its latest period that is over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub template: String,
    pub period: String,
    pub town: String,
}

/// One town's rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    pub town: String,
    pub rate: Rate,
}

/// One enterprise that owes the return, with how its duty stands and whom to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filer {
    pub owner: Owner,
    pub duty: Duty,
}

/// Who should file what for a period, and who did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub template: String,
    pub period: Period,
    pub due: Option<NaiveDate>,
    /// What may be asked.
    pub templates: Vec<&'static str>,
    pub periods: Vec<Period>,
    pub towns: Vec<TableRow>,
    pub total: Rate,
    /// Everyone in the town asked for (or in all) whose return has not arrived, or was sent back; the latest first.
    pub missing: Vec<Filer>,
    /// How many are exempt.
    pub exempt: i64,
    /// The period still runs: who told early is no measure of who will, and there is no rate.
    pub running: bool,
    /// How many told it early.
    pub early: i64,
}

/// # Errors
/// The reader is a rep; the template or period asked for is none.
pub async fn rates(ctx: &Ctx, asked: &Asked) -> Result<Table, Halt> {
    let scope = ctx.scope()?;
    if scope.enterprise().is_some() {
        return Err(Halt::Forbidden);
    }
    let today = ctx.today();
    let mut tx = ctx.read().await?;
    let calendar = calendar(&mut tx, ctx).await?;
    let templates: Vec<&'static str> = calendar.templates().filter(|template| is_kept(template)).collect();
    let template = match asked.template.as_str() {
        "" => templates.first().copied(),
        asked => templates.iter().copied().find(|template| *template == asked),
    }
    .ok_or(Halt::Missing)?;
    let days = span(today).ok_or(Halt::Missing)?;
    let mut periods: Vec<Period> =
        calendar.periods(template, days.from(), days.to()).into_iter().map(|(period, _)| period).collect();
    periods.reverse();
    let over = |period: &Period| window(*period).is_some_and(|days| days.to() < today);
    let period = match asked.period.as_str() {
        "" => periods.iter().copied().find(over).or_else(|| periods.first().copied()),
        asked => asked.parse().ok(),
    };
    let found = period.and_then(|period| Some((period, due_line(&calendar, template, period)?)));
    let (period, line) = found.ok_or(Halt::Missing)?;
    let name = period.to_string();
    let told = store::duty::told(&mut tx, &scope, Some(template), (&name, &name)).await?;
    let told: HashMap<Uuid, _> =
        told.into_iter().filter(|t| t.period == period).map(|t| (t.enterprise, t.filed)).collect();
    let exemptions = crate::exempt::service::since(&mut tx, Shelf::Returns, &scope, days.from()).await?;
    let mut table = Table {
        template: template.to_owned(),
        period,
        due: super::super::rule::calendar::due_on(line, period),
        templates,
        periods,
        towns: Vec::new(),
        total: Rate::default(),
        missing: Vec::new(),
        exempt: 0,
        running: !over(&period),
        early: 0,
    };
    for owner in owners(&mut tx, ctx, &scope, &calendar).await? {
        if !owes_period((line, period), &owner) {
            continue;
        }
        let due = table.due.unwrap_or(today);
        let exemption = exempt(&exemptions, owner.id, template, due);
        let filed = told.get(&owner.id).cloned();
        if let Some(duty) = judge((line, period), filed, exemption, today) {
            table.count(owner, duty, &asked.town);
        }
    }
    // Stable: towns stay in the district's own order.
    table.missing.sort_by_key(|filer| urgency_of(&filer.duty));
    Ok(table)
}

fn urgency_of(duty: &Duty) -> u8 {
    super::super::rule::calendar::urgency(duty).0
}

impl Table {
    fn count(&mut self, owner: Owner, duty: Duty, town: &str) {
        let mut one = Rate::default();
        match self.running {
            true => self.early += i64::from(matches!(duty.state, State::Filed { .. })),
            false => one.count(&duty),
        }
        if self.towns.last().is_none_or(|row| row.town != owner.town) {
            self.towns.push(TableRow { town: owner.town.clone(), rate: Rate::default() });
        }
        if let Some(row) = self.towns.last_mut() {
            row.rate = row.rate.plus(one);
        }
        self.total = self.total.plus(one);
        self.exempt += i64::from(matches!(duty.state, State::Exempt { .. }));
        let missing = matches!(duty.state, State::Late { .. } | State::Due { .. } | State::SentBack);
        if missing && (town.is_empty() || owner.town == town) {
            self.missing.push(Filer { owner, duty });
        }
    }
}
