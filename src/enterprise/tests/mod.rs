mod list;

use super::model::Match;
use super::service::{self, Finder};
use crate::account::model::{Actor, Role, Scope};
use crate::audit::service::history;
use crate::db::Tx;
use crate::db::testing::each;
use crate::kernel::intake::{Change, Outcome, Row, Source, Values};
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use serde_json::json;
use uuid::Uuid;

const FIRST: &str = "91321204MA00000154";
const SECOND: &str = "91321204MA0000023Y";

pub(super) fn roll(values: serde_json::Value) -> Row {
    let serde_json::Value::Object(map) = values else { panic!("an object") };
    let source = Source { filing: Uuid::nil(), sheet: "企业名册".to_owned(), row: 4 };
    Row { enterprise: None, source, values: Values(map) }
}

/// A filing that rows can name as their source.
async fn filing(tx: &mut Tx, ctx: &Ctx) -> Uuid {
    let (id, account) = (Uuid::now_v7(), Uuid::now_v7());
    crate::db::run!(
        tx,
        "INSERT INTO account (id, login, name, role, password, disabled, created_at, version) VALUES ($1, $2, 'a', 'leader', 'x', FALSE, $3, 1)",
        account,
        account.simple().to_string(),
        ctx.now
    )
    .expect("account");
    crate::db::run!(
        tx,
        "INSERT INTO filing (id, number, account_id, file_name, sha256, bytes, kind, state, summary, uploaded_at, version)
         VALUES ($1, $2, $3, 'a.xlsx', 'h', 1, 'xlsx', 'draft', '{}', $4, 1)",
        id,
        id.simple().to_string(),
        account,
        ctx.now
    )
    .expect("filing");
    id
}

pub(super) fn first(filing: Uuid) -> Row {
    let mut row = roll(json!({
        "uscc": FIRST, "name": "苏梁机械有限公司", "town": "罗塘街道", "industry": "通用设备制造业", "size": "small",
        "union": true, "high_risk": false, "headcount": 31,
    }));
    row.source.filing = filing;
    row
}

pub(super) fn second(filing: Uuid) -> Row {
    let mut row = roll(
        json!({ "uscc": SECOND, "name": "长乐重工有限公司", "town": "溱潼镇", "industry": "纺织业", "headcount": 9 }),
    );
    row.source.filing = filing;
    row
}

pub(super) fn acting(ctx: &Ctx, role: Role) -> Ctx {
    let actor = Actor { id: Uuid::now_v7(), login: "a".into(), name: "王检".into(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

pub(super) fn rep(enterprise: Uuid) -> Role {
    Role::of("rep", None, None, Some(enterprise)).expect("a rep")
}

pub(super) fn inspector(town: Option<&str>) -> Role {
    Role::of("inspector", Some("union"), town.map(str::to_owned), None).expect("an inspector")
}

/// Two towns, two enterprises; answers their ids and the filing they came with.
pub(super) async fn district(ctx: &Ctx) -> (Uuid, Uuid, Uuid) {
    let mut tx = ctx.write().await.expect("write");
    for town in ["罗塘街道", "溱潼镇"] {
        service::ensure_town(&mut tx, ctx, town).await.expect("a town");
    }
    let filing = filing(&mut tx, ctx).await;
    let outcomes = service::upsert_roll(&mut tx, ctx, &[first(filing), second(filing)]).await.expect("taken");
    tx.commit().await.expect("commit");
    let [Outcome::New(one), Outcome::New(two)] = outcomes.as_slice() else { panic!("two new, not {outcomes:?}") };
    (*one, *two, filing)
}

fn codes(outcome: &Outcome) -> Vec<(&str, &str)> {
    let Outcome::Wrong(problems) = outcome else { panic!("wrong, not {outcome:?}") };
    problems.iter().map(|p| (p.field.as_ref(), p.what.code.as_ref())).collect()
}

#[tokio::test]
async fn the_same_roll_twice_changes_nothing_and_a_preview_tells_what_taking_does() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, two, filing) = district(&ctx).await;
        let mut renamed = first(filing);
        renamed.values.0.insert("name".into(), json!("苏梁精密机械有限公司"));
        renamed.values.0.insert("size".into(), json!(null));
        let known = [first(filing), second(filing)];
        let rows = [renamed.clone(), second(filing), renamed];
        let mut tx = ctx.write().await.expect("write");
        let before = service::preview_roll(&mut tx, &ctx, &rows).await.expect("previewed");
        let change = Change::new("name", Some("苏梁机械有限公司".into()), Some("苏梁精密机械有限公司".into()));
        assert_eq!(before, [Outcome::Changed(one, vec![change]), Outcome::Same(two), Outcome::Same(one)]);
        let same = service::preview_roll(&mut tx, &ctx, &known).await.expect("previewed");
        assert_eq!(same, [Outcome::Same(one), Outcome::Same(two)]);
        assert_eq!(
            service::preview_roll(&mut tx, &ctx, &rows).await.expect("again"),
            before,
            "a preview writes nothing"
        );
        assert_eq!(service::upsert_roll(&mut tx, &ctx, &rows).await.expect("taken"), before);
        tx.commit().await.expect("commit");
        let mut tx = ctx.read().await.expect("read");
        let deeds = history(&mut tx, one).await.expect("history");
        assert_eq!(deeds.iter().map(|e| e.deed.as_str()).collect::<Vec<_>>(), ["import", "import"]);
        assert_eq!(deeds[0].changes().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_renamed_enterprise_is_found_by_its_former_name() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, two, filing) = district(&ctx).await;
        let mut renamed = first(filing);
        renamed.values.0.insert("name".into(), json!("苏梁精密机械（姜堰）有限公司"));
        let mut tx = ctx.write().await.expect("write");
        service::upsert_roll(&mut tx, &ctx, &[renamed]).await.expect("taken");
        let whole = Scope::whole();
        let finder = Finder::load(&mut tx, &whole).await.expect("loaded");
        assert_eq!(finder.name(one), Some("苏梁精密机械(姜堰)有限公司"));
        for (uscc, name, expected) in [
            (Some(FIRST), None, Match::One(one)),
            (Some("91321204ma00000154"), Some("别的名字"), Match::One(one)),
            (None, Some("苏梁精密机械（姜堰）有限公司"), Match::One(one)),
            (None, Some(" 苏梁机械有限公司"), Match::Former(one)),
            (None, Some("长乐重工有限公司"), Match::One(two)),
            (Some("91350100M000100Y43"), Some("长乐重工有限公司"), Match::None),
            (Some("not a code"), None, Match::None),
            (None, Some("没有这一家"), Match::None),
            (None, Some(" "), Match::None),
            (None, None, Match::None),
        ] {
            assert_eq!(finder.find(uscc, name), expected, "{uscc:?} {name:?} in memory");
            let asked = service::find(&mut tx, &whole, uscc, name).await.expect("asked");
            assert_eq!(asked, expected, "{uscc:?} {name:?} in the database");
        }
    })
    .await;
}

#[tokio::test]
async fn one_name_borne_by_two_means_nobody_in_particular() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (_, two, filing) = district(&ctx).await;
        let mut renamed = second(filing);
        renamed.values.0.insert("name".into(), json!("长乐重型机械有限公司"));
        let mut twin = roll(json!({ "uscc": "91350100M000100Y43", "name": "苏梁机械有限公司", "town": "溱潼镇" }));
        twin.source.filing = filing;
        let mut tx = ctx.write().await.expect("write");
        service::upsert_roll(&mut tx, &ctx, &[renamed, twin]).await.expect("taken");
        let finder = Finder::load(&mut tx, &Scope::whole()).await.expect("loaded");
        assert_eq!(finder.find(None, Some("苏梁机械有限公司")), Match::Several);
        let asked = service::find(&mut tx, &Scope::whole(), None, Some("苏梁机械有限公司")).await.expect("asked");
        assert_eq!(asked, Match::Several);
        assert_eq!(finder.find(None, Some("长乐重工有限公司")), Match::Former(two));
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_the_roll_outside_their_own_reach() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, two, filing) = district(&ctx).await;
        let mut tx = ctx.write().await.expect("write");
        let new = roll(json!({ "uscc": "91350100M000100Y43", "name": "新来", "town": "溱潼镇" }));
        let rows = [first(filing), second(filing), new];
        let as_rep = acting(&ctx, rep(one));
        let outcomes = service::upsert_roll(&mut tx, &as_rep, &rows).await.expect("answered");
        assert_eq!(outcomes[0], Outcome::Same(one));
        assert_eq!(codes(&outcomes[1]), [("uscc", "not-your-enterprise")]);
        assert_eq!(codes(&outcomes[2]), [("uscc", "not-your-enterprise")]);
        let in_town = acting(&ctx, inspector(Some("溱潼镇")));
        let outcomes = service::upsert_roll(&mut tx, &in_town, &rows).await.expect("answered");
        assert_eq!(codes(&outcomes[0]), [("uscc", "outside-your-area")]);
        assert_eq!(outcomes[1], Outcome::Same(two));
        assert!(matches!(outcomes[2], Outcome::New(_)));
        let admin = acting(&ctx, Role::of("admin", None, None, None).expect("an admin"));
        assert!(matches!(service::upsert_roll(&mut tx, &admin, &rows).await, Err(Halt::Forbidden)));
        let finder = Finder::load(&mut tx, &as_rep.scope().expect("a scope")).await.expect("loaded");
        assert_eq!(finder.find(Some(FIRST), None), Match::One(one));
        assert_eq!(finder.find(Some(SECOND), None), Match::None, "another's code is nobody's");
    })
    .await;
}

#[tokio::test]
async fn a_town_exists_only_because_someone_with_the_whole_district_said_so() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        district(&ctx).await;
        let mut tx = ctx.write().await.expect("write");
        let row = roll(json!({ "uscc": "91350100M000100Y43", "name": "新来", "town": "张甸镇" }));
        let outcomes = service::upsert_roll(&mut tx, &ctx, std::slice::from_ref(&row)).await.expect("answered");
        assert_eq!(codes(&outcomes[0]), [("town", "unknown-town")]);
        // Said in more or fewer words it is told which town that may be.
        for said in ["罗塘街", "罗塘", "罗塘街道办事处", "江城县罗塘街道"] {
            let row = roll(json!({ "uscc": "91350100M000100Y43", "name": "新来", "town": said }));
            let outcomes = service::upsert_roll(&mut tx, &ctx, &[row]).await.expect("answered");
            assert_eq!(codes(&outcomes[0]), [("town", "unknown-town-like")], "{said}");
        }
        let in_town = acting(&ctx, inspector(Some("溱潼镇")));
        assert!(matches!(service::ensure_town(&mut tx, &in_town, "张甸镇").await, Err(Halt::Forbidden)));
        let in_district = acting(&ctx, inspector(None));
        service::ensure_town(&mut tx, &in_district, " 张甸镇").await.expect("added");
        service::ensure_town(&mut tx, &in_district, "张甸镇").await.expect("there already");
        assert_eq!(service::towns(&mut tx).await.expect("towns"), ["罗塘街道", "溱潼镇", "张甸镇"]);
        let outcomes = service::upsert_roll(&mut tx, &ctx, &[row]).await.expect("answered");
        assert!(matches!(outcomes[0], Outcome::New(_)));
    })
    .await;
}

#[tokio::test]
async fn wrong_rows_say_what_is_wrong_and_leave_the_others_alone() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (_, two, filing) = district(&ctx).await;
        let mut tx = ctx.write().await.expect("write");
        let bad = roll(json!({ "uscc": "91321204MA00000155", "name": "甲", "town": "溱潼镇" }));
        let outcomes = service::upsert_roll(&mut tx, &ctx, &[bad, second(filing)]).await.expect("answered");
        assert_eq!(codes(&outcomes[0]), [("uscc", "credit-code")]);
        assert_eq!(outcomes[1], Outcome::Same(two));
    })
    .await;
}

#[tokio::test]
async fn a_roll_that_contradicts_itself_or_gives_one_the_name_of_another_is_asked_about() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, two, filing) = district(&ctx).await;
        let with = |row: Row, field: &str, value: serde_json::Value| {
            let mut row = row;
            row.values.0.insert(field.into(), value);
            row
        };
        let mut tx = ctx.write().await.expect("write");
        // The code of one, the name of the other.
        let mixed = with(second(filing), "name", json!("苏梁机械有限公司"));
        let outcomes = service::upsert_roll(&mut tx, &ctx, &[mixed]).await.expect("answered");
        assert_eq!(codes(&outcomes[0]), [("name", "name-of-another")]);
        // One code twice: what the first row says stands, and sending it again changes nothing.
        let more = with(first(filing), "headcount", json!(32));
        let other = with(with(first(filing), "headcount", json!(33)), "town", json!("溱潼镇"));
        let rows = [more, second(filing), other];
        for outcomes in [
            service::preview_roll(&mut tx, &ctx, &rows).await.expect("previewed"),
            service::upsert_roll(&mut tx, &ctx, &rows).await.expect("taken"),
        ] {
            assert!(matches!(&outcomes[0], Outcome::Changed(id, _) if *id == one), "{outcomes:?}");
            assert_eq!(outcomes[1], Outcome::Same(two));
            assert_eq!(codes(&outcomes[2]), [("town", "row-contradicts"), ("headcount", "row-contradicts")]);
        }
        let again = service::preview_roll(&mut tx, &ctx, &rows).await.expect("again");
        assert_eq!(again[0], Outcome::Same(one));
    })
    .await;
}

fn exposure(enterprise: Uuid, filing: Uuid, values: serde_json::Value) -> Row {
    let serde_json::Value::Object(map) = values else { panic!("an object") };
    let source = Source { filing, sheet: "工时".to_owned(), row: 3 };
    Row { enterprise: Some(enterprise), source, values: Values(map) }
}

#[tokio::test]
async fn a_return_of_headcount_replaces_the_rolls_and_is_never_replaced_by_it() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, two, filing) = district(&ctx).await;
        let whole = Scope::whole();
        let mut tx = ctx.write().await.expect("write");
        let of_2026 = service::figures_of_year(&mut tx, &whole, 2026).await.expect("figures");
        assert_eq!((of_2026[&one].headcount, of_2026[&two].headcount), (31, 9));
        let rows = [
            exposure(one, filing, json!({ "period": "2026-Q1", "headcount": 40, "hours": "20000.5" })),
            exposure(one, filing, json!({ "period": "2026-Q1", "headcount": 40, "hours": null })),
            exposure(one, filing, json!({ "period": "2026-Q1", "headcount": 42 })),
            exposure(one, filing, json!({ "period": "2026年", "headcount": 42 })),
            exposure(Uuid::now_v7(), filing, json!({ "period": "2026", "headcount": 1 })),
        ];
        let before = service::preview_exposure(&mut tx, &ctx, &rows).await.expect("previewed");
        assert_eq!(before[..2], [Outcome::New(one), Outcome::Same(one)]);
        assert_eq!(codes(&before[2]), [("headcount", "row-contradicts")], "else each sending would change it again");
        assert_eq!(codes(&before[3]), [("period", "not-a-period")]);
        assert_eq!(codes(&before[4]), [("enterprise", "unknown-enterprise")]);
        assert_eq!(service::upsert_exposure(&mut tx, &ctx, &rows).await.expect("taken"), before);
        let last = service::upsert_exposure(&mut tx, &ctx, &rows[2..3]).await.expect("again");
        let change = Change::new("headcount", Some("40".into()), Some("42".into()));
        assert_eq!(last, [Outcome::Changed(one, vec![change])]);
        let figures = service::figures_of_year(&mut tx, &whole, 2026).await.expect("figures");
        assert_eq!((figures[&one].headcount, figures[&one].hours.map(|h| h.0)), (42, Some(2_000_050)));
        let mut row = first(filing);
        row.values.0.insert("headcount".into(), json!(99));
        assert_eq!(service::upsert_roll(&mut tx, &ctx, &[row]).await.expect("taken"), [Outcome::Same(one)]);
        let own = acting(&ctx, rep(two)).scope().expect("a scope");
        let figures = service::figures_of_year(&mut tx, &own, 2026).await.expect("figures");
        assert!(figures.contains_key(&two) && !figures.contains_key(&one), "others' figures are not seen");
    })
    .await;
}

#[tokio::test]
async fn a_form_names_its_enterprise_by_code_by_name_or_as_the_picker_writes_it() {
    each(async |db| {
        let ctx = Ctx::operator(&app_on(db));
        let (one, two, filing) = district(&ctx).await;
        let mut twin = roll(json!({ "uscc": "91350100M000100Y43", "name": "苏梁机械有限公司", "town": "溱潼镇" }));
        twin.source.filing = filing;
        let mut tx = ctx.write().await.expect("write");
        service::upsert_roll(&mut tx, &ctx, &[twin]).await.expect("taken");
        let scope = Scope::whole();
        let picked = format!("苏梁机械有限公司 {FIRST}");
        for (written, expected) in [
            (picked.as_str(), Ok(one)),
            (FIRST, Ok(one)),
            (" 91321204ma0000023y ", Ok(two)),
            ("长乐重工有限公司", Ok(two)),
            ("苏梁机械有限公司", Err("several-enterprises")),
            ("苏梁机械有限公司 91310000MA1FL00000", Err("unknown-enterprise")),
            ("没有这一家", Err("unknown-enterprise")),
            ("  ", Err("required")),
        ] {
            let typed = crate::kernel::Typed(vec![("enterprise".to_owned(), written.to_owned())]);
            let found = service::chosen(&mut tx, &scope, &typed).await.expect("asked");
            let found = found.map_err(|p| p.what.code.into_owned());
            assert_eq!(found, expected.map_err(str::to_owned), "{written}");
        }
        let own = acting(&ctx, rep(two)).scope().expect("a scope");
        let typed = crate::kernel::Typed(vec![("enterprise".to_owned(), FIRST.to_owned())]);
        let found = service::chosen(&mut tx, &own, &typed).await.expect("asked");
        assert_eq!(found, Ok(two), "a rep's form is about the rep's own enterprise");
    })
    .await;
}
