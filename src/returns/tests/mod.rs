//! The desk on both engines, with the reader's lines written by hand; [`standing`]: what becomes of a sent return; [`duties`]:
//! what is due, nil returns, who filed; [`open`]: rows that were not taken; [`owners`]: code and name of a row; [`again`]: a
//! period told again; [`leave`]: rows that the sender leaves out; [`whose`]: what of an enterprise's own workbook is its own;
//! [`twice`]: one record told twice in a file.
mod again;
mod duties;
mod leave;
mod meanwhile;
mod open;
mod owners;
mod standing;
mod twice;
mod whose;
mod whose_file;

use super::files::Incoming;
use super::model::review::Rest;
use super::model::{Correction, Fate, Filing, Remembered, Standing};
use super::service::{self, Arrived, Question, Take, Wish};
use super::staged::{Staged, Stager};
use super::store;
use super::told::Layout;
use crate::account::model::{Actor, Role};
use crate::db::testing::each;
use crate::db::{Db, one, run};
use crate::server::ctx::tests::app_on;
use crate::server::{App, Ctx, Halt};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const MILL: &str = "91321204MA00000154";
const FORGE: &str = "91321204MA0000023Y";

/// Two enterprises in two towns, each with its rep; an inspector of the district and one of the forge's town.
struct District {
    app: App,
    mill: Uuid,
    forge: Uuid,
}

async fn district(db: Db) -> District {
    let app = app_on(db);
    let ctx = Ctx::operator(&app);
    let mut tx = ctx.write().await.expect("write");
    let (mill, forge) = (Uuid::now_v7(), Uuid::now_v7());
    for (sort, town) in ["白米镇", "张甸镇"].into_iter().enumerate() {
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, sort as i64).expect("a town");
    }
    for (id, uscc, name, town) in
        [(mill, MILL, "晨光纺织有限公司", "白米镇"), (forge, FORGE, "宏远锻造有限公司", "张甸镇")]
    {
        const ADD: &str = "
INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
VALUES ($1, $2, $3, 'x', 'x', $4, 1, $5, $5)";
        run!(&mut tx, ADD, id, uscc, name, town, ctx.now).expect("an enterprise");
    }
    tx.commit().await.expect("commit");
    District { app, mill, forge }
}

impl District {
    async fn someone(&self, login: &str, role: Option<Role>) -> Ctx {
        let role = role.expect("the parts fit together");
        let ctx = Ctx::operator(&self.app);
        let (department, town, enterprise) = match &role {
            Role::Rep(rep) => (None, None, Some(rep.enterprise())),
            Role::Inspector(inspector) => {
                (Some(inspector.department().key()), inspector.town().map(str::to_owned), None)
            }
            Role::Leader(_) | Role::Admin(_) => (None, None, None),
        };
        let id = Uuid::now_v7();
        const ADD: &str = "
INSERT INTO account (id, login, name, role, department, town, enterprise_id, password, disabled, created_at, version)
VALUES ($1, $2, $2, $3, $4, $5, $6, '', FALSE, $7, 1)";
        let mut tx = ctx.write().await.expect("write");
        run!(&mut tx, ADD, id, login, role.key(), department, town, enterprise, ctx.now).expect("an account");
        tx.commit().await.expect("commit");
        let actor = Actor { id, login: login.into(), name: login.into(), role, lang: None };
        Ctx { actor: Some(Arc::new(actor)), ..ctx }
    }

    async fn rep(&self, login: &str) -> Ctx {
        self.someone(login, Role::of("rep", None, None, Some(self.mill))).await
    }

    async fn inspector(&self, town: Option<&str>) -> Ctx {
        let login = town.map_or("inspector", |_| "town-inspector");
        self.someone(login, Role::of("inspector", Some("union"), town.map(str::to_owned), None)).await
    }

    async fn count(&self, table: Table) -> i64 {
        let mut tx = self.app.db.read().await.expect("read");
        let found = match table {
            Table::Congress => one!(&mut tx, (i64,), "SELECT COUNT(*) FROM congress"),
            Table::Filed => one!(&mut tx, (i64,), "SELECT COUNT(*) FROM filed"),
            Table::Sent => one!(&mut tx, (i64,), "SELECT COUNT(*) FROM audit WHERE deed = 'send'"),
        };
        found.expect("counted").map_or(0, |(n,)| n)
    }
}

enum Table {
    Congress,
    Filed,
    Sent,
}

/// One sheet of meetings as the reader would print it: (row, good, values).
fn meetings(rows: &[(u32, bool, Value)]) -> Vec<Value> {
    let columns = json!([
        {"field": "enterprise", "column": "A", "label": "单位名称"}, {"field": "held_on", "column": "B", "label": "日期"},
        {"field": "delegates_total", "column": "C", "label": "应到"}, {"field": "delegates_present", "column": "D", "label": "实到"},
    ]);
    let mut lines = vec![
        json!({"line": "sheet", "sheet": "职代会", "template": "congress", "header_rows": [1], "columns": columns, "unmatched": []}),
    ];
    for (row, ok, values) in rows {
        lines.push(json!({"line": "row", "row": row, "ok": ok, "values": values}));
        if !ok {
            lines.push(json!({"line": "problem", "code": "type-error-date", "severity": "error", "cell": format!("B{row}"), "row": row, "field": "held_on", "raw": "2022-02-30"}));
        }
    }
    let good = rows.iter().filter(|(_, ok, _)| *ok).count();
    lines.push(json!({"line": "sheet-end", "rows": rows.len(), "ok": good, "codes": {"type-error-date": rows.len() - good, "total-row-skipped": 1}}));
    lines
}

fn meeting(day: &str, present: u32) -> Value {
    json!({"held_on": day, "delegates_total": 45, "delegates_present": present})
}

/// Uploads bytes and lets the reader have said `lines`.
async fn upload(ctx: &Ctx, bytes: &str, lines: &[Value]) -> Uuid {
    upload_as(ctx, "台账.xlsx", bytes, lines).await
}

async fn upload_as(ctx: &Ctx, file_name: &str, bytes: &str, lines: &[Value]) -> Uuid {
    let mut file = Incoming::open(ctx.app.data()).await.expect("opened");
    file.write(bytes.as_bytes()).await.expect("written");
    let file = file.keep().await.expect("kept");
    let arrived =
        Arrived { id: Uuid::now_v7(), file_name: file_name.into(), file, note: String::new(), template: String::new() };
    let id = service::arrive(ctx, &arrived).await.expect("arrived");
    assert_eq!(service::arrive(ctx, &arrived).await.expect("the same form"), id);
    read(ctx, id, lines).await;
    id
}

async fn read(ctx: &Ctx, id: Uuid, lines: &[Value]) {
    let staged = Staged::of(ctx.app.data(), id).expect("a folder");
    let file = json!({"line": "file", "name": "台账.xlsx", "kind": "xlsx", "sha256": "00", "bytes": 1});
    let end = json!({"line": "end", "readable": true});
    let text: String = [&file].into_iter().chain(lines).chain([&end]).map(|line| format!("{line}\n")).collect();
    std::fs::write(staged.part(), text).expect("written");
    let mut tx = ctx.read().await.expect("read");
    let filing = store::any(&mut tx, id).await.expect("asked").expect("there");
    drop(tx);
    service::conclude(ctx, &filing, Stager::scan(staged)).await.expect("concluded");
}

/// Sends what only adds to earlier returns.
async fn send(ctx: &Ctx, id: Uuid, take: Take, reason: &str) -> Result<(), Halt> {
    service::send(ctx, id, Wish { take, reason, rest: Some(Rest::Stays), seen: None }).await
}

async fn see(ctx: &Ctx, id: Uuid) -> Filing {
    service::filing(ctx, id).await.expect("seen")
}

fn counts(filing: &Filing) -> [u64; 6] {
    let t = filing.summary.tally;
    assert_eq!(t.read, t.new + t.changed + t.same + t.wrong + t.skipped, "counts reconcile");
    [t.read, t.new, t.changed, t.same, t.wrong, t.skipped]
}

fn code(halt: &Halt) -> String {
    match halt {
        Halt::Refused(problems) | Halt::Conflict(problems) => problems[0].what.code.to_string(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn good_rows_are_sent_once_and_the_same_file_again_changes_nothing() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-17", 31)), (4, true, meeting("2023-09-17", 40))];
        let id = upload(&rep, "one", &meetings(&rows)).await;
        let draft = see(&rep, id).await;
        assert_eq!((draft.standing, draft.number.as_str()), (Standing::Draft, "F2026-000001"));
        assert_eq!(counts(&draft), [3, 2, 0, 0, 0, 1]);
        assert_eq!(district.count(Table::Congress).await, 0, "a preview writes nothing");
        let twin = see(&rep, upload(&rep, "one", &meetings(&rows)).await).await;
        assert_eq!((twin.summary.problems[0].code.as_ref(), twin.summary.problems.len()), ("duplicate-draft", 1));
        assert_eq!(twin.summary.duplicate_of.expect("the draft").id, id);
        service::withdraw(&rep, twin.id).await.expect("put away");

        for _ in 0..2 {
            send(&rep, id, Take::All, "补报").await.expect("sent");
        }
        let sent = see(&rep, id).await;
        assert_eq!((sent.standing, counts(&sent)), (Standing::Sent, [3, 2, 0, 0, 0, 1]));
        assert_eq!(sent.receipt.as_deref().map(str::len), Some(64));
        assert_eq!((district.count(Table::Congress).await, district.count(Table::Filed).await), (2, 2));
        assert_eq!(district.count(Table::Sent).await, 1, "sent twice, one effect");

        let again = upload(&rep, "one", &meetings(&rows)).await;
        let draft = see(&rep, again).await;
        assert_eq!(counts(&draft), [3, 0, 0, 2, 0, 1]);
        assert_eq!(draft.summary.problems[0].code, "duplicate-file");
        assert_eq!(draft.summary.duplicate_of.expect("the first").id, id);
        assert_eq!(draft.summary.known.expect("nothing new").by.len(), 1);
        assert_eq!(code(&send(&rep, again, Take::All, "补报").await.expect_err("nothing new")), "nothing-new");
        assert_eq!(district.count(Table::Sent).await, 1, "no second version");
        assert_eq!((district.count(Table::Congress).await, district.count(Table::Filed).await), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn changed_rows_show_old_and_new_and_are_compared_again_when_sent() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let first = upload(&rep, "one", &meetings(&[(2, true, meeting("2022-09-17", 31))])).await;
        let second = upload(&rep, "two", &meetings(&[(2, true, meeting("2022-09-17", 33))])).await;
        assert_eq!(counts(&see(&rep, second).await)[1], 1, "nothing is recorded yet");
        send(&rep, first, Take::All, "补报").await.expect("sent");

        let filing = see(&rep, second).await;
        let preview = service::preview(&rep, &filing, Question::default()).await.expect("previewed");
        assert_eq!(preview.rows[0].fate, Fate::Changed, "compared as of now");
        let change = &preview.rows[0].changes[0];
        assert_eq!(
            (change.0.as_str(), change.1.as_deref(), change.2.as_deref()),
            ("delegates_present", Some("31"), Some("33"))
        );
        send(&rep, second, Take::All, "补报").await.expect("sent");
        assert_eq!(counts(&see(&rep, second).await), [2, 0, 1, 0, 0, 1]);
        assert_eq!(district.count(Table::Congress).await, 1);
    })
    .await;
}

#[tokio::test]
async fn wrong_rows_hold_everything_back_unless_the_good_ones_are_asked_for() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let mut foreign = meeting("2022-05-01", 40);
        foreign["enterprise"] = json!("宏远锻造有限公司");
        let rows = [(2, true, meeting("2022-09-17", 31)), (3, false, json!({})), (5, true, foreign)];
        let id = upload(&rep, "one", &meetings(&rows)).await;
        let draft = see(&rep, id).await;
        assert_eq!(counts(&draft), [4, 1, 0, 0, 2, 1]);
        assert_eq!(draft.summary.sheets[0].times("other-enterprise"), 1);

        let preview = service::preview(&rep, &draft, Question { fate: Some(Fate::Wrong), ..Question::default() }).await;
        let preview = preview.expect("previewed");
        assert_eq!(preview.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(preview.rows[0].problems[0].cell.as_deref(), Some("B3"));
        assert_eq!(preview.rows[1].problems[0].cell.as_deref(), Some("A5"));
        assert_eq!(preview.topics.len(), 2);

        let held = send(&rep, id, Take::All, "补报").await.expect_err("held back");
        assert_eq!(code(&held), "rows-to-fix");
        assert_eq!((see(&rep, id).await.standing, district.count(Table::Congress).await), (Standing::Draft, 0));

        send(&rep, id, Take::Good, "补报").await.expect("sent");
        let sent = see(&rep, id).await;
        assert_eq!((counts(&sent), district.count(Table::Congress).await), ([4, 1, 0, 0, 2, 1], 1));
        let left: Vec<(u32, String)> =
            sent.summary.left.iter().map(|left| (left.row, left.problems[0].code.to_string())).collect();
        assert_eq!(left, [(3, "type-error-date".to_owned()), (5, "other-enterprise".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn two_confirms_at_once_have_one_effect() {
    each(async |db| {
        let district = district(db).await;
        let (rep, colleague) = (district.rep("rep").await, district.rep("colleague").await);
        let id = upload(&rep, "one", &meetings(&[(2, true, meeting("2022-09-17", 31))])).await;
        let (one, two) = tokio::join!(send(&rep, id, Take::All, "补报"), send(&colleague, id, Take::Good, "补报"));
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        assert_eq!((district.count(Table::Congress).await, district.count(Table::Sent).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_department_sends_for_many_and_unknown_names_are_never_made() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(None).await;
        let named = |name: &str, day: &str| {
            let mut row = meeting(day, 31);
            row["enterprise"] = json!(name);
            row
        };
        let rows = [
            (2, true, named("晨光纺织有限公司", "2022-09-17")),
            (3, true, named("宏远锻造有限公司", "2022-09-18")),
            (4, true, named("没有这家公司", "2022-09-19")),
            (5, true, meeting("2022-09-20", 31)),
        ];
        let id = upload(&inspector, "one", &meetings(&rows)).await;
        assert_eq!(counts(&see(&inspector, id).await), [5, 2, 0, 0, 2, 1]);
        send(&inspector, id, Take::Good, "补报").await.expect("sent");
        assert_eq!((district.count(Table::Congress).await, district.count(Table::Filed).await), (2, 2));

        let local = district.inspector(Some("张甸镇")).await;
        let id = upload(&local, "two", &meetings(&rows)).await;
        let filing = see(&local, id).await;
        assert_eq!(counts(&filing), [5, 0, 0, 1, 3, 1], "another town's enterprises are not there");
        assert!(matches!(service::filing(&inspector, id).await, Err(Halt::Missing)), "a draft is its sender's own");
        assert_ne!(district.forge, district.mill);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_a_draft_cannot_be_sent_and_what_was_sent_cannot_be_withdrawn() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = meetings(&[(2, true, meeting("2022-09-17", 31))]);
        let dropped = upload(&rep, "one", &rows).await;
        for _ in 0..2 {
            service::withdraw(&rep, dropped).await.expect("withdrawn");
        }
        assert_eq!(code(&send(&rep, dropped, Take::All, "补报").await.expect_err("no draft")), "no-draft");
        let staged = Staged::of(rep.app.data(), dropped).expect("a folder");
        assert!(!staged.is_whole(), "its lines are gone");

        let sent = upload(&rep, "two", &rows).await;
        send(&rep, sent, Take::All, "补报").await.expect("sent");
        assert_eq!(code(&service::withdraw(&rep, sent).await.expect_err("sent")), "already-sent");

        let empty = upload(&rep, "three", &meetings(&[(3, false, json!({}))])).await;
        assert_eq!(code(&send(&rep, empty, Take::Good, "补报").await.expect_err("empty")), "nothing-to-send");
        assert_eq!(see(&rep, empty).await.standing, Standing::Draft, "a refused send leaves the draft");

        let leader = district.someone("leader", Role::of("leader", None, None, None)).await;
        assert!(matches!(service::filing(&leader, empty).await, Err(Halt::Missing)));
        assert_eq!(see(&leader, sent).await.standing, Standing::Sent);
        assert!(matches!(send(&leader, sent, Take::All, "补报").await, Err(Halt::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn a_reader_that_breaks_off_or_babbles_makes_a_refusal_in_words() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        for (bytes, text) in
            [("one", ""), ("two", "{\"line\":\"file\""), ("three", "{\"line\":\"end\",\"readable\":false}\n")]
        {
            let mut file = Incoming::open(rep.app.data()).await.expect("opened");
            file.write(bytes.as_bytes()).await.expect("written");
            let file = file.keep().await.expect("kept");
            let arrived = Arrived {
                id: Uuid::now_v7(),
                file_name: "台账.xlsx".into(),
                file,
                note: "第一次".into(),
                template: "congress".into(),
            };
            let id = service::arrive(&rep, &arrived).await.expect("arrived");
            let staged = Staged::of(rep.app.data(), id).expect("a folder");
            std::fs::write(staged.part(), text).expect("written");
            let filing = see(&rep, id).await;
            assert_eq!(filing.standing, Standing::Checking);
            service::conclude(&rep, &filing, Stager::scan(staged)).await.expect("concluded");
            let refused = see(&rep, id).await;
            assert_eq!(
                (refused.standing, refused.summary.note.as_deref()),
                (Standing::Refused, Some("第一次")),
                "{text}"
            );
            assert_eq!(refused.summary.problems.is_empty(), text.ends_with('\n'), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_of_a_long_sheet_are_found_by_row_and_filter() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let day = |n: u32| format!("{}-{:02}-{:02}", 1990 + n / 336, n / 28 % 12 + 1, n % 28 + 1);
        let rows: Vec<(u32, bool, Value)> = (0..250).map(|n| (n + 2, n % 50 != 49, meeting(&day(n), 30))).collect();
        let id = upload(&rep, "long", &meetings(&rows)).await;
        let filing = see(&rep, id).await;
        let ask = async |question| service::preview(&rep, &filing, question).await.expect("previewed");
        let first = ask(Question::default()).await;
        assert_eq!((first.rows.len(), first.total, first.page, first.next), (100, 250, 1, Some(151)));
        let third = ask(Question { row: Some(251), ..Question::default() }).await;
        assert_eq!((third.page, third.rows.len(), third.rows[49].row, third.next), (3, 50, 251, None));
        let beyond = ask(Question { page: 99, sheet: 7, ..Question::default() }).await;
        assert_eq!((beyond.page, beyond.sheet), (3, 0));
        let wrong = ask(Question { fate: Some(Fate::Wrong), ..Question::default() }).await;
        assert_eq!((wrong.total, wrong.topics[0].times, wrong.topics[0].problems.len()), (5, 5, 5));
    })
    .await;
}

#[tokio::test]
async fn layouts_are_remembered_per_sender_and_the_latest_word_counts() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep("rep").await, district.inspector(None).await);
        let account = |ctx: &Ctx| ctx.actor.as_ref().map(|actor| actor.id).expect("signed in");
        let layout = |template: Option<&str>| Layout {
            sheet: "台账".into(),
            block: 1,
            template: template.map(Into::into),
            header: (3, 4),
            columns: vec![("A".into(), Some("held_on".into())), ("B".into(), None)],
        };
        let keep = async |ctx: &Ctx, enterprise: Option<Uuid>, template| {
            let remembered = Remembered {
                id: Uuid::now_v7(),
                owner: enterprise.unwrap_or(account(ctx)),
                enterprise,
                who: String::new(),
                fingerprint: "f".into(),
                top: 3,
                layout: layout(template),
                confirmed_at: ctx.now,
                used_at: None,
            };
            let mut tx = ctx.write().await.expect("write");
            store::layouts::keep(&mut tx, &remembered, account(ctx)).await.expect("kept");
            tx.commit().await.expect("commit");
        };
        keep(&rep, Some(district.mill), Some("incidents")).await;
        keep(&rep, Some(district.mill), Some("congress")).await;
        keep(&inspector, None, None).await;
        let mine = service::remembered(&rep).await.expect("listed");
        assert_eq!((mine.len(), mine[0].who.as_str(), &mine[0].layout), (1, "rep", &layout(Some("congress"))));
        assert_eq!((mine[0].enterprise, mine[0].used_at), (Some(district.mill), None));
        assert_eq!(service::remembered(&inspector).await.expect("listed")[0].layout.template, None);

        let mut tx = rep.write().await.expect("write");
        store::layouts::used(&mut tx, mine[0].id, rep.now).await.expect("used");
        tx.commit().await.expect("commit");
        let used = service::remembered(&rep).await.expect("listed")[0].used_at.expect("used");
        assert_eq!(used.timestamp(), rep.now.timestamp());
        assert!(matches!(service::forget(&inspector, mine[0].id).await, Err(Halt::Missing)), "none of theirs");
        service::forget(&rep, mine[0].id).await.expect("forgotten");
        assert!(service::remembered(&rep).await.expect("listed").is_empty());
    })
    .await;
}

#[tokio::test]
async fn of_one_cell_one_correction_is_in_force_and_none_is_lost() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let account = rep.actor.as_ref().map(|actor| actor.id).expect("signed in");
        let id = upload(&rep, "one", &meetings(&[(3, false, json!({}))])).await;
        let correction = |n: u128, typed: &str| Correction {
            id: Uuid::from_u128(n),
            sheet: "职代会".into(),
            row: 3,
            column: "B".into(),
            field: "held_on".into(),
            was: "2022-02-30".into(),
            typed: typed.into(),
            who: "rep".into(),
            made_at: rep.now,
            undone_at: None,
        };
        let mut tx = rep.write().await.expect("write");
        store::corrections::add(&mut tx, id, &correction(1, "2022-02-28"), account).await.expect("added");
        let lifted = store::corrections::lift(&mut tx, id, Uuid::from_u128(1), rep.now).await.expect("lifted");
        let twice = store::corrections::lift(&mut tx, id, Uuid::from_u128(1), rep.now).await.expect("nothing to lift");
        assert_eq!((lifted, twice), (1, 0));
        store::corrections::add(&mut tx, id, &correction(2, ""), account).await.expect("added");
        tx.commit().await.expect("commit");
        let all = service::corrections(&rep, &see(&rep, id).await).await.expect("listed");
        assert_eq!(
            all.iter().map(|c| (c.cell(), c.undone_at.is_some())).collect::<Vec<_>>(),
            [("B3".to_owned(), true), ("B3".to_owned(), false)]
        );
        let mut tx = rep.write().await.expect("write");
        let second = store::corrections::add(&mut tx, id, &correction(3, "x"), account).await;
        assert!(second.is_err_and(|e| crate::db::is_taken(&e)), "another is in force");
    })
    .await;
}
