//! Words where a day belongs: that it was done, that it is to be done, that it was the same day. None of them is a day, but
//! each has its own advice.
use crate::returns::lexer::{Note, simplified, tidy};
use crate::returns::template::{Field, FieldType};
use chrono::NaiveDate;

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
pub(super) fn instead_of_a_day(note: Note, field: &Field, raw: &str, day: Option<NaiveDate>) -> Note {
    let no_date = note.params.iter().any(|(name, value)| *name == "rule" && value == "not-a-date");
    let Some(said) = said(raw).filter(|_| no_date) else { return note };
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
