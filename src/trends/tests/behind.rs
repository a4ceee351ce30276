//! Whatever number a measure shows, what it opens holds exactly its records.
use super::{as_leader, day, query};
use crate::demo::invent::Plan;
use crate::demo::names::TOWNS;
use crate::demo::service::lay;
use crate::figures::measure::{Family, MEASURES, Measure, Quantity};
use crate::figures::model::{Cut, Slice};
use crate::kernel::Typed;
use crate::server::Ctx;
use crate::server::ctx::tests::app_on;
use crate::trends::filers;
use crate::trends::link::{self, Side};
use crate::trends::model::{Against, Half, Span};
use crate::trends::rule::measured;
use crate::trends::service::{self, Asked, Compared};

/// How much is behind an address: the sum of its records, or how many a list holds.
pub(super) async fn behind(ctx: &Ctx, href: &str) -> i64 {
    let asked: Typed = query(href);
    let path = href.split_once('?').map_or(href, |(path, _)| path);
    match path {
        "/trends/records" => {
            let chosen = service::Chosen::read(&asked).expect("a measure");
            let again = Asked::read(&asked, ctx.today());
            let (_, lines) = service::records(ctx, again.clone(), &chosen, Slice::ALL).await.expect(href);
            assert_eq!(lines.lines.len() as i64, lines.count, "{href}");
            assert_eq!(lines.lines.iter().map(|line| line.amount).sum::<i64>(), lines.sum, "{href}");
            assert!(lines.lines.iter().all(|line| line.amount != 0), "{href}: only records that add to it");
            let second = Slice { skip: 2, size: 3 };
            let (_, page) = service::records(ctx, again, &chosen, second).await.expect(href);
            let expected: Vec<_> = lines.lines.iter().skip(2).take(3).cloned().collect();
            assert_eq!(page.lines, expected, "{href}: pages hold the same rows in the same order");
            if lines.count > 2 {
                assert_eq!((page.count, page.sum), (lines.count, lines.sum), "{href}");
            }
            lines.sum
        }
        "/incidents" => {
            let filter = crate::incident::model::Filter::read(&asked);
            crate::incident::service::list(ctx, &filter).await.expect(href).totals.records
        }
        "/hazards" => {
            let filter = crate::hazard::model::Filter::read(&asked);
            crate::hazard::service::list(ctx, &filter).await.expect(href).totals.records
        }
        "/congress" => {
            let filter = crate::congress::model::Filter::read(&asked);
            crate::congress::service::list(ctx, &filter).await.expect(href).total
        }
        "/trends/filing" => filers::filers(ctx, &filers::Filers::read(&asked, ctx.today())).await.expect(href).1,
        other => panic!("an address of nothing: {other}"),
    }
}

/// Follows both halves of a value; answers how many numbers were followed.
async fn follow(
    ctx: &Ctx,
    compared: &Compared,
    (measure, side): (&'static Measure, Side),
    value: Option<crate::figures::measure::Value>,
    part: Option<(Cut, &str)>,
) -> usize {
    let Some(value) = value else { return 0 };
    let window = match side {
        Side::Now => compared.windows().now,
        Side::Before => compared.windows().last,
    };
    let halves = [(Half::Top, Some(measure.top), Some(value.top)), (Half::Under, measure.under, value.under)];
    let mut followed = 0;
    for (half, quantity, amount) in halves {
        let Some((quantity, amount)) = quantity.zip(amount).filter(|(_, amount)| *amount != 0) else { continue };
        // Headcounts of several years are weighed by days.
        if quantity == Quantity::Workers && window.by_year().len() > 1 {
            continue;
        }
        let href = link::records(compared, measure, (half, side), part);
        assert_eq!(behind(ctx, &href).await, amount, "{} {half:?} {side:?} {href}", measure.key);
        followed += 1;
    }
    followed
}

#[tokio::test]
async fn every_measure_opens_exactly_its_records() {
    crate::db::testing::each(async |db| {
        let app = app_on(db);
        let today = day("2026-11-05");
        let plan = Plan { enterprises: 30, years: 2, seed: 3, today, trainees: 4, reps: false };
        lay(&app, &plan).await.expect("laid");
        let leader = as_leader(&Ctx::operator(&app), None);
        let to_date = Asked::to_date(today, None);
        let of_town = Asked { town: Some(TOWNS[0].to_owned()), ..to_date.clone() };
        let asked = [
            to_date.clone(),
            of_town,
            Asked { span: Span::Quarter, to: day("2026-08-20"), ..to_date.clone() },
            Asked { span: Span::Month, against: Against::Previous, to: day("2026-06-30"), ..to_date.clone() },
            Asked { span: Span::Year, to: day("2025-12-31"), ..to_date.clone() },
            Asked { span: Span::Rolling, ..to_date.clone() },
            Asked { same_senders: true, ..to_date.clone() },
        ];
        let mut followed = 0;
        for asked in asked {
            let compared = service::compare(&leader, asked).await.expect("compared");
            for measure in MEASURES {
                let both = measured::both(measure, compared.windows(), &compared.counts);
                for (side, value) in [(Side::Now, both.now), (Side::Before, both.before)] {
                    followed += follow(&leader, &compared, (measure, side), value, None).await;
                }
            }
        }
        assert!(followed > 200, "numbers other than nought: {followed}");
        let mut in_parts = 0;
        for cut in Cut::ALL {
            let (compared, parts) = service::measured(&leader, to_date.clone(), *cut).await.expect("cut");
            let of = |measure: &&Measure| !cut.is_of_accidents() || measure.family == Family::Accidents;
            for measure in MEASURES.iter().filter(of) {
                for part in parts.iter().take(4) {
                    let key = part.enterprise.map_or_else(|| part.name.clone(), |id| id.to_string());
                    let value =
                        measure.value(&part.counts).filter(|_| *cut != Cut::Enterprise || part.enterprise.is_some());
                    in_parts += follow(&leader, &compared, (measure, Side::Now), value, Some((*cut, &key))).await;
                }
            }
        }
        assert!(in_parts > 200, "numbers of parts other than nought: {in_parts}");
    })
    .await;
}
