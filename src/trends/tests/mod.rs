mod begun;
mod behind;
mod cuts;
mod enterprises;
mod filed;
mod frozen;
mod given;
mod means;
mod running;
mod sheets;
mod told;

use super::link::{self, Of};
use super::model::Cell;
use super::service::{self, Asked, Compared};
use crate::account::model::{Actor, Role};
use crate::audit::service::{Object, note};
use crate::baseline;
use crate::baseline::model::Metric;
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::i18n::Lang;
use crate::incident::group::Group;
use crate::incident::model::Filter;
use crate::kernel::Typed;
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

const TOWNS: [&str; 3] = ["白米镇", "张甸镇", "溱潼镇"];

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn as_leader(ctx: &Ctx, town: Option<&str>) -> Ctx {
    let role = Role::of("leader", None, town.map(str::to_owned), None).expect("a role");
    let actor = Actor { id: Uuid::now_v7(), login: "l".to_owned(), name: "梁".to_owned(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

/// A recorded accident of a small history.
#[derive(Debug, Clone)]
struct Event {
    on: NaiveDate,
    town: usize,
    code: Option<&'static str>,
    deaths: Option<i64>,
    serious: Option<i64>,
    counted: bool,
}

fn event(on: &str, town: usize, code: Option<&'static str>, deaths: Option<i64>) -> Event {
    Event { on: day(on), town, code, deaths, serious: Some(0), counted: true }
}

struct District {
    ctx: Ctx,
    enterprises: Vec<Uuid>,
}

async fn district(db: Db) -> District {
    let ctx = Ctx::operator(&app_on(db));
    let mut enterprises = Vec::new();
    let mut tx = ctx.write().await.expect("write");
    for (at, town) in TOWNS.iter().enumerate() {
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, at as i64).expect("town");
        let id = Uuid::now_v7();
        run!(
            &mut tx,
            "INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
             VALUES ($1, $2, $3, '', '', $4, 1, $5, $5)",
            id,
            format!("9132120400000000{at}X"),
            format!("虚构企业{at}"),
            town,
            ctx.now
        )
        .expect("enterprise");
        enterprises.push(id);
    }
    tx.commit().await.expect("commit");
    District { ctx, enterprises }
}

impl District {
    async fn record(&self, events: &[Event]) {
        let mut tx = self.ctx.write().await.expect("write");
        for e in events {
            run!(
                &mut tx,
                "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, category_scheme,
                   category_code, category, deaths, serious, counted, version, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, FALSE, $5, $6, '类型', $7, $8, $9, 1, $10, $10)",
                Uuid::now_v7(),
                self.enterprises[e.town],
                e.on.and_time(chrono::NaiveTime::MIN),
                e.on,
                e.code.map(|_| 1986_i64),
                e.code,
                e.deaths,
                e.serious,
                e.counted,
                self.ctx.now
            )
            .expect("incident");
        }
        let object = Object { noun: "incident", id: None, enterprise: None };
        note(&mut tx, &self.ctx, "record", object, &[]).await.expect("a line in the trail");
        tx.commit().await.expect("commit");
    }

    async fn freeze(&self, year: i32) -> Uuid {
        let mut tx = self.ctx.write().await.expect("write");
        let (id, as_of) = (Uuid::now_v7(), NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day"));
        baseline::service::draft_from_records(&mut tx, &self.ctx, id, year, as_of).await.expect("drafted");
        let note = Some("年度会审".to_owned());
        let words = baseline::service::Words { as_of, definition: baseline::service::definition(Lang::Zh, year), note };
        baseline::service::freeze_in(&mut tx, &self.ctx, id, words).await.expect("frozen");
        tx.commit().await.expect("commit");
        id
    }
}

async fn compare(ctx: &Ctx, to: &str, town: Option<&str>) -> Result<Compared, Halt> {
    service::compare(ctx, Asked::to_date(day(to), town.map(str::to_owned))).await
}

fn query(href: &str) -> Typed {
    let (_, query) = href.split_once('?').expect("a query");
    Typed(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// Follows both links of a number and checks that the lists behind them give that very number.
async fn follow(ctx: &Ctx, compared: &Compared, cell: &Cell, of: Of<'_>) {
    let (now, last) = link::both(compared, cell, of);
    assert_eq!(now.is_some(), cell.now.is_some(), "a figure has its list");
    let now = now.unwrap_or_else(|| link::incidents(compared.windows().now, of, cell.metric));
    let listed = crate::incident::service::list(ctx, &Filter::read(&query(&now))).await.expect("listed");
    let sum = match cell.metric {
        Metric::Deaths => listed.totals.deaths,
        Metric::Serious => listed.totals.serious,
        Metric::Incidents | Metric::Loss => listed.totals.records,
    };
    assert_eq!(sum, cell.now.map_or(0, |sum| sum.total), "{now}");
    assert_eq!(listed.rows.len() as i64, listed.totals.records, "{now}");
    let Some(before) = cell.before else {
        assert_eq!(last, None);
        return;
    };
    let last = last.expect("a link to last year's rows");
    let asked = baseline::page::asked(&query(&last));
    let id = compared.document_id().expect("a baseline");
    let shown = baseline::service::show(ctx, id, &asked).await.expect("shown");
    let sum = shown.sums.iter().find(|(metric, _)| *metric == cell.metric).map(|(_, sum)| sum.total);
    assert_eq!((shown.why, sum), (None, Some(before.total)), "{last}");
    if cell.metric == Metric::Incidents {
        assert_eq!(shown.lines.len() as i64, before.total, "{last}");
    }
}

async fn follow_all(ctx: &Ctx, compared: &Compared) {
    let town = compared.town.as_deref();
    for cell in &compared.board.headline {
        follow(ctx, compared, cell, Of { town, ..Of::default() }).await;
    }
    for line in &compared.board.towns {
        for cell in &line.cells {
            follow(ctx, compared, cell, Of { town: Some(&line.name), ..Of::default() }).await;
        }
    }
    for line in &compared.board.groups {
        for cell in &line.cells {
            follow(ctx, compared, cell, Of { town, group: Some(line.name), part: None }).await;
        }
    }
    let href = link::uncounted(compared.windows().now, Of { town, ..Of::default() });
    let listed = crate::incident::service::list(ctx, &Filter::read(&query(&href))).await.expect("listed");
    assert_eq!(listed.totals.records, compared.board.uncounted, "{href}");
}

fn any_event(year: i32) -> impl Strategy<Value = Event> {
    let code = prop::sample::select(vec![None, Some("03"), Some("08"), Some("WSA10004"), Some("WSA10009"), Some("20")]);
    let some = || prop::option::weighted(0.8, 0_i64..3);
    (1_u32..=365, 0_usize..3, code, some(), some(), prop::bool::weighted(0.8)).prop_map(
        move |(n, town, code, deaths, serious, counted)| Event {
            on: NaiveDate::from_yo_opt(year, n).expect("a day of the year"),
            town,
            code,
            deaths,
            serious,
            counted,
        },
    )
}

/// Random small histories, the same ones on every run.
fn histories(count: usize) -> Vec<(Vec<Event>, NaiveDate)> {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let history =
        (prop::collection::vec(any_event(2025), 0..12), prop::collection::vec(any_event(2026), 0..12), 1_u32..=309);
    let mut runner = TestRunner::deterministic();
    let mut one = || {
        let (mut last, now, n) = history.new_tree(&mut runner).expect("a history").current();
        last.extend(now);
        (last, NaiveDate::from_yo_opt(2026, n).expect("a day of the year"))
    };
    (0..count).map(|_| one()).collect()
}

#[tokio::test]
async fn every_number_leads_to_exactly_its_records_whatever_the_history() {
    for (events, to) in histories(6) {
        each(async |db| {
            let d = district(db).await;
            d.record(&events).await;
            d.freeze(2025).await;
            for town in [None, Some(TOWNS[0])] {
                let leader = as_leader(&d.ctx, town);
                let compared = compare(&leader, &to.to_string(), None).await.expect("compared");
                follow_all(&leader, &compared).await;
            }
            let leader = as_leader(&d.ctx, None);
            let compared = compare(&leader, &to.to_string(), Some(TOWNS[1])).await.expect("compared");
            follow_all(&leader, &compared).await;
        })
        .await;
    }
}

#[tokio::test]
async fn the_story_of_the_district_is_told_with_its_numbers() {
    each(async |db| {
        let d = district(db).await;
        let last = [("01-09", 3), ("03-01", 2), ("05-05", 1), ("08-08", 1), ("11-05", 0), ("11-06", 4)];
        let mut events: Vec<Event> =
            last.iter().map(|(on, deaths)| event(&format!("2025-{on}"), 0, Some("08"), Some(*deaths))).collect();
        events.push(event("2026-02-02", 1, Some("03"), Some(1)));
        events.push(event("2026-10-02", 2, Some("WSA10004"), Some(1)));
        d.record(&events).await;
        let leader = as_leader(&d.ctx, None);
        let before = compare(&leader, "2026-11-05", None).await.expect("compared");
        assert_eq!(
            (before.document().is_none(), before.board.headline[0].before),
            (true, None),
            "a draft is not there yet"
        );
        d.freeze(2025).await;
        let compared = compare(&leader, "2026-11-05", None).await.expect("compared");
        let totals =
            compared.board.headline.map(|cell| (cell.before.map(|s| s.total), cell.now.map_or(-1, |s| s.total)));
        assert_eq!(totals[..2], [(Some(5), 2), (Some(7), 2)]);
        let groups: Vec<_> =
            compared.board.groups.iter().map(|line| (line.name, line.cells[0].now.map_or(-1, |s| s.total))).collect();
        assert_eq!(groups, [(Group::Machinery, 2), (Group::Fire, 0)], "both lists stand together");
        assert_eq!(compared.document().map(|document| document.baseline.version), Some(1));
        // What is recorded later about last year does not move last year's figure.
        d.record(&[event("2025-02-02", 0, Some("08"), Some(9))]).await;
        let again = compare(&leader, "2026-11-05", None).await.expect("compared");
        assert_eq!(again.board.headline[1].before.map(|s| s.total), Some(7));
        d.freeze(2025).await;
        let second = compare(&leader, "2026-11-05", None).await.expect("compared");
        assert_eq!(second.board.headline[1].before.map(|s| s.total), Some(16));
        assert_eq!(
            second.document().map(|document| document.baseline.version),
            Some(2),
            "the latest frozen one, by name"
        );
    })
    .await;
}

#[tokio::test]
async fn a_leader_of_one_town_sees_that_town_and_no_other() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2025-03-01", 0, Some("08"), Some(2)),
            event("2025-03-02", 1, Some("08"), Some(1)),
            event("2026-03-01", 0, Some("08"), Some(1)),
            event("2026-03-02", 1, Some("08"), Some(1)),
            event("2026-03-03", 1, Some("08"), Some(1)),
        ])
        .await;
        d.freeze(2025).await;
        let own = as_leader(&d.ctx, Some(TOWNS[0]));
        let compared = compare(&own, "2026-11-05", None).await.expect("compared");
        assert_eq!((compared.town.as_deref(), compared.towns.len()), (Some(TOWNS[0]), 1));
        let [accidents, deaths, _] = compared.board.headline;
        assert_eq!((accidents.before.map(|s| s.total), accidents.now.map(|s| s.total)), (Some(1), Some(1)));
        assert_eq!((deaths.before.map(|s| s.total), deaths.now.map(|s| s.total)), (Some(2), Some(1)));
        assert!(compared.board.towns.is_empty());
        assert!(matches!(compare(&own, "2026-11-05", Some(TOWNS[1])).await, Err(Halt::Missing)));
        assert!(matches!(compare(&as_leader(&d.ctx, None), "2026-11-05", Some("无此镇")).await, Err(Halt::Missing)));
        let nobody = Ctx { actor: None, ..d.ctx.clone() };
        assert!(matches!(compare(&nobody, "2026-11-05", None).await, Err(Halt::SignIn)));
    })
    .await;
}

#[tokio::test]
async fn the_leap_day_and_months_that_are_not_over_are_compared_like_for_like() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2023-02-28", 0, Some("08"), Some(1)),
            event("2023-03-01", 0, Some("08"), Some(1)),
            event("2024-02-29", 0, Some("08"), Some(1)),
            event("2025-02-28", 0, Some("08"), Some(1)),
            event("2025-03-01", 0, Some("08"), Some(1)),
        ])
        .await;
        d.freeze(2023).await;
        d.freeze(2024).await;
        let leader = as_leader(&d.ctx, None);
        let leap = compare(&leader, "2024-02-29", None).await.expect("compared");
        assert_eq!(
            (leap.board.headline[0].before.map(|s| s.total), leap.board.headline[0].now.map(|s| s.total)),
            (Some(1), Some(1))
        );
        assert!(leap.windows().asked.lost_leap_day());
        let after = compare(&leader, "2025-02-28", None).await.expect("compared");
        assert_eq!(after.windows().last.to(), day("2024-02-28"));
        assert_eq!(
            after.board.headline[0].before.map(|s| s.total),
            Some(0),
            "the 29th is outside, and both dates are printed"
        );
        follow_all(&leader, &leap).await;
        follow_all(&leader, &after).await;
    })
    .await;
}

#[test]
fn a_day_to_come_or_no_day_is_refused_and_today_is_shown() {
    let today = day("2026-11-05");
    let read = |to: &str| {
        let asked = Asked::read(&Typed(vec![("to".to_owned(), to.to_owned())]), today);
        (asked.to, asked.problem.map(|(_, what)| what.code.into_owned()))
    };
    assert_eq!(read(""), (today, None));
    assert_eq!(read("2025-06-30"), (day("2025-06-30"), None));
    assert_eq!(read("2026-11-06"), (today, Some("trends-day".to_owned())));
    assert_eq!(read("2026-02-29"), (today, Some("not-a-date".to_owned())));
    assert_eq!(read("1800-01-01"), (today, Some("not-a-date".to_owned())));
}

#[test]
fn a_range_that_ends_before_it_begins_is_said_with_what_is_shown_instead() {
    let today = day("2026-11-05");
    let read = |text: &str| Asked::read(&query(text), today);
    let turned = read("?span=range&from=2026-05-01&to=2026-03-01");
    let (field, what) = turned.problem.expect("a problem");
    assert_eq!((field, what.code.as_ref()), ("from", "trends-range-turned"));
    let said = crate::i18n::problem(Lang::Zh, &what);
    for part in ["2026-05-01", "2026-03-01", "2026-01-01"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(turned.from, None, "it is no range");
    let code = |text: &str| read(text).problem.map(|(_, what)| what.code.into_owned());
    assert_eq!(code("?span=range&to=2026-03-01").as_deref(), Some("trends-range-open"));
    assert_eq!(code("?span=range&from=x&to=2026-03-01").as_deref(), Some("trends-range"));
    assert_eq!(code("?span=range&from=2026-03-01&to=2026-03-01"), None);
    let fine = read("?span=range&from=2026-02-01&to=2026-03-01&cut=size&senders=same");
    let again = Asked::read(&Typed(link::asked(&fine)), today);
    assert_eq!(again, fine, "a form of it asks the same");
}

#[tokio::test]
async fn every_number_of_every_view_leads_to_exactly_its_rows() {
    use super::link::Side;
    use super::model::{Against, Span};
    use crate::figures::model::Cut;
    let (events, _) = histories(4).pop().expect("a history");
    each(async |db| {
        let d = district(db).await;
        d.record(&events).await;
        d.record(&[event("2024-03-01", 0, Some("08"), Some(1)), event("2023-10-02", 1, Some("09"), Some(2))]).await;
        for year in [2023, 2024, 2025] {
            d.freeze(year).await;
        }
        let mut tx = d.ctx.write().await.expect("write");
        for (at, year) in [(0, 2026), (0, 2025), (1, 2026)] {
            run!(
                &mut tx,
                "INSERT INTO filed (enterprise_id, template, year, filed_on) VALUES ($1, 'training', $2, $3)",
                d.enterprises[at],
                i64::from(year),
                day("2026-03-01")
            )
            .expect("filed");
        }
        run!(
            &mut tx,
            "UPDATE enterprise SET size = 'small', industry = 'C34 通用设备制造业' WHERE id = $1",
            d.enterprises[0]
        )
        .expect("told");
        run!(&mut tx, "UPDATE incident SET cause = 'human' WHERE category_code = '08'").expect("told");
        tx.commit().await.expect("commit");
        let leader = as_leader(&d.ctx, None);
        let mut checked = 0;
        for span in Span::ALL.iter().copied().filter(|span| *span != Span::Range) {
            for against in Against::ALL.iter().copied() {
                for (same_senders, cut) in
                    [(false, Some(Cut::Size)), (true, Some(Cut::Industry)), (false, Some(Cut::Cause))]
                {
                    let asked = Asked { span, against, same_senders, cut, ..Asked::to_date(day("2026-09-30"), None) };
                    let compared = service::compare(&leader, asked.clone()).await.expect("compared");
                    let parts = compared
                        .board
                        .parts
                        .iter()
                        .map(|line| (line.cells, Of { part: Some(&line.name), ..Of::default() }));
                    let towns = compared
                        .board
                        .towns
                        .iter()
                        .map(|line| (line.cells, Of { town: Some(&line.name), ..Of::default() }));
                    let whole = std::iter::once((compared.board.headline, Of::default()));
                    for (cells, of) in whole.chain(parts).chain(towns) {
                        for (side, sum) in [(Side::Now, cells[0].now), (Side::Before, cells[0].before)] {
                            let Some(sum) = sum else { continue };
                            let (_, rows) = service::behind(&leader, asked.clone(), side, of, Metric::Incidents)
                                .await
                                .expect("rows");
                            assert_eq!(
                                rows.len() as i64,
                                sum.total,
                                "{span:?} {against:?} {same_senders} {side:?} {of:?}"
                            );
                            checked += 1;
                        }
                    }
                }
            }
        }
        assert!(checked > 100, "{checked}");
    })
    .await;
}
