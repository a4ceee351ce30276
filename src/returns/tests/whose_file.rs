//! What the name of an enterprise's file says of whose its rows are. On both engines.
use super::owners::headed;
use super::whose::say;
use super::*;

#[tokio::test]
async fn a_file_named_after_somebody_else_on_the_roll_is_asked_about_unless_its_sheets_say_whose_they_are() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows = [(2, true, meeting("2022-09-11", 31))];
        let bare = headed(json!({}), "职代会", &rows);
        let titled = headed(json!({"titles": "晨光纺织有限公司2022年职代会"}), "职代会", &rows);
        let tabbed = headed(json!({}), "晨光纺织", &rows);
        for (at, (file, lines, want)) in [
            ("宏远锻造有限公司2022年职代会.xlsx", &bare, [0, 1]),
            ("附件2：职代会（宏远锻造有限公司）.xls", &bare, [0, 1]),
            ("宏远锻造有限公司2022年职代会.xlsx", &titled, [1, 0]),
            ("宏远锻造有限公司2022年职代会.xlsx", &tabbed, [1, 0]),
            ("晨光纺织有限公司2022年职代会.xlsx", &bare, [1, 0]),
            ("晨光纺织公司职代会 (1).xlsx", &bare, [1, 0]),
            // Nobody knows it: it may have made the form.
            ("江苏建工有限公司职代会.xlsx", &bare, [1, 0]),
            ("集团公司下发职代会情况表.xlsx", &bare, [1, 0]),
            ("职代会.xlsx", &bare, [1, 0]),
        ]
        .into_iter()
        .enumerate()
        {
            let id = upload_as(&rep, file, &format!("file {at}"), lines).await;
            let draft = see(&rep, id).await;
            let [_, new, _, _, wrong, _] = counts(&draft);
            assert_eq!([new, wrong], want, "{file}");
            let asked = service::names(&rep, &draft).await.expect("asked");
            assert_eq!(asked.len() as u64, wrong, "{file}");
            if wrong > 0 {
                let preview = service::preview(&rep, &draft, Question::default()).await.expect("previewed");
                assert_eq!(preview.rows[0].problems[0].code.as_ref(), "file-of-another");
                let draft = say(&rep, &draft, "宏远锻造有限公司", district.mill, lines).await;
                assert_eq!(counts(&draft)[1..5], [1, 0, 0, 0], "{file}");
            }
        }
    })
    .await;
}

/// The rows with what stands below them, and above.
fn signed(foot: Value, heading: Value, tab: &str) -> Vec<Value> {
    let mut lines = headed(heading, tab, &[(2, true, meeting("2022-09-11", 31))]);
    lines.iter_mut().find(|line| line["line"] == "sheet-end").expect("an end")["foot"] = foot;
    lines
}

#[tokio::test]
async fn what_stands_below_a_table_is_heard_like_what_stands_above_it() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let made = json!({"titles": "江苏建工有限公司职代会情况表", "titled": ["A1"]});
        let title = |name: &str| json!({"titles": name, "titled": ["D9"]});
        for (at, (foot, heading, tab, want, told)) in [
            (json!({"name": "宏远锻造有限公司", "at": "A9"}), json!({}), "职代会", [0, 1], 1),
            (title("宏远锻造有限公司"), json!({}), "职代会", [0, 1], 1),
            (json!({"name": "江苏建工有限公司", "at": "A9"}), json!({}), "职代会", [1, 0], 1),
            (title("本表与宏远锻造有限公司核对无误"), json!({}), "职代会", [1, 0], 0),
            (title("2022年9月30日"), json!({}), "职代会", [1, 0], 0),
            // The own name frees.
            (title("晨光纺织有限公司"), json!({}), "宏远锻造有限公司", [1, 0], 0),
            (title("晨光纺织有限公司"), made.clone(), "职代会", [1, 0], 0),
            (title("宏远锻造有限公司"), made, "职代会", [0, 1], 1),
        ]
        .into_iter()
        .enumerate()
        {
            let lines = signed(foot.clone(), heading, tab);
            let draft = see(&rep, upload(&rep, &format!("foot {at}"), &lines).await).await;
            let [_, new, _, _, wrong, _] = counts(&draft);
            let said = draft.summary.sheets[0].times("sheet-of-another");
            assert_eq!(([new, wrong], said), (want, told), "{foot} {tab}");
        }
        let inspector = district.inspector(None).await;
        let lines = signed(title("宏远锻造有限公司"), json!({}), "职代会");
        let draft = see(&inspector, upload(&inspector, "signed", &lines).await).await;
        assert_eq!((counts(&draft)[1], draft.summary.sheets[0].times("owner-by-title")), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_text_file_named_after_a_company_of_nobodys_knowledge_is_only_pointed_out() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        for (name, want) in [("江苏建工有限公司职代会", [1, 0]), ("宏远锻造有限公司职代会", [0, 1])]
        {
            let lines = headed(json!({}), name, &[(2, true, meeting("2022-09-11", 31))]);
            let draft = see(&rep, upload_as(&rep, &format!("{name}.csv"), name, &lines).await).await;
            let [_, new, _, _, wrong, _] = counts(&draft);
            let said = draft.summary.sheets[0].times("file-of-another");
            assert_eq!(([new, wrong], said), (want, 1), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_town_hears_that_an_enterprise_is_another_towns() {
    each(async |db| {
        let district = district(db).await;
        let town = district.inspector(Some("白米镇")).await;
        for (at, (name, rule, asked)) in
            [("宏远锻造有限公司", Some("in-another-town"), 0), ("江苏建工有限公司", None, 1)].into_iter().enumerate()
        {
            let mut row = meeting("2022-09-11", 31);
            row["enterprise"] = json!(name);
            let draft = see(&town, upload(&town, &format!("town {at}"), &meetings(&[(2, true, row)])).await).await;
            let preview = service::preview(&town, &draft, Question::default()).await.expect("previewed");
            let said = &preview.rows[0].problems[0];
            assert_eq!((said.code.as_ref(), said.params.get("rule").map(String::as_str)), ("unknown-enterprise", rule));
            assert_eq!(service::names(&town, &draft).await.expect("asked").len(), asked, "{name}");
        }
    })
    .await;
}
