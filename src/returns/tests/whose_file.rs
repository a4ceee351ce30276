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
