use super::model::Change;
use super::service::{Object, Verified, note, verify};
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::server::Ctx;
use crate::server::ctx::tests::app_on;

async fn three_lines(db: &Db) {
    let ctx = Ctx::operator(&app_on(db.clone()));
    for n in 1..=3 {
        let mut tx = db.write().await.expect("write");
        let change = Change::new("deaths", Some("0".to_owned()), Some(n.to_string()));
        let object = Object { noun: "incident", id: Some(uuid::Uuid::now_v7()), enterprise: None };
        note(&mut tx, &ctx, "correct", object, &[change]).await.expect("noted");
        tx.commit().await.expect("commit");
    }
}

#[tokio::test]
async fn an_untouched_trail_is_whole_and_a_touched_one_is_not() {
    each(async |db| {
        three_lines(&db).await;
        assert!(matches!(verify(&db).await.expect("verified"), Verified::Whole { lines: 3, .. }));
        // Only somebody who can drop the guards can touch a line at all.
        let drop_guard = match &db {
            Db::Sqlite { .. } => "DROP TRIGGER audit_kept_1",
            Db::Postgres(_) => "DROP TRIGGER audit_kept ON audit",
        };
        let mut tx = db.write().await.expect("write");
        run!(&mut tx, drop_guard).expect("guard dropped");
        run!(&mut tx, "UPDATE audit SET changes = '[]' WHERE seq = 2").expect("touched");
        tx.commit().await.expect("commit");
        assert_eq!(verify(&db).await.expect("verified"), Verified::Broken { seq: 2 });
    })
    .await;
}

#[tokio::test]
async fn a_line_cut_from_the_end_is_missed() {
    each(async |db| {
        three_lines(&db).await;
        let drop_guard = match &db {
            Db::Sqlite { .. } => "DROP TRIGGER audit_kept_2",
            Db::Postgres(_) => "DROP TRIGGER audit_kept ON audit",
        };
        let mut tx = db.write().await.expect("write");
        run!(&mut tx, drop_guard).expect("guard dropped");
        run!(&mut tx, "DELETE FROM audit WHERE seq = 3").expect("cut");
        tx.commit().await.expect("commit");
        assert_eq!(verify(&db).await.expect("verified"), Verified::Broken { seq: 3 });
    })
    .await;
}

#[tokio::test]
async fn writers_at_once_make_one_chain() {
    each(async |db| {
        let writers = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { three_lines(&db).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("writer done");
        }
        assert!(matches!(verify(&db).await.expect("verified"), Verified::Whole { lines: 24, .. }));
    })
    .await;
}
