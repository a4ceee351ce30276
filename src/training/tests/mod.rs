mod deeds;

use super::service;
use crate::db::testing::each;
use crate::db::{Db, all};
use crate::enterprise::testing::{filing, taken, two_enterprises};
use crate::kernel::intake::{Row, Source, Values};
use crate::server::Ctx;
use crate::server::ctx::tests::app_on;
use uuid::Uuid;

/// Made-up numbers of division 000000 whose check characters are right.
const ONE: &str = "000000199001010010";
const TWO: &str = "000000199001020024";

fn number(sixteen: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = &sixteen[..17];
    let sum: u32 = digits.chars().zip(weights).map(|(c, w)| c.to_digit(10).expect("a digit") * w).sum();
    let last = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{digits}{last}")
}

async fn enterprise(db: &Db) -> Uuid {
    let [first, _] = two_enterprises(db).await;
    first
}

fn row(filing: Uuid, enterprise: Uuid, name: &str, fields: &[(&str, &str)]) -> Row {
    let mut values = serde_json::Map::new();
    for (field, value) in
        [("name", name), ("kind", "refresher"), ("course", "消防与疏散"), ("held_on", "2022-05-10"), ("hours", "8")]
            .iter()
            .chain(fields)
    {
        let value = if *field == "passed" { (*value == "yes").into() } else { (*value).into() };
        values.insert((*field).to_owned(), value);
    }
    let source = Source { filing, sheet: "培训台账".to_owned(), row: 7 };
    Row { enterprise: Some(enterprise), source, values: Values(values) }
}

/// Previews and takes rows, and checks that both say the same.
async fn take(ctx: &Ctx, rows: &[Row]) -> Vec<String> {
    taken(ctx, rows, service::preview, service::upsert).await
}

#[tokio::test]
async fn the_same_roster_twice_changes_nothing_and_a_corrected_line_says_what() {
    each(async |db| {
        let a = enterprise(&db).await;
        let (first, second) = (filing(&db, "F1").await, filing(&db, "F2").await);
        let ctx = Ctx::operator(&app_on(db));
        let one = number(ONE);
        let rows = |f| [row(f, a, "王小明", &[("id_no", &one)]), row(f, a, "李二", &[]), row(f, a, "李二", &[])];
        assert_eq!(take(&ctx, &rows(first)).await, ["new", "new", "same"]);
        assert_eq!(take(&ctx, &rows(second)).await, ["same", "same", "same"]);
        let again = [row(second, a, "王晓明", &[("id_no", &one)]), row(second, a, "李二", &[("score", "88")])];
        assert_eq!(take(&ctx, &again).await, ["name 王小明 → 王晓明", "score  → 88"]);
        let other = [row(second, a, "李二", &[("hours", "4")]), row(second, a, "李二", &[("hours", "6")])];
        assert_eq!(take(&ctx, &other).await, ["hours 8 → 4", "row-contradicts"]);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_found_by_number_or_by_name_and_namesakes_are_not_mixed_up() {
    each(async |db| {
        let a = enterprise(&db).await;
        let (first, second) = (filing(&db, "F1").await, filing(&db, "F2").await);
        let ctx = Ctx::operator(&app_on(db));
        let (one, two) = (number(ONE), number(TWO));
        assert_eq!(take(&ctx, &[row(first, a, "王小明", &[])]).await, ["new"]);
        // The number comes later: it is added, never a second person.
        let mask = format!("id_no  → 000000**********{}", &one[16..]);
        assert_eq!(take(&ctx, &[row(second, a, "王小明", &[("id_no", &one)])]).await, [mask]);
        assert_eq!(take(&ctx, &[row(first, a, "王小明", &[])]).await, ["same"]);
        assert_eq!(take(&ctx, &[row(second, a, "王小明", &[("id_no", &two)])]).await, ["new"]);
        assert_eq!(take(&ctx, &[row(first, a, "王小明", &[])]).await, ["namesakes"]);
    })
    .await;
}

#[tokio::test]
async fn identity_numbers_are_never_stored_open_and_one_sitting_is_one_session() {
    each(async |db| {
        let a = enterprise(&db).await;
        let first = filing(&db, "F1").await;
        let ctx = Ctx::operator(&app_on(db.clone()));
        let one = number(ONE);
        let rows: Vec<Row> = (0..120).map(|n| row(first, a, &format!("职工{n}"), &[("id_no", &one)])).take(1).collect();
        let others: Vec<Row> = (0..120).map(|n| row(first, a, &format!("工人{n}"), &[])).collect();
        assert_eq!(take(&ctx, &rows).await, ["new"]);
        assert!(take(&ctx, &others).await.iter().all(|outcome| outcome == "new"));
        let mut tx = db.read().await.expect("read");
        type Kept = (Uuid, Option<String>, Option<String>, Option<String>);
        let kept: Vec<Kept> =
            all!(&mut tx, Kept, "SELECT session_id, id_sealed, id_index, id_mask FROM training").expect("rows");
        assert_eq!(kept.len(), 121);
        assert!(kept.iter().all(|row| row.0 == kept[0].0), "one sitting");
        let sealed = kept.iter().find_map(|row| row.1.clone()).expect("a number");
        assert_eq!(ctx.app.seal.open_text(&sealed).expect("opens"), one);
        let all_text = format!("{kept:?}");
        assert!(!all_text.contains(&one));
    })
    .await;
}
