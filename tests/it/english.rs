//! English pages are English: industries, laws and the program's own words. Names of people, towns and enterprises stay.
use crate::world::{BULLETIN, Who, World};
use axum::http::{Method, StatusCode};
use cuan::db::{Db, Tx};

/// The enterprises' industries as senders write them: with a code, and in words alone.
async fn industries(world: &World) {
    let url = format!("sqlite:{}/cuan.db", world.folder().display());
    let db = Db::open(&url).await.expect("the database opens");
    let mut tx = db.write().await.expect("a transaction");
    let Tx::Sqlite(sqlite) = &mut tx else { panic!("the world is on SQLite") };
    for (name, industry) in [("东岭甲厂", "C33 金属制品业"), ("西河乙厂", "零售业")] {
        sqlx::query("UPDATE enterprise SET industry = $1 WHERE name = $2")
            .bind(industry)
            .bind(name)
            .execute(&mut **sqlite)
            .await
            .expect("written");
    }
    tx.commit().await.expect("committed");
}

/// Whoever and wherever it is: towns, enterprises, people, what they wrote.
const NAMES: [&str; 9] =
    ["东岭甲厂", "西河乙厂", "东岭镇", "西河镇", "护栏缺失", "区安委办", "区卫健委", "停产", "某甲"];

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The main part of a page without its markup; what is marked as Chinese is left out.
fn said(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let mut out = String::new();
    for piece in main.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        // What is read aloud is said, too.
        for name in ["aria-label=\"", "title=\"", "placeholder=\"", "data-label=\""] {
            let value = tag.split_once(name).map(|(_, rest)| rest.split('"').next().unwrap_or_default());
            out.push_str(value.unwrap_or_default());
            out.push('\n');
        }
        out.push_str(text);
        out.push('\n');
    }
    out
}

#[tokio::test]
async fn industries_and_laws_are_english_on_english_pages() {
    let world = World::fresh().await;
    industries(&world).await;
    let enterprise = world.enterprise;
    let pages = [
        "/trends?cut=industry".to_owned(),
        "/trends?cut=enterprise".to_owned(),
        "/trends/measures?measure=incidents&cut=industry".to_owned(),
        "/trends/measures?measure=incident-rate&cut=industry".to_owned(),
        "/trends/measures".to_owned(),
        "/trends/records?measure=incidents&half=top&side=now&of-cut=industry&of-part=C".to_owned(),
        "/trends/charts?by=industry".to_owned(),
        "/trends/charts?by=industry&year=2025".to_owned(),
        "/enterprises".to_owned(),
        "/enterprises?industry=C33%20%E9%87%91%E5%B1%9E%E5%88%B6%E5%93%81%E4%B8%9A".to_owned(),
        format!("/enterprises/{enterprise}"),
        format!("/enterprises/{enterprise}/file"),
        "/incidents".to_owned(),
        "/compliance".to_owned(),
        "/compliance/talks".to_owned(),
        "/compliance/calendar".to_owned(),
        "/compliance/alliance".to_owned(),
        format!("/bulletins/{BULLETIN}"),
        format!("/bulletins/{BULLETIN}/records?of=now.incidents"),
    ];
    let mut seen = String::new();
    for address in pages {
        let answer = world.send(Who::Leader, &Method::GET, &address, &[("accept-language", "en")], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.body.contains("lang=\"en\""), "{address} is English");
        let mut text = said(&answer.body);
        for name in NAMES {
            text = text.replace(name, "");
        }
        let left: Vec<&str> = text.lines().filter(|line| line.contains(is_han)).map(str::trim).collect();
        assert!(left.is_empty(), "{address}: {left:?}");
        seen.push_str(&text);
    }
    for words in ["C33 Metal products", "F52 Retail", "C Manufacturing", "Work Safety Law, art."] {
        assert!(seen.contains(words), "somewhere it says {words}");
    }
}
