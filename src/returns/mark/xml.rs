//! Small things about XML: attributes by name, tags with an attribute changed, the children of one element of a part.
use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use std::io;
use std::ops::Range;

pub(super) fn odd(what: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_string())
}

/// The value of an attribute by its local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes();
    let found = all.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// The same tag with attributes set (`Some`) or taken away (`None`), by their full names; the others stay as written.
pub(super) fn with(tag: &BytesStart<'_>, changes: &[(&str, Option<&str>)]) -> BytesStart<'static> {
    let mut changed = BytesStart::new(tag.name().as_ref().to_owned());
    for attribute in tag.attributes().with_checks(false).flatten() {
        if changes.iter().any(|(name, _)| *name == attribute.key.as_ref()) {
            continue;
        }
        // The value is raw; only the quotes around it may change.
        let value = attribute.value.replace('"', "&quot;");
        changed.push_attribute(Attribute { key: attribute.key, value: value.into() });
    }
    for (name, value) in changes {
        if let Some(value) = value {
            changed.push_attribute((*name, *value));
        }
    }
    changed
}

/// Text as it stands between tags or in an attribute; characters that XML cannot hold are left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if c < ' ' || ('\u{fffe}'..='\u{ffff}').contains(&c) => {}
            c => out.push(c),
        }
    }
    out
}

/// The prefix of the root element with its colon, or nothing.
pub(super) fn prefix(text: &str) -> io::Result<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(odd)? {
            Event::Start(tag) | Event::Empty(tag) => return Ok(prefix_of(&tag)),
            Event::Eof => return Err(odd("no root element")),
            _ => {}
        }
    }
}

pub(super) fn prefix_of(tag: &BytesStart<'_>) -> String {
    tag.name().as_ref().split_once(':').map(|(prefix, _)| format!("{prefix}:")).unwrap_or_default()
}

/// A child of the root element: where its start tag stands, where its end tag begins, and its own children.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub open: Range<usize>,
    pub close: usize,
    pub items: Vec<Range<usize>>,
}

/// Finds a child of the root that has children itself.
pub(super) fn section(text: &str, name: &str) -> io::Result<Option<Section>> {
    let mut reader = Reader::from_str(text);
    let at = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let (mut depth, mut item) = (0_u32, 0);
    let mut found: Option<Section> = None;
    loop {
        let start = at(&reader);
        let event = reader.read_event().map_err(odd)?;
        let end = at(&reader);
        match event {
            Event::Start(tag) => {
                if depth == 1 && found.is_none() && tag.local_name().as_ref() == name {
                    found = Some(Section { open: start..end, close: end, items: Vec::new() });
                } else if depth == 2 {
                    item = start;
                }
                depth += 1;
            }
            Event::Empty(_) if depth == 2 => found.iter_mut().for_each(|s| s.items.push(start..end)),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                match &mut found {
                    Some(section) if depth == 2 => section.items.push(item..end),
                    Some(section) if depth == 1 => {
                        section.close = start;
                        return Ok(found);
                    }
                    _ => {}
                }
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// The children of the root element itself.
///
/// # Errors
/// The text is not XML, or its root has no end.
pub(super) fn children(text: &str) -> io::Result<Section> {
    let mut reader = Reader::from_str(text);
    let at = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let (mut depth, mut item) = (0_u32, 0);
    let mut root: Option<Section> = None;
    loop {
        let start = at(&reader);
        let event = reader.read_event().map_err(odd)?;
        let end = at(&reader);
        match event {
            Event::Start(_) => {
                match depth {
                    0 => root = Some(Section { open: start..end, close: end, items: Vec::new() }),
                    1 => item = start,
                    _ => {}
                }
                depth += 1;
            }
            Event::Empty(_) if depth == 1 => root.iter_mut().for_each(|root| root.items.push(start..end)),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                match &mut root {
                    Some(root) if depth == 1 => root.items.push(item..end),
                    Some(known) if depth == 0 => {
                        known.close = start;
                        return root.ok_or_else(|| odd("no root element"));
                    }
                    _ => {}
                }
            }
            Event::Eof => return Err(odd("a root element without an end")),
            _ => {}
        }
    }
}

/// The start tag that a raw element begins with.
pub(super) fn tag_of(raw: &str) -> Option<BytesStart<'static>> {
    match Reader::from_str(raw).read_event().ok()? {
        Event::Start(tag) | Event::Empty(tag) => Some(tag.into_owned()),
        _ => None,
    }
}

/// All text inside a raw element, entities read.
pub(super) fn text_of(raw: &str) -> String {
    let mut reader = Reader::from_str(raw);
    let mut text = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Text(piece) => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push(match reference.xml10_content().as_ref() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => '?',
                }),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    text
}

/// A text with pieces replaced; the pieces do not overlap.
pub(super) fn splice(text: &str, mut pieces: Vec<(Range<usize>, String)>) -> String {
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len() + 256);
    let mut from = 0;
    for (range, piece) in pieces {
        out.push_str(&text[from..range.start]);
        out.push_str(&piece);
        from = range.end;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_found_with_and_without_prefix() {
        let text = r#"<x:styleSheet><x:fonts count="1"><x:font><x:b/></x:font></x:fonts><x:fills><x:fill/><x:fill></x:fill></x:fills></x:styleSheet>"#;
        let fills = section(text, "fills").expect("read").expect("there");
        let items: Vec<&str> = fills.items.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(items, ["<x:fill/>", "<x:fill></x:fill>"]);
        assert_eq!((&text[fills.open.clone()], &text[fills.close..fills.close + 10]), ("<x:fills>", "</x:fills>"));
        assert_eq!(prefix(text).expect("read"), "x:");
        assert!(section(text, "dxfs").expect("read").is_none());
        assert!(section("<a><b></a>", "b").is_err());
        let all = children("<?xml version=\"1.0\"?><a><b><c/></b><d/></a>").expect("read");
        assert_eq!((all.items, all.close), (vec![24..35, 35..39], 39));
        assert!(children("<a/>").is_err() && children("<a><b/>").is_err());
    }

    #[test]
    fn attributes_are_changed_and_the_others_stay_as_written() {
        let tag = tag_of(r#"<c r='A1' s="3" note='say "x" &amp; y'/>"#).expect("a tag");
        let changed = with(&tag, &[("s", Some("7")), ("t", Some("n")), ("r", None)]);
        let said = |name| attribute(&changed, name);
        assert_eq!((said("s").as_deref(), said("t").as_deref(), said("r")), (Some("7"), Some("n"), None));
        assert_eq!(said("note").as_deref(), Some("say \"x\" & y"));
        assert_eq!(escape("a<b>&\"c\u{1}\n"), "a&lt;b&gt;&amp;&quot;c\n");
        assert_eq!(text_of("<r><t>a&#65;</t><t>b &lt; c&amp;</t></r>"), "aAb < c&");
        assert_eq!(splice("abcdef", vec![(4..5, "E".into()), (1..1, "-".into())]), "a-bcdEf");
    }
}
