//! Baselines over the wire: frozen, restated, named by the comparison that used them; long tables of many years.
use crate::returns::{get, read, upload};
use crate::world::{Answer, Who, World};
use axum::http::{Method, StatusCode, header};
use std::fmt::Write;
use std::process::Command;

async fn post(world: &World, who: Who, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    world.send(who, &Method::POST, path, &[(header::ORIGIN.as_str(), "http://cuan.example")], &body).await
}

/// Where a deed leads to, without what it says there.
fn next(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let to = answer.header(header::LOCATION);
    to.split('?').next().unwrap_or_default().to_owned()
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = page.split_once(&field).unwrap_or_else(|| panic!("no {name} in {page}")).1;
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn page(world: &World, path: &str) -> String {
    let answer = get(world, Who::Inspector, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

/// Uploads a workbook as an inspector of the whole district and sends it.
async fn sent(world: &World, name: &str, text: &str) {
    let answer = upload(world, Who::Inspector, &[], Some((name, text.as_bytes()))).await;
    let (address, preview) = read(world, Who::Inspector, &answer).await;
    assert!(preview.contains(&format!("{address}/send")), "{preview}");
    next(&post(world, Who::Inspector, &format!("{address}/send"), &[("take", "all")]).await);
}

/// Freezes a draft with its own words, and a reason where it corrects a version.
async fn freeze(world: &World, address: &str, as_of: &str) -> Answer {
    let shown = page(world, address).await;
    let (version, against) = (hidden(&shown, "version"), hidden(&shown, "against"));
    let fields = [
        ("version", version.as_str()),
        ("against", against.as_str()),
        ("as_of", as_of),
        ("definition", "年度公报口径"),
        ("reason", "年报会审：一起事故核定为非生产安全事故，核减 1 起 1 人"),
        ("alike", "yes"),
    ];
    post(world, Who::Inspector, &format!("{address}/freeze"), &fields).await
}

/// The baselines that the list links to, as it lists them: newest year and version first, drafts before frozen ones.
async fn listed(world: &World) -> Vec<String> {
    let list = page(world, "/baselines").await;
    let rows = list.split("<th scope=\"row\"><a href=\"").skip(1);
    rows.map(|row| row.split('"').next().unwrap_or_default().to_owned()).collect()
}

/// The next year: 301 accidents, in 279 of which somebody died.
fn accidents() -> String {
    let mut text = String::from("企业名称,发生时间,死亡人数,重伤人数\n");
    for n in 0..301 {
        let (month, day, deaths) = (n % 12 + 1, n / 12 + 1, i32::from(n < 279));
        let _ = writeln!(text, "东岭甲厂,2023-{month:02}-{day:02} 09:30,{deaths},{}", 1 - deaths);
    }
    text
}

#[tokio::test]
async fn the_same_year_gives_other_percents_with_the_restated_version_and_the_page_names_it() {
    let world = World::fresh().await;
    sent(&world, "2022年基数.csv", "年份,事故起数,死亡人数\n2022,351,299\n").await;
    let all = listed(&world).await;
    let first = all.iter().find(|address| !address.ends_with(&world.baseline.to_string())).expect("a draft").clone();
    assert_eq!(next(&freeze(&world, &first, "2023-01-12").await), first);
    sent(&world, "2023年事故.csv", &accidents()).await;

    let compared = page(&world, "/trends?to=2023-12-31").await;
    for said in ["2022 · 第 1 版", &first, "351", "301", "299", "279", "14.2%", "6.7%"] {
        assert!(compared.contains(said), "with version 1: {said}");
    }
    assert!(!compared.contains("14.0%") && !compared.contains("6.4%"), "version 1 does not give these");

    let shown = page(&world, &first).await;
    let fields = [("id", hidden(&shown, "id")), ("reason", "年报会审核减".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let restate = format!("{first}/restate");
    let draft = next(&post(&world, Who::Inspector, &restate, &fields).await);
    assert_eq!(next(&post(&world, Who::Inspector, &restate, &fields).await), draft, "sent twice, one draft");
    let row = format!("{draft}/rows/1");
    let version = hidden(&page(&world, &row).await, "version");
    let figures = [("version", version.as_str()), ("incidents", "350"), ("deaths", "298")];
    next(&post(&world, Who::Inspector, &row, &figures).await);
    assert_eq!(post(&world, Who::Far, &format!("{draft}/freeze"), &[]).await.status, StatusCode::FORBIDDEN);
    let waiting = page(&world, &draft).await;
    for said in ["351", "350", "(−1)", "批准更正", "年报会审核减"] {
        assert!(waiting.contains(said), "the draft tells {said}");
    }
    assert_eq!(next(&freeze(&world, &draft, "2023-12-01").await), draft);

    let compared = page(&world, "/trends?to=2023-12-31").await;
    for said in ["2022 · 第 2 版", &draft, "350", "301", "298", "279", "14.0%", "6.4%"] {
        assert!(compared.contains(said), "with version 2: {said}");
    }
    assert!(!compared.contains("14.2%") && !compared.contains("6.7%"), "version 2 gives one pair only");
    for who in [Who::Inspector, Who::Leader] {
        let earlier = get(&world, who, &first).await;
        assert_eq!(earlier.status, StatusCode::OK);
        assert!(earlier.body.contains("351") && earlier.body.contains(&draft), "the earlier version names the later");
        let beside = get(&world, who, "/baselines/years/2022").await.body;
        for said in ["第 1 版", "第 2 版", "351", "<ins>350</ins>", "核减 1 起 1 人"] {
            assert!(beside.contains(said), "side by side: {said}");
        }
    }
    let fields = [("version", "1"), ("as_of", "2023-12-02"), ("definition", "另一口径")];
    let late = post(&world, Who::Inspector, &format!("{draft}/freeze"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "frozen is frozen");
}

const KINDS: [&str; 16] = [
    "Machinery contact",
    "Struck by object",
    "Struck by vehicle",
    "Struck against",
    "Handling",
    "Slip or trip",
    "Fall from height",
    "Collapse",
    "Drowning",
    "Harmful substance",
    "Fire",
    "Explosion",
    "Electricity",
    "Animal",
    "Violence",
    "Other",
];

fn figure(year: i64, industry: i64, kind: i64) -> i64 {
    (year * 131 + industry * 1_977 + kind * 7_211) % 19_000
}

/// 11 years, 14 industries, 16 kinds: made-up counts, a total under each year.
fn long_table() -> String {
    let mut text =
        String::from("Reported injuries by year, industry and kind\nYear,Industry,Kind,Incidents,Fatalities\n");
    for year in 1996..2007 {
        for industry in 0..14 {
            for (kind, name) in KINDS.iter().enumerate() {
                let incidents = figure(year, industry, kind as i64);
                let deaths = if incidents % 7 == 0 { "-".to_owned() } else { (incidents % 3).to_string() };
                let _ = writeln!(text, "{year},Section {industry},{name},{incidents},{deaths}");
            }
        }
    }
    let all: i64 = (1996..2007).map(of_year).sum();
    let _ = writeln!(text, "Total,,,{all},");
    text
}

fn of_year(year: i64) -> i64 {
    (0..14).flat_map(|industry| (0..16).map(move |kind| figure(year, industry, kind))).sum()
}

/// 12345 as the pages write it.
fn grouped(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

async fn totals_come_out_right(world: &World) {
    let list = listed(world).await;
    let mut years: Vec<i64> = (1996..2007).rev().collect();
    for address in list.iter().filter(|address| !address.ends_with(&world.baseline.to_string())) {
        let shown = page(world, address).await;
        let year = years.remove(0);
        assert!(shown.contains(&format!("{year} 年基线")), "{address}");
        let foot = shown.split_once("<tfoot>").expect("a total").1;
        assert!(foot.contains(&grouped(of_year(year))), "{year}: {} in {foot}", of_year(year));
    }
    assert!(years.is_empty(), "one baseline a year: {years:?} are missing");
}

#[tokio::test]
async fn a_long_table_of_many_years_goes_through_the_desk_and_its_yearly_totals_come_out_right() {
    let world = World::fresh().await;
    let answer = upload(&world, Who::Inspector, &[], Some(("table.csv", long_table().as_bytes()))).await;
    let (address, preview) = read(&world, Who::Inspector, &answer).await;
    assert!(preview.contains("2,464") || preview.contains("2464"), "every row is read: {preview}");
    for wrong in ["重复", "sheet-wrong"] {
        assert!(!preview.contains(wrong), "no row is called {wrong}");
    }
    next(&post(&world, Who::Inspector, &format!("{address}/send"), &[("take", "all")]).await);
    totals_come_out_right(&world).await;
}

/// The same figures with the years side by side, as yearbooks have them, or the kinds.
fn wide_table(years_across: bool) -> String {
    let mut text = String::from("Reported injuries by year, industry and kind of accident\n");
    let heads: Vec<String> = match years_across {
        true => (1996..2007).map(|year| format!("{year}/{:02}", (year + 1) % 100)).collect(),
        false => KINDS.iter().map(|kind| (*kind).to_owned()).collect(),
    };
    let first = if years_across { "Industry,Kind of accident" } else { "Year,Industry" };
    let _ = writeln!(text, "{first},{},Total", heads.join(","));
    let mut line = |name: &str, figures: Vec<i64>| {
        let all: i64 = figures.iter().sum();
        let figures: Vec<String> = figures.iter().map(i64::to_string).collect();
        let _ = writeln!(text, "{name},{},{all}", figures.join(","));
    };
    for industry in 0..14 {
        match years_across {
            true => (0..16).for_each(|kind| {
                let name = format!("Section {industry},{}", KINDS[kind as usize]);
                line(&name, (1996..2007).map(|year| figure(year, industry, kind)).collect());
            }),
            false => (1996..2007).for_each(|year| {
                let name = format!("{year}/{:02},Section {industry}", (year + 1) % 100);
                line(&name, (0..16).map(|kind| figure(year, industry, kind)).collect());
            }),
        }
    }
    text
}

#[tokio::test]
async fn a_wide_table_goes_through_the_upload_page_to_approved_baselines_with_the_right_totals() {
    for years_across in [true, false] {
        let world = World::fresh().await;
        let table = wide_table(years_across);
        let answer = upload(&world, Who::Inspector, &[], Some(("table.csv", table.as_bytes()))).await;
        let (address, preview) = read(&world, Who::Inspector, &answer).await;
        assert!(preview.contains("2,464") || preview.contains("2464"), "every figure is read: {preview}");
        for wrong in ["重复", "sheet-wrong"] {
            assert!(!preview.contains(wrong), "no figure is called {wrong}");
        }
        next(&post(&world, Who::Inspector, &format!("{address}/send"), &[("take", "all")]).await);
        totals_come_out_right(&world).await;
        for address in listed(&world).await.iter().filter(|address| !address.ends_with(&world.baseline.to_string())) {
            assert_eq!(next(&freeze(&world, address, "2020-01-12").await), *address);
        }
        totals_come_out_right(&world).await;
        // What nobody gave is no data in the sums, too: a nought would say that nobody was killed.
        let all = listed(&world).await;
        let frozen = all.iter().find(|address| !address.ends_with(&world.baseline.to_string())).expect("a year");
        let shown = page(&world, frozen).await;
        let foot = shown.split_once("<tfoot>").expect("a total").1.split_once("</tfoot>").expect("its end").0;
        assert_eq!(foot.matches("无数据").count(), 3, "deaths, serious injuries, loss: {foot}");
        // One year beside the year before it, and one industry of it, by the approved baselines.
        let compared = page(&world, "/trends?span=year&to=2006-06-01&cut=industry").await;
        for year in [2005, 2006] {
            assert!(compared.contains(&grouped(of_year(year))), "{year}: {}", of_year(year));
        }
    }
}

#[tokio::test]
async fn the_same_long_table_comes_in_by_the_command_line() {
    let world = World::fresh().await;
    let path = world.folder().join("table.csv");
    std::fs::write(&path, long_table()).expect("written");
    for said in ["已上报", "没有新内容"] {
        let mut import = Command::new(env!("CARGO_BIN_EXE_cuan"));
        import.args(["import", "--as", "inspector", "--yes", "--data"]).arg(world.folder()).arg(&path);
        import.arg("--database-url").arg(format!("sqlite:{}/cuan.db", world.folder().display()));
        let done = tokio::task::spawn_blocking(move || import.output()).await.expect("joined").expect("cuan runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let told = String::from_utf8_lossy(&done.stdout);
        assert!(told.contains(said), "{told}");
    }
    totals_come_out_right(&world).await;
}

#[tokio::test]
async fn undoing_a_return_drafts_a_restatement_that_names_the_return_and_is_approved_once() {
    let world = World::fresh().await;
    let ledger = "企业名称,发生时间,死亡人数,重伤人数\n东岭甲厂,2025-03-01 09:30,1,0\n东岭甲厂,2025-07-02 10:00,0,2\n";
    let answer = upload(&world, Who::Inspector, &[], Some(("事故.csv", ledger.as_bytes()))).await;
    let (filing, _) = read(&world, Who::Inspector, &answer).await;
    next(&post(&world, Who::Inspector, &format!("{filing}/send"), &[("take", "all")]).await);
    let id = uuid::Uuid::now_v7().to_string();
    let computed = post(&world, Who::Inspector, "/baselines/compute", &[("id", &id), ("year", "2025")]).await;
    let first = next(&computed);
    assert_eq!(next(&freeze(&world, &first, "2026-01-12").await), first);
    assert!(!page(&world, &first).await.contains("现有记录与本版不符"), "the records bear it out");
    assert!(!page(&world, "/baselines").await.contains("待决定的更正"));

    let undo = [("reason", "重复上报")];
    next(&post(&world, Who::Inspector, &format!("{filing}/undo"), &undo).await);
    let shown = page(&world, &first).await;
    for said in ["现有记录与本版不符", "记录已撤回", &filing, "<del>2</del>", "东岭甲厂"] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    assert!(page(&world, "/baselines").await.contains("待决定的更正"));
    assert!(get(&world, Who::Leader, &first).await.body.contains("现有记录与本版不符"), "leaders read it");

    let restate = format!("{first}/restate");
    let (id, seen) = (hidden(&shown, "id"), hidden(&shown, "seen"));
    let fields = [("id", id.as_str()), ("seen", seen.as_str()), ("reason", "")];
    let refused = post(&world, Who::Inspector, &restate, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "why is asked for");
    assert!(refused.body.contains("href=\"#reason\""), "the summary leads there");
    let fields = [("id", id.as_str()), ("seen", seen.as_str()), ("reason", "原报表重复，已撤销")];
    let second = next(&post(&world, Who::Inspector, &restate, &fields).await);
    assert_eq!(next(&post(&world, Who::Inspector, &restate, &fields).await), second);
    let late = post(&world, Who::Inspector, &restate, &[("id", &world.baseline.to_string()), ("reason", "x")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "an id that is taken is no new one");
    let shown = page(&world, &second).await;
    for said in ["第 2 版", "原报表重复，已撤销", "与冻结时一致"] {
        assert!(shown.contains(said), "{said}");
    }
}
