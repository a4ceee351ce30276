use super::model::{By, Filter, Level, Order, Origin};
use super::rule::{Standing, State};
use super::service;
use crate::account::model::{Actor, Role};
use crate::audit::model::Change;
use crate::db::testing::each;
use crate::enterprise::testing::{filing, taken, two_enterprises};
use crate::kernel::Typed;
use crate::kernel::intake::{Row, Source, Values};
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use uuid::Uuid;

fn row(filing: Uuid, enterprise: Uuid, fields: &[(&str, &str)]) -> Row {
    let usual = [("found_on", "2026-06-24"), ("description", "消火栓被遮挡"), ("level", "ordinary")];
    let values = usual.iter().chain(fields).fold(Values::default(), |v, (name, value)| v.with(name, Some(*value)));
    let source = Source { filing, sheet: "隐患台账".to_owned(), row: 5 };
    Row { enterprise: Some(enterprise), source, values }
}

/// Previews and takes rows, and checks that both say the same.
async fn take(ctx: &Ctx, rows: &[Row]) -> Vec<String> {
    taken(ctx, rows, service::preview, service::upsert).await
}

#[tokio::test]
async fn the_same_rows_twice_change_nothing_and_a_closed_one_says_so() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let (first, second) = (filing(&db, "F1").await, filing(&db, "F2").await);
        let ctx = Ctx::operator(&app_on(db));
        let rows = |f| {
            [
                row(f, a, &[("place", "一车间"), ("owner", "张三")]),
                row(f, b, &[]),
                row(f, a, &[("found_on", "2026-07-01")]),
            ]
        };
        assert_eq!(take(&ctx, &rows(first)).await, ["new", "new", "new"]);
        assert_eq!(take(&ctx, &rows(second)).await, ["same", "same", "same"]);
        // A blank erases nothing; the words are compared without blanks.
        let closed =
            row(second, a, &[("place", "一车间"), ("description", "消火栓 被遮挡"), ("closed_on", "2026-06-30")]);
        let said = take(&ctx, &[closed]).await;
        assert_eq!(said, ["description 消火栓被遮挡 → 消火栓 被遮挡, closed_on  → 2026-06-30"]);
    })
    .await;
}

#[tokio::test]
async fn the_same_fault_in_two_workshops_is_two_hazards() {
    each(async |db| {
        let [a, _] = two_enterprises(&db).await;
        let (first, second) = (filing(&db, "F1").await, filing(&db, "F2").await);
        let ctx = Ctx::operator(&app_on(db));
        let of = |filing, place: &str, owner: &str| row(filing, a, &[("place", place), ("owner", owner)]);
        let rows = [of(first, "一车间", "张三"), of(first, "二车间", "张三"), of(first, "一车间", "张三")];
        assert_eq!(take(&ctx, &rows).await, ["new", "new", "same"], "a row twice in the file is one hazard");
        let rows = [of(second, "二车间", "李四"), of(second, "三车间", "张三"), of(second, "一车间", "张三")];
        assert_eq!(take(&ctx, &rows).await, ["owner 张三 → 李四", "new", "same"]);
        // A row that tells no place means one of them when only one is left to mean.
        let third = filing(&ctx.app.db, "F3").await;
        let rows = [of(third, "一车间", "张三"), of(third, "三车间", "张三"), row(third, a, &[("owner", "王五")])];
        assert_eq!(take(&ctx, &rows).await, ["same", "same", "owner 李四 → 王五"]);
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
        let rows = [row(first, a, &[("closed_on", "2026-06-01")]), nobodys, row(first, a, &[])];
        assert_eq!(take(&ctx, &rows).await, ["closed-before-found", "unknown-enterprise", "new"]);
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
    for (name, value) in
        [("found_on", "2026-10-20"), ("description", "护栏缺失"), ("level", "ordinary")].iter().chain(fields)
    {
        typed.set(name, *value);
    }
    typed
}

fn codes(halt: &Halt) -> Vec<String> {
    let (Halt::Refused(problems) | Halt::Conflict(problems)) = halt else { panic!("{halt:?}") };
    problems.iter().map(|p| format!("{} {}", p.field, p.what.code)).collect()
}

#[tokio::test]
async fn a_form_sent_twice_records_one_hazard_and_says_who_found_it() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let inspector = someone(&ctx, "inspector", None, None);
        let typed = form(&[("enterprise", "甲机械有限公司 91321204QX00001B6G"), ("level", "major"), ("owner", "张三")]);
        let id = service::record(&inspector, &typed).await.expect("recorded");
        assert_eq!(service::record(&inspector, &typed).await.expect("the same"), id);
        let detail = service::detail(&inspector, id).await.expect("there");
        assert_eq!((detail.record.enterprise, detail.record.origin, detail.history.len()), (a, Origin::Inspection, 1));
        let missing: Vec<_> = detail.five.expect("major").missing().map(super::rule::Part::field).collect();
        assert_eq!(missing, ["measure", "fund", "due_on", "plan"]);
        assert!(detail.told.is_some_and(|cite| cite.article == "41"));
        // A rep records for the own enterprise, whatever the form names.
        let rep = someone(&ctx, "rep", None, Some(b));
        let own = service::record(&rep, &form(&[("enterprise", "甲机械有限公司")])).await.expect("recorded");
        let detail = service::detail(&rep, own).await.expect("there");
        assert_eq!((detail.record.enterprise, detail.record.origin, detail.five), (b, Origin::Own, None));
    })
    .await;
}

#[tokio::test]
async fn every_problem_of_a_form_is_told_at_once() {
    each(async |db| {
        two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let inspector = someone(&ctx, "inspector", None, None);
        let typed = form(&[("enterprise", "没有这家"), ("description", ""), ("fund", "x")]);
        let refused = service::record(&inspector, &typed).await.expect_err("refused");
        assert_eq!(codes(&refused), ["enterprise unknown-enterprise", "description required", "fund not-a-number"]);
        let typed = form(&[("enterprise", "甲机械有限公司"), ("found_on", "2026-11-06"), ("closed_on", "2026-11-07")]);
        let refused = service::record(&inspector, &typed).await.expect_err("refused");
        assert_eq!(codes(&refused), ["found_on in-the-future", "closed_on in-the-future"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_outside_the_scope_is_not_there_and_leaders_only_read() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let rep = someone(&ctx, "rep", None, Some(a));
        let id = service::record(&rep, &form(&[])).await.expect("recorded");
        let everything = Filter { page: 1, ..Filter::default() };
        for stranger in [someone(&ctx, "rep", None, Some(b)), someone(&ctx, "inspector", Some("西镇"), None)] {
            assert!(matches!(service::detail(&stranger, id).await, Err(Halt::Missing)));
            assert!(matches!(service::correct(&stranger, id, &form(&[])).await, Err(Halt::Missing)));
            assert!(matches!(service::to_correct(&stranger, id).await, Err(Halt::Missing)));
            assert_eq!(service::list(&stranger, &everything).await.expect("listed").totals.records, 0);
        }
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
        let first = form(&[("due_on", "2026-11-01")]);
        let id = service::record(&rep, &first).await.expect("recorded");
        assert_eq!(service::detail(&rep, id).await.expect("there").standing, Standing::Overdue(4));
        let with = |version: &str, closed_on: &str| {
            let mut typed = first.clone();
            typed.set("version", version);
            typed.set("closed_on", closed_on);
            typed
        };
        service::correct(&rep, id, &with("1", "2026-11-03")).await.expect("corrected");
        service::correct(&rep, id, &with("1", "2026-11-03")).await.expect("sent twice has one effect");
        let detail = service::detail(&rep, id).await.expect("there");
        assert_eq!((detail.standing, detail.unverified), (Standing::ClosedLate(2), true));
        let change = Change::new("closed_on", None, Some("2026-11-03".to_owned()));
        assert_eq!((detail.history.len(), detail.history[0].changes()), (2, vec![change]));
        let late = service::correct(&rep, id, &with("1", "2026-11-04")).await.expect_err("somebody was first");
        assert_eq!(codes(&late), [" changed-meanwhile"]);
        service::correct(&rep, id, &with("2", "2026-11-04")).await.expect("over what was shown");
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
            row(first, a, &[("description", "甲一"), ("due_on", "2026-11-05"), ("fund", "2")]),
            row(first, a, &[("description", "甲二"), ("due_on", "2026-11-04"), ("level", "major"), ("fund", "10")]),
            row(first, b, &[("description", "乙一"), ("due_on", "2026-07-01"), ("closed_on", "2026-07-09")]),
            row(first, b, &[("description", "乙二"), ("found_on", "2025-12-31")]),
        ];
        assert_eq!(take(&ctx, &rows).await, ["new"; 4]);
        let leader = someone(&ctx, "leader", None, None);
        let whole = Filter { page: 1, ..Filter::default() };
        let listed = service::list(&leader, &whole).await.expect("listed").totals;
        assert_eq!((listed.records, listed.open, listed.overdue, listed.closed), (4, 2, 1, 1));
        assert_eq!((listed.major, listed.missing, listed.unverified), (1, 1, 1));
        let names = async |filter: Filter| {
            let rows = service::list(&leader, &filter).await.expect("listed").rows;
            rows.iter().map(|(r, _)| r.hazard.description.clone()).collect::<Vec<_>>()
        };
        for (state, count) in
            [(State::Open, listed.open), (State::Overdue, listed.overdue), (State::Closed, listed.closed)]
        {
            let rows =
                service::list(&leader, &Filter { state: Some(state), ..whole.clone() }).await.expect("listed").rows;
            assert_eq!(rows.len() as i64, count);
            assert!(rows.iter().all(|(_, standing)| standing.state() == state), "the list and the rule judge alike");
        }
        assert_eq!(names(Filter { level: Some(Level::Major), ..whole.clone() }).await, ["甲二"]);
        assert_eq!(names(Filter { missing: Some(true), ..whole.clone() }).await, ["甲二"]);
        assert_eq!(names(Filter { unverified: Some(true), ..whole.clone() }).await, ["乙一"]);
        assert_eq!(names(Filter { town: Some("东镇".to_owned()), ..whole.clone() }).await.len(), 2);
        assert_eq!(names(Filter { enterprise: Some(b), ..whole.clone() }).await, ["乙一", "乙二"]);
        assert_eq!(names(Filter { q: "YI".to_owned(), ..whole.clone() }).await.len(), 2);
        assert_eq!(names(Filter { q: "甲一".to_owned(), ..whole.clone() }).await, ["甲一"]);
        let day = |text: &str| Some(text.parse().expect("a day"));
        assert_eq!(names(Filter { from: day("2026-01-01"), ..whole.clone() }).await.len(), 3);
        assert_eq!(names(Filter { to: day("2025-12-31"), ..whole.clone() }).await, ["乙二"]);
        let by = |by, down| Filter { order: Order { by, down }, ..whole.clone() };
        assert_eq!(names(by(By::Due, false)).await, ["乙一", "甲二", "甲一", "乙二"], "without a limit comes last");
        assert_eq!(names(by(By::Due, true)).await, ["甲一", "甲二", "乙一", "乙二"]);
        assert_eq!(names(by(By::Found, false)).await[0], "乙二");
        assert_eq!(names(Filter { page: 2, ..whole }).await.len(), 0);
    })
    .await;
}
