//! One record told twice in a file: the preview counts its rows as they will be recorded. On both engines.
use super::{Take, counts, district, see, send, upload};
use crate::db::testing::each;
use crate::returns::model::Fate;
use crate::returns::service::{self, Question};
use serde_json::{Value, json};

fn trained(sheet: &str, rows: &[(&str, &str, Option<bool>)]) -> Vec<Value> {
    let columns = json!([{"field": "name", "column": "A", "label": "姓名"}]);
    let mut lines = vec![
        json!({"line": "sheet", "sheet": sheet, "template": "training", "header_rows": [1], "columns": columns, "unmatched": []}),
    ];
    for (row, (name, hours, passed)) in (2..).zip(rows) {
        let values = json!({"name": name, "kind": "refresher", "held_on": "2022-07-04", "course": "消防", "hours": hours, "passed": passed});
        lines.push(json!({"line": "row", "row": row, "ok": true, "values": values}));
    }
    lines.push(json!({"line": "sheet-end", "rows": rows.len(), "ok": rows.len(), "codes": {}}));
    lines
}

#[tokio::test]
async fn a_training_told_twice_with_other_hours_is_counted_as_a_change_before_it_is_sent() {
    each(async |db| {
        let district = district(db).await;
        let rep = district.rep("rep").await;
        let of_month = trained("8月", &[("王一", "8", Some(true)), ("王二", "8", Some(true)), ("王三", "8", None)]);
        let of_year = trained("汇总", &[("王一", "16", Some(true)), ("王二", "8", None), ("王三", "8", Some(true))]);
        let id = upload(&rep, "twice", &[of_month, of_year].concat()).await;
        let draft = see(&rep, id).await;
        assert_eq!(counts(&draft), [6, 3, 2, 1, 0, 0], "what is blank leaves what is recorded");
        let page = service::preview(&rep, &draft, Question { sheet: 1, ..Question::default() }).await.expect("seen");
        let fates: Vec<Fate> = page.rows.iter().map(|row| row.fate).collect();
        assert_eq!(fates, [Fate::Changed, Fate::Same, Fate::Changed]);
        send(&rep, id, Take::All, "补报").await.expect("sent");
        assert_eq!(counts(&see(&rep, id).await), [6, 3, 2, 1, 0, 0], "the receipt says the same");
    })
    .await;
}
