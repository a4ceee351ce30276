//! Two versions of one year set side by side: where their figures differ, and which accidents make them.
use super::{Cut, period, stated};
use crate::baseline::model::{Difference, Line, Period, Place, Resolution, Row, Sums, sums};
use crate::kernel::intake::Change;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The rows that add up to everything a baseline tells, by their places: stated totals once, else their parts.
pub fn totals(resolution: Resolution, rows: &[Row]) -> Vec<usize> {
    if resolution == Resolution::Day {
        return (0..rows.len()).collect();
    }
    if let Some(stated) = stated(rows, Period::Year, Cut::WHOLE) {
        return stated;
    }
    let months: Vec<usize> =
        (1..=12).filter_map(|month| period(rows, Period::Month(month), Cut::WHOLE)).flatten().collect();
    if months.is_empty() { period(rows, Period::Year, Cut::WHOLE).unwrap_or_default() } else { months }
}

fn month_of(row: &Row) -> Option<u32> {
    use chrono::Datelike;
    match row.period {
        Period::Day(day) => Some(day.month()),
        Period::Month(month) => Some(month),
        Period::Year => None,
    }
}

/// The sums of the rows that pass; none where no row does.
fn sums_of(resolution: Resolution, lines: &[Line], keep: impl Fn(&Line) -> bool) -> Option<Sums> {
    let rows: Vec<Row> = lines.iter().filter(|line| keep(line)).map(|line| line.row.clone()).collect();
    let chosen = totals(resolution, &rows);
    (!chosen.is_empty()).then(|| sums(chosen.iter().map(|at| &rows[*at])))
}

/// Every place that lines tell of, the whole first.
fn places(lines: &[Line]) -> BTreeSet<Place> {
    let of = |line: &Line| {
        let month = month_of(&line.row).map(Place::Month);
        let town = line.row.town.clone().map(Place::Town);
        let industry = line.row.industry.clone().map(Place::Industry);
        let category = line.category.clone().map(Place::Category);
        [Some(Place::Whole), month, town, industry, category]
    };
    lines.iter().flat_map(of).flatten().collect()
}

fn at(resolution: Resolution, lines: &[Line], place: &Place) -> Option<Sums> {
    sums_of(resolution, lines, |line| match place {
        Place::Whole => true,
        Place::Month(month) => month_of(&line.row) == Some(*month),
        Place::Town(town) => line.row.town.as_ref() == Some(town),
        Place::Industry(industry) => line.row.industry.as_ref() == Some(industry),
        Place::Category(category) => line.category.as_ref() == Some(category),
    })
}

/// Where two versions differ: the whole, then months, towns, industries and types, each only where its figures do.
/// A place that only one of them tells of differs, unless the version that lacks it tells of no such place at all: then it
/// was given more coarsely, which is no difference of figures.
pub fn differing((old_by, old): (Resolution, &[Line]), (new_by, new): (Resolution, &[Line])) -> Vec<Difference> {
    let kind = |place: &Place| std::mem::discriminant(place);
    let (of_old, of_new) = (places(old), places(new));
    let tells = |all: &BTreeSet<Place>, place: &Place| all.iter().any(|other| kind(other) == kind(place));
    let difference = |place: &Place| {
        let (was, is) = (at(old_by, old, place), at(new_by, new, place));
        let told = tells(&of_old, place) && tells(&of_new, place);
        let whole = *place == Place::Whole;
        (was != is && (told || whole)).then(|| Difference { place: place.clone(), old: was, new: is })
    };
    of_old.union(&of_new).filter_map(difference).collect()
}

/// Every place that any of several versions tells of, the whole first, with what each version says of it.
pub fn side_by_side(versions: &[(Resolution, &[Line])]) -> Vec<(Place, Vec<Option<Sums>>)> {
    let all: BTreeSet<Place> = versions.iter().flat_map(|(_, lines)| places(lines)).collect();
    let row = |place: Place| {
        let said = versions.iter().map(|(resolution, lines)| at(*resolution, lines, &place)).collect();
        (place, said)
    };
    all.into_iter().map(row).collect()
}

/// The accidents that differ between two lists of one row each: the accident, and what each list says of it.
pub fn differing_lines<'a>(old: &'a [Line], new: &'a [Line]) -> Vec<(Uuid, Option<&'a Line>, Option<&'a Line>)> {
    let mut both: BTreeMap<Uuid, (Option<&Line>, Option<&Line>)> = BTreeMap::new();
    for line in old {
        if let Some(id) = line.incident {
            both.entry(id).or_default().0 = Some(line);
        }
    }
    for line in new {
        if let Some(id) = line.incident {
            both.entry(id).or_default().1 = Some(line);
        }
    }
    let same = |old: Option<&Line>, new: Option<&Line>| match (old, new) {
        (Some(old), Some(new)) => {
            old.row == new.row && (&old.category_code, &old.category) == (&new.category_code, &new.category)
        }
        _ => false,
    };
    let mut found: Vec<_> =
        both.into_iter().filter(|(_, (old, new))| !same(*old, *new)).map(|(id, (old, new))| (id, old, new)).collect();
    let day = |line: Option<&Line>| line.map(|line| line.row.period);
    found.sort_by_key(|(id, old, new)| (day(*new).or(day(*old)), *id));
    found
}

/// What two rows of one accident say otherwise, field by field; of a row that only one list has, what it says.
pub fn changed(old: Option<&Line>, new: Option<&Line>) -> Vec<Change> {
    let told = |line: Option<&Line>| -> [Option<String>; 7] {
        let Some(line) = line else { return Default::default() };
        let row = &line.row;
        let day = if let Period::Day(day) = row.period { Some(day.to_string()) } else { None };
        let count = |n: Option<i64>| n.map(|n| n.to_string());
        [
            day,
            row.town.clone(),
            row.industry.clone(),
            line.category.clone(),
            count(row.deaths),
            count(row.serious),
            row.loss.map(|loss| loss.to_string()),
        ]
    };
    const FIELDS: [&str; 7] = ["day", "town", "industry", "category", "deaths", "serious", "loss"];
    let changes = FIELDS.iter().zip(told(old)).zip(told(new)).filter(|((_, old), new)| old != new);
    changes.map(|((field, old), new)| Change::new(field, old, new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::model::Sum;

    fn line(period: Period, town: Option<&str>, category: Option<&str>, incidents: i64, deaths: Option<i64>) -> Line {
        Line {
            seq: 1,
            row: Row {
                period,
                town: town.map(str::to_owned),
                industry: None,
                group: category.map(|_| crate::incident::group::Group::Unlisted),
                incidents: Some(incidents),
                deaths,
                serious: None,
                loss: None,
            },
            category_code: None,
            category: category.map(str::to_owned),
            enterprise: None,
            incident: None,
            cell: None,
        }
    }

    fn by_year(old: &[Line], new: &[Line]) -> Vec<(Place, Option<i64>, Option<i64>)> {
        let count = |sums: Option<Sums>| sums.map(|sums| sums[0].total);
        let found = differing((Resolution::Year, old), (Resolution::Year, new));
        found.into_iter().map(|d| (d.place, count(d.old), count(d.new))).collect()
    }

    #[test]
    fn the_whole_comes_first_then_the_places_that_differ() {
        let old =
            [line(Period::Year, Some("白米镇"), None, 200, None), line(Period::Year, Some("张甸镇"), None, 151, None)];
        let new =
            [line(Period::Year, Some("白米镇"), None, 199, None), line(Period::Year, Some("张甸镇"), None, 151, None)];
        let town = Place::Town("白米镇".to_owned());
        assert_eq!(by_year(&old, &new), [(Place::Whole, Some(351), Some(350)), (town, Some(200), Some(199))]);
        assert_eq!(by_year(&old, &old), []);
    }

    #[test]
    fn a_stated_total_is_not_added_to_its_parts() {
        let old = [line(Period::Year, None, None, 351, Some(299)), line(Period::Year, Some("白米镇"), None, 200, None)];
        let new = [line(Period::Year, None, None, 350, Some(298)), line(Period::Year, Some("白米镇"), None, 200, None)];
        assert_eq!(by_year(&old, &new), [(Place::Whole, Some(351), Some(350))]);
        let sums = differing((Resolution::Year, &old), (Resolution::Year, &new))[0].new.expect("given");
        assert_eq!(sums[1], Sum { total: 298, unknown: 0 });
        let whole_only = &old[..1];
        assert_eq!(by_year(whole_only, &old), [], "a finer version of the same figures differs in nothing");
    }

    #[test]
    fn a_blank_that_becomes_known_is_a_difference() {
        let (old, new) = ([line(Period::Year, None, None, 3, None)], [line(Period::Year, None, None, 3, Some(0))]);
        assert_eq!(by_year(&old, &new), [(Place::Whole, Some(3), Some(3))]);
    }

    #[test]
    fn kinds_of_one_industry_add_up_and_are_told_apart() {
        let of = |kind, n| line(Period::Year, None, Some(kind), n, None);
        let (old, new) = ([of("Fall from height", 10), of("Slip", 20)], [of("Fall from height", 10), of("Slip", 21)]);
        let slip = Place::Category("Slip".to_owned());
        assert_eq!(by_year(&old, &new), [(Place::Whole, Some(30), Some(31)), (slip, Some(20), Some(21))]);
    }

    #[test]
    fn accidents_are_matched_by_their_record() {
        let ids = [1, 2, 3].map(Uuid::from_u128);
        let on = |at: usize, day: &str, deaths| Line {
            incident: Some(ids[at]),
            ..line(Period::Day(day.parse().expect("a day")), Some("白米镇"), Some("火灾"), 1, deaths)
        };
        let old = [on(0, "2025-03-01", Some(1)), on(1, "2025-04-01", Some(0))];
        let new = [on(0, "2025-03-01", Some(2)), on(2, "2025-01-05", None)];
        let found = differing_lines(&old, &new);
        let what: Vec<_> = found.iter().map(|(id, old, new)| (*id, old.is_some(), new.is_some())).collect();
        assert_eq!(what, [(ids[2], false, true), (ids[0], true, true), (ids[1], true, false)]);
        let change = Change::new("deaths", Some("1".to_owned()), Some("2".to_owned()));
        assert_eq!(changed(found[1].1, found[1].2), [change]);
        assert_eq!(changed(None, found[0].2).len(), 3, "day, town and type; what is not known is not told");
        assert_eq!(differing_lines(&old, &old), []);
    }
}
