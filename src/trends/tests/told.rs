//! What other programs are told of the baselines: each once, with what the leader's page says of it.
use super::{as_leader, day, district, event};
use crate::baseline;
use crate::db::testing::each;
use crate::i18n::Lang;
use crate::trends::form::answer;
use crate::trends::model::{Against, Span};
use crate::trends::service::{self, Asked};
use uuid::Uuid;

#[tokio::test]
async fn the_measures_name_each_baseline_once_and_say_when_it_is_not_comparable() {
    each(async |db| {
        let d = district(db).await;
        d.record(&[
            event("2023-02-01", 0, Some("03"), Some(1)),
            event("2024-02-01", 0, Some("03"), Some(1)),
            event("2025-02-01", 0, Some("03"), Some(1)),
            event("2026-02-01", 0, Some("03"), Some(1)),
        ])
        .await;
        for year in [2023, 2024, 2025] {
            d.freeze(year).await;
        }
        let leader = as_leader(&d.ctx, None);
        let told = async |asked: Asked| {
            let compared = service::compare(&leader, asked).await.expect("compared");
            serde_json::to_value(answer(&leader, &compared)).expect("plain data")
        };
        let to_date = || Asked::to_date(day("2026-11-05"), None);
        let json = told(Asked { span: Span::Rolling, against: Against::Mean3, ..to_date() }).await;
        let listed = json["baselines"].as_array().expect("a list");
        let years: Vec<i64> = listed.iter().filter_map(|one| one["year"].as_i64()).collect();
        let once: std::collections::BTreeSet<i64> = years.iter().copied().collect();
        assert!(years.len() == once.len() && once.contains(&2024), "{years:?}");
        assert_eq!(json["comparable"], serde_json::json!(true));

        let mut tx = d.ctx.write().await.expect("write");
        let id = Uuid::now_v7();
        baseline::service::draft_from_records(&mut tx, &d.ctx, id, 2025, day("2026-01-12")).await.expect("drafted");
        let definition = "只计死亡事故".to_owned();
        let words = baseline::service::Words { as_of: day("2026-01-12"), definition, note: None };
        let besides = baseline::service::Besides { reason: Some("口径另写".to_owned()), alike: Some(false) };
        baseline::service::freeze_with(&mut tx, &d.ctx, id, words, besides).await.expect("frozen");
        tx.commit().await.expect("commit");
        let json = told(to_date()).await;
        assert_eq!(json["comparable"], serde_json::json!(false));
        let flags = json["baselines"][0]["flags"].as_array().expect("flags");
        let keys: Vec<_> = flags.iter().map(|flag| flag["key"].as_str().expect("a key")).collect();
        assert_eq!(keys, ["restated", "redefined"]);
        let compared = service::compare(&leader, to_date()).await.expect("compared");
        for (lang, key) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let (document, flags_here, beside) = compared.flagged(lang).remove(0);
            let ctx = crate::server::Ctx { lang, ..leader.clone() };
            let page = baseline::page::flag_words(&ctx, document, &flags_here[1], &beside);
            assert_eq!(flags[1]["said"][key].as_str(), Some(page.as_ref()), "the words of the page");
        }
    })
    .await;
}
