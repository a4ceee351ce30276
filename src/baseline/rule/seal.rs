//! What is sealed when a version is frozen.
use crate::baseline::model::{Baseline, Differences, Judged, Line, Period};
use uuid::Uuid;

/// The text whose SHA-256 is printed on a frozen baseline: what it is, and every row, as JSON arrays one a line. What it
/// corrects, why, by which rules it was judged and what differs are part of it where they are known.
pub fn sealed_text(baseline: &Baseline, more: &Sealed<'_>, lines: &[Line]) -> String {
    let head = serde_json::json!([
        baseline.year,
        baseline.origin.key(),
        baseline.resolution.key(),
        baseline.as_of,
        baseline.definition
    ]);
    let known = more.judged.is_some() || more.restates.is_some();
    let more =
        known.then(|| serde_json::json!([more.judged, more.restates, more.reason, more.differences]).to_string());
    std::iter::once(head.to_string()).chain(more).chain(sealed_rows(lines)).collect::<Vec<_>>().join("\n")
}

/// What is sealed with the figures of a version, beside its head.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sealed<'a> {
    pub judged: Option<&'a Judged>,
    pub restates: Option<Uuid>,
    pub reason: Option<&'a str>,
    pub differences: Option<&'a Differences>,
}

/// The rows as they are sealed, in their order.
pub fn sealed_rows(lines: &[Line]) -> impl Iterator<Item = String> + '_ {
    lines.iter().map(|line| {
        let row = &line.row;
        let (month, day) = match row.period {
            Period::Day(day) => (None, Some(day)),
            Period::Month(month) => (Some(month), None),
            Period::Year => (None, None),
        };
        let figures = [row.incidents, row.deaths, row.serious, row.loss.map(|loss| loss.0)];
        let names = [&row.town, &row.industry, &line.category_code, &line.category];
        let source = line.enterprise.as_ref().map(|(id, _)| id);
        serde_json::json!([line.seq, month, day, names, source, line.incident, figures]).to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::model::{Origin, Resolution, Row, State};

    fn baseline() -> Baseline {
        Baseline {
            year: 2021,
            version: 1,
            state: State::Frozen,
            origin: Origin::Imported,
            resolution: Resolution::Month,
            as_of: chrono::NaiveDate::from_ymd_opt(2022, 1, 12).expect("a day"),
            definition: "纳入统计的生产安全事故".to_owned(),
        }
    }

    fn row(period: Period, town: Option<&str>, incidents: Option<i64>) -> Row {
        let town = town.map(str::to_owned);
        Row { period, town, industry: None, group: None, incidents, deaths: None, serious: None, loss: None }
    }

    #[test]
    fn the_seal_changes_with_any_figure_name_or_definition() {
        let line = |seq, incidents| Line {
            seq,
            row: row(Period::Month(1), Some("白米镇"), incidents),
            category_code: None,
            category: None,
            enterprise: None,
            incident: None,
            cell: Some(("Sheet1".to_owned(), 2)),
        };
        let base = baseline();
        let plain = Sealed::default();
        let text = sealed_text(&base, &plain, &[line(1, Some(3))]);
        assert_eq!(text.lines().count(), 2, "what was frozen before restatements is sealed as it was");
        for other in [sealed_text(&base, &plain, &[line(1, Some(4))]), sealed_text(&base, &plain, &[line(1, None)])] {
            assert_ne!(text, other);
        }
        let restated = Sealed { restates: Some(Uuid::nil()), reason: Some("核减一起"), ..plain };
        let why = sealed_text(&base, &restated, &[line(1, Some(3))]);
        assert_ne!(text, why);
        let other_why = sealed_text(&base, &Sealed { reason: Some("核增一起"), ..restated }, &[line(1, Some(3))]);
        assert_ne!(why, other_why);
        let redefined = Baseline { definition: "全部事故".to_owned(), ..base };
        assert_ne!(text, sealed_text(&redefined, &plain, &[line(1, Some(3))]));
    }
}
