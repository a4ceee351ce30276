//! Words in Chinese and English.
//!
//! Every sentence lives in `locales/FEATURE.toml`, both languages on neighbouring lines:
//! `title = { zh = "职代会", en = "Workers' congress" }` is the key `FEATURE.title`.
//! Parameters are written `{n}`; `{n|row|rows}` chooses by whether `n` is 1 (English plurals).
//! A test walks the source for `t!` and `what!` keys and fails when one has no words in either language.
#[cfg(not(target_arch = "wasm32"))]
mod book;
mod format;

// An island is given its words by the page: it carries no book.
#[cfg(not(target_arch = "wasm32"))]
pub use book::{cite, code, fill, keys, knows, law_name, problem, words};

pub use format::{article, date, day_range, moment, month, number, short_date};

use serde::{Deserialize, Serialize};

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
