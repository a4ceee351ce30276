//! How many enterprises filed, as of which day.
use super::{TOWNS, as_leader, compare, day, district, query};
use crate::db::run;
use crate::db::testing::each;
use crate::trends::filers::{self, Filers};
use crate::trends::link;

#[tokio::test]
async fn filing_shares_are_counted_from_those_who_filed_anything() {
    each(async |db| {
        let d = district(db).await;
        let mut tx = d.ctx.write().await.expect("write");
        for (at, template, year, on) in [
            (0, "training", 2026, "2026-03-01"),
            (0, "incidents", 2026, "2026-04-01"),
            (1, "incidents", 2026, "2026-09-15"),
            (2, "roll", 2025, "2025-03-01"),
            (0, "roll", 2025, "2025-11-05"),
            // After the same date of last year: it is not set beside what this year has not come to yet.
            (1, "roll", 2025, "2025-11-06"),
        ] {
            run!(
                &mut tx,
                "INSERT INTO filed (enterprise_id, template, year, filed_on) VALUES ($1, $2, $3, $4)",
                d.enterprises[at],
                template,
                i64::from(year),
                day(on)
            )
            .expect("filed");
        }
        tx.commit().await.expect("commit");
        let leader = as_leader(&d.ctx, None);
        let (end, last) = (day("2026-11-05"), day("2025-11-05"));
        let compared = compare(&leader, "2026-11-05", None).await.expect("compared");
        let filing = compared.filing;
        assert_eq!((filing.roll, filing.now, filing.last), (3, 2, 2));
        assert_eq!((filing.by, filing.last_by), (end, last));
        let (now, before) = &compared.counts;
        assert_eq!((now.filed, before.filed), (Some(2), Some(2)), "the measure says the same");
        let earlier = compare(&leader, "2026-04-01", None).await.expect("compared").filing;
        assert_eq!((earlier.now, earlier.last), (1, 1), "as things stood on that day");
        for (href, expected) in [
            (link::filing(2026, end, None, true), 2),
            (link::filing(2026, end, None, false), 1),
            (link::filing(2026, day("2026-04-01"), None, true), 1),
            (link::filing(2025, last, None, true), 2),
            (link::filing(2025, end, None, true), 3),
            (link::filing(2025, last, None, false), 1),
            (link::filing(2026, end, Some(TOWNS[2]), true), 0),
        ] {
            let asked = Filers::read(&query(&href), d.ctx.today());
            let (rows, total, _) = filers::filers(&leader, &asked).await.expect("listed");
            assert_eq!((rows.len(), total), (expected, expected as i64), "{href}");
            assert!(rows.iter().all(|row| Some(row.filed) == asked.filed));
        }
        let own = as_leader(&d.ctx, Some(TOWNS[0]));
        assert_eq!(compare(&own, "2026-11-05", None).await.expect("compared").filing.roll, 1);
    })
    .await;
}
