//! Means of several years and the period before.
use super::{as_leader, day, district, event};
use crate::db::testing::each;
use crate::trends::model::{Against, Span};
use crate::trends::service::{self, Asked};

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
