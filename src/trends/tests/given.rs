//! What an imported baseline gives by industry and type is used as far as it goes, and where it stops the page says why.
use super::{District, as_leader, compare, day, district, event, query};
use crate::baseline::model::Metric;
use crate::baseline::rule::Why;
use crate::baseline::service as baselines;
use crate::db::run;
use crate::db::testing::each;
use crate::figures::model::Cut;
use crate::i18n::Lang;
use crate::kernel::intake::{self, Outcome, Source, Values};
use crate::trends::link::{self, Of};
use crate::trends::series::model::{Asked as ChartsAsked, Gap};
use crate::trends::series::plot::{self, Which};
use crate::trends::series::service as charts;
use crate::trends::service::{self, Asked};
use serde_json::{Value, json};
use uuid::Uuid;

/// Imports rows and freezes the drafts they make.
async fn import(d: &District, values: &[Value]) {
    let (filing, account) = (Uuid::now_v7(), Uuid::now_v7());
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
        filing,
        format!("F2026-{}", filing.simple()),
        account,
        d.ctx.now
    )
    .expect("filing");
    let row = |(at, value): (usize, &Value)| intake::Row {
        enterprise: None,
        source: Source { filing, sheet: "基数".to_owned(), row: at as i64 + 2 },
        values: Values(value.as_object().expect("an object").clone()),
    };
    let rows: Vec<intake::Row> = values.iter().enumerate().map(row).collect();
    let mut drafts: Vec<Uuid> = Vec::new();
    for outcome in baselines::upsert(&mut tx, &d.ctx, &rows).await.expect("taken") {
        let Outcome::New(id) = outcome else { panic!("taken: {outcome:?}") };
        drafts.extend((!drafts.contains(&id)).then_some(id));
    }
    for id in drafts {
        let words = baselines::Words { as_of: day("2026-01-12"), definition: "年报口径".to_owned(), note: None };
        baselines::freeze_in(&mut tx, &d.ctx, id, words).await.expect("frozen");
    }
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn an_imported_baseline_answers_by_the_industries_it_names() {
    each(async |db| {
        let d = district(db).await;
        let mut rows = Vec::new();
        for month in 1..=12 {
            for (industry, incidents) in [("C 制造业", 2), ("C34", 1), ("建筑业", 1), ("另类", 3)] {
                rows.push(json!({"year": 2025, "month": month, "industry": industry, "incidents": incidents}));
            }
        }
        import(&d, &rows).await;
        let mut tx = d.ctx.write().await.expect("write");
        run!(&mut tx, "UPDATE enterprise SET industry = '通用设备制造业' WHERE id = $1", d.enterprises[0])
            .expect("told");
        run!(&mut tx, "UPDATE enterprise SET industry = 'F' WHERE id = $1", d.enterprises[1]).expect("told");
        tx.commit().await.expect("commit");
        d.record(&[event("2026-03-01", 0, None, Some(0)), event("2026-04-01", 1, None, Some(0))]).await;
        let leader = as_leader(&d.ctx, None);
        let asked = Asked { cut: Some(Cut::Industry), ..Asked::to_date(day("2026-09-30"), None) };
        let compared = service::compare(&leader, asked.clone()).await.expect("compared");
        let totals = |name: &str| {
            let line = compared.board.parts.iter().find(|line| line.name == name).expect(name);
            (line.cells[0].before.map(|sum| sum.total), line.cells[0].now.map(|sum| sum.total), line.cells[0].why)
        };
        assert_eq!(totals("C"), (Some(18), Some(1), None), "the division is counted in its section");
        assert_eq!(totals("E"), (Some(9), Some(0), None));
        assert_eq!(totals(""), (Some(27), Some(0), None), "what names no section stands apart");
        assert_eq!(totals("F"), (None, Some(1), Some(Why::CutMissing)), "not given is no data");
        assert_eq!(compared.board.headline[0].before.map(|sum| sum.total), Some(54));
        let names: Vec<&str> = compared.board.parts.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["C", "E", "F", ""]);
        // The rows behind the number add up to it.
        let of = Of { part: Some("C"), ..Of::default() };
        let (_, behind) =
            service::behind(&leader, asked, link::Side::Before, of, Metric::Incidents).await.expect("rows");
        assert_eq!(behind.iter().filter_map(|row| row.figures[0]).sum::<i64>(), 18);
        assert_eq!(behind.len(), 9);
        // By size it was not given at all, and says so.
        let asked = Asked { cut: Some(Cut::Size), ..Asked::to_date(day("2026-09-30"), None) };
        let by_size = service::compare(&leader, asked).await.expect("compared");
        assert!(by_size.board.parts.iter().all(|line| line.cells[0].why == Some(Why::CutMissing)));
        assert!(compare(&leader, "2026-09-30", None).await.expect("compared").board.parts.is_empty());
    })
    .await;
}

#[tokio::test]
async fn charts_of_an_imported_year_say_what_it_gives_and_what_it_does_not() {
    each(async |db| {
        let d = district(db).await;
        import(
            &d,
            &[
                json!({"year": 2023, "incidents": 9, "deaths": 3}),
                json!({"year": 2023, "category": "火灾", "incidents": 4}),
                json!({"year": 2023, "category": "触电", "incidents": 5}),
                json!({"year": 2024, "incidents": 7, "deaths": 2}),
                json!({"year": 2025, "industry": "C", "incidents": 6}),
                json!({"year": 2025, "industry": "E", "incidents": 2}),
            ],
        )
        .await;
        let mut tx = d.ctx.write().await.expect("write");
        for (at, industry) in ["C", "E", "E"].iter().enumerate() {
            run!(&mut tx, "UPDATE enterprise SET industry = $1 WHERE id = $2", industry, d.enterprises[at])
                .expect("told");
        }
        tx.commit().await.expect("commit");
        let leader = as_leader(&d.ctx, None);
        let ask = async |text: &str| {
            let asked = ChartsAsked::read(&query(&format!("?{text}")), leader.today());
            charts::charts(&leader, asked).await.expect("charts")
        };
        let said = |found: &charts::Charts| plot::view(Lang::Zh, found, Which::Heat).said.into_owned();
        let by_type = ask("year=2023&years=2").await;
        let totals: Vec<_> = by_type.figures.heat.iter().map(|row| row.total.count()).collect();
        assert_eq!(
            (totals.len(), by_type.figures.heat_gap),
            (2, None),
            "given for the whole year: totals without months"
        );
        assert!(by_type.figures.heat.iter().all(|row| row.months.iter().all(|month| month.figure.is_err())));
        assert!(said(&by_type).contains("占 5"), "{}", said(&by_type));
        let deaths = ask("year=2023&years=2&measure=deaths").await;
        assert_eq!(deaths.figures.heat_gap, Some(Gap::Why(Why::ValueMissing)));
        assert!(said(&deaths).contains("空白"), "{}", said(&deaths));
        let total = ask("year=2024&years=2").await;
        assert_eq!(total.figures.heat_gap, Some(Gap::Why(Why::CutMissing)));
        assert!(said(&total).contains("没有按类型给出"), "{}", said(&total));
        // The funnel by industry has the year that was given, and sets it beside the others.
        let funnel = ask("year=2025&years=3&by=industry").await;
        let counts: Vec<_> = funnel.figures.funnel.iter().map(|unit| unit.dated.count()).collect();
        assert_eq!(counts, [Some(6), Some(2)]);
        let later = ask("year=2026&years=2&by=industry").await;
        let years: Vec<Vec<_>> =
            later.figures.funnel.iter().map(|unit| unit.years.iter().map(|year| year.count()).collect()).collect();
        assert_eq!(years.len(), 2);
        assert!(years.iter().all(|years| years.len() == 2));
    })
    .await;
}
