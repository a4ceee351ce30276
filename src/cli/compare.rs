//! `cuan compare`: two figures side by side, by the very functions behind every comparison on a page.
use crate::trends::words::Compared;

pub use crate::trends::calculator::{Asked, compare};

/// The comparison as one line of JSON, or as both sentences.
pub fn text(compared: &Compared, json: bool) -> String {
    if json {
        return serde_json::to_string(compared).expect("plain data is always written");
    }
    format!("{}\n{}", compared.zh, compared.en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{What, what};
    use chrono::NaiveDate;

    fn ask<'a>(before: &'a str, now: &'a str, bases: Option<(&'a str, &'a str)>) -> Result<Compared, What> {
        let asked = Asked {
            before: Some(before),
            now,
            before_base: bases.map(|b| b.0),
            now_base: bases.map(|b| b.1),
            places: 1,
        };
        compare(asked, NaiveDate::from_ymd_opt(2022, 10, 31).expect("a day"))
    }

    #[test]
    fn the_json_is_one_line_with_the_documented_keys() {
        let line = text(&ask("7", "2", None).expect("figures"), true);
        assert!(line.starts_with(r#"{"diff":-5,"percent":"-71.4","p":0.1796875,"ratio":0.2857142857"#), "{line}");
        assert_eq!(line.lines().count(), 1);
        assert_eq!(text(&ask("7", "2", None).expect("figures"), false).lines().count(), 2);
    }

    #[test]
    fn bases_change_the_test_and_must_come_in_pairs() {
        let with = ask("9", "2", Some(("16660", "17877"))).expect("figures");
        assert!(with.p.is_some_and(|p| (p - 0.05011).abs() < 5e-6));
        assert_eq!(ask("9", "2", Some(("0", "1"))).map(|_| ()), Err(what!("compare-base")));
        assert_eq!(ask("x", "2", None).map(|_| ()), Err(what!("compare-figure", raw = "x")));
        let half = Asked { before: Some("1"), now: "2", before_base: Some("3"), now_base: None, places: 1 };
        let day = NaiveDate::from_ymd_opt(2022, 10, 31).expect("a day");
        assert_eq!(compare(half, day).map(|_| ()), Err(what!("compare-base")));
    }
}
