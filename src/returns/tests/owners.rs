//! Whose a row is when its code and its name do not agree; dates of a column that can be read in several ways.
use super::*;
use crate::returns::lexer::Order;
use crate::returns::report::Severity;

fn row(code: &str, name: &str, day: &str) -> Value {
    let mut row = meeting(day, 31);
    for (field, text) in [("uscc", code), ("enterprise", name)] {
        if !text.is_empty() {
            row[field] = json!(text);
        }
    }
    row
}

#[tokio::test]
async fn a_code_and_the_name_of_another_enterprise_are_never_taken_without_a_word() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(None).await;
        let rows = [
            (2, true, row(FORGE, "宏远锻造有限公司", "2022-09-11")),
            (3, true, row(FORGE, "晨光纺织有限公司", "2022-09-12")),
            (4, true, row(FORGE, "写错的名字", "2022-09-13")),
            (5, true, row(FORGE, "宏远锻造公司", "2022-09-14")),
            (6, true, row(FORGE, "", "2022-09-15")),
            (7, true, row("", "宏远锻造有限公司", "2022-09-16")),
        ];
        let id = upload(&inspector, "one", &meetings(&rows)).await;
        let draft = see(&inspector, id).await;
        assert_eq!(counts(&draft), [7, 5, 0, 0, 1, 1]);
        let preview = service::preview(&inspector, &draft, Question::default()).await.expect("previewed");
        let said = |at: usize| -> Vec<(String, Severity, Vec<String>)> {
            let told = |p: &crate::returns::report::Problem| {
                (p.code.to_string(), p.severity, p.params.values().cloned().collect())
            };
            preview.rows[at].problems.iter().map(told).collect()
        };
        let both = |name: &str| vec!["宏远锻造有限公司".to_owned(), name.to_owned()];
        let of_two = ("enterprise-contradicted".to_owned(), Severity::Error, both("晨光纺织有限公司"));
        assert_eq!(said(1), [of_two]);
        assert_eq!(said(2), [("enterprise-unlike".to_owned(), Severity::Warning, both("写错的名字"))]);
        for fine in [0, 3, 4, 5] {
            assert_eq!(said(fine), [], "{fine}");
        }
        let owners: Vec<Option<&str>> = preview.rows.iter().map(|row| row.owner.as_deref()).collect();
        let forge = Some("宏远锻造有限公司");
        assert_eq!(owners, [None, None, forge, forge, forge, None]);
        assert_eq!(preview.rows[1].problems[0].cell.as_deref(), Some("A3"), "where it can be put right");

        // Which of the two it is, a person may say; then it is so.
        let names = service::names(&inspector, &draft).await.expect("asked");
        let asked = names.iter().find(|named| named.name.contains("晨光纺织")).expect("the row is asked about");
        let answer = crate::kernel::Typed(vec![
            ("name-0".to_owned(), asked.name.clone()),
            ("who-0".to_owned(), district.mill.to_string()),
        ]);
        let reading = service::name(&inspector, id, &answer).await.expect("said").expect("read again");
        reading.abort();
        let _ = reading.await;
        read(&inspector, id, &meetings(&rows)).await;
        let draft = see(&inspector, id).await;
        assert_eq!(counts(&draft), [7, 6, 0, 0, 0, 1]);
        let preview = service::preview(&inspector, &draft, Question::default()).await.expect("previewed");
        assert_eq!(preview.rows[1].owner.as_deref(), None, "its own name");

        super::send(&inspector, id, Take::Good, "补报").await.expect("sent");
        assert_eq!(district.count(Table::Congress).await, 6);
    })
    .await;
}

#[tokio::test]
async fn a_rep_hears_of_a_strange_name_beside_the_own_code() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let rows =
            [(2, true, row(MILL, "晨光纺织", "2022-09-11")), (3, true, row(MILL, "宏远锻造有限公司", "2022-09-12"))];
        let id = upload(&rep, "one", &meetings(&rows)).await;
        let draft = see(&rep, id).await;
        assert_eq!(counts(&draft), [3, 2, 0, 0, 0, 1]);
        assert_eq!(draft.summary.sheets[0].times("enterprise-unlike"), 1);
    })
    .await;
}

#[tokio::test]
async fn one_answer_reads_every_such_date_of_a_column() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let mut lines = meetings(&[(2, false, json!({})), (3, false, json!({})), (4, false, json!({}))]);
        let raws = ["26.7.8", "26/7/31", "昨天"];
        let told = lines.iter_mut().filter(|line| line["line"] == "problem");
        for (line, raw) in told.zip(raws) {
            line["raw"] = json!(raw);
            line["code"] = json!(if raw == "昨天" { "type-error-date" } else { "date-ambiguous" });
        }
        let id = upload(&rep, "one", &lines).await;
        for wrong in [(9, "B"), (0, "Z")] {
            let refused = service::read_dates(&rep, id, wrong, Order::YearFirst).await.expect_err("no such column");
            assert_eq!(code(&refused), "no-such-cell");
        }
        let nothing = service::read_dates(&rep, id, (0, "B"), Order::MonthFirst).await.expect("looked");
        assert!(nothing.is_none(), "no date of the column is one in this order");
        service::read_dates(&rep, id, (0, "B"), Order::YearFirst).await.expect("read").expect("again").abort();
        let all = service::corrections(&rep, &see(&rep, id).await).await.expect("listed");
        let said: Vec<(String, &str, &str)> =
            all.iter().map(|c| (c.cell(), c.was.as_str(), c.typed.as_str())).collect();
        assert_eq!(said, [("B2".to_owned(), "26.7.8", "2026-07-08"), ("B3".to_owned(), "26/7/31", "2026-07-31")]);
    })
    .await;
}

/// The table of meetings without a column of enterprises, with what stands above it.
pub(super) fn headed(heading: Value, sheet: &str, rows: &[(u32, bool, Value)]) -> Vec<Value> {
    let mut lines = meetings(rows);
    let columns = lines[0]["columns"].as_array().expect("columns")[1..].to_vec();
    lines[0]["columns"] = json!(columns);
    lines[0]["heading"] = heading;
    lines[0]["sheet"] = json!(sheet);
    lines
}

#[tokio::test]
async fn a_department_says_above_the_table_or_by_its_title_whose_sheet_it_is() {
    each(async |db| {
        let district = district(db).await;
        let inspector = district.inspector(None).await;
        let rows = [(2, true, meeting("2022-09-11", 31))];
        for (at, (heading, sheet, owner)) in [
            (json!({"name": "宏远锻造有限公司"}), "一", Some("宏远锻造有限公司")),
            (json!({"code": MILL}), "一", Some("晨光纺织有限公司")),
            (json!({}), "晨光纺织有限公司", Some("晨光纺织有限公司")),
            (json!({"titles": "宏远锻造有限公司2022年职代会"}), "一", Some("宏远锻造有限公司")),
            (json!({"titles": "宏远锻造有限公司、晨光纺织有限公司2022年职代会"}), "一", None),
            (json!({"titles": "宏远锻造有限公司等企业2022年职代会"}), "一", None),
            (json!({"titles": "2022年职代会"}), "一", None),
        ]
        .into_iter()
        .enumerate()
        {
            let id = upload(&inspector, &format!("file {at}"), &headed(heading.clone(), sheet, &rows)).await;
            let draft = see(&inspector, id).await;
            let good = u64::from(owner.is_some());
            assert_eq!(counts(&draft), [2, good, 0, 0, 1 - good, 1], "{heading}");
            let preview = service::preview(&inspector, &draft, Question::default()).await.expect("previewed");
            assert_eq!(preview.rows[0].owner.as_deref(), owner, "{heading}");
            let guessed = u64::from(owner.is_some() && !heading["titles"].is_null());
            assert_eq!(draft.summary.sheets[0].times("owner-by-title"), guessed, "{heading}");
        }
        // Headings between the rows: a name on the roll, what only looks like one, anything else.
        let three = [2, 3, 4, 5].map(|n| (n, true, meeting(&format!("2022-09-1{n}"), 31)));
        let mut lines = headed(json!({}), "一", &three);
        let headings = ["宏远锻造有限公司", "晨光纺织有限公司", "没有的有限公司", "冲压车间"];
        for (line, name) in lines.iter_mut().filter(|line| line["line"] == "row").zip(headings) {
            line["section"] = json!(name);
        }
        let id = upload(&inspector, "sections", &lines).await;
        let draft = see(&inspector, id).await;
        assert_eq!(counts(&draft), [5, 2, 0, 0, 2, 1]);
        let preview = service::preview(&inspector, &draft, Question::default()).await.expect("previewed");
        let owners: Vec<Option<&str>> = preview.rows.iter().map(|row| row.owner.as_deref()).collect();
        assert_eq!(owners, [Some(headings[0]), Some(headings[1]), None, None]);
        let names = service::names(&inspector, &draft).await.expect("asked");
        assert_eq!(names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>(), ["没有的有限公司"]);
        // A name on no roll is asked about like that of a row.
        let heading = json!({"name": "宏远锻压有限公司"});
        let id = upload(&inspector, "unknown", &headed(heading, "一", &rows)).await;
        let draft = see(&inspector, id).await;
        let names = service::names(&inspector, &draft).await.expect("asked");
        assert_eq!(names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>(), ["宏远锻压有限公司"]);
    })
    .await;
}
