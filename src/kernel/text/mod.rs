//! Text as people write it, made one for reading: full width, blanks, look-alikes.
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

#[cfg(not(target_arch = "wasm32"))]
mod nfkc;
// The browser has the tables already: the islands need not carry them.
#[cfg(target_arch = "wasm32")]
#[path = "nfkc_browser.rs"]
mod nfkc;

/// NFKC, every run of white space (also U+3000 and no-break) one blank, control and zero-width characters dropped, trimmed.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in nfkc::of(text).chars() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What a person wrote, as they wrote it: their punctuation stays. Only control and zero-width characters are dropped, runs
/// of white space are one blank, the ends are trimmed.
pub fn kept(text: &str) -> String {
    let seen = |c: &char| {
        c.is_whitespace() || !(c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}'))
    };
    let text: String = text.chars().filter(seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A date in one of the plain ways a form takes: `2022-11-05`, `2022/11/5`, `2022.11.5`, `2022年11月5日`, `20221105`.
/// `text` is already [`normal`].
pub fn date(text: &str) -> Option<NaiveDate> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return ymd(&text[..4], &text[4..6], &text[6..]);
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']).map(str::trim);
    let found = ymd(parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() { None } else { found }
}

fn ymd(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year = year.parse().ok().filter(|y| (1900..=2200).contains(y))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// A moment of a form: `2022-11-05T09:30`, `2022-11-05 9:30`, seconds allowed.
pub fn moment(text: &str) -> Option<NaiveDateTime> {
    let (day, clock) = text.split_once(['T', ' '])?;
    let mut parts = clock.trim().split(':');
    let mut part = || parts.next().map(two_digits);
    let (hour, minute, second) = (part()??, part()??, part());
    if parts.next().is_some() {
        return None;
    }
    // A third part that is no number is wrong; none at all is a full minute.
    let second = second.map_or(Some(0), |second| second)?;
    Some(date(day)?.and_time(NaiveTime::from_hms_opt(hour, minute, second)?))
}

fn two_digits(text: &str) -> Option<u32> {
    let plain = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_blanks_and_invisible_characters_are_made_one() {
        assert_eq!(normal("　合　 计\u{a0}"), "合 计");
        assert_eq!(normal("\u{feff}９１３２\u{200b}１２０４ＭＡ"), "91321204MA");
        assert_eq!(normal(" a\r\n\tb\u{0} "), "a b");
        assert_eq!(normal("（人）：％"), "(人):%");
    }

    #[test]
    fn moments_need_a_day_and_a_clock() {
        let at = |h, m, s| NaiveDate::from_ymd_opt(2022, 11, 5).and_then(|day| day.and_hms_opt(h, m, s));
        assert_eq!(moment("2022-11-05T09:30"), at(9, 30, 0));
        assert_eq!(moment("2022/11/5 9:30"), at(9, 30, 0));
        assert_eq!(moment("2022-11-05 23:59:07"), at(23, 59, 7));
        for text in [
            "2022-11-05",
            "2022-11-05 ",
            "2022-11-05 24:00",
            "2022-11-05 9",
            "2022-11-05 9:60",
            "2022-11-05 9:5:x",
            "2022-11-05 9:5:5:5",
            "2022-11-05 +9:30",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_read_in_the_plain_ways_and_only_when_they_exist() {
        let day = NaiveDate::from_ymd_opt(2022, 11, 5);
        for text in ["2022-11-05", "2022/11/5", "2022.11.5", "2022年11月5日", "20221105"] {
            assert_eq!(date(text), day, "{text}");
        }
        for text in ["2022-02-30", "22-11-05", "2022-11", "2022-11-05-06", "11月5日", "99991105", ""] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
