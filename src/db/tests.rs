use super::testing::each;
use super::*;

#[test]
fn versions_are_compared_by_number() {
    assert!(at_least("3.51.3", SQLITE_MIN));
    assert!(at_least("3.100.0", SQLITE_MIN));
    assert!(!at_least("3.51.2", SQLITE_MIN));
    assert!(!at_least("3.9.9", SQLITE_MIN));
}

#[test]
fn a_search_text_cannot_bring_its_own_wildcards() {
    assert_eq!(like("50%_A\\"), "%50\\%\\_a\\\\%");
    assert_eq!(like("二车间(东),1"), "%二车间_东__1%", "typed in either width");
}

#[tokio::test]
async fn numbers_are_given_out_in_order_on_both_engines() {
    each(async |db| {
        for expected in 1..=3 {
            let mut tx = db.write().await.expect("write");
            assert_eq!(next_number(&mut tx, "F2022").await.expect("number"), expected);
            tx.commit().await.expect("commit");
        }
        let mut tx = db.write().await.expect("write");
        assert_eq!(next_number(&mut tx, "F2023").await.expect("number"), 1);
        drop(tx);
        let mut tx = db.write().await.expect("write");
        assert_eq!(next_number(&mut tx, "F2023").await.expect("number"), 1, "a dropped transaction leaves nothing");
    })
    .await;
}

#[tokio::test]
async fn the_audit_trail_and_frozen_baselines_cannot_be_changed_by_sql() {
    each(async |db| {
        let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("a real time");
        let day = chrono::NaiveDate::from_ymd_opt(2022, 1, 12).expect("a real day");
        let id = uuid::Uuid::now_v7();
        let mut tx = db.write().await.expect("write");
        run!(&mut tx, "INSERT INTO audit (seq, at, who, role, deed, noun, changes, prev, hash) VALUES (1, $1, 'a', 'admin', 'x', 'y', '[]', '', 'h')", now)
            .expect("insert");
        run!(&mut tx, "INSERT INTO baseline (id, year, state, origin, resolution, as_of, definition, author, version, created_at)
                       VALUES ($1, 2021, 'draft', 'imported', 'month', $2, 'd', 'a', 1, $3)", id, day, now)
            .expect("insert");
        run!(&mut tx, "INSERT INTO baseline_row (baseline_id, seq, incidents) VALUES ($1, 1, 5)", id).expect("a draft takes rows");
        run!(&mut tx, "UPDATE baseline SET state = 'frozen', number = 1 WHERE id = $1", id).expect("a draft can be frozen");
        tx.commit().await.expect("commit");
        for forbidden in [
            "UPDATE audit SET who = 'b'",
            "DELETE FROM audit",
            "UPDATE baseline SET note = 'n'",
            "DELETE FROM baseline",
            "UPDATE baseline_row SET incidents = 4",
            "DELETE FROM baseline_row",
        ] {
            let mut tx = db.write().await.expect("write");
            assert!(run!(&mut tx, forbidden).is_err(), "{forbidden}");
        }
        let mut tx = db.write().await.expect("write");
        assert!(run!(&mut tx, "INSERT INTO baseline_row (baseline_id, seq, incidents) VALUES ($1, 2, 5)", id).is_err());
    })
    .await;
}

#[tokio::test]
async fn what_is_written_is_planned_for_the_tables_as_they_are() {
    let Some(db) = super::testing::postgres().await else { return };
    const MODE: &str = "SELECT current_setting('plan_cache_mode')";
    let mut tx = db.write().await.expect("write");
    assert_eq!(one!(&mut tx, (String,), MODE).expect("asked"), Some(("force_custom_plan".to_owned(),)));
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    assert_eq!(one!(&mut tx, (String,), MODE).expect("asked"), Some(("auto".to_owned(),)), "readers keep their plans");
    drop(tx);
    db.close().await;
}
