//! What one version of a bulletin counts otherwise than another.
use crate::bulletin::model::{Figures, Key, MEASURES, Measure, Was};

/// One number in two versions; none where it was not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub key: Key,
    pub before: Option<i64>,
    pub after: Option<i64>,
}

/// Every number that stands outside the tables, with its key.
pub fn numbers(figures: &Figures) -> Vec<(Key, Option<i64>)> {
    let mut all = Vec::new();
    let cells = |now: Was, last: Was, cells: &[crate::bulletin::model::Cell]| {
        let both = |cell: &crate::bulletin::model::Cell| {
            [(Key::new(now, cell.measure), Some(cell.now)), (Key::new(last, cell.measure), cell.last)]
        };
        cells.iter().flat_map(both).collect::<Vec<_>>()
    };
    all.extend(cells(Was::Now, Was::Last, &figures.headline));
    all.push((Key::new(Was::Now, Measure::Minor), Some(figures.minor.now)));
    all.extend(MEASURES.iter().zip(&figures.prior).map(|(m, n)| (Key::new(Was::Prior, *m), *n)));
    all.extend(cells(Was::ToDate, Was::ToDateLast, &figures.to_date));
    all.push((Key::of(Was::Larger), Some(figures.larger.now)));
    all.push((Key::of(Was::LargerLast), figures.larger.last));
    all.push((Key::of(Was::Unknown), Some(figures.unknown)));
    all.push((Key::of(Was::Uncounted), Some(figures.uncounted)));
    let done = &figures.compliance;
    for (now, last, pair) in [
        (Was::Congress, Was::CongressLast, done.congress),
        (Was::Hazards, Was::HazardsLast, done.hazards),
        (Was::Fixed, Was::FixedLast, done.fixed),
        (Was::Overdue, Was::OverdueLast, done.overdue),
        (Was::Trained, Was::TrainedLast, done.trained),
        (Was::Hours, Was::HoursLast, done.hours_centi),
        (Was::Filed, Was::FiledLast, done.filed),
    ] {
        all.push((Key::of(now), Some(pair.now)));
        all.push((Key::of(last), pair.last));
    }
    all
}

/// The numbers that are not the same in both.
pub fn moved(before: &Figures, after: &Figures) -> Vec<Moved> {
    let (old, new) = (numbers(before), numbers(after));
    let find = |all: &[(Key, Option<i64>)], key: Key| all.iter().find(|(k, _)| *k == key).and_then(|(_, n)| *n);
    let mut keys: Vec<Key> = new.iter().map(|(key, _)| *key).collect();
    keys.extend(old.iter().map(|(key, _)| *key).filter(|key| !new.iter().any(|(k, _)| k == key)));
    let pairs = keys.into_iter().map(|key| Moved { key, before: find(&old, key), after: find(&new, key) });
    pairs.filter(|moved| moved.before != moved.after).collect()
}
