//! Unicode's normal form KC, by the browser.
use std::borrow::Cow;

/// The text in normal form KC.
pub fn of(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(js_sys::JsString::from(text).normalize("NFKC").into())
}
