//! The list, its filters and its export; one enterprise.
use super::{FIRST, acting, district, inspector, rep, roll};
use crate::account::model::Role;
use crate::db::testing::each;
use crate::enterprise::model::{Match, Wanted};
use crate::enterprise::rule::Basis;
use crate::enterprise::service::{self, Finder, PAGE};
use crate::kernel::Typed;
use crate::kernel::code::CreditCode;
use crate::kernel::intake::Outcome;
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use serde_json::json;
use uuid::Uuid;

fn wanted(fields: &[(&str, &str)]) -> Wanted {
    Wanted::parse(&Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()))
}

async fn names(ctx: &Ctx, fields: &[(&str, &str)]) -> Vec<String> {
    let page = service::list(ctx, &wanted(fields)).await.expect("listed");
    assert_eq!(page.total, page.rows.len() as i64, "the count is that of the rows");
    page.rows.into_iter().map(|row| row.facts.name).collect()
}

/// A credit code for the `n`th of many, with its check character.
fn code(n: usize) -> String {
    let body = format!("91000000MA{n:07}");
    let fits = |c: &char| format!("{body}{c}").parse::<CreditCode>().is_ok();
    let check = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().find(fits).expect("one character fits");
    format!("{body}{check}")
}

const FIRM: &str = "苏梁机械有限公司";
const HEAVY: &str = "长乐重工有限公司";

#[tokio::test]
async fn a_part_of_the_name_its_pinyin_its_initials_or_the_code_finds_an_enterprise() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        district(&ctx).await;
        let ctx = acting(&ctx, inspector(None));
        for (text, expected) in [
            ("机械", vec![FIRM]),
            ("  重工 ", vec![HEAVY]),
            ("suliang", vec![FIRM]),
            ("Su Liang", vec![FIRM]),
            ("sljx", vec![FIRM]),
            ("changle", vec![HEAVY]),
            ("zhangyue", vec![HEAVY]),
            ("clzg", vec![HEAVY]),
            ("yxgs", vec![HEAVY, FIRM]),
            ("ma00000154", vec![FIRM]),
            (FIRST, vec![FIRM]),
            ("", vec![HEAVY, FIRM]),
            ("%", vec![]),
            ("_", vec![]),
            ("'; DROP TABLE enterprise; --", vec![]),
            ("没有", vec![]),
        ] {
            assert_eq!(names(&ctx, &[("q", text)]).await, expected, "{text}");
        }
        let mut tx = ctx.write().await.expect("write");
        let renamed = roll(json!({ "uscc": FIRST, "name": "远江精密有限公司", "town": "罗塘街道" }));
        service::upsert_roll(&mut tx, &ctx, &[renamed]).await.expect("renamed");
        tx.commit().await.expect("commit");
        assert_eq!(names(&ctx, &[("q", "苏梁")]).await, ["远江精密有限公司"], "by its former name");
        assert_eq!(names(&ctx, &[("q", "yjjm")]).await, ["远江精密有限公司"]);
        let offered = service::offered(&ctx, "yjjm").await.expect("offered");
        assert_eq!(offered.len(), 1);
        assert!(service::offered(&ctx, " ").await.expect("offered").is_empty());
    })
    .await;
}

#[tokio::test]
async fn filters_narrow_and_sorting_orders_with_the_unknown_last() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        district(&ctx).await;
        let mut tx = ctx.write().await.expect("write");
        let third = roll(json!({ "uscc": code(1), "name": "安澜食品厂", "town": "溱潼镇", "pilot": true }));
        service::upsert_roll(&mut tx, &ctx, &[third]).await.expect("taken");
        tx.commit().await.expect("commit");
        let ctx = acting(&ctx, inspector(None));
        let third = "安澜食品厂";
        for (fields, expected) in [
            (vec![("town", "溱潼镇")], vec![third, HEAVY]),
            (vec![("town", "溱潼镇"), ("q", "clzg")], vec![HEAVY]),
            (vec![("industry", "纺织业")], vec![HEAVY]),
            (vec![("size", "small")], vec![FIRM]),
            (vec![("union", "yes")], vec![FIRM]),
            (vec![("union", "no")], vec![]),
            (vec![("high_risk", "no")], vec![FIRM]),
            (vec![("pilot", "yes"), ("town", "罗塘街道")], vec![]),
            (vec![("sort", "-name")], vec![FIRM, HEAVY, third]),
            (vec![("sort", "town")], vec![FIRM, third, HEAVY]),
            (vec![("sort", "-town")], vec![third, HEAVY, FIRM]),
            (vec![("sort", "headcount")], vec![HEAVY, FIRM, third]),
            (vec![("sort", "-headcount")], vec![FIRM, HEAVY, third]),
        ] {
            assert_eq!(names(&ctx, &fields).await, expected, "{fields:?}");
        }
        let page = service::list(&ctx, &wanted(&[])).await.expect("listed");
        assert_eq!(page.towns, ["罗塘街道", "溱潼镇"]);
        assert_eq!(page.industries, ["纺织业", "通用设备制造业"], "in the order of their pinyin");
        assert_eq!(page.rows.iter().map(|r| r.headcount).collect::<Vec<_>>(), [None, Some(9), Some(31)]);
    })
    .await;
}

#[tokio::test]
async fn pages_hold_every_row_once_and_the_export_holds_them_all() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        district(&ctx).await;
        let rows: Vec<_> = (1..=120)
            .map(|n| roll(json!({ "uscc": code(n), "name": format!("同名厂{}", n % 7), "town": "溱潼镇" })))
            .collect();
        let mut tx = ctx.write().await.expect("write");
        let outcomes = service::upsert_roll(&mut tx, &ctx, &rows).await.expect("taken");
        assert!(outcomes.iter().all(|o| matches!(o, Outcome::New(_))), "{outcomes:?}");
        let finder = Finder::load(&mut tx, &crate::account::model::Scope::whole()).await.expect("loaded");
        assert_eq!(finder.find(None, Some("同名厂3")), Match::Several);
        tx.commit().await.expect("commit");
        let ctx = acting(&ctx, inspector(None));
        let (mut seen, mut page) = (Vec::new(), 1);
        loop {
            let found = service::list(&ctx, &wanted(&[("page", &page.to_string())])).await.expect("listed");
            assert_eq!((found.total, found.page), (122, page));
            seen.extend(found.rows.iter().map(|row| row.facts.uscc.to_string()));
            if seen.len() as i64 >= found.total {
                break;
            }
            assert_eq!(found.rows.len() as i64, PAGE);
            page += 1;
        }
        assert_eq!((seen.len(), page), (122, 3));
        let last = service::list(&ctx, &wanted(&[("page", "99")])).await.expect("listed");
        assert_eq!((last.page, last.rows.len()), (3, 22), "beyond the end is the last page");
        let exported = service::lines(&ctx, &wanted(&[])).await.expect("exported");
        let codes: Vec<_> = exported.iter().filter_map(|line| line.values.text("uscc").map(str::to_owned)).collect();
        assert_eq!(codes, seen, "the same rows in the same order");
        let some = service::lines(&ctx, &wanted(&[("q", "同名厂3"), ("page", "2")])).await.expect("exported");
        let listed = service::list(&ctx, &wanted(&[("q", "同名厂3")])).await.expect("listed");
        assert_eq!(some.len() as i64, listed.total);
        assert_eq!(service::offered(&ctx, "tmc").await.expect("offered").len(), 10);
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_enterprises_outside_their_scope() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, two, _) = district(&ctx).await;
        let as_rep = acting(&ctx, rep(one));
        let in_town = acting(&ctx, inspector(Some("溱潼镇")));
        let leader = acting(&ctx, Role::of("leader", None, Some("溱潼镇".to_owned()), None).expect("a leader"));
        assert_eq!(names(&as_rep, &[]).await, [FIRM]);
        assert_eq!(names(&as_rep, &[("q", "长乐")]).await, Vec::<String>::new());
        for reader in [&in_town, &leader] {
            assert_eq!(names(reader, &[]).await, [HEAVY]);
            assert_eq!(names(reader, &[("town", "罗塘街道")]).await, Vec::<String>::new());
            let page = service::list(reader, &wanted(&[])).await.expect("listed");
            assert_eq!((page.towns, page.industries), (vec!["溱潼镇".to_owned()], vec!["纺织业".to_owned()]));
            assert_eq!(service::lines(reader, &wanted(&[])).await.expect("exported").len(), 1);
            assert!(service::exposure_lines(reader, &wanted(&[])).await.expect("exported").len() <= 1);
            assert!(service::offered(reader, "苏梁").await.expect("offered").is_empty());
            assert!(matches!(service::detail(reader, one).await, Err(Halt::Missing)));
        }
        assert!(matches!(service::detail(&as_rep, two).await, Err(Halt::Missing)));
        assert!(matches!(service::detail(&as_rep, Uuid::now_v7()).await, Err(Halt::Missing)));
        let admin = acting(&ctx, Role::of("admin", None, None, None).expect("an admin"));
        assert!(matches!(service::list(&admin, &wanted(&[])).await, Err(Halt::Forbidden)));
        assert!(matches!(service::detail(&admin, one).await, Err(Halt::Forbidden)));
        let stranger = Ctx { operator: false, ..ctx.clone() };
        assert!(matches!(service::list(&stranger, &wanted(&[])).await, Err(Halt::SignIn)));
    })
    .await;
}

#[tokio::test]
async fn an_enterprises_page_knows_its_names_years_and_history() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, ..) = district(&ctx).await;
        let mut tx = ctx.write().await.expect("write");
        let renamed = roll(json!({ "uscc": FIRST, "name": "远江精密有限公司", "town": "罗塘街道", "size": "medium" }));
        service::upsert_roll(&mut tx, &ctx, &[renamed]).await.expect("renamed");
        tx.commit().await.expect("commit");
        let detail = service::detail(&acting(&ctx, rep(one)), one).await.expect("found");
        assert_eq!(detail.enterprise.facts.name, "远江精密有限公司");
        assert_eq!(detail.enterprise.version, 2);
        assert_eq!(detail.former, [(FIRM.to_owned(), ctx.today())]);
        let years: Vec<_> = detail.years.iter().map(|y| (y.year, y.headcount, y.basis)).collect();
        assert_eq!(years, [(2026, 31, Basis::Roll)]);
        assert_eq!(detail.history.len(), 2);
        let changed: Vec<_> = detail.history[0].changes().into_iter().map(|c| c.0).collect();
        assert_eq!(changed, ["name", "size"]);
    })
    .await;
}

#[tokio::test]
async fn the_list_shows_the_headcount_of_the_latest_period() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, _, filing) = district(&ctx).await;
        let told = |period: &str, headcount: i64| {
            super::exposure(one, filing, json!({ "period": period, "headcount": headcount }))
        };
        let reader = acting(&ctx, inspector(None));
        for (row, expected) in [
            (told("2024", 50), 31),
            (told("2026-02", 33), 33),
            (told("2026-Q3", 34), 34),
            (told("2026-05", 35), 34),
            (told("2026", 36), 36),
            (told("2025", 37), 36),
        ] {
            let mut tx = ctx.write().await.expect("write");
            service::upsert_exposure(&mut tx, &ctx, std::slice::from_ref(&row)).await.expect("taken");
            tx.commit().await.expect("commit");
            let page = service::list(&reader, &wanted(&[("q", "sljx")])).await.expect("listed");
            assert_eq!(page.rows[0].headcount, Some(expected), "{:?}", row.values.text("period"));
        }
    })
    .await;
}
