mod windows;

use super::model::{Cut, Fact, Place};
use super::service::{self, whole};
use crate::account::model::Scope;
use crate::db::testing::{postgres, sqlite};
use crate::db::{Db, run, sittings, tally};
use crate::kernel::window::Window;
use crate::server::kept::Stand;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

const ENTERPRISES: u128 = 3;
const PEOPLE: [&str; 3] = ["甲", "乙", "丙"];

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day") + chrono::Days::new(u64::from(n))
}

/// One step of a history: a record is written, written over, or taken away.
#[derive(Debug, Clone)]
enum Step {
    Incident {
        at: u128,
        of: u128,
        on: u32,
        deaths: Option<i64>,
        serious: Option<i64>,
        counted: bool,
        code: bool,
    },
    Hazard {
        at: u128,
        of: u128,
        found: u32,
        due: Option<u32>,
        closed: Option<u32>,
        major: bool,
    },
    Congress {
        at: u128,
        of: u128,
        on: u32,
        published: bool,
    },
    Training {
        at: u128,
        of: u128,
        on: u32,
        person: usize,
        hours: i64,
    },
    /// Several at once, as an import writes them.
    Trainings {
        first: u128,
        of: u128,
        rows: Vec<(u32, usize)>,
    },
    Gone {
        table: usize,
        at: u128,
    },
    /// Everything of an enterprise in a table, in one statement.
    AllGone {
        table: usize,
        of: u128,
    },
}

const TABLES: [&str; 4] = ["incident", "hazard", "congress", "training"];

fn any_step() -> impl Strategy<Value = Step> {
    let (at, of, on) = (0_u128..5, 0..ENTERPRISES, 0_u32..80);
    let few = prop::option::of(0_i64..3);
    let later = prop::option::of(0_u32..80);
    prop_oneof![
        3 => (at.clone(), of.clone(), on.clone(), few.clone(), few, any::<bool>(), any::<bool>()).prop_map(
            |(at, of, on, deaths, serious, counted, code)| Step::Incident { at, of, on, deaths, serious, counted, code }
        ),
        3 => (at.clone(), of.clone(), on.clone(), later.clone(), later, any::<bool>())
            .prop_map(|(at, of, found, due, closed, major)| Step::Hazard { at, of, found, due, closed, major }),
        2 => (at.clone(), of.clone(), on.clone(), any::<bool>())
            .prop_map(|(at, of, on, published)| Step::Congress { at, of, on, published }),
        4 => (at.clone(), of.clone(), on.clone(), 0..PEOPLE.len(), 0_i64..500)
            .prop_map(|(at, of, on, person, hours)| Step::Training { at, of, on, person, hours }),
        2 => (5_u128..8, of.clone(), prop::collection::vec((on, 0..PEOPLE.len()), 1..4))
            .prop_map(|(first, of, rows)| Step::Trainings { first, of, rows }),
        2 => (0..TABLES.len(), at).prop_map(|(table, at)| Step::Gone { table, at }),
        1 => (0..TABLES.len(), of).prop_map(|(table, of)| Step::AllGone { table, of }),
    ]
}

async fn enterprises(db: &Db) {
    let mut tx = db.write().await.expect("write");
    for (n, town) in [(0_u128, "白米镇"), (1, "张甸镇"), (2, "白米镇")] {
        let named = "INSERT INTO town (name, sort) VALUES ($1, 1) ON CONFLICT (name) DO NOTHING";
        run!(&mut tx, named, town).expect("town");
        run!(
            &mut tx,
            "INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
             VALUES ($1, $2, $2, '', '', $3, 1, $4, $4)",
            id(n),
            format!("U{n}"),
            town,
            chrono::DateTime::UNIX_EPOCH
        )
        .expect("enterprise");
    }
    tx.commit().await.expect("commit");
}

async fn play(db: &Db, step: &Step) {
    let now = chrono::DateTime::UNIX_EPOCH;
    let mut tx = db.write().await.expect("write");
    match step {
        Step::Incident { at, of, on, deaths, serious, counted, code } => {
            let sql = "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, category_code,
                deaths, serious, counted, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, FALSE, $5, $6, $7, $8, 1, $9, $9)
              ON CONFLICT (id) DO UPDATE SET enterprise_id = excluded.enterprise_id, occurred_on = excluded.occurred_on,
                category_code = excluded.category_code, deaths = excluded.deaths, serious = excluded.serious,
                counted = excluded.counted";
            let code = code.then_some("09");
            run!(
                &mut tx,
                sql,
                id(*at),
                id(*of),
                day(*on).and_time(chrono::NaiveTime::MIN),
                day(*on),
                code,
                deaths,
                serious,
                counted,
                now
            )
            .expect("incident");
        }
        Step::Hazard { at, of, found, due, closed, major } => {
            let sql = "INSERT INTO hazard (id, enterprise_id, found_on, description, level, origin, due_on, closed_on,
                version, created_at, updated_at)
              VALUES ($1, $2, $3, '', $4, 'own', $5, $6, 1, $7, $7)
              ON CONFLICT (id) DO UPDATE SET enterprise_id = excluded.enterprise_id, found_on = excluded.found_on,
                level = excluded.level, due_on = excluded.due_on, closed_on = excluded.closed_on";
            let level = if *major { "major" } else { "ordinary" };
            run!(&mut tx, sql, id(*at), id(*of), day(*found), level, due.map(day), closed.map(day), now)
                .expect("hazard");
        }
        Step::Congress { at, of, on, published } => {
            let sql =
                "INSERT INTO congress (id, enterprise_id, held_on, delegates_total, delegates_present, published_on,
                version, created_at, updated_at)
              VALUES ($1, $2, $3, 30, 20, $4, 1, $5, $5)
              ON CONFLICT DO NOTHING";
            run!(&mut tx, sql, id(*at), id(*of), day(*on), published.then_some(day(*on)), now).expect("congress");
        }
        Step::Training { at, of, on, person, hours } => {
            let sql = "INSERT INTO training (id, enterprise_id, session_id, person, kind, held_on, hours_centi, same_key, name_key,
                version, created_at, updated_at)
              VALUES ($1, $2, $1, $3, 'other', $4, $5, $6, '', 1, $7, $7)
              ON CONFLICT (id) DO UPDATE SET enterprise_id = excluded.enterprise_id, person = excluded.person,
                held_on = excluded.held_on, hours_centi = excluded.hours_centi";
            run!(&mut tx, sql, id(*at), id(*of), PEOPLE[*person], day(*on), hours, at.to_string(), now)
                .expect("training");
        }
        Step::Trainings { first, of, rows } => {
            let value = |n: usize| {
                let first = 3 + 4 * n;
                format!(
                    "(${first}, $1, ${first}, ${}, 'other', ${}, 100, ${}, '', 1, $2, $2)",
                    first + 1,
                    first + 2,
                    first + 3
                )
            };
            let values: Vec<String> = (0..rows.len()).map(value).collect();
            let sql = format!(
                "INSERT INTO training (id, enterprise_id, session_id, person, kind, held_on, hours_centi, same_key, name_key, version, created_at, updated_at) VALUES {} ON CONFLICT (id) DO NOTHING",
                values.join(", ")
            );
            crate::db::on!(&mut tx, |conn| {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id(*of)).bind(now);
                for (n, (on, person)) in rows.iter().enumerate() {
                    let own = id(first * 10 + n as u128);
                    query = query.bind(own).bind(PEOPLE[*person]).bind(day(*on)).bind(format!("m{first}-{n}"));
                }
                query.execute(conn).await.map(drop)
            })
            .expect("trainings");
        }
        Step::Gone { table, at } => {
            let sql = format!("DELETE FROM {} WHERE id = $1", TABLES[*table]);
            crate::db::on!(&mut tx, |conn| sqlx::query(sqlx::AssertSqlSafe(sql))
                .bind(id(*at))
                .execute(conn)
                .await
                .map(drop))
            .expect("gone");
        }
        Step::AllGone { table, of } => {
            let sql = format!("DELETE FROM {} WHERE enterprise_id = $1", TABLES[*table]);
            crate::db::on!(&mut tx, |conn| sqlx::query(sqlx::AssertSqlSafe(sql))
                .bind(id(*of))
                .execute(conn)
                .await
                .map(drop))
            .expect("all gone");
        }
    }
    tx.commit().await.expect("commit");
}

/// The facts of a window counted from the records themselves, in Rust.
async fn by_hand(db: &Db, window: Window) -> BTreeMap<Fact, i64> {
    let mut tx = db.read().await.expect("read");
    let mut sums: BTreeMap<Fact, i64> = BTreeMap::new();
    let mut add = |fact, n: i64| *sums.entry(fact).or_default() += n;
    type Incident = (NaiveDate, Option<i64>, Option<i64>, bool);
    let incidents =
        crate::db::all!(&mut tx, Incident, "SELECT occurred_on, deaths, serious, counted FROM incident").expect("read");
    for (_, deaths, serious, counted) in incidents.into_iter().filter(|row| window.contains(row.0)) {
        if counted {
            add(Fact::Incidents, 1);
            add(Fact::Deaths, deaths.unwrap_or(0));
            add(Fact::Serious, serious.unwrap_or(0));
        } else {
            add(Fact::Uncounted, 1);
        }
    }
    type Hazard = (NaiveDate, Option<NaiveDate>);
    for (found, closed) in crate::db::all!(&mut tx, Hazard, "SELECT found_on, closed_on FROM hazard").expect("read") {
        add(Fact::Hazards, i64::from(window.contains(found)));
        add(Fact::HazardsFixed, i64::from(closed.is_some_and(|on| window.contains(on))));
    }
    type Training = (Uuid, String, NaiveDate, i64);
    let rows = crate::db::all!(&mut tx, Training, "SELECT enterprise_id, person, held_on, hours_centi FROM training")
        .expect("read");
    let mut first: BTreeMap<(Uuid, String, i32), NaiveDate> = BTreeMap::new();
    for (of, person, on, hours) in rows {
        if window.contains(on) {
            add(Fact::Trainings, 1);
            add(Fact::Hours, hours);
        }
        let known = first.entry((of, person, chrono::Datelike::year(&on))).or_insert(on);
        *known = on.min(*known);
    }
    add(Fact::People, first.values().filter(|on| window.contains(**on)).count() as i64);
    sums.retain(|_, n| *n != 0);
    sums
}

async fn overdue_by_hand(db: &Db, end: NaiveDate) -> i64 {
    let mut tx = db.read().await.expect("read");
    type Hazard = (Option<NaiveDate>, Option<NaiveDate>);
    let rows = crate::db::all!(&mut tx, Hazard, "SELECT due_on, closed_on FROM hazard").expect("read");
    let late = |(due, closed): &(Option<NaiveDate>, Option<NaiveDate>)| {
        due.is_some_and(|due| due < end) && closed.is_none_or(|on| on > end)
    };
    rows.iter().filter(|row| late(row)).count() as i64
}

async fn check(db: &Db, window: Window) {
    let mut tx = db.read().await.expect("read");
    assert_eq!(tally::differing(&mut tx).await.expect("compared"), 0, "the tally is the records");
    assert_eq!(sittings::differing(&mut tx).await.expect("compared"), 0, "the sessions are the records");
    let stand = Stand::over(Arc::default(), &mut tx).await.expect("the heads");
    let counts = whole(&mut tx, &stand, &Scope::whole(), &Place::default(), window).await.expect("counted");
    let towns = service::counts(&mut tx, &stand, &Scope::whole(), &Place::default(), window, Some(Cut::Town))
        .await
        .expect("cut");
    drop(tx);
    let expected = by_hand(db, window).await;
    let asked: BTreeSet<Fact> = [
        Fact::Incidents,
        Fact::Deaths,
        Fact::Serious,
        Fact::Uncounted,
        Fact::Hazards,
        Fact::HazardsFixed,
        Fact::Trainings,
        Fact::Hours,
        Fact::People,
    ]
    .into();
    for fact in asked {
        let expected = expected.get(&fact).copied().unwrap_or(0);
        assert_eq!(counts.fact(fact).amount, expected, "{fact:?}");
        assert_eq!(towns.values().map(|town| town.fact(fact).amount).sum::<i64>(), expected, "{fact:?} by town");
    }
    assert_eq!(counts.overdue, overdue_by_hand(db, window.to()).await, "overdue");
}

fn history(db: Option<Db>, cases: u32) {
    let Some(db) = db else { return };
    let runtime = tokio::runtime::Handle::current();
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let steps = prop::collection::vec(any_step(), 1..14);
    let outcome =
        proptest::test_runner::TestRunner::new(config).run(&(steps, 0_u32..80, 0_u32..80), |(steps, a, b)| {
            tokio::task::block_in_place(|| {
                runtime.block_on(async {
                    for table in 0..TABLES.len() {
                        for of in 0..ENTERPRISES {
                            play(&db, &Step::AllGone { table, of }).await;
                        }
                    }
                    for step in &steps {
                        play(&db, step).await;
                    }
                    check(&db, Window::new(day(a.min(b)), day(a.max(b))).expect("in order")).await;
                });
            });
            Ok(())
        });
    outcome.expect("every history");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_changed_or_taken_away_the_tally_is_a_recount_on_sqlite() {
    let db = sqlite().await;
    enterprises(&db).await;
    history(Some(db), 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_changed_or_taken_away_the_tally_is_a_recount_on_postgres() {
    let db = postgres().await;
    if let Some(db) = &db {
        enterprises(db).await;
    }
    history(db, 60);
}

#[tokio::test]
async fn a_recount_mends_what_was_written_past_the_triggers() {
    crate::db::testing::each(async |db| {
        enterprises(&db).await;
        play(&db, &Step::Congress { at: 1, of: 0, on: 5, published: true }).await;
        let mut tx = db.write().await.expect("write");
        run!(&mut tx, "DELETE FROM tally").expect("broken on purpose");
        assert_eq!(tally::differing(&mut tx).await.expect("compared"), 1);
        tally::recount(&mut tx).await.expect("counted anew");
        assert_eq!(tally::differing(&mut tx).await.expect("compared"), 0);
    })
    .await;
}
