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

/// Of each workbook kept in the data folder: whether every hazard bears an enterprise.
fn named_hazards(data: &std::path::Path) -> Vec<bool> {
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    let entries = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
    };
    let files = entries(&data.join("files")).iter().flat_map(|folder| entries(folder)).collect::<Vec<_>>();
    let named = |file: &std::path::PathBuf| {
        let bytes = std::fs::read(file).expect("a file");
        let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
        let sheet = book.worksheet_range("事故隐患").expect("hazards");
        sheet.height() > 10
            && sheet.rows().all(|row| matches!(row.first(), Some(Data::String(name)) if !name.is_empty()))
    };
    files.iter().map(named).collect()
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
        // The year's bulletin came out days after its baseline was frozen, and before the record was put right: both say the same.
        let of_year =
            bulletins.found.iter().find(|one| one.period.kind == bulletin::model::Kind::Year).expect("the year's");
        let figures = bulletin::service::show(&ctx, of_year.id).await.expect("shown").figures;
        let (mut tx, scope) = (ctx.read().await.expect("read"), ctx.scope().expect("a scope"));
        let held = crate::baseline::service::in_force(&mut tx, &scope, of_year.period.year()).await.expect("asked");
        let (_, rows) = held.expect("frozen");
        let serious: i64 = rows.iter().filter_map(|row| row.serious).sum();
        assert_eq!((figures.headline[0].now, figures.headline[2].now), (rows.len() as i64, serious));
        drop(tx);
        assert_eq!(named_hazards(app.data()), [true, true], "the workbook of each year names whose rows they are");
        assert!(lay(&app, &plan()).await.is_err(), "never into a database that holds something");
        assert!(matches!(verify(&app.db).await.expect("verified"), Verified::Whole { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_district_of_one_year_has_no_bulletin_of_the_year_before() {
    each(async |db| {
        let app = app_on(db);
        let laid = lay(&app, &Plan { enterprises: 12, years: 1, ..plan() }).await.expect("laid");
        assert_eq!(laid.enterprises, 12);
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
