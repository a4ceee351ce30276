//! The records behind each quantity: as many as it counts, or those that add up to it.
use super::store::{self, rows};
use super::{expiring_until, part};
use crate::account::model::Scope;
use crate::congress::rule::{Verdict, majority};
use crate::db::Tx;
use crate::enterprise::industry::section;
use crate::figures::measure::{Base, Quantity};
use crate::figures::model::{Cut, Fact, Line, Lines, Place, Record, Slice, Told};
use crate::figures::rule;
use crate::incident::group::Group;
use crate::kernel::rulebook;
use crate::kernel::window::Window;
use crate::server::Halt;
use chrono::Datelike;
use std::collections::HashMap;
use uuid::Uuid;

/// Which of the records are meant.
#[derive(Debug, Clone, Copy)]
pub struct Meant<'a> {
    pub scope: &'a Scope,
    pub place: &'a Place,
    pub window: Window,
    /// One part of a cut by its name in [`super::counts`]; none: all of them.
    pub part: Option<(Cut, &'a str)>,
}

impl Meant<'_> {
    /// The parts of the cut as they are written on the roll: of an industry's section every industry in it.
    async fn written(&self, tx: &mut Tx) -> Result<Option<String>, Halt> {
        Ok(match self.part {
            None => None,
            Some((cut, _)) if cut.is_of_accidents() => None,
            Some((Cut::Industry, name)) => {
                let all = store::industries(tx).await?;
                let of = |written: &String| section(written).map(String::from).unwrap_or_default() == name;
                let none = if name.is_empty() { "||" } else { "|" };
                Some(all.into_iter().filter(of).fold(none.to_owned(), |barred, written| barred + &written + "|"))
            }
            Some((_, name)) => Some(format!("|{name}|")),
        })
    }
}

/// The records of one page behind `quantity`. Above a base only those of enterprises that told it are counted, and stand here.
///
/// The sum is the quantity itself, in its stored unit. Of a headcount over several years it is the sum of each year's, which the
/// measure weighs by days.
///
/// # Errors
/// The database refused.
pub async fn rows(
    tx: &mut Tx,
    meant: Meant<'_>,
    (quantity, base): (Quantity, Option<Base>),
    slice: Slice,
) -> Result<Lines, Halt> {
    use rows::{OfHazards, OfHealth, OfTraining};
    let parts = meant.written(tx).await?;
    let Meant { scope, place, window, part } = meant;
    let of = rows::Wanted { scope, place, cut: part.map(|(cut, _)| cut), parts: parts.as_deref(), slice };
    let year = window.to().year();
    let hazards = |rows| lines(rows, Record::Hazard);
    let training = |rows| lines(rows, Record::Training);
    let health = |rows| lines(rows, Record::Health);
    Ok(match quantity {
        Quantity::Fact(Fact::Hazards) => hazards(rows::hazards(tx, of, window, OfHazards::Found).await?),
        Quantity::Fact(Fact::HazardsFixed) => hazards(rows::hazards(tx, of, window, OfHazards::Fixed).await?),
        Quantity::Overdue => hazards(rows::hazards(tx, of, window, OfHazards::Overdue).await?),
        Quantity::Fact(Fact::Trainings) => training(rows::training(tx, of, window, OfTraining::Times).await?),
        Quantity::Fact(Fact::Hours) => training(rows::training(tx, of, window, OfTraining::Hours).await?),
        Quantity::Fact(Fact::People) => training(rows::people(tx, of, window, base == Some(Base::Staff)).await?),
        Quantity::Fact(Fact::Certificates) | Quantity::Expiring => {
            training(rows::expiring(tx, of, (window.to(), expiring_until(window.to()))).await?)
        }
        Quantity::Met => lines(rows::met(tx, of, window).await?, Record::Enterprise),
        Quantity::Enterprises => lines(rows::roll(tx, of, None).await?, Record::Enterprise),
        Quantity::Filed => lines(rows::roll(tx, of, Some((year, window.to()))).await?, Record::Enterprise),
        Quantity::DueChecks => health(rows::health(tx, of, (year, rule::periods(window)), OfHealth::Due).await?),
        Quantity::Checked => health(rows::health(tx, of, (year, rule::periods(window)), OfHealth::Checked).await?),
        Quantity::NewCases => health(rows::health(tx, of, (year, rule::periods(window)), OfHealth::NewCases).await?),
        Quantity::Fact(Fact::Congresses) | Quantity::Judged | Quantity::Passed | Quantity::Published => {
            Lines::page(meetings(tx, of, window, quantity).await?, slice)
        }
        Quantity::Fact(_) | Quantity::Hurt => Lines::page(accidents(tx, meant, of, (quantity, base)).await?, slice),
        Quantity::Workers | Quantity::Worked => Lines::page(bases(tx, meant, quantity).await?, slice),
    })
}

fn lines(rows: Vec<rows::Row>, record: impl Fn(Uuid) -> Record) -> Lines {
    let (count, sum) = rows.first().map_or((0, 0), |row| (row.n, row.total));
    let line = |row: rows::Row| Line {
        record: record(row.id),
        day: row.day,
        enterprise: Some(row.name),
        town: Some(row.town),
        label: row.label,
        amount: row.amount,
    };
    Lines { lines: rows.into_iter().map(line).collect(), count, sum }
}

/// The meetings whose ballot, or publication, is what the quantity counts.
async fn meetings(tx: &mut Tx, of: rows::Wanted<'_>, window: Window, quantity: Quantity) -> Result<Vec<Line>, Halt> {
    let all = rows::meetings(tx, rows::Wanted { slice: Slice::ALL, ..of }, window).await?;
    let wanted = |meeting: &rows::Meeting| {
        let rules = rulebook::at(meeting.held_on);
        let verdict = || majority(meeting.votes_yes, meeting.delegates_total, &rules).verdict;
        match quantity {
            Quantity::Judged => matches!(verdict(), Verdict::Met | Verdict::NotMet),
            Quantity::Passed => verdict() == Verdict::Met,
            Quantity::Published => meeting.published_on.is_some_and(|day| day <= window.to()),
            _ => true,
        }
    };
    let line = |meeting: rows::Meeting| Line {
        record: Record::Congress(meeting.id),
        day: Some(meeting.held_on),
        enterprise: Some(meeting.name),
        town: Some(meeting.town),
        label: meeting.topic,
        amount: 1,
    };
    Ok(all.into_iter().filter(wanted).map(line).collect())
}

/// What each enterprise told of each year of the window.
async fn told(tx: &mut Tx, meant: Meant<'_>) -> Result<Vec<(Window, HashMap<Uuid, Vec<Told>>)>, Halt> {
    let cut = meant.part.map(|(cut, _)| cut).filter(|cut| !cut.is_of_accidents());
    let mut years = Vec::new();
    for year in meant.window.by_year() {
        let mut by_enterprise: HashMap<Uuid, Vec<Told>> = HashMap::new();
        for one in store::told(tx, meant.scope, meant.place, year.to().year(), cut).await? {
            let mine = meant.part.is_none_or(|(_, name)| cut.is_none() || part(cut, &one.part) == name);
            if mine {
                by_enterprise.entry(one.enterprise).or_default().push(one);
            }
        }
        years.push((year, by_enterprise));
    }
    Ok(years)
}

/// Accidents that add to the quantity.
async fn accidents(
    tx: &mut Tx,
    meant: Meant<'_>,
    of: rows::Wanted<'_>,
    (quantity, base): (Quantity, Option<Base>),
) -> Result<Vec<Line>, Halt> {
    let all = rows::incidents(tx, rows::Wanted { slice: Slice::ALL, ..of }, meant.window).await?;
    let told = match base {
        None => Vec::new(),
        Some(_) => told(tx, meant).await?,
    };
    let stands = |accident: &rows::Accident| {
        let of_year = || told.iter().find(|(year, _)| year.contains(accident.occurred_on));
        let found = || of_year().and_then(|(year, all)| Some((*year, all.get(&accident.enterprise_id)?)));
        match base {
            None => true,
            Some(Base::Staff) => found().is_some(),
            Some(Base::Time) => found().is_some_and(|(year, rows)| hours(rows, year).is_some()),
        }
    };
    let named = |accident: &rows::Accident| match meant.part {
        Some((Cut::Type, name)) => Group::of(accident.category_code.as_deref()).key() == name,
        Some((Cut::Cause, name)) => accident.cause.as_deref().unwrap_or_default() == name,
        Some((Cut::Department, name)) => accident.recorder.as_deref().unwrap_or_default() == name,
        _ => true,
    };
    let mine = all.into_iter().filter(|accident| stands(accident) && named(accident));
    let line = |accident: rows::Accident| {
        let amount = amount(&accident, quantity).filter(|amount| *amount != 0)?;
        Some(Line {
            record: Record::Incident(accident.id),
            day: Some(accident.occurred_on),
            enterprise: Some(accident.name),
            town: Some(accident.town),
            label: accident.category,
            amount,
        })
    };
    Ok(mine.filter_map(line).collect())
}

/// What an accident adds; none where it is not known, or not of this kind.
fn amount(accident: &rows::Accident, quantity: Quantity) -> Option<i64> {
    let counted = |amount: Option<i64>| amount.filter(|_| accident.counted);
    let unhurt = [accident.deaths, accident.serious, accident.minor] == [Some(0); 3];
    match quantity {
        Quantity::Fact(Fact::Incidents) => counted(Some(1)),
        Quantity::Fact(Fact::Deaths) => counted(accident.deaths),
        Quantity::Fact(Fact::Serious) => counted(accident.serious),
        Quantity::Fact(Fact::Minor) => counted(accident.minor),
        Quantity::Fact(Fact::LostDays) => counted(accident.lost_days),
        Quantity::Fact(Fact::Loss) => counted(accident.loss_fen),
        Quantity::Fact(Fact::Away) => {
            let hurt = accident.serious.unwrap_or(0) + accident.minor.unwrap_or(0);
            counted(Some(hurt)).filter(|_| accident.lost_days.is_some_and(|days| days > 0))
        }
        Quantity::Hurt => {
            let of = |count: Option<i64>| count.unwrap_or(0);
            counted(Some(of(accident.deaths) + of(accident.serious) + of(accident.minor)))
        }
        Quantity::Fact(Fact::Uncounted) => (!accident.counted).then_some(1),
        Quantity::Fact(Fact::Near) => (!accident.counted && unhurt).then_some(1),
        _ => None,
    }
}

fn hours(rows: &[Told], window: Window) -> Option<i64> {
    rule::hours(&rows.iter().collect::<Vec<_>>(), window)
}

/// The headcounts, or the hours, of each enterprise and year.
async fn bases(tx: &mut Tx, meant: Meant<'_>, quantity: Quantity) -> Result<Vec<Line>, Halt> {
    let names: HashMap<Uuid, (String, String)> =
        rows::names(tx, meant.scope).await?.into_iter().map(|(id, name, town)| (id, (name, town))).collect();
    let mut all = Vec::new();
    for (year, told) in told(tx, meant).await? {
        for (id, rows) in told {
            let base = rule::bases(&rows, year);
            let amount = match quantity {
                Quantity::Workers => Some(base.values().map(|base| base.workers).sum()),
                _ => base.values().filter_map(|base| base.hours_centi).reduce(|one, other| one + other),
            };
            let (name, town) = names.get(&id).cloned().unzip();
            let Some(amount) = amount else { continue };
            let label = Some(year.to().year().to_string());
            all.push(Line { record: Record::Enterprise(id), day: None, enterprise: name, town, label, amount });
        }
    }
    all.sort_by(|one, other| (&one.label, &one.enterprise).cmp(&(&other.label, &other.enterprise)));
    Ok(all)
}
