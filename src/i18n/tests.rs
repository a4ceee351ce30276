use super::book::WORDS;
use super::*;
use chrono::NaiveDate;

#[test]
fn every_locale_file_has_both_languages_with_the_same_parameters() {
    let names = |text: &str| {
        let mut found: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(inside, _)| inside.split('|').next().unwrap_or_default().to_owned())
            .collect();
        found.sort();
        found.dedup();
        found
    };
    assert!(keys().count() > 20);
    for (key, [zh, en]) in &WORDS.0 {
        assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{key} lacks a language");
        let (zh_names, en_names) = (names(zh), names(en));
        // A parameter may serve only an English plural.
        assert!(zh_names.iter().all(|n| en_names.contains(n)), "{key}: the English lacks a parameter of the Chinese");
        assert!(
            en_names.iter().all(|n| zh_names.contains(n) || en.contains(&format!("{{{n}|"))),
            "{key}: the Chinese lacks a parameter of the English"
        );
    }
}

#[test]
fn parameters_and_plurals_are_filled_in() {
    let params = [("n", "1".to_owned()), ("who", "{n}".to_owned())];
    assert_eq!(fill_text("{n} {n|row|rows} by {who}, {unknown}", &params), "1 row by {n}, {unknown}");
    assert_eq!(fill_text("{n} {n|row|rows}", &[("n", "3".to_owned())]), "3 rows");
    assert_eq!(fill_text("an open { brace", &params), "an open { brace");
}

#[test]
fn the_browsers_wish_is_honoured_by_weight() {
    assert_eq!(Lang::accepted("en-GB,en;q=0.9,zh;q=0.1"), Some(Lang::En));
    assert_eq!(Lang::accepted("fr, zh-CN;q=0.5, en;q=0.4"), Some(Lang::Zh));
    assert_eq!(Lang::accepted("en;q=0, zh;q=0.2"), Some(Lang::Zh));
    assert_eq!(Lang::accepted("fr"), None);
}

#[test]
fn articles_are_numbered_as_laws_do() {
    let zh =
        ["1", "9", "10", "13", "20", "23", "95", "100", "105", "110", "114", "3之二", ""].map(|n| article(Lang::Zh, n));
    assert_eq!(
        zh,
        [
            "一",
            "九",
            "十",
            "十三",
            "二十",
            "二十三",
            "九十五",
            "一百",
            "一百零五",
            "一百一十",
            "一百一十四",
            "3之二",
            ""
        ]
    );
    assert_eq!(article(Lang::En, "23"), "23");
}

#[test]
fn dates_and_numbers_read_well_in_both_languages() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a real day");
    assert_eq!(date(Lang::Zh, day(2026, 11, 22)), "2026年11月22日");
    assert_eq!(date(Lang::En, day(2026, 11, 22)), "22 Nov 2026");
    assert_eq!(day_range(Lang::Zh, day(2026, 1, 1), day(2026, 11, 5)), "2026年1月1日—11月5日");
    assert_eq!(day_range(Lang::Zh, day(2024, 2, 29), day(2024, 2, 29)), "2024年2月29日", "one day is said once");
    assert_eq!(day_range(Lang::En, day(2026, 1, 1), day(2026, 11, 5)), "1 Jan – 5 Nov 2026");
    assert_eq!(number(1_234_567), "1,234,567");
    assert_eq!(number(-999), "−999");
}

#[test]
fn every_law_of_the_rules_has_its_english_name() {
    let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    for rule in crate::kernel::rulebook::all() {
        let (en, zh) = (cite(Lang::En, &rule.cite()), cite(Lang::Zh, &rule.cite()));
        assert!(!en.contains(han), "{}: {en}", rule.id);
        assert!(zh.contains(han), "{}: {zh}", rule.id);
    }
}
