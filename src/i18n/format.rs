//! Dates and numbers as people read them.
use super::Lang;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month_name(month: u32) -> &'static str {
    MONTHS.get(month as usize - 1).copied().unwrap_or_default()
}

/// `2026年11月22日`, `22 Nov 2026`.
pub fn date(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => format!("{} {} {}", day.day(), month_name(day.month()), day.year()),
    }
}

/// For dense tables: `2026-11-22` in both languages.
pub fn short_date(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// `2026年11月22日 09:30`, `22 Nov 2026, 09:30`.
pub fn moment(lang: Lang, at: NaiveDateTime) -> String {
    let clock = format!("{:02}:{:02}", at.hour(), at.minute());
    match lang {
        Lang::Zh => format!("{} {clock}", date(lang, at.date())),
        Lang::En => format!("{}, {clock}", date(lang, at.date())),
    }
}

/// `2026年11月`, `Nov 2026`.
pub fn month(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月", day.year(), day.month()),
        Lang::En => format!("{} {}", month_name(day.month()), day.year()),
    }
}

/// `2026年1月1日—11月5日`, `1 Jan – 5 Nov 2026`; the year is said twice only when it differs.
pub fn day_range(lang: Lang, from: NaiveDate, to: NaiveDate) -> String {
    let same = from.year() == to.year();
    match lang {
        _ if from == to => date(lang, from),
        Lang::Zh if same => format!("{}—{}月{}日", date(lang, from), to.month(), to.day()),
        Lang::Zh => format!("{}—{}", date(lang, from), date(lang, to)),
        Lang::En if same => format!("{} {} – {}", from.day(), month_name(from.month()), date(lang, to)),
        Lang::En => format!("{} – {}", date(lang, from), date(lang, to)),
    }
}

/// The number of an article as laws are cited: `九`, `二十三` in Chinese, `9` in English. What is no number stays.
pub fn article(lang: Lang, number: &str) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (lang, number.parse::<usize>()) {
        (Lang::Zh, Ok(n @ 1..=199)) => {
            let (hundreds, tens, ones) = (n / 100, n / 10 % 10, n % 10);
            let head = if hundreds > 0 { "一百" } else { "" };
            let middle = match (hundreds, tens) {
                (0, 0) => String::new(),
                (_, 0) if ones == 0 => String::new(),
                (_, 0) => "零".to_owned(),
                (0, 1) => "十".to_owned(),
                (_, tens) => format!("{}十", DIGITS[tens]),
            };
            format!("{head}{middle}{}", DIGITS[ones])
        }
        _ => number.to_owned(),
    }
}

/// `100,000`: thousands are grouped the same way in both languages.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('−');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
