//! From a number to exactly its records.
use super::model::{Cell, Half, Span};
use super::rule::span::upto;
use super::service::{Asked, Behind, Compared};
use crate::baseline::model::Metric;
use crate::figures::measure::Measure;
use crate::figures::model::Cut;
use crate::kernel::window::Window;
use chrono::{Datelike, NaiveDate};
use form_urlencoded::Serializer;
use uuid::Uuid;

pub use super::rule::past::Of;

/// A query to be written after `path?`.
fn after(path: &str) -> Serializer<'static, String> {
    let start = format!("{path}?");
    let length = start.len();
    Serializer::for_suffix(start, length)
}

fn address(path: &str, window: Window, of: Of<'_>, metric: Metric, counted: Option<&str>) -> String {
    let mut query = after(path);
    query.append_pair("from", &window.from().to_string()).append_pair("to", &window.to().to_string());
    if let Some(town) = of.town {
        query.append_pair("town", town);
    }
    if let Some(group) = of.group {
        query.append_pair("category", group.key());
    }
    if let Some(counted) = counted {
        query.append_pair("counted", counted);
    }
    match metric {
        Metric::Deaths => query.append_pair("deaths_min", "1"),
        Metric::Serious => query.append_pair("serious_min", "1"),
        Metric::Incidents | Metric::Loss => &mut query,
    };
    query.finish()
}

/// This year's accidents behind a number. For casualties: those with at least one.
pub fn incidents(window: Window, of: Of<'_>, metric: Metric) -> String {
    address("/incidents", window, of, metric, Some("yes"))
}

/// Recorded, but not counted by the statistics rule.
pub fn uncounted(window: Window, of: Of<'_>) -> String {
    address("/incidents", window, of, Metric::Incidents, Some("no"))
}

/// Last year's rows behind a number.
pub fn baseline(id: Uuid, window: Window, of: Of<'_>, metric: Metric) -> String {
    address(&format!("/baselines/{id}"), window, of, metric, None)
}

/// Rows of a frozen year by the letter of an industry's section; none: of those whose industry nobody told.
pub fn of_section(id: Uuid, window: Window, of: Of<'_>, metric: Metric, section: Option<char>) -> String {
    let letter = section.map_or_else(|| "-".to_owned(), String::from);
    format!("{}&section={letter}", baseline(id, window, of, metric))
}

/// Both links of a cell; none for a side that has no answer.
///
/// Where a list of records is cut by the same window, town and type, it is the list; what no list is cut by (parts of the roll,
/// same senders, several years) has its own page of rows.
pub fn both(compared: &Compared, cell: &Cell, of: Of<'_>) -> (Option<String>, Option<String>) {
    let asked = &compared.asked;
    let plain = !asked.same_senders && of.part.is_none();
    let list = |side: Side, made_of: &[Behind], window: Window| match made_of {
        _ if !plain => behind(asked, side, of, cell.metric),
        [Behind { document: Some(document), .. }] => baseline(document.id, window, of, cell.metric),
        [_] => incidents(window, of, cell.metric),
        all if side == Side::Now && all.iter().all(|one| one.from_records) => incidents(window, of, cell.metric),
        _ => behind(asked, side, of, cell.metric),
    };
    let windows = compared.windows();
    let now = cell.now.map(|_| list(Side::Now, &compared.here, windows.now));
    let before = cell.before.map(|_| list(Side::Before, &compared.behind, windows.last));
    (now, before)
}

/// The records behind a running total up to a day of this side; none where no list holds exactly them: of same senders, and of
/// the mean of several years. The last step is the window itself.
pub fn step(compared: &Compared, side: Side, until: NaiveDate) -> Option<String> {
    let windows = compared.windows();
    let of = Of { town: compared.town.as_deref(), ..Of::default() };
    if until >= windows.now.to() {
        let (now, before) = both(compared, &compared.board.headline[0], of);
        return if side == Side::Now { now } else { before };
    }
    let (made_of, window) = match side {
        Side::Now => (&compared.here, Window::new(windows.now.from(), until)?),
        Side::Before => (&compared.behind, upto(windows.now, windows.last, until)?),
    };
    if compared.asked.same_senders {
        return None;
    }
    match made_of.as_slice() {
        [Behind { document: Some(document), .. }] => Some(baseline(document.id, window, of, Metric::Incidents)),
        all if all.iter().all(|one| one.from_records) => Some(incidents(window, of, Metric::Incidents)),
        _ => None,
    }
}

/// Which side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Now,
    Before,
}

impl Side {
    pub fn key(self) -> &'static str {
        match self {
            Side::Now => "now",
            Side::Before => "before",
        }
    }

    pub fn parse(key: &str) -> Side {
        if key == "before" { Side::Before } else { Side::Now }
    }
}

/// Writes what was asked: the address says everything.
fn write_asked(query: &mut Serializer<'static, String>, asked: &Asked) {
    if asked.span != Span::default() {
        query.append_pair("span", asked.span.key());
    }
    if asked.against != Default::default() {
        query.append_pair("against", asked.against.key());
    }
    if let Some(from) = asked.from.filter(|_| asked.span == Span::Range) {
        query.append_pair("from", &from.to_string());
    }
    query.append_pair("to", &asked.to.to_string());
    if let Some(town) = &asked.town {
        query.append_pair("town", town);
    }
    if asked.same_senders {
        query.append_pair("senders", "same");
    }
    if let Some(cut) = asked.cut {
        query.append_pair("cut", cut.key());
    }
}

/// What was asked, as the fields of a form.
pub fn asked(asked: &Asked) -> Vec<(String, String)> {
    let mut query = Serializer::new(String::new());
    write_asked(&mut query, asked);
    form_urlencoded::parse(query.finish().as_bytes()).into_owned().collect()
}

/// The rows behind a number that no list is cut by.
pub fn behind(asked: &Asked, side: Side, of: Of<'_>, metric: Metric) -> String {
    let mut query = after("/trends/behind");
    write_asked(&mut query, asked);
    query.append_pair("side", side.key()).append_pair("metric", metric.key());
    if let Some(town) = of.town.filter(|town| asked.town.as_deref() != Some(*town)) {
        query.append_pair("of-town", town);
    }
    if let Some(group) = of.group {
        query.append_pair("of-type", group.key());
    }
    if let Some(part) = of.part {
        query.append_pair("of-part", if part.is_empty() { "-" } else { part });
    }
    query.finish()
}

/// The records behind one half of a measure, of all or of one part of a cut: by its name, of a cut by enterprise by its id.
///
/// Where a list of records holds exactly them it is the list; everything else has its own page of rows.
pub fn records(
    compared: &Compared,
    measure: &Measure,
    (half, side): (Half, Side),
    part: Option<(Cut, &str)>,
) -> String {
    listed(compared, measure, (half, side), part).unwrap_or_else(|| {
        let mut query = after("/trends/records");
        write_asked(&mut query, &Asked { cut: None, ..compared.asked.clone() });
        query.append_pair("measure", measure.key).append_pair("half", half.key()).append_pair("side", side.key());
        if let Some((cut, name)) = part {
            query.append_pair("of-cut", cut.key()).append_pair("of-part", if name.is_empty() { "-" } else { name });
        }
        query.finish()
    })
}

/// The list that holds exactly the records behind a half of a measure; none: no list does.
fn listed(
    compared: &Compared,
    measure: &Measure,
    (half, side): (Half, Side),
    part: Option<(Cut, &str)>,
) -> Option<String> {
    let (window, made_of) = match side {
        Side::Now => (compared.windows().now, &compared.here),
        Side::Before => (compared.windows().last, &compared.behind),
    };
    let recorded = made_of.iter().all(|one| one.from_records);
    let (town, enterprise) = match part {
        None => (compared.town.as_deref(), None),
        Some((Cut::Town, town)) => (Some(town), None),
        Some((Cut::Enterprise, id)) => (compared.town.as_deref(), Some(id)),
        Some(_) => return None,
    };
    if compared.asked.same_senders {
        return None;
    }
    let of_place = |path: &str, days: &[(&str, NaiveDate)]| {
        let mut query = after(path);
        for (name, day) in days {
            query.append_pair(name, &day.to_string());
        }
        for (name, value) in [("town", town), ("enterprise", enterprise)] {
            query.extend_pairs(value.map(|value| (name, value)));
        }
        query.finish()
    };
    let dated = |path: &str| of_place(path, &[("from", window.from()), ("to", window.to())]);
    let accidents = || format!("{}&counted=yes", dated("/incidents"));
    Some(match (measure.key, half) {
        ("incidents", Half::Top) if recorded => accidents(),
        ("near", Half::Top) if recorded => format!("{}&counted=no&unhurt=yes", dated("/incidents")),
        ("hazards", Half::Top) => dated("/hazards"),
        ("hazards-fixed", Half::Top) => {
            of_place("/hazards", &[("closed_from", window.from()), ("closed_to", window.to())])
        }
        ("hazards-overdue", Half::Top) => of_place("/hazards", &[("late_on", window.to())]),
        ("congress-published", Half::Top) => {
            format!("{}&published=yes&published_by={}", dated("/congress"), window.to())
        }
        ("congress-published", Half::Under) => dated("/congress"),
        ("filing", Half::Top) if enterprise.is_none() => filing(window.to().year(), window.to(), town, true),
        _ => return None,
    })
}

/// The same comparison somewhere else: as a workbook, of one measure.
pub fn same(path: &str, asked: &Asked) -> String {
    let mut query = after(path);
    write_asked(&mut query, asked);
    query.finish()
}

/// Enterprises that had filed, or had not, for a year by a day.
pub fn filing(year: i32, by: NaiveDate, town: Option<&str>, filed: bool) -> String {
    let mut query = after("/trends/filing");
    query.append_pair("year", &year.to_string()).append_pair("by", &by.to_string());
    query.append_pair("filed", if filed { "yes" } else { "no" });
    if let Some(town) = town {
        query.append_pair("town", town);
    }
    query.finish()
}

/// The leader's page of one town.
pub fn of_town(asked: &Asked, town: &str) -> String {
    same("/trends", &Asked { town: Some(town.to_owned()), ..asked.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::group::Group;

    #[test]
    fn a_number_leads_to_its_own_window_town_type_and_metric() {
        let day = |text: &str| text.parse().expect(text);
        let window = Window::new(day("2026-01-01"), day("2026-11-05")).expect("in order");
        let of = Of { town: Some("白米镇"), group: Some(Group::Fire), part: None };
        assert_eq!(
            incidents(window, of, Metric::Deaths),
            "/incidents?from=2026-01-01&to=2026-11-05&town=%E7%99%BD%E7%B1%B3%E9%95%87&category=fire&counted=yes&deaths_min=1"
        );
        assert_eq!(
            baseline(Uuid::nil(), window.twin(), Of::default(), Metric::Serious),
            "/baselines/00000000-0000-0000-0000-000000000000?from=2025-01-01&to=2025-11-05&serious_min=1"
        );
    }
}
