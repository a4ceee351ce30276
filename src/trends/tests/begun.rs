//! What was never recorded is no data: not nought, and nothing is better for it.
use super::{as_leader, compare, day, district, event, query};
use crate::baseline::model::Metric;
use crate::db::run;
use crate::db::testing::each;
use crate::figures::measure::Measure;
use crate::trends::link::{self, Of, Side};
use crate::trends::model::Span;
use crate::trends::rule::measured;
use crate::trends::service::{self, Asked};
use uuid::Uuid;

/// 2014 and 2015 are frozen, of 2016 a single accident is recorded.
async fn frozen_years(d: &super::District) {
    d.record(&[
        event("2014-02-01", 0, Some("08"), Some(3)),
        event("2014-03-01", 1, Some("08"), Some(0)),
        event("2014-04-01", 1, Some("03"), Some(0)),
        event("2015-03-01", 1, Some("08"), Some(1)),
        event("2015-08-01", 2, Some("08"), Some(1)),
    ])
    .await;
    for year in [2014, 2015] {
        d.freeze(year).await;
    }
    let mut tx = d.ctx.write().await.expect("write");
    run!(&mut tx, "DELETE FROM incident").expect("never recorded here");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn a_year_without_records_is_what_its_baseline_says() {
    each(async |db| {
        let d = district(db).await;
        frozen_years(&d).await;
        d.record(&[event("2016-05-01", 0, Some("08"), Some(1))]).await;
        let leader = as_leader(&d.ctx, None);
        let of = |span, to: &str| Asked { span, ..Asked::to_date(day(to), None) };
        let year = service::compare(&leader, of(Span::Year, "2015-06-01")).await.expect("compared");
        let totals = year.board.headline.map(|cell| (cell.before.map(|s| s.total), cell.now.map(|s| s.total)));
        assert_eq!(totals, [(Some(3), Some(2)), (Some(3), Some(2)), (Some(0), Some(0))]);
        let document = year.here[0].document.as_ref().expect("the baseline of 2015 is named");
        assert_eq!(document.baseline.year, 2015);
        // The list behind the number is the baseline's, and has as many rows.
        let (now, _) = link::both(&year, &year.board.headline[0], Of::default());
        let now = now.expect("a list");
        assert!(now.starts_with(&format!("/baselines/{}?", document.id)), "{now}");
        let asked = crate::baseline::page::asked(&query(&now));
        assert_eq!(crate::baseline::service::show(&leader, document.id, &asked).await.expect("shown").lines.len(), 2);
        let (_, rows) =
            service::behind(&leader, of(Span::Year, "2015-06-01"), Side::Now, Of::default(), Metric::Deaths)
                .await
                .expect("rows");
        assert_eq!(rows.len(), 2);
        let value = |key: &str| {
            let both = measured::both(Measure::find(key).expect(key), year.windows(), &year.counts);
            (both.before.map(|value| value.top), both.now.map(|value| value.top))
        };
        assert_eq!((value("incidents"), value("deaths")), ((Some(3), Some(2)), (Some(3), Some(2))));
        assert_eq!((value("minor"), value("near")), ((None, None), (None, None)), "nobody froze those");
        let part = compare(&leader, "2015-06-01", None).await.expect("compared");
        assert_eq!(part.board.headline[0].now.map(|s| s.total), Some(1));
        // A year with records is its records, frozen or not.
        d.record(&[event("2015-12-24", 0, Some("08"), Some(0))]).await;
        let recorded = service::compare(&leader, of(Span::Year, "2015-06-01")).await.expect("compared");
        assert_eq!(recorded.board.headline[0].now.map(|s| s.total), Some(1));
    })
    .await;
}

#[tokio::test]
async fn before_anything_was_recorded_there_is_no_data_and_nothing_is_better() {
    each(async |db| {
        let d = district(db).await;
        frozen_years(&d).await;
        let leader = as_leader(&d.ctx, None);
        let nothing = compare(&leader, "2016-05-01", None).await.expect("compared");
        assert!(nothing.board.headline.iter().all(|cell| cell.now.is_none() && cell.before.is_some()));
        assert!(nothing.is_blank());
        assert_eq!(link::both(&nothing, &nothing.board.headline[0], Of::default()).0, None);
        assert!(matches!(
            service::behind(&leader, nothing.asked.clone(), Side::Now, Of::default(), Metric::Incidents).await,
            Err(crate::server::Halt::Missing)
        ));
        let mut tx = d.ctx.write().await.expect("write");
        run!(
            &mut tx,
            "INSERT INTO hazard (id, enterprise_id, origin, found_on, description, level, version, created_at, updated_at)
             VALUES ($1, $2, 'own', $3, '虚构隐患', 'ordinary', 1, $4, $4)",
            Uuid::now_v7(),
            d.enterprises[0],
            day("2026-01-10"),
            d.ctx.now
        )
        .expect("hazard");
        tx.commit().await.expect("commit");
        d.record(&[event("2026-02-01", 0, Some("08"), Some(1))]).await;
        let of = async |to: &str| {
            let compared = compare(&leader, to, None).await.expect("compared");
            ["hazards", "hazards-fixed", "hazards-overdue", "trainings", "congress-coverage", "filing"].map(|key| {
                let both = measured::both(Measure::find(key).expect(key), compared.windows(), &compared.counts);
                assert!(both.better.is_none() && both.difference.is_none(), "{key}: {both:?}");
                (both.before.map(|value| value.top), both.now.map(|value| value.top))
            })
        };
        let none = (None, None);
        let begun = (None, Some(1));
        assert_eq!(of("2026-11-05").await, [begun, (None, Some(0)), (None, Some(0)), none, none, none]);
        assert_eq!(of("2026-01-09").await, [none; 6], "a day before the first hazard");
        let now = compare(&leader, "2026-11-05", None).await.expect("compared");
        assert_eq!(now.board.headline[0].now.map(|s| s.total), Some(1));
    })
    .await;
}
