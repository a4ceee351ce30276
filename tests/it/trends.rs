//! The rows behind a number of the comparison, over the wire.
use crate::world::{Who, World};
use axum::http::{Method, StatusCode};
use cuan::db::{Db, Tx};

#[tokio::test]
async fn the_rows_of_one_enterprise_bear_its_name_with_its_code() {
    let world = World::fresh().await;
    let code = "91000000000000001A";
    let pages = [
        format!("/trends/behind?cut=enterprise&side=now&metric=incidents&of-part={code}"),
        format!("/trends/records?measure=minor&half=top&side=now&of-cut=enterprise&of-part={}", world.enterprise),
        // Nobody was killed there: no row says whose it is.
        format!("/trends/records?measure=deaths&half=top&side=now&of-cut=enterprise&of-part={}", world.enterprise),
    ];
    for address in pages {
        for (lang, whose) in [("zh-CN", format!("东岭甲厂（{code}）")), ("en", format!("东岭甲厂 ({code})"))]
        {
            let answer = world.send(Who::Leader, &Method::GET, &address, &[("accept-language", lang)], "").await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            assert!(answer.body.contains(&whose), "{address}: {whose}");
        }
    }
}

#[tokio::test]
async fn the_chart_of_the_first_page_is_a_file_too_and_says_both_windows() {
    let world = World::fresh().await;
    let page = world.send(Who::Leader, &Method::GET, "/trends?to=2026-11-05", &[("accept-language", "en")], "").await;
    let href =
        page.body.split("href=\"").find(|rest| rest.starts_with("/trends/chart.svg?")).expect("a link to the file");
    let href = href.split('"').next().unwrap_or_default().replace("&amp;", "&");
    let file = world.send(Who::Leader, &Method::GET, &href, &[("accept-language", "en")], "").await;
    assert_eq!(file.status, StatusCode::OK, "{href}");
    for said in ["<title>The district · Accidents so far</title>", "1 Jan – 5 Nov 2026", "1 Jan – 5 Nov 2025"] {
        assert!(file.body.contains(said), "{said}: {}", file.body);
    }
    assert!(!file.body.contains("href"), "nothing in a file leads anywhere");
}

#[tokio::test]
async fn every_number_of_the_duties_table_opens_as_many_enterprises() {
    let world = World::fresh().await;
    let board = world.send(Who::Leader, &Method::GET, "/compliance", &[], "").await;
    let (_, duties) = board.body.split_once("id=\"duties\"").expect("the table of duties");
    let (_, duties) = duties.split_once("<tbody").expect("its rows");
    let mut followed = 0;
    for cell in duties.split("class=\"num\">").skip(1) {
        let cell = cell.split("</td>").next().unwrap_or_default();
        let Some((_, link)) = cell.split_once("href=\"") else {
            assert_eq!(cell, "0", "a number that leads nowhere is nought");
            continue;
        };
        let (href, rest) = link.split_once('"').expect("an address");
        let n = rest.split_once('>').map(|(_, text)| text.split('<').next().unwrap_or_default()).unwrap_or_default();
        let list = world.send(Who::Leader, &Method::GET, &href.replace("&amp;", "&"), &[], "").await;
        assert_eq!(list.status, StatusCode::OK, "{href}");
        let rows = list.body.matches("<th scope=\"row\"").count();
        assert_eq!(rows.to_string(), n, "{href}");
        followed += 1;
    }
    assert!(followed > 0, "somebody has no data yet");
}

#[tokio::test]
async fn the_page_says_of_its_own_windows_where_the_earlier_figures_come_from() {
    let world = World::fresh().await;
    let frozen = "are the baseline's";
    let cases: [(&str, &[&str], &[&str]); 6] = [
        (
            "span=month&against=previous&to=2026-09-15",
            &[
                "from the records of 2026",
                "Every earlier figure is counted from records",
                "set beside the same date of last year",
            ],
            &[frozen],
        ),
        (
            "span=month&against=previous&to=2024-02-10",
            &["less than a year", "set beside the same date of last year"],
            &["this year's records", "from the records of 2026"],
        ),
        (
            "span=rolling&to=2026-11-05",
            &["this window cuts a month"],
            &["less than a year", "set beside the same date"],
        ),
        ("span=rolling&to=2026-11-05&senders=same", &["for earlier years (2024)"], &[]),
        ("to=2026-11-05&senders=same", &["so a change in filing does not bear"], &["for earlier years"]),
        (
            "span=to-date&against=mean-3&to=2026-11-05",
            &["none is formed, which does not say", "no mean formed"],
            &[frozen],
        ),
    ];
    for (asked, said, unsaid) in cases {
        let address = format!("/trends?{asked}");
        let page = world.send(Who::Leader, &Method::GET, &address, &[("accept-language", "en")], "").await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        for words in said {
            assert!(page.body.contains(words), "{address} says: {words}");
        }
        for words in unsaid {
            assert!(!page.body.contains(words), "{address} does not say: {words}");
        }
    }
}

/// Tells the workers of an enterprise in two years, and that accidents were recorded in the first of them already.
async fn workers(world: &World) {
    let url = format!("sqlite:{}/cuan.db", world.folder().display());
    let db = Db::open(&url).await.expect("the database opens");
    let mut tx = db.write().await.expect("a transaction");
    let Tx::Sqlite(sqlite) = &mut tx else { panic!("the world is on SQLite") };
    for (year, headcount) in [(2025, 200), (2026, 100)] {
        sqlx::query(
            "INSERT INTO exposure (enterprise_id, period, year, headcount, from_roll, version, updated_at)
             VALUES ($1, $2, $3, $4, FALSE, 1, '2026-11-01T00:00:00Z')",
        )
        .bind(world.enterprise)
        .bind(year.to_string())
        .bind(year)
        .bind(headcount)
        .execute(&mut **sqlite)
        .await
        .expect("written");
    }
    sqlx::query(
        "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, deaths, serious, counted, version,
           created_at, updated_at)
         VALUES ($1, $2, '2025-11-20 09:00:00', '2025-11-20', FALSE, 0, 0, TRUE, 1, '2025-11-20T00:00:00Z', '2025-11-20T00:00:00Z')",
    )
    .bind(uuid::Uuid::now_v7())
    .bind(world.enterprise)
    .execute(&mut **sqlite)
    .await
    .expect("written");
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn headcounts_of_two_years_say_what_they_come_to_weighed_by_days() {
    let world = World::with(true).await;
    workers(&world).await;
    let asked = "span=rolling&to=2026-10-31";
    let address = format!("/trends/records?{asked}&measure=incident-rate&half=under&side=now");
    let list = world.send(Who::Leader, &Method::GET, &address, &[("accept-language", "en")], "").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    // 61 days of 200 and 304 of 100: the number that the page before showed.
    assert!(list.body.contains("they come to 117,"), "{}", list.body);
    let page = world.send(Who::Leader, &Method::GET, &format!("/trends?{asked}"), &[], "").await;
    assert!(page.body.contains(">117</a>"), "the same number leads there");
}
