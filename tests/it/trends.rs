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
