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
            c if is_shapeless(c) => {}
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

/// Characters without a shape that pasting brings along: widths of nothing, marks of the direction of writing.
fn is_shapeless(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What a person wrote, as they wrote it: their punctuation stays. Only control and zero-width characters are dropped, runs
/// of white space are one blank, the ends are trimmed.
pub fn kept(text: &str) -> String {
    let seen = |c: &char| c.is_whitespace() || !(c.is_control() || is_shapeless(*c));
    let text: String = text.chars().filter(seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a person wrote, as they wrote it: letters, punctuation and line breaks stay. Line ends are made one, characters
/// without a shape that pasting brings along are dropped, the ends are trimmed.
///
/// # Errors
/// The first control character: no person writes one.
pub fn typed(text: &str) -> Result<String, char> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(control);
    }
    let seen = |c: &char| !is_shapeless(*c);
    let text: String = text.chars().filter(seen).collect();
    Ok(text.trim().to_owned())
}

/// Whether two texts say the same in other letters: full width or half, other blanks.
pub fn alike(one: &str, other: &str) -> bool {
    one == other || normal(one) == normal(other)
}

/// What a workbook tells over what is recorded. A blank leaves that alone, and so do words that are [`alike`]: a workbook's
/// text is normalised, what a person typed into a form is not.
pub fn over(new: Option<&String>, old: Option<&String>) -> Option<String> {
    match (new, old) {
        (Some(new), Some(old)) if !alike(new, old) => Some(new.clone()),
        _ => old.or(new).cloned(),
    }
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
    fn words_stay_as_they_were_typed() {
        let words = "　数错了，两人。“补报”（见附件）！\r\n第１页：\t完 \u{200b}";
        assert_eq!(typed(words).as_deref(), Ok("数错了，两人。“补报”（见附件）！\n第１页：\t完"));
        assert_eq!(typed(" \u{feff} ").as_deref(), Ok(""));
        assert_eq!(
            (typed("a\u{0}b"), typed("a\u{1b}[31m"), typed("a\u{85}b")),
            (Err('\0'), Err('\u{1b}'), Err('\u{85}'))
        );
    }

    #[test]
    fn a_workbook_that_tells_the_same_words_leaves_them_as_they_were_typed() {
        let [typed, read, other] = ["一人受伤，已送医。", "一人受伤,已送医。", "两人"].map(str::to_owned);
        assert_eq!(over(Some(&read), Some(&typed)).as_ref(), Some(&typed));
        assert_eq!(over(Some(&other), Some(&typed)).as_ref(), Some(&other));
        assert_eq!(over(None, Some(&typed)).as_ref(), Some(&typed));
        assert_eq!((over(Some(&read), None).as_ref(), over(None, None)), (Some(&read), None));
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
