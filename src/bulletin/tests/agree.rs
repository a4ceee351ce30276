//! A bulletin keeps the records it counted; what it counts of them is what the figures of every other page are.
use crate::account::model::Scope;
use crate::bulletin::model::{Figures, Kind, Period};
use crate::bulletin::service::fill;
use crate::db::testing::each;
use crate::demo::invent::Plan;
use crate::demo::names::TOWNS;
use crate::demo::service::lay;
use crate::figures::model::{Counts, Fact, Place};
use crate::figures::service::whole;
use crate::kernel::window::Window;
use crate::server::Ctx;
use crate::server::ctx::tests::app_on;
use crate::server::kept::Stand;

/// The numbers that both have. Returns are not among them: a bulletin counts those that came up to its last day.
fn of_bulletin(figures: &Figures) -> Vec<i64> {
    let of = &figures.compliance;
    let headline = figures.headline.iter().map(|cell| cell.now);
    let duties = [of.congress.now, of.hazards.now, of.fixed.now, of.trained.now, of.hours_centi.now, of.roll];
    headline.chain([figures.minor.now, figures.uncounted]).chain(duties).collect()
}

fn of_figures(counts: &Counts) -> Vec<i64> {
    const ACCIDENTS: [Fact; 5] = [Fact::Incidents, Fact::Deaths, Fact::Serious, Fact::Minor, Fact::Uncounted];
    const DUTIES: [Fact; 5] = [Fact::Congresses, Fact::Hazards, Fact::HazardsFixed, Fact::Trainings, Fact::Hours];
    let amount = |fact: Fact| counts.fact(fact).amount;
    let facts = ACCIDENTS.into_iter().chain(DUTIES).map(amount);
    facts.chain([counts.enterprises]).collect()
}

#[tokio::test]
async fn bulletins_count_what_the_figures_count() {
    each(async |db| {
        let app = app_on(db);
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 5).expect("a real day");
        let plan = Plan { enterprises: 40, years: 2, seed: 1, today, trainees: 4, reps: false };
        lay(&app, &plan).await.expect("laid");
        let ctx = Ctx::operator(&app);
        let mut tx = ctx.read().await.expect("read");
        let mut periods: Vec<Period> = (1..=10).filter_map(|month| Period::of(Kind::Month, 2026, month)).collect();
        periods.extend((1..=4).filter_map(|quarter| Period::of(Kind::Quarter, 2025, quarter)));
        periods.extend([Period::of(Kind::Year, 2025, 0), Period::of(Kind::Half, 2026, 1)].into_iter().flatten());
        let range = Window::new(today - chrono::Duration::days(99), today).expect("days");
        periods.extend(Period::range(range.from(), range.to()));
        assert_eq!(periods.len(), 17);
        let mut told = 0;
        let stand = Stand::of(&ctx, &mut tx).await.expect("the heads");
        for period in periods {
            for town in [None, Some(TOWNS[0]), Some(TOWNS[2])] {
                let (figures, _) = fill::fill(&ctx, &mut tx, period, town).await.expect("filled");
                let place = Place { town: town.map(str::to_owned), ..Place::default() };
                let counts = whole(&mut tx, &stand, &Scope::whole(), &place, period.window).await.expect("counted");
                assert_eq!(of_bulletin(&figures), of_figures(&counts), "{period:?} {town:?}");
                told += of_bulletin(&figures).iter().filter(|number| **number > 0).count();
            }
        }
        assert!(told > 300, "numbers other than nought: {told}");
    })
    .await;
}
