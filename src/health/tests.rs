use super::model::{By, Filter, Order, Span};
use super::rule::Verdict;
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

/// A row with a period and counts.
fn row(filing: Uuid, enterprise: Uuid, line: i64, period: &str, counts: &[(&str, i64)]) -> Row {
    let values = counts.iter().fold(Values::default().with("period", Some(period)), |v, (f, n)| v.with(f, Some(*n)));
    let source = Source { filing, sheet: "职业健康".to_owned(), row: line };
    Row { enterprise: Some(enterprise), source, values }
}

/// Previews and takes rows, and checks that both say the same.
async fn take(ctx: &Ctx, rows: &[Row]) -> Vec<String> {
    taken(ctx, rows, service::preview, service::upsert).await
}

#[tokio::test]
async fn an_enterprise_has_one_record_for_a_period() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let (first, second) = (filing(&db, "F1").await, filing(&db, "F2").await);
        let ctx = Ctx::operator(&app_on(db));
        let rows = |f| {
            [
                row(f, a, 2, "2026-Q1", &[("due_check", 40), ("checked", 38)]),
                row(f, a, 3, "2026", &[("exposed", 60)]),
                row(f, b, 4, "2026-Q1", &[("new_cases", 0)]),
                row(f, a, 5, "2026-Q1", &[("due_check", 40), ("points", 3)]),
            ]
        };
        assert_eq!(take(&ctx, &rows(first)).await, ["new", "new", "new", "points  → 3"]);
        assert_eq!(take(&ctx, &rows(second)).await, ["same"; 4]);
        let said = take(&ctx, &[row(second, a, 2, "2026-Q1", &[("checked", 40)])]).await;
        assert_eq!(said, ["checked 38 → 40"], "a blank erases nothing");
    })
    .await;
}

#[tokio::test]
async fn a_row_that_contradicts_another_or_the_record_is_wrong() {
    each(async |db| {
        let [a, _] = two_enterprises(&db).await;
        let first = filing(&db, "F1").await;
        let ctx = Ctx::operator(&app_on(db));
        let mut nobodys = row(first, a, 2, "2026-Q1", &[("exposed", 1)]);
        nobodys.enterprise = None;
        let rows = [
            nobodys,
            row(first, a, 3, "2026-Q1", &[("due_check", 40), ("checked", 41)]),
            row(first, a, 4, "2026-Q1", &[("due_check", 40), ("checked", 38)]),
            row(first, a, 5, "2026-Q1", &[("due_check", 39)]),
            row(first, a, 6, "2026-Q2", &[]),
        ];
        let said = take(&ctx, &rows).await;
        assert_eq!(said, ["unknown-enterprise", "checked-over-due", "new", "row-contradicts", "health-no-figure"]);
        let said = take(&ctx, &[row(first, a, 2, "2026-Q1", &[("checked", 41)])]).await;
        assert_eq!(said, ["checked-over-due"], "more than are on file as due");
    })
    .await;
}

/// Somebody with a role, asking.
fn someone(ctx: &Ctx, role: &str, town: Option<&str>, enterprise: Option<Uuid>) -> Ctx {
    let department = (role == "inspector").then_some("health");
    let role = Role::of(role, department, town.map(str::to_owned), enterprise).expect("a role");
    let actor = Actor { id: Uuid::now_v7(), login: "x".to_owned(), name: "某人".to_owned(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

fn form(fields: &[(&str, &str)]) -> Typed {
    let mut typed = Typed::default();
    typed.set("id", Uuid::now_v7().to_string());
    for (name, value) in [("period", "2026-Q3"), ("due_check", "40"), ("checked", "38")].iter().chain(fields) {
        typed.set(name, *value);
    }
    typed
}

fn codes(halt: &Halt) -> Vec<String> {
    let (Halt::Refused(problems) | Halt::Conflict(problems)) = halt else { panic!("{halt:?}") };
    problems.iter().map(|p| format!("{} {}", p.field, p.what.code)).collect()
}

#[tokio::test]
async fn a_form_sent_twice_has_one_effect_and_a_period_is_there_once() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let ctx = Ctx::operator(&app_on(db));
        let inspector = someone(&ctx, "inspector", None, None);
        let typed = form(&[("enterprise", "甲机械有限公司")]);
        let id = service::record(&inspector, &typed).await.expect("recorded");
        assert_eq!(service::record(&inspector, &typed).await.expect("the same"), id);
        let again = service::record(&inspector, &form(&[("enterprise", "甲机械有限公司")])).await;
        assert_eq!(codes(&again.expect_err("there already")), ["period already-there"]);
        let detail = service::detail(&inspector, id).await.expect("there");
        assert_eq!((detail.record.enterprise, detail.history.len(), detail.checks.len()), (a, 1, 3));
        assert_eq!((detail.checks[0].verdict, detail.checks[0].missing()), (Verdict::Short, 2));
        let ahead = form(&[("enterprise", "乙化工有限公司"), ("period", "2027")]);
        let refused = service::record(&inspector, &ahead).await.expect_err("not begun");
        assert_eq!(codes(&refused), ["period in-the-future"]);
        let rep = someone(&ctx, "rep", None, Some(b));
        let own = service::record(&rep, &form(&[("enterprise", "甲机械有限公司")])).await.expect("recorded");
        assert_eq!(service::detail(&rep, own).await.expect("there").record.enterprise, b);
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
            let listed = service::list(&stranger, &everything).await.expect("listed");
            assert_eq!((listed.totals.records, listed.years.len()), (0, 0));
        }
        let leader = someone(&ctx, "leader", Some("东镇"), None);
        assert!(!service::detail(&leader, id).await.expect("there").may_write);
        assert!(matches!(service::correct(&leader, id, &form(&[])).await, Err(Halt::Forbidden)));
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
        let first = form(&[]);
        let id = service::record(&rep, &first).await.expect("recorded");
        let with = |version: &str, checked: &str| {
            let mut typed = first.clone();
            typed.set("version", version);
            typed.set("checked", checked);
            typed
        };
        service::correct(&rep, id, &with("1", "40")).await.expect("corrected");
        service::correct(&rep, id, &with("1", "40")).await.expect("sent twice has one effect");
        let detail = service::detail(&rep, id).await.expect("there");
        let change = Change::new("checked", Some("38".to_owned()), Some("40".to_owned()));
        assert_eq!((detail.history.len(), detail.history[0].changes()), (2, vec![change]));
        let late = service::correct(&rep, id, &with("1", "39")).await.expect_err("somebody was first");
        assert_eq!(codes(&late), [" changed-meanwhile"]);
        let other = service::record(&rep, &form(&[("period", "2026-Q2")])).await.expect("another period");
        let mut clash = form(&[]);
        clash.set("version", "1");
        assert_eq!(codes(&service::correct(&rep, other, &clash).await.expect_err("taken")), ["period already-there"]);
    })
    .await;
}

#[tokio::test]
async fn a_list_holds_exactly_what_its_number_counts_and_adds_up_like_with_like() {
    each(async |db| {
        let [a, b] = two_enterprises(&db).await;
        let first = filing(&db, "F1").await;
        let ctx = Ctx::operator(&app_on(db));
        let rows = [
            row(first, a, 2, "2026-Q1", &[("due_check", 40), ("checked", 38), ("new_cases", 1)]),
            row(first, b, 3, "2026-Q1", &[("due_check", 10), ("checked", 10), ("points", 4), ("points_ok", 3)]),
            row(first, a, 4, "2026-Q2", &[("checked", 7), ("exposed", 50)]),
            row(first, a, 5, "2025", &[("due_check", 0), ("checked", 0)]),
            row(first, b, 6, "2026-07", &[("new_cases", 0)]),
        ];
        assert_eq!(take(&ctx, &rows).await, ["new"; 5]);
        let leader = someone(&ctx, "leader", None, None);
        let whole = Filter { page: 1, ..Filter::default() };
        let listed = async |filter: Filter| {
            let listed = service::list(&leader, &filter).await.expect("listed");
            assert_eq!(listed.rows.len() as i64, listed.totals.records, "{filter:?}");
            let said: Vec<String> = listed.rows.iter().map(|(r, _)| r.figures.period.to_string()).collect();
            (said, listed.totals)
        };
        assert!(listed(whole.clone()).await.1.mixed, "years, quarters and months are not added up");
        let (said, totals) = listed(Filter { span: Some(Span::Quarter), ..whole.clone() }).await;
        assert_eq!(said, ["2026-Q2", "2026-Q1", "2026-Q1"]);
        assert_eq!((totals.due_check, totals.checked, totals.points, totals.points_ok), (50, 48, 4, 3));
        assert_eq!((totals.new_cases, totals.mixed), (1, false));
        assert_eq!(listed(Filter { span: Some(Span::Month), ..whole.clone() }).await.0, ["2026-07"]);
        assert_eq!(listed(Filter { span: Some(Span::Year), ..whole.clone() }).await.0, ["2025"]);
        assert_eq!(listed(Filter { year: Some(2025), ..whole.clone() }).await.0, ["2025"]);
        for (verdict, count) in [(Verdict::Short, 1), (Verdict::Full, 1), (Verdict::Unknown, 3)] {
            let filter = Filter { checkups: Some(verdict), ..whole.clone() };
            let rows = service::list(&leader, &filter).await.expect("listed").rows;
            assert!(rows.iter().all(|(_, checks)| checks[0].verdict == verdict), "the list and the rule judge alike");
            assert_eq!(rows.len(), count, "{verdict:?}");
        }
        assert_eq!(listed(Filter { points: Some(Verdict::Short), ..whole.clone() }).await.0, ["2026-Q1"]);
        assert_eq!(listed(Filter { cases: Some(true), ..whole.clone() }).await.0, ["2026-Q1"]);
        assert_eq!(listed(Filter { cases: Some(false), ..whole.clone() }).await.0.len(), 4);
        assert_eq!(listed(Filter { town: Some("西镇".to_owned()), ..whole.clone() }).await.0, ["2026-Q1", "2026-07"]);
        assert_eq!(listed(Filter { enterprise: Some(a), q: "JIA".to_owned(), ..whole.clone() }).await.0.len(), 3);
        let order = Order { by: By::Exposed, down: true };
        assert_eq!(listed(Filter { order, ..whole.clone() }).await.0[0], "2026-Q2");
        let years = service::list(&leader, &whole).await.expect("listed").years;
        assert_eq!(years, [2026, 2025]);
    })
    .await;
}
