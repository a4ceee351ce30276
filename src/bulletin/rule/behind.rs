//! Which records a number is of. The page lists them, and the figures are their sums: one function for both.
use crate::bulletin::model::{Counted, Cut, Key, Measure, Noun, Period, Record, Was};
use crate::incident::group::Group;
use crate::kernel::window::Window;

/// The days a number is of; none for numbers that are of no window.
pub fn window(period: &Period, was: Was) -> Option<Window> {
    match was {
        Was::Last | Was::LargerLast | Was::CongressLast | Was::HazardsLast | Was::FixedLast | Was::OverdueLast => {
            Some(period.last())
        }
        Was::TrainedLast | Was::HoursLast | Was::FiledLast => Some(period.last()),
        Was::Prior => period.prior(),
        Was::ToDate => period.to_date(),
        Was::ToDateLast => period.to_date_last(),
        Was::Mean => None,
        _ => Some(period.window),
    }
}

/// Numbers in hundredths of an hour.
pub fn is_hours(was: Was) -> bool {
    matches!(was, Was::Hours | Was::HoursLast)
}

/// Which records hold what a number counts; none for numbers of a baseline.
pub fn noun(was: Was) -> Option<Noun> {
    match was {
        Was::Now | Was::Prior | Was::ToDate | Was::Larger | Was::Unknown | Was::Uncounted => Some(Noun::Incident),
        Was::Last | Was::ToDateLast | Was::Mean | Was::LargerLast => None,
        Was::Congress | Was::CongressLast => Some(Noun::Congress),
        Was::Hazards | Was::HazardsLast | Was::Fixed | Was::FixedLast | Was::Overdue | Was::OverdueLast => {
            Some(Noun::Hazard)
        }
        Was::Trained | Was::TrainedLast | Was::Hours | Was::HoursLast => Some(Noun::Training),
        Was::Filed | Was::FiledLast => Some(Noun::Filed),
    }
}

/// What a record adds to a number; none when it is not one of its records.
///
/// Law: 统计法 art. 7 — a figure is neither altered nor made up: it is the sum of records that anybody can be shown.
pub fn adds(period: &Period, key: Key, cut: &Cut, record: &Record) -> Option<i64> {
    let window = window(period, key.was)?;
    if !inside(cut, record) || noun(key.was) != Some(record.what.noun()) {
        return None;
    }
    match &record.what {
        Counted::Incident { .. } => accident(key, window, record),
        Counted::Congress => window.contains(record.day).then_some(1),
        Counted::Hazard { major, due_on, closed_on } => {
            let taken = match key.was {
                Was::Fixed | Was::FixedLast => closed_on.is_some_and(|day| window.contains(day)),
                Was::Overdue | Was::OverdueLast => {
                    let open = closed_on.is_none_or(|day| day > window.to());
                    *major && record.day <= window.to() && open && due_on.is_some_and(|due| due < window.to())
                }
                _ => window.contains(record.day),
            };
            taken.then_some(1)
        }
        Counted::Training { people, hours_centi } => {
            let adds = if is_hours(key.was) { *hours_centi } else { *people };
            window.contains(record.day).then_some(adds)
        }
        Counted::Filed { year } => {
            let first_year = chrono::Datelike::year(&window.from());
            (*year == first_year && record.day <= window.to()).then_some(1)
        }
    }
}

fn accident(key: Key, window: Window, record: &Record) -> Option<i64> {
    let Counted::Incident { deaths, serious, minor, counted, larger, .. } = &record.what else { return None };
    if !window.contains(record.day) {
        return None;
    }
    if key.was == Was::Uncounted {
        return (!counted).then_some(1);
    }
    let taken = match key.was {
        Was::Larger => *larger,
        Was::Unknown => deaths.is_none() || serious.is_none(),
        _ => true,
    };
    let value = match key.measure {
        Measure::Incidents => Some(1),
        Measure::Deaths => *deaths,
        Measure::Serious => *serious,
        Measure::Minor => *minor,
    };
    // A record that adds nothing is not behind the number.
    value.filter(|value| *counted && taken && *value > 0)
}

fn inside(cut: &Cut, record: &Record) -> bool {
    let group = match &record.what {
        Counted::Incident { group, .. } => Some(*group),
        _ => None,
    };
    cut.town.as_ref().is_none_or(|town| record.town == *town)
        && cut.group.is_none_or(|wanted: Group| group == Some(wanted))
        && cut.industry.as_ref().is_none_or(|wanted| record.industry.as_deref().unwrap_or_default() == wanted)
}

/// The records behind a number with what each adds, and their sum.
pub fn behind<'a>(period: &Period, key: Key, cut: &Cut, records: &'a [Record]) -> (Vec<(&'a Record, i64)>, i64) {
    let found: Vec<(&Record, i64)> =
        records.iter().filter_map(|record| Some((record, adds(period, key, cut, record)?))).collect();
    let sum = found.iter().map(|(_, adds)| adds).sum();
    (found, sum)
}
