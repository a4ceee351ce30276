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
    // As typed first: nearly every cell is exactly one of the words.
    if let Some(yes) = said(text) {
        return Lexed::value(Value::Bool(yes));
    }
    let typed = text.trim_end_matches(['。', '.']).to_lowercase();
    match said(&typed).or_else(|| said(&typed.replace(' ', ""))) {
        Some(yes) => Lexed::value(Value::Bool(yes)),
        None => Lexed::error("type-error-choice"),
    }
}

fn said(word: &str) -> Option<bool> {
    if YES.contains(&word) {
        Some(true)
    } else if NO.contains(&word) {
        Some(false)
    } else {
        None
    }
}

pub(super) fn choice(text: &str, words: &'static [Word]) -> Lexed {
    let exact = |word: &&Word| word.zh == text || word.also.contains(&text);
    if let Some(word) = words.iter().find(exact) {
        return Lexed::text(word.key);
    }
    let names =
        |word: &Word, typed: &str| [word.key, word.zh, word.en].iter().chain(word.also).any(|name| alike(name, typed));
    let bare = text.trim_end_matches(['。', '.']).trim_end_matches("培训").trim_end_matches("教育");
    match [text, bare].into_iter().find_map(|typed| words.iter().find(|word| names(word, typed))) {
        Some(word) => Lexed::text(word.key),
        None => Lexed::error("type-error-choice"),
    }
}

/// The same but for blanks and capitals.
fn alike(a: &str, b: &str) -> bool {
    let letters = |s: &'_ str| s.chars().filter(|c| *c != ' ').flat_map(char::to_lowercase).collect::<String>();
    a == b || (a.len().abs_diff(b.len()) <= 8 && letters(a) == letters(b))
}
