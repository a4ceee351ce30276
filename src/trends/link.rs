//! From a number to exactly its records.
use super::model::{Cell, Windows};
use crate::baseline::model::Metric;
use crate::incident::group::Group;
use crate::kernel::window::Window;
use chrono::NaiveDate;
use form_urlencoded::Serializer;
use uuid::Uuid;

/// What a number is of: the whole scope of the page, one town, one group of accident types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Of<'a> {
    pub town: Option<&'a str>,
    pub group: Option<Group>,
}

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

/// Both links of a cell; none for last year where it has no answer.
pub fn both(windows: &Windows, document: Option<Uuid>, cell: &Cell, of: Of<'_>) -> (String, Option<String>) {
    let last = document.filter(|_| cell.before.is_some()).map(|id| baseline(id, windows.last, of, cell.metric));
    (incidents(windows.now, of, cell.metric), last)
}

/// Enterprises that filed, or did not, for a year.
pub fn filing(year: i32, town: Option<&str>, filed: bool) -> String {
    let mut query = after("/trends/filing");
    query.append_pair("year", &year.to_string()).append_pair("filed", if filed { "yes" } else { "no" });
    if let Some(town) = town {
        query.append_pair("town", town);
    }
    query.finish()
}

/// The leader's page of another day or town.
pub fn trends(to: NaiveDate, town: Option<&str>) -> String {
    let mut query = after("/trends");
    query.append_pair("to", &to.to_string());
    if let Some(town) = town {
        query.append_pair("town", town);
    }
    query.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_to_its_own_window_town_type_and_metric() {
        let day = |text: &str| text.parse().expect(text);
        let window = Window::new(day("2026-01-01"), day("2026-11-05")).expect("in order");
        let of = Of { town: Some("白米镇"), group: Some(Group::Fire) };
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
