mod many;
mod restate;

use super::model::{Metric, Origin, Period, Resolution, State, Sum};
use super::rule::{self, Cut, Figure, Why};
use super::service::{self, Asked, Words};
use crate::account::model::{Actor, Inspector, Role, Scope};
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::incident::group::Group;
use crate::kernel::intake::{self, Outcome, Source, Values};
use crate::kernel::window::Window;
use crate::kernel::{Problems, Typed};
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn as_role(ctx: &Ctx, name: &str, key: &str, town: Option<&str>) -> Ctx {
    let department = (key == "inspector").then_some("emergency");
    let role = Role::of(key, department, town.map(str::to_owned), None).expect("a role");
    let actor = Actor { id: Uuid::now_v7(), login: name.to_owned(), name: name.to_owned(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

fn inspector(ctx: &Ctx) -> Inspector {
    ctx.inspector().expect("an inspector").clone()
}

/// Two towns, an enterprise in each. The day is 5 November 2026.
struct District {
    ctx: Ctx,
    /// An inspector of the whole district.
    qian: Ctx,
    enterprises: [Uuid; 2],
}

async fn district(db: Db) -> District {
    let ctx = Ctx::operator(&app_on(db));
    let enterprises = [Uuid::now_v7(), Uuid::now_v7()];
    let mut tx = ctx.write().await.expect("write");
    for (at, (id, town)) in enterprises.iter().zip(["白米镇", "张甸镇"]).enumerate() {
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, at as i64).expect("town");
        run!(
            &mut tx,
            "INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, industry, version, created_at, updated_at)
             VALUES ($1, $2, $3, '', '', $4, 'C33', 1, $5, $5)",
            *id,
            format!("9132120400000000{at}X"),
            format!("虚构企业{at}"),
            town,
            ctx.now
        )
        .expect("enterprise");
    }
    tx.commit().await.expect("commit");
    let qian = as_role(&ctx, "钱检", "inspector", None);
    District { ctx, qian, enterprises }
}

impl District {
    async fn shown(&self, id: Uuid) -> service::Shown {
        service::show(&self.qian, id, &Asked::default()).await.expect("there")
    }

    async fn accident(&self, at: usize, on: &str, code: Option<&str>, deaths: Option<i64>, counted: bool) -> Uuid {
        let id = Uuid::now_v7();
        let mut tx = self.ctx.write().await.expect("write");
        run!(
            &mut tx,
            "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, category_scheme, category_code,
               category, deaths, serious, counted, version, created_at, updated_at)
             VALUES ($1, $2, $3, $4, FALSE, $5, $6, '类型', $7, 1, $8, 1, $9, $9)",
            id,
            self.enterprises[at],
            day(on).and_time(chrono::NaiveTime::MIN),
            day(on),
            code.map(|_| 1986_i64),
            code,
            deaths,
            counted,
            self.ctx.now
        )
        .expect("incident");
        tx.commit().await.expect("commit");
        id
    }

    async fn compute(&self, year: i64) -> Uuid {
        let typed = form(&[("id", &Uuid::now_v7().to_string()), ("year", &year.to_string())]);
        service::compute(&self.qian, &inspector(&self.qian), &typed).await.expect("computed")
    }

    async fn freeze(&self, id: Uuid, as_of: &str) -> Result<(), Halt> {
        let shown = self.shown(id).await;
        let version = shown.document.revision.to_string();
        let against = shown.earlier.map(|earlier| earlier.id.to_string()).unwrap_or_default();
        // Words of one's own for what the program counts.
        let alike = if shown.document.baseline.origin == Origin::Computed { "yes" } else { "" };
        let typed = form(&[
            ("alike", alike),
            ("as_of", as_of),
            ("definition", "纳入统计的事故：有人员伤亡（含重伤），\r\n或损失较大"),
            ("version", &version),
            ("against", &against),
            ("reason", "事后核实"),
        ]);
        service::freeze(&self.qian, &inspector(&self.qian), id, &typed).await
    }
}

fn form(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

fn codes(problems: &Problems) -> Vec<&str> {
    problems.iter().map(|p| p.what.code.as_ref()).collect()
}

fn refused(outcome: Result<(), Halt>) -> Vec<String> {
    match outcome {
        Err(Halt::Refused(problems) | Halt::Conflict(problems)) => {
            codes(&problems).into_iter().map(str::to_owned).collect()
        }
        other => panic!("refused, not {other:?}"),
    }
}

#[tokio::test]
async fn a_computed_draft_holds_each_counted_accident_and_freezes_once() {
    each(async |db| {
        let d = district(db).await;
        let fire = d.accident(0, "2025-03-01", Some("08"), Some(2), true).await;
        d.accident(1, "2025-12-31", None, None, true).await;
        d.accident(1, "2025-06-01", Some("03"), Some(0), false).await;
        d.accident(1, "2026-01-01", Some("03"), Some(1), true).await;
        let id = d.compute(2025).await;
        let shown = service::show(&d.qian, id, &Asked::default()).await.expect("there");
        assert_eq!((shown.document.baseline.state, shown.document.baseline.origin), (State::Draft, Origin::Computed));
        assert_eq!(
            shown.lines.iter().map(|l| l.row.period).collect::<Vec<_>>(),
            [Period::Day(day("2025-03-01")), Period::Day(day("2025-12-31"))]
        );
        assert_eq!((shown.lines[0].incident, shown.lines[0].row.group), (Some(fire), Some(Group::Fire)));
        assert_eq!(shown.lines[1].row.group, Some(Group::Unlisted));
        assert_eq!(shown.sums[1], (Metric::Deaths, Sum { total: 2, unknown: 1 }));
        assert!(shown.document.baseline.definition.contains("incident.counted-loss"), "the rule is named");

        let mut tx = d.ctx.read().await.expect("read");
        assert!(
            service::in_force(&mut tx, &Scope::whole(), 2025).await.expect("asked").is_none(),
            "a draft is never used"
        );
        drop(tx);
        assert_eq!(refused(d.freeze(id, "2025-06-01").await), ["baseline-as-of-rows"]);
        assert_eq!(refused(d.freeze(id, "2026-11-06").await), ["baseline-as-of-late"]);
        assert_eq!(refused(d.freeze(id, "2024-12-31").await), ["baseline-as-of-early"]);
        d.freeze(id, "2026-01-12").await.expect("frozen");
        d.freeze(id, "2026-01-12").await.expect("sent twice, frozen once");
        let shown = service::show(&d.qian, id, &Asked::default()).await.expect("there");
        assert_eq!((shown.document.baseline.version, shown.sealed), (1, Some(true)));
        let words = "纳入统计的事故：有人员伤亡（含重伤），\n或损失较大";
        assert_eq!(shown.document.baseline.definition, words, "as it was typed");
        assert_eq!(shown.document.frozen.as_ref().map(|f| f.by.as_str()), Some("钱检"));
        assert_eq!(shown.history.iter().map(|e| e.deed.as_str()).collect::<Vec<_>>(), ["freeze", "compute"]);
    })
    .await;
}

#[tokio::test]
async fn frozen_means_frozen_by_form_and_by_sql() {
    each(async |db| {
        let d = district(db).await;
        d.accident(0, "2025-03-01", Some("08"), Some(2), true).await;
        let id = d.compute(2025).await;
        d.freeze(id, "2026-01-12").await.expect("frozen");
        assert_eq!(refused(d.freeze(id, "2026-02-01").await), ["baseline-frozen"]);
        assert_eq!(refused(service::discard(&d.qian, &inspector(&d.qian), id).await), ["baseline-frozen"]);
        for sql in [
            "UPDATE baseline SET definition = 'x' WHERE id = $1",
            "UPDATE baseline SET judged = '{}' WHERE id = $1",
            "UPDATE baseline SET restates = $1 WHERE id = $1",
            "UPDATE baseline SET reason = 'x' WHERE id = $1",
            "UPDATE baseline SET differences = '{}' WHERE id = $1",
            "UPDATE baseline_row SET category = 'x' WHERE baseline_id = $1",
            "UPDATE baseline_row SET deaths = 0 WHERE baseline_id = $1",
            "INSERT INTO baseline_row (baseline_id, seq) VALUES ($1, 99)",
            "DELETE FROM baseline_row WHERE baseline_id = $1",
        ] {
            let mut tx = d.ctx.write().await.expect("write");
            let error = run!(&mut tx, sql, id).expect_err("refused").to_string();
            assert!(error.contains("a frozen baseline cannot be changed"), "{error}");
        }
        // What happened later makes a new version; the old one stays readable as it was.
        d.accident(1, "2025-04-01", Some("03"), Some(1), true).await;
        let second = d.compute(2025).await;
        d.freeze(second, "2026-02-01").await.expect("frozen");
        let mut tx = d.ctx.read().await.expect("read");
        let (document, rows) = service::in_force(&mut tx, &Scope::whole(), 2025).await.expect("asked").expect("frozen");
        assert_eq!((document.id, document.baseline.version, rows.len()), (second, 2, 2));
        drop(tx);
        let first = service::show(&d.qian, id, &Asked::default()).await.expect("there");
        assert_eq!((first.document.baseline.version, first.lines.len(), first.sealed), (1, 1, Some(true)));
    })
    .await;
}

#[tokio::test]
async fn only_somebody_of_the_whole_district_makes_freezes_and_discards() {
    each(async |db| {
        let d = district(db).await;
        d.accident(0, "2025-03-01", Some("08"), Some(2), true).await;
        d.accident(1, "2025-04-01", Some("03"), Some(1), true).await;
        let id = d.compute(2025).await;
        let sun = as_role(&d.ctx, "孙检", "inspector", Some("白米镇"));
        let typed = form(&[("id", &Uuid::now_v7().to_string()), ("year", "2025")]);
        assert!(matches!(service::compute(&sun, &inspector(&sun), &typed).await, Err(Halt::Forbidden)));
        assert!(matches!(service::freeze(&sun, &inspector(&sun), id, &typed).await, Err(Halt::Forbidden)));
        assert!(matches!(service::discard(&sun, &inspector(&sun), id).await, Err(Halt::Forbidden)));
        let shown = service::show(&sun, id, &Asked::default()).await.expect("readable");
        assert_eq!(shown.lines.iter().map(|l| l.row.town.as_deref()).collect::<Vec<_>>(), [Some("白米镇")]);
        let admin = as_role(&d.ctx, "管", "admin", None);
        assert!(matches!(service::show(&admin, id, &Asked::default()).await, Err(Halt::Forbidden)));
        service::discard(&d.qian, &inspector(&d.qian), id).await.expect("discarded");
        assert!(matches!(service::show(&d.qian, id, &Asked::default()).await, Err(Halt::Missing)));
        let years = ["1989", "2027", "x", ""].map(|year| form(&[("id", &Uuid::now_v7().to_string()), ("year", year)]));
        for typed in years {
            assert!(matches!(service::compute(&d.qian, &inspector(&d.qian), &typed).await, Err(Halt::Refused(_))));
        }
    })
    .await;
}

#[tokio::test]
async fn the_rows_behind_a_number_add_up_to_it() {
    each(async |db| {
        let d = district(db).await;
        d.accident(0, "2025-03-01", Some("08"), Some(2), true).await;
        d.accident(0, "2025-03-02", Some("08"), Some(0), true).await;
        d.accident(1, "2025-04-01", Some("WSA10009"), Some(1), true).await;
        d.accident(1, "2025-11-06", Some("08"), Some(1), true).await;
        let id = d.compute(2025).await;
        d.freeze(id, "2026-01-12").await.expect("frozen");
        let window = Window::new(day("2025-01-01"), day("2025-11-05"));
        let ask = async |town: Option<&str>, group, only| {
            let asked = Asked { window, town: town.map(str::to_owned), group, section: None, only };
            let shown = service::show(&d.qian, id, &asked).await.expect("there");
            (shown.why, shown.lines.len(), shown.sums[1].1.total)
        };
        assert_eq!(ask(None, None, None).await, (None, 3, 3));
        assert_eq!(ask(None, Some(Group::Fire), Some(Metric::Deaths)).await, (None, 2, 3));
        assert_eq!(ask(Some("白米镇"), None, None).await, (None, 2, 2));
        assert_eq!(ask(Some("溱潼镇"), None, None).await, (None, 0, 0));
        let late = Asked { window: Window::new(day("2026-01-01"), day("2026-02-01")), ..Asked::default() };
        let shown = service::show(&d.qian, id, &late).await.expect("there");
        assert_eq!((shown.why, shown.lines.len()), (Some(Why::OtherYear), 4));
    })
    .await;
}

async fn filing(d: &District) -> Uuid {
    let (id, account) = (Uuid::now_v7(), Uuid::now_v7());
    let mut tx = d.ctx.write().await.expect("write");
    run!(
        &mut tx,
        "INSERT INTO account (id, login, name, role, department, password, disabled, created_at, version)
         VALUES ($1, $2, '钱检', 'inspector', 'union', 'x', FALSE, $3, 1)",
        account,
        account.to_string(),
        d.ctx.now
    )
    .expect("account");
    run!(
        &mut tx,
        "INSERT INTO filing (id, number, account_id, file_name, sha256, bytes, kind, state, summary, uploaded_at, version)
         VALUES ($1, $2, $3, '基数.xlsx', 'x', 1, 'baseline', 'draft', '{}', $4, 1)",
        id,
        format!("F2026-{}", id.simple()),
        account,
        d.ctx.now
    )
    .expect("filing");
    tx.commit().await.expect("commit");
    id
}

fn rows(filing: Uuid, values: &[serde_json::Value]) -> Vec<intake::Row> {
    let row = |(at, value): (usize, &serde_json::Value)| intake::Row {
        enterprise: None,
        source: Source { filing, sheet: "基数".to_owned(), row: at as i64 + 2 },
        values: Values(value.as_object().expect("an object").clone()),
    };
    values.iter().enumerate().map(row).collect()
}

async fn send(d: &District, rows: &[intake::Row]) -> Vec<Outcome> {
    let mut tx = d.ctx.write().await.expect("write");
    let told = service::preview(&mut tx, &d.qian, rows).await.expect("previewed");
    let done = service::upsert(&mut tx, &d.qian, rows).await.expect("taken");
    let kinds = |outcomes: &[Outcome]| outcomes.iter().map(std::mem::discriminant).collect::<Vec<_>>();
    assert_eq!(kinds(&told), kinds(&done), "the preview tells what the deed does");
    tx.commit().await.expect("commit");
    done
}

#[tokio::test]
async fn a_return_makes_one_draft_a_year_and_the_same_return_none() {
    each(async |db| {
        let d = district(db).await;
        let first = filing(&d).await;
        let values = [
            json!({"year": 2024, "incidents": 40, "deaths": 5}),
            json!({"year": 2025, "month": 1, "incidents": 3, "deaths": 1, "loss": "12.5"}),
            json!({"year": 2025, "month": 2, "incidents": 0, "deaths": 0}),
            json!({"year": 2025, "incidents": 99}),
            json!({"year": 2025, "month": 13, "incidents": 1}),
            json!({"year": 2027, "month": 1, "incidents": 1}),
            json!({"year": 2025, "month": 1, "incidents": 4}),
            json!({"year": 2025, "month": 3}),
        ];
        let done = send(&d, &rows(first, &values)).await;
        let [Outcome::New(year), Outcome::New(january), Outcome::New(february), ..] = done.as_slice() else {
            panic!("new: {done:?}")
        };
        assert_eq!(january, february);
        assert_ne!(january, year);
        assert_eq!(done[3], Outcome::New(*january), "months and a total of the year stand beside each other");
        let wrong: Vec<_> = done[4..]
            .iter()
            .map(|o| match o {
                Outcome::Wrong(problems) => codes(problems).join(","),
                other => panic!("wrong, not {other:?}"),
            })
            .collect();
        assert_eq!(wrong, ["baseline-month", "baseline-year", "baseline-twice", "baseline-no-figure"]);
        let shown = service::show(&d.qian, *january, &Asked::default()).await.expect("there");
        assert_eq!((shown.document.baseline.resolution, shown.lines.len()), (Resolution::Month, 3));
        assert_eq!(shown.lines[0].cell, Some(("基数".to_owned(), 3)));
        assert_eq!(shown.lines[0].row.loss.map(|l| l.to_string()).as_deref(), Some("12.5"));

        d.freeze(*january, "2026-01-12").await.expect("frozen");
        let again = filing(&d).await;
        let done = send(&d, &rows(again, &values[1..3])).await;
        assert_eq!(done, [Outcome::Same(*january), Outcome::Same(*january)]);
        let restated =
            [json!({"year": 2025, "month": 1, "incidents": 2, "deaths": 1, "loss": "12.5"}), values[2].clone()];
        let done = send(&d, &rows(again, &restated)).await;
        let [Outcome::New(second), Outcome::Same(as_before)] = done.as_slice() else { panic!("a draft: {done:?}") };
        assert_eq!(as_before, january, "what is told as before stands as before");
        d.freeze(*second, "2026-02-01").await.expect("frozen");
        let mut tx = d.ctx.read().await.expect("read");
        let (document, rows) = service::in_force(&mut tx, &Scope::whole(), 2025).await.expect("asked").expect("frozen");
        assert_eq!((document.baseline.version, document.restates), (2, Some(*january)));
        assert_eq!(rows.len(), 3, "what the second return does not speak of stays");
        let january = Window::month(2025, 1).expect("a month");
        assert_eq!(rule::figure(&document.baseline, &rows, january, Cut::WHOLE, Metric::Incidents), Figure::Count(2));
    })
    .await;
}

#[tokio::test]
async fn two_who_freeze_at_once_get_different_numbers() {
    each(async |db| {
        let d = district(db).await;
        d.accident(0, "2025-03-01", Some("08"), Some(2), true).await;
        let ids = [d.compute(2025).await, d.compute(2025).await];
        let freezes = ids.map(|id| {
            let qian = d.qian.clone();
            tokio::spawn(async move {
                let mut tx = qian.write().await.expect("write");
                let definition = format!("纳入统计的事故，{id}");
                let words = Words { as_of: day("2026-01-12"), definition, note: None };
                let besides = service::Besides { reason: Some("口径另写".to_owned()), alike: None };
                let number = service::freeze_with(&mut tx, &qian, id, words, besides).await.expect("frozen");
                tx.commit().await.expect("commit");
                number
            })
        });
        let mut numbers = Vec::new();
        for freeze in freezes {
            numbers.push(freeze.await.expect("done"));
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
    })
    .await;
}
