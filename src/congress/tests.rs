use super::model::{Filter, Meeting, Order};
use super::rule::Verdict;
use super::service;
use crate::account::model::{Actor, Role};
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::kernel::Typed;
use crate::kernel::intake::{Outcome, Row, Source, Values};
use crate::server::ctx::tests::app_on;
use crate::server::{App, Ctx, Halt};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Two enterprises in two towns.
pub(crate) struct District {
    pub(crate) app: App,
    pub(crate) mill: Uuid,
    pub(crate) forge: Uuid,
}

pub(crate) async fn district(db: Db) -> District {
    let app = app_on(db);
    let ctx = Ctx::operator(&app);
    let mut tx = ctx.write().await.expect("write");
    for (sort, town) in ["白米镇", "张甸镇"].into_iter().enumerate() {
        let sort = sort as i64;
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", town, sort)
            .expect("a town");
    }
    let (mill, forge) = (Uuid::now_v7(), Uuid::now_v7());
    for (id, uscc, name, pinyin, town) in [
        (mill, "91321204MA00000154", "晨光纺织有限公司", "chenguangfangzhi", "白米镇"),
        (forge, "91321204MA0000023Y", "宏远锻造有限公司", "hongyuanduanzao", "张甸镇"),
    ] {
        const ADD: &str = "
INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, 'x', $5, 1, $6, $6)";
        run!(&mut tx, ADD, id, uscc, name, pinyin, town, ctx.now).expect("an enterprise");
    }
    tx.commit().await.expect("commit");
    District { app, mill, forge }
}

impl District {
    fn as_role(&self, name: &str, role: Option<Role>) -> Ctx {
        let role = role.expect("the parts fit together");
        let actor = Actor { id: Uuid::now_v7(), login: "someone".into(), name: name.into(), role, lang: None };
        Ctx { actor: Some(Arc::new(actor)), ..Ctx::operator(&self.app) }
    }

    pub(crate) fn rep(&self) -> Ctx {
        self.as_role("吴填报", Role::of("rep", None, None, Some(self.mill)))
    }

    pub(crate) fn inspector(&self, town: Option<&str>) -> Ctx {
        self.as_role("郑检查", Role::of("inspector", Some("union"), town.map(str::to_owned), None))
    }

    pub(crate) fn leader(&self) -> Ctx {
        self.as_role("冯领导", Role::of("leader", None, None, None))
    }
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    let mut typed = Typed::default();
    let usual =
        [("held_on", "2026-10-20"), ("delegates_total", "45"), ("delegates_present", "31"), ("votes_yes", "27")];
    for (name, value) in usual.iter().chain(fields) {
        typed.set(name, *value);
    }
    if typed.get("id").is_empty() {
        typed.set("id", Uuid::now_v7().to_string());
    }
    typed
}

pub(crate) fn codes<T>(outcome: Result<T, Halt>) -> Vec<String> {
    match outcome {
        Err(Halt::Refused(problems) | Halt::Conflict(problems)) => {
            problems.iter().map(|p| format!("{}:{}", p.field, p.what.code)).collect()
        }
        Err(other) => panic!("refused, not {other:?}"),
        Ok(_) => panic!("refused, not done"),
    }
}

async fn all(ctx: &Ctx) -> Vec<Uuid> {
    let listed = service::list(ctx, &Filter { page: 1, ..Filter::default() }).await.expect("a list");
    assert_eq!(listed.total, listed.rows.len() as i64);
    listed.rows.iter().map(|(row, _)| row.id).collect()
}

#[tokio::test]
async fn a_rep_records_for_the_own_enterprise_and_sending_twice_has_one_effect() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep();
        let form = typed(&[("enterprise", "91321204MA0000023Y"), ("topic", "安全生产工作报告")]);
        let id = service::record(&rep, &form).await.expect("recorded");
        assert_eq!(service::record(&rep, &form).await.expect("the same"), id);
        let detail = service::detail(&rep, id).await.expect("there");
        assert_eq!(detail.recorded.enterprise, district.mill, "the rep's own, whatever was sent");
        assert_eq!((detail.recorded.version, detail.passed), (1, Verdict::Met));
        assert_eq!(detail.history.len(), 1);
        assert_eq!((detail.history[0].deed.as_str(), detail.history[0].who.as_str()), ("record", "吴填报"));
        assert_eq!(all(&rep).await, [id]);
        assert_eq!(codes(service::record(&rep, &typed(&[])).await), ["held_on:already-there"]);
    })
    .await;
}

#[tokio::test]
async fn an_inspector_names_the_enterprise_within_the_own_town() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(Some("白米镇"));
        assert_eq!(codes(service::record(&inspector, &typed(&[])).await), ["enterprise:required"]);
        let elsewhere = typed(&[("enterprise", "宏远锻造有限公司"), ("delegates_present", "46")]);
        assert_eq!(
            codes(service::record(&inspector, &elsewhere).await),
            ["enterprise:unknown-enterprise", "delegates_present:present-over-total"],
            "every problem at once"
        );
        let id = service::record(&inspector, &typed(&[("enterprise", "晨光纺织有限公司")])).await.expect("recorded");
        assert_eq!(service::detail(&inspector, id).await.expect("there").recorded.enterprise, district.mill);
    })
    .await;
}

#[tokio::test]
async fn others_meetings_are_not_there_and_leaders_only_read() {
    each(async |db| {
        let district = district(db).await;
        let whole = district.inspector(None);
        let id = service::record(&whole, &typed(&[("enterprise", "宏远锻造有限公司")])).await.expect("recorded");
        for stranger in [district.rep(), district.inspector(Some("白米镇"))] {
            assert!(matches!(service::detail(&stranger, id).await, Err(Halt::Missing)));
            assert!(matches!(service::correct(&stranger, id, &typed(&[])).await, Err(Halt::Missing)));
            assert_eq!(all(&stranger).await, [] as [Uuid; 0]);
        }
        let leader = district.leader();
        assert_eq!(all(&leader).await, [id]);
        assert!(matches!(service::record(&leader, &typed(&[])).await, Err(Halt::Forbidden)));
        assert!(matches!(service::correct(&leader, id, &typed(&[])).await, Err(Halt::Forbidden)));
        assert!(matches!(service::list(&Ctx::operator(&district.app), &Filter::default()).await, Err(Halt::SignIn)));
    })
    .await;
}

#[tokio::test]
async fn a_correction_keeps_its_history_and_never_overwrites_unseen() {
    each(async |db| {
        let district = district(db).await;
        let (rep, inspector) = (district.rep(), district.inspector(None));
        let id = service::record(&rep, &typed(&[])).await.expect("recorded");
        let first = typed(&[("version", "1"), ("votes_yes", "22")]);
        service::correct(&inspector, id, &first).await.expect("corrected");
        service::correct(&inspector, id, &first).await.expect("sent twice, one effect");
        let detail = service::detail(&rep, id).await.expect("there");
        assert_eq!((detail.recorded.version, detail.passed), (2, Verdict::NotMet));
        assert_eq!(detail.history.len(), 2);
        let change = &detail.history[0].changes()[0];
        assert_eq!(
            (change.0.as_str(), change.1.as_deref(), change.2.as_deref()),
            ("votes_yes", Some("27"), Some("22"))
        );
        let late = typed(&[("version", "1"), ("votes_yes", "30")]);
        assert_eq!(codes(service::correct(&rep, id, &late).await), [":changed-meanwhile"]);
        assert_eq!(service::detail(&rep, id).await.expect("there").recorded.meeting.votes_yes, Some(22));
        let taken = service::record(&rep, &typed(&[("held_on", "2026-10-21")])).await.expect("another day");
        let onto = typed(&[("version", "1"), ("held_on", "2026-10-20"), ("votes_yes", "3")]);
        assert_eq!(codes(service::correct(&rep, taken, &onto).await), ["held_on:already-there"]);
    })
    .await;
}

#[tokio::test]
async fn the_list_filters_searches_sorts_and_counts_the_same() {
    each(async |db| {
        let district = district(db).await;
        let whole = district.inspector(None);
        for (name, day) in
            [("晨光纺织有限公司", "2025-11-05"), ("晨光纺织有限公司", "2026-05-12"), ("宏远锻造有限公司", "2026-03-01")]
        {
            let form = typed(&[("enterprise", name), ("held_on", day), ("topic", "100% 整改")]);
            service::record(&whole, &form).await.expect("recorded");
        }
        let days = async |filter: Filter| {
            let listed = service::list(&whole, &Filter { page: 1, ..filter }).await.expect("a list");
            assert_eq!(listed.total, listed.rows.len() as i64);
            listed.rows.iter().map(|(row, _)| row.meeting.held_on.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(days(Filter::default()).await, ["2026-05-12", "2026-03-01", "2025-11-05"]);
        let order = |order| Filter { order, ..Filter::default() };
        assert_eq!(days(order(Order::Oldest)).await, ["2025-11-05", "2026-03-01", "2026-05-12"]);
        assert_eq!(days(order(Order::Name)).await, ["2026-05-12", "2025-11-05", "2026-03-01"]);
        assert_eq!(days(order(Order::NameDown)).await, ["2026-03-01", "2026-05-12", "2025-11-05"]);
        let towns = [days(order(Order::Town)).await, days(order(Order::TownDown)).await];
        assert!(towns[0][0] != towns[1][0] && towns.iter().all(|days| days.len() == 3), "{towns:?}");
        let search = |q: &str| Filter { q: q.to_owned(), ..Filter::default() };
        assert_eq!(days(search("HONGYUAN")).await, ["2026-03-01"]);
        assert_eq!(days(search("100%")).await.len(), 3);
        assert_eq!(days(search("10_%")).await.len(), 0, "wildcards are letters");
        let window = Filter { from: "2026-01-01".parse().ok(), to: "2026-05-12".parse().ok(), ..Filter::default() };
        assert_eq!(days(window).await, ["2026-05-12", "2026-03-01"]);
        assert_eq!(days(Filter { town: Some("张甸镇".into()), ..Filter::default() }).await, ["2026-03-01"]);
        let absent = service::not_met(&whole, &Filter { page: 1, ..Filter::default() }, 2025).await.expect("a list");
        let missing = absent.rows;
        assert_eq!((missing.len(), absent.total), (1, 1));
        assert_eq!(
            (missing[0].enterprise, missing[0].last.map(|d| d.to_string()).as_deref()),
            (district.forge, Some("2026-03-01"))
        );
        assert_eq!(service::not_met(&whole, &Filter::default(), 2026).await.expect("a list").total, 0);
    })
    .await;
}

pub(crate) fn row(district: &District, number: i64, values: serde_json::Value) -> Row {
    let serde_json::Value::Object(map) = values else { panic!("an object") };
    let source = Source { filing: district.mill, sheet: "职代会".into(), row: number };
    Row { enterprise: Some(district.mill), source, values: Values(map) }
}

pub(crate) async fn filing(district: &District) {
    let ctx = Ctx::operator(&district.app);
    let mut tx = ctx.write().await.expect("write");
    const ACCOUNT: &str = "
INSERT INTO account (id, login, name, role, password, disabled, created_at, version)
VALUES ($1, 'sender', '吴填报', 'admin', '', FALSE, $2, 1)";
    run!(&mut tx, ACCOUNT, district.forge, ctx.now).expect("an account");
    const FILING: &str = "
INSERT INTO filing (id, number, account_id, file_name, sha256, bytes, kind, state, summary, uploaded_at, version)
VALUES ($1, 'F2026-000001', $2, 'x.xlsx', '', 0, 'xlsx', 'sent', '{}', $3, 1)";
    run!(&mut tx, FILING, district.mill, district.forge, ctx.now).expect("a filing");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn rows_of_a_return_are_new_then_the_same_and_blanks_leave_what_is_recorded() {
    each(async |db| {
        let district = district(db).await;
        filing(&district).await;
        let rep = district.rep();
        let meeting = |number, present: i64, more: serde_json::Value| {
            let mut values = json!({"held_on": "2026-10-20", "delegates_total": 45, "delegates_present": present});
            values.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            row(&district, number, values)
        };
        let rows = [
            meeting(5, 31, json!({"topic": "报告"})),
            meeting(6, 31, json!({"topic": null})),
            meeting(7, 31, json!({"votes_yes": 27})),
            meeting(8, 30, json!({})),
            row(&district, 9, json!({"held_on": "2026-10-21", "delegates_total": 45, "delegates_present": 46})),
        ];
        let kind = |outcome: &Outcome| match outcome {
            Outcome::New(_) => "new",
            Outcome::Same(_) => "same",
            Outcome::Changed(..) => "changed",
            Outcome::Wrong(_) => "wrong",
        };
        let kinds = |outcomes: &[Outcome]| outcomes.iter().map(kind).collect::<Vec<_>>();
        let mut tx = rep.read().await.expect("read");
        let seen = service::preview(&mut tx, &rep, &rows).await.expect("seen");
        assert_eq!(kinds(&seen), ["new", "same", "changed", "wrong", "wrong"]);
        let Outcome::Wrong(problems) = &seen[3] else { panic!("the fourth row contradicts the first") };
        assert_eq!(problems[0].what, crate::what!("row-contradicts", row = 5));
        drop(tx);
        assert_eq!(all(&rep).await.len(), 0, "a preview writes nothing");
        for expected in [["new", "same", "changed", "wrong", "wrong"], ["same", "same", "same", "wrong", "wrong"]] {
            let mut tx = rep.write().await.expect("write");
            let done = service::upsert(&mut tx, &rep, &rows).await.expect("taken");
            tx.commit().await.expect("commit");
            assert_eq!(kinds(&done), expected);
        }
        let detail = service::detail(&rep, all(&rep).await[0]).await.expect("there");
        let meeting: &Meeting = &detail.recorded.meeting;
        assert_eq!((meeting.votes_yes, meeting.topic.as_deref()), (Some(27), Some("报告")));
        assert_eq!((detail.recorded.version, detail.history.len()), (2, 1));
        let source = detail.recorded.source.expect("from a return");
        assert_eq!((source.number.as_str(), source.row), ("F2026-000001", 7));
    })
    .await;
}
