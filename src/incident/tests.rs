use super::service;
use crate::audit::model::Change;
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::kernel::intake::{Outcome, Row, Source, Values};
use crate::server::Ctx;
use crate::server::ctx::tests::app_on;
use uuid::Uuid;

/// Two towns with one enterprise each: the ids of 甲 (东镇) and 乙 (西镇).
async fn two_enterprises(db: &Db) -> [Uuid; 2] {
    let mut tx = db.write().await.expect("write");
    let mut ids = Vec::new();
    for (n, (town, name)) in [("东镇", "甲机械有限公司"), ("西镇", "乙化工有限公司")].into_iter().enumerate()
    {
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, n as i64).expect("town");
        let id = Uuid::now_v7();
        const ENTERPRISE: &str = "
INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)";
        let at = chrono::DateTime::from_timestamp(1_600_000_000, 0).expect("a moment");
        let (code, pinyin) = (format!("9132000000000000{n}X"), ["jia", "yi"][n]);
        run!(&mut tx, ENTERPRISE, id, code, name, pinyin, &pinyin[..1], town, at).expect("enterprise");
        ids.push(id);
    }
    tx.commit().await.expect("commit");
    [ids[0], ids[1]]
}

/// A workbook, for rows to come from.
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

fn row(filing: Uuid, enterprise: Uuid, fields: &[(&str, &str)]) -> Row {
    let mut values = serde_json::Map::new();
    values.insert("occurred_at".to_owned(), "2022-03-04T09:30".into());
    values.insert("deaths".to_owned(), 0.into());
    values.insert("serious".to_owned(), 1.into());
    for (name, value) in fields {
        let count = matches!(*name, "deaths" | "serious" | "minor" | "lost_days");
        let value = if count { value.parse::<i64>().expect("a count").into() } else { (*value).into() };
        values.insert((*name).to_owned(), value);
    }
    let source = Source { filing, sheet: "事故台账".to_owned(), row: 5 };
    Row { enterprise: Some(enterprise), source, values: Values(values) }
}

/// What became of rows, without ids.
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

/// Previews and takes rows, and checks that both say the same.
async fn take(ctx: &Ctx, rows: &[Row]) -> Vec<String> {
    let mut tx = ctx.write().await.expect("write");
    let seen = service::preview(&mut tx, ctx, rows).await.expect("previewed");
    let done = service::upsert(&mut tx, ctx, rows).await.expect("taken");
    tx.commit().await.expect("commit");
    assert_eq!(said(&seen), said(&done), "the preview promises what is done");
    said(&done)
}

#[tokio::test]
async fn the_same_rows_twice_change_nothing_and_a_corrected_one_says_what() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let (first, second) = (filing(&db, "F1").await, filing(&db, "F2").await);
        let ctx = Ctx::operator(&app_on(db));
        let rows =
            |f| [row(f, a, &[("category", "机械")]), row(f, b, &[]), row(f, a, &[("occurred_at", "2022-04-01")])];
        assert_eq!(take(&ctx, &rows(first)).await, ["new", "new", "new"]);
        assert_eq!(take(&ctx, &rows(second)).await, ["same", "same", "same"]);
        // A blank erases nothing, the type is kept with its code; only the new figure differs.
        assert_eq!(take(&ctx, &[row(second, a, &[("serious", "2")])]).await, ["serious 1 → 2"]);
        let labelled = row(second, a, &[("serious", "2"), ("category", "机械伤害")]);
        assert_eq!(take(&ctx, &[labelled]).await, ["same"]);
    })
    .await;
}

#[tokio::test]
async fn several_of_one_minute_meet_their_own_first_and_then_in_order() {
    each(async |db| {
        let [a, _] = two_enterprises(&db).await;
        let (first, second) = (filing(&db, "F1").await, filing(&db, "F2").await);
        let ctx = Ctx::operator(&app_on(db));
        let of = |filing, place: &str, serious: &str| row(filing, a, &[("place", place), ("serious", serious)]);
        let rows = [of(first, "一车间", "1"), of(first, "一车间", "1"), of(first, "二车间", "0")];
        assert_eq!(take(&ctx, &rows).await, ["new", "same", "new"], "a row twice in the file is one accident");
        // The next thousand rows of the same workbook are other accidents, unless they say the same.
        assert_eq!(take(&ctx, &[of(first, "四车间", "0"), of(first, "二车间", "0")]).await, ["new", "same"]);
        let rows = [
            of(second, "二车间", "0"),
            of(second, "一车间", "2"),
            of(second, "三车间", "0"),
            of(second, "五车间", "0"),
        ];
        assert_eq!(take(&ctx, &rows).await, ["same", "serious 1 → 2", "place 四车间 → 三车间", "new"]);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_cannot_be_true_is_wrong_and_the_others_are_taken() {
    each(async |db| {
        let [a, _] = two_enterprises(&db).await;
        let first = filing(&db, "F1").await;
        let ctx = Ctx::operator(&app_on(db));
        let mut nobodys = row(first, a, &[]);
        nobodys.enterprise = None;
        let rows = [row(first, a, &[("reported_at", "2022-03-04T08:00")]), nobodys, row(first, a, &[])];
        assert_eq!(take(&ctx, &rows).await, ["reported-before-occurred", "unknown-enterprise", "new"]);
    })
    .await;
}
