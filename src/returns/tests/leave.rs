//! Rows that their sender leaves out on the preview. On both engines.
use super::{Table, code, counts, district, meeting, meetings, read, see, send, upload};
use crate::db::testing::each;
use crate::kernel::Typed;
use crate::returns::model::{Fate, Standing};
use crate::returns::service::{self, Question, Take};
use crate::server::{Ctx, Halt};
use serde_json::{Value, json};
use uuid::Uuid;

fn typed(reason: &str) -> Typed {
    Typed(vec![("leave".to_owned(), reason.to_owned())])
}

/// Leaves a row out or takes it in; the reader then says the same lines again.
async fn said(ctx: &Ctx, id: Uuid, lines: &[Value], change: Result<Option<tokio::task::JoinHandle<()>>, Halt>) {
    // There is no file of these bytes that a child could read: what it would say is written by hand.
    let reading = change.expect("said").expect("read again");
    reading.abort();
    let _ = reading.await;
    assert_eq!(see(ctx, id).await.standing, Standing::Checking);
    read(ctx, id, lines).await;
}

#[tokio::test]
async fn one_hidden_row_is_left_out_alone_with_its_reason_and_comes_back() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let hidden =
            |row: u32| json!({"line": "problem", "code": "hidden-row-with-data", "severity": "warning", "row": row});
        let rows = [
            (2, true, meeting("2022-09-17", 31)),
            (3, true, meeting("2022-10-17", 32)),
            (4, true, meeting("2022-11-17", 33)),
            (5, false, json!({})),
        ];
        let mut lines = meetings(&rows);
        lines.splice(2..2, [hidden(3), hidden(4)]);
        let id = upload(&rep, "one", &lines).await;
        assert_eq!(counts(&see(&rep, id).await), [5, 3, 0, 0, 1, 1]);

        for (place, reason, refusal) in
            [((0, 3), "", "required"), ((0, 9), "多余", "no-such-row"), ((7, 3), "多余", "no-such-row")]
        {
            let refused = service::leave(&rep, id, place, &typed(reason)).await.expect_err("refused");
            assert_eq!(code(&refused), refusal, "{place:?}");
        }
        let theirs = service::leave(&inspector, id, (0, 3), &typed("多余")).await;
        assert!(matches!(theirs, Err(Halt::Missing)), "a draft is its sender's own");
        for (row, reason) in [(3, "上年的，不报（另附说明）。"), (5, "写错了")] {
            said(&rep, id, &lines, service::leave(&rep, id, (0, row), &typed(reason)).await).await;
            let twice = service::leave(&rep, id, (0, row), &typed("再说一次")).await.expect("it is out");
            assert!(twice.is_none());
        }
        let draft = see(&rep, id).await;
        assert_eq!(counts(&draft), [5, 2, 0, 0, 0, 3], "the other hidden row stays in, the wrong one is no hindrance");
        let preview = service::preview(&rep, &draft, Question::default()).await.expect("previewed");
        let fates: Vec<_> = preview.rows.iter().map(|row| (row.row, row.fate)).collect();
        assert_eq!(fates, [(2, Fate::New), (3, Fate::LeftOut), (4, Fate::New), (5, Fate::LeftOut)]);
        let topics: Vec<_> = preview.topics.iter().map(|t| (t.problems[0].code.as_ref(), t.times)).collect();
        assert_eq!(topics, [("hidden-row-with-data", 1)], "of rows that are left out nothing is asked");

        said(&rep, id, &lines, service::take_in(&rep, id, (0, 5)).await).await;
        assert!(service::take_in(&rep, id, (0, 5)).await.expect("it is in").is_none());
        assert_eq!(counts(&see(&rep, id).await), [5, 2, 0, 0, 1, 2]);
        said(&rep, id, &lines, service::leave(&rep, id, (0, 5), &typed("写错了")).await).await;

        send(&rep, id, Take::All, "").await.expect("nothing is wrong any more");
        let sent = see(&inspector, id).await;
        assert_eq!((counts(&sent), district.count(Table::Congress).await), ([5, 2, 0, 0, 0, 3], 2));
        let out: Vec<_> = sent.summary.out.iter().map(|out| (out.row, out.by.as_str(), out.reason.as_str())).collect();
        assert_eq!(out, [(3, "rep", "上年的，不报（另附说明）。"), (5, "rep", "写错了")]);
        assert!(sent.summary.left.is_empty(), "none of them is still to be put right");
        let beside = service::beside(&inspector, &sent).await.expect("seen");
        let deeds: Vec<_> = beside.history.iter().map(|entry| entry.deed.as_str()).collect();
        assert_eq!((deeds.iter().filter(|d| **d == "leave-row").count(), deeds.contains(&"take-row")), (3, true));
        let late = service::take_in(&rep, id, (0, 3)).await.expect_err("it is sent");
        assert_eq!(code(&late), "no-draft");
    })
    .await;
}
