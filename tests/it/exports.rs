//! What goes out comes back: every list as a workbook, in both languages, through the reader, to the same records.
use chrono::NaiveDate;
use cuan::account::model::{Actor, Role, Scope};
use cuan::demo::invent::Plan;
use cuan::enterprise::service::Finder;
use cuan::i18n::Lang;
use cuan::kernel::Typed;
use cuan::kernel::intake::{Outcome, Row, Source, Values};
use cuan::returns::service::export;
use cuan::server::{App, Ctx, Halt, Settings};
use cuan::{baseline, congress, demo, enterprise, hazard, health, incident, training};
use serde_json::json;
use std::process::Command;
use uuid::Uuid;

const TEMPLATES: [&str; 8] = ["roll", "exposure", "congress", "incidents", "hazards", "training", "health", "baseline"];

/// A demonstration district with everything in it, and its inspector.
async fn district(folder: &std::path::Path) -> Ctx {
    let today = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day");
    let settings = Settings {
        database_url: format!("sqlite:{}/cuan.db", folder.display()),
        data: folder.to_path_buf(),
        site: folder.join("site"),
        demo: true,
        today: Some(today),
        ..Settings::default()
    };
    let app = App::open(settings).await.expect("the program opens");
    let plan = Plan { enterprises: 24, years: 2, seed: 1, today, trainees: 4, reps: false };
    demo::service::lay(&app, &plan).await.expect("laid");
    someone(&Ctx::operator(&app), "inspector", None)
}

fn someone(ctx: &Ctx, role: &str, enterprise: Option<Uuid>) -> Ctx {
    let department = (role == "inspector").then_some("emergency");
    let role = Role::of(role, department, None, enterprise).expect("a role");
    let actor = Actor { id: Uuid::now_v7(), login: "x".to_owned(), name: "某人".to_owned(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

/// What `cuan check` says of a file: its one sheet of this template.
fn checked(bytes: &[u8], template: &str) -> serde_json::Value {
    checked_as("list.xlsx", bytes, template)
}

fn checked_as(name: &str, bytes: &[u8], template: &str) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let mut check = Command::new(env!("CARGO_BIN_EXE_cuan"));
    let done = check.args(["check", "--json", "--as-of", "2026-11-05"]).arg(&path).output().expect("cuan runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).expect("one JSON object");
    let sheet = report["sheets"][0].clone();
    assert_eq!(sheet["template"], template, "{:#}", report["problems"]);
    sheet
}

/// The rows of a checked sheet, each with its enterprise; every one must be good.
fn rows(sheet: &serde_json::Value, finder: &Finder) -> Vec<Row> {
    let filing = Uuid::now_v7();
    let of = |row: &serde_json::Value| {
        assert_eq!(row["ok"], true, "{row:#} {:#}", sheet["problems"]);
        let values: Values = serde_json::from_value(row["values"].clone()).expect("values");
        let found = finder.find(values.text("uscc"), values.text("enterprise"));
        let enterprise = match found {
            enterprise::model::Match::One(id) => Some(id),
            _ => None,
        };
        let source = Source { filing, sheet: "x".to_owned(), row: row["row"].as_i64().expect("a row number") };
        Row { enterprise, source, values }
    };
    sheet["rows"].as_array().expect("rows").iter().map(of).collect()
}

async fn preview(ctx: &Ctx, template: &str, rows: &[Row]) -> Result<Vec<Outcome>, Halt> {
    let tx = &mut ctx.read().await?;
    match template {
        "roll" => enterprise::service::preview_roll(tx, ctx, rows).await,
        "exposure" => enterprise::service::preview_exposure(tx, ctx, rows).await,
        "congress" => congress::service::preview(tx, ctx, rows).await,
        "incidents" => incident::service::preview(tx, ctx, rows).await,
        "hazards" => hazard::service::preview(tx, ctx, rows).await,
        "training" => training::service::preview(tx, ctx, rows).await,
        "health" => health::service::preview(tx, ctx, rows).await,
        _ => baseline::service::preview(tx, ctx, rows).await,
    }
}

/// Puts rows of one template of the first enterprise on file, as a return would.
async fn put(ctx: &Ctx, template: &str, rows: &[serde_json::Value]) -> Vec<Outcome> {
    let mut tx = ctx.write().await.expect("write");
    let finder = Finder::load(&mut tx, &Scope::whole()).await.expect("loaded");
    let first = cuan::demo::names::credit_code(0).to_string();
    let enterprise = match finder.find(Some(&first), None) {
        enterprise::model::Match::One(id) => Some(id).filter(|_| template != "baseline"),
        _ => None,
    };
    let filing = filing(ctx, &mut tx).await;
    let row = |(n, values): (usize, &serde_json::Value)| Row {
        enterprise,
        source: Source { filing, sheet: "x".to_owned(), row: n as i64 },
        values: serde_json::from_value(values.clone()).expect("values"),
    };
    let rows: Vec<Row> = rows.iter().enumerate().map(row).collect();
    let done = match template {
        "hazards" => hazard::service::upsert(&mut tx, ctx, &rows).await,
        "training" => training::service::upsert(&mut tx, ctx, &rows).await,
        "incidents" => incident::service::upsert(&mut tx, ctx, &rows).await,
        _ => baseline::service::upsert(&mut tx, ctx, &rows).await,
    };
    tx.commit().await.expect("committed");
    done.expect("taken")
}

/// Some return that is on file, for rows to come from.
async fn filing(ctx: &Ctx, tx: &mut cuan::db::Tx) -> Uuid {
    let cuan::db::Tx::Sqlite(tx) = tx else { panic!("this test runs on SQLite: {}", ctx.app.db.engine()) };
    sqlx::query_scalar("SELECT id FROM filing ORDER BY number LIMIT 1").fetch_one(&mut **tx).await.expect("a filing")
}

/// Exports, checks, compares; answers how many rows there were.
async fn round_trip(ctx: &Ctx, template: &str, query: &[(&str, &str)], id: Option<Uuid>) -> usize {
    let query = Typed(query.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
    let mut tx = ctx.read().await.expect("read");
    let finder = Finder::load(&mut tx, &Scope::whole()).await.expect("loaded");
    drop(tx);
    let mut count = 0;
    for lang in Lang::ALL {
        let ctx = Ctx { lang, ..ctx.clone() };
        let (name, bytes) = export(&ctx, template, &query, id).await.expect("exported");
        assert!(name.ends_with("-2026-11-05.xlsx"), "{name}");
        let sheet = checked(&bytes, template);
        let rows = rows(&sheet, &finder);
        let outcomes = preview(&ctx, template, &rows).await.expect("previewed");
        for (row, outcome) in rows.iter().zip(&outcomes) {
            assert!(matches!(outcome, Outcome::Same(_)), "{template} {lang:?}: {outcome:?}\n{:?}", row.values);
        }
        count = rows.len();
    }
    count
}

#[tokio::test]
async fn every_list_goes_out_and_comes_back_to_the_same_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let ctx = district(folder.path()).await;
    let figures = [
        json!({"year": 2022, "month": 3, "town": "云溪镇", "incidents": 2, "deaths": 0, "serious": 1, "loss": "81.7"}),
        json!({"year": 2022, "month": 4, "town": "云溪镇", "incidents": 0, "deaths": 0}),
    ];
    let imported = match put(&ctx, "baseline", &figures).await[0] {
        Outcome::New(id) => id,
        ref other => panic!("{other:?}"),
    };
    for template in TEMPLATES {
        let id = (template == "baseline").then_some(imported);
        let rows = round_trip(&ctx, template, &[], id).await;
        let least = if template == "baseline" { 2 } else { 10 };
        assert!(rows >= least, "{template}: {rows} rows");
    }
}

#[tokio::test]
async fn what_a_list_is_narrowed_to_is_what_goes_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let ctx = district(folder.path()).await;
    for (template, query) in [
        ("roll", [("town", "云溪镇"), ("page", "9")]),
        ("hazards", [("level", "major"), ("page", "9")]),
        ("incidents", [("deaths_min", "1"), ("page", "9")]),
        ("training", [("kind", "special"), ("page", "9")]),
        ("congress", [("town", "云溪镇"), ("page", "9")]),
        ("health", [("checkups", "short"), ("page", "9")]),
    ] {
        let (some, all) = (round_trip(&ctx, template, &query, None).await, round_trip(&ctx, template, &[], None).await);
        assert!(0 < some && some < all, "{template}: {some} of {all}");
    }
    // A rep's export holds the own enterprise only.
    let mut tx = ctx.read().await.expect("read");
    let finder = Finder::load(&mut tx, &Scope::whole()).await.expect("loaded");
    drop(tx);
    let code = cuan::demo::names::credit_code(3).to_string();
    let enterprise::model::Match::One(own) = finder.find(Some(&code), None) else { panic!("on the roll") };
    let rep = someone(&ctx, "rep", Some(own));
    for template in ["roll", "hazards", "training", "health", "exposure"] {
        let (_, bytes) = export(&rep, template, &Typed::default(), None).await.expect("exported");
        let sheet = checked(&bytes, template);
        for row in rows(&sheet, &finder) {
            assert_eq!(row.values.text("uscc"), Some(code.as_str()), "{template}");
        }
    }
    let admin = someone(&ctx, "admin", None);
    assert!(matches!(export(&admin, "hazards", &Typed::default(), None).await, Err(Halt::Forbidden)));
}

#[tokio::test]
async fn texts_stay_texts_whatever_they_begin_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let ctx = district(folder.path()).await;
    let nasty = [
        "=HYPERLINK(\"http://evil.example\",\"click\")",
        "+8613800000000",
        "-1+2",
        "@SUM(A1:A9)",
        "=cmd|'/c calc'!A0",
        "0012",
        "1e5",
        "123456789012345678",
        "2022-02-30",
        "50%",
        "'quoted",
        "a\"b<c>&d",
        "是",
    ];
    let rows: Vec<_> = nasty
        .iter()
        .enumerate()
        .map(|(n, text)| {
            json!({"found_on": format!("2026-10-{:02}", n + 1), "description": text, "place": text, "level": "major",
                   "owner": text, "fund": "12345678.123456", "plan": text, "result": text})
        })
        .collect();
    assert!(put(&ctx, "hazards", &rows).await.iter().all(|outcome| matches!(outcome, Outcome::New(_))));
    assert!(round_trip(&ctx, "hazards", &[("from", "2026-10-01"), ("to", "2026-10-31")], None).await >= nasty.len());
    let (_, bytes) = export(&ctx, "hazards", &Typed::default(), None).await.expect("exported");
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook opens");
    let formulas = calamine::Reader::worksheet_formula(&mut book, "事故隐患").expect("the sheet is there");
    assert_eq!(formulas.used_cells().count(), 0, "nothing in it can run");
}

#[tokio::test]
async fn an_export_holds_no_identity_number_and_namesakes_find_themselves_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let ctx = district(folder.path()).await;
    let person = |n: usize, post: &str| {
        let mut random = cuan::demo::random::Random::of(7, "person", n);
        let id = cuan::demo::names::id_number(&mut random).as_str().to_owned();
        json!({"name": "王小明", "id_no": id, "post": post, "kind": "special", "held_on": "2026-10-20", "hours": "8"})
    };
    let people = [person(1, "焊工"), person(2, "电工"), person(3, "电工")];
    assert!(put(&ctx, "training", &people).await.iter().all(|outcome| matches!(outcome, Outcome::New(_))));
    let query = [("from", "2026-10-20"), ("to", "2026-10-20"), ("q", "清澜")];
    assert!(round_trip(&ctx, "training", &query[..2], None).await >= 3);
    let (_, bytes) = export(&ctx, "training", &Typed::default(), None).await.expect("exported");
    let sheet = checked(&bytes, "training");
    for row in sheet["rows"].as_array().expect("rows") {
        assert!(row["values"]["id_no"].is_null(), "{row:#}");
    }
}

#[tokio::test]
async fn an_accident_whose_casualties_are_not_known_yet_comes_back_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let ctx = district(folder.path()).await;
    let rows = [
        json!({"occurred_at": "2026-10-20T08:00", "place": "一"}),
        json!({"occurred_at": "2026-10-21T08:00", "deaths": 1, "place": "二"}),
        json!({"occurred_at": "2026-10-22T08:00", "serious": 0, "minor": 2, "place": "三"}),
    ];
    assert!(put(&ctx, "incidents", &rows).await.iter().all(|outcome| matches!(outcome, Outcome::New(_))));
    let days = [("from", "2026-10-20"), ("to", "2026-10-22")];
    assert!(round_trip(&ctx, "incidents", &days, None).await >= rows.len());
    let query = Typed(days.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
    let (_, bytes) = export(&ctx, "incidents", &query, None).await.expect("exported");
    // The word means so in an export only: in anybody's own workbook it is no number, and a blank is still missing.
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook opens");
    let range = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("readable");
    let text: String =
        range.rows().map(|row| row.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(",") + "\n").collect();
    assert!(text.contains("不详"), "{text}");
    let sheet = checked_as("own.csv", text.as_bytes(), "incidents");
    let row = |place: &str| {
        let mut rows = sheet["rows"].as_array().expect("rows").iter();
        rows.find(|row| row["values"]["place"] == place).expect("a row")["ok"].clone()
    };
    assert_eq!((row("一"), row("二"), row("三")), (false.into(), false.into(), false.into()), "{sheet:#}");
}

#[tokio::test]
async fn an_accident_of_which_only_the_day_is_known_comes_back_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let ctx = district(folder.path()).await;
    let days = [
        json!({"occurred_at": "2026-10-20", "deaths": 0, "serious": 1, "loss": "0.000001"}),
        json!({"occurred_at": "2026-10-21T23:59", "deaths": 0, "serious": 0, "loss": "99999999.999999"}),
    ];
    assert!(put(&ctx, "incidents", &days).await.iter().all(|outcome| matches!(outcome, Outcome::New(_))));
    assert!(round_trip(&ctx, "incidents", &[("from", "2026-10-20"), ("to", "2026-10-21")], None).await >= 2);
}
