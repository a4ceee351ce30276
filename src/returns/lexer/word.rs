//! Yes, no, and choices.
use super::Lexed;
use crate::returns::report::Value;
use crate::returns::template::Word;

const YES: &[&str] = &[
    "是",
    "有",
    "√",
    "✓",
    "✔",
    "☑",
    "对",
    "y",
    "yes",
    "true",
    "t",
    "1",
    "合格",
    "通过",
    "及格",
    "已",
    "已合格",
    "已通过",
    "考核合格",
    "考试合格",
    "已结案",
    "结案",
    "已结",
    "已建",
    "已建会",
    "已建立",
    "已组建",
    "建会",
    "是的",
    "规上",
    "试点",
    "高危",
    "pass",
    "passed",
    "closed",
];
const NO: &[&str] = &[
    "否",
    "无",
    "没有",
    "×",
    "✗",
    "✘",
    "☒",
    "x",
    "错",
    "n",
    "no",
    "false",
    "f",
    "0",
    "不合格",
    "未通过",
    "不及格",
    "未",
    "未合格",
    "考核不合格",
    "考试不合格",
    "未结案",
    "未结",
    "未建",
    "未建会",
    "未建立",
    "未组建",
    "不是",
    "非",
    "规下",
    "非规上",
    "非试点",
    "非高危",
    "fail",
    "failed",
    "open",
    "不通过",
    "未及格",
];

pub(super) fn yes_no(text: &str) -> Lexed {
    let word = text.trim_end_matches(['。', '.']).to_lowercase();
    if YES.contains(&word.as_str()) {
        Lexed::value(Value::Bool(true))
    } else if NO.contains(&word.as_str()) {
        Lexed::value(Value::Bool(false))
    } else {
        Lexed::error("type-error-choice")
    }
}

pub(super) fn choice(text: &str, words: &'static [Word]) -> Lexed {
    let typed: String = text.chars().filter(|c| *c != ' ').collect::<String>().to_lowercase();
    let squeeze = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>().to_lowercase();
    let names = |word: &&Word, typed: &str| {
        squeeze(word.key) == typed
            || squeeze(word.zh) == typed
            || squeeze(word.en) == typed
            || word.also.iter().any(|a| squeeze(a) == typed)
    };
    let bare = typed.trim_end_matches(['。', '.']).trim_end_matches("培训").trim_end_matches("教育");
    match words.iter().find(|w| names(w, &typed)).or_else(|| words.iter().find(|w| names(w, bare))) {
        Some(word) => Lexed::text(word.key),
        None => Lexed::error("type-error-choice"),
    }
}
