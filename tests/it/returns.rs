//! The desk over HTTP: a workbook is uploaded, looked over, sent; wrong, empty, huge and hostile ones are tried.
use crate::world::{Answer, Who, World};
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use std::path::PathBuf;
use tower::ServiceExt;

pub const EDGE: &str = "----edge-of-a-part";

/// A form with a file, as a browser sends it.
pub fn form(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    let (name, bytes) = file.unwrap_or(("", b""));
    let head = format!(
        "--{EDGE}\r\nContent-Disposition: form-data; name=\"workbook\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend_from_slice(bytes);
    body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
    body
}

async fn post(world: &World, who: Who, kind: &str, body: Vec<u8>) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/returns/new")
        .header(header::HOST, "cuan.example")
        .header(header::ORIGIN, "http://cuan.example")
        .header(header::COOKIE, format!("sid=token-of-{who:?}"))
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .expect("a request");
    let answer = world.router.clone().oneshot(request).await.expect("the router answers");
    let (parts, body) = answer.into_parts();
    let body: Bytes = body.collect().await.expect("a whole body").to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
}

pub async fn upload(world: &World, who: Who, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
    post(world, who, &format!("multipart/form-data; boundary={EDGE}"), form(fields, file)).await
}

pub async fn get(world: &World, who: Who, address: &str) -> Answer {
    world.ask(who, &Method::GET, address).await
}

async fn decide(world: &World, who: Who, address: &str, take: &str) -> Answer {
    let origin = [(header::ORIGIN.as_str(), "http://cuan.example")];
    world.send(who, &Method::POST, address, &origin, &format!("take={take}")).await
}

/// Where an upload leads to, once the workbook is read.
pub async fn read(world: &World, who: Who, answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let address = answer.header(header::LOCATION).to_owned();
    loop {
        let page = get(world, who, &address).await;
        assert_eq!(page.status, StatusCode::OK);
        if page.header(header::REFRESH).is_empty() {
            return (address, page.body);
        }
        tokio::task::yield_now().await;
    }
}

const LEDGER: &str =
    "安全生产专题职代会台账\n召开日期,应到人数,实到人数,备注\n2026-09-17,45,31,\n2026-02-30,45,40,补\n合计,90,71,\n";

#[tokio::test]
async fn a_rep_sends_the_good_rows_of_a_messy_ledger_and_has_a_receipt() {
    let world = World::fresh().await;
    let id = uuid::Uuid::now_v7().to_string();
    let fields = [("id", id.as_str()), ("note", "第三季度"), ("template", "")];
    let file = Some(("职代会.csv", LEDGER.as_bytes()));
    let answer = upload(&world, Who::Own, &fields, file).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert_eq!(address, format!("/returns/{id}"));
    assert!(page.contains("2026-02-30") && page.contains("c-A4") && page.contains("sheet-wrong"), "{page}");
    assert!(page.contains("第三季度") && page.contains("职代会.csv"));
    let twice = upload(&world, Who::Own, &fields, file).await;
    assert_eq!(twice.header(header::LOCATION), address, "the same form is the same filing");

    let held = decide(&world, Who::Own, &format!("{address}/send"), "all").await;
    assert_eq!(held.status, StatusCode::CONFLICT);
    assert!(held.body.contains("sheet-wrong"), "the preview is still there");
    for _ in 0..2 {
        let sent = decide(&world, Who::Own, &format!("{address}/send"), "good").await;
        assert_eq!(
            (sent.status, sent.header(header::LOCATION)),
            (StatusCode::SEE_OTHER, format!("{address}?done=sent").as_str())
        );
    }
    let receipt = get(&world, Who::Own, &address).await.body;
    assert!(receipt.contains("receipt-number") && receipt.contains("A4"), "{receipt}");
    let list = get(&world, Who::Own, "/congress").await.body;
    assert!(list.contains("2026-09-17"), "{list}");
    let desk = get(&world, Who::Own, "/").await.body;
    assert!(desk.contains(&address), "filed this year, with its receipt");

    for who in [Who::Inspector, Who::Leader] {
        assert_eq!(get(&world, who, &address).await.status, StatusCode::OK, "{who:?}");
    }
    for who in [Who::Other, Who::Far] {
        assert_eq!(get(&world, who, &address).await.status, StatusCode::NOT_FOUND, "{who:?}");
    }
    leads_to_its_row(&world, &address).await;
    let again = upload(&world, Who::Own, &[], file).await;
    let (_, page) = read(&world, Who::Own, &again).await;
    assert!(page.contains(&address), "the first receipt is named");
    assert!(!page.contains("/send\""), "there is nothing to send");
}

/// The list leads to the record, the record to its row of the workbook, with its letters and numbers.
async fn leads_to_its_row(world: &World, address: &str) {
    let list = get(world, Who::Leader, "/congress?from=2026-09-17&to=2026-09-17").await.body;
    let record = between(&list, "href=\"/congress/", "\"");
    let record = get(world, Who::Leader, &format!("/congress/{record}")).await.body;
    let row = between(&record, &format!("href=\"{address}/rows?"), "\"").replace("&amp;", "&");
    let (query, anchor) = row.split_once('#').expect("an anchor");
    let page = get(world, Who::Leader, &format!("{address}/rows?{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(&format!("<tr id=\"{anchor}\" class=\"sheet-meant\"")), "{}", page.body);
    assert_eq!(anchor, "r3", "the workbook's own number");
    let meant = between(&page.body, "class=\"sheet-meant\"", "</tr>");
    assert!(meant.contains("2026-09-17") && meant.contains("31") && !meant.contains("2026-02-30"), "{meant}");
    for letter in ["A", "B", "C"] {
        assert!(page.body.contains(&format!("<span class=\"sheet-letter\">{letter}</span>")), "{letter}");
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).expect("an end").0
}

#[tokio::test]
async fn the_file_comes_back_as_it_was_and_never_as_a_page() {
    let world = World::fresh().await;
    let html = b"<script>alert(1)</script>";
    let answer = upload(&world, Who::Own, &[], Some(("../x\".html", html))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert!(!page.contains("<script>alert"), "shown as text only");
    let file = get(&world, Who::Own, &format!("{address}/file")).await;
    assert_eq!((file.status, file.body.as_bytes()), (StatusCode::OK, html.as_slice()));
    let disposition = file.header(header::CONTENT_DISPOSITION);
    assert_eq!(
        disposition, "attachment; filename=\"x\"; filename*=UTF-8''x",
        "a quote ends the name, and nothing follows it"
    );
    assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(file.header(header::CONTENT_SECURITY_POLICY).starts_with("sandbox"));
    assert_eq!(get(&world, Who::Other, &format!("{address}/file")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_without_a_file_or_with_too_much_comes_back_whole() {
    let world = World::fresh().await;
    let note = [("note", "请查收"), ("template", "congress")];
    let long = "长".repeat(501);
    let large = vec![b'x'; 20 * 1024 * 1024 + 1];
    type Sent<'a> = (&'a [(&'a str, &'a str)], Option<(&'a str, &'a [u8])>, &'a str);
    let cases: [Sent<'_>; 5] = [
        (&note, None, "请先选择工作簿"),
        (&note, Some(("空.xlsx", b"")), "文件是空的"),
        (&note, Some(("大.xlsx", &large)), "文件超过 20 MB"),
        (&[("note", &long)], Some(("a.csv", b"a")), "最多 500 个字"),
        (&[("note", "请查收"), ("template", "nonsense")], Some(("a.csv", b"a")), "请从所列选项中选择"),
    ];
    for (fields, file, said) in cases {
        let answer = upload(&world, Who::Own, fields, file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.body.contains(said), "{said}");
        assert!(answer.body.contains("请查收") || answer.body.contains("长长"), "what was typed is kept: {said}");
    }
    for kind in ["multipart/form-data", "text/plain", "multipart/form-data; boundary=other"] {
        let answer = post(&world, Who::Own, kind, form(&note, Some(("a.csv", b"a")))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
    }
    assert_eq!(upload(&world, Who::Leader, &note, None).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_template_downloads_and_comes_back_recognised() {
    let world = World::fresh().await;
    for kind in ["roll", "exposure", "congress", "incidents", "hazards", "training", "health", "baseline"] {
        let request = Request::builder()
            .uri(format!("/templates/{kind}"))
            .header(header::HOST, "cuan.example")
            .header(header::COOKIE, "sid=token-of-Inspector")
            .body(Body::empty())
            .expect("a request");
        let answer = world.router.clone().oneshot(request).await.expect("the router answers");
        assert_eq!(answer.status(), StatusCode::OK, "{kind}");
        let bytes = answer.into_body().collect().await.expect("a whole body").to_bytes();
        assert!(bytes.starts_with(b"PK"), "{kind}");
    }
    assert_eq!(get(&world, Who::Own, "/templates/nonsense").await.status, StatusCode::NOT_FOUND);
}

/// The value of a hidden field of a page.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let tag = format!("name=\"{name}\" value=\"");
    page.split_once(&tag).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
}

async fn say(world: &World, who: Who, address: &str, fields: &[(&str, &str)]) -> Answer {
    let origin = [(header::ORIGIN.as_str(), "http://cuan.example")];
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    world.send(who, &Method::POST, address, &origin, &body.join("&")).await
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

const OWN_WORDS: &str =
    "安全生产专题职代会台账\n召开日期,应到人数,实到代表几位呢,经办\n2026-09-17,45,31,老王\n2026-10-17,45,33,老李\n";

#[tokio::test]
async fn a_column_that_only_could_match_is_asked_about_once_and_remembered() {
    let world = World::fresh().await;
    let first = upload(&world, Who::Own, &[], Some(("职代会.csv", OWN_WORDS.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &first).await;
    assert!(page.contains("c-C") && page.contains("sheet-header"), "asked, with the header marked: {page}");
    assert!(!page.contains("/send\""), "nothing can be sent before");
    let columns = format!("{address}/columns");
    let sheet = hidden(&page, "sheet").to_owned();
    assert_eq!(sheet, "职代会");
    let twice = [("sheet", sheet.as_str()), ("block", "1"), ("c-A", "held_on"), ("c-B", "staff"), ("c-C", "staff")];
    let refused = say(&world, Who::Own, &columns, &twice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("c-C-problem"), "{}", refused.body);
    let said = [
        ("sheet", sheet.as_str()),
        ("block", "1"),
        ("c-A", "held_on"),
        ("c-B", "delegates_total"),
        ("c-C", "delegates_present"),
        ("c-D", ""),
    ];
    assert_eq!(say(&world, Who::Other, &columns, &said).await.status, StatusCode::NOT_FOUND);
    let lacking: Vec<(&str, &str)> =
        said.iter().map(|(name, key)| (*name, if *name == "c-C" { "" } else { *key })).collect();
    let refused = say(&world, Who::Own, &columns, &lacking).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("实到代表") && refused.body.contains("name=\"without\""), "{}", refused.body);
    let done = say(&world, Who::Own, &columns, &said).await;
    let (_, page) = read(&world, Who::Own, &done).await;
    assert!(page.contains("/send\"") && !page.contains("sheet-wrong"), "{page}");

    // The same header, lower down, in another file: nobody is asked.
    let again = format!("某某公司\n{}", OWN_WORDS.replace("31", "32"));
    let second = upload(&world, Who::Own, &[], Some(("第四季度.csv", again.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &second).await;
    assert!(page.contains("/send\"") && page.contains("2026年11月5日"), "{page}");
    let sent = decide(&world, Who::Own, &format!("{address}/send"), "all").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(get(&world, Who::Own, "/congress").await.body.contains("2026-10-17"));

    // Somebody else's workbook with this header is asked about; forgotten, so is one's own.
    let other = upload(&world, Who::Other, &[], Some(("职代会.csv", OWN_WORDS.as_bytes()))).await;
    let (_, page) = read(&world, Who::Other, &other).await;
    assert!(page.contains("sheet-header"), "{page}");
    let list = get(&world, Who::Own, "/layouts").await.body;
    let forget =
        list.split("/layouts/").skip(1).filter_map(|rest| rest.split_once("/forget").map(|(id, _)| id.to_owned()));
    for id in forget {
        let gone = say(&world, Who::Own, &format!("/layouts/{id}/forget"), &[]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER);
    }
    let third = upload(&world, Who::Own, &[], Some(("又一份.csv", again.as_bytes()))).await;
    let (_, page) = read(&world, Who::Own, &third).await;
    assert!(page.contains("sheet-header"), "{page}");
}

#[tokio::test]
async fn columns_that_lack_something_required_are_taken_for_once_and_not_remembered() {
    let world = World::fresh().await;
    let before = get(&world, Who::Own, "/layouts").await.body.matches("/forget").count();
    let first = upload(&world, Who::Own, &[], Some(("职代会.csv", OWN_WORDS.as_bytes()))).await;
    let (address, _) = read(&world, Who::Own, &first).await;
    let said = [("sheet", "职代会"), ("block", "1"), ("c-A", "held_on"), ("c-B", "delegates_total"), ("c-C", "")];
    let all = [&said[..], &[("c-D", ""), ("without", "on")]].concat();
    let done = say(&world, Who::Own, &format!("{address}/columns"), &all).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let (_, page) = read(&world, Who::Own, &done).await;
    assert!(page.contains("缺少必填列"), "{page}");
    let after = get(&world, Who::Own, "/layouts").await.body.matches("/forget").count();
    assert_eq!(after, before, "nothing is remembered");
    let again = OWN_WORDS.replace("31", "32");
    let second = upload(&world, Who::Own, &[], Some(("又一份.csv", again.as_bytes()))).await;
    assert!(read(&world, Who::Own, &second).await.1.contains("sheet-header"), "asked again");
}

#[tokio::test]
async fn a_table_nobody_can_tell_is_pointed_out_or_left_out() {
    let world = World::fresh().await;
    let odd = "哪天,应到,来了,谁记的\n2026-09-17,45,31,王\n2026-10-17,45,33,李\n";
    let answer = upload(&world, Who::Own, &[], Some(("开会.csv", odd.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert!(page.contains(&format!("{address}/sheets")), "asked which table it is: {page}");
    let sheets = format!("{address}/sheets");
    let wrong = [("sheet", "开会"), ("block", "1"), ("template", "roll"), ("first", "1"), ("last", "9")];
    let refused = say(&world, Who::Own, &sheets, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("template-problem") && refused.body.contains("first-problem"), "{}", refused.body);
    let said = [("sheet", "开会"), ("block", "1"), ("template", "congress"), ("first", "1"), ("last", "")];
    let done = say(&world, Who::Own, &sheets, &said).await;
    let (_, page) = read(&world, Who::Own, &done).await;
    assert!(page.contains("name=\"c-C\""), "then which columns: {page}");
    let go_on = say(&world, Who::Own, &format!("{address}/columns"), &[("go", "on")]).await;
    let (_, page) = read(&world, Who::Own, &go_on).await;
    assert!(page.contains("sheet-bar"), "what is not certain is not read: {page}");

    let answer = upload(&world, Who::Own, &[], Some(("通讯录.csv", "甲方,乙方,丙方\n1,2,3\n4,5,6\n".as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert!(page.contains("/sheets\""), "{page}");
    let leave = [("sheet", "通讯录"), ("block", "1"), ("template", "leave"), ("first", ""), ("last", "")];
    let done = say(&world, Who::Own, &format!("{address}/sheets"), &leave).await;
    let (_, page) = read(&world, Who::Own, &done).await;
    assert!(page.contains("sheet-bar") || page.contains("class=\"empty\""), "{page}");
}

#[tokio::test]
async fn a_sheet_that_was_not_read_is_listed_with_why_and_can_be_opened() {
    let world = World::fresh().await;
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, is_hidden, day) in [("今年", false, "2026-09-17"), ("去年", true, "2025-09-18")] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name").set_hidden(is_hidden);
        for (column, (label, value)) in (0..).zip([("召开日期", day), ("应到人数", "45"), ("实到人数", "31")])
        {
            sheet.write(0, column, label).and_then(|sheet| sheet.write(1, column, value)).expect("written");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let answer = upload(&world, Who::Own, &[], Some(("台账.xlsx", &bytes))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert!(page.contains("没有读的工作表") && page.contains("工作表是隐藏的，没有读（有内容的 2 行）"), "{page}");
    let sheets = format!("{address}/sheets");
    assert!(page.contains(&format!("{sheets}?sheet=1")), "{page}");
    let seen = get(&world, Who::Own, &format!("{sheets}?sheet=1")).await.body;
    assert!(seen.contains("2025-09-18") && seen.contains("value=\"1\""), "it can be looked at: {seen}");
    let said = [("sheet", "去年"), ("block", "1"), ("template", "congress"), ("first", "1"), ("last", "1")];
    let done = say(&world, Who::Own, &sheets, &said).await;
    let (_, page) = read(&world, Who::Own, &done).await;
    assert!(!page.contains("没有读的工作表") && page.contains(&format!("{address}?sheet=1")), "{page}");
    let leave = [("sheet", "去年"), ("block", "1"), ("template", "leave"), ("first", ""), ("last", "")];
    let done = say(&world, Who::Own, &sheets, &leave).await;
    let (_, page) = read(&world, Who::Own, &done).await;
    assert!(page.contains("没有读的工作表"), "{page}");
    assert_eq!(decide(&world, Who::Own, &format!("{address}/send"), "all").await.status, StatusCode::SEE_OTHER);
    let receipt = get(&world, Who::Own, &address).await.body;
    assert!(receipt.contains("工作表是隐藏的，没有读"), "the receipt says it too: {receipt}");
}

#[tokio::test]
async fn a_wrong_cell_is_corrected_in_place_and_the_file_stays_as_it_was() {
    let world = World::fresh().await;
    let answer = upload(&world, Who::Own, &[], Some(("职代会.csv", LEDGER.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    let cells = format!("{address}/cells");
    let id = uuid::Uuid::now_v7().to_string();
    assert!(page.contains("sheet-fix"), "{page}");
    let fix = |value| {
        [("id", id.as_str()), ("sheet", "职代会"), ("at", "0"), ("row", "4"), ("column", "A"), ("value", value)]
    };
    for (row, column) in [("1", "A"), ("4", "D"), ("99", "A"), ("4", "XFE")] {
        let mut nowhere = fix("1");
        (nowhere[3].1, nowhere[4].1) = (row, column);
        let refused = say(&world, Who::Own, &cells, &nowhere).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{column}{row}");
    }
    for _ in 0..2 {
        let done = say(&world, Who::Own, &cells, &fix("2026-02-28")).await;
        let (_, page) = read(&world, Who::Own, &done).await;
        assert!(
            !page.contains("sheet-wrong") && page.contains("2026-02-30"),
            "what the file says stays in sight: {page}"
        );
    }
    let page = get(&world, Who::Own, &address).await.body;
    let undo = [("correction", id.as_str()), ("at", "0"), ("row", "4"), ("column", "A")];
    assert!(page.contains("/cells/undo"), "{page}");
    let undone = say(&world, Who::Own, &format!("{address}/cells/undo"), &undo).await;
    let (_, page) = read(&world, Who::Own, &undone).await;
    assert!(page.contains("sheet-wrong"), "{page}");
    // A correction that is wrong itself is wrong; the next one counts.
    for (n, value, wrong) in [(1, "明天", true), (2, "2026年2月28日", false)] {
        let id = uuid::Uuid::from_u128(n).to_string();
        let mut fields = fix(value);
        fields[0].1 = &id;
        let done = say(&world, Who::Own, &cells, &fields).await;
        let (_, page) = read(&world, Who::Own, &done).await;
        assert_eq!(page.contains("sheet-wrong"), wrong, "{value}");
    }
    let sent = decide(&world, Who::Own, &format!("{address}/send"), "all").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(get(&world, Who::Own, "/congress").await.body.contains("2026-02-28"));
    let file = get(&world, Who::Own, &format!("{address}/file")).await.body;
    assert_eq!(file, LEDGER);
    let late = say(&world, Who::Own, &cells, &fix("2026-03-01")).await;
    assert_ne!(late.status, StatusCode::OK, "what was sent is not corrected here");
}

/// A file as it comes, with its name.
async fn file(world: &World, who: Who, address: &str) -> (StatusCode, String, Bytes) {
    let request = Request::builder()
        .uri(address)
        .header(header::HOST, "cuan.example")
        .header(header::COOKIE, format!("sid=token-of-{who:?}"))
        .body(Body::empty())
        .expect("a request");
    let answer = world.router.clone().oneshot(request).await.expect("the router answers");
    let named = answer.headers().get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    let named = named.unwrap_or_default().to_owned();
    (answer.status(), named, answer.into_body().collect().await.expect("a whole body").to_bytes())
}

/// The counts of the summary bar, in its order.
pub fn counts(page: &str) -> Vec<String> {
    let bar = page.split_once("sheet-bar").map_or("", |(_, rest)| rest.split("</nav>").next().unwrap_or_default());
    bar.split("<b>").skip(1).map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn the_marked_workbook_comes_back_without_its_marks_and_nothing_is_doubled() {
    let world = World::fresh().await;
    let answer = upload(&world, Who::Own, &[], Some(("职代会.csv", LEDGER.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert_eq!(counts(&page), ["1", "0", "0", "1", "1", "3"]);
    let marked = format!("{address}/marked.xlsx");
    assert_eq!(file(&world, Who::Other, &marked).await.0, StatusCode::NOT_FOUND);
    let (status, named, bytes) = file(&world, Who::Own, &marked).await;
    assert_eq!(status, StatusCode::OK);
    assert!(named.ends_with("%EF%BC%89.xlsx") && bytes.starts_with(b"PK"), "{named}");
    let sent = decide(&world, Who::Own, &format!("{address}/send"), "good").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let after = file(&world, Who::Inspector, &marked).await;
    assert_eq!(after.0, StatusCode::OK, "the open list of a sent return too");

    let answer = upload(&world, Who::Own, &[], Some(("职代会（标注）.xlsx", &bytes))).await;
    let (second, page) = read(&world, Who::Own, &answer).await;
    assert_eq!(counts(&page), ["0", "0", "1", "1", "1", "3"], "what was taken is the same, nothing else is read");
    assert!(!page.contains("促安标注") && !page.contains("怎么改"), "{page}");
    let (_, _, again) = file(&world, Who::Own, &format!("{second}/marked.xlsx")).await;
    let answer = upload(&world, Who::Own, &[], Some(("再标注.xlsx", &again))).await;
    let (_, page) = read(&world, Who::Own, &answer).await;
    assert_eq!(counts(&page), ["0", "0", "1", "1", "1", "3"]);
}

/// Where the collected hostile and odd workbooks lie, if they are here.
fn corpus() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join("shared").join("corpus");
    let named = std::env::var_os("CUAN_CORPUS").map(PathBuf::from);
    named.into_iter().chain([beside]).find(|folder| folder.is_dir())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_workbook_however_hostile_breaks_the_desk() {
    let Some(corpus) = corpus() else { return };
    let world = World::fresh().await;
    let mut tried = 0;
    for folder in ["hostile", "valid"] {
        let Ok(files) = std::fs::read_dir(corpus.join(folder)) else { continue };
        for path in files.flatten().map(|entry| entry.path()).filter(|path| path.is_file()) {
            let bytes = std::fs::read(&path).expect("a file");
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let answer = upload(&world, Who::Own, &[], Some((&name, &bytes))).await;
            if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
                continue;
            }
            let (_, page) = read(&world, Who::Own, &answer).await;
            assert!(page.contains("<h1"), "{name}");
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried} workbooks were tried");
}
