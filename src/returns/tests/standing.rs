//! Accepting, sending back, locking; undoing; telling a period again. On both engines.
use super::{District, code, district, meeting, meetings, see, send, upload};
use crate::account::model::Actor;
use crate::congress;
use crate::db::aside::{self, Aside};
use crate::db::testing::each;
use crate::db::{all, one, run};
use crate::kernel::Typed;
use crate::returns::model::review::Why;
use crate::returns::model::{Fate, Standing};
use crate::returns::service::{self, Filter, Take};
use crate::returns::store;
use crate::returns::store::Reader;
use crate::server::{Ctx, Halt};
use std::sync::Arc;
use uuid::Uuid;

fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

async fn decide(ctx: &Ctx, id: Uuid, verdict: &str, version: i64, more: &[(&str, &str)]) -> Result<(), Halt> {
    let version = version.to_string();
    let mut fields = vec![("verdict", verdict), ("version", version.as_str())];
    fields.extend(more);
    service::decide(ctx, id, &typed(&fields)).await
}

async fn undo(ctx: &Ctx, id: Uuid, fields: &[(&str, &str)]) -> Result<(), Halt> {
    service::take_back(ctx, id, &typed(fields)).await
}

/// Every meeting as (day, present, version), in order.
async fn recorded(district: &District) -> Vec<(String, i64, i64)> {
    let mut tx = district.app.db.read().await.expect("read");
    let rows = all!(
        &mut tx,
        (chrono::NaiveDate, i64, i64),
        "SELECT held_on, delegates_present, version FROM congress ORDER BY held_on"
    );
    rows.expect("asked").into_iter().map(|(day, n, version)| (day.to_string(), n, version)).collect()
}

async fn deeds(district: &District, of: Uuid) -> Vec<String> {
    let mut tx = district.app.db.read().await.expect("read");
    let rows = all!(&mut tx, (String,), "SELECT deed FROM audit WHERE object_id = $1 ORDER BY seq", of);
    rows.expect("asked").into_iter().map(|(deed,)| deed).collect()
}

async fn sent(ctx: &Ctx, name: &str, rows: &[(u32, bool, serde_json::Value)]) -> Uuid {
    let id = upload(ctx, name, &meetings(rows)).await;
    send(ctx, id, Take::All, "更正").await.expect("sent");
    id
}

#[tokio::test]
async fn a_return_is_sent_back_with_remarks_accepted_locked_and_unlocked() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let far = district.inspector(Some("张甸镇")).await;
        let id = sent(&rep, "one", &[(2, true, meeting("2022-09-17", 31))]).await;
        let version = see(&inspector, id).await.version;

        assert!(matches!(decide(&far, id, "accept", version, &[]).await, Err(Halt::Missing)), "another town's");
        assert!(matches!(decide(&rep, id, "accept", version, &[]).await, Err(Halt::Forbidden)));
        let blank = decide(&inspector, id, "send-back", version, &[("notes", " ")]).await.expect_err("no remark");
        assert_eq!(code(&blank), "required");
        let stale = decide(&inspector, id, "accept", version - 1, &[]).await.expect_err("an older version was seen");
        assert_eq!(code(&stale), "changed-meanwhile");

        let notes = [("notes", "B2 日期请核对\n请补签字")];
        for _ in 0..2 {
            decide(&inspector, id, "send-back", version, &notes).await.expect("sent back");
        }
        let back = see(&rep, id).await;
        assert_eq!((back.standing, back.version), (Standing::SentBack, version + 1), "sent twice, one effect");
        let beside = service::beside(&rep, &back).await.expect("seen");
        let cells: Vec<_> = beside.notes.iter().map(|n| (n.note.cell.as_deref(), n.note.words.as_str())).collect();
        assert_eq!(cells, [(Some("B2"), "日期请核对"), (None, "请补签字")]);
        assert_eq!(beside.periods, [("congress".to_owned(), "2022".to_owned())]);

        decide(&inspector, id, "accept", version + 1, &[]).await.expect("accepted");
        assert_eq!(code(&undo(&rep, id, &[]).await.expect_err("accepted")), "undo-accepted");
        decide(&inspector, id, "lock", version + 2, &[]).await.expect("locked");
        assert_eq!(code(&undo(&inspector, id, &[("reason", "x")]).await.expect_err("locked")), "return-locked");
        let again = upload(&rep, "two", &meetings(&[(2, true, meeting("2022-10-01", 30))])).await;
        let held = send(&rep, again, Take::All, "补报").await.expect_err("the year is locked");
        assert_eq!(code(&held), "period-locked");
        assert_eq!(code(&decide(&inspector, id, "unlock", version + 3, &[]).await.expect_err("why?")), "required");
        decide(&inspector, id, "unlock", version + 3, &[("reason", "补报一次会议")]).await.expect("unlocked");
        assert_eq!(see(&rep, id).await.standing, Standing::Accepted);
        send(&rep, again, Take::All, "补报").await.expect("now it may");
        assert_eq!(
            deeds(&district, id).await,
            ["upload", "check", "send", "send-back", "accept", "lock", "unlock"],
            "every step has its line"
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_locked_return_brought_is_not_corrected_by_form_either() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let id = sent(&rep, "one", &[(2, true, meeting("2022-09-17", 31))]).await;
        let version = see(&inspector, id).await.version;
        decide(&inspector, id, "lock", version, &[]).await.expect("locked");
        let record = {
            let mut tx = district.app.db.read().await.expect("read");
            one!(&mut tx, (Uuid,), "SELECT id FROM congress").expect("asked").expect("one meeting").0
        };
        let corrected = async |present: &str| {
            let old = congress::service::to_correct(&rep, record).await.expect("seen");
            let mut fields = old.meeting.typed();
            fields.set("delegates_present", present);
            fields.set("version", old.version.to_string());
            congress::service::correct(&rep, record, &fields).await
        };
        assert_eq!(code(&corrected("40").await.expect_err("locked")), "record-locked");
        corrected("31").await.expect("what changes nothing is no correction");
        decide(&inspector, id, "unlock", version + 1, &[("reason", "更正到会人数")]).await.expect("unlocked");
        corrected("40").await.expect("now it may");
    })
    .await;
}

#[tokio::test]
async fn a_namesake_who_decides_the_same_learns_that_somebody_was_first() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let id = sent(&rep, "one", &[(2, true, meeting("2022-09-17", 31))]).await;
        let version = see(&inspector, id).await.version;
        let actor = Actor { id: Uuid::now_v7(), ..inspector.actor().expect("signed in").clone() };
        let namesake = Ctx { actor: Some(Arc::new(actor)), ..inspector.clone() };
        decide(&inspector, id, "accept", version, &[]).await.expect("accepted");
        decide(&inspector, id, "accept", version, &[]).await.expect("sent twice, one effect");
        let second = decide(&namesake, id, "accept", version, &[]).await.expect_err("not theirs");
        assert_eq!(code(&second), "return-decided");
    })
    .await;
}

#[tokio::test]
async fn nobody_reviews_their_own_return_and_the_list_leaves_it_out() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let mut row = meeting("2022-09-17", 31);
        row["enterprise"] = "宏远锻造有限公司".into();
        let own = sent(&inspector, "for many", &[(2, true, row)]).await;
        let theirs = sent(&rep, "mine", &[(2, true, meeting("2022-09-17", 31))]).await;
        let (rows, total) = service::to_review(&inspector, 1, 50).await.expect("a list");
        assert_eq!((rows.iter().map(|row| row.id).collect::<Vec<_>>(), total), (vec![theirs], 1));
        let version = see(&inspector, own).await.version;
        assert_eq!(code(&decide(&inspector, own, "accept", version, &[]).await.expect_err("own")), "own-return");
        assert!(matches!(service::to_review(&rep, 1, 50).await, Err(Halt::Forbidden)));

        let find = async |filter: Filter| service::list(&inspector, &filter, 1, 50).await.expect("a list").1;
        let of = |f: fn(&mut Filter)| {
            let mut filter = Filter::default();
            f(&mut filter);
            filter
        };
        assert_eq!(find(Filter::default()).await, 2);
        for (filter, count) in [
            (of(|f| f.standing = Some(Standing::Sent)), 2),
            (of(|f| f.standing = Some(Standing::Accepted)), 0),
            (of(|f| f.q = "晨光".into()), 1),
            (of(|f| f.q = "台账".into()), 2),
            (of(|f| f.town = "白米镇".into()), 1),
            (of(|f| f.town = "张甸镇".into()), 0),
            (of(|f| f.template = "congress".into()), 2),
            (of(|f| f.template = "training".into()), 0),
            (of(|f| f.period = "2022".into()), 2),
            (of(|f| f.period = "2021".into()), 0),
        ] {
            assert_eq!(find(filter.clone()).await, count, "{filter:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn undoing_restores_exactly_what_was_there() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let first = sent(&rep, "one", &[(2, true, meeting("2022-09-17", 31))]).await;
        let mut tx = rep.read().await.expect("read");
        let id = one!(&mut tx, (Uuid,), "SELECT id FROM congress").expect("asked").expect("there").0;
        let whole = async |tx: &mut crate::db::Tx| {
            let aside: &Aside = &crate::congress::service::ASIDE;
            aside::states(tx, aside, &[id]).await.expect("a state").remove(0)
        };
        let before = whole(&mut tx).await;
        drop(tx);
        let rows = [(2, true, meeting("2022-09-17", 40)), (3, true, meeting("2022-11-01", 30))];
        let second = sent(&rep, "two", &rows).await;
        assert_eq!(see(&rep, second).await.reason.as_deref(), Some("更正"));
        let beside = service::beside(&rep, &see(&rep, second).await).await.expect("seen");
        let did: Vec<_> = beside.changed.iter().map(|row| (row.did.key(), row.title.as_str())).collect();
        assert_eq!(did, [("changed", "2022-09-17"), ("added", "2022-11-01")], "the reviewer sees only what is new");
        assert_eq!(beside.changed[0].changes[0].0, "delegates_present");
        let versions: Vec<Uuid> = beside.versions.iter().map(|version| version.filing_id).collect();
        assert_eq!(versions, [first, second]);

        for _ in 0..2 {
            undo(&rep, second, &[]).await.expect("undone");
        }
        let filing = see(&rep, second).await;
        let undone = filing.summary.undone.clone().expect("it says how");
        assert_eq!((filing.standing, undone.removed, undone.restored), (Standing::Undone, 1, 1));
        let mut tx = rep.read().await.expect("read");
        let mut after = whole(&mut tx).await;
        drop(tx);
        assert_eq!(aside::version(&after), 3, "a new version, with the old content");
        after.insert("version".into(), 1.into());
        assert_eq!(after, before);
        assert_eq!(recorded(&district).await, [("2022-09-17".to_owned(), 31, 3)]);
        assert_eq!(deeds(&district, id).await, ["import", "take-back"], "the record's own history tells it");
        assert_eq!(deeds(&district, second).await.iter().filter(|deed| *deed == "take-back").count(), 1);

        undo(&rep, first, &[]).await.expect("the record is again what the first return made");
        assert_eq!(recorded(&district).await, []);
        let mut tx = rep.read().await.expect("read");
        let filed = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM filed").expect("asked");
        assert_eq!(filed, Some((0,)), "nothing is filed any more");
    })
    .await;
}

#[tokio::test]
async fn where_nothing_can_be_taken_back_nothing_is_said_to_be() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let id = sent(&rep, "one", &[(2, true, meeting("2022-11-01", 30))]).await;
        let mut tx = rep.write().await.expect("write");
        const TOUCH: &str = "UPDATE congress SET topic = '改过', version = version + 1 WHERE delegates_present = 30";
        run!(&mut tx, TOUCH).expect("touched");
        tx.commit().await.expect("commit");
        let held = undo(&rep, id, &[]).await.expect_err("its only row was changed");
        assert_eq!(code(&held), "undo-stuck-all");
        undo(&rep, id, &[("rest", "yes")]).await.expect("the return alone");
        let undone = see(&rep, id).await.summary.undone.expect("it says how");
        assert_eq!((undone.removed, undone.restored, undone.stuck_count), (0, 0, 1));
        assert_eq!(recorded(&district).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn rows_that_were_changed_since_stay_and_are_listed() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let rows = [(2, true, meeting("2022-09-17", 31)), (3, true, meeting("2022-11-01", 30))];
        let id = sent(&rep, "one", &rows).await;
        let mut tx = rep.write().await.expect("write");
        const TOUCH: &str = "UPDATE congress SET topic = '改过', version = version + 1 WHERE delegates_present = 30";
        run!(&mut tx, TOUCH).expect("touched");
        tx.commit().await.expect("commit");
        let version = see(&inspector, id).await.version;
        decide(&inspector, id, "accept", version, &[]).await.expect("accepted");

        assert_eq!(code(&undo(&inspector, id, &[]).await.expect_err("why?")), "required");
        let held = undo(&inspector, id, &[("reason", "报错了")]).await.expect_err("one was changed");
        let Halt::Conflict(problems) = held else { panic!("a conflict") };
        let codes: Vec<_> = problems.iter().map(|p| p.what.code.to_string()).collect();
        assert_eq!(codes, ["undo-stuck", "undo-row-changed"]);
        assert_eq!(recorded(&district).await.len(), 2, "nothing was undone");
        assert_eq!(see(&rep, id).await.standing, Standing::Accepted);

        undo(&inspector, id, &[("reason", "报错了"), ("rest", "yes")]).await.expect("the rest");
        let undone = see(&rep, id).await.summary.undone.expect("it says how");
        assert_eq!((undone.removed, undone.stuck_count, undone.reason.as_deref()), (1, 1, Some("报错了")));
        assert_eq!((undone.stuck[0].why, undone.stuck[0].title.as_str()), (Why::Changed, "2022-11-01"));
        assert_eq!(recorded(&district).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_second_return_of_a_period_asks_why_and_a_running_ledger_does_not() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        sent(&rep, "one", &[(2, true, meeting("2022-09-17", 31))]).await;
        let rows = [(2, true, meeting("2022-09-17", 31)), (3, true, meeting("2023-03-01", 30))];
        let ledger = upload(&rep, "ledger", &meetings(&rows)).await;
        assert_eq!(see(&rep, ledger).await.summary.again, [], "what is recorded already is not told again");
        send(&rep, ledger, Take::All, "").await.expect("no reason is asked");

        let changed = upload(&rep, "changed", &meetings(&[(2, true, meeting("2022-09-17", 33))])).await;
        let again = see(&rep, changed).await.summary.again;
        assert_eq!((again.len(), again[0].period.as_str()), (1, "2022"));
        let asked = send(&rep, changed, Take::All, "  ").await.expect_err("why?");
        assert!(matches!(&asked, Halt::Refused(problems) if problems[0].field == "reason"));
        assert_eq!(code(&asked), "reason-again");
        assert_eq!(see(&rep, changed).await.standing, Standing::Draft, "nothing was sent");
        send(&rep, changed, Take::All, "人数数错了").await.expect("sent");
        assert_eq!(see(&rep, changed).await.reason.as_deref(), Some("人数数错了"));
    })
    .await;
}

/// Columns of every table that is set aside are all there, and come back as they were.
#[tokio::test]
async fn every_table_is_set_aside_whole() {
    let asides: [&Aside; 9] = [
        &crate::enterprise::service::ENTERPRISE,
        &crate::enterprise::service::FORMER_NAME,
        &crate::enterprise::service::EXPOSURE,
        &crate::congress::service::ASIDE,
        &crate::incident::service::ASIDE,
        &crate::hazard::service::ASIDE,
        &crate::health::service::ASIDE,
        &crate::training::service::ASIDE,
        &crate::baseline::service::ASIDE,
    ];
    each(async |db| {
        let mut tx = db.read().await.expect("read");
        for aside in asides {
            let names: Vec<String> = match &mut tx {
                crate::db::Tx::Sqlite(tx) => {
                    sqlx::query_scalar("SELECT name FROM pragma_table_info($1) ORDER BY cid")
                        .bind(aside.table)
                        .fetch_all(&mut **tx)
                        .await
                }
                crate::db::Tx::Postgres(tx) => {
                    const COLUMNS: &str = "SELECT column_name::text FROM information_schema.columns
                        WHERE table_name = $1 ORDER BY ordinal_position";
                    sqlx::query_scalar(COLUMNS).bind(aside.table).fetch_all(&mut **tx).await
                }
            }
            .expect("the columns");
            let known: Vec<&str> = aside.columns.iter().map(|(name, _)| *name).collect();
            assert_eq!(known, names, "{}", aside.table);
            assert!(aside::states(&mut tx, aside, &[Uuid::nil()]).await.expect("the kinds fit").is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn an_undone_roll_takes_its_enterprises_away_unless_something_refers_to_them() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(None).await;
        let line = |row: u32, code: &str, name: &str, headcount: u32| {
            let values = serde_json::json!({"uscc": code, "name": name, "town": "白米镇", "headcount": headcount});
            serde_json::json!({"line": "row", "row": row, "ok": true, "values": values})
        };
        let head = serde_json::json!({"line": "sheet", "sheet": "名册", "template": "roll", "header_rows": [1], "columns": [], "unmatched": []});
        let end = serde_json::json!({"line": "sheet-end", "rows": 3, "ok": 3, "codes": {}});
        let rows = [
            head,
            line(2, "91321204MA00000154", "晨光纺织（集团）有限公司", 120),
            line(3, "91321204MA0000031R", "新来的一厂", 12),
            line(4, "91321204MA0000049K", "新来的二厂", 15),
            end,
        ];
        let id = upload(&inspector, "roll", &rows).await;
        send(&inspector, id, Take::All, "").await.expect("sent");
        let tally = see(&inspector, id).await.summary.tally;
        assert_eq!((tally.of(Fate::New), tally.of(Fate::Changed), tally.wrong), (2, 1, 0));
        let mut tx = inspector.write().await.expect("write");
        const MEETING: &str = "
INSERT INTO congress (id, enterprise_id, held_on, delegates_total, delegates_present, version, created_at, updated_at)
SELECT $1, id, $2, 45, 31, 1, created_at, created_at FROM enterprise WHERE name = '新来的二厂'";
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        run!(&mut tx, MEETING, Uuid::now_v7(), day).expect("a meeting");
        tx.commit().await.expect("commit");

        let held = undo(&inspector, id, &[]).await.expect_err("a meeting refers to one of them");
        assert_eq!(code(&held), "undo-stuck");
        undo(&inspector, id, &[("rest", "yes")]).await.expect("the rest");
        let mut tx = inspector.read().await.expect("read");
        let rows = all!(
            &mut tx,
            (String, Option<i64>),
            "SELECT name, headcount FROM enterprise ORDER BY name"
        );
        let names: Vec<(String, Option<i64>)> = rows.expect("asked");
        assert_eq!(names.len(), 3, "{names:?}");
        assert!(names.contains(&("晨光纺织有限公司".to_owned(), None)), "its name and headcount are as before: {names:?}");
        assert!(!names.iter().any(|(name, _)| name == "新来的一厂"));
        let former = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM former_name").expect("asked");
        assert_eq!(former, Some((0,)));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_mine_cannot_be_undone_and_what_left_no_trace_neither() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let far = district.inspector(Some("张甸镇")).await;
        let id = sent(&rep, "one", &[(2, true, meeting("2022-09-17", 31))]).await;
        assert!(matches!(undo(&far, id, &[("reason", "x")]).await, Err(Halt::Missing)));
        let mut tx = inspector.write().await.expect("write");
        run!(&mut tx, "DELETE FROM taken WHERE filing_id = $1", id).expect("an old return");
        tx.commit().await.expect("commit");
        assert_eq!(code(&undo(&rep, id, &[]).await.expect_err("no trace")), "undo-no-trace");
        let scope = crate::account::model::Scope::whole();
        let mut tx = rep.read().await.expect("read");
        let reader = Reader { scope: &scope, account: None };
        let filing = store::filing(&mut tx, &reader, id).await.expect("asked").expect("there");
        assert_eq!(filing.standing, Standing::Sent);
    })
    .await;
}
