//! Quotes that only stand for inches, or that nobody closed: they must not swallow the lines below.
use std::borrow::Cow;

/// The text with every quote doubled that opens a field and does not close it: within a line, or before a separator.
pub(super) fn healed(text: &str, delimiter: u8) -> Cow<'_, str> {
    if !text.contains('"') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let ends = |b: &u8| *b == delimiter || matches!(b, b'\n' | b'\r');
    let end_from = |at: usize| bytes[at..].iter().position(ends).map_or(bytes.len(), |n| at + n);
    let mut healed: Option<String> = None;
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'"' {
            match closing(bytes, at) {
                Some(close) if is_end(bytes, close + 1, delimiter) => at = close + 1,
                Some(close) if !bytes[at..close].contains(&b'\n') => at = close + 1,
                _ => {
                    let end = end_from(at);
                    let out = healed.get_or_insert_with(|| String::with_capacity(text.len() + 16));
                    out.push_str(&text[copied..at]);
                    out.push('"');
                    out.push_str(&text[at..end].replace('"', "\"\""));
                    out.push('"');
                    (at, copied) = (end, end);
                }
            }
        }
        at = end_from(at.min(bytes.len())) + 1;
    }
    match healed {
        Some(mut out) => {
            out.push_str(&text[copied..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(text),
    }
}

/// Where the quote stands that closes the one at `open`.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let quote = at + bytes.get(at..)?.iter().position(|b| *b == b'"')?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        at = quote + 2;
    }
}

/// Whether a field is over here, but for blanks.
fn is_end(bytes: &[u8], at: usize, delimiter: u8) -> bool {
    let next = bytes[at..].iter().find(|b| **b != b' ' || delimiter == b' ');
    next.is_none_or(|b| *b == delimiter || matches!(b, b'\n' | b'\r'))
}
