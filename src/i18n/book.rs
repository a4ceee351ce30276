//! The book of words as the program carries it.
use super::{Lang, article, fill_text};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The locale files, by the first part of their keys.
const FILES: &[(&str, &str)] = &[
    ("account", include_str!("../../locales/account.toml")),
    ("audit", include_str!("../../locales/audit.toml")),
    ("baseline", include_str!("../../locales/baseline.toml")),
    ("compliance", include_str!("../../locales/compliance.toml")),
    ("chart", include_str!("../../locales/chart.toml")),
    ("bulletin", include_str!("../../locales/bulletin.toml")),
    ("compare", include_str!("../../locales/compare.toml")),
    ("enterprise", include_str!("../../locales/enterprise.toml")),
    ("exempt", include_str!("../../locales/exempt.toml")),
    ("demo", include_str!("../../locales/demo.toml")),
    ("figures", include_str!("../../locales/figures.toml")),
    ("hazard", include_str!("../../locales/hazard.toml")),
    ("health", include_str!("../../locales/health.toml")),
    ("incident", include_str!("../../locales/incident.toml")),
    ("problem", include_str!("../../locales/problem.toml")),
    ("returns", include_str!("../../locales/returns.toml")),
    ("sheet", include_str!("../../locales/sheet.toml")),
    ("server", include_str!("../../locales/server.toml")),
    ("standing", include_str!("../../locales/standing.toml")),
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

pub(super) struct Words(pub(super) HashMap<String, [String; 2]>);

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
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
    let setting = match cite.law.as_str() {
        "本地设定（区默认标准）" => Some("ui.setting-district"),
        "本地惯例（设定值）" => Some("ui.setting-local"),
        "统计方法（设定值）" => Some("ui.setting-method"),
        _ => None,
    };
    if let Some(key) = setting.filter(|_| cite.confidence == crate::kernel::rulebook::Confidence::Setting) {
        return words(lang, key).into_owned();
    }
    let key = match (cite.confidence, cite.article.is_empty()) {
        (crate::kernel::rulebook::Confidence::Setting, _) => "ui.law-setting",
        (_, true) => "ui.law-whole",
        (_, false) => "ui.law",
    };
    fill(lang, key, &[("law", &law_name(lang, &cite.law)), ("article", &article(lang, &cite.article))])
}

/// A law's name in the reader's language, as far as it has one there.
pub fn law_name(lang: Lang, law: &str) -> String {
    let named = format!("ui.law-name.{law}");
    if lang == Lang::En && knows(&named) { words(lang, &named).into_owned() } else { law.to_owned() }
}

/// The sentence for a problem with a form field.
pub fn problem(lang: Lang, what: &crate::kernel::What) -> String {
    code(lang, "problem", &what.code, &what.params)
}
