//! The comparison as a workbook.
use super::{as_leader, day, district, event};
use crate::db::run;
use crate::db::testing::each;
use crate::i18n::Lang;
use crate::server::Ctx;
use crate::trends::service::{self, Asked};
use crate::trends::sheets;
use calamine::{Data, Reader};

/// The texts and numbers of a sheet, by row.
fn rows(bytes: Vec<u8>, sheet: usize) -> Vec<Vec<String>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("opens");
    let range = book.worksheet_range_at(sheet).expect("a sheet").expect("readable");
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

#[tokio::test]
async fn the_workbook_says_of_whom_it_is_and_tests_accidents_alone() {
    each(async |db| {
        let d = district(db).await;
        for (year, deaths) in [(2025, [3, 2, 2, 0, 0]), (2026, [1, 1, 0, 0, 0])] {
            for (at, deaths) in deaths.into_iter().enumerate().take(if year == 2025 { 5 } else { 2 }) {
                d.record(&[event(&format!("{year}-0{}-01", at + 1), 0, Some("08"), Some(deaths))]).await;
            }
        }
        d.freeze(2025).await;
        let mut tx = d.ctx.write().await.expect("write");
        for year in [2025, 2026] {
            run!(
                &mut tx,
                "INSERT INTO exposure (enterprise_id, period, year, headcount, from_roll, version, updated_at)
                 VALUES ($1, $2, $3, $4, FALSE, 1, $5)",
                d.enterprises[0],
                year.to_string(),
                i64::from(year),
                i64::from(year) - 1_000,
                d.ctx.now
            )
            .expect("exposure");
        }
        tx.commit().await.expect("commit");
        let leader = Ctx { lang: Lang::En, ..as_leader(&d.ctx, None) };
        let made = async |same_senders| {
            let asked = Asked { same_senders, ..Asked::to_date(day("2026-11-05"), None) };
            let compared = service::compare(&leader, asked).await.expect("compared");
            sheets::workbook(&leader, &compared).expect("written").1
        };
        let about = rows(made(false).await, 0);
        let said = |name: &str| about.iter().find(|row| row[0] == name).map(|row| row[1].clone()).expect(name);
        assert!(said("Accidents").contains("p = 0.45"), "{about:?}");
        assert_eq!(said("Deaths"), "7 → 2 (−5): down by 5, or 71.4%.", "described, never tested");
        assert!(about.iter().filter(|row| row[1].contains("p = ")).count() == 1, "{about:?}");
        assert_eq!(said("Which enterprises"), "all");
        let same = rows(made(true).await, 0);
        assert!(same.iter().any(|row| row[1] == "only those that filed in both years"), "{same:?}");
        let measures = rows(made(false).await, 3);
        let at = |words: &str| measures[0].iter().position(|head| head == words).expect(words);
        let row = measures.iter().find(|row| row[0] == "Deaths per 1,000 workers").expect("a rate");
        let parts = ["Same dates last year", "This period"]
            .map(|side| ["Numerator", "Denominator"].map(|part| row[at(&format!("{side} · {part}"))].clone()));
        assert_eq!(parts, [["7", "1025"], ["2", "1026"]].map(|side| side.map(str::to_owned)));
    })
    .await;
}
