mod deeds;

use super::service;
use crate::db::testing::each;
use crate::db::{Db, all, run};
use crate::kernel::intake::{Change, Outcome, Row, Source, Values};
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
    let mut tx = db.write().await.expect("write");
    let id = Uuid::now_v7();
    let at = chrono::DateTime::from_timestamp(1_600_000_000, 0).expect("a moment");
    run!(&mut tx, "INSERT INTO town (name, sort) VALUES ('东镇', 1)").expect("town");
    const ENTERPRISE: &str = "
INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
VALUES ($1, '91320000000000001X', '甲机械有限公司', 'jia', 'j', '东镇', 1, $2, $2)";
    run!(&mut tx, ENTERPRISE, id, at).expect("enterprise");
    tx.commit().await.expect("commit");
    id
}

async fn filing(db: &Db, number: &str) -> Uuid {
    let mut tx = db.write().await.expect("write");
    let (id, account) = (Uuid::now_v7(), Uuid::now_v7());
    let at = chrono::DateTime::from_timestamp(1_600_000_000, 0).expect("a moment");
    const ACCOUNT: &str = "
INSERT INTO account (id, login, name, role, password, disabled, created_at, version)
VALUES ($1, $2, 'x', 'admin', '', FALSE, $3, 1)";
    run!(&mut tx, ACCOUNT, account, number.to_lowercase(), at).expect("account");
    const FILING: &str = "
INSERT INTO filing (id, number, account_id, file_name, sha256, bytes, kind, state, summary, uploaded_at, version)
VALUES ($1, $2, $3, 'a.xlsx', 'none', 1, 'xlsx', 'sent', '{}', $4, 1)";
    run!(&mut tx, FILING, id, number, account, at).expect("filing");
    tx.commit().await.expect("commit");
    id
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

fn said(outcomes: &[Outcome]) -> Vec<String> {
    let change =
        |c: &Change| format!("{} {} → {}", c.0, c.1.clone().unwrap_or_default(), c.2.clone().unwrap_or_default());
    let one = |outcome: &Outcome| match outcome {
        Outcome::New(_) => "new".to_owned(),
        Outcome::Same(_) => "same".to_owned(),
        Outcome::Changed(_, changes) => changes.iter().map(change).collect::<Vec<_>>().join(", "),
        Outcome::Wrong(problems) => problems.iter().map(|p| p.what.code.to_string()).collect::<Vec<_>>().join(", "),
    };
    outcomes.iter().map(one).collect()
}

async fn take(ctx: &Ctx, rows: &[Row]) -> Vec<String> {
    let mut tx = ctx.write().await.expect("write");
    let seen = service::preview(&mut tx, ctx, rows).await.expect("previewed");
    let done = service::upsert(&mut tx, ctx, rows).await.expect("taken");
    tx.commit().await.expect("commit");
    assert_eq!(said(&seen), said(&done), "the preview promises what is done");
    said(&done)
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
