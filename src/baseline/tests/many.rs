//! Long tables of many years: by industry and kind, totals once, in any mix of parts.
use super::*;
use crate::kernel::intake::BATCH;

const KINDS: [&str; 16] = [
    "Contact with machinery",
    "Struck by object",
    "Struck by vehicle",
    "Strike against something fixed",
    "Handling, lifting or carrying",
    "Slip, trip or fall on same level",
    "Fall from height",
    "Trapped by something collapsing",
    "Drowning",
    "Harmful substance",
    "Fire",
    "Explosion",
    "Electricity",
    "Animal",
    "Violence",
    "Other kind",
];

/// 11 years, 14 industries, 16 kinds, with figures that are made up.
fn table() -> Vec<serde_json::Value> {
    let mut rows = Vec::new();
    for year in 1994..2005_i64 {
        for industry in 0..14_i64 {
            for (kind, name) in KINDS.iter().enumerate() {
                let incidents = (year * 31 + industry * 977 + kind as i64 * 4_211) % 23_000;
                let deaths = (industry + kind as i64) % 5;
                let industry = format!("Industry {}", (b'A' + industry as u8) as char);
                rows.push(json!({
                    "year": year, "industry": industry, "category": name, "incidents": incidents, "deaths": deaths,
                }));
            }
        }
    }
    rows
}

fn sum(rows: &[serde_json::Value], year: i64, field: &str) -> i64 {
    let mine = rows.iter().filter(|row| row["year"] == json!(year));
    mine.map(|row| row[field].as_i64().expect("a count")).sum()
}

async fn take(d: &District, rows: &[intake::Row]) -> Vec<Outcome> {
    let mut tx = d.ctx.write().await.expect("write");
    let mut all = Vec::new();
    for batch in rows.chunks(BATCH) {
        all.extend(service::upsert(&mut tx, &d.qian, batch).await.expect("taken"));
    }
    tx.commit().await.expect("commit");
    all
}

#[tokio::test]
async fn a_long_table_of_years_industries_and_kinds_keeps_every_row_and_its_totals() {
    each(async |db| {
        let d = district(db).await;
        let values = table();
        let done = take(&d, &rows(filing(&d).await, &values)).await;
        assert_eq!(done.len(), 11 * 14 * 16);
        assert!(done.iter().all(|outcome| matches!(outcome, Outcome::New(_))), "no row is lost or called a repetition");
        let drafts = service::list(&d.qian).await.expect("listed").documents;
        assert_eq!(drafts.len(), 11, "one baseline a year");
        for draft in &drafts {
            let year = i64::from(draft.baseline.year);
            let shown = d.shown(draft.id).await;
            assert_eq!(shown.lines.len(), 14 * 16);
            assert_eq!(
                (shown.sums[0].1.total, shown.sums[0].1.unknown),
                (sum(&values, year, "incidents"), 0),
                "{year}"
            );
            assert_eq!(shown.sums[1].1.total, sum(&values, year, "deaths"), "{year}");
        }
        let one = d.shown(drafts[0].id).await;
        assert_eq!(one.lines[5].category.as_deref(), Some(KINDS[5]), "a kind on no list stays as written");
        let fire = one.lines.iter().find(|line| line.category.as_deref() == Some("Fire")).expect("there");
        assert_eq!(fire.row.group, Some(Group::Fire));
        d.freeze(drafts[0].id, "2005-01-31").await.expect("frozen");
        let mut tx = d.ctx.read().await.expect("read");
        let (document, held) = service::in_force(&mut tx, &Scope::whole(), 2004).await.expect("asked").expect("frozen");
        drop(tx);
        let whole = Window::year(2004).expect("a year");
        let ask = |cut| rule::figure(&document.baseline, &held, whole, cut, Metric::Incidents);
        assert_eq!(ask(Cut::WHOLE), Figure::Count(sum(&values, 2004, "incidents")));
        let industry = Cut { industry: Some("Industry C"), ..Cut::WHOLE };
        let of_c = values.iter().filter(|row| row["year"] == json!(2004) && row["industry"] == json!("Industry C"));
        assert_eq!(ask(industry), Figure::Count(of_c.map(|row| row["incidents"].as_i64().expect("a count")).sum()));

        // The same table again, a year of it frozen and the others drafts: nothing is new, wherever a batch ends.
        let again = take(&d, &rows(filing(&d).await, &values)).await;
        assert!(again.iter().all(|outcome| matches!(outcome, Outcome::Same(_))));
        assert_eq!(service::list(&d.qian).await.expect("listed").documents.len(), 11);

        // One cell of the frozen year told otherwise: its draft is the whole year with that one row changed.
        let mut restated = values.clone();
        let at = restated.len() - 1;
        restated[at]["incidents"] = json!(restated[at]["incidents"].as_i64().expect("a count") + 7);
        let done = take(&d, &rows(filing(&d).await, &restated)).await;
        let new: Vec<_> = done.iter().filter_map(|o| if let Outcome::New(id) = o { Some(*id) } else { None }).collect();
        let [draft] = new.as_slice() else { panic!("one row: {}", new.len()) };
        let shown = d.shown(*draft).await;
        assert_eq!((shown.lines.len(), shown.sums[0].1.total), (14 * 16, sum(&values, 2004, "incidents") + 7));
        assert_eq!(shown.document.restates, Some(drafts[0].id));
        let places = shown.differences.expect("told").places;
        assert_eq!(places.len(), 3, "the whole, one industry, one kind: {places:?}");
    })
    .await;
}

#[tokio::test]
async fn kinds_tell_rows_apart_and_the_same_key_twice_does_not_add_up() {
    each(async |db| {
        let d = district(db).await;
        let values = [
            json!({"year": 2001, "industry": "C", "category": "Slip", "incidents": 40_000}),
            json!({"year": 2001, "industry": "C", "category": "Fall", "incidents": 40_000}),
            json!({"year": 2001, "industry": "C", "category": "Fall", "incidents": 40_001}),
            json!({"year": 2001, "industry": "C", "category": "Fall", "incidents": 40_000}),
            json!({"year": 2001, "industry": "C", "category": "All kinds", "incidents": 80_000}),
        ];
        let done = send(&d, &rows(filing(&d).await, &values)).await;
        let [Outcome::New(id), Outcome::New(_), Outcome::Wrong(twice), Outcome::Same(_), Outcome::New(_)] =
            done.as_slice()
        else {
            panic!("{done:?}")
        };
        assert_eq!(codes(twice), ["baseline-twice"]);
        let shown = d.shown(*id).await;
        assert_eq!((shown.lines.len(), shown.sums[0].1.total), (3, 80_000), "a stated total is counted once");
    })
    .await;
}

#[tokio::test]
async fn a_total_that_its_months_deny_is_refused() {
    each(async |db| {
        let d = district(db).await;
        let mut values: Vec<_> =
            (1..=12).map(|month| json!({"year": 2020, "month": month, "incidents": month})).collect();
        values.push(json!({"year": 2020, "incidents": 77}));
        values.push(json!({"year": 2020, "town": "白米镇", "incidents": 30}));
        let done = send(&d, &rows(filing(&d).await, &values)).await;
        let Outcome::Wrong(problems) = &done[12] else { panic!("{:?}", done[12]) };
        assert_eq!(codes(problems), ["baseline-mixed"]);
        let Outcome::New(id) = done[13] else { panic!("{:?}", done[13]) };
        let shown = d.shown(id).await;
        assert_eq!((shown.lines.len(), shown.sums[0].1.total), (13, 78));
    })
    .await;
}
