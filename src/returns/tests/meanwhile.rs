//! What somebody else does between looking and sending. On both engines.
use super::*;
use crate::audit::service::{Object, note};
use crate::kernel::intake::Change;

async fn preview(ctx: &Ctx, id: Uuid) -> service::Preview {
    let draft = see(ctx, id).await;
    service::preview(ctx, &draft, Question::default()).await.expect("previewed")
}

async fn confirm(ctx: &Ctx, id: Uuid, seen: i64) -> Result<(), Halt> {
    let wish = Wish { take: Take::All, reason: "补报", rest: Some(Rest::Stays), seen: Some(seen) };
    service::send(ctx, id, wish).await
}

async fn present(ctx: &Ctx) -> Vec<i64> {
    let mut tx = ctx.read().await.expect("read");
    let sql = "SELECT delegates_present FROM congress ORDER BY held_on";
    crate::db::all!(&mut tx, (i64,), sql).expect("read").into_iter().map(|(n,)| n).collect()
}

/// Puts the first meeting right by form.
async fn corrected(ctx: &Ctx, to: i64) {
    let mut tx = ctx.write().await.expect("write");
    let sql = "SELECT id FROM congress ORDER BY held_on LIMIT 1";
    let (id,) = crate::db::one!(&mut tx, (Uuid,), sql).expect("read").expect("a meeting");
    run!(&mut tx, "UPDATE congress SET delegates_present = $2, version = version + 1 WHERE id = $1", id, to)
        .expect("put right");
    let change = Change::new("delegates_present", None, Some(to.to_string()));
    note(&mut tx, ctx, "correct", Object { noun: "congress", id: Some(id), enterprise: None }, &[change])
        .await
        .expect("noted");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn a_record_changed_after_the_sender_looked_is_never_overwritten_unseen() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let first = [(2, true, meeting("2022-09-17", 31))];
        let id = upload(&rep, "one", &meetings(&first)).await;
        confirm(&rep, id, preview(&rep, id).await.seen).await.expect("sent");

        let both = [(2, true, meeting("2022-09-17", 31)), (3, true, meeting("2022-10-17", 40))];
        let id = upload(&rep, "two", &meetings(&both)).await;
        let looked = preview(&rep, id).await;
        assert_eq!(counts(&see(&rep, id).await), [3, 1, 0, 1, 0, 1], "one is new, one the same");
        corrected(&inspector, 36).await;
        let refused = confirm(&rep, id, looked.seen).await.expect_err("somebody was first");
        assert_eq!(code(&refused), "compared-anew");
        assert_eq!(present(&rep).await, [36], "nothing was written");
        let draft = see(&rep, id).await;
        assert_eq!((draft.standing, counts(&draft)), (Standing::Draft, [3, 1, 1, 0, 0, 1]), "the change is seen");
        let looked = preview(&rep, id).await;
        assert_eq!(looked.rows[0].fate, Fate::Changed);
        confirm(&rep, id, looked.seen).await.expect("seen and sent");
        assert_eq!(present(&rep).await, [31, 40]);
    })
    .await;
}

#[tokio::test]
async fn what_another_return_brought_meanwhile_is_looked_at_too() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let id = upload(&rep, "one", &meetings(&[(2, true, meeting("2022-09-17", 31))])).await;
        let looked = preview(&rep, id).await;
        let mut theirs = meeting("2022-09-17", 33);
        theirs["enterprise"] = json!("晨光纺织有限公司");
        let other = upload(&inspector, "other", &meetings(&[(2, true, theirs)])).await;
        confirm(&inspector, other, preview(&inspector, other).await.seen).await.expect("sent");
        assert_eq!(code(&confirm(&rep, id, looked.seen).await.expect_err("brought meanwhile")), "compared-anew");
        assert_eq!(present(&rep).await, [33]);
        // Somebody else's records are no reason to look again.
        let looked = preview(&rep, id).await;
        let mut forge = meeting("2022-09-17", 20);
        forge["enterprise"] = json!("宏远锻造有限公司");
        let other = upload(&inspector, "forge", &meetings(&[(2, true, forge)])).await;
        confirm(&inspector, other, preview(&inspector, other).await.seen).await.expect("sent");
        confirm(&rep, id, looked.seen).await.expect("sent");
    })
    .await;
}

#[tokio::test]
async fn a_row_said_twice_in_a_workbook_counts_as_it_will_when_sent() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-17", 31)), (3, true, meeting("2022-10-17", 31))];
        // The reader says nothing of it: only who knows the enterprise can tell that it is said twice.
        let lines = meetings(&[rows[0].clone(), rows[1].clone(), (4, true, meeting("2022-09-17", 31))]);
        let id = upload(&rep, "one", &lines).await;
        let draft = see(&rep, id).await;
        assert_eq!(counts(&draft), [4, 2, 0, 1, 0, 1]);
        let fates: Vec<Fate> = preview(&rep, id).await.rows.iter().map(|row| row.fate).collect();
        assert_eq!(fates, [Fate::New, Fate::New, Fate::Same]);
        confirm(&rep, id, preview(&rep, id).await.seen).await.expect("sent");
        assert_eq!(counts(&see(&rep, id).await), [4, 2, 0, 1, 0, 1], "the receipt says what the preview said");
    })
    .await;
}
