//! A comparison in words and as the JSON of `cuan compare`.
use super::rule::rates::Rates;
use super::rule::report::Caution;
use super::rule::{Change, Direction, Exact, Report, Test};
use crate::i18n::{self, Lang};
use serde::Serialize;

/// What is counted, for the official phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 起
    Incidents,
    /// 人
    Persons,
    /// 万元
    Wan,
}

impl Unit {
    pub fn key(self) -> &'static str {
        match self {
            Unit::Incidents => "incidents",
            Unit::Persons => "persons",
            Unit::Wan => "wan",
        }
    }
}

/// A signed difference with a true minus sign: `−3`, `+2`, `0`.
pub fn signed(diff: &Exact) -> String {
    let text = diff.to_string();
    match text.strip_prefix('-') {
        Some(size) => format!("−{size}"),
        None if diff.is_zero() => text,
        None => format!("+{text}"),
    }
}

fn unsigned(text: &str) -> &str {
    text.trim_start_matches('-')
}

/// The parameters that every phrase may use.
fn params(change: &Change, unit: String) -> Vec<(&'static str, String)> {
    let text = |value: Option<String>| value.unwrap_or_default();
    vec![
        ("before", text(change.before.map(|b| b.to_string()))),
        ("now", change.now.to_string()),
        ("diff", text(change.diff.as_ref().map(signed))),
        ("size", text(change.diff.map(|d| unsigned(&d.to_string()).to_owned()))),
        ("percent", text(change.percent.as_deref().map(|p| unsigned(p).to_owned()))),
        ("unit", unit),
    ]
}

/// `−3`, `+2`, 持平: the difference alone; none where there is nothing to compare with.
pub fn difference(lang: Lang, change: &Change) -> Option<String> {
    let diff = change.diff?;
    Some(match change.direction {
        Direction::Same => i18n::code::<&str>(lang, "compare.diff", "same", &[]),
        _ => signed(&diff),
    })
}

/// `5 → 2`, without what may be made of it.
pub fn counts(change: &Change) -> String {
    let before = change.before.map(|before| before.to_string()).unwrap_or_default();
    format!("{before} → {}", change.now)
}

/// `5 → 2（−3）`: what stands first beside every pair of figures.
pub fn pair(lang: Lang, change: &Change) -> String {
    let code = match change.direction {
        Direction::NoData => "no-data",
        Direction::Same => "same",
        _ => "known",
    };
    i18n::code(lang, "compare.pair", code, &params(change, String::new()))
}

/// `−60.0%`, `+20%`, or a dash where no percent is taken.
pub fn percent(lang: Lang, change: &Change) -> String {
    let Some(percent) = &change.percent else { return i18n::code::<&str>(lang, "compare.percent", "none", &[]) };
    let text = match percent.strip_prefix('-') {
        Some(size) => format!("−{size}"),
        None if matches!(change.direction, Direction::Up) => format!("+{percent}"),
        None => percent.clone(),
    };
    i18n::code(lang, "compare.percent", "known", &[("percent", text)])
}

/// The bulletin's phrase: `同比减少3起、下降60.0%`, `同比持平`.
pub fn official(lang: Lang, change: &Change, unit: Unit) -> String {
    let known = params(change, String::new());
    let unit = i18n::code(lang, "compare.unit", unit.key(), &known);
    i18n::code(lang, "compare.official", change.direction.key(), &params(change, unit))
}

/// The caution sentence, where one is due.
pub fn caution(lang: Lang, report: &Report) -> Option<String> {
    let (caution, test) = (report.caution?, report.test?);
    Some(i18n::code(lang, "compare.caution", caution.key(), &[("p", p_said(lang, test.p))]))
}

/// p as people read it: `0.45`, `0.031`, `<0.001`.
pub fn p_text(p: f64) -> String {
    if p >= 0.1 {
        format!("{p:.2}")
    } else if p >= 0.001 {
        format!("{p:.3}")
    } else {
        "<0.001".to_owned()
    }
}

/// The same with its letter: `p=0.45`, `p<0.001`.
fn p_said(lang: Lang, p: f64) -> String {
    let text = p_text(p);
    let (sign, size) = text.strip_prefix('<').map_or(("=", text.as_str()), |size| ("<", size));
    match lang {
        Lang::Zh => format!("p{sign}{size}"),
        Lang::En => format!("p {sign} {size}"),
    }
}

/// The change alone: what is not tested says no more.
pub fn described(lang: Lang, report: &Report) -> String {
    i18n::code(lang, "compare", report.change.direction.key(), &params(&report.change, String::new()))
}

/// The whole comparison as one or two sentences.
pub fn sentence(lang: Lang, report: &Report) -> String {
    let first = described(lang, report);
    match (caution(lang, report), lang) {
        (None, _) => first,
        (Some(second), Lang::Zh) => format!("{first}{second}"),
        (Some(second), Lang::En) => format!("{first} {second}"),
    }
}

/// Three significant digits.
pub fn significant(value: f64) -> String {
    significant_to(value, 3)
}

/// How many digits more are written at most, where three do not tell two rates apart.
const DIGITS_MORE: usize = 7;

fn significant_to(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let places = digits as i32 - 1 - value.abs().log10().floor() as i32;
    let places = places.clamp(0, digits as i32 + 3) as usize;
    format!("{value:.places$}")
}

/// `20/100 → 5/10`: each count over its base.
pub fn over_bases(report: &Report, rates: &Rates) -> String {
    let before = report.change.before.map(|before| before.to_string()).unwrap_or_default();
    format!("{before}/{} → {}/{}", rates.before_base, report.change.now, rates.now_base)
}

/// Both rates for reading, and per how much of the base they are: the least power of ten that gives the smaller one a digit
/// before the point, where it has none within two decimals.
pub fn readable(lang: Lang, rates: &Rates) -> (String, String, String) {
    let least = [rates.before, rates.now].into_iter().filter(|rate| *rate > 0.0).fold(f64::INFINITY, f64::min);
    let power = if least.is_finite() && least < 0.01 { (-least.log10()).ceil() as i32 } else { 0 };
    let per = 10_f64.powi(power);
    let name = match power {
        0 => i18n::code::<&str>(lang, "compare.rates.per", "one", &[]),
        _ => i18n::code(lang, "compare.rates.per", "many", &[("n", i18n::number(per as i64))]),
    };
    // As many digits as tell them apart: what rose does not read as the same.
    let written = |rate: f64, more: usize| significant_to(rate * per, 3 + more);
    let apart = |more: &usize| written(rates.before, *more) != written(rates.now, *more);
    let more = match rates.direction {
        Direction::Up | Direction::Down => (0..DIGITS_MORE).find(apart).unwrap_or(0),
        _ => 0,
    };
    (written(rates.before, more), written(rates.now, more), name)
}

/// The comparison of two rates: the counts over their bases, the rates, their ratio with its interval, and what the test of
/// just these says.
pub fn sentence_of_rates(lang: Lang, report: &Report, rates: &Rates) -> String {
    let (before, now, per) = readable(lang, rates);
    let test = report.test;
    let ratio = test.and_then(|test| test.ratio).or_else(|| (rates.before > 0.0).then(|| rates.now / rates.before));
    let interval = test.and_then(|test| test.ci).map(|[low, high]| {
        let ends = [("low", significant(low)), ("high", significant(high))];
        i18n::code(lang, "compare.rates", "interval", &ends)
    });
    let said = [
        ("pair", over_bases(report, rates)),
        ("per", per),
        ("before", before),
        ("now", now),
        ("ratio", ratio.map(significant).unwrap_or_default()),
        ("interval", interval.unwrap_or_default()),
    ];
    let code = if rates.before == 0.0 && rates.now == 0.0 { "none" } else { rates.direction.key() };
    let first = i18n::code(lang, "compare.rates", code, &said);
    let tested = |test: Test| match rates.caution {
        // Over unlike bases counts are no answer.
        Some(Caution::SmallBase) => i18n::code(lang, "compare.rates", "small-base", &[("p", p_said(lang, test.p))]),
        Some(caution) => i18n::code(lang, "compare.caution", caution.key(), &[("p", p_said(lang, test.p))]),
        None => i18n::code(lang, "compare.rates", "tested", &[("p", p_said(lang, test.p))]),
    };
    match (test.filter(|_| rates.direction != Direction::Same).map(tested), lang) {
        (None, _) => first,
        (Some(second), Lang::Zh) => format!("{first}{second}"),
        (Some(second), Lang::En) => format!("{first} {second}"),
    }
}

/// What `cuan compare --json` prints. `p`, `ratio` and `ci` are null for figures that are no counts or where undefined.
#[derive(Debug, Serialize)]
pub struct Compared {
    pub diff: Option<Exact>,
    pub percent: Option<String>,
    pub p: Option<f64>,
    pub ratio: Option<f64>,
    pub ci: Option<[f64; 2]>,
    pub direction: Direction,
    pub caution: Option<&'static str>,
    pub zh: String,
    pub en: String,
    /// Where bases were given that differ; else null.
    pub rates: Option<OfRates>,
}

/// Both rates, per one of the base: `p`, `ratio` and `ci` are of these.
#[derive(Debug, Serialize)]
pub struct OfRates {
    pub before: f64,
    pub now: f64,
    pub direction: Direction,
    pub caution: Option<&'static str>,
}

/// Ten significant digits: all that the sums hold for, without the last bits' noise.
fn digits(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

/// The comparison in both languages.
pub fn compared(report: &Report, rates: Option<&Rates>) -> Compared {
    let said = |lang| rates.map_or_else(|| sentence(lang, report), |rates| sentence_of_rates(lang, report, rates));
    Compared {
        diff: report.change.diff,
        percent: report.change.percent.clone(),
        p: report.test.map(|test| digits(test.p)),
        ratio: report.test.and_then(|test| test.ratio).map(digits),
        ci: report.test.and_then(|test| test.ci).map(|ci| ci.map(digits)),
        direction: report.change.direction,
        caution: report.caution.map(|caution| caution.key()),
        zh: said(Lang::Zh),
        en: said(Lang::En),
        rates: rates.map(|rates| OfRates {
            before: digits(rates.before),
            now: digits(rates.now),
            direction: rates.direction,
            caution: rates.caution.map(|caution| caution.key()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rulebook;
    use crate::trends::rule::{Exposure, report};

    fn of(before: &str, now: &str, places: u32) -> Report {
        let rules = rulebook::at("2022-10-31".parse().expect("a day"));
        report(before.parse().ok(), now.parse().expect("a figure"), Exposure::EQUAL, places, &rules)
    }

    #[test]
    fn counts_come_before_the_percent_and_the_caution_after() {
        let fewer = of("5", "2", 1);
        assert_eq!(pair(Lang::Zh, &fewer.change), "5 → 2（−3）");
        assert_eq!(
            sentence(Lang::Zh, &fewer),
            "5 → 2（−3），减少3、下降60.0%。数字较小，变化可能出于偶然（双侧精确检验 p=0.45）；不宜单独作为成效结论。"
        );
        assert!(
            sentence(Lang::En, &of("7", "2", 1)).starts_with("7 → 2 (−5): down by 5, or 71.4%. The numbers are small")
        );
        assert_eq!(percent(Lang::Zh, &fewer.change), "−60.0%");
    }

    #[test]
    fn the_official_phrases_are_the_bulletins() {
        let zh = |before: &str, now: &str| official(Lang::Zh, &of(before, now, 1).change, Unit::Incidents);
        assert_eq!(zh("5", "2"), "同比减少3起、下降60.0%");
        assert_eq!(zh("21", "32"), "同比增加11起、上升52.4%");
        assert_eq!(zh("5", "5"), "同比持平");
        assert_eq!(zh("0", "6"), "同比增加6起");
        assert_eq!(zh("3", "0"), "同比减少3起（−100.0%）");
        assert_eq!(zh("", "3"), "上年同期无数据");
        assert_eq!(official(Lang::Zh, &of("2", "4", 1).change, Unit::Persons), "同比增加2人、上升100.0%");
    }

    #[test]
    fn no_percent_is_said_from_zero_or_from_nothing_known() {
        assert!(!sentence(Lang::Zh, &of("0", "6", 1)).split('；').next().expect("a part").contains('%'));
        assert_eq!(percent(Lang::Zh, &of("0", "6", 1).change), "—");
        assert_eq!(pair(Lang::En, &of("", "2", 1).change), "no data → 2");
        assert_eq!(sentence(Lang::En, &of("4", "4", 1)), "4 → 4: unchanged.");
    }

    fn over(before: &str, now: &str, bases: (&str, &str)) -> Compared {
        let (before_base, now_base) = (Some(bases.0), Some(bases.1));
        let asked = crate::trends::calculator::Asked { before: Some(before), now, before_base, now_base, places: 1 };
        crate::trends::calculator::compare(asked, "2022-10-31".parse().expect("a day")).expect("figures")
    }

    #[test]
    fn over_unlike_bases_the_sentence_is_of_the_rates() {
        let rose = over("20", "5", ("100", "10"));
        let start = "20/100 → 5/10：率（每单位基数）由 0.200 上升到 0.500，率比 2.50（95% 区间 ";
        assert!(rose.zh.starts_with(start) && rose.zh.contains("变化可能出于偶然"), "{}", rose.zh);
        assert!(!rose.zh.contains("减少") && !rose.en.contains("down"), "{} {}", rose.zh, rose.en);
        assert_eq!(
            (rose.diff.map(|d| d.to_string()).as_deref(), rose.percent.as_deref()),
            (Some("-15"), Some("-75.0"))
        );
        let rates = rose.rates.expect("told");
        assert_eq!((rates.before, rates.now, rates.direction), (0.2, 0.5, Direction::Up));

        let fell = over("12", "12", ("1000", "4000"));
        assert!(!fell.zh.contains("持平") && !fell.en.contains("unchanged"), "{} {}", fell.zh, fell.en);
        assert!(
            fell.zh.contains("（每 1,000 单位基数）由 12.0 下降到 3.00，率比 0.250（95% 区间 0.103–0.608）"),
            "{}",
            fell.zh
        );
        assert!(fell.zh.contains("p=0.002") && !fell.zh.contains("可能出于偶然"), "{}", fell.zh);
        assert!(fell.en.contains("fell from 12.0 to 3.00"), "{}", fell.en);

        let near = over("7", "2", ("100", "28.57"));
        assert!(near.zh.contains("由 0.070000 上升到 0.070004"), "{}", near.zh);
        let sure = over("5", "0", ("100", "900"));
        assert!(sure.zh.contains("（双侧精确检验 p<0.001）") && sure.en.contains("(exact two-sided test, p < 0.001)"));

        let like = over("20", "5", ("100", "100.0"));
        assert_eq!((like.zh, like.rates.is_none()), (sentence(Lang::Zh, &of("20", "5", 1)), true));
        assert!(over("0", "0", ("1", "2")).zh.contains("都是零"));
        assert!(over("0", "4", ("1", "2")).zh.contains("上期率为零"));
        assert!(over("4", "0", ("1", "2")).zh.contains("降到零"));
        assert!(over("1", "2", ("1000", "2000")).zh.contains("率不变"));
    }

    #[test]
    fn ratios_are_shown_with_three_digits() {
        assert_eq!([0.285_714, 1.501, 0.029, 12.34, 0.0].map(significant), ["0.286", "1.50", "0.0290", "12.3", "0"]);
    }

    #[test]
    fn p_is_rounded_for_reading() {
        assert_eq!([0.453_125, 0.179_687_5, 0.031, 0.000_4].map(p_text), ["0.45", "0.18", "0.031", "<0.001"]);
    }

    #[test]
    fn the_json_has_the_documented_keys_and_nulls() {
        let json = serde_json::to_value(compared(&of("7", "2", 1), None)).expect("plain data");
        assert_eq!((&json["diff"], &json["percent"]), (&serde_json::json!(-5), &serde_json::json!("-71.4")));
        assert!((json["p"].as_f64().expect("a number") - 0.179_687_5).abs() < 1e-12);
        assert_eq!(json["ci"].as_array().map(Vec::len), Some(2));
        let none = serde_json::to_value(compared(&of("1.474", "1.301", 2), None)).expect("plain data");
        assert_eq!((&none["percent"], &none["p"]), (&serde_json::json!("-11.74"), &serde_json::Value::Null));
        let zero = serde_json::to_value(compared(&of("0", "6", 1), None)).expect("plain data");
        assert_eq!((zero["percent"].is_null(), zero["ratio"].is_null(), zero["ci"].is_null()), (true, true, true));
        assert_eq!(zero["p"], serde_json::json!(0.03125));
    }
}
