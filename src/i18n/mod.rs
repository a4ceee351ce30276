//! Words in Chinese and English.
//!
//! Every sentence lives in `locales/FEATURE.toml`, both languages on neighbouring lines:
//! `title = { zh = "职代会", en = "Workers' congress" }` is the key `FEATURE.title`.
//! Parameters are written `{n}`; `{n|row|rows}` chooses by whether `n` is 1 (English plurals).
//! A test walks the source for `t!` and `what!` keys and fails when one has no words in either language.
mod format;

pub use format::{article, date, day_range, moment, month, number, short_date};

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The language a page is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The tag of `<html lang>`, cookies and accounts.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    pub fn parse(tag: &str) -> Option<Lang> {
        let tag = tag.trim().to_ascii_lowercase();
        if tag == "zh" || tag.starts_with("zh-") {
            Some(Lang::Zh)
        } else if tag == "en" || tag.starts_with("en-") {
            Some(Lang::En)
        } else {
            None
        }
    }

    /// The best of our languages for an `Accept-Language` header, `None` when it names neither.
    pub fn accepted(header: &str) -> Option<Lang> {
        let mut best: Option<(f32, Lang)> = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let Some(lang) = pieces.next().and_then(Lang::parse) else { continue };
            let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            if weight > 0.0 && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

/// The locale files, by the first part of their keys.
const FILES: &[(&str, &str)] = &[
    ("account", include_str!("../../locales/account.toml")),
    ("audit", include_str!("../../locales/audit.toml")),
    ("baseline", include_str!("../../locales/baseline.toml")),
    ("compare", include_str!("../../locales/compare.toml")),
    ("enterprise", include_str!("../../locales/enterprise.toml")),
    ("demo", include_str!("../../locales/demo.toml")),
    ("hazard", include_str!("../../locales/hazard.toml")),
    ("incident", include_str!("../../locales/incident.toml")),
    ("problem", include_str!("../../locales/problem.toml")),
    ("returns", include_str!("../../locales/returns.toml")),
    ("server", include_str!("../../locales/server.toml")),
    ("trends", include_str!("../../locales/trends.toml")),
    ("congress", include_str!("../../locales/congress.toml")),
    ("training", include_str!("../../locales/training.toml")),
    ("ui", include_str!("../../locales/ui.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    zh: String,
    en: String,
}

struct Words(HashMap<String, [String; 2]>);

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (prefix, text) in FILES {
        let table: toml::Table = text.parse().unwrap_or_else(|e| panic!("locales/{prefix}.toml: {e}"));
        gather(prefix, table, &mut words);
    }
    Words(words)
});

/// Tables nest into dotted keys until one holds `zh` and `en`.
fn gather(prefix: &str, table: toml::Table, words: &mut HashMap<String, [String; 2]>) {
    for (key, value) in table {
        let path = format!("{prefix}.{key}");
        match value {
            toml::Value::Table(inner) if inner.contains_key("zh") || inner.contains_key("en") => {
                let entry: Entry = toml::Value::Table(inner).try_into().unwrap_or_else(|e| panic!("{path}: {e}"));
                words.insert(path, [entry.zh, entry.en]);
            }
            toml::Value::Table(inner) => gather(&path, inner, words),
            _ => panic!("{path}: expected {{ zh = …, en = … }}"),
        }
    }
}

/// The words of `key`, without parameters; the key itself when it has none (a test keeps that from happening).
pub fn words(lang: Lang, key: &str) -> Cow<'static, str> {
    match WORDS.0.get(key) {
        Some(both) => Cow::Borrowed(both[lang as usize].as_str()),
        None => Cow::Owned(key.to_owned()),
    }
}

/// Whether `key` has words.
pub fn knows(key: &str) -> bool {
    WORDS.0.contains_key(key)
}

/// Every key, for the tests that look for missing and unused ones.
pub fn keys() -> impl Iterator<Item = &'static str> {
    WORDS.0.keys().map(String::as_str)
}

/// The words of `key` with its parameters filled in.
pub fn fill(lang: Lang, key: &str, params: &[(&str, &dyn std::fmt::Display)]) -> String {
    let params: Vec<(&str, String)> = params.iter().map(|(n, v)| (*n, v.to_string())).collect();
    fill_text(&words(lang, key), &params)
}

/// The words of a code that carries its own parameters, under `prefix.`.
pub fn code<N: AsRef<str>>(lang: Lang, prefix: &str, code: &str, params: &[(N, String)]) -> String {
    let params: Vec<(&str, String)> = params.iter().map(|(n, v)| (n.as_ref(), v.clone())).collect();
    fill_text(&words(lang, &format!("{prefix}.{code}")), &params)
}

/// A law as it is cited: title and article; a setting is no law and stands without brackets.
pub fn cite(lang: Lang, cite: &crate::kernel::rulebook::Cite) -> String {
    let key = match (cite.confidence, cite.article.is_empty()) {
        (crate::kernel::rulebook::Confidence::Setting, _) => "ui.law-setting",
        (_, true) => "ui.law-whole",
        (_, false) => "ui.law",
    };
    fill(lang, key, &[("law", &cite.law), ("article", &article(lang, &cite.article))])
}

/// The sentence for a problem with a form field.
pub fn problem(lang: Lang, what: &crate::kernel::What) -> String {
    code(lang, "problem", &what.code, &what.params)
}

/// A text with its parameters filled in; for words that came from elsewhere than [`words`].
pub fn fill_text(text: &str, params: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        out.push_str(&rest[..open]);
        let mut parts = rest[open + 1..close].split('|');
        let name = parts.next().unwrap_or_default();
        match (params.iter().find(|(n, _)| *n == name), parts.next(), parts.next()) {
            (Some((_, value)), Some(one), Some(many)) => out.push_str(if value == "1" { one } else { many }),
            (Some((_, value)), ..) => out.push_str(value),
            (None, ..) => out.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// `t!(lang, "congress.title")`, `t!(lang, "congress.rows", n = 3)`: words in the reader's language.
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:literal) => {
        $crate::i18n::words($lang, $key)
    };
    ($lang:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        std::borrow::Cow::<'static, str>::Owned($crate::i18n::fill($lang, $key, &[$((stringify!($name), &$value)),+]))
    };
}
pub use t;

#[cfg(test)]
mod tests;
