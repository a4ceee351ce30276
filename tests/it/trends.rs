//! The rows behind a number of the comparison, over the wire.
use crate::world::{Who, World};
use axum::http::{Method, StatusCode};

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
