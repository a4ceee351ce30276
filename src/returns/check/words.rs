//! Words where a day belongs: that it was done, that it is to be done, that it was the same day; a day with words around it;
//! 3天内. None of them is taken for a day, but each has its own advice, and where a day follows from it that day is suggested.
use crate::returns::cell::Cell;
use crate::returns::lexer::{self, Context, Note, day_of, simplified, tidy};
use crate::returns::template::FieldType;
use chrono::{Datelike, Days, Months, NaiveDate};

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// 整改中, 待定, 限期: no day yet.
    Open,
    /// 当日, 当场, 立即整改: the day of the event itself.
    SameDay,
    /// 已整改, √: done, on some day.
    Done,
}

/// Days that may well be the one that dates the row.
const NEAR: [&str; 4] = ["due_on", "closed_on", "papers_sent_on", "published_on"];

/// A note about a cell that is no date, with the advice that fits the word in it; `day` is the one that dates the row.
/// 当日 is suggested to be that day, never taken for it.
pub(super) fn instead_of_a_day(note: Note, ctx: &Context<'_>, raw: &str, day: Option<NaiveDate>) -> Note {
    let field = ctx.field;
    if !note.params.iter().any(|(name, value)| *name == "rule" && value == "not-a-date") {
        return note;
    }
    if field.ty == FieldType::Date
        && let Some(meant) = among_words(ctx, raw, day).or_else(|| within(ctx, raw, day))
    {
        return meant;
    }
    let Some(said) = said(raw) else { return note };
    let note = Note { params: Vec::new(), ..note };
    match said {
        Said::Open if field.key == "closed_on" => note.with("rule", "not-done-yet"),
        Said::Open if field.required => note.with("rule", "which-day"),
        Said::Open => note.with("rule", "no-day-yet"),
        Said::SameDay if NEAR.contains(&field.key) && day.is_some() => {
            let day = day.map(|day| day.to_string()).unwrap_or_default();
            note.with("rule", "that-day").with("day", &day).suggest(day)
        }
        Said::SameDay | Said::Done if field.ty == FieldType::Moment => note.with("rule", "which-moment"),
        Said::SameDay | Said::Done => note.with("rule", "which-day"),
    }
}

/// 2026-07-20前, 已整改 2026-07-06, 7月20日（已延期）: one day and words that do not deny it. A day without its year takes that of
/// the day that dates the row, or the next where that would be earlier.
fn among_words(ctx: &Context<'_>, raw: &str, dated: Option<NaiveDate>) -> Option<Note> {
    let text = tidy(raw);
    let text = simplified(&text);
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let of_a_day = |c: char| c.is_ascii_digit() || "-/.年月日号 ".contains(c);
    let end = text[first..].find(|c| !of_a_day(c)).map_or(text.len(), |at| first + at);
    let day = text[first..end].trim_end_matches([' ', '-', '/', '.']);
    let around = [&text[..first], &text[end..]].concat();
    const DENIED: [char; 6] = ['未', '不', '后', '起', '或', '约'];
    let words = around.trim();
    if words.is_empty() || words.chars().count() > 20 || words.contains(DENIED) || words.contains(char::is_numeric) {
        return None;
    }
    let numbers = day.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).count();
    let meant = |text: String| lexer::read(&Cell::Text(text), ctx).value.as_ref().and_then(day_of);
    let meant = match (numbers, dated) {
        (3, _) => meant(day.to_owned()),
        (2, Some(dated)) if day.contains('月') => {
            let years = [dated.year(), dated.year() + 1];
            years.into_iter().filter_map(|year| meant(format!("{year}年{day}"))).find(|day| *day >= dated)
        }
        (2, None) if day.contains('月') => match meant(day.to_owned()) {
            None if ctx.period.is_none() => return Some(Note::error("date-no-year").with("part", day)),
            day => day,
        },
        _ => None,
    }?;
    Some(Note::error("type-error-date").with("rule", "day-in-words").with("day", meant).suggest(meant.to_string()))
}

/// 3天内, 一周内整改, 限24小时内: counted from the day that dates the row. Workdays are not counted here.
fn within(ctx: &Context<'_>, raw: &str, dated: Option<NaiveDate>) -> Option<Note> {
    const NUMBERS: [(&str, u32); 14] = [
        ("三十", 30),
        ("二十", 20),
        ("十五", 15),
        ("十", 10),
        ("一", 1),
        ("二", 2),
        ("两", 2),
        ("三", 3),
        ("四", 4),
        ("五", 5),
        ("六", 6),
        ("七", 7),
        ("八", 8),
        ("九", 9),
    ];
    let dated = dated.filter(|_| ctx.field.key == "due_on")?;
    let text = tidy(raw);
    let text: String = simplified(&text).chars().filter(|c| *c != ' ').collect();
    let text = text.trim_start_matches(['限', '期', '请', '须', '应', '在', '于']);
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let (number, rest) = match text[..digits].parse() {
        Ok(number) => (number, &text[digits..]),
        Err(_) => NUMBERS.iter().find_map(|(word, number)| Some((*number, text.strip_prefix(word)?)))?,
    };
    let (unit, rest) = ["个月", "个星期", "星期", "周", "个小时", "小时", "天", "日"]
        .into_iter()
        .find_map(|unit| Some((unit, rest.strip_prefix(unit)?)))?;
    let rest = rest.trim_start_matches(['之', '以']).strip_prefix('内')?;
    if !(1..=400).contains(&number) || rest.chars().count() > 8 || rest.contains(['未', '不']) {
        return None;
    }
    let days = |n: u32| dated.checked_add_days(Days::new(u64::from(n)));
    let last = match unit {
        "个月" => dated.checked_add_months(Months::new(number)),
        "个星期" | "星期" | "周" => days(number * 7),
        "个小时" | "小时" => days(number.div_ceil(24)),
        _ => days(number),
    }?;
    let note = Note::error("type-error-date").with("rule", "days-from").with("day", dated);
    Some(note.with("last", last).suggest(last.to_string()))
}

fn said(raw: &str) -> Option<Said> {
    let text = tidy(raw);
    let text: String =
        simplified(&text).chars().filter(|c| !matches!(c, ' ' | '。' | '!' | ',' | '、' | '.')).collect();
    if text.chars().count() > 10 || text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let one_of = |words: &[&str]| words.contains(&text.as_str());
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let ends = |words: &[&str]| words.iter().any(|word| text.ends_with(word));
    let open = text.starts_with(['未', '待', '尚', '正'])
        || text.starts_with("限期")
        || text.starts_with("暂")
        || ["尽快", "尽早", "抓紧"].iter().any(|word| text.starts_with(word))
        || ends(&["整改中", "进行中", "处理中", "治理中", "推进中", "办理中", "实施中", "施工中"])
        || one_of(&[
            "长期",
            "长期整改",
            "长期坚持",
            "持续",
            "持续整改",
            "持续改进",
            "常态化",
            "不详",
            "不清楚",
            "计划中",
        ]);
    let same_day = has(&[
        "当日",
        "当天",
        "当场",
        "当时",
        "当班",
        "立改",
        "即日",
        "立即",
        "立刻",
        "即时",
        "马上",
        "随即",
        "现场",
        "立行立改",
        "立整立改",
        "立查立改",
        "即查即改",
        "即知即改",
        "边查边改",
        "即改",
    ]);
    let done = text.starts_with('已')
        || ends(&["完成", "完毕", "到位", "闭环"])
        || one_of(&["√", "✓", "✔", "☑", "是", "完", "有", "合格", "通过", "整改", "销号", "Y", "y", "yes", "OK", "ok"]);
    match () {
        () if open => Some(Said::Open),
        () if same_day => Some(Said::SameDay),
        () if done => Some(Said::Done),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_and_dates_are_none() {
        for (text, want) in [
            ("未整改", Some(Said::Open)),
            ("整改中", Some(Said::Open)),
            ("正在 整改", Some(Said::Open)),
            ("立即整改中", Some(Said::Open)),
            ("未当场整改", Some(Said::Open)),
            ("限期整改", Some(Said::Open)),
            ("待定", Some(Said::Open)),
            ("暫無", Some(Said::Open)),
            ("长期", Some(Said::Open)),
            ("当日", Some(Said::SameDay)),
            ("當場整改", Some(Said::SameDay)),
            ("已当场整改完毕。", Some(Said::SameDay)),
            ("立即整改", Some(Said::SameDay)),
            ("即日", Some(Said::SameDay)),
            ("立行立改", Some(Said::SameDay)),
            ("已整改", Some(Said::Done)),
            ("整改完毕", Some(Said::Done)),
            ("√", Some(Said::Done)),
            ("尽快整改", Some(Said::Open)),
            ("当班", Some(Said::SameDay)),
            ("立改", Some(Said::SameDay)),
            ("次日", None),
            ("下周", None),
            ("7月底", None),
            ("张三", None),
            ("立即停产并于下月初由设备部整改到位", None),
            ("已于7月5日整改", None),
        ] {
            assert_eq!(said(text), want, "{text}");
        }
    }
}
