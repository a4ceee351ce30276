use super::model::{By, Filter, Order};
use super::rule::{Counted, Grade, State};
use super::service;
use crate::account::model::{Actor, Role};
use crate::audit::model::Change;
use crate::db::testing::each;
use crate::enterprise::testing::{filing, taken, two_enterprises};
use crate::incident::group::Group;
use crate::kernel::Typed;
use crate::kernel::intake::{Row, Source, Values};
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use uuid::Uuid;

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

/// Previews and takes rows, and checks that both say the same.
async fn take(ctx: &Ctx, rows: &[Row]) -> Vec<String> {
    taken(ctx, rows, service::preview, service::upsert).await
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

/// Somebody with a role, asking.
fn someone(ctx: &Ctx, role: &str, town: Option<&str>, enterprise: Option<Uuid>) -> Ctx {
    let department = (role == "inspector").then_some("emergency");
    let role = Role::of(role, department, town.map(str::to_owned), enterprise).expect("a role");
    let actor = Actor { id: Uuid::now_v7(), login: "x".to_owned(), name: "某人".to_owned(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

fn form(fields: &[(&str, &str)]) -> Typed {
    let mut typed = Typed::default();
    typed.set("id", Uuid::now_v7().to_string());
    typed.set("occurred_at", "2022-03-04T09:30");
    for (name, value) in fields {
        typed.set(name, *value);
    }
    typed
}

fn codes(halt: &Halt) -> Vec<String> {
    let (Halt::Refused(problems) | Halt::Conflict(problems)) = halt else { panic!("{halt:?}") };
    problems.iter().map(|p| format!("{} {}", p.field, p.what.code)).collect()
}

#[tokio::test]
async fn a_form_sent_twice_records_one_accident_and_enterprise_and_time_are_enough() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let inspector = someone(&ctx, "inspector", None, None);
        let typed = form(&[("enterprise", "甲机械有限公司 91321204QX00001B6G")]);
        let id = service::record(&inspector, &typed).await.expect("recorded");
        assert_eq!(service::record(&inspector, &typed).await.expect("the same"), id);
        let listed = service::list(&inspector, &Filter { page: 1, ..Filter::default() }).await.expect("listed");
        assert_eq!((listed.totals.records, listed.totals.unknown, listed.rows.len()), (1, 1, 1));
        let detail = service::detail(&inspector, id).await.expect("there");
        assert_eq!((detail.record.enterprise, detail.history.len(), detail.may_write), (a, 1, true));
        assert!(detail.graded.is_some_and(|graded| graded.provisional()));
        // A rep records for the own enterprise, whatever the form names.
        let rep = someone(&ctx, "rep", None, Some(b));
        let own = service::record(&rep, &form(&[("enterprise", "甲机械有限公司")])).await.expect("recorded");
        assert_eq!(service::detail(&rep, own).await.expect("there").record.enterprise, b);
    })
    .await;
}

#[tokio::test]
async fn every_problem_of_a_form_is_told_at_once() {
    each(async |db| {
        two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let inspector = someone(&ctx, "inspector", None, None);
        let typed = form(&[("enterprise", "没有这家"), ("deaths", "-1"), ("loss", "x")]);
        let refused = service::record(&inspector, &typed).await.expect_err("refused");
        assert_eq!(codes(&refused), ["enterprise unknown-enterprise", "deaths not-a-count", "loss not-a-number"]);
        let typed =
            form(&[("enterprise", "甲机械有限公司"), ("occurred_at", "2030-01-01T08:00"), ("category", "机械致害")]);
        assert_eq!(
            codes(&service::record(&inspector, &typed).await.expect_err("refused")),
            ["occurred_at in-the-future"]
        );
        let typed = form(&[("enterprise", "甲机械有限公司"), ("category", "机械致害")]);
        assert_eq!(
            codes(&service::record(&inspector, &typed).await.expect_err("refused")),
            ["category type-not-listed"]
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_outside_the_scope_is_not_there_and_leaders_only_read() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let rep = someone(&ctx, "rep", None, Some(a));
        let id = service::record(&rep, &form(&[("deaths", "0")])).await.expect("recorded");
        let everything = Filter { page: 1, ..Filter::default() };
        for stranger in [someone(&ctx, "rep", None, Some(b)), someone(&ctx, "inspector", Some("西镇"), None)] {
            assert!(matches!(service::detail(&stranger, id).await, Err(Halt::Missing)));
            assert!(matches!(service::correct(&stranger, id, &form(&[])).await, Err(Halt::Missing)));
            assert!(matches!(service::to_correct(&stranger, id).await, Err(Halt::Missing)));
            assert_eq!(service::list(&stranger, &everything).await.expect("listed").totals.records, 0);
        }
        let far = someone(&ctx, "inspector", Some("西镇"), None);
        let refused = service::record(&far, &form(&[("enterprise", "甲机械有限公司")])).await.expect_err("refused");
        assert_eq!(codes(&refused), ["enterprise unknown-enterprise"]);
        let leader = someone(&ctx, "leader", Some("东镇"), None);
        assert!(!service::detail(&leader, id).await.expect("there").may_write);
        assert!(matches!(service::correct(&leader, id, &form(&[])).await, Err(Halt::Forbidden)));
        assert!(matches!(service::record(&leader, &form(&[])).await, Err(Halt::Forbidden)));
        let admin = someone(&ctx, "admin", None, None);
        assert!(matches!(service::list(&admin, &everything).await, Err(Halt::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn a_correction_is_history_and_the_second_of_two_is_told_who_was_first() {
    each(async |db| {
        let [a, _] = two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let rep = someone(&ctx, "rep", None, Some(a));
        let first = form(&[("deaths", "0"), ("serious", "0"), ("minor", "0"), ("loss", "5")]);
        let id = service::record(&rep, &first).await.expect("recorded");
        assert!(!service::detail(&rep, id).await.expect("there").record.counted, "nobody hurt, small loss");
        let with = |version: &str, deaths: &str| {
            let mut typed = first.clone();
            typed.set("version", version);
            typed.set("deaths", deaths);
            typed
        };
        service::correct(&rep, id, &with("1", "1")).await.expect("corrected");
        service::correct(&rep, id, &with("1", "1")).await.expect("sent twice has one effect");
        let detail = service::detail(&rep, id).await.expect("there");
        assert!(detail.record.counted, "judged again whenever it is written");
        let change = Change::new("deaths", Some("0".to_owned()), Some("1".to_owned()));
        assert_eq!((detail.history.len(), detail.history[0].changes()), (2, vec![change]));
        let late = service::correct(&rep, id, &with("1", "2")).await.expect_err("somebody was first");
        assert!(matches!(&late, Halt::Conflict(problems) if problems[0].what.params[0].1 == "某人"));
        assert_eq!(codes(&late), [" changed-meanwhile"]);
        service::correct(&rep, id, &with("2", "2")).await.expect("over what was shown");
    })
    .await;
}

#[tokio::test]
async fn a_list_holds_exactly_what_its_number_counts() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let first = filing(&db, "F1").await;
        let ctx = Ctx::operator(&app_on(db));
        let rows = [
            row(first, a, &[("deaths", "1"), ("category", "机械"), ("loss", "10")]),
            row(first, a, &[("occurred_at", "2022-05-01T10:00"), ("deaths", "3"), ("category", "火灾")]),
            row(first, b, &[("occurred_at", "2022-06-01"), ("category", "车间打架")]),
            row(
                first,
                b,
                &[
                    ("occurred_at", "2026-08-01T08:00"),
                    ("serious", "0"),
                    ("minor", "0"),
                    ("loss", "3"),
                    ("category", "机械致害"),
                ],
            ),
        ];
        assert_eq!(take(&ctx, &rows).await.len(), 4);
        let leader = someone(&ctx, "leader", None, None);
        let whole = Filter { page: 1, ..Filter::default() };
        let count = async |filter: Filter| {
            let listed = service::list(&leader, &filter).await.expect("listed");
            let deaths: i64 = listed.rows.iter().filter_map(|(r, _)| r.incident.deaths).sum();
            assert_eq!((listed.rows.len() as i64, deaths), (listed.totals.records, listed.totals.deaths), "{filter:?}");
            (listed.totals.records, listed.totals.deaths)
        };
        assert_eq!(count(whole.clone()).await, (4, 4));
        assert_eq!(count(Filter { counted: Some(true), ..whole.clone() }).await, (3, 4));
        assert_eq!(count(Filter { deaths_min: Some(1), ..whole.clone() }).await, (2, 4));
        assert_eq!(count(Filter { town: Some("东镇".to_owned()), ..whole.clone() }).await, (2, 4));
        assert_eq!(count(Filter { group: Some(Group::Machinery), ..whole.clone() }).await, (2, 1));
        assert_eq!(count(Filter { group: Some(Group::Unlisted), ..whole.clone() }).await, (1, 0));
        assert_eq!(count(Filter { grade: Some(Grade::Larger), ..whole.clone() }).await, (1, 3));
        assert_eq!(count(Filter { grade: Some(Grade::General), ..whole.clone() }).await, (3, 1));
        assert_eq!(count(Filter { missing: Some(true), ..whole.clone() }).await, (2, 3));
        assert_eq!(count(Filter { q: "打架".to_owned(), ..whole.clone() }).await, (0, 0));
        assert_eq!(count(Filter { q: "YI".to_owned(), ..whole.clone() }).await, (2, 0));
        let to = "2022-05-31".parse().ok();
        assert_eq!(count(Filter { from: "2022-03-05".parse().ok(), to, ..whole.clone() }).await, (1, 3));
        assert_eq!(count(Filter { enterprise: Some(b), ..whole.clone() }).await, (2, 0));
        let mut by_deaths = Vec::new();
        for down in [true, false] {
            let order = Order { by: By::Deaths, down };
            let listed = service::list(&leader, &Filter { order, ..whole.clone() }).await.expect("listed");
            by_deaths.push(listed.rows[0].0.incident.deaths);
        }
        assert_eq!(by_deaths, [Some(3), Some(0)]);
    })
    .await;
}

#[tokio::test]
async fn the_first_page_shows_running_clocks_and_what_waits() {
    each(async |db| {
        let [a, _] = two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let rep = someone(&ctx, "rep", None, Some(a));
        let now = ctx.local_now();
        let at = |minutes: i64| (now - chrono::Duration::minutes(minutes)).format("%Y-%m-%dT%H:%M").to_string();
        let (happened, told) = (at(30), at(20));
        service::record(&rep, &form(&[("occurred_at", &happened), ("informed_at", &told)])).await.expect("recorded");
        service::record(&rep, &form(&[("closed", "yes")])).await.expect("recorded");
        let today = service::today(&someone(&ctx, "inspector", None, None)).await.expect("today");
        assert_eq!((today.open, today.missing, today.latest.len()), (1, 1, 1));
        assert_eq!(today.clocks.iter().map(|(_, duty)| duty.code).collect::<Vec<_>>(), ["report"]);
        let far = service::today(&someone(&ctx, "inspector", Some("西镇"), None)).await.expect("today");
        assert_eq!((far.open, far.clocks.len()), (0, 0));
    })
    .await;
}

#[test]
fn whatever_a_page_can_say_has_words() {
    let mut keys: Vec<String> = super::say::KEYS.iter().map(|key| (*key).to_owned()).collect();
    keys.extend(Group::ALL.map(|group| format!("type.{}", group.key())));
    keys.extend(["report", "onward", "supplement", "investigation"].map(|code| format!("duty.{code}")));
    let states = [State::Done, State::DoneLate(1), State::Running(1), State::Overdue(1), State::Over, State::Unknown];
    keys.extend(states.map(|state| format!("state.{}", state.key())));
    for counted in [Counted::Yes, Counted::NoBelowFloor, Counted::Unknown] {
        keys.extend([format!("counted.{}", counted.key()), format!("counted.why-{}", counted.key())]);
    }
    keys.extend(["lost-days-too-few", "lost-days-without-casualty"].map(|code| format!("conflict.{code}")));
    keys.extend(super::model::FIELDS.map(|field| format!("field.{field}")));
    let missing: Vec<_> = keys.iter().filter(|key| !crate::i18n::knows(&format!("incident.{key}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn an_accident_told_without_its_time_of_day_is_the_recorded_one_that_says_all_else() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let (first, second, third) = (filing(&db, "F1").await, filing(&db, "F2").await, filing(&db, "F3").await);
        let ctx = Ctx::operator(&app_on(db));
        let of = |filing, enterprise, at: &str, place: &str| {
            row(filing, enterprise, &[("occurred_at", at), ("place", place), ("brief", "右手被夹伤")])
        };
        let rows = [of(first, a, "2022-03-04T09:30", "一车间"), of(first, a, "2022-03-05", "一车间")];
        assert_eq!(take(&ctx, &rows).await, ["new", "new"]);
        // Without its time; with a time where there was none; elsewhere, of somebody else or another day it is another one.
        let rows = [
            of(second, a, "2022-03-04", "一车间"),
            of(second, a, "2022-03-04", "二车间"),
            of(second, b, "2022-03-04", "一车间"),
            of(second, a, "2022-03-06", "一车间"),
            row(second, a, &[("occurred_at", "2022-03-04")]),
        ];
        assert_eq!(take(&ctx, &rows).await, ["same", "new", "new", "new", "new"]);
        let timed = take(&ctx, &[of(third, a, "2022-03-05T14:00", "一车间")]).await;
        assert!(timed[0].starts_with("occurred_at ") && timed[0].ends_with("2022-03-05T14:00"), "{timed:?}");
    })
    .await;
}
