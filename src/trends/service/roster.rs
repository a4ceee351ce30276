//! The cut by enterprise: who they are and how many workers they told, so that no count stands without its base.
use super::{Asked, Compared, Told};
use crate::account::model::Scope;
use crate::db::Tx;
use crate::enterprise::service::figures_of_year;
use crate::server::{Ctx, Halt};
use crate::trends::model::{Line, Order};
use crate::trends::rule::board;
use crate::trends::rule::funnel::{self, Judged, Unit};
use crate::trends::store;
use std::cmp::Reverse;
use std::collections::HashMap;
use uuid::Uuid;

/// Rates are per so many workers in the window.
pub const PER: f64 = 1_000.0;

/// An enterprise of the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: Uuid,
    pub name: String,
    /// The headcount of the window's last year; none where it was not told.
    pub workers: Option<i64>,
}

/// All enterprises that are looked at, by credit code.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// Whose headcounts these are.
    pub year: i32,
    pub members: HashMap<String, Member>,
    /// How many of them told a headcount, and all those workers.
    pub known: i64,
    pub workers: i64,
}

/// One enterprise with its counts and, where it told its workers, its rate beside that of all.
#[derive(Debug, Clone)]
pub struct Ranked<'a> {
    pub line: Line<String>,
    pub member: Option<&'a Member>,
    pub judged: Option<Judged>,
}

impl Ranked<'_> {
    /// The name, or the credit code of one that is no longer on the roll.
    pub fn name(&self) -> &str {
        self.member.map_or(self.line.name.as_str(), |member| member.name.as_str())
    }
}

/// The roster of a cut by enterprise; none of another cut.
///
/// # Errors
/// The database refused.
pub(super) async fn roster(
    tx: &mut Tx,
    scope: &Scope,
    (asked, told): (&Asked, &Told),
    town: Option<&str>,
    year: i32,
) -> Result<Option<Roster>, Halt> {
    if asked.cut != Some(crate::figures::model::Cut::Enterprise) {
        return Ok(None);
    }
    let figures = figures_of_year(tx, scope, i64::from(year)).await?;
    let mut roster = Roster { year, ..Roster::default() };
    for (id, code, name) in store::roster(tx, scope, town).await? {
        if asked.same_senders && !told.traits.get(&id).is_some_and(|(_, among)| *among) {
            continue;
        }
        let workers = figures.get(&id).map(|figures| figures.headcount).filter(|workers| *workers > 0);
        roster.known += i64::from(workers.is_some());
        roster.workers += workers.unwrap_or(0);
        roster.members.insert(code, Member { id, name, workers });
    }
    Ok(Some(roster))
}

/// The name and the credit code of an enterprise of the roll; none where the reader sees no such enterprise.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn enterprise(ctx: &Ctx, id: Uuid) -> Result<Option<(String, String)>, Halt> {
    let scope = ctx.scope()?;
    let mut tx = ctx.read().await?;
    let all = store::roster(&mut tx, &scope, None).await?;
    Ok(all.into_iter().find(|(known, ..)| *known == id).map(|(_, code, name)| (name, code)))
}

impl Compared {
    /// The enterprises with an accident on either side: in the order that was asked for, else those with the most first. The
    /// order is one of counts; whether a rate is out of the ordinary its limits say.
    pub fn ranked(&self, by: Option<Order>) -> Vec<Ranked<'_>> {
        let Some(roster) = &self.roster else { return Vec::new() };
        let mut lines: Vec<Line<String>> = self.board.parts.iter().filter(|line| !line.is_quiet()).cloned().collect();
        let name = |line: &Line<String>| roster.members.get(&line.name).map_or("", |member| member.name.as_str());
        lines.sort_by(|a, b| (name(a), &a.name).cmp(&(name(b), &b.name)));
        match by {
            Some(by) => lines = board::order(&lines, by),
            None => lines.sort_by_key(|line| {
                let total = |sum: Option<crate::baseline::model::Sum>| sum.map_or(-1, |sum| sum.total);
                Reverse((total(line.cells[0].now), total(line.cells[0].before)))
            }),
        }
        let unit = |line: &Line<String>| {
            let workers = roster.members.get(&line.name)?.workers?;
            Some(Unit { count: u64::try_from(line.cells[0].now?.total).ok()?, base: workers as f64 / PER })
        };
        let events: u64 = lines.iter().filter_map(unit).map(|unit| unit.count).sum();
        let all = Unit { count: events, base: roster.workers as f64 / PER };
        let rate = funnel::common_rate(&[all]);
        let one = |line: Line<String>| Ranked {
            member: roster.members.get(&line.name),
            judged: unit(&line).zip(rate).map(|(unit, rate)| funnel::judge(unit, rate)),
            line,
        };
        lines.into_iter().map(one).collect()
    }
}
