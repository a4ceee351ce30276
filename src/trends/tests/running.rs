//! The chart of running totals: what its points say is what is behind them, and the mean of years is a mean.
use super::{Event, as_leader, day, district, event, query};
use crate::baseline;
use crate::db::testing::each;
use crate::i18n::Lang;
use crate::trends::model::{Against, Span};
use crate::trends::page::running::lines as running_lines;
use crate::trends::service::{self, Asked};
use crate::ui::chart::Value;

fn events() -> Vec<Event> {
    let at = |on: &str, town| event(on, town, Some("08"), Some(1));
    vec![
        at("2023-02-01", 0),
        at("2023-03-01", 0),
        at("2024-03-01", 0),
        at("2025-03-01", 1),
        at("2025-03-31", 1),
        at("2025-08-09", 0),
        at("2026-02-03", 0),
        at("2026-08-03", 0),
        at("2026-09-05", 1),
    ]
}

#[tokio::test]
async fn every_point_opens_as_many_records_as_it_says() {
    each(async |db| {
        let d = district(db).await;
        d.record(&events()).await;
        d.freeze(2025).await;
        let leader = as_leader(&d.ctx, None);
        let spans = [
            Asked::to_date(day("2026-11-05"), None),
            Asked { span: Span::Month, ..Asked::to_date(day("2026-08-20"), None) },
        ];
        let mut followed = 0;
        for asked in spans {
            let compared = service::compare(&leader, asked).await.expect("compared");
            let (lines, _) = running_lines(Lang::En, &compared).expect("known");
            assert_eq!(lines.totals.len(), lines.steps.len());
            for Value { value, href, said, .. } in lines.totals.iter().chain(&lines.totals_last) {
                let count = value.expect("a number") as i64;
                assert!(said.ends_with(&format!(" {count}")), "{said}");
                assert_eq!(href.is_some(), count > 0, "{said}");
                let Some(href) = href.as_deref() else { continue };
                let path = href.split('?').next().unwrap_or_default();
                let found = if path == "/incidents" {
                    let filter = crate::incident::model::Filter::read(&query(href));
                    crate::incident::service::list(&leader, &filter).await.expect("listed").totals.records
                } else {
                    let id = path.strip_prefix("/baselines/").and_then(|id| id.parse().ok()).expect("a baseline");
                    let asked = baseline::page::asked(&query(href));
                    let shown = baseline::service::show(&leader, id, &asked).await.expect("shown");
                    assert_eq!(shown.why, None, "{path}");
                    shown.lines.len() as i64
                };
                assert_eq!(found, count, "{said}: {href}");
                followed += 1;
            }
        }
        assert!(followed > 15, "{followed}");
    })
    .await;
}

#[tokio::test]
async fn against_a_mean_the_line_is_the_mean_and_not_the_sum_of_the_years() {
    each(async |db| {
        let d = district(db).await;
        d.record(&events()).await;
        for year in [2023, 2024, 2025] {
            d.freeze(year).await;
        }
        let leader = as_leader(&d.ctx, None);
        let asked = Asked { against: Against::Mean3, ..Asked::to_date(day("2026-11-05"), None) };
        let compared = service::compare(&leader, asked).await.expect("compared");
        let (lines, said) = running_lines(Lang::En, &compared).expect("known");
        let last = lines.totals_last.last().expect("a line");
        assert_eq!(last.value, Some(2.0), "6 accidents in three years");
        assert!(said.contains("2.0") && last.said.ends_with(" 2.0"), "{said} {}", last.said);
        assert_eq!(lines.numbers("To".into()).rows.last().map(|(_, cells)| cells[0].written()).as_deref(), Some("2.0"));
    })
    .await;
}
