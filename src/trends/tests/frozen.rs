//! What is frozen stays what it is, whatever the records become: on this side it is named, above a headcount it is whose it was.
use super::{as_leader, day, district, event};
use crate::db::run;
use crate::db::testing::each;
use crate::figures::measure::Measure;
use crate::figures::model::Slice;
use crate::kernel::Typed;
use crate::trends::model::Span;
use crate::trends::rule::measured;
use crate::trends::service::{self, Asked, Chosen, Compared};

/// The earlier value of a measure: its two parts.
fn before(compared: &Compared, key: &str) -> Option<(i64, Option<i64>)> {
    let measure = Measure::find(key).expect(key);
    let value = measured::both(measure, compared.windows(), &compared.counts).before?;
    Some((value.top, value.under))
}

#[tokio::test]
async fn a_frozen_rate_is_of_those_who_told_and_does_not_move_with_the_records() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2025-02-01", 0, Some("03"), Some(1)),
            event("2025-03-01", 1, Some("03"), Some(0)),
            event("2026-02-01", 0, Some("03"), Some(0)),
        ])
        .await;
        let mut tx = d.ctx.write().await.expect("write");
        run!(
            &mut tx,
            "INSERT INTO exposure (enterprise_id, period, year, headcount, from_roll, version, updated_at)
             VALUES ($1, '2025', 2025, 200, FALSE, 1, $2)",
            d.enterprises[0],
            d.ctx.now
        )
        .expect("exposure");
        tx.commit().await.expect("commit");
        d.freeze(2025).await;
        let leader = as_leader(&d.ctx, None);
        let asked = || Asked::to_date(day("2026-11-05"), None);
        let compared = service::compare(&leader, asked()).await.expect("compared");
        assert_eq!(before(&compared, "incident-rate"), Some((1, Some(200))), "the other one told no workers");
        assert!(compared.unfrozen.is_empty());

        d.record(&[event("2025-04-01", 1, Some("03"), Some(2))]).await;
        let compared = service::compare(&leader, asked()).await.expect("compared");
        assert_eq!(compared.board.headline[0].before.map(|sum| sum.total), Some(2), "frozen");
        assert_eq!(before(&compared, "incident-rate"), Some((1, Some(200))), "and so is its rate");
        assert_eq!(before(&compared, "death-rate"), Some((1, Some(200))));
        let typed = [("measure", "incident-rate"), ("half", "top"), ("side", "before")];
        let typed = Typed(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        let chosen = Chosen::read(&typed).expect("a measure");
        let (_, lines) = service::records(&leader, asked(), &chosen, Slice::ALL).await.expect("records");
        assert_eq!((lines.count, lines.sum), (1, 1), "the number opens as many rows as it says");
    })
    .await;
}

#[tokio::test]
async fn a_frozen_year_on_this_side_says_where_the_records_have_left_it() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[event("2024-02-01", 0, Some("03"), Some(1)), event("2025-12-01", 0, Some("03"), Some(1))]).await;
        d.freeze(2024).await;
        d.freeze(2025).await;
        let leader = as_leader(&d.ctx, None);
        let of = |span, to: &str| Asked { span, ..Asked::to_date(day(to), None) };
        let year = service::compare(&leader, of(Span::Year, "2025-12-31")).await.expect("compared");
        assert!(year.unfrozen.is_empty(), "the records say what is frozen");
        d.record(&[event("2025-12-31", 1, Some("03"), Some(2))]).await;
        for span in [of(Span::Year, "2025-12-31"), of(Span::Rolling, "2026-11-05")] {
            let compared = service::compare(&leader, span).await.expect("compared");
            let said: Vec<_> = compared.unfrozen.iter().map(|one| (one.frozen, one.recorded)).collect();
            assert_eq!(said, [([1, 1, 0], [2, 3, 0])]);
        }
        let now = service::compare(&leader, Asked::to_date(day("2026-11-05"), None)).await.expect("compared");
        assert!(now.unfrozen.is_empty(), "the running year is frozen nowhere");
    })
    .await;
}

#[tokio::test]
async fn a_month_against_the_one_before_has_the_rate_of_its_own_records() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[event("2026-09-05", 0, Some("03"), Some(1)), event("2026-10-05", 0, Some("03"), Some(1))]).await;
        let mut tx = d.ctx.write().await.expect("write");
        run!(
            &mut tx,
            "INSERT INTO exposure (enterprise_id, period, year, headcount, from_roll, version, updated_at)
             VALUES ($1, '2026', 2026, 200, FALSE, 1, $2)",
            d.enterprises[0],
            d.ctx.now
        )
        .expect("exposure");
        tx.commit().await.expect("commit");
        let leader = as_leader(&d.ctx, None);
        let against = crate::trends::model::Against::Previous;
        let asked = Asked { span: Span::Month, against, ..Asked::to_date(day("2026-10-31"), None) };
        let compared = service::compare(&leader, asked).await.expect("compared");
        assert_eq!(before(&compared, "incident-rate"), Some((1, Some(200))));
    })
    .await;
}
