//! How every return stands that falls due within some days, for a look at many enterprises at once.
use super::super::model::duty::{Cutoff, Exemption, Owed, Owner, Period};
use super::super::rule::calendar::{due_on, exempt, owes_period, stands};
use super::super::store;
use super::duty::{calendar, is_kept, owners};
use crate::account::model::Scope;
use crate::db::Tx;
use crate::exempt::service::Shelf;
use crate::kernel::window::{Window, add_years};
use crate::server::{Ctx, Halt};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;
use uuid::Uuid;

/// What the enterprises of a scope owed.
#[derive(Debug, Clone, Default)]
pub struct Standings {
    /// By town and name.
    pub owners: Vec<Owner>,
    /// Returns that fall due within the days asked for, earliest first.
    pub owed: HashMap<Uuid, Vec<Owed>>,
    /// Exemptions that end on the first of the days or later.
    pub exemptions: HashMap<Uuid, Vec<Exemption>>,
}

/// Every enterprise in scope with the returns whose last day is in `days`, as of `on`: what came later is not looked at.
///
/// # Errors
/// The database refused.
pub async fn standings(tx: &mut Tx, ctx: &Ctx, scope: &Scope, days: Window, on: NaiveDate) -> Result<Standings, Halt> {
    let calendar = calendar(tx, ctx).await?;
    let from = add_years(days.from(), -1);
    let mut lines: Vec<(&'static str, Period, &Cutoff, NaiveDate)> = Vec::new();
    for template in calendar.templates().filter(|template| is_kept(template)) {
        let periods = calendar.periods(template, from, days.to());
        lines.extend(periods.into_iter().filter_map(|(period, line)| {
            let due = due_on(line, period).filter(|due| days.contains(*due))?;
            Some((template, period, line, due))
        }));
    }
    lines.sort_by_key(|(_, period, _, due)| (*due, *period));
    let names = (from.year().to_string(), format!("{:04}-Z", days.to().year()));
    let mut told: HashMap<Uuid, Vec<(String, Period, NaiveDate, bool)>> = HashMap::new();
    for row in store::duty::first_told(tx, scope, (&names.0, &names.1), on).await? {
        if let Ok(period) = row.period.parse() {
            told.entry(row.enterprise_id).or_default().push((row.template, period, row.first_on, row.sent_back));
        }
    }
    let mut found = Standings::default();
    for exemption in crate::exempt::service::since(tx, Shelf::Returns, scope, days.from()).await? {
        found.exemptions.entry(exemption.enterprise).or_default().push(exemption);
    }
    for owner in owners(tx, ctx, scope, &calendar).await? {
        let told = told.remove(&owner.id).unwrap_or_default();
        let free = found.exemptions.get(&owner.id).map_or(&[][..], Vec::as_slice);
        let owed = lines.iter().filter(|(_, period, line, _)| owes_period((line, *period), &owner)).filter_map(
            |(template, period, line, due)| {
                let told =
                    told.iter().find(|(t, p, ..)| t == template && p == period).map(|(_, _, on, back)| (*on, *back));
                let (due, state) = stands((line, *period), told, exempt(free, owner.id, template, *due), on)?;
                Some(Owed { template, period: *period, due, state })
            },
        );
        found.owed.insert(owner.id, owed.collect());
        found.owners.push(owner);
    }
    Ok(found)
}
