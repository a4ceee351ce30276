//! Bulletins over HTTP and by role; the document as an office program reads it.
use crate::world::{Answer, BULLETIN, Who, World};
use axum::http::{Method, StatusCode, header};
use std::path::Path;
use std::process::Command;

async fn get(world: &World, who: Who, address: &str) -> Answer {
    world.send(who, &Method::GET, address, &[], "").await
}

async fn post(world: &World, who: Who, address: &str, fields: &[(&str, &str)]) -> Answer {
    let origin = [(header::ORIGIN.as_str(), "http://cuan.example")];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    world.send(who, &Method::POST, address, &origin, &body).await
}

fn here() -> String {
    format!("/bulletins/{BULLETIN}")
}

#[tokio::test]
async fn an_inspector_drafts_edits_and_issues_and_a_leader_reads() {
    let world = World::fresh().await;
    let id = uuid::Uuid::now_v7().to_string();
    let fields = [("id", id.as_str()), ("kind", "quarter"), ("year", "2026"), ("quarter", "1")];
    let refused =
        post(&world, Who::Inspector, "/bulletins/new", &[("id", &id), ("kind", "quarter"), ("year", "2026")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#quarter\""), "the summary leads to the field");
    for _ in 0..2 {
        let made = post(&world, Who::Inspector, "/bulletins/new", &fields).await;
        assert_eq!(made.header(header::LOCATION), format!("/bulletins/{id}?done=drafted"));
    }
    let address = format!("/bulletins/{id}");
    let page = get(&world, Who::Inspector, &address).await.body;
    assert!(page.contains("全区2026年第一季度生产安全事故情况通报"), "{page}");
    assert!(page.contains("到期末，2026 年累计") && !page.contains("今年累计"), "read in later years: {page}");
    assert!(page.contains(&format!("{address}/records?of=now.incidents")), "the number leads to its records");
    assert!(page.contains("同比无可比数据"), "there is no frozen baseline here: {page}");
    assert!(page.contains("name=\"version\" value=\"1\""));
    let records = get(&world, Who::Leader, &format!("{address}/records?of=now.incidents")).await.body;
    assert_eq!(records.matches("<tr>").count(), 2, "the head and one record: {records}");
    let words = [("said_zh", "一季度发生事故9起。"), ("said_en", "One accident."), ("version", "1")];
    let edited = post(&world, Who::Inspector, &format!("{address}/edit"), &words).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER, "{}", edited.body);
    let unchecked = post(&world, Who::Inspector, &format!("{address}/issue"), &[("version", "2")]).await;
    assert_eq!(unchecked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unchecked.body.contains("人工写的数字 9起"),
        "the number that a person wrote is pointed out: {}",
        unchecked.body
    );
    for _ in 0..2 {
        let checked = [("version", "2"), ("checked", "yes")];
        let issued = post(&world, Who::Inspector, &format!("{address}/issue"), &checked).await;
        assert_eq!(issued.header(header::LOCATION), format!("{address}?done=issued"), "{}", issued.body);
    }
    let read = get(&world, Who::Leader, &address).await.body;
    assert!(read.contains("第 1 版") && read.contains("与签发时一致"), "{read}");
    assert!(!read.contains("/issue\"") && !read.contains("/correct\""), "a leader decides nothing");
    assert!(
        get(&world, Who::Far, &address).await.body.contains("第 1 版"),
        "an issued one of the district goes to all"
    );
    let late = post(&world, Who::Inspector, &format!("{address}/edit"), &words).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let list = get(&world, Who::Leader, "/bulletins?state=issued").await.body;
    assert!(list.contains(&address) && !list.contains(&here()), "{list}");
}

/// Turns a file into another kind by LibreOffice. Without it this fails by name: `scripts/need.sh office` installs it.
fn converted(folder: &Path, file: &str, to: &str) -> Vec<u8> {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let end = to.split(':').next().unwrap_or(to);
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", to, "--outdir"])
        .arg(folder)
        .arg(folder.join(file))
        .output()
        .expect("LibreOffice (soffice) is missing: run scripts/need.sh office");
    let made = folder.join(Path::new(file).with_extension(end));
    std::fs::read(made).unwrap_or_else(|_| {
        panic!("LibreOffice Writer made no {end} (scripts/need.sh office): {}", String::from_utf8_lossy(&done.stderr))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_opens_in_an_office_program_and_becomes_a_pdf() {
    let world = World::fresh().await;
    let folder = tempfile::tempdir().expect("a folder");
    for (lang, name, wanted) in [
        (
            "zh",
            "b-zh.docx",
            ["东岭镇2026年3月生产安全事故情况通报", "共发生生产安全事故1起，死亡0人、重伤1人", "按事故类型"],
        ),
        (
            "en",
            "b-en.docx",
            ["Work accidents in 东岭镇, Mar 2026", "counted 1 work accident with 0 deaths", "Last year"],
        ),
    ] {
        let answer = world.bytes(Who::Leader, &format!("{}/bulletin.docx?lang={lang}", here())).await;
        assert_eq!(&answer[..2], b"PK", "a package");
        std::fs::write(folder.path().join(name), &answer).expect("written");
        let pdf = converted(folder.path(), name, "pdf");
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 20_000, "{lang}: {} bytes", pdf.len());
        let text = String::from_utf8_lossy(&converted(folder.path(), name, "txt:Text (encoded):UTF8")).into_owned();
        for words in wanted {
            assert!(text.contains(words), "{lang} {words}: {text}");
        }
    }
}
