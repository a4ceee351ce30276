//! Bytes of a text file into letters: one encoding, or several where files were put one behind the other.
use super::super::sniff;
use encoding_rs::GB18030;
use std::borrow::Cow;

/// What UTF-8 files of Windows begin with.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];
/// The same as a letter.
const MARK_LETTER: char = '\u{feff}';

/// UTF-16 by its mark or its zeros, else UTF-8, else GB18030; each part behind a mark by itself.
pub(super) fn decoded(bytes: &[u8]) -> String {
    if let Some(encoding) = sniff::wide(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut rest = bytes;
    while !rest.is_empty() {
        // A mark in front is kept: it tells where the next file begins.
        let end = rest.windows(3).skip(1).position(|three| three == MARK).map_or(rest.len(), |at| at + 1);
        let (part, after) = rest.split_at(end);
        text.push_str(&part_decoded(part));
        rest = after;
    }
    text
}

fn part_decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mostly = is_nearly_whole(&String::from_utf8_lossy(bytes));
    // Some lines may be those of another program.
    let line = |line: &[u8]| match std::str::from_utf8(line) {
        Ok(text) if mostly || is_chinese(text) => text.to_owned(),
        Ok(_) => GB18030.decode_without_bom_handling(line).0.into_owned(),
        Err(_) => {
            let (other, lost) = GB18030.decode_without_bom_handling(line);
            let own = String::from_utf8_lossy(line);
            if mostly && (lost || is_nearly_whole(&own)) { own.into_owned() } else { other.into_owned() }
        }
    };
    Cow::Owned(bytes.split_inclusive(|b| *b == b'\n').map(line).collect())
}

/// A few broken letters in a text of many make it no other encoding: GB18030 read as UTF-8 has hardly a Chinese letter.
fn is_nearly_whole(text: &str) -> bool {
    let (mut broken, mut chinese) = (0_usize, 0_usize);
    for c in text.chars() {
        broken += usize::from(c == char::REPLACEMENT_CHARACTER);
        chinese += usize::from(('\u{4e00}'..='\u{9fff}').contains(&c));
    }
    chinese > 0 && broken * 4 <= chinese
}

/// Whether a text is what Chinese lists are made of: two letters of GB18030 may happen to be one of another script.
fn is_chinese(text: &str) -> bool {
    let mut foreign = text.chars().filter(|c| !c.is_ascii());
    foreign.all(|c| {
        matches!(c, '\u{b7}' | '\u{2000}'..='\u{206f}' | '\u{2460}'..='\u{24ff}' | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{feff}')
    })
}

/// Marks in the middle are no letters: where two files meet within a line, the second one begins a new line.
pub(super) fn unmarked(text: &str, delimiter: u8) -> Cow<'_, str> {
    let text = text.trim_start_matches(MARK_LETTER);
    if !text.contains(MARK_LETTER) {
        return Cow::Borrowed(text);
    }
    let delimiter = char::from(delimiter);
    let parts: Vec<&str> = text.split(MARK_LETTER).collect();
    let mut whole = String::with_capacity(text.len());
    for (at, part) in parts.iter().enumerate() {
        let before = whole.rsplit('\n').next().unwrap_or_default();
        let after = part.lines().next().unwrap_or_default();
        if at > 0 && before.contains(delimiter) && after.contains(delimiter) && !is_open(before) {
            whole.push('\n');
        }
        whole.push_str(part);
    }
    Cow::Owned(whole)
}

/// Whether a line ends within quotes, or in front of a separator: then the field goes on.
fn is_open(line: &str) -> bool {
    line.matches('"').count() % 2 == 1 || line.ends_with([',', '\t', ';'])
}
