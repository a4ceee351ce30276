//! The cut by enterprise: counts with their bases and intervals, each number with its rows.
use super::{Event, TOWNS, as_leader, day, district, event};
use crate::db::run;
use crate::db::testing::each;
use crate::figures::model::Cut;
use crate::trends::link::{Of, Side};
use crate::trends::model::{Column, Order};
use crate::trends::rule::control;
use crate::trends::rule::funnel::Place;
use crate::trends::service::{self, Asked};
use crate::trends::sheets;
use calamine::{Data, Reader};

#[tokio::test]
async fn enterprises_stand_by_their_counts_with_base_interval_and_rows() {
    each(async |db| {
        let d = district(db).await;
        let mut all: Vec<Event> = vec![event("2025-03-01", 2, None, Some(0)), event("2025-04-01", 0, None, Some(1))];
        all.extend((1..=6).map(|month| event(&format!("2026-0{month}-10"), 1, None, Some(0))));
        all.push(event("2026-02-01", 0, None, Some(1)));
        all.push(Event { counted: false, ..event("2026-02-02", 2, None, Some(0)) });
        d.record(&all).await;
        d.freeze(2025).await;
        let mut tx = d.ctx.write().await.expect("write");
        for (at, workers) in [(0, 4_000_i64), (1, 50)] {
            run!(
                &mut tx,
                "INSERT INTO exposure (enterprise_id, period, year, headcount, from_roll, version, updated_at)
                 VALUES ($1, '2026', 2026, $2, FALSE, 1, $3)",
                d.enterprises[at],
                workers,
                d.ctx.now
            )
            .expect("exposure");
        }
        tx.commit().await.expect("commit");
        let leader = as_leader(&d.ctx, None);
        let asked = Asked { cut: Some(Cut::Enterprise), ..Asked::to_date(day("2026-09-30"), None) };
        let compared = service::compare(&leader, asked.clone()).await.expect("compared");
        let roster = compared.roster.as_ref().expect("a roster");
        assert_eq!((roster.members.len(), roster.known, roster.workers, roster.year), (3, 2, 4_050, 2026));
        let ranked = compared.ranked(None);
        let counts: Vec<_> = ranked
            .iter()
            .map(|one| {
                (
                    one.name().to_owned(),
                    one.line.cells[0].before.map(|s| s.total),
                    one.line.cells[0].now.map(|s| s.total),
                )
            })
            .collect();
        let name = |at: usize| format!("虚构企业{at}");
        assert_eq!(counts, [(name(1), Some(0), Some(6)), (name(0), Some(1), Some(1)), (name(2), Some(1), Some(0))]);
        let judged = ranked[0].judged.expect("a base");
        assert!((judged.rate - 120.0).abs() < 1e-9, "6 over 50 workers, per thousand");
        assert_eq!(judged.place, Place::FarOutside(control::Side::Above));
        assert_eq!(ranked[2].judged, None, "it told no workers: no rate");
        let by_before = compared.ranked(Some(Order { column: Column::Before, down: true }));
        assert_eq!(by_before[0].name(), name(0));
        // Every number has exactly its rows.
        for one in &ranked {
            for (side, sum) in [(Side::Now, one.line.cells[0].now), (Side::Before, one.line.cells[0].before)] {
                let of = Of { part: Some(&one.line.name), ..Of::default() };
                let (_, rows) =
                    service::behind(&leader, asked.clone(), side, of, crate::baseline::model::Metric::Incidents)
                        .await
                        .expect("rows");
                assert_eq!(rows.len() as i64, sum.expect("known").total, "{} {side:?}", one.name());
            }
        }
        // A town has its own roster, and nobody else's lines.
        let town = Asked { town: Some(TOWNS[0].to_owned()), ..asked.clone() };
        let compared = service::compare(&leader, town).await.expect("compared");
        assert_eq!(compared.ranked(None).iter().map(|one| one.name().to_owned()).collect::<Vec<_>>(), [name(0)]);
        assert_eq!(compared.roster.as_ref().map(|roster| roster.members.len()), Some(1));
        // The workbook holds all of them with code, base and interval.
        let compared = service::compare(&leader, asked).await.expect("compared");
        let bytes = sheets::workbook(&leader, &compared).expect("written").1;
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("opens");
        let range = book.worksheet_range("按企业").expect("a sheet");
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
        assert_eq!(
            (rows.len(), rows[1][0].as_str(), rows[1][3].as_str(), rows[1][8].as_str()),
            (4, name(1).as_str(), "6", "50")
        );
        assert_eq!((rows[1][9].as_str(), rows[3][8].as_str()), ("120", ""));
    })
    .await;
}
