//! The pages of training, as a browser without JavaScript meets them.
use crate::world::{Answer, Who, World};
use axum::http::{Method, StatusCode, header};

async fn read(world: &World, who: Who, address: &str) -> Answer {
    world.ask(who, &Method::GET, address).await
}

async fn send(world: &World, who: Who, address: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    world.send(who, &Method::POST, address, &[(header::ORIGIN.as_str(), "http://cuan.example")], &body.finish()).await
}

const COURSE: [(&str, &str); 4] =
    [("held_on", "2026-10-20"), ("kind", "induction"), ("course", "三级教育"), ("hours", "8")];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    COURSE.into_iter().chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn a_rep_records_a_session_and_reads_the_hours_that_are_short() {
    let world = World::fresh().await;
    let wrong = send(&world, Who::Own, "/training/new", &with(&[("roster", "王小明\n李二 110105194912310021")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("第 2 行") && wrong.body.contains("王小明\n李二 110105194912310021"),
        "the line, and what was typed"
    );
    let roster = with(&[("roster", "王小明,32000020020227022X,焊工,88,合格\n李二")]);
    let done = send(&world, Who::Own, "/training/new", &roster).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let again = send(&world, Who::Own, "/training/new", &roster).await;
    assert_eq!(again.header(header::LOCATION), done.header(header::LOCATION), "sent twice, one effect");
    let page = read(&world, Who::Own, done.header(header::LOCATION)).await.body;
    assert!(page.contains("320000**********2X") && !page.contains("32000020020227022X"), "only the ends of the number");
    assert!(page.contains("差 16 学时") && page.contains("至少 24 学时 · 0 / 2 人达到"), "hours against the law");
    assert!(page.contains("《生产经营单位安全培训规定》第十三条"));
    let list = read(&world, Who::Own, "/training?kind=induction").await.body;
    assert!(list.contains("三级教育") && list.contains("共 1 条"));
}

#[tokio::test]
async fn a_person_is_corrected_without_showing_the_number_again() {
    let world = World::fresh().await;
    let address = format!("/training/people/{}/edit", world.person);
    let form = read(&world, Who::Own, &address).await.body;
    assert!(form.contains("某甲") && form.contains("name=\"version\""));
    let fields = [
        ("version", "1"),
        ("name", "某甲"),
        ("held_on", "2026-03-04"),
        ("kind", "refresher"),
        ("hours", "8"),
        ("id_no", "32000020020227022X"),
        ("score", "91"),
    ];
    let done = send(&world, Who::Inspector, &address, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let form = read(&world, Who::Own, &address).await.body;
    assert!(form.contains("320000**********2X") && !form.contains("32000020020227022X"));
    let late = send(&world, Who::Own, &address, &[&fields[..6], &[("score", "10")]].concat()).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("inspector"), "who was first");
}

#[tokio::test]
async fn certificates_and_coverage_have_their_own_views() {
    let world = World::fresh().await;
    let special =
        [("held_on", "2023-10-20"), ("kind", "special"), ("hours", "8"), ("roster", "王小明,证书 T1,2026-10-31")];
    assert_eq!(send(&world, Who::Own, "/training/new", &special).await.status, StatusCode::SEE_OTHER);
    let due = read(&world, Who::Own, "/training?show=certificates").await.body;
    assert!(due.contains("T1") && due.contains("过期 5 天"));
    assert!(!read(&world, Who::Far, "/training?show=certificates").await.body.contains("T1"), "another town's");
    let covered = read(&world, Who::Leader, "/training?show=coverage").await.body;
    assert!(covered.contains("东岭甲厂") && covered.contains("未填"), "no share without a headcount");
}
