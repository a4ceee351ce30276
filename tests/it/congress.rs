//! The pages of the congress, as a browser without JavaScript meets them.
use crate::world::{Answer, Who, World};
use axum::http::{Method, StatusCode, header};

async fn read(world: &World, who: Who, address: &str) -> Answer {
    world.ask(who, &Method::GET, address).await
}

async fn send(world: &World, who: Who, address: &str, fields: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    world.send(who, &Method::POST, address, &[(header::ORIGIN.as_str(), "http://cuan.example")], &body.join("&")).await
}

/// The value of a hidden field.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let tag = page.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\""))).expect("the field is there");
    tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it has a value")
}

#[tokio::test]
async fn a_rep_records_a_meeting_and_reads_its_sums() {
    let world = World::fresh().await;
    let form = read(&world, Who::Own, "/congress/new").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("东岭甲厂") && !form.body.contains("name=\"enterprise\""), "the rep's own is not asked");
    let id = hidden(&form.body, "id").to_owned();
    let wrong = [
        ("id", id.as_str()),
        ("held_on", "2026-10-20"),
        ("delegates_total", "45"),
        ("delegates_present", "46"),
        ("topic", "kept"),
    ];
    let refused = send(&world, Who::Own, "/congress/new", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("href=\"#delegates_present\"") && refused.body.contains("46 人"),
        "said at the field and above"
    );
    assert!(refused.body.contains("kept") && hidden(&refused.body, "id") == id, "what was typed is still there");
    let right = [
        ("id", id.as_str()),
        ("held_on", "2026-10-20"),
        ("delegates_total", "45"),
        ("delegates_present", "31"),
        ("votes_yes", "22"),
    ];
    for _ in 0..2 {
        let done = send(&world, Who::Own, "/congress/new", &right).await;
        assert_eq!(
            (done.status, done.header(header::LOCATION)),
            (StatusCode::SEE_OTHER, format!("/congress/{id}?done=recorded").as_str())
        );
    }
    let page = read(&world, Who::Own, &format!("/congress/{id}")).await.body;
    assert!(
        page.contains("实到 31 / 应到 45，需 30") && page.contains("同意 22 / 全体 45，需 23"),
        "each check is a sum"
    );
    assert!(page.contains("表决不成立") && page.contains("《企业民主管理规定》第二十条"));
    let english =
        world.send(Who::Own, &Method::GET, &format!("/congress/{id}"), &[("accept-language", "en")], "").await.body;
    assert!(english.contains("31 of 45 present, 30 needed") && english.contains("The vote does not stand"));
}

#[tokio::test]
async fn a_correction_shows_who_changed_what_and_a_late_one_is_kept_from_overwriting() {
    let world = World::fresh().await;
    let address = format!("/congress/{}/edit", world.congress);
    let form = read(&world, Who::Own, &address).await;
    let version = hidden(&form.body, "version").to_owned();
    let total = hidden(&form.body, "delegates_total").to_owned();
    let day = hidden(&form.body, "held_on").to_owned();
    let fields = [
        ("version", version.as_str()),
        ("held_on", day.as_str()),
        ("delegates_total", total.as_str()),
        ("delegates_present", "1"),
        ("session", "second"),
    ];
    let done = send(&world, Who::Inspector, &address, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let page = read(&world, Who::Own, &format!("/congress/{}?done=corrected", world.congress)).await.body;
    assert!(page.contains("<ins>second") && page.contains("inspector") && page.contains("已更正"));
    let late = [
        ("version", version.as_str()),
        ("held_on", day.as_str()),
        ("delegates_total", total.as_str()),
        ("delegates_present", "0"),
        ("session", "mine"),
    ];
    let refused = send(&world, Who::Own, &address, &late).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("mine") && refused.body.contains("inspector"), "what was typed and who was first");
}

#[tokio::test]
async fn the_list_links_to_what_it_counts_and_names_those_who_have_not_met() {
    let world = World::fresh().await;
    let list = read(&world, Who::Inspector, "/congress").await.body;
    assert!(list.contains(&format!("/congress/{}", world.congress)) && list.contains("共 1 条"));
    let empty = read(&world, Who::Inspector, "/congress?q=nowhere").await.body;
    assert!(empty.contains("没有符合条件的会议") && empty.contains("chip"));
    let missing = read(&world, Who::Inspector, "/congress?show=missing&year=2026").await.body;
    assert!(missing.contains("西河乙厂") && missing.contains("/congress/new?enterprise="));
    assert!(
        read(&world, Who::Leader, "/congress").await.body.matches("/congress/new").count() == 0,
        "leaders only read"
    );
}
