//! One value in the many ways in which people write it, and a few in which nobody can read it.
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use cuan::demo::random::Random;
use cuan::kernel::text;
use cuan::returns::template::{Field, FieldType};
use serde_json::Value;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Blank,
    Text(String),
    Number(f64),
    /// Days of the workbook's own date system, shown as a date or as a moment.
    Serial(f64, bool),
    Bool(bool),
    /// A formula without a stored result.
    NoCache,
    Error(&'static str),
}

/// How wildly a sheet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Numbers as numbers, days as days.
    Typed,
    /// Everything as plain text.
    Plain,
    /// As it comes.
    Wild,
}

fn full_width(plain: &str) -> String {
    plain.chars().map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c }).collect()
}

fn chinese(n: i64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        0..=9 => DIGITS[n as usize].to_owned(),
        10..=19 => format!("十{}", if n == 10 { "" } else { DIGITS[(n - 10) as usize] }),
        _ => format!("{}十{}", DIGITS[(n / 10) as usize], if n % 10 == 0 { "" } else { DIGITS[(n % 10) as usize] }),
    }
}

fn thousands(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn count(field: &Field, n: i64, random: &mut Random) -> Said {
    let unit = if field.unit.is_empty() { "" } else { field.unit };
    match random.below(7) {
        0 => Said::Number(n as f64),
        1 => Said::Text(full_width(&n.to_string())),
        2 => Said::Text(format!("{n}{unit}")),
        3 if (0..100).contains(&n) && field.key != "year" => Said::Text(chinese(n)),
        4 if field.key != "year" => Said::Text(thousands(n)),
        5 if n == 0 => Said::Text((*random.pick(&["无", "/", "—", "-", "零", "〇"])).to_owned()),
        _ => Said::Text(n.to_string()),
    }
}

fn decimal(field: &Field, said: &str, random: &mut Random) -> Said {
    match random.below(4) {
        0 => Said::Number(said.parse().expect("a decimal")),
        1 => Said::Text(full_width(said)),
        2 if field.unit == "万元" => Said::Text(format!("{said}万元")),
        _ => Said::Text(said.to_owned()),
    }
}

fn serial(at: NaiveDateTime, epoch_1904: bool) -> f64 {
    let zero = if epoch_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let zero = NaiveDate::from_ymd_opt(zero.0, zero.1, zero.2).expect("a day");
    let days = (at.date() - zero).num_days() as f64;
    days + f64::from(at.num_seconds_from_midnight()) / 86_400.0
}

fn day(said: &str, random: &mut Random, epoch_1904: bool) -> Said {
    let day = text::date(said).expect("a day");
    use chrono::Datelike;
    let (y, m, d) = (day.year(), day.month(), day.day());
    match random.below(7) {
        0 => Said::Serial(serial(day.and_hms_opt(0, 0, 0).expect("midnight"), epoch_1904), false),
        1 => Said::Text(format!("{y}/{m}/{d}")),
        2 => Said::Text(format!("{y}.{m}.{d}")),
        3 => Said::Text(format!("{y}年{m}月{d}日")),
        4 => Said::Text(format!("{y}{m:02}{d:02}")),
        5 => Said::Text(full_width(&format!("{y}年{m}月{d}日"))),
        _ => Said::Text(said.to_owned()),
    }
}

fn moment(said: &str, random: &mut Random, epoch_1904: bool) -> Said {
    let at = text::moment(said).expect("a moment");
    let (date, clock) = (at.date(), at.time());
    let (h, min) = (clock.hour(), clock.minute());
    match random.below(5) {
        0 => Said::Serial(serial(at, epoch_1904), true),
        1 => Said::Text(date.format("%Y年%-m月%-d日").to_string() + &format!("{h}时{min:02}分")),
        2 if h > 12 => Said::Text(date.format("%Y-%-m-%-d").to_string() + &format!(" 下午{}:{min:02}", h - 12)),
        3 => Said::Text(date.format("%Y/%-m/%-d").to_string() + &format!(" {h}:{min:02}:00")),
        _ => Said::Text(said.replace('T', " ")),
    }
}

fn period(said: &str, random: &mut Random) -> Said {
    let year = &said[..4];
    Said::Text(match said.get(4..) {
        Some("") if random.chance(50) => format!("{year}年"),
        Some(quarter) if quarter.starts_with("-Q") => {
            let n: usize = quarter[2..].parse().expect("a quarter");
            match random.below(3) {
                0 => format!("{year}年{}季度", chinese(n as i64)),
                1 => format!("{year}年第{}季度", chinese(n as i64)),
                _ => said.to_owned(),
            }
        }
        _ => said.to_owned(),
    })
}

/// A value as somebody writes it.
pub fn spelled(field: &Field, value: &Value, hand: Hand, epoch_1904: bool, random: &mut Random) -> Said {
    let pick = |all: &[&str], random: &mut Random| Said::Text((*random.pick(all)).to_owned());
    match (field.ty, value) {
        (_, Value::Null) => Said::Blank,
        (FieldType::Count, Value::Number(n)) => {
            let n = n.as_i64().expect("a count");
            match hand {
                Hand::Typed => Said::Number(n as f64),
                Hand::Plain => Said::Text(n.to_string()),
                Hand::Wild => count(field, n, random),
            }
        }
        (FieldType::YesNo, Value::Bool(yes)) => match (hand, yes) {
            (Hand::Typed, _) => Said::Bool(*yes),
            (Hand::Plain, true) => Said::Text("是".to_owned()),
            (Hand::Plain, false) => Said::Text("否".to_owned()),
            (Hand::Wild, true) => pick(&["是", "√", "Y", "有", "是"], random),
            (Hand::Wild, false) => pick(&["否", "×", "N", "否"], random),
        },
        (FieldType::Choice(words), Value::String(key)) => {
            let word = words.iter().find(|word| word.key == key).expect("a word of the choice");
            let also = random.pick(word.also);
            Said::Text(if hand == Hand::Wild && random.chance(60) { also } else { word.zh }.to_string())
        }
        (FieldType::Decimal, Value::String(said)) => match hand {
            Hand::Typed => Said::Number(said.parse().expect("a decimal")),
            Hand::Plain => Said::Text(said.clone()),
            Hand::Wild => decimal(field, said, random),
        },
        (FieldType::Date, Value::String(said)) => match hand {
            Hand::Typed => Said::Serial(
                serial(text::date(said).expect("a day").and_hms_opt(0, 0, 0).expect("0:00"), epoch_1904),
                false,
            ),
            Hand::Plain => Said::Text(said.clone()),
            Hand::Wild => day(said, random, epoch_1904),
        },
        (FieldType::Moment, Value::String(said)) => match hand {
            Hand::Typed => Said::Serial(serial(text::moment(said).expect("a moment"), epoch_1904), true),
            Hand::Plain => Said::Text(said.replace('T', " ")),
            Hand::Wild => moment(said, random, epoch_1904),
        },
        (FieldType::Period, Value::String(said)) if hand == Hand::Wild => period(said, random),
        (_, Value::String(said)) if hand == Hand::Wild && random.chance(25) => {
            Said::Text(format!("\u{3000}{said}\u{a0}"))
        }
        (_, Value::String(said)) => Said::Text(said.clone()),
        (ty, other) => panic!("{}: {ty:?} {other:?}", field.key),
    }
}

/// A cell that cannot be read, with the code that has to be said of it; none where this field has no such fault.
pub fn fault(field: &Field, random: &mut Random) -> Option<(Said, &'static str)> {
    let text = |said: &str| Said::Text(said.to_owned());
    let all: Vec<(Said, &'static str)> = match field.ty {
        FieldType::Date => vec![
            (text("2022-02-30"), "type-error-date"),
            (text("尚未确定日期"), "type-error-date"),
            (text("3/4/22"), "date-ambiguous"),
            (Said::NoCache, "formula-no-cache"),
            (Said::Error("#REF!"), "formula-error"),
        ],
        FieldType::Moment => vec![
            (text("2022-02-30 9:30"), "type-error-date"),
            (Said::NoCache, "formula-no-cache"),
            (Said::Error("#N/A"), "formula-error"),
        ],
        FieldType::Count if !matches!(field.key, "year" | "month") => vec![
            (text("约3"), "type-error-number"),
            (text("若干"), "type-error-number"),
            (Said::NoCache, "formula-no-cache"),
            (Said::Error("#DIV/0!"), "formula-error"),
        ],
        FieldType::Decimal => vec![(text("约5.5"), "type-error-number"), (Said::Error("#VALUE!"), "formula-error")],
        FieldType::Choice(_) => vec![(text("说不清"), "type-error-choice"), (Said::NoCache, "formula-no-cache")],
        FieldType::YesNo => vec![(text("大概吧"), "type-error-choice")],
        FieldType::Code => vec![
            (Said::Number(913_212_040_000_000_128.0), "precision-lost"),
            (text("91000000MA0000000Z"), "code-check-failed"),
        ],
        FieldType::Id => vec![
            (Said::Number(320_000_199_001_011_232.0), "precision-lost"),
            (text("000000199001010000"), "id-check-failed"),
        ],
        FieldType::Text if field.required => vec![(Said::Blank, "required"), (text("/"), "required")],
        _ => Vec::new(),
    };
    (!all.is_empty()).then(|| random.pick(&all).clone())
}
