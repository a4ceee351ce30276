//! Windows over new year, and what is told by period or known by a day.
use super::{Step, enterprises, id, play, whole};
use crate::account::model::Scope;
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::figures::measure::Measure;
use crate::figures::model::{Counts, Cut, Place};
use crate::figures::service;
use crate::kernel::window::Window;
use crate::server::kept::Stand;
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

fn on(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn days(text: &str) -> Window {
    let (from, to) = text.split_once("..").expect("two days");
    Window::new(on(from), on(to)).expect("in order")
}

async fn exposure(db: &Db, of: u128, period: &str, headcount: i64, hours: Option<i64>) {
    let mut tx = db.write().await.expect("write");
    run!(
        &mut tx,
        "INSERT INTO exposure (enterprise_id, period, year, headcount, hours_centi, from_roll, version, updated_at)
         VALUES ($1, $2, $3, $4, $5, FALSE, 1, $6)",
        id(of),
        period,
        period[..4].parse::<i64>().expect("a year"),
        headcount,
        hours,
        chrono::DateTime::UNIX_EPOCH
    )
    .expect("exposure");
    tx.commit().await.expect("commit");
}

async fn accident(db: &Db, of: u128, day: &str, serious: Option<i64>) {
    let mut tx = db.write().await.expect("write");
    run!(
        &mut tx,
        "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, deaths, serious, minor, counted,
           version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, FALSE, 0, $5, 0, TRUE, 1, $6, $6)",
        Uuid::now_v7(),
        id(of),
        on(day).and_time(chrono::NaiveTime::MIN),
        on(day),
        serious,
        chrono::DateTime::UNIX_EPOCH
    )
    .expect("incident");
    tx.commit().await.expect("commit");
}

async fn health(db: &Db, of: u128, period: &str, due: Option<i64>, new_cases: Option<i64>) {
    let mut tx = db.write().await.expect("write");
    run!(
        &mut tx,
        "INSERT INTO health (id, enterprise_id, period, year, due_check, checked, new_cases, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $5, $6, 1, $7, $7)",
        Uuid::now_v7(),
        id(of),
        period,
        period[..4].parse::<i64>().expect("a year"),
        due,
        new_cases,
        chrono::DateTime::UNIX_EPOCH
    )
    .expect("health");
    tx.commit().await.expect("commit");
}

async fn counted(db: &Db, window: &str) -> Counts {
    let mut tx = db.read().await.expect("read");
    let stand = Stand::over(Arc::default(), &mut tx).await.expect("the heads");
    whole(&mut tx, &stand, &Scope::whole(), &Place::default(), days(window)).await.expect("counted")
}

fn text(key: &str, counts: &Counts) -> Option<String> {
    Measure::find(key).expect(key).value(counts).map(|value| value.text())
}

#[tokio::test]
async fn accidents_of_each_year_stand_over_the_base_of_that_year() {
    each(async |db| {
        enterprises(&db).await;
        for (of, period, workers, hours) in [
            (0, "2024", 1_000, Some(200_000_000)),
            (1, "2024", 500, Some(100_000_000)),
            (0, "2025", 3_000, Some(600_000_000)),
            (0, "2026", 5_000, None),
        ] {
            exposure(&db, of, period, workers, hours).await;
        }
        for (of, day) in [(0, "2024-03-01"), (1, "2024-04-01"), (0, "2025-03-01"), (0, "2025-12-24"), (0, "2026-02-01")]
        {
            accident(&db, of, day, Some(1)).await;
        }
        // It told no headcount of 2025: its accident of that year has no base to stand over.
        accident(&db, 1, "2025-05-01", Some(1)).await;
        let of = async |window: &str| {
            let counts = counted(&db, window).await;
            (text("incident-rate", &counts), text("trir", &counts), counts.workers)
        };
        let some = |rate: &str, trir: &str, workers| (Some(rate.to_owned()), Some(trir.to_owned()), Some(workers));
        assert_eq!(of("2024-01-01..2024-12-31").await, some("1.333", "0.13", 1_500));
        assert_eq!(of("2025-01-01..2025-12-31").await, some("0.667", "0.07", 3_000));
        assert_eq!(of("2024-01-01..2025-12-31").await, some("0.889", "0.09", 4_500), "between the two years");
        let (rate, trir, workers) = of("2025-11-06..2026-11-05").await;
        assert_eq!((rate.as_deref(), trir, workers), (Some("0.426"), None, Some(4_693)), "2 of twelve months");
        assert_eq!(of("2023-06-01..2024-12-31").await, (None, None, None), "2023 told nothing");
        let mut tx = db.read().await.expect("read");
        let window = days("2024-01-01..2025-12-31");
        let stand = Stand::over(Arc::default(), &mut tx).await.expect("the heads");
        let towns = service::counts(&mut tx, &stand, &Scope::whole(), &Place::default(), window, Some(Cut::Town)).await;
        let workers: Vec<_> = towns.expect("cut").into_iter().map(|(town, one)| (town, one.workers)).collect();
        assert_eq!(workers, [("张甸镇".to_owned(), None), ("白米镇".to_owned(), Some(4_000))]);
    })
    .await;
}

#[tokio::test]
async fn health_is_of_the_periods_inside_the_window() {
    each(async |db| {
        enterprises(&db).await;
        for (of, period, due, cases) in [
            (0, "2025-Q1", Some(10), Some(0)),
            (0, "2025-Q2", Some(10), Some(1)),
            (0, "2025-Q4", Some(10), Some(2)),
            // A quarter stands for its months, a year for its quarters.
            (0, "2025-06", Some(4), Some(1)),
            (0, "2025-08", Some(5), Some(4)),
            (1, "2025", Some(100), Some(20)),
            (1, "2025-Q3", Some(7), Some(3)),
        ] {
            health(&db, of, period, due, cases).await;
        }
        let of = async |window: &str| {
            let counts = counted(&db, window).await;
            (counts.due_checks, counts.new_cases, counts.checking)
        };
        assert_eq!(of("2025-01-01..2025-12-31").await, (Some(135), Some(27), 2));
        assert_eq!(of("2025-01-01..2025-11-05").await, (Some(32), Some(8), 2));
        assert_eq!(of("2025-01-01..2025-06-30").await, (Some(20), Some(1), 1));
        assert_eq!(of("2025-06-01..2025-06-30").await, (Some(4), Some(1), 1), "a month inside a quarter");
        assert_eq!(of("2025-02-01..2025-02-28").await, (None, None, 0), "a quarter does not tell its months");
        assert_eq!(of("2025-11-01..2025-11-30").await, (None, None, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_filed_or_published_later_is_not_known_on_a_day() {
    each(async |db| {
        enterprises(&db).await;
        play(&db, &Step::Congress { at: 1, of: 0, on: 5, published: false }).await;
        play(&db, &Step::Congress { at: 2, of: 1, on: 6, published: true }).await;
        let mut tx = db.write().await.expect("write");
        run!(&mut tx, "UPDATE congress SET published_on = $1 WHERE id = $2", on("2026-03-01"), id(1))
            .expect("published");
        for (of, template, day) in [(0, "roll", "2025-03-01"), (0, "training", "2025-12-15"), (1, "roll", "2026-01-10")]
        {
            run!(
                &mut tx,
                "INSERT INTO filed (enterprise_id, template, year, filed_on) VALUES ($1, $2, 2025, $3)",
                id(of),
                template,
                on(day)
            )
            .expect("filed");
        }
        tx.commit().await.expect("commit");
        let of = async |window: &str| {
            let counts = counted(&db, window).await;
            (counts.filed.unwrap_or_default(), counts.published)
        };
        assert_eq!(of("2025-01-01..2025-02-28").await, (0, 0));
        assert_eq!(of("2025-01-01..2025-12-31").await, (1, 1), "the other was filed, and published, in the new year");
        assert_eq!(of("2025-12-01..2026-03-01").await.1, 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_known_of_an_accident_is_counted_beside_its_sum() {
    each(async |db| {
        enterprises(&db).await;
        accident(&db, 0, "2025-03-01", Some(2)).await;
        accident(&db, 0, "2025-03-01", None).await;
        accident(&db, 1, "2025-12-31", None).await;
        accident(&db, 1, "2026-01-01", None).await;
        let of = async |window: &str| {
            let counts = counted(&db, window).await;
            ["deaths", "serious", "loss", "hurt-rate", "incidents"]
                .map(|key| Measure::find(key).expect(key).unknown(&counts))
        };
        assert_eq!(of("2025-01-01..2025-12-31").await, [0, 2, 3, 2, 0]);
        assert_eq!(of("2025-01-01..2026-12-31").await, [0, 3, 4, 3, 0]);
        assert_eq!(of("2024-01-01..2024-12-31").await, [0; 5]);
    })
    .await;
}

async fn certified(db: &Db, person: &str, held_on: &str, expires_on: &str) {
    let mut tx = db.write().await.expect("write");
    let own = Uuid::now_v7();
    run!(
        &mut tx,
        "INSERT INTO training (id, enterprise_id, session_id, person, kind, held_on, hours_centi, cert_expires_on, same_key,
           name_key, version, created_at, updated_at)
         VALUES ($1, $2, $1, $3, 'special', $4, 800, $5, $6, $6, 1, $7, $7)",
        own,
        id(1),
        person,
        on(held_on),
        on(expires_on),
        own.to_string(),
        chrono::DateTime::UNIX_EPOCH
    )
    .expect("training");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn a_certificate_that_was_renewed_is_no_longer_due() {
    each(async |db| {
        enterprises(&db).await;
        certified(&db, "甲", "2020-07-01", "2026-07-01").await;
        certified(&db, "甲", "2026-06-01", "2032-06-01").await;
        certified(&db, "乙", "2020-07-10", "2026-07-10").await;
        for (window, due) in
            [("2026-01-01..2026-05-31", 2), ("2026-01-01..2026-06-15", 1), ("2026-01-01..2026-07-10", 0)]
        {
            assert_eq!(counted(&db, window).await.expiring, due, "{window}");
            let (scope, place) = (Scope::whole(), Place::default());
            let meant = service::Meant { scope: &scope, place: &place, window: days(window), part: None };
            let mut tx = db.read().await.expect("read");
            let asked = (crate::figures::measure::Quantity::Expiring, None);
            let lines = service::rows(&mut tx, meant, asked, crate::figures::model::Slice::ALL).await.expect("rows");
            assert_eq!((lines.count, lines.sum), (due, due), "{window}: the number opens as many rows");
        }
    })
    .await;
}
