//! Who is freed from a duty, and until when.
use super::{day, status};
use crate::compliance::model::{Asked, Duty, ListFilter, Status};
use crate::compliance::{export, service};
use crate::congress::tests::district as small;
use crate::db::testing::each;
use crate::kernel::Typed;
use crate::server::Halt;
use uuid::Uuid;

#[tokio::test]
async fn an_enterprise_is_freed_from_a_duty_until_a_day_and_it_is_seen_at_once() {
    each(async |db| {
        let district = small(db).await;
        let (leader, inspector) = (district.leader(), district.inspector(None));
        let far = district.inspector(Some("张甸镇"));
        let id = Uuid::now_v7().to_string();
        let typed =
            |fields: &[(&str, &str)]| Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        let fields = |duty: &str, until: &str| {
            typed(&[
                ("id", id.as_str()),
                ("enterprise", "晨光纺织有限公司"),
                ("duty", duty),
                ("since", "2026-11-01"),
                ("until", until),
                ("authority", "区总工会〔2026〕3号"),
                ("reason", "停产，全员离岗。"),
            ])
        };
        assert!(matches!(
            service::free(&district.rep(), &fields("congress-held", "2026-12-31")).await,
            Err(Halt::Forbidden)
        ));
        for (who, duty, until) in [
            (&inspector, "returns", "2026-12-31"),
            (&inspector, "congress-held", ""),
            (&far, "congress-held", "2026-12-31"),
        ] {
            assert!(matches!(service::free(who, &fields(duty, until)).await, Err(Halt::Refused(_))), "{duty} {until}");
        }
        assert_eq!(status(&district, &leader, Duty::CongressHeld).await, "soon");
        for _ in 0..2 {
            service::free(&inspector, &fields("congress-held", "2026-12-31")).await.expect("freed");
        }
        assert_eq!(status(&district, &leader, Duty::CongressHeld).await, "exempt");
        let all = service::freed(&leader).await.expect("listed");
        let told: Vec<_> =
            all.iter().map(|f| (f.enterprise_name.as_str(), f.from, f.reason.as_str(), f.version)).collect();
        assert_eq!(told, [("晨光纺织有限公司", Duty::CongressHeld, "停产，全员离岗。", 1)]);
        assert!(service::freed(&far).await.expect("listed").is_empty());
        assert!(matches!(service::freed(&district.rep()).await, Err(Halt::Forbidden)));
        let file = service::file(&district.rep(), district.mill, &Asked::default()).await.expect("its own");
        assert_eq!(
            (file.standing.facts.freed.len(), file.standing.of(Duty::CongressHeld).map(|j| j.status)),
            (1, Some(Status::Exempt))
        );
        let before = Asked { year: Some(2026), on: Some(day("2026-10-31")) };
        let then = service::file(&leader, district.mill, &before).await.expect("a file");
        assert_ne!(then.standing.of(Duty::CongressHeld).map(|j| j.status), Some(Status::Exempt), "before it began");
        // The workbook of the list says so as well.
        let filter = ListFilter::read(&typed(&[("duty", "congress-held"), ("state", "exempt")]));
        let listed = service::list(&leader, &filter, true).await.expect("a list");
        assert_eq!(listed.total, 1);
        let bytes = export::enterprises(crate::i18n::Lang::Zh, &listed, &filter).expect("a workbook");
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("it opens");
        let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("read");
        let said: Vec<String> = sheet.used_cells().map(|(.., cell)| cell.to_string()).collect();
        assert!(said.iter().any(|text| text == "免除"), "{said:?}");
        assert!(
            said.iter().any(|text| text.contains("区总工会〔2026〕3号")
                && text.contains("停产，全员离岗。")
                && text.contains("12月31日")),
            "{said:?}"
        );

        let version = typed(&[("version", "1")]);
        assert!(matches!(service::end(&far, all[0].id, &version).await, Err(Halt::Missing)));
        for _ in 0..2 {
            service::end(&inspector, all[0].id, &version).await.expect("ended");
        }
        assert_eq!(status(&district, &leader, Duty::CongressHeld).await, "soon", "owed again");
        let mut tx = leader.read().await.expect("read");
        let deeds = crate::audit::service::history(&mut tx, all[0].id).await.expect("told");
        assert_eq!(deeds.iter().map(|line| line.deed.as_str()).collect::<Vec<_>>(), ["correct", "free"]);
    })
    .await;
}
