//! Enterprises and accounts over HTTP.
use crate::world::{Who, World};
use axum::http::{Method, StatusCode, header};
use uuid::Uuid;

#[tokio::test]
async fn everyone_sees_the_enterprises_of_their_reach_and_no_others() {
    let world = World::fresh().await;
    let (own, other) = ("东岭甲厂", "西河乙厂");
    for (who, address, seen, unseen) in [
        (Who::Inspector, "/enterprises", vec![own, other], vec![]),
        (Who::Leader, "/enterprises", vec![own, other], vec![]),
        (Who::Leader, "/enterprises?q=%E4%B8%9C%E5%B2%AD", vec![own], vec![other]),
        (Who::Leader, "/enterprises?town=%E8%A5%BF%E6%B2%B3%E9%95%87", vec![other], vec![own]),
        (Who::Far, "/enterprises", vec![other], vec![own]),
        (Who::Own, "/enterprises", vec![own], vec![other]),
        (Who::Other, "/enterprises", vec![other], vec![own]),
        (Who::Own, "/api/enterprises?q=%E5%8E%82", vec![own], vec![other]),
        (Who::Inspector, "/api/enterprises?q=%E5%8E%82", vec![own, other], vec![]),
        (Who::Inspector, "/api/enterprises?q=", vec!["[]"], vec![own, other]),
    ] {
        let answer = world.ask(who, &Method::GET, address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address} as {who:?}");
        for name in seen {
            assert!(answer.body.contains(name), "{address} as {who:?} shows {name}");
        }
        for name in unseen {
            assert!(!answer.body.contains(name), "{address} as {who:?} hides {name}");
        }
    }
    let detail = world.ask(Who::Own, &Method::GET, &format!("/enterprises/{}", world.enterprise)).await;
    let link = format!("/incidents?enterprise={}", world.enterprise);
    assert!(detail.body.contains("91000000000000001A") && detail.body.contains(&link));
}

#[tokio::test]
async fn the_export_is_a_workbook_of_what_the_list_shows() {
    let world = World::fresh().await;
    let page = world.ask(Who::Leader, &Method::GET, "/enterprises?q=%E7%94%B2&sort=-name").await;
    assert!(
        page.body.contains("href=\"/enterprises.xlsx?q=%E7%94%B2&amp;sort=-name\""),
        "the list links to its own export"
    );
    let answer = world.ask(Who::Leader, &Method::GET, "/enterprises.xlsx?q=%E7%94%B2").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"____-2026-11-05.xlsx\"; filename*=UTF-8''%E4%BC%81%E4%B8%9A%E5%90%8D%E5%86%8C-2026-11-05.xlsx"
    );
    assert!(answer.body.starts_with("PK"));
}

#[tokio::test]
async fn a_first_password_is_shown_once_and_opens_the_account() {
    let world = World::fresh().await;
    let id = Uuid::now_v7();
    let from_here = [(header::ORIGIN.as_str(), "http://cuan.example")];
    let form = format!("id={id}&login=newcomer&name=%E6%96%B0%E6%9D%A5&role=leader&town=%E4%B8%9C%E5%B2%AD%E9%95%87");
    for _ in 0..2 {
        let made = world.send(Who::Admin, &Method::POST, "/accounts/new", &from_here, &form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        assert_eq!(made.header(header::LOCATION), format!("/accounts/{id}?done=recorded"));
    }
    let address = format!("/accounts/{id}");
    let code = |body: &str| {
        let from = body.find("receipt-number\">")? + "receipt-number\">".len();
        Some(body[from..from + 23].to_owned())
    };
    let first = code(&world.ask(Who::Admin, &Method::GET, &address).await.body).expect("the password is shown");
    assert_eq!(code(&world.ask(Who::Admin, &Method::GET, &address).await.body), None, "and never again");
    let sign_in = format!("login=newcomer&password={first}");
    let done = world.send(Who::Anonymous, &Method::POST, "/sign-in", &from_here, &sign_in).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let disabled = world.send(Who::Admin, &Method::POST, &address, &from_here, "deed=disable").await;
    assert_eq!(disabled.header(header::LOCATION), format!("{address}?done=disabled"));
    let again = world.send(Who::Anonymous, &Method::POST, "/sign-in", &from_here, &sign_in).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reset = world.send(Who::Admin, &Method::POST, &address, &from_here, "deed=reset").await;
    assert_eq!(reset.status, StatusCode::SEE_OTHER);
    let second = code(&world.ask(Who::Admin, &Method::GET, &address).await.body).expect("the new password is shown");
    assert_ne!(first, second);
    let nonsense = world.send(Who::Admin, &Method::POST, &address, &from_here, "deed=promote").await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_refused_account_form_comes_back_whole() {
    let world = World::fresh().await;
    let from_here = [(header::ORIGIN.as_str(), "http://cuan.example")];
    let form = "login=newcomer&name=&role=rep&enterprise=%E6%B2%A1%E6%9C%89";
    let refused = world.send(Who::Admin, &Method::POST, "/accounts/new", &from_here, form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"newcomer\"") && refused.body.contains("value=\"没有\""));
    assert!(refused.body.contains("href=\"#name\""), "the summary leads to the field");
    let wrong =
        world.send(Who::Own, &Method::POST, "/account", &from_here, "present=wrong&password=three+brown+teapots").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains("teapots"), "a password never comes back");
}
