//! Adding up a window of the tally: everything that measures are made of.
mod rows;

pub use rows::{Meant, rows};

use super::model::{Counts, Cut, Fact, Place, Told, Total};
use super::rule::{self, Base};
use super::store;
use crate::account::model::Scope;
use crate::audit::areas::Areas;
use crate::congress::rule::{Verdict, majority};
use crate::db::Tx;
use crate::enterprise::industry::section;
use crate::incident::cause::Traits;
use crate::incident::group::Group;
use crate::kernel::rulebook;
use crate::kernel::window::{Window, add_days};
use crate::server::Halt;
use crate::server::kept::{Stand, kept};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// The days before its end in which a certificate counts as expiring, where the rule book has none.
const EXPIRING_DAYS: i64 = 60;

/// Everything of one window, by part of the cut; without a cut there is the part ''.
///
/// By [`Cut::Type`], [`Cut::Cause`] and [`Cut::Department`] only accidents are cut: everything else has none of them, and the
/// parts are keys of [`Group`], of causes and of recorders. Headcounts stand beside every part by which enterprises are told apart.
///
/// # Errors
/// The database refused.
pub async fn counts(
    tx: &mut Tx,
    stand: &Stand,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> Result<BTreeMap<String, Counts>, Halt> {
    let (year, end) = (window.to().year(), window.to());
    let mut all = accidents_and_bases(tx, stand, scope, place, window, cut).await?;
    if cut.is_some_and(Cut::is_of_accidents) {
        return Ok(all);
    }
    let roll = roll(place);
    let (asked, tallied) = ((scope, place, window, cut), Areas::HAZARD | Areas::TRAINING | Areas::CONGRESS);
    let sums = kept!(stand, roll | tallied, "sums", asked, store::sums(tx, scope, place, window, cut));
    for row in sums.iter() {
        let Some(fact) = Fact::parse(&row.fact) else { continue };
        let total = Total { amount: row.amount, records: row.records, enterprises: 0, staffed: row.staffed, timed: 0 };
        let facts = &mut all.entry(part(cut, &row.part)).or_default().facts;
        let sum = facts.entry(fact).or_default();
        *sum = sum.plus(total);
        if fact == Fact::Hours {
            // Each training tells its hours: as many as know them were held.
            let held = facts.entry(Fact::Trainings).or_default();
            *held = held.plus(Total { amount: row.records, records: row.records, ..Total::default() });
        }
    }
    let met = kept!(stand, roll | Areas::CONGRESS, "met", asked, store::met(tx, scope, place, window, cut));
    for row in met.iter() {
        let counts = all.entry(part(cut, &row.part)).or_default();
        counts.facts.entry(Fact::Congresses).or_default().enterprises += row.n;
    }
    let overdue = kept!(stand, roll | Areas::HAZARD, "overdue", asked, store::overdue(tx, scope, place, end, cut));
    for row in overdue.iter() {
        all.entry(part(cut, &row.part)).or_default().overdue += row.n;
    }
    let filed = kept!(stand, roll | Areas::FILING, "filed", asked, store::roll(tx, scope, place, (year, end), cut));
    for (name, enterprises, filed) in filed.iter() {
        let counts = all.entry(part(cut, name)).or_default();
        (counts.enterprises, counts.filed) = (counts.enterprises + enterprises, more(counts.filed, Some(*filed)));
    }
    let meetings =
        kept!(stand, roll | Areas::CONGRESS, "meetings", asked, store::meetings(tx, scope, place, window, cut));
    for row in meetings.iter() {
        let counts = all.entry(part(cut, &row.part)).or_default();
        add_meetings(counts, row);
    }
    let until = (end, expiring_until(end));
    let expiring =
        kept!(stand, roll | Areas::TRAINING, "expiring", asked, store::expiring(tx, scope, place, until, cut));
    for row in expiring.iter() {
        all.entry(part(cut, &row.part)).or_default().expiring += row.n;
    }
    let periods = (year, rule::periods(window));
    let health = kept!(stand, roll | Areas::HEALTH, "health", asked, store::health(tx, scope, place, periods, cut));
    for row in health.iter() {
        let counts = all.entry(part(cut, &row.part)).or_default();
        counts.due_checks = more(counts.due_checks, row.due_check);
        counts.checked = more(counts.checked, row.checked);
        counts.new_cases = more(counts.new_cases, row.new_cases);
        counts.checking += row.checking;
    }
    Ok(all)
}

/// Adds meetings of one day with the same ballot, judged by the rules of that day.
fn add_meetings(counts: &mut Counts, row: &store::Meetings) {
    counts.published += row.published;
    let rules = rulebook::at(row.held_on);
    match majority(row.votes_yes, row.delegates_total, &rules).verdict {
        Verdict::Met => (counts.judged, counts.passed) = (counts.judged + row.n, counts.passed + row.n),
        Verdict::NotMet => counts.judged += row.n,
        Verdict::Unknown | Verdict::Info => {}
    }
}

/// The last day on which a certificate may end to count as expiring after `end`.
fn expiring_until(end: NaiveDate) -> NaiveDate {
    let days = rulebook::at(end).whole("training.recheck-window-days").unwrap_or(EXPIRING_DAYS);
    add_days(end, days)
}

/// What is known of both together; none when neither is.
fn more(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.map(|one| one + other.unwrap_or_default()).or(other)
}

/// The industries of one section of GB/T 4754 as the roll has them, for [`Place::industries`].
///
/// # Errors
/// The database refused.
pub async fn of_section(tx: &mut Tx, letter: char) -> Result<String, Halt> {
    let all = store::industries(tx).await?;
    let of = all.into_iter().filter(|written| section(written) == Some(letter));
    Ok(of.fold("|".to_owned(), |barred, written| barred + &written + "|"))
}

/// The name of the part as it is shown: industries stand together by their section.
fn part(cut: Option<Cut>, written: &str) -> String {
    if cut != Some(Cut::Industry) {
        return written.to_owned();
    }
    section(written).map(String::from).unwrap_or_default()
}

/// What decides which enterprises are meant: same senders are those who filed.
fn roll(place: &Place) -> Areas {
    match place.senders_of {
        Some(_) => Areas::ROLL | Areas::FILING,
        None => Areas::ROLL,
    }
}

/// Everything of one place as a whole.
///
/// # Errors
/// The database refused.
pub async fn whole(tx: &mut Tx, stand: &Stand, scope: &Scope, place: &Place, window: Window) -> Result<Counts, Halt> {
    Ok(counts(tx, stand, scope, place, window, None).await?.remove("").unwrap_or_default())
}

/// Every headcount told of a year, each with its part as it is shown.
async fn told(tx: &mut Tx, scope: &Scope, place: &Place, year: i32, cut: Option<Cut>) -> sqlx::Result<Vec<Told>> {
    let mut told = store::told(tx, scope, place, year, cut).await?;
    for one in &mut told {
        one.part = part(cut, &one.part);
    }
    Ok(told)
}

/// Who told a headcount of the year, and who told hours of all of some days within it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tellers {
    pub staff: HashSet<Uuid>,
    pub time: HashSet<Uuid>,
}

/// Whose accidents stand above headcounts and hours, for each year of a window.
///
/// # Errors
/// The database refused.
pub async fn tellers(
    tx: &mut Tx,
    stand: &Stand,
    scope: &Scope,
    place: &Place,
    window: Window,
) -> Result<HashMap<Window, Tellers>, Halt> {
    let (mut all, cut) = (HashMap::new(), None);
    for year in window.by_year() {
        let asked = (scope, place, year.to().year(), cut);
        let told = kept!(stand, roll(place), "told", asked, told(tx, scope, place, year.to().year(), cut));
        let mut by_enterprise: HashMap<Uuid, Vec<&Told>> = HashMap::with_capacity(told.len());
        for one in told.iter() {
            by_enterprise.entry(one.enterprise).or_default().push(one);
        }
        let timed = by_enterprise.iter().filter(|(_, rows)| rule::hours(rows, year).is_some());
        let time = timed.map(|(id, _)| *id).collect();
        all.insert(year, Tellers { staff: by_enterprise.into_keys().collect(), time });
    }
    Ok(all)
}

/// Accidents beside the headcounts and hours they are set against: each year of the window brings its own.
async fn accidents_and_bases(
    tx: &mut Tx,
    stand: &Stand,
    scope: &Scope,
    place: &Place,
    window: Window,
    cut: Option<Cut>,
) -> Result<BTreeMap<String, Counts>, Halt> {
    let mut all: BTreeMap<String, Counts> = BTreeMap::new();
    let mut seen: BTreeSet<(String, Fact, Uuid)> = BTreeSet::new();
    let mut years = Vec::new();
    let roll = roll(place);
    for year in window.by_year() {
        let asked = (scope, place, year.to().year(), cut);
        let told = kept!(stand, roll, "told", asked, told(tx, scope, place, year.to().year(), cut));
        let mut by_enterprise: HashMap<Uuid, Vec<&Told>> = HashMap::with_capacity(told.len());
        for one in told.iter() {
            by_enterprise.entry(one.enterprise).or_default().push(one);
        }
        let asked = (scope, place, year, cut);
        let accidents =
            kept!(stand, roll | Areas::INCIDENT, "accidents", asked, store::accidents(tx, scope, place, year, cut));
        for row in accidents.iter() {
            let Some(fact) = Fact::parse(&row.fact) else { continue };
            let traits = Traits::read(&row.kind);
            let name = match cut {
                Some(Cut::Type) => Group::of(traits.code).key().to_owned(),
                Some(Cut::Cause) => traits.cause.to_owned(),
                Some(Cut::Department) => traits.recorder.to_owned(),
                _ => part(cut, &row.part),
            };
            let told = by_enterprise.get(&row.enterprise_id);
            let timed = told.is_some_and(|rows| rule::hours(rows, year).is_some());
            let one = Total {
                amount: row.amount,
                records: row.records,
                enterprises: i64::from(seen.insert((name.clone(), fact, row.enterprise_id))),
                staffed: if told.is_some() { row.amount } else { 0 },
                timed: if timed { row.amount } else { 0 },
            };
            let total = all.entry(name).or_default().facts.entry(fact).or_default();
            *total = total.plus(one);
        }
        years.push((year, rule::bases(&told, year)));
    }
    all.values_mut().for_each(Counts::find_unknown);
    if !cut.is_some_and(Cut::is_of_accidents) {
        for (part, base) in rule::over_years(years) {
            let Base { staffed, workers, timed, hours_centi } = base;
            let counts = all.entry(part).or_default();
            (counts.staffed, counts.workers, counts.timed, counts.hours_centi) =
                (staffed, Some(workers), timed, hours_centi);
        }
    }
    Ok(all)
}
