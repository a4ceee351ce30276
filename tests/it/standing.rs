//! What becomes of a sent return, over HTTP and by role: reviewing, undoing, nil returns, names on no roll, who filed.
use crate::returns::{counts, get, read, upload};
use crate::world::{Answer, Who, World};
use axum::http::{Method, StatusCode, header};

async fn post(world: &World, who: Who, address: &str, body: &str) -> Answer {
    let origin = [(header::ORIGIN.as_str(), "http://cuan.example")];
    world.send(who, &Method::POST, address, &origin, body).await
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The version that the page's forms carry.
fn version(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"version\" value=\"").expect("a form with a version");
    rest.split('"').next().unwrap_or_default().to_owned()
}

const LEDGER: &str = "安全生产专题职代会台账\n召开日期,应到人数,实到人数\n2026-09-17,45,31\n2026-10-17,45,40\n";

async fn sent(world: &World) -> String {
    let answer = upload(world, Who::Own, &[], Some(("职代会.csv", LEDGER.as_bytes()))).await;
    let (address, _) = read(world, Who::Own, &answer).await;
    let sent = post(world, Who::Own, &format!("{address}/send"), "take=all").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    address
}

#[tokio::test]
async fn an_inspector_sends_back_accepts_and_the_rep_reads_why() {
    let world = World::fresh().await;
    let address = sent(&world).await;
    let list = get(&world, Who::Inspector, "/returns/review").await;
    assert!(list.body.contains(&format!("{address}/review")), "one click in the list: {}", list.body);
    assert!(!get(&world, Who::Far, "/returns/review").await.body.contains(&address));
    let page = get(&world, Who::Inspector, &address).await.body;
    let (version, review) = (version(&page), format!("{address}/review"));

    let blank = post(&world, Who::Inspector, &review, &form(&[("verdict", "send-back"), ("version", &version)])).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("id=\"notes\""), "the form comes back");
    let nowhere = [("verdict", "send-back"), ("version", &version), ("notes", "ZZ99 日期请核对")];
    let refused = post(&world, Who::Inspector, &review, &form(&nowhere)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("表里没有单元格 ZZ99"), "{}", refused.body);
    let notes = [("verdict", "send-back"), ("version", &version), ("notes", "A3 日期请核对，再报！")];
    for _ in 0..2 {
        let back = post(&world, Who::Inspector, &review, &form(&notes)).await;
        assert_eq!(back.header(header::LOCATION), format!("{address}?done=returned"));
    }
    let seen = get(&world, Who::Own, &address).await.body;
    assert!(seen.contains("日期请核对，再报！") && seen.contains("A3"), "{seen}");
    assert!(seen.contains(&format!("{address}/marked.xlsx")), "{seen}");
    let marked = world.bytes(Who::Own, &format!("{address}/marked.xlsx")).await;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(marked)).expect("it opens");
    let said: Vec<String> = calamine::Reader::worksheets(&mut book)
        .into_iter()
        .flat_map(|(_, sheet)| sheet.cells().map(|(.., cell)| cell.to_string()).collect::<Vec<_>>())
        .filter(|text| text.contains("部门退回意见"))
        .collect();
    assert!(said.iter().any(|text| text.contains("A3 【部门退回意见】日期请核对，再报！")), "{said:?}");
    assert_eq!(said.len(), 2, "in the row's problems and in the sheet in front: {said:?}");
    assert!(!seen.contains("/review\""), "a rep decides nothing");
    assert!(get(&world, Who::Own, "/").await.body.contains("看退回意见"));

    let stale = form(&[("verdict", "accept"), ("version", &version)]);
    assert_eq!(post(&world, Who::Inspector, &review, &stale).await.status, StatusCode::CONFLICT);
    let now = self::version(&get(&world, Who::Inspector, &address).await.body);
    let accept = form(&[("verdict", "accept"), ("version", &now), ("back", "list")]);
    for (who, status) in [
        (Who::Own, StatusCode::FORBIDDEN),
        (Who::Leader, StatusCode::FORBIDDEN),
        (Who::Far, StatusCode::NOT_FOUND),
        (Who::Inspector, StatusCode::SEE_OTHER),
    ] {
        assert_eq!(post(&world, who, &review, &accept).await.status, status, "{who:?}");
    }
    for (filter, found) in [
        ("state=accepted", true),
        ("state=sent", false),
        ("template=congress", true),
        ("template=training", false),
        ("period=2026", true),
        ("period=2025", false),
        ("q=%E4%B8%9C%E5%B2%AD", true),
        ("town=%E8%A5%BF%E6%B2%B3%E9%95%87", false),
    ] {
        let body = get(&world, Who::Inspector, &format!("/returns?{filter}")).await.body;
        assert_eq!(body.contains(&format!("href=\"{address}\"")), found, "{filter}");
    }
}

#[tokio::test]
async fn a_return_is_undone_by_its_sender_and_after_accepting_only_with_a_reason() {
    let world = World::fresh().await;
    let address = sent(&world).await;
    let undo = format!("{address}/undo");
    assert!(get(&world, Who::Own, "/congress").await.body.contains("2026-10-17"));
    for who in [Who::Other, Who::Far] {
        assert_eq!(post(&world, who, &undo, "").await.status, StatusCode::NOT_FOUND, "{who:?}");
    }
    let review = format!("{address}/review");
    let version = version(&get(&world, Who::Inspector, &address).await.body);
    let accept = form(&[("verdict", "accept"), ("version", &version)]);
    assert_eq!(post(&world, Who::Inspector, &review, &accept).await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&world, Who::Own, &undo, "").await.status, StatusCode::CONFLICT);
    assert_eq!(post(&world, Who::Inspector, &undo, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let undone = post(&world, Who::Inspector, &undo, &form(&[("reason", "报错了，应是另一单位！")])).await;
        assert_eq!(undone.header(header::LOCATION), format!("{address}?done=undone"));
    }
    let list = get(&world, Who::Own, "/congress").await.body;
    assert!(!list.contains("2026-10-17") && list.contains("2026-03-04"), "only what the return brought is gone");
    let page = get(&world, Who::Own, &address).await.body;
    assert!(page.contains("报错了，应是另一单位！") && !page.contains("/undo\""), "{page}");
    let desk = get(&world, Who::Own, "/").await.body;
    assert!(!desk.contains(&format!("href=\"{address}\" class")), "the year is due again");
}

#[tokio::test]
async fn a_period_told_again_asks_why() {
    let world = World::fresh().await;
    // While a year runs it is told bit by bit; last year is over.
    let ledger = LEDGER.replace("2026-", "2025-");
    let answer = upload(&world, Who::Own, &[], Some(("职代会.csv", ledger.as_bytes()))).await;
    let (first, page) = read(&world, Who::Own, &answer).await;
    assert!(!page.contains("name=\"reason\""));
    assert_eq!(post(&world, Who::Own, &format!("{first}/send"), "take=all").await.status, StatusCode::SEE_OTHER);
    let again = ledger.replace("45,40", "45,41");
    let answer = upload(&world, Who::Own, &[], Some(("职代会更正.csv", again.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert!(page.contains("name=\"reason\""), "{page}");
    let blank = post(&world, Who::Own, &format!("{address}/send"), "take=all&reason=").await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = form(&[("take", "all"), ("reason", "数错了，少一位代表。（见会议签到表）")]);
    assert_eq!(post(&world, Who::Own, &format!("{address}/send"), &why).await.status, StatusCode::SEE_OTHER);
    let seen = get(&world, Who::Inspector, &address).await.body;
    assert!(
        seen.contains("数错了，少一位代表。（见会议签到表）")
            && seen.contains("<del>40</del>")
            && seen.contains("<ins>41</ins>"),
        "{seen}"
    );
}

#[tokio::test]
async fn nothing_happened_is_one_tap_with_a_receipt() {
    let world = World::fresh().await;
    let desk = get(&world, Who::Own, "/").await.body;
    assert!(desk.contains("action=\"/returns/nil\"") && desk.contains("2026-Q3"), "{desk}");
    let id = uuid::Uuid::now_v7().to_string();
    let state = |id: &str, period: &str| form(&[("id", id), ("template", "incidents"), ("period", period)]);
    for _ in 0..2 {
        let stated = post(&world, Who::Own, "/returns/nil", &state(&id, "2026-Q3")).await;
        assert_eq!(stated.header(header::LOCATION), format!("/returns/{id}?done=nil"), "{}", stated.body);
    }
    let receipt = get(&world, Who::Own, &format!("/returns/{id}")).await.body;
    assert!(
        receipt.contains("声明") && receipt.contains("第三季度") && receipt.contains("receipt-number"),
        "{receipt}"
    );
    assert_eq!(get(&world, Who::Own, &format!("/returns/{id}/file")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&world, Who::Other, &format!("/returns/{id}")).await.status, StatusCode::NOT_FOUND);
    let other = uuid::Uuid::now_v7().to_string();
    // There was an accident in the first quarter.
    let refused = post(&world, Who::Own, "/returns/nil", &state(&other, "2026-Q1")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("已有 1 条记录"), "{}", refused.body);
    let runs = post(&world, Who::Own, "/returns/nil", &state(&other, "2026-Q4")).await;
    assert_eq!(runs.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_offered_for_signing() {
    let world = World::fresh().await;
    let page = |template: &str, period: &str| format!("/returns/nil?template={template}&period={period}");
    for (template, period) in
        [("incidents", "xx"), ("incidents", "2026"), ("incidents", "2026-Q9"), ("nothing", "2025")]
    {
        let answer = get(&world, Who::Own, &page(template, period)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{template} {period}");
        assert!(!answer.body.contains("action=\"/returns/nil\""), "{template} {period}");
    }
    // A period that runs, one to come, records that are there, and a return that is never nil.
    for (template, period, why) in [
        ("incidents", "2026-Q4", "才结束"),
        ("incidents", "2027-Q1", "才结束"),
        ("incidents", "2026-Q1", "已有 1 条记录"),
        ("congress", "2025", "不能零报告"),
    ] {
        let answer = get(&world, Who::Own, &page(template, period)).await;
        assert!(answer.body.contains(why), "{template} {period}: {}", answer.body);
        assert!(!answer.body.contains("action=\"/returns/nil\""), "{template} {period}");
    }
    let fine = get(&world, Who::Own, &page("incidents", "2026-Q3")).await;
    assert!(fine.status == StatusCode::OK && fine.body.contains("action=\"/returns/nil\""), "{}", fine.body);
}

#[tokio::test]
async fn a_workbook_without_a_row_leads_to_the_nil_return() {
    let world = World::fresh().await;
    let none = "2026年三季度事故台账\n发生时间,死亡人数,重伤人数,事故地点\n本季度无事故,,,\n";
    let answer = upload(&world, Who::Own, &[], Some(("事故.csv", none.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert!(page.contains("/returns/nil?template=incidents&amp;period=2026-Q3"), "{page}");
    assert!(page.contains("文件里没有可以记入的数据行") && !page.contains("请改好后再传"), "{page}");
    assert!(!get(&world, Who::Inspector, &address).await.body.contains("/returns/nil?"), "only a rep signs");
    // A form with one item below the other is told apart from a list.
    let upright = "项目,内容\n召开日期,2026年6月18日\n应到代表,45\n实到代表,41\n";
    let answer = upload(&world, Who::Own, &[], Some(("职代会.csv", upright.as_bytes()))).await;
    assert!(read(&world, Who::Own, &answer).await.1.contains("竖着排"));
    let odd = "哪天,应到,来了,谁记的\n2026-09-17,45,31,王\n2026-10-17,45,33,李\n";
    let answer = upload(&world, Who::Own, &[], Some(("开会.csv", odd.as_bytes()))).await;
    assert!(!read(&world, Who::Own, &answer).await.1.contains("竖着排"));
}

#[tokio::test]
async fn a_column_is_asked_once_of_which_year_its_days_are_and_whether_that_day_is_meant() {
    let world = World::fresh().await;
    let book = "隐患台账\n检查日期,隐患描述,隐患等级,完成日期\n7月5日,漏油,一般,当场整改\n7月6日,漏电,一般,当日\n7月7日,漏水,一般,整改中\n";
    let answer = upload(&world, Who::Own, &[], Some(("隐患.csv", book.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert!(page.contains("A 列的日期没有年份") && page.contains("还没有完成的，这一格请留空"), "{page}");
    let cells = format!("{address}/cells");
    let say = |order: &str, column: &str, year: &str| {
        form(&[("at", "0"), ("column", column), ("order", order), ("year", year)])
    };
    let wrong = post(&world, Who::Own, &cells, &say("year", "A", "26")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("请写四位数的年份"), "{}", wrong.body);
    let said = post(&world, Who::Own, &cells, &say("year", "A", "2026")).await;
    let (_, page) = read(&world, Who::Own, &said).await;
    assert!(!page.contains("没有年份") && page.contains("“当场整改”记 2026-07-05，其余照此"), "{page}");
    assert!(page.contains("value=\"2026-07-06\""), "the day stands ready in the cell's own form: {page}");
    let said = post(&world, Who::Own, &cells, &say("suggested", "D", "")).await;
    let (_, page) = read(&world, Who::Own, &said).await;
    assert!(!page.contains("其余照此") && page.contains("2026-07-06") && page.contains("原为“当日”"), "{page}");
    assert!(page.contains("还没有完成的，这一格请留空"), "what is still open is the sender's to leave blank");
}

#[tokio::test]
async fn a_name_on_no_roll_is_offered_and_settled_by_a_person() {
    let world = World::fresh().await;
    let book = "职代会台账\n单位名称,召开日期,应到人数,实到人数\n东岭甲,2026-09-17,45,31\n没有的厂,2026-09-18,45,31\n";
    let answer = upload(&world, Who::Inspector, &[], Some(("全区.csv", book.as_bytes()))).await;
    let (address, page) = read(&world, Who::Inspector, &answer).await;
    assert!(page.contains("value=\"东岭甲\"") && page.contains(&world.enterprise.to_string()), "{page}");
    assert!(page.contains("没有相近的企业"), "nobody is guessed");
    let names = format!("{address}/names");
    let stranger = form(&[("name-0", "东岭甲"), ("who-0", &uuid::Uuid::now_v7().to_string())]);
    assert_eq!(post(&world, Who::Inspector, &names, &stranger).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = world.enterprise.to_string();
    let said = form(&[("name-0", "东岭甲"), ("who-0", &own), ("name-1", "没有的厂"), ("who-1", "")]);
    let answer = post(&world, Who::Inspector, &names, &said).await;
    let (_, page) = read(&world, Who::Inspector, &answer).await;
    assert!(page.contains("已选定"), "{page}");
    let sent = post(&world, Who::Inspector, &format!("{address}/send"), "take=good").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let list = get(&world, Who::Own, "/congress").await.body;
    assert!(list.contains("2026-09-17"), "{list}");
    let roll = get(&world, Who::Inspector, "/enterprises").await.body;
    assert!(!roll.contains("没有的厂"), "no enterprise is made");
}

#[tokio::test]
async fn who_filed_is_seen_and_taken_away_and_the_days_are_set() {
    let world = World::fresh().await;
    let page = get(&world, Who::Inspector, "/returns/rates?template=incidents&period=2026-Q3").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("东岭甲厂") && page.body.contains("请以下企业尽快报送"), "{}", page.body);
    let far = get(&world, Who::Far, "/returns/rates?template=incidents&period=2026-Q3").await.body;
    assert!(far.contains("西河乙厂") && !far.contains("东岭甲厂"));
    let book = get(&world, Who::Inspector, "/returns/rates.xlsx?template=incidents&period=2026-Q3").await;
    assert!(book.status == StatusCode::OK && book.body.starts_with("PK"));
    let nonsense = get(&world, Who::Inspector, "/returns/rates?template=roll").await;
    assert_eq!(nonsense.status, StatusCode::NOT_FOUND);

    let days = |day: &str| {
        form(&[
            ("template", "incidents"),
            ("every", "quarter"),
            ("months_after", "2"),
            ("day", day),
            ("whom", "all"),
            ("since", "2026-07-01"),
        ])
    };
    let wrong = post(&world, Who::Admin, "/returns/calendar", &days("32")).await;
    let doubtful = post(&world, Who::Admin, "/returns/calendar", &days("10")).await;
    assert_eq!(doubtful.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(doubtful.body.contains("2026-07-01 已经过去") && doubtful.body.contains("照此保存"), "{}", doubtful.body);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"32\""), "what was typed is kept");
    assert_eq!(
        post(&world, Who::Admin, "/returns/calendar", &format!("{}&sure=yes", days("10"))).await.status,
        StatusCode::SEE_OTHER
    );
    let seen = get(&world, Who::Own, "/returns/calendar").await.body;
    assert!(seen.contains("第 2 个月 10 日前"), "{seen}");
}

#[tokio::test]
async fn a_workbook_that_holds_nothing_new_says_so_and_is_not_sent_again() {
    let world = World::fresh().await;
    let first = sent(&world).await;
    // The same figures in another file, and then the very same file.
    let other = LEDGER.replace("安全生产专题职代会台账", "职代会台账（再存一次）");
    for (name, text, same) in [("另存.csv", other.as_str(), false), ("职代会.csv", LEDGER, true)] {
        let answer = upload(&world, Who::Own, &[], Some((name, text.as_bytes()))).await;
        let (address, page) = read(&world, Who::Own, &answer).await;
        assert!(page.contains("没有新内容：这份工作簿里的内容都已经记入"), "{page}");
        assert!(page.contains(&format!("href=\"{first}\"")), "the earlier return is linked: {page}");
        assert_eq!(page.contains("同样的文件已经报过"), same, "{page}");
        assert!(!page.contains(&format!("{address}/send")) && !page.contains("name=\"reason\""), "{page}");
        let refused = post(&world, Who::Own, &format!("{address}/send"), "take=all").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("不用再报"), "{}", refused.body);
        let away = post(&world, Who::Own, &format!("{address}/withdraw"), "").await;
        assert_eq!(away.header(header::LOCATION), "/returns?done=withdrawn");
    }
    let seen = get(&world, Who::Own, &first).await.body;
    assert!(!seen.contains("id=\"versions\"") && !seen.contains("F2026-000002"), "one version: {seen}");
}

#[tokio::test]
async fn any_row_can_be_left_out_alone_without_a_script() {
    let world = World::fresh().await;
    let text =
        "安全生产专题职代会台账\n召开日期,应到人数,实到人数\n2026-09-17,45,31\n2026-10-17,45,40\n2026-02-30,45,40\n";
    let answer = upload(&world, Who::Own, &[], Some(("职代会.csv", text.as_bytes()))).await;
    let (address, page) = read(&world, Who::Own, &answer).await;
    assert_eq!(counts(&page), ["2", "0", "0", "1", "0", "3"]);
    let rows = format!("{address}/out");
    assert_eq!(page.matches(&format!("action=\"{rows}\"")).count(), 3, "each row has its form");
    let blank = post(&world, Who::Own, &rows, &form(&[("at", "0"), ("row", "4"), ("leave", " ")])).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("id=\"leave\"") && blank.body.contains("href=\"#leave\""), "{}", blank.body);
    for (row, reason) in [("4", "上月已报，不再报。"), ("5", "日期不清")] {
        let fields = [("at", "0"), ("row", row), ("leave", reason)];
        let done = post(&world, Who::Own, &rows, &form(&fields)).await;
        assert_eq!(done.header(header::LOCATION), format!("{address}?sheet=0&row={row}#r{row}"));
    }
    let page = get(&world, Who::Own, &address).await.body;
    assert_eq!(counts(&page), ["1", "0", "0", "0", "2", "3"], "{page}");
    assert!(page.contains("上月已报，不再报。") && page.contains("/out/undo"), "{page}");
    let back = post(&world, Who::Own, &format!("{rows}/undo"), &form(&[("at", "0"), ("row", "4")])).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let page = get(&world, Who::Own, &address).await.body;
    assert_eq!(counts(&page), ["2", "0", "0", "0", "1", "3"], "{page}");
    let sent = post(&world, Who::Own, &format!("{address}/send"), "take=all").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let receipt = get(&world, Who::Inspector, &address).await.body;
    assert!(receipt.contains("报送人不报的行") && receipt.contains("日期不清"), "{receipt}");
}
