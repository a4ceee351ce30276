//! A period told again: what is not told any more, what is locked, what a later return tells too. On both engines.
use super::{District, code, district, meeting, meetings, see, upload};
use crate::db::all;
use crate::db::testing::each;
use crate::kernel::Typed;
use crate::returns::model::Standing;
use crate::returns::model::review::{Rest, Why};
use crate::returns::service::{self, Did, Take, Wish};
use crate::server::{Ctx, Halt};
use serde_json::Value;
use uuid::Uuid;

fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

async fn decide(ctx: &Ctx, id: Uuid, verdict: &str, more: &[(&str, &str)]) {
    let version = see(ctx, id).await.version.to_string();
    let mut fields = vec![("verdict", verdict), ("version", version.as_str())];
    fields.extend(more);
    service::decide(ctx, id, &typed(&fields)).await.expect("decided");
}

/// Every meeting by day, with who came.
async fn held(district: &District) -> Vec<(String, i64)> {
    let mut tx = district.app.db.read().await.expect("read");
    let sql = "SELECT held_on, delegates_present FROM congress ORDER BY held_on";
    let rows = all!(&mut tx, (chrono::NaiveDate, i64), sql).expect("asked");
    rows.into_iter().map(|(day, n)| (day.to_string(), n)).collect()
}

async fn told(ctx: &Ctx, name: &str, rows: &[(u32, bool, Value)], rest: Option<Rest>) -> Result<Uuid, Halt> {
    let id = upload(ctx, name, &meetings(rows)).await;
    service::send(ctx, id, Wish { take: Take::All, reason: "更正", rest, seen: None }).await.map(|()| id)
}

fn days(of: &[(&str, i64)]) -> Vec<(String, i64)> {
    of.iter().map(|(day, n)| ((*day).to_owned(), *n)).collect()
}

#[tokio::test]
async fn a_row_with_another_day_does_not_stand_beside_the_one_it_puts_right() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let both = [(2, true, meeting("2022-09-17", 31)), (3, true, meeting("2022-03-01", 30))];
        let first = told(&rep, "one", &both, None).await.expect("sent");
        decide(&inspector, first, "send-back", &[("notes", "B2 日期不对")]).await;

        let right = [(2, true, meeting("2022-09-18", 31)), (3, true, meeting("2022-03-01", 30))];
        let draft = upload(&rep, "two", &meetings(&right)).await;
        let absent = see(&rep, draft).await.summary.absent;
        let listed: Vec<_> = absent.rows.iter().map(|row| (row.title.as_str(), row.stays)).collect();
        assert_eq!((absent.count, absent.asked, listed), (1, true, vec![("2022-09-17", false)]));
        let silent = Wish { take: Take::All, reason: "日期填错", rest: None, seen: None };
        let silent = service::send(&rep, draft, silent).await.expect_err("what of the old one?");
        assert_eq!(code(&silent), "missing-choice");
        // What is asked is asked at once.
        let mute = Wish { take: Take::All, reason: "", rest: None, seen: None };
        let Err(Halt::Refused(asked)) = service::send(&rep, draft, mute).await else { panic!("both are asked") };
        let asked: Vec<_> = asked.iter().map(|problem| problem.what.code.as_ref()).collect();
        assert_eq!(asked, ["reason-again", "missing-choice"]);
        let gone = Wish { take: Take::All, reason: "", rest: Some(Rest::Goes), seen: None };
        assert_eq!(code(&service::send(&rep, draft, gone).await.expect_err("why?")), "reason-again");
        service::send(&rep, draft, Wish { reason: "日期填错", ..gone }).await.expect("sent");
        assert_eq!(held(&district).await, days(&[("2022-03-01", 30), ("2022-09-18", 31)]));
        let sent = see(&inspector, draft).await;
        assert_eq!(sent.summary.absent.dropped, 1);
        let beside = service::beside(&inspector, &sent).await.expect("seen");
        let mut did: Vec<_> = beside.changed.iter().map(|row| (row.did.key(), row.title.as_str())).collect();
        did.sort_unstable();
        assert_eq!(did, [(Did::Added.key(), "2022-09-18"), (Did::Dropped.key(), "2022-09-17")]);

        service::take_back(&rep, draft, &typed(&[])).await.expect("undone");
        assert_eq!(held(&district).await, days(&[("2022-03-01", 30), ("2022-09-17", 31)]), "exactly as before");
        service::take_back(&rep, first, &typed(&[])).await.expect("undone");
        assert_eq!(held(&district).await, []);
    })
    .await;
}

#[tokio::test]
async fn what_is_only_added_to_an_earlier_return_leaves_it_alone() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        told(&rep, "one", &[(2, true, meeting("2022-09-17", 31))], None).await.expect("sent");
        let added = [(2, true, meeting("2022-11-01", 20))];
        told(&rep, "two", &added, Some(Rest::Stays)).await.expect("sent");
        assert_eq!(held(&district).await, days(&[("2022-09-17", 31), ("2022-11-01", 20)]));
        // Another year is another period: nothing of it is missing.
        let next = upload(&rep, "next", &meetings(&[(2, true, meeting("2023-05-01", 20))])).await;
        assert_eq!(see(&rep, next).await.summary.absent.count, 0);
        // While a row is wrong nobody can tell what is missing.
        let rows = [(2, true, meeting("2022-12-01", 20)), (3, false, meeting("2022-12-02", 1))];
        let wrong = upload(&rep, "wrong", &meetings(&rows)).await;
        let good = Wish { take: Take::Good, reason: "补", rest: Some(Rest::Goes), seen: None };
        assert_eq!(code(&service::send(&rep, wrong, good).await.expect_err("refused")), "missing-wrong");
        service::send(&rep, wrong, Wish { rest: Some(Rest::Stays), ..good }).await.expect("sent");
        assert_eq!(held(&district).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_changed_since_stays() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        told(&rep, "one", &[(2, true, meeting("2022-09-17", 31))], None).await.expect("sent");
        let mut tx = district.app.db.write().await.expect("write");
        crate::db::run!(&mut tx, "UPDATE congress SET delegates_present = 40, version = version + 1").expect("changed");
        tx.commit().await.expect("commit");
        let other = upload(&rep, "two", &meetings(&[(2, true, meeting("2022-10-01", 20))])).await;
        let absent = see(&rep, other).await.summary.absent;
        assert_eq!((absent.count, absent.asked, absent.rows[0].stays), (1, false, true));
        let wish = Wish { take: Take::All, reason: "更正", rest: Some(Rest::Goes), seen: None };
        service::send(&rep, other, wish).await.expect("sent");
        assert_eq!(held(&district).await, days(&[("2022-09-17", 40), ("2022-10-01", 20)]));
    })
    .await;
}

#[tokio::test]
async fn a_locked_period_stays_closed_whoever_tells_it_and_whatever_came_between() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let row = (2, true, meeting("2022-09-17", 31));
        let first = told(&rep, "one", std::slice::from_ref(&row), None).await.expect("sent");
        decide(&inspector, first, "accept", &[]).await;
        decide(&inspector, first, "lock", &[]).await;
        told(&rep, "the same", &[row.clone(), (5, true, meeting("2023-02-01", 9))], None)
            .await
            .expect("nothing new of 2022");
        let new = [row, (3, true, meeting("2022-12-01", 20))];
        let shut = told(&rep, "new", &new, None).await.expect_err("the year is locked");
        assert_eq!(code(&shut), "period-locked");
        let mut theirs = meeting("2022-12-02", 20);
        theirs["enterprise"] = "晨光纺织有限公司".into();
        let shut = told(&inspector, "for many", &[(2, true, theirs)], None).await.expect_err("for departments too");
        assert_eq!(code(&shut), "period-locked");
        assert_eq!(held(&district).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn undoing_leaves_what_a_later_return_tells_too() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let one = (2, true, meeting("2022-09-17", 31));
        let first = told(&rep, "one", &[one.clone(), (3, true, meeting("2022-05-01", 9))], None).await.expect("sent");
        let whole = [one, (3, true, meeting("2022-12-01", 20))];
        let second = told(&rep, "two", &whole, Some(Rest::Stays)).await.expect("sent");
        let held_by = service::take_back(&rep, first, &typed(&[])).await.expect_err("the second tells it too");
        assert_eq!(code(&held_by), "undo-stuck");
        service::take_back(&rep, first, &typed(&[("rest", "yes")])).await.expect("the rest");
        let undone = see(&rep, first).await;
        let stuck: Vec<_> = undone.summary.undone.expect("undone").stuck.into_iter().map(|row| row.why).collect();
        assert_eq!((undone.standing, stuck), (Standing::Undone, vec![Why::Told]));
        assert_eq!(held(&district).await, days(&[("2022-09-17", 31), ("2022-12-01", 20)]));
        service::take_back(&rep, second, &typed(&[])).await.expect("undone");
        assert_eq!(held(&district).await, [], "nobody tells it any more");
    })
    .await;
}

#[tokio::test]
async fn what_tells_nothing_new_is_no_version() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let rows = [(2, true, meeting("2022-09-17", 31)), (3, true, meeting("2022-03-01", 30))];
        let first = told(&rep, "one", &rows, None).await.expect("sent");
        let known = async |name: &str, rows: &[(u32, bool, Value)]| {
            let draft = upload(&rep, name, &meetings(rows)).await;
            (draft, see(&rep, draft).await.summary.known)
        };
        let (same, by) = known("in another file", &rows).await;
        assert_eq!(by.expect("nothing new").by.iter().map(|earlier| earlier.id).collect::<Vec<_>>(), [first]);
        let wish = Wish { take: Take::All, reason: "再报", rest: Some(Rest::Stays), seen: None };
        assert_eq!(code(&service::send(&rep, same, wish).await.expect_err("nothing new")), "nothing-new");
        service::withdraw(&rep, same).await.expect("put away");
        // With a wrong row beside them there is still nothing to send.
        let (half, by) =
            known("with a wrong one", &[rows[0].clone(), rows[1].clone(), (4, false, meeting("", 1))]).await;
        assert!(by.is_some());
        let good = Wish { take: Take::Good, ..wish };
        assert_eq!(code(&service::send(&rep, half, good).await.expect_err("nothing new")), "nothing-new");
        // A row less is a question, and an answer that does something; keeping everything does nothing.
        let (fewer, by) = known("one row less", &rows[..1]).await;
        assert_eq!(by, None);
        assert_eq!(code(&service::send(&rep, fewer, wish).await.expect_err("nothing new")), "nothing-new");
        // What was sent back may be sent as it is.
        decide(&inspector, first, "send-back", &[("notes", "请盖章")]).await;
        let (anew, by) = known("as it was", &rows).await;
        assert_eq!(by, None);
        service::send(&rep, anew, wish).await.expect("sent again");
        let (_, by) = known("and again", &rows).await;
        assert_eq!(by.expect("nothing new").by.len(), 2);
        let gone = Wish { rest: Some(Rest::Goes), ..wish };
        service::send(&rep, fewer, gone).await.expect("one goes");
        assert_eq!(held(&district).await, days(&[("2022-09-17", 31)]));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_else_recorded_is_still_to_be_sent_once() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let row = (2, true, meeting("2022-09-17", 31));
        let mut named = row.clone();
        named.2["enterprise"] = "晨光纺织有限公司".into();
        let theirs = told(&inspector, "for many", &[named], None).await.expect("sent");
        let (draft, other) = (
            upload(&rep, "own", &meetings(std::slice::from_ref(&row))).await,
            upload(&rep, "two", &meetings(&[row])).await,
        );
        let known = see(&rep, draft).await.summary.known.expect("the department told it");
        assert!(known.by.is_empty(), "a return for many is not a rep's to open");
        service::take_back(&inspector, theirs, &typed(&[])).await.expect("undone");
        // The draft is compared again as it is sent.
        let wish = Wish { take: Take::All, reason: "", rest: None, seen: None };
        service::send(&rep, draft, wish).await.expect("nobody told it");
        assert_eq!(code(&service::send(&rep, other, wish).await.expect_err("now it is told")), "nothing-new");
    })
    .await;
}
