//! Rows that a return did not take, until they are told again or need not be. On both engines.
use super::{code, district, meeting, meetings, see, send, upload};
use crate::db::one;
use crate::db::testing::each;
use crate::kernel::Typed;
use crate::returns::service::{self, Filter, Open, Take};
use crate::server::{Ctx, Halt};
use serde_json::json;
use uuid::Uuid;

fn why(words: &str) -> Typed {
    Typed(vec![("why".to_owned(), words.to_owned())])
}

async fn open(ctx: &Ctx, id: Uuid) -> Open {
    service::beside(ctx, &see(ctx, id).await).await.expect("read").open
}

/// Open rows as the list of returns shows them, the newest return first; and those of what is owed.
async fn listed(rep: &Ctx) -> (Vec<u64>, u64) {
    let (rows, _) = service::list(rep, &Filter::default(), 1, 50).await.expect("listed");
    let owing = service::owed(rep).await.expect("owed");
    (rows.iter().map(|row| row.open).collect(), owing.open.iter().map(|open| open.rows).sum())
}

#[tokio::test]
async fn open_rows_are_closed_by_a_later_return_of_the_same_period() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let good = (2, true, meeting("2026-09-17", 31));
        let first = upload(&rep, "one", &meetings(&[good.clone(), (3, false, json!({}))])).await;
        assert_eq!(open(&rep, first).await.rows(), 0, "nothing is open before it is sent");
        send(&rep, first, Take::Good, "").await.expect("sent");
        assert_eq!(open(&rep, first).await.rows(), 1);
        assert_eq!(listed(&rep).await, (vec![1], 1));

        // Another year tells nothing of this one.
        let other = upload(&rep, "other", &meetings(&[(2, true, meeting("2024-09-17", 31))])).await;
        send(&rep, other, Take::All, "").await.expect("sent");
        assert_eq!(open(&rep, first).await.rows(), 1);

        let second = upload(&rep, "two", &meetings(&[good, (3, true, meeting("2026-10-17", 40))])).await;
        send(&rep, second, Take::All, "").await.expect("sent");
        let closed = open(&rep, first).await;
        let told = closed.parts[0].told_in.clone().expect("told again");
        assert_eq!((closed.rows(), told.filing, told.number), (0, second, see(&rep, second).await.number));
        assert_eq!(listed(&rep).await, (vec![0, 0, 0], 0));

        service::take_back(&rep, second, &Typed::default()).await.expect("undone");
        assert_eq!(open(&rep, first).await.rows(), 1, "what was undone tells nothing");
    })
    .await;
}

#[tokio::test]
async fn open_rows_are_closed_by_the_senders_word() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let rows = [(2, true, meeting("2026-09-17", 31)), (3, false, json!({})), (4, false, json!({}))];
        let id = upload(&rep, "one", &meetings(&rows)).await;
        send(&rep, id, Take::Good, "").await.expect("sent");
        assert_eq!(code(&service::waive(&rep, id, &why(" ")).await.expect_err("no reason")), "required");
        assert!(matches!(service::waive(&inspector, id, &why("x")).await, Err(Halt::Forbidden)));
        for _ in 0..2 {
            service::waive(&rep, id, &why("重复的行")).await.expect("said");
        }
        let said = open(&inspector, id).await;
        let waived = said.waived.clone().expect("kept");
        assert_eq!((said.rows(), waived.rows, waived.by.as_str(), waived.reason.as_str()), (0, 2, "rep", "重复的行"));
        assert_eq!(listed(&rep).await, (vec![0], 0));
        let mut tx = rep.read().await.expect("read");
        let noted = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM audit WHERE deed = 'waive'").expect("asked");
        assert_eq!(noted, Some((1,)), "said twice, it is said once");
        drop(tx);
        let clean = upload(&rep, "two", &meetings(&[(2, true, meeting("2025-09-17", 31))])).await;
        send(&rep, clean, Take::All, "").await.expect("sent");
        assert_eq!(code(&service::waive(&rep, clean, &why("x")).await.expect_err("nothing is open")), "no-open-rows");
    })
    .await;
}
