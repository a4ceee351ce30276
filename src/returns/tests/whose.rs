//! What of an enterprise's own workbook is its own: tabs, titles, headings and rows that name somebody else are asked about; a roll's
//! name under another code is too. On both engines.
use super::owners::headed;
use super::*;
use crate::enterprise::service::RollTaking;
use crate::kernel::Typed;
use crate::kernel::intake::{Outcome, Row, Source, Values};

/// Codes that nobody bears.
const NEW: &str = "91321204MA0000031R";
const SECOND: &str = "91321204MA000004XH";

/// One row, with what stands beside it.
fn row_with(beside: &[(&str, Value)]) -> Vec<Value> {
    let mut lines = headed(json!({}), "职代会", &[(2, true, meeting("2022-09-11", 31))]);
    let row = lines.iter_mut().find(|line| line["line"] == "row").expect("a row");
    for (key, value) in beside {
        row[*key] = value.clone();
    }
    lines
}

/// Good and wrong rows of a draft, and the names that are asked about.
async fn judged(rep: &Ctx, bytes: &str, lines: &[Value]) -> (Filing, [u64; 2], Vec<String>) {
    let draft = see(rep, upload(rep, bytes, lines).await).await;
    let [_, new, _, _, wrong, _] = counts(&draft);
    let asked = service::names(rep, &draft).await.expect("asked");
    let asked = asked.into_iter().map(|named| named.name).collect();
    (draft, [new, wrong], asked)
}

/// Says of the first name that is asked about whom it means, and has the rows compared again.
pub(super) async fn say(ctx: &Ctx, draft: &Filing, name: &str, who: Uuid, lines: &[Value]) -> Filing {
    let answer = Typed(vec![("name-0".to_owned(), name.to_owned()), ("who-0".to_owned(), who.to_string())]);
    let reading = service::name(ctx, draft.id, &answer).await.expect("said").expect("read again");
    reading.abort();
    let _ = reading.await;
    read(ctx, draft.id, lines).await;
    see(ctx, draft.id).await
}

#[tokio::test]
async fn what_stands_above_a_table_says_whose_it_is() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-11", 31))];
        let held = ([0, 1], 1);
        let (fine, warned) = (([1, 0], 0), ([1, 0], 1));
        for (at, (heading, want)) in [
            (json!({"name": "宏远锻造有限公司", "at": "A2"}), held),
            (json!({"code": FORGE, "at": "A2"}), held),
            (json!({"name": "江苏建工有限公司", "at": "A2"}), held),
            (json!({"titles": "宏远锻造有限公司2022年职代会", "titled": ["A1"]}), held),
            (json!({"titles": "宏远锻造2022年职代会", "titled": ["A1"]}), held),
            // A company of nobody's knowledge in a title may be who made the form.
            (json!({"titles": "江苏建工有限公司2022年职代会", "titled": ["A1"]}), warned),
            (json!({"name": "晨光纺织有限公司"}), fine),
            (json!({"name": "晨光纺织公司"}), fine),
            (json!({"name": "晨光纺织有限公司第二分厂"}), fine),
            (json!({"name": "冲压车间"}), fine),
            (json!({"code": MILL}), fine),
            (json!({"titles": "2022年职代会情况表"}), fine),
            (json!({"titles": "附件1\n晨光纺织有限公司2022年职代会\n江苏建工有限公司监制"}), fine),
            (json!({"titles": "各子公司职代会情况"}), fine),
        ]
        .into_iter()
        .enumerate()
        {
            let (draft, found, asked) =
                judged(&rep, &format!("file {at}"), &headed(heading.clone(), "职代会", &rows)).await;
            assert_eq!((found, draft.summary.sheets[0].times("sheet-of-another")), want, "{heading}");
            assert_eq!(asked.len() as u64, found[1], "{heading}");
            let preview = service::preview(&rep, &draft, Question::default()).await.expect("previewed");
            let doubts = preview.doubts.values().sum::<u64>();
            assert_eq!(doubts + found[1], want.1, "it is said before sending: {heading}");
            if let Some(problem) = preview.rows[0].problems.first() {
                assert!(["A1", "A2"].contains(&problem.params["at"].as_str()), "{problem:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_tab_named_after_somebody_else_holds_its_rows_back_until_they_are_said_to_be_ours() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-11", 31))];
        for tab in [
            "1月",
            "Sheet1",
            "隐患台账",
            "教育培训",
            "白米镇",
            "一车间",
            "晨光纺织",
            "晨光纺织有限公司",
            "职代会 (2)",
            "承包商",
        ] {
            let (_, found, asked) = judged(&rep, tab, &headed(json!({}), tab, &rows)).await;
            assert_eq!((found, asked.len()), ([1, 0], 0), "{tab}");
        }
        for (tab, name) in [
            ("宏远锻造有限公司", "宏远锻造有限公司"),
            ("宏远锻造", "宏远锻造有限公司"),
            ("宏远锻造2022年", "宏远锻造有限公司"),
            ("江苏建工有限公司", "江苏建工有限公司"),
        ] {
            let lines = headed(json!({}), tab, &rows);
            let (draft, found, asked) = judged(&rep, &format!("other {tab}"), &lines).await;
            assert_eq!((found, asked), ([0, 1], vec![name.to_owned()]), "{tab}");
            let wrong = Typed(vec![("name-0".into(), name.into()), ("who-0".into(), district.forge.to_string())]);
            assert!(service::name(&rep, draft.id, &wrong).await.is_err(), "a rep says only what is its own");
            let draft = say(&rep, &draft, name, district.mill, &lines).await;
            assert_eq!(counts(&draft)[1..5], [1, 0, 0, 0], "{tab}");
        }
        // What stands above a table goes before the name of its tab, and holds for the tables below it.
        let own = headed(json!({"titles": "晨光纺织有限公司职代会"}), "宏远锻造有限公司", &rows);
        assert_eq!(judged(&rep, "own title", &own).await.1, [1, 0]);
        let mut two = headed(json!({"titles": "宏远锻造有限公司职代会"}), "职代会", &rows);
        let mut below = headed(json!({}), "职代会", &[(20, true, meeting("2022-10-11", 31))]);
        below[0]["block"] = json!(2);
        two.extend(below);
        assert_eq!(judged(&rep, "two tables", &two).await.1, [0, 2]);
    })
    .await;
}

#[tokio::test]
async fn a_heading_between_rows_and_a_name_above_a_blank_one_say_whose_the_rows_are() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        for section in ["冲压车间", "七月份", "二、特种作业人员", "晨光纺织", "晨光纺织有限公司第二分厂", "承包商"]
        {
            let (_, found, _) = judged(&rep, section, &row_with(&[("section", json!(section))])).await;
            assert_eq!(found, [1, 0], "{section}");
        }
        for section in ["宏远锻造有限公司", "宏远锻造", "江苏建工有限公司"] {
            let lines = row_with(&[("section", json!(section)), ("section_row", json!(7))]);
            let (draft, found, asked) = judged(&rep, &format!("other {section}"), &lines).await;
            assert_eq!((found, asked.len()), ([0, 1], 1), "{section}");
            let preview = service::preview(&rep, &draft, Question::default()).await.expect("previewed");
            let said = &preview.rows[0].problems[0];
            assert_eq!((said.code.as_ref(), said.params["at"].as_str()), ("section-of-another", "7"));
        }
        // A heading that speaks of nobody stands under that of a higher level.
        for (over, want) in [("宏远锻造有限公司", [0, 1]), ("晨光纺织有限公司", [1, 0]), ("冲压车间", [1, 0])]
        {
            let beside = [("section", json!("电气类")), ("section_row", json!(8)), ("over", json!([[over, 7]]))];
            let (draft, found, _) = judged(&rep, &format!("over {over}"), &row_with(&beside)).await;
            assert_eq!(found, want, "{over}");
            if want[1] > 0 {
                let preview = service::preview(&rep, &draft, Question::default()).await.expect("previewed");
                assert_eq!(preview.rows[0].problems[0].params["at"], "7");
            }
        }
        // The own name between the rows goes before the title of somebody who gathered them.
        let mut gathered = row_with(&[("section", json!("晨光纺织有限公司"))]);
        gathered[0]["heading"] = json!({"titles": "宏远锻造有限公司职代会"});
        assert_eq!(judged(&rep, "gathered", &gathered).await.1, [1, 0]);

        let named = |above: Value| {
            let mut lines = meetings(&[(3, true, meeting("2022-09-11", 31))]);
            let row = lines.iter_mut().find(|line| line["line"] == "row").expect("a row");
            row["above"] = above;
            lines
        };
        for own in ["晨光纺织有限公司", "晨光纺织", "晨光纺织公司", MILL] {
            assert_eq!(judged(&rep, &format!("above {own}"), &named(json!(own))).await.1, [1, 0], "{own}");
        }
        for (other, asked) in [("宏远锻造有限公司", 0), (FORGE, 1), ("没有的商行", 1)] {
            let lines = named(json!(other));
            let (draft, found, names) = judged(&rep, &format!("above {other}"), &lines).await;
            assert_eq!((found, names.len()), ([0, 1], asked), "{other}");
            let preview = service::preview(&rep, &draft, Question::default()).await.expect("previewed");
            let said = &preview.rows[0].problems[0];
            assert_eq!((said.code.as_ref(), said.cell.as_deref()), ("row-below-another", Some("A3")));
        }
    })
    .await;
}

#[tokio::test]
async fn own_names_in_a_column_are_own_however_they_are_written_and_former_ones_may_be_said_to_be() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let of = |name: &str| {
            let mut values = meeting("2022-09-11", 31);
            values["enterprise"] = json!(name);
            meetings(&[(2, true, values)])
        };
        for own in [
            "晨光纺织有限公司",
            "晨光纺织",
            "晨光纺织公司",
            "晨光纺织有限公司第二分厂",
            "江苏晨光纺织有限公司",
            "冲压车间",
            "安全环保部",
            "总公司",
            "劳务派遣",
            "研究院",
        ] {
            assert_eq!(judged(&rep, own, &of(own)).await.1, [1, 0], "{own}");
        }
        for other in ["宏远", "没有的商行"] {
            let (_, found, asked) = judged(&rep, other, &of(other)).await;
            assert_eq!((found, asked.len()), ([0, 1], 1), "{other}");
        }
        let (_, found, asked) = judged(&rep, "forge", &of("宏远锻造有限公司")).await;
        assert_eq!((found, asked.len()), ([0, 1], 0), "somebody else on the roll is not ours");
        let lines = of("江城棉纺厂");
        let (draft, found, asked) = judged(&rep, "old name", &lines).await;
        assert_eq!((found, asked.as_slice()), ([0, 1], &["江城棉纺厂".to_owned()][..]));
        let draft = say(&rep, &draft, "江城棉纺厂", district.mill, &lines).await;
        assert_eq!(counts(&draft)[1..5], [1, 0, 0, 0]);
    })
    .await;
}

/// Adds a sister company of the mill to the roll.
async fn sister(district: &District, code: &str, name: &str) {
    let ctx = Ctx::operator(&district.app);
    let mut tx = ctx.write().await.expect("write");
    const ADD: &str = "
INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, version, created_at, updated_at)
VALUES ($1, $2, $3, 'x', 'x', '白米镇', 1, $4, $4)";
    run!(&mut tx, ADD, Uuid::now_v7(), code, name, ctx.now).expect("an enterprise");
    tx.commit().await.expect("commit");
}

/// What is said first of the first row.
async fn first_problem(rep: &Ctx, draft: &Filing) -> (String, String) {
    let preview = service::preview(rep, draft, Question::default()).await.expect("previewed");
    let said = preview.rows[0].problems.first();
    said.map(|said| (said.code.to_string(), said.params.get("rule").cloned().unwrap_or_default())).unwrap_or_default()
}

#[tokio::test]
async fn sister_companies_are_told_from_the_own_one_and_its_short_names() {
    each(async |db| {
        let district = district(db).await;
        // Most names begin with the place, which people leave out.
        sister(&district, NEW, "江城晨光第二铸钢有限公司").await;
        sister(&district, SECOND, "江城晨光东方包装印刷有限公司").await;
        sister(&district, "91350100M000100Y43", "江城金石机械有限公司").await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-11", 31))];
        let in_column = |name: &str| {
            let mut values = meeting("2022-09-11", 31);
            values["enterprise"] = json!(name);
            meetings(&[(2, true, values)])
        };
        let above = |name: &str| {
            let mut lines = meetings(&[(3, true, meeting("2022-09-11", 31))]);
            lines.iter_mut().find(|line| line["line"] == "row").expect("a row")["above"] = json!(name);
            lines
        };
        for other in ["晨光铸钢", "晨光铸钢公司", "晨光东方包装", "江城晨光铸钢2022年台账"] {
            let tab = judged(&rep, &format!("tab {other}"), &headed(json!({}), other, &rows)).await;
            let section = judged(&rep, &format!("section {other}"), &row_with(&[("section", json!(other))])).await;
            assert_eq!((tab.1, section.1), ([0, 1], [0, 1]), "{other}");
            assert_eq!((tab.2.len(), section.2.len()), (1, 1), "{other}");
        }
        let (draft, found, asked) = judged(&rep, "column", &in_column("晨光东方包装")).await;
        assert_eq!((found, asked.len()), ([0, 1], 1));
        assert_eq!(first_problem(&rep, &draft).await, ("other-enterprise".into(), "other-asked".into()));
        for own in ["晨光", "晨光纺", "晨光纺织", "晨光东方分厂", "晨光二期车间", "晨光纺织二厂"]
        {
            let tab = judged(&rep, &format!("tab {own}"), &headed(json!({}), own, &rows)).await;
            let column = judged(&rep, &format!("column {own}"), &in_column(own)).await;
            let below = judged(&rep, &format!("below {own}"), &above(own)).await;
            assert_eq!((tab.1, column.1, below.1), ([1, 0], [1, 0], [1, 0]), "{own}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_group_is_somebody_else_wherever_it_is_named() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-11", 31))];
        let of = |heading: Value, tab: &str| headed(heading, tab, &rows);
        for (heading, tab, want) in [
            (json!({"name": "晨光纺织集团有限公司", "at": "A2"}), "职代会", ([0, 1], 1)),
            (json!({}), "晨光集团", ([0, 1], 1)),
            (json!({"titles": "晨光集团2022年职代会", "titled": ["A1"]}), "职代会", ([1, 0], 0)),
            (json!({"titles": "晨光集团 晨光纺织2022年职代会", "titled": ["A1"]}), "晨光集团", ([1, 0], 0)),
        ] {
            let (_, found, asked) = judged(&rep, &format!("{heading} {tab}"), &of(heading.clone(), tab)).await;
            assert_eq!((found, asked.len()), want, "{heading} {tab}");
        }
    })
    .await;
}

#[tokio::test]
async fn contractors_and_customers_are_pointed_out_once_and_hold_nothing() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let two = |heading: Value, tab: &str| {
            let rows = [(2, true, meeting("2022-09-11", 31)), (3, true, meeting("2022-09-12", 31))];
            headed(heading, tab, &rows)
        };
        for section in ["二、外包单位：江城力源机械有限公司", "宏远锻造有限公司（外包）", "客户：宏远锻造有限公司"]
        {
            let lines = row_with(&[("section", json!(section)), ("section_row", json!(7))]);
            let (draft, found, asked) = judged(&rep, section, &lines).await;
            assert_eq!((found, asked.len()), ([1, 0], 0), "{section}");
            assert_eq!(first_problem(&rep, &draft).await, ("section-of-another".into(), "heading-of-a-partner".into()));
        }
        for (title, rule) in [
            ("承包商宏远锻造有限公司现场隐患清单", "of-a-partner"),
            ("宏远锻造有限公司驻厂检查清单", "of-a-partner"),
            ("江苏建工有限公司检查清单", "maker-of-the-form"),
        ] {
            let lines = two(json!({"titles": title, "titled": ["A1"]}), "职代会");
            let (draft, found, _) = judged(&rep, title, &lines).await;
            assert_eq!(found, [2, 0], "{title}");
            assert_eq!(first_problem(&rep, &draft).await, ("sheet-of-another".into(), rule.into()));
            assert_eq!(draft.summary.sheets[0].times("sheet-of-another"), 1, "once for a table: {title}");
        }
        let own = two(json!({"titles": "宏远锻造有限公司驻厂检查清单（晨光纺织）"}), "职代会");
        let (draft, found, _) = judged(&rep, "own beside", &own).await;
        assert_eq!((found, draft.summary.sheets[0].times("sheet-of-another")), ([2, 0], 0));
        let theirs = two(json!({"titles": "宏远锻造有限公司承包商职代会"}), "职代会");
        assert_eq!(judged(&rep, "theirs", &theirs).await.1, [0, 2]);
    })
    .await;
}

#[tokio::test]
async fn a_code_above_a_table_is_told_with_its_name_or_as_no_code() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-11", 31))];
        let slip = &MILL[..17];
        let held = |rule: &str| (([0, 1], 1), ("sheet-of-another".to_owned(), rule.to_owned()));
        let told = (([1, 0], 0), ("sheet-of-another".to_owned(), "code-wrong".to_owned()));
        for (heading, want) in [
            (json!({"code": slip, "at": "B2"}), told.clone()),
            (json!({"code": "91320000XX0000999", "at": "B2"}), held("code-wrong")),
            (json!({"code": "91320000XX0000999", "name": "晨光纺织有限公司", "at": "B2"}), told),
            (json!({"code": FORGE, "at": "B2"}), held("")),
            (json!({"code": "无", "at": "B2"}), (([1, 0], 0), Default::default())),
        ] {
            let lines = headed(heading.clone(), "职代会", &rows);
            let (draft, found, asked) = judged(&rep, &heading.to_string(), &lines).await;
            assert_eq!(((found, asked.len()), first_problem(&rep, &draft).await), want, "{heading}");
            if heading["code"] == FORGE {
                assert_eq!(asked, [format!("{FORGE} 宏远锻造有限公司")]);
            }
        }
    })
    .await;
}

/// A roll as the reader would print it.
fn roll(rows: &[(u32, &str, &str)]) -> Vec<Value> {
    let columns = json!([
        {"field": "uscc", "column": "A", "label": "代码"}, {"field": "name", "column": "B", "label": "名称"},
        {"field": "town", "column": "C", "label": "镇街"},
    ]);
    let sheet = json!({"line": "sheet", "sheet": "名册", "template": "roll", "header_rows": [1], "columns": columns, "unmatched": []});
    let row = |(row, code, name): &(u32, &str, &str)| {
        let values = json!({"uscc": code, "name": name, "town": "白米镇"});
        json!({"line": "row", "row": row, "ok": true, "values": values})
    };
    let end = json!({"line": "sheet-end", "rows": rows.len(), "ok": rows.len(), "codes": {}});
    [sheet].into_iter().chain(rows.iter().map(row)).chain([end]).collect()
}

#[tokio::test]
async fn a_name_that_is_there_under_another_code_is_asked_about_before_it_is_added() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(None).await;
        let lines = roll(&[(2, NEW, "宏远锻造有限公司"), (3, FORGE, "宏远锻造有限公司")]);
        let (draft, _, asked) = judged(&inspector, "roll", &lines).await;
        let question = format!("{NEW} 宏远锻造有限公司");
        assert_eq!((counts(&draft)[4], asked.as_slice()), (1, &[question.clone()][..]));
        let preview = service::preview(&inspector, &draft, Question::default()).await.expect("previewed");
        let said = &preview.rows[0].problems[0];
        assert_eq!((said.code.as_ref(), said.cell.as_deref()), ("name-under-another-code", Some("A2")));
        assert_eq!(said.params["code"], FORGE);
        let offered = service::names(&inspector, &draft).await.expect("asked").remove(0).offered;
        assert_eq!(offered.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [district.forge, Uuid::nil()]);
        // It is that enterprise, or another one.
        let same = say(&inspector, &draft, &question, district.forge, &lines).await;
        assert_eq!(counts(&same)[1], 0, "nothing is added");
        assert_eq!(counts(&same)[4], 0);
        let other = say(&inspector, &same, &question, Uuid::nil(), &lines).await;
        assert_eq!((counts(&other)[1], counts(&other)[4]), (1, 0));
        // One name under two new codes in one roll.
        let twice = roll(&[(2, NEW, "新来的有限公司"), (3, SECOND, "新来的有限公司")]);
        let (draft, _, asked) = judged(&inspector, "twice", &twice).await;
        assert_eq!((counts(&draft)[1], counts(&draft)[4], asked.len()), (1, 1, 1));
    })
    .await;
}

#[tokio::test]
async fn answers_about_a_roll_hold_one_after_the_other_and_stay_to_be_changed() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(None).await;
        let lines = roll(&[(2, NEW, "宏远锻造有限公司"), (3, SECOND, "晨光纺织有限公司")]);
        let (draft, _, asked) = judged(&inspector, "two", &lines).await;
        let (forge, mill) = (format!("{NEW} 宏远锻造有限公司"), format!("{SECOND} 晨光纺织有限公司"));
        assert_eq!((counts(&draft)[4], asked.len()), (2, 2));
        let first = say(&inspector, &draft, &forge, Uuid::nil(), &lines).await;
        assert_eq!((counts(&first)[1], counts(&first)[4]), (1, 1));
        let settled =
            |named: &service::Named| (named.name.clone(), named.said, named.offered.len(), named.is_of_roll());
        let names = service::names(&inspector, &first).await.expect("asked");
        assert_eq!(settled(&names[0]), (mill.clone(), None, 2, true));
        assert_eq!(settled(&names[1]), (forge.clone(), Some(Uuid::nil()), 2, true), "as written, and to be changed");
        // The page sends both: the settled one as it was.
        let nil = Uuid::nil().to_string();
        let typed = [("name-0", mill.as_str()), ("who-0", &nil), ("name-1", &forge), ("who-1", &nil)];
        let typed = Typed(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        let reading = service::name(&inspector, first.id, &typed).await.expect("said").expect("read again");
        reading.abort();
        let _ = reading.await;
        read(&inspector, first.id, &lines).await;
        let both = see(&inspector, first.id).await;
        assert_eq!((counts(&both)[1], counts(&both)[4]), (2, 0));
        assert!(service::name(&inspector, both.id, &typed).await.expect("said").is_none(), "nothing changed");
        let same = say(&inspector, &both, &forge, district.forge, &lines).await;
        assert_eq!((counts(&same)[1], counts(&same)[4]), (1, 0), "the answer was changed");

        // Answers of older drafts are kept as keys.
        let mut old = same.clone();
        old.summary.names =
            same.summary.names.iter().map(|(name, id)| (crate::enterprise::model::name_key(name), *id)).collect();
        let names = service::names(&inspector, &old).await.expect("asked");
        assert_eq!(names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>(), [forge, mill]);
        assert!(names.iter().all(service::Named::is_of_roll));
    })
    .await;
}

#[tokio::test]
async fn a_new_name_that_differs_by_the_form_of_the_company_is_pointed_out() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(None).await;
        for (name, told) in [
            ("宏远锻造有限责任公司", true),
            ("宏远锻造股份有限公司", true),
            ("宏远锻造集团有限公司", false),
            ("宏远铸造有限公司", false),
        ] {
            let (draft, _, asked) = judged(&inspector, name, &roll(&[(2, NEW, name)])).await;
            assert_eq!((counts(&draft)[1], asked.len()), (1, 0), "{name}");
            let times = draft.summary.sheets[0].compared.get("name-in-another-form").copied().unwrap_or_default();
            assert_eq!(times > 0, told, "{name}");
        }
        let known = roll(&[(2, FORGE, "宏远锻造有限责任公司")]);
        let (draft, ..) = judged(&inspector, "known", &known).await;
        assert_eq!(draft.summary.sheets[0].compared.get("name-in-another-form"), None, "it is a new name of that one");
    })
    .await;
}

#[tokio::test]
async fn a_roll_of_several_batches_is_one_roll() {
    each(async |db| {
        let district = district(db).await;
        let ctx = Ctx::operator(&district.app);
        let row = |n: i64, name: &str| {
            let values = json!({"uscc": FORGE, "name": name, "town": "张甸镇"});
            let values: Values = serde_json::from_value(values).expect("values");
            Row { enterprise: None, source: Source { filing: Uuid::nil(), sheet: "名册".into(), row: n }, values }
        };
        let mut tx = ctx.write().await.expect("write");
        let mut roll = RollTaking::open(&mut tx, &ctx, true).await.expect("opened");
        let first = roll.take(&mut tx, &ctx, &[row(2, "宏远精密锻造有限公司")]).await.expect("taken");
        assert!(matches!(first[0], Outcome::Changed(id, _) if id == district.forge), "{first:?}");
        let second = roll.take(&mut tx, &ctx, &[row(1002, "宏远锻造有限公司")]).await.expect("taken");
        let Outcome::Wrong(problems) = &second[0] else { panic!("it contradicts the first batch: {second:?}") };
        assert_eq!(problems[0].what.code, "row-contradicts");
        let same = roll.take(&mut tx, &ctx, &[row(1003, "宏远精密锻造有限公司")]).await.expect("taken");
        assert_eq!(same, [Outcome::Same(district.forge)]);
    })
    .await;
}
