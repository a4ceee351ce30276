//! Accidents told apart, and the lists behind measures.
use super::{Event, as_leader, compare, day, district, event, query};
use crate::db::run;
use crate::db::testing::each;
use crate::trends::link::{self, Side};
use crate::trends::model::Half;
use crate::trends::service::{self, Asked};
use uuid::Uuid;

#[tokio::test]
async fn accidents_are_cut_by_what_they_came_from_and_who_recorded_them() {
    use crate::figures::model::{Cut, Fact};
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2025-03-01", 0, Some("08"), Some(1)),
            event("2025-04-01", 1, Some("09"), Some(0)),
            event("2026-03-01", 0, Some("08"), Some(2)),
            event("2026-04-01", 1, Some("08"), Some(0)),
            event("2026-05-01", 2, None, Some(0)),
        ])
        .await;
        let mut tx = d.ctx.write().await.expect("write");
        run!(&mut tx, "UPDATE incident SET cause = 'management', recorder = 'union' WHERE category_code = '08'")
            .expect("told");
        tx.commit().await.expect("commit");
        d.freeze(2025).await;
        let leader = as_leader(&d.ctx, None);
        for (cut, name) in [(Cut::Cause, "management"), (Cut::Department, "union")] {
            let asked = Asked { cut: Some(cut), ..Asked::to_date(day("2026-09-30"), None) };
            let compared = service::compare(&leader, asked.clone()).await.expect("compared");
            let line = |name: &str| {
                let line = compared.board.parts.iter().find(|line| line.name == name).expect(name);
                line.cells.map(|cell| (cell.before.map(|sum| sum.total), cell.now.map_or(-1, |sum| sum.total)))
            };
            assert_eq!(line(name), [(Some(1), 2), (Some(1), 2), (Some(0), 0)], "{cut:?}");
            assert_eq!(line(""), [(Some(1), 1), (Some(0), 0), (Some(0), 0)], "what was never told stands apart");
            // The tally says the same.
            let (_, parts) = service::measured(&leader, asked, cut).await.expect("measured");
            let of = |name: &str, fact: Fact| {
                parts.iter().find(|part| part.name == name).map(|part| part.counts.fact(fact).amount)
            };
            assert_eq!((of(name, Fact::Incidents), of(name, Fact::Deaths)), (Some(2), Some(2)), "{cut:?}");
            assert_eq!(of("", Fact::Incidents), Some(1), "{cut:?}");
        }
    })
    .await;
}

/// Every count that has a list behind it: the list is as long as the count, or adds up to it.
#[tokio::test]
async fn measures_open_lists_that_add_up_to_them() {
    use crate::figures::measure::Measure;
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2026-02-01", 0, Some("08"), Some(1)),
            event("2026-02-02", 1, Some("08"), Some(0)),
            Event { counted: false, ..event("2026-03-01", 1, None, Some(0)) },
            Event { counted: false, serious: None, ..event("2026-03-02", 1, None, Some(0)) },
        ])
        .await;
        let mut tx = d.ctx.write().await.expect("write");
        run!(&mut tx, "UPDATE incident SET minor = 0, lost_days = 0 WHERE NOT counted").expect("told");
        run!(&mut tx, "UPDATE incident SET minor = 2, lost_days = 30, loss_fen = 5000000 WHERE deaths = 0 AND counted")
            .expect("told");
        for (found, due, closed) in [
            ("2025-12-01", "2026-01-05", Some("2026-02-01")),
            ("2026-01-10", "2026-01-20", None),
            ("2026-02-10", "2026-03-20", Some("2026-03-01")),
            ("2026-02-11", "2026-02-20", Some("2026-10-20")),
        ] {
            run!(
                &mut tx,
                "INSERT INTO hazard (id, enterprise_id, origin, found_on, description, level, due_on, closed_on, version,
                   created_at, updated_at) VALUES ($1, $2, 'own', $3, '虚构隐患', 'ordinary', $4, $5, 1, $6, $6)",
                Uuid::now_v7(),
                d.enterprises[0],
                day(found),
                day(due),
                closed.map(day),
                d.ctx.now
            )
            .expect("hazard");
        }
        for (held, published) in
            [("2026-03-01", Some("2026-03-05")), ("2026-09-01", Some("2026-10-02")), ("2026-09-02", None)]
        {
            run!(
                &mut tx,
                "INSERT INTO congress (id, enterprise_id, held_on, delegates_total, delegates_present, published_on, version,
                   created_at, updated_at) VALUES ($1, $2, $3, 30, 20, $4, 1, $5, $5)",
                Uuid::now_v7(),
                d.enterprises[0],
                day(held),
                published.map(day),
                d.ctx.now
            )
            .expect("congress");
        }
        tx.commit().await.expect("commit");
        let leader = as_leader(&d.ctx, None);
        let compared = compare(&leader, "2026-09-30", None).await.expect("compared");
        let published = Measure::find("congress-published").expect("a measure");
        let value = published.value(&compared.counts.0).expect("meetings");
        assert_eq!((value.top, value.under), (1, Some(3)), "one was published after the window's end");
        let href = link::records(&compared, published, (Half::Top, Side::Now), None);
        let filter = crate::congress::model::Filter::read(&query(&href));
        assert_eq!(crate::congress::service::list(&leader, &filter).await.expect("listed").total, 1, "{href}");
        let mut seen = Vec::new();
        for key in ["minor", "lost-days", "loss", "near", "hazards", "hazards-fixed", "hazards-overdue"] {
            let measure = Measure::find(key).expect(key);
            let value = measure.value(&compared.counts.0).expect(key).top;
            let href = link::records(&compared, measure, (Half::Top, Side::Now), None);
            assert_eq!(super::behind::behind(&leader, &href).await, value, "{key}: {href}");
            seen.push(value);
        }
        assert_eq!(seen, [2, 30, 5_000_000, 1, 3, 2, 2]);
    })
    .await;
}
