//! Unicode's normal form KC, by its tables.
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The text in normal form KC.
pub fn of(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}
