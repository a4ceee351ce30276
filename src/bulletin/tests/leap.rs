//! The day that one year has and the next has not, and a year that was frozen before its bulletin.
use super::{district, form};
use crate::bulletin::model::{Cut, Key, Measure, Was};
use crate::bulletin::page::facts;
use crate::bulletin::service::{self, Asked};
use crate::db::testing::each;
use crate::kernel::Typed;
use uuid::Uuid;

fn period(kind: &str, year: &str, part: &str) -> Typed {
    let id = Uuid::now_v7().to_string();
    form(&[("id", &id), ("kind", kind), ("year", year), (kind, part), ("town", "")])
}

#[tokio::test]
async fn paragraph_and_charts_agree_about_the_29th_of_february() {
    each(async |db| {
        let d = district(db).await;
        for on in ["2024-01-10", "2024-02-29", "2024-03-01"] {
            d.accident(0, on, Some(1)).await;
        }
        d.freeze(2024).await;
        for (kind, part, last) in [("month", "2", 1), ("quarter", "1", 3), ("half", "1", 3)] {
            let id = service::draft(&d.qian, &super::by(&d.qian), &period(kind, "2025", part)).await.expect("drafted");
            let shown = d.show(id).await;
            let headline = &shown.figures.headline[0];
            assert_eq!(headline.last, Some(last), "{kind}: whole months are set beside whole months");
            let steps: Option<i64> = shown.figures.steps.iter().map(|step| step.last).sum();
            let so_far = shown.figures.to_date.first().map_or(headline.last, |cell| cell.last);
            assert_eq!(steps, so_far, "{kind}: the months of the chart add up to the paragraph");
            let asked = Asked { key: Key::new(Was::Last, Measure::Incidents), cut: Cut::default() };
            assert_eq!(service::behind(&d.qian, id, asked).await.expect("there").sum, last, "{kind}");
        }
        // Days of one's own are set beside the same dates, unless they are whole months; so are the months up to them.
        for (from, last) in [("2025-02-01", 1), ("2025-02-02", 0)] {
            let days = [("kind", "range"), ("from", from), ("to", "2025-02-28"), ("town", "")];
            let id = Uuid::now_v7().to_string();
            let typed = form(&[&[("id", id.as_str())][..], &days[..]].concat());
            let id = service::draft(&d.qian, &super::by(&d.qian), &typed).await.expect("drafted");
            let figures = d.show(id).await.figures;
            assert_eq!(figures.headline[0].last, Some(last), "{from}");
            assert_eq!(figures.to_date[0].last, Some(2), "{from}: January and February");
            assert_eq!(figures.steps.iter().map(|step| step.last).sum::<Option<i64>>(), Some(2), "{from}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_bulletin_of_a_frozen_year_says_where_the_records_have_left_it() {
    each(async |db| {
        let d = district(db).await;
        let october = || period("month", "2025", "10");
        let id = service::draft(&d.qian, &super::by(&d.qian), &october()).await.expect("drafted");
        assert!(d.show(id).await.figures.frozen.is_empty(), "as it was frozen");
        d.accident(1, "2025-10-30", Some(2)).await;
        service::discard(&d.qian, &super::by(&d.qian), id).await.expect("discarded");
        let id = service::draft(&d.qian, &super::by(&d.qian), &october()).await.expect("drafted");
        let shown = d.show(id).await;
        let [month, so_far] = shown.figures.frozen.as_slice() else { panic!("{:?}", shown.figures.frozen) };
        assert_eq!((month.number, month.frozen, month.recorded), (1, [5, 0, 5], [6, 2, 6]));
        assert_eq!((so_far.frozen, so_far.recorded), ([5, 0, 5], [6, 2, 6]));
        let said: Vec<String> = facts(&d.qian, &shown).into_iter().map(|(_, value)| value).collect();
        let said = said.join("\n");
        assert!(said.contains("第 1 版") && said.contains("对外引用以冻结的为准"), "{said}");
    })
    .await;
}
