//! Means of several years and the period before.
use super::{as_leader, day, district, event};
use crate::db::testing::each;
use crate::kernel::window::Window;
use crate::trends::model::{Against, Span};
use crate::trends::service::{self, Apart, Asked};

#[tokio::test]
async fn means_and_the_period_before_say_what_they_are_made_of() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2023-03-01", 0, Some("08"), Some(1)),
            event("2024-03-01", 0, Some("08"), Some(1)),
            event("2024-04-01", 0, Some("08"), Some(1)),
            event("2025-03-01", 0, Some("08"), Some(1)),
            event("2026-08-03", 0, Some("08"), Some(1)),
            event("2026-09-04", 0, Some("08"), Some(1)),
            event("2026-09-05", 1, Some("08"), Some(1)),
        ])
        .await;
        for year in [2023, 2024] {
            d.freeze(year).await;
        }
        let leader = as_leader(&d.ctx, None);
        let of = |span, against, to: &str| Asked { span, against, ..Asked::to_date(day(to), None) };
        let mean = of(Span::ToDate, Against::Mean3, "2026-11-05");
        let compared = service::compare(&leader, mean.clone()).await.expect("compared");
        assert_eq!(compared.board.headline[0].before, None, "2025 was never frozen: no mean of two years is made");
        assert_eq!(compared.behind.iter().filter(|one| one.document.is_none()).count(), 1);
        d.freeze(2025).await;
        let compared = service::compare(&leader, mean).await.expect("compared");
        let report =
            crate::trends::rule::board::compared(&compared.board.headline[0], &compared.rules).expect("figures");
        assert_eq!(report.change.before.map(|b| b.to_string()).as_deref(), Some("1.3"), "4 in three years");
        let month =
            service::compare(&leader, of(Span::Month, Against::Previous, "2026-09-15")).await.expect("compared");
        let cell = month.board.headline[0];
        assert_eq!((cell.before.map(|sum| sum.total), cell.now.map(|sum| sum.total)), (Some(1), Some(2)));
        assert!(month.behind.iter().all(|one| one.from_records), "no baseline speaks of the running year");
        let rolling =
            service::compare(&leader, of(Span::Rolling, Against::LastYear, "2026-03-01")).await.expect("compared");
        assert_eq!(rolling.behind.len(), 2, "a year that runs over new year has a baseline for each of its years");
        let cell = rolling.board.headline[0];
        assert_eq!((cell.before.map(|sum| sum.total), cell.now.map(|sum| sum.total)), (Some(2), Some(0)));
    })
    .await;
}

#[tokio::test]
async fn days_on_both_sides_are_not_compared_and_open_casualties_are_no_fall() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2024-03-01", 0, Some("08"), Some(1)),
            event("2025-03-01", 0, Some("08"), Some(2)),
            event("2026-03-01", 0, Some("08"), None),
        ])
        .await;
        for year in [2023, 2024, 2025] {
            d.freeze(year).await;
        }
        let leader = as_leader(&d.ctx, None);
        let long =
            Asked { span: Span::Range, from: Some(day("2024-02-01")), ..Asked::to_date(day("2025-12-31"), None) };
        let compared = service::compare(&leader, long).await.expect("compared");
        let shared = Window::new(day("2024-02-01"), day("2024-12-31")).expect("in order");
        assert_eq!(compared.apart(), Some(Apart::Overlap(shared)));
        let report = compared.report(&compared.board.headline[0]).expect("counts");
        assert_eq!((report.change.percent, report.test, report.caution), (None, None, None));

        let month = Asked { span: Span::Month, ..Asked::to_date(day("2026-03-31"), None) };
        let compared = service::compare(&leader, month).await.expect("compared");
        assert_eq!(compared.apart(), None);
        let [accidents, deaths, _] = &compared.board.headline;
        assert_eq!(
            compared.report(accidents).expect("counts").change.diff.map(|d| d.to_string()).as_deref(),
            Some("0")
        );
        assert_eq!(
            (deaths.now.map(|sum| (sum.total, sum.unknown)), deaths.before.map(|sum| sum.total)),
            (Some((0, 1)), Some(2))
        );
        let open = compared.report(deaths).expect("counts").change;
        assert_eq!((open.diff, open.percent), (None, None), "two dead before, and nobody knows how many now");
        let told = serde_json::to_value(crate::trends::form::answer(&leader, &compared)).expect("told");
        let of = |key: &str| told["measures"].as_array().into_iter().flatten().find(|one| one["key"] == key).cloned();
        assert_eq!(of("deaths").expect("told")["difference"], serde_json::Value::Null);
        assert_eq!(of("incidents").expect("told")["difference"], "0");
    })
    .await;
}

#[tokio::test]
async fn a_mean_is_told_with_its_windows_wherever_it_is_formed() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2023-03-01", 0, Some("08"), Some(1)),
            event("2024-03-01", 0, Some("08"), Some(1)),
            event("2024-04-01", 0, Some("08"), Some(1)),
            event("2025-03-01", 0, Some("08"), Some(1)),
            event("2026-08-03", 0, Some("08"), Some(1)),
        ])
        .await;
        for year in [2023, 2024, 2025] {
            d.freeze(year).await;
        }
        let leader = as_leader(&d.ctx, None);
        let mean = Asked { against: Against::Mean3, ..Asked::to_date(day("2026-11-05"), None) };
        let compared = service::compare(&leader, mean).await.expect("compared");
        let told = serde_json::to_value(crate::trends::form::answer(&leader, &compared)).expect("told");
        assert_eq!(told["earlier_windows"].as_array().map(Vec::len), Some(3));
        let of = |key: &str| told["measures"].as_array().into_iter().flatten().find(|one| one["key"] == key).cloned();
        let incidents = of("incidents").expect("told");
        assert_eq!((&incidents["mean"]["value"], &incidents["mean"]["years"]), (&1.3.into(), &3.into()));
        assert_eq!(incidents["difference"], "−0.3");
        assert_eq!(of("hazards").expect("told").get("mean"), None, "none is formed of it");
    })
    .await;
}
