use super::invent::Plan;
use super::service::lay;
use super::workbook;
use crate::account;
use crate::audit::service::{Verified, verify};
use crate::bulletin;
use crate::db::testing::each;
use crate::kernel::Typed;
use crate::server::Ctx;
use crate::server::ctx::tests::app_on;
use chrono::NaiveDate;

fn plan() -> Plan {
    let today = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a real day");
    Plan { enterprises: 24, years: 2, seed: 1, today, trainees: 3, reps: false }
}

#[tokio::test]
async fn a_district_is_laid_once_and_its_trail_is_whole() {
    each(async |db| {
        let app = app_on(db);
        let laid = lay(&app, &plan()).await.expect("laid");
        assert_eq!(laid.enterprises, 24);
        assert!(laid.hazards > 60 && laid.health > 40, "{laid:?}");
        assert!(laid.incidents > 8 && laid.congresses > 20 && laid.trained > 60, "{laid:?}");
        let inspector = account::service::actor(&Ctx::operator(&app), "demo.emergency").await.expect("there");
        let ctx = Ctx { actor: Some(inspector.into()), ..Ctx::operator(&app) };
        let bulletins =
            bulletin::service::list(&ctx, &bulletin::service::List::read(&Typed::default())).await.expect("listed");
        let drafts = bulletins.found.iter().filter(|one| one.is_draft()).count();
        assert_eq!(
            (bulletins.total, drafts),
            (8, 1),
            "the year, three months, one twice, a quarter, a town's; a draft"
        );
        assert!(lay(&app, &plan()).await.is_err(), "never into a database that holds something");
        assert!(matches!(verify(&app.db).await.expect("verified"), Verified::Whole { .. }));
    })
    .await;
}

#[test]
fn every_workbook_on_offer_can_be_written() {
    for offer in workbook::OFFERS {
        let bytes = workbook::bytes(&plan(), offer.key).expect("written").expect("known");
        assert!(bytes.len() > 100, "{}", offer.key);
    }
    assert!(workbook::bytes(&plan(), "nothing").expect("written").is_none());
}
