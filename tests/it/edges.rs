//! What holds for every address: other sites cannot act in a reader's name, every answer carries its headers, and
//! whatever is sent, the fault is never called ours.
use crate::world::{Who, World};
use axum::http::{Method, StatusCode, header};
use cuan::server::door::Door;

fn posts() -> Vec<Door> {
    let posts: Vec<Door> = cuan::app::doors().into_iter().filter(|d| d.method != Method::GET).collect();
    assert!(!posts.is_empty());
    posts
}

#[tokio::test]
async fn no_other_site_acts_in_a_readers_name() {
    let world = World::fresh().await;
    let foreign: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "http://cuan.example")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://cuan.example.evil.example")],
        &[],
    ];
    for door in posts() {
        for who in [Who::Own, Who::Inspector, Who::Leader, Who::Admin] {
            for headers in foreign {
                let answer = world.send(who, &door.method, &world.address(door.path), headers, "").await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} as {who:?} from {headers:?}", door.path);
            }
        }
    }
    // None of those deeds was done: the sessions are still open.
    assert_eq!(world.ask(Who::Own, &Method::GET, "/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_changes_something_cannot_be_asked_for_by_a_link() {
    let world = World::fresh().await;
    let doors = cuan::app::doors();
    for door in
        posts().iter().filter(|d| !doors.iter().any(|other| other.path == d.path && other.method == Method::GET))
    {
        let answer = world.ask(Who::Own, &Method::GET, &world.address(door.path)).await;
        let refused = [StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
        assert!(refused.contains(&answer.status), "GET {}: {}", door.path, answer.status);
    }
}

#[tokio::test]
async fn every_answer_carries_its_headers() {
    let world = World::fresh().await;
    for door in cuan::app::doors() {
        for who in [Who::Anonymous, Who::Own, Who::Leader] {
            let answer = world.ask(who, &door.method, &world.address(door.path)).await;
            let place = format!("{} {} as {who:?}", door.method, door.path);
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{place}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{place}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{place}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{place}");
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{place}");
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{place}: {policy}");
            assert!(
                policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
                "{place}: {policy}"
            );
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{place}: {policy}");
        }
    }
}

#[tokio::test]
async fn the_nonce_is_new_for_every_page() {
    let world = World::fresh().await;
    let nonce = async || {
        let answer = world.ask(Who::Anonymous, &Method::GET, "/sign-in").await;
        let policy = answer.header("content-security-policy").to_owned();
        policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).map(str::to_owned).expect("a nonce")
    };
    assert_ne!(nonce().await, nonce().await);
}

#[tokio::test]
async fn whatever_is_sent_the_fault_is_never_ours() {
    let world = World::fresh().await;
    let origin = ("origin", "http://cuan.example");
    let bodies = [
        "",
        "&&&==",
        "%ff%fe=%00",
        "id=x&version=y&page=-1",
        "{\"a\":",
        "id=1&id=2&held_on=2026-02-30&deaths=99999999999999999999",
    ];
    let kinds = [
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
    ];
    for door in posts().iter().filter(|d| d.path != "/sign-out") {
        for who in [Who::Anonymous, Who::Own, Who::Inspector, Who::Leader, Who::Admin] {
            for body in bodies {
                for kind in kinds {
                    let with = [origin, ("content-type", kind)];
                    let answer = world.send(who, &door.method, &world.address(door.path), &with, body).await;
                    assert!(
                        !answer.status.is_server_error(),
                        "{} as {who:?} with {kind} {body}: {}",
                        door.path,
                        answer.status
                    );
                }
            }
        }
    }
    let queries =
        ["page=-1", "page=99999999999999999999", "sort=;drop", "q=%00", "q=%25_'", "from=x&to=2026-02-30", "town=%ff"];
    for door in cuan::app::doors().iter().filter(|d| d.method == Method::GET) {
        for query in queries {
            for who in [Who::Own, Who::Leader] {
                let answer = world.ask(who, &Method::GET, &format!("{}?{query}", world.address(door.path))).await;
                assert!(!answer.status.is_server_error(), "{}?{query} as {who:?}: {}", door.path, answer.status);
            }
        }
    }
}

#[tokio::test]
async fn an_unknown_address_is_not_found_and_says_so_in_the_readers_language() {
    let world = World::fresh().await;
    for (lang, word) in [("zh-CN", "<html lang=\"zh-CN\""), ("en", "<html lang=\"en\"")] {
        let answer = world.send(Who::Anonymous, &Method::GET, "/nothing", &[("accept-language", lang)], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.body.contains(word), "{lang}: {}", answer.body);
    }
    let answer = world.ask(Who::Leader, &Method::POST, "/api/nothing").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn outside_a_demonstration_nobody_gets_in_without_a_password() {
    let world = World::with(false).await;
    let with = [("origin", "http://cuan.example")];
    let answer = world.send(Who::Anonymous, &Method::POST, "/sign-in", &with, "demo=leader").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header(header::SET_COOKIE), "");
    let page = world.ask(Who::Anonymous, &Method::GET, "/sign-in").await;
    assert!(!page.body.contains("name=\"demo\""), "no people to choose from");
    assert_ne!(world.ask(Who::Leader, &Method::GET, "/styleguide").await.status, StatusCode::OK);
}
