//! Accidents over the wire: by form, by role, twice, at once.
use crate::world::{Answer, Who, World};
use axum::http::{Method, StatusCode, header};

const OURS: (&str, &str) = ("origin", "http://cuan.example");

async fn send(world: &World, who: Who, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    world.send(who, &Method::POST, path, &[OURS], &body).await
}

async fn page(world: &World, who: Who, path: &str) -> String {
    let answer = world.ask(who, &Method::GET, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

/// How many records the list behind an address holds.
fn rows(list: &str) -> usize {
    list.matches("<th scope=\"row\"").count()
}

#[tokio::test]
async fn a_form_with_problems_comes_back_whole() {
    let world = World::fresh().await;
    let id = uuid::Uuid::now_v7().to_string();
    let sent = [("id", id.as_str()), ("enterprise", "东岭甲厂"), ("place", "<b>二号车间</b>"), ("deaths", "1.5")];
    let answer = send(&world, Who::Inspector, "/incidents/new", &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["value=\"东岭甲厂\"", "value=\"&lt;b&gt;二号车间&lt;/b&gt;\"", "value=\"1.5\""] {
        assert!(answer.body.contains(kept), "{kept} is still there");
    }
    for link in ["href=\"#occurred_at\"", "href=\"#deaths\""] {
        assert!(answer.body.contains(link), "the summary leads to {link}");
    }
    assert_eq!(rows(&page(&world, Who::Inspector, "/incidents").await), 1, "nothing was recorded");
}

#[tokio::test]
async fn the_same_form_twice_records_one_accident_with_its_grade_and_article() {
    let world = World::fresh().await;
    let id = uuid::Uuid::now_v7().to_string();
    let sent = [("id", id.as_str()), ("enterprise", "东岭甲厂"), ("occurred_at", "2026-11-04T09:20"), ("deaths", "1")];
    for _ in 0..2 {
        let answer = send(&world, Who::Inspector, "/incidents/new", &sent).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header(header::LOCATION), format!("/incidents/{id}?done=recorded"));
    }
    assert_eq!(rows(&page(&world, Who::Leader, "/incidents").await), 2);
    assert_eq!(rows(&page(&world, Who::Leader, "/incidents?deaths_min=1").await), 1);
    let shown = page(&world, Who::Leader, &format!("/incidents/{id}")).await;
    for said in ["一般事故", "暂定", "死亡 1 人", "第三条", "纳入统计"] {
        assert!(shown.contains(said), "{said} is shown");
    }
    assert!(!shown.contains(&format!("/incidents/{id}/edit")), "a leader is offered no correction");
    let stranger = world.ask(Who::Other, &Method::GET, &format!("/incidents/{id}")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_list_is_kept_until_something_is_written_and_for_its_reader_only() {
    let world = World::fresh().await;
    let list = async |who| world.ask(who, &Method::GET, "/incidents").await;
    let first = list(Who::Leader).await;
    assert!(first.body.contains("<script"), "pages name their scripts");
    let policy = first.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("script-src 'self'") && !policy.contains("nonce-"), "kept, its files allowed: {policy}");
    assert_eq!(list(Who::Leader).await.body, first.body);
    assert_eq!((rows(&first.body), rows(&list(Who::Other).await.body)), (1, 0), "another enterprise's list is its own");
    let id = uuid::Uuid::now_v7().to_string();
    let sent = [("id", id.as_str()), ("enterprise", "东岭甲厂"), ("occurred_at", "2026-11-04T09:20"), ("deaths", "1")];
    assert_eq!(send(&world, Who::Inspector, "/incidents/new", &sent).await.status, StatusCode::SEE_OTHER);
    assert_eq!(rows(&list(Who::Leader).await.body), 2, "what is written is seen at once");
}

#[tokio::test]
async fn the_second_of_two_corrections_is_kept_and_shown_what_is_stored() {
    let world = World::fresh().await;
    let path = world.address("/incidents/{id}/edit");
    let with = |place| {
        [("version", "1"), ("occurred_at", "2026-03-04T09:30"), ("deaths", "0"), ("serious", "1"), ("place", place)]
    };
    let first = send(&world, Who::Own, &path, &with("东门仓库")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let second = send(&world, Who::Inspector, &path, &with("西门仓库")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("value=\"西门仓库\""), "what was typed is kept");
    assert!(second.body.contains("东门仓库"), "what is stored is shown");
    assert!(second.body.contains("name=\"version\" value=\"2\""), "the next try is over what is stored now");
    let history = page(&world, Who::Own, &world.address("/incidents/{id}")).await;
    assert!(history.contains("<ins>东门仓库"), "who changed what is kept");
}

#[tokio::test]
async fn leaders_read_and_administrators_see_nothing() {
    let world = World::fresh().await;
    let sent = [("occurred_at", "2026-11-04T09:20")];
    for who in [Who::Leader, Who::Admin] {
        assert_eq!(send(&world, who, "/incidents/new", &sent).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            send(&world, who, &world.address("/incidents/{id}/edit"), &sent).await.status,
            StatusCode::FORBIDDEN
        );
    }
    assert_eq!(world.ask(Who::Admin, &Method::GET, "/incidents").await.status, StatusCode::FORBIDDEN);
    let today = page(&world, Who::Inspector, "/").await;
    assert!(today.contains("href=\"/incidents/new\""), "the first page has the big button");
}
