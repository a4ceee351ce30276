//! Counts equal lists, one enterprise's file equals its row of the district, readers see what is theirs. On both engines.
use super::model::{Asked, Duty, ListFilter, Standing, StateFilter, Status, Tell};
use super::rule::board::{Row, board};
use super::{export, service};
use crate::account::model::{Actor, Department, Role};
use crate::congress::tests::{District as Small, district as small};
use crate::db::testing::each;
use crate::db::{all, run};
use crate::demo::invent::Plan;
use crate::demo::service::lay;
use crate::i18n::Lang;
use crate::kernel::Typed;
use crate::server::ctx::tests::app_on;
use crate::server::{App, Ctx, Halt};
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

mod freed;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn someone(app: &App, role: Option<Role>) -> Ctx {
    let role = role.expect("the parts fit together");
    let actor = Actor { id: Uuid::now_v7(), login: "x".into(), name: "某人".into(), role, lang: None };
    Ctx { actor: Some(Arc::new(actor)), ..Ctx::operator(app) }
}

fn leader(app: &App, town: Option<&str>) -> Ctx {
    someone(app, Role::of("leader", None, town.map(str::to_owned), None))
}

fn rep(app: &App, enterprise: Uuid) -> Ctx {
    someone(app, Role::of("rep", None, None, Some(enterprise)))
}

/// An invented district of forty enterprises and two years.
async fn invented(db: crate::db::Db) -> App {
    let app = app_on(db);
    let plan = Plan { enterprises: 40, years: 2, seed: 1, today: day("2026-11-05"), trainees: 4, reps: false };
    lay(&app, &plan).await.expect("laid");
    app
}

fn asked(year: i32) -> Asked {
    Asked { year: Some(year), on: None }
}

async fn count(ctx: &Ctx, asked: &Asked, town: &str, duty: Option<Duty>, state: Option<StateFilter>) -> i64 {
    let filter = ListFilter { asked: asked.clone(), town: town.to_owned(), duty, state, q: String::new(), page: 1 };
    let listed = service::list(ctx, &filter, true).await.expect("a list");
    assert_eq!(listed.total, listed.rows().count() as i64, "all pages at once hold all rows");
    listed.total
}

/// Every number of a line of the board, against the list that it leads to.
async fn line_equals_lists(ctx: &Ctx, asked: &Asked, row: &Row) {
    let of = |status| Some(StateFilter::One(status));
    for duty in Duty::ALL {
        let cell = row.cell(duty);
        for (number, state) in [
            (cell.not_met, of(Status::NotMet)),
            (cell.obliged, Some(StateFilter::Obliged)),
            (cell.late, of(Status::Late)),
            (cell.soon, of(Status::Soon)),
            (cell.no_data, of(Status::NoData)),
        ] {
            let rows = count(ctx, asked, &row.town, Some(duty), state).await;
            assert_eq!(rows, number, "{} {} {state:?}", row.town, duty.key());
        }
    }
    assert_eq!(count(ctx, asked, &row.town, None, of(Status::NotMet)).await, row.with_gaps);
    assert_eq!(count(ctx, asked, &row.town, None, None).await, row.enterprises);
}

#[tokio::test]
async fn every_number_of_the_board_is_the_length_of_its_list() {
    each(async |db| {
        let app = invented(db).await;
        for ctx in [leader(&app, None), leader(&app, Some(crate::demo::names::TOWNS[1]))] {
            for year in [2025, 2026] {
                let district = service::district(&ctx, &asked(year)).await.expect("a district");
                let board = board(&district.standings);
                assert!(board.total.whole().not_met > 0 && board.total.whole().obliged > board.total.whole().not_met);
                for row in board.rows.iter().chain([&board.total]) {
                    line_equals_lists(&ctx, &asked(year), row).await;
                }
            }
        }
    })
    .await;
}

/// The texts of a workbook's last sheet.
fn last_sheet(bytes: Vec<u8>) -> Vec<String> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("it opens");
    let (_, sheet) = book.worksheets().pop().expect("a sheet");
    sheet.used_cells().map(|(.., cell)| cell.to_string()).collect()
}

#[tokio::test]
async fn a_past_year_says_how_many_of_the_roll_it_does_not_judge() {
    each(async |db| {
        let app = invented(db).await;
        let town = crate::demo::names::TOWNS[1];
        for (ctx, of) in [(leader(&app, None), ""), (leader(&app, None), town), (leader(&app, Some(town)), "")] {
            let district = service::district(&ctx, &asked(2025)).await.expect("a district");
            let found = district.not_there_yet(of);
            let (missing, all) = (found.unjudged, found.of);
            assert!(missing > 0 && missing <= found.late && found.late <= all, "{found:?}");
            assert_eq!(found.late, all, "an invented roll is of this year");
            assert_eq!(count(&ctx, &asked(2025), of, None, Some(StateFilter::NotThereYet)).await, missing);
            let now = service::district(&ctx, &asked(2026)).await.expect("a district");
            let nobody = service::NotThereYet { of: all, late: 0, unjudged: 0 };
            assert_eq!(now.not_there_yet(of), nobody, "everyone is judged in the running year");
            // The files say so as well, in their last sheet.
            for (year, said) in [(2025, true), (2026, false)] {
                let filter = ListFilter { asked: asked(year), town: of.to_owned(), ..ListFilter::default() };
                let listed = service::list(&ctx, &filter, true).await.expect("a list");
                let talks = service::talks(&ctx, &asked(year), of).await.expect("talks");
                let list = export::enterprises(Lang::Zh, &listed, &filter).expect("a workbook");
                for bytes in [list, export::talks(Lang::Zh, &talks, of).expect("a workbook")] {
                    let words = last_sheet(bytes);
                    assert!(words[0].contains(&format!("{year}年度")), "{words:?}");
                    let late = words.iter().any(|words| words.contains(&format!("其中 {missing} 家")));
                    assert_eq!(late, said, "{year}: {words:?}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_reader_of_one_town_sees_that_town() {
    each(async |db| {
        let app = invented(db).await;
        let town = crate::demo::names::TOWNS[2];
        let ctx = leader(&app, Some(town));
        let district = service::district(&ctx, &Asked::default()).await.expect("a district");
        assert!(!district.standings.is_empty() && district.towns() == [town]);
        let whole = service::district(&leader(&app, None), &Asked::default()).await.expect("a district");
        let same: Vec<&Standing> = whole.standings.iter().filter(|s| s.facts.owner.town == town).collect();
        assert_eq!(district.standings.iter().collect::<Vec<_>>(), same, "and stands there as for everyone");
        let filter = ListFilter { town: crate::demo::names::TOWNS[0].to_owned(), page: 1, ..ListFilter::default() };
        assert_eq!(service::list(&ctx, &filter, true).await.expect("a list").total, 0);
        let other = whole.standings.iter().find(|s| s.facts.owner.town != town).expect("another town");
        let file = service::file(&ctx, other.facts.owner.id, &Asked::default()).await;
        assert!(matches!(file, Err(Halt::Missing)), "another town's enterprise is not there");
    })
    .await;
}

#[tokio::test]
async fn one_enterprises_file_tells_what_the_district_tells_of_it() {
    each(async |db| {
        let app = invented(db).await;
        let ctx = leader(&app, None);
        for year in [2025, 2026] {
            let district = service::district(&ctx, &asked(year)).await.expect("a district");
            for standing in &district.standings {
                let id = standing.facts.owner.id;
                let file = service::file(&ctx, id, &asked(year)).await.expect("a file");
                assert_eq!(&file.standing, standing, "{year} {}", standing.facts.owner.name);
                let over = |c: &&service::Certificate| matches!(c.stands.key(), "expired" | "recheck-overdue");
                let (sum, listed) = (standing.facts.certificates, file.certificates.iter().filter(over).count());
                assert_eq!(listed as i64, sum.expired + sum.unchecked, "{year} {}", standing.facts.owner.name);
                let own = service::file(&rep(&app, id), id, &asked(year)).await.expect("a rep's own file");
                assert_eq!(&own.standing, standing);
            }
        }
        let [one, other] = [0, 1].map(|n| ctx_id(&app, n));
        let (one, other) = (one.await, other.await);
        assert!(matches!(service::file(&rep(&app, one), other, &Asked::default()).await, Err(Halt::Missing)));
        assert!(matches!(service::district(&rep(&app, one), &Asked::default()).await, Err(Halt::Forbidden)));
        assert!(matches!(service::alliance(&rep(&app, one)).await, Err(Halt::Forbidden)));
    })
    .await;
}

/// The id of the n-th enterprise of the roll.
async fn ctx_id(app: &App, n: usize) -> Uuid {
    let mut tx = app.db.read().await.expect("read");
    let rows = all!(&mut tx, (Uuid,), "SELECT id FROM enterprise ORDER BY id").expect("enterprises");
    rows[n].0
}

#[tokio::test]
async fn the_month_of_the_alliance_tells_each_record_once() {
    each(async |db| {
        let app = invented(db).await;
        let inspector = someone(&app, Role::of("inspector", Some("health"), None, None));
        let month = service::alliance(&inspector).await.expect("a month");
        assert_eq!(month.departments[0].0, Department::Health, "one's own department first");
        let district = service::district(&inspector, &Asked::default()).await.expect("a district");
        let totals = board(&district.standings).total;
        let mut told = 0;
        for (department, all) in &month.departments {
            let tells: Vec<Tell> = all.iter().map(|owes| owes.tell).collect();
            assert_eq!(tells, Tell::of(*department));
            for owes in all {
                told += owes.items.len();
                let mut rows: Vec<_> =
                    owes.items.iter().map(|i| (i.enterprise, i.href.clone(), i.why.clone())).collect();
                let count = rows.len();
                rows.dedup();
                assert_eq!(rows.len(), count, "{} tells nothing twice", owes.tell.key());
                let expected = match owes.tell {
                    Tell::CheckUps => totals.cell(Duty::CheckUps).not_met,
                    Tell::Untold => totals.cell(Duty::CheckUps).no_data,
                    Tell::Certificates => totals.cell(Duty::Certificates).not_met,
                    Tell::Visit => totals.cell(Duty::CongressHeld).not_met + totals.cell(Duty::CongressHeld).soon,
                    _ => continue,
                };
                assert_eq!(count as i64, expected, "{}", owes.tell.key());
            }
        }
        assert!(told > 20, "{told}");
    })
    .await;
}

#[tokio::test]
async fn the_calendar_holds_what_is_ahead_and_nothing_else() {
    each(async |db| {
        let app = invented(db).await;
        let ahead = service::calendar(&leader(&app, None)).await.expect("a calendar");
        let days: Vec<NaiveDate> = ahead.lines.iter().flat_map(|l| &l.items).filter_map(|item| item.day).collect();
        assert!(days.len() > 40, "{}", days.len());
        assert!(days.iter().all(|on| (day("2026-11-05")..=day("2027-04-30")).contains(on)));
        for line in &ahead.lines {
            assert!(line.items.iter().all(|i| i.day.is_some_and(|on| super::rule::clock::month_key(on) == line.month)));
        }
        let one = ctx_id(&app, 0).await;
        let own = service::calendar(&rep(&app, one)).await.expect("a rep's calendar");
        assert!(own.lines.iter().flat_map(|l| &l.items).all(|item| item.enterprise == Some(one)));
        let theirs = ahead.lines.iter().flat_map(|l| &l.items).filter(|item| item.enterprise == Some(one)).count();
        assert_eq!(own.lines.iter().map(|l| l.items.len()).sum::<usize>(), theirs, "the same for both readers");
    })
    .await;
}

async fn status(district: &Small, ctx: &Ctx, duty: Duty) -> &'static str {
    let found = service::district(ctx, &Asked::default()).await.expect("a district");
    let standing = found.standings.iter().find(|s| s.facts.owner.id == district.mill).expect("the mill");
    standing.of(duty).expect("judged").status.key()
}

#[tokio::test]
async fn what_is_written_is_seen_at_once() {
    each(async |db| {
        let district = small(db).await;
        let (leader, inspector) = (district.leader(), district.inspector(None));
        assert_eq!(status(&district, &leader, Duty::CongressHeld).await, "soon");
        let id = Uuid::now_v7().to_string();
        let fields = [
            ("id", id.as_str()),
            ("enterprise", "晨光纺织有限公司"),
            ("held_on", "2026-10-20"),
            ("delegates_total", "45"),
            ("delegates_present", "29"),
            ("votes_yes", "27"),
        ];
        let typed = Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        crate::congress::service::record(&inspector, &typed).await.expect("recorded");
        for _ in 0..2 {
            assert_eq!(status(&district, &leader, Duty::CongressHeld).await, "met");
            assert_eq!(status(&district, &leader, Duty::CongressQuorum).await, "not-met");
        }
        let before = Asked { year: Some(2026), on: Some(day("2026-10-19")) };
        let then = service::district(&leader, &before).await.expect("a district");
        let mill = then.standings.iter().find(|s| s.facts.owner.id == district.mill).expect("the mill");
        assert_eq!(mill.of(Duty::CongressHeld).map(|j| j.status), Some(Status::NotDue), "as of the day before");
    })
    .await;
}

/// Person, kind, day, hundredths of an hour, last day and recheck.
type Taught<'a> = (&'a str, &'a str, &'a str, i64, Option<&'a str>, Option<&'a str>);

async fn teach(ctx: &Ctx, enterprise: Uuid, all: &[Taught<'_>]) {
    const ADD: &str = "
INSERT INTO training (id, enterprise_id, session_id, person, kind, held_on, hours_centi, cert_expires_on, recheck_on, same_key, name_key,
  version, created_at, updated_at)
VALUES ($1, $2, $1, $3, $4, $5, $6, $7, $8, $9, $9, 1, $10, $10)";
    let mut tx = ctx.write().await.expect("write");
    for (person, kind, on, hours, expires, recheck) in all {
        let date = |text: &Option<&str>| text.map(day);
        let id = Uuid::now_v7();
        let key = id.to_string();
        run!(
            &mut tx,
            ADD,
            id,
            enterprise,
            *person,
            *kind,
            day(on),
            *hours,
            date(expires),
            date(recheck),
            &key,
            ctx.now
        )
        .expect("a training");
    }
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn a_certificate_that_lapsed_years_ago_is_overdue_until_it_is_renewed() {
    each(async |db| {
        let district = small(db).await;
        let ctx = district.leader();
        let all: [Taught; 6] = [
            ("旧一", "special", "2021-03-01", 800, Some("2027-03-01"), Some("2024-03-01")),
            ("旧二", "special", "2019-04-01", 800, Some("2025-04-01"), None),
            ("旧三", "special", "2020-05-01", 800, None, Some("2023-05-01")),
            ("旧四", "special", "2022-06-01", 800, Some("2028-06-01"), Some("2025-06-01")),
            ("旧四", "special", "2026-09-01", 800, Some("2032-09-01"), Some("2029-09-01")),
            ("新", "special", "2023-07-01", 800, Some("2029-07-01"), Some("2026-07-01")),
        ];
        teach(&ctx, district.mill, &all).await;
        let file = service::file(&ctx, district.mill, &Asked::default()).await.expect("a file");
        let listed: Vec<_> = file.certificates.iter().map(|c| (c.person.as_str(), c.stands.key())).collect();
        let over = "recheck-overdue";
        assert_eq!(
            listed,
            [("旧三", over), ("旧一", over), ("旧二", "expired"), ("新", over)],
            "the longest overdue first"
        );
        let c = file.standing.facts.certificates;
        assert_eq!((c.on_file, c.expired, c.unchecked), (5, 1, 3), "the sum tells what the list holds");
        let law = |n: usize| super::page::certificate_law(Lang::Zh, &file.certificates[n]);
        assert_eq!(law(1), "《特种作业人员安全技术培训考核管理规定（安监总局令30号）》第二十一条");
        assert_eq!(law(2), "《特种作业人员安全技术培训考核管理规定（安监总局令30号）》第十九条");
        assert!(law(3).contains("令19号") && law(3).ends_with("第二十一条）"), "{}", law(3));
        let duty = super::page::law(Lang::Zh, &file.at, Duty::Certificates);
        assert!(duty.contains("第二十一条"), "{duty}");
        // A past year is judged by what was held then: what came later neither renews nor proves anything in it.
        for (year, told) in [(2020, (2, 0, 0)), (2022, (4, 0, 0)), (2023, (5, 0, 1)), (2025, (5, 1, 3))] {
            let then = service::file(&ctx, district.mill, &asked(year)).await.expect("a file");
            let c = then.standing.facts.certificates;
            assert_eq!((c.on_file, c.expired, c.unchecked), told, "{year}");
        }
        let before = Asked { year: Some(2026), on: Some(day("2026-08-31")) };
        let then = service::file(&ctx, district.mill, &before).await.expect("a file");
        assert!(then.certificates.iter().any(|c| c.person == "旧四"), "renewed only after that day");
        assert_eq!(then.standing.facts.certificates.unchecked, 4);
    })
    .await;
}

#[tokio::test]
async fn a_renewed_certificate_hides_the_old_one_and_hours_add_up() {
    each(async |db| {
        let district = small(db).await;
        let ctx = district.leader();
        let all: [Taught; 6] = [
            ("甲", "special", "2020-03-01", 800, Some("2026-03-01"), Some("2023-03-01")),
            ("甲", "special", "2026-02-01", 800, Some("2032-02-01"), Some("2029-02-01")),
            ("乙", "special", "2022-12-01", 800, Some("2028-12-01"), Some("2026-12-01")),
            ("丙", "refresher", "2026-02-01", 400, None, None),
            ("丙", "refresher", "2026-03-01", 400, None, None),
            ("丁", "induction", "2026-03-01", 2_300, None, None),
        ];
        teach(&ctx, district.mill, &all).await;
        let file = service::file(&ctx, district.mill, &Asked::default()).await.expect("a file");
        let (c, t) = (file.standing.facts.certificates, file.standing.facts.trained);
        assert_eq!((c.on_file, c.expired, c.unchecked, c.soon, c.next), (2, 0, 0, 1, Some(day("2026-12-01"))));
        assert_eq!((t.people, t.judged, t.short_now, t.short_year), (3, 3, 1, 0), "乙 was not trained this year");
        assert_eq!(file.standing.of(Duty::Certificates).map(|j| j.status), Some(Status::Soon));
        assert_eq!(file.standing.of(Duty::TrainingHours).map(|j| j.status), Some(Status::NotMet));
        assert_eq!(file.certificates.iter().map(|c| c.person.as_str()).collect::<Vec<_>>(), ["乙"]);
    })
    .await;
}

#[tokio::test]
async fn check_ups_take_the_whole_year_or_the_sum_of_its_parts() {
    each(async |db| {
        let district = small(db).await;
        let ctx = district.leader();
        let mut tx = ctx.write().await.expect("write");
        const ADD: &str = "
INSERT INTO health (id, enterprise_id, period, year, exposed, due_check, checked, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)";
        for (who, period, year, due, checked) in [
            (district.mill, "2026-Q1", 2026_i64, Some(10_i64), Some(10_i64)),
            (district.mill, "2026-Q2", 2026, Some(12), Some(9)),
            // May is told within its quarter.
            (district.mill, "2026-05", 2026, Some(4), Some(4)),
            (district.forge, "2026", 2026, Some(30), Some(30)),
            (district.forge, "2026-Q1", 2026, Some(30), Some(3)),
            (district.mill, "2025-Q4", 2025, Some(5), None),
        ] {
            run!(&mut tx, ADD, Uuid::now_v7(), who, period, year, 40_i64, due, checked, ctx.now).expect("a period");
        }
        let then = ctx.now - chrono::Duration::days(400);
        run!(&mut tx, "UPDATE enterprise SET created_at = $1", then).expect("on the roll since 2025");
        tx.commit().await.expect("commit");
        let of = async |id, year| {
            let file = service::file(&ctx, id, &asked(year)).await.expect("a file");
            let c = file.standing.facts.check_ups;
            (c.due, c.checked, file.standing.of(Duty::CheckUps).expect("judged").status.key())
        };
        assert_eq!(of(district.mill, 2026).await, (Some(22), Some(19), "not-met"));
        assert_eq!(of(district.forge, 2026).await, (Some(30), Some(30), "met"));
        assert_eq!(of(district.mill, 2025).await, (None, None, "no-data"));
        let spring = Asked { year: Some(2026), on: Some(day("2026-03-31")) };
        let file = service::file(&ctx, district.mill, &spring).await.expect("a file");
        let c = file.standing.facts.check_ups;
        assert_eq!((c.due, c.checked), (Some(10), Some(10)), "quarters to come are not of that day yet");
        assert_eq!(of(district.mill, 2024).await, (None, None, "not-owed"), "it was not there yet");
    })
    .await;
}

/// Somebody is trained, corrected and taken off again: the district follows each step, though it keeps what it worked out.
#[tokio::test]
async fn what_is_worked_out_of_training_follows_every_write() {
    each(async |db| {
        let district = small(db).await;
        let ctx = district.leader();
        let id = Uuid::now_v7();
        let people = async || {
            let mut tx = ctx.read().await.expect("read");
            let at = super::model::AsOf::new(2026, None, ctx.local_now()).expect("this year");
            let scope = ctx.scope().expect("a scope");
            let facts = super::service::look(&mut tx, &ctx, &scope, &at).await.expect("a look");
            let mill = facts.iter().find(|f| f.owner.id == district.mill).expect("the mill");
            (mill.trained.people, mill.trained.short_now)
        };
        assert_eq!(people().await, (0, 0));
        const ADD: &str = "
INSERT INTO training (id, enterprise_id, session_id, person, kind, held_on, hours_centi, same_key, name_key, version, created_at, updated_at)
VALUES ($1, $2, $1, '甲', 'induction', $3, 800, 'k', 'k', 1, $4, $4)";
        let mut tx = ctx.write().await.expect("write");
        run!(&mut tx, ADD, id, district.mill, day("2026-03-01"), ctx.now).expect("a training");
        tx.commit().await.expect("commit");
        assert_eq!(people().await, (1, 1));
        assert_eq!(people().await, (1, 1), "asked again");
        let mut tx = ctx.write().await.expect("write");
        run!(&mut tx, "UPDATE training SET hours_centi = 2400 WHERE id = $1", id).expect("corrected");
        tx.commit().await.expect("commit");
        assert_eq!(people().await, (1, 0));
        let mut tx = ctx.write().await.expect("write");
        run!(&mut tx, "DELETE FROM training WHERE id = $1", id).expect("taken off");
        tx.commit().await.expect("commit");
        assert_eq!(people().await, (0, 0));
    })
    .await;
}
